"""Whether an expression has one value where it is written and at a later call, or what lies between may change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.effects import has_effect
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.scopes import CONST
from migrator.javascript.syntax import (
    LOOPS,
    MEMBERS,
    READ_NAMES,
    STATEMENT_LISTS,
    STRING_PARTS,
    NodeKind,
    children,
    operator,
)
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.rewriting.normal.steps import Kept
from migrator.sites.owner import owner_of
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# What belongs to the function around.
_OF_FUNCTION = frozenset({NodeKind.THIS, NodeKind.SUPER, NodeKind.META_PROPERTY})
_VALUES = frozenset({
    NodeKind.STRING, NodeKind.NUMBER, NodeKind.TRUE, NodeKind.FALSE, NodeKind.NULL, NodeKind.UNDEFINED,
})  # fmt: skip
_MADE_OF = frozenset({
    NodeKind.TEMPLATE_STRING, NodeKind.TEMPLATE_SUBSTITUTION, NodeKind.TERNARY_EXPRESSION, NodeKind.BINARY_EXPRESSION,
    NodeKind.PARENTHESIZED_EXPRESSION,
})  # fmt: skip
_DEEPEST = 20


def check_moved(file: File, hole: Node, declared: Node, call: Node) -> bool:
    """Raises Kept if an expression, which the statement or the member ``declared`` evaluates, need not have the same
    value where ``call`` stands. Gives whether it has an effect, which happens there only if it does here no more.
    """
    _check_names(file, hole, call)
    if _never_changes(file, hole, 0):
        return False
    source = file.source
    shown = one_line(source.text(hole.start_byte, hole.end_byte), 60)
    line = source.line(hole.start_byte)
    acts = has_effect(file.lowering.lower(hole), source.scopes, file.acting)
    acts = acts or bool(file.uses_in(hole.start_byte, hole.end_byte))
    home = source.scopes.scope_at(hole.start_byte).function.node
    between = _between(declared, hole, call) if source.scopes.scope_at(call.start_byte).function.node == home else None
    if acts:
        function = call.child_by_field_name("function")
        if between is None or any(node != function for node in between):
            raise acting(file, hole)
        return True
    if between is None:
        raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_HOLE_LATER, shown=shown, line=line))
    effects = file.effects(home)
    bare = unwrap(hole)
    inside = bare.type not in READ_NAMES and bare.type not in MEMBERS
    for node in between:
        effect = effects.of(node)
        at = effects.changes(effect, hole, inside=inside)
        if at is None and effect.waits is not None and effects.lost_across_wait(hole) is not None:
            at = effect.waits
        if at is not None:
            message = Message.of(Sentence.CODE_HOLE_CHANGED, shown=shown, line=line, at=source.line(at.start_byte))
            raise Kept(Code.NOT_IN_PLACE, message)
    return False


def acting(file: File, hole: Node) -> Kept:
    """That an expression has an effect, which would happen at another time or once more."""
    shown = one_line(file.source.text(hole.start_byte, hole.end_byte), 60)
    line = file.source.line(hole.start_byte)
    return Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_HOLE_ACTS, shown=shown, line=line))


def _check_names(file: File, hole: Node, call: Node) -> None:
    """Raises Kept if a name of an expression means something else at a call, or `this` does."""
    source = file.source
    scopes, scope = source.scopes, source.scopes.scope_at(call.start_byte)
    for reference in scopes.within(hole.start_byte, hole.end_byte):
        binding = reference.binding
        if binding is not None and hole.start_byte <= binding.scope.start and binding.scope.end <= hole.end_byte:
            continue
        if scopes.lookup(reference.name, scope) is not binding:
            line = source.line(hole.start_byte)
            raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_NAME_HIDDEN, name=reference.name, line=line))
    for node in below(hole):
        if node.type not in _OF_FUNCTION:
            continue
        here, there = owner_of(node, source), owner_of(call, source)
        if (here.place, here.definition) != (there.place, there.definition):
            shown, line = source.text(node.start_byte, node.end_byte), source.line(node.start_byte)
            raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_NAME_HIDDEN, name=shown, line=line))


def _never_changes(file: File, node: Node, depth: int) -> bool:
    """Whether an expression has one value for ever, which is no object."""
    if depth > _DEEPEST:
        return False
    if node.type == NodeKind.IDENTIFIER:
        value = constant_value(file.source.scopes.binding_at(node.start_byte))
        return value is not None and _never_changes(file, value, depth + 1)
    if node.type == NodeKind.UNARY_EXPRESSION:
        if operator(node) == "delete":
            return False
    elif node.type not in _MADE_OF:
        return node.type in _VALUES
    return all(_never_changes(file, child, depth + 1) for child in children(node) if child.type not in STRING_PARTS)


def constant_value(binding: Binding | None) -> Node | None:
    """What a `const` is declared with, None for any other name."""
    if binding is None or binding.kind != CONST or len(binding.declarations) != 1:
        return None
    name = binding.declarations[0]
    parent = name.parent
    if parent is None or parent.type != NodeKind.VARIABLE_DECLARATOR or parent.child_by_field_name("name") != name:
        return None
    value = parent.child_by_field_name("value")
    return unwrap(value) if value is not None else None


def comes_after(declared: Node, call: Node) -> bool:
    """Whether a call stands behind a statement, in the same list or further in."""
    around = declared.parent
    return (
        around is not None
        and around.type in STATEMENT_LISTS
        and declared.end_byte <= call.start_byte
        and call.end_byte <= around.end_byte
    )


def _between(declared: Node, hole: Node, call: Node) -> list[Node] | None:
    """What is evaluated between an expression of a declaration and a call of the same function; None where the call
    does not surely come after it.
    """
    return list(_later(declared, hole, call)) if comes_after(declared, call) else None


def _later(declared: Node, hole: Node, call: Node) -> Iterator[Node]:
    around = declared.parent
    yield from (each for each in declared.named_children if each.start_byte >= hole.end_byte)
    child: Node = call
    while child.parent is not None and child.parent != around:
        parent = child.parent
        if parent.type in LOOPS:
            yield parent
        if parent.type != NodeKind.VARIABLE_DECLARATOR:  # its name is given the value afterwards
            yield from (each for each in parent.named_children if each.end_byte <= child.start_byte)
        child = parent
    for each in around.named_children if around is not None else ():
        if declared.end_byte <= each.start_byte and each.end_byte <= child.start_byte:
            yield each
