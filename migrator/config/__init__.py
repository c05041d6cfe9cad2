"""Settings files: `migrator.toml`, or `[tool.migrator]` in `pyproject.toml`.

What may stand in one (`keys`), a file to settings (`read`), and which file speaks of a path (`find`).
"""

from migrator.config.find import Finder
from migrator.config.keys import schema
from migrator.config.read import FILE, SettingFault, SettingsError, read

__all__ = ["FILE", "Finder", "SettingFault", "SettingsError", "read", "schema"]
