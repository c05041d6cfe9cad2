"""What a branch adds: the findings of a run, less those that a revision had already."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from migrator.discovery.git import output, run
from migrator.discovery.repository import Repository
from migrator.discovery.scan import is_wanted
from migrator.javascript.disk import Disk
from migrator.model.ledger import Accepted, Breach, BreachKind, FileEntry, Ledger
from migrator.model.settings import show_path

_FROM_BASE = "..."  # as in `git diff main...`: where the branch left main
# Findings about a file's own text. Open duties are about what other files send; the rest are reported as they are.
_OWN = frozenset({BreachKind.FACT, BreachKind.SUPPRESSION, BreachKind.UNREAD})


class RevisionError(Exception):
    """A revision that cannot be compared with."""


@dataclass
class Revision:
    """A commit of the repository that the working directory is in, and how files were called there."""

    name: str
    root: str
    commit: str
    renamed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, name: str) -> Revision:
        """The revision that a user means; raises RevisionError."""
        root = _git("rev-parse", "--show-toplevel")
        if root is None:
            raise RevisionError("`--since` needs a git repository, and here is none")
        base = name.removesuffix(_FROM_BASE)
        commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
        if commit is None:
            raise RevisionError(f"`{base}` names no commit of this repository{_shallow(base)}")
        if name.endswith(_FROM_BASE):
            commit = _git("merge-base", commit, "HEAD")
            if commit is None:
                raise RevisionError(f"`{base}` and HEAD have no commit in common{_shallow(base)}")
        revision = cls(name, root, commit)
        revision.renamed.update(revision._renames())
        return revision

    def _renames(self) -> dict[str, str]:
        """The old names of files by their new ones, both from the root."""
        options = ("--no-ext-diff", "--no-textconv", "--no-relative", "--name-status", "-M", "-z")
        said = _git("diff", *options, self.commit, "--", raw=True)
        if said is None:
            raise RevisionError(f"git cannot compare with `{self.name}`{_shallow(self.name)}")
        parts = iter(said.split("\0"))
        found = {}
        for status in parts:
            old = next(parts, "")
            if status[:1] in ("R", "C"):
                new = next(parts, "")
                if status[0] == "R":
                    found[new] = old
        return found

    def text(self, path: str) -> bytes | None:
        """What a file held, under the name that it had; None if it was not there."""
        return self.blob(self.name_of(path))

    def name_of(self, path: str) -> str:
        """The name that a file had, from the root."""
        inside = self.inside(path)
        return self.renamed.get(inside, inside)

    def path_of(self, path: Path) -> Path:
        """The path under which a file stood."""
        return Path(self.root, self.name_of(str(path)))

    def inside(self, path: str) -> str:
        """A path from the root, with `/`."""
        return os.path.relpath(os.path.realpath(path), os.path.realpath(self.root)).replace(os.sep, "/")

    def blob(self, name: str) -> bytes | None:
        """What a file held; its name is that of the commit."""
        return output("cat-file", "blob", f"{self.commit}:{name}")

    def blobs(self, names: Sequence[str]) -> Iterator[bytes | None]:
        """What several files held, in one run of git."""
        asked = "".join(f"{self.commit}:{name}\n" for name in names)
        said, at = run("cat-file", "--batch", given=os.fsencode(asked)).output, 0
        for _ in names:
            end = said.find(b"\n", at)
            words = said[at:end].split(b" ")
            if end < 0 or words[-1] == b"missing" or not words[-1].isdigit():
                at = end + 1 if end >= 0 else len(said)
                yield None
                continue
            size = int(words[-1])
            yield said[end + 1 : end + 1 + size]
            at = end + size + 2

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all files, from the root."""
        said = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit, raw=True)
        return frozenset((said or "").split("\0")) - {""}


class EarlierDisk(Disk):
    """The files of a repository as they were; what stands elsewhere is as it is."""

    def __init__(self, revision: Revision) -> None:
        super().__init__()
        self._revision = revision
        self._read: dict[str, bytes | None] = {}

    def is_file(self, path: Path) -> bool:
        inside = self._revision.inside(str(path))
        return super().is_file(path) if inside.startswith("../") else inside in self._revision.names

    def peek(self, path: Path | str, *, listed: bool = False) -> bytes | None:
        inside = self._revision.inside(str(path))
        if inside.startswith("../"):
            return super().peek(path, listed=listed)
        if inside not in self._read:
            self._read[inside] = self._revision.blob(inside) if inside in self._revision.names else None
        return self._read[inside]


    def folders(self, path: Path) -> list[str]:
        inside = self._revision.inside(str(path))
        if inside.split("/")[0] == "..":
            return super().folders(path)
        start = "" if inside == "." else f"{inside}/"
        below = (name.removeprefix(start) for name in self._revision.names if name.startswith(start))
        return sorted({name.partition("/")[0] for name in below if "/" in name})


class EarlierRepository(Repository):
    """The files that a commit has, where a name leads that no import spells."""

    def __init__(self, revision: Revision, disk: Disk) -> None:
        super().__init__(disk)
        self._revision = revision

    def root(self, near: Path) -> str:
        return self._revision.root

    def _documents(self, root: str) -> list[str]:
        names = sorted(name for name in self._revision.names if is_wanted(os.fsencode(name)))
        return [os.path.join(self._revision.root, name) for name in names]

    def _files(self, root: str) -> list[str]:
        return [path for path in self._documents(root) if self.is_parsed(path)]

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file that is parsed, with its text."""
        paths = [path for path in self._files(self._revision.root) if "\n" not in path]
        for path, data in zip(
            paths, self._revision.blobs([self._revision.inside(path) for path in paths]), strict=True
        ):
            if data is not None:
                yield show_path(path), data


def added(
    ledger: Ledger,
    revision: Revision,
    find: Callable[[str, bytes], tuple[FileEntry, ...]],
    duties: Callable[[EarlierRepository], Iterable[FileEntry]],
) -> Ledger:
    """The ledger with the findings that the revision had marked as older. ``find`` gives what is found of a text under
    a path, ``duties`` the open duties of worker scripts in an earlier repository.

    A use is older if there was a finding of its fingerprint, one for one; what is found of a file beside its uses if
    its fingerprint was the same or, where it has none, its message, lines of the file aside. A duty is older if it was
    open for the same script, whichever files sent the command.
    """
    ledger, older = _without_older_duties(ledger, revision, duties)
    files = []
    for file in ledger.files:
        own = [breach for breach in file.open_breaches if breach.kind in _OWN]
        before = revision.text(file.path) if file.findings or own else None
        if before is None:
            files.append(file)
            continue
        had = find(file.path, before)
        uses = Counter(entry.fingerprint for item in had for entry in item.findings)
        said = Counter(_key(breach) for item in had for breach in item.breaches if item.path == file.path)
        entries = []
        for entry in file.entries:
            if entry.is_finding and uses[entry.fingerprint]:
                uses[entry.fingerprint] -= 1
                entry = entry._replace(accepted=Accepted.OLDER)
                older += 1
            entries.append(entry)
        breaches = []
        for breach in file.breaches:
            if breach.kind in _OWN and breach.accepted is None and said[_key(breach)]:
                said[_key(breach)] -= 1
                breach = breach._replace(accepted=Accepted.OLDER)
                older += 1
            breaches.append(breach)
        files.append(file._replace(entries=tuple(entries), breaches=tuple(breaches)))
    return ledger._replace(files=tuple(files), older=older)


def _without_older_duties(
    ledger: Ledger, revision: Revision, duties: Callable[[EarlierRepository], Iterable[FileEntry]]
) -> tuple[Ledger, int]:
    """The ledger with the duties marked that were open at the revision, and how many these are."""
    if not any(breach.kind is BreachKind.WORKER for file in ledger.files for breach in file.open_breaches):
        return ledger, 0
    repository = EarlierRepository(revision, EarlierDisk(revision))
    open_then = Counter(
        (revision.inside(file.path), breach.fingerprint) for file in duties(repository) for breach in file.breaches
    )
    older = 0

    def marked(file: FileEntry, breach: Breach) -> Breach:
        nonlocal older
        key = revision.name_of(file.path), breach.fingerprint
        if breach.kind is not BreachKind.WORKER or breach.accepted is not None or not open_then[key]:
            return breach
        open_then[key] -= 1
        older += 1
        return breach._replace(accepted=Accepted.OLDER)

    files = [file._replace(breaches=tuple(marked(file, breach) for breach in file.breaches)) for file in ledger.files]
    return ledger._replace(files=tuple(files)), older


def _key(breach: Breach) -> tuple[object, ...]:
    if breach.fingerprint:
        return breach.kind, breach.fingerprint
    return breach.kind, breach.class_name, breach.method, breach.function, breach.message.without("line")


def _shallow(name: str) -> str:
    if _git("rev-parse", "--is-shallow-repository") != "true":
        return ""
    return "; this clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` in CI)"


def _git(*arguments: str, raw: bool = False) -> str | None:
    """What git prints, None if it fails; the last line end goes, unless it is ``raw``."""
    said = output(*arguments)
    if said is None:
        return None
    text = os.fsdecode(said)
    return text if raw else text.removesuffix("\n")
