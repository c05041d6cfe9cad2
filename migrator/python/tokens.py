"""Rough tokens of Python text: enough to count nesting and to tell code from strings and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\f]+|\\(?:\r\n|[\r\n]))
    | (?P<newline>\r\n|[\r\n])
    | (?P<comment>\#[^\r\n]*)
    | (?P<prefix>(?i:[bruft]|[bft]r|r[bft])?)(?P<quote>'''|\"\"\"|'|")
    | (?P<name>[^\W\d]\w*)
    | (?P<number>
        0[xX][\da-fA-F_]+ | 0[oObB][\d_]+
        | (?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?
      )
    | (?P<op>\.\.\.|\*\*=?|//=?|>>=?|<<=?|->|:=|[-+*/%@&|^=<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = {  # of a string without fields
    "'''": re.compile(r"(?:[^\\]|\\.)*?'''", re.DOTALL),
    '"""': re.compile(r'(?:[^\\]|\\.)*?"""', re.DOTALL),
    "'": re.compile(r"(?:[^\\'\r\n]|\\(?:\r\n|.))*'?", re.DOTALL),
    '"': re.compile(r'(?:[^\\"\r\n]|\\(?:\r\n|.))*"?', re.DOTALL),
}
_STOP = {  # of the literal text of an f-string
    "'''": re.compile(r"\\[^{}]|\{\{|\}\}|[{}]|'''", re.DOTALL),
    '"""': re.compile(r'\\[^{}]|\{\{|\}\}|[{}]|"""', re.DOTALL),
    "'": re.compile(r"\\[^{}]|\{\{|\}\}|[{}]|['\r\n]", re.DOTALL),
    '"': re.compile(r'\\[^{}]|\{\{|\}\}|[{}]|["\r\n]', re.DOTALL),
}


class Token(NamedTuple):
    """``kind`` is newline, comment, string, name, number or op; the braces of an f-string's field are ops."""

    kind: str
    text: str
    start: int


@dataclass(slots=True)
class _Field:
    """An f-string that is open, and where in it we are."""

    quote: str
    expression: bool = False  # within a field, before its format
    depth: int = 0  # of brackets within the field
    format: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` without white space; never fails, and gets an f-string roughly right."""
    at, size = 0, len(text)
    open_: list[_Field] = []
    while at < size:
        if open_ and not open_[-1].expression:
            found = _STOP[open_[-1].quote].search(text, at)
            stop = found.start() if found else size
            yield Token("string", text[at:stop], at)
            if found is None:
                return
            brace = _in_literal(found.group(), open_)
            if brace:
                yield Token("op", brace, stop)
            at = found.end()
            continue
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        kind, start = match.lastgroup or "", at
        at = match.end()
        if kind == "space":
            continue
        if kind == "quote":
            if set(match["prefix"].lower()) & {"f", "t"}:
                open_.append(_Field(match["quote"]))
                yield Token("string", match.group(), start)
                continue
            end = _ENDS[match["quote"]].match(text, at)
            at = end.end() if end else size
            yield Token("string", text[start:at], start)
            continue
        if kind == "op" and open_:
            _in_field(match.group(), open_)
        yield Token(kind, match.group(), start)


def _in_literal(stop: str, open_: list[_Field]) -> str:
    """What the text that ended a stretch of an f-string's literal text does to the f-strings that are open.

    Gives the brace that it is, if it opens or closes a field.
    """
    field = open_[-1]
    if stop == "{" or (stop == "{{" and field.format):
        if field.format:
            open_.append(_Field(field.quote, expression=True))
        else:
            field.expression, field.depth = True, 0
        return "{"
    if stop in ("}", "}}") and field.format:
        _close(open_)
        return "}"
    if stop == field.quote or stop in ("\r", "\n"):
        while open_ and open_[-1].quote == stop and open_[-1].format:
            open_.pop()  # the format was never closed
        if open_:
            open_.pop()
    return ""


def _in_field(op: str, open_: list[_Field]) -> None:
    """What an operator within a field does to the f-strings that are open."""
    field = open_[-1]
    if op in ("(", "[", "{"):
        field.depth += 1
    elif op in (")", "]", "}") and field.depth:
        field.depth -= 1
    elif op == "}":
        _close(open_)
    elif op in (":", ":=") and not field.depth:
        field.expression, field.format = False, True


def _close(open_: list[_Field]) -> None:
    """A field ends: back to the text of its f-string, or to the format that it stands in."""
    field = open_[-1]
    if len(open_) > 1 and open_[-2].format and not open_[-2].expression and open_[-2].quote == field.quote:
        open_.pop()
    else:
        field.expression = field.format = False


def without_comments(text: str) -> str:
    """The text less its comments: what follows one in the next line is no part of it where a message has one line."""
    for token in reversed([token for token in tokens(text) if token.kind == "comment"]):
        text = text[: token.start].rstrip(" \t") + text[token.start + len(token.text) :]
    return text
