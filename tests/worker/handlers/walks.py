"""Helpers: walks through scripts, and what is reached and given in them."""

from __future__ import annotations

from tree_sitter import Node

from migrator.javascript.parser import below
from migrator.worker.handlers.machine import Machine
from migrator.worker.handlers.values import Constant, Nothing, Text, Thing, Unknown, Value

from .modules import module


def walked(script: str) -> Machine:
    """The walk for `{ type: 'count' }`, with whatever else the message may hold."""
    machine = Machine(lambda *_: None)
    machine.start(module(script))
    machine.send((Unknown(other=True),), record=False)
    machine.send((Thing("object", {"type": (Constant("count", told=True),)}, open=True, told=True),), record=True)
    return machine


def called(script: str) -> dict[str, bool]:
    """The calls of `a` to `d` that are reached in a listener, and whether surely."""
    machine = walked("onmessage = ({ data }) => { const { type } = data; " + script + " };")
    found = {(place.node.text or b"").decode(): machine.reached[id_] for id_, (place, _) in machine.calls.items()}
    return {text: firm for text, firm in found.items() if text in ("a()", "b()", "c()", "d()")}


def at(script: str, kind: str) -> tuple[Machine, Node]:
    """A walk that has run the top of a script and stands there again, and the last node of a kind."""
    machine = Machine(lambda *_: None)
    machine.start(module(script))
    machine.module, machine.frame = machine.scripts[0]
    return machine, [node for node in below(machine.here.source.root) if node.type == kind][-1]


def given(expression: str, before: str = "") -> object:
    """What an expression gives, as `shown`."""
    machine, _ = at(f"{before}; export default {expression};", "program")
    return shown(machine.loaded["a.js"].fields["default"])


def shown(value: Value) -> object:
    """A value: a constant itself, a text with `?` for what is not known, members of an object, else the type's name.

    What may be several things is a list.
    """
    found: list[object] = []
    for atom in value:
        if isinstance(atom, Constant):
            found.append("undefined" if isinstance(atom.value, Nothing) else atom.value)
        elif isinstance(atom, Text):
            found.append("".join(part if isinstance(part, str) else "?" for part in atom.parts))
        elif isinstance(atom, Thing) and atom.kind in ("object", "array"):
            members = {key: shown(held) for key, held in atom.fields.items()}
            rest = atom.slots.get("rest")
            found.append({**members, "...": shown(rest)} if rest else members)
        else:
            found.append(atom.kind if isinstance(atom, Thing) else type(atom).__name__)
    return found[0] if len(found) == 1 else found
