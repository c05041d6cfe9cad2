"""Templates of a page whose text has `...`, and which of the removed ones a `+` line repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.javascript.syntax import NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.matching.notation import Code


def templates_with_dots(code: Code) -> list[Node]:
    """Templates of the code whose own text has `...`, in their order."""
    found = []
    stack = [code.root]
    while stack:
        node = stack.pop()
        if node.type == NodeKind.TEMPLATE_STRING and dots_in(code, node):
            found.append(node)
        stack.extend(reversed(node.children))
    return found


def dots_in(code: Code, template: Node) -> list[int]:
    """Where the `...` of a template's own text stand."""
    holes = [child for child in template.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    starts = [template.start_byte + 1, *(hole.end_byte for hole in holes)]
    ends = [*(hole.start_byte for hole in holes), template.end_byte - 1]
    found = []
    for start, end in zip(starts, ends, strict=True):
        at = code.data.find(b"...", start, end)
        while at >= 0:
            found.append(at)
            at = code.data.find(b"...", at + 3, end)
    return found


def pairs(old: Sequence[tuple[bytes, int]], new: Sequence[tuple[bytes, int]]) -> list[int] | None:
    """For each `+` template the `-` template that its dots repeat: each is its text, and how many dots it has.

    That is one with the same text, else the next one that no other `+` template has the text of. None where a template
    has no counterpart, or more dots than it.
    """
    found: list[int | None] = []
    for text, _ in new:
        same = [index for index, (other, _) in enumerate(old) if other == text]
        found.append(next((index for index in same if index not in found), same[0] if same else None))
    rest = iter([index for index in range(len(old)) if index not in found])
    result: list[int] = []
    for index, (_, dots) in zip(found, new, strict=True):
        chosen = index if index is not None else next(rest, None)
        if chosen is None or old[chosen][1] < dots:
            return None
        result.append(chosen)
    return result
