"""What a page takes for a logger (`loggers` in its front matter) must be one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.loggers import Fault, Loggers, Why
from migrator.matching.pattern import called_metavariables
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line, show_path
from migrator.model.term import Term
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt
from migrator.rules.loader import Rule

if TYPE_CHECKING:
    from migrator.model.ledger.message import Value

_LONGEST = 60
_SENTENCES = {
    Why.UNKNOWN: Sentence.LOGGER_UNKNOWN,
    Why.THING: Sentence.LOGGER_IS,
    Why.WITHOUT: Sentence.LOGGER_HAS_NO_METHOD,
    Why.NO_FUNCTION: Sentence.LOGGER_HAS_NO_FUNCTION,
    Why.SILENT: Sentence.LOGGER_IS_SILENT,
    Why.DOES: Sentence.LOGGER_DOES_MORE,
    Why.METHOD: Sentence.LOGGER_METHOD,
    Why.TOO_FAR: Sentence.LOGGER_TOO_FAR,
}
_WITHOUT_PLACE = frozenset({Why.UNKNOWN, Why.METHOD, Why.TOO_FAR})


def no_logger(candidate: Checked, rule: Rule, loggers: Loggers | None) -> Refusal | None:
    """Why a metavariable that stands for a logger stands for none here, or None."""
    if not rule.loggers:
        return None
    assert loggers is not None, "the rewriter knows those of a file with sites"
    for name, term, method, taken in _calls(candidate, rule):
        fault = loggers.fault(term.origin, method, taken=taken)
        if fault is not None:
            why = _why(fault, loggers)
            message = Message.of(Sentence.NO_LOGGER, shown=excerpt(candidate, term), name=name, why=why)
            return Refusal(Code.NO_LOGGER, message, term.origin.start_byte)
    return None


def _calls(candidate: Checked, rule: Rule) -> Iterator[tuple[str, Term, str, bool]]:
    """Each logger of the page with what it stands for, the method that is called of it, and whether the page takes that
    from the source.
    """
    block, bound = candidate.match.block, candidate.match.javascript
    terms = [element.term for element in block.elements if element.term is not None]
    terms += [term for insertion in block.insertions for term in insertion.terms]
    for term in terms:
        for name, member in called_metavariables(term):
            if name in rule.loggers and name in bound:
                key = member.children[1].value if len(member.children) > 1 else None
                method = bound[key].value if key is not None and key in bound else member.value
                yield name, bound[name], method, key is not None


def _why(fault: Fault, loggers: Loggers) -> Message:
    place = fault.place
    values: dict[str, Value] = {}
    if fault.why not in _WITHOUT_PLACE:
        is_here = place.module is loggers.module
        values |= {"file": None if is_here else show_path(str(place.module.path)), "line": place.line}
    if fault.why in (Why.THING, Why.WITHOUT, Why.NO_FUNCTION, Why.DOES):
        values["shown"] = one_line(place.text, _LONGEST)
    if fault.why not in (Why.UNKNOWN, Why.THING, Why.TOO_FAR):
        values["method"] = fault.method
    if fault.why is Why.DOES:
        values["does"] = fault.does.value
    if fault.why is Why.METHOD:
        values["known"] = loggers.methods
    return Message.of(_SENTENCES[fault.why], **values)
