"""The kinds of the grammar have their names in one module, and the package spells them nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import get_args

import pytest
import tree_sitter_javascript
from tree_sitter import Language

from migrator.javascript import syntax
from migrator.javascript.parser import below, parse
from migrator.javascript.syntax import COMMENTS, KINDS, PLAIN_STATEMENTS, STATEMENTS, NodeKind, children, operator
from migrator.model.kinds import PlainKind
from tests.support import ROOT

PACKAGE = ROOT / "migrator"
SETS = {
    name: value for name, value in vars(syntax).items() if isinstance(value, frozenset) and value is not syntax.TYPED
}


def grammar_kinds() -> set[str]:
    language = Language(tree_sitter_javascript.language())
    ids = range(language.node_kind_count)
    found = {i: language.node_kind_for_id(i) for i in ids if language.node_kind_is_named(i)}
    return {kind for i, kind in found.items() if kind is not None and language.node_kind_is_visible(i)}


def test_each_kind_of_the_grammar_has_a_name() -> None:
    assert grammar_kinds() == KINDS


def test_a_name_is_the_kind_in_capitals() -> None:
    named = {name: value for name, value in vars(NodeKind).items() if name.isupper()}
    assert named == {kind.upper(): kind for kind in KINDS}


@pytest.mark.parametrize("name", sorted(SETS))
def test_a_set_holds_kinds_only(name: str) -> None:
    assert SETS[name] <= KINDS


def test_statements_are_what_the_grammar_calls_so() -> None:
    assert {kind for kind in KINDS if kind.endswith("_statement")} == PLAIN_STATEMENTS
    declarations = {kind for kind in KINDS if kind.endswith("_declaration")}
    assert PLAIN_STATEMENTS | declarations | {NodeKind.STATEMENT_BLOCK} == STATEMENTS


def test_children_are_given_without_comments() -> None:
    # `-->` is a comment too where it begins a line of a script.
    call = next(node for node in below(parse(b"f(/* a */ x, // b\n y);").root_node) if node.type == NodeKind.ARGUMENTS)
    assert [child.text for child in children(call)] == [b"x", b"y"]
    root = parse(b"a();\n<!-- old\nb();\n").root_node
    assert [child.type for child in root.named_children if child.type in COMMENTS] == [NodeKind.HTML_COMMENT]
    assert [child.text for child in children(root)] == [b"a();", b"b();"]
    assert children(None) == []


def test_an_operator_is_empty_where_there_is_none() -> None:
    nodes = list(below(parse(b"a ?? b; c;").root_node))
    binary = next(node for node in nodes if node.type == NodeKind.BINARY_EXPRESSION)
    assert (operator(binary), operator(nodes[0])) == ("??", "")


# ---- no other module spells a kind


def spelled(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a module that spell a kind: one of several words anywhere, another beside the type of a node."""
    tree = ast.parse(text)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    types = _names_of_types(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in KINDS and "_" in node.value and id(node) not in docstrings:
            yield node.lineno, node.value
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            if any(_is_type(part, types) for part in parts):
                for literal in (inner for part in parts for inner in ast.walk(part)):
                    if isinstance(literal, ast.Constant) and literal.value in KINDS and "_" not in literal.value:
                        yield literal.lineno, literal.value
        if isinstance(node, ast.Attribute) and node.attr in ("startswith", "endswith") and _is_type(node.value, types):
            yield node.lineno, f"{node.attr}(…)"


def _names_of_types(tree: ast.AST) -> set[str]:
    """Names that are given the type of a node."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_is_type(part, set()) for part in ast.walk(node.value)):
            value = node.value.body if isinstance(node.value, ast.IfExp) else node.value
            if _is_type(value, set()):
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _is_type(node: ast.AST, names: set[str]) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "type") or (
        isinstance(node, ast.Name) and node.id in names
    )


def test_no_other_module_spells_a_kind() -> None:
    modules = sorted(PACKAGE.rglob("*.py"))
    found = {path.relative_to(PACKAGE).as_posix(): list(spelled(path.read_text("utf-8"))) for path in modules}
    own = found.pop("javascript/syntax.py")
    assert {kind for _, kind in own} == {kind for kind in KINDS if "_" in kind}
    # A term that stands for a node as it is has the node's kind as its own. mypy wants to see it spelled.
    terms = found.pop("model/kinds.py")
    assert {kind for _, kind in terms} == {kind for kind in get_args(PlainKind) if "_" in kind}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('node.type == "call_expression"', [(1, "call_expression")]),
        ('TAKES = {"pair_pattern": "value"}', [(1, "pair_pattern")]),
        ('node.type == "this"', [(1, "this")]),
        ('"this" != node.type', [(1, "this")]),
        ('node.parent.type in ("object", *OTHERS)', [(1, "object")]),
        ('kind = node.type\nif kind == "string":\n    pass', [(2, "string")]),
        ('kind = parent.type if parent is not None else ""\nkind in {"pair"}', [(2, "pair")]),
        ('node.type.endswith("_statement")', [(1, "endswith(…)")]),
        ('node.child_by_field_name("object")', []),
        ('term.kind == "this"', []),
        ('node.type == "of"', []),
        ('"""A call_expression."""', []),
        ("node.type == NodeKind.THIS", []),
    ],
)
def test_a_spelled_kind_is_found(text: str, expected: list[tuple[int, str]]) -> None:
    assert list(spelled(text)) == expected
