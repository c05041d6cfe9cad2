"""Lines before and after are those of the files, whatever the edits, and each part has the colour of what it is."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model.ledger import Entry, FileEntry, Outcome, TextEdit
from migrator.report.html.colour import (
    COMMENT,
    FUNCTION,
    HOLE,
    KEYWORD,
    NUMBER,
    PLAIN,
    PYTHON,
    STRING,
    paint,
)
from migrator.report.html.excerpt import Excerpts, Line

ENDS = ("\n", "\r\n", "\r")


def lines_of(text: str) -> list[str]:
    """As the ledger counts them, not as Python does."""
    for end in ENDS[1:]:
        text = text.replace(end, "\n")
    return text.removeprefix("\ufeff").split("\n")


def shown(lines: tuple[Line, ...]) -> dict[int, str]:
    return {line.number: "".join(text for _, text in line.runs) for line in lines}


def undented(lines: list[str]) -> list[str]:
    return [line.lstrip(" \t") for line in lines]


# -- before and after --------------------------------------------------------------------------------------------------


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, list[TextEdit]]:
    """A text, the edits of some sites, and what they make of it."""
    end = draw(st.sampled_from(ENDS))
    count = draw(st.integers(1, 30))
    lines = draw(st.lists(st.text("ab ü😀\t", max_size=5), min_size=count, max_size=count))
    text = end.join(lines)
    # Places between characters, a line end being one.
    units = [(row, column) for row, line in enumerate(lines, 1) for column in range(1, len(line) + 2)]
    chosen = sorted(draw(st.lists(st.sampled_from(units), unique=True, max_size=12)))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + len(end))
    edits, parts, at = [], [], 0
    for start, stop in zip(chosen[::2], chosen[1::2], strict=False):
        new = draw(st.lists(st.text("xy", max_size=3), min_size=1, max_size=4).map(end.join))
        edits.append(TextEdit(draw(st.integers(1, 3)), *start, *stop, new))
        first, last = (starts[row - 1] + column - 1 for row, column in (start, stop))
        parts += [text[at:first], new]
        at = last
    bom = draw(st.sampled_from(["", "\ufeff"]))
    return bom + text, bom + "".join(parts) + text[at:], edits


@settings(deadline=None, max_examples=400)
@given(edited())
def test_hunks_are_lines_of_both_files_and_hold_every_change(case: tuple[str, str, list[TextEdit]]) -> None:
    before, after, edits = case
    excerpts = Excerpts(FileEntry("a.js", edits=tuple(edits)), before.encode())
    old, new = lines_of(before), lines_of(after)
    for site in {edit.site for edit in edits}:
        hunks = excerpts.hunks(site)
        told: set[int] = set()
        for hunk in hunks:
            left, right = shown(hunk.before), shown(hunk.after)
            assert undented(list(left.values())) == undented([old[number - 1] for number in left])
            assert undented(list(right.values())) == undented([new[number - 1] for number in right])
            kept = [shown((line,))[line.number] for line in hunk.before if not line.mark]
            assert kept == [shown((line,))[line.number] for line in hunk.after if not line.mark]
            assert told.isdisjoint(left)
            told.update(left)
        assert told >= {
            row for edit in edits if edit.site == site for row in (edit.line, edit.end_line) if old[row - 1]
        }


def test_what_stands_above_and_below_stays_aligned() -> None:
    text = "a\nb\nc\nd\ne\nf\ng\n"
    edits = (TextEdit(1, 1, 1, 1, 2, "A1\nA2"), TextEdit(2, 5, 1, 6, 1, ""))
    [hunk] = Excerpts(FileEntry("a.js", edits=edits), text.encode()).hunks(2)
    assert [(line.number, line.runs[0][1], line.mark) for line in hunk.before] == [
        (3, "c", ""),
        (4, "d", ""),
        (5, "e", "gone"),
        (6, "f", ""),
        (7, "g", ""),
    ]
    assert [(line.number, line.runs[0][1]) for line in hunk.after] == [(4, "c"), (5, "d"), (6, "f"), (7, "g")]


@pytest.mark.parametrize("letter", ["a", "ü", "😀"])
def test_of_a_very_long_line_the_part_around_the_site_is_shown(letter: str) -> None:
    """A page with all of the line for each of its sites would grow with their square."""
    many = 20_000
    text = f"{letter * many}OLD{letter * many}OTHER{letter * many}\n"
    edits = (TextEdit(1, 1, many + 1, 1, many + 4, "NEW"), TextEdit(2, 1, 2 * many + 4, 1, 2 * many + 9, "ANOTHER"))
    excerpts = Excerpts(FileEntry("a.js", edits=edits), text.encode())
    for site, before, after in ((1, "OLD", "NEW"), (2, "OTHER", "ANOTHER")):
        [hunk] = excerpts.hunks(site)
        for lines, changed in ((hunk.before, before), (hunk.after, after)):
            [line] = shown(lines).values()
            about = letter * (500 // len(letter.encode()))
            assert line == f"…{about}{changed}{about}…"
            assert [line.mark for line in lines] == ["gone" if lines is hunk.before else "come"]
    start, end = 2 * many + 4, 2 * many + 9
    entry = Entry(3, 1, start, 1, end, None, None, None, "read", Outcome.KEPT, False, last_line=1)
    [line] = shown(excerpts.use(entry)).values()
    assert line == f"…{about}OTHER{about}…"


def test_an_edit_of_another_site_on_the_edge_is_shown_in_whole() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 15))
    edits = (TextEdit(1, 5, 1, 5, 5, "LINE"), TextEdit(2, 7, 1, 12, 2, "new\nl"))
    [hunk] = Excerpts(FileEntry("a.js", edits=edits), text.encode()).hunks(1)
    assert [line.number for line in hunk.before] == list(range(3, 13))
    assert [line.runs[0][1] for line in hunk.after] == ["line 3", "line 4", "LINE 5", "line 6", "new", "line 12"]


def test_a_use_that_stays_is_shown_with_two_lines_around_it() -> None:
    text = "".join(f"    line{number};\n" for number in range(1, 10))
    entry = Entry(1, 4, 5, 5, 9, None, None, None, "read", Outcome.KEPT, False, last_line=5)
    lines = Excerpts(FileEntry("a.js", (entry,)), text.encode()).use(entry)
    assert [(line.number, line.mark) for line in lines] == [(2, ""), (3, ""), (4, "here"), (5, ""), (6, ""), (7, "")]
    assert lines[0].runs == ((PLAIN, "line2;"),), "the common indentation goes"


# -- colours -----------------------------------------------------------------------------------------------------------


def kinds(text: str) -> dict[str, set[int]]:
    """The kinds of each word of a text that it has once or more."""
    data = text.encode()
    painted = paint("a.js", data, [(0, len(data))])
    found: dict[str, set[int]] = {}
    at = 0
    for word in text.split():
        at = text.index(word, at)
        start = len(text[:at].encode())
        found.setdefault(word, set()).update(painted[start : start + len(word.encode())])
        at += len(word)
    return found


def test_both_languages_have_their_colours() -> None:
    found = kinds(
        textwrap.dedent("""\
            class Game { async act ( é , 'text' ) { /* import */
                await this . pyodide.runPythonAsync (`
                    import numpy # import
                    def settle (value): return 12
                    "ü text" None ${ this . seed || "await" } len
                `, `import ${ 7 }`) ; } }
        """)
        .replace("act ( é , 'text' )", "act (é)")
        .replace("é", "value, other = 'text' ")
    )
    assert found["async"] == {KEYWORD}
    assert found["act"] == {FUNCTION}
    assert found["'text'"] == {STRING}
    assert found["/*"] == {COMMENT}
    assert found["def"] == found["return"] == {PYTHON | KEYWORD}
    assert found["settle"] == {PYTHON | FUNCTION}
    assert found["numpy"] == found["len"] == {PYTHON}
    assert found["12"] == found["None"] == {PYTHON | NUMBER}
    assert found['"ü'] == {PYTHON | STRING}
    assert found["#"] == {PYTHON | COMMENT}
    assert found["${"] == {HOLE}
    assert found['"await"'] == {STRING}
    assert found["this"] == {KEYWORD}, "in the hole too"
    assert found["7"] == {NUMBER}
    assert found["`import"] == {STRING}, "a second argument is no Python"


@pytest.mark.parametrize(
    "call", ["this.run(`import x`)", "tag`import x`", "f('import x')", "runPythonAsync(1, `import x`)"]
)
def test_only_what_a_call_runs_is_python(call: str) -> None:
    data = call.encode()
    assert not any(kind & PYTHON for kind in paint("a.js", data, [(0, len(data))]))


@pytest.mark.parametrize(
    "call", ["a.runPythonAsync(`import x`)", "a?.runPython('import x')", "a['runPython'](`import x`)"]
)
def test_a_call_that_runs_python_is_known_by_its_name(call: str) -> None:
    data = call.encode()
    at = call.index("import")
    expected = {PYTHON | KEYWORD} if "['" not in call else {STRING}
    assert set(paint("a.js", data, [(0, len(data))])[at : at + 6]) == expected


@pytest.mark.parametrize("text", ["a = ;", "`${", "\ufeffa(\r'b'", "x.runPython(`\\u{zz} import`)", "await (" * 9])
def test_what_does_not_parse_is_plain_and_shown_in_full(text: str) -> None:
    entry = Entry(1, 1, 1, 1, 2, None, None, None, "read", Outcome.KEPT, False)
    lines = Excerpts(FileEntry("a.js", (entry,)), text.encode()).use(entry)
    assert list(shown(lines).values()) == lines_of(text)


def test_a_line_within_the_literal_is_a_line_of_python() -> None:
    text = "a.runPython(`\nimport x\n\n${b} + 1\n`, 2);\nc();\n"
    entry = Entry(1, 1, 1, 5, 2, None, None, None, "call", Outcome.KEPT, True, last_line=6)
    lines = Excerpts(FileEntry("a.js", (entry,)), text.encode()).use(entry)
    assert [line.number for line in lines if line.python] == [2, 3, 4]
