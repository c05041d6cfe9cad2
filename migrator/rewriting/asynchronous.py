"""A `+` line that awaits goes only into what is async: elsewhere the result would not parse, or not wait.

Nothing is made async here: that changes what its callers get. They are named instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.early import await_error, owner
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import outermost
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASSES,
    DECLARED_FUNCTIONS,
    FUNCTIONS,
    MEMBERS,
    MODULE_STATEMENTS,
    NodeKind,
    children,
    operator,
)
from migrator.matching.notation import Code as PageCode
from migrator.model.ledger import Code, Function, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.nests import nest_target

if TYPE_CHECKING:
    from tree_sitter import Node

_OTHERS = {NodeKind.FIELD_DEFINITION: Function.FIELD, NodeKind.CLASS_STATIC_BLOCK: Function.STATIC}
_MOST_CALLERS = 5
_WORD = re.compile(rb"[\w$'\"\x80-\xff]")


class _Holder(NamedTuple):
    """The function, or what stands for one, that a statement runs in."""

    kind: Function
    node: Node


class _Caller(NamedTuple):
    name: str
    file: str
    line: int


def not_async(candidate: Checked, module: Module, project: Project) -> Refusal | None:
    """Why what a page awaits cannot be awaited where it would be written, or None."""
    for node in _awaiting(candidate):
        holder = _holder(node, candidate.source.path)
        if holder is None:
            continue
        name = _name(module, holder.node)
        found = sorted(set(_callers(holder, name, module, project, candidate)), key=lambda each: each[1:])
        message = Message.of(
            Sentence.NOT_ASYNC,
            kind=holder.kind,
            name=name,
            line=candidate.source.line(holder.node.start_byte),
            callers=tuple((each.name, each.file, each.line) for each in found[:_MOST_CALLERS]),
            more=max(0, len(found) - _MOST_CALLERS),
        )
        return Refusal(Code.NOT_ASYNC, message, candidate.match.site.use.whole.start_byte)
    return None


def _awaiting(candidate: Checked) -> Iterator[Node]:
    """The nodes of the source in whose place something is written that awaits."""
    block = candidate.match.block
    if any(_awaits(insertion.code) for insertion in block.insertions):
        yield candidate.match.removed_nodes()[0]
    for nest in block.nests:
        held = candidate.binding(nest.name)
        if held is None or nest.code is None or not _awaits(nest.code):
            continue
        for reference in held.references:
            target = nest_target(candidate, nest, reference)
            if target is not None and not candidate.goes(reference.node.start_byte):
                yield target


def _awaits(code: PageCode) -> bool:
    """Whether code awaits something itself: an expression, a `for await`, an `await using`."""
    return any(_is_await(node, code.data) and owner(node).node.type == NodeKind.PROGRAM for node in below(code.root))


def _is_await(node: Node, data: bytes) -> bool:
    # `await (x)` is read as a call.
    is_name = node.type == NodeKind.IDENTIFIER and data[node.start_byte : node.end_byte] == b"await"
    return is_name or _has(node, "await")


def _holder(node: Node, path: str) -> _Holder | None:
    """What a node runs in, if `await` is not allowed there."""
    around, part = owner(node)
    if around.type == NodeKind.PROGRAM:
        is_module = path.endswith(".mjs") or any(each.type in MODULE_STATEMENTS for each in around.named_children)
        return None if is_module or _waits(around) else _Holder(Function.SCRIPT, around)
    if await_error(node) is None:
        return None
    if part.type == NodeKind.FORMAL_PARAMETERS:
        return _Holder(Function.PARAMETERS, around)
    return _Holder(_OTHERS.get(around.type) or _kind(around), around)


def _waits(program: Node) -> bool:
    """Whether a file awaits outside of its functions, as no script can: there `await` is a name, and a word or a text
    right behind it is a syntax error.
    """
    for node in below(program):
        if node.type == NodeKind.AWAIT_EXPRESSION and owner(node).node.type == NodeKind.PROGRAM:
            operand = children(node)[-1]
            on_line = operand.start_point.row == node.start_point.row
            if on_line and _WORD.match(operand.text or b""):
                return True
    return False


def _has(node: Node, word: str) -> bool:
    return any(child.type == word for child in node.children)


def _kind(function: Node) -> Function:
    if _has(function, "*") or function.type in (
        NodeKind.GENERATOR_FUNCTION,
        NodeKind.GENERATOR_FUNCTION_DECLARATION,
    ):
        return Function.GENERATOR
    if function.type == NodeKind.ARROW_FUNCTION:
        return Function.ARROW
    if function.type != NodeKind.METHOD_DEFINITION:
        return Function.FUNCTION
    key = function.child_by_field_name("name")
    if _has(function, "get"):
        return Function.GETTER
    if _has(function, "set"):
        return Function.SETTER
    is_constructor = key is not None and key.text == b"constructor" and not _has(function, "static")
    return Function.CONSTRUCTOR if is_constructor else Function.METHOD


# -- who calls it ------------------------------------------------------------------------------------------------------


def _naming(function: Node) -> Node | None:
    """The node that names a function, a field or what else stands for one: its own name, or that of what it is given
    to.
    """
    own = function.child_by_field_name("name")
    if own is not None or function.type == NodeKind.FIELD_DEFINITION:
        return own or function.child_by_field_name("property")
    parent = outermost(function).parent
    if parent is None:
        return None
    for value, name in (("value", "name"), ("value", "property"), ("value", "key"), ("right", "left")):
        held, key = parent.child_by_field_name(value), parent.child_by_field_name(name)
        if held is not None and key is not None and held == outermost(function):
            return key
    return None


def _name(module: Module, function: Node) -> str:
    naming = _naming(function) if function.type != NodeKind.PROGRAM else None
    if naming is None:
        return ""
    member = module.member(naming) if naming.type in MEMBERS else None
    return member[1] if member is not None else module.key(naming)


def _callers(holder: _Holder, name: str, module: Module, project: Project, candidate: Checked) -> Iterator[_Caller]:
    function = holder.node
    naming = _naming(function) if function.type in FUNCTIONS else None
    if holder.kind is Function.CONSTRUCTOR:
        yield from _made(function, module)
    elif naming is None:
        yield from _given_to(function, module)
    elif function.type in DECLARED_FUNCTIONS or module.source.scopes.binding_at(naming.start_byte) is not None:
        binding = module.source.scopes.binding_at(naming.start_byte)
        for reference in binding.references if binding is not None else ():
            yield _caller(module, reference.node)
    else:
        yield from _members(name, module, [(0, len(module.source.data))], naming)
        owner = candidate.match.site.use.owner.node
        chain = project.chain(module.class_at(owner)).classes[1:] if owner is not None else []
        for info in chain:
            if info.module.source is not module.source:
                yield from _own_members(name, info)


def _made(constructor: Node, module: Module) -> Iterator[_Caller]:
    """Where a class is made an instance of."""
    owner = constructor.parent.parent if constructor.parent is not None else None
    naming = owner.child_by_field_name("name") if owner is not None else None
    binding = module.source.scopes.binding_at(naming.start_byte) if naming is not None else None
    for reference in binding.references if binding is not None else ():
        parent = reference.node.parent
        if parent is not None and parent.type == NodeKind.NEW_EXPRESSION:
            yield _caller(module, parent)


def _given_to(function: Node, module: Module) -> Iterator[_Caller]:
    """The call that a function without a name is given to, or that calls it."""
    parent = outermost(function).parent
    call = parent.parent if parent is not None and parent.type == NodeKind.ARGUMENTS else parent
    called = call.child_by_field_name("function") if call is not None else None
    if call is None or called is None or call.type != NodeKind.CALL_EXPRESSION:
        return
    if called.start_byte <= function.start_byte < called.end_byte:
        yield _caller(module, call)
    else:
        shown = " ".join(module.text(called).split())
        yield _Caller(shown if len(shown) <= 40 else shown[:39] + "…", module.path.name, _line(module, call))


def _own_members(name: str, info: ClassInfo) -> Iterator[_Caller]:
    """Where a class calls a member of its own."""
    span = (info.node.start_byte, info.node.end_byte)
    yield from _members(name, info.module, [span], None, own=True)


def _members(
    name: str, module: Module, spans: Iterable[tuple[int, int]], naming: Node | None, own: bool = False
) -> Iterator[_Caller]:
    """Where a member of a name is read: on anything in the file, or only on `this`."""
    for first, last in spans:
        for start, end in spelled(name, module.source.data, first, last):
            node = module.source.root.descendant_for_byte_range(start, end)
            while node is not None and node.type not in MEMBERS and node.end_byte <= end + 1:
                node = node.parent
            if node is None or node.type not in MEMBERS or (naming is not None and node == naming):
                continue
            member = module.member(node)
            if member is None or member[1] != name or (own and member[0].type not in (NodeKind.THIS, NodeKind.SUPER)):
                continue
            parent = node.parent
            if parent is not None and parent.type in ASSIGNMENTS and operator(parent) in ("", "="):
                left = parent.child_by_field_name("left")
                if left is not None and left == node:
                    continue
            yield _caller(module, node)


def _caller(module: Module, node: Node) -> _Caller:
    """What a node stands in, by the name of its function."""
    at, name = node.parent, ""
    while at is not None and not name:
        if at.type in FUNCTIONS or at.type == NodeKind.FIELD_DEFINITION:
            name = _name(module, at)
            if name and at.parent is not None and at.parent.parent is not None and at.parent.parent.type in CLASSES:
                name = f"{module.class_at(at.parent.parent).name}.{name}"
        at = at.parent
    return _Caller(name or module.path.name, module.path.name, _line(module, node))


def _line(module: Module, node: Node) -> int:
    return module.source.line(node.start_byte)
