"""Runs the engine over all mutants of an instance, in this process and with one loaded list of rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

from migrator.model.ledger import FileEntry
from tests import support
from tests.support import shipped_rules
from tests.whole.mutants.instantiate import Instance, instances
from tests.whole.mutants.judge import Judged
from tests.whole.mutants.mutate import mutants

_examiner = cache(support.examiner)


@cache
def all_instances() -> dict[tuple[str, int], Instance]:
    """The instances of all pages, by page and block."""
    found = [instance for rule in shipped_rules() for instance in instances(rule)]
    return {(instance.page, instance.block): instance for instance in sorted(found, key=lambda item: item.page)}


def examine(text: str) -> tuple[FileEntry, str]:
    """The entry and the new text of a file."""
    examined = support.examine(_examiner(), "mutant.js", text.encode())
    if examined is None:  # no use of the receiver is left
        return FileEntry("mutant.js"), text
    return examined.entry, examined.data.decode()


def judged(instance: Instance, every: int = 1) -> Iterator[Judged]:
    """Each mutant of an instance, or every n-th."""
    for mutant in islice(mutants(instance), 0, None, every):
        entry, after = examine(mutant.file)
        yield Judged(mutant, entry, after)
