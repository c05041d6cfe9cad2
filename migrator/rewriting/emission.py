"""`+` lines as text of the file: names put in all at once, by node kind, never one after the other on text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edits import END, ENDED_BY_SEMICOLON, Follow, Place, follow, is_body
from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.parentheses import unwrap
from migrator.javascript.precedence import Shape, in_place
from migrator.javascript.syntax import COMMENTS, DECLARATIONS, PAIRS, SHORTHANDS, STRINGS, NodeKind, children
from migrator.matching.dots import dots_in, templates_with_dots
from migrator.matching.notation import Code
from migrator.model.settings import RECEIVER, WORKER, Settings

if TYPE_CHECKING:
    from tree_sitter import Node

_WEAKNESS = {"var": 0, "let": 1, "const": 2}


class Replacement(NamedTuple):
    """The text of a metavariable, and what decides whether it needs parentheses."""

    text: str
    shape: Shape


class Names(NamedTuple):
    """What stands for the names of `+` lines. ``keywords`` gives the source's keyword of a name that is declared
    again, ``annotations`` its type.
    """

    metavariables: Mapping[str, Replacement]
    fresh: Mapping[str, str]
    keywords: Mapping[str, str]
    dots: tuple[tuple[str, ...], ...] = ()
    receiver: str = str(RECEIVER)
    annotations: Mapping[str, str] = MappingProxyType({})


_PLAIN = Place("", "    ", "\n", True, True)


class Emission(NamedTuple):
    """An insertion on its way into a file.

    ``joined`` makes one line of the statements, without comments; ``follow`` is what comes after them. ``pairs`` gives
    for each template with dots of the insertion the index of the one in the removed lines that it repeats.
    """

    code: Code
    names: Names
    settings: Settings
    place: Place = _PLAIN
    joined: bool = False
    follow: Follow = END
    pairs: tuple[int, ...] = ()

    def lines(self) -> list[str]:
        """The lines, indented for their place; the text of a template goes on as it is."""
        edits = _edits(self)
        edits.extend(_semicolons(self, edits))
        inside = _rows_inside_literals(self.code)
        rows = _rows(self.code.data, sorted(edits))
        lines: list[str] = []
        for row, body in enumerate(rows):
            goes_on = row + 1 in inside
            if row in inside:
                lines.append(body if goes_on else body.rstrip(" "))
            elif not body.strip() and not goes_on:
                lines.append("")
            else:
                depth = _depth(self.code.data, row)
                indent = self.place.indent + self.place.unit * (depth // 4) + " " * (depth % 4)
                lines.append(indent + (body.lstrip(" ") if goes_on else body.strip(" ")))
        if self.joined:
            return [_in_one_line(lines, inside)]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def expression(self) -> str:
        """The text of an expression, of a nest or of a block that is one; the text of a template goes on as it is."""
        node = unwrap(children(children(self.code.root)[0])[0])
        start, end = node.start_byte, node.end_byte
        edits = sorted(edit for edit in _edits(self) if start <= edit[0] and edit[1] <= end)
        first, *others = _rows(self.code.data[start:end], [(at - start, to - start, text) for at, to, text in edits])
        inside, top = _rows_inside_literals(self.code), node.start_point.row
        for row, text in enumerate(others, top + 1):
            first += "\n" + text if row in inside else self.place.newline + self.place.indent + text
        return first


def _in_one_line(lines: list[str], inside: set[int]) -> str:
    """Rows as one line; those within a literal stay rows."""
    text = ""
    for row, line in enumerate(lines):
        if row in inside:
            text += "\n" + line
        elif line.strip():
            text += (" " if text else "") + (line.lstrip() if row + 1 in inside else line.strip())
    return text


def _rows(data: bytes, edits: list[tuple[int, int, str]]) -> list[str]:
    """The rows of the page with edits put in, each in the row in which it begins."""
    rows = [""]

    def copy(start: int, end: int) -> None:
        first, *others = data[start:end].decode("utf-8").split("\n")
        rows[-1] += first
        rows.extend(others)

    at = 0
    for start, end, text in edits:
        copy(at, start)
        rows[-1] += text
        rows.extend("" for _ in range(data.count(b"\n", start, end)))
        at = end
    copy(at, len(data))
    return rows


def _depth(data: bytes, row: int) -> int:
    line = data.split(b"\n")[row]
    return len(line) - len(line.lstrip(b" "))


def _rows_inside_literals(code: Code) -> set[int]:
    """Rows that begin within a template, or within a string that goes on over a line."""
    rows: set[int] = set()
    stack = [code.root]
    while stack:
        node = stack.pop()
        if node.type in STRINGS:
            rows.update(range(node.start_point.row + 1, node.end_point.row + 1))
        stack.extend(node.children)
    return rows


def _edits(emission: Emission) -> list[tuple[int, int, str]]:
    code, names = emission.code, emission.names
    edits: list[tuple[int, int, str]] = list(_dots(code, names, emission.pairs))
    stack = [code.root]
    while stack:
        node = stack.pop()
        kind = node.type
        replaced = None
        if kind in (NodeKind.IDENTIFIER, NodeKind.PROPERTY_IDENTIFIER):
            replaced = _name(code, node, names)
        elif kind in SHORTHANDS:
            replaced = _shorthand(code, node, names)
        elif kind in PAIRS:
            replaced = _pair(code, node, names)
        elif kind == NodeKind.MEMBER_EXPRESSION:
            replaced = _this_member(code, node, emission)
        elif kind in COMMENTS and emission.joined:
            replaced = ""
        elif kind in ("const", "let", "var") and node.parent is not None and node.parent.type in DECLARATIONS:
            replaced = _keyword(code, node.parent, kind, names)
        if replaced is not None:
            edits.append((node.start_byte, node.end_byte, replaced))
        else:
            stack.extend(node.children)
    return edits


def _semicolons(emission: Emission, edits: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The end of each statement: with a `;` where the place writes one or what follows would be taken for more of it.

    Where it would, and begins a line, the `;` goes before it, as people write who leave semicolons out.
    """
    code = emission.code
    written = {start: text for start, _, text in edits if text}
    stack = [code.root]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        ends = node.type in ENDED_BY_SEMICOLON and not _in_head(node)
        if not ends and not (emission.joined and node.type == NodeKind.FIELD_DEFINITION):
            continue
        tokens = [child for child in node.children if child.type not in COMMENTS]
        mark = tokens[-1] if tokens and tokens[-1].type == ";" else None
        end = tokens[-2].end_byte if mark is not None else tokens[-1].end_byte if tokens else node.end_byte
        following = _following(emission, mark.end_byte if mark is not None else end, written, end)
        if not ends:  # a field, whose `;` is none of its own
            if following.newline and following.start not in ("}", ";"):
                yield end, end, ";"
            continue
        newline = following.newline and not (emission.joined and following.inside)
        habit = emission.place.semicolons or (emission.joined and following.inside)
        needed = following.start not in ("", "}", ";") and (not newline or following.is_risky)
        # The parser takes `{ label: f() }` for an object.
        needed |= following.start == "}" and node.parent is not None and node.parent.type == NodeKind.LABELED_STATEMENT
        wanted = needed or (habit and (mark is not None or following.start != "}"))
        if mark is not None and (not wanted or (needed and not habit and newline and following.inside)):
            yield mark.start_byte, mark.end_byte, ""
            mark = None
        if mark is None and wanted:
            at = following.at if needed and not habit and newline and following.inside else end
            yield at, at, ";"


def _following(emission: Emission, at: int, written: Mapping[int, str], end: int) -> Follow:
    """What comes after a statement of an insertion that ends at ``at``."""
    found = follow(emission.code.data, at)
    newline = found.newline or b"\n" in emission.code.data[end:at]
    if not found.start:
        after = emission.follow
        return after._replace(newline=after.newline or (newline and not emission.joined), inside=False)
    return found._replace(start=written.get(found.at, found.start)[:1], newline=newline)


def _in_head(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == NodeKind.FOR_STATEMENT and not is_body(parent, node)


def _text(code: Code, node: Node) -> str:
    return code.data[node.start_byte : node.end_byte].decode("utf-8")


def _name(code: Code, node: Node, names: Names) -> str | None:
    text = _text(code, node)
    if METAVARIABLE.match(text):
        replacement = names.metavariables[text[1:]]
        written = in_place(node, code.data, replacement.text, replacement.shape)
        return written + names.annotations.get(text[1:], "") if _is_declared(node) else written
    return names.fresh.get(text) if node.type == NodeKind.IDENTIFIER else None


def _is_declared(node: Node) -> bool:
    """Whether a name is all that a declarator declares."""
    declarator = node.parent
    if declarator is None or declarator.type != NodeKind.VARIABLE_DECLARATOR:
        return False
    return declarator.child_by_field_name("name") == node


def _shorthand(code: Code, node: Node, names: Names) -> str | None:
    text = _text(code, node)
    if METAVARIABLE.match(text):
        return names.metavariables[text[1:]].text
    other = names.fresh.get(text, text)
    return None if other == text else f"{text}: {other}"


def _pair(code: Code, node: Node, names: Names) -> str | None:
    """`k: $K` is written as shorthand where `$K` is `k`."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or key.type != NodeKind.PROPERTY_IDENTIFIER or value.type != NodeKind.IDENTIFIER:
        return None
    text = _name(code, value, names)
    return text if text is not None and text == _text(code, key) else None


def _this_member(code: Code, node: Node, emission: Emission) -> str | None:
    text = _text(code, node)
    if text == str(WORKER):
        return str(emission.settings.worker)
    return emission.names.receiver if text == str(RECEIVER) else None


def _keyword(code: Code, declaration: Node, keyword: str, names: Names) -> str | None:
    """The weaker of the page's and the source's keyword, for a declaration that declares a name again."""
    weakest = keyword
    for declarator in declaration.named_children:
        target = declarator.child_by_field_name("name")
        stack = [target] if target is not None else []
        while stack:
            current = stack.pop()
            text = _text(code, current) if current.child_count == 0 else ""
            source = names.keywords.get(text[1:]) if METAVARIABLE.match(text) else None
            if source is not None and _WEAKNESS[source] < _WEAKNESS[weakest]:
                weakest = source
            stack.extend(current.children)
    return weakest if weakest != keyword else None


def _dots(code: Code, names: Names, pairs: tuple[int, ...]) -> Iterator[tuple[int, int, str]]:
    """The n-th `...` of a template that has any stands for what the n-th of its template in the `-` lines matched."""
    for template, pair in zip(templates_with_dots(code), pairs, strict=True):
        for at, piece in zip(dots_in(code, template), names.dots[pair], strict=False):
            yield at, at + 3, _beside(piece, code.data[:at], code.data[at + 3 :])


def _beside(piece: str, before: bytes, after: bytes) -> str:
    """A piece of a template's text that makes no hole with what stands beside it."""
    text = piece.removesuffix("$")
    is_escaped = (len(text) - len(text.rstrip("\\"))) % 2 == 1
    if piece.endswith("$") and not is_escaped and after.startswith(b"{"):
        piece = piece[:-1] + "\\$"
    return "\\" + piece if piece.startswith("{") and before.endswith(b"$") else piece
