"""Functions that a page drops: they may write to what goes with them, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.project import Project
from migrator.report.sentences import words
from migrator.rewriting.dropped import drops_what_acts
from tests.rewriting.candidates import candidate
from tests.support import write

PAGE = """
- const $LIST = await this.pyodide.runPythonAsync(`env.step()`);
- $LIST.map($ITEM => $CLEAN($ITEM));
+ await this.worker.step();
"""


def said(
    folder: Path, called: str, before: str = "", library: str = "", page: str = PAGE, parameters: str = ""
) -> tuple[str, list[str]]:
    """Why `called` may not be dropped, and the notes."""
    write(folder, "lib.js", library)
    body = f"const list = await this.pyodide.runPythonAsync(`env.step()`);\nlist.map((item) => {called});"
    if page != PAGE:
        body = called
    found = candidate(page, body, parameters)
    source = type(found.source).read(str(folder / "a.js"), before.encode() + b"\n" + found.source.data)
    rebuilt = _again(found, page, source)
    project = Project()
    module = project.add(folder / "a.js", source)
    refusal, notes = drops_what_acts(rebuilt, module, project)
    return (words(refusal.message) if refusal is not None else "", [words(note) for note in notes])


def _again(found, page, source):  # type: ignore[no-untyped-def]
    """The match of the same page in a source with more before it."""
    from migrator.matching.matcher import Matcher
    from migrator.model.settings import Settings
    from migrator.rewriting.conditions.checked import Checked
    from migrator.sites.site import File

    file = File(source, Settings())
    match = next(Matcher(file).match(found.match.block, file.sites[-1]))
    return Checked(found.rule_id, found.page, match)


@pytest.mark.parametrize(
    ("called", "before", "reason"),
    [
        ("this.items.push(item)", "", "`this.items.push` is no plain name of a function, so what it does is not followed (line"),
        ("items.push(item)", "const items = [];", "`items.push` is no plain name"),
        ("clean(item)", "let n = 0; function clean(x) { n++; return x; }", "`n` writes to what the function is not given"),
        ("clean(item)", "const clean = (x) => { all.push(x); return x; }; const all = [];", "`all.push(x)` writes to what"),
        ("clean(item)", "const clean = (x) => { cache[x.id] = x; return x; }; const cache = {};", "`cache[x.id]` writes to"),
        ("clean(item)", "const clean = (x) => { const c = cache; c.x = x; }; const cache = {};", "`c.x` writes to what"),
        ("clean(item)", "const clean = (x) => { last = x; };", "`last` writes to what"),
        ("clean(item)", "function clean(x) { delete window.last; return x; }", "`window.last` writes to what"),
        ("clean(item)", "function clean(x) { Object.assign(table, x); } const table = {};", "`Object.assign(table, x)` writes to"),
        ("clean(item)", "function clean(x) { return this.clean ? x : 1; }", "`this` is read in it"),
        ("clean(item)", "function clean(x) { return send(x); }", "`send` runs code that is not seen"),
        ("clean(item)", "function clean(x) { return send(x); } function send(x) { sent = x; }", "`sent` writes to what"),
        ("clean(item)", "function clean(x) { return x.send(); }", "`x.send()` runs code that is not seen"),
        ("clean(item)", "function clean(x) { x.forEach((y) => post(y)); }", "`post` runs code that is not seen"),
        ("clean(item)", "function clean(x) { postMessage(x); }", "runs code that is not seen"),
        ("clean(item)", "function clean(x) { return new Thing(x); }", "`new Thing(x)` runs code that is not seen"),
        ("clean(item)", "function clean(x) { return tag`${x}`; }", "runs code that is not seen"),
        ("clean(item)", "function clean(x) { throw x; }", "`throw x;` ends the call with an error"),
        ("clean(item)", "async function clean(x) { return x; }", "it waits (line 1)"),
        ("clean(item)", "function* clean(x) { yield x; }", "it waits (line 1)"),
        ("clean(item)", "function clean(x) { console.log(x); }", "`console.log(x)` prints (line 1)"),
        ("clean(item)", "function clean(x) { gameLog.warn(x); }", "`gameLog.warn(x)` prints"),
        ("clean(item)", "function clean(x, y = begin()) { return x; }", "`begin` runs code that is not seen"),
        ("clean(item)", "class T { get v() { return n++; } } function clean(x) { return x.v; }", "`x.v` runs code"),
        ("clean(item)", "const clean = tidy.bind(null);", "`tidy.bind(null)` is no plain name"),
        ("clean(item)", "const { clean } = tools;", "`tools` is no plain name"),
        ("clean(item)", "import * as clean from './lib.js';", "`clean` is no plain name"),
        ("lib.clean(item)", "import * as lib from './lib.js';", "`lib.clean` is no plain name"),
        ("clean(item)", "import { clean } from './lib.js';", "`seen` writes to what the function is not given ("),
        ("c(item)", "import { tidy as c } from './lib.js';", "`seen` writes to what"),
        ("c(item)", "import c from './lib.js';", "`seen` writes to what"),
        ("alert(item)", "", "`alert` runs code that is not seen"),
        ("(x => { sent = x; })(item)", "", "`sent` writes to what"),
    ],
)
def test_a_function_that_acts_is_not_dropped(tmp_path: Path, called: str, before: str, reason: str) -> None:
    library = "let seen = 0; export function clean(x) { seen += 1; return x; } export { clean as tidy, clean as default };"
    why, notes = said(tmp_path, called, before, library)
    assert why.startswith("the call of `")
    assert reason in why
    assert notes == []


@pytest.mark.parametrize(
    ("called", "before"),
    [
        ("clean(item)", "function clean(x) { if (typeof x !== 'object') return x; for (const k in x) { if (x[k] === undefined) x[k] = null; else x[k] = clean(x[k]); } return x; }"),
        ("clean(item)", "const clean = (x) => Array.isArray(x) ? x.map(clean) : new Map([...x].map(([k, v]) => [k, clean(v)]));"),
        ("clean(item)", "function clean(x) { const all = []; for (const y of x) all.push(y); return all.filter(Boolean); }"),
        ("clean(item)", "function clean(x) { Object.keys(x).forEach((k) => { x[k] ??= null; }); return x; }"),
        ("clean(item)", "const SKIP = new Set(['a']); const clean = (x) => (SKIP.has(x.k) ? null : x);"),
        ("clean(item)", "function clean(x) { return half(x); } const half = (x) => { x.y = Math.floor(x.y / 2); return x; };"),
        ("clean(item)", "function clean({ a, ...b }) { b.a = a; return b; }"),
        ("clean(item)", "import { clean } from './lib.js';"),
        ("c(item)", "import { tidy as c } from './lib.js';"),
        ("c(item)", "import c from './lib.js';"),
        ("c(item)", "import { far as c } from './lib.js';"),
        ("String(item)", ""),
        ("structuredClone(item)", ""),
        ("(x => { x.a = 1; return x; })(item)", ""),
    ],
)
def test_a_function_that_writes_to_its_argument_is_dropped(tmp_path: Path, called: str, before: str) -> None:
    library = "const inner = (x) => { x.y = 1; return x; }; export { inner as clean, inner as tidy }; export default inner;\nexport * from './far.js';"
    write(tmp_path, "far.js", "export const far = (x) => x;")
    assert said(tmp_path, called, before, library) == ("", [])


@pytest.mark.parametrize("before", ["", "import { clean } from 'package';", "import { clean } from './no.js';", "import { clean } from './lib.js';"])
def test_a_name_that_nothing_shows_is_taken_with_a_note(tmp_path: Path, before: str) -> None:
    note = "`clean` is not seen here, so whether its calls, which go, have an effect was not checked"
    assert said(tmp_path, "clean(item)", before) == ("", [note])


STAYS = """
- $F($X);
- await this.pyodide.runPythonAsync(`env.step(${$X})`);
+ await this.worker.step($X);
"""


def test_what_is_given_and_stays_is_not_written_to(tmp_path: Path) -> None:
    body = "mark(x);\nawait this.pyodide.runPythonAsync(`env.step(${x})`);"
    why, _ = said(tmp_path, body, "function mark(y) { y.marked = true; }", page=STAYS, parameters="x")
    assert "`y.marked` writes to what the function is not given" in why
    assert said(tmp_path, body, "function mark(y) { const z = { y }; z.a = 1; }", page=STAYS, parameters="x") == ("", [])
