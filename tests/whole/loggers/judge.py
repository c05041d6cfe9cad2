"""Ask what `migrator` takes for a logger, and compare it with what was made."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from migrator.javascript.loggers import Fault, Loggers
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.syntax import NodeKind
from tests.whole.loggers.forms import Case


@dataclass
class Tally:
    """How many cases were right, and those that were wrong with what was said of them."""

    right: int = 0
    loggers: int = 0
    wrong: list[tuple[Case, Fault | None]] = field(default_factory=list)


def judge(cases: Iterable[Case]) -> Tally:
    tally = Tally()
    for case in cases:
        found = asked(case)
        tally.loggers += case.is_logger
        if (found is None) == case.is_logger:
            tally.right += 1
        else:
            tally.wrong.append((case, found))
    return tally


def asked(case: Case) -> Fault | None:
    """What is said of the call of a case."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in case.files:
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        project = Project()
        module = project.module(Path(folder, "game.js"))
        assert module is not None, case
        call = f"{case.receiver}.{case.method}('x')"
        for node in below(module.source.root):
            if node.type == NodeKind.CALL_EXPRESSION and module.text(node) == call:
                function = node.child_by_field_name("function")
                held = unwrap(function).child_by_field_name("object") if function is not None else None
                assert held is not None
                return Loggers(project, module).fault(held, case.method, taken=True)
    raise AssertionError(f"{call} is not in {case.files}")
