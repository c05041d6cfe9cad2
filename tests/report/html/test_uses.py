"""One use on the page: with what it is told, what is shown where nothing is known of a rule, and what a link leads to."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Code, Dropped, Entry, FileEntry, Nearest, Outcome, Reason, Suppression
from migrator.report.html.uses import Use, article, badge, rule_link, uses_of
from migrator.report.invocation import Invocation
from migrator.rules.loader import load_page
from tests.report.html import Node, fragment
from tests.support import saying

PAGE = load_page(
    "01-tilt",
    "# Tilt\n\n```diff\n- await this.pyodide.runPythonAsync(`env.tilt(${$N})`);\n+ await this.worker.step($N);\n```\n"
    "\n## What changes\n\n- `slower`: it takes `longer`.\n",
)


def entry(outcome: Outcome, **more: object) -> Entry:
    return Entry(1, 3, 5, 3, 9, "Game", "act", "runPython", "call", outcome, is_program=True)._replace(**more)


LEFT = entry(Outcome.UNMATCHED, reason=Reason(Code.DIFFERS, saying("`a<b>` differs")))


def shown(use: Entry, *, anchors: dict[str, str] | None = None, pages: bool = True) -> Node:
    invocation = Invocation(1, pages={PAGE.id: PAGE} if pages else {})
    [found] = uses_of(FileEntry("a.js", (use,)), 2)
    return fragment(str(article(found, None, invocation, anchors or {})))


def test_what_goes_with_a_site_is_no_use_of_its_own() -> None:
    helper = entry(Outcome.REWRITTEN)._replace(is_program=False)
    kept = entry(Outcome.KEPT)._replace(is_program=False)
    file = FileEntry("a.js", (entry(Outcome.REWRITTEN), helper, kept, LEFT))
    assert [(use.entry, use.anchor) for use in uses_of(file, 2)] == [
        (entry(Outcome.REWRITTEN), "u2-1"),
        (kept, "u2-3"),
        (LEFT, "u2-4"),
    ]


@pytest.mark.parametrize(
    ("use", "outcome", "label"),
    [
        (LEFT, "left", "line 3, left, differs"),
        (entry(Outcome.PROVIDED, reason=LEFT.reason), "left", "line 3, left, differs"),
        (entry(Outcome.PROVIDED), "provided", "line 3, provided"),
        (entry(Outcome.IN_WORKER), "in-worker", "line 3, in a worker"),
        (entry(Outcome.REWRITTEN, rule="01-tilt"), "rewritten", "line 3, rewritten by 01-tilt"),
    ],
)
def test_a_use_is_what_a_filter_asks_for(use: Entry, outcome: str, label: str) -> None:
    found = Use(FileEntry("a.js", (use,)), 0, use, "u0-1")
    assert (found.outcome, found.label) == (outcome, label)
    assert found.attributes == {"data_outcome": outcome, "data_rule": use.rule or "", "data_file": 0}
    assert outcome in fragment(str(badge(outcome))).classes


def test_a_rule_that_the_page_does_not_have_is_no_link() -> None:
    assert fragment(str(rule_link("01-tilt", {"02-b": "r2"}))).tag == "code"
    assert fragment(str(rule_link("01-tilt", {"01-tilt": "r1"})))["href"] == "#r1"


def test_a_use_that_stays_says_what_keeps_it() -> None:
    kept = entry(Outcome.KEPT, suppression=Suppression("no-rule", 2, "<later>"))
    assert "The comment on line 2 keeps it from no-rule: <later>" in shown(kept).text.replace("`", "")
    assert shown(entry(Outcome.KEPT)).one("p", "quiet").text.endswith(".")


def test_a_cause_is_shown_as_text_with_the_meaning_of_its_code() -> None:
    cause = shown(LEFT).one("p", "reason")
    assert cause.text == "differs a<b> differs"
    assert cause.one("code", "why")["title"] != ""


def test_the_nearest_rule_is_shown_and_others_are_folded() -> None:
    first = Nearest(PAGE.id, 3, 4, "env.tilt", "env.turn")
    other = Nearest("02-other", 3, 1, "env.a", "")
    node = shown(LEFT._replace(nearest=(first, other)), anchors={PAGE.id: "r1"})
    one, two = node.all("div", "nearest")
    assert [side.text for side in one.all("p", "side")] == ["The rule has env.tilt", "The source has env.turn"]
    assert [side.text for side in two.all("p", "side")] == ["The rule has env.a", "The source has nothing"]
    assert [span["data-n"] for span in one.one("pre").all("span")] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [span["data-n"] for span in one.one("pre").all("span") if span.classes] == ["4"], "only the line is marked"
    assert two in list(node.one("details").all("div", "nearest"))
    assert [link["href"] for link in one.all("a")] == ["#r1"]


@pytest.mark.parametrize(("pages", "text"), [(True, "it takes longer."), (False, "")])
def test_what_changes_is_told_in_the_words_of_the_page_if_it_is_known(pages: bool, text: str) -> None:
    node = shown(entry(Outcome.REWRITTEN, rule=PAGE.id, changes=("slower",)), pages=pages)
    changes = node.one("details", "changes")
    assert (changes.one("dt").text, changes.one("dd").text) == ("slower", text)


def test_statements_that_go_are_told_apart() -> None:
    use = entry(
        Outcome.REWRITTEN, rule=PAGE.id, dropped=(Dropped(4, "print(1)"),), not_carried_over=(Dropped(5, "x = <b>"),)
    )
    lost, dropped = shown(use).all("div", "gone")
    assert ("lost" in lost.classes, lost.one("li").text) == (True, "line 5 x = <b>")
    assert ("dropped" in dropped.classes, dropped.one("li").text) == (True, "line 4 print(1)")
    assert list(shown(use._replace(dropped=(), not_carried_over=())).all("div", "gone")) == []
