"""The wheel, built and installed in an environment of its own, away from the checkout.

Slow (20 s in all): the wheel is built once, and it and what it needs are installed once from the package registry.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

import pytest

from migrator import __version__
from tests.support import FIXTURES, ROOT

ASSETS = ("migrator/report/html/style.css", "migrator/report/html/script.js")
PAGES = sorted((ROOT / "rules").rglob("*.md"))
SUMMARY = "2 files: 18 rewritten, 2 kept, 0 unmatched."


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder from which the checkout cannot be imported."""

    environment: Path
    folder: Path

    @property
    def programs(self) -> Path:
        return self.environment / ("Scripts" if os.name == "nt" else "bin")

    def python(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run its interpreter in isolated mode: no PYTHON* variable, no working directory on the path."""
        return run(str(self.programs / "python"), "-I", *arguments, folder=folder or self.folder)

    def script(self, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run the installed `migrator`."""
        return run(str(self.programs / "migrator"), *arguments, folder=folder)


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def story(result: subprocess.CompletedProcess[str]) -> str:
    return f"{result.args}\n{result.stdout}\n{result.stderr}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    isolation = [] if find_spec("hatchling") is None else ["--no-isolation"]
    built = run(sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", str(folder), str(ROOT), folder=folder)
    assert built.returncode == 0, story(built)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    result = Installed(folder / "environment", folder)
    made = run(sys.executable, "-I", "-m", "venv", str(result.environment), folder=folder)
    assert made.returncode == 0, story(made)
    put = result.python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    assert put.returncode == 0, story(put)
    return result


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# What is in the wheel


def test_the_wheel_holds_no_tests_fixtures_or_caches(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    metadata = f"pyodide_worker_migrator-{__version__}.dist-info/"
    assert [name for name in names if not name.startswith(("migrator/", metadata))] == []
    ours = [name for name in names if name.startswith("migrator/")]
    assert [name for name in ours if not name.endswith((".py", ".md", "/py.typed", *ASSETS))] == []
    assert f"{metadata}licenses/LICENSE" in names


def test_the_wheel_holds_every_module_and_every_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if name.startswith("migrator/")}
    modules = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "migrator").rglob("*.py")}
    pages = {f"migrator/_rules/{path.relative_to(ROOT / 'rules').as_posix()}": path.read_bytes() for path in PAGES}
    assert len(pages) == 18
    assert {name: data for name, data in held.items() if name.endswith(".py")} == modules
    assert {name: data for name, data in held.items() if name.endswith(".md")} == pages
    assert {name: held[name] for name in ASSETS} == {name: (ROOT / name).read_bytes() for name in ASSETS}


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    metadata = f"pyodide_worker_migrator-{__version__}.dist-info/METADATA"
    with zipfile.ZipFile(wheel) as archive:
        fields = Parser().parsestr(archive.read(metadata).decode("utf-8"))
    assert fields["Version"] == __version__
    assert fields["Requires-Python"] == ">=3.11"
    needed = [line for line in fields.get_all("Requires-Dist", []) if "extra ==" not in line]
    names = {line.split(">")[0].split("<")[0].strip().lower() for line in needed}
    assert names == {
        "click",
        "libcst",
        "markdown-it-py",
        "pathspec",
        "pyyaml",
        "tree-sitter",
        "tree-sitter-javascript",
    }


# What is installed


def test_the_checkout_cannot_be_imported(installed: Installed) -> None:
    result = installed.python("-c", "import tests")
    assert result.returncode == 1
    assert "No module named 'tests'" in result.stderr


def test_the_package_is_that_of_the_environment(installed: Installed) -> None:
    result = installed.python("-c", "import migrator; print(migrator.__file__); print(migrator.__version__)")
    assert result.returncode == 0, story(result)
    file, version = result.stdout.splitlines()
    assert Path(file).resolve().is_relative_to(installed.environment.resolve())
    assert version == __version__


def test_the_pages_are_those_of_the_environment(installed: Installed) -> None:
    code = (
        "from migrator.pages import shipped_pages\n"
        "from migrator.rules import load_rules\n"
        "print(shipped_pages())\n"
        "for rule in load_rules([shipped_pages()]): print(rule.id)\n"
    )
    result = installed.python("-c", code)
    assert result.returncode == 0, story(result)
    folder, *ids = result.stdout.splitlines()
    assert Path(folder).resolve().is_relative_to(installed.environment.resolve())
    assert sorted(ids) == [path.stem for path in PAGES]
    assert len(ids) == 18


def test_the_command_lists_the_pages_and_its_version(installed: Installed, tmp_path: Path) -> None:
    result = installed.script("rules", folder=tmp_path)
    assert result.returncode == 0, story(result)
    assert sorted(line.split()[0] for line in result.stdout.splitlines()) == [path.stem for path in PAGES]
    version = installed.script("--version", folder=tmp_path)
    assert version.stdout.split()[-1] == __version__


def test_it_migrates_the_game_as_the_checkout_does(installed: Installed, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "checkout" / "game", tmp_path / "wheel" / "game"
    for folder in (ours, theirs):
        shutil.copytree(FIXTURES / "game", folder)
    before = digests(theirs)

    page = installed.folder / "report.html"
    shown = installed.python("-m", "migrator", "migrate", "--report", str(page), ".", folder=theirs)
    assert shown.returncode == 1, story(shown)
    assert page.read_text("utf-8").count("<article") == 21
    assert digests(theirs) == before

    written = installed.python("-m", "migrator", "migrate", "--write", ".", folder=theirs)
    assert written.returncode == 0, story(written)
    assert written.stderr.splitlines()[-1] == SUMMARY
    after = digests(theirs)
    assert [name for name in before if before[name] != after[name]] == ["js/multiplayer.js"]

    same = run(sys.executable, "-m", "migrator", "migrate", "--write", ".", folder=ours)
    assert same.returncode == 0, story(same)
    assert digests(ours) == after

    again = installed.script("migrate", "--write", ".", folder=theirs)
    assert again.returncode == 0, story(again)
    assert again.stderr.splitlines()[-1].startswith("2 files: 0 rewritten, 2 kept, 0 unmatched.")
    assert digests(theirs) == after
    assert installed.script("check", ".", folder=theirs).returncode == 0
