"""Text for Python is no value: what makes it is refused, what has a value is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rewriting.conditions import check
from migrator.rewriting.conditions.texts import are_values
from tests.rewriting.candidates import candidate, candidates, told
from tests.support import left_alone, rewritten

PAGE = "- await this.pyodide.runPythonAsync(`turn(${$X})`);\n+ await this.worker.step($X);"
QUOTED = "- await this.pyodide.runPythonAsync(`open('${$X}')`);\n+ await this.worker.step($X);"
PARAMETERS = "s, x, y, flag, room, rows"


def refused(page: str, statements: str, parameters: str = PARAMETERS) -> list[tuple[str, str, str]]:
    found = candidate(page, statements, parameters)
    return told(list(are_values(found)), found)


def turn(hole: str, before: str = "") -> str:
    return f"{before}\nawait this.pyodide.runPythonAsync(`turn(${{{hole}}})`);"


def opened(hole: str, before: str = "") -> str:
    return f"{before}\nawait this.pyodide.runPythonAsync(`open('${{{hole}}}')`);"


TEXTS = [
    "'None'",
    "s ?? 'None'",
    "(s ?? ('None'))",
    "s || 'None'",
    "x && 'True'",
    "flag ? 'True' : 'False'",
    "flag ? s : 'None'",
    "flag ? (x ? 1 : 'None') : 2",
    "flag ? s : `None`",
    's ?? "null"',
    "s ?? ''",
    "(x, s ?? 'None')",
    "await (s ?? 'None')",
    "JSON.stringify(s)",
    "JSON['stringify'](s)",
    "window.JSON.stringify(s)",
    "globalThis.JSON.stringify(s)",
    "JSON.stringify.call(JSON, s)",
    "JSON.stringify(JSON.stringify(s))",
    "s === undefined ? null : JSON.stringify(s)",
    "s.replace(/'/g, '')",
    "s.name.replaceAll('-', '_')",
    's.split("\'").join("\\\\\'")',
    "s?.trim()",
    "s['trim']()",
    "'' + s",
    "s + ''",
    "s + x + ' '",
    "s + (x + `a`)",
    "s + String(x)",
    "`${s}`",
    "`${s}.0`",
    "String(s)",
    "globalThis.String(s)",
    "new String(s)",
    "String.raw`a`",
    "s.toString()",
    "s.toString(10)",
    "s.toFixed(2)",
    "rows.join(', ')",
    "`[${rows}]`.slice(1)",
    "rows.map(JSON.stringify)",
    "rows.map(String)",
    "rows.map(row => `'${row}'`)",
    "rows.map(function (row) { return JSON.stringify(row); })",
    "[s ?? 'None', 1]",
    "['False', 'True'][x]",
    "({ yes: 'True', no: 'False' })[x]",
    "encodeURIComponent(s)",
    "btoa(s)",
    "typeof s",
    "Object.freeze(String(s))",
]


@pytest.mark.parametrize("hole", TEXTS)
def test_text_is_no_value(hole: str) -> None:
    ((code, message, _),) = refused(PAGE, turn(hole))
    assert code == "hole"
    assert "makes text that Python reads as code" in message


@pytest.mark.parametrize("hole", TEXTS)
@pytest.mark.parametrize(
    "before",
    [
        "const seed = {};",
        "const seed0 = {};\nlet seed1;\nseed1 = seed0;\nconst seed = (seed1);",
        "var seed = x;\nif (flag) seed = {};",
    ],
)
def test_text_is_no_value_behind_a_name(hole: str, before: str) -> None:
    found = refused(PAGE, turn("seed", before.replace("{}", f"({hole})")))
    assert [code for code, _, _ in found] == ["hole"]


@pytest.mark.parametrize(
    ("before", "hole"),
    [
        ("const { stringify } = JSON;", "stringify(s)"),
        ("const json = JSON.stringify;", "json(s)"),
        ("const json = window.JSON;", "json.stringify(s)"),
        ("const text = String;", "text(s)"),
        ("const json = (value) => JSON.stringify(value);", "json(s)"),
        ("const bool = value => value ? 'True' : 'False';", "bool(s)"),
        ("function bool(value) { if (value) { return 'True'; } return 'False'; }", "bool(s)"),
        ("const NAMES = { none: 'None' };", "s ?? NAMES.none"),
        ("const NONE = 'None';", "s ?? NONE"),
        ("const { seed = 'None' } = room;", "seed"),
        ("let code = '';\ncode += s;", "code"),
        ("let code = s;\ncode ??= 'None';", "code"),
        ("let code = s;\nif (code === null) { code = 'None'; }", "code"),
        ("let code = 1;\nswitch (s) { case 1: code = 'True'; }", "code"),
        ("const parts = ['a', s];\nconst [first] = parts;", "first"),
        ("const parts = [];\nconst code = parts.join();", "code"),
    ],
)
def test_text_that_is_made_by_the_way(before: str, hole: str) -> None:
    assert [code for code, _, _ in refused(PAGE, turn(hole, before))] == ["hole"]


def test_a_default_of_a_parameter_is_seen() -> None:
    assert [code for code, _, _ in refused(PAGE, turn("s"), "s = 'None'")] == ["hole"]


VALUES = [
    "s",
    "7",
    "-x",
    "+s",
    "!flag",
    "true",
    "null",
    "undefined",
    "s ?? 0",
    "s || null",
    "flag ? 1 : 0",
    "flag && x",
    "x + y",
    "x + 1",
    "room.first + room.second",
    "x - 1",
    "x > y",
    "x === 'a'",
    "x === 'a' ? 1 : 2",
    "({ a: 1 }).a",
    "room.seed",
    "room?.seed",
    "room['seed']",
    "room[x]",
    "this.config.seed",
    "rows[0]",
    "[1, 2]",
    "[1, 2][x]",
    "rows.length",
    "'abc'.length",
    "String(s).length",
    "JSON.stringify(s).length",
    "`${s}`.length",
    "Number(s)",
    "Number('7')",
    "Number(JSON.stringify(s))",
    "parseInt(s)",
    "parseInt(s, 10)",
    "parseInt(String(s).trim(), 16)",
    "Math.floor(x)",
    "Math.max(x, y)",
    "JSON.parse(s)",
    "JSON.parse(JSON.stringify(s))",
    "Date.now()",
    "new Date()",
    "rows.indexOf('a')",
    "'abc'.indexOf(s)",
    "rows.includes('a')",
    "rows.slice(1)",
    "rows.map(row => row.id)",
    "rows.map(Number)",
    "rows.filter(row => row.name === 'a')",
    "next('a')",
    "this.next('a', JSON.stringify(s))",
    "room.next('a')",
    "x, y",
    "s.charCodeAt(0)",
    "BigInt('7')",
    "Boolean('a')",
    "Object.keys(room)",
    "/a/.test('a')",
]


@pytest.mark.parametrize("hole", VALUES)
@pytest.mark.parametrize("before", ["", "const seed = {};", "let seed;\nif (flag) { seed = {}; } else { seed = 1; }"])
def test_a_value_is_a_value(hole: str, before: str) -> None:
    given = turn("seed", before.replace("{}", f"({hole})", 1)) if before else turn(hole)
    assert refused(PAGE, given) == []


@pytest.mark.parametrize(
    ("before", "hole"),
    [
        ("const JSON = { stringify: value => value.id };", "JSON.stringify(s)"),
        ("const String = Number;", "String(s)"),
        ("let seed = 'None';\nseed = 7;", "seed"),
        ("const name = 'a';\nconst seed = x;", "seed"),
        ("const { seed = 0 } = room;", "seed"),
        ("const find = value => value.id;", "find('a')"),
        ("const NAMES = { none: 'None', zero: 0 };", "NAMES.zero"),
        ("let n = 0;\nn += 2;", "n"),
    ],
)
def test_a_name_has_what_it_was_given(before: str, hole: str) -> None:
    assert refused(PAGE, turn(hole, before)) == []


def test_what_is_written_later_is_not_read() -> None:
    after = "let seed = 7;\nawait this.pyodide.runPythonAsync(`turn(${seed})`);\nseed = 'None';"
    assert refused(PAGE, after) == []


# -- between quotes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "const name = {};", "let name = s;\nif (flag) { name = {}; }"])
@pytest.mark.parametrize(
    "hole",
    [
        r"""s.replace(/'/g, "\\'")""",
        r"""s.replaceAll("'", "\\'")""",
        r"""s.replace(/\\/g, '\\\\').replace(/'/g, "\\'")""",
        r"""s.replace(/['\\]/g, '\\$&')""",
        r"""s.replace(/'/g, found => '\\' + found)""",
        r"""s.split("'").join("\\'")""",
        r"""s.replace(/'/g, "\\'").trim()""",
        r"""String(s).replace(/"/g, '\\"')""",
        r"""s.replace(/\n/g, '\\n')""",
        r"""flag ? s : s.replace(/'/g, "\\'")""",
        r"""'a' + s.replace(/'/g, "\\'")""",
        "JSON.stringify(s)",
        "JSON.stringify(s).slice(1, -1)",
        r"""s ?? 'a\\b'""",
    ],
)
def test_escapes_between_quotes(hole: str, before: str) -> None:
    given = opened("name", before.replace("{}", f"({hole})", 1)) if before else opened(hole)
    ((code, message, _),) = refused(QUOTED, given)
    assert code == "hole"
    assert "escapes Python takes back" in message


def test_an_escape_with_a_constant() -> None:
    before = 'const QUOTE = "\\\\\'";'
    assert [code for code, _, _ in refused(QUOTED, opened("s.replace(/'/g, QUOTE)", before))] == ["hole"]


@pytest.mark.parametrize(
    "hole",
    [
        "s",
        "s ?? 'None'",
        "flag ? 'a' : 'b'",
        "String(s)",
        "s.toString()",
        "`${s}-${x}`",
        "s + '.png'",
        "rows.join(',')",
        "encodeURIComponent(s)",
        "btoa(s)",
        "s.trim().toLowerCase()",
        "s.replace(/ /g, '_')",
        "s.replaceAll(\"'\", '')",
        "rows.map(row => row.id).join(' ')",
        "room.name",
    ],
)
def test_text_between_quotes_is_the_value(hole: str) -> None:
    assert refused(QUOTED, opened(hole)) == []


@pytest.mark.parametrize("program", ["open(f'${$X}')", "open(f'{a}${$X}')", "open('''a ${$X}''')", 'open(r"${$X}")'])
def test_all_strings_have_quotes(program: str) -> None:
    page = f"- await this.pyodide.runPythonAsync(`{program}`);\n+ await this.worker.step($X);"
    source = f"await this.pyodide.runPythonAsync(`{program}`);"
    assert refused(page, source.replace("$X", "s ?? 'None'")) == []
    assert [code for code, _, _ in refused(page, source.replace("$X", "s.replace(/'/g, \"\\\\'\")"))] == ["hole"]


def test_a_field_of_a_formatted_string_is_code() -> None:
    page = "- await this.pyodide.runPythonAsync(`open(f'{${$X}}')`);\n+ await this.worker.step($X);"
    source = "await this.pyodide.runPythonAsync(`open(f'{${s ?? 1}}')`);"
    assert refused(page, source) == []
    assert [code for code, _, _ in refused(page, source.replace("1", '"None"'))] == ["hole"]


# -- what a page means -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "hole"),
    [
        ("$X || 'None'", "s || 'None'"),
        ("$X ?? 'None'", "room.seed ?? 'None'"),
        ("$X ? 'True' : 'False'", "flag ? 'True' : 'False'"),
        ("$X ? 'True' : 'False'", "(s === 'a') ? 'True' : 'False'"),
        ("JSON.stringify($X)", "JSON.stringify(s ?? 'None')"),
        ("String($X)", "String(s)"),
        ("$X + ''", "s + ''"),
        ("$X.toString()", "s.toString()"),
    ],
)
def test_a_page_that_means_text_writes_it(pattern: str, hole: str) -> None:
    assert refused(PAGE.replace("${$X}", f"${{{pattern}}}"), turn(hole)) == []


@pytest.mark.parametrize(
    ("pattern", "hole"),
    [
        ("$X || 'None'", "(s ?? 'None') || 'None'"),
        ("$X ?? 'None'", "JSON.stringify(s) ?? 'None'"),
        ("this.on ? $X : 'None'", "this.on ? String(s) : 'None'"),
        ("$X + 1", "'a' + 1"),
    ],
)
def test_what_such_a_page_takes_is_a_value(pattern: str, hole: str) -> None:
    assert [code for code, _, _ in refused(PAGE.replace("${$X}", f"${{{pattern}}}"), turn(hole))] == ["hole"]


ESCAPED = r"""
- await this.pyodide.runPythonAsync(`open('${$X.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}')`);
+ await this.worker.step($X);
"""


def test_a_page_that_means_escaped_text() -> None:
    assert refused(ESCAPED, opened(r"""JSON.stringify(s).replace(/\\/g, '\\\\').replace(/'/g, "\\'")""")) == []


DECLARED = """
- const $TEXT = JSON.stringify($X);
  ...
- await this.pyodide.runPythonAsync(`open('${$TEXT}')`);
+ await this.worker.step($X);
"""


def test_a_page_that_declares_the_text_means_it() -> None:
    assert refused(DECLARED, opened("text", "const text = JSON.stringify(s);")) == []


def test_a_page_that_only_gives_another_name_means_no_text() -> None:
    page = DECLARED.replace("JSON.stringify($X)", "$X").replace("open('${$TEXT}')", "turn(${$TEXT})")
    assert refused(page, turn("text", "const text = s;")) == []
    assert [code for code, _, _ in refused(page, turn("text", "const text = s ?? 'None';"))] == ["hole"]


def test_an_alternative_that_means_the_text_is_taken() -> None:
    page = (
        PAGE + "\n```\n\n```diff\n" + PAGE.replace("${$X}", "${$X ?? 'None'}").replace("step($X)", "step($X ?? null)")
    )
    assert [check(one) is None for one in candidates(page, turn("s ?? 'None'"), PARAMETERS)] == [False, True]


def test_anything_is_a_value_too() -> None:
    page = "- await this.pyodide.runPythonAsync(`turn(${$_})`);\n+ await this.worker.step();"
    assert refused(page, turn("s")) == []
    assert [code for code, _, _ in refused(page, turn("s ?? 'None'"))] == ["hole"]


# -- what is said ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hole", "page"),
    [
        ("s ?? 'None'", "$X ?? 'None'"),
        ("flag ? 'True' : 'False'", "$X ? 'True' : 'False'"),
        ("s === null ? 'None' : s", "$X === null ? 'None' : $X"),
        ("JSON.stringify(s)", "JSON.stringify($X)"),
        ("s.a.toString()", "$X.toString()"),
        ("'' + s", "'' + $X"),
        ("'None'", "'None'"),
    ],
)
def test_the_reason_says_what_a_page_would_have(hole: str, page: str) -> None:
    ((_, message, _),) = refused(PAGE, turn(hole))
    assert message.startswith(f"`{hole}` (line ")
    assert message.endswith(f"; a page that means it has `{page}` in place of `$X`")


def test_the_reason_names_the_line_on_which_text_is_made() -> None:
    ((_, message, at),) = refused(PAGE, turn("seed", "const seed = s ?? 'None';\n\n"))
    assert message.startswith("`s ?? 'None'` (line ")
    assert message.endswith("; a page that means it has a line for that statement too")
    assert at.startswith("seed})")


SEEDS = """\
await this.pyodide.runPythonAsync(`
    import numpy as np
    import random
    np.random.seed(${SEED})
    random.seed(${SEED})
`);
"""


@pytest.mark.parametrize("seed", ["seed ?? 'None'", "JSON.stringify(seed)", "String(seed)", "`${seed}`"])
def test_a_shipped_page_takes_values_only(tmp_path: Path, seed: str) -> None:
    left_alone(tmp_path, SEEDS.replace("SEED", seed), code="hole", because=f"`{seed}` (line ", parameters="seed")


def test_a_shipped_page_takes_values(tmp_path: Path) -> None:
    after = "await this.worker.seedRng(seed ?? 0);\n"
    rewritten(tmp_path, SEEDS.replace("SEED", "seed ?? 0"), after, by="03-seed", parameters="seed")
