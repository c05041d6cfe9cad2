"""Names of methods that settings state and no class has: a misspelt name guards nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrator.model.ledger import Breach, BreachKind, FileEntry, Message, Sentence
from migrator.model.settings import Settings, show_path
from migrator.policy.methods import Methods


@dataclass
class Presence:
    """Looks out, over the files of a run, for the methods that settings name."""

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
            self._known[settings].update(info.names)
            missing.difference_update(info.names, (f"{info.class_name}.{own}" for own in info.names))

    def entries(self) -> Iterator[FileEntry]:
        """A file of settings for each that names a method which no class has."""
        for settings, missing in self._missing.items():
            breaches = tuple(self._breaches(settings, missing))
            if breaches:
                yield FileEntry(show_path(str(settings.path)), breaches=breaches)

    def _breaches(self, settings: Settings, missing: set[str]) -> Iterator[Breach]:
        for name in settings.kept:
            if settings.kept_line is not None and name in missing:
                yield self._breach(settings, name, settings.kept_line, Sentence.KEEP_NAMES_NO_METHOD)
        for fact in settings.facts:
            if fact.method in missing:
                yield self._breach(settings, fact.method, fact.line, Sentence.FACT_NAMES_NO_METHOD)

    def _breach(self, settings: Settings, name: str, line: int, sentence: Sentence) -> Breach:
        from difflib import get_close_matches

        near = next(iter(get_close_matches(name, self._known[settings], n=1)), None)
        return Breach(BreachKind.SETTING, line, 1, Message.of(sentence, name=name, near=near))
