"""Effects: nothing that acts is dropped, repeated, or done in another order."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.order import (
    dropped_python,
    dropped_text,
    held_as_they_were,
    read_where_they_were,
    same_effects,
)
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


GIVEN = "- await this.pyodide.runPythonAsync(`env.step(${$A}, ${$B})`);\n+ await this.worker.step($A, $B);"
LISTED = GIVEN.replace("($A, $B)", "([$A], { b: $B })")
IN_TEXT = GIVEN.replace("($A, $B)", "(`${$A}`, $B)")
PAIR = "await this.pyodide.runPythonAsync(`env.step(${%s}, ${%s})`);"


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (GIVEN, PAIR % ("s", "s.n++")),
        (GIVEN, PAIR % ("s", "s.push(1)")),
        (GIVEN, PAIR % ("s.a", "delete s.a.b")),
        (GIVEN, PAIR % ("s", "(() => { s.n = 1; })()")),
        (GIVEN, PAIR % ("s", "unseen(s)")),
        (GIVEN, PAIR % ("s", "s.unseen()")),
        (GIVEN, PAIR % ("this.s", "unseen(this.s[0])")),
        (GIVEN, PAIR % ("this.s", "unseen({ a: this.s })")),
        (GIVEN, PAIR % ("this.s", "unseen([this])")),
        (GIVEN, PAIR % ("this.s", "me.unseen()")),
        (GIVEN, PAIR % ("this.s[i]", "unseen(this.s[n])")),
        (GIVEN, PAIR % ("this.s", "unseen(me.s)")),
        (LISTED, PAIR % ("s", "s.n++")),
    ],
)
def test_a_command_is_not_given_what_is_another_by_then(page: str, body: str) -> None:
    """The text of the program had what it held before."""
    found = candidate(page, f"const me = this;\n{body}", "s, n")
    [(code, message, _)] = told(list(held_as_they_were(found)), found)
    assert code == "effect"
    assert message.startswith(("what `s", "what `this.s"))
    assert message.endswith("which may change it")


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (GIVEN, PAIR % ("s.n++", "s")),
        (GIVEN, PAIR % ("s", "t.n++")),
        (GIVEN, PAIR % ("s", "t")),
        (GIVEN, PAIR % ("1", "t.n++")),
        (GIVEN, PAIR % ("s", "unseen()")),
        (GIVEN, PAIR % ("s", "unseen(t)")),
        (GIVEN, PAIR % ("this.config.code", "this.pyodide.toPy(t)")),
        (GIVEN, PAIR % ("this.s", "unseen(this.t, this.sold)")),
        (GIVEN, PAIR % ("`${s}`", "s.n++")),
        (IN_TEXT, PAIR % ("s", "s.n++")),
    ],
)
def test_a_command_is_given_what_it_was(page: str, body: str) -> None:
    assert list(held_as_they_were(candidate(page, f"const s = {{}}, t = {{}};\n{body}", "n"))) == []


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


LATER = """
- const $T = JSON.stringify($A);
- await this.pyodide.runPythonAsync(`env.step(${$T})`);
+ await this.worker.first();
+ await this.worker.step(JSON.stringify($A));
"""


def later(value: str, before: str = "", parameters: str = "a, b") -> list[tuple[str, str, str]]:
    body = f"{before}\nconst t = JSON.stringify({value});\nawait this.pyodide.runPythonAsync(`env.step(${{t}})`);"
    found = candidate(LATER, body, parameters)
    return told(list(read_where_they_were(found)), found)


@pytest.mark.parametrize(
    ("value", "part", "before"),
    [
        ("this.latest", "this.latest", ""),
        ("[this.a.b]", "this.a.b", ""),
        ("{ ...this.a }", "this.a", ""),
        ("this['a']", "this['a']", ""),
        ("this", "this", ""),
        ("self.a", "self.a", "const self = this;"),
        ("self", "self", "const self = b ? this : a;"),
        ("a.b + somewhere", "somewhere", ""),
        ("Commands.last", "Commands.last", ""),
        ("window.last", "window.last", ""),
        ("x", "x", "let x = a; this.net.on('x', (y) => { x = y; });"),
        ("a", "a", "this.net.on('x', (y) => { a = y; });"),
        ("a", "a", "this.net.on('x', (y) => { a.x = y; });"),
        ("a", "a", "this.net.on('x', (y) => { a.list.push(y); });"),
        ("a", "a", "this.net.on('x', (y) => { Object.assign(a, y); });"),
        ("a", "a", "this.net.on('x', () => { [a.x] = [1]; });"),
        ("a", "a", "const c = a; this.net.on('x', (y) => { c.x = y; });"),
        ("a", "a", "this.net.on('x', () => this.change(a));"),
        ("a", "a", "this.net.on('x', () => this.change({ a }));"),
    ],
)
def test_what_may_be_another_after_an_await(value: str, part: str, before: str) -> None:
    ((code, message, at),) = later(value, before)
    said = f"`{value}` would be read on the other side of an `await`, and `{part}` may be another by then"
    if part == "self":
        said = f"`{value}` would be read on the other side of an `await`, and others may write to what `self` holds meanwhile"
    assert (code, message) == ("effect", said)
    assert at.startswith(part)


@pytest.mark.parametrize(
    ("value", "before"),
    [
        ("a", ""),
        ("a.b", ""),
        ("{ a, b: b.c }", ""),
        ("x.y", "let x = this.waiting; if (!x) { x = await this.next(); }"),
        ("x", "const x = { a: 1 };"),
        ("a", "this.net.on('x', (y) => { b = y; });"),
        ("a", "this.net.on('x', () => log.debug(a.x));"),
        ("1", ""),
        ("Object.keys(a)", ""),
    ],
)
def test_what_is_the_same_after_an_await(value: str, before: str) -> None:
    assert later(value, before) == []


def test_a_captured_variable_may_be_another_after_an_await() -> None:
    body = "const f = async () => {\n    const t = JSON.stringify(a);\n    await this.pyodide.runPythonAsync(`env.step(${t})`);\n};"
    found = candidate(LATER, body, "a")
    assert [code for code, _, _ in told(list(read_where_they_were(found)), found)] == ["effect"]


def test_what_is_read_before_an_await_stays_there() -> None:
    plus = "+ const text = JSON.stringify($A);\n+ await this.worker.first();\n+ await this.worker.step(text);"
    page = LATER.split("+", 1)[0] + plus
    body = "const t = JSON.stringify(this.a);\nawait this.pyodide.runPythonAsync(`env.step(${t})`);"
    assert list(read_where_they_were(candidate(page, body))) == []


@pytest.mark.parametrize(("first", "second"), [("b.change()", "this.x"), ("f(b)", "b"), ("this.n++", "this.n"), ("b = 1", "b")])
def test_two_values_that_change_places(first: str, second: str) -> None:
    body = f"await this.pyodide.runPythonAsync(`env.step(${{{first}}}, ${{{second}}})`);"
    found = candidate(ONCE + "+ await this.worker.step($B, $A);", body, "f, b")
    said = f"`{second}` would be read on the other side of `{first}`, which may change it"
    assert [message for _, message, _ in told(list(read_where_they_were(found)), found)] == [said]


@pytest.mark.parametrize(("first", "second"), [("f()", "b"), ("f(b)", "1"), ("this.n++", "b")])
def test_two_values_that_may_change_places(first: str, second: str) -> None:
    body = f"await this.pyodide.runPythonAsync(`env.step(${{{first}}}, ${{{second}}})`);"
    found = candidate(ONCE + "+ await this.worker.step($B, $A);", body, "f, b")
    assert list(read_where_they_were(found)) == []


TARGET = """
- $D = JSON.parse(await this.pyodide.runPythonAsync(`env.step()`));
+ const text = await this.worker.step();
+ $D = JSON.parse(text);
"""


def test_what_is_given_a_value_after_an_await() -> None:
    call = "JSON.parse(await this.pyodide.runPythonAsync(`env.step()`));"
    for target in ("this.a", "this.a.b", "a", "a.b"):
        assert list(read_where_they_were(candidate(TARGET, f"{target} = {call}", "a"))) == []
    found = candidate(TARGET, f"if (a) this.a = 1;\nthis.a.b = {call}", "a")
    said = "`this.a.b` would be read on the other side of an `await`, and `this.a` may be another by then"
    assert [message for _, message, _ in told(list(read_where_they_were(found)), found)] == [said]


def test_a_getter_that_acts_is_an_effect() -> None:
    getter = "const o = { get first() { return n++; }, get second() { return this.n; } };\n"
    printed = "await this.pyodide.runPythonAsync(`print(${a.%s}); env.log(7)`);"
    for page, check, body in (
        (ONCE + "+ await this.worker.step($B);", same_effects, BODY.replace("f()", "a.%s")),
        (PYTHON, dropped_python, "await this.pyodide.runPythonAsync(`env.log(${a.%s})`);"),
        (PYTHON, dropped_python, printed),
    ):
        found = candidate(page, getter + body % "first", "a, b")
        message = "`a.first` has an effect and is dropped".replace("`a.first`", "`${a.first}`" if body.count("log(${") else "`a.first`")
        assert [said for _, said, _ in told(list(check(found)), found)] == [message]
        assert list(check(candidate(page, getter + body % "second", "a, b"))) == []


@pytest.mark.parametrize(
    ("value", "before"),
    [
        ("x", "const x = [a]; this.net.on('x', (y) => { Object.assign(a, y); });"),
        ("x", "this.a = a; const x = this.current(); this.net.on('x', (y) => { a.y = y; });"),
        ("x", "const x = this.a; this.net.on('x', (y) => { this.a.y = y; });"),
    ],
)
def test_what_another_function_writes_to_under_another_name(value: str, before: str) -> None:
    assert [code for code, _, _ in later(value, before)] == ["effect"]
