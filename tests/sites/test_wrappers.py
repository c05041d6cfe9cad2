"""Calls of functions that only run what they are given, and functions that do more."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.source import Source
from migrator.model.ledger import Outcome
from migrator.model.settings import Receiver, Settings
from migrator.rules.loader import load_page
from migrator.sites.uses import all_uses
from migrator.sites.wrappers import through_wrappers
from tests.support import COUNT_PAGE, migrate, text_of, write

CLIENT = "const worker = { count(x) { return x; } };\n"
SITE = "export async function f(x) {\n    const n = await %s(`count(${x})`);\n    return n;\n}\n"
CLASS = "class Game {\n    async act(x) {\n        const n = await this.run(`count(${x})`);\n    }\n    %s\n}\nexport const game = new Game();\n"
RUN = "run(code) { return this.pyodide.runPythonAsync(code); }"


def wrapped(text: str) -> list[tuple[str, str | None]]:
    source = Source.read("a.js", text.encode())
    uses = [use for use in all_uses(source, Settings()) if use.inner is None]
    return [(source.text(use.whole.start_byte, use.whole.end_byte), use.member) for use in through_wrappers(source, uses)]


GO = "go(`x()`);\n"
NONE = {
    "more than one statement": "const go = (code) => { log(code); return py.runPython(code); };",
    "another value": "const go = (code) => py.runPython(code.trim());",
    "text around it": "const go = (code) => py.runPython(`import a\\n${code}`);",
    "nothing is given back": "const go = (code) => { py.runPython(code); };",
    "something else is given back": "const go = (code) => py.runPython(code).toJs();",
    "a second parameter": "const go = (code, times) => py.runPython(code);",
    "a default": "const go = (code = 'x') => py.runPython(code);",
    "a rest": "const go = (...code) => py.runPython(code);",
    "options": "const go = (code) => py.runPython(code, { globals });",
    "a name of another function": "const code = 1; const go = (other) => py.runPython(code);",
    "a generator": "function* go(code) { return py.runPython(code); }",
    "a name with two values": "let go = (code) => py.runPython(code);\ngo = other;",
    "a condition": "const go = (code) => flag && py.runPython(code);",
}


@pytest.mark.parametrize("name", NONE)
def test_a_function_that_does_more(name: str) -> None:
    assert wrapped(NONE[name] + "\n" + GO) == []


@pytest.mark.parametrize(
    "more",
    [
        RUN + "\n}\nclass Other extends Game {\n    run(code) { return code; }",
        RUN + "\n    constructor() { this.run = other; }",
        "get " + RUN,
        "static " + RUN,
        "run = " + "other;",
    ],
)
def test_a_method_that_may_be_another(more: str) -> None:
    assert wrapped(CLASS % more) == []


def test_a_function_that_is_handed_on_is_not_called() -> None:
    assert wrapped("const go = (code) => py.runPython(code);\nf(go); other.go(`x()`);\n") == []


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("const go = (code) => py.runPython(code);", "runPython"),
        ("const go = code => py.runPythonAsync(code);", "runPythonAsync"),
        ("async function go(code) { return py.runPython(code); }", "runPythonAsync"),
        ("const go = async function (code) {\n    // runs it\n    return await py.runPythonAsync((code));\n};", "runPythonAsync"),
    ],
)
def test_a_function_that_only_runs_what_it_is_given(text: str, member: str) -> None:
    assert wrapped(text + "\n" + GO) == [("go", member)]


def test_a_method_and_a_private_one() -> None:
    assert wrapped(CLASS % RUN) == [("this.run", "runPythonAsync")]
    private = (CLASS % RUN).replace("this.run", "this.#run").replace("    run(", "    #run(")
    assert wrapped(private) == [("this.#run", "runPythonAsync")]


def outcomes(folder: Path, text: str, settings: Settings) -> tuple[str, list[tuple[Outcome, int]], list[str]]:
    entry, after = migrate(write(folder, "a.js", text), [load_page("01-count.md", COUNT_PAGE)], settings)
    return after, [(use.outcome, use.line) for use in entry.entries if use.is_program], [text_of(n) for n in entry.notes]


SETTINGS = Settings(
    worker=Receiver(expression="worker"), kept=(), infers=False, receivers=(Receiver(expression="pyodide"),)
)


def test_the_programs_of_callers_are_rewritten(tmp_path: Path) -> None:
    text = CLIENT + "const go = async (code) => await pyodide.runPythonAsync(code);\n" + SITE % "go"
    after, found, _ = outcomes(tmp_path, text, SETTINGS)
    assert after == text.replace("await go(`count(${x})`)", "await worker.count(x)")
    assert found == [(Outcome.UNMATCHED, 2), (Outcome.REWRITTEN, 4)]


def test_a_method_of_a_class_that_others_may_extend_is_told(tmp_path: Path) -> None:
    text = CLIENT + (CLASS % RUN).replace("class Game", "export class Game")
    after, _, notes = outcomes(tmp_path, text, SETTINGS)
    assert "const n = await worker.count(x);" in after
    told = "`this.run` only runs what it is given; a class of another file that extends `Game` may have another one"
    assert told in notes
    assert outcomes(tmp_path, text, SETTINGS._replace(refuse_unknown=True))[0] == text
    assert told not in outcomes(tmp_path, CLIENT + CLASS % RUN, SETTINGS)[2]


def test_callers_stay_where_the_function_may_keep_pyodide(tmp_path: Path) -> None:
    text = CLIENT + CLASS % RUN
    after, found, _ = outcomes(tmp_path, text, SETTINGS._replace(kept=("run",), kept_line=1))
    assert (after, {outcome for outcome, _ in found}) == (text, {Outcome.KEPT})


def test_what_callers_bind_counts_for_those_that_stay(tmp_path: Path) -> None:
    page = COUNT_PAGE.replace("count(${$X})`", "n = count(${$X})\n- n`")
    text = CLIENT + "const go = async (code) => await pyodide.runPythonAsync(code);\n"
    text += (SITE % "go").replace("count(${x})", "n = count(${x})\nn") + "export const g = () => go(`print(n)`);\n"
    entry, after = migrate(write(tmp_path, "a.js", text), [load_page("01-count.md", page)], SETTINGS)
    assert after == text
    assert any("`n`" in text_of(use.reason) for use in entry.entries), [text_of(use.reason) for use in entry.entries]
