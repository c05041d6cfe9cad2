"""What settings say of methods, held against every file that may have one: facts, and names that must be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.facts import Facts
from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.ledger import Breach, FileEntry
from migrator.presence import Presence
from migrator.settings import Settings
from migrator.sites import File


@dataclass
class Boundary:
    """Answers for one run."""

    _presence: Presence = field(default_factory=Presence)
    _facts: dict[Settings, Facts] = field(default_factory=dict)

    def watch(self, settings: Settings) -> None:
        """Take settings into account, whether or not a file has what they name."""
        self._presence.watch(settings)

    def breaches(self, settings: Settings, source: Source) -> tuple[Breach, ...]:
        """Where a file does not hold what the settings say."""
        self.watch(settings)
        module = Module(Path(source.path), source)
        self._presence.look(settings, module)
        if settings not in self._facts:
            self._facts[settings] = Facts(settings)
        return tuple(self._facts[settings].breaches(File(source, settings), module))

    def entries(self) -> Iterator[FileEntry]:
        """After all files: the settings files that name what no class has."""
        return self._presence.entries()
