"""What a file imports and exports, by the statements of modules and by `require` and `module.exports`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.kinds import is_component
from migrator.documents.scripts import is_of_module
from migrator.javascript.disk import digest
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.parentheses import unwrap
from migrator.javascript.source import Source
from migrator.javascript.strings import cook
from migrator.javascript.syntax import DEFAULTS, IDENTIFIERS, PATTERNS, TARGET_NAMES, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

# Where a look for the assignment around a name ends: one further out does not have the name on its left side.
OUTSIDE_EXPRESSIONS = frozenset({NodeKind.STATEMENT_BLOCK, NodeKind.CLASS_BODY, NodeKind.PROGRAM})


class Import(NamedTuple):
    """`local` stands for `name` of the module that `specifier` spells; `*` is the whole module, `default` its
    default.
    """

    local: str
    specifier: str
    name: str


class Export(NamedTuple):
    """A name that a module gives: a local one, or one of another module."""

    name: str
    local: str | None
    specifier: str | None = None
    node: Node | None = None


@dataclass(eq=False)
class ModuleRecord:
    """A parsed file with its imports and exports."""

    path: Path
    source: Source

    @cached_property
    def digest(self) -> str:
        return digest(self.source.data)

    def text(self, node: Node) -> str:
        text = self.source.text(node.start_byte, node.end_byte)
        return cook(text) if "\\" in text else text

    def member(self, node: Node) -> tuple[Node, str] | None:
        """The object and the name of `x.name` or `x['name']`, parentheses taken off; None for anything else."""
        node = unwrap(node)
        owner = node.child_by_field_name("object")
        name = node.child_by_field_name("property") or node.child_by_field_name("index")
        if owner is None or name is None:
            return None
        if node.type == NodeKind.SUBSCRIPT_EXPRESSION:
            name = unwrap(name)
            if name.type == NodeKind.TEMPLATE_STRING and not any(
                c.type == NodeKind.TEMPLATE_SUBSTITUTION for c in name.named_children
            ):
                return unwrap(owner), self.text(name)[1:-1]
            if name.type != NodeKind.STRING:
                return None
        return unwrap(owner), self.key(name)

    def key(self, node: Node) -> str:
        """The name that a key spells; one that is computed stays as it is written, which is no name."""
        return key_text(node, self.source.data) or self.text(node)

    @cached_property
    def imports(self) -> dict[str, Import]:
        found = {}
        for node in self.source.root.named_children:
            if node.type == NodeKind.IMPORT_STATEMENT:
                for item in self._import(node):
                    found[item.local] = item
        return found

    @cached_property
    def required(self) -> dict[str, Import]:
        """What declarations at the top of the file take from `require`; `*` is all that the module gives."""
        found: dict[str, Import] = {}
        for node in self.source.root.named_children if b"require" in self.source.data else ():
            for declarator in node.named_children:
                value = declarator.child_by_field_name("value")
                target = declarator.child_by_field_name("name")
                if declarator.type != NodeKind.VARIABLE_DECLARATOR or value is None or target is None:
                    continue
                taken = self.member(value)
                specifier = self.requires(taken[0] if taken is not None else value)
                if specifier is not None:
                    for local, name in self._taken_apart(target, taken[1] if taken is not None else "*"):
                        found[local] = Import(local, specifier, name)
        return found

    def requires(self, node: Node) -> str | None:
        """The specifier of a call of Node's `require`, None for anything else."""
        node = unwrap(node)
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if node.type != NodeKind.CALL_EXPRESSION or function is None or arguments is None:
            return None
        if function.type != NodeKind.IDENTIFIER or self.text(function) != "require":
            return None
        given = children(arguments)
        if len(given) != 1 or self.source.scopes.binding_at(function.start_byte) is not None:
            return None
        return literal_text(unwrap(given[0]), self.source.data)

    def _taken_apart(self, target: Node, name: str) -> Iterator[tuple[str, str]]:
        """The names that a declaration binds to something, or to members of it, and what each takes."""
        if target.type == NodeKind.IDENTIFIER:
            yield self.text(target), name
        for part in target.named_children if target.type == NodeKind.OBJECT_PATTERN and name == "*" else ():
            key, local = part.child_by_field_name("key"), part.child_by_field_name("value")
            if part.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN:
                key = local = part.child_by_field_name("left")
            elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
                key = local = part
            if local is not None and local.type == NodeKind.ASSIGNMENT_PATTERN:
                local = local.child_by_field_name("left")
            if key is not None and local is not None and local.type in IDENTIFIERS:
                yield self.text(local), self.key(key)

    @cached_property
    def assigned_exports(self) -> list[tuple[str, Node]]:
        """What the file assigns to a member of `module.exports`, with the member's name; `*` is all of it."""
        found: list[tuple[str, Node]] = []
        for match in re.finditer(rb"\bexports\b", self.source.data):
            node = self.source.root.descendant_for_byte_range(*match.span())
            while node is not None and node.type not in (*OUTSIDE_EXPRESSIONS, NodeKind.ASSIGNMENT_EXPRESSION):
                node = node.parent
            left = node.child_by_field_name("left") if node is not None else None
            right = node.child_by_field_name("right") if node is not None else None
            if left is None or right is None or not left.start_byte <= match.start() < left.end_byte:
                continue
            member = self.member(left)
            if self._is_exports(left):
                found.append(("*", right))
            elif member is not None and (self._is_exports(member[0]) or self.text(member[0]) == "exports"):
                found.append((member[1], right))
        return found

    def held(self, whole: Node, name: str) -> Iterator[Node]:
        """What the value of `module.exports` holds under a name: a member of an object, `default` the value itself."""
        node = unwrap(whole)
        while node.type == NodeKind.ASSIGNMENT_EXPRESSION:  # module.exports = exports = …
            right = node.child_by_field_name("right")
            if right is None:
                return
            node = unwrap(right)
        if node.type != NodeKind.OBJECT:
            if name == "default":
                yield node
            return
        for part in node.named_children:
            key = part.child_by_field_name("key") or part.child_by_field_name("name")
            if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER and self.text(part) == name:
                yield part
            elif key is not None and self.key(key) == name:
                yield unwrap(part.child_by_field_name("value") or part)

    def _is_exports(self, node: Node) -> bool:
        member = self.member(node)
        return member is not None and member[1] == "exports" and self.text(member[0]) == "module"

    @cached_property
    def exports(self) -> dict[str, Export]:
        """What other files import by its name. The default of a component is what its markup makes: nothing shows it,
        unless a script exports one.
        """
        found: dict[str, Export] = {}
        if is_component(self.source.path):
            found["default"] = Export("default", None)
        for node in self._exporting:
            if self._is_of_module(node):
                for item in self._export(node):
                    found[item.name] = item
        return found

    @cached_property
    def exposed(self) -> frozenset[str]:
        """The variables of the file that something outside of it may use: exports, and what a component takes."""
        return frozenset(item.local or item.name for node in self._exporting for item in self._export(node))

    @property
    def _exporting(self) -> Iterator[Node]:
        return (node for node in self.source.root.named_children if node.type == NodeKind.EXPORT_STATEMENT)

    def _is_of_module(self, node: Node) -> bool:
        """Whether an export is one of the file, and not of a component of Svelte."""
        script = self.source.script
        if script is None or not self.source.path.lower().endswith(".svelte"):
            return True
        starts = [start for start, end in script.spans if start <= node.start_byte < end]
        return any(is_of_module(self.source.data, start) for start in starts)

    @cached_property
    def wildcards(self) -> list[str]:
        """Specifiers of `export * from`."""
        found = []
        for node in self._exporting:
            if any(child.type == "*" for child in node.children):
                source = node.child_by_field_name("source")
                if source is not None:
                    found.append(self.key(source))
        return found

    def _import(self, node: Node) -> Iterator[Import]:
        source = node.child_by_field_name("source")
        if source is None:
            return
        specifier = self.key(source)
        for clause in node.named_children:
            if clause.type != NodeKind.IMPORT_CLAUSE:
                continue
            for part in clause.named_children:
                if part.type == NodeKind.IDENTIFIER:
                    yield Import(self.text(part), specifier, "default")
                elif part.type == NodeKind.NAMESPACE_IMPORT:
                    yield Import(self.text(children(part)[-1]), specifier, "*")
                elif part.type == NodeKind.NAMED_IMPORTS:
                    for item in part.named_children:
                        name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
                        if name is not None:
                            yield Import(self.text(alias or name), specifier, self.key(name))

    def _export(self, node: Node) -> Iterator[Export]:
        source = node.child_by_field_name("source")
        specifier = self.key(source) if source is not None else None
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        is_default = any(child.type == "default" for child in node.children)
        if is_default:
            shown = value or declaration
            name = shown.child_by_field_name("name") if shown is not None else None
            local = (
                self.text(shown)
                if shown is not None and shown.type == NodeKind.IDENTIFIER
                else self.text(name)
                if name is not None
                else None
            )
            yield Export("default", local, node=shown)
        elif declaration is not None:
            for declared in self._declared(declaration):
                yield Export(declared, declared)
        for child in node.named_children:
            if child.type == NodeKind.EXPORT_CLAUSE:
                for item in child.named_children:
                    name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
                    if name is not None:
                        yield Export(self.key(alias or name), self.key(name), specifier)
            elif child.type == NodeKind.NAMESPACE_EXPORT:
                yield Export(self.text(children(child)[-1]), "*", specifier)

    def _declared(self, declaration: Node) -> Iterator[str]:
        name = declaration.child_by_field_name("name")
        if name is not None:
            yield self.text(name)
        for declarator in declaration.named_children:
            target = declarator.child_by_field_name("name") if declarator.type == NodeKind.VARIABLE_DECLARATOR else None
            yield from self._bound(target) if target is not None else ()

    def _bound(self, target: Node) -> Iterator[str]:
        """The names that a declaration binds, which may take an object or an array apart."""
        todo = [target]
        while todo:
            node = todo.pop()
            if node.type in TARGET_NAMES:
                yield self.text(node)
            elif node.type == NodeKind.PAIR_PATTERN:
                todo += [value for value in (node.child_by_field_name("value"),) if value is not None]
            elif node.type in DEFAULTS:
                todo += [left for left in (node.child_by_field_name("left"),) if left is not None]
            elif node.type in PATTERNS:
                todo += node.named_children
