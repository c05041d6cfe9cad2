"""The smallest part of a case that still fails in the same way."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.parser import parse
from tests.whole.packages.cases import Case
from tests.whole.packages.judge import Fault, Node, judge

if TYPE_CHECKING:
    from tree_sitter import Node as Part

_SECONDS = 40.0
_KEPT = (b"", b"{}", b"0", b"x")


def smallest(case: Case, fault: Fault, node: Node, seconds: float = _SECONDS) -> tuple[Case, Fault]:
    end = time.monotonic() + seconds

    def tried(other: Case) -> Fault | None:
        found = judge(other, node).fault
        return found if found is not None and found.kind == fault.kind else None

    for site in case.sites if len(case.sites) > 1 else ():
        text = site.text.encode()
        other = case._replace(data=case.data.replace(text, b"0"), sites=tuple(one for one in case.sites if one != site))
        if other.sites and tried(other):
            case = other
    while time.monotonic() < end:
        for start, last in _parts(case):
            less = next((new for new in _KEPT if tried(_without(case, start, last, new))), None)
            if less is not None:
                case = _without(case, start, last, less)
                break
            if time.monotonic() > end:
                break
        else:
            break
    bare = case._replace(data=_blank(case))
    case = bare if tried(bare) else case
    return case, tried(case) or fault


def _without(case: Case, start: int, end: int, new: bytes) -> Case:
    return case._replace(data=case.data[:start] + new + case.data[end:])


def _blank(case: Case) -> bytes:
    """The file with fewer blank lines and spaces around what was planted."""
    pieces, at = [], 0
    for first, last, _ in case.regions():
        pieces += [re.sub(rb"\s*\n\s*", b"\n", case.data[at:first]), case.data[first:last]]
        at = last
    return b"".join((*pieces, re.sub(rb"\s*\n\s*", b"\n", case.data[at:])))


def _parts(case: Case) -> Iterator[tuple[int, int]]:
    """What can be left out, the longest first: nodes of the tree that hold nothing that was planted."""
    regions = case.regions()
    found: list[tuple[int, int]] = []
    stack: list[Part] = [parse(case.data).root_node]
    while stack:
        node = stack.pop()
        if any(node.start_byte < last and first < node.end_byte for first, last, _ in regions):
            stack.extend(node.children)
        elif node.end_byte - node.start_byte > 3:
            found.append((node.start_byte, node.end_byte))
            if node.end_byte - node.start_byte < 300:
                stack.extend(node.children)
    return iter(sorted(found, key=lambda part: part[0] - part[1])[:150])
