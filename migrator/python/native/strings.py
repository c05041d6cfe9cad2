"""String literals, one beside the other, and the fields of those that have some."""

from __future__ import annotations

import ast
import re
from abc import abstractmethod

from migrator.python.native.parsed import Odd, parsed
from migrator.python.native.places import Places
from migrator.python.tree import Node

_LITERAL = re.compile(r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")")
_PLAIN_ENDS = {
    "'''": re.compile(r"(?:[^\\]|\\.)*?'''", re.DOTALL),
    '"""': re.compile(r'(?:[^\\]|\\.)*?"""', re.DOTALL),
    "'": re.compile(r"(?:[^\\'\n]|\\.)*'", re.DOTALL),
    '"': re.compile(r'(?:[^\\"\n]|\\.)*"', re.DOTALL),
}


class Strings(Places):
    """Reads the literals of a text."""

    @abstractmethod
    def expression(self, node: ast.expr) -> Node:
        """An expression of the text."""

    def _joined(self, node: ast.JoinedStr) -> Node:
        return self._strings(self._span(node))

    def _strings(self, span: tuple[int, int]) -> Node:
        """The literals of a stretch, one beside the other."""
        at, end = span
        literals = []
        while at < end:
            match = _LITERAL.match(self._text, at)
            if match is None:
                raise Odd
            literals.append(self._literal(match))
            at = literals[-1].ends - self._base
            token = self._from(at)
            at = token.start if token is not None and token.start < end else end
        node = literals[-1]
        for literal in reversed(literals[:-1]):
            node = Node("ConcatenatedString", literal.begins, node.ends, left=literal, right=node)
        return node

    def _literal(self, match: re.Match[str]) -> Node:
        quote = match["quote"]
        if "f" not in match["prefix"].lower():
            if "t" in match["prefix"].lower():
                raise Odd
            ended = _PLAIN_ENDS[quote].match(self._text, match.end())
            if ended is None:
                raise Odd
            span = match.start(), ended.end()
            return self._node("SimpleString", span, value=self._text[span[0] : span[1]])
        parts, at = self._parts(match.end(), quote, is_raw="r" in match["prefix"].lower(), in_format=False)
        return self._node("FormattedString", (match.start(), at + len(quote)), start=match[0], parts=parts)

    def _parts(self, at: int, quote: str, *, is_raw: bool, in_format: bool) -> tuple[list[Node], int]:
        """The texts and fields of an f-string from a place on, and where it ends."""
        parts: list[Node] = []
        text = self._text
        begins = at

        def close(to: int) -> None:
            if to > begins:
                parts.append(self._node("FormattedStringText", (begins, to), value=text[begins:to]))

        while at < len(text):
            if text.startswith(quote, at):
                if in_format:
                    raise Odd
                close(at)
                return parts, at
            char = text[at]
            if char == "}" and in_format:
                close(at)
                return parts, at
            if char == "\n" and (len(quote) == 1 or in_format):
                raise Odd
            if char == "\\":
                if in_format or (not is_raw and text.startswith("N{", at + 1)):
                    raise Odd
                if text[at + 1 : at + 2] in ("{", "}"):
                    raise Odd
                at += 2
            elif char in "{}" and text[at + 1 : at + 2] == char:
                if in_format:
                    raise Odd
                at += 2
            elif char == "}":
                raise Odd
            elif char == "{":
                close(at)
                field, at = self._field(at, quote, is_raw=is_raw)
                parts.append(field)
                begins = at
            else:
                at += 1
        raise Odd

    def _field(self, at: int, quote: str, *, is_raw: bool) -> tuple[Node, int]:
        """The field of an f-string whose brace stands at a place, and where it ends."""
        text, start, depth = self._text, at, 0
        at += 1
        first = at
        while True:
            char = text[at : at + 1]
            if char in ("", "\n", "\\", "#") or (char in "'\"" and char == quote[0]):
                raise Odd
            if char in "'\"":
                ended = _PLAIN_ENDS[char].match(text, at + 1)
                if ended is None or "{" in ended[0] or "\\" in ended[0] or text.startswith(char * 3, at):
                    raise Odd
                at = ended.end()
                continue
            if char in "([{":
                depth += 1
            elif char in ")]}" and depth:
                depth -= 1
            elif char == "!" and text[at + 1 : at + 2] == "=":
                at += 1
            elif not depth and char in "}!:":
                break
            elif not depth and char == "=" and text[at + 1 : at + 2] != "=" and text[at - 1] not in "=!<>":
                raise Odd  # `{x = }` spells its text
            at += 1
        expression = self._within(first, at)
        conversion = None
        if text[at] == "!":
            conversion = text[at + 1 : at + 2]
            at += 2
            if conversion not in ("r", "s", "a") or text[at : at + 1] not in ("}", ":"):
                raise Odd
        spec = None
        if text[at] == ":":
            spec, at = self._parts(at + 1, quote, is_raw=is_raw, in_format=True)
        span = start, at + 1
        parts = {"expression": expression, "conversion": conversion, "format_spec": spec, "equal": None}
        return self._node("FormattedStringExpression", span, **parts), at + 1

    def _within(self, start: int, end: int) -> Node:
        """The expression in a field, which older Pythons give no place for."""
        inner = f"({self._text[start:end]})"
        module = parsed(inner, "eval")
        return type(self)(inner, self._base + start - 1).expression(module.body)
