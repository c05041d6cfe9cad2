"""The values of a namespace that a program is given are its arguments: a page says what becomes of them, or the site
stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.javascript.flow import arguments_of
from migrator.matching.pattern import (
    given_to,
    is_given_globals,
    metavariables,
    namespaces_in,
    options_of,
)
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.model.term import CALLS, OPEN, Kind, Term
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.sites.use import Use

_OPEN: frozenset[Kind] = OPEN | {"anything"}


def are_arguments(candidate: Checked) -> Iterator[Refusal]:
    """A namespace that the page does not write out is one that a `-` line makes, or that a `+` line writes."""
    for ran in candidate.ran:
        yield from _not_taken(candidate, ran.site.use, ran.call)


def _not_taken(candidate: Checked, use: Use, call: Term) -> Iterator[Refusal]:
    """Refusals of what a call is given beside its program; ``call`` is that of the page."""
    given = arguments_of(use.call)[1:] if use.call is not None else []
    if not given:
        return
    shown = one_line(candidate.source.text(given[0].start_byte, given[-1].end_byte), 60)
    if use.inner is not None:
        called = candidate.source.text(use.whole.start_byte, use.whole.end_byte)
        message = Message.of(Sentence.OPTIONS_NOT_TAKEN, called=called, shown=shown)
        yield Refusal(Code.UNEXPLAINED, message, given[0].start_byte)
        return
    if not is_given_globals(candidate.match.site.file.lowering.lower(given[0])):
        return
    options = options_of(call)
    open_terms = [options] if options is not None else list(call.children[1:])
    if options is not None and options.kind == "object":
        open_terms = [part for part in options.children if part.kind != "pair"]
        open_terms += namespaces_in(options)
    terms = [element.term for element in candidate.match.block.removed() if element.term is not None]
    held = [value for term in open_terms if term.kind == "metavar" for value in given_to(term.value, terms)]
    known = candidate.match.block.declared | candidate.emitted
    if any(_is_open(term, known) for term in (*open_terms, *held)):
        message = Message.of(Sentence.NAMESPACE_NOT_WRITTEN, shown=shown)
        yield Refusal(Code.UNEXPLAINED, message, given[0].start_byte)


def _is_open(term: Term, known: frozenset[str]) -> bool:
    """Whether a term of a page may stand for a namespace, or for all its values, of which the page says nothing. A
    value that has its name on the page may be any.
    """
    if term.kind == "object":
        return any(part.kind != "pair" and _is_open(part, known) for part in term.children)
    if term.kind in CALLS:
        return any(_is_open(part, known) for part in term.children)
    return any(part.kind in _OPEN for part in term.walk()) or not known.issuperset(metavariables(term))
