"""A worker script's address to its file in the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.settings import show_path

if TYPE_CHECKING:
    from migrator.model.ledger import Message
    from migrator.worker.handlers.messages import ScriptUrl


class Located(NamedTuple):
    """The file of a script, or why it is not known."""

    path: Path | None = None
    problem: Message | None = None


def locate(address: ScriptUrl, repository: Repository, known: Path | None = None) -> Located:
    """The file of a worker script: the one that the settings name, or the one that a relative address leads to.

    Otherwise several files may be meant, since the address is one of the server. The end of the file's path must match
    the end of the address. The file that matches most of the address is taken if no other is nearer to the code that
    names it. A copy of an application in the same repository has its own script, so nearness decides between equals.
    """
    from migrator.model.ledger import Message, Sentence  # addresses are looked at in runs that find nothing too

    if known is not None:
        if repository.disk.is_file(known):
            return Located(known)
        return Located(problem=Message.of(Sentence.SCRIPT_IS_NO_FILE, path=show_path(str(known))))
    if not _parts(address.url):
        return Located(problem=Message.of(Sentence.ADDRESS_NAMES_NO_FILE, url=address.url))
    near = address.module.path
    root = Path(repository.root(near))
    best = named_by(address.url, near, root, repository.disk, lambda name: repository.named(near, name))
    if not best:
        return Located(problem=Message.of(Sentence.NO_FILE_OF_ADDRESS, url=address.url))
    if len(best) > 1:
        files = tuple(show_path(str(path)) for path in sorted(best)[:2])
        return Located(problem=Message.of(Sentence.SEVERAL_FILES_OF_ADDRESS, url=address.url, files=files))
    return Located(best[0])


def named_by(url: str, near: Path, root: Path, disk: Disk, named: Callable[[str], Iterable[str]]) -> list[Path]:
    """The files that an address in the file ``near`` of the repository at ``root`` may be, of those that
    ``named`` gives for a name.

    A relative address leads to its file, or to the one that a compiler makes it of (`specifiers`), and so does a
    specifier. Otherwise several may be meant, since the address is one of the server. The end of the file's path must
    match the end of the address. The file that matches most of the address is taken if no
    other is nearer to the code that names it. A copy of an application in the same repository has its own script, so
    nearness decides between equals.
    """
    from migrator.documents.places import spellings
    from migrator.javascript.specifiers import Specifiers  # each hook imports this module

    text, wanted = _text(url), _parts(url)
    if not wanted:
        return []
    if not text.startswith("/"):
        for place in map(Path, spellings(str(disk.beside(near, text)), str(near))):
            if disk.is_file(place):
                return [place]
    if text.startswith(_ALIASES) and (found := Specifiers(disk).file(near, text)) is not None:
        return [found]
    sender = Path(os.path.realpath(near)).parent
    for name in spellings(wanted[-1], str(near)):
        last = [*wanted[:-1], name]
        listed = {Path(os.path.realpath(path)) for path in named(name)}
        ranks = {path: _rank(path, sender, last) for path in listed | _above(sender, last, root, disk)}
        best = [path for path, rank in ranks.items() if not any(_beats(other, rank) for other in ranks.values())]
        if best:
            return best
    return []


# How an address begins that is a specifier: no server has it.
_ALIASES = ("@", "~", "#", "$")


def _text(url: str) -> str:
    """An address without its query and its host."""
    return re.sub(r"\A[a-z][a-z0-9+.-]*://[^/]*", "", re.sub(r"[?#].*\Z", "", url))


def _parts(url: str) -> list[str]:
    return [part for part in PurePosixPath(_text(url)).parts if part not in ("/", ".", "..")]


def _above(sender: Path, wanted: list[str], root: Path, disk: Disk) -> set[Path]:
    """Files at the end of the address, seen from the sender's folder and those above it in its repository.

    They count even where git ignores them: a build's own copy of the script is nearer than the one in the sources.
    """
    folders = [folder for folder in (sender, *sender.parents) if folder.is_relative_to(root)]
    found = set()
    for folder in folders:
        for start in range(len(wanted)):
            path = folder.joinpath(*wanted[start:])
            if disk.is_file(path):
                disk.read(path)  # the answer depends on it, even if another file is taken
                found.add(Path(os.path.realpath(path)))
    return found


class _Rank(NamedTuple):
    """How well a file fits an address: the parts of the address that match, and the depth of the common folder."""

    matched: int
    depth: int


def _rank(path: Path, sender: Path, wanted: list[str]) -> _Rank:
    matched = _common(path.parts[::-1], wanted[::-1])
    return _Rank(matched, _common(path.parent.parts, sender.parts))


def _beats(one: _Rank, other: _Rank) -> bool:
    return one != other and one.matched >= other.matched and one.depth >= other.depth


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of equal items at the beginning of two lists."""
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length
