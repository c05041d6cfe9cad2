"""What stands for a name that a file exports: through re-exports, `export *` and `module.exports`, across files.

A name ends at a variable of a file, at an expression, at a whole file, or where no file shows it. What is found there
the one who asks looks at; names, calls and members are not followed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.imports import Export
    from migrator.javascript.project import Project
    from migrator.javascript.scopes import Binding


class Exported(NamedTuple):
    """Where a name ends that is exported: in ``module``, under ``name``. ``node`` is the value, or what declares it,
    and ``member`` says that the name is that member of the value; ``whole`` is all of the module. Without any of them,
    nothing shows what it is.
    """

    module: Module
    name: str
    binding: Binding | None = None
    node: Node | None = None
    member: bool = False
    whole: bool = False

    @property
    def is_seen(self) -> bool:
        return self.binding is not None or self.node is not None or self.whole


def exported(project: Project, module: Module, name: str) -> list[Exported]:
    """All that may stand for a name that a file exports; nothing where it is known to export no such name."""
    return list(_exported(project, module, name, set()))


def _exported(project: Project, module: Module, name: str, seen: set[tuple[Path, str]]) -> Iterator[Exported]:
    if (module.path, name) in seen:  # a circle gives nothing
        return
    seen.add((module.path, name))
    export = module.exports.get(name)
    if export is not None and export.specifier is not None:
        yield from _passed_on(project, module, export.specifier, export.local or name, seen)
    elif export is not None:
        yield _declared(module, name, export)
    elif module.assigned_exports:
        own = [Exported(module, name, node=_value(node)) for key, node in module.assigned_exports if key == name]
        whole = [_value(node) for key, node in module.assigned_exports if key == "*"]
        yield from own or [Exported(module, name, node=node, member=name != "default") for node in whole]
    elif name != "default":
        yield from _of_any(project, module, name, seen)


def _of_any(project: Project, module: Module, name: str, seen: set[tuple[Path, str]]) -> Iterator[Exported]:
    """A name of `export * from`: what the first file gives that has it, since an engine refuses one that two have."""
    lost: list[Exported] = []
    for specifier in module.wildcards:
        found = list(_passed_on(project, module, specifier, name, seen))
        if any(item.is_seen for item in found):
            yield from (item for item in found if item.is_seen)
            return
        lost += found
    yield from lost[:1]


def _value(node: Node) -> Node:
    """What is assigned in the end: `f` of `module.exports = exports = f`."""
    node = unwrap(node)
    while node.type == NodeKind.ASSIGNMENT_EXPRESSION and (right := node.child_by_field_name("right")) is not None:
        node = unwrap(right)
    return node


def _passed_on(
    project: Project, module: Module, specifier: str, name: str, seen: set[tuple[Path, str]]
) -> Iterator[Exported]:
    target = project.follow(module, specifier)
    if target is None:
        yield Exported(module, name)
    elif name == "*":
        yield Exported(target, name, whole=True)
    else:
        yield from _exported(project, target, name, seen)


def _declared(module: Module, name: str, export: Export) -> Exported:
    local = export.local if export.local is not None or export.node is not None else name
    binding = module.source.scopes.root.bindings.get(local) if local is not None else None
    return Exported(module, name, binding, export.node)
