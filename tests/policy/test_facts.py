"""What settings say that methods hold, and names in settings that no class has."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.settings import Fact, Settings
from migrator.policy.facts import Facts
from migrator.report.sentences import words
from migrator.sites.site import File
from tests.support import FIXTURES, ROOT, migrator, write

GAME = """\
class Base {
    reset() { return this.worker.reset(null); }
}

class Game extends Base {
    async step(actions) {
        const answer = await this.worker.step(actions, { fast: true });
        return this.convert(answer);
    }

    async reset(state) {
        if (state) {
            return this.worker.setState(state);
        }
        const again = () => this.worker.reset(this.seed);
        return again();
    }

    draw = async () => {
        await this.worker.render();
    };
}
"""


def check(folder: Path, facts: str, text: str = GAME) -> list[tuple[int, str, str | None, str | None, str]]:
    """The findings of `check` for the settings ``facts``: (line, kind, class, method, message)."""
    write(folder, "migrator.toml", facts)
    write(folder, "game.js", text)
    result = migrator(folder, "check", "--format", "json")
    report = json.loads(result.stdout)
    assert result.returncode == (1 if report["findings"] else 0), result.stderr.decode()
    assert report["errors"] == []
    return [(item["line"], item["kind"], item["class"], item["method"], item["message"]) for item in report["findings"]]


def fact(method: str, **calls: str) -> str:
    return f'[[facts]]\nmethod = "{method}"\n' + "".join(f'{key} = ["{call}"]\n' for key, call in calls.items())


HOLDS = {
    "any arguments": fact("step", calls="this.worker.step(...)"),
    "a metavariable": fact("step", calls="this.worker.step($ACTIONS, ...)"),
    "the same name twice": fact("Game.step", calls="this.convert($X)"),
    "an object": fact("step", calls="this.worker.step($A, { fast: true })"),
    "in an arrow": fact("Game.reset", calls="this.worker.reset(...)"),
    "of one class": fact("Base.reset", calls="this.worker.reset(null)"),
    "a field that holds an arrow": fact("draw", calls="this.worker.render()"),
    "never": fact("step", never="this.pyodide.toPy(...)"),
    "never with other arguments": fact("step", never="this.worker.step($A)"),
    "always": fact("step", always="this.worker.step(...)"),
    "an await around it": fact("step", always="await this.worker.step(...)"),
    "a member, not a call": fact("step", calls="this.worker"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_a_fact_that_holds(tmp_path: Path, name: str) -> None:
    assert check(tmp_path, HOLDS[name]) == []


BREACHES = {
    "a call that is missing": (
        fact("step", calls="this.worker.render()"),
        [(6, "Game", "step", "`step` does not call `this.worker.render()`, which migrator.toml:1 asks for")],
    ),
    "other arguments": (
        fact("step", calls="this.worker.step($ACTIONS)"),
        [(6, "Game", "step", "`step` does not call `this.worker.step($ACTIONS)`, which migrator.toml:1 asks for")],
    ),
    "both classes": (
        fact("reset", calls="this.worker.setState(...)"),
        [(2, "Base", "reset", "`reset` does not call `this.worker.setState(...)`, which migrator.toml:1 asks for")],
    ),
    "a call that must not be": (
        fact("Game.reset", never="this.worker.setState(...)"),
        [(13, "Game", "reset", "`reset` must not call `this.worker.setState(...)` (migrator.toml:1)")],
    ),
    "a call that must not be, in an arrow": (
        fact("Game.reset", never="this.worker.reset(...)"),
        [(15, "Game", "reset", "`reset` must not call `this.worker.reset(...)` (migrator.toml:1)")],
    ),
    "a path without it": (
        fact("Game.reset", always="this.worker.setState(...)"),
        [
            (16, "Game", "reset", "this `return` leaves `reset` without `this.worker.setState(...)`, which migrator.toml:1 "
             "asks for on every path"),
        ],
    ),
    "an arrow is not surely run": (
        fact("Game.reset", always="this.worker.reset(...)"),
        [
            (13, "Game", "reset", "this `return` leaves `reset` without `this.worker.reset(...)`, which migrator.toml:1 "
             "asks for on every path"),
            (16, "Game", "reset", "this `return` leaves `reset` without `this.worker.reset(...)`, which migrator.toml:1 "
             "asks for on every path"),
        ],
    ),
    "nowhere, always": (
        fact("draw", always="this.worker.step()"),
        [(19, "Game", "draw", "`draw` does not call `this.worker.step()`, which migrator.toml:1 asks for")],
    ),
    "two facts": (
        fact("step", calls="a()") + fact("step", calls="b()"),
        [
            (6, "Game", "step", "`step` does not call `a()`, which migrator.toml:1 asks for"),
            (6, "Game", "step", "`step` does not call `b()`, which migrator.toml:4 asks for"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREACHES)
def test_a_fact_that_does_not_hold(tmp_path: Path, name: str) -> None:
    facts, expected = BREACHES[name]
    assert check(tmp_path, facts) == [(line, "fact", *rest) for line, *rest in expected]


OTHERS = {
    "a function of its own": "class A { step() { function f() { this.worker.step(1); } return f; } }",
    "a method of an object": "class A { step() { return { go() { this.worker.step(1); } }; } }",
    "a nested class": "class A { step() { return class { go() { this.worker.step(1); } }; } }",
    "a string": "class A { step() { return 'this.worker.step(1)'; } }",
    "a comment": "class A { step() { /* this.worker.step(1) */ } }",
    "another method": "class A { step() {} go() { this.worker.step(1); } }",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_the_method_does_not_hold_its_fact(tmp_path: Path, name: str) -> None:
    found = check(tmp_path, fact("step", calls="this.worker.step(...)"), OTHERS[name])
    assert [(line, kind, method) for line, kind, _, method, _ in found] == [(1, "fact", "step")]


# Each: a body of `step`, and whether `this.worker.step(...)` is called in it on some path, and on every one.
SOMEWHERE = {
    "what a class extends": ("class B extends mix(this.worker.step(1)) {}", True, True),
    "what a class in an expression extends": ("return class extends mix(this.worker.step(1)) {};", True, True),
    "a class under a condition": ("if (a) { class B extends mix(this.worker.step(1)) {} }", True, False),
    "a computed key": ("class B { [this.worker.step(1)]() {} }", True, True),
    "a computed key of a field": ("class B { [this.worker.step(1)] = 1; }", True, True),
    "a computed key of an object": ("return { [this.worker.step(1)]() {} };", True, True),
    "a static field, whose this is the class": ("class B { static c = this.worker.step(1); }", False, False),
    "a static block, whose this is the class": ("class B { static { this.worker.step(1); } }", False, False),
    "a field": ("class B { c = this.worker.step(1); }", False, False),
    "a method": ("class B { c() { this.worker.step(1); } }", False, False),
    "a loop that asks last": ("do { this.worker.step(1); } while (a);", True, True),
    "a loop that asks last and goes on": ("do { if (a) continue; this.worker.step(1); } while (b);", True, False),
    "an endless loop": ("while (1) { if (a) { this.worker.step(1); break; } }", True, True),
    "an endless loop that is left": ("while (1) { if (a) break; this.worker.step(1); }", True, False),
    "cases": ("switch (a) { case 1: case 2: this.worker.step(1); break; default: this.worker.step(2); }", True, True),
    "cases without a default": ("switch (a) { case 1: this.worker.step(1); break; case 2: this.worker.step(2); }", True, False),
    "finally": ("try { return a; } finally { this.worker.step(1); }", True, True),
    "finally under a condition": ("try { return a; } finally { if (b) this.worker.step(1); }", True, False),
}  # fmt: skip


@pytest.mark.parametrize("name", SOMEWHERE)
def test_calls_always_and_never_say_the_same_of_a_body(tmp_path: Path, name: str) -> None:
    body, somewhere, everywhere = SOMEWHERE[name]
    text = f"class A {{ step(a, b) {{ {body} }} }}"
    for key, holds in (("calls", somewhere), ("always", everywhere), ("never", not somewhere)):
        found = check(tmp_path, fact("step", **{key: "this.worker.step(...)"}), text)
        assert (found == []) == holds, key
    if somewhere and not everywhere:
        assert "on every path" in check(tmp_path, fact("step", always="this.worker.step(...)"), text)[0][4]


@pytest.mark.parametrize("member", ["static c = start(1);", "static { start(1); }", "static #c = [start(1)];"])
def test_what_is_static_is_evaluated_where_the_class_stands(tmp_path: Path, member: str) -> None:
    text = f"class A {{ step() {{ class B {{ {member} }} }} }}"
    assert check(tmp_path, fact("step", always="start(...)", calls="start($X)"), text) == []
    assert [line[1] for line in check(tmp_path, fact("step", never="start(...)"), text)] == ["fact"]
    text = text.replace("static c = start(1)", "c = start(1)").replace("static {", "c() {").replace("static #", "#")
    assert [line[1] for line in check(tmp_path, fact("step", calls="start($X)"), text)] == ["fact"]


def test_facts_use_the_names_of_the_settings(tmp_path: Path) -> None:
    text = "class A { step() { this.py.runPython('1'); } }"
    settings = 'receiver = "this.py"\nkeep = ["step"]\n' + fact("step", never="this.py.runPython(...)")
    assert [line[1] for line in check(tmp_path, settings, text)] == ["fact"]


def test_a_file_that_does_not_parse_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", fact("step", calls="f()"))
    write(tmp_path, "game.js", "class A { step( }")
    result = migrator(tmp_path, "check")
    assert result.returncode == 2
    assert "game.js:1: error: " in result.stdout.decode()


def test_migrate_does_not_hold_facts(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", fact("step", calls="f()"))
    write(tmp_path, "game.js", GAME)
    assert migrator(tmp_path, "migrate").returncode == 0


# -- names that no class has -------------------------------------------------------------------------------------------


def test_a_kept_name_that_no_class_has_is_a_finding_of_a_run_without_paths(tmp_path: Path) -> None:
    settings = 'worker = "this.worker"\nkeep = ["stepp", "Base.reset", "Other.reset", "draw"]\n'
    assert check(tmp_path, settings) == [
        (2, "setting", None, None, "`keep` names `stepp`, and no class has it; did you mean `step`?"),
        (2, "setting", None, None, "`keep` names `Other.reset`, and no class has it; did you mean `reset`?"),
    ]
    assert migrator(tmp_path, "check", ".").returncode == 0
    assert migrator(tmp_path, "check", "game.js").returncode == 0


def test_the_default_names_need_no_class(tmp_path: Path) -> None:
    assert check(tmp_path, 'worker = "this.worker"\n') == []


def test_a_fact_about_no_method_is_a_finding(tmp_path: Path) -> None:
    assert check(tmp_path, "\n" + fact("fly", calls="f()")) == [
        (2, "setting", None, None, "a fact is about `fly`, and no class has it")
    ]


def test_each_package_is_asked_for_its_own_names(tmp_path: Path) -> None:
    write(tmp_path, "one/migrator.toml", 'keep = ["a"]\n')
    write(tmp_path, "one/game.js", "class A { b() {} }\n")
    write(tmp_path, "two/migrator.toml", 'keep = ["b"]\n')
    write(tmp_path, "two/game.js", "class A { a() {} b() {} }\n")
    lines = migrator(tmp_path, "check").stdout.decode().splitlines()
    assert lines == ["one/migrator.toml:1:1: `keep` names `a`, and no class has it [setting]"]


# -- the plan's facts --------------------------------------------------------------------------------------------------


def test_the_facts_of_the_plan_hold_after_the_migration_and_not_before(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game" / "js", tmp_path / "js")
    example = (ROOT / "examples" / "migrator.toml").read_text()
    write(tmp_path, "migrator.toml", example.replace("MultiplayerPyodideGame", "DuelGame"))
    before = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)["findings"]
    facts = {item["method"] for item in before if item["kind"] == "fact"}
    assert facts == {
        "stepWithActions", "reset", "saveStateSnapshot", "loadStateSnapshot", "applyServerState", "_applyP2PState",
        "computeQuickStateHash",
    }  # fmt: skip
    assert migrator(tmp_path, "migrate", "--write").returncode in (0, 1)
    after = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)["findings"]
    assert [item for item in after if item["kind"] in ("fact", "setting")] == []


def breaches(text: str, *facts: Fact) -> list[tuple[int, str]]:
    """Where a text does not hold what facts say."""
    source = Source.read("a.js", text.encode())
    settings = Settings(facts=facts)
    found = Facts(settings).breaches(File(source, settings), Module(Path("a.js"), source))
    return [(breach.line, words(breach.message)) for breach in found]


def test_a_method_that_nothing_is_said_of_holds_everything() -> None:
    assert breaches("class A { other() {} }", Fact("roll", calls=("f(...)",), line=3)) == []


def test_a_call_that_must_be_there_and_one_that_must_not() -> None:
    fact = Fact("roll", calls=("f(...)",), never=("g(...)",), line=3)
    assert breaches("class A {\n  roll() { f(1); }\n}", fact) == []
    assert breaches("class A {\n  roll() {\n    g();\n  }\n}", fact) == [
        (2, "`roll` does not call `f(...)`, which the settings:3 asks for"),
        (3, "`roll` must not call `g(...)` (the settings:3)"),
    ]


def test_a_call_on_every_path() -> None:
    fact = Fact("roll", always=("f(...)",), line=3)
    assert breaches("class A {\n  roll(a) { if (a) { f(); } else { f(); } }\n}", fact) == []
    assert breaches("class A {\n  roll(a) {\n    if (a) return;\n    f();\n  }\n}", fact) == [
        (3, "this `return` leaves `roll` without `f(...)`, which the settings:3 asks for on every path"),
    ]


def test_a_function_of_its_own_is_not_looked_into() -> None:
    fact = Fact("roll", calls=("this.f()",), line=3)
    assert len(breaches("class A { roll() { g(function () { this.f(); }); } }", fact)) == 1
    assert breaches("class A { roll() { g(() => { this.f(); }); } }", fact) == []
