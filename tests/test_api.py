"""What other programs call: entries as they come, nothing written unless asked to, and what stops a run is raised."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

import migrator.api
from migrator.api import (
    Options,
    Refused,
    RuleError,
    Session,
    SettingsError,
    UnknownRule,
    check,
    explain,
    migrate,
)
from migrator.javascript.edit import apply
from migrator.model.ledger import FileEntry, Outcome, Skipped
from migrator.report.sentences import words
from tests.support import in_game, text_of

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
OTHER = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
GAME = in_game(f"{SITE}\n{OTHER}")
DONE = GAME.replace(SITE, "await this.worker.render();")
LINE, OTHER_LINE = 25, 26
NO_RULE = "# A page without a rule\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files that have a site, and one that has none."""
    folder = tmp_path / "here"
    (folder / "js").mkdir(parents=True)
    for name in ("a.js", "b.js"):
        (folder / "js" / name).write_text(GAME, "utf-8")
    (folder / "js" / "none.js").write_text("export const answer = 42;\n", "utf-8")
    monkeypatch.chdir(folder)
    return folder


def files(items: Iterable[FileEntry | Skipped]) -> list[FileEntry]:
    """The files that have uses or an error. What a worker script owes is an entry of its own, and not asked about."""
    return [item for item in items if isinstance(item, FileEntry) and (item.entries or item.error is not None)]


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def commit(folder: Path) -> None:
    for arguments in (("init", "-q"), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a", "commit", "-qm", "a")):
        subprocess.run(["git", *arguments], cwd=folder, check=True, timeout=300)


# -- entries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paths", [(), ("js",), "js", Path("js"), [Path("js/a.js"), "js/b.js"]], ids=repr)
def test_a_check_gives_the_findings_of_each_file(here: Path, paths: str | Path | tuple[str, ...]) -> None:
    found = files(check(paths))
    assert [file.path for file in found] == ["js/a.js", "js/b.js"]
    assert [[use.line for use in file.findings] for file in found] == [[LINE, OTHER_LINE]] * 2


def test_entries_come_one_by_one(here: Path) -> None:
    items = check("js")
    assert next(items).path == "js/a.js"
    (here / "js" / "b.js").write_text("export const gone = true;\n", "utf-8")
    assert files(items) == []


def test_a_path_that_is_left_out_has_its_reason(here: Path) -> None:
    (here / "js" / "page.astro").write_text("<p />\n", "utf-8")
    [item] = [item for item in check("js") if isinstance(item, Skipped)]
    assert item.path == "js/page.astro"
    assert "Astro is only searched" in words(item.reason)


def test_a_fault_of_one_file_is_its_error(here: Path) -> None:
    (here / "js" / "a.js").write_text("this.pyodide.x(;\n", "utf-8")
    faulty, good, missing = files(check(["js", "nowhere.js"]))
    assert faulty.error is not None
    assert (faulty.path, faulty.error.line) == ("js/a.js", 1)
    assert (good.path, good.error) == ("js/b.js", None)
    assert missing.error is not None
    assert "no such file" in text_of(missing.error)


def test_a_text_takes_the_place_of_the_file(here: Path) -> None:
    [file] = files(check("js/none.js", text=GAME.encode()))
    assert (file.path, len(file.findings)) == ("js/none.js", 2)
    assert files(check("js/a.js", text=b"")) == []


def test_a_migration_shows_what_would_change_and_changes_nothing(here: Path) -> None:
    before = state(here)
    found = files(migrate("js"))
    assert [[use.outcome for use in file.entries] for file in found] == [
        [Outcome.PROVIDED, Outcome.KEPT, Outcome.REWRITTEN, Outcome.UNMATCHED]
    ] * 2
    assert all(b"+        await this.worker.render();" in file.diff for file in found)
    assert [[edit.line for edit in file.edits] for file in found] == [[LINE]] * 2
    assert state(here) == before


def test_options_choose_rules(here: Path) -> None:
    def outcomes(options: Options) -> set[str | None]:
        return {use.rule for file in files(migrate("js", options=options)) for use in file.entries} - {None}

    assert outcomes(Options()) == outcomes(Options(only=("15-render",))) == outcomes(Options(only=("15",)))
    assert outcomes(Options(only=("03-seed",))) == outcomes(Options(skip=("15",))) == set()


def test_excluded_files_are_left_out_where_asked(here: Path) -> None:
    (here / "migrator.toml").write_text('exclude = ["js/a.js"]\n', "utf-8")
    assert [file.path for file in files(check("js"))] == ["js/b.js"]
    assert [file.path for file in files(check("js/a.js"))] == ["js/a.js"]
    assert files(check("js/a.js", force_exclude=True)) == []


def test_one_line_is_explained(here: Path) -> None:
    taken, left = explain("js/a.js", LINE), explain(Path("js/a.js"), OTHER_LINE)
    assert taken.entry is not None
    assert (taken.entry.outcome, taken.entry.rule) == (Outcome.REWRITTEN, "15-render")
    assert left.entry is not None
    assert left.entry.reason is not None
    assert left.entry.reason.message
    assert left.file.path == "js/a.js"
    assert explain("js/none.js", 1).entry is None


def test_a_call_that_no_setting_covers_is_explained(here: Path) -> None:
    (here / "app.js").write_text("const pyodide = await loadPyodide();\npyodide.runPython(`1`);\n", "utf-8")
    (here / "migrator.toml").write_text('receiver = "this.pyodide"\n', "utf-8")
    found = explain("app.js", 2)
    assert found.entry is None
    assert [breach.line for breach in found.unread] == [2]


# -- several runs ------------------------------------------------------------------------------------------------------


def test_each_run_of_a_session_counts_for_itself(here: Path) -> None:
    session = Session()
    for path, expected in (("js", 3), ("js/a.js", 1), ("js", 3)):
        run = session.check(path)
        assert run.looked_at == 0
        assert len(files(run.entries())) == min(expected, 2)
        assert (run.looked_at, run.examined, run.searched) == (expected, expected, 0)


def test_an_item_has_what_it_takes_to_write(here: Path) -> None:
    items = list(Session().migrate("js").items())
    assert [(item.path, item.data) for item in items] == [("js/a.js", GAME.encode()), ("js/b.js", GAME.encode())]
    assert {apply(item.data or b"", item.edits) for item in items} == {DONE.encode()}


# -- writing -----------------------------------------------------------------------------------------------------------


def test_all_files_are_written_at_the_end(here: Path) -> None:
    items = migrate("js", write=True)
    for _ in range(2):
        next(items)
        assert (here / "js" / "a.js").read_text("utf-8") == GAME
    assert list(items) == []
    assert [(here / "js" / name).read_text("utf-8") for name in ("a.js", "b.js")] == [DONE, DONE]


@pytest.mark.parametrize("taken", [0, 1, 2])
@pytest.mark.parametrize("how", ["close", "throw", "forget"])
def test_who_leaves_early_leaves_nothing_half_written(here: Path, taken: int, how: str) -> None:
    commit(here)
    before = state(here / "js")
    items = migrate("js", write=True)
    for _ in range(taken):
        next(items)
    if how == "throw":
        with pytest.raises(RuntimeError, match="mine"):
            items.throw(RuntimeError("mine"))
    elif how == "close":
        items.close()
    del items
    assert state(here / "js") == before
    assert len(files(migrate("js", write=True))) == 2, "no lock is left"
    assert (here / "js" / "b.js").read_text("utf-8") == DONE


def test_a_file_that_changed_meanwhile_stays_and_is_an_error(here: Path) -> None:
    items = migrate("js", write=True)
    first = next(items)
    (here / "js" / "a.js").write_text(GAME + "// mine\n", "utf-8")
    second, again = files(items)
    assert [first.path, second.path, again.path] == ["js/a.js", "js/b.js", "js/a.js"]
    assert again.error is not None
    assert text_of(again.error).startswith("cannot be written: ")
    assert (here / "js" / "a.js").read_text("utf-8") == GAME + "// mine\n"
    assert (here / "js" / "b.js").read_text("utf-8") == DONE


def test_changes_that_are_not_staged_are_not_written_over(here: Path) -> None:
    commit(here)
    (here / "js" / "a.js").write_text(GAME + "// mine\n", "utf-8")
    before = state(here / "js")
    items = migrate("js", write=True)
    with pytest.raises(Refused, match=r"js/a\.js: changes that are not staged; nothing was written"):
        list(items)
    assert state(here / "js") == before
    list(migrate("js", write=True, allow_dirty=True))
    assert (here / "js" / "a.js").read_text("utf-8") == DONE + "// mine\n"


def test_two_writers_do_not_meet(here: Path) -> None:
    commit(here)
    first = migrate("js", write=True)
    next(first)
    with pytest.raises(Refused, match="is writing here; nothing was written"):
        list(migrate("js", write=True))
    list(first)
    assert (here / "js" / "b.js").read_text("utf-8") == DONE


def test_a_given_text_cannot_be_written(here: Path) -> None:
    with pytest.raises(ValueError, match="stands in no file"):
        migrate("js/a.js", write=True, text=b"")


# -- what is raised ----------------------------------------------------------------------------------------------------


def test_a_faulty_settings_file_that_is_named_is_raised_at_once(here: Path) -> None:
    (here / "ours.toml").write_text("receiver = 1\nnothing = 2\n", "utf-8")
    options = Options(config=Path("ours.toml"))
    for call in (lambda: check("js", options=options), lambda: migrate("js", options=options)):
        with pytest.raises(SettingsError) as refused:
            call()
        assert [(os.path.basename(fault.path), fault.line) for fault in refused.value.faults] == [
            ("ours.toml", 1),
            ("ours.toml", 2),
        ]
    with pytest.raises(SettingsError):
        explain("js/a.js", LINE, options=options)


def test_a_faulty_settings_file_that_is_found_is_the_error_of_its_files(here: Path) -> None:
    (here / "inner").mkdir()
    (here / "inner" / "a.js").write_text(GAME, "utf-8")
    (here / "inner" / "migrator.toml").write_text("receiver = 1\n", "utf-8")
    faulty, *good = files(check())
    assert (faulty.path, faulty.error is not None) == ("inner/migrator.toml", True)
    assert [file.path for file in good] == ["js/a.js", "js/b.js"]


def test_a_faulty_page_that_is_named_is_raised_at_once(here: Path) -> None:
    (here / "pages").mkdir()
    (here / "pages" / "01-a.md").write_text(NO_RULE, "utf-8")
    with pytest.raises(RuleError) as refused:
        check("js/none.js", options=Options(rules=(Path("pages"),)))
    assert next((fault.page, fault.line) for fault in refused.value.faults) == ("pages/01-a.md", 1)


def test_a_faulty_page_of_the_settings_is_raised_where_a_file_needs_it(here: Path) -> None:
    (here / "pages").mkdir()
    (here / "pages" / "01-a.md").write_text(NO_RULE, "utf-8")
    (here / "migrator.toml").write_text('rules = ["pages"]\n', "utf-8")
    assert list(check("js/none.js")) == []
    items = check("js")
    with pytest.raises(RuleError, match=r"pages/01-a\.md:1"):
        next(items)


@pytest.mark.parametrize("options", [Options(only=("99",)), Options(skip=("15", "99"))])
def test_a_rule_that_no_page_has_is_raised_at_once(here: Path, options: Options) -> None:
    with pytest.raises(UnknownRule, match="`99` is no rule") as refused:
        migrate("js", options=options)
    assert refused.value.name == "99"


def test_another_process_may_raise_what_is_faulty(here: Path) -> None:
    (here / "01-a.md").write_text(NO_RULE, "utf-8")
    with pytest.raises(RuleError) as refused:
        check("js", options=Options(rules=(Path("01-a.md"),)))
    again = pickle.loads(pickle.dumps(refused.value))
    assert (str(again), again.faults) == (str(refused.value), refused.value.faults)


def test_every_public_name_is_there() -> None:
    assert {name for name in migrator.api.__all__ if not hasattr(migrator.api, name)} == set()
    with pytest.raises(AttributeError, match="has no attribute 'nothing_like_it'"):
        migrator.api.nothing_like_it  # noqa: B018
