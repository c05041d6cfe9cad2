"""Patterns of *The worker must* on code of handlers."""

from __future__ import annotations

import pytest

from migrator.javascript.lower import Lowering
from migrator.javascript.source import Source
from migrator.matching.matcher import Matcher
from migrator.model.term import Term
from migrator.python.form import Program
from migrator.rules.requirements import compile_duty
from migrator.sites.program import program_term
from migrator.worker.fitting import adapted, asked_only, pasted_names, plain, with_pasted


def _node(text: str) -> tuple[bytes, Term]:
    data = text.encode()
    statement = Source.read("a.js", data).root.named_children[0]
    return data, Lowering(data, None).lower(statement.named_children[0])


def fits(pattern: str, text: str) -> bool:
    [wanted] = compile_duty("js", True, pattern, 1).terms
    term = _node(text)[1]
    return Matcher(None).fits(plain(wanted), adapted(wanted, term))


@pytest.mark.parametrize(
    "text",
    ["x.toJs()", "x?.toJs()", "x.toJs?.()", "x['toJs']()", "x.toJs({})", "x.toJs(undefined)", "x.toJs({ depth: -1 })",
     "f(y).toJs(null)", "x.toJs({ depth: undefined })"],
)  # fmt: skip
def test_a_call_without_arguments(text: str) -> None:
    assert fits("$X.toJs()", text)


@pytest.mark.parametrize("text", ["x.toJs({ depth: 1 })", "x?.toJs({ depth: 1, dict_converter: f })", "x.toJs({ a, depth: n })"])
def test_an_object_with_more_keys(text: str) -> None:
    assert fits("$X.toJs({ depth: $D })", text)
    assert not fits("$X.toJs()", text)


@pytest.mark.parametrize("text", ["x.toJs({ dict_converter: f })", "x.toJs({ depth: -1, dict_converter: f })", "x.toJs(o)", "toJs()"])
def test_what_fits_neither(text: str) -> None:
    assert not fits("$X.toJs()", text)
    assert not fits("$X.toJs({ depth: $D })", text)


def program(text: str) -> Program:
    data = f"`{text}`".encode()
    node = Source.read("a.js", data).root.named_children[0].named_children[0]
    return program_term(data, node, Lowering(data, None), "env").variants[0]


@pytest.mark.parametrize(
    ("text", "is_pasted"),
    [
        ("import json\njson.loads('''${x}''')", True),
        ("import json\njson.loads('${x}')", True),
        ('import json\njson.loads(r"${x}")', True),
        ("from json import loads\nloads('[${x}]')", True),
        ("import json\njson.loads('[' + '${x}' + ']')", True),
        ("import json\nt = '${x}'\nt = t\nf(t)\njson.loads(t)", True),
        ("import json\njson.loads(t)", False),
        ("import json\njson.loads('{}')", False),
        ("import json\nt = '${x}'\njson.loads(u)", False),
    ],
)
def test_a_text_that_something_is_pasted_into(text: str, is_pasted: bool) -> None:
    [wanted] = compile_duty("python", True, "import json\njson.loads('''${$T}''')", 1).terms
    body = program(text).body
    names = pasted_names(body)
    parts = [part for statement in body for part in statement.walk()]
    assert any(Matcher(None).fits(wanted, with_pasted(wanted, part, names)) for part in parts) is is_pasted


@pytest.mark.parametrize(
    ("text", "handled"),
    [
        ("assert 'n' in s", False),
        ("if not 'n' in s:\n    raise KeyError()", False),
        ("if not ('n' in s and s):\n    log(1)\n    raise KeyError()", False),
        ("if not 'n' in s:\n    s['n'] = 1", True),
        ("if not 'n' in s:\n    raise E()\nelse:\n    f()", True),
        ("if 'n' in s:\n    f()", True),
    ],
)
def test_what_is_asked_only_to_raise(text: str, handled: bool) -> None:
    body = program(text).body
    asked = {id(term) for term in asked_only(body)}
    [test] = [part for statement in body for part in statement.walk() if part.kind == "compare"]
    assert (id(test) not in asked) is handled
