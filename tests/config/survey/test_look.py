"""What a look through a repository sees: receivers, workers and what they are given, scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config.survey.look import survey
from migrator.config.survey.seen import Kind, Survey
from tests.support import write


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "package.json", "{}")
    return tmp_path


def seen(folder: Path, text: str, *names: str) -> Survey:
    write(folder, "a.js", text)
    return survey(names)


def test_what_runs_no_python_is_counted_and_no_more(here: Path) -> None:
    found = seen(here, "class A { m() { this.x = 1; f.run('a'); } }")
    assert found.files == 1
    assert (found.receivers, found.loaded, found.scripts, found.unparsed) == ({}, {}, {}, [])


def test_a_file_that_does_not_parse_is_told_and_the_others_are_read(here: Path) -> None:
    write(here, "broken.js", "class { this.pyodide.runPython")
    found = seen(here, "class A { m() { this.py.runPython('a'); } }")
    assert found.unparsed == ["broken.js"]
    assert [shown for shown, _ in found.receivers] == ["this.py"]


@pytest.mark.parametrize(
    ("expression", "shown", "member"),
    [("this.py", "this.py", "py"), ("py", "py", None), ("this.a.b", "this.a.b", None), ("this['py']", "this.py", "py")],
)
def test_a_receiver_and_its_places(here: Path, expression: str, shown: str, member: str | None) -> None:
    found = seen(here, f"class A {{ m(py) {{\n{expression}.runPython('a');\n{expression}.runPythonAsync('b'); }} }}")
    (receiver,) = found.receivers.values()
    assert (receiver.shown, receiver.member) == (shown, member)
    assert [str(place) for place in receiver.places] == ["a.js:2", "a.js:3"]


def test_what_load_pyodide_gives_is_told(here: Path) -> None:
    found = seen(here, "class A { async m() { this.py = await loadPyodide(); this.py.runPython('a'); } }")
    assert list(found.loaded) == ["this.py"]


@pytest.mark.parametrize(
    ("made", "kind"),
    [("new Worker('w.js')", Kind.RAW), ("new GameWorker()", Kind.NAMED), ("makeWorker()", Kind.GUESS)],
)
def test_how_sure_it_is_that_a_member_is_a_worker(here: Path, made: str, kind: Kind) -> None:
    found = seen(here, f"class A {{ constructor() {{ this.w = {made}; this.py.runPython('a'); }} }}")
    assert [each.kind for each in found.assigned if each.member == "w"] == [kind]


def test_the_methods_of_classes_that_have_one_of_the_names(here: Path) -> None:
    write(here, "b.js", "class B { unasked() {} }")
    found = seen(here, "class A { roll() {} other() {} }", "roll", "none")
    assert "roll" in found.methods
    assert found.methods.isdisjoint({"none", "unasked"})
