"""Which files a run looks at, with which settings, and what it looks for in each. No file is parsed here.

This is one module because a file is asked for in one pass over its bytes: what is looked for depends on its settings,
and whether it is opened on what an earlier run knows of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from migrator.discovery.listing import ODD, listed
from migrator.discovery.prefilter import (
    SUPPRESSES,
    Asks,
    is_generated,
    may_call,
    may_name,
    may_reveal,
    may_send,
    may_wrap,
    revealing,
    sought,
)
from migrator.discovery.roots import git_top
from migrator.discovery.scan import MEGABYTE, Found, LeftOut, followed, given_text, is_left_out, prefix, scan, too_large
from migrator.discovery.specifiers import climbs
from migrator.model.settings import SettingsError
from migrator.model.unexpected import is_fault
from migrator.python.language import PYTHON
from migrator.run.request import Passed, Searched, Task

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.discovery.exclusion import Exclusion
    from migrator.discovery.listing import Fault, Listed, git
    from migrator.discovery.reach import Reach
    from migrator.discovery.repository import Repository
    from migrator.model.ledger import Message
    from migrator.model.settings import Receiver, Settings
    from migrator.run.cache.folders import Folders
    from migrator.run.cache.store import Store
    from migrator.run.request import Configuration, Request


_NOTHING = Asks()
# What the words count as that a file is searched for.
_KEPT, _WORKER, _CALL, _PYODIDE, _METHODS, _RECEIVERS = (1 << number for number in range(6))
# Bytes of an index of git with so few files that to look at all takes no longer than to ask git what changed.
SMALL = 30_000
_FEW = 8  # files, for which it does not pay to make a search for all words


class _Words:
    """What a file with some settings may have, by the words that it spells: anything, as long as few were asked for."""

    def __init__(self, settings: Settings, methods: frozenset[bytes]) -> None:
        self._settings = settings
        self._methods = methods
        self._asked = 0
        self._search: Callable[[bytes], int] | None = None

    def of(self, data: bytes) -> int:
        """The sum of the kinds of words."""
        if self._search is None:
            self._asked += 1
            if self._asked <= _FEW:
                return -1
            self._search = self._made()
        return self._search(data)

    def _made(self) -> Callable[[bytes], int]:
        from migrator.discovery.words import Words, spelling

        kinds = {
            _KEPT: {SUPPRESSES},
            _WORKER: spelling([self._settings.worker.word]),
            _CALL: spelling([PYTHON.stem]),
            _PYODIDE: revealing(),
            _METHODS: spelling(name.decode() for name in self._methods),
        }
        for number, receiver in enumerate(_receivers(self._settings)):
            kinds[_RECEIVERS << number] = spelling([receiver.word])
        bits: dict[bytes, int] = {}
        for kind, words in kinds.items():
            for word in words:
                bits[word] = bits.get(word, 0) | kind
        return Words(bits).of


class Questions:
    """What a run looks for in the bytes of a file, by the file's settings."""

    def __init__(self, *, boundary: bool) -> None:
        self._boundary = boundary
        self._methods: dict[Settings, frozenset[bytes]] = {}
        self._commands: dict[tuple[Path, ...], frozenset[bytes]] = {}
        self._of: dict[Settings, Callable[[bytes], Asks]] = {}

    def of(self, settings: Settings) -> Callable[[bytes], Asks]:
        """What a file with these settings may have, by its bytes."""
        if settings not in self._of:
            self._of[settings] = self._asking(settings)
        return self._of[settings]

    def _asking(self, settings: Settings) -> Callable[[bytes], Asks]:
        methods, commands = self.methods(settings), self._sent(settings)
        boundary, worker, functions = self._boundary, settings.worker, self.functions(settings)
        holds = [(_RECEIVERS << number, sought(each)) for number, each in enumerate(_receivers(settings))]
        words = _Words(settings, methods)

        def asks(data: bytes) -> Asks:
            found = words.of(data)
            if not found:
                return _NOTHING
            # A comment that keeps a use is looked at even where the last use is gone.
            kept = boundary and bool(found & _KEPT) and SUPPRESSES in data
            sends = bool(found & _WORKER) and may_send(data, worker, commands)
            calls = bool(found & _CALL) and may_call(data)
            # Settings that name a receiver cover no other, but for what may keep Pyodide, and in worker scripts.
            uses = calls or any(found & bit and look(data) for bit, look in holds)
            uses = uses or (bool(found & _PYODIDE) and may_reveal(data))
            named = bool(found & _METHODS) and bool(methods) and may_name(data, methods, functions)
            return Asks(uses, named, kept, calls, sends)

        return asks

    def duties(self, settings: Settings, data: bytes) -> Asks:
        """What a file may have that asks something of a worker script."""
        sends = may_send(data, settings.worker, self._sent(settings))
        holds = any(sought(receiver)(data) for receiver in _receivers(settings))
        uses = holds or (settings.infers and may_reveal(data))
        return Asks(uses=uses, sends=sends)

    def key(self, settings: Settings) -> str:
        """Says all that decides whether a file is passed over once its bytes are known."""
        question = {
            "boundary": self._boundary,
            "receiver": (str(settings.receiver), *map(str, settings.receivers)),
            "infers": settings.infers,
            "worker": str(settings.worker),
            "commands": sorted(self.commands(settings)),
            "methods": sorted(self.methods(settings)),
            "functions": sorted(self.functions(settings)),
            "largest": settings.largest_file,
            "exclude": (settings.path, settings.exclude) if settings.exclude else None,
        }
        return repr(question)

    def methods(self, settings: Settings) -> frozenset[bytes]:
        """The methods and functions that the settings name, in files of which they ask something."""
        if not self._boundary:
            return frozenset()
        if settings not in self._methods:
            self._methods[settings] = frozenset(_spelled(settings.stated))
        return self._methods[settings]

    def functions(self, settings: Settings) -> frozenset[bytes]:
        """Those of `methods` that are functions, and no members of a class."""
        if not self._boundary:
            return frozenset()
        return frozenset(_spelled(settings.stated, functions_only=True))

    def states(self, settings: Settings) -> bool:
        """Whether the settings name what has to be somewhere: a method, a function or files."""
        names_files = self._boundary and settings.kept_line is not None and bool(settings.kept_files)
        return names_files or bool(self.methods(settings))

    def commands(self, settings: Settings) -> frozenset[bytes]:
        """The commands for which pages in use ask something of the worker."""
        folders = settings.rules
        if folders not in self._commands:
            from migrator.rules.pages import commands_with_duties

            self._commands[folders] = commands_with_duties(settings.pages)
        return self._commands[folders]

    def _sent(self, settings: Settings) -> Callable[[], frozenset[bytes]]:
        return partial(self.commands, settings)


def _receivers(settings: Settings) -> tuple[Receiver, ...]:
    return (settings.receiver, *settings.receivers)


def _spelled(names: frozenset[str], *, functions_only: bool = False) -> Iterator[bytes]:
    """What code spells of names that settings state."""
    if names:
        from migrator.model.boundary import keeper, spelled

        yield from (spelled(name).encode() for name in names if not functions_only or keeper(name) == "function")


class Exclusions:
    """The files that settings exclude."""

    def __init__(self) -> None:
        self._known: dict[Settings, Exclusion] = {}

    def hold(self, settings: Settings, path: str) -> bool:
        """Whether the settings of a file exclude it."""
        if not settings.exclude:
            return False
        if settings not in self._known:
            from migrator.discovery.exclusion import Exclusion  # imports pathspec

            self._known[settings] = Exclusion(settings)
        return self._known[settings].holds(path)


class Selection:
    """The files of one run, in the order of its paths. ``given`` is what the one path holds, whatever is on disk; a
    ``store`` has which names below a folder mattered in an earlier run.

    ``looked_at`` counts the files that were read so far, ``searched`` those in a language that is not parsed, and
    ``examined`` all that were examined: read in this run, or in an earlier one and unchanged since then. ``stating``
    are the settings of files so far that name methods, functions or files. ``reach`` says of a file whether it may call
    what another one has.
    """

    def __init__(
        self,
        request: Request,
        configuration: Configuration,
        questions: Questions,
        given: bytes | None,
        store: Callable[[], Store | None],
        reach: Callable[[], Reach],
        repository: Callable[[], Repository],
        found: Callable[[], git.Found],
    ) -> None:
        self._request = request
        self._settings = configuration.settings
        self._questions = questions
        self._given = given
        self._store = store
        self._reach = reach
        self._repository = repository
        self._of_git = found
        self._taken: set[str] = set()
        self._wraps = False
        self._exclusions = Exclusions()
        self._folders: Folders | None = None
        self._reported: list[SettingsError] = []
        self._listed_only = 0
        self._unlooked = 0
        self.looked_at = 0
        self.searched = 0
        self.stating: dict[Settings, None] = {}

    @property
    def examined(self) -> int:
        passed = self._folders.passed if self._folders is not None else 0
        return self.looked_at + passed + self._listed_only - self._unlooked

    def files(self) -> Iterator[Task | Searched | Passed]:
        """Every file to look at, and every path of which something is to be said without that."""
        force_exclude = self._request.force_exclude
        folder, held, is_entered = None, None, False
        for item in self._found():
            if force_exclude and item.named and is_left_out(item.path):
                continue
            if held is None or item.folder is not folder:
                try:
                    held = settings = self._settings(item.path if self._given is None else followed(item.path))
                except SettingsError as error:
                    held = None
                    if self._folders is not None:
                        self._folders.forget()
                    yield from self._faulty(error)
                    continue
                folder, is_entered = item.folder, False
                depth = self._depth(item)
                ask = self._questions.of(settings)
                if self._folders is not None:
                    self._folders.enter(folder, settings)
            is_bound = force_exclude or not item.named
            if settings.exclude and is_bound and self._exclusions.hold(settings, item.path):
                self._note_excluded(item)
                continue
            data = self._read(item, settings.largest_file * MEGABYTE)
            if not isinstance(data, bytes):
                if data is not None:
                    yield data
                continue
            if not is_entered:
                is_entered = True
                self._enter(settings)
                if self._folders is not None:
                    self._folders.read(folder)
            if isinstance(item, Found) and item.language is not None:
                try:
                    found: Searched | Passed = self._search(item, item.language, data, settings)
                except BaseException as error:
                    if not is_fault(error):
                        raise
                    from migrator.run.result import raised

                    self._matters(item.path)
                    found = Passed(item.path, raised(error).message, is_error=True)
                yield found
                continue
            asks = ask(data)
            self._wraps = self._wraps or (asks.calls and may_wrap(data))
            if not any(asks):
                if not climbs(data, depth):
                    if self._folders is not None:
                        self._folders.passes(item.path)
                    continue
                self._matters(item.path)  # what it imports may change, and is no file of the run
                if not self._reach().may_call(item.path, data):
                    continue
            self._matters(item.path)
            why = None if item.named else _not_written_by_hand(item.path, data)
            if why is None:
                self._taken.add(item.path)
                yield Task(item.path, data, settings, self._with_imported(item.path, data, asks))
            elif asks.uses or asks.calls:
                self._unlooked += 1
                yield Passed(item.path, _message(why))

    def callers(self) -> Iterator[Task]:
        """The files that `files` passed over by their bytes and that may call a function of another file which only
        runs what it is given. They are looked for once all are read, and only if a file may have such a function.
        """
        if not self._wraps or self._given is not None:
            return
        from pathlib import Path  # few runs look for callers

        repository = self._repository()
        roots = [repository.root(Path(place, "_")) for place in self._request.places]
        # Below a folder that git knows there is no other repository.
        known = all(os.path.lexists(os.path.join(root, ".git")) for root in roots)
        names = partial(_only, frozenset[str]().union(*map(repository.callers, roots))) if known else listed
        folder, held = None, None
        for item in scan(self._request.places, names=names):
            if not isinstance(item, Found) or item.language is not None or item.path in self._taken:
                continue
            if os.path.realpath(item.path) not in repository.callers(repository.root(Path(item.path))):
                continue
            if item.named and self._request.force_exclude and is_left_out(item.path):
                continue
            try:
                if held is None or item.folder is not folder:
                    folder, held = item.folder, self._settings(item.path)
                is_bound = self._request.force_exclude or not item.named
                if held.exclude and is_bound and self._exclusions.hold(held, item.path):
                    continue
                data = item.read(held.largest_file * MEGABYTE)
            except (SettingsError, OSError):  # which `files` told
                continue
            if not isinstance(data, bytes) or any(self._questions.of(held)(data)):
                continue
            if item.named or not is_generated(data):
                yield Task(item.path, data, held, Asks(imported=True))

    def _with_imported(self, path: str, data: bytes, asks: Asks) -> Asks:
        return asks._replace(imported=True) if self._reach().may_call(path, data) else asks

    def _depth(self, item: Found | LeftOut) -> int:
        """How many folders of the run are above a file: what it imports from further up is no file of the run."""
        if self._given is not None or item.named:
            return -1
        folder, depth = os.path.realpath(item.folder), -1
        for place in self._request.places:
            top = os.path.realpath(place)
            if folder == top or folder.startswith(os.path.join(top, "")):
                depth = max(depth, 0 if folder == top else os.path.relpath(folder, top).count(os.sep) + 1)
        return depth

    def _note_excluded(self, item: Found | LeftOut) -> None:
        """A file that is not looked at may have what others call, all the same."""
        if self._wraps or not isinstance(item, Found) or item.language is not None:
            return
        try:
            data = item.read()
        except OSError:
            return
        if isinstance(data, bytes) and may_wrap(data):
            self._wraps = True
            self._matters(item.path)

    def _found(self) -> Iterator[Found | LeftOut]:
        paths = self._request.places
        if self._given is None:
            return scan(paths, names=self._listed)
        return iter([given_text(paths[0])])

    def _search(self, item: Found, language: str, data: bytes, settings: Settings) -> Searched:
        """A file in a language that is not parsed, with the calls in it that run Python."""
        self.searched += 1
        is_asked_for = item.named and not self._request.force_exclude
        found = Searched(item.path, language, settings, (), is_asked_for=is_asked_for)
        if may_call(data):
            from migrator.sites.unread.text import searched_calls

            ending = os.path.splitext(item.path)[1].lower()
            found.breaches = tuple(searched_calls(data, ending, settings, language))
        if found.breaches or found.is_asked_for:
            self._matters(item.path)
        elif self._folders is not None:
            self._folders.searches(item.path)
        return found

    def _read(self, item: Found | LeftOut, most: int) -> bytes | Passed | None:
        """The bytes of a file, or what is said of it where there are none; None if git lists what was deleted."""
        if isinstance(item, LeftOut):
            if item.searched:
                self._listed_only += 1
                self.searched += 1
                if self._folders is not None:
                    self._folders.searches(item.path)
            else:
                self._matters(item.path)
            return Passed(item.path, item.reason, is_error=item.named)
        try:
            data = item.read(most) if self._given is None else self._text(item, self._given, most)
        except OSError as error:
            self._matters(item.path)
            return Passed(item.path, _message("CANNOT_BE_READ", why=str(error.strerror)), is_error=True)
        self.looked_at += 1
        if isinstance(data, bytes):
            return data
        self._unlooked += 1
        self._matters(item.path)
        return Passed(data.path, data.reason, is_error=data.named) if data is not None else None

    @staticmethod
    def _text(item: Found, text: bytes, most: int) -> bytes | LeftOut:
        return text if len(text) <= most else too_large(item.path, most, named=item.named)

    def _listed(self, folder: str, faults: list[Fault]) -> Iterator[Listed]:
        """The names below a folder that may matter, by what an earlier run kept of it."""
        store = self._store()
        if store is None:
            return listed(folder, faults)
        from migrator.discovery.listing.index import Index, is_small

        top = git_top(os.path.realpath(folder))
        if is_small(top, SMALL):
            return listed(folder, faults)
        index = Index.read(folder, top)
        if index is None:
            return listed(folder, faults)
        if self._folders is None:
            from migrator.run.cache.folders import Folders

            self._folders = Folders(
                store,
                self._request.places,
                self._settings,
                self._questions.key,
                self._enter,
                self._is_read,
                self._of_git(),
            )
        return self._folders.listed(folder, index, faults)

    def _is_read(self, path: str) -> bool:
        """Whether a file below a folder of the run is read, if it is one to look at."""
        try:
            return not self._exclusions.hold(self._settings(path), path)
        except SettingsError:
            return False

    def _matters(self, path: str) -> None:
        if self._folders is not None:
            self._folders.matters(path)

    def _enter(self, settings: Settings) -> None:
        """Files of some settings are read: what these name has to be somewhere."""
        if self._questions.states(settings):
            self.stating[settings] = None

    def _faulty(self, error: SettingsError) -> Iterator[Passed]:
        """The faults of a settings file, once; its files are not looked at."""
        if not any(error is known for known in self._reported):
            self._reported.append(error)
            for fault in error.faults:
                yield Passed(fault.path, fault.message, is_error=True, line=fault.line)


def _only(wanted: frozenset[str], folder: str, faults: list[Fault]) -> Iterator[Listed]:
    """The names below a folder that lead to some files, which are looked at for what they are."""
    top = prefix(os.path.realpath(folder))
    names = (path.removeprefix(top).replace(os.sep, "/") for path in sorted(wanted) if path.startswith(top))
    return ((os.fsencode(name), ODD, False) for name in names)


def _not_written_by_hand(path: str, data: bytes) -> str | None:
    """Why a file that might matter is not looked into: the name of the sentence that says so."""
    if PYTHON.is_interpreter(path, data):
        return "COPY_OF_PYODIDE"
    return "LOOKS_GENERATED" if is_generated(data) else None


def _message(sentence: str, **values: str) -> Message:
    """A message, by the name of its sentence: a run that passes over nothing imports neither."""
    from migrator.model.ledger import Message, Sentence

    return Message.of(Sentence.named(sentence), **values)
