"""Text for Python to read is no value: `+` lines would send the text where Python had read what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import MEMBERS, STRINGS, NodeKind, children, operator
from migrator.javascript.texts import Made, Texts
from migrator.matching.pattern import Block, Role
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.model.term import Kind, Term
from migrator.rewriting.conditions.checked import Checked, Refusal

if TYPE_CHECKING:
    from tree_sitter import Node

_STRINGS_WITH_HOLES: frozenset[Kind] = frozenset({"holestring", "fstring"})
_TAKING: frozenset[Kind] = frozenset({"metavar", "anything"})
_GIVING: frozenset[Kind] = frozenset({"declarator", "assign"})  # a name, and what it is given
_ENDING: frozenset[Kind] = frozenset({"sequence", "await"})  # what has the value of its last part
_VALUE_OF_EITHER = frozenset({"||", "??", "&&", "+"})
_LONGEST = 60


class _Taken(NamedTuple):
    """A metavariable (or `$_`) that takes what a hole pastes. ``quoted``: the hole stands between Python's quotes."""

    term: Term
    quoted: bool


def are_values(candidate: Checked) -> Iterator[Refusal]:
    """A metavariable that is all of a hole, or that the hole may have the value of, takes a value and no text."""
    match, texts = candidate.match, Texts(candidate.source)
    for taken in _taken(match.block):
        if taken.term.kind == "metavar":
            bound = match.javascript.get(taken.term.value)
        else:
            bound = next(iter(match.dots.get(taken.term, ())), None)
        if bound is None:
            continue
        made = texts.made(bound.origin, quoted=taken.quoted)
        if made is not None:
            yield _refusal(candidate, taken, bound.origin, made)


def _taken(block: Block) -> list[_Taken]:
    """What takes values in the holes of a page's programs, each once."""
    declared = _declared(block)
    found: dict[tuple[str, bool], _Taken] = {}
    stack = [(statement, False) for each in block.programs for form in each.variants for statement in form.body]
    while stack:
        term, quoted = stack.pop()
        if term.kind != "hole":
            stack.extend((child, term.kind in _STRINGS_WITH_HOLES) for child in term.children)
            continue
        for value in _values(term.children[0], declared):
            key = value.value if value.kind == "metavar" else f"_{id(value)}"
            found.setdefault((key, quoted), _Taken(value, quoted))
    return list(found.values())


def _values(pattern: Term, declared: dict[str, Term]) -> Iterator[Term]:
    """The metavariables whose value an expression of a page may have. One that the page declares has what it says."""
    stack, seen = [pattern], set[str]()
    while stack:
        term = stack.pop()
        if term.kind == "metavar" and term.value in declared:
            if term.value not in seen:
                seen.add(term.value)
                stack.append(declared[term.value])
        elif term.kind in _TAKING:
            yield term
        elif term.kind == "binary" and term.value in _VALUE_OF_EITHER:
            stack.extend(term.children)
        elif term.kind == "conditional":
            stack.extend(term.children[1:])
        elif term.kind in _ENDING:
            stack.extend(term.children[-1:])


def _declared(block: Block) -> dict[str, Term]:
    """What the page's own lines give its metavariables."""
    found: dict[str, Term] = {}
    for element in block.elements:
        if element.term is None or element.role not in (Role.REMOVED, Role.KEPT):
            continue
        for term in element.term.walk():
            if term.kind not in _GIVING or len(term.children) != 2:
                continue
            target, value = term.children
            names = [target] if target.kind == "metavar" else []
            if term.kind == "declarator":
                names = [part for part in target.walk() if part.kind == "metavar"]
            for name in names:
                if value.kind != "none":
                    found.setdefault(name.value, value)
    return found


# -- what is said of it ------------------------------------------------------------------------------------------------


def _refusal(candidate: Checked, taken: _Taken, hole: Node, made: Made) -> Refusal:
    source = candidate.source
    name = f"${taken.term.value}" if taken.term.kind == "metavar" else "$_"
    shown = one_line(source.text(made.whole.start_byte, made.whole.end_byte), _LONGEST)
    elsewhere = made.whole.id != unwrap(hole).id
    message = Message.of(
        Sentence.ESCAPED_FOR_PYTHON if taken.quoted else Sentence.TEXT_FOR_PYTHON,
        shown=shown,
        line=source.line(made.whole.start_byte),
        name=name,
        mend="" if elsewhere else _on_a_page(candidate, made, name),
    )
    return Refusal(Code.HOLE, message, hole.start_byte)


def _on_a_page(candidate: Checked, made: Made, name: str) -> str:
    """The expression as a page would have it, with a metavariable for the value that it is made from."""
    source = candidate.source
    value = _value(made.whole)
    if value is None:
        return one_line(source.text(made.whole.start_byte, made.whole.end_byte), _LONGEST)
    written = source.text(value.start_byte, value.end_byte)
    pieces, at = [], made.whole.start_byte
    for node in _same(made.whole, value, written.encode("utf-8")):
        pieces.append(source.text(at, node.start_byte))
        at = node.end_byte
    return one_line(name.join([*pieces, source.text(at, made.whole.end_byte)]), _LONGEST)


def _same(whole: Node, value: Node, written: bytes) -> list[Node]:
    """Where the same expression stands within another, from left to right."""
    found, stack = [], [whole]
    while stack:
        node = stack.pop()
        if node.type == value.type and node.text == written:
            found.append(node)
        else:
            stack.extend(reversed(node.named_children))
    return found


def _value(made: Node) -> Node | None:
    """The value that a text is made from: the first part that is no text of the code."""
    node = unwrap(made)
    while True:
        parts: list[Node | None] = []
        if node.type == NodeKind.BINARY_EXPRESSION and operator(node) in _VALUE_OF_EITHER:
            parts = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        elif node.type == NodeKind.TERNARY_EXPRESSION:
            parts = [node.child_by_field_name(field) for field in ("consequence", "alternative", "condition")]
        elif node.type == NodeKind.CALL_EXPRESSION:
            function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            given = children(arguments)[:1] if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
            is_method = function is not None and function.type in MEMBERS
            owner = function.child_by_field_name("object") if is_method and function is not None else None
            parts = [*given] if owner is None or owner.text == b"JSON" else [owner]
        elif node.type == NodeKind.UNARY_EXPRESSION:
            parts = [node.child_by_field_name("argument")]
        elif node.type in STRINGS:
            return None
        else:
            return node if node.id != made.id else None
        inner = next((unwrap(part) for part in parts if part is not None and unwrap(part).type not in STRINGS), None)
        if inner is None:
            return None
        node = inner
