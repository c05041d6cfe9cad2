"""`rules new`: a page begun from a site fits it, says what it lacks, and rewrites it once it has its `+` lines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.draft import DraftError, draft
from migrator.engine import Engine
from migrator.javascript.source import Source
from migrator.ledger import Code, Entry, FileEntry, Outcome
from migrator.provided import is_kept
from migrator.rules import Rule, load_page
from migrator.settings import Settings
from migrator.sites import File, Site
from tests.support import FIXTURES, ROOT, in_game

SAMPLES = sorted(FIXTURES.glob("*/*.before.js"))


def programs(path: Path, settings: Settings | None = None) -> tuple[File, list[Site]]:
    """A file, and its programs outside of methods that keep Pyodide."""
    held = settings or Settings()
    file = File(Source.read(str(path), path.read_bytes()), held)
    return file, [
        site
        for site in file.sites
        if not is_kept(site.use.owner.place, site.use.owner.class_name, site.use.owner.method, held)
    ]


def entry_of(path: Path, rule: Rule, site: Site, settings: Settings | None = None) -> Entry:
    """What becomes of a site by one page alone, while all other programs stay."""
    start = site.use.whole.start_byte
    engine = Engine(lambda _: settings or Settings(), lambda _: [rule], only=lambda use: use.whole.start_byte == start)
    [file] = [item for item in engine.run((str(path),)) if isinstance(item, FileEntry)]
    line = site.file.source.position(start)
    [entry] = [use for use in file.entries if use.is_program and (use.line, use.column) == (line.line, line.column)]
    return entry


def finished(text: str) -> str:
    """A page that has a command: one that every worker of the samples has, and that takes one argument."""
    return re.sub(r"this\.worker\.todo\((.*?)\)", lambda found: f"this.worker.step([{found[1]}])", text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_begun_from_a_sample_rewrites_it_once_it_has_a_command(path: Path) -> None:
    file, sites = programs(path)
    assert sites
    for site in sites:
        drafted = draft(file, site)
        assert drafted.fault is None, drafted.text
        unfinished = entry_of(path, load_page("19-new.md", drafted.text), site)
        assert unfinished.reason is not None
        assert unfinished.reason.code is Code.NO_COMMAND, unfinished.reason
        done = entry_of(path, load_page("19-new.md", finished(drafted.text)), site)
        assert (done.outcome, done.rule) == (Outcome.REWRITTEN, "19-new"), (done.reason, drafted.text)
