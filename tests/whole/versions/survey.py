"""The tool over every earlier version of the public file, and a table of what became of each family of sites.

`python -m tests.whole.versions GIT` takes a clone (or its git directory). Each version is put into a temporary folder with
the other scripts of its revision, twice: *as it was*, when most had no worker, so that nothing may be rewritten; and
*with the worker*, the base class and worker of the commit before the migration by hand, which is what exercises the
pages. Nothing is downloaded; a file that the repository lacks is left out and counted. It ends with 0 only if all holds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from migrator.javascript.edit import apply
from migrator.javascript.source import Source
from migrator.model.ledger import Code, Entry, FileEntry, Outcome, Skipped
from migrator.model.settings import Settings
from migrator.model.term import Term, show
from migrator.python.lower import structure
from migrator.report.sentences import words
from migrator.report.words import note_text
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from migrator.sites.site import File, Site
from tests.support import shipped_rules, text_of

COMMIT = "71c0c00"
FOLDER = "interactive_gym/server/static/js/"
GAME = "pyodide_multiplayer_game.js"
WITH_WORKER = ("pyodide_remote_game.js", "PyodideWorker.js", "pyodide_worker.js")
AS_IT_WAS, WITH = "as it was", "with the worker"
SAMPLE = 10  # versions whose results are given to Node and to git, which take a process each
WIDTH = 160
# Functions that undo, or are compared with, one another: migrating one of them alone breaks the game.
PAIRS = (
    ("saveStateSnapshot", "loadStateSnapshot"),
    ("getFullState", "applyFullState"),
    ("setupMultiplayerHandlers", "_applyP2PState"),
    ("computeQuickStateHash", "_computeHashFromState"),
)

Files = dict[str, bytes]
Place = tuple[int, int]
Shape = tuple[Any, ...]


# -- what a version gave (plain data, since it comes from another process) ---------------------------------------------


@dataclass(frozen=True)
class Program:
    """One program of the game's file and what became of it."""

    family: str
    method: str
    digest: str
    line: int
    outcome: str
    rule: str
    code: str
    message: str
    nearest: str


@dataclass
class Seen:
    """What one version gave in one pass. ``failures`` are sentences, each of which fails the run."""

    version: str
    mode: str
    programs: list[Program] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    uses: int = 0
    others: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    missing: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)


# -- git ---------------------------------------------------------------------------------------------------------------


def _git(directory: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "--git-dir", str(directory), *arguments], capture_output=True, check=True, timeout=300).stdout


def _directory(source: Path) -> Path:
    return source / ".git" if (source / ".git").exists() else source


def versions(directory: Path) -> list[str]:
    """Short hashes of the commits before the migration that touched the game's file, the oldest first."""
    listed = _git(directory, "log", "--reverse", "--format=%h", f"{COMMIT}^", "--", FOLDER + GAME)
    return listed.decode().split()


def revision(directory: Path, version: str) -> tuple[Files, tuple[str, ...]]:
    """The scripts of a revision, and the names of those that the repository lists but lacks."""
    names = [
        name
        for name in _git(directory, "ls-tree", "--name-only", version, FOLDER).decode().splitlines()
        if name.endswith(".js")
    ]
    files: Files = {}
    missing = []
    for name in names:
        try:
            files[Path(name).name] = _git(directory, "show", f"{version}:{name}")
        except subprocess.CalledProcessError:
            missing.append(Path(name).name)
    return files, tuple(missing)


# -- one version -------------------------------------------------------------------------------------------------------


def look(directory: str, version: str, mode: str, sampled: bool) -> Seen:
    """Run the tool over one version in one pass and check all that must hold for any input."""
    seen = Seen(version, mode)
    files, seen.missing = revision(Path(directory), version)
    if GAME not in files:
        return seen
    if mode == WITH:
        commands, missing = revision(Path(directory), f"{COMMIT}^")
        if set(WITH_WORKER) & set(missing):
            raise SystemExit(f"the repository lacks {', '.join(sorted(set(WITH_WORKER) & set(missing)))}")
        files |= {name: commands[name] for name in WITH_WORKER}
    with tempfile.TemporaryDirectory() as scratch:
        try:
            _Look(seen, Path(scratch), files).all(sampled)
        except Exception as error:
            seen.failures.append(f"crash: {type(error).__name__}: {error}")
    return seen


class _Look:
    def __init__(self, seen: Seen, folder: Path, files: Files) -> None:
        self._seen = seen
        self._folder = folder
        self._before = files

    def all(self, sampled: bool) -> None:
        self._put(self._folder, self._before)
        dry = self._run(write=False)
        self._must(self._files() == self._before, "a run that only looks changes a file")
        wet = self._run(write=True)
        self._must(dry == wet, "a run that only looks and one that writes have different ledgers")
        after = self._files()
        changed = sorted(name for name in self._before if after.get(name) != self._before[name])
        self._must(set(after) == set(self._before), "files came or went")
        self._must(changed == sorted(name for name, entry in wet.items() if entry.changes), "diffs and bytes disagree")
        self._ledger(wet, after)
        for name in changed:
            self._sound(name, self._before[name], after[name])
        if changed:
            self._again(wet, after)
        if sampled:
            self._accepted_by_others(dry, changed, after)
        self._seen.changed = len(changed)
        self._seen.errors = [f"{name}: {words(entry.error.message)}" for name, entry in wet.items() if entry.error]
        self._seen.notes = [note_text(note) for entry in wet.values() for note in entry.notes]
        if GAME in wet:
            self._seen.programs = list(_programs(self._before[GAME], wet[GAME]))
        if self._seen.mode == WITH:
            self._pairs()
        else:
            self._must(not changed, f"changed without a worker: {', '.join(changed)}")

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._seen.failures.append(otherwise)

    @staticmethod
    def _put(folder: Path, files: Files) -> None:
        for name, data in files.items():
            (folder / name).write_bytes(data)

    def _files(self) -> Files:
        return {path.name: path.read_bytes() for path in self._folder.iterdir() if path.is_file()}

    def _run(self, *, write: bool) -> dict[str, FileEntry]:
        configuration = Configuration(lambda _: Settings(), lambda _: list(shipped_rules()))
        found = list(Run(Request((str(self._folder),)), configuration).items())
        for item in found if write else ():  # as a run does it: all files at the end
            if item.data is not None and item.edits:
                Path(item.path).write_bytes(apply(item.data, item.edits))
        return {Path(item.entry.path).name: item.entry for item in found if not isinstance(item.entry, Skipped)}

    def _ledger(self, entries: dict[str, FileEntry], after: Files) -> None:
        """Every access that a walk of our own finds has one entry, before; and what is left of them is there, after."""
        self._seen.uses = sum(len(entry.entries) for entry in entries.values())
        for name, data in self._before.items():
            given = [(use.line, use.column) for use in entries[name].entries] if name in entries else []
            walked = list(accesses(data))
            lost, twice = set(walked) - set(given), len(given) - len(set(given))
            self._must(not lost, f"{name}: not in the ledger: {sorted(lost)}")
            self._must(not twice, f"{name}: {twice} uses have two entries")
            left = [use for use in entries[name].entries if use.outcome is not Outcome.REWRITTEN] if given else []
            remain = [use for use in left if (use.line, use.column) in set(walked)]
            there = len(list(accesses(after[name])))
            self._must(there == len(remain), f"{name}: {there} accesses are left, the ledger leaves {len(remain)}")
            self._seen.others.update(
                f"{use.outcome.value} {use.kind} `{use.member or 'this.pyodide'}`"
                for use in (entries[name].entries if name in entries else ())
                if not use.is_program
            )

    def _sound(self, name: str, before: bytes, after: bytes) -> None:
        """The result parses, binds every name that it uses, and declares none twice."""
        root = _tree(after)
        self._must(not root.has_error, f"{name}: the result does not parse")
        old, new = Source.read(name, before), Source.read(name, after)
        known = {reference.name for reference in old.scopes.globals} | {"JSON"}
        unbound = {reference.name for reference in new.scopes.globals} - known
        self._must(not unbound, f"{name}: unbound after the rewrite: {', '.join(sorted(unbound))}")
        had, have = ([(fault.kind, fault.name) for fault in some.scopes.problems] for some in (old, new))
        self._must(had == have, f"{name}: declared twice or written though constant: {have}")

    def _again(self, first: dict[str, FileEntry], after: Files) -> None:
        second = self._run(write=True)
        self._must(self._files() == after, "a second run changes bytes")
        self._must(not any(entry.changes for entry in second.values()), "a second run has a diff")
        for name, entry in first.items():
            left = [_said(use) for use in entry.entries if use.outcome is not Outcome.REWRITTEN]
            again = [_said(use) for use in second[name].entries] if name in second else []
            self._must(left == again, f"{name}: a second run finds other uses than the first left")

    def _accepted_by_others(self, dry: dict[str, FileEntry], changed: Iterable[str], after: Files) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            for name in changed:
                complaint = _node_complains(folder, name, after[name])
                self._must(not complaint, f"{name}: node --check: {complaint}")
                shown = dry[name].diff
                clone = folder / Path(name).stem
                clone.mkdir()
                (clone / name).write_bytes(self._before[name])
                # The diff names the file by its path from here, which in a temporary folder is a long one.
                patch = re.sub(rb"(?m)^(---|\+\+\+) ([ab])/.*$", rb"\1 \2/" + name.encode(), shown, count=2)
                subprocess.run(["git", "init", "--quiet"], cwd=clone, check=True, capture_output=True, timeout=300)
                command = ["git", "-c", "core.autocrlf=false", "apply", "-"]
                applied = subprocess.run(command, cwd=clone, input=patch, capture_output=True, check=False, timeout=300)
                self._must(applied.returncode == 0, f"{name}: git apply: {applied.stderr.decode(errors='replace')}")
                self._must((clone / name).read_bytes() == after[name], f"{name}: git apply gives other bytes")

    def _pairs(self) -> None:
        for pair in PAIRS:
            states = [_state(self._seen.programs, method) for method in pair]
            if _is_half(states):
                shown = " and ".join(f"{method} {state}" for method, state in zip(pair, states, strict=True))
                self._seen.failures.append(f"half-migrated: {shown}")


def _said(use: Entry) -> tuple[object, ...]:
    """What an entry says apart from where it stands, which moves when other sites are rewritten."""
    code = use.reason.code if use.reason is not None else None
    return use.class_name, use.method, use.member, use.kind, use.outcome, code


def _state(programs: Iterable[Program], method: str) -> str:
    """What became of the programs of one side of a pair: `absent`, `rewritten`, `left`, or `in part`."""
    outcomes = {program.outcome == Outcome.REWRITTEN for program in programs if program.method == method}
    return {0: "absent", 2: "in part"}.get(len(outcomes), "rewritten" if True in outcomes else "left")


def _is_half(states: Sequence[str]) -> bool:
    return "in part" in states or set(states) == {"rewritten", "left"}


def _node_complains(folder: Path, name: str, data: bytes) -> str:
    module = re.search(rb"^\s*(?:import\b(?!\s*\()|export\b)", data, re.MULTILINE) is not None
    path = folder / f"{Path(name).stem}{'.mjs' if module else '.js'}"
    path.write_bytes(data)
    done = subprocess.run(["node", "--check", str(path)], capture_output=True, check=False, timeout=300)
    return done.stderr.decode(errors="replace").strip()


# -- an independent count ----------------------------------------------------------------------------------------------


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def _tree(data: bytes) -> Node:
    return _parser().parse(data).root_node


def accesses(data: bytes) -> Iterator[Place]:
    """Line and column (from 1, in code points) of every `this.pyodide` and `this['pyodide']` of a file."""
    lines = data.split(b"\n")
    stack = [_tree(data)]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.type not in ("member_expression", "subscript_expression"):
            continue
        owner = node.child_by_field_name("object")
        key = node.child_by_field_name("property") or node.child_by_field_name("index")
        if owner is None or key is None or owner.type != "this" or key.text is None:
            continue
        if key.text.strip(b"'\"`") == b"pyodide":
            row, column = node.start_point
            yield row + 1, len(lines[row][:column].decode("utf-8", "replace")) + 1


# -- families ----------------------------------------------------------------------------------------------------------


def _programs(data: bytes, entry: FileEntry) -> Iterator[Program]:
    sites = {_place(site): site for site in File(Source.read(GAME, data), Settings()).sites}
    for use in entry.entries:
        if not use.is_program:
            continue
        site = sites[use.line, use.column]
        shape = _shape(site)
        nearest = use.nearest[0] if use.nearest else None
        yield Program(
            family=hashlib.sha256(repr((use.method, shape)).encode()).hexdigest()[:12],
            method=use.method or "",
            digest=_first_words(site),
            line=use.line,
            outcome=use.outcome.value,
            rule=use.rule or "",
            code=use.reason.code.value if use.reason is not None else "",
            message=text_of(use.reason),
            nearest=nearest.rule if nearest is not None else "",
        )


def _place(site: Site) -> Place:
    position = site.file.source.position(site.use.whole.start_byte)
    return position.line, position.column


def _shape(site: Site) -> Shape:
    """The program's normal form up to names, those in its holes included; its text where it has none."""
    term = site.program
    if term is None or not term.variants:
        return (site.fault,) if term is None else (term.embedded.text,)
    program = term.variants[0]
    numbers: dict[str, int] = {}
    return tuple(_hole(part, numbers) if isinstance(part, Term) else part for part in structure(program))


def _hole(hole: Term, numbers: dict[str, int]) -> str:
    """A hole's JavaScript with its variables numbered."""
    text = show(hole)
    return re.sub(r"(?<![\w$])name:([\w$]+)", lambda match: f"name:{numbers.setdefault(match[1], len(numbers))}", text)


def _first_words(site: Site) -> str:
    """What tells a program from others of its method: how many lines it has."""
    if site.program is None:
        return "not in place"
    lines = [line.strip() for line in site.program.embedded.text.splitlines()]
    return f"{sum(bool(line) and not line.startswith('#') for line in lines)} lines"


# -- the table ---------------------------------------------------------------------------------------------------------


@dataclass
class Family:
    """All sites of one method that run one program."""

    method: str
    digest: str
    first: str
    last: str
    count: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)


def families(seen: Iterable[Seen]) -> list[Family]:
    """Families in the order in which the versions first have them."""
    found: dict[str, Family] = {}
    for one in seen:
        for program in one.programs:
            version = one.version
            family = found.setdefault(program.family, Family(program.method, program.digest, version, version))
            family.last = version
            family.count += 1
            key = _outcome(program)
            family.outcomes[key] += 1
            if program.message:
                near = (
                    f" [near {program.nearest}]" if program.nearest and program.nearest not in program.message else ""
                )
                family.examples.setdefault(key, f"{version}:{program.line} {program.message}{near}")
    return list(found.values())


def _outcome(program: Program) -> tuple[str, str]:
    """What the table counts by: the rule, or the code and the message without the line that it names."""
    if program.outcome == Outcome.REWRITTEN:
        return program.rule, ""
    if program.outcome == Outcome.UNMATCHED:
        return f"unmatched: {program.code}", re.sub(r"\bline \d+", "line", program.message)
    return program.outcome, ""


def table(rows: Sequence[Family], *, causes: int) -> Iterator[str]:
    """Lines of at most 160 columns: a row a family, and below it up to ``causes`` examples of what is unmatched."""
    yield f"{'#':>3}  {'method':<26} {'program':<9} {'versions':<17} {'sites':>5}  outcome"
    for number, family in enumerate(rows, 1):
        span = family.first if family.first == family.last else f"{family.first}–{family.last}"
        totals: Counter[str] = Counter()
        for (name, _), count in family.outcomes.items():
            totals[name] += count
        shown = ", ".join(f"{name} ({count})" if len(totals) > 1 else name for name, count in totals.most_common())
        yield f"{number:>3}  {family.method:<26} {family.digest:<9} {span:<17} {family.count:>5}  {shown}"[:WIDTH]
        said = [(key, count) for key, count in family.outcomes.most_common() if key in family.examples]
        for key, count in said[:causes]:
            yield from textwrap.wrap(
                family.examples[key],
                WIDTH,
                initial_indent=f"{'':<8}{count:>4}× ",
                subsequent_indent=" " * 14,
                max_lines=3,
                placeholder=" …",
            )
        if len(said) > causes:
            yield f"{'':<8}     and {len(said) - causes} other causes"


# -- the run -----------------------------------------------------------------------------------------------------------


def _survey(directory: Path, chosen: Sequence[str], jobs: int) -> dict[str, list[Seen]]:
    sampled = set(chosen[:: max(1, len(chosen) // SAMPLE)])
    with ProcessPoolExecutor(jobs) as pool:
        return {
            mode: [
                future.result()
                for future in [
                    pool.submit(look, str(directory), version, mode, version in sampled) for version in chosen
                ]
            ]
            for mode in (AS_IT_WAS, WITH)
        }


def _check_pass_as_it_was(plain: Seen, commanded: Seen) -> None:
    """What is rewritten with the worker is left without it, for want of one; what no page fits says so in both."""
    by_place = {(program.line, program.method): program for program in plain.programs}
    for program in commanded.programs:
        was = by_place.get((program.line, program.method))
        if program.outcome == Outcome.REWRITTEN and (was is None or was.code != Code.NO_WORKER):
            cause = "no entry" if was is None else f"{was.code}: {was.message}"
            plain.failures.append(f"{program.method}, line {program.line}: not `no-worker` but {cause}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.whole.versions", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("git", metavar="GIT", type=Path, help="a clone, or its git directory")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th version")
    parser.add_argument("--causes", type=int, default=1, metavar="N", help="examples shown for a family (default 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    options = parser.parse_args()
    started = time.monotonic()
    directory = _directory(options.git)
    try:
        chosen = versions(directory)[:: options.every]
    except subprocess.CalledProcessError as error:
        print(f"{options.git}: {error.stderr.decode(errors='replace').strip()}", file=sys.stderr)
        return 2
    seen = _survey(directory, chosen, options.jobs)
    for plain, commanded in zip(seen[AS_IT_WAS], seen[WITH], strict=True):
        _check_pass_as_it_was(plain, commanded)
    held = [one for one in seen[WITH] if GAME not in one.missing]
    print(f"{len(chosen)} versions, {len(held)} of them in the repository\n")
    _print_as_it_was(seen[AS_IT_WAS])
    print(f"\n{WITH.capitalize()}\n")
    for line in table(families(held), causes=options.causes):
        print(line)
    _print_pairs(held)
    return _print_end([one for some in seen.values() for one in some], held, time.monotonic() - started)


def _print_as_it_was(seen: Iterable[Seen]) -> None:
    print(f"{AS_IT_WAS.capitalize()}\n")
    outcomes = Counter(
        program.outcome if not program.code else f"{program.outcome}: {program.code}"
        for one in seen
        for program in one.programs
    )
    for name, count in outcomes.most_common():
        print(f"  {count:>5}  {name}")


def _print_pairs(seen: Sequence[Seen]) -> None:
    """For each pair, runs of versions in which the same became of both sides."""
    print("\nPairs (both or neither)\n")
    for pair in PAIRS:
        runs: list[tuple[str, str, list[str], int]] = []
        for item in seen:
            states = [_state(item.programs, method) for method in pair]
            if runs and runs[-1][2] == states:
                runs[-1] = (runs[-1][0], item.version, states, runs[-1][3] + 1)
            else:
                runs.append((item.version, item.version, states, 1))
        for first, last, states, count in runs:
            mark = "  HALF-MIGRATED" if _is_half(states) else ""
            print(f"  {' / '.join(pair):<48} {first}–{last} ({count:>3})  {' / '.join(states)}{mark}")


def _print_end(seen: Sequence[Seen], held: Sequence[Seen], passed: float) -> int:
    totals = Counter(program.outcome for one in held for program in one.programs)
    shown = ", ".join(f"{count} {name}" for name, count in totals.most_common())
    print(f"\n{sum(totals.values())} programs in {len(held)} versions with the worker: {shown}")
    others = Counter[str]()
    for one in held:
        others.update(one.others)
    for name, count in others.most_common():
        print(f"  {count:>5}  {name}")
    missing = Counter(name for one in seen for name in one.missing)
    if missing:
        print("not in the repository: " + ", ".join(f"{name} ({count}×)" for name, count in missing.most_common()))
    errors = Counter(error for one in seen for error in one.errors)
    for error, count in errors.most_common():
        print(f"  error in {count} versions: {error}")
    notes = Counter(re.sub(r"\bline \d+", "line", note) for one in held for note in one.notes)
    for note, count in notes.most_common():
        print("\n".join(textwrap.wrap(f"  {count:>5}  note: {note}", WIDTH, subsequent_indent=" " * 9)))
    failures = [(one.version, one.mode, failure) for one in seen for failure in one.failures]
    grouped: dict[tuple[str, str], list[str]] = {}
    for version, mode, failure in failures:
        grouped.setdefault((mode, re.sub(r"\bline \d+", "line", failure)), []).append(version)
    print(f"\n{len(failures)} failures" if failures else "\nAll holds.")
    for (mode, failure), where in grouped.items():
        print(f"  FAILED ({len(where)}×, {where[0]}–{where[-1]}, {mode}): {failure}"[: WIDTH * 2])
    print(f"{passed:.0f} s")
    return 1 if failures or errors else 0
