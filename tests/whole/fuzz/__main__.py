"""`python -m tests.whole.fuzz [SECONDS] [SEED] [--failures DIR]`: spoil files, programs and pages, and see that nothing breaks."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from migrator.model.packs import shipped_pages
from tests.support import FIXTURES
from tests.whole.fuzz.minimise import minimise
from tests.whole.fuzz.mutations import FOR_PAGES, mutate
from tests.whole.fuzz.trial import Verdict, command, file_in_process, page_in_process, pages

EVERY = 40  # one trial of so many goes through the real command, too
SLOW = 20.0
COMMANDS = (
    (["migrate", "--write", "case/a.js"], True),
    (["migrate", "case/a.js"], False),
    (["check", "case/a.js"], False),
    (["check", "--format", "json", "case/a.js"], False),
    (["migrate", "--format", "json", "case/a.js"], False),
    (["explain", "case/a.js:25"], False),
)


@dataclass
class Fuzz:
    """A run: its inputs, what it counted, and where it puts what fails."""

    seed: int
    failures: Path
    folder: Path
    files: list[bytes] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    trials: Counter[str] = field(default_factory=Counter)
    mutations: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def trial(self, number: int) -> None:
        random = Random(f"{self.seed} {number}")
        if random.random() < 0.2:
            self._page(random, number)
        else:
            self._file(random, number)

    def _file(self, random: Random, number: int) -> None:
        data, names = mutate(random.choice(self.files), random.choice(self.files), random)
        self.mutations.update(names)
        path = self.folder / "case" / "case.js"
        self._judge("file", "js", data, lambda given: file_in_process(path, given))
        if number % EVERY == 0:
            arguments, may_write = random.choice(COMMANDS)
            self._judge("command", "js", data, lambda given: command(self.folder, arguments, {"case/a.js": given}, may_write=may_write))  # fmt: skip

    def _page(self, random: Random, number: int) -> None:
        page = random.choice(self.pages)
        data, names = mutate(page.read_bytes(), random.choice(self.pages).read_bytes(), random, FOR_PAGES)
        self.mutations.update(f"page: {name}" for name in names)
        own = sorted((FIXTURES / page.stem).glob("*.js"))
        file = random.choice(own).read_bytes() if own else random.choice(self.files)
        path = self.folder / "case" / "case.js"
        self._judge("page", "md", data, lambda given: page_in_process(page.name, given, path, file))
        if number % EVERY == 0:
            arguments = ["migrate", "--rules", "pages", "case/a.js"]
            self._judge("command", "md", data, lambda given: command(self.folder, arguments, {f"pages/{page.name}": given, "case/a.js": file}, may_write=False))  # fmt: skip
            (self.folder / "pages" / page.name).unlink()

    def _judge(self, kind: str, ending: str, data: bytes, judge: Callable[[bytes], Verdict]) -> None:
        self.trials[kind] += 1
        start = time.monotonic()
        verdict = judge(data)
        took = time.monotonic() - start
        self.slowest = max(self.slowest, took)
        if verdict.fault is None and took > SLOW:
            verdict = Verdict("slow", f"took {took:.0f} s", f"slow {kind}")
        self.outcomes[verdict.outcome] += 1
        if verdict.fault is None:
            return
        self.faults[verdict.where] += 1
        if self.faults[verdict.where] > 1:
            return  # one example of each is enough
        small = data if "slow" in verdict.where else minimise(data, lambda given: judge(given).where == verdict.where)
        self.failures.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(small).hexdigest()[:12]
        (self.failures / f"{name}.{ending}").write_bytes(small)
        (self.failures / f"{name}.txt").write_text(f"{kind}: {verdict.where}\n{verdict.fault}\n", "utf-8")
        print(f"FAILS {kind}: {verdict.where} ({len(small)} bytes in {name}.{ending})", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.whole.fuzz", description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=600.0)
    parser.add_argument("seed", type=int, nargs="?", default=int(time.time()))
    parser.add_argument("--failures", type=Path, default=Path("build/fuzz"), help="where inputs that fail are put")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fuzz = Fuzz(given.seed, given.failures, Path(folder))
        shutil.copytree(FIXTURES / "game", fuzz.folder / "game")  # what samples import
        (fuzz.folder / "case").mkdir()
        files = [path.read_bytes() for path in sorted(FIXTURES.rglob("*.js"))]
        fuzz.files = [data for data in files if b"pyodide" in data]
        fuzz.pages = pages(shipped_pages())
        start = time.monotonic()
        number = 0
        while time.monotonic() - start < given.seconds:
            fuzz.trial(number)
            number += 1
    print(
        f"{number} trials in {time.monotonic() - start:.0f} s, seed {given.seed}; the slowest took {fuzz.slowest:.1f} s"
    )
    for title in ("trials", "mutations", "outcomes", "faults"):
        counts: Counter[str] = getattr(fuzz, title)
        print(f"{title}: " + (", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"))
    return 1 if fuzz.faults else 0


if __name__ == "__main__":
    sys.exit(main())
