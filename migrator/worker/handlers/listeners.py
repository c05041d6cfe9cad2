"""What the platform calls: listeners for messages, and functions that it is given."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.worker.handlers.values import (
    UNKNOWN,
    Bound,
    Constant,
    Function,
    Thing,
    Unknown,
    Value,
    constant,
    join,
    key_of,
)
from migrator.worker.handlers.walk import Listener, Walk

# What else sends messages to a script, from where no command comes.
_OTHER_SENDERS = frozenset({"Worker", "SharedWorker", "WebSocket", "EventSource", "BroadcastChannel"})


def is_other_sender(owner: Value) -> bool:
    """Whether a value sends messages that are no commands."""
    return any(isinstance(atom, Unknown) and atom.made in _OTHER_SENDERS for atom in owner)


def listen(walk: Walk, value: Value, *, is_plain: bool) -> None:
    """A function, or an object with `handleEvent`, is given every message, or with ``is_plain`` its data."""
    found: list[Value] = []
    for atom in value:
        if isinstance(atom, Thing) and atom.kind != "class":
            handler = walk.get((atom,), constant("handleEvent"))
            found.append(tuple(Bound(inner, (atom,)) for inner in handler))
        elif not isinstance(atom, Constant):
            found.append((atom,))
    callee = join(found)
    if callee and all(callee != known.callee for known in walk.listeners):
        walk.listeners.append(Listener(callee, is_plain))


def callbacks(walk: Walk, given: Sequence[Value]) -> Value:
    """The platform, or a package, may call the functions that it is given."""
    for value in given:
        for atom in value:
            if isinstance(atom, Function | Bound):
                walk.maybe((atom,), [UNKNOWN, UNKNOWN])
    return UNKNOWN


def add_listener(walk: Walk, word: str, event: Value, given: Sequence[Value], this: Value) -> Value:
    """`x.addEventListener(event, f)`, or the like of a package."""
    names = {key_of(atom) for atom in event}
    if is_other_sender(this):
        return callbacks(walk, given)
    if "connect" in names:
        walk.connecting.append(given[1])
    elif "message" in names or None in names:
        listen(walk, given[1], is_plain=word != "addEventListener")
    else:
        callbacks(walk, given[1:])
    return UNKNOWN
