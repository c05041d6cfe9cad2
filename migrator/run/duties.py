"""What worker scripts owe for the commands that files send, and nothing else of these files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.discovery.prefilter import is_generated
from migrator.model.settings import SettingsError
from migrator.run.entries import open_duties
from migrator.run.look import Looker
from migrator.run.request import Configuration
from migrator.run.result import Result
from migrator.run.selection import Exclusions, Questions
from migrator.run.surroundings import ON_DISK, Surroundings, Texts
from migrator.worker.debt import Debt

if TYPE_CHECKING:
    from migrator.model.ledger import FileEntry


def duties(
    files: Iterable[tuple[str, bytes]], configuration: Configuration, texts: Texts = ON_DISK
) -> Iterator[FileEntry]:
    """An entry for each worker script that does not do all that the pages say, for the commands that ``files`` send:
    paths and what they hold. A file with faulty settings is passed over.
    """
    questions, exclusions = Questions(boundary=True), Exclusions()
    surroundings = Surroundings(texts=texts)
    looker = Looker(surroundings, configuration.rules, questions.commands)
    debts: list[Debt] = []
    for path, data in files:
        try:
            settings = configuration.settings(path)
        except SettingsError:
            continue
        if exclusions.hold(settings, path) or is_generated(data):
            continue
        asks = questions.duties(settings, data)
        if surroundings.repository.reach.may_call(path, data):
            asks = asks._replace(imported=True)
        if any(asks):
            found, _ = looker.look(path, data, settings, asks)
            debts += found.debts if isinstance(found, Result) else ()
    yield from open_duties(debts)
