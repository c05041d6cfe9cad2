"""Uses of an answer that stay and are for a proxy or a Map: none is told that is of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.source import Source
from migrator.model.ledger import Note, NoteCode
from migrator.model.settings import Settings
from migrator.rewriting.answers import answers
from migrator.rules.loader import Rule, load_page
from migrator.sites.site import File
from tests.support import in_game, migrate, run, text_of, write

PROGRAM = "`env.get_state()`"
RUNS = f"await this.pyodide.runPythonAsync({PROGRAM})"
SITE = f"const result = {RUNS};\n"
ANSWER = "+ const $R = await this.worker.getState();\n"


def page(*lines: str) -> list[Rule]:
    blocks = "\n".join(f"```diff\n{block.rstrip()}\n```\n" for block in lines)
    return [load_page("01-x.md", f"# X\n\nX.\n\n{blocks}")]


PLAIN = page(f"- const $R = {RUNS};\n{ANSWER}")
CONVERTED = page(f"- const $R = ({RUNS}).toJs();\n{ANSWER}")


def noted(folder: Path, statements: str, rules: list[Rule] = PLAIN) -> list[Note]:
    """The notes on answers, in a game that a rule rewrites."""
    result = run(folder, in_game(statements), rules=rules)
    assert result.after != result.before, [text_of(entry.reason) for entry in result.programs]
    return [note for note in result.entry.notes if note.code is NoteCode.ANSWER_IS_PLAIN_DATA]


def shown(notes: list[Note]) -> list[str]:
    return [text_of(note).split("` takes")[0].removeprefix("`") for note in notes]


NEVER = {
    "nothing": "",
    "plain data": "use(result.x, result['y'], result.length, result.map((one) => one.z), [...result], `${result}`);",
    "text": "result.toString(); String(result); JSON.stringify(result);",
    "each element": "for (const one of result) use(one);",
    "the first of three": "for (const [a, b, c] of result) use(a);",
    "entries of an object": "for (const [k, v] of Object.entries(result)) use(k, v);",
    "keys of what may be a list": "result.keys(); result.values(); result.forEach((one) => use(one));",
    "another value": "const map = new Map(); map.get('x'); map.entries(); other.toJs();",
    "a name of an inner scope": "{ const result = new Map(); result.get('x'); for (const [k, v] of result) use(k); }",
    "a parameter": "const f = (result) => result.get('x');",
    "a member of another object": "other.result.toJs(); this.result.get('x');",
    "only asked for": "use(result.toJs, result.get);",
    "asked first": "const data = result.toJs ? result.toJs() : result;",
    "asked by its type": "if (typeof result.destroy === 'function') result.destroy();",
    "asked by its class": "if (result instanceof this.pyodide.ffi.PyProxy) result.toJs();",
    "asked for a Map": "if (result instanceof Map) { result.get('x'); for (const [k, v] of result) use(k); }",
    "asked by `in`": "if ('toJs' in result) result.toJs();",
    "called if it is there": "result.destroy?.(); const data = result.toJs?.() ?? result;",
    "the type of a part": "use(result.event.type);",
    "not enough to read a key": "result.get(); result.set('x');",
    "given a function": "use(result); other(result).toJs();",
    "a member that is written": "result.type = 'x';",
}


@pytest.mark.parametrize("statements", NEVER.values(), ids=NEVER)
def test_plain_data_and_other_values_have_no_note(tmp_path: Path, statements: str) -> None:
    assert shown(noted(tmp_path, SITE + statements)) == []


ORDER = {
    "written anew": ("result = new Map(); result.get('x');", []),
    "written anew in a row": ("if (a) { result = f(); result.toJs(); }", []),
    "before": ("result.toJs(); result = f(); result.toJs();", ["result.toJs()"]),
    "perhaps written anew": ("if (a) result = f(); result.toJs();", ["result.toJs()"]),
    "in the other branch": ("if (a) { result = f(); } else { result.toJs(); }", ["result.toJs()"]),
    "an alias that is written": ("let b = result; b = new Map(); b.get('x');", []),
}


@pytest.mark.parametrize("case", ORDER.values(), ids=ORDER)
def test_what_is_written_before_the_use_is_no_answer(tmp_path: Path, case: tuple[str, list[str]]) -> None:
    statements, expected = case
    assert shown(noted(tmp_path, SITE.replace("const", "let") + statements)) == expected


WRONG = {
    "toJs": "result.toJs()",
    "toJs with options": "result.toJs({ depth: 1 })",
    "not optional": "result?.toJs()",
    "destroy": "result.destroy()",
    "copy": "result.copy()",
    "get": "result.get('x')",
    "has": "result.has('x')",
    "set": "result.set('x', 1)",
    "delete": "result.delete('x')",
    "a call": "result(1)",
    "type": "result.type",
    "entries": "result.entries()",
    "a Map": "new Map(result)",
    "an object": "Object.fromEntries(result)",
    "items": "result.items()",
    "Python's keywords": "result.callKwargs({ a: 1 })",
    "parentheses": "(result).toJs()",
    "a quoted name": "result['toJs']()",
    "a part": "result.obs.destroy()",
    "an element": "result[0].toJs()",
}


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
def test_a_use_of_a_proxy_that_stays_is_told(tmp_path: Path, use: str) -> None:
    [note] = noted(tmp_path, f"{SITE}use({use});")
    assert shown([note]) == [use]
    assert (note.line, note.site, note.rules) == (26, 25, ("01-x",))


CHAINS = {
    "an alias": ("const a = result; const b = a; b.toJs();", ["b.toJs()"]),
    "assigned": ("let a; a = result; a.toJs();", ["a.toJs()"]),
    "taken apart": ("const { obs, infos: info = {}, ...rest } = result; obs.toJs(); info.get('x');",
                    ["obs.toJs()", "info.get('x')"]),
    "a list taken apart": ("const [first] = result; first.destroy();", ["first.destroy()"]),
    "assigned apart": ("let a; [a] = result; a.destroy();", ["a.destroy()"]),
    "a condition": ("const a = result ?? other; a.toJs(); (b ? result : c).toJs();",
                    ["a.toJs()", "(b ? result : c).toJs()"]),
    "each element": ("for (const one of result) one.toJs();", ["one.toJs()"]),
    "a function for each": ("result.map((one) => one.toJs());", ["one.toJs()"]),
    "a function": ("const later = () => result.toJs();", ["result.toJs()"]),
    "what is taken of it": ("const a = result.get('x'); a.toJs();", ["result.get('x')", "a.toJs()"]),
    "what it is converted to": ("const a = result.toJs(); for (const [k, v] of a) use(k);",
                                ["result.toJs()", "for (const [k, v] of a)"]),
    "a plain object": ("const a = result.toJs({ dict_converter: Object.fromEntries }); a.get('x');",
                       ["result.toJs({ dict_converter: Object.fromEntries })"]),
    "twice on a line": ("Array.from(result.entries()); result.entries();", ["result.entries()", "result.entries()"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CHAINS.values(), ids=CHAINS)
def test_the_answer_is_followed_through_names_and_parts(tmp_path: Path, case: tuple[str, list[str]]) -> None:
    statements, expected = case
    assert shown(noted(tmp_path, SITE + statements)) == expected


LOOP = "for (const [k, v] of result) use(k, v);"


@pytest.mark.parametrize(
    ("program", "statements", "expected"),
    [
        ("env.get_state()", LOOP, ["for (const [k, v] of result)"]),
        ("{'a': env.a}", LOOP, ["for (const [k, v] of result)"]),
        ("{'a': env.a}", "result.forEach((v, k) => use(v, k)); result.size; result.keys();",
         ["result.forEach((v, k) => use(v, k))", "result.size", "result.keys()"]),
        ("list(env.pairs.items())", f"{LOOP} result.entries(); new Map(result);", []),
        ("[(k, v) for k, v in env.items()]", LOOP, []),
        ("env.get_state()", "result.size; result.copy(); result.type; result(1);", []),
    ],
)  # fmt: skip
def test_what_was_a_map_is_none_any_more(tmp_path: Path, program: str, statements: str, expected: list[str]) -> None:
    site = f"const result = (await this.pyodide.runPythonAsync(`{program}`)).toJs();\n"
    rules = page(f"- const $R = (await this.pyodide.runPythonAsync(`{program}`)).toJs();\n{ANSWER}")
    assert shown(noted(tmp_path, site + statements, rules)) == expected


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        # It was plain data before.
        (f"({RUNS}).toJs({{ dict_converter: Object.fromEntries }})", "await this.worker.getState()"),
        (f"JSON.parse({RUNS})", "await this.worker.getState()"),
        # What the page makes of the answer may be a Map.
        (RUNS, "new Map(await this.worker.getState())"),
        (RUNS, "this._convertToMap(await this.worker.getState())"),
    ],
)
def test_what_a_page_makes_of_an_answer_is_its_own_claim(tmp_path: Path, given: str, answer: str) -> None:
    rules = page(f"- const $R = {given};\n+ const $R = {answer};")
    statements = f"const result = {given};\nresult.get('x'); for (const [k, v] of result) use(k);"
    assert noted(tmp_path, statements, rules) == []


@pytest.mark.parametrize("program", ["json.dumps(env.x)", "f'{env.x}'", "len(env.x)"])
def test_numbers_and_texts_are_the_same_in_an_answer(tmp_path: Path, program: str) -> None:
    given = f"await this.pyodide.runPythonAsync(`{program}`)"
    rules = page(f"- const $R = {given};\n{ANSWER}")
    assert noted(tmp_path, f"const result = {given};\nresult.get('x');", rules) == []


@pytest.mark.parametrize(
    "answer",
    [
        "const $R = JSON.parse(await this.worker.getState());",
        "const $R = (await this.worker.getState()).env_state;",
        "const { env_state: $R } = await this.worker.getState();",
        "const answer = await this.worker.getState();\n+ const $R = answer.env_state;",
        "const $R = (await this.worker.getState()) ?? null;",
    ],
)
def test_parts_of_an_answer_are_plain_data_too(tmp_path: Path, answer: str) -> None:
    rules = page(f"- const $R = {RUNS};\n+ {answer}")
    assert shown(noted(tmp_path, f"{SITE}result.toJs();", rules)) == ["result.toJs()"]


def test_removed_lines_and_lines_of_the_page_have_no_note(tmp_path: Path) -> None:
    rules = page(f"- const $R = {RUNS};\n{ANSWER}  ...\n  this.show($R.get('x'));\n- $R.destroy();")
    statements = f"{SITE}this.show(result.get('x'));\nresult.destroy();\n"
    assert shown(noted(tmp_path, statements, rules)) == []
    statements = f"{SITE}result.toJs();\nthis.show(result.get('x'));\nresult.destroy();\n"
    assert shown(noted(tmp_path, statements, rules)) == ["result.toJs()"]


def test_a_nest_covers_the_uses_that_it_rewrites_and_those_that_it_lets_stay(tmp_path: Path) -> None:
    rules = page(f"- const $R = {RUNS};\n{ANSWER}  <...\n- $R.get('x')\n+ $R.x\n  $R.toJs()\n  ...>")
    assert noted(tmp_path, f"{SITE}use(result.get('x')); result.toJs();", rules) == []


def test_what_another_site_takes_along_is_looked_at_as_it_stands_there(tmp_path: Path) -> None:
    rules = page(
        f"- const $R = {RUNS};\n{ANSWER}",
        "- await this.pyodide.runPythonAsync(`env.load(${$X})`);\n+ await this.worker.setState($X);",
        "- await this.pyodide.runPythonAsync(`env.store(${$X.get('y')})`);\n+ await this.worker.setState($X);",
    )
    statements = SITE + "await this.pyodide.runPythonAsync(`env.load(${result.get('x')})`);"
    assert shown(noted(tmp_path, statements, rules)) == ["result.get('x')"]
    statements = SITE + "await this.pyodide.runPythonAsync(`env.store(${result.get('y')})`);"
    assert shown(noted(tmp_path, statements, rules)) == []


def test_a_name_that_the_page_takes_from_a_removed_line_is_followed(tmp_path: Path) -> None:
    rules = page(f"- const $P = {RUNS};\n- const $R = $P.toJs();\n- $P.destroy();\n{ANSWER}")
    statements = f"const proxy = {RUNS};\nconst state = proxy.toJs();\nproxy.destroy();\nuse(state.get('x'));"
    assert shown(noted(tmp_path, statements, rules)) == ["state.get('x')"]


MEMBER = page(f"- this.state = {RUNS};\n+ this.state = await this.worker.getState();")
MEMBERS = {
    "in the method": ("this.state.toJs();", "", ["this.state.toJs()"]),
    "in another method": ("", "show() { return this.state.get('x'); }", ["this.state.get('x')"]),
    "taken apart": ("", "show() { const { state } = this; state.toJs(); }", ["state.toJs()"]),
    "taken apart by another name": ("", "show() { const { state: s } = this; s.toJs(); }", ["s.toJs()"]),
    "an alias": ("const s = this.state; s.toJs();", "", ["s.toJs()"]),
    "another member": ("this.states.toJs();", "show(o) { return o.state.get('x'); }", []),
    "written anew": ("this.state = new Map(); this.state.get('x');", "", []),
    "written anew in another method": ("", "show() { this.state = new Map(); return this.state.get('x'); }", []),
    "emptied": ("", "show() { this.state = null; this.state.toJs(); }", ["this.state.toJs()"]),
    "of a function": ("", "show() { return function () { return this.state.toJs(); }; }", []),
    "written": ("this.state.type = 'x';", "", []),
}


@pytest.mark.parametrize("case", MEMBERS.values(), ids=MEMBERS)
def test_a_member_that_keeps_the_answer_is_followed_in_its_class(
    tmp_path: Path, case: tuple[str, str, list[str]]
) -> None:
    statements, method, expected = case
    text = in_game(f"this.state = {RUNS};\n{statements}").removesuffix("}\n") + f"    {method}\n}}\n"
    result = run(tmp_path, text, rules=MEMBER)
    assert result.after != result.before
    assert shown([note for note in result.entry.notes if note.code is NoteCode.ANSWER_IS_PLAIN_DATA]) == expected


def test_another_class_has_another_member(tmp_path: Path) -> None:
    text = in_game(f"this.state = {RUNS};") + "class Other { show() { return this.state.toJs(); } }\n"
    assert not run(tmp_path, text, rules=MEMBER).entry.notes


def test_nothing_is_noted_where_no_site_is_taken() -> None:
    source = Source.read("a.js", in_game(f"{SITE}result.toJs();").encode())
    assert list(answers(File(source, Settings()), [])) == []


def test_a_site_that_stays_has_no_note(tmp_path: Path) -> None:
    path = write(tmp_path, "case.js", in_game("const result = await this.pyodide.runPythonAsync(`env.tilt()`);\nresult.toJs();"))
    entry, _ = migrate(path, PLAIN)
    assert not entry.notes


def test_typescript_is_read_without_its_types(tmp_path: Path) -> None:
    text = in_game(f"const result: any = {RUNS};\n(result as any).toJs(); result!.get('x');")
    result = run(tmp_path, text, rules=PLAIN, name="case.ts")
    notes = [note for note in result.entry.notes if note.code is NoteCode.ANSWER_IS_PLAIN_DATA]
    assert [note.line for note in notes] == [26, 26]


