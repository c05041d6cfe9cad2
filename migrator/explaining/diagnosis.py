"""Why a site is left alone: what its source has, and what the page has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from migrator.explaining.alignment import compare, compare_around
from migrator.explaining.similarity import is_foreign, nearness
from migrator.matching.matcher import PROGRAM_FITS, Difference, Matcher, Side
from migrator.matching.notation import Code as PageCode
from migrator.matching.pattern import is_given_globals, options_of, program_calls
from migrator.model.ledger import Code, Message, Nearest, Reason, Sentence
from migrator.model.settings import one_line, show_path
from migrator.model.term import Term
from migrator.rules.loader import Rule
from migrator.sites.program import ProgramTerm, everything
from migrator.sites.site import Site

if TYPE_CHECKING:
    from migrator.python.form import Program

_MOST_NEAREST = 3
# A rule whose program is less near than this says nothing about a site.
_FAR = 0.4
# A block with declarations written inline is shown in place of the page's own if it is nearer by this.
_CLEARLY = 0.25
_LONGEST = 100


def diagnose(site: Site, tried: list[tuple[Rule, Difference | None]]) -> tuple[Reason, tuple[Nearest, ...]]:
    """The reason for a site that no rule fits. ``tried`` has the deepest difference that matching met for each rule."""
    ranked = _ranked(site, tried)
    line = site.file.source.line(site.use.whole.start_byte)
    later = _later(site, tried) if not ranked or ranked[0][1].score < PROGRAM_FITS else None
    if later is not None:
        rule, page_line = later
        message = Message.of(Sentence.FITS_LATER_PROGRAM, rule=rule.id, line=page_line)
        return Reason(Code.DIFFERS, message, line, rule.page, page_line), ()
    nearest = tuple(_nearest(site, rule, difference) for rule, difference in ranked[:_MOST_NEAREST])
    unseen = _unseen(site)
    if unseen is not None:
        return unseen, nearest
    if not nearest:
        begin = f"{show_path(site.file.source.path)}:{line}"
        return Reason(Code.NO_RULE, Message.of(Sentence.NO_PAGE_FOR_THIS, begin=begin), line), ()
    rule, difference = ranked[0]
    first = nearest[0]
    return Reason(
        _code(difference), _message(site, rule, difference, first), first.line, rule.page, first.page_line
    ), nearest


def diagnose_unnamed(site: Site, near: list[tuple[Rule, Difference]]) -> tuple[Reason, tuple[Nearest, ...]] | None:
    """The reason for a site of which a page names no program: what tells it from the page that has most of it; None
    where no page begins as it does.
    """
    ranked = sorted(near, key=lambda item: -item[1].score)[:_MOST_NEAREST]
    if not ranked:
        return None
    nearest = tuple(_nearest(site, rule, difference) for rule, difference in ranked)
    rule, difference = ranked[0]
    message = _message(site, rule, difference, nearest[0])
    return Reason(_code(difference), message, nearest[0].line, rule.page, nearest[0].page_line), nearest


def _later(site: Site, tried: list[tuple[Rule, Difference | None]]) -> tuple[Rule, int] | None:
    """The first rule that takes this program with others before it, and the line of it on the page."""
    source = site.program
    if source is None or not source.variants:
        return None
    for rule, _ in tried:
        for block in rule.blocks:
            for program in block.programs[1:]:
                if program.tokens <= source.tokens and Matcher(site.file).fits_program(program, source):
                    return rule, block.old.line(program.origin.start_byte)
    return None


def _ranked(site: Site, tried: list[tuple[Rule, Difference | None]]) -> list[tuple[Rule, Difference]]:
    """Rules by how near they are, nearest first, each with what tells it from the site; far ones are left out."""
    found = [(rule, _around(site, rule, met)) for rule, met in tried if met is not None and met.score >= PROGRAM_FITS]
    program = site.program
    if program is not None and program.variants:
        done = {rule for rule, _ in found}
        # What can be nearest is looked at first, and what cannot come among the nearest is not aligned at all.
        bounds = [
            (nearness(block, program), rule, block, met)
            for rule, met in tried
            if rule not in done
            for block in {block.program: block for block in rule.blocks if block.program is not None}.values()
            if not is_foreign(block, program)
        ]
        shares: dict[Rule, float] = {}
        differences: dict[Rule, tuple[Rule, Difference]] = {}
        for bound, rule, block, met in sorted(bounds, key=lambda item: -item[0]):
            least = sorted(shares.values(), reverse=True)[_MOST_NEAREST - 1 : _MOST_NEAREST]
            if bound < max([_FAR, *least]):
                break
            near = compare(site.file, block, program)
            difference = near.difference if near.difference is not None else met
            if near.share < _FAR or near.share <= shares.get(rule, 0.0) or difference is None:
                continue
            difference.score = near.share
            shares[rule] = near.share
            differences[rule] = (rule, difference)
        found += differences.values()
    return sorted(found, key=lambda item: -item[1].score)


def _around(site: Site, rule: Rule, met: Difference) -> Difference:
    """What differs around a program that fits, in the block of the rule that is nearest there."""
    written: tuple[float, Difference] | None = None
    inlined: tuple[float, Difference] | None = None
    for block in rule.blocks:
        program = block.program
        if program is None or not Matcher(site.file).fits_program(program, cast(ProgramTerm, site.program)):
            continue
        near = compare_around(site.file, block, site)
        if near is None or near.difference is None:
            continue
        if block.inlined and (inlined is None or near.share > inlined[0]):
            inlined = near.share, near.difference
        elif not block.inlined and (written is None or near.share > written[0]):
            written = near.share, near.difference
    best = written
    if inlined is not None and (written is None or inlined[0] > written[0] + _CLEARLY):
        best = inlined
    if best is None:
        return met
    best[1].score = PROGRAM_FITS + best[0]
    return best[1]


def _unseen(site: Site) -> Reason | None:
    """What keeps any rule from seeing the whole program."""
    program = site.program
    if program is None or not program.variants:
        return None
    source, lowered = site.file.source, program.variants[0]
    if lowered.stray:
        node = program.embedded.holes[lowered.stray[0]].node
        shown = source.text(node.start_byte, node.end_byte)
        return Reason(Code.HOLE, Message.of(Sentence.HIDDEN_HOLE, shown=shown), source.line(node.start_byte))
    if lowered.star_import is not None:
        offset = program.embedded.offsets[lowered.position(lowered.star_import)]
        return Reason(Code.UNEXPLAINED, Message.of(Sentence.STAR_IMPORT), source.line(offset))
    if not lowered.body:
        end = program.embedded.offsets[len(program.embedded.text.rstrip())]
        return Reason(Code.NO_RULE, Message.of(Sentence.NOTHING_DONE), source.line(end))
    return None


def _code(difference: Difference) -> Code:
    return Code.UNEXPLAINED if difference.expected is None and difference.found is not None else Code.DIFFERS


def _message(site: Site, rule: Rule, difference: Difference, nearest: Nearest) -> Message:
    ran = _ran_on(site, rule, difference, nearest)
    if ran is not None:
        return ran
    if difference.note is None and not nearest.expected:
        return Message.of(Sentence.NO_LINE_EXPLAINS, rule=rule.id, found=nearest.found)
    then = _difference(site, difference, nearest)
    return Message.of(Sentence.FITS_UP_TO, rule=rule.id, line=nearest.line, then=then)


def _ran_on(site: Site, rule: Rule, difference: Difference, nearest: Nearest) -> Message | None:
    """What tells a program on the interpreter's own globals from one that is given others."""
    expected, found = difference.expected, difference.found
    options = site.use.options if site.use.is_program else None
    is_options = options is not None and found is not None and getattr(found.origin, "id", None) == options.id
    if is_options and found is not None and expected is None and is_given_globals(found):
        return Message.of(Sentence.PAGE_HAS_NO_NAMESPACE, rule=rule.id, found=nearest.found)
    if expected is not None and options is None and is_given_globals(expected) and _is_options(expected, rule):
        return Message.of(Sentence.PAGE_HAS_A_NAMESPACE, rule=rule.id, expected=nearest.expected)
    return None


def _is_options(term: Term, rule: Rule) -> bool:
    """Whether a term of a page is what its program is given beside its text."""
    terms = (element.term for block in rule.blocks for element in block.elements if element.term is not None)
    return any(options_of(call) is term for each in terms for call in program_calls(each))


def _difference(site: Site, difference: Difference, nearest: Nearest) -> Message:
    """What differs first, where the page has something there or the matcher says what it is."""
    expected, found = nearest.expected, nearest.found
    if difference.note is not None:
        if found:
            return Message.of(Sentence.SOURCE_HAS_WHAT, found=found, what=difference.note)
        if expected:
            return Message.of(Sentence.RULE_HAS_WHAT, expected=expected, what=difference.note)
        return difference.note
    if not found:
        holder = ""
        if difference.place is not None and difference.place.side is Side.START:
            holder, _ = _excerpt(site.file.source.data, difference.place.term, difference.program)
        if holder:
            return Message.of(Sentence.RULE_HAS_MORE_IN, expected=expected, holder=holder)
        return Message.of(Sentence.RULE_HAS_MORE, expected=expected)
    if expected == found:
        return _distinguished(difference, nearest)
    return Message.of(Sentence.RULE_HAS_OTHER, expected=expected, found=found)


def _distinguished(difference: Difference, nearest: Nearest) -> Message:
    """What tells two texts apart that are spelled alike."""
    expected, found = difference.expected, difference.found
    if expected is not None and expected.kind == "module":
        if found is not None and found.kind == "module":
            return Message.of(Sentence.OTHER_MODULE, found=nearest.found, module=found.value, means=expected.value)
        return Message.of(Sentence.NOT_IMPORTED, found=nearest.found, means=expected.value)
    if expected is not None and expected.kind == "environment":
        return Message.of(Sentence.NOT_THE_ENVIRONMENT, found=nearest.found)
    return Message.of(Sentence.OTHER_NAME, found=nearest.found, expected=nearest.expected)


def _nearest(site: Site, rule: Rule, difference: Difference) -> Nearest:
    source = site.file.source
    found, offset = _excerpt(source.data, difference.found, difference.program)
    if offset is None:
        offset = _place(site, difference)
    expected, page_line = "", rule.blocks[0].line
    if difference.expected is not None:
        code = _code_of(rule, difference.expected, difference.page_program)
        expected, page_offset = _excerpt(code.data, difference.expected, difference.page_program)
        expected = expected.replace("$$dots", "...").replace("$$gap;", "...")
        page_line = code.line(page_offset) if page_offset is not None else page_line
    return Nearest(rule.id, source.line(offset), page_line, expected, found)


def _place(site: Site, difference: Difference) -> int:
    """The offset at which something is missing."""
    data, program = site.file.source.data, difference.program
    extent = _extent(difference.place.term, program) if difference.place is not None else None
    if extent is not None and difference.place is not None:
        if difference.place.side is Side.START:
            return extent[0]
        return len(data[: extent[difference.place.side is Side.END]].rstrip()) - 1
    if program is not None:
        text, offsets = program[0].embedded.text, program[0].embedded.offsets
        return offsets[len(text) - len(text.lstrip())] if text.strip() else site.use.whole.start_byte
    return site.use.whole.start_byte


def _code_of(rule: Rule, term: Term, program: tuple[ProgramTerm, Program] | None) -> PageCode:
    """The block that a term of the page comes from: two blocks of a page have texts of their own."""
    for block in rule.blocks:
        if program is not None and any(each.embedded is program[0].embedded for each in block.programs):
            return block.old
        if program is None and any(
            part is term for element in block.elements if element.term for part in everything(element.term)
        ):
            return block.old
    return rule.blocks[0].old


def _excerpt(data: bytes, term: Term | None, program: tuple[ProgramTerm, Program] | None) -> tuple[str, int | None]:
    """The text of a term as it stands in the file, on one line, and its offset."""
    extent = _extent(term, program)
    if extent is None:
        return "", None
    start, end = extent
    return one_line(data[start:end].decode("utf-8", "replace"), _LONGEST), start


def _extent(term: Term | None, program: tuple[ProgramTerm, Program] | None) -> tuple[int, int] | None:
    """Where a term stands in the file, from its first byte up to the one after its last; None if nowhere."""
    if term is None:
        return None
    if term.language == "javascript":
        return (term.origin.start_byte, term.origin.end_byte) if term.origin is not None else None
    if program is None:
        return None
    embedded, lowered = program[0].embedded, program[1]
    try:
        return embedded.offsets[lowered.position(term)], embedded.offsets[lowered.end_position(term)]
    except LookupError:
        return None
