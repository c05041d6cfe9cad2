"""What the names that a file imports hold: Pyodide, a function that gives it, or an object of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.javascript.evaluation import Evaluation
from migrator.javascript.exports import exported
from migrator.javascript.things import Place, TooFar
from migrator.python.language import PYTHON
from migrator.sites.key import Key, Result, Variable
from migrator.sites.own import Given
from migrator.sites.receivers import Receivers

if TYPE_CHECKING:
    from collections.abc import Collection

    from tree_sitter import Node

    from migrator.javascript.exports import Exported
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.sites.typed import TypedKeys

# A file that neither loads Pyodide, nor runs a program on it, nor names its type does not say that it has it.
_WORDS = tuple(word.encode() for word in (PYTHON.loader, PYTHON.stem, *PYTHON.types))


@dataclass
class Imported:
    """Answers for the names of one file. The files that it asks for them, and those that these ask, share ``seen``."""

    project: Project
    module: Module
    seen: dict[Path, Receivers] = field(default_factory=dict)

    def gives(self, local: str, method: str) -> Given:
        """What a name that the file imports stands for."""
        taken = self.module.imports.get(local) or self.module.required.get(local)
        if taken is None or taken.name == "*":
            return Given()
        target = self.project.follow(self.module, taken.specifier)
        found = [self._of(each, method) for each in exported(self.project, target, taken.name)] if target else []
        return Given(
            any(each.is_receiver for each in found),
            any(each.is_maker for each in found),
            bool(found) and all(each.is_own for each in found),
            any(each.is_sure for each in found),
        )

    def has_method(self, node: Node, name: str) -> bool:
        """Whether a class of the file, or one that it extends, declares a method."""
        return any(name in info.methods for info in self.project.chain(self.module.class_at(node)).classes)

    def makes(self, on: Node, method: str) -> bool:
        """Whether a method of an expression is a function of the user's own, whichever of several it is."""
        evaluation, place = Evaluation(self.project), Place(self.module, on)
        try:
            held = [thing for thing in evaluation.of(place) if thing.kind != "nothing"]
            found = [member for thing in held for member in evaluation.member(thing, method, place)]
        except (TooFar, RecursionError):
            return False
        given = [thing for thing in found if thing.kind != "nothing"]
        return bool(given) and all(thing.kind == "function" and not _is_copy(thing.place.module) for thing in given)

    def types(self) -> TypedKeys:
        """What the types of the file say, with those of other files that it names."""
        from migrator.sites.typed import typed_keys  # scripts of JavaScript have no types

        return typed_keys(self.module, self.project)

    def _of(self, item: Exported, method: str) -> Given:
        if item.whole or item.member:
            return Given()
        receivers = self._receivers(item.module)
        if item.binding is None:
            return Given(is_own=item.node is not None and receivers.own.is_own(item.node, method))
        key, keys = Variable(item.binding), self._keys(item.module, receivers)
        if key in keys or Result(key) in keys:
            sure = receivers.sure()
            return Given(key in keys, Result(key) in keys, is_sure=key in sure or Result(key) in sure)
        return Given(is_own=receivers.own.is_own_name(item.binding, method))

    def _receivers(self, module: Module) -> Receivers:
        if module.path not in self.seen:
            self.seen[module.path] = Receivers(module.source, Imported(self.project, module, self.seen))
        return self.seen[module.path]

    @staticmethod
    def _keys(module: Module, receivers: Receivers) -> Collection[Key]:
        data = module.source.data
        may = module.source.once("names Pyodide", lambda: any(word in data for word in _WORDS))
        return receivers.keys() if may else ()


def _is_copy(module: Module) -> bool:
    """Whether a file is Pyodide itself, whose functions are no user's."""
    return PYTHON.is_interpreter(str(module.path), module.source.data)
