"""Two helpers that carry most tests: `rewritten` and `left_alone`.

Both run the whole engine on a file on disk, and both assert what must hold for any input: the result parses, every name
that it uses is bound, and a second run changes nothing.
"""

from __future__ import annotations

import contextlib
import subprocess
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.edit import apply
from migrator.javascript.source import Source
from migrator.model.ledger import Entry, FileEntry, Message, Outcome, Sentence, Skipped
from migrator.model.packs import first_pack
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rules.loader import Rule, load_rules
from migrator.run import engine
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from migrator.run.request import Configuration, Request

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
# What tests count with: the shipped pages, and the programs of the fixture game, those in methods that keep Pyodide apart.
PAGES = sorted((ROOT / "rules" / "pyodide-worker").glob("*.md"))
GAME_KEPT = 2
GAME_SITES = (FIXTURES / "game/js/multiplayer.js").read_text("utf-8").count("this.pyodide.runPython") - GAME_KEPT

# A base class with a worker of its own, so that a snippet needs to say nothing but what it is about.
GAME = """\
class Commands {
    constructor() { this.ready = true; }
    async getState() { return '{}'; }
    async setState(json) { return { ok: json !== null }; }
    async computeHash(json = null) { return { hash: String(json) }; }
    async seedRng(seed) { return { ok: seed !== null }; }
    async render() { return { render_state: [] }; }
    async reset(seed = null) { return { obs: {}, infos: {}, render_state: [], seed }; }
    async step(actions) { return { obs: actions }; }
    async runPythonAsync(code) { return code; }
    toPy(value) { return value; }
}
class Base {
    constructor() {
        this.worker = new Commands();
        this.pyodide = this.worker;
    }
    _convertToMap(value) { return new Map(Object.entries(value)); }
    _processRenderState(state) { return { state }; }
    convertRGBArrayToImage(rows) { return rows; }
    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }
}
"""


# What the command line is given in most tests: a program that no rule knows in a class that has a worker.
SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
CLASS = GAME + "export class Game extends Base {\n    async act() {\n        %s\n    }\n}\n"


# A page with nothing but a call in it, for what depends on where a site stands and on what it runs.
COUNT_PAGE = """\
# Count

Counts.

```diff
- const $N = await this.pyodide.runPythonAsync(`count(${$X})`);
+ const $N = await this.worker.count($X);
```
"""

def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def migrator(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in this process, which saves half a second. `started` of `tests/cli/test_app.py` starts
    real ones.
    """
    from click.testing import CliRunner

    from migrator.cli.app import cli

    with contextlib.chdir(folder):
        ran = CliRunner(env=env).invoke(cli, arguments, prog_name="migrator")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return subprocess.CompletedProcess(["migrator", *arguments], ran.exit_code, ran.stdout_bytes, ran.stderr_bytes)


def git(folder: Path | str, *arguments: str, check: bool = True) -> None:
    """Run git in a folder, as somebody who may commit and clone from a folder beside."""
    settings = ("user.name=somebody", "user.email=somebody@example.org", "protocol.file.allow=always")
    given = [part for setting in settings for part in ("-c", setting)]
    subprocess.run(["git", *given, *arguments], cwd=folder, check=check, capture_output=True, timeout=300)


def commit(folder: Path | str) -> None:
    """Commit all that is there."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "more")


@dataclass(frozen=True)
class Run:
    """What one run over one file gave."""

    entry: FileEntry
    before: str
    after: str

    @property
    def programs(self) -> list[Entry]:
        """Programs outside of kept methods."""
        return [entry for entry in self.entry.entries if entry.is_program and entry.outcome is not Outcome.KEPT]


class Said(Protocol):
    """A cause, a note, a finding or a fault."""

    @property
    def message(self) -> Message: ...


def text_of(item: Said | None) -> str:
    """What a reader is told of a cause, a note, a finding or a fault; nothing where there is none."""
    return words(item.message) if item is not None else ""


def said_of(fault: Said) -> Message:
    """What is wrong with a page, without the line of the page that the fault shows."""
    within = dict(fault.message.data).get("fault")
    return within if fault.message.sentence is Sentence.PAGE_HAS and isinstance(within, Message) else fault.message


def saying(text: str) -> Message:
    """A message with words of a test's own, for what reports make of any words."""
    return Message.of(Sentence.QUOTED, said=text)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Those of the pack that applies where no settings name any."""
    return tuple(load_rules([first_pack()]))


def examiner() -> Examiner:
    """Looks at one file after the other by the shipped rules and the default settings."""
    return Examiner(Parts.make(Settings(), lambda: list(shipped_rules()), Repository(Disk())))


@dataclass(frozen=True)
class Examined:
    """The entry of a file that uses the receiver, and what its bytes would be."""

    entry: FileEntry
    data: bytes


def examine(by: Examiner, path: str, data: bytes) -> Examined | None:
    """What becomes of a file, None if it has no use."""
    result = by.examine(Source.read(path, data))
    return Examined(result.entry, apply(data, result.edits)) if result.entry is not None else None


def run(
    folder: Path, text: str, *, rules: list[Rule] | None = None, settings: Settings | None = None, name: str = "case.js"
) -> Run:
    """Write ``text`` to a file, migrate it, and check what must hold for any result."""
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    chosen = list(shipped_rules()) if rules is None else rules
    entry, after = migrate(path, chosen, settings)
    if after != text:
        _assert_sound(name, text, after)
        path.write_bytes(after.encode("utf-8"))
        _, again = migrate(path, chosen, settings)
        assert again == after, "a second run changes the result"
    return Run(entry, text, after)


def migrate(path: Path, rules: list[Rule], settings: Settings | None = None) -> tuple[FileEntry, str]:
    """The entry of a file and its new text; the file itself stays."""
    configuration = Configuration(lambda _: settings or Settings(), lambda _: rules)
    items = list(engine.Run(Request((str(path),)), configuration).items())
    entries = [item.entry for item in items if not isinstance(item.entry, Skipped)]
    after = [apply(item.data, item.edits) for item in items if item.data is not None and item.edits]
    entry = entries[0] if entries else FileEntry(str(path))
    return entry, (after[0] if after else path.read_bytes()).decode("utf-8")


def _assert_sound(name: str, before: str, after: str) -> None:
    old, new = Source.read(name, before.encode()), Source.read(name, after.encode())
    known = {reference.name for reference in old.scopes.globals} | {"Array", "JSON", "Map", "Object"}  # what pages write
    unbound = {reference.name for reference in new.scopes.globals} - known
    assert not unbound, f"unbound after the rewrite: {unbound}"
    had = [(problem.kind, problem.name) for problem in old.scopes.problems]
    assert [(problem.kind, problem.name) for problem in new.scopes.problems] == had


def in_game(statements: str, parameters: str = "") -> str:
    """A file in which ``statements`` are the body of a method of a game."""
    body = textwrap.indent(textwrap.dedent(statements).strip("\n"), " " * 8)
    return f"{GAME}export class Game extends Base {{\n    async act({parameters}) {{\n{body}\n    }}\n}}\n"


def rewritten(
    folder: Path,
    before: str,
    after: str,
    *,
    by: str | None = None,
    parameters: str = "",
    rules: list[Rule] | None = None,
) -> Run:
    """Assert that statements in a game's method become other statements, all of them by rule ``by``."""
    result = run(folder, in_game(before, parameters), rules=rules)
    assert result.after == in_game(after, parameters), _story(result)
    for entry in result.programs:
        assert entry.outcome is Outcome.REWRITTEN, _story(result)
        assert by is None or entry.rule == by
    return result


def left_alone(
    folder: Path, statements: str, *, code: str, because: str, parameters: str = "", rules: list[Rule] | None = None
) -> Run:
    """Assert that statements stay, byte for byte, and that the ledger names the cause: its code and a part of its
    message.
    """
    result = run(folder, in_game(statements, parameters), rules=rules)
    assert result.after == result.before, _story(result)
    reasons = [entry.reason for entry in result.programs if entry.reason is not None]
    assert reasons, "no program is unmatched"
    assert any(reason.code == code and because in text_of(reason) for reason in reasons), [
        (reason.code.value, text_of(reason)) for reason in reasons
    ]
    return result


def _story(result: Run) -> str:
    reasons = [(entry.line, entry.rule, text_of(entry.reason)) for entry in result.programs]
    return f"{reasons}\n{result.after}"
