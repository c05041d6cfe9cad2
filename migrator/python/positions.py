"""Where a term stands in its text; computed when it is first asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.model.term import Term
from migrator.python.tree import AnyNode, Node, Tree

if TYPE_CHECKING:
    import libcst as cst
    from libcst.metadata import CodeRange

_DEEP = 20_000
_KEPT = 32  # programs whose trees are shared are looked at in turn
_NEWLINE = re.compile(r"\r\n|[\r\n]")


class Positions:
    """The text of a program, its tree, and for each hole term its placeholder."""

    def __init__(self, text: str, module: Tree | cst.Module, placeholders: Mapping[Term, str]) -> None:
        self.text = text
        self.module = module
        self._placeholders = placeholders
        self._ranges: Mapping[cst.CSTNode, CodeRange] | None = None
        self._lines: list[int] = []

    def start(self, item: AnyNode) -> int:
        """The offset of the first character of a term or node."""
        if isinstance(item, Term):
            if item in self._placeholders:
                return self.text.index(self._placeholders[item])
            if item.origin is None:
                return min(self.start(child) for child in self._written(item))
            item = item.origin
        return self._range(item)[0]

    def end(self, item: AnyNode) -> int:
        """The offset after the last character of a term or node."""
        if isinstance(item, Term):
            if item in self._placeholders:
                name = self._placeholders[item]
                return self.text.index(name) + len(name)
            if item.origin is None:
                return max(self.end(child) for child in self._written(item))
            item = item.origin
        return self._range(item)[1]

    def _written(self, term: Term) -> list[Term]:
        found = [] if term.kind == "hole" else [child for child in term.children if self._stands(child)]
        if not found:
            raise LookupError(f"a term of kind {term.kind} that is not written anywhere")
        return found

    def _stands(self, term: Term) -> bool:
        return term.origin is not None or term in self._placeholders or any(map(self._stands, term.children))

    def _range(self, node: AnyNode) -> tuple[int, int]:
        if type(node) is Node:
            return node.begins, node.ends
        if self._ranges is None:
            assert not isinstance(self.module, Tree)
            self._ranges = _ranges(self.module)
            self._lines = [0, *(match.end() for match in _NEWLINE.finditer(self.text))]
        start, end = self._ranges[node].start, self._ranges[node].end
        return self._lines[start.line - 1] + start.column, self._lines[end.line - 1] + end.column


@lru_cache(_KEPT)
def _ranges(module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
    """Where each node stands. libcst recurses some four calls for each operator of a chain."""
    from libcst.metadata import MetadataWrapper, PositionProvider

    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    try:
        return wrapper.resolve(PositionProvider)
    except RecursionError:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _DEEP))  # calls from Python to Python take no room on the C stack
        try:
            return MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
        finally:
            sys.setrecursionlimit(limit)
