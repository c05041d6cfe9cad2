"""What a repository calls things: the receiver, the worker, the environment, and the methods that keep Pyodide."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_KEPT = ("performRollback", "_performFastForward")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run. ``receiver`` and ``worker`` are members of `this`, written in full."""

    receiver: str = "this.pyodide"
    worker: str = "this.worker"
    environment: str = "env"
    kept: tuple[str, ...] = DEFAULT_KEPT
    rules: tuple[Path, ...] = field(default=())

    @property
    def receiver_name(self) -> str:
        return self.receiver.removeprefix("this.")

    @property
    def worker_name(self) -> str:
        return self.worker.removeprefix("this.")

    def keeps(self, class_name: str | None, method: str | None) -> bool:
        """Whether a method may keep Pyodide; `Class.method` in the settings narrows a name to one class."""
        return method is not None and (method in self.kept or f"{class_name}.{method}" in self.kept)
