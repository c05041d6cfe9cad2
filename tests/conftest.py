"""What holds for every test: what one keeps from run to run, no other finds."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, which its processes use."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("MIGRATOR_CACHE", str(folder))
    return folder
