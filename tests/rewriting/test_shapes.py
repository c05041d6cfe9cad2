"""Other shapes of a site: each is rewritten right, or stays with its cause. `docs/design.md` has the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from tests.support import GAME, in_game, left_alone, rewritten, run

HASH = "this.pyodide.runPythonAsync(`\n    import hashlib, json\n    hashlib.md5(json.dumps(env.get_state(), sort_keys=True).encode()).hexdigest()[:8]\n`)"
STATE = "this.pyodide.runPythonAsync(`env.get_state()`)"
RENDER = "this.pyodide.runPythonAsync(`env.render()`)"

# Each: statements, the code and a part of the message.
STAYS = {
    "assigned to a constant": (f"const h = 0;\nh = await {HASH};\nreturn h;", "differs", "`h` is assigned, which is none that"),
    "assigned later, and in another step": (f"let s;\nconst p = await {STATE};\nthis.show(s);\ns = p.toJs({{ dict_converter: Object.fromEntries }});", "differs", "the source has `this.show(s);`"),
    "then, and nothing waits": (f"{HASH}.then((h) => this.show(h));", "differs", "the source has"),
    "not awaited": (f"{RENDER};", "differs", "the source has `this.pyodide.runPythonAsync(`env.render()`)`"),
    "not awaited and returned": (f"return {HASH};", "differs", "the source has"),
    "a second argument": ("await this.pyodide.runPythonAsync(`env.render()`, { globals: g });", "unexplained", "{ globals: g }"),
    "runPython": ("await this.pyodide.runPython(`env.render()`);", "differs", "this.pyodide.runPython"),
    "several declarators": (f"const a = 1, h = await {HASH};\nreturn h;", "unexplained", "explains `a = 1`"),
    "a tagged template": ("await this.pyodide.runPythonAsync`env.render()`;", "not-in-place", "tagged template"),
    "the code in a parameter": ("await this.pyodide.runPythonAsync(a);", "not-in-place", "`a` is a parameter"),
    "the code in a variable that is written": ("let code = `env.render()`;\ncode = a;\nawait this.pyodide.runPythonAsync(code);", "not-in-place", "may be given another value in line 26"),
    "a promise that a try returns": (f"try {{ return {RENDER}; }} catch {{}}", "effect", "would be caught there"),
    "a template with a tag in it": ("await this.pyodide.runPythonAsync(py`env.render()`);", "not-in-place", "does not stand in the call"),
    "no argument": ("await this.pyodide.runPythonAsync();", "not-in-place", "the call has no argument"),
    "an optional call": ("await this.pyodide?.runPythonAsync(`env.render()`);", "differs", "this.pyodide?.runPythonAsync"),
    "toJs without its options": (f"const p = await {STATE};\nconst s = p.toJs();\nreturn s;", "differs", "missing in `p.toJs()`"),
    "another unwrapping": (f"const p = await {STATE};\nconst s = await this.pyodide.toPy(p).toJs();\nreturn s;", "differs", "this.pyodide.toPy(p)"),
    "a function in a method": (f"async function inner() {{ await {RENDER}; }}", "no-worker", "a function of its own"),
    "an object in a method": (f"return {{ async draw() {{ await {RENDER}; }} }};", "no-worker", "an object literal"),
    "an arrow whose value is the call": (f"return async () => {RENDER};", "differs", "the source has"),
    "under a condition": (f"const h = a ? await {HASH} : null;\nreturn h;", "differs", "the source has"),
    "a part of an expression": (f"return 'x' + await {HASH};", "differs", "the source has"),
    "Python that does not parse": ("await this.pyodide.runPythonAsync(`env.render(`);", "not-python", "does not parse"),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_a_shape_that_stays(tmp_path: Path, shape: str) -> None:
    statements, code, because = STAYS[shape]
    left_alone(tmp_path, statements, code=code, because=because, parameters="a, g, py")


REWRITTEN = {
    "a string literal": ("await this.pyodide.runPythonAsync('env.render()');", "await this.worker.render();"),
    "a string with escapes": ("await this.pyodide.runPythonAsync('env\\x2erender()\\n');", "await this.worker.render();"),
    "the code in a constant": ("const code = `env.render()`;\nawait this.pyodide.runPythonAsync(code);", "await this.worker.render();"),
    "the code joined": ("await this.pyodide.runPythonAsync(['env.render()'].join('\\n'));", "await this.worker.render();"),
    "the code concatenated": ("await this.pyodide.runPythonAsync('env.' + 'render()');", "await this.worker.render();"),
    "void": (f"void await {RENDER};", "await this.worker.render();"),
    "then, awaited": (f"await {RENDER}.then(() => a());", "await this.worker.render();\nawait a();"),
    "an alias of the receiver": ("const p = this.pyodide;\nawait p.runPythonAsync(`env.render()`);", "await this.worker.render();"),
    "a destructured receiver": ("const { pyodide } = this;\nawait pyodide.runPythonAsync(`env.render()`);", "await this.worker.render();"),
    "parentheses": ("await (this.pyodide).runPythonAsync((`env.render()`));", "await this.worker.render();"),
    "parentheses around all": ("(await this.pyodide.runPythonAsync(`env.render()`));", "await this.worker.render();"),
    "a property in brackets": ("await this['pyodide']['runPythonAsync'](`env.render()`);", "await this.worker.render();"),
    "broken at the dots": ("await this\n    .pyodide\n    .runPythonAsync(`env.render()`);", "await this.worker.render();"),
    "toJs chained": (
        f"const s = (await {STATE}).toJs({{ dict_converter: Object.fromEntries }});\nreturn s;",
        "const stateJson = await this.worker.getState();\nconst s = JSON.parse(stateJson).env_state;\nreturn s;",
    ),
    "declared first and assigned later": (
        f"let h;\nh = await {HASH};\nreturn h;",
        "let h;\nconst hashResult = await this.worker.computeHash();\nh = hashResult.hash;\nreturn h;",
    ),
    "unwrapped later, both": (
        f"let p;\nlet s;\ntry {{\n    p = await {STATE};\n    s = p.toJs({{ dict_converter: Object.fromEntries }});\n}} finally {{\n    this.done();\n}}\nreturn s;",
        "let s;\ntry {\n    const stateJson = await this.worker.getState();\n    s = JSON.parse(stateJson).env_state;\n} finally {\n    this.done();\n}\nreturn s;",
    ),
    "a trailing comma": ("await this.pyodide.runPythonAsync(`env.render()`,);", "await this.worker.render();"),
    "in a nested arrow": (f"later(async () => {{ await {RENDER}; }});", "later(async () => { await this.worker.render(); });"),
    "in a case": (
        f"switch (a) {{\n    case 1:\n        await {RENDER};\n        break;\n}}",
        "switch (a) {\n    case 1:\n        await this.worker.render();\n        break;\n}",
    ),
    "in an if without braces": (f"if (a) await {RENDER};\nelse later();", "if (a) await this.worker.render();\nelse later();"),
    "in a label": (f"again: await {RENDER};", "again: await this.worker.render();"),
    "two statements where one stood": (
        "if (a) await this.pyodide.runPythonAsync(`\n    import json\n    env.set_state(json.loads('''${JSON.stringify(s).replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")}'''))\n`);",
        "if (a) { const statePayload = JSON.stringify({ env_state: s }); await this.worker.setState(statePayload); }",
    ),
    "in another order of imports and other names": (
        "const x = await this.pyodide.runPythonAsync(`\n    from json import dumps as d\n    from hashlib import md5 as m\n    h = m(d(env.get_state(), sort_keys=True).encode())\n    h.hexdigest()[:8]\n`);\nreturn x + x;",
        "const hashResult = await this.worker.computeHash();\nconst x = hashResult.hash;\nreturn x + x;",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REWRITTEN)
def test_a_shape_that_is_rewritten(tmp_path: Path, shape: str) -> None:
    before, after = REWRITTEN[shape]
    rewritten(tmp_path, before, after, parameters="a, s, later")


def test_the_same_text_in_a_kept_method_is_kept(tmp_path: Path) -> None:
    text = in_game(f"await {RENDER};").replace("async act", "async _performFastForward")
    result = run(tmp_path, text)
    assert result.after == text
    assert [e.outcome for e in result.entry.entries if e.is_program] == [Outcome.KEPT, Outcome.KEPT]


def test_a_class_expression_and_a_field_are_places_too(tmp_path: Path) -> None:
    text = (
        f"{GAME}const Game = class extends Base {{\n    act = async () => {{\n        await {RENDER};\n    }};\n}};\n"
    )
    assert run(tmp_path, text).after == text.replace(RENDER, "this.worker.render()")


# -- later uses --------------------------------------------------------------------------------------------------------

ROUNDED = """this.pyodide.runPythonAsync(`
    import hashlib, json
    def r(v, p=10):
        if isinstance(v, float):
            return round(v, p)
        elif isinstance(v, dict):
            return {k: r(x, p) for k, x in v.items()}
        elif isinstance(v, (list, tuple)):
            return [r(x, p) for x in v]
        return v
    hashlib.sha256(json.dumps(r(env.get_state()), sort_keys=True, separators=(',', ':')).encode()).hexdigest()[:16]
`)"""
GENERAL = "const hashResult = await this.worker.computeHash();\n"

USES = {
    "reassigned": ("let h = %s;\nh = h + 'x';\nreturn h;", GENERAL + "let h = hashResult.hash;\nh = h + 'x';\nreturn h;"),
    "captured in a closure": ("const h = %s;\nreturn () => h;", GENERAL + "const h = hashResult.hash;\nreturn () => h;"),
    "shadowed": ("const h = %s;\n{ const h = 1; a(h); }\nreturn h + 1;", GENERAL + "const h = hashResult.hash;\n{ const h = 1; a(h); }\nreturn h + 1;"),
    "used as shorthand": ("const h = %s;\nreturn { h };", GENERAL + "const h = hashResult.hash;\nreturn { h };"),
    "passed on": ("const h = %s;\na(h, ...h);", GENERAL + "const h = hashResult.hash;\na(h, ...h);"),
    "read after a branch": ("const h = %s;\nif (a) return null;\nreturn h;", GENERAL + "const h = hashResult.hash;\nif (a) return null;\nreturn h;"),
    "declared with var in a block and read outside": (
        "if (a) {\n    var h = %s;\n}\nreturn h;",
        "if (a) {\n    const hashResult = await this.worker.computeHash();\n    var h = hashResult.hash;\n}\nreturn h;",
    ),
    "returned": ("const h = %s;\nreturn h;", "const result = await this.worker.computeHash();\nreturn result.hash;"),
    "returned at once": ("return %s;", "const result = await this.worker.computeHash();\nreturn result.hash;"),
    "returned in parentheses": ("return (%s);", "const result = await this.worker.computeHash();\nreturn result.hash;"),
}  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_a_later_use_keeps_its_value(tmp_path: Path, use: str) -> None:
    before, after = USES[use]
    rewritten(tmp_path, before % f"await {ROUNDED}", after, parameters="a", by="13-quick-state-hash")


def test_a_destructured_result_stays(tmp_path: Path) -> None:
    left_alone(
        tmp_path,
        f"const [h] = await {ROUNDED};\nreturn h;",
        code="differs",
        because="`[h]` takes a value apart",
    )


def test_an_exported_result_stays(tmp_path: Path) -> None:
    result = run(tmp_path, f"{GAME}export const h = await this.pyodide.runPythonAsync(`env.render()`);\n")
    assert result.after == result.before
    assert not result.programs, "a `this` at the top of a file is no game"
