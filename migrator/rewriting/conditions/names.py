"""Names and values that `+` lines write: each must mean, where it is written, what it meant where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.builtins import PLATFORM
from migrator.javascript.scopes import analyse
from migrator.matching.matcher import line_of
from migrator.matching.pattern import is_metavariable
from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt, is_around
from migrator.rewriting.conditions.nests import nest_target

if TYPE_CHECKING:
    from migrator.javascript.scopes import Binding, Scope


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


def mean_the_same(candidate: Checked) -> Iterator[Refusal]:
    """A global that the page writes must be the global where it is written, and what a nest writes again must mean
    there what it means at the site.
    """
    for name in sorted(candidate.globals):
        yield from _other(candidate, name, None, candidate.scope, candidate.match.site.use.whole.start_byte)
    for nest in candidate.match.block.nests:
        held = candidate.binding(nest.name)
        if held is None or nest.code is None:
            continue
        written = {reference.name for reference in analyse(nest.code.root, nest.code.data).globals}
        parts = [
            part
            for name in sorted(written)
            if is_metavariable(name) and name[1:] != nest.name
            for term in (candidate.match.javascript.get(name[1:]),)
            if term is not None
            for part in term.walk()
            if part.kind == "name"
        ]
        for reference in held.references:
            if candidate.goes(reference.node.start_byte) or nest_target(candidate, nest, reference) is None:
                continue
            offset = reference.node.start_byte
            for name in sorted(written & PLATFORM):
                yield from _other(candidate, name, None, reference.scope, offset)
            for part in parts:
                binding = candidate.source.scopes.binding_at(part.origin.start_byte)
                yield from _other(candidate, part.value, binding, reference.scope, offset)


def _other(candidate: Checked, name: str, meant: Binding | None, scope: Scope, offset: int) -> Iterator[Refusal]:
    """A refusal where a name means another thing in a scope than is meant."""
    scopes = candidate.source.scopes
    found = scopes.lookup(name, scope)
    if found is not None and found is not meant:
        stays = name in candidate.redeclared or not all(candidate.goes(node.start_byte) for node in found.declarations)
        if stays or not found.declarations:
            message = Message.of(Sentence.OTHER_THERE, name=name, line=line_of(candidate.source, found))
            yield Refusal(Code.VERIFY, message, offset)
    elif found is None and meant is None and name in scopes.replaced:
        yield Refusal(Code.VERIFY, Message.of(Sentence.OTHER_THERE, name=name, line=None), offset)


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
