"""Calls that run Python in files that are searched and not parsed: TypeScript, Vue, Svelte and HTML.

Comments, strings and the text of templates are told from code by a lexer of their own; what is in doubt counts as code,
since a call that is passed over is worse than one that is reported in vain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import cast

from migrator.javascript.strings import cook, spellings
from migrator.model.ledger import Breach
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.sites.unread.message import Call, breach

_NAMES = "|".join(PYTHON.calls)  # the longer name of two with one beginning comes first
# What calls a member: a tag's template, or arguments, perhaps with those of types before them.
_TYPES = re.compile(r"<[^()<>]*(?:<[^()<>]*>[^()<>]*)*> \s*", re.VERBOSE)
_THROUGH = re.compile(r"\?? \. \s* (?:call|apply|bind) \s* \(", re.VERBOSE)
_ASSERTED = re.compile(r"as \s+ [\w$.]+ (?:\[\])* \s*", re.VERBOSE)
# What only asks about a function that it is given.
_ASKS = frozenset({"if", "while", "switch", "expect", "assert", "Boolean", "String", "log"})
_TAKEN = re.compile(
    r"(?:\b(?:const|let|var)\s*|\()(?P<pattern>\{[^{}()]*\})\s*(?::[^=;{}()]*)?=(?![=>])\s*(?P<on>[^\n\r;]+)"
)
_IN_WORKER = re.compile(
    r"""
    (?P<imports> (?<![\w$.]) importScripts \s* \( )
    | (?P<exposes> (?<![\w$.]) (?: Comlink \. )? expose \s* \( )
    | (?P<port> (?<![\w$.]) parentPort (?![\w$]) )
    | (?P<page> (?<![\w$.]) (?<! \btypeof\s ) (?: document | window ) \s* !? \s* (?: \?\. | [.\[] ) )
    | (?P<listens>
        (?: ^[ \t]* | (?<![\w$.]) (?: (?: self | globalThis ) | \( \s* (?: self | globalThis ) \s+ as \s [^()]* \) )
            \s* \. \s* )
        (?: on (?: message | connect ) \s* = (?![=>{]) | addEventListener \s* \( \s* ["'] (?: message | connect ) ["'] )
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_BODY = re.compile(r"\{|:[^;=(){}]*\{")
_DECLARED = re.compile(rf"(?<![\w$.])(?P<name>{_NAMES})\s*(?:<[^()]*>\s*)?(?P<open>\()")

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
    | (?P<begin> \( ) | (?P<end> \) )
    | (?P<text> <(?P<tag>[A-Za-z][\w.:-]*)(?:\s[^<>{}]*)?> [^<>{}]* </(?P=tag)\s*> )
    | (?P<regex> / (?! \* ) (?: \\. | \[ (?: \\. | [^\]\\\n\r] )* \] | [^/\\\[\n\r] )+ / )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip
_TEMPLATE = re.compile(r"(?P<end>`)|(?P<hole>\$\{)|\\.", re.DOTALL)
# Behind one of these a `/` begins a pattern and divides nothing.
_OPERATORS = frozenset("(,=:[!&|?{};+-*%~^<>")
_WORDS = frozenset({"return", "typeof", "case", "in", "of", "do", "else", "await", "yield", "void"})
# A `/` behind the parenthesis of one of these begins a pattern as well.
_CONDITIONS = frozenset({"if", "while", "for", "with"})
_SCRIPT_TYPES = re.compile(
    r"(?:module|(?:text|application)/(?:(?:java|ecma|type)script|babel|jsx|ts|tsx))\Z", re.IGNORECASE
)
_ATTRIBUTES = r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,400}+"
# What holds no markup of its own. The first that begins hides what looks like another in it.
_BLOCK = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<name>script|style|textarea)\b(?P<attributes>{_ATTRIBUTES})>(?P<code>.*?)(?:</(?P=name)\s*>|\Z)",
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

# A bracket that nothing closes is passed over where the one that it is taken for stands this near.
_DEEPEST = 64
_LONGEST = 1_000  # of what is told of a call that nothing closes

# Where elements stand in code. What stands between tags there is text.
_ELEMENTS = frozenset({".tsx", ".astro"})
_SCRIPTS = frozenset({".ts", ".tsx", ".mts", ".cts"})
_PAGES = frozenset({".html", ".htm"})


def searched_calls(data: bytes, ending: str, settings: Settings, language: str) -> list[Breach]:
    """A finding for each member call that runs Python, in the code of a file with this ending."""
    text = _decoded(data)
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|[\n\r]", text))]
    around = _Around(text, list(_hidden(text, ending)))
    found = []
    if ending in _SCRIPTS and _runs_in_worker(text, around):
        return []
    for on, begin, end, name, said in sorted({*_members(text, around), *_taken_apart(text, around)}):
        told = text[begin:end]
        if told in ("this", "super") and name in around.declared:
            continue
        if re.sub(r"[\s!?]", "", told) == str(settings.worker):
            continue
        line = bisect_right(starts, on)
        call = Call(line, on - starts[line - 1] + 1, told, name, " ".join(text[on:said].split()))
        found.append(breach(call, settings, language))
    return found


def _runs_in_worker(text: str, around: _Around) -> bool:
    """Whether a script shows by itself that it runs in a worker, by what `javascript.worker_scope` asks of others."""
    seen = {match.lastgroup for match in _IN_WORKER.finditer(text) if not around.hides(match.start())}
    if "imports" in seen or ("exposes" in seen and "omlink" in text) or ("port" in seen and "worker_threads" in text):
        return True
    return "listens" in seen and "page" not in seen


# Where a finding is, what the function is taken of, the name of the function, and where what is told of it ends.
_Member = tuple[int, int, int, str, int]


def _members(text: str, around: _Around) -> Iterator[_Member]:
    for match in _names(text).finditer(text):
        dot, after = around.member(*match.span())
        if dot is None:
            continue
        on = around.before(dot)
        if on == dot:
            continue
        called = around.called(after)
        # The type of a function is spelled as a key of that of its object, and is no function.
        if called is None and (text[after - 1] == "]" or not around.is_handed_on(on, after)):
            continue
        end = around.end(called) if called is not None else after
        yield on, on, dot, cook(match[0]), end


def _taken_apart(text: str, around: _Around) -> Iterator[_Member]:
    """`const { runPython } = pyodide`."""
    if PYTHON.stem not in text:
        return
    for match in _TAKEN.finditer(text):
        if around.hides(match.start()):
            continue
        for key in re.finditer(rf"(?<=[{{,\s])({_NAMES})\s*(?=[,:=}}])", match["pattern"]):
            at = match.start("pattern") + key.start()
            if not around.hides(at):
                yield at, *match.span("on"), key[1], match.end()


def _names(text: str) -> re.Pattern[str]:
    """The names of the methods that run Python, in every way to write them that the text may have."""
    if "\\" not in text:
        return re.compile(rf"(?<![\w$#])(?:{_NAMES})(?![\w$])")
    names = "|".join(spellings(name).pattern.decode() for name in PYTHON.calls)
    return re.compile(rf"(?<![\w$#])(?:{names})(?![\w$])")


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4]:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


# -- where there is no code --------------------------------------------------------------------------------------------


def _hidden(text: str, ending: str) -> Iterator[tuple[int, int]]:
    """Stretches that are no code, in order."""
    at = 0
    has_elements = ending in _ELEMENTS
    for start, end in _stretches(text, ending):
        if start > at:
            yield at, start
        at = end
        if not _is_foreign(text, start, ending):
            yield from _not_code(text, start, end, has_elements)
    if at < len(text):
        yield at, len(text)


def _stretches(text: str, ending: str) -> Iterator[tuple[int, int]]:
    """The code of a file, in order."""
    if ending in _SCRIPTS:
        yield 0, len(text)
        return
    at = 0
    if ending == ".astro" and (front := _FRONT.match(text)) is not None:
        yield front.span("code")
        at = front.end()
    blocks = list(_BLOCK.finditer(text, at))
    first, last = at, len(text)
    if ending == ".vue":
        first, last = _template_of(text, blocks)
    for block in blocks:
        yield from _of_markup(text, max(at, first), min(block.start(), last), ending)
        at = block.end()
        if block["name"] is not None and block["name"].lower() == "script":
            kind = _TYPE.search(block["attributes"])
            if kind is None or ending not in _PAGES or _SCRIPT_TYPES.match(kind[1]):
                yield block.span("code")
    yield from _of_markup(text, max(at, first), min(len(text), last), ending)


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
            conditions.append(_word_before(text, start, token.start()) in _CONDITIONS)
        elif kind == "end":
            behind = at if conditions and conditions.pop() else behind
        elif kind == "template":
            at = yield from _template(text, at, end, templates, depth)
        elif kind == "regex":
            if _begins_operand(text, start, token.start(), behind):
                yield token.span()
            else:
                at = token.start() + 1
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
    return at in (start, behind) or text[at - 1] in _OPERATORS or _word_before(text, start, at) in _WORDS


def _word_before(text: str, start: int, at: int) -> str:
    while at > start and text[at - 1].isspace():
        at -= 1
    begin = at
    while begin > start and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:at]


# -- around a call -----------------------------------------------------------------------------------------------------


_CLOSES = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")


class _Around:
    """What stands around a place in the code of a file. The brackets outside of ``hidden`` are paired once."""

    def __init__(self, text: str, hidden: list[tuple[int, int]]) -> None:
        self._text = text
        self._hidden = hidden
        self._comments = {end: start for start, end in hidden if text.startswith(("//", "/*"), start)}

        self._begins = [start for start, _ in hidden]
        self._skips = {start: end for end, start in self._comments.items()}

    def hides(self, at: int) -> bool:
        """Whether no code stands at a place."""
        index = bisect_right(self._begins, at) - 1
        return index >= 0 and at < self._hidden[index][1]

    def member(self, start: int, end: int) -> tuple[int | None, int]:
        """The dot or the bracket before a name, and where what stands behind the member begins; None where a name is
        none of a member.
        """
        text, quote = self._text, self._text[start - 1 : start]
        if quote and quote in "\"'`" and text[end : end + 1] == quote:
            at, after = self._skip_back(start - 1), self._skip(end + 1)
            if text[at - 1 : at] != "[" or text[after : after + 1] != "]" or self.hides(at - 1):
                return None, end
            dot = self._skip_back(at - 1)
            return (dot - 2 if text[max(dot - 2, 0) : dot] == "?." else at - 1), after + 1
        at = self._skip_back(start)
        if text[at - 1 : at] != "." or text[max(at - 3, 0) : at] == "..." or self.hides(start):
            return None, end
        return at - 1 - (text[at - 2 : at - 1] == "?"), end

    def called(self, after: int) -> int | None:
        """Where the arguments open, or the template, that a member is called with; None where it is not called."""
        text, at = self._text, self._skip(after)
        while True:
            through = _THROUGH.match(text, at)
            if through is not None:
                return through.end() - 1
            if text.startswith("!", at) and not text.startswith("!=", at):
                at = self._skip(at + 1)
                continue
            if text.startswith("?.", at):
                at = self._skip(at + 2)
            types = _TYPES.match(text, at)
            at = self._skip(types.end()) if types is not None else at
            if text[at : at + 1] in ("(", "`"):
                return at
            asserted = _ASSERTED.match(text, at)
            at = asserted.end() if asserted is not None else at
            opened = self._pairs.get(at) if text.startswith(")", at) else None
            if opened is None:
                return None
            word = _word_before(text, 0, opened)
            before = self._skip_back(opened)
            if before and (text[before - 1].isalnum() or text[before - 1] in "_$)]") and word not in _WORDS:
                return None  # these are the arguments of another call, or a condition
            at = self._skip(at + 1)

    def is_handed_on(self, on: int, after: int) -> bool:
        """Whether a member that is not called is the value of something else."""
        text, at, following = self._text, self._skip_back(on), self._skip(after)
        follows = text[following : following + 1]
        if follows not in ("", ";", ",", "}", ")", "]") and not (
            "\n" in text[after:following] and (follows.isalnum() or follows in "_$@#<\"'/")
        ):
            return False
        before = text[at - 1 : at]
        if before == "=":
            return text[max(at - 2, 0) : at] not in ("==", "!=", "<=")
        if before == "(":
            word = _word_before(text, 0, at - 1)
            return bool(word) and word not in _ASKS and word not in _WORDS and follows != "]"
        if before == "{":
            return text[max(at - 2, 0) : at] == "={" and follows == "}"
        return text[max(at - 2, 0) : at] == "=>" or before in (":", "[") or _word_before(text, 0, at) == "return"

    @cached_property
    def declared(self) -> set[str]:
        """Those of the methods that run Python that a class of the file declares itself."""
        found = set()
        for match in _DECLARED.finditer(self._text):
            closed = self._pairs.get(match.start("open"))
            if closed is not None and _BODY.match(self._text, self._skip(closed + 1)) is not None:
                found.add(match["name"])
        return found

    def _skip(self, at: int) -> int:
        while at < len(self._text) and (self._text[at].isspace() or at in self._skips):
            at = self._skips.get(at, at + 1)
        return at

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
