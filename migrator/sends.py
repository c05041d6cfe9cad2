"""Which commands of its worker a class sends: calls through `this.worker`, however the code reaches it.

Uses of the worker are found as those of the receiver are. A class also sends what the classes that it extends send,
since they call the worker that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import is_field, literal_text, pattern_key, sources
from migrator.javascript.modules import Module, Project
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.uses import Use, find_uses

if TYPE_CHECKING:
    from tree_sitter import Node

# Where `this` is an instance of the class around, or may be: a function that is given `this` counts.
_INSTANCES = frozenset({"method", "field", "function"})


class Sent(NamedTuple):
    """A command, and the class that sends it: its node in the file that was looked at."""

    node: Node
    command: str


def sent(
    source: Source, worker: str, commands: Collection[bytes], module: Callable[[], tuple[Project, Module]]
) -> list[Sent]:
    """The commands that the classes of a file send to their workers, each once. ``module`` is asked where a class
    may inherit code that sends commands.
    """
    names = frozenset(name.decode() for name in commands)
    uses = find_uses(source, worker)
    found: dict[tuple[int, str], Sent] = {}
    for node, command in _of(source, uses, names):
        found.setdefault((node.start_byte, command), Sent(node, command))
    for node in {use.owner.node.start_byte: use.owner.node for use in uses if _gives(use) and use.owner.node}.values():
        project, own = module()
        for info in project.chain(own.class_at(node)).classes[1:]:
            data = info.module.source.data
            if worker.encode() not in data or not any(name in data for name in commands):
                continue
            for base, command in _of(info.module.source, find_uses(info.module.source, worker), names):
                if base.start_byte == info.node.start_byte:
                    found.setdefault((node.start_byte, command), Sent(node, command))
    return list(found.values())


def _gives(use: Use) -> bool:
    """Whether a use gives a worker to a class that extends another."""
    node = use.owner.node
    return use.kind == "assign" and node is not None and any(child.type == "class_heritage" for child in node.children)


def _of(source: Source, uses: list[Use], names: frozenset[str]) -> Iterator[tuple[Node, str]]:
    for use in uses:
        node = use.owner.node
        if node is not None and use.owner.place in _INSTANCES:
            for command in _commands(source, use):
                if command in names:
                    yield node, command


def _commands(source: Source, use: Use) -> Iterator[str]:
    """The members of the worker that a use takes and may call."""
    if use.member is not None:
        if not _is_given(use.whole):
            yield use.member
        return
    if use.whole.type == "subscript_expression" and use.whole.id != use.node.id:
        index = use.whole.child_by_field_name("index")
        yield from _keys(source, index) if index is not None else ()
        return
    for pattern in _patterns(use):
        for part in pattern.named_children:
            key = pattern_key(part, source.data)
            if key is not None:
                yield key


def _is_given(member: Node) -> bool:
    """Whether a member is given a value, and not taken."""
    outer = outermost(member)
    parent = outer.parent
    return parent is not None and parent.type == "assignment_expression" and is_field(parent, "left", outer)


def _keys(source: Source, index: Node) -> Iterator[str]:
    """What a computed key may be: literals, and constants that hold one."""
    for value in sources(index):
        text = literal_text(value, source.data)
        if text is None and value.type == "identifier":
            binding = source.scopes.binding_at(value.start_byte)
            if binding is not None and len(binding.declarations) == 1 and not any(r.write for r in binding.references):
                declared = binding.declarations[0].parent
                held = declared.child_by_field_name("value") if declared is not None else None
                text = literal_text(unwrap(held), source.data) if held is not None else None
        if text is not None:
            yield text


def _patterns(use: Use) -> Iterator[Node]:
    """The object patterns that take the worker apart: `const { step } = this.worker`, `const { worker: { step } }`."""
    if use.kind == "destructure":
        target = use.whole.child_by_field_name("value")
        while target is not None and target.type == "assignment_pattern":
            target = target.child_by_field_name("left")
    else:
        outer = outermost(use.node)
        parent = outer.parent
        target = None
        if parent is not None and parent.type == "variable_declarator" and is_field(parent, "value", outer):
            target = parent.child_by_field_name("name")
        elif parent is not None and parent.type == "assignment_expression" and is_field(parent, "right", outer):
            target = parent.child_by_field_name("left")
        target = unwrap(target) if target is not None else None
    if target is not None and target.type == "object_pattern":
        yield target
