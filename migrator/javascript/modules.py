"""The classes of a parsed file, beside what the file imports and exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript import components
from migrator.javascript.flow import literal_text, parameters_of
from migrator.javascript.imports import OUTSIDE_EXPRESSIONS, ModuleRecord
from migrator.javascript.parentheses import unwrap
from migrator.javascript.scopes import IMPORT, Binding
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import (
    CLASS_MEMBERS,
    CLASSES,
    COMMENTS,
    PLAIN_FUNCTION_VALUES,
    READ_NAMES,
    THIS_FUNCTIONS,
    NodeKind,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_NAMES = 30  # one for another
# What a walk through a class does not go into: `this` is another there, or nothing is code.
_OTHER_THIS = CLASSES | THIS_FUNCTIONS | COMMENTS | {NodeKind.METHOD_DEFINITION, NodeKind.STRING}


class Method(NamedTuple):
    """A method and how many arguments it takes at most; None for a rest parameter or `arguments`."""

    name: str
    most: int | None
    node: Node


@dataclass(eq=False)
class ClassInfo:
    """A class in a file: its methods, its fields, and what is assigned to members of `this` in it. A component that is
    an object is as a class: its state is its fields.
    """

    module: Module
    node: Node
    _assigned: dict[str, list[Node]] = field(default_factory=dict, repr=False)

    @cached_property
    def name(self) -> str:
        name = self.node.child_by_field_name("name")
        if self._is_component:
            return components.name_of(self.node, self.module.source) or "(anonymous)"
        return self.module.text(name) if name is not None else "(anonymous)"

    @property
    def _is_component(self) -> bool:
        return self.node.type == NodeKind.OBJECT

    @cached_property
    def heritage(self) -> Node | None:
        """The expression after `extends`, or what a component takes over of others."""
        if self._is_component:
            return components.inherited(self.node, self.module.source)
        for child in self.node.children:
            if child.type == NodeKind.CLASS_HERITAGE:
                return next((part for part in child.named_children if part.type not in COMMENTS), None)
        return None

    @cached_property
    def methods(self) -> dict[str, Method]:
        found = {}
        if self._is_component:
            for name, part, function in components.methods_of(self.node, self.module.source):
                found[name] = Method(name, most_arguments(function, self.module), part)
            return found
        for member in self._members:
            if member.type == NodeKind.METHOD_DEFINITION:
                key = member.child_by_field_name("name")
                function = member
            else:
                key = member.child_by_field_name("property")
                value = member.child_by_field_name("value")
                if value is None or value.type not in PLAIN_FUNCTION_VALUES:
                    continue
                function = value
            if key is not None:
                name = self.module.key(key)
                found[name] = Method(name, most_arguments(function, self.module), member)
        return found

    def assigned(self, name: str) -> list[Node]:
        """Every expression that the class gives to `this.<name>` of an instance, fields included; a parameter of the
        constructor that declares the field is one.
        """
        if name not in self._assigned:
            self._assigned[name] = [*self._given(name)]
        return self._assigned[name]

    def _given(self, name: str) -> Iterator[Node]:
        for member in self._members:
            if member.type == NodeKind.FIELD_DEFINITION:
                key = member.child_by_field_name("property")
                value = member.child_by_field_name("value")
                if key is not None and value is not None and self.module.key(key) == name:
                    yield value
        if self._is_component:
            yield from components.state_of(self.node, self.module.source, name)
        if self.module.source.types is not None:
            from migrator.javascript.annotated import declared_fields  # scripts of JavaScript have no types

            parameter = declared_fields(self.node, self.module.source).get(name)
            if parameter is not None:
                yield parameter
        places = spelled(name, self.module.source.data, self.node.start_byte, self.node.end_byte)
        for node in self._assignments_to(places):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and self._is_member(unwrap(left), name):
                yield unwrap(right)

    def _assignments_to(self, places: Iterable[tuple[int, int]]) -> list[Node]:
        """Every assignment with one of some places on its left side where `this` is an instance."""
        found: dict[int, Node] = {}
        members = {member.id for member in self._members}
        if self._is_component:
            members = {function.id for function in components.functions_of(self.node, self.module.source)}
        root = self.module.source.root
        for start, end in places:
            node = root.descendant_for_byte_range(start, end)
            while node is not None and node.type not in OUTSIDE_EXPRESSIONS:
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

    @cached_property
    def _members(self) -> list[Node]:
        """Members of an instance: what is static belongs to the class."""
        body = self.node.child_by_field_name("body")
        members = body.named_children if body is not None else []
        return [
            child
            for child in members
            if child.type in CLASS_MEMBERS and all(part.type != "static" for part in child.children)
        ]


def is_given(node: Node) -> bool:
    """Whether an expression is `a ??= b` or `a ||= b`, which may give `a` the value."""
    operator = node.child_by_field_name("operator") if node.type == NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION else None
    return operator is not None and operator.type in ("??=", "||=", "&&=")


@dataclass(eq=False)
class Module(ModuleRecord):
    """A parsed file: its classes, its imports and its exports."""

    _infos: dict[int, ClassInfo] = field(default_factory=dict, repr=False)

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
                found.setdefault(self.text(name), self.class_at(node))
        return found

    def all_classes(self) -> Iterator[ClassInfo]:
        """Every class, those without a name included, and every component that is an object, in the order of the
        source.
        """
        found = components.components(self.source)
        nodes = sorted((*self._class_nodes, *found), key=_place) if found else self._class_nodes
        return map(self.class_at, nodes)

    @cached_property
    def _class_nodes(self) -> list[Node]:
        """Every class, the outer before the inner. A keyword is written in full: only where it stands is looked."""
        found = []
        for keyword in re.finditer(rb"class", self.source.data):
            token = self.source.root.descendant_for_byte_range(*keyword.span())
            node = token.parent if token is not None else None
            if token is not None and token.type == NodeKind.CLASS and node is not None and node.type in CLASSES:
                found.append(node)
        return sorted(found, key=_place)

    def class_of(self, binding: Binding | None) -> ClassInfo | Binding | Node | None:
        """The class that a name stands for; the import, or the member, that it is another name for; None for anything
        else: a parameter, a function, a name that is given several values.
        """
        for _ in range(_MOST_NAMES):
            if binding is None or binding.kind == IMPORT:
                return binding
            if len(binding.declarations) != 1 or binding.writes:
                return None
            name = binding.declarations[0]
            parent = name.parent
            if parent is None or parent.child_by_field_name("name") != name:
                return None
            if parent.type in CLASSES:
                return self.class_at(parent)
            value = parent.child_by_field_name("value") if parent.type == NodeKind.VARIABLE_DECLARATOR else None
            value = unwrap(value) if value is not None else None
            if value is None or value.type in CLASSES:
                return self.class_at(value) if value is not None else None
            if value.type not in READ_NAMES:
                return value
            binding = self.source.scopes.binding_at(value.start_byte)
        return None

    def class_at(self, node: Node) -> ClassInfo:
        """The class of a node, the same each time: what was found of it is not looked for again."""
        if node.id not in self._infos:
            self._infos[node.id] = ClassInfo(self, node)
        return self._infos[node.id]


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def most_arguments(function: Node, module: ModuleRecord) -> int | None:
    """The most arguments that a function takes, None for one with a rest parameter or that may read `arguments`."""
    given = parameters_of(function)
    if any(child.type == NodeKind.REST_PATTERN for child in given):
        return None
    is_arrow = function.type == NodeKind.ARROW_FUNCTION
    if not is_arrow and b"arguments" in module.source.data[function.start_byte : function.end_byte]:
        return None
    return len(given)
