"""What a branch adds: the findings of a run, less those that a revision had already."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from migrator.ledger import Accepted, Breach, BreachKind, FileEntry, Ledger
from migrator.listing.commands import git_environment

_FROM_BASE = "..."  # as in `git diff main...`: where the branch left main
# Findings about a file's own text; the others are about more than one file, and are told as they are.
_OWN = frozenset({BreachKind.FACT, BreachKind.SUPPRESSION})


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
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(self.root)).replace(os.sep, "/")
        old = self.renamed.get(inside, inside)
        ran = _run("cat-file", "blob", f"{self.commit}:{old}")
        return ran.stdout if ran is not None and ran.returncode == 0 else None


def added(ledger: Ledger, revision: Revision, find: Callable[[str, bytes], tuple[FileEntry, ...]]) -> Ledger:
    """The ledger with the findings that the revision had marked as older. ``find`` gives what is found of a text under
    a path.

    A use is older if there was a finding of its fingerprint, one for one; what is found of a file beside its uses if
    its message was the same, lines aside.
    """
    files, older = [], 0
    for file in ledger.files:
        own = [breach for breach in file.breaches if breach.kind in _OWN]
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
            if breach.kind in _OWN and said[_key(breach)]:
                said[_key(breach)] -= 1
                older += 1
            else:
                breaches.append(breach)
        files.append(file._replace(entries=tuple(entries), breaches=tuple(breaches)))
    return ledger._replace(files=tuple(files), older=older)


def _key(breach: Breach) -> tuple[object, ...]:
    return breach.kind, breach.class_name, breach.method, re.sub(r"\bline \d+", "line", breach.message)


def _shallow(name: str) -> str:
    if _git("rev-parse", "--is-shallow-repository") != "true":
        return ""
    return "; this clone is shallow: fetch more of it (`git fetch --unshallow`, or `fetch-depth: 0` in CI)"


def _git(*arguments: str, raw: bool = False) -> str | None:
    """What git prints, None if it fails; the last line end goes, unless it is ``raw``."""
    ran = _run(*arguments)
    if ran is None or ran.returncode != 0:
        return None
    text = os.fsdecode(ran.stdout)
    return text if raw else text.removesuffix("\n")


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(
            ["git", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env={**git_environment(), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except OSError:
        return None
