"""What an editor has open, and what was found of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from migrator.lsp.analysis import Findings
from migrator.lsp.positions import Text, encoded


@dataclass(eq=False)
class Document:
    """An open file. ``waiting`` is the check that is to come, ``running`` the one of ``text`` that has begun."""

    uri: str
    path: str
    version: int
    text: Text
    waiting: asyncio.Task[None] | None = None
    running: asyncio.Future[Findings] | None = None
    shown: set[str] = field(default_factory=set)  # the files that have diagnostics on its account

    @property
    def data(self) -> bytes:
        return encoded(self.text.text)

    def forget(self) -> None:
        """What was found holds no longer; a check that runs comes to its end, and nobody looks at it."""
        self.running = None

    def rest(self) -> None:
        """Nothing is to come any more."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None
