"""One file, looked at: a fault of one that nothing connects with Pyodide is none, and sites can be chosen."""

from __future__ import annotations

import pytest

from migrator.discovery.prefilter import Asks
from migrator.javascript.edit import apply
from migrator.model.ledger import BreachKind, FileError, Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule
from migrator.run.look import Looker
from migrator.run.result import Result
from migrator.run.surroundings import Surroundings
from migrator.sites.use import Use
from tests.support import in_game, shipped_rules, text_of

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
DONE = "await this.worker.render();"
BROKEN = b"class { this.pyodide"
LINE = 25
PLAIN = Settings()


def looker(**more: object) -> Looker:
    return Looker(Surroundings(), lambda _: list(shipped_rules()), lambda _: frozenset(), **more)  # type: ignore[arg-type]


def look(data: bytes | str, asks: Asks, settings: Settings = PLAIN) -> Result | FileError:
    found, _ = looker().look("a.js", data.encode() if isinstance(data, str) else data, settings, asks)
    return found


@pytest.mark.parametrize("asks", [Asks(sends=True), Asks()])
def test_a_fault_of_a_file_that_does_not_concern_a_run_is_none(asks: Asks) -> None:
    assert look(BROKEN, asks) == Result()


@pytest.mark.parametrize("asks", [Asks(uses=True), Asks(named=True), Asks(kept=True), Asks(calls=True)])
def test_a_fault_is_the_error_of_a_file_that_does(asks: Asks) -> None:
    found = look(BROKEN, asks)
    assert isinstance(found, FileError)
    assert found.line == 1


def test_a_file_that_nests_too_deeply_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> list[Use]:
        raise RecursionError

    monkeypatch.setattr("migrator.run.look.all_uses", deep)
    found = look(in_game(RENDER), Asks(uses=True))
    assert isinstance(found, FileError)
    assert text_of(found) == "nests too deeply to be looked at"


@pytest.mark.parametrize("literal", ["String.raw`\\07`", "'\\0'", "/\\1/"])
def test_an_escape_that_some_literal_may_have_is_no_fault(literal: str) -> None:
    dump = "json.dumps(env.get_state(), sort_keys=True).encode()"
    site = f"const h = await this.pyodide.runPythonAsync(`import json, hashlib; hashlib.md5({dump}).hexdigest()[:8]`);"
    found = look(in_game(f"{site}\nconsole.log({literal});"), Asks(uses=True))
    assert isinstance(found, Result)
    assert found.entry is not None
    assert Outcome.REWRITTEN in {use.outcome for use in found.entry.entries}


def test_a_file_without_a_use_imports_no_rule() -> None:
    def rules(settings: Settings) -> list[Rule]:
        pytest.fail("nothing needs the rules")

    made = Looker(Surroundings(), rules, lambda _: frozenset())
    found, sight = made.look("a.js", b"const pyodide = 1;\n", Settings(), Asks(uses=True))
    assert found == Result()
    assert not sight.files


def test_only_what_is_asked_about_is_looked_for() -> None:
    text = "const py = await loadPyodide();\npy.runPython(`1`);\n"
    named = Settings(infers=False)
    assert look(text, Asks(uses=True), named) == Result()
    found = look(text, Asks(uses=True, calls=True), named)
    assert isinstance(found, Result)
    assert found.entry is not None
    assert [(breach.kind, breach.line) for breach in found.entry.breaches] == [(BreachKind.UNREAD, 2)]
    shown = look(text, Asks(uses=True, calls=True))
    assert isinstance(shown, Result)
    assert shown.entry is not None
    assert [(use.line, use.kind) for use in shown.entry.entries] == [(1, "assign"), (2, "call")]
    assert shown.entry.breaches == ()


def test_programs_that_are_refused_stay() -> None:
    found, _ = looker(only=lambda use: False).look("a.js", in_game(RENDER).encode(), Settings(), Asks(uses=True))
    assert isinstance(found, Result)
    assert found.edits == ()
    assert found.entry is not None
    assert Outcome.REWRITTEN not in {use.outcome for use in found.entry.entries}


@pytest.mark.parametrize(
    ("sites", "first", "second"),
    [
        (set(), RENDER, RENDER),
        ({(LINE, 15)}, DONE, RENDER),
        ({(LINE, 15), (LINE + 1, 15)}, DONE, DONE),
        ({(LINE, 1)}, RENDER, RENDER),
    ],
)
def test_sites_are_chosen_by_where_they_begin(sites: set[tuple[int, int]], first: str, second: str) -> None:
    data = in_game(f"{RENDER}\n{RENDER}").encode()
    chosen = looker().choosing("a.js", data, Settings(), sites)
    assert apply(data, chosen.edits).decode() == in_game(f"{first}\n{second}")


def test_settings_with_one_receiver_share_what_a_repository_has() -> None:
    one, two = Settings(), Settings(kept=("draw",))
    held = looker()
    users = [held._examiner(settings).parts.dependents.users for settings in (one, two)]
    assert users[0] is users[1]
