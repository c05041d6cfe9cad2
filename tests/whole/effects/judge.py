"""Each case is migrated in process, and Node runs it before and after against stubs that record what reaches Python.

While a call of the stubs is awaited, everybody else may run: handlers that the code has registered, and what changes
`this.latest`, `shared` and the like. A case is right if both did the same, or if the site was refused.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_rules
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from tests.support import examine, text_of
from tests.whole.effects.statements import (
    ACTING,
    FIELDS,
    FUNCTIONS,
    GAPS,
    METHODS,
    MODULE,
    PAGES,
    SETUPS,
    VALUES,
    with_names,
)

PLAY = Path(__file__).with_name("play.mjs")
_CALL = r"""await this.pyodide.runPythonAsync(`
    import json
    env.set_state(json.loads('''${json.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'''))
`);"""
_HEAD = """\
class Commands {
    async setState(json) { return answer('set', json); }
    async first() { return answer('first'); }
    async one(a) { return answer('one', a); }
    async pair(a, b) { return answer('two', `${a}, ${b}`); }
    async two(b, a) { return answer('two', `${a}, ${b}`); }
}
class Base {
    constructor() {
""" + FIELDS + """\
    }
    use(x) { return use(x); }
    pause() { return answer(); }
""" + METHODS + "}\n"


class Case(NamedTuple):
    """A page, and a method that it fits: the value that it moves, and what stands before and between."""

    page: str
    value: str
    second: str
    setups: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def source(self) -> str:
        gap = "\n".join(self.gaps)
        if self.page == "a function less":
            body = f"const l = await this.pyodide.runPythonAsync(`env.list()`);\n{gap}\nl.map(i => {self.value}(i));"
        elif self.page == "in a constant":
            call = _CALL.replace("json.replace", f"JSON.stringify({self.value}).replace")
            code = call[call.index("`") : call.rindex("`") + 1]
            body = f"const code = {code};\n{gap}\nawait this.pyodide.runPythonAsync(code);"
        elif self.page == "in a sum":
            code = f"'env.two(' + ({self.value}) + ', ' + ({self.second}) + ')'"
            body = f"const code = {code};\n{gap}\nawait this.pyodide.runPythonAsync(code);"
        elif self.page in ("in another order", "not at all"):
            body = f"await this.pyodide.runPythonAsync(`env.two(${{{self.value}}}, ${{{self.second}}})`);"
        elif self.page == "before an await":
            body = f"const r = await this.pyodide.runPythonAsync(`env.first()`);\nthis.use([r, JSON.stringify({self.value})]);"
        else:
            between = gap if self.page != "over an await" else ""
            body = f"const json = JSON.stringify({self.value});\n{between}\n{_CALL}"
        lines = "\n".join([*with_names(self.setups, body), body]).replace("\n", "\n        ")
        return f"{MODULE}{_HEAD}class Game extends Base {{\n    async act(s, o) {{\n        {lines}\n    }}\n}}\n"

    def __str__(self) -> str:
        act = self.source[self.source.index("    async act") :]
        return f"{self.page}:\n{act}"


def cases(seed: int, count: int) -> list[Case]:
    drawn = random.Random(seed)
    found = []
    for _ in range(count):
        page = drawn.choice(list(PAGES))
        value = drawn.choice(FUNCTIONS if page == "a function less" else VALUES)
        second = ""
        if page in ("in another order", "not at all", "in a sum"):
            second = drawn.choice((*ACTING, *ACTING, *VALUES))
            value = drawn.choice((*ACTING, *VALUES))
        setups = tuple(drawn.sample(SETUPS, drawn.choice((0, 0, 1, 1, 2, 3))))
        gaps = tuple(drawn.sample(GAPS, drawn.choice((0, 1, 1, 1, 2))))
        found.append(Case(page, value, second, setups, gaps))
    return found


@dataclass
class Tally:
    counts: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)  # rewritten ones
    failures: list[tuple[Case, str]] = field(default_factory=list)


@cache
def _rules(page: str) -> list[Rule]:
    with tempfile.TemporaryDirectory() as folder:
        text = PAGES[page].strip("\n")
        (Path(folder) / "01-t.md").write_text(f"# T\n\nS.\n\n```diff\n{text}\n```\n", "utf-8")
        return load_rules([Path(folder)])


def _migrated(case: Case) -> tuple[str | None, str]:
    rules = _rules(case.page)
    by = Examiner(Parts.make(Settings(), lambda: rules, Repository(Disk())))
    examined = examine(by, "/nowhere/case.js", case.source.encode())
    assert examined is not None
    entry = next(e for e in examined.entry.entries if e.is_program)
    if entry.outcome is Outcome.REWRITTEN:
        return examined.data.decode(), ""
    return None, f"{entry.reason.code if entry.reason else ''}: {text_of(entry.reason)}"


def judge(given: Iterable[Case]) -> Tally:
    tally = Tally()
    results = []
    for case in given:
        try:
            results.append((case, *_migrated(case)))
        except Exception as error:
            tally.counts["raised"] += 1
            tally.failures.append((case, f"raised {error!r}"))
    texts = [[case.source, new] for case, new, _ in results]
    ran = subprocess.run(["node", PLAY], input=json.dumps(texts), stdout=subprocess.PIPE, text=True, timeout=600, check=True)
    for (case, new, why), (old_trace, new_trace) in zip(results, json.loads(ran.stdout), strict=True):
        if old_trace is None:
            tally.counts["no JavaScript"] += 1
        elif any(each[:2] == ["thrown", "ReferenceError"] for each in old_trace):
            tally.counts["names nothing"] += 1
        elif new is None:
            tally.counts[f"refused: {why.split(':')[0]}"] += 1
        elif _seen(case, old_trace) == _seen(case, new_trace):
            tally.counts["rewritten"] += 1
            tally.pages[case.page] += 1
        else:
            tally.counts["other"] += 1
            tally.failures.append((case, f"before {old_trace}\nafter  {new_trace}"))
    return tally


def _seen(case: Case, trace: list[list[str]]) -> list[list[str]]:
    """What counts of a trace: not which command is sent, where no value goes with it."""
    ours = ("first", "one", "two") if case.page == "not at all" else ("first",)
    return [each for each in trace if each[0] not in ours]


def smallest(case: Case) -> tuple[Case, str]:
    """A failing case with the fewest statements with which it fails, and its problem."""
    for count in range(len(case.setups) + len(case.gaps) + 1):
        candidates = [
            case._replace(setups=setups, gaps=gaps)
            for ones in range(count + 1)
            for setups in itertools.combinations(case.setups, ones)
            for gaps in itertools.combinations(case.gaps, count - ones)
        ]
        failures = judge(candidates).failures
        if failures:
            return failures[0]
    return case, "only in this run"
