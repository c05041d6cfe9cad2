"""A review: which sites go together, and that whatever was chosen is found anew and checked like any result."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.source import Source
from migrator.model.ledger import Entry, Outcome
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rules.loader import Rule, load_page
from migrator.run.look import Looker
from migrator.run.review import Review
from migrator.run.surroundings import Surroundings
from tests.support import in_game

# The first binds a Python global that the second reads: it cannot go while that stays. The third is by itself.
BIND, READ, SPIN = (
    f"# Page\n\n```diff\n- await this.pyodide.runPythonAsync(`\n-     {code}\n- `);\n+ await this.worker.{command}();\n```\n"
    for code, command in (("shared = env.tilt()", "render"), ("env.turn(shared)", "getState"), ("env.spin()", "reset"))
)
BINDS, READS, SPINS = (
    f"await this.pyodide.runPythonAsync(`{code}`);"
    for code in ("shared = env.tilt()", "env.turn(shared)", "env.spin()")
)
BOUND, READ_BY, SPUN = (f"await this.worker.{command}();" for command in ("render", "getState", "reset"))
LINE = 25


def review(*statements: str) -> Review:
    data = in_game("\n".join(statements)).encode()
    rules: list[Rule] = [load_page(f"0{n}-page.md", text) for n, text in enumerate((BIND, READ, SPIN), 1)]
    looker = Looker(Surroundings(), lambda _: rules, lambda _: frozenset())

    def derive(places: frozenset[tuple[int, int]]) -> object:
        return looker.choosing("a.js", data, Settings(), places)

    source = Source.read("a.js", data)
    every = {(LINE + n, 15) for n in range(len(statements))}
    entry = looker.choosing("a.js", data, Settings(), every).entry
    assert entry is not None
    return Review(source, entry, derive)  # type: ignore[arg-type]


def lines(group: list[Entry]) -> list[int]:
    return [entry.line - LINE for entry in group]


def test_a_site_goes_with_those_that_it_needs() -> None:
    made = review(BINDS, SPINS, READS)
    assert lines(made.sites) == [0, 1, 2]
    assert [lines(made.group(site)) for site in made.sites] == [[0, 2], [1], [2]]


def test_a_site_is_not_possible_without_one_that_was_denied() -> None:
    made = review(BINDS, SPINS, READS)
    made.deny([made.sites[2]])
    assert not made.is_open(made.sites[2])
    assert made.group(made.sites[0]) == []
    assert lines(made.group(made.sites[1])) == [1]


def test_nothing_accepted_is_the_file_as_it_was() -> None:
    made = review(BINDS, SPINS, READS)
    assert made.data() == made.source.data
    made.deny(made.sites)
    assert made.data() == made.source.data
    assert made.doubt() is None


def test_a_group_changes_its_own_lines_beside_what_was_accepted() -> None:
    made = review(BINDS, SPINS, READS)
    made.accept([made.sites[1]])
    group = made.group(made.sites[0])
    assert [made.source.line(edit.start) - LINE for edit in made.edits(group)] == [0, 2]
    diff = made.diff(group).decode()
    assert f"+        {BOUND}" in diff
    assert f"+        {SPUN}" not in diff
    assert made.data().decode() == in_game(f"{BINDS}\n{SPUN}\n{READS}")
    made.accept(group)
    assert made.data().decode() == in_game(f"{BOUND}\n{SPUN}\n{READ_BY}")


def test_an_edited_text_that_does_not_parse_is_not_taken() -> None:
    made = review(SPINS)
    group = made.group(made.sites[0])
    wrong = made.edit(group, [b"await this.worker.reset(;"])
    assert wrong is not None
    assert words(wrong).startswith("the result does not parse: ")
    made.accept(group)
    assert made.data().decode() == in_game(SPUN)
    assert made.doubt() is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [(b"await this.worker.reset(1)", None), (b"await somebody()", "`somebody` would be bound by nothing")],
)
def test_an_edited_text_is_written_and_doubted_where_a_rule_would_be(text: bytes, doubt: str | None) -> None:
    made = review(SPINS)
    group = made.group(made.sites[0])
    [edit] = made.edits(group)
    kept = text + (b";" if edit.text.endswith(b";") else b"")
    assert made.edit(group, [kept]) is None
    made.accept(group)
    assert kept in made.data()
    found = made.doubt()
    assert (words(found) if found is not None else None) == doubt


def test_each_choice_is_derived_once(tmp_path: Path) -> None:
    made, asked = review(BINDS, SPINS, READS), []
    derive = made.derive
    made.derive = lambda places: asked.append(places) or derive(places)  # type: ignore[func-returns-value]
    for _ in range(2):
        for site in made.sites:
            made.group(site)
    assert len(asked) == len(set(asked))
    assert {entry.outcome for entry in made.sites} == {Outcome.REWRITTEN}


def test_a_constant_stays_while_a_site_that_needs_it_does() -> None:
    """The declaration of a program goes with the last site that used it, whichever is accepted last."""
    run = "await this.pyodide.runPythonAsync(code);"
    made = review("const code = `env.spin()`;", run, run)
    assert lines(made.sites) == [1, 2]
    assert [lines(made.group(site)) for site in made.sites] == [[1], [2]]
    made.accept([made.sites[1]])
    made.deny([made.sites[0]])
    assert made.data().decode() == in_game(f"const code = `env.spin()`;\n{run}\n{SPUN}")
    other = review("const code = `env.spin()`;", run, run)
    other.accept(other.sites)
    assert other.data().decode() == in_game(f"{SPUN}\n{SPUN}")
