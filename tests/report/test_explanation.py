"""An explanation: the page on the left, the file on the right, and the first difference marked on both."""

from __future__ import annotations

from migrator.model.ledger import Code, Dropped, Entry, Nearest, Outcome, Reason, Suppression
from migrator.report.explanation import explain
from migrator.report.text import plain
from migrator.rules.loader import load_page
from tests.support import saying

PAGE = load_page(
    "01-tilt",
    "# Tilt\n\n```diff\n- await this.pyodide.runPythonAsync(`env.tilt(${$N})`);\n+ await this.worker.step($N);\n```\n"
    "\n## What changes\n\n- `slower`: it takes\x07 longer.\n",
)
SOURCE = [f"line {number}" for number in range(1, 21)]
HEAD = "a.js:3: `runPython` in Game.act"


def entry(outcome: Outcome, **more: object) -> Entry:
    return Entry(1, 3, 5, 3, 9, "Game", "act", "runPython", "call", outcome, is_program=True)._replace(**more)


def explained(use: Entry, *notes: str, width: int = 100) -> list[str]:
    lines = list(explain("a.js", use, notes, SOURCE, {PAGE.id: PAGE}, width, plain))
    assert lines[0] == HEAD
    return lines[1:]


def test_a_use_that_stays_says_what_keeps_it() -> None:
    assert explained(entry(Outcome.KEPT)) == ["kept: this method keeps Pyodide"]
    kept = entry(Outcome.KEPT, suppression=Suppression("no-rule", 2, "later"))
    assert explained(kept) == ["kept: the comment on line 2 keeps it from `no-rule`: later"]
    assert explained(entry(Outcome.PROVIDED)) == ["provided: uses that stay depend on this assignment"]


def test_a_cause_without_a_near_rule_stands_alone() -> None:
    left = entry(Outcome.UNMATCHED, reason=Reason(Code.HOLE, saying("a hole")))
    assert explained(left) == ["unmatched: hole: a hole"]


def test_a_rewrite_says_what_changes_what_goes_and_what_to_look_at() -> None:
    use = entry(
        Outcome.REWRITTEN, rule=PAGE.id, dropped=(Dropped(4, "print(1)"),), not_carried_over=(Dropped(5, "x =\n  1"),)
    )
    assert explained(use, "look here") == [
        "rewritten by 01-tilt: Tilt",
        "  slower: it takes\\u{7} longer.",
        "  dropped (line 4): print(1)",
        "  not carried over (line 5): x = 1",
        "  note: look here",
    ]


def near(page_line: int | None, line: int | None, width: int = 100) -> list[str]:
    nearest = (Nearest(PAGE.id, line, page_line, "env.tilt", "env.turn"),)
    use = entry(Outcome.UNMATCHED, reason=Reason(Code.DIFFERS, saying("differs")), nearest=nearest)
    return explained(use, width=width)[2:]


def test_the_first_difference_is_marked_on_both_sides() -> None:
    head, *lines, rule, source = near(4, 10)
    assert head.split("│")[0].rstrip() == "01-tilt.md:4"
    assert head.endswith("│ a.js:10")
    assert (rule, source) == ("  the rule has    env.tilt", "  the source has  env.turn")
    sides = [tuple(side.strip() for side in line.split("│")) for line in lines]
    assert [left[0] for left, _ in sides if left.startswith(">")] == [">"]
    assert [right for _, right in sides if right.startswith(">")] == [">   10 line 10"]
    assert [right for _, right in sides] == [
        *(f"{number:4} line {number}".strip() for number in (6, 7, 8, 9)),
        ">   10 line 10",
        *(f"{number:4} line {number}".strip() for number in (11, 12, 13, 14)),
        *[""] * (len(sides) - 9),
    ]


def test_a_rule_that_ends_before_has_nothing_on_its_side() -> None:
    head, *lines = near(None, 1)
    assert head.split("│")[0].strip() == "01-tilt.md"
    assert {line.split("│")[0].strip() for line in lines if "│" in line} == {""}


def test_long_lines_are_cut_where_the_columns_end() -> None:
    head, *lines = near(4, 10, width=20)
    assert head.index("│") == 31, "no column is narrower than 30"
    assert {line.index("│") for line in lines if "│" in line} == {31}
