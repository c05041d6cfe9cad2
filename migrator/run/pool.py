"""Several processes that look at files, where one has had enough to do for others to pay.

A process costs about half a second before it looks at its first file: it starts, and reads the rules. So the first
files are looked at where the run goes on, and others are asked for help once that has taken a while. What they find is
the same, and told in the same order.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from migrator.discovery.interrupt import held
from migrator.model.unexpected import is_fault

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from migrator.discovery.prefilter import Asks
    from migrator.javascript.disk import Sight
    from migrator.model.ledger import FileError
    from migrator.model.settings import Settings
    from migrator.run.result import Result

    Found = tuple[Result | FileError, Sight]
    Look = Callable[..., Found]

_PAYS = 3.0  # seconds of looking
_LONGEST_END = 5.0  # seconds, of a thread whose processes are gone


def processors() -> int:
    """How many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """Up to ``jobs`` processes. ``make`` gives each its own way to look at a file; it must be picklable."""

    def __init__(self, jobs: int, make: Callable[[], Look]) -> None:
        self._jobs = jobs
        self._make = make
        self._spent = 0.0
        self._longest = 0.0
        self._executor: ProcessPoolExecutor | None = None
        self._is_broken = False

    @property
    def ahead(self) -> int:
        """How many files may wait for an answer: none as long as nobody helps."""
        return 4 * self._jobs if self._executor is not None else 0

    def spent(self, seconds: float) -> None:
        """Say that looking at a file took so long.

        The file that took longest does not count: somebody has to list the repository for it, and each process that
        helps would have to do that too.
        """
        self._spent += seconds
        self._longest = max(self._longest, seconds)
        if self._executor is None and not self._is_broken and self._jobs > 1 and self._spent - self._longest > _PAYS:
            self._start()

    def ask(self, path: str, data: bytes, settings: Settings, asks: Asks) -> Future[Found] | None:
        """Have a file looked at, None if nobody helps."""
        if self._executor is None:
            return None
        try:
            with held():
                return self._executor.submit(_look, path, data, settings, asks)
        except RuntimeError:  # a process has ended
            self._lose()
            return None

    def answer(self, asked: Future[Found]) -> Found | None:
        """What was found, None if the process that looked has ended, or its answer cannot be read."""
        from concurrent.futures import BrokenExecutor

        try:
            return asked.result()
        except BrokenExecutor:
            self._lose()
            return None
        except BaseException as error:
            if not is_fault(error):
                raise
            return None

    def stop(self) -> None:
        """End all processes, whatever they are at."""
        if self._executor is None:
            return
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        manager = getattr(self._executor, "_executor_manager_thread", None)
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        if manager is not None:  # CPython 3.11 wakes it once more at exit, through a pipe that it closes meanwhile
            manager.join(_LONGEST_END)
        self._executor = None

    def _start(self) -> None:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Not forked: a thread may be drawing, and a lock that it holds would never be free in a copy.
        self._executor = ProcessPoolExecutor(self._jobs, get_context("spawn"), _begin, (self._make,))

    def _lose(self) -> None:
        self.stop()
        self._is_broken = True


_own: list[Any] = []


def _begin(make: Callable[[], Look]) -> None:
    """Make a process ready."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _own.append(make())


def _look(path: str, data: bytes, settings: Settings, asks: Asks) -> Found:
    found: Found = _own[0](path, data, settings, asks)
    return found
