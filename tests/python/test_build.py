"""Every class of libcst is built or refused: what nobody has named must not be dropped, nor pass as something else."""

from __future__ import annotations

import inspect
import re

import libcst as cst
import pytest

from migrator.model.term import PythonTerm
from migrator.python.build import _CASE_PARTS, Builder
from migrator.python.expressions import operator
from migrator.python.lower import lower
from migrator.python.parse import Unparsable
from migrator.report.sentences import words


def concrete(*bases: type[cst.CSTNode]) -> list[type[cst.CSTNode]]:
    """The classes of the tree below some classes that have instances."""
    found = {each for each in vars(cst).values() if inspect.isclass(each) and issubclass(each, bases)}
    return sorted((each for each in found if not _is_base(each)), key=lambda each: each.__name__)


def _is_base(each: type[cst.CSTNode]) -> bool:
    return inspect.isabstract(each) or each.__name__.startswith("Base") or each is cst.MatchPattern


def builder() -> Builder:
    return Builder({}, False, "")


def empty(kind: type[cst.CSTNode]) -> cst.CSTNode:
    """An instance with nothing in it: enough to see which class it is."""
    return object.__new__(kind)


def refused(what: str, kind: type[cst.CSTNode]) -> str:
    return re.escape(f"the {what} {kind.__name__} is not understood")


EXPRESSIONS = concrete(cst.BaseExpression)
STATEMENTS = concrete(cst.BaseSmallStatement, cst.BaseCompoundStatement)
# What libcst parses and no rule has needed yet. A name that is gone from here is built now; a new one is refused.
NOT_BUILT = {"LazyImport", "LazyImportFrom", "StarredDictComp", "StarredElement", "TemplatedString", "TypeAlias"}


def test_the_classes_that_are_refused_are_these() -> None:
    of = builder()
    built = {*of._expressions, *of._outer, *of._statements}
    known = {each.__name__ for each in (*EXPRESSIONS, *STATEMENTS)}
    assert known - built - {"From"} <= NOT_BUILT
    assert built <= known
    assert len(built) > 40


@pytest.mark.parametrize("kind", EXPRESSIONS, ids=lambda each: each.__name__)
def test_an_expression_is_built_or_refused(kind: type[cst.CSTNode]) -> None:
    of = builder()
    if kind.__name__ in of._outer:
        assert kind.__name__ not in of._expressions
        return
    of._expressions.pop(kind.__name__, None)
    with pytest.raises(Unparsable) as caught:
        of.expression(empty(kind))
    assert re.search(refused("expression", kind), words(caught.value.message))


@pytest.mark.parametrize("kind", STATEMENTS, ids=lambda each: each.__name__)
def test_a_statement_is_built_or_refused(kind: type[cst.CSTNode]) -> None:
    of = builder()
    of._statements.pop(kind.__name__, None)
    with pytest.raises(Unparsable) as caught:
        of._statement(empty(kind), True)
    assert re.search(refused("statement", kind), words(caught.value.message))


@pytest.mark.parametrize("kind", concrete(cst.MatchPattern), ids=lambda each: each.__name__)
def test_a_pattern_is_built_or_refused(monkeypatch: pytest.MonkeyPatch, kind: type[cst.CSTNode]) -> None:
    assert kind.__name__ in _CASE_PARTS
    monkeypatch.delitem(_CASE_PARTS, kind.__name__)
    with pytest.raises(Unparsable) as caught:
        builder()._case_pattern(empty(kind))
    assert re.search(refused("pattern", kind), words(caught.value.message))


@pytest.mark.parametrize(
    "kind",
    concrete(cst.BaseBinaryOp, cst.BaseUnaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseAugOp),
    ids=lambda each: each.__name__,
)
def test_an_operator_is_spelled(kind: type[cst.CSTNode]) -> None:
    spelled = cst.Module([]).code_for_node(kind()).strip()
    is_assignment = issubclass(kind, cst.BaseAugOp)
    assert operator(kind()) == (spelled.removesuffix("=") if is_assignment else spelled)


class Unheard(cst.CSTNode):
    """A class that a later libcst may have."""

    value = cst.Name("x")

    def _visit_and_replace_children(self, visitor: cst.CSTVisitorT) -> Unheard:
        return self

    def _codegen_impl(self, state: object, default_comma: bool = False) -> None:
        pass


NEW = empty(Unheard)

# Where something of another class could be, and what it is called there.
PLACES = {
    "an operator": (lambda of: of.expression(cst.UnaryOperation(NEW, cst.Name("x"))), "operator"),  # type: ignore[arg-type]
    "an element": (lambda of: of.expression(cst.List([NEW])), "element"),  # type: ignore[list-item]
    "an element of a target": (lambda of: of._target(cst.List([NEW])), "element"),  # type: ignore[list-item]
    "a target": (lambda of: of._target(NEW), "expression"),
    "a target of an assignment": (
        lambda of: of._assign(cst.Assign([cst.AssignTarget(NEW)], cst.Name("x"))),  # type: ignore[arg-type]
        "expression",
    ),
    "an item of a dict": (lambda of: of.expression(cst.Dict([NEW])), "part of a dict"),  # type: ignore[list-item]
    "a slice": (lambda of: of._index(NEW), "subscript"),
    "a part of an f-string": (lambda of: of.expression(cst.FormattedString([NEW])), "part of a string"),  # type: ignore[list-item]
    "a clause of a comprehension": (
        lambda of: of.expression(cst.ListComp(cst.Name("x"), cst.CompFor(NEW, cst.Name("y")))),  # type: ignore[arg-type]
        "expression",
    ),
    "a module's name": (lambda of: of._dotted(cst.Attribute(NEW, cst.Name("x"))), "name of a module"),  # type: ignore[arg-type]
    "a part of a pattern": (lambda of: of._case_pattern(cst.MatchList([NEW])), "part of a pattern"),  # type: ignore[list-item]
    "a statement of a block": (
        lambda of: of._block(cst.IndentedBlock([NEW])),  # type: ignore[list-item]
        "statement",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_class_that_nobody_has_named_is_refused(place: str) -> None:
    build, what = PLACES[place]
    with pytest.raises(Unparsable) as caught:
        build(builder())
    assert re.search(refused(what, Unheard), words(caught.value.message))


def test_patterns_are_built_with_all_that_may_stand_in_them() -> None:
    text = (
        "match x:\n"
        "    case (1 | 'a') as b: pass\n"
        "    case [a, *rest]: pass\n"
        "    case (a, b): pass\n"
        "    case {'k': v, **more}: pass\n"
        "    case p.Point(x=0, y=None): pass\n"
        "    case _: pass\n"
    )
    (match,) = lower(text, {}).body
    assert [case.kind for case in match.children[1:]] == ["case"] * 6
    assert isinstance(match, PythonTerm)
