"""Who shares the globals of one interpreter: the programs of a file, and those of other files of the repository.

In a file, all programs count, whatever they are run on. A namespace that a call gives its program counts as the globals
of another interpreter (``Access.spaces``). Of another file those count

- whose receiver is that of a class which a class of this file extends, or which extends one,
- whose receiver, or what else runs them, may be the same interpreter: that of a class which is given one from outside,
  that of a function or a member of another object.

They do not count where both sides make an interpreter of their own (`loadPyodide()`, or a worker that the class makes),
nor in a worker script. What is not parsed (Astro, the markup of a page) counts as code that cannot be seen, where it
spells one of the names. What is found depends on which files of the repository may run Python and what they hold:
`Repository.running` notes that for the cache.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository, Running
from migrator.javascript.modules import Module
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.source import Source, SourceError, unparsed
from migrator.javascript.syntax import MEMBERS, NOTHING, NodeKind, children
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.sites.accesses import ITSELF, Access, accesses
from migrator.sites.kept import ClassKey, class_key
from migrator.sites.program import Forms
from migrator.sites.site import File, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = [word.encode() for word in (PYTHON.stem, PYTHON.namespace, PYTHON.importer)]
_ESCAPED = re.compile(rb"\\[ux]")  # what may spell one of them


class Elsewhere(NamedTuple):
    """An access of another file, without its tree. ``classes`` are the one whose receiver it uses and those that this
    extends, none where it may be any; ``is_apart`` says that the file makes an interpreter of its own for it.
    """

    file: str
    line: int
    access: Access
    classes: tuple[ClassKey, ...] = ()
    is_apart: bool = False


class Unparsed(NamedTuple):
    """A file that runs Python and spells one of the names in what of it is not parsed."""

    file: str


@dataclass(eq=False)
class Interpreter:
    """Answers for one run. ``in_worker`` says of a file whether it is a worker script."""

    project: Project
    settings: Settings
    repository: Repository | None = None
    in_worker: Callable[[Path], bool] = lambda path: False
    forms: Forms | None = None
    _inside: tuple[File, list[Access]] | None = None

    def inside(self, file: File, module: Module | None = None) -> list[Access]:
        """The accesses of a file that is looked at: one file after the other."""
        if self._inside is None or self._inside[0] is not file:
            self._inside = file, accesses(file, module, self.project)
        return self._inside[1]

    def is_one(self, module: Module, one: Node, other: Node) -> bool:
        """Whether two classes of a file have one receiver: one is the other, or extends it."""
        if one.id == other.id:
            return True
        ours, theirs = self._classes(module, one), self._classes(module, other)
        return ours[0] in theirs or theirs[0] in ours

    def around(self, module: Module, use: Use, names: Collection[str]) -> Iterator[Elsewhere | Unparsed]:
        """The accesses of other files that may share the interpreter that a use of a file has, and that read one of
        some names or cannot be seen.
        """
        if self.repository is None or not names:
            return
        own = os.path.realpath(module.path)
        running = self.repository.running(module.path, self.settings.receiver)
        others = [file for file in running if file.real != own or module.source.script is not None]
        if not others:
            return
        words = b"|".join(re.escape(name.encode()) for name in names if name != ITSELF)
        spelled = re.compile(rb"(?<![\w$])(?:%s)(?![\w$])" % words)
        node = use.owner.node
        if use.key is None and node is not None and use.owner.place in ("method", "field"):
            classes, is_own = self._classes(module, node), self._is_own(module, node)
        else:
            classes, is_own = (), self._is_made(unwrap(use.node), module)
        for file in others:
            found: list[Elsewhere | Unparsed] = []
            if self.repository.is_parsed(file.path):
                for other in self._others(file):
                    if file.real == own and _is_of(other, module.source):
                        continue
                    if other.access.concerns(names) and self._shares(other, classes, is_own):
                        found.append(other)
            data = unparsed(file.path, self.repository.disk.peek(Path(file.path)) or b"")
            if words and spelled.search(data) is not None and any(call.encode() in data for call in PYTHON.calls):
                found.append(Unparsed(""))
            if found and not self.in_worker(Path(file.path)):
                # Seen from the file, so that it is the same from wherever the run was started.
                shown = os.path.relpath(file.real, os.path.dirname(own)).replace(os.sep, "/")
                yield from (other._replace(file=shown) for other in found)

    @staticmethod
    def _shares(other: Elsewhere, classes: tuple[ClassKey, ...], is_own: bool) -> bool:
        """Whether an access of another file may be one of the interpreter of a class and those that it extends."""
        if classes and other.classes and (other.classes[0] in classes or classes[0] in other.classes):
            return True
        return not (is_own and other.is_apart)

    def _others(self, file: Running) -> list[Elsewhere]:
        """The accesses of a file that stays, read once in a run; what its classes extend counts as seen each time."""
        settings = self.settings
        key = "accesses", settings.receiver, settings.worker, settings.environment, file.path, file.seen
        return self.project.disk.once(key, lambda: list(self._read(file.path)))

    def _read(self, path: str) -> Iterator[Elsewhere]:
        data = self.project.disk.peek(Path(path))  # that it holds this is noted with the files that may run Python
        calls = self.repository is not None and data is not None and self.repository.reach.may_call(path, data)
        if data is None or not (calls or any(word in data for word in _WORDS) or _ESCAPED.search(data) is not None):
            return
        try:
            for source in Source.read_all(path, data):
                module = Module(Path(path), source)
                uses = None
                if calls and self.repository is not None:
                    from migrator.sites.callers import Callers  # few files call what others have

                    uses = Callers(self.project, self.repository.reach, self.settings).uses(module)
                for access in accesses(File(source, self.settings, self.forms, uses), module, self.project):
                    yield self._told(access, module)
        except (SourceError, RecursionError):  # an error of that file, which a run over it reports
            return

    def _told(self, access: Access, module: Module) -> Elsewhere:
        on, node = unwrap(access.on), access.owner.node
        line = module.source.line(access.offset)
        plain = replace(
            access,
            on=None,
            owner=None,
            locate=None,
            reads=dict.fromkeys(access.reads),
            lasting=dict.fromkeys(access.lasting),
            changes=dict(access.changes),
        )
        if not access.is_receiver:
            return Elsewhere("", line, plain, (), self._is_made(on, module))
        if node is None or access.owner.place not in ("method", "field"):
            return Elsewhere("", line, plain)
        return Elsewhere("", line, plain, self._classes(module, node), self._is_own(module, node))

    def _classes(self, module: Module, node: Node) -> tuple[ClassKey, ...]:
        """A class and those that it extends."""
        return tuple(map(class_key, self.project.chain(module.class_at(node)).classes))

    def _is_own(self, module: Module, node: Node) -> bool:
        """Whether each interpreter that the receiver of a class is given is one that the class makes."""
        settings = self.settings
        seen = False
        for info in self.project.chain(module.class_at(node)).classes:
            for value in info.assigned(settings.receiver.member):
                if value.type in NOTHING:
                    continue
                seen = True
                if info.is_own_member(value, settings.worker.member):
                    made = [held for held in info.assigned(settings.worker.member) if held.type not in NOTHING]
                    if not made or any(held.type != NodeKind.NEW_EXPRESSION for held in made):
                        return False
                elif value.type != NodeKind.NEW_EXPRESSION and not _loads(value):
                    return False
        return seen

    @staticmethod
    def _is_made(on: Node, module: Module) -> bool:
        """Whether an expression is an interpreter that the file makes."""
        if on.type in MEMBERS:
            return False
        found = list(Origins(module.source).of(on))
        return bool(found) and all(not origin.keys and _loads(origin.node) for origin in found)


def _loads(value: Node) -> bool:
    """`await loadPyodide(…)`."""
    node = unwrap(value)
    while node.type == NodeKind.AWAIT_EXPRESSION:
        node = unwrap(children(node)[-1])
    if node.type != NodeKind.CALL_EXPRESSION:
        return False
    function = node.child_by_field_name("function")
    name = function.child_by_field_name("property") or function if function is not None else None
    return name is not None and name.text == PYTHON.loader.encode()


def _is_of(other: Elsewhere, source: Source) -> bool:
    """Whether an access of a file with markup is one of this script of it, and none of another."""
    spans = source.script.spans if source.script is not None else ()
    return any(source.line(start) <= other.line <= source.line(end) for start, end in spans)
