"""The finding for a call that runs Python and that no setting covers: why nothing covers it, and what to set."""

from __future__ import annotations

import hashlib
import json
import re
from typing import NamedTuple

from migrator.model.ledger import Breach, BreachKind, Message, Place, Sentence
from migrator.model.settings import Receiver, Settings, one_line

_WIDEST = 60


class Call(NamedTuple):
    """A call that runs Python. ``on`` is what stands before the dot, ``said`` the text of the whole call; the line and
    the column count from 1.
    """

    line: int
    column: int
    on: str
    member: str
    said: str
    class_name: str | None = None
    method: str | None = None
    place: Place | None = None
    function: str | None = None
    in_worker_style: bool = False


def breach(call: Call, settings: Settings, searched: Message | None = None) -> Breach:
    """The finding for a call. ``searched`` is its message where the call stands in what is searched and not parsed."""
    parts = [call.class_name, call.method, call.function, call.on, call.member, call.said]
    said = [part and re.sub(r"\s+", "", part) for part in parts]
    fingerprint = hashlib.sha256(json.dumps(["unread", *said]).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Breach(
        BreachKind.UNREAD,
        call.line,
        call.column,
        searched if searched is not None else _message(call, settings),
        call.class_name,
        call.method,
        call.member,
        fingerprint,
        call.place,
        call.function,
    )


def searched(call: Call, why: Sentence, language: str) -> Message:
    """What is said of a call in text that is searched and not parsed. ``why`` is one of `UNREAD_LANGUAGE`,
    `UNREAD_MARKUP`, `UNREAD_SCRIPT`, and ``language`` the kind of the file.
    """
    values = {} if why is Sentence.UNREAD_SCRIPT else {"language": language}
    return Message.of(why, on=one_line(call.on, _WIDEST), member=call.member, **values)


def _message(call: Call, settings: Settings) -> Message:
    on, member = one_line(call.on, _WIDEST), call.member
    if call.on == str(settings.receiver):
        return Message.of(Sentence.UNREAD_THIS_OF_FILE, on=on, member=member)
    named = Receiver.read(call.on)
    if named is not None and named.member:
        return Message.of(
            Sentence.UNREAD_MEMBER_OF_THIS, on=on, member=member, whole=call.on, receiver=str(settings.receiver)
        )
    if not settings.infers and named is not None and not call.in_worker_style:
        known = tuple(map(str, (settings.receiver, *settings.receivers)))
        return Message.of(Sentence.UNREAD_NOT_NAMED, on=on, member=member, whole=call.on, known=known)
    if call.in_worker_style:
        return Message.of(Sentence.UNREAD_IN_WORKER_STYLE, on=on, member=member)
    return Message.of(Sentence.UNREAD, on=on, member=member)
