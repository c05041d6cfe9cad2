"""What is found of a file is the same wherever it is asked from, whatever is next to it, and whatever was found before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.config import Finder
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.lsp.analysis import Analyst
from tests.discovery.kept import parsed
from tests.report.formats import invoke
from tests.support import git, write

BASE = "export class Base { start(w) { this.pyodide = w; } }\n"
KEPT = "import { Base } from '%s';\nexport class Duel extends Base { async performRollback() { await this.pyodide.runPythonAsync(`env.t`); } }\n"
SITE_IMPORT = "import { Base } from '%s';\nexport class Game extends Base { async act() { await this.pyodide.runPythonAsync(`import random\nimport numpy as np\nnp.random.seed(${s})\nrandom.seed(${s})`); } }\n"
TILT = "export class Game { tilt() { return this.pyodide.version; } }\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = (tmp_path / "here").resolve()
    folder.mkdir()
    return folder


def found(folder: Path, *paths: str, cache: bool = True) -> list[str]:
    """The lines of `check` that say something of a file."""
    return invoke(folder, "check", *([] if cache else ["--no-cache"]), *paths).text.splitlines()


# -- settings ----------------------------------------------------------------------------------------------------------


def test_settings_of_a_folder_beside_are_read(here: Path) -> None:
    write(here, "b/migrator.toml", 'keep = ["tilt"]\n')
    write(here, "b/js/game.js", TILT)
    (here / "a").mkdir()
    for folder, path in ((here, "b"), (here / "a", "../b"), (here / "a", "../b/js/game.js"), (here / "b/js", "..")):
        assert found(folder, path) == []


def test_settings_above_the_working_directory_are_not_those_of_a_folder_beside(here: Path) -> None:
    write(here, "a/migrator.toml", 'keep = ["tilt"]\n')
    write(here, "b/js/game.js", TILT)
    assert len(found(here / "a", "../b")) == 1


@pytest.mark.parametrize("paths", [["link"], ["link", "b"], ["b", "link"], ["link/js", "link"], ["a/link"]])
def test_a_linked_folder_counts_as_what_it_links_to(here: Path, paths: list[str]) -> None:
    write(here, "b/migrator.toml", 'exclude = ["out/"]\nkeep = ["tilt"]\n')
    write(here, "a/migrator.toml", "receiver = 'this.py'\n")
    write(here, "b/out/game.js", TILT.replace("tilt", "turn"))
    write(here, "b/js/game.js", TILT + TILT.replace("tilt", "turn"))
    os.symlink("b", here / "link")
    os.symlink("../b", here / "a/link")
    assert [line.partition(": ")[0] for line in found(here, *paths)] == ["b/js/game.js:2:37"]


def test_a_linked_file_counts_as_what_it_links_to(here: Path) -> None:
    write(here, "b/migrator.toml", 'keep = ["tilt"]\n')
    write(here, "b/game.js", TILT)
    os.symlink("b/game.js", here / "game.js")
    assert found(here, "game.js") == found(here, "b/game.js") == []


def test_a_name_is_one_wherever_its_folder_stands_in_the_paths(here: Path) -> None:
    write(here, "migrator.toml", 'exclude = ["out/"]\n')
    write(here, "out/game.js", TILT)
    assert len(found(here, "out/game.js", ".")) == len(found(here, ".", "out/game.js")) == 1


def test_what_git_tracks_below_a_folder_that_is_a_link_now_is_gone(here: Path) -> None:
    write(here, "a/game.js", TILT)
    write(here, "b/game.js", TILT)
    git(here, "init", "-q")
    git(here, "add", ".")
    shutil.rmtree(here / "a")
    os.symlink("b", here / "a")
    assert [line.partition(":")[0] for line in found(here, ".")] == ["b/game.js"]


@pytest.mark.parametrize(
    "text",
    [
        '[tool.migrator]\nkeep = ["tilt"]\n',
        '[tool."migrator"]\nkeep = ["tilt"]\n',
        '[tool]\nmigrator = { keep = ["tilt"] }\n',
        'tool.migrator.keep = ["tilt"]\n',
        '\ufeff[tool.migrator]\nkeep = ["tilt"]\n',
        '\ufeff[project]\r\nname = "a"\r\n[tool.migrator]\r\nkeep = ["tilt"]\r\n',
    ],
)
def test_a_table_of_settings_is_found_however_toml_spells_it(here: Path, text: str) -> None:
    write(here, "pyproject.toml", text)
    assert Finder()(str(here / "game.js")).keeps(None, "tilt")


def test_blank_lines_cost_no_more_than_they_are_long(here: Path) -> None:
    # With the square of their number, this would take hours.
    write(here, "pyproject.toml", "\n" * 4_000_000 + "migrator =\n")
    assert Finder()(str(here / "game.js")).path is None


def test_a_method_that_no_class_has_is_told_where_all_that_the_settings_are_about_was_examined(here: Path) -> None:
    write(here, "migrator.toml", 'keep = ["tilt", "nowhere"]\n')
    write(here, "lib/game.js", TILT)
    write(here, "js/other.js", TILT.replace("tilt", "performRollback"))
    [told] = [line for line in found(here) if line.endswith("[setting]")]
    assert "`nowhere`" in told
    for folder, paths in ((here, (".",)), (here, ("js",)), (here / "js", ("..",))):  # as docs/settings.md says
        assert not [line for line in found(folder, *paths) if line.endswith("[setting]")]
    assert not [line for line in found(here / "js") if line.endswith("[setting]")], "`tilt` is in another folder"


def test_the_ratchet_of_a_repository_holds_from_any_folder(here: Path) -> None:
    for name in ("one", "two"):
        write(here, f"{name}/js/game.js", TILT)
        git(here / name, "init", "-q")
    assert invoke(here / "one", "check", "--update-ratchet").code == 0
    for folder, path in ((here / "one/js", "."), (here, "one"), (here / "two", "../one")):
        assert found(folder, path) == []
    assert len(found(here / "one", "../two")) == 1


@pytest.mark.parametrize("paths", [("js", "js"), ("link", "js"), ("js", "./js/"), ("link", "linked")])
def test_a_folder_that_is_given_twice_is_looked_at_in_every_run(here: Path, paths: tuple[str, ...]) -> None:
    write(here, "js/game.js", TILT)
    write(here, ".gitignore", "link*\n")
    git(here, "init", "-q")
    git(here, "add", ".")
    os.symlink("js", here / "link")
    os.symlink("js", here / "linked")
    for _ in range(3):
        assert len(found(here, *paths)) == 1
    write(here, "js/migrator.toml", "keep = 3\n")
    for _ in range(3):
        assert invoke(here, "check", *paths).code == 2
    (here / "js/migrator.toml").unlink()
    assert len(found(here, *paths)) == 1


# -- the repository around a file --------------------------------------------------------------------------------------


def needed(folder: Path, *paths: str, cache: bool = True) -> bool:
    return not any("is left in a class that inherits" in line for line in found(folder, *paths, cache=cache))


PLACES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "in a repository": (lambda top: git(top, "init", "-q"), True),
    "below settings": (lambda top: write(top, "migrator.toml", ""), True),
    "in a package": (lambda top: write(top, "package.json", "{}"), True),
    "in a site": (lambda top: write(top, "index.html", ""), True),
    "in nothing": (lambda top: None, False),
    "in two repositories": (lambda top: [git(top / name, "init", "-q") for name in ("core", "games")], False),
    "where the one is nested": (lambda top: [git(top, "init", "-q"), git(top / "games", "init", "-q")], False),
    "where git ignores it": (lambda top: [git(top, "init", "-q"), write(top, ".gitignore", "games/\n")], False),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_other_paths_do_not_decide_what_is_around_a_file(here: Path, place: str) -> None:
    write(here, "core/base.js", BASE)
    write(here, "games/deep/duel.js", KEPT % "../../core/base.js")
    make, is_needed = PLACES[place]
    make(here)
    for folder, paths in (
        (here, ["core/base.js"]),
        (here, ["core"]),
        (here, ["core", "games"]),
        (here, ["games", "core/base.js"]),
        (here, ["games/deep/duel.js", "core"]),
        (here / "games", ["../core", "."]),
        (here / "core", ["."]),
    ):
        assert needed(folder, *paths) is is_needed, paths


def test_an_ignored_folder_is_a_repository_of_its_own(here: Path) -> None:
    write(here, ".gitignore", "out/\n")
    write(here, "out/core/base.js", BASE)
    write(here, "out/games/duel.js", KEPT % "../core/base.js")
    git(here, "init", "-q")
    assert needed(here, "out")
    assert needed(here, "out/core")


def test_a_folder_that_git_tracks_as_a_repository_and_that_is_none_is_one(here: Path) -> None:
    write(here, "core/base.js", BASE)
    write(here, "games/duel.js", KEPT % "../core/base.js")
    git(here, "init", "-q")
    assert needed(here, "core/base.js")
    git(here / "core", "init", "-q")
    git(here / "core", "add", ".")
    git(here / "core", "commit", "-qm", "one")
    git(here, "add", "core")
    shutil.rmtree(here / "core/.git")
    for paths in (["core"], ["core/base.js"], ["games", "core"]):
        assert not needed(here, *paths, cache=False)
        assert not needed(here, *paths)
    write(here, "core/duel.js", KEPT % "./base.js")
    for paths in (["core"], ["core/base.js"], ["games", "core"]):
        assert needed(here, *paths, cache=False)
        assert needed(here, *paths)


def test_settings_of_the_subclass_say_what_it_may_keep(here: Path) -> None:
    write(here, "core/base.js", BASE)
    write(here, "pkg/migrator.toml", 'keep = ["tilt"]\n')
    write(here, "pkg/duel.js", (KEPT % "../core/base.js").replace("performRollback", "tilt"))
    git(here, "init", "-q")
    assert found(here, ".") == found(here, "core") == []


ANSWERS: dict[str, Callable[[Path], object]] = {
    "git ignores the subclass": lambda top: write(top, ".gitignore", "games/\n"),
    "git ignores the subclass by its name": lambda top: write(top, ".gitignore", "duel.js\n"),
    "the subclass is in another repository": lambda top: git(top / "games", "init", "-q"),
    "the base is in another repository": lambda top: git(top / "core", "init", "-q"),
    "the subclass is gone": lambda top: (top / "games/duel.js").unlink(),
    "the subclass is elsewhere": lambda top: os.rename(top / "games", top / "vendor"),
    "the subclass inherits another": lambda top: write(top, "games/duel.js", KEPT % "../core/other.js"),
    "the subclass inherits a file that comes first": lambda top: write(top, "core/base", "export class Base {}\n"),
}


@pytest.mark.parametrize("change", ANSWERS)
def test_a_cached_answer_depends_on_where_it_was_found(here: Path, change: str) -> None:
    write(here, "core/base.js", BASE)
    write(here, "core/other.js", BASE)
    write(here, "games/duel.js", KEPT % "../core/base")
    git(here, "init", "-q")
    assert needed(here, "core/base.js")
    assert needed(here, "core/base.js")
    ANSWERS[change](here)
    assert not needed(here, "core/base.js", cache=False)
    assert not needed(here, "core/base.js")


def test_a_cached_answer_is_not_that_of_another_folder_beside(here: Path) -> None:
    write(here, "lib/game.js", SITE_IMPORT % "../pkg/base.js")
    for name in ("pkg", "other"):
        (here / name).mkdir(exist_ok=True)
    assert "cannot be found" in invoke(here / "pkg", "migrate", "../lib/game.js").err
    write(here, "pkg/base.js", "export class Base { constructor() { this.worker = new Worker('w.js'); } }\n")
    for name in ("other", "pkg"):
        assert "which has no commands" in invoke(here / name, "migrate", "../lib/game.js").err


def test_a_cached_answer_is_not_that_of_a_checkout_of_another_name(here: Path) -> None:
    for name in ("one", "two"):
        write(here, f"{name}/game.js", SITE_IMPORT % "../one/base.js")
    assert "cannot be found" in invoke(here / "one", "migrate", "game.js").err
    write(here, "one/base.js", "export class Base { constructor() { this.worker = new Worker('w.js'); } }\n")
    for name in ("two", "one"):
        assert "which has no commands" in invoke(here / name, "migrate", "game.js").err


def test_a_cached_answer_knows_a_subclass_that_came_later(here: Path) -> None:
    write(here, "core/base.js", BASE)
    git(here, "init", "-q")
    assert not needed(here, "core/base.js")
    write(here, "games/duel.js", KEPT % "../core/base.js")
    assert needed(here, "core/base.js")


def test_a_module_that_does_not_parse_is_seen_each_time(here: Path) -> None:
    write(here, "broken.js", "class {{{")
    disk = Disk()
    project = Project(disk)
    source = Source.read(str(here / "a.js"), b"")
    for _ in range(2):
        with disk.watch() as sight:
            assert project.follow(project.add(here / "a.js", source), "./broken.js") is None
        assert sight.files[str(here / "broken.js")] is not None


def test_what_is_asked_of_one_file_is_what_the_list_says(here: Path) -> None:
    write(here, ".gitignore", "ignored/\n*.gen.js\n")
    names = ["a.js", "a.gen.js", "b.min.js", "ignored/c.js", "ignored/forced.js", "in/d.mjs", "vendor/e.js", "own/f.js"]
    for name in names:
        write(here, name, "")
    os.symlink("a.js", here / "link.js")
    git(here, "init", "-q")
    git(here / "own", "init", "-q")
    git(here, "add", "-f", "a.js", "ignored/forced.js")
    listed = parsed(Repository(Disk()), here / "a.js")
    assert sorted(os.path.relpath(path, here) for path in listed) == ["a.js", "ignored/forced.js", "in/d.mjs"]
    for name in [*names, "link.js", "none.js"]:
        path = str(here / name)
        assert Repository(Disk()).has(str(here), path) is (path in listed), name


def test_a_subclass_counts_as_it_is_in_the_editor(here: Path) -> None:
    write(here, "base.js", BASE)
    write(here, "duel.js", "export class Duel {}\n")
    git(here, "init", "-q")
    path, other = str(here / "base.js"), str(here / "duel.js")

    def finds(held: dict[str, bytes]) -> bool:
        entry = Analyst().look(path, BASE.encode(), held).entry
        assert entry is not None
        return bool(entry.findings)

    assert finds({})
    assert not finds({other: (KEPT % "./base.js").encode()})
    assert finds({other: (KEPT % "./base.js").replace("this.pyodide", "this.worker").encode()})


def test_a_repository_that_came_to_be_is_seen_by_an_editor_that_is_open(here: Path) -> None:
    write(here, "core/base.js", BASE)
    write(here, "games/duel.js", KEPT % "../core/base.js")
    path, analyst = str(here / "core/base.js"), Analyst()
    before, _ = analyst.look(path, BASE.encode(), {}).entry, git(here, "init", "-q")
    after = analyst.look(path, BASE.encode(), {}).entry
    assert before is not None
    assert after is not None
    assert (bool(before.findings), bool(after.findings)) == (True, False)


@pytest.mark.parametrize("target", ["b/game.js", "b/game.txt"])
def test_standard_input_has_the_settings_of_the_file_that_it_stands_for(here: Path, target: str) -> None:
    write(here, "b/migrator.toml", 'keep = ["tilt"]\n')
    write(here, target, TILT)
    os.symlink(target, here / "game.js")
    code = invoke(here, "check", "game.js").code
    assert invoke(here, "check", "--stdin-filename", "game.js", "-", text=TILT.encode()).code == code
