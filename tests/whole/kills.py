"""Kills runs of the real command at random moments, and holds what they leave: `python -m tests.whole.kills [KILLS] [SEED]`.

A repository of 200 files is migrated; the process gets a SIGKILL at some time between its start and its end, in every second
trial between its first rename and its last. Then each file is old or new, and `migrator undo` gives all old ones back. In
every third trial the undo is killed at a random moment too, and done again.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from migrator.writing.history import Histories
from migrator.writing.journal import State
from tests.support import ROOT, in_game

SITE, DONE = "await this.pyodide.runPythonAsync(`env.render()`);", "await this.worker.render();"
FILLER = "// a line that nobody changes\n" * 200


class Broken(AssertionError):
    """What must hold does not."""


@dataclass(frozen=True)
class Trial:
    """What a kill met: how many of the files were new by then, and the state of the journal, None if there was none."""

    changed: int
    state: State | None
    undo_killed: bool
    undo_changed: int


class Killing:
    """A repository of files with a site each, and trials over it."""

    def __init__(self, folder: Path, files: int, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.old = (in_game(SITE) + FILLER).encode()
        self.new = (in_game(DONE) + FILLER).encode()
        # In the order of the run.
        self.paths = sorted(folder / f"js/{number % 7}/file{number:03}.js" for number in range(files))
        for path in self.paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.old)
        self._git("init", "-q")
        self._git("add", ".")
        self.history = Histories(str(folder)).of(str(folder.resolve()))
        self.whole, self.renames = self._times()
        self.undoing = self._undo_time()

    def trial(self, number: int) -> Trial:
        """Kill one run, undo it, and hold what is left each time."""
        process = self._start("migrate", "--write", "--quiet", ".")
        if number % 2:
            self._until_first_rename(process)
            time.sleep(self.random.uniform(0, self.renames))
        else:
            time.sleep(self.random.uniform(0, self.whole))
        process.kill()
        process.wait(timeout=300)
        changed = self._changed()
        journals = self.history.journals()
        state = self.history.read(journals[-1]).state if journals else None
        undo_killed, undo_changed = False, 0
        if number % 3 == 0 and changed:
            undo = self._start("undo")
            if number % 2:
                self._until_first_rename(undo)
                time.sleep(self.random.uniform(0, self.renames))
            else:
                time.sleep(self.random.uniform(0, self.undoing))
            undo.kill()
            undo_killed = undo.wait(timeout=300) != 0
            undo_changed = self._changed()
        expected = 0 if self.history.journals() else 1  # a killed undo may have come to its end but for its exit
        code = self._start("undo").wait(timeout=300)
        must(code == expected, f"undo ends with {code} in place of {expected}")
        must(self._changed() == 0, "undo leaves new files")
        must(not self._temporaries(), f"temporaries are left: {self._temporaries()}")
        must(not self.history.journals(), "a journal is left")
        must(all(path.stat().st_mode & 0o777 == 0o644 for path in self.paths), "a mode changed")
        return Trial(changed, state, undo_killed, undo_changed)

    def _times(self) -> tuple[float, float]:
        """How long a run takes, and how long its renames take."""
        started = time.monotonic()
        process = self._start("migrate", "--write", "--quiet", ".")
        first = self._until_first_rename(process)
        inode = self.paths[-1].stat().st_ino
        while self.paths[-1].stat().st_ino == inode and process.poll() is None:
            pass
        last = time.monotonic()
        must(process.wait(timeout=300) == 0, "a run that nobody kills fails")
        must(self._changed() == len(self.paths), "a run that nobody kills leaves old files")
        return time.monotonic() - started, last - first

    def _undo_time(self) -> float:
        started = time.monotonic()
        must(self._start("undo").wait(timeout=300) == 0, "undo of a whole run fails")
        return time.monotonic() - started

    def _until_first_rename(self, process: subprocess.Popen[bytes]) -> float:
        inode = self.paths[0].stat().st_ino
        while self.paths[0].stat().st_ino == inode and process.poll() is None:
            pass
        return time.monotonic()

    def _changed(self) -> int:
        """The number of new files; each other one is old to the byte."""
        new = 0
        for path in self.paths:
            data = path.read_bytes()
            must(data in (self.old, self.new), f"{path} is torn: {len(data)} bytes")
            new += data == self.new
        return new

    def _temporaries(self) -> list[str]:
        return [path.name for path in self.folder.glob("js/*/*") if not path.name.endswith(".js")]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.Popen(
            [sys.executable, "-m", "migrator", *arguments],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=300)


def must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)


def run(folder: Path, *, kills: int, files: int, seed: int, told: Callable[[Trial], None] | None = None) -> list[Trial]:
    """Trials over a new repository. Raises Broken for the first that leaves what must not be."""
    killing = Killing(folder, files, seed)
    trials = []
    for number in range(kills):
        trials.append(killing.trial(number))
        if told is not None:
            told(trials[-1])
    return trials


def main(kills: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trials = run(
            Path(folder).resolve(), kills=kills, files=200, seed=seed, told=lambda trial: print(trial, flush=True)
        )
    states = Counter(trial.state.value if trial.state else "no journal" for trial in trials)
    partial = sum(0 < trial.changed < 200 for trial in trials)
    undos = [trial for trial in trials if trial.undo_killed]
    print(f"{len(trials)} kills of a write of 200 files: {dict(states)}; {partial} left some files new and some old.")
    halves = sum(0 < trial.undo_changed < trial.changed for trial in undos)
    print(f"{len(undos)} kills of its undo: {halves} left some files taken back and some not.")
    print("No file was torn; undo gave every file back each time; no temporary was left.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
