"""Where values go: from an expression to every expression of the file that may have the value, or that holds it.

`flow` has the steps from an expression to those around it. This goes on: through names and patterns, members of
objects, arrays and classes, parameters and results of functions of the file, loops, what standard functions give back.
A *path* says where in a value the followed one is: a member's name, any element, the names of the members, the result
of a call. Names are followed in the order of the code, as far as that is plain (`order`). What is thrown is followed
to the `catch` around it. Other files are not followed.

This is one module because the steps depend on one another: a value that is given to a name may be an argument, a member
or a result next, and all steps share one limit and one order of the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.calls import Calls, call_around
from migrator.javascript.flow import Flow, elements, given_by, is_field, key_text, parameters_of, targets_of
from migrator.javascript.order import Order
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import CALLS, CLASSES, FUNCTIONS, MEMBERS, TARGET_NAMES, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Reference
    from migrator.javascript.source import Source


class Step(Enum):
    """A step of a path that is no name."""

    ANY = "any element"
    NAMES = "the names of its members"
    RESULT = "what a call of it gives"


ANY, NAMES, RESULT = Step.ANY, Step.NAMES, Step.RESULT
Path = tuple[str | Step, ...]
# A member of an instance is under this name of its class.
INSTANCE = "prototype"
# `a = { a }` makes objects in objects without an end, and many such names more of them than anybody wrote.
_LONGEST, _MOST, _MOST_CHECKS = 6, 50_000, 20_000

_SAME = frozenset(
    {("Object", "freeze"), ("Object", "seal"), ("Object", "preventExtensions"), ("String",), ("structuredClone",)}
)
_NAMES_OF = frozenset(
    {("Object", "keys"), ("Object", "getOwnPropertyNames"), ("Reflect", "ownKeys"), ("Object", "entries")}
)
_EACH = frozenset(
    {"forEach", "map", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "flatMap"}
)
_FOLDS = frozenset({"reduce", "reduceRight"})
_SAME_ELEMENTS = frozenset(
    {"filter", "slice", "concat", "reverse", "toReversed", "sort", "toSorted", "values", "keys", "flat"}
)
_ONE_ELEMENT = frozenset({"find", "findLast", "at", "pop", "shift"})
_SAME_TEXT = frozenset({"toString", "valueOf", "trim"})
_ADDS = frozenset({"push", "unshift", "add"})
_THIS = re.compile(rb"\bthis\b")


class Held(NamedTuple):
    """An expression that has a value, or holds it under a path. ``part`` is where it was put in, in the same place."""

    node: Node
    path: Path = ()
    part: Node | None = None


class Values:
    """The ways of values through one file. ``owner`` gives the class that `this` belongs to, and how."""

    def __init__(
        self,
        source: Source,
        flow: Flow,
        references: Callable[[Binding | str], list[Reference]],
        owner: Callable[[Node], tuple[Node | None, str]],
        origins: Origins,
        calls: Calls,
    ) -> None:
        self._source = source
        self._data = source.data
        self._flow = flow
        self._references = references
        self._owner = owner
        self._origins = origins
        self._calls = calls
        self._order = Order()
        self._ordered: dict[Binding, bool] = {}
        self._checks = 0
        self._left = _MOST
        self._given: set[tuple[Binding | str, Path]] = set()  # names, where their order is not looked at
        self._all_this: dict[int, list[tuple[Node, str]]] | None = None
        self._places: dict[int, dict[int, str | Step]] = {}

    def follow(self, seeds: Iterable[Held], seen: set[tuple[int, Path, int]] | None = None) -> Iterator[Held]:
        """The seeds and everything that has or holds their value, each once. ``seen`` is what was told before."""
        seen = set() if seen is None else seen
        self._given = set()
        todo = list(seeds)[::-1]
        while todo:
            held = todo.pop()
            key = (held.node.id, held.path, held.part.id if held.part is not None else 0)
            if key in seen or len(held.path) > _LONGEST:
                continue
            seen.add(key)
            yield held
            onward = list(self._onward(held)) if self._left > 0 else []
            self._left -= 1 + len(onward)
            todo.extend(onward)

    def given_a_member(self, owner: Node, path: Path) -> list[Held]:
        """What holds a value that a member of ``owner`` is given: ``path`` leads from the owner to it."""
        self._given = set()
        found = list(self._put(owner, path)) if self._left > 0 else []
        self._left -= 1 + len(found)
        return found

    # -- one step ------------------------------------------------------------------------------------------------------

    def _onward(self, held: Held) -> Iterator[Held]:
        node, path, part = held
        if node.type in FUNCTIONS | CLASSES:
            yield from self._declared(node, path)
        around = self._flow.passes_on(node)
        if around is not None:
            yield Held(around, path, part)
        outer = self._flow.outermost(node)
        parent = outer.parent
        if parent is None:
            return
        kind = parent.type
        for target in given_by(parent, outer, around is not None):
            yield from self._give(target, path)
        if kind == NodeKind.ARGUMENTS:
            yield from self._argument(outer, path, part)
        elif kind == NodeKind.ARRAY:
            yield Held(parent, (self._place(parent, outer), *path), part)
            yield from self._argument(outer, path, part)
        elif kind == NodeKind.SPREAD_ELEMENT and parent.parent is not None:
            if parent.parent.type == NodeKind.ARRAY and _is_listed(path):
                yield Held(parent.parent, (ANY, *path[1:]), part)
            elif parent.parent.type == NodeKind.OBJECT and path:
                yield Held(parent.parent, path, part)
        elif kind == NodeKind.PAIR or (kind == NodeKind.OBJECT and node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER):
            yield from self._property(parent, outer, path, part)
        elif kind in MEMBERS and is_field(parent, "object", outer):
            yield from self._member(parent, path)
        elif kind == NodeKind.FOR_IN_STATEMENT and is_field(parent, "right", outer):
            yield from self._loop(parent, path)
        elif kind in CALLS:
            yield from self._call(parent, outer, path)
        elif kind == NodeKind.RETURN_STATEMENT or (kind == NodeKind.ARROW_FUNCTION and is_field(parent, "body", outer)):
            function = _function_around(parent)
            if function is not None:
                yield Held(function, (RESULT, *path))
        elif kind == NodeKind.TEMPLATE_SUBSTITUTION and parent.parent is not None and not path:
            if len(parent.parent.named_children) == 1:
                yield Held(parent.parent)
        elif kind == NodeKind.FIELD_DEFINITION and is_field(parent, "value", outer):
            yield from self._class_member(parent, "property", path)
        elif kind == NodeKind.CLASS_HERITAGE and parent.parent is not None and path:
            yield Held(parent.parent, path)

    def _place(self, array: Node, element: Node) -> str | Step:
        if array.id not in self._places:
            places: dict[int, str | Step] = {}
            is_known = True
            for index, item in enumerate(elements(array)):
                if item is not None:
                    is_known = is_known and item.type != NodeKind.SPREAD_ELEMENT
                    places[item.id] = str(index) if is_known else ANY
            self._places[array.id] = places
        return self._places[array.id].get(element.id, ANY)

    def _property(self, parent: Node, value: Node, path: Path, part: Node | None) -> Iterator[Held]:
        if parent.type == NodeKind.OBJECT:
            name = key_text(value, self._data)
            if name is not None:
                yield Held(parent, (name, *path), part)
        elif is_field(parent, "value", value) and parent.parent is not None:
            yield Held(parent.parent, (self._key(parent.child_by_field_name("key")), *path), part)

    def _key(self, key: Node | None) -> str | Step:
        """What a key spells; any, where that is not known."""
        if key is None:
            return ANY
        if key.type == NodeKind.COMPUTED_PROPERTY_NAME:
            inside = children(key)
            return (self._origins.text(inside[0]) if inside else None) or ANY
        return key_text(key, self._data) or ANY

    def _member(self, access: Node, path: Path) -> Iterator[Held]:
        """A member of what holds the value is taken."""
        if path and path[0] not in (NAMES, RESULT) and _fits(path[0], self._origins.key(access)):
            yield Held(access, path[1:])
        outer = self._flow.outermost(access)
        call = outer.parent
        if call is None or call.type != NodeKind.CALL_EXPRESSION or not is_field(call, "function", outer):
            return
        name = self._origins.key(access)
        if not path:
            if name in _SAME_TEXT:
                yield Held(call)
            return
        if not _is_listed(path):
            return
        if name in _SAME_ELEMENTS:
            yield Held(call, (ANY, *path[1:]))
        elif name in _ONE_ELEMENT:
            yield Held(call, path[1:])
        elif name == "entries":
            yield Held(call, (ANY, "1", *path[1:]))
        if name in _EACH or name in _FOLDS:
            arguments = call.child_by_field_name("arguments")
            given = elements(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
            for function in self._calls.functions(given[0]) if given and given[0] is not None else ():
                yield from self._parameter(function, 1 if name in _FOLDS else 0, path[1:])

    def _loop(self, loop: Node, path: Path) -> Iterator[Held]:
        operator = loop.child_by_field_name("operator")
        word = operator.type if operator is not None else ""
        left = loop.child_by_field_name("left")
        if (word == "of" and _is_listed(path)) or (word == "in" and path == (NAMES,)):
            for target in targets_of(left):
                yield from self._give(target, path[1:])

    def _call(self, call: Node, function: Node, path: Path) -> Iterator[Held]:
        """What holds the value is called, or made an instance of."""
        if call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", function):
            if path and path[0] is RESULT:
                yield Held(call, path[1:])
        elif is_field(call, "constructor", function) and path and path[0] == INSTANCE:
            yield Held(call, path[1:])

    def _argument(self, argument: Node, path: Path, part: Node | None) -> Iterator[Held]:
        call = call_around(argument)
        if call is None:
            return
        for called in self._calls.of(call):
            at = next(
                (i for i, item in enumerate(called.arguments) if item is not None and item.id == argument.id), None
            )
            if at is None:
                continue
            if called.node is not None:
                yield from self._parameter(called.node, at, path)
            name = called.path
            if call.type == NodeKind.NEW_EXPRESSION:
                if name == ("Set",) and _is_listed(path):
                    yield Held(call, (ANY, *path[1:]))
            elif name in _SAME and at == 0:
                yield Held(call, path, part)
            elif name == ("Object", "assign") and path:
                yield Held(call, path, part)
                if at > 0 and called.arguments[0] is not None:
                    yield from self._put(called.arguments[0], path)
            elif at == 0 and path:
                yield from self._listing(call, name, path)
            if name[-1:] and name[-1] in _ADDS and called.this is not None:
                yield from self._put(called.this, (ANY, *path))

    @staticmethod
    def _listing(call: Node, name: tuple[str, ...], path: Path) -> Iterator[Held]:
        """`Object.keys(x)` and its like."""
        if path == (NAMES,) and name in _NAMES_OF:
            yield Held(call, (ANY, "0") if name[-1] == "entries" else (ANY,))
        elif name == ("Object", "values") and path[0] not in (NAMES, RESULT):
            yield Held(call, (ANY, *path[1:]))
        elif name == ("Object", "entries") and path[0] not in (NAMES, RESULT):
            yield Held(call, (ANY, "1", *path[1:]))
        elif name == ("Object", "fromEntries") and len(path) == 2 and path[1] == "0":
            yield Held(call, (NAMES,))
        elif name == ("Array", "from") and _is_listed(path):
            yield Held(call, (ANY, *path[1:]))

    def _parameter(self, function: Node, at: int, path: Path) -> Iterator[Held]:
        for index, parameter in enumerate(parameters_of(function)):
            if parameter.type == NodeKind.REST_PATTERN and index <= at:
                for name in children(parameter):
                    yield from self._give(name, (ANY, *path))
            elif index == at:
                for target in targets_of(parameter):
                    yield from self._give(target, path)

    # -- into names, patterns and members ------------------------------------------------------------------------------

    def _give(self, target: Node, path: Path) -> Iterator[Held]:
        kind = target.type
        if kind in TARGET_NAMES:
            yield from self._named(target, path)
        elif kind == NodeKind.OBJECT_PATTERN:
            yield from self._taken_by_name(target, path)
        elif kind == NodeKind.ARRAY_PATTERN and _is_listed(path):
            for index, item in enumerate(elements(target)):
                if item is not None and item.type == NodeKind.REST_PATTERN:
                    for name in children(item):
                        yield from self._give(name, (ANY, *path[1:]))
                elif _fits(path[0], str(index)):
                    for inner in targets_of(item):
                        yield from self._give(inner, path[1:])
        elif kind in MEMBERS:
            owner = target.child_by_field_name("object")
            if owner is not None:
                yield from self._put(owner, (self._origins.key(target) or ANY, *path))

    def _taken_by_name(self, pattern: Node, path: Path) -> Iterator[Held]:
        if not path or path[0] is RESULT:
            return
        for item in pattern.named_children:
            if item.type == NodeKind.REST_PATTERN:
                for name in children(item):
                    yield from self._give(name, path)
                continue
            inner = item.child_by_field_name("left") if item.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN else item
            key = self._key(item.child_by_field_name("key") if item.type == NodeKind.PAIR_PATTERN else inner)
            if path[0] is not NAMES and (key is ANY or _fits(path[0], key if isinstance(key, str) else None)):
                for target in targets_of(
                    item.child_by_field_name("value") if item.type == NodeKind.PAIR_PATTERN else item
                ):
                    yield from self._give(target, path[1:])

    def _named(self, name: Node, path: Path) -> Iterator[Held]:
        """Every reading of a name that may see what it is given here."""
        binding = self._source.scopes.binding_at(name.start_byte)
        if binding is None or not self._is_ordered(binding):
            key = binding or key_text(name, self._data) or ""
            if (key, path) not in self._given:
                self._given.add((key, path))
                yield from (Held(use.node, path) for use in self._references(key) if use.read)
            return
        self._checks += len(self._references(binding))
        for use in self._references(binding):
            if use.read and self._order.reaches(binding, name, use.node):
                yield Held(use.node, path)

    def _is_ordered(self, binding: Binding) -> bool:
        if self._checks > _MOST_CHECKS:  # a program wrote the file
            return False
        if binding not in self._ordered:
            self._ordered[binding] = self._order.is_worth(binding)
        return self._ordered[binding]

    def _put(self, owner: Node, path: Path) -> Iterator[Held]:
        """A member of an object is given the value: whatever has the object by the same name."""
        owner = unwrap(owner)
        if owner.type == NodeKind.IDENTIFIER:
            yield from (held for held in self._named(owner, path) if held.node.id != owner.id)
            for origin in self._origins.of(owner):
                if origin.node.type in CLASSES and not origin.keys:
                    yield Held(origin.node, path)
        elif owner.type == NodeKind.THIS:
            node, place = self._owner(owner)
            if node is not None and place in ("method", "field"):
                yield Held(node, (INSTANCE, *path))
            elif node is not None and place == "static":
                yield Held(node, path)
        elif owner.type in MEMBERS:
            inner = owner.child_by_field_name("object")
            if inner is not None:
                yield from self._put(inner, (self._origins.key(owner) or ANY, *path))

    # -- functions and classes -----------------------------------------------------------------------------------------

    def _declared(self, node: Node, path: Path) -> Iterator[Held]:
        """The names of a function or a class, its instances, and what has it as a member."""
        if node.type == NodeKind.METHOD_DEFINITION:
            is_getter = any(part.type == "get" for part in node.children)
            if is_getter and path[:1] == (RESULT,):
                yield from self._class_member(node, "name", path[1:])
            elif not is_getter:
                yield from self._class_member(node, "name", path)
            return
        name = node.child_by_field_name("name")
        if name is not None:
            yield from self._named(name, path)
        if node.type not in CLASSES:
            return
        body = node.child_by_field_name("body")
        if name is not None and body is not None:  # the name is declared in the class too
            scopes = self._source.scopes
            inner = scopes.lookup(key_text(name, self._data) or "", scopes.scope_at(body.start_byte))
            outer = scopes.binding_at(name.start_byte)
            for use in inner.references if inner is not None and inner is not outer else ():
                yield Held(use.node, path)
        for this, place in self._instances(node):
            if place == "static" and path[:1] != (INSTANCE,):
                yield Held(this, path)
            elif place != "static":
                yield Held(this, path[1:] if path[:1] == (INSTANCE,) else ("constructor", *path))

    def _class_member(self, member: Node, field: str, path: Path) -> Iterator[Held]:
        body = member.parent
        key = self._key(member.child_by_field_name(field))
        if body is None:
            return
        if body.type == NodeKind.OBJECT:
            yield Held(body, (key, *path))
        elif body.parent is not None:
            is_static = any(part.type == "static" for part in member.children)
            yield Held(body.parent, (key, *path) if is_static else (INSTANCE, key, *path))

    def _instances(self, node: Node) -> list[tuple[Node, str]]:
        """Every `this` of a class."""
        if self._all_this is None:
            self._all_this = {}
            for match in _THIS.finditer(self._data):
                this = self._source.root.descendant_for_byte_range(*match.span())
                if this is None or this.type != NodeKind.THIS:
                    continue
                owner, place = self._owner(this)
                if owner is not None and place in ("method", "field", "static"):
                    self._all_this.setdefault(owner.id, []).append((this, place))
        return self._all_this.get(node.id, [])


def _fits(step: str | Step, name: str | None) -> bool:
    return step is ANY or name is None or step == name


def _is_listed(path: Path) -> bool:
    """Whether what is followed is an element of a list."""
    return bool(path) and (path[0] is ANY or (isinstance(path[0], str) and path[0].isdigit()))


def _function_around(node: Node) -> Node | None:
    at: Node | None = node
    while at is not None and at.type not in FUNCTIONS:
        if at.type == NodeKind.CLASS_STATIC_BLOCK:
            return None
        at = at.parent
    return at
