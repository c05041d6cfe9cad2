"""What the worker is where the settings name an expression for it: the values that it may have at a site.

A name leads to what the file gives it: a constant, an import on disk, a parameter's default. From there members lead to
what they are given (`workerRef.current = new GameWorker()`, `useRef(new GameWorker())`), calls of functions to what
these give back. Each value ends at something with methods of its own (`Methods`), or where no file shows more. The
objects of a Comlink worker are what its script exposes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.builtins import GLOBALS_ANYWHERE
from migrator.javascript.exports import exported
from migrator.javascript.flow import arguments_of, is_field, key_text, results, sources, spelling
from migrator.javascript.modules import ClassInfo, Module, most_arguments
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.project import Project
from migrator.javascript.scopes import IMPORT
from migrator.javascript.syntax import CLASSES, FUNCTIONS, MEMBERS, NOTHING, NodeKind, children
from migrator.sites.key import Global, Key, Member, Result, This, Variable, root
from migrator.sites.keys import Keys, keys_of
from migrator.worker.handlers.addresses import addresses
from migrator.worker.handlers.messages import ScriptUrl
from migrator.worker.handlers.script import locate
from migrator.worker.started import Raw, raw_worker

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.exports import Exported
    from migrator.model.settings import Receiver, Settings

_DEEPEST = 12
_MOST = 30
_WRAP, _EXPOSE = "wrap", "expose"


class Methods(NamedTuple):
    """An object with methods, and for each the most arguments that it takes, None where any number may do.

    One that ``is_open`` may have more; ``owner``, ``file`` and ``line`` say what it is.
    """

    owner: str
    file: str
    line: int
    methods: dict[str, int | None]
    is_open: bool = False
    functions: Mapping[str, tuple[Module, Node]] = {}


class Exposed(NamedTuple):
    """What Comlink has from a script: the script, and the name of what that exposes."""

    script: Module
    owner: str


class Value(NamedTuple):
    """What the worker may be: a class (of which it is an instance), an object, a Worker of the platform, or ``unseen``,
    which is the code that nothing shows more of.
    """

    info: ClassInfo | None = None
    methods: Methods | None = None
    raw: Raw | None = None
    unseen: str | None = None
    exposed: Exposed | None = None


@dataclass(eq=False)
class Workers:
    """Looks at one expression at the sites of the files of a run."""

    project: Project
    repository: Repository
    settings: Settings

    def values(self, module: Module, key: Key) -> list[Value]:
        """What a key of a file may be; nothing where the file gives it nothing and imports it from nowhere on disk."""
        # The sites of a file mostly ask for one. What is kept in a run has no name of a tree in it.
        known = self, str(module.path), module.digest, _place_of(root(key), module)
        return self.project.disk.once(known, lambda: list(self._of_key(module, key, 0)))

    def of_node(self, module: Module, node: Node) -> list[Value]:
        """What an expression of a file may be."""
        return list(self._of_node(module, node, 0))

    def keys(self, module: Module) -> Keys:
        """The keys of a file."""
        return keys_of(module.source)

    # -- keys ----------------------------------------------------------------------------------------------------------

    def _of_key(self, module: Module, key: Key, depth: int) -> Iterator[Value]:
        seen: set[tuple[Path, int]] = set()
        for where, value in self._nodes(module, key, depth):
            if isinstance(value, Value):
                yield value
            elif (where.path, unwrap(value).id) not in seen:  # a value may be found in several ways
                seen.add((where.path, unwrap(value).id))
                yield from self._of_node(where, value, depth + 1)

    def _nodes(self, module: Module, key: Key, depth: int) -> Iterator[tuple[Module, Node | Value]]:
        """What a key is given, with the file where that stands."""
        if depth > _DEEPEST:
            return
        if isinstance(key, Member) and isinstance(key.on, This):
            for info in module.all_classes():
                if info.node.id == key.on.owner:
                    classes = self.project.chain(info).classes
                    yield from ((each.module, value) for each in classes for value in each.assigned(key.name))
            return
        yield from ((module, value) for value in self.keys(module).values(key))
        if isinstance(key, Variable):
            yield from self._imported(module, key, depth)
        elif isinstance(key, Member):
            for where, on in self._nodes(module, key.on, depth + 1):
                if not isinstance(on, Value):
                    yield from self._members(where, on, key.name, depth + 1)
                elif on.unseen is not None:
                    yield where, on
        elif isinstance(key, Result):
            for where, function in self._functions(module, key.function, depth + 1):
                yield from ((where, result) for result in results(function))

    def _functions(self, module: Module, key: Key, depth: int) -> Iterator[tuple[Module, Node]]:
        own = self.keys(module).function(key)
        if own is not None:
            yield module, own
            return
        for where, value in self._nodes(module, key, depth):
            if not isinstance(value, Value) and value.type in FUNCTIONS:
                yield where, value

    def _imported(self, module: Module, key: Variable, depth: int) -> Iterator[tuple[Module, Node | Value]]:
        name = key.binding.name
        taken = (module.imports.get(name) if key.binding.kind == IMPORT else None) or module.required.get(name)
        if taken is None:
            return
        target = self.project.follow(module, taken.specifier)
        if target is None:
            yield module, Value(unseen=f"{name} of {taken.specifier}")
        elif taken.name == "*":
            yield target, Value(methods=self.of_module(target))
        else:
            for item in exported(self.project, target, taken.name):
                yield from self._exported(item, depth + 1)

    def _exported(self, item: Exported, depth: int) -> Iterator[tuple[Module, Node | Value]]:
        if item.whole:
            yield item.module, Value(methods=self.of_module(item.module))
        elif item.binding is not None:
            yield from self._nodes(item.module, Variable(item.binding), depth)
        elif item.node is not None and item.member:
            yield from self._members(item.module, item.node, item.name, depth)
        elif item.node is not None:
            yield item.module, item.node
        else:
            yield item.module, Value(unseen=item.name)

    def _members(self, module: Module, on: Node, name: str, depth: int) -> Iterator[tuple[Module, Node | Value]]:
        """A member of a value that is written out."""
        yield from ((module, value) for value in self.keys(module).property(on, name))
        if on.type == NodeKind.NEW_EXPRESSION:
            info = self._class(module, on)
            if info is not None:
                yield from ((info.module, value) for value in info.assigned(name))
            return
        key = self.keys(module).of(on)
        if key is not None:
            yield from self._nodes(module, Member(key, name), depth + 1)

    # -- values --------------------------------------------------------------------------------------------------------

    def _of_node(self, module: Module, node: Node, depth: int) -> Iterator[Value]:
        for value in sources(node, copies=False):
            if value.type in NOTHING:
                continue
            yield from self._one(module, value, depth)

    def _one(self, module: Module, node: Node, depth: int) -> Iterator[Value]:
        # A name outside of the script has its text in a tree of its own.
        shown = (node.text or b"").decode() if node.type == NodeKind.IDENTIFIER else module.text(node)
        if node.type == NodeKind.NEW_EXPRESSION:
            raw = raw_worker(module, node)
            info = self._class(module, node) if raw is None else None
            yield Value(info=info) if info is not None else Value(raw=raw) if raw is not None else Value(unseen=shown)
        elif node.type == NodeKind.OBJECT:
            yield Value(methods=self._object(module, node))
        elif node.type in CLASSES:
            yield Value(methods=self.of_class(module.class_at(node)))
        elif node.type in FUNCTIONS:
            owner = module.text(name) if (name := node.child_by_field_name("name")) is not None else "the function"
            yield Value(methods=Methods(owner, module.path.name, module.source.line(node.start_byte), {}))
        elif (port := self._port(module, node, depth)) is not None:
            yield port
        elif node.type == NodeKind.CALL_EXPRESSION and self._called(node, module) == _WRAP:
            yield from self._wrapped(module, node, depth)
        else:
            key = self.keys(module).of(node) if depth <= _DEEPEST else None
            found = list(self._of_key(module, key, depth + 1))[:_MOST] if key is not None else []
            yield from found or [Value(unseen=shown)]

    def _port(self, module: Module, node: Node, depth: int) -> Value | None:
        """The port of a shared worker."""
        member = module.member(node)
        if member is None or member[1] != "port" or depth > _DEEPEST:
            return None
        shared = [value.raw for value in self._of_node(module, member[0], depth + 1)]
        if len(shared) != 1 or shared[0] is None or not shared[0].is_shared or shared[0].is_port:
            return None
        return Value(raw=shared[0]._replace(is_port=True))

    def _class(self, module: Module, new: Node) -> ClassInfo | None:
        called = new.child_by_field_name("constructor")
        if called is None:
            return None
        return self.project.resolve_class(module, called) or self.project.required_class(module, called)

    def _wrapped(self, module: Module, call: Node, depth: int) -> Iterator[Value]:
        """What a script exposes that `wrap(new Worker(…))` starts."""
        found = [url for first in arguments_of(call)[:1] for url in self._addresses(module, first)]
        for url in found[:1]:
            located = locate(ScriptUrl(url, module), self.repository, self.settings.script)
            script = self.project.module(located.path) if located.path is not None else None
            exposed = list(_exposed(script)) if script is not None else []
            if script is None or not exposed:
                break
            for node in exposed:
                for value in self._of_node(script, node, depth + 1):
                    owner = value.info.name if value.info is not None else value.methods.owner if value.methods else ""
                    yield value._replace(exposed=Exposed(script, owner)) if owner else value
            return
        yield Value(unseen=module.text(call))

    def _addresses(self, module: Module, worker: Node) -> list[str]:
        """The addresses of the script of a Worker, which stands there or which a name of the file holds."""
        found = list(addresses(module, worker))
        if found:
            return found
        key = self.keys(module).of(worker)
        values = self.keys(module).values(key) if key is not None else []
        return [url for value in values for url in addresses(module, value)]

    # -- methods -------------------------------------------------------------------------------------------------------

    def _object(self, module: Module, node: Node) -> Methods:
        methods: dict[str, int | None] = {}
        functions: dict[str, tuple[Module, Node]] = {}
        is_open = False
        for part in children(node):
            name = self._name_of(part, module)
            if name is None:
                is_open = True
                continue
            function = part if part.type == NodeKind.METHOD_DEFINITION else self._function(module, _value_of(part))
            methods[name] = most_arguments(function, module) if function is not None else None
            if function is not None:
                functions[name] = module, function
        return Methods("the object", module.path.name, module.source.line(node.start_byte), methods, is_open, functions)

    def of_class(self, info: ClassInfo) -> Methods:
        """The methods of a class itself."""
        body = info.node.child_by_field_name("body")
        members = body.named_children if body is not None else []
        static = [part for part in members if any(child.type == "static" for child in part.children)]
        functions = {
            info.module.key(key): (info.module, part)
            for part in static
            if part.type == NodeKind.METHOD_DEFINITION and (key := part.child_by_field_name("name")) is not None
        }
        methods = {name: most_arguments(part, info.module) for name, (_, part) in functions.items()}
        line = info.module.source.line(info.node.start_byte)
        is_open = info.heritage is not None or len(methods) < len(static)
        return Methods(info.name, info.module.path.name, line, methods, is_open, functions)

    def of_module(self, module: Module) -> Methods:
        """The functions that a file exports."""
        methods: dict[str, int | None] = {}
        functions: dict[str, tuple[Module, Node]] = {}
        for name in module.exports:
            for item in exported(self.project, module, name):
                held = self.keys(item.module).function(Variable(item.binding)) if item.binding is not None else None
                node = held if held is not None else item.node
                is_function = node is not None and node.type in FUNCTIONS
                methods[name] = most_arguments(node, item.module) if is_function and node is not None else None
                if is_function and node is not None:
                    functions[name] = item.module, node
        is_open = bool(module.wildcards or module.assigned_exports)
        return Methods(module.path.name, module.path.name, 1, methods, is_open, functions)

    def _function(self, module: Module, value: Node) -> Node | None:
        """The function of the file that a property is given, None where that is not seen."""
        if value.type in FUNCTIONS:
            return value
        key = self.keys(module).of(value)
        return self.keys(module).function(key) if key is not None else None

    def _name_of(self, part: Node, module: Module) -> str | None:
        """The name of a part of an object, None where it is computed or brings others."""
        if part.type == NodeKind.SPREAD_ELEMENT:
            return None
        key = part.child_by_field_name("key") or part.child_by_field_name("name")
        return key_text(key if key is not None else part, module.source.data)

    @staticmethod
    def _called(call: Node, module: Module) -> str:
        """The last name of what a call calls."""
        function = call.child_by_field_name("function")
        return module.text(function).rpartition(".")[2] if function is not None else ""


def _place_of(base: Key, module: Module) -> object:
    """What tells the first name of an expression from all others of a text."""
    if isinstance(base, Variable):
        return next((node.start_byte for node in base.binding.declarations), None)
    if isinstance(base, This):
        return next(info.node.start_byte for info in module.all_classes() if info.node.id == base.owner)
    return base.name if isinstance(base, Global) else None


def key_of(worker: Receiver, base: Key) -> Key:
    """The key of the worker's expression, where that of its first name is known."""
    key = base
    for part in re.findall(r"\.#?[\w$]+|\(\)", str(worker)[len(worker.base) :]):
        if part == "()":
            key = Result(key)
        elif isinstance(key, Global) and key.name in GLOBALS_ANYWHERE:
            key = Global(part[1:])
        else:
            key = Member(key, part[1:])
    return key


def _exposed(script: Module) -> Iterator[Node]:
    """What a script gives to Comlink's `expose`."""
    for name in spelling(script.source, _EXPOSE):
        member = name.parent
        callee = member if member is not None and member.type in MEMBERS else name
        call = outermost(callee).parent
        if call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", callee):
            yield from arguments_of(call)[:1]


def _value_of(part: Node) -> Node:
    """The value of a property; of `{ step }` the name itself."""
    value = part.child_by_field_name("value")
    return unwrap(value) if value is not None else part
