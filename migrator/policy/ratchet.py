"""The ratchet: a file that lists every accepted use and finding by its fingerprint, and only gets shorter.

A count would not see that one use went and another came; a fingerprint does, in methods that keep Pyodide too. What a
comment keeps is not in it, nor a name that is told with the finding that goes through it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from migrator.model.ledger import Accepted, Breach, BreachKind, Entry, FileEntry, Message, Outcome, Sentence
from migrator.writing import atomic

_VERSION = 1
_MARKS = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


# A file, whether it is a use or a finding beside uses, and its index among those.
_Place = tuple[int, bool, int]


class RatchetError(Exception):
    """A ratchet file that cannot be used. ``line`` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Record(NamedTuple):
    """An accepted use or, with a ``kind``, an accepted finding of that kind. The path is relative to the ratchet file;
    what follows the kind is for readers.
    """

    path: str
    fingerprint: str
    class_name: str | None = None
    method: str | None = None
    member: str | None = None
    rule: str | None = None
    kind: str | None = None
    duty: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.path, self.fingerprint, self.kind or ""


class Comparison(NamedTuple):
    """The files of a run beside a ratchet: what is in it is no finding. ``records`` are those that still hold, under
    their new paths, ``new`` those that it lacks; ``fewer`` and ``moved`` count.
    """

    files: tuple[FileEntry, ...]
    records: tuple[Record, ...]
    new: tuple[Record, ...]
    accepted: int
    fewer: int
    moved: int


def read(path: str) -> tuple[Record, ...]:
    """The records of a ratchet file; raises RatchetError."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        raise RatchetError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RatchetError("is not UTF-8") from None
    marks = _MARKS.search(text)
    if marks is not None:
        line = text.count("\n", 0, marks.start()) + 1
        raise RatchetError("holds the marks of a merge; keep the lines of both sides and remove the marks", line)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise RatchetError(f"is not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise RatchetError("is not JSON: it nests deeply") from None
    except ValueError:  # Python's own bound, which JSON does not have
        raise RatchetError("is not JSON: it holds a number of too many digits") from None
    if not isinstance(document, dict) or not isinstance(document.get("uses"), list):
        raise RatchetError("is no ratchet: it must hold `version` and a list `uses`")
    version = document.get("version")
    if version != _VERSION or isinstance(version, bool):
        raise RatchetError(f"is of version {json.dumps(version)}; this program knows {_VERSION}")
    return tuple(_record(number, item) for number, item in enumerate(document["uses"], 1))


def _record(number: int, item: Any) -> Record:
    values = [item.get(key) if isinstance(item, dict) else None for key in (*_KEYS, *_OF_FINDINGS)]
    path, fingerprint, *rest = (value if isinstance(value, str) else None for value in values)
    if path is None or fingerprint is None:
        raise RatchetError(f"is no ratchet: the {number}. of `uses` lacks a `path` or a `fingerprint`")
    return Record(path, fingerprint, *rest)


_KEYS = ("path", "fingerprint", "class", "method", "member", "rule")
_OF_FINDINGS = ("kind", "duty")  # a use has neither


def written(records: Iterable[Record]) -> str:
    """The text of a ratchet file: sorted, a use on a line, so that two branches that make it shorter merge."""
    ordered = sorted(records, key=lambda record: (record.path, record.method or "", record.fingerprint))
    lines = [json.dumps(_plain(record)) for record in ordered]
    body = ",\n".join(f"    {line}" for line in lines)
    return f'{{\n  "version": {_VERSION},\n  "uses": [\n{body}\n  ]\n}}\n' if lines else _EMPTY


def _plain(record: Record) -> dict[str, str | None]:
    values = dict(zip((*_KEYS, *_OF_FINDINGS), record, strict=True))
    return {key: value for key, value in values.items() if key in _KEYS or value is not None}


_EMPTY = f'{{\n  "version": {_VERSION},\n  "uses": []\n}}\n'


def write(path: str, records: Iterable[Record]) -> None:
    """Put the file in its place whole, with the mode of the one before; a link to it stays. Raises OSError."""
    atomic.replace(path, written(records).encode("utf-8"))


def compare(
    files: Sequence[FileEntry],
    records: Sequence[Record],
    show: str,
    place: Callable[[str], str],
    looked_at: Callable[[str], bool],
    is_kept: Callable[[str], bool] = lambda path: False,
) -> Comparison:
    """Hold the files of a run against records. ``show`` is what messages call the ratchet, ``place`` gives a path as
    the ratchet has it, ``looked_at`` whether the run would have seen a use at such a path.

    A record without a use lets a use of the same fingerprint stand elsewhere: so many as went, and no more. Where a
    whole file may keep Pyodide, which ``is_kept`` says of a path of the ratchet, that is elsewhere in such a file.
    """
    left = Counter(record.key for record in records)
    faulty = {place(file.path) for file in files if file.error is not None}
    found = {
        (number, what, index): record
        for number, file in enumerate(files)
        for what, index, record in _records(file, place(file.path))
    }
    accepted: dict[_Place, Record] = {}
    new: dict[_Place, Record] = {}
    for at, record in found.items():
        there = left[record.key] > 0
        (accepted if there else new)[at] = record
        left[record.key] -= there

    def is_seen(record: Record) -> bool:
        """Whether the run would have found what a record is about. An open duty is found in the files that send the
        command, which may be any.
        """
        if record.kind == BreachKind.WORKER:
            return not faulty and looked_at(os.curdir)
        return record.path not in faulty and looked_at(record.path)

    gone = [record for record in records if _take(left, record) and is_seen(record)]
    moved = 0
    for at, record in list(new.items()):
        is_finding = at[1] and files[at[0]].entries[at[2]].is_finding
        alike = (other for other in gone if other.key[1:] == record.key[1:])
        known = next((other for other in alike if not (is_finding and is_kept(other.path))), None)
        if known is not None:
            gone.remove(known)
            accepted[at] = new.pop(at)
            moved += 1
    before = Counter(record.key for record in gone)
    kept = Counter(record.key for record in accepted.values())
    unseen: list[Record] = []
    for record in records:
        if kept[record.key] > 0:
            kept[record.key] -= 1
        elif before[record.key] > 0:
            before[record.key] -= 1
        elif not is_seen(record):
            unseen.append(record)
    return Comparison(
        tuple(_held(file, number, accepted, new, show) for number, file in enumerate(files)),
        (*accepted.values(), *unseen),
        tuple(new.values()),
        len(accepted),
        len(gone),
        moved,
    )


def _records(file: FileEntry, path: str) -> Iterator[tuple[bool, int, Record]]:
    """What a ratchet can hold of a file, each with whether it is a use, and its index among those or the breaches."""
    for index, entry in enumerate(file.entries):
        if not entry.is_told and entry.suppression is None and entry.outcome is not Outcome.IN_WORKER:
            yield True, index, _made(path, entry)
    for index, breach in enumerate(file.breaches):
        if breach.fingerprint:
            names = breach.class_name, breach.method, breach.member
            yield False, index, Record(path, breach.fingerprint, *names, None, breach.kind.value, breach.duty)


def _take(left: Counter[tuple[str, str, str]], record: Record) -> bool:
    if left[record.key] <= 0:
        return False
    left[record.key] -= 1
    return True


def _made(path: str, entry: Entry) -> Record:
    return Record(path, entry.fingerprint, entry.class_name, entry.method, entry.member, entry.page)


def _held(
    file: FileEntry,
    number: int,
    accepted: Mapping[_Place, Record],
    new: Mapping[_Place, Record],
    show: str,
) -> FileEntry:
    entries = tuple(
        entry._replace(accepted=Accepted.RATCHET) if (number, True, index) in accepted and entry.is_finding else entry
        for index, entry in enumerate(file.entries)
    )
    breaches = tuple(
        breach._replace(accepted=Accepted.RATCHET) if (number, False, index) in accepted else breach
        for index, breach in enumerate(file.breaches)
    )
    lacking = tuple(
        _breach(entry, show)
        for index, entry in enumerate(file.entries)
        if (number, True, index) in new and not entry.is_finding
    )
    return file._replace(entries=entries, breaches=(*breaches, *lacking))


def _breach(entry: Entry, show: str) -> Breach:
    place = entry.method or entry.function
    message = Message.of(Sentence.NOT_IN_RATCHET, member=entry.member, kind=entry.kind, place=place, ratchet=show)
    return Breach(
        BreachKind.RATCHET,
        entry.line,
        entry.column,
        message,
        entry.class_name,
        entry.method,
        place=entry.place,
        function=entry.function,
    )
