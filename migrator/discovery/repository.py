"""The files of the repository around a file, listed once in a run."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.answers import Answer, Answers, Kept, Trace, small
from migrator.discovery.contents import Snapshot, is_worth_it
from migrator.discovery.listing import VENDORED, listed
from migrator.discovery.prefilter import may_call, may_hold, may_wrap, revealing
from migrator.discovery.reach import Reach
from migrator.discovery.roots import Roots
from migrator.discovery.scan import LARGEST, Found, Names, is_listed, prefix, scan
from migrator.discovery.specifiers import called
from migrator.documents.kinds import PARSED_ENDINGS
from migrator.documents.places import stems
from migrator.javascript.disk import Disk, digest
from migrator.model.settings import Receiver
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from migrator.discovery.listing import git
    from migrator.discovery.words import Index

_GIT = ".git"
_MEMBERS = (PYTHON.namespace.encode(), PYTHON.importer.encode())


class Running(NamedTuple):
    """A file that may run Python: as it is listed, where it is, and a digest of what it holds."""

    path: str
    real: str
    seen: str


class Repository:
    """Where a name leads that no import spells: to the files around the file that asks, whichever paths were given."""

    def __init__(self, disk: Disk, kept: Kept | None = None, found: git.Found | None = None) -> None:
        self.disk = disk
        self._kept = kept
        self._found = found
        self._snapshots: dict[str, Snapshot] = {}
        self._answers: dict[str, Answers | None] = {}
        self.reach = Reach(disk)
        self.largest = LARGEST  # bytes of a file that is seen
        self._roots = Roots()
        self._root_of: dict[str, str] = {}
        self._below: dict[str, frozenset[str]] = {}
        self._listed: dict[str, list[str]] = {}
        self._parsed: dict[str, frozenset[str]] = {}
        self._others: dict[str, list[str]] = {}
        self._callers: dict[str, frozenset[str]] = {}
        self._running: dict[tuple[str, str], tuple[list[Running], str]] = {}
        self._by_name: dict[str, dict[str, list[str]]] = {}
        self._words: set[bytes] = set()
        self._spelled: dict[str, Index] = {}
        self._trace = Trace()
        if kept is not None:
            disk.collect()

    def takes(self, most: int) -> None:
        """See files of so many bytes too, which some settings let a run look at."""
        if most > self.largest:
            self.largest = most
            for listed in (self._listed, self._parsed, self._others, self._by_name, self._spelled, self._below):
                listed.clear()
            for answered in (self._answers, self._callers, self._running):
                answered.clear()

    def root(self, near: Path) -> str:
        """The root of the repository around a file."""
        return self._root(_folder(near))

    def _root(self, folder: str) -> str:
        """The root of the repository that a real folder is in. Git is not asked about a folder in which it lists a
        file: it does not ignore that.
        """
        if folder not in self._root_of:
            top = self._roots.top(folder)
            is_inside = top is not None and self._lists_below(top, folder)
            self._root_of[folder] = top if top is not None and is_inside else self._roots.of(folder)
        return self._root_of[folder]

    def _lists_below(self, top: str, folder: str) -> bool:
        """Whether git lists files in a folder, as far as that is known. A small repository is listed for it, which
        takes no longer than a question about one folder and is asked for next.
        """
        if top not in self._listed and not is_worth_it(top):
            self._files(top)
        if top in self._listed:
            if top not in self._below:
                self._below[top] = _folders_of(self._documents(top))
            return folder in self._below[top]
        return self._lists(top, os.path.relpath(folder, top), is_folder=True)

    def _lists(self, top: str, name: str, *, is_folder: bool = False) -> bool:
        """Whether git is known to list a file, or files in a folder, below the top of a repository."""
        snapshot = self._snapshots.get(top)
        if snapshot is None or not snapshot.is_taken or not VENDORED.isdisjoint(name.split(os.sep)):
            return False
        spelled = os.fsencode(name).replace(os.fsencode(os.sep), b"/")
        return snapshot.lists(spelled + b"/" if is_folder else spelled)

    def around(self, near: Path) -> list[str]:
        """Every file around ``near`` that may hold code for a browser."""
        return self.documents(self.root(near))

    def named(self, near: Path, name: str) -> tuple[str, ...]:
        """The files of one name around ``near``."""
        folder = _folder(near)
        paths = self.named_around(folder, name)
        self.disk.note_names(folder, name, paths)
        return paths

    def named_around(self, folder: str, name: str) -> tuple[str, ...]:
        """The files of one name in the repository that a real folder is in."""
        root = self._root(folder)
        self._trace.all_names = True
        if root not in self._by_name:
            found = self._by_name[root] = {}
            for path in self._files(root):
                found.setdefault(os.path.basename(path), []).append(path)
        return tuple(self._by_name[root].get(name, ()))

    def documents(self, root: str, *, asks_names: bool = False) -> list[str]:
        """Every file of a repository that may hold code for a browser, in JavaScript or in a language near it. Whoever
        ``asks_names`` says later which names matter (`asks`); otherwise all do.
        """
        self._trace.all_names = self._trace.all_names or not asks_names
        return self._documents(root)

    def asks(self, name: str) -> None:
        """Say that it matters which documents there are that a specifier or an address with this last part may mean."""
        self._trace.names.update(called(name))

    def folders(self, root: str) -> set[str]:
        """The folders in which documents of a repository stand."""
        return {os.path.dirname(os.path.abspath(path)) for path in self._documents(root)}

    def _documents(self, root: str) -> list[str]:
        return [*self._files(root), *self._others[root]]

    def expects(self, words: Collection[bytes]) -> None:
        """Say that files will be asked for that spell some words: files are looked through once for all of these."""
        self._words.update(words)

    def holding(
        self, root: str, question: str, may: Callable[[bytes], bool], words: Collection[bytes]
    ) -> list[tuple[str, bytes]]:
        """The documents of a repository whose bytes may have what a ``question`` asks for, each with its bytes, in the
        order of `documents`. The question says all that decides it; what has it spells one of the ``words``.
        """
        asked = f"{question}, up to {self.largest}"
        snapshot = self._snapshot(root)
        names = snapshot.known(asked) if snapshot is not None else None
        if names is None:
            paths = self._spelling(root, words)
        else:
            paths = [path for one in self._scanned(root, lambda _folder, _faults: iter(names)) for path in one]
        found = []
        for path in paths:
            data = self.disk.peek(path, listed=True)
            if data is not None and may(data):
                found.append((path, data))
        self._trace.words.update(words)
        self._trace.names.update(os.path.basename(path) for path, _ in found)
        if snapshot is not None:
            top = os.fsencode(prefix(root))
            snapshot.keep(asked, (os.fsencode(path).removeprefix(top) for path, _ in found))
        return found

    def _spelling(self, root: str, words: Collection[bytes]) -> list[str]:
        """The documents of a repository that spell one of some words."""
        from migrator.discovery.words import Index, Words  # a result that is kept needs neither

        if root not in self._spelled:
            common = revealing().union(_MEMBERS, self._words)
            self._spelled[root] = Index(common.union(words), self._texts(root))
        found = self._spelled[root].spelling(words)
        if found is not None:
            return found
        of = Words.each(words).of
        return [path for path, data in self._texts(root) if data is not None and of(data)]

    def _texts(self, root: str) -> Iterator[tuple[str, bytes | None]]:
        return ((path, self.disk.peek(path, listed=True)) for path in self._documents(root))

    def answer(self, root: str, question: str, find: Callable[[], Answer]) -> Answer:
        """What is found for a question about all files of a repository, in this run or in one before which found the
        same files. What it depends on is not noted: whoever asks notes the answer.
        """
        with self.disk.watch(apart=True):
            answers = self._answers_of(root)
            if answers is None:
                return find()
            return answers.of(f"{question}, up to {self.largest}", lambda: self._traced(find()), self.disk.asking)

    def _traced(self, answer: Answer) -> Answer:
        """An answer, for which anything that the run has asked for so far may have been used."""
        self._trace.names.update(map(os.path.basename, self.disk.newly_asked()))
        return answer

    def _answers_of(self, root: str) -> Answers | None:
        snapshot = self._snapshot(root)
        if snapshot is None or self._kept is None:
            return None
        answers = snapshot.answers(self._trace)
        if answers is not None:
            return answers
        if root not in self._answers:
            read = partial(self.disk.peek, listed=True)
            self._answers[root] = small(root, self._kept, self._documents(root), read, self._trace)
        return self._answers[root]

    def callers(self, root: str) -> frozenset[str]:
        """The real paths of the documents of a repository that may call a function of another one which only runs what
        it is given, by what they import (`reach`).
        """
        if root not in self._callers:
            question = "what may call functions of other files that run Python"
            found = self.answer(root, question, lambda: sorted(self._all_callers(root)))
            self._callers[root] = frozenset(path for path in found if path is not None)
        return self._callers[root]

    def _all_callers(self, root: str) -> Iterator[str]:
        from migrator.discovery.words import spelling

        wrapping = self.holding(root, "what may run Python that it is given", may_wrap, spelling((PYTHON.stem,)))
        level = {os.path.realpath(path) for path, data in wrapping if not PYTHON.is_interpreter(path, data)}
        seen = set(level)
        while level:
            words = sorted({os.fsencode(word) for path in level for word in stems(path)})
            is_folder = any(len(stems(path)) > 1 for path in level)
            named = b"|".join(words).decode("utf-8", "replace")
            question = f"what imports {named}{' or a folder' if is_folder else ''}"
            onward: set[str] = set()
            ends = [before + word for word in words for before in _BEFORE] + [*(_HERE if is_folder else ())]
            for path, data in self.holding(root, question, _imports(words, is_folder=is_folder), ends):
                imports, passes_on = self.reach.leads_to(path, data, level)
                if imports:
                    yield os.path.realpath(path)
                if passes_on:
                    onward.add(os.path.realpath(path))
            self._trace.names |= self.reach.names  # which file a specifier means, others of the name decide
            level = onward - seen
            seen |= level

    def _snapshot(self, root: str) -> Snapshot | None:
        """What git says of a repository, None where texts come from elsewhere or nothing is kept."""
        if self._kept is None or not self.disk.is_plain:
            return None
        if root not in self._snapshots:
            from migrator.discovery.listing.git import Found

            self._found = self._found or Found()
            self._snapshots[root] = Snapshot(root, self._kept, self._found)
        return self._snapshots[root]

    def running(self, near: Path, receiver: Receiver) -> list[Running]:
        """The files around ``near`` that may run Python, on a receiver, on anything else or through a function of
        another file: it is noted that the answer depends on these.
        """
        folder = _folder(near)
        found, summary = self._running_around(folder, receiver)
        self.disk.note_running(folder, str(receiver), summary)
        return found

    def running_around(self, folder: str, receiver: str) -> str | None:
        """What `running` noted of a receiver, for the repository that a real folder is in."""
        read = Receiver.read(receiver)
        return self._running_around(folder, read)[1] if read is not None else None

    def _running_around(self, folder: str, receiver: Receiver) -> tuple[list[Running], str]:
        """The files, and all of them with what they hold in one word, the same in each checkout."""
        root = self._root(folder)
        key = root, str(receiver)
        if key not in self._running:
            question = f"what may run Python or has {receiver}, with what it holds"
            rows = self.answer(root, question, lambda: list(chain(*self._all_running(root, receiver))))
            texts = [text for text in rows if text is not None]
            found = [Running(*row) for row in zip(texts[::3], texts[1::3], texts[2::3], strict=True)]
            seen = sorted(f"{os.path.relpath(file.path, root)}\0{file.seen}" for file in found)
            self._running[key] = found, digest("\n".join(seen).encode("utf-8", "surrogateescape"))
        return self._running[key]

    def _all_running(self, root: str, receiver: Receiver) -> Iterator[Running]:
        from migrator.discovery.words import spelling

        named = f"what may run Python or has {receiver}"
        words = spelling((PYTHON.stem, receiver.word)) | frozenset(_MEMBERS)
        may = self.holding(root, named, lambda data: _may_run(data, receiver), words)
        found = [Running(path, os.path.realpath(path), digest(data)) for path, data in may]
        yield from found
        known = {file.real for file in found}
        others = self.callers(root) - known if any(may_wrap(data) for _, data in may) else ()
        for path in sorted(filter(self.is_parsed, others)):  # which may call what those have
            data = self.disk.peek(Path(path))
            if data is not None:
                yield Running(path, path, digest(data))

    @staticmethod
    def is_parsed(path: str) -> bool:
        """Whether a file is in the language that is parsed."""
        return os.path.splitext(path)[1].lower() in PARSED_ENDINGS

    def has(self, folder: str, path: str) -> bool:
        """Whether `files` has a real path, asked from a real folder, without listing all of them."""
        root = self._root(folder)
        if root in self._listed:
            if root not in self._parsed:
                self._parsed[root] = frozenset(self._listed[root])
            return path in self._parsed[root]
        if self._root(os.path.dirname(path)) != root or os.path.realpath(path) != path:
            return False
        if not is_listed(path, self.largest):
            return False
        return self._lists(root, os.path.relpath(path, root)) or not self._roots.is_ignored(root, path)

    def _files(self, root: str) -> list[str]:
        if root not in self._listed:
            self._listed[root], self._others[root] = self._scanned(root, listed)
        return self._listed[root]

    def _scanned(self, root: str, names: Names) -> tuple[list[str], list[str]]:
        """The files of some names that are parsed, and those that are only searched."""
        nested = _Nested(root)
        items = scan((root,), sure=True, names=names, most=self.largest)
        found = [item for item in items if isinstance(item, Found) and not nested.holds(item.folder)]
        parsed = [item.path for item in found if item.language is None]
        return parsed, [item.path for item in found if item.language is not None]


def _ending_in(words: list[bytes], *, is_folder: bool) -> re.Pattern[bytes]:
    """What looks like a specifier that ends in one of some names of files or folders, or, of a folder, in none."""
    names = b"|".join(map(re.escape, words))
    ends = rb"""(?:%s)(?:\.[\w.-]+)?/?(?:[?#][^'"`\n]*)?['"`]""" % names
    here = rb"""|['"`](?:\.\.?/)*\.\.?/?['"`]""" if is_folder else b""
    return re.compile(rb"""(?<=[/'"`])%s%s""" % (ends, here))


# What stands before the last part of a specifier.
_BEFORE = (b"/", b"'", b'"', b"`")
# What a specifier ends in that means a folder.
_HERE = (b"./'", b'./"', b".'", b'."', b"./`", b".`")


def _imports(words: list[bytes], *, is_folder: bool) -> Callable[[bytes], bool]:
    """Whether the bytes of a file may have a specifier that means a file or a folder of one of some names."""
    pattern = _ending_in(words, is_folder=is_folder)
    return lambda data: pattern.search(data) is not None


def _may_run(data: bytes, receiver: Receiver) -> bool:
    return may_call(data) or may_hold(data, receiver) or any(name in data for name in _MEMBERS)


class _Nested:
    """Folders of other repositories below a root: a walk, unlike git, goes into them."""

    def __init__(self, root: str) -> None:
        self._known = {prefix(root).removesuffix(os.sep): False}

    def holds(self, folder: str) -> bool:
        if folder not in self._known:
            is_top = os.path.lexists(os.path.join(folder, _GIT))
            self._known[folder] = is_top or self.holds(os.path.dirname(folder))
        return self._known[folder]


def _folders_of(paths: list[str]) -> frozenset[str]:
    """The folders that some files stand in, and all above these."""
    found: set[str] = set()
    for folder in set(map(os.path.dirname, paths)):
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)
    return frozenset(found)


def _folder(near: Path) -> str:
    return os.path.dirname(os.path.realpath(near))
