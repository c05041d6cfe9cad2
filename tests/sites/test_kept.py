"""Whether a use that stays depends on an assignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.settings import RECEIVER, Receiver, Settings
from migrator.sites.kept import Dependents, Users, holder
from migrator.sites.site import File


def depends(folder: Path, text: str, **others: str) -> bool:
    """Whether anything depends on the one assignment of a file, all uses of which stay, among other files."""
    (folder / "package.json").write_text("{}", "utf-8")
    for name, other in {**others, "a": text}.items():
        (folder / f"{name}.js").write_text(other, "utf-8")
    project = Project(Disk())
    module = project.module(folder / "a.js")
    assert module is not None
    uses = File(module.source, Settings()).uses
    (assignment,) = (use for use in uses if use.kind == "assign")
    dependents = Dependents(Users(project, Repository(project.disk)), RECEIVER)
    left = dependents.left(module, [use for use in uses if use is not assignment])
    return dependents.depend_on(assignment, module, left)


ASSIGNS = "constructor() { this.pyodide = p; }"
USES = "m() { this.pyodide.globals; }"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (f"class A {{ {ASSIGNS} }}", {}),
        (f"class A {{ {ASSIGNS} }} class B {{ {USES} }}", {}),
        (f"class A {{ {ASSIGNS} static {USES} }}", {}),
        (f"export class A {{ {ASSIGNS} }}", {"b": f"class B {{ {USES} }}"}),
        (f"export class A {{ {ASSIGNS} }}", {"b": "import { A } from './a.js'; class B extends A { m() { this.other; } }"}),
    ],
)
def test_nothing_depends_on_it(tmp_path: Path, text: str, others: dict[str, str]) -> None:
    assert not depends(tmp_path, text, **others)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (f"class A {{ {ASSIGNS} {USES} }}", {}),
        (f"class A {{ {ASSIGNS} }} class B extends A {{ {USES} }}", {}),
        (f"class B {{ {USES} }} class A extends B {{ {ASSIGNS} }}", {}),
        (f"export class A {{ {ASSIGNS} }}", {"b": f"import {{ A }} from './a.js'; class B extends A {{ {USES} }}"}),
        (f"import {{ B }} from './b.js'; class A extends B {{ {ASSIGNS} }}", {"b": f"export class B {{ {USES} }}"}),
    ],
)
def test_something_depends_on_it(tmp_path: Path, text: str, others: dict[str, str]) -> None:
    assert depends(tmp_path, text, **others)


def test_the_object_that_this_is() -> None:
    text = """
        function Game() { this.pyodide = p; }
        Game.prototype.m = function () { this.pyodide.globals; };
        const other = { m() { this.pyodide.globals; } };
        function lone() { this.pyodide.globals; }
    """
    source = Source.read("a.js", text.encode())
    held = [holder(use, source) for use in File(source, Settings()).uses]
    assert held[0] is not None
    assert held[0] == held[1]
    assert held[2] not in (None, held[0])
    assert held[3:] == [None]


def test_the_classes_of_a_repository_are_looked_at_once_for_one_receiver(tmp_path: Path) -> None:
    for name in ("package.json", "a.js", "in/b.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", "utf-8")
    project = Project(Disk())
    users = Users(project, Repository(project.disk))
    one, two = (users.index(RECEIVER, tmp_path / name) for name in ("a.js", "in/b.js"))
    assert one is two
    assert users.index(Receiver("py"), tmp_path / "a.js") is not one
