"""Which messages a script answers: those for which it does what it does for no message of another name.

A script that does the same for every message answers none by name. A constant counts as a name where the script tells
messages by it, or in a property that usually has it. What a message holds beside its names is not looked at, as the
arguments of a command are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.syntax import STATEMENTS, NodeKind
from migrator.worker.handlers.dispatch import ANOTHER, Dispatcher, Handler, is_report
from migrator.worker.handlers.messages import USUAL, Fields, Message
from migrator.worker.handlers.walk import Unread

if TYPE_CHECKING:
    from tree_sitter import Node

# Names that are tried; a person writes fewer into one script.
_MOST = 200


class Answer(NamedTuple):
    """Whether a script answers a message, None where that is not known: ``doubt`` is what is not read (of a kind of its
    own are `passed` and `branch`).

    ``key`` is the property by which the script does not know it, and ``names`` are those that it answers there.
    """

    known: bool | None
    key: str = ""
    value: str | float = ""
    names: tuple[str, ...] = ()
    doubt: Unread | None = None


def told(held: str | float | Fields | None) -> list[tuple[str, str | float]]:
    """The constants of a message with their paths, those first that usually tell it; the path of the message itself is
    empty.
    """
    return sorted(_constants(held, ""), key=lambda item: _rank(item[0]))


def _constants(held: str | float | Fields | None, prefix: str) -> Iterator[tuple[str, str | float]]:
    if isinstance(held, str | float):
        yield prefix.removesuffix("."), held
    fields = held if isinstance(held, tuple) else ()
    for key, value in fields:
        if isinstance(value, str | float):
            yield f"{prefix}{key}", value
    for key, value in fields:
        if isinstance(value, tuple):
            yield from _constants(value, f"{prefix}{key}.")


def answer(dispatcher: Dispatcher, held: str | float | Fields, *, is_open: bool) -> Answer:
    """Whether a script answers a message that holds a constant at least."""
    fields = held if isinstance(held, tuple) else ()
    messages = [Message(key, value, fields, is_open) for key, value in told(held)]
    found = [(message, _own(dispatcher, message)) for message in messages]
    names = [(message, own) for message, own in found if message.key.rpartition(".")[2] in USUAL]
    for message, own in names:
        known = () if own else _names(dispatcher, message)
        if known:
            return _not(dispatcher, message, known)
    if any(own for _, own in found):
        return Answer(True)
    for message, _ in found:
        known = _names(dispatcher, message)
        if known:
            return _not(dispatcher, message, known)
    return _not(dispatcher, messages[0], ())


def _rank(key: str) -> int:
    last = key.rpartition(".")[2]
    return USUAL.index(last) if last in USUAL else len(USUAL)


def _not(dispatcher: Dispatcher, message: Message, names: tuple[str, ...]) -> Answer:
    """That a message is not answered by its name, unless something is not read that may answer it."""
    walked = dispatcher.walk(message)
    doubt = next(iter([*walked.unread, *_doubts(walked)]), None)
    return Answer(None if doubt is not None else False, message.key, message.value, names, doubt)


def _doubts(walked: Handler) -> Iterator[Unread]:
    """What may answer a message, as far as is known."""
    yield from (Unread(place, "passed", "", True) for place in walked.passed)
    yield from (Unread(act.place, "branch", "", False) for act in walked.acts.values() if not act.firm)


def _names(dispatcher: Dispatcher, message: Message) -> tuple[str, ...]:
    """The texts that the script answers in the place of a message's name."""
    asked = dispatcher.walk(message).asked | dispatcher.walk(message.renamed(ANOTHER)).asked
    tried = sorted(asked)[:_MOST]
    return tuple(name for name in tried if name != message.value and _own(dispatcher, message.renamed(name)))


def _own(dispatcher: Dispatcher, message: Message) -> bool:
    """Whether a script surely does something for a message that it does for none of another name."""
    walked, another = dispatcher.walk(message), dispatcher.walk(message.renamed(ANOTHER))
    return any(
        act.firm and id_ not in another.acts and not is_report(act.place) and not _throws(act.place.node)
        for id_, act in walked.acts.items()
    )


def _throws(node: Node) -> bool:
    """Whether code only makes what is thrown."""
    at: Node | None = node
    while at is not None and at.type not in STATEMENTS:
        at = at.parent
    return at is not None and at.type == NodeKind.THROW_STATEMENT
