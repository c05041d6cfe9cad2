"""What expressions make: workers of the platform, instances of classes that talk to one, and proxies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.config.survey.declared import GLOBALS, Declarations, identity, read
from migrator.config.survey.seen import Kind, Made
from migrator.discovery.repository import Repository
from migrator.javascript.flow import sources
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.syntax import FUNCTIONS, READ_NAMES, NodeKind, children
from migrator.model.settings import one_line
from migrator.python.language import PYTHON
from migrator.worker.handlers.addresses import addresses
from migrator.worker.handlers.messages import ScriptUrl
from migrator.worker.handlers.script import locate

if TYPE_CHECKING:
    from tree_sitter import Node

_WORKERS = frozenset({"Worker", "SharedWorker"})
_WORKER_PACKAGES = frozenset({"worker_threads", "node:worker_threads", "web-worker"})
_WORKER_IMPORT = re.compile(r"\?(?:[\w=&-]+&)?(?:shared)?worker\b|^worker-loader")
_SOUNDS = re.compile(f"worker|{PYTHON.interpreter}", re.IGNORECASE)
# What is given the interpreter itself, by its name, runs programs on it where it stands.
_INTERPRETER = re.compile(rf"[#_]*{PYTHON.interpreter}(?:Instance)?", re.IGNORECASE)
RUNS_PYODIDE = re.compile(f"{PYTHON.stem}|{PYTHON.loader}".encode())
WIDEST = 50  # of code that is shown
FACTORIES = 4  # functions and constants that are followed, one after another


class Makers:
    """What expressions make, and how sure it is that it takes commands."""

    def __init__(self, project: Project, declarations: Declarations) -> None:
        self._project = project
        self._repository = Repository(project.disk)
        self._declarations = declarations
        self._strengths: dict[tuple[str, int], Kind | None] = {}

    def made(self, module: Module, value: Node, depth: int) -> tuple[Made | None, bool]:
        """What an expression makes, and whether its class has methods that run Python."""
        shown = one_line(module.text(value), WIDEST)
        if self.makes_raw(module, value):
            return Made(Kind.RAW, shown), False
        if value.type == NodeKind.NEW_EXPRESSION:
            return self._instance(module, value, shown)
        if value.type == NodeKind.CALL_EXPRESSION:
            if self._wraps(module, value):
                return Made(self._of_scripts(module, value) or Kind.CLIENT, shown), False
            return self._factory(module, value, shown, depth)
        if value.type == NodeKind.IDENTIFIER:
            return self._constant(module, value, shown, depth)
        if value.type == NodeKind.OBJECT and depth < FACTORIES:
            return self._object(module, value, shown)
        return None, False

    def _instance(self, module: Module, value: Node, shown: str) -> tuple[Made | None, bool]:
        constructor = value.child_by_field_name("constructor")
        if constructor is None:
            return None, False
        info = self._declarations.class_of(module, unwrap(constructor))
        # A worker that the class is given as an argument is started here.
        kinds = [kind for kind in [self._of_scripts(module, value)] if kind is not None]
        chain = self._declarations.chain(info)
        kinds += [kind for each in chain if (kind := self.strength(each)) is not None]
        if kinds:
            return Made(max(kinds), shown), any(not each.methods.keys().isdisjoint(PYTHON.calls) for each in chain)
        named = _SOUNDS.search(module.text(constructor)) is not None and not _is_given_interpreter(module, value)
        return (Made(Kind.NAMED, shown) if named else None), False

    def _object(self, module: Module, value: Node, shown: str) -> tuple[Made | None, bool]:
        """An object whose methods post messages; the function that makes it may start the worker."""
        methods = [part for part in value.named_children if _is_method(part)]
        if not methods or not any(self._posts(module, part, FACTORIES) for part in methods):
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
                declared = self._declarations.function(module, node)
                if declared is not None and self._posts(module, declared, depth - 1):
                    return True
        return False

    def strength(self, info: ClassInfo) -> Kind | None:
        """How a class talks to a worker; None if it is not seen to."""
        key = identity(info)
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
        made = [node for node in below(part) if self.makes_raw(module, node)]
        scripts = [self.script(module, node) for node in made]
        if any(script is not None and RUNS_PYODIDE.search(read(script)) for script in scripts):
            return Kind.PYODIDE
        return Kind.CLIENT if made else None

    def script(self, module: Module, node: Node) -> Path | None:
        """The file that `new Worker(…)` starts."""
        constructor = node.child_by_field_name("constructor")
        taken = module.imports.get(module.text(constructor)) if constructor is not None else None
        if taken is not None and _WORKER_IMPORT.search(taken.specifier):
            return self._project.file(module, taken.specifier)
        url = next((ScriptUrl(text, module) for text in addresses(module, node)), None)
        return locate(url, self._repository).path if url is not None else None

    def _factory(self, module: Module, call: Node, shown: str, depth: int) -> tuple[Made | None, bool]:
        callee = call.child_by_field_name("function")
        callee = unwrap(callee) if callee is not None else None
        method = self._declarations.static(module, callee) if callee is not None and depth else None
        found = (
            (method[0].module, method[1])
            if method is not None
            else self._declarations.declared(module, callee)
            if callee is not None and depth
            else None
        )
        if found is not None:
            there, function = found
            for returned in _returned(function):
                for source in sources(returned):
                    made = self.made(there, source, depth - 1)
                    if made[0] is not None:
                        return Made(made[0].kind, shown), made[1]
        if method is not None:  # `new Promise((done) => done(new this()))`
            own, function = method
            for node in below(function):
                constructor = node.child_by_field_name("constructor") if node.type == NodeKind.NEW_EXPRESSION else None
                if constructor is None:
                    continue
                if self._declarations.class_of(own.module, unwrap(constructor)) in self._declarations.chain(own):
                    made = self._instance(own.module, node, shown)
                    if made[0] is not None:
                        return made
        member = module.member(callee) if callee is not None else None
        last = member[1] if member is not None else module.text(callee) if callee is not None else ""
        return (Made(Kind.GUESS, shown) if _SOUNDS.search(last) else None), False

    def _constant(self, module: Module, name: Node, shown: str, depth: int) -> tuple[Made | None, bool]:
        found = self._declarations.declared(module, name) if depth else None
        if found is not None:
            there, declared = found
            for source in sources(declared):
                made = self.made(there, source, depth - 1)
                if made[0] is not None:
                    return made
        return (Made(Kind.GUESS, shown) if _SOUNDS.search(shown) else None), False

    def makes_raw(self, module: Module, node: Node) -> bool:
        constructor = node.child_by_field_name("constructor") if node.type == NodeKind.NEW_EXPRESSION else None
        return constructor is not None and self._is_raw_class(module, unwrap(constructor))

    def _is_raw_class(self, module: Module, node: Node) -> bool:
        member = module.member(node)
        if member is not None:
            owner, name = member
            return name in _WORKERS and owner.type == NodeKind.IDENTIFIER and module.text(owner) in GLOBALS
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


def _is_given_interpreter(module: Module, new: Node) -> bool:
    arguments = new.child_by_field_name("arguments")
    given = children(arguments) if arguments is not None else []
    return any(_INTERPRETER.fullmatch(module.text(unwrap(part)).rpartition(".")[2]) is not None for part in given)


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
