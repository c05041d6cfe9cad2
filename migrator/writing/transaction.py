"""All files of a run as one transaction: prepared one by one, then renamed, or none of them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple

from migrator.writing.history import Histories, History
from migrator.writing.journal import Damaged, State, Writer
from migrator.writing.lock import Busy, Lock
from migrator.writing.owner import make
from migrator.writing.replace import Changed, digest, discard, prepare, put
from migrator.writing.restore import restore, settle_folders, survey, sweep
from migrator.writing.unstaged import Unknown, in_hook, unstaged

NOTHING = "nothing was written"
LEFT = "not all could be put back at once; `migrator undo` does it"
# Somebody changed a file, or took it away: that is his business, and stops nobody else's.
_GONE = (Changed, FileNotFoundError, IsADirectoryError, NotADirectoryError)


class Refused(Exception):
    """Why nothing at all was written, in one line."""


class _File(NamedTuple):
    """A file whose new bytes lie beside it. ``shown`` is its path as it was given."""

    shown: str
    target: str
    temporary: str
    before: str
    after: str
    number: int


@dataclass
class _Part:
    """What a transaction does in one repository, or outside of any."""

    history: History
    lock: Lock
    journal: Writer
    files: dict[str, _File] = field(default_factory=dict)


class Transaction:
    """Collects the files of a run, and writes them at its end.

    with Transaction() as transaction:
        transaction.add("a.js", before, after)
        failed = transaction.commit()

    Whatever leaves the block before the commit is through leaves every file as it was. ``notes`` is what a run
    should tell of an earlier one.
    """

    def __init__(self, started: int) -> None:
        self.notes: list[str] = []
        self._started = started
        self._histories = Histories(os.getcwd())
        self._parts: dict[History, _Part] = {}
        self._renaming = False

    def __enter__(self) -> Transaction:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.take_back()

    def add(self, path: str, before: bytes, after: bytes) -> None:
        """Prepare a file. Raises OSError for this file alone, Refused for all of them.

        A symbolic link stays one: the file that it leads to is replaced.
        """
        target = os.path.realpath(path)
        part = self._part(os.path.dirname(target))
        same = part.files.get(target)
        if same is not None:  # one file by two names
            if (same.before, same.after) != (digest(before), digest(after)):
                raise Changed(f"{path} is {same.shown}, which becomes something else")
            return
        number, temporary = part.journal.add(target, before, after)
        file = _File(path, target, temporary, digest(before), digest(after), number)
        part.files[target] = file
        try:
            prepare(target, temporary, after, before=file.before, shown=path)
        except OSError:
            del part.files[target]
            part.journal.leave_out(number)
            raise

    def unstaged(self) -> list[str]:
        """Those of the files that hold changes which git has not; none in a hook. Raises Refused."""
        if in_hook():
            return []
        changed: list[str] = []
        for part in self._parts.values():
            if part.history.root:
                try:
                    targets = unstaged(part.history.root, list(part.files))
                except Unknown as error:
                    why = f"git does not say what is staged: {error}"
                    raise Refused(f"{why}; {NOTHING}; --allow-dirty does not ask") from None
                changed.extend(part.files[target].shown for target in targets)
        return changed

    def commit(self) -> dict[str, OSError]:
        """Rename all: paths of files that somebody changed meanwhile, which stay as they are, with the error.

        Raises Refused where one cannot be renamed; those that were are given their old bytes.
        """
        failed: dict[str, OSError] = {}
        for part in self._parts.values():
            try:
                part.journal.enter(State.RENAMING)
            except OSError as error:
                raise Refused(f"{part.history.folder} cannot be written: {error.strerror}; {NOTHING}") from None
        self._renaming = True
        for part in self._parts.values():
            for file in part.files.values():
                try:
                    put(file.target, file.temporary, before=file.before, shown=file.shown)
                except _GONE as error:
                    with contextlib.suppress(OSError):
                        discard(file.temporary)
                    part.journal.leave_out(file.number)
                    failed[file.shown] = error
                except OSError as error:
                    why = f"{file.shown} cannot be written: {error.strerror or error}"
                    raise Refused(f"{why}; {self.take_back()}") from None
            settle_folders(part.files)
        for history, part in list(self._parts.items()):
            self._conclude(part, failed)
            del self._parts[history]
        return failed

    def _part(self, folder: str) -> _Part:
        history = self._histories.of(folder)
        if history not in self._parts:
            self._parts[history] = self._begin(history)
        return self._parts[history]

    def _begin(self, history: History) -> _Part:
        lock = history.lock
        try:
            make(str(history.folder))
            history.check()
            lock.take()
            try:
                self._settle(history)
                return _Part(history, lock, history.begin(self._started))
            except BaseException:
                lock.release()
                raise
        except Busy as busy:
            who = f"process {busy.process}" if busy.process is not None else "another process"
            raise Refused(f"{who} is writing here; {NOTHING}") from None
        except Damaged as error:
            raise Refused(f"{error}; {NOTHING}") from None
        except OSError as error:
            raise Refused(f"{error.filename or history.folder}: {error.strerror}; {NOTHING}") from None

    def _settle(self, history: History) -> None:
        """What is left of a run that was killed: swept, if it had changed nothing or all; Refused otherwise."""
        journal = history.unfinished()
        if journal is None:
            return
        standing = survey(journal)
        if standing.edited or (standing.new and standing.old):
            number, of = len(standing.new) + len(standing.edited), len(journal.written)
            stopped = f"an earlier --write was stopped after {number} of {of} files"
            raise Refused(f"{stopped}; `migrator undo` takes it back; {NOTHING}")
        removed = sweep(journal)
        if standing.new:
            journal.finish()
            return
        journal.path.unlink(missing_ok=True)
        if removed:
            what = "1 temporary file" if removed == 1 else f"{removed} temporary files"
            self.notes.append(f"removed {what} of an earlier --write that was stopped before it changed anything")

    def _conclude(self, part: _Part, failed: dict[str, OSError]) -> None:
        """Note that it is done. Where that cannot be noted, the next run sees that all files are new."""
        with contextlib.suppress(OSError):
            if all(file.shown in failed for file in part.files.values()):
                part.journal.remove()
            else:
                part.journal.enter(State.DONE)
                part.history.prune()
        part.journal.close()
        part.lock.release()

    def take_back(self) -> str:
        """Leave no temporary, no lock, and every file as it was; what to say of it."""
        parts = list(self._parts.values())
        self._parts.clear()
        said = NOTHING
        for part in parts:
            try:
                part.journal.close()
                journal = part.history.read(part.journal.path)
                if self._renaming:
                    restore(journal, skip_edited=True)
                else:
                    sweep(journal)
                    part.journal.remove()
            except (OSError, Damaged):
                said = LEFT  # the journal stays, for `undo`
            finally:
                part.lock.release()
        return said
