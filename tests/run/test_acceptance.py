"""The names of changes that settings accept: one that no page has is a fault, with its line and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.api import Options, Session, SettingsError, UnknownChange, check, migrate
from migrator.config import Finder, read
from migrator.model.ledger import FileEntry
from migrator.model.packs import first_pack
from migrator.rules.loader import change_names
from migrator.rules.pages import changes_spelled
from migrator.run.acceptance import faults
from tests.support import SITE, in_game, shipped_rules, text_of, write

PAGE = "# Tilt\n\n```diff\n- await this.pyodide.runPythonAsync(`env.tilt()`);\n+ await this.worker.render();\n```\n"
LISTED = "\n## What changes\n\n1.  `slower`: it takes longer.\n2.  `later`: it comes later.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(settings: str, here: Path) -> list[tuple[int, str]]:
    path = write(here, "migrator.toml", settings)
    with pytest.raises(SettingsError) as refused:
        Finder(read(path), check=faults)
    return [(fault.line, text_of(fault)) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("settings", "line", "mend"),
    [
        ('accept = ["seed-is-a-valu"]\n', 1, "did you mean `seed-is-a-value`?"),
        ('# seed-is-a-valu\naccept = [\n  "maps-are-objects",\n  "seed-is-a-valu",\n]\n', 4, "did you mean `seed-is-a-value`?"),
        ("accept = ['maps-are-objects', 'zzz']\n", 1, "`migrator rules` lists them"),
        # What stands on a page under another heading is no change for callers.
        ('accept = ["answers-can-be-cloned"]\n', 1, "`migrator rules` lists them"),
    ],
)  # fmt: skip
def test_a_name_that_no_page_has_is_told_with_its_line_and_what_was_meant(
    here: Path, settings: str, line: int, mend: str
) -> None:
    [(at, said)] = told(settings, here)
    assert at == line
    assert said.endswith(f"which is no change that a page names; {mend}")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ('"all"', "must be a list, each item the name of a change, as in `maps-are-objects`"),
        ('["Maps"]', "is `Maps`, which is not the name of a change, as in `maps-are-objects`"),
        ("[1]", "must be the name of a change, as in `maps-are-objects`, in quotes"),
        ("true", "must be a list, each item the name of a change, as in `maps-are-objects`"),
    ],
)
def test_a_value_of_another_form_is_told(here: Path, value: str, why: str) -> None:
    assert told(f"\naccept = {value}\n", here) == [(2, f"`accept` {why}")]


@pytest.mark.parametrize("accept", [None, [], ["all"], ["maps-are-objects", "nan-becomes-none"]])
def test_what_pages_name_is_no_fault(here: Path, accept: list[str] | None) -> None:
    path = write(here, "migrator.toml", "" if accept is None else f"accept = {accept!r}\n")
    assert faults(read(path), ()) == []


def test_names_are_those_of_the_pages_that_settings_use_and_of_those_in_their_place(here: Path) -> None:
    write(here, "pages/01-tilt.md", PAGE + LISTED)
    own = read(write(here, "migrator.toml", 'rules = ["pages"]\naccept = ["slower", "later"]\n'))
    assert faults(own, ()) == []
    shipped = read(write(here, "migrator.toml", 'accept = ["slower", "maps-are-objects"]\n'))
    assert [text_of(fault)[:19] for fault in faults(shipped, ())] == ["`accept` has `slowe"]
    assert faults(shipped, (here / "pages",)) == []


def test_names_are_found_whatever_else_is_wrong_with_a_page(here: Path) -> None:
    write(here, "01-tilt.md", PAGE.replace("+ await", "! await") + LISTED)
    assert change_names([here]) == {"slower", "later"}


def test_what_is_found_without_parsing_is_what_shipped_pages_name() -> None:
    names = {change.name for rule in shipped_rules() for change in rule.changes}
    assert changes_spelled([first_pack()]) == change_names([first_pack()]) == names


def test_a_fault_of_one_settings_file_hides_no_other_file(here: Path) -> None:
    write(here, "one/migrator.toml", 'accept = ["slower"]\n')
    write(here, "one/game.js", in_game(SITE))
    write(here, "two/game.js", in_game(SITE))
    found = [item for item in check() if isinstance(item, FileEntry)]
    assert {(item.path, item.error is None) for item in found} == {("one/migrator.toml", False), ("two/game.js", True)}


def test_options_that_name_no_change_are_refused_at_once(here: Path) -> None:
    with pytest.raises(UnknownChange) as refused:
        check("none.js", options=Options(accept=("render-runs-twic",)))
    assert str(refused.value) == "`render-runs-twic` is no change that a page names; did you mean `render-runs-twice`?"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_name_that_the_pages_of_some_folder_lack_stops_the_run(here: Path, jobs: int) -> None:
    """As the name of a rule does: it is a fault of the options, and none of migrator's own."""
    write(here, "game.js", in_game(SITE))
    write(here, "own/pages/01-tilt.md", PAGE + LISTED)
    write(here, "own/migrator.toml", 'rules = ["pages"]\n')
    write(here, "own/game.js", in_game(SITE))
    with pytest.raises(UnknownChange):
        list(Session(Options(accept=("seed-is-a-value",))).migrate(jobs=jobs).entries())


def test_a_result_of_other_choices_is_not_taken_from_the_cache(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATOR_CACHE", str(here / "cache"))
    write(here, "pages/01-tilt.md", PAGE + LISTED)
    write(here, "js/game.js", in_game(SITE.replace("render", "tilt")))

    def changes(accept: tuple[str, ...] | None) -> list[bool]:
        options = Options(rules=(Path("pages"),), accept=accept)
        return [item.changes for item in migrate("js", options=options) if isinstance(item, FileEntry)]

    for _ in range(2):
        assert [changes(None), changes(()), changes(("slower",)), changes(("slower", "later"))] == [
            [True],
            [False],
            [False],
            [True],
        ]


def test_what_options_accept_takes_the_place_of_what_settings_accept(here: Path) -> None:
    write(here, "migrator.toml", 'accept = ["maps-are-objects"]\n')
    assert Session().settings("").accept == ("maps-are-objects",)
    assert Session(Options(accept=())).settings("").accept == ()
    assert Session(Options(accept=("all",))).settings("").not_accepted(["slower"]) == ()
