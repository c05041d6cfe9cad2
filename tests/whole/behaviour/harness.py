"""Makes the two games, has them played, and joins what was seen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.support import FIXTURES, ROOT
from tests.whole.behaviour.compare import Difference, Trace, differences

HERE = Path(__file__).parent
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Variant:
    """A game in a folder, and what its ``this.pyodide`` is: the worker, or Pyodide on the page."""

    game: Path
    receiver: str


@dataclass(frozen=True)
class Seen:
    """One scenario on both sides."""

    site: int
    through: tuple[int, ...]
    scenario: str
    receiver: str
    before: Trace
    after: Trace
    differences: tuple[Difference, ...]

    def as_json(self) -> str:
        return json.dumps(
            {
                "site": self.site,
                "scenario": self.scenario,
                "receiver": self.receiver,
                "before": self.before,
                "after": self.after,
                "differences": [difference.as_json() for difference in self.differences],
            }
        )


def game_before(folder: Path) -> Path:
    """A copy of the fixture game, whose files Node takes for modules as a browser does."""
    shutil.copytree(FIXTURES / "game", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def game_after(folder: Path) -> Path:
    """The same, migrated and written by this run."""
    game_before(folder)
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "migrate", "--write", "--quiet", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return folder


def patched(folder: Path, name: str, old: str, new: str) -> Path:
    """Put a fault into a file of a game; the file must have the sound text once."""
    path = folder / name
    text = path.read_text()
    assert text.count(old) == 1, f"{name} has {text.count(old)} of: {old}"
    path.write_text(text.replace(old, new))
    return folder


def play(variant: Variant, out: Path, only: Sequence[str] | None = None) -> list[Trace]:
    """Play scenarios on one variant, in a process of its own."""
    out.unlink(missing_ok=True)
    options = {
        "game": str(variant.game),
        "receiver": variant.receiver,
        "out": str(out),
        "wheels": os.environ.get("NUMPY_WHEELS"),
        "only": only,
    }
    done = subprocess.run(
        ["node", str(HERE / "play.mjs"), json.dumps(options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(line) for line in out.read_text().split("\n") if line]


def play_all(
    variants: Sequence[Variant], folder: Path, only: Sequence[Sequence[str] | None] | None = None
) -> list[list[Trace]]:
    """Play variants beside each other, one for each core; ``only`` has the names of scenarios for each."""
    names = only or [None] * len(variants)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        runs = [pool.submit(play, variant, folder / f"{i}.jsonl", names[i]) for i, variant in enumerate(variants)]
        return [run.result() for run in runs]


def joined(before: Iterable[Trace], after: Iterable[Trace], receiver: str) -> list[Seen]:
    found = []
    for old, new in zip(before, after, strict=True):
        assert old["scenario"] == new["scenario"]
        seen = tuple(differences(old, new))
        found.append(Seen(old["site"], tuple(old["through"]), old["scenario"], receiver, old, new, seen))
    return found


def compared(folder: Path, only: Sequence[str] | None = None) -> list[Seen]:
    """The game before, on the worker and on Pyodide of the page, each beside the game after."""
    before, after = game_before(folder / "before"), game_after(folder / "after")
    variants = [Variant(before, "worker"), Variant(before, "page"), Variant(after, "worker")]
    worker, page, migrated = play_all(variants, folder, [only] * len(variants))
    return [*joined(worker, migrated, "worker"), *joined(page, migrated, "page")]


def refused_on_the_wire(folder: Path) -> dict[str, str | None]:
    """What is thrown where a function is sent to the worker and to the other player."""
    done = subprocess.run(
        ["node", str(HERE / "refused.mjs"), json.dumps({"game": str(folder)})],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    names: dict[str, str | None] = json.loads(done.stdout)
    return names
