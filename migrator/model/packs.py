"""Where pages of rules are: in the packs that come with the program, by the names that settings have for them, and in a
folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrator import FOLDER

SHIPPED = "shipped:"  # in the settings, before the name of a pack
PAGE_NAME = re.compile(r"[0-9]+-[a-z0-9][a-z0-9-]*\.md\Z")
_FIRST = "pyodide-worker"


def shipped_pages() -> Path:
    """The folder of the pages that come with the program, installed or in a checkout."""
    installed = Path(FOLDER) / "_rules"
    return installed if installed.is_dir() else Path(FOLDER).parent / "rules"


def first_pack() -> Path:
    """The folder of the pages that apply where no settings name any."""
    return shipped_pages() / _FIRST


def packs() -> dict[str, Path]:
    """The folders of the packs that are shipped, by the names that settings have for them; the first is the one that
    applies where no settings name any.
    """
    folders = sorted(shipped_pages().iterdir(), key=lambda folder: (folder.name != _FIRST, folder.name))
    return {SHIPPED + folder.name: folder for folder in folders if folder.is_dir()}


def page_files(folders: Iterable[Path]) -> Iterator[Path]:
    """The pages at or below some paths, in the order in which they are read."""
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*.md")):
            if PAGE_NAME.match(path.name):
                yield path
