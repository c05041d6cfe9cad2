"""What a type stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.annotated import annotated
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.javascript.typed import Form, Type, Typed, form_of, most_arguments_of
from tests.support import write

TOP = """\
import type { Out } from 'out';
import * as ns from 'ns';
interface I extends J { a: Out; m(x: number): Out; get g(): Out; [k: string]: Out }
interface J { b: Out }
class C implements J { constructor(private p: Out) {} b!: Out; static s: Out; run = (x: Out): Out => x; get g(): Out { return 1; } }
abstract class D extends C { abstract q(x: Out, y?: Out): Promise<Out>; }
function f(): Out { return g; }
const made = { a: 1 };
"""
# A type, and what it is: the kind, and the name or the text of each form.
FORMS = {
    "number": [],
    "null": [],
    "Out": ["outside Out of out"],
    "Unknown": ["outside Unknown of "],
    "ns.Out": ["outside Out of ns"],
    "import('x').Out": ["outside Out of x"],
    "Out | null": ["outside Out of out"],
    "(Out)": ["outside Out of out"],
    "Promise<Readonly<Out>>": ["outside Out of out"],
    "Out[]": ["list"],
    "Map<string, Out>": ["list Map"],
    "Ref<Out>": ["box value"],
    "React.RefObject<Out>": ["box current"],
    "FC<Out>": ["taking FC"],
    "Comlink.Remote<Out>": ["remote Remote"],
    "Other<Out>": ["outside Other of "],
    "I": ["object"],
    "C": ["object"],
    "typeof C": ["static"],
    "InstanceType<typeof C>": ["object"],
    "typeof f": ["function"],
    "ReturnType<typeof f>": ["outside Out of out"],
    "ReturnType<typeof unknown>": ["result unknown of "],
    "typeof made": ["constant"],
    "typeof unknown": ["value unknown of "],
    "typeof import('x')": ["value * of x"],
    "{ a: 1 }": ["object"],
    "I & J": ["both"],
    "() => Out": ["function"],
    "I['a']": ["outside Out of out"],
}
MEMBERS = {
    "I": ["a", "m", "g", "b"],
    "C": ["p", "b", "run", "g", "b"],
    "D": ["q", "p", "b", "run", "g", "b"],
    "typeof C": ["s"],
    "{ x: Out }": ["x"],
    "Out": [],
}


def read(stated: str, folder: Path | None = None) -> tuple[Typed, Type]:
    text = f"{TOP}let t: {stated};\n".encode()
    path = Path("a.ts") if folder is None else folder / "a.ts"
    module = Module(path, Source.read(str(path), text))
    node = annotated(module.source).targets[-1].type
    return Typed(Project() if folder is not None else None), Type(module, node)


def said(form: Form) -> str:
    if form.kind in ("outside", "value", "result"):
        return f"{form.kind} {form.name} of {form.specifier}"
    return f"{form.kind} {form.name}".strip()


@pytest.mark.parametrize("stated", FORMS)
def test_what_a_type_is(stated: str) -> None:
    typed, found = read(stated)
    assert [said(form) for form in typed.forms(found)] == FORMS[stated]


@pytest.mark.parametrize("stated", MEMBERS)
def test_the_members_of_an_object(stated: str) -> None:
    typed, found = read(stated)
    assert [member.name for form in typed.forms(found) for member in typed.members(form)] == MEMBERS[stated]


def test_from_one_to_another() -> None:
    typed, found = read("I")
    form = next(typed.forms(found))
    assert [said(each) for each in typed.member(form, "g")] == ["outside Out of out"]
    function = next(typed.member(form, "m"))
    assert [said(each) for each in typed.result(function)] == ["outside Out of out"]
    assert most_arguments_of(function.node, function.module) == 1
    assert [said(each) for each in typed.element(form)] == ["outside Out of out"]
    assert list(typed.member(form, "none")) == []
    assert typed.is_open(form)
    assert not typed.is_open(next(typed.forms(read("J")[1])))
    assert typed.is_any(form, lambda each: each.node.type == "interface_declaration")
    assert not typed.is_any(form, lambda each: each.name == "Out")


def test_types_that_name_each_other_end() -> None:
    module = Module(Path("a.ts"), Source.read("a.ts", b"type A = B;\ntype B = A;\ninterface C extends C { c: C }\nlet a: A, c: C;\n"))
    first, last = (Type(module, each.type) for each in annotated(module.source).targets)
    typed = Typed()
    assert list(typed.forms(first)) == []
    (form,) = typed.forms(last)
    assert [member.name for member in typed.members(form)] == ["c"]
    assert not typed.is_any(form, lambda each: each.name == "Out")


def test_a_class_of_another_file(tmp_path: Path) -> None:
    write(tmp_path, "b.js", "export class B { run(a) {} }\nexport default B;\n")
    for spelled in ("import('./b.js').B", "import('./b.js').default"):
        typed, found = read(spelled, tmp_path)
        form = next(typed.forms(found))
        info = typed.info(form)
        assert info is not None
        assert (info.name, list(info.methods)) == ("B", ["run"])
        assert form_of(info) == form
    write(tmp_path, "c.ts", "interface Api { go(): void }\nexport type { Api as default };\nexport * from './b.js';\n")
    typed, found = read("import('./c.ts').default", tmp_path)
    assert [member.name for member in typed.members(next(typed.forms(found)))] == ["go"]
