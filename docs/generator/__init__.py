"""What of the site is made and not written: help texts, the catalogue of rules, the table of settings, the glossary.

Nothing here knows the site generator, so that the tests can read the same pages without it; `hooks` is what it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.generator import catalogue, glossary, helps, settings

ROOT = Path(__file__).parent.parent.parent


def made_pages() -> dict[str, str]:
    """The pages that are made whole, by their paths below docs/."""
    return {**catalogue.pages(ROOT), "glossary.md": glossary.page()}


def filled(page: str) -> str:
    """A written page whose placeholders, comments of a line each, stand for what is made."""
    makers: dict[str, Callable[[str], str]] = {"help": helps.text, "settings": settings.section}
    lines: list[str] = []
    for line in page.split("\n"):
        word, _, rest = line.removeprefix("<!-- ").removesuffix(" -->").partition(": ")
        known = line.startswith("<!-- ") and line.endswith(" -->") and word in makers
        lines.append(makers[word](rest) if known else line)
    return "\n".join(lines)
