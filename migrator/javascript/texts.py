"""Which expressions make text: what a `${…}` pastes into a program then is no value that has text, but the text itself.

`${seed}` pastes what `seed` spells, and Python reads the value again. `${seed ?? 'None'}` and `${JSON.stringify(seed)}`
make Python: whoever sends the expression as a value sends the text `None`, or JSON with its quotes.

Between the quotes of a Python string all is text, and only what is escaped there means something else than it says:
Python takes the escapes back. So there are two questions, and `quoted` says which one is asked.

Names are followed to all that they are given, as far as the order of the code allows; members of objects and results of
functions of the file too. What another file, a caller or a property gives is not known, and is taken for a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.calls import Called, Calls
from migrator.javascript.flow import elements, literal_text, results
from migrator.javascript.order import Order
from migrator.javascript.origins import Origin, Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.strings import cook
from migrator.javascript.syntax import FUNCTIONS, MEMBERS, NodeKind, children, operator

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.javascript.source import Source

# Functions that give text whatever they are given, and those of them whose text has escapes of its own.
_TEXT_FUNCTIONS = frozenset(
    {
        ("String",), ("Date",), ("btoa",), ("atob",), ("escape",), ("unescape",),
        ("encodeURI",), ("encodeURIComponent",), ("decodeURI",), ("decodeURIComponent",),
        ("JSON", "stringify"), ("String", "raw"), ("String", "fromCharCode"), ("String", "fromCodePoint"),
        ("JSON", "rawJSON"), ("CSS", "escape"),
    }
)  # fmt: skip
_ESCAPING_FUNCTIONS = frozenset({("JSON", "stringify"), ("JSON", "rawJSON"), ("CSS", "escape"), ("String", "raw")})
_STRING = ("String",)
# Functions that give back what they are given.
_SAME = frozenset({("Object", "freeze"), ("Object", "seal"), ("structuredClone",), ("Promise", "resolve")})
# Methods that give text, whatever they are called on.
_TEXT_METHODS = frozenset(
    {
        "toString", "toLocaleString", "toFixed", "toPrecision", "toExponential", "toISOString", "toUTCString",
        "toDateString", "toTimeString", "toLocaleDateString", "toLocaleTimeString", "toUpperCase", "toLowerCase",
        "toLocaleUpperCase", "toLocaleLowerCase", "trim", "trimStart", "trimEnd", "trimLeft", "trimRight", "padStart",
        "padEnd", "repeat", "charAt", "substring", "substr", "replace", "replaceAll", "join", "normalize",
        "toWellFormed",
    }
)  # fmt: skip
# Methods that give text where they are called on text, or on an array that holds some.
_PASSING_METHODS = frozenset(
    {
        "slice", "concat", "at", "valueOf", "filter", "reverse", "toReversed", "sort", "toSorted", "flat", "find",
        "findLast", "pop", "shift", "with", "toSpliced", "split",
    }
)  # fmt: skip
_REPLACING = frozenset({"replace", "replaceAll"})
_MAPPING = frozenset({"map", "flatMap"})
_EITHER = frozenset({"||", "??", "&&", "||=", "??=", "&&="})
_JOINING = frozenset({"+", "+="})
# What Python, or the format of a string, does not take for what it says.
_ESCAPES = re.compile(r"""[\\'"{}]""")
_QUOTES = re.compile(r"""[\\'"]""")


class Made(NamedTuple):
    """An expression that makes text, with the whole expression that it is part of."""

    node: Node
    whole: Node


class Texts:
    """The texts that expressions of one file make."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data = source.data
        self._origins = Origins(source)
        self._order = Order()

    @cached_property
    def _calls(self) -> Calls:
        return Calls(self._source, self._origins)

    def made(self, expression: Node, *, quoted: bool) -> Made | None:
        """What makes an expression text that Python does not read as a value; ``quoted`` between Python's quotes."""
        seen: set[int] = set()
        todo = [Made(expression, expression)]
        while todo:
            node, whole = todo.pop()
            node = unwrap(node)
            if node.id in seen:
                continue
            seen.add(node.id)
            if self._is_escaped(node) if quoted else self._is_text(node):
                return Made(node, unwrap(whole))
            todo.extend(Made(part, whole) for part in self._parts(node, quoted))
            todo.extend(Made(given, given) for given in self._elsewhere(node))
        return None

    # -- outside of quotes: whether a value is text --------------------------------------------------------------------

    def _is_text(self, node: Node) -> bool:
        kind = node.type
        if kind in (NodeKind.STRING, NodeKind.TEMPLATE_STRING):
            return True
        if kind == NodeKind.UNARY_EXPRESSION:
            return operator(node) == "typeof"
        if kind == NodeKind.NEW_EXPRESSION:
            return any(called.path == _STRING for called in self._calls.of(node))
        if kind == NodeKind.CALL_EXPRESSION:
            return any(
                called.path in _TEXT_FUNCTIONS or (len(called.path) > 1 and called.path[-1] in _TEXT_METHODS)
                for called in self._called(node)
            ) or self._maps_to_text(node)
        return False

    def _maps_to_text(self, call: Node) -> bool:
        """`xs.map(String)` and its like: what pastes the array joins the texts."""
        for called in self._called(call):
            if (
                called.path[-1:]
                and called.path[-1] in _MAPPING
                and called.arguments
                and called.arguments[0] is not None
            ):
                for mapped in self._calls.meanings(called.arguments[0]):
                    if mapped.path in _TEXT_FUNCTIONS:
                        return True
        return False

    # -- between quotes: whether a text is escaped ---------------------------------------------------------------------

    def _is_escaped(self, node: Node) -> bool:
        kind = node.type
        if kind == NodeKind.STRING:
            text = literal_text(node, self._data)
            return text is None or _QUOTES.search(text) is not None
        if kind == NodeKind.TEMPLATE_STRING:
            parts = (part for part in children(node) if part.type != NodeKind.TEMPLATE_SUBSTITUTION)
            cooked = (cook(self._source.text(part.start_byte, part.end_byte), template=True) for part in parts)
            return any(text is None or _QUOTES.search(text) is not None for text in cooked)
        if kind == NodeKind.CALL_EXPRESSION:
            return any(self._escapes(called) for called in self._called(node))
        return False

    def _escapes(self, called: Called) -> bool:
        if called.path in _ESCAPING_FUNCTIONS:
            return True
        method = called.path[-1] if len(called.path) > 1 else ""
        if method in _REPLACING:
            return len(called.arguments) < 2 or self._spells_escape(called.arguments[1])
        return method == "join" and bool(called.arguments) and self._spells_escape(called.arguments[0])

    def _spells_escape(self, written: Node | None) -> bool:
        """Whether what a text is replaced by, or joined with, may have a sign that Python takes for another."""
        text = self._origins.text(written) if written is not None else None
        return text is None or _ESCAPES.search(text) is not None

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _parts(self, node: Node, quoted: bool) -> Iterator[Node]:
        """The parts of an expression that make it text if they are."""
        kind = node.type
        if (kind == NodeKind.BINARY_EXPRESSION and operator(node) in _EITHER | _JOINING) or (
            kind == NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION and operator(node) in _EITHER | _JOINING
        ):
            yield from _fields(node, "left", "right")
        elif kind == NodeKind.TERNARY_EXPRESSION:
            yield from _fields(node, "consequence", "alternative")
        elif kind == NodeKind.ASSIGNMENT_EXPRESSION:
            yield from _fields(node, "right")
        elif kind in (NodeKind.SEQUENCE_EXPRESSION, NodeKind.AWAIT_EXPRESSION):
            yield from children(node)[-1:]
        elif kind == NodeKind.ARRAY:
            for item in elements(node):
                if item is not None:
                    yield from children(item)[:1] if item.type == NodeKind.SPREAD_ELEMENT else [item]
        elif kind == NodeKind.TEMPLATE_STRING:
            for part in children(node):
                if part.type == NodeKind.TEMPLATE_SUBSTITUTION:
                    yield from children(part)[-1:]
        elif kind == NodeKind.CALL_EXPRESSION:
            for called in self._called(node):
                yield from self._of_call(called, quoted)

    def _of_call(self, called: Called, quoted: bool) -> Iterator[Node]:
        method = called.path[-1] if len(called.path) > 1 else ""
        given = [argument for argument in called.arguments if argument is not None]
        if called.path in _SAME or (quoted and called.path == _STRING):
            yield from given[:1]
        elif called.this is not None and (method in _PASSING_METHODS or (quoted and method in _TEXT_METHODS)):
            yield called.this
            if method in ("concat", "with", "toSpliced") or (quoted and method in ("padStart", "padEnd")):
                yield from given
        elif method in _MAPPING:
            for function in self._calls.functions(given[0]) if given else ():
                yield from results(function)
            if called.this is not None and quoted:
                yield called.this

    # -- elsewhere -----------------------------------------------------------------------------------------------------

    def _elsewhere(self, node: Node) -> Iterator[Node]:
        """Expressions that stand elsewhere and whose value this one may have."""
        if node.type in (NodeKind.IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER):
            binding = self._source.scopes.binding_at(node.start_byte)
            for origin in self._given(binding, node) if binding is not None else ():
                yield from self._values(origin)
        elif node.type in MEMBERS:
            yield from (part for part in self._values(Origin(node)) if part.id != node.id)
        elif node.type == NodeKind.CALL_EXPRESSION:
            for called in self._called(node):
                if called.node is not None and called.node.type in FUNCTIONS:
                    yield from results(called.node)

    def _given(self, binding: Binding, read: Node) -> Iterator[Origin]:
        """What a variable may have been given where it is read."""
        names = [*binding.declarations, *(use.node for use in binding.writes)]
        ordered = self._order.is_worth(binding)
        for name in names:
            if not ordered or self._order.reaches(binding, name, read):
                yield from self._origins.given_at(name)

    def _values(self, origin: Origin) -> Iterator[Node]:
        """The expressions that a value, or a member of it, comes from; of a member that is not known, all."""
        if not origin.keys and origin.node.type not in MEMBERS:
            yield origin.node
            return
        for node, keys in self._origins.of(origin.node, keys=origin.keys):
            if not keys or (keys == (None,) and node.type == NodeKind.ARRAY):
                yield node
            elif keys == (None,) and node.type == NodeKind.OBJECT:
                for pair in children(node):
                    value = pair.child_by_field_name("value") if pair.type == NodeKind.PAIR else pair
                    if value is not None and value.type != NodeKind.SPREAD_ELEMENT:
                        yield value

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _called(self, call: Node) -> list[Called]:
        """What a call may call. A tag is called as well: `xs.join`, `` joins, with the template as its text."""
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != NodeKind.TEMPLATE_STRING:
            return self._calls.of(call)
        return [each._replace(arguments=(arguments,)) for each in self._calls.meanings(function)]


def _fields(node: Node, *names: str) -> Iterator[Node]:
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            yield found
