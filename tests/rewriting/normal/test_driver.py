"""A file in its normal form: what is told of it is told of the file on disk."""

from __future__ import annotations

from pathlib import Path

from migrator.model.ledger import Outcome
from tests.support import GAME, in_game, migrator, run, text_of, write

RUN = "await this.pyodide.runPythonAsync(code);"


def test_a_difference_is_told_at_the_line_where_the_code_is_written(tmp_path: Path) -> None:
    result = run(tmp_path, in_game(f"const code = `\n    env.get_state()\n    env.other()\n`;\nlater();\n{RUN}", "later"))
    [entry] = result.programs
    assert result.after == result.before
    assert entry.reason is not None
    assert entry.line == 30
    assert (entry.reason.line, text_of(entry.reason)) == (27, "no line of `01-socket-state` explains `env.other()`")


def test_a_print_that_goes_is_told_at_its_line(tmp_path: Path) -> None:
    result = run(tmp_path, in_game(f"const code = `\n    print('drawn')\n    env.render()\n`;\nlater();\n{RUN}", "later"))
    [entry] = result.programs
    assert entry.outcome is Outcome.REWRITTEN
    assert [(dropped.line, dropped.text) for dropped in entry.dropped] == [(26, "print('drawn')")]


def test_a_comment_keeps_a_site_and_the_code_that_it_needs(tmp_path: Path) -> None:
    text = in_game(
        f"const code = `env.render()`;\n{RUN}\n// migrator-keep: 15-render -- later\n{RUN}\nconst more = `env.render()`;\nawait this.pyodide.runPythonAsync(more);"
    )
    result = run(tmp_path, text)
    assert [entry.outcome for entry in result.programs] == [Outcome.REWRITTEN, Outcome.REWRITTEN]
    assert result.after.count("const code = `env.render()`;") == 1
    assert result.after.count(RUN) == 1
    assert "const more" not in result.after


def test_types_move_with_a_hole(tmp_path: Path) -> None:
    game = GAME.replace("(state)", "(state: any)")
    escape = "JSON.stringify(s as State).replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")"
    text = f"{game}export class Game extends Base {{\n    async act(s: unknown) {{\n        const code: string = `\n            import json\n            env.set_state(json.loads('''${{{escape}}}'''))\n        `;\n        {RUN}\n    }}\n}}\n"
    after = run(tmp_path, text, name="case.ts").after
    assert "JSON.stringify({ env_state: s as State })" in after
    assert "const code" not in after


def test_the_script_of_a_component(tmp_path: Path) -> None:
    text = f"<template><p>{{{{ 1 }}}}</p></template>\n<script>\n{GAME}const CODE = `env.render()`;\nexport class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n</script>\n"
    result = run(tmp_path, text, name="Case.vue")
    assert result.after == text.replace("const CODE = `env.render()`;\n", "").replace("this.pyodide.runPythonAsync(CODE)", "this.worker.render()")


def test_a_variable_that_the_markup_may_write_is_no_constant(tmp_path: Path) -> None:
    text = f"<template><input v-model='CODE'></template>\n<script setup>\n{GAME}let CODE = `env.render()`;\nclass Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync(CODE); }}\n}}\n</script>\n"
    result = run(tmp_path, text, name="Case.vue")
    assert result.after == text


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    text = in_game(f"const code = `\n    env.render()\n`;\n{RUN}").replace("\n", "\r\n")
    assert run(tmp_path, text).after == in_game("await this.worker.render();").replace("\n", "\r\n")


def test_the_undo_of_a_run_and_json_know_the_file_on_disk(tmp_path: Path) -> None:
    text = in_game(f"const code = `env.render()`;\nlater();\n{RUN}", "later")
    path = write(tmp_path, "game.js", text)
    assert migrator(tmp_path, "migrate", "--write", "game.js").returncode == 0
    assert path.read_text() == in_game("later();\nawait this.worker.render();", "later")
    assert migrator(tmp_path, "undo").returncode == 0
    assert path.read_text() == text
