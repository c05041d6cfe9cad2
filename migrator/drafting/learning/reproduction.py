"""The commit again: pages give it back token for token, apart from comments and layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from migrator.drafting.learning.alignment import Aligner, Run
from migrator.drafting.learning.examples import Example, Sides, statements
from migrator.drafting.learning.judges import takes
from migrator.drafting.learning.names import Renames
from migrator.drafting.learning.region import Part
from migrator.drafting.learning.variables import identifiers
from migrator.javascript.edit import Edit, apply
from migrator.javascript.edits import statement_end
from migrator.javascript.parser import below
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import PROPERTY_NAMES, SHORTHANDS, NodeKind
from migrator.model.ledger import FileEntry, Message, Outcome, Sentence
from migrator.model.settings import Settings, accepting_all, one_line
from migrator.model.term import Term
from migrator.rules.loader import Rule
from migrator.run.engine import Run as EngineRun
from migrator.run.request import Configuration, Request
from migrator.run.surroundings import Texts
from migrator.sites.site import File
from migrator.sites.use import Use

_WIDTH = 70


class Refused(NamedTuple):
    """Why a page is not written: what a judge says, with the line of the file before the commit."""

    message: Message
    line: int


def open_settings(settings: Settings) -> Settings:
    """The settings of a file for the state before a commit: nothing may stay there but what the commit left."""
    return accepting_all(settings)._replace(kept=(), kept_line=None, facts=(), ratchet=None, exclude=())


def reproduce(
    path: Path, sides: Sides, examples: Sequence[Example], rules: list[Rule], *, with_rest: bool = False
) -> dict[Example, Refused]:
    """Apply pages to the state before a commit: what is wrong at each example, nothing where the commit comes back.
    That state may have the rest of the commit: what it changed beside the examples, as a worker that the class has only
    since then.
    """
    settings, old = open_settings(sides.before.settings), sides.before.source
    rest = list(_rest(sides, examples)) if with_rest else []
    data = apply(old.data, rest)

    def moved(offset: int) -> int:
        return offset + sum(len(edit.text) - (edit.end - edit.start) for edit in rest if edit.start <= offset)

    places = {moved(site.use.whole.start_byte): example for example in examples for site in example.sites}
    try:
        source = old.edited(rest, data)[0]
        entry, edits = _applied(path, settings, rules, lambda use: use.whole.start_byte in places, data)
        refused = dict(_refused(entry, source, places))
        if refused:
            return refused
        result_data = apply(data, edits)
        result = File(source.edited(edits, result_data)[0], sides.before.settings)
        changes = [*rest, *_regions(sides, examples)]
        wanted = File(old.edited(changes, apply(old.data, changes))[0], sides.before.settings)
    except SourceError as error:
        return {example: Refused(error.message, example.line) for example in examples}
    # What a file has to import is looked at when a page is applied.
    both = _without_imports(wanted), _without_imports(result)
    differing = [run for row in Aligner().align(*both).walk() for run in row.runs]
    if differing:
        # A fresh name may be taken, and is another one then.
        names = Renames(wanted, result, both)
        aligned = Aligner(names.before, names.after).align(*both)
        differing = [run for row in aligned.walk() for run in row.runs]
    if differing:
        return dict(_different(sides, examples, rest, wanted, result, differing))
    second, _ = _applied(path, settings, rules, None, result_data)
    taken = [use for use in second.entries if use.outcome is Outcome.REWRITTEN and use.is_first]
    left = sum(any(takes(rule, site) for rule in rules) for site in sides.remaining)
    if len(taken) > left:
        return {examples[0]: Refused(Message.of(Sentence.LEARNED_TAKES_AGAIN, line=taken[0].line), taken[0].line)}
    return {}


def _without_imports(file: File) -> list[Term]:
    return [term for term in statements(file) if term.kind != NodeKind.IMPORT_STATEMENT]


def has_rest(sides: Sides, examples: Sequence[Example]) -> bool:
    """Whether a commit changed anything beside the examples."""
    return any(True for _ in _rest(sides, examples))


def _applied(
    path: Path, settings: Settings, rules: list[Rule], only: Callable[[Use], bool] | None, data: bytes
) -> tuple[FileEntry, Sequence[Edit]]:
    """What becomes of a file that holds some text, and what rewrites it."""
    request, configuration = Request((str(path),), only=only), Configuration(lambda _: settings, lambda _: rules)
    run = EngineRun(request, configuration, Texts(data))
    for item in run.items():
        if isinstance(item.entry, FileEntry):
            return item.entry, item.edits
    return FileEntry(str(path)), ()


def _refused(entry: FileEntry, source: Source, places: dict[int, Example]) -> Iterator[tuple[Example, Refused]]:
    if entry.error is not None:
        for example in places.values():
            yield example, Refused(entry.error.message, example.line)
        return
    by_place = {(use.line, use.column): use for use in entry.entries}
    for offset, example in places.items():
        place = source.position(offset)
        use = by_place.get((place.line, place.column))
        if use is None or use.outcome is Outcome.REWRITTEN:
            continue
        if use.reason is not None:
            yield example, Refused(Message.of(Sentence.LEARNED_NOT_APPLIED, why=use.reason.message), example.line)
        else:
            yield example, Refused(Message.of(Sentence.LEARNED_STAYS, outcome=use.outcome), example.line)


def _regions(sides: Sides, examples: Sequence[Example]) -> Iterator[Edit]:
    """What makes the regions of examples what the commit has, under the names of before."""
    for example in examples:
        assert example.region is not None
        yield from (_replaced(sides, part) for part in example.region.parts if not part.stays)
        yield from (_replaced(sides, part) for part in example.region.uses)


def _rest(sides: Sides, examples: Sequence[Example]) -> Iterator[Edit]:
    """What else a commit changed, where it can be told apart from the examples."""
    regions = [example.region for example in examples if example.region is not None]
    parts = [part for region in regions for part in (*region.parts, *region.uses)]
    own = {term.origin.id for part in parts for term in (*part.before, *part.after)}
    old = sides.before.source
    for row in sides.whole.walk():
        for run in row.runs:
            if any(term.origin.id in own for term in (*run.before, *run.after)):
                continue
            if run.before:
                yield _replaced(sides, Part(run.before, run.after))
                continue
            text = b"".join(_text(sides, term) + b"\n" for term in run.after)
            previous = next((pair.before for pair in reversed(row.pairs[: run.start]) if pair.before is not None), None)
            following = next((pair.before for pair in row.pairs[run.end :] if pair.before is not None), None)
            if following is not None:
                yield Edit(following.origin.start_byte, following.origin.start_byte, text)
            elif previous is not None:
                end = statement_end(old, previous.origin)
                yield Edit(end, end, b"\n" + text)


def _replaced(sides: Sides, part: Part) -> Edit:
    old = sides.before.source
    start, end = part.before[0].origin.start_byte, statement_end(old, part.before[-1].origin)
    text = b"\n".join(_text(sides, term) for term in part.after)
    around = sides.before.statement_list(part.before[0].origin)
    if len(part.after) != 1 and around is not None and around[0].bare:
        text = b"{ " + text + b" }"
    return Edit(start, end, text)


def _text(sides: Sides, term: Term) -> bytes:
    """A statement of the new version under the names of before, whatever stands behind it."""
    text = _renamed(sides.after.source, term, statement_end(sides.after.source, term.origin), sides.renames)
    return text if text.rstrip().endswith((b";", b"}")) else text + b";"


def _renamed(source: Source, statement: Term, end: int, renames: Renames) -> bytes:
    start, edits = statement.origin.start_byte, list[Edit]()
    for each in identifiers([statement]):
        binding = source.scopes.binding_at(each.start_byte)
        other = renames.counterpart(binding) if binding is not None else None
        if other is not None:
            text = other.name
            if each.type in SHORTHANDS:
                text = f"{source.text(each.start_byte, each.end_byte)}: {text}"
            edits.append(Edit(each.start_byte - start, each.end_byte - start, text.encode()))
    for node in below(statement.origin):
        member = renames.member(source.text(node.start_byte, node.end_byte)) if node.type in PROPERTY_NAMES else None
        if member is not None:
            edits.append(Edit(node.start_byte - start, node.end_byte - start, member.encode()))
    return apply(source.data[start:end], edits)


def _different(
    sides: Sides, examples: Sequence[Example], rest: list[Edit], wanted: File, result: File, runs: list[Run]
) -> Iterator[tuple[Example, Refused]]:
    """Which examples came out otherwise than in the commit."""
    for run in runs:
        ours = [wanted.source.text(term.origin.start_byte, term.origin.end_byte) for term in run.before]
        theirs = [result.source.text(term.origin.start_byte, term.origin.end_byte) for term in run.after]
        node = run.before[0].origin if run.before else None
        offset = node.start_byte if node is not None else 0
        example = _example_at(sides, examples, rest, offset)
        yield (
            example,
            Refused(
                Message.of(
                    Sentence.LEARNED_OTHER_RESULT,
                    commit=one_line("; ".join(ours), _WIDTH),
                    page=one_line("; ".join(theirs), _WIDTH),
                ),
                example.line,
            ),
        )


def _example_at(sides: Sides, examples: Sequence[Example], rest: list[Edit], offset: int) -> Example:
    """The example that a place of the expected file belongs to: the last one whose region begins before it."""
    edits: list[tuple[Edit, Example | None]] = [(edit, None) for edit in rest]
    edits += [(edit, example) for example in examples for edit in _regions(sides, [example])]
    shift, found = 0, examples[0]
    for edit, example in sorted(edits, key=lambda each: each[0]):
        if example is not None and edit.start + shift <= offset:
            found = example
        shift += len(edit.text) - (edit.end - edit.start)
    return found
