"""The tests' own caches: one that a test changed in any way is not the next one's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Caches

CHANGES: dict[str, Callable[[Path], object]] = {
    "a value": lambda folder: (folder / "results").mkdir(),
    "a value beside another": lambda folder: (next((folder / "rules").iterdir()) / "more").touch(),
    "a value in its place": lambda folder: replace(next(path for path in folder.rglob("*") if path.is_file())),
    "others can write": lambda folder: folder.chmod(0o777),
    "gone": shutil.rmtree,
}


def replace(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[::-1])


@pytest.mark.parametrize("name", CHANGES)
def test_a_cache_that_changed_is_not_given_again(caches: Caches, compiled_pages: Path, name: str) -> None:
    folder = caches.one(compiled_pages)
    assert caches.one(compiled_pages) == folder
    CHANGES[name](folder)
    other = caches.one(compiled_pages)
    assert other != folder
    values = {path.relative_to(root) for root in (other, compiled_pages) for path in root.rglob("*")}
    assert values == {path.relative_to(compiled_pages) for path in compiled_pages.rglob("*")}
    assert all((other / value).is_dir() or (other / value).samefile(compiled_pages / value) for value in values)
