"""The pack for batches: both methods that the plan keeps, each as one round trip to the worker."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from migrator.model.ledger import Code, NoteCode, Outcome
from migrator.model.packs import packs
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, load_rules
from tests.support import ROOT, Run, migrator, run, text_of
from tests.whole.batch import FORWARD, REPLAY, game

PACK = "shipped:pyodide-worker-batch"
EXAMPLE = ROOT / "examples/batch.toml"
NONE_KEPT = Settings(kept=())


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return load_rules([packs()["shipped:pyodide-worker"], packs()[PACK]])


def migrated(folder: Path, text: str, rules: list[Rule]) -> Run:
    return run(folder, text, rules=rules, settings=NONE_KEPT)


# -- left alone --------------------------------------------------------------------------------------------------------

NOW = "    now = env.get_state()\n    first = hashlib.md5(json.dumps(now, sort_keys=True).encode()).hexdigest()[:8]\n"
KEEP = REPLAY[REPLAY.index("    if number % every") : REPLAY.index("    moves =")]
STEP = REPLAY[REPLAY.index("    moves =") : REPLAY.index("    gain =")]
SUMS = REPLAY[REPLAY.index("    if isinstance(gains, dict):\n") : REPLAY.index("    elif")]

NEAR_MISSES = {
    "the hash of before after the step": (
        NOW + KEEP + STEP,
        KEEP.replace("now,", "env.get_state(),") + STEP + NOW,
        "the rule has `state = env.get_state()`",
    ),
    "a snapshot after the step": (KEEP + STEP, STEP + KEEP, "explains `moves ="),
    "a snapshot of another state": ("'env_state': now,", "'env_state': env.get_start(),", "`env.get_start()`"),
    "rewards twice": (SUMS, SUMS + SUMS, "the rule has `elif"),
    "a hash of another state": ("json.dumps(then, sort", "json.dumps(now, sort", "the source has `now`"),
    "another digest": ("third = hashlib.md5", "third = hashlib.sha1", "`hashlib.sha1`"),
    "a program that also renders": (
        "    then = env.get_state()\n",
        "    env.render()\n    then = env.get_state()\n",
        "`env.render()`",
    ),
    "a snapshot off the interval": ("number % every == 0", "number % every == 1", "the source has `1`"),
    "one step more": ("t1 = env.t", "env.step({})\nt1 = env.t", "`env.step({})`"),
    "rewards that start at one": (".get(str(who), 0)", ".get(str(who), 1)", "the source has `1`"),
    "keys swapped": (
        "'pre_hash': first, 'post_hash': second",
        "'pre_hash': second, 'post_hash': first",
        "the source has `second`",
    ),
    "ends as cuts": (
        "'terminateds': end, 'truncateds': cut",
        "'terminateds': cut, 'truncateds': end",
        "the source has `cut`",
    ),
    "one generator only": ("'py_rng_state': own", "'py_rng_state': None", "the source has `None`"),
    "frames backwards": ("for item in todo:", "for item in reversed(todo):", "`reversed(todo)`"),
    "agents as text": ("int(k) if str(k).isdigit() else k: v", "k: v", "the source has `k`"),
    "told as it is": ("JSON.parse(told)", "told", "the source has `told`"),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_of_a_replay_stays(name: str, rules: list[Rule], tmp_path: Path) -> None:
    old, new, why = NEAR_MISSES[name]
    assert REPLAY.count(old) == 1
    result = migrated(tmp_path, game(replay=REPLAY.replace(old, new)), rules)
    replay, forward = result.programs
    assert replay.outcome is Outcome.UNMATCHED
    assert why in text_of(replay.reason)
    assert forward.outcome is Outcome.REWRITTEN
    assert new in result.after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    lines.append(", "    env.render()\n    lines.append("),
        ("sums[who] = 0", "sums[who] = 1"),
        ("        sums[who] += much\n", "        sums[who] += much\n        sums[who] += much\n"),
        ("'infos': note", "'infos': end"),
        ("for item in todo:", "for item in todo[1:]:"),
    ],
    ids=["renders", "starts at one", "rewards twice", "infos", "the first is left out"],
)
def test_a_near_miss_of_a_fast_forward_stays(old: str, new: str, rules: list[Rule], tmp_path: Path) -> None:
    assert FORWARD.count(old) == 1
    result = migrated(tmp_path, game(forward=FORWARD.replace(old, new)), rules)
    replay, forward = result.programs
    assert (replay.outcome, forward.outcome) == (Outcome.REWRITTEN, Outcome.UNMATCHED)
    assert new in result.after


def test_the_pack_is_off_unless_settings_name_it(tmp_path: Path) -> None:
    result = run(tmp_path, game(), settings=NONE_KEPT)
    assert result.after == result.before
    assert {entry.outcome for entry in result.programs} == {Outcome.UNMATCHED}


SHIM = "        this.pyodide = this.worker;\n"
NO_USE = f"export class Game {{\n    constructor(worker) {{\n        this.worker = worker;\n{SHIM}    }}\n}}\n"
READERS = {
    "another file": ("b.js", "export const read = (game) => game.pyodide.globals;\n"),
    "an instance": ("a.js", "export const read = () => new Game().pyodide;\n"),
    "a member that is taken apart": ("b.js", "export const read = ({ pyodide }) => pyodide;\n"),
    "markup": ("b.html", "<button onclick='game.pyodide.globals'>Go</button>\n"),
}


@pytest.mark.parametrize("name", READERS)
def test_the_shim_stays_where_another_object_may_be_read(name: str, rules: list[Rule], tmp_path: Path) -> None:
    where, text = READERS[name]
    if where != "a.js":
        (tmp_path / where).write_text(text)
    result = run(tmp_path, NO_USE + (text if where == "a.js" else ""), rules=rules, settings=NONE_KEPT, name="a.js")
    assert result.after == result.before
    [entry] = [entry for entry in result.entry.entries if entry.kind == "assign"]
    assert (entry.outcome, entry.reason and entry.reason.code) == (Outcome.PROVIDED, Code.NOT_NEEDED)
    assert where in text_of(entry.reason)


@pytest.mark.parametrize("left", ["this.pyodide.globals;", "if (this.pyodide) {}", "const { pyodide } = this;"])
def test_the_shim_stays_while_a_use_does(left: str, rules: list[Rule], tmp_path: Path) -> None:
    text = NO_USE.replace(SHIM, f"{SHIM}        {left}\n")
    assert migrated(tmp_path, text, rules).after == text


def test_the_shim_stays_if_nobody_accepts_what_that_changes(rules: list[Rule], tmp_path: Path) -> None:
    settings = NONE_KEPT._replace(accept=())
    result = run(tmp_path, NO_USE, rules=rules, settings=settings)
    assert result.after == NO_USE
    [entry] = result.entry.entries
    assert (entry.outcome, entry.reason and entry.reason.code) == (Outcome.UNMATCHED, Code.NOT_ACCEPTED)
    assert "no-receiver-is-left" in text_of(entry.reason)


def test_pyodide_itself_is_no_shim(rules: list[Rule], tmp_path: Path) -> None:
    text = NO_USE.replace("this.worker;", "await loadPyodide();").replace("constructor(worker)", "async start(worker)")
    assert migrated(tmp_path, text, rules).after == text


# -- rewritten ---------------------------------------------------------------------------------------------------------


def test_both_methods_are_one_batch_each(rules: list[Rule], tmp_path: Path) -> None:
    result = migrated(tmp_path, game(), rules)
    assert [entry.rule for entry in result.programs] == ["19-replay", "20-fast-forward"]
    assert result.after.count("await this.worker.batch(") == 2
    assert "runPython" not in result.after


def test_the_shim_goes_with_the_last_use(rules: list[Rule], tmp_path: Path) -> None:
    result = migrated(tmp_path, game(), rules)
    assert SHIM not in result.after
    assert migrated(tmp_path, NO_USE, rules).after == NO_USE.replace(SHIM, "")
    inline = NO_USE.replace(SHIM, "        if (worker) this.pyodide = this.worker;\n")
    assert migrated(tmp_path, inline, rules).after == inline.replace("this.pyodide = this.worker;", "{}")


WORKER = """export class Commands {
    constructor() {
        this.thread = new Worker("worker.js");
    }
    batch(operations) {
        return this.ask("batch", { operations });
    }
    runPythonAsync(code) {
        return this.ask("run", { code });
    }
    toPy(value) {
        return value;
    }
}
"""


def test_methods_of_the_worker_that_only_served_the_shim_are_named(rules: list[Rule], tmp_path: Path) -> None:
    text = 'import { Commands } from "./commands.js";\n' + NO_USE.replace("= worker;", "= new Commands();")
    (tmp_path / "commands.js").write_text(WORKER)
    (tmp_path / "other.js").write_text("export const send = (commands, it) => commands.toPy(it);\n")
    result = run(tmp_path, text, rules=rules, settings=NONE_KEPT, name="a.js")
    [note] = [note for note in result.entry.notes if note.code is NoteCode.SHIM_METHODS]
    said = text_of(note)
    assert said.startswith("what goes was all that needed `runPythonAsync` (")
    assert said.endswith("commands.js:8) of `Commands`; nothing else calls it")
    (tmp_path / "other.js").write_text("export const send = (commands) => commands.runPythonAsync('1');\n")
    (tmp_path / "a.js").write_text(text)
    again = run(tmp_path, text, rules=rules, settings=NONE_KEPT, name="a.js")
    assert ["toPy" in text_of(note) for note in again.entry.notes if note.code is NoteCode.SHIM_METHODS] == [True]


def test_a_cached_answer_is_not_used_when_a_reader_comes(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "migrator.toml")
    (tmp_path / "a.js").write_text(NO_USE)
    environment = {"MIGRATOR_CACHE": str(tmp_path / "cache")}
    for _ in range(2):
        assert b"rewritten  21-shim" in migrator(tmp_path, "migrate", "a.js", env=environment).stderr
    (tmp_path / "b.js").write_text("export const read = (game) => game.pyodide;\n")
    said = migrator(tmp_path, "migrate", "a.js", env=environment).stderr
    assert b"what stands at b.js:1 may read it" in said
    (tmp_path / "b.js").write_text("export const read = (game) => game.python;\n")
    assert b"rewritten  21-shim" in migrator(tmp_path, "migrate", "a.js", env=environment).stderr


def test_the_example_settings_enforce_that_nothing_uses_pyodide(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "migrator.toml")
    (tmp_path / "a.js").write_text(game())
    before = migrator(tmp_path, "check", "a.js")
    assert before.returncode == 1
    assert before.stdout.count(b"`this.pyodide.runPythonAsync(...)`") == 2
    assert before.stdout.count(b"does not call `this.worker.batch(...)`") == 2
    assert migrator(tmp_path, "migrate", "--write", "a.js").returncode == 0
    after = migrator(tmp_path, "check", "a.js")
    assert (after.returncode, after.stdout) == (0, b"")
    with (tmp_path / "a.js").open("a") as file:
        file.write("export class Late extends Game { go() { return this.pyodide.globals; } }\n")
    assert b"only worker scripts may use Pyodide" in migrator(tmp_path, "check", "a.js").stdout


@pytest.mark.parametrize("name", ["batchFrame", "batchAgent", "batchReward", "batchOps", "batchPlain", "value", "part"])
def test_names_that_the_pages_use_may_be_taken(name: str, rules: list[Rule], tmp_path: Path) -> None:
    """A name of the site is never hidden by one of the page."""
    plain = migrated(tmp_path, game(), rules).after
    taken = migrated(tmp_path, re.sub(r"\breplay\b", name, game()), rules).after
    assert taken.count(f"return {name};") == 2
    played = [each for each in SCENARIOS if len(each["frames"]) == 7 and each["agents"] == ["1", "red"]][::3]
    assert {each["method"] for each in played} == {"performRollback", "_performFastForward"}
    assert play(game(), taken, played) == play(game(), plain, played)


# -- what it does on Pyodide -------------------------------------------------------------------------------------------


def frames(start: int, count: int, agents: list[str], late: int) -> list[dict[str, Any]]:
    """Frames with actions; ``late`` is one that another input came in for."""
    return [
        {"frame": at, "actions": {agent: (9 if at == late else at + i) for i, agent in enumerate(agents)}}
        for at in range(start, start + count)
    ]


def _scenarios() -> list[dict[str, Any]]:
    found = []
    for method, agents, count, every in product(
        ("performRollback", "_performFastForward"), (["0", "1"], ["red", "blue"], ["1", "red"]), (0, 1, 7), (1, 3)
    ):
        for rewards, infos, fails, late in (
            ("each", "plain", -1, -1),
            ("each", "nested", -1, 6),
            ("none", "list", -1, 5),
            ("each", "plain", 2, -1),
        ):
            found.append({
                "method": method, "agents": agents, "rewards": rewards, "infos": infos, "fails": fails, "every": every,
                "frames": frames(4, count, agents, late),
            })  # fmt: skip
    number = {"agents": ["0"], "rewards": "number", "infos": "plain", "fails": -1, "every": 2}
    found.append({**number, "method": "performRollback", "frames": frames(0, 4, ["0"], 2)})
    return found


SCENARIOS = _scenarios()


def play(before: str, after: str, scenarios: list[dict[str, Any]]) -> list[Any]:
    given = {
        "before": before,
        "after": after,
        "orchard": str(ROOT / "fixtures/game/env/orchard.py"),
        "scenarios": scenarios,
    }
    script = ROOT / "tests/whole/batch/play.mjs"
    done = subprocess.run(["node", str(script)], cwd=ROOT, input=json.dumps(given), capture_output=True, encoding="utf-8", check=False, timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def without_stated(result: dict[str, Any]) -> dict[str, Any]:
    """What is seen but for what the pages state: a hash is told by which others are the same."""
    if "error" in result:
        return {"error": result["error"].rpartition(": ")[2]}
    known: dict[str, int] = {}

    def number(digest: str) -> int:
        return known.setdefault(digest, len(known))

    kept = {key: value for key, value in result.items() if key not in ("t_before", "t_after", "state_hash")}
    log = kept.get("replay_log")
    if log is not None:
        kept["replay_log"] = [
            {**line, "pre_hash": number(line["pre_hash"]), "post_hash": number(line["post_hash"])} for line in log
        ]
        kept["state_hash"] = number(result["state_hash"])
    return kept


def test_a_caller_sees_what_the_pages_state_and_nothing_else(rules: list[Rule], tmp_path: Path) -> None:
    after = migrated(tmp_path, game(), rules).after
    played = play(game(), after, SCENARIOS)
    assert len(played) == len(SCENARIOS) > 100
    for scenario, seen in zip(SCENARIOS, played, strict=True):
        old, new = seen["before"], seen["after"]
        assert new["rest"] == old["rest"], scenario  # the calls of the environment, its state, the generator
        assert without_stated(new["result"]) == without_stated(old["result"]), scenario
    failed = [seen for seen in played if "error" in seen["before"]["result"]]
    assert len(failed) > 8
    assert all("the branch broke" in seen["after"]["result"]["error"] for seen in failed)
    hashed = [seen for seen in played if seen["before"]["result"].get("replay_log")]
    assert all(len(seen["before"]["result"]["state_hash"]) == 8 for seen in hashed)
    assert all(len(seen["after"]["result"]["state_hash"]) == 16 for seen in hashed)
    assert {seen["after"]["result"]["t_before"] for seen in hashed} == {"N/A"}


def test_what_the_pages_state_shows(rules: list[Rule], tmp_path: Path) -> None:
    after = migrated(tmp_path, game(), rules).after
    plain = {
        "agents": ["0"],
        "infos": "plain",
        "fails": -1,
        "rewards": "each",
        "every": 1,
        "frames": frames(0, 2, ["0"], -1),
    }
    interval, number = play(
        game(),
        after,
        [
            {**plain, "method": "performRollback", "every": 0},
            {**plain, "method": "_performFastForward", "rewards": "number"},
        ],
    )
    assert "ZeroDivisionError" in interval["before"]["result"]["error"]
    assert interval["after"]["result"]["snapshots"] == {}
    assert "has no attribute 'items'" in number["before"]["result"]["error"]
    assert number["after"]["result"]["cumulative_rewards"] == {"human": 1.5}
