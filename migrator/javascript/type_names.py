"""The names of types in one file: what declares them, and what they are imported and exported as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Language, Query

from migrator.javascript.annotated import around, text
from migrator.javascript.flow import literal_text
from migrator.javascript.parser import captured
from migrator.javascript.syntax import TypeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_SCOPES = frozenset({TypeKind.STATEMENT_BLOCK, TypeKind.PROGRAM})
_NAMESPACES = frozenset({TypeKind.INTERNAL_MODULE, TypeKind.MODULE})
_QUERY = f"""
[
  ({TypeKind.INTERFACE_DECLARATION}) ({TypeKind.TYPE_ALIAS_DECLARATION}) ({TypeKind.CLASS_DECLARATION})
  ({TypeKind.ABSTRACT_CLASS_DECLARATION}) ({TypeKind.ENUM_DECLARATION}) ({TypeKind.CLASS})
] @declared
[({TypeKind.INTERNAL_MODULE}) ({TypeKind.MODULE})] @namespace
({TypeKind.IMPORT_STATEMENT}) @import
({TypeKind.EXPORT_STATEMENT}) @export
"""


class Import(NamedTuple):
    """A name of another file, or with an empty ``specifier`` of this one; `*` is all that a file has."""

    specifier: str
    name: str


@dataclass(eq=False)
class TypeNames:
    """The names of types in one file. Declarations are known by the id of the node whose scope they are in.

    ``ambient`` are the declarations in `declare global`, which are those of all files.
    """

    root: Node | None = None
    declared: dict[tuple[int, str], list[Node]] = field(default_factory=dict)
    ambient: dict[str, list[Node]] = field(default_factory=dict)
    namespaces: set[str] = field(default_factory=set)
    imports: dict[str, Import] = field(default_factory=dict)
    exports: dict[str, Import] = field(default_factory=dict)
    wildcards: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source) -> TypeNames:
        """Those of a file, found once."""
        return source.once("type-names", lambda: _read(source))


@cache
def _query(language: Language) -> Query:
    return Query(language, _QUERY)


def _read(source: Source) -> TypeNames:
    if source.types is None:
        return TypeNames()
    root = source.types.tree.root_node
    names = TypeNames(root)
    captures = captured(_query(source.types.tree.language), root)
    for node in captures.get("declared", []):
        _declare(node, source, names)
    for node in captures.get("namespace", []):
        name = node.child_by_field_name("name")
        if name is not None:
            names.namespaces.add(text(name, source))
    for node in captures.get("import", []):
        names.imports.update(_import(node, source))
    for node in captures.get("export", []):
        _export(node, source, names)
    return names


def _declare(node: Node, source: Source, names: TypeNames) -> None:
    name = node.child_by_field_name("name")
    scopes = (each for each in around(node) if each.type in _SCOPES)
    scope = next(scopes, None)
    if name is None or scope is None:
        return
    spelled = text(name, source)
    holder = scope.parent
    if holder is not None and holder.type == TypeKind.AMBIENT_DECLARATION:
        names.ambient.setdefault(spelled, []).append(node)
        scope = next(scopes, scope)
    names.declared.setdefault((scope.id, spelled), []).append(node)


def _import(node: Node, source: Source) -> Iterator[tuple[str, Import]]:
    stated = node.child_by_field_name("source")
    specifier = literal_text(stated, source.data) if stated is not None else None
    clause = next((part for part in node.children if part.type == TypeKind.IMPORT_CLAUSE), None)
    for part in children(clause) if specifier is not None else ():
        assert specifier is not None
        if part.type == TypeKind.IDENTIFIER:
            yield text(part, source), Import(specifier, "default")
        elif part.type == TypeKind.NAMESPACE_IMPORT:
            yield text(children(part)[-1], source), Import(specifier, "*")
        else:
            for item in children(part):
                name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
                if name is not None:
                    yield text(alias or name, source), Import(specifier, text(name, source))


def _export(node: Node, source: Source, names: TypeNames) -> None:
    stated = node.child_by_field_name("source")
    specifier = literal_text(stated, source.data) if stated is not None else ""
    clause = next((part for part in node.children if part.type == TypeKind.EXPORT_CLAUSE), None)
    for item in children(clause):
        name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
        if name is not None and specifier is not None:
            names.exports[text(alias or name, source)] = Import(specifier, text(name, source))
    words = {part.type for part in node.children if not part.is_named}
    if clause is None and specifier and "*" in words:
        names.wildcards.append(specifier)
    if "default" in words or "=" in words:
        shown = next(reversed(children(node)), None)
        own = shown.child_by_field_name("name") if shown is not None else None
        if shown is not None and shown.type == TypeKind.IDENTIFIER:
            own = shown
        if own is not None:
            names.exports["default"] = Import("", text(own, source))
        elif shown is not None and shown.type == TypeKind.CLASS and names.root is not None:
            names.declared[names.root.id, "default"] = [shown]
