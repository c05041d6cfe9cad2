"""A journal that a kill or a bad disk spoilt: what is whole counts, what is not is never taken for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.writing.journal import Damaged, State, Writer, read
from migrator.writing.replace import digest

HEAD = b'{"journal": 1, "started": 1, "folder": "", "token": ""}\n'
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


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"journal": 2}\n', "is of another version of migrator"),
        (b'{"state": "done"}\n', "is of another version of migrator"),
        (b'{"journal": 1}\n', "is damaged"),
        (b'{"journal": 1, "started": 1, "folder": "", "token": ""}\n{"state": "gone"}\n', "is damaged"),
        (b'{"journal": 1, "started": 1, "folder": "", "token": ""}\n{"path": "a"}\n', "is damaged"),
        (b'{"journal": 1, "started": %d, "folder": "", "token": ""}\n' % 10**20, "is damaged"),
        (b'{"journal": 1, "started": -1, "folder": "", "token": ""}\n', "is damaged"),
        (HEAD + b'{"path": "a\\u0000", "before": "", "after": "", "size": 0}\n', "is damaged"),
        (HEAD + b'{"path": "../a", "before": "", "after": "", "size": 0}\n', "is damaged"),
        (HEAD + b'{"path": "/a", "before": "", "after": "", "size": 0}\n', "is damaged"),
        (HEAD + b'{"path": "a", "before": "", "after": "", "size": -1}\n', "is damaged"),
        (b'{"journal": 1, "started": [], "folder": "", "token": ""}\n', "is damaged"),
    ],
)
def test_what_no_run_writes_is_refused(tmp_path: Path, line: bytes, why: str) -> None:
    path = tmp_path / "000001.journal"
    path.write_bytes(line)
    with pytest.raises(Damaged) as damaged:
        read(path, "/game")
    assert str(damaged.value) == f"{path} {why}; remove it to forget that --write"


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
