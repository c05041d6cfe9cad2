"""What the names that a file imports hold: Pyodide, a function that gives it, or an object of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.javascript.exports import exported
from migrator.javascript.flow import sources
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import CLASSES, NodeKind
from migrator.python.language import PYTHON
from migrator.sites.receivers import Given, Key, Receivers

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.exports import Exported
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project

# A file that neither loads Pyodide nor runs a program on it says nothing of it.
_WORDS = (PYTHON.loader.encode(), PYTHON.stem.encode(), b"\\")
_DEEPEST = 8  # files that import from one another


@dataclass
class Imported:
    """Answers for the names of one file. ``depth`` counts the files on the way here."""

    project: Project
    module: Module
    depth: int = 0
    _known: dict[str, Given] = field(default_factory=dict)

    def gives(self, local: str) -> Given:
        """What a name that the file imports stands for."""
        if local not in self._known:
            self._known[local] = Given()  # what goes in a circle is neither
            self._known[local] = self._given(local)
        return self._known[local]

    def _given(self, local: str) -> Given:
        taken = self.module.imports.get(local) or self.module.required.get(local)
        if taken is None or taken.name == "*" or self.depth > _DEEPEST:
            return Given()
        target = self.project.follow(self.module, taken.specifier)
        if target is None:
            return Given()
        found = [self._of(each) for each in exported(self.project, target, taken.name)]
        return Given(
            any(each.is_receiver for each in found),
            any(each.is_maker for each in found),
            bool(found) and all(each.is_own for each in found),
        )

    def _of(self, item: Exported) -> Given:
        if item.whole or item.member:
            return Given()
        source = item.module.source
        if item.binding is not None and any(word in source.data for word in (*_WORDS, b"import", b"require")):
            receivers = Receivers(source, Imported(self.project, item.module, self.depth + 1))
            keys = receivers.keys()
            key: Key = ("name", item.binding)
            if key in keys or ("result", key) in keys:
                return Given(key in keys, ("result", key) in keys)
            return Given(is_own=_is_own(receivers.values(key)))
        return Given(is_own=_is_own([item.node])) if item.node is not None else Given()


def _is_own(values: list[Node]) -> bool:
    """Whether all values are objects that the file makes: a class, an instance, a literal."""
    made = (*CLASSES, NodeKind.NEW_EXPRESSION, NodeKind.OBJECT)
    found = [node for value in values for node in sources(unwrap(value))]
    return bool(found) and all(node.type in made for node in found)

