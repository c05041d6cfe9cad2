"""What stands around a place in code that is not parsed: its brackets, the member and the expression before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from migrator.python.language import PYTHON
from migrator.sites.unread.lexer import OPERAND_WORDS, word_before

# What calls a member: a tag's template, or arguments, perhaps with those of types before them.
_TYPES = re.compile(r"<[^()<>]*(?:<[^()<>]*>[^()<>]*)*> \s*", re.VERBOSE)
_THROUGH = re.compile(r"\?? \. \s* (?:call|apply|bind) \s* \(", re.VERBOSE)
_ASSERTED = re.compile(r"as \s+ [\w$.]+ (?:\[\])* \s*", re.VERBOSE)
# What only asks about a function that it is given.
_ASKS = frozenset({"if", "while", "switch", "expect", "assert", "Boolean", "String", "log"})
_BODY = re.compile(r"\{|:[^;=(){}]*\{")
_DECLARED = re.compile(rf"(?<![\w$.])(?P<name>{'|'.join(PYTHON.calls)})\s*+(?:<[^()]{{0,400}}>\s*+)?(?P<open>\()")
# A bracket that nothing closes is passed over where the one that it is taken for stands this near.
_DEEPEST = 64
_LONGEST = 1_000  # of what is told of a call that nothing closes
_CLOSES = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")


class Around:
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
            word = word_before(text, 0, opened)
            before = self._skip_back(opened)
            if before and (text[before - 1].isalnum() or text[before - 1] in "_$)]") and word not in OPERAND_WORDS:
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
            word = word_before(text, 0, at - 1)
            return bool(word) and word not in _ASKS and word not in OPERAND_WORDS and follows != "]"
        if before == "{":
            return text[max(at - 2, 0) : at] == "={" and follows == "}"
        return text[max(at - 2, 0) : at] == "=>" or before in (":", "[") or word_before(text, 0, at) == "return"

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
