"""What a repository calls things: the receiver, the worker, the environment, the methods that keep Pyodide, and how a
path or a piece of code is shown in reports. Only this module spells a receiver.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from migrator.model.unexpected import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from migrator.model.ledger import Message

DEFAULT_KEPT = ("performRollback", "_performFastForward")


# Every hook makes these classes: a dataclass takes four times as long.
class Receiver(NamedTuple):
    """An expression on which JavaScript calls methods: what holds Pyodide, or the worker. Its text is ``str()`` of it.

    A ``member`` of `this` is found by its name, however the code reaches it (`sites.members`); another ``expression``
    is looked for as it is written, and followed from there (`sites.named`, `sites.receivers`). Exactly one of the two
    is given. Files are searched for its ``word`` (`discovery.prefilter`).
    """

    member: str = ""
    expression: str = ""

    @classmethod
    def read(cls, text: str) -> Receiver | None:
        """The receiver that an expression is, None if it is of another form: a name or `this`, and behind it members
        (`$_` stands for any) and calls without arguments, all of it perhaps awaited.
        """
        member = re.fullmatch(r"this\.((?!\$_$)[A-Za-z_$][\w$]*)", text)
        if member is not None:
            return cls(member[1])
        return cls(expression=text) if re.fullmatch(RECEIVER_PATTERN, text) is not None else None

    def __str__(self) -> str:
        return self.expression or f"this.{self.member}"

    @property
    def word(self) -> str:
        """What the bytes of a file with a use spell: of several names, the one that the fewest others are like."""
        if self.member:
            return self.member
        names: list[str] = re.findall(r"[\w$]+", self.expression)
        return max([name for name in names if name not in _COMMON] or names, key=len)

    @property
    def base(self) -> str:
        """The name with which it begins, or `this`."""
        found: list[str] = re.findall(r"[\w$]+", str(self).removeprefix("await "))
        return found[0]

    @property
    def is_of_this(self) -> bool:
        """Whether it is a member of `this`, near or far."""
        return self.base == "this"


_NAME = r"[A-Za-z_$][\w$]*"
# What settings accept as a receiver: in words, and as a pattern.
RECEIVER_FORM = "an expression, as in `this.pyodide`, `pyodide` or `pyodideRef.current`"
RECEIVER_PATTERN = rf"(?:await )?(?!this$|\$_|await\b){_NAME}(?:\.#?{_NAME}|\(\))*"
# A worker is written where a page says so: it is neither awaited there nor any member.
WORKER_FORM = "an expression, as in `this.worker`, `worker` or `workerRef.current`"
WORKER_PATTERN = rf"(?!this$|\$_|await\b|.*\.\$_(?:\.|$)){_NAME}(?:\.#?{_NAME}|\(\))*"
# What says nothing about a file that spells it.
_COMMON = frozenset({"this", "await", "$_", "self", "window", "globalThis"})
# The defaults, by which pages call them as well.
RECEIVER, WORKER, ENVIRONMENT = Receiver("pyodide"), Receiver("worker"), "env"
# How pages name what a caller sees, and the word by which settings accept all of it.
CHANGE_PATTERN, EVERY_CHANGE = r"[a-z0-9-]+", "all"


LARGEST_FILE = 5  # in megabytes; what settings may say is up to the other
MOST_LARGEST_FILE = 50


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
    """Settings of some files.

    ``script`` is the worker's script, None where its address says which file it is; ``ratchet`` the file of accepted
    uses, None for the one beside the settings. ``path`` is the file that the settings come from, None for the
    defaults; ``kept_line`` is the line on which it names methods to keep, None where it does not. ``log_methods`` are
    methods of loggers beside those that all loggers have. ``infers`` says that no receiver is named: what shows that it
    is Pyodide is one, beside the default.
    """

    receiver: Receiver = RECEIVER
    worker: Receiver = WORKER
    environment: str = ENVIRONMENT
    kept: tuple[str, ...] = DEFAULT_KEPT
    rules: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    refuse_unknown: bool = False
    facts: tuple[Fact, ...] = ()
    script: Path | None = None
    ratchet: Path | None = None
    path: Path | None = None
    kept_line: int | None = None
    log_methods: tuple[str, ...] = ()
    # Tags of templates that take common indentation away, beside those of known packages.
    dedent_tags: tuple[str, ...] = ()
    infers: bool = True
    # Receivers beside the first, and those that are no member of `this`.
    receivers: tuple[Receiver, ...] = ()
    # The changes for callers that are taken without asking, by their names; None where nobody chose, which is all.
    accept: tuple[str, ...] | None = None
    accept_lines: tuple[int, ...] = ()
    largest_file: int = LARGEST_FILE  # in megabytes
    # What is wrong with paths that lead out of the repository, unless somebody allows them.
    outside: tuple[SettingFault, ...] = ()

    @property
    def stated(self) -> frozenset[str]:
        """The methods and functions that a settings file names: those to keep, if it says so, and those of facts."""
        if self.kept_line is None and not self.facts:  # most hooks: nothing is imported for them
            return frozenset()
        from migrator.model.boundary import keeper

        kept = self.kept if self.kept_line is not None else ()
        return frozenset((*(name for name in kept if keeper(name) != "file"), *(fact.method for fact in self.facts)))

    @property
    def pages(self) -> tuple[Path, ...]:
        """The folders of the pages that are tried: ``rules``, or where these name none the first pack that ships."""
        if self.rules:
            return self.rules
        from migrator.model.packs import first_pack  # most hooks try no page

        return (first_pack(),)

    @property
    def kept_files(self) -> tuple[str, ...]:
        """The patterns of the files that may keep Pyodide."""
        if self.kept is DEFAULT_KEPT:
            return ()
        from migrator.model.boundary import keeper

        return tuple(name for name in self.kept if keeper(name) == "file")

    def not_accepted(self, changes: Iterable[str]) -> tuple[str, ...]:
        """Those of some changes, by their names, that nobody accepted."""
        if self.accept is None or EVERY_CHANGE in self.accept:
            return ()
        return tuple(name for name in changes if name not in self.accept)

    def keeps(self, class_name: str | None, method: str | None) -> str | None:
        """The name by which a method may keep Pyodide; `Class.method` in the settings narrows it to one class."""
        names = _kept(self.kept)
        known = (method, f"{class_name}.{method}") if method is not None else ()
        return next((name for name in known if name in names), None)

    def keeps_function(self, names: Iterable[str]) -> str | None:
        """The name by which a function of some names may keep Pyodide."""
        from migrator.model.boundary import of_function

        kept = _kept(self.kept)
        return next((name for name in map(of_function, names) if name in kept), None)


@lru_cache(maxsize=16)
def _kept(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def accepting_all(settings: Settings) -> Settings:
    """Settings by which rules take whatever they fit."""
    return settings if settings.accept is None else settings._replace(accept=None, accept_lines=())


class SettingFault(NamedTuple):
    """What is wrong with a settings file, and how to mend it. ``line`` counts from 1."""

    path: str
    line: int
    message: Message


class SettingsError(Stop):
    """A settings file that cannot be used. ``faults`` are all that were found, and ``settings`` what the rest says."""

    def __init__(self, faults: list[SettingFault], settings: Settings | None = None) -> None:
        super().__init__(faults)
        self.faults = faults
        self.settings = settings


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


def shortened(text: str, width: int) -> str:
    """A text in at most ``width`` characters: of a longer one, the beginning and a mark."""
    return text if len(text) <= width else text[: width - 1] + "…"


def one_line(text: str, width: int) -> str:
    """The same with each stretch of white space as one blank, as code is shown in a message."""
    return shortened(" ".join(text.split()), width)
