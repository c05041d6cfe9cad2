"""A journal that a kill or a bad disk spoilt: what is whole counts, what is not is never taken for it."""

from __future__ import annotations

import json
import os
import re
import tracemalloc
import zlib
from collections.abc import Callable
from hashlib import blake2b
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from migrator.writing.journal import Damaged, State, Writer, _append, read
from migrator.writing.owner import key_file
from migrator.writing.replace import digest

OLD, NEW = b"old " * 1_000, b"new"


def written(folder: Path) -> Path:
    """A journal of two files that was done."""
    for name in ("a.js", "b.js"):
        (folder / name).write_bytes(NEW)
    writer = Writer(folder / "000001.journal", str(folder), started=5, folder="/game")
    writer.add(str(folder / "a.js"), OLD, NEW)
    writer.add(str(folder / "b.js"), OLD, NEW)
    writer.enter(State.RENAMING)
    writer.enter(State.DONE)
    writer.close()
    return writer.path


def test_every_beginning_of_a_journal_can_be_read(tmp_path: Path) -> None:
    """A kill or a full disk may leave any: never more than what stood there whole, and never an error."""
    path = written(tmp_path)
    data = path.read_bytes()
    steps = []
    for end in range(len(data) + 1):
        path.write_bytes(data[:end])
        journal = read(path, str(tmp_path))
        steps.append((len(journal.records), journal.state))
        assert all(journal.old(record) == OLD for record in journal.records)
    order = [(0, State.PREPARED), (1, State.PREPARED), (2, State.PREPARED), (2, State.RENAMING), (2, State.DONE)]
    assert sorted(set(steps), key=order.index) == order
    assert steps == sorted(steps, key=order.index)


def test_done_is_noted_behind_a_line_that_was_cut_short(tmp_path: Path) -> None:
    path = written(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'{"state"')] + b'{"left_o')
    journal = read(path, str(tmp_path))
    assert journal.state is State.RENAMING
    journal.finish()
    assert read(path, str(tmp_path)).state is State.DONE
    assert path.read_bytes() == data


def test_old_bytes_that_are_damaged_are_not_given_back(tmp_path: Path) -> None:
    path = written(tmp_path)
    [first, second] = read(path, str(tmp_path)).records
    data = bytearray(path.read_bytes())
    data[first.offset + first.size // 2] ^= 1
    path.write_bytes(data)
    journal = read(path, str(tmp_path))
    with pytest.raises(Damaged, match=r"^what .*a\.js was is damaged in .*000001\.journal$"):
        journal.old(first)
    assert journal.old(second) == OLD


HEAD = {"journal": 2, "started": 1, "folder": "", "token": "0123abcd"}
FILE = {"path": "a", "before": digest(OLD), "after": digest(NEW), "length": len(OLD), "size": 0}


@pytest.mark.parametrize(
    "lines",
    [
        [{"journal": 2}],
        [HEAD, {"state": "gone"}],
        [HEAD, {"path": "a"}],
        [HEAD | {"started": 10**20}],
        [HEAD | {"started": -1}],
        [HEAD | {"started": True}],
        [HEAD | {"started": []}],
        [HEAD | {"token": ""}],
        [HEAD | {"token": "0123abc/"}],
        [HEAD | {"token": "../../x-"}],
        [HEAD | {"token": "0123abcd\n"}],
        [HEAD | {"token": 12345678}],
        [HEAD, FILE | {"path": "a\0"}],
        [HEAD, FILE | {"path": "../a"}],
        [HEAD, FILE | {"path": "b/../../a"}],
        [HEAD, FILE | {"path": "b/../a"}],
        [HEAD, FILE | {"path": "/a"}],
        [HEAD, FILE | {"path": "."}],
        [HEAD, FILE | {"path": ""}],
        [HEAD, FILE | {"path": ["a"]}],
        [HEAD, FILE | {"before": ""}],
        [HEAD, FILE | {"after": digest(NEW)[1:]}],
        [HEAD, FILE | {"before": None}],
        [HEAD, FILE | {"size": -1}],
        [HEAD, FILE | {"length": -1}],
        [HEAD, FILE | {"length": 2**40}],
        [HEAD, FILE | {"length": "1"}],
        [HEAD, {"left_out": 0}],
        [HEAD, FILE, {"left_out": 1}],
    ],
)
def test_what_no_run_writes_is_refused(tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    """Whoever sealed it."""
    path = sealed(tmp_path, lines)
    with pytest.raises(Damaged) as damaged:
        read(path, "/game")
    assert str(damaged.value) == f"{path} is damaged; remove it to forget that --write"


def sealed(folder: Path, lines: list[dict[str, Any]]) -> Path:
    """A journal of any lines, with the seals that they would have."""
    path = folder / "000001.journal"
    with FileIO(path, "xb") as file:
        chain = ""
        for line in lines:
            chain = _append(file, chain, line)
    return path


@pytest.mark.parametrize("version", [1, 3, None])
def test_another_version_is_not_followed(tmp_path: Path, version: int | None) -> None:
    path = sealed(tmp_path, [HEAD | {"journal": version}])
    with pytest.raises(Damaged, match=r"is of another version of migrator; remove it to forget that --write$"):
        read(path, "/game")


def change_path(data: bytes) -> bytes:
    return data.replace(b'"path": "b.js"', b'"path": "c.js"')


def change_bytes(data: bytes) -> bytes:
    """What somebody would have `undo` write: the old bytes, with their digest and sizes."""
    start = data.index(b'{"path": "b.js"')
    line, _, rest = data[start:].partition(b"\n")
    said = json.loads(line)
    evil = zlib.compress(b"evil();")
    said |= {"before": digest(b"evil();"), "length": 7, "size": len(evil)}
    behind = rest[json.loads(line)["size"] :]
    return data[:start] + json.dumps(said).encode() + b"\n" + evil + behind


def change_state(data: bytes) -> bytes:
    return data.replace(b'{"state": "renaming"', b'{"state": "prepared"')


def drop_a_line(data: bytes) -> bytes:
    start = data.index(b'{"state": "renaming"')
    return data[:start] + data[data.index(b'{"state": "done"') :]


def have_no_seals(data: bytes) -> bytes:
    return re.sub(rb', "seal": "[0-9a-f]*"', b"", data)


def seal_without_a_key(data: bytes) -> bytes:
    """As somebody would who has no key."""
    chain, out, rest = "", b"", data
    while rest:
        line, _, rest = rest.partition(b"\n")
        said = json.loads(line)
        del said["seal"]
        parts = (b"journal", chain.encode(), json.dumps(said, sort_keys=True).encode())
        chain = blake2b(b"".join(len(p).to_bytes(8, "little") + p for p in parts), digest_size=20).hexdigest()
        size = said.get("size", 0)
        out, rest = out + json.dumps({**said, "seal": chain}).encode() + b"\n" + rest[:size], rest[size:]
    return out


FORGED = [change_path, change_bytes, change_state, drop_a_line, have_no_seals, seal_without_a_key]


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_what_another_party_wrote_is_refused(tmp_path: Path, forge: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path)
    data = path.read_bytes()
    forged = forge(data)
    assert forged != data
    path.write_bytes(forged)
    with pytest.raises(Damaged) as damaged:
        read(path, str(tmp_path))
    by = f"is not sealed by the key of this user ({key_file()}), so somebody else wrote or changed it"
    assert str(damaged.value) == f"{path} {by}; remove it to forget that --write"


def test_a_journal_of_another_user_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.chmod(0o602)
    with pytest.raises(Damaged, match=r"000001\.journal can be written by others; remove it"):
        read(path, str(tmp_path))
    path.rename(tmp_path / "elsewhere")
    path.symlink_to("elsewhere")
    with pytest.raises(Damaged, match=r"000001\.journal is a link; remove it"):
        read(path, str(tmp_path))
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Damaged, match=r"000001\.journal is no file; remove it"):
        read(path, str(tmp_path))


def test_without_a_place_for_a_key_the_owner_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    path = written(tmp_path)
    assert read(path, str(tmp_path)).state is State.DONE
    path.write_bytes(change_path(path.read_bytes()))
    with pytest.raises(Damaged, match="is not sealed"):
        read(path, str(tmp_path))


def test_what_inflates_to_more_than_it_was_is_not_inflated(tmp_path: Path) -> None:
    """Ten million bytes come of ten thousand."""
    bomb = zlib.compress(bytes(10_000_000), 9)
    path = sealed(tmp_path, [HEAD, FILE | {"before": digest(bytes(10_000_000)), "length": 7, "size": len(bomb)}])
    with path.open("ab") as file:
        file.write(bomb)
    journal = read(path, str(tmp_path))
    tracemalloc.start()
    try:
        with pytest.raises(Damaged, match=r"what .*a was is damaged"):
            journal.old(journal.records[0])
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_journal_goes_where_its_repository_goes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    written(tmp_path / "one")
    (tmp_path / "one").rename(tmp_path / "two")
    [first, _] = read(tmp_path / "two/000001.journal", str(tmp_path / "two")).records
    assert first.path == str(tmp_path / "two/a.js")
    assert (first.before, first.after) == (digest(OLD), digest(NEW))


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff \n.js")
    writer = Writer(tmp_path / "000001.journal", "", started=0, folder=name)
    writer.add(f"/{name}", OLD, NEW)
    writer.close()
    journal = read(writer.path, "")
    assert (journal.folder, journal.records[0].path) == (name, f"/{name}")
