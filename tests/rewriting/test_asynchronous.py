"""A page that awaits is written only into what is async; what is not is named, with those that call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.model.ledger import Code, Function, Outcome
from migrator.rewriting.asynchronous import not_async
from tests.rewriting.candidates import candidate, page
from tests.support import GAME, run, text_of

COUNT = page(
    """
    - $N = this.pyodide.runPython(`count(${$X})`);
    + $N = await this.worker.render($X);
    """
)
WORKER = GAME.replace("async render()", "async render(x)")
SITE = "x = this.pyodide.runPython(`count(${1})`);"


def told(folder: Path, body: str, tail: str = "") -> str | None:
    """The reason of a site in the members of a game, None where it is rewritten."""
    result = run(folder, f"{WORKER}class Game extends Base {{\n{body}\n}}\n{tail}", rules=[COUNT])
    (entry,) = result.programs
    if entry.outcome is Outcome.REWRITTEN:
        return None
    assert result.after == result.before
    assert entry.reason is not None
    assert entry.reason.code == "not-async"
    return text_of(entry.reason)


@pytest.mark.parametrize(
    "body",
    [
        f"async m(x) {{ {SITE} }}",
        f"async *m(x) {{ {SITE} }}",
        f"m = async (x) => {{ {SITE} }}",
        f"m(xs) {{ xs.map(async (x) => {{ {SITE} }}); }}",
        f"async m(x) {{ if (x) {{ {SITE} }} }}",
        f"static async [key]() {{}} async m(x) {{ for (;;) {SITE} }}",
    ],
)
def test_what_is_async_is_rewritten(tmp_path: Path, body: str) -> None:
    assert told(tmp_path, body) is None


@pytest.mark.parametrize(
    ("body", "function"),
    [
        (f"m(x) {{ {SITE} }}", "the method `m` (line 24) is not async"),
        (f"async m(xs) {{ xs.forEach((x) => {{ {SITE} }}); }}", "the arrow function (line 24) is not async; it is used in `xs.forEach` (case.js:24)"),
        (f"m = (x) => {{ {SITE} }}", "the arrow function `m` (line 24) is not async"),
        (f"*m(x) {{ {SITE} }}", "the generator `m` (line 24) is not async"),
        (f"get m() {{ let x; {SITE} }}", "the getter `m` (line 24) cannot wait"),
        (f"set m(x) {{ {SITE} }}", "the setter `m` (line 24) cannot wait"),
        (f"constructor(x) {{ super(); {SITE} }}", "the constructor `constructor` (line 24) cannot wait"),
    ],
)  # fmt: skip
def test_what_is_not_async_is_named(tmp_path: Path, body: str, function: str) -> None:
    assert f"the rule writes `await`, and {function}" in (told(tmp_path, body) or "")


def test_who_calls_it_is_named_in_the_file_and_in_the_classes_that_it_extends(tmp_path: Path) -> None:
    (tmp_path / "base.js").write_text(
        f"export {WORKER[WORKER.index('class Base') :]}".replace(
            "constructor() {",
            "go() { return this.size(1); }\n    other() { return that.size(2); }\n    constructor() {",
        )
    )
    (tmp_path / "base.js").write_text("class Commands { render(x) {} }\n" + (tmp_path / "base.js").read_text())
    text = f"import {{ Base }} from './base.js';\nclass Game extends Base {{\nsize(x) {{ {SITE} }}\nresize() {{}}\nall() {{ return [1].map(this.size); }}\n}}\nconst f = (game) => game.size(3);\n"
    (entry,) = run(tmp_path, text, rules=[COUNT]).programs
    assert text_of(entry.reason) == (
        "the rule writes `await`, and the method `size` (line 3) is not async; "
        "it is used in `Base.go` (base.js:3), `Game.all` (case.js:5), `f` (case.js:7)"
    )


def test_a_function_is_used_where_its_name_is(tmp_path: Path) -> None:
    reason = told(tmp_path, f"async m(xs) {{ const f = (x) => {{ {SITE} }};\nf(1);\nxs.forEach(f); }}")
    assert reason is not None
    assert (
        "the arrow function `f` (line 24) is not async; it is used in `Game.m` (case.js:25), `Game.m` (case.js:26)"
        in reason
    )


def test_many_callers_are_counted(tmp_path: Path) -> None:
    calls = "\n".join(f"c{n}() {{ this.m(); }}" for n in range(8))
    assert "and 3 more" in (told(tmp_path, f"m(x) {{ {SITE} }}\n{calls}") or "")


def test_a_page_that_does_not_await_goes_anywhere(tmp_path: Path) -> None:
    rule = page(
        """
        - $N = this.pyodide.runPython(`count(${$X})`);
        + $N = this.worker.render($X).then(async (x) => await x);
        """
    )
    result = run(tmp_path, f"{WORKER}class Game extends Base {{ m(x) {{ {SITE} }} }}", rules=[rule])
    assert [entry.outcome.value for entry in result.programs] == ["rewritten"]


LATER = "let pyodide;\nloadPyodide().then((loaded) => { pyodide = loaded; });\n"
COUNTED = "pyodide.runPython(`count(${1})`);"
FUNCTION = page(
    """
    - this.pyodide.runPython(`count(${$X})`);
    + await ask($X);
    """
)


def at_top(folder: Path, text: str) -> tuple[str | None, str]:
    """The reason and the new text of a file with one program outside of its functions."""
    result = run(folder, text, rules=[FUNCTION])
    (entry,) = result.programs
    return (text_of(entry.reason) if entry.reason is not None else None), result.after


@pytest.mark.parametrize(
    "line",
    [
        "await (ask(1));",
        "await [1].at(0);",
        "await `x`;",
        "await\nask(1);",
        "const other = async () => { await ask(1); };",
        "async function other() { await ask(1); }",
    ],
)
def test_a_script_that_may_not_wait_is_named(tmp_path: Path, line: str) -> None:
    text = f"function ask(x) {{}}\n{LATER}{line}\n{COUNTED}\n"
    reason, after = at_top(tmp_path, text)
    assert after == text
    assert "the rule writes `await`, and the script (line 1) cannot wait" in (reason or "")


@pytest.mark.parametrize("line", ["", "await ask(2);", "const one = f(1, await ask(2));", "if (x) { await 'x'; }"])
def test_a_file_that_waits_outside_of_its_functions_may_wait(tmp_path: Path, line: str) -> None:
    text = f"function ask(x) {{}}\nconst pyodide = await loadPyodide();\n{line}\n{COUNTED}\n"
    reason, after = at_top(tmp_path, text)
    assert (reason, after) == (None, text.replace(COUNTED, "await ask(1);"))


# -- one candidate -----------------------------------------------------------------------------------------------------

DIFF = "- $N = this.pyodide.runPython(`count(${$X})`);\n+ $N = %sthis.worker.render($X);"
KEY = "- $N = this.pyodide.runPython(`count(${$X})`);\n+ $N = { async [await this.worker.render($X)]() {} };"


@pytest.mark.parametrize(
    ("diff", "kind"), [(DIFF % "", None), (DIFF % "await ", Function.ARROW), (KEY, Function.ARROW)]
)
def test_only_what_awaits_is_refused_in_what_is_not_async(diff: str, kind: Function | None) -> None:
    found = candidate(diff, f"const inner = () => {{ let x; {SITE} }};\ninner();")
    project = Project(Disk())
    refusal = not_async(found, project.add(Path("a.js"), found.source), project)
    if kind is None:
        assert refusal is None
        return
    assert refusal is not None
    assert (refusal.code, dict(refusal.message.data)["kind"]) == (Code.NOT_ASYNC, kind)
    assert found.source.data[refusal.offset :].startswith(b"this.pyodide.runPython(")


def test_what_is_async_itself_may_await() -> None:
    found = candidate(DIFF % "await ", f"const inner = async () => {{ let x; {SITE} }};")
    project = Project(Disk())
    assert not_async(found, project.add(Path("a.js"), found.source), project) is None
