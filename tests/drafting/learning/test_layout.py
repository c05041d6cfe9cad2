"""One layout for JavaScript, whatever that of the file is; and one for the Python of a program."""

from __future__ import annotations

import pytest

from migrator.drafting.learning.layout import Layout
from migrator.drafting.learning.program import idle, literal, written
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File


def laid_out(text: str) -> str:
    source = Source.read("a.js", text.encode())
    return "\n".join(Layout(source, {}).of(node) for node in source.root.named_children if node.type != "comment")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x  =  1", "x = 1;"),
        ('f("a", "it\'s", `b`, `${c}`)', "f('a', \"it's\", 'b', `${c}`);"),
        ("f ( a,b , )", "f(a, b);"),
        ("const a=1,b = [ ,2, ,]", "const a = 1, b = [, 2, ,];"),
        ("({a, 'b' : 1, ...c, [d]:2})", "({ a, b: 1, ...c, [d]: 2 });"),
        ("(x)=>x", "x => x;"),
        ("async(x,y)=>{ await x }", "async (x, y) => {\n    await x;\n};"),
        ("if(a)b();else if (c) { d() } else e()", "if (a) {\n    b();\n} else if (c) {\n    d();\n} else {\n    e();\n}"),
        ("for(const a of b)c(a)", "for (const a of b) {\n    c(a);\n}"),
        ("for(let i=0;i<3;i++){}", "for (let i = 0; i < 3; i++) {}"),
        ("for(;;)a()", "for (;;) {\n    a();\n}"),
        ("while(a)b()", "while (a) {\n    b();\n}"),
        ("switch(a){case 1:b();default:c()}", "switch (a) {\n    case 1:\n        b();\n    default:\n        c();\n}"),
        ("try{a()}catch{b()}finally{c()}", "try {\n    a();\n} catch {\n    b();\n} finally {\n    c();\n}"),
        ("a?.b?.[c]?.(d)", "a?.b?.[c]?.(d);"),
        ("1 .toFixed()", "1 .toFixed();"),
        ("typeof x; -x; - -x; !x; x++; --x", "typeof x;\n-x;\n- -x;\n!x;\nx++;\n--x;"),
        ("String.raw`a`", "String.raw`a`;"),
        ("const r = (await f())", "const r = await f();"),
        ("(await f()).x", "(await f()).x;"),
        ("new A; new B( c )", "new A();\nnew B(c);"),
        ("x ? y : z", "x ? y : z;"),
        ("function*f(a = 1,...b){ return }", "function* f(a = 1, ...b) {\n    return;\n}"),
        ("a /* b */ + c // d", "a + c;"),
        ("{ f(`\n  a`); }", "{\n    f(`\n  a`);\n}"),
        ("if (a) { f('`', `\n b`); }", "if (a) {\n    f('`', `\n b`);\n}"),
        ("x = /[`']/", "x = /[`']/;"),
    ],
)  # fmt: skip
def test_code_has_one_layout(text: str, shown: str) -> None:
    assert laid_out(text) == shown
    if "function*" not in text:
        assert laid_out(shown) == shown, "once more, nothing changes"


def test_an_object_that_is_long_has_a_line_for_each_part() -> None:
    parts = [f"name_of_a_part_{index}: value_{index}" for index in range(5)]
    assert laid_out(f"x = {{ {', '.join(parts)} }}") == "x = {\n" + "".join(f"    {part},\n" for part in parts) + "};"


def test_what_stands_instead_of_a_node_is_spelled() -> None:
    source = Source.read("a.js", b"f({ a })")
    name = source.scopes.globals[-1].node
    assert Layout(source, {name.id: "$A"}).of(source.root.named_children[0]) == "f({ a: $A });"


# -- Python ------------------------------------------------------------------------------------------------------------


def program(text: str, environment: str = "env") -> tuple[File, ProgramTerm]:
    source = Source.read("a.js", f"class A {{ f() {{ this.pyodide.runPython(`{text}`) }} }}".encode())
    file = File(source, Settings(infers=False, environment=environment))
    found = file.sites[0].program
    assert found is not None
    return file, found


def shown(text: str, environment: str = "env", *, is_plain: bool = False) -> str:
    file, found = program(text, environment)
    return literal(file, found, {}, is_plain=is_plain)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("env.render()", "`env.render()`"),
        ("\n    env.render()  # now\n\n    # then\n    env.turn(1)\n", "`\n    env.render()\n    env.turn(1)\n`"),
        ("\nprint('x')\nenv.turn(${n})\n", "`env.turn(${n})`"),
        ("\nif a:\n    env.turn(1)\nelse:\n    print('x')\n", "`\n    if a:\n        env.turn(1)\n`"),
        ("\nspare = 1\nenv.turn(1)\n", "`\n    ...\n    env.turn(1)\n`"),
        ("\nused = 1\nenv.turn(used)\nenv.step(used)\n", "`\n    used = 1\n    env.turn(used)\n    env.step(used)\n`"),
        ("env.say('\\\\n')", "`env.say('\\\\n')`"),
    ],
)  # fmt: skip
def test_what_decides_nothing_is_not_on_the_page(text: str, page: str) -> None:
    assert shown(text) == page


def test_a_text_of_several_lines_stays_as_it_is() -> None:
    text = "\nx = '''\n  a\n'''  # so\nenv.load(x)\nenv.keep(x)\n"
    page = "`\n    x = '''\n      a\n    '''  # so\n    env.load(x)\n    env.keep(x)\n`"
    assert shown(text) == page, "all lines are one step further in, which a page takes back"


def test_the_environment_is_called_as_pages_call_it() -> None:
    assert shown("world.turn(1)", environment="world") == "`env.turn(1)`"


def test_a_plain_program_keeps_its_prints() -> None:
    assert "print" in shown("\nprint('x')\nenv.turn(1)\n", is_plain=True)


def test_a_program_that_comes_keeps_its_comments() -> None:
    file, found = program("\n      env.turn(1)  # now\n      env.render()\n")
    assert written(file, found, {}) == "`\n    env.turn(1)  # now\n    env.render()\n`"


def test_what_a_program_returns_is_not_idle() -> None:
    _, found = program("\nspare = 1\nspare\n")
    assert idle(found.variants[0]) == []
