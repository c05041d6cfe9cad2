"""What `--write` holds back until the end of a run, and what makes it write nothing at all."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from migrator.cli import progress
from migrator.cli.commit import Commit
from migrator.model.ledger import FileEntry
from migrator.writing.transaction import Refused
from tests.support import git, text_of, write

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    monkeypatch.setattr(progress._Current, "left", None)
    path = write(folder, "a.js", OLD)
    monkeypatch.chdir(folder)
    return path


def commit_all() -> None:
    git(".", "init", "-q")
    git(".", "add", ".")
    git(".", "commit", "-qm", "a")


def leave(error: BaseException, *, is_added: bool = True) -> None:
    """Leave a block before its end, with a file that was to be written."""
    with Commit(allow_dirty=True) as commit:
        if is_added:
            commit.add("a.js", OLD, NEW)
        raise error


def test_who_leaves_before_the_end_writes_nothing(file: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"):
        leave(RuntimeError("mine"))
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file], "no temporary file is left"


@pytest.mark.parametrize("is_added", [False, True])
def test_who_stops_a_run_is_told_that_nothing_was_written(file: Path, is_added: bool) -> None:
    with pytest.raises(KeyboardInterrupt):
        leave(KeyboardInterrupt(), is_added=is_added)
    assert progress._Current.left == "nothing was written"
    assert file.read_bytes() == OLD


def test_what_refuses_a_whole_run_is_one_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        leave(Refused("another run is writing"))
    assert (ended.value.code, capsys.readouterr().err) == (2, "migrator: another run is writing\n")
    assert file.read_bytes() == OLD


@pytest.mark.parametrize(
    ("others", "what"),
    [((), "a.js has"), (("b.js",), "a.js and 1 more file have"), (("b.js", "c.js"), "a.js and 2 more files have")],
)
def test_changes_that_are_not_staged_are_written_over_only_if_somebody_says_so(
    file: Path, capsys: pytest.CaptureFixture[str], others: tuple[str, ...], what: str
) -> None:
    for name in others:
        write(file.parent, name, OLD)
    commit_all()
    for name in ("a.js", *others):
        write(file.parent, name, b"mine\n")
    with Commit(allow_dirty=False) as commit:
        for name in ("a.js", *others):
            commit.add(name, b"mine\n", NEW)
        with pytest.raises(SystemExit) as ended:
            commit.finish()
    said = "changes that are not staged; nothing was written; stage them, or give --allow-dirty"
    assert (ended.value.code, capsys.readouterr().err) == (2, f"migrator: {what} {said}\n")
    assert file.read_bytes() == b"mine\n"


@pytest.mark.parametrize("answer", [False, None])
def test_whoever_would_rather_not_is_told_none(
    file: Path, monkeypatch: pytest.MonkeyPatch, answer: bool | None
) -> None:
    def confirm(text: str, **_: object) -> bool:
        assert text == "a.js has changes that are not staged. Write all the same?"
        if answer is None:
            raise click.Abort
        return answer

    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> None: ...
        def flush(self) -> None: ...

    commit_all()
    file.write_bytes(b"mine\n")
    monkeypatch.setattr(click, "confirm", confirm)
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(f"sys.{name}", Terminal())
    with Commit(allow_dirty=False) as commit:
        commit.add("a.js", b"mine\n", NEW)
        assert commit.finish() is None
    assert file.read_bytes() == b"mine\n"


def test_nothing_to_write_is_done_at_once(file: Path) -> None:
    with Commit(allow_dirty=False) as commit:
        assert commit.finish() == []


def test_all_files_are_written_at_the_end_but_one_that_changed_meanwhile(file: Path) -> None:
    other = write(file.parent, "b.js", OLD)
    with Commit(allow_dirty=True) as commit:
        for name in ("a.js", "b.js"):
            commit.add(name, OLD, NEW)
        other.write_bytes(b"mine\n")
        assert (file.read_bytes(), other.read_bytes()) == (OLD, b"mine\n")
        failed = commit.finish()
    assert failed is not None
    [entry] = failed
    assert isinstance(entry, FileEntry)
    assert entry.path == "b.js"
    assert text_of(entry.error).startswith("cannot be written: ")
    assert (file.read_bytes(), other.read_bytes()) == (NEW, b"mine\n")
