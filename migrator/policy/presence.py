"""What settings name and is nowhere, a method, a function or files: a misspelt name guards nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model.boundary import keeper, spelled
from migrator.model.ledger import Breach, BreachKind, FileEntry, Message, Sentence
from migrator.model.settings import Settings, show_path
from migrator.policy.methods import Methods


@dataclass
class Presence:
    """Looks out, over the files of a run, for the methods and functions that settings name. ``listed`` gives the files
    of the repository around a path, among which those are that patterns name.
    """

    listed: Callable[[Path], Iterable[str]] = lambda path: ()

    _missing: dict[Settings, set[str]] = field(default_factory=dict)
    _known: dict[Settings, set[str]] = field(default_factory=dict)

    def watch(self, settings: Settings) -> None:
        """Take settings into account; those that are no file's state nothing."""
        if settings.path is not None and settings not in self._missing:
            self._missing[settings] = set(settings.stated)
            self._known[settings] = set()

    def look(self, settings: Settings, classes: Iterable[Methods]) -> None:
        """Note the methods of the classes of a file."""
        missing = self._missing.get(settings)
        if missing is None:
            return
        for info in classes:
            self._known[settings].update(info.names if info.class_name is not None else info.items)
            missing.difference_update(info.items)

    def entries(self) -> Iterator[FileEntry]:
        """A file of settings for each that names what is nowhere."""
        for settings, missing in self._missing.items():
            breaches = tuple(self._breaches(settings, missing))
            if breaches:
                yield FileEntry(show_path(str(settings.path)), breaches=breaches)

    def _breaches(self, settings: Settings, missing: set[str]) -> Iterator[Breach]:
        for name in settings.kept if settings.kept_line is not None else ():
            if name in missing:
                yield self._breach(settings, name, settings.kept_line or 1, Sentence.KEEP_NAMES_NO_METHOD)
        for name in self._no_files(settings):
            message = Message.of(Sentence.KEEP_NAMES_NO_FILE, name=name)
            yield Breach(BreachKind.SETTING, settings.kept_line or 1, 1, message)
        for fact in settings.facts:
            if fact.method in missing:
                yield self._breach(settings, fact.method, fact.line, Sentence.FACT_NAMES_NO_METHOD)

    def _no_files(self, settings: Settings) -> Iterator[str]:
        """The patterns that name no file."""
        patterns = [name.removeprefix("!") for name in settings.kept_files] if settings.kept_line is not None else []
        if not patterns or settings.path is None:
            return
        from migrator.discovery.exclusion import Exclusion  # imports pathspec

        files = list(self.listed(settings.path))
        for name, pattern in zip(settings.kept_files, patterns, strict=True):
            named = Exclusion(settings, (pattern,))
            if not any(map(named.holds, files)):
                yield name

    def _breach(self, settings: Settings, name: str, line: int, sentence: Sentence) -> Breach:
        from difflib import get_close_matches

        is_function = keeper(name) == "function"
        known = [other for other in self._known[settings] if (keeper(other) == "function") is is_function]
        alike = {spelled(other) if is_function else other: other for other in known}
        found = get_close_matches(spelled(name) if is_function else name, alike, n=1)
        near = alike[found[0]] if found else None
        return Breach(BreachKind.SETTING, line, 1, Message.of(sentence, name=name, near=near))
