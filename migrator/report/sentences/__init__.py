"""The words of each sentence that the ledger names, and nothing else: what is shown to whom is up to the formats.

A run that finds nothing imports none of it, and one that finds something only the areas that it needs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from migrator.report.sentences.template import Template, Words

if TYPE_CHECKING:
    from migrator.model.ledger.message import Message, Sentence, Value

# Modules of this package, by how often a hook needs one: each is imported when its turn comes.
AREAS = ("sites", "explaining", "rewriting", "worker", "policy", "files", "languages", "pages", "settings", "learning")


class Templates(NamedTuple):
    """The words of a sentence, and what to do about a fault where the sentence does not say that itself."""

    words: Template
    mend: Template = ""


@cache
def templates(sentence: Sentence) -> Templates:
    """What `words` fills with values."""
    for area in AREAS:
        module = import_module(f"{__name__}.{area}")
        if sentence in module.TEMPLATES:
            return Templates(module.TEMPLATES[sentence], getattr(module, "MENDS", {}).get(sentence, ""))
    raise LookupError(sentence)


def words(message: Message) -> Words:
    """The words of a message, and what to do about it."""
    values = {name: _shown(value) for name, value in message.data}
    return Words(*(_filled(template, values) for template in templates(message.sentence)))


def _filled(template: Template, values: dict[str, Value]) -> str:
    return template.format_map(values) if isinstance(template, str) else template(**values)


def _shown(value: Value) -> Value:
    from migrator.model.ledger.message import Message

    return words(value) if isinstance(value, Message) else value
