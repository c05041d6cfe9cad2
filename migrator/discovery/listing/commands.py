"""Git commands that run while somebody reads what they list."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.discovery.interrupt import held

if TYPE_CHECKING:
    from subprocess import Popen

_CHUNK = 65_536


class Commands:
    """Git commands that run at once, and are ended with the block that started them unless they are left running."""

    def __init__(self, folder: str) -> None:
        self._begin = ("git", "-C", folder)
        self._environment = {**git_environment(), "LC_ALL": "C"}
        self._running: list[Popen[bytes]] = []
        self._is_left = False

    def __enter__(self) -> Commands:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None or not self._is_left:
            self.stop()

    def start(self, *arguments: str, errors: bool = False) -> Popen[bytes]:
        """Start one; its errors are piped where they are asked for. Raises OSError where there is no git."""
        import subprocess

        with held():
            process = subprocess.Popen(
                (*self._begin, *arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if errors else subprocess.DEVNULL,
                env=self._environment,
                bufsize=0,
            )
            self._running.append(process)
        return process

    def left_running(self) -> Commands:
        """For whoever reads on when the block has ended, and then stops them."""
        self._is_left = True
        return self

    def stop(self) -> None:
        """Nobody reads on: what still runs ends, and nothing is left of it."""
        for process in self._running:
            if process.poll() is None:
                process.kill()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()


def first_chunk(process: Popen[bytes]) -> tuple[bytes, bytes]:
    """The beginning of a list, and what is said before it: git looks into every folder before it lists anything."""
    assert process.stdout is not None
    assert process.stderr is not None
    if os.name == "nt":  # nothing there waits for two pipes at once
        return process.communicate()
    import select

    listed, said = process.stdout.fileno(), process.stderr.fileno()
    os.set_blocking(said, False)
    chunk, warnings, waiting = b"", bytearray(), {listed, said}
    while listed in waiting and not chunk:
        ready = select.select(list(waiting), (), ())[0]
        if listed in ready:
            chunk = os.read(listed, _CHUNK)
            if not chunk:
                waiting.discard(listed)
                os.set_blocking(said, True)
        if said in waiting and not _drained(said, warnings):
            waiting.discard(said)
    return chunk, bytes(warnings)


def _drained(handle: int, data: bytearray) -> bool:
    """Whether more may come, once all that is there is taken."""
    while True:
        try:
            chunk = os.read(handle, _CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        data += chunk


def records(process: Popen[bytes], rest: bytes) -> Iterator[bytes]:
    """What stands between NULs, as it comes; ``rest`` was read before."""
    assert process.stdout is not None
    while True:
        *whole, rest = rest.split(b"\0")
        yield from whole
        chunk = b"" if process.stdout.closed else os.read(process.stdout.fileno(), _CHUNK)
        if not chunk:
            return
        rest += chunk


def git_environment() -> dict[str, str]:
    """The environment less what the git of a hook says of its repository, which would hold for every folder."""
    local = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
    return {name: value for name, value in os.environ.items() if name not in local}
