"""The tool against a migration that was done by hand: the public commit that the plan describes.

`python -m tests.whole.real SRC` takes a clone (or its git directory) that holds the commit, migrates the files as they were
before it, and says what holds: the counts, the plan's own checks, every method beside the one that a person wrote, the
same files in other wordings, and what a hundred copies cost. Nothing is downloaded. It ends with 0 only if all holds.

`NODE_TOOLS` may name a folder in which npm installed prettier and esbuild; without it those wordings are left out.
"""

from __future__ import annotations

import argparse
import dis
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

from tests.support import ROOT
from tests.whole.real.terms import Unit, difference, shown_difference, units
from tests.whole.wordings.rename import programs_in, rename_javascript, rename_python_in

COMMIT = "71c0c00"
FOLDER = "interactive_gym/server/static/js/"
GAME, BASE, WORKER = "pyodide_multiplayer_game.js", "pyodide_remote_game.js", "PyodideWorker.js"
KEPT = ("performRollback", "_performFastForward")
COUNTS = {"rewritten": 18, "kept": 2, "unmatched": 0, "errors": 0}
COPIES = (1, 10, 100)

Files = dict[str, bytes]

# Run in a process of its own: a child's peak is never below that of the process which started it.
_MEASURE = """
import os, subprocess, sys, time
start = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
passed = time.monotonic() - start
print(os.waitstatus_to_exitcode(status), passed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


@dataclass
class Report:
    """Prints a line for each thing that was looked at, and remembers whether all held."""

    failed: list[str] = field(default_factory=list)

    def check(self, holds: bool, what: str, detail: object = "") -> bool:
        print(f"  {'ok    ' if holds else 'FAILED'}  {what}" + (f": {detail}" if str(detail) else ""), flush=True)
        if not holds:
            self.failed.append(what)
        return holds

    def say(self, text: str) -> None:
        print(f"          {text}", flush=True)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)


@dataclass(frozen=True)
class Result:
    """One run of the tool over a folder: its exit code, its document, and the files afterwards."""

    code: int
    document: dict[str, Any]
    files: Files

    @property
    def counts(self) -> dict[str, int]:
        summary = self.document.get("summary", {})
        return {key: summary.get(key, -1) for key in COUNTS}

    @property
    def diff(self) -> str:
        return "".join(file["diff"] for file in self.document.get("files", ()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.whole.real", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", metavar="SRC", type=Path, help="a clone, or its git directory")
    parser.add_argument("--no-copies", action="store_true", help="leave out the hundred copies, which take minutes")
    options = parser.parse_args()
    report = Report()
    try:
        before, by_hand = _revision(options.source, f"{COMMIT}^"), _revision(options.source, COMMIT)
    except subprocess.CalledProcessError as error:
        print(f"{options.source} does not hold the commit: {error.stderr.decode(errors='replace').strip()}")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        result = _migration(report, folder / "plain", before)
        _diff_applies(report, folder / "diff", before, result)
        _plan(report, before[GAME], result.files[GAME])
        _beside_the_hand(report, before[GAME], by_hand[GAME], result.files[GAME])
        _variants(report, folder, before, result)
        if not options.no_copies:
            _copies(report, folder / "copies", before)
    print(f"\n{len(report.failed)} failed: {'; '.join(report.failed)}" if report.failed else "\nAll holds.")
    return 1 if report.failed else 0


# -- running -----------------------------------------------------------------------------------------------------------


def _revision(source: Path, revision: str) -> Files:
    """The JavaScript files of a revision. Raises CalledProcessError where the repository lacks it."""
    directory = source / ".git" if (source / ".git").exists() else source
    git = ["git", "--git-dir", str(directory)]
    listed = _output([*git, "ls-tree", "--name-only", revision, FOLDER]).decode().splitlines()
    names = [name for name in listed if name.endswith(".js")]
    return {Path(name).name: _output([*git, "show", f"{revision}:{name}"]) for name in names}


def _output(command: list[str], cwd: Path | None = None) -> bytes:
    return subprocess.run(command, cwd=cwd, env=_environment(), capture_output=True, check=True, timeout=300).stdout


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"}


def _command(*options: str) -> list[str]:
    return [sys.executable, "-m", "migrator", "migrate", *options]


def _put(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _files(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _migrate(folder: Path, *options: str) -> Result:
    done = subprocess.run(
        _command("--format", "json", *options), cwd=folder, env=_environment(), capture_output=True, check=False, timeout=300
    )
    try:
        document = json.loads(done.stdout)
    except ValueError:
        print(done.stderr.decode(errors="replace"))
        document = {}
    return Result(done.returncode, document, _files(folder))


def _left(result: Result) -> Iterator[str]:
    """Each use that is neither rewritten, kept nor provided, with its reason."""
    for file in result.document.get("files", ()):
        if file["error"] is not None:
            yield f"{file['path']}: {file['error']['message']}"
        for use in file["uses"]:
            reason = use["reason"]
            if reason is not None:
                yield f"{file['path']}:{use['line']} {use['method']}: {reason['code']}: {reason['message']}"


def _is_module(data: bytes) -> bool:
    return re.search(rb"^\s*(?:import\b(?!\s*\()|export\b)", data, re.MULTILINE) is not None


def _node_accepts(folder: Path, name: str, data: bytes) -> str:
    """What `node --check` has against a file; nothing where it takes it."""
    path = folder / "node" / f"{Path(name).stem}{'.mjs' if _is_module(data) else '.js'}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    done = subprocess.run(["node", "--check", str(path)], capture_output=True, check=False, timeout=300)
    return done.stderr.decode(errors="replace").strip()


def _sound(report: Report, folder: Path, before: Files, label: str = "", *named: str) -> Result:
    """Migrate ``before`` in ``folder`` and check what holds for every wording of it."""
    _put(folder, before)
    result = _migrate(folder, "--write", *named)
    prefix = f"{label}: " if label else ""
    as_planned = result.counts == COUNTS
    figures = ", ".join(f"{count} {name}" for name, count in result.counts.items())
    report.check(as_planned and result.code == 0, f"{prefix}{figures}, exit code {result.code}")
    for line in _left(result):
        report.say(line)
    again = _migrate(folder, "--write", *named)
    quiet = again.files == result.files and not again.diff and again.code == 0 and again.counts["rewritten"] == 0
    report.check(quiet, f"{prefix}a second run changes no byte", f"exit code {again.code}")
    changed = sorted(name for name in before if result.files.get(name) != before[name])
    report.check(changed == [GAME] and set(result.files) == set(before), f"{prefix}changed", ", ".join(changed))
    complaints = [text for name in changed if (text := _node_accepts(folder, name, result.files[name]))]
    report.check(not complaints, f"{prefix}node --check", "; ".join(complaints))
    return result


# -- the plain files ---------------------------------------------------------------------------------------------------


def _migration(report: Report, folder: Path, before: Files) -> Result:
    report.title(f"The files before {COMMIT}, migrated")
    result = _sound(report, folder, before)
    shims = [
        (file["path"], use["line"], use["outcome"], use["reason"])
        for file in result.document.get("files", ())
        for use in file["uses"]
        if use["kind"] == "assign"
    ]
    path, line, outcome, reason = shims[0] if shims else ("nowhere", 0, "missing", None)
    holds = len(shims) == 1 and (path, outcome, reason) == (BASE, "provided", None)
    report.check(holds, f"the assignment that the kept methods live on is {outcome}", f"{path}:{line}")
    kept = sorted(
        use["method"]
        for file in result.document.get("files", ())
        for use in file["uses"]
        if use["outcome"] == "kept" and use["kind"] == "call"
    )
    report.check(kept == sorted(KEPT), "kept", ", ".join(kept))
    return result


def _diff_applies(report: Report, folder: Path, before: Files, result: Result) -> None:
    report.title("The printed diff")
    _put(folder, before)
    done = subprocess.run(_command(), cwd=folder, env=_environment(), capture_output=True, check=False, timeout=300)
    report.check(done.returncode == 1, "a run without --write would change something", f"exit code {done.returncode}")
    report.check(_files(folder) == before, "a run without --write changes no byte")
    report.check(result.diff.encode() == done.stdout, "JSON and text hold the same diff")
    _output(["git", "init", "--quiet"], cwd=folder)
    apply = ["git", "-c", "core.autocrlf=false", "apply", "-"]
    applied = subprocess.run(apply, cwd=folder, input=done.stdout, capture_output=True, check=False, timeout=300)
    report.check(applied.returncode == 0, "git apply", applied.stderr.decode(errors="replace").strip())
    report.check(_files(folder) == result.files, "git apply gives the bytes of --write")


def _plan(report: Report, before: bytes, after: bytes) -> None:
    report.title("The plan's own checks (comments aside)")
    texts = {unit.name: _code(unit) for unit in units(after)}
    old = {unit.name: _code(unit) for unit in units(before)}
    for word in ("this.pyodide", "runPythonAsync", "toPy"):
        where = [name for name, text in texts.items() if word in text]
        if word == "toPy":
            report.check(not where, "`toPy` is used nowhere", ", ".join(where))
        else:
            holds = [name.rpartition(".")[2] for name in where] == list(KEPT)
            report.check(holds, f"`{word}` only in the methods that keep it", ", ".join(where) or "nowhere")
    step = _method(texts, "stepWithActions")
    both = "this.worker.step(" in step and "_convertToMap(" in step
    report.check(both, "stepWithActions: this.worker.step, _convertToMap")
    reset = _method(texts, "reset")
    resets, states = reset.count("this.worker.reset("), reset.count("this.worker.setState(")
    report.check((resets, states) == (2, 1), "reset: two paths reset, one sets the state", f"{resets}, {states}")
    found, had = (" ".join(some.values()).count("this.worker.") for some in (texts, old))
    commands = Counter(re.findall(r"this\.worker\.(\w+)\(", " ".join(texts.values())))
    report.check(found > had, "more `this.worker.` than before", f"{found}, before {had}")
    report.say(", ".join(f"{count} {name}" for name, count in commands.most_common()))


def _method(texts: dict[str, str], name: str) -> str:
    """The text of a method of the class that keeps Pyodide; other classes of the file have a `reset` too."""
    owner = next((unit.partition(".")[0] for unit in texts if unit.endswith(f".{KEPT[0]}")), "")
    return texts.get(f"{owner}.{name}", "")


def _code(unit: Unit) -> str:
    """The text of a unit, its comments taken out."""
    data, pieces, at = unit.source.data, [], unit.node.start_byte
    stack = [unit.node]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            pieces.append(data[at : node.start_byte])
            at = node.end_byte
        stack.extend(reversed(node.children))
    return b"".join((*pieces, data[at : unit.node.end_byte])).decode()


def _beside_the_hand(report: Report, before: bytes, by_hand: bytes, after: bytes) -> None:
    report.title(f"Beside {COMMIT}, method by method (comments, layout and names of variables aside)")
    old = {unit.name: unit for unit in units(before)}
    rows, differing, untouched = [], [], 0
    theirs, ours = units(by_hand), units(after)
    names = [[unit.name for unit in some] for some in (old.values(), theirs, ours)]
    if not report.check(names[0] == names[1] == names[2], f"the same {len(old)} methods and other things at the top"):
        return
    for hand, tool in zip(theirs, ours, strict=True):
        was = old[hand.name]
        by_them, by_us = (difference(was, unit, same_top=True) is not None for unit in (hand, tool))
        cause = difference(hand, tool, same_top=True, keywords=True)
        if cause is not None:
            differing.append((hand, tool))
        if by_them or by_us or cause is not None:
            rows.append((hand.name, by_them, by_us, cause))
        untouched += not (by_them or by_us)
    for name, by_them, by_us, cause in rows:
        changed = "both" if by_them and by_us else "hand only" if by_them else "tool only" if by_us else "neither"
        report.say(f"{name:<50} changed by {changed:<10} {'equal' if cause is None else 'differs: ' + cause}")
    report.check(not differing, f"{len(rows) - len(differing)} changed methods equal, {len(differing)} differ")
    report.check(bool(rows), f"{untouched} others are as they were")
    for hand, tool in differing:
        report.say("")
        for line in shown_difference(hand, tool, (f"{hand.name} by hand", f"{tool.name} by the tool")):
            report.say(line)


# -- other wordings ----------------------------------------------------------------------------------------------------


def _variants(report: Report, folder: Path, before: Files, plain: Result) -> None:
    report.title("The same files in other wordings")
    _variant(report, folder / "crlf", _each(before, _crlf), before, plain.files, "CRLF")
    crlf = _files(folder / "crlf")
    report.check(crlf == _each(plain.files, _crlf), "CRLF: the plain result with CRLF, byte for byte")
    python = _each(before, rename_python_in)
    javascript = _each(before, rename_javascript)
    both = _each(python, rename_javascript)
    _renamer_is_right(report, before, python, javascript)
    for label, files in (("Python renamed", python), ("JavaScript renamed", javascript), ("both renamed", both)):
        _variant(report, folder / label.replace(" ", "-"), files, before, plain.files, label)
    _variant(report, folder / "both-crlf", _each(both, _crlf), before, plain.files, "both renamed, CRLF")
    tools = os.environ.get("NODE_TOOLS")
    if not tools:
        report.say("prettier and esbuild: left out, NODE_TOOLS names no folder")
        return
    for label, files in (("", before), ("both renamed, ", both)):
        _formatted(report, folder, Path(tools), label, files, before, plain.files)


def _formatted(
    report: Report, folder: Path, tools: Path, label: str, files: Files, before: Files, after: Files
) -> None:
    """Through prettier and esbuild. They write numbers and the like their own way, so the plain result goes there too."""
    terse = "--no-semi --print-width 60 --use-tabs --arrow-parens avoid --single-quote"
    plain = "--no-config --no-editorconfig"
    # The other files stay as they are for esbuild: in a folder, a file that looks generated is passed over.
    wordings = (
        ("prettier", "", plain, tuple(files), ()),
        ("prettier", terse, plain, tuple(files), ()),
        ("esbuild", "--minify-whitespace", "", (GAME,), (GAME,)),
    )
    for number, (tool, options, hidden, names, named) in enumerate(wordings):
        what = f"{label}{tool}{' ' * bool(options)}{options}{' (named)' * bool(named)}"
        path = _tool(tools, tool)
        if path is None:
            report.say(f"{what}: left out, it is not in NODE_TOOLS")
            continue
        command = [str(path), *hidden.split(), *options.split()]
        scratch = folder / f"{label.strip(', ').replace(' ', '-')}-formatted-{number}"
        worded, was, now = (
            _reformat(some, names, command, scratch / place)
            for some, place in ((files, "files"), (before, "before"), (after, "after"))
        )
        _variant(report, scratch / "run", worded, was, now, what, *named)


def _tool(tools: Path, name: str) -> Path | None:
    places = (tools / "node_modules" / ".bin" / name, tools / ".bin" / name, tools / name)
    return next((place.absolute() for place in places if place.is_file()), None)


def _reformat(files: Files, names: tuple[str, ...], command: list[str], folder: Path) -> Files:
    """Files through a formatter that prints what it makes of a file; others, empty and minified ones stay."""
    _put(folder, files)
    return {
        name: _output([*command, name], cwd=folder) if data and name in names and ".min." not in name else data
        for name, data in files.items()
    }


def _variant(
    report: Report, folder: Path, files: Files, before: Files, after: Files, label: str, *named: str
) -> None:
    """Migrate a wording of ``before``; the result must be ``after``, the plain result, in that wording."""
    result = _sound(report, folder, files, label, *named)
    four = [units(some[GAME]) for some in (before, after, files, result.files)]
    if len(set(map(len, four))) == 1:
        wrong = [four_of[0].name for four_of in zip(*four, strict=True) if not _corresponds(*four_of)]
    else:
        wrong = ["the files do not have the same methods"]
    report.check(not wrong, f"{label}: each method as in the plain result", ", ".join(wrong))


def _corresponds(was: Unit, now: Unit, its: Unit, out: Unit) -> bool:
    """Whether ``its`` became ``out`` as ``was`` became ``now``: nothing where that did nothing, or else the same."""
    if was.text == now.text:
        return its.text == out.text
    return difference(now, out) is None


def _each(files: Files, change: Callable[[bytes], bytes]) -> Files:
    return {name: data if ".min." in name else change(data) for name, data in files.items()}


def _crlf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _renamer_is_right(report: Report, before: Files, python: Files, javascript: Files) -> None:
    """The wordings mean what the files meant: the same bytecode, and the same methods up to names."""
    programs = renamed = 0
    wrong: list[str] = []
    for name in before:
        if ".min." in name:
            continue
        for was, now in zip(programs_in(before[name]), programs_in(python[name]), strict=True):
            programs += 1
            renamed += was.text != now.text
            if not _same_bytecode(was.text, now.text):
                wrong.append(was.text.strip().partition("\n")[0])
        for one, other in zip(units(before[name]), units(javascript[name]), strict=True):
            imports = one.node.type == "import_statement"  # gained an `as`
            if not imports and (cause := difference(one, other, keywords=True)) is not None:
                wrong.append(f"{name} {one.name}: {cause}")
        if text := _complaint(javascript[name]):
            wrong.append(text)
    report.check(not wrong, f"the renamer changed {renamed} of {programs} programs, and no meaning", "; ".join(wrong))


def _complaint(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        return _node_accepts(Path(scratch), "renamed.js", data)


_GLOBAL = ("_NAME", "_GLOBAL")
_LOCAL = ("FAST", "DEREF")
_UNORDERED = ("LOAD_CONST", "MAKE_CELL", "LOAD_CLOSURE")  # compared apart; cells are sorted by names, which are new
_NO_VARIABLE = ("IMPORT_NAME", "KW_NAMES")


def _same_bytecode(one: str, other: str) -> bool:
    """Whether two programs compile to the same but for the names of variables, which correspond one to one."""
    flags = 0x2000  # PyCF_ALLOW_TOP_LEVEL_AWAIT, as Pyodide compiles
    try:
        stack = [(compile(one, "p", "exec", flags), compile(other, "p", "exec", flags))]
    except SyntaxError:  # a grammar that is newer than the Python that runs us
        return True
    shared: set[tuple[str, str]] = set()
    every: set[tuple[str, str]] = set()
    spelled: set[tuple[str, str]] = set()  # names of classes and of keyword-only parameters are constants to bytecode
    while stack:
        left, right = stack.pop()
        own = set(zip(left.co_varnames, right.co_varnames, strict=False))
        if len(left.co_code) != len(right.co_code) or len(left.co_consts) != len(right.co_consts):
            return False
        for constants in zip(left.co_consts, right.co_consts, strict=True):
            if isinstance(constants[0], CodeType):
                stack.append(constants)
            elif constants[0] != constants[1] and not _spell(constants, spelled):
                return False
        for mine, theirs in zip(dis.get_instructions(left), dis.get_instructions(right), strict=True):
            name, pair = mine.opname, (mine.argval, theirs.argval)
            if name != theirs.opname:
                return False
            if any(part in name for part in _LOCAL):
                own.add(pair)
            elif name.endswith(_GLOBAL) and name != "IMPORT_NAME":
                shared.add(pair)
            elif pair[0] != pair[1] and name not in _UNORDERED:
                return False
        if not _one_to_one(own):
            return False
        every |= own
    return _one_to_one(shared) and spelled <= shared | every


def _spell(constants: tuple[Any, Any], spelled: set[tuple[str, str]]) -> bool:
    """Whether two constants may be names of variables; adds those that they spell."""
    left, right = (each if isinstance(each, tuple) else (each,) for each in constants)
    if len(left) != len(right) or not all(isinstance(each, str) for each in (*left, *right)):
        return False
    spelled |= {
        (one.rpartition(".")[2], other.rpartition(".")[2]) for one, other in zip(left, right, strict=True) if one != other
    }
    return True


def _one_to_one(found: set[tuple[str, str]]) -> bool:
    return len({old for old, _ in found}) == len({new for _, new in found}) == len(found)


# -- many files --------------------------------------------------------------------------------------------------------


def _copies(report: Report, folder: Path, before: Files) -> None:
    report.title("Many copies of the game with its base and worker")
    seconds: dict[int, float] = {}
    peaks: dict[int, float] = {}
    for count in COPIES:
        place = folder / str(count)
        for number in range(count):
            _put(place / f"{number:03}", {name: before[name] for name in (GAME, BASE, WORKER)})
        printed = _output([sys.executable, "-c", _MEASURE, *_command()], cwd=place).split()
        code, passed, peak = int(printed[0]), float(printed[1]), int(printed[3])
        seconds[count] = float(printed[2])
        peaks[count] = peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        figures = f"{passed:.1f} s, {seconds[count]:.1f} s of a processor, peak {peaks[count]:.0f} MB"
        report.check(code == 1, f"{count} {'copy' if count == 1 else 'copies'}", f"{figures}, exit code {code}")
        shutil.rmtree(place)
    for few, many in ((COPIES[0], COPIES[1]), (COPIES[1], COPIES[2])):
        time_ratio, peak_ratio = seconds[many] / seconds[few], peaks[many] / peaks[few]
        report.say(f"{many} to {few}: processor {time_ratio:.1f} times, peak {peak_ratio:.2f} times")
