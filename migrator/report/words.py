"""Sentences that several formats share, and text from files made safe to show."""

from __future__ import annotations

import unicodedata

from migrator.ledger import Entry, Outcome


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
    """The class and method of a use, as people write them."""
    parts = [part for part in (entry.class_name, entry.method) if part is not None]
    return safe(".".join(parts)) if parts else "(outside of a class)"


def use_text(entry: Entry) -> str:
    return f"`{safe(entry.member)}`" if entry.member is not None else entry.kind


def finding_message(entry: Entry) -> str:
    """Why a use is a finding of `check`, and what to do about it."""
    if entry.outcome is Outcome.REWRITTEN:
        mend = f"`migrator migrate --write` rewrites it by `{entry.rule}`"
        return f"{use_text(entry)} outside of the methods that keep Pyodide; {mend}"
    assert entry.reason is not None
    return f"{use_text(entry)} outside of the methods that keep Pyodide: {safe(entry.reason.message)}"


def kept_by(entry: Entry) -> str:
    """Why a use stays that no rule rewrites and that is no finding."""
    if entry.suppression is not None:
        said = entry.suppression
        return f"the comment on line {said.line} keeps it from `{safe(said.name)}`: {safe(said.reason or 'no reason')}"
    if entry.outcome is Outcome.PROVIDED:
        return "uses that stay depend on this assignment"
    return "this method keeps Pyodide"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
