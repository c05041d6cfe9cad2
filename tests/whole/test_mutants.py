"""Every program that differs from a page in one thing is left alone, with that difference as its cause."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from migrator.model.ledger import Code, Outcome
from migrator.report.sentences import words
from tests.support import shipped_rules, text_of
from tests.whole.mutants.instantiate import Instance, find_call, instances
from tests.whole.mutants.judge import Judged
from tests.whole.mutants.mutate import Mutant
from tests.whole.mutants.run import all_instances, examine, judged

OTHER_CAUSE = "left alone for another cause"
# `make mutants` runs all of them, which takes some minutes; `make test` every 45th.
EVERY = int(os.environ.get("MUTANTS_EVERY", "45"))
_SHOWN = 30  # stories of one fault in a failure
BLOCKS = list(all_instances())
NAMES = [f"{page}-block{block}" for page, block in BLOCKS]


@dataclass(frozen=True)
class Elsewhere:
    """Mutants of a page that another page, or another block of it, rewrites; and why that is right."""

    page: str
    block: int
    by: str
    why: str
    applies: Callable[[Mutant], bool]


def _beside_the_program(mutant: Mutant) -> bool:
    """Whether the program and its call stay as they are."""
    if mutant.language != "JavaScript":
        return False
    from migrator.javascript.parser import parse

    def call(text: str) -> str | None:
        node = find_call(parse(text.encode()).root_node)
        return None if node is None or node.text is None else node.text.decode()

    return call(mutant.text) == call(mutant.instance.text)


def _last_branch(mutant: Mutant) -> bool:
    return mutant.language == "Python" and mutant.before.strip().startswith(("else:", "raise ValueError"))


_HASH = "the program is the one of 06, which takes it whatever becomes of the hash"
ELSEWHERE = (
    Elsewhere("05-reset", 1, "05-reset", "the second block is the program without its last branch", _last_branch),
    Elsewhere("07-pre-step-hash", 1, "06-episode-hash", _HASH, _beside_the_program),
    Elsewhere("07-pre-step-hash", 1, "08-post-step-hash", "without a statement between it is 08", _beside_the_program),
    Elsewhere("07-pre-step-hash", 1, "07-pre-step-hash", "a second log line is a use that the nest covers",
              lambda mutant: mutant.kind == "statement doubled" and _beside_the_program(mutant)),
    Elsewhere("08-post-step-hash", 1, "06-episode-hash", _HASH, _beside_the_program),
    Elsewhere("08-post-step-hash", 1, "08-post-step-hash", "a second log line is a use that the nest covers",
              lambda mutant: mutant.kind == "statement doubled" and _beside_the_program(mutant)),
    Elsewhere("11-hash-from-state", 1, "11-hash-from-state", "the second block keeps the hash in a name",
              _beside_the_program),
    Elsewhere("12-desync-dump", 2, "12-desync-dump", "the first block assigns what is not declared",
              lambda mutant: mutant.kind == "assigned instead of declared"),
    Elsewhere("13-quick-state-hash", 1, "13-quick-state-hash", "the second block keeps the hash in a name",
              _beside_the_program),
)  # fmt: skip
_STATE_ALONE = "the state alone is the beginning of 12"
_NO_STATE = "without its state the program is nearer to 13, which lacks no more than the call that reads it"
_NO_CHECK = "without the comparison that it returns, the program is the one of the second block"
# Mutants that are nearer to another page, or to another block, around whose JavaScript they do not stand; and what the
# ledger says of them, which is right.
NEARER = {
    ("04-reset-from-server", 1, "statement dropped"): (
        "05-reset",
        "explains `state = ",
        "it reads no observations again",
    ),
    ("14-apply-server-state", 1, "statement dropped"): (
        "16-apply-peer-state",
        "json.loads(",
        "without its guard it is 16",
    ),
    ("01-socket-state", 1, "value assigned"): ("12-desync-dump", "json.dumps(", _STATE_ALONE),
    ("06-episode-hash", 1, "statement dropped"): ("12-desync-dump", "json.dumps(", _STATE_ALONE),
    ("07-pre-step-hash", 1, "statement dropped"): ("12-desync-dump", "json.dumps(", _STATE_ALONE),
    ("08-post-step-hash", 1, "statement dropped"): ("12-desync-dump", "json.dumps(", _STATE_ALONE),
    ("11-hash-from-state", 1, "statement dropped"): ("13-quick-state-hash", "state = env.get_state()", _NO_STATE),
    ("11-hash-from-state", 2, "statement dropped"): ("13-quick-state-hash", "state = env.get_state()", _NO_STATE),
    ("11-hash-from-state", 1, "statements swapped"): ("13-quick-state-hash", "state = env.get_state()", _NO_STATE),
    ("11-hash-from-state", 2, "statements swapped"): ("13-quick-state-hash", "state = env.get_state()", _NO_STATE),
    ("12-desync-dump", 1, "call dropped"): ("01-socket-state", "", "without `json.dumps` the program is the one of 01"),
    ("12-desync-dump", 2, "call dropped"): ("01-socket-state", "", "without `json.dumps` the program is the one of 01"),
    ("18-load-snapshot", 1, "statement dropped"): (
        "18-load-snapshot",
        "explains `before = env.get_state()`",
        _NO_CHECK,
    ),
    ("18-load-snapshot", 1, "statements swapped"): (
        "18-load-snapshot",
        "explains `before = env.get_state()`",
        _NO_CHECK,
    ),
    ("18-load-snapshot", 1, "call dropped"): ("18-load-snapshot", "explains `before = env.get_state()`", _NO_CHECK),
    ("18-load-snapshot", 1, "argument dropped"): ("18-load-snapshot", "explains `before = env.get_state()`", _NO_CHECK),
}


def elsewhere(result: Judged) -> bool:
    """Whether another page or block rewrites a mutant, as it should."""
    mutant = result.mutant
    return any(
        (item.page, item.block) == (mutant.page, mutant.block)
        and item.applies(mutant)
        and result.is_rewritten_by(item.by)
        for item in ELSEWHERE
    )


def is_right(result: Judged) -> bool:
    """Whether the ledger names the cause, or what tells the program from the page that it is nearer to."""
    mutant, program = result.mutant, result.program
    page, said, _ = NEARER.get((mutant.page, mutant.block, mutant.kind), ("", "", ""))
    reason = program.reason if program is not None else None
    if page and reason is not None and reason.page == f"{page}.md" and said in text_of(reason):
        return True
    return result.names_the_cause


@cache
def results(page: str, block: int) -> tuple[Judged, ...]:
    return tuple(judged(all_instances()[page, block], EVERY))


def test_every_page_has_an_instance() -> None:
    assert {page for page, _ in BLOCKS} == {rule.id for rule in shipped_rules()}


@pytest.mark.parametrize("filled", [False, True], ids=["gaps empty", "gaps filled"])
@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=NAMES)
def test_an_instance_is_rewritten_by_its_page(page: str, block: int, filled: bool) -> None:
    """By the page itself in every case, though 06, 07 and 08 share a program and 11 to 13 have general blocks."""
    rule = next(rule for rule in shipped_rules() if rule.id == page)
    instance = next(item for item in instances(rule, filled=filled) if item.block == block)
    entry, after = examine(instance.file)
    programs = [use for use in entry.entries if use.is_program and use.outcome is not Outcome.KEPT]
    assert [(use.outcome, use.rule) for use in programs] == [(Outcome.REWRITTEN, page)]
    assert after != instance.file


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=NAMES)
def test_a_mutant_is_left_alone_for_what_differs(page: str, block: int) -> None:
    """One test for all mutants of a block, since they cost some ten milliseconds each."""
    _, expected = examine(all_instances()[page, block].file)
    faults: dict[str, list[str]] = {}
    for result in results(page, block):
        fault = fault_of(result, expected)
        if fault is not None:
            faults.setdefault(fault, []).append(result.story)
    shown = [
        f"{fault}, {len(stories)} mutants:\n    " + "\n    ".join(stories[:_SHOWN]) for fault, stories in faults.items()
    ]
    assert not faults, "\n".join(shown)
    for item in ELSEWHERE:
        if EVERY == 1 and (item.page, item.block) == (page, block):
            used = [one for one in results(page, block) if item.applies(one.mutant) and one.is_rewritten_by(item.by)]
            assert used, f"no mutant goes to {item.by}; take the line out of the list"


def fault_of(result: Judged, expected: str) -> str | None:
    """What is wrong with the outcome of a mutant. ``expected`` is what the page makes of the instance."""
    if result.entry.error is not None:
        return f"an error of the file: {words(result.entry.error.message)}"
    if result.mutant.step.equivalent is not None:
        same = _without_inserted(result) == _flat(expected)
        return None if same else "equivalent by the design, and yet not rewritten to the same"
    if not result.is_left_alone:
        return None if elsewhere(result) else "rewritten, though it differs"
    reasons = [use.reason for use in result.entry.entries if use.outcome is Outcome.UNMATCHED]
    if any(reason is None or not text_of(reason) for reason in reasons):
        return "left alone without a reason"
    if any(reason is not None and reason.code in (Code.TOO_AMBIGUOUS, Code.VERIFY) for reason in reasons):
        return "left alone for a bound or a check of the program itself"
    return None if is_right(result) else OTHER_CAUSE


def _without_inserted(result: Judged) -> str:
    """The new text without the statement that a step put into a gap of JavaScript, which stays."""
    mutant = result.mutant
    if mutant.language == "JavaScript" and mutant.kind == "statement inserted":
        assert mutant.step.new.strip() in result.after
        return _flat(result.after.replace(mutant.step.new.strip(), "", 1))
    return _flat(result.after)


def _flat(text: str) -> str:
    return " ".join(text.split())


def table(only: Iterable[Instance]) -> Iterator[tuple[str, list[int], list[str]]]:
    """For each block: mutants of Python, of JavaScript, right causes, elsewhere, equivalent and faults; and the
    stories of these.
    """
    for instance in only:
        row, stories = [0] * 6, []
        _, expected = examine(instance.file)
        for result in results(instance.page, instance.block):
            row[0 if result.mutant.language == "Python" else 1] += 1
            fault = fault_of(result, expected)
            if fault is not None:
                row[5] += 1
                stories.append(f"{fault}: {result.story}")
            elif result.mutant.step.equivalent is not None:
                row[4] += 1
            else:
                row[3 if elsewhere(result) else 2] += 1
        yield f"{instance.page} {instance.block}", row, stories
