"""The pages of docs/ and the README as tests: their fences are files, sessions of a shell, and rules with what they do.

A fence with a title is a file: ```` ```js title="js/game.js" ````. A `console` fence is a session: lines after `$ ` are
commands, those below them what the command prints, standard error included. All fences of a page work in one
folder, which is empty, or a copy of the one that a comment names, `<!-- begins with: tests/report/formats/sample -->`, in a
repository with one commit. A `console` fence under `<!-- not run -->` is shown only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT

DOCS = ROOT / "docs"
_OPEN = re.compile(r"(?P<mark>`{3,}(?!.*`)|~{3,})(?P<info>.*)\Z")
_TITLE = re.compile(r'title="([^"]+)"')
_BEGINS = re.compile(r"<!-- begins with: (\S+) -->")
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b")
NOT_RUN = "<!-- not run -->"


@dataclass(frozen=True)
class Fence:
    """A fenced block: ``first`` and ``last`` are the lines of its text, from 0, last excluded."""

    mark: str
    language: str
    title: str | None
    text: str
    first: int
    last: int
    above: str
    heading: str
    info: str = ""  # all that stands behind the mark


def fences(page: str) -> Iterator[Fence]:
    """The fenced blocks of a page that begin in the first column."""
    lines = page.split("\n")
    at, above, heading = 0, "", ""
    while at < len(lines):
        line = lines[at]
        opened = _OPEN.match(line)
        if opened is None:
            if line.startswith("#"):
                heading = line.lstrip("# ")
            if line.strip():
                above = line
            at += 1
            continue
        last = at + 1
        while last < len(lines) and lines[last].rstrip() != opened["mark"]:
            last += 1
        language, _, rest = opened["info"].strip().partition(" ")
        title = _TITLE.search(rest)
        text = "".join(f"{line}\n" for line in lines[at + 1 : last])
        yield Fence(opened["mark"], language, title[1] if title else None, text, at + 1, last, above, heading, opened["info"].strip())
        at, above = last + 1, ""


def sessions(path: Path, folder: Path) -> tuple[str, str]:
    """A page as it is, and with what its sessions print now."""
    page = path.read_text("utf-8")
    shell = Shell(folder, _BEGINS.search(page))
    lines = page.split("\n")
    made: list[str] = []
    at = 0
    for fence in fences(page):
        if fence.above == NOT_RUN:
            continue
        if fence.title is not None:
            shell.write(fence.title, fence.text)
        elif fence.language == "console":
            made += lines[at : fence.first]
            for command in commands(fence):
                printed = shell.run(command)
                assert fence.mark not in printed, f"`{command}` prints a fence; the fence around it needs a longer mark"
                made += [f"$ {command}", *printed]
            at = fence.last
    return page, "\n".join(made + lines[at:])


def commands(fence: Fence) -> list[str]:
    return [line.removeprefix("$ ") for line in fence.text.split("\n") if line.startswith("$ ")]


class Shell:
    """A folder, and commands that run in it one after the other, each knowing the exit code of the one before."""

    def __init__(self, folder: Path, begins: re.Match[str] | None) -> None:
        self.folder = folder / "game"
        self._tools = folder / "tools"
        self._home = folder / "home"
        self._code = 0
        self._tools.mkdir()
        self._home.mkdir()
        for name, means in (("migrator", " -m migrator"), ("python", "")):
            script = self._tools / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{means} "$@"\n', "utf-8")
            script.chmod(0o755)
        if begins is None:
            self.folder.mkdir()
            return
        shutil.copytree(ROOT / begins[1], self.folder)
        for command in ("git init --quiet", "git add --all", "git commit --quiet --message=game"):
            assert self.run(command) == [], command

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, command: str) -> list[str]:
        """The lines that a command prints."""
        ran = subprocess.run(
            ["sh", "-c", f"(exit {self._code})\n{command}"],
            cwd=self.folder,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
                "PATH": f"{self._tools}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "HOME": str(self._home),
                "XDG_STATE_HOME": str(self._home),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "init.defaultBranch",
                "GIT_CONFIG_VALUE_0": "main",
                **{f"GIT_{who}_{key}": "you" for who in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")},
                "NO_COLOR": "1",
                "COLUMNS": "100",
                "LC_ALL": "C.UTF-8",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        self._code = ran.returncode
        return _MOMENT.sub("2026-01-31 10:00", ran.stdout).splitlines()


def pages() -> list[Path]:
    """The pages that hold a session or a file."""
    found = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"]
    return [path for path in found if any(_is_run(fence) for fence in fences(path.read_text("utf-8")))]


def _is_run(fence: Fence) -> bool:
    return fence.language == "console" and fence.above != NOT_RUN


@dataclass(frozen=True)
class Shown:
    """Code of the page about rules beside the pages of rules above it: what it becomes, or why it stays."""

    line: int
    pages: tuple[tuple[str, str], ...]
    before: str
    after: str | None
    code: str = ""
    because: str = ""


def shown_rules(page: str) -> Iterator[Shown]:
    """The samples of the page about rules, each with the rules that stand above it."""
    rules: list[tuple[str, str]] = []
    done, before = True, ""
    for fence in fences(page):
        kind, _, rest = (fence.title or "").partition(": ")
        is_rule = fence.language == "markdown" or (fence.language == "diff" and fence.title is None)
        if is_rule and done:
            rules, done = [], False
        if is_rule:
            bare = f"# X\n\nA rule.\n\n```{fence.info}\n{fence.text}```\n"
            rules.append(("01-x.md", bare) if fence.title is None else (fence.title, fence.text))
            continue
        done = True
        if kind == "before":
            before = fence.text
        elif kind == "after":
            yield Shown(fence.first, tuple(rules), before, fence.text)
        elif kind == "stays":
            code, _, because = rest.partition(": ")
            yield Shown(fence.first, tuple(rules), fence.text, None, code, because)


def shown_faults(page: str) -> Iterator[tuple[str, str]]:
    """Faulty blocks of the page about rules, and what is said of each."""
    for fence in fences(page):
        kind, _, message = (fence.title or "").partition(": ")
        if kind == "fault":
            yield f"# X\n\nA rule.\n\n```diff\n{fence.text}```\n", message
