"""The kinds of documents, by the endings of their files. Every run imports this, so it imports nothing."""

from __future__ import annotations

import os


class DocumentKind:
    """A kind of document. ``name`` is how messages call it; ``endings`` are in lower case, with their dot.

    ``grammar`` is the name of the grammar that parses its scripts (`javascript.syntax.GRAMMARS`). A kind without one is
    searched by bytes for calls that run Python, and not parsed. Scripts of a kind with ``markup`` are elements of it
    (`scripts`), and the rest of such a file is searched.
    """

    __slots__ = ("endings", "grammar", "markup", "name")

    def __init__(
        self, name: str, endings: tuple[str, ...], grammar: str | None = None, *, markup: bool = False
    ) -> None:
        self.name = name
        self.endings = endings
        self.grammar = grammar
        self.markup = markup


KINDS = [
    DocumentKind("JavaScript", (".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    DocumentKind("TypeScript", (".ts", ".mts", ".cts"), "typescript"),
    DocumentKind("TypeScript", (".tsx",), "tsx"),
    DocumentKind("Vue", (".vue",), "javascript", markup=True),
    DocumentKind("Svelte", (".svelte",), "javascript", markup=True),
    DocumentKind("Astro", (".astro",)),
    DocumentKind("HTML", (".html", ".htm"), "javascript", markup=True),
]
_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
ENDINGS = frozenset(_BY_ENDING)
# Endings of documents that are parsed, and of those that are only searched.
PARSED_ENDINGS = frozenset(ending for ending, kind in _BY_ENDING.items() if kind.grammar is not None)
# Of those that are parsed: whole files that are one script, and files with markup around scripts.
SCRIPT_ENDINGS = frozenset(ending for ending in PARSED_ENDINGS if not _BY_ENDING[ending].markup)
SEARCHED_ENDINGS = ENDINGS - PARSED_ENDINGS


def kind_of(path: str) -> DocumentKind | None:
    """The kind of a file by its name; None for a file that holds no scripts."""
    return _BY_ENDING.get(os.path.splitext(path)[1].lower())


def grammar_of(path: str) -> str:
    """The name of the grammar for the scripts of a file; a text without a name of its own is JavaScript."""
    kind = kind_of(path)
    return kind.grammar if kind is not None and kind.grammar is not None else "javascript"


def is_component(path: str) -> bool:
    """Whether a file by its name is a module with markup around its script: its default is what the markup makes."""
    kind = kind_of(path)
    return kind is not None and kind.markup and not is_page(path)


def is_typed(path: str) -> bool:
    """Whether a file by its name is a script of TypeScript."""
    kind = kind_of(path)
    return kind is not None and kind.name == "TypeScript"


def is_page(path: str) -> bool:
    """Whether a file by its name is a page, which nothing imports."""
    return path.lower().endswith((".html", ".htm"))


def is_minified(path: str) -> bool:
    """Whether the name of a file says that a program wrote it."""
    stem, ending = os.path.splitext(path)
    return ending in PARSED_ENDINGS and stem.endswith((".min", "-min"))


def searched_language(path: str) -> str | None:
    """The language of a file that is searched and not parsed; None for any other file."""
    kind = kind_of(path)
    return kind.name if kind is not None and kind.grammar is None else None
