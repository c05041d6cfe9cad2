"""A block at a source that has declared its variables before: what the page declares, the source assigns.

The `+` lines then assign as well, so the block is written again: `const $X = f();` becomes `$X = f();`, and
`const { hash: $X } = f();` becomes `({ hash: $X } = f());`. All that follows reads these lines as if the page had them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit, apply
from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.parser import below
from migrator.javascript.syntax import COMMENTS, DECLARATIONS, NO_STATEMENTS, TARGET_NAMES, NodeKind, children
from migrator.matching.notation import Code
from migrator.matching.pattern import Block, Element, Insertion, Role, declared_names, lowered
from migrator.model.term import JavaScriptTerm, Kind, Term

if TYPE_CHECKING:
    from tree_sitter import Node

_WITHOUT_END = frozenset({NodeKind.EXPRESSION_STATEMENT, *DECLARATIONS})  # statements that may lack their `;`
_NO_TARGETS: frozenset[Kind] = frozenset({"default", "computed"})  # parts of a pattern that hold more than targets


class Assignment(NamedTuple):
    """A declaration of a page as the assignment that it may be in a source, and the metavariables that it gives a
    value.
    """

    term: Term
    names: tuple[str, ...]


def as_assignment(declaration: Term) -> Assignment | None:
    """A declaration of one thing with a value as an assignment; None where it declares more, or a plain name."""
    if declaration.kind != "declare" or len(declaration.children) != 1:
        return None
    target, value = declaration.children[0].children
    names = tuple(term.value for term in target.walk() if term.kind == "metavar")
    if value.kind == "none" or not names or any(True for _ in declared_names(declaration.children[0])):
        return None
    if target.kind != "metavar" and any(term.kind in _NO_TARGETS for term in target.walk()):
        return None  # what stands there is no target alone
    assignment = JavaScriptTerm("assign", "=", (target, value), declaration.children[0].origin)
    return Assignment(JavaScriptTerm("expr", "", (assignment,), declaration.origin), names)


@lru_cache(maxsize=1024)  # each site asks for the form that it has
def assigned_form(block: Block, names: frozenset[str]) -> Block | None:
    """The block with some of its variables assigned and not declared, None where its lines cannot say so."""
    elements, found = [], set[str]()
    for element in block.elements:
        other = _assigning(element, names)
        elements.append(other)
        if other is not element:
            assert element.term is not None
            assignment = as_assignment(element.term)
            assert assignment is not None
            found.update(assignment.names)
    insertions = tuple(_written(insertion, names) for insertion in block.insertions)
    if found != names or any(insertion is None for insertion in insertions):
        return None
    return replace(
        block,
        elements=tuple(elements),
        insertions=tuple(insertion for insertion in insertions if insertion is not None),
        declared=block.declared - (names & block.redeclared),
        redeclared=block.redeclared - names,
        assigned=names,
    )


def _assigning(element: Element, names: frozenset[str]) -> Element:
    assignment = as_assignment(element.term) if element.term is not None and element.role is Role.REMOVED else None
    if assignment is None or not names.issuperset(assignment.names):
        return element
    return replace(element, term=assignment.term)


def _written(insertion: Insertion, names: frozenset[str]) -> Insertion | None:
    """`+` lines that assign, None where they declare one of the names in another way."""
    code = insertion.code
    statements = [node for node in code.root.children if node.is_named and node.type not in NO_STATEMENTS]
    edits: list[Edit] = []
    more = 0  # statements that one declaration becomes
    for node in below(code.root):
        if node.type not in DECLARATIONS or not any(name in names for name, _ in _targets(code, node)):
            continue
        parts = _parts(code, node, names) if node.parent is not None and node.parent.id == code.root.id else None
        if parts is None:
            return None
        edits.extend(parts)
        more += sum(edit.text.startswith(b";") for edit in parts)
    if not edits:
        return insertion
    edits.extend(_ends(statements))
    data = apply(code.data, edits)
    made = Code(data, code.lines)
    terms = lowered(made)
    if made.root.has_error or len(terms) != len(statements) + more:
        return None
    return replace(insertion, code=made, terms=terms)


def _parts(code: Code, declaration: Node, names: frozenset[str]) -> Iterator[Edit] | list[Edit] | None:
    """The edits that make assignments of some declarators, and declarations of the others."""
    keyword = declaration.children[0]
    edits: list[Edit] = []
    before: bool | None = None  # whether the declarator before is assigned
    commas = iter([child for child in declaration.children if child.type == ","])
    for declarator in children(declaration):
        targets = list(_targets(code, declarator))
        is_assigned = any(name in names for name, _ in targets)
        pattern, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if pattern is None or (is_assigned and (value is None or not all(name in names for name, _ in targets))):
            return None
        comma = next(commas) if before is not None else None
        if comma is None and is_assigned:
            edits.append(Edit(keyword.start_byte, declarator.start_byte, _blank(code, keyword, declarator)))
        elif comma is not None and (before or is_assigned):
            again = b"" if is_assigned else b" " + code.data[keyword.start_byte : keyword.end_byte]
            edits.append(Edit(comma.start_byte, comma.end_byte, b";" + again))
        if is_assigned and pattern.type == NodeKind.OBJECT_PATTERN:
            edits.append(Edit(declarator.start_byte, declarator.start_byte, b"("))
            edits.append(Edit(declarator.end_byte, declarator.end_byte, b")"))
        before = is_assigned
    return edits


def _blank(code: Code, keyword: Node, declarator: Node) -> bytes:
    """What is left between a keyword and what it declares: the ends of lines, so that each row stays one."""
    return b"\n" * code.data.count(b"\n", keyword.start_byte, declarator.start_byte)


def _ends(statements: list[Node]) -> Iterator[Edit]:
    """A `;` for each statement that has none: what comes next may begin with a bracket now."""
    for node in statements:
        tokens = [child for child in node.children if child.type not in COMMENTS]
        if node.type in _WITHOUT_END and tokens and tokens[-1].type != ";":
            yield Edit(tokens[-1].end_byte, tokens[-1].end_byte, b";")


def _targets(code: Code, declaration: Node) -> Iterator[tuple[str, Node]]:
    """What a declaration, or a declarator, declares: the names of metavariables without their `$`, others as they are
    spelled, each behind a space.
    """
    declarators = children(declaration) if declaration.type in DECLARATIONS else [declaration]
    for declarator in declarators:
        pattern = declarator.child_by_field_name("name")
        for node in below(pattern) if pattern is not None else ():
            if node.type in TARGET_NAMES:
                text = code.data[node.start_byte : node.end_byte].decode("utf-8")
                yield (text[1:] if METAVARIABLE.match(text) else f" {text}"), node
