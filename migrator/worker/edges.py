"""What a file imports of others, in any language that holds code for a browser, as far as it makes a side.

An import is an edge: `import`, `import()`, `require`, `importScripts`, and the `src` of a script in HTML. A re-export
is one as well, but says nothing by itself: whoever imports the names of the file imports through it. These are no
edges: imports of types, of names that TypeScript code uses as types only, and of what a bundler gives as text, as an
address or as a worker (`?raw`, `?url`, `?worker`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.kinds import ENDINGS, SCRIPT_ENDINGS
from migrator.javascript.syntax import COMMENTS, NodeKind
from migrator.sites.unread.lexer import hidden

if TYPE_CHECKING:
    from tree_sitter import Node

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
_SRC = re.compile(r"<script\b[^<>]*?\bsrc\s*=\s*[\"']?(?P<specifier>[^\"'\s>]+)", re.IGNORECASE)
_GIVEN = re.compile(r"""["'`]([^"'`\n]+)["'`]""")
_NAME = re.compile(r"(?P<type>type\s+(?!as\b))?(?P<name>[\w$]+|\*)(?:\s+as\s+(?P<local>[\w$]+))?\s*\Z")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# What a bundler gives as something else, and what is put together.
_ASSET = re.compile(r"[?&](?:raw|url|inline|(?:shared)?worker)\b|\$\{")
_TYPED = frozenset({".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro"})
# What stands before a name that is a type, and behind one that is none.
_OF_TYPE = re.compile(
    r"(?:(?:[:|&]|[\w$]<(?:[^<>()=;]*,)?|(?<![=\w$])=>|\b(?:as|extends|implements|satisfies|keyof|is)\b)\s*(?:readonly\s+)?(?:typeof\s+)?|"
    r"\btype\s+[\w$]+(?:<[^=]*>)?\s*=\s*(?:typeof\s+)?|\bimport\s+type\b[^;\n]*)\Z"
)
_OF_VALUE = re.compile(r"\s*(?:\(|`|\?\.|\.(?!\w+\s*[\[\]|&>,;)=]))")
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


def edges(path: str, data: bytes) -> Iterator[Edge]:
    """The edges of a file."""
    if not any(word in data for word in _WORDS):
        return
    text = data.decode("utf-8", "replace")
    ending = os.path.splitext(path)[1].lower()
    if ending in (".html", ".htm"):
        for match in _SRC.finditer(text):
            yield Edge(match["specifier"], is_loaded=True)
    is_code = _Code(path, data, text, ending)
    # Letters are found much faster than a pattern that may begin anywhere.
    places = sorted({at for word in ("import", "export", "require") for at in _places(word, text)})
    for at in places:
        found = _EDGE.match(text, at)
        if found is not None and is_code(found):
            yield from _edges(found, text, ending)


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
    """Says of a match whether it begins in code: not in a comment, nor in a string."""

    def __init__(self, path: str, data: bytes, text: str, ending: str) -> None:
        self._path = path
        self._data = data
        self._text = text
        self._ending = ending

    def __call__(self, match: re.Match[str]) -> bool:
        at, text = match.start(), self._text
        if self._ending not in SCRIPT_ENDINGS:
            return not any(start <= at < end for start, end in self._hidden)
        # Most imports stand at the top, behind nothing that could hide them: no file is parsed for these.
        line = text.rfind("\n", 0, at) + 1
        if _PLAIN.match(text, line, at) is not None and text.find("`", 0, at) < 0:
            opened = text.rfind("/*", 0, at)
            if opened < 0 or text.find("*/", opened + 2, at) >= 0:
                return True
        root = self._root
        if root is None:  # in doubt it is code
            return True
        offset = at if text.isascii() else len(text[:at].encode("utf-8", "replace"))
        node = root.descendant_for_byte_range(offset, offset + 1)
        return node is not None and node.type not in (*COMMENTS, *_TEXTS)

    @cached_property
    def _hidden(self) -> list[tuple[int, int]]:
        return list(hidden(self._text, self._ending))

    @cached_property
    def _root(self) -> Node | None:
        from migrator.javascript.source import Source, SourceError

        try:
            return Source.read(self._path, self._data).root
        except (SourceError, RecursionError):
            return None


_TEXTS = frozenset({NodeKind.STRING, NodeKind.STRING_FRAGMENT, NodeKind.TEMPLATE_STRING, NodeKind.REGEX_PATTERN})
# What stands before an import on its line, so that it is none in a comment or a string.
_PLAIN = re.compile(r"[\s;{}]*(?:(?:const|let|var)\s[\w$\s,:{}]*=\s*)?(?:await\s+)?(?:self\.)?\Z")


def _edges(match: re.Match[str], text: str, ending: str) -> Iterator[Edge]:
    if match["call"]:
        is_loaded = match["call"].endswith("importScripts")
        given = _GIVEN.findall(_COMMENT.sub("", match["given"]))
        for specifier in given if is_loaded else given[:1]:
            if _ASSET.search(specifier) is None:
                yield Edge(specifier, is_loaded=is_loaded)
        return
    specifier = match["specifier"] or match["specifier2"]
    if match["type"] or _ASSET.search(specifier) is not None:
        return
    if match["word"] is None:
        yield Edge(specifier)
        return
    parts = list(_parts(match["clause"]))
    values = [(name, local) for name, local, is_type in parts if not is_type]
    if parts and not values:
        return
    if match["word"] == "export":
        own = tuple(name for name, _ in values)
        shown = tuple(local or name for name, local in values)
        yield Edge(specifier, None, True) if "*" in own else Edge(specifier, own, True, shown)
        return
    if ending in _TYPED:
        code = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
        is_used = [pair for pair in values if not _is_type(pair[1] or pair[0], code)]
        if values and not is_used:
            return
        values = is_used
    taken = tuple(name for name, _ in values)
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


def _is_type(name: str, text: str) -> bool:
    """Whether each use of a name in TypeScript is one as a type. A name that is not used may be one of a template."""
    found = list(re.finditer(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", text))
    return bool(found) and all(
        _OF_TYPE.search(text, max(0, match.start() - 200), match.start()) is not None
        and _OF_VALUE.match(text, match.end()) is None
        for match in found
    )


def targets(near: str, edge: Edge, files: Files) -> Iterator[str]:
    """The files of a repository that the specifier of an edge in a file may mean."""
    specifier = edge.specifier.rpartition("!")[2]
    specifier = re.sub(r"[?#].*\Z", "", specifier) if not specifier.startswith("#") else specifier
    is_url = re.match(r"[a-z][a-z0-9+.-]*:", specifier)
    if is_url is not None or not specifier:
        return
    if specifier.startswith(".") or edge.is_loaded:
        beside = os.path.normpath(os.path.join(os.path.dirname(near), specifier.lstrip("/")))
        found = files.at(beside)
        if found is not None:
            yield found
            return
        if specifier.startswith("."):
            return
    parts = [part for part in specifier.split("/") if part not in ("", ".", "..")]
    if len(parts) > 1 and specifier[0] in "@~$#":
        yield from files.ending(parts[1:])
    is_served = edge.is_loaded or specifier.startswith("/")
    for first in range(len(parts)) if is_served else range(min(len(parts) - 1, 1)):
        found_all = files.ending(parts[first:])
        yield from found_all
        if found_all:
            return


_ENDINGS = sorted(ENDINGS)


class Files:
    """The files of a repository, by where they are and by how their paths end."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = set(paths)
        self._by_stem: dict[str, list[str]] = {}
        for path in self._paths:
            for word in stems(path):
                self._by_stem.setdefault(word, []).append(path)

    def at(self, place: str) -> str | None:
        """The file of a module at a place: an ending may be left out, or be that of what a compiler makes of it."""
        bare, ending = os.path.splitext(place)
        compiled = [bare] if ending in (".js", ".mjs", ".cjs", ".jsx") else []
        for start in (place, *compiled, os.path.join(place, "index")):
            for candidate in (start, *(start + ending for ending in _ENDINGS)):
                if candidate in self._paths:
                    return candidate
        return None

    def ending(self, parts: list[str]) -> list[str]:
        """The files whose paths end in this way, but for the ending of the name."""
        bare = [*parts[:-1], os.path.splitext(parts[-1])[0]]
        found = []
        for wanted in (parts, bare):
            end = os.sep + os.sep.join(wanted)
            for path in self._by_stem.get(wanted[-1], ()):
                start = os.path.splitext(path)[0]
                if (start.endswith(end) or os.path.dirname(start).endswith(end)) and path not in found:
                    found.append(path)
        return found


def stems(path: str) -> tuple[str, ...]:
    """What a specifier of a file may spell last: its name without the ending, and of an index that of its folder."""
    folder, name = os.path.split(path)
    bare = os.path.splitext(name)[0]
    return (bare, os.path.basename(folder)) if bare == "index" else (bare,)
