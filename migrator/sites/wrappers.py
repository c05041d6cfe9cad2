"""Calls of functions that only run what they are given: `run(code) { return this.pyodide.runPythonAsync(code); }`.

Such a function has one parameter, and one statement (or expression), which gives back what running the parameter gives.
A call of it in the file runs the program that it is given, so it is a use of its own, by way of the use inside. Where
it may be another function that is called (the name is given a second value, a class of the file has a method of the
same name below it), there is none.

Not followed: functions that do anything else, and a class of another file that overrides the method. Callers in other
files, and those that call a method of an instance, are found by `callers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.flow import arguments_of, is_field, key_text, parameters_of, spelling
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import CLASS_MEMBERS, FUNCTIONS, NO_STATEMENTS, NodeKind
from migrator.python.language import PYTHON
from migrator.sites.key import Key, Member, Result, This, Variable
from migrator.sites.keys import Keys, keys_of
from migrator.sites.owner import owner_of
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.sites.owner import Owner

_NO_PLAIN = frozenset({"*", "get", "set"})


def through_wrappers(source: Source, uses: Iterable[Use]) -> list[Use]:
    """The uses that are calls of functions of the file which only run what they are given."""
    from migrator.model.ledger import Evidence, Why  # hardly any file has one

    found: dict[int, Use] = {}
    owners: dict[int, Owner] = {}
    for use in uses:
        function = wrapper(use) if use.is_program and use.through is None else None
        if function is None:
            continue
        keys = keys_of(source)
        method = method_of(use, function)
        for key in list(keys.called(function)):
            for call in keys.places(Result(key)) if _is_sure(key, function, keys, source) else ():
                callee = call.child_by_field_name("function")
                if callee is None or call.id in found:
                    continue
                whole = unwrap(callee)
                evidence = Evidence(Why.WRAPPED, source.line(use.whole.start_byte))
                found[call.id] = Use(
                    whole,
                    whole,
                    "call",
                    method,
                    owner_of(whole, source, owners),
                    call,
                    key=use.key,
                    evidence=evidence,
                    inner=use,
                    is_sure=use.is_sure,
                )
    return list(found.values())


def wrapper(use: Use) -> Node | None:
    """The function around a call that only runs its one parameter, None where that does more."""
    call = use.call
    given = arguments_of(call) if call is not None else []
    if call is None or len(given) != 1 or unwrap(given[0]).type != NodeKind.IDENTIFIER:
        return None
    outer = outermost(call)
    while outer.parent is not None and outer.parent.type == NodeKind.AWAIT_EXPRESSION:
        outer = outermost(outer.parent)
    function = outer.parent
    if function is not None and function.type == NodeKind.RETURN_STATEMENT:
        block = function.parent
        only = [part for part in block.named_children if part.type not in NO_STATEMENTS] if block is not None else []
        if block is None or block.type != NodeKind.STATEMENT_BLOCK or len(only) != 1:
            return None
        function = block.parent
    elif function is None or function.type != NodeKind.ARROW_FUNCTION or function.child_by_field_name("body") != outer:
        return None
    if function is None or function.type not in FUNCTIONS or any(part.type in _NO_PLAIN for part in function.children):
        return None
    return function if _only_parameter(function) == unwrap(given[0]).text else None


def _only_parameter(function: Node) -> bytes | None:
    names = parameters_of(function)
    return names[0].text if len(names) == 1 and names[0].type == NodeKind.IDENTIFIER else None


def method_of(use: Use, function: Node) -> str:
    """The method that a call of a function stands for: one that waits, unless the function gives the value at once."""
    waits = any(part.type == "async" for part in function.children)
    return PYTHON.calls[0] if waits or use.member is None else use.member


def _is_sure(key: Key, function: Node, keys: Keys, source: Source) -> bool:
    """Whether what has a key is this function, and no other."""
    if isinstance(key, Variable):
        values = keys.values(key)
        return all(unwrap(value).id == function.id for value in values) and not key.binding.writes
    if isinstance(key, Member) and isinstance(key.on, This):
        return not keys.values(key) and len(list(methods(key.name, source))) == 1
    return False


def methods(name: str, source: Source) -> Iterator[Node]:
    """The members of classes of a file that have a name."""
    for node in spelling(source, name):
        member = node.parent
        is_key = member is not None and any(is_field(member, field, node) for field in ("name", "property"))
        if is_key and key_text(node, source.data) != name:
            continue
        if is_key and member is not None and member.type in CLASS_MEMBERS:
            yield member
