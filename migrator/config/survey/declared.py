"""What names stand for in a repository: classes, functions and values, of this file or of another."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.syntax import CLASSES, DECLARED_FUNCTIONS, FUNCTIONS, IDENTIFIERS, MODULE_STATEMENTS, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

GLOBALS = frozenset({"window", "self", "globalThis"})
_MOST_CLASSES = 30  # that extend one another


class Declarations:
    """Declarations by the names that lead to them. ``paths`` are the files whose classes all scripts of a page see."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.paths: list[Path] = []
        self._global_classes: dict[str, ClassInfo | None] = {}

    def class_of(self, module: Module, expression: Node) -> ClassInfo | None:
        """The class that an expression names, in this file or in another."""
        if expression.type == NodeKind.THIS:
            return _class_around(module, expression)
        found = self._project.resolve_class(module, expression) or self._project.required_class(module, expression)
        if found is not None:
            return found
        member = module.member(expression)
        if member is not None and module.text(member[0]) not in GLOBALS:
            return None
        name = member[1] if member is not None else module.text(expression)
        node = member[0] if member is not None else expression
        return self._global_class(name) if self._project.is_builtin(module, node) else None

    def _global_class(self, name: str) -> ClassInfo | None:
        """The class of a script that all scripts of a page see, if one file alone has a class of that name."""
        if name not in self._global_classes:
            spelled = name.encode()
            found = []
            for path in self.paths:
                data = read(path)
                module = self._project.module(path) if b"class" in data and spelled in data else None
                info = module.classes.get(name) if module is not None else None
                if info is not None:
                    found.append(info)
            self._global_classes[name] = found[0] if len(found) == 1 and _is_global(found[0]) else None
        return self._global_classes[name]

    def chain(self, info: ClassInfo | None) -> list[ClassInfo]:
        """A class and those that it extends."""
        found: list[ClassInfo] = []
        while info is not None and info not in found and len(found) < _MOST_CLASSES:
            found += [each for each in self._project.chain(info).classes if each not in found]
            heritage = found[-1].heritage
            info = self.class_of(found[-1].module, unwrap(heritage)) if heritage is not None else None
        return found

    def static(self, module: Module, callee: Node) -> tuple[ClassInfo, Node] | None:
        """The class and the static method that a call names, or the method of the class around that `this` has."""
        member = module.member(callee)
        if member is None:
            return None
        owner, name = member
        is_static = owner.type != NodeKind.THIS or _in_static(owner)
        for info in self.chain(self.class_of(module, owner)):
            body = info.node.child_by_field_name("body")
            for part in body.named_children if body is not None else ():
                key = part.child_by_field_name("name") or part.child_by_field_name("property")
                if key is None or info.module.key(key) != name or _has_static(part) != is_static:
                    continue
                function = part if part.type == NodeKind.METHOD_DEFINITION else part.child_by_field_name("value")
                if function is not None and function.type in FUNCTIONS:
                    return info, function
        return None

    def function(self, module: Module, name: Node) -> Node | None:
        """The function of the file that a name is declared as."""
        binding = module.source.scopes.binding_at(name.start_byte)
        for declaration in binding.declarations if binding is not None else ():
            parent = declaration.parent
            value = parent.child_by_field_name("value") if parent is not None else None
            for node in (parent, value):
                is_inside = node is not None and node.start_byte <= name.start_byte < node.end_byte
                if node is not None and node.type in FUNCTIONS and not is_inside:
                    return node
        return None

    def declared(self, module: Module, name: Node) -> tuple[Module, Node] | None:
        """The function or the value that a name stands for, in the module that declares it."""
        member = module.member(name)
        if member is not None:
            return self._member_of_module(module, *member)
        if name.type != NodeKind.IDENTIFIER:
            return None
        required = module.required.get(module.text(name))
        if required is not None:
            there = self._project.follow(module, required.specifier)
            wanted = "default" if required.name == "*" else required.name
            return self._given_by(there, wanted) if there is not None else None
        binding = module.source.scopes.binding_at(name.start_byte)
        for declaration in binding.declarations if binding is not None else ():
            parent = declared = declaration.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                declared = parent.child_by_field_name("value")
            elif parent is None or parent.type not in DECLARED_FUNCTIONS:
                continue
            if declared is not None:
                return module, declared
        taken = module.imports.get(module.text(name))
        there = self._project.follow(module, taken.specifier) if taken is not None else None
        return self._given_by(there, taken.name) if there is not None and taken is not None else None

    def _member_of_module(self, module: Module, owner: Node, name: str) -> tuple[Module, Node] | None:
        """`client.make` of `import * as client` or of `const client = require('./client.js')`."""
        local = module.text(owner) if owner.type == NodeKind.IDENTIFIER else ""
        taken = module.imports.get(local) or module.required.get(local)
        there = self._project.follow(module, taken.specifier) if taken is not None and taken.name == "*" else None
        return self._given_by(there, name) if there is not None else None

    def _given_by(self, there: Module, name: str) -> tuple[Module, Node] | None:
        """The function or the value that a module gives under a name."""
        for given, node in there.assigned_exports:
            for held in there.held(node, name) if given == "*" else [node] if given == name else ():
                if held.type in FUNCTIONS:
                    return there, held
                found = self._declared_here(there, there.text(held)) if held.type in IDENTIFIERS else (there, held)
                if found is not None:
                    return found
        export = there.exports.get(name)
        if export is not None and export.node is not None and export.node.type in FUNCTIONS:
            return there, export.node
        return self._declared_here(there, export.local) if export is not None and export.local is not None else None

    def _declared_here(self, there: Module, name: str) -> tuple[Module, Node] | None:
        """What a module declares at its top under a name."""
        for node in there.source.root.named_children:
            for part in (node, *node.named_children):
                if part.type in DECLARED_FUNCTIONS and _declares(there, part, name):
                    return there, part
                for declarator in part.named_children:
                    value = declarator.child_by_field_name("value")
                    if declarator.type == NodeKind.VARIABLE_DECLARATOR and _declares(there, declarator, name):
                        return (there, value) if value is not None else None
        return None


def identity(info: ClassInfo) -> tuple[str, int]:
    return os.path.realpath(info.module.path), info.node.start_byte


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _class_around(module: Module, node: Node) -> ClassInfo | None:
    at: Node | None = node
    while at is not None and at.type not in CLASSES:
        at = at.parent
    return module.class_at(at) if at is not None else None


def _in_static(this: Node) -> bool:
    at: Node | None = this
    while at is not None and at.parent is not None and at.parent.type != NodeKind.CLASS_BODY:
        at = at.parent
    return at is not None and _has_static(at)


def _has_static(member: Node) -> bool:
    return member.type == NodeKind.CLASS_STATIC_BLOCK or any(child.type == "static" for child in member.children)


def _is_global(info: ClassInfo) -> bool:
    """Whether a class stands at the top of a classic script, or is given to the global object."""
    module, name = info.module, info.name
    if re.search(rb"\b(?:window|self|globalThis)\.%s\s*=(?!=)" % re.escape(name).encode(), module.source.data):
        return True
    if any(node.type in MODULE_STATEMENTS for node in module.source.root.named_children):
        return False
    at = info.node.parent
    if at is not None and at.type == NodeKind.VARIABLE_DECLARATOR:
        at = at.parent.parent if at.parent is not None else None
    return at is not None and at.type == NodeKind.PROGRAM and not module.assigned_exports


def _declares(module: Module, node: Node, name: str) -> bool:
    declared = node.child_by_field_name("name")
    return declared is not None and module.text(declared) == name
