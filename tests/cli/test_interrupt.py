"""Ctrl-C at the places where Python drops it, or turns it into another error: in processes that are real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from migrator.cli.interrupt import heard
from tests.cli.test_progress import environment, states

STOPPED = "migrator: stopped; 1 file looked at; nothing was written\n"

# Runs `migrate --write --quiet`; behind its first file stands what a test puts there.
RUN = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from migrator.run.engine import Run
items = Run.items
def interrupted(self):
    for item in items(self):
        yield item
        {there}
Run.items = interrupted
from migrator.cli import main
sys.argv = ["migrator", "migrate", "--write", "--quiet"]
main()
"""


def ended(script: str) -> tuple[int, str]:
    """The exit code, and what was said on standard error."""
    paths = os.pathsep.join((".", environment()["PYTHONPATH"]))
    environ = environment(PYTHONPATH=paths, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, encoding="utf-8", check=False, timeout=60)  # fmt: skip
    return done.returncode, done.stderr


PRESS = "import signal; signal.raise_signal(signal.SIGINT)"


@pytest.mark.parametrize(
    "module",
    [
        f"{PRESS}\n",
        f"class Part:\n    def __set_name__(self, owner, name):\n        {PRESS}\nclass Whole:\n    part = Part()\n",
        f"try:\n    {PRESS}\nexcept BaseException:\n    pass\n",
    ],
    ids=["the body of a module", "a class body, whose errors Python wraps", "a module that passes over all errors"],
)
def test_ctrl_c_in_an_import_is_told_behind_it(here: Path, module: str) -> None:
    (here / "late.py").write_text(f"{module}print('imported', file=__import__('sys').stderr)\n")
    code, said = ended(RUN.format(there="import late; time.sleep(30)"))
    assert (code, said) == (130, f"imported\n{STOPPED}")
    assert states(here)[:3] == ["a.js old", "b.js old", "c.js old"]


@pytest.mark.parametrize(
    "there",
    [
        f"import weakref; part = type('Part', (), {{}})(); seen = weakref.ref(part, lambda _: exec({PRESS!r})); del part; time.sleep(30)",
        f"part = type('Part', (), {{'__del__': lambda self: exec({PRESS!r})}})(); del part; time.sleep(30)",
        f"import gc; gc.callbacks.append(lambda *_: (gc.callbacks.clear(), exec({PRESS!r}))); gc.collect(); time.sleep(30)",
    ],
    ids=["the callback of a weak reference", "a `__del__`", "a callback of the garbage collector"],
)
def test_ctrl_c_where_nobody_can_catch_it_is_told_again(here: Path, there: str) -> None:
    assert ended(RUN.format(there=there)) == (130, STOPPED)
    assert states(here) == ["a.js old", "b.js old", "c.js old"]


def test_ctrl_c_while_a_command_is_not_yet_chosen(here: Path) -> None:
    early = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import click
parse = click.Group.parse_args
def interrupted(self, *arguments):
    {PRESS}
    return parse(self, *arguments)
click.Group.parse_args = interrupted
from migrator.cli import main
sys.argv = ["migrator", "check"]
main()
"""
    assert ended(early) == (130, "migrator: stopped\n")


def test_ctrl_c_that_is_ignored_stays_so(here: Path) -> None:
    """As behind `nohup`, or in the background of a shell without job control."""
    script = RUN.format(there=PRESS).replace("signal.default_int_handler", "signal.SIG_IGN")
    code, said = ended(script)
    assert (code, said) == (0, "")
    assert states(here)[:3] == ["a.js new", "b.js new", "c.js new"]


def test_another_error_that_nobody_can_catch_is_shown_as_ever(here: Path) -> None:
    code, said = ended(RUN.format(there="part = type('Part', (), {'__del__': lambda self: 1 / 0})(); del part"))
    assert code == 0
    assert said.startswith("Exception ignored in: <function")
    assert said.count("ZeroDivisionError: division by zero\n") == 3


@pytest.mark.parametrize("handler", [signal.SIG_IGN, lambda *_: None], ids=["ignored", "somebody else's"])
def test_ctrl_c_that_has_a_handler_keeps_it(monkeypatch: pytest.MonkeyPatch, handler: object) -> None:
    monkeypatch.setattr(signal, "getsignal", lambda _: handler)
    monkeypatch.setattr(signal, "signal", lambda *_: pytest.fail("there was a handler"))
    hook = sys.unraisablehook
    heard(test_ctrl_c_that_has_a_handler_keeps_it.__code__)
    assert sys.unraisablehook is hook


def test_a_thread_leaves_ctrl_c_to_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.default_int_handler)
    hook, errors = sys.unraisablehook, []
    monkeypatch.setattr("threading.excepthook", errors.append)
    thread = Thread(target=heard, args=(heard.__code__,))
    thread.start()
    thread.join(60)
    assert errors == []
    assert sys.unraisablehook is hook
