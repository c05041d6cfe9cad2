"""The fixture game in TypeScript: it is migrated like the one in JavaScript, and `tsc` takes it before and after."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import FIXTURES, GAME_KEPT, GAME_SITES, ROOT, migrator

GAME = FIXTURES / "game-ts"
_TSC = ROOT / "node_modules" / ".bin" / "tsc"
_PROGRAM = re.compile(r"runPythonAsync(?:<[^>]+>)?\((`(?:\\.|\$\{[^`]*?\}|[^`\\])*`)\)", re.DOTALL)

# Declarations that are written again, and what becomes of their types. A type of a variable that goes, goes with it.
WRITTEN_AGAIN = (
    # the annotation is of the value, which is the same
    "const plainState: EnvState = JSON.parse(stateJson).env_state;",
    "const digest: string = hashResult.hash;",
    "let redrawnScene: Scene = renderResult.render_state;",
    "const snapshotText: string = await this.worker.getState();",
    # the value is of another kind now
    "const preHash = await this.worker.computeHash();",
    "const postHash = await this.worker.computeHash();",
    "let { obs, rewards, terminateds, truncateds, infos, render_state: scene } = result;",
    "let obs = this._convertToMap(resetResult.obs);",
)


def tsc(folder: Path) -> str:
    """What the compiler has against both halves of the game: "" for nothing."""
    assert _TSC.exists(), "node_modules/.bin/tsc is missing: run `npm ci --ignore-scripts` in the checkout"
    said = ""
    for project in ("tsconfig.json", "tsconfig.worker.json"):
        command = ["node", str(_TSC), "--strict", "--noEmit", "--pretty", "false", "-p", project]
        ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300)
        said += ran.stdout + ran.stderr
        assert bool(ran.returncode) == bool(ran.stdout), ran.stderr
    return said


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("game") / "game-ts"
    shutil.copytree(GAME, folder)
    return folder


@pytest.fixture(scope="module")
def migrated(copy: Path) -> tuple[Path, dict[str, int]]:
    """The game after `migrate --write`, and the summary of the run."""
    folder = copy.with_name("migrated")
    shutil.copytree(GAME, folder)
    ran = migrator(folder, "migrate", "--write", "--format", "json", "src")
    assert ran.returncode < 2, ran.stderr.decode()
    return folder, json.loads(ran.stdout)["summary"]


def test_the_compiler_takes_the_game_and_finds_what_is_wrong(copy: Path) -> None:
    assert tsc(copy) == ""
    path = copy / "src" / "main.ts"
    path.write_text(path.read_text("utf-8") + "const wrong: number = 'text';\n", "utf-8")
    assert "TS2322" in tsc(copy)


def test_the_game_is_migrated_like_the_one_in_javascript(migrated: tuple[Path, dict[str, int]]) -> None:
    _, summary = migrated
    found = {name: summary[name] for name in ("rewritten", "kept", "unmatched", "errors")}
    assert found == {"rewritten": GAME_SITES, "kept": GAME_KEPT, "unmatched": 0, "errors": 0}


def test_the_compiler_takes_the_migrated_game(migrated: tuple[Path, dict[str, int]]) -> None:
    assert tsc(migrated[0]) == ""


@pytest.mark.parametrize("line", WRITTEN_AGAIN)
def test_what_is_declared_again_has_its_type_where_that_still_holds(
    migrated: tuple[Path, dict[str, int]], line: str
) -> None:
    lines = (migrated[0] / "src" / "multiplayer.ts").read_text("utf-8").splitlines()
    assert line in map(str.strip, lines)


def test_what_no_rule_touches_stays_to_the_byte(migrated: tuple[Path, dict[str, int]]) -> None:
    for path in sorted((migrated[0] / "src").iterdir()):
        if path.name != "multiplayer.ts":
            assert path.read_bytes() == (GAME / "src" / path.name).read_bytes(), path.name


def test_nothing_is_left_to_check(migrated: tuple[Path, dict[str, int]]) -> None:
    ran = migrator(migrated[0], "check", "src")
    assert ran.returncode == 0, ran.stdout.decode()


def test_both_games_have_the_same_programs() -> None:
    typed = (GAME / "src" / "multiplayer.ts").read_text("utf-8")
    plain = (FIXTURES / "game" / "js" / "multiplayer.js").read_text("utf-8")
    assert _PROGRAM.findall(typed) == _PROGRAM.findall(plain)
    assert len(_PROGRAM.findall(plain)) == GAME_SITES + GAME_KEPT
