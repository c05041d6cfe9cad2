"""Which settings a file has: those of the nearest settings file at or above it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator.config.read import FILE, PROJECT, SettingsError, read
from migrator.settings import Settings


@dataclass
class Finder:
    """The settings of each file: the nearest at or above it, or those of one file for all (``given``).

    ``rules`` are folders of pages that take the place of those in any settings.
    """

    given: Settings | None = None
    rules: tuple[Path, ...] = ()
    _folders: dict[str, Settings | SettingsError] = field(default_factory=dict)
    _known: dict[Path, Settings | SettingsError] = field(default_factory=dict)

    def __call__(self, path: str) -> Settings:
        """The settings for a file; raises SettingsError."""
        return self.folder(os.path.dirname(path) or ".")

    def folder(self, folder: str) -> Settings:
        """The settings for what stands in a folder; raises SettingsError."""
        if folder not in self._folders:
            found = self.given or self._for(Path(folder).absolute())
            if self.rules and isinstance(found, Settings):
                found = replace(found, rules=self.rules)
            self._folders[folder] = found
        known = self._folders[folder]
        if isinstance(known, SettingsError):
            raise known
        return known

    def _for(self, folder: Path) -> Settings | SettingsError:
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: Path) -> Settings | SettingsError:
        try:
            if os.path.isfile(folder / FILE):
                return read(folder / FILE)
            if _has_table(folder / PROJECT):
                return read(folder / PROJECT)
        except SettingsError as error:
            return error
        return self._for(folder.parent) if folder.parent != folder else Settings()


def _has_table(project: Path) -> bool:
    try:
        return re.search(rb"(?m)^\s*\[+\s*tool\s*\.\s*migrator\b", project.read_bytes()) is not None
    except OSError:
        return False
