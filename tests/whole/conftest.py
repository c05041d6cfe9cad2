"""What several modules of tests of the whole program are run on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import FIXTURES, shipped_rules


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the game that the samples import, since a run writes beside it."""
    root = tmp_path_factory.mktemp("samples")
    shutil.copytree(FIXTURES / "game" / "js", root / "game" / "js")
    for rule in shipped_rules():
        (root / rule.id).mkdir()
    return root
