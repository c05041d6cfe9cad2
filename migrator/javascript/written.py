"""The members that a file gives a value or deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.flow import member_name
from migrator.javascript.parser import below
from migrator.javascript.precedence import is_written
from migrator.javascript.source import Source
from migrator.javascript.syntax import MEMBERS

if TYPE_CHECKING:
    from tree_sitter import Node


def written_members(source: Source) -> dict[str | None, list[Node]]:
    """Where a file writes to a member, by its name; None has those whose names are not written out."""
    return source.once("written members", lambda: _found(source))


def _found(source: Source) -> dict[str | None, list[Node]]:
    found: dict[str | None, list[Node]] = {}
    for member in below(source.root):
        if member.type in MEMBERS and is_written(member):
            found.setdefault(member_name(member, source.data), []).append(member)
    return found
