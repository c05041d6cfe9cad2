"""Helpers: what a page of a few lines matches in the body of a method, before anything is asked of the match."""

from __future__ import annotations

import textwrap

from migrator.javascript.source import Source
from migrator.matching.matcher import Matcher
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rules.loader import Rule, load_page
from migrator.sites.site import File
from tests.support import in_game


def page(diff: str, fence: str = "diff") -> Rule:
    """A rule from the lines of its block."""
    body = textwrap.dedent(diff).strip("\n")
    return load_page("01-x.md", f"# X\n\n```{fence}\n{body}\n```\n")


def file(statements: str, parameters: str = "") -> File:
    return File(Source.read("a.js", in_game(statements, parameters).encode()), Settings())


def candidates(diff: str, statements: str, parameters: str = "") -> list[Checked]:
    """Every match of a page at the last program of a method with these statements."""
    rule, within = page(diff), file(statements, parameters)
    site = within.sites[-1]
    return [
        Checked(rule.id, rule.page, match) for block in rule.blocks for match in Matcher(within).match(block, site)
    ]


def candidate(diff: str, statements: str, parameters: str = "") -> Checked:
    """The first match, which there must be."""
    return candidates(diff, statements, parameters)[0]


def told(refusals: list[Refusal], of: Checked) -> list[tuple[str, str, str]]:
    """The code and the message of each refusal, and what stands in the file where it points."""
    data = of.source.data
    return [(each.code.value, words(each.message), data[each.offset :].decode().split("\n")[0]) for each in refusals]
