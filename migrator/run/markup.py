"""What is found where a file with markup is not parsed, but searched: calls that run Python.

That is the markup around its scripts (handlers of events, templates, scripts of a type that is not read), and the whole
file where a script of it cannot be parsed, as with the statements of a server's templates in it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migrator.javascript.source import language_of_markup
from migrator.model.ledger import FileEntry, Message, Note, NoteCode, Sentence
from migrator.model.settings import show_path
from migrator.run.entries import kept_calls, with_breaches
from migrator.run.result import Result
from migrator.sites.unread.text import searched_calls

if TYPE_CHECKING:
    from migrator.javascript.source import SourceError
    from migrator.model.settings import Settings


def with_searched(
    path: str,
    result: Result,
    text: bytes,
    settings: Settings,
    keeper: str | None,
    why: Sentence = Sentence.UNREAD_MARKUP,
) -> Result:
    """A result of a file with the calls in ``text``, which is what of it is not parsed. They are uses where ``keeper``,
    an item of the settings, lets the file keep Pyodide, and else findings; ``why`` says why they are only searched for.
    """
    ending = os.path.splitext(path)[1].lower()
    found = searched_calls(text, ending, settings, language_of_markup(path) or "", why)
    if not found or keeper is None:
        return with_breaches(path, result, found) if found else result
    entry = result.entry or FileEntry(show_path(path))
    uses = kept_calls(found, keeper, 1 + max((use.id for use in entry.entries), default=0))
    entries = sorted((*entry.entries, *uses), key=lambda use: (use.line, use.column))
    return result._replace(entry=entry._replace(entries=tuple(entries)))


def only_searched(
    path: str, data: bytes, settings: Settings, keeper: str | None, fault: SourceError, *, calls: bool
) -> Result:
    """The result of a file of which a script cannot be parsed: a note says so; with ``calls`` the calls are told."""
    note = Note(NoteCode.NOT_PARSED, Message.of(Sentence.ONLY_SEARCHED_SCRIPTS, fault=fault.message), fault.line)
    result = Result(FileEntry(show_path(path), notes=(note,)))
    return with_searched(path, result, data, settings, keeper, Sentence.UNREAD_SCRIPT) if calls else result
