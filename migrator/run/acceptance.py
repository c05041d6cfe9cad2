"""Whether the changes that settings accept are those of pages: a misspelt name would leave what it means to take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.model.settings import EVERY_CHANGE, SettingFault, Settings
from migrator.rules.pages import changes_spelled

if TYPE_CHECKING:
    from migrator.rules.loader import Rule

_NEAR = 2


def faults(settings: Settings, folders: tuple[Path, ...]) -> list[SettingFault]:
    """What settings accept and no page names: neither one of their own, nor one in folders that are used in place of
    these.
    """
    asked = zip(settings.accept or (), settings.accept_lines, strict=False)
    names = [(name, line) for name, line in asked if name != EVERY_CHANGE]
    pages = [*settings.pages, *folders]
    spelled = changes_spelled(pages)
    if all(name in spelled for name, _ in names):
        return []
    from migrator.model.ledger import Message, Sentence
    from migrator.rules.loader import change_names

    known, path = change_names(pages), str(settings.path)
    return [
        SettingFault(path, line, Message.of(Sentence.ACCEPT_NAMES_NO_CHANGE, name=name, near=nearest(name, known)))
        for name, line in names
        if name not in known
    ]


def unknown(names: Iterable[str], rules: Iterable[Rule]) -> tuple[str, tuple[str, ...]] | None:
    """The first of some names that no rule has for a change, with those that are near to it."""
    known = {change.name for rule in rules for change in rule.changes}
    found = next((name for name in names if name not in known and name != EVERY_CHANGE), None)
    return None if found is None else (found, nearest(found, known))


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that somebody may have meant."""
    from difflib import get_close_matches

    return tuple(get_close_matches(name, sorted(known), n=_NEAR))
