"""How names lead from one file to another on disk: the modules that specifiers spell, and chains of classes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.javascript.disk import Disk, digest, stamp
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.scopes import IMPORT, Binding
from migrator.javascript.source import Source, SourceError
from migrator.javascript.specifiers import Specifiers, is_asset, is_module
from migrator.javascript.syntax import CLASSES, FUNCTIONS, READ_NAMES, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.imports import Export
    from migrator.model.ledger import Message

_DEEPEST_CHAIN = 30
# Trees and scopes are large; what a chain of classes needs is a handful.
_MOST_MODULES = 12


@dataclass
class Chain:
    """A class and those that it extends, nearest first. ``missing`` says where the chain leaves what can be seen."""

    classes: list[ClassInfo]
    missing: Message | None = None

    @property
    def complete(self) -> bool:
        return self.missing is None


@dataclass(eq=False)
class Project:
    """Files on disk, parsed once each and only when a name leads there."""

    disk: Disk = field(default_factory=Disk)
    _modules: dict[Path, tuple[Module | None, str | None]] = field(default_factory=dict)

    def add(self, path: Path, source: Source) -> Module:
        """A module whose source is at hand; a run over many files keeps only a few."""
        module = Module(path, source)
        self._keep(Path(os.path.realpath(path)), module, None)
        return module

    def put_back(self, module: Module) -> None:
        """Take a module for its file again, after another one was added in its place."""
        self._keep(Path(os.path.realpath(module.path)), module, None)

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
        """The module that ``specifier`` spells in ``module``; None for one that leads to no file, for a file that is no
        module, and for what a bundler or a loader makes something else of.
        """
        if is_asset(specifier) or "!" in specifier:
            return None
        found = self.file(module, specifier)
        return self.module(found) if found is not None and is_module(str(found)) else None

    def file(self, module: Module, specifier: str) -> Path | None:
        """The file that ``specifier`` spells in ``module``, whatever is made of it."""
        return self._specifiers.file(module.path, specifier)

    @cached_property
    def _specifiers(self) -> Specifiers:
        return Specifiers(self.disk)

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
            return self._bound(module, module.source.scopes.binding_at(expression.start_byte), 0)
        if expression.type == NodeKind.MEMBER_EXPRESSION:
            owner, prop = expression.child_by_field_name("object"), expression.child_by_field_name("property")
            if owner is not None and prop is not None and owner.type == NodeKind.IDENTIFIER:
                binding = module.source.scopes.binding_at(owner.start_byte)
                taken = module.imports.get(module.text(owner)) if _is_import(binding) else None
                if taken is not None and taken.name == "*":
                    target = self.follow(module, taken.specifier)
                    return self._exported(target, module.text(prop), 0) if target is not None else None
        return None

    def required_class(self, module: Module, expression: Node, depth: int = 0) -> ClassInfo | None:
        """The class of another file that a name, or a member of one, takes from `require`."""
        member = module.member(expression)
        name = member[0] if member is not None else expression
        binding = module.source.scopes.binding_at(name.start_byte) if name.type == NodeKind.IDENTIFIER else None
        at_top = binding is not None and binding.scope is module.source.scopes.root
        taken = module.required.get(module.text(name)) if at_top else None
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

    def exported_class(self, module: Module, name: str) -> ClassInfo | None:
        """The class that a file exports under a name, itself or from another file."""
        return self._exported(module, name, 0) or self._assigned(module, name, 0)

    def is_builtin(self, module: Module, expression: Node) -> bool:
        """Whether an expression is a name that the file neither declares nor imports."""
        return expression.type == NodeKind.IDENTIFIER and module.source.scopes.binding_at(expression.start_byte) is None

    def function(self, module: Module, name: Node) -> tuple[Module, Node] | None:
        """The function of another file that a name takes from an import, with its file."""
        binding = module.source.scopes.binding_at(name.start_byte)
        taken = module.imports.get(module.text(name)) if _is_import(binding) else None
        wanted = taken.name if taken is not None else "*"
        target = self.follow(module, taken.specifier) if taken is not None and wanted != "*" else None
        for _ in range(_DEEPEST_CHAIN):
            export = target.exports.get(wanted) if target is not None else None
            if target is None or export is None:
                return None
            if export.specifier is None:
                return _function(target, export)
            target, wanted = self.follow(target, export.specifier), export.local or wanted
        return None

    def _bound(self, module: Module, binding: Binding | None, depth: int) -> ClassInfo | None:
        """The class that a name stands for, in this file or in the one that it is imported from."""
        found = module.class_of(binding)
        if found is None or isinstance(found, ClassInfo):
            return found
        if not isinstance(found, Binding):
            return self.resolve_class(module, found) if found.type == NodeKind.MEMBER_EXPRESSION else None
        taken = module.imports.get(found.name)
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
            return self._bound(module, module.source.scopes.root.bindings.get(export.local or name), depth + 1)
        for specifier in module.wildcards:
            target = self.follow(module, specifier)
            found = self._exported(target, name, depth + 1) if target is not None else None
            if found is not None:
                return found
        return None


def _is_import(binding: Binding | None) -> bool:
    return binding is not None and binding.kind == IMPORT


def _function(module: Module, export: Export) -> tuple[Module, Node] | None:
    """The function that a file exports, where it is written out there."""
    node = export.node
    if node is not None and node.type in FUNCTIONS:
        return module, node
    binding = module.source.scopes.root.bindings.get(export.local or "")
    if binding is None or len(binding.declarations) != 1 or binding.writes:
        return None
    parent = binding.declarations[0].parent
    if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
        value = parent.child_by_field_name("value")
        parent = unwrap(value) if value is not None else None
    return (module, parent) if parent is not None and parent.type in FUNCTIONS else None


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
