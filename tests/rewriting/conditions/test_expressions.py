"""Blocks that are one expression: replaced wherever it stands, unless something around would notice more."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rewriting.conditions.expressions import are_values, wait_for_nothing_else
from migrator.rules.loader import RuleError, load_page
from tests.rewriting.candidates import candidate, page
from tests.support import in_game, left_alone, rewritten, run, text_of

FENCE = "diff expression"
GET = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ (await this.worker.seedRng($K))", FENCE)
PROMISE = page("- this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ this.worker.seedRng($K)", FENCE)
SYNC = page("- this.pyodide.runPython(`env.get(${$K})`)\n+ await this.worker.seedRng($K)", FENCE)
SUM = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ 1 + (await this.worker.seedRng($K)).n", FENCE)
OBJECT = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ { n: await this.worker.seedRng($K) }", FENCE)
CHAIN = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ (await this.worker.seedRng($K))?.n", FENCE)
MEMBER = page("- (await this.pyodide.runPythonAsync(`env.get(${$K})`)).n\n+ (await this.worker.seedRng($K)).m", FENCE)
VALUE = page("- (await this.pyodide.runPythonAsync(`env.get(${$K})`)).n\n+ await this.worker.seedRng($K)", FENCE)
EITHER = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ $K || await this.worker.seedRng($K)", FENCE)
DROPS = page("- await this.pyodide.runPythonAsync(`env.get(${$K}, ${$L})`)\n+ await this.worker.seedRng($K)", FENCE)
SWAPS = page(
    "- await this.pyodide.runPythonAsync(`env.get(${$K}, ${$L})`)\n+ await this.worker.seedRng([$L, $K])", FENCE
)
TWICE = page("- await this.pyodide.runPythonAsync(`env.get(${$K})`)\n+ await this.worker.seedRng([$K, $K])", FENCE)
ROWS = page(
    "- await this.pyodide.runPythonAsync(`\n-     env.get(${$K})\n- `)\n+ await this.worker.seedRng({\n+     k: $K,\n+ })",
    FENCE,
)
AROUND = page(
    "- console.log(await this.pyodide.runPythonAsync(`env.get(${$K})`))\n+ console.log(await this.worker.seedRng($K), 1)",
    FENCE,
)
RUN = "await this.pyodide.runPythonAsync(`env.get(${k})`)"
NEW = "await this.worker.seedRng(k)"
NOW = "this.pyodide.runPython(`env.get(${k})`)"

# Each: the rule, the statements, the code and a part of the message.
STAYS = {
    "another program": (GET, "f(await this.pyodide.runPythonAsync(`env.put(${k})`));", "differs", "the source has `env.put`"),
    "not awaited": (GET, "f(this.pyodide.runPythonAsync(`env.get(${k})`));", "differs", "the rule has `await"),
    "an optional receiver": (GET, "f(await this.pyodide?.runPythonAsync(`env.get(${k})`));", "differs", "pyodide?."),
    "an optional call": (GET, "f(await this.pyodide.runPythonAsync?.(`env.get(${k})`));", "differs", "runPythonAsync?."),
    "another argument": (AROUND, f"console.log({RUN}, 2);", "unexplained", "explains `2`"),
    "given a value": (MEMBER, f"({RUN}).n = 1;", "unexplained", "is given a value or deleted here"),
    "counted up": (MEMBER, f"({RUN}).n++;", "unexplained", "is given a value or deleted here"),
    "deleted": (MEMBER, f"delete ({RUN}).n;", "unexplained", "is given a value or deleted here"),
    "in a pattern": (MEMBER, f"[({RUN}).n] = f();", "unexplained", "is given a value or deleted here"),
    "called with its owner": (VALUE, f"({RUN}).n(1);", "unexplained", "would be called on another `this`"),
    "an arrow that is not async": (GET, f"f(() => {RUN});", "not-async", "the arrow function (line 25) is not async"),
    "a field": (GET, f"class K {{ z = {RUN}; }}", "not-async", "the initial value of the field `z`"),
    "a parameter": (GET, f"f(async (a = {RUN}) => a);", "not-async", "the parameters of the function"),
    "a function of its own": (GET, f"async function g() {{ return {RUN}; }}", "no-worker", "a function of its own"),
    "a program in a program": (
        GET, f"f(await this.pyodide.runPythonAsync(`env.get(${{{RUN}}})`));", "unexplained", "another program runs within",
    ),
    "a program in another program": (
        GET, f"f(await this.pyodide.runPythonAsync(`env.put(${{{RUN}}})`));", "unexplained", "runs within the program",
    ),
    "a comment that stays": (
        GET, "f(await /* TODO: once */ this.pyodide.runPythonAsync(`env.get(${k})`));", "unexplained", "`/* TODO: once */`",
    ),
    "text for Python": (GET, "f(await this.pyodide.runPythonAsync(`env.get(${k ? 'True' : 'None'})`));", "hole", "text"),
    "an effect that goes": (
        DROPS, "f(await this.pyodide.runPythonAsync(`env.get(${k}, ${f()})`));", "effect", "`f()`",
    ),
    "effects in another order": (
        SWAPS, "f(await this.pyodide.runPythonAsync(`env.get(${f()}, ${k()})`));", "effect", "another order",
    ),
    "an effect twice": (TWICE, "f(await this.pyodide.runPythonAsync(`env.get(${f()})`));", "effect", "twice"),
    "added to while it waits": (SYNC, f"this.n += {NOW};", "effect", "`this.n`, which is evaluated before it"),
    "beside what others write": (SYNC, f"f(this.n, {NOW});", "effect", "`this.n`, which is evaluated before it"),
    "in a template behind it": (SYNC, f"f(`${{this.n}}${{{NOW}}}`);", "effect", "`this.n`, which is"),
    "on what others assign": (SYNC, f"this.g({NOW});\nthis.g = f;", "effect", "`this.g`, which is evaluated before"),
    "on what an element may be": (SYNC, f"this.g({NOW});\nthis[f] = k;", "effect", "`this.g`, which is evaluated before"),
    "on a console that is written": (SYNC, f"console.log({NOW});\nconsole[f] = k;", "effect", "`console.log`, which is"),
    "on a console that others get": (SYNC, f"console.log({NOW});\nf(console);\nthis[f] = k;", "effect", "`console.log`, which"),
    "on a console of the window": (SYNC, f"console.log({NOW});\nwindow.console.log = f;", "effect", "`console.log`, which"),
    "on another console": (SYNC, f"window.console = k;\nconsole.log({NOW});", "effect", "`console`, which is"),
    "in what has no await": (SYNC, f"f([1].map(() => {NOW}));", "not-async", "is not async"),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_what_stays(tmp_path: Path, shape: str) -> None:
    rule, statements, code, because = STAYS[shape]
    left_alone(tmp_path, statements, code=code, because=because, parameters="f, k", rules=[rule])


REWRITTEN = {
    "an argument": (GET, f"f(1, {RUN});", f"f(1, {NEW});"),
    "a condition": (GET, f"if ({RUN}) f();\nwhile ({RUN}) f();", f"if ({NEW}) f();\nwhile ({NEW}) f();"),
    "a branch": (GET, f"const a = k ? {RUN} : null;", f"const a = k ? {NEW} : null;"),
    "behind ??": (GET, f"const a = k ?? {RUN};", f"const a = k ?? {NEW};"),
    "a declaration": (GET, f"const a = {RUN}, b = 1;", f"const a = {NEW}, b = 1;"),
    "taken apart": (GET, f"const {{ a, b = 1 }} = {RUN};", f"const {{ a, b = 1 }} = {NEW};"),
    "a member that is assigned": (GET, f"this.x = {RUN};", f"this.x = {NEW};"),
    "added to": (GET, f"this.x += {RUN};", f"this.x += {NEW};"),
    "a template": (GET, f"f(`a ${{{RUN}}} b`);", f"f(`a ${{{NEW}}} b`);"),
    "an arrow's body": (GET, f"const g = async () => {RUN};", f"const g = async () => {NEW};"),
    "returned": (GET, f"return {RUN};", f"return {NEW};"),
    "a statement": (GET, f"f()\n{RUN}\nf()", f"f()\n{NEW}\nf()"),
    "a member of it": (GET, f"f(({RUN}).x?.y);", f"f(({NEW}).x?.y);"),
    "an optional member of it": (GET, f"f(({RUN})?.x);", f"f(({NEW})?.x);"),
    "called": (GET, f"({RUN})(1);", f"({NEW})(1);"),
    "a member that is given a value": (GET, f"({RUN}).x = 1;", f"({NEW}).x = 1;"),
    "two in one": (GET, f"f({RUN} + {RUN});", f"f({NEW} + {NEW});"),
    "an effect that stays": (GET, "f(await this.pyodide.runPythonAsync(`env.get(${f()})`) + k());", "f(await this.worker.seedRng(f()) + k());"),
    "a loop": (GET, f"for (const a of {RUN}) f(a);", f"for (const a of {NEW}) f(a);"),
    "the `await` around": (PROMISE, f"f({RUN});", f"f({NEW});"),
    "then": (PROMISE, "return this.pyodide.runPythonAsync(`env.get(${k})`).then(f);", "return this.worker.seedRng(k).then(f);"),
    "beside an operator": (SUM, f"f(2 * {RUN});", "f(2 * (1 + (await this.worker.seedRng(k)).n));"),
    "beside a power": (GET, f"f(({RUN}) ** 2);", f"f(({NEW}) ** 2);"),
    "an object as a statement": (OBJECT, f"{RUN};", "({ n: await this.worker.seedRng(k) });"),
    "an object as an arrow's body": (OBJECT, f"f(async () => {RUN});", "f(async () => ({ n: await this.worker.seedRng(k) }));"),
    "an object without semicolons": (OBJECT, f"f()\n{RUN}", "f()\n;({ n: await this.worker.seedRng(k) })"),
    "a chain in a chain": (CHAIN, f"f(({RUN}).x);", "f(((await this.worker.seedRng(k))?.n).x);"),
    "a method with its owner": (MEMBER, f"f(({RUN}).n(1));", "f((await this.worker.seedRng(k)).m(1));"),
    "several lines": (ROWS, f"f(1,\n    {RUN});", "f(1,\n    await this.worker.seedRng({\n        k,\n    }));"),
    "more of the expression": (AROUND, f"const a = [console.log({RUN})];", f"const a = [console.log({NEW}, 1)];"),
    "waiting for the first time": (SYNC, f"f(k, {NOW});\nthis.a.b = {NOW};", f"f(k, {NEW});\nthis.a.b = {NEW};"),
    "waiting on the console": (SYNC, f"console.log(k, {NOW});\nthis.a[f] = 1;", f"console.log(k, {NEW});\nthis.a[f] = 1;"),
    "waiting in a chain": (SYNC, f"return {NOW}.x.y();", f"return ({NEW}).x.y();"),
    "waiting behind what is not held": (SYNC, f"return this.n ? {NOW} : (this.n && {NOW});", f"return this.n ? {NEW} : (this.n && {NEW});"),
}  # fmt: skip


@pytest.mark.parametrize("shape", REWRITTEN)
def test_what_is_rewritten(tmp_path: Path, shape: str) -> None:
    rule, before, after = REWRITTEN[shape]
    rewritten(tmp_path, before, after, by="01-x", parameters="f, k", rules=[rule])


def test_blocks_of_both_kinds_are_tried_in_their_order(tmp_path: Path) -> None:
    text = "# X\n\n```diff expression\n%s\n```\n\n```diff\n%s\n```\n"
    one = f"- {RUN.replace('k', '$K')}\n+ await this.worker.seedRng($K)"
    two = f"- const $X = {RUN.replace('k', '$K')};\n+ const $X = await this.worker.step($K);"
    first = load_page("01-x.md", text % (one, two))
    rewritten(tmp_path, f"const a = {RUN};", f"const a = {NEW};", parameters="k", rules=[first])
    other = load_page("01-x.md", f"# X\n\n```diff\n{two}\n```\n\n```diff expression\n{one}\n```\n")
    before, after = f"const a = {RUN};\nf({RUN});", f"const a = await this.worker.step(k);\nf({NEW});"
    rewritten(tmp_path, before, after, parameters="f, k", rules=[other])


def test_an_assertion_of_typescript_stays_around_the_whole(tmp_path: Path) -> None:
    text = in_game(f"const a = ({RUN}) as number;\nconst b = {RUN} as number;\nthis.show(a, b);", "k: number")
    done = run(tmp_path, text, rules=[EITHER], name="case.ts").after
    assert "const b = (k || await this.worker.seedRng(k)) as number;" in done
    assert "const b = 1 + (await this.worker.seedRng(k)).n as number;" in run(tmp_path, text, rules=[SUM], name="c.ts").after
    assert done.count("as number") == 2


@pytest.mark.parametrize(
    ("diff", "line", "said"),
    [
        ("- f();\n- await this.pyodide.runPythonAsync(`env.f()`);\n+ await this.worker.f();", 5, "one `-` and one `+`"),
        ("- await this.pyodide.runPythonAsync(`env.f()`)", 4, "one `-` and one `+`"),
        ("- const $X = await this.pyodide.runPythonAsync(`env.f()`);\n+ 1", 4, "one `-` and one `+`"),
        ("- await this.pyodide.runPythonAsync(`env.f()`)\n+ const x = 1;", 5, "one `-` and one `+`"),
        ("- await this.pyodide.runPythonAsync(`env.f()`)\n+ g.f; g.h", 5, "one `-` and one `+`"),
        ("  f();\n- await this.pyodide.runPythonAsync(`env.f()`)\n+ 1", 5, "one `-` and one `+`"),
        ("- f(1)\n+ 1", 4, "a block holds no use of"),
    ],
)
def test_a_block_that_is_no_expression(diff: str, line: int, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        page(diff, FENCE)
    assert any(fault.line == line and said in text_of(fault) for fault in raised.value.faults), raised.value.faults


def test_other_blocks_ask_nothing(tmp_path: Path) -> None:
    found = candidate(f"- const $X = {RUN.replace('k', '$K')};\n+ const $X = 1;", f"const x = {RUN};")
    assert [*are_values(found), *wait_for_nothing_else(found)] == []
