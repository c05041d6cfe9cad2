"""Code that does not stand in its call: found where nothing can have changed it, else refused with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.rewriting.normal.texts import Chunk, template_of
from tests.support import GAME, left_alone, rewritten, run, text_of

CODE = "`env.render()`"
RUN = "await this.pyodide.runPythonAsync(code);"
DONE = "await this.worker.render();"
STATE = "`\n    import json\n    env.set_state(json.loads('''${JSON.stringify(s).replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")}'''))\n`"
SET = "const statePayload = JSON.stringify({ env_state: s });\nawait this.worker.setState(statePayload);"

# Each: the statements of a method, and a part of the cause. The first line of the method is line 25.
STAYS = {
    "a variable that is written": (f"let code = {CODE};\ncode = a;\n{RUN}", "`code` may be given another value in line 26"),
    "one that is added to": (f"let code = {CODE};\ncode += 'x';\n{RUN}", "`code` may be given another value in line 26"),
    "one that a closure writes": (f"let code = {CODE};\nlater(() => {{ code = a; }});\n{RUN}", "another value in line 26"),
    "one that is written behind the call": (f"let code = {CODE};\n{RUN}\ncode = a;", "another value in line 27"),
    "one that is written in a loop": (f"for (let code = {CODE}; a; code = a) {{ {RUN} }}", "another value in line 25"),
    "one that is taken apart into": (f"let code = {CODE};\n[code] = a;\n{RUN}", "another value in line 26"),
    "one that is given its value later": (f"let code;\ncode = {CODE};\n{RUN}", "another value in line 26"),
    "a `var` that is declared twice": (f"var code = {CODE};\nvar code = a;\n{RUN}", "another value in line 26"),
    "a `var` of a branch": (f"if (a) {{ var code = {CODE}; }}\n{RUN}", "need not have its value of line 25"),
    "a `var` behind the call": (f"{RUN}\nvar code = {CODE};", "need not have its value of line 26"),
    "a `var` of the function around": (
        f"var code = {CODE};\nlater(async () => {{ {RUN} }});", "need not have its value of line 25",
    ),
    "a parameter": ("await this.pyodide.runPythonAsync(a);", "`a` is a parameter (line 24)"),
    "a parameter with a default": (f"later(async (code = {CODE}) => {{ {RUN} }});", "`code` is a parameter (line 25)"),
    "what a call gives": (f"const code = later();\n{RUN}", "in line 25 it is `later()`"),
    "one of two texts": (f"const code = a ? {CODE} : 'x';\n{RUN}", "in line 25 it is `a ? `env.render()` : 'x'`"),
    "what is taken apart": (f"const {{ code }} = {{ code: {CODE} }};\n{RUN}", "it is `code`"),
    "a global": (RUN, "it is `code`"),
    "a member of this": (f"this.code = {CODE};\nawait this.pyodide.runPythonAsync(this.code);", "it is `this.code`"),
    "an object that is written to": (
        f"const all = {{ code: {CODE} }};\nall.code = a;\nawait this.pyodide.runPythonAsync(all.code);",
        "`all` may be given another value in line 26",
    ),
    "an object that is deleted from": (
        f"const all = {{ code: {CODE} }};\ndelete all.code;\nawait this.pyodide.runPythonAsync(all.code);",
        "`all` may be given another value in line 26",
    ),
    "an object that is handed on": (
        f"const all = {{ code: {CODE} }};\nlater(all);\nawait this.pyodide.runPythonAsync(all.code);",
        "`all` may be given another value in line 26",
    ),
    "an object with a method that is called": (
        f"const all = {{ code: {CODE}, set: a }};\nall.set();\nawait this.pyodide.runPythonAsync(all.code);",
        "`all` may be given another value in line 26",
    ),
    "an object with a getter": (
        f"const all = {{ get code() {{ return {CODE}; }} }};\nawait this.pyodide.runPythonAsync(all.code);", "all.code",
    ),
    "an object that takes others in": (
        f"const all = {{ code: {CODE}, ...a }};\nawait this.pyodide.runPythonAsync(all.code);", "all.code",
    ),
    "a key that is not known": (f"const all = {{ code: {CODE} }};\nawait this.pyodide.runPythonAsync(all[a]);", "all[a]"),
    "an array that is pushed to": (
        f"const all = [{CODE}];\nall.push(a);\nawait this.pyodide.runPythonAsync(all.join('\\n'));",
        "`all` may be given another value in line 26",
    ),
    "an array with something unknown": ("await this.pyodide.runPythonAsync(['env.render()', a].join('\\n'));", "is a parameter"),
    "an array that takes others in": (f"await this.pyodide.runPythonAsync([{CODE}, ...a].join('\\n'));", "does not stand in the call"),
    "a tag that nothing is known of": (f"await this.pyodide.runPythonAsync(py{CODE});", "it is `py`env.render()``"),
    "a sum of no text": ("await this.pyodide.runPythonAsync(a + s);", "it is `a + s`"),
    "a hole that is written": (f"const code = {STATE};\ns = a;\n{RUN}", "may get another value in line 29"),
    "a hole of an object that is given away": (f"const code = {STATE};\nlater(s);\n{RUN}", "may get another value in line 29"),
    "a hole of an object that somebody else may write to": (
        f"const code = {STATE};\nlater();\n{RUN}", "may get another value in line 29",
    ),
    "a hole of an object that is written to": (f"const code = {STATE};\ns.x = a;\n{RUN}", "may get another value in line 29"),
    "a hole in another function": (
        f"const code = {STATE};\nlater(async () => {{ {RUN} }});", "may have another value there",
    ),
    "a hole before a loop that writes": (
        f"const code = {STATE};\nfor (const one of a) {{ {RUN} s = one; }}", "may get another value in line 29",
    ),
    "a hole that calls, before something else": (f"const code = `f(${{later()}})`;\na();\n{RUN}", "has an effect"),
    "a hole that calls, for two sites": (f"const code = `f(${{later()}})`;\n{RUN}\n{RUN}", "has an effect"),
    "a hole that calls, in what stays": (f"const code = `f(${{later()}})`;\n{RUN}\na(code);", "has an effect"),
    "a hole that calls, before an argument": (f"const code = `f(${{later()}})`;\na(s.n, {RUN[:-1]});", "has an effect"),
    "a hole that calls, in a branch": (f"const code = `f(${{later()}})`;\nif (a) {{ {RUN} }}", "has an effect"),
    "a hole that calls, in a loop": (f"const code = `f(${{later()}})`;\nfor (;;) {{ {RUN} }}", "has an effect"),
    "a hole that calls, twice": ("const one = `f(${later()})`;\nawait this.pyodide.runPythonAsync(one + one);", "has an effect"),
    "a separator with a hole": ("await this.pyodide.runPythonAsync(['env', 'render()'].join(`${a}`));", "does not stand in the call"),
    "what goes in a circle": ("const one = two + '', two = one + '';\nawait this.pyodide.runPythonAsync(one);", "no template literal"),
    "what doubles": (
        "".join(f"const c{n} = " + (f"c{n - 1} + c{n - 1};\n" if n else "'x';\n") for n in range(25))
        + "await this.pyodide.runPythonAsync(c24);",
        "no template literal",
    ),
    "a hole that counts": (f"let n = 0;\nconst code = `f(${{n++}})`;\nlater();\n{RUN}", "has an effect"),
    "a hole written by another declarator": (f"const code = `f(${{s}})`, b = (s = 1);\n{RUN}", "may get another value in line 25"),
    "a hole with a name that is hidden": (
        f"const code = `f(${{s}})`;\n{{\n    const s = 2;\n    {RUN}\n}}", "`s` of line 25 means something else there",
    ),
    "a hole with another `this`": (
        f"const code = `f(${{this.n}})`;\nlater(async function () {{ {RUN} }});", "means something else there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_code_that_may_be_another_stays(tmp_path: Path, shape: str) -> None:
    statements, because = STAYS[shape]
    left_alone(tmp_path, statements, code="not-in-place", because=because, parameters="a, s, later")


def test_a_function_of_its_own_has_no_receiver_either(tmp_path: Path) -> None:
    """What is refused for its place is refused for that, once its code is found."""
    left_alone(
        tmp_path,
        f"const code = {CODE};\nasync function inner() {{ {RUN} }}",
        code="no-worker",
        because="a function of its own",
    )


REWRITTEN = {
    "a constant": (f"const code = {CODE};\n{RUN}", DONE),
    "a variable that is not written": (f"let code = {CODE};\n{RUN}", DONE),
    "a `var` that is not written": (f"var code = {CODE};\n{RUN}", DONE),
    "a constant of a constant": (f"const one = {CODE};\nconst code = one;\n{RUN}", DONE),
    "a constant that is read elsewhere": (f"const code = {CODE};\n{RUN}\nlater(code);", f"const code = {CODE};\n{DONE}\nlater(code);"),
    "two sites of one constant": (f"const code = {CODE};\n{RUN}\n{RUN}", f"{DONE}\n{DONE}"),
    "a constant in a row": (f"const code = {CODE}, n = 1;\n{RUN}\nlater(n);", f"const n = 1;\n{DONE}\nlater(n);"),
    "a constant of a block": (f"if (a) {{\n    const code = {CODE};\n    {RUN}\n}}", f"if (a) {{\n    {DONE}\n}}"),
    "a constant for a closure": (f"const code = {CODE};\nlater(async () => {{ {RUN} }});", f"later(async () => {{ {DONE} }});"),
    "a constant in a loop": (f"const code = {CODE};\nfor (;;) {{ {RUN} }}", f"for (;;) {{ {DONE} }}"),
    "comments above the constant": (f"// What is run.\nconst code = {CODE};\n{RUN}", DONE),
    "a concatenation": ("await this.pyodide.runPythonAsync('env.' + \"render\" + `()`);", DONE),
    "a concatenation in lines": ("await this.pyodide.runPythonAsync(\n    'import json\\n' +\n    'env.render()\\n'\n);", DONE),
    "a concatenation of constants": (f"const one = 'env.';\nconst code = one + 'render()';\n{RUN}", DONE),
    "concat": ("await this.pyodide.runPythonAsync('env.'.concat('render', '()'));", DONE),
    "an array that is joined": ("await this.pyodide.runPythonAsync(['import json', 'env.render()'].join('\\n'));", DONE),
    "an array without a separator": ("await this.pyodide.runPythonAsync(['env.render()'].join());", DONE),
    "an array in a constant": (f"const all = ['env.', 'render()'];\nconst code = all.join('');\n{RUN}", DONE),
    "String.raw": ("await this.pyodide.runPythonAsync(String.raw`env.render()`);", DONE),
    "a member of an object": (
        f"const all = {{ code: {CODE}, 'other': `x` }};\nawait this.pyodide.runPythonAsync(all.code);\nlater(all.other);",
        f"const all = {{ code: {CODE}, 'other': `x` }};\n{DONE}\nlater(all.other);",
    ),
    "the last member of an object": (f"const all = {{ code: {CODE} }};\nawait this.pyodide.runPythonAsync(all['code']);", DONE),
    "an object with something that acts": (
        f"const all = {{ code: {CODE}, other: later() }};\nawait this.pyodide.runPythonAsync(all.code);",
        f"const all = {{ code: {CODE}, other: later() }};\n{DONE}",
    ),
    "an object that is frozen": (
        f"const all = Object.freeze({{ code: {CODE} }});\nlater(all);\nawait this.pyodide.runPythonAsync(all.code);",
        f"const all = Object.freeze({{ code: {CODE} }});\nlater(all);\n{DONE}",
    ),
    "a text with what a template escapes": (
        "const code = '# `${x}` \\'\\n# $' + '{}\\nenv.render()';\n" + RUN, DONE,
    ),
    "a hole": (f"const code = {STATE};\n{RUN}", SET),
    "a hole of a name in a sum": (
        "const code = 'env.set_state(json.loads(\\'\\'\\'' + JSON.stringify(s).replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\") + '\\'\\'\\'))';\n"
        "await this.pyodide.runPythonAsync('import json\\n' + code);",
        SET,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REWRITTEN)
def test_code_that_is_found_is_rewritten(tmp_path: Path, shape: str) -> None:
    before, after = REWRITTEN[shape]
    rewritten(tmp_path, before, after, parameters="a, s, later")


def test_a_site_that_no_page_fits_stays_byte_for_byte_and_says_where_it_differs(tmp_path: Path) -> None:
    statements = f"const code = `\n    import json\n    env.other()\n`;\nconst more = {CODE};\n{RUN}\nawait this.pyodide.runPythonAsync(more);"
    result = run(tmp_path, _in_game(statements))
    assert result.after == _in_game(
        "const code = `\n    import json\n    env.other()\n`;\nawait this.pyodide.runPythonAsync(code);\n" + DONE
    )
    one, two = result.programs
    assert (one.reason is not None, two.outcome) == (True, Outcome.REWRITTEN)
    assert one.reason is not None
    assert one.reason.code == "differs"
    assert "env.other" in text_of(one.reason)
    assert (one.line, two.line) == (30, 31)


def test_an_entry_has_the_place_and_the_fingerprint_of_the_file_on_disk(tmp_path: Path) -> None:
    text = _in_game(f"const code = {CODE};\nawait this.pyodide.runPythonAsync(code);")
    entry = run(tmp_path, text).programs[0]
    call = "this.pyodide.runPythonAsync"
    line = next(number for number, each in enumerate(text.splitlines(), 1) if f"{call}(code)" in each)
    assert (entry.line, entry.column) == (line, text.splitlines()[line - 1].index(call) + 1)
    assert entry.end_column == entry.column + len(call)
    kept = run(tmp_path, text, rules=[]).programs[0]
    assert entry.fingerprint == kept.fingerprint


def test_the_edits_are_those_of_the_file_on_disk(tmp_path: Path) -> None:
    result = run(tmp_path, _in_game(f"const code = {CODE};\nlater();\n{RUN}"))
    assert [(edit.line, edit.end_line) for edit in result.entry.edits] == [(25, 26), (27, 27)]
    assert b"-        const code = `env.render()`;\n" in result.entry.diff
    assert {edit.site for edit in result.entry.edits} == {result.programs[0].id}


def test_a_constant_that_a_type_names_stays(tmp_path: Path) -> None:
    game = GAME.replace("(state)", "(state: any)")
    text = f"{game}const CODE = {CODE};\nexport type Code = typeof CODE;\nexport class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    after = run(tmp_path, text, name="case.ts").after
    assert after == text.replace("this.pyodide.runPythonAsync(CODE)", "this.worker.render()")


# -- the file around ---------------------------------------------------------------------------------------------------


def test_a_constant_of_the_module_goes_with_its_last_use(tmp_path: Path) -> None:
    text = f"{GAME}const CODE = {CODE};\n\nexport class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    after = f"{GAME}export class Game extends Base {{\n    async act() {{ {DONE} }}\n}}\n"
    assert run(tmp_path, text).after.replace("\n\n", "\n") == after.replace("\n\n", "\n")


@pytest.mark.parametrize("declared", [f"export const CODE = {CODE};", f"const CODE = {CODE};\nexport {{ CODE }};"])
def test_an_exported_constant_stays(tmp_path: Path, declared: str) -> None:
    text = f"{GAME}{declared}\nexport class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    assert run(tmp_path, text).after == text.replace("this.pyodide.runPythonAsync(CODE)", "this.worker.render()")


def test_an_exported_variable_is_no_constant(tmp_path: Path) -> None:
    text = f"{GAME}export let CODE = {CODE};\nexport class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    result = run(tmp_path, text)
    assert result.after == text
    assert "another file may give `CODE` of line 23 another value" in text_of(result.programs[0].reason)


def test_a_script_shares_its_variables_with_others(tmp_path: Path) -> None:
    text = f"{GAME}let CODE = {CODE};\nclass Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    result = run(tmp_path, text)
    assert result.after == text
    assert "another file may give `CODE`" in text_of(result.programs[0].reason)


def test_a_constant_of_a_script_may_be_used_by_others(tmp_path: Path) -> None:
    text = f"{GAME}const CODE = {CODE};\nclass Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n"
    assert run(tmp_path, text).after == text.replace("this.pyodide.runPythonAsync(CODE)", "this.worker.render()")


@pytest.mark.parametrize(
    "wrong",
    ["Game.CODE = 'x';", "Object.assign(Game, { CODE: 'x' });", "Game[name] = 'x';", "function f(game) { game.CODE = 1; }"],
)
def test_a_static_member_that_is_written_stays(tmp_path: Path, wrong: str) -> None:
    text = f"{GAME}export class Game extends Base {{\n    static CODE = {CODE};\n    async act() {{ await this.pyodide.runPythonAsync(Game.CODE); }}\n}}\n{wrong}\n"
    result = run(tmp_path, text)
    assert result.after == text
    assert "`CODE` may be given another value in line 27" in text_of(result.programs[0].reason)


def test_a_static_member_is_read(tmp_path: Path) -> None:
    text = f"{GAME}export class Game extends Base {{\n    static CODE = {CODE};\n    async act() {{ await this.pyodide.runPythonAsync(Game.CODE); }}\n}}\n"
    assert run(tmp_path, text).after == text.replace("this.pyodide.runPythonAsync(Game.CODE)", "this.worker.render()")


# -- tags --------------------------------------------------------------------------------------------------------------

TAGGED = "await this.pyodide.runPythonAsync(tag`\n    env.render()\n`);"
IMPORTS = [
    "import tag from 'dedent';",
    "import { dedent as tag } from 'ts-dedent';",
    "import tag from 'outdent';",
    "import { stripIndent as tag } from 'common-tags';",
    "import { stripIndents as tag } from 'common-tags';",
    "const tag = require('dedent');",
    "const { stripIndent: tag } = require('common-tags');",
]


@pytest.mark.parametrize("imported", IMPORTS)
def test_a_tag_that_takes_indentation_away_is_read(tmp_path: Path, imported: str) -> None:
    result = run(tmp_path, f"{imported}\n{_in_game(TAGGED)}")
    assert result.after == f"{imported}\n{_in_game(DONE)}"


@pytest.mark.parametrize(
    "imported", ["import { oneLine as tag } from 'common-tags';", "import tag from './dedent.js';", "import * as tag from 'other';"]
)
def test_another_tag_stays(tmp_path: Path, imported: str) -> None:
    text = f"{imported}\n{_in_game(TAGGED)}"
    result = run(tmp_path, text)
    assert result.after == text
    assert result.programs[0].reason is not None
    assert result.programs[0].reason.code == "not-in-place"


def test_a_tag_of_the_settings_is_read(tmp_path: Path) -> None:
    text = f"import {{ tag }} from './tags.js';\n{_in_game(TAGGED)}"
    assert run(tmp_path, text).after == text
    settings = Settings(dedent_tags=("tag",))
    assert run(tmp_path, text, settings=settings).after == f"import {{ tag }} from './tags.js';\n{_in_game(DONE)}"


@pytest.mark.parametrize(
    ("imported", "template"),
    [
        ("import tag from 'dedent';", "`\n    env\nenv.render()\n`"),
        ("import tag from 'dedent';", "`env\n    env.render()\n`"),
        ("import tag from 'dedent';", "`\n    env.render()\\n\n`"),
        ("import { stripIndents as tag } from 'common-tags';", "`\n    if env:\n        env.render()\n`"),
    ],
)
def test_what_a_tag_may_read_otherwise_stays(tmp_path: Path, imported: str, template: str) -> None:
    text = f"{imported}\n{_in_game(f'await this.pyodide.runPythonAsync(tag{template});')}"
    result = run(tmp_path, text)
    assert result.after == text
    assert "no common indentation that `tag` surely takes away" in text_of(result.programs[0].reason)


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chunk", "written"),
    [
        (Chunk("string", b"a`b", None), b"`a\\`b`"),
        (Chunk("string", b"a${b", None), b"`a\\${b`"),
        (Chunk("string", b"a\\'b\\\\", None), b"`a\\'b\\\\`"),
        (Chunk("string", b"\\101", None), b"`A`"),
        (Chunk("string", b"\\0", None), b"`\\0`"),
        (Chunk("raw", b"a\\nb", None), b"`a\\\\nb`"),
        (Chunk("raw", b"a\\`b", None), b"`a\\\\\\`b`"),
        (Chunk("plain", b"a\\`${b}", None), b"`a\\\\\\`\\${b}`"),
    ],
)
def test_text_is_spelled_as_a_template_spells_it(chunk: Chunk, written: bytes) -> None:
    parts = template_of([chunk])
    assert parts is not None
    assert b"".join(part.text for part in parts if not hasattr(part, "start")) == written


def test_a_dollar_and_a_brace_of_two_parts_make_no_hole() -> None:
    parts = template_of([Chunk("string", b"$", None), Chunk("string", b"{x}", None)])
    assert parts is not None
    assert b"".join(part.text for part in parts if not hasattr(part, "start")) == b"`$\\{x}`"


def test_what_no_template_spells_has_none() -> None:
    assert template_of([Chunk("string", b"\\0", None), Chunk("string", b"1", None)]) is None


def _in_game(statements: str) -> str:
    from tests.support import in_game

    return in_game(statements, "a, s, later")
