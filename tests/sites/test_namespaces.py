"""Which globals a program runs on, by the options of its call; what cannot be told from others may be any."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.sites.accesses import ITSELF, Access, accesses
from migrator.sites.namespaces import ANY, MAIN, meet
from migrator.sites.site import File

TO_PY = "this.pyodide.toPy({ a: 1 })"
DICT = "this.pyodide.globals.get('dict')()"


def found(statements: str, before: str = "") -> list[Access]:
    text = f"{before}\nclass A {{ async m(o, k) {{ {statements} }} }}"
    return accesses(File(Source.read("a.js", text.encode()), Settings()))


def programs(statements: str, before: str = "") -> list[Access]:
    return [access for access in found(statements, before) if access.is_program]


def run(options: str, python: str = "x = y") -> str:
    return f"this.pyodide.runPython('{python}', {options});"


UNTOLD = {
    "a parameter": run("{ globals: k }"),
    "what a call gives": run("{ globals: o() }"),
    "options of somebody else": run("o"),
    "options that are spread": run("{ globals: this.pyodide.globals, ...o }"),
    "an option whose name is computed": run("{ [k]: o }"),
    "a getter": run("{ get globals() { return o; } }"),
    "options that may have changed": f"const t = {{ globals: {TO_PY} }}; o(t); {run('t')}",
    "options that are given another": f"let t = {{ globals: {TO_PY} }}; if (k) t = o; {run('t')}",
    "what `toPy` may give back as it is": run("{ globals: this.pyodide.toPy(o) }"),
    "a member that nothing gives a value": run("{ globals: this.ns }"),
    "a variable that is taken apart": f"let n = {TO_PY}; [n] = o; {run('{ globals: n }')}",
    "a variable that is given something else": f"let n = {TO_PY}; n = o; {run('{ globals: n }')}",
    "a way in a circle": f"let n = {TO_PY}, t = n; n = t; t = o; {run('{ globals: n }')}",
    "arguments that are spread": "this.pyodide.runPython(...o);",
    "a method that is handed on": "o.run = this.pyodide.runPython;",
}


@pytest.mark.parametrize("statements", UNTOLD.values(), ids=UNTOLD)
def test_what_is_not_told_apart_may_be_any(statements: str) -> None:
    spaces = programs(statements)[-1].spaces
    assert spaces >= ANY
    assert meet(spaces, MAIN)


OWN = {
    "no options": "this.pyodide.runPython('x = y');",
    "nothing": run("undefined"),
    "other options": run("{ filename: 'a.py' }"),
    "globals that are the interpreter's": run("{ globals: this.pyodide.globals }"),
    "a name for them": f"const g = this.pyodide.globals; {run('{ globals: g }')}",
    "an option without a value": run("{ globals: undefined }"),
    "a tag": "this.pyodide.runPython`x = y`;",
}


@pytest.mark.parametrize("statements", OWN.values(), ids=OWN)
def test_the_globals_of_the_interpreter(statements: str) -> None:
    (access,) = programs(statements)
    assert access.spaces == MAIN


OTHERS = {
    "made in the call": run(f"{{ globals: {TO_PY} }}"),
    "an empty one": run(f"{{ globals: {DICT} }}"),
    "of a map": run("{ globals: this.pyodide.toPy(new Map([['a', 1]])) }"),
    "of an object that a name has": f"const v = {{ a: 1 }}; {run('{ globals: this.pyodide.toPy(v) }')}",
    "made by a program": run("{ globals: this.pyodide.runPython('dict()') }"),
    "made by what a name has": f"const dict = this.pyodide.globals.get('dict'); const n = dict(); {run('{ globals: n }')}",
    "a name": f"const n = {TO_PY}; {run('{ globals: n }')}",
    "the name of the option": f"const globals = {TO_PY}; {run('{ globals }')}",
    "a quoted option": f"const n = {TO_PY}; {run('{ `globals`: n }').replace('`', chr(34))}",
    "options that a constant has": f"const t = {{ globals: {TO_PY} }}; {run('t')}",
    "an option that comes behind a spread": run("{ ...o, globals: " + TO_PY + ", locals: undefined }"),
    "waited for": f"const n = await {TO_PY}; {run('{ globals: n }')}",
    "through `call`": f"this.pyodide.runPython.call(this.pyodide, 'x = y', {{ globals: {DICT} }});",
}


@pytest.mark.parametrize("statements", OTHERS.values(), ids=OTHERS)
def test_another_namespace_is_not_the_interpreters(statements: str) -> None:
    (access,) = (each for each in programs(statements) if "y" in each.reads)
    assert not meet(access.spaces, MAIN)
    assert not meet(access.spaces, ANY)  # nothing else has it


@pytest.mark.parametrize(
    ("statements", "same"),
    [
        (f"const n = {DICT}; {run('{ globals: n }')} {run('{ globals: n }')}", True),
        (f"const n = {DICT}, t = n; {run('{ globals: n }')} {run('{ globals: t }')}", True),
        (f"let n, t; n = t = {DICT}; {run('{ globals: n }')} {run('{ globals: t }')}", True),
        (f"this.ns = {DICT}; {run('{ globals: this.ns }')} {run('{ globals: this.ns }')}", True),
        (f"this.ns = {DICT}; {run('{ globals: this.ns }')} {run('{ globals: o.ns }')}", True),
        (f"const n = {DICT}, t = k ? n : o; {run('{ globals: n }')} {run('{ globals: t }')}", True),
        (f"let n = null; n = {DICT}; {run('{ globals: n }')} {run('{ globals: undefined }')}", True),
        (f"const n = {DICT}; o(n); {run('{ globals: n }')} {run('{ globals: k }')}", True),
        (f"const n = {DICT}; {run('{ globals: n }')} {run('{ globals: k }')}", False),
        (f"const n = {DICT}, t = {DICT}; {run('{ globals: n }')} {run('{ globals: t }')}", False),
        (f"{run(f'{{ globals: {TO_PY} }}')} {run(f'{{ globals: {TO_PY} }}')}", False),
        (f"this.a = {DICT}; this.b = {DICT}; {run('{ globals: this.a }')} {run('{ globals: this.b }')}", False),
        (f"{run(f'{{ globals: {DICT} }}')} {run('undefined')}", False),
    ],
)  # fmt: skip
def test_whether_two_programs_have_one_namespace(statements: str, same: bool) -> None:
    first, second = programs(statements)[-2:]
    assert meet(first.spaces, second.spaces) is same
    assert meet(second.spaces, first.spaces) is same


def test_a_field_of_a_class_counts_as_a_value_of_its_member() -> None:
    text = f"class A {{ ns = this.pyodide.globals; m() {{ this.ns = {TO_PY}; {run('{ globals: this.ns }')} }} }}"
    *_, access = accesses(File(Source.read("a.js", text.encode()), Settings()))
    assert meet(access.spaces, MAIN)


LOCALS = "{ locals: this.pyodide.toPy({ y: 1 }) }"


@pytest.mark.parametrize(
    ("python", "own", "behind"),
    [
        # What it binds, what it reads of the interpreter's globals, and what it binds there.
        ("x = y + z", "x", ("z", "")),
        ("def f(): return y", "f", ("f y", "")),  # a function looks past names of its own
        ("x = [y for i in z]", "x", ("x y z", "")),
        ("for i in z: x = y", "i x", ("i x y z", "")),
        ("global x; x = y", "x", ("", "x")),
        ("del y", "y", ("y", "")),
        ("import __main__; __main__.x = y", "x __main__", ("", "")),
    ],
)
def test_names_of_its_own_beside_the_globals(python: str, own: str, behind: tuple[str, str]) -> None:
    *main, local, outer = programs(run(LOCALS, python))
    assert set(own.split()) == local.changes.keys()
    assert {"y"} <= local.reads.keys() | local.changes.keys()
    assert not meet(local.spaces, MAIN)
    assert outer.spaces == MAIN
    assert (set(behind[0].split()), set(behind[1].split())) == (outer.reads.keys() - {ITSELF}, set(outer.changes))
    assert bool(main) is (PYTHON.main in python)


def test_names_of_its_own_that_are_not_written_out_may_lack_any() -> None:
    local, outer = programs(run("{ locals: o }"))
    assert "y" in outer.reads
    assert meet(local.spaces, MAIN)


@pytest.mark.parametrize(
    ("statement", "reads", "changes"),
    [
        ("n.get('x');", "x", ""),
        ("n.set('x', 1);", "", "x"),
        ("n.delete('x');", "x", "x"),
        ("n.x;", "x", ""),
        ("const t = n; t.get('x');", "x", ""),
        ("const { x } = n;", "x", ""),
        ("n.destroy();", "", ""),
    ],
)
def test_what_is_done_with_a_namespace_is_done_to_it(statement: str, reads: str, changes: str) -> None:
    every = found(f"const n = {TO_PY}; {run('{ globals: n }', '1')} {statement}")
    made, program, *others = every
    (access,) = {access.offset: access for access in others}.values()
    assert (list(made.changes), list(program.reads)) == ([ITSELF, "a"], [ITSELF])
    assert access.reads.keys() == {ITSELF, *reads.split()}
    assert access.changes.keys() == set(changes.split())
    assert meet(access.spaces, program.spaces)
    assert not meet(access.spaces, MAIN)


def test_a_namespace_that_leaves_is_not_seen_there() -> None:
    (access,) = (each for each in found(f"const n = {DICT}; {run('{ globals: n }', '1')} o(n);") if each.unseen)
    assert access.unseen == "(n)"
    assert not meet(access.spaces, MAIN)


def test_a_namespace_that_no_program_is_given_is_nobodys() -> None:
    assert [access for access in found(f"const n = {TO_PY}; n.get('x');") if access.reads] == []
