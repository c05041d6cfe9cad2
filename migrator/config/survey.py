"""What the JavaScript of a repository runs Python on, and through what it sends commands: the evidence for `init`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.prefilter import is_generated
from migrator.discovery.repository import Repository
from migrator.discovery.scan import Found, LeftOut, scan
from migrator.javascript.flow import pattern_key, sources
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CALLS,
    CLASSES,
    DECLARED_FUNCTIONS,
    FUNCTIONS,
    IDENTIFIERS,
    MODULE_STATEMENTS,
    READ_NAMES,
    NodeKind,
    children,
)
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Receiver, Settings, one_line, show_path
from migrator.python.language import PYTHON
from migrator.sites.unread.text import searched_calls
from migrator.sites.uses import find_uses, owner_of
from migrator.worker.handlers.addresses import addresses
from migrator.worker.handlers.messages import ScriptUrl
from migrator.worker.handlers.script import locate

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNS = PYTHON.stem.encode()
_MAY_MAKE_WORKERS = re.compile(rb"Worker|omlink|\?worker|\?sharedworker")
# A member call in text that is not parsed.
_WORKERS = frozenset({"Worker", "SharedWorker"})
_GLOBALS = frozenset({"window", "self", "globalThis"})
_WORKER_PACKAGES = frozenset({"worker_threads", "node:worker_threads", "web-worker"})
_WORKER_IMPORT = re.compile(r"\?(?:[\w=&-]+&)?(?:shared)?worker\b|^worker-loader")
_SOUNDS = re.compile(f"worker|{PYTHON.interpreter}", re.IGNORECASE)
_RUNS_PYODIDE = re.compile(f"{PYTHON.stem}|{PYTHON.loader}".encode())
_WIDEST = 50  # of code that is shown
_MOST_CLASSES = 30  # that extend one another
_FACTORIES = 4  # functions and constants that are followed, one after another


class Place(NamedTuple):
    """A file and a line, as in `js/game.js:12`."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Kind(IntEnum):
    """How sure it is that commands go through a member; a raw Worker has none."""

    RAW = 0  # the platform's own worker
    GUESS = 1  # a name that sounds like a worker, of a parameter or of what a function returns
    NAMED = 2  # an instance of a class that sounds like a worker
    POSTS = 3  # an instance of a class that posts messages
    CLIENT = 4  # an instance of a class that starts a worker, or a proxy of one
    PYODIDE = 5  # the same, and the worker's script runs Python


class Made(NamedTuple):
    """What a member is given."""

    kind: Kind
    shown: str


@dataclass
class Called:
    """An expression on which `runPython` or `runPythonAsync` is called. ``member`` is a name of `this`, or None."""

    shown: str
    member: str | None
    places: list[Place] = field(default_factory=list)


@dataclass
class Assigned:
    """What is assigned to a member of `this`: a worker, or with ``given`` another member."""

    member: str
    place: Place
    owner: tuple[str, int] | None
    source: Made | None = None
    given: str | None = None
    runs_python: bool = False

    @property
    def kind(self) -> Kind:
        return self.source.kind if self.source is not None else Kind.GUESS


@dataclass
class Survey:
    """What was seen.

    ``loaded`` are expressions that are given what `loadPyodide` returns, ``variables`` clients that are no member of
    `this`, ``related`` the classes that run Python, and those that they extend.
    """

    files: int = 0
    receivers: dict[tuple[str, str | None], Called] = field(default_factory=dict)
    assigned: list[Assigned] = field(default_factory=list)
    loaded: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, Place] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)
    related: set[tuple[str, int]] = field(default_factory=set)
    scripts: dict[str, list[Place]] = field(default_factory=dict)
    unparsed: list[str] = field(default_factory=list)
    skipped: list[tuple[str, Message]] = field(default_factory=list)
    unread: dict[str, list[list[Place]]] = field(default_factory=dict)


def survey(names: tuple[str, ...]) -> Survey:
    """Look through the JavaScript at and below the working directory. ``names`` are methods to look for."""
    return _Surveyor(names).run()


class _Surveyor:
    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = tuple(name.encode() for name in names)
        self._seen = Survey()
        self._project = Project()
        self._repository = Repository(self._project.disk)
        # Names of classes that talk to a worker, and of their files: whoever makes one spells one of them.
        self._words: set[str] = set()
        self._strengths: dict[tuple[str, int], Kind | None] = {}
        self._paths: list[Path] = []
        self._global_classes: dict[str, ClassInfo | None] = {}

    def run(self) -> Survey:
        later: list[Path] = []
        first: list[Path] = []
        for path, data in self._files():
            wanted = (
                _RUNS_PYODIDE.search(data)
                or _MAY_MAKE_WORKERS.search(data)
                or any(name in data for name in self._names)
            )
            (first if wanted else later).append(path)
        self._paths = [*first, *later]
        scripts = self._scripts(first)
        for path in first:
            self._look(path, scripts)
        # What the receiver and the workers are assigned in: a class of its own, in a file that names neither.
        words = {receiver.member for receiver in self._seen.receivers.values() if receiver.member} | self._words
        pattern = re.compile(b"|".join(re.escape(word.encode()) for word in sorted(words)))
        for path in later if words else ():
            if pattern.search(_read(path)):
                self._look(path, scripts)
        return self._seen

    # -- files -----------------------------------------------------------------------------------------------------

    def _files(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that `check` would parse; what it does not read is counted."""
        for item in scan((".",), sure=True):
            if isinstance(item, LeftOut):
                self._seen.skipped.append((show_path(item.path), item.reason))
            elif item.language is not None:
                self._unread(item, item.language)
            else:
                data = _read(Path(item.path))
                if not is_generated(data):
                    self._seen.files += 1
                    yield Path(item.path), data
                elif _RUNS in data:
                    self._seen.skipped.append((show_path(item.path), Message.of(Sentence.LOOKS_GENERATED)))

    def _unread(self, item: Found, language: str) -> None:
        ending = os.path.splitext(item.path)[1].lower()
        found = searched_calls(_read(Path(item.path)), ending, Settings(), language)
        places = [Place(show_path(item.path), breach.line) for breach in found]
        self._seen.unread.setdefault(language, []).append(places)

    def _scripts(self, paths: list[Path]) -> set[str]:
        """The real paths of the files that run in a worker."""
        found: set[str] = set()
        for path in paths:
            module = self._project.module(path)
            if module is None:
                continue
            made = (node for node in below(module.source.root) if self._makes_raw(module, node))
            found.update(
                os.path.realpath(script) for node in made if (script := self._script(module, node)) is not None
            )
        return found

    # -- one file --------------------------------------------------------------------------------------------------

    def _look(self, path: Path, scripts: set[str]) -> None:
        module = self._project.module(path)
        if module is None:
            self._seen.unparsed.append(show_path(str(path)))
            return
        for info in module.all_classes():
            self._seen.methods.update(info.methods)
            if self._strength(info) is not None:
                self._words.update(
                    (module.text(name) for name in [info.node.child_by_field_name("name")] if name), [path.stem]
                )
        nodes = list(below(module.source.root))
        calls = [node for node in nodes if self._runs(module, node)]
        if os.path.realpath(path) in scripts:
            places = [self._place(module, node) for node in calls]
            if places:
                self._seen.scripts[show_path(str(path))] = places
            return
        self._receivers(module, calls)
        for node in nodes:
            self._assignment(module, node)

    def _runs(self, module: Module, node: Node) -> bool:
        callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        member = module.member(callee) if callee is not None else None
        return member is not None and member[1] in PYTHON.calls

    def _receivers(self, module: Module, calls: list[Node]) -> None:
        owners = {}
        for call in calls:
            callee = call.child_by_field_name("function")
            access = module.member(callee) if callee is not None else None
            if access is not None:
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
            shown = str(Receiver(member)) if member is not None else one_line(module.text(owner), _WIDEST)
            receiver = self._seen.receivers.setdefault((shown, member), Called(shown, member))
            receiver.places.append(self._place(module, owner))

    def _relate(self, info: ClassInfo) -> None:
        self._seen.related.update(_identity(each) for each in self._project.chain(info).classes)

    # -- what members are given ------------------------------------------------------------------------------------

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
        identity = _identity(module.class_at(owner)) if owner is not None else None
        place = self._place(module, node)
        for source in sources(value):
            found = Assigned(member, place, identity)
            given = module.member(source)
            if given is not None and _is_this(module, given[0]):
                found.given = given[1]
            elif _loads(module, source):
                self._seen.loaded.setdefault(str(Receiver(member)), place)
            else:
                found.source, found.runs_python = self._made(module, source, _FACTORIES)
            if found.given is not None or found.source is not None:
                self._seen.assigned.append(found)

    def _variable(self, module: Module, node: Node, target: Node, value: Node) -> None:
        """Pyodide or a client that is no member of `this`."""
        for source in sources(value):
            if _loads(module, source):
                self._seen.loaded.setdefault(one_line(module.text(target), _WIDEST), self._place(module, node))
            elif source.type in CALLS:
                made, _ = self._made(module, source, 0)
                if made is not None and made.kind >= Kind.CLIENT:
                    self._seen.variables.setdefault(one_line(module.text(target), _WIDEST), self._place(module, node))

    def _made(self, module: Module, value: Node, depth: int) -> tuple[Made | None, bool]:
        """What an expression makes, and whether its class has methods that run Python."""
        shown = one_line(module.text(value), _WIDEST)
        if self._makes_raw(module, value):
            return Made(Kind.RAW, shown), False
        if value.type == NodeKind.NEW_EXPRESSION:
            return self._instance(module, value, shown)
        if value.type == NodeKind.CALL_EXPRESSION:
            if self._wraps(module, value):
                return Made(self._of_scripts(module, value) or Kind.CLIENT, shown), False
            return self._factory(module, value, shown, depth)
        if value.type == NodeKind.IDENTIFIER:
            return self._constant(module, value, shown, depth)
        if value.type == NodeKind.OBJECT and depth < _FACTORIES:
            return self._object(module, value, shown)
        return None, False

    def _instance(self, module: Module, value: Node, shown: str) -> tuple[Made | None, bool]:
        constructor = value.child_by_field_name("constructor")
        if constructor is None:
            return None, False
        info = self._class(module, unwrap(constructor))
        # A worker that the class is given as an argument is started here.
        kinds = [kind for kind in [self._of_scripts(module, value)] if kind is not None]
        chain = self._chain(info)
        kinds += [kind for each in chain if (kind := self._strength(each)) is not None]
        if kinds:
            return Made(max(kinds), shown), any(not each.methods.keys().isdisjoint(PYTHON.calls) for each in chain)
        named = _SOUNDS.search(module.text(constructor)) is not None
        return (Made(Kind.NAMED, shown) if named else None), False

    def _class(self, module: Module, expression: Node) -> ClassInfo | None:
        """The class that an expression names, in this file or in another."""
        if expression.type == NodeKind.THIS:
            return _class_around(module, expression)
        found = self._project.resolve_class(module, expression) or self._project.required_class(module, expression)
        if found is not None:
            return found
        member = module.member(expression)
        if member is not None and module.text(member[0]) not in _GLOBALS:
            return None
        name = member[1] if member is not None else module.text(expression)
        node = member[0] if member is not None else expression
        return self._global_class(name) if self._project.is_builtin(module, node) else None

    def _global_class(self, name: str) -> ClassInfo | None:
        """The class of a script that all scripts of a page see, if one file alone has a class of that name."""
        if name not in self._global_classes:
            spelled = name.encode()
            found = []
            for path in self._paths:
                data = _read(path)
                module = self._project.module(path) if b"class" in data and spelled in data else None
                info = module.classes.get(name) if module is not None else None
                if info is not None:
                    found.append(info)
            self._global_classes[name] = found[0] if len(found) == 1 and _is_global(found[0]) else None
        return self._global_classes[name]

    def _chain(self, info: ClassInfo | None) -> list[ClassInfo]:
        """A class and those that it extends."""
        found: list[ClassInfo] = []
        while info is not None and info not in found and len(found) < _MOST_CLASSES:
            found += [each for each in self._project.chain(info).classes if each not in found]
            heritage = found[-1].heritage
            info = self._class(found[-1].module, unwrap(heritage)) if heritage is not None else None
        return found

    def _object(self, module: Module, value: Node, shown: str) -> tuple[Made | None, bool]:
        """An object whose methods post messages; the function that makes it may start the worker."""
        methods = [part for part in value.named_children if _is_method(part)]
        if not methods or not any(self._posts(module, part, _FACTORIES) for part in methods):
            return None, False
        around = _function_around(value)
        kind = self._of_scripts(module, around) if around is not None else None
        names = {module.key(key) for part in methods if (key := _key_of(part)) is not None}
        return Made(kind or Kind.POSTS, shown), not names.isdisjoint(PYTHON.calls)

    def _posts(self, module: Module, part: Node, depth: int) -> bool:
        """Whether code posts messages, or calls functions of its file that do."""
        if b"postMessage" in module.source.data[part.start_byte : part.end_byte]:
            return True
        for node in below(part) if depth else ():
            if node.type in READ_NAMES:
                declared = self._function(module, node)
                if declared is not None and self._posts(module, declared, depth - 1):
                    return True
        return False

    def _function(self, module: Module, name: Node) -> Node | None:
        """The function of the file that a name is declared as."""
        binding = module.source.scopes.binding_at(name.start_byte)
        for declaration in binding.declarations if binding is not None else ():
            parent = declaration.parent
            value = parent.child_by_field_name("value") if parent is not None else None
            for node in (parent, value):
                is_inside = node is not None and node.start_byte <= name.start_byte < node.end_byte
                if node is not None and node.type in FUNCTIONS and not is_inside:
                    return node
        return None

    def _strength(self, info: ClassInfo) -> Kind | None:
        """How a class talks to a worker; None if it is not seen to."""
        key = _identity(info)
        if key not in self._strengths:
            self._strengths[key] = self._find_strength(info)
        return self._strengths[key]

    def _find_strength(self, info: ClassInfo) -> Kind | None:
        module = info.module
        made = self._of_scripts(module, info.node)
        if made is not None:
            return made
        is_worker = info.heritage is not None and self._is_raw_class(module, info.heritage)
        if is_worker or any(self._wraps(module, node) for node in below(info.node)):
            return Kind.CLIENT
        return Kind.POSTS if b"postMessage" in module.source.data[info.node.start_byte : info.node.end_byte] else None

    def _of_scripts(self, module: Module, part: Node) -> Kind | None:
        """What the workers are that a part of a file starts; None if it starts none."""
        made = [node for node in below(part) if self._makes_raw(module, node)]
        scripts = [self._script(module, node) for node in made]
        if any(script is not None and _RUNS_PYODIDE.search(_read(script)) for script in scripts):
            return Kind.PYODIDE
        return Kind.CLIENT if made else None

    def _script(self, module: Module, node: Node) -> Path | None:
        """The file that `new Worker(…)` starts."""
        constructor = node.child_by_field_name("constructor")
        taken = module.imports.get(module.text(constructor)) if constructor is not None else None
        if taken is not None and _WORKER_IMPORT.search(taken.specifier):
            there = self._project.follow(module, taken.specifier)
            return there.path if there is not None else None
        url = next((ScriptUrl(text, module) for text in addresses(module, node)), None)
        return locate(url, self._repository).path if url is not None else None

    def _factory(self, module: Module, call: Node, shown: str, depth: int) -> tuple[Made | None, bool]:
        callee = call.child_by_field_name("function")
        callee = unwrap(callee) if callee is not None else None
        method = self._static(module, callee) if callee is not None and depth else None
        found = (
            (method[0].module, method[1])
            if method is not None
            else self._declared(module, callee)
            if callee is not None and depth
            else None
        )
        if found is not None:
            there, function = found
            for returned in _returned(function):
                for source in sources(returned):
                    made = self._made(there, source, depth - 1)
                    if made[0] is not None:
                        return Made(made[0].kind, shown), made[1]
        if method is not None:  # `new Promise((done) => done(new this()))`
            own, function = method
            for node in below(function):
                constructor = node.child_by_field_name("constructor") if node.type == NodeKind.NEW_EXPRESSION else None
                if constructor is not None and self._class(own.module, unwrap(constructor)) in self._chain(own):
                    made = self._instance(own.module, node, shown)
                    if made[0] is not None:
                        return made
        named = callee is not None and _SOUNDS.search(module.text(callee)) is not None
        return (Made(Kind.GUESS, shown) if named else None), False

    def _static(self, module: Module, callee: Node) -> tuple[ClassInfo, Node] | None:
        """The class and the static method that a call names, or the method of the class around that `this` has."""
        member = module.member(callee)
        if member is None:
            return None
        owner, name = member
        is_static = owner.type != NodeKind.THIS or _in_static(owner)
        for info in self._chain(self._class(module, owner)):
            body = info.node.child_by_field_name("body")
            for part in body.named_children if body is not None else ():
                key = part.child_by_field_name("name") or part.child_by_field_name("property")
                if key is None or info.module.key(key) != name or _has_static(part) != is_static:
                    continue
                function = part if part.type == NodeKind.METHOD_DEFINITION else part.child_by_field_name("value")
                if function is not None and function.type in FUNCTIONS:
                    return info, function
        return None

    def _constant(self, module: Module, name: Node, shown: str, depth: int) -> tuple[Made | None, bool]:
        found = self._declared(module, name) if depth else None
        if found is not None:
            there, declared = found
            for source in sources(declared):
                made = self._made(there, source, depth - 1)
                if made[0] is not None:
                    return made
        return (Made(Kind.GUESS, shown) if _SOUNDS.search(shown) else None), False

    def _declared(self, module: Module, name: Node) -> tuple[Module, Node] | None:
        """The function or the value that a name stands for, in the module that declares it."""
        member = module.member(name)
        if member is not None:
            return self._member_of_module(module, *member)
        if name.type != NodeKind.IDENTIFIER:
            return None
        required = module.required.get(module.text(name))
        if required is not None:
            there = self._project.follow(module, required.specifier)
            wanted = "default" if required.name == "*" else required.name
            return self._given_by(there, wanted) if there is not None else None
        binding = module.source.scopes.binding_at(name.start_byte)
        for declaration in binding.declarations if binding is not None else ():
            parent = declared = declaration.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                declared = parent.child_by_field_name("value")
            elif parent is None or parent.type not in DECLARED_FUNCTIONS:
                continue
            if declared is not None:
                return module, declared
        taken = module.imports.get(module.text(name))
        there = self._project.follow(module, taken.specifier) if taken is not None else None
        return self._given_by(there, taken.name) if there is not None and taken is not None else None

    def _member_of_module(self, module: Module, owner: Node, name: str) -> tuple[Module, Node] | None:
        """`client.make` of `import * as client` or of `const client = require('./client.js')`."""
        local = module.text(owner) if owner.type == NodeKind.IDENTIFIER else ""
        taken = module.imports.get(local) or module.required.get(local)
        there = self._project.follow(module, taken.specifier) if taken is not None and taken.name == "*" else None
        return self._given_by(there, name) if there is not None else None

    def _given_by(self, there: Module, name: str) -> tuple[Module, Node] | None:
        """The function or the value that a module gives under a name."""
        for given, node in there.assigned_exports:
            for held in there.held(node, name) if given == "*" else [node] if given == name else ():
                if held.type in FUNCTIONS:
                    return there, held
                found = self._declared_here(there, there.text(held)) if held.type in IDENTIFIERS else (there, held)
                if found is not None:
                    return found
        export = there.exports.get(name)
        if export is not None and export.node is not None and export.node.type in FUNCTIONS:
            return there, export.node
        return self._declared_here(there, export.local) if export is not None and export.local is not None else None

    def _declared_here(self, there: Module, name: str) -> tuple[Module, Node] | None:
        """What a module declares at its top under a name."""
        for node in there.source.root.named_children:
            for part in (node, *node.named_children):
                if part.type in DECLARED_FUNCTIONS and _declares(there, part, name):
                    return there, part
                for declarator in part.named_children:
                    value = declarator.child_by_field_name("value")
                    if declarator.type == NodeKind.VARIABLE_DECLARATOR and _declares(there, declarator, name):
                        return (there, value) if value is not None else None
        return None

    # -- workers of the platform -----------------------------------------------------------------------------------

    def _makes_raw(self, module: Module, node: Node) -> bool:
        constructor = node.child_by_field_name("constructor") if node.type == NodeKind.NEW_EXPRESSION else None
        return constructor is not None and self._is_raw_class(module, unwrap(constructor))

    def _is_raw_class(self, module: Module, node: Node) -> bool:
        member = module.member(node)
        if member is not None:
            owner, name = member
            return name in _WORKERS and owner.type == NodeKind.IDENTIFIER and module.text(owner) in _GLOBALS
        if node.type != NodeKind.IDENTIFIER:
            return False
        taken = module.imports.get(module.text(node)) or module.required.get(module.text(node))
        if taken is not None:
            return taken.specifier in _WORKER_PACKAGES or _WORKER_IMPORT.search(taken.specifier) is not None
        return module.text(node) in _WORKERS and self._project.is_builtin(module, node)

    def _wraps(self, module: Module, node: Node) -> bool:
        """Whether a call is Comlink's `wrap`."""
        callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        if callee is None:
            return False
        member = module.member(callee)
        if member is not None:
            owner, name = member
            taken = module.imports.get(module.text(owner))
            package = taken.specifier if taken is not None else module.text(owner)
            return name == "wrap" and "comlink" in package.lower()
        taken = module.imports.get(module.text(callee)) if callee.type == NodeKind.IDENTIFIER else None
        return taken is not None and taken.name == "wrap" and "comlink" in taken.specifier.lower()

    def _place(self, module: Module, node: Node) -> Place:
        return Place(show_path(str(module.path)), module.source.line(node.start_byte))


def _class_around(module: Module, node: Node) -> ClassInfo | None:
    at: Node | None = node
    while at is not None and at.type not in CLASSES:
        at = at.parent
    return module.class_at(at) if at is not None else None


def _in_static(this: Node) -> bool:
    at: Node | None = this
    while at is not None and at.parent is not None and at.parent.type != NodeKind.CLASS_BODY:
        at = at.parent
    return at is not None and _has_static(at)


def _has_static(member: Node) -> bool:
    return member.type == NodeKind.CLASS_STATIC_BLOCK or any(child.type == "static" for child in member.children)


def _is_global(info: ClassInfo) -> bool:
    """Whether a class stands at the top of a classic script, or is given to the global object."""
    module, name = info.module, info.name
    if re.search(rb"\b(?:window|self|globalThis)\.%s\s*=(?!=)" % re.escape(name).encode(), module.source.data):
        return True
    if any(node.type in MODULE_STATEMENTS for node in module.source.root.named_children):
        return False
    at = info.node.parent
    if at is not None and at.type == NodeKind.VARIABLE_DECLARATOR:
        at = at.parent.parent if at.parent is not None else None
    return at is not None and at.type == NodeKind.PROGRAM and not module.assigned_exports


def _is_method(part: Node) -> bool:
    value = part.child_by_field_name("value")
    return part.type in (NodeKind.METHOD_DEFINITION, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER) or (
        value is not None and (value.type in FUNCTIONS or value.type == NodeKind.IDENTIFIER)
    )


def _key_of(part: Node) -> Node | None:
    key = part.child_by_field_name("key") or part.child_by_field_name("name")
    return part if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER else key


def _function_around(node: Node) -> Node | None:
    at = node.parent
    while at is not None and at.type not in FUNCTIONS:
        at = at.parent
    return at


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


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _identity(info: ClassInfo) -> tuple[str, int]:
    return os.path.realpath(info.module.path), info.node.start_byte


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
        for reference in binding.references if binding is not None else ():
            assignment = reference.node.parent
            value = assignment.child_by_field_name("right") if reference.write and assignment is not None else None
            for part in sources(value) if value is not None else ():
                taken = module.member(part)
                yield from _public(taken[1]) if taken is not None else ()


def _public(name: str) -> Iterable[str]:
    return (name,) if re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", name) else ()


def _returned(function: Node) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != NodeKind.STATEMENT_BLOCK:
        yield body
        return
    for node in below(body):
        if node.type == NodeKind.RETURN_STATEMENT:
            yield from children(node)[:1]


def _declares(module: Module, node: Node, name: str) -> bool:
    declared = node.child_by_field_name("name")
    return declared is not None and module.text(declared) == name
