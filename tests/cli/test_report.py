"""`--report`: nothing is written over but a report, and a run that could not write its report is not begun."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.api import Session
from migrator.cli.report import Report
from migrator.model.ledger import Ledger, Skipped
from migrator.report.html import HEAD
from migrator.run.entries import Item
from tests.report.html import game, read
from tests.support import saying, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def of_a_nul() -> str:
    """What this Python says of it."""
    with pytest.raises(ValueError, match="embedded null") as refused:
        os.stat("page\0.html")
    return str(refused.value)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", "`--report` needs the name of a file"),
        ("-", "`--report` needs the name of a file"),
        ("pages", "pages: is a folder; name a file for the report, as in `pages/report.html`"),
        ("nowhere/page.html", "nowhere/page.html: there is no folder `nowhere` to write the report to"),
        ("a.js", "a.js: is there and is no report of migrator; it is not written over, name another file"),
        ("a.js/page.html", "a.js/page.html: the report cannot be written: Not a directory"),
        ("page\0.html", f"page\\u{{0}}.html: the report cannot be written: {of_a_nul()}"),
    ],
)
def test_a_report_that_could_not_be_written_stops_a_run_before_it_begins(
    here: Path, capsys: pytest.CaptureFixture[str], path: str, line: str
) -> None:
    (here / "pages").mkdir()
    write(here, "a.js", "const a = 1;\n")
    with pytest.raises(SystemExit) as ended:
        Report(path)
    assert (ended.value.code, capsys.readouterr().err) == (2, f"migrator: {line}\n")
    assert (here / "a.js").read_bytes() == b"const a = 1;\n"


def test_without_a_name_there_is_none(here: Path) -> None:
    report = Report(None)
    report.see(Item(game()[0], "js/game.js", game()[1]))
    report.write(Ledger((game()[0],)), 1, Session(), written=False)
    assert os.listdir(here) == []


@pytest.mark.parametrize("earlier", [None, b"", HEAD + b"<p>an earlier one"])
def test_a_page_is_written_where_nothing_or_an_earlier_one_is(here: Path, earlier: bytes | None) -> None:
    if earlier is not None:
        write(here, "page.html", earlier)
    entry, data = game()
    report = Report("page.html")
    assert (here / "page.html").exists() is (earlier is not None), "it is written at the end"
    report.see(Item(entry, "js/game.js", data))
    report.write(Ledger((entry,)), 1, Session(), written=False)
    assert (here / "page.html").read_bytes().startswith(HEAD)
    page = read((here / "page.html").read_text("utf-8"))
    assert len(list(page.all("article"))) > 1
    assert "await this.worker.seedRng" in page.text, "the excerpts are those of the bytes that were seen"


def test_the_page_itself_is_no_file_that_was_skipped(here: Path) -> None:
    skipped = (Skipped("page.html", saying("is skipped")), Skipped("other.html", saying("is skipped")))
    Report("page.html").write(Ledger((game()[0],), skipped), 1, Session(), written=False)
    text = read((here / "page.html").read_text("utf-8")).text
    assert "other.html" in text
    assert "page.html" not in text


def test_a_page_that_cannot_be_written_any_more_is_an_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "in").mkdir()
    report = Report("in/page.html")
    (here / "in").rmdir()
    with pytest.raises(SystemExit) as ended:
        report.write(Ledger((game()[0],)), 1, Session(), written=False)
    assert ended.value.code == 2
    assert (
        capsys.readouterr().err == "migrator: in/page.html: the report cannot be written: No such file or directory\n"
    )
