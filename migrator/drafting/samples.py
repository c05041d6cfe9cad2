"""Samples of a page: files beside it that it rewrites, or leaves alone for a cause.

In the page's folder of samples (`03-seed/` beside `03-seed.md`; for the shipped pages of a checkout
`fixtures/03-seed/`) `NAME.before.js` must become `NAME.after.js` by that page, and `NAME.stays.js` must stay for the
cause that its first line names, `// left alone: CODE: part of the message`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.javascript.edit import apply
from migrator.model.ledger import Entry, FileEntry, Outcome
from migrator.model.settings import Settings, show_path
from migrator.report.sentences import words
from migrator.rules.loader import Rule
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request

_HEADER = re.compile(r"// left alone: ([a-z-]+): (.+)")


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a sample: ``fault`` is what is wrong, None if it is as it should be."""

    path: str
    stays: bool
    fault: str | None


def run_samples(rule: Rule, rules: list[Rule], settings: Settings) -> Iterator[Tested]:
    """Run the samples of a page; nothing is written."""
    if rule.samples is None:
        return
    for path in sorted(rule.samples.glob("*.js")):
        if path.name.endswith(".before.js"):
            yield Tested(show_path(str(path)), False, _rewritten(path, rule, rules, settings))
        elif path.name.endswith(".stays.js"):
            yield Tested(show_path(str(path)), True, _left_alone(path, rules, settings))


def _rewritten(path: Path, rule: Rule, rules: list[Rule], settings: Settings) -> str | None:
    wanted = path.with_name(path.name.replace(".before.", ".after."))
    if not wanted.is_file():
        return f"there is no {wanted.name} beside it"
    entry, after = _run(path, rules, settings)
    if entry.error is not None:
        return words(entry.error.message)
    for program in _programs(entry):
        if program.outcome is not Outcome.REWRITTEN:
            return f"line {program.line} is left alone: {words(program.reason.message) if program.reason else ''}"
        if program.rule != rule.id:
            return f"line {program.line} is rewritten by {program.rule}"
    expected = wanted.read_bytes()
    if after != expected:
        pairs = zip(after.split(b"\n"), expected.split(b"\n"), strict=False)
        line = next((number for number, (one, two) in enumerate(pairs, 1) if one != two), 0)
        return f"the result differs from {wanted.name}" + (f" in line {line}" if line else " in length")
    return None


def _left_alone(path: Path, rules: list[Rule], settings: Settings) -> str | None:
    header = _HEADER.match(path.read_text("utf-8", "replace"))
    if header is None:
        return "its first line does not say why it stays; write `// left alone: CODE: part of the message`"
    entry, after = _run(path, rules, settings)
    if entry.error is not None:
        return words(entry.error.message)
    if after != path.read_bytes():
        return f"it is rewritten by {', '.join(str(program.rule) for program in _programs(entry) if program.rule)}"
    reasons = [program.reason for program in _programs(entry) if program.reason is not None]
    said = [(reason.code.value, words(reason.message)) for reason in reasons]
    # The one place that looks into words: a sample quotes what a reader is shown, and so it is held against that.
    if any(code == header[1] and header[2] in shown for code, shown in said):
        return None
    told = "; ".join(f"{code}: {shown}" for code, shown in said) or "nothing"
    return f"it stays for another cause: {told}"


def _programs(entry: FileEntry) -> list[Entry]:
    return [use for use in entry.entries if use.is_program and use.outcome is not Outcome.KEPT]


def _run(path: Path, rules: list[Rule], settings: Settings) -> tuple[FileEntry, bytes]:
    for item in Run(Request((str(path),)), Configuration(lambda _: settings, lambda _: rules)).items():
        if isinstance(item.entry, FileEntry):
            data = path.read_bytes() if item.data is None else item.data
            return item.entry, apply(data, item.edits)
    return FileEntry(str(path)), path.read_bytes()
