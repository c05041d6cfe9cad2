"""`+ import` lines at the top of a block."""

from __future__ import annotations

import pytest

from migrator.matching.free import free_names, given
from migrator.matching.imports import PageImport, take_imports
from migrator.matching.pattern import compile_block
from migrator.rules.loader import RuleError
from tests.rewriting.candidates import page
from tests.support import text_of

SITE = "- await this.pyodide.runPythonAsync(`env.f()`);\n"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import { a } from './x.js';", [("a", "a")]),
        ("import { a as b, c } from './x.js'", [("b", "a"), ("c", "c")]),
        ("import a from './x.js';", [("a", "default")]),
        ("import a, { b } from './x.js';", [("a", "default"), ("b", "b")]),
        ("import * as a from './x.js';", [("a", "*")]),
        ("import './x.js';", [("", "")]),
    ],
)
def test_what_a_line_imports(line: str, names: list[tuple[str, str]]) -> None:
    found, rest = take_imports(7, f"\n+ {line}\n{SITE}")
    assert found == tuple(PageImport(local, "./x.js", name, 8) for local, name in names)
    assert rest == f"\n\n{SITE}".rstrip("\n")


def test_lines_that_import_nothing_stay() -> None:
    for text in (f"+ f();\n{SITE}", f"+ import('./x.js');\n{SITE}", SITE, "", f"{SITE}+ import a from './x.js';"):
        assert take_imports(1, text) == ((), text)


def test_several_rows_and_imports() -> None:
    text = f"+ import {{\n+     a,\n+ }} from './x.js';\n+ import b from 'y';\n+ a(b);\n{SITE}"
    found, rest = take_imports(1, text)
    assert [(item.local, item.line) for item in found] == [("a", 1), ("b", 4)]
    assert rest.splitlines()[:5] == ["", "", "", "", "+ a(b);"]


@pytest.mark.parametrize(
    ("diff", "line", "said"),
    [
        (f"{SITE}+ import {{ f }} from './x.js';\n+ f();", 5, "an import stands at the top of its block"),
        (f"+ import {{ f }} from './x.js';\n{SITE}+ await this.worker.f();", 4, "`f` is imported, and no `+` line has it"),
        (f"+ import {{ fetch }} from './x.js';\n{SITE}+ fetch();", 4, "`fetch` is imported, and browsers have a global of this name"),
        (f"+ import {{ f }} from './x.js';\n{SITE}+ const f = f();", 4, "`f` is imported, and is another name too"),
        (f"+ import f, {{ g as f }} from './x.js';\n{SITE}+ f();", 4, "`f` is imported, and is another name too"),
        (f"+ import {{ $F }} from './x.js';\n{SITE}+ $F();", 4, "`$F` is imported, and is another name too"),
        (f"+ import f from './x.json' with {{ type: 'json' }};\n{SITE}+ f();", 4, "has no form that a page can have"),
        (f"{SITE}+ this.show(draw);", 5, "`draw` is a free name"),
        (f"{SITE}+ draw.it();", 5, "`draw` is a free name"),
        (f"{SITE}+ new Draw();", 5, "`Draw` is a free name"),
    ],
)
def test_faults_of_pages(diff: str, line: int, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        page(diff)
    assert any(fault.line == line and said in text_of(fault) for fault in raised.value.faults), raised.value.faults


def test_free_names_and_what_they_are_called_with() -> None:
    block = compile_block(
        1, f"+ import {{ a }} from './x.js';\n{SITE}+ const b = await a(1, 2);\n+ c(b);\n+ c(b, 1);\n+ d(...b);", {}
    )
    assert [(free.name, free.line, free.is_called) for free in free_names(block)] == [
        ("c", 4, True), ("c", 5, True), ("d", 6, True),
    ]  # fmt: skip
    assert [given(block, name) for name in "acd"] == [2, 2, None]
