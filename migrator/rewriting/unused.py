"""Names that only the rewritten sites have used: their declarations go with the last of these."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.edits import deletion
from migrator.javascript.syntax import STATEMENTS, children
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.taken import Taken
from migrator.sites.renames import declared_alone
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding


class Unused(NamedTuple):
    """A declaration that nothing uses any more (a statement, or a part of one), and the site that was the last to use
    it.
    """

    node: Node
    candidate: Checked

    def holds(self, offset: int) -> bool:
        """Whether a byte of the file stands in the declaration."""
        return self.node.start_byte <= offset < self.node.end_byte


def unused(file: File, taken: Taken) -> list[Unused]:
    """The declarations of names for the receiver and for `this` that the sites which are taken leave without a use."""
    declared = file.renames.bindings
    found: dict[Binding, Unused] = {}
    while True:
        gone = Gone(found.values())
        more = {
            binding: Unused(node, candidate)
            for binding, node in declared.items()
            if binding not in found
            for candidate in [_last_user(binding, taken, gone)]
            if candidate is not None and not taken.is_replaced(node.start_byte)
        }
        if not more:
            return _whole(found.values())
        found.update(more)


def deletions(file: File, found: Sequence[Unused], taken: Taken) -> Iterator[tuple[Checked, Edit]]:
    """The edits that remove the declarations, each with the site that was the last to use one."""

    def goes(node: Node) -> bool:
        return taken.is_replaced(node.start_byte)

    gone = {each.node.id for each in found}
    for each in found:
        if each.node.type in STATEMENTS:
            yield each.candidate, deletion(file.source, [each.node], goes)[0]
            continue
        parts = _parts(each.node)
        at = parts.index(each.node)
        if at and parts[at - 1].id in gone:  # goes with the one before
            continue
        end = next((i for i in range(at, len(parts)) if parts[i].id not in gone), len(parts))
        if end < len(parts):
            yield each.candidate, Edit(each.node.start_byte, parts[end].start_byte, b"")
        else:
            yield each.candidate, Edit(parts[at - 1].end_byte, parts[-1].end_byte, b"")


def _whole(found: Iterable[Unused]) -> list[Unused]:
    """Declarations with lists of which all parts go as one, in their order."""
    gone = {each.node.id: each for each in found}
    while True:
        full = {
            parent.id: (parent, parts)
            for each in gone.values()
            for parent in [each.node.parent]
            if each.node.type not in STATEMENTS and parent is not None
            for parts in [_parts(each.node)]
            if all(part.id in gone for part in parts)
        }
        if not full:
            return sorted(gone.values(), key=_start)
        for parent, parts in full.values():
            own = [gone.pop(part.id) for part in parts]
            node = declared_alone(parent) if parent.type not in STATEMENTS else parent
            if node is not None:
                gone[node.id] = Unused(node, own[-1].candidate)


def _parts(part: Node) -> list[Node]:
    return children(part.parent) if part.parent is not None else [part]


class Gone:
    """Declarations by where they stand."""

    def __init__(self, found: Iterable[Unused]) -> None:
        self._found = sorted(found, key=_start)

    def user(self, offset: int) -> Checked | None:
        """The site that was the last to use what a byte of the file declares."""
        at = bisect_right(self._found, offset, key=_start) - 1
        return self._found[at].candidate if at >= 0 and self._found[at].holds(offset) else None


def _start(each: Unused) -> int:
    return each.node.start_byte


def _last_user(binding: Binding, taken: Taken, gone: Gone) -> Checked | None:
    """The site that removes the last use of a name, None where a use stays or there was none."""
    last: Checked | None = None
    for reference in sorted(binding.references, key=lambda each: each.node.start_byte):
        at = reference.node.start_byte
        user = taken.remover(at) or gone.user(at)
        if user is None:
            return None
        last = user
    return last
