"""`check` beside ratchet files: what stops it, what a file holds afterwards, and which uses one holds for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.api import Session
from migrator.cli.ratchets import _Place, accepted
from migrator.model.ledger import FileEntry, FileError, Ledger
from tests.support import in_game, saying, write

SITE = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
RATCHET = "migrator-ratchet.json"
USES = 3  # an assignment, a kept program of the base class, and the site


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.js", in_game(SITE))
    return tmp_path


def held(*, update: bool = False, grow: bool = False, quiet: bool = False) -> Ledger:
    """What a check of the folder finds, beside its ratchets."""
    session = Session()
    found = tuple(item for item in session.check().entries() if isinstance(item, FileEntry) and item.entries)
    return accepted(Ledger(found), session.settings, (), update=update, grow=grow, quiet=quiet)


def recorded(folder: Path) -> int:
    return len(json.loads((folder / RATCHET).read_text("utf-8"))["uses"])


def test_a_fault_of_a_file_leaves_the_ratchet_unwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger((FileEntry("a.js", error=FileError(saying("is gone"), 3)),))
    with pytest.raises(SystemExit) as ended:
        accepted(ledger, Session().settings, (), update=True, grow=True, quiet=False)
    assert ended.value.code == 2
    assert capsys.readouterr().err == "migrator: a.js:3: is gone; the ratchet was not written\n"
    assert not (here / RATCHET).exists()


def test_a_ratchet_that_settings_name_has_to_be_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, "migrator.toml", 'ratchet = "ours.json"\n')
    with pytest.raises(SystemExit) as ended:
        held()
    assert ended.value.code == 2
    said = "the settings name it, and it is not there; `--update-ratchet` writes it"
    assert capsys.readouterr().err == f"migrator: ours.json: {said}\n"


def test_a_ratchet_that_cannot_be_read_stops_a_check(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, RATCHET, "{\n<<<<<<< mine\n")
    with pytest.raises(SystemExit) as ended:
        held()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"migrator: {RATCHET}:2: holds the marks of a merge; ")


def test_without_a_ratchet_nothing_is_accepted(here: Path) -> None:
    ledger = held()
    assert (ledger.ratchets, ledger.has_findings) == ((), True)
    assert not (here / RATCHET).exists()


def test_the_first_one_takes_all_uses(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = held(update=True)
    assert capsys.readouterr().err == f"Wrote {RATCHET}: {USES} uses.\n"
    assert ledger.ratchets == ((RATCHET, USES, 0, 0),)
    assert not ledger.has_findings
    assert not held().has_findings


def test_a_later_one_takes_no_new_use_unless_it_may_grow(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held(update=True, quiet=True)
    write(here, "b.js", in_game(SITE.replace("4", "5")))
    assert held(update=True).has_findings
    assert recorded(here) == USES
    assert "not taken in; `--allow-growth` does that, after a review.\n" in capsys.readouterr().err
    assert not held(update=True, grow=True, quiet=True).has_findings
    assert recorded(here) > USES
    assert capsys.readouterr().err == ""


def test_a_use_that_went_is_written_only_where_that_is_asked_for(here: Path) -> None:
    held(update=True, quiet=True)
    write(here, "a.js", in_game(""))
    assert [ratchet.fewer for ratchet in held().ratchets] == [1]
    assert recorded(here) == USES
    assert [ratchet.fewer for ratchet in held(update=True, quiet=True).ratchets] == [0]
    assert recorded(here) == USES - 1


@pytest.mark.parametrize(
    ("paths", "name", "expected"),
    [
        (("js/in",), "js/a.js", False),
        (("js/in",), "js/inner.js", False),
        (("js/a.js",), "js/a.js", True),
        (("js/in",), "js/gone.js", True),
        (("link",), "js/a.js", True),
        ((), "js/a.js", True),
    ],
)
def test_a_use_is_missed_only_where_the_run_looked(
    here: Path, paths: tuple[str, ...], name: str, expected: bool
) -> None:
    for path in ("js/a.js", "js/inner.js", "js/in/b.js"):
        write(here, path, "")
    (here / "link").symlink_to(here / "js")
    assert _Place(str(here), paths).is_looked_at(name) is expected


def test_a_file_is_the_same_by_whatever_name_it_is_looked_at(here: Path) -> None:
    write(here, "js/a.js", "")
    (here / "link").symlink_to(here / "js")
    assert _Place("js", ()).of("link/a.js") == "a.js"
