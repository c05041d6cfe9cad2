"""What the settings let keep Pyodide, and which item of `keep` a use stays by.

- A method: the use stands in it, and what `this` is there is an instance of its class. Where the receiver is reached
  without `this` (a variable, an import), functions in the method and static methods count as well. A field or an
  accessor of that name is not called as a method, and keeps nothing.
- A function: it is the innermost function with a name around the use (`owner.names_around`). A function that has a name
  of its own inside another keeps Pyodide under its own name only; one without a name belongs to the one around; a class
  inside has methods.
- Files: the patterns name the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.components import part_of
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import CLASS_MEMBERS, FUNCTIONS, NodeKind
from migrator.model.boundary import keeper
from migrator.sites.key import This, root
from migrator.sites.owner import names_around, owner_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.discovery.exclusion import Exclusion
    from migrator.javascript.source import Source
    from migrator.model.settings import Settings
    from migrator.sites.owner import Owner
    from migrator.sites.use import Use


class Keepers:
    """Answers for the settings of some files."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keeps_functions = any(keeper(name) == "function" for name in settings.kept)
        self._patterns: list[tuple[str, Exclusion]] = []
        self._files: dict[str, str | None] = {}

    def of(self, use: Use, source: Source) -> str | None:
        """The item of `keep` that a use stays by, None where it may not."""
        is_free = use.key is not None and not isinstance(root(use.key), This)
        return self._at(use.whole, use.owner, source, is_free=is_free)

    def of_call(self, member: Node, on: Node, source: Source) -> str | None:
        """The same of a call of a member of what is no receiver."""
        while (inner := on.child_by_field_name("object")) is not None:
            on = unwrap(inner)
        is_free = on.type not in (NodeKind.THIS, NodeKind.SUPER)
        return self._at(member, owner_of(member, source), source, is_free=is_free)

    def _at(self, node: Node, owner: Owner, source: Source, *, is_free: bool) -> str | None:
        """What lets a place keep Pyodide; ``is_free`` says that it is reached without `this`."""
        name = self._settings.keeps(owner.class_name, owner.method) if owner.node is not None else None
        if name is not None and (owner.place == "method" or (is_free and _stands_in_method(node, source))):
            return name
        if self._keeps_functions:
            name = self._settings.keeps_function(names_around(node, source))
            if name is not None:
                return name
        return self.of_file(source.path)

    def of_file(self, path: str) -> str | None:
        """The pattern that lets a file keep Pyodide."""
        patterns = self._settings.kept_files
        if not patterns or self._settings.path is None:
            return None
        if path not in self._files:
            from migrator.discovery.exclusion import Exclusion  # imports pathspec

            if not self._patterns:
                self._patterns = [("", Exclusion(self._settings, patterns))]
                self._patterns += [(name, Exclusion(self._settings, (name,))) for name in reversed(patterns)]
            is_kept = self._patterns[0][1].holds(path)
            named = (name for name, each in self._patterns[1:] if each.holds(path))
            self._files[path] = next(named, None) if is_kept else None
        return self._files[path]


def _stands_in_method(node: Node, source: Source) -> bool:
    """Whether the member of a class, or of a component, around a node is a method, static or not."""
    current: Node | None = node
    while current is not None:
        parent = current.parent
        part = part_of(current, source) if current.type in FUNCTIONS else None
        if part is not None:
            return part.place == "method"
        if current.type in CLASS_MEMBERS and parent is not None and parent.type == NodeKind.CLASS_BODY:
            words = {part.type for part in current.children if not part.is_named}
            return current.type == NodeKind.METHOD_DEFINITION and not words & {"get", "set"}
        current = parent
    return False
