"""A fingerprint knows a use again: by what it says and in which method, not by its layout, its line or local names."""

from __future__ import annotations

import re

import pytest

from migrator.fingerprint import fingerprint
from migrator.javascript.source import Source
from migrator.settings import Settings
from migrator.sites import File

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
    from tests.test_boundary import CASES

    for text, expected in CASES.values():
        found = prints(text)
        assert len(found) == len(expected)
        assert all(re.fullmatch(r"[0-9a-f]{16}", item) for item in found)
