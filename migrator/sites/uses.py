"""Every way in which a file reaches the receiver, and the class and method that each belongs to.

`this` is followed through names that are given it, the receiver through names that are given that. A `this` at the top
of a file is no instance of anything, so its properties are another object's. What leaves the file's syntax is not
followed: a member that holds the receiver, an argument of a function that stands elsewhere, a key that is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from migrator.javascript.calls import UNKNOWN, Calls, call_around
from migrator.javascript.flow import (
    Flow,
    is_field,
    key_text,
    literal_text,
    pattern_key,
    sources,
)
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASS_MEMBERS,
    CLASSES,
    DEFAULTS,
    FREE_FUNCTIONS,
    MEMBERS,
    STRING_PARTS,
    STRINGS,
    TARGET_NAMES,
    THIS_FUNCTIONS,
    NodeKind,
    is_known,
)
from migrator.javascript.values import NAMES, Held, Path, Values
from migrator.model.settings import Receiver
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Reference

_OWN_THIS = CLASS_MEMBERS | THIS_FUNCTIONS | {NodeKind.CLASS_STATIC_BLOCK}


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """What a use belongs to. ``place`` is ``method``, ``field``, ``static``, ``object``, ``function`` or ``module``.

    In the first two `this` is an instance of ``node``, the class; in what is static it is the class itself. An accessor
    is a ``field``: nobody calls it by its name. ``method`` is the nearest member's name all the same. ``definition`` is
    the member or the function that has the `this`, None at the top of a file.
    """

    place: str
    node: Node | None = None
    class_name: str | None = None
    method: str | None = None
    definition: Node | None = None


@dataclass(slots=True, eq=False)
class Use:
    """One use of the receiver.

    ``node`` is the receiver itself, ``whole`` the member access or pattern that shows the use.
    ``through`` names the alias by which the receiver is reached, None where it is written out; ``given`` is the use
    that gave it that name.
    """

    node: Node
    whole: Node
    kind: str
    member: str | None
    owner: Owner
    call: Node | None = None
    through: str | None = None
    alias: Binding | None = None
    given: Use | None = None

    @property
    def is_program(self) -> bool:
        """Whether this is a call that runs Python."""
        return self.call is not None and self.member in PYTHON.calls


def owner_of(node: Node, source: Source, known: dict[int, Owner] | None = None) -> Owner:
    """The class and method that a node belongs to: arrows are passed through, a function of its own is not.

    ``known`` remembers owners of nodes that were passed on the way, since a parser's node finds its parent from above.
    """
    place: str | None = None
    method: str | None = None
    passed: list[int] = []
    owner: Owner | None = None
    definition: Node | None = None
    child, current = node, node.parent
    while current is not None and owner is None:
        if place is None and known is not None:
            owner = known.get(child.id)
            if owner is not None:
                break
            passed.append(child.id)
        kind = current.type
        if kind in _OWN_THIS and not _outside_of_body(child, current):
            place, definition = place or _place(current), definition or current
            if kind in CLASS_MEMBERS:
                method = method or _member_name(current, source)
        elif kind in CLASSES and place is not None:
            owner = Owner(place, current, _class_name(current, source), method, definition)
        child, current = current, current.parent
    owner = owner or Owner(place or "module", None, None, method, definition)
    if known is not None:
        known.update(dict.fromkeys(passed, owner))
    return owner


def function_around(node: Node, source: Source) -> str | None:
    """The name of the innermost named function that a node stands in, None in a class or outside of any."""
    current = node.parent
    while current is not None and current.type not in CLASSES:
        if current.type in FREE_FUNCTIONS:
            name = current.child_by_field_name("name")
            outer = outermost(current).parent
            if name is None and outer is not None and outer.type == NodeKind.VARIABLE_DECLARATOR:
                name = outer.child_by_field_name("name")
            if name is not None and name.type == NodeKind.IDENTIFIER:
                return key_text(name, source.data)
        current = current.parent
    return None


def _place(definition: Node) -> str:
    """What `this` is in a definition that has its own."""
    if definition.type not in (*CLASS_MEMBERS, NodeKind.CLASS_STATIC_BLOCK):
        return "function"
    if definition.parent is None or definition.parent.type != NodeKind.CLASS_BODY:
        return "object"
    words = {part.type for part in definition.children if not part.is_named}
    if definition.type == NodeKind.CLASS_STATIC_BLOCK or "static" in words:
        return "static"
    return "method" if definition.type == NodeKind.METHOD_DEFINITION and not words & {"get", "set"} else "field"


def _owner_of_member(definition: Node, source: Source) -> Owner:
    """The class that a member is declared in, and the member: its key may stand outside of it."""
    body = definition.parent
    assert body is not None
    assert body.parent is not None
    name = _class_name(body.parent, source)
    return Owner(_place(definition), body.parent, name, _member_name(definition, source), definition)


def _outside_of_body(child: Node, definition: Node) -> bool:
    """A computed key or a decorator of a member is evaluated outside of it."""
    return child.type == NodeKind.DECORATOR or (
        child.type == NodeKind.COMPUTED_PROPERTY_NAME
        and definition.type in CLASS_MEMBERS
        and child.id == _key_of(definition).id
    )


def _key_of(definition: Node) -> Node:
    key = definition.child_by_field_name("name") or definition.child_by_field_name("property")
    assert key is not None
    return key


def _member_name(definition: Node, source: Source) -> str | None:
    return key_text(_key_of(definition), source.data)


def _class_name(node: Node, source: Source) -> str | None:
    """The name of a class: its own, or that of what it is assigned to, as JavaScript names it."""
    name = node.child_by_field_name("name")
    if name is not None:
        return key_text(name, source.data)
    outer = outermost(node)
    parent = outer.parent
    if parent is None:
        return None
    if parent.type == NodeKind.VARIABLE_DECLARATOR:
        name = parent.child_by_field_name("name")
    elif parent.type in (NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.ASSIGNMENT_PATTERN):
        name = parent.child_by_field_name("left")
    elif parent.type in (NodeKind.PAIR, NodeKind.FIELD_DEFINITION) and is_field(parent, "value", outer):
        return key_text(parent.child_by_field_name("key") or parent.child_by_field_name("property"), source.data)
    return key_text(name, source.data) if name is not None and name.type == NodeKind.IDENTIFIER else None


# -- finding the uses --------------------------------------------------------------------------------------------------

# `this` as a value. Where a member of it is read, the member's name is looked for instead.
_BARE_THIS = re.compile(rb"\bthis\b(?!\s*(?:\.|\?\.|\[))")
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
_MOST_JOINTS = 16
# What may stand between a piece of a text and the expression that puts it together.
_JOINING = frozenset(
    {
        NodeKind.STRING,
        NodeKind.IDENTIFIER,
        NodeKind.BINARY_EXPRESSION,
        NodeKind.PARENTHESIZED_EXPRESSION,
        NodeKind.TEMPLATE_SUBSTITUTION,
        NodeKind.TEMPLATE_STRING,
        NodeKind.ARGUMENTS,
        NodeKind.ARRAY,
        NodeKind.MEMBER_EXPRESSION,
        NodeKind.CALL_EXPRESSION,
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


def bare_this(source: Source) -> Iterator[tuple[Node, Owner]]:
    """Every `this` of a file that is a value, and no member of which is taken there."""
    known: dict[int, Owner] = {}
    for match in _BARE_THIS.finditer(source.data):
        node = source.root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == NodeKind.THIS:
            yield node, owner_of(node, source, known)


@cache
def _first_pieces(name: str) -> re.Pattern[bytes]:
    """Matches a string, or the beginning of a template, that is the beginning of a name and not all of it."""
    starts = b"|".join(re.escape(name[:end].encode()) for end in range(len(name) - 1, 0, -1))
    return re.compile(rb"""['"`](%s)(?:['"`]|\$\{)""" % (starts or b"(?!)"))


@dataclass(slots=True)
class _Alias:
    """A name that holds the receiver: a variable of the file or, with ``binding`` None, a global."""

    name: str
    binding: Binding | None
    given: Use


class _Finder:
    """Climbs from every place where the bytes spell the receiver's property, which costs nearly nothing."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._data = source.data
        self._name = name
        self._aliases: list[_Alias] = []
        self._flow = Flow(source.data)
        self._owners: dict[int, Owner] = {}
        self._references = _References(source)
        self._origins = Origins(source)
        self._calls = Calls(source, self._origins)
        self._values = Values(source, self._flow, self._references.of, self._class_of, self._origins, self._calls)
        self._objects: list[Held] = []  # objects that have a property of the name, still to be followed
        self._this: _ThisNames | None = None

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
        for offset, _ in spelled(self._name, self._data):
            node = self._source.root.descendant_for_byte_range(offset, offset + 1)
            if node is not None and node.type in STRING_PARTS:
                node = node.parent
            if node is not None and literal_text(node, self._data) == self._name:
                yield Held(node)
        yield from map(Held, self._put_together())

    def direct(self) -> Iterator[Use]:
        """Uses that no name for the receiver leads to, each once."""
        found: set[tuple[int, str]] = set()
        for use in self._direct():
            if (use.whole.id, use.kind) not in found:
                found.add((use.whole.id, use.kind))
                yield use

    def _direct(self) -> Iterator[Use]:
        seen: set[int] = set()
        keys: list[Held] = []
        for offset, _ in spelled(self._name, self._data):
            node = self._source.root.descendant_for_byte_range(offset, offset + 1)
            if node is not None and node.type in STRING_PARTS:
                node = node.parent
            if node is None or node.id in seen:
                continue
            seen.add(node.id)
            if node.type in STRINGS:
                if literal_text(node, self._data) == self._name:
                    keys.append(Held(node))
            elif key_text(node, self._data) == self._name:
                yield from self._at_name(node)
        followed = [*keys, *map(Held, self._put_together())]
        told: set[tuple[int, Path, int]] = set()  # a key may lead to an object whose keys lead back
        while followed or self._objects:
            for held in self._values.follow(followed, told):
                if not held.path:
                    yield from self._at_key(held.node)
                elif held.path == (NAMES,):
                    yield from self._at_object(held)
            followed, self._objects = self._objects, []

    def _put_together(self) -> Iterator[Node]:
        """Expressions that spell the name in pieces: `'pyo' + 'dide'`. They are looked for from their first piece."""
        pieces = []
        for match in _first_pieces(self._name).finditer(self._data):
            node = self._source.root.descendant_for_byte_range(match.start(1), match.start(1) + 1)
            while node is not None and node.type in STRING_PARTS:
                node = node.parent
            if node is not None and node.type in STRINGS:
                pieces.append(Held(node))
        for held in self._values.follow(pieces):
            whole: Node | None = held.node
            for _ in range(_MOST_JOINTS if len(held.path) < 2 else 0):
                if whole is None or whole.type not in _JOINING:
                    break
                if self._origins.text(whole) == self._name:
                    yield whole
                    break
                whole = whole.parent

    # -- names and keys that spell the receiver's property -------------------------------------------------------------

    def _at_name(self, node: Node) -> Iterator[Use]:
        parent = node.parent
        if parent is None:
            return
        if node.type == NodeKind.PROPERTY_IDENTIFIER and parent.type == NodeKind.MEMBER_EXPRESSION:
            if is_field(parent, "property", node):
                if self._is_this(parent.child_by_field_name("object")):
                    yield self._use(parent)
                else:
                    self._at_member(parent)
        elif node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
            yield from self._taken(parent if parent.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN else node)
        elif node.type in (NodeKind.PROPERTY_IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER):
            yield from self._at_property(node)
        elif node.type == NodeKind.IDENTIFIER:
            yield from self._in_with(node)
        if not (is_known(parent.type) and is_known(node.type)):  # it may be a way to take the member
            yield self._make(parent, "read")

    def _at_key(self, literal: Node) -> Iterator[Use]:
        """A string that spells the name, or a constant that holds it."""
        key = outermost(literal)
        parent = key.parent
        if parent is None:
            return
        if parent.type == NodeKind.SUBSCRIPT_EXPRESSION:
            if is_field(parent, "index", key):
                if self._is_this(parent.child_by_field_name("object")):
                    yield self._use(parent)
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
                    yield self._make(parent, "read")
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
            yield Use(key, key, "assign", None, _owner_of_member(parent, self._source))
        elif parent.type == NodeKind.OBJECT:
            self._objects.append(Held(parent, (NAMES,), key))
        elif parent.type in (NodeKind.PAIR, NodeKind.METHOD_DEFINITION) and parent.parent is not None:
            self._objects.append(Held(parent.parent, (NAMES,), parent if parent.type == NodeKind.PAIR else key))

    def _at_member(self, access: Node) -> None:
        """`o.pyodide = x`, where `o` may be given to `this`."""
        owner = access.child_by_field_name("object")
        if owner is not None and _is_target(access):
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
        use = self._make(whole or part, "destructure")
        if target is not None:
            self._alias(use, target)
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
            yield self._use(call) if gives else self._make(call, kind)

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
                    self._make(call, "assign")
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
                yield self._use(node)
                return
            child, current = current, current.parent

    # -- `this` --------------------------------------------------------------------------------------------------------

    @property
    def _names(self) -> _ThisNames:
        if self._this is None:
            self._this = _ThisNames(self._source, self._name, self._flow, self._references, self._owners)
        return self._this

    def _is_this(self, expression: Node | None) -> bool:
        if expression is None:
            return False
        for node in sources(expression):
            if node.type == NodeKind.SUPER or (
                node.type == NodeKind.THIS and not _is_top_level(node, self._source, self._owners)
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

    # -- what is done with the receiver --------------------------------------------------------------------------------

    def _make(self, node: Node, kind: str, alias: _Alias | None = None) -> Use:
        return Use(
            node,
            node,
            kind,
            None,
            owner_of(node, self._source, self._owners),
            through=alias.name if alias is not None else None,
            given=alias.given if alias is not None else None,
        )

    def _use(self, receiver: Node, alias: _Alias | None = None) -> Use:
        """What is done with the receiver expression ``receiver``."""
        use = self._make(receiver, "read", alias)
        given = list(self._flow.targets(receiver))
        for target in given:
            self._alias(use, target)
        if alias is None and _is_target(receiver):
            use.kind = "assign"
            outer = outermost(receiver)
            if outer.parent is not None and outer.parent.type in ASSIGNMENTS:
                for target in self._flow.targets(outer.parent):
                    self._alias(use, target)
            return use
        outer = self._flow.widest(receiver)
        parent = outer.parent
        if parent is None:
            return use
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            self._member(use, parent)
        elif parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            use.kind = "call"
        elif given:
            use.kind = "alias"
        return use

    def _member(self, use: Use, access: Node) -> None:
        """A member of the receiver is taken, and called or not."""
        if access.type == NodeKind.MEMBER_EXPRESSION:
            use.member = key_text(access.child_by_field_name("property"), self._data)
        else:
            index = access.child_by_field_name("index")
            use.member = literal_text(unwrap(index), self._data) if index is not None else None
        use.whole = access
        outer = outermost(access)
        parent = outer.parent
        if parent is not None and parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            use.kind, use.call = "call", parent

    def _alias(self, use: Use, target: Node) -> None:
        """Another name for the receiver, if the target is a name."""
        if target.type not in TARGET_NAMES:
            return
        binding = self._binding(target)
        name = binding.name if binding is not None else key_text(target, self._data)
        assert name is not None
        use.alias = use.alias or binding
        self._aliases.append(_Alias(name, binding, use))

    def aliased(self) -> Iterator[Use]:
        """Uses through names that hold the receiver, and through names that hold those."""
        done: set[Binding | str] = set()
        at = 0
        while at < len(self._aliases):
            alias = self._aliases[at]
            at += 1
            key = alias.binding or alias.name
            if key in done:
                continue
            done.add(key)
            for reference in self._references.of(key):
                if not reference.read:
                    continue
                use = self._use(reference.node, alias)
                # `py += 1` reads the name and does nothing with the receiver.
                if use.kind != "read" or use.member is not None or not _is_target(reference.node):
                    yield use


class _References:
    """The references to a variable, or to a global by its name."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _globals(self) -> dict[str, list[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._source.scopes.globals:
            found.setdefault(reference.name, []).append(reference)
        return found

    def of(self, key: Binding | str) -> list[Reference]:
        return self._globals.get(key, []) if isinstance(key, str) else key.references


class _ThisNames:
    """The names and patterns of a file that are given `this`."""

    def __init__(
        self, source: Source, receiver: str, flow: Flow, references: _References, owners: dict[int, Owner]
    ) -> None:
        self._source = source
        self._receiver = receiver
        self._owners = owners
        self._keys: set[Binding | str] = set()
        self._patterns: set[int] = set()
        todo = list(self._values())
        while todo:
            for target in flow.targets(todo.pop(), copies=True):
                for name in self._given(target):
                    key = source.scopes.binding_at(name.start_byte) or key_text(name, source.data) or ""
                    if key not in self._keys:
                        self._keys.add(key)
                        todo.extend(use.node for use in references.of(key) if use.read)

    def holds(self, name: Node) -> bool:
        return bool(self._keys) and (
            (self._source.scopes.binding_at(name.start_byte) or key_text(name, self._source.data)) in self._keys
        )

    def is_pattern(self, pattern: Node) -> bool:
        return pattern.id in self._patterns

    def _values(self) -> Iterator[Node]:
        for match in _BARE_THIS.finditer(self._source.data):
            node = self._source.root.descendant_for_byte_range(match.start(), match.end())
            if node is not None and node.type == NodeKind.THIS and not _is_top_level(node, self._source, self._owners):
                yield node

    def _given(self, target: Node) -> Iterator[Node]:
        """The names that a target gives `this`, or all of its properties that are not taken out."""
        if target.type in TARGET_NAMES:
            yield target
        elif target.type == NodeKind.OBJECT_PATTERN:
            self._patterns.add(target.id)
            data = self._source.data
            if any(pattern_key(part, data) == self._receiver for part in target.named_children):
                return
            for part in target.named_children:
                if part.type == NodeKind.REST_PATTERN:
                    yield from (child for child in part.named_children if child.type == NodeKind.IDENTIFIER)


def _is_top_level(this: Node, source: Source, known: dict[int, Owner]) -> bool:
    """Whether `this` is that of the file: undefined in a module, the global object or the exports in a script."""
    return owner_of(this, source, known).place == "module"


def _is_target(node: Node) -> bool:
    """Whether an expression is written: assigned, counted up, or a target in a pattern or the head of a loop."""
    outer = outermost(node)
    parent = outer.parent
    if parent is None:
        return False
    if parent.type in (
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.ASSIGNMENT_PATTERN,
        NodeKind.FOR_IN_STATEMENT,
    ):
        return is_field(parent, "left", outer)
    if parent.type == NodeKind.PAIR_PATTERN:
        return is_field(parent, "value", outer)
    return parent.type in (NodeKind.ARRAY_PATTERN, NodeKind.REST_PATTERN, NodeKind.UPDATE_EXPRESSION)
