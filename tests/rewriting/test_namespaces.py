"""Programs on other globals than the interpreter's own: whose names go with a site, and whose values are arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import NoteCode, Outcome
from migrator.rules.loader import Rule
from tests.rewriting.candidates import page
from tests.rewriting.test_still_read import MAIN, SUB, method, one, reason, several, unseen
from tests.support import in_game, left_alone, rewritten, run, text_of

NAMES = page(
    """
    - const $R = await this.pyodide.runPythonAsync(`mix(x, y)`, { locals: this.pyodide.toPy({ x: $X, y: $Y }) });
    + const $R = await this.worker.step([$X, $Y]);
    """
)
GLOBALS = page(
    """
    - const $NS = this.pyodide.globals.get('dict')();
    - $NS.set('x', $X);
    - const $R = await this.pyodide.runPythonAsync(`mix(x)`, { globals: $NS });
    - $NS.destroy();
    + const $R = await this.worker.step($X);
    """
)
PLAIN = page(
    """
    - const $R = await this.pyodide.runPythonAsync(`mix(x, y)`);
    + const $R = await this.worker.render();
    """
)
BOUND = page(
    """
    - await this.pyodide.runPythonAsync(`rows = parse(${$X})`, { globals: this.ns });
    + await this.worker.step($X);
    """
)
BOTH = page(
    """
    - const $NS = this.pyodide.toPy({ x: $X, y: $Y });
    - const $R = await this.pyodide.runPythonAsync(`mix(x, y)`, { globals: $NS });
    - $NS.destroy();
    + const $R = await this.worker.step([$X, $Y]);
    """
)
CALL = "const r = await this.pyodide.runPythonAsync(`mix(x, y)`, %s);\nthis.use(r);"
TO_PY = "this.pyodide.toPy({ x: a, y: b })"


# -- a page and a program on other globals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "options", "code", "because"),
    [
        (PLAIN, f"{{ locals: {TO_PY} }}", "unexplained", "`01-x` runs its program on the interpreter's own globals, and "
         "this one has `{ locals: this.pyodide.toPy({ x: a, y: b }) }`"),
        (PLAIN, "{ globals: this.pyodide.globals }", "unexplained", "and this one has `{ globals: this.pyodide.globals }`"),
        (PLAIN, "a", "unexplained", "and this one has `a`"),
        (PLAIN, "{ ...a }", "unexplained", "and this one has `{ ...a }`"),
        (PLAIN, "{ filename: 'a.py' }", "unexplained", "no line of `01-x` explains `{ filename: 'a.py' }`"),
        (NAMES, f"{{ globals: {TO_PY} }}", "differs", "the rule has `locals: "),
        (NAMES, f"{{ ...a, locals: {TO_PY} }}", "unexplained", "`...a`"),
        (NAMES, f"{{ locals: {TO_PY}, ...b }}", "unexplained", "`...b`"),
        (NAMES, f"{{ locals: {TO_PY}, globals: this.pyodide.globals }}", "unexplained", "`globals: this.pyodide.globals`"),
        (NAMES, "{ locals: this.pyodide.toPy({ x: a, y: b, z: 1 }) }", "unexplained", "`z: 1`"),
        (NAMES, "{ locals: this.pyodide.toPy({ x: a, y: b, ...c }) }", "unexplained", "`...c`"),
        (NAMES, "{ locals: this.pyodide.globals }", "differs", "`this.pyodide.toPy({ x: $X, y: $Y })`"),
        (NAMES, "a", "differs", "the source has `a`"),
    ],
)  # fmt: skip
def test_other_globals_decide(tmp_path: Path, rule: Rule, options: str, code: str, because: str) -> None:
    left_alone(tmp_path, CALL % options, code=code, because=because, parameters="a, b, c", rules=[rule])


def test_a_page_with_other_globals_does_not_fit_a_program_without(tmp_path: Path) -> None:
    said = "`01-x` runs its program with `{ locals: this.pyodide.toPy({ x: $X, y: $Y }) }`, and this one runs on the "
    statements = "const r = await this.pyodide.runPythonAsync(`mix(x, y)`);\nthis.use(r);"
    left_alone(tmp_path, statements, code="differs", because=f"{said}interpreter's own globals", rules=[NAMES])


def test_names_of_its_own_are_arguments(tmp_path: Path) -> None:
    after = "const r = await this.worker.step([a, b]);\nthis.use(r);"
    result = rewritten(tmp_path, CALL % f"{{ locals: {TO_PY} }}", after, parameters="a, b", rules=[NAMES])
    assert [(use.member, use.rule) for use in result.entry.entries if use.outcome is Outcome.REWRITTEN] == [
        ("runPythonAsync", "01-x"), ("toPy", "01-x"),
    ]  # fmt: skip


def test_what_is_set_in_a_namespace_is_an_argument(tmp_path: Path) -> None:
    before = (
        "const ns = this.pyodide.globals.get('dict')();\nns.set('x', a.b);\n"
        "const r = await this.pyodide.runPythonAsync(`mix(x)`, { globals: ns });\nns.destroy();\nthis.use(r);"
    )
    rewritten(tmp_path, before, "const r = await this.worker.step(a.b);\nthis.use(r);", parameters="a", rules=[GLOBALS])


ORDERED = {
    "names": ("b: b, a: a", "a", "b"),
    "members": ("b: o.b, a: o.a", "o.a", "o.b"),
    "a call and a parameter": ("b: o(), a: a", "a", "o()"),
    "a call and a literal": ("b: 1, a: o()", "o()", "1"),
}


@pytest.mark.parametrize("case", ORDERED.values(), ids=ORDERED)
@pytest.mark.parametrize("rule", [NAMES, BOTH], ids=["inline", "declared"])
def test_names_stand_in_any_order_where_nobody_notices(tmp_path: Path, case: tuple[str, str, str], rule: Rule) -> None:
    values, x, y = case
    made = f"this.pyodide.toPy({{ {values.replace('b:', 'y:').replace('a:', 'x:')} }})"
    before = CALL % f"{{ locals: {made} }}"
    if rule is BOTH:
        before = f"const n = {made};\n{(CALL % '{ globals: n }').replace('this.use', 'n.destroy();' + chr(10) + 'this.use')}"
    after = f"const r = await this.worker.step([{x}, {y}]);\nthis.use(r);"
    rewritten(tmp_path, before, after, parameters="a, b, o", rules=[rule])


@pytest.mark.parametrize(
    "values",
    ["y: o(), x: a()", "y: o(), x: a.b", "y: await o, x: a()", "y: o(), x: later", "y: 1, x: a, y: 2", "y: a, [a]: o"],
)
def test_the_order_of_names_decides_where_somebody_may_notice(tmp_path: Path, values: str) -> None:
    statements = "let later = 1; later = 2;\n" + CALL % f"{{ locals: this.pyodide.toPy({{ {values} }}) }}"
    result = run(tmp_path, in_game(statements, "a, o"), rules=[NAMES])
    assert [entry.outcome for entry in result.programs] == [Outcome.UNMATCHED]


def test_the_order_of_names_decides_where_the_program_may_list_them(tmp_path: Path) -> None:
    for program, is_free in (("mix(locals())", False), ("mix(x, y)", True)):
        rule = page(
            f"- await this.pyodide.runPythonAsync(`{program}`, {{ locals: this.pyodide.toPy({{ x: $X, y: $Y }}) }});\n"
            "+ await this.worker.step([$X, $Y]);"
        )
        site = f"await this.pyodide.runPythonAsync(`{program}`, {{ locals: this.pyodide.toPy({{ y: 1, x: 2 }}) }});"
        (entry,) = run(tmp_path, in_game(site), rules=[rule]).programs
        assert (entry.outcome is Outcome.REWRITTEN) is is_free


def test_options_stand_in_any_order(tmp_path: Path) -> None:
    rule = page(
        "- await this.pyodide.runPythonAsync(`mix()`, { globals: this.ns, filename: 'a.py' });\n"
        "+ await this.worker.render();"
    )
    before = "await this.pyodide.runPythonAsync(`mix()`, { filename: 'a.py', globals: this.ns });"
    rewritten(tmp_path, before, "await this.worker.render();", rules=[rule])


# -- values of which a page says nothing -------------------------------------------------------------------------------

OPEN = {
    "a metavariable": ("{ globals: $NS }", "{ globals: this.ns }"),
    "anything": ("{ globals: $_ }", "{ globals: this.ns }"),
    "a metavariable for all options": ("$OPTIONS", "{ globals: this.ns }"),
    "dots": ("...", "{ globals: this.ns }"),
    "a spread": ("{ ...$OPTIONS }", "{ ...this.options }"),
    "all values of one that is made": ("{ locals: this.pyodide.toPy($VALUES) }", "{ locals: this.pyodide.toPy(values) }"),
    "some values of one that is made": (
        "{ locals: this.pyodide.toPy({ x: $X, ...$VALUES }) }", "{ locals: this.pyodide.toPy({ x: 1, ...values }) }"
    ),
    "the member of anything": ("{ locals: $A.ns }", "{ locals: this.ns }"),
}


@pytest.mark.parametrize(("wanted", "given"), OPEN.values(), ids=OPEN)
def test_values_of_which_the_page_says_nothing_refuse_the_site(tmp_path: Path, wanted: str, given: str) -> None:
    rule = page(f"- await this.pyodide.runPythonAsync(`mix(x)`, {wanted});\n+ await this.worker.render();")
    statements = f"await this.pyodide.runPythonAsync(`mix(x)`, {given});"
    because = f"the namespace in `{given[:40]}"
    left_alone(tmp_path, statements, code="unexplained", because=because, parameters="values", rules=[rule])


@pytest.mark.parametrize("writes", [False, True])
def test_all_values_of_a_name_are_written_or_refuse_the_site(tmp_path: Path, writes: bool) -> None:
    rule = page(
        "- const $NS = this.pyodide.toPy($VALUES);\n- await this.pyodide.runPythonAsync(`mix(x)`, { globals: $NS });\n"
        f"+ await this.worker.step({'$VALUES' if writes else ''});"
    )
    site = "const n = this.pyodide.toPy(values);\nawait this.pyodide.runPythonAsync(`mix(x)`, { globals: n });"
    if writes:
        rewritten(tmp_path, site, "await this.worker.step(values);", parameters="values", rules=[rule])
    else:
        because = "the namespace in `{ globals: n }`"
        left_alone(tmp_path, site, code="unexplained", because=because, parameters="values", rules=[rule])


def test_a_value_that_has_its_name_on_the_page_may_go(tmp_path: Path) -> None:
    rule = page(
        "- await this.pyodide.runPythonAsync(`mix(x)`, { locals: this.pyodide.toPy({ x: $X, debug: $_ }) });\n"
        "+ await this.worker.step($X);"
    )
    before = "await this.pyodide.runPythonAsync(`mix(x)`, { locals: this.pyodide.toPy({ debug: true, x: 1 }) });"
    rewritten(tmp_path, before, "await this.worker.step(1);", rules=[rule])


def test_a_namespace_that_the_page_writes_out_or_writes_again_is_taken(tmp_path: Path) -> None:
    for wanted, given, written in (("this.ns", "this.ns", ""), ("$NS", "this.ns", "this.ns"), ("$NS", "o", "o")):
        rule = page(
            f"- await this.pyodide.runPythonAsync(`mix(x)`, {{ globals: {wanted} }});\n"
            f"+ await this.worker.step({'$NS' if written else ''});"
        )
        before = f"await this.pyodide.runPythonAsync(`mix(x)`, {{ globals: {given} }});"
        rewritten(tmp_path, before, f"await this.worker.step({written});", parameters="o", rules=[rule])


@pytest.mark.parametrize("wanted", ["{ filename: $F }", "$_", "$OPTIONS", "..."])
def test_options_that_are_no_namespace_are_nobodys_values(tmp_path: Path, wanted: str) -> None:
    rule = page(f"- await this.pyodide.runPythonAsync(`mix()`, {wanted});\n+ await this.worker.render();")
    before = "await this.pyodide.runPythonAsync(`mix()`, { filename: 'a.py' });"
    rewritten(tmp_path, before, "await this.worker.render();", rules=[rule])


def test_a_function_that_only_runs_its_parameter_takes_no_options(tmp_path: Path) -> None:
    text = (
        "export class Commands { async step(x) { return x; } }\n"
        "class Game {\nconstructor() { this.worker = new Commands(); }\n"
        "_run(code) { return this.pyodide.runPythonAsync(code); }\n"
        "async act(a, b) { const r = await this._run(`mix(x, y)`, { locals: this.pyodide.toPy({ x: a, y: b }) }); }\n}\n"
    )
    result = run(tmp_path, text, rules=[NAMES])
    told = [text_of(entry.reason) for entry in result.programs]
    assert result.after == result.before
    assert any("`this._run` takes the program alone, and not `{ locals" in said for said in told), told


# -- whose names go with a site ----------------------------------------------------------------------------------------

TOGETHER = {
    "a program": "await this.pyodide.runPythonAsync(`env.log(rows)`, { globals: this.ns });",
    "a program under another name": "const n = this.ns; await this.pyodide.runPython(`env.log(rows)`, { globals: n });",
    "a program that has it beside the globals": "this.pyodide.runPython(`env.log(rows)`, { locals: this.ns });",
    "a program on what may be it": "this.pyodide.runPython(`env.log(rows)`, { globals: o });",
    "a program with options of somebody else": "this.pyodide.runPython(`env.log(rows)`, o);",
    "a look at it": "return this.ns.get('rows');",
    "a look at it under another name": "const { rows } = this.ns; return rows;",
}


@pytest.mark.parametrize("stays", TOGETHER.values(), ids=TOGETHER)
def test_a_namespace_that_two_programs_share(tmp_path: Path, stays: str) -> None:
    site = "await this.pyodide.runPythonAsync(`rows = parse(${o})`, { globals: this.ns });"
    statements = f"this.ns = this.pyodide.toPy({{ a: 1 }});\n{site}\n{stays}"
    left_alone(tmp_path, statements, code="still-read", because="`rows` goes", parameters="o", rules=[BOUND])


APART = {
    "a program on the interpreter's globals": "await this.pyodide.runPythonAsync(`env.log(rows)`);",
    "a look at the interpreter's globals": "this.use(this.pyodide.globals.get('rows'));",
    "a program on another one": "this.other = this.pyodide.toPy({});\n"
    "await this.pyodide.runPythonAsync(`env.log(rows)`, { globals: this.other });",
}


@pytest.mark.parametrize("stays", APART.values(), ids=APART)
def test_a_namespace_is_not_the_globals_of_others(tmp_path: Path, stays: str) -> None:
    site = "await this.pyodide.runPythonAsync(`rows = parse(${o})`, { globals: this.ns });"
    text = in_game(f"this.ns = this.pyodide.toPy({{ a: 1 }});\n{site}\n{stays}", "o")
    result = run(tmp_path, text, rules=[BOUND])
    assert "await this.worker.step(o);" in result.after


# `one` loads `rows` into the interpreter's own globals.
READS_THE_MAIN = {
    "the interpreter's globals": "this.pyodide.runPython('len(rows)', { globals: this.pyodide.globals });",
    "names of its own and the globals": "this.pyodide.runPython('len(rows)', { locals: this.pyodide.toPy({ a: 1 }) });",
    "a name of its own, behind which a function looks": "this.pyodide.runPython('def f(): return rows', "
    "{ locals: this.pyodide.toPy({ rows: 1 }) });",
    "what may be the interpreter's": "this.pyodide.runPython('len(rows)', { globals: o });",
    "what may be nothing": "let n = null; if (o) n = this.pyodide.toPy({}); this.pyodide.runPython('rows', { globals: n });",
    "options that are spread": "this.pyodide.runPython('len(rows)', { filename: 'a', ...o });",
    "the main module": "this.pyodide.runPython('import __main__; __main__.rows', { globals: this.pyodide.toPy({}) });",
    "a copy of the interpreter's": "const n = this.pyodide.globals.get('rows'); this.pyodide.runPython('1', { globals: n });",
}


@pytest.mark.parametrize("stays", READS_THE_MAIN.values(), ids=READS_THE_MAIN)
def test_what_may_read_the_globals_of_the_interpreter(tmp_path: Path, stays: str) -> None:
    assert reason(one(tmp_path, method(stays)))[0] == "still-read"


READS_ITS_OWN = {
    "one that is made in the call": "this.pyodide.runPython('len(rows)', { globals: this.pyodide.toPy({ rows: o }) });",
    "one that a name has": "const n = this.pyodide.toPy({ rows: o }); this.pyodide.runPython('rows', { globals: n });",
    "an empty one": "const n = this.pyodide.globals.get('dict')(); this.pyodide.runPython('rows = 1', { globals: n }); "
    "return n.get('rows');",
    "a name of its own": "this.pyodide.runPython('len(rows)', { locals: this.pyodide.toPy({ rows: o }) });",
}


@pytest.mark.parametrize("stays", READS_ITS_OWN.values(), ids=READS_ITS_OWN)
def test_what_reads_a_namespace_of_its_own_leaves_the_site(tmp_path: Path, stays: str) -> None:
    result = one(tmp_path, method(stays))
    assert reason(result)[0] == "rewritten", reason(result)
    assert unseen(result) == []


def test_what_another_file_reads_of_a_namespace_of_its_own_leaves_the_site(tmp_path: Path) -> None:
    for number, (options, code) in enumerate(
        [("{ globals: this.pyodide.toPy({ rows: 1 }) }", "rewritten"), ("{ globals: o }", "still-read"), ("o", "still-read")]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = {"b.js": SUB % f"return await this.pyodide.runPythonAsync('len(rows)', {options});"}
        assert reason(several(folder, files, start=MAIN))[0] == code


def test_a_namespace_that_another_file_may_have(tmp_path: Path) -> None:
    site = "await this.pyodide.runPythonAsync(`rows = parse(${o})`, { globals: this.ns });"
    text = in_game(f"this.ns = this.pyodide.toPy({{ a: 1 }});\n{site}", "o")
    other = "import { Game } from './case.js';\nclass Sub extends Game { f() { this.pyodide.runPython('rows', { globals: %s }) } }"
    for held, code in (("this.ns", "still-read"), ("this.pyodide.globals", None)):
        (tmp_path / ".git").mkdir(exist_ok=True)
        (tmp_path / "b.js").write_text(other % held)
        (entry,) = run(tmp_path, text, rules=[BOUND]).programs
        assert (entry.reason.code if entry.reason is not None else None) == code


# -- a namespace between the statements of a rule ----------------------------------------------------------------------

SET = page(
    """
    - this.pyodide.globals.set('x', $X);
      ...
    - const $R = await this.pyodide.runPythonAsync(`mix(x)`);
    + const $R = await this.worker.step($X);
    """
)
HELD = page(
    """
    - this.ns = this.pyodide.toPy({ x: $X });
      ...
    - const $R = await this.pyodide.runPythonAsync(`mix(x)`, { globals: this.ns });
    + const $R = await this.worker.step($X);
    """
)
MADE = page(
    """
    - const $NS = this.pyodide.toPy({ x: $X });
      ...
    - const $R = await this.pyodide.runPythonAsync(`mix(x)`, { globals: $NS });
    - $NS.destroy();
    + const $R = await this.worker.step($X);
    """
)


WRITTEN = in_game("\n").count("\n") - 1  # the second line of the method


@pytest.mark.parametrize(
    ("between", "is_written"),
    [
        ("this.pyodide.globals.x = 5;", True),
        ("this.pyodide.runPython(`x = 5`);", True),
        ("this.pyodide.runPython(a);", True),
        ("this.pyodide.runPython(`x = 5`, { globals: a });", True),
        ("this.pyodide.globals.set('y', 5);", False),
        ("this.pyodide.runPython(`y = 1`);", False),
        ("this.pyodide.runPython(`x = 5`, { globals: this.pyodide.toPy({}) });", False),
        ("this.count = 1;", False),
    ],
)
def test_a_global_that_is_written_between(tmp_path: Path, between: str, is_written: bool) -> None:
    statements = (
        f"this.pyodide.globals.set('x', 7);\n{between}\nconst r = await this.pyodide.runPythonAsync(`mix(x)`);\nthis.use(r);"
    )
    result = run(tmp_path, in_game(statements, "a"), rules=[SET])
    entry = result.programs[-1]
    if is_written:
        assert entry.reason is not None
        assert f"line {WRITTEN} may give the Python global `x` another value between" in text_of(entry.reason)
    else:
        assert entry.outcome is Outcome.REWRITTEN, text_of(entry.reason)


@pytest.mark.parametrize(
    ("between", "is_written"),
    [("this.update();", True), ("await this.step;", True), ("console.log('x');", False), ("this.count = 1;", False)],
)
@pytest.mark.parametrize("name", ["x", "y"])
def test_a_global_that_code_which_runs_between_may_write(
    tmp_path: Path, between: str, is_written: bool, name: str
) -> None:
    call = "const r = await this.pyodide.runPythonAsync(`mix(x)`);"
    text = in_game(f"this.pyodide.globals.set('x', 7);\n{between}\n{call}\nthis.use(r);")
    text = text.rstrip("}\n") + f"}}\n    update() {{ this.pyodide.globals.set('{name}', 5); }}\n}}\n"
    entry = run(tmp_path, text, rules=[SET]).programs[-1]
    is_refused = entry.reason is not None and "may give the Python global `x` another value" in text_of(entry.reason)
    assert is_refused is (is_written and name == "x")


@pytest.mark.parametrize(
    ("rule", "made", "held", "code", "because"),
    [
        (MADE, "const n = %s;", "n", "still-used", "`n` is still used"),
        (HELD, "this.ns = %s;", "this.ns", "still-read", "the namespace that is made here goes, and line"),
    ],
)
@pytest.mark.parametrize(
    "between", ["N.set('x', 5);", "this.pyodide.runPython(`x = 5`, { globals: N });", "this.use(N.get('x'));", "this.use(N);"]
)
def test_a_namespace_that_is_used_between(
    tmp_path: Path, rule: Rule, made: str, held: str, code: str, because: str, between: str
) -> None:
    call = f"const r = await this.pyodide.runPythonAsync(`mix(x)`, {{ globals: {held} }});"
    end = "\nn.destroy();" if held == "n" else ""
    statements = f"{made % 'this.pyodide.toPy({ x: 7 })'}\n{between.replace('N', held)}\n{call}{end}\nthis.use(r);"
    left_alone(tmp_path, statements, code=code, because=because, parameters="a", rules=[rule])


@pytest.mark.parametrize("after", ["this.use(N.get('x'));", "N.destroy();", "this.pyodide.runPython(`1`, { globals: N });"])
def test_a_namespace_that_is_used_after_the_site(tmp_path: Path, after: str) -> None:
    call = "const r = await this.pyodide.runPythonAsync(`mix(x)`, { globals: N });"
    made = "this.pyodide.toPy({ x: a })"
    held = f"this.ns = {made};\n{call}\n{after}".replace("N", "this.ns")
    left_alone(tmp_path, held, code="still-read", because="the namespace that", parameters="a", rules=[HELD])
    name = f"const n = {made};\n{call}\nn.destroy();\n{after}".replace("N", "n")
    left_alone(tmp_path, name, code="still-used", because="`n` is still used", parameters="a", rules=[MADE])


def test_a_namespace_that_nothing_else_uses_goes(tmp_path: Path) -> None:
    call = "const r = await this.pyodide.runPythonAsync(`mix(x)`, { globals: N });"
    held = f"this.ns = this.pyodide.toPy({{ x: a }});\nthis.count = 1;\n{call}\nthis.use(r);".replace("N", "this.ns")
    assert "this.worker.step(a)" in run(tmp_path, in_game(held, "a"), rules=[HELD]).after
    name = f"const n = this.pyodide.toPy({{ x: a }});\nthis.count = 1;\n{call}\nn.destroy();\nthis.use(r);".replace("N", "n")
    result = run(tmp_path, in_game(name, "a"), rules=[MADE])
    assert "this.worker.step(a)" in result.after
    assert "toPy({ x" not in result.after


# -- what cannot be seen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stays", "is_told"),
    [
        ("this.pyodide.runPython(o, { globals: this.ns });", True),
        ("this.pyodide.runPython(o, { globals: o });", True),
        ("this.use(this.ns);", True),
        ("this.use(this.ns.toJs());", True),
        ("this.pyodide.runPython(o);", False),
        ("this.use(this.pyodide.globals);", False),
        ("this.pyodide.runPython(o, { globals: this.pyodide.toPy({}) });", False),
    ],
)
def test_what_is_not_seen_is_a_note_where_it_may_be_the_same_namespace(tmp_path: Path, stays: str, is_told: bool) -> None:
    site = "await this.pyodide.runPythonAsync(`rows = parse(${o})`, { globals: this.ns });"
    text = in_game(f"this.ns = this.pyodide.toPy({{ a: 1 }});\n{site}\n{stays}", "o")
    result = run(tmp_path, text, rules=[BOUND])
    assert "await this.worker.step(o);" in result.after
    told = [text_of(note) for note in result.entry.notes if note.code is NoteCode.UNSEEN_CODE]
    assert bool(told) is is_told, told
    assert all("`rows`" in said for said in told)
