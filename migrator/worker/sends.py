"""Which commands of its worker a class sends: calls through `this.worker`, however the code reaches it.

The worker is followed from its uses as any value of the file is: through names, patterns, members, functions of the
file and their results. So are the keys of its members. A class also sends what the classes that it extends send, since
they call the worker that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.calls import call_around
from migrator.javascript.flow import arguments_of, is_field, key_text, literal_text, pattern_key
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.javascript.syntax import ASSIGNMENTS, DEFAULTS, MEMBERS, NodeKind, children
from migrator.javascript.values import Held
from migrator.model.settings import Receiver
from migrator.rules.posted import POST
from migrator.sites.members import Reach, reach, spellings
from migrator.sites.named import written
from migrator.sites.names import bare_this
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

# Where `this` is an instance of the class around, or may be: a function that is given `this` counts.
_INSTANCES = frozenset({"method", "field", "function"})


class Sent(NamedTuple):
    """A command, and the class that sends it: its node in the file that was looked at. Where the settings name an
    expression for the worker, it is the first place where that is sent the command.
    """

    node: Node
    command: str
    posts: tuple[tuple[Module, Node], ...] = ()  # of `postMessage`: the messages, as the code writes them


def sent(
    source: Source, worker: Receiver, commands: Collection[bytes], module: Callable[[], tuple[Project, Module]]
) -> list[Sent]:
    """The commands that the classes of a file send to their workers, each once. ``module`` is asked where a class
    may inherit code that sends commands.
    """
    names = frozenset(name.decode() for name in commands)
    if not worker.member:
        return list(_sent_by_expression(source, worker, names, module))
    sender = _Sender(source, worker, names)
    found: dict[tuple[int, str], Sent] = {}
    for node, command in sender.sent():
        posts = tuple((module()[1], message) for message in sender.posted(node)) if command == POST else ()
        found.setdefault((node.start_byte, command), Sent(node, command, posts))
    givers = (use.owner.node for use in sender.uses if _gives(use))
    for node in {node.start_byte: node for node in givers if node is not None}.values():
        project, own = module()
        for info in project.chain(own.class_at(node)).classes[1:]:
            data = info.module.source.data
            if worker.word.encode() not in data or not any(name in data for name in commands):
                continue
            above = _Sender(info.module.source, worker, names)
            for base, command in above.sent():
                if base.start_byte == info.node.start_byte:
                    posts = tuple((info.module, each) for each in above.posted(base)) if command == POST else ()
                    there = found.setdefault((node.start_byte, command), Sent(node, command))
                    found[(node.start_byte, command)] = there._replace(posts=(*there.posts, *posts))
    return list(found.values())


def _sent_by_expression(
    source: Source, worker: Receiver, names: frozenset[str], module: Callable[[], tuple[Project, Module]]
) -> Iterator[Sent]:
    """The commands whose names are taken of an expression as it is written."""
    found: dict[str, Sent] = {}
    for node in written(source, worker):
        member = outermost(node).parent
        if member is None or member.type not in MEMBERS or not is_field(member, "object", outermost(node)):
            continue
        name = key_text(member.child_by_field_name("property"), source.data)
        if name is None or name not in names:
            continue
        posts = tuple((module()[1], message) for message in _given(member)) if name == POST else ()
        there = found.setdefault(name, Sent(node, name))
        found[name] = there._replace(posts=(*there.posts, *posts))
    yield from found.values()


def _given(member: Node) -> list[Node]:
    """What a method is given first, where it is called."""
    outer = outermost(member)
    call = outer.parent
    is_called = call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer)
    return arguments_of(call)[:1] if call is not None and is_called else []


def _gives(use: Use) -> bool:
    """Whether a use gives a worker to a class that extends another."""
    node = use.owner.node
    return (
        use.kind == "assign"
        and node is not None
        and any(child.type == NodeKind.CLASS_HERITAGE for child in node.children)
    )


class _Sender:
    """The commands that the classes of one file send."""

    def __init__(self, source: Source, worker: Receiver, names: frozenset[str]) -> None:
        self._source = source
        self._worker = worker
        self._names = sorted(names)
        self._keys: dict[str, frozenset[int]] = {}

    @cached_property
    def _reach(self) -> Reach:
        return reach(self._source, self._worker)

    @property
    def uses(self) -> list[Use]:
        return self._reach.uses

    def sent(self) -> Iterator[tuple[Node, str]]:
        """Classes, and commands that they send."""
        for node, held in self._seeds.values():
            for command in self._names:
                if self._is_sent(held, command):
                    yield node, command

    @cached_property
    def _seeds(self) -> dict[int, tuple[Node, list[Held]]]:
        """For each class the expressions that have its worker, or hold it."""
        seeds: dict[int, tuple[Node, list[Held]]] = {}
        for use in self.uses:
            node = use.owner.node
            if node is not None and use.owner.place in _INSTANCES:
                seeds.setdefault(node.id, (node, []))[1].extend(map(Held, self._holders(use)))
        for this, owner in bare_this(self._source) if seeds else ():
            if owner.node is not None and owner.node.id in seeds and owner.place in _INSTANCES:
                seeds[owner.node.id][1].append(Held(this, (self._worker.member,)))
        return seeds

    def _holders(self, use: Use) -> Iterator[Node]:
        """The expressions that have the worker where a use is."""
        if use.kind != "assign":
            yield use.node
            return
        outer = outermost(use.node)
        parent = outer.parent
        if parent is None:
            return
        value = None
        if parent.type in ASSIGNMENTS:
            value = parent.child_by_field_name("right")
            yield parent
        elif parent.type == NodeKind.FIELD_DEFINITION:
            value = parent.child_by_field_name("value")
        for origin in self._reach.origins.of(value) if value is not None else ():
            if not origin.keys:
                yield origin.node

    def posted(self, node: Node) -> Iterator[Node]:
        """The messages that a class posts to its worker."""
        _, seeds = self._seeds[node.id]
        given: dict[int, Node] = {}
        for held in self._reach.values.follow(_followed(seeds, POST)):
            parent = outermost(held.node).parent
            if held.path == (POST,) and parent is not None and parent.type in MEMBERS and self._is_key(parent, POST):
                given |= {message.id: message for message in _given(parent)}
        yield from given.values()

    def _is_sent(self, seeds: list[Held], command: str) -> bool:
        return any(self._takes(held, command) for held in self._reach.values.follow(_followed(seeds, command)))

    def _takes(self, held: Held, command: str) -> bool:
        """Whether code takes the command from what has it, or has taken it by its name."""
        node, path, _ = held
        if not path:
            return node.type == NodeKind.IDENTIFIER and self._is_taken_name(node, command) and not _is_asked(node)
        if path != (command,):
            return False
        outer = outermost(node)
        parent = outer.parent
        if parent is None:
            return False
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            return self._is_key(parent, command) and not _is_asked(parent)
        call = call_around(outer) if parent.type in (NodeKind.ARGUMENTS, NodeKind.ARRAY) else None
        for called in self._reach.calls.of(call) if call is not None else ():
            given = called.arguments
            owner, key = given[:2] if len(given) > 1 else (None, None)
            is_get = called.path == ("Reflect", "get") and owner is not None and owner.id == outer.id
            if is_get and key is not None and self._spells(key, command):
                return True
        return False

    def _is_key(self, access: Node, command: str) -> bool:
        index = access.child_by_field_name("index")
        return self._spells(index, command) if index is not None else self._reach.origins.key(access) == command

    def _spells(self, key: Node, command: str) -> bool:
        key = unwrap(key)
        text = literal_text(key, self._source.data)
        if text is not None:
            return text == command
        if command not in self._keys:
            self._keys[command] = frozenset(unwrap(node).id for node in spellings(self._source, command))
        return key.id in self._keys[command]

    def _is_taken_name(self, name: Node, command: str) -> bool:
        """Whether a pattern gives a name the command: `const { step } = …`, `({ step: name } = …)`."""
        binding = self._source.scopes.binding_at(name.start_byte)
        if binding is None:
            return False
        for given in (*binding.declarations, *(use.node for use in binding.writes)):
            part: Node | None = given
            while part is not None and part.parent is not None and part.parent.type != NodeKind.OBJECT_PATTERN:
                part = part.parent if part.parent.type in _PARTS else None
            if part is None or part.parent is None:
                continue
            key = part.child_by_field_name("key") if part.type == NodeKind.PAIR_PATTERN else None
            if key is not None and key.type == NodeKind.COMPUTED_PROPERTY_NAME:
                if children(key) and self._spells(children(key)[0], command):
                    return True
            elif pattern_key(part, self._source.data) == command:
                return True
        return False


def _followed(seeds: list[Held], command: str) -> Iterator[Held]:
    """What has the command of a worker; messages go through the port of a shared one too."""
    for node, path, _ in seeds:
        yield Held(node, (*path, command))
        if command == POST:
            yield Held(node, (*path, "port", command))


_PARTS = DEFAULTS | {NodeKind.PAIR_PATTERN}
# What only asks whether there is a member, or takes it away.
_ASKS = frozenset({NodeKind.UNARY_EXPRESSION, NodeKind.IF_STATEMENT, NodeKind.WHILE_STATEMENT})


def _is_asked(member: Node) -> bool:
    """Whether a member is given a value or asked for, and its own value is not used."""
    outer = outermost(member)
    parent = outer.parent
    if parent is None:
        return False
    if parent.type == NodeKind.ASSIGNMENT_EXPRESSION:
        return is_field(parent, "left", outer)
    return parent.type in _ASKS and not is_field(parent, "consequence", outer)
