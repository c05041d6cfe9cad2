"""What a format is told beside the ledger: how the run went, where it stood, and the pages of its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Change(Protocol):
    """What a rule changes that a caller could observe."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...


class Duty(Protocol):
    """What a rule asks of the worker's handler."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...


class Page(Protocol):
    """What a report needs of a rule."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def changes(self) -> Sequence[Change]: ...
    @property
    def duties(self) -> Sequence[Duty]: ...


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run. ``folder`` is the working directory, which the paths of the ledger are relative to; ``workspace`` the
    one that GitHub counts from, None outside of it.
    """

    exit_code: int
    written: bool = False
    folder: str = "/"
    workspace: str | None = None
    pages: Mapping[str, Page] = field(default_factory=dict)
