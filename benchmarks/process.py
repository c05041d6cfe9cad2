"""Runs a whole process and says what it cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# The kernel counts in kilobytes, in bytes on macOS.
_UNIT = 1 if sys.platform == "darwin" else 1024
_MEGABYTE = 1_000_000
_READING = 256  # kB by which a process may grow from one reading to the next


class FailedError(Exception):
    """A command that could not run, or did not do what it is measured for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU is user and system time of the process and of all that it waited for."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Result:
    cost: Cost
    code: int
    out: str
    err: str


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path) -> Result:
    """Run a command to its end. What it prints goes to files, so that nobody has to read along."""
    with open(output / "out", "w+b") as out, open(output / "err", "w+b") as err:
        began = time.perf_counter()
        process = _start(arguments, folder, environment, out.fileno(), err.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = [_text(stream.name) for stream in (out, err)]
    return Result(Cost(usage.ru_utime + usage.ru_stime, wall), process.returncode, *texts)


_WRITTEN = 10.0  # MB


def peak_memory(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Peak memory in MB of a run of its own: of the largest process, or of all at once where that was seen to be more.

    A process inherits the peak of the one that starts it, so below our own the first number says nothing.
    """
    process = _start(arguments, folder, environment, subprocess.DEVNULL, subprocess.DEVNULL)
    sampler = _Sampler(process.pid)
    sampler.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    sampler.done.set()
    sampler.join()
    largest = usage.ru_maxrss * _UNIT / _MEGABYTE
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / _MEGABYTE
    # What is inherited grows by the pages that are written before the program starts.
    return max(sampler.peak, largest) if largest > own + _WRITTEN or sampler.peak == 0 else sampler.peak


def _start(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, err: int
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            arguments, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
    except OSError as error:
        raise FailedError(f"{arguments[0]} does not start: {error.strerror}") from error


def _text(name: str) -> str:
    return Path(name).read_text("utf-8", "replace")


class _Sampler(threading.Thread):
    """Adds up what a process and those below it hold, shared pages by their share; on Linux only."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0.0
        self._pid = pid

    def run(self) -> None:
        began = time.monotonic()
        # Often at first, for what is short, and seldom later, so that a long run is not slowed down.
        while not self.done.wait(max(0.002, (time.monotonic() - began) / 200)):
            self.peak = max(self.peak, _together(_tree(self._pid)))


def _tree(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as handle:
                    waiting += map(int, handle.read().split())
        except OSError:
            continue
    return found


def _together(processes: list[int]) -> float:
    """The memory of processes, in MB. A child that has not come to its own program yet may still be in its parent's."""
    seen: list[tuple[str, int]] = []
    total = 0.0
    for pid in processes:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        held = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines[1:])}
        if "Rss" not in held or "Pss" not in held:
            continue
        # Two that begin at one address and hold as much are one: a child shares its parent's memory until it starts
        # its own program. It goes on while we read, so the second reading may be some pages more than the first.
        if any(start == lines[0] and abs(rss - held["Rss"]) < _READING for start, rss in seen):
            continue
        seen.append((lines[0], held["Rss"]))
        total += held["Pss"] * 1024 / _MEGABYTE
    return total
