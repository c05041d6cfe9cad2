"""A rule page begun from a site: its statements as `-` lines, with metavariables for names."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace

from migrator.drafting.block import Block, runs_any_code
from migrator.drafting.plain import Plain, called
from migrator.javascript.log_names import METHODS
from migrator.matching.forms import matches
from migrator.matching.matcher import Matcher, TooAmbiguous
from migrator.report.sentences import words
from migrator.report.words import fault_text
from migrator.rules.loader import RuleError, load_page
from migrator.rules.unfinished import CHANGE, COMMAND, SUMMARY, TITLE
from migrator.sites.owner import function_around
from migrator.sites.site import File, Site

_STUBS = f"""
## What changes

<!-- What a caller could notice, an item for each: its name, then what was seen before and what is seen now. Take the
section out if nothing changes. -->

- `{CHANGE}`: what was seen before; what is seen now.

## The worker must

<!-- What the handler of the command has to have, an item for each; take the section out if it is nothing. For example:

- `answers-can-be-cloned`: convert its answer all the way down.

  ```js not
  $PROXY.toJs()
  ```
-->

## Left alone

<!-- Programs that look like this one and must stay, each in a fence ```js, with the cause in a comment. -->
"""


_WIDTH = 110  # of comments
_FIRST = (
    "Write the command of the worker for `{command}`, and make of its arguments and answer what it takes and gives."
)
_NAMED = "Make of the arguments and the answer of `{command}` what it takes and gives."
_KEEPS = "A `-` name that is declared again in a `+` line keeps its value for later uses."


class DraftError(Exception):
    """Why no page can be begun from a site."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a page. ``fault`` says why it does not fit its own site, None if it does; ``never`` why no page fits
    it, whatever its lines are, and what can be done. ``arguments`` are the metavariables that the command is given, and
    ``program`` is the template of the Python that it takes over.
    """

    text: str
    fault: str | None
    never: str | None = None
    arguments: tuple[str, ...] = ()
    program: str = ""


def draft(file: File, site: Site, command: str = COMMAND) -> Draft:
    """Begin a page from a site; prints go from its program, where the page then still fits. What is not written in the
    call, or does not parse, is any code. Its `+` lines call a command. Raises DraftError.
    """
    if not site.use.is_program:
        return _without_program(file, site, command)
    if not runs_any_code(site) and (site.program is None or not site.program.variants):
        raise DraftError(words(site.fault) if site.fault is not None else "the program cannot be read")
    found = site.statements(0)
    if found is None:
        raise DraftError("the call stands in no statement of a block")
    statements, index = found
    methods = frozenset((*METHODS, *file.settings.log_methods))
    drafts = []
    for prints in (False, True):
        block = Block(file, site, statements.nodes, index, prints=prints, command=command)
        text = _page(block, site, methods, command)
        begun = _draft(file, site, text)
        drafts.append(replace(begun, arguments=block.arguments, program=block.program))
        if drafts[-1].fault is None:
            break
    return next((item for item in drafts if item.fault is None), drafts[0])


def _without_program(file: File, site: Site, command: str) -> Draft:
    """Begin a page from a use that runs no program. Raises DraftError."""
    found = site.statements(0)
    if found is None:
        raise DraftError("the use stands in no statement of a block")
    if not called(site.use, file.source.data):
        raise DraftError("nothing of the receiver is called here")
    statements, index = found
    block = Plain(file, site, statements.nodes[index], command)
    begun = _draft(file, site, _page(block, site, frozenset((*METHODS, *file.settings.log_methods)), command))
    return replace(begun, arguments=block.arguments, program=block.program)


def _draft(file: File, site: Site, text: str) -> Draft:
    """A page, and why it does not fit the site."""
    program = site.program.variants[0] if site.program is not None and not runs_any_code(site) else None
    never = None
    if program is None:
        pass  # any code is sent as it is
    elif program.star_import is not None:
        never = "the program imports `*`, which hides what its names are; write there the names that it imports"
    elif program.stray:
        never = "a `${…}` stands in a comment or a docstring, where no rule sees it; take it out of there"
    try:
        rule = load_page("1-draft.md", text)
        if any(True for block in rule.blocks for _ in matches(Matcher(file), block, site)):
            return Draft(text, None)
    except RuleError as error:
        first = error.faults[0]
        return Draft(text, f"line {first.line}: {fault_text(first.message)}", never)
    except TooAmbiguous:
        never = "it takes too many steps to match; write its program as two"
    return Draft(text, never or "its `-` lines do not match the site as they stand", never)


def _loggers(lines: str, methods: frozenset[str]) -> list[str]:
    """Metavariables whose methods are those of a logger and whose names say that they stand for one."""
    called = "|".join(sorted(map(re.escape, methods)))
    found = re.findall(rf"\$((?:[A-Z0-9]+_)*(?:LOG|LOGGER)(?:_[0-9]+)?)\.(?:{called})\(", lines)
    return list(dict.fromkeys(found))


def _page(block: Block | Plain, site: Site, methods: frozenset[str], command: str) -> str:
    owner = site.use.owner
    place = ".".join(part for part in (owner.class_name, owner.method) if part is not None)
    place = place or function_around(site.use.whole, site.file.source) or ""
    head = f"# {TITLE}\n\n{SUMMARY}"
    told = f"{head} (begun from `{place}`).\n" if place else f"{head}.\n"
    lines = "\n".join(block.lines())
    loggers = _loggers(lines, methods)
    front = f"---\nloggers: [{', '.join(loggers)}]\n---\n\n" if loggers else ""
    to_write = (_FIRST if command == COMMAND else _NAMED).format(command=command)
    note = textwrap.fill(f"<!-- {to_write} {_KEEPS} -->", _WIDTH) + "\n"
    return f"{front}{told}\n```diff\n{lines}\n```\n\n{note}{_STUBS}"
