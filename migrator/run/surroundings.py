"""The files around those of a run: what is on disk, which repository that is, and which of it runs in a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk

if TYPE_CHECKING:
    from migrator.discovery.listing.git import Found
    from migrator.javascript.project import Project
    from migrator.model.settings import Settings
    from migrator.run.cache.contents import KeptContents
    from migrator.run.cache.programs import Programs
    from migrator.run.cache.store import Store
    from migrator.sites.kept import Users
    from migrator.worker.side import Side
    from migrator.worker.sides import Sides


class Texts(NamedTuple):
    """Where texts come from, if not from the disk: ``given`` is what the one path holds, ``held`` what others do, by
    their paths, or ``repository`` has and lists all.
    """

    given: bytes | None = None
    held: Mapping[str, bytes] | None = None
    repository: Repository | None = None

    @property
    def are_elsewhere(self) -> bool:
        """Whether files other than the one path are not what is on disk."""
        return self.held is not None or self.repository is not None


ON_DISK = Texts()


class Surroundings:
    """Each answers for one run. ``path`` is the one whose text is given, if it is."""

    def __init__(
        self, store: Callable[[], Store | None] = lambda: None, texts: Texts = ON_DISK, path: str = ""
    ) -> None:
        self._make_store = store
        self._texts = texts
        self._path = path

    @cached_property
    def store(self) -> Store | None:
        return self._make_store()

    @cached_property
    def found(self) -> Found:
        """What git says in this run."""
        from migrator.discovery.listing.git import Found

        return Found()

    @cached_property
    def repository(self) -> Repository:
        repository = self._texts.repository or Repository(Disk(self._texts.held), self._contents, self.found)
        if self._texts.given is not None:  # what other files import of this one is what is looked at
            repository.disk.hold(self._path, self._texts.given)
        return repository

    @property
    def _contents(self) -> KeptContents | None:
        if self.store is None:
            return None
        from migrator.run.cache.contents import KeptContents

        return KeptContents(self.store)

    @cached_property
    def project(self) -> Project:
        from migrator.javascript.project import Project

        return Project(self.repository.disk)

    @cached_property
    def users(self) -> Users:
        from migrator.sites.kept import Users

        return Users(self.project, self.repository)

    @cached_property
    def sides(self) -> Sides:
        from migrator.run.cache.addresses import KeptAddresses
        from migrator.worker.sides import Sides

        return Sides(self.repository, KeptAddresses(self.store) if self.store is not None else None)

    def side(self, path: str, script: str) -> str:
        """The side of a file where settings name a worker script or none, as one text for the cache."""
        from migrator.worker.side import known, said

        return said(known(self.repository, path, script, lambda: self.sides))

    def in_worker(self, path: str, settings: Settings) -> bool:
        """Whether a file runs in a worker."""
        return self.sides.in_worker(Path(path), settings)

    def side_of(self, path: str, settings: Settings) -> Side:
        """Where a file runs: in a worker, on the page, or on both sides."""
        return self.sides.of(Path(path), settings)

    def keeper(self, path: str, settings: Settings) -> str | None:
        """The item of the settings by which a whole file may keep Pyodide."""
        if not settings.kept_files:
            return None
        from migrator.sites.keepers import Keepers

        return Keepers(settings).of_file(path)

    @cached_property
    def programs(self) -> Programs | None:
        if self.store is None:
            return None
        from migrator.run.cache.programs import Programs

        return Programs(self.store)
