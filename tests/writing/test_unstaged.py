"""Which files hold changes that git has not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import migrator.writing.unstaged as module
from migrator.writing.unstaged import Unknown, in_hook, unstaged

NAMES = ["a.js", "with space.js", "é.js", "*.js", ":(top)x.js", "line\nend.js", "-n.js", "below/a.js"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True, timeout=300)
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("staged\n")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True, timeout=300)
    return tmp_path


def asked(repository: Path) -> list[str]:
    targets = [str(path) for path in repository.rglob("*.js")]
    return sorted(str(Path(target).relative_to(repository)) for target in unstaged(str(repository), targets))


def test_what_is_staged_or_untracked_or_only_touched_is_not_unstaged(repository: Path) -> None:
    (repository / "untracked.js").write_text("new\n")
    (repository / "a.js").write_text("other\n")
    subprocess.run(["git", "add", "a.js"], cwd=repository, check=True, timeout=300)
    (repository / "é.js").write_text("staged\n")
    assert asked(repository) == []


@pytest.mark.parametrize("longest", [20_000, 0], ids=["by name", "all"])
@pytest.mark.parametrize("name", NAMES)
def test_an_edit_is_unstaged(repository: Path, monkeypatch: pytest.MonkeyPatch, name: str, longest: int) -> None:
    monkeypatch.setattr(module, "_LONGEST", longest)
    (repository / name).write_text("edited\n")
    assert asked(repository) == [name]


def test_other_files_do_not_matter(repository: Path) -> None:
    (repository / "a.js").write_text("edited\n")
    assert unstaged(str(repository), [str(repository / "é.js")]) == []


def test_what_git_does_not_know_is_said_in_its_words(repository: Path) -> None:
    (repository / ".git/index").write_bytes(b"spoilt")
    with pytest.raises(Unknown, match="index"):
        asked(repository)


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT"])
def test_a_hook_is_known_by_its_environment(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for other in ("GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT"):
        monkeypatch.delenv(other, raising=False)
    assert not in_hook()
    monkeypatch.setenv(name, "1")
    assert in_hook()
