"""An expression in the place of another one: in parentheses where it needs them, and apart from what stands before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migrator.javascript.edit import Edit
from migrator.javascript.edits import is_open, is_risky, place_of
from migrator.javascript.precedence import in_place, shape_of_text, shape_with, statement_begun_by
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.emission import Emission, Names

if TYPE_CHECKING:
    from tree_sitter import Node

Goes = Callable[["Node"], bool]


def placed(source: Source, node: Node, text: str, goes: Goes) -> str:
    """The text of an expression as it has to be written in the place of a node. ``goes`` says which statements are
    replaced or removed.
    """
    written = in_place(node, source.data, text, shape_of_text(text))
    if is_risky(written) and not is_risky(source.text(node.start_byte, node.end_byte)):
        statement = statement_begun_by(node)
        if statement is not None and is_open(statement, goes):
            return ";" + written
    return written


def replacement(candidate: Checked, names: Names, settings: Settings, goes: Goes) -> Edit:
    """The edit of a block that is one expression."""
    source, match = candidate.source, candidate.match
    [insertion], node = match.block.insertions, match.nodes[0]
    place = place_of(source, [node])
    emission = Emission(insertion.code, names, settings, place, pairs=match.block.repeats(insertion))
    text = emission.expression()
    mark = _asserted(source, node)
    if mark and shape_of_text(text).level < shape_with(node, mark).level:
        text = f"({text})"  # the assertion would be one of its last part
    return Edit(node.start_byte, node.end_byte, placed(source, node, text, goes).encode("utf-8"))


def _asserted(source: Source, node: Node) -> str:
    """The word or the mark of the assertion of TypeScript that stands behind an expression, or before it."""
    last: Node | None = node
    while source.types is not None and last is not None and last.end_byte == node.end_byte:
        around = source.types.around(last.start_byte, last.end_byte)  # the grammar puts that of `await f()` in it
        if around is not None:
            return around.mark
        last = last.named_children[-1] if last.named_children else None
    return ""
