"""Imports that pages need: each once, merged with those that are there, under a name that is free, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from migrator.rewriting.imports import Imports
from migrator.rules.loader import Rule
from tests.rewriting.candidates import page
from tests.support import Run, migrate, migrator, run, text_of, write

ASYNC = page(
    "+ import { asyncRun } from './src/bridge.js';\n"
    "- const $X = await this.pyodide.runPythonAsync(`f(${$A})`);\n+ const $X = await asyncRun('f', $A);"
)
OTHER = page(
    "+ import { stop } from './src/bridge.js';\n- await this.pyodide.runPythonAsync(`env.stop()`);\n+ await stop();"
)
FRESH = page(
    "- const $X = await this.pyodide.runPythonAsync(`g(${$A})`);\n"
    "+ const asyncRun = await this.worker.seedRng($A);\n+ const $X = asyncRun.ok;"
)
DEFAULT = page(
    "+ import bridge, { stop as end } from './src/bridge.js';\n- await this.pyodide.runPythonAsync(`env.stop()`);\n"
    "+ await end(bridge);"
)
WHOLE = page(
    "+ import * as bridge from './src/bridge.js';\n+ import './src/start.js';\n"
    "- await this.pyodide.runPythonAsync(`env.stop()`);\n+ await bridge.stop();"
)
PACKAGE = page(
    "+ import { post } from '@me/post';\n- await this.pyodide.runPythonAsync(`env.stop()`);\n+ await post({ stop: true });"
)
EXPRESSION = page(
    "+ import { asyncRun } from './src/bridge.js';\n- await this.pyodide.runPythonAsync(`f(${$A})`)\n+ await asyncRun('f', $A)",
    "diff expression",
)
BRIDGE = (
    "export async function asyncRun(name, x) { return x; }\nexport const stop = async (...given) => given;\nexport default 1;\n"
)
RUN = "await this.pyodide.runPythonAsync(`f(${k})`)"
STOP = "await this.pyodide.runPythonAsync(`env.stop()`)"
CLASS = "export class Game {\n    async act(k) {\n        %s\n    }\n}\n"


def result(folder: Path, text: str, *rules: Rule, name: str = "case.js") -> Run:
    (folder / ".git").mkdir(exist_ok=True)
    write(folder, "src/bridge.js", BRIDGE)
    write(folder, "src/start.js", "start();\n")
    return run(folder, text, rules=list(rules), name=name)


def stays(folder: Path, text: str, because: str, *rules: Rule, code: str = "no-import", name: str = "case.js") -> None:
    found = result(folder, text, *rules, name=name)
    assert found.after == text
    reasons = [(entry.reason.code.value, text_of(entry.reason)) for entry in found.programs if entry.reason]
    assert reasons
    assert all(found == code and because in said for found, said in reasons), reasons


# -- files that cannot import ------------------------------------------------------------------------------------------

SITE = CLASS % f"const x = {RUN};"


def test_a_script_that_is_no_module_stays(tmp_path: Path) -> None:
    script = SITE.removeprefix("export ")
    stays(tmp_path, script, "nothing shows that this file is a module", ASYNC)
    stays(tmp_path, "const q = require('q');\n" + script, "requires what it needs", ASYNC)
    stays(tmp_path, script + "module.exports = { Game };\n", "requires what it needs", ASYNC)
    stays(tmp_path, script, "requires what it needs", ASYNC, name="case.cjs")
    stays(tmp_path, f"<script>\n{script}</script>\n", "a classic script has no imports", ASYNC, name="case.html")


def test_a_module_that_lacks_what_is_imported(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    stays(tmp_path, SITE, "which is no file, seen from", page(ASYNC.text.split("```")[1][5:].replace("bridge", "bridle")))
    write(tmp_path, "src/lacking.js", "export const other = 1;\n")
    other = page(ASYNC.text.split("```")[1][5:].replace("bridge", "lacking"))
    stays(tmp_path, SITE, "`lacking.js` exports no such name", other)
    write(tmp_path, "src/less.js", "export const asyncRun = (x) => x;\n")
    less = page(ASYNC.text.split("```")[1][5:].replace("bridge", "less"))
    stays(tmp_path, SITE, "`asyncRun` takes 1 argument, the rule gives 2 (less.js:1)", less, code="no-command")


def test_a_file_does_not_import_itself(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    own = page(ASYNC.text.split("```")[1][5:].replace("src/bridge", "case"))
    stays(tmp_path, SITE, "imports `./case.js`, which is this file", own)


# -- where it is written -----------------------------------------------------------------------------------------------

HEADS = {
    "nothing": ("", "import { asyncRun } from './src/bridge.js';\n\n"),
    "a comment": ("// The game.\n\n", "// The game.\n\nimport { asyncRun } from './src/bridge.js';\n\n"),
    "a line for the shell": ("#!/bin/node\n", "#!/bin/node\nimport { asyncRun } from './src/bridge.js';\n\n"),
    "a directive": ("'use strict';\n", "'use strict';\nimport { asyncRun } from './src/bridge.js';\n"),
    "an import": (
        "import { a } from \"a\"; // why\n\n", "import { a } from \"a\"; // why\nimport { asyncRun } from \"./src/bridge.js\";\n\n",
    ),
    "code behind an import": (
        "import { a } from 'a'; a();\n", "import { a } from 'a'; import { asyncRun } from './src/bridge.js';\na();\n",
    ),
    "the module": ("import { stop } from './src/bridge.js';\n", "import { stop, asyncRun } from './src/bridge.js';\n"),
    "the module, spelled otherwise": (
        "import { stop } from './src/../src/bridge';\n", "import { stop, asyncRun } from './src/../src/bridge';\n",
    ),
    "the module, in rows": (
        "import {\n    stop,\n} from './src/bridge.js';\n", "import {\n    stop, asyncRun,\n} from './src/bridge.js';\n",
    ),
    "the module without names": ("import {} from './src/bridge.js';\n", "import { asyncRun } from './src/bridge.js';\n"),
    "the module's default": (
        "import b from './src/bridge.js';\n",
        "import b from './src/bridge.js';\nimport { asyncRun } from './src/bridge.js';\n",
    ),
    "the module's default and names": (
        "import b, { stop } from './src/bridge.js';\n", "import b, { stop, asyncRun } from './src/bridge.js';\n",
    ),
    "the module as a whole": (
        "import * as b from './src/bridge.js';\n",
        "import * as b from './src/bridge.js';\nimport { asyncRun } from './src/bridge.js';\n",
    ),
    "the module, only run": (
        "import './src/bridge.js';\n", "import './src/bridge.js';\nimport { asyncRun } from './src/bridge.js';\n",
    ),
    "a comment in the braces": (
        "import { stop, /* and more */ } from './src/bridge.js';\n",
        "import { stop, /* and more */ } from './src/bridge.js';\nimport { asyncRun } from './src/bridge.js';\n",
    ),
    "it is there": ("import { asyncRun } from './src/bridge.js';\n", "import { asyncRun } from './src/bridge.js';\n"),
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_where_an_import_is_written(tmp_path: Path, head: str) -> None:
    before, after = HEADS[head]
    found = result(tmp_path, before + SITE, ASYNC)
    assert found.after == after + SITE.replace(RUN, "await asyncRun('f', k)")


def test_without_semicolons_and_with_other_line_ends(tmp_path: Path) -> None:
    text = ("import { a } from 'a'\n" + SITE.replace(";", "")).replace("\n", "\r\n")
    found = result(tmp_path, text, ASYNC).after
    assert found.startswith("import { a } from 'a'\r\nimport { asyncRun } from './src/bridge.js'\r\nexport")
    assert "\r\n" in found
    assert "\n" not in found.replace("\r\n", "")


@pytest.mark.parametrize("end", ["", ";"])
def test_behind_an_import_before_one_of_types(tmp_path: Path, end: str) -> None:
    head = f"import {{ a }} from './a.js'{end}\n"
    types = f"import type {{ B }} from './b.js'{end}\n\n"
    text = f"{head}{types}{SITE}a(){end}\nexport let b: B{end}\n"
    added = f"import {{ asyncRun }} from './src/bridge.js'{end}\n"
    assert result(tmp_path, text, ASYNC, name="case.ts").after.startswith(head + added + types)


def test_a_name_that_is_another_thing_is_imported_under_another_one(tmp_path: Path) -> None:
    line = "import { asyncRun as asyncRun2 } from './src/bridge.js';\n"
    new = SITE.replace(RUN, "await asyncRun2('f', k)")
    for head in ("const asyncRun = 1;\n", "function other(asyncRun) { return asyncRun; }\n", "window.q = asyncRun;\n"):
        assert result(tmp_path, head + SITE, ASYNC).after == f"{line}\n{head}{new}"
    own = CLASS % f"const asyncRun2 = 1, asyncRun = {RUN};"
    renamed = own.replace("const asyncRun2 = 1, asyncRun", "const asyncRun")
    found = result(tmp_path, renamed, ASYNC).after
    assert "import { asyncRun as asyncRun2 }" in found
    assert "const asyncRun = await asyncRun2('f', k);" in found


def test_an_import_that_a_site_cannot_see_is_made_again(tmp_path: Path) -> None:
    head = "import { asyncRun } from './src/bridge.js';\n"
    found = result(tmp_path, head + CLASS % f"const asyncRun = 1;\n        const x = {RUN};", ASYNC).after
    assert found.startswith("import { asyncRun, asyncRun as asyncRun2 } from './src/bridge.js';\n")
    assert "await asyncRun2('f', k)" in found


def test_a_name_that_is_imported_already_is_called_as_it_is_there(tmp_path: Path) -> None:
    head = "import { asyncRun as ask } from './src/bridge.js';\n"
    assert result(tmp_path, head + SITE, ASYNC).after == head + SITE.replace(RUN, "await ask('f', k)")


def test_several_sites_and_pages_import_once(tmp_path: Path) -> None:
    text = CLASS % f"const x = {RUN};\n        const y = {RUN};\n        {STOP};"
    found = result(tmp_path, text, ASYNC, OTHER)
    assert found.after.count("import") == 1
    assert found.after.startswith("import { asyncRun, stop } from './src/bridge.js';\n\nexport class")
    assert [entry.outcome for entry in found.programs] == [Outcome.REWRITTEN] * 3
    shared = [edit for edit in found.entry.edits if edit.text.startswith("import")]
    assert [(edit.site, edit.also) for edit in shared] == [(1, (2, 3))]


def test_a_fresh_name_of_another_page_gives_way(tmp_path: Path) -> None:
    game = "class Worker2 { async seedRng(k) { return { ok: k }; } }\n" + CLASS.replace(
        "async act", "constructor() { this.worker = new Worker2(); }\n    async act"
    )
    text = game % f"const y = await this.pyodide.runPythonAsync(`g(${{k}})`);\n        const x = {RUN};\n        return [x, y];"
    found = result(tmp_path, text, ASYNC, FRESH)
    assert "const asyncRun2 = await this.worker.seedRng(k);" in found.after
    assert "await asyncRun('f', k)" in found.after


def test_defaults_wholes_and_modules_that_are_only_run(tmp_path: Path) -> None:
    text = CLASS % f"{STOP};"
    assert result(tmp_path, text, DEFAULT).after == (
        "import bridge, { stop as end } from './src/bridge.js';\n\n" + CLASS % "await end(bridge);"
    )
    assert result(tmp_path, text, WHOLE).after == (
        "import './src/start.js';\n\nimport * as bridge from './src/bridge.js';\n\n" + CLASS % "await bridge.stop();"
    )
    head = "import './src/start.js';\nimport all from './src/bridge.js';\n"
    assert result(tmp_path, head + text, DEFAULT).after == (
        head + "import { stop as end } from './src/bridge.js';\n" + CLASS % "await end(all);"
    )


def test_a_package_is_imported_as_it_is_and_a_note_says_that_nobody_looked(tmp_path: Path) -> None:
    found = result(tmp_path, CLASS % f"{STOP};", PACKAGE)
    assert found.after.startswith("import { post } from '@me/post';\n")
    assert any("`@me/post` was not found" in text_of(note) for note in found.entry.notes)


def test_the_specifier_is_seen_from_the_file(tmp_path: Path) -> None:
    write(tmp_path, "src/bridge.js", BRIDGE)
    (tmp_path / ".git").mkdir()
    path = write(tmp_path, "src/ui/deep/case.js", SITE)
    _, after = migrate(path, [ASYNC])
    assert after.startswith("import { asyncRun } from '../../bridge.js';\n")
    beside = write(tmp_path, "src/case.js", SITE)
    assert migrate(beside, [ASYNC])[1].startswith("import { asyncRun } from './bridge.js';\n")


@pytest.mark.parametrize("name", ["case.vue", "case.svelte", "case.html"])
def test_scripts_of_modules_in_markup(tmp_path: Path, name: str) -> None:
    kind = {"case.vue": "setup", "case.svelte": "lang=js", "case.html": "type='module'"}[name]
    text = f"<p>x</p>\n<script {kind}>\n{SITE.removeprefix('export ')}</script>\n"
    after = result(tmp_path, text, ASYNC, name=name).after
    assert f"<script {kind}>\nimport {{ asyncRun }} from './src/bridge.js';\n\nclass" in after


def test_types_in_braces_are_left_alone(tmp_path: Path) -> None:
    head = "import { stop, type Bridge } from './src/bridge.js';\nimport type { B } from './src/bridge.js';\n"
    after = result(tmp_path, head + SITE, ASYNC, name="case.ts").after
    assert after.startswith(f"{head.splitlines()[0]}\n")
    assert after.count("import { asyncRun } from './src/bridge.js';") == 1
    assert "type Bridge }" in after


def test_a_block_that_is_an_expression_imports_too(tmp_path: Path) -> None:
    text = CLASS % f"return [{RUN}, {RUN}];"
    assert result(tmp_path, text, EXPRESSION).after == (
        "import { asyncRun } from './src/bridge.js';\n\n"
        + CLASS % "return [await asyncRun('f', k), await asyncRun('f', k)];"
    )


def test_a_site_outside_of_classes_needs_no_worker(tmp_path: Path) -> None:
    in_object = f"export const game = {{\n    async act(k) {{\n        const x = {RUN};\n    }},\n}};\n"
    assert "const x = await asyncRun('f', k);" in result(tmp_path, in_object, ASYNC).after


def test_a_function_that_loads_pyodide_needs_no_worker(tmp_path: Path) -> None:
    there = RUN.replace("this.", "")
    text = f"export async function act(k) {{\n    const pyodide = await loadPyodide();\n    const x = {there};\n}}\n"
    assert "const x = await asyncRun('f', k);" in result(tmp_path, text, ASYNC).after


def test_the_folder_of_the_settings_is_where_a_specifier_begins_and_each_site_has_the_import(tmp_path: Path) -> None:
    write(tmp_path, "app/migrator.toml", 'rules = ["pages"]\n')
    write(tmp_path, "app/pages/01-x.md", ASYNC.text)
    write(tmp_path, "app/src/bridge.js", BRIDGE)
    path = write(tmp_path, "app/ui/case.js", CLASS % f"const x = {RUN};\n        return [x, {RUN}];")
    expression = "# Y\n\n```diff expression\n" + EXPRESSION.text.split("```diff expression\n")[1]
    write(tmp_path, "app/pages/02-y.md", expression)
    document = json.loads(migrator(tmp_path, "migrate", "--format", "sarif", "app").stdout)
    fixes = [fix for each in document["runs"][0]["results"] for fix in each.get("fixes", ())]
    texts = [
        [part["insertedContent"]["text"] for part in fix["artifactChanges"][0]["replacements"]] for fix in fixes
    ]
    line = "import { asyncRun } from '../src/bridge.js';\n\n"
    assert texts == [[line, "const x = await asyncRun('f', k);"], [line, "await asyncRun('f', k)"]]
    migrator(tmp_path, "migrate", "--write", "--allow-dirty", "app")
    assert path.read_text("utf-8") == (
        line + CLASS % "const x = await asyncRun('f', k);\n        return [x, await asyncRun('f', k)];"
    )


def test_what_needs_no_import_has_none(tmp_path: Path) -> None:
    from migrator.javascript.modules import Module
    from migrator.javascript.source import Source

    imports = Imports(Module(tmp_path / "a.js", Source.read("a.js", b"f();\n")), str, lambda one, other: one == other, [])
    assert imports.changes([]) == []


# -- functions in scope ------------------------------------------------------------------------------------------------

CALLS = page("- const $X = await this.pyodide.runPythonAsync(`f(${$A})`);\n+ const $X = await ask('f', $A);")
SCOPE_STAYS = {
    "nobody declares it": ("", "`ask`, which is not in scope here"),
    "another function does": ("function other() { const ask = 1; }\n", "`ask`, which is not in scope here"),
    "it takes less": ("const ask = (x) => x;\n", "`ask` takes 1 argument, the rule gives 2 (case.js:1)"),
    "it takes less, elsewhere": ("import { less as ask } from './src/less.js';\n", "(less.js:1)"),
}


@pytest.mark.parametrize("why", SCOPE_STAYS)
def test_a_function_that_cannot_be_called(tmp_path: Path, why: str) -> None:
    head, because = SCOPE_STAYS[why]
    write(tmp_path, "src/less.js", "export function less(x) { return x; }\n")
    stays(tmp_path, head + SITE, because, CALLS, code="no-command")


def test_a_function_behind_another_of_its_name(tmp_path: Path) -> None:
    text = "const ask = (x, y) => x;\n" + CLASS % f"const ask = 1;\n        const x = {RUN};"
    stays(tmp_path, text, "line 4 declares another one in front of it", CALLS, code="no-command")
    later = CLASS % f"const x = {RUN};\n        const ask = 1;"
    stays(tmp_path, later, "which is not in scope here", CALLS, code="no-command")


@pytest.mark.parametrize(
    "head",
    [
        "function ask(name, x) { return x; }\n",
        "const ask = async (...given) => given;\n",
        "import { asyncRun as ask } from './src/bridge.js';\n",
    ],
)
def test_a_function_in_scope_is_called(tmp_path: Path, head: str) -> None:
    found = result(tmp_path, head + SITE, CALLS)
    assert found.after == head + SITE.replace(RUN, "await ask('f', k)")
    assert found.entry.notes == ()


def test_a_function_that_is_not_found_is_called_with_a_note(tmp_path: Path) -> None:
    found = result(tmp_path, "import { ask } from 'far';\n" + SITE, CALLS)
    assert "await ask('f', k)" in found.after
    assert [text_of(note) for note in found.entry.notes] == [
        "what `ask` is was not found, so what it takes was not checked"
    ]
