"""Blocks that begin at a use of the receiver which runs no program: `loadPackage`, `globals.get('f')(x)`."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_page
from tests.rewriting.candidates import page
from tests.support import Run, in_game, run, text_of

LOAD = """
- await this.pyodide.loadPackage($P);
+ await this.worker.setState($P);
"""
CALL = """
- const $F = this.pyodide.globals.get('f');
- const $R = $F($X);
+ const $R = await this.worker.step($X);
"""


def uses(result: Run, member: str) -> list[Outcome]:
    return [entry.outcome for entry in result.entry.entries if entry.member == member]


def stays(folder: Path, diff: str, statements: str, code: str = "unexplained", because: str = "") -> Run:
    """Assert that statements stay, and why the first use in them does."""
    result = run(folder, in_game(statements, "x"), rules=[page(diff)])
    assert result.after == result.before
    entries = [entry for entry in result.entry.entries if entry.method == "act" and entry.reason is not None]
    reasons = [(entry.reason.code.value, text_of(entry.reason)) for entry in entries if entry.reason is not None]
    assert any(found == code and because in words for found, words in reasons), reasons
    return result


# -- left alone --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statements",
    [
        "const loaded = await this.pyodide.loadPackage('numpy');\nthis.keep(loaded);",
        "await this.pyodide?.loadPackage('numpy');",
        "this.pyodide.loadPackage('numpy');",
        "await this.pyodide.loadPackage('numpy', { messageCallback: this.log });",
        "await this.pyodide.loadPackagesFromImports('numpy');",
        "await this.other.pyodide.loadPackage('numpy');",
        "let py = this.pyodide;\npy = x;\nawait py.loadPackage('numpy');",
        "const { loadPackage } = this.pyodide;\nawait loadPackage('numpy');",
        "await this.pyodide.loadPackage(...names);",
    ],
)
def test_what_the_page_does_not_say_stays(tmp_path: Path, statements: str) -> None:
    result = run(tmp_path, in_game(statements, "x, names"), rules=[page(LOAD)])
    assert result.after == result.before


def test_a_use_that_no_line_explains_stays_beside_one_that_goes(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        in_game("await this.pyodide.loadPackage('a');\nthis.pyodide.setStdout(x);", "x"),
        rules=[page(LOAD)],
    )
    assert uses(result, "loadPackage") == [Outcome.REWRITTEN]
    assert uses(result, "setStdout") == [Outcome.UNMATCHED]


def test_the_function_is_called_later_once_more(tmp_path: Path) -> None:
    text = "const f = this.pyodide.globals.get('f');\nconst r = f(x);\nconst s = f(r);\nthis.keep(r, s);"
    stays(tmp_path, CALL, text, "still-used", "`f` is still used on line")


def test_another_function(tmp_path: Path) -> None:
    told = "fits `01-x` up to line 25: the rule has `'f'`, the source has `'g'`"
    stays(tmp_path, CALL, "const f = this.pyodide.globals.get('g');\nconst r = f(x);", "differs", told)


def test_another_argument_more(tmp_path: Path) -> None:
    stays(tmp_path, CALL, "const f = this.pyodide.globals.get('f');\nconst r = f(x, 1);")


def test_a_statement_between(tmp_path: Path) -> None:
    told = "fits `01-x` up to line 26: the rule has `const $R = $F($X);`, the source has `this.clear();`"
    stays(tmp_path, CALL, "const f = this.pyodide.globals.get('f');\nthis.clear();\nconst r = f(x);", "differs", told)


@pytest.mark.parametrize(
    "statements",
    [
        "this.pyodide.setStdout(x);",  # another method
        "if (this.pyodide.globals.get('f')) { this.clear(); }",  # a statement of another shape
        "this.clear(this.pyodide);",
    ],
)
def test_a_page_that_has_nothing_of_the_statement_says_nothing_of_it(tmp_path: Path, statements: str) -> None:
    stays(tmp_path, CALL, statements, "unexplained", "no rewritten site explains")


def test_the_page_that_has_most_of_the_statement_is_shown_first(tmp_path: Path) -> None:
    pages = [
        load_page("01-f.md", f"# F\n\n```diff{CALL}```\n"),
        load_page("02-g.md", f"# G\n\n```diff{CALL.replace('(f', '(g').replace('$F($X)', '$F(1, $X)')}```\n".replace("'f'", "'g'")),
    ]
    text = in_game("const f = this.pyodide.globals.get('g');\nconst r = f(2, x);\nthis.keep(r);", "x")
    (entry,) = [entry for entry in run(tmp_path, text, rules=pages).entry.entries if entry.member == "globals" and entry.reason]
    assert [near.rule for near in entry.nearest] == ["02-g", "01-f"]
    assert text_of(entry.reason) == "fits `02-g` up to line 26: the rule has `1`, the source has `2`"


ANY = """
- const $R = await this.pyodide.runPythonAsync($CODE);
- this.keep($R);
+ this.keep(await this.worker.setState($CODE));
"""


@pytest.mark.parametrize(
    ("statements", "code", "because"),
    [
        ("const r = await this.pyodide.runPythonAsync(x);\nthis.drop(r);", "differs", "the rule has `this.keep`"),
        ("const r = await this.pyodide.runPythonAsync(x);", "differs", "the rule has `this.keep($R);` after it, and the block ends"),
        ("return await this.pyodide.runPythonAsync(x);", "not-in-place", "`x` is a parameter"),
        ("const r = this.pyodide.runPython(x);\nthis.keep(r);", "not-in-place", "the program does not stand in the call"),
    ],
)
def test_what_tells_code_that_is_not_in_place_from_a_page_of_any_code(
    tmp_path: Path, statements: str, code: str, because: str
) -> None:
    stays(tmp_path, ANY, statements, code, because)


GAP = """
- const $F = this.pyodide.globals.get('f');
  ...
- const $R = $F($X);
+ const $R = await this.worker.step($X);
"""


def test_what_a_gap_runs_may_give_the_name_another_value(tmp_path: Path) -> None:
    text = "const f = this.pyodide.globals.get('f');\nthis.clear();\nconst r = f(x);\nthis.keep(r);"
    stays(tmp_path, GAP, text, "effect", "`this.clear()` may run Python, and the rule moves other Python over it")


def test_a_call_that_moves_before_what_a_gap_runs(tmp_path: Path) -> None:
    diff = """
    - const $F = this.pyodide.globals.get('f');
    + const $R = await this.worker.step($X);
      ...
    - const $R = $F($X);
    """
    text = "const f = this.pyodide.globals.get('f');\nthis.clear();\nconst r = f(x);\nthis.keep(r);"
    stays(tmp_path, diff, text, "effect", "`this.clear()` may run Python")


def test_not_async(tmp_path: Path) -> None:
    text = in_game("").replace("    async act() {", "    act(x) {\n        const r = this.pyodide.globals.get('f')(x);")
    result = run(tmp_path, text, rules=[page(CALL)])
    assert result.after == result.before
    [entry] = [entry for entry in result.entry.entries if entry.method == "act"]
    assert entry.reason is not None
    assert entry.reason.code == "not-async"


def test_a_command_that_the_worker_has_not(tmp_path: Path) -> None:
    diff = "- await this.pyodide.loadPackage($P);\n+ await this.worker.load($P);"
    stays(tmp_path, diff, "await this.pyodide.loadPackage('a');", "no-command", "`load`")


def test_a_global_that_the_page_sets_and_that_something_else_reads(tmp_path: Path) -> None:
    diff = "- this.pyodide.globals.set('x', $X);\n+ await this.worker.setState($X);"
    text = "this.pyodide.globals.set('x', x);\nawait this.pyodide.runPythonAsync(`f(x)`);"
    stays(tmp_path, diff, text, "still-read", "the Python global `x` goes, and the program on line")


def test_a_use_in_a_method_that_may_keep_it(tmp_path: Path) -> None:
    text = in_game("this.x = 1;").replace(
        "async performRollback() { ", "async performRollback() { await this.pyodide.loadPackage('a'); "
    )
    result = run(tmp_path, text, rules=[page(LOAD)])
    assert result.after == result.before
    assert uses(result, "loadPackage") == [Outcome.KEPT]


def test_what_gives_the_receiver_its_value_is_no_site_while_a_use_stays(tmp_path: Path) -> None:
    text = in_game("this.pyodide = x;\nawait this.pyodide.loadPackage('b');")
    assert run(tmp_path, text, rules=[page("- this.pyodide = $X;\n+ this.worker.given = $X;")]).after == text
    diff = "- this.pyodide = $X;\n- await this.pyodide.loadPackage('a');\n+ await this.worker.setState($X);"
    goes(tmp_path, diff, "this.pyodide = x;\nawait this.pyodide.loadPackage('a');", "await this.worker.setState(x);")


def test_a_member_by_a_metavariable_takes_no_program(tmp_path: Path) -> None:
    diff = "- await this.pyodide.$M($P);\n+ await this.worker.step($P);"
    text = in_game("await this.pyodide.runPythonAsync(`env.render()`);")
    assert run(tmp_path, text, rules=[page(diff)]).after == text


# -- rewritten ---------------------------------------------------------------------------------------------------------


def goes(folder: Path, diff: str, before: str, after: str) -> Run:
    result = run(folder, in_game(before, "x, names"), rules=[page(diff)])
    assert result.after == in_game(after, "x, names")
    return result


def test_a_line_without_a_program(tmp_path: Path) -> None:
    result = goes(
        tmp_path,
        LOAD,
        "await this.pyodide.loadPackage(names);\nawait this['pyodide'].loadPackage(['a', x]);",
        "await this.worker.setState(names);\nawait this.worker.setState(['a', x]);",
    )
    entries = [entry for entry in result.entry.entries if entry.member == "loadPackage"]
    assert [(entry.outcome, entry.rule) for entry in entries] == [(Outcome.REWRITTEN, "01-x")] * 2
    assert len({entry.id for entry in entries}) == 2
    assert all(entry.is_site and not entry.is_program for entry in entries)


@pytest.mark.parametrize(
    "before",
    [
        "const f = this.pyodide.globals.get('f');\nconst r = f(x);",
        "const r = this.pyodide.globals.get('f')(x);",
    ],
)
def test_a_function_of_python_declared_or_inline(tmp_path: Path, before: str) -> None:
    result = goes(tmp_path, CALL, f"{before}\nthis.keep(r);", "const r = await this.worker.step(x);\nthis.keep(r);")
    [entry] = [entry for entry in result.entry.entries if entry.member == "globals" and entry.method == "act"]
    assert (entry.outcome, entry.rule) == (Outcome.REWRITTEN, "01-x")


def test_two_uses_in_one_statement_are_two_places(tmp_path: Path) -> None:
    diff = "- $F($X, this.pyodide.version);\n+ $F($X, 1);"
    goes(tmp_path, diff, "x(1, this.pyodide.version);", "x(1, 1);")
    result = run(tmp_path, in_game("x(this.pyodide.version, this.pyodide.version);", "x"), rules=[page(diff)])
    assert uses(result, "version") == [Outcome.UNMATCHED, Outcome.REWRITTEN]


def test_the_receiver_as_an_argument(tmp_path: Path) -> None:
    goes(tmp_path, "- prepare(this.pyodide);\n+ await this.worker.render();", "prepare(this.pyodide);",
         "await this.worker.render();")


@pytest.mark.parametrize("name", ["const py = this.pyodide;", "const { pyodide: py } = this;"])
def test_a_name_that_only_renames_the_receiver(tmp_path: Path, name: str) -> None:
    goes(tmp_path, LOAD, f"{name}\nawait py.loadPackage('a');", "await this.worker.setState('a');")
    both = f"{name}\nconst f = py.globals.get('f');\nconst r = f(x);\nthis.keep(r);"
    goes(tmp_path, CALL, both, "const r = await this.worker.step(x);\nthis.keep(r);")


def test_a_method_that_is_taken_out_of_the_receiver(tmp_path: Path) -> None:
    goes(
        tmp_path,
        "- const { loadPackage: $L } = this.pyodide;\n- await $L($P);\n+ await this.worker.setState($P);",
        "const { loadPackage } = this.pyodide;\nawait loadPackage('a');",
        "await this.worker.setState('a');",
    )


def test_a_gap_that_runs_nothing(tmp_path: Path) -> None:
    goes(
        tmp_path,
        GAP,
        "const f = this.pyodide.globals.get('f');\nconst t = 1 + 2;\nconst r = f(x);\nthis.keep(r, t);",
        "const t = 1 + 2;\nconst r = await this.worker.step(x);\nthis.keep(r, t);",
    )


# -- beside programs ---------------------------------------------------------------------------------------------------

SET = "- this.pyodide.globals.set('x', $X);\n+ await this.worker.setState($X);"
BOTH = """
- this.pyodide.globals.set('x', $X);
- const $R = await this.pyodide.runPythonAsync(`f(x)`);
+ const $R = await this.worker.step($X);
"""
BEFORE = "this.pyodide.globals.set('x', y);\nconst r = await this.pyodide.runPythonAsync(`f(x)`);\nthis.keep(r);"


def rules(*diffs: str) -> list[Rule]:
    pages = [page(diff).text for diff in diffs]
    return [load_page(f"{number:02}-x.md", text) for number, text in enumerate(pages, 1)]


def test_a_program_takes_the_line_before_it(tmp_path: Path) -> None:
    after = in_game("const r = await this.worker.step(y);\nthis.keep(r);", "y")
    for order in ((BOTH,), (BOTH, SET)):
        result = run(tmp_path, in_game(BEFORE, "y"), rules=rules(*order))
        assert result.after == after
        found = [entry for entry in result.entry.entries if entry.method == "act"]
        assert [(entry.outcome, entry.rule, entry.id) for entry in found] == [
            (Outcome.REWRITTEN, "01-x", found[0].id)
        ] * 2


def test_the_page_that_comes_first_has_the_line(tmp_path: Path) -> None:
    """`x` goes with the line, and the program that stays reads it: so the larger page has both after all."""
    result = run(tmp_path, in_game(BEFORE, "y"), rules=rules(SET, BOTH))
    assert result.after == in_game("const r = await this.worker.step(y);\nthis.keep(r);", "y")
    unread = BEFORE.replace("`f(x)`", "`f(1)`")
    both = BOTH.replace("`f(x)`", "`f(1)`")
    result = run(tmp_path, in_game(unread, "y"), rules=rules(SET, both))
    assert "await this.worker.setState(y);\n" in result.after
    assert "await this.pyodide.runPythonAsync(`f(1)`)" in result.after
    result = run(tmp_path, in_game(unread, "y"), rules=rules(both, SET))
    assert result.after == in_game("const r = await this.worker.step(y);\nthis.keep(r);", "y")


def test_a_global_that_a_line_asks_for_is_the_one_that_the_page_means(tmp_path: Path) -> None:
    """A name that the program binds stands for any, and the line asks for one by its name."""
    diff = """
    - await this.pyodide.runPythonAsync(`
    -     def f(a):
    -         return a + 1
    - `);
    - const $R = this.pyodide.globals.get('f')($X);
    + const $R = await this.worker.step($X);
    """
    text = "await this.pyodide.runPythonAsync(`\ndef {}(b):\n    return b + 1\n`);\n"
    text += "const r = this.pyodide.globals.get('f')(x);\nthis.keep(r);"
    goes(tmp_path, diff, text.format("f"), "const r = await this.worker.step(x);\nthis.keep(r);")
    stays(tmp_path, diff, text.format("g"), "differs", "in the rule the Python global `f` goes from one part to another")


def test_settings_that_name_another_receiver(tmp_path: Path) -> None:
    from migrator.model.settings import Receiver

    taken = Receiver.read("py")
    assert taken is not None
    text = "export async function f(py) {\n    await py.loadPackage('a');\n}\n"
    worker = Receiver.read("worker")
    assert worker is not None
    chosen = Settings(receivers=(taken,), infers=False, worker=worker, kept=())
    text = "import * as worker from './b.js';\n" + text
    (tmp_path / "b.js").write_text("export async function setState(x) { return x; }\n")
    result = run(tmp_path, text, rules=[page(LOAD)], settings=chosen)
    assert "await worker.setState('a');" in result.after
