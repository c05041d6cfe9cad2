"""What a run is asked, and what it is going to look at: plain values.

Every hook makes these classes, and a NamedTuple takes ten times as long as the others: two are enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from migrator.discovery.prefilter import Asks
    from migrator.model.ledger import Breach, Message
    from migrator.model.settings import Settings
    from migrator.rules.loader import Rule
    from migrator.sites.use import Use


class Request(NamedTuple):
    """What to look for, and where.

    No ``paths`` mean the working directory. With ``boundary`` the run also checks what settings say about methods, and
    reports what a worker script owes at that script. ``force_exclude`` leaves out what is excluded even where it is
    named. Programs that ``only`` refuses stay, whatever a rule says.
    """

    paths: tuple[str, ...] = ()
    boundary: bool = False
    force_exclude: bool = False
    only: Callable[[Use], bool] | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The files and folders to look at."""
        return self.paths or (".",)


def _no_digest(settings: Settings) -> str:
    """Where one list of rules is all that there is."""
    return ""


class Configuration(NamedTuple):
    """Which settings and rules decide.

    ``settings`` gives the settings of a path, the same for all files of one folder, or raises SettingsError. ``rules``
    gives the rules of some settings, and ``digest`` tells them from any other rules.
    """

    settings: Callable[[str], Settings]
    rules: Callable[[Settings], list[Rule]]
    digest: Callable[[Settings], str] = _no_digest


class Task:
    """A file to look at, and what to look for in it."""

    __slots__ = ("asks", "data", "path", "settings")

    def __init__(self, path: str, data: bytes, settings: Settings, asks: Asks) -> None:
        self.path = path
        self.data = data
        self.settings = settings
        self.asks = asks


class Searched:
    """A file in a language that is not parsed: the calls in it that run Python, and whether somebody asked for it by
    name.
    """

    __slots__ = ("breaches", "is_asked_for", "language", "path", "settings")

    def __init__(
        self, path: str, language: str, settings: Settings, breaches: tuple[Breach, ...], *, is_asked_for: bool
    ) -> None:
        self.path = path
        self.language = language
        self.settings = settings
        self.breaches = breaches
        self.is_asked_for = is_asked_for


class Passed:
    """A path that is not looked at, and why; an error if somebody expects it to be."""

    __slots__ = ("is_error", "line", "path", "reason")

    def __init__(self, path: str, reason: Message, *, is_error: bool = False, line: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.is_error = is_error
        self.line = line
