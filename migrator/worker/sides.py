"""On which side a file runs: in a worker, where Pyodide belongs, or on the page.

A worker script is a file that code elsewhere starts a worker with (`new Worker(…)`, a bundler's `?worker`), that the
settings name, or that shows by itself that it runs in one (`javascript.worker_scope`). A module is on the worker's side
if a worker script imports it, or a module that one imports, and nothing on the page's side does. An import counts
through re-exports for the names that are imported; re-exports, types and tests are on no side (`worker.edges`). Code
that holds a worker, or touches `document` or `window`, is on the page's side, whoever imports it, and so is a file that
nobody imports. What is on both sides is judged as the page's, and a note says so.

Most questions are answered by the worker scripts and what these import, which are few. Who imports a file is looked for
only where a worker script imports it, too, or it is one. Not followed: specifiers that are put together, and what a
bundler's settings call otherwise than by the end of its path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from migrator.discovery.repository import Repository
from migrator.documents.kinds import is_typed
from migrator.documents.places import stems
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.worker.handlers.script import named_by
from migrator.worker.side import Side, known, said
from migrator.worker.signs import WORDS, may_have_word, may_matter, may_show, may_start, shows, started, word_of_page

if TYPE_CHECKING:
    from migrator.javascript.specifiers import Specifiers
    from migrator.worker.edges import Edge, Files

# Files that run what they import, and are on no side.
_TEST = r"\.(?:test|spec)\.\w+\Z|(?:\A|/)__tests__/"


class Addresses(Protocol):
    """Gives the addresses that a text names, which ``find`` finds, or what an earlier run found of the same text."""

    def of(self, kind: str, data: bytes, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]: ...


_PAGE = Side()


class _Words(NamedTuple):
    """Words, and whether a specifier that ends in a folder's name or in none counts as well."""

    words: frozenset[bytes]
    is_folder: bool


class _Scripts(NamedTuple):
    """The worker scripts of a repository, and all that these import."""

    files: frozenset[str]
    imported: frozenset[str]


# A plain class: a hook with a finding makes one, and importing `dataclasses` takes it a millisecond.
class Sides:
    """Answers for one run. The files around a file are read for it once, whichever of them the run was given."""

    def __init__(self, repository: Repository, addresses: Addresses | None = None) -> None:
        repository.expects(WORDS)
        self.repository = repository
        self.addresses = addresses
        self._named: dict[str, frozenset[str]] = {}
        self._scripts: dict[tuple[str, str], _Scripts] = {}
        self._listed: dict[str, Files] = {}
        self._aliases: dict[str, frozenset[str]] = {}
        self._edges: dict[str, list[Edge]] = {}
        self._leading: dict[tuple[str, _Words], dict[str, list[tuple[str, Edge]]]] = {}
        self._found: dict[tuple[str, str], Side] = {}

    def in_worker(self, path: Path, settings: Settings) -> bool:
        """Whether a file runs in a worker, and only there."""
        return self.of(path, settings).in_worker

    def of(self, path: Path, settings: Settings) -> Side:
        """The side of a file."""
        real = os.path.realpath(path)
        script = os.path.realpath(settings.script) if settings.script is not None else ""
        found = self.seen(real, script)
        self.repository.disk.note_side(real, script, said(found))
        return found

    def seen(self, path: str, script: str = "") -> Side:
        """The side of a file, both given by their real paths, where the settings name a script or none."""
        key = path, script
        if key not in self._found:
            self._found[key] = known(self.repository, path, script, lambda: self)
        return self._found[key]

    def apart(self, root: str, script: str) -> frozenset[str]:
        """The files that may be on another side than the page's, where the settings name a script or none."""
        scripts = self.scripts(root, script)
        return scripts.files | scripts.imported

    def find(self, root: str, path: str, script: str) -> Side:
        """The side of a file, found now."""
        return _Asked(self, root, script).side(path)

    # -- the scripts ---------------------------------------------------------------------------------------------------

    def scripts(self, root: str, script: str) -> _Scripts:
        """The worker scripts of a repository, and what these import."""
        key = root, script
        if key not in self._scripts:
            if root not in self._named:
                self._named[root] = frozenset(self._all_scripts(root))
            files = self._named[root] | ({script} - {""})
            imported: set[str] = set()
            todo = [*files]
            while todo:
                path = todo.pop()
                for edge in self.edges(path):
                    for target, _ in self.reached(root, path, edge):
                        if target not in imported:
                            imported.add(target)
                            todo.append(target)
            self._scripts[key] = _Scripts(files, frozenset(imported))
        return self._scripts[key]

    def _all_scripts(self, root: str) -> Iterator[str]:
        names: dict[str, list[str]] = {}

        def named(name: str) -> list[str]:
            self.repository.asks(name)
            if not names:
                for path in self.repository.documents(root, asks_names=True):
                    names.setdefault(os.path.basename(path), []).append(path)
            return names.get(name, [])

        question = "what may start a worker or run in one"
        for path, data in self.repository.holding(root, question, may_matter, WORDS):
            if PYTHON.is_interpreter(path, data):
                continue
            if may_show(data) and self._shows(path, data):
                yield os.path.realpath(path)
            if not may_start(data):
                continue
            own = os.path.realpath(path)
            for address in self._addresses(path, data):
                near, disk = Path(path), self.repository.disk
                for found in named_by(address, near, Path(root), disk, named):
                    real = os.path.realpath(found)
                    if real != own:
                        yield real

    def _addresses(self, path: str, data: bytes) -> tuple[str, ...]:
        def find() -> tuple[str, ...]:
            return tuple(dict.fromkeys(started(path, data)))

        return self.kept(f"starts {os.path.splitext(path)[1].lower()}", data, find)

    def shows(self, path: str) -> bool:
        """The same of a file that may not be one of the repository."""
        data = self.repository.disk.peek(Path(path))
        return data is not None and may_show(data) and self._shows(path, data)

    def _shows(self, path: str, data: bytes) -> bool:
        """Whether a script shows by itself that it runs in a worker. Those in markup run on its page."""
        ending = os.path.splitext(path)[1].lower()

        def find() -> tuple[str, ...]:
            return ("worker",) if shows(path, data) else ()

        return bool(self.kept(f"shows {ending}", data, find))

    def kept(self, kind: str, data: bytes, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """What is found of a text, or what an earlier run found of it."""
        return self.addresses.of(kind, data, find) if self.addresses is not None else find()

    # -- imports -------------------------------------------------------------------------------------------------------

    def edges(self, path: str) -> list[Edge]:
        """What a file imports."""
        if path not in self._edges:
            from migrator.worker.edges import edges, packed, unpacked

            data = self.repository.disk.peek(Path(path)) or b""
            keeps = is_typed(path) and self.specifiers.keeps_imports(Path(path))
            kind = f"imports {os.path.splitext(path)[1].lower()}{' all' if keeps else ''}"
            found = self.kept(kind, data, lambda: packed(edges(path, data, keeps_imports=keeps)))
            self._edges[path] = unpacked(found)
        return self._edges[path]

    @cached_property
    def specifiers(self) -> Specifiers:
        """Where specifiers lead."""
        from migrator.javascript.specifiers import Specifiers

        return Specifiers(self.repository.disk)

    def _leads(self, near: str, specifier: str) -> str | None:
        found = self.specifiers.file(Path(near), specifier)
        return str(found) if found is not None else None

    def files(self, root: str) -> Files:
        """The files of a repository."""
        if root not in self._listed:
            from migrator.worker.edges import Files

            self._listed[root] = Files(
                map(os.path.abspath, self.repository.documents(root, asks_names=True)), self.repository.asks
            )
        return self._listed[root]

    def reached(
        self, root: str, near: str, edge: Edge, names: tuple[str, ...] | None = None, depth: int = 0
    ) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        """The files that an edge of a file leads to, through re-exports, and the names that it takes of each; of an
        edge that is a re-export itself ``names`` are those that are asked for.
        """
        from migrator.worker.edges import targets

        wanted = edge.names if not edge.is_reexport else _taken(edge, names)
        if depth > _DEEPEST or wanted == ():
            return
        for target in targets(near, edge, self.files(root), self._leads, lambda path: self._may_give(path, wanted)):
            if edge.is_reexport and edge.names is None and not self._may_export(target, wanted):
                continue
            yield target, wanted
            for further in self.edges(target):
                if further.is_reexport:
                    yield from self.reached(root, target, further, wanted, depth + 1)

    def _may_give(self, path: str, names: tuple[str, ...] | None) -> bool:
        """Whether one of some names may be taken of a file of which only the end of its path is known to fit."""
        from migrator.worker.edges import may_export

        return names is None or may_export(path, self.repository.disk.peek(Path(path)) or b"", names)

    def _may_export(self, path: str, names: tuple[str, ...] | None) -> bool:
        """Whether one of some names may come from a file, of which all are exported again."""
        if names is None or any(edge.is_reexport for edge in self.edges(path)):
            return True
        from migrator.worker.edges import exported

        known = exported(self.repository.disk.peek(Path(path)) or b"")
        return known is None or not known.isdisjoint(names)

    def importers(self, root: str, path: str) -> Iterator[tuple[str, Edge]]:
        """The files that import a file, whether it is named or its name is exported again, each with how it does."""
        names = [path]
        found: dict[str, Edge] = {}
        for at in names:  # which grows: a file that exports it again is imported by another name
            for other, edge in self._edges_to(root, self._words_of(root, at)).get(at, ()):
                if edge.is_reexport and other not in names:
                    names.append(other)
        for at in names:
            for other, edge in self._edges_to(root, self._words_of(root, at)).get(path, ()):
                if not edge.is_reexport and other != path:
                    found.setdefault(other, edge)
        yield from found.items()

    def _edges_to(self, root: str, asked: _Words) -> dict[str, list[tuple[str, Edge]]]:
        """The edges of the files that spell one of some words, by each file that they lead to."""
        key = root, asked
        if key not in self._leading:
            found = self._leading[key] = {}
            for other in self._spelling(root, asked):
                for edge in self.edges(other):
                    for target in dict.fromkeys(target for target, _ in self.reached(root, other, edge)):
                        found.setdefault(target, []).append((other, edge))
        return self._leading[key]

    def _words_of(self, root: str, named: str) -> _Words:
        """What a specifier that leads to a file may have: the last part of its path, or what a manifest calls it."""
        names = (*stems(named), *self.specifiers.names(named), *self._aliases_in(root))
        return _Words(frozenset(map(os.fsencode, names)), len(stems(named)) > 1 or self.specifiers.is_main(named))

    def _spelling(self, root: str, asked: _Words) -> Iterator[str]:
        """The files that spell one of some words."""
        words = sorted(asked.words)

        def may(data: bytes) -> bool:
            return any(word in data for word in words) or (asked.is_folder and _HERE.search(data) is not None)

        question = f"what spells one of {words}{' or a folder' if asked.is_folder else ''}"
        ends = _HERE_ENDS if asked.is_folder else ()
        for path, _ in self.repository.holding(root, question, may, (*words, *ends)):
            yield os.path.abspath(path)

    def _aliases_in(self, root: str) -> frozenset[str]:
        """What the configurations of a repository call files otherwise than by their names."""
        if root not in self._aliases:
            self._aliases[root] = self.specifiers.words(self.repository.folders(root))
        return self._aliases[root]


_DEEPEST = 8  # re-exports of re-exports
_HERE_ENDS = (b"./'", b'./"', b".'", b'."')
_HERE = re.compile(rb"""['"](?:\.\.?/?)+['"]""")


class _Asked:
    """Finds the side of one file, and of those that import it."""

    def __init__(self, sides: Sides, root: str, script: str) -> None:
        self._sides = sides
        self._root = root
        self._scripts = sides.scripts(root, script)

    def side(self, path: str) -> Side:
        if not self._is_script(path) and path not in self._scripts.imported:
            return _PAGE
        worker = page = word = None
        todo, seen = [path], {path}
        for at in todo:  # which grows
            if self._is_script(at):
                worker = worker or at
            else:
                found = self._word(at)
                if found is not None and page is None:
                    page, word = at, found
            for other, edge in self._sides.importers(self._root, at):
                if other in seen or self._is_test(other) or (self._is_script(at) and self._is_loader(at, edge)):
                    continue
                seen.add(other)
                if self._is_script(other) or other in self._scripts.imported:
                    todo.append(other)
                else:  # what no worker script imports runs on the page
                    page = page or other
        if worker is None:
            return _PAGE
        return Side(True, worker) if page is None else Side(False, worker, page, word)

    def _is_script(self, path: str) -> bool:
        return path in self._scripts.files or self._sides.shows(path)

    def _is_test(self, path: str) -> bool:
        return re.search(_TEST, os.path.relpath(path, self._root).replace(os.sep, "/")) is not None

    def _word(self, path: str) -> str | None:
        """What a module has that only a page does."""
        data = self._sides.repository.disk.peek(Path(path)) or b""
        if not may_have_word(path, data):
            return None

        def find() -> tuple[str, ...]:
            found = word_of_page(path, data)
            return () if found is None else (found,)

        return next(iter(self._sides.kept(f"of a page {os.path.splitext(path)[1].lower()}", data, find)), None)

    def _is_loader(self, path: str, edge: Edge) -> bool:
        """Whether a bundler makes a worker of what is imported: the script itself has no such export."""
        from migrator.worker.edges import exported

        if edge.names != ("default",):
            return False
        known = exported(self._sides.repository.disk.peek(Path(path)) or b"")
        return known is not None and "default" not in known


def _taken(edge: Edge, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The names that a re-export takes of its file, of those that somebody imports."""
    if names is None:
        return edge.names
    if edge.names is None or edge.given is None:
        return names
    pairs = zip(edge.names, edge.given, strict=True)
    return tuple(name for name, given in pairs if given in names)
