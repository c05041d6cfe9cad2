"""A page that takes any code is the last one: one that names a program is tried on code in another place before."""

from __future__ import annotations

from pathlib import Path

from migrator.rules.loader import Rule, load_page
from tests.support import in_game, run

ANY = load_page("90-any.md", "# Any\n\nAny code.\n\n```diff\n- await this.pyodide.runPythonAsync($CODE);\n+ await this.worker.runPythonAsync($CODE);\n```\n")
NAMED = load_page("01-draw.md", "# Draw\n\nDraws.\n\n```diff\n- await this.pyodide.runPythonAsync(`env.draw()`);\n+ await this.worker.render();\n```\n")
STATEMENTS = "const code = `env.%s()`;\nlater();\nawait this.pyodide.runPythonAsync(code);"


def _after(folder: Path, name: str, rules: list[Rule]) -> str:
    return run(folder, in_game(STATEMENTS % name, "later"), rules=rules).after


def test_the_page_that_names_the_program_takes_it(tmp_path: Path) -> None:
    assert _after(tmp_path, "draw", [ANY, NAMED]) == in_game("later();\nawait this.worker.render();", "later")


def test_the_page_of_any_code_takes_the_name_as_it_is(tmp_path: Path) -> None:
    for rules in ([ANY], [ANY, NAMED]):
        expected = in_game(STATEMENTS % "other", "later").replace("pyodide.runPythonAsync(code)", "worker.runPythonAsync(code)")
        assert _after(tmp_path, "other", rules) == expected


def test_two_sites_of_one_constant_are_each_taken_by_their_page(tmp_path: Path) -> None:
    more = "const draw = `env.draw()`;\nawait this.pyodide.runPythonAsync(draw);\nawait this.pyodide.runPythonAsync(`${draw}\\n1`);"
    after = run(tmp_path, in_game(more), rules=[ANY, NAMED]).after
    assert after == in_game("const draw = `env.draw()`;\nawait this.worker.render();\nawait this.worker.runPythonAsync(`${draw}\\n1`);")
