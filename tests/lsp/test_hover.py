"""What is shown for a use: its rule, or the cause why none takes it, as text that is never obeyed."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the server is an extra")

from lsprotocol import types

from migrator.lsp.hover import hover
from migrator.lsp.positions import Text
from migrator.model.ledger import Code, Dropped, Entry, FileEntry, Nearest, Note, NoteCode, Outcome, Reason
from migrator.rules.loader import load_page
from tests.support import saying

PAGE = load_page(
    "01-tilt",
    "# Tilt *all*\n\nA board.\n\n```diff\n- await this.pyodide.runPythonAsync(`env.tilt(${$N})`);\n"
    "+ await this.worker.step($N);\n```\n\n## What changes\n\n- `slower`: it <b>takes</b> longer.\n",
)
TEXT = Text("\n\n    this.pyodide.x\n    );\n", "utf-16")


def entry(outcome: Outcome, **more: object) -> Entry:
    made = Entry(1, 3, 5, 3, 19, "Game", "act", "runPython", "call", outcome, is_program=True, last_line=4)
    return made._replace(**more)


REWRITTEN = entry(Outcome.REWRITTEN, rule=PAGE.id)
LEFT = entry(Outcome.UNMATCHED, reason=Reason(Code.DIFFERS, saying("the `rule` has *one*")))


def shown(*uses: Entry, line: int = 3, column: int = 6, notes: tuple[Note, ...] = ()) -> list[str] | None:
    found = hover(FileEntry("a.js", uses, notes), {PAGE.id: PAGE}, TEXT, types.Position(line - 1, column - 1))
    if found is None:
        return None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.range == TEXT.range(3, 5, 3, 19)
    return found.contents.value.split("\n")


@pytest.mark.parametrize(
    "use", [entry(Outcome.KEPT), entry(Outcome.PROVIDED), entry(Outcome.REWRITTEN, rule="02-gone")]
)
def test_a_use_of_which_nothing_is_to_say_shows_nothing(use: Entry) -> None:
    assert shown(use) is None


def test_what_nobody_accepted_is_told_by_what_it_means() -> None:
    reason = Reason(Code.NOT_ACCEPTED, saying("it fits"))
    left = entry(Outcome.UNMATCHED, rule=PAGE.id, changes=("slower",), pending=("slower",), reason=reason)
    assert shown(left) == [
        "**`runPython` is left** (`not-accepted`)",
        "",
        "it fits",
        "",
        "Tilt \\*all\\* (`01-tilt`). Not accepted:",
        "",
        "- `slower`: it \\<b\\>takes\\</b\\> longer.",
    ]


@pytest.mark.parametrize(("line", "column"), [(1, 1), (2, 1), (5, 1)])
def test_a_place_without_a_use_shows_nothing(line: int, column: int) -> None:
    assert shown(LEFT, line=line, column=column) is None
    assert hover(None, {}, TEXT, types.Position(2, 5)) is None


@pytest.mark.parametrize(("line", "column"), [(3, 5), (3, 19), (3, 1), (4, 1)])
def test_any_line_of_a_program_shows_it(line: int, column: int) -> None:
    assert shown(LEFT, line=line, column=column) is not None
    alias = LEFT._replace(is_program=False)
    assert (shown(alias, line=line, column=column) is None) is (column == 1), "another use has its own place only"


def test_a_program_comes_before_what_stands_in_it() -> None:
    lines = shown(LEFT._replace(is_program=False, member="inner"), LEFT)
    assert lines is not None
    assert "inner" not in lines[0]


def test_the_page_of_a_rule_is_shown_with_what_changes_and_what_is_to_know_here() -> None:
    notes = (
        Note(NoteCode.DUTY, saying("seed"), 2, "w.js", (PAGE.id,)),
        Note(NoteCode.DUTY, saying("no"), rules=("02-b",)),
    )
    lines = shown(
        REWRITTEN._replace(dropped=(Dropped(3, "print(1)"),), not_carried_over=(Dropped(4, "x = 1"),)), notes=notes
    )
    assert lines is not None
    assert lines[0].endswith("(`01-tilt`)")
    assert "*all*" not in lines[0].replace("\\*", ""), "a title sets nothing in type"
    assert "```diff" in lines
    assert "+ await this.worker.step($N);" in lines
    [change] = [line for line in lines if "slower" in line]
    assert "<b>" not in change
    assert "- dropped (line 3): `print(1)`" in lines
    assert "- not carried over (line 4): `x = 1`" in lines
    assert len([line for line in lines if "seed" in line]) == 1
    assert lines[-1] != "- no", "a note of another rule is not shown here"


def test_a_cause_is_shown_with_the_nearest_rule_and_what_differs() -> None:
    near = (Nearest(PAGE.id, 3, 4, "env.tilt", "env.turn"), Nearest("02-other", 3, 1, "a", "b"))
    lines = shown(LEFT._replace(nearest=near))
    assert lines is not None
    assert lines[0].endswith("is left** (`differs`)")
    assert lines[-2:] == ["- the rule has `env.tilt`", "- the source has `env.turn` (line 3)"]
    assert sum("nearest rule" in line for line in lines) == 1
    alone = shown(LEFT)
    assert alone is not None
    assert not any("nearest" in line for line in alone)


def test_one_side_of_a_difference_may_be_nothing(tmp_path: Path) -> None:
    lines = shown(LEFT._replace(nearest=(Nearest("02-other", None, 1, "", "env.turn"),)))
    assert lines is not None
    assert "The nearest rule is `02-other`." in lines
    assert lines[-1] == "- the source has `env.turn`"
