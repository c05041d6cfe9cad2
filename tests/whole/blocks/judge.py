"""Each case is migrated in process, and Node runs it before and after with stand-ins that record what is done.

A case is right if the interpreter was given the same, in the same order, and all else did the same with what it answered;
or if the site was refused. A second run changes nothing.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.source import SourceError
from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_page
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from tests.support import examine, text_of
from tests.whole.blocks.cases import Case
from tests.whole.blocks.pages import BRIDGE, PAGES
from tests.whole.emission.forms import Layout

PLAY = Path(__file__).with_name("play.mjs")


@dataclass
class Tally:
    """What became of cases, of those of each page, and those that are wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[tuple[Case, str]] = field(default_factory=list)

    def count(self, case: Case, kind: str, reason: str = "") -> None:
        self.counts[kind] += 1
        name = f"{case.page}, assigned" if case.assigned is not None else case.page
        self.kinds[name][f"{kind}: {reason}" if reason else kind] += 1


@cache
def rule_of(page: str) -> Rule:
    return load_page("01-t.md", PAGES[page].text)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A repository with what pages import."""
    folder = tempfile.TemporaryDirectory()
    (Path(folder.name) / ".git").mkdir()
    (Path(folder.name) / "bridge.js").write_text(BRIDGE, "utf-8")
    return folder


def migrated(page: str, source: str) -> tuple[str | None, str]:
    """The new text, or None and why it has none."""
    path = str(Path(_folder().name) / "case.js")

    def by() -> Examiner:
        return Examiner(Parts.make(Settings(), lambda: [rule_of(page)], Repository(Disk())))

    examined = examine(by(), path, source.encode())
    if examined is None:
        return None, "no use"
    entries = examined.entry.entries
    if not any(each.outcome is Outcome.REWRITTEN for each in entries):
        reasons = [each.reason for each in entries if each.reason is not None and each.method == "act"]
        why = next((reason for reason in reasons if reason.code != Code.DIFFERS), reasons[0] if reasons else None)
        return None, f"{why.code if why else 'kept'}: {text_of(why)}"
    again = examine(by(), path, examined.data)
    assert again is None or again.data == examined.data, "a second run changes the result"
    return examined.data.decode(), ""


def _question(case: Case, new: str | None) -> dict[str, Any]:
    return {
        "old": case.source, "marked": case.marked, "now": new, "moves": case.rule.moves,
        "waits": "await" in case.rule.site.splitlines()[-1],
        "bridge": BRIDGE if case.is_module else None,
    }  # fmt: skip


def judge(given: Iterable[Case], change: Callable[[str], str] = str) -> Tally:
    """What becomes of cases. ``change`` is done to what is written, for the test of this."""
    tally = Tally()
    results = []
    for case in given:
        try:
            results.append((case, *migrated(case.page, case.source)))
        except SourceError:
            tally.count(case, "no JavaScript")
        except Exception as error:
            tally.count(case, "raised")
            tally.failures.append((case, f"raised {error!r}"))
    questions = [_question(case, change(new) if new is not None else None) for case, new, _ in results]
    command = ["node", "--experimental-vm-modules", "--no-warnings", str(PLAY)]
    ran = subprocess.run(command, input=json.dumps(questions), stdout=subprocess.PIPE, text=True, timeout=1200, check=True)
    for (case, new, why), found in zip(results, json.loads(ran.stdout), strict=True):
        kind = found.pop("kind")
        tally.count(case, kind, why.split(":")[0] if kind == "refused" else "")
        if kind in ("other", "does not compile"):
            assert new is not None
            told = "\n".join(f"{name}: {each}" for name, each in found.items())
            tally.failures.append((case, f"{kind}\n{new[new.index('    async act(s') :]}\n{told}"))
    return tally


def smallest(case: Case) -> tuple[Case, str]:
    """A failing case with the least around it with which it fails, and its problem."""
    plain = Layout()
    fields = [name for name in plain._fields if getattr(case.layout, name) != getattr(plain, name)]
    candidates = [
        case._replace(layout=case.layout._replace(**{name: getattr(plain, name) for name in names}), setups=setups, gaps=gaps, use=use)
        for setups in _parts(case.setups)
        for gaps in _parts(case.gaps)
        for use in dict.fromkeys(("", case.use))
        for names in reversed(_parts(tuple(fields)))
    ]
    failures = judge(candidates[:400]).failures
    return failures[0] if failures else (case, "only in this run")


def _parts(items: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [found for count in range(len(items) + 1) for found in itertools.combinations(items, count)]
