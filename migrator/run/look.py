"""One file, looked at: parsed, and examined where it has what a run looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery.prefilter import may_reveal, may_wrap
from migrator.discovery.scan import MEGABYTE
from migrator.javascript.source import Source, SourceError, language_of_markup, markup_around
from migrator.model.unexpected import is_fault
from migrator.run.result import Result, raised
from migrator.sites.use import Use
from migrator.sites.uses import all_uses, may_show

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.discovery.prefilter import Asks
    from migrator.javascript.disk import Sight
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.model.ledger import Breach, FileError
    from migrator.model.settings import Settings
    from migrator.policy.boundary import Boundary
    from migrator.rules.loader import Rule
    from migrator.run.examine import Examiner
    from migrator.run.surroundings import Surroundings
    from migrator.sites.callers import Unfollowed
    from migrator.sites.keepers import Keepers
    from migrator.sites.receivers import Receivers
    from migrator.sites.site import File
    from migrator.worker.sends import Sent

# Where an escape that is none may stand; hardly any file has one.
_MAY_BE_NONE = re.compile(rb"\\(?:[1-9]|0[0-9]|u\{)")


class Looker:
    """Looks at the files of one run, in any order and in any process. ``rules`` gives the rules of some settings,
    ``commands`` those commands for which they ask something of the worker. Programs that ``only`` refuses stay.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        rules: Callable[[Settings], list[Rule]],
        commands: Callable[[Settings], frozenset[bytes]],
        only: Callable[[Use], bool] | None = None,
    ) -> None:
        self._surroundings = surroundings
        self._rules = rules
        self._commands = commands
        self._only = only
        self._examiners: dict[Settings, Examiner] = {}
        self._kept: dict[Settings, Keepers] = {}

    def look(self, path: str, data: bytes, settings: Settings, asks: Asks) -> tuple[Result | FileError, Sight]:
        """What is found of a file, and the other files that were looked at for it."""
        with self._surroundings.repository.disk.watch() as sight:
            return self._look(path, data, settings, asks), sight

    def choosing(self, path: str, data: bytes, settings: Settings, sites: Collection[tuple[int, int]]) -> Result:
        """What rewriting some sites of a file gives, and no other: those by line and column."""
        source = Source.read(path, data)
        # The same uses as those that were looked at, which those of other files may be.
        imported = self._surroundings.repository.reach.may_call(path, data)
        used, _ = self._with_callers(source, settings, self._used(source, settings), imported=imported)

        def chosen(use: Use) -> bool:
            place = source.position(use.whole.start_byte)
            return (place.line, place.column) in sites

        find = partial(self._found_anew, settings, imported=imported)
        return self._examiner(settings).examine(source, used, only=chosen, find=find)

    def files(self, path: str, data: bytes, settings: Settings) -> list[File]:
        """The scripts of a file, each with its uses; raises SourceError."""
        from migrator.sites.site import File

        imported = self._surroundings.repository.reach.may_call(path, data)
        return [
            File(source, settings, None, self._found_anew(settings, source, imported=imported))
            for source in Source.read_all(path, data)
        ]

    def _look(self, path: str, data: bytes, settings: Settings, asks: Asks) -> Result | FileError:
        try:
            return self._found(path, data, settings, asks)
        except SourceError as error:
            if not any(asks._replace(sends=False)):  # nothing of it says that Pyodide concerns it
                return Result()
            if language_of_markup(path) is not None:
                from migrator.run.markup import only_searched

                keeper = self._surroundings.keeper(path, settings)
                return only_searched(path, data, settings, keeper, error, calls=asks.calls)
            fault = error
        except RecursionError:
            from migrator.model.ledger import FileError, Message, Sentence

            return FileError(Message.of(Sentence.FILE_TOO_DEEP))
        except BaseException as error:
            if not is_fault(error):
                raise
            return raised(error)
        from migrator.model.ledger import FileError

        return FileError(fault.message, fault.line)

    def _found(self, path: str, data: bytes, settings: Settings, asks: Asks) -> Result:
        sources = Source.read_all(path, data)
        if len(sources) == 1:
            result = self._of(sources[0], settings, asks)
        else:
            from migrator.run.scripts import together

            result = together(path, data, [self._of(source, settings, asks) for source in sources])
        if asks.calls and language_of_markup(path) is not None:
            from migrator.run.markup import with_searched

            keeper = self._surroundings.keeper(path, settings)
            result = with_searched(path, result, markup_around(data, sources), settings, keeper)
        return result

    def _of(self, source: Source, settings: Settings, asks: Asks) -> Result:
        """What is found of a script."""
        path, data = source.path, source.data
        _check_escapes(source)
        result = Result()
        # Most files that spell the name have no use: what it takes to examine one is not imported for them.
        shown = self._receivers(source, settings) if may_show(data, settings) else None
        used = self._used(source, settings, shown) if asks.uses else []
        covered = used
        used, unfollowed = self._with_callers(source, settings, used, imported=asks.imported)
        sent = self._sent(source, settings) if asks.sends else []
        if used or asks.kept or sent or unfollowed:
            find = partial(self._found_anew, settings, imported=asks.imported)
            result = self._examiner(settings).examine(source, used, self._only, sent, unfollowed, find)
        if asks.calls:
            result = _with(path, result, self._unread(source, covered, settings, shown if settings.infers else None))
        if asks.named:
            breaches, classes = self._boundary.held(settings, source)
            result = _with(path, result, breaches)._replace(classes=classes)
        return result

    def _found_anew(self, settings: Settings, source: Source, *, imported: bool) -> list[Use]:
        """The uses of a source that is made of one that is looked at."""
        return self._with_callers(source, settings, self._used(source, settings), imported=imported)[0]

    def _used(self, source: Source, settings: Settings, shown: Receivers | None = None) -> list[Use]:
        """The uses of a file, but for calls of what other files have."""
        if shown is None and may_show(source.data, settings):
            shown = self._receivers(source, settings)
        used = all_uses(source, settings, shown)
        return used if settings.infers else self._covered(source, used, settings)

    def _with_callers(
        self, source: Source, settings: Settings, used: list[Use], *, imported: bool
    ) -> tuple[list[Use], list[Unfollowed]]:
        """The uses with the calls of functions that only run what they are given, of other files or of instances."""
        if not imported and not (may_wrap(source.data) and any(use.is_program for use in used)):
            return used, []
        from migrator.sites.callers import Callers

        project, module = self._own(source)
        callers = Callers(project, self._surroundings.repository.reach, settings)
        found, unfollowed = callers.of(module, used, imported=imported)
        return sorted((*used, *found), key=lambda use: (use.whole.start_byte, use.whole.end_byte)), unfollowed

    def _covered(self, source: Source, named: list[Use], settings: Settings) -> list[Use]:
        """The uses that settings which name a receiver cover: its own and, where Pyodide may stay or in a worker
        script, those of whatever shows that it is Pyodide.
        """
        if not may_reveal(source.data):
            return named
        inferring = settings._replace(infers=True)
        found = all_uses(source, inferring, self._receivers(source, inferring))
        known = {(use.whole.id, use.kind) for use in named}
        others = [use for use in found if (use.whole.id, use.kind) not in known]
        if others and not self._is_worker(source, settings):
            keepers = self._keepers(settings)
            others = [use for use in others if keepers is not None and keepers.of(use, source) is not None]
        return sorted((*named, *others), key=lambda use: (use.whole.start_byte, use.whole.end_byte))

    def _keepers(self, settings: Settings) -> Keepers | None:
        """What the settings let keep whatever shows that it is Pyodide: what they state. The default names are those of
        methods that use the receiver.
        """
        from migrator.sites.keepers import Keepers

        if settings.kept_line is None:
            return None
        if settings not in self._kept:
            self._kept[settings] = Keepers(settings)
        return self._kept[settings]

    def _is_worker(self, source: Source, settings: Settings) -> bool:
        return self._surroundings.in_worker(source.path, settings)

    def _receivers(self, source: Source, settings: Settings) -> Receivers:
        """What is Pyodide beside the member of `this` that the settings name."""
        from migrator.sites.imported import Imported
        from migrator.sites.uses import receivers

        return receivers(source, settings, Imported(*self._own(source)))

    def _sent(self, source: Source, settings: Settings) -> list[Sent]:
        """The commands with duties that the classes of a file send."""
        from migrator.worker.sends import sent

        return sent(source, settings.worker, self._commands(settings), partial(self._own, source))

    def _unread(self, source: Source, used: list[Use], settings: Settings, shown: Receivers | None) -> Iterable[Breach]:
        """The calls that run Python and that no receiver covers. Settings that name one say that all others are to be
        told, but for those of a method of the class around.
        """
        from migrator.sites.unread.calls import unread_calls

        is_own = shown.own.is_own if shown is not None and settings.infers else partial(self._is_of_class, source)
        breaches = unread_calls(source, used, settings, is_own, self._keepers(settings))
        if breaches and self._surroundings.in_worker(source.path, settings):
            return ()
        return breaches

    def _is_of_class(self, source: Source, on: Node, method: str) -> bool:
        from migrator.javascript.parentheses import unwrap
        from migrator.javascript.syntax import NodeKind
        from migrator.sites.imported import Imported
        from migrator.sites.owner import owner_of

        owner = owner_of(on, source).node
        is_this = unwrap(on).type in (NodeKind.THIS, NodeKind.SUPER)
        return owner is not None and is_this and Imported(*self._own(source)).has_method(owner, method)

    def _own(self, source: Source) -> tuple[Project, Module]:
        project = self._surroundings.project
        return project, project.add(Path(source.path), source)

    @cached_property
    def _boundary(self) -> Boundary:
        from migrator.policy.boundary import Boundary

        return Boundary()

    def _examiner(self, settings: Settings) -> Examiner:
        if settings not in self._examiners:
            from migrator.run.examine import Examiner
            from migrator.run.parts import Parts

            around = self._surroundings
            around.repository.takes(settings.largest_file * MEGABYTE)
            load = partial(self._rules, settings)
            parts = Parts.make(
                settings, load, around.repository, around.programs, around.project, around.sides, around.users
            )
            self._examiners[settings] = Examiner(parts)
        return self._examiners[settings]


def _check_escapes(source: Source) -> None:
    """Raises SourceError for a literal that spells no text, although it parses."""
    if _MAY_BE_NONE.search(source.data) is None:
        return
    from migrator.javascript.early import refused_escape
    from migrator.model.ledger import Message

    wrong = refused_escape(source.root, source.data)
    if wrong is not None:
        start, end = wrong.node.start_byte, wrong.node.end_byte
        raise SourceError(Message.of(wrong.sentence, spelled=source.text(start, end)), source.line(start))


def _with(path: str, result: Result, breaches: Iterable[Breach]) -> Result:
    more = tuple(breaches)
    if not more:
        return result
    from migrator.run.entries import with_breaches

    return with_breaches(path, result, more)
