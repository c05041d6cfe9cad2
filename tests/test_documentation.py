"""The pages of docs/ and the README: what their sessions print, what their rules do, and where their links lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rules import RuleError, in_order, load_page
from tests.documentation import DOCS, Shown, fences, pages, sessions, shown_faults, shown_rules
from tests.support import ROOT, left_alone, rewritten

RULES = (DOCS / "writing-rules.md").read_text("utf-8")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_shows_what_its_commands_print(path: Path, tmp_path: Path) -> None:
    page, made = sessions(path, tmp_path.resolve())
    assert page == made, "`python -m tests.documentation` writes it anew"


# -- writing rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", shown_rules(RULES), ids=lambda shown: f"line-{shown.line}")
def test_a_rule_does_what_the_page_shows(shown: Shown, tmp_path: Path) -> None:
    rules = in_order([load_page(name, text) for name, text in shown.pages])
    if shown.after is not None:
        rewritten(tmp_path, shown.before, shown.after, rules=rules)
    else:
        left_alone(tmp_path, shown.before, code=shown.code, because=shown.because, rules=rules)


@pytest.mark.parametrize(("page", "message"), shown_faults(RULES))
def test_a_faulty_rule_is_told_what_the_page_says(page: str, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        load_page("01-x.md", page)
    assert message in str(refused.value)


def test_every_fence_of_the_page_about_rules_is_run() -> None:
    fenced = [fence for fence in fences(RULES) if fence.language in ("diff", "js", "markdown")]
    kinds = {(fence.title or "diff").partition(":")[0] for fence in fenced if fence.language != "markdown"}
    assert kinds == {"diff", "before", "after", "stays", "fault"}
    befores = sum(fence.title == "before" for fence in fenced)
    assert befores == sum(shown.after is not None for shown in shown_rules(RULES)) > 12
