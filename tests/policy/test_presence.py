"""Names that settings state and nobody has: each is told once, with the name that it may mean."""

from __future__ import annotations

from pathlib import Path

from migrator.model.settings import Settings
from migrator.policy.methods import Methods
from migrator.policy.presence import Presence
from tests.support import text_of


def missing(settings: Settings, *classes: Methods) -> list[str]:
    presence = Presence()
    presence.watch(settings)
    presence.look(settings, classes)
    return [text_of(breach) for entry in presence.entries() for breach in entry.breaches]


def test_settings_of_no_file_state_nothing() -> None:
    assert missing(Settings(kept=("load",), kept_line=1)) == []


def test_a_name_that_a_class_has_is_not_missing(tmp_path: Path) -> None:
    settings = Settings(kept=("load",), kept_line=2, path=tmp_path / "migrator.toml")
    assert missing(settings, Methods("Game", ("load",))) == []


def test_a_name_that_no_class_has_is_told_with_what_it_may_mean(tmp_path: Path) -> None:
    settings = Settings(kept=("laod",), kept_line=2, path=tmp_path / "migrator.toml")
    (told,) = missing(settings, Methods("Game", ("load",)))
    assert "`laod`" in told
    assert "`load`" in told
