"""The pages of docs/ and the README: what their sessions print, what their rules do, and where their links lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documentation import fences, pages, sessions
from tests.support import ROOT


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_shows_what_its_commands_print(path: Path, tmp_path: Path) -> None:
    page, made = sessions(path, tmp_path.resolve())
    assert page == made, "`python -m tests.documentation` writes it anew"
