"""The types of a script, by the places of the JavaScript that it runs as.

Types decide nothing. What is removed, copied or declared again takes its types with it, and says which are lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.syntax import TypeKind

if TYPE_CHECKING:
    from tree_sitter import Tree

Span = tuple[int, int]
# What has a name and the type of it.
_NAMED = frozenset({
    TypeKind.VARIABLE_DECLARATOR, TypeKind.REQUIRED_PARAMETER, TypeKind.OPTIONAL_PARAMETER,
    TypeKind.PUBLIC_FIELD_DEFINITION, TypeKind.CATCH_CLAUSE,
})  # fmt: skip
_SPACE = re.compile(rb"\s*")


class Asserted(NamedTuple):
    """An expression with an assertion around it: its span, and the word or mark of the assertion."""

    start: int
    end: int
    mark: str


@dataclass
class Types:
    """The types of a script. ``data`` is the TypeScript and ``tree`` its tree.

    ``erased`` are the spans of it that are blank in the JavaScript, in the order of the source. Of those ``leading``
    stand before an expression or a name that they are a part of, ``trailing`` behind it. ``asserted`` has the spans of
    expressions that have an assertion around them, ``statements`` where whole statements begin and end. ``emptied`` are
    imports of nothing but `{ type A }`, which a compiler may keep as `import {}`.
    """

    data: bytes
    tree: Tree
    erased: list[Span] = field(default_factory=list)
    leading: list[Span] = field(default_factory=list)
    trailing: list[Span] = field(default_factory=list)
    asserted: dict[Span, Asserted] = field(default_factory=dict)
    statements: dict[int, int] = field(default_factory=dict)
    emptied: list[Span] = field(default_factory=list)

    def end(self, offset: int) -> int:
        """Where something ends that ends at a byte of the JavaScript, with the types behind it."""
        while True:
            span = self._at(self._trailing, _space_end(self.data, offset))
            if span is None or span[1] <= offset:
                return offset
            offset = span[1]

    def start(self, offset: int) -> int:
        """Where something begins that begins at a byte of the JavaScript, with the types before it."""
        index = bisect_left(self._leading, (offset, -1)) - 1
        while index >= 0:
            start, end = self._leading[index]
            if end > offset or self.data[end:offset].strip():
                break
            offset = start
            index -= 1
        return offset

    def around(self, start: int, end: int) -> Asserted | None:
        """The assertions around an expression, as one; None where it has none."""
        found = None
        while (next_one := self.asserted.get((start, end))) is not None:
            found = next_one if found is None or next_one.mark != "!" else next_one._replace(mark=found.mark)
            start, end = next_one.start, next_one.end
        return found

    def annotation(self, start: int, end: int) -> Span | None:
        """The span of the annotation of a name, or of a pattern, that a declaration declares: `?`, `!` and the type."""
        node = self.tree.root_node.named_descendant_for_byte_range(start, end)
        while node is not None and (node.start_byte, node.end_byte) == (start, end) and node.type not in _NAMED:
            node = node.parent
        named = node is not None and node.type in _NAMED
        kind = node.child_by_field_name("type") if named and node is not None else None
        if kind is None or self.data[end : kind.start_byte].strip(b"?! \t\r\n"):
            return None
        return end, kind.end_byte

    def within(self, start: int, end: int) -> Iterator[Span]:
        """The spans of types in a stretch of the script, outermost ones."""
        for index in range(bisect_left(self.erased, (start, -1)), bisect_left(self.erased, (end, -1))):
            yield self.erased[index]

    @cached_property
    def _trailing(self) -> list[Span]:
        return sorted(self.trailing)

    @cached_property
    def _leading(self) -> list[Span]:
        return sorted(self.leading)

    @staticmethod
    def _at(spans: list[Span], start: int) -> Span | None:
        """The longest span that begins at a byte."""
        index = bisect_left(spans, (start + 1, -1)) - 1
        return spans[index] if index >= 0 and spans[index][0] == start else None


def _space_end(data: bytes, offset: int) -> int:
    found = _SPACE.match(data, offset)
    return found.end() if found is not None else offset
