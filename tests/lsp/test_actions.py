"""What an editor offers at a place: nothing where no rule takes anything, and only what it asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the server is an extra")

from lsprotocol import types

from migrator.lsp.actions import FIX_ALL, QUICK_FIX, actions
from migrator.lsp.analysis import Analyst
from migrator.lsp.positions import Text
from migrator.model.ledger import Entry, FileEntry, TextEdit
from tests.support import in_game

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
LEFT = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
LINE = 25  # of the first statement, from 1


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return str(tmp_path / "game.js")


def offered(
    path: str,
    text: str,
    line: int,
    *,
    kinds: list[str] | None = None,
    alone: tuple[TextEdit, ...] | None = None,
    entry: FileEntry | None = None,
) -> list[types.CodeAction]:
    """The actions on a line. ``alone`` takes the place of the edits of a site while the others stay."""
    found = entry or Analyst().look(path, text.encode(), {}).entry
    asked: list[Entry] = []

    async def derive(site: Entry) -> tuple[TextEdit, ...]:
        asked.append(site)
        return tuple(edit for edit in found.edits if edit.site == site.id) if alone is None and found else alone or ()

    def wrap(edits: list[types.TextEdit]) -> types.WorkspaceEdit:
        return types.WorkspaceEdit({path: edits})

    async def collect() -> list[types.CodeAction]:
        where = types.Range(types.Position(line - 1, 0), types.Position(line - 1, 0))
        return [action async for action in actions(found, Text(text, "utf-16"), where, kinds, derive, wrap)]

    return asyncio.run(collect())


def changed(action: types.CodeAction) -> list[tuple[int, str]]:
    assert action.edit is not None
    assert action.edit.changes is not None
    [edits] = action.edit.changes.values()
    return [(edit.range.start.line + 1, edit.new_text) for edit in edits]


@pytest.mark.parametrize("text", ["const a = 1;\n", in_game(LEFT)])
def test_nothing_is_offered_where_no_rule_takes_anything(path: str, text: str) -> None:
    assert offered(path, text, 1) == []


def test_a_site_is_offered_on_its_own_lines_only(path: str) -> None:
    text = in_game(f"{RENDER}\n{LEFT}")
    assert [action.kind for action in offered(path, text, LINE + 1)] == [FIX_ALL]
    assert [action.kind for action in offered(path, text, LINE)] == [QUICK_FIX, FIX_ALL]


@pytest.mark.parametrize(
    ("kinds", "given"),
    [
        (["refactor"], []),
        (["quickfixes"], []),
        (["source.fixAll.eslint"], []),
        (["quickfix"], [QUICK_FIX]),
        (["source"], [FIX_ALL]),
        (["source.fixAll"], [FIX_ALL]),
        ([FIX_ALL, "quickfix"], [QUICK_FIX, FIX_ALL]),
        ([""], [QUICK_FIX, FIX_ALL]),
    ],
)
def test_only_the_kinds_that_are_asked_for_are_given(path: str, kinds: list[str], given: list[str]) -> None:
    assert [action.kind for action in offered(path, in_game(RENDER), LINE, kinds=kinds)] == given


def test_one_site_is_rewritten_alone_and_all_of_the_file_together(path: str) -> None:
    one, whole = offered(path, in_game(f"{RENDER}\n{RENDER}"), LINE + 1)
    assert (one.title, one.is_preferred) == ("Rewrite by `15-render`", True)
    assert [line for line, _ in changed(one)] == [LINE + 1]
    assert whole.title == "Rewrite all sites of this file"
    assert [line for line, _ in changed(whole)] == [LINE, LINE + 1]
    assert [diagnostic.range.start.line + 1 for diagnostic in one.diagnostics or ()] == [LINE + 1]


def test_a_site_that_cannot_go_alone_goes_with_the_whole_file(path: str) -> None:
    one, whole = offered(path, in_game(f"{RENDER}\n{RENDER}"), LINE, alone=())
    assert one.title == "Rewrite all sites of this file; `15-render` needs another one to go too"
    assert changed(one) == changed(whole)


# -- changes that nobody accepted --------------------------------------------------------------------------------------

SEED = "await this.pyodide.runPythonAsync(`import random, numpy as np; np.random.seed(${s}); random.seed(${s})`);"
SEEN = ("seed-line-not-printed", "seed-is-a-value")


@pytest.fixture
def choosing(path: str) -> str:
    """A file beside settings that accept one of the two changes of a page."""
    Path(path).with_name("migrator.toml").write_text(f'accept = ["{SEEN[0]}"]\n', "utf-8")
    return path


def test_what_nobody_accepted_is_rewritten_alone_only_and_by_its_name(choosing: str) -> None:
    text = in_game(f"{SEED}\n{RENDER}", "s")
    edits = Analyst().alone(choosing, text.encode(), {}, text.encode().index(b"this.pyodide.runPythonAsync(`import"))
    assert [edit.line for edit in edits] == [LINE], "somebody chose it"
    one, whole = offered(choosing, text, LINE, alone=edits)
    assert (one.title, one.is_preferred) == (f"Rewrite by `03-seed`, and accept `{SEEN[1]}` here", False)
    assert changed(one) == [(LINE, "await this.worker.seedRng(s);")]
    assert [diagnostic.code for diagnostic in one.diagnostics or ()] == ["not-accepted"]
    assert [line for line, _ in changed(whole)] == [LINE + 1], "all of the file is no more than what is accepted"


def test_nothing_of_the_whole_file_is_offered_where_all_of_it_is_not_accepted(choosing: str) -> None:
    assert offered(choosing, in_game(SEED, "s"), LINE, alone=()) == []
    assert offered(choosing, in_game(SEED, "s"), LINE, kinds=[FIX_ALL]) == []


def test_settings_that_accept_what_no_page_names_are_the_error_of_the_file(choosing: str) -> None:
    settings = Path(choosing).with_name("migrator.toml")
    settings.write_text('accept = ["seed-is-a-valu"]\n', "utf-8")
    [(place, entry)] = Analyst().look(choosing, in_game(SEED, "s").encode(), {}).others
    assert place == str(settings)
    assert entry.error is not None
    assert entry.error.line == 1
