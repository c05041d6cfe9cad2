"""A name of the platform in a page means the platform's: it matches, and is written, only where nothing declares it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.builtins import CONFUSING, GLOBALS
from migrator.model.ledger import Outcome
from migrator.report.sentences import words
from migrator.rules.loader import RuleError
from tests.rewriting.candidates import page
from tests.support import GAME, Run, run, text_of

MATCHED = page(
    """
    - JSON.parse(await this.pyodide.runPythonAsync(`env.t`), $X);
    + await this.worker.render($X);
    """
)
WRITTEN = page(
    """
    - const $X = await this.pyodide.runPythonAsync(`env.t`);
    + const $X = JSON.parse(await this.worker.render());
    """
)
MATCHING = "JSON.parse(await this.pyodide.runPythonAsync(`env.t`), 1);"
WRITING = "const y = await this.pyodide.runPythonAsync(`env.t`);"
WORKER = GAME.replace("async render()", "async render(x)")


def migrated(folder: Path, statements: str, writes: bool, parameters: str = "", head: str = "", tail: str = "") -> Run:
    text = f"{head}{WORKER}class Game extends Base {{\nasync m({parameters}) {{\n{statements}\n}}\n}}\n{tail}"
    return run(folder, text, rules=[WRITTEN if writes else MATCHED])


LOCAL = {
    "a parameter": {"parameters": "JSON"},
    "a parameter taken apart": {"parameters": "{ JSON }"},
    "a local": {"statements": "let JSON = 1;\n%s"},
    "a `var` that is hoisted": {"statements": "%s\n{ var JSON = 1; }"},
    "a catch binding": {"statements": "try { f(); } catch (JSON) { %s }"},
    "a loop's": {"statements": "for (const JSON of xs) { %s }"},
    "a function": {"statements": "%s\nfunction JSON() {}"},
    "a class": {"tail": "class JSON {}"},
    "an import": {"head": "import { JSON } from './json.js';\n"},
    "an import of a default": {"head": "import JSON from './json.js';\n"},
    "a namespace": {"head": "import * as JSON from './json.js';\n"},
    "a function of the file": {"tail": "function JSON() {}"},
    "a `var` of the file": {"tail": "var JSON = { parse: eval };"},
    "what the file puts in its place": {"tail": "JSON = null;"},
    "what the file puts in its place as a member": {"tail": "window.JSON = null;"},
}
GLOBAL = {
    "nothing": {},
    "a label": {"statements": "JSON: for (;;) { %s }"},
    "a property": {"statements": "f({ JSON: 1 }, x.JSON);\n%s"},
    "a parameter of another function": {"statements": "f((JSON) => JSON);\n%s"},
    "a name of another block": {"statements": "{ let JSON = 1; f(JSON); }\n%s"},
    "a method": {"statements": "%s", "tail": "class Other { JSON() {} }"},
    "what is made of it": {"tail": "window.JSON = window.JSON || {};"},
}


def placed(case: dict[str, str], site: str) -> dict[str, str]:
    return {**case, "statements": case.get("statements", "%s").replace("%s", site)}


@pytest.mark.parametrize("case", LOCAL.values(), ids=LOCAL)
@pytest.mark.parametrize(("writes", "code"), [(False, "differs"), (True, "verify")])
def test_a_declared_name_is_not_the_global(tmp_path: Path, case: dict[str, str], writes: bool, code: str) -> None:
    result = migrated(tmp_path, writes=writes, **placed(case, WRITING if writes else MATCHING))
    (entry,) = result.programs
    assert result.after == result.before
    assert entry.reason is not None
    assert entry.reason.code == code
    assert any(said in text_of(entry.reason) for said in ("declares", "is given another value in this file"))


@pytest.mark.parametrize("case", GLOBAL.values(), ids=GLOBAL)
@pytest.mark.parametrize("writes", [False, True])
def test_what_nothing_declares_there_is_the_global(tmp_path: Path, case: dict[str, str], writes: bool) -> None:
    (entry,) = migrated(tmp_path, writes=writes, **placed(case, WRITING if writes else MATCHING)).programs
    assert entry.outcome is Outcome.REWRITTEN, text_of(entry.reason)


@pytest.mark.parametrize("holder", ["window", "globalThis", "self"])
def test_a_member_of_the_global_object_is_the_global(tmp_path: Path, holder: str) -> None:
    site = f"{holder}.{MATCHING}"
    (entry,) = migrated(tmp_path, site, False).programs
    assert entry.outcome is Outcome.REWRITTEN
    for tail in ("var JSON = 1;", f"{holder}.JSON = 1;"):
        (entry,) = migrated(tmp_path, site, False, tail=tail).programs
        assert entry.outcome is Outcome.UNMATCHED
    (entry,) = migrated(tmp_path, site, False, parameters=holder).programs
    assert entry.outcome is Outcome.UNMATCHED


def test_a_nest_writes_a_global_only_where_it_is_one(tmp_path: Path) -> None:
    rule = page(
        """
        - const $X = await this.pyodide.runPythonAsync(`env.t`);
        + const $X = await this.worker.render();
          <...
        - $X
        + String($X)
          ...>
        """
    )
    head = f"{WORKER}class Game extends Base {{ async m(String2) {{ {WRITING}"
    (entry,) = run(tmp_path, f"{head} f((String) => g(y)); }} }}", rules=[rule]).programs
    assert entry.reason is not None
    assert entry.reason.code == "verify"
    (entry,) = run(tmp_path, f"{head} f((s) => g(y)); }} }}", rules=[rule]).programs
    assert entry.outcome is Outcome.REWRITTEN


def test_a_misspelled_name_is_a_fault_and_one_of_the_platform_is_not() -> None:
    assert page("- await this.pyodide.runPythonAsync(`f(${$X})`);\n+ structuredClone(await this.worker.a($X));").blocks
    for name in ("statsu", "status", "name", "event"):
        with pytest.raises(RuleError) as raised:
            page(f"- await this.pyodide.runPythonAsync(`f(${{$X}})`);\n+ await this.worker.a($X, {name});")
        assert [words(fault.message) for fault in raised.value.faults] == [f"`{name}` is a free name"]


def test_the_list_is_that_of_the_platform() -> None:
    assert {"navigator", "AbortController", "crypto", "Blob", "importScripts", "JSON", "console"} <= GLOBALS
    assert {"name", "status", "location"} <= CONFUSING
    assert not GLOBALS & CONFUSING
