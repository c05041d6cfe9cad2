"""Assignments that give the receiver its value, and whether a use that stays depends on one."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.prefilter import may_hold
from migrator.discovery.repository import Repository
from migrator.discovery.words import spelling
from migrator.javascript.disk import Sight, digest, stamp
from migrator.javascript.flow import given_to, is_field
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.project import Chain, Project
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import NodeKind, children
from migrator.model.settings import Receiver
from migrator.sites.members import find_uses
from migrator.sites.site import Use

if TYPE_CHECKING:
    from tree_sitter import Node

ClassKey = tuple[Path, int]  # a class: its file and where it begins


class _User(NamedTuple):
    """A class of some file that uses the receiver: the path of the file, whether the uses are static, and what was seen
    to find the classes that it extends.
    """

    path: str
    sides: frozenset[bool]
    sight: Sight


# The classes of a repository that use the receiver, by each class that they inherit.
_Index = dict[ClassKey, list[_User]]


@dataclass(eq=False)
class Users:
    """Knows the classes of a repository that use a receiver. Settings that call it the same share what is found."""

    project: Project
    repository: Repository
    _indexes: dict[tuple[Receiver, str], _Index] = field(default_factory=dict)

    def sides(self, receiver: Receiver, info: ClassInfo) -> frozenset[bool]:
        """Whether uses of a class are static; nothing where it has none."""
        source = info.module.source
        if not may_hold(source.data, receiver):
            return frozenset()
        by_class = self.project.disk.once(
            (self, receiver, str(info.module.path), info.module.digest),
            lambda: _by_class(find_uses(source, receiver)),
        )
        return by_class.get(info.node.start_byte, (info.node, frozenset()))[1]

    def index(self, receiver: Receiver, near: Path) -> _Index:
        """Those of the repository around a file."""
        key = receiver, self.repository.root(near)
        if key not in self._indexes:
            index = self._indexes[key] = {}
            question = f"what has a class and may have {receiver}"
            may = partial(_may_use, receiver=receiver)
            for path, data in self.repository.holding(key[1], question, may, spelling((receiver.word,))):
                if not self.repository.is_parsed(path):
                    continue
                for chain, sides, sight in self._of(receiver, path, data):
                    user = _User(path, sides, sight)
                    for info in chain.classes:
                        index.setdefault(class_key(info), []).append(user)
        return self._indexes[key]

    def _of(self, receiver: Receiver, path: str, data: bytes) -> Iterator[tuple[Chain, frozenset[bool], Sight]]:
        """The classes of a file that use the receiver, and those that they extend."""
        disk = self.project.disk
        try:
            for source in Source.read_all(path, data):
                module = Module(Path(path), source)
                for node, sides in _by_class(find_uses(source, receiver)).values():
                    with disk.watch(apart=True) as sight:
                        disk.note(Path(path), stamp(path, digest(data)))
                        chain = self.project.chain(module.class_at(node))
                    yield chain, sides, sight
        except (SourceError, RecursionError):  # an error of that file, which a run over it reports
            return


def _may_use(data: bytes, receiver: Receiver) -> bool:
    return b"class" in data and may_hold(data, receiver)


class Left(NamedTuple):
    """The classes of a file whose uses stay, and all that these extend: whether the uses are static."""

    users: dict[ClassKey, frozenset[bool]]
    extended: dict[ClassKey, frozenset[bool]]


@dataclass(eq=False)
class Dependents:
    """Knows which classes use the receiver, and the classes that these extend.

    An assignment in a class is needed by the uses of that class, of those that it extends and of those that extend it.
    In the file of the assignment the uses count that stay after the run. In any other file of the repository all count,
    since they are there until that file is migrated; so it does not matter which files a run is given.
    """

    users: Users
    receiver: Receiver

    def left(self, module: Module, uses: Iterable[Use]) -> Left:
        """The classes of the uses that stay in a file."""
        users: dict[int, tuple[Node, frozenset[bool]]] = {}
        for use in uses:
            node = use.owner.node
            if node is not None:
                users[node.id] = node, users.get(node.id, (node, frozenset[bool]()))[1] | _sides(use)
        found = Left({}, {})
        for node, sides in users.values():
            keys = [*map(class_key, self.users.project.chain(module.class_at(node)).classes)]
            found.users[keys[0]] = found.users.get(keys[0], frozenset()) | sides
            for key in keys:
                found.extended[key] = found.extended.get(key, frozenset()) | sides
        return found

    def depend_on(self, assignment: Use, module: Module, left: Left) -> bool:
        """Whether a use depends on an assignment of a class; ``left`` are those that stay in its file."""
        assert assignment.owner.node is not None
        chain = self.users.project.chain(module.class_at(assignment.owner.node))
        key = class_key(chain.classes[0])
        side = assignment.owner.place == "static"
        if side in left.extended.get(key, ()) or any(
            side in left.users.get(class_key(info), ()) for info in chain.classes
        ):
            return True
        return self._is_used_above(chain, side) or self._is_used_below(chain, key, side)

    def _is_used_above(self, chain: Chain, side: bool) -> bool:
        """Whether a class of another file that this one extends uses the receiver."""
        own = chain.classes[0].module
        others = (info for info in chain.classes[1:] if info.module is not own)
        return any(side in self.users.sides(self.receiver, info) for info in others)

    def _is_used_below(self, chain: Chain, key: ClassKey, side: bool) -> bool:
        """Whether a class of another file that extends this one uses the receiver."""
        disk = self.users.project.disk
        index = self.users.index(self.receiver, chain.classes[0].module.path)
        own = str(key[0])
        for user in index.get(key, ()):
            if side in user.sides and os.path.realpath(user.path) != own:
                disk.note_sight(user.sight)  # one such class is enough, whatever else there is
                disk.note_member(os.path.dirname(own), user.path)
                return True
        disk.note_all()
        return False


def holder(use: Use, source: Source) -> tuple[str, Hashable] | None:
    """The object that `this` of a use is: that of a name, or that of an object literal or a function without a name.
    None at the top of a file and in a function that no prototype shows to be a constructor: its `this` is any object.
    """
    if use.key is not None:
        return "key", use.key
    definition = use.owner.definition
    if definition is None:
        return None
    if use.owner.node is not None and use.owner.place in ("method", "field", "static"):
        kind = "object" if use.owner.place == "static" else "instance"
        return kind, _name_of(use.owner.node, source) or use.owner.node.id
    node = outermost(definition)
    around = node.parent
    if around is not None and around.type == NodeKind.PAIR and is_field(around, "value", node):
        around = around.parent
    if around is not None and around.type == NodeKind.OBJECT:
        return _target(around, source) or ("object", _name_of(around, source) or around.id)
    if around is not None and around.type == NodeKind.ASSIGNMENT_EXPRESSION:
        left = around.child_by_field_name("left")
        owner = unwrap(left).child_by_field_name("object") if left is not None else None
        if owner is not None:
            return _of_owner(unwrap(owner), source)
    name = _name_of(definition, source)
    return ("instance", name) if name is not None and _has_prototype(name, source) else None


def _target(literal: Node, source: Source) -> tuple[str, Hashable] | None:
    """What an object literal gives its methods: `Game.prototype = {…}`, `Object.assign(Game.prototype, {…})`."""
    outer = outermost(literal)
    parent = outer.parent
    if parent is not None and parent.type == NodeKind.ASSIGNMENT_EXPRESSION:
        left = parent.child_by_field_name("left")
        if left is not None and unwrap(left).type == NodeKind.MEMBER_EXPRESSION:
            return _prototype(unwrap(left), source)
    call = given_to(literal)
    if parent is None or call is None or call[1].text != b"Object.assign":
        return None
    first = children(parent)[0]
    return _of_owner(unwrap(first), source) if first.id != outer.id else None


def _of_owner(owner: Node, source: Source) -> tuple[str, Hashable]:
    return _prototype(owner, source) or ("object", _name(owner, source))


def _prototype(node: Node, source: Source) -> tuple[str, Hashable] | None:
    """The instances of `Game`, of `Game.prototype`."""
    owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or name is None or source.text(name.start_byte, name.end_byte) != "prototype":
        return None
    return "instance", _name(unwrap(owner), source)


def _name_of(node: Node, source: Source) -> Hashable:
    """The name that a class, a function or an object literal is declared under or assigned to."""
    parent = outermost(node).parent
    name = None
    if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
        name = parent.child_by_field_name("name")
    elif parent is not None and parent.type == NodeKind.ASSIGNMENT_EXPRESSION:
        name = parent.child_by_field_name("left")
    name = name or node.child_by_field_name("name")
    return _name(name, source) if name is not None else None


def _has_prototype(name: Hashable, source: Source) -> bool:
    spelled = name if isinstance(name, str) else getattr(name, "name", "")
    return f"{spelled}.prototype".encode() in source.data


def _name(node: Node, source: Source) -> Hashable:
    binding = source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
    return binding or source.text(node.start_byte, node.end_byte)


def _by_class(uses: Iterable[Use]) -> dict[int, tuple[Node, frozenset[bool]]]:
    """The classes with the uses of a file, by where they begin, and whether what uses the receiver is static."""
    found: dict[int, tuple[Node, frozenset[bool]]] = {}
    for use in uses:
        node = use.owner.node
        if node is not None and use.kind != "assign":
            before = found.get(node.start_byte, (node, frozenset[bool]()))[1]
            found[node.start_byte] = node, before | _sides(use)
    return found


def _sides(use: Use) -> frozenset[bool]:
    """Whether `this` may be the class of a use (True) or an instance of it (False)."""
    if use.owner.place == "static":
        return frozenset({True})
    return frozenset({False}) if use.owner.place in ("method", "field") else frozenset({True, False})


def class_key(info: ClassInfo) -> ClassKey:
    """What tells a class from those of all files."""
    return Path(os.path.realpath(info.module.path)), info.node.start_byte
