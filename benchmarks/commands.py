"""The commands that are compared: the tool and its peers, what each has to do, and how one sees that it did."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import CLEAN_CHECK, FINDING_CHECK, GAME, GROWN, NAMED, TYPED_NAMED, Corpus, game_file
from benchmarks.growth import Kind
from benchmarks.process import FailedError, Result

PEERS = Path(__file__).parent / "peers"
RULES = PEERS / "ast-grep" / "sgconfig.yml"
SEMGREP_RULE = PEERS / "semgrep.yml"
# Without a network semgrep waits for minutes to hear of a newer version.
OFFLINE = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class MissingError(Exception):
    """A peer that is not installed."""


@dataclass(frozen=True)
class Command:
    """One side of a row. ``prepare`` runs before each run and is not timed; ``did`` says what a run has done, or raises
    FailedError where that is not what the row measures.
    """

    name: str
    arguments: tuple[str, ...]
    folder: Path
    did: Callable[[Result], str]
    codes: tuple[int, ...] = (0,)
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)


def find(name: str) -> str | None:
    """A program beside the interpreter that runs us, or else on PATH."""
    beside = Path(sys.executable).parent / name
    if os.access(beside, os.X_OK):
        return str(beside)
    return shutil.which(name)


class Commands:
    """Makes the commands for one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._caches = corpus.folder / "caches"

    # ---- The tool ----

    def check_all(self, cache: str, *, committed: bool = False) -> Command:
        """``committed`` gives the repository another index before each run, as a commit does."""

        def did(result: Result) -> str:
            files = {line.partition(":")[0] for line in result.out.splitlines() if ".js:" in line}
            if not files or len(files) >= NAMED:
                raise FailedError(f"findings in {len(files)} files of {NAMED} that name Pyodide")
            return _last_line(result.err)

        prepare = self._index_anew if committed else lambda: None
        return self._migrator(("check", "."), self.corpus.repository, did, cache, codes=(1,), prepare=prepare)

    def check_typescript(self, cache: str) -> Command:
        def did(result: Result) -> str:
            if result.out.count("\n") != TYPED_NAMED:
                raise FailedError(f"{TYPED_NAMED} findings were expected:\n{result.out}")
            return _last_line(result.err)

        return self._migrator(("check", "."), self.corpus.typescript, did, cache, codes=(1,))

    def check_clean(self) -> Command:
        file = CLEAN_CHECK.partition("/")[2]
        return self._migrator(("check", "--", file), self.corpus.hook, lambda result: _last_line(result.err), "none")

    def check_finding(self) -> Command:
        def did(result: Result) -> str:
            if result.out.count("\n") != 1:
                raise FailedError(f"one finding was expected:\n{result.out}")
            return _last_line(result.err)

        file = FINDING_CHECK.partition("/")[2]
        return self._migrator(("check", "--", file), self.corpus.hook, did, "warm", codes=(1,))

    def migrate(self, game: str, cache: str, classes: int = 1) -> Command:
        def did(result: Result) -> str:
            wanted = f"1 file: {18 * classes} rewritten, {2 * classes} kept, 0 unmatched."
            if wanted not in _ANSI.sub("", result.err).splitlines():  # what the changes are is told behind it
                raise FailedError(f"expected: {wanted}; got: {_last_line(result.err)}")
            return wanted

        folder = self.corpus.folder / game
        file = game_file(game)
        return self._migrator(("migrate", "--write", file), folder, did, cache, prepare=lambda: self._restore(game))

    def growth(self, kind: Kind, size: int) -> Command:
        """One kind of input in some size, written anew before each run: some runs change it."""
        folder = self.corpus.folder / "growth"

        def prepare() -> None:
            shutil.rmtree(folder, ignore_errors=True)
            for path, text in kind.files(size):
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode("utf-8"))
            for name, *arguments in kind.before:
                own = {**os.environ, "MIGRATOR_CACHE": str(self._caches / "cold")}
                subprocess.run([_required(name), *arguments], cwd=folder, env=own, capture_output=True, check=False)

        def did(result: Result) -> str:
            if ": error:" in result.err:
                raise FailedError(_last_line(result.err))
            return f"{size:,}; {_last_line(result.err)}"

        folder.mkdir(exist_ok=True)
        return self._migrator(kind.arguments, folder, did, "cold", prepare=prepare)

    def _migrator(
        self,
        arguments: tuple[str, ...],
        folder: Path,
        did: Callable[[Result], str],
        cache: str,
        codes: tuple[int, ...] = (0,),
        prepare: Callable[[], None] = lambda: None,
    ) -> Command:
        """With a cache of its own: emptied before each run if it is to be cold, else what the runs before have left."""
        cached = self._caches / cache

        def prepared() -> None:
            prepare()
            if cache == "cold":
                shutil.rmtree(cached, ignore_errors=True)
            cached.mkdir(parents=True, exist_ok=True)

        name = " ".join(("migrator", *arguments)) + {"cold": ", cold", "warm": ", warm"}.get(cache, "")
        program = _required("migrator")
        return Command(name, (program, *arguments), folder, did, codes, prepared, {"MIGRATOR_CACHE": str(cached)})

    # ---- Its peers ----

    def import_click(self) -> Command:
        arguments = (sys.executable, "-c", "import click")
        return Command('python -c "import click"', arguments, self.corpus.hook, lambda _: "imported")

    def ripgrep(self) -> Command:
        def did(result: Result) -> str:
            files = result.out.splitlines()
            if len(files) != NAMED:
                raise FailedError(f"it found {len(files)} files, {NAMED} name Pyodide")
            return f"{len(files)} files"

        return Command("rg -l", (_required("rg"), "-l", "pyodide", "."), self.corpus.repository, did)

    def ripgrep_typescript(self) -> Command:
        def did(result: Result) -> str:
            files = result.out.splitlines()
            if len(files) != TYPED_NAMED:
                raise FailedError(f"it found {len(files)} files, {TYPED_NAMED} name Pyodide")
            return f"{len(files)} files"

        return Command("rg -l", (_required("rg"), "-l", "pyodide", "."), self.corpus.typescript, did)

    def ripgrep_to_ast_grep(self) -> Command:
        line = '"$0" -l pyodide . | xargs "$1" scan -c "$2"'
        arguments = ("sh", "-c", line, _required("rg"), _required("ast-grep"), str(RULES))
        return Command("rg -l | xargs ast-grep scan", arguments, self.corpus.repository, _ast_grep_warnings)

    def ast_grep_all(self) -> Command:
        arguments = (_required("ast-grep"), "scan", "-c", str(RULES), ".")
        return Command("ast-grep scan", arguments, self.corpus.repository, _ast_grep_warnings)

    def ast_grep_write(self) -> Command:
        def did(result: Result) -> str:
            changes = re.search(r"Applied (\d+) changes?", result.out + result.err)
            if changes is None or self._is_untouched(GROWN):
                raise FailedError(f"it changed nothing: {_last_line(result.err)}")
            return f"{changes[1]} changes, {self._left(GROWN)} lines with this.pyodide left"

        arguments = (_required("ast-grep"), "scan", "-U", "-c", str(RULES), GAME)
        folder = self.corpus.folder / GROWN
        return Command("ast-grep scan -U", arguments, folder, did, prepare=lambda: self._restore(GROWN))

    def semgrep_write(self) -> Command:
        def did(result: Result) -> str:
            try:
                document = json.loads(result.out)
            except ValueError as error:
                raise FailedError(f"it printed no JSON: {_last_line(result.err)}") from error
            if document["errors"] or not document["results"] or self._is_untouched(GROWN):
                raise FailedError(f"it changed nothing, or failed: {document['errors'][:1]}")
            return f"{len(document['results'])} changes, {self._left(GROWN)} lines with this.pyodide left"

        flags = ("--metrics=off", "--disable-version-check", "--quiet", "--json", "--jobs=1", "--autofix")
        arguments = (_required("semgrep"), "scan", *flags, f"--config={SEMGREP_RULE}", GAME)
        home = self.corpus.folder / "semgrep"
        environment = {
            **OFFLINE,
            "SEMGREP_SETTINGS_FILE": str(home / "settings.yml"),
            "SEMGREP_LOG_FILE": str(home / "semgrep.log"),
        }
        folder = self.corpus.folder / GROWN
        name = "semgrep, one rule, autofix"
        return Command(name, arguments, folder, did, (0,), lambda: self._restore(GROWN), environment)

    # ---- Files that are written ----

    def _index_anew(self) -> None:
        os.utime(self.corpus.repository / ".gitignore")
        subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=self.corpus.repository, check=True)

    def _restore(self, game: str) -> None:
        (self.corpus.folder / game / game_file(game)).write_bytes(self.corpus.original(game).read_bytes())

    def _is_untouched(self, game: str) -> bool:
        return (self.corpus.folder / game / game_file(game)).read_bytes() == self.corpus.original(game).read_bytes()

    def _left(self, game: str) -> int:
        text = (self.corpus.folder / game / game_file(game)).read_text("utf-8")
        return sum("this.pyodide" in line for line in text.splitlines())


def _required(name: str) -> str:
    program = find(name)
    if program is None:
        raise MissingError(f"`{name}` is neither beside {Path(sys.executable).name} nor on PATH")
    return program


def _last_line(text: str) -> str:
    lines = _ANSI.sub("", text).strip().splitlines()
    return lines[-1] if lines else "it printed nothing"


def _ast_grep_warnings(result: Result) -> str:
    number = len(re.findall(r"^warning\[", _ANSI.sub("", result.out), re.MULTILINE))
    if number == 0:
        raise FailedError(f"no rule matched: {_last_line(result.err)}")
    return f"{number} matches"
