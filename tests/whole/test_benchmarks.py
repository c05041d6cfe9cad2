"""The benchmark measures what it says: its corpus, its figures, and that no side of a ratio has done nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import commands, games, measure
from benchmarks.commands import PEERS, RULES, SEMGREP_RULE, Command, MissingError, find
from benchmarks.corpus import (
    CLEAN_CHECK,
    FIXTURE,
    GAME,
    GROWN,
    NAMED,
    STAMP,
    TYPED_NAMED,
    UNMIGRATED,
    Corpus,
    repository_files,
    typescript_files,
)
from benchmarks.figures import Spread, paired_ratios, spread
from benchmarks.measure import Measured, Side
from benchmarks.process import FailedError, peak_memory, run
from benchmarks.rows import ROWS, Row
from migrator.javascript.source import Source
from migrator.model.ledger import Entry, Outcome
from tests.support import GAME_KEPT, GAME_SITES, ROOT, migrate, shipped_rules

FILES = 300


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A small one, not marked as whole."""
    made = Corpus(tmp_path_factory.mktemp("corpus") / "bench")
    made.build(FILES)
    return made


# ---- The corpus ----


def test_a_folder_with_something_else_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("dear", "utf-8")
    with pytest.raises(SystemExit, match="holds something else"):
        Corpus(tmp_path).build(FILES)
    assert (tmp_path / "letters").read_text("utf-8") == "dear"


def test_a_corpus_that_was_begun_only_is_not_current(corpus: Corpus) -> None:
    assert (corpus.folder / STAMP).exists()
    assert not corpus.is_current()


def test_a_game_that_cannot_be_migrated_whole_is_refused(corpus: Corpus) -> None:
    game = corpus.folder / GROWN / GAME
    game.write_text(
        corpus.original(GROWN).read_text("utf-8").replace(".hexdigest()[:16]", ".hexdigest()[:12]"), "utf-8"
    )
    try:
        with pytest.raises(SystemExit, match=rf"was to have .*'rewritten': {GAME_SITES}.*it has .*'rewritten': {GAME_SITES - 2}"):
            corpus.finish()
    finally:
        shutil.copyfile(corpus.original(GROWN), game)
    assert not corpus.is_current()


def test_the_repository_has_as_many_files_as_it_says() -> None:
    files = dict(repository_files(FILES))
    seen = {path: text for path, text in files.items() if not path.startswith("out/")}
    assert sum(path.endswith(".js") for path in seen) == FILES
    assert {path.rpartition(".")[2] for path in seen} == {"gitignore", "js", "ts", "html", "md"}
    assert sum("pyodide" in text for text in seen.values()) == NAMED
    assert all("pyodide" in text for path, text in files.items() if path.startswith("out/"))


def test_the_repository_of_typescript_has_types_and_three_findings() -> None:
    files = dict(typescript_files(30))
    assert {path.rpartition(".")[2] for path in files} == {"ts"}
    assert len(files) == 30
    assert sum("pyodide" in text for text in files.values()) == TYPED_NAMED
    for path, text in files.items():
        types = Source.read(path, text.encode()).types
        assert types is not None
        assert types.erased, path


def test_the_same_repository_everywhere() -> None:
    code = (
        "import hashlib; from benchmarks.corpus import repository_files as made\n"
        "print(hashlib.sha256(repr(list(made(120))).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr(list(repository_files(120))).encode()).hexdigest()
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, timeout=300
        )
        assert there.stdout.decode().strip() == here


def test_everything_is_committed_and_what_is_ignored_is_not(corpus: Corpus) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", corpus.repository, *arguments], capture_output=True, check=True, text=True, timeout=300
        ).stdout

    assert git("status", "--porcelain") == ""
    assert not any(path.startswith("out/") for path in git("ls-files").splitlines())
    assert (corpus.repository / "out").is_dir()


def test_check_finds_the_sites_that_are_still_to_migrate(corpus: Corpus) -> None:
    program = [sys.executable, "-m", "migrator", "check", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, cwd=corpus.repository, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 1, done.stderr
    assert {line.partition(":")[0] for line in done.stdout.splitlines() if ".js:" in line} == {
        f"packages/game-{number}/js/session.js" for number in range(UNMIGRATED)
    }
    assert done.stderr.splitlines()[-1] == "9 findings in 3 files. Examined 318 files, 109 uses."


def test_the_grown_game_has_18_sites_and_two_that_stay(corpus: Corpus) -> None:
    game = corpus.folder / GROWN / GAME
    entry, _ = migrate(game, list(shipped_rules()))
    assert games.LINES <= game.read_text("utf-8").count("\n") < games.LINES + 50
    assert _programs(entry.entries) == {Outcome.REWRITTEN: GAME_SITES, Outcome.KEPT: GAME_KEPT, Outcome.UNMATCHED: 0}


def test_the_other_games_have_the_sites_of_the_first() -> None:
    fixture = FIXTURE / GAME
    sites = _sites(fixture.read_text("utf-8"))
    longer, more = games.longer(fixture), games.more_sites(fixture)
    assert _sites(longer) == sites
    assert longer.count("\n") >= games.LINES * games.TIMES
    assert _sites(more) == sites * games.TIMES
    assert len({line for line in more.splitlines() if line.endswith(" extends Game {")}) == games.TIMES


def _sites(text: str) -> list[str]:
    return [line for line in text.splitlines() if "this.pyodide" in line]


def _programs(entries: tuple[Entry, ...]) -> dict[Outcome, int]:
    programs = [entry.outcome for entry in entries if entry.is_program]
    return {outcome: programs.count(outcome) for outcome in (Outcome.REWRITTEN, Outcome.KEPT, Outcome.UNMATCHED)}


# ---- Figures ----


def test_a_spread_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_pairs_have_two_sides() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_ratios([1, 2], [1])


def test_quartiles_lie_between_values() -> None:
    assert spread([4, 1, 3, 2]) == Spread(1, 1.75, 2.5, 3.25, 4)
    assert spread([5]) == Spread(5, 5, 5, 5, 5)


def test_a_ratio_is_taken_within_its_pair() -> None:
    # The machine was three times as slow in the second pair; the ratio of the medians would be that of no pair.
    assert spread(paired_ratios([2, 6, 2], [1, 3, 1])) == Spread(2, 2, 2, 2, 2)


def test_a_row_says_whether_its_goal_is_reached() -> None:
    sides = Side("ours", "did", [3, 3], [1, 1], 20), Side("a | b", "did", [2, 2], [2, 2], 10)
    over, reached = (Measured("key", "work", goal, *sides) for goal in (1.4, 1.5))
    assert "ratio 1.50 (quartiles 1.50–1.50, 1.50–1.50); at most 1.4: not reached" in "\n".join(measure.described(over))
    assert "at most 1.5: reached" in "\n".join(measure.described(reached))
    line = measure.table([over])[-1]
    assert line.startswith("| key | work | `a \\| b` | 2 | **1.50** (over) | 1.50–1.50 | 1.50–1.50 | 1.4 | 0.500 |")


# ---- Running ----


@pytest.fixture
def whole(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """A corpus that passes for whole, so that nothing is built."""
    monkeypatch.setattr(measure.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, ""))
    return corpus


def row(monkeypatch: pytest.MonkeyPatch, reference: Command) -> None:
    """One row, in which a command that succeeds is compared with another."""
    subject = Command("ours", (sys.executable, "-c", ""), ROOT, lambda _: "nothing at all")
    monkeypatch.setattr(measure, "ROWS", (Row("only", "work", lambda _: subject, lambda _: reference, 1),))


def test_a_command_that_does_not_start_says_so(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="/no/such/program does not start: No such file"):
        run(["/no/such/program"], tmp_path, {}, tmp_path)


def test_what_a_command_says_and_its_code_are_kept(tmp_path: Path) -> None:
    code = "import sys; print('said'); print('complained', file=sys.stderr); sys.exit(3)"
    result = run([sys.executable, "-c", code], tmp_path, os.environ, tmp_path)
    assert (result.code, result.out, result.err) == (3, "said\n", "complained\n")
    assert result.cost.cpu > 0


def test_a_peer_that_fails_fails_the_run(
    whole: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "import sys; sys.exit('out of luck')"
    row(monkeypatch, Command("peer", (sys.executable, "-c", code), ROOT, lambda _: "something"))
    assert measure.main(["--corpus", str(whole.folder)]) == 2
    assert "only: could not run: peer ended with 1: out of luck" in capsys.readouterr().out


def test_a_peer_that_did_nothing_fails_the_run(
    whole: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def did(_: object) -> str:
        raise FailedError("it changed nothing")

    row(monkeypatch, Command("peer", (sys.executable, "-c", ""), ROOT, did))
    assert measure.main(["--corpus", str(whole.folder)]) == 2
    assert "only: could not run: it changed nothing" in capsys.readouterr().out


def test_a_peer_that_is_not_there_leaves_its_rows_out(
    whole: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "find", lambda name: None if name == "rg" else sys.executable)
    assert measure.main(["--corpus", str(whole.folder), "--rows", "scan-rg*"]) == 0
    said = capsys.readouterr().out
    for key in ("scan-rg", "scan-rg-ast-grep"):
        assert f"{key}: left out: `rg` is neither beside" in said


def test_it_is_said_what_is_measured(tmp_path: Path) -> None:
    assert measure.origin(str(tmp_path / "migrator")) == "of unknown origin", "no interpreter beside it"
    # An environment without the program: its interpreter starts, and finds nothing.
    (tmp_path / Path(sys.executable).name).symlink_to(Path(sys.executable).resolve())
    (tmp_path / "migrator").touch()
    assert measure.origin(str(tmp_path / "migrator")) == "of unknown origin"
    here = measure.origin(str(Path(sys.executable).parent / "migrator"))
    assert here.startswith("of the checkout /")
    assert here.endswith(", which compiles its pages")


def test_a_slow_row_fails_nothing(
    whole: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row(monkeypatch, Command("peer", (sys.executable, "-c", ""), ROOT, lambda _: "as much"))
    monkeypatch.setattr(Measured, "reached", False)
    assert measure.main(["--corpus", str(whole.folder), "--pairs", "2"]) == 0
    said = capsys.readouterr().out
    assert "not reached" in said
    assert "reference  peer: as much" in said
    assert (whole.folder / "results.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--rows", "scna*"], "no row is called 'scna*'; rows: scan-rg,"), (["--pairs", "0"], "at least one")],
)
def test_wrong_arguments_are_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        measure.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_what_a_run_writes_is_put_back_and_cold_is_cold(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "find", lambda _: sys.executable)
    game = corpus.folder / GROWN / GAME
    cold, warm = (commands.Commands(corpus).migrate(GROWN, cache) for cache in ("cold", "warm"))
    caches = [Path(command.environment["MIGRATOR_CACHE"]) for command in (cold, warm)]
    assert caches[0] != caches[1]
    for command, folder, left in ((cold, caches[0], []), (warm, caches[1], ["kept"])):
        command.prepare()
        (folder / "kept").touch()
        game.write_text("changed", "utf-8")
        command.prepare()
        assert game.read_bytes() == corpus.original(GROWN).read_bytes()
        assert [path.name for path in folder.iterdir()] == left


def test_the_documentation_has_every_row() -> None:
    text = (ROOT / "docs" / "benchmark.md").read_text("utf-8")
    assert [row.key for row in ROWS if f"`{row.key}`" not in text] == []


# ---- Peers ----


def peer(name: str) -> str:
    program = find(name)
    if program is None:
        pytest.skip(f"{name} is not installed; `make bench` installs it")
    return program


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    monkeypatch.setattr(commands, "find", lambda _: None)
    with pytest.raises(MissingError, match="`semgrep` is neither beside"):
        commands.Commands(corpus).semgrep_write()


def test_ast_grep_has_a_rule_for_every_page() -> None:
    pages = sorted(path.stem for path in (ROOT / "rules/pyodide-worker").glob("*.md"))
    assert sorted(path.stem for path in (PEERS / "ast-grep" / "rules").glob("*.yml")) == pages


@pytest.fixture
def game(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "game")
    return tmp_path / "game"


def test_every_rule_of_ast_grep_changes_its_site(game: Path) -> None:
    program = peer("ast-grep")
    done = subprocess.run([program, "scan", "-U", "-c", RULES, GAME], cwd=game, capture_output=True, encoding="utf-8", timeout=300)
    assert f"Applied {GAME_SITES} changes" in done.stdout + done.stderr
    assert len(_sites((game / GAME).read_text("utf-8"))) == 3


def test_the_rule_of_semgrep_matches_both_wordings_of_the_digest(game: Path) -> None:
    # Slow (4 s): semgrep takes that long to start.
    program = peer("semgrep")
    flags = ["--metrics=off", "--disable-version-check", "--quiet", "--jobs=1", "--autofix", f"--config={SEMGREP_RULE}"]
    done = subprocess.run(
        [program, "scan", *flags, GAME], cwd=game, env={**os.environ, **commands.OFFLINE}, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert (game / GAME).read_text("utf-8").count("(await this.worker.computeHash()).hash") == 3


def test_a_hook_looks_at_a_file_without_pyodide(corpus: Corpus) -> None:
    assert "pyodide" not in (corpus.folder / CLEAN_CHECK).read_text("utf-8").lower()


# ---- Memory ----

HOLDS = "import subprocess, sys; held = b'x' * 60_000_000; "


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the kernel says nothing of single processes")
@pytest.mark.parametrize(
    ("then", "times"),
    [
        # Short-lived children begin in the memory of their parent, which is there once.
        ("[subprocess.run(['true']) for _ in range(60)]", 1),
        ("subprocess.run([sys.executable, '-c', 'import time; held = b\"x\" * 60_000_000; time.sleep(0.3)'])", 2),
    ],
)
def test_memory_is_that_of_all_processes_and_counted_once(tmp_path: Path, then: str, times: int) -> None:
    peak = peak_memory([sys.executable, "-c", HOLDS + then], tmp_path, os.environ)
    assert 60 * times < peak < 60 * times + 40
