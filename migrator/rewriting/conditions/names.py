"""Names and values that `+` lines write: each must mean, where it is written, what it meant where it stood."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt, is_around


def are_names(candidate: Checked) -> Iterator[Refusal]:
    block = candidate.match.block
    for name in sorted(block.declared | block.redeclared):
        term = candidate.match.javascript.get(name)
        if term is not None and (term.kind != "name" or candidate.binding(name) is None):
            shown = excerpt(candidate, term)
            yield Refusal(Code.DIFFERS, Message.of(Sentence.NOT_ONE_NAME, shown=shown), term.origin.start_byte)


def visible(candidate: Checked) -> Iterator[Refusal]:
    """Text that is written again must mean the same where it is written: its names must be visible there, and not
    gone.
    """
    scopes = candidate.source.scopes
    gone = set(candidate.gone.values())
    for name in sorted(candidate.emitted):
        term = candidate.match.javascript.get(name)
        if term is None or name in candidate.match.block.redeclared:
            continue
        for part in term.walk():
            if part.kind != "name":
                continue
            binding = scopes.binding_at(part.origin.start_byte)
            if binding is None:
                continue
            inside = term.origin.start_byte <= binding.scope.start and binding.scope.end <= term.origin.end_byte
            if binding in gone:
                yield Refusal(
                    Code.STILL_USED,
                    Message.of(Sentence.GONE_AND_USED, name=binding.name, shown=excerpt(candidate, term)),
                    part.origin.start_byte,
                )
            elif not inside and not is_around(binding.scope, candidate.scope):
                yield Refusal(
                    Code.UNEXPLAINED,
                    Message.of(Sentence.UNKNOWN_THERE, name=binding.name),
                    part.origin.start_byte,
                )


def have_literals(candidate: Checked) -> Iterator[Refusal]:
    """A metavariable of Python that `+` lines write must be a literal that JavaScript has too."""
    from migrator.python.carry import as_javascript

    for name in sorted(candidate.emitted - set(candidate.match.javascript)):
        term = candidate.match.python.get(name)
        if term is not None and as_javascript(term) is None:
            yield Refusal(
                Code.NO_LITERAL,
                Message.of(Sentence.NO_COMMON_LITERAL),
                candidate.match.site.use.whole.start_byte,
            )
