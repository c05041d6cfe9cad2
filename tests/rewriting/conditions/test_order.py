"""Effects: nothing that acts is dropped, repeated, or done in another order."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.order import dropped_python, dropped_text, same_effects
from tests.rewriting.candidates import candidate, told

ONCE = "- await this.pyodide.runPythonAsync(`env.step(${$A}, ${$B})`);\n"
BODY = "await this.pyodide.runPythonAsync(`env.step(${f()}, ${b})`);"


@pytest.mark.parametrize(
    ("plus", "message"),
    [
        ("+ await this.worker.step($B);", "`f()` has an effect and is dropped"),
        ("+ await this.worker.step($A, $A, $B);", "`f()` has an effect and is evaluated once and would be twice"),
        ("+ await this.worker.step(this.c && $A, $B);", "`f()` has an effect and is evaluated under a condition"),
        ("+ await this.worker.step(this.c ? $A : $B);", "`f()` has an effect and is evaluated under a condition"),
        ("+ await this.worker.step(() => $A, $B);", "`f()` has an effect and is evaluated under a condition"),
        (
            "+ await this.worker.first();\n+ await this.worker.step($A, $B);",
            "`f()` has an effect and would be evaluated in another order",
        ),
    ],
)
def test_an_effect_that_would_be_another(plus: str, message: str) -> None:
    found = candidate(ONCE + plus, BODY, "f, b, c")
    assert [(code, said) for code, said, _ in told(list(same_effects(found)), found)] == [("effect", message)]


def test_two_effects_change_places() -> None:
    found = candidate(ONCE + "+ await this.worker.step($B, $A);", BODY.replace("${b}", "${g()}"), "f, g")
    assert {code for code, _, _ in told(list(same_effects(found)), found)} == {"effect"}


@pytest.mark.parametrize("plus", ["+ await this.worker.step($A, $B);", "+ await this.worker.step($A, $B, $B);"])
def test_the_same_effects(plus: str) -> None:
    assert list(same_effects(candidate(ONCE + plus, BODY, "f, b"))) == []


def test_what_has_no_effect_may_be_dropped_or_moved() -> None:
    assert list(same_effects(candidate(ONCE + "+ await this.worker.step($B);", BODY.replace("f()", "a"), "a, b"))) == []


DOTS = """
- $F(... $X ...);
- await this.pyodide.runPythonAsync(`env.step(${$X})`);
+ await this.worker.step($X);
"""


@pytest.mark.parametrize("argument", ["g()", "h, g()", "`${g()}`"])
def test_what_dots_drop_must_not_act(argument: str) -> None:
    found = candidate(DOTS, f"f({argument}, x);\nawait this.pyodide.runPythonAsync(`env.step(${{x}})`);", "f, g, h, x")
    (code, message, _), *_ = told(list(dropped_text(found)), found)
    assert code == "effect"
    assert "g()" in message
    assert message.endswith("has an effect and is dropped")


def test_what_dots_drop_may_be_read() -> None:
    found = candidate(DOTS, "f(g, h.i, x);\nawait this.pyodide.runPythonAsync(`env.step(${x})`);", "f, g, h, x")
    assert list(dropped_text(found)) == []


PYTHON = """
- await this.pyodide.runPythonAsync(`env.log($M)`);
+ await this.worker.step();
"""


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("env.step(${this.n++})", "env.step(${this.n++})"),
        ("${this.n++}", "${this.n++}"),
        ("[${f()}]", "[${f()}]"),
        ("f'{env.step()}'", "f'{env.step()}'"),
        ("random.random()", "random.random()"),
    ],
)
def test_what_a_metavariable_of_python_drops_must_not_act(argument: str, shown: str) -> None:
    found = candidate(PYTHON, f"await this.pyodide.runPythonAsync(`env.log({argument})`);", "f")
    ((code, message, at),) = told(list(dropped_python(found)), found)
    assert (code, message) == ("effect", f"`{shown}` has an effect and is dropped")
    assert at.startswith(shown)


@pytest.mark.parametrize("argument", ["7", "'a'", "${x}", "'${x.y}'", "len(a)", "env", "-${x}"])
def test_what_a_metavariable_of_python_drops_without_effect(argument: str) -> None:
    found = candidate(PYTHON, f"await this.pyodide.runPythonAsync(`env.log({argument})`);", "x")
    assert list(dropped_python(found)) == []


DOTTED = """
- await this.pyodide.runPythonAsync(`
-     if not env:
-         raise RuntimeError(...)
-     env.step()
- `);
+ await this.worker.step();
"""


def dotted(arguments: str) -> list[tuple[str, str, str]]:
    program = f"\nif not env:\n    raise RuntimeError({arguments})\nenv.step()\n"
    found = candidate(DOTTED, f"await this.pyodide.runPythonAsync(`{program}`);", "f, x")
    return told(list(dropped_python(found)), found)


@pytest.mark.parametrize(
    "argument",
    [
        "'${f()}'",
        "f'no {env.t} ${x++}'",
        "${await x}",
        "f(1)",
        "env",
        "env.step()",
        "str(env)",
        "type(env.t)",
        "random.random()",
        "*g()",
        "[y := 1]",
        "[z for z in h()]",
    ],
)
def test_what_dots_of_python_drop_must_not_act(argument: str) -> None:
    ((code, message, at), *_) = dotted(f"1, {argument}")
    assert (code, message) == ("effect", f"`{argument}` has an effect and is dropped")
    assert at.startswith(argument)


@pytest.mark.parametrize("argument", ["${x}", "'no ${x.y}'", "f'{${x}}'", "[${x}]"])
def test_no_hole_goes_with_dots_of_python(argument: str) -> None:
    ((code, message, at),) = dotted(argument)
    assert code == "hole"
    assert message == f"a hole in `{argument}`, which the page covers with `...`, would be dropped"
    assert at.startswith(argument)


@pytest.mark.parametrize("argument", ["", "'no'", "f'not a {type(x)}'", "'not: ' + type(env).__name__", "a.b, c=1, *d"])
def test_dots_of_python_drop_what_has_no_effect(argument: str) -> None:
    assert dotted(argument) == []
