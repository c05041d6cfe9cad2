"""Calls that run Python in text that is searched and not parsed: Astro, and the markup of Vue, Svelte and HTML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from migrator.javascript.strings import cook, spellings
from migrator.model.ledger import Breach, Sentence
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.sites.unread.around import Around
from migrator.sites.unread.lexer import hidden
from migrator.sites.unread.message import Call, breach, searched

_NAMES = "|".join(PYTHON.calls)  # the longer name of two with one beginning comes first
_TAKEN = re.compile(
    r"(?:\b(?:const|let|var)\s*|\()(?P<pattern>\{[^{}()]*\})\s*(?::[^=;{}()]*)?=(?![=>])\s*(?P<on>[^\n\r;]+)"
)
# What a hook gives, which makes an object of functions of its own.
_HOOK = re.compile(r"(?:[\w$]+\s*\.\s*)*use[A-Z][\w$]*\s*[<(]")


def searched_calls(
    data: bytes, ending: str, settings: Settings, language: str, why: Sentence = Sentence.UNREAD_LANGUAGE
) -> list[Breach]:
    """A finding for each member call that runs Python, in the code of a file with this ending. ``why`` says why nothing
    else looks at it (`message.searched`).
    """
    text = _decoded(data)
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|[\n\r]", text))]
    around = Around(text, list(hidden(text, ending)))
    found = []
    for on, begin, end, name, said in sorted({*_members(text, around), *_taken_apart(text, around)}):
        told = text[begin:end]
        if told in ("this", "super") and name in around.declared:
            continue
        if re.sub(r"[\s!?]", "", told) == str(settings.worker):
            continue
        line = bisect_right(starts, on)
        call = Call(line, on - starts[line - 1] + 1, told, name, " ".join(text[on:said].split()))
        found.append(breach(call, settings, searched(call, why, language)))
    return found


# Where a finding is, what the function is taken of, the name of the function, and where what is told of it ends.
_Member = tuple[int, int, int, str, int]


def _members(text: str, around: Around) -> Iterator[_Member]:
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


def _taken_apart(text: str, around: Around) -> Iterator[_Member]:
    """`const { runPython } = pyodide`; none that a hook gives, whose function it is."""
    if PYTHON.stem not in text:
        return
    for match in _TAKEN.finditer(text):
        if around.hides(match.start()):
            continue
        if _HOOK.match(match["on"]) is not None:
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
