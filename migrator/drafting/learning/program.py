"""The program of a site as a learned page has it: without comments, and without prints that decide nothing."""

from __future__ import annotations

import io
import textwrap
import tokenize
from collections.abc import Mapping

from migrator.drafting.learning.layout import Layout
from migrator.javascript.syntax import children
from migrator.model.settings import ENVIRONMENT
from migrator.model.term import PythonTerm, Term
from migrator.python.effects import bound_names, changes_foreign_list, is_gap_statement
from migrator.python.form import Program
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

GAP = "..."
_STEP = "    "
_TEXTS = (tokenize.STRING,)


def literal(file: File, program: ProgramTerm, instead: Mapping[int, str], *, is_plain: bool) -> str:
    """The template literal of a program, one step further in than what is around it. Gaps stand for statements that do
    nothing and whose names nothing reads; with ``is_plain`` these stay, and so do prints.
    """
    return _template(file, program, instead, _python(file, program, is_plain=is_plain))


def written(file: File, program: ProgramTerm, instead: Mapping[int, str]) -> str:
    """The template literal of a program that comes: as somebody wrote it, but for its indentation."""
    text = program.embedded.text
    lines = text.strip("\n").rstrip().split("\n")
    return _template(file, program, instead, textwrap.dedent("\n".join(lines)) if _may_move(text) else text)


def _may_move(text: str) -> bool:
    """Whether no text of a program goes over several lines, which would be another with other indentation."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(textwrap.dedent(text).strip("\n")).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return False
    return not any(token.type in _TEXTS and token.start[0] != token.end[0] for token in tokens)


def _template(file: File, program: ProgramTerm, instead: Mapping[int, str], text: str) -> str:
    text = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    layout = Layout(file.source, instead)
    for hole in program.embedded.holes:
        held = children(hole.node)
        text = text.replace(hole.placeholder, "${" + (layout.of(held[0]) if held else "") + "}")
    if "\n" not in text:
        return f"`{text}`"
    return "`\n" + textwrap.indent(text, _STEP) + "\n`"


def _python(file: File, program: ProgramTerm, *, is_plain: bool) -> str:
    """The text of a program less what decides nothing, and with the environment as pages call it."""
    text, lowered = program.embedded.text, program.variants[0]
    gone: list[tuple[int, int, str]] = []
    if not is_plain:
        gone += [(lowered.position(item.origin), lowered.end_position(item.origin), "") for item in lowered.dropped]
        gone += [(lowered.position(term), lowered.end_position(term), GAP) for term in idle(lowered)]
    if file.settings.environment != ENVIRONMENT:
        form = program.aligned(file.settings.environment, "none", pattern=False)
        for term in _environments(form.body):
            at = form.position(term)
            gone.append((at, at + len(file.settings.environment), ENVIRONMENT))
    outer = [
        each
        for each in gone
        if not any(other != each and other[0] <= each[0] and each[1] <= other[1] for other in gone)
    ]
    for start, end, new in sorted({*outer}, reverse=True):
        text = text[:start] + new + text[end:]
    return _without_comments(text)


def idle(program: Program) -> list[Term]:
    """The statements of a program that a gap may cover: they have no effect, and nothing else has their names."""
    body = program.body[:-1] if program.has_value else program.body
    found = [term for term in body if is_gap_statement(term)]
    while True:
        covered = {part for term in found for part in term.walk()}
        owned = {symbol: term for term in found for symbol in bound_names(term)}
        read = {part.symbol for term in program.body for part in term.walk() if part not in covered}
        wrong = {owned[symbol] for symbol in owned if symbol in read}
        foreign = changes_foreign_list(program.body, covered)
        wrong |= {term for term in found if foreign is not None and foreign in {*term.walk()}}
        if not wrong:
            return found
        found = [term for term in found if term not in wrong]


def _environments(body: tuple[PythonTerm, ...] | tuple[object, ...]) -> list[PythonTerm]:
    stack, found = list(body), list[PythonTerm]()
    while stack:
        term = stack.pop()
        assert isinstance(term, PythonTerm)
        if term.kind == "environment":
            found.append(term)
        elif term.kind != "hole":
            stack.extend(term.children)
    return found


def _without_comments(text: str) -> str:
    """A program without comments, empty lines and the indentation that its lines share; as it is, where a text of
    several lines would change.
    """
    dedented = textwrap.dedent(text).strip("\n")
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(dedented).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return dedented
    if any(token.type in _TEXTS and token.start[0] != token.end[0] for token in tokens):
        return text.strip("\n").rstrip() if dedented != text.strip("\n") else dedented.rstrip()
    lines = dedented.split("\n")
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    shown = [line.rstrip() for line in lines if line.strip(" ;")]
    shown = [line for index, line in enumerate(shown) if not _is_emptied(shown, index)]
    return "\n".join(line for index, line in enumerate(shown) if line != GAP or shown[index - 1 : index] != [GAP])


def _is_emptied(lines: list[str], index: int) -> bool:
    """Whether a line is an `else` whose prints are gone."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    return line.strip() == "else:" and _margin(following) <= _margin(line)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
