"""What the files of the rules hold, before a page is parsed."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from migrator.model.packs import page_files
from migrator.model.settings import CHANGE_PATTERN

# A page always calls the worker so, whatever the settings call it.
_COMMAND = re.compile(rb"\bthis\s*\.\s*worker\s*(?:\?\.|\.)\s*(?:port\s*\??\.\s*)?([A-Za-z_$][\w$]*)")
DUTIES, CHANGES = "The worker must", "What changes"
# Most settings accept every change, and compile neither.
_CHANGES = rf"(?ms)^#+ {CHANGES}[ #]*\n(.*?)(?=^#|\Z)"
_CHANGE_ITEM = rf"(?m)^[-*+] `({CHANGE_PATTERN})`"
MOST = 100_000  # bytes of a page; the longest that ships has 5,000


def read(path: Path) -> bytes:
    """The bytes of a page; raises OSError, too, for what is no file to read, and for what is larger than any page."""
    with open(path, "rb", opener=_without_waiting) as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise OSError(errno.EINVAL, "is no regular file", str(path))
        data = handle.read(MOST + 1)
    if len(data) > MOST:
        raise OSError(errno.EFBIG, f"has more than {MOST:,} bytes", str(path))
    return data


def _without_waiting(path: str, flags: int) -> int:
    """Open a file as `open` does; a pipe does not wait for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def pages_digest(folders: Iterable[Path]) -> str:
    """A hash of the names and contents of all pages; one that cannot be read counts as what it is not."""
    from migrator.javascript.disk import digest

    held = []
    for path in page_files(folders):
        try:
            held.append(f"{path.name} {digest(read(path))}")
        except OSError as error:
            held.append(f"{path.name} {error.strerror}")
    return digest("\n".join(held).encode())


def changes_spelled(folders: Iterable[Path]) -> frozenset[str]:
    """What pages seem to list under *What changes*, found without parsing one; a page may have more in another form."""
    texts = (data.decode("utf-8", "replace") for data in _readable(folders))
    sections = (section for text in texts for section in re.findall(_CHANGES, text))
    return frozenset(name for section in sections for name in re.findall(_CHANGE_ITEM, section))


def commands_with_duties(folders: Iterable[Path]) -> frozenset[bytes]:
    """The commands that stand on pages which ask something of the worker: those that they write, and perhaps more."""
    asking = (data for data in _readable(folders) if DUTIES.encode() in data)
    return frozenset(command for data in asking for command in _COMMAND.findall(data))


def _readable(folders: Iterable[Path]) -> Iterator[bytes]:
    """The bytes of all pages that can be read: whoever loads the others says what is wrong with them."""
    for path in page_files(folders):
        with suppress(OSError):
            yield read(path)
