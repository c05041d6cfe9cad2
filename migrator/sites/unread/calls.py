"""Calls that run Python in JavaScript that was parsed, less those that settings cover."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from migrator.javascript.source import Source
from migrator.model.ledger import Breach, Place
from migrator.sites.owner import function_around, owner_of
from migrator.sites.runs import runs
from migrator.sites.unread.message import Call, breach
from migrator.sites.use import Use
from migrator.sites.uses import workers

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.settings import Settings
    from migrator.sites.keepers import Keepers

# What a script may hold that runs in a worker, for the sake of the message.
_WORKER_STYLE = re.compile(rb"\bimportScripts\b|\bonmessage\b|\bparentPort\b|['\"`]message['\"`]")


def unread_calls(
    source: Source,
    uses: Iterable[Use],
    settings: Settings,
    is_own: Callable[[Node, str], bool],
    keepers: Keepers | None = None,
) -> list[Breach]:
    """A finding for each call that runs Python on anything but the receiver and the worker of the settings.

    ``uses`` are those of the receiver. ``is_own`` says whether what a method is taken of is an object of the user's own
    code, such as one whose class declares it. A function that is called by its name alone is no call of Pyodide either,
    and where ``keepers`` let Pyodide stay, no call is a finding.
    """
    found = list(runs(source))
    if not found:
        return []
    known = (*(use.node for use in uses), *workers(source, settings))
    covered = sorted((node.start_byte, node.end_byte) for node in known)
    in_worker_style = _WORKER_STYLE.search(source.data) is not None
    breaches = []
    for member, on, whole, name in found:
        first = bisect_left(covered, (on.start_byte, -1))
        if any(end <= on.end_byte for _, end in covered[first : bisect_left(covered, (on.end_byte, -1))]):
            continue
        if is_own(on, name) or (keepers is not None and keepers.of_call(member, on, source) is not None):
            continue
        owner = owner_of(member, source)
        place = source.position(member.start_byte)
        call = Call(
            place.line,
            place.column,
            source.text(on.start_byte, on.end_byte),
            name,
            source.text(whole.start_byte, whole.end_byte),
            owner.class_name,
            owner.method,
            Place(owner.place),
            function_around(member, source),
            in_worker_style,
        )
        breaches.append(breach(call, settings))
    return breaches
