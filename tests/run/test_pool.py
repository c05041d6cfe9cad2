"""Several processes find what one finds, in the same order; one that ends hides nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from migrator.api import Options, Session
from migrator.model.ledger import FileEntry, Skipped
from migrator.model.settings import Settings
from migrator.run import pool as crew
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from tests.support import FIXTURES, ROOT, shipped_rules

COPIES = 3


@pytest.fixture
def games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number in range(COPIES):
        shutil.copytree(FIXTURES / "game", tmp_path / f"game{number}")
    (tmp_path / "game1" / "js" / "broken.js").write_text("this.pyodide.x(;\n", "utf-8")
    (tmp_path / "game2" / "js" / "deep.js").write_text(f"this.pyodide.x = {'(' * 3000}1{')' * 3000};\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(crew, "_PAYS", 0.0)
    return tmp_path


def found(jobs: int, *, kept: bool = False) -> list[FileEntry | Skipped]:
    return list(Session(Options(cache=kept)).check(jobs=jobs).entries())


def test_several_find_what_one_finds(games: Path) -> None:
    alone = found(1)
    assert len([item for item in alone if isinstance(item, FileEntry) and item.entries]) >= COPIES
    assert sum(isinstance(item, FileEntry) and item.error is not None for item in alone) >= 1
    assert found(2) == alone
    assert found(2, kept=True) == alone, "nothing was kept yet"
    assert found(2, kept=True) == alone, "all is kept"


def test_nobody_is_asked_where_there_is_little_to_do(games: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_PAYS", 1000.0)
    monkeypatch.setattr(crew.Crew, "_start", lambda self: pytest.fail("a process was started"))
    assert found(2) == found(1)


def _ends(path: str, data: bytes, settings: Settings, asks: tuple[bool, ...]) -> object:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("not reached")


def _ending() -> crew.Look:
    return _ends  # type: ignore[return-value]


def test_a_process_that_ends_hides_nothing(games: Path) -> None:
    configuration = Configuration(lambda _: Settings(), lambda _: list(shipped_rules()))
    helpless = Run(Request(boundary=True), configuration, crew=partial(crew.Crew, 2, _ending))
    assert list(helpless.entries()) == found(1)


def test_ctrl_c_ends_them_all(games: Path) -> None:
    script = (
        "import migrator.run.pool, migrator.cli, sys, time\n"
        "migrator.run.pool._PAYS = 0.0\n"
        "start = migrator.run.pool.Crew._start\n"
        "def started(self):\n"
        "    start(self)\n"
        "    with migrator.run.pool.held():\n"
        "        self._executor.submit(time.sleep, 600)\n"
        "migrator.run.pool.Crew._start = started\n"
        "sys.argv = ['migrator', 'check', '-j', '2', '--no-cache']\n"
        "migrator.cli.main()\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(_group(running.pid)) < 3:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.splitlines()[-1].startswith("migrator: stopped; ")
    assert "Traceback" not in said
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _group(running.pid):
        time.sleep(0.05)
    assert _group(running.pid) == []


def _group(leader: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if entry.name.isdigit() and int(group) == leader and state != "Z":
            found.append(int(entry.name))
    return found
