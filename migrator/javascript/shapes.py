"""A tree level by level, without what never matters: what a node is, what it says, and the parts that it has.

It is stricter than the normal form of `lower`, which forgets what never decides a match: here the keyword of a
declaration stays, `await` with whatever the parser took for its parentheses is one thing, and parentheses are gone only
where the tree says the same without them. Comments, semicolons, line ends, trailing commas and the braces around a body
are gone, and so is the difference between `{ x }` and `{ x: x }`, `this['x']` and `this.x`, `new A` and `new A()`.

A `Reader` reads the nodes of one text. Readers whose text stands for something else (a page's, with metavariables)
put another item in the place of a node (`substitute`), other statements in a list (`statements`) or another name.

This is one module because it says what never matters, once: each kind of node has its own few lines of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from migrator.javascript.early import has_optional_link
from migrator.javascript.strings import cook
from migrator.javascript.syntax import (
    BARE,
    CASES,
    COMMENTS,
    DECLARATIONS,
    LINKS,
    NO_STATEMENTS,
    SHORTHANDS,
    SPREADS,
    VARIABLES,
    NodeKind,
    children,
    operator,
)

if TYPE_CHECKING:
    from tree_sitter import Node

# What an item is for what stands around it: the name in `{ x }`, the value of which a member is read (which a `?.` in
# parentheses ends), an expression that a misread `await` awaits, a template behind a tag.
Role = Literal["", "name", "base", "awaited", "tagged"]


@dataclass(slots=True, eq=False)
class Item:
    """A node as one reader reads it. ``head`` is the link of a chain that the parser took for a call of `await`."""

    reader: Reader
    node: Node
    role: Role = ""
    head: Node | None = None


class View(NamedTuple):
    """What a node is. Two texts say the same if their views have the same kind, value and number of parts, and each
    part says the same.
    """

    kind: str
    value: str = ""
    parts: tuple[Part, ...] = ()
    item: Item | None = None


Part = Item | View

_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$]*\Z")
_ESCAPED = re.compile(r"\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))")
_PUNCTUATION = frozenset("(){}[],;")


def statements_of(node: Node) -> list[Node]:
    """The statements in a list, or the one that is a body without braces."""
    if node.type == NodeKind.EMPTY_STATEMENT:
        return []
    if node.type in (NodeKind.STATEMENT_BLOCK, NodeKind.PROGRAM):
        return [child for child in node.named_children if child.type not in NO_STATEMENTS]
    return [node]


class Reader:
    """Reads the nodes of one text."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    # -- what other readers do in another way ----------------------------------------------------------------------

    def substitute(self, item: Item) -> Part | None:
        """What stands in the place of a node, None for the node itself."""
        return None

    def statements(self, nodes: Sequence[Node]) -> tuple[Part, ...]:
        """The parts of a list of statements."""
        return tuple(Item(self, node) for node in nodes)

    def is_gone(self, node: Node) -> bool:
        """Whether a part of a list is left out."""
        return False

    def property(self, node: Node) -> str:
        """The name of a property."""
        return self.name(node)

    def member(self, base: Node, name: str) -> str:
        """The name of a member that is read from ``base``."""
        return name

    def keyword(self, declaration: Node, keyword: str) -> str:
        """The keyword of a declaration."""
        return keyword

    def texts(self, item: Item) -> list[tuple[Part, ...]] | None:
        """The parts of a template before, between and behind its holes; None for its own text."""
        return None

    # -- reading ---------------------------------------------------------------------------------------------------

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def name(self, node: Node) -> str:
        text = self.text(node)
        return _ESCAPED.sub(_character, text) if "\\" in text else text

    def stretches(self, item: Item) -> list[str]:
        """The text of a template before, between and behind its holes."""
        node, tagged = item.node, item.role == "tagged"
        holes = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
        starts = [node.start_byte + 1, *(hole.end_byte for hole in holes)]
        ends = [*(hole.start_byte for hole in holes), node.end_byte - 1]
        spelled = [self.data[start:end].decode("utf-8") for start, end in zip(starts, ends, strict=True)]
        return spelled if tagged else [cook(text, template=True) for text in spelled]

    def read(self, item: Item) -> View:
        """What a node is by itself; `view` asks for what stands in its place."""
        node, kind = item.node, item.node.type
        if kind in LINKS:
            return self._link(item)
        if kind in SHORTHANDS and item.role != "name":
            return View("pair", self._shorthand_key(node), (Item(self, node, "name"),), item)
        if kind in VARIABLES:
            return View("name", self.name(node), (), item)
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(self, item)
        if kind in BARE:
            return self._bare(item)
        return self._generic(item)

    def _items(self, nodes: Sequence[Node | None], role: Role = "") -> tuple[Part, ...]:
        return tuple(Item(self, node, role) for node in nodes if node is not None and not self.is_gone(node))

    def _shorthand_key(self, node: Node) -> str:
        key = self.property(node)
        return "__proto__ of its own" if key == "__proto__" else key

    def _link(self, item: Item) -> View:
        node, head = item.node, item.head
        if head is None and item.role != "base":
            head = misread_await(node, self.data)
            if head is not None:
                return View("await", "", (Item(self, node, "awaited", head),), item)
        if head is not None and head.id == node.id:
            return self._awaited(item)
        below = _below(node)
        if below is None:
            return self._generic(item)
        base = Item(self, below, "base", head)
        optional = "?" if any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children) else ""
        if node.type == NodeKind.CALL_EXPRESSION:
            arguments = node.child_by_field_name("arguments")
            if arguments is not None and arguments.type == NodeKind.TEMPLATE_STRING:
                return View("tagged" + optional, "", (base, Item(self, arguments, "tagged")), item)
            return View("call" + optional, "", (base, *self._items(children(arguments))), item)
        if node.type == NodeKind.MEMBER_EXPRESSION:
            prop = node.child_by_field_name("property")
            assert prop is not None
            return View("member" + optional, self.member(below, self.property(prop)), (base,), item)
        index = node.child_by_field_name("index")
        assert index is not None
        key = view(Item(self, index))
        if key.kind == "string" and _PLAIN_KEY.match(key.value):
            return View("member" + optional, self.member(below, key.value), (base,), item)
        return View("index" + optional, "", (base, key), item)

    def _awaited(self, item: Item) -> View:
        """What stands in the brackets that the parser took for those of a call of `await`."""
        node = item.node
        if node.type == NodeKind.SUBSCRIPT_EXPRESSION:
            return View("array", "", self._items([node.child_by_field_name("index")]), item)
        arguments = node.child_by_field_name("arguments")
        assert arguments is not None
        if arguments.type == NodeKind.TEMPLATE_STRING:
            return view(Item(self, arguments, item.role))
        inside = children(arguments)
        if len(inside) != 1:
            return View(NodeKind.SEQUENCE_EXPRESSION, "", self._items(inside), item)
        if item.role == "base" and has_optional_link(inside[0]):
            return View("group", "", (Item(self, inside[0]),), item)
        return view(Item(self, inside[0]))

    def _new(self, item: Item) -> View:
        arguments = children(item.node.child_by_field_name("arguments"))
        constructor = item.node.child_by_field_name("constructor")
        return View("new", "", self._items([constructor, *arguments]), item)

    def _await(self, item: Item) -> View:
        return View("await", "", self._items(children(item.node)), item)

    def _update(self, item: Item) -> View:
        place = "prefix" if not item.node.children[0].is_named else "postfix"
        return View("update", f"{place} {operator(item.node)}", self._items(children(item.node)), item)

    def _string(self, item: Item) -> View:
        raw = self.text(item.node)
        parent = item.node.parent
        if parent is not None and parent.type == NodeKind.JSX_ATTRIBUTE:
            return View("string", raw, (), item)
        return View("string", cook(raw[1:-1]), (), item)

    def _template(self, item: Item) -> View:
        """The text and the holes, one after the other; behind a tag, the text as it is spelled."""
        node = item.node
        holes = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
        stretches = self.texts(item)
        if stretches is None:
            stretches = [(View("text", text),) for text in self.stretches(item)]
        parts: list[Part] = []
        for index, stretch in enumerate(stretches):
            parts.extend(stretch)
            if index < len(holes):
                parts.extend(self._items(children(holes[index])))
        return View("template", "", tuple(_joined(parts)), item)

    def _array(self, item: Item) -> View:
        """Elements in order; an elision is a part of its own, a trailing comma is none."""
        parts: list[Part] = []
        empty = True
        for child in item.node.children[1:-1]:
            if child.type in COMMENTS:
                continue
            if child.type != ",":
                parts.append(Item(self, child))
            elif empty:
                parts.append(View("elision"))
            empty = child.type == ","
        return View("array", "", tuple(parts), item)

    def _object(self, item: Item) -> View:
        return View("object", "", self._items(children(item.node)), item)

    def _spread(self, item: Item) -> View:
        return View("spread", "", self._items(children(item.node)), item)

    def _pair(self, item: Item) -> View:
        key, value = item.node.child_by_field_name("key"), item.node.child_by_field_name("value")
        assert key is not None
        if key.type == NodeKind.COMPUTED_PROPERTY_NAME:
            return View("computed", "", (*self._items(children(key)), *self._items([value])), item)
        text = cook(self.text(key)[1:-1]) if key.type == NodeKind.STRING else self.property(key)
        return View("pair", text, self._items([value]), item)

    def _object_assignment(self, item: Item) -> View:
        """`{ a = 1 }` in a pattern: the same as `{ a: a = 1 }`."""
        left, right = item.node.child_by_field_name("left"), item.node.child_by_field_name("right")
        assert left is not None
        default = View("default", "", (*self._items([left], "name"), *self._items([right])), item)
        return View("pair", self._shorthand_key(left), (default,), item)

    def _default(self, item: Item) -> View:
        left, right = item.node.child_by_field_name("left"), item.node.child_by_field_name("right")
        return View("default", "", self._items([left, right]), item)

    def _arrow(self, item: Item) -> View:
        node = item.node
        single = node.child_by_field_name("parameter")
        given = [single] if single is not None else children(node.child_by_field_name("parameters"))
        body = node.child_by_field_name("body")
        assert body is not None
        inside: Part = self._body(body) if body.type == NodeKind.STATEMENT_BLOCK else Item(self, body)
        flag = "async" if node.children[0].type == "async" else ""
        return View("arrow", flag, (View("parameters", "", self._items(given)), inside), item)

    def _declaration(self, item: Item) -> View:
        keyword = self.keyword(item.node, item.node.children[0].type)
        return View("declaration", keyword, self._items(children(item.node)), item)

    def _block(self, item: Item) -> View:
        return View(item.node.type, "", self.statements(statements_of(item.node)), item)

    def _case(self, item: Item) -> View:
        value = item.node.child_by_field_name("value")
        body = [
            child
            for child in item.node.named_children
            if child.type not in NO_STATEMENTS and (value is None or child.id != value.id)
        ]
        return View(item.node.type, "", (*self._items([value]), *self.statements(body)), item)

    def _body(self, node: Node) -> View:
        return View(NodeKind.STATEMENT_BLOCK, "", self.statements(statements_of(node)))

    def _for(self, item: Item) -> View:
        fields = ("initializer", "condition", "increment")
        found = [item.node.child_by_field_name(name) for name in fields]
        parts: list[Part] = [
            Item(self, node) if node is not None and node.type != NodeKind.EMPTY_STATEMENT else View("nothing")
            for node in found
        ]
        body = item.node.child_by_field_name("body")
        assert body is not None
        return View(item.node.type, "", (*parts, self._body(body)), item)

    def _bare(self, item: Item) -> View:
        """A statement whose body may stand without braces."""
        node = item.node
        inside = children(node)
        bodies = {found.id for name in ("consequence", "body") if (found := node.child_by_field_name(name)) is not None}
        if node.type == NodeKind.ELSE_CLAUSE:
            bodies = {child.id for child in inside}
        parts = tuple(self._body(child) if child.id in bodies else Item(self, child) for child in inside)
        return View(node.type, _tokens(node), parts, item)

    def _leaf(self, item: Item) -> View:
        return View(item.node.type, self.text(item.node), (), item)

    def _generic(self, item: Item) -> View:
        """The kind, the words and the parts as they stand."""
        node = item.node
        if not node.children:
            return self._leaf(item)
        return View(node.type, _tokens(node), self._items(children(node)), item)


def view(part: Part) -> View:
    """What a part is: parentheses taken off, and what stands in the place of a node put there."""
    if isinstance(part, View):
        return part
    item, crossed = part, False
    while True:
        other = item.reader.substitute(item)
        if isinstance(other, View):
            return other
        if other is not None:
            item, crossed = other, True
            continue
        node = item.node
        inside = children(node) if node.type == NodeKind.PARENTHESIZED_EXPRESSION else []
        if len(inside) != 1:
            break
        item, crossed = Item(item.reader, inside[0]), True
    if part.role == "base" and crossed and has_optional_link(item.node):
        # `(a?.b).c` raises where `a?.b.c` is undefined.
        return View("group", "", (item,), item)
    if part.role == "tagged" and item.role != "tagged":
        item = replace(item, role="tagged")
    return item.reader.read(item)


def misread_await(node: Node, data: bytes) -> Node | None:
    """The innermost link of a chain if the parser took `await (x)`, `await [x]` or a template for its brackets.

    In a function in which `await` is a name, it is what the parser says, and an early error once it is written.
    """
    at = node
    while True:
        below = _below(at)
        if below is None or at.type not in LINKS:
            return None
        if below.type == NodeKind.IDENTIFIER:
            is_await = data[below.start_byte : below.end_byte] == b"await" and at.type != NodeKind.MEMBER_EXPRESSION
            return at if is_await and not any(child.type == NodeKind.OPTIONAL_CHAIN for child in at.children) else None
        at = below


def _below(node: Node) -> Node | None:
    return node.child_by_field_name("function") or node.child_by_field_name("object")


def _tokens(node: Node) -> str:
    return " ".join(child.type for child in node.children if not child.is_named and child.type not in _PUNCTUATION)


def _joined(parts: list[Part]) -> list[Part]:
    """The parts of a template, with no text beside another and none that is empty."""
    found: list[Part] = []
    for part in parts:
        if not isinstance(part, View) or part.kind != "text":
            found.append(part)
        elif found and isinstance(last := found[-1], View) and last.kind == "text":
            found[-1] = View("text", last.value + part.value)
        elif part.value:
            found.append(part)
    return found


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


_HANDLERS = {
    NodeKind.NEW_EXPRESSION: Reader._new,
    NodeKind.AWAIT_EXPRESSION: Reader._await,
    NodeKind.UPDATE_EXPRESSION: Reader._update,
    NodeKind.STRING: Reader._string,
    NodeKind.TEMPLATE_STRING: Reader._template,
    NodeKind.REGEX: Reader._leaf,
    NodeKind.ARRAY: Reader._array,
    NodeKind.ARRAY_PATTERN: Reader._array,
    NodeKind.OBJECT: Reader._object,
    NodeKind.OBJECT_PATTERN: Reader._object,
    NodeKind.PAIR: Reader._pair,
    NodeKind.PAIR_PATTERN: Reader._pair,
    NodeKind.OBJECT_ASSIGNMENT_PATTERN: Reader._object_assignment,
    NodeKind.ASSIGNMENT_PATTERN: Reader._default,
    NodeKind.ARROW_FUNCTION: Reader._arrow,
    NodeKind.STATEMENT_BLOCK: Reader._block,
    NodeKind.PROGRAM: Reader._block,
    NodeKind.FOR_STATEMENT: Reader._for,
    **dict.fromkeys(SPREADS, Reader._spread),
    **dict.fromkeys(DECLARATIONS, Reader._declaration),
    **dict.fromkeys(CASES, Reader._case),
}
