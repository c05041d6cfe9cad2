"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit in real git repositories.

All tests but the last take the hooks' own keys and run them with this interpreter, so that nothing is installed; the
last has pre-commit install the project from its source.

Slow (a minute in all with two processes): each test starts pre-commit, and it migrator, two to six times.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import FIXTURES, GAME, GAME_SITES, ROOT, in_game, migrate, shipped_rules

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
CHECK, MIGRATE = "migrator-check", "migrator-migrate"
MODIFIED = "files were modified by this hook"

SEED = """
await this.pyodide.runPythonAsync(`
    import random
    import numpy as np
    np.random.seed(${seed})
    random.seed(${seed})
`);
"""
PLAIN = in_game("return seed;", "seed")
SITE = in_game(SEED, "seed")
DONE = in_game("await this.worker.seedRng(seed);", "seed")
FINDING = "`migrator migrate --write` rewrites it by `03-seed` [Game.act]"
NO_RULE = in_game("await this.pyodide.runPythonAsync(`env.tilt(4)`);")

# A base class that only assigns the receiver, and a class that lives on the assignment, in files of their own.
BASE = f"export {GAME[GAME.index('class Base') :]}".replace(
    "    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }\n", ""
)
KEEPER = """\
import { Base } from '../js/base.js';
export class Duel extends Base {
    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }
}
"""
NOT_NEEDED = "no use of `this.pyodide` is left in a class that inherits `Base`"


@dataclass(frozen=True)
class Repo:
    """A git repository whose hooks are those of the project."""

    root: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """No settings of the machine or of a git that runs these tests; pre-commit's own store."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHON")) and name not in ("SKIP", "VIRTUAL_ENV")
        }
        person = {f"GIT_{who}_{what}": "somebody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        return {
            **inherited,
            **person,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(self.home),
            "PRE_COMMIT_COLOR": "never",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    def git(self, *arguments: str) -> str:
        result = self.run("git", *arguments)
        assert result.returncode == 0, result.stdout
        return result.stdout

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def hook(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one hook over what is staged, as a commit would."""
        return self.pre_commit("run", name, *arguments)

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))

    def stage(self, path: str, text: str) -> None:
        self.write(path, text)
        self.git("add", "--", path)

    def commit(self, path: str, text: str) -> None:
        self.stage(path, text)
        self.git("commit", "--quiet", "--no-verify", "--message", f"put {path}")

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def staged(self, path: str) -> str:
        return self.at("", path)

    def at(self, revision: str, path: str) -> str:
        """The bytes of a file in a commit, or in the index; not through a text layer, which would change line ends."""
        command = ["git", "cat-file", "blob", f"{revision}:{path}"]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, check=True, timeout=300
        ).stdout.decode("utf-8")


def make_repo(folder: Path, config: dict[str, Any]) -> Repo:
    repo = Repo(folder / "repo", folder / "pre-commit-home")
    repo.root.mkdir()
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit(".pre-commit-config.yaml", yaml.safe_dump(config))
    return repo


def local_hook(name: str, **changed: Any) -> dict[str, Any]:
    """A hook of the manifest, with this interpreter in place of an installed `migrator`; ``changed`` are a user's keys."""
    hook = HOOKS[name]
    program, _, rest = hook["entry"].partition(" ")
    assert program == "migrator"
    return {**hook, **changed, "language": "system", "entry": f"{shlex.quote(sys.executable)} -m migrator {rest}"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path, {"repos": [{"repo": "local", "hooks": [local_hook(CHECK), local_hook(MIGRATE)]}]})


@pytest.fixture
def only(tmp_path: Path) -> Callable[[str], Repo]:
    """A repository with one of the hooks, for tests that commit."""
    return lambda name: make_repo(tmp_path, {"repos": [{"repo": "local", "hooks": [local_hook(name)]}]})


def assert_failed(result: subprocess.CompletedProcess[str], *texts: str) -> None:
    assert result.returncode == 1, result.stdout
    assert "Failed" in result.stdout
    for text in texts:
        assert text in result.stdout


def assert_passed(result: subprocess.CompletedProcess[str]) -> None:
    assert result.returncode == 0, result.stdout
    assert "Passed" in result.stdout


def assert_skipped(result: subprocess.CompletedProcess[str]) -> None:
    assert result.returncode == 0, result.stdout
    assert "(no files to check)Skipped" in result.stdout


# The manifest


def test_pre_commit_accepts_the_manifest(repo: Repo) -> None:
    result = repo.pre_commit("validate-manifest", str(MANIFEST))
    assert result.returncode == 0, result.stdout
    assert set(HOOKS) == {CHECK, MIGRATE}


def test_only_the_hook_that_writes_is_serial() -> None:
    assert {name: hook["require_serial"] for name, hook in HOOKS.items()} == {CHECK: False, MIGRATE: True}


def test_other_files_are_not_looked_at(repo: Repo) -> None:
    paths = [
        "js/game.d.ts",
        "js/game.js.map",
        "js/game.json",
        "js/game.es",
        "js/gamejs",
        "js/game.min.js",
        "js/game-min.mjs",
        "node_modules/game/game.js",
        "js/vendor/game.js",
        "dist/game.js",
    ]
    for path in paths:
        repo.stage(path, SITE)
    assert_skipped(repo.hook(CHECK))
    assert_skipped(repo.hook(MIGRATE))
    assert {path: repo.text(path) for path in paths} == dict.fromkeys(paths, SITE)


def test_other_languages_are_looked_at(repo: Repo) -> None:
    paths = ["js/game.ts", "js/game.TSX", "js/game.vue", "js/game.svelte", "js/game.html"]
    for path in paths:
        repo.stage(path, SITE if path.lower().endswith((".ts", ".tsx")) else f"<script>\n{SITE}</script>\n")
    result = repo.hook(CHECK)
    assert_failed(result, "`migrator migrate --write` rewrites it by `03-seed`")
    assert {line.partition(":")[0] for line in result.stdout.splitlines() if ": `" in line} >= {*paths}
    before = {path: repo.text(path) for path in paths}
    repo.hook(MIGRATE)
    assert all(repo.text(path) != before[path] for path in paths)


def test_astro_and_markup_are_searched_by_the_hook_that_reports(repo: Repo) -> None:
    texts = {
        "js/a.astro": "---\npyodide.runPython('x');\n",
        "js/b.vue": "<template><b @click=\"pyodide.runPython('x')\" /></template>\n",
    }
    for path, text in texts.items():
        repo.stage(path, text)
    result = repo.hook(CHECK)
    said = "`pyodide.runPython` runs Python, and nothing checked it"
    assert_failed(result, said)
    assert sorted(line.partition(":")[0] for line in result.stdout.splitlines() if said in line) == sorted(texts)
    for path, text in texts.items():
        repo.stage(path, text.replace("pyodide.runPython", "run"))
    assert_passed(repo.hook(CHECK))


def test_a_script_without_an_ending_is_not_looked_at(repo: Repo) -> None:
    # pre-commit knows it as JavaScript by its first line; migrator would call it an error.
    text = f"#!/usr/bin/env node\n{SITE}"
    repo.write("game", text)
    (repo.root / "game").chmod(0o755)
    repo.git("add", "game")
    assert_skipped(repo.hook(CHECK))
    assert_skipped(repo.hook(MIGRATE))
    assert repo.text("game") == text


def test_javascript_is_looked_at(repo: Repo) -> None:
    paths = ["js/game.js", "js/game.mjs", "js/game.cjs", "js/game.jsx", "JS/GAME.JS", "building/game.js", "js/admin.js"]
    assert_each_is_looked_at(repo, [*paths, "distance/game.js"])


def assert_each_is_looked_at(repo: Repo, paths: list[str]) -> None:
    for path in paths:
        repo.stage(path, SITE)
    result = repo.hook(CHECK)
    assert_failed(result)
    for path in paths:
        [line] = [line for line in result.stdout.splitlines() if line.startswith(f"{path}:")]
        assert FINDING in line
        assert repo.text(path) == SITE
    result = repo.hook(MIGRATE)
    assert_failed(result, MODIFIED, *paths)
    assert {path: repo.text(path) for path in paths} == dict.fromkeys(paths, DONE)


# Files that settings exclude, which pre-commit names all the same


def _assert_left_out(repo: Repo) -> None:
    repo.commit("migrator.toml", 'exclude = ["legacy/", "*.gen.js"]\n')
    left_out = ["legacy/game.js", "js/game.gen.js"]
    for path in left_out:
        repo.stage(path, SITE)
    for name in (CHECK, MIGRATE):
        assert_passed(repo.hook(name))
    repo.stage("js/game.js", SITE)
    result = repo.hook(CHECK)
    assert_failed(result, "js/game.js:", FINDING)
    assert not any(path in result.stdout for path in left_out), result.stdout
    assert_failed(repo.hook(MIGRATE), MODIFIED)
    assert repo.text("js/game.js") == DONE
    assert {repo.text(path) for path in left_out} == {SITE}


def test_what_settings_exclude_is_left_out(repo: Repo) -> None:
    _assert_left_out(repo)


@pytest.mark.parametrize("given", [[], ["--quiet"], ["--rule=03-seed", "--"]])
def test_arguments_of_the_user_exclude_the_same(tmp_path: Path, given: list[str]) -> None:
    hooks = [local_hook(name, args=given) for name in (CHECK, MIGRATE)]
    _assert_left_out(make_repo(tmp_path, {"repos": [{"repo": "local", "hooks": hooks}]}))


def test_arguments_of_the_user_that_end_with_dashes_take_any_name(tmp_path: Path) -> None:
    hook = local_hook(CHECK, args=["--quiet", "--"])
    repo = make_repo(tmp_path, {"repos": [{"repo": "local", "hooks": [hook]}]})
    repo.stage("-w.js", SITE)
    assert_failed(repo.hook(CHECK), "-w.js:", FINDING)


def test_the_hook_of_git_in_the_docs_leaves_out_the_same(tmp_path: Path) -> None:
    page = (ROOT / "docs/commands/check.md").read_text("utf-8")
    [script] = re.findall(r'^```sh title="\.git/hooks/pre-commit"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    repo = make_repo(tmp_path, {"repos": []})
    repo.commit("migrator.toml", 'exclude = ["legacy/"]\n')
    hook = repo.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(script.replace("migrator check", f"{shlex.quote(sys.executable)} -m migrator check"), "utf-8")
    hook.chmod(0o755)
    repo.stage("legacy/game.js", SITE)
    through = repo.run("git", "commit", "--message", "excluded")
    assert through.returncode == 0, through.stdout
    repo.stage("js/game.js", SITE)
    repo.stage("legacy/game.js", f"// again\n{SITE}")
    blocked = repo.run("git", "commit", "--message", "not excluded")
    assert blocked.returncode == 1
    assert FINDING in blocked.stdout
    assert "legacy" not in blocked.stdout


# Whole files


def test_a_file_without_the_receiver_passes(repo: Repo) -> None:
    text = "const pyodideReady = false;\nexport class Game { act() { return pyodideReady; } }\n"
    repo.stage("game.js", text)
    assert_passed(repo.hook(CHECK))
    assert_passed(repo.hook(MIGRATE))
    assert repo.text("game.js") == text


def test_kept_methods_pass(repo: Repo) -> None:
    repo.stage("game.js", PLAIN)
    assert_passed(repo.hook(CHECK))
    assert_passed(repo.hook(MIGRATE))
    assert repo.text("game.js") == PLAIN


def test_check_fails_with_the_finding_and_changes_nothing(repo: Repo) -> None:
    repo.stage("js/game.js", SITE)
    line = SITE[: SITE.index("this.pyodide.runPythonAsync(`\n")].count("\n") + 1
    column = SITE.splitlines()[line - 1].index("this.pyodide") + 1
    assert_failed(repo.hook(CHECK), f"js/game.js:{line}:{column}: `runPythonAsync`: only", FINDING, "- exit code: 1")
    assert repo.text("js/game.js") == repo.staged("js/game.js") == SITE


def test_migrate_rewrites_and_fails_until_it_is_staged(repo: Repo) -> None:
    repo.stage("js/game.js", SITE)
    result = repo.hook(MIGRATE)
    assert_failed(result, MODIFIED, "1 rewritten")
    assert "exit code" not in result.stdout, "migrator itself had nothing left to say"
    assert repo.text("js/game.js") == DONE
    assert repo.staged("js/game.js") == SITE
    repo.git("add", "js/game.js")
    assert_passed(repo.hook(MIGRATE))
    assert_passed(repo.hook(CHECK))
    assert repo.text("js/game.js") == repo.staged("js/game.js") == DONE


def test_a_site_that_no_rule_fits_fails_both_and_stays(repo: Repo) -> None:
    repo.stage("game.js", NO_RULE)
    assert_failed(repo.hook(CHECK), "game.js:", "[Game.act]", "- exit code: 1")
    result = repo.hook(MIGRATE)
    assert_failed(result, "unmatched", "- exit code: 1")
    assert MODIFIED not in result.stdout
    assert repo.text("game.js") == repo.staged("game.js") == NO_RULE


def test_what_no_rule_fits_fails_migrate_after_the_rest_is_staged(repo: Repo) -> None:
    left = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
    repo.stage("game.js", in_game(f"{SEED.strip()}\n{left}", "seed"))
    done = in_game(f"await this.worker.seedRng(seed);\n{left}", "seed")
    assert_failed(repo.hook(MIGRATE), MODIFIED, "- exit code: 1")
    assert repo.text("game.js") == done
    repo.git("add", "game.js")
    result = repo.hook(MIGRATE)
    assert_failed(result, "1 unmatched", "- exit code: 1")
    assert MODIFIED not in result.stdout
    assert repo.text("game.js") == done


@pytest.mark.parametrize("hook", [CHECK, MIGRATE])
def test_a_file_that_does_not_parse_fails_and_does_not_hide_another(repo: Repo, hook: str) -> None:
    broken = "class Game { act() { this.pyodide.runPythonAsync(`1` }\n"
    repo.stage("a.js", broken)
    repo.stage("b.js", SITE)
    assert_failed(repo.hook(hook), "a.js", "error", "03-seed", "- exit code: 2")
    assert repo.text("a.js") == broken
    assert repo.text("b.js") == (SITE if hook == CHECK else DONE)


def test_line_ends_and_bom_stay(repo: Repo) -> None:
    repo.stage("game.js", "\ufeff" + SITE.replace("\n", "\r\n"))
    assert_failed(repo.hook(MIGRATE), MODIFIED)
    assert repo.text("game.js") == "\ufeff" + DONE.replace("\n", "\r\n")


def test_names_of_files(repo: Repo) -> None:
    paths = ["js/my game.js", "js/two  spaces .js", "jeu/début.js", "it's.js", "-w.js", "--no.js"]
    assert_each_is_looked_at(repo, paths)
    repo.git("add", "--", *paths)
    assert_passed(repo.hook(MIGRATE))


def test_many_files_are_each_looked_at_once(repo: Repo) -> None:
    # More than pre-commit gives to one process where it may run several.
    paths = [f"js/game{number:02}.js" for number in range(30)]
    for path in paths:
        repo.write(path, SITE)
    repo.git("add", "js")
    result = repo.hook(CHECK)
    assert_failed(result)
    assert sorted(re.findall(r"^(js/\S+?):\d+:\d+: ", result.stdout, re.MULTILINE)) == paths
    result = repo.hook(MIGRATE)
    assert_failed(result, MODIFIED, "30 files: 30 rewritten")
    assert {repo.text(path) for path in paths} == {DONE}


def test_what_check_says_of_a_file_does_not_depend_on_the_files_beside_it(tmp_path: Path) -> None:
    # So pre-commit may deal the files out to several processes.
    shutil.copytree(FIXTURES / "game" / "js", tmp_path / "js")
    paths = sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "js").glob("*.js"))
    repo = Repo(tmp_path, tmp_path / "home")

    def findings(*given: str) -> list[str]:
        output = repo.run(sys.executable, "-m", "migrator", "check", "--quiet", *given).stdout
        return output.splitlines()

    together = findings(*paths)
    assert len(together) > GAME_SITES
    assert [line for path in paths for line in findings(path)] == together


# Partly staged files: pre-commit takes the unstaged part away while hooks run, and puts it back


def test_a_site_is_staged_and_another_line_is_not(repo: Repo) -> None:
    repo.commit("game.js", f"// one\n{PLAIN}")
    repo.stage("game.js", f"// one\n{SITE}")
    repo.write("game.js", f"// two\n{SITE}")
    assert_failed(repo.hook(CHECK), FINDING)
    assert repo.text("game.js") == f"// two\n{SITE}"
    assert_failed(repo.hook(MIGRATE), MODIFIED)
    assert repo.text("game.js") == f"// two\n{DONE}"
    assert repo.staged("game.js") == f"// one\n{SITE}"
    repo.git("add", "game.js")
    assert_passed(repo.hook(MIGRATE))
    assert repo.text("game.js") == repo.staged("game.js") == f"// two\n{DONE}"


@pytest.mark.parametrize("hook", [CHECK, MIGRATE])
def test_a_line_is_staged_and_a_site_is_not(repo: Repo, hook: str) -> None:
    repo.commit("game.js", f"// one\n{PLAIN}")
    repo.stage("game.js", f"// two\n{PLAIN}")
    repo.write("game.js", f"// two\n{SITE}")
    assert_passed(repo.hook(hook))
    assert repo.text("game.js") == f"// two\n{SITE}"
    assert repo.staged("game.js") == f"// two\n{PLAIN}"


def test_the_unstaged_part_lies_in_the_site(repo: Repo) -> None:
    # What migrate does to the staged part and what is unstaged exclude each other: pre-commit gives up the former.
    changed = SITE.replace("random.seed(${seed})\n        `", "random.seed(${seed + 1})\n        `")
    assert changed != SITE
    repo.commit("game.js", PLAIN)
    repo.stage("game.js", SITE)
    repo.write("game.js", changed)
    assert_failed(repo.hook(MIGRATE), MODIFIED, "Stashed changes conflicted with hook auto-fixes")
    assert repo.text("game.js") == changed
    assert repo.staged("game.js") == SITE


def test_a_migration_is_staged_and_its_undoing_is_not(repo: Repo) -> None:
    repo.commit("game.js", SITE)
    repo.stage("game.js", DONE)
    repo.write("game.js", SITE)
    for hook in (CHECK, MIGRATE):
        assert_passed(repo.hook(hook))
        assert repo.text("game.js") == SITE
        assert repo.staged("game.js") == DONE


def test_only_the_staged_file_is_looked_at(repo: Repo) -> None:
    repo.commit("old.js", SITE)
    repo.stage("new.js", PLAIN)
    repo.write("untracked.js", SITE)
    assert_passed(repo.hook(CHECK))
    assert_passed(repo.hook(MIGRATE))
    assert repo.text("old.js") == repo.text("untracked.js") == SITE


# Deleted and renamed files


def test_a_deleted_file_is_not_looked_at(repo: Repo) -> None:
    repo.commit("game.js", SITE)
    repo.git("rm", "--quiet", "game.js")
    assert_skipped(repo.hook(CHECK))
    assert_skipped(repo.hook(MIGRATE))
    assert not (repo.root / "game.js").exists()


def test_a_deleted_file_beside_a_staged_one(repo: Repo) -> None:
    repo.commit("old.js", SITE)
    repo.git("rm", "--quiet", "old.js")
    repo.stage("new.js", f"// moved\n{SITE}")
    result = repo.hook(CHECK)
    assert_failed(result, "new.js:", FINDING)
    assert "old.js" not in result.stdout
    assert_failed(repo.hook(MIGRATE), MODIFIED)
    assert repo.text("new.js") == f"// moved\n{DONE}"


def test_a_renamed_file_is_looked_at(repo: Repo) -> None:
    repo.commit("old.js", SITE)
    repo.git("mv", "old.js", "new.js")
    assert_failed(repo.hook(CHECK), "new.js:", FINDING)
    assert repo.text("new.js") == SITE


# The assignment that gives the receiver its value: what lives on it is in a file that is not given


def test_the_assignment_alone_fails_where_nothing_lives_on_it(repo: Repo) -> None:
    repo.stage("js/base.js", BASE)
    assert_failed(repo.hook(CHECK), "js/base.js:", NOT_NEEDED)
    result = repo.hook(MIGRATE)
    assert_failed(result, NOT_NEEDED)
    assert MODIFIED not in result.stdout
    assert repo.text("js/base.js") == BASE


def test_the_assignment_passes_while_a_kept_method_of_the_repository_lives_on_it(repo: Repo) -> None:
    repo.commit("duel/duel.js", KEEPER)
    repo.stage("js/base.js", BASE)
    assert_passed(repo.hook(CHECK))
    assert_passed(repo.hook(MIGRATE))
    assert repo.text("js/base.js") == BASE


def test_the_assignment_fails_once_the_kept_method_is_deleted(repo: Repo) -> None:
    repo.commit("duel/duel.js", KEEPER)
    repo.commit("js/base.js", BASE)
    repo.git("rm", "--quiet", "duel/duel.js")
    repo.stage("js/base.js", f"// alone now\n{BASE}")
    assert_failed(repo.hook(CHECK), "js/base.js:", NOT_NEEDED)


def test_the_assignment_fails_once_the_kept_method_is_staged_away(repo: Repo) -> None:
    repo.commit("duel/duel.js", KEEPER)
    repo.commit("js/base.js", BASE)
    repo.stage("duel/duel.js", KEEPER.replace("performRollback", "rollBack").replace("this.pyodide", "this.worker"))
    repo.write("duel/duel.js", KEEPER)
    repo.stage("js/base.js", f"// alone now\n{BASE}")
    assert_failed(repo.hook(CHECK), "js/base.js:", NOT_NEEDED)
    assert repo.text("duel/duel.js") == KEEPER


# Commits


def commits(repo: Repo) -> int:
    return int(repo.git("rev-list", "--count", "HEAD"))


def test_check_blocks_a_commit_and_lets_it_through(only: Callable[[str], Repo]) -> None:
    repo = only(CHECK)
    assert repo.pre_commit("install").returncode == 0
    repo.stage("game.js", SITE)
    before = commits(repo)
    blocked = repo.run("git", "commit", "--message", "a site")
    assert_failed(blocked, FINDING)
    assert commits(repo) == before
    assert repo.text("game.js") == repo.staged("game.js") == SITE
    repo.stage("game.js", DONE)
    through = repo.run("git", "commit", "--message", "no site")
    assert_passed(through)
    assert commits(repo) == before + 1
    assert repo.at("HEAD", "game.js") == repo.text("game.js") == DONE


def test_migrate_blocks_a_commit_and_lets_it_through(only: Callable[[str], Repo]) -> None:
    repo = only(MIGRATE)
    assert repo.pre_commit("install").returncode == 0
    repo.stage("game.js", SITE)
    before = commits(repo)
    assert_failed(repo.run("git", "commit", "--message", "a site"), MODIFIED)
    assert commits(repo) == before
    assert repo.text("game.js") == DONE
    repo.git("add", "game.js")
    assert_passed(repo.run("git", "commit", "--message", "no site"))
    assert commits(repo) == before + 1
    assert repo.at("HEAD", "game.js") == repo.text("game.js") == DONE


def test_both_hooks_in_one_commit(repo: Repo) -> None:
    # Hooks run in the manifest's order here: check says what migrate then mends, and neither hides the other.
    assert repo.pre_commit("install").returncode == 0
    repo.stage("game.js", SITE)
    assert_failed(repo.run("git", "commit", "--message", "a site"), FINDING, MODIFIED)
    repo.git("add", "game.js")
    result = repo.run("git", "commit", "--message", "no site")
    assert result.stdout.count("Passed") == 2, result.stdout
    assert repo.at("HEAD", "game.js") == DONE


@pytest.mark.parametrize("arguments", [["--all"], ["game.js"], ["--include", "game.js"]])
def test_a_commit_of_what_was_not_staged(only: Callable[[str], Repo], arguments: list[str]) -> None:
    # git gives the hook an index of its own then, by an environment variable.
    repo = only(CHECK)
    repo.commit("duel/duel.js", KEEPER)
    repo.commit("js/base.js", BASE)
    repo.commit("game.js", PLAIN)
    assert repo.pre_commit("install").returncode == 0
    before = commits(repo)
    repo.write("game.js", SITE)
    assert_failed(repo.run("git", "commit", "--message", "a site", *arguments), FINDING)
    assert commits(repo) == before
    assert repo.text("game.js") == SITE
    repo.write("game.js", DONE)
    repo.stage("js/base.js", f"// again\n{BASE}")
    assert_passed(repo.run("git", "commit", "--message", "no site", *arguments))
    assert commits(repo) == before + 1
    assert repo.at("HEAD", "game.js") == DONE


def test_a_commit_from_a_folder_below(only: Callable[[str], Repo]) -> None:
    repo = only(MIGRATE)
    assert repo.pre_commit("install").returncode == 0
    repo.commit("duel/duel.js", KEEPER)
    repo.stage("js/base.js", BASE)
    repo.stage("js/game.js", SITE)
    below = Repo(repo.root / "js", repo.home)
    assert_failed(below.run("git", "commit", "--message", "a site"), MODIFIED)
    assert repo.text("js/game.js") == DONE
    assert repo.text("js/base.js") == BASE
    below.git("add", "game.js")
    assert_passed(below.run("git", "commit", "--message", "no site"))
    assert repo.at("HEAD", "js/game.js") == DONE


def test_a_commit_in_a_second_work_tree(only: Callable[[str], Repo]) -> None:
    # git names the repository to the hook by an environment variable then.
    repo = only(CHECK)
    assert repo.pre_commit("install").returncode == 0
    repo.git("worktree", "add", "--quiet", "-b", "second", "../second")
    second = Repo(repo.root.parent / "second", repo.home)
    second.stage("js/game.js", SITE)
    assert_failed(second.run("git", "commit", "--message", "a site"), FINDING)
    second.stage("js/game.js", DONE)
    assert_passed(second.run("git", "commit", "--message", "no site"))
    assert second.at("HEAD", "js/game.js") == DONE


# As users have it: pre-commit clones the project and installs it


def project_repository(folder: Path) -> tuple[Path, str]:
    """A git repository with one commit of the checkout's files as they are, and that commit."""
    source = Repo(folder / "project", folder / "unused")
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    shutil.copytree(ROOT, source.root, ignore=shutil.ignore_patterns(".git", *ignored))
    source.git("init", "--quiet", "--initial-branch=main")
    source.git("add", "--all")
    source.git("commit", "--quiet", "--message", "the project as it is")
    return source.root, source.git("rev-parse", "HEAD").strip()


def test_the_hooks_as_pre_commit_installs_them(tmp_path: Path) -> None:
    # Slow (12 s): pre-commit builds the project, and installs it and what it needs from the package registry, once.
    project, revision = project_repository(tmp_path)
    hooks = [{"id": CHECK}, {"id": MIGRATE}]
    repo = make_repo(tmp_path, {"repos": [{"repo": str(project), "rev": revision, "hooks": hooks}]})
    shutil.copytree(FIXTURES / "game" / "js", repo.root / "js")
    repo.write("-w.js", SITE)
    repo.git("add", "--all")
    before = {path: path.read_bytes() for path in repo.root.rglob("*.js")}
    game = repo.root / "js" / "multiplayer.js"
    _, after = migrate(game, list(shipped_rules()))

    result = repo.hook(CHECK)
    assert_failed(result, "js/multiplayer.js:", "rewrites it by `18-load-snapshot`", FINDING)
    assert {path: path.read_bytes() for path in repo.root.rglob("*.js")} == before

    assert_failed(repo.hook(MIGRATE), MODIFIED, "19 rewritten")
    assert game.read_bytes().decode("utf-8") == after
    assert repo.text("-w.js") == DONE
    changed = {path for path in repo.root.rglob("*.js") if path.read_bytes() != before[path]}
    assert changed == {game, repo.root / "-w.js"}

    repo.git("add", "--all")
    assert_passed(repo.hook(CHECK))
    assert_passed(repo.hook(MIGRATE))
    environments = list(repo.home.glob("repo*/py_env*"))
    assert len(environments) == 1, "both hooks run from the one environment that pre-commit made"


def test_the_assignment_passes_in_a_second_work_tree(only: Callable[[str], Repo]) -> None:
    # git names the repository to the hook by an environment variable then; what lives on the assignment is still found.
    repo = only(CHECK)
    assert repo.pre_commit("install").returncode == 0
    repo.commit("duel/duel.js", KEEPER)
    repo.git("worktree", "add", "--quiet", "-b", "second", "../second")
    second = Repo(repo.root.parent / "second", repo.home)
    second.stage("js/base.js", BASE)
    assert_passed(second.run("git", "commit", "--message", "the assignment"))
    assert second.at("HEAD", "js/base.js") == BASE
