"""The imports that `+` lines need of a file: each once, whatever number of sites, beside those that are there.

A name that the file uses for something else is imported under another one. What is imported already, from the same
module, is not imported again; an import of that module gets the name where its form allows it, and else one is added
behind the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.edits import Place, place_of, statement_end
from migrator.javascript.scopes import IMPORT
from migrator.javascript.syntax import NodeKind, children
from migrator.matching.imports import DEFAULT, NOTHING, WHOLE, PageImport, imported
from migrator.rewriting.conditions.checked import Checked

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.modules import Module
    from migrator.javascript.source import Source

_QUOTES = ("'", '"')


class Origin(NamedTuple):
    """Where a name of a file is imported from, as the file spells it, and what it is called there."""

    specifier: str
    name: str


@dataclass(slots=True, eq=False)
class Change:
    """What becomes of the imports of one module: the text of a new import, or of one that is there; and what that is
    behind or in the place of.
    """

    specifier: str
    anchor: Node
    text: str
    edit: Edit
    replaces: bool  # the anchor is an import that becomes this one
    before: bool = False  # a new one stands before the anchor


@dataclass
class Imports:
    """The imports of one file for the sites that are rewritten. ``written`` gives a page's specifier as the file spells
    it, ``is_same`` says whether two of the file name one module.
    """

    module: Module
    written: Callable[[str], str]
    is_same: Callable[[str, str], bool]
    taken: list[Checked]
    origins: dict[str, Origin] = field(default_factory=dict)  # by the local names that pages write
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        needed: dict[str, list[tuple[str, str]]] = {}
        pairs = ((candidate, item) for candidate in self.taken for item in candidate.match.block.imports)
        for candidate, item in pairs:
            specifier = self.written(item.specifier)
            known = needed.setdefault(specifier, [])
            if (specifier, item.name) in self._names or self._there(candidate, specifier, item):
                continue
            local = self._free(item.local) if item.name != NOTHING else ""
            self._names[specifier, item.name] = local
            known.append((local, item.name))
            if local:
                self.origins[local] = Origin(specifier, item.name)
        for specifier, names in needed.items():
            if names:
                self._changes.extend(self._change(specifier, names))

    @property
    def _source(self) -> Source:
        return self.module.source

    def names(self, candidate: Checked) -> dict[str, str]:
        """The name in the file for each name that a site's page imports."""
        return {
            item.local: self._names[self.written(item.specifier), item.name]
            for item in candidate.match.block.imports
            if item.name != NOTHING
        }

    def changes(self, candidates: Iterable[Checked]) -> list[Change]:
        """What becomes of the imports for some of the sites, in the order in which it stands in the file."""
        used = {self.written(item.specifier) for each in candidates for item in each.match.block.imports}
        found = [change for change in self._changes if change.specifier in used]
        return sorted(found, key=lambda change: (change.edit.start, change.edit.text))

    def edits(self, candidate: Checked) -> list[Edit]:
        """The edits of the file's imports that a site needs."""
        return [change.edit for change in self.changes([candidate])]

    # -- what is there ---------------------------------------------------------------------------------------------

    def _statements(self) -> list[Node]:
        return [node for node in self._source.root.named_children if node.type == NodeKind.IMPORT_STATEMENT]

    def _there(self, candidate: Checked, specifier: str, item: PageImport) -> bool:
        """Whether the file imports a name already; it is then used as it is called there, by every site."""
        for statement in self._statements():
            found = imported(statement, self._source.data)
            if found is None or not self.is_same(found[0], specifier):
                continue
            if item.name == NOTHING:
                self._names[specifier, NOTHING] = ""
                return True
            for local, name in found[1]:
                if name == item.name and self._is_visible(local):
                    self._names[specifier, name] = local
                    self.origins[local] = Origin(found[0], name)
                    return True
        return False

    def _is_visible(self, local: str) -> bool:
        """Whether an imported name means the import at each site."""
        scopes = self._source.scopes
        bindings = (scopes.lookup(local, each.scope) for each in self.taken)
        return all(binding is not None and binding.kind == IMPORT for binding in bindings)

    def _free(self, name: str) -> str:
        """A name that the file uses for nothing."""
        number = 1
        while True:
            spelled = name if number == 1 else f"{name}{number}"
            if not self._is_used(spelled):
                return spelled
            number += 1

    def _is_used(self, name: str) -> bool:
        scopes = self._source.scopes
        if name in self.origins or name in scopes.around or scopes.named(name, 0, len(self._source.data)):
            return True
        stack = [scopes.root]
        while stack:
            scope = stack.pop()
            if name in scope.bindings:
                return True
            stack.extend(scope.children)
        return False

    # -- what becomes of it ----------------------------------------------------------------------------------------

    def _change(self, specifier: str, names: list[tuple[str, str]]) -> Iterator[Change]:
        """One import more, or names in one that is there."""
        plain = [(local, name) for local, name in names if name not in (WHOLE, DEFAULT, NOTHING)]
        rest = [(local, name) for local, name in names if name in (WHOLE, DEFAULT, NOTHING)]
        statement = self._open(specifier) if plain else None
        if statement is not None:
            yield self._merged(statement, specifier, plain)
            plain = []
        for local, name in rest:
            if name == DEFAULT:
                inside = f"{local}, {{ {_named(plain)} }}" if plain else local
                plain = []
            else:
                inside = f"* as {local}" if name == WHOLE else ""
            yield self._added(specifier, inside)
        if plain:
            yield self._added(specifier, f"{{ {_named(plain)} }}")

    def _open(self, specifier: str) -> Node | None:
        """An import of the same module, with names in braces, that may get more of them."""
        for statement in self._statements():
            found = imported(statement, self._source.data)
            braces = _braces(statement)
            if found is None or braces is None or not self.is_same(found[0], specifier):
                continue
            # What stands in the braces and is no code is of types, or a comment behind the last name.
            last = children(braces)[-1] if children(braces) else braces.children[0]
            behind = self._source.data[last.end_byte : braces.end_byte - 1].strip()
            code, inside = self._source.code or self._source.data, slice(braces.start_byte, braces.end_byte)
            if behind in (b"", b",") and code[inside] == self._source.data[inside]:
                return statement
        return None

    def _merged(self, statement: Node, specifier: str, names: list[tuple[str, str]]) -> Change:
        braces = _braces(statement)
        assert braces is not None
        inside = children(braces)
        at = inside[-1].end_byte if inside else braces.children[0].end_byte
        text = f", {_named(names)}" if inside else f" {_named(names)} "
        data = self._source.data
        code = self._source.code or data
        found = imported(statement, data)
        assert found is not None
        self.origins.update((local, Origin(found[0], name)) for local, name in names)
        whole = code[statement.start_byte : at].decode() + text + code[at : statement.end_byte].decode()
        return Change(specifier, statement, whole, Edit(at, at, text.encode()), replaces=True)

    def _added(self, specifier: str, inside: str) -> Change:
        source, statements = self._source, self._statements()
        first = next(node for node in source.root.named_children if node.type not in _NO_CODE)
        directives = [node for node in source.root.named_children if _is_directive(node)]
        anchor = statements[-1] if statements else directives[-1] if directives else first
        place = place_of(source, [anchor])
        quote = self._quote(statements)
        text = f"import {inside} from {quote}{specifier}{quote}" if inside else f"import {quote}{specifier}{quote}"
        text += ";" if place.semicolons else ""
        if statements or directives:
            return Change(specifier, anchor, text, self._behind(anchor, text, place), replaces=False)
        at = source.start(first.start_byte)
        between = place.newline + (place.newline if place.own_lines else "") + place.indent
        edit = Edit(at, at, (text + (";" if not text.endswith(";") else "") + between).encode())
        return Change(specifier, anchor, text, edit, replaces=False, before=True)

    def _behind(self, statement: Node, text: str, place: Place) -> Edit:
        """A statement on the line behind another one, or before what stands behind that on its line."""
        source, data = self._source, self._source.data
        end, last = statement_end(source, statement), source.end(statement.end_byte)
        if data[last - 1 : last] == b";":  # and not the one that stands for an `import type` on the next line
            end = max(end, last)
        rest, line = data[end : source.line_end(end)].strip(), source.line(end)
        if (not rest or rest.startswith(b"//")) and line < len(source.line_starts):
            at = source.line_starts[line]
            return Edit(at, at, (place.indent + text + place.newline).encode())
        following = statement.next_named_sibling
        at = source.start(following.start_byte) if following is not None else end
        return Edit(at, at, (text + place.newline + place.indent).encode())

    def _quote(self, statements: list[Node]) -> str:
        """The quotes that the file's imports have."""
        for statement in reversed(statements):
            source = statement.child_by_field_name("source")
            text = self._source.data[source.start_byte : source.start_byte + 1].decode() if source is not None else ""
            if text in _QUOTES:
                return text
        return "'"


_NO_CODE = frozenset({NodeKind.COMMENT, NodeKind.HTML_COMMENT, NodeKind.HASH_BANG_LINE, NodeKind.EMPTY_STATEMENT})


def _is_directive(node: Node) -> bool:
    inside = children(node) if node.type == NodeKind.EXPRESSION_STATEMENT else []
    return len(inside) == 1 and inside[0].type == NodeKind.STRING


def _braces(statement: Node) -> Node | None:
    """What an import has in braces; None for one with attributes."""
    if any(child.type == NodeKind.IMPORT_ATTRIBUTE for child in statement.named_children):
        return None
    clause = next((child for child in statement.named_children if child.type == NodeKind.IMPORT_CLAUSE), None)
    return next((child for child in children(clause) if child.type == NodeKind.NAMED_IMPORTS), None)


def _named(names: list[tuple[str, str]]) -> str:
    return ", ".join(local if local == name else f"{name} as {local}" for local, name in names)
