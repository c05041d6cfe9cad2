"""Where the parts of a program stand, and the brackets around them: by its tokens, since the parser keeps none."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from migrator.python.native.parsed import Odd
from migrator.python.tokens import Token, tokens
from migrator.python.tree import Node

_KEYWORDS = frozenset({
    "and", "or", "in", "is", "await", "not", "lambda", "if", "else", "for", "return", "yield", "from", "assert", "del",
    "raise", "elif", "while", "with", "as", "async", "import", "except", "global", "nonlocal", "try", "finally",
    "class", "def",
})  # fmt: skip


class Places:
    """The places of a text, which begins at ``base`` of the program."""

    def __init__(self, text: str, base: int = 0) -> None:
        self._text = text
        self._base = base
        self._tokens: list[Token] = []
        self._first: set[int] = set()  # where tokens stand that begin a line of code
        self._read_tokens()
        self._starts = [token.start for token in self._tokens]
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._is_ascii = text.isascii()

    def _read_tokens(self) -> None:
        depth, is_first = 0, True
        for token in tokens(self._text):
            if token.kind == "op":
                if token.text == ";":
                    raise Odd
                depth += (token.text in "([{") - (token.text in ")]}")
            if token.kind == "newline":
                is_first = is_first or not depth
            elif token.kind != "comment":
                if is_first:
                    self._first.add(token.start)
                is_first = False
                self._tokens.append(token)

    def _at(self, line: int, column: int) -> int:
        """The offset in the text of a place that the parser gives: columns count bytes."""
        start = self._lines[line - 1]
        if self._is_ascii:
            return start + column
        end = self._lines[line] if line < len(self._lines) else len(self._text)
        return start + len(self._text[start:end].encode()[:column].decode())

    def _span(self, node: Any) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def _node(self, kind: str, span: tuple[int, int], **parts: Any) -> Node:
        return Node(kind, span[0] + self._base, span[1] + self._base, **parts)

    def _before(self, at: int) -> Token | None:
        """The last token that begins before a place."""
        found = bisect_left(self._starts, at)
        return self._tokens[found - 1] if found else None

    def _from(self, at: int) -> Token | None:
        """The first token at or behind a place."""
        found = bisect_left(self._starts, at)
        return self._tokens[found] if found < len(self._tokens) else None

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """A stretch with the brackets around it that belong to the expression."""
        while True:
            before, after = self._before(start), self._from(end)
            if before is None or after is None or before.text != "(" or after.text != ")":
                return start, end
            opener = self._before(before.start)
            if opener is not None and _ends_operand(opener) and before.start not in self._first:
                return start, end
            start, end = before.start, after.start + 1

    def _between(self, elements: Sequence[ast.expr]) -> tuple[int, int]:
        """From the first of some elements to the last, with a comma behind it."""
        start, end = self._outer_span(elements[0])[0], self._outer_span(elements[-1])[1]
        after = self._from(end)
        return start, after.start + 1 if after is not None and after.text == "," else end

    def _outer_span(self, node: Any) -> tuple[int, int]:
        return self.outer(*self._span(node))

    def _token(self, text: str, at: int) -> int:
        """Where the last token of a text begins before a place."""
        number = bisect_right(self._starts, at) - 1
        while number >= 0 and (self._tokens[number].text != text or self._tokens[number].start >= at):
            number -= 1
        if number < 0:
            raise Odd
        return self._tokens[number].start


def _ends_operand(token: Token) -> bool:
    """Whether a bracket behind a token belongs to a call, a class or a definition."""
    if token.kind == "name":
        return token.text not in _KEYWORDS
    return token.kind in ("string", "number") or token.text in (")", "]", "}")
