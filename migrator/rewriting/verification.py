"""Do no harm: what a rewritten file must satisfy before it may take the place of the old one.

A parse without errors is not enough: a second declaration, a write to a constant and a name that nothing binds all
parse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.edit import Edit
from migrator.javascript.edits import own_end
from migrator.javascript.scopes import Reference, Scopes, analyse
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import CLASS_MEMBERS, UNBRACED_STATEMENTS, NodeKind
from migrator.javascript.unchanged import Unchanged
from migrator.model.ledger import Message, Sentence
from migrator.rewriting.places import Near, Shift, windows
from migrator.rewriting.validation import Meant, Written

if TYPE_CHECKING:
    from tree_sitter import Node


def verify(before: Source, edits: Sequence[Edit], data: bytes, meant: Meant | None = None) -> Message | None:
    """What is wrong with the bytes that ``edits`` make of a file, or None. ``meant`` says what they are to make.

    They are parsed from the old tree first, which is quick. Such a tree may put the end of a statement without a
    semicolon before a comment where one from nothing puts it behind: so what seems wrong is looked at once more, in a
    tree from nothing.
    """
    try:
        after, changed = before.edited(edits, data)
        if _problem(before, edits, after, changed, meant) is None:
            return None
    except SourceError:
        pass
    try:
        after = Source.read(before.path, data, before.moved(edits, data))
    except SourceError as error:
        return Message.of(Sentence.RESULT_NOT_PARSED, fault=error.message, line=error.line)
    return _problem(before, edits, after, [(0, len(data))], meant)


def _problem(
    before: Source, edits: Sequence[Edit], after: Source, changed: list[tuple[int, int]], meant: Meant | None
) -> Message | None:
    found = _statements(before, edits, after, changed)
    if found is not None or meant is None:
        return found or _names(before, edits, after, changed, None)
    written = Written(before, after, meant, edits, changed)
    return written.problem() or _names(before, edits, after, changed, written)


def _statements(before: Source, edits: Sequence[Edit], after: Source, changed: list[tuple[int, int]]) -> Message | None:
    """Every statement that no edit touches has the same type and the same text, in its new place.

    Only where the tree changed can it be otherwise: elsewhere its nodes are the old ones.
    """
    shift = Shift(edits)
    near, was_near = windows(shift, changed)
    old, new = list(_spans(before, was_near)), list(_spans(after, near))
    if _braced(after, new) > _braced(before, old):
        return Message.of(Sentence.OPENS_BLOCK)
    there = set(new)
    for start, end, kind in old:
        if not shift.touches(start, end) and (shift.to(start), shift.to(end), kind) not in there:
            text = before.text(start, min(end, start + 60)).split("\n")[0]
            return Message.of(Sentence.READ_OTHERWISE, shown=text)
    return None


# What is compared by where it ends.
_SPANNING = UNBRACED_STATEMENTS | CLASS_MEMBERS


def _braced(source: Source, spans: list[tuple[int, int, str]]) -> int:
    """How many expression statements begin with `{`: tree-sitter takes them, no engine does."""
    return sum(kind == NodeKind.EXPRESSION_STATEMENT and source.data[start] == ord("{") for start, _, kind in spans)


def _spans(source: Source, near: Near) -> Iterator[tuple[int, int, str]]:
    """The statements that stand near a change, with their ends and types."""
    stack = [source.root]
    while stack:
        node = stack.pop()
        start, end = source.start(node.start_byte), own_end(source, node)
        if not near(start, end):
            continue
        kind = node.type
        if kind in _SPANNING:
            yield start, end, kind
        elif not node.child_count:
            continue
        stack.extend(node.named_children)


def _names(
    before: Source,
    edits: Sequence[Edit],
    after: Source,
    changed: list[tuple[int, int]],
    written: Written | None,
) -> Message | None:
    """Names mean what they meant, and nothing is declared or written that may not be."""
    shift = Shift(edits)
    _, was_near = windows(shift, changed)

    def stays(node: Node) -> int | None:
        return None if was_near(node.start_byte, node.end_byte) else shift.to(node.start_byte)

    unchanged = Unchanged(before.scopes, stays)
    scopes = analyse(after.root, after.data, unchanged.outward)
    known = {reference.name for reference in before.scopes.globals}
    if written is not None:
        known.add(written.worker)
    for reference in scopes.globals:
        if reference.name not in known and reference.name not in GLOBALS:
            return Message.of(Sentence.BOUND_BY_NOTHING, name=reference.name)
    had = Counter((problem.kind, problem.name) for problem in unchanged.problems())
    has = Counter((problem.kind, problem.name) for problem in scopes.problems)
    for kind, name in has - had:
        sentence = Sentence.DECLARED_TWICE if kind == "duplicate" else Sentence.CONSTANT_WRITTEN
        return Message.of(sentence, name=name)
    found = _bindings(unchanged.references(), scopes, shift)
    return found if found is not None or written is None else written.names(scopes)


def _bindings(references: Iterable[Reference], after: Scopes, shift: Shift) -> Message | None:
    """A use that stays means the declaration that it meant, unless that was replaced in its place."""
    for reference in references:
        start = reference.node.start_byte
        if shift.touches(start, reference.node.end_byte):
            continue
        now = after.reference_at(shift.to(start))
        if now is None:
            return Message.of(Sentence.NO_NAME_ANY_MORE, name=reference.name)
        was = reference.binding
        if was is None:
            if now.binding is not None:
                return Message.of(Sentence.CAPTURED, name=reference.name)
            continue
        if now.binding is None:
            return Message.of(Sentence.BOUND_BY_NOTHING, name=reference.name)
        stays = [node for node in was.declarations if not shift.touches(node.start_byte, node.end_byte)]
        if stays and all(
            shift.to(node.start_byte) not in {n.start_byte for n in now.binding.declarations} for node in stays
        ):
            return Message.of(Sentence.CAPTURED, name=reference.name)
    return None
