"""Names that only the rewritten sites have used: their declarations go with the last of these."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.edits import deletion
from migrator.javascript.syntax import STATEMENTS, NodeKind, children
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.taken import Taken
from migrator.sites.renames import declared_alone
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding


# What goes by itself; anything else is a part of a list.
_ALONE = STATEMENTS | {NodeKind.FIELD_DEFINITION}


class Unused(NamedTuple):
    """A declaration that nothing uses any more (a statement, a member of a class, or a part of a list), and the site
    that was the last to use it, where one is known. ``holder`` is what goes if all parts of the list go.
    """

    node: Node
    candidate: Checked | None
    holder: Node | None = None

    def holds(self, offset: int) -> bool:
        """Whether a byte of the file stands in the declaration."""
        return self.node.start_byte <= offset < self.node.end_byte


class Declared(NamedTuple):
    """What declares something that some sites have used, by where these begin; the file has no such use any more.

    ``binding`` is the name that is declared, None for a member of a class. ``holder`` is as in `Unused`.
    """

    node: Node
    binding: Binding | None
    sites: frozenset[int] = frozenset()
    holder: Node | None = None


def unused(file: File, taken: Taken, declared: Sequence[Declared] = ()) -> list[Unused]:
    """The declarations of names for the receiver and for `this`, and the ``declared`` ones, that the sites which are
    taken leave without a use.
    """
    renames = file.renames.bindings.items()
    known = {node.id: Declared(node, binding, holder=_statement(node)) for binding, node in renames}
    known |= {each.node.id: each for each in declared}
    found: dict[int, Unused] = {}
    while True:
        gone = Gone(found.values())
        more = {
            key: Unused(each.node, candidate, each.holder)
            for key, each in known.items()
            if key not in found
            for candidate in [_last_user(each, taken, gone)]
            if candidate is not None and not taken.is_replaced(each.node.start_byte)
        }
        if not more:
            return whole(found.values())
        found.update(more)


def deletions(file: File, found: Sequence[Unused], taken: Taken) -> Iterator[tuple[Unused, Edit]]:
    """The edits that remove the declarations."""

    def goes(node: Node) -> bool:
        return taken.is_replaced(node.start_byte)

    gone = {each.node.id for each in found}
    lists: dict[int, tuple[list[Node], dict[int, int]]] = {}  # the parts, and their places by their nodes
    for each in found:
        if each.node.type in _ALONE:
            yield each, deletion(file.source, [each.node], goes)[0]
            continue
        key = each.node.parent.id if each.node.parent is not None else each.node.id
        if key not in lists:
            parts = _parts(each.node)
            lists[key] = parts, {part.id: at for at, part in enumerate(parts)}
        parts, places = lists[key]
        at = places[each.node.id]
        if at and parts[at - 1].id in gone:  # goes with the one before
            continue
        end = next((i for i in range(at, len(parts)) if parts[i].id not in gone), len(parts))
        if end < len(parts):
            yield each, Edit(each.node.start_byte, parts[end].start_byte, b"")
        else:
            yield each, Edit(parts[at - 1].end_byte, parts[-1].end_byte, b"")


def whole(found: Iterable[Unused]) -> list[Unused]:
    """Declarations with lists of which all parts go as one, in their order. A list that nothing holds keeps them."""
    gone = {each.node.id: each for each in found}
    while True:
        lists = {
            each.node.parent.id: each.node
            for each in gone.values()
            if each.node.type not in _ALONE and each.node.parent is not None
        }
        full = {
            key: parts
            for key, part in lists.items()
            for parts in [_parts(part)]
            if all(part.id in gone for part in parts)
        }
        if not full:
            return sorted(gone.values(), key=_start)
        for parts in full.values():
            own = [gone.pop(part.id) for part in parts]
            node = own[-1].holder
            if node is not None:
                gone[node.id] = Unused(node, own[-1].candidate, _statement(node))


def _statement(part: Node) -> Node | None:
    """What goes if all parts of a list go: the statement that declares them, or a part of one again."""
    parent = part.parent
    if part.type in _ALONE or parent is None:
        return None
    return parent if parent.type in STATEMENTS else declared_alone(parent)


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


def _last_user(declared: Declared, taken: Taken, gone: Gone) -> Checked | None:
    """The site that removes the last use of a declaration, None where a use stays or there was none."""
    last: Checked | None = None
    references = declared.binding.references if declared.binding is not None else ()
    for at in sorted((*(reference.node.start_byte for reference in references), *declared.sites)):
        user = taken.remover(at) or gone.user(at)
        if user is None:
            return None
        last = user
    return last
