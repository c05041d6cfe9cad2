"""Pages that compile and can match nothing are faults, with the line of what does not match itself."""

from __future__ import annotations

import pytest

from migrator.matching.pattern import compile_block
from migrator.model.ledger import Sentence
from migrator.report.sentences import words
from migrator.rules.loader import RuleError, load_page
from migrator.rules.specimen import Mismatch, mismatch
from tests.rewriting.candidates import page
from tests.support import said_of

RUN = "await this.pyodide.runPythonAsync"


def python(program: str) -> str:
    lines = "\n".join(f"-     {line}" for line in program.split("\n"))
    return f"- {RUN}(`\n{lines}\n- `);\n+ this.g();"


def javascript(statements: str) -> str:
    return f"{statements.replace('RUN', f'{RUN}(`f()`)')}\n+ this.g();"


def faults(diff: str) -> list[tuple[int, Sentence, str]]:
    with pytest.raises(RuleError) as raised:
        load_page("01-x.md", f"# X\n\n```diff\n{diff}\n```\n")
    return [(fault.line, said_of(fault).sentence, words(said_of(fault))) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("program", "line", "shown"),
    [
        ("f()\ng($K=1)", 6, "$K=1)"),
        ("def $F(): pass\n$F()", 5, "def $F(): pass"),
        ("class $C: pass", 5, "class $C: pass"),
        ("lambda $X: 1", 5, "$X: 1"),
    ],
)
def test_python_that_matches_nothing(program: str, line: int, shown: str) -> None:
    ((at, sentence, message),) = faults(python(program))
    assert (at, sentence) == (line, Sentence.NEVER_MATCHES)
    assert shown in message


def test_a_program_that_no_rule_can_see_whole() -> None:
    assert faults(python("from a import *\nf()"))[0][:2] == (4, Sentence.PAGE_STAR_IMPORT)
    assert faults(python("# ${$X}\nf()"))[0][:2] == (4, Sentence.PAGE_HOLE_HIDDEN)


@pytest.mark.parametrize(
    ("statements", "line", "sentence"),
    [
        ("- a();\n- const { $K: a } = RUN;", 5, Sentence.NEVER_MATCHES),
        ("- h({ $K: RUN });", 4, Sentence.NEVER_MATCHES),
        ("- $L: RUN;", 4, Sentence.NEVER_MATCHES),
        ("- const $X = RUN;\n- this.$X = $X;", 5, Sentence.NEVER_MATCHES),
        ("- a?.b = RUN;", 4, Sentence.WRONG_TARGET),
        ("- this.$P = RUN;\n+ this.f($P);", 5, Sentence.PROPERTY_AS_VALUE),
        ("- const $X = RUN;\n+ const $X = 1; this.f() = $X;", 5, Sentence.WRONG_TARGET),
    ],
)
def test_javascript_that_matches_nothing(statements: str, line: int, sentence: Sentence) -> None:
    found = faults(javascript(statements))
    assert [(at, what) for at, what, _ in found] in ([(line, sentence)], [(line, Sentence.NOT_JAVASCRIPT_HERE)]), found


@pytest.mark.parametrize(
    "diff",
    [
        python("f(${$X})"),
        python("$X = 1\nf($X)"),
        python("print(${$X})\nf()"),
        python("...\nf(...)\n..."),
        python("for $I in f(): g($I)"),
        python("env.$A"),
        python("f(x=$X, *$Y, **$Z)"),
        python("f('$X', f'{$X}', $_)"),
        javascript("- $X = RUN;"),
        javascript("- const [$A, ...$B] = RUN;"),
        javascript("- const { a = $X } = RUN;"),
        javascript("- h(`...${$X}...`, RUN);"),
        javascript("- h(... RUN ...);"),
        javascript("- try { RUN; } catch ($E) { k($E, $_); }"),
        javascript("- const $X = RUN;\n  ...\n- k($X);"),
        javascript("- (RUN).$P;"),
        javascript("- h('$X', /$Y/, RUN);"),
    ],
)
def test_what_can_match_is_a_page(diff: str) -> None:
    assert page(diff).blocks


def test_a_block_by_itself_says_the_line_and_what_stands_there() -> None:
    assert mismatch(compile_block(10, python("f()\ng($K=1)"), {})) == Mismatch(12, "$K=1)")
    assert mismatch(compile_block(10, python("f()\ng($K)"), {})) is None
    assert mismatch(compile_block(10, python("f()\ng(k=$K)"), {})) is None
