"""What each mark of the notation means, on pages made for it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrator.rules.loader import Rule, load_page
from tests.support import left_alone, rewritten, text_of


def rule(diff: str, *, extra: str = "") -> list[Rule]:
    body = textwrap.dedent(diff).strip("\n")
    return [load_page("01-x.md", f"# X\n\n```diff\n{body}\n```\n{extra}")]


STEP = rule("""
- await this.pyodide.runPythonAsync(`env.step(${$A})`);
+ await this.worker.step($A);
""")


# -- metavariables -----------------------------------------------------------------------------------------------------


def test_a_metavariable_is_the_same_throughout(tmp_path: Path) -> None:
    rules = rule("""
    - $LOG($A);
    - await this.pyodide.runPythonAsync(`env.step(${$A})`);
    + await this.worker.step($A);
    """)
    left_alone(
        tmp_path,
        "log(one);\nawait this.pyodide.runPythonAsync(`env.step(${two})`);",
        code="differs",
        because="is not what `$A` stands for elsewhere",
        parameters="one, two, log",
        rules=rules,
    )


def test_a_name_is_the_same_only_if_it_means_the_same_declaration(tmp_path: Path) -> None:
    rules = rule("""
    - $F(() => { $LOG($A); });
    - await this.pyodide.runPythonAsync(`env.step(${$A})`);
    + await this.worker.step($A);
    """)
    left_alone(
        tmp_path,
        "f(() => { log(a); var a = 1; });\nawait this.pyodide.runPythonAsync(`env.step(${a})`);",
        code="differs",
        because="",
        parameters="a, f, log",
        rules=rules,
    )


def test_a_property_name_may_be_a_metavariable(tmp_path: Path) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`env.render()`);
    - $LOG.$SAY('drawn', this.pyodide);
    + await this.worker.render();
    + $LOG.$SAY('drawn');
    """)
    rewritten(
        tmp_path,
        "await this.pyodide.runPythonAsync(`env.render()`);\nlog.warn('drawn', this.pyodide);",
        "await this.worker.render();\nlog.warn('drawn');",
        parameters="log",
        rules=rules,
    )


def test_what_a_wildcard_stands_for_has_no_effect(tmp_path: Path) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`env.step(${$A})`, $_);
    + await this.worker.step($A);
    """)
    call = "await this.pyodide.runPythonAsync(`env.step(${a})`, %s);"
    rewritten(tmp_path, call % "{ x: b.c }", "await this.worker.step(a);", parameters="a, b", rules=rules)
    left_alone(tmp_path, call % "b()", code="differs", because="has an effect", parameters="a, b", rules=rules)


def test_a_metavariable_of_python_is_written_as_javascript(tmp_path: Path) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`env.step($WHAT)`);
    + await this.worker.step($WHAT);
    """)
    for python, javascript in [
        ("None", "null"),
        ("-1.5", "-1.5"),
        ("{'a': [True]}", '{ "a": [true] }'),
        ("'x\\\\'y'", '"x\'y"'),
    ]:
        rewritten(
            tmp_path,
            f"await this.pyodide.runPythonAsync(`env.step({python})`);",
            f"await this.worker.step({javascript});",
            rules=rules,
        )
    left_alone(
        tmp_path,
        "await this.pyodide.runPythonAsync(`env.step(actions)`);",
        code="no-literal",
        because="no literal",
        rules=rules,
    )


# -- gaps and dots -----------------------------------------------------------------------------------------------------

AROUND_GAP = rule("""
- const $R = await this.pyodide.runPythonAsync(`env.step(${$A})`);
+ const result = await this.worker.step($A);
  ...
- $LOG($R.toJs());
+ $LOG(result);
""")


def test_what_a_gap_covers_stays_where_it_is(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.step(${a})`);\nconst t = now();  // when\n\nlog(r.toJs());",
        "const result = await this.worker.step(a);\nconst t = now();  // when\n\nlog(result);",
        parameters="a, log, now",
        rules=AROUND_GAP,
    )
    rewritten(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.step(${a})`);\nlog(r.toJs());",
        "const result = await this.worker.step(a);\nlog(result);",
        parameters="a, log",
        rules=AROUND_GAP,
    )


def test_without_a_gap_statements_are_adjacent(tmp_path: Path) -> None:
    rules = rule("""
    - const $R = await this.pyodide.runPythonAsync(`env.step(${$A})`);
    - $LOG($R.toJs());
    + $LOG(await this.worker.step($A));
    """)
    left_alone(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.step(${a})`);\nnow();\nlog(r.toJs());",
        code="differs",
        because="`now()`",
        parameters="a, log, now",
        rules=rules,
    )


def test_a_gap_uses_no_gone_name_and_writes_no_bound_one(tmp_path: Path) -> None:
    left_alone(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.step(${a})`);\nkeep(r);\nlog(r.toJs());",
        code="still-used",
        because="`r` is still used",
        parameters="a, log, keep",
        rules=AROUND_GAP,
    )
    left_alone(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.step(${a})`);\nlog = null;\nlog(r.toJs());",
        code="effect",
        because="`log` is written between",
        parameters="a, log",
        rules=AROUND_GAP,
    )


MOVED = rule("""
- const $TEXT = $A.toString();
  ...
- await this.pyodide.runPythonAsync(`env.step(${$TEXT})`);
+ await this.worker.step($A);
""")


@pytest.mark.parametrize(
    ("expression", "between", "refused"),
    [
        ("a", "other();", False),
        ("a", "a = 1;", True),
        ("this.a", "const b = 1;", False),
        ("this.a", "other();", True),
        ("this.a", "this.b = 1;", True),
    ],
)
def test_what_moves_over_a_gap_means_the_same_there(
    tmp_path: Path, expression: str, between: str, refused: bool
) -> None:
    before = (
        f"const text = {expression}.toString();\n{between}\nawait this.pyodide.runPythonAsync(`env.step(${{text}})`);"
    )
    if refused:
        left_alone(tmp_path, before, code="effect", because="", parameters="a, other", rules=MOVED)
    else:
        rewritten(
            tmp_path, before, f"{between}\nawait this.worker.step({expression});", parameters="a, other", rules=MOVED
        )


def test_dots_are_any_arguments(tmp_path: Path) -> None:
    rules = rule("""
    - const $R = await this.pyodide.runPythonAsync(`env.x()`);
    - $LOG(... $R ...);
    + await this.worker.render();
    """)
    first = "const r = await this.pyodide.runPythonAsync(`env.x()`);\n"
    for call in ("log(r);", "log(a, r);", "log(r, 'x', a.b);"):
        rewritten(tmp_path, first + call, "await this.worker.render();", parameters="a, log", rules=rules)
    left_alone(
        tmp_path,
        first + "log(a(), r);",
        code="effect",
        because="`a()` has an effect and is dropped",
        parameters="a, log",
        rules=rules,
    )
    left_alone(tmp_path, first + "log(a);", code="differs", because="", parameters="a, log", rules=rules)


def test_dots_of_a_template_are_any_text_and_come_again(tmp_path: Path) -> None:
    rules = rule("""
    - const $R = await this.pyodide.runPythonAsync(`env.x()`);
    - $LOG(`...=${$R}...`);
    + const result = await this.worker.render();
    + $LOG(`...=${result.render_state}...`);
    """)
    rewritten(
        tmp_path,
        "const r = await this.pyodide.runPythonAsync(`env.x()`);\nlog(`\\u00e9 ${a} x=${r}, \\`${a.b}\\``);",
        "const result = await this.worker.render();\nlog(`\\u00e9 ${a} x=${result.render_state}, \\`${a.b}\\``);",
        parameters="a, log",
        rules=rules,
    )


def test_a_spread_is_no_dots(tmp_path: Path) -> None:
    rules = rule("""
    - const $R = await this.pyodide.runPythonAsync(`env.x()`);
    - $LOG($R, ...$MORE);
    + await this.worker.render();
    """)
    first = "const r = await this.pyodide.runPythonAsync(`env.x()`);\n"
    rewritten(tmp_path, first + "log(r, ...a);", "await this.worker.render();", parameters="a, log", rules=rules)
    left_alone(tmp_path, first + "log(r, a);", code="differs", because="`...$MORE`", parameters="a, log", rules=rules)


# -- gone and kept -----------------------------------------------------------------------------------------------------

NEST = rule("""
- const $HASH = await this.pyodide.runPythonAsync(`env.hash()`);
+ const $HASH = await this.worker.computeHash();
  <...
- $HASH
+ $HASH.hash
  ...>
""")
HASH = "const h = await this.pyodide.runPythonAsync(`env.hash()`);\n"
NEW_HASH = "const h = await this.worker.computeHash();\n"


@pytest.mark.parametrize(
    ("use", "becomes"),
    [
        ("log(h);", "log(h.hash);"),
        ("log(`${h}`);", "log(`${h.hash}`);"),
        ("log({ a: h });", "log({ a: h.hash });"),
        ("log({ h });", "log({ h: h.hash });"),
        ("const b = h;", "const b = h.hash;"),
        ("this.h = h;", "this.h = h.hash;"),
        ("return h;", "return h.hash;"),
        ("later(() => log(h));", "later(() => log(h.hash));"),
    ],
)
def test_a_nest_covers_uses_of_the_whole_value(tmp_path: Path, use: str, becomes: str) -> None:
    rewritten(tmp_path, HASH + use, NEW_HASH + becomes, parameters="log, later", rules=NEST)


@pytest.mark.parametrize("use", ["log(h.length);", "if (h === other) log();", "if (h) log();", "log(h + 'x');"])
def test_a_nest_covers_no_member_comparison_or_write(tmp_path: Path, use: str) -> None:
    left_alone(
        tmp_path, HASH + use, code="still-used", because="`h` is used in a way", parameters="log, other", rules=NEST
    )


def test_a_nest_without_a_pair_lists_what_may_stay(tmp_path: Path) -> None:
    rules = rule("""
    - const $HASH = await this.pyodide.runPythonAsync(`env.hash()`);
    + const $HASH = await this.worker.computeHash();
      <...
      $HASH.length
      ...>
    """)
    rewritten(tmp_path, HASH + "log(h.length);", NEW_HASH + "log(h.length);", parameters="log", rules=rules)
    left_alone(tmp_path, HASH + "log(h);", code="still-used", because="`h` is used", parameters="log", rules=rules)


FIRST = rule("""
- const $HASH = await this.pyodide.runPythonAsync(`env.hash()`);
+ const $HASH = await this.worker.computeHash();
  <...
  log($HASH, ...)
  ...>
""")


@pytest.mark.parametrize("use", ["log(h);", "log(h, 1);", "log(h, other, log);"])
def test_a_line_of_a_nest_is_matched_like_any_other_pattern(tmp_path: Path, use: str) -> None:
    rewritten(tmp_path, HASH + use, NEW_HASH + use, parameters="log, other", rules=FIRST)


@pytest.mark.parametrize("use", ["log(other, h);", "log(h, h);", "log(h.length);", "other(h);", "log(...h);"])
def test_a_line_of_a_nest_keeps_no_other_use(tmp_path: Path, use: str) -> None:
    left_alone(tmp_path, HASH + use, code="still-used", because="`h` is used", parameters="log, other", rules=FIRST)


def test_a_declaration_may_be_written_inline(tmp_path: Path) -> None:
    rules = rule("""
    - const $R = await this.pyodide.runPythonAsync(`env.hash()`);
    - return $R;
    + const result = await this.worker.computeHash();
    + return result.hash;
    """)
    rewritten(
        tmp_path,
        "return await this.pyodide.runPythonAsync(`env.hash()`);",
        "const result = await this.worker.computeHash();\nreturn result.hash;",
        rules=rules,
    )
    left_alone(tmp_path, "this.pyodide.runPythonAsync(`env.hash()`);", code="differs", because="", rules=rules)


@pytest.mark.parametrize(
    ("source", "page", "result"),
    [("var", "let", "var"), ("const", "let", "let"), ("let", "const", "let"), ("const", "const", "const")],
)
def test_the_weaker_keyword_declares_again(tmp_path: Path, source: str, page: str, result: str) -> None:
    rules = rule(f"""
    - const $R = await this.pyodide.runPythonAsync(`env.x()`);
    + {page} $R = await this.worker.render();
    """)
    rewritten(
        tmp_path,
        f"{source} r = await this.pyodide.runPythonAsync(`env.x()`);\nlog(r);",
        f"{result} r = await this.worker.render();\nlog(r);",
        parameters="log",
        rules=rules,
    )


def test_shorthand_where_the_name_is_the_key(tmp_path: Path) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`env.step(${$ACTIONS})`);
    + await this.worker.step({ actions: $ACTIONS });
    """)
    call = "await this.pyodide.runPythonAsync(`env.step(${%s})`);"
    rewritten(tmp_path, call % "actions", "await this.worker.step({ actions });", parameters="actions", rules=rules)
    rewritten(
        tmp_path, call % "a.actions", "await this.worker.step({ actions: a.actions });", parameters="a", rules=rules
    )


@pytest.mark.parametrize(
    ("expression", "written"),
    [("a", "a.x"), ("a.b", "a.b.x"), ("a ? b : c", "(a ? b : c).x"), ("a || b", "(a || b).x"), ("(a)", "a.x")],
)
def test_parentheses_come_where_they_are_needed(tmp_path: Path, expression: str, written: str) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`env.step(${$A})`);
    + await this.worker.step($A.x);
    """)
    rewritten(
        tmp_path,
        f"await this.pyodide.runPythonAsync(`env.step(${{{expression}}})`);",
        f"await this.worker.step({written});",
        parameters="a, b, c",
        rules=rules,
    )


# -- Python ------------------------------------------------------------------------------------------------------------

PYTHON_GAP = rule("""
- await this.pyodide.runPythonAsync(`
-     ...
-     env.step(${$A})
-     ...
- `);
+ await this.worker.step($A);
""")


@pytest.mark.parametrize(
    "around",
    [
        "t = 1",
        "import time; t = time.time()",
        "names = []\nnames.append('a')",
        "if 1 > 2:\n    t = 3",
        "t = 1\nprint(t)",
    ],
)
def test_a_gap_of_python_goes_with_the_program(tmp_path: Path, around: str) -> None:
    body = textwrap.indent(f"{around}\nenv.step(${{a}})", "    ")
    rewritten(
        tmp_path,
        f"await this.pyodide.runPythonAsync(`\n{body}\n`);",
        "await this.worker.step(a);",
        parameters="a",
        rules=PYTHON_GAP,
    )


@pytest.mark.parametrize(
    ("around", "found"),
    [
        ("env.t = 1", "env.t = 1"),
        ("t = env.t", "t = env.t"),
        ("import random\nt = random.random()", "random.random()"),
        ("raise ValueError()", "raise ValueError()"),
        ("for i in []:\n    t = i", "for i in []"),
        ("def f():\n    return 1", "def f()"),
        ("shared.append(1)", "shared.append(1)"),
        ("t = ${b}", "${b}"),
        ("del t", "del t"),
    ],
)
def test_what_a_gap_of_python_does_not_cover(tmp_path: Path, around: str, found: str) -> None:
    body = textwrap.indent(f"{around}\nenv.step(${{a}})", "    ")
    result = left_alone(
        tmp_path,
        f"await this.pyodide.runPythonAsync(`\n{body}\n`);",
        code="unexplained",
        because="",
        parameters="a, b",
        rules=PYTHON_GAP,
    )
    reason = result.programs[0].reason
    assert reason is not None
    assert found in text_of(reason)


def test_what_a_gap_binds_is_read_in_gaps_only(tmp_path: Path) -> None:
    rules = rule("""
    - await this.pyodide.runPythonAsync(`
    -     ...
    -     env.step(speed)
    - `);
    + await this.worker.render();
    """)
    left_alone(
        tmp_path,
        "await this.pyodide.runPythonAsync(`\n    speed = 1\n    fast = speed\n    env.step(speed)\n`);",
        code="differs",
        because="speed",
        rules=rules,
    )
