"""What is done outside of a script with the names that it declares: by the markup around it, by other scripts of its
page, and by those who use it.

That code is not parsed. Each name that it may use has a reference at the place where it does, by which the name is in
use there and, if it is no constant, may have any value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.around import Spelled, is_exported_to_users, reaches, spelled
from migrator.documents.scripts import Script, without
from migrator.javascript.parser import parse
from migrator.javascript.scopes import CLASS, CONST, FUNCTION, IMPORT, Binding, Reference, Scope, Scopes
from migrator.javascript.syntax import DECLARATIONS, DECLARED_FUNCTIONS, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

# What has one value.
_CONSTANT = frozenset({CONST, IMPORT})
# What nobody writes to without spelling that.
_DECLARED = frozenset({FUNCTION, CLASS})
_DECLARING = DECLARATIONS | DECLARED_FUNCTIONS | {NodeKind.CLASS_DECLARATION}
_BEFORE, _BEHIND = b"_(", b")"


class _Use(NamedTuple):
    offset: int
    writes: bool


def refer_from_outside(scopes: Scopes, path: str, data: bytes, script: Script) -> None:
    """Give the names at the top of a script the references that code around it has."""
    spans = reaches(path, data, script.spans)
    if not spans:
        return
    by_name: dict[str, list[Spelled]] = {}
    for one in spelled(without(data, script.spans)):
        by_name.setdefault(one.name, []).append(one)
    scopes.around = frozenset(by_name)
    bindings = [
        binding
        for binding in scopes.root.bindings.values()
        if any(start <= node.start_byte < end for start, end in spans for node in binding.declarations)
    ]
    for binding in bindings:
        uses = list(_uses(binding, [*by_name.get(binding.name, ()), *by_name.get("", ())]))
        if is_exported_to_users(path) and _is_exported(binding):
            uses.append(_Use(binding.declarations[0].start_byte, binding.kind not in _CONSTANT | _DECLARED))
        if uses:
            use = next((use for use in uses if use.writes), uses[0])
            binding.refer(_reference(binding, use, scopes.root))


def _uses(binding: Binding, found: list[Spelled]) -> Iterator[_Use]:
    for one in found:
        may_write = one.assigns if binding.kind in _DECLARED else one.writes
        yield _Use(one.offset, may_write and binding.kind not in _CONSTANT)


def _is_exported(binding: Binding) -> bool:
    named = (reference.node.parent for reference in binding.references)
    if any(parent is not None and parent.type == NodeKind.EXPORT_SPECIFIER for parent in named):
        return True
    return any(_is_in_export(name) for name in binding.declarations)


def _is_in_export(name: Node) -> bool:
    at = name.parent
    while at is not None and at.type not in _DECLARING:
        at = at.parent
    return at is not None and at.parent is not None and at.parent.type == NodeKind.EXPORT_STATEMENT


def _reference(binding: Binding, use: _Use, root: Scope) -> Reference:
    """A reference of a function that is nowhere, so that it runs whenever it likes."""
    name = binding.name.encode("utf-8")
    offset = max(use.offset, len(_BEFORE))
    text = b" " * (offset - len(_BEFORE)) + _BEFORE + name + _BEHIND
    tree = parse(text)
    node = tree.root_node.descendant_for_byte_range(offset, offset + len(name))
    assert node is not None
    scope = Scope("function", tree.root_node, offset, offset + len(name), root)
    scope.function = scope.home = scope
    return Reference(binding.name, node, scope, use.writes, True, binding, outside=True)
