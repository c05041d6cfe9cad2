"""What removed Python did that no handler of the worker does any more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from migrator.model.term import Term
from migrator.python.lower import Temporaries, lower
from migrator.worker.lost import deeds, lost
from tests.support import FIXTURES, migrator


def _lower(text: str) -> tuple[Term, ...]:
    return lower(text, {}, temporaries=Temporaries.NONE).body


DEEDS = {
    "x = 1": set(),
    "env.step(a)": {"env.step"},
    "import numpy as n\nn.random.seed(1)": {"numpy.random.seed"},
    "from numpy import random as r\nr.seed(1)": {"numpy.random.seed"},
    "obs.reshape(-1).astype(f)": {".reshape", ".astype"},
    "hasattr(env, 'get_obs')": {"hasattr get_obs"},
    "isinstance(a, dict)": {"isinstance dict"},
    "def f(x):\n    return round(x)\nf(1)": {"round"},
    "raise KeyError('a')": {"raise KeyError", "KeyError"},
    "import time\nbegan = time.time()": set(),
    "found = []\nfound.append(1)": set(),
    "k.isdigit()": {".isnumeric"},
}


@pytest.mark.parametrize("text", DEEDS)
def test_deeds(text: str) -> None:
    assert deeds(_lower(text)) == DEEDS[text]


def test_the_innermost_statement_is_lost_unless_the_question_is() -> None:
    text = "if hasattr(env, 'a'):\n    env.a()\n    env.b()\nelse:\n    env.c()\n"
    body = _lower(text)
    known = frozenset({"hasattr a", "env.a"})
    assert [deeds([term]) for term in lost(body, known)] == [{"env.b"}, {"env.c"}]
    assert [term.kind for term in lost(body, known - {"hasattr a"})] == ["if"]


def _sites(folder: Path) -> dict[str, list[str]]:
    report = json.loads(migrator(folder, "migrate", "--format", "json").stdout)
    return {
        use["rule"]: [" ".join(item["text"].split())[:60] for item in use["not_carried_over"]]
        for file in report["files"]
        for use in file["uses"]
        if use["outcome"] == "rewritten" and use["not_carried_over"]
    }


@pytest.fixture
def game(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "game" / "js", tmp_path / "js")
    return tmp_path


def test_the_game(game: Path) -> None:
    found = _sites(game)
    assert set(found) >= {"02-validate-state-sync", "04-reset-from-server", "06-episode-hash", "14-apply-server-state"}
    assert all("md5" in " ".join(found[page]) for page in ("06-episode-hash", "07-pre-step-hash", "08-post-step-hash"))
    assert any("get_obs" in text for text in found["04-reset-from-server"])
    assert any("get_state" in text for text in found["18-load-snapshot"])
    assert not {"01-socket-state", "03-seed", "09-fresh-render", "15-render", "17-save-snapshot"} & set(found)


def test_lines_are_those_of_the_file(game: Path) -> None:
    report = json.loads(migrator(game, "migrate", "--format", "json").stdout)
    for file in report["files"]:
        lines = (game / file["path"]).read_text().split("\n")
        for use in file["uses"]:
            for item in use["not_carried_over"]:
                assert item["text"].split("\n")[0].strip() in lines[item["line"] - 1]


def test_what_a_handler_has_is_carried_over(game: Path) -> None:
    script = game / "js" / "worker_script.js"
    text = script.read_text()
    before = _sites(game)["06-episode-hash"]
    script.write_text(text.replace("hashlib.sha256(worker_json", "hashlib.md5(b'')\nhashlib.sha256(worker_json"))
    assert before
    assert "06-episode-hash" not in _sites(game)


def test_nothing_is_said_where_a_handler_was_not_read(game: Path) -> None:
    script = game / "js" / "worker_script.js"
    script.write_text(
        script.read_text().replace("await pyodide.runPythonAsync(`env.render()`)", "await pyodide.runPythonAsync(code)")
    )
    found = _sites(game)
    assert "04-reset-from-server" not in found, "its render was not read"
    assert "06-episode-hash" in found


def test_it_is_printed_with_the_site(game: Path) -> None:
    shown = migrator(game, "migrate").stderr.decode()
    assert "not carried over (line " in shown
