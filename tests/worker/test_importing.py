"""How a file spells what a page imports, and what it can import at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.matching.imports import PageImport
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Settings
from migrator.worker.importing import Importing
from tests.support import write

BRIDGE = "export function ask(name) { return name; }\nexport default (...given) => given;\n"


def importing(folder: Path, settings: Settings | None = None) -> Importing:
    (folder / ".git").mkdir(exist_ok=True)
    disk = Disk()
    return Importing(Project(disk), settings or Settings(), Repository(disk))


def told(folder: Path, name: str, text: str, item: PageImport, given: int | None = None) -> object:
    """The sentence that says why a file cannot import something, or those of the notes."""
    by, path, notes = importing(folder), write(folder, name, text), list[Message]()
    module = by.project.add(path, Source.read(str(path), text.encode()))
    lack = by.lack(module, item, given, notes)
    return lack[1].sentence if lack is not None else [note.sentence for note in notes]


ASK = PageImport("ask", "./lib/bridge.js", "ask", 1)
MODULE = "export const a = 1;\n"


@pytest.mark.parametrize(
    ("name", "text", "item", "said"),
    [
        ("a.js", "f();\n", ASK, Sentence.NO_MODULE),
        ("a.js", "import('./x.js');\n", ASK, Sentence.NO_MODULE),
        ("a.ts", "const a: number = 1;\n", ASK, Sentence.NO_MODULE),
        ("a.js", "const q = require('q');\n", ASK, Sentence.COMMON_JS),
        ("a.js", "module.exports = 1;\n", ASK, Sentence.COMMON_JS),
        ("a.cjs", "f();\n", ASK, Sentence.COMMON_JS),
        ("a.html", "<script>f();</script>", ASK, Sentence.CLASSIC_SCRIPT),
        ("a.html", "<script type='text/javascript'>f();</script>", ASK, Sentence.CLASSIC_SCRIPT),
        ("lib/bridge.js", BRIDGE, ASK, Sentence.IMPORTS_ITSELF),
        ("a.js", MODULE, ASK._replace(specifier="./lib/none.js"), Sentence.IMPORT_NOT_FOUND),
        ("a.js", MODULE, ASK._replace(name="tell"), Sentence.EXPORTS_NO_SUCH_NAME),
        ("a.js", MODULE, ASK._replace(specifier="far"), [Sentence.IMPORT_NOT_CHECKED]),
        ("a.js", MODULE, ASK, []),
        ("a.js", MODULE, ASK._replace(name="default"), []),
        ("a.js", MODULE, ASK._replace(name="*"), []),
        ("a.mjs", "f();\n", ASK, []),
        ("a.ts", "import type { A } from './lib/bridge.js';\n", ASK, []),
        ("a.vue", "<script>f();</script>", ASK, []),
        ("a.html", "<script type=module>f();</script>", ASK, []),
    ],
)
def test_what_a_file_can_import(tmp_path: Path, name: str, text: str, item: PageImport, said: object) -> None:
    write(tmp_path, "lib/bridge.js", BRIDGE)
    assert told(tmp_path, name, text, item) == said


def test_how_many_arguments_it_takes(tmp_path: Path) -> None:
    write(tmp_path, "lib/bridge.js", BRIDGE)
    assert told(tmp_path, "a.js", MODULE, ASK, 1) == []
    assert told(tmp_path, "a.js", MODULE, ASK, 2) is Sentence.FUNCTION_TAKES_LESS
    assert told(tmp_path, "a.js", MODULE, ASK._replace(name="default"), 9) == []


@pytest.mark.parametrize(
    ("name", "specifier", "written"),
    [
        ("a.js", "./lib/bridge.js", "./lib/bridge.js"),
        ("lib/a.js", "./lib/bridge.js", "./bridge.js"),
        ("ui/deep/a.js", "./lib/bridge.js", "../../lib/bridge.js"),
        ("ui/a.js", "../beside/b.js", "../../beside/b.js"),
        ("ui/a.js", "bridge", "bridge"),
        ("ui/a.js", "@/bridge", "@/bridge"),
        ("ui/a.js", "/bridge.js", "/bridge.js"),
    ],
)
def test_how_a_file_spells_it(tmp_path: Path, name: str, specifier: str, written: str) -> None:
    for settings, top in ((None, ""), (Settings(path=tmp_path / "app" / "migrator.toml"), "app/")):
        by, path = importing(tmp_path, settings), write(tmp_path, top + name, MODULE)
        module = by.project.add(path, Source.read(str(path), MODULE.encode()))
        assert by.written(module, specifier) == written


def test_two_spellings_of_one_module(tmp_path: Path) -> None:
    write(tmp_path, "lib/bridge.js", BRIDGE)
    by, path = importing(tmp_path), write(tmp_path, "a.js", MODULE)
    module = by.project.add(path, Source.read(str(path), MODULE.encode()))
    assert by.is_same(module, "./lib/bridge", "./x/../lib/bridge.js")
    assert by.is_same(module, "far", "far")
    assert not by.is_same(module, "far", "./lib/bridge.js")
