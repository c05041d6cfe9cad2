"""A repository of two files, what may become of it, and values that runs keep of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from migrator.discovery.repository import Repository


class Kept:
    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def put(self, name: str, value: bytes) -> None:
        self.values[name] = value


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True, timeout=60
    )


def made(root: Path) -> Path:
    git(root, "init", "-q")
    (root / "one.js").write_text("one word")
    (root / "two.js").write_text("two")
    (root / ".gitignore").write_text("made\n")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "b")


def changed(root: Path) -> None:
    (root / "two.js").write_text("two word")


def committed(root: Path) -> None:
    changed(root)
    commit(root)


def added(root: Path) -> None:
    (root / "two.js").rename(root / "more.js")
    (root / "more.js").write_text("more word")


def told_not_to_look(root: Path) -> None:
    git(root, "update-index", "--assume-unchanged", "two.js")
    changed(root)


def removed(root: Path) -> None:
    """Git no longer knows the file either, so that no list of what differs has it."""
    (root / "two.js").unlink()
    commit(root)


WITHOUT_GIT: list[Callable[[Path], None]] = [changed, added]
CHANGES = [*WITHOUT_GIT, committed, told_not_to_look]
GONE = [*CHANGES, removed]


def parsed(repository: Repository, near: Path) -> list[str]:
    """The files around another that are parsed."""
    return [path for path in repository.around(near) if repository.is_parsed(path)]
