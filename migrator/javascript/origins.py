"""Where a value comes from: what a name is given, what a member of an object is, which text a constant has.

The other direction, where a value goes, is that of `flow` and `values`. What a name is given is taken without regard to
order. A parameter has its default and, where its function is called where it stands, its argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import elements, is_field, key_text, literal_text, sources
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.strings import cook
from migrator.javascript.syntax import ASSIGNMENTS, CLASSES, DEFAULTS, FUNCTIONS, MEMBERS, PATHS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Scopes
    from migrator.javascript.source import Source

# Names that lead to names that are given names; nobody writes longer rows, and this ends what goes in a circle.
_DEEPEST = 24
_MOST_TEXT = 10_000
# A name that is given more than this is one of a program that wrote the file.
_MOST_ORIGINS = 100


class Origin(NamedTuple):
    """A value: an expression, and the keys of what is taken out of it. A key that is not known is None."""

    node: Node
    keys: tuple[str | None, ...] = ()


class Origins:
    """Where values of one file come from."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data = source.data
        self._given: dict[Binding, list[Origin]] = {}
        self._texts: dict[int, str | None] = {}
        self._sources: dict[int, list[Node]] = {}  # of an expression; an object may have very many members

    @property
    def _scopes(self) -> Scopes:
        return self._source.scopes

    def of(self, expression: Node, depth: int = 0, keys: tuple[str | None, ...] = ()) -> Iterator[Origin]:
        """The innermost expressions whose value, or a member of which, an expression (or a member of it) may have."""
        seen: set[tuple[int, tuple[str | None, ...]]] = set()
        todo = [(Origin(expression, keys), depth)]
        while todo and len(seen) < _MOST_ORIGINS:
            (start, keys), depth = todo.pop()
            if start.id not in self._sources:
                self._sources[start.id] = list(sources(start))
            for node in self._sources[start.id]:
                if (node.id, keys) in seen:
                    continue
                seen.add((node.id, keys))
                onward = None if depth > _DEEPEST else self._behind(node, keys, depth)
                if onward is None:
                    yield Origin(node, keys)
                else:
                    todo += [(origin, depth + 1) for origin in onward]

    def _behind(self, node: Node, keys: tuple[str | None, ...], depth: int) -> list[Origin] | None:
        """One step back from a value; None where it begins."""
        if node.type in MEMBERS:
            owner = node.child_by_field_name("object")
            return [Origin(owner, (self.key(node, depth), *keys))] if owner is not None else None
        if node.type == NodeKind.IDENTIFIER:
            binding = self._scopes.binding_at(node.start_byte)
            given = self.given(binding) if binding is not None else []
            return [Origin(origin.node, (*origin.keys, *keys)) for origin in given] or None
        if keys and node.type in (NodeKind.OBJECT, *CLASSES):
            return [Origin(member, keys[1:]) for member in self._members(node, keys[0])] or None
        if keys and node.type == NodeKind.CALL_EXPRESSION:
            return self._frozen(node, keys)
        if keys and node.type == NodeKind.ARRAY:
            items = elements(node)
            at = int(keys[0]) if keys[0] is not None and keys[0].isdigit() else len(items)
            item = items[at] if at < len(items) else None
            return [Origin(item, keys[1:])] if item is not None and item.type != NodeKind.SPREAD_ELEMENT else None
        return None

    def _frozen(self, call: Node, keys: tuple[str | None, ...]) -> list[Origin] | None:
        """`Object.freeze(x)` is `x`."""
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != NodeKind.ARGUMENTS:
            return None
        given = elements(arguments)
        name = self._data[function.start_byte : function.end_byte]
        if name not in (b"Object.freeze", b"Object.seal") or not given or given[0] is None:
            return None
        return [Origin(given[0], keys)]

    def _members(self, holder: Node, name: str | None) -> Iterator[Node]:
        """What an object, or a class itself, has under a name."""
        if name is None:
            return
        known = self._source.once(("members", holder.id), lambda: self._named_members(holder))
        for member, key in known.get(name, ()):
            if key is None:
                yield from (origin.node for origin in self._of_shorthand(member) if not origin.keys)
            else:
                value = member.child_by_field_name("value")
                yield member if member.type == NodeKind.METHOD_DEFINITION else value if value is not None else key

    def _named_members(self, holder: Node) -> dict[str, list[tuple[Node, Node | None]]]:
        """The members of an object, or of a class itself, by their names, each with its key; a shorthand has none."""
        found: dict[str, list[tuple[Node, Node | None]]] = {}
        body = holder.child_by_field_name("body") if holder.type in CLASSES else holder
        for member in body.named_children if body is not None else ():
            if holder.type in CLASSES and not any(part.type == "static" for part in member.children):
                continue
            key = member.child_by_field_name("key") or member.child_by_field_name("property")
            key = key or member.child_by_field_name("name")
            is_shorthand = member.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER
            name = key_text(member if is_shorthand else key, self._data)
            if name is not None and (is_shorthand or key is not None):
                found.setdefault(name, []).append((member, key))
        return found

    def _of_shorthand(self, name: Node) -> list[Origin]:
        binding = self._scopes.binding_at(name.start_byte)
        return self.given(binding) if binding is not None else []

    def key(self, access: Node, depth: int = 0) -> str | None:
        """The name of the member that `x.name` or `x['name']` takes, None where it is not known."""
        prop = access.child_by_field_name("property")
        if prop is not None:
            return key_text(prop, self._data)
        index = access.child_by_field_name("index")
        if index is None:
            return None
        index = unwrap(index)
        if index.type == NodeKind.NUMBER:
            return self._data[index.start_byte : index.end_byte].decode("ascii", "replace")
        return self.text(index, depth + 1)

    # -- what a name is given ------------------------------------------------------------------------------------------

    def given(self, binding: Binding) -> list[Origin]:
        """Everything that a variable is given."""
        if binding not in self._given:
            names = [*binding.declarations, *(use.node for use in binding.writes)]
            self._given[binding] = [origin for name in names for origin in self.given_at(name)]
        return self._given[binding]

    def climb(self, name: Node) -> tuple[Node, tuple[str | None, ...], list[Origin]]:
        """The way up from a name that is given a value, through patterns: the whole target, the keys that lead from it
        to the name, and the defaults on the way.
        """
        node, keys, defaults = outermost(name), tuple[str | None, ...](), list[Origin]()
        if node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
            keys = (key_text(node, self._data),)
        while (parent := node.parent) is not None:
            kind = parent.type
            if kind in DEFAULTS and is_field(parent, "left", node):
                default = parent.child_by_field_name("right")
                if default is not None:
                    own = keys[1:] if kind == NodeKind.OBJECT_ASSIGNMENT_PATTERN else keys
                    defaults.append(Origin(default, own))
            elif kind == NodeKind.PAIR_PATTERN and is_field(parent, "value", node):
                keys = (key_text(parent.child_by_field_name("key"), self._data), *keys)
            elif kind == NodeKind.ARRAY_PATTERN:
                keys = (_index(parent, node), *keys)
            elif kind not in (NodeKind.OBJECT_PATTERN, NodeKind.PARENTHESIZED_EXPRESSION):
                break
            node = parent
        return node, keys, defaults

    def given_at(self, name: Node) -> Iterator[Origin]:
        """What a declaration or an assignment gives a name: the way up through patterns."""
        node, keys, defaults = self.climb(name)
        parent = node.parent
        yield from defaults
        if parent is None:
            return
        kind = parent.type
        if kind in FUNCTIONS | CLASSES and is_field(parent, "name", node):
            yield Origin(parent)
            return
        value = None
        if kind == NodeKind.VARIABLE_DECLARATOR:
            value = parent.child_by_field_name("value")
        elif kind in ASSIGNMENTS:
            value = parent.child_by_field_name("right")
        elif kind == NodeKind.FORMAL_PARAMETERS or (
            kind == NodeKind.ARROW_FUNCTION and is_field(parent, "parameter", node)
        ):
            value = _argument(parent, node)
        elif kind == NodeKind.ARGUMENTS:
            value = parent.parent  # what code around the script gives it (`outside`): nothing shows that
        if value is not None:
            yield Origin(value, keys)

    # -- constants -----------------------------------------------------------------------------------------------------

    def text(self, expression: Node, depth: int = 0) -> str | None:
        """The text of an expression that is made of constants, None for any other."""
        node = unwrap(expression)
        if depth > _DEEPEST:
            return None
        if node.id not in self._texts:
            self._texts[node.id] = None  # what goes in a circle has none
            self._texts[node.id] = self._text(node, depth)
        return self._texts[node.id]

    def _text(self, node: Node, depth: int) -> str | None:
        if node.type == NodeKind.STRING:
            return literal_text(node, self._data)
        if node.type == NodeKind.TEMPLATE_STRING:
            return self._joined((self._chunk(part, depth) for part in node.named_children), "")
        if node.type == NodeKind.BINARY_EXPRESSION:
            operator = node.child_by_field_name("operator")
            parts = [node.child_by_field_name("left"), node.child_by_field_name("right")]
            if operator is None or operator.type != "+":
                return None
            return self._joined((part and self.text(part, depth + 1) for part in parts), "")
        if node.type == NodeKind.CALL_EXPRESSION:
            return self._called(node, depth)
        if node.type in PATHS:
            found = list(self.of(node, depth + 1))
            only = found[0] if len(found) == 1 else None
            return (
                self.text(only.node, depth + 1) if only is not None and only != Origin(node) and not only.keys else None
            )
        return None

    def _chunk(self, part: Node, depth: int) -> str | None:
        if part.type != NodeKind.TEMPLATE_SUBSTITUTION:
            return cook(self._data[part.start_byte : part.end_byte].decode("utf-8", "replace"), template=True)
        inside = children(part)
        return self.text(inside[0], depth + 1) if len(inside) == 1 else None

    def _called(self, call: Node, depth: int) -> str | None:
        """`'a'.concat('b')` and `['a', 'b'].join('')`."""
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or function.type != NodeKind.MEMBER_EXPRESSION or arguments is None:
            return None
        owner, name = function.child_by_field_name("object"), self.key(function)
        given = [self.text(part, depth + 1) if part is not None else None for part in elements(arguments)]
        if owner is None:
            return None
        if name == "concat":
            return self._joined((self.text(owner, depth + 1), *given), "")
        array = unwrap(owner)
        if name == "join" and array.type == NodeKind.ARRAY and len(given) < 2:
            parts = (part and self.text(part, depth + 1) for part in elements(array))
            return self._joined(parts, given[0] if given else ",")
        return None

    @staticmethod
    def _joined(parts: Iterator[str | None] | tuple[str | None, ...], by: str | None) -> str | None:
        found: list[str] = []
        for part in parts:
            if part is None or by is None or len(part) > _MOST_TEXT:
                return None
            found.append(part)
        return by.join(found) if by is not None else None


def _index(pattern: Node, part: Node) -> str | None:
    for index, element in enumerate(elements(pattern)):
        if element is not None and element.id == part.id:
            return str(index)
    return None


def _argument(parameters: Node, parameter: Node) -> Node | None:
    """The argument that a parameter meets in a function that is called where it stands."""
    function = parameters if parameters.type == NodeKind.ARROW_FUNCTION else parameters.parent
    outer = outermost(function) if function is not None else None
    call = outer.parent if outer is not None else None
    if outer is None or call is None or call.type != NodeKind.CALL_EXPRESSION or not is_field(call, "function", outer):
        return None
    arguments = call.child_by_field_name("arguments")
    at = 0 if parameters.type == NodeKind.ARROW_FUNCTION else int(_index(parameters, parameter) or -1)
    given = elements(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
    if at < 0 or any(item is not None and item.type == NodeKind.SPREAD_ELEMENT for item in given[: at + 1]):
        return None
    return given[at] if at < len(given) else None
