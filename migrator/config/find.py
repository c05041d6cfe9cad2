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
        self._files: dict[str, Settings | SettingsError] = {}

    def __call__(self, path: str) -> Settings:
        """The settings for a file; raises SettingsError."""
        return self.folder(os.path.dirname(path) or ".")

    def folder(self, folder: str) -> Settings:
        """The settings for what stands in a folder; raises SettingsError."""
        known = self._folders.get(folder)
        if known is None:
            known = self.given or self._for(_plain(folder))
            if self.rules and isinstance(known, Settings):
                known = known._replace(rules=self.rules)
            self._folders[folder] = known
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
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = self._look(folder)
        return known

    def _look(self, folder: str) -> Settings | SettingsError:
        within = "" if folder == os.curdir else folder if folder.endswith(os.sep) else folder + os.sep
        for name in (FILE, PROJECT):
            path = within + name
            if not os.access(path, os.F_OK):  # as nearly always, and cheaper than any other way to ask
                continue
            if os.path.isfile(path) if name == FILE else _has_table(path):
                return self._file(path if os.path.isabs(path) else os.path.join(os.getcwd(), path))
        above = os.path.dirname(folder)
        if above == folder:
            return Settings()
        if folder == os.curdir:  # what is above the working directory is known by its whole path only
            whole = os.getcwd()
            above = os.path.dirname(whole)
            return self._for(above) if above != whole else Settings()
        return self._for(above or os.curdir)

    def _file(self, path: str) -> Settings | SettingsError:
        """What a settings file says, read once however its folder is spelled."""
        if path not in self._files:
            try:
                self._files[path] = _read(path)
            except SettingsError as error:
                self._files[path] = error
        return self._files[path]


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


def _plain(folder: str) -> str:
    """A folder by the names that lead to it, from the root or the working directory."""
    if os.pardir in folder.split(os.sep):  # behind a link, what is above is not what the text says
        from pathlib import Path

        return str(Path(folder).absolute())
    return os.path.normpath(folder)


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
