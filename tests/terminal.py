"""A process on a terminal of its own, which tests read and type into."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

# How long a process may say nothing before a test takes it for one that never ends.
PATIENCE = 120
_SIZE = b"\x18\x00\x50\x00" + b"\0" * 4  # 24 lines of 80 columns


class Terminal:
    """All that a process shows on its terminal is kept. ``out`` is where its standard output goes if not there."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, folder: Path | None = None, out: int | None = None
    ) -> None:
        self.main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, _SIZE)
        self.process = subprocess.Popen(
            arguments,
            cwd=folder,
            stdin=other,
            stdout=other if out is None else out,
            stderr=other,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(other)
        self.shown = b""

    def type(self, keys: bytes) -> None:
        os.write(self.main, keys)

    def read(self) -> bool:
        """Read what is shown next; whether the process still has the terminal."""
        if not select.select([self.main], [], [], PATIENCE)[0]:
            self.process.kill()
            raise AssertionError(f"nothing came for {PATIENCE} s behind {self.shown!r}")
        try:
            data = os.read(self.main, 65_536)
        except OSError:  # Linux says so when the other side is closed
            data = b""
        self.shown += data
        return data != b""

    def until(self, pattern: re.Pattern[bytes]) -> None:
        """Read up to something that must come."""
        while not pattern.search(self.shown):
            assert self.read(), self.shown

    def end(self) -> int:
        """Read all that comes; the exit code."""
        while self.read():
            pass
        os.close(self.main)
        return self.process.wait(PATIENCE)

    def screen(self) -> list[str]:
        """What is left for somebody who looks at the terminal."""
        lines = []
        for line in self.shown.decode().split("\n"):
            cells: list[str] = []
            column = 0
            for part in line:
                if part == "\r":
                    column = 0
                else:
                    cells[column : column + 1] = part
                    column += 1
            lines.append("".join(cells).rstrip())
        return lines
