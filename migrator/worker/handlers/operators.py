"""Operators: what they give for values that may be several, and what assignments leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import MEMBERS, NodeKind, operator
from migrator.worker.handlers import library
from migrator.worker.handlers.constants import binary, kind_of
from migrator.worker.handlers.members import of_thing
from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.texts import plus
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Constant,
    Thing,
    Unknown,
    Value,
    chosen,
    constant,
    is_told,
    join,
    telling,
    told,
    truth,
    unsure,
)
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_LOGIC = frozenset({"&&", "||", "??"})
_EQUALS = frozenset({"===", "==", "!==", "!="})


def assignment(walk: Walk, node: Node) -> Value:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return UNKNOWN
    value = walk.eval(right)
    target = unwrap(left)
    if target.type in MEMBERS:
        walk.reach(target)
    assign(walk, target, value)
    return value


def augmented(walk: Walk, node: Node) -> Value:
    left, right, word = node.child_by_field_name("left"), node.child_by_field_name("right"), operator(node)
    if left is None or right is None:
        return UNKNOWN
    before = walk.eval(left)
    if word[:-1] in _LOGIC:
        value = _logic(walk, word[:-1], before, right)
    else:
        value = _operate(walk, word[:-1], before, walk.eval(right), left, right)
    assign(walk, left, value)
    return value


def update(walk: Walk, node: Node) -> Value:
    argument = node.child_by_field_name("argument")
    if argument is None:
        return UNKNOWN
    before = walk.eval(argument)
    word = "+" if operator(node) == "++" else "-"
    assign(walk, argument, join([(binary(word, one, Constant(1.0)),) for one in before]))
    return before


def operation(walk: Walk, node: Node) -> Value:
    left, right, word = node.child_by_field_name("left"), node.child_by_field_name("right"), operator(node)
    if left is None or right is None:
        return UNKNOWN
    one = walk.eval(left) if left.type != NodeKind.PRIVATE_PROPERTY_IDENTIFIER else UNKNOWN
    if word in _LOGIC:
        return _logic(walk, word, one, right)
    return _operate(walk, word, one, walk.eval(right), left, right)


def _logic(walk: Walk, word: str, one: Value, right: Node) -> Value:
    kept: list[Atom] = []
    asks: set[bool | None] = set()
    for atom in chosen(one):
        known = truth(atom)
        if word == "??":
            nothing = isinstance(atom, Constant) and (atom.value is None or atom.value is UNDEFINED)
            known = nothing if not isinstance(atom, Unknown) else None
        elif word == "||" and known is not None:
            known = not known
        asks.add(known)
        if known is None and word == "&&":  # what is kept counts as false
            kept.append(Constant(False, is_told(atom), unsure=is_told(atom)))
        elif known is not True:
            kept.append(atom)
    if asks == {True}:
        return walk.eval(right)
    if asks == {False}:
        return one
    [value, _] = walk.fork(unsure(one), lambda: walk.eval(right), lambda: one)
    value = value or ()
    if unsure(one):
        value = telling(value)
    return join([tuple(kept), value])


def _operate(walk: Walk, word: str, one: Value, other: Value, left: Node, right: Node) -> Value:
    one, other = chosen(one), chosen(other)
    if word == "+":
        return plus(walk, one, other, left, right)
    if word == "in":
        found: list[Atom] = []
        for owner in other:
            if isinstance(owner, Thing):
                found += [_has(walk, owner, key) for key in one]
            else:
                found.append(Unknown(told=told(one)))
        return join([tuple(found)])
    if word in _EQUALS:
        walk.compare(one, other)
    return join([(binary(word, a, b),) for a in one for b in other])


def _has(walk: Walk, owner: Thing, key: Atom) -> Atom:
    """What `key in owner` says: members of the class count too."""
    walk.choose(owner, key)
    found = library.has(owner, key)
    if isinstance(found, Constant) and found.value is False and owner.slots.get("proto"):
        value = of_thing(walk, owner, key)
        if not (isinstance(value[0], Constant) and value[0].value is UNDEFINED):
            return Unknown(told=is_told(key)) if isinstance(value[0], Unknown) else Constant(True, is_told(key))
    return found


def unary(walk: Walk, node: Node) -> Value:
    argument, word = node.child_by_field_name("argument"), operator(node)
    value = walk.eval(argument) if argument is not None else UNKNOWN
    value = chosen(value)
    if word == "!":
        return join([(_negated(atom),) for atom in value])
    if word == "typeof":
        kinds = [(kind_of(atom), is_told(atom)) for atom in value]
        return join([constant(kind, told=of) if kind is not None else (Unknown(told=of),) for kind, of in kinds])
    if word == "void":
        return NOTHING
    numbers = [atom.value for atom in value if isinstance(atom, Constant) and isinstance(atom.value, float)]
    if word == "-" and len(numbers) == len(value):
        return tuple(Constant(-number) for number in numbers)
    return (Unknown(told=told(value)),)


def ternary(walk: Walk, node: Node) -> Value:
    condition, then, other = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
    value = walk.eval(condition) if condition is not None else UNKNOWN
    if then is None or other is None:
        return UNKNOWN
    answers = {truth(atom) for atom in chosen(value)}
    if answers == {True}:
        return walk.eval(then)
    if answers == {False}:
        return walk.eval(other)
    first, second = then, other
    results = walk.fork(unsure(value), lambda: walk.eval(first), lambda: walk.eval(second))
    joined = join([result or () for result in results])
    return telling(joined) if unsure(value) else joined


def _negated(atom: Atom) -> Atom:
    known = truth(atom)
    if known is None:
        return Unknown(told=is_told(atom))
    return Constant(not known, is_told(atom), unsure=isinstance(atom, Constant) and atom.unsure)
