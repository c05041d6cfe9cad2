"""What `rules new` asks of files: each way in which there is no site, no name or no page is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.api import Session
from migrator.cli.drafting import begin, file_name, print_page, site_at, write
from migrator.sites.site import File, Site
from tests.support import in_game
from tests.support import write as wrote

SITE = "const r = await this.pyodide.runPythonAsync(`env.tilt(4)`);"
LINE = 25


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    wrote(tmp_path, "a.js", in_game(SITE))
    return tmp_path


def found(place: str = f"a.js:{LINE}") -> tuple[File, Site]:
    _, file, site = site_at(place, Session())
    return file, site


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("nothing.js:1", "nothing.js: there is no such file or folder"),
        ("page.astro:1", "page.astro: Astro is only searched for calls that run Python"),
        ("broken.js:1", "broken.js:1: "),
        ("a.js:1", f"a.js:1: nothing that a page could take is here; the nearest are on lines 21, {LINE}"),
        ("none.js:1", "none.js:1: nothing that a page could take is here\n"),
        ("a.js", "`a.js` is no place; write FILE:LINE, as in js/game.js:120"),
    ],
)
def test_a_place_without_a_site_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], place: str, line: str
) -> None:
    wrote(here, "page.astro", "<p />\n")
    wrote(here, "broken.js", "class { this.pyodide")
    wrote(here, "none.js", "const a = 1;\n")
    with pytest.raises(SystemExit) as ended:
        site_at(place, Session())
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"migrator: {line}")


@pytest.mark.parametrize("extra", [0, 1, 2])
def test_any_line_of_a_site_names_it(here: Path, extra: int) -> None:
    wrote(here, "a.js", in_game("const r = await this.pyodide.runPythonAsync(`\n    env.tilt(4)\n`);"))
    file, site = found(f"a.js:{LINE + extra}")
    assert (file.source.path, file.source.line(site.use.whole.start_byte)) == ("a.js", LINE)


def test_a_site_that_cannot_be_read_begins_no_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrote(here, "a.js", in_game("await this.pyodide.runPythonAsync`env.tilt(4)`;"))
    with pytest.raises(SystemExit) as ended:
        begin(*found())
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"migrator: a.js:{LINE}: no page can be begun here: ")


def test_code_that_is_not_in_the_call_begins_a_page_of_any_code(here: Path) -> None:
    wrote(here, "a.js", in_game("await this.pyodide.runPythonAsync(code);", "code"))
    drafted = begin(*found())
    assert drafted.fault is None
    assert "\n- await this.pyodide.runPythonAsync($CODE);\n+ await this.worker.todo($CODE);\n" in drafted.text


def test_a_page_is_begun_with_the_statements_of_the_site(here: Path) -> None:
    drafted = begin(*found())
    assert drafted.fault is None
    assert "\n- const $R = await this.pyodide.runPythonAsync(`env.tilt(4)`);\n" in drafted.text


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Tilt", "`03-Tilt` is no name of a page; "),
        ("tilt board", "`03-tilt board` is no name of a page; "),
        ("02-tilt", "there is a page `02-tilt`; give another --id"),
        ("02-tilt.md", "there is a page `02-tilt`; give another --id"),
    ],
)
def test_a_name_that_no_page_can_have_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, line: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        file_name(name, found()[1], ["01-a", "02-tilt"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"migrator: {line}")


@pytest.mark.parametrize(
    ("name", "ids", "file"),
    [
        (None, [], "01-act.md"),
        (None, ["01-a", "09-b", "08-c"], "10-act.md"),
        ("tilt-the-board", ["18-a"], "19-tilt-the-board.md"),
        ("07-tilt.md", ["18-a"], "07-tilt.md"),
    ],
)
def test_a_page_gets_the_next_number_unless_its_name_has_one(
    here: Path, name: str | None, ids: list[str], file: str
) -> None:
    assert file_name(name, found()[1], ids) == file


def test_the_name_of_a_method_is_written_as_pages_are(here: Path) -> None:
    wrote(here, "a.js", in_game(SITE).replace("async act(", "async _tiltTheBoard2("))
    assert file_name(None, found()[1], []) == "01-tilt-the-board2.md"


def test_a_page_that_is_there_stays(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wrote(here, "pages/01-a.md", "mine\n")
    with pytest.raises(SystemExit) as ended:
        write(Path("pages/01-a.md"), "# Another\n")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "migrator: pages/01-a.md cannot be written: File exists\n"
    assert path.read_text("utf-8") == "mine\n"


def test_a_page_is_written_with_the_folders_above_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("more/pages/01-a.md"), "# A\n")
    assert (here / "more/pages/01-a.md").read_bytes() == b"# A\n"
    assert capsys.readouterr().err == "more/pages/01-a.md is begun; write its `+` lines and say what changes\n"


def test_a_page_goes_into_a_pipe_byte_for_byte(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    print_page("# Ä\x1b[31m\r\nlast")
    assert capsysbinary.readouterr().out == "# Ä\x1b[31m\r\nlast".encode()
