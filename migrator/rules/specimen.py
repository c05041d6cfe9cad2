"""A page's own code as a source: a block that does not match even this matches nothing.

Metavariables become names, dots one name, and gaps nothing, byte for byte, so that the lines stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit, apply
from migrator.javascript.lower import DOTS, GAP, METAVARIABLE, WILDCARD
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import IDENTIFIERS, NodeKind
from migrator.matching.matcher import Difference, Matcher, TooAmbiguous, may_fit
from migrator.matching.pattern import Block
from migrator.model.settings import Settings, one_line
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

if TYPE_CHECKING:
    from collections.abc import Iterator

# The receiver is one where `this` is an instance.
_HEAD, _TAIL = b"class C { async m() { ", b"\n} }"
_WIDEST = 60


class _Form(NamedTuple):
    """What metavariables become in either language; the first form keeps every byte in its place."""

    javascript: str
    python: str


# A name, something that may be read twice but is no name, something with an effect and a literal.
_FORMS = (_Form("{}", "{}"), _Form("{}.a", "{}.a"), _Form("{}()", "{}"), _Form("{}()", "7"))


class Mismatch(NamedTuple):
    """What of a block does not match what it says: a line of the page, and what stands there."""

    line: int
    shown: str


def mismatch(block: Block) -> Mismatch | None:
    """Why a block can match nothing, or None."""
    found = _mismatch(block, _FORMS[0])
    if found is None or any(_mismatch(block, form) is None for form in _FORMS[1:]):
        return None
    return found


def _mismatch(block: Block, form: _Form) -> Mismatch | None:
    """What of a block does not match a source in which its metavariables have a form."""
    first = Mismatch(block.line, "")
    try:
        source = Source.read("page.js", _HEAD + _specimen(block, form) + _TAIL)
    except SourceError:
        return first
    file = File(source, Settings())
    told: Mismatch | None = None
    for site in file.sites if block.runs else file.givings if block.at.is_given else file.others:
        if not may_fit(block, site):
            continue
        matcher = Matcher(file)
        try:
            if next(matcher.match(block, site), None) is not None:
                return None
        except (TooAmbiguous, RecursionError):
            return None
        told = told or _told(block, source, matcher.best)
    return told or first


def _told(block: Block, source: Source, best: Difference | None) -> Mismatch | None:
    """The deepest difference of a block and its specimen, where it can be shown."""
    found = best.found if best is not None else None
    if best is None or found is None:
        return None
    if found.language == "javascript":
        start, end = found.origin.start_byte, found.origin.end_byte
    elif best.program is not None:
        holder, program = best.program
        start = holder.offset(program, found)
        end = source.data.find(b"\n", start)
    else:
        return None
    start, end = max(start - len(_HEAD), 0), end - len(_HEAD)
    shown = block.old.data[start:end].decode("utf-8", "replace")
    return Mismatch(block.old.line(start), one_line(shown, _WIDEST))


def _specimen(block: Block, form: _Form) -> bytes:
    data = block.old.data
    edits: list[Edit] = []
    stack = [block.old.root]
    while stack:
        node = stack.pop()
        if node.type not in IDENTIFIERS:
            stack.extend(node.children)
            continue
        start, end = node.start_byte, node.end_byte
        name = data[start:end].decode("utf-8", "replace")
        if name == GAP and node.parent is not None:
            start, end = node.parent.start_byte, node.parent.end_byte
            edits.append(Edit(start, end, b" " * (end - start)))
        elif METAVARIABLE.match(name) or name in (WILDCARD, DOTS):
            plain = name.replace("$", "v")
            is_value = node.type == NodeKind.IDENTIFIER and METAVARIABLE.match(name) is not None
            edits.append(Edit(start, end, (form.javascript.format(plain) if is_value else plain).encode()))
    for program in _programs(block):
        for start, name in _python_metavariables(program):
            edits.append(Edit(start, start + len(name), form.python.format("v" + name[1:]).encode()))
    return apply(data, edits)


def _programs(block: Block) -> Iterator[ProgramTerm]:
    for element in block.elements:
        for term in element.term.walk() if element.term is not None else ():
            if isinstance(term, ProgramTerm):
                yield term


def _python_metavariables(program: ProgramTerm) -> Iterator[tuple[int, str]]:
    """The metavariables of a program, and where they begin in the JavaScript."""
    from migrator.python.lower import mark_metavars

    text = program.embedded.text
    if "$" not in text:
        return
    marker, marked = mark_metavars(text)
    for match in re.finditer(rf"{marker}\w+", marked):
        yield program.embedded.offsets[match.start()], "$" + match[0][1:]
