"""What holds for every test: what one keeps from run to run, no other finds, and Ctrl-C stops what one starts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, which its processes use."""
    folder = tmp_path_factory.mktemp("cache")
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
