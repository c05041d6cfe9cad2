"""What the types of a script say, by the places of the JavaScript that it runs as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node, Tree


class Annotation(NamedTuple):
    """What stands behind a name: from ``start``, where `?`, `!` or `:` stands, to ``end``; ``type`` is the type's node,
    in the tree of the TypeScript.
    """

    start: int
    end: int
    type: Node


@dataclass(frozen=True)
class Types:
    """The types of a script. ``data`` is the TypeScript; ``erased`` are the spans of it that are blank in the
    JavaScript, in the order of the source.
    """

    data: bytes
    tree: Tree
    erased: list[tuple[int, int]]
