"""The project's lints and types, and that the layers of `.importlinter` are no empty words."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

# There is no `python -m importlinter`; the script may not be on the path of those who call pytest by its full name.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def tool(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a tool with this interpreter; its output in one string, without colour."""
    environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "CLICOLOR_FORCE")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environment, "NO_COLOR": "1", "COLUMNS": "160", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return tool("-c", LINT_IMPORTS, "--config", ".importlinter", "--no-cache", "--no-logo", folder=folder)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The package and its contracts where a test may break them."""
    shutil.copytree(ROOT / "migrator", tmp_path / "migrator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def imports(folder: Path, importer: str, imported: str) -> None:
    """Have one module of a copy import another."""
    path = folder / "migrator" / importer
    path.write_text(f"{path.read_text('utf-8')}\n\ndef _wrong() -> None:\n    import {imported}\n", "utf-8")


# The contracts refuse what they are there for. Each case is an import and the contract that it breaks.
WRONG = {
    "a leaf knows the commands": ("model/ledger/__init__.py", "migrator.cli.app", "Layers point one way"),
    "the engine knows the commands": ("run/engine.py", "migrator.cli.check", "Layers point one way"),
    "the engine knows the API": ("run/engine.py", "migrator.api", "Layers point one way"),
    "the API knows the commands": ("api.py", "migrator.cli.app", "Layers point one way"),
    "the API reports": ("api.py", "migrator.report.text", "Only commands, the server, drafts and proposals of settings report"),
    "a selection looks": ("run/selection.py", "migrator.run.look", "A run is put together from its parts"),
    "the matcher knows what rewrites": ("matching/matcher.py", "migrator.rewriting.rewriter", "Layers point one way"),
    "the matcher knows a page": ("matching/matcher.py", "migrator.rules.loader", "Layers point one way"),
    "a site knows a pattern": ("sites/site.py", "migrator.matching.pattern", "Layers point one way"),
    "Python knows JavaScript": ("python/lower.py", "migrator.javascript.strings", "Layers point one way"),
    "JavaScript knows Python": ("javascript/scopes.py", "migrator.python.tokens", "Layers point one way"),
    "a report knows the engine": ("report/text.py", "migrator.run.engine", "Layers point one way"),
    "a report knows a rule": ("report/text.py", "migrator.rules.loader", "Layers point one way"),
    "the engine reports": ("run/engine.py", "migrator.report.text", "Only commands, the server, drafts and proposals of settings report"),
    "a rewrite writes": ("rewriting/rewriter.py", "migrator.writing.replace", "Only commands decide that files are written"),
    "the engine writes": ("run/engine.py", "migrator.writing.transaction", "Only commands decide that files are written"),
    "a journal knows the transaction": (
        "writing/journal.py",
        "migrator.writing.transaction",
        "A transaction knows its steps",
    ),
    "a command knows another": ("cli/check.py", "migrator.cli.migrate", "A command knows what commands share"),
    "what is shared knows a command": ("cli/app.py", "migrator.cli.check", "A command knows what commands share"),
    "a format knows another": ("report/as_json.py", "migrator.report.text", "A format knows the words"),
    "a cycle": ("python/tokens.py", "migrator.python.parse", "No module of a language leads back to itself"),
    "the matcher knows libcst": ("matching/matcher.py", "libcst", "Only migrator.python knows libcst"),
    "the engine knows click": ("run/engine.py", "click", "Only the command line knows click"),
    "the engine knows editors": ("run/engine.py", "pygls", "Only the server knows the protocol of editors"),
    "a hover knows the server": ("lsp/hover.py", "migrator.lsp.server", "What the server is made of"),
    "a walk starts git": ("discovery/listing/walk.py", "subprocess", "Only migrator.discovery.git starts git"),
    "a site knows YAML": ("sites/site.py", "yaml", "Only migrator.rules.loader reads pages"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_import_breaks_its_contract(copied: Path, case: str) -> None:
    importer, imported, contract = WRONG[case]
    imports(copied, importer, imported)
    result = lint_imports(copied)
    assert result.returncode == 1, result.stdout
    broken = [line for line in result.stdout.splitlines() if line.endswith(" BROKEN")]
    assert any(line.startswith(contract) for line in broken), result.stdout


def test_a_module_in_no_layer_breaks_the_contract(copied: Path) -> None:
    (copied / "migrator" / "stray.py").write_text('"""Nowhere."""\n', "utf-8")
    result = lint_imports(copied)
    assert result.returncode == 1, result.stdout
    assert "Layers point one way BROKEN" in result.stdout
    assert "migrator.stray" in result.stdout


def test_imports_are_as_the_layers_say() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    number = sum(name.startswith("importlinter:contract:") for name in contracts.sections())
    assert f"Contracts: {number} kept, 0 broken." in result.stdout


def test_no_part_is_taken_by_its_place_among_comments() -> None:
    """A comment is a named child: `syntax.children` has none. The count of a template's children is what is meant."""
    taken = re.compile(r"named_children\[|len\([\w.]*named_children\)|enumerate\([\w.]*named_children\)")
    found = {
        (path.relative_to(ROOT).as_posix(), line.strip())
        for path in (ROOT / "migrator").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if taken.search(line)
    }
    assert found == {
        ("migrator/rewriting/in_place.py", "last = last.named_children[-1] if last.named_children else None"),  # by its end
        ("migrator/javascript/values.py", "if len(parent.parent.named_children) == 1:"),
    }


def test_ruff_finds_nothing() -> None:
    result = tool("-m", "ruff", "check", "--output-format", "concise", ".")
    assert result.returncode == 0, result.stdout


def test_mypy_finds_nothing() -> None:
    # Slow (15 s) where mypy has no cache yet.
    result = tool("-m", "mypy", "--strict", "--package", "migrator")
    assert result.returncode == 0, result.stdout
    assert result.stdout.startswith("Success: no issues found"), result.stdout
