"""Translation validation: what emission writes wrongly is refused, whatever it is.

A fault of `FAULTS` is put into what emission writes: the page fits and is written rightly without it, and the site is
refused with it. Behind them stand pages that nobody could write rightly at some places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from migrator.javascript.edit import Edit
from migrator.javascript.source import Source
from migrator.model.ledger import Outcome, Sentence
from migrator.rewriting import rewriter
from migrator.rewriting.taken import Taken
from migrator.rewriting.validation import Meant, Written
from tests.rewriting.candidates import candidate, page
from tests.support import in_game, left_alone, run, text_of

GO = "- await this.pyodide.runPythonAsync(`env.go(${$A}, ${$B})`);\n"
ONE = "- await this.pyodide.runPythonAsync(`env.go(${$A})`);\n"
VALUE = "- const $X = await this.pyodide.runPythonAsync(`env.get()`);\n"
HASH = """
- const $HASH = await this.pyodide.runPythonAsync(`env.get()`);
+ const $HASH = await this.worker.computeHash();
  <...
- $HASH
+ $HASH.hash
  ...>
"""
DOTS = """
- console.log(`...${$A}...`);
- await this.pyodide.runPythonAsync(`env.go(${$A})`);
+ console.log(`<...${$A}...>`);
+ await this.worker.reset($A);
"""


class Fault(NamedTuple):
    """What a page makes of statements, and what a fault makes of that: ``right`` becomes ``wrong``."""

    name: str
    page: str
    statements: str
    right: str
    wrong: str


def go(a: str, b: str = "1") -> str:
    return f"await this.pyodide.runPythonAsync(`env.go(${{{a}}}, ${{{b}}})`);"


def one(a: str) -> str:
    return f"await this.pyodide.runPythonAsync(`env.go(${{{a}}})`);"


def get(name: str = "x", after: str = "") -> str:
    return f"const {name} = await this.pyodide.runPythonAsync(`env.get()`);{after}"


FAULTS = [
    Fault("parentheses", ONE + "+ await this.worker.reset(2 * $A);", one("a + b"), "2 * (a + b)", "2 * a + b"),
    Fault("unary", ONE + "+ await this.worker.reset(!$A);", one("a && b"), "!(a && b)", "!a && b"),
    Fault("member", ONE + "+ await this.worker.reset($A.c);", one("a || b"), "(a || b).c", "a || b.c"),
    Fault("argument", GO + "+ await this.worker.reset([$A, $B]);", go("(a, b)"), "[(a, b), 1]", "[a, b, 1]"),
    Fault(
        "awaited",
        VALUE + "+ const $X = (await this.worker.getState()).state;",
        get(),
        "(await this.worker.getState()).state",
        "await this.worker.getState().state",
    ),
    Fault(
        "arrow's body",
        ONE + "+ await this.worker.reset(() => ({ a: $A, b: 2 }));",
        one("a"),
        "({ a, b: 2 })",
        "{ a, b: 2 }",
    ),
    Fault(
        "semicolon between",
        ONE + "+ this.a = await this.worker.reset($A);\n+ (this.b || JSON).log(1);",
        one("a"),
        ");\n        (",
        ")\n        (",
    ),
    Fault("semicolon behind", ONE + "+ await this.worker.reset($A);", one("a") + "\n[a].map(String);", ");", ")"),
    Fault(
        "order",
        GO + "+ await this.worker.reset($A);\n+ await this.worker.step($B);",
        go("a", "b"),
        "await this.worker.reset(a);\n        await this.worker.step(b);",
        "await this.worker.step(b);\n        await this.worker.reset(a);",
    ),
    Fault(
        "a statement left out",
        GO + "+ await this.worker.reset($A);\n+ await this.worker.step($B);",
        go("a", "b"),
        "\n        await this.worker.step(b);",
        "",
    ),
    Fault(
        "a statement twice",
        ONE + "+ JSON.parse(await this.worker.reset($A));",
        one("a"),
        "a));",
        "a)); JSON.parse(1);",
    ),
    Fault("everything left out", ONE + "+ await this.worker.reset($A);", one("a"), "await this.worker.reset(a);", ""),
    Fault("metavariables", GO + "+ await this.worker.reset([$A, $B]);", go("a", "b"), "[a, b]", "[b, a]"),
    Fault("another name", ONE + "+ await this.worker.reset($A);", one("a.b"), "(a.b)", "(b.b)"),
    Fault("another property", ONE + "+ await this.worker.reset($A);", one("a.b"), "(a.b)", "(a.c)"),
    Fault("no await", ONE + "+ await this.worker.reset($A);", one("a"), "await this", "this"),
    Fault("another receiver", ONE + "+ await this.worker.reset($A);", one("a"), "this.worker", "this.workers"),
    Fault("an argument lost", ONE + "+ await this.worker.reset([$A, 2]);", one("a"), "[a, 2]", "[a]"),
    Fault("a spread lost", ONE + "+ await this.worker.reset(...$A);", one("a"), "(...a)", "(a)"),
    Fault("an operator", ONE + "+ await this.worker.reset($A ?? 2);", one("a"), "a ?? 2", "a || 2"),
    Fault("an optional call", ONE + "+ await this.worker.reset(this.f?.($A));", one("a"), "f?.(a)", "f(a)"),
    Fault("a new", ONE + "+ await this.worker.reset(new Map($A));", one("a"), "new Map", "Map"),
    Fault("a number", ONE + "+ await this.worker.reset([$A, 10]);", one("a"), "10", "1"),
    Fault("a key", ONE + "+ await this.worker.reset({ k: $A });", one("a"), "{ k: a }", "{ a }"),
    Fault("an escape", ONE + "+ await this.worker.reset([$A, 'b\\\\n']);", one("a"), "\\\\n", "\\n"),
    Fault("a keyword", VALUE + "+ const $X = await this.worker.reset();", get(), "const x", "let x"),
    Fault(
        "the stronger keyword",
        VALUE + "+ const $X = await this.worker.reset();",
        "let x = await this.pyodide.runPythonAsync(`env.get()`);\nx = [x];",
        "let x",
        "var x",
    ),
    Fault("dropped dots", DOTS, f"console.log(`b ${{a}} c`);\n{one('a')}", "b $", "$"),
    Fault("dots of another place", DOTS, f"console.log(`b ${{a}} c`);\n{one('a')}", "<b ${a} c>", "< c${a}b >"),
    Fault("a hole of dots", DOTS, f"console.log(`b ${{a}} ${{c}}`);\n{one('a')}", "${c}", "c"),
    Fault(
        "a fresh name that is another's",
        VALUE + "+ const answer = await this.worker.getState();\n+ const $X = answer.state;",
        "const answer = a;\n" + get(after="\nthis.f(answer, x);"),
        "answer2.state",
        "answer.state",
    ),
    Fault(
        "a fresh name that captures",
        ONE + "+ await this.worker.reset((answer) => [answer, $A]);",
        one("answer") + "\nvar answer;",
        "(answer2) => [answer2, answer]",
        "(answer) => [answer, answer]",
    ),
    Fault("a nest left out", HASH, get(after="\nthis.f(x, a);"), "x.hash", "x"),
    Fault("another nest", HASH, get(after="\nthis.f(x, a);"), "x.hash", "x.has"),
    Fault("a nest in `{ x }`", HASH, get(after="\nthis.f({ x });"), "x: x.hash", "hash: x.hash"),
    Fault("a nest's name", HASH, get(after="\nthis.f(x, a);"), "x.hash", "a.hash"),
    Fault(
        "braces of a body",
        ONE + "+ JSON.parse(await this.worker.reset($A));\n+ JSON.parse(2);",
        f"if (a) {one('a')}",
        "{ JSON.parse(await this.worker.reset(a)); JSON.parse(2); }",
        "JSON.parse(await this.worker.reset(a)); JSON.parse(2);",
    ),
    Fault(
        "an else",
        ONE + "+ if ($A) await this.worker.reset($A);",
        f"if (b) {one('a')}\nelse this.f(b);",
        "{ if (a) await this.worker.reset(a); }",
        "if (a) await this.worker.reset(a);",
    ),
    Fault(
        "a function of its own",
        ONE + "+ await this.worker.reset(() => [this.b, $A]);",
        one("a"),
        "() => [this.b, a]",
        "function () { return [this.b, a]; }",
    ),
    Fault(
        "a literal of Python",
        "- await this.pyodide.runPythonAsync(`env.go($N)`);\n+ await this.worker.reset($N);",
        "await this.pyodide.runPythonAsync(`env.go([1, -2.5, 'a\\\\n', True, None, {'b': 3}])`);",
        "-2.5",
        "2.5",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_emission_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    rules = [page(fault.page)]
    text = in_game(fault.statements, "a, b, c")
    before = run(tmp_path, text, rules=rules)
    assert [entry.outcome for entry in before.programs] == [Outcome.REWRITTEN], text_of(before.programs[0].reason)
    assert fault.right in before.after
    edits = rewriter.changes

    def faulty(*arguments: Any) -> Iterator[Edit]:
        for edit in edits(*arguments):
            yield edit._replace(text=edit.text.replace(fault.right.encode(), fault.wrong.encode()))

    monkeypatch.setattr(rewriter, "changes", faulty)
    left_alone(tmp_path, fault.statements, code="verify", because="`", parameters="a, b, c", rules=rules)


def test_a_statement_that_is_eaten_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = one("a") + "\nthis.f(a);"
    edits = rewriter.changes

    def faulty(*arguments: Any) -> Iterator[Edit]:
        for edit in edits(*arguments):
            yield edit._replace(end=edit.end + len("\n        this.f(a);"))

    monkeypatch.setattr(rewriter, "changes", faulty)
    rules = [page(ONE + "+ await this.worker.reset($A);")]
    left_alone(tmp_path, statements, code="verify", because="`", parameters="a", rules=rules)


@pytest.mark.parametrize(
    ("diff", "statements", "parameters", "code", "because"),
    [
        # A global of the page is a name of the source.
        (ONE + "+ await this.worker.reset(JSON.stringify($A));", one("a"), "a, JSON", "verify", "`JSON`, which the rule writes, would be the one that line"),
        # What the source says of `this` stands in a function that the page writes.
        (
            ONE + "+ await this.worker.reset(function () { return $A; });",
            one("this.a"),
            "",
            "unexplained",
            "`this` in `this.a` would belong to another function",
        ),
        # Nothing can be awaited in a function that is not async.
        (
            "- this.pyodide.runPython(`env.go()`);\n+ [1].map(() => { this.worker.reset(); });",
            "this.f(() => { this.pyodide.runPython(`env.go()`); }, `${'\\\\1'}`);",
            "",
            "",
            "",
        ),
        (
            "- $R = this.pyodide.runPython(`env.go()`);\n+ $R = (() => await this.worker.reset())();",
            "this.r = this.pyodide.runPython(`env.go()`);",
            "",
            "verify",
            "would await where that is not allowed",
        ),
        # A private name of the page is none of the class.
        (ONE + "+ this.#last = $A;", one("a"), "a", "verify", "`#last` would be a private name that no class around"),
    ],
)
def test_what_cannot_be_written(
    tmp_path: Path, diff: str, statements: str, parameters: str, code: str, because: str
) -> None:
    if because:
        left_alone(tmp_path, statements, code=code, because=because, parameters=parameters, rules=[page(diff)])
    else:
        result = run(tmp_path, in_game(statements, parameters), rules=[page(diff)])
        assert [entry.outcome for entry in result.programs] == [Outcome.REWRITTEN]


@pytest.mark.parametrize("use", ["h.x = 1;", "[h.x] = a;", "({ b: h.x = 1 } = a);", "for (h.x of a);", "delete h.x;"])
def test_a_nest_that_would_replace_a_target_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    monkeypatch.setattr("migrator.rewriting.conditions.nests.is_written", lambda _: False)
    rules = [page(VALUE.replace("$X", "$H") + "+ const $H = await this.worker.step();\n  <...\n- $H.x\n+ $H.y\n  ...>")]
    because = "`h.x` is given a value here, which the page does not cover"
    left_alone(tmp_path, f"{get('h')}\n{use}", code="verify", because=because, parameters="a", rules=rules)


def test_lines_that_stand_for_nothing_are_missed() -> None:
    fitting = candidate(ONE + "+ await this.worker.reset($A);", one("a"), "a")
    source = fitting.source
    match = fitting.match
    match.nodes.clear()
    written = Written(
        source, Source.read("a.js", source.data), Meant([fitting], Taken([fitting]), match.site.file.settings), [], []
    )
    found = written.problem()
    assert found is not None
    assert found.sentence is Sentence.NEVER_WRITTEN
