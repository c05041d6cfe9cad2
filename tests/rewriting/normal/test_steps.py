"""What single sites take to come to their normal form, by the modules that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.model.settings import Settings
from migrator.rewriting.normal.attempt import Attempt
from migrator.rewriting.normal.code import Resolver, is_module
from migrator.rewriting.normal.declared import removals
from migrator.rewriting.normal.driver import rewrite
from migrator.rewriting.normal.moments import check_moved, comes_after
from migrator.rewriting.normal.pieces import Layout
from migrator.rewriting.normal.promises import waited
from migrator.rewriting.normal.sites import steps
from migrator.rewriting.normal.steps import Kept, Step
from migrator.rewriting.normal.texts import Chunk, Hole
from migrator.run.parts import Parts
from migrator.sites.site import File
from migrator.sites.uses import all_uses
from tests.support import in_game, shipped_rules


def _file(statements: str) -> tuple[File, Module, Project]:
    source = Source.read("case.js", in_game(statements, "a, later").encode())
    return File(source, Settings()), Module(Path("case.js"), source), Project(Disk())


def test_the_pieces_of_a_code_are_where_they_are_written() -> None:
    file, module, project = _file("const code = 'f(' + a + `)`;\nawait this.pyodide.runPythonAsync(code);")
    call = file.sites[-1].use.call
    assert call is not None
    resolver = Resolver(file, module, project, call)
    arguments = call.child_by_field_name("arguments")
    assert arguments is not None
    first, hole, last = resolver.pieces(arguments.named_children[0])
    assert isinstance(first, Chunk)
    assert isinstance(hole, Hole)
    assert isinstance(last, Chunk)
    assert (first.text, hole.node.text, last.text) == ("f(", b"a", ")")
    assert first.start is not None
    assert file.source.text(first.start, first.start + 2) == "f("
    assert [node.text for node in resolver.declared] == [b"code"]
    assert is_module(module)


def test_what_is_evaluated_in_between_counts() -> None:
    file, _, _ = _file("const code = `f(${a})`;\na = 1;\nawait this.pyodide.runPythonAsync(code);")
    call = file.sites[-1].use.call
    assert call is not None
    declared = file.source.root.descendant_for_byte_range(*_span(file, "const code"))
    assert declared is not None
    while declared.type != NodeKind.LEXICAL_DECLARATION:
        assert declared.parent is not None
        declared = declared.parent
    found = file.source.root.descendant_for_byte_range(*_span(file, "a", "${"))
    assert found is not None
    assert comes_after(declared, call)
    assert not comes_after(declared, declared)
    with pytest.raises(Kept):
        check_moved(file, found, declared, call)


def _span(file: File, text: str, behind: str = "") -> tuple[int, int]:
    start = file.source.data.index((behind + text).encode()) + len(behind)
    return start, start + len(text)


def test_the_steps_of_a_file_make_its_normal_form() -> None:
    file, module, project = _file("const code = `env.render()`;\nvoid await this.pyodide.runPythonAsync(code);")
    found = steps(file, module, project, file.sites, Settings())
    going = list(removals(file, module, project, found, set()))
    layout = Layout(file.source.data, [*(each.change for each in going), *(one for step in found for one in step.changes)])
    assert layout.data.decode() == in_game("await this.pyodide.runPythonAsync(`env.render()`);", "a, later")


def test_a_site_that_waits_as_pages_do_takes_no_step() -> None:
    file, _, _ = _file("await this.pyodide.runPythonAsync(`env.render()`);")
    step = Step(file.sites[-1])
    waited(step)
    assert step.units == []


def test_what_is_rewritten_is_the_file_on_disk() -> None:
    file, module, _ = _file("const code = `env.render()`;\nawait this.pyodide.runPythonAsync(code);")
    parts = Parts.make(Settings(), lambda: list(shipped_rules()), Repository(Disk()))
    view = rewrite(parts.rewriter, file, module, [file.sites[-1]])
    assert view.file is not file
    assert view.rewritten.data.decode() == in_game("await this.worker.render();", "a, later")
    attempt = Attempt(parts.rewriter, file, module, [file.sites[-1]], lambda source: all_uses(source, Settings()))
    assert attempt.view([]) is None
