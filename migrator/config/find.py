"""Which settings a file has: those of the nearest settings file at or above it, links followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migrator.discovery.roots import FILE, is_within, nearest, repository_of, settings_file
from migrator.model.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migrator.model.settings import SettingFault

    Check = Callable[[Settings, tuple[Path, ...]], list[SettingFault]]

__all__ = ["FILE", "RATCHET", "Finder"]

RATCHET = "migrator-ratchet.json"


class Finder:
    """The settings of each file: the nearest at or above it, or those of one file for all (``given``).

    ``rules`` are folders of pages, and ``accept`` names of changes, that take the place of those in any settings.
    ``check`` says what is wrong with settings that only their pages tell: it is given them, and ``rules``. Paths in
    settings stay in the repository that the settings file is in, unless ``allow_outside``.
    """

    def __init__(
        self,
        given: Settings | None = None,
        rules: tuple[Path, ...] = (),
        accept: tuple[str, ...] | None = None,
        check: Check | None = None,
        *,
        allow_outside: bool = False,
    ) -> None:
        self.given = given
        self.rules = rules
        self._accept = accept
        self._check = check
        self._allow_outside = allow_outside
        self._fitted: dict[Settings, Settings | SettingsError] = {}
        if given is not None and isinstance(fault := self._fit(given), SettingsError):
            raise fault
        self._folders: dict[str, Settings | SettingsError] = {}
        self._real: dict[str, str] = {}
        self._tops: dict[str, str | None] = {}
        self._known: dict[str, Settings | SettingsError] = {}
        self._files: dict[str, Settings | SettingsError] = {}

    def __call__(self, path: str) -> Settings:
        """The settings for a file, which is no link; raises SettingsError."""
        return self.folder(os.path.dirname(path) or ".")

    def folder(self, folder: str) -> Settings:
        """The settings for what stands in a folder; raises SettingsError."""
        known = self._folders.get(folder)
        if known is None:
            known = self.given or self._for(self._real_folder(folder))
            if isinstance(known, Settings):
                known = self._fit(known)
            self._folders[folder] = known
        if isinstance(known, SettingsError):
            raise known
        return known

    def _fit(self, known: Settings) -> Settings | SettingsError:
        """Settings with what takes the place of some of it, or what is wrong with them."""
        if known not in self._fitted:
            if known.outside and not self._allow_outside:
                self._fitted[known] = SettingsError(list(known.outside))
                return self._fitted[known]
            faults = self._check(known, self.rules) if self._check is not None and known.accept else []
            self._fitted[known] = SettingsError(faults) if faults else self._replaced(known)
        return self._fitted[known]

    def _replaced(self, known: Settings) -> Settings:
        if known.outside:
            known = known._replace(outside=())
        if self.rules:
            known = known._replace(rules=self.rules)
        return known if self._accept is None else known._replace(accept=self._accept, accept_lines=())

    def seen(self) -> list[Settings]:
        """The settings of all that was asked for, each once."""
        return list(dict.fromkeys(known for known in self._folders.values() if not isinstance(known, SettingsError)))

    def has_ratchet(self) -> bool:
        """Whether settings that were asked for name a ratchet file, or have one."""
        try:
            return any(known.ratchet is not None or os.path.lexists(path) for path, known in self.ratchets())
        except OSError:  # the working directory is gone, and with it whatever was at or above it
            return False

    def ratchets(self) -> list[tuple[str, Settings]]:
        """Where the ratchet is of all that was asked for, each once, with the settings that say so."""
        found: dict[tuple[str, Settings], None] = {}
        for folder, known in self._folders.items():
            if not isinstance(known, SettingsError):
                found[self._ratchet(folder, known), known] = None
        return list(found)

    def leads_out(self, ratchet: str) -> str | None:
        """The repository that a ratchet leads out of, as a link may, where nobody allows it."""
        if self._allow_outside or not os.path.islink(ratchet):
            return None
        top = repository_of(os.path.realpath(os.path.dirname(ratchet)))
        return None if is_within(os.path.realpath(ratchet), top) else top

    def ratchet_of(self, path: str) -> str:
        """Where the ratchet of a file is; raises SettingsError."""
        return self._ratchet(os.path.dirname(path) or ".", self(path))

    def _ratchet(self, folder: str, settings: Settings) -> str:
        """Where the settings say, or beside their file, or at the root of the repository that a folder is in; outside
        of any, the nearest that there is at or above the folder; a new one is made in the working directory.
        """
        if settings.ratchet is not None:
            return os.path.abspath(settings.ratchet)
        if settings.path is not None:
            return os.path.join(os.path.dirname(os.path.abspath(settings.path)), RATCHET)
        folder = self._real_folder(folder)
        top = self._top(folder) or nearest(folder, RATCHET)
        if top is None:
            here = os.path.realpath(os.curdir)
            top = here if os.path.join(folder, "").startswith(os.path.join(here, "")) else folder
        return os.path.join(top, RATCHET)

    def _top(self, folder: str) -> str | None:
        """`git_top`, remembered for the folders on the way: a run asks for every folder."""
        if folder not in self._tops:
            above = os.path.dirname(folder)
            is_top = os.path.lexists(os.path.join(folder, ".git"))
            self._tops[folder] = folder if is_top else self._top(above) if above != folder else None
        return self._tops[folder]

    def _for(self, folder: str) -> Settings | SettingsError:
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = self._look(folder)
        return known

    def _look(self, folder: str) -> Settings | SettingsError:
        path = settings_file(os.path.join(folder, ""))
        if path is not None:
            return self._file(path)
        above = os.path.dirname(folder)
        return self._for(above) if above != folder else Settings()

    def _real_folder(self, folder: str) -> str:
        """A folder by its real path: what is above it is not what the text says where a link or `..` leads to it."""
        known = self._real.get(folder)
        if known is None:
            above, name = os.path.split(folder)
            if not name or name in (os.curdir, os.pardir) or os.path.islink(folder):
                known = os.path.realpath(folder or os.curdir)
            else:
                known = os.path.join(self._real_folder(above), name)
            self._real[folder] = known
        return known

    def _file(self, path: str) -> Settings | SettingsError:
        """What a settings file says, read once."""
        if path not in self._files:
            try:
                self._files[path] = _read(path)
            except SettingsError as error:
                self._files[path] = error
        return self._files[path]


def _read(path: str) -> Settings:
    from pathlib import Path

    from migrator.config.reader import read

    return read(Path(path))
