"""Inputs that once did harm, or nearly: each is a site that must be refused, or rewritten just so."""

from __future__ import annotations

import textwrap
from pathlib import Path

from migrator.report.words import note_text
from tests.support import GAME, in_game, left_alone, migrator, rewritten, run, text_of, write

HASH = "const hash = await this.pyodide.runPythonAsync(`import hashlib, json; hashlib.md5(json.dumps(env.get_state(), sort_keys=True).encode()).hexdigest()[:8]`);\n"
PEER = "await this.pyodide.runPythonAsync(`\n    import json\n    env.set_state(json.loads('''${json.replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")}'''))\n`);"
PEER_AFTER = "const statePayload = JSON.stringify({ env_state: s });\nawait this.worker.setState(statePayload);"
DUMP = "const j = await this.pyodide.runPythonAsync(`import json; json.dumps(env.get_state(), sort_keys=True, default=str)`);\n"


def test_a_nest_meets_another_site(tmp_path: Path) -> None:
    seed = "await this.pyodide.runPythonAsync(`import random; import numpy as np; np.random.seed(${hash}); random.seed(${hash})`);"
    result = rewritten(
        tmp_path,
        HASH + "log.debug(`x ${hash}`);\n" + seed,
        "const hashResult = await this.worker.computeHash();\nconst hash = hashResult.hash;\nlog.debug(`x ${hash}`);\nawait this.worker.seedRng(hash);",
        parameters="log",
    )
    assert [entry.rule for entry in result.programs] == ["06-episode-hash", "03-seed"]


def test_a_use_that_another_site_drops_is_none(tmp_path: Path) -> None:
    seed = "await this.pyodide.runPythonAsync(`\n    import random\n    import numpy as np\n    np.random.seed(${s})\n    random.seed(${s})\n    print(${hash})\n`);"
    rewritten(
        tmp_path,
        HASH + "log.debug(`x ${hash}`);\n" + seed,
        "const hash = await this.worker.computeHash();\nlog.debug(`x ${hash.hash}`);\nawait this.worker.seedRng(s);",
        parameters="log, s",
    )


def test_a_value_taken_apart_is_no_name(tmp_path: Path) -> None:
    left_alone(
        tmp_path, DUMP + "({ a: f.a } = JSON.parse(j));", code="differs", because="takes a value apart", parameters="f"
    )


def test_a_directive_behind_a_statement_that_goes_stays(tmp_path: Path) -> None:
    result = rewritten(
        tmp_path,
        "const json = JSON.stringify(s); // TODO: compress\nlater();\n" + PEER,
        "// TODO: compress\nlater();\n" + PEER_AFTER,
        parameters="s, later",
    )
    assert tuple(map(note_text, result.entry.notes)) == ("line 25: the comment `// TODO: compress` stays; see whether it still applies",)


def test_a_closure_may_write_what_moves_over_its_call(tmp_path: Path) -> None:
    left_alone(
        tmp_path,
        "const w = () => { s = 2; };\nconst json = JSON.stringify(s);\nw();\n" + PEER,
        code="effect",
        because="`s` would be read on the other side",
        parameters="s",
    )


def test_a_member_that_changes_is_serialised_before(tmp_path: Path) -> None:
    for change in ("s.t = 4;", "s.list.push(4);", "delete s.t;", "s.t++;", "s['t'] += 1;"):
        left_alone(
            tmp_path,
            f"const json = JSON.stringify(s);\n{change}\n" + PEER,
            code="effect",
            because="`s` would be read on the other side",
            parameters="s",
        )
    rewritten(
        tmp_path,
        "const json = JSON.stringify(s);\nlater(`${s.t}`);\n" + PEER,
        "later(`${s.t}`);\n" + PEER_AFTER,
        parameters="s, later",
    )


def test_what_is_adjacent_is_in_order(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "const json = JSON.stringify(f());\n" + PEER,
        PEER_AFTER.replace("env_state: s", "env_state: f()"),
        parameters="f",
    )
    left_alone(
        tmp_path,
        "const json = JSON.stringify(f());\nlater();\n" + PEER,
        code="effect",
        because="`f()`",
        parameters="f, later",
    )


def test_two_statements_in_a_body_without_braces_or_semicolons(tmp_path: Path) -> None:
    call = "await this.pyodide.runPythonAsync(`\n    s = ${this.pyodide.toPy(a)}\n    if not hasattr(env, 'set_state') or not callable(getattr(env, 'set_state')): raise RuntimeError('x')\n    env.set_state(s)\n`)"
    rewritten(
        tmp_path,
        f"if (b) {call}\nc()",
        "if (b) { const statePayload = JSON.stringify({ env_state: a }); await this.worker.setState(statePayload) }\nc()",
        parameters="a, b, c",
    )


def test_a_semicolon_that_guards_the_next_line_is_no_habit(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "f()\nawait this.pyodide.runPythonAsync(`env.render()`)\n;[f].map(f)",
        "f()\nawait this.worker.render()\n;[f].map(f)",
        parameters="f",
    )


def test_a_static_member_has_no_worker(tmp_path: Path) -> None:
    text = in_game("await this.pyodide.runPythonAsync(`env.render()`);").replace("async act", "static async act")
    result = run(tmp_path, text)
    (entry,) = result.programs
    assert entry.reason is not None
    assert (entry.reason.code, "a static member" in text_of(entry.reason)) == ("no-worker", True)


def test_parentheses_behind_await_hide_nothing(tmp_path: Path) -> None:
    for call in (
        "await (this).pyodide.runPythonAsync(`env.render()`);",
        "await (this.pyodide.runPythonAsync)(`env.render()`);",
        "await (this.pyodide.runPythonAsync(`env.render();`));",
        "await (this.pyodide.runPythonAsync(`env.render(); print('drawn')`));",
        "(await (this.pyodide).runPythonAsync((`env.render()`)));",
        "await this[('pyodide')].runPythonAsync(`env.render()`);",
    ):
        rewritten(tmp_path, call, "await this.worker.render();", by="15-render")


def test_a_comment_behind_a_statement_without_semicolon_stays(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "f()\nawait this.pyodide.runPythonAsync(`env.render()`) // drawn\nf()",
        "f()\nawait this.worker.render() // drawn\nf()",
        parameters="f",
    )


def test_a_worker_in_brackets_or_parentheses_is_one(tmp_path: Path) -> None:
    text = in_game("await this.pyodide.runPythonAsync(`env.render()`);")
    text = text.replace("this.worker = new", "this['worker'] = new").replace("= this.worker;", "= (this.worker);")
    result = run(tmp_path, text)
    assert "await this.worker.render();" in result.after
    assert not any("commands were not checked" in note_text(note) for note in result.entry.notes)


def test_a_temporary_of_a_dropped_print_goes_with_it(tmp_path: Path) -> None:
    result = rewritten(
        tmp_path,
        "await this.pyodide.runPythonAsync(`\n    import time\n    now = time.time()\n    shown = round(now, 1)\n    print(shown)\n    env.render()\n`);",
        "await this.worker.render();",
        by="15-render",
    )
    assert [item.text for item in result.programs[0].dropped] == [
        "now = time.time()",
        "shown = round(now, 1)",
        "print(shown)",
    ]


def test_a_getter_of_another_file_acts(tmp_path: Path) -> None:
    """A setter or getter of a class that is extended counts, wherever it is written."""
    base = GAME.replace("class Base", "export class Base").replace("_convertToMap", "get next() { return this.n++; }\n    _convertToMap")
    write(tmp_path, "base.js", base)
    body = "const json = JSON.stringify(this.state);\nthis.%s;\n" + PEER
    for member, code in (("next", 1), ("other", 0)):
        method = textwrap.indent(body % member, " " * 8)
        game = f"import {{ Base }} from './base.js';\nexport class Game extends Base {{\n    async act() {{\n{method}\n    }}\n}}\n"
        path = write(tmp_path, "game.js", game)
        ran = migrator(tmp_path, "migrate", "--write", str(path))
        assert (b"may change it" in ran.stderr, b"JSON.stringify({ env_state: this.state })" in path.read_bytes()) == (code == 1, code == 0)
