"""What is the same in two versions of a file, what is changed, moved or renamed; and the statements of one site."""

from __future__ import annotations

import pytest

import migrator.drafting.learning.names as names
from migrator.drafting.learning.alignment import Aligner, Row
from migrator.drafting.learning.examples import Sides
from migrator.drafting.learning.keys import Keys
from migrator.drafting.learning.region import Region, Regions
from migrator.drafting.learning.splitting import Splitter
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.site import File


def sides(before: str, after: str) -> Sides:
    files = (File(Source.read("a.js", text.encode()), Settings(infers=False)) for text in (before, after))
    return Sides("a.js", *files)


def changed(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The runs of two versions, as the texts of their statements."""
    both = sides(before, after)
    whole = Aligner(both.renames.before, both.renames.after).align(*both.statements)
    return runs_of(whole, both)


def runs_of(whole: Row, both: Sides) -> list[tuple[list[str], list[str]]]:
    old, new = both.before.source, both.after.source
    return [
        (
            [old.text(term.origin.start_byte, term.origin.end_byte) for term in run.before],
            [new.text(term.origin.start_byte, term.origin.end_byte) for term in run.after],
        )
        for row in whole.walk()
        for run in row.runs
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a(); b();", "a() // now\nb()"),
        ("f('x', [1, 2,])", 'f("x",\n  [1, 2])'),
        ("if (a) b();", "if (a) { b(); }"),
        ("for (;;) b();", "for (;;) { b(); }"),
        ("while (a) b();", "while (a) { b(); }"),
        ("x => { return 1; }", "(x) => { return 1 }"),
        ("class A { f() { a(); } g() { b(); } }", "class A { g() { b(); } f() { a(); } }"),
        ("function f() { a(); }\nb();", "b();\nfunction f() { a(); }"),
        ("function f(one) { return one + 1; }", "function f(two) { return two + 1; }"),
        ("class A { f() { a(); b(); } g() { this.f(); } }", "class A { h() { a(); b(); } g() { this.h(); } }"),
        ("class A { f() { this.pyodide.runPython(`a = 1`) } }", "class A { f() { this.pyodide.runPython(`\n  a  =  1\n`) } }"),
    ],
)  # fmt: skip
def test_what_decides_nothing_is_no_change(before: str, after: str) -> None:
    assert changed(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("a(); b(); c();", "a(); x(); c();", [(["b();"], ["x();"])]),
        ("a(); b();", "b();", [(["a();"], [])]),
        ("b();", "a(); b();", [([], ["a();"])]),
        ("if (a) { b(); c(); }", "if (a) { b(); d(); }", [(["c();"], ["d();"])]),
        ("f(async () => { a(); });", "f(async () => { b(); });", [(["a();"], ["b();"])]),
        ("switch (a) { case 1: b(); c(); }", "switch (a) { case 1: d(); c(); }", [(["b();"], ["d();"])]),
        ("for (;;) a();", "for (;;) b();", [(["a();"], ["b();"])]),
        ("try { a(); } finally { b(); }", "try { a(); } finally { c(); }", [(["b();"], ["c();"])]),
        ("if (a) { b(); }", "if (!a) { b(); }", [(["if (a) { b(); }"], ["if (!a) { b(); }"])]),
        ("class A { x = () => 1; }", "class A { x = () => 2; }", [(["x = () => 1"], ["x = () => 2"])]),
        ("class A { f(a) { b(a); } }", "class A { f(a, c) { b(c); } }", [(["b(a);"], ["b(c);"])]),
        ("this.a = 1; f(this.a);", "this.b = 1; f(this.c);", [(["f(this.a);"], ["f(this.c);"])]),
    ],
)  # fmt: skip
def test_what_is_changed_is_found_where_it_stands(
    before: str, after: str, runs: list[tuple[list[str], list[str]]]
) -> None:
    if "this" in before:
        before, after = f"class A {{ f() {{ {before} }} }}", f"class A {{ f() {{ {after} }} }}"
    assert changed(before, after)[-1:] == runs[-1:]


def test_a_value_that_becomes_a_member_is_no_rename() -> None:
    before = "function f() { const h = g(); use(h.value); use(h.value); }"
    assert len(changed(before, before.replace("h.value", "h.hash"))) == 1


def test_the_worker_is_no_other_name_of_the_receiver() -> None:
    before = "function f() { const pyodide = a(); g(pyodide.x); }"
    settings = Settings(infers=False)._replace(worker=Settings().worker._replace(member="", expression="worker"))
    files = [
        File(Source.read("a.js", text.encode()), settings) for text in (before, before.replace("pyodide", "worker"))
    ]
    both = Sides("a.js", *files)
    assert both.renames.is_empty


def test_a_variable_is_another_one_where_the_old_name_is_there() -> None:
    both = sides("function f(a) { g(a); }", "function f(a, b) { g(b); h(a); }")
    assert names.Renames(both.before, both.after, both.statements).is_empty


def test_two_terms_have_one_key_only_if_nothing_decides_between_them() -> None:
    both = sides("f('a', x); f('a', y); f(`a`, x);", "")
    one, two, three = (Keys().of(term) for term in both.statements[0])
    assert one == three
    assert one != two


# -- sites -------------------------------------------------------------------------------------------------------------


RUN = "await this.pyodide.runPythonAsync"


def method(body: str) -> str:
    return f"class A {{ async f(x, y) {{ {body} }} }}"


def split(before: str, after: str) -> list[tuple[int, int]]:
    both = sides(method(before), method(after))
    whole = Aligner(both.renames.before, both.renames.after).align(*both.statements)
    Splitter(both.before, both.after, both.renames).split(whole)
    return [(len(run.before), len(run.after)) for row in whole.walk() for run in row.runs]


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        (f"{RUN}(`a`); {RUN}(`b`);", "await this.worker.a(); await this.worker.b();", [(1, 1), (1, 1)]),
        (f"const a = {RUN}(`a`); const b = {RUN}(`${{a}}`); use(a, b);",
         "const a = await this.worker.a(); const b = await this.worker.b(a); use(a, b);", [(1, 1), (1, 1)]),
        (f"const p = {RUN}(`a`); const a = p.toJs(); {RUN}(`b`); use(a);",
         "const r = await this.worker.a(); const a = r.x; await this.worker.b(); use(a);", [(2, 2), (1, 1)]),
        (f"{RUN}(`a`); {RUN}(`b`);", "await this.worker.both();", [(2, 1)]),
        (f"const a = {RUN}(`a`); const b = {RUN}(`b`); use(a, b);",
         "const { a, b } = await this.worker.both(); use(a, b);", [(2, 1)]),
        (f"{RUN}(`a`); {RUN}(`b`);", "", [(2, 0)]),
    ],
)  # fmt: skip
def test_sites_side_by_side_are_parted_where_they_can_be(before: str, after: str, runs: list[tuple[int, int]]) -> None:
    assert split(before, after) == runs


def region(before: str, after: str) -> Region:
    both = sides(method(before), method(after))
    regions = Regions(both.before, both.after, both.whole, both.renames)
    found = regions.of(both.gone[0], both.gone)
    assert found is not None
    return found


def test_a_change_that_uses_what_the_program_gives_belongs_to_the_site() -> None:
    found = region(f"const a = {RUN}(`a`); b(); use(a);", "const r = await this.worker.a(); b(); use(r.x);")
    assert [(len(part.before), len(part.after)) for part in found.parts] == [(1, 1), (1, 1)]
    assert found.apart == [False, True]


def test_another_change_does_not() -> None:
    found = region(f"{RUN}(`a`); b(); c();", "await this.worker.a(); b(); d();")
    assert len(found.parts) == 1


def test_a_member_that_the_program_gives_belongs_to_it() -> None:
    found = region(f"this.a = {RUN}(`a`); b(); use(this.a);", "this.a = await this.worker.a(); b(); use(this.a.x);")
    assert len(found.parts) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"x = {RUN}(`a`); use(x);", "x = await this.worker.a(); use(x.y);"),
        (f"const a = {RUN}(`a`); if (x) {{ use(a); }}", "const a = await this.worker.a(); if (x) { other(a, 1); }"),
    ],
)
def test_a_use_that_one_expression_does_not_say_is_unclear(before: str, after: str) -> None:
    assert region(before, after).unclear is not None


@pytest.mark.parametrize(
    ("after", "leaves"),
    [
        ("const r = await this.worker.a(); if (!r) return; use(r);", True),
        ("for (const r of await this.worker.a()) { if (r) break; }", False),
        ("[1].map(() => { return 1; }); await this.worker.a();", False),
    ],
)
def test_code_that_leaves_where_the_old_did_not_is_told(after: str, leaves: bool) -> None:
    assert (region(f"use({RUN}(`a`));", after).leaves is not None) == leaves
