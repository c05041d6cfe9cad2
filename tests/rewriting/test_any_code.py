"""Blocks that run any code: a call with a metavariable in the place of a program, tried after all that name one."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import NoteCode, Outcome
from migrator.rules.loader import Rule, load_page
from tests.rewriting.candidates import page
from tests.support import Run, in_game, left_alone, rewritten, run, text_of

ANY = """
- await this.pyodide.runPythonAsync($CODE);
+ await this.worker.setState($CODE);
"""
VALUE = """
- const $R = await this.pyodide.runPythonAsync($CODE);
+ const $R = await this.worker.setState($CODE);
"""
RENDER = "- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.render();"


def rules(*diffs: str) -> list[Rule]:
    pages = [page(diff).text for diff in diffs]
    return [load_page(f"{number:02}-x.md", text) for number, text in enumerate(pages, 1)]


def goes(folder: Path, before: str, after: str, diff: str = ANY) -> Run:
    return rewritten(folder, before, after, parameters="x, code", rules=[page(diff)])


def stays(folder: Path, statements: str, code: str, because: str, diff: str = ANY) -> Run:
    return left_alone(folder, statements, code=code, because=because, parameters="x, code", rules=[page(diff)])


def unseen(result: Run) -> list[str]:
    return [text_of(note) for note in result.entry.notes if note.code is NoteCode.UNSEEN_CODE]


# -- left alone --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "code", "because"),
    [
        ("await this.pyodide.runPythonAsync`env.render()`;", "not-in-place", "tag"),
        ("await this.pyodide.runPythonAsync();", "not-in-place", ""),
        ("await this.pyodide.runPythonAsync(...code);", "not-in-place", ""),
        ("let py = this.pyodide;\npy = x;\nawait py.runPythonAsync(code);", "not-in-place", "py"),
        ("await this.pyodide.runPythonAsync(code, { globals: this.scope });", "not-in-place", ""),
        ("await this.pyodide?.runPythonAsync(code);", "not-in-place", ""),
        ("this.pyodide.runPythonAsync(code);", "not-in-place", ""),
        ("this.pyodide.runPython(code);", "not-in-place", ""),
        ("const r = await this.pyodide.runPythonAsync(code);\nthis.keep(r);", "not-in-place", ""),
        ("await this.pyodide.runPythonAsync(`if:`, { globals: this.scope });", "not-python", ""),
    ],
)
def test_what_the_page_does_not_say_stays(tmp_path: Path, statements: str, code: str, because: str) -> None:
    stays(tmp_path, statements, code, because)


def test_a_namespace_that_no_line_takes(tmp_path: Path) -> None:
    diff = ANY.replace("$CODE);\n+", "$CODE, { globals: $NS });\n+")
    text = "await this.pyodide.runPythonAsync(code, { globals: this.scope });"
    stays(tmp_path, text, "unexplained", "no line of the rule says what becomes of the values there", diff)


def test_not_async(tmp_path: Path) -> None:
    text = in_game("").replace("    async act() {", "    act(code) {\n        const r = this.pyodide.runPython(code);")
    result = run(tmp_path, text, rules=[page(VALUE.replace("await this.pyodide.runPythonAsync", "this.pyodide.runPython"))])
    assert result.after == result.before
    assert [entry.reason.code for entry in result.programs if entry.reason is not None] == ["not-async"]


def test_code_that_changes_before_it_is_sent(tmp_path: Path) -> None:
    diff = """
    - const $R = await this.pyodide.runPythonAsync($CODE);
      ...
    - $R.destroy();
    + await this.worker.setState($CODE);
    """
    text = "const r = await this.pyodide.runPythonAsync(code);\n{}\nr.destroy();"
    stays(tmp_path, text.format("code = 'other';"), "effect", "written between", diff)
    stays(tmp_path, text.format("this.clear();"), "effect", "`code` would be read on the other side", diff)


def test_code_that_is_made_twice(tmp_path: Path) -> None:
    diff = ANY.replace("setState($CODE)", "step([$CODE, $CODE])")
    stays(tmp_path, "await this.pyodide.runPythonAsync(make());", "effect", "evaluated once and would be twice", diff)


def test_a_global_that_code_in_place_binds(tmp_path: Path) -> None:
    text = "await this.pyodide.runPythonAsync(`a = 1`);\nconst r = await this.pyodide.runPythonAsync(`f(a)`);\nthis.keep(r);"
    stays(tmp_path, text, "still-read", "the Python global `a` goes")


def test_a_page_that_fits_and_is_not_accepted(tmp_path: Path) -> None:
    from migrator.model.settings import Settings

    named = page(RENDER).text + "\n## What changes\n\n- `no-value`: nothing is given.\n"
    pages = [load_page("01-x.md", named), load_page("02-x.md", page(ANY).text)]
    text = in_game("await this.pyodide.runPythonAsync(`env.render()`);")
    assert run(tmp_path, text, rules=pages, settings=Settings(accept=())).after == text


# -- rewritten ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "code",
        "this.code",
        "CODES.start",
        "makeCode(x)",
        "code + `\\nmain()`",
        "[code, 'main()'].join('\\n')",
        "String.raw`a = '\\d'`",
        "`if:`",
        "`f(${x})`",
        "`f(${x ?? 'None'})`",
        "`f('${JSON.stringify(x)}')`",
        "`# ${x}\nf()`",
        "`\n            a = 1\n            f(a)\n        `",
        "'f()'",
        "x ? `f()` : `g()`",
    ],
)
def test_the_text_of_the_argument_is_sent(tmp_path: Path, code: str) -> None:
    goes(tmp_path, f"await this.pyodide.runPythonAsync({code});", f"await this.worker.setState({code});")
    before, after = f"const r = await this.pyodide.runPythonAsync({code});", f"const r = await this.worker.setState({code});"
    goes(tmp_path, f"{before}\nthis.keep(r);", f"{after}\nthis.keep(r);", VALUE)


def test_a_name_that_only_renames_the_receiver(tmp_path: Path) -> None:
    goes(tmp_path, "const py = this.pyodide;\nawait py.runPythonAsync(code);", "await this.worker.setState(code);")


def test_a_print_in_it_is_not_dropped(tmp_path: Path) -> None:
    result = goes(
        tmp_path, "await this.pyodide.runPythonAsync(`print(1)\nf()  # TODO`);", "await this.worker.setState(`print(1)\nf()  # TODO`);"
    )
    assert result.programs[0].dropped == ()
    assert [note.code for note in result.entry.notes] == []


def test_it_is_tried_after_every_page_that_names_a_program(tmp_path: Path) -> None:
    text = "await this.pyodide.runPythonAsync(`env.render()`);\nawait this.pyodide.runPythonAsync(`env.clear()`);"
    after = "await this.worker.render();\nawait this.worker.setState(`env.clear()`);"
    for order in ((ANY, RENDER), (RENDER, ANY)):
        rewritten(tmp_path, text, after, rules=rules(*order))


def test_blocks_of_one_page_are_ordered_so_too(tmp_path: Path) -> None:
    both = page(ANY).text + f"\n```diff\n{RENDER}\n```\n"
    text = "await this.pyodide.runPythonAsync(`env.render()`);\nawait this.pyodide.runPythonAsync(`env.clear()`);"
    after = "await this.worker.render();\nawait this.worker.setState(`env.clear()`);"
    rewritten(tmp_path, text, after, rules=[load_page("01-x.md", both)])


def test_the_front_matter_orders_pages_of_any_code(tmp_path: Path) -> None:
    other = page(ANY.replace("setState", "computeHash")).text
    pages = [load_page("01-x.md", f"---\nafter: [02-x]\n---\n\n{page(ANY).text}"), load_page("02-x.md", other)]
    from migrator.rules.loader import in_order

    rewritten(
        tmp_path, "await this.pyodide.runPythonAsync(code);", "await this.worker.computeHash(code);", parameters="code",
        rules=in_order(pages),
    )


def test_a_program_and_any_code_become_one_command(tmp_path: Path) -> None:
    diff = """
    - await this.pyodide.runPythonAsync($CODE);
    - const $R = await this.pyodide.runPythonAsync(`main()`);
    + const $R = await this.worker.step($CODE);
    """
    text = "await this.pyodide.runPythonAsync(code);\nconst r = await this.pyodide.runPythonAsync(`main()`);\nthis.keep(r);"
    result = goes(tmp_path, text, "const r = await this.worker.step(code);\nthis.keep(r);", diff)
    assert [entry.outcome for entry in result.programs] == [Outcome.REWRITTEN] * 2
    assert len({entry.id for entry in result.programs}) == 1


def test_a_method_that_only_runs_what_it_is_given(tmp_path: Path) -> None:
    text = in_game("await this.run(`env.clear()`);").replace(
        "    async act", "    async run(text) { return await this.pyodide.runPythonAsync(text); }\n    async act"
    )
    both = [*rules(VALUE.replace("const $R =", "return")), load_page("02-x.md", page(ANY).text)]
    result = run(tmp_path, text, rules=both)
    assert "async run(text) { return await this.worker.setState(text); }" in result.after
    assert "        await this.worker.setState(`env.clear()`);" in result.after


# -- what it may have bound --------------------------------------------------------------------------------------------


def test_what_stays_may_read_what_the_code_binds(tmp_path: Path) -> None:
    """Nobody can see what it binds: that is a note and no refusal."""
    text = "await this.pyodide.runPythonAsync(code);\nconst r = await this.pyodide.runPythonAsync(`len(f(a))`);\nthis.keep(r);"
    result = run(tmp_path, in_game(text, "code"), rules=[page(ANY)])
    assert "await this.worker.setState(code);" in result.after
    [note] = unseen(result)
    assert "the Python that `code` runs cannot be seen, and goes to the worker; if it binds `f`, `a`" in note


def test_what_stays_binds_by_itself_what_it_reads(tmp_path: Path) -> None:
    text = "await this.pyodide.runPythonAsync(code);\nconst r = await this.pyodide.runPythonAsync(`a = 1; len([a])`);\nthis.keep(r);"
    assert unseen(run(tmp_path, in_game(text, "code"), rules=[page(ANY)])) == []


def test_code_in_place_says_what_it_binds(tmp_path: Path) -> None:
    text = "await this.pyodide.runPythonAsync(`b = 1`);\nconst r = await this.pyodide.runPythonAsync(`f(a)`);\nthis.keep(r);"
    result = run(tmp_path, in_game(text), rules=[page(ANY)])
    assert "await this.worker.setState(`b = 1`);" in result.after
    assert unseen(result) == []


def test_a_site_that_stays_is_on_another_interpreter(tmp_path: Path) -> None:
    text = """class Apart {
    constructor() { this.pyodide = loadPyodide(); this.worker = new Commands(); }
    async a(code) { await this.pyodide.runPythonAsync(code); }
    async b(code) { return await this.pyodide.runPythonAsync(code); }
}
"""
    result = run(tmp_path, in_game("") + text, rules=[page(ANY)])
    assert [note.code for note in result.entry.notes][:1] == [NoteCode.TWO_INTERPRETERS]
