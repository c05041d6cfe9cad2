"""Git, which only this module starts: commands that run to their end, and commands whose lists are read meanwhile.

Paths come as bytes, and lists with NULs between (`-z`). A repository is that of the folder, whatever a hook says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.interrupt import held

if TYPE_CHECKING:
    from subprocess import Popen

    Process = Popen[bytes]

_CHUNK = 65_536


class Ended(NamedTuple):
    """A command that ran to its end. ``code`` is None where there is no git, and ``errors`` says why."""

    code: int | None
    output: bytes
    errors: bytes


def run(*arguments: str, folder: str | None = None, given: bytes | None = None) -> Ended:
    """Run a command to its end in a folder, None for the working directory; ``given`` is what it reads."""
    import subprocess

    try:
        done = subprocess.run(
            [*_begin(folder), *arguments],
            stdin=subprocess.DEVNULL if given is None else None,
            input=given,
            capture_output=True,
            check=False,
            env=environment(),
        )
    except OSError as error:
        return Ended(None, b"", os.fsencode(error.strerror or str(error)))
    return Ended(done.returncode, done.stdout, done.stderr)


def output(*arguments: str, folder: str | None = None) -> bytes | None:
    """What a command prints, None where it fails or there is no git."""
    ended = run(*arguments, folder=folder)
    return ended.output if ended.code == 0 else None


def git_path(folder: str, name: str) -> str | None:
    """Where the repository of a folder keeps something of a name; None where git knows no repository."""
    path = output("rev-parse", "--git-path", name, folder=folder)
    return os.path.join(folder, os.fsdecode(path.removesuffix(b"\n"))) if path else None


class Commands:
    """Git commands that run at once, and are ended with the block that started them unless they are left running."""

    def __init__(self, folder: str) -> None:
        self._begin = _begin(folder)
        self._environment = environment()
        self._running: list[Process] = []
        self._is_left = False

    def __enter__(self) -> Commands:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None or not self._is_left:
            self.stop()

    def start(self, *arguments: str, errors: bool = False) -> Process:
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


def first_chunk(process: Process) -> tuple[bytes, bytes]:
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


def records(process: Process, rest: bytes) -> Iterator[bytes]:
    """What stands between NULs, as it comes; ``rest`` was read before."""
    assert process.stdout is not None
    while True:
        *whole, rest = rest.split(b"\0")
        yield from whole
        chunk = b"" if process.stdout.closed else os.read(process.stdout.fileno(), _CHUNK)
        if not chunk:
            return
        rest += chunk


def _begin(folder: str | None) -> tuple[str, ...]:
    return ("git", "-C", folder) if folder is not None else ("git",)


def environment() -> dict[str, str]:
    """The environment less what the git of a hook says of its repository, which would hold for every folder. Git speaks
    English, and writes nothing into the repository on the way.
    """
    local = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
    own = {name: value for name, value in os.environ.items() if name not in local}
    return {**own, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
