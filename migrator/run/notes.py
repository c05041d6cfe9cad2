"""Notes of a file: what somebody should look at beside the outcomes of its uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrator.javascript.modules import Module
from migrator.model.ledger import Message, Note, NoteCode, Sentence
from migrator.model.term import Kind, Term, content, expression
from migrator.python.language import PYTHON
from migrator.rewriting.conflicts import Globals
from migrator.rewriting.rewriter import Rewritten, Verdict
from migrator.run.parts import Parts
from migrator.sites.interpreter import Unparsed
from migrator.sites.site import File, Use

# What holds statements, or other blocks.
_BLOCKS: frozenset[Kind] = frozenset({"block", "handler", "case", "if", "for", "while", "try", "with"})


def environments(parts: Parts, file: File, module: Module, rewritten: Rewritten) -> Iterator[Note]:
    """A class of which a part goes to the worker, while the rest stays on the main thread's interpreter, whatever keeps
    it there: a method, a comment, the lack of a rule.
    """
    taken = {verdict.site.use for verdict in rewritten.verdicts if verdict.taken is not None}
    if not taken:
        return
    gone = list({use.owner.node.id: use.owner.node for use in taken if use.owner.node is not None}.values())
    seen: set[int] = set()
    for use in file.uses:
        node = use.owner.node
        if node is None or node.id in seen or use in taken or not _works(use):
            continue
        if any(verdict.taken.goes(use.whole.start_byte) for verdict in rewritten.verdicts if verdict.taken is not None):
            continue
        if not any(parts.interpreter.is_one(module, node, other) for other in gone):
            continue
        seen.add(node.id)
        if parts.contract.receiver_is_worker(module, node) is False:
            message = Message.of(
                Sentence.TWO_INTERPRETERS,
                owner=use.owner.class_name,
                method=use.owner.method,
                line=file.source.line(use.whole.start_byte),
                receiver=str(parts.settings.receiver),
                worker=str(parts.settings.worker),
            )
            yield Note(NoteCode.TWO_INTERPRETERS, message)


def _works(use: Use) -> bool:
    """Whether a use works on what the interpreter holds: it runs a program, or gets at its globals."""
    return use.is_program or use.member in (PYTHON.namespace, PYTHON.importer)


def unseen(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """What may read globals that go with a program, and cannot be seen: code that a hole puts into that program, and
    all that stays on the same interpreter and is not written out.
    """
    for verdict in rewritten.verdicts:
        program, shared = verdict.site.program, rewritten.shared
        if verdict.taken is None or program is None or shared is None:
            continue
        names = [*shared.gone(verdict.taken)]
        if not names:
            continue
        shown_names = tuple([name for name in names if not name.startswith("_")][:3] or names[:3])
        for hole in _code(program.variants[0].body):
            shown = file.source.text(hole.origin.start_byte, hole.origin.end_byte)
            message = Message.of(Sentence.CODE_UNSEEN, shown=shown, bound=shown_names)
            yield Note(NoteCode.UNSEEN_CODE, message, file.source.line(hole.origin.start_byte))
        places = _unseen_places(file, rewritten, shared, verdict, names)
        if places:
            message = Message.of(Sentence.GLOBALS_UNSEEN, places=tuple(places), bound=shown_names)
            yield Note(NoteCode.UNSEEN_CODE, message, file.source.line(verdict.site.use.whole.start_byte))


def _unseen_places(
    file: File, rewritten: Rewritten, shared: Globals, verdict: Verdict, names: list[str]
) -> list[tuple[str | None, int, str]]:
    """Where something stays that cannot be seen: the file (None for this one), the line, and what stands there."""
    taken = [other.taken for other in rewritten.verdicts if other.taken is not None]
    places: list[tuple[str | None, int, str]] = []
    for access in shared.left(taken):
        if access.may_read(names):
            places.append((None, file.source.line(access.offset), access.unseen or ""))
    for found in shared.elsewhere(verdict.site, names):
        if isinstance(found, Unparsed):
            places.append((found.file, 0, ""))
        elif found.access.may_read(names):
            places.append((found.file, found.line, found.access.unseen or ""))
    return list(dict.fromkeys(places))


def _code(body: Iterable[Term]) -> Iterator[Term]:
    """The JavaScript of holes that stand for statements."""
    for statement in body:
        if statement.kind == "expr" and expression(statement).kind == "hole":
            yield content(expression(statement))
        for block in statement.children:
            if block.kind in _BLOCKS:
                yield from _code(block.children)


def unfinished(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Comments of removed Python that somebody meant to come back to."""
    for verdict in rewritten.verdicts:
        program = verdict.site.program
        if verdict.taken is None or program is None:
            continue
        text = program.embedded.text
        for match in re.finditer(r"#[^\n]*", text):
            if re.search(r"\b(?:TODO|FIXME)\b", match[0]) is None:
                continue
            line = file.source.line(program.embedded.offsets[match.start()])
            message = Message.of(Sentence.PYTHON_COMMENT_GOES, comment=match[0].strip())
            yield Note(NoteCode.PYTHON_COMMENT, message, line)
