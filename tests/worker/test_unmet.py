"""*The worker must*: what the worker script owes for the commands that rules write, read in the script alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rules.loader import Rule, RuleError, load_page
from migrator.sites.site import File
from migrator.worker.contract import Contract
from migrator.worker.debt import Debt
from migrator.worker.sends import Sent
from migrator.worker.unmet import Debts
from tests.support import FIXTURES, migrator, text_of, write

PAGE = """\
# Play one frame

```diff
- const $R = await this.pyodide.runPythonAsync(`env.step(${$ACTIONS})`);
+ const $R = await this.worker.step($ACTIONS);
```

## What changes

Nothing that a caller can see.

## The worker must

"""
INTEGERS = """\
- `integers` (`step`): turn keys into integers.

  ```python
  {int(key) if $TEST else key: value for key, value in $ACTIONS.items()}
  ```
"""
DEEP = """\
- `deep`: convert all the way down.

  ```js not
  $X.toJs()
  ```

  ```js not
  $X.toJs({ depth: $DEPTH })
  ```
"""
PASTED = """\
- `pasted`: paste nothing into Python.

  ```python not
  import json
  json.loads('''${$TEXT}''')
  ```
"""
GAME = """\
class Commands {
    start() { this.thread = new Worker('/static/js/script.js'); }
    step(actions) { return this.ask('play', { actions }); }
    ask(what, payload) { return this.send({ payload }, what); }
    send(message, kind) {
        return new Promise((resolve) => this.thread.postMessage({ id: 1, kind, ...message }));
    }
}
export class Game {
    constructor() { this.worker = new Commands(); }
    async play(actions) {
        const result = await this.pyodide.runPythonAsync(`env.step(${actions})`);
        return result;
    }
}
"""
KEPT = "env.step({int(k) if k.isdigit() else k: v for k, v in actions.to_py().items()})"
OWING = "env.step(actions.to_py())"


def script(python: str, *, dispatch: str = "switch (kind) { case 'play': await onPlay(payload); break; }") -> str:
    return f"""\
let pyodide = null;
self.onmessage = async (event) => {{ await take(event.data); }};
async function take({{ id, kind, payload }}) {{
    {dispatch}
}}
async function onPlay(payload) {{
    self.postMessage({{ kind: 'result', result: await played(payload) }});
}}
async function played(payload) {{
    const result = await pyodide.runPythonAsync(`
        {python}
    `);
    return plain(result);
}}
function plain(result) {{
    return result.toJs({{ dict_converter: Object.fromEntries }});
}}
"""


def owed(folder: Path, duties: str, text: str, *, settings: str = "", game: str = GAME) -> list[tuple[str, int, str]]:
    """What `check` says that the worker owes: (path, line, message)."""
    write(folder, "pages/01-frame.md", PAGE + duties)
    write(folder, "migrator.toml", f'rules = ["pages"]\n{settings}')
    write(folder, "js/game.js", game)
    write(folder, "js/script.js", text)
    result = migrator(folder, "check", "--format", "json")
    report = json.loads(result.stdout)
    assert report["errors"] == [], report
    assert any(item["rule"] == "01-frame" for item in report["findings"]), report
    found = [item for item in report["findings"] if item["kind"] == "worker"]
    assert all(item["class"] is item["method"] is item["rule"] is None for item in found)
    assert all(item["member"] == "step" for item in found), "the command"
    return [(item["path"], item["line"], item["message"]) for item in found]


def test_a_handler_that_has_what_the_page_asks_for_owes_nothing(tmp_path: Path) -> None:
    assert owed(tmp_path, INTEGERS + DEEP + PASTED, script(KEPT)) == []


def test_what_is_missing_is_reported_where_the_python_runs(tmp_path: Path) -> None:
    assert owed(tmp_path, INTEGERS, script(OWING)) == [
        (
            "js/script.js",
            10,
            "the handler of `step` must turn keys into integers, and nothing in it is seen to (`integers` of 01-frame)",
        )
    ]


@pytest.mark.parametrize("conversion", ["result.toJs()", "result.toJs({ depth: 2 })", "result . toJs({depth: 1 + 1})"])
def test_what_must_not_be_there_is_reported_where_it_is(tmp_path: Path, conversion: str) -> None:
    text = script(KEPT).replace("result.toJs({ dict_converter: Object.fromEntries })", conversion)
    assert owed(tmp_path, DEEP, text) == [
        ("js/script.js", 16, "the handler of `step` must convert all the way down (`deep` of 01-frame)")
    ]


def test_pasted_text_is_reported_on_its_line(tmp_path: Path) -> None:
    text = script(
        "import json\n        actions = json.loads('''${JSON.stringify(payload)}''')\n        env.step(actions)"
    )
    assert owed(tmp_path, PASTED, text) == [
        ("js/script.js", 12, "the handler of `step` must paste nothing into Python (`pasted` of 01-frame)")
    ]


SHAPES = {
    "a switch": "switch (kind) { case 'play': await onPlay(payload); break; }",
    "a case with two labels": "switch (kind) { case 'go': case 'play': await onPlay(payload); }",
    "a chain of ifs": "if (kind === 'stop') { stop(); } else if ('play' === kind) { await onPlay(payload); }",
    "a condition of two": "if (payload && kind == 'play') await onPlay(payload);",
    "an object": "const table = { stop, play: onPlay }; await table[kind](payload);",
    "an object of arrows": "const table = { 'play': (given) => onPlay(given) }; return table[kind](payload);",
    "an object of methods": "const table = { async play(given) { await onPlay(given); } }; table[kind]?.(payload);",
    "a Map": "const table = new Map([['stop', stop], ['play', onPlay]]); await table.get(kind)(payload);",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_dispatch(tmp_path: Path, shape: str) -> None:
    assert len(owed(tmp_path, INTEGERS, script(OWING, dispatch=SHAPES[shape]))) == 1
    assert owed(tmp_path, INTEGERS, script(KEPT, dispatch=SHAPES[shape])) == []


HEADS = {
    "a listener": "self.addEventListener('message', (event) => take(event.data));",
    "a named function": "onmessage = receive;\nfunction receive(event) { return take(event.data); }",
    "a declared function": "function onmessage(event) { take(event.data); }",
    "a queue": "let tail = null;\nself.onmessage = (event) => { tail = tail.then(() => take(event.data)); };",
    "two more hops": "self.onmessage = (e) => one(e);\nconst one = (e) => two(e.data);\nconst two = function (m) { take(m); };",
}


@pytest.mark.parametrize("head", HEADS)
def test_where_messages_come_in(tmp_path: Path, head: str) -> None:
    usual = "self.onmessage = async (event) => { await take(event.data); };"
    for python, count in ((OWING, 1), (KEPT, 0)):
        text = script(python)
        assert usual in text
        assert len(owed(tmp_path, INTEGERS, text.replace(usual, HEADS[head]))) == count


@pytest.mark.parametrize(
    "take",
    [
        "async function take(message) { switch (message.kind) { case 'play': await onPlay(message.payload); } }",
        "async function take(message) { const what = message.kind; if (what === 'play') onPlay(message.payload); }",
        "async function take({ kind: what, payload }) { switch (what) { case 'play': await onPlay(payload); } }",
    ],
)
def test_how_the_message_is_taken_apart(tmp_path: Path, take: str) -> None:
    text = script(OWING)
    start, end = text.index("async function take"), text.index("async function onPlay")
    assert len(owed(tmp_path, INTEGERS, text[:start] + take + "\n" + text[end:])) == 1


def test_another_dispatcher_of_the_same_word_is_not_taken(tmp_path: Path) -> None:
    """A batch names its operations like the messages do; the message goes to its own branch."""
    dispatch = (
        "switch (kind) { case 'many': for (const one of payload) { await each(one); } break; "
        "case 'play': await onPlay(payload); }"
    )
    text = script(KEPT, dispatch=dispatch)
    text += (
        "async function each({ op, payload }) { switch (op) { case 'play': return pyodide.runPythonAsync(`1`); } }\n"
    )
    assert owed(tmp_path, INTEGERS, text) == []


# -- what is not found is said, never taken as kept --------------------------------------------------------------------


def test_no_handler(tmp_path: Path) -> None:
    text = script(KEPT, dispatch="switch (kind) { case 'other': await onPlay(payload); }")
    assert owed(tmp_path, INTEGERS, text) == [
        ("js/script.js", 1, "no code that takes a message with `kind: 'play'` (`step` of `Commands`) is seen")
    ]


def test_no_message(tmp_path: Path) -> None:
    game = GAME.replace("this.thread.postMessage(", "this.thread.post(")
    said = "no message that `step` of `Commands` sends is seen; what answers `step` of `Commands` was not read"
    assert owed(tmp_path, INTEGERS, script(KEPT), game=game) == [("js/game.js", 1, said)]


def test_no_script(tmp_path: Path) -> None:
    game = GAME.replace("script.js", "gone.js")
    said = "no file of the repository is `/static/js/gone.js`; what answers `step` of `Commands` was not read"
    assert owed(tmp_path, INTEGERS, script(KEPT), game=game) == [("js/game.js", 1, said)]


def test_no_worker_is_made(tmp_path: Path) -> None:
    game = GAME.replace("new Worker('/static/js/script.js')", "null")
    said = "no `new Worker(…)` is seen here; what answers `step` of `Commands` was not read"
    assert owed(tmp_path, INTEGERS, script(KEPT), game=game) == [("js/game.js", 1, said)]


def test_python_in_a_constant_is_read(tmp_path: Path) -> None:
    for python, number in ((KEPT, 0), (OWING, 1)):
        text = script(python).replace("const result = await pyodide.runPythonAsync(`", "const code = (`")
        text = text.replace("    return plain(result);", "    return plain(await pyodide.runPythonAsync(code));", 1)
        assert len(owed(tmp_path, INTEGERS, text)) == number


def test_python_that_is_not_known_is_not_taken_as_read(tmp_path: Path) -> None:
    text = script(KEPT).replace("const result = await pyodide.runPythonAsync(`", "const code = load(`")
    text = text.replace("    return plain(result);", "    return plain(await pyodide.runPythonAsync(code));", 1)
    for duties in (INTEGERS, PASTED):
        [(path, line, said)] = owed(tmp_path, duties, text)
        assert (path, line) == ("js/script.js", 13)
        assert "the Python of line 13 is not written in its call and was not read" in said
    assert owed(tmp_path, DEEP, text) == []


def test_two_scripts_of_one_name_that_are_equally_near(tmp_path: Path) -> None:
    game = GAME.replace("/static/js/script.js", "/static/workers/play.js")
    write(tmp_path, "new/workers/play.js", script(KEPT))
    write(tmp_path, "old/workers/play.js", script(OWING))
    found = owed(tmp_path, INTEGERS, "", game=game)
    assert [(path, line) for path, line, _ in found] == [("js/game.js", 1)]
    assert "`/static/workers/play.js` may be `new/workers/play.js` and `old/workers/play.js`" in found[0][2]
    settings = 'worker-script = "{}/workers/play.js"\n'
    assert owed(tmp_path, INTEGERS, "", game=game, settings=settings.format("new")) == []
    assert len(owed(tmp_path, INTEGERS, "", game=game, settings=settings.format("old"))) == 1


@pytest.mark.parametrize("copy", ["copy/js/script.js", "a/b/js/script.js", "static/script.js"])
def test_the_nearest_of_several_scripts_decides(tmp_path: Path, copy: str) -> None:
    write(tmp_path, copy, script(OWING))
    assert owed(tmp_path, INTEGERS, script(KEPT)) == []


def test_a_nearer_script_that_fits_less_of_the_address_leaves_it_open(tmp_path: Path) -> None:
    """One of two applications is served under `/static`: nothing says which."""
    write(tmp_path, "other/static/js/script.js", script(OWING))
    found = owed(tmp_path, INTEGERS, script(KEPT))
    assert [(path, line) for path, line, _ in found] == [("js/game.js", 1)]
    assert "may be `js/script.js` and `other/static/js/script.js`" in found[0][2]


def _worker_findings(folder: Path, *paths: str) -> list[tuple[str, int]]:
    report = json.loads(migrator(folder, "check", "--format", "json", *paths).stdout)
    assert report["errors"] == []
    return [(item["path"], item["line"]) for item in report["findings"] if item["kind"] == "worker"]


def test_the_script_does_not_depend_on_the_paths_given(tmp_path: Path) -> None:
    """A copy that git ignores has the script beside it, and the sources have theirs, whatever else is looked at."""
    owed(tmp_path, INTEGERS, script(KEPT))
    write(tmp_path, ".gitignore", "build/\n")
    write(tmp_path, "build/app/client/game.js", GAME)
    write(tmp_path, "build/app/js/script.js", script(OWING))
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True, timeout=300)
    copied = [("build/app/js/script.js", 10)]
    assert _worker_findings(tmp_path, "js/game.js") == []
    assert _worker_findings(tmp_path, "js/game.js", "build/app/js/script.js") == []
    assert _worker_findings(tmp_path, "build/app/client/game.js") == copied
    assert _worker_findings(tmp_path, "build/app/client") == copied
    assert _worker_findings(tmp_path, "js", "build/app") == copied
    assert _worker_findings(tmp_path, "build/app", "js") == copied


def test_a_script_that_comes_or_goes_is_noticed_in_a_warm_run(tmp_path: Path) -> None:
    owed(tmp_path, INTEGERS, script(OWING))
    write(tmp_path, "copy/client/game.js", GAME)
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True, timeout=300)
    near = tmp_path / "copy/js/script.js"
    for _ in range(2):
        assert _worker_findings(tmp_path, "copy/client/game.js") == [("js/script.js", 10)]
        write(tmp_path, "copy/js/script.js", script(KEPT))
        assert _worker_findings(tmp_path, "copy/client/game.js") == []
        near.unlink()


def test_the_longest_common_end_of_the_path_decides(tmp_path: Path) -> None:
    write(tmp_path, "old/script.js", script(OWING))
    assert owed(tmp_path, INTEGERS, script(KEPT)) == []


@pytest.mark.parametrize(
    "address",
    [
        "new Worker('./script.js')",
        "new Worker(new URL('./script.js', import.meta.url), { type: 'module' })",
        "new Worker('https://example.org/static/js/script.js?v=3')",
        "new Worker(SCRIPT)",
    ],
)
def test_addresses(tmp_path: Path, address: str) -> None:
    game = "const SCRIPT = '/static/js/script.js';\n" + GAME.replace("new Worker('/static/js/script.js')", address)
    assert owed(tmp_path, INTEGERS, script(KEPT), game=game) == []
    assert len(owed(tmp_path, INTEGERS, script(OWING), game=game)) == 1


# -- migrate, and the shipped pages ------------------------------------------------------------------------------------


def test_in_migrate_it_is_a_note_that_changes_no_exit_code(tmp_path: Path) -> None:
    owed(tmp_path, INTEGERS, script(OWING))
    result = migrator(tmp_path, "migrate", "--write")
    assert result.returncode == 0, result.stderr.decode()
    assert "note: js/script.js:10: the handler of `step` must turn keys into integers" in result.stderr.decode()
    assert "this.worker.step(actions)" in (tmp_path / "js/game.js").read_text()


FAULTS = {
    "nothing": ("", "", set()),
    "an answer that cannot be cloned": (
        "result.toJs({ dict_converter: Object.fromEntries })",
        "result.toJs({ depth: 2 })",
        {"answers-can-be-cloned"},
    ),
    "agent keys that stay strings": (
        "worker_actions = {int(k) if isinstance(k, str) and k.isnumeric() else k: v for k, v in worker_actions.items()}",
        "worker_actions = dict(worker_actions)",
        {"agent-keys-are-integers"},
    ),
    "generator states that must be there": (
        "if 'np_rng_state' in worker_snapshot:",
        "if True:",
        {"generator-states-may-be-missing"},
    ),
    "actions pasted into Python": (
        "worker_actions = {int(k)",
        "import json\nworker_actions = json.loads('''${JSON.stringify(payload.actions)}''')\nworker_actions = {int(k)",
        {"strings-are-not-pasted"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_put_into_the_worker_of_the_game_is_named(tmp_path: Path, fault: str) -> None:
    shutil.copytree(FIXTURES / "game" / "js", tmp_path / "js")
    path = tmp_path / "js" / "worker_script.js"
    old, new, names = FAULTS[fault]
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text)
    report = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)
    found = [item for item in report["findings"] if item["kind"] == "worker"]
    assert {name for name in _NAMES if any(f"`{name}`" in item["message"] for item in found)} == names
    assert all(item["path"] == "js/worker_script.js" and item["line"] > 1 for item in found)
    assert bool(found) == bool(names)


_NAMES = (
    "answers-can-be-cloned",
    "agent-keys-are-integers",
    "generator-states-may-be-missing",
    "strings-are-not-pasted",
)

# -- faults of a page --------------------------------------------------------------------------------------------------

PAGE_FAULTS = {
    "no name": ("- do it\n\n  ```js\n  f()\n  ```\n", 14, "begins with its name"),
    "no pattern": ("- `a`: do it\n", 14, "`a` has no pattern"),
    "another language": ("- `a`: do it\n\n  ```ruby\n  f()\n  ```\n", 16, "`ruby` is no language"),
    "another word": ("- `a`: do it\n\n  ```js never\n  f()\n  ```\n", 16, "`js never` is no language"),
    "two statements": ("- `a`: do it\n\n  ```python\n  f()\n  g()\n  ```\n", 17, "the pattern has 2 statements"),
    "no Python": ("- `a`: do it\n\n  ```python\n  f(\n  ```\n", 17, "the Python does not parse"),
    "no JavaScript": ("- `a`: do it\n\n  ```js\n  f(\n  ```\n", 17, "not JavaScript"),
}


@pytest.mark.parametrize("fault", PAGE_FAULTS)
def test_a_fault_of_the_section_has_its_line(fault: str) -> None:
    text, line, said = PAGE_FAULTS[fault]
    with pytest.raises(RuleError) as error:
        load_page("01-frame.md", PAGE + text)
    assert [(item.line, said in words(item.message)) for item in error.value.faults] == [(line, True)], error.value


# -- the class by itself -----------------------------------------------------------------------------------------------

RULE = load_page("01-frame.md", PAGE + INTEGERS)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def debts(
    folder: Path, python: str, rule: Rule = RULE, *, game: str = GAME, command: str | None = None, own: bool = True
) -> list[Debt]:
    """What is owed for a rule, or for a ``command``; with ``own`` settings name the pages."""
    settings = Settings(rules=(Path("pages"),) if own else ())
    write(folder, "js/script.js", script(python))
    path = write(folder, "js/game.js", game)
    project = Project(Disk())
    file = File(Source.read(str(path), path.read_bytes()), settings)
    module, node = project.add(path, file.source), file.uses[0].owner.node
    assert node is not None
    made = Debts(project, Contract(project, settings), settings, Repository(project.disk))
    if command is None:
        return list(made.of(module, node, rule))
    return list(made.of_command(module, Sent(node, command), [rule]))


def test_a_page_without_duties_asks_nothing(here: Path) -> None:
    assert debts(here, OWING, load_page("01-frame.md", PAGE.split("## What changes")[0])) == []


def test_a_worker_whose_class_is_not_known_owes_nothing(here: Path) -> None:
    assert debts(here, OWING, game=GAME.replace("new Commands()", "given")) == []


def test_a_duty_of_another_command_is_not_asked_of_this_one(here: Path) -> None:
    other = load_page("01-frame.md", PAGE + INTEGERS.replace("(`step`)", "(`ask`)"))
    assert [debt.command for debt in debts(here, OWING, other)] == ["ask"]
    assert debts(here, OWING, other, command="step") == []


def test_what_is_owed_has_its_place_its_page_and_its_name(here: Path) -> None:
    assert debts(here, KEPT) == []
    [debt] = debts(here, OWING)
    assert (debt.path, debt.line, debt.command, debt.duty) == ("js/script.js", 10, "step", "integers")
    assert [tuple(page) for page in debt.pages] == [("01-frame", "integers")]
    assert text_of(debt) == "the handler of `step` must turn keys into integers, and nothing in it is seen to"


@pytest.mark.parametrize(
    ("command", "python", "own", "number"),
    [
        ("step", OWING, True, 1),
        ("step", "env.turn()", True, 1),
        ("step", OWING, False, 1),
        ("step", "env.turn()", False, 0),
        ("reset", OWING, True, 0),
        ("ask", OWING, True, 0),
    ],
)
def test_a_command_is_asked_about_by_the_pages_that_write_it(
    here: Path, command: str, python: str, own: bool, number: int
) -> None:
    assert len(debts(here, python, command=command, own=own)) == number


def test_a_script_that_is_not_there_is_told_at_the_class(here: Path) -> None:
    [debt] = debts(here, OWING, game=GAME.replace("js/script.js", "js/gone.js"))
    assert (debt.path, debt.line, debt.duty, debt.pages) == ("js/game.js", 1, "", ())
    assert "what answers `step` of `Commands` was not read" in text_of(debt)


# -- the handler is what control flow says -----------------------------------------------------------------------------

HANDLES = "await onPlay(payload);"
OTHER = "await pyodide.runPythonAsync(`env.step({int(k) if 1 else k: v for k, v in a.items()})`);"
FLOWS = {
    "a case in braces": "switch (kind) {{ case 'play': {{ {own} break; }} case 'other': {{ {other} }} }}",
    "a throw": "switch (kind) {{ case 'play': {own} throw new Error(kind); case 'other': {other} }}",
    "a continue": "for (const k of [kind]) {{ switch (k) {{ case 'play': {own} continue; case 'other': {other} }} }}",
    "a return in each branch": "switch (kind) {{ case 'play': {own} if (payload) return; else break; case 'o': {other} }}",
    "a negated test": "if (kind !== 'play') {{ {other} return; }} {own}",
    "a branch that counts": "if (kind === 'play') pyodide.n += 1; if (kind === 'play') {{ {own} }} else {{ {other} }}",
    "another table": "const t = {{ play: () => 4 }}, u = {{ play: async () => {{ {own} }}, o: async () => {{ {other} }} }};"
    " t[kind](); await u[kind]();",
    "a switch of true": "switch (true) {{ case kind === 'play': {own} break; default: {other} }}",
    "a label": "out: {{ if (kind === 'play') {{ {own} break out; }} {other} }}",
}


@pytest.mark.parametrize("flow", FLOWS)
def test_only_what_the_message_reaches_counts(tmp_path: Path, flow: str) -> None:
    dispatch = FLOWS[flow].format(own=HANDLES, other=OTHER)
    assert len(owed(tmp_path, INTEGERS, script(OWING, dispatch=dispatch))) == 1
    assert owed(tmp_path, INTEGERS, script(KEPT, dispatch=FLOWS[flow].format(own=HANDLES, other=""))) == []


def test_handlers_of_another_file(tmp_path: Path) -> None:
    text = "import { onPlay } from './more.js';\n" + script(OWING).split("async function onPlay")[0]
    for python, lines in ((OWING, [3]), (KEPT, [])):
        body = "export async function onPlay(payload) {\n  await pyodide.runPythonAsync(\n`" + python + "`);\n}\n"
        write(tmp_path, "js/more.js", "export * from './inner.js';\n")
        write(tmp_path, "js/inner.js", body)
        assert [(path, line) for path, line, _ in owed(tmp_path, INTEGERS, text)] == [("js/inner.js", n) for n in lines]


def test_a_file_that_is_not_found_is_told_for_patterns_that_must_not_be_there_too(tmp_path: Path) -> None:
    text = "import { onPlay } from './gone.js';\n" + script(OWING).split("async function onPlay")[0]
    for duties in (INTEGERS, DEEP, PASTED):
        [(path, line, said)] = owed(tmp_path, duties, text)
        assert (path, line) == ("js/script.js", 5)
        assert "line 5 calls what is in `./gone.js`, which was not found" in said


def test_a_name_of_the_platform_in_a_pattern_means_the_platforms(tmp_path: Path) -> None:
    duty = "- `json`: write no JSON.\n\n  ```js not\n  JSON.stringify($X)\n  ```\n"
    for text, number in (("JSON.stringify(result)", 1), ("self.JSON.stringify(result)", 1), ("mine(result)", 0)):
        assert len(owed(tmp_path, duty, script(KEPT).replace("plain(result);", text + ";"))) == number
    own = script(KEPT).replace("plain(result);", "JSON.stringify(result);") + "const JSON = { stringify: plain };\n"
    assert owed(tmp_path, duty, own) == []


STEPS = """\
async function played(payload) {
    return (await pyodide.runPythonAsync(`%s`)).toJs({ dict_converter: Object.fromEntries });
}
"""
TAKES = "self.onmessage = async (event) => { self.postMessage({ result: await played(event.data.payload) }); };\n"


@pytest.mark.parametrize(("beside", "count"), [(KEPT, 0), (OWING, 1)])
def test_what_a_script_loads_stands_beside_it_and_not_where_modules_are_looked_for(
    tmp_path: Path, beside: str, count: int
) -> None:
    write(tmp_path, "jsconfig.json", '{"compilerOptions": {"baseUrl": "."}}')
    write(tmp_path, "steps.js", STEPS % (OWING if beside == KEPT else KEPT))
    write(tmp_path, "js/steps.js", STEPS % beside)
    assert len(owed(tmp_path, INTEGERS, "importScripts('steps.js');\nlet pyodide;\n" + TAKES)) == count


@pytest.mark.parametrize(("python", "count"), [(KEPT, 0), (OWING, 1)])
@pytest.mark.parametrize("specifier", ["@/steps", "@/steps.js", "./steps.js"])
def test_handlers_are_followed_to_where_specifiers_lead(tmp_path: Path, specifier: str, python: str, count: int) -> None:
    write(tmp_path, "tsconfig.json", '{"compilerOptions": {"paths": {"@/*": ["./js/*"]}}}')
    write(tmp_path, "js/steps.ts", "declare let pyodide: any;\nexport " + STEPS % python)
    found = owed(tmp_path, INTEGERS, f"import {{ played }} from '{specifier}';\n" + TAKES)
    assert [path for path, _, _ in found] == ["js/steps.ts"] * count


@pytest.mark.parametrize("specifier", ["@/none", "#none", "./none.js"])
def test_what_leads_to_no_file_could_not_be_read(tmp_path: Path, specifier: str) -> None:
    [(_, _, message)] = owed(tmp_path, INTEGERS, f"import {{ played }} from '{specifier}';\n" + TAKES)
    assert specifier in message
