"""The parts of a text as one template literal: raw text copied as it is written, escaped where a template needs it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from migrator.javascript.strings import BadEscape, as_template_text, cook, cook_into
from migrator.rewriting.normal.pieces import Added, Copied, Part

if TYPE_CHECKING:
    from tree_sitter import Node

# How text is written: between quotes, in a template, in `String.raw`, or as it is.
Spelling = Literal["string", "template", "raw", "plain"]
_IN_STRING = re.compile(rb"\\(?P<octal>[1-7][0-7]{0,2}|0[0-9]+|[89])|\\.|(?P<bare>`|\$(?=\{))", re.DOTALL)
_IN_RAW = re.compile(rb"\\|`|\$(?=\{)")


class Chunk(NamedTuple):
    """Text without its delimiters. ``start`` is where it is written in the file, None for that of another file."""

    spelling: Spelling
    raw: bytes
    start: int | None

    @property
    def text(self) -> str:
        """What it means."""
        text = self.raw.decode("utf-8", "surrogateescape")
        if self.spelling in ("string", "template"):
            return cook(text, template=self.spelling == "template")
        return text.replace("\r\n", "\n").replace("\r", "\n") if self.spelling == "raw" else text


class Hole(NamedTuple):
    """An expression of the file, at ``start`` to ``end``; ``is_whole`` where these have its `${` and `}`."""

    node: Node
    start: int
    end: int
    is_whole: bool


Piece = Chunk | Hole


def template_of(pieces: Sequence[Piece]) -> tuple[Part, ...] | None:
    """A template literal that means the same as some pieces one behind the other, None where it would not."""
    parts: list[Part] = [Added(b"`")]
    written, meant = b"", ""  # since the last hole
    for piece in (*pieces, None):
        if isinstance(piece, Chunk):
            for text, start in _escaped(piece):
                if written.endswith(b"$") and text.startswith(b"{"):
                    parts.append(Added(b"\\"))
                    written += b"\\"
                parts.append(Copied(start, start + len(text)) if start is not None else Added(text))
                written += text
            meant += piece.text
            continue
        if _cooked(written) != meant:
            return None
        written, meant = b"", ""
        if piece is not None and piece.is_whole:
            parts.append(Copied(piece.start, piece.end))
        elif piece is not None:
            parts += [Added(b"${"), Copied(piece.start, piece.end), Added(b"}")]
    return (*parts, Added(b"`"))


def _cooked(raw: bytes) -> str | None:
    found: list[str] = []
    try:
        cook_into(raw, 0, True, found, array("Q"))
    except BadEscape:
        return None
    return "".join(found)


def _escaped(chunk: Chunk) -> Iterator[tuple[bytes, int | None]]:
    """Text as a template spells it, with the place that each part is copied from."""
    if not chunk.raw:
        return
    if chunk.spelling == "template":
        yield chunk.raw, chunk.start
        return
    raw, at = chunk.raw, 0
    for match in (_IN_STRING if chunk.spelling == "string" else _IN_RAW).finditer(raw):
        octal = chunk.spelling == "string" and match["octal"] is not None
        if not octal and chunk.spelling == "string" and match["bare"] is None:
            continue
        if match.start() > at:
            yield raw[at : match.start()], chunk.start + at if chunk.start is not None else None
        at = match.start()
        if octal:
            yield as_template_text(cook(match[0].decode())).encode("utf-8", "surrogatepass"), None
            at = match.end()
        else:
            yield b"\\", None
    if at < len(raw):
        yield raw[at:], chunk.start + at if chunk.start is not None else None
