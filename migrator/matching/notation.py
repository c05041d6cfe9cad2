"""The text of a ``diff`` block: markers, gaps, nests and dots, as two parsed programs that share their lines.

The old side holds the ``-`` and context lines, the new side each run of ``+`` lines. What JavaScript cannot say is
replaced by names that it can (``...`` as a line becomes ``$$gap;``, as an argument ``$$dots``); the lines stay where
they are, so that a row of a tree is a line of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.lower import DOTS, GAP
from migrator.javascript.parser import below, parse
from migrator.javascript.source import first_error
from migrator.javascript.syntax import is_known

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.ledger import Message
    from migrator.model.ledger.message import Value

_INCLUDE = re.compile(r"\s*<<([\w.-]+)>>\s*\Z")


class Fault(NamedTuple):
    """What is wrong with a page. ``line`` counts from 1 on the page; 0 is all of it."""

    page: str
    line: int
    message: Message

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.message.sentence.value}"


class NotationError(Exception):
    """A block that cannot be read. ``line`` is a line of the page; ``sentence`` is the name of one of
    `ledger.Sentence`, and ``values`` are its: settings with facts are read in runs that find nothing, too.
    """

    def __init__(self, line: int, sentence: str, **values: Value) -> None:
        super().__init__(line, sentence)
        self.line, self._sentence, self._values = line, sentence, values

    @property
    def message(self) -> Message:
        from migrator.model.ledger import Message, Sentence

        return Message.of(Sentence.named(self._sentence), **self._values)


class Line(NamedTuple):
    """A line of a block: where it stands on the page, its marker (``-``, ``+`` or a space) and what follows."""

    number: int
    marker: str
    text: str


@dataclass(frozen=True)
class Code:
    """Parsed text of one side. ``lines`` gives the page's line for each row."""

    data: bytes
    lines: tuple[int, ...]

    @cached_property
    def root(self) -> Node:
        return parse(self.data).root_node

    def line(self, offset: int) -> int:
        return self.lines[min(self.data.count(b"\n", 0, offset), len(self.lines) - 1)]


class RawNest(NamedTuple):
    """``<...`` to ``...>``: an expression and what becomes of it, or the uses that may stay."""

    line: int
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    stays: tuple[Line, ...]


@dataclass(slots=True)
class Sides:
    """A block taken apart. ``runs`` are the ``+`` lines: (index of the first line in ``lines``, code)."""

    lines: tuple[Line, ...]
    old: Code
    runs: list[tuple[int, Code]] = field(default_factory=list)
    nests: list[tuple[int, RawNest]] = field(default_factory=list)


def split(first_line: int, text: str, programs: dict[str, str]) -> Sides:
    """Take the text of a ``diff`` fence apart. ``programs`` are the page's named fences; raises NotationError."""
    lines = _include(_lines(first_line, text), programs)
    lines, nests = _take_nests(lines)
    old = parse_code([line if line.marker != "+" else Line(line.number, " ", "") for line in lines])
    sides = Sides(tuple(lines), old, nests=nests)
    at = 0
    while at < len(lines):
        if lines[at].marker != "+":
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end].marker == "+":
            end += 1
        sides.runs.append((at, parse_code(lines[at:end])))
        at = end
    return sides


def parse_code(lines: list[Line]) -> Code:
    """Parse lines of one side; raises NotationError with the page's line of the first error."""
    text = spell("\n".join(line.text for line in lines))
    data = text.encode("utf-8")
    code = Code(data, tuple(line.number for line in lines) or (1,))
    if code.root.has_error:
        node = first_error(code.root)
        line = code.line(node.start_byte) if node is not None else code.lines[0]
        raise NotationError(line, "NOT_JAVASCRIPT_HERE")
    for node in below(code.root):
        if not is_known(node.type):
            line = code.line(node.start_byte)
            raise NotationError(line, "PAGE_SYNTAX_UNKNOWN", kind=node.type)
    return code


def _lines(first: int, text: str) -> list[Line]:
    lines = []
    for number, raw in enumerate(text.splitlines(), first):
        if not raw.strip():
            lines.append(Line(number, " ", ""))
        elif raw[0] not in "-+ " or (len(raw) > 1 and raw[1] != " "):
            raise NotationError(number, "DIFF_LINE")
        else:
            lines.append(Line(number, raw[0], raw[2:]))
    return lines


def _include(lines: list[Line], programs: dict[str, str]) -> list[Line]:
    """Put the fence that ``<<NAME>>`` names in its place; its lines all stand for that line of the page."""
    result = []
    for line in lines:
        match = _INCLUDE.match(line.text)
        if match is None:
            result.append(line)
            continue
        if match[1] not in programs:
            known = tuple(sorted(programs))
            raise NotationError(line.number, "NO_SUCH_FENCE", name=match[1], known=known)
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        for text in programs[match[1]].splitlines():
            result.append(Line(line.number, line.marker, indent + text if text.strip() else ""))
    return result


def _take_nests(lines: list[Line]) -> tuple[list[Line], list[tuple[int, RawNest]]]:
    """Cut the nests out and leave an empty line in the place of each, so that its position is known."""
    rest: list[Line] = []
    nests = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.marker != " " or line.text.strip() != "<...":
            rest.append(line)
            at += 1
            continue
        end = next(
            (i for i in range(at + 1, len(lines)) if lines[i].marker == " " and lines[i].text.strip() == "...>"), None
        )
        if end is None:
            raise NotationError(line.number, "NEST_OPEN")
        inner = [item for item in lines[at + 1 : end] if item.text.strip()]
        by_marker = {marker: tuple(item for item in inner if item.marker == marker) for marker in "-+ "}
        nests.append((len(rest), RawNest(line.number, by_marker["-"], by_marker["+"], by_marker[" "])))
        rest.append(Line(line.number, " ", ""))
        at = end + 1
    return rest, nests


def spell(text: str) -> str:
    """Replace the notation's dots by names that JavaScript can hold, where they are code.

    ``...`` alone on a line is a gap; ``f(...)`` and ``f(... $X ...)`` are any arguments; ``f(...$X)``, dots with no
    space before what they spread, is JavaScript's own.
    """
    out: list[str] = []
    for is_code, piece in _pieces(text):
        out.append(_spell_code(piece) if is_code else piece)
    return "".join(out)


def _spell_code(piece: str) -> str:
    piece = re.sub(r"(?m)^([ \t]*)\.\.\.[ \t]*$", rf"\1{GAP};", piece)
    piece = re.sub(r"([(,]\s*)\.\.\.(?=\s*\))", rf"\1{DOTS}", piece)
    piece = re.sub(r"([(,]\s*)\.\.\.\s*,", rf"\1{DOTS},", piece)
    piece = re.sub(r"(\()\.\.\.(?=\s+[^\s)])", rf"\1{DOTS},", piece)
    return re.sub(r"(?<=[^\s,(])\s+\.\.\.(?=\s*\))", f", {DOTS}", piece)


def _pieces(text: str) -> list[tuple[bool, str]]:
    """Split into code and what is not code: strings, template text, regular expressions, comments."""
    pieces: list[tuple[bool, str]] = []
    braces: list[int] = []  # open braces within each template hole that we are in
    start = at = 0
    last = ""  # the last character of code that is no space, which tells a regex from a division

    def cut(end: int, is_code: bool) -> None:
        nonlocal start
        if end > start:
            pieces.append((is_code, text[start:end]))
        start = end

    while at < len(text):
        char = text[at]
        if char in "\"'":
            cut(at, True)
            at = _skip_string(text, at)
            cut(at, False)
            last = char
        elif text.startswith(("//", "/*"), at):
            cut(at, True)
            end = text.find("\n", at) if text[at + 1] == "/" else text.find("*/", at) + 2
            at = end if end > 1 else len(text)
            cut(at, False)
        elif char == "/" and (not last or last in "(,=:[!&|?{};+-*%<>~^"):
            cut(at, True)
            at = _skip_regex(text, at)
            cut(at, False)
            last = "/"
        elif char == "`" or (char == "}" and braces and braces[-1] == 0):
            if char == "}":
                braces.pop()
            cut(at + 1 if char == "}" else at, True)
            at, opened = _skip_template(text, at + 1)
            cut(at, False)
            if opened:
                braces.append(0)
            last = "{" if opened else "`"
        else:
            if braces and char in "{}":
                braces[-1] += 1 if char == "{" else -1
            if not char.isspace():
                last = char
            at += 1
    cut(len(text), True)
    return pieces


def _skip_string(text: str, at: int) -> int:
    quote, at = text[at], at + 1
    while at < len(text) and text[at] not in (quote, "\n"):
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _skip_regex(text: str, at: int) -> int:
    at, in_class = at + 1, False
    while at < len(text) and text[at] != "\n" and (in_class or text[at] != "/"):
        in_class = (in_class or text[at] == "[") and text[at] != "]"
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _skip_template(text: str, at: int) -> tuple[int, bool]:
    """From inside a template to just after its end, or just after the `${` that opens a hole."""
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == "`":
            return at + 1, False
        elif text.startswith("${", at):
            return at + 2, True
        else:
            at += 1
    return len(text), False
