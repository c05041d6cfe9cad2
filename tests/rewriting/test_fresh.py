"""Names for what `+` lines declare: the page's own, unless somebody has it."""

from __future__ import annotations

import pytest

from migrator.rewriting.fresh import FreshNames
from tests.rewriting.candidates import candidate

PAGE = """
- const $T = await this.pyodide.runPythonAsync(`env.f(${$A})`);
+ const answer = await this.worker.f($A);
+ const $T = answer.t;
"""
SITE = "const t = await this.pyodide.runPythonAsync(`env.f(${a})`);"


def name(body: str, parameters: str = "a") -> str:
    found = candidate(PAGE, body, parameters)
    return FreshNames([found]).names(found)["answer"]


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        (f"{SITE}\nconst answer = 1;", "a"),
        (SITE, "a, answer"),
        (f"{SITE}\ng(answer);", "a, g"),
        (f"{SITE}\n{{ var answer = 1; }}", "a"),
        (f"{SITE}\n() => {{ answer(); }};", "a"),
        (SITE.replace("${a}", "${answer}"), "a, answer"),
        (SITE.replace("${a}", "${a.answer}"), "a"),
        (SITE.replace("const t", "const answer"), "a"),
    ],
)
def test_a_name_that_is_taken(body: str, parameters: str) -> None:
    assert name(body, parameters) == "answer2"


@pytest.mark.parametrize(
    "body",
    [
        SITE,
        f"{SITE}\n{{ const answer = 1; g(answer); }}",
        f"{SITE}\n(answer) => answer;",
        f"{SITE}\ng.answer = {{ answer: 1 }};",
        f"if (g) {{ const answer = 1; }}\n{SITE}",
    ],
)
def test_a_name_that_is_free(body: str) -> None:
    assert name(body, "a, g") == "answer"


def test_names_that_are_given_are_taken_in_their_scope() -> None:
    found = candidate(PAGE, SITE, "a")
    names = FreshNames([found])
    assert [names.names(found)["answer"] for _ in range(3)] == ["answer", "answer2", "answer3"]
