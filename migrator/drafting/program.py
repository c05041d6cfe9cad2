"""The program of a site as a page has it: its holes as patterns, and without prints that decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.drafting.escaped import holes
from migrator.drafting.metavariables import Metavariables
from migrator.javascript.edit import Edit, apply
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import NodeKind, children
from migrator.model.settings import ENVIRONMENT
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node


def literal(file: File, site: Site, metavariables: Metavariables, *, prints: bool) -> str:
    """The literal of the program as a template; prints that decide nothing stay only with ``prints``."""
    program, environment = site.program, file.settings.environment
    assert program is not None
    node, embedded = program.origin, program.embedded
    if node.type != NodeKind.TEMPLATE_STRING:
        return _template(embedded.text, sorted(_environments(file, program)), environment)
    data = file.source.data
    quoted = {expression.id for expression, is_quoted in holes(site) if is_quoted}
    gone = [] if prints else _prints(data, program)
    edits = gone + [
        Edit(hole.node.start_byte + 2, hole.node.end_byte - 1, _hole(hole.node, metavariables, quoted))
        for hole in embedded.holes
        if not any(edit.start <= hole.node.start_byte < edit.end for edit in gone)
    ]
    for place in _environments(file, program):
        start = embedded.offsets[place]
        if not any(edit.start <= start < edit.end for edit in gone):
            edits.append(Edit(start, embedded.offsets[place + len(environment)], ENVIRONMENT.encode()))
    moved = [Edit(edit.start - node.start_byte, edit.end - node.start_byte, edit.text) for edit in edits]
    return apply(data[node.start_byte : node.end_byte], moved).decode("utf-8")


def _hole(node: Node, metavariables: Metavariables, quoted: set[int]) -> bytes:
    """What stands in a hole, as a pattern."""
    inner = children(node)
    is_quoted = bool(inner) and not quoted.isdisjoint((inner[0].id, unwrap(inner[0]).id))
    return metavariables.hole(node, quoted=is_quoted).encode()


def _template(text: str, environments: list[int], environment: str) -> str:
    """The template literal of a program that stands in a string."""
    for place in reversed(environments):
        text = text[:place] + ENVIRONMENT + text[place + len(environment) :]
    text = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{text}`"


def _prints(data: bytes, program: ProgramTerm) -> list[Edit]:
    """What takes the prints out, each once, be it in a statement that goes too."""
    node, lowered, embedded = program.origin, program.variants[0], program.embedded
    gone: list[Edit] = []
    for item in lowered.dropped:
        start = embedded.offsets[lowered.position(item.origin)]
        end = embedded.offsets[lowered.end_position(item.origin)]
        span = _with_line(data, start, end, node.start_byte + 1, node.end_byte - 1)
        if not any(edit.start <= span[0] and span[1] <= edit.end for edit in gone):
            gone = [edit for edit in gone if not (span[0] <= edit.start and edit.end <= span[1])]
            gone.append(Edit(*span, b""))
    return gone


def _environments(file: File, program: ProgramTerm) -> set[int]:
    """Where the program names the environment, if pages call it otherwise."""
    environment = file.settings.environment
    if environment == ENVIRONMENT:
        return set()
    written = program.aligned(environment, "none", pattern=False)
    stack, found = list(written.body), set()
    while stack:
        term = stack.pop()
        if term.kind == "environment":
            found.add(written.position(term))
        elif term.kind != "hole":
            stack.extend(term.children)
    return found


def _with_line(data: bytes, start: int, end: int, least: int, most: int) -> tuple[int, int]:
    """A statement of Python with its line, if it is alone there, else with the `;` that parts it from another."""
    first = start
    while first > least and data[first - 1 : first] in (b" ", b"\t"):
        first -= 1
    last = end
    while last < most and data[last : last + 1] in (b" ", b"\t"):
        last += 1
    has_semicolon = data[last : last + 1] == b";"
    if has_semicolon:
        last += 1
        while last < most and data[last : last + 1] in (b" ", b"\t"):
            last += 1
    begins = first == least or data[first - 1 : first] in (b"\n", b"\r")
    ends = last == most or data[last : last + 1] in (b"\n", b"\r")
    if begins and ends:
        if last < most:
            last += 2 if data[last : last + 2] == b"\r\n" else 1
        return first, last
    if has_semicolon:
        return start, last
    if data[first - 1 : first] == b";" and first - 1 >= least:
        return first - 1, end
    return start, end
