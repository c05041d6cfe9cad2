"""What a file imports of others, in any language that holds code for a browser, as far as it makes a side.

An import is an edge: `import`, `import()`, `require`, `importScripts`, and the `src` of a script in HTML. A re-export
is one as well, but says nothing by itself: whoever imports the names of the file imports through it. These are no
edges: imports of types, imports of which TypeScript code uses no name as a value, since its compiler leaves them out,
and what a bundler gives as text, as an address or as a worker (`?raw`, `?url`, `?worker`). In a component of Vue or
Svelte the markup may use any name.

What is parsed is searched in the JavaScript that it runs as; of markup, and of what no parser reads, it is the text.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.kinds import PARSED_ENDINGS, SCRIPT_ENDINGS, grammar_of, is_component, is_page, is_typed
from migrator.documents.places import indexes, spellings, stems
from migrator.documents.scripts import has_markup, sources
from migrator.javascript.specifiers import is_asset, path_of
from migrator.javascript.syntax import COMMENTS, TSX, NodeKind, TypeKind
from migrator.sites.unread.lexer import hidden

if TYPE_CHECKING:
    from migrator.javascript.source import Source

_STRING = r"""(?P<quote>["'`])(?P<specifier>[^"'`\n]+)(?P=quote)"""
_EDGE = re.compile(
    rf"""
    (?<![\w$.]) (?P<word> import | export ) \s*+ (?P<type> type \b (?! \s* (?: , | from \b )) )?+
        (?P<clause> (?: \s++ | [*,]++ | (?! from \s*+ ["'`] ) [\w$]++ | \{{ [^{{}}]{{0,5000}}+ \}} ){{0,400}}+ )
        from \s* {_STRING}
    | (?<![\w$.]) import \s* {_STRING.replace('quote', 'quote2').replace('specifier', 'specifier2')}
    | (?<![\w$]) (?<! (?<!self)\. ) (?P<call> import | require | importScripts ) \s* \(
        (?P<given> \s*+ (?: /\* .{{0,500}}? \*/ \s*+ )* (?: ["'`] [^"'`\n]++ ["'`] \s*+ ,?+ \s*+ )++ )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip
_FROM = re.compile(rf"\bfrom\s*{_STRING}")
_GIVEN = re.compile(r"""["'`]([^"'`\n]+)["'`]""")
_NAME = re.compile(r"(?P<type>type\s+(?!as\b))?(?P<name>[\w$]+|\*)(?:\s+as\s+(?P<local>[\w$]+))?\s*\Z")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# What elements of JSX are calls of, though they do not name it.
_IMPLIED = frozenset({"React", "Fragment", "h", "createElement", "jsx"})
_EXPORTED = re.compile(
    r"\bexport\s+(?:(?P<default>default)\b|(?:declare\s+|abstract\s+)*"
    r"(?:async\s+)?(?:function\s*\*?|class|const|let|var|enum|interface|type|namespace)\s+(?P<name>[\w$]+)"
    r"|(?P<clause>\{[^{}]*\})|(?P<other>\*|const|let|var))"
)
_WORDS = (b"import", b"require", b"<script", b"<SCRIPT", b"export")


class Edge(NamedTuple):
    """An import of a file. ``names`` are those that are imported, None for all or for the file itself; of a re-export
    ``given`` are the names under which these are exported, None for their own. ``is_loaded`` says that a server, and
    not a module, resolves the specifier.
    """

    specifier: str
    names: tuple[str, ...] | None = None
    is_reexport: bool = False
    given: tuple[str, ...] | None = None
    is_loaded: bool = False


def edges(path: str, data: bytes, *, keeps_imports: bool = False) -> Iterator[Edge]:
    """The edges of a file; ``keeps_imports`` says that the compiler leaves none out but those of types."""
    if not any(word in data for word in _WORDS):
        return
    if has_markup(path):
        yield from (Edge(address, is_loaded=is_page(path)) for address in sources(data))
    elides = is_typed(path) and not keeps_imports
    runs_empty = keeps_imports or not (is_typed(path) or has_markup(path))
    for script in _scripts(path, data):
        yield from _found(script.text, script, partial(_is_used, script) if elides else None, runs_empty)
        if keeps_imports:
            yield from _emptied(script)


def _emptied(script: _Code | _Lexical) -> Iterator[Edge]:
    """The imports of TypeScript of which nothing is left but that they run a file: `import { type A } from 'a'`."""
    source = script.source if isinstance(script, _Code) else None
    for start, end in source.types.emptied if source is not None and source.types is not None else ():
        found = _FROM.search(source.data[start:end].decode("utf-8", "replace")) if source is not None else None
        if found is not None and not is_asset(found["specifier"]):
            yield Edge(found["specifier"])


def _scripts(path: str, data: bytes) -> Iterator[_Code | _Lexical]:
    """The code of a file: of TypeScript only what runs, and of markup its scripts and what is code in it."""
    from migrator.javascript.source import unparsed

    ending = os.path.splitext(path)[1].lower()
    if ending not in SCRIPT_ENDINGS:
        yield _Lexical(unparsed(path, data), ending)
    elif not is_typed(path):
        yield _Code(data, lambda: next(iter(_read_all(path, data) or ()), None))
        return
    read = _read_all(path, data) if ending in PARSED_ENDINGS else []
    if read is None and ending in SCRIPT_ENDINGS:
        yield _Code(data, lambda: None)
    for source in read or ():
        yield _Code(source.code, partial(_same, source))


def _same(source: Source) -> Source:
    return source


def _read_all(path: str, data: bytes) -> list[Source] | None:
    from migrator.javascript.source import Source, SourceError

    try:
        return Source.read_all(path, data)
    except (SourceError, RecursionError):
        return None


def _found(
    text: str, is_code: Callable[[re.Match[str]], bool], is_used: Callable[[str], bool] | None, runs_empty: bool
) -> Iterator[Edge]:
    # Letters are found much faster than a pattern that may begin anywhere.
    places = sorted({at for word in ("import", "export", "require") for at in _places(word, text)})
    for at in places:
        found = _EDGE.match(text, at)
        if found is not None and is_code(found):
            yield from _edges(found, is_used, runs_empty)


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def exported(data: bytes) -> frozenset[str] | None:
    """The names that a file exports, None where they are not all seen."""
    names: set[str] = set()
    for match in _EXPORTED.finditer(data.decode("utf-8", "replace")):
        if match["other"]:
            return None
        if match["clause"]:
            names.update(local or name for name, local, _ in _parts(match["clause"]))
        else:
            names.add("default" if match["default"] else match["name"])
    return frozenset(names)


# What exports names that are not spelled: those of another file, or what an object or a function gives.
_EXPORTS_ALL = re.compile(rb"\bexports\b|\bdefine\s*\(|\bexport\s*(?:[*=]|/[/*])")


def may_export(path: str, data: bytes, names: Iterable[str]) -> bool:
    """Whether a file may export one of some names: it spells the name, or exports what it does not spell."""
    if is_component(path) or os.path.splitext(path)[1].lower() not in SCRIPT_ENDINGS:
        return True
    if b"\\u" in data or _EXPORTS_ALL.search(data) is not None:
        return True
    return any(name.encode() in data for name in names)


def packed(found: Iterable[Edge]) -> tuple[str, ...]:
    """Edges as texts, for whoever keeps them."""
    return tuple(json.dumps(edge) for edge in found)


def unpacked(texts: Iterable[str]) -> list[Edge]:
    """Edges from such texts."""
    return [
        Edge(specifier, names and tuple(names), is_reexport, given and tuple(given), is_loaded)
        for specifier, names, is_reexport, given, is_loaded in map(json.loads, texts)
    ]


class _Code:
    """Says of a match in the text of a script whether it begins in code: not in a comment, nor in a string. The script
    is parsed where that is asked for.
    """

    def __init__(self, code: bytes, read: Callable[[], Source | None]) -> None:
        self.text = code.decode("utf-8", "replace")
        self._read = read

    @cached_property
    def source(self) -> Source | None:
        return self._read()

    def __call__(self, match: re.Match[str]) -> bool:
        at, text = match.start(), self.text
        # Most imports stand at the top, behind nothing that could hide them: no file is parsed for these.
        line = text.rfind("\n", 0, at) + 1
        if _PLAIN.match(text, line, at) is not None and text.find("`", 0, at) < 0:
            opened = text.rfind("/*", 0, at)
            if opened < 0 or text.find("*/", opened + 2, at) >= 0:
                return True
        if self.source is None:  # in doubt it is code
            return True
        offset = at if text.isascii() else len(text[:at].encode("utf-8", "replace"))
        node = self.source.root.descendant_for_byte_range(offset, offset + 1)
        return node is not None and node.type not in (*COMMENTS, *_TEXTS)


class _Lexical:
    """The same of what is not parsed: Astro, markup, and markup with scripts that cannot be."""

    def __init__(self, data: bytes, ending: str) -> None:
        self.text = data.decode("utf-8", "replace")
        self._hidden = list(hidden(self.text, ending))

    def __call__(self, match: re.Match[str]) -> bool:
        return not any(start <= match.start() < end for start, end in self._hidden)


def _is_used(script: _Code | _Lexical, name: str) -> bool:
    """Whether TypeScript code uses an imported name as a value; in doubt it does."""
    source = script.source if isinstance(script, _Code) else None
    if source is None or source.types is None:
        return True
    binding = source.scopes.root.bindings.get(name)
    if binding is None or binding.references or (grammar_of(source.path) == TSX and name in _IMPLIED):
        return True
    if not _has_decorators(source):
        return False
    # Frameworks make values of the types of what they decorate.
    text = source.data.decode("utf-8", "replace")
    return len(re.findall(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", text)) > 1


def _has_decorators(source: Source) -> bool:
    assert source.types is not None
    root = source.types.tree.root_node
    found = (root.descendant_for_byte_range(at.start(), at.end()) for at in re.finditer(b"@", source.data))
    parents = (node.parent for node in found if node is not None)
    return any(parent is not None and parent.type == TypeKind.DECORATOR for parent in parents)


_TEXTS = frozenset({NodeKind.STRING, NodeKind.STRING_FRAGMENT, NodeKind.TEMPLATE_STRING, NodeKind.REGEX_PATTERN})
# What stands before an import on its line, so that it is none in a comment or a string.
_PLAIN = re.compile(r"[\s;{}]*(?:(?:const|let|var)\s[\w$\s,:{}]*=\s*)?(?:await\s+)?(?:self\.)?\Z")


def _edges(match: re.Match[str], is_used: Callable[[str], bool] | None, runs_empty: bool) -> Iterator[Edge]:
    if match["call"]:
        is_loaded = match["call"].endswith("importScripts")
        given = _GIVEN.findall(_COMMENT.sub("", match["given"]))
        for specifier in given if is_loaded else given[:1]:
            if not is_asset(specifier) and "${" not in specifier:
                yield Edge(specifier, is_loaded=is_loaded)
        return
    specifier = match["specifier"] or match["specifier2"]
    if match["type"] or is_asset(specifier) or "${" in specifier:
        return
    if match["word"] is None:
        yield Edge(specifier)
        return
    parts = list(_parts(match["clause"]))
    values = [(name, local) for name, local, is_type in parts if not is_type]
    if parts and not values:
        return
    if match["word"] == "export" and not values:
        if runs_empty:
            yield Edge(specifier)  # `export {} from 'a'` runs the file
        return
    if match["word"] == "export":
        own = tuple(name for name, _ in values)
        shown = tuple(local or name for name, local in values)
        yield Edge(specifier, None, True) if "*" in own else Edge(specifier, own, True, shown)
        return
    used = [pair for pair in values if is_used is None or is_used(pair[1] or pair[0])]
    if values and not used:
        return
    taken = tuple(name for name, _ in used)
    yield Edge(specifier, None if "*" in taken or not taken else taken)


def _parts(clause: str) -> Iterator[tuple[str, str | None, bool]]:
    """The names of a clause: as the other file calls them, as this one does, and whether they are types."""
    clause = _COMMENT.sub("", clause)
    braces = re.search(r"\{([^{}]*)\}", clause)
    for part in (braces[1] if braces else "").split(","):
        name = _NAME.match(part.strip())
        if name is not None:
            yield name["name"], name["local"], name["type"] is not None
    for part in re.sub(r"\{[^{}]*\}", "", clause).split(","):
        name = _NAME.match(part.strip())
        if name is not None:
            yield ("*", name["local"], False) if name["name"] == "*" else ("default", name["name"], False)


def targets(
    near: str, edge: Edge, files: Files, find: Callable[[str, str], str | None], may_be: Callable[[str], bool]
) -> Iterator[str]:
    """The files of a repository that the specifier of an edge in a file may mean; ``find`` gives the one that it leads
    to (`javascript.specifiers`). A server or the settings of a bundler may call it otherwise: then it is each file
    whose path ends in that way and which ``may_be`` it.
    """
    specifier = path_of(edge.specifier)
    is_url = re.match(r"[a-z][a-z0-9+.-]*:", specifier)
    if is_url is not None or not specifier:
        return
    is_relative = specifier.startswith(".")
    beside = os.path.normpath(os.path.join(os.path.dirname(near), specifier.lstrip("/")))
    found = files.at(beside, near) if is_relative or edge.is_loaded else None
    if found is None and not edge.is_loaded:
        found = find(near, specifier)
    if found is not None and found in files:
        yield found
        return
    if is_relative:
        return
    parts = [part for part in specifier.split("/") if part not in ("", ".", "..")]
    if len(parts) > 1 and specifier[0] in "@~$#":
        yield from filter(may_be, files.ending(parts[1:]))
    is_served = edge.is_loaded or specifier.startswith("/")
    for first in range(len(parts)) if is_served else range(min(len(parts) - 1, 1)):
        found_all = list(filter(may_be, files.ending(parts[first:])))
        yield from found_all
        if found_all:
            return


class Files:
    """The files of a repository, by where they are and by how their paths end. ``asks`` is told the last part of each
    path that somebody looks for.
    """

    def __init__(self, paths: Iterable[str], asks: Callable[[str], None] = lambda name: None) -> None:
        self._paths = set(paths)
        self._asks = asks
        self._by_stem: dict[str, list[str]] = {}
        for path in self._paths:
            for word in stems(path):
                self._by_stem.setdefault(word, []).append(path)

    def __contains__(self, path: str) -> bool:
        self._asks(os.path.basename(path))
        return path in self._paths

    def at(self, place: str, near: str) -> str | None:
        """The file that a path in the file ``near`` means."""
        self._asks(os.path.basename(place))
        places = (*spellings(place, near), *indexes(place, near))
        return next((candidate for candidate in places if candidate in self._paths), None)

    def ending(self, parts: list[str]) -> list[str]:
        """The files whose paths end in this way, but for the ending of the name."""
        self._asks(parts[-1])
        bare = [*parts[:-1], os.path.splitext(parts[-1])[0]]
        found = []
        for wanted in (parts, bare):
            end = os.sep + os.sep.join(wanted)
            for path in self._by_stem.get(wanted[-1], ()):
                start = os.path.splitext(path)[0]
                if (start.endswith(end) or os.path.dirname(start).endswith(end)) and path not in found:
                    found.append(path)
        return found
