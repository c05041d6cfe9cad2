"""A site whose page changes for callers what nobody accepted is left, with that as its reason; all others go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Settings
from migrator.rules.loader import Rule, in_order, load_page
from tests.support import in_game, run, text_of


def page(name: str, old: str, new: str, *changes: str, front: str = "") -> Rule:
    listed = "".join(f"- `{change}`: it is another.\n" for change in changes)
    return load_page(
        f"{name}.md", f"{front}# Page\n\n```diff\n{old}\n{new}\n```\n\n## What changes\n\n{listed or 'Nothing.'}\n"
    )


TILT = page("01-tilt", "- await this.pyodide.runPythonAsync(`env.tilt()`);", "+ await this.worker.render();", "a", "b")
SPIN = page("02-spin", "- await this.pyodide.runPythonAsync(`env.spin()`);", "+ await this.worker.getState();")
# Of one program: the first names the statement below it, and the second would take it too.
NAMED = page(
    "03-named",
    "- const $H = await this.pyodide.runPythonAsync(`env.hash()`);\n- console.log($H);",
    "+ console.log(await this.worker.getState());",
    "a",
)
PLAIN = page(
    "04-plain",
    "- const $H = await this.pyodide.runPythonAsync(`env.hash()`);",
    "+ const $H = await this.worker.getState();",
)
# The first binds what the second reads.
BIND = page("05-bind", "- await this.pyodide.runPythonAsync(`shared = env.x()`);", "+ await this.worker.render();")
READ = page("06-read", "- await this.pyodide.runPythonAsync(`env.f(shared)`);", "+ await this.worker.render();", "a")
# What goes with a site.
GIVE = page(
    "07-give",
    "- await this.pyodide.runPythonAsync(`env.take(${this.pyodide.toPy($X)})`);",
    "+ await this.worker.setState($X);",
    "b",
)
RULES = [TILT, SPIN, NAMED, PLAIN, BIND, READ, GIVE]


def site(python: str) -> str:
    return f"await this.pyodide.runPythonAsync(`{python}`);"


@pytest.mark.parametrize(
    ("accept", "names"), [((), ("a", "b")), (("a",), ("b",)), (("b", "c"), ("a",)), (("A", "aa"), ("a", "b"))]
)
def test_a_site_is_left_for_each_change_that_is_not_accepted(
    tmp_path: Path, accept: tuple[str, ...], names: tuple[str, ...]
) -> None:
    found = run(tmp_path, in_game(site("env.tilt()")), rules=RULES, settings=Settings(accept=accept))
    assert found.after == found.before
    [entry] = found.programs
    assert entry.reason is not None
    assert (entry.outcome, entry.reason.code, entry.reason.page) == (
        Outcome.UNMATCHED,
        Code.NOT_ACCEPTED,
        "01-tilt.md",
    )
    assert (entry.rule, entry.changes, entry.pending) == ("01-tilt", ("a", "b"), names)
    listed = ", ".join(f"`{name}`" for name in names)
    assert text_of(entry.reason).startswith(f"`01-tilt` fits, and a caller would see what is not accepted: {listed}; ")
    assert entry.is_finding


@pytest.mark.parametrize("accept", [None, ("all",), ("a", "b"), ("b", "a", "c"), ("c", "all")])
def test_a_site_is_rewritten_where_all_that_it_changes_is_accepted(
    tmp_path: Path, accept: tuple[str, ...] | None
) -> None:
    found = run(tmp_path, in_game(site("env.tilt()")), rules=RULES, settings=Settings(accept=accept))
    assert found.after == in_game("await this.worker.render();")
    [entry] = found.programs
    assert (entry.changes, entry.pending) == (("a", "b"), ())


def test_a_page_without_changes_needs_nobody_to_accept_any(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        in_game(site("env.spin()") + "\n" + site("env.tilt()")),
        rules=RULES,
        settings=Settings(accept=()),
    )
    assert found.after == in_game("await this.worker.getState();\n" + site("env.tilt()"))


def test_no_other_page_takes_what_the_page_of_a_site_may_not(tmp_path: Path) -> None:
    text = in_game("const h = await this.pyodide.runPythonAsync(`env.hash()`);\nconsole.log(h);")
    rules = in_order(RULES)
    assert "04-plain" in {entry.rule for entry in run(tmp_path, text.replace("log", "info"), rules=rules).programs}
    found = run(tmp_path, text, rules=rules, settings=Settings(accept=("b",)))
    assert found.after == found.before
    assert [(entry.rule, entry.pending) for entry in found.programs] == [("03-named", ("a",))]


def test_what_depends_on_a_site_that_is_left_is_left_for_its_own_reason(tmp_path: Path) -> None:
    text = in_game(site("shared = env.x()") + "\n" + site("env.f(shared)"))
    assert [entry.rule for entry in run(tmp_path, text, rules=RULES).programs] == ["05-bind", "06-read"]
    found = run(tmp_path, text, rules=RULES, settings=Settings(accept=("b",)))
    assert found.after == found.before
    codes = [entry.reason.code for entry in found.programs if entry.reason is not None]
    assert codes == [Code.STILL_READ, Code.NOT_ACCEPTED]


def test_what_goes_with_a_site_is_left_with_it(tmp_path: Path) -> None:
    text = in_game("await this.pyodide.runPythonAsync(`env.take(${this.pyodide.toPy(x)})`);", "x")
    found = run(tmp_path, text, rules=RULES, settings=Settings(accept=("a",)))
    here = [entry for entry in found.entry.entries if entry.method == "act"]
    assert [entry.member for entry in here] == ["runPythonAsync", "toPy"]
    assert len({(entry.id, entry.rule, entry.pending, entry.reason) for entry in here}) == 1
    assert [entry.goes_along for entry in here] == [False, True]


@pytest.mark.parametrize("name", ["01-tilt", "not-accepted"])
def test_a_comment_keeps_a_site_by_its_page_or_by_the_reason(tmp_path: Path, name: str) -> None:
    text = in_game(f"// migrator-keep: {name} -- not yet\n{site('env.tilt()')}")
    found = run(tmp_path, text, rules=RULES, settings=Settings(accept=()))
    assert (found.after, found.entry.findings) == (found.before, ())
    [entry] = [entry for entry in found.entry.entries if entry.suppression is not None]
    assert entry.suppression is not None
    assert (entry.outcome, entry.suppression.name) == (Outcome.KEPT, name)
