"""What holds for every test: what one keeps from run to run, no other finds, and Ctrl-C stops what one starts."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.rules.pages import shipped_pages
from migrator.run.cache.rules import keep_rules
from migrator.run.cache.store import Store


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first: types, then what runs the whole program. The last file of several processes is
    one that the others do not wait for.
    """
    items.sort(key=lambda item: (item.path.name != "test_lints.py", item.path.parent.name != "whole"))


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A cache with the shipped pages, compiled once: compiling them takes longer than most runs. A wheel brings them in
    the same form, and `tests/run/cache` holds that they are those of the pages. None has each test compile them.
    """
    folder = tmp_path_factory.mktemp("compiled")
    keep_rules(Store(str(folder)), [shipped_pages()])
    return folder / "rules"


@pytest.fixture(autouse=True)
def own_cache(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, compiled_pages: Path | None
) -> Path:
    """A cache folder of the test's own, which its processes use: it has the compiled rules, and nothing else."""
    folder = tmp_path_factory.mktemp("cache")
    for path in compiled_pages.rglob("*") if compiled_pages is not None else ():
        if path.is_file():
            place = folder / "rules" / path.relative_to(compiled_pages)
            place.parent.mkdir(parents=True)
            os.link(path, place)
    monkeypatch.setenv("MIGRATOR_CACHE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A script's `make test &` has all that it starts ignore Ctrl-C; what a test starts does not."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
