"""Assignments that give the receiver its value, and whether a method that keeps Pyodide still lives on them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.javascript.modules import Module, Project
from migrator.javascript.source import Source, SourceError
from migrator.scan import Found, repository_root, scan
from migrator.settings import Settings
from migrator.sites import File

_Key = tuple[Path, int]  # a class: its file and where it begins


@dataclass
class KeptMethods:
    """Knows every class that has a kept method which uses the receiver, and the classes that it extends.

    Looks through the files of the run and, once, through the repository (or, without git, the folder) of a file that
    assigns the receiver: a
    class that inherits the assignment may stand anywhere, and only its name for a kept method leads there.
    """

    project: Project
    settings: Settings
    given: tuple[str, ...] = ()
    _searched: set[Path] = field(default_factory=set)
    _roots: set[Path] = field(default_factory=set)
    _inherited: set[_Key] = field(default_factory=set)

    def live_on(self, module: Module, class_node_start: int) -> bool:
        """Whether a kept method is left in the class at this byte, or in one that inherits it."""
        key = (Path(os.path.realpath(module.path)), class_node_start)
        self._look_into([module.path])
        if key in self._inherited:
            return True
        root = repository_root(Path(os.path.realpath(module.path)).parent)
        if root not in self._roots:
            self._roots.add(root)
            self._look_into(Path(path) for path in self._candidates((*self.given, str(root))))
        return key in self._inherited

    def _candidates(self, paths: tuple[str, ...]) -> Iterator[str]:
        for item in scan(paths, sure=True):
            if isinstance(item, Found):
                yield item.path

    def _look_into(self, paths: Iterable[Path]) -> None:
        names = [name.rpartition(".")[2].encode() for name in self.settings.kept]
        for path in paths:
            key = Path(os.path.realpath(path))
            if key in self._searched:
                continue
            self._searched.add(key)
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if any(name in data for name in names):
                self._record(path, data)

    def _record(self, path: Path, data: bytes) -> None:
        try:
            module = Module(path, Source.read(str(path), data))
        except SourceError:
            return
        owners = {
            use.owner.node.start_byte: use.owner.node
            for use in File(module.source, self.settings).uses
            if use.owner.node is not None
            and use.kind != "assign"
            and is_kept(use.owner.place, use.owner.class_name, use.owner.method, self.settings)
        }
        for node in owners.values():
            for info in self.project.chain(module.class_at(node)).classes:
                self._inherited.add((Path(os.path.realpath(info.module.path)), info.node.start_byte))


def is_kept(place: str, class_name: str | None, method: str | None, settings: Settings) -> bool:
    """Whether a use may stay: it stands in a method, of a class, that the settings name.

    Not in what is static: `this` is the class there, and its property is not the one that the methods live on. Nor in a
    field or an accessor of that name, which nobody calls as a method.
    """
    return place == "method" and settings.keeps(class_name, method)
