"""Functions that a page drops: what a metavariable stands for that a removed line calls, and no `+` line.

What it does must not matter: `javascript/harmless` says when it does not. A plain name that no file shows is taken,
with a note. What a removed line gives to `map` and the like is called too.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.javascript.harmless import Fault, Harm, Harmless
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.standard import LIST_CALLING
from migrator.javascript.syntax import FUNCTIONS
from migrator.matching.pattern import Block
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line, show_path
from migrator.model.term import CALLS, Kind, Term, arguments, callee, owner
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt
from migrator.sites.program import everything

_SENTENCES = {
    Harm.WRITES: Sentence.DROPPED_WRITES,
    Harm.CALLS: Sentence.DROPPED_CALLS,
    Harm.THIS: Sentence.DROPPED_READS_THIS,
    Harm.THROWS: Sentence.DROPPED_THROWS,
    Harm.WAITS: Sentence.DROPPED_WAITS,
    Harm.PRINTS: Sentence.DROPPED_PRINTS,
    Harm.OTHER: Sentence.DROPPED_NOT_FOLLOWED,
}
_GIVING: frozenset[Kind] = frozenset({"declarator", "assign"})
_MADE: frozenset[Kind] = frozenset({"arrow", "function-expression"})
_CALLING = LIST_CALLING | {"sort", "then"}


def drops_what_acts(candidate: Checked, module: Module, project: Project) -> tuple[Refusal | None, list[Message]]:
    """Why a function may not be dropped, or None, and notes on those that are not seen."""
    unseen: list[str] = []
    for term, stays in _dropped(candidate):
        harmless = Harmless(project, stays)
        fault = harmless.fault(module, term.origin)
        if fault is not None:
            return _refusal(candidate, term, fault), []
        unseen += harmless.unseen
    return None, [Message.of(Sentence.DROPPED_NOT_SEEN, name=name) for name in dict.fromkeys(unseen)]


def _dropped(candidate: Checked) -> Iterator[tuple[Term, bool]]:
    """What is called in removed lines and in no `+` line, and whether something that it is given stays."""
    match = candidate.match
    for element in match.block.removed():
        for term in everything(element.term) if element.term is not None else ():
            if term.kind not in CALLS:
                continue
            function = callee(term)
            named = match.javascript.get(function.value) if function.kind == "metavar" else None
            if function.kind == "metavar" and _is_of_receiver(function.value, match.block):
                named = None  # the page says what it is
            if named is not None and function.value not in candidate.emitted:
                yield named, not all(_goes(candidate, argument) for argument in arguments(term))
            calls = function.kind == "member" and function.value in _CALLING
            for argument in arguments(term):
                bound = match.javascript.get(argument.value) if argument.kind == "metavar" else None
                if bound is not None and argument.value not in candidate.emitted and (calls or bound.kind in _MADE):
                    yield bound, not _goes(candidate, function)
                yield from ((each, True) for each in match.dots.get(argument, ()) if calls or each.kind in _MADE)


def _is_of_receiver(name: str, block: Block) -> bool:
    """Whether `-` lines of a page give a metavariable something of the receiver: `globals.get('f')`."""
    for element in block.removed():
        for part in element.term.walk() if element.term is not None else ():
            if part.kind in _GIVING and len(part.children) == 2:
                target, value = part.children
                is_given = any(each.kind == "metavar" and each.value == name for each in target.walk())
                if is_given and any(each.kind == "receiver" for each in value.walk()):
                    return True
    return False


def _goes(candidate: Checked, term: Term) -> bool:
    """Whether a part of a page is a name that the removed lines declare, or a member of one."""
    while term.kind == "member":
        term = owner(term)
    bound = candidate.match.javascript.get(term.value) if term.kind == "metavar" else None
    if bound is None or bound.kind != "name":
        return False
    binding = candidate.source.scopes.binding_at(bound.origin.start_byte)
    return binding is not None and all(candidate.goes(node.start_byte) for node in binding.declarations)


def _refusal(candidate: Checked, term: Term, fault: Fault) -> Refusal:
    source, node = fault.module.source, fault.node
    shown = one_line(source.text(node.start_byte, node.end_byte), 60) if node.type not in FUNCTIONS else ""
    message = Message.of(
        _SENTENCES[fault.harm],
        name=excerpt(candidate, term),
        shown=shown,
        path=show_path(str(fault.module.path)) if source is not candidate.source else "",
        line=source.line(node.start_byte),
    )
    return Refusal(Code.EFFECT, message, term.origin.start_byte)
