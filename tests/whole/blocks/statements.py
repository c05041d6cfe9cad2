"""What is put around and into a site: values, code, gaps, what becomes of a result, and places of an expression.

`tests/whole/effects` has the values and gaps that do nothing to an interpreter.
"""

from __future__ import annotations

from tests.whole.effects.statements import ACTING, VALUES

# Values, of which some act.
ARGUMENTS = (*VALUES, *ACTING, "s.a", "n", "1", "'x'", "o.a", "s.a + 1", "-n", "(s.a, n)", "o?.a", "s.a ? n : o")
CODES = (
    "code", "code", "`env.draw()`", "`env.one(${s.a})`", "`env.one(${tick()})`", "'env.draw()'", "'env.one(' + n + ')'", "this.code",
    "this.codes.draw", "this.codes[n] ?? code", "codes(s)", "this.coded(s)", "o.a ? code : 'env.draw()'", "CODE", "[code, 'env.clear()'].join('\\n')",
    "code.trim()", "`not python (${n}`", "`\n    env.clear()\n    env.draw()\n`", "String.raw`env.raw()`", "(n++, code)", "(this.code = code)",
    "await this.fetched()", "...[code]", "code, { globals: o }", "this.code + CODE", "`${code}\n${CODE}`", "later", "(() => code)()", "async () => code",
)  # fmt: skip
# What a gap may do to the interpreter, and to the way through it.
GAPS = (
    "await this.pyodide.runPythonAsync(`env.other()`)", "this.pyodide.runPython(`env.other()`)", "this.pyodide.globals.set('x', tick())",
    "this.pyodide.globals.set('y', 1)", "this.use(this.pyodide.globals.get('x'))", "this.use(this.pyodide.globals.get('total'))", "this.runs()",
    "await this.runs()", "const py = this.pyodide; py.runPython(`env.other()`)", "[1].forEach(() => this.runs())", "runsToo()",
    "if (o.a) return", "if (!o.a) return", "if (o.b) throw new Error('b')", "if (!o.b) throw new Error('b')",
    "for (const i of [1, 2]) { if (i) break; this.use(i); }", "this.worker.one(1)", "await this.worker.one(2)", "await this.pyodide.loadPackage('p')",
    "this.use('gap')", "console.log('gap')", "const between = this.frame", "n = 5", "await this.pause()", "await null", "for await (const i of [1]) this.use(i)",
    "const { pyodide } = this; pyodide.globals.set('x', 3)", "this['runs']()", "this.pyodide.globals.get('f')(3)", "const q = this.net.length",
    "this.pyodide = { ...this.pyodide }", "if (o.a) { this.use('a'); } else { this.use('b'); }", "try { this.use(1); } catch (e) { return; }",
    "switch (o.a) { case 1: return 5; }", "var late = tick(); this.use(late)", "this.hook()", "f0(this)", "debugger", "yielded?.next()",
    "new Runs(this)", "Runs.now(this)", "for (;;) { if (tick()) break; }", "while (o.c) return", "do { if (o.c) continue; } while (0)",
    "void (async () => { await 0; this.runs(); })()", "Promise.resolve().then(() => this.runs())", "setTimeout(() => this.runs(), 0)",
)  # fmt: skip
# What becomes of a result.
USES = (
    "this.use(val)", "return val", "this.use(val.length)", "this.use(() => val)", "const { length } = val; this.use(length)", "this.val = val",
    "this.use({ val })", "this.use(`${val}`)", "this.net.push(() => use(val))", "", "if (val) this.use(1)", "for (const c of val.slice(0, 1)) this.use(c)",
    "this.use([val, val])", "{ const val = 1; this.use(val); }",
)  # fmt: skip
# How a variable is there before it is assigned, and what else is done with it: before, behind.
ASSIGNED = (
    ("let val", ""), ("let val = 0", ""), ("var val", ""), ("let val = null", "this.use(val)"), ("let val; this.use(val)", ""),
    ("let val; this.net.push(() => use(val))", ""), ("let val = 'old'; this.net.push(() => use(val))", ""), ("let val, other = 1; this.use(other)", ""),
    ("let val; const show = () => use(val); show()", "show()"), ("let val", "val = 3; this.use(val)"), ("let val", "val += 'x'; this.use(val)"),
    ("let val = tick()", ""), ("let val; let fun", ""), ("let val, fun", ""), ("let val; const reset = () => { val = 'reset'; }", "reset(); this.use(val)"),
    ("let val; this.net.push(() => { val = 'late'; })", "this.use(val)"), ("var val = 2; var val", ""), ("let val; { let val = 4; this.use(val); }", ""),
    ("let val; if (o.a) val = 'a'", ""), ("const val = 1", ""), ("", ""), ("let val; val = 1", "val = undefined"),
)  # fmt: skip
# Where an expression stands. `$E` is the expression, `$T` its only place in a text.
PLACES = (
    "$E", "this.use($E)", "this.use(tick(), $E)", "this.use(this.use(1), $E, this.use(2))", "this.use(s.a, $E)", "this.use(this.n, $E)",
    "this.use(n, $E)", "this.use([s.inner, $E])", "this.use({ a: n, b: $E, c: n })", "this.use({ [$E]: 1 })", "this.use(...($E))", "this.use([...($E)])",
    "if ($E) this.use(1); else this.use(2)", "if (!($E)) this.use(1)", "if (o.a && $E) this.use(1)", "if (o.b && $E) this.use(1)", "this.use(o.b || $E)",
    "this.use(o.b ?? $E)", "this.use(o.a ? $E : 2)", "this.use(o.a ? 1 : $E)", "this.use($E ? 1 : 2)", "this.use($E + 1)", "this.use(1 + $E)",
    "this.use(2 * $E)", "this.use($E * 2)", "this.use(-($E))", "this.use(-$E)", "this.use(!$E)", "this.use(typeof $E)", "this.use(void $E)",
    "this.use(($E) ** 2)", "this.use(2 ** $E)", "this.use($E in o)", "this.use('length' in o, $E)", "this.use($E instanceof Object)",
    "this.use($E == 1)", "this.use($E === n)", "this.use(n === $E)", "this.use($E && 1)", "this.use(($E) ?? 1)", "this.use(($E) || 1)",
    "this.use(`a ${$E} b`)", "this.use(`${n}${$E}${n}`)", "this.use(`${this.n}${$E}`)", "tagged0`a ${$E}`", "const val = $E; this.use(val)",
    "let val = $E; this.use(val)", "const val = $E, other = 1; this.use(val + other)", "const other = n, val = $E; this.use([other, val])",
    "const { length } = $E; this.use(length)", "const { length: val = 1 } = ($E); this.use(val)", "const [first] = $E; this.use(first)",
    "const { a = $E } = o; this.use(a)", "const { z = $E } = o; this.use(z)", "let val; val = $E; this.use(val)", "let val; [val] = [$E]; this.use(val)",
    "let val; this.use(val = $E)", "let val = 1; val += $E; this.use(val)", "let val; val ??= $E; this.use(val)", "let val = 1; val &&= $E; this.use(val)",
    "this.frame = $E", "this.n += $E", "this.n = this.n + $E", "this.part.x = $E", "this.part[tick()] = $E", "this.part[$E] = 1", "o[$E] = tick()",
    "s[this.use('k')] = $E", "s.a += $E", "return $E", "return [$E, n]", "throw $E", "throw new Error($E)", "this.use(($E).length)", "this.use(($E)?.length)",
    "this.use(($E).slice(1).length)", "this.use(($E)['length'])", "this.use(($E).slice(tick()))", "($E).slice(0)", "this.use(($E)(1))", "this.use(new ($E)())",
    "this.use(new Error($E).message)", "($E).x = 1", "($E).length++", "delete ($E).x", "[($E).x] = [1]", "this.use(async () => $E)",
    "await (async () => this.use($E))()", "await (async () => { this.use($E); })()", "this.use(await (async () => $E)())", "(async () => $E)()",
    "this.use(() => $E)", "const f1 = async () => $E; this.use(await f1())", "const f1 = async (v = $E) => v; this.use(await f1())",
    "const f1 = async function () { return $E; }; this.use(await f1.call(this))", "class L { x = $E }", "class L { static x = $E }", "class L { [$E]() {} }",
    "class L extends ($E) {}", "for (let i = $E; i; i = 0) this.use(i)", "for (let i = 1; i && $E; i = 0) this.use(i)", "for (let i = 1; i; i = 0 * $E) this.use(i)",
    "for (const c of ($E).slice(0, 2)) this.use(c)", "for (const c in $E) { this.use(c); break; }", "for (o.x of [$E]) this.use(o.x)",
    "while ($E) { this.use(1); break; }", "do { this.use(1); } while (o.b && $E)", "switch ($E) { case 1: this.use(1); break; default: this.use(2); }",
    "switch (n) { case $E: this.use(1); break; default: this.use(2); }", "label: this.use($E)", "(0, $E)", "this.use((this.use(1), $E))", "$E, this.use(1)",
    "o.a && $E", "o.a ? $E : 0", "o.b ? 0 : $E", "try { this.use($E); } catch (e) { this.use(e.name); } finally { this.use('f'); }", "await ($E)",
    "this.use(await ($E))", "this.use($E, $E)", "this.use([$E, this.use($E)])", "this.use($E + $E)", "this.use({ ...($E) })", "this.use({ val: $E })",
    "const val = { async m() { return $E; } }; this.use(1)", "const val = { m: async () => $E }; this.use(await val.m())", "await Promise.all([$E, $E])",
    "await Promise.all([1, 2].map(async (i) => this.use(i, $E)))", "const all = []; for (const i of [1, 2]) all.push($E); this.use(all)",
    "this.use(this.next, $E)", "this.use(this.latest.l, $E, this.latest.l)", "this.use(this.latest, $E)", "this.use(count, $E)", "this.use(shared.x, $E)",
    "this.mutate(s, $E)", "this.into = $E", "s.into = $E", "this.hook($E)", "this.net.push($E)", "this.current().x = $E", "this.part = [this.part, $E]",
    "count = $E", "count += $E", "n = $E", "n += $E", "const g1 = n; n = 7; this.use([g1, $E])", "this.use(((v) => v)($E))", "this.use(((v, w = n) => [v, w])($E))",
    "import($E).catch(() => 0)", "this.use(/1/.test($E))", "debug0($E)", "this?.use($E)", "this.use?.($E)", "o.m?.($E)", "o?.b?.[$E]", "o.use = $E",
    "super.use($E)", "this.use([, $E])", "this.use(n, [o.b?.($E)])", "eval($E)", "with0 = $E", "this.use((async (a) => a)($E))", "this.use(arguments[0].a, $E)",
)  # fmt: skip
BEFORE = ("", "this.use('b')", "let r = this.n", "if (this.n) this.use('b')", "q0 = function () {}", "q0 = { q0 }", "q0 = `b`")
AFTER = (
    "", "this.use('a')", "(this.z || this).use('a')", "[1, 2].forEach((q) => this.use(q))", "`x${this.use('a')}`.trim()", "/r/.test(this.use('a'))",
    "+this.use('a')", "-this.use('a')", "++this.n", "{ this.use('a'); }", "// said", ".5.toFixed()", "this.use(this.pyodide.globals.get('x'))",
    "await this.pyodide.runPythonAsync(`env.other()`)", "this.pyodide.runPython(`env.more(x)`)",
)  # fmt: skip
# Files that import: what stands before the class. Some of it leaves no room for what a page imports.
HEADS = (
    "export const one = 1;", "import { asyncRun } from './bridge.js';", "import { asyncRun as send } from './bridge.js';", "import './bridge.js';",
    "import * as whole from './bridge.js';", "import * as other from './bridge.js';", "import bridge from './bridge.js';", "import { stop } from './bridge.js';",
    "import bridge, { stop, asyncRun } from './bridge.js';", "export const asyncRun = (...given) => use(given);", "export function whole() {}\nexport let end = 1;",
    "import {\n    stop,\n} from './bridge.js'\nexport { stop };", "// A head.\n'use strict';\nexport {};", "export { asyncRun } from './bridge.js';",
    "import { stop as asyncRun } from './bridge.js';", "const bridge = 1;\nexport default bridge;", "const q1 = 1", "/* said */ import def from './bridge.js'; export { def }",
    "import { stop as end, stop } from './bridge.js';", "import { default as bridge } from './bridge.js';", "import bridge, * as whole from './bridge.js';",
)  # fmt: skip
