"""Files that patterns of settings name. Only a run whose settings have such a pattern imports this."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pathspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model.settings import Settings


class Exclusion:
    """The files that patterns name, as a .gitignore beside the settings would: those of ``exclude``, if no others are
    given.
    """

    def __init__(self, settings: Settings, patterns: Sequence[str] | None = None) -> None:
        assert settings.path is not None
        self._base = os.path.realpath(os.path.dirname(os.path.abspath(settings.path)))
        self._patterns = pathspec.GitIgnoreSpec.from_lines(settings.exclude if patterns is None else patterns)
        self._folder: tuple[str, str] | None = None

    def holds(self, path: str) -> bool:
        """Whether the patterns name a file; they name none that does not stand below the settings."""
        folder, name = os.path.split(path)
        if self._folder is None or self._folder[0] != folder:
            self._folder = folder, os.path.relpath(os.path.realpath(folder), self._base)
        relative = os.path.normpath(os.path.join(self._folder[1], name))
        above = relative == os.pardir or relative.startswith(os.pardir + os.sep)
        return not above and bool(self._patterns.match_file(relative))  # None in pathspec 0.12.0
