"""The pages' *What changes* is what real Pyodide shows: no more, and no less."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support import shipped_rules
from tests.whole.behaviour import harness
from tests.whole.behaviour.claims import CLAIMS, Claim, explained, troubles
from tests.whole.behaviour.compare import Difference, nodes
from tests.whole.behaviour.harness import Seen, Variant, joined, patched, play_all
from tests.whole.behaviour.judge import SOUND, verdict

FEWEST_SCENARIOS = 300


# ---- Faults that shipped, and one that might ----

PLAIN = "const data = result.toJs({ dict_converter: Object.fromEntries });"
TURNED = (
    "worker_actions = {int(k) if isinstance(k, str) and k.isnumeric() else k: v for k, v in worker_actions.items()}\n"
)
LENT = (
    "lend('worker_actions', payload.actions);\n    const result = await pyodide.runPythonAsync(`\nimport numpy as np\n"
)
PASTED = (
    "const result = await pyodide.runPythonAsync(`\nimport json\nimport numpy as np\n"
    "worker_actions = json.loads('${JSON.stringify(payload.actions)}')\n"
)
# What stands in the worker script, and what the fault puts there.
FAULTS = {
    "cloned": (PLAIN, "const data = result.toJs({ depth: 2 });"),
    "keys": (TURNED, ""),
    "pasted": (LENT, PASTED),
}
PLAYED_WITH_FAULTS = re.compile(
    "(05|10) (agents: (integers|strings)|the orchard|nested observations|objects to draw)$"
    "|10 (fifty frames of the orchard|an (action|agent) with .*)$"
)
# Every ninth scenario is played a second time; BEHAVIOUR_AGAIN_EVERY=1 plays all of them twice.
AGAIN = int(os.environ.get("BEHAVIOUR_AGAIN_EVERY", "9"))


class Stage:
    """Both games, and all that was seen of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = harness.compared(folder)
        self.on_worker = [seen for seen in self.seen if seen.receiver == "worker"]


class Repeats:
    """Some scenarios again, and some with a faulty worker."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.names = [seen.scenario for seen in stage.on_worker][::AGAIN]
        faulty = [seen for seen in stage.on_worker if PLAYED_WITH_FAULTS.match(seen.scenario)]
        games = []
        for name, fault in FAULTS.items():
            shutil.copytree(stage.folder / "after", folder / name)
            games.append(patched(folder / name, "js/worker_script.js", *fault))
        runs = play_all(
            [Variant(stage.folder / "before", "worker"), Variant(stage.folder / "after", "worker")]
            + [Variant(game, "worker") for game in games],
            folder,
            [self.names, self.names, *[[seen.scenario for seen in faulty]] * len(FAULTS)],
        )
        self.again = runs[:2]
        self.faulty = {
            name: joined([seen.before for seen in faulty], after, "worker")
            for name, after in zip(FAULTS, runs[2:], strict=True)
        }


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def repeats(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Repeats:
    return Repeats(stage, tmp_path_factory.mktemp("repeats"))


def _story(seen: Seen, differences: list[Difference]) -> str:
    return "\n".join([f"{seen.scenario} ({seen.receiver})", *(f"    {difference}" for difference in differences)])


# ---- The harness itself ----


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["undefined", ""], ["null", ""], [("value", "undefined", "null")]),
        (["number", "NaN"], ["null", ""], [("value", "number NaN", "null")]),
        (["bigint", "1"], ["number", "1"], [("value", "bigint 1", "number 1")]),
        (["number", "0"], ["number", "-0"], [("value", "number 0", "number -0")]),
        (["Float32Array", "1"], ["Float64Array", "1"], [("value", "Float32Array 1", "Float64Array 1")]),
        (["Map", []], ["Object", []], [("class", "Map", "Object")]),
        (
            ["Map", [[["number", "1"], ["string", "x"]]]],
            ["Map", [[["string", "1"], ["string", "x"]]]],
            [("keys", "number", "string")],
        ),
        (
            ["Object", [[["string", "a"], ["null", ""]], [["string", "b"], ["null", ""]]]],
            ["Object", [[["string", "b"], ["null", ""]], [["string", "a"], ["null", ""]]]],
            [("order", "a b", "b a")],
        ),
        (
            ["Map", [[["string", "a"], ["number", "1"]]]],
            ["Object", [[["string", "a"], ["number", "2"]]]],
            [("class", "Map", "Object"), ("value", "number 1", "number 2")],
        ),
        (
            ["Object", [[["string", "a"], ["undefined", ""]]]],
            ["Object", []],
            [("gone", "undefined", "")],
        ),
        (["Array", [["null", ""]]], ["Array", []], [("count", "1", "0")]),
    ],
)  # fmt: skip
def test_a_difference_of_type_is_seen(
    before: list[Any], after: list[Any], expected: list[tuple[str, str, str]]
) -> None:
    found = [(difference.what, difference.before, difference.after) for difference in nodes("it", before, after)]
    assert found == expected


def test_a_function_cannot_be_sent(tmp_path: Path) -> None:
    game = harness.game_before(tmp_path / "game")
    assert harness.refused_on_the_wire(game) == {"worker": "DataCloneError", "peer": "DataCloneError"}


def test_every_site_has_scenarios(stage: Stage) -> None:
    count = Counter(seen.site for seen in stage.seen if seen.receiver == "worker")
    assert set(count) == set(range(1, 19))
    assert sum(count.values()) >= FEWEST_SCENARIOS


def test_the_game_before_meets_no_error_that_the_scenario_does_not_name(stage: Stage) -> None:
    faults = []
    for seen in stage.seen:
        raises = seen.before["raises"]
        expected = raises[seen.receiver] if isinstance(raises, dict) else raises
        met = troubles(seen.before)
        if expected is None:
            met = [text for text in met if "Error" in text]
            faults += [f"{seen.scenario} ({seen.receiver}): {text}" for text in met]
        elif not any(expected in text for text in met):
            faults.append(f"{seen.scenario} ({seen.receiver}): no {expected}, but {met}")
    assert not faults, "\n".join(faults)


def test_two_runs_are_alike(stage: Stage, repeats: Repeats) -> None:
    for side, traces in zip(("before", "after"), repeats.again, strict=True):
        first = {seen.scenario: getattr(seen, side) for seen in stage.on_worker}
        assert [trace["scenario"] for trace in traces] == repeats.names
        for trace in traces:
            assert json.dumps(trace) == json.dumps(first[trace["scenario"]])


# ---- The pages ----


def test_the_table_names_the_claims_of_the_pages() -> None:
    stated = {(int(rule.id[:2]), change.name) for rule in shipped_rules() for change in rule.changes}
    assert {(claim.site, claim.name) for claim in CLAIMS} == stated


def test_each_difference_is_stated_on_a_page(stage: Stage) -> None:
    stories = []
    for seen in stage.seen:
        _, rest = explained(seen, SOUND)
        if rest:
            stories.append(_story(seen, rest))
    assert not stories, "\n".join(stories)


@pytest.mark.parametrize("claim", SOUND, ids=lambda claim: f"{claim.site:02}-{claim.name}")
def test_each_statement_is_seen(stage: Stage, claim: Claim) -> None:
    assert any(claim.shows(seen) for seen in stage.seen if claim.site in (seen.site, *seen.through))


# Two claims of page 06 show in one place: what the digits are, and how many.
SAID_TWICE = {(6, "hash-is-longer")}


def test_the_verdict_on_a_page_names_what_is_not_seen_and_what_is_not_stated(stage: Stage) -> None:
    seen = [one for one in stage.seen if 3 in (one.site, *one.through)]
    fine = verdict(3, seen)
    assert fine.is_fine
    assert list(fine.lines()) == [
        f"03: {sum(one.receiver == 'worker' for one in seen)} scenarios, {fine.stated} statements: ok"
    ]
    alike = [replace(one, differences=()) for one in seen]
    assert set(verdict(3, alike).unseen) == {claim.name for claim in SOUND if claim.site == 3}
    other = Difference("fields.frame", "value", "number 1", "number 2")
    strange = verdict(3, [replace(seen[0], differences=(*seen[0].differences, other)), *seen[1:]])
    assert not strange.is_fine
    assert any(seen[0].scenario in text for text in strange.unstated)


def test_each_statement_explains_what_no_other_does(stage: Stage) -> None:
    """A claim whose signs others cover too would hold whatever became of it."""
    idle = set()
    for claim in SOUND:
        others = [other for other in SOUND if other is not claim]
        concerned = (seen for seen in stage.seen if claim.site in (seen.site, *seen.through))
        if not any(explained(seen, others)[1] for seen in concerned):
            idle.add((claim.site, claim.name))
    assert idle == SAID_TWICE


# ---- The faults are found ----


def _claim(site: int, name: str) -> Claim:
    return next(claim for claim in CLAIMS if (claim.site, claim.name) == (site, name))


def test_answers_that_cannot_be_cloned_are_found(repeats: Repeats) -> None:
    unsound = [one for one in repeats.faulty["cloned"] if one.after["outcome"]["value"][0] == "DataCloneError"]
    assert {one.site for one in unsound} == {5, 10}
    orchard = next(one for one in unsound if one.scenario == "10 the orchard")
    _, unstated = explained(orchard, CLAIMS)
    assert [(one.before[:8], one.after[:20]) for one in unstated if one.path == "outcome"] == [
        ("returned", "threw DataCloneError")
    ]
    # The answer is refused after the environment has moved on.
    assert [call[0] for call in orchard.after["calls"]] == ["step", "get_obs", "render"]


def test_action_keys_that_are_not_turned_back_are_found(stage: Stage, repeats: Repeats) -> None:
    claim = _claim(10, "action-keys-are-strings")
    assert not any(claim.shows(seen) for seen in stage.seen)
    deaf = {one.scenario: one for one in repeats.faulty["keys"] if claim.shows(one)}
    assert set(deaf) >= {"10 agents: integers", "10 the orchard", "10 fifty frames of the orchard"}
    assert not set(deaf) & {"05 agents: integers", "10 an action with Unicode"}
    # The players stand still, and the states drift apart.
    _, unstated = explained(deaf["10 fifty frames of the orchard"], SOUND)
    assert any(one.path.startswith("state.pickers") for one in unstated)
    for one in deaf.values():
        assert not explained(one, CLAIMS)[1]


def test_actions_that_are_pasted_into_python_are_found(stage: Stage, repeats: Repeats) -> None:
    claim = _claim(10, "actions-with-quotes")
    assert not any(claim.shows(seen) for seen in stage.seen)
    altered = {one.scenario for one in repeats.faulty["pasted"] if claim.shows(one)}
    assert altered >= {
        "10 an action with an apostrophe",
        "10 an action with newlines",
        "10 an action with a backslash",
        "10 an agent with an apostrophe",
    }
    assert not altered & {"10 the orchard", "10 an action with Unicode"}
    for one in repeats.faulty["pasted"]:
        assert not explained(one, CLAIMS)[1]


def test_a_get_state_that_needs_a_reset_is_found(stage: Stage) -> None:
    claim = _claim(2, "get-state-is-called")
    game = [seen for seen in stage.seen if seen.scenario == "02 a whole game whose get_state needs a reset"]
    assert [seen.receiver for seen in game] == ["worker", "page"]
    for seen in game:
        assert claim.shows(seen)
        found = {(one.path, one.before, one.after) for one in seen.differences}
        assert ("fields.stateSyncSupported", "boolean true", "boolean false") in found
        # Off for the whole game: no snapshot is taken, so no frame can be taken back.
        assert any(one.path.startswith("fields.snapshots") for one in seen.differences)
