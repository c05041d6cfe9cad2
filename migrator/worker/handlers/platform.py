"""Calls of what no file has: they run Python, load a file, listen, pass a value on, or are not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.flow import elements
from migrator.javascript.log_names import METHODS as LOGS
from migrator.javascript.syntax import NodeKind
from migrator.python.language import PYTHON
from migrator.worker.handlers import library
from migrator.worker.handlers.constants import PASS_ON, text_method
from migrator.worker.handlers.files import imported
from migrator.worker.handlers.listeners import add_listener, callbacks
from migrator.worker.handlers.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    Place,
    Text,
    Thing,
    Unknown,
    Value,
    constant,
    is_told,
    join,
    told,
)
from migrator.worker.handlers.walk import Ran, Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPOSE = "expose"  # of Comlink: the page calls the methods of an object
_LISTENS = frozenset({"addEventListener", "on", "once", "addListener"})


def call_unknown(walk: Walk, atom: Unknown, given: Sequence[Value], this: Value, node: Node | None) -> Value:
    name = atom.name
    last = name.rpartition(".")[2]
    first: Value = given[0] if given else NOTHING
    if last in PYTHON.calls and node is not None:
        _python(walk, node, first)
        return UNKNOWN
    if name in ("call", "apply", "bind"):
        owner = next((held for held in this if isinstance(held, Unknown)), None)
        if owner is not None and owner.name.rpartition(".")[2] in PYTHON.calls:
            if last == "bind":
                return (owner,)
            if last == "call" and node is not None and len(given) > 1:
                _python(walk, node, given[1], at=1)
                return UNKNOWN
    if last in _LISTENS and len(given) > 1:
        return add_listener(walk, last, first, given, this)
    if given and _EXPOSE in (last, _imported_as(walk, node)):
        walk.exposed.append(first)
    if last == "setInterval" and given and walk.doubt == 0:
        walk.timers.append(first)
    if name == "importScripts":
        for value in given:
            for text in value:
                if isinstance(text, Constant) and isinstance(text.value, str):
                    imported(walk, walk.here, text.value, is_script=True)
        return NOTHING
    if name == "require" and isinstance(first[0], Constant) and isinstance(first[0].value, str):
        target = imported(walk, walk.here, first[0].value)
        whole = target.fields.get("default")
        return whole if whole is not None and not target.slots.get("rest") else (target,)
    if last in PASS_ON and this:
        return then(walk, last, given, this)
    if atom.is_global or name.partition(".")[0] in ("Object", "Promise", "Array", "Reflect"):
        found = library.call_global(walk, name, given)
        if found is not None:
            return found
        if name == "Object.prototype.hasOwnProperty.call" and len(given) > 1:
            things = [thing for thing in first if isinstance(thing, Thing)]
            return join([(library.has(thing, key),) for thing in things for key in given[1]]) or UNKNOWN
    if atom.lost:
        walk.not_read(node, "module", atom.lost)
    elif atom.told and not atom.given:
        walk.not_read(node, "handler", "")
    if not _is_inert(atom):
        walk.pass_on(node, given)
    callbacks(walk, given)
    return (Unknown(told=(atom.told or told(*given)) and last != "postMessage"),)


def _imported_as(walk: Walk, node: Node | None) -> str | None:
    """The name under which another file exports the function that a call calls."""
    callee = node.child_by_field_name("function") if node is not None else None
    taken = walk.here.imports.get(walk.text(callee)) if callee is not None else None
    return taken.name if taken is not None else None


def _is_inert(called: Unknown) -> bool:
    """Whether a function does nothing else with a message that it is given: one of the platform's, or of a logger."""
    first, _, last = called.name.rpartition(".")
    if last == "postMessage" or last in LOGS:
        return True
    return last != "dispatchEvent" and bool(first or called.is_global) and (first or last).partition(".")[0] in GLOBALS


def then(walk: Walk, word: str, given: Sequence[Value], this: Value) -> Value:
    """`x.then(f)` calls `f` with what `x` gives."""
    if word == "finally":
        for value in given:
            walk.call(value, [])
        return this
    if word == "catch":
        return join([this, _perhaps(walk, given[0]) if given else ()])
    held = tuple(Unknown(told=a.told, given=a.given, other=a.other) if isinstance(a, Unknown) else a for a in this)
    if not given:
        return this
    result = walk.call(given[0], [held])
    return join([result, _perhaps(walk, given[1])]) if len(given) > 1 else result


def _perhaps(walk: Walk, failed: Value) -> Value:
    """What takes an error, if there is one."""
    [value, _] = walk.fork(False, lambda: walk.call(failed, [UNKNOWN]), lambda: NOTHING)
    return value or ()


def _python(walk: Walk, node: Node, value: Value, at: int = 0) -> None:
    if not walk.recording:
        return
    arguments = node.child_by_field_name("arguments")
    given = elements(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
    argument = given[at] if at < len(given) and given[at] is not None else node
    assert argument is not None
    here = walk.here
    before = walk.programs.get(node.id)
    firm = not walk.doubt or (before is not None and before.firm)
    joined = join([before.value if before is not None else (), value])
    walk.programs[node.id] = Ran(Place(here, node), Place(here, argument), joined, firm)


def dynamic_import(walk: Walk, node: Node, given: list[Value]) -> Value:
    first = given[0] if given else ()
    if len(first) == 1 and isinstance(first[0], Constant) and isinstance(first[0].value, str):
        return (imported(walk, walk.here, first[0].value),)
    if told(first):
        walk.not_read(node, "module", "")
    return UNKNOWN


def call_text_method(walk: Walk, owner: Atom, name: str, given: Sequence[Value]) -> Value:
    of_told = is_told(owner) or told(*given)
    known = library.plain(given)
    if isinstance(owner, Constant) and isinstance(owner.value, str) and known is not None:
        try:
            found = text_method(owner.value, name, known)
        except LookupError:
            return (Unknown(told=of_told),)
        if isinstance(found, list):
            return (library.array([constant(part, told=of_told) for part in found]),)
        return constant(found, told=of_told)
    callbacks(walk, given)
    if name in ("trim", "toString", "valueOf", "trimStart", "trimEnd") and isinstance(owner, Text):
        return (owner,)
    return (Unknown(told=of_told),)
