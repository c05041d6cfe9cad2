"""Every way in which a file reaches the member of `this` that the settings name, and the class and method that each
belongs to.

`this` is followed through names that are given it, the receiver through names that are given that. A `this` at the top
of a file is no instance of anything, so its properties are another object's. What leaves the file's syntax is not
followed: a member that holds the receiver, an argument of a function that stands elsewhere, a key that is put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.calls import UNKNOWN, Calls, call_around
from migrator.javascript.flow import Flow, is_field, key_text, literal_text, sources, spelling
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost
from migrator.javascript.pieces import put_together
from migrator.javascript.source import Source
from migrator.javascript.syntax import CLASS_MEMBERS, DEFAULTS, STRINGS, NodeKind, is_known
from migrator.javascript.values import NAMES, Held, Path, Values
from migrator.model.settings import Receiver
from migrator.sites.names import References, ThisNames, is_top_level
from migrator.sites.owner import Owner, owner_of, owner_of_member
from migrator.sites.use import Classifier, Use, is_target

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# Functions that take an object and the name of a property, and whether they give the property a value.
_BY_NAME: dict[tuple[str, ...], str] = {
    ("Reflect", "get"): "read",
    ("Reflect", "has"): "read",
    ("Reflect", "set"): "assign",
    ("Reflect", "defineProperty"): "assign",
    ("Reflect", "deleteProperty"): "read",
    ("Reflect", "getOwnPropertyDescriptor"): "read",
    ("Object", "defineProperty"): "assign",
    ("Object", "getOwnPropertyDescriptor"): "read",
    ("Object", "hasOwn"): "read",
    # The code picks one of their functions: whichever it is, it is given the object and the name.
    ("Reflect", UNKNOWN): "read",
    ("Object", UNKNOWN): "read",
}
# Functions that every object has, and that take the name of a property.
_OF_OBJECTS = {
    "hasOwnProperty": "read",
    "propertyIsEnumerable": "read",
    "__defineGetter__": "assign",
    "__defineSetter__": "assign",
    "__lookupGetter__": "read",
    "__lookupSetter__": "read",
}
# Functions that take an object and others whose properties it is given.
_BY_OBJECT = frozenset(
    {
        ("Object", "assign"),
        ("Object", "defineProperties"),
        ("Object", "setPrototypeOf"),
        ("Reflect", "setPrototypeOf"),
    }
)


def find_uses(source: Source, receiver: Receiver) -> list[Use]:
    """Every use of a receiver, in source order."""
    finder = _Finder(source, receiver.member)
    return sorted((*finder.direct(), *finder.aliased()), key=lambda use: (use.whole.start_byte, use.whole.end_byte))


@dataclass(frozen=True, slots=True)
class Reach:
    """The uses of a receiver that no other name for it leads to, and the ways of values from there."""

    uses: list[Use]
    values: Values
    origins: Origins
    calls: Calls


def reach(source: Source, receiver: Receiver) -> Reach:
    """The uses of a receiver that are written out, in source order, and how to go on from them."""
    finder = _Finder(source, receiver.member)
    uses = sorted(finder.direct(), key=lambda use: (use.whole.start_byte, use.whole.end_byte))
    return Reach(uses, finder.values, finder.origins, finder.calls)


def spellings(source: Source, name: str) -> Iterator[Node]:
    """The expressions of a file that may have the text ``name`` as their value."""
    finder = _Finder(source, name)
    return (held.node for held in finder.values.follow(finder.texts()) if not held.path)


class _Finder:
    """Climbs from every place where the bytes spell the receiver's property, which costs nearly nothing."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._data = source.data
        self._name = name
        self._flow = Flow(source.data)
        self._owners: dict[int, Owner] = {}
        self._references = References(source)
        self._classifier = Classifier(source, self._flow, self._references, self._owners)
        self._origins = Origins(source)
        self._calls = Calls(source, self._origins)
        self._values = Values(source, self._flow, self._references.of, self._class_of, self._origins, self._calls)
        self._objects: list[Held] = []  # objects that have a property of the name, still to be followed
        self._this: ThisNames | None = None

    @property
    def values(self) -> Values:
        return self._values

    @property
    def origins(self) -> Origins:
        return self._origins

    @property
    def calls(self) -> Calls:
        return self._calls

    def texts(self) -> Iterator[Held]:
        """The expressions that spell the name, in one piece or in several."""
        for node in spelling(self._source, self._name):
            if literal_text(node, self._data) == self._name:
                yield Held(node)
        yield from map(Held, put_together(self._name, self._source, self._values, self._origins))

    def aliased(self) -> Iterator[Use]:
        """Uses through names for the receiver, those of the uses that were found so far."""
        return self._classifier.aliased()

    def direct(self) -> Iterator[Use]:
        """Uses that no name for the receiver leads to, each once."""
        found: set[tuple[int, str]] = set()
        for use in self._direct():
            if (use.whole.id, use.kind) not in found:
                found.add((use.whole.id, use.kind))
                yield use

    def _direct(self) -> Iterator[Use]:
        keys: list[Held] = []
        for node in spelling(self._source, self._name):
            if node.type in STRINGS:
                if literal_text(node, self._data) == self._name:
                    keys.append(Held(node))
            elif key_text(node, self._data) == self._name:
                yield from self._at_name(node)
        followed = [*keys, *map(Held, put_together(self._name, self._source, self._values, self._origins))]
        told: set[tuple[int, Path, int]] = set()  # a key may lead to an object whose keys lead back
        while followed or self._objects:
            for held in self._values.follow(followed, told):
                if not held.path:
                    yield from self._at_key(held.node)
                elif held.path == (NAMES,):
                    yield from self._at_object(held)
            followed, self._objects = self._objects, []

    # -- names and keys that spell the receiver's property -------------------------------------------------------------

    def _at_name(self, node: Node) -> Iterator[Use]:
        parent = node.parent
        if parent is None:
            return
        if node.type == NodeKind.PROPERTY_IDENTIFIER and parent.type == NodeKind.MEMBER_EXPRESSION:
            if is_field(parent, "property", node):
                if self._is_this(parent.child_by_field_name("object")):
                    yield self._classifier.use(parent)
                else:
                    self._at_member(parent)
        elif node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
            yield from self._taken(parent if parent.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN else node)
        elif node.type in (NodeKind.PROPERTY_IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER):
            yield from self._at_property(node)
        elif node.type == NodeKind.IDENTIFIER:
            if self._is_field(node):
                yield self._classifier.make(node, "assign")
            yield from self._in_with(node)
        if not (is_known(parent.type) and is_known(node.type)):  # it may be a way to take the member
            yield self._classifier.make(parent, "read")

    def _is_field(self, name: Node) -> bool:
        """Whether a name is that of a parameter which declares a field."""
        if self._source.types is None:
            return False
        from migrator.javascript.annotated import field_of  # scripts of JavaScript have no types

        return field_of(name, self._source) is not None

    def _at_key(self, literal: Node) -> Iterator[Use]:
        """A string that spells the name, or a constant that holds it."""
        key = outermost(literal)
        parent = key.parent
        if parent is None:
            return
        if parent.type == NodeKind.SUBSCRIPT_EXPRESSION:
            if is_field(parent, "index", key):
                if self._is_this(parent.child_by_field_name("object")):
                    yield self._classifier.use(parent)
                else:
                    self._at_member(parent)
        elif parent.type == NodeKind.COMPUTED_PROPERTY_NAME or (
            parent.type in (NodeKind.PAIR, NodeKind.PAIR_PATTERN, *CLASS_MEMBERS) and not is_field(parent, "value", key)
        ):
            yield from self._at_property(parent if parent.type == NodeKind.COMPUTED_PROPERTY_NAME else key)
        elif parent.type == NodeKind.BINARY_EXPRESSION:
            if any(child.type == "in" for child in parent.children) and is_field(parent, "left", key):
                right = parent.child_by_field_name("right")
                if self._is_this(right):
                    yield self._classifier.make(parent, "read")
        elif parent.type in (NodeKind.ARGUMENTS, NodeKind.ARRAY):
            yield from self._by_name(key)

    def _at_property(self, key: Node) -> Iterator[Use]:
        """The key of a property of an object, of a pattern's part, or of a member of a class."""
        parent = key.parent
        if parent is None:
            return
        if parent.type == NodeKind.PAIR_PATTERN:
            yield from self._taken(parent)
        elif parent.type in CLASS_MEMBERS and parent.parent is not None and parent.parent.type == NodeKind.CLASS_BODY:
            yield Use(key, key, "assign", None, owner_of_member(parent, self._source))
        elif parent.type == NodeKind.OBJECT:
            self._objects.append(Held(parent, (NAMES,), key))
        elif parent.type in (NodeKind.PAIR, NodeKind.METHOD_DEFINITION) and parent.parent is not None:
            self._objects.append(Held(parent.parent, (NAMES,), parent if parent.type == NodeKind.PAIR else key))

    def _at_member(self, access: Node) -> None:
        """`o.pyodide = x`, where `o` may be given to `this`."""
        owner = access.child_by_field_name("object")
        if owner is not None and is_target(access):
            self._objects += self._values.given_a_member(owner, (NAMES,))

    def _taken(self, part: Node) -> Iterator[Use]:
        """A part of an object pattern that takes the receiver from `this`."""
        pattern = part.parent
        if pattern is None or not self._names.is_pattern(pattern):
            return
        target = part.child_by_field_name("value") if part.type == NodeKind.PAIR_PATTERN else part
        while target is not None and target.type in DEFAULTS:
            target = target.child_by_field_name("left")
        whole = part.child_by_field_name("left") if part.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN else part
        use = self._classifier.make(whole or part, "destructure")
        if target is not None:
            self._classifier.alias(use, target)
        yield use

    def _by_name(self, key: Node) -> Iterator[Use]:
        """`Reflect.get(this, 'pyodide')` and its like; `this.hasOwnProperty('pyodide')`."""
        call = call_around(key)
        for called in self._calls.of(call) if call is not None else ():
            given = called.arguments
            kind, at, holder = _BY_NAME.get(called.path), 1, given[0] if given else None
            if kind is None and called.node is None and called.path:
                kind, at, holder = _OF_OBJECTS.get(called.path[-1]), 0, called.this
            item = given[at] if len(given) > at else None
            if kind is None or item is None or item.id != key.id or not self._is_this(holder):
                continue
            assert call is not None
            gives = called.path in (("Reflect", "get"), ("Reflect", UNKNOWN)) and not self._is_bind(call)
            yield self._classifier.use(call) if gives else self._classifier.make(call, kind)

    def _is_bind(self, call: Node) -> bool:
        function = call.child_by_field_name("function")
        return function is not None and key_text(function.child_by_field_name("property"), self._data) == "bind"

    def _at_object(self, held: Held) -> Iterator[Use]:
        """`Object.assign(this, { pyodide })`. The use is the property or, where that stands elsewhere, the call."""
        outer = self._flow.outermost(held.node)
        call = call_around(outer)
        for called in self._calls.of(call) if call is not None else ():
            given = called.arguments
            at = next((i for i, item in enumerate(given) if item is not None and item.id == outer.id), 0)
            if at and called.path in _BY_OBJECT and self._is_this(given[0]):
                assert call is not None
                part = held.part
                yield (
                    self._classifier.make(call, "assign")
                    if part is None
                    else Use(part, part, "assign", None, owner_of(call, self._source, self._owners))
                )

    def _in_with(self, node: Node) -> Iterator[Use]:
        """A name in `with (this) { … }` is a property of it, unless a scope inside declares it."""
        if b"with" not in self._data or self._source.scopes.reference_at(node.start_byte) is None:
            return
        binding = self._binding(node)
        child, current = node, node.parent
        while current is not None:
            if (
                current.type == NodeKind.WITH_STATEMENT
                and is_field(current, "body", child)
                and (binding is None or binding.scope.start <= current.start_byte)
                and self._is_this(current.child_by_field_name("object"))
            ):
                yield self._classifier.use(node)
                return
            child, current = current, current.parent

    # -- `this` --------------------------------------------------------------------------------------------------------

    @property
    def _names(self) -> ThisNames:
        if self._this is None:
            self._this = ThisNames(self._source, self._name, self._flow, self._references, self._owners)
        return self._this

    def _is_this(self, expression: Node | None) -> bool:
        if expression is None:
            return False
        for node in sources(expression):
            if node.type == NodeKind.SUPER or (
                node.type == NodeKind.THIS and not is_top_level(node, self._source, self._owners)
            ):
                return True
            if node.type == NodeKind.IDENTIFIER and self._names.holds(node):
                return True
        return False

    def _class_of(self, this: Node) -> tuple[Node | None, str]:
        """The class that `this` belongs to, and what it is there."""
        owner = owner_of(this, self._source, self._owners)
        return owner.node, owner.place

    def _binding(self, node: Node) -> Binding | None:
        return self._source.scopes.binding_at(node.start_byte)
