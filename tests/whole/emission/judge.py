"""Each case is migrated in process; Node compiles and runs what comes of it, beside what the page means.

What a page means is written out here: its `+` lines in the place of the site, the bound expression in parentheses, each
statement with its `;`. A case is right if both do the same, or if the site was refused. It is not enough that the check
of the result refuses: an emission that gives no valid result where there is one is counted as a fault too.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, RuleError, load_rules
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from tests.support import GAME, examine, text_of
from tests.whole.emission.forms import AFTER, BEFORE, FORMS, HABITS, HOLDERS, NESTS, PLACES, Layout, in_place

PLAY = Path(__file__).with_name("play.mjs")
_HEAD = GAME.replace("    toPy(", "    async any() { return globalThis.answer; }\n    same(x) { return x; }\n    toPy(").replace(
    "    _convertToMap", "    same(x) { return x; }\n    _convertToMap"
)
_PAGE = "# T\n\nS.\n\n```diff\n%s\n```\n"


class Case(NamedTuple):
    """A page, and a site that it fits. ``form`` stands in the hole, or is the nest's `+`; ``place`` holds it."""

    kind: str  # "hole" or "nest"
    form: tuple[str, ...]
    place: str
    layout: Layout

    @property
    def page(self) -> str:
        if self.kind == "hole":
            lines = ["- await this.pyodide.runPythonAsync(`env.seed(${$X})`);"]
            lines += [f"+ {line}" for line in self.place.split("\n")]
        else:
            find, new = self.form
            lines = ["- const $H = await this.pyodide.runPythonAsync(`env.h()`);", "+ const $H = await this.answered();"]
            lines += ["  <...", f"- {find}", f"+ {new}", "  ...>"]
        return _PAGE % "\n".join(lines)

    @property
    def source(self) -> str:
        if self.kind == "hole":
            hole = "${" + self.form[0] + "}"
            return _file(self.layout.source([f"await this.pyodide.runPythonAsync(`env.seed({hole})`)"]))
        use = self.place.rstrip(";").replace("$X", self.form[0].replace("$H", "h"))
        return _file(self.layout.source(["const h = await this.pyodide.runPythonAsync(`env.h()`)", use]))

    @property
    def reference(self) -> str:
        if self.kind == "hole":
            return _file(self.layout.reference(in_place(self.place, self.form[0])))
        use = in_place(self.place, self.form[1].replace("$H", "h"), nested=self.form[0] == "$H")
        return _file(self.layout.reference(f"const h = await this.answered();\n{use}"))

    def __str__(self) -> str:
        return f"{self.kind} {' -> '.join(self.form)!r} in {self.place!r}, {self.layout}"


def _file(body: str) -> str:
    return (
        f"{_HEAD}class Game extends Base {{\n    answered() {{ return this.answer; }}\n    use(x) {{ return x; }}\n"
        f"    async *act(a, b, o, f, K, p, v, q) {{\n        {body.replace(chr(10), chr(10) + ' ' * 8)}\n    }}\n}}\n"
    )


def every() -> list[tuple[str, tuple[str, ...], str]]:
    holes = [("hole", (form,), place) for form in FORMS for place in PLACES]
    nests = [("nest", nest, place) for nest in NESTS for place in PLACES if "$X" in place]
    return [*holes, *nests]


def cases(seed: int, layouts: int = 1) -> list[Case]:
    """Every form in every place, each in so many layouts, in the order that a seed gives."""
    drawn = random.Random(seed)
    found = []
    for kind, form, place in every() * layouts:
        holders = HOLDERS if kind == "hole" else ("body", "block", "arrow", "case", "one-line block", "one-line arrow")
        layout = Layout(
            drawn.choice(BEFORE), drawn.choice(AFTER), drawn.choice(holders), drawn.choice(HABITS), drawn.random() < 0.3,
            drawn.randrange(8),
        )  # fmt: skip
        found.append(Case(kind, form, place, layout))
    drawn.shuffle(found)
    return found


@dataclass
class Tally:
    """What became of cases."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Case, str]] = field(default_factory=list)


@cache
def _rules(page: str) -> list[Rule] | None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "01-t.md").write_text(page, "utf-8")
        try:
            return load_rules([Path(folder)])
        except RuleError:
            return None


def _migrated(case: Case) -> tuple[str | None, str]:
    """The new text of a case or None, and why it has none."""
    rules = _rules(case.page)
    if rules is None:
        return None, "page"
    by = Examiner(Parts.make(Settings(), lambda: rules, Repository(Disk())))
    examined = examine(by, "/nowhere/case.js", case.source.encode())
    assert examined is not None
    entry = next(e for e in examined.entry.entries if e.is_program and e.outcome is not Outcome.KEPT)
    if entry.outcome is Outcome.REWRITTEN:
        return examined.data.decode(), ""
    assert entry.reason is not None
    return None, f"{entry.reason.code}: {text_of(entry.reason)}"


def _played(texts: list[list[str | None]]) -> list[list[dict[str, object] | None]]:
    ran = subprocess.run(["node", PLAY], input=json.dumps(texts), stdout=subprocess.PIPE, text=True, timeout=600, check=True)
    found: list[list[dict[str, object] | None]] = json.loads(ran.stdout)
    return found


def judge(given: Iterable[Case]) -> Tally:
    tally = Tally()
    for batch in _batches(given, 500):
        results = []
        for case in batch:
            try:
                results.append(_migrated(case))
            except Exception as error:
                results.append((None, f"raised {error!r}"))
        texts = [[case.source, case.reference, new] for case, (new, _) in zip(batch, results, strict=True)]
        for case, (new, why), traces in zip(batch, results, _played(texts), strict=True):
            kind, problem = _verdict(new, why, *traces)
            tally.counts[kind] += 1
            if why:
                tally.reasons[why.split(":")[0]] += 1
            if problem:
                tally.failures.append((case, problem))
    return tally


def _verdict(
    new: str | None, why: str, old: dict[str, object] | None, meant: dict[str, object] | None, now: dict[str, object] | None
) -> tuple[str, str]:
    assert old is not None
    assert meant is not None
    if "fault" in old:
        return "no JavaScript", ""
    if why.startswith("raised"):
        return "raised", why
    if new is None:
        wrong = why.startswith(Code.VERIFY.value) and "fault" not in meant
        return ("refused by the check alone", why) if wrong else ("refused", "")
    assert now is not None
    if "fault" in now:
        return "does not compile", f"{now['fault']}\n{_act(new)}"
    if now != meant:
        return "means something else", f"{now}\nand not {meant}\n{_act(new)}"
    return "rewritten", ""


def _act(text: str) -> str:
    return text[text.index("async *act") :]


def smallest(case: Case) -> tuple[Case, str]:
    """A failing case in the plainest layout in which it fails, and its problem."""
    plain = Layout()
    candidates = [
        replaced
        for number in range(len(plain) + 1)
        for names in itertools.combinations(plain._fields, number)
        for replaced in [case._replace(layout=plain._replace(**{name: getattr(case.layout, name) for name in names}))]
    ]
    failures = judge(candidates).failures
    return failures[0] if failures else (case, "only in this run")


def _batches(given: Iterable[Case], size: int) -> Iterator[list[Case]]:
    items = iter(given)
    while batch := list(itertools.islice(items, size)):
        yield batch
