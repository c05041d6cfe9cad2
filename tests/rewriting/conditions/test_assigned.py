"""Variables that are declared first and assigned later: what a page may say of them, and where it must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rewriting.conditions.assigned import are_variables, hold_nothing_else, where_they_were
from tests.rewriting.candidates import candidate, page, told
from tests.support import in_game, left_alone, rewritten, run, text_of

RUN = "await this.pyodide.runPythonAsync(`env.render()`)"
KEPT = page(f"- const $X = {RUN};\n+ const $X = await this.worker.render();")
PARTS = page(f"- const $X = {RUN};\n+ const {{ render_state: $X }} = await this.worker.render();")
TWO = page(
    f"- const $X = {RUN};\n+ const answer = await this.worker.render();\n+ const $X = answer.render_state;"
)
ROW = page(f"- const $X = {RUN};\n+ const answer = await this.worker.render(), $X = answer.render_state, all = $X;")
GONE = page(f"- const $P = {RUN};\n- const $X = $P.toJs();\n+ const $X = (await this.worker.render()).render_state;")
NEST = page(f"- const $X = {RUN};\n+ const $X = await this.worker.render();\n  <...\n- $X\n+ $X.render_state\n  ...>")
GAP = page(
    f"- const $P = {RUN};\n+ const $X = (await this.worker.render()).render_state;\n  ...\n- const $X = $P.toJs();"
)
AFTER = page(
    f"- const $X = $A.size;\n- const $P = {RUN};\n- this.show($P, $X);\n"
    "+ this.show(await this.worker.render());\n+ const $X = $A.size;"
)
CALL = page(
    f"- const $X = {RUN};\n- this.show($X);\n"
    "+ const answer = await this.worker.render();\n+ this.show(answer);\n+ const $X = answer;"
)
RULES = {"call": CALL, "kept": KEPT, "parts": PARTS, "two": TWO, "row": ROW, "gone": GONE, "nest": NEST, "gap": GAP, "after": AFTER}

LATER = page(
    "- const $X = $A.trim();\n- await this.pyodide.runPythonAsync(`env.load(${$X})`);\n+ await this.worker.setState($A.trim());"
)


def test_what_is_assigned_is_told_where_it_is(tmp_path: Path) -> None:
    """Not where the program reads it."""
    text = in_game("nobody = a.trim();\nawait this.pyodide.runPythonAsync(`env.load(${nobody})`);", "a")
    [entry] = run(tmp_path, text, rules=[LATER]).programs
    assert entry.reason is not None
    assert "`nobody` is assigned, which is none that" in text_of(entry.reason)
    assert text.splitlines()[entry.reason.line - 1].strip() == "nobody = a.trim();"


# Each: the rule, the statements, the code and a part of the message.
STAYS = {
    "a member": ("kept", f"this.x = {RUN};", "differs", "the source has `this.x = await"),
    "an element": ("kept", f"a[0] = {RUN};", "differs", "the source has `a[0] = await"),
    "a member in a pattern": ("kept", f"[this.x] = {RUN};", "differs", "the rule has"),
    "added to": ("kept", f"let x = 1;\nx += {RUN};", "differs", "the source has `x += await"),
    "assigned where it is nothing": ("kept", f"let x;\nx ??= {RUN};", "differs", "the source has `x ??= await"),
    "a part of an expression": ("kept", f"let x;\nf(x = {RUN});", "differs", "the source has"),
    "a constant": ("kept", f"const x = 1;\nx = {RUN};", "differs", "`x` is assigned, which is none that"),
    "nobody's name": ("kept", f"nobody = {RUN};", "differs", "`nobody` is assigned, which is none that"),
    "a function": ("kept", f"function x() {{}}\nx = {RUN};", "differs", "`x` is assigned, which is none that"),
    "a class": ("kept", f"class K {{}}\nK = {RUN};", "differs", "`K` is assigned, which is none that"),
    "one variable for two": ("gone", f"let x;\nx = {RUN};\nx = x.toJs();", "differs", "both `$P` and `$X`"),
    "declared, then overwritten": ("gone", f"let x = {RUN};\nx = x.toJs();", "differs", "both `$P` and `$X`"),
    "gone and used": ("gone", f"let p;\np = {RUN};\nconst x = p.toJs();\nf(p, x);", "still-used", "`p` is still used"),
    "gone and used before": ("gone", f"let p;\nf(() => p);\np = {RUN};\nconst x = p.toJs();", "still-used", "on line 26"),
    "gone and a parameter": ("gone", f"a = {RUN};\nconst x = a.toJs();", "still-used", "`a` has another value too"),
    "gone with a value": (
        "gone", f"let p = null;\np = {RUN};\nconst x = p.toJs();", "still-used", "`p` has another value too (line 25)",
    ),
    "gone beside others": (
        "gone", f"let p, q;\np = {RUN};\nconst x = p.toJs();", "still-used", "line 25 declares it together with others",
    ),
    "gone, in the head of a loop": (
        "gone", f"for (let p; ;) {{\n    p = {RUN};\n    const x = p.toJs();\n}}", "still-used", "`p` goes, and line 25",
    ),
    "of another kind, under a condition": ("nest", f"let x;\nif (a) x = {RUN};\nf(x);", "still-used", "may not be"),
    "of another kind, in a branch": (
        "nest", f"let x;\nif (a) {{\n    x = {RUN};\n}}\nf(x);", "still-used", "`x` is read on line 29, where it may not",
    ),
    "of another kind, in a try": (
        "nest", f"let x;\ntry {{\n    x = {RUN};\n}} finally {{\n    f(x);\n}}", "still-used", "may not be assigned yet",
    ),
    "of another kind, in a case": (
        "nest", f"let x;\nswitch (a) {{\n    case 1:\n        x = {RUN};\n    default:\n        f(x);\n}}",
        "still-used", "may not be assigned yet",
    ),
    "of another kind, read before": ("nest", f"let x;\nf(x);\nx = {RUN};", "still-used", "read on line 26"),
    "of another kind, read in a loop": (
        "nest", f"let x;\nfor (;;) {{\n    f(x);\n    x = {RUN};\n}}", "still-used", "read on line 27",
    ),
    "of another kind, in a closure before": ("nest", f"let x;\nf(() => f(x));\nx = {RUN};", "still-used", "on line 26"),
    "of another kind, in a function": (
        "nest", f"let x;\nx = {RUN};\nfunction g() {{ f(x); }}", "still-used", "read on line 27",
    ),
    "of another kind, with a value": ("nest", f"let x = [];\nx = {RUN};\nf(x);", "still-used", "another value too"),
    "of another kind, a parameter": ("nest", f"a = {RUN};\nf(a);", "still-used", "another value too (line 24)"),
    "of another kind, assigned again": ("nest", f"let x;\nx = {RUN};\nf(x);\nx = [];", "still-used", "(line 28)"),
    "of another kind, in the head of a loop": (
        "nest", f"for (let x of a) {{\n    x = {RUN};\n    f(x);\n}}", "still-used", "another value too",
    ),
    "of another kind, not covered": ("nest", f"let x;\nx = {RUN};\nf(x.length);", "still-used", "does not cover"),
    "moved over what stays": (
        "gap", f"let x = 1;\nconst p = {RUN};\nf(x);\nx = p.toJs();", "effect", "`x` would be assigned on the other side",
    ),
    "moved over an await": (
        "after", f"let x;\nx = a.size;\nconst p = {RUN};\nthis.show(p, x);", "effect", "`x` would be assigned on the other",
    ),
    "moved over a call": (
        "call", f"let x;\nf(() => x);\nx = {RUN};\nthis.show(x);", "effect", "on the other side of a statement that stays",
    ),
    "a row that takes one apart": ("row", f"let x;\nconst {{ x: y }} = {RUN};", "differs", "takes a value apart"),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_what_stays(tmp_path: Path, shape: str) -> None:
    rule, statements, code, because = STAYS[shape]
    left_alone(tmp_path, statements, code=code, because=because, parameters="a, f", rules=[RULES[rule]])


NEW = "await this.worker.render()"
REWRITTEN = {
    "assigned": ("kept", f"let x;\nx = {RUN};\nf(x);", f"let x;\nx = {NEW};\nf(x);"),
    "with a value before": ("kept", f"let x = 1;\nf(x);\nx = {RUN};", f"let x = 1;\nf(x);\nx = {NEW};"),
    "a parameter": ("kept", f"a = {RUN};\nf(a);", f"a = {NEW};\nf(a);"),
    "a var below": ("kept", f"x = {RUN};\nvar x;", f"x = {NEW};\nvar x;"),
    "in parentheses": ("kept", f"let x;\n(x = {RUN});", f"let x;\nx = {NEW};"),
    "in a try": ("kept", f"let x;\ntry {{\n    x = {RUN};\n}} catch {{}}", f"let x;\ntry {{\n    x = {NEW};\n}} catch {{}}"),
    "in a branch": ("kept", f"let x;\nif (a) x = {RUN};\nelse x = 1;", f"let x;\nif (a) x = {NEW};\nelse x = 1;"),
    "of a function around": (
        "kept", f"let x;\nf(async () => {{ x = {RUN}; }});", f"let x;\nf(async () => {{ x = {NEW}; }});",
    ),
    "declared at one site and assigned at the other": (
        "kept", f"let x = {RUN};\nx = {RUN};", f"let x = {NEW};\nx = {NEW};",
    ),
    "taken apart": ("parts", f"let x;\nx = {RUN};", f"let x;\n({{ render_state: x }} = {NEW});"),
    "taken apart without semicolons": (
        "parts", f"let x\nf()\nx = {RUN}\nf(x)", f"let x\nf()\n;({{ render_state: x }} = {NEW})\nf(x)",
    ),
    "taken apart in a branch": (
        "parts", f"let x;\nif (a) x = {RUN};", f"let x;\nif (a) ({{ render_state: x }} = {NEW});",
    ),
    "in two statements": (
        "two", f"let x;\nx = {RUN};", f"let x;\nconst answer = {NEW};\nx = answer.render_state;",
    ),
    "in two statements where one stood": (
        "two", f"let x;\nif (a) x = {RUN};", f"let x;\nif (a) {{ const answer = {NEW}; x = answer.render_state; }}",
    ),
    "beside a name of the rule": (
        "two", f"let answer;\nanswer = {RUN};", f"let answer;\nconst answer2 = {NEW};\nanswer = answer2.render_state;",
    ),
    "one of several declarators": (
        "row", f"let x;\nx = {RUN};", f"let x;\nconst answer = {NEW}; x = answer.render_state; const all = x;",
    ),
    "gone with its declaration": ("gone", f"let p;\np = {RUN};\nconst x = p.toJs();\nf(x);", "const x = (await this.worker.render()).render_state;\nf(x);"),
    "gone with a declaration further out": (
        "gone",
        f"let p;   // the proxy\nf();\nif (a) {{\n    p = {RUN};\n    const x = p.toJs();\n    f(x);\n}}",
        "f();\nif (a) {\n    const x = (await this.worker.render()).render_state;\n    f(x);\n}",
    ),
    "gone once for two sites": (
        "gone", f"let p;\np = {RUN};\nconst x = p.toJs();\np = {RUN};\nconst y = p.toJs();",
        "const x = (await this.worker.render()).render_state;\nconst y = (await this.worker.render()).render_state;",
    ),
    "gone, and assigned": (
        "gone", f"let x = 0;\nconst p = {RUN};\nx = p.toJs();\nf(x);",
        "let x = 0;\nx = (await this.worker.render()).render_state;\nf(x);",
    ),
    "written inline": ("gone", f"let x;\nx = ({RUN}).toJs();", "let x;\nx = (await this.worker.render()).render_state;"),
    "of another kind": (
        "nest", f"let x;\nx = {RUN};\nf(x);\nreturn () => x;",
        f"let x;\nx = {NEW};\nf(x.render_state);\nreturn () => x.render_state;",
    ),
    "of another kind in a loop": (
        "nest", f"let x;\nfor (;;) {{\n    x = {RUN};\n    f(x);\n}}",
        f"let x;\nfor (;;) {{\n    x = {NEW};\n    f(x.render_state);\n}}",
    ),
    "with nothing between": (
        "gap", f"let x = 1;\nconst p = {RUN};\nx = p.toJs();", "let x = 1;\nx = (await this.worker.render()).render_state;",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REWRITTEN)
def test_what_is_rewritten(tmp_path: Path, shape: str) -> None:
    rule, before, after = REWRITTEN[shape]
    rewritten(tmp_path, before, after, by="01-x", parameters="a, f", rules=[RULES[rule]])


def test_two_sites_that_share_what_goes_are_rewritten_together_or_not_at_all(tmp_path: Path) -> None:
    before = f"let p;\np = {RUN};\nconst x = p.toJs();\np = {RUN};\nconst y = p.toJs(1);"
    left_alone(tmp_path, before, code="still-used", because="`p` is still used on line 28", rules=[GONE])


def test_a_variable_of_the_file_is_assigned_and_keeps_its_kind(tmp_path: Path) -> None:
    text = "let x;\n" + in_game(f"x = {RUN};\nreturn x;")
    assert run(tmp_path, text, rules=[KEPT]).after == text.replace(RUN, NEW)
    stays = run(tmp_path, text, rules=[NEST])
    assert stays.after == text
    assert [entry.reason.code.value for entry in stays.programs if entry.reason] == ["still-used"]


def test_a_type_of_the_old_value_refuses_a_value_of_another_kind(tmp_path: Path) -> None:
    text = in_game(f"let x: string;\nx = {RUN};\nthis.show(x);")
    stays = run(tmp_path, text, rules=[NEST], name="case.ts")
    assert stays.after == text
    assert any("`x` has a type (line 25)" in text_of(entry.reason) for entry in stays.programs)
    assert run(tmp_path, text, rules=[KEPT], name="case.ts").after == text.replace(RUN, NEW)
    gone = in_game(f"let p: Proxy;\np = {RUN};\nconst x = p.toJs();\nthis.show(x);")
    done = run(tmp_path, gone, rules=[GONE], name="case.ts")
    assert "let p" not in done.after
    assert [dropped.text for entry in done.programs for dropped in entry.dropped] == ["type `: Proxy`"]


def test_the_conditions_by_themselves() -> None:
    found = candidate(f"- const $X = {RUN};\n+ const $X = await this.worker.render();", f"let x;\nx = {RUN};")
    assert found.match.block.assigned == {"X"}
    for condition in (are_variables, where_they_were, hold_nothing_else):
        assert list(condition(found)) == []
    wrong = candidate(f"- const $X = {RUN};\n+ const $X = await this.worker.render();", f"x = {RUN};")
    ((code, _, place),) = told(list(are_variables(wrong)), wrong)
    assert (code, place) == ("differs", f"x = {RUN};")
