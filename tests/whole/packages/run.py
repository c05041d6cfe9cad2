"""Draws cases, judges them, and asks the command line about some of them together."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from migrator.javascript.parser import parse
from tests.support import migrator, write
from tests.whole.packages.cases import Case, make
from tests.whole.packages.corpus import draw
from tests.whole.packages.judge import Fault, Node, examined, judge
from tests.whole.packages.shrink import smallest
from tests.whole.packages.sites import shipped

_TOGETHER = 40  # files that the command line is asked about at once
WAYS = (
    ("--jobs", "1", "--no-cache"), ("--jobs", "4", "--no-cache"), ("--jobs", "4"), ("--jobs", "1"), ("--jobs", "4"),
)  # fmt: skip
_SHOWN_EVERY = 250


@dataclass
class Tally:
    """What became of cases."""

    cases: int = 0
    answers: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    places: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    skipped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Case, Fault]] = field(default_factory=list)

    @property
    def rewritten(self) -> set[str]:
        """Kinds of places in which something was rewritten."""
        return {place for place, found in self.places.items() if found["rewritten"]}


def run(
    seed: int, count: int, packages: Path, *, show: bool = False, together: int = _TOGETHER, longest: int | None = None,
    compare: bool = True, ways: Sequence[tuple[str, ...]] = WAYS,
) -> Tally:  # fmt: skip
    """Judge so many files. The first faults of a kind are made small; with ``compare``, what names mean is compared."""
    tally, waiting = Tally(), list[Case]()
    kinds: Counter[str] = Counter()
    with Node(packages if compare else None) as node:
        number = 0
        while tally.cases < count:
            number += 1
            case = drawn(Random(f"{seed} {number}"), packages, node, tally, longest)
            if case is None:
                continue
            tally.cases += 1
            if show and tally.cases % _SHOWN_EVERY == 0:
                print(f"  {tally.cases} files: {dict(tally.outcomes.most_common())}", flush=True)
            verdict = judge(case, node)
            tally.refused[verdict.refused] += bool(verdict.refused)
            for place, outcome in verdict.outcomes:
                tally.outcomes[outcome] += 1
                tally.places[place][outcome] += 1
            fault = verdict.fault
            if fault is None and case.pages == shipped():
                waiting.append(case)
            if len(waiting) >= together:
                told = differences(waiting, ways)
                tally.answers += len(waiting) * len(ways)
                tally.failures += [(waiting[0], Fault("another answer", each)) for each in told]
                waiting = []
            if fault is not None:
                kinds[fault.kind] += 1
                if kinds[fault.kind] <= 3:
                    tally.failures.append(smallest(case, fault, node))
                    if show:
                        small, seen = tally.failures[-1]
                        print(f"FAILS {number}: {small.name}: {seen.kind}: {seen.seen[:600]}\n{small.data.decode()[:1500]}\n", flush=True)
                else:
                    tally.failures.append((case._replace(data=b"(one more)"), fault))
    return tally


def drawn(random: Random, packages: Path, node: Node, tally: Tally, longest: int | None) -> Case | None:
    """A case of a file that can be judged: one that Node compiles and the parser takes, and that has no Pyodide."""
    path = draw(random, packages, longest) if longest is not None else draw(random, packages)
    base = path.read_bytes()
    try:
        base.decode("utf-8")
    except UnicodeDecodeError:
        tally.skipped["no UTF-8"] += 1
        return None
    if b"class" not in base and random.random() < 0.6:
        tally.skipped["has no class"] += 1
        return None
    if b"pyodide" in base.lower() or b"runPython" in base:
        tally.skipped["has Pyodide"] += 1
        return None
    kinds = [is_module for is_module in (False, True) if node.fault(base, is_module=is_module) is None]
    if not kinds:
        tally.skipped["does not compile"] += 1
        return None
    if parse(base).root_node.has_error:
        tally.skipped["is not parsed"] += 1
        return None
    case = make(random, path.relative_to(packages), base, is_module=kinds[0])
    if not case.sites:
        return None
    left = examined(case, case.base)
    if left.entry.entries or left.entry.notes or left.entry.error or left.edits:
        tally.failures.append((case, Fault("a finding in a file without Pyodide", str(left.entry))))
        return None
    return case


def differences(cases: list[Case], ways: Sequence[tuple[str, ...]]) -> list[str]:
    """How the answers of the command line about some files differ, in one process or several, cached or not."""
    with TemporaryDirectory(prefix="packages-") as name:
        for number, case in enumerate(cases):
            write(Path(name), f"f{number}.js", case.data)
        paths = [f"f{number}.js" for number in range(len(cases))]
        env = {"MIGRATOR_CACHE": str(Path(name) / "cache")}
        told = [migrator(Path(name), "migrate", "--format", "json", *way, *paths, env=env) for way in ways]
        found = [f"{way}: exit {ran.returncode}, and {told[0].returncode}" for way, ran in zip(ways, told, strict=True)
                 if (ran.stdout, ran.returncode) != (told[0].stdout, told[0].returncode)]  # fmt: skip
        document = json.loads(told[0].stdout)
        by_path = {file["path"]: file for file in document["files"]}
        for path, case in zip(paths, cases, strict=True):
            mine = [(entry.line, entry.column, entry.outcome.value) for entry in examined(case, case.data).entry.entries]
            theirs = [(use["line"], use["column"], use["outcome"]) for use in by_path.get(path, {}).get("uses", [])]
            if mine != theirs:
                found.append(f"{case.name}: {mine} in process, {theirs} from the command line")
    return found

