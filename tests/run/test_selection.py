"""Which files a run looks at: what does not matter is not looked at, and what is left out is told where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config import Finder
from migrator.discovery.listing.git import Found
from migrator.discovery.prefilter import Asks
from migrator.discovery.reach import Reach
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.run.request import Configuration, Passed, Request, Searched, Task
from migrator.run.selection import Exclusions, Questions, Selection
from tests.support import write

USE = "this.pyodide.toPy(1);\n"
KEEP = "// migrator-keep: no-rule -- why\n"
CALL = "py.runPython(`1`);\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def selection(*paths: str, boundary: bool = True, force_exclude: bool = False, given: bytes | None = None) -> Selection:
    request = Request(paths, boundary, force_exclude)
    configuration = Configuration(Finder(), lambda _: [])
    return Selection(
        request,
        configuration,
        Questions(boundary=boundary),
        given,
        lambda: None,
        Reach,
        lambda: Repository(Disk()),
        Found,
    )


def files(of: Selection) -> list[tuple[str, str]]:
    """The path of each item, with what it is."""
    return [(type(item).__name__, item.path) for item in of.files()]


def asked(data: str, settings: Settings | None = None, *, boundary: bool = True) -> Asks:
    return Questions(boundary=boundary).of(settings or Settings())(data.encode())


def test_a_file_that_asks_nothing_is_read_and_passed_over(here: Path) -> None:
    write(here, "a.js", "const a = 1;\n")
    of = selection()
    assert files(of) == []
    assert (of.looked_at, of.examined, of.searched) == (1, 1, 0)


def test_only_bytes_that_may_matter_ask_something() -> None:
    assert asked("const a = 1;\n") == Asks()
    assert asked(USE) == Asks(uses=True)
    assert asked(USE.replace("pyodide", "python")) == Asks()
    assert asked(KEEP) == Asks(kept=True)
    assert asked(KEEP, boundary=False) == Asks()
    assert asked(CALL).calls


def test_methods_are_looked_for_where_settings_name_them_and_a_check_asks() -> None:
    stated = Settings(kept=("Game.steady",), kept_line=1)
    assert asked("class A { steady() {} }", stated).named
    assert not asked("class A { steady() {} }", stated, boundary=False).named
    assert not asked("class A { steady() {} }").named
    assert Questions(boundary=True).methods(stated) == frozenset({b"steady"})


def test_a_key_says_all_that_decides_whether_a_file_is_passed_over() -> None:
    ask = Questions(boundary=True)
    assert ask.key(Settings()) == ask.key(Settings(environment="game", refuse_unknown=True))
    others = [Settings(kept=("a",), kept_line=1), Settings(exclude=("a.js",), path=Path("migrator.toml"))]
    assert len({ask.key(settings) for settings in (Settings(), *others)}) == 3
    assert ask.key(Settings()) != Questions(boundary=False).key(Settings())


def test_what_is_excluded_is_looked_at_only_by_its_name(here: Path) -> None:
    write(here, "migrator.toml", 'exclude = ["js/a.js"]\n')
    for name in ("js/a.js", "js/b.js"):
        write(here, name, USE)
    assert files(selection()) == [("Task", "js/b.js")]
    assert files(selection("js/a.js")) == [("Task", "js/a.js")]
    assert files(selection("js/a.js", force_exclude=True)) == []


def test_settings_exclude_the_files_below_them(here: Path) -> None:
    settings = Settings(exclude=("js/*",), path=here / "migrator.toml")
    holds = Exclusions()
    assert [holds.hold(settings, path) for path in ("js/a.js", "a.js")] == [True, False]
    assert not holds.hold(Settings(), "js/a.js")


def test_a_path_that_is_not_there_is_an_error_and_hides_no_other(here: Path) -> None:
    write(here, "a.js", USE)
    first, second = selection("gone.js", "a.js").files()
    assert isinstance(first, Passed)
    assert (first.is_error, words(first.reason)) == (True, "there is no such file or folder")
    assert isinstance(second, Task)
    assert (second.path, second.data, second.asks) == ("a.js", USE.encode(), Asks(uses=True))


def test_faulty_settings_are_told_once_and_their_files_are_not_looked_at(here: Path) -> None:
    write(here, "in/migrator.toml", "receiver = 1\nnothing = 2\n")
    for name in ("a.js", "in/b.js", "in/c.js"):
        write(here, name, USE)
    found = list(selection().files())
    faults = [item for item in found if isinstance(item, Passed)]
    assert [(item.is_error, item.line) for item in faults] == [(True, 1), (True, 2)]
    assert [item.path for item in found if isinstance(item, Task)] == ["a.js"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("pyodide.js", f"_createPyodideModule; {USE}", "is a copy of Pyodide"),
        ("bundle.js", f"{USE}{'x;' * 50_000}", "looks generated (very long lines)"),
    ],
)
def test_what_nobody_wrote_is_told_and_looked_at_only_by_its_name(here: Path, name: str, text: str, why: str) -> None:
    write(here, name, text)
    of = selection()
    [passed] = of.files()
    assert isinstance(passed, Passed)
    assert (words(passed.reason), passed.is_error) == (why, False)
    assert (of.looked_at, of.examined) == (1, 0)
    assert files(selection(name)) == [("Task", name)]


def test_a_language_that_is_not_parsed_is_searched(here: Path) -> None:
    write(here, "a.astro", f"---\n{CALL}---\n")
    write(here, "b.astro", "<p />\n")
    of = selection()
    found, none = sorted(of.files(), key=lambda item: item.path)
    assert isinstance(found, Searched)
    assert ([breach.line for breach in found.breaches], found.is_asked_for) == ([2], False)
    assert isinstance(none, Searched | Passed)
    assert (of.searched, of.examined) == (2, 2)
    [named] = selection("a.astro").files()
    assert isinstance(named, Searched)
    assert named.is_asked_for


def test_a_text_that_is_given_takes_the_place_of_the_file(here: Path) -> None:
    write(here, "a.js", USE)
    assert files(selection("a.js", given=b"const a = 1;\n")) == []
    [task] = selection("new.js", given=USE.encode()).files()
    assert isinstance(task, Task)
    assert (task.path, task.data) == ("new.js", USE.encode())


def test_settings_that_name_methods_are_known_once_a_file_was_read(here: Path) -> None:
    write(here, "migrator.toml", 'keep = ["steady"]\n')
    of = selection()
    assert files(of) == []
    assert list(of.stating) == []
    write(here, "a.js", "const a = 1;\n")
    of = selection()
    assert files(of) == []
    assert [settings.kept for settings in of.stating] == [("steady",)]
