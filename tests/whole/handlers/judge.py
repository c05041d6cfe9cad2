"""Puts a script beside a page that sends its commands, and compares what it owes with what its construction says."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_page
from migrator.sites.site import File
from migrator.worker.contract import Contract
from migrator.worker.debt import Debt
from migrator.worker.unmet import Debts
from tests.support import ROOT, text_of, write
from tests.whole.handlers.scripts import DUTIES, Maker, Script

PAGES = ("05-reset", "10-step-with-actions", "14-apply-server-state", "15-render")
GAME = """\
class Commands {{
    constructor() {{ this.thread = new Worker('script.js'); }}
    {methods}
    ask(type, payload) {{ const id = 1; this.thread.postMessage({message}); }}
}}
export class Game {{
    constructor() {{ this.worker = new Commands(); }}
    async play() {{ await this.pyodide.runPythonAsync(`env.render()`); }}
}}
"""


@dataclass
class Tally:
    """What became of some scripts: the duties that were judged, and the scripts that were judged wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, Script, str]] = field(default_factory=list)


@cache
def rules() -> tuple[Rule, ...]:
    folder = ROOT / "rules" / "pyodide-worker"
    return tuple(load_page(f"{name}.md", (folder / f"{name}.md").read_text()) for name in PAGES)


def debts(script: Script) -> list[Debt]:
    """What the worker of a script owes."""
    methods = "\n    ".join(f"{name}(payload) {{ return this.ask('{name}', payload); }}" for name in DUTIES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write(folder, "js/game.js", GAME.format(methods=methods, message=script.message))
        for file, text in script.files.items():
            write(folder, file, text)
        settings, project = Settings(), Project(Disk())
        source = Source.read(str(path), path.read_bytes())
        node = File(source, settings).uses[0].owner.node
        module = project.add(path, source)
        assert node is not None
        made = Debts(project, Contract(project, settings), settings, Repository(project.disk))
        return [debt for rule in rules() for debt in made.of(module, node, rule)]


def problem(script: Script) -> str | None:
    """What is wrong with what a script is said to owe."""
    found = debts(script)
    stated = {
        (debt.command, duty)
        for debt in found
        for duty in ((debt.duty,) if debt.duty else DUTIES[debt.command])  # one that is not found owes everything
    }
    wanted = script.owed()
    if stated == wanted:
        return None
    lines = [f"missing: {sorted(wanted - stated)}", f"false: {sorted(stated - wanted)}"]
    return "\n".join([*lines, *(f"  {Path(debt.path).name}:{debt.line}: {text_of(debt)}" for debt in found)])


def judge(seeds: Iterable[int]) -> Tally:
    tally = Tally()
    for seed in seeds:
        script = Maker(seed).make()
        wrong = problem(script)
        owed = len(script.owed())
        tally.counts["scripts"] += 1
        tally.counts["owed"] += owed
        tally.counts["met"] += sum(map(len, DUTIES.values())) - owed
        if wrong is not None:
            tally.failures.append((seed, script, wrong))
    return tally
