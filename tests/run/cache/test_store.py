"""A cache that another party made, or can reach.

Nothing in it is taken for what this user found, and nothing is written outside of it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model.digest import hash_of
from migrator.run.cache.store import Store
from migrator.writing import owner
from tests.support import CLASS, migrator, write

BEFORE = CLASS % "await this.pyodide.runPythonAsync(`env.render()`);"
AFTER = CLASS % "await this.worker.render();"
EVIL = b"await this.worker.evil();"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a site, which earlier runs have found."""
    folder = tmp_path / "here"
    folder.mkdir()
    write(folder, "a.js", BEFORE)
    assert migrator(folder, "migrate", "a.js").returncode == 1
    assert migrator(folder, "check", "a.js").returncode == 1
    return folder


def entries(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file() and path.name != "swept"]


def evil(data: bytes) -> bytes:
    return data.replace(b"await this.worker.render();", EVIL).replace(b"env.render()", b"env.tilted()")


def checksum(data: bytes) -> bytes:
    """The same value with what anybody can reckon in front."""
    value = evil(data.partition(b"\n")[2])
    return hash_of(value).hex().encode() + b"\n" + value


def empty(data: bytes) -> bytes:
    """What says that nothing was found."""
    return hash_of(b"nothing").hex().encode() + b"\nnothing"


def pickled(data: bytes) -> bytes:
    return b"cos\nsystem\n(S'touch ran'\ntR."


FORGED = [evil, checksum, empty, pickled]


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_what_somebody_else_put_there_is_found_anew(
    here: Path, own_cache: Path, forge: Callable[[bytes], bytes]
) -> None:
    """In every kind of entry, the compiled pages too."""
    found = migrator(here, "check", "a.js")
    changed = 0
    for path in entries(own_cache):
        data = path.read_bytes()
        changed += forge(data) != data
        path.unlink()  # a link to what other tests share
        path.write_bytes(forge(data))
    assert changed
    again = migrator(here, "check", "a.js")
    assert (again.returncode, again.stdout, again.stderr) == (found.returncode, found.stdout, found.stderr)
    assert migrator(here, "migrate", "--write", "-q", "a.js").returncode == 0
    assert (here / "a.js").read_text() == AFTER
    assert sorted(os.listdir(here)) == ["a.js"]


def test_a_value_holds_under_its_own_key_only(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "cache"))
    store.put("results", "0" * 40, b"value")
    store.put("results", "1" * 40, b"other")
    held = tmp_path / "cache/results"
    shutil.copy(held / "00" / ("0" * 38), held / "11" / ("1" * 38))
    shutil.copytree(held, tmp_path / "cache/rules")
    assert store.get("results", "0" * 40) == b"value"
    assert store.get("results", "1" * 40) is None
    assert store.get("rules", "0" * 40) is None


def test_another_user_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path / "cache"))
    store.put("results", "0" * 40, b"value")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert store.get("results", "0" * 40) is None
    key = tmp_path / "state/migrator/key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o666])
def test_a_key_that_others_know_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    key = write(tmp_path, "migrator/key", bytes(32))
    key.chmod(mode)
    (tmp_path / "migrator").chmod(0o700)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert owner.has_key()
    assert key.read_bytes() != bytes(32)


@pytest.mark.parametrize(
    ("mode", "uid", "why"),
    [
        (0o777, 0, "can be written by others, so no cache is used; `chmod go-w` mends that"),
        (0o1777, 0, "can be written by others, so no cache is used; `chmod go-w` mends that"),
        (0o755, 12345, "belongs to another user, so no cache is used; MIGRATOR_CACHE may name another folder"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["migrate", "--write", "-q"], ["migrate", "-j", "2"]], ids=" ".join)
def test_a_folder_of_others_is_not_used(
    here: Path, own_cache: Path, command: list[str], mode: int, uid: int, why: str
) -> None:
    if uid and os.geteuid() != 0:
        pytest.skip("only root gives files away")
    anew = migrator(here, command[0], *command[2:], "--no-cache", "a.js")
    before = {path: path.read_bytes() for path in entries(own_cache)}
    own_cache.chmod(mode)
    os.chown(own_cache, uid or os.geteuid(), -1)
    ran = migrator(here, *command, "a.js")
    assert ran.stderr.decode().count(f"migrator: the cache folder {own_cache} {why}\n") == 1
    assert {path: path.read_bytes() for path in entries(own_cache)} == before
    if command[0] == "check":
        assert (ran.returncode, ran.stdout) == (anew.returncode, anew.stdout)


@pytest.mark.parametrize("linked", ["results", "results/00", "results/00/" + "0" * 38, "swept"])
def test_a_link_leads_nowhere(tmp_path: Path, linked: str) -> None:
    """A repository may bring a folder that `MIGRATOR_CACHE` names, and links in it."""
    outside = tmp_path / "outside"
    is_folder = linked in ("results", "results/00")
    if is_folder:
        outside.mkdir()
    else:
        outside.write_bytes(b"mine")
    place = tmp_path / "cache" / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    Store(str(tmp_path / "cache")).put("results", "0" * 40, b"value")
    assert not is_folder or not any(outside.rglob("*"))
    assert is_folder or outside.read_bytes() == b"mine"


def test_only_values_are_swept(tmp_path: Path) -> None:
    """The folder may be one that holds more: a home, a repository."""
    store = Store(str(tmp_path))
    old = time.time() - 40 * 24 * 3600
    store.put("results", "0" * 40, b"value")
    kept = [
        write(tmp_path, "notes.txt", "mine"),
        write(tmp_path, "results/notes.txt", "mine"),
        write(tmp_path, "results/00/notes.txt", "mine"),
        write(tmp_path, "music/aa/" + "0" * 38, "mine"),
    ]
    gone = [tmp_path / "results/00" / ("0" * 38), write(tmp_path, "rules/11/" + "0" * 38 + ".12.0.tmp", "torn")]
    for path in (*kept, *gone, tmp_path / "swept"):
        os.utime(path, (old, old))
    store.put("results", "1" * 40, b"value")
    assert [path.exists() for path in (*kept, *gone)] == [True] * 4 + [False] * 2


def test_an_entry_is_json_behind_its_seal(here: Path, own_cache: Path) -> None:
    """So reading one runs nothing."""
    values = {path: path.read_bytes().partition(b"\n")[2] for path in entries(own_cache)}
    assert {path.relative_to(own_cache).parts[0] for path in values} >= {"results", "rules", "programs"}
    for path, value in values.items():
        if path.relative_to(own_cache).parts[0] != "program" and value != b"nothing":  # a hash of the code
            json.loads(value)
