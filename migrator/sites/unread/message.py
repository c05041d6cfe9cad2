"""What a call that runs Python is told with: why nothing covers it, and what to set."""

from __future__ import annotations

import hashlib
import json
import re
from typing import NamedTuple

from migrator.ledger import Breach, BreachKind, Place
from migrator.python.language import PYTHON
from migrator.settings import RECEIVER_FORM, RECEIVER_PATTERN, Settings, one_line

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


def breach(call: Call, settings: Settings, language: str | None = None) -> Breach:
    """The finding for a call. ``language`` is that of a file that is searched and not parsed."""
    parts = [call.class_name, call.method, call.function, call.on, call.member, call.said]
    said = [part and re.sub(r"\s+", "", part) for part in parts]
    fingerprint = hashlib.sha256(json.dumps(["unread", *said]).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Breach(
        BreachKind.UNREAD,
        call.line,
        call.column,
        _message(call, settings, language),
        call.class_name,
        call.method,
        call.member,
        fingerprint,
        call.place,
        call.function,
    )


def _message(call: Call, settings: Settings, language: str | None) -> str:
    shown = f"{one_line(call.on, _WIDEST)}.{call.member}"
    accept = "add the file to `exclude`, or accept the call with `migrator check --update-ratchet`"
    if language is not None:
        return f"`{shown}` runs {PYTHON.name}, and nothing checked it: {language} is not parsed yet; {accept}"
    why = f"`{shown}` runs {PYTHON.name}, and no setting covers it"
    if re.fullmatch(RECEIVER_PATTERN, call.on):
        return f'{why}: set `receiver = "{call.on}"` (it is `{settings.receiver}`)'
    if call.in_worker_style:
        return f"{why}: if this file is the worker's script, set `worker-script` to it; otherwise {accept}"
    return f"{why}: the receiver is `{settings.receiver}`, and can only be {RECEIVER_FORM}; {accept}"
