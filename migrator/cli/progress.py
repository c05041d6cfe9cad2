"""Long work shows itself: how many files were looked at, on a terminal, after half a second; and what Ctrl-C left."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.api import Run
    from migrator.run.entries import Item

STOPPED = 130  # what a shell says of a command that SIGINT ended
_AFTER, _EVERY = 0.5, 0.1
_WIDTH, _BLOCK = 20, 5


class _Current:
    """The run that goes on, so that whoever prints, or ends it, need not be given it."""

    run: Run | None = None
    bar: _Bar | None = None
    left: str | None = None


def watched(run: Run, *, quiet: bool) -> Iterator[Item]:
    """What a run finds. Nothing of the bar is left on the terminal while somebody has an entry in hand."""
    _Current.run = run
    items = run.items()
    if quiet or not _is_watched(sys.stderr):
        yield from items
        return
    bar = _Current.bar = _Bar(sys.stderr, run)
    try:
        for item in items:
            bar.hide()
            yield item
            bar.show()
    finally:
        bar.close()


def hide() -> None:
    """Before something is printed while a run goes on."""
    if _Current.bar is not None:
        _Current.bar.hide()


def stopped() -> str:
    """What was done before Ctrl-C, in one line."""
    hide()
    if _Current.run is None:
        return "migrator: stopped"
    left = f"; {_Current.left}" if _Current.left is not None else ""
    return f"migrator: stopped; {_files(_Current.run.looked_at)} looked at{left}"


def conclude(left: str) -> None:
    """Say how what a run would write was left, for the line that tells that it was stopped."""
    _Current.left = left


def _files(number: int) -> str:
    return f"{number:,} file" if number == 1 else f"{number:,} files"


def _is_watched(stream: IO[str] | None) -> bool:
    return stream is not None and os.environ.get("TERM") != "dumb" and stream.isatty()


class _Bar:
    """Draws from a thread of its own, so that a run pays nothing for it and a file that takes long is shown too.

    How many files there are is known when they were all listed, which is nearly when they were all looked at: the block
    of the bar moves and does not grow.
    """

    def __init__(self, stream: IO[str], run: Run) -> None:
        import threading
        import time

        self._stream = stream
        self._watched = run
        self._clock = time.monotonic
        self._start = self._clock()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._hidden = False
        self._drawn = 0  # columns
        threading.Thread(target=self._run, daemon=True).start()

    def hide(self) -> None:
        with self._lock:
            self._hidden = True
            # Blanks and no escape: a terminal without colour gets none of any kind.
            if self._drawn:
                self._write(f"\r{' ' * self._drawn}\r")
                self._drawn = 0

    def show(self) -> None:
        self._hidden = False

    def close(self) -> None:
        self._ended.set()
        self.hide()

    def _run(self) -> None:
        ticks = 0
        wait = _AFTER
        while not self._ended.wait(wait):
            wait = _EVERY
            with self._lock:
                if not self._hidden and not self._ended.is_set():
                    line = self._line(ticks)
                    self._write(f"\r{line.ljust(self._drawn)}")
                    self._drawn = len(line)
            ticks += 1

    def _line(self, ticks: int) -> str:
        place = abs((ticks + _WIDTH - _BLOCK) % (2 * (_WIDTH - _BLOCK)) - (_WIDTH - _BLOCK))
        bar = " " * place + "=" * _BLOCK + " " * (_WIDTH - _BLOCK - place)
        count = self._watched.looked_at
        rate = count / max(self._clock() - self._start, _EVERY)
        return f"[{bar}] {_files(count)}, {rate:,.0f}/s"[: max(self._columns() - 1, 1)]

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except OSError:
            return 80

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal is gone
            self._ended.set()
