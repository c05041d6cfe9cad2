"""The page, read by a parser that is not ours: what it says, and that text of files is shown as text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    TextEdit,
)
from migrator.report.html import HEAD
from migrator.report.html.element import element, visible
from migrator.report.html.page import page
from migrator.report.invocation import Invocation
from tests.report.formats import invoke
from tests.report.html import Node, digest, fragment, game, invocation, read
from tests.support import FIXTURES, GAME, GAME_KEPT, GAME_SITES, ROOT, in_game, saying

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"


def report(folder: Path, *arguments: str, text: bytes | None = None) -> tuple[int, Node]:
    result = invoke(folder, "migrate", "--report", "out.html", *arguments, text=text)
    return result.code, read((folder / "out.html").read_text("utf-8"))


@pytest.fixture
def played(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    return tmp_path


# -- text of files is text ---------------------------------------------------------------------------------------------

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror="alert(1)">',
    "' onmouseover='alert(1)",
    "]]><![CDATA[<b>",
    "<!-- --><style>*{}</style>--!>",
    "&lt;&#60;&amp;copy",
    "a\u202eb\u2066c\u200fd",
    "nul\0bell\x07escape\x1b[31m\x9b",
    "lone \ud800 and \udcff",
    "`<i>` and `",
    "</pre></code></summary></textarea></title>",
    "{{7*7}} ${alert(1)}",
]


@dataclass(frozen=True)
class Item:
    name: str
    text: str


@dataclass(frozen=True)
class HostilePage:
    id: str
    title: str
    summary: str
    text: str
    changes: tuple[Item, ...]
    duties: tuple[Item, ...]


def page_of_hostile(text: str) -> Node:
    """A page in which a text stands wherever one can."""
    one_line = text.replace("\0", "")
    source = (
        f"const before = 1;\nawait this.pyodide.runPythonAsync(`{one_line}`); // {one_line}\nafter('{one_line}');\n"
    )
    data = source.encode("utf-8", "replace")
    gone, near = (Dropped(2, text),), (Nearest(text, 2, 1, text, text), Nearest("other", None, None, "", ""))
    reason = Reason(Code.DIFFERS, saying(f"{text} `{text}`"), 2, text, 1)
    place = (2, 1, 2, 6, text, text, text, "call")
    taken = Entry(1, *place, Outcome.REWRITTEN, True, 2, text, text, (text,), dropped=gone, not_carried_over=gone)
    entries = (
        taken,
        Entry(2, *place, Outcome.UNMATCHED, True, 2, reason=reason, nearest=near),
        Entry(3, *place, Outcome.KEPT, True, 2),
        Entry(4, *place, Outcome.PROVIDED, False, 2, reason=reason._replace(code=Code.NOT_NEEDED)),
    )
    edits = (TextEdit(1, 2, 1, 2, 6, one_line.encode("utf-8", "replace").decode()),)
    files = (
        FileEntry(text, entries, tuple(Note(NoteCode.COMMENT, saying(note)) for note in (text, f"`{text}`")), edits=edits),
        FileEntry(f"{text}2", error=FileError(saying(text), 3)),
    )
    told = HostilePage(
        text, text, text, f"{text}\n```diff\n- {text}\n+ {text}", (Item(text, text),), (Item(text, text),)
    )
    ledger = Ledger(files, (Skipped(text, saying(text)),))
    return read(page(ledger, Invocation(1, pages={text: told}), {text: data}).encode("utf-8").decode("utf-8"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    root = page_of_hostile(text)
    shown = visible(text)
    # All that a page is made of is what one of harmless text is made of.
    harmless = page_of_hostile("x")
    assert {node.tag for node in root.all()} <= {node.tag for node in harmless.all()}
    assert [node.text for node in root.all("script")] == [node.text for node in harmless.all("script")]
    assert root.one("section", "file", id="f1").one("h3").text == shown
    assert {node.text for node in root.all("span", "where")} == {f"{shown}.{shown}"}
    assert root.one("section", "rule").one("h3").one("code").text == shown
    assert {node["data-rule"] for node in root.all("article")} >= {shown}
    assert root.one("select", name="file").one("option", value="=1").text == f"{shown} (4)"
    [dropped, lost] = (root.one("div", name).one("li").one("code").text for name in ("dropped", "lost"))
    assert dropped == lost == shown


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(codec=None), max_size=20).filter(lambda text: "\n" not in text and "\r" not in text))
def test_any_text_is_shown_as_text(text: str) -> None:
    root = page_of_hostile(text)
    assert root.one("section", "file", id="f1").one("h3").text == visible(text)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30), st.text(max_size=30))
def test_an_element_holds_what_it_is_given(text: str, value: str) -> None:
    node = fragment(element("a", text, title=value))
    assert node.text == visible(text)
    assert node["title"] == visible(value)


def test_hostile_files_of_a_real_run(tmp_path: Path) -> None:
    name = "</script><script>"
    text = GAME + (
        "export class Game extends Base {\n"
        f"    async ['{name}']() {{ await this.pyodide.runPythonAsync(`env.render('</pre><img src=x>\u202e')`); }}\n"
        "    async ['\"><img onerror=x>']() { await this.pyodide.runPythonAsync(`env.render()`); }\n"
        "}\n"
    )
    path = os.fsencode(tmp_path) + b'/"><img src=x onerror=y>&amp;\xff.js'
    Path(os.fsdecode(path)).write_text(text, "utf-8")
    code, root = report(tmp_path)
    assert code == 1
    assert root.one("section", "file").one("h3").text == '"><img src=x onerror=y>&amp;\\u{dcff}.js'
    assert {f"Game.{name}", 'Game."><img onerror=x>'} <= {node.text for node in root.all("span", "where")}
    assert any("</pre><img src=x>\\u{202e}" in node.text for node in root.all("pre"))


# -- what it says ------------------------------------------------------------------------------------------------------


def sides(article: Node) -> list[tuple[dict[int, str], dict[int, str]]]:
    """The lines before and after, by their numbers."""
    pairs = []
    for pair in article.all("div", "sides"):
        left, right = (
            {
                int(line["data-n"]): line.text.removesuffix("\n")
                for line in panel.all("span")
                if "data-n" in line.attributes
            }
            for panel in pair.all("div", "panel")
        )
        pairs.append((left, right))
    return pairs


def test_every_site_is_there_before_and_after(played: Path) -> None:
    code, root = report(played, "game")
    before = (played / "game/js/multiplayer.js").read_text("utf-8").split("\n")
    assert invoke(played, "migrate", "--write", "game").code == 0
    after = (played / "game/js/multiplayer.js").read_text("utf-8").split("\n")
    articles = list(root.all("article", "rewritten"))
    assert code == 1
    assert len(articles) == GAME_SITES
    gone: set[int] = set()
    for article in articles:
        for left, right in sides(article):
            assert all(before[number - 1].strip() == text.strip() for number, text in left.items())
            assert all(after[number - 1].strip() == text.strip() for number, text in right.items())
        gone |= {int(line["data-n"]) for line in article.all("span", "gone") if "data-n" in line.attributes}
    # Line by line, what is marked is what is no longer there.
    receivers = {number for number, line in enumerate(before, 1) if "this.pyodide" in line and number in gone}
    assert len(receivers) >= GAME_SITES
    assert sum("this.pyodide.run" in line for line in before) - sum("this.pyodide.run" in line for line in after) == GAME_SITES


def test_the_page_of_a_write_shows_the_files_as_they_were(played: Path) -> None:
    _, shown = report(played, "game")
    code, written = report(played, "--write", "game")
    assert code == 0
    for one, other in zip(shown.all("article"), written.all("article"), strict=True):
        assert sides(one) == sides(other)
    assert f"{GAME_SITES} of {GAME_SITES + GAME_KEPT} programs were rewritten" in written.one("p", "verdict").text
    assert "Nothing was written yet" in shown.one("p", "verdict").text
    assert {panel.text for panel in written.all("p", "side") if "After" in panel.text} == {"After"}


def test_a_site_says_what_changes_and_what_is_gone(played: Path) -> None:
    uses = invoke(played, "migrate", "--format", "json", "game").json()["files"][1]["uses"]
    _, root = report(played, "game")
    [step] = list(root.all("article", data_rule="10-step-with-actions"))
    changes, duties = step.one("details", "changes"), step.one("details", "duties")
    assert [name.text for name in changes.all("dt")][:2] == ["action-keys-are-strings", "result-keys-are-strings"]
    assert "JSON's keys are strings" in changes.text
    assert [name.text for name in duties.all("dt")][:2] == ["agent-keys-are-integers", "strings-are-not-pasted"]
    assert "turn agent keys back into integers" in duties.text
    for kind, name in (("dropped", "dropped"), ("not_carried_over", "lost")):
        told = [item.one("code").text for box in root.all("div", name) for item in box.all("li")]
        assert told == [visible(item["text"]) for use in uses for item in use[kind]]
        assert told


def test_what_is_left_has_its_reason_and_the_first_difference() -> None:
    entry, data = game()
    root = read(page(Ledger((entry,)), invocation(), {entry.path: data}))
    [left] = root.all("article", "left")
    assert left.one("p", "reason").one("code", "why").text == "differs"
    nearest = next(left.all("div", "nearest"))
    rule, source = nearest.all("div", "panel")
    assert nearest.one("a").text == "11-hash-from-state"
    assert rule.one("p", "side").text == "The rule has 16"
    assert source.one("p", "side").text == "The source has 12"
    [line] = list(source.all("span", "gone"))
    assert "hexdigest()[:12]" in line.text
    assert line["data-n"] == "748"
    assert [line.text for line in rule.all("span", "come")] == ["-     <<digest>>\n"]
    assert root.one("section", "rule", id=nearest.one("a")["href"][1:]).one("h3").text.startswith("11-hash-from-state")


def test_a_reason_that_stands_elsewhere_is_shown_too() -> None:
    text = "".join(f"line{number}();\n" for number in range(1, 60))
    reason = Reason(Code.STILL_READ, saying("it is read on line 50"), 50)
    use = Entry(1, 25, 1, 25, 8, "Game", "act", "x", "call", Outcome.UNMATCHED, True, 28, reason=reason)
    far = FileEntry("a.js", (use,))
    root = read(page(Ledger((far,)), invocation(), {"a.js": text.encode()}))
    source, elsewhere = root.one("article").all("div", "panel")
    assert [int(line["data-n"]) for line in source.all("span") if "data-n" in line.attributes] == list(range(23, 31))
    assert elsewhere.one("p", "side").text == "Line 50, of which the reason speaks"
    assert [line["data-n"] for line in elsewhere.all("span", "here")] == ["50"]
    assert not list(source.all("span", "here"))


def test_each_cell_of_the_map_leads_to_its_use(played: Path) -> None:
    _, root = report(played, "game")
    cells = list(root.one("section", id="map").all("a", "cell"))
    articles = list(root.all("article"))
    assert [cell["href"] for cell in cells] == [f"#{article['id']}" for article in articles]
    for cell, article in zip(cells, articles, strict=True):
        for name in ("data-outcome", "data-rule", "data-file"):
            assert cell[name] == article[name]
        assert cell["aria-label"].partition(",")[0] == article.one("h4").one("a").text.lower()
    assert [cell.text for cell in cells].count("→") == GAME_SITES


def test_without_the_script_filters_are_hidden_and_all_else_is_not(played: Path) -> None:
    _, root = report(played, "game")
    assert [node["id"] for node in root.all() if "hidden" in node.attributes] == ["filters", "none"]
    options = [node["value"] for node in root.one("select", name="rule").all("option")]
    assert set(options) - {""} == {f"={node['data-rule']}" for node in root.all("article")}


def test_both_languages_are_coloured(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        in_game("await this.pyodide.runPythonAsync(`\n    env.tilt(None)\n    ${x}\n`);"), "utf-8"
    )
    _, root = report(tmp_path)
    [left] = root.all("article", "left")
    source = next(left.all("pre"))
    [python] = [line for line in source.all("span", "py") if "tilt" in line.text]
    assert [(part.text, part["class"]) for part in python.all("i")] == [("tilt", "f"), ("None", "n")]
    [javascript] = [line for line in source.all("span") if "await" in line.text]
    assert [part.text for part in javascript.all("i", "k")] == ["await", "this"]


def test_errors_and_skipped_files_are_told_and_the_page_itself_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("this.pyodide = (;", "utf-8")
    (tmp_path / "b.astro").write_text("this.pyodide", "utf-8")
    report(tmp_path)
    code, root = report(tmp_path)
    assert code == 2
    assert root.one("p", "error").text == "Error: line 1: cannot be parsed as JavaScript near this.pyodide = (;"
    assert [item.text for item in root.one("ul", "skipped").all("li")] == ["b.astro Astro is only searched for calls that run Python"]


def test_a_long_site_is_folded(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        in_game("await this.pyodide.runPythonAsync(`" + "\nenv.tilt(1)" * 60 + "`);"), "utf-8"
    )
    _, root = report(tmp_path)
    [left] = root.all("article", "left")
    folded = next(left.all("details"))
    assert folded.one("summary").text == "41 more lines"
    assert len([line for line in folded.all("span") if "env.tilt(1)" in line.text]) == 39
    assert len([line for line in left.one("div", "panel").all("span") if "env.tilt(1)" in line.text]) == 60


def test_what_a_comment_keeps_is_shown_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(f"// migrator-keep: 15-render -- for the <b>museum</b>\n{SITE}"), "utf-8")
    code, root = report(tmp_path)
    assert code == 0
    told = [article.one("summary").text for article in root.all("article", "kept")]
    why = "The comment on line 25 keeps it from 15-render: for the <b>museum</b>"
    assert told == ["This method keeps Pyodide", why]
    verdict = "0 of 2 programs would be rewritten as commands of the worker, 1 stays in a method that keeps Pyodide, "
    assert root.one("p", "verdict").text.startswith(f"{verdict}1 is kept by a comment; nothing is left to do.")
    assert "in a method, a function or a file that keeps Pyodide, or kept by a comment" in root.one("ul", "legend").text


def test_a_page_of_uses_that_are_no_programs_does_not_say_that_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class A { performRollback() { return this.pyodide; } }\n", "utf-8")
    code, root = report(tmp_path)
    assert code == 0
    assert root.one("p", "verdict").text.startswith(
        "0 of 0 programs would be rewritten as commands of the worker; nothing is left to do."
    )


def test_a_run_that_finds_nothing_has_a_page(tmp_path: Path) -> None:
    code, root = report(tmp_path)
    assert code == 0
    assert root.one("p", "verdict").text == "0 files: nothing was examined."


# -- the same each time, beside anything ---------------------------------------------------------------------------------


def test_the_page_is_the_same_each_time_and_from_a_warm_cache(played: Path) -> None:
    pages = []
    for arguments in (["game"], ["game"], ["--no-cache", "game"], ["--format", "json", "game"], ["--quiet", "game"]):
        report(played, *arguments)
        pages.append((played / "out.html").read_bytes())
    assert len(set(pages)) == 1


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_it_changes_nothing_of_what_is_printed(played: Path, form: str) -> None:
    arguments = ["migrate", "--format", form, "game/js/multiplayer.js"]
    without = invoke(played, *arguments)
    beside = invoke(played, *arguments, "--report", "out.html")
    assert (beside.code, beside.out, beside.err) == (without.code, without.out, without.err)
    assert (played / "out.html").read_bytes().startswith(HEAD)


def test_standard_input_has_a_page(tmp_path: Path) -> None:
    code, root = report(tmp_path, "--stdin-filename", "js/b.js", "-", text=in_game(SITE).encode())
    assert code == 1
    assert root.one("section", "file").one("h3").text == "js/b.js"
    [site] = root.all("article", "rewritten")
    assert any("this.worker.render()" in text for text in sides(site)[0][1].values())


def test_a_run_without_one_imports_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    code = (
        "import sys\nfrom migrator.cli import main\nsys.argv = ['migrator', 'migrate', 'a.js']\n"
        "try: main()\nexcept SystemExit: print(*(name for name in sys.modules if 'report.html' in name), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == ""


# -- where it is written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.js", "migrator: a.js: is there and is no report of migrator; it is not written over, name another file"),
        ("folder", "migrator: folder: is a folder; name a file for the report, as in `folder/report.html`"),
        ("no/out.html", "migrator: no/out.html: there is no folder `no` to write the report to"),
        ("-", "migrator: `--report` needs the name of a file"),
        ("", "migrator: `--report` needs the name of a file"),
        ("/proc/out.html", "migrator: /proc/out.html: the report cannot be written: No such file or directory"),
        ("link.html", "migrator: link.html: the report cannot be written: No such file or directory"),
        ("a.js/out.html", "migrator: a.js/out.html: the report cannot be written: Not a directory"),
    ],
)
def test_a_page_that_could_not_be_written_stops_the_run_before_it_begins(tmp_path: Path, path: str, line: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.html").symlink_to("no/out.html")
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    result = invoke(tmp_path, "migrate", "--write", "--report", path, "a.js")
    assert (result.code, result.out, result.err) == (2, b"", f"{line}\n")
    assert (tmp_path / "a.js").read_text("utf-8") == in_game(SITE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.js", "folder", "link.html"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full to fail at")
def test_a_page_that_cannot_be_written_is_one_line_and_2(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    result = invoke(tmp_path, "migrate", "--quiet", "--report", "/dev/full", "a.js")
    assert result.code == 2
    assert result.err == "migrator: /dev/full: the report cannot be written: No space left on device\n"


def test_an_earlier_page_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    report(tmp_path)
    (tmp_path / "a.js").write_text(in_game("const a = 1;"), "utf-8")
    _, root = report(tmp_path)
    assert not list(root.all("article", "rewritten"))


def test_the_policy_is_that_of_the_files_that_are_shipped() -> None:
    root = read(page(Ledger(()), invocation(), {}))
    folder = ROOT / "migrator" / "report" / "html"
    for tag, name in (("style", "style.css"), ("script", "script.js")):
        text = (folder / name).read_text("utf-8")
        assert digest(root.one(tag).text) == digest(text)
        assert not re.search(r"</|<!--", text), "nothing of it ends the element that it stands in"
