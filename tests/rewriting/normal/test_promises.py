"""Other ways to wait for what a call gives: read as the `await` that they mean, or left with the cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rules.loader import load_page
from tests.support import GAME, Settings, in_game, left_alone, rewritten, run, text_of

RENDER = "this.pyodide.runPythonAsync(`env.render()`)"
HASH = "this.pyodide.runPythonAsync(`\n    import hashlib, json\n    hashlib.md5(json.dumps(env.get_state(), sort_keys=True).encode()).hexdigest()[:8]\n`)"
MADE = "const hashResult = await this.worker.computeHash();\nconst h = hashResult.hash;"
PARAMETERS = "a, s, later"

# Each: the statements of a method, the code and a part of the cause.
STAYS = {
    "nothing waits for it": (f"{RENDER};", "differs", "the source has"),
    "nothing waits for then": (f"{HASH}.then((h) => later(h));", "differs", "the source has"),
    "a catch between": (f"await {HASH}.catch(later).then((h) => later(h));", "differs", "the source has"),
    "a catch behind": (f"await {HASH}.then((h) => later(h)).catch(later);", "differs", "the source has"),
    "two callbacks": (f"await {HASH}.then((h) => later(h), later);", "differs", "not one function in its place"),
    "a callback elsewhere": (f"await {HASH}.then(later);", "differs", "not one function in its place"),
    "a generator": (f"await {HASH}.then(function* (h) {{ later(h); }});", "differs", "not one function in its place"),
    "an optional then": (f"await {HASH}?.then((h) => later(h));", "differs", "cannot be read as an `await`"),
    "two parameters": (f"await {HASH}.then((h, k) => later(h, k));", "differs", "more than one name"),
    "a parameter that takes apart": (f"await {HASH}.then(([h]) => later(h));", "differs", "more than one name"),
    "a parameter with a default": (f"await {HASH}.then((h = 1) => later(h));", "differs", "more than one name"),
    "a `this` of its own": (f"await {HASH}.then(function (h) {{ this.show(h); }});", "differs", "of its own"),
    "a name of its own": (f"await {HASH}.then(function show(h) {{ later(h); }});", "differs", "of its own"),
    "arguments of its own": (f"await {HASH}.then(function (h) {{ later(h, arguments); }});", "differs", "of its own"),
    "an early return": (f"await {HASH}.then((h) => {{ if (h) return; later(h); }});", "differs", "returns in line 28"),
    "several returns": (
        f"return {HASH}.then((h) => {{\n    if (h) {{ return 1; }}\n    return 2;\n}});", "differs", "returns in line 29",
    ),
    "a callback without a value": (f"const y = await {HASH}.then((h) => {{ later(h); }});\nlater(y);", "differs", "gives no value"),
    "an empty callback": (f"await {HASH}.then((h) => {{}});", "differs", "gives no value"),
    "a name that is declared around": (f"const h = 1;\nawait {HASH}.then((h) => later(h));", "differs", "has a `h` too"),
    "a name that a declaration behind has": (f"await {HASH}.then((h) => later(h));\nconst h = 1;", "differs", "has a `h` too"),
    "a name of a parameter around": (f"await {HASH}.then((a) => later(a));", "differs", "has a `a` too"),
    "a name that means something else around": (f"await {HASH}.then((h) => {{ const b = h; later(b); }});\nlater(b);", "differs", "has a `b` too"),
    "a `var` of a block around": (f"await {HASH}.then((h) => later(h));\nif (a) {{ var h = 1; }}", "differs", "has a `h` too"),
    "a `var` in the callback": (f"await {HASH}.then((h) => {{ var k = h; later(k); }});", "differs", "it is a `var`"),
    "a comment beside the callback": (f"await {HASH}.then(/* show */ (h) => later(h));", "differs", "a comment, a type"),
    "a body without braces": (f"if (a) await {HASH}.then((h) => later(h));", "differs", "without braces"),
    "a promise that a try returns": (
        f"try {{\n    return {RENDER};\n}} catch {{\n    return null;\n}}", "effect", "would be caught there",
    ),
    "a promise that a function returns that is not async": (
        f"later(() => {{ return {HASH}.then((h) => h + 'x'); }});", "not-async", "the arrow function (line 25) is not async",
    ),
    "a promise that a generator returns": (f"later(function* () {{ return {RENDER}; }});", "no-worker", "a function of its own"),
}  # fmt: skip


@pytest.mark.parametrize("shape", STAYS)
def test_what_waits_in_another_way_stays(tmp_path: Path, shape: str) -> None:
    statements, code, because = STAYS[shape]
    left_alone(tmp_path, statements, code=code, because=because, parameters=PARAMETERS)


REWRITTEN = {
    "void": (f"void await {RENDER};", "await this.worker.render();"),
    "void in parentheses": (f"void (await {RENDER});", "await this.worker.render();"),
    "an expression": (f"await {HASH}.then((h) => later(h));", f"{MADE}\nawait later(h);"),
    "void before then": (f"void await {HASH}.then((h) => later(h));", f"{MADE}\nawait later(h);"),
    "a name without parentheses": (f"await {HASH}.then(h => later(h));", f"{MADE}\nawait later(h);"),
    "a function": (f"await {HASH}.then(function (h) {{\n    later(h);\n}});", f"{MADE}\nlater(h);"),
    "an async callback": (f"await {HASH}.then(async (h) => {{\n    await later(h);\n}});", f"{MADE}\nawait later(h);"),
    "a block": (
        f"await {HASH}.then((h) => {{\n    // What is shown.\n    if (h) {{\n        later(h);\n    }}\n\n    later(`\n        {{${{h}}}}`);\n}});\nlater();",
        f"{MADE}\n// What is shown.\nif (h) {{\n    later(h);\n}}\n\nlater(`\n        {{${{h}}}}`);\nlater();",
    ),
    "a comment at the end": (f"await {HASH}.then((h) => {{\n    later(h);\n    // done\n}});", f"{MADE}\nlater(h);\n// done"),
    "a block in one line": (f"if (a) {{ await {HASH}.then((h) => {{ later(h); }}); }}", None),
    "a declaration": (f"const y = await {HASH}.then((h) => h + 'x');\nlater(y);", f"{MADE}\nconst y = h + 'x';\nlater(y);"),
    "a declaration of what may be a promise": (
        f"const y = await {HASH}.then((h) => later(h));\nlater(y);", f"{MADE}\nconst y = await later(h);\nlater(y);",
    ),
    "a declaration of what needs parentheses": (
        f"const y = await {HASH}.then((h) => h ?? later(h));\nlater(y);", f"{MADE}\nconst y = await (h ?? later(h));\nlater(y);",
    ),
    "a declaration of a sequence": (
        f"const y = await {HASH}.then((h) => {{\n    return later(h), 1;\n}});\nlater(y);",
        f"{MADE}\nconst y = await (later(h), 1);\nlater(y);",
    ),
    "an assignment": (f"a.b = await {HASH}.then((h) => h.length);", f"{MADE}\na.b = await h.length;"),
    "returned": (f"return {HASH}.then((h) => later(h));", f"{MADE}\nreturn later(h);"),
    "returned and awaited": (f"return await {HASH}.then((h) => later(h));", f"{MADE}\nreturn later(h);"),
    "returned from a try and awaited": (
        f"try {{\n    return await {HASH}.then((h) => later(h));\n}} catch {{}}",
        "try {\n    const hashResult = await this.worker.computeHash();\n    const h = hashResult.hash;\n    return await later(h);\n} catch {}",
    ),
    "a value at the end of a block": (
        f"return {HASH}.then((h) => {{\n    later(h);\n    return {{ h }};\n}});", f"{MADE}\nlater(h);\nreturn {{ h }};",
    ),
    "a value of no use": (f"await {HASH}.then((h) => {{\n    later(h);\n    return {{}};\n}});", f"{MADE}\nlater(h);\n({{}});"),
    "a parameter that is written": (
        f"await {HASH}.then((h) => {{\n    h += 'x';\n    later(h);\n}});",
        "const hashResult = await this.worker.computeHash();\nlet h = hashResult.hash;\nh += 'x';\nlater(h);",
    ),
    "a parameter that is not used": (f"await {RENDER}.then((h) => {{\n    later();\n}});", "await this.worker.render();\nlater();"),
    "no parameter": (f"await {RENDER}.then(() => later());", "await this.worker.render();\nawait later();"),
    "a name of a block beside": (
        f"{{\n    const h = 1;\n    later(h);\n}}\nawait {HASH}.then((h) => later(h));",
        f"{{\n    const h = 1;\n    later(h);\n}}\n{MADE}\nawait later(h);",
    ),
    "a promise of a site in the callback": (
        f"await {HASH}.then((h) => {{\n    later(h);\n    return {RENDER};\n}});", f"{MADE}\nlater(h);\nawait this.worker.render();",
    ),
    "code in a constant before then": (
        "const code = `env.render()`;\nawait this.pyodide.runPythonAsync(code).then(() => later());",
        "await this.worker.render();\nawait later();",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REWRITTEN)
def test_what_means_an_await_is_read_as_one(tmp_path: Path, shape: str) -> None:
    before, after = REWRITTEN[shape]
    if after is None:
        result = run(tmp_path, in_game(before, PARAMETERS))
        made = " ".join(MADE.split("\n"))
        assert f"if (a) {{ {made} later(h); }}" in result.after
        return
    rewritten(tmp_path, before, after, parameters=PARAMETERS)


def test_a_returned_promise_is_awaited(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "return this.pyodide.runPythonAsync(`\n    import hashlib, json\n    def r(v, p=10):\n        if isinstance(v, float):\n"
        "            return round(v, p)\n        elif isinstance(v, dict):\n            return {k: r(x, p) for k, x in v.items()}\n"
        "        elif isinstance(v, (list, tuple)):\n            return [r(x, p) for x in v]\n        return v\n"
        "    hashlib.sha256(json.dumps(r(env.get_state()), sort_keys=True, separators=(',', ':')).encode()).hexdigest()[:16]\n`);",
        "const result = await this.worker.computeHash();\nreturn result.hash;",
    )


def test_a_site_that_no_page_fits_stays_byte_for_byte(tmp_path: Path) -> None:
    statements = f"await this.pyodide.runPythonAsync(`env.other()`).then((h) => {{\n    later(h);\n}});\nvoid await {RENDER};\nvoid await this.pyodide.runPythonAsync(`env.more()`);"
    result = run(tmp_path, in_game(statements, PARAMETERS))
    assert result.after == in_game(statements, PARAMETERS).replace(f"void await {RENDER}", "await this.worker.render()")


def test_a_site_in_the_callback_of_one_that_stays_stays_in_it(tmp_path: Path) -> None:
    statements = f"await this.pyodide.runPythonAsync(`env.other()`).then(async (h) => {{\n    void await {RENDER};\n}});"
    result = run(tmp_path, in_game(statements, PARAMETERS))
    assert result.after == in_game(statements, PARAMETERS).replace(f"void await {RENDER}", "await this.worker.render()")


PLAIN = "# Draw\n\nDraws.\n\n```diff\n- await this.pyodide.runPythonAsync(`env.draw()`);\n+ this.worker.render();\n```\n"


def test_no_await_is_read_into_a_function_that_is_not_async(tmp_path: Path) -> None:
    statements = "later(() => { return this.pyodide.runPythonAsync(`env.draw()`).then(() => { later(); return 1; }); });"
    left_alone(
        tmp_path,
        statements,
        code="not-async",
        because="the function around is not async",
        parameters=PARAMETERS,
        rules=[load_page("01-draw.md", PLAIN)],
    )


def test_callbacks_in_callbacks_lose_their_indentation_once(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        in_game(
            f"await {RENDER}.then(async () => {{\n    later();\n    await {RENDER}.then(() => {{\n        later(1);\n        later(2);\n    }});\n}});",
            PARAMETERS,
        ),
    )
    assert result.after.count("await this.worker.render();") == 2
    assert "then" not in result.after


def test_types_go_with_the_name_or_keep_the_callback(tmp_path: Path) -> None:
    text = f"{GAME.replace('(state)', '(state: any)')}export class Game extends Base {{\n    async act(later: any) {{\n        %s\n    }}\n}}\n"
    plain = text % "await this.pyodide.runPythonAsync(`env.render()`).then(() => later());"
    after = run(tmp_path, plain, name="case.ts").after
    assert after == text % "await this.worker.render();\n        await later();"
    typed = text % "await this.pyodide.runPythonAsync(`env.render()`).then((h: any) => later(h));"
    result = run(tmp_path, typed, name="case.ts", settings=Settings())
    assert result.after == typed
    assert "a comment, a type" in text_of(result.programs[0].reason)
