"""What is written of the source stands where the page puts it, and means the same there; else the site stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Message
from migrator.rewriting.conditions.written import suits_its_place
from migrator.rules.loader import Rule, RuleError, load_rules
from tests.rewriting.candidates import candidate, told
from tests.support import in_game, left_alone, rewritten, run

SEED = "await this.pyodide.runPythonAsync(`env.seed(${%s})`)"
PAGE = "# T\n\nS.\n\n```diff\n%s\n```\n"


def page(folder: Path, *lines: str) -> list[Rule]:
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    (rules / "01-t.md").write_text(PAGE % "\n".join(lines), "utf-8")
    return load_rules([rules])


def test_a_name_is_told_where_it_stands() -> None:
    block = "\n- await this.pyodide.runPythonAsync(`env.seed(${$X})`);\n+ $X = 1;\n"
    found = candidate(block, "await this.pyodide.runPythonAsync(`env.seed(${a + b})`);", "a, b")
    ((code, message, _place),) = told(list(suits_its_place(found)), found)
    assert (code, "`a + b` can be given no value" in message) == ("differs", True)


def seeding(folder: Path, *added: str) -> list[Rule]:
    return page(folder, "- await this.pyodide.runPythonAsync(`env.seed(${$X})`);", *(f"+ {line}" for line in added))


@pytest.mark.parametrize(
    ("added", "held", "code", "because"),
    [
        ("$X = 1;", "a + b", "differs", "can be given no value"),
        ("$X++;", "a?.b", "differs", "can be given no value"),
        ("[$X] = [1];", "a()", "differs", "can be given no value"),
        ("this._processRenderState((($X) => 1));", "a.b", "differs", "would write a name"),
        ("this._processRenderState({ $X });", "a.b", "differs", "would write a name"),
        ("this._processRenderState({ get x() { return $X; } });", "this.x", "unexplained", "`this` in `this.x`"),
        ("this._processRenderState(function () { return $X; });", "arguments[0]", "unexplained", "`arguments`"),
        ("this._processRenderState(() => $X);", "await a", "effect", "under a condition"),
        ("this._processRenderState({ x: class { y = $X; } });", "this.x", "unexplained", "`this` in `this.x`"),
        ("this._processRenderState(function () { return $X; });", "{ arguments }", "unexplained", "`arguments`"),
        ("this._processRenderState(class { y = $X; });", "({ [this.x]() {} })", "unexplained", "`this` in `{ [this.x]"),
        ("yield $X;", "a", "unexplained", "no generator"),
        ("this._processRenderState({ [yield $X]() {} });", "a", "unexplained", "no generator"),
    ],
)
def test_what_cannot_stand_there(tmp_path: Path, added: str, held: str, code: str, because: str) -> None:
    (tmp_path / "x").mkdir()
    rules = seeding(tmp_path, added)
    left_alone(tmp_path / "x", SEED % held + ";", code=code, because=because, parameters="a, b", rules=rules)


def test_an_arrow_shares_what_belongs_to_the_function_around_it(tmp_path: Path) -> None:
    rules = page(tmp_path, "- await this.pyodide.runPythonAsync(`env.seed(${$X})`);", "+ this._processRenderState(() => $X);")
    rewritten(tmp_path, SEED % "arguments[0]" + ";", "this._processRenderState(() => arguments[0]);", rules=rules)


@pytest.mark.parametrize(
    ("added", "held", "found"),
    [
        ("{ [$X]() {} }", "this.x", "{ [this.x]() {} }"),
        ("class { [$X] = 1; }", "await a", "class { [await a] = 1; }"),
        ("class { [$X] = 1; }", "arguments[0]", "class { [arguments[0]] = 1; }"),
        ("class { y = $X; }", "class { z = this.x }", "class { y = class { z = this.x }; }"),
    ],
)
def test_a_computed_key_is_no_part_of_its_member_and_a_field_has_a_this_of_its_own(
    tmp_path: Path, added: str, held: str, found: str
) -> None:
    rules = seeding(tmp_path, f"this._processRenderState({added});")
    rewritten(tmp_path, SEED % held + ";", f"this._processRenderState({found});", parameters="a", rules=rules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()\n%s\n;[a].b()", "a()\n;(a || b).c()\n;[a].b()"),
        ("a()\n%s\n", "a()\n;(a || b).c()"),
        ("a();\n%s;\nb();", "a();\n(a || b).c();\nb();"),
        ("if (a) b()\n%s\n", "if (a) b()\n;(a || b).c()"),
        ("if (a)\n    %s\n", "if (a)\n    (a || b).c()"),
        ("a(); %s; b();", "a(); (a || b).c(); b();"),
    ],
)
def test_a_guard_where_something_is_open(tmp_path: Path, before: str, after: str) -> None:
    rules = seeding(tmp_path, "$X.c();")
    rewritten(tmp_path, before % (SEED % "a || b"), after, parameters="a, b", rules=rules)


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("a\n;[a]\nh.x.b()", "a\n;[a]\n;(h.y + 1).b()"),
        ("a(2 * h.x);", "a(2 * (h.y + 1));"),
        ("a(h.x);", "a(h.y + 1);"),
        ("a(-h.x);", "a(-(h.y + 1));"),
        ("a(`${h.x}`);", "a(`${h.y + 1}`);"),
        ("a(h.x.b);", "a((h.y + 1).b);"),
    ],
)
def test_what_a_nest_writes(tmp_path: Path, use: str, found: str) -> None:
    rules = page(tmp_path, "- const $H = await this.pyodide.runPythonAsync(`env.h()`);", "+ const $H = await this.worker.step();", "  <...", "- $H.x", "+ $H.y + 1", "  ...>")  # fmt: skip
    rewritten(
        tmp_path,
        "const h = await this.pyodide.runPythonAsync(`env.h()`);\n" + use,
        "const h = await this.worker.step();\n" + found,
        parameters="a",
        rules=rules,
    )


@pytest.mark.parametrize(
    "use",
    [
        "h.x = 1;", "h.x += 1;", "h.x++;", "--h.x;", "delete h.x;", "[h.x] = a;", "({ b: h.x } = a);", "({ b: h.x = 1 } = a);",
        "[...h.x] = a;", "for (h.x of a);", "for (h.x in a);", "(h.x) = 1;", "h.x ??= 1;", "h.x();", "h.x`b`;",
    ],
)  # fmt: skip
def test_a_nest_covers_no_write_and_no_owner(tmp_path: Path, use: str) -> None:
    for new in ("+ $H.y + 1", None):
        body = ["- $H.x", new] if new is not None else ["  $H.x"]
        rules = page(tmp_path, "- const $H = await this.pyodide.runPythonAsync(`env.h()`);", "+ const $H = await this.worker.step();", "  <...", *body, "  ...>")  # fmt: skip
        if new is None and use in ("h.x();", "h.x`b`;"):
            continue  # it stays as it is
        site = "const h = await this.pyodide.runPythonAsync(`env.h()`);\n" + use
        left_alone(tmp_path, site, code="still-used", because="`h` is used", parameters="a", rules=rules)


def test_an_awaited_use_is_no_argument(tmp_path: Path) -> None:
    rules = page(tmp_path, "- const $H = await this.pyodide.runPythonAsync(`env.h()`);", "+ const $H = await this.worker.step();", "  <...", "- $H", "+ $H.hash", "  ...>")  # fmt: skip
    site = "const h = await this.pyodide.runPythonAsync(`env.h()`);\nawait (h).b();"
    left_alone(tmp_path, site, code="still-used", because="`h` is used", rules=rules)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'seed ${q} now'", "`seed \\${q} now`"),
        ("'seed `q`'", "`seed \\`q\\``"),
        ("'seed \\\\ q'", "`seed \\\\ q`"),
        ("'seed \\n q'", "`seed \\n q`"),
        ("'seed \\r\\0' + ''", None),
        ("'seed it\\'s'", "`seed it's`"),
        ("'seed \\ud800'", "`seed \\ud800`"),
        ("`seed ${q} now`", "`seed ${q} now`"),
        ("`seed \\${q}`", "`seed \\${q}`"),
        ("'seed '", "`seed `"),
    ],
)
def test_text_that_becomes_a_part_of_a_template(tmp_path: Path, text: str, found: str | None) -> None:
    rules = page(tmp_path, "- console.log(`seed ...`, $X);", "- await this.pyodide.runPythonAsync(`env.seed(${$X})`);", "+ await this.worker.seedRng([`seed ...`, $X]);")  # fmt: skip
    site = f"console.log({text}, q);\n" + SEED % "q" + ";"
    if found is None:
        left_alone(tmp_path, site, code="differs", because="", parameters="q", rules=rules)
    else:
        rewritten(tmp_path, site, f"await this.worker.seedRng([{found}, q]);", parameters="q", rules=rules)


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("`b ...`", "`b two`"),
        ("`a ...`, `b ...`", "`a one`, `b two`"),
        ("`b ...`, `a ...`", "`b two`, `a one`"),
        ("`c ...`, `d ...`", "`c one`, `d two`"),
        ("`b ...`, `b ...`", "`b two`, `b two`"),
        ("`c ...`, `a ...`", "`c two`, `a one`"),
    ],
)
def test_the_dots_of_a_template_are_those_of_its_own(tmp_path: Path, added: str, found: str) -> None:
    rules = page(tmp_path, "- console.log(`a ...`, `b ...`, $X);", "- await this.pyodide.runPythonAsync(`env.seed(${$X})`);", f"+ await this.worker.seedRng([{added}, $X]);")  # fmt: skip
    site = "console.log(`a one`, 'b two', q);\n" + SEED % "q" + ";"
    rewritten(tmp_path, site, f"await this.worker.seedRng([{found}, q]);", parameters="q", rules=rules)


@pytest.mark.parametrize("added", ["`a ...`, `c ...`, `d ...`", "`b ... ...`"])
def test_dots_that_stand_for_nothing_are_a_fault_of_the_page(tmp_path: Path, added: str) -> None:
    with pytest.raises(RuleError) as raised:
        page(tmp_path, "- console.log(`b ...`, $X);", "- await this.pyodide.runPythonAsync(`env.seed(${$X})`);", f"+ await this.worker.seedRng([{added}, $X]);")  # fmt: skip
    faults = [dict(fault.message.data)["fault"] for fault in raised.value.faults]  # with the line that has them
    assert [fault.sentence.name for fault in faults if isinstance(fault, Message)] == ["DOTS_UNPAIRED"]


@pytest.mark.parametrize("held", ["env.step(${a++})", "env.step(1)", "f(random.random())"])
def test_a_python_value_that_goes_has_no_effect(tmp_path: Path, held: str) -> None:
    rules = page(tmp_path, "- await this.pyodide.runPythonAsync(`env.log($M)`);", "+ await this.worker.step();")
    site = f"await this.pyodide.runPythonAsync(`env.log({held})`);"
    left_alone(tmp_path, site, code="effect", because="has an effect and is dropped", parameters="a", rules=rules)


def test_a_python_value_without_effect_may_go(tmp_path: Path) -> None:
    rules = page(tmp_path, "- await this.pyodide.runPythonAsync(`env.log($M)`);", "+ await this.worker.step();")
    site = "await this.pyodide.runPythonAsync(`env.log([1, ${a}, str(2)])`);"
    rewritten(tmp_path, site, "await this.worker.step();", parameters="a", rules=rules)


def test_the_name_of_a_property_in_brackets(tmp_path: Path) -> None:
    rules = page(tmp_path, "- this.$M = await this.pyodide.runPythonAsync(`env.t`);", "+ this.$M = await this.worker.step();")
    rewritten(tmp_path, "this['last'] = await this.pyodide.runPythonAsync(`env.t`);", "this.last = await this.worker.step();", rules=rules)  # fmt: skip


def test_only_the_name_of_a_property_is_written_behind_a_dot(tmp_path: Path) -> None:
    rules = page(tmp_path, "- $K = await this.pyodide.runPythonAsync(`env.t`);", "+ this.$K = await this.worker.step();")
    site = "a.b = await this.pyodide.runPythonAsync(`env.t`);"
    because = "`a.b` stands where the rule would write the name of a property"
    left_alone(tmp_path, site, code="differs", because=because, parameters="a", rules=rules)


def test_a_function_of_the_page_captures_nothing(tmp_path: Path) -> None:
    rules = seeding(tmp_path, "this._processRenderState(function q() { return $X; });")
    found = "this._processRenderState(function q2() { return q; });"
    rewritten(tmp_path, SEED % "q" + ";", found, parameters="q", rules=rules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a(); /* TODO: x */ %s; b();", "a(); /* TODO: x */ this._processRenderState(q); b();"),
        ("a(); await this.pyodide.runPythonAsync(/* TODO: x */ `env.seed(${q})`); b();", "a(); /* TODO: x */ this._processRenderState(q); b();"),
        ("if (a) await this.pyodide.runPythonAsync(/* TODO: x */ `env.seed(${q})`);\nb();", "if (a) /* TODO: x */ this._processRenderState(q);\nb();"),
        ("await this.pyodide.runPythonAsync(\n    // @ts-ignore\n    `env.seed(${q})`);", "// @ts-ignore\nthis._processRenderState(q);"),
    ],
)  # fmt: skip
def test_a_comment_that_stays_stays(tmp_path: Path, before: str, after: str) -> None:
    rules = seeding(tmp_path, "this._processRenderState($X);")
    site = before % (SEED % "q") if "%s" in before else before
    result = run(tmp_path, in_game(site, "a, b, q"), rules=rules)
    assert after in "\n".join(line.strip() for line in result.after.split("\n"))
