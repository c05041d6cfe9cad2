"""A handler as terms: its JavaScript, its Python, and what could not be read."""

from __future__ import annotations

import pytest

from migrator.model.settings import Settings
from migrator.model.term import show
from migrator.worker.handlers.dispatch import Dispatcher
from migrator.worker.handlers.messages import Message
from migrator.worker.reading import Reading

from .handlers.modules import module


def reading(body: str, around: str = "") -> Reading:
    script = around + "onmessage = ({ data }) => { if (data.type === 'count') { " + body + " } else { g.toJs(); } };"
    handler = Dispatcher(module(script)).handler(Message("type", "count", (("type", "count"),)))
    assert handler is not None
    return Reading([handler], Settings(), None)


def test_what_is_reached_and_nothing_else() -> None:
    terms = [show(found.term) for found in reading("data.x ? a() : b(); false && c();").javascript]
    assert "(call name:a)" in terms
    assert "(call name:b)" in terms
    assert not any(("name:c" in term and term.startswith("(call")) or "name:g" in term for term in terms)


@pytest.mark.parametrize(
    "body",
    ["x.toJs(OPTIONS);", "const o = { depth: 1 }; x.toJs(o);", "f({ depth: 1 });", "x.toJs({ ...OPTIONS });",
     "for (const n of data.all) f({ depth: 1 });"],
)  # fmt: skip
def test_options_are_seen_through(body: str) -> None:
    around = "const OPTIONS = { depth: 1 }; const f = (o) => x.toJs(o); "
    terms = [show(found.term) for found in reading(body, around).javascript]
    assert "(call (member:toJs name:x) (object (pair:depth number:1)))" in terms


@pytest.mark.parametrize(
    ("body", "programs"),
    [
        ("p.runPython('f()');", ["(expr (call name:f))"]),
        ("const c = 'f()' + '\\ng()'; p.runPython(c);", ["(expr (call name:f))", "(expr (call name:g))"]),
        ("const t = `'${data.x}'`; p.runPython(`f(${t})`);", ["(expr (call name:f (holestring:' (hole (member:x name:data)))))"]),
        ("p.runPython('');", []),
    ],
)
def test_python_that_is_put_together(body: str, programs: list[str]) -> None:
    found = reading(body)
    assert [show(term) for program in found.programs for term in program.body] == programs
    assert found.gaps == []


@pytest.mark.parametrize(
    ("body", "why", "brought"),
    [
        ("p.runPython(load());", "python_not_written", False),
        ("p.runPython(data.code);", "python_not_written", True),
        ("p.runPython('f(');", "program_not_parsed", False),
        ("table[data.type](1);", "choice_not_read", False),
    ],
)
def test_what_could_not_be_read(body: str, why: str, brought: bool) -> None:
    [gap] = reading(body).gaps
    assert (gap.why.sentence.value, gap.brought) == (why, brought)
