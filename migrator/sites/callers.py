"""Calls of functions of other files that only run what they are given, and of methods of instances that do.

What a call calls is evaluated across files (`javascript.evaluation`): through imports, exports again, `require`,
classes that extend, and instances that are made. It is a use where all that it may call is one such function
(`wrappers`), which nothing in its file or in that of the call replaces. `this.run(…)` may be the method of a class that
extends: it is a use where no other class of the two files has a method of the name.

Where it may be another function, or where such a function is no callee but a value, there is no use, and a message says
what is not looked at. Not followed: a function that calls one which only runs what it is given.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.evaluation import Evaluation
from migrator.javascript.flow import given_to, is_field, key_text, literal_text, member_name, spelling
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.scopes import IMPORT
from migrator.javascript.syntax import CLASS_MEMBERS, MEMBERS, READ_NAMES, STRINGS, NodeKind, operator
from migrator.javascript.things import Place, TooFar
from migrator.model.ledger import Evidence, Message, Sentence, Why
from migrator.sites.imported import Imported
from migrator.sites.key import Foreign, Key, This, Variable, root
from migrator.sites.keys import Keys, keys_of
from migrator.sites.owner import owner_of
from migrator.sites.use import Use, is_target
from migrator.sites.uses import all_uses, may_show, receivers
from migrator.sites.wrappers import method_of, methods, wrapper

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.discovery.reach import Reach
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.javascript.scopes import Binding
    from migrator.javascript.source import Source
    from migrator.javascript.things import Thing
    from migrator.model.settings import Settings
    from migrator.sites.owner import Owner

_EXPORTS = frozenset({NodeKind.EXPORT_SPECIFIER, NodeKind.EXPORT_STATEMENT, NodeKind.IMPORT_SPECIFIER})
# What changes the members of an object that it is given.
_CHANGES = (b"Object.", b"Reflect.", b"_.", b"jest.", b"vi.", b"sinon.", b"$.")


class Wrapped(NamedTuple):
    """A function that only runs what it is given: the use in it, the source of its file, and the function."""

    use: Use
    source: Source
    function: Node

    @property
    def path(self) -> str:
        """Where its file is."""
        return os.path.realpath(self.source.path)

    @property
    def line(self) -> int:
        """Where it runs what it is given, from 1."""
        return self.source.line(self.use.whole.start_byte)

    @property
    def name(self) -> str | None:
        """The name that it is declared under."""
        named = self.function.child_by_field_name("name")
        around = outermost(self.function).parent
        if named is None and around is not None:
            named = around.child_by_field_name("name") or around.child_by_field_name("property")
            left = around.child_by_field_name("left") or around.child_by_field_name("key")
            named = named or (left.child_by_field_name("property") or left if left is not None else None)
        return key_text(named, self.source.data) if named is not None else None


class Unfollowed(NamedTuple):
    """What may run Python and is not looked at: what to say, and the line, from 1."""

    message: Message
    line: int


class _Called(NamedTuple):
    """What a call calls: the function, if it is sure, and one that it may be."""

    wrapped: Wrapped | None = None
    may_be: Wrapped | None = None


@dataclass
class Callers:
    """Finds the calls of the files of one run that have the same settings."""

    project: Project
    reach: Reach
    settings: Settings

    def of(
        self, module: Module, uses: Iterable[Use], *, imported: bool = True
    ) -> tuple[list[Use], list[Unfollowed]]:
        """The calls of a file that ``uses`` does not have yet, and what is not looked at. Unless functions may be
        ``imported``, they are those of the file.
        """
        own = [*uses]
        found = {os.path.realpath(module.path): _wrapped(own, module.source)}
        path, data = str(module.path), module.source.data
        for other in self.reach.files(path, data, self.project.disk) if imported else ():
            target = self.project.module(Path(other))
            if target is not None:
                found[other] = self._wrapped_of(target)
        if not any(found.values()):
            return [], []
        finder = _Finder(self.project, module, found)
        known = {use.call.id for use in own if use.call is not None}
        return finder.find(known)

    def uses(self, module: Module) -> list[Use]:
        """The uses of a file, with the calls of functions of other files."""
        found = self._plain(module)
        if self.reach.may_call(str(module.path), module.source.data):
            found = sorted([*found, *self.of(module, found)[0]], key=_place)
        return found

    def _wrapped_of(self, module: Module) -> dict[int, Wrapped]:
        """The functions of another file that only run what they are given, by where they begin. They are found once,
        and all that was read for it counts as seen each time.
        """
        key = "wrapped", self.settings, str(module.path), module.digest
        return self.project.disk.once(key, lambda: _wrapped(self._plain(module), module.source))

    def _plain(self, module: Module) -> list[Use]:
        source, settings = module.source, self.settings
        shown = None
        if may_show(source.data, settings):
            shown = receivers(source, settings, Imported(self.project, module))
        return all_uses(source, settings, shown)


def _wrapped(uses: Iterable[Use], source: Source) -> dict[int, Wrapped]:
    found = {}
    for use in uses:
        function = wrapper(use) if use.is_program and use.through is None and use.inner is None else None
        if function is not None:
            found[function.start_byte] = Wrapped(use, source, function)
    return found


@dataclass
class _Finder:
    """The calls of one file. ``found`` has the functions of each file that only run what they are given."""

    project: Project
    module: Module
    found: dict[str, dict[int, Wrapped]]
    _told: dict[tuple[Key | None, str], _Called] = field(default_factory=dict)
    _owners: dict[int, Owner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._source = self.module.source
        self._keys: Keys = keys_of(self._source)
        self._path = os.path.realpath(self._source.path)

    def find(self, known: set[int]) -> tuple[list[Use], list[Unfollowed]]:
        uses: dict[int, Use] = {}
        unfollowed: dict[int, Unfollowed] = {}
        for callee in self._callees():
            call = outermost(callee).parent
            if call is None or call.id in known or call.id in uses:
                continue
            called = self._called(callee)
            if called.wrapped is not None:
                uses[call.id] = self._use(callee, call, called.wrapped)
            elif called.may_be is not None:
                unfollowed[call.id] = self._unfollowed(callee, Sentence.WRAPPER_NOT_SURE, called.may_be)
        for name in self._values():
            called = self._called(name)
            held = called.wrapped or called.may_be
            if held is not None:
                unfollowed[name.id] = self._unfollowed(name, Sentence.WRAPPER_IS_VALUE, held)
        told = sorted(unfollowed.values(), key=lambda item: item.line)
        return sorted(uses.values(), key=_place), list(dict.fromkeys(told))

    # -- candidates ----------------------------------------------------------------------------------------------------

    def _callees(self) -> Iterator[Node]:
        """What the file calls that may be one of the functions: by a name that one has, or by what it imports."""
        names = {held.name for wrapped in self.found.values() for held in wrapped.values()} - {None}
        seen: set[int] = set()
        for name in sorted(name for name in names if name is not None):
            for node in spelling(self._source, name):
                key = outermost(node) if node.type in STRINGS else node
                member = key.parent
                is_member = member is not None and any(is_field(member, part, key) for part in ("property", "index"))
                yield from _callee(member if member is not None and is_member else node, seen)
        for binding in self._imported():
            for reference in binding.references:
                node = outermost(reference.node)
                yield from _callee(reference.node, seen)
                if node.parent is not None and node.parent.type in MEMBERS and is_field(node.parent, "object", node):
                    yield from _callee(node.parent, seen)

    def _values(self) -> Iterator[Node]:
        """Where a name that the file imports, or of such a function of its own, is no callee, nor asked for a member,
        nor exported.
        """
        own = (held.function for held in self.found.get(self._path, {}).values())
        named = (key for function in own for key in self._keys.called(function))
        for binding in (*self._imported(), *(key.binding for key in named if isinstance(key, Variable))):
            for reference in binding.references:
                outer = outermost(reference.node)
                parent = outer.parent
                if parent is None or not reference.read or parent.type in _EXPORTS:
                    continue
                if parent.type in MEMBERS and is_field(parent, "object", outer):
                    continue
                if not (parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer)):
                    yield reference.node

    def _imported(self) -> Iterator[Binding]:
        for binding in self._source.scopes.root.bindings.values():
            if binding.kind == IMPORT or binding.name in self.module.required:
                yield binding

    # -- what is called ------------------------------------------------------------------------------------------------

    def _called(self, callee: Node) -> _Called:
        key = self._keys.of(callee)
        kind = key, self._source.text(callee.start_byte, callee.end_byte)
        if key is None:
            return self._evaluated(callee)
        if kind not in self._told:
            self._told[kind] = self._evaluated(callee)
        return self._told[kind]

    def _evaluated(self, callee: Node) -> _Called:
        evaluation, place = Evaluation(self.project), Place(self.module, unwrap(callee))
        try:
            things = [thing for thing in evaluation.of(place) if thing.kind != "nothing"]
            held = [self._wrapped(thing) for thing in things]
            may_be = next((each for each in held if each is not None), None)
            if may_be is None:
                return _Called()
            one = {(each.path, each.function.start_byte) for each in held if each is not None}
            if None in held or len(one) != 1 or not self._is_sure(callee, may_be, evaluation):
                return _Called(may_be=may_be)
            return _Called(may_be)
        except (TooFar, RecursionError):
            return _Called()

    def _wrapped(self, thing: Thing) -> Wrapped | None:
        """The function of a thing, if it only runs what it is given; one with bound arguments runs others."""
        if thing.kind != "function" or thing.arguments:
            return None
        return self.found.get(os.path.realpath(thing.place.module.path), {}).get(thing.place.node.start_byte)

    def _is_sure(self, callee: Node, held: Wrapped, evaluation: Evaluation) -> bool:
        """Whether nothing that is looked at puts another function in the place of this one."""
        inner = unwrap(callee)
        if inner.type not in MEMBERS:
            return True
        name = member_name(inner, self._source.data)
        on = inner.child_by_field_name("object")
        if name is None or on is None or self._keys.of(inner) is None:
            return False
        if any(_is_changed(name, source) for source in (self._source, held.source)):
            return False
        on = at = unwrap(on)
        while at.type in MEMBERS:
            taken = member_name(at, self._source.data)
            if taken is None or _is_changed(taken, self._source, but_this=True):
                return False
            below = at.child_by_field_name("object")
            if below is None:
                return False
            at = unwrap(below)
        if on.type == NodeKind.SUPER:
            return True
        things = evaluation.of(Place(self.module, on))
        is_open = any(thing.kind == "instance" and thing.arguments is None for thing in things)
        if on.type != NodeKind.THIS:
            return not is_open  # `const self = this`, whose class others may extend
        others = {self._path: self._source, held.path: held.source}
        named = [(path, each.start_byte) for path, source in others.items() for each in methods(name, source)]
        member = held.function
        while member.type not in CLASS_MEMBERS and member.parent is not None:
            member = member.parent
        return named == [(held.path, member.start_byte)]

    # -- uses ----------------------------------------------------------------------------------------------------------

    def _use(self, callee: Node, call: Node, held: Wrapped) -> Use:
        whole = unwrap(callee)
        is_own = held.path == self._path
        return Use(
            whole,
            whole,
            "call",
            method_of(held.use, held.function),
            owner_of(whole, self._source, self._owners),
            call,
            key=self._key(whole, held),
            evidence=Evidence(Why.WRAPPED, held.line, None if is_own else self._shown(held)),
            inner=held.use,
            elsewhere=None if is_own else held.source,
            is_sure=held.use.is_sure,
        )

    def _key(self, callee: Node, held: Wrapped) -> Key | None:
        """What the interpreter is known by here. Two objects of a class that each have their own have two."""
        inner = held.use
        on = callee.child_by_field_name("object") if callee.type in MEMBERS else None
        on = unwrap(on) if on is not None else None
        is_of_object = inner.key is None or isinstance(root(inner.key), This)
        is_this = on is not None and on.type in (NodeKind.THIS, NodeKind.SUPER)
        if inner.key is None and is_this:
            return None
        base = root(inner.key) if inner.key is not None else None
        if isinstance(base, Variable) and base.binding.declarations:
            place = base.binding.declarations[0].start_byte
        elif is_of_object and inner.owner.node is not None:
            place = inner.owner.node.start_byte
        else:
            place = -1
        name = held.source.text(inner.node.start_byte, inner.node.end_byte)
        own = self._keys.of(on) if is_of_object and on is not None and not is_this else None
        return Foreign(held.path, name, place, own)

    def _shown(self, held: Wrapped) -> str:
        """The file of a function, seen from this one."""
        return os.path.relpath(held.path, os.path.dirname(self._path)).replace(os.sep, "/")

    def _unfollowed(self, node: Node, sentence: Sentence, held: Wrapped) -> Unfollowed:
        shown = self._source.text(node.start_byte, node.end_byte)
        message = Message.of(sentence, called=shown, file=self._shown(held), line=held.line)
        return Unfollowed(message, self._source.line(node.start_byte))


def _callee(node: Node, seen: set[int]) -> Iterator[Node]:
    """An expression, if it is called where it stands."""
    outer = outermost(node)
    call = outer.parent
    if node.type not in (*READ_NAMES, *MEMBERS) or call is None or call.type != NodeKind.CALL_EXPRESSION:
        return
    if is_field(call, "function", outer) and call.id not in seen:
        seen.add(call.id)
        yield node


def _is_changed(name: str, source: Source, *, but_this: bool = False) -> bool:
    """Whether a file gives a member of a name a value, or names it to a function that may do so. With ``but_this``
    members of `this` are left out.
    """
    for node in spelling(source, name):
        key = outermost(node) if node.type in STRINGS else node
        parent = key.parent
        if parent is None or _spelled(node, source) != name:
            continue
        if parent.type in MEMBERS and any(is_field(parent, part, key) for part in ("property", "index")):
            on = parent.child_by_field_name("object")
            if _is_given(parent) and not (but_this and on is not None and unwrap(on).type == NodeKind.THIS):
                return True
            continue
        is_named = parent.type == NodeKind.ARGUMENTS and node.type in STRINGS
        if is_named or _is_mixed_in(node if parent.type == NodeKind.OBJECT else parent):
            return True
    return False


def _spelled(node: Node, source: Source) -> str | None:
    return literal_text(node, source.data) if node.type in STRINGS else key_text(node, source.data)


def _is_given(member: Node) -> bool:
    """Whether a member is assigned or deleted where it stands."""
    outer = outermost(member)
    around = outer.parent
    if around is None:
        return False
    if around.type == NodeKind.UNARY_EXPRESSION:
        return operator(around) == "delete"
    return is_target(member)


def _is_mixed_in(part: Node) -> bool:
    """Whether a part of an object is given to a function that changes objects: `Object.assign(o, { run })`."""
    whole = part.parent
    call = given_to(whole) if whole is not None and whole.type == NodeKind.OBJECT else None
    return call is not None and (call[1].text or b"").startswith(_CHANGES)


def _place(use: Use) -> tuple[int, int]:
    return use.whole.start_byte, use.whole.end_byte
