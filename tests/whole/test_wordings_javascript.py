"""Other wordings of JavaScript: the same ledger, and the same result; and that they mean the same to esbuild."""

from __future__ import annotations

import pytest

from tests.whole.wordings import formatters
from tests.whole.wordings.catalogue import WORDINGS, Wording
from tests.whole.wordings.judge import Bench, inputs, result_difference
from tests.whole.wordings.run import judge_sampled

HERE = [wording for wording in WORDINGS if wording.kind == "javascript"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("wordings"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"a(b);", b"a(c);"),  # two names that nothing binds
        (b"f((a) => b => [a, b]);", b"f((a) => b => [b, a]);"),
        (b"f(a?.b.c);", b"f((a?.b).c);"),
        (b"const x = 1; f(x, x);", b"const x = 1, y = 1; f(x, y);"),
        (b"f('a');", b"f('b');"),
        (b"if (a) f(); else g();", b"if (a) g(); else f();"),
        (b"import { a } from './a.js'; a();", b"import { b } from './a.js'; b();"),
        (b"this.pyodide.runPythonAsync(`f(${a})`);", b"this.pyodide.runPythonAsync(`g(${a})`);"),
        (b"this.pyodide.runPythonAsync(`f(${a})`);", b"this.pyodide.runPythonAsync(`f(${b})`);"),
        (b"this.pyodide.runPythonAsync(`f(${a}, ${b})`);", b"this.pyodide.runPythonAsync(`f(${b}, ${a})`);"),
    ],
)
def test_results_that_differ_are_told_apart(one: bytes, other: bytes) -> None:
    assert result_difference(one, other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"import { a } from './a.js'; a();", b"import { a as b } from './a.js'; b();"),
        (b"const f = (x) => { return { x }; };", b"let g = y => { return { 'x': (y) } }"),
        (b"this.pyodide.runPythonAsync(`x = f(${a})\nx`);", b"(this.pyodide).runPythonAsync(`f(${(a)})`)"),
    ],
)
def test_results_that_are_worded_otherwise_are_the_same(one: bytes, other: bytes) -> None:
    assert result_difference(one, other) is None


@pytest.mark.parametrize("wording", HERE, ids=lambda wording: wording.name)
def test_makes_no_difference(wording: Wording, bench: Bench) -> None:
    tally = judge_sampled(bench, wording)
    assert tally.failures == []
    assert tally.applied > 0


def test_a_wording_means_the_same_to_esbuild() -> None:
    pairs = [
        (f"{wording.name}: {given.name}", given.data, data)
        for wording in HERE
        for given in inputs()
        if (data := wording.of(given.data)) is not None
    ]
    for style in ("alike", "esbuild without spaces"):
        formatters.prime(style, (text for _, *texts in pairs for text in texts))
    assert [name for name, one, other in pairs if not formatters.printed_alike(one, other)] == []
    assert not formatters.printed_alike(b"f(a?.b.c)", b"f((a?.b).c)")
