"""The scripts of a file with markup: Vue, Svelte and HTML.

A script is bytes of the file. All else of the file is markup, which is not parsed. `scripts` finds

- in a component of Vue or Svelte one script: its elements share a module;
- in a page one script of all classic ones, which share their global names, and one for each of `type="module"`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.kinds import is_page, kind_of

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_LANGUAGES = {
    "": "javascript", "js": "javascript", "javascript": "javascript", "jsx": "javascript", "babel": "javascript",
    "ts": "typescript", "typescript": "typescript", "tsx": "tsx",
}  # fmt: skip
# What a browser, or a compiler in the browser, runs as a script.
_TYPE = re.compile(rb"(?:text|application)/(?:x-)?(?P<language>java|ecma|jsx|babel|type|ts|tsx)(?:script)?\Z", re.I)
_NO_LINE_END = re.compile(rb"[^\r\n]")
_OPENS = re.compile(rb"<script(?=[\s/>])|<!--", re.IGNORECASE)
# Elements in which a browser reads no elements, or none that run.
_INERT = frozenset({b"template", b"textarea", b"title", b"iframe", b"noembed", b"noframes", b"xmp", b"noscript"})
# A tag of a script or a style in which another one begins.
_IN_A_TAG = re.compile(rb"<(?:script|style)(?=[\s/])[^<>]*+(?=<(?:script|style)[\s/])", re.IGNORECASE)
_MOST_UNENDED = 50  # comments, or tags
_SCRIPT, _STYLE, _ELEMENT = "script_element", "style_element", "element"
# Where `<script` opens no element.
_TEXTS = frozenset({"comment", "attribute_value", "quoted_attribute_value", _STYLE})


class Script(NamedTuple):
    """A script: the spans of the file that it consists of, in order, and the name of its grammar."""

    spans: tuple[tuple[int, int], ...]
    grammar: str


class UnknownLanguage(Exception):
    """A script in a language that is not read; ``offset`` is where its element begins."""

    def __init__(self, language: str, offset: int) -> None:
        super().__init__(language)
        self.language = language
        self.offset = offset


class UnreadableMarkup(Exception):
    """An element of a script that does not end, or that cannot be told from the markup around it."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _Found(NamedTuple):
    span: tuple[int, int]
    grammar: str
    is_module: bool


def has_markup(path: str) -> bool:
    """Whether a file by its name has markup around its scripts."""
    kind = kind_of(path)
    return kind is not None and kind.markup


def scripts(path: str, data: bytes) -> list[Script]:
    """The scripts of a file with markup. Raises `UnknownLanguage` and `UnreadableMarkup`."""
    if _OPENS.search(data) is None:  # most components and pages have some
        return []
    found = list(_elements(data, is_page(path)))
    if not is_page(path):
        whole = as_one([Script((element.span,), element.grammar) for element in found])
        return [whole] if whole is not None else []
    result = [Script((element.span,), element.grammar) for element in found if element.is_module]
    for grammar in sorted({element.grammar for element in found if not element.is_module}):
        classic = [element.span for element in found if not element.is_module and element.grammar == grammar]
        result.append(Script(tuple(classic), grammar))
    return sorted(result)


def blanked(text: bytes) -> bytes:
    """Blanks in place of a text; its line ends stay."""
    return _NO_LINE_END.sub(b" ", text)


def without(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """A file with blanks in place of some spans; line ends stay."""
    text = bytearray(data)
    for start, end in spans:
        text[start:end] = blanked(data[start:end])
    return bytes(text)


def as_one(found: list[Script]) -> Script | None:
    """All scripts of a file as one, by the grammar that reads each of them; None where there is none."""
    if not found:
        return None
    spans = sorted(span for each in found for span in each.spans)
    return Script(tuple(spans), max((each.grammar for each in found), key=_reach))


def is_of_module(data: bytes, start: int) -> bool:
    """Whether the script of a component of Svelte whose text begins at ``start`` runs once, and its exports are those
    of the file; any other runs for each component, and exports what a component takes.
    """
    opening = data[data[:start].lower().rfind(b"<script") : start]
    return re.search(rb"""\s(?:module(?=[\s=>])|context\s*=\s*["']?module\b)""", opening) is not None


def _root(data: bytes) -> Node:
    """The tree of a file. The parser reads on to the end from each comment that has none, and tries again at each tag
    of a script or a style that begins in another one.
    """
    last = max(data.rfind(b"-->"), 0)
    if data.count(b"<!--", last) > _MOST_UNENDED:
        raise UnreadableMarkup(data.index(b"<!--", last))
    within = [match.start() for match in islice(_IN_A_TAG.finditer(data), _MOST_UNENDED + 1)]
    if len(within) > _MOST_UNENDED:
        raise UnreadableMarkup(within[0])
    return _parser().parse(data).root_node


def sources(data: bytes) -> list[str]:
    """The addresses of the scripts that a page loads from other files."""
    try:
        stack = [_root(data)]
    except UnreadableMarkup:
        return []
    found = []
    while stack:
        node = stack.pop()
        if node.type == _SCRIPT:
            address = dict(_attributes(node.children[0])).get(b"src", b"").decode("utf-8", "replace").strip()
            found += [address] if address else []
        elif node.type not in _TEXTS:
            stack.extend(reversed(node.children))
    return found


def _reach(grammar: str) -> int:
    """How much a grammar reads."""
    return ("javascript", "typescript", "tsx").index(grammar)


@cache
def _parser() -> Parser:
    import tree_sitter_html
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_html.language()))


def _elements(data: bytes, is_page: bool) -> list[_Found]:
    root = _root(data)
    found: list[_Found] = []
    seen: list[tuple[int, int]] = []  # stretches in which `<script` and `<!--` open nothing more
    stack = [(root, False)]
    while stack:
        node, is_inert = stack.pop()
        if node.type == _SCRIPT:
            seen.append((node.start_byte, node.end_byte))
            if not is_inert and (script := _script(node, data, is_page)) is not None:
                found.append(script)
            continue
        if node.type in _TEXTS:
            seen.append((node.start_byte, node.end_byte))
            continue
        inside = is_inert or (node.type == _ELEMENT and _tag(node) in _INERT)
        stack.extend((child, inside) for child in reversed(node.children))
    seen.sort()
    ends = [*accumulate((end for _, end in seen), max)]
    for match in _OPENS.finditer(data):
        index = bisect_right(seen, (match.start(), len(data))) - 1
        if index < 0 or match.start() >= ends[index]:
            raise UnreadableMarkup(match.start())
    return found


def _tag(node: Node) -> bytes:
    name = _first(node.children[0] if node.children else None, "tag_name")
    return (name.text or b"").lower() if name is not None else b""


def _first(node: Node | None, kind: str) -> Node | None:
    return next((child for child in node.children if child.type == kind), None) if node is not None else None


def _script(node: Node, data: bytes, is_page: bool) -> _Found | None:
    """A script that runs here; None for one of another file, one that holds data, and an empty one."""
    opening, ending = node.children[0], node.children[-1]
    if opening.end_byte >= ending.start_byte and ending.type == "end_tag":
        return None
    if ending.type != "end_tag" or ending.is_missing or data[opening.start_byte : opening.end_byte].count(b"<") > 1:
        raise UnreadableMarkup(node.start_byte)
    attributes = dict(_attributes(opening))
    if b"src" in attributes:
        return None
    kind = attributes.get(b"type", b"").strip().lower()
    language = attributes.get(b"lang", b"").decode("utf-8", "replace").strip().lower()
    if is_page and kind and kind != b"module":
        match = _TYPE.match(kind)
        if match is None:
            return None
        language = {b"type": "ts", b"ts": "ts", b"tsx": "tsx"}.get(match["language"], "js")
    if language not in _LANGUAGES:
        if is_page:  # the attribute says nothing to a browser
            return None
        raise UnknownLanguage(language, node.start_byte)
    return _Found((opening.end_byte, ending.start_byte), _LANGUAGES[language], is_page and kind == b"module")


def _attributes(opening: Node) -> list[tuple[bytes, bytes]]:
    result = []
    for attribute in opening.children:
        if attribute.type != "attribute":
            continue
        name = _first(attribute, "attribute_name")
        quoted = _first(attribute, "quoted_attribute_value")
        value = _first(quoted if quoted is not None else attribute, "attribute_value")
        if name is not None:
            result.append(((name.text or b"").lower(), (value.text or b"") if value is not None else b""))
    return result
