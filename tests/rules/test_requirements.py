"""Patterns of duties: what is no one pattern is refused on the line of its fence, and what is one is a term."""

from __future__ import annotations

import pytest

from migrator.matching.notation import NotationError
from migrator.report.sentences import words
from migrator.rules.requirements import LANGUAGES, compile_duty
from tests.support import text_of


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("js", "", "this is not one expression"),
        ("js", "$X.toJs(", "this is not JavaScript"),
        ("js", "$X.toJs(); $X.destroy();", "this is not one expression"),
        ("python", "for x in", "the Python does not parse: "),
        ("python", "", "the pattern has 0 statements"),
        ("python", "import json", "the pattern has 0 statements"),
        ("python", "x = 1\nenv.step(x)\nenv.turn(x)", "the pattern has 3 statements"),
    ],
)
def test_what_is_no_pattern_is_refused_on_its_line(language: str, text: str, message: str) -> None:
    with pytest.raises(NotationError) as refused:
        compile_duty(language, False, text, 17)
    assert refused.value.line == 17
    assert text_of(refused.value).startswith(message)
    assert words(refused.value.message).mend == "write one expression or one statement"


@pytest.mark.parametrize("text", ["$X.toJs()", "\n  $X.toJs();\n"])
@pytest.mark.parametrize("negative", [True, False])
def test_an_expression_of_javascript_is_one_term(text: str, negative: bool) -> None:
    pattern = compile_duty("js", negative, text, 1)
    assert (pattern.language, pattern.negative) == ("js", negative)
    [term] = pattern.terms
    assert (term.language, term.kind) == ("javascript", "call")


def test_an_expression_of_python_stands_without_its_statement() -> None:
    [term] = compile_duty("python", False, "int(key)", 1).terms
    assert (term.language, term.kind) == ("python", "call")


def test_a_statement_of_python_is_one_with_what_it_needs() -> None:
    [term] = compile_duty("python", True, "import json\njson.loads($TEXT)", 1).terms
    assert term.language == "python"
    [assigned] = compile_duty("python", False, "env.seed = 3", 1).terms
    assert assigned.kind == "assign"


def test_both_languages_compile() -> None:
    assert [compile_duty(language, False, "f(1)", 1).language for language in LANGUAGES] == ["python", "js"]
