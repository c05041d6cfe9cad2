"""What is still to be written of a page: nothing of a page that is finished, and each place that was left, by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Code, Outcome, Sentence
from migrator.model.settings import Settings
from migrator.rules.loader import load_page
from migrator.rules.unfinished import is_unfinished, to_do
from tests.support import PAGES, in_game, left_alone, migrate, rewritten, write

RUN = "await this.pyodide.runPythonAsync(`env.render()`);"


def page(plus: str = "await this.worker.render();", changes: str = "- `nothing`: no.", head: str = "# Render\n\nRenders.") -> str:
    return f"{head}\n\n```diff\n- {RUN}\n+ {plus}\n```\n\n## What changes\n\n{changes}\n"


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_the_shipped_pages_are_finished(path: Path) -> None:
    assert to_do(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        page(),
        page().split("## What")[0],
        page(changes="Nothing that a caller can see."),
        page("await this.worker.todoList();"),
        page() + "\n## The worker must\n\n<!-- TODO: nothing -->\n",
        page() + "\n## Left alone\n\n```js\n// TODO later\nthis.worker.todo();\n```\n",
        page("await this.worker.render({ TODO: 1 });"),
    ],
)
def test_a_finished_page_has_nothing_to_do(text: str) -> None:
    assert to_do(text) == []
    assert not is_unfinished(load_page("01-x.md", text))


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (page("await this.worker.todo();"), 7, Sentence.TO_DO_COMMAND),
        (page("await this.worker.render(); // TODO: draw"), 7, Sentence.TO_DO_LINE),
        (page(changes="- `say-what-changes`: what was seen before; what is seen now."), 12, Sentence.TO_DO_CHANGE),
        (page(changes="<!-- An item for each. -->"), 10, Sentence.TO_DO_NO_CHANGES),
        (page(changes="") + "\n## Left alone\n\n```js\nf();\n```\n", 10, Sentence.TO_DO_NO_CHANGES),
        (page(changes="- `nothing`: TODO"), 12, Sentence.TO_DO_LINE),
        (page(head="# Say what the rule does\n\nRenders."), 1, Sentence.TO_DO_TITLE),
        (page(head="# Render\n\nSay in a sentence what takes the place of the program (begun from `A.b`)."), 3,
         Sentence.TO_DO_SUMMARY),
    ],
)  # fmt: skip
def test_each_place_that_was_left_has_its_line(text: str, line: int, sentence: Sentence) -> None:
    assert [(item.line, item.message.sentence) for item in to_do(text)] == [(line, sentence)]


def test_a_page_that_does_not_say_what_it_changes_takes_no_site(tmp_path: Path) -> None:
    text = page(changes="- `say-what-changes`: what was seen before; what is seen now.")
    left_alone(tmp_path, RUN, code="unfinished-page", because="`migrator rules check 01-x`", rules=[load_page("01-x.md", text)])
    path = write(tmp_path, "case.js", in_game(RUN))
    for accept in (None, frozenset({"all"}), frozenset({"say-what-changes"})):
        entry, after = migrate(path, [load_page("01-x.md", text)], Settings(accept=accept))
        [site] = [use for use in entry.entries if use.is_program and use.outcome is not Outcome.KEPT]
        assert site.reason is not None
        assert site.reason.code is Code.UNFINISHED_PAGE
        assert after == in_game(RUN)


def test_another_page_that_is_finished_takes_the_site(tmp_path: Path) -> None:
    begun = load_page("01-x.md", page(changes="- `say-what-changes`: what."))
    rewritten(tmp_path, RUN, "await this.worker.render();", by="02-y", rules=[begun, load_page("02-y.md", page())])


def test_a_site_that_the_page_does_not_fit_has_another_reason(tmp_path: Path) -> None:
    begun = load_page("01-x.md", page(changes="- `say-what-changes`: what."))
    left_alone(tmp_path, "await this.pyodide.runPythonAsync(`env.tilt()`);", code="differs", because="env.tilt", rules=[begun])


def test_the_command_of_a_draft_is_not_written_where_no_worker_is_seen(tmp_path: Path) -> None:
    begun = load_page("01-x.md", page("await this.worker.todo();"))
    text = (
        "import { Commands } from 'somewhere';\nclass Game {\n    constructor() { this.worker = new Commands(); }\n"
        f"    async act() {{\n        {RUN}\n    }}\n}}\n"
    )
    entry, after = migrate(write(tmp_path, "case.js", text), [begun])
    [site] = [use for use in entry.entries if use.is_program]
    assert (site.reason and site.reason.code, after) == (Code.UNFINISHED_PAGE, text)
