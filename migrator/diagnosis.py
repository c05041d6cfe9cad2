"""Why a site is left alone, in the words of the source and of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.alignment import compare
from migrator.ledger import Code, Nearest, Reason
from migrator.match import PROGRAM_FITS, Difference
from migrator.notation import Code as PageCode
from migrator.program import ProgramTerm
from migrator.rules import Rule
from migrator.sites import Site
from migrator.term import Term

if TYPE_CHECKING:
    from migrator.python.lower import Program

_MOST_NEAREST = 3
# A rule whose program is less near than this says nothing about a site.
_FAR = 0.4
_LONGEST = 100


def diagnose(site: Site, tried: list[tuple[Rule, Difference | None]]) -> tuple[Reason, tuple[Nearest, ...]]:
    """The reason for a site that no rule fits. ``tried`` has the deepest difference that matching met for each rule."""
    found = [(rule, difference) for rule, met in tried if (difference := _difference(site, rule, met)) is not None]
    ranked = sorted(found, key=lambda item: -item[1].score)
    line = site.file.source.line(site.use.whole.start_byte)
    nearest = tuple(_nearest(site, rule, difference) for rule, difference in ranked[:_MOST_NEAREST])
    unseen = _unseen(site)
    if unseen is not None:
        return unseen, nearest
    if not nearest:
        return Reason(Code.NO_RULE, "no rule resembles this program", line), ()
    rule, difference = ranked[0]
    first = nearest[0]
    return Reason(_code(difference), _message(rule, difference, first), first.line, rule.page, first.page_line), nearest


def _difference(site: Site, rule: Rule, met: Difference | None) -> Difference | None:
    """What tells a rule from a site: around its program, else in it; None if they have little in common."""
    if met is not None and met.score >= PROGRAM_FITS:
        return met
    if site.program is None:
        return None
    programs = {id(block.program): block for block in rule.blocks}  # a page's variants mostly share theirs
    best = max((compare(site.file, block, site.program) for block in programs.values()), key=lambda near: near.share)
    if best.share < _FAR:
        return None
    if best.difference is None and met is not None:
        met.score = best.share
        return met
    return best.difference


def _unseen(site: Site) -> Reason | None:
    """What keeps any rule from seeing the whole program."""
    program = site.program
    if program is None or not program.variants:
        return None
    source, lowered = site.file.source, program.variants[0]
    if lowered.stray:
        node = program.embedded.holes[lowered.stray[0]].node
        shown = source.text(node.start_byte, node.end_byte)
        message = f"a hole stands in a comment, a docstring or a part of a name: `{shown}`"
        return Reason(Code.HOLE, message, source.line(node.start_byte))
    if lowered.star_import is not None:
        offset = program.embedded.offsets[lowered.position(lowered.star_import)]
        return Reason(Code.UNEXPLAINED, "`import *` binds names that cannot be seen", source.line(offset))
    return None


def _code(difference: Difference) -> Code:
    return Code.UNEXPLAINED if difference.expected is None else Code.DIFFERS


def _message(rule: Rule, difference: Difference, nearest: Nearest) -> str:
    if difference.note is not None and difference.found is None:
        return f"fits `{rule.id}` up to line {nearest.line}: {difference.note}"
    if difference.note is not None:
        return f"fits `{rule.id}` up to line {nearest.line}: `{nearest.found}` {difference.note}"
    if difference.expected is None:
        return f"no line of `{rule.id}` explains `{nearest.found}`"
    if difference.found is None:
        return f"fits `{rule.id}` up to line {nearest.line}: the rule has `{nearest.expected}`, and nothing is there"
    differs = f"the rule has `{nearest.expected}`, the source has `{nearest.found}`"
    return f"fits `{rule.id}` up to line {nearest.line}: {differs}"


def _nearest(site: Site, rule: Rule, difference: Difference) -> Nearest:
    source = site.file.source
    found, offset = _excerpt(source.data, difference.found, difference.program)
    block = rule.blocks[0]
    expected, page_line = "", block.line
    if difference.expected is not None:
        code = _code_of(rule, difference.expected, difference.page_program)
        expected, page_offset = _excerpt(code.data, difference.expected, difference.page_program)
        page_line = code.line(page_offset) if page_offset is not None else block.line
        expected = expected.replace("$$dots", "...").replace("$$gap;", "...")
    if offset is None:
        offset = site.use.whole.start_byte
    return Nearest(rule.id, source.line(offset), page_line, expected, found)


def _code_of(rule: Rule, term: Term, program: tuple[ProgramTerm, Program] | None) -> PageCode:
    """The block that a term of the page comes from: two blocks of a page have texts of their own."""
    for block in rule.blocks:
        if program is not None and block.program.embedded is program[0].embedded:
            return block.old
        if program is None and any(
            part is term for element in block.elements if element.term for part in _all(element.term)
        ):
            return block.old
    return rule.blocks[0].old


def _all(term: Term) -> list[Term]:
    parts = list(term.walk())
    for part in list(parts):
        if isinstance(part, ProgramTerm):
            parts.extend(inner for hole in part.holes for inner in hole.walk())
    return parts


def _excerpt(data: bytes, term: Term | None, program: tuple[ProgramTerm, Program] | None) -> tuple[str, int | None]:
    """The text of a term as it stands in the file, on one line, and its offset."""
    if term is None:
        return "", None
    if hasattr(term.origin, "start_byte"):
        start, end = term.origin.start_byte, term.origin.end_byte
    elif program is not None:
        embedded, lowered = program[0].embedded, program[1]
        try:
            start = embedded.offsets[lowered.position(term)]
            end = embedded.offsets[lowered.end_position(term)]
        except LookupError:
            return "", None
    else:
        return "", None
    text = " ".join(data[start:end].decode("utf-8", "replace").split())
    return (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"), start
