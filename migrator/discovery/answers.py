"""Answers to questions about all files of a repository, kept for as long as what they depend on is as it was.

An answer is kept with the files that were then not as git's objects say (`contents.Snapshot`), and with a trace of what
it depends on. Of a file that is another one since then it is known by its name and its text whether the answer may be
another. What was asked for beside the files that are watched (files that git ignores, places where nothing is, what is
outside) is looked at each time.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import NamedTuple, Protocol

from migrator.model.digest import hash_of

Asked = Callable[[], AbstractContextManager[set[str]]]
Answer = Sequence[str | None]
# Bytes of a file of which it is read what it holds, rather than looked at when it was written.
_MOST_READ = 1_000_000
# Files that decide what git lists and what it ignores.
_DECIDE = (".gitignore", ".gitattributes", ".gitmodules")
# Files of a repository that are read to see whether they are as they were.
_MOST_FILES = 2_000


class Kept(Protocol):
    """Values of earlier runs by their names."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, value: bytes) -> None: ...


class Trace:
    """What answers depend on. ``words`` are those that files were searched for, ``names`` the last parts of the paths
    and specifiers that were found or asked for; ``all_names`` is true where all files count, whatever their names.
    """

    def __init__(self, words: Iterable[bytes] = (), names: Iterable[str] = (), *, all_names: bool = False) -> None:
        self.words = set(words)
        self.names = set(names)
        self.all_names = all_names

    def moved_to(self, other: Trace) -> Trace:
        """What another trace lacks. It has all of this one then, which is empty."""
        new = Trace(self.words - other.words, self.names - other.names, all_names=self.all_names > other.all_names)
        other.words |= self.words
        other.names |= self.names
        other.all_names |= self.all_names
        self.words, self.names, self.all_names = set(), set(), False
        return new

    @cached_property
    def spelled(self) -> Callable[[bytes], int]:
        """Whether a text spells one of the words."""
        from migrator.discovery.words import Words

        return Words.each(self.words).of if self.words else lambda data: 0


class Other(NamedTuple):
    """A file that is another one than it was: its path from above the top, whether it came, went, or is of another
    kind, and what it holds.
    """

    name: str
    is_structural: bool
    data: bytes | None

    def matters(self, trace: Trace) -> bool:
        """Whether what depends on a trace may be another for it."""
        *folders, base = self.name.split("/")
        if base in trace.names or base in _DECIDE:
            return True
        if self.is_structural and (trace.all_names or not trace.names.isdisjoint((*folders, *_beginnings(base)))):
            return True
        return self.data is not None and bool(trace.spelled(self.data))


def _beginnings(name: str) -> Iterator[str]:
    """What a specifier may have of the name of a file: `game` and `game.worker` of `game.worker.js`."""
    parts = name.split(".")
    return (".".join(parts[:number]) for number in range(1, len(parts)))


class State(Protocol):
    """What the files of a repository are. ``name`` says it, but for what is told of single files; ``own`` is that."""

    name: str
    own: str

    def since(self, own: str) -> list[Other] | None:
        """The files that are others than in a state with the same name; None where nobody knows."""
        ...


class _Link(NamedTuple):
    """What an answer depends on, beyond what the links ``before`` have: the state in which it was found, how files
    that are not watched looked, and its trace.
    """

    own: str
    before: list[str]
    seen: list[tuple[str, str]]
    words: list[str]
    names: list[str]
    all_names: bool

    @classmethod
    def read(cls, value: bytes) -> _Link | None:
        """A link that was kept; None for somebody else's, however it came there."""
        try:
            return cls(*json.loads(value))
        except (TypeError, ValueError, RecursionError):
            return None

    @property
    def trace(self) -> Trace:
        return Trace((word.encode("latin-1") for word in self.words), self.names, all_names=self.all_names)


class Answers:
    """Answers for one state of the files that are watched. ``not_watched`` says which of some paths are none of these,
    or None where it cannot say. ``trace`` gets what the run depends on.

    What one answer needed others may use without looking for it again, so an answer depends on all that the run has
    found before. This is kept as a chain of links, each with what was new: many answers take no more than they have.
    """

    def __init__(
        self, kept: Kept, state: State, not_watched: Callable[[set[str]], set[str] | None], trace: Trace
    ) -> None:
        self._kept = kept
        self._state = state
        self._not_watched = not_watched
        self._trace = trace
        self._told = Trace()  # what the links of the run have
        self._asked: set[str] = set()
        self._last: list[str] = []  # the links from which one gets to all others of the run
        self._valid: dict[str, bool] = {}
        self._looks: dict[str, str] = {}
        self._since: dict[str, list[Other] | None] = {}

    def of(self, question: str, find: Callable[[], Answer], asked: Asked) -> Answer:
        """What an earlier run found for a question, if all that it depends on is as it was; else what ``find`` finds,
        which is kept. ``asked`` collects the paths that are asked for meanwhile.
        """
        name = f"{self._state.name} {question}"
        value = self._kept.get(name)
        if value is not None:
            try:
                answer, link = json.loads(value)
                if self._holds(str(link)):
                    if link not in self._last:
                        self._last.append(link)
                    return list(answer)
            except (TypeError, ValueError, RecursionError):  # somebody else's, however it came there
                pass
        with asked() as paths:
            answer = find()
        # What was asked for another question before is not asked again.
        new = set(map(os.path.abspath, paths)) - self._asked
        unwatched = self._not_watched(new)
        if unwatched is not None:
            self._asked |= new
            self._kept.put(name, json.dumps((answer, self._linked(unwatched))).encode())
        return answer

    def _linked(self, unwatched: set[str]) -> str:
        """A link of the chain, with what is new."""
        new = self._trace.moved_to(self._told)
        seen = [(path, self._look(path)) for path in sorted(unwatched)]
        words = sorted(word.decode("latin-1") for word in new.words)
        value = json.dumps((self._state.own, self._last, seen, words, sorted(new.names), new.all_names)).encode()
        link = hash_of(value).hex()
        self._kept.put(f"link {link}", value)
        self._valid[link] = True
        self._last = [link]
        return link

    def _look(self, path: str) -> str:
        if path not in self._looks:
            self._looks[path] = look(path)
        return self._looks[path]

    def _holds(self, link: str) -> bool:
        """Whether all is as it was that a link has and those before it."""
        todo = [link]
        before: dict[str, list[str]] = {}
        while todo:
            at = todo[-1]
            if at in self._valid:
                todo.pop()
                continue
            if at not in before:
                value = self._kept.get(f"link {at}")
                read = _Link.read(value) if value is not None else None
                if read is None or not self._is_same(read):
                    self._valid[at] = False
                    continue
                before[at] = read.before
            unknown = [each for each in before[at] if each not in self._valid]
            todo += unknown
            if not unknown:
                self._valid[at] = all(self._valid[each] for each in before[at])
        return self._valid[link]

    def _is_same(self, link: _Link) -> bool:
        if any(self._look(path) != known for path, known in link.seen):
            return False
        if link.own == self._state.own:
            return True
        if link.own not in self._since:
            self._since[link.own] = self._state.since(link.own)
        others, trace = self._since[link.own], link.trace
        return others is not None and not any(other.matters(trace) for other in others)


class _Small:
    """The state of a repository whose files are all read: any other file is another state."""

    own = ""

    def __init__(self, name: str) -> None:
        self.name = name

    def since(self, own: str) -> list[Other] | None:
        return None


def small(
    root: str, kept: Kept, paths: list[str], read: Callable[[str], bytes | None], trace: Trace
) -> Answers | None:
    """Answers for what the documents of a repository hold, which ``read`` reads; None where they are many."""
    if len(paths) > _MOST_FILES:
        return None
    state = hash_of("\n".join(_rows(paths, read)).encode("utf-8", "surrogateescape")).hex()
    watched = frozenset(map(os.path.abspath, paths))
    return Answers(kept, _Small(f"files {state} in {root}"), lambda asked: asked - watched, trace)


def _rows(paths: Iterable[str], read: Callable[[str], bytes | None]) -> Iterable[str]:
    for path in paths:
        data = read(path)
        yield f"{path}\0{hash_of(data).hex() if data is not None else ''}"


def look(path: str) -> str:
    """What a file is, in one word: what it holds or, of a large one, when it was written; and where a link leads."""
    try:
        real = os.path.realpath(path)
        if real != path:
            return f"{look(real)} at {real}"
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_READ:
            return f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ino}"
        with open(path, "rb") as file:
            return hash_of(file.read()).hex()
    except (OSError, ValueError):
        return ""
