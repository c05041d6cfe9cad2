"""What the markup around a script may do with the names that the script declares.

Markup is not parsed, so this errs on one side: a word that code of the markup may spell is a use of the name, and one
that no call and no member makes of it may be an assignment.

- A component gives its markup the names of its script. Vue does only with `<script setup>`.
- A page gives those of classic scripts to handlers of events and to its other scripts, those of a module to nobody.
- What a component of Svelte exports, whoever uses it gives.
- What another file says (`<script src>`, `<template src>`) may do anything, unless it is of another place of the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.documents.kinds import is_page, kind_of
from migrator.documents.scripts import blanked

_NAME = re.compile(rb"(?<![\w$\x80-\xff])[A-Za-z_$\x80-\xff][\w$\x80-\xff]*")
# What a name is a member of, if it is not the global object, which has those of classic scripts.
_MEMBER = re.compile(rb"(?<!\.\.)(?<!\bwindow)(?<!\bself)(?<!\bglobalThis)(?<!\bparent)(?<!\btop)(?<!\bthis)\??\.\s*\Z")
# Text between elements that holds no code, what a comment says, and attributes of elements that are no code.
_PROSE = re.compile(
    rb"""(?<=[\w"'}/-])>[^<>{}=+(&|-]*<(?=[A-Za-z/!])|<!--.*?-->"""
    rb"""|\s(?:class|id|for|name|title|alt|placeholder|rel|lang|role|charset|content|aria-\w+)=(?:"[^"{}]*"|'[^'{}]*')""",
    re.DOTALL,
)
_SETUP = re.compile(rb"<script\b[^>]*\ssetup\b")
_MODULE = re.compile(rb"""\stype\s*=\s*["']?module\b""", re.IGNORECASE)
_OTHER_FILE = re.compile(rb"""<(?:script|template)\b[^<>]*\ssrc\s*=\s*["']?+(?!\s*(?:https?:)?//)""", re.IGNORECASE)
_CALLED = re.compile(rb"\s*\(")
# What gives a name a value, behind the name and before it.
_ASSIGNED = re.compile(rb"""\s*(?:=(?![=>])|[-+*/%&|^?<>]{1,3}=|\+\+|--)|[^;"'<>]*[\]}]\s*=(?![=>])""")
_ASSIGNS = re.compile(
    rb"""(?:\+\+|--)\s*\Z|(?:\bbind:[\w-]+|v-model[\w.:-]*|\bref)\s*=\s*["'{\s(]*\Z|\bbind:\Z|[{,]\s*\.\.\.\s*\Z"""
)


class Spelled(NamedTuple):
    """A name that code around a script may use: where that is, and whether it may give the name another value.

    ``name`` is empty for code that is not seen, which may use any name; ``assigns`` says whether the name, if it is
    that of a function, may be assigned too.
    """

    name: str
    offset: int
    writes: bool
    assigns: bool


def reaches(path: str, data: bytes, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The spans of a script whose names at its top code around it may use."""
    if is_page(path):
        return tuple(span for span in spans if _MODULE.search(_opening(data, span[0])) is None)
    kind = kind_of(path)
    if kind is not None and kind.name == "Vue" and not any(_SETUP.match(_opening(data, span[0])) for span in spans):
        return ()
    return spans


def is_exported_to_users(path: str) -> bool:
    """Whether who uses a file gives its exports their values."""
    kind = kind_of(path)
    return kind is not None and kind.name == "Svelte"


def spelled(markup: bytes) -> Iterator[Spelled]:
    """The names that markup spells, which is a file with blanks in place of a script."""
    code = _PROSE.sub(lambda match: blanked(match[0]), markup)
    other = _OTHER_FILE.search(code)
    if other is not None:
        yield Spelled("", other.start(), True, True)
    for match in _NAME.finditer(code):
        if _MEMBER.search(code, max(0, match.start() - 20), match.start()) is not None:
            continue
        is_called = _CALLED.match(code, match.end()) is not None
        before = code[max(0, match.start() - 80) : match.start()]
        assigns = _ASSIGNED.match(code, match.end()) is not None or _ASSIGNS.search(before) is not None
        name = match[0].decode("utf-8", "replace")
        yield Spelled(name, match.start(), assigns or not is_called, assigns)
        if name.startswith("$"):  # what a store of Svelte holds
            yield Spelled(name[1:], match.start(), False, False)


def _opening(data: bytes, start: int) -> bytes:
    """The tag that opens the script whose text begins at a byte."""
    return data[data[:start].lower().rfind(b"<script") : start]
