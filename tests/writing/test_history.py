"""Where journals are kept for files outside of repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.writing.history import Histories
from migrator.writing.owner import key_file

NAMES = ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["here", "./here", "", None])
def test_a_relative_folder_of_the_environment_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    """A journal in it would stand among the user's files, and `undo` in another folder would not find it."""
    for other in NAMES:
        monkeypatch.delenv(other, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    folder = Histories(".").of(str(tmp_path)).folder
    assert folder.is_absolute()
    assert tmp_path not in folder.parents
    assert Path(key_file()).parent == folder.parent, "what is written there has the seal of the user"


def test_an_absolute_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert tmp_path / "state/migrator" in Histories(".").of(str(tmp_path)).folder.parents
