"""Pages, and the sites that they fit.

A site's `$A`, `$B` and `$CODE` are expressions, `$GAP` statements and `$E` the place of an expression. What a command of
the worker comes to is the list of what it does to the interpreter, in `COMMANDS`: the same events as those of the lines
that the page removes.
"""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """``site`` is what the page fits, a statement a line. ``moves`` says that a program moves over a gap."""

    diff: str
    site: str
    moves: bool = False
    fence: str = "diff"

    @property
    def text(self) -> str:
        return f"# T\n\nS.\n\n```{self.fence}\n{self.diff.strip()}\n```\n"

    @property
    def is_expression(self) -> bool:
        return self.fence != "diff"

    @property
    def is_module(self) -> bool:
        return "+ import" in self.diff

    @property
    def result(self) -> bool:
        return "const $R =" in self.diff


_RUN = "await this.pyodide.runPythonAsync("


def _of(*lines: str) -> str:
    return "\n".join(lines)


STATEMENTS = {
    "two, at the second": Page(
        _of(f"- {_RUN}`env.clear()`);", "  ...", f"- const $R = {_RUN}`env.draw()`);", "+ const $R = await this.worker.render();"),
        f"{_RUN}`env.clear()`)\n$GAP\nconst val = {_RUN}`env.draw()`)",
        moves=True,
    ),
    "two, at the first": Page(
        _of(f"- {_RUN}`env.clear()`);", "+ const $R = await this.worker.render();", "  ...", f"- const $R = {_RUN}`env.draw()`);"),
        f"{_RUN}`env.clear()`)\n$GAP\nconst val = {_RUN}`env.draw()`)",
        moves=True,
    ),
    "two with values, at the second": Page(
        _of(f"- {_RUN}`env.one(${{$A}})`);", "  ...", f"- const $R = {_RUN}`env.two(${{$B}})`);", "+ const $R = await this.worker.both($A, $B);"),
        f"{_RUN}`env.one(${{$A}})`)\n$GAP\nconst val = {_RUN}`env.two(${{$B}})`)",
        moves=True,
    ),
    "two with values, at the first": Page(
        _of(f"- {_RUN}`env.one(${{$A}})`);", "+ const $R = await this.worker.both($A, $B);", "  ...", f"- const $R = {_RUN}`env.two(${{$B}})`);"),
        f"{_RUN}`env.one(${{$A}})`)\n$GAP\nconst val = {_RUN}`env.two(${{$B}})`)",
        moves=True,
    ),
    "two with values, exchanged": Page(
        _of(f"- {_RUN}`env.one(${{$A}})`);", f"- const $R = {_RUN}`env.two(${{$B}})`);", "+ const $R = await this.worker.swapped($B, $A);"),
        f"{_RUN}`env.one(${{$A}})`)\nconst val = {_RUN}`env.two(${{$B}})`)",
    ),
    "one for each": Page(
        _of(f"- {_RUN}`env.one(${{$A}})`);", "+ await this.worker.one($A);", "  ...", f"- const $R = {_RUN}`env.two(${{$B}})`);", "+ const $R = await this.worker.two($B);"),
        f"{_RUN}`env.one(${{$A}})`)\n$GAP\nconst val = {_RUN}`env.two(${{$B}})`)",
    ),
    "three": Page(
        _of("- this.pyodide.globals.set('x', $A);", f"- {_RUN}`env.one(x)`);", f"- const $R = {_RUN}`env.two(${{$B}})`);", "+ const $R = await this.worker.both($A, $B);"),
        f"this.pyodide.globals.set('x', $A)\n{_RUN}`env.one(x)`)\nconst val = {_RUN}`env.two(${{$B}})`)",
    ),
    "a name over a gap": Page(
        _of("- this.pyodide.globals.set('x', $A);", "  ...", f"- const $R = {_RUN}`env.one(x)`);", "+ const $R = await this.worker.one($A);"),
        f"this.pyodide.globals.set('x', $A)\n$GAP\nconst val = {_RUN}`env.one(x)`)",
        moves=True,
    ),
    "a name asked for": Page(
        _of(f"- {_RUN}`total = env.one(${{$A}})`);", "  ...", "- const $R = this.pyodide.globals.get('total');", "+ const $R = await this.worker.one($A);"),
        f"{_RUN}`total = env.one(${{$A}})`)\n$GAP\nconst val = this.pyodide.globals.get('total')",
        moves=True,
    ),
    "two of the same": Page(
        _of(f"- {_RUN}`env.one(${{$A}})`);", f"- const $R = {_RUN}`env.one(${{$B}})`);", "+ const $R = await this.worker.twice($A, $B);"),
        f"{_RUN}`env.one(${{$A}})`)\nconst val = {_RUN}`env.one(${{$B}})`)",
    ),
    "two with a nest": Page(
        _of(f"- {_RUN}`env.clear()`);", f"- const $R = {_RUN}`env.draw()`);", "+ const $R = await this.worker.renderValue();", "  <...", "- $R", "+ $R.value", "  ...>"),
        f"{_RUN}`env.clear()`)\nconst val = {_RUN}`env.draw()`)",
    ),
    "packages and a program": Page(
        _of("- await this.pyodide.loadPackage($A);", "  ...", f"- const $R = {_RUN}`env.draw()`);", "+ const $R = await this.worker.drawWith($A);"),
        f"await this.pyodide.loadPackage($A)\n$GAP\nconst val = {_RUN}`env.draw()`)",
        moves=True,
    ),
    "packages": Page("- await this.pyodide.loadPackage($A);\n+ await this.worker.load($A);", "await this.pyodide.loadPackage($A)"),
    "a name": Page("- this.pyodide.globals.set('y', $A);\n+ await this.worker.put($A);", "this.pyodide.globals.set('y', $A)"),
    "a function": Page(
        "- const $R = this.pyodide.globals.get('f')($A);\n+ const $R = await this.worker.f($A);",
        "const val = this.pyodide.globals.get('f')($A)",
    ),
    "a function by its name": Page(
        "- const $F = this.pyodide.globals.get('f');\n- const $R = $F($A);\n+ const $R = await this.worker.f($A);",
        "const fun = this.pyodide.globals.get('f')\nconst val = fun($A)",
    ),
    "a function over a gap": Page(
        "- const $F = this.pyodide.globals.get('f');\n  ...\n- const $R = $F($A);\n+ const $R = await this.worker.f($A);",
        "const fun = this.pyodide.globals.get('f')\n$GAP\nconst val = fun($A)",
        moves=True,
    ),
    "any code": Page(
        f"- const $R = {_RUN}$CODE);\n+ const $R = await this.worker.run($CODE);", f"const val = {_RUN}$CODE)",
    ),
    "any code behind an await": Page(
        f"- const $R = {_RUN}$CODE);\n+ await this.worker.note();\n+ const $R = await this.worker.run($CODE);",
        f"const val = {_RUN}$CODE)",
    ),
    "any code after a name": Page(
        f"- this.pyodide.globals.set('x', $A);\n  ...\n- const $R = {_RUN}$CODE);\n+ const $R = await this.worker.runWith($A, $CODE);",
        f"this.pyodide.globals.set('x', $A)\n$GAP\nconst val = {_RUN}$CODE)",
        moves=True,
    ),
    "an import": Page(
        f"+ import {{ asyncRun }} from './bridge.js';\n- const $R = {_RUN}`env.one(${{$A}})`);\n+ const $R = await asyncRun('one', $A);",
        f"const val = {_RUN}`env.one(${{$A}})`)",
    ),
    "a default and a module": Page(
        "+ import bridge, { stop as end } from './bridge.js';\n+ import * as whole from './bridge.js';\n"
        f"- {_RUN}`env.clear()`);\n- const $R = {_RUN}`env.one(${{$A}})`);\n"
        "+ await end();\n+ const $R = await whole.asyncRun(bridge, $A);",
        f"{_RUN}`env.clear()`)\nconst val = {_RUN}`env.one(${{$A}})`)",
    ),
    "a function in scope": Page(
        f"- const $R = {_RUN}`env.one(${{$A}})`);\n+ const $R = await sendOne($A);", f"const val = {_RUN}`env.one(${{$A}})`)",
    ),
}  # fmt: skip

_EXPRESSION = "diff expression"
EXPRESSIONS = {
    "a program": Page(f"- {_RUN}`env.draw()`)\n+ await this.worker.draw()", f"{_RUN}`env.draw()`)", fence=_EXPRESSION),
    "a program with a value": Page(
        f"- {_RUN}`env.one(${{$A}})`)\n+ (await this.worker.oneValue($A)).value", f"{_RUN}`env.one(${{$A}})`)", fence=_EXPRESSION,
    ),
    "values exchanged": Page(
        f"- {_RUN}`env.pair(${{$A}}, ${{$B}})`)\n+ await this.worker.pair($B, $A)", f"{_RUN}`env.pair(${{$A}}, ${{$B}})`)", fence=_EXPRESSION,
    ),
    "a promise": Page(
        "- this.pyodide.runPythonAsync(`env.one(${$A})`)\n+ this.worker.one($A)", "this.pyodide.runPythonAsync(`env.one(${$A})`)", fence=_EXPRESSION,
    ),
    "a program at once": Page("- this.pyodide.runPython(`env.draw()`)\n+ await this.worker.draw()", "this.pyodide.runPython(`env.draw()`)", fence=_EXPRESSION),
    "a value at once": Page(
        "- this.pyodide.runPython(`env.one(${$A})`)\n+ await this.worker.one($A)", "this.pyodide.runPython(`env.one(${$A})`)", fence=_EXPRESSION,
    ),
    "a function's value": Page(
        "- this.pyodide.globals.get('f')($A)\n+ await this.worker.f($A)", "this.pyodide.globals.get('f')($A)", fence=_EXPRESSION,
    ),
    "a length": Page(
        f"- ({_RUN}`env.draw()`)).length\n+ (await this.worker.drawValue()).value.length", f"({_RUN}`env.draw()`)).length", fence=_EXPRESSION,
    ),
    "a sum": Page(
        f"- {_RUN}`env.one(${{$A}})`)\n+ '' + await this.worker.one($A)", f"{_RUN}`env.one(${{$A}})`)", fence=_EXPRESSION,
    ),
    "code anywhere": Page(f"- {_RUN}$CODE)\n+ await this.worker.run($CODE)", f"{_RUN}$CODE)", fence=_EXPRESSION),
    "an import anywhere": Page(
        f"+ import {{ asyncRun }} from './bridge.js';\n- {_RUN}`env.one(${{$A}})`)\n+ await asyncRun('one', $A)",
        f"{_RUN}`env.one(${{$A}})`)",
        fence=_EXPRESSION,
    ),
}  # fmt: skip
PAGES = {**STATEMENTS, **EXPRESSIONS}

# Each the events of the interpreter that it comes to. `note` tells nothing.
COMMANDS = """\
class Commands {
    async render() { return await py(['clear'], ['draw']); }
    async renderValue() { return { value: await py(['clear'], ['draw']) }; }
    async draw() { return await py(['draw']); }
    async drawValue() { return { value: await py(['draw']) }; }
    async drawWith(names) { return await py(['load', names], ['draw']); }
    async one(a) { return await py(['one', a]); }
    async oneValue(a) { return { value: await py(['one', a]) }; }
    async two(b) { return await py(['two', b]); }
    async both(a, b) { return await py(['one', a], ['two', b]); }
    async swapped(b, a) { return await py(['one', a], ['two', b]); }
    async twice(a, b) { return await py(['one', a], ['one', b]); }
    async pair(b, a) { return await py(['pair', `${a}, ${b}`]); }
    async load(names) { return await py(['load', names]); }
    async put(a) { return await py(['put y', a]); }
    async f(a) { return await py(['f', a]); }
    async note() { return await py(); }
    async run(code) { return await python(code); }
    async runWith(a, code) { return await python(code, a); }
}
"""
BRIDGE = """\
export const asyncRun = async (name, ...given) => py([name, ...given]);
export const stop = async () => py(['clear']);
export default 'one';
"""
