"""What one site takes to come to its normal form, or why it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model.ledger import Code, Message
from migrator.rewriting.normal.pieces import Change
from migrator.sites.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node


class Kept(Exception):
    """Why a site stays as it is, although its shape is known."""

    def __init__(self, code: Code, message: Message) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(eq=False)
class Step:
    """What makes one site say what it says in another form.

    Each of the ``units`` is a row of changes that go together. ``declared`` are the names and the members, by the nodes
    that declare them, that hold the code and of which the site needs none any more. What is ``acting``
    has an effect: it must go there. A step that ``is_reason`` only
    shows why a site stays: no site is rewritten by it. ``awaits`` are where it writes an `await` before an expression.
    """

    site: Site
    units: list[tuple[Change, ...]] = field(default_factory=list)
    declared: list[Node] = field(default_factory=list)
    acting: list[Node] = field(default_factory=list)
    kept: Kept | None = None
    is_reason: bool = False
    places_code: bool = False
    awaits: list[int] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [change for unit in self.units for change in unit]
