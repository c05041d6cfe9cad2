"""The record of a migration, read by a CommonMark parser: what it says, and that text of files never becomes markup."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from migrator.model.ledger import (
    Code,
    Dropped,
    Entry,
    FileEntry,
    FileError,
    Ledger,
    Nearest,
    Note,
    NoteCode,
    Outcome,
    Reason,
    Skipped,
)
from migrator.report import markdown, markup
from migrator.report.invocation import Invocation
from migrator.report.words import safe
from migrator.rules.loader import Change
from tests.report.formats import invoke
from tests.support import FIXTURES, GAME, GAME_SITES, PAGES, in_game, saying

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
INLINE = {"text", "code_inline", "link_open", "link_close"}
HOSTILE = [
    "plain",
    "` `` ```",
    "```\n# no\n```",
    "a | b | c \\| d",
    "<script>alert(1)</script><!-- -->",
    "</td></table><img src=x onerror=alert(1)>",
    "[a](http://example.org) ![b](c) <http://example.org>",
    "one\n\n# two\n- three\n> four",
    "1. one",
    "- one",
    "+ one",
    "===",
    "---",
    "    code",
    "*a* _b_ ~~c~~ **d**",
    "&lt;b&gt; &#60; &copy;",
    "ends with \\",
    "ends with `",
    "\u202e\x1b[31m\x00\x07\u2028",
    "",
    " ",
]


class Page:
    """A page of somebody else."""

    id = "03-seed"

    def __init__(self, text: str) -> None:
        self.title = self.summary = self.text = text
        self.changes = (Change("a-change", text),)


def ledger(text: str) -> Ledger:
    """A ledger in which everything that comes from files is ``text``."""
    cause = Reason(Code.DIFFERS, saying(f"the rule has `x`, the source has `{text}`"), 1)
    gone = (Dropped(3, text),)
    at = (1, 1, 1, 9, text, text)
    entries = (
        Entry(1, *at, text, "call", Outcome.REWRITTEN, True, rule="03-seed", dropped=gone, not_carried_over=gone),
        Entry(2, *at, text, "call", Outcome.KEPT, True),
        Entry(3, *at, text, "assign", Outcome.PROVIDED, False),
        Entry(
            4, *at, text, "call", Outcome.UNMATCHED, True, reason=cause, nearest=(Nearest("05-x", 1, 2, text, text),)
        ),
    )
    file = FileEntry(text, entries, notes=tuple(Note(NoteCode.COMMENT, saying(note)) for note in (text, f"`{text}`")), error=FileError(saying(text)), diff=f"--- a\n+{text}\n".encode())
    return Ledger((file,), (Skipped(text, saying(text)),))


def record(text: str, *, written: bool = False) -> str:
    return markdown.migration(ledger(text), Invocation(2, written, pages={"03-seed": Page(text)}))


def skeleton(tokens: list[Token]) -> list[str]:
    """The blocks, without what stands in them."""
    return [f"{token.type} {token.tag}" for token in tokens]


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


# -- hostile text ------------------------------------------------------------------------------------------------------


def assert_shown_as_text(text: str) -> None:
    tokens = PARSER.parse(record(text))
    assert skeleton(tokens) == skeleton(PARSER.parse(record("plain")))
    children = inline(tokens)
    assert {child.type for child in children} <= INLINE, [child.type for child in children]
    assert {child.attrs["href"] for child in children if child.type == "link_open"} == {"#03-seed"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    assert_shown_as_text(text)
    assert not set(record(text)) & set("\x00\x07\x1b\u202e\u2028\r")


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="`|<>[]()*_#&!\\\n\r\t -+=.1~:/@wx;\"'{}$", max_size=24))
@example("`\\")
@example("1)")
@example("\\`|`")
def test_any_text_is_shown_as_text(text: str) -> None:
    assert_shown_as_text(text)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="`|\\ a<*", min_size=1, max_size=12).filter(str.strip))
def test_a_code_span_holds_what_it_is_given(text: str) -> None:
    shown = " ".join(text.split())
    [paragraph] = [token for token in PARSER.parse(f"- x {markup.code(text)} y") if token.type == "inline"]
    assert [(child.type, child.content) for child in paragraph.children or []] == [
        ("text", "x "),
        ("code_inline", shown),
        ("text", " y"),
    ]
    table = f"| a | b |\n|---|---|\n| {markup.cell(markup.code(text))} | y |"
    cells = [token for token in PARSER.parse(table) if token.type == "inline"]
    assert [child.content for child in cells[2].children or []] == [shown]
    assert cells[3].content == "y"


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="`|<>[]()*_#&!\\ -+=.1~:/@wx", max_size=24))
@example("`1 `1")
@example("1` 1`")
def test_prose_says_what_it_is_given(text: str) -> None:
    tokens = PARSER.parse(f"- {markup.prose(text)}")
    said = "".join(child.content for child in inline(tokens)) if text.strip() else text
    assert said.replace("`", "").split() == safe(text).replace("`", "").split()
    assert [token.type for token in tokens if token.type.endswith("_open")][:3] in (
        ["bullet_list_open", "list_item_open", "paragraph_open"],
        ["bullet_list_open", "list_item_open"],
    )


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="`~\n a+-", max_size=40))
def test_a_block_ends_where_it_should(text: str) -> None:
    tokens = PARSER.parse(f"{markup.block(text, 'diff')}\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content.removesuffix("\n") == text.removesuffix("\n")


def test_a_block_of_lines_that_end_in_a_carriage_return_shows_none() -> None:
    assert markup.block("one\r\ntwo\r\n", "js") == "```js\none\ntwo\n```"


def test_hostile_code_from_a_real_run(tmp_path: Path) -> None:
    text = GAME + (
        "export class Game extends Base {\n"
        "    async ['<b>|`x`|</b>']() { await this.pyodide.runPythonAsync(`env.render('<img src=x> | ## [a](b)')`); }\n"
        "    async ['- | 1.']() { await this.pyodide.runPythonAsync(`env.render()`); }\n"
        "}\n"
    )
    (tmp_path / "a|`b`<i>.js").write_text(text, "utf-8")
    result = invoke(tmp_path, "migrate", "--format", "markdown")
    tokens = PARSER.parse(result.text)
    assert result.code == 1
    assert not {token.type for token in (*tokens, *inline(tokens))} & {"html_block", "html_inline", "image"}
    spans = [child.content for child in inline(tokens) if child.type == "code_inline"]
    assert {"a|`b`<i>.js", "Game.<b>|`x`|</b>", "Game.- | 1."} <= set(spans)
    assert any("<img src=x> | ## [a](b)" in span for span in spans)


# -- what it says ------------------------------------------------------------------------------------------------------


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"(?m)^## (.*)$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_sections_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(f"{SITE}\nthis.pyodide.toPy(1);"), "utf-8")
    told = sections(invoke(tmp_path, "migrate", "--format", "markdown").text)
    assert list(told) == [
        "What would be done",
        "What changes in behaviour",
        "What would be removed and not carried over",
        "What the worker must, and other notes",
        "What is left",
        "What stays",
        "The diff",
    ]
    assert "| 25 | `Game.act` | [15-render](#15-render) |" in told["What would be done"]
    assert "### 15-render\n" in told["What changes in behaviour"]
    assert "Applied at `a.js:25`." in told["What changes in behaviour"]
    assert "what answers `render` of `Commands` was not read" in told["What the worker must, and other notes"]
    left = "- Line 26, `toPy` in `Game.act`: `unexplained`, no rewritten site explains `toPy` of the receiver."
    assert left in told["What is left"]
    assert "`Base.performRollback`: kept" in told["What stays"]
    assert "Base.constructor`: provided" in told["What stays"]


def test_every_heading_of_a_rule_is_where_its_links_lead(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    result = invoke(tmp_path, "migrate", "--write", "--format", "markdown", "game")
    tokens = PARSER.parse(result.text)
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    links = {child.attrs["href"] for child in inline(tokens) if child.type == "link_open"}
    assert result.code == 0
    assert len(links) == len(PAGES)
    assert {link.removeprefix("#") for link in links} <= set(headings)
    assert headings[:2] == ["Record of the migration", "What was done"]
    rows = [line for line in sections(result.text)["What was done"].splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == GAME_SITES


def test_the_removed_is_told_line_by_line(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    text = invoke(tmp_path, "migrate", "--format", "markdown", "game").text
    uses = invoke(tmp_path, "migrate", "--format", "json", "game").json()["files"][1]["uses"]
    told = sections(text)["What would be removed and not carried over"]
    lines = [int(number) for number in re.findall(r"(?m)^- Line (\d+), by", told)]
    gone = [item["line"] for use in uses for item in (*use["dropped"], *use["not_carried_over"])]
    assert lines == gone
    assert len(gone) > 10


@pytest.mark.parametrize("name", ["two  spaces.js", "a new\nline.js", " ends with `.js", "` `.js"])
def test_a_path_is_shown_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(in_game(SITE), "utf-8")
    (tmp_path / f"bad {name}").write_text("this.pyodide = (;", "utf-8")
    text = invoke(tmp_path, "migrate", "--format", "markdown").text
    shown = {child.content for child in inline(PARSER.parse(text)) if child.type == "code_inline"}
    assert {safe(name), f"{safe(name)}:25", f"{safe(f'bad {name}')}:1"} <= shown


def test_errors_and_skipped_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("this.pyodide = (;", "utf-8")
    (tmp_path / "b.astro").write_text("this.pyodide", "utf-8")
    result = invoke(tmp_path, "migrate", "--format", "markdown")
    told = sections(result.text)
    assert result.code == 2
    assert told["Errors"].strip() == "- `a.js:1`: cannot be parsed as JavaScript near `this.pyodide = (;`"
    assert told["Skipped"].strip() == "- `b.astro`: Astro is only searched for calls that run Python"
    assert told["What is left"].strip() == "Nothing."
