"""Measures rows: whole processes, the tool and its reference in turn, and prints paired ratios with their spread.

`python -m benchmarks.measure [--pairs N] [--rows PATTERN] [--corpus FOLDER]`, or `make bench`. A time never fails it;
what could not run does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.commands import OFFLINE, Command, Commands, MissingError, find
from benchmarks.corpus import FOLDER, Corpus
from benchmarks.figures import Spread, paired_ratios, spread
from benchmarks.process import Cost, FailedError, Result, peak_memory, run
from benchmarks.rows import GROWTH, ROWS, Row

PAIRS = 11
_PEERS = {"rg": "ripgrep", "ast-grep": "ast-grep", "semgrep": "semgrep"}
# Says where the pages of an installed program are, and whether it had to compile them although it keeps nothing.
_ORIGIN = """
import sys
from migrator.run.cache.rules import cached_rules
from migrator.model.packs import first_pack, shipped_pages
cached_rules(None, [first_pack()])
print(shipped_pages(), "markdown_it" in sys.modules, sep="\\n")
"""


@dataclass(frozen=True)
class Side:
    """What one command did and cost."""

    name: str
    did: str
    cpu: list[float]
    wall: list[float]
    memory: float


@dataclass(frozen=True)
class Measured:
    """One row, measured."""

    key: str
    work: str
    at_most: float
    subject: Side
    reference: Side

    @property
    def cpu(self) -> Spread:
        return spread(paired_ratios(self.subject.cpu, self.reference.cpu))

    @property
    def wall(self) -> Spread:
        return spread(paired_ratios(self.subject.wall, self.reference.wall))

    @property
    def reached(self) -> bool:
        return self.cpu.median <= self.at_most


class Bench:
    """Runs commands where the corpus is."""

    def __init__(self, corpus: Corpus) -> None:
        self._commands = Commands(corpus)
        self._output = corpus.folder / "output"
        self._output.mkdir(exist_ok=True)
        state = corpus.folder / "home"
        # Nothing is left in the user's own folders, nor taken from there. What is said to Python here may keep it from
        # writing bytecode: the run that warms up has to, as that of any user does.
        apart = ("GIT_", "MIGRATOR_", "PYTHON")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(apart)},
            "XDG_CACHE_HOME": str(state / "cache"),
            "XDG_CONFIG_HOME": str(state / "config"),
            "XDG_DATA_HOME": str(state / "data"),
            "XDG_STATE_HOME": str(state / "state"),
        }

    def measure(self, row: Row, pairs: int) -> Measured:
        """Each side once to warm up and to see what it does, once for its memory, and then both in turn."""
        commands = (row.subject(self._commands), row.reference(self._commands))
        did = [command.did(self._run(command)) for command in commands]
        memory = [self._memory(command) for command in commands]
        costs: tuple[list[Cost], list[Cost]] = ([], [])
        for _ in range(pairs):
            for command, held in zip(commands, costs, strict=True):
                held.append(_mean([self._run(command).cost for _ in range(row.runs)]))
        sides = [
            Side(command.name, said, [cost.cpu for cost in held], [cost.wall for cost in held], peak)
            for command, said, held, peak in zip(commands, did, costs, memory, strict=True)
        ]
        return Measured(row.key, row.work, row.at_most, *sides)

    def _run(self, command: Command) -> Result:
        command.prepare()
        result = run(command.arguments, command.folder, self._of(command), self._output)
        if result.code not in command.codes:
            last = (result.err or result.out).strip().splitlines()[-1:] or ["it printed nothing"]
            raise FailedError(f"{command.name} ended with {result.code}: {last[0]}")
        return result

    def _memory(self, command: Command) -> float:
        command.prepare()
        return peak_memory(command.arguments, command.folder, self._of(command))

    def _of(self, command: Command) -> dict[str, str]:
        return {**self._environment, **command.environment}


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(sum(cost.cpu for cost in costs) / len(costs), sum(cost.wall for cost in costs) / len(costs))


def described(measured: Measured) -> list[str]:
    """A row for people who watch."""
    lines = [f"{measured.key}: {measured.work}"]
    for name, side in (("tool", measured.subject), ("reference", measured.reference)):
        lines.append(f"  {name:9}  {side.name}: {side.did}")
    goal = f"at most {measured.at_most:g}: {'reached' if measured.reached else 'not reached'}"
    lines.append(f"  CPU        {_line(measured, lambda side: side.cpu, measured.cpu)}; {goal}")
    lines.append(f"  wall       {_line(measured, lambda side: side.wall, measured.wall)}")
    lines.append(f"  memory     {measured.subject.memory:.0f} MB against {measured.reference.memory:.0f} MB")
    return lines


def table(rows: Sequence[Measured]) -> list[str]:
    """All rows, as Markdown."""
    lines = [
        "| row | work | reference | pairs | CPU ratio, median | quartiles | least–most | at most | wall ratio | CPU, s "
        "| wall, s | memory, MB |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        cpu, first, second = row.cpu, row.subject, row.reference
        name = second.name.replace("|", "\\|")
        cells = (
            row.key,
            row.work,
            f"`{name}`",
            str(len(first.cpu)),
            f"**{_number(cpu.median)}**" + ("" if row.reached else " (over)"),
            f"{_number(cpu.lower)}–{_number(cpu.upper)}",
            f"{_number(cpu.least)}–{_number(cpu.most)}",
            f"{row.at_most:g}",
            _number(row.wall.median),
            f"{_number(spread(first.cpu).median)} / {_number(spread(second.cpu).median)}",
            f"{_number(spread(first.wall).median)} / {_number(spread(second.wall).median)}",
            f"{first.memory:.0f} / {second.memory:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _line(measured: Measured, of: Callable[[Side], list[float]], ratio: Spread) -> str:
    first, second = (_number(spread(of(side)).median) for side in (measured.subject, measured.reference))
    quartiles = f"{_number(ratio.lower)}–{_number(ratio.upper)}"
    ends = f"{_number(ratio.least)}–{_number(ratio.most)}"
    return f"{first} s against {second} s, ratio {_number(ratio.median)} (quartiles {quartiles}, {ends})"


def _number(value: float) -> str:
    """Three digits, and no more than three behind the point."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _machine() -> list[str]:
    """What the figures depend on."""
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    lines = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}",
        f"Python {platform.python_version()}",
    ]
    for program in ("migrator", *_PEERS):
        path = find(program)
        if path is not None:
            environment = {**os.environ, **OFFLINE}
            done = subprocess.run(
                [path, "--version"], env=environment, capture_output=True, encoding="utf-8", check=False
            )
            said = (done.stdout.strip().splitlines() or ["no version"])[0]
            line = said if program in said or _PEERS.get(program, program) in said else f"{program} {said}"
            lines.append(f"{line}, {origin(path)}" if program == "migrator" else line)
    return lines


def origin(program: str) -> str:
    """Whether a `migrator` is that of a wheel or of a checkout, as the interpreter beside it finds."""
    interpreter = Path(program).resolve().parent / Path(sys.executable).name
    try:
        done = subprocess.run([interpreter, "-I", "-c", _ORIGIN], capture_output=True, encoding="utf-8", check=True)
        pages, compiled = done.stdout.splitlines()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return "of unknown origin"
    if Path(pages).name != "_rules":
        return f"of the checkout {Path(pages).parent}, which compiles its pages"
    if compiled == "True":
        return "of a wheel, which was built with other libraries and compiles its pages"
    return "of a wheel with its pages compiled"


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"pairs for each row ({PAIRS})")
    parser.add_argument("--rows", default="*", help="rows to measure, as a file pattern: 'scan-*'; all without it")
    parser.add_argument("--corpus", type=Path, default=FOLDER, help="where the corpus is")
    arguments = parser.parse_args(given)
    if arguments.pairs < 1:
        parser.error("--pairs: at least one")
    if not chosen(arguments.rows):
        parser.error(f"--rows: no row is called {arguments.rows!r}; rows: {', '.join(row.key for row in ROWS)}")
    return arguments


def chosen(pattern: str) -> list[Row]:
    """The rows that a pattern names; those of growth, of which there are many, where it says so."""
    rows = (*ROWS, *GROWTH) if pattern.startswith("growth") else ROWS
    return [row for row in rows if fnmatchcase(row.key, pattern)]


def main(given: Sequence[str] | None = None) -> int:
    arguments = _arguments(given)
    # In a process of its own: a command that we start inherits our peak of memory.
    built = subprocess.run([sys.executable, "-m", "benchmarks.corpus", str(arguments.corpus)], check=False)
    if built.returncode != 0:
        return built.returncode
    machine = _machine()
    print("\n".join(machine), flush=True)
    bench = Bench(Corpus(arguments.corpus))
    measured: list[Measured] = []
    failed = False
    for row in chosen(arguments.rows):
        try:
            measured.append(bench.measure(row, arguments.pairs))
        except MissingError as missing:
            print(f"\n{row.key}: left out: {missing}", flush=True)
        except FailedError as failure:
            failed = True
            print(f"\n{row.key}: could not run: {failure}", flush=True)
        else:
            print("", *described(measured[-1]), sep="\n", flush=True)
    if measured:
        print("", *table(measured), sep="\n")
        document = {"machine": machine, "rows": [asdict(row) for row in measured]}
        (arguments.corpus / "results.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
