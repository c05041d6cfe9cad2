"""What is wrong with settings files."""

from __future__ import annotations

from typing import NamedTuple


class SettingFault(NamedTuple):
    """What is wrong with a settings file, and how to mend it. ``line`` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class SettingsError(Exception):
    """A settings file that cannot be used. ``faults`` are all that were found."""

    def __init__(self, faults: list[SettingFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
