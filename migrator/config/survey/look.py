"""A look through the scripts of a repository: which files matter to `init`, and what is seen in each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.config.survey.declared import Declarations, identity, read
from migrator.config.survey.made import FACTORIES, RUNS_PYODIDE, WIDEST, Makers
from migrator.config.survey.seen import Assigned, Called, Kind, Place, Survey
from migrator.discovery.prefilter import is_generated, may_call
from migrator.discovery.repository import Repository
from migrator.discovery.scan import Found, LeftOut, scan
from migrator.javascript.flow import pattern_key, sources
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.source import unparsed
from migrator.javascript.syntax import ASSIGNMENTS, CALLS, FUNCTIONS, NodeKind, children
from migrator.model.boundary import FUNCTION_PATTERN
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Receiver, Settings, one_line, show_path
from migrator.python.language import PYTHON
from migrator.sites.imported import Imported
from migrator.sites.members import find_uses
from migrator.sites.named import written
from migrator.sites.own import OwnObjects
from migrator.sites.owner import function_around, function_names, owner_of
from migrator.sites.receivers import Receivers
from migrator.sites.unread.text import searched_calls
from migrator.worker.sides import Sides

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNS = PYTHON.stem.encode()
# Names that say what they hold: none is that of something else.
_SAYS = re.compile(PYTHON.interpreter, re.IGNORECASE)
# Names of functions that many files have.
_HANDLERS = frozenset({"init", "load", "onload", "run", "setup", "start"})
# Files of tests, and the folders that hold nothing else.
_TEST_FOLDERS = frozenset({"__tests__", "spec", "test", "tests"})
_TEST_FILE = re.compile(r".+[.-](?:spec|test)\.\w+|(?:spec|test)[._-].+", re.IGNORECASE)
_MAY_MAKE_WORKERS = re.compile(rb"Worker|omlink|\?worker|\?sharedworker")


def survey(names: tuple[str, ...]) -> Survey:
    """Look through the scripts at and below the working directory. ``names`` are methods to look for."""
    return _Surveyor(names).run()


class _Surveyor:
    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = tuple(map(os.fsencode, names))
        self._seen = Survey()
        self._project = Project()
        self._declarations = Declarations(self._project)
        self._makers = Makers(self._project, self._declarations)
        self._sides = Sides(Repository(self._project.disk))
        # Names of classes that talk to a worker, and of their files: whoever makes one spells one of them.
        self._words: set[str] = set()

    def run(self) -> Survey:
        later: list[Path] = []
        first: list[Path] = []
        for path, data in self._files():
            wanted = (
                RUNS_PYODIDE.search(data)
                or _MAY_MAKE_WORKERS.search(data)
                or any(name in data for name in self._names)
            )
            (first if wanted else later).append(path)
        self._declarations.paths = [*first, *later]
        scripts = self._scripts(first)
        for path in first:
            self._look(path, scripts)
        # What the receiver and the workers are assigned in: a class of its own, in a file that names neither.
        words = {receiver.member for receiver in self._seen.receivers.values() if receiver.member} | self._words
        pattern = re.compile(b"|".join(re.escape(os.fsencode(word)) for word in sorted(words)))
        for path in later if words else ():
            if pattern.search(read(path)):
                self._look(path, scripts)
        for shown, member in self._seen.receivers:
            receiver = Receiver.read(shown) if member is None and not _SAYS.search(shown) else None
            other = self._other([*first, *later], receiver, scripts) if receiver is not None else None
            if other is not None:
                self._seen.others[shown] = other
        return self._seen

    def _other(self, paths: list[Path], receiver: Receiver, scripts: set[str]) -> Place | None:
        """Where an expression that is written as a receiver does not show that it is Pyodide."""
        for path in paths:
            module = self._project.module(path) if receiver.word.encode() in read(path) else None
            if module is None or self._in_worker(path, scripts):
                continue
            found = Receivers(module.source, Imported(self._project, module))
            for node in written(module.source, receiver):
                if not found.holds(node):
                    return self._place(module, node)
        return None

    def _in_worker(self, path: Path, scripts: set[str]) -> bool:
        return os.path.realpath(path) in scripts or self._sides.in_worker(path, Settings())

    def _files(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that `check` would parse; what it does not read is counted."""
        for item in scan((".",), sure=True):
            if isinstance(item, LeftOut):
                self._seen.skipped.append((show_path(item.path), item.reason))
            elif item.language is not None:
                self._unread(item, item.language)
            else:
                data = read(Path(item.path))
                if PYTHON.is_interpreter(item.path, data):
                    self._seen.skipped.append((show_path(item.path), Message.of(Sentence.COPY_OF_PYODIDE)))
                elif not is_generated(data):
                    self._seen.files += 1
                    if may_call(data):  # of a script nothing is left
                        self._seen.markup += self._searched(item, unparsed(item.path, data))
                    yield Path(item.path), data
                elif _RUNS in data:
                    self._seen.skipped.append((show_path(item.path), Message.of(Sentence.LOOKS_GENERATED)))

    def _unread(self, item: Found, language: str) -> None:
        places = self._searched(item, read(Path(item.path)))
        self._seen.unread.setdefault(language, []).append(places)

    def _searched(self, item: Found, data: bytes) -> list[Place]:
        """The calls that run Python in what of a file is not parsed."""
        found = searched_calls(data, os.path.splitext(item.path)[1].lower(), Settings(), "")
        return [Place(show_path(item.path), breach.line) for breach in found]

    def _scripts(self, paths: list[Path]) -> set[str]:
        """The real paths of the files that run in a worker."""
        found: set[str] = set()
        for path in paths:
            module = self._project.module(path)
            if module is None:
                continue
            made = (node for node in below(module.source.root) if self._makers.makes_raw(module, node))
            found.update(
                os.path.realpath(script) for node in made if (script := self._makers.script(module, node)) is not None
            )
        return found

    def _look(self, path: Path, scripts: set[str]) -> None:
        module = self._project.module(path)
        if module is None:
            self._seen.unparsed.append(show_path(str(path)))
            return
        for info in module.all_classes():
            self._seen.methods.update(info.methods)
            if self._makers.strength(info) is not None:
                self._words.update(
                    (module.text(name) for name in [info.node.child_by_field_name("name")] if name), [path.stem]
                )
        nodes = list(below(module.source.root))
        calls = [node for node in nodes if self._runs(module, node)]
        places = [self._place(module, node) for node in calls]
        if self._in_worker(path, scripts):
            if places:
                self._seen.scripts[show_path(str(path))] = places
            return
        tests = _tests(show_path(str(path)))
        if tests is not None and places:
            self._seen.tests.setdefault(tests, []).extend(places)
            return
        self._receivers(module, calls)
        self._loaders(module, [node for node in nodes if _loads(module, node)], calls)
        for node in nodes:
            self._assignment(module, node)

    def _runs(self, module: Module, node: Node) -> bool:
        callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        member = module.member(callee) if callee is not None else None
        return member is not None and member[1] in PYTHON.calls

    def _receivers(self, module: Module, calls: list[Node]) -> None:
        owners = {}
        own = OwnObjects(module.source, Imported(self._project, module))
        for call in calls:
            callee = call.child_by_field_name("function")
            access = module.member(callee) if callee is not None else None
            if access is not None and (_is_member(module, access[0]) or not own.is_own(*access)):
                owners[call.start_byte, call.end_byte] = access[0]
        names = {name for owner in owners.values() for name in _members(module, owner)}
        known = {}
        for name in sorted(names):
            for use in find_uses(module.source, Receiver(name)):
                if use.is_program and use.call is not None:
                    known[use.call.start_byte, use.call.end_byte] = name
                    if use.owner.node is not None:
                        self._relate(module.class_at(use.owner.node))
        for span, owner in owners.items():
            member = known.get(span)
            shown = str(Receiver(member)) if member is not None else one_line(module.text(owner), WIDEST)
            receiver = self._seen.receivers.setdefault((shown, member), Called(shown, member))
            receiver.places.append(self._place(module, owner))

    def _loaders(self, module: Module, loads: list[Node], calls: list[Node]) -> None:
        """Functions outside of classes that load Pyodide, and give it or run nothing on it themselves."""
        found = Receivers(module.source, Imported(self._project, module)) if loads else None
        for load in loads:
            function = load.parent
            while function is not None and not (function.type in FUNCTIONS and function_names(function, module.source)):
                function = function.parent
            name = function_around(load, module.source)
            if function is None or found is None or name is None or not name[:1].islower():
                continue
            runs = any(function.start_byte <= call.start_byte < function.end_byte for call in calls)
            declared = function.child_by_field_name("name")
            gives = declared is not None and found.gives(declared)
            if (gives or not runs) and name not in _HANDLERS and re.fullmatch(FUNCTION_PATTERN, f"function:{name}"):
                self._seen.loaders.setdefault(name, self._place(module, load))

    def _relate(self, info: ClassInfo) -> None:
        self._seen.related.update(identity(each) for each in self._project.chain(info).classes)

    def _assignment(self, module: Module, node: Node) -> None:
        value = node.child_by_field_name("right") or node.child_by_field_name("value")
        if value is None:
            return
        if node.type in ASSIGNMENTS:
            left = node.child_by_field_name("left")
            target = module.member(left) if left is not None else None
            if target is not None and _is_this(module, target[0]):
                self._member(module, node, target[1], value)
            elif left is not None:
                self._variable(module, node, left, value)
        elif node.type == NodeKind.FIELD_DEFINITION:
            key = node.child_by_field_name("property")
            if key is not None and not any(child.type == "static" for child in node.children):
                self._member(module, node, module.key(key), value)
        elif node.type == NodeKind.VARIABLE_DECLARATOR:
            name = node.child_by_field_name("name")
            if name is not None and name.type == NodeKind.IDENTIFIER:
                self._variable(module, node, name, value)

    def _member(self, module: Module, node: Node, member: str, value: Node) -> None:
        owner = owner_of(value, module.source).node
        around = identity(module.class_at(owner)) if owner is not None else None
        place = self._place(module, node)
        for source in sources(value):
            found = Assigned(member, place, around)
            given = module.member(source)
            if given is not None and _is_this(module, given[0]):
                found.given = given[1]
            elif _loads(module, source):
                self._seen.loaded.setdefault(str(Receiver(member)), place)
            else:
                found.source, found.runs_python = self._makers.made(module, source, FACTORIES)
            if found.given is not None or found.source is not None:
                self._seen.assigned.append(found)

    def _variable(self, module: Module, node: Node, target: Node, value: Node) -> None:
        """Pyodide or a client that is no member of `this`."""
        for source in sources(value):
            if _loads(module, source):
                self._seen.loaded.setdefault(one_line(module.text(target), WIDEST), self._place(module, node))
            elif source.type in CALLS:
                made, _ = self._makers.made(module, source, 0)
                is_named = target.type == NodeKind.IDENTIFIER
                if made is not None and made.kind is Kind.RAW and is_named and self._is_at_top(module, target):
                    self._seen.raw.setdefault(module.text(target), self._place(module, node))
                if made is not None and made.kind >= Kind.CLIENT:
                    name = one_line(module.text(target), WIDEST)
                    self._seen.variables.setdefault(name, self._place(module, node))
                    binding = module.source.scopes.binding_at(_first(target).start_byte)
                    if binding is not None and binding.scope is not module.source.scopes.root:
                        self._seen.local.add(name)

    @staticmethod
    def _is_at_top(module: Module, name: Node) -> bool:
        binding = module.source.scopes.binding_at(name.start_byte)
        return binding is not None and binding.scope is module.source.scopes.root

    def _place(self, module: Module, node: Node) -> Place:
        return Place(show_path(str(module.path)), module.source.line(node.start_byte))


def _is_this(module: Module, node: Node) -> bool:
    """Whether an expression is `this`, or a name that is declared as it."""
    binding = module.source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
    declared = [declaration.parent for declaration in binding.declarations] if binding is not None else []
    values = [parent.child_by_field_name("value") for parent in declared if parent is not None]
    return node.type == NodeKind.THIS or any(value is not None and value.type == NodeKind.THIS for value in values)


def _loads(module: Module, node: Node) -> bool:
    """Whether an expression is a call of `loadPyodide`."""
    callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
    member = module.member(callee) if callee is not None else None
    name = member[1] if member is not None else module.text(callee) if callee is not None else ""
    return name == PYTHON.loader


def _members(module: Module, owner: Node) -> Iterator[str]:
    """The members of `this` that an expression may be, by its last name or by what its variable is declared as."""
    for source in sources(owner):
        member = module.member(source)
        if member is not None:
            yield from _public(member[1])
        binding = module.source.scopes.binding_at(source.start_byte) if source.type == NodeKind.IDENTIFIER else None
        for declaration in binding.declarations if binding is not None else ():
            node: Node | None = declaration
            for _ in range(4):  # `{ pyodide: py = null }` of `this`
                if node is None:
                    break
                yield from _public(pattern_key(node, module.source.data) or "")
                value = node.child_by_field_name("value") if node.type == NodeKind.VARIABLE_DECLARATOR else None
                for part in sources(value) if value is not None else ():
                    taken = module.member(part)
                    yield from _public(taken[1]) if taken is not None else ()
                node = node.parent
        for reference in binding.writes if binding is not None else ():
            assignment = reference.node.parent
            value = assignment.child_by_field_name("right") if assignment is not None else None
            for part in sources(value) if value is not None else ():
                taken = module.member(part)
                yield from _public(taken[1]) if taken is not None else ()


def _public(name: str) -> Iterable[str]:
    return (name,) if re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", name) else ()


def _is_member(module: Module, owner: Node) -> bool:
    """Whether an expression is a member of `this`: what that holds is told of it."""
    member = module.member(owner)
    return member is not None and _is_this(module, member[0])


def _first(target: Node) -> Node:
    """The name that an expression begins with."""
    while children(target) and target.type != NodeKind.IDENTIFIER:
        target = children(target)[0]
    return target


def _tests(path: str) -> str | None:
    """The folder of tests that a file is in, as `keep` names it, or the file if it is one of tests by its name."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part.lower() in _TEST_FOLDERS:
            return "/".join(parts[: index + 1]) + "/**"
    return path if _TEST_FILE.fullmatch(parts[-1]) else None
