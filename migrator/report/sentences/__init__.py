"""The words of each sentence that the ledger names, and nothing else: what is shown to whom is up to the formats.

A run that finds nothing imports none of it.
"""

from __future__ import annotations

from migrator.model.ledger.message import Message, Sentence, Value
from migrator.report.sentences import explaining, files, languages, pages, policy, rewriting, settings, sites, worker
from migrator.report.sentences.template import Template, Words

TEMPLATES: dict[Sentence, Template] = {
    **sites.TEMPLATES,
    **explaining.TEMPLATES,
    **rewriting.TEMPLATES,
    **worker.TEMPLATES,
    **files.TEMPLATES,
    **policy.TEMPLATES,
    **languages.TEMPLATES,
    **pages.TEMPLATES,
    **settings.TEMPLATES,
}
# What to do about a fault. Other sentences say that themselves, or there is nothing to say.
MENDS: dict[Sentence, Template] = pages.MENDS


def words(message: Message) -> Words:
    """The words of a message, and what to do about it."""
    values = {name: _shown(value) for name, value in message.data}
    mend = MENDS.get(message.sentence, "")
    return Words(_filled(TEMPLATES[message.sentence], values), _filled(mend, values))


def _filled(template: Template, values: dict[str, Value]) -> str:
    return template.format_map(values) if isinstance(template, str) else template(**values)


def _shown(value: Value) -> Value:
    return words(value) if isinstance(value, Message) else value
