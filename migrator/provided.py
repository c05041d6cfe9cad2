"""Assignments that give the receiver its value, and whether a method that keeps Pyodide still lives on them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from migrator.disk import Sight, digest
from migrator.javascript.modules import Module, Project
from migrator.javascript.source import Source, SourceError
from migrator.repository import Repository
from migrator.settings import Settings
from migrator.sites import File

_Key = tuple[Path, int]  # a class: its file and where it begins


@dataclass
class KeptMethods:
    """Knows every class that has a kept method which uses the receiver, and the classes that it extends.

    Looks into the file that assigns the receiver and then, once, through all files around it: a class that inherits the
    assignment may stand anywhere, and only its name for a kept method leads there.
    """

    project: Project
    settings: Settings
    repository: Repository
    _searched: set[Path] = field(default_factory=set)
    # Each class that was found in the search, with what was seen where it was found first.
    _inherited: dict[_Key, Sight] = field(default_factory=dict)

    def live_on(self, file: File, module: Module, class_node_start: int) -> bool:
        """Whether a kept method is left in the class at this byte, or in one that inherits it."""
        key = (Path(os.path.realpath(module.path)), class_node_start)
        own = self.project.disk.once((id(self), key[0]), lambda: self._kept_in(file, module))
        if key in own:
            return True
        self._searched.add(key[0])  # as it was read, which need not be what is on disk
        disk = self.project.disk
        if key not in self._inherited:
            self._look_into(Path(path) for path in self.repository.files(module.path))
        if key not in self._inherited:
            disk.note_all()
            return False
        disk.note_sight(self._inherited[key])  # one such class is enough, whatever else there is
        return True

    def _look_into(self, paths: Iterable[Path]) -> None:
        names = [name.rpartition(".")[2].encode() for name in self.settings.kept]
        for path in paths:
            real = Path(os.path.realpath(path))
            if real in self._searched:
                continue
            self._searched.add(real)
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if any(name in data for name in names):
                try:
                    source = Source.read(str(path), data)
                except SourceError:
                    continue
                with self.project.disk.watch(apart=True) as sight:
                    self.project.disk.note(path, digest(data))
                    found = self._kept_in(File(source, self.settings), Module(path, source))
                for key in found:
                    self._inherited.setdefault(key, sight)

    def _kept_in(self, file: File, module: Module) -> set[_Key]:
        """The classes of a file that have a kept method which uses the receiver, and those that they extend."""
        owners = {
            use.owner.node.start_byte: use.owner.node
            for use in file.uses
            if use.owner.node is not None
            and use.kind != "assign"
            and is_kept(use.owner.place, use.owner.class_name, use.owner.method, self.settings)
        }
        return {
            (Path(os.path.realpath(info.module.path)), info.node.start_byte)
            for node in owners.values()
            for info in self.project.chain(module.class_at(node)).classes
        }


def is_kept(place: str, class_name: str | None, method: str | None, settings: Settings) -> bool:
    """Whether a use may stay: it stands in a method, of a class, that the settings name.

    Not in what is static: `this` is the class there, and its property is not the one that the methods live on. Nor in a
    field or an accessor of that name, which nobody calls as a method.
    """
    return place == "method" and settings.keeps(class_name, method)
