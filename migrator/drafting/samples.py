"""Samples of a page: files beside it that it rewrites, or leaves alone for a cause.

In the page's folder of samples (`03-seed/` beside `03-seed.md`; for the shipped pages of a checkout
`fixtures/03-seed/`) `NAME.before.js` must become `NAME.after.js` by that page, and `NAME.stays.js` must stay for the
cause that its first line names, `// left alone: CODE: part of the message`. Any other ending of a script will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.javascript.edit import apply
from migrator.javascript.source import is_script
from migrator.model.ledger import Entry, FileEntry, Outcome
from migrator.model.settings import Settings, accepting_all, show_path
from migrator.report.sentences import words
from migrator.rules.loader import Rule
from migrator.run.engine import Run
from migrator.run.entries import Item
from migrator.run.request import Configuration, Request

_HEADER = re.compile(r"// left alone: ([a-z-]+): (.+)")
_BEFORE, _STAYS = ".before", ".stays"  # then the ending of a script


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a sample: ``fault`` is what is wrong, None if it is as it should be."""

    path: str
    stays: bool
    fault: str | None


def run_samples(pages: list[Rule], rules: list[Rule], settings: Settings) -> Iterator[tuple[Rule, list[Tested]]]:
    """Run the samples of each page; nothing is written. They are files of one run, which reads each of them once: a
    sample stands among all others, and any may share its interpreter.
    """
    samples = [(page, _samples(page)) for page in pages]
    results = _Results([path for _, paths in samples for path in paths], rules, settings)
    for page, paths in samples:
        yield page, [_tested(path, page, results) for path in paths]


class _Results:
    """What becomes of samples, looked at in their order and no further than asked."""

    def __init__(self, paths: list[Path], rules: list[Rule], settings: Settings) -> None:
        request = Request(tuple(map(str, paths)))
        # Whether a page fits is asked, not what this repository takes of it.
        accepting = accepting_all(settings)
        run = Run(request, Configuration(lambda _: accepting, lambda _: rules))
        self._items = run.items() if paths else iter(())  # no paths would be the working directory
        self._known: dict[str, Item] = {}

    def of(self, path: Path) -> tuple[FileEntry, bytes]:
        """The entry of a sample, and its new text."""
        shown = show_path(str(path))
        while shown not in self._known and (item := next(self._items, None)) is not None:
            self._known.setdefault(item.entry.path, item)
        found = self._known.get(shown)
        if found is None or not isinstance(found.entry, FileEntry):
            return FileEntry(shown), path.read_bytes()
        return found.entry, apply(path.read_bytes() if found.data is None else found.data, found.edits)


def _samples(page: Rule) -> list[Path]:
    files = page.samples.iterdir() if page.samples is not None and page.samples.is_dir() else ()
    return sorted(path for path in files if is_script(path.name) and path.stem.endswith((_BEFORE, _STAYS)))


def _tested(path: Path, page: Rule, results: _Results) -> Tested:
    stays = path.stem.endswith(_STAYS)
    test = _left_alone if stays else _rewritten
    return Tested(show_path(str(path)), stays, test(path, page, results))


def _rewritten(path: Path, page: Rule, results: _Results) -> str | None:
    wanted = path.with_name(path.name.replace(".before.", ".after."))
    if not wanted.is_file():
        return f"there is no {wanted.name} beside it"
    entry, after = results.of(path)
    if entry.error is not None:
        return words(entry.error.message)
    for program in _told(entry, page):
        if program.outcome is not Outcome.REWRITTEN:
            return f"line {program.line} is left alone: {words(program.reason.message) if program.reason else ''}"
        if program.rule != page.id:
            return f"line {program.line} is rewritten by {program.rule}"
    expected = wanted.read_bytes()
    if after != expected:
        pairs = zip(after.split(b"\n"), expected.split(b"\n"), strict=False)
        line = next((number for number, (one, two) in enumerate(pairs, 1) if one != two), 0)
        return f"the result differs from {wanted.name}" + (f" in line {line}" if line else " in length")
    return None


def _left_alone(path: Path, page: Rule, results: _Results) -> str | None:
    header = _HEADER.match(path.read_text("utf-8", "replace"))
    if header is None:
        return "its first line does not say why it stays; write `// left alone: CODE: part of the message`"
    entry, after = results.of(path)
    if entry.error is not None:
        return words(entry.error.message)
    if after != path.read_bytes():
        return f"it is rewritten by {', '.join(str(program.rule) for program in _told(entry, page) if program.rule)}"
    reasons = [program.reason for program in _told(entry, page) if program.reason is not None]
    said = [(reason.code.value, words(reason.message)) for reason in reasons]
    # The one place that looks into words: a sample quotes what a reader is shown, and so it is held against that.
    if any(code == header[1] and header[2] in shown for code, shown in said):
        return None
    told = "; ".join(f"{code}: {shown}" for code, shown in said) or "nothing"
    return f"it stays for another cause: {told}"


def _told(entry: FileEntry, page: Rule) -> list[Entry]:
    """The uses that a page may take: programs, or all but assignments where it has a block without a program."""
    uses = [use for use in entry.entries if use.outcome not in (Outcome.KEPT, Outcome.PROVIDED)]
    return [use for use in uses if use.is_program] if all(block.runs for block in page.blocks) else uses
