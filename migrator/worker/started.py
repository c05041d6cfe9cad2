"""The scripts that workers run: where they are on disk, and what follows messages through them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.modules import Module
from migrator.javascript.project import Chain, Project
from migrator.javascript.syntax import NodeKind
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Settings, one_line, show_path
from migrator.rules.posted import Posted
from migrator.worker.handlers.addresses import addresses, is_constant, platform_worker
from migrator.worker.handlers.answers import answer, told
from migrator.worker.handlers.dispatch import Dispatcher
from migrator.worker.handlers.messages import ScriptUrl
from migrator.worker.handlers.script import locate
from migrator.worker.handlers.values import spelled
from migrator.worker.handlers.walk import Unread

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDEST = 50  # of code that is shown
# What a bundler makes a worker of.
_BUNDLED = re.compile(r"\?(?:[\w=&-]+&)?(?P<shared>shared)?worker\b|\Aworker-loader\b")


class Raw(NamedTuple):
    """A Worker of the platform: the code that makes it, or the class that extends it, with its file. One ``is_shared``
    has no messages of its own: those go through its port, which this may be.
    """

    module: Module
    node: Node
    is_shared: bool = False
    is_port: bool = False

    @property
    def place(self) -> tuple[str, int]:
        return str(self.module.path), self.node.start_byte


def raw_worker(module: Module, new: Node) -> Raw | None:
    """The Worker that `new X(…)` makes, None where that is no class of the platform and none of a bundler's."""
    constructor = new.child_by_field_name("constructor") if new.type == NodeKind.NEW_EXPRESSION else None
    if constructor is None:
        return None
    bundled = _bundled(module, constructor)
    if bundled is not None:
        return Raw(module, new, bundled["shared"] is not None)
    kind = platform_worker(module, constructor)
    return Raw(module, new, kind == "SharedWorker") if kind is not None else None


def _bundled(module: Module, constructor: Node) -> re.Match[str] | None:
    """The specifier, as what matched in it, by which a bundler gives the class of a worker: `import W from
    './w.js?worker'`.
    """
    if constructor.type != NodeKind.IDENTIFIER:
        return None
    name = module.text(constructor)
    taken = module.imports.get(name) or module.required.get(name)
    binding = module.source.scopes.binding_at(constructor.start_byte)
    if taken is None or binding is None or binding.scope is not module.source.scopes.root:
        return None
    return _BUNDLED.search(taken.specifier)


class Script:
    """The script of a worker, or why it is not known."""

    def __init__(self, found: Module | Message, project: Project, repository: Repository) -> None:
        self.module = found if isinstance(found, Module) else None
        self.problem = found if isinstance(found, Message) else None
        self.dispatcher = Dispatcher(self.module, self._follow) if self.module is not None else None
        self._project = project
        self._repository = repository

    def _follow(self, module: Module, specifier: str, is_script: bool) -> Module | None:
        """The file of an import, or of what `importScripts` is given, which is an address."""
        is_beside = is_script and not specifier.startswith(("/", ".")) and ":" not in specifier
        found = self._project.follow(module, f"./{specifier}" if is_beside else specifier)
        if found is None and specifier.startswith("/"):
            located = locate(ScriptUrl(specifier, module), self._repository)
            found = self._project.module(located.path) if located.path is not None else None
        return found


def raw_class(chain: Chain) -> Raw | None:
    """The Worker that the instances of a class are which extends the platform's."""
    last = chain.classes[-1]
    kind = platform_worker(last.module, last.heritage) if last.heritage is not None else None
    return Raw(last.module, last.node) if kind == "Worker" else None


def answer_of(script: Script | Message, posted: Posted) -> Message | None:
    """Why a script does not answer a message, or why that is not known; None where it answers."""
    if not told(posted.held):
        is_written = posted.held is not None
        why = Message.of(Sentence.MESSAGE_WITHOUT_NAME if is_written else Sentence.MESSAGE_NOT_WRITTEN)
        return Message.of(Sentence.MESSAGE_NOT_CHECKED, key="", value="", why=why)
    assert posted.held is not None
    key, value = told(posted.held)[0]
    if isinstance(script, Message) or script.dispatcher is None or script.module is None:
        why = script if isinstance(script, Message) else script.problem or Message.of(Sentence.NO_NEW_WORKER)
        return Message.of(Sentence.MESSAGE_NOT_CHECKED, key=key, value=spelled(value), why=why)
    path = show_path(str(script.module.path))
    if not script.dispatcher.listens:
        why = Message.of(Sentence.NO_LISTENER, script=path)
        return Message.of(Sentence.MESSAGE_NOT_CHECKED, key=key, value=spelled(value), why=why)
    found = answer(script.dispatcher, posted.held, is_open=posted.is_open)
    if found.known:
        return None
    key, text = found.key, spelled(found.value)
    if found.doubt is not None:
        return Message.of(Sentence.MESSAGE_NOT_CHECKED, key=key, value=text, why=unread(found.doubt))
    if found.names:
        return Message.of(Sentence.MESSAGE_NOT_ANSWERED, script=path, key=key, value=text, answered=found.names)
    return Message.of(Sentence.MESSAGE_NOT_TOLD, script=path, key=key, value=text)


_UNREAD = {
    "module": Sentence.MODULE_NOT_READ,
    "handler": Sentence.CHOICE_NOT_READ,
    "much": Sentence.TOO_MUCH_CODE,
    "listener": Sentence.LISTENER_NOT_READ,
    "passed": Sentence.MESSAGE_PASSED_ON,
    "branch": Sentence.BRANCH_NOT_READ,
}


def unread(found: Unread) -> Message:
    """What of a script could not be read, and why."""
    line = found.place.module.source.line(found.place.node.start_byte)
    return Message.of(_UNREAD[found.what], line=line, shown=found.shown)


@dataclass(eq=False)
class Scripts:
    """Answers for one run; a script is found once."""

    project: Project
    repository: Repository
    settings: Settings

    def at(self, address: ScriptUrl | None) -> Script:
        """The script of an address."""
        near = str(address.module.path) if address is not None else ""
        key = self, near, address.module.digest if address is not None else "", address and address.url
        return self.project.disk.once(key, lambda: Script(self._found(address), self.project, self.repository))

    def of_module(self, module: Module) -> Script:
        """A script that is known."""
        key = self, str(module.path), module.digest
        return self.project.disk.once(key, lambda: Script(module, self.project, self.repository))

    def _found(self, address: ScriptUrl | None) -> Module | Message:
        if address is None:
            return Message.of(Sentence.NO_NEW_WORKER)
        located = locate(address, self.repository, self.settings.script)
        if located.path is None:
            assert located.problem is not None
            return located.problem
        module = self.project.module(located.path)
        return module or Message.of(Sentence.SCRIPT_UNREADABLE, path=show_path(str(located.path)))

    def of(self, raw: Raw) -> list[Script | Message]:
        """The scripts that a Worker may run; for one whose address is not known, why."""
        module, node = raw.module, raw.node
        constructor = node.child_by_field_name("constructor")
        bundled = _bundled(module, constructor) if constructor is not None else None
        named = addresses(module, node) if bundled is None else [bundled.string.rpartition("!")[2]]
        urls = list(dict.fromkeys(named))
        if self.settings.script is not None:
            urls = urls[:1] or [""]
        found: list[Script | Message] = [self.at(ScriptUrl(url, module)) for url in urls]
        is_whole = constructor is None or bundled is not None or is_constant(module, node)
        if not found or not (is_whole or self.settings.script is not None):
            found.append(Message.of(Sentence.ADDRESS_NOT_KNOWN, shown=one_line(module.text(node), _WIDEST)))
        return found
