"""Where the program is extended: a copy of it is changed as a developer would, in the places that the design names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

SOURCE = """class Game {
  async read() {
    return await this.pyodide.runPythonAsync(`1 + 1`);
  }
}
"""


class Copy:
    """A copy of the program in a folder, which can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("migrator", "rules"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def insert(self, path: str, after: str, line: str) -> None:
        """Add one line after the only line that holds some text."""
        file = self.folder / "migrator" / path
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (index,) = [number for number, text in enumerate(lines) if after in text]
        file.write_text("".join([*lines[: index + 1], line + "\n", *lines[index + 1 :]]), "utf-8")

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        command = [sys.executable, "-m", "migrator", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def copied(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "program")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_a_grammar_takes_a_line_in_documents_and_one_in_the_syntax(copied: Copy, here: Path) -> None:
    (here / "game.toy").write_text(SOURCE, "utf-8")
    assert copied.run(here, "check").stdout == ""  # nobody knows the ending

    copied.insert("documents/kinds.py", "KINDS = [", '    DocumentKind("Toy", (".toy",), "toy"),')
    copied.insert("javascript/syntax.py", "GRAMMARS: Final", '    "toy": _javascript,')
    done = copied.run(here, "check")
    assert done.returncode == 1, done.stderr
    assert "game.toy:3:18: " in done.stdout
    # It is parsed, and not only searched: the method around is known.
    assert "no page is for this code: `migrator rules new game.toy:3` begins one [Game.read]" in done.stdout


def test_a_format_of_reports_takes_its_module_and_one_line(copied: Copy, here: Path) -> None:
    (here / "game.js").write_text(SOURCE, "utf-8")
    assert copied.run(here, "check", "--format", "toy").returncode == 2

    module = "def findings(ledger, invocation):\n    return f'{len(ledger.files)} file, exit {invocation.exit_code}'\n"
    (copied.folder / "migrator" / "report" / "toy.py").write_text(module, "utf-8")
    copied.insert("cli/formats.py", "CHECK = {", '    "toy": "toy",')
    done = copied.run(here, "check", "--format", "toy")
    assert (done.returncode, done.stdout) == (1, "1 file, exit 1\n")
