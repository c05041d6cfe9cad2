"""What a module imports, exports and declares as classes, and how names lead from one file to another on disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.disk import Disk, digest, stamp
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.parentheses import unwrap
from migrator.javascript.source import Source, SourceError
from migrator.javascript.strings import cook, spelled
from migrator.javascript.syntax import (
    CLASS_MEMBERS,
    CLASSES,
    COMMENTS,
    DEFAULTS,
    IDENTIFIERS,
    PATTERNS,
    PLAIN_FUNCTION_VALUES,
    READ_NAMES,
    TARGET_NAMES,
    THIS_FUNCTIONS,
    NodeKind,
    children,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.ledger import Message

# What a walk through a class does not go into: `this` is another there, or nothing is code.
_OTHER_THIS = CLASSES | THIS_FUNCTIONS | COMMENTS | {NodeKind.METHOD_DEFINITION, NodeKind.STRING}
# Where a look for the assignment around a name ends: one further out does not have the name on its left side.
_STATEMENTS = frozenset({NodeKind.STATEMENT_BLOCK, NodeKind.CLASS_BODY, NodeKind.PROGRAM})
_DEEPEST_CHAIN = 30
# Trees and scopes are large; what a chain of classes needs is a handful.
_MOST_MODULES = 12


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


class Method(NamedTuple):
    """A method and how many arguments it takes at most; None for a rest parameter or `arguments`."""

    name: str
    most: int | None
    node: Node


@dataclass(eq=False)
class ClassInfo:
    """A class in a file: its methods, its fields, and what is assigned to members of `this` in it."""

    module: Module
    node: Node

    @cached_property
    def name(self) -> str:
        name = self.node.child_by_field_name("name")
        return self.module.text(name) if name is not None else "(anonymous)"

    @cached_property
    def heritage(self) -> Node | None:
        """The expression after `extends`."""
        for child in self.node.children:
            if child.type == NodeKind.CLASS_HERITAGE:
                return next((part for part in child.named_children if part.type not in COMMENTS), None)
        return None

    @cached_property
    def methods(self) -> dict[str, Method]:
        found = {}
        for member in self._members():
            if member.type == NodeKind.METHOD_DEFINITION:
                key = member.child_by_field_name("name")
                parameters = member.child_by_field_name("parameters")
                function = member
            else:
                key = member.child_by_field_name("property")
                value = member.child_by_field_name("value")
                if value is None or value.type not in PLAIN_FUNCTION_VALUES:
                    continue
                parameters = value.child_by_field_name("parameters")
                function = value
            if key is not None:
                name = self.module.key(key)
                found[name] = Method(name, _most_arguments(parameters, function, self.module), member)
        return found

    def assigned(self, name: str) -> Iterator[Node]:
        """Every expression that the class gives to `this.<name>` of an instance, fields included."""
        for member in self._members():
            if member.type == NodeKind.FIELD_DEFINITION:
                key = member.child_by_field_name("property")
                value = member.child_by_field_name("value")
                if key is not None and value is not None and self.module.key(key) == name:
                    yield value
        places = spelled(name, self.module.source.data, self.node.start_byte, self.node.end_byte)
        for node in self._assignments_to(places):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and self._is_member(unwrap(left), name):
                yield unwrap(right)

    def _assignments_to(self, places: Iterable[tuple[int, int]]) -> list[Node]:
        """Every assignment with one of some places on its left side where `this` is an instance."""
        found: dict[int, Node] = {}
        members = {member.id for member in self._members()}
        root = self.module.source.root
        for start, end in places:
            node = root.descendant_for_byte_range(start, end)
            while node is not None and node.type not in _STATEMENTS:
                if node.type == NodeKind.ASSIGNMENT_EXPRESSION or is_given(node):
                    left = node.child_by_field_name("left")
                    if left is not None and left.start_byte <= start < left.end_byte:
                        if node.id not in found and self._has_this(node, members):
                            found[node.id] = node
                        break
                node = node.parent
        return list(found.values())

    def _has_this(self, node: Node, members: set[int]) -> bool:
        """Whether `this` of the class's members is that of a node."""
        at: Node | None = node
        while at is not None and at.id not in members:
            if at.type in _OTHER_THIS:
                return False
            at = at.parent
        return at is not None

    def _is_member(self, node: Node, name: str) -> bool:
        owner = node.child_by_field_name("object")
        if owner is None or unwrap(owner).type != NodeKind.THIS:
            return False
        if node.type == NodeKind.SUBSCRIPT_EXPRESSION:
            index = node.child_by_field_name("index")
            return index is not None and literal_text(unwrap(index), self.module.source.data) == name
        prop = node.child_by_field_name("property")
        return prop is not None and self.module.text(prop) == name

    def is_own_member(self, node: Node, name: str) -> bool:
        """Whether an expression is `this.<name>`, whatever it is spelled like."""
        return self._is_member(unwrap(node), name)

    def _members(self) -> Iterator[Node]:
        """Members of an instance: what is static belongs to the class."""
        body = self.node.child_by_field_name("body")
        members = body.named_children if body is not None else []
        for child in members:
            is_static = any(part.type == "static" for part in child.children)
            if child.type in CLASS_MEMBERS and not is_static:
                yield child


def is_given(node: Node) -> bool:
    """Whether an expression is `a ??= b` or `a ||= b`, which may give `a` the value."""
    operator = node.child_by_field_name("operator") if node.type == NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION else None
    return operator is not None and operator.type in ("??=", "||=", "&&=")


@dataclass(eq=False)
class Module:
    """A parsed file and the names that it takes and gives."""

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
            while node is not None and node.type not in (*_STATEMENTS, NodeKind.ASSIGNMENT_EXPRESSION):
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
        found: dict[str, Export] = {}
        for node in self.source.root.named_children:
            if node.type == NodeKind.EXPORT_STATEMENT:
                for item in self._export(node):
                    found[item.name] = item
        return found

    @cached_property
    def wildcards(self) -> list[str]:
        """Specifiers of `export * from`."""
        found = []
        for node in self.source.root.named_children:
            if node.type == NodeKind.EXPORT_STATEMENT and any(child.type == "*" for child in node.children):
                source = node.child_by_field_name("source")
                if source is not None:
                    found.append(self.key(source))
        return found

    @cached_property
    def classes(self) -> dict[str, ClassInfo]:
        """Classes by the name that they are declared or assigned under, at any depth; the outermost wins."""
        found: dict[str, ClassInfo] = {}
        for node in self._class_nodes:
            name = node.child_by_field_name("name")
            parent = node.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                name = parent.child_by_field_name("name") or name
            if name is not None:
                found.setdefault(self.text(name), ClassInfo(self, node))
        return found

    def all_classes(self) -> Iterator[ClassInfo]:
        """Every class, those without a name included, in the order of the source."""
        return (ClassInfo(self, node) for node in self._class_nodes)

    @cached_property
    def _class_nodes(self) -> list[Node]:
        """Every class, the outer before the inner. A keyword is written in full: only where it stands is looked."""
        found = []
        for keyword in re.finditer(rb"class", self.source.data):
            token = self.source.root.descendant_for_byte_range(*keyword.span())
            node = token.parent if token is not None else None
            if token is not None and token.type == NodeKind.CLASS and node is not None and node.type in CLASSES:
                found.append(node)
        return sorted(found, key=lambda node: (node.start_byte, -node.end_byte))

    def class_at(self, node: Node) -> ClassInfo:
        return next((info for info in self.classes.values() if info.node.id == node.id), ClassInfo(self, node))

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
                    yield Import(self.text(part.named_children[-1]), specifier, "*")
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
                yield Export(self.text(child.named_children[-1]), "*", specifier)

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


@dataclass
class Chain:
    """A class and those that it extends, nearest first. ``missing`` says where the chain leaves what can be seen."""

    classes: list[ClassInfo]
    missing: Message | None = None

    @property
    def complete(self) -> bool:
        return self.missing is None


@dataclass
class Project:
    """Files on disk, parsed once each and only when a name leads there."""

    disk: Disk = field(default_factory=Disk)
    _modules: dict[Path, tuple[Module | None, str | None]] = field(default_factory=dict)

    def add(self, path: Path, source: Source) -> Module:
        """A module whose source is at hand; a run over many files keeps only a few."""
        module = Module(path, source)
        self._keep(Path(os.path.realpath(path)), module, None)
        return module

    def _keep(self, key: Path, module: Module | None, seen: str | None) -> None:
        self._modules.pop(key, None)
        self._modules[key] = module, seen
        while len(self._modules) > _MOST_MODULES:
            del self._modules[next(iter(self._modules))]

    def module(self, path: Path) -> Module | None:
        """The module at ``path``, or None where it cannot be read or parsed."""
        key = Path(os.path.realpath(path))
        if key in self._modules:
            module, seen = self._modules[key]
            if module is not None:
                seen = stamp(str(path), module.digest)
            self.disk.note(path, seen)
        else:
            module, seen = self._read(path)
        self._keep(key, module, seen)
        return module

    def _read(self, path: Path) -> tuple[Module | None, str | None]:
        data = self.disk.read(path)
        if data is None:
            return None, None
        try:
            return Module(path, Source.read(str(path), data)), None
        except SourceError:
            return None, stamp(str(path), digest(data))

    def follow(self, module: Module, specifier: str) -> Module | None:
        """The module that ``specifier`` spells in ``module``; only relative ones lead anywhere on disk."""
        if not specifier.startswith("."):
            return None
        target = self.disk.beside(module.path, specifier.split("?")[0].split("#")[0])
        for candidate in (
            target,
            Path(f"{target}.js"),
            Path(f"{target}.mjs"),
            target / "index.js",
        ):
            if self.disk.is_file(candidate):
                return self.module(candidate)
        return None

    def chain(self, info: ClassInfo) -> Chain:
        classes = [info]
        while len(classes) < _DEEPEST_CHAIN:
            heritage = classes[-1].heritage
            if heritage is None:
                return Chain(classes)
            base = self.resolve_class(classes[-1].module, heritage)
            if base is None or base in classes:
                return Chain(classes, _end(classes[-1], heritage, base))
            classes.append(base)
        return Chain(classes, _end(classes[-1]))

    def resolve_class(self, module: Module, expression: Node) -> ClassInfo | None:
        """The class that an expression names: a local class, an import, or a member of a namespace import."""
        if expression.type in CLASSES:
            return module.class_at(expression)
        if expression.type in READ_NAMES:
            return self._named(module, module.text(expression), 0)
        if expression.type == NodeKind.MEMBER_EXPRESSION:
            owner, prop = expression.child_by_field_name("object"), expression.child_by_field_name("property")
            if owner is not None and prop is not None and owner.type == NodeKind.IDENTIFIER:
                taken = module.imports.get(module.text(owner))
                if taken is not None and taken.name == "*":
                    target = self.follow(module, taken.specifier)
                    return self._exported(target, module.text(prop), 0) if target is not None else None
        return None

    def required_class(self, module: Module, expression: Node, depth: int = 0) -> ClassInfo | None:
        """The class of another file that a name, or a member of one, takes from `require`."""
        member = module.member(expression)
        name = member[0] if member is not None else expression
        taken = module.required.get(module.text(name)) if name.type == NodeKind.IDENTIFIER else None
        specifier = taken.specifier if taken is not None else module.requires(name)
        target = self.follow(module, specifier) if specifier is not None and depth <= _DEEPEST_CHAIN else None
        if target is None:
            return None
        wanted = taken.name if taken is not None else "*"
        if member is not None:
            if wanted != "*":
                return None
            wanted = member[1]
        if wanted == "*":
            wanted = "default"
        return self._assigned(target, wanted, depth + 1) or self._exported(target, wanted, 0)

    def _assigned(self, module: Module, name: str, depth: int) -> ClassInfo | None:
        """The class that `module.exports` has under a name; it is the class itself under `default`."""
        for given, node in module.assigned_exports:
            for held in module.held(node, name) if given == "*" else [node] if given == name else ():
                found = self.resolve_class(module, held) or self.required_class(module, held, depth)
                if found is not None:
                    return found
        return None

    def is_builtin(self, module: Module, expression: Node) -> bool:
        """Whether an expression is a name that the file neither declares nor imports."""
        return expression.type == NodeKind.IDENTIFIER and module.source.scopes.binding_at(expression.start_byte) is None

    def _named(self, module: Module, name: str, depth: int) -> ClassInfo | None:
        if name in module.classes:
            return module.classes[name]
        taken = module.imports.get(name)
        if taken is None or taken.name == "*":
            return None
        target = self.follow(module, taken.specifier)
        return self._exported(target, taken.name, depth) if target is not None else None

    def _exported(self, module: Module, name: str, depth: int) -> ClassInfo | None:
        if depth > _DEEPEST_CHAIN:
            return None
        export = module.exports.get(name)
        if export is not None and export.specifier is not None:
            target = self.follow(module, export.specifier)
            return self._exported(target, export.local or name, depth + 1) if target is not None else None
        if export is not None:
            if export.node is not None and export.node.type in CLASSES:
                return module.class_at(export.node)
            return self._named(module, export.local or name, depth + 1)
        for specifier in module.wildcards:
            target = self.follow(module, specifier)
            found = self._exported(target, name, depth + 1) if target is not None else None
            if found is not None:
                return found
        return None


def _end(last: ClassInfo, heritage: Node | None = None, base: ClassInfo | None = None) -> Message:
    """Why a chain ends at a class that extends another: its base is not found, or stands in the chain already, or the
    chain is too long.
    """
    from migrator.model.ledger import Message, Sentence  # most chains end where they should

    if base is not None:
        return Message.of(Sentence.EXTENDS_ITSELF, owner=base.name)
    if heritage is not None:
        return Message.of(Sentence.BASE_NOT_FOUND, shown=last.module.text(heritage), owner=last.name)
    return Message.of(Sentence.CHAIN_TOO_LONG)


def _most_arguments(parameters: Node | None, function: Node, module: Module) -> int | None:
    given = children(parameters) if parameters is not None else []
    if any(child.type == NodeKind.REST_PATTERN for child in given):
        return None
    if (
        b"arguments" in module.source.data[function.start_byte : function.end_byte]
        and function.type == NodeKind.METHOD_DEFINITION
    ):
        return None
    return len(given)
