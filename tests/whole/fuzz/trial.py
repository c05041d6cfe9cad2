"""One trial: what a mutated file or page does to the program, judged. Gives the fault, or None."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from migrator.javascript.source import Source
from migrator.model.ledger import FileEntry, Outcome
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.report.words import page_fault
from migrator.rules.loader import Rule, RuleError, load_page, load_rules
from tests.support import ROOT, migrate, shipped_rules

SLOW = 60.0


@dataclass(frozen=True)
class Verdict:
    """What happened: an outcome to count, and a fault if it must not happen. ``where`` tells faults apart."""

    outcome: str
    fault: str | None = None
    where: str = ""


def file_in_process(path: Path, data: bytes, rules: list[Rule] | None = None) -> Verdict:
    """Run the engine on a file that holds ``data``."""
    chosen = list(shipped_rules()) if rules is None else rules
    path.write_bytes(data)
    try:
        entry, after = _migrate(path, chosen)
        if path.read_bytes() != data:
            return Verdict("harmed", "the engine wrote to a file that it was only to look at", "harmed")
        if entry.error is not None:
            return _error(entry)
        if after == data:
            return Verdict("left" if entry.entries else "no use")
        Source.read("after", after)
        path.write_bytes(after)
        _, again = _migrate(path, chosen)
    except Exception as error:
        return _raised(error)
    if again != after:
        return Verdict("unstable", "a second run changes the result", "unstable")
    if not any(item.outcome is Outcome.REWRITTEN for item in entry.entries):
        return Verdict("unsaid", "the bytes change and the ledger says nothing", "unsaid")
    return Verdict("rewritten")


def _migrate(path: Path, rules: list[Rule]) -> tuple[FileEntry, bytes]:
    entry, after = migrate(path, rules, Settings())
    return entry, after.encode("utf-8")


def _error(entry: FileEntry) -> Verdict:
    assert entry.error is not None
    if "\n" in words(entry.error.message) or not words(entry.error.message):
        return Verdict("error", f"an error of more or less than one line: {words(entry.error.message)!r}", "lines of an error")
    return Verdict("refused file")


def _raised(error: Exception) -> Verdict:
    if isinstance(error, UnicodeDecodeError) and "support.py" in "".join(traceback.format_tb(error.__traceback__)[-1:]):
        return Verdict("refused file")  # the helper decodes what the engine has refused
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "migrator" in frame.filename] or list(frames)
    name = f"{Path(own[-1].filename).name}:{own[-1].name}"
    return Verdict("raised", "".join(traceback.format_exception(error))[-3_000:], f"{type(error).__name__} in {name}")


def page_in_process(name: str, data: bytes, path: Path, file: bytes) -> Verdict:
    """Load a page that holds ``data``; if it loads, migrate a file with it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Verdict("page is not UTF-8")
    try:
        rule = load_page(name, text)
    except RuleError as error:
        faults = [page_fault(*fault) for fault in error.faults]
        if not faults or any("\n" in fault for fault in faults):
            return Verdict("fault", f"a fault of more or less than one line: {faults!r}", "lines of a fault")
        return Verdict("refused page")
    except Exception as error:
        return _raised(error)
    verdict = file_in_process(path, file, [rule])
    return Verdict(f"page, {verdict.outcome}", verdict.fault, verdict.where)


def command(folder: Path, arguments: list[str], files: dict[str, bytes], *, may_write: bool) -> Verdict:
    """The real command over files: exit codes, no traceback, errors of one line, no harm."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "migrator", *arguments],
            cwd=folder, capture_output=True, check=False, timeout=SLOW, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Verdict("slow", f"more than {SLOW:.0f} s: {arguments}", "slow command")
    shown = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 1, 2) or "Traceback" in shown:
        last = shown.strip().splitlines()[-1:] or [""]
        return Verdict("crash", f"exit {done.returncode}: {arguments}\n{shown[-3_000:]}", f"command: {last[0][:80]}")
    if "json" in arguments:
        document = json.loads(done.stdout)
        has_errors = bool(document["errors"]) if "findings" in document else bool(document["summary"]["errors"])
        if has_errors != (done.returncode == 2):
            return Verdict("code", f"exit {done.returncode} with errors: {has_errors}", "exit code")
    for name, data in files.items():
        after = (folder / name).read_bytes()
        if after == data:
            continue
        if not may_write or done.returncode == 2:
            return Verdict("harmed", f"{name} changed by {arguments}, exit {done.returncode}", "harmed")
        Source.read(name, after)
    return Verdict(f"command exit {done.returncode}")


def pages(folder: Path) -> list[Path]:
    """The shipped pages, as load_rules finds them."""
    assert load_rules([folder])
    return sorted(folder.rglob("[0-9]*.md"))
