"""What a file can import for a rule: how it has to spell the module, and whether that gives what the rule calls."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery.repository import Repository
from migrator.documents.kinds import is_component, is_page, is_typed
from migrator.javascript.exports import exported
from migrator.javascript.modules import Module, most_arguments
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.syntax import FUNCTIONS, MODULE_STATEMENTS, NodeKind
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import Settings, show_path

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.exports import Exported
    from migrator.javascript.scopes import Binding, Scope
    from migrator.javascript.source import Source
    from migrator.matching.imports import PageImport

_MODULE = re.compile(rb"""\stype\s*=\s*["']?module\b""", re.IGNORECASE)
_COMMON_JS = re.compile(rb"\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w")
_TYPES = re.compile(rb"^\s*(?:import|export)\b", re.MULTILINE)
_WHOLE, _NOTHING = "*", ""
_DECLARED_LATER = frozenset({"const", "let", "class"})


@dataclass(eq=False)
class Importing:
    """Answers for the files of a run."""

    project: Project
    settings: Settings
    repository: Repository

    def written(self, module: Module, specifier: str) -> str:
        """A specifier of a page as a file has to write it: what is relative on a page is seen from the folder of the
        settings or, where there are none, from the top of the repository.
        """
        if not specifier.startswith(("./", "../")):
            return specifier
        target = os.path.join(self._base(module), specifier)
        relative = os.path.relpath(target, os.path.dirname(os.path.abspath(module.path))).replace(os.sep, "/")
        return relative if relative.startswith("../") else f"./{relative}"

    def _base(self, module: Module) -> str:
        if self.settings.path is not None:
            return os.path.dirname(os.path.abspath(self.settings.path))
        return self.repository.root(module.path)

    def is_same(self, module: Module, one: str, other: str) -> bool:
        """Whether two specifiers of a file name one module."""
        if one == other:
            return True
        files = [self.project.file(module, specifier) for specifier in (one, other)]
        return None not in files and len({os.path.abspath(file) for file in files if file is not None}) == 1

    def lack(
        self, module: Module, item: PageImport, given: int | None, notes: list[Message]
    ) -> tuple[Code, Message] | None:
        """Why a file cannot import something, or why a call of it with so many arguments is none that it takes."""
        found = module.source.once("no module", lambda: _no_module(module.source))
        if found is not None:
            return Code.NO_IMPORT, found
        specifier = self.written(module, item.specifier)
        path = self.project.file(module, specifier)
        if path is not None and os.path.abspath(path) == os.path.abspath(module.path):
            return Code.NO_IMPORT, Message.of(Sentence.IMPORTS_ITSELF, specifier=item.specifier)
        if path is None and specifier.startswith("."):
            base = show_path(self._base(module))
            return Code.NO_IMPORT, Message.of(Sentence.IMPORT_NOT_FOUND, specifier=item.specifier, base=base)
        if item.name in (_WHOLE, _NOTHING):
            return None
        target = self.project.follow(module, specifier)
        if target is None:
            notes.append(Message.of(Sentence.IMPORT_NOT_CHECKED, name=item.name, specifier=item.specifier))
            return None
        values = exported(self.project, target, item.name)
        if not values:
            message = Message.of(Sentence.EXPORTS_NO_SUCH_NAME, file=target.path.name, name=item.name)
            return Code.NO_IMPORT, message
        for value in values:
            wrong = _takes_less(value.module, _shown(value), item.local, given)
            if wrong is not None:
                return wrong
        return None

    def lack_in_scope(
        self, module: Module, name: str, scope: Scope, place: int, given: int | None, notes: list[Message]
    ) -> tuple[Code, Message] | None:
        """Why a function that a rule calls by its name cannot be called in a scope."""
        binding = module.source.scopes.lookup(name, scope)
        declared = binding.declarations[0].start_byte if binding is not None and binding.declarations else -1
        is_later = binding is not None and binding.scope.function is scope.function and declared > place
        if binding is None or (is_later and binding.kind in _DECLARED_LATER):
            return Code.NO_COMMAND, Message.of(Sentence.FUNCTION_NOT_IN_SCOPE, name=name)
        if _outer(binding) is not None:
            line = module.source.line(max(declared, 0))
            return Code.NO_COMMAND, Message.of(Sentence.FUNCTION_SHADOWED, name=name, line=line)
        found = False
        for where, node in self._values(module, binding):
            found |= _function(node) is not None
            wrong = _takes_less(where, node, name, given)
            if wrong is not None:
                return wrong
        if not found:
            notes.append(Message.of(Sentence.FUNCTION_NOT_CHECKED, name=name))
        return None

    def _values(self, module: Module, binding: Binding) -> list[tuple[Module, Node | None]]:
        taken = module.imports.get(binding.name) if binding.kind == "import" else None
        if taken is not None:
            target = self.project.follow(module, taken.specifier)
            given = exported(self.project, target, taken.name) if target is not None else []
            return [(each.module, _shown(each)) for each in given]
        return [(module, node.parent) for node in binding.declarations] if len(binding.declarations) == 1 else []


def _outer(binding: Binding) -> Binding | None:
    at = binding.scope.parent
    while at is not None:
        if binding.name in at.bindings:
            return at.bindings[binding.name]
        at = at.parent
    return None


def _shown(value: Exported) -> Node | None:
    """What shows what is exported: its value, or what declares it once."""
    declared = value.binding.declarations if value.binding is not None else []
    return value.node if value.node is not None else declared[0].parent if len(declared) == 1 else None


def _function(node: Node | None) -> Node | None:
    """The function that a declaration or a value is."""
    if node is not None and node.type == NodeKind.VARIABLE_DECLARATOR:
        node = node.child_by_field_name("value")
    node = unwrap(node) if node is not None else None
    return node if node is not None and node.type in FUNCTIONS else None


def _takes_less(module: Module, node: Node | None, name: str, given: int | None) -> tuple[Code, Message] | None:
    function = _function(node)
    most = most_arguments(function, module) if function is not None else None
    if function is None or most is None or given is None or given <= most:
        return None
    file, line = module.path.name, module.source.line(function.start_byte)
    message = Message.of(Sentence.FUNCTION_TAKES_LESS, name=name, most=most, given=given, file=file, line=line)
    return Code.NO_COMMAND, message


def _no_module(source: Source) -> Message | None:
    """Why a script cannot have an import, None where it is a module."""
    path, name = source.path, Path(source.path).suffix.lower()
    if is_page(path):
        starts = [start for start, _ in source.script.spans] if source.script is not None else []
        openings = (source.data[source.data[:start].lower().rfind(b"<script") : start] for start in starts)
        is_module = all(_MODULE.search(opening) for opening in openings)
        return None if is_module else Message.of(Sentence.CLASSIC_SCRIPT)
    if is_component(path) or name in (".mjs", ".mts"):
        return None
    if any(node.type in MODULE_STATEMENTS for node in source.root.named_children):
        return None
    if name in (".cjs", ".cts") or _COMMON_JS.search(source.data) is not None:
        return Message.of(Sentence.COMMON_JS)
    if is_typed(path) and _TYPES.search(source.data) is not None:  # of types only
        return None
    return Message.of(Sentence.NO_MODULE)
