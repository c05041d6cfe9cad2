"""What a run finds of a text that an editor holds: settings and pages as they are on disk, and no file written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

from migrator.config import Finder, read
from migrator.model.ledger import FileEntry, TextEdit
from migrator.model.settings import Settings, SettingsError, accepting_all
from migrator.report.words import fault_text, page_fault
from migrator.rules.loader import Rule, RuleError
from migrator.rules.pages import pages_digest
from migrator.run.acceptance import faults
from migrator.run.cache.rules import cached_rules
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from migrator.run.surroundings import Texts
from migrator.sites.use import Use


@dataclass(frozen=True)
class PageFault:
    """What is wrong with a page of the rules. ``line`` counts from 1."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Findings:
    """What was found of the file ``path``, and of others on its account; ``texts`` has those others."""

    path: str
    entry: FileEntry | None = None
    others: tuple[tuple[str, FileEntry], ...] = ()
    faults: tuple[PageFault, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


class Analyst:
    """Runs over texts. Pages are loaded again where their bytes are others; settings are read each time.

    The settings file ``config`` and ``rules`` take the place of what a file's settings would be. With ``allow_outside``
    settings may name files outside of their repository.
    """

    def __init__(
        self, config: Path | None = None, rules: tuple[Path, ...] = (), *, allow_outside: bool = False
    ) -> None:
        self._config = config
        self._allow_outside = allow_outside
        self._folders = rules
        self._loaded: dict[str, list[Rule]] = {}

    def look(self, path: str, text: bytes, held: Mapping[str, bytes]) -> Findings:
        """What `check` finds of a file with that text, and the edits that `migrate` would make."""
        loaded: dict[str, Rule] = {}
        try:
            entries = self._run(path, text, held, loaded)
        except RuleError as error:
            return Findings(path, faults=tuple(_located(path, error)))
        own = _merged([entry for place, entry in entries if place == path])
        others = tuple((place, entry) for place, entry in entries if place != path)
        texts = {place: _text(place, held) for place, _ in others}
        return Findings(path, own, others, rules=loaded, texts=texts)

    def alone(self, path: str, text: bytes, held: Mapping[str, bytes], start: int) -> tuple[TextEdit, ...]:
        """The edits that rewrite the one program whose use begins at a byte, while all others stay and whatever it
        changes for callers; none if what stays refuses it.
        """
        try:
            entries = self._run(path, text, held, {}, start)
        except RuleError:
            return ()
        return next((entry.edits for place, entry in entries if place == path), ())

    def _run(
        self, path: str, text: bytes, held: Mapping[str, bytes], loaded: dict[str, Rule], start: int | None = None
    ) -> list[tuple[str, FileEntry]]:
        def load(settings: Settings) -> list[Rule]:
            rules = self._rules(settings)
            loaded.update((rule.id, rule) for rule in rules)
            return rules

        def only(use: Use) -> bool:
            return use.whole.start_byte == start

        # A file that stands elsewhere is opened on purpose; its folders say nothing.
        is_inside = not os.path.relpath(path).startswith(os.pardir)
        request = Request((path,), True, is_inside, only if start is not None else None)
        find = self._finder()
        chosen = find if start is None else lambda path: accepting_all(find(path))
        run = Run(request, Configuration(chosen, load), Texts(text, held))
        return [(_whole(item.path), item) for item in run.entries() if isinstance(item, FileEntry)]

    def _finder(self) -> Callable[[str], Settings]:
        """Where settings come from now; it raises SettingsError for a file whose settings are faulty."""
        try:
            given = read(self._config) if self._config is not None else None
            return Finder(given, self._folders, check=faults, allow_outside=self._allow_outside)
        except SettingsError as error:
            return partial(_faulty, error)

    def _rules(self, settings: Settings) -> list[Rule]:
        folders = settings.pages
        key = f"{folders} {pages_digest(folders)}"
        if key not in self._loaded:
            self._loaded = {key: cached_rules(None, folders)}
        return self._loaded[key]


def _merged(entries: list[FileEntry]) -> FileEntry | None:
    """What is found of one file: of its own, and what its commands find missing in it."""
    if not entries:
        return None
    breaches = tuple(breach for entry in entries for breach in entry.breaches)
    return entries[0]._replace(breaches=breaches)


def _located(path: str, error: RuleError) -> Iterator[PageFault]:
    """Faults of pages with the files that they stand in; those of no page with the file that was looked at."""
    for fault in error.faults:
        if fault.line:
            yield PageFault(_whole(fault.page), fault.line, fault_text(fault.message))
        else:
            yield PageFault(path, 1, page_fault(*fault))


def _faulty(error: SettingsError, path: str) -> NoReturn:
    raise error


def _whole(path: str) -> str:
    return os.path.normpath(os.path.join(os.getcwd(), path))


def _text(path: str, held: Mapping[str, bytes]) -> str:
    data = held.get(path)
    if data is None:
        try:
            data = Path(path).read_bytes()
        except OSError:
            data = b""
    return data.decode("utf-8", "replace")
