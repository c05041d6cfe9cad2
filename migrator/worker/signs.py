"""What a text says of workers: which scripts it starts one with, and whether it runs in one itself.

Every file of a repository is asked in every run, so its bytes are searched first, and few are parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.documents.kinds import PARSED_ENDINGS, SCRIPT_ENDINGS

if TYPE_CHECKING:
    from migrator.javascript.source import Source

# What a file that starts a worker has in it, however it is written. Letters are found fifty times as fast as a pattern
# that may begin anywhere. Patterns are compiled when they are first looked for: each hook imports this.
_WORKER = rb"orker(?!\w)"
_BEFORE = rb"(?:(?<![\w$])(?:Shared)?W|[?&](?:shared)?w)\Z"
_LONGEST = len(b".SharedW")
_NEW = rb"\b(?:new|super)\b"
# A bundler's way to name a script: `import Game from './game.js?worker'`.
_IMPORTED = r"""\b(?:from|import)\s*+(?:\(\s*+)?(['"])([^'"\n]++)\1"""
_ASKS_FOR_WORKER = r"([?&])(?:shared)?worker\b"
# What a script has in it that shows by itself that it runs in a worker.
_SHOWS = (b"importScripts", b"onmessage", b"onconnect", b"parentPort")
_LISTENS = (b"'message'", b'"message"', b"`message`", b"'connect'", b'"connect"', b"`connect`")
# What a module has in it that only a page has.
_OF_PAGE = (b"document", b"window", b"Worker")


# A file that may start a worker or show that it runs in one has one of these.
WORDS = frozenset(
    {b"Worker", b"?worker", b"&worker", b"?sharedworker", b"&sharedworker", *_SHOWS, b"omlink", *_LISTENS}
)


def may_matter(data: bytes) -> bool:
    """Whether a file may start a worker or show that it runs in one, by its bytes."""
    return may_show(data) or may_start(data)


def may_start(data: bytes) -> bool:
    """Whether a file may start a worker, by its bytes."""
    ends = (match.start() for match in re.finditer(_WORKER, data))
    return any(re.search(_BEFORE, data[max(0, end - _LONGEST) : end]) is not None for end in ends)


def may_show(data: bytes) -> bool:
    """Whether a file may show that it runs in a worker, by its bytes."""
    if any(word in data for word in _SHOWS):
        return True
    if b"omlink" in data and b"expose" in data:
        return True
    return b"addEventListener" in data and any(word in data for word in _LISTENS)


def shows(path: str, data: bytes) -> bool:
    """Whether a script shows by itself that it runs in a worker. Those in markup run on its page."""
    from migrator.javascript.worker_scope import runs_in_worker

    if os.path.splitext(path)[1].lower() not in SCRIPT_ENDINGS:
        return False
    source = _source(path, data)
    return source is not None and runs_in_worker(source)


def word_of_page(path: str, data: bytes) -> str | None:
    """What a module has that only a page does."""
    from migrator.javascript.worker_scope import of_page

    source = _source(path, data)
    found = of_page(source) if source is not None else None
    if found is None:
        return None
    return found.name if found.name in ("document", "window") else "Worker"


def may_have_word(path: str, data: bytes) -> bool:
    """Whether a module may have what only a page does, by its bytes."""
    return is_parsed(path) and any(word in data for word in _OF_PAGE)


def started(path: str, data: bytes) -> Iterator[str]:
    """The addresses of the scripts with which a text starts workers."""
    from migrator.javascript.modules import Module
    from migrator.javascript.source import unparsed
    from migrator.sites.unread.lexer import stretches
    from migrator.worker.handlers.addresses import addresses, spelled_addresses

    text = data.decode("utf-8", "replace")
    for match in re.finditer(_IMPORTED, text):
        address = _script_of(match[2])
        if address is not None:
            yield address
    if re.search(_NEW, data) is None:
        return
    source = _source(path, data) if is_parsed(path) else None
    if source is not None:
        yield from addresses(Module(Path(path), source), source.root)
    ending = os.path.splitext(path)[1].lower()
    if ending not in SCRIPT_ENDINGS:
        text = unparsed(path, data).decode("utf-8", "replace")
        for start, end, _ in stretches(text, ending):
            yield from spelled_addresses(text[start:end])
    elif source is None:
        yield from spelled_addresses(text)


def _script_of(address: str) -> str | None:
    """What an address names that asks a bundler for a worker; None where it asks for none."""
    query = address.find("?", 1)
    for match in re.finditer(_ASKS_FOR_WORKER, address[query:]) if query != -1 else ():
        return address[:query] if match[1] == "&" else address[: query + match.start()]
    return None


def is_parsed(path: str) -> bool:
    """Whether the scripts of a file are parsed, not only searched."""
    return os.path.splitext(path)[1].lower() in PARSED_ENDINGS


def _source(path: str, data: bytes) -> Source | None:
    from migrator.javascript.source import Source, SourceError

    try:
        return Source.read(path, data)
    except (SourceError, RecursionError):
        return None
