"""Other layouts of a file: line ends, indentation, a byte order mark, blank lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from random import Random
from typing import TYPE_CHECKING

from migrator.javascript.source import BOM, Source
from tests.whole.wordings.edits import apply
from tests.whole.wordings.python import same_text
from tests.whole.wordings.rename import literals_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_END = re.compile(rb"\r\n|\n|\r")
_ATOMS = frozenset({"string", "comment", "html_comment", "regex", "template_string"})


def crlf(data: bytes, _random: Random) -> bytes | None:
    """Every line ends with CRLF."""
    return _changed(data, _END.sub(b"\r\n", data))


def line_feeds(data: bytes, _random: Random) -> bytes | None:
    """Every line ends with LF."""
    return _changed(data, _END.sub(b"\n", data))


def lone_cr(data: bytes, _random: Random) -> bytes | None:
    """Every line ends with CR, as old editors wrote it."""
    return _changed(data, _END.sub(b"\r", data))


def mixed_ends(data: bytes, random: Random) -> bytes | None:
    """Lines end with LF or CRLF, as after two people."""
    return _changed(data, _END.sub(lambda _end: random.choice((b"\n", b"\r\n")), data))


def three_ends(data: bytes, random: Random) -> bytes | None:
    """Lines end with LF, CRLF or CR."""

    # A CR that stands before an LF is CRLF: each end is chosen by what it leaves.
    def end(match: re.Match[bytes]) -> bytes:
        following = data[match.end() : match.end() + 1]
        return random.choice((b"\n", b"\r\n") if following in (b"\n", b"\r", b"") else (b"\n", b"\r\n", b"\r"))

    result = _END.sub(end, data)
    return _changed(data, result if len(_END.findall(result)) == len(_END.findall(data)) else data)


def byte_order_mark(data: bytes, _random: Random) -> bytes | None:
    """The file begins with a BOM."""
    return None if data.startswith((BOM, b"#!")) else BOM + data


def no_last_newline(data: bytes, _random: Random) -> bytes | None:
    """The file ends without a newline."""
    return _changed(data, re.sub(rb"(?:\r\n|\n|\r)+\Z", b"", data))


def more_newlines_at_the_end(data: bytes, _random: Random) -> bytes | None:
    """The file ends with empty lines."""
    return data + b"\n\n\n"


def tabs(data: bytes, _random: Random) -> bytes | None:
    """Every four spaces of indentation are a tab."""
    return _indented(data, lambda indent: indent.replace(b"    ", b"\t"))


def two_spaces(data: bytes, _random: Random) -> bytes | None:
    """Four spaces of indentation are two, a tab is two."""
    return _indented(data, lambda indent: indent.replace(b"    ", b"\t").replace(b"\t", b"  "))


def not_indented(data: bytes, _random: Random) -> bytes | None:
    """No line of JavaScript is indented."""
    return _indented(data, lambda indent: b"", python=False)


def blank_lines(data: bytes, random: Random) -> bytes | None:
    """Empty lines between any two lines of JavaScript."""
    return _at_line_ends(data, lambda: b"\n" * random.choice((0, 1, 1, 2)), apart_from_comments=True)


def no_blank_lines(data: bytes, _random: Random) -> bytes | None:
    """No empty lines in JavaScript."""
    source = Source.read("wording", data)
    atoms = _outermost(_atoms(source.root))
    pattern = re.compile(rb"(?:\r\n|\n|\r)(?=[ \t]*(?:\r\n|\n|\r))")
    return _changed(
        data,
        apply(data, [(m.start(), m.end(), b"") for m in pattern.finditer(data) if not _in_atom(m.start(), atoms)]),
    )


def trailing_spaces(data: bytes, random: Random) -> bytes | None:
    """Spaces and tabs at the end of lines of JavaScript."""
    return _at_line_ends(data, lambda: random.choice((b"", b" ", b"\t", b"    ")))


def _at_line_ends(data: bytes, piece: Callable[[], bytes], *, apart_from_comments: bool = False) -> bytes | None:
    source = Source.read("wording", data)
    atoms = _outermost(_atoms(source.root))
    ends = [match.start() for match in _END.finditer(data) if not _in_atom(match.start(), atoms)]
    if apart_from_comments:  # a comment belongs to the statement below while no empty line is between
        ends = [end for end in ends if not re.match(rb"[ \t]*//|.*\*/[ \t]*\Z", _line_before(data, end), re.DOTALL)]
    edits = [(end, end, text) for end in ends if (text := piece())]
    result = apply(data, edits)
    Source.read("wording", result)
    return _changed(data, result)


def _indented(data: bytes, change: Callable[[bytes], bytes], *, python: bool = True) -> bytes | None:
    """Each line's indentation changed; in a program all or nothing, and only if it stays the same program."""
    source = Source.read("wording", data)
    programs = literals_in(source)
    extents = {_extent(node) for node, _ in programs}
    atoms = _outermost([atom for atom in _atoms(source.root) if atom not in extents])
    edits: list[tuple[int, int, bytes]] = []
    inside: dict[int, list[tuple[int, int, bytes]]] = {}
    for match in re.finditer(rb"(?<=[\r\n])[ \t]+(?=[^\s])", data):
        if _in_atom(match.start(), atoms):
            continue
        edit = (match.start(), match.end(), change(match.group()))
        owner = next((i for i, (node, _) in enumerate(programs) if _in_atom(match.start(), [_extent(node)])), None)
        if owner is None:
            edits.append(edit)
        elif python:
            inside.setdefault(owner, []).append(edit)
    for index, program in inside.items():
        result = apply(data, edits + program)
        if same_text(programs[index][1].text, literals_in(Source.read("wording", result))[index][1].text):
            edits += program
    return _changed(data, apply(data, edits))


def _atoms(root: Node) -> list[tuple[int, int]]:
    """Where text stands that is no layout: literals and comments; what stands in a template's holes is none."""
    found: list[tuple[int, int]] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in _ATOMS:
            found.append(_extent(node))
            if node.type != "template_string":
                continue
        stack.extend(node.children)
    return found


def _extent(node: Node) -> tuple[int, int]:
    return node.start_byte, node.end_byte


def _in_atom(offset: int, atoms: list[tuple[int, int]]) -> bool:
    """Whether a place is within one of these extents, which are in order and do not meet."""
    index = bisect_left(atoms, (offset, 0)) - 1
    return index >= 0 and offset < atoms[index][1]


def _outermost(atoms: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(atoms):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _line_before(data: bytes, end: int) -> bytes:
    return data[max(data.rfind(b"\n", 0, end), data.rfind(b"\r", 0, end)) + 1 : end]


def _changed(before: bytes, after: bytes) -> bytes | None:
    return after if after != before else None
