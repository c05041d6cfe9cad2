"""`rules new` at a use that runs no program: the page has its statement, fits it, and rewrites it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.drafting.page import DraftError, draft
from migrator.drafting.plain import Plain, called
from migrator.model.ledger import Outcome
from migrator.rules.loader import load_page
from migrator.sites.site import File, Site
from tests.rewriting.candidates import file
from tests.support import in_game, run


def use(statements: str) -> tuple[File, Site]:
    """A file, and the last use in a method that runs no program."""
    within = file(statements, "x, names")
    return within, within.others[-1]


NOT_CALLED = ["this.keep(this.pyodide);", "const g = this.pyodide.globals;", "this.pyodide.x = 1;", "if (this.pyodide) x();"]


@pytest.mark.parametrize("statements", NOT_CALLED)
def test_what_is_not_called_begins_no_page(statements: str) -> None:
    within, site = use(statements)
    assert called(site.use, within.source.data) == []
    with pytest.raises(DraftError, match="nothing of the receiver is called here"):
        draft(within, site, "go")


@pytest.mark.parametrize(
    ("statements", "goes", "comes"),
    [
        ("await this.pyodide.loadPackage('numpy');", "await this.pyodide.loadPackage($VALUE);", "await this.worker.go($VALUE);"),
        ("this.pyodide.loadPackage(['a', 'b']);", "this.pyodide.loadPackage($VALUE);", "await this.worker.go($VALUE);"),
        ("this.pyodide.loadPackage(names).then(x);", "this.pyodide.loadPackage($NAMES).then($X);", "this.worker.go($NAMES).then($X);"),
        ("this.pyodide.globals.get('f')(x, 1);", "this.pyodide.globals.get('f')($X, $VALUE);", "await this.worker.go($X, $VALUE);"),
        ("this.pyodide.globals.set('n', x + 1);", "this.pyodide.globals.set('n', $VALUE);", "await this.worker.go($VALUE);"),
        ("return this.pyodide.globals.get('n').toJs();", "return this.pyodide.globals.get('n').toJs();", "return await this.worker.go();"),
        ("this.keep(this.pyodide.globals.get('n').size);", "this.keep(this.pyodide.globals.get('n').size);", "this.keep((await this.worker.go()).size);"),
        ("const n = this.pyodide.globals.get(x).n;", "const $N = this.pyodide.globals.get($X).n;", "const $N = (await this.worker.go($X)).n;"),
        ("this.pyodide.FS.writeFile('a', x);", "this.pyodide.FS.writeFile($VALUE, $X);", "await this.worker.go($VALUE, $X);"),
        ("const py = this.pyodide;\nawait py.loadPackage(x);", "await this.pyodide.loadPackage($X);", "await this.worker.go($X);"),
    ],
)
def test_the_page_of_a_use(statements: str, goes: str, comes: str) -> None:
    within, site = use(statements)
    drafted = draft(within, site, "go")
    assert drafted.fault is None
    assert f"```diff\n- {goes}\n+ {comes}\n```" in drafted.text


def test_the_command_is_given_what_the_metavariables_stand_for() -> None:
    within, site = use("this.pyodide.globals.get('f')(x, this.n, x);")
    found = site.statements(0)
    assert found is not None
    block = Plain(within, site, found[0].nodes[found[1]], "go")
    assert list(block.lines()) == [
        "- this.pyodide.globals.get('f')($X, $N, $X);",
        "+ await this.worker.go($X, $N);",
    ]
    assert block.arguments == ("$X", "$N")
    assert block.program == "this.pyodide.globals.get('f')($X, $N, $X)"


def test_a_page_that_is_finished_rewrites_its_use(tmp_path: Path) -> None:
    statements = "await this.pyodide.loadPackage(names);"
    drafted = draft(*use(statements), "setState")
    text = drafted.text.replace("say-what-changes", "packages-in-the-worker")
    result = run(tmp_path, in_game(statements, "names"), rules=[load_page("01-x.md", text)])
    assert [entry.outcome for entry in result.entry.entries if entry.member == "loadPackage"] == [Outcome.REWRITTEN]
    assert "await this.worker.setState(names);" in result.after
