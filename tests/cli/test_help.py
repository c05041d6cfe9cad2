"""The help texts: every example of them runs, and every exit code that they name is one that a case gives."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from docs.generator import helps
from migrator.model.packs import shipped_pages
from tests.report.formats import HERE, invoke
from tests.support import GAME, git, in_game

COMMANDS = helps.commands()
SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
_EXAMPLE = re.compile(r"(?<!`)\bmigrator(?: [\w./:*-]+)+")
# What has to be there before an example makes sense: a command, or what `by_hand` does.
BEFORE = {"undo": ("migrate", "--write", "--quiet", "js/")}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a small game, whose sites are on the lines that the help texts name."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "game"
    shutil.copytree(HERE / "sample", folder)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=game")
    return folder


# -- examples ----------------------------------------------------------------------------------------------------------


def examples(words: str) -> list[str]:
    """The command lines in a help text: each begins its line, or stands behind `Example:` or the name of a shell."""
    found = []
    for line in COMMANDS[words].get_help().split("\n"):
        text = re.sub(r"^(?:Examples?|bash|zsh|fish): +", "", line.strip())
        shown = _EXAMPLE.match(text.removeprefix('eval "$('))
        if shown is not None:
            found.append(shown[0])
    return found


# `lsp` waits for an editor: its sessions, and how they end, are in tests/lsp.
ALL = [(words, example) for words in COMMANDS for example in examples(words) if example != "migrator lsp"]


def test_the_examples_are_found() -> None:
    assert examples("")[:3] == ["migrator migrate js/", "migrator migrate --write js/", "migrator check js/"]
    assert examples("completion") == [f"migrator completion {shell}" for shell in ("bash", "zsh", "fish")]
    assert [words for words in COMMANDS if not examples(words)] == ["rules list", "lsp"]


@pytest.mark.parametrize(("words", "example"), ALL, ids=[example for _, example in ALL])
def test_an_example_runs(words: str, example: str, repository: Path) -> None:
    arguments = example.split(" ")[1:]
    if words == "rules learn":
        by_hand(repository)
    elif arguments[0] == "report":
        checked(repository)
        (repository / "wrong.json").unlink()
    elif arguments[0] in BEFORE:
        assert invoke(repository, *BEFORE[arguments[0]]).code < 2
    before = (repository / "js/game.js").read_bytes()
    named = [sorted(map(str, repository.glob(each))) if "*" in each else [each] for each in arguments]  # as a shell does
    ran = invoke(repository, *chain.from_iterable(named))
    assert ran.code in codes(arguments[0]), ran.err
    assert ran.code < 2, ran.err
    assert ran.text or ran.err
    changes = "--write" in arguments or "-w" in arguments or arguments == ["undo"]
    assert ((repository / "js/game.js").read_bytes() != before) == changes


# -- exit codes --------------------------------------------------------------------------------------------------------


def codes(words: str) -> set[int]:
    """The exit codes that a help text names; just 0 where it names none."""
    lines = COMMANDS[words].get_help().split("\n")
    starts = [number for number, line in enumerate(lines) if line.strip().startswith("Exit codes:")]
    found = set()
    for line in lines[starts[0] :] if starts else []:
        told = re.match(r"\s*(?:Exit codes: )?\s*(\d)  \S", line)
        if not line.strip():
            break
        if told is not None:
            found.add(int(told[1]))
    return found or {0}


def put(name: str, text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")

    return write


def both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        for step in steps:
            step(folder)

    return run


def ran(*arguments: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        invoke(folder, *arguments)

    return run


def nothing(folder: Path) -> None:
    """The repository as it is."""


def edited(folder: Path) -> None:
    path = folder / "js/game.js"
    path.write_text(path.read_text("utf-8") + "// a thought\n", "utf-8")


def by_hand(folder: Path, text: str | None = None) -> None:
    """A commit on a branch in which somebody migrated the game, and both states of it in folders beside."""
    git(folder, "branch", "--move", "main")
    shutil.copytree(folder / "js", folder / "old")
    git(folder, "switch", "--quiet", "--create", "feature")
    invoke(folder, "migrate", "--write", "--quiet", "js")
    if text is not None:
        (folder / "js/game.js").write_text(text, "utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=by hand")
    shutil.copytree(folder / "js", folder / "new")


def by_nobody(folder: Path) -> None:
    """A commit after which nothing is left of the game."""
    by_hand(folder, "export const over = true;\n")


CLEAN = put("a.js", "const a = 1;\n")
KEPT = put("a.js", GAME)
FITS = put("a.js", in_game(SITE))
LEFT = put("a.js", in_game("this.pyodide.toPy(1);"))
BROKEN = put("a.js", "class { this.pyodide")
PAGE = put("pages/01-x.md", "# X\n")
SEED = (shipped_pages() / "pyodide-worker/03-seed.md").read_text("utf-8")
BEGUN = put("pages/03-seed.md", SEED.replace("`seed-is-a-value`", "`say-what-changes`"))
WRONG_SAMPLE = both(
    put("pages/03-seed.md", SEED), put("pages/03-seed/a.before.js", in_game(SITE)), put("pages/03-seed/a.after.js", "")
)



def checked(folder: Path) -> None:
    """Reports of a repository with findings, of one without, and of one with an error, as the help text calls them."""
    for name, text in (("game", in_game(SITE)), ("shop", ""), ("a", ""), ("b", ""), ("wrong", "this.pyodide. = ;")):
        put("one/a.js", text)(folder)
        made = invoke(folder, "check", "--format", "json", "one/a.js")
        (folder / f"{name}.json").write_text(made.text, "utf-8")
        shutil.rmtree(folder / "one")


# The command, its exit code, what there is, and what is run.
CASES: list[tuple[str, int, Callable[[Path], None], str]] = [
    ("", 0, nothing, "--version"),
    ("migrate", 0, CLEAN, "migrate a.js"),
    ("migrate", 0, KEPT, "migrate a.js"),
    ("migrate", 0, FITS, "migrate --write a.js"),
    ("migrate", 0, FITS, "migrate --exit-zero a.js"),
    ("migrate", 0, LEFT, "migrate --exit-zero a.js"),
    ("migrate", 1, FITS, "migrate a.js"),
    ("migrate", 1, LEFT, "migrate a.js"),
    ("migrate", 1, LEFT, "migrate --write a.js"),
    ("migrate", 1, FITS, "migrate --write --exit-non-zero-on-change a.js"),
    ("migrate", 2, BROKEN, "migrate a.js"),
    ("migrate", 2, BROKEN, "migrate --exit-zero a.js"),
    ("migrate", 2, PAGE, "migrate --rules pages js"),
    ("migrate", 2, edited, "migrate --write js"),
    ("migrate", 2, nothing, "migrate nothing.js"),
    ("migrate", 2, nothing, "migrate --rule 99 js"),
    ("check", 0, CLEAN, "check a.js"),
    ("check", 0, KEPT, "check a.js"),
    ("check", 0, FITS, "check --exit-zero a.js"),
    ("check", 1, FITS, "check a.js"),
    ("check", 1, LEFT, "check a.js"),
    ("check", 2, BROKEN, "check a.js"),
    ("check", 2, PAGE, "check --rules pages js"),
    ("explain", 0, nothing, "explain js/game.js:12"),
    ("explain", 2, nothing, "explain js/game.js:1"),
    ("explain", 2, BROKEN, "explain a.js:1"),
    ("explain", 2, PAGE, "explain --rules pages js/game.js:12"),
    ("rules", 0, nothing, "rules"),
    ("rules", 1, WRONG_SAMPLE, "rules --rules pages test"),
    ("rules", 2, PAGE, "rules --rules pages"),
    ("rules", 2, nothing, "rules show 99"),
    ("rules", 2, nothing, "rules test 99"),
    ("rules list", 0, nothing, "rules list"),
    ("rules show", 0, nothing, "rules show 3"),
    ("rules test", 0, nothing, "rules test 3"),
    ("rules check", 0, nothing, "rules check 3"),
    ("rules", 1, BEGUN, "rules --rules pages check"),
    ("rules", 2, nothing, "rules check 99"),
    ("rules new", 0, nothing, "rules new js/game.js:12"),
    ("rules", 2, nothing, "rules new js/game.js:1"),
    ("rules learn", 0, by_hand, "rules learn HEAD"),
    ("rules learn", 1, by_nobody, "rules learn HEAD"),
    ("rules learn", 2, nothing, "rules learn nothing"),
    ("init", 0, nothing, "init"),
    ("init", 2, put("migrator.toml", ""), "init"),
    ("undo", 0, ran("migrate", "--write", "js"), "undo"),
    ("undo", 1, nothing, "undo"),
    ("undo", 2, both(ran("migrate", "--write", "js"), edited), "undo"),
    ("report", 0, checked, "report merge shop.json"),
    ("report", 1, checked, "report merge game.json"),
    ("report", 2, nothing, "report merge nothing.json"),
    ("report merge", 0, checked, "report merge a.json b.json"),
    ("report merge", 1, checked, "report merge shop.json game.json"),
    ("report merge", 2, checked, "report merge shop.json wrong.json"),
    ("completion", 0, nothing, "completion bash"),
]


def test_every_exit_code_of_every_help_text_has_a_case() -> None:
    told = {(words, code) for words in COMMANDS for code in codes(words)}
    assert told == {(words, code) for words, code, _, _ in CASES} | {("lsp", code) for code in (0, 1, 2)}


@pytest.mark.parametrize(
    ("code", "there", "line"),
    [case[1:] for case in CASES],
    ids=[f"{case[1]}-{case[3]}-{at}" for at, case in enumerate(CASES)],
)
def test_an_exit_code_is_what_the_help_text_says(
    code: int, there: Callable[[Path], None], line: str, repository: Path
) -> None:
    there(repository)
    result = invoke(repository, *line.split(" "))
    assert result.code == code, result.err
    assert "Traceback" not in result.err


def test_a_name_of_a_change_leads_to_the_rule_that_says_what_it_means(repository: Path) -> None:
    result = invoke(repository, "rules", "show", "hash-is-longer")
    assert result.code == 2
    assert result.err == (
        "migrator: `hash-is-longer` is no rule, but what 06-episode-hash may change; "
        "`migrator rules show 06-episode-hash` says what it means\n"
    )
