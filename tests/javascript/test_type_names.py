"""The names of types in a file: declared, imported, exported."""

from __future__ import annotations

from migrator.javascript.source import Source
from migrator.javascript.type_names import Import, TypeNames


def names(text: str) -> TypeNames:
    return TypeNames.of(Source.read("a.ts", text.encode()))


def declared(found: TypeNames) -> list[tuple[bool, str]]:
    """The names, and whether each is one of the whole file."""
    root = found.root.id if found.root is not None else 0
    return [(scope == root, name) for scope, name in found.declared]


def test_what_declares_a_name() -> None:
    found = names(
        "interface A {}\nexport type B = A;\nabstract class C {}\nenum D { a }\n"
        "function f() { interface E {} }\nnamespace n { type F = A; }\ndeclare global { interface Window {} }\n"
    )
    assert declared(found) == [
        (True, "A"), (True, "B"), (True, "C"), (True, "D"), (False, "E"), (False, "F"), (True, "Window"),
    ]  # fmt: skip
    assert list(found.ambient) == ["Window"]
    assert found.namespaces == {"n"}


def test_what_a_name_is_imported_as() -> None:
    found = names(
        "import type { A as B, C } from 'x';\nimport D, { type E } from './y';\nimport type * as F from 'z';\nimport 'w';\n"
    )
    assert found.imports == {
        "B": Import("x", "A"), "C": Import("x", "C"), "D": Import("./y", "default"), "E": Import("./y", "E"),
        "F": Import("z", "*"),
    }  # fmt: skip


def test_what_a_name_is_exported_as() -> None:
    found = names("interface A {}\nexport type { A as B };\nexport { C } from './x';\nexport * from './y';\nexport default A;\n")
    assert found.exports == {"B": Import("", "A"), "C": Import("./x", "C"), "default": Import("", "A")}
    assert found.wildcards == ["./y"]
    whole = names("export default class {}\n")
    assert declared(whole) == [(True, "default")]


def test_a_script_of_javascript_has_none() -> None:
    found = TypeNames.of(Source.read("a.js", b"import { a } from 'b';\nexport class A {}\n"))
    assert [found.declared, found.imports, found.exports] == [{}, {}, {}]
