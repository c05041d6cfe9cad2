"""An expression that is replaced where it stands: what is around it may not notice more than the page says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.edits import removal
from migrator.javascript.flow import is_field, member_name
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.precedence import is_written
from migrator.javascript.source import Source
from migrator.javascript.syntax import BODIES, COMMENTS, MEMBERS, STATEMENTS, NodeKind, children, operator
from migrator.javascript.written import written_members
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.rewriting.conditions.checked import Checked, Refusal, waits

if TYPE_CHECKING:
    from tree_sitter import Node

_LOGICAL = frozenset({"&&", "||", "??"})
_LONGEST = 60


def are_values(candidate: Checked) -> Iterator[Refusal]:
    """The page says what becomes of a value: of what is given one, called with its owner or deleted it says nothing."""
    if not candidate.match.block.is_expression:
        return
    node = candidate.match.nodes[0]
    shown = one_line(candidate.source.text(node.start_byte, node.end_byte), _LONGEST)
    if is_written(node):
        yield Refusal(Code.UNEXPLAINED, Message.of(Sentence.EXPRESSION_WRITTEN, shown=shown), node.start_byte)
    around = outermost(node).parent
    is_called = around is not None and around.type == NodeKind.CALL_EXPRESSION
    if is_called and _is_member(node) != _is_member(_written(candidate)):
        yield Refusal(Code.UNEXPLAINED, Message.of(Sentence.EXPRESSION_CALLED, shown=shown), node.start_byte)
    for comment in removal(candidate.source, [node], candidate.staying).lasting:
        message = Message.of(Sentence.COMMENT_IN_EXPRESSION, comment=one_line(comment, _LONGEST))
        yield Refusal(Code.UNEXPLAINED, message, node.start_byte)


def hold_no_other_program(candidate: Checked) -> Iterator[Refusal]:
    """No program stands in another one's holes: what one site writes again, another one would have to rewrite."""
    own, file = candidate.match.site.use, candidate.match.site.file
    for span in candidate.staying:
        for use in file.uses_in(*span):
            if use.is_program and use is not own:
                message = Message.of(Sentence.PROGRAM_WITHIN, line=candidate.source.line(use.whole.start_byte))
                yield Refusal(Code.UNEXPLAINED, message, use.whole.start_byte)
    around = own.call.parent if candidate.match.block.is_expression and own.call is not None else None
    while around is not None and around.type not in STATEMENTS:
        is_call = around.type == NodeKind.CALL_EXPRESSION
        for use in file.uses_in(around.start_byte, own.whole.start_byte) if is_call else ():
            if use.is_program and use.call is not None and use.call.id == around.id:
                message = Message.of(Sentence.PROGRAM_AROUND, line=candidate.source.line(use.whole.start_byte))
                yield Refusal(Code.UNEXPLAINED, message, own.whole.start_byte)
        around = around.parent


def _written(candidate: Checked) -> Node:
    """The expression of the `+` line."""
    [insertion] = candidate.match.block.insertions
    return unwrap(children(children(insertion.code.root)[0])[0])


def _is_member(node: Node) -> bool:
    return unwrap(node).type in MEMBERS


def wait_for_nothing_else(candidate: Checked) -> Iterator[Refusal]:
    """Where a `+` line waits and its `-` line does not, what is evaluated before in the same statement is held
    meanwhile: it must be what it is then.
    """
    block = candidate.match.block
    if not block.is_expression or waits([block.elements[0].term]) or not waits([block.insertions[0].terms[0]]):
        return
    node = candidate.match.nodes[0]
    shown = one_line(candidate.source.text(node.start_byte, node.end_byte), _LONGEST)
    for held, is_target in _held(node):
        lost = candidate.effects.target_lost_across_wait if is_target else candidate.effects.lost_across_wait
        part = lost(held) or (_replaced(candidate, held) if is_target else None)
        if part is not None:
            text = one_line(candidate.source.text(part.start_byte, part.end_byte), _LONGEST)
            message = Message.of(Sentence.HELD_ACROSS_AWAIT, shown=shown, part=text)
            yield Refusal(Code.EFFECT, message, part.start_byte)
            return


def _held(node: Node) -> Iterator[tuple[Node, bool]]:
    """What is evaluated before an expression and used behind it, each with whether that is a target or what is
    called.
    """
    at, around = node, node.parent
    while around is not None and around.type not in STATEMENTS and around.type not in BODIES:
        is_logical = around.type == NodeKind.BINARY_EXPRESSION and operator(around) in _LOGICAL
        drops = is_logical or around.type in (NodeKind.TERNARY_EXPRESSION, NodeKind.SEQUENCE_EXPRESSION)
        if not drops and around.type != NodeKind.VARIABLE_DECLARATOR:
            for child in around.named_children:
                if child.start_byte >= at.start_byte:
                    break
                if child.type in COMMENTS:
                    continue
                is_target = around.type == NodeKind.ASSIGNMENT_EXPRESSION
                is_target |= around.type == NodeKind.CALL_EXPRESSION and is_field(around, "function", child)
                yield child, is_target
        at, around = around, around.parent


def _replaced(candidate: Checked, called: Node) -> Node | None:
    """A method that is called, where something in the file gives another function to a member of its name; or what a
    name of others is.
    """
    source = candidate.source
    called = unwrap(called)
    around = outermost(called).parent
    if around is None or around.type != NodeKind.CALL_EXPRESSION:
        return None
    if called.type not in MEMBERS:
        return candidate.effects.lost_across_wait(called)
    name = member_name(called, source.data)
    # An element of any name that is written is none of the console, which the file hands to nobody.
    replaces = {name, "console"} if _is_console(candidate, called) else {name, None}
    written = written_members(source)
    is_replaced = bool(written) if name is None else not replaces.isdisjoint(written)
    return called if is_replaced else None


def _is_console(candidate: Checked, called: Node) -> bool:
    """Whether a method is one of the platform's `console`, of which the file only calls methods."""
    source, held = candidate.source, called.child_by_field_name("object")
    return held is not None and unwrap(held).id in source.once("console", lambda: _consoles(source))


def _consoles(source: Source) -> frozenset[int]:
    """The ids of all names of the platform's `console`, where each stands before a member that is only read."""
    own = [each.node for each in source.scopes.globals if each.name == "console"]
    around = [outermost(node).parent for node in own]
    is_read = all(each is not None and each.type in MEMBERS and not is_written(each) for each in around)
    return frozenset(node.id for node in own) if is_read else frozenset()
