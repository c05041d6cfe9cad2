"""The wheel, built and installed in an environment of its own, away from the checkout.

Slow (30 s in all): the wheel is built three times, and it and what it needs are installed once from the package registry.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from importlib.metadata import version as version_of
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from benchmarks.measure import origin
from migrator import __version__
from migrator.model.packs import packs
from tests.support import FIXTURES, GAME_KEPT, GAME_SITES, PAGES, ROOT
from tests.whole.test_imports import PROBE

ASSETS = ("migrator/report/html/style.css", "migrator/report/html/script.js")
SUMMARY = f"3 files: {GAME_SITES} rewritten, {GAME_KEPT} kept, 0 unmatched."
COMPILED = "migrator/_compiled/rules/"
BATCH = "shipped:pyodide-worker-batch"
EVERY_PAGE = sorted((ROOT / "rules").rglob("*.md"), key=lambda path: path.name)
# What compiling a page takes, and nothing else.
READS_PAGES = {"markdown_it", "yaml"}
# Versions of these are a part of what compiled rules are kept under.
LIBRARIES = ("libcst", "markdown-it-py", "PyYAML", "tree-sitter", "tree-sitter-javascript")


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
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=300
    )


def story(result: subprocess.CompletedProcess[str]) -> str:
    return f"{result.args}\n{result.stdout}\n{result.stderr}"


def build(root: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build a source tree into a folder, with what is installed here."""
    command = (sys.executable, "-m", "build", "--no-isolation", *arguments, "--outdir", str(folder), str(root))
    return run(*command, folder=folder)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = build(ROOT, folder, "--wheel")
    assert built.returncode == 0, story(built)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    result = Installed(folder / "environment", folder)
    made = run(sys.executable, "-I", "-m", "venv", str(result.environment), folder=folder)
    assert made.returncode == 0, story(made)
    same = [f"{name}=={version_of(name)}" for name in LIBRARIES]  # what the wheel was built with
    put = result.python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), *same)
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
    others = [name for name in ours if not name.endswith((".py", ".md", "/py.typed", *ASSETS))]
    assert [name.startswith(COMPILED) for name in others] == [True] * len(packs())
    assert f"{metadata}licenses/LICENSE" in names


def test_the_wheel_holds_every_module_and_every_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if name.startswith("migrator/")}
    modules = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "migrator").rglob("*.py")}
    pages = {f"migrator/_rules/{path.relative_to(ROOT / 'rules').as_posix()}": path.read_bytes() for path in EVERY_PAGE}
    assert pages
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
        "ahocorasick-rs",
        "click",
        "filelock",
        "libcst",
        "markdown-it-py",
        "pathspec",
        "pyyaml",
        "tree-sitter",
        "tree-sitter-html",
        "tree-sitter-javascript",
        "tree-sitter-typescript",
    }


# How it is built


def source_tree(folder: Path) -> Path:
    """A copy of what the wheel is built from."""
    for name in ("migrator", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_a_faulty_page_fails_the_build_with_its_own_words(tmp_path: Path) -> None:
    root = source_tree(tmp_path / "source")
    page = root / "rules" / "pyodide-worker" / "03-seed.md"
    page.write_text(page.read_text("utf-8").replace("seedRng($SEED)", "seedRng($SEDE)"), "utf-8")
    built = build(root, tmp_path, "--wheel")
    assert built.returncode != 0
    assert list(tmp_path.glob("*.whl")) == []
    said = [line for line in (built.stdout + built.stderr).splitlines() if "03-seed.md" in line]
    assert len(said) == 1, story(built)
    assert said[0].startswith("rules/pyodide-worker/03-seed.md:12: "), said
    assert "$SEDE" in said[0]
    assert "hatch_build.py" not in built.stdout + built.stderr, "no traceback leads there"


@pytest.mark.parametrize(("version", "targets"), [("editable", []), ("standard", ["migrator/_compiled/rules"])])
def test_an_editable_install_compiles_pages_as_they_change(tmp_path: Path, version: str, targets: list[str]) -> None:
    code = (
        "import json, sys; from hatch_build import CompiledRules; data = {'force_include': {}}\n"
        f"CompiledRules({str(ROOT)!r}, {{}}, None, None, {str(tmp_path)!r}, 'wheel').initialize({version!r}, data)\n"
        "print(json.dumps([*data['force_include'].values()]))"
    )
    result = run(sys.executable, "-c", code, folder=ROOT)
    assert result.returncode == 0, story(result)
    assert json.loads(result.stdout) == targets


def test_each_pack_is_compiled(tmp_path: Path) -> None:
    """A folder of `rules` is one, for settings and for who builds."""
    root = source_tree(tmp_path / "source")
    more = root / "rules" / "more"
    more.mkdir()
    shutil.copy(root / "rules" / "pyodide-worker" / "15-render.md", more)
    code = (
        "import sys; from pathlib import Path; from hatch_build import CompiledRules\n"
        f"hook = CompiledRules({str(root)!r}, {{}}, None, None, {str(tmp_path)!r}, 'wheel')\n"
        f"hook._compile(Path({str(tmp_path)!r}))\n"
        "from migrator.model.packs import packs; from migrator.run.cache import rules\n"
        "def load(folders): raise AssertionError(folders)\n"
        f"rules.BROUGHT, rules.load_rules = {str(tmp_path)!r}, load\n"
        "for name, folder in packs().items(): print(name, len(rules.cached_rules(None, [folder])))"
    )
    result = run(sys.executable, "-c", code, folder=root)
    assert result.returncode == 0, story(result)
    assert result.stdout.splitlines() == ["shipped:pyodide-worker 18", "shipped:more 1", f"{BATCH} 3"]


def test_a_wheel_from_the_source_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    built = build(ROOT, tmp_path)
    assert built.returncode == 0, story(built)
    [again] = tmp_path.glob("*.whl")
    [_] = tmp_path.glob("*.tar.gz")
    assert again.read_bytes() == wheel.read_bytes()


def test_a_build_asks_for_what_the_program_needs() -> None:
    code = "from hatchling.build import get_requires_for_build_wheel as asked; print(*asked(), sep='\\n')"
    result = run(sys.executable, "-c", code, folder=ROOT)
    with (ROOT / "pyproject.toml").open("rb") as file:
        needed = tomllib.load(file)["project"]["dependencies"]
    assert {*map(Requirement, result.stdout.splitlines())} == {*map(Requirement, needed)}


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
        "from migrator.model.packs import shipped_pages\n"
        "from migrator.rules.loader import load_rules\n"
        "print(shipped_pages())\n"
        "for rule in load_rules([shipped_pages()]): print(rule.id)\n"
    )
    result = installed.python("-c", code)
    assert result.returncode == 0, story(result)
    folder, *ids = result.stdout.splitlines()
    assert Path(folder).resolve().is_relative_to(installed.environment.resolve())
    assert sorted(ids) == [path.stem for path in EVERY_PAGE]


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
    assert page.read_text("utf-8").count("<article") == 38  # 17 of them in the worker's script
    assert digests(theirs) == before

    written = installed.python("-m", "migrator", "migrate", "--write", ".", folder=theirs)
    assert written.returncode == 0, story(written)
    assert SUMMARY in written.stderr.splitlines()
    after = digests(theirs)
    assert [name for name in before if before[name] != after[name]] == ["js/multiplayer.js"]

    same = run(sys.executable, "-m", "migrator", "migrate", "--write", ".", folder=ours)
    assert same.returncode == 0, story(same)
    assert digests(ours) == after

    again = installed.script("migrate", "--write", ".", folder=theirs)
    assert again.returncode == 0, story(again)
    assert "3 files: 0 rewritten, 2 kept, 0 unmatched." in again.stderr.splitlines()
    assert digests(theirs) == after
    assert installed.script("check", ".", folder=theirs).returncode == 0


# Rules that were compiled when the wheel was built


@dataclass(frozen=True)
class Ran:
    """What a run of the installed program, or of a copy of it that was changed, said, and what it imported."""

    said: str
    modules: set[str]

    @property
    def compiled(self) -> bool:
        return self.modules >= READS_PAGES

    @property
    def lines(self) -> list[str]:
        """Of all diffs."""
        return [line for file in json.loads(self.said)["files"] for line in (file["diff"] or "").splitlines()]


@dataclass(frozen=True)
class Copied:
    """A copy of the installed package, and the game that it looks at."""

    installed: Installed
    package: Path
    game: Path

    def ran(self, *arguments: str) -> Ran:
        """Run `migrate` with a cache that holds nothing."""
        cache = self.package.parent / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        own = f"os.environ['MIGRATOR_CACHE'] = {str(cache)!r}; sys.path.insert(0, {str(self.package.parent)!r})"
        code = f"import os, sys; {own}{PROBE}"
        given = arguments or ("migrate", "--format", "json", ".")
        result = self.installed.python("-c", code, *given, folder=self.game)
        assert result.returncode == 0, story(result)
        *said, last = result.stdout.splitlines()
        modules = json.loads(last)[1]
        return Ran("\n".join(said), {*modules, *(name.partition(".")[0] for name in modules)})

    def value(self) -> Path:
        """The file of the compiled rules of the pack that applies without settings: the largest."""
        held = [path for path in (self.package / "_compiled").rglob("*") if path.is_file()]
        assert len(held) == len(packs())
        return max(held, key=lambda path: path.stat().st_size)


@pytest.fixture
def copied(installed: Installed, tmp_path: Path) -> Copied:
    where = installed.python("-c", "import migrator; print(migrator.__file__)")
    shutil.copytree(Path(where.stdout.strip()).parent, tmp_path / "packages" / "migrator")
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    return Copied(installed, tmp_path / "packages" / "migrator", tmp_path / "game")


@pytest.fixture(scope="module")
def by_compiling(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What the program finds that has nothing but its pages."""
    folder = tmp_path_factory.mktemp("compiling")
    where = installed.python("-c", "import migrator; print(migrator.__file__)")
    shutil.copytree(Path(where.stdout.strip()).parent, folder / "migrator")
    shutil.rmtree(folder / "migrator" / "_compiled")
    shutil.copytree(FIXTURES / "game", folder / "game")
    ran = Copied(installed, folder / "migrator", folder / "game").ran("migrate", "--no-cache", "--format", "json", ".")
    assert ran.compiled
    assert json.loads(ran.said)["summary"]["rewritten"] == GAME_SITES
    return ran


def seed_without_value(text: str) -> str:
    """A page that writes something else."""
    assert "+ await this.worker.seedRng($SEED);" in text
    return text.replace("+ await this.worker.seedRng($SEED);", "+ void (await this.worker.seedRng($SEED));")


def test_a_page_that_was_changed_is_compiled(copied: Copied) -> None:
    page = copied.package / "_rules" / "pyodide-worker" / "03-seed.md"
    page.write_text(seed_without_value(page.read_text("utf-8")), "utf-8")
    ran = copied.ran()
    assert ran.compiled
    assert "+        void (await this.worker.seedRng(seed));" in ran.lines


def test_rules_of_ones_own_are_compiled(copied: Copied) -> None:
    own = copied.game / "pages"
    own.mkdir()
    page = copied.package / "_rules" / "pyodide-worker" / "03-seed.md"
    (own / page.name).write_text(seed_without_value(page.read_text("utf-8")), "utf-8")
    ran = copied.ran("migrate", "--rules", "pages", "--format", "json", ".")
    assert ran.compiled
    summary = json.loads(ran.said)["summary"]
    assert (summary["rewritten"], summary["unmatched"]) == (1, GAME_SITES - 1)
    assert "+        void (await this.worker.seedRng(seed));" in ran.lines


def test_a_module_that_was_changed_compiles(copied: Copied, by_compiling: Ran) -> None:
    module = copied.package / "model" / "term.py"
    module.write_text(module.read_text("utf-8") + "\n# another program\n", "utf-8")
    ran = copied.ran()
    assert ran.compiled
    assert ran.said == by_compiling.said


def test_a_spoilt_value_is_none(copied: Copied, by_compiling: Ran) -> None:
    value = copied.value()
    value.write_bytes(value.read_bytes().replace(b"seedRng", b"sowSeed"))
    ran = copied.ran()
    assert ran.compiled
    assert ran.said == by_compiling.said


@pytest.mark.parametrize("cache", [[], ["--no-cache"]], ids=["an empty cache", "no cache"])
def test_nobody_compiles_what_the_wheel_brought(copied: Copied, by_compiling: Ran, cache: list[str]) -> None:
    ran = copied.ran("migrate", *cache, "--format", "json", ".")
    assert ran.modules & READS_PAGES == set()
    assert ran.said == by_compiling.said


def test_the_benchmark_says_that_it_measures_a_wheel(installed: Installed) -> None:
    assert origin(str(installed.programs / "migrator")) == "of a wheel with its pages compiled"


def test_the_rules_are_listed_without_compiling_them(copied: Copied) -> None:
    ran = copied.ran("rules")
    assert ran.modules & READS_PAGES == set()
    assert sorted(line.split()[0] for line in ran.said.splitlines()) == [path.stem for path in PAGES]
