"""Statements before a call that make text for its program: a page has them too, so that commands are given values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from migrator.drafting.metavariables import parts
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import DECLARATIONS, NodeKind
from migrator.javascript.texts import Texts
from migrator.model.term import Kind
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

_STRINGS: frozenset[Kind] = frozenset({"holestring", "fstring"})


class Escaped(NamedTuple):
    """A statement that declares one variable, which is only given a text."""

    statement: Node
    binding: Binding
    value: Node


def escaped(file: File, site: Site, preceding: list[Node]) -> list[Escaped]:
    """Those of the statements that make what stands in the holes of a program, in their order."""
    declared = {text.binding: text for node in preceding for text in _declared(file, node)}
    texts = Texts(file.source)
    found: set[Binding] = set()
    todo = holes(site)
    while todo:
        expression, quoted = todo.pop()
        for part in parts(expression, quoted=quoted):
            binding = file.source.scopes.binding_at(part.start_byte) if part.type == NodeKind.IDENTIFIER else None
            text = declared.get(binding) if binding is not None else None
            if text is None or (quoted and _is_one(text.value, quoted=True)):
                continue
            if text.binding not in found and texts.made(text.value, quoted=quoted) is not None:
                found.add(text.binding)
                todo.append((text.value, quoted))
    return [text for text in declared.values() if text.binding in found]


def _declared(file: File, statement: Node) -> list[Escaped]:
    declarators = statement.named_children if statement.type in DECLARATIONS else []
    if len(declarators) != 1 or declarators[0].type != NodeKind.VARIABLE_DECLARATOR:
        return []
    name, value = (declarators[0].child_by_field_name(field) for field in ("name", "value"))
    if name is None or value is None or name.type != NodeKind.IDENTIFIER:
        return []
    if _is_one(value):
        return []  # a line for it would say no more than the name does
    binding = file.source.scopes.binding_at(name.start_byte)
    if binding is None or len(binding.declarations) != 1 or binding.writes:
        return []
    if any(_is_declared_after(file, part, name.start_byte) for part in parts(value)):
        return []  # its own value, by no end of names
    return [Escaped(statement, binding, value)]


def _is_declared_after(file: File, part: Node, place: int) -> bool:
    binding = file.source.scopes.binding_at(part.start_byte) if part.type == NodeKind.IDENTIFIER else None
    return binding is not None and any(node.start_byte >= place for node in binding.declarations)


def _is_one(value: Node, *, quoted: bool = False) -> bool:
    """Whether one metavariable would stand for all of a value."""
    return [part.id for part in parts(value, quoted=quoted)] == [unwrap(value).id]


def holes(site: Site) -> list[tuple[Node, bool]]:
    """The expressions in the holes of a program, each with whether it stands between Python's quotes."""
    assert site.program is not None
    found = []
    stack = [(term, False) for term in site.program.variants[0].body]
    while stack:
        term, quoted = stack.pop()
        if term.kind == "hole":
            found.append((term.children[0].origin, quoted))
        else:
            stack.extend((child, term.kind in _STRINGS) for child in term.children)
    return found
