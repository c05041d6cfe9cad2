"""One script as bytes of its file that are never lost, with the tree of JavaScript that stands on them.

What is no JavaScript is blank in the text that is parsed, which is as long as the file: types (`erasure`), and the
markup around a script (`documents.scripts`). So every offset in this program counts in the bytes of the file.

This is one module because a file becomes a tree in one way: its encoding, its scripts, its types and its errors are all
told in the same bytes.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from migrator.documents.kinds import SCRIPT_ENDINGS, grammar_of, kind_of
from migrator.documents.scripts import Script, as_one, blanked, has_markup, without
from migrator.javascript.edit import Edit
from migrator.javascript.parser import errors, parse, with_elements
from migrator.javascript.syntax import JAVASCRIPT, TYPED

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from migrator.javascript.scopes import Scopes
    from migrator.javascript.types import Types
    from migrator.model.ledger import Message

_T = TypeVar("_T")
BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_LONE_CR = re.compile(rb"\r(?!\n)")
# A line end that is none to an editor: rows stay those of the file.
_OTHER_LINE_END = "\u2028".encode()
# Encodings whose ASCII has NULs in it, by their marks or, where they have none, by where the first NULs stand.
_WIDE = (
    ("UTF-32", re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|(?:[^\0]\0\0\0){2}|(?:\0\0\0[^\0]){2}").match),
    ("UTF-16", re.compile(rb"\xff\xfe|\xfe\xff|(?:[^\0]\0){2}|(?:\0[^\0]){2}").match),
)


class SourceError(Exception):
    """A file that cannot be read as JavaScript or TypeScript. ``line`` counts from 1 and may be unknown."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Position(NamedTuple):
    """Line and column, both from 1. Lines end at LF, CRLF or CR; columns count code points."""

    line: int
    column: int


@dataclass
class Source:
    """A parsed script. ``data`` is what the file holds, byte for byte; every offset in this program counts in it.

    ``code`` is what the tree stands on: the JavaScript, with blanks for all else of the file. ``script`` says where the
    script stands in a file with markup, ``types`` what its types say; both are None where there is nothing of it.
    """

    path: str
    data: bytes
    tree: Tree
    code: bytes = b""
    script: Script | None = None
    types: Types | None = None
    _found: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    _last: tuple[int, int] = field(default=(0, 1), repr=False, compare=False)

    @classmethod
    def read(cls, path: str, data: bytes, script: Script | None = None) -> Source:
        """Parse ``data``, or the ``script`` of it; raises SourceError for what is not UTF-8 or not JavaScript.

        Of a file with markup that has several scripts, all are read as one. A file that is being looked at is not
        parsed again for another question about it, whatever its path is spelled like there.
        """
        if cls is Source and script is None and not has_markup(path):
            key = os.path.basename(path), data
            known = _KNOWN.get(key)
            if known is None:
                known = _KNOWN[key] = cls._read(path, data, None)
            _RECENT.hold(known)
            return known if known.path == path else known._at(path)
        return cls._read(path, data, script)

    @classmethod
    def _read(cls, path: str, data: bytes, script: Script | None) -> Source:
        _check_encoding(data)
        if script is None and has_markup(path):
            script = as_one(_scripts(path, data)) or Script((), grammar_of(path))
        code, types = _javascript(path, data, script)
        source = cls(path, data, _parsed(code), code, script, types)
        if source.root.has_error:
            source._raise_first_error()
        return source

    def _at(self, path: str) -> Source:
        """The same by another path, less what was found of it: that may name the path."""
        found: dict[Hashable, Any] = {key: self._found[key] for key in (_SCOPES,) if key in self._found}
        return replace(self, path=path, _found=found)

    @classmethod
    def read_all(cls, path: str, data: bytes) -> list[Source]:
        """Each script of a file; raises as `read` does."""
        if not has_markup(path):
            return [cls.read(path, data)]
        _check_encoding(data)
        return [cls.read(path, data, script) for script in _scripts(path, data)]

    def edited(self, edits: Iterable[Edit], data: bytes) -> tuple[Source, list[tuple[int, int]]]:
        """The source that edits make of this one, and where in it the tree is another: all else is as it was.

        ``data`` is what the edits make. Raises SourceError as `read` does.
        """
        _check_encoding(data)
        edits = sorted(edits)
        script = self.moved(edits, data)
        code, types = _javascript(self.path, data, script)
        old = self.tree.copy()
        for edit in reversed(edits):
            start, end = self._point(edit.start), self._point(edit.end)
            rows, last = edit.text.count(b"\n"), len(edit.text) - edit.text.rfind(b"\n") - 1
            new_end = (start[0] + rows, last if rows else start[1] + len(edit.text))
            old.edit(edit.start, edit.end, edit.start + len(edit.text), start, end, new_end)
        is_kept = types is None or _is_kept(self.code, code, edits)
        source = Source(self.path, data, parse(code, old) if is_kept else _parsed(code), code, script, types)
        if source.root.has_error:
            source.tree, is_kept = _parsed(code), False
        if source.root.has_error:
            source._raise_first_error()
        if not is_kept:
            return source, [(0, len(data))]
        return source, [(part.start_byte, part.end_byte) for part in old.changed_ranges(source.tree)]

    def moved(self, edits: Iterable[Edit], data: bytes) -> Script | None:
        """Where the script stands behind edits of it that make ``data``. Raises SourceError where the markup around it
        is another then: an edit outside of the script, or text that ends the script.
        """
        if self.script is None:
            return None
        script = _moved(self.script, sorted(edits))
        found = {span for each in _scripts(self.path, data) for span in each.spans}
        if not found.issuperset(script.spans):
            from migrator.model.ledger import Message, Sentence

            raise SourceError(Message.of(Sentence.SCRIPT_IN_MARKUP), self.line(script.spans[0][0]))
        return script

    def once(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """What ``find`` finds of this file, which is looked for once and goes with the file."""
        if key not in self._found:
            self._found[key] = find()
        found: _T = self._found[key]
        return found

    @property
    def root(self) -> Node:
        return self.tree.root_node

    def text(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8")

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.data))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self.line_starts, offset)
        start = self.line_starts[line - 1]
        if line == 1 and self.data.startswith(BOM):
            start = min(len(BOM), offset)
        if self._is_ascii:
            return Position(line, offset - start + 1)
        # On from the place that was asked for last, if that is on this line: there may be one line of megabytes.
        at, column = self._last
        if not start <= at <= offset:
            at, column = start, 1
        column += len(self.data[at:offset].decode("utf-8", "replace"))
        if offset == len(self.data) or self.data[offset] & 0xC0 != 0x80:  # not within a character
            self._last = offset, column
        return Position(line, column)

    @cached_property
    def _is_ascii(self) -> bool:
        return self.data.isascii()

    def line(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset)

    def start(self, offset: int) -> int:
        """Where something begins that begins at a byte of the JavaScript: with the types before it."""
        return self.types.start(offset) if self.types is not None else offset

    def end(self, offset: int) -> int:
        """Where something ends that ends at a byte of the JavaScript: with the types behind it."""
        return self.types.end(offset) if self.types is not None else offset

    def line_start(self, offset: int) -> int:
        """Where the line of a byte begins: behind the mark at the beginning of the file, and in its script."""
        start = max(self.line_starts[bisect_right(self.line_starts, offset) - 1], self._span(offset)[0])
        return len(BOM) if start == 0 and self.data.startswith(BOM) and offset >= len(BOM) else start

    def line_end(self, offset: int) -> int:
        """Where the line of a byte ends, before what ends it, and in its script."""
        line = bisect_right(self.line_starts, offset)
        last = self._span(offset)[1]
        if line == len(self.line_starts):
            return last
        end = self.line_starts[line]
        return min(last, max(offset, end - (2 if self.data[end - 2 : end] == b"\r\n" else 1)))

    def _span(self, offset: int) -> tuple[int, int]:
        """The stretch of the file, within its markup, in which a byte of the script stands."""
        if self.script is not None:
            for start, end in self.script.spans:
                if start <= offset <= end:
                    return start, end
        return 0, len(self.data)

    def _point(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, offset)
        return line - 1, offset - self.line_starts[line - 1]

    def line_text(self, line: int) -> str:
        """The text of a line (from 1), without its end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.data)
        return self.data[start:end].decode("utf-8", "replace").rstrip("\r\n")

    @cached_property
    def newline(self) -> str:
        """The line end that the file uses most; LF where it has none."""
        crlf = self.data.count(b"\r\n")
        lone = len(_LONE_CR.findall(self.data))
        lf = self.data.count(b"\n") - crlf
        most = max(lf, crlf, lone)
        return "\n" if most == lf else "\r\n" if most == crlf else "\r"

    @cached_property
    def has_semicolons(self) -> bool:
        """Whether lines of the script end with a semicolon, as far as that can be told without looking at statements.
        """
        spans = self.script.spans if self.script is not None else ((0, len(self.data)),)
        ended, lines = (sum(self.data.count(end, *span) for span in spans) for end in (b";\n", b"\n"))
        return ended * 4 >= lines

    @cached_property
    def scopes(self) -> Scopes:
        return self.once(_SCOPES, self._scopes)

    def _scopes(self) -> Scopes:
        from migrator.javascript.scopes import analyse

        scopes = analyse(self.root, self.data)
        if self.script is not None:
            from migrator.javascript.outside import refer_from_outside

            refer_from_outside(scopes, self.path, self.data, self.script)
        return scopes

    def _raise_first_error(self) -> None:
        node = first_error(self.root)
        offset = node.start_byte if node is not None else 0
        position = self.position(offset)
        near = self.line_text(position.line).strip()[:60]
        from migrator.model.ledger import Message, Sentence  # most files parse

        if node is not None and node.is_missing:
            raise SourceError(Message.of(Sentence.TOKEN_MISSING, token=node.type, near=near), position.line)
        raise SourceError(Message.of(Sentence.NOT_JAVASCRIPT, near=near), position.line)


_SCOPES = "scopes"
# The files that somebody holds, by what they are called and what is in them.
_KNOWN: WeakValueDictionary[tuple[str, bytes], Source] = WeakValueDictionary()


class _Recent:
    """Holds what was read last: one question about a file follows another, and in between nobody may hold it."""

    def __init__(self, most: int) -> None:
        self._most = most  # bytes of text
        self._held: deque[Source] = deque()
        self._size = 0

    def hold(self, source: Source) -> None:
        if any(source is held for held in self._held):
            return
        self._held.append(source)
        self._size += len(source.data)
        while self._size > self._most or len(self._held) > _MOST_HELD:
            self._size -= len(self._held.popleft().data)


_MOST_HELD = 32
_RECENT = _Recent(1_000_000)


def _parsed(code: bytes) -> Tree:
    tree = parse(code)
    if tree.root_node.has_error and (b"/>" in code or b"</" in code):
        return with_elements(code, tree, JAVASCRIPT)
    return tree


def _scripts(path: str, data: bytes) -> list[Script]:
    from migrator.documents.scripts import UnknownLanguage, UnreadableMarkup, scripts

    try:
        return scripts(path, data)
    except UnknownLanguage as error:
        from migrator.model.ledger import Message, Sentence

        message = Message.of(Sentence.SCRIPT_LANGUAGE, language=error.language)
        raise SourceError(message, _line(data, error.offset)) from None
    except UnreadableMarkup as error:
        from migrator.model.ledger import Message, Sentence

        raise SourceError(Message.of(Sentence.SCRIPT_IN_MARKUP), _line(data, error.offset)) from None


def _line(data: bytes, offset: int) -> int:
    return 1 + len(_LINE_END.findall(data, 0, offset))


def _javascript(path: str, data: bytes, script: Script | None) -> tuple[bytes, Types | None]:
    """The JavaScript of a script at the offsets of its file, and what its types say."""
    code, open_ends = _as_parser_wants(data), list[int]()
    if script is not None:
        code, open_ends = _within(code, script.spans)
    grammar = script.grammar if script is not None else grammar_of(path)
    if grammar not in TYPED:
        return _put(code, open_ends, _OTHER_LINE_END), None
    from migrator.javascript.erasure import Misread, erase
    from migrator.model.ledger import Message, Sentence

    try:
        erased = erase(_put(code, open_ends, b"\n  "), grammar)  # the grammar of TypeScript knows no other line end
    except Misread as error:
        line = _line(data, error.offset)
        near = data.splitlines()[line - 1].decode("utf-8", "replace").strip()[:60]
        raise SourceError(Message.of(Sentence.NOT_TYPESCRIPT, near=near), line) from None
    return _put(erased.text, open_ends, _OTHER_LINE_END), erased.types


def _within(code: bytes, spans: Sequence[tuple[int, int]]) -> tuple[bytes, list[int]]:
    """Blanks but for some spans, and the line ends; and the places behind spans whose last line has no end.

    An empty block stands before each further span, so that no statement of a script runs on into it.
    """
    text = bytearray(blanked(code))
    for start, end in spans:
        text[start:end] = code[start:end]
    for start, _ in spans[1:]:
        text[start - 2 : start] = b"{}"
    return bytes(text), [end for _, end in spans if code[end - 1 : end] != b"\n"]


def _put(code: bytes, places: Sequence[int], text: bytes) -> bytes:
    if not places:
        return code
    result = bytearray(code)
    for at in places:
        result[at : at + len(text)] = text
    return bytes(result)


def _moved(script: Script, edits: list[Edit]) -> Script:
    """Where a script stands behind edits of it."""
    spans = []
    for start, end in script.spans:
        before = sum(_growth(edit) for edit in edits if edit.end <= start)
        within = sum(_growth(edit) for edit in edits if start <= edit.start and edit.end <= end)
        spans.append((start + before, end + before + within))
    return script._replace(spans=tuple(spans))


def _growth(edit: Edit) -> int:
    return len(edit.text) - (edit.end - edit.start)


def _is_kept(old: bytes, new: bytes, edits: list[Edit]) -> bool:
    """Whether what edits leave of a file is the same JavaScript: types behind an edit may be read otherwise."""
    at, moved = 0, 0
    for edit in (*edits, Edit(len(old), len(old), b"")):
        if old[at : edit.start] != new[at + moved : edit.start + moved]:
            return False
        at = edit.end
        moved += _growth(edit)
    return True


def is_script(path: str) -> bool:
    """Whether a file is a script by its name, with nothing around it."""
    return os.path.splitext(path)[1] in SCRIPT_ENDINGS


def language_of_markup(path: str) -> str | None:
    """The language of a file that has markup around its scripts; None for any other file."""
    kind = kind_of(path)
    return kind.name if kind is not None and kind.markup else None


def markup_around(data: bytes, sources: Iterable[Source]) -> bytes:
    """The markup around all scripts of a file, with blanks in their place."""
    return without(data, [span for source in sources if source.script is not None for span in source.script.spans])


def unparsed(path: str, data: bytes) -> bytes:
    """What of a file is not parsed, with blanks in place of its scripts: the markup around them, and all of a file that
    cannot be parsed or is in a language that is only searched.
    """
    kind = kind_of(path)
    if kind is None or (kind.grammar is not None and not kind.markup):
        return b""
    if kind.grammar is None:
        return data
    try:
        script = Source.read(path, data).script
    except (SourceError, RecursionError):
        return data
    return without(data, script.spans) if script is not None else data


def first_error(root: Node) -> Node | None:
    """The first ERROR or missing node in source order, or None."""
    return next(errors(root), None)


def _check_encoding(data: bytes) -> None:
    for encoding, looks in _WIDE:
        if looks(data):
            from migrator.model.ledger import Message, Sentence

            raise SourceError(Message.of(Sentence.WIDE_ENCODING, encoding=encoding), 1)
    if b"\0" in data:
        from migrator.model.ledger import Message, Sentence

        raise SourceError(Message.of(Sentence.HOLDS_NUL), data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        from migrator.model.ledger import Message, Sentence

        raise SourceError(Message.of(Sentence.NOT_UTF8), data[: error.start].count(b"\n") + 1) from None


def _as_parser_wants(data: bytes) -> bytes:
    """The same length, with what tree-sitter misreads put right.

    A lone CR is a line end to JavaScript and an error node to tree-sitter; a BOM is white space.
    """
    if data.startswith(BOM):
        data = b"   " + data[len(BOM) :]
    return _LONE_CR.sub(b"\n", data) if b"\r" in data else data
