"""What a run may import: a check that finds nothing to do must not pay for parsers, rules or the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import in_game


@pytest.fixture
def compiled_pages() -> None:
    """Nothing: a run that needs rules compiles them, whatever that imports."""


# Runs the command line, and prints last what it imported; what the interpreter had imported before does not count.
PROBE = """
import json, sys
before = set(sys.modules)
from migrator.cli import main
sys.argv = ["migrator", *sys.argv[1:]]
try:
    main()
except SystemExit as error:
    print(json.dumps([error.code, sorted(set(sys.modules) - before)]))
"""
GRAMMARS = {"tree_sitter_javascript", "tree_sitter_typescript", "tree_sitter_html"}
HEAVY = {*GRAMMARS, "libcst", "tree_sitter", "yaml", "markdown_it", "rich", "pathspec", "difflib", "filelock"}
# Of the program itself, what only a file with a use needs.
LATE = {
    "migrator.explaining.alignment",
    "migrator.rewriting.conditions",
    "migrator.explaining.diagnosis",
    "migrator.explaining.similarity",
    "migrator.rewriting.diff",
    "migrator.rewriting.emission",
    "migrator.run.examine",
    "migrator.matching.matcher",
    "migrator.python.lower",
    "migrator.rewriting.rewriter",
    "migrator.sites.site",
    "migrator.rewriting.verification",
    "migrator.worker.contract",
    "migrator.writing.transaction",
}


def loaded(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of a run, and the modules that it imported: their full names and their packages' names."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert result.returncode == 0, result.stderr
    code, names = json.loads(result.stdout.splitlines()[-1])
    return code or 0, {*names, *(name.partition(".")[0] for name in names)}


# All of the program that a hook on a file without the receiver is made of, and what it takes of the standard library
# beyond what click takes. A module that is added here costs everybody's every commit.
HOOK = {
    "migrator",
    "migrator.api",
    "migrator.cli",
    "migrator.cli.app",
    "migrator.cli.check",
    "migrator.cli.formats",
    "migrator.cli.interrupt",
    "migrator.cli.progress",
    "migrator.cli.run",
    "migrator.cli.standard_input",
    "migrator.config",
    "migrator.config.find",
    "migrator.discovery",
    "migrator.documents",
    "migrator.documents.kinds",
    "migrator.run.engine",
    "migrator.run.request",
    "migrator.run.selection",
    "migrator.discovery.listing",
    "migrator.discovery.prefilter",
    "migrator.report",
    "migrator.run",
    "migrator.discovery.roots",
    "migrator.discovery.scan",
    "migrator.discovery.specifiers",
    "migrator.python",
    "migrator.python.language",
    "migrator.model",
    "migrator.model.settings",
    "migrator.model.unexpected",
}
SPELLINGS = {"migrator.javascript", "migrator.javascript.strings", "array"}  # where there is a backslash
STANDARD = {"gc", "locale", "_locale", "signal"}  # the last one so that no Ctrl-C is lost
# To ask git what there is, and whether it is a repository of which an earlier run kept something.
LISTS = {"subprocess", "_posixsubprocess", "select", "selectors", "math", "signal", "fcntl", "errno", "_blake2"}
LISTS |= {f"migrator.{name}" for name in ("discovery.git", "discovery.interrupt", "model.digest", "run.cache", "run.cache.store", "writing", "writing.owner")}
LISTS |= {f"migrator.discovery.listing.{name}" for name in ("git", "index", "walk")}

NOTHING_TO_DO = {
    "nothing at all": "",
    "no receiver": "export const answer = 42;\n",
    "another worker": "class Clock { start() { this.worker = new Worker('clock.js'); } }\n",
    "an escape without `this`": "const dash = '\\u2014';\n",
}


@pytest.mark.parametrize("command", ["check", "migrate"])
@pytest.mark.parametrize("case", NOTHING_TO_DO)
def test_a_file_without_the_receiver_costs_nothing_heavy(tmp_path: Path, command: str, case: str) -> None:
    (tmp_path / "game.js").write_text(NOTHING_TO_DO[case], "utf-8")
    code, modules = loaded(tmp_path, command, "game.js")
    assert code == 0
    assert modules & (HEAVY | LATE) == set()
    assert "migrator.run.engine" in modules, "the run came as far as the files"


def test_a_folder_without_the_receiver_costs_nothing_heavy(tmp_path: Path) -> None:
    # The working directory is no git repository and has no .gitignore, so there is nothing for pathspec to read either.
    (tmp_path / "js").mkdir()
    for case, text in NOTHING_TO_DO.items():
        (tmp_path / "js" / f"{case.replace(' ', '-').replace('`', '')}.js").write_text(text, "utf-8")
    code, modules = loaded(tmp_path, "check", "js")
    assert code == 0
    assert modules & (HEAVY | LATE) == set()


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["migrate", "--help"]])
def test_help_costs_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    code, modules = loaded(tmp_path, *arguments)
    assert code == 0
    assert modules & (HEAVY | LATE) == set()


def test_a_finding_pays_for_what_it_needs(tmp_path: Path) -> None:
    # Shows that the tests above would notice: a file with a site imports parsers, readers of pages and the matcher.
    (tmp_path / "game.js").write_text(in_game("await this.pyodide.runPythonAsync(`env.tilt(4)`);"), "utf-8")
    code, modules = loaded(tmp_path, "check", "game.js")
    assert code == 1
    assert {"libcst", "tree_sitter", "tree_sitter_javascript", "markdown_it"} <= modules
    assert {"migrator.run.examine", "migrator.matching.matcher", "migrator.rewriting.rewriter", "migrator.rules.loader"} <= modules


# What reads types, of which a script of JavaScript has none.
TYPES = {
    f"migrator.{name}"
    for name in (
        "javascript.annotated", "javascript.erasure", "javascript.type_names", "javascript.typed", "javascript.types",
        "sites.typed", "worker.typed",
    )
}  # fmt: skip


@pytest.mark.parametrize(("name", "needed"), [("game.js", set()), ("game.ts", TYPES - {"migrator.worker.typed"})])
def test_types_cost_a_finding_in_typescript_alone(tmp_path: Path, name: str, needed: set[str]) -> None:
    (tmp_path / name).write_text(in_game("await this.pyodide.runPythonAsync(`env.render()`);"), "utf-8")
    code, modules = loaded(tmp_path, "check", name)
    assert code == 1
    assert modules & TYPES == needed, "what the worker is, its values say here"


def test_a_check_never_pays_for_the_terminal_or_for_matchers(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text(in_game("await this.pyodide.runPythonAsync(`env.tilt(4)`);"), "utf-8")
    _, modules = loaded(tmp_path, "check", "game.js")
    assert modules & {"rich", "libcst.matchers"} == set()
    # What it found is kept in a cache, file by file; of transactions it knows nothing.
    assert {name for name in modules if name.startswith("migrator.writing.")} == {
        "migrator.writing.atomic",
        "migrator.writing.owner",
    }


def test_a_write_of_nothing_pays_for_nothing_that_writes(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text("const answer = 42;\n", "utf-8")
    code, modules = loaded(tmp_path, "migrate", "--write", "game.js")
    assert code == 0
    assert modules & (HEAVY | LATE) == set()


@pytest.mark.parametrize("case", NOTHING_TO_DO)
def test_a_file_without_the_receiver_loads_no_rules(tmp_path: Path, case: str) -> None:
    (tmp_path / "game.js").write_text(NOTHING_TO_DO[case], "utf-8")
    _, modules = loaded(tmp_path, "check", "game.js")
    early = {
        "migrator.rules.loader",
        "migrator.matching.pattern",
        "migrator.matching.notation",
        "migrator.sites.program",
        "migrator.javascript.parser",
    }
    assert modules & early == set()


@pytest.mark.parametrize("text", ["const pyodideReady = false;\n", "import { loadMypyodide } from './x.js';\n"])
def test_the_name_in_a_longer_name_costs_no_libcst(tmp_path: Path, text: str) -> None:
    (tmp_path / "game.js").write_text(text, "utf-8")
    code, modules = loaded(tmp_path, "check", "game.js")
    assert code == 0
    assert modules & HEAVY == set()


def test_settings_that_name_no_method_cost_no_parser(tmp_path: Path) -> None:
    (tmp_path / "migrator.toml").write_text('worker = "this.worker"\n', "utf-8")
    (tmp_path / "game.js").write_text("class A { b = '\\u0041'; }\n", "utf-8")
    code, modules = loaded(tmp_path, "check")
    assert code == 0
    assert modules & (HEAVY | LATE) == set()


# What each kind of file needs: the grammar of JavaScript reads what types are blanked out of, too.
NEEDED = {
    "a.js": ("p.runPython('x');\n", set()),
    "a.jsx": ("p.runPython('x');\n", set()),
    "a.ts": ("p!.runPython('x');\n", {"tree_sitter_typescript"}),
    "a.html": ("<script>p.runPython('x');</script>\n", {"tree_sitter_html"}),
    "a.svelte": ("<script>p.runPython('x');</script>\n", {"tree_sitter_html"}),
    "a.vue": ("<script lang='ts'>p!.runPython('x');</script>\n", {"tree_sitter_html", "tree_sitter_typescript"}),
    "b.html": ("<p onclick='p.runPython(1)'>\n", set()),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_grammar_is_imported_where_a_file_needs_it(tmp_path: Path, name: str) -> None:
    text, needed = NEEDED[name]
    (tmp_path / name).write_text(text, "utf-8")
    code, modules = loaded(tmp_path, "check", name)
    assert code == 1
    assert modules & GRAMMARS == needed | ({"tree_sitter_javascript"} if "script" in text or "html" not in name else set())


@pytest.mark.parametrize("name", ["a.ts", "a.vue", "a.html", "a.astro"])
def test_a_file_of_another_language_without_the_receiver_costs_nothing_heavy(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<script lang='ts'>\nlet a: number = 1;\n</script>\n", "utf-8")
    code, modules = loaded(tmp_path, "check")
    assert code == 0
    assert modules & (HEAVY | LATE) == set()


def of_click() -> set[str]:
    """What click imports, and what Python had imported before it runs anything."""
    code = "import click, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=300)
    return set(done.stdout.split())


@pytest.mark.parametrize("case", NOTHING_TO_DO)
@pytest.mark.parametrize("arguments", [["game.js"], ["--quiet", "game.js"], []], ids=" ".join)
def test_a_hook_imports_no_module_beside_those_that_are_listed(tmp_path: Path, case: str, arguments: list[str]) -> None:
    (tmp_path / "game.js").write_text(NOTHING_TO_DO[case], "utf-8")
    loaded(tmp_path, "check", *arguments)  # the first run of a program keeps what tells it from another
    code, modules = loaded(tmp_path, "check", *arguments)
    assert code == 0
    allowed = HOOK | STANDARD | (SPELLINGS if "\\" in NOTHING_TO_DO[case] else set()) | (set() if arguments else LISTS)
    assert modules - of_click() - {"json", "json.decoder", "json.encoder", "json.scanner", "_json"} <= allowed
    assert modules >= HOOK


def test_an_import_costs_nothing_that_keeps_answers(tmp_path: Path) -> None:
    """What a file imports is looked at: it may have functions that run Python which they are given."""
    (tmp_path / "other.js").write_text("export const one = 1;\n", "utf-8")
    (tmp_path / "game.js").write_text("import { one } from './other.js';\n", "utf-8")
    code, modules = loaded(tmp_path, "check", "game.js")
    assert code == 0
    assert modules & {"migrator.discovery.answers", "migrator.discovery.repository", "json", "pathlib"} == set()


def test_a_file_that_has_the_name_and_no_use_costs_no_matcher(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text("// wraps pyodide\nexport const pyodide = 1;\n", "utf-8")
    code, modules = loaded(tmp_path, "check", "game.js")
    assert code == 0
    assert modules & (HEAVY | LATE | {"migrator.model.ledger"}) == {"tree_sitter", "tree_sitter_javascript"}
