"""Code that another file has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import GAME, run, text_of, write

CODE = "`env.render()`"
DONE = "this.worker.render()"


def _text(imported: str, code: str = "CODE") -> str:
    return f"{imported}\nimport log from './log.js';\n{GAME}export class Game extends Base {{\n    async act() {{ await this.pyodide.runPythonAsync({code}); }}\n}}\n"


def _without(imported: str) -> str:
    return _text(imported, "CODE").replace("this.pyodide.runPythonAsync(CODE)", DONE)


STAYS = {
    "a variable": ("import { CODE } from './code.js';", f"export let CODE = {CODE};", "`CODE` of `code.js`"),
    "a variable that is written": ("import { CODE } from './code.js';", f"let CODE = {CODE}; CODE = 1;\nexport {{ CODE }};", "`CODE` of `code.js`"),
    "what a call gives": ("import { CODE } from './code.js';", "export const CODE = build();", "`build()` of `code.js`"),
    "a text with a hole": ("import { CODE } from './code.js';", "export const CODE = `f(${build()})`;", "`build()` of `code.js`"),
    "nothing": ("import { CODE } from './code.js';", "export const OTHER = 1;", "leads to no file that shows what `CODE` is"),
    "another file": ("import { CODE } from './other.js';", "", "`./other.js` leads to no file"),
    "a package": ("import { CODE } from 'code';", "", "`code` leads to no file"),
    "an address": ("import CODE from './code.js?url';", "", "it is `CODE`"),
    "what markup makes": ("import CODE from './code.vue';", "", "leads to no file"),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_what_may_be_another_text_stays(tmp_path: Path, shape: str) -> None:
    imported, other, because = STAYS[shape]
    write(tmp_path, "code.js", other)
    result = run(tmp_path, _text(imported))
    assert result.after == result.before
    reason = result.programs[0].reason
    assert reason is not None
    assert reason.code == "not-in-place"
    assert because in text_of(reason)


@pytest.mark.parametrize(
    ("imported", "code"),
    [
        ("import { ALL } from './code.js';", "ALL.code"),
        ("import * as all from './code.js';", "all.ALL"),
        ("import * as all from './code.js';", "all[name]"),
    ],
)
def test_a_member_that_may_be_written_stays(tmp_path: Path, imported: str, code: str) -> None:
    write(tmp_path, "code.js", f"export const ALL = {{ code: {CODE} }};\n")
    result = run(tmp_path, _text(imported, code))
    assert result.after == result.before
    assert result.programs[0].reason is not None
    assert result.programs[0].reason.code == "not-in-place"


GOES = {
    "a constant": ("import { CODE } from './code.js';", f"export const CODE = {CODE};"),
    "a default": ("import CODE from './code.js';", f"export default {CODE};"),
    "a constant under another name": ("import { OTHER as CODE } from './code.js';", f"const MADE = {CODE};\nexport {{ MADE as OTHER }};"),
    "a constant of constants": ("import { CODE } from './code.js';", "const ENV = 'env', N = 1;\nexport const CODE = `${ENV}.` + 'render()';"),
}


@pytest.mark.parametrize("shape", GOES)
def test_an_import_goes_with_its_last_use(tmp_path: Path, shape: str) -> None:
    imported, other = GOES[shape]
    write(tmp_path, "code.js", other + "\n")
    assert run(tmp_path, _text(imported)).after == _without(imported).partition("\n")[2]


IMPORT_STAYS = {
    "a file that does more": ("import { CODE } from './code.js';", f"export const CODE = {CODE};\nstart();"),
    "a file that imports": ("import { CODE } from './code.js';", f"import './more.js';\nexport const CODE = {CODE};"),
    "a file that another one stands for": ("import { CODE } from './code.js';", "export { CODE } from './made.js';"),
    "an import that is used otherwise": ("import { CODE } from './code.js';\nlog(CODE);", f"export const CODE = {CODE};"),
    "an import that is exported": ("import { CODE } from './code.js';\nexport { CODE };", f"export const CODE = {CODE};"),
}


@pytest.mark.parametrize("shape", IMPORT_STAYS)
def test_an_import_that_does_more_stays(tmp_path: Path, shape: str) -> None:
    imported, other = IMPORT_STAYS[shape]
    write(tmp_path, "code.js", other + "\n")
    write(tmp_path, "made.js", f"export const CODE = {CODE};\n")
    assert run(tmp_path, _text(imported)).after == _without(imported)


def test_of_several_names_one_goes(tmp_path: Path) -> None:
    write(tmp_path, "code.js", f"export const CODE = {CODE}, OTHER = 1;\nstart();\n")
    imported = "import { OTHER, CODE } from './code.js';"
    assert run(tmp_path, _text(imported)).after == _without("import { OTHER } from './code.js';")


def test_members_of_imports_are_read(tmp_path: Path) -> None:
    write(tmp_path, "code.js", f"export const ALL = Object.freeze({{ code: {CODE} }});\nexport class Codes {{ static CODE = {CODE}; }}\n")
    for imported, code in (
        ("import { ALL } from './code.js';", "ALL.code"),
        ("import { Codes } from './code.js';", "Codes.CODE"),
    ):
        after = run(tmp_path, _text(imported, code)).after
        assert DONE in after


def test_a_file_of_python_is_read(tmp_path: Path) -> None:
    write(tmp_path, "code.py", b"\xef\xbb\xbfimport json\r\n# `${x}` \\\r\nenv.render()\r\n")
    imported = "import CODE from './code.py?raw';"
    assert run(tmp_path, _text(imported)).after == _without(imported).partition("\n")[2]


def test_what_is_wrong_with_a_file_of_python_is_told_at_the_call(tmp_path: Path) -> None:
    write(tmp_path, "code.py", "env.render(\n")
    result = run(tmp_path, _text("import CODE from './code.py?raw';"))
    assert result.after == result.before
    entry = result.programs[0]
    assert entry.reason is not None
    assert (entry.reason.code, entry.reason.line) == ("not-python", entry.line)


def test_a_file_of_python_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run(tmp_path, _text("import CODE from './code.py?raw';"))
    assert result.after == result.before
    assert "`./code.py?raw` leads to no file" in text_of(result.programs[0].reason)
