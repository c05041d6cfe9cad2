"""What tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE, in_game


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with three files that a rule rewrites."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("a.js", "b.js", "c.js"):
        (folder / name).write_text(in_game(SITE))
    return folder
