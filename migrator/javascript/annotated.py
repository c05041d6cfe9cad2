"""What is annotated in a script: the names, functions, calls and expressions of its JavaScript that have a type, and
the fields that parameters of a constructor declare.

The two trees of a script have the same offsets. A ``node`` is one of the JavaScript, a ``type`` one of the TypeScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Language, Query

from migrator.javascript.erasure import asserted
from migrator.javascript.flow import targets_of
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import captured
from migrator.javascript.syntax import CALLS, FUNCTIONS, NodeKind, TypeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_QUERY = f"""
({TypeKind.TYPE_ANNOTATION}) @annotation
({TypeKind.TYPE_ARGUMENTS}) @arguments
[({TypeKind.AS_EXPRESSION}) ({TypeKind.SATISFIES_EXPRESSION})] @assertion
({TypeKind.FUNCTION_SIGNATURE}) @signature
[({TypeKind.REQUIRED_PARAMETER}) ({TypeKind.OPTIONAL_PARAMETER})] @parameter
"""
# What one of the grammars alone has: `<T>x` is an element to the other.
_IN_FRONT = f"({TypeKind.TYPE_ASSERTION}) @assertion\n"
_PARAMETERS = frozenset({TypeKind.REQUIRED_PARAMETER, TypeKind.OPTIONAL_PARAMETER})
_ASSERTIONS = frozenset({
    TypeKind.AS_EXPRESSION, TypeKind.SATISFIES_EXPRESSION, TypeKind.TYPE_ASSERTION, TypeKind.NON_NULL_EXPRESSION,
})  # fmt: skip
_MODIFIERS = frozenset({TypeKind.ACCESSIBILITY_MODIFIER, TypeKind.OVERRIDE_MODIFIER, "readonly"})


class Annotated(NamedTuple):
    """A target (a name, or a pattern), a function that gives the type, or an expression that has it."""

    node: Node
    type: Node


class Called(NamedTuple):
    """A call, or a `new`, of something that is given types: `useRef<T>()`. ``name`` is the last name of it."""

    node: Node
    name: str
    types: list[Node]


class Ambient(NamedTuple):
    """What is declared, and stands elsewhere: `declare const x: T`. The type of a function is its signature."""

    name: str
    type: Node


class Annotations(NamedTuple):
    """All that is annotated in one script."""

    targets: list[Annotated]
    functions: list[Annotated]
    calls: list[Called]
    asserted: list[Annotated]
    ambient: list[Ambient]
    signatures: list[Annotated]
    fields: dict[int, dict[str, Node]]


_NONE = Annotations([], [], [], [], [], [], {})


def annotated(source: Source) -> Annotations:
    """What is annotated in a script, found once. ``signatures`` are the overloads of functions, by their names;
    ``fields`` are the parameters that declare fields, by where the body of their class begins.
    """
    if source.types is None:
        return _NONE
    return source.once("annotations", lambda: _read(source, source.types.tree.root_node if source.types else None))


def declared_fields(node: Node, source: Source) -> dict[str, Node]:
    """The parameters that declare fields of a class, `constructor(private x: T)`, by their names."""
    body = node.child_by_field_name("body") if source.types is not None else None
    return annotated(source).fields.get(body.start_byte, {}) if body is not None else {}


def field_of(parameter: Node, source: Source) -> Node | None:
    """The class of which a parameter of its constructor declares a field, by the name of the parameter."""
    if source.types is None:
        return None
    return source.once("declared-fields", lambda: _owners(source)).get(parameter.start_byte)


def type_of(name: Node, source: Source) -> Node | None:
    """The type of a name, or a pattern, that is declared with one."""
    if source.types is None:
        return None
    found = source.once("types-of-names", lambda: {each.node.id: each.type for each in annotated(source).targets})
    return found.get(name.id)


def _owners(source: Source) -> dict[int, Node]:
    """The classes that have a field for a parameter, by where its name begins."""
    found: dict[int, Node] = {}
    for start, fields in annotated(source).fields.items():
        brace = source.root.descendant_for_byte_range(start, start + 1)
        body = brace.parent if brace is not None else None
        if body is not None and body.parent is not None:
            found.update(dict.fromkeys((name.start_byte for name in fields.values()), body.parent))
    return found


def typed_class(node: Node, source: Source) -> Node | None:
    """The class of the TypeScript that a class of the JavaScript is."""
    return _class(node, source.types.tree.root_node) if source.types is not None else None


def plain_class(node: Node, source: Source) -> Node | None:
    """The class of the JavaScript that a class of the TypeScript is; None for one that is only declared."""
    return _class(node, source.root)


def plain(node: Node, source: Source) -> Node | None:
    """The node of the JavaScript that stands where one of the TypeScript does; None for what is blank there."""
    found = source.root.descendant_for_byte_range(node.start_byte, node.end_byte)
    fits = found is not None and (found.start_byte, found.end_byte) == (node.start_byte, node.end_byte)
    return found if fits else None


def text(node: Node, source: Source) -> str:
    """The text of a node of either tree."""
    return source.text(node.start_byte, node.end_byte)


def _class(node: Node, root: Node) -> Node | None:
    body = node.child_by_field_name("body")
    brace = root.descendant_for_byte_range(body.start_byte, body.start_byte + 1) if body is not None else None
    found = brace.parent if brace is not None else None
    return found.parent if found is not None and found.type == NodeKind.CLASS_BODY else None


@cache
def _query(language: Language) -> Query:
    has_it = language.id_for_node_kind(TypeKind.TYPE_ASSERTION, True) is not None
    return Query(language, _QUERY + _IN_FRONT if has_it else _QUERY)


def _read(source: Source, root: Node | None) -> Annotations:
    found = Annotations([], [], [], [], [], [], {})
    if root is None or source.types is None:
        return found
    captures = captured(_query(source.types.tree.language), root)
    for node in captures.get("annotation", []):
        _annotation(node, source, found)
    for node in captures.get("arguments", []):
        called = _called(node, source)
        if called is not None:
            found.calls.append(called)
    for node in captures.get("assertion", []):
        held = asserted(node)
        while held.type in _ASSERTIONS:
            held = asserted(held)
        inner = plain(held, source)
        stated = next(iter(children(node)) if node.type == TypeKind.TYPE_ASSERTION else reversed(children(node)), None)
        if stated is not None and stated.type == TypeKind.TYPE_ARGUMENTS:
            stated = next(iter(children(stated)), None)
        if inner is not None and stated is not None:
            found.asserted.append(Annotated(inner, stated))
    for node in captures.get("signature", []):
        name = node.child_by_field_name("name")
        if name is not None and _is_ambient(node):
            found.ambient.append(Ambient(text(name, source), node))
        elif name is not None:
            found.signatures.append(Annotated(name, node))
    for node in captures.get("parameter", []):
        _field(node, source, found)
    return found


def _annotation(node: Node, source: Source, found: Annotations) -> None:
    """Adds what has an annotation."""
    stated, holder = next(iter(children(node)), None), node.parent
    if stated is None or holder is None:
        return
    if holder.type in (TypeKind.VARIABLE_DECLARATOR, *_PARAMETERS):
        name = holder.child_by_field_name("name") or holder.child_by_field_name("pattern")
        if name is None:
            return
        target = plain(name, source)
        if target is not None:
            found.targets.extend(Annotated(each, stated) for each in targets_of(target))
        elif holder.type == TypeKind.VARIABLE_DECLARATOR and _is_ambient(holder):
            found.ambient.append(Ambient(text(name, source), stated))
    elif holder.child_by_field_name("return_type") == node:
        function = _function(holder, source.root)
        if function is not None:
            found.functions.append(Annotated(function, stated))


def typed_function(node: Node, source: Source) -> Node | None:
    """The function of the TypeScript that a function of the JavaScript is."""
    return _function(node, source.types.tree.root_node) if source.types is not None else None


def _function(node: Node, root: Node) -> Node | None:
    """The function of another tree that stands where one does."""
    body = node.child_by_field_name("body")
    if body is None:
        return None
    at = next((part for part in node.children if part.type == "=>"), body)
    found = root.descendant_for_byte_range(at.start_byte, at.start_byte + 1)
    for _ in range(3):
        if found is not None and found.type in FUNCTIONS:
            return found
        found = found.parent if found is not None else None
    return None


def _called(node: Node, source: Source) -> Called | None:
    """The call that types are given to. The grammar may read an `await` into the callee, so it is not asked."""
    data, at = source.code, node.end_byte
    while at < len(data) and data[at : at + 1].isspace():
        at += 1
    token = source.root.descendant_for_byte_range(at, at + 1) if data[at : at + 1] == b"(" else None
    arguments = token.parent if token is not None else None
    call = arguments.parent if arguments is not None and arguments.type == NodeKind.ARGUMENTS else None
    if call is None or call.type not in CALLS:
        return None
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if callee is None:
        return None
    name = unwrap(callee).child_by_field_name("property") or unwrap(callee)
    return Called(call, text(name, source), children(node))


def _field(node: Node, source: Source, found: Annotations) -> None:
    """Adds a parameter that declares a field."""
    if not any(part.type in _MODIFIERS for part in node.children):
        return
    pattern = node.child_by_field_name("pattern")
    name = plain(pattern, source) if pattern is not None else None
    method = node.parent.parent if node.parent is not None else None
    body = method.parent if method is not None else None
    if name is not None and name.type == NodeKind.IDENTIFIER and body is not None and body.type == TypeKind.CLASS_BODY:
        found.fields.setdefault(body.start_byte, {})[text(name, source)] = name


def _is_ambient(node: Node) -> bool:
    """Whether something is declared and stands elsewhere."""
    return any(each.type == TypeKind.AMBIENT_DECLARATION for each in around(node))


def around(node: Node) -> Iterator[Node]:
    """The nodes around one, from near to far."""
    at = node.parent
    while at is not None:
        yield at
        at = at.parent
