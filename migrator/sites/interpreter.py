"""Who shares the globals of one interpreter: the programs of a file, and those of other files of the repository.

In a file, all programs count, whatever they are run on. Of another file those count

- whose receiver is that of a class which a class of this file extends, or which extends one,
- whose receiver, or what else runs them, may be the same interpreter: that of a class which is given one from outside,
  that of a function or a member of another object.

They do not count where both sides make an interpreter of their own (`loadPyodide()`, or a worker that the class makes),
nor in a worker script. Only files that spell one of the names are looked into. What is found depends on which files of
the repository may run Python and what they hold: `Repository.running` notes that for the cache.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import MEMBERS, NodeKind
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.sites.accesses import Access, accesses
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

_NOTHING = frozenset({NodeKind.NULL, NodeKind.UNDEFINED})


class Elsewhere(NamedTuple):
    """An access of another file: how the file is shown, and the line of a name in it."""

    file: str
    source: Source
    access: Access

    def line(self, name: str | None = None) -> int:
        return self.source.line(self.access.place(name) if name is not None else self.access.offset)


class Unparsed(NamedTuple):
    """A file in a language that is not parsed, which runs Python and spells one of the names."""

    file: str


@dataclass(eq=False)
class Interpreter:
    """Answers for one run. ``in_worker`` says of a file whether it is a worker script."""

    project: Project
    settings: Settings
    repository: Repository | None = None
    in_worker: Callable[[Path], bool] = lambda path: False
    _inside: dict[int, tuple[File, list[Access]]] = field(default_factory=dict)
    _of_files: dict[tuple[str, str], tuple[Source, Module, list[Access]] | None] = field(default_factory=dict)

    def inside(self, file: File, module: Module | None = None) -> list[Access]:
        """The accesses of a file that is looked at."""
        known = self._inside.get(id(file))
        if known is None or known[0] is not file:
            self._inside.clear()  # one file after the other
            known = self._inside[id(file)] = file, accesses(file, module, self.project)
        return known[1]

    def around(self, module: Module, node: Node, names: Collection[str]) -> Iterator[Elsewhere | Unparsed]:
        """The accesses of other files that may share the interpreter of class ``node`` of a file, where these files
        spell one of some names.
        """
        if self.repository is None or not names:
            return
        own = os.path.realpath(module.path)
        running = self.repository.running(module.path, self.settings.receiver)
        if not running:
            return
        spelled = re.compile(rb"(?<![\w$])(?:%s)(?![\w$])|\\" % b"|".join(re.escape(name.encode()) for name in sorted(names)))
        is_own = self._is_own(module, node)
        for path, seen in running.items():
            if os.path.realpath(path) == own:
                continue
            data = self.repository.disk.peek(Path(path))
            if data is None or spelled.search(data) is None:
                continue
            if self.repository.is_parsed(path):
                found = self._accesses(path, seen, data)
                if found is None or self.in_worker(Path(path)):
                    continue
                source, other, all_of_it = found
                for access in all_of_it:
                    if self._shares(access, other, module, node, is_own):
                        yield Elsewhere(_shown(path, own), source, access)
            elif any(call.encode() in data for call in PYTHON.calls) and not self.in_worker(Path(path)):
                yield Unparsed(_shown(path, own))

    def is_one(self, module: Module, one: Node, other: Node) -> bool:
        """Whether two classes of a file have one receiver: one is the other, or extends it."""
        return one.id == other.id or self._are_related(module.class_at(one), module.class_at(other))

    def _accesses(self, path: str, seen: str, data: bytes) -> tuple[Source, Module, list[Access]] | None:
        key = path, seen
        if key not in self._of_files:
            try:
                source = Source.read(path, data)
                module = Module(Path(path), source)
                file = File(source, self.settings)
                self._of_files[key] = source, module, accesses(file, module, self.project)
            except (SourceError, RecursionError):  # an error of that file, which a run over it reports
                self._of_files[key] = None
        return self._of_files[key]

    def _shares(self, access: Access, other: Module, module: Module, node: Node, is_own: bool) -> bool:
        """Whether an access of another file may be one of the interpreter of a class."""
        if not access.is_receiver:
            return not (is_own and self._is_made(unwrap(access.on), other))
        theirs = access.owner.node
        if theirs is None or access.owner.place not in ("method", "field"):
            return True
        if self._are_related(module.class_at(node), other.class_at(theirs)):
            return True
        return not (is_own and self._is_own(other, theirs))

    def _are_related(self, one: ClassInfo, other: ClassInfo) -> bool:
        ours, theirs = self.project.chain(one).classes, self.project.chain(other).classes
        return _key(one) in map(_key, theirs) or _key(other) in map(_key, ours)

    def _is_own(self, module: Module, node: Node) -> bool:
        """Whether each interpreter that the receiver of a class is given is one that the class makes."""
        settings = self.settings
        seen = False
        for info in self.project.chain(module.class_at(node)).classes:
            for value in info.assigned(settings.receiver.member):
                if value.type in _NOTHING:
                    continue
                seen = True
                if info.is_own_member(value, settings.worker.member):
                    made = [held for held in info.assigned(settings.worker.member) if held.type not in _NOTHING]
                    if not made or any(held.type != NodeKind.NEW_EXPRESSION for held in made):
                        return False
                elif value.type != NodeKind.NEW_EXPRESSION and not _loads(value):
                    return False
        return seen

    def _is_made(self, on: Node, module: Module) -> bool:
        """Whether an expression is an interpreter that the file makes."""
        if on.type in MEMBERS:
            return False
        found = list(Origins(module.source).of(on))
        return bool(found) and all(not origin.keys and _loads(origin.node) for origin in found)


def _loads(value: Node) -> bool:
    """`await loadPyodide(…)`."""
    node = unwrap(value)
    while node.type == NodeKind.AWAIT_EXPRESSION:
        node = unwrap(node.named_children[-1])
    if node.type != NodeKind.CALL_EXPRESSION:
        return False
    function = node.child_by_field_name("function")
    name = function.child_by_field_name("property") or function if function is not None else None
    return name is not None and name.text == PYTHON.loader.encode()


def _key(info: ClassInfo) -> tuple[str, int]:
    return os.path.realpath(info.module.path), info.node.start_byte


def _shown(path: str, beside: str) -> str:
    """A file as it is seen from another one: the same from wherever the run was started."""
    return os.path.relpath(os.path.realpath(path), os.path.dirname(beside)).replace(os.sep, "/")
