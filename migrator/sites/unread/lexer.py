"""Where the code is in text that is searched and not parsed: Astro, and the markup of Vue, Svelte and HTML.

Comments, strings and the text of templates are told from code; what is in doubt counts as code, since a call that is
passed over is worse than one that is reported in vain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from typing import cast

_TOKEN = re.compile(
    r"""
    (?P<line> (?<! :) // [^\n\r]* )
    | (?P<block> /\* .*? (?: \*/ | \Z ) )
    | (?: (?<! [\w$]) | (?<= \breturn) | (?<= \bcase) | (?<= \bfrom) | (?<= \bimport) ) (?P<quote> ["'] )
    | (?P<template> ` )
    | (?P<open> \{ ) | (?P<close> \} )
    | (?P<begin> \( ) | (?P<end> \) )
    | (?P<text> <(?P<tag>[A-Za-z][\w.:-]*)(?:\s[^<>{}]*)?> [^<>{}]* </(?P=tag)\s*> )
    | (?P<slash> / (?! \* ) )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip
# A string up to its quote, or to where its line ends without one.
_STRING = {
    '"': re.compile(r'(?:\\.|[^"\\\n\r])*+("?)', re.DOTALL),
    "'": re.compile(r"(?:\\.|[^'\\\n\r])*+('?)", re.DOTALL),
}
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n\r])*+\]|[^/\\\[\n\r])++/", re.DOTALL)
_LONGEST_PATTERN = 1_000  # what is longer counts as code, so that a line of brackets is not read again from each
_TEMPLATE = re.compile(r"(?P<end>`)|(?P<hole>\$\{)|\\.", re.DOTALL)
# Behind one of these a `/` begins a pattern and divides nothing.
_OPERATORS = frozenset("(,=:[!&|?{};+-*%~^<>")
OPERAND_WORDS = frozenset({"return", "typeof", "case", "in", "of", "do", "else", "await", "yield", "void"})
# A `/` behind the parenthesis of one of these begins a pattern as well.
_CONDITIONS = frozenset({"if", "while", "for", "with"})
_SCRIPT_TYPES = re.compile(
    r"(?:module|(?:text|application)/(?:(?:java|ecma|type)script|babel|jsx|ts|tsx))\Z", re.IGNORECASE
)
_ATTRIBUTES = r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400}+"
# What holds no markup of its own; Python, too. The first that begins hides what looks like another in it.
_BLOCK = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<name>script|style|textarea|m?py-\w+)\b(?P<attributes>{_ATTRIBUTES})>(?P<code>.*?)(?:</(?P=name)\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TYPE = re.compile(r"(?<![\w-])type\s*=\s*[\"']?\s*([^\s\"'>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s(?P<name>[^\s\"'<>/=]+)\s*=\s*(?P<code>\"[^\"]*\"|'[^']*'|[^\s>]+)")
# Attributes whose values are code: handlers, and those of Vue, Alpine and Angular.
_CODE = re.compile(r"on\w|[@:#(\[]|v-|x-", re.IGNORECASE)
_ADDRESS = re.compile(r"[\"']?\s*javascript:", re.IGNORECASE)
_IN_TAGS = re.compile(rf"(?P<hole>\{{\{{)|(?P<tag><[a-z]{_ATTRIBUTES}>)", re.IGNORECASE)
_IN_BRACES = re.compile(r"(?P<hole>\{)|\son\w+\s*=\s*(?P<handler>\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_FRONT = re.compile(r"\s*---[ \t]*\r?\n(?P<code>.*?)(?:^---|\Z)", re.DOTALL | re.MULTILINE)
_TEMPLATE_BLOCK = re.compile(r"<template\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_FOREIGN = re.compile(r"<template\b[^<>]*\slang\s*=\s*+(?![\"']?html\b)", re.IGNORECASE)
_TEMPLATE_END = "</template"

# Where elements stand in the code of markup. What stands between tags there is text.
_ELEMENTS = frozenset({".astro"})
_PAGES = frozenset({".html", ".htm"})


def hidden(text: str, ending: str) -> Iterator[tuple[int, int]]:
    """Stretches that are no code, in order."""
    at = 0
    for start, end, is_markup in stretches(text, ending):
        if start > at:
            yield at, start
        at = end
        if not _is_foreign(text, start, ending):
            yield from _not_code(text, start, end, is_markup and ending in _ELEMENTS)
    if at < len(text):
        yield at, len(text)


def stretches(text: str, ending: str) -> Iterator[tuple[int, int, bool]]:
    """The code of a file, in order, and whether it stands in markup, and not in a script."""
    at = 0
    if ending == ".astro" and (front := _FRONT.match(text)) is not None:
        yield *front.span("code"), False
        at = front.end()
    blocks = list(_BLOCK.finditer(text, at))
    first, last = at, len(text)
    if ending == ".vue":
        first, last = _template_of(text, blocks)
    for block in blocks:
        for span in _of_markup(text, max(at, first), min(block.start(), last), ending):
            yield *span, True
        at = block.end()
        if block["name"] is not None and block["name"].lower() == "script":
            kind = _TYPE.search(block["attributes"])
            if kind is None or ending not in _PAGES or _SCRIPT_TYPES.match(kind[1]):
                yield *block.span("code"), False
    for span in _of_markup(text, max(at, first), min(len(text), last), ending):
        yield *span, True


def _template_of(text: str, blocks: list[re.Match[str]]) -> tuple[int, int]:
    """The template of a component of Vue; nothing else of its markup is code."""
    begins = [block.start() for block in blocks]
    for match in _TEMPLATE_BLOCK.finditer(text):
        index = bisect_right(begins, match.start()) - 1
        if index < 0 or match.start() >= blocks[index].end():
            end = text.lower().rfind(_TEMPLATE_END)
            return match.start(), end if end > match.start() else len(text)
    return len(text), len(text)


def _is_foreign(text: str, start: int, ending: str) -> bool:
    """Whether a stretch of a component of Vue is its template in a language such as Pug: all of that may be code."""
    return ending == ".vue" and _FOREIGN.match(text, start) is not None


def _of_markup(text: str, start: int, end: int, ending: str) -> Iterator[tuple[int, int]]:
    """The code in a stretch of markup: that of holes, and of attributes that hold code."""
    if _is_foreign(text, start, ending):
        yield start, end
        return
    pieces, at = _IN_BRACES if ending in (".svelte", ".astro") else _IN_TAGS, start
    while (piece := pieces.search(text, at, end)) is not None:
        at = piece.end()
        if piece.lastgroup == "hole":
            if text.startswith("/", at):  # the end of a block of Svelte
                continue
            begun, at = at, _closing(text, at, end)
            yield begun, at
        elif piece.lastgroup == "handler":
            yield piece.start("handler") + 1, piece.end("handler") - 1
        else:
            for given in _ATTRIBUTE.finditer(text, piece.start(), piece.end() - 1):
                if _CODE.match(given["name"]) or _ADDRESS.match(given["code"]):
                    quoted = given["code"][0] in "\"'"
                    yield given.start("code") + quoted, given.end("code") - quoted


def _closing(text: str, start: int, end: int) -> int:
    """Where the code of a hole ends that begins at a place."""
    lexer = _not_code(text, start, end, True, True)
    while True:
        try:
            next(lexer)
        except StopIteration as stop:
            return cast(int, stop.value)


def _not_code(
    text: str, start: int, end: int, has_elements: bool, is_hole: bool = False
) -> Generator[tuple[int, int], None, int]:
    """Comments, strings, patterns, the text of templates and of elements in a stretch of JavaScript or TypeScript.

    Returns where it ends: a hole does at the brace that closes it.
    """
    at, depth = start, 0
    templates: list[int] = []  # the depth of braces at which each template that is open goes on
    conditions: list[bool] = []  # whether each parenthesis that is open is that of `if` or the like
    behind = -1  # the end of the last such parenthesis
    unclosed = {'"': -1, "'": -1}  # up to where no string closes, so that no stretch is read again from each quote
    while True:
        token = _TOKEN.search(text, at, end)
        if token is None:
            return end
        kind, at = token.lastgroup, token.end()
        if kind == "open":
            depth += 1
        elif kind == "close":
            if templates and templates[-1] == depth:
                templates.pop()
                at = yield from _template(text, at, end, templates, depth)
            elif is_hole and not depth:
                return token.start()
            else:
                depth = max(depth - 1, 0)
        elif kind == "begin":
            conditions.append(word_before(text, start, token.start()) in _CONDITIONS)
        elif kind == "end":
            behind = at if conditions and conditions.pop() else behind
        elif kind == "template":
            at = yield from _template(text, at, end, templates, depth)
        elif kind == "slash":
            if _begins_operand(text, start, token.start(), behind):
                pattern = _PATTERN.match(text, token.start(), min(end, token.start() + _LONGEST_PATTERN))
                if pattern is not None:
                    at = pattern.end()
                    yield pattern.span()
        elif kind == "quote":
            string = _STRING[token["quote"]].match(text, at, end) if at > unclosed[token["quote"]] else None
            if string is not None and string[1]:
                at = string.end()
                yield token.start("quote"), at
            elif string is not None:
                unclosed[token["quote"]] = string.end()
        elif kind == "text" and not has_elements:
            at = token.start() + 1
        elif kind == "text":
            yield text.index(">", token.start()) + 1, token.end()
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


def _begins_operand(text: str, start: int, at: int, behind: int) -> bool:
    """Whether an operand stands at a place, and no operator. ``behind`` is the end of a condition before it."""
    while at > start and text[at - 1].isspace():
        at -= 1
    return at in (start, behind) or text[at - 1] in _OPERATORS or word_before(text, start, at) in OPERAND_WORDS


def word_before(text: str, start: int, at: int) -> str:
    while at > start and text[at - 1].isspace():
        at -= 1
    begin = at
    while begin > start and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:at]
