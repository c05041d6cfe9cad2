"""What holds for every test: what one keeps from run to run, no other finds, and Ctrl-C stops what one starts."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from migrator.model.packs import first_pack
from migrator.rules.loader import Rule
from migrator.run.cache import rules
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
    keep_rules(Store(str(folder)), [first_pack()])
    return folder


@pytest.fixture(scope="session")
def pages_of_the_cache(compiled_pages: Path) -> list[Rule]:
    """What a run reads out of that cache."""
    return rules.cached_rules(Store(str(compiled_pages)), [first_pack()])


@pytest.fixture(autouse=True)
def read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, compiled_pages: Path | None) -> None:
    """Runs in this process have read the shipped pages already: reading them, and comparing with them anew, takes longer
    than most runs. Those of `tests/run/cache` that are about it, and all processes, read them each time.
    """
    if compiled_pages is None:
        return
    held, cached_rules = request.getfixturevalue("pages_of_the_cache"), rules.cached_rules

    def read(store: Store | None, folders: Iterable[Path]) -> list[Rule]:
        asked = list(folders)
        return list(held) if asked == [first_pack()] else cached_rules(store, asked)

    monkeypatch.setattr(rules, "cached_rules", read)


# What is in a folder, and in which state.
Held = list[tuple[str, int, int, int]]


class Caches:
    """A cache folder for one test after the other. A test that has kept something leaves its own behind."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._numbers = count()  # earlier pytests give the name of a folder that is gone again
        self._unused: dict[Path | None, tuple[Path, Held | None]] = {}

    def one(self, compiled: Path | None) -> Path:
        """A folder with what is compiled, and nothing else."""
        folder, held = self._unused.get(compiled, (None, None))
        if folder is None or _held(folder) != held:
            folder = self._factory.mktemp(f"cache-{next(self._numbers)}", numbered=False)
            for path in compiled.rglob("*") if compiled is not None else ():
                if path.is_file():
                    place = folder / path.relative_to(compiled)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    os.link(path, place)
            self._unused[compiled] = folder, _held(folder)
        return folder


def _held(folder: Path) -> Held | None:
    """None for one that is gone, or nobody may look at."""
    try:
        return [*_states(str(folder))]
    except OSError:
        return None


def _states(path: str) -> Iterator[tuple[str, int, int, int]]:
    state = os.lstat(path)
    yield path, state.st_mode, state.st_size, state.st_mtime_ns
    if stat.S_ISDIR(state.st_mode):
        for name in sorted(os.listdir(path)):
            yield from _states(os.path.join(path, name))


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Caches:
    return Caches(tmp_path_factory)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, caches: Caches, compiled_pages: Path | None) -> Path:
    """A cache folder of the test's own, which its processes use: it has the compiled rules, and nothing else."""
    folder = caches.one(compiled_pages)
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
