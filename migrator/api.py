"""What other programs call: `check`, `migrate` and `explain`, as the command line does.

    from migrator.api import check

    for item in check(["js"]):
        ...

Each entry is a `FileEntry` of `migrator.model.ledger` for a file that has something to report, or a `Skipped` for a
path that was left out. An entry comes as soon as its file was examined. A fault of one file, settings file or path is
the error of its entry, and hides no other file. What stops a whole run is raised:

- `SettingsError`, at once, if the settings file that the options name is faulty.
- `RuleError` if a page of rules is faulty: at once if the options name pages or rules, else at the first file that
  needs these pages.
- `UnknownRule`, likewise, if the options name a rule that no page has; `UnknownChange`, if they accept a change that
  no page names.
- `Refused`, where files were to be written and none of them was.

`Session` is for programs that look more than once, or want to know how far a run is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from migrator.config import Finder, read
from migrator.model.settings import SettingsError, accepting_all, show_path
from migrator.model.unexpected import Stop
from migrator.run.engine import Run, nothing
from migrator.run.request import Configuration, Request

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.model.ledger import Breach, Entry, FileEntry, Skipped
    from migrator.model.settings import SettingFault, Settings
    from migrator.rules.loader import Rule, RuleError
    from migrator.run.cache.store import Store
    from migrator.run.pool import Crew, Look
    from migrator.writing.transaction import Refused

    Entries = Generator[FileEntry | Skipped, None, None]
    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

__all__ = [
    "Explanation",
    "Options",
    "Refused",
    "RuleError",
    "Run",
    "Session",
    "SettingsError",
    "UnknownChange",
    "UnknownRule",
    "check",
    "explain",
    "migrate",
]

# What is imported inside functions here is heavy, and a check of files that do not mention Pyodide does without it.
_LATE = {"Refused": "migrator.writing.transaction", "RuleError": "migrator.rules.loader"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


class UnknownRule(Stop, LookupError):
    """Options name a rule that no page has; ``name`` is what they call it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"`{self.name}` is no rule; `migrator rules` lists them"


class UnknownChange(Stop, LookupError):
    """Options accept a change that no page names; ``name`` is what they call it, and ``near`` what is called nearly so.
    """

    def __init__(self, name: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(name, near)
        self.name = name
        self.near = near

    def __str__(self) -> str:
        mend = f"did you mean {' or '.join(f'`{name}`' for name in self.near)}?" if self.near else ""
        return f"`{self.name}` is no change that a page names; {mend or '`migrator rules` lists them'}"


class Options(NamedTuple):
    """Where settings and rules come from.

    ``config`` is a settings file for all files, in place of the nearest `migrator.toml` of each. ``rules`` are pages,
    or folders of pages, in place of those of the settings. ``only`` and ``skip`` name rules by id or number: those to
    use, and those to leave out. With ``cache`` a result of an earlier run is used again, if what it depends on is
    unchanged; `MIGRATOR_CACHE` says where they are kept. ``accept`` names the changes for callers that are taken
    without asking, in place of those of the settings: `all` is every one, and an empty tuple none. With
    ``allow_outside`` settings may name files outside of the repository that they stand in.
    """

    config: Path | None = None
    rules: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    cache: bool = True
    accept: tuple[str, ...] | None = None
    allow_outside: bool = False


DEFAULTS = Options()


class Rulebook:
    """The rules of each settings; those that name the same pages share them. Raises RuleError, UnknownRule and
    UnknownChange.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._loaded: dict[tuple[Path, ...], list[Rule]] = {}

    def __call__(self, settings: Settings) -> list[Rule]:
        """The rules that files with these settings are looked at with, in the order in which they are tried."""
        if settings.rules not in self._loaded:
            self._loaded[settings.rules] = self._load(settings.pages)
        return self._loaded[settings.rules]

    def digest(self, settings: Settings) -> str:
        """Tells these rules from any others, without loading them."""
        from migrator.rules.pages import pages_digest

        only, skip = self._options.only, self._options.skip
        return f"{pages_digest(settings.pages)} {only!r} {skip!r}"

    def _load(self, folders: tuple[Path, ...]) -> list[Rule]:
        from migrator.run.cache.rules import cached_rules

        rules = cached_rules(_store_of(self._options)(), folders)
        only, skip = self._options.only, self._options.skip
        for name in (*only, *skip):
            if not any(is_named(rule, name) for rule in rules):
                raise UnknownRule(name)
        if self._options.accept:
            from migrator.run.acceptance import unknown

            change = unknown(self._options.accept, rules)
            if change is not None:
                raise UnknownChange(*change)
        return [
            rule
            for rule in rules
            if (not only or any(is_named(rule, name) for name in only))
            and not any(is_named(rule, name) for name in skip)
        ]


def is_named(rule: Rule, name: str) -> bool:
    """Whether `name` means the rule: its id, or its number."""
    is_number = name.isascii() and name.isdigit()
    return rule.id == name or (is_number and (name.lstrip("0") or "0") == str(rule.number))


class Session:
    """Settings and rules, which are read once for all runs that begin here. Raises SettingsError, RuleError,
    UnknownRule and UnknownChange.

    ``settings`` gives those of a path, ``rules`` the rules of some settings.
    """

    def __init__(self, options: Options = DEFAULTS) -> None:
        self._options = options
        given = read(options.config) if options.config is not None else None
        self.settings = Finder(
            given, options.rules, options.accept, _unknown_changes, allow_outside=options.allow_outside
        )
        self.rules = Rulebook(options)

    def load(self) -> None:
        """Load the rules of the working directory if the options name pages, rules or changes, so that a fault in
        these is raised before any file is looked at.
        """
        if self._options.only or self._options.skip or self._options.rules or self._options.accept:
            self.rules(self.settings(""))

    @property
    def configuration(self) -> Configuration:
        """What a run finds settings and rules by."""
        return Configuration(self.settings, self.rules, self.rules.digest)

    def check(
        self,
        paths: Paths = (),
        *,
        text: bytes | None = None,
        force_exclude: bool = False,
        jobs: int = 1,
    ) -> Run:
        """A run that looks for every use of Pyodide outside of the methods that may keep it. See `check`."""
        self.load()
        return self._run(_request(paths, boundary=True, force_exclude=force_exclude), text, jobs)

    def migrate(
        self,
        paths: Paths = (),
        *,
        text: bytes | None = None,
        force_exclude: bool = False,
        jobs: int = 1,
        everything: bool = False,
    ) -> Run:
        """A run that looks for what rules rewrite; with ``everything`` also for what nobody accepted. It writes
        nothing: its `items` have the edits. See `migrate`.
        """
        self.load()
        request = _request(paths, boundary=False, force_exclude=force_exclude)
        return self._run(request, text, jobs, everything=everything)

    def explain(self, path: str | os.PathLike[str], line: int) -> Explanation:
        """What becomes of the use on a line of a file. See `explain`."""
        from migrator.model.ledger import FileEntry

        run = self._run(_request((path,), boundary=False, force_exclude=False), None, 1)
        found = next((item for item in run.entries() if isinstance(item, FileEntry)), None)
        return Explanation(found or FileEntry(show_path(os.fspath(path))), line)

    def _run(self, request: Request, text: bytes | None, jobs: int, *, everything: bool = False) -> Run:
        texts = None
        if text is not None:
            from migrator.run.surroundings import Texts

            texts = Texts(text)
        store, crew = _store_of(self._options), partial(_crew, self._options, jobs)
        configuration = self.configuration
        if everything:
            configuration = configuration._replace(settings=lambda path: accepting_all(self.settings(path)))
        return Run(request, configuration, texts, store=store, crew=crew)


class Explanation:
    """What is known about a line of a file. ``file`` is the entry of the whole file, with its error and its notes."""

    def __init__(self, file: FileEntry, line: int) -> None:
        self.file = file
        self.line = line

    @property
    def entry(self) -> Entry | None:
        """The use that the line is part of, with its outcome, its rule or the reason; a program before what stands in
        it.
        """
        here = [entry for entry in self.file.entries if entry.line <= self.line <= entry.last_line]
        return min(here, key=lambda entry: (not entry.is_program, abs(entry.line - self.line)), default=None)

    @property
    def unread(self) -> tuple[Breach, ...]:
        """The calls on the line that run Python and that no setting covers."""
        return tuple(breach for breach in self.file.open_breaches if breach.line == self.line)


def check(
    paths: Paths = (),
    *,
    options: Options = DEFAULTS,
    text: bytes | None = None,
    force_exclude: bool = False,
    jobs: int = 1,
) -> Entries:
    """Every use of Pyodide, with those outside of the methods that may keep it as findings (`FileEntry.findings`), and
    what else is wrong with a file (`FileEntry.open_breaches`).

    ``paths`` are files and folders, or one of them; none mean the working directory. ``text`` is what the one path
    holds, whatever is on disk. ``force_exclude`` leaves out what settings exclude even where a path names it. With
    several ``jobs``, or 0 for one for each processor, other processes help once there is much to do; a script that asks
    for them must have the guard `if __name__ == "__main__":`.
    """
    return Session(options).check(paths, text=text, force_exclude=force_exclude, jobs=jobs).entries()


def migrate(
    paths: Paths = (),
    *,
    write: bool = False,
    allow_dirty: bool = False,
    options: Options = DEFAULTS,
    text: bytes | None = None,
    force_exclude: bool = False,
    jobs: int = 1,
) -> Entries:
    """What becomes of every use: `FileEntry.diff` and `FileEntry.edits` are what would change. The arguments are those
    of `check`.

    With ``write`` all files are written when the last entry was taken, or none: whoever closes the generator, or leaves
    it before its end, changes nothing. A file that somebody else changed meanwhile stays as it is, and one more entry
    has the error. Raises Refused if files have changes that are not staged, unless ``allow_dirty``, and where another
    run is writing. `migrator undo` takes back what was written.
    """
    if write and text is not None:
        raise ValueError("a text that is given stands in no file that could be written")
    run = Session(options).migrate(paths, text=text, force_exclude=force_exclude, jobs=jobs)
    return _written(run, allow_dirty=allow_dirty) if write else run.entries()


def explain(path: str | os.PathLike[str], line: int, *, options: Options = DEFAULTS) -> Explanation:
    """What becomes of the use on a line of a file, and why: its entry has the rule, or the reason and the rules that
    are nearest. ``line`` counts from 1, and is any line of the use.
    """
    return Session(options).explain(path, line)


def _written(run: Run, *, allow_dirty: bool) -> Entries:
    import time

    from migrator.run.entries import not_written, take
    from migrator.writing.transaction import Refused, Transaction

    items = run.items()
    with Transaction(int(time.time())) as transaction:
        try:
            for item in items:
                yield take(item, transaction.add)
        finally:
            items.close()
        unstaged = [] if allow_dirty else transaction.unstaged()
        if unstaged:
            raise Refused(f"{', '.join(unstaged)}: changes that are not staged; nothing was written")
        for path, error in transaction.commit().items():
            yield not_written(path, error)


def _request(paths: Paths, *, boundary: bool, force_exclude: bool) -> Request:
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    return Request(tuple(os.fspath(path) for path in given), boundary, force_exclude)


def _unknown_changes(settings: Settings, folders: tuple[Path, ...]) -> list[SettingFault]:
    """What is wrong with the changes that settings accept."""
    from migrator.run.acceptance import faults  # most settings accept all

    return faults(settings, folders)


def _store_of(options: Options) -> Callable[[], Store | None]:
    return _store if options.cache else nothing


def _store() -> Store | None:
    """Where results are kept, None where they are not."""
    from migrator.run.cache.store import open_store

    return open_store()


def _crew(options: Options, jobs: int) -> Crew | None:
    """The processes that help a run: ``jobs``, or as many as there are processors."""
    from migrator.run.pool import Crew, processors

    number = jobs or processors()
    return Crew(number, partial(_look, options)) if number > 1 else None


def _look(options: Options) -> Look:
    """How a process that helps looks at a file."""
    from migrator.run.look import Looker
    from migrator.run.selection import Questions
    from migrator.run.surroundings import Surroundings

    commands = Questions(boundary=True).commands
    return Looker(Surroundings(_store_of(options)), Rulebook(options), commands).look
