"""Settings files: `migrator.toml`, or `[tool.migrator]` in `pyproject.toml`.

What may stand in one (`keys`), a file to settings (`reader`), and which file speaks of a path (`find`). Most files have
the defaults, and the first two are imported where there is a settings file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrator.config.find import FILE, Finder
from migrator.model.settings import SettingFault, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.model.settings import Settings

__all__ = ["FILE", "Finder", "SettingFault", "SettingsError", "read", "schema"]


def read(path: Path) -> Settings:
    """The settings of a file; raises SettingsError with every fault."""
    from migrator.config import reader

    return reader.read(path)


def schema() -> dict[str, Any]:
    """The JSON Schema of a settings file."""
    from migrator.config import keys

    return keys.schema()
