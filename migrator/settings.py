"""What a repository calls things: the receiver, the worker, the environment, the methods that keep Pyodide, and how a
path is called in reports.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.ledger import Message

DEFAULT_KEPT = ("performRollback", "_performFastForward")


# Every hook makes these two classes: a dataclass takes four times as long.
class Fact(NamedTuple):
    """What a method must hold: calls that it makes, on every path or on some, and calls that it never makes.

    The calls are expressions in the notation of the pages. ``line`` is that of the fact in its settings file, from 1.
    """

    method: str
    calls: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    line: int = 1


class Settings(NamedTuple):
    """Settings of some files. ``receiver`` and ``worker`` are members of `this`, written in full.

    ``script`` is the worker's script, None where its address says which file it is; ``ratchet`` the file of accepted
    uses, None for the one beside the settings. ``path`` is the file that the settings come from, None for the
    defaults; ``kept_line`` is the line on which it names methods to keep, None
    where it does not.
    """

    receiver: str = "this.pyodide"
    worker: str = "this.worker"
    environment: str = "env"
    kept: tuple[str, ...] = DEFAULT_KEPT
    rules: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    refuse_unknown: bool = False
    facts: tuple[Fact, ...] = ()
    script: Path | None = None
    ratchet: Path | None = None
    path: Path | None = None
    kept_line: int | None = None

    @property
    def receiver_name(self) -> str:
        return self.receiver.removeprefix("this.")

    @property
    def worker_name(self) -> str:
        return self.worker.removeprefix("this.")

    @property
    def stated(self) -> frozenset[str]:
        """The methods that a settings file names: those to keep, if it says so, and those of facts."""
        kept = self.kept if self.kept_line is not None else ()
        return frozenset((*kept, *(fact.method for fact in self.facts)))

    def keeps(self, class_name: str | None, method: str | None) -> bool:
        """Whether a method may keep Pyodide; `Class.method` in the settings narrows a name to one class."""
        return any(names_method(name, class_name, method) for name in self.kept)


def names_method(name: str, class_name: str | None, method: str | None) -> bool:
    """Whether `method`, or `Class.method`, in the settings names a method of a class."""
    return method is not None and name in (method, f"{class_name}.{method}")


class SettingFault(NamedTuple):
    """What is wrong with a settings file, and how to mend it. ``line`` counts from 1."""

    path: str
    line: int
    message: Message


class SettingsError(Exception):
    """A settings file that cannot be used. ``faults`` are all that were found."""

    def __init__(self, faults: list[SettingFault]) -> None:
        super().__init__(faults)
        self.faults = faults


@cache
def _plain() -> re.Pattern[str]:
    """Matches most paths: relative as they are, without a part that leads elsewhere."""
    return re.compile(r"(?!\.?/|\.\.)(?!.*//|.*/\.|.*/\Z).+", re.DOTALL)


def show_path(path: str) -> str:
    """A path relative to the working directory, with `/`."""
    if os.sep == "/" and _plain().fullmatch(path):
        return path
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive; a working directory that is gone
        relative = path
    return relative.replace(os.sep, "/")
