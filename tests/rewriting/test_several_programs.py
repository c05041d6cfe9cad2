"""Several programs that become one command, and what ties them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.source import Source
from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_page
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from migrator.run.result import Result
from migrator.run.review import Review
from migrator.sites.site import Use
from tests.rewriting.candidates import page
from tests.support import Run, in_game, left_alone, rewritten, run, text_of

TWO = """
- await this.pyodide.runPythonAsync(`env.clear()`);
- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);
+ const $R = await this.worker.step($X);
"""
ONE = "await this.pyodide.runPythonAsync(`env.clear()`);"
OTHER = "const r = await this.pyodide.runPythonAsync(`env.step(${x})`);"
LATER = "`01-x` takes this (line 5 of the page) with the program that it begins with, and does not take that one here"
DONE = "const r = await this.worker.step(x);\nthis.keep(r);"
GAP = TWO.replace("- const", "  ...\n- const")
# Lines beside one program, and what they fit.
LINES = {
    "packages": ("- await this.pyodide.loadPackage('numpy');\n", "await this.pyodide.loadPackage('numpy');"),
    "packages of code": ("- await this.pyodide.loadPackagesFromImports($_);\n", "await this.pyodide.loadPackagesFromImports(y);"),
    "a function": ("- this.pyodide.globals.get('g')(1);\n", "this.pyodide.globals.get('g')(1);"),
    "a function by its name": (
        "- const $G = this.pyodide.globals.get('g');\n- $G(1);\n", "const g = this.pyodide.globals.get('g');\ng(1);",
    ),
    "a function that is assigned": (
        "- const $G = this.pyodide.globals.get('g');\n- $G(1);\n", "let g;\ng = this.pyodide.globals.get('g');\ng(1);",
    ),
}  # fmt: skip
EARLIER = """
- await this.pyodide.runPythonAsync(`env.clear()`);
+ const $R = await this.worker.step($X);
  ...
- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);
"""


def rules(*diffs: str) -> list[Rule]:
    pages = [page(diff).text for diff in diffs]
    return [load_page(f"{number:02}-x.md", text) for number, text in enumerate(pages, 1)]


def stays(folder: Path, diff: str, statements: str, code: str, because: str) -> Run:
    return left_alone(folder, statements, code=code, because=because, parameters="x, y", rules=[page(diff)])


# -- left alone --------------------------------------------------------------------------------------------------------


def test_another_order(tmp_path: Path) -> None:
    stays(tmp_path, TWO, f"{OTHER}\n{ONE}\nthis.keep(r);", "differs", "")


def test_one_is_missing(tmp_path: Path) -> None:
    stays(tmp_path, TWO, ONE, "differs", "and the block ends here")
    stays(tmp_path, TWO, f"{OTHER}\nthis.keep(r);", "differs", LATER)


def test_one_more_between(tmp_path: Path) -> None:
    more = "await this.pyodide.runPythonAsync(`env.more()`);"
    stays(tmp_path, TWO, f"{ONE}\n{more}\n{OTHER}\nthis.keep(r);", "differs", "")
    stays(tmp_path, GAP, f"{ONE}\n{more}\n{OTHER}\nthis.keep(r);", "effect", "may run Python, and the rule moves other Python over it")


VALUES = """
- await this.pyodide.runPythonAsync(`env.seed(${$A})`);
  ...
- await this.pyodide.runPythonAsync(`env.step(${$B})`);
+ await this.worker.step([$A, $B]);
"""


def test_what_the_second_changes_in_what_the_first_had(tmp_path: Path) -> None:
    row = "await this.pyodide.runPythonAsync(`env.seed(${x})`);\ny = 5;\nawait this.pyodide.runPythonAsync(`env.step(${%s})`);"
    for changing in ("x.n++", "x.push(1)", "delete x.n"):
        because = f"what `x` holds would be read after `{changing}`, which may change it"
        stays(tmp_path, VALUES, row % changing, "effect", because)
    assert "step([x, z])" in run(tmp_path, in_game(row % "z", "x, y, z"), rules=[page(VALUES)]).after


def test_another_second_program(tmp_path: Path) -> None:
    other = OTHER.replace("step", "turn")
    stays(tmp_path, TWO, f"{ONE}\n{other}\nthis.keep(r);", "differs", "the rule has `env.step`, the source has `env.turn`")


def test_a_statement_between(tmp_path: Path) -> None:
    stays(tmp_path, TWO, f"{ONE}\nthis.clear();\n{OTHER}\nthis.keep(r);", "differs", "this.clear()")


@pytest.mark.parametrize("between", ["this.clear();", "await pause();", "await this.pyodide.loadPackage('a');"])
def test_what_a_gap_runs_may_run_python(tmp_path: Path, between: str) -> None:
    stays(tmp_path, GAP, f"{ONE}\n{between}\n{OTHER}\nthis.keep(r);", "effect", "may run Python, and the rule moves other Python over it")


@pytest.mark.parametrize(
    ("between", "jump"),
    [
        ("if (x) return;", "return;"),
        ("if (x) {\n    this.a = 1;\n    return y;\n}", "return y;"),
        ("if (x) throw y;", "throw y;"),
        ("try {\n    this.a = 1;\n} catch (e) {\n    throw e;\n}", "throw e;"),
        ("try {\n    throw y;\n} finally {\n    this.a = 1;\n}", "throw y;"),
        ("switch (x) {\n    case 1: return;\n}", "return;"),
        ("for (const z in x) {\n    if (z) return;\n}", "return;"),
    ],
)
@pytest.mark.parametrize("at", ["first", "second"])
def test_a_gap_that_leaves_before_the_other_side(tmp_path: Path, between: str, jump: str, at: str) -> None:
    """The first program has run then, and the second one does not."""
    because = f"with `{jump}` the statements behind it do not run, and the rule moves Python over it"
    diff = GAP if at == "second" else EARLIER
    stays(tmp_path, diff, f"{ONE}\n{between}\n{OTHER}\nthis.keep(r);", "effect", because)


@pytest.mark.parametrize(
    ("between", "because"),
    [
        ("[1].forEach(() => this.runs());", "may run Python, and the rule moves other Python over it"),
        ("this.pyodide.globals.get('f')(x);", "may run Python, and the rule moves other Python over it"),
        ("await x;", "may run Python, and the rule moves other Python over it"),
        ("if (x) return;", "with `return;` the statements behind it do not run"),
    ],
)
@pytest.mark.parametrize("line", LINES)
def test_what_a_line_beside_one_program_does_stays_on_its_side(
    tmp_path: Path, line: str, between: str, because: str
) -> None:
    """Packages that load, and functions of Python that are called, are programs in this."""
    diff, text = LINES[line]
    diff += "  ...\n- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);\n+ const $R = await this.worker.step($X);"
    stays(tmp_path, diff, f"{text}\n{between}\n{OTHER}\nthis.keep(r);", "effect", because)
    rewritten(
        tmp_path, f"{text}\nconst z = this.n;\n{OTHER}\nthis.keep(r, z);",
        "const z = this.n;\nconst r = await this.worker.step(x);\nthis.keep(r, z);", parameters="x, y", rules=[page(diff)],
    )


@pytest.mark.parametrize("declared", ["const ", "let fun;\n"])
def test_a_function_is_called_on_its_side(tmp_path: Path, declared: str) -> None:
    diff = "- const $F = this.pyodide.globals.get('f');\n- const $R = $F($X);\n  ...\n- this.keep($R);\n"
    rule = page(diff + "+ await this.worker.step($X);")
    text = f"{declared}fun = this.pyodide.globals.get('f');\nconst r = fun(1);\n%s\nthis.keep(r);"
    for between, because in (("this.runs();", "may run Python"), ("if (y) return;", "with `return;` the statements")):
        result = run(tmp_path, in_game(text % between, "x, y"), rules=[rule])
        assert result.after == result.before
        reasons = [entry.reason for entry in result.entry.entries if entry.method == "act"]
        assert [(reason.code, because in text_of(reason)) for reason in reasons if reason] == [("effect", True)]
    after = "const z = y;\nawait this.worker.step(1);"
    rewritten(tmp_path, text % "const z = y;", after, parameters="x, y", rules=[rule])


def test_a_gap_that_leaves_what_stands_around(tmp_path: Path) -> None:
    loop = f"for (const z in x) {{\n    {ONE}\n    if (y) %s;\n    {OTHER}\n    this.keep(r);\n}}"
    for jump in ("continue", "break"):
        stays(tmp_path, GAP, loop % jump, "effect", f"with `{jump};` the statements behind it do not run")
    stays(tmp_path, GAP, f"out: {loop % 'break out'}", "effect", "with `break out;` the statements behind it do not run")


@pytest.mark.parametrize(
    "between",
    [
        "for (const z in x) {\n    if (z) break;\n    continue;\n}",
        "switch (x) {\n    case 1: break;\n}",
        "out: for (const z in x) {\n    for (const w in y) continue out;\n}",
        "try {\n    throw x;\n} catch (e) {\n    this.a = e;\n}",
        "this.a = function () {\n    return 1;\n};",
        "this.a = () => {\n    throw y;\n};",
    ],
)
def test_a_jump_within_a_gap(tmp_path: Path, between: str) -> None:
    after = f"{between}\n{DONE}"
    rewritten(tmp_path, f"{ONE}\n{between}\n{OTHER}\nthis.keep(r);", after, parameters="x, y", rules=[page(GAP)])


def test_a_gap_that_leaves_and_nothing_moves_over(tmp_path: Path) -> None:
    each = GAP.replace("  ...\n", "+ await this.worker.reset();\n  ...\n")
    before = f"{ONE}\nif (x) return;\n{OTHER}\nthis.keep(r);"
    after = f"await this.worker.reset();\nif (x) return;\n{DONE}"
    rewritten(tmp_path, before, after, parameters="x, y", rules=[page(each)])


def test_a_value_that_an_await_comes_before(tmp_path: Path) -> None:
    diff = """
    - await this.pyodide.runPythonAsync(`env.load(${$Y})`);
    - const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);
    + const $R = await this.worker.step([$Y, $X]);
    """
    first = "await this.pyodide.runPythonAsync(`env.load(${y})`);\n"
    second = "const r = await this.pyodide.runPythonAsync(`env.step(${%s})`);\nthis.keep(r);"
    stays(tmp_path, diff, first + second % "this.x", "effect", "`this.x` would be read on the other side of an `await`")
    stays(tmp_path, diff, first + second % "take()", "effect", "`take()` has an effect and would be evaluated in another")
    rewritten(
        tmp_path, first + second % "x", "const r = await this.worker.step([y, x]);\nthis.keep(r);",
        parameters="x, y", rules=[page(diff)],
    )


def test_text_in_a_hole_of_the_second(tmp_path: Path) -> None:
    text = OTHER.replace("${x}", "${x ?? 'None'}")
    stays(tmp_path, TWO, f"{ONE}\n{text}\nthis.keep(r);", "hole", "makes text that Python reads as code")


def test_an_effect_in_a_print_of_the_second(tmp_path: Path) -> None:
    text = OTHER.replace("env.step", "print(${take()}); env.step")
    stays(tmp_path, TWO, f"{ONE}\n{text}\nthis.keep(r);", "unexplained", "")


def test_globals_that_the_second_is_given(tmp_path: Path) -> None:
    text = OTHER.replace("`)", "`, { globals: this.scope })")
    stays(tmp_path, TWO, f"{ONE}\n{text}\nthis.keep(r);", "unexplained", "")


@pytest.mark.parametrize("number", [0, 1])
def test_a_global_that_one_binds_and_something_else_reads(tmp_path: Path, number: int) -> None:
    programs = ["a = env.clear()", "b = env.step(1)"]
    diff = "".join(f"- await this.pyodide.runPythonAsync(`{program}`);\n" for program in programs)
    text = diff.replace("- ", "") + f"await this.pyodide.runPythonAsync(`env.keep({'ab'[number]})`);"
    stays(tmp_path, diff + "+ await this.worker.render();", text, "still-read", f"`{'ab'[number]}` goes")


HANDED = """
- await this.pyodide.runPythonAsync(`
-     state = env.get_state()
-     other = env.other()
- `);
- await this.pyodide.runPythonAsync(`env.load(state)`);
+ await this.worker.render();
"""
HAND = "await this.pyodide.runPythonAsync(`\n{}\n{}\n`);\nawait this.pyodide.runPythonAsync(`env.load({})`);"


def test_a_global_that_goes_from_one_to_the_other(tmp_path: Path) -> None:
    """A name that a program binds stands for any, unless another program reads it."""
    same = HAND.format("state = env.get_state()", "other = env.other()", "state")
    rewritten(tmp_path, same, "await this.worker.render();", rules=[page(HANDED)])
    free = HAND.format("state = env.get_state()", "rest = env.other()", "state")
    rewritten(tmp_path, free, "await this.worker.render();", rules=[page(HANDED)])
    renamed = HAND.format("now = env.get_state()", "other = env.other()", "state")
    stays(tmp_path, HANDED, renamed, "differs", "in the rule the Python global `state` goes from one part to another")
    swapped = HAND.format("other = env.get_state()", "state = env.other()", "state")
    stays(tmp_path, HANDED, swapped, "differs", "in the rule the Python global `state`")


def test_a_global_that_the_source_hands_on_and_the_page_does_not(tmp_path: Path) -> None:
    diff = """
    - await this.pyodide.runPythonAsync(`env.get_state()`);
    - await this.pyodide.runPythonAsync(`env.load(state)`);
    + await this.worker.render();
    """
    text = "await this.pyodide.runPythonAsync(`state = env.get_state(); state`);\n"
    text += "await this.pyodide.runPythonAsync(`env.load(state)`);"
    stays(tmp_path, diff, text, "differs", "the Python global `state` goes from one part of the site to another")


def test_an_import_that_goes_from_one_to_the_other(tmp_path: Path) -> None:
    diff = """
    - await this.pyodide.runPythonAsync(`
    -     import numpy as np
    -     env.clear()
    - `);
    - await this.pyodide.runPythonAsync(`env.load(np.zeros(1))`);
    + await this.worker.render();
    """
    text = "await this.pyodide.runPythonAsync(`\n{}env.clear()\n`);\n"
    text += "await this.pyodide.runPythonAsync(`env.load(np.zeros(1))`);"
    rewritten(
        tmp_path, text.format("import numpy as np\n"), "await this.worker.render();", rules=[page(diff)]
    )
    stays(tmp_path, diff, text.format(""), "differs", "in the rule the Python global `np`")


def test_a_comment_at_one_keeps_both(tmp_path: Path) -> None:
    text = f"{ONE}\n// migrator-keep: 01-x -- the worker cannot\n{OTHER}\nthis.keep(r);"
    result = run(tmp_path, in_game(text, "x"), rules=[page(TWO)])
    assert result.after == result.before
    assert [entry.outcome for entry in result.entry.entries if entry.method == "act"] == [Outcome.KEPT] * 2


def test_one_alone_is_not_possible() -> None:
    """Whoever chooses sites one by one is asked about those that go together at once."""
    source = Source.read("a.js", in_game(f"{ONE}\n{OTHER}\nthis.keep(r);", "x").encode())
    examiner = Examiner(Parts.make(Settings(), lambda: [page(TWO)], Repository(Disk())))

    def derive(places: frozenset[tuple[int, int]]) -> Result:
        def chosen(use: Use) -> bool:
            at = source.position(use.whole.start_byte)
            return (at.line, at.column) in places

        return examiner.examine(source, only=chosen)

    whole = examiner.examine(source).entry
    assert whole is not None
    review = Review(source, whole, derive)
    first, second = review.sites
    alone = derive(frozenset({(first.line, first.column)})).entry
    assert alone is not None
    reasons = [text_of(entry.reason) for entry in alone.entries if entry.line == first.line]
    assert reasons == [f"the rule takes the program on line {second.line} as well, and that one is kept"]
    assert review.group(first) == review.group(second) == [first, second]
    review.deny([second])
    assert review.group(first) == []


def test_two_receivers(tmp_path: Path) -> None:
    text = "class A {\n    async f(py, x) {\n        await py.runPythonAsync(`env.clear()`);\n"
    text += "        const r = await this.pyodide.runPythonAsync(`env.step(${x})`);\n        return r;\n    }\n}\n"
    result = run(tmp_path, text, rules=[page(TWO)])
    assert result.after == text


def test_pages_that_are_too_ambiguous_stay_bounded(tmp_path: Path) -> None:
    diff = "- await this.pyodide.runPythonAsync(`env.clear()`);\n" + "  ...\n- log($_);\n" * 12
    diff += "  ...\n- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);\n+ await this.worker.render();"
    text = f"{ONE}\n" + "log(1);\n" * 60 + "await this.pyodide.runPythonAsync(`env.turn()`);"
    result = run(tmp_path, in_game(text), rules=[page(diff.replace("log($_)", "log(this.pyodide, $_)"))])
    assert result.after == result.before


def test_a_declaration_is_not_written_inline_behind_another_program(tmp_path: Path) -> None:
    diff = """
    - const $A = await this.pyodide.runPythonAsync(`env.a()`);
    - const $B = [%s];
    + const $B = await this.worker.step(1);
    """
    a, b = (f"await this.pyodide.runPythonAsync(`env.{name}()`)" for name in "ab")
    other = page(diff % f"{b}, $A")
    for text in (f"const all = [{b}, {a}];", f"const all = [{a}, {b}];"):
        result = run(tmp_path, in_game(f"{text}\nthis.keep(all);"), rules=[other])
        assert result.after == result.before
    rewritten(
        tmp_path, f"const one = {a};\nconst all = [{b}, one];\nthis.keep(all);",
        "const all = await this.worker.step(1);\nthis.keep(all);", rules=[other],
    )
    same = page(diff % f"$A, {b}")
    for text in (f"const all = [{a}, {b}];", f"const one = {a};\nconst all = [one, {b}];"):
        rewritten(
            tmp_path, f"{text}\nthis.keep(all);", "const all = await this.worker.step(1);\nthis.keep(all);",
            rules=[same],
        )


# -- rewritten ---------------------------------------------------------------------------------------------------------


def test_two_programs_become_one_command(tmp_path: Path) -> None:
    result = rewritten(tmp_path, f"{ONE}\n{OTHER}\nthis.keep(r);", DONE, by="01-x", parameters="x", rules=[page(TWO)])
    first, second = result.programs
    assert first.id == second.id


def test_prints_of_both_are_told(tmp_path: Path) -> None:
    text = f"{ONE}\n{OTHER}\nthis.keep(r);".replace("env.", 'print("a"); env.')
    result = rewritten(tmp_path, text, DONE, parameters="x", rules=[page(TWO)])
    assert [[item.text for item in entry.dropped] for entry in result.programs] == [['print("a")']] * 2


def test_statements_of_a_gap_stay(tmp_path: Path) -> None:
    rewritten(
        tmp_path, f"{ONE}\nconst t = 1 + x;\n{OTHER}\nthis.keep(r, t);",
        "const t = 1 + x;\nconst r = await this.worker.step(x);\nthis.keep(r, t);", parameters="x", rules=[page(GAP)],
    )


def test_each_has_a_command_in_its_place(tmp_path: Path) -> None:
    """Nothing moves, so the gap may run what it likes."""
    diff = """
    - await this.pyodide.runPythonAsync(`env.clear()`);
    + await this.worker.render();
      ...
    - const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);
    + const $R = await this.worker.step($X);
    """
    rewritten(
        tmp_path, f"{ONE}\nthis.clear();\n{OTHER}\nthis.keep(r);",
        f"await this.worker.render();\nthis.clear();\n{DONE}", parameters="x", rules=[page(diff)],
    )


def test_a_context_line_between(tmp_path: Path) -> None:
    diff = TWO.replace("- const", "  this.frame = 0;\n- const")
    rewritten(
        tmp_path, f"{ONE}\nthis.frame = 0;\n{OTHER}\nthis.keep(r);", f"this.frame = 0;\n{DONE}", parameters="x",
        rules=[page(diff)],
    )


def test_three_programs(tmp_path: Path) -> None:
    diff = "- await this.pyodide.runPythonAsync(`env.open()`);\n" + TWO.lstrip("\n")
    text = "await this.pyodide.runPythonAsync(`env.open()`);\n"
    result = rewritten(tmp_path, f"{text}{ONE}\n{OTHER}\nthis.keep(r);", DONE, parameters="x", rules=[page(diff)])
    assert len({entry.id for entry in result.programs}) == 1


def test_two_in_one_statement(tmp_path: Path) -> None:
    diff = """
    - $F(await this.pyodide.runPythonAsync(`a()`), await this.pyodide.runPythonAsync(`b()`));
    + $F(await this.worker.render());
    """
    text = "draw(await this.pyodide.runPythonAsync(`a()`), await this.pyodide.runPythonAsync(`b()`));"
    rewritten(tmp_path, text, "draw(await this.worker.render());", parameters="draw", rules=[page(diff)])


SINGLE = "- await this.pyodide.runPythonAsync(`env.clear()`);\n+ await this.worker.render();"
SECOND = """
- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);
+ const $R = await this.worker.step([$X]);
"""


def test_the_page_that_comes_first_decides(tmp_path: Path) -> None:
    text = f"{ONE}\n{OTHER}\nthis.keep(r);"
    alone = "const r = await this.worker.step([x]);\nthis.keep(r);"
    both = f"await this.worker.render();\n{alone}"
    for order, after in (
        ((TWO, SINGLE, SECOND), DONE),
        ((TWO, SECOND), DONE),
        ((SINGLE, TWO, SECOND), both),
        ((SINGLE, SECOND, TWO), both),
    ):
        rewritten(tmp_path, text, after, parameters="x", rules=rules(*order))


def test_a_program_is_free_again_where_the_larger_page_falls_away(tmp_path: Path) -> None:
    """`a` goes with the two, and a program that stays reads it: the second one has its own page."""
    first = "- await this.pyodide.runPythonAsync(`a = env.clear()`);\n"
    larger = TWO.replace("- await this.pyodide.runPythonAsync(`env.clear()`);\n", first)
    text = f"await this.pyodide.runPythonAsync(`a = env.clear()`);\n{OTHER}\nthis.keep(r);\n"
    text += "await this.pyodide.runPythonAsync(`env.keep(a)`);"
    result = run(tmp_path, in_game(text, "x"), rules=rules(larger, SECOND))
    assert result.after == in_game(text.replace(OTHER, "const r = await this.worker.step([x]);"), "x")
    one, two, _ = result.programs
    assert one.reason is not None
    assert one.reason.code == "still-read"
    assert (two.outcome, two.rule) == (Outcome.REWRITTEN, "02-x")


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_programs_in_a_row_go_in_pairs(tmp_path: Path, number: int) -> None:
    diff = "- await this.pyodide.runPythonAsync(`env.clear()`);\n" * 2 + "+ await this.worker.render();"
    after = ["await this.worker.render();"] * (number // 2) + [ONE] * (number % 2)
    result = run(tmp_path, in_game("\n".join([ONE] * number)), rules=[page(diff)])
    assert result.after == in_game("\n".join(after))
    assert [entry.outcome for entry in result.programs].count(Outcome.UNMATCHED) == number % 2


def test_any_code_beside_a_larger_page(tmp_path: Path) -> None:
    """A page of any code gives way to one that names a program, whatever their numbers."""
    code = "- await this.pyodide.runPythonAsync($CODE);\n+ await this.worker.setState($CODE);"
    for order in ((code, TWO), (TWO, code)):
        rewritten(tmp_path, f"{ONE}\n{OTHER}\nthis.keep(r);", DONE, parameters="x", rules=rules(*order))
    text = f"{ONE}\nthis.clear();\n{OTHER}\nthis.keep(r);"
    result = run(tmp_path, in_game(text, "x"), rules=rules(code, TWO))
    assert result.after == in_game(text.replace(ONE, "await this.worker.setState(`env.clear()`);"), "x")


def test_changes_that_nobody_accepted_leave_both(tmp_path: Path) -> None:
    text = page(TWO).text + "\n## What changes\n\n- `one-step`: one answer.\n"
    pages = [load_page("01-x.md", text), load_page("02-x.md", page(SECOND).text)]
    code = in_game(f"{ONE}\n{OTHER}\nthis.keep(r);", "x")
    result = run(tmp_path, code, rules=pages, settings=Settings(accept=()))
    assert result.after == code
    assert [(entry.pending, entry.id) for entry in result.programs] == [(("one-step",), result.programs[0].id)] * 2
