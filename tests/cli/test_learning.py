"""`migrator rules learn`: what it prints and writes, and its errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.cli import learning
from tests.drafting.learning.support import CLIENT, game
from tests.support import commit, git, migrator, write

SITES = (
    "async f(n) { await this.pyodide.runPythonAsync(`env.turn(${n})`); }",
    "async g(n) { await this.pyodide.runPythonAsync(`env.turn(${n + 1})`); }",
    "async h(n) { await this.pyodide.runPythonAsync(`env.seed(${n})`); }",
)
BY_HAND = "async f(n) { await this.worker.turn(n); }"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which somebody migrated one of three sites."""
    git(tmp_path, "init", "--quiet")
    write(tmp_path, "client.js", CLIENT)
    write(tmp_path, "js/game.js", game(*SITES).replace("./client.js", "../client.js"))
    commit(tmp_path)
    write(tmp_path, "js/game.js", game(BY_HAND, *SITES[1:]).replace("./client.js", "../client.js"))
    commit(tmp_path)
    return tmp_path


def ran(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = migrator(folder, "rules", "learn", *arguments)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_pages_are_printed_and_what_became_of_sites_is_told(repository: Path) -> None:
    code, out, err = ran(repository, "HEAD")
    assert (code, err) == (
        0,
        "HEAD: 1 site migrated, 1 learned as 1 page. 2 sites are as before.\n"
        "  01-f  js/game.js:9  f\n"
        "Of the files of today, these pages would take 1 site: 01-f 1.\n",
    )
    assert out.startswith("<!-- 01-f.md -->\n\n# F\n")


def test_pages_are_written_with_their_samples_and_not_twice(repository: Path) -> None:
    code, out, err = ran(repository, "HEAD", "--out", "pages")
    assert (code, out) == (0, "")
    assert "1 page written to pages, with samples" in err
    assert sorted(str(path.relative_to(repository / "pages")) for path in (repository / "pages").rglob("*.*")) == [
        "01-f.md", "01-f/learned.after.js", "01-f/learned.before.js",
    ]  # fmt: skip
    assert migrator(repository, "rules", "--rules", "pages", "test").returncode == 0
    code, _, err = ran(repository, "HEAD", "--out", "pages")
    assert (code, "js/game.js:9: 01-f takes it already." in err) == (0, True)
    assert len(list((repository / "pages").glob("*.md"))) == 1


def test_the_diff_of_today_is_printed(repository: Path) -> None:
    _, out, _ = ran(repository, "HEAD", "--out", "pages", "--diff")
    assert "+    async g(n) { await this.worker.turn(n + 1); }" in out


def test_what_is_not_learned_is_told(repository: Path) -> None:
    text = game(BY_HAND, SITES[1], "async h(n, m) { await this.worker.seed(m); }").replace("./client.js", "../client.js")
    write(repository, "js/game.js", text)
    commit(repository)
    code, out, err = ran(repository, "HEAD")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == (
        "  js/game.js:11 h: the new code uses `m` (line 11), which no removed line has"
    )


def test_a_commit_without_sites_teaches_nothing(repository: Path) -> None:
    write(repository, "other.js", "a();\n")
    commit(repository)
    assert ran(repository, "HEAD") == (0, "", "HEAD: no site was migrated; nothing is to be learned.\n")


def test_a_folder_below_is_one_to_run_in(repository: Path) -> None:
    (repository / "docs").mkdir()
    assert ran(repository / "docs", "HEAD", "../js")[0] == 0
    assert "no site was migrated" in ran(repository / "docs", "HEAD", ".")[2]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "name a commit; as in `migrator rules learn HEAD`"),
        (("nothing",), "`nothing` names no commit; as in `migrator rules learn HEAD`"),
        (("HEAD", "nothing.js"), "`nothing.js` names no commit and no path"),
        (("HEAD~1",), "`HEAD~1` cannot be compared with the commit before it: it has no parent"),
        (("--before", "js"), "--before and --after go together: give both folders"),
        (("HEAD", "--before", "js", "--after", "js"), "`HEAD`: with --before and --after there is no commit to name"),
        (("HEAD", "--extend", "js/game.js", "--out", "x"), "--extend changes a page where it is, and --out writes new ones: give one of them"),
        (("HEAD", "--extend", "latin.md"), "latin.md is not UTF-8; save it as UTF-8"),
        (("HEAD", "--out", "js/game.js/pages"), "js/game.js/pages/01-f.md cannot be written: Not a directory"),
    ],
)  # fmt: skip
def test_an_error_is_one_line(repository: Path, arguments: tuple[str, ...], error: str) -> None:
    (repository / "latin.md").write_bytes(b"# \xe9\n")
    code, out, err = ran(repository, *arguments)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == f"migrator: {error}"


def test_outside_of_a_repository_folders_are_named(tmp_path: Path) -> None:
    assert ran(tmp_path, "HEAD")[2] == (
        "migrator: `HEAD` is read from git, and this is no repository; give `--before DIR --after DIR`\n"
    )


def test_a_page_is_extended(repository: Path) -> None:
    write(repository, "01-turn.md", "# Turn\n\n```diff\n- await this.pyodide.runPythonAsync(`env.left()`);\n"
          "+ await this.worker.count();\n```\n")  # fmt: skip
    code, _, err = ran(repository, "HEAD", "--extend", "01-turn.md")
    assert (code, "01-turn.md is wider now" in err) == (0, True)
    assert (repository / "01-turn.md").read_text("utf-8").count("```diff") == 2
    code, _, err = ran(repository, "HEAD", "--extend", "01-turn.md")
    assert (code, "01-turn takes it already" in err) == (0, True)
    assert learning.run is not None
