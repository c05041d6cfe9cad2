"""What is known about one file: what the cache has, else what another process found, else what is found here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from migrator.run.cache.results import Results
from migrator.run.result import Result

if TYPE_CHECKING:
    from concurrent.futures import Future

    from migrator.javascript.disk import Sight
    from migrator.model.ledger import FileError
    from migrator.model.settings import Settings
    from migrator.run.look import Looker
    from migrator.run.pool import Crew
    from migrator.run.request import Task
    from migrator.run.surroundings import Surroundings

    Found = tuple[Result | FileError, Sight]


class _Known(NamedTuple):
    """What the cache has of a file, and the key under which it is kept there."""

    key: str
    result: Result | None


class Pending(NamedTuple):
    """A file that is being looked up: what the cache has, if it was asked, and the answer of another process."""

    task: Task
    known: _Known | None = None
    answer: Future[Found] | None = None


class Lookup:
    """Looks up the files of one run. ``looker`` makes what looks at a file, once there is one that nothing is known of.

    ``digest`` tells the rules of some settings from any others. A run that is ``apart`` finds what holds for it alone:
    it takes nothing from the cache, and keeps nothing in it.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        looker: Callable[[], Looker],
        digest: Callable[[Settings], str],
        crew: Callable[[], Crew | None],
        *,
        apart: bool,
    ) -> None:
        self._looker = looker
        self._digest = digest
        self._digests: dict[Settings, str] = {}
        self._make_crew = crew
        self._crew: Crew | None = None
        store = surroundings.store
        self._results: Results | None = None
        if store is not None and not apart:
            self._results = Results(store, surroundings.repository, surroundings.side)

    @property
    def ahead(self) -> int:
        """How many files may wait for an answer: none as long as no other process helps."""
        return self._crew.ahead if self._crew is not None else 0

    def begin(self, task: Task) -> Pending:
        """Have a file looked at by another process, if one helps and the cache does not have it."""
        if self._crew is None or not self.ahead:
            return Pending(task)
        known = self._recall(task)
        if known is not None and known.result is not None:
            return Pending(task, known)
        return Pending(task, known, self._crew.ask(task.path, task.data, task.settings, task.asks))

    def finish(self, pending: Pending) -> Result | FileError:
        """What is found of a file; whatever was not in the cache is then."""
        task = pending.task
        known = pending.known or self._recall(task)
        if known is not None and known.result is not None:
            return known.result
        answer = None
        if self._crew is not None and pending.answer is not None:
            answer = self._crew.answer(pending.answer)
        found, sight = answer or self._look(task)
        if isinstance(found, Result) and self._results is not None and known is not None:
            self._results.keep(known.key, found, sight)
        return found

    def stop(self) -> None:
        """End the processes that help."""
        if self._crew is not None:
            self._crew.stop()

    def _recall(self, task: Task) -> _Known | None:
        if self._results is None:
            return None
        if task.settings not in self._digests:
            self._digests[task.settings] = self._digest(task.settings)
        key = self._results.key(task.path, task.data, task.settings, self._digests[task.settings], task.asks)
        return _Known(key, self._results.recall(key))

    def _look(self, task: Task) -> Found:
        from time import monotonic

        start = monotonic()
        found = self._looker().look(task.path, task.data, task.settings, task.asks)
        if self._crew is None:
            self._crew = self._make_crew()
        if self._crew is not None:
            self._crew.spent(monotonic() - start)
        return found
