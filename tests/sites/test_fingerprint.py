"""A fingerprint knows a use again: by what it says and in which method, not by its layout, its line or local names."""

from __future__ import annotations

import re

import pytest

from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.fingerprint import fingerprint
from migrator.sites.site import File

PROGRAM = "const result = await this.pyodide.runPythonAsync(`\n    import json\n    state = json.loads('''${text}''')\n    env.set_state(state)\n    len(state)\n`);\nreturn result;"


def prints(text: str) -> list[str]:
    """The fingerprints of the uses in a file, in order."""
    file = File(Source.read("case.js", text.encode()), Settings())
    return [fingerprint(use, file) for use in file.uses]


def of(statements: str, *, method: str = "performRollback", name: str = "Game") -> str:
    """The fingerprint of the first use in a method."""
    return prints(
        f"import {{ shared }} from './shared.js';\nclass {name} {{ async {method}(a, b) {{\n{statements}\n}} }}\n"
    )[0]


# Each: statements, and others that say the same.
SAME = {
    "moved down": (PROGRAM, "\n\n\nlater();\n" + PROGRAM),
    "indented otherwise": (PROGRAM, "if (a) {\n" + PROGRAM.replace("\n    ", "\n\t\t\t").replace("\n`", "\n        `") + "\n}"),
    "commented": (PROGRAM, PROGRAM.replace("import json", "import json  # the state").replace("const", "/* now */ const")),
    "a local name": (PROGRAM, PROGRAM.replace("result", "answer")),
    "a local name in a hole": (PROGRAM.replace("text", "a"), PROGRAM.replace("text", "b")),
    "a name that the program binds": (PROGRAM, PROGRAM.replace("state = ", "s = ").replace("(state)", "(s)")),
    "a temporary": (PROGRAM, PROGRAM.replace("json.loads('''${text}''')", "json.loads(raw)").replace("    state =", "    raw = '''${text}'''\n    state =")),
    "another spelling of an import": (PROGRAM, PROGRAM.replace("import json", "from json import loads").replace("json.loads", "loads")),
    "a print without effect": (PROGRAM, PROGRAM.replace("    len", "    print('done')\n    len")),
    "a keyword of a declaration": (PROGRAM, PROGRAM.replace("const", "let")),
    "brackets and quotes": (PROGRAM, PROGRAM.replace("this.pyodide", "this['pyodide']")),
    "parentheses": (PROGRAM, PROGRAM.replace("await this.pyodide.run", "await (this.pyodide).run")),
    "a statement that reads": ("const py = this.pyodide.version;", "let version =\n    this . pyodide . version"),
    "an alias": ("const py = this.pyodide;\nreturn py;", "var runtime = ((this['pyodide']));"),
    "a condition, whatever hangs on it": ("if (this.pyodide) a();", "if (this['pyodide']) { b(); b(); } else return;"),
    "a callback beside it": ("a(this.pyodide, () => { b(); });", "a(this.pyodide, () => { b(1); return 2; });"),
    "Python that does not parse": ("this.pyodide.runPython(`1 +`);", "return this.pyodide.runPython('1 +');"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_what_says_the_same_has_one_fingerprint(case: str) -> None:
    one, other = SAME[case]
    assert one != other
    assert of(one) == of(other)


# Each: statements, and others that say something else.
OTHER = {
    "another program": (PROGRAM, PROGRAM.replace("set_state", "get_state")),
    "another literal": ("this.pyodide.runPython(`env.step(1)`);", "this.pyodide.runPython(`env.step(2)`);"),
    "another order": ("this.pyodide.runPython(`a()\nb()`);", "this.pyodide.runPython(`b()\na()`);"),
    "a name that the program does not bind": ("this.pyodide.runPython(`env.reset()`);", "this.pyodide.runPython(`game.reset()`);"),
    "two names swapped": ("this.pyodide.runPython(`x = 1\ny = 2\nf(x, y)`);", "this.pyodide.runPython(`x = 1\ny = 2\nf(y, x)`);"),
    "two holes swapped": ("this.pyodide.runPython(`f(${a}, ${b}, ${a})`);", "this.pyodide.runPython(`f(${a}, ${b}, ${b})`);"),
    "another value of the program": ("this.pyodide.runPython(`f()`);", "this.pyodide.runPython(`f();`);"),
    "another hole": ("this.pyodide.runPython(`f(${a.x})`);", "this.pyodide.runPython(`f(${a.y})`);"),
    "a name of the module": ("this.pyodide.runPython(`f(${shared})`);", "this.pyodide.runPython(`f(${a})`);"),
    "another argument": ("this.pyodide.runPython(`f()`);", "this.pyodide.runPython(`f()`, { globals: a });"),
    "another member": ("this.pyodide.runPython(`f()`);", "this.pyodide.runPythonAsync(`f()`);"),
    "another statement": ("return this.pyodide;", "a(this.pyodide);"),
    "another alias of a member": ("const v = this.pyodide.version;", "const v = this.pyodide.name;"),
    "a read and a write": ("this.pyodide = a;", "a = this.pyodide;"),
    "another value": ("this.pyodide = shared;", "this.pyodide = null;"),
    "Python that does not parse": ("this.pyodide.runPython(`1 +`);", "this.pyodide.runPython(`2 +`);"),
    "an alias for the receiver": ("const py = this.pyodide;", "const { pyodide: py } = this;"),
    "another property of the same object": ("a({ x: this.pyodide });", "a({ y: this.pyodide });"),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHER)
def test_what_says_something_else_has_another_fingerprint(case: str) -> None:
    one, other = OTHER[case]
    assert of(one) != of(other)


# Each: a whole file, and others that run the same program from a constant that is written otherwise.
HELD = {
    "a constant": "const CODE = `a = 1\nrun('«env»', a)`;\nclass A { m() { this.pyodide.runPython(CODE); } }",
    "a constant of the method": "class A { m() { const code = 'run(«env»)'; return this.pyodide.runPythonAsync(code); } }",
    "a let": "class A { m(a) { let code = 'f()'; if (a) code = 'run(«env»)'; return this.pyodide.runPython(code); } }",
    "a concatenation": "const A = 'run(', B = '«env»)';\nclass G { m() { this.pyodide.runPython(A + B); } }",
    "a concatenation in a constant": "const A = 'run(«env»)';\nconst B = A + '\\nf()';\nclass G { m() { this.pyodide.runPython(B); } }",
    "what is added to a constant": "class G { m() { let code = 'f()\\n'; code += 'run(«env»)'; this.pyodide.runPython(code); } }",
    "a hole": "const NAME = '«env»';\nclass G { m() { this.pyodide.runPython(`run(${NAME})`); } }",
    "a hole of a hole": "const N = '«env»', M = `${N}.x`;\nclass G { m() { this.pyodide.runPython(`run(${M})`); } }",
    "a hole of a constant": "const N = '«env»', CODE = `run(${N})`;\nclass G { m() { this.pyodide.runPython(CODE); } }",
    "lines that are joined": "class G { m() { this.pyodide.runPython(['import a', 'run(«env»)'].join('\\n')); } }",
    "lines in a constant": "const LINES = ['import a', 'run(«env»)'];\nclass G { m() { this.pyodide.runPython(LINES.join('\\n')); } }",
    "lines that are pushed": "class G { m() { const lines = []; lines.push('run(«env»)'); this.pyodide.runPython(lines.join('\\n')); } }",
    "a static field": "class G { static CODE = 'run(«env»)'; m() { this.pyodide.runPython(G.CODE); } }",
    "a static field of the class of this": "class G { static CODE = 'run(«env»)'; m() { this.pyodide.runPython(this.constructor.CODE); } }",
    "a private static field": "class G { static #CODE = 'run(«env»)'; m() { this.pyodide.runPython(G.#CODE); } }",
    "a static field in a static method": "class G { static CODE = 'run(«env»)'; static m() { this.pyodide.runPython(this.CODE); } }",
    "a static getter": "class G { static get CODE() { return 'run(«env»)'; } m() { this.pyodide.runPython(G.CODE); } }",
    "a field": "class G { code = 'run(«env»)'; m() { this.pyodide.runPython(this.code); } }",
    "a member that is assigned": "class G { constructor() { this.code = 'run(«env»)'; } m() { this.pyodide.runPython(this.code); } }",
    "an object": "const CODES = { step: 'run(«env»)', reset: 'f()' };\nclass G { m() { this.pyodide.runPython(CODES.step); } }",
    "an object in brackets": "const CODES = { step: 'run(«env»)', reset: 'f()' };\nclass G { m(k) { this.pyodide.runPython(CODES[k]); } }",
    "a frozen object": "const CODES = Object.freeze({ a: { step: `run(«env»)` } });\nclass G { m() { this.pyodide.runPython(CODES.a.step); } }",
    "an object that is given a member": "const CODES = {};\nCODES.step = 'run(«env»)';\nclass G { m() { this.pyodide.runPython(CODES.step); } }",
    "an object that is taken apart": "const { step } = { step: 'run(«env»)' };\nclass G { m() { this.pyodide.runPython(step); } }",
    "a default": "class G { m(code = 'run(«env»)') { this.pyodide.runPython(code); } }",
    "a default that is a constant": "const CODE = 'run(«env»)';\nclass G { m(code = CODE) { this.pyodide.runPython(code); } }",
    "a default in a pattern": "class G { m({ code = 'run(«env»)' } = {}) { this.pyodide.runPython(code); } }",
    "a condition": "const A = 'f()', B = 'run(«env»)';\nclass G { m(k) { this.pyodide.runPython(k ? A : B); } }",
    "either": "const B = 'run(«env»)';\nclass G { m(k) { this.pyodide.runPython(k ?? B); } }",
    "a function that gives it": "const code = () => 'run(«env»)';\nclass G { m() { this.pyodide.runPython(code()); } }",
    "a function that takes it": "const CODE = 'run(«env»)';\nclass G { m() { this.pyodide.runPython(dedent(CODE)); } }",
    "a tag": "const CODE = dedent`run(«env»)`;\nclass G { m() { this.pyodide.runPython(CODE); } }",
    "a raw text": "const CODE = String.raw`run(«env»)`;\nclass G { m() { this.pyodide.runPython(CODE); } }",
    "a method of a text": "const CODE = ' run(«env»)';\nclass G { m() { this.pyodide.runPython(CODE.trim()); } }",
    "a replacement": "const CODE = 'run(NAME)';\nclass G { m() { this.pyodide.runPython(CODE.replace('NAME', '«env»')); } }",
    "Python that does not parse": "const CODE = 'run(«env»';\nclass G { m() { this.pyodide.runPython(CODE); } }",
    "a name for the receiver": "const CODE = 'run(«env»)';\nclass G { m() { const py = this.pyodide; py.runPython(CODE); } }",
    "a map": "const C = new Map([['a', 'run(«env»)']]);\nclass G { m() { this.pyodide.runPython(C.get('a')); } }",
    "a copy of an object": "const C = Object.assign({}, { a: 'run(«env»)' });\nclass G { m() { this.pyodide.runPython(C.a); } }",
    "lines that a function changes": "const C = ['run(«env»)'].map((x) => x);\nclass G { m() { this.pyodide.runPython(C.join('')); } }",
    "lines that a function joins": "const C = ['run(«env»)'];\nclass G { m() { this.pyodide.runPython(C.reduce((a, b) => a + b)); } }",
    "values of an object": "const C = { a: 'run(«env»)' };\nclass G { m() { this.pyodide.runPython(Object.values(C)[0]); } }",
    "JSON": "const C = '{\"x\":\"run(«env»)\"}';\nclass G { m() { this.pyodide.runPython(JSON.parse(C).x); } }",
    "a generator": "function* code() { yield 'run(«env»)'; }\nclass G { m() { this.pyodide.runPython([...code()][0]); } }",
    "a member of the object of this": "const C = { a: 'run(«env»)', get() { return this.a; } };\nclass G { m() { this.pyodide.runPython(C.get()); } }",
    "the same constant twice": "const A = 'run(«env»)\\n', B = A + A;\nclass G { m() { this.pyodide.runPython(B); } }",
}  # fmt: skip


def last(text: str) -> str:
    """The fingerprint of the last use of a file, which runs the program."""
    return prints(text)[-1]


@pytest.mark.parametrize("case", HELD)
def test_a_program_in_a_constant_is_known_by_its_text(case: str) -> None:
    text = HELD[case].replace("«", "").replace("»", "")
    other = HELD[case].replace("«env»", "game")
    assert last(text) != last(other)
    assert last(text) == last("// moved\n\n" + text.replace("const ", "const   "))


# Each: a file, and another that runs the same program.
HELD_ALIKE = {
    "the name of a constant of the method": (
        "class G { m() { const code = 'f()'; this.pyodide.runPython(code); } }",
        "class G { m() { const text = 'f()'; this.pyodide.runPython(text); } }",
    ),
    "the layout of the Python": (
        "const CODE = `\n    a = 1  # one\n    f(a)\n`;\nclass G { m() { this.pyodide.runPython(CODE); } }",
        "const CODE = `b = 1\nf(b)`;\nclass G { m() { this.pyodide.runPython(CODE); } }",
    ),
    "the indentation of a part": (
        "const A = `\n    f()\n    g()\n`;\nclass G { m() { this.pyodide.runPython(A + 'h()'); } }",
        "const A = `\n  f()\n  g()\n`;\nclass G { m() { this.pyodide.runPython(A + 'h()'); } }",
    ),
    "quotes": (
        "const CODE = 'f()';\nclass G { m() { this.pyodide.runPython(CODE + 'g()'); } }",
        "const CODE = `f()`;\nclass G { m() { this.pyodide.runPython(CODE + `g()`); } }",
    ),
    "another constant": (
        "const A = 'f()', B = 'g()';\nclass G { m() { this.pyodide.runPython(A); } }",
        "const A = 'f()', B = 'h()';\nclass G { m() { this.pyodide.runPython(A); } }",
    ),
    "another member": (
        "const C = { a: 'f()', b: 'g()' };\nclass G { m() { this.pyodide.runPython(C.a); } }",
        "const C = { a: 'f()', b: 'h()' };\nclass G { m() { this.pyodide.runPython(C.a); } }",
    ),
    "what a hole's value is made of": (
        "class G { m() { const a = this.load('x', { b: 1 }); this.pyodide.runPython(`f(${a})`); } }",
        "class G { m() { const a = this.load('y', { b: 2 }); this.pyodide.runPython(`f(${a})`); } }",
    ),
    "a use beside it": (
        "const CODE = 'f()';\nclass G { m() { o(CODE); return this.pyodide; } }",
        "const CODE = 'g()';\nclass G { m() { o(CODE); return this.pyodide; } }",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HELD_ALIKE)
def test_what_a_program_is_not_made_of_does_not_count(case: str) -> None:
    one, other = HELD_ALIKE[case]
    assert last(one) == last(other)


@pytest.mark.parametrize("text", [
    "const A = B, B = A;\nclass G { m() { this.pyodide.runPython(A); } }",
    "const A = A + A;\nclass G { m() { this.pyodide.runPython(A + `${A}`); } }",
    "const f = () => f();\nclass G { m() { this.pyodide.runPython(f()); } }",
    "const a0 = 'x'; " + "".join(f"const a{i + 1} = a{i} + a{i}; " for i in range(100)) + "class G { m() { this.pyodide.runPython(a100); } }",
    "const A = " + "'f()' + " * 500 + "'';\nclass G { m() { this.pyodide.runPython(A); } }",
])  # fmt: skip
def test_constants_that_go_in_a_circle_or_on_and_on_have_a_fingerprint(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", last(text))


def test_class_and_method_are_part_of_it() -> None:
    assert len({of(PROGRAM), of(PROGRAM, method="other"), of(PROGRAM, name="Other")}) == 3


def test_two_uses_in_one_statement_have_two() -> None:
    assert (
        len(set(prints("class A { m() { return f(this.pyodide, this.pyodide, this.pyodide.a, this.pyodide.a()); } }")))
        == 4
    )


def test_two_uses_that_say_the_same_have_one() -> None:
    first, second = prints("class A { m() { this.pyodide.a(); this.pyodide.a(); } }")
    assert first == second


def test_a_program_through_a_name_is_known_by_its_normal_form() -> None:
    text = "class A { m() { const py = this.pyodide; %s } }"
    one = prints(text % "py.runPython(`\n  import json\n  json.dumps(1)`);")
    other = prints(
        text.replace("py", "runtime").replace("runtimeodide", "pyodide")
        % "return runtime.runPython('from json import dumps; dumps(1)');"
    )
    assert one == other
    assert len(set(one)) == 2


@pytest.mark.parametrize("text", [
    "await this.pyodide.runPython(`f()`)" + ".then(g)" * 300 + ";",
    "(" * 500 + "this.pyodide.runPython(`f()`)" + ")" * 500 + ";",
    "[" * 500 + "this.pyodide.runPython(`f()`), this.pyodide" + "]" * 500 + ";",
    "this.pyodide.runPython(`" + "+".join(["f()"] * 300) + "`);",
])  # fmt: skip
def test_deep_nesting_has_one_too(text: str) -> None:
    found = prints(f"class A {{ async m() {{ {text} }} }}")
    assert all(re.fullmatch(r"[0-9a-f]{16}", item) for item in found)
    assert found == prints(f"class A {{\n async m() {{\n {text} }} }}")
    if text.startswith("await"):
        assert found != prints(f"class A {{ async m() {{ {text.replace('f()', 'h()')} }} }}")


def test_it_is_sixteen_digits_and_stays() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", of(PROGRAM))
    # A ratchet's file holds fingerprints: a change of what they are made of makes every use a new one.
    assert of("return this.pyodide;") == "a277ac7b85728770"


def test_every_use_of_any_shape_has_one() -> None:
    from tests.sites.test_members import CASES

    for text, expected in CASES.values():
        found = prints(text)
        assert len(found) == len(expected)
        assert all(re.fullmatch(r"[0-9a-f]{16}", item) for item in found)
