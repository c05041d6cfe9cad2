"""What is kept of the types of a script."""

from __future__ import annotations

import pytest

from migrator.javascript.erasure import erase
from migrator.javascript.types import Types


def kept(text: str) -> Types:
    return erase(text.encode(), "typescript").types


@pytest.mark.parametrize("text", ["type T = 1;", "interface T { a: 1 }", "declare const a: T;", "export type T = 1;"])
def test_statements_of_types(text: str) -> None:
    found = kept(f"a;\n{text}\nb;")
    assert found.statements == {3: 3 + len(text)}


def test_members_of_classes_are_no_statements() -> None:
    assert kept("class A { declare a: T; [key: string]: T; m(): T; m() {} }").statements == {}
