"""Syntax of a kind that nobody has named is never taken for a plain expression: sites around it stay, with the cause.

All kinds of today's grammar have names, so the tests take one away and with it stand before what a grammar may learn.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from migrator.javascript import lower as lowering
from migrator.javascript import scopes, source, syntax
from migrator.javascript.edit import apply
from migrator.javascript.edits import deletion
from migrator.javascript.lower import Lowering
from migrator.javascript.modules import Module
from migrator.javascript.parser import below, parse
from migrator.javascript.paths import ends_without
from migrator.javascript.source import Source
from migrator.javascript.syntax import KINDS, VARIABLES, NodeKind, children
from migrator.matching.matcher import Matcher
from migrator.matching.notation import Line, NotationError, parse_code
from migrator.model.kinds import PlainKind
from migrator.model.ledger import Code, Outcome
from migrator.model.settings import RECEIVER, Fact, Settings
from migrator.model.term import JavaScriptTerm, Term
from migrator.policy.facts import Facts
from migrator.sites.members import find_uses
from migrator.sites.site import File
from tests.support import in_game, left_alone, run, text_of

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"


def unname(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    monkeypatch.setattr(syntax, "KINDS", KINDS - set(kinds))
    monkeypatch.setattr(source, "_KNOWN", {})  # what was found of a file when they were named


def lowered(text: str) -> Term:
    data = text.encode()
    statement = parse(data).root_node.named_children[0]
    return Lowering(data, RECEIVER).lower(statement)


# ---- sites

# A kind, and statements that hold a node of it before or behind a program.
AROUND = {
    "a statement before": ("debugger_statement", f"debugger;\n{RENDER}"),
    "a statement after": ("debugger_statement", f"{RENDER}\ndebugger;"),
    "a declaration": ("using_declaration", f"using file = open();\n{RENDER}"),
    "in an arrow beside it": ("yield_expression", f"const f = () => {{ yield 1; }};\n{RENDER}"),
    "a block around": ("try_statement", f"try {{ {RENDER} }} finally {{ }}"),
    "an expression": ("meta_property", f"log(import.meta);\n{RENDER}"),
    "a part of JSX": ("jsx_expression", f"show(<b>{{x}}</b>);\n{RENDER}"),
}


@pytest.mark.parametrize("name", AROUND)
def test_a_site_is_left_alone_in_a_method_with_unknown_syntax(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kind, statements = AROUND[name]
    known = run(tmp_path, in_game(statements))
    assert [entry.outcome for entry in known.programs] == [Outcome.REWRITTEN]
    unname(monkeypatch, kind)
    result = left_alone(tmp_path, statements, code=Code.UNEXPLAINED, because=f"(`{kind}`)")
    (reason,) = [entry.reason for entry in result.programs]
    lines = result.before.split("\n")
    node = next(node for node in below(Source.read("x", result.before.encode()).root) if node.type == kind)
    assert reason is not None
    assert reason.line == node.start_point.row + 1
    assert f"line {reason.line} " in text_of(reason)
    assert lines[reason.line - 1].strip() in statements


def test_a_site_is_left_alone_if_a_hole_has_unknown_syntax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unname(monkeypatch, NodeKind.META_PROPERTY)
    statements = "await this.pyodide.runPythonAsync(`import random; random.seed(${import.meta.seed})`);"
    left_alone(tmp_path, statements, code=Code.UNEXPLAINED, because="(`meta_property`)")


def test_another_method_is_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    text = in_game(RENDER).replace("    async act(", f"    async other() {{ debugger; {RENDER} }}\n\n    async act(")
    result = run(tmp_path, text)
    assert [entry.outcome for entry in result.programs] == [Outcome.UNMATCHED, Outcome.REWRITTEN]


def test_at_the_top_of_a_file_it_may_declare_what_any_site_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    result = run(tmp_path, in_game(RENDER) + "debugger;\n")
    assert result.after == result.before
    assert [entry.reason and entry.reason.code for entry in result.programs] == [Code.UNEXPLAINED]


def test_check_finds_a_receiver_that_unknown_syntax_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """`<x>.pyodide` in other syntax, with the receiver's name as one of its parts."""
    method = "class A { m() { %s } }"
    uses = {
        "return this.pyodide;": NodeKind.MEMBER_EXPRESSION,
        "const { pyodide } = yield this;": NodeKind.YIELD_EXPRESSION,
        "return (yield this).pyodide;": NodeKind.YIELD_EXPRESSION,
        "const me = yield this; return me.pyodide;": NodeKind.YIELD_EXPRESSION,
        "return show(<A b={this.pyodide} />);": NodeKind.JSX_EXPRESSION,
    }
    for statements, kind in uses.items():
        with monkeypatch.context() as patch:
            unname(patch, kind)
            found = find_uses(Source.read("x.js", (method % statements).encode()), RECEIVER)
            assert len(found) == 1, statements
            assert found[0].owner.method == "m"
    assert find_uses(Source.read("x.js", (method % "return (yield this).pyodide;").encode()), RECEIVER) == []


# ---- terms


@pytest.mark.parametrize(
    "text", ["debugger;", "{ debugger; }", "f(() => { debugger; });", "class A { m() { debugger; } }"]
)
def test_what_holds_unknown_syntax_is_unknown(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert lowered(text).kind != "unknown"
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    assert lowered(text).kind == "unknown"


@pytest.mark.parametrize("kind", ["metavar", "anything", "unknown", "dots"])
def test_an_unknown_term_matches_nothing(kind: str) -> None:
    pattern, source = JavaScriptTerm(kind, "X" if kind == "metavar" else ""), JavaScriptTerm("unknown")  # type: ignore[arg-type]
    if kind == "dots":
        pattern, source = JavaScriptTerm("call", "", (NAME, pattern)), JavaScriptTerm("call", "", (NAME, source))
    assert not Matcher(None).fits(pattern, source)


NAME = JavaScriptTerm("name", "f")


def test_dots_match_what_is_known() -> None:
    pattern = JavaScriptTerm("call", "", (NAME, JavaScriptTerm("dots")))
    assert Matcher(None).fits(pattern, JavaScriptTerm("call", "", (NAME, NAME, NAME)))


def test_a_page_with_unknown_syntax_is_faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [Line(7, "-", "f();"), Line(8, "-", "debugger;")]
    parse_code(lines)
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    with pytest.raises(NotationError) as error:
        parse_code(lines)
    assert (error.value.line, text_of(error.value)) == (8, "nothing is known of this syntax (`debugger_statement`)")


# ---- paths and facts


def test_a_path_may_leave_at_unknown_syntax(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"function f() { debugger; g(); }"
    function = parse(data).root_node.named_children[0]
    body = function.child_by_field_name("body")
    assert body is not None
    wanted = {node.id for node in below(body) if node.type == NodeKind.CALL_EXPRESSION}
    assert ends_without(body, wanted) == []
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    assert [node.type for node in ends_without(body, wanted)] == [NodeKind.DEBUGGER_STATEMENT]


def test_unknown_syntax_does_not_surely_evaluate_what_stands_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    function = parse(b"function f() { yield g(); }").root_node.named_children[0]
    body = function.child_by_field_name("body")
    assert body is not None
    wanted = {node.id for node in below(body) if node.type == NodeKind.CALL_EXPRESSION}
    assert ends_without(body, wanted) == []
    unname(monkeypatch, NodeKind.YIELD_EXPRESSION)
    assert ends_without(body, wanted) == [body]


def test_a_fact_is_not_known_to_hold_in_a_method_with_unknown_syntax(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[str]:
        source = Source.read("x.js", b"class A { act() { debugger; } other() { debugger; } }")
        facts = Facts(Settings(facts=(Fact("act", never=("alert($X)",), line=3),)))
        found = facts.breaches(File(source, Settings()), Module(Path("x.js"), source))
        return [text_of(breach) for breach in found]

    assert told() == []
    unname(monkeypatch, NodeKind.DEBUGGER_STATEMENT)
    (message,) = told()
    assert "nothing is known of this syntax (`debugger_statement`)" in message


# ---- `with`


@pytest.mark.parametrize("statements", [f"with (o) {{ {RENDER} }}", f"{RENDER}\nwith (o) {{ f(); }}"])
def test_names_in_a_with_may_be_properties(tmp_path: Path, statements: str) -> None:
    left_alone(tmp_path, statements, code=Code.UNEXPLAINED, because="in the `with` on line")


def test_a_with_elsewhere_does_not_matter(tmp_path: Path) -> None:
    text = in_game(RENDER).replace("export class", "class") + "with (o) { f(); }\n"
    assert [entry.outcome for entry in run(tmp_path, text).programs] == [Outcome.REWRITTEN]


# ---- other kinds that are rare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("for (using x of xs) f(x);", "for (const x of xs) f(x);"),
        ("for (await using x of xs) f(x);", "for (const x of xs) f(x);"),
        ("using x = f();", "const x = f();"),
        ("(class { @a m() {} });", "(class { m() {} });"),
        ("(class { @a m() {} });", "(class { @b m() {} });"),
        ("f(new.target);", "f(import.meta);"),
    ],
)
def test_what_does_something_else_is_another_term(one: str, other: str) -> None:
    def same(left: Term, right: Term) -> bool:
        heads = (left.kind, left.value, len(left.children)) == (right.kind, right.value, len(right.children))
        return heads and all(same(*pair) for pair in zip(left.children, right.children, strict=True))

    assert not same(lowered(one), lowered(other))
    assert same(lowered(one), lowered(one))


@pytest.mark.parametrize("before", ["using a = f()", "const a = f()", "f()"])
def test_a_statement_without_a_semicolon_is_not_continued_where_the_next_one_goes(before: str) -> None:
    source = Source.read("x.js", f"{before}\nx();\n(g)();\n".encode())
    edit, _ = deletion(source, [source.root.named_children[1]])
    after = Source.read("x.js", apply(source.data, [edit]))
    assert [child.type for child in children(after.root) if child.type != NodeKind.EMPTY_STATEMENT] == [
        source.root.named_children[0].type,
        NodeKind.EXPRESSION_STATEMENT,
    ]


# ---- every kind is dealt with


def test_scopes_deal_with_each_kind() -> None:
    handled = scopes._Analysis(parse(b"").root_node, b"", None)._by_type.keys()
    groups = [scopes._NOTHING, VARIABLES, scopes._PLAIN, handled]
    assert frozenset().union(*groups) == KINDS
    assert sum(map(len, groups)) == len(KINDS)


def test_each_kind_has_a_term() -> None:
    plain = set(get_args(PlainKind)) - {"ERROR"}
    assert plain <= KINDS
    assert plain | lowering._HANDLERS.keys() == KINDS
