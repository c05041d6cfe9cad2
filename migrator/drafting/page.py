"""A rule page begun from a site: its statements as `-` lines, with metavariables for names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.drafting.block import COMMAND, Block, runs_any_code
from migrator.javascript.log_names import METHODS
from migrator.matching.forms import matches
from migrator.matching.matcher import Matcher, TooAmbiguous
from migrator.report.sentences import words
from migrator.report.words import fault_text
from migrator.rules.loader import RuleError, load_page
from migrator.sites.site import File, Site

_STUBS = """
## What changes

<!-- What a caller could notice, an item for each: its name, then what was seen before and what is seen now. Take the
section out if nothing changes. -->

- `say-what-changes`: what was seen before; what is seen now.

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


class DraftError(Exception):
    """Why no page can be begun from a site."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a page. ``fault`` says why it does not fit its own site, None if it does; ``never`` why no page fits
    it, whatever its lines are, and what can be done.
    """

    text: str
    fault: str | None
    never: str | None = None


def draft(file: File, site: Site) -> Draft:
    """Begin a page from a site; prints go from its program, where the page then still fits. What is not written in the
    call, or does not parse, is any code. Raises DraftError.
    """
    if not runs_any_code(site) and (site.program is None or not site.program.variants):
        raise DraftError(words(site.fault) if site.fault is not None else "the program cannot be read")
    found = site.statements(0)
    if found is None:
        raise DraftError("the call stands in no statement of a block")
    statements, index = found
    methods = frozenset((*METHODS, *file.settings.log_methods))
    drafts = []
    for prints in (False, True):
        text = _page(Block(file, site, statements.nodes, index, prints=prints), site, methods)
        drafts.append(_draft(file, site, text))
        if drafts[-1].fault is None:
            break
    return next((item for item in drafts if item.fault is None), drafts[0])


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


def _page(block: Block, site: Site, methods: frozenset[str]) -> str:
    place = ".".join(part for part in (site.use.owner.class_name, site.use.owner.method) if part is not None)
    head = "# Say what the rule does\n\nSay in a sentence what takes the place of the program"
    told = f"{head} (begun from `{place}`).\n" if place else f"{head}.\n"
    lines = "\n".join(block.lines())
    loggers = _loggers(lines, methods)
    front = f"---\nloggers: [{', '.join(loggers)}]\n---\n\n" if loggers else ""
    note = (
        f"<!-- Write the command of the worker for `{COMMAND}`, and make of its arguments and answer what it takes\n"
        "and gives. A `-` name that is declared again in a `+` line keeps its value for later uses. -->\n"
    )
    return f"{front}{told}\n```diff\n{lines}\n```\n\n{note}{_STUBS}"
