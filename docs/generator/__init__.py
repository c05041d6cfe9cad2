"""What of the site is made and not written: help texts, the catalogue of rules, the table of settings, the glossary.

Nothing here knows the site generator, so that the tests can read the same pages without it; `hooks` is what it calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from docs.generator import catalogue, glossary, helps, settings

ROOT = Path(__file__).parent.parent.parent


def made_pages() -> dict[str, str]:
    """The pages that are made whole, by their paths below docs/."""
    return {"index.md": _start(), **catalogue.pages(ROOT), "glossary.md": glossary.page()}


def _start() -> str:
    """The README, whose links are from the root of the repository, as the first page of docs/."""
    text = (ROOT / "README.md").read_text("utf-8")
    text = re.sub(r"\]\(rules/[\w-]+/([\w-]+\.md)\)", r"](rules/\1)", text)
    return re.sub(r"\]\((?!https?:|#|docs/|rules/\d)", "](../", text).replace("](docs/", "](")


def filled(page: str) -> str:
    """A written page whose placeholders, comments of a line each, stand for what is made."""
    makers: dict[str, Callable[[str], str]] = {"help": helps.text, "settings": settings.section}
    lines: list[str] = []
    for line in page.split("\n"):
        word, _, rest = line.removeprefix("<!-- ").removesuffix(" -->").partition(": ")
        known = line.startswith("<!-- ") and line.endswith(" -->") and word in makers
        lines.append(makers[word](rest) if known else line)
    return "\n".join(lines)
