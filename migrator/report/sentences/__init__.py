"""The words of each sentence that the ledger names, and nothing else: what is shown to whom is up to the formats.

A run that finds nothing imports none of it.
"""

from __future__ import annotations

from migrator.ledger.message import Message, Sentence, Value
from migrator.report.sentences import explaining, files, policy, rewriting, sites, worker
from migrator.report.sentences.template import Template

TEMPLATES: dict[Sentence, Template] = {
    **sites.TEMPLATES,
    **explaining.TEMPLATES,
    **rewriting.TEMPLATES,
    **worker.TEMPLATES,
    **files.TEMPLATES,
    **policy.TEMPLATES,
}


def words(message: Message) -> str:
    """The words of a message."""
    values = {name: _shown(value) for name, value in message.data}
    template = TEMPLATES[message.sentence]
    return template.format_map(values) if isinstance(template, str) else template(**values)


def _shown(value: Value) -> Value:
    return words(value) if isinstance(value, Message) else value
