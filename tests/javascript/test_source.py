"""Where something stands in a file: the line and the column of a byte, and where its line begins and ends."""

from __future__ import annotations

import re
from random import Random

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import BOM, Source, SourceError
from migrator.model.ledger import Sentence

LINES = ["let a = 1;", "// gr\u00fc\u00df \U0001f600 dich", "", "/* \u4f60\u597d */ f();", "g('\u00e9')"]
TEXTS = {
    "plain": b"let a = 1;\n\nf();\n",
    "wide": "\n".join(LINES).encode(),
    "marked": BOM + "\r\n".join(LINES).encode(),
    "mixed": "\r".join(LINES).encode() + b"\n\r\r\n" + LINES[1].encode(),
    "nothing": b"",
    "only a mark": BOM,
}


def counted(data: bytes, offset: int) -> tuple[int, int]:
    """The line and the column of a byte, by counting from the beginning."""
    ends = [match.end() for match in re.finditer(rb"\r\n|\n|\r", data) if match.end() <= offset]
    start = ends[-1] if ends else len(BOM) if data.startswith(BOM) else 0
    return len(ends) + 1, len(data[min(start, offset) : offset].decode("utf-8", "replace")) + 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_position_is_the_same_whatever_was_asked_before(name: str) -> None:
    source = Source.read("a.js", TEXTS[name])
    offsets = [*range(len(source.data) + 1)] * 3
    for order in (offsets, offsets[::-1], Random(name).sample(offsets, len(offsets))):
        for offset in order:
            assert source.position(offset)[:2] == counted(source.data, offset)


@pytest.mark.parametrize("name", TEXTS)
def test_where_the_line_of_a_byte_begins_and_ends(name: str) -> None:
    source = Source.read("a.js", TEXTS[name])
    data = source.data
    for offset in range(len(data) + 1):
        line, column = counted(data, offset)
        start = source.line_start(offset)
        if offset >= len(BOM) or not data.startswith(BOM):
            assert counted(data, start) == (line, 1)
            assert len(data[start:offset].decode("utf-8", "replace")) == column - 1
        end = re.compile(rb"\r\n|\n|\r|\Z").search(data, offset)
        assert end is not None
        assert source.line_end(offset) == end.start()


def test_what_is_looked_for_once_is_kept_with_the_file() -> None:
    source, other, asked = Source.read("a.js", b""), Source.read("b.js", b""), list[str]()

    def find(word: str) -> str:
        asked.append(word)
        return word

    assert [source.once("a", lambda: find("x")), source.once("a", lambda: find("y"))] == ["x", "x"]
    assert [source.once("b", lambda: find("y")), other.once("a", lambda: find("z"))] == ["y", "z"]
    assert asked == ["x", "y", "z"]


# -- scripts in markup, and types --------------------------------------------------------------------------------------

PAGE = "<p>a</p>\n<script>f(x);</script>\n<script type='module'>g(y);</script>\n<script>h(z);</script>\n"


def replaced(source: Source, old: str, new: str) -> Source:
    """The source with one text in the place of another."""
    start = source.data.index(old.encode())
    edit = Edit(start, start + len(old.encode()), new.encode())
    return source.edited([edit], apply(source.data, [edit]))[0]


def test_classic_scripts_of_a_page_are_one_and_a_module_is_its_own() -> None:
    classic, module = Source.read_all("a.html", PAGE.encode())
    assert classic.code.decode().split() == ["f(x);", "{}h(z);"]
    assert module.code.decode().split() == ["g(y);"]
    assert len(classic.code) == len(module.code) == len(PAGE)
    assert module.position(module.data.index(b"g(y)")) == (3, 23)


# What a script may end with, so that it would run on into the next one.
ENDS = ["f()", "a = b", "const a = b", "f(); // a", "x => y", "a = class {}", "let a", "a++", "do f(); while (x)", "`a`", "f();", ""]


@pytest.mark.parametrize("language", ["", " lang=ts"])
@pytest.mark.parametrize("between", ["", "\n", "\r"])
@pytest.mark.parametrize("end", ENDS)
def test_a_script_does_not_run_on_into_the_next_one(end: str, between: str, language: str) -> None:
    text = f"<b><script{language}>{end}</script>{between}<script{language}>(g)()</script>"
    [source] = Source.read_all("a.vue", text.encode())
    *before, last = source.root.named_children
    assert last.text == b"(g)()"
    first = [node for node in before if node.start_byte < text.index("</script>")]
    assert all(node.end_byte <= text.index("</script>") for node in first)
    assert bool(first) == bool(end)
    if not between:
        assert last.start_point.row == 0


@pytest.mark.parametrize("name", ["a.vue", "a.svelte", "a.html"])
def test_a_line_of_a_script_ends_where_its_script_does(name: str) -> None:
    source = Source.read(name, b"<p>a</p><script>f(x);</script><b></b>\n")
    at = source.data.index(b"x")
    assert source.data[source.line_start(at) : source.line_end(at)] == b"f(x);"


def test_an_edit_of_a_script_moves_the_ones_behind_it() -> None:
    classic, module = Source.read_all("a.html", PAGE.encode())
    assert replaced(classic, "f(x);", "f(x, x, x);").code.decode().split() == ["f(x,", "x,", "x);", "{}h(z);"]
    assert replaced(module, "g(y);", "g();").code.decode().split() == ["g();"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("f(x);", "f('</script>');"), ("<p>a</p>", "<!--"), ("f(x);</script>", "f();"), ("<p>a</p>", "<textarea>")],
)
def test_an_edit_that_changes_the_markup_is_refused(old: str, new: str) -> None:
    classic, _ = Source.read_all("a.html", PAGE.encode())
    with pytest.raises(SourceError) as error:
        replaced(classic, old, new)
    assert error.value.message.sentence is Sentence.SCRIPT_IN_MARKUP


def test_types_are_found_anew_behind_an_edit() -> None:
    source = Source.read("a.ts", b"let a: T = 1;\nlet b: U = f(2);\n")
    assert replaced(source, "f(2)", "g<V>(3)").code == b"let a    = 1;\nlet b    = g   (3);\n"
    # `a < b` and `c > (d)` are two comparisons; without `+ 1` they are the arguments of a type.
    source = Source.read("a.ts", b"f(a < b, c + 1 > (d));\n")
    edit = Edit(10, 14, b"")
    made, changed = source.edited([edit], apply(source.data, [edit]))
    assert (made.code, changed) == (b"f(a          (d));\n", [(0, len(made.data))])


def test_a_file_that_is_held_is_parsed_once() -> None:
    """Whatever its path is spelled like; one of another name, of other bytes, or in markup, is another."""
    held = Source.read("game.js", b"let a = 1;")
    again, elsewhere = Source.read("game.js", b"let a = 1;"), Source.read("/js/game.js", b"let a = 1;")
    assert again is held
    assert (elsewhere.path, elsewhere.tree is held.tree) == ("/js/game.js", True)
    assert Source.read("game.mjs", b"let a = 1;").tree is not held.tree
    assert Source.read("game.js", b"let a = 2;").tree is not held.tree


def test_a_source_that_is_more_than_its_file_is_parsed_by_itself() -> None:
    class More(Source):
        pass

    held = Source.read("game.js", b"let a = 1;")
    more = More.read("game.js", b"let a = 1;")
    assert (type(more), more.tree is held.tree) == (More, False)
    assert Source.read("game.js", b"let a = 1;") is held


def test_what_was_found_of_a_file_is_not_told_of_its_other_path() -> None:
    held = Source.read("game.js", b"let a = 1;")
    assert held.once("path", lambda: held.path) == "game.js"
    scopes = held.scopes
    other = Source.read("/js/game.js", b"let a = 1;")
    assert other.once("path", lambda: other.path) == "/js/game.js"
    assert other.scopes is scopes
