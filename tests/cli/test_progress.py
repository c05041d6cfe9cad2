"""Long work shows itself on a terminal and nowhere else, and Ctrl-C stops it: in processes and on terminals that are real."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator.api import Session
from migrator.cli.progress import _Current, conclude, stopped, watched
from tests.support import ROOT, SITE, in_game
from tests.terminal import Terminal

GAME = in_game(SITE)
DONE = GAME.replace(SITE, "await this.worker.render();")
BAR = re.compile(rb"\[ *=+ *\] \d+ files?, \d+/s")

# Runs the command line, with time passing between one file and the next.
SLOW = """
import sys, time
from migrator.run.engine import Run
items = Run.items
def slow(self):
    for item in items(self):
        yield item
        time.sleep({seconds})
Run.items = slow
from migrator.cli import main
sys.argv = ["migrator", *sys.argv[1:]]
main()
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1", **more}


def command(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", script, *arguments]


def terminal(arguments: list[str], *, out: int | None = None, **more: str) -> Terminal:
    return Terminal(arguments, environment(**more), out=out)


def plain(*arguments: str) -> list[str]:
    """The same run with neither bar nor terminal, standard output before standard error."""
    done = subprocess.run(command(SLOW.format(seconds=0), *arguments), env=environment(), capture_output=True, check=False, timeout=300)  # fmt: skip
    return (done.stdout + done.stderr).decode().split("\n")


@pytest.mark.parametrize("arguments", [["check"], ["migrate", "--write"]], ids=" ".join)
def test_a_bar_is_shown_and_nothing_of_it_stays(here: Path, arguments: list[str]) -> None:
    shown = terminal(command(SLOW.format(seconds=0.7), *arguments))
    assert shown.end() == (1 if "check" in arguments else 0)
    assert BAR.search(shown.shown)
    for name in ("a.js", "b.js", "c.js"):
        (here / name).write_text(GAME)
    assert shown.screen() == plain(*arguments)


def test_short_work_shows_no_bar(here: Path) -> None:
    (here / "a.js").write_text("1;\n")
    shown = terminal(command("import time\nfrom migrator.cli import progress\nprogress._AFTER = 600\n" + SLOW.format(seconds=0), "check", "a.js"))  # fmt: skip
    assert (shown.end(), shown.shown) == (
        0, b"1 file, no uses: nothing uses the receiver (`this.pyodide`, or what the settings name).\r\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "more"),
    [(["check", "--quiet", "a.js"], {}), (["check", "a.js"], {"TERM": "dumb"})],
    ids=["quiet", "a terminal that can erase nothing"],
)
def test_no_bar(here: Path, arguments: list[str], more: dict[str, str]) -> None:
    shown = terminal(command(SLOW.format(seconds=0.9), *arguments), **more)
    assert shown.end() == 1
    assert b"\x1b" not in shown.shown
    assert not BAR.search(shown.shown)
    assert b"a.js:25:15: " in shown.shown


def test_machines_get_no_bar(here: Path) -> None:
    done = subprocess.run(command(SLOW.format(seconds=0.9), "check", "a.js"), env=environment(), capture_output=True, check=False, timeout=300)  # fmt: skip
    assert (done.returncode, b"\x1b" in done.stdout + done.stderr, b"/s" in done.stderr) == (1, False, False)
    shown = terminal(command(SLOW.format(seconds=0.9), "check", "--format", "json", "a.js"), out=subprocess.PIPE)
    assert shown.process.stdout is not None
    out = shown.process.stdout.read()
    assert shown.end() == 1
    assert BAR.search(shown.shown)
    assert json.loads(out)["findings"][0]["line"] == 25
    assert shown.screen() == [""]


def test_an_error_that_ends_a_run_stands_on_a_line_of_its_own(here: Path) -> None:
    (here / "pages").mkdir()
    (here / "pages/01-a.md").write_text("# A page without a rule\n")
    (here / "migrator.toml").write_text('rules = ["pages"]\n')
    late = SLOW.format(seconds=0).replace("import sys, time\n", "import sys, time\nfrom migrator.api import Rulebook\nload = Rulebook.__call__\ndef late(*a):\n    time.sleep(0.9)\n    return load(*a)\nRulebook.__call__ = late\n")  # fmt: skip
    shown = terminal(command(late, "check", "a.js"))
    assert shown.end() == 2
    assert BAR.search(shown.shown)
    assert shown.screen()[0].startswith("migrator: pages/01-a.md:1: ")


# -- Ctrl-C ------------------------------------------------------------------------------------------------------------


def states(folder: Path) -> list[str]:
    names = sorted(path.name for path in folder.iterdir())
    known = {GAME: "old", DONE: "new"}
    return [f"{name} {known.get((folder / name).read_text(), 'torn')}" for name in names]


def test_ctrl_c_on_a_terminal_says_what_was_done(here: Path) -> None:
    shown = terminal(command(SLOW.format(seconds=600), "migrate", "--write"))
    shown.until(re.compile(rb"rewritten .*\n"))
    shown.type(b"\x03")
    assert shown.end() == 130
    assert states(here) == ["a.js old", "b.js old", "c.js old"]
    lines = [line for line in shown.screen() if line]
    assert lines[-1].removeprefix("^C") == "migrator: stopped; 1 file looked at; nothing was written"
    assert not any("/s" in line for line in lines)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_signal_in_the_middle_of_a_write_leaves_the_old_file(here: Path, call: str) -> None:
    script = f"""
import os, signal, sys
real, calls = os.{call}, []
def interrupted(*arguments):
    calls.append(1)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGINT)
    return real(*arguments)
os.{call} = interrupted
from migrator.cli import main
sys.argv = ["migrator", "migrate", "--write"]
main()
"""
    done = subprocess.run(command(script), env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert done.returncode == 130
    assert re.fullmatch(r"migrator: stopped; \d files? looked at; nothing was written", done.stderr.splitlines()[-1])
    assert states(here) == ["a.js old", "b.js old", "c.js old"]


def test_a_signal_before_the_first_file(here: Path) -> None:
    """What git lists never comes to an end: whoever waits for it is woken, and git with it."""
    (here / "bin").mkdir()
    fake = here / "bin/git"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *rev-parse*) exit 1; esac\necho $$ >> {here}/pids\nexec sleep 600\n')
    fake.chmod(0o755)
    started = subprocess.Popen(
        command(SLOW.format(seconds=0), "check"),
        env=environment(PATH=f"{here}/bin:{os.environ['PATH']}"),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    pids: list[str] = []
    until = time.monotonic() + 60
    while not pids and started.poll() is None and time.monotonic() < until:
        pids = (here / "pids").read_text().split() if (here / "pids").exists() else []
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert said == "migrator: stopped; 0 files looked at\n"
    assert started.returncode == 130
    assert all(has_ended(int(pid)) for pid in pids)


def has_ended(pid: int) -> bool:
    """Whether a process ends soon; nobody may have asked yet what became of it."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


# -- the parts ---------------------------------------------------------------------------------------------------------


def test_who_stops_before_a_run_is_told_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Current, "run", None)
    monkeypatch.setattr(_Current, "left", "nothing was written")
    assert stopped() == "migrator: stopped"


@pytest.mark.parametrize(("quiet", "taken", "files"), [(True, 1, "1 file"), (False, 3, "3 files")])
def test_what_was_done_is_told_with_how_it_was_left(
    here: Path, monkeypatch: pytest.MonkeyPatch, quiet: bool, taken: int, files: str
) -> None:
    for name in ("run", "bar", "left"):
        monkeypatch.setattr(_Current, name, None)
    items = watched(Session().migrate(), quiet=quiet)
    assert [next(items).path for _ in range(taken)] == ["a.js", "b.js", "c.js"][:taken]
    assert stopped() == f"migrator: stopped; {files} looked at"
    conclude("nothing was written")
    assert stopped() == f"migrator: stopped; {files} looked at; nothing was written"
    assert _Current.bar is None, "nobody watches here"
