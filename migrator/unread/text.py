"""Calls that run Python in files that are searched and not parsed: TypeScript, Vue, Svelte and HTML.

Comments, strings and the text of templates are told from code by a lexer of their own; what is in doubt counts as code,
since a call that is passed over is worse than one that is reported in vain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import NamedTuple

from migrator.ledger import Breach
from migrator.settings import Settings
from migrator.unread.message import Call, breach

_CALL = re.compile(
    r"""
    (?P<dot> \? \. | (?<! \.) \. ) \s*
    (?P<name> runPython (?:Async)? ) (?![\w$])
    | (?: \? \. )? \[ \s* (?P<quote> ["'`]) (?P<key> runPython (?:Async)? ) (?P=quote) \s* \]
    """,
    re.VERBOSE,
)
# What makes a call of a member: arguments, a tag's template, or what calls it with another `this`.
_CALLED = re.compile(r"\s* !? \s* (?:\?\.)? \s* (?: <[^()<>]*(?:<[^()<>]*>[^()<>]*)*> \s* )? [(`]", re.VERBOSE)
_THROUGH = re.compile(r"\s* !? \s* \?? \. \s* (?:call|apply|bind) \s* \(", re.VERBOSE)

_TOKEN = re.compile(
    r"""
    (?P<line> (?<! :) // [^\n\r]* )
    | (?P<block> /\* .*? (?: \*/ | \Z ) )
    | (?P<string>
        (?: (?<! [\w$]) | (?<= \breturn) | (?<= \bcase) | (?<= \bfrom) | (?<= \bimport) )
        (?: "(?: \\. | [^"\\\n\r] )*" | '(?: \\. | [^'\\\n\r] )*' )
    )
    | (?P<template> ` )
    | (?P<open> \{ ) | (?P<close> \} )
    | (?P<regex> / (?! \* ) (?: \\. | \[ (?: \\. | [^\]\\\n\r] )* \] | [^/\\\[\n\r] )+ / )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip
_TEMPLATE = re.compile(r"(?P<end>`)|(?P<hole>\$\{)|\\.", re.DOTALL)
# Behind one of these a `/` begins a pattern and divides nothing.
_OPERATORS = frozenset("(,=:[!&|?{};+-*%~^<>")
_WORDS = frozenset({"return", "typeof", "case", "in", "of", "do", "else", "await", "yield", "void"})
_MARKUP_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SCRIPT_TYPES = re.compile(
    r"(?:module|(?:text|application)/(?:(?:java|ecma|type)script|babel|jsx|ts|tsx))\Z", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"<script\b(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?P<code>.*?)(?:</script\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?\s*([^\s\"'>]+)", re.IGNORECASE)
_HANDLER = re.compile(r"\son\w+\s*=\s*(?P<code>\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_TAG = re.compile(r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)

# A bracket that nothing closes is passed over where the one that it is taken for stands this near.
_DEEPEST = 64
_LONGEST = 1_000  # of what is told of a call that nothing closes

_SCRIPTS = frozenset({".ts", ".tsx", ".mts", ".cts"})
_PAGES = frozenset({".html", ".htm"})


class _Stretch(NamedTuple):
    """A part of a file that holds code; in ``markup`` only comments are told apart."""

    start: int
    end: int
    markup: bool = False


def searched_calls(data: bytes, ending: str, settings: Settings, language: str) -> list[Breach]:
    """A finding for each member call that runs Python, in the code of a file with this ending."""
    text = _decoded(data)
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|[\n\r]", text))]
    found = []
    hidden = list(_hidden(text, ending))
    begins = [start for start, _ in hidden]
    around = _Around(text, hidden)
    for match in _CALL.finditer(text):
        at = match.start()
        index = bisect_right(begins, at) - 1
        if index >= 0 and at < hidden[index][1]:
            continue
        called = _CALLED.match(text, match.end()) or _THROUGH.match(text, match.end())
        on = around.before(at)
        if called is None or on == at:
            continue
        line = bisect_right(starts, on)
        end = around.end(called.end() - 1)
        call = Call(
            line, on - starts[line - 1] + 1, text[on:at], match["name"] or match["key"], " ".join(text[on:end].split())
        )
        found.append(breach(call, settings, language))
    return found


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


# -- where there is no code --------------------------------------------------------------------------------------------


def _hidden(text: str, ending: str) -> Iterator[tuple[int, int]]:
    """Stretches that are no code, in order."""
    at = 0
    for stretch in _stretches(text, ending):
        if stretch.start > at:
            yield at, stretch.start
        at = stretch.end
        if not stretch.markup:
            yield from _not_code(text, stretch.start, stretch.end)
    if at < len(text):
        yield at, len(text)


def _stretches(text: str, ending: str) -> Iterator[_Stretch]:
    if ending in _SCRIPTS:
        yield _Stretch(0, len(text))
        return
    comments = [match.span() for match in _MARKUP_COMMENT.finditer(text)]
    pieces: list[_Stretch] = []
    at = 0
    for match in _SCRIPT.finditer(text):
        if any(start <= match.start() < end for start, end in comments):
            continue
        if ending not in _PAGES:
            pieces.append(_Stretch(at, match.start(), True))
        kind = _TYPE.search(match["attributes"])
        if kind is None or ending not in _PAGES or _SCRIPT_TYPES.match(kind[1]):
            pieces.append(_Stretch(*match.span("code")))
        at = match.end()
    if ending in _PAGES:
        scripts = [(piece.start, piece.end) for piece in pieces]
        for tag in _TAG.finditer(text):
            if not any(start <= tag.start() < end for start, end in scripts):
                pieces += [
                    _Stretch(tag.start() + found.start("code"), tag.start() + found.end("code"), True)
                    for found in _HANDLER.finditer(tag[0])
                ]
    else:
        pieces.append(_Stretch(at, len(text), True))
    for piece in sorted(pieces):
        yield from _without(piece, comments) if piece.markup else [piece]


def _without(piece: _Stretch, comments: list[tuple[int, int]]) -> Iterator[_Stretch]:
    """A stretch of markup less its comments."""
    at = piece.start
    for start, end in comments:
        if end > at and start < piece.end:
            if start > at:
                yield _Stretch(at, start, True)
            at = max(at, end)
    if at < piece.end:
        yield _Stretch(at, piece.end, True)


def _not_code(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Comments, strings, patterns and the text of templates in a stretch of JavaScript or TypeScript."""
    at, depth = start, 0
    templates: list[int] = []  # the depth of braces at which each template that is open goes on
    while True:
        token = _TOKEN.search(text, at, end)
        if token is None:
            return
        kind, at = token.lastgroup, token.end()
        if kind == "open":
            depth += 1
        elif kind == "close":
            if templates and templates[-1] == depth:
                templates.pop()
                at = yield from _template(text, at, end, templates, depth)
            else:
                depth = max(depth - 1, 0)
        elif kind == "template":
            at = yield from _template(text, at, end, templates, depth)
        elif kind == "regex":
            if _begins_operand(text, start, token.start()):
                yield token.span()
            else:
                at = token.start() + 1
        else:
            yield token.span()


def _template(text: str, at: int, end: int, templates: list[int], depth: int) -> Generator[tuple[int, int], None, int]:
    """The text of a template from a place in it to its end or its next hole; returns where code goes on."""
    begun = at
    while True:
        token = _TEMPLATE.search(text, at, end)
        if token is None:
            yield begun, end
            return end
        at = token.end()
        if token.lastgroup is not None:
            yield begun, token.start()
            if token.lastgroup == "hole":
                templates.append(depth)
            return at


def _begins_operand(text: str, start: int, at: int) -> bool:
    """Whether an operand stands at a place, and no operator."""
    while at > start and text[at - 1].isspace():
        at -= 1
    if at == start or text[at - 1] in _OPERATORS:
        return True
    begin = at
    while begin > start and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:at] in _WORDS


# -- around a call -----------------------------------------------------------------------------------------------------


_CLOSES = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")


class _Around:
    """What stands around a place in the code of a file. The brackets outside of ``hidden`` are paired once."""

    def __init__(self, text: str, hidden: list[tuple[int, int]]) -> None:
        self._text = text
        self._hidden = hidden
        self._comments = {end: start for start, end in hidden if text.startswith(("//", "/*"), start)}

    @cached_property
    def _pairs(self) -> dict[int, int]:
        """The other bracket of each one that has another, both ways."""
        pairs: dict[int, int] = {}
        waiting: list[int] = []
        at = 0
        for start, end in (*self._hidden, (len(self._text), len(self._text))):
            for match in _BRACKET.finditer(self._text, at, start):
                opens = _CLOSES.get(match[0])
                if opens is None:
                    waiting.append(match.start())
                elif any(self._text[other] == opens for other in waiting[-_DEEPEST:]):
                    while self._text[waiting[-1]] != opens:
                        waiting.pop()
                    pairs[match.start()] = waiting[-1]
                    pairs[waiting.pop()] = match.start()
            at = end
        return pairs

    def before(self, dot: int) -> int:
        """Where the expression begins that a dot follows; the dot itself if there is none."""
        text, at = self._text, dot
        while True:
            end = self._skip_back(at)
            if end and text[end - 1] == "!":
                end = self._skip_back(end - 1)
            begin = end
            while begin and text[begin - 1] in ")]":
                opened = self._pairs.get(begin - 1)
                if opened is None:
                    return at if at != dot else begin - 1
                begin = opened
                end = self._skip_back(begin)
                if not end or not (text[end - 1].isalnum() or text[end - 1] in "_$)]"):
                    return begin
                begin = end
            while begin and (text[begin - 1].isalnum() or text[begin - 1] in "_$#"):
                begin -= 1
            if begin == end:
                if end and text[end - 1] in "\"'`}>":
                    return end - 1 if at == dot else at
                return at
            at = begin
            before = self._skip_back(begin)
            if before and text[before - 1] == "." and text[max(before - 3, 0) : before] != "...":
                at = before - 1 - (before >= 2 and text[before - 2] == "?")
                continue
            return begin

    def end(self, opened: int) -> int:
        """Behind the arguments, or the template, that open at a place; the end of the line if nothing closes them."""
        is_template = self._text[opened] == "`"
        close = self._text.find("`", opened + 1) if is_template else self._pairs.get(opened, -1)
        if close < 0:
            line = self._text.find("\n", opened, opened + _LONGEST)
            return min(len(self._text), opened + _LONGEST) if line < 0 else line
        return close + 1

    def _skip_back(self, at: int) -> int:
        while at and (self._text[at - 1].isspace() or at in self._comments):
            at = self._comments.get(at, at - 1)
        return at
