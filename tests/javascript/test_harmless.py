"""Functions whose calls may go: what each is, followed across files, and the place that makes it matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.harmless import Harm, Harmless
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from tests.support import write

from .nodes import find_all


def judged(folder: Path, text: str, *, stays: bool = False) -> tuple[Harm | None, str, list[str]]:
    """What is wrong with the function that the last call of a file calls, where, and what is not seen."""
    project = Project()
    source = Source.read(str(folder / "a.js"), text.encode())
    module = project.add(folder / "a.js", source)
    call = [each for each in find_all(source.root, NodeKind.CALL_EXPRESSION) if each.parent == source.root.named_children[-1]]
    function = call[-1].child_by_field_name("function")
    assert function is not None
    harmless = Harmless(project, stays)
    fault = harmless.fault(module, function)
    if fault is None:
        return None, "", harmless.unseen
    return fault.harm, fault.module.source.text(fault.node.start_byte, fault.node.end_byte), harmless.unseen


@pytest.mark.parametrize(
    ("text", "harm", "place"),
    [
        ("let n; const f = (x) => { n = x; }; f(1);", Harm.WRITES, "n"),
        ("const f = (x) => g(x); const g = (x) => h(x); const h = (x) => { y = x; }; f(1);", Harm.WRITES, "y"),
        ("const t = {}; const g = (x) => { x.y = 1; }; const f = (x) => g(t); f(1);", Harm.CALLS, "g(t)"),
        ("function f(x) { return this; } f(1);", Harm.THIS, "this"),
        ("function f(x) { throw x; } f(1);", Harm.THROWS, "throw x;"),
        ("function f(x) { log.info(x); } f(1);", Harm.PRINTS, "log.info(x)"),
        ("let f = (x) => x; f = o.g; f(1);", Harm.OTHER, "o"),
        ("o.f(1);", Harm.OTHER, "o.f"),
        ("const { f } = require('./lib.js'); f(1);", Harm.WRITES, "n"),
        ("const g = require('./lib.js'); const f = g.f; f(1);", Harm.WRITES, "n"),
    ],
)
def test_what_matters(tmp_path: Path, text: str, harm: Harm, place: str) -> None:
    write(tmp_path, "lib.js", "let n; exports.f = (x) => { n = x; };")
    assert judged(tmp_path, text)[:2] == (harm, place)


@pytest.mark.parametrize(
    "text",
    [
        "const f = (x) => { x.y = [1]; return { ...x }; }; f(1);",
        "const f = (x) => g(x); const g = (x) => (x ? f(x.y) : 1); f(1);",
        "const { f } = require('./lib.js'); f(1);",
        "import { f } from './lib.js'; f(1);",
        "Number(1);",
    ],
)
def test_what_does_not_matter(tmp_path: Path, text: str) -> None:
    write(tmp_path, "lib.js", "const f = (x) => x; module.exports = { f };")
    assert judged(tmp_path, text) == (None, "", [])


def test_what_is_not_seen(tmp_path: Path) -> None:
    assert judged(tmp_path, "import { f } from './none.js'; f(1);") == (None, "", ["f"])
    assert judged(tmp_path, "const g = (x) => f(x); g(1);")[:2] == (Harm.CALLS, "f")


def test_what_stays_is_not_written_to(tmp_path: Path) -> None:
    text = "const f = (x) => { x.y = 1; }; f(1);"
    assert judged(tmp_path, text)[0] is None
    assert judged(tmp_path, text, stays=True)[:2] == (Harm.WRITES, "x.y")


def test_what_an_exporting_file_gives_the_name_later_counts(tmp_path: Path) -> None:
    write(tmp_path, "lib.js", "export default function f(x) { return x; } let n; f = (x) => { n = x; };")
    assert judged(tmp_path, "import f from './lib.js'; f(1);")[:2] == (Harm.WRITES, "n")
