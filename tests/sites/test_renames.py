"""Names that only rename the receiver or `this`: pages fit what is done through them, and they go with the last use."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.model.ledger import Outcome
from migrator.model.settings import RECEIVER
from migrator.sites.members import find_uses
from migrator.sites.renames import Renames
from tests.rewriting.candidates import page
from tests.support import left_alone, rewritten

RENDER = "runPythonAsync(`env.render()`)"

STAYS = {
    "a name that is written to": (
        f"let py = this.pyodide;\nif (a) {{\n    py = a;\n}}\nawait py.{RENDER};",
        "which is given another value in line",
    ),
    "a name of which the receiver is given another": (
        f"const py = this.pyodide;\nthis.pyodide = a;\nawait py.{RENDER};",
        "which is given another value in line",
    ),
    "a name with a default": (f"const {{ pyodide = a }} = this;\nawait pyodide.{RENDER};", "reached through `pyodide`"),
    "one of two values": (f"const py = a ? this.pyodide : a;\nawait py.{RENDER};", "reached through `py`"),
    "the default of a parameter": (
        f"const f = async (py = this.pyodide) => {{\n    await py.{RENDER};\n}};\nreturn f;",
        "reached through `py`",
    ),
    "before it is declared": (f"await py.{RENDER};\nvar py = this.pyodide;", "reached through `py`"),
    "assigned, and not declared with it": (
        f"let py;\npy = this.pyodide;\nawait py.{RENDER};",
        "which is given another value in line",
    ),
    "taken out of what is not `this`": (
        f"const {{ pyodide: {{ pyodide }} }} = {{ pyodide: this }};\nawait pyodide.{RENDER};",
        "",
    ),
}


@pytest.mark.parametrize("case", STAYS)
def test_what_is_done_through_another_name_stays(tmp_path: Path, case: str) -> None:
    statements, because = STAYS[case]
    left_alone(tmp_path, statements, code="not-in-place", because=because, parameters="a")


def test_a_name_behind_an_optional_link_stays(tmp_path: Path) -> None:
    statements = f"const py = this.pyodide;\nawait py?.{RENDER};"
    left_alone(tmp_path, statements, code="differs", because="py?.runPythonAsync")


def test_the_name_of_another_this_stays(tmp_path: Path) -> None:
    statements = f"const self = this;\nreturn async function () {{\n    await self.pyodide.{RENDER};\n}};"
    left_alone(tmp_path, statements, code="no-worker", because="a function of its own")


REWRITTEN = {
    "a constant": (f"const py = this.pyodide;\nawait py.{RENDER};", "await this.worker.render();"),
    "a variable": (f"var py = this.pyodide;\nawait py.{RENDER};", "await this.worker.render();"),
    "taken out of `this`": (f"const {{ pyodide }} = this;\nawait pyodide.{RENDER};", "await this.worker.render();"),
    "taken out under another name": (
        f"const {{ frame, pyodide: py, seed }} = this;\nawait py.{RENDER};\nthis.show(frame, seed);",
        "const { frame, seed } = this;\nawait this.worker.render();\nthis.show(frame, seed);",
    ),
    "beside another declaration": (
        f"const frame = this.frame, py = this.pyodide;\nawait py.{RENDER};\nthis.show(frame);",
        "const frame = this.frame;\nawait this.worker.render();\nthis.show(frame);",
    ),
    "a name of a name": (
        f"const self = this;\nconst one = self.pyodide, two = one;\nawait two.{RENDER};",
        "await this.worker.render();",
    ),
    "in an arrow": (
        f"const py = this.pyodide;\nreturn async () => {{\n    await py.{RENDER};\n}};",
        "return async () => {\n    await this.worker.render();\n};",
    ),
    "`this` under another name": (
        f"const self = this;\nreturn async () => {{\n    await self.pyodide.{RENDER};\n    self.frame = 1;\n}};",
        "const self = this;\nreturn async () => {\n    await this.worker.render();\n    self.frame = 1;\n};",
    ),
    "used by two": (
        f"const py = this.pyodide;\nawait py.{RENDER};\nif (a) {{\n    await py.{RENDER};\n}}",
        "await this.worker.render();\nif (a) {\n    await this.worker.render();\n}",
    ),
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_a_name_that_only_renames_is_the_receiver(tmp_path: Path, case: str) -> None:
    before, after = REWRITTEN[case]
    result = rewritten(tmp_path, before, after, parameters="a")
    own = [entry for entry in result.entry.entries if entry.method == "act"]
    assert {entry.outcome for entry in own} == {Outcome.REWRITTEN}


def test_a_name_stays_as_long_as_something_uses_it(tmp_path: Path) -> None:
    before = f"const py = this.pyodide;\nawait py.{RENDER};\nthis.keep(py);"
    rewritten(tmp_path, before, "const py = this.pyodide;\nawait this.worker.render();\nthis.keep(py);")


def test_a_part_of_a_pattern_with_a_rest_stays(tmp_path: Path) -> None:
    before = f"const {{ pyodide, ...rest }} = this;\nawait pyodide.{RENDER};\nreturn rest;"
    after = "const { pyodide, ...rest } = this;\nawait this.worker.render();\nreturn rest;"
    rewritten(tmp_path, before, after)


DRAWN = page(
    """
    - const $PICTURE = await this.pyodide.runPythonAsync(`env.render()`);
    - this._processRenderState($PICTURE);
    + this._processRenderState((await this.worker.render()).render_state);
    """
)


def test_a_line_of_a_page_with_this_fits_another_name_for_it(tmp_path: Path) -> None:
    before = f"""\
        const self = this;
        const picture = await self.pyodide.{RENDER};
        self._processRenderState(picture);
    """
    after = "this._processRenderState((await this.worker.render()).render_state);"
    rewritten(tmp_path, before, after, rules=[DRAWN])
    other = before.replace("const self = this", "const self = a")
    left_alone(tmp_path, other, code="not-in-place", because="`self.pyodide`", rules=[DRAWN], parameters="a")


def test_a_name_is_known_by_its_places_and_by_what_declares_it() -> None:
    text = b"class Game {\n act() {\n  const self = this, py = self.pyodide;\n  py.a();\n  self.b();\n }\n}\n"
    source = Source.read("a.js", text)
    renames = Renames(source, find_uses(source, RECEIVER))
    assert [source.text(node.start_byte, node.end_byte) for node in renames.bindings.values()] == [
        "self = this",
        "py = self.pyodide",
    ]
    assert {source.line(node.start_byte) for node in below(source.root) if node.id in renames.receivers} == {4}
    assert {source.line(node.start_byte) for node in below(source.root) if node.id in renames.this} == {3, 5}
