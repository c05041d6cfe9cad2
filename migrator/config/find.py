"""Which settings a file has: those of the nearest settings file at or above it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migrator.config.faults import SettingsError
from migrator.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FILE, PROJECT = "migrator.toml", "pyproject.toml"
RATCHET = "migrator-ratchet.json"


class Finder:
    """The settings of each file: the nearest at or above it, or those of one file for all (``given``).

    ``rules`` are folders of pages that take the place of those in any settings.
    """

    def __init__(self, given: Settings | None = None, rules: tuple[Path, ...] = ()) -> None:
        self.given = given
        self.rules = rules
        self._folders: dict[str, Settings | SettingsError] = {}
        self._known: dict[str, Settings | SettingsError] = {}

    def __call__(self, path: str) -> Settings:
        """The settings for a file; raises SettingsError."""
        return self.folder(os.path.dirname(path) or ".")

    def folder(self, folder: str) -> Settings:
        """The settings for what stands in a folder; raises SettingsError."""
        if folder not in self._folders:
            found = self.given or self._for(_absolute(folder))
            if self.rules and isinstance(found, Settings):
                found = found._replace(rules=self.rules)
            self._folders[folder] = found
        known = self._folders[folder]
        if isinstance(known, SettingsError):
            raise known
        return known

    def seen(self) -> list[Settings]:
        """The settings of all that was asked for, each once."""
        return list(dict.fromkeys(known for known in self._folders.values() if not isinstance(known, SettingsError)))

    def has_ratchet(self) -> bool:
        """Whether settings that were asked for name a ratchet file, or have one."""
        try:
            return any(known.ratchet is not None or os.path.lexists(ratchet_file(known)) for known in self.seen())
        except OSError:  # the working directory is gone, and with it whatever was at or above it
            return False

    def _for(self, folder: str) -> Settings | SettingsError:
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: str) -> Settings | SettingsError:
        within = folder if folder.endswith(os.sep) else folder + os.sep
        try:
            for name in (FILE, PROJECT):
                path = within + name
                if not os.access(path, os.F_OK):  # as nearly always, and cheaper than any other way to ask
                    continue
                if os.path.isfile(path) if name == FILE else _has_table(path):
                    return _read(path)
        except SettingsError as error:
            return error
        above = os.path.dirname(folder)
        return self._for(above) if above != folder else Settings()


def ratchet_file(settings: Settings) -> str:
    """Where the ratchet of some settings is: where they say, or beside their file, or at the root of the repository
    that the working directory is in.
    """
    if settings.ratchet is not None:
        return os.path.abspath(settings.ratchet)
    if settings.path is not None:
        return os.path.join(os.path.dirname(os.path.abspath(settings.path)), RATCHET)
    here = folder = os.path.abspath(".")
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return os.path.join(here, RATCHET)
        folder = above
    return os.path.join(folder, RATCHET)


def _absolute(folder: str) -> str:
    if os.pardir in folder.split(os.sep):  # behind a link, what is above is not what the text says
        from pathlib import Path

        return str(Path(folder).absolute())
    return os.path.abspath(folder)


def _read(path: str) -> Settings:
    from pathlib import Path

    from migrator.config.reader import read

    return read(Path(path))


def _has_table(project: str) -> bool:
    try:
        with open(project, "rb") as handle:
            data = handle.read()
    except OSError:
        return False
    import re

    return re.search(rb"(?m)^\s*\[+\s*tool\s*\.\s*migrator\b", data) is not None
