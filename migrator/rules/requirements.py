"""*The worker must*: what the handler of a command has to have, or must not have, in the notation of the pages."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.matching.notation import NotationError
from migrator.matching.pattern import compile_expression
from migrator.model.settings import RECEIVER
from migrator.model.term import Term, expression
from migrator.python.language import PYTHON
from migrator.sites.program import ProgramTerm


@dataclass(frozen=True, slots=True, eq=False)
class DutyPattern:
    """One fence of an item: an expression or statement of ``language``, which must not be there if ``negative``."""

    language: str
    negative: bool
    terms: tuple[Term, ...]  # one for each normal form


@dataclass(frozen=True, slots=True, eq=False)
class Duty:
    """An item: a name, what the handler must do, and the patterns that show it.

    It is kept if one of the patterns that must be there is, and none of those that must not. ``command`` is the one
    whose handler is meant, None for every command of the page.
    """

    name: str
    text: str
    command: str | None
    patterns: tuple[DutyPattern, ...]


LANGUAGES = ("python", "js")


def compile_duty(language: str, negative: bool, text: str, line: int) -> DutyPattern:
    """Compile one fence; raises NotationError with the page's line of the fence."""
    source = text.strip("\n") if language == "js" else f"{RECEIVER}.{PYTHON.calls[0]}(`\n{text}\n`)"
    try:
        term = compile_expression(source.strip().removesuffix(";") if language == "js" else source)
    except NotationError as error:
        raise NotationError(line, "PATTERN_WRONG", fault=error.message) from None
    if language == "js":
        return DutyPattern(language, negative, (term,))
    program = next((part for part in term.walk() if isinstance(part, ProgramTerm)), None)
    if program is not None and program.fault is not None:
        raise NotationError(line, "PATTERN_NOT_PYTHON", fault=program.fault[0])
    if program is None or not program.variants:
        raise NotationError(line, "PATTERN_WITHOUT_VALUE")
    terms = []
    for variant in program.variants:
        if len(variant.body) != 1:
            raise NotationError(line, "PATTERN_STATEMENTS", number=len(variant.body))
        statement = variant.body[0]
        terms.append(expression(statement) if statement.kind == "expr" else statement)
    return DutyPattern(language, negative, tuple(terms))
