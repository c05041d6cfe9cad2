"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING

from migrator.model.unexpected import is_fault
from migrator.run.request import Configuration, Passed, Request, Searched, Task
from migrator.run.selection import Questions, Selection

if TYPE_CHECKING:
    from migrator.discovery.reach import Reach
    from migrator.model.ledger import FileEntry, Skipped
    from migrator.model.settings import Settings
    from migrator.policy.presence import Presence
    from migrator.run.cache.store import Store
    from migrator.run.entries import EntryMaker, Item
    from migrator.run.look import Looker
    from migrator.run.lookup import Lookup, Pending
    from migrator.run.pool import Crew
    from migrator.run.result import Result
    from migrator.run.surroundings import Surroundings, Texts
    from migrator.worker.debt import Debt


def nothing() -> None:
    """Where nothing is kept, or nobody helps."""


class Run:
    """Looks at files in turn, once: another run is another object.

    `items` or `entries` drives it. ``looked_at``, ``searched`` and ``examined`` say how far it is. Without ``texts``
    all files are those on disk. ``store`` and ``crew`` make it faster and change nothing of what it finds: results that
    earlier runs kept, and processes that look at files once there is enough to do.
    """

    def __init__(
        self,
        request: Request,
        configuration: Configuration,
        texts: Texts | None = None,
        *,
        store: Callable[[], Store | None] = nothing,
        crew: Callable[[], Crew | None] = nothing,
    ) -> None:
        self._request = request
        self._configuration = configuration
        self._texts = texts
        self._store = cache(store)
        self._crew = crew
        self._questions = Questions(boundary=request.boundary)
        given = texts.given if texts is not None else None
        self._selection = Selection(
            request,
            configuration,
            self._questions,
            given,
            self._store,
            lambda: self._reach,
            lambda: self._surroundings.repository,
            lambda: self._surroundings.found,
        )
        self._lookup: Lookup | None = None
        self._debts: list[Debt] = []

    @property
    def looked_at(self) -> int:
        """How many files were read so far."""
        return self._selection.looked_at

    @property
    def searched(self) -> int:
        """How many of the files are in a language that is not parsed."""
        return self._selection.searched

    @property
    def examined(self) -> int:
        """How many files were examined: read in this run, or in an earlier one and unchanged since then."""
        return self._selection.examined

    def entries(self) -> Generator[FileEntry | Skipped, None, None]:
        """Entries in the order of the paths; those of files that only call what other files have come last. A fault of
        one file is its entry's error and never hides the others.

        Faulty rules raise RuleError where the first file needs them.
        """
        items = self.items()
        try:
            for item in items:
                yield item.entry
        finally:
            items.close()

    def items(self) -> Generator[Item, None, None]:
        """The same, each with the file that it is about."""
        waiting: deque[Pending | Passed | Searched] = deque()
        try:
            for found in chain(self._selection.files(), self._selection.callers()):
                waiting.append(self._looking_up.begin(found) if isinstance(found, Task) else found)
                while len(waiting) > self._ahead or (waiting and isinstance(waiting[0], Passed | Searched)):
                    yield from self._done(waiting.popleft())
            while waiting:
                yield from self._done(waiting.popleft())
        finally:
            if self._lookup is not None:
                self._lookup.stop()
        yield from self._together()

    def choosing(self, path: str, data: bytes, sites: Collection[tuple[int, int]]) -> Result:
        """What rewriting some sites of a file gives, and no other: those by line and column."""
        return self._looker.choosing(path, data, self._configuration.settings(path), sites)

    def _done(self, item: Pending | Passed | Searched) -> tuple[Item, ...]:
        """What is said of a file; a fault of our own is an error of this file, and hides no other."""
        try:
            return tuple(self._told(item))
        except BaseException as error:
            if not is_fault(error):
                raise
            return (self._raised(item.task.path if not isinstance(item, Passed | Searched) else item.path, error),)

    def _raised(self, path: str, error: BaseException) -> Item:
        from migrator.run.result import raised

        return self._entries.error(path, raised(error))

    def _told(self, item: Pending | Passed | Searched) -> Iterator[Item]:
        if isinstance(item, Passed):
            yield self._entries.passed(item)
        elif isinstance(item, Searched):
            side = keeper = None
            if item.breaches:
                side = self._surroundings.side_of(item.path, item.settings)
                keeper = self._surroundings.keeper(item.path, item.settings)
            yield from self._entries.searched(item, side, keeper)
        else:
            yield from self._found(item)

    def _found(self, pending: Pending) -> Iterator[Item]:
        from migrator.run.result import Result

        task = pending.task
        found = self._looking_up.finish(pending)
        if not isinstance(found, Result):
            yield self._entries.error(task.path, found)
            return
        if task.asks.named and self._covers(task.settings):
            self._presence.watch(task.settings)
            self._presence.look(task.settings, found.classes)
        self._debts.extend(found.debts)
        if found.entry is not None or found.debts:
            yield from self._entries.found(task, found)

    def _together(self) -> tuple[Item, ...]:
        try:
            return tuple(self._shared())
        except BaseException as error:
            if not is_fault(error):
                raise
            return (self._raised(self._request.places[0], error),)

    def _shared(self) -> Iterator[Item]:
        stating = self._selection.stating if not self._request.paths else ()
        for settings in stating:
            if self._covers(settings):
                self._presence.watch(settings)
        if self._debts or stating:
            yield from self._entries.together(self._debts, self._presence if stating else None)

    def _covers(self, settings: Settings) -> bool:
        """Whether the paths hold all files that settings are about: else a method may well be in another file."""
        if settings.path is None:
            return False
        place = os.path.join(os.path.realpath(os.path.dirname(settings.path)), "")
        return any(place.startswith(os.path.join(os.path.realpath(path), "")) for path in self._request.places)

    @property
    def _ahead(self) -> int:
        """How many files may wait for an answer."""
        return self._lookup.ahead if self._lookup is not None else 0

    @property
    def _looking_up(self) -> Lookup:
        if self._lookup is None:
            from migrator.run.lookup import Lookup

            # What holds for some of the sites, or beside texts that are not on disk, holds for this run alone.
            apart = self._request.only is not None or (self._texts is not None and self._texts.are_elsewhere)
            digest = self._configuration.digest
            self._lookup = Lookup(self._surroundings, lambda: self._looker, digest, self._crew, apart=apart)
        return self._lookup

    @cached_property
    def _entries(self) -> EntryMaker:
        from migrator.run.entries import EntryMaker

        return EntryMaker(boundary=self._request.boundary)

    @cached_property
    def _presence(self) -> Presence:
        from migrator.policy.presence import Presence

        return Presence(self._surroundings.repository.around)

    @cached_property
    def _surroundings(self) -> Surroundings:
        from migrator.run.surroundings import ON_DISK, Surroundings

        return Surroundings(self._store, self._texts or ON_DISK, self._request.places[0])

    @cached_property
    def _reach(self) -> Reach:
        """What says which files may call what others have: nothing else is made for a file that has nothing."""
        if self._texts is not None:
            return self._surroundings.repository.reach
        from migrator.discovery.reach import Reach

        return Reach()

    @cached_property
    def _looker(self) -> Looker:
        from migrator.run.look import Looker

        return Looker(self._surroundings, self._configuration.rules, self._questions.commands, self._request.only)
