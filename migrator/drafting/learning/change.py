"""Both sides of a change: a commit, a range of commits, or two folders; and its state before, as files on disk.

Only what a page may depend on is put on disk: scripts, pages, and what says how names lead from file to file.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from migrator.discovery import git
from migrator.documents.kinds import ENDINGS, PARSED_ENDINGS
from migrator.model.unexpected import Stop

_DATA = frozenset({".json", ".py", ".jsonc", ".json5"})  # manifests, and Python that a script imports as text


class ChangeError(Stop):
    """A change that cannot be read, and why, in one line."""


class Changed(NamedTuple):
    """A file that a change has on both sides, with its paths below the root; ``after`` is None where it is gone."""

    path: str
    new_path: str | None
    before: bytes
    after: bytes | None


class Change(NamedTuple):
    """What changed. ``name`` is how messages call it; ``files`` are scripts and pages, ``added`` other files as the
    change leaves them: those that it adds, and those that no page depends on.
    """

    name: str
    root: Path
    files: tuple[Changed, ...]
    added: tuple[tuple[str, bytes], ...]
    before: str | None = None  # the revision before, None for a folder
    folder: Path | None = None  # the folder before

    def put(self, folder: Path) -> None:
        """Put the state before into a folder, which is empty."""
        if self.before is not None:
            _export(self.root, self.before, folder)
        elif self.folder is not None:
            for path in _below(self.folder):
                if os.path.splitext(path)[1].lower() in ENDINGS | _DATA:
                    write(folder / path, _read(self.folder / path))


def revision(name: str, folder: str = ".") -> str | None:
    """The commit that a revision names, None where it names none."""
    found = git.output("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", folder=folder)
    return found.decode().strip() if found else None


def root_of(name: str, folder: str = ".") -> str:
    """The repository around a folder; raises ChangeError where there is none, or none with files."""
    root = git.output("rev-parse", "--show-toplevel", folder=folder)
    if root is None:
        is_bare = git.output("rev-parse", "--is-bare-repository", folder=folder) == b"true\n"
        why = "this repository has no files beside it" if is_bare else "this is no repository"
        raise ChangeError(f"`{name}` is read from git, and {why}; give `--before DIR --after DIR`")
    return os.fsdecode(root.removesuffix(b"\n"))


def of_commits(name: str, paths: tuple[str, ...] = (), folder: str = ".") -> Change:
    """What a commit changed, or a range of commits (`A..B`) as a whole; of ``paths`` alone where there are some, which
    are below the root. Raises ChangeError.
    """
    top = root_of(name, folder)
    start, dots, end = name.partition("..")
    if dots and end.startswith("."):
        raise ChangeError(f"`{name}`: three dots name no range here; write two")
    after = revision((end or "HEAD") if dots else name, folder)
    if after is None:
        raise ChangeError(f"`{name}` names no commit")
    before = revision(start or "HEAD", folder) if dots else revision(f"{after}^", folder)
    if before is None and dots:
        raise ChangeError(f"`{start}` names no commit")
    if before is None:
        why = "its parent is not in this shallow clone" if _is_shallow(folder) else "it has no parent"
        raise ChangeError(f"`{name}` cannot be compared with the commit before it: {why}")
    listed = git.run("diff", "--name-status", "-z", "-M", before, after, folder=top)
    if listed.code != 0:
        raise ChangeError(f"`{name}` cannot be read: {listed.errors.decode(errors='replace').strip()}")
    files, added = list[Changed](), list[tuple[str, bytes]]()
    for status, old, new in _entries(listed.output):
        if os.path.splitext(new)[1].lower() not in ENDINGS | _DATA:
            continue
        if status == "A":
            added.append((new, _content(top, after, new)))
            continue
        if paths and not any(_is_below(each, path) for path in paths for each in (old, new)):
            continue
        if os.path.splitext(old)[1].lower() in PARSED_ENDINGS:
            content = None if status == "D" else _content(top, after, new)
            files.append(Changed(old, new if status != "D" else None, _content(top, before, old), content))
        elif status != "D":
            added.append((new, _content(top, after, new)))
    return Change(name, Path(top), tuple(files), tuple(added), before=before)


def of_folders(before: Path, after: Path) -> Change:
    """What is different in a folder from another one."""
    old, new = {*_below(before)}, {*_below(after)}
    files = []
    for path in sorted(old):
        if os.path.splitext(path)[1].lower() not in PARSED_ENDINGS:
            continue
        content = _read(after / path) if path in new else None
        held = _read(before / path)
        if held != content:
            files.append(Changed(path, path if content is not None else None, held, content))
    known = {each.path for each in files}
    added = [
        (path, _read(after / path))
        for path in sorted(new)
        if path not in known and os.path.splitext(path)[1].lower() in ENDINGS | _DATA
    ]
    return Change(f"{before} → {after}", before, tuple(files), tuple(added), folder=before)


def _is_below(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")


def _entries(listed: bytes) -> Iterator[tuple[str, str, str]]:
    """The status, the path before and the path after of each file, from `--name-status -z`."""
    parts = iter(listed.split(b"\0"))
    for status in parts:
        if not status:
            continue
        letter = chr(status[0])
        old = os.fsdecode(next(parts))
        new = os.fsdecode(next(parts)) if letter in "RC" else old
        yield letter, old, new


def _content(root: str, commit: str, path: str) -> bytes:
    found = git.output("cat-file", "blob", f"{commit}:{path}", folder=root)
    if found is None:
        raise ChangeError(f"{path} of {commit[:10]} cannot be read; the clone may be partial")
    return found


def _is_shallow(folder: str) -> bool:
    return git.output("rev-parse", "--is-shallow-repository", folder=folder) == b"true\n"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ChangeError(f"{path} cannot be read: {error.strerror or error}") from None


def _below(folder: Path) -> Iterator[str]:
    """The files below a folder, by their paths in it."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        yield from (
            os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
            for name in sorted(names)
            if os.path.isfile(os.path.join(place, name))
        )


def _export(root: Path, commit: str, folder: Path) -> None:
    """Put the files of a commit that a page may depend on into a folder, one after the other."""
    listed = git.output("ls-tree", "-r", "--name-only", "-z", commit, folder=str(root))
    if listed is None:
        raise ChangeError(f"the files of {commit[:10]} cannot be read; the clone may be partial")
    names = [os.fsdecode(name) for name in listed.split(b"\0")]
    endings = {os.path.splitext(name)[1] for name in names}
    wanted = sorted(ending for ending in endings if ending.lower() in ENDINGS | _DATA)
    if not wanted:
        return
    patterns = [f":(top,glob)**/*{ending}" for ending in wanted]
    with git.Commands(str(root)) as commands:
        process = commands.start("archive", "--format=tar", commit, "--", *patterns)
        assert process.stdout is not None
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                for member in archive:
                    held = archive.extractfile(member) if member.isreg() else None
                    if held is not None:
                        write(folder / member.name, held.read())
        except tarfile.TarError:
            pass  # what git says is told below
        if process.wait() != 0:
            raise ChangeError(f"the files of {commit[:10]} cannot be read; the clone may be partial")


def write(path: Path, data: bytes) -> None:
    """Write a file into a folder of our own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
