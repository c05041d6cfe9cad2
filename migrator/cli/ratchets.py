"""`check` with a ratchet: which file holds for which settings, what is said of it, and how it is written."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from migrator.cli.app import fail
from migrator.model.ledger import FileEntry, Ledger, Ratchet
from migrator.model.settings import show_path
from migrator.policy.ratchet import RatchetError, Record, compare, read, write
from migrator.report.sentences import words
from migrator.report.words import count, safe

if TYPE_CHECKING:
    from migrator.config import Finder


def accepted(
    ledger: Ledger, configure: Finder, paths: tuple[str, ...], *, update: bool, grow: bool, quiet: bool
) -> Ledger:
    """The ledger beside the ratchets that hold for its files: what is in one is no finding.

    With ``update`` each is written anew, shorter; longer only with ``grow``, or where it is not there yet.
    """
    if update and ledger.has_errors:
        first = next(file for file in ledger.files if file.error is not None)
        assert first.error is not None
        where = f"{first.path}:{first.error.line}" if first.error.line else first.path
        fail(f"{where}: {words(first.error.message)}; the ratchet was not written")
    places = configure.ratchets()
    groups: dict[str, list[int]] = {path: [] for path, _ in places}
    for number, file in enumerate(ledger.files):
        path = _place(configure, file)
        if path is not None:
            groups.setdefault(path, []).append(number)
    stated = {path for path, settings in places if settings.ratchet is not None}
    files = list(ledger.files)
    ratchets: list[Ratchet] = []
    for path, numbers in groups.items():
        top = configure.leads_out(path)
        if top is not None:
            fail(f"{show_path(path)} is a link out of the repository {top}; `--allow-outside` allows that")
        records = _records(path)
        if records is None and not update:
            if path in stated:
                fail(f"{show_path(path)}: the settings name it, and it is not there; `--update-ratchet` writes it")
            continue
        place = _Place(os.path.dirname(path), paths)
        is_kept = partial(_is_kept, configure, os.path.dirname(path))
        held = partial(compare, [files[number] for number in numbers], show=safe(show_path(path)), is_kept=is_kept)
        found = held(records or (), place=place.of, looked_at=place.is_looked_at)
        takes = records is None or grow
        if update and not (records is None and not found.new):
            _write(path, (*found.records, *(found.new if takes else ())), quiet=quiet)
            if takes:
                found = held((*found.records, *found.new), place=place.of, looked_at=lambda name: False)
            else:
                found = found._replace(fewer=0, moved=0)
                if found.new and not quiet:
                    more = count(len(found.new), "use")
                    click.echo(f"{more} not taken in; `--allow-growth` does that, after a review.", err=True)
        for number, file in zip(numbers, found.files, strict=True):
            files[number] = file
        ratchets.append(Ratchet(show_path(path), found.accepted, found.fewer, found.moved))
    return ledger._replace(files=tuple(files), ratchets=tuple(ratchets))


def _place(configure: Finder, file: FileEntry) -> str | None:
    """Where the ratchet of a file is, None where its settings are faulty: that is an error of its own already."""
    from migrator.model.settings import SettingsError

    try:
        return configure.ratchet_of(file.path)
    except SettingsError:
        return None


def _is_kept(configure: Finder, folder: str, path: str) -> bool:
    """Whether the settings let a whole file keep Pyodide; its path is relative to the folder of a ratchet."""
    from migrator.model.settings import SettingsError
    from migrator.sites.keepers import Keepers

    path = os.path.normpath(os.path.join(folder, path))
    try:
        return Keepers(configure(path)).of_file(path) is not None
    except SettingsError:
        return False


def _records(path: str) -> tuple[Record, ...] | None:
    if not os.path.lexists(path):
        return None
    try:
        return read(path)
    except RatchetError as error:
        fail(f"{show_path(path)}:{error.line}: {error.message}")


class _Place(NamedTuple):
    """The folder of a ratchet, which its paths are relative to, and the paths that the run was given; links followed,
    since a file is the same by whatever name it is looked at.
    """

    folder: str
    paths: tuple[str, ...]

    def of(self, path: str) -> str:
        return os.path.relpath(os.path.realpath(path), os.path.realpath(self.folder))

    def is_looked_at(self, path: str) -> bool:
        """Whether the run would have seen a use in a file: it is among the paths, or gone."""
        path = os.path.normpath(os.path.join(self.folder, path))
        if not os.path.exists(path):
            return True
        path = os.path.realpath(path)
        given = [os.path.realpath(name) for name in self.paths or (".",)]
        return any(path == name or path.startswith(os.path.join(name, "")) for name in given)


def _write(path: str, records: tuple[Record, ...], *, quiet: bool) -> None:
    try:
        write(path, records)
    except OSError as error:
        fail(f"{show_path(path)} cannot be written: {error.strerror}")
    if not quiet:
        click.echo(f"Wrote {safe(show_path(path))}: {count(len(records), 'use')}.", err=True)
