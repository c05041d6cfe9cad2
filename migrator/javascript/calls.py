"""What a call calls, however the code reaches it.

`Reflect.get(x, k)` is also `window.Reflect['get'](x, k)`, `get(x, k)` after `const { get } = Reflect`,
`Reflect.get.call(null, x, k)`, `Reflect.apply(Reflect.get, null, [x, k])` and `Reflect.get.bind(Reflect, x)(k)`. All of
them are one call: a path of names that begins at the global object, the object that it is called on, and its arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import elements, is_field
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import CALLS, CLASSES, FUNCTIONS, MEMBERS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

# What holds the global names as its members.
_GLOBAL = frozenset({"globalThis", "window", "self", "global", "frames", "top", "parent"})
UNKNOWN = "?"
# Calls in calls in calls (`f.call.call.call`); nobody writes more.
_DEEPEST = 6
# Meanings of one call; a person's has one or two.
_MOST = 20


class Called(NamedTuple):
    """One meaning of a call. ``path`` has `?` for a first name that is no global and for a key that is not known;
    ``node`` is a function of the file, which has no path.
    """

    path: tuple[str, ...]
    this: Node | None
    arguments: tuple[Node | None, ...]
    node: Node | None = None

    @property
    def name(self) -> tuple[str, ...]:
        """The last two names."""
        return self.path[-2:]


class Calls:
    """The calls of one file."""

    def __init__(self, source: Source, origins: Origins) -> None:
        self._source = source
        self._origins = origins
        self._known: dict[int, list[Called]] = {}

    def of(self, call: Node) -> list[Called]:
        """What a call may call. `f.bind(x)` counts as the call that it prepares."""
        if call.id not in self._known:
            self._known[call.id] = []  # what goes in a circle calls nothing
            function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
            arguments = call.child_by_field_name("arguments")
            if function is not None and arguments is not None and arguments.type == NodeKind.ARGUMENTS:
                given = tuple(_spread(elements(arguments)))
                meant = (each for found in self._functions(function, 0) for each in self._meant(found, given, 0))
                self._known[call.id] = list(islice(meant, _MOST))
        return self._known[call.id]

    def functions(self, expression: Node) -> list[Node]:
        """The functions of the file that an expression may be."""
        return [found.node for found in self._functions(expression, 0) if found.node is not None]

    def meanings(self, expression: Node) -> list[Called]:
        """What an expression would call if it were called, without arguments of its own."""
        return list(islice(self._functions(expression, 0), _MOST))

    def _functions(self, expression: Node, depth: int) -> Iterator[Called]:
        """What an expression in the place of a function may be, with what is bound to it."""
        whole = unwrap(expression)
        this = whole.child_by_field_name("object") if whole.type in MEMBERS else None
        for node, keys in self._origins.of(expression):
            if not keys and node.type in FUNCTIONS | CLASSES:
                yield Called((), this, (), node)
            elif node.type == NodeKind.CALL_EXPRESSION and not keys and depth < _DEEPEST:
                yield from self._bound(node, depth + 1)
            else:
                names = tuple(UNKNOWN if key is None else key for key in keys)
                path = (*self._first(node), *names)
                while len(path) > 1 and path[0] in _GLOBAL:
                    path = path[1:]
                yield Called(path, this, (), self._method(node, names))

    def _first(self, node: Node) -> tuple[str, ...]:
        if node.type != NodeKind.IDENTIFIER or self._source.scopes.binding_at(node.start_byte) is not None:
            return (UNKNOWN,)
        name = self._source.text(node.start_byte, node.end_byte)
        return () if name in _GLOBAL else (name,)

    def _method(self, node: Node, names: tuple[str, ...]) -> Node | None:
        """The method that `this.name` is, of the class around."""
        if node.type != NodeKind.THIS or len(names) != 1:
            return None
        at: Node | None = node.parent
        while at is not None and at.type != NodeKind.CLASS_BODY:
            at = at.parent
        for member in at.named_children if at is not None else ():
            key = member.child_by_field_name("name") or member.child_by_field_name("property")
            if key is not None and self._source.text(key.start_byte, key.end_byte) == names[0]:
                value = member.child_by_field_name("value")
                if member.type == NodeKind.METHOD_DEFINITION:
                    return member
                return value if value is not None and value.type in FUNCTIONS else None
        return None

    def _bound(self, call: Node, depth: int) -> Iterator[Called]:
        """What `f.bind(x, a)` gives back."""
        function = call.child_by_field_name("function")
        arguments = call.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != NodeKind.ARGUMENTS:
            return
        function = unwrap(function)
        if self._key(function) == "bind":
            owner = function.child_by_field_name("object")
            this, *given = [*_spread(elements(arguments))] or [None]
            for found in self._functions(owner, depth) if owner is not None else ():
                yield found._replace(this=this, arguments=(*found.arguments, *given))

    def _key(self, access: Node) -> str | None:
        return self._origins.key(access) if access.type in MEMBERS else None

    def _meant(self, found: Called, given: tuple[Node | None, ...], depth: int) -> Iterator[Called]:
        """A call of a function with some arguments, the ways round taken out."""
        arguments = (*found.arguments, *given)
        last = found.path[-1] if found.path and found.node is None else ""
        if depth >= _DEEPEST:
            return
        if found.path == ("Reflect", "apply") and arguments and arguments[0] is not None:
            this = arguments[1] if len(arguments) > 1 else None
            for function in self._functions(arguments[0], depth + 1):
                yield from self._meant(function._replace(this=this), _listed(arguments, 2), depth + 1)
        elif last in ("call", "apply", "bind") and len(found.path) > 1 and found.this is not None:
            this = arguments[0] if arguments else None
            rest = _listed(arguments, 1) if last == "apply" else arguments[1:]
            for function in self._functions(found.this, depth + 1):
                yield from self._meant(function._replace(this=this), rest, depth + 1)
        else:
            yield found._replace(arguments=arguments)


def _spread(items: list[Node | None]) -> Iterator[Node | None]:
    """Arguments, those of `...[a, b]` in their places. What else is spread has places that are not known."""
    for item in items:
        inside = children(item)[:1] if item is not None and item.type == NodeKind.SPREAD_ELEMENT else []
        if inside and unwrap(inside[0]).type == NodeKind.ARRAY:
            yield from _spread(elements(unwrap(inside[0])))
        else:
            yield item


def _listed(arguments: tuple[Node | None, ...], at: int) -> tuple[Node | None, ...]:
    """The elements of the array that is one of the arguments."""
    item = arguments[at] if at < len(arguments) else None
    array = unwrap(item) if item is not None else None
    return tuple(_spread(elements(array))) if array is not None and array.type == NodeKind.ARRAY else ()


def call_around(argument: Node) -> Node | None:
    """The call that an argument, or an element of an array that lists arguments, is given to."""
    parent = argument.parent
    while parent is not None and parent.type in (
        NodeKind.ARRAY,
        NodeKind.SPREAD_ELEMENT,
        NodeKind.PARENTHESIZED_EXPRESSION,
    ):
        parent = parent.parent
    if parent is None or parent.type != NodeKind.ARGUMENTS or parent.parent is None:
        return None
    call = parent.parent
    return call if call.type in CALLS and is_field(call, "arguments", parent) else None
