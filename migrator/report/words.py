"""Sentences that several formats share, and text from files made safe to show."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from migrator.model.boundary import Keeper, keeper
from migrator.model.ledger import Accepted, Entry, Ledger, Note, Outcome
from migrator.report import files_examined
from migrator.report.sentences import words

if TYPE_CHECKING:
    from migrator.model.ledger import Message


_MOST_KEEPERS = 3  # of what may use Pyodide, in a finding


def safe(text: str) -> str:
    """Text of a file with control characters written out, so that no terminal obeys it, nor the log of a CI run."""
    text = text.replace("##[", "#\\u{23}[")  # GitHub obeys `##[command]` wherever it stands in a line
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if not acts(char) else f"\\u{{{ord(char):x}}}" for char in text)


def safe_path(path: str) -> str:
    """A path to begin a line with, where GitHub would obey `::command::`."""
    return safe(f"./{path}" if path.lstrip().startswith("::") else path)


def acts(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def place(entry: Entry) -> str:
    """The class and method of a use, or its function, as people write them."""
    named = place_name(entry)
    return safe(named) if named is not None else "(outside of a class)"


def place_name(entry: Entry) -> str | None:
    """The same, None where a use stands in none of these."""
    parts = [part for part in (entry.class_name, entry.method) if part is not None]
    return ".".join(parts) if parts else entry.function


def use_text(entry: Entry) -> str:
    return f"`{safe(entry.member)}`" if entry.member is not None else entry.kind


def finding_message(entry: Entry) -> str:
    """Why a use is a finding of `check`, and what to do about it."""
    if entry.outcome is Outcome.REWRITTEN:
        mend = f"`migrator migrate --write` rewrites it by `{entry.rule}`"
        return f"{use_text(entry)}: {_may(entry.keepers)}; {mend}"
    assert entry.reason is not None
    return f"{use_text(entry)}: {_may(entry.keepers)}; {safe(words(entry.reason.message))}"


def _may(keepers: tuple[str, ...]) -> str:
    """What may use Pyodide beside worker scripts."""
    shown = [f"`{safe(name)}`" for name in keepers[:_MOST_KEEPERS]]
    if keepers[_MOST_KEEPERS:]:
        shown.append(f"{len(keepers) - _MOST_KEEPERS} more")
    if not shown:
        return "only worker scripts may use Pyodide"
    return f"only {' and '.join(part for part in (', '.join(shown[:-1]), shown[-1]) if part)} may use Pyodide"


def note_text(note: Note) -> str:
    """What a note says, behind the place that it speaks of."""
    said = words(note.message)
    if note.path is not None:
        return f"{note.path}:{note.line}: {said}" if note.line else f"{note.path}: {said}"
    return f"line {note.line}: {said}" if note.line else said


def fault_text(message: Message) -> str:
    """What is wrong, and what mends it."""
    said = words(message)
    return f"{said}; {said.mend}" if said.mend else said


def page_fault(page: str, line: int, message: Message) -> str:
    """What is wrong with a page, behind its place."""
    return f"{page}:{line}: {fault_text(message)}" if line else f"{page} {fault_text(message)}"


def kept_by(entry: Entry) -> str:
    """Why a use stays that no rule rewrites and that is no finding."""
    if entry.suppression is not None:
        said = entry.suppression
        return f"the comment on line {said.line} keeps it from `{safe(said.name)}`: {safe(said.reason or 'no reason')}"
    if entry.outcome is Outcome.IN_WORKER:
        return "this file runs in a worker, where Pyodide belongs"
    if entry.outcome is Outcome.PROVIDED:
        return "uses that stay depend on this assignment"
    if entry.keeper is not None and keeper(entry.keeper) != "method":
        what = "this function" if keeper(entry.keeper) == "function" else "this file"
        return f"`{safe(entry.keeper)}` lets {what} keep Pyodide"
    return "this method keeps Pyodide"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def examined(ledger: Ledger) -> str:
    """How many files a run examined and how many uses it saw: `22 files, 3 uses`."""
    return f"{files_examined(*ledger.examined)}, {count(ledger.uses, 'use')}"


def why_allowed(ledger: Ledger) -> str:
    """Why none of the uses is a finding: `2 in methods that may keep Pyodide, 1 assignment that they depend on`."""
    entries = [entry for file in ledger.files for entry in file.entries]
    numbers = Counter(map(_why_allowed, entries))
    for why in _KEPT_IN.values():
        if numbers[why] == len(entries):
            return f"all {why}" if len(entries) > 1 else why
    return ", ".join(f"{numbers[why]} {why}" for why in _WHY if numbers[why])


_IN_KEPT = "in methods that may keep Pyodide"
_KEPT_IN: dict[Keeper, str] = {
    "method": _IN_KEPT,
    "function": "in functions that may keep Pyodide",
    "file": "in files that may keep Pyodide",
}
_PROVIDED = "that others depend on"
_BY_COMMENT = "kept by comments"
_ACCEPTED = "accepted by the ratchet"
_OLDER = "there before"
_NAMED = "that only name another"
_IN_WORKER = "in worker scripts"
_WHY = (*_KEPT_IN.values(), _PROVIDED, _IN_WORKER, _BY_COMMENT, _NAMED, _ACCEPTED, _OLDER)


def _why_allowed(entry: Entry) -> str:
    if entry.accepted is not None:
        return _ACCEPTED if entry.accepted is Accepted.RATCHET else _OLDER
    if entry.suppression is not None:
        return _BY_COMMENT
    if entry.outcome is Outcome.KEPT:
        return _KEPT_IN[keeper(entry.keeper)] if entry.keeper is not None else _IN_KEPT
    if entry.outcome is Outcome.IN_WORKER:
        return _IN_WORKER
    return _PROVIDED if entry.outcome is Outcome.PROVIDED and entry.reason is None else _NAMED


def unread_calls(ledger: Ledger) -> str:
    """How many calls run Python and are covered by no setting; empty if there are none."""
    if not ledger.unread:
        return ""
    verb = "runs" if ledger.unread == 1 else "run"
    be = ("is", "was") if ledger.unread == 1 else ("are", "were")
    return f"{count(ledger.unread, 'call')} that {verb} Python {be[0]} covered by no setting, and {be[1]} not looked at"
