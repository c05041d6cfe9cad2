"""Which files may call what other files have, by their bytes: never too few, and no file is parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.prefilter import may_wrap
from migrator.discovery.reach import Reach
from migrator.discovery.specifiers import climbs, specifiers
from migrator.javascript.disk import Disk
from tests.support import write

RUN = "export const run = (code) => py.runPython(code);\nexport class Runner { run(code) { return py.runPython(code); } }\n"


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (RUN, True),
        ("module.exports = { run: (code) => py.runPython(code) };", True),
        ("export const run = (code) => py['runPythonAsync']((code));", True),
        ("export const run = (code) => py.runPython /* it */ (/* what */ code);", True),
        ("export const run = (code) => py.run\\u0050ython(code);", True),
        ("py.runPython('1'); export const run = (code: string) => py.runPython<string>(code);", True),
        ("export const run = () => py.runPython<Map<string, T>>('1');", False),
        ("const run = (code) => py.runPython(code);", False),
        ("export const run = () => py.runPython(`1`);", False),
        ("export const run = () => py.runPython( '1');", False),
        ("export const run = (code) => py.run(code);", False),
    ],
)
def test_what_may_only_run_what_it_is_given(text: str, may: bool) -> None:
    assert may_wrap(text.encode()) is may


@pytest.mark.parametrize(
    ("head", "may"),
    [
        ("import { run } from './lib/a.js';", True),
        ("import { run } from './lib/a';", True),
        ("import { run } from './lib';", True),
        ("const { run } = require('./lib/a');", True),
        ("const py = await import(`./lib/a.js`);", True),
        ("import { go } from './again.js';", True),
        ("import { run } from './typed.js';", True),
        ("import { run } from './typed';", True),
        ("import { Game } from './extends.js';", True),
        ("import { runner } from './instance.js';", True),
        ("import { api } from './object.js';", True),
        ("import { api } from './member.js';", True),
        ("import { f } from './calls.js';", False),
        ("import { f } from './nothing.js';", False),
        ("import { run } from 'a.js';", False),
        ("import { run } from './vendor/a.js';", False),
        ("import { one } from './circle.js';", False),
    ],
)
def test_what_a_file_reaches(tmp_path: Path, head: str, may: bool) -> None:
    files = {
        "lib/a.js": RUN,
        "typed.ts": "export const run = (code: string) => py.runPython(code);",
        "lib/index.js": "export * from './a.js';\n",
        "vendor/a.js": RUN,
        "again.js": "import { run } from './lib/a.js';\nexport { run as go };\n",
        "extends.js": "import { Runner } from './lib/a.js';\nexport class Game extends Runner {}\n",
        "instance.js": "import * as py from './lib/a.js';\nexport const runner = new py.Runner();\n",
        "object.js": "import { run } from './lib/a.js';\nexport const api = { run };\n",
        "member.js": "import * as py from './lib/a.js';\nexport const api = { go: py.run };\n",
        "calls.js": "import { run } from './lib/a.js';\nexport function f() {\n    run(`1`);\n}\n",
        "nothing.js": "export const f = 1;\n",
        "circle.js": "export * from './other.js';\n",
        "other.js": "export * from './circle.js';\n",
    }
    for name, text in files.items():
        write(tmp_path, name, text)
    path, data = str(tmp_path / "b.js"), f"{head}\n".encode()
    assert Reach().may_call(path, data) is may
    assert Reach(Disk({str(tmp_path / "held.js"): b""})).may_call(path, data) is may
    found = Reach().files(path, data, Disk())
    expected = "typed.ts" if "typed" in head else "lib/a.js"
    assert found == ([str((tmp_path / expected).resolve())] if may else [])


def test_one_answer_settles_all_that_is_behind(tmp_path: Path) -> None:
    write(tmp_path, "a.js", RUN)
    write(tmp_path, "one.js", "export * from './two.js';\nexport * from './a.js';\n")
    write(tmp_path, "two.js", "export * from './one.js';\n")
    reach = Reach()
    assert [reach.may_call(str(tmp_path / "b.js"), f"import './{name}.js'".encode()) for name in ("one", "two")] == [
        True,
        True,
    ]


def test_all_that_is_read_counts_as_seen(tmp_path: Path) -> None:
    write(tmp_path, "m.js", "export * from './a.js';\n")
    disk = Disk()
    with disk.watch() as sight:
        assert Reach().files(str(tmp_path / "b.js"), b"import { run } from './m.js';", disk) == []
    seen = {Path(path).name: stamp is not None for path, stamp in sight.files.items()}
    assert seen["m.js"]
    assert not seen["a.js"]


def test_what_looks_like_a_specifier() -> None:
    data = b"import a from './a'; x('..'); y(\"../b.css\"); z('.a'); w('...'); `./c\n`"
    assert sorted(text for _, text in specifiers(data)) == [b"..", b"../b.css", b"./a"]


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("import './a';", -1), ("import '../a';", 0), ("import '..';", 0), ("import './../a';", 0),
        ("import '../../a';", 1), ("import '../..';", 1), ("import './a/../../b';", 0), ("x(...y)", -1), ("f('Loading...')", -2),
    ],
)  # fmt: skip
def test_how_far_up_an_import_leads(text: str, depth: int) -> None:
    """It leads out of a folder that the file stands so many folders below, and of none further up."""
    for at in (-1, 0, 1, 2):
        assert climbs(text.encode(), at) is (at <= depth and b"import" in text.encode()), at
