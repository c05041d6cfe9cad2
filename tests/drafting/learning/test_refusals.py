"""Why a page is not written that takes more than its examples show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrator.drafting.learning.page import Page
from migrator.drafting.learning.refusals import contradicted, kept, moved, mutant, too_wide
from migrator.model.settings import Settings
from migrator.report.sentences import words
from tests.drafting.learning.support import game, learned

RUN = "await this.pyodide.runPythonAsync"
TURN = f"async turn(n) {{ {RUN}(`env.turn(${{n}})`); }}"
TURNED = "async turn(n) { await this.worker.turn(n); }"
WIDE = ["- await this.pyodide.runPythonAsync(`$CODE`);", "+ await this.worker.turn(1);"]


def page_of(folder: Path, *left: str) -> Page:
    """The page of a change that leaves some methods."""
    [page] = learned(folder, game(TURN, *left), game(TURNED, *left)).pages
    return page


def test_a_page_that_shows_what_decides_is_not_refused(tmp_path: Path) -> None:
    page = page_of(tmp_path, f"async keep() {{ {RUN}(`env.say(1)`); }}")
    sides = [page.examples[0].sides]
    assert [too_wide(page), contradicted(page, [page], sides), moved(page.examples[0], [page])] == [None] * 3
    assert mutant(page) is None
    assert kept(page, sides, lambda _: Settings()) is None


def test_a_page_takes_no_program_with_one_thing_changed(tmp_path: Path) -> None:
    page = page_of(tmp_path).with_first(WIDE)
    found = too_wide(page)
    assert found is not None
    assert words(found).startswith("its page also takes code with ")
    assert too_wide(replace(page, is_merged=True)) is None, "its examples differ in what a mutant changes"


def test_a_page_takes_no_program_that_the_settings_keep(tmp_path: Path) -> None:
    page = page_of(tmp_path, f"async keep() {{ {RUN}(`env.turn(1)`); }}").with_first(WIDE)
    sides = [page.examples[0].sides]
    settings = Settings()._replace(kept=("keep",))
    found = kept(page, sides, lambda _: settings)
    assert found is not None
    assert words(found) == "its page also takes line 10, which `keep` may keep"
    assert kept(page, sides, lambda _: Settings()._replace(kept=())) is None


def test_a_page_takes_no_site_of_which_the_change_made_something_else(tmp_path: Path) -> None:
    other = f"async seed() {{ {RUN}(`env.seed(1)`); }}"
    lesson = learned(tmp_path, game(TURN, other), game(TURNED, "async seed() { await this.worker.seed(1); }"))
    page = lesson.pages[0].with_first(WIDE)
    found = contradicted(page, [page], [page.examples[0].sides])
    assert found is not None
    assert words(found) == "its page also takes line 10, of which the commit made something else"
