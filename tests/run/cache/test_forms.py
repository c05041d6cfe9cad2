"""Rules and programs that were kept are those that were compiled: nothing that anybody asks of them is otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.source import Source
from migrator.model.packs import first_pack
from migrator.model.settings import Settings
from migrator.model.term import JavaScriptTerm, PythonTerm, Slice, Span, Symbol, Term
from migrator.python.form import Program
from migrator.python.lower import lower
from migrator.rules.loader import Rule, RuleError
from migrator.run.cache.forms import Reader, Writer
from migrator.run.cache.programs import Programs
from migrator.run.cache.rules import cached_rules
from migrator.run.cache.store import Store
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from migrator.run.result import Result
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File
from tests.support import FIXTURES, shipped_rules, text_of
from tests.whole.mutants.mutate import mutants
from tests.whole.mutants.run import all_instances
from tests.whole.wordings.run import ROUND


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(str(tmp_path_factory.mktemp("forms")))


@pytest.fixture(scope="module")
def kept(store: Store) -> list[Rule]:
    """The shipped rules as a second run has them."""
    cached_rules(store, [first_pack()])
    return cached_rules(store, [first_pack()])


@cache
def inputs() -> list[tuple[str, bytes]]:
    """Every tenth script of the fixtures, and a mutant of every other block of a page: others in each round."""
    scripts = [(str(path), path.read_bytes()) for path in sorted(FIXTURES.rglob("*.js"))[ROUND % 10 :: 10]]
    firsts = (next(mutants(instance)) for instance in list(all_instances().values())[ROUND % 2 :: 2])
    return scripts + [("mutant.js", mutant.file.encode()) for mutant in firsts]


def found(rules: list[Rule], programs: Programs | None) -> list[Result]:
    examiner = Examiner(Parts.make(Settings(), lambda: rules, Repository(Disk()), programs))
    return [examiner.examine(Source.read(path, data)) for path, data in inputs()]


def test_what_is_found_is_the_same(store: Store, kept: list[Rule]) -> None:
    plain = found(list(shipped_rules()), None)
    assert sum(result.edits != () for result in plain) > 2
    assert sum(result.edits == () for result in plain) > 5
    assert found(kept, Programs(store)) == plain, "rules from the cache, programs for it"
    assert found(kept, Programs(store)) == plain, "all from the cache"


def shape(value: Any, symbols: dict[int, int]) -> Any:
    """A term without its origin; symbols are numbered as they are met."""
    if isinstance(value, Symbol):
        return symbols.setdefault(id(value), len(symbols)), value.name, value.uses, value.writes
    if isinstance(value, ProgramTerm):
        forms = [(form.has_value, [shape(term, symbols) for term in form.body]) for form in value.variants]
        return value.language, value.kind, value.embedded.text, list(value.embedded.offsets), forms, value.fault
    assert isinstance(value, Term)
    own = shape(value.symbol, symbols) if value.symbol is not None else None
    return value.language, value.kind, value.value, own, [shape(child, symbols) for child in value.children]


def test_a_kept_rule_says_what_its_page_says(kept: list[Rule]) -> None:
    assert len(kept) == len(shipped_rules())
    for ours, theirs in zip(kept, shipped_rules(), strict=True):
        assert repr(replace(ours, blocks=(), duties=())) == repr(replace(theirs, blocks=(), duties=()))
        assert len(ours.blocks) == len(theirs.blocks)
        for one, other in zip(ours.blocks, theirs.blocks, strict=True):
            for name in ("line", "declared", "redeclared", "fresh", "python", "inlined", "anchor", "depth"):
                assert getattr(one, name) == getattr(other, name)
            assert (one.old.data, one.old.lines) == (other.old.data, other.old.lines)
            numbers: tuple[dict[int, int], dict[int, int]] = {}, {}
            for left, right in zip(one.elements, other.elements, strict=True):
                assert (left.role, left.line) == (right.role, right.line)
                if left.term is not None and right.term is not None:
                    assert shape(left.term, numbers[0]) == shape(right.term, numbers[1])
            for before, after in zip(one.insertions, other.insertions, strict=True):
                assert (before.at, before.code.data) == (after.at, after.code.data)
                assert before.code.root.type == "program"


def terms(program: Program) -> Iterator[Term]:
    for statement in program.body:
        yield from statement.walk()


def place(program: Program, item: Any) -> tuple[int, int] | None:
    try:
        return program.position(item), program.end_position(item)
    except LookupError:
        return None


def test_where_things_stand_is_the_same_in_a_kept_program(store: Store) -> None:
    programs = Programs(store)
    asked = 0
    for path in sorted((FIXTURES).rglob("*.before.js")):
        source = Source.read(str(path), path.read_bytes())
        for _ in range(2):  # the second time from the store
            file = File(source, Settings(), programs)
            for mine, theirs in zip(file.sites, File(source, Settings()).sites, strict=True):
                if mine.program is None or theirs.program is None or not theirs.program.variants:
                    continue
                one, other = mine.program.variants[0], theirs.program.variants[0]
                for left, right in zip(terms(one), terms(other), strict=True):
                    if right.kind != "hole" and right.language == "python":
                        assert place(one, left) == place(other, right)
                        asked += 1
                for item, wanted in zip(one.dropped, other.dropped, strict=True):
                    assert item.text == wanted.text
                    assert one.position(item.origin) == other.position(wanted.origin)
                for names, wanted_names in ((one.binds, other.binds), (one.reads, other.reads)):
                    assert list(names) == list(wanted_names)
                    for name in names:
                        assert place(one, names[name]) == place(other, wanted_names[name])
    assert asked > 1000


def test_a_faulty_page_is_said_each_time(store: Store, tmp_path: Path) -> None:
    (tmp_path / "01-broken.md").write_text("# Broken\n\n```diff\n- let (\n```\n", "utf-8")
    for _ in range(2):
        with pytest.raises(RuleError) as caught:
            cached_rules(store, [tmp_path])
        assert [text_of(fault) for fault in caught.value.faults] == ["`- let (`: this is not JavaScript"]


def test_a_page_that_changed_is_another(store: Store, tmp_path: Path) -> None:
    page = next(first_pack().rglob("03-*.md"))
    for text in (page.read_text("utf-8"), page.read_text("utf-8").replace("# ", "# Now: ", 1)):
        (tmp_path / page.name).write_text(text, "utf-8")
        assert cached_rules(store, [tmp_path])[0].title in text
    assert cached_rules(store, [tmp_path])[0].title.startswith("Now: ")


@pytest.mark.parametrize("value", [b"[]", b"[[],[],{},[[]]]", b"null", b"[[1],2,3,4]", b"{"])
def test_values_that_are_none_of_ours_are_none(store: Store, tmp_path: Path, value: bytes) -> None:
    own = Store(str(tmp_path))
    text = "import time\nx = time.time()\nx\n"

    def form() -> Program:
        return Programs(own).form(text, {}, [], ("env", "safe"), lambda: lower(text, {}))

    form()
    cached_rules(own, [first_pack()])
    for path in [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "swept"]:
        own.put(path.parent.parent.name, path.parent.name + path.name, value)
    assert [term.kind for term in form().body] == [term.kind for term in lower(text, {}).body]
    assert [rule.id for rule in cached_rules(own, [first_pack()])] == [rule.id for rule in shipped_rules()]


# -- terms by themselves -----------------------------------------------------------------------------------------------


def test_a_term_that_is_met_twice_is_written_once_and_read_as_one() -> None:
    symbol = Symbol("x")
    name = PythonTerm("name", "x", symbol=symbol)
    call, other = PythonTerm("call", "", (name, name)), PythonTerm("name", "x", symbol=symbol)
    writer = Writer()
    numbers = [writer.term(term) for term in (call, other, call)]
    assert (numbers[0], len(writer.terms), len(writer.symbols)) == (numbers[2], 3, 1)
    reader = Reader(writer.terms, writer.symbols, {})
    again = reader.term(numbers[0])
    assert shape(again, {}) == shape(call, {})
    assert again is not call
    assert again.children[0] is again.children[1]
    assert again.children[0].symbol is reader.term(numbers[1]).symbol
    assert again.children[0].symbol is not symbol


def test_a_term_that_the_reader_has_is_not_written() -> None:
    hole, other = JavaScriptTerm("name", "x"), JavaScriptTerm("name", "y")
    program = PythonTerm("hole", "", (hole,))
    writer = Writer((other, hole))
    number = writer.term(program)
    assert (writer.term(hole), len(writer.terms)) == (-2, 1)
    again = Reader(writer.terms, writer.symbols, {}, outside=(other, hole)).term(number)
    assert again.children == (hole,)
    assert again.children[0] is hole


def test_where_a_term_of_javascript_stands_is_kept_and_that_of_python_is_not() -> None:
    origins = (Span(1, 5), Slice(2, 3), None)
    writer = Writer()
    numbers = [writer.term(JavaScriptTerm("name", "x", (), origin)) for origin in origins]
    reader = Reader(writer.terms, writer.symbols, {})
    assert [reader.term(number).origin for number in numbers] == list(origins)
    assert [type(reader.term(number).origin) for number in numbers] == [Span, Slice, type(None)]


@pytest.mark.parametrize(
    "text", ["x = env.step(1)\nx\n", "import numpy as np\nfor a in b:\n    np.f(a)\n", "print(1)\n1\n"]
)
def test_a_program_is_read_as_it_was_lowered(text: str) -> None:
    program, writer = lower(text, {}), Writer()
    plain = writer.program(program)
    again = Reader(writer.terms, writer.symbols, {}).program(plain, lambda: lower(text, {}))
    assert [shape(term, {}) for term in again.body] == [shape(term, {}) for term in program.body]
    assert (again.has_value, list(again.binds), list(again.reads)) == (
        program.has_value,
        list(program.binds),
        list(program.reads),
    )
    assert [item.text for item in again.dropped] == [item.text for item in program.dropped]
    assert [again.position(term) for term in again.body] == [program.position(term) for term in program.body]
