"""Names in `+` lines that the page neither declares nor imports: what they call has to be in scope at a site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.scopes import analyse
from migrator.javascript.syntax import NodeKind
from migrator.matching.pattern import Block, is_metavariable
from migrator.model.term import Term, arguments, callee


class Free(NamedTuple):
    """A free name of a page: its line, and whether it is only called there."""

    name: str
    line: int
    is_called: bool


@lru_cache(maxsize=1024)  # asked for at each site
def free_names(block: Block) -> tuple[Free, ...]:
    """The free names of a block, once for each use."""
    known = {*block.fresh, *(item.local for item in block.imports)}
    found = []
    for insertion in block.insertions:
        for reference in analyse(insertion.code.root, insertion.code.data).globals:
            name, node = reference.name, reference.node
            if name in known or is_metavariable(name) or name in GLOBALS:
                continue
            parent = node.parent
            is_called = parent is not None and parent.type == NodeKind.CALL_EXPRESSION
            is_called = is_called and parent is not None and parent.child_by_field_name("function") == node
            found.append(Free(name, insertion.code.line(node.start_byte), is_called))
    return tuple(found)


def given(block: Block, name: str) -> int | None:
    """The most arguments that `+` lines call a name with, None where they do not call it, or with any number."""
    counts = [_count(call) for call in _calls(block) if (callee(call).kind, callee(call).value) == ("name", name)]
    known = [count for count in counts if count is not None]
    return max(known) if known and len(known) == len(counts) else None


def _calls(block: Block) -> Iterator[Term]:
    terms = (term for insertion in block.insertions for term in insertion.terms)
    return (part for term in terms for part in term.walk() if part.kind == "call")


def _count(call: Term) -> int | None:
    return None if any(argument.kind == "spread" for argument in arguments(call)) else len(arguments(call))
