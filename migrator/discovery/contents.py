"""Which files of a repository hold something, without opening those that are as they were when an earlier run looked.

Git says of each tracked file which object its index has for it, and which files differ from that. What an earlier run
found is kept for one list of objects (`Snapshot`); a file whose object is another one now, that differs from it, or
that git does not watch, is read.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.answers import Answers, Kept, Other, Trace, look
from migrator.javascript.disk import contents
from migrator.model.digest import hash_of

if TYPE_CHECKING:
    from migrator.discovery.listing import Listed
    from migrator.discovery.listing.git import Found

# With more files that are not as they were than these, what is kept is for the objects of now.
_MOST_CHANGED = 500
# Bytes of an index of git that has about a thousand files.
SMALL = 100_000
# Names that are looked for in the list as it is, rather than that its names are put in order.
_FEW_LOOKUPS = 16
# Paths that are looked at each time rather than that git is asked which of them it ignores.
_FEW = 200


class _State(NamedTuple):
    """``base`` names the objects that answers are kept for, ``records`` are those of now; ``changed`` are the tracked
    files that are not as these say, ``untracked`` the others, with what git says of them.
    """

    base: str
    records: bytes
    changed: set[bytes]
    untracked: dict[bytes, int]

    def names(self, question: str) -> str:
        """What the names of the files are kept under that an answer consists of."""
        return f"{self.base} {question}"


class Snapshot:
    """What git lists of a repository with a top of its own: the objects of now, and those that answers are kept for."""

    def __init__(self, root: str, kept: Kept, found: Found) -> None:
        self._root = root
        self._kept = kept
        self._found = found
        self._lookups = 0
        self._answers: Answers | None = None

    @cached_property
    def _state(self) -> _State | None:
        from migrator.discovery.listing.git import objects
        from migrator.discovery.listing.index import Index

        index = Index.read(self._root) if is_worth_it(self._root) else None
        if index is None:
            return None
        name, of_index = f"objects of {self._root}", f"index of {self._root}"
        base = self._kept.get(name)
        hashed = hash_of(base).hex() if base is not None else ""
        # The index is the one from which the base was taken: git need not list what that says.
        is_same = self._kept.get(of_index) == f"{index.digest} {hashed}".encode()
        found = objects(self._root, index, self._found, base if is_same else None)
        if found is None:
            return None
        new = set() if is_same else _changed(found.records, base) if base is not None else None
        if new is None:
            base, new = found.records, set()
            hashed = hash_of(base).hex()
            self._kept.put(name, base)
        if not is_same and found.records == base:
            self._kept.put(of_index, f"{index.digest} {hashed}".encode())
        return _State(hashed, found.records, new | found.differing | found.unwatched, found.untracked)

    def known(self, question: str) -> list[Listed] | None:
        """The names of the files that may have what a question asks for: those that an earlier run found to have it,
        and those that are not as they were; None where no run has asked it, or git cannot say.
        """
        from migrator.discovery.listing import INDEXED

        state = self._state
        value = self._kept.get(state.names(question)) if state is not None else None
        if state is None or value is None:
            return None
        try:
            names = {os.fsencode(name) for name in json.loads(value)}
        except (TypeError, ValueError, RecursionError):  # somebody else's, however it came there
            return None
        tracked = dict.fromkeys(names | state.changed, (INDEXED, True))
        listed = {**tracked, **{name: (kind, False) for name, kind in state.untracked.items()}}
        return [(name, kind, is_tracked) for name, (kind, is_tracked) in sorted(listed.items())]

    def keep(self, question: str, names: Iterable[bytes]) -> None:
        """Keep which files have what a question asks for. Of a file that is not as the objects say nobody knows."""
        state = self._state
        if state is None:
            return
        found = {name for name in names if name not in state.untracked} | state.changed
        value = json.dumps(sorted(map(os.fsdecode, found))).encode()
        if self._kept.get(state.names(question)) != value:
            self._kept.put(state.names(question), value)

    def answers(self, trace: Trace) -> Answers | None:
        """What is kept of answers about all files, None where git cannot say what these are."""
        state = self._state
        if state is None:
            return None
        if self._answers is None:
            changes = _Changes(self._root, self._kept, state)
            self._answers = Answers(self._kept, changes, self._not_watched, trace)
        return self._answers

    def _not_watched(self, paths: set[str]) -> set[str] | None:
        """Those of some paths whose changes git does not notice: what it ignores, and what is not in the repository."""
        from migrator.discovery.listing.git import ignored

        top = os.path.join(self._root, "")
        inside = {path.removeprefix(top): path for path in paths if path.startswith(top)}
        outside = {path for path in paths if not path.startswith(top)}
        inside = {name: path for name, path in inside.items() if os.fsencode(name) not in self._listed}
        if len(inside) <= _FEW:  # git takes longer to say which of them it ignores than a look at each
            return {*inside.values(), *outside}
        found = ignored(self._root, inside, are_tracked=False)
        return {inside[name] for name in found} | outside if found is not None else None

    @property
    def is_taken(self) -> bool:
        """Whether git has been asked, so that what it listed is known."""
        return self.__dict__.get("_state") is not None

    def lists(self, name: bytes) -> bool:
        """Whether git lists a file of a name, or files in a folder of one that ends in a slash: it ignores neither."""
        state = self._state
        assert state is not None
        self._lookups += 1
        if self._lookups <= _FEW_LOOKUPS:
            if name.endswith(b"/"):
                return b"\t" + name in state.records or any(each.startswith(name) for each in state.untracked)
            record = b"\t" + name
            return name in state.untracked or record + b"\0" in state.records or state.records.endswith(record)
        found = bisect_left(self._sorted, name)
        at = self._sorted[found] if found < len(self._sorted) else b""
        return at.startswith(name) if name.endswith(b"/") else at == name

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted(self._listed)

    @cached_property
    def _listed(self) -> set[bytes]:
        """The names that git lists."""
        from migrator.discovery.listing.git import record_name

        state = self._state
        assert state is not None
        tracked = {record_name(record) for record in state.records.split(b"\0") if record}
        return tracked | state.untracked.keys()


class _Changes:
    """The state of a repository: its objects, and what the files are that are not as these say."""

    def __init__(self, root: str, kept: Kept, state: _State) -> None:
        self.name = f"{state.base} in {root}"
        self._root = root
        self._kept = kept
        names = sorted(state.changed | state.untracked.keys())
        self._looks = {os.fsdecode(name): look(os.path.join(root, os.fsdecode(name))) for name in names}
        value = json.dumps(self._looks).encode()
        self.own = hash_of(value).hex()
        if self._kept.get(f"changes {self.own}") is None:
            self._kept.put(f"changes {self.own}", value)

    def since(self, own: str) -> list[Other] | None:
        """The files that are others than with the changes that are kept under a name."""
        value = self._kept.get(f"changes {own}")
        if value is None:
            return None
        before, now = json.loads(value), self._looks
        tracked = _names(self._kept.get(f"objects of {self._root}") or b"")
        names = [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]
        return [self._other(name, (before.get(name), now.get(name)), os.fsencode(name) in tracked) for name in names]

    def _other(self, name: str, looks: tuple[str | None, str | None], is_tracked: bool) -> Other:
        """A file whose look was another before; one that was or is as the objects say has none."""
        is_plain = all(_is_plain(look) if look is not None else is_tracked for look in looks)
        spelled = f"{os.path.basename(self._root)}/{name}"  # what stands at the top stands in a folder as well
        return Other(spelled, not is_plain, contents(os.path.join(self._root, name)))


def _names(records: bytes) -> frozenset[bytes]:
    from migrator.discovery.listing.git import record_name

    return frozenset(record_name(record) for record in records.split(b"\0") if b"\t" in record)


def _is_plain(look: str) -> bool:
    """Whether a look is that of a file whose text was read, under its own name."""
    return bool(look) and " " not in look


def is_worth_it(root: str) -> bool:
    """Whether a repository has git's index at its top, and so many files that git tells sooner what they are than a
    look at each. Of a work tree, whose index is elsewhere, nobody knows that before.
    """
    place = os.path.join(root, ".git")
    try:
        return os.path.isfile(place) or os.stat(os.path.join(place, "index")).st_size > SMALL
    except OSError:
        return False


def _changed(records: bytes, base: bytes) -> set[bytes] | None:
    """The names of the records that an earlier list does not have, and of those that only that has; None where they are
    many.
    """
    from migrator.discovery.listing.git import record_name

    if records == base:
        return set()
    others = set(records.split(b"\0")) ^ set(base.split(b"\0"))
    return {record_name(record) for record in others if b"\t" in record} if len(others) <= 2 * _MOST_CHANGED else None
