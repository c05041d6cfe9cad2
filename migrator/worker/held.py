"""What a member of a class is given, and which classes that is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import results
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import FUNCTIONS, NOTHING, NodeKind
from migrator.model.settings import Receiver

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.modules import ClassInfo, Module
    from migrator.javascript.origins import Origins
    from migrator.javascript.project import Project
    from migrator.javascript.source import Source

_PORT = "port"  # of a shared worker
# Functions that give back what functions give back; nobody writes more.
_MOST_VALUES = 50
# What an assignment may stand in and still be made whenever its statement is.
_PASSED = frozenset({NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.SEQUENCE_EXPRESSION})


def values_of(info: ClassInfo, name: str) -> list[Node]:
    """What a member of the instances of a class may be, each once: what it is given, and what a getter gives back."""
    found = {value.id: value for value in (*_member(info, name), *_given(info, name))}
    return [value for value in found.values() if value.type not in NOTHING]


class Made(NamedTuple):
    """The class expression of a `new X(…)`, in its file, and that itself; with ``is_port`` it is the `port` of it."""

    module: Module
    called: Node
    new: Node
    is_port: bool = False


def made_by(project: Project, info: ClassInfo, value: Node) -> Iterator[Made]:
    """Every `new X(…)` that the value of a member may be: the names in it are followed to what they hold, members of
    the class to what it gives them, and calls to what functions give back, also imported ones.
    """
    from migrator.javascript.origins import Origins

    of_files: dict[str, Origins] = {}
    todo, seen = [(info.module, value, False)], set[tuple[str, int]]()
    while todo and len(seen) < _MOST_VALUES:
        module, value, is_port = todo.pop(0)
        path = str(module.path)
        origins = of_files.setdefault(path, Origins(module.source))
        own = info if module.source is info.module.source else None
        for node, keys in origins.of(value):
            if (path, node.id) in seen:
                continue
            seen.add((path, node.id))
            of_port = is_port
            if len(keys) > (node.type == NodeKind.THIS) and keys[-1] == _PORT and not is_port:
                keys, of_port = keys[:-1], True
            if node.type == NodeKind.THIS and len(keys) == 1 and keys[0] is not None and own is not None:
                todo += [(module, held, of_port) for held in _member(own, keys[0])]
            elif node.type == NodeKind.NEW_EXPRESSION and not keys:
                yield from (Made(module, named, node, of_port) for named in _classes(origins, node))
            elif node.type == NodeKind.CALL_EXPRESSION and not keys:
                function = node.child_by_field_name("function")
                if function is None:
                    continue
                imported = project.function(module, function) if function.type == NodeKind.IDENTIFIER else None
                if imported is not None:
                    todo += [(imported[0], result, of_port) for result in results(imported[1])]
                for called in origins.of(function):
                    method = own.methods.get(called.keys[0] or "") if own and len(called.keys) == 1 else None
                    if not called.keys and called.node.type in FUNCTIONS:
                        todo += [(module, result, of_port) for result in results(called.node)]
                    elif called.node.type == NodeKind.THIS and method is not None:
                        body = method.node.child_by_field_name("value") or method.node
                        todo += [(module, result, of_port) for result in results(body)]


def is_settled(value: Node) -> bool:
    """Whether a member surely has a value once its instance is made: a field has, and the body of the constructor gives
    it, under no condition, or declares it as a parameter. A getter has no other.
    """
    at: Node | None = outermost(value).parent
    if at is None or at.type in (NodeKind.FIELD_DEFINITION, NodeKind.RETURN_STATEMENT, NodeKind.FORMAL_PARAMETERS):
        return True
    while at is not None and at.type in _PASSED:
        at = at.parent
    body = at.parent if at is not None and at.type == NodeKind.EXPRESSION_STATEMENT else None
    member = body.parent if body is not None else None
    key = member.child_by_field_name("name") if member is not None else None
    return (
        member is not None
        and member.type == NodeKind.METHOD_DEFINITION
        and key is not None
        and key.text == b"constructor"
    )


def _member(info: ClassInfo, name: str) -> Iterator[Node]:
    """What a member of an instance may be: what it is given, and what a getter of the name gives back."""
    yield from info.assigned(name)
    method = info.methods.get(name)
    if method is not None and any(part.type == "get" for part in method.node.children):
        yield from results(method.node)


def _given(info: ClassInfo, name: str) -> Iterator[Node]:
    """What an instance is given through another name for it, or as a property of an object: `self.worker = x`,
    `Object.assign(this, { worker: x })`.
    """
    source = info.module.source
    if name.encode() in source.data:
        yield from source.once(("given", name), lambda: _given_in(source, name)).get(info.node.id, ())


def _given_in(source: Source, name: str) -> dict[int, list[Node]]:
    """What instances of the classes of a file are given, by the nodes of the classes."""
    from migrator.sites.members import reach

    found: dict[int, list[Node]] = {}
    for use in reach(source, Receiver(name)).uses:
        node = use.owner.node
        if use.kind != "assign" or node is None or use.owner.place not in ("method", "field"):
            continue
        outer = outermost(use.node)
        for holder, field in ((outer.parent, "right"), (use.node, "value")):
            value = holder.child_by_field_name(field) if holder is not None else None
            if value is not None:
                found.setdefault(node.id, []).append(unwrap(value))
    return found


def _classes(origins: Origins, made: Node) -> Iterator[Node]:
    """The classes that `new X(…)` may name."""
    constructor = made.child_by_field_name("constructor")
    if constructor is None:
        return
    found = [origin.node for origin in origins.of(constructor) if not origin.keys]
    yield from (node for node in found if node.type == NodeKind.IDENTIFIER)
    if not any(node.type == NodeKind.IDENTIFIER for node in found):
        yield constructor
