"""What a statement does: the kinds that are simple, and a table that leads to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migrator.javascript.flow import literal_text
from migrator.javascript.scopes import VAR
from migrator.javascript.syntax import COMMENTS, DECLARATIONS, DECLARED_FUNCTIONS, NodeKind, children
from migrator.worker.handlers.blocks import block
from migrator.worker.handlers.branches import else_, if_, switch, try_
from migrator.worker.handlers.endings import FALLS, THROWS, Flow, without_jumps
from migrator.worker.handlers.files import imported
from migrator.worker.handlers.loops import loop
from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.values import NOTHING, telling
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def run(walk: Walk, node: Node, labels: tuple[str, ...] = ()) -> Flow:
    """Runs a statement. The kinds that most code is made of are run here and not from the table: that is a frame of
    Python fewer for each that stands in another, and how deep a walk goes ends with these.
    """
    kind = node.type
    if kind in COMMENTS:
        return FALLS
    if kind == NodeKind.STATEMENT_BLOCK:
        return block(walk, node)
    if kind == NodeKind.EXPRESSION_STATEMENT:
        for child in children(node):
            walk.root(child)
        return FALLS
    if kind in DECLARATIONS or kind == NodeKind.USING_DECLARATION:
        for declarator in children(node):
            _declarator(walk, declarator)
        return FALLS
    if kind == NodeKind.RETURN_STATEMENT:
        value = NOTHING
        for child in children(node):
            value = walk.root(child)
        if walk.returns:
            in_doubt = walk.doubt > walk.started[-1]
            walk.returns[-1].append(telling(value) if in_doubt else value)
        return Flow(False, frozenset({("return", "")}))
    if kind == NodeKind.THROW_STATEMENT:
        for child in children(node):
            walk.root(child)
        return THROWS
    if kind in (NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT):
        label = node.child_by_field_name("label")
        word = "break" if kind == NodeKind.BREAK_STATEMENT else "continue"
        return Flow(False, frozenset({(word, walk.text(label) if label is not None else "")}))
    runs = _STATEMENTS.get(kind)
    if runs is not None:
        return runs(walk, node, labels)
    if kind in DECLARED_FUNCTIONS or kind in (NodeKind.EMPTY_STATEMENT, NodeKind.IMPORT_STATEMENT):
        if kind == NodeKind.IMPORT_STATEMENT:
            _run_import(walk, node)
        return FALLS
    walk.root(node)
    return FALLS


def _run_import(walk: Walk, node: Node) -> None:
    source = node.child_by_field_name("source")
    text = literal_text(source, walk.here.source.data) if source is not None else None
    if text is not None:
        imported(walk, walk.here, text)


def _exporting(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    source = node.child_by_field_name("source")
    if source is not None:
        _run_import(walk, node)
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    if declaration is not None:
        walk.run(declaration)
    if value is not None:
        walk.defaults[value.id] = walk.root(value)
    return FALLS


def _declarator(walk: Walk, node: Node) -> None:
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if node.type != NodeKind.VARIABLE_DECLARATOR or target is None:
        return
    if value is None:
        binding = walk.binding(target)
        if binding is not None and not (binding.kind == VAR and walk.holder(binding) is not None):
            walk.declare(binding, NOTHING)
        return
    assign(walk, target, walk.root(value), declares=True)


def _class_statement(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    walk.eval(node)
    return FALLS


def _labelled(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    label, body = node.child_by_field_name("label"), node.child_by_field_name("body")
    name = walk.text(label) if label is not None else ""
    flow = walk.run(body, (*labels, name)) if body is not None else FALLS
    return without_jumps(flow, {("break", name)})


def _with(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    owner, body = node.child_by_field_name("object"), node.child_by_field_name("body")
    if owner is not None:
        walk.root(owner)
    return walk.run(body) if body is not None else FALLS


_STATEMENTS: dict[str, Callable[[Walk, Node, tuple[str, ...]], Flow]] = {
    NodeKind.EXPORT_STATEMENT: _exporting,
    NodeKind.CLASS_DECLARATION: _class_statement,
    NodeKind.IF_STATEMENT: if_,
    NodeKind.ELSE_CLAUSE: else_,
    NodeKind.SWITCH_STATEMENT: switch,
    NodeKind.LABELED_STATEMENT: _labelled,
    NodeKind.FOR_STATEMENT: loop,
    NodeKind.FOR_IN_STATEMENT: loop,
    NodeKind.WHILE_STATEMENT: loop,
    NodeKind.DO_STATEMENT: loop,
    NodeKind.TRY_STATEMENT: try_,
    NodeKind.WITH_STATEMENT: _with,
}
