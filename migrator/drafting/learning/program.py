"""The program of a site as a learned page has it: without comments, and without prints that decide nothing."""

from __future__ import annotations

import io
import textwrap
import tokenize
from collections.abc import Mapping

from migrator.drafting.learning.layout import Layout
from migrator.javascript.syntax import children
from migrator.model.settings import ENVIRONMENT
from migrator.model.term import PythonTerm
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

_STEP = "    "


def literal(file: File, program: ProgramTerm, instead: Mapping[int, str], *, prints: bool) -> str:
    """The template literal of a program, one step further in than what is around it."""
    text = _python(file, program, prints=prints)
    text = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    layout = Layout(file.source, instead)
    for hole in program.embedded.holes:
        held = children(hole.node)
        text = text.replace(hole.placeholder, "${" + (layout.of(held[0]) if held else "") + "}")
    if "\n" not in text:
        return f"`{text}`"
    return "`\n" + textwrap.indent(text, _STEP) + "\n`"


def _python(file: File, program: ProgramTerm, *, prints: bool) -> str:
    """The text of a program less what decides nothing, and with the environment as pages call it."""
    text, lowered = program.embedded.text, program.variants[0]
    gone: list[tuple[int, int, str]] = []
    if not prints:
        for item in lowered.dropped:
            gone.append((lowered.position(item.origin), lowered.end_position(item.origin), ""))
    if file.settings.environment != ENVIRONMENT:
        written = program.aligned(file.settings.environment, "none", pattern=False)
        for start in _environments(written.body):
            at = written.position(start)
            gone.append((at, at + len(file.settings.environment), ENVIRONMENT))
    outer = [each for each in gone if not any(other is not each and other[0] <= each[0] and each[1] <= other[1]
                                              for other in gone)]
    for start, end, new in sorted(outer, reverse=True):
        text = text[:start] + new + text[end:]
    return _without_comments(text)


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
    if any(token.type == tokenize.STRING and token.start[0] != token.end[0] for token in tokens):
        return text.strip("\n").rstrip() if dedented != text.strip("\n") else dedented.rstrip()
    lines = dedented.split("\n")
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    shown = [line.rstrip() for line in lines if line.strip(" ;")]
    return "\n".join(line for index, line in enumerate(shown) if not _is_emptied(shown, index))


def _is_emptied(lines: list[str], index: int) -> bool:
    """Whether a line is an `else` whose prints are gone."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    return line.strip() == "else:" and _margin(following) <= _margin(line)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
