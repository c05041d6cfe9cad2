"""What is put together: pages that move or drop a value, values, and statements around them.

The method has parameters `s` and `o`, which nothing else has unless the statements give it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_READ = r"""
- const $JSON = JSON.stringify($A);
  ...
- await this.pyodide.runPythonAsync(`
-     import json
-     env.set_state(json.loads('''${$JSON.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'''))
- `);
"""
_TWO = "- await this.pyodide.runPythonAsync(`env.two(${$A}, ${$B})`);\n"
# By what each does to what it reads.
PAGES = {
    "over a gap": _READ + "+ await this.worker.setState(JSON.stringify($A));",
    "over an await": _READ.replace("  ...\n", "") + "+ await this.worker.first();\n+ await this.worker.setState(JSON.stringify($A));",
    "over both": _READ + "+ await this.worker.first();\n+ await this.worker.setState(JSON.stringify($A));",
    "before an await": "- const $R = await this.pyodide.runPythonAsync(`env.first()`);\n- this.use([$R, JSON.stringify($A)]);\n"
    "+ const text = JSON.stringify($A);\n+ const result = await this.worker.first();\n+ this.use([result, text]);",
    "in another order": _TWO + "+ await this.worker.two($B, $A);",
    "not at all": _TWO + "+ await this.worker.one($A);",
    "in a constant": "- await this.pyodide.runPythonAsync(`\n-     import json\n-     env.set_state(json.loads('''${JSON.stringify($A)"
    ".replace(/\\\\/g, '\\\\\\\\').replace(/'/g, \"\\\\'\")}'''))\n- `);\n+ await this.worker.setState(JSON.stringify($A));",
    "in a sum": _TWO + "+ await this.worker.pair($A, $B);",
    "a function less": "- const $L = await this.pyodide.runPythonAsync(`env.list()`);\n+ await this.worker.first();\n"
    "  ...\n- $L.map($I => $F($I));",
}

SETUPS = (
    "const alias = s;", "let t = s;", "const own = { a: 1, inner: { b: 1 } };", "const list = [s];", "const { inner } = s;",
    "this.part = s;", "this.part = own;", "this.hook = () => { s.h = tick(); };", "this.hook = () => { own.h = tick(); };",
    "this.hook = () => { n = tick(); };", "this.net.push((v) => { this.latest = v; });", "this.net.push((v) => { s.late = v; });",
    "this.net.push((v) => { s.inner.late = v; });", "this.net.push((v) => { own.late = v; });", "this.net.push((v) => { n = v; });",
    "this.net.push((v) => { t = { v }; });", "this.net.push((v) => { Object.assign(s, { v }); });", "this.net.push((v) => { alias.v = v; });",
    "const self = this;", "const map = new Map([['s', s]]);", "const turn = (x) => { x.turned = tick(); };", "own.s = s;", "keep(s);",
    "keep(own);", "keep([s]);", "keep(s.inner);", "const write = () => { s.w = tick(); };", "const rename = () => { n = tick(); };",
    "const copy = { ...s };", "const held = this.part;", "const got = this.current();", "const picked = o.a ? s : own;",
    "const bag = { m() { s.bag = tick(); }, get g() { s.got = tick(); return 1; } };", "for (const part of [s]) this.net.push((v) => { part.v = v; });",
    "const show = () => s.a;", "const parts = [s.inner];", "o.s = s;", "const names = Object.keys(s);",
)  # fmt: skip
VALUES = (
    "s", "s", "s", "s.inner", "alias", "t", "own", "own.inner", "{ ...s }", "{ a: s.inner, n }", "[s, n]", "n", "this.latest", "this.part",
    "shared", "shared.x", "self.latest", "list", "copy", "map.get('s')", "held", "got", "picked", "s.size", "this.size", "COUNT", "count",
    "[this.latest]", "Object.keys(s)", "names", "s.a + n", "`${s.a}`", "o", "parts", "1", "this",
)  # fmt: skip
GAPS = (
    "s.x = tick();", "(s).x = tick();", "s['x'] = tick();", "s.x ??= tick();", "s.a++;", "delete s.a;", "[s.x] = [tick()];", "({ a: s.x } = { a: tick() });",
    "for (s.x of [tick()]);", "for (s.x in { k: 1 });", "alias.x = tick();", "const u = s; u.x = tick();", "t.x = tick();", "t = { z: 1 };",
    "list[0].x = tick();", "list.push(1);", "inner.x = tick();", "s.inner.x = tick();", "s.list.push(tick());", "s.list.sort((a, b) => b - a);",
    "Object.assign(s, { x: tick() });", "Reflect.set(s, 'x', tick());", "Object.defineProperty(s, 'x', { value: tick(), enumerable: true });",
    "mutate(s);", "this.mutate(s);", "mutate(s.inner);", "mutate([s]);", "mutate({ s });", "new Mutation(s);", "tagged`${s}`;", "this.touch();",
    "this.hook();", "touchShared();", "flush();", "turn(s);", "turn(own);", "write();", "rename();", "n = tick();", "n += 1;", "own.a = tick();",
    "own.inner.b = tick();", "this.latest = { l: tick() };", "this.latest.l = tick();", "this.part.x = tick();", "this.part = { p: tick() };",
    "self.latest = { l: tick() };", "shared.x = tick();", "count = tick();", "s.next;", "this.next;", "this.into = tick();", "s.into = tick();",
    "s.parts.forEach((part) => { part.x = tick(); });", "for (const part of s.parts) part.x = tick();", "for (const k in s) s[k] = tick();",
    "map.get('s').x = tick();", "copy.inner.x = tick();", "copy.x = tick();", "bag.m();", "bag.g;", "use(s.a);", "use(`${s.a}`);", "console.log(s.a);",
    "log.debug(s);", "const began = performance.now();", "const sorted = [...s.list].sort();", "const ids = s.parts.map((part) => part.id);",
    "const deep = structuredClone(s); deep.inner.x = tick();", "if (o.a) s.x = tick();", "if (!o.a) return;", "while (o.a-- > 0) s.a += 1;",
    "await this.pause();", "await 1;", "(() => { s.x = tick(); })();", "[1].forEach(() => { s.x = tick(); });", "const { x = (s.x = tick()) } = {};",
    "switch (o.a) { case 1: s.x = tick(); }", "try { mutate(s); } finally { use(1); }", "picked.x = tick();", "held.x = tick();", "got.x = tick();",
    "o.x = tick();", "o.s.x = tick();", "parts[0].x = tick();", "parts.push(tick());", "label: s.x = tick();", "this.t = tick();", "this.use(2);",
    "arguments[0].x = tick();", "s.inner = { c: tick() };", "const fresh = []; fresh.push(s); fresh[0].x = tick();", "setup.call(this, s);",
    "s.work();", "this.net.push((v) => { s.w = v; });", "[...list].pop().x = tick();", "Object.values(s).forEach((p) => { if (p) p.y = tick(); });",
)  # fmt: skip
FUNCTIONS = (
    "pure", "writes", "counts", "keeps", "readsThis", "throws", "prints", "calls", "recursive", "nested", "copies", "sets", "localOnly", "(x => x)",
    "(x => { count = tick(); return x; })", "(x => { x.z = 1; })", "this.items.push", "String", "closes", "table", "generic", "late",
)  # fmt: skip
ACTING = ("this.n++", "mutate(s)", "touchShared()", "tick()", "s.next", "(s.x = tick())", "this.touch()", "write()", "use(s.a)", "n++", "flush()")

MODULE = """\
const COUNT = 7;
let count = 1;
const shared = { x: 1 };
const kept = [];
const TABLE = new Set(['a']);
const setup = function (x) { x.called = tick(); };
class Mutation { constructor(x) { x.made = tick(); } }
function mutate(x) { if (Array.isArray(x)) x[0].m = tick(); else if (x.s) x.s.m = tick(); else x.m = tick(); }
function tagged(strings, x) { x.tagged = tick(); }
function touchShared() { shared.x = tick(); count = tick(); }
function keep(x) { kept.push(x); }
function flush() { for (const x of kept) (Array.isArray(x) ? x[0] : x).flushed = tick(); }
function pure(x) { return x; }
function writes(x) { x.w = 1; return x; }
function counts(x) { count += 1; return x; }
function keeps(x) { kept.push(x); return x; }
function readsThis(x) { return this === x; }
function throws(x) { if (x.id === 2) throw new Error('two'); return x; }
function prints(x) { console.log(x); return x; }
function calls(x) { use(x); return x; }
function recursive(x) { if (typeof x !== 'object' || x === null) return x; for (const k in x) x[k] = recursive(x[k]); return x; }
function nested(x) { const add = (y) => { y.n = 1; return y; }; return [x].map(add); }
function copies(x) { const c = { ...x }; c.y = 1; return c; }
function sets(x) { shared.set = tick(); return x; }
function localOnly(x) { let n = 0; for (const k of Object.keys(x)) n += k.length; return n; }
function closes(x) { const later = () => { shared.later = tick(); }; later(); return x; }
function table(x) { return TABLE.has(x.id) ? null : counting(x); }
function counting(x) { return pure(x); }
const generic = (x, y = touchShared()) => x;
const late = (x) => { const alias = shared; alias.late = tick(); return x; };
"""
# Of the class around the method: what its constructor makes, and its methods.
FIELDS = """\
        this.worker = new Commands();
        this.pyodide = interpreter;
        this.net = []; this.items = []; this.n = 1; this.latest = { l: 0 }; this.part = { p: 0 };
"""
METHODS = """\
    hook() { return 1; }
    mutate(x) { x.m = tick(); }
    touch() { this.latest.t = tick(); this.part.t = tick(); }
    current() { return this.part; }
    get next() { this.n += 1; this.latest.next = this.n; return this.n; }
    set into(x) { this.part.into = x; }
    get size() { return this.n; }
"""
# The statements that declare the names that others use.
DECLARATIONS = {"n": "let n = 1;"}
for _setup in SETUPS:
    _words = _setup.replace("{", " ").replace("}", " ").split()
    if _words[0] in ("const", "let"):
        DECLARATIONS[_words[1].rstrip("=;")] = _setup


def with_names(setups: Iterable[str], body: str) -> list[str]:
    """Statements, after those that declare the names that they, and a method's body, use."""
    found: dict[str, None] = {}

    def add(text: str) -> None:
        for name, declares in DECLARATIONS.items():
            if declares != text and re.search(rf"(?<![\w.']){name}\b(?!:)", text) and declares not in found:
                add(declares)
        if text != body:
            found[text] = None

    for each in (*setups, body):
        add(each)
    return list(found)
