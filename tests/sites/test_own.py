"""Whether what a method is taken of is an object of the user's own."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.sites.own import OwnObjects
from migrator.sites.runs import runs

NOT_OWN = {
    "an element of a list of which nothing is known": "list[0].runPython('y');",
    "a global": "api.runPython('x');",
    "a parameter": "function f(api) { api.runPython('x'); }",
    "an object without the method": "const api = { other() {} };\napi.runPython('x');",
    "a literal with what something has": "({ ...given }).runPython('x');",
    "one of two values": "let api = { runPython() {} };\napi = given;\napi.runPython('x');",
    "either of two": "(a ? { runPython() {} } : given).runPython('x');",
    "an instance of a class without the method": "class A {}\nnew A().runPython('x');",
    "a proxy of the platform": "new Proxy(given, {}).runPython('x');",
    "what goes in a circle": "let a = b, b = a;\na.runPython('x');",
    "what a function gives that is given a variable": "useMemo(() => given, []).runPython('x');",
    "what `wrap` gives without Comlink": "wrap(given).runPython('x');",
}
IS_OWN = {
    "a literal": "({ runPython() {} }).runPython('x');",
    "a literal with what another one has": "({ ...{ runPython() {} } }).runPython('x');",
    "a constant": "const api = { runPython() {} };\napi.runPython('x');",
    "each of two values": "let api = { runPython() {} };\napi = new A();\nclass A { runPython() {} }\napi.runPython('x');",
    "a class": "class A { static runPython() {} }\nA.runPython('x');",
    "an instance": "class A { runPython() {} }\nnew A().runPython('x');",
    "an instance of a class of another file": "new Client().runPython('x');",
    "the class around": "class A { runPython() {} m() { this.runPython('x'); } }",
    "what a function gives that is called once": "useMemo(() => ({ runPython() {} }), []).runPython('x');",
    "a worker as an object": "Comlink.wrap(given).runPython('x');",
}


def is_own(text: str) -> bool:
    source = Source.read("a.js", text.encode())
    (run,) = runs(source)
    return OwnObjects(source).is_own(run.on, run.name)


@pytest.mark.parametrize("name", NOT_OWN)
def test_what_may_be_pyodide(name: str) -> None:
    assert not is_own(NOT_OWN[name])


@pytest.mark.parametrize("name", IS_OWN)
def test_what_the_users_own_code_makes(name: str) -> None:
    assert is_own(IS_OWN[name])
