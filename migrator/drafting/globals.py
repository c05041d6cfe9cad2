"""Globals around a program: those that JavaScript sets before it, and those that it takes or deletes after it.

    this.pyodide.globals.set('rate', rate);
    await this.pyodide.runPythonAsync(`total = price * rate`);
    const total = this.pyodide.globals.get('total');
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import arguments_of, is_field, literal_text, member_name
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import DECLARATIONS, MEMBERS, NodeKind, children
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

TAKES = "get"
_SETS, _DELETES = "set", "delete"


class Set(NamedTuple):
    """A statement that sets a global, or that makes what one is set to: its ``name`` and the expression it has."""

    statement: Node
    name: str
    value: Node


class Call(NamedTuple):
    """A call of a method of the interpreter's globals: what it is given, and the call."""

    method: str
    name: str
    node: Node


def set_before(file: File, site: Site, preceding: list[Node]) -> list[Set]:
    """The statements before a program that set what it reads, and those that make a value for one, in their order."""
    found: list[Set] = []
    names: set[str] = set()
    for statement in reversed(preceding):
        if _runs(file, statement):
            break  # what was set before is for that program
        for call in calls(file, statement):
            given = arguments_of(call.node)
            if call.method != _SETS or not _is_all(statement, call.node) or not is_named(site, call.name):
                continue
            if len(given) == 2 and call.name not in names:
                names.add(call.name)
                found.insert(0, Set(statement, call.name, unwrap(given[1])))
    made = [_made(file, statement, each) for each in found for statement in preceding]
    return sorted((*found, *(each for each in made if each is not None)), key=lambda each: each.statement.start_byte)


def taken_after(file: File, site: Site, statement: Node) -> str | None:
    """The name of the global that a statement does nothing with but take it, or delete it."""
    for call in calls(file, statement):
        if not is_named(site, call.name):
            continue
        if call.method == _DELETES and _is_all(statement, call.node):
            return call.name
        if call.method == TAKES and _gives(statement, call.node):
            return call.name
    return None


def is_named(site: Site, name: str) -> bool:
    """Whether a program has a name; of code that is not written in the call nobody knows."""
    if site.program is None:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", site.program.embedded.text) is not None


def converted(file: File, value: Node) -> Node:
    """What the interpreter's converter is given, where an expression is a call of it, else the expression."""
    function = value.child_by_field_name("function") if value.type == NodeKind.CALL_EXPRESSION else None
    given = arguments_of(value)
    uses = file.uses_in(value.start_byte, value.end_byte) if function is not None else []
    if given and any(use.is_converter and use.whole == function for use in uses):
        return unwrap(given[0])
    return value


def calls(file: File, statement: Node) -> list[Call]:
    """The calls in a statement of methods of the interpreter's globals that are given a name."""
    found = []
    for use in file.uses_in(statement.start_byte, statement.end_byte):
        access = outermost(use.whole).parent if use.is_of_globals else None
        call = outermost(access).parent if access is not None and access.type in MEMBERS else None
        if access is None or call is None or call.type != NodeKind.CALL_EXPRESSION:
            continue
        given = arguments_of(call)
        name = literal_text(unwrap(given[0]), file.source.data) if given else None
        method = member_name(access, file.source.data)
        if name is not None and method is not None and is_field(call, "function", outermost(access)):
            found.append(Call(method, name, call))
    return found


def _runs(file: File, statement: Node) -> bool:
    return any(use.is_program for use in file.uses_in(statement.start_byte, statement.end_byte))


def _is_all(statement: Node, call: Node) -> bool:
    """Whether a statement is nothing but a call."""
    if statement.type != NodeKind.EXPRESSION_STATEMENT:
        return False
    return unwrap(children(statement)[0]).id == call.id


def _gives(statement: Node, call: Node) -> bool:
    """Whether a statement gives what a call gives, or a chain that begins with it, to one name or member, or returns
    it.
    """
    value: Node | None = None
    if statement.type in DECLARATIONS and len(children(statement)) == 1:
        value = children(statement)[0].child_by_field_name("value")
    elif statement.type == NodeKind.RETURN_STATEMENT and children(statement):
        value = children(statement)[0]
    elif statement.type == NodeKind.EXPRESSION_STATEMENT:
        assigned = children(statement)[0]
        if assigned.type == NodeKind.ASSIGNMENT_EXPRESSION:
            value = assigned.child_by_field_name("right")
    while value is not None:
        value = unwrap(value)
        if value.id == call.id:
            return True
        if value.type == NodeKind.CALL_EXPRESSION:
            value = value.child_by_field_name("function")
        elif value.type in MEMBERS:
            value = value.child_by_field_name("object")
        else:
            return False
    return False


def _made(file: File, statement: Node, by: Set) -> Set | None:
    """The declaration of what a global is set to, where it does nothing but convert a value."""
    if by.value.type != NodeKind.IDENTIFIER or statement.type not in DECLARATIONS or len(children(statement)) != 1:
        return None
    declarator = children(statement)[0]
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or value is None or name.type != NodeKind.IDENTIFIER:
        return None
    scopes = file.source.scopes
    binding = scopes.binding_at(by.value.start_byte)
    if binding is None or scopes.binding_at(name.start_byte) is not binding or binding.writes:
        return None
    return Set(statement, by.name, unwrap(value)) if converted(file, unwrap(value)) != unwrap(value) else None
