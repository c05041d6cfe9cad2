"""A JavaScript literal as the Python text that it spells, with the way back to the bytes.

The text is cooked as JavaScript cooks it, every ``${…}`` becomes one identifier, and the common indentation goes as
Pyodide takes it away before it runs a program.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from migrator.javascript.strings import BadEscape, cook_into
from migrator.javascript.syntax import NodeKind

if TYPE_CHECKING:
    from migrator.model.ledger import Message


@dataclass(frozen=True, slots=True)
class Hole:
    """A ``${…}``: the identifier that stands for it, its index from 0, its ``template_substitution`` node."""

    placeholder: str
    index: int
    node: Any


class Embedded(NamedTuple):
    """A cooked and dedented program.

    ``offsets`` has one entry for each character of ``text`` and one for its end: the byte in the file where
    the raw text of that character begins. All characters of a placeholder have the offset of its ``${``. ``error``
    is a sentence if the literal is none that JavaScript accepts; the text is then incomplete.
    """

    text: str
    offsets: array[int]
    holes: tuple[Hole, ...]
    error: Message | None


def embed(source: bytes, node: Any) -> Embedded:
    """The Python text of a ``template_string`` or ``string`` node of tree-sitter-javascript over ``source``."""
    start, end = node.start_byte + 1, node.end_byte - 1
    substitutions = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    substitutions.sort(key=lambda child: int(child.start_byte))
    template = node.type == NodeKind.TEMPLATE_STRING
    chars: list[str] = []
    offsets: array[int] = array("Q")
    marks: list[int] = []  # for each hole, how many characters stand before it
    error = None
    try:
        at = start
        for child in substitutions:
            cook_into(source[at : child.start_byte], at, template, chars, offsets)
            marks.append(len(chars))
            at = child.end_byte
        cook_into(source[at:end], at, template, chars, offsets)
    except BadEscape as fault:
        error = fault.message
        end = start
    raw = source[start : node.end_byte - 1].decode("utf-8", "surrogateescape")
    holes = _name_holes(substitutions[: len(marks)], raw, "".join(chars))
    _insert(chars, offsets, marks, holes)
    offsets.append(end)
    text, offsets = _dedent("".join(chars), offsets)
    return Embedded(text, offsets, holes, error)


def _name_holes(nodes: list[Any], raw: str, cooked: str) -> tuple[Hole, ...]:
    """A placeholder for each hole that nothing else in the text spells, not even in compatibility characters."""
    stem = "__hole"
    taken = (
        (raw, cooked) if raw.isascii() and cooked.isascii() else (raw, cooked, unicodedata.normalize("NFKC", cooked))
    )
    while any(f"{stem}_" in text for text in taken):
        stem += "_x"
    return tuple(Hole(f"{stem}_{index}__", index, node) for index, node in enumerate(nodes))


def _insert(chars: list[str], offsets: array[int], marks: list[int], holes: tuple[Hole, ...]) -> None:
    """Put the placeholders where their holes stood, last one first so that the marks stay right."""
    for mark, hole in zip(reversed(marks), reversed(holes), strict=True):
        chars[mark:mark] = hole.placeholder
        offsets[mark:mark] = array("Q", [hole.node.start_byte] * len(hole.placeholder))


def _dedent(text: str, offsets: array[int]) -> tuple[str, array[int]]:
    """``textwrap.dedent``, with the offsets in step."""
    lines = text.split("\n")
    margin: str | None = None
    for line in lines:
        body = line.lstrip(" \t")
        if not body:
            continue
        indent = line[: len(line) - len(body)]
        if margin is None or margin.startswith(indent):
            margin = indent
        elif not indent.startswith(margin):
            margin = _common(margin, indent)
    cut = margin or ""
    kept: array[int] = array("Q")
    at = 0
    for index, line in enumerate(lines):
        stop = at + len(line)
        if not line.strip(" \t"):
            lines[index] = ""
        else:
            lines[index] = line[len(cut) :]
            kept.extend(offsets[at + len(cut) : stop])
        kept.append(offsets[stop])  # of the newline, or of the end
        at = stop + 1
    return "\n".join(lines), kept


def _common(one: str, other: str) -> str:
    """The longest common beginning."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return one[:index]
    return min(one, other, key=len)
