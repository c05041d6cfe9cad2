"""The code that answers a command: a handler of messages in a worker's script, or a method that a script exposes.

A command of a class is a method that posts a message. So is one of an object and a function that a file exports, where
the Worker that it posts to is found. A message of a page is a command of a raw Worker, and its name is what tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.modules import Module
from migrator.javascript.project import Chain, Project
from migrator.javascript.syntax import NodeKind
from migrator.model.ledger import Message, Sentence
from migrator.rules.posted import Posted
from migrator.sites.key import Variable
from migrator.worker.handlers.answers import told
from migrator.worker.handlers.dispatch import Handler
from migrator.worker.handlers.messages import Message as Sent
from migrator.worker.handlers.messages import messages_from, messages_of, script_url
from migrator.worker.handlers.values import spelled
from migrator.worker.started import Raw, Script, Scripts
from migrator.worker.values import Exposed, Methods, Workers

if TYPE_CHECKING:
    from tree_sitter import Node


class Answering(NamedTuple):
    """The handlers of a command, or the problem with them and where to look at it."""

    handlers: tuple[Handler, ...] = ()
    problem: Message | None = None
    module: Module | None = None
    node: Node | None = None
    script: Module | None = None


def of_class(scripts: Scripts, chain: Chain, command: str) -> Answering:
    """What answers a method of a class that starts a worker."""
    worker = chain.classes[0]
    script = scripts.at(script_url(chain))
    return _of_messages(script, messages_of(chain, command), command, worker.name, worker.module, worker.node)


def of_message(script: Script | Message, raw: Raw, posted: Posted, worker: str) -> Answering:
    """What answers a message of a page in the script of a raw Worker."""
    command = name_of(posted)
    held = posted.held if isinstance(posted.held, tuple) else ()
    messages = [Sent(key, value, held, posted.is_open) for key, value in told(posted.held)]
    found = _of_messages(script, messages[:1], command, worker, raw.module, raw.node)
    if not found.handlers and len(messages) > 1:
        others = _of_messages(script, messages[1:], command, worker, raw.module, raw.node)
        return others if others.handlers else found
    return found


def name_of(posted: Posted) -> str:
    """The constant that tells a message, empty where there is none."""
    names = told(posted.held)
    return spelled(names[0][1]) if names else ""


def of_exposed(scripts: Scripts, exposed: Exposed, command: str) -> Answering:
    """What answers a method of what a script gives to Comlink."""
    script = scripts.of_module(exposed.script)
    handler = script.dispatcher.method(command) if script.dispatcher is not None else None
    module = exposed.script
    if handler is None:
        about = {"command": command, "worker": exposed.owner}
        why = Message.of(Sentence.NO_METHOD_SEEN, **about)
        return Answering(problem=why, module=module, node=module.source.root, script=module)
    return Answering((handler,), script=module)


def of_methods(
    project: Project, scripts: Scripts, workers: Workers, methods: Methods, command: str
) -> Answering | None:
    """What answers a method of an object, or a function of a file; None where it is not found."""
    function = methods.functions.get(command)
    if function is None:
        return None

    def follow(module: Module, callee: Node) -> tuple[Module, Node] | None:
        member = module.member(callee)
        if member is not None:
            return methods.functions.get(member[1]) if member[0].type == NodeKind.THIS else None
        if callee.type != NodeKind.IDENTIFIER:
            return None
        key = workers.keys(module).of(callee)
        own = workers.keys(module).function(key) if key is not None else None
        return (module, own) if own is not None else project.function(module, callee)

    found: list[Answering] = []
    for message, by in messages_from(function, command, follow):
        key = workers.keys(by.module).of(by.on)
        values = workers.values(by.module, key) if isinstance(key, Variable) else workers.of_node(by.module, by.on)
        raws = [value.raw for value in values]
        if not raws or None in raws:
            return None
        for raw in raws:
            assert raw is not None
            for script in scripts.of(raw):
                found.append(_of_messages(script, [message], command, methods.owner, *function))
    if not found or any(isinstance(each.problem, Message) and each.script is None for each in found):
        return None
    broken = next((each for each in found if each.problem is not None), None)
    handlers = tuple(handler for each in found for handler in each.handlers)
    return broken or Answering(handlers, script=found[0].script)


def _of_messages(
    script: Script | Message, messages: list[Sent], command: str, worker: str, module: Module, node: Node
) -> Answering:
    about = {"command": command, "worker": worker}
    if isinstance(script, Message) or script.dispatcher is None or script.module is None:
        why = script if isinstance(script, Message) else script.problem
        return Answering(problem=Message.of(Sentence.NOT_READ, why=why, **about), module=module, node=node)
    own = script.module
    if not messages:
        why = Message.of(Sentence.NO_MESSAGE_SEEN, **about)
        return Answering(problem=why, module=module, node=node, script=own)
    found = tuple(handler for each in messages if (handler := script.dispatcher.handler(each)) is not None)
    if not found:
        first = messages[0]
        unseen = Message.of(Sentence.NO_HANDLER_SEEN, key=first.key, value=spelled(first.value), **about)
        return Answering(problem=unseen, module=own, node=own.source.root, script=own)
    return Answering(found, script=own)
