"""Tests are where one looks for them: a module of `migrator/a/b.py` is imported by a test in `tests/a/`."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.support import ROOT

# A module of so many lines or fewer is tested by what uses it.
SMALL = 60
# What runs inside of Pyodide, with the packages that are there.
IN_PYODIDE = "tests.whole.behaviour.python."


def imported(root: Path) -> dict[str, set[str]]:
    """The modules that the tests of each folder below `tests` import, by the folder."""
    found: dict[str, set[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        names = found.setdefault(path.parent.relative_to(root / "tests").as_posix(), set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return found


def untested(root: Path) -> set[str]:
    """The modules over the limit that no test in the folder of their name imports."""
    by_folder, found = imported(root), set()
    for path in (root / "migrator").rglob("*.py"):
        if len(path.read_text("utf-8").splitlines()) > SMALL:
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            if name not in by_folder.get("/".join(parts[1:-1]) or ".", ()):
                found.add(name)
    return found


def supporting(root: Path) -> list[str]:
    """The modules that tests and tools are made of, some of which only a command by hand runs."""
    folders = [root / name for name in ("tests", "benchmarks", "tools")]
    found = [path.relative_to(root).with_suffix("") for folder in folders for path in folder.rglob("*.py")]
    names = [".".join(path.parts) for path in found if path.name != "__main__" and not path.name.startswith("test_")]
    return sorted(name for name in names if not name.startswith(IN_PYODIDE))


@pytest.mark.parametrize("name", supporting(ROOT))
def test_what_only_a_command_runs_can_be_imported(name: str) -> None:
    assert import_module(name).__file__ is not None


def test_every_module_is_imported_by_a_test_in_its_folder() -> None:
    assert untested(ROOT) == set(), "write a test of each in the folder of its name below tests/"


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ("tests/b/test_x.py", "import migrator.a.x"),
        ("tests/a/helpers.py", "import migrator.a.x"),
        ("tests/a/test_x.py", "# import migrator.a.x"),
        ("tests/a/test_x.py", "from migrator.a import y"),
    ],
)
def test_a_module_without_a_test_in_its_folder_is_found(tmp_path: Path, test: str, text: str) -> None:
    long = "\n" * (SMALL + 1)
    for path, content in {"migrator/a/x.py": long, "migrator/a/small.py": "\n" * SMALL, test: text}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    assert untested(tmp_path) == {"migrator.a.x"}


@pytest.mark.parametrize(
    "text", ["import migrator.a.x", "from migrator.a import x", "def f():\n    from migrator.a.x import y"]
)
def test_a_module_with_a_test_in_its_folder_is_not(tmp_path: Path, text: str) -> None:
    for path, content in {"migrator/a/x.py": "\n" * (SMALL + 1), "tests/a/test_y.py": text}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    assert untested(tmp_path) == set()
