"""The boundary: every way to reach the receiver is found where it stands, and nothing else is. `boundary/cases.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from migrator.javascript.source import Source
from migrator.javascript.strings import spellings
from migrator.model.ledger import Entry
from migrator.model.settings import RECEIVER, Receiver
from migrator.sites.members import find_uses
from migrator.sites.use import Use
from tests.sites.boundary.cases import FILES, STATEMENTS
from tests.support import ROOT, migrate, migrator, shipped_rules, text_of

KINDS = ("call", "read", "alias", "destructure", "assign")
# What a use is if no outcome follows it.
OUTCOMES = {
    "unmatched": ("unmatched", True),
    "kept": ("kept", False),
    "provided": ("provided", False),
    "left": ("provided", True),
}


@dataclass(frozen=True)
class Expected:
    """A use as the table has it; lines and columns from 1, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    class_name: str | None
    method: str | None
    member: str | None
    outcome: str
    is_finding: bool


def read(case: tuple[str, ...], *, in_method: bool) -> tuple[str, list[Expected]]:
    """The text of a case without its marks, and what must be found in it."""
    marked, *words = case
    if in_method:
        marked = f"class Game extends Base {{\n#pyodide;\nasync act(o, k, v) {{\n{marked}\n}}\n}}\n"
    text, places = _unmarked(marked)
    uses: list[Expected] = []
    for word in words:
        if word in OUTCOMES:
            outcome, is_finding = OUTCOMES[word]
            uses[-1] = Expected(*_fields(uses[-1])[:-2], outcome, is_finding)
        else:
            uses.append(Expected(*places[len(uses)], *_what(word), "unmatched", True))
    assert len(uses) == len(places), "each mark has its words"
    return text, uses


def _fields(expected: Expected) -> tuple[Any, ...]:
    return tuple(vars(expected).values())


def _what(word: str) -> tuple[str, str | None, str | None, str | None]:
    """`call toPy Game.act`: kind, class, method and member; the last two may be left out."""
    kind, *rest = word.split()
    assert kind in KINDS
    place = next((part for part in rest if "." in part), "Game.act")
    member = next((part for part in rest if "." not in part), None)
    class_name, _, method = place.partition(".")
    return kind, class_name or None, method or None, member


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """A text without its marks, and the lines and columns of what stood in them, in the order of their beginnings."""
    text, places, open_marks = "", [], list[int]()
    line, column = 1, 1
    for at, char in enumerate(marked):
        if char == "«":
            open_marks.append(len(places))
            places.append((line, column, 0, 0))
        elif char == "»":
            index = open_marks.pop()
            places[index] = (*places[index][:2], line, column)
        else:
            text += char
            ends = char == "\n" or (char == "\r" and marked[at + 1 : at + 2] != "\n")
            line, column = (line + 1, 1) if ends else (line, column + (char != "\ufeff"))
    assert not open_marks
    return text, places


CASES = {f"{name}, in a method": read(case, in_method=True) for name, case in STATEMENTS.items()} | {
    name: read(case, in_method=False) for name, case in FILES.items()
}


def shown(entry: Entry) -> Expected:
    return Expected(
        entry.line,
        entry.column,
        entry.end_line,
        entry.end_column,
        entry.kind,
        entry.class_name,
        entry.method,
        entry.member,
        entry.outcome.value,
        entry.is_finding or entry.is_told,
    )


@pytest.mark.parametrize("name", CASES)
def test_the_ledger_has_every_use_and_no_other(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    path = tmp_path / "case.js"
    path.write_bytes(text.encode())
    entry, after = migrate(path, list(shipped_rules()))
    assert entry.error is None
    assert [shown(use) for use in entry.entries] == expected
    assert after == text


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """What `check --format json` finds in a folder with every case in a file of its own."""
    folder = tmp_path_factory.mktemp("boundary")
    paths = {f"{index:03}.js": name for index, name in enumerate(CASES)}
    for path, name in paths.items():
        (folder / path).write_bytes(CASES[name][0].encode())
    command = [sys.executable, "-m", "migrator", "check", "--format", "json", "."]
    result = subprocess.run(command, cwd=folder, capture_output=True, env={"PYTHONPATH": str(ROOT)}, check=False, timeout=300)
    assert result.returncode == 1, result.stderr.decode()
    document = json.loads(result.stdout)
    assert document["errors"] == document["skipped"] == []
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in CASES}
    for item in document["findings"]:
        keys = ("line", "column", "kind", "class", "method", "member")
        found[paths[item["path"]]].append(tuple(item[key] for key in keys))
        assert item["message"]
    return found


@pytest.mark.parametrize("name", CASES)
def test_check_reports_what_is_neither_kept_nor_provided(name: str, findings: dict[str, list[tuple[Any, ...]]]) -> None:
    assert findings[name] == [
        (use.line, use.column, use.kind, use.class_name, use.method, use.member)
        for use in CASES[name][1]
        if use.is_finding and (use.line, use.column) not in told(name)
    ]


def told(name: str) -> set[tuple[int, int]]:
    """Where a case gives the receiver a name through which there is a finding: the two are one problem."""
    text, expected = CASES[name]
    source = Source.read("case.js", text.encode())
    places = {(use.line, use.column) for use in expected if use.is_finding}
    found = set()
    for use in find_uses(source, RECEIVER):
        at = source.position(use.whole.start_byte)
        given = use.given if (at.line, at.column) in places else None
        while given is not None:
            start = source.position(given.whole.start_byte)
            found |= {(start.line, start.column)} if given.kind in ("alias", "destructure") else set()
            given = given.given
    return found


ONE_PROBLEM = {
    "const py = this.pyodide; py.a(); py.b();": [("call", "a"), ("call", "b")],
    "const { pyodide } = this; pyodide.a();": [("call", "a")],
    "const a = this.pyodide; const b = a; b.a();": [("call", "a")],
    "const py = this.pyodide; this.keep(py);": [("read", None)],
    "const py = this.pyodide;": [("alias", None)],
    "const py = this.pyodide; const b = py;": [("alias", None)],
}


@pytest.mark.parametrize("statements", ONE_PROBLEM)
def test_a_name_and_what_is_done_through_it_are_one_finding(tmp_path: Path, statements: str) -> None:
    (tmp_path / "a.js").write_text(f"class Game {{ act() {{ {statements} }} }}\n")
    report = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)
    assert [(item["kind"], item["member"]) for item in report["findings"]] == ONE_PROBLEM[statements]


def test_the_table_is_as_large_as_it_is_said_to_be() -> None:
    assert len(CASES) >= 250
    assert sum(not expected for _, expected in CASES.values()) >= 35


# -- a use and its alias -----------------------------------------------------------------------------------------------


def uses(statements: str) -> list[Use]:
    source = Source.read("case.js", f"class Game {{ async act(o) {{ {statements} }} }}".encode())
    return find_uses(source, RECEIVER)


@pytest.mark.parametrize(
    ("statements", "given"),
    [
        ("return this.pyodide;", [None]),
        ("const py = this.pyodide; py.a(); py.b();", [None, 0, 0]),
        ("const { pyodide } = this; pyodide.a();", [None, 0]),
        ("const a = this.pyodide; const b = a; b.load();", [None, 0, 1]),
        ("((py) => py.a())(this.pyodide);", [1, None]),
        ("const py = this.pyodide = o; py.a();", [None, 0]),
        ("const self = this; self.pyodide.a();", [None]),
    ],
)
def test_a_use_through_a_name_knows_the_use_that_gave_the_name(statements: str, given: list[int | None]) -> None:
    found = uses(statements)
    assert [None if use.given is None else found.index(use.given) for use in found] == given


def test_an_alias_and_what_is_done_through_it_are_entries_of_their_own(tmp_path: Path) -> None:
    """`uses` has every use; that they are one problem is said by the causes."""
    path = tmp_path / "case.js"
    path.write_text("class Game { act() { let py = this.pyodide; py = other; py.runPython(`1`); } }")
    entry, _ = migrate(path, list(shipped_rules()))
    assert [text_of(use.reason) for use in entry.entries if use.reason is not None] == [
        "the receiver gets another name; what is done through `py` is not rewritten",
        "the receiver is reached through `py`, which is given another value in line 1",
    ]


# -- nesting that people do not write ----------------------------------------------------------------------------------

DEEP = {
    "parentheses": ("const q = " + "(" * 2000 + "this.pyodide" + ")" * 2000 + "; q.x();", ["alias", "call"]),
    "conditions": ("const q = " + "o ? " * 500 + "this.pyodide" + " : 1" * 500 + "; q.x();", ["alias", "call"]),
    "arrows": ("return " + "() => " * 2000 + "this.pyodide;", ["read"]),
    "a chain of `||`": ("const q = " + "o || " * 2000 + "this.pyodide; q.x();", ["alias", "call"]),
    "a sequence": ("const q = (" + "o, " * 5000 + "this.pyodide); q.x();", ["alias", "call"]),
    "arrays deeper than patterns are followed": ("const q = " + "[" * 2000 + "this.pyodide, this" + "]" * 2000 + "; q.x();", ["read"]),
    "arrays and patterns": (f"const {'[' * 9}q{']' * 9} = {'[' * 9}this.pyodide{']' * 9}; q.x();", ["alias", "call"]),
    "a long row of names": ("const a0 = this.pyodide; " + "".join(f"const a{i + 1} = a{i}; " for i in range(2000)), ["alias"] * 2001),
    "a long row of names for this": ("const a0 = this; " + "".join(f"const a{i + 1} = a{i}; " for i in range(2000)) + "a2000.pyodide;", ["read"]),
    "a row of assignments": ("this.pyodide = " * 500 + "o;", ["assign"] * 500),
    "many arguments": ("o(" + "this.pyodide, " * 1000 + "this);", ["read"] * 1000),
}  # fmt: skip


@pytest.mark.parametrize("shape", DEEP)
def test_deep_and_long_code_has_its_uses(shape: str) -> None:
    statements, kinds = DEEP[shape]
    found = uses(statements)
    assert [use.kind for use in found] == kinds
    assert {use.owner.method for use in found} == {"act"}


# -- spellings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["ab", r"\x61b", r"\u0061\u{62}", r"\u{00061}b", r"\a\x62", "\\\na\\\r\nb"])
def test_every_spelling_is_seen(spelled: str) -> None:
    assert spellings("ab").search(spelled.encode()) is not None


@pytest.mark.parametrize("spelled", ["AB", r"\x41b", r"\u00061b", r"\u{61b}", "a b", r"a\nb", "a\nb"])
def test_nothing_else_is(spelled: str) -> None:
    assert spellings("ab").fullmatch(spelled.encode()) is None


def test_a_letter_that_an_escape_begins_with_is_no_escape_of_itself() -> None:
    assert spellings("n").search(rb"\n") is not None  # the letter after the backslash: found, and read as a line end
    assert [use.kind for use in find_uses(Source.read("a.js", b"class A { m() { this['\\n']; this.n; } }"), Receiver("n"))] == [
        "read"
    ]


# -- the worker of an instance -----------------------------------------------------------------------------------------

COMMAND = "async seedRng(seed) {}"
GIVEN = "constructor() { this.worker = new Commands(); }"
SEED = "async act(v) { await this.pyodide.runPythonAsync(`\nimport random, numpy\nnumpy.random.seed(${v})\nrandom.seed(${v})\n`); }"
# Each: the command of the worker's class, what gives the game its worker, and the cause of a refusal or None.
WORKERS = {
    "a static worker": (COMMAND, "static worker = new Commands();", "no-worker"),
    "a worker that a static method gives": (COMMAND, "static make() { this.worker = new Commands(); }", "no-worker"),
    "a worker that a static block gives": (COMMAND, "static { this.worker = new Commands(); }", "no-worker"),
    "a worker of an object": (COMMAND, "act2() { return { run() { this.worker = new Commands(); } }; }", "no-worker"),
    "a worker of a function": (COMMAND, "act2() { return function () { this.worker = new Commands(); }; }", "no-worker"),
    "a worker of a nested class": (COMMAND, "act2() { return class { worker = new Commands(); }; }", "no-worker"),
    "a static command": (f"static {COMMAND}", GIVEN, "no-command"),
    "a command under a computed name": (COMMAND.replace("seedRng", "[seedRng]"), GIVEN, "no-command"),
    "a worker": (COMMAND, GIVEN, None),
    "a worker that an arrow gives": (COMMAND, "start() { later(() => { this.worker = new Commands(); }); }", None),
    "a worker in brackets": (COMMAND, "start() { this[(`worker`)] = new Commands(); }", None),
    "a worker with an escape": (COMMAND, r"start() { this.work\u0065r = new Commands(); }", None),
    "a worker in a field with a computed name": (COMMAND, "['worker'] = new Commands();", None),
    "a command under a computed string": (COMMAND.replace("seedRng", "['seedRng']"), GIVEN, None),
    "a command with an escape": (COMMAND.replace("seedRng", r"s\u0065edRng"), GIVEN, None),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKERS)
def test_the_worker_and_its_commands_are_those_of_instances(tmp_path: Path, case: str) -> None:
    command, given, code = WORKERS[case]
    path = tmp_path / "case.js"
    path.write_text(f"class Commands {{ {command} }}\nclass Game {{ {given} {SEED} }}\n")
    entry, after = migrate(path, list(shipped_rules()))
    (program,) = [use for use in entry.entries if use.is_program]
    assert (program.reason.code.value if program.reason is not None else None) == code
    assert ("await this.worker.seedRng(v);" in after) == (code is None)
