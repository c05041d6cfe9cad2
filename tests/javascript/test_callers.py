"""The calls of a function that its file shows, and whether these are all."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.callers import arguments_of, calls_of
from migrator.javascript.evaluation import Evaluation
from migrator.javascript.project import Project
from migrator.javascript.syntax import CALLS, FUNCTIONS
from migrator.javascript.things import Place, frame_of
from tests.support import write

from .nodes import find_all


def shown(folder: Path, code: str) -> tuple[list[list[str]], bool]:
    """The arguments of each call of the first function of a file, and whether these are all calls."""
    write(folder, "case.js", code)
    project = Project()
    module = project.module(folder / "case.js")
    assert module is not None
    function = min((node for kind in FUNCTIONS for node in find_all(module.source.root, kind)), key=lambda n: n.start_byte)
    given, is_complete = calls_of(Place(module, function), Evaluation(project).key)
    return [["".join(p.text for p in item.places) for item in items] for items in given], is_complete


@pytest.mark.parametrize(
    ("code", "given", "is_complete"),
    [
        ("function f(a) {} f(1); f(2, 3);", [["1"], ["2", "3"]], True),
        ("const f = (a) => a; f(...[1, 2]);", [["1", "2"]], True),
        ("((a) => a)(1);", [["1"]], True),
        ("function f(a) {} f(1); g(f);", [["1"]], False),
        ("export function f(a) {} f(1);", [["1"]], False),
        ("function f(a) {} f(1); export { f };", [["1"]], False),
        ("g((a) => a);", [], False),
        ("class C { m(a) {} n() { this.m(1); this['m'](2); o.m(3); } }", [["1"], ["2"]], False),
        ("class C { constructor(a) {} } new C(1);", [["1"]], False),
    ],
)
def test_the_calls_that_a_file_shows(tmp_path: Path, code: str, given: list[list[str]], is_complete: bool) -> None:
    assert shown(tmp_path, code) == (given, is_complete)


def test_what_is_spread_takes_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "case.js", "f(1, ...[2, ...x], 3);")
    module = Project().module(tmp_path / "case.js")
    assert module is not None
    [call] = [node for kind in CALLS for node in find_all(module.source.root, kind)]
    assert [item.rest for item in arguments_of(Place(module, call))] == [False, False, True, False]
    assert frame_of(None, call) is None
