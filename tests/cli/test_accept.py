"""Which changes are taken without asking, on the command line: what is said of the others, everywhere."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from migrator.api import Session
from migrator.cli.app import complete_changes
from migrator.cli.commit import Commit
from migrator.cli.interactive import Interactive
from migrator.cli.migrate import command
from tests.support import in_game, migrator, write

SLOW = "await this.pyodide.runPythonAsync(`env.tilt()`);"
PLAIN = "await this.pyodide.runPythonAsync(`env.spin()`);"
BEFORE = in_game(f"{SLOW}\n{PLAIN}")
HALF, DONE = (in_game(f"{first}\nawait this.worker.getState();") for first in (SLOW, "await this.worker.render();"))
HINT = "`--accept NAME,…` or `accept` in the settings takes only what it names."


def page(title: str, python: str, js: str, changes: str) -> str:
    diff = f"```diff\n- await this.pyodide.runPythonAsync(`{python}`);\n+ await this.worker.{js};\n```\n"
    return f"# {title}\n\n{diff}\n## What changes\n\n{changes}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A game with two sites, of which one changes something for callers."""
    monkeypatch.chdir(tmp_path)
    listed = "- `slower`: it *takes* longer.\n- `later`: it comes later."
    write(tmp_path, "pages/01-tilt.md", page("Tilt", "env.tilt()", "render()", listed))
    write(tmp_path, "pages/02-spin.md", page("Spin", "env.spin()", "getState()", "Nothing that a caller can see."))
    write(tmp_path, "migrator.toml", 'rules = ["pages"]\n')
    write(tmp_path, "game.js", BEFORE)
    return tmp_path


def accept(here: Path, *names: str) -> None:
    write(here, "migrator.toml", f'rules = ["pages"]\naccept = {list(names)!r}\n')


def said(here: Path, *arguments: str) -> tuple[int, str, str]:
    ran = migrator(here, *arguments)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("--accept", "slowr"), ("--accept", "later,slowr"), ("--accept=later", "--accept=slowr")]
)
def test_a_name_that_no_page_has_is_refused_in_one_line(here: Path, arguments: tuple[str, ...]) -> None:
    line = "migrator: `slowr` is no change that a page names; did you mean `slower`?\n"
    assert said(here, "migrate", "--write", *arguments) == (2, "", line)
    assert (here / "game.js").read_text("utf-8") == BEFORE


@pytest.mark.parametrize("words", [("migrate",), ("check",), ("explain", "game.js:25"), ("rules",)])
def test_a_name_of_the_settings_that_no_page_has_is_told_with_its_line(here: Path, words: tuple[str, ...]) -> None:
    accept(here, "slower", "latr")
    code, out, err = said(here, *words)
    assert code == 2
    mark = "migrator: migrator.toml:2:" if words[0] == "explain" else "migrator.toml:2: error:"
    told = f"{mark} `accept` has `latr`, which is no change that a page names; did you mean `later`?"
    assert told in (out + err).splitlines()


# -- migrate -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "settings", "after", "code"),
    [
        (("--accept", ""), None, HALF, 1),
        (("--accept", "slower"), None, HALF, 1),
        ((), (), HALF, 1),
        ((), ("later",), HALF, 1),
        (("--accept", "later"), ("slower",), HALF, 1),
        ((), None, DONE, 0),
        ((), ("all",), DONE, 0),
        ((), ("later", "slower"), DONE, 0),
        (("--accept", " later , slower,"), (), DONE, 0),
        (("--accept", "all"), (), DONE, 0),
    ],
)
def test_only_what_is_accepted_is_written(
    here: Path, arguments: tuple[str, ...], settings: tuple[str, ...] | None, after: str, code: int
) -> None:
    if settings is not None:
        accept(here, *settings)
    assert said(here, "migrate", "--write", *arguments)[0] == code
    assert (here / "game.js").read_text("utf-8") == after


def test_one_line_says_how_to_choose_where_nobody_chose(here: Path) -> None:
    for arguments in (("migrate",), ("migrate", "--write")):
        err = said(here, *arguments)[2]
        assert err.count(f"1 site changes what a caller sees (`changes:`); {HINT}") == 1
    assert HINT not in said(here, "migrate")[2], "nothing is rewritten any more"
    write(here, "game.js", in_game(PLAIN))
    assert HINT not in said(here, "migrate")[2], "nothing changes for callers"
    write(here, "game.js", BEFORE)
    assert HINT not in said(here, "migrate", "--accept", "all")[2]
    assert HINT not in said(here, "migrate", "--quiet")[2]


def test_what_is_left_is_told_at_its_site_and_in_sum(here: Path) -> None:
    accept(here, "later")
    code, _, err = said(here, "migrate")
    assert code == 1
    assert (
        "not-accepted: `01-tilt` fits, and a caller would see what is not accepted: `slower`; add it to `accept`" in err
    )
    assert "1 to rewrite, 1 kept, 1 unmatched." in err
    assert "1 site left for a change that nobody accepted: slower; `--interactive` asks." in err


# -- the other commands, and the formats -------------------------------------------------------------------------------


def test_what_is_left_stays_a_finding(here: Path) -> None:
    accept(here, "later")
    code, out, _ = said(here, "check")
    first, second = out.splitlines()
    assert (code, "not accepted: `slower`" in first, "rewrites it by `02-spin`" in second) == (1, True, True)


def test_an_explanation_tells_each_change_and_whether_it_is_accepted(here: Path) -> None:
    accept(here, "later")
    code, out, _ = said(here, "explain", "game.js:25")
    assert code == 0
    assert out.splitlines()[1].startswith("unmatched: not-accepted: `01-tilt` fits")
    assert out.splitlines()[2:] == [
        "  slower (not accepted): it *takes* longer.",
        "  later (accepted): it comes later.",
    ]


def test_the_list_of_rules_has_the_changes_of_each(here: Path) -> None:
    assert said(here, "rules")[1] == "01-tilt  Tilt  (changes slower, later)\n02-spin  Spin\n"
    accept(here, "later")
    assert said(here, "rules")[1].splitlines()[0] == "01-tilt  Tilt  (changes slower (not accepted), later)"


def test_samples_of_a_page_are_about_the_page(here: Path) -> None:
    write(here, "pages/01-tilt/it.before.js", in_game(SLOW))
    write(here, "pages/01-tilt/it.after.js", in_game("await this.worker.render();"))
    accept(here)
    assert said(here, "rules", "test", "1")[:2] == (0, "01-tilt: 1 rewritten, 0 left alone: ok\n")


def test_documents_carry_the_page_and_the_changes(here: Path) -> None:
    accept(here, "later")
    uses = json.loads(said(here, "migrate", "--format", "json")[1])["files"][0]["uses"]
    [left] = [use for use in uses if use["outcome"] == "unmatched"]
    assert (left["rule"], left["reason"]["code"], left["reason"]["page"], left["reason"]["changes"]) == (
        "01-tilt",
        "not-accepted",
        "01-tilt.md",
        ["slower"],
    )
    assert all("changes" not in (use["reason"] or {}) for use in uses if use is not left)
    [finding, _] = json.loads(said(here, "check", "--format", "json")[1])["findings"]
    assert finding["rule"] == "01-tilt"
    for words in ("migrate", "check"):
        [result] = [
            result
            for result in json.loads(said(here, words, "--format", "sarif")[1])["runs"][0]["results"]
            if result["ruleId"] == "not-accepted"
        ]
        assert (result["properties"]["page"], result["properties"]["notAccepted"]) == ("01-tilt", ["slower"])
        assert "fixes" not in result
    assert "title=not-accepted," in said(here, "check", "--format", "github")[1]
    record = said(here, "migrate", "--format", "markdown")[1]
    assert "  - `slower`: it \\*takes\\* longer." in record[record.index("## What is left") :]


def test_the_page_of_a_report_shows_what_is_not_accepted(here: Path) -> None:
    accept(here, "later")
    said(here, "migrate", "--report", "out.html")
    told = (here / "out.html").read_text("utf-8")
    assert ">not-accepted</code>" in told
    [part] = told.split("Not accepted, by ")[1:]
    assert "slower" in part.split("</details>")[0]
    assert "later" not in part.split("</details>")[0]


def test_a_shell_completes_the_last_name_of_a_list(here: Path) -> None:
    context = command.make_context("migrate", [], resilient_parsing=True)
    [parameter] = [parameter for parameter in command.params if parameter.name == "accept"]
    assert [item.value for item in complete_changes(context, parameter, "slower,l")] == ["slower,later"]


# -- questions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "answers", "after", "questions"),
    [
        (None, "n\nn\n", BEFORE, 2),
        (None, "y\ny\n", DONE, 2),
        ((), "n\n", HALF, 1),
        ((), "y\n", DONE, 1),
        (("later",), "q\n", BEFORE, 1),
        (("later", "slower"), "", DONE, 0),
    ],
)
def test_only_what_is_not_accepted_is_asked_about(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: tuple[str, ...] | None,
    answers: str,
    after: str,
    questions: int,
) -> None:
    if settings is not None:
        accept(here, *settings)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    session = Session()
    review = Interactive(
        lambda path: {rule.id: rule for rule in session.rules(session.settings(path))}, session.settings
    )
    review.run(session.migrate(everything=True), Commit(allow_dirty=True))
    told = capsys.readouterr().err
    assert told.count("Rewrite this site [") == questions
    assert (here / "game.js").read_text("utf-8") == after
    assert ("changes: slower (not accepted): it *takes* longer." in told) == (
        settings not in (None, ("later", "slower"))
    )
    if settings == ():
        assert "26:9" not in told or "02-spin  in Game.act: all that changes is accepted" in told
