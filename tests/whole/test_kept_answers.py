"""Answers about all files of a repository, kept through changes of it: always what a run that knows nothing finds."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from migrator.discovery import answers, contents
from migrator.discovery.repository import Repository, Running
from migrator.javascript.disk import Disk
from migrator.model.settings import Receiver
from migrator.worker.sides import Sides
from tests.discovery.kept import Kept, commit, git

RUNS = "export class Runs { run(text) { return this.pyodide.runPython(text); } }\n"
# What files hold: each may start a worker, run Python, import another or pass it on.
TEXTS = [
    "export const nothing = 1;\n",
    "new Worker('./worker.js');\n",
    "new Worker('/js/worker.js', { type: 'module' });\n",
    "importScripts('shared.js'); self.onmessage = () => {};\n",
    RUNS,
    "import { Runs } from './runs.js'; new Runs().run('1');\n",
    "import { Runs } from './runs'; export class More extends Runs {}\n",
    "export * from '@lib/runs';\n",
    "import { More } from './deep'; new More();\n",
    "import './shared.js';\n",
]
NAMES = [
    "worker.js", "runs.js", "runs.ts", "shared.js", "page.js", "deep/index.js", "deep/runs.js", "js/worker.js", "js/page.js",
    "made/worker.js", "made/runs.js", "tsconfig.json", "package.json", ".gitignore",
]  # fmt: skip
OTHER_TEXTS = {
    "tsconfig.json": ['{"compilerOptions": {"paths": {"@lib/*": ["./*"]}}}', '{"compilerOptions": {"paths": {"@lib/*": ["./deep/*"]}}}'],
    "package.json": ['{"name": "a"}', '{"name": "a", "imports": {"#runs": "./runs.js"}}'],
    ".gitignore": ["made\n", "js\n", "\n"],
}  # fmt: skip


def asked(root: Path, kept: Kept | None) -> dict[str, object]:
    """What a run finds, with what earlier ones kept or with nothing."""
    repository = Repository(Disk(), kept)
    sides = Sides(repository)
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*.[jt]s")):
        found[f"side of {path}"] = sides.seen(os.path.realpath(path))
    found["callers"] = repository.callers(str(root))
    found["running"] = repository.running(root / "page.js", Receiver(expression="this.pyodide"))
    return found


def change(root: Path, chance: random.Random) -> str:
    """One change of a repository: what it was."""
    name = chance.choice(NAMES)
    path = root / name
    kind = chance.choice(["write", "write", "write", "append", "remove", "move", "commit"])
    if kind == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(chance.choice(OTHER_TEXTS.get(name, TEXTS)), "utf-8")
    elif kind == "append" and path.is_file() and name not in OTHER_TEXTS:
        path.write_text(path.read_text("utf-8") + "// more\n", "utf-8")
    elif kind == "remove":
        path.unlink(missing_ok=True)
    elif kind == "move" and path.is_file() and name not in OTHER_TEXTS:
        target = root / chance.choice(["other.js", "deep/moved.js"])
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    elif kind == "commit":
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", "c")
    return f"{kind} {name}"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of which git says what changed."""
    monkeypatch.setattr(contents, "SMALL", 0)
    monkeypatch.setattr(contents, "_FEW", 0)
    monkeypatch.setattr(answers, "_MOST_FILES", 0)
    root = tmp_path / "top"
    root.mkdir()
    git(root, "init", "-q")
    return root


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_is_what_is_found(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    for name in NAMES[:9]:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(chance.choice(TEXTS), "utf-8")
    (root / ".gitignore").write_text("made\n", "utf-8")
    commit(root)
    kept = Kept()
    done: list[str] = []
    for _ in range(25):
        assert asked(root, kept) == asked(root, None), done
        done.append(change(root, chance))
        done += [change(root, chance)] if chance.random() < 0.3 else []


def write(root: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(text, "utf-8")


LOADS = "importScripts('/lib/game.js'); self.onmessage = () => {};"
LEADS = '{"compilerOptions": {"paths": {"@game": ["./deep/runs.js"]}}}'
CALLS = "import { Runs } from './runs'; new Runs().run('1');\n"


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize(
    ("before", "change"),
    [
        ({"runs.ts": RUNS, "page.js": CALLS}, {"runs.js": TEXTS[0]}),  # another file of the name is meant
        ({"runs/index.js": RUNS, "page.js": CALLS}, {"runs.js": TEXTS[0]}),
        ({"runs.js": TEXTS[0], "page.js": CALLS, "own/runs.js": RUNS}, {"runs.js": RUNS}),
        ({"runs.js": RUNS, "page.js": TEXTS[0]}, {"page.js": CALLS}),
        ({"worker.js": TEXTS[0], "page.js": TEXTS[0]}, {"page.js": TEXTS[1]}),
        ({"src/worker.js": TEXTS[0], "page.js": TEXTS[2]}, {"js/worker.js": TEXTS[0]}),  # an address of the server
        ({"worker.js": "import '@game';", "page.js": TEXTS[1], "deep/runs.js": RUNS}, {"tsconfig.json": LEADS}),
        # More of an address fits, whatever the file's ending is.
        ({"worker.js": LOADS, "src/other/game.ts": "", "page.js": TEXTS[1]}, {"src/lib/game.tsx": ""}),
        ({"worker.js": LOADS, "src/other/game.ts": "", "page.js": TEXTS[1]}, {"src/lib/game/index.tsx": ""}),
        ({"deep/index.ts": RUNS, "page.js": CALLS.replace("runs'", "deep'")}, {"deep/index.js": TEXTS[0]}),
    ],
)  # fmt: skip
def test_what_is_found_again(root: Path, before: dict[str, str], change: dict[str, str], is_committed: bool) -> None:
    write(root, before)
    commit(root)
    kept = Kept()
    first = asked(root, kept)
    write(root, change)
    if is_committed:
        commit(root)
    now = asked(root, kept)
    assert now == asked(root, None)
    assert {name: now[name] for name in first} != first


@pytest.mark.parametrize(
    "change",
    [{"more.js": TEXTS[0]}, {"other.js": "export const other = 2;\n"}, {"new/more.js": TEXTS[0], "other.js": TEXTS[0]}],
)
def test_what_nothing_depends_on_lets_nothing_be_found_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    write(root, {"runs.js": RUNS, "page.js": CALLS, "other.js": TEXTS[0]})
    commit(root)
    kept = Kept()
    found = running(root, Repository(Disk(), kept))
    write(root, change)
    commit(root)
    repository = Repository(Disk(), kept)
    monkeypatch.setattr(repository, "holding", None)
    assert running(root, repository) == found


def running(root: Path, repository: Repository) -> tuple[frozenset[str], list[Running]]:
    return repository.callers(str(root)), repository.running(root / "page.js", Receiver(expression="this.pyodide"))


def test_what_an_answer_inside_of_another_looked_at_counts_for_both(root: Path) -> None:
    """Git does not watch what it ignores: it is looked at, and so is a place where nothing is yet."""
    write(root, {".gitignore": "runs.js\n", "runs.ts": RUNS, "page.js": CALLS})
    commit(root)
    kept = Kept()
    assert Repository(Disk(), kept).callers(str(root)) == {str(root / "page.js")}
    running(root, Repository(Disk(), kept))
    write(root, {"runs.js": TEXTS[0]})
    assert Repository(Disk(), kept).running(root / "a.js", Receiver(expression="this.pyodide"))[1:] == []


def test_what_depends_on_an_answer_inside_depends_on_its_files(root: Path) -> None:
    write(root, {"runs.ts": RUNS, "page.js": CALLS})
    commit(root)
    kept = Kept()
    Repository(Disk(), kept).callers(str(root))
    assert len(running(root, Repository(Disk(), kept))[1]) == 2
    write(root, {"runs.js": TEXTS[0]})
    assert len(Repository(Disk(), kept).running(root / "a.js", Receiver(expression="this.pyodide"))) == 1


def test_what_git_ignores_by_now_is_looked_at(root: Path) -> None:
    write(root, {"worker.js": "import '@game';", "page.js": TEXTS[1], "deep/runs.js": RUNS})
    commit(root)
    kept = Kept()
    asked(root, kept)
    write(root, {".gitignore": "tsconfig.json\n"})
    before = asked(root, kept)
    write(root, {"tsconfig.json": LEADS})
    assert asked(root, kept) == asked(root, None) != before
