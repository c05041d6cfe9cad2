"""`migrator rules`: names that mean no rule, and what is listed, shown and tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migrator.cli.app import cli
from migrator.cli.rules import command, rules_in
from tests.support import PAGES, SITE, in_game, write

PAGE = (
    "# Tilt\n\n```diff\n- await this.pyodide.runPythonAsync(`env.tilt(${$N})`);\n+ await this.worker.step($N);\n```\n"
)
CHANGES = "\n## What changes\n\n- `slower`: it takes longer.\n"
BEFORE = in_game("await this.pyodide.runPythonAsync(`env.tilt(${n})`);", "n")
AFTER = in_game("await this.worker.step(n);", "n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two pages of one program, the second with something that it changes."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "pages/01-tilt.md", PAGE)
    write(tmp_path, "pages/02-turn.md", f"---\nafter: [01-tilt]\n---\n\n{PAGE.replace('Tilt', 'Turn')}{CHANGES}")
    return tmp_path


def rules(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--rules", "pages", *arguments])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("03", "`03` is no rule"),
        ("01-tild", "`01-tild` is no rule; did you mean `01-tilt`?"),
        ("zzz", "`zzz` is no rule"),
        (
            "slower",
            "`slower` is no rule, but what 02-turn may change; `migrator rules show 02-turn` says what it means",
        ),
    ],
)
def test_what_is_no_rule_is_not_shown(here: Path, name: str, line: str) -> None:
    result = rules("show", name)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"migrator: {line}\n")


@pytest.mark.parametrize("name", ["2", "02", "02-turn"])
def test_a_page_is_shown_as_it_stands(here: Path, name: str) -> None:
    result = rules("show", name)
    assert (result.exit_code, result.stdout) == (0, (here / "pages/02-turn.md").read_text("utf-8"))


@pytest.mark.parametrize("arguments", [(), ("list",)])
def test_rules_are_listed_as_they_are_tried_with_what_they_share(here: Path, arguments: tuple[str, ...]) -> None:
    result = rules(*arguments)
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "01-tilt  Tilt  (same program as 02-turn)",
            "02-turn  Turn  (after 01-tilt; same program as 01-tilt; changes slower)",
        ],
    )


LOAD = "# Load\n\n```diff\n- await this.pyodide.loadPackage($P);\n+ await this.worker.step($P);\n```\n"
ANY = "# Any\n\n```diff\n- await this.pyodide.runPythonAsync($C);\n+ await this.worker.step($C);\n```\n"


def test_pages_of_several_programs_of_none_and_of_any_code_are_listed_with_what_they_share(here: Path) -> None:
    both = PAGE.replace("+ await", "- await this.pyodide.runPythonAsync(`env.turn()`);\n+ await")
    write(here, "pages/03-both.md", both.replace("# Tilt", "# Both"))
    write(here, "pages/04-load.md", LOAD)
    write(here, "pages/05-load.md", LOAD.replace("$P);\n+", "$P, $_);\n+"))
    write(here, "pages/06-files.md", LOAD.replace("loadPackage", "loadFiles"))
    write(here, "pages/07-any.md", ANY)
    write(here, "pages/08-any.md", ANY.replace("await this.pyodide", "const $R = await this.pyodide"))
    lines = [line.partition("(")[2].rstrip(")") for line in rules().output.splitlines()]
    assert lines == [
        "same program as 02-turn, 03-both",
        "after 01-tilt; same program as 01-tilt, 03-both; changes slower",
        "same program as 01-tilt, 02-turn",
        "same use as 05-load",
        "same use as 04-load",
        "",
        "same program as 08-any",
        "same program as 07-any",
    ]


def test_a_page_without_samples_is_neither_right_nor_wrong(here: Path) -> None:
    result = rules("test", "1")
    assert (result.exit_code, result.stdout) == (0, "01-tilt: no samples: -\n")


def test_a_sample_that_is_not_as_it_should_be_is_told_with_its_file(here: Path) -> None:
    write(here, "pages/01-tilt/right.before.js", BEFORE)
    write(here, "pages/01-tilt/right.after.js", AFTER)
    assert rules("test", "1").stdout == "01-tilt: 1 rewritten, 0 left alone: ok\n"
    write(here, "pages/01-tilt/right.after.js", BEFORE)
    result = rules("test")
    assert result.exit_code == 1
    first, second, last = result.stdout.splitlines()
    assert first == "01-tilt: 1 rewritten, 0 left alone: faulty"
    assert second.startswith("  pages/01-tilt/right.")
    assert last == "02-turn: no samples: -"


def test_pages_outside_of_a_checkout_have_no_scenarios(here: Path) -> None:
    result = rules("test", "--run")
    assert result.exit_code == 2
    assert "there are no scenarios here; " in result.stderr


def test_a_page_is_begun_beside_those_that_are_there(here: Path) -> None:
    write(here, "a.js", in_game(SITE.replace("render()", "spin()")))
    result = rules("new", "a.js:25", "--out", "pages")
    assert result.exit_code == 0, result.output
    assert rules_in(here / "pages") == ["01-tilt", "02-turn", "03-act"]
    assert rules("new", "a.js:25").stdout == (here / "pages/03-act.md").read_text("utf-8")


def test_the_pages_of_a_folder_are_named_faulty_or_not(here: Path) -> None:
    write(here, "pages/03-faulty.md", "# Nothing\n")
    write(here, "pages/README.md", "# No page\n")
    assert rules_in(here / "pages") == ["01-tilt", "02-turn", "03-faulty"]
    assert rules_in(PAGES[0].parent) == [page.stem for page in PAGES]


NEW = in_game(SITE.replace("render()", "spin()"))


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("named", ["settings", "option"])
def test_the_first_page_is_begun_in_a_folder_that_is_empty_or_not_there(here: Path, empty: bool, named: str) -> None:
    write(here, "a.js", NEW)
    if empty:
        (here / "first").mkdir()
    options = ["--rules", "first"]
    if named == "settings":
        write(here, "migrator.toml", 'rules = ["first"]\n')
        options = []
    printed = CliRunner().invoke(cli, ["rules", "new", "a.js:25", *options])
    assert printed.exit_code == 0
    assert printed.stderr.startswith("\nThe worker has no `todo` yet. To be written:\n\nIn `Commands` (a.js:1):\n")
    assert (here / "first").exists() is empty
    result = CliRunner().invoke(cli, ["rules", "new", "a.js:25", "--out", "first", *options])
    assert result.exit_code == 0, result.output
    assert rules_in(here / "first") == ["01-act"]
    assert (here / "first/01-act.md").read_text("utf-8") == printed.stdout


def test_other_faults_of_the_settings_are_told(here: Path) -> None:
    write(here, "a.js", NEW)
    write(here, "migrator.toml", 'rules = ["first"]\nkep = 1\n')
    result = CliRunner().invoke(cli, ["rules", "new", "a.js:25"])
    assert result.exit_code == 2
    assert "migrator.toml:2: error: `kep` is no setting" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "spin"), ("show", "1"), ("test",), ("new", "a.js:25"), ("new", "b.js:25")]
)
def test_settings_and_pages_may_stand_before_or_behind_a_command(here: Path, arguments: tuple[str, ...]) -> None:
    """What stands in the working directory does not matter then, faulty or not."""
    write(here, "migrator.toml", "wrong = 1\n")
    write(here, "a.js", NEW)
    write(here, "b.js", NEW.replace("this.pyodide", "this.py"))
    write(here, "other.toml", 'receiver = "this.py"\nrules = ["pages"]\n')
    given = ["--config", "other.toml", "--rules", "pages"]
    before = CliRunner().invoke(cli, ["rules", *given, *arguments])
    behind = CliRunner().invoke(cli, ["rules", *arguments, *given])
    assert (before.exit_code, before.output) == (behind.exit_code, behind.output)
    assert before.exit_code == (2 if "spin" in arguments or "a.js:25" in arguments else 0)
    assert "is no setting" not in before.output


NEVER = {
    "in a method that may keep Pyodide": ("keep = ['act']\n", SITE, "`act` may keep Pyodide; take it out of `keep`"),
    "kept by a comment": ("", f"// migrator-keep: 15-render -- why\n{SITE}", "a comment keeps it; take the comment away"),
    "it imports everything": (
        "",
        SITE.replace("env.render()", "from a import *\\nenv.spin()"),
        "the program imports `*`, which hides what its names are; write there",
    ),
    "a hole in a comment": ("", SITE.replace("env.render()", "env.spin() # ${n}"), "a `${…}` stands in a comment"),
}


@pytest.mark.parametrize(("settings", "site", "said"), NEVER.values(), ids=NEVER)
def test_a_page_that_can_take_nothing_is_told_with_what_to_do(here: Path, settings: str, site: str, said: str) -> None:
    write(here, "migrator.toml", settings)
    write(here, "a.js", in_game(site, "n"))
    result = CliRunner().invoke(cli, ["rules", "new", f"a.js:{25 + site.count(chr(10))}"])
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith(f"note: no page takes this site: {said}")
    assert len(result.stderr.splitlines()) == 1


def test_what_is_still_to_be_written_is_listed_by_its_line(here: Path) -> None:
    write(here, "a.js", NEW)
    runner = CliRunner()
    assert runner.invoke(cli, ["rules", "new", "a.js:25", "--command", "act", "--out", "first"]).exit_code == 0
    assert "this.worker.act(" in (here / "first/19-act.md").read_text("utf-8")
    result = runner.invoke(cli, ["rules", "--rules", "first", "check"])
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    assert [line.split(": ")[0].partition(":")[0] for line in lines] == ["first/19-act.md"] * len(lines)
    assert last == "1 of 1 page to finish."
    assert any("`say-what-changes` stands for what a caller could notice; " in line for line in lines)
    listed = runner.invoke(cli, ["rules", "--rules", "first"])
    assert "not finished: line 1, " in listed.stdout
    page = here / "first/19-act.md"
    text = page.read_text("utf-8").replace("# Say what the rule does", "# Act").replace("Say in a sentence", "In")
    page.write_text(text.replace("`say-what-changes`", "`nothing`"), "utf-8")
    done = runner.invoke(cli, ["rules", "--rules", "first", "check", "19"])
    assert (done.exit_code, done.stdout) == (0, "1 page: nothing is left to write.\n")


@pytest.mark.parametrize("name", ["", "a b", "1a", "a-b", "a.b"])
def test_a_command_has_the_name_of_a_method(here: Path, name: str) -> None:
    write(here, "a.js", NEW)
    result = CliRunner().invoke(cli, ["rules", "new", "a.js:25", "--command", name])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"`{name}` is no name of a command" in result.stderr


def test_no_stub_is_printed_where_the_worker_has_the_command(here: Path) -> None:
    write(here, "a.js", NEW)
    result = CliRunner().invoke(cli, ["rules", "new", "a.js:25", "--command", "render"])
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_worker_that_is_not_seen_is_told(here: Path) -> None:
    write(here, "a.js", "async function act() { await pyodide.runPythonAsync(`f()`); }\nconst pyodide = await loadPyodide();\n")
    result = CliRunner().invoke(cli, ["rules", "new", "a.js:1"])
    assert result.exit_code == 0
    assert "note: what `this.worker` is cannot be seen here; `worker` in the settings names" in result.stderr
