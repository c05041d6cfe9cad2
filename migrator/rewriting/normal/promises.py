"""Other ways to wait for what a call gives, as the `await` that they mean: `void await`, a promise that an async
function returns, and `.then` with a function that stands in place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.early import await_error
from migrator.javascript.edits import (
    ENDED_BY_SEMICOLON,
    follow,
    is_risky,
    place_of,
    statement_end,
    statement_has_semicolon,
)
from migrator.javascript.flow import arguments_of, is_field, member_name, parameters_of
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.parser import below
from migrator.javascript.scopes import VAR, Scope
from migrator.javascript.source import Source
from migrator.javascript.syntax import (
    CLASSES,
    COMMENTS,
    DECLARATIONS,
    FUNCTIONS,
    MEMBERS,
    PLAIN_FUNCTION_VALUES,
    STATEMENT_LISTS,
    STRINGS,
    THIS_FUNCTIONS,
    NodeKind,
    children,
    operator,
)
from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.normal.pieces import Added, Change, Copied, Part
from migrator.rewriting.normal.steps import Kept, Step

if TYPE_CHECKING:
    from tree_sitter import Node

_THEN = "then"
_HEAD = re.compile(
    rb"\s*\.\s*then\s*\(\s*(?:async\b\s*)?"
    rb"(?:function\b\s*\(\s*(?:%(name)s)?\s*,?\s*\)|\(\s*(?:%(name)s)?\s*,?\s*\)\s*=>|%(name)s\s*=>)\s*\{?\s*"
    % {b"name": rb"[\w$]+"}
)
_TAIL = re.compile(rb"\s*\}?\s*,?\s*\)\s*;?")
# What no promise is, whatever stands in it.
_VALUES = STRINGS | PLAIN_FUNCTION_VALUES | {
    NodeKind.NUMBER, NodeKind.TRUE, NodeKind.FALSE, NodeKind.NULL, NodeKind.UNDEFINED, NodeKind.OBJECT, NodeKind.ARRAY,
    NodeKind.UNARY_EXPRESSION, NodeKind.REGEX, NodeKind.AWAIT_EXPRESSION,
}  # fmt: skip
# What no parentheses are needed around, whatever stands before it.
_PRIMARY = MEMBERS | STRINGS | {
    NodeKind.CALL_EXPRESSION, NodeKind.IDENTIFIER, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.ARRAY, NodeKind.NUMBER,
    NodeKind.THIS, NodeKind.NULL, NodeKind.UNDEFINED, NodeKind.TRUE, NodeKind.FALSE,
}  # fmt: skip
# What would be read otherwise at the beginning of a statement.
_OPENING = PLAIN_FUNCTION_VALUES | CLASSES | {NodeKind.OBJECT, NodeKind.GENERATOR_FUNCTION}
_GIVING_VALUES = frozenset({"JSON.parse", "JSON.stringify", "String", "Number", "Boolean"})
_CONVERTING = frozenset({"toJs", "toString"})


@dataclass(slots=True, eq=False)
class _Waiting:
    """A statement that waits for what a call gives.

    ``value`` is what it waits for, the call itself or what `then` gives, ``written`` where the text ends that does
    something with the value: `const x = `, `return `; empty where nothing is done with it.
    """

    statement: Node
    value: Node
    written: tuple[int, int]
    is_awaited: bool


def waited(step: Step) -> None:
    """Adds what makes a site wait as pages do; raises Kept where it waits in another way and that must stay."""
    use, source = step.site.use, step.site.file.source
    call = use.call
    if call is None or not use.gives_promise:
        return
    then = _then(call, source)
    waiting = _waiting(then if then is not None else call, source)
    if waiting is None:
        return
    if not waiting.is_awaited and _is_tried(waiting.statement):
        raise Kept(Code.EFFECT, Message.of(Sentence.RETURNED_FROM_TRY, line=source.line(waiting.statement.start_byte)))
    if then is not None:
        step.units.append(tuple(_lifted(step, then, waiting)))
    elif not waiting.is_awaited:
        at = source.start(call.start_byte)
        step.units.append((Change(at, at, (Added(b"await "),)),))
    else:
        void = _void(waiting)
        if void is not None:
            awaited, start = unwrap(void), source.start(waiting.statement.start_byte)
            step.units.append((Change(start, awaited.start_byte), Change(awaited.end_byte, void.end_byte)))
    step.is_reason = bool(step.units) and await_error(waiting.value) is not None


def _void(waiting: _Waiting) -> Node | None:
    """What `void` stands before, in a statement that only waits."""
    expression = unwrap(children(waiting.statement)[0]) if children(waiting.statement) else None
    if expression is None or expression.type != NodeKind.UNARY_EXPRESSION or operator(expression) != "void":
        return None
    return expression.child_by_field_name("argument")


def _then(call: Node, source: Source) -> Node | None:
    """The call of `then` on what a call gives."""
    outer = outermost(call)
    member = outer.parent
    if member is None or member.type not in MEMBERS or not is_field(member, "object", outer):
        return None
    around = outermost(member).parent
    if member_name(member, source.data) != _THEN or around is None or around.type != NodeKind.CALL_EXPRESSION:
        return None
    return around if is_field(around, "function", outermost(member)) else None


def _waiting(value: Node, source: Source) -> _Waiting | None:
    outer = outermost(value)
    parent = outer.parent
    if parent is None:
        return None
    if parent.type == NodeKind.RETURN_STATEMENT:
        return _Waiting(parent, value, (source.start(parent.start_byte), source.start(outer.start_byte)), False)
    if parent.type != NodeKind.AWAIT_EXPRESSION:
        return None
    held = outermost(parent)
    holder = held.parent
    if holder is None:
        return None
    if holder.type == NodeKind.UNARY_EXPRESSION and operator(holder) == "void":
        held = outermost(holder)
        holder = held.parent
        if holder is None or holder.type != NodeKind.EXPRESSION_STATEMENT:
            return None
    if holder.type in (NodeKind.EXPRESSION_STATEMENT, NodeKind.RETURN_STATEMENT):
        statement = holder
    elif holder.type == NodeKind.VARIABLE_DECLARATOR and holder.parent is not None:
        statement = holder.parent
        if statement.type not in DECLARATIONS or len(children(statement)) != 1:
            return None
    elif holder.type == NodeKind.ASSIGNMENT_EXPRESSION and is_field(holder, "right", held):
        around = holder.parent
        if around is None or around.type != NodeKind.EXPRESSION_STATEMENT:
            return None
        statement = around
    else:
        return None
    start = source.start(statement.start_byte)
    does = holder.type != NodeKind.EXPRESSION_STATEMENT
    return _Waiting(statement, value, (start, source.start(held.start_byte) if does else start), True)


def _is_tried(node: Node) -> bool:
    """Whether a node stands in a `try` of its function, whose `catch` or `finally` may come after it."""
    at: Node | None = node
    while at is not None and at.type not in FUNCTIONS:
        if at.type == NodeKind.TRY_STATEMENT:
            return True
        at = at.parent
    return False


# -- then --------------------------------------------------------------------------------------------------------------


def _lifted(step: Step, then: Node, waiting: _Waiting) -> Iterator[Change]:
    """The changes by which what `then` is given comes after the statement that waits for the call."""
    statement, call, source = waiting.statement, step.site.use.call, step.site.file.source
    assert call is not None
    line = source.line(then.start_byte)
    if statement.parent is None or statement.parent.type not in STATEMENT_LISTS:
        raise _stays(Sentence.THEN_NO_LIST, line)
    given = arguments_of(then)
    callback = unwrap(given[0]) if len(given) == 1 else None
    body = callback.child_by_field_name("body") if callback is not None else None
    if callback is None or body is None or callback.type not in PLAIN_FUNCTION_VALUES:
        raise _stays(Sentence.THEN_NOT_IN_PLACE, line)
    parameters = parameters_of(callback)
    name = parameters[0] if parameters else None
    if len(parameters) > 1 or (name is not None and name.type != NodeKind.IDENTIFIER):
        raise _stays(Sentence.THEN_PARAMETERS, line)
    _check_function(callback, source)
    _check_names(callback, statement, source)
    statements = [child for child in children(body) if child.type != NodeKind.EMPTY_STATEMENT]
    is_block = body.type == NodeKind.STATEMENT_BLOCK
    if is_block and not statements:
        raise _stays(Sentence.THEN_NO_VALUE, line)
    last = statements[-1] if is_block else body
    result = _result(statements, waiting, source) if is_block else body
    whole = outermost(call)
    within = body.named_children if is_block else [body]  # with comments
    first = source.start(within[0].start_byte)
    last_end = statement_end(source, last) if is_block else source.end(body.end_byte)
    end = max(last_end, within[-1].end_byte) if within[-1].type in COMMENTS else last_end
    behind = source.end(whole.end_byte)
    stop = source.end(statement.end_byte)
    if not _HEAD.fullmatch(source.data, behind, first) or not _TAIL.fullmatch(source.data, end, stop):
        raise _stays(Sentence.THEN_WITH_MORE, line)
    place = place_of(source, [statement])
    if not place.own_lines and any(b"//" in (node.text or b"")[:2] for node in within if node.type in COMMENTS):
        raise _stays(Sentence.THEN_WITH_MORE, line)
    start = source.start(statement.start_byte)
    yield Change(start, source.start(whole.start_byte), (*_declaring(name, source), Added(b"await ")))
    split = f"{place.newline}{place.indent}" if place.own_lines else " "
    done = b""
    ends_here = place.semicolons or is_risky(source.text(first, first + 1))
    following = Added(f"{';' if ends_here or not place.own_lines else ''}{split}".encode())
    if result is None:
        yield Change(behind, first, (following,))
    else:
        doing, done = _doing(result, waiting, name, source)
        step.awaits.append(result.start_byte)
        start, at = source.start(last.start_byte), source.start(result.start_byte)
        if start == first:  # it is all that the callback does
            yield Change(behind, at, (following, *doing))
        else:
            yield Change(behind, first, (following,))
            yield Change(start, at, doing)
        behind = source.end(result.end_byte)
        if done and behind != end:
            yield Change(behind, behind, (Added(done),))
    ends = is_block and (last.type not in ENDED_BY_SEMICOLON or statement_has_semicolon(source, last))
    ended = statement_has_semicolon(source, statement) and (not is_block or follow(source.data, stop).is_risky)
    if done and behind == end:
        yield Change(end, stop, (Added(done), Added(b";")) if ended and not ends else (Added(done),))
    elif end > last_end:
        yield Change(last_end, last_end, (Added(b";"),) if ended and not ends else ())
        yield Change(end, stop)
    else:
        yield Change(end, stop, (Added(b";"),) if ended and not ends else ())
    if is_block:
        yield from _less_indented(source, first, end, place.indent, body)


def _stays(sentence: Sentence, line: int, **data: str) -> Kept:
    return Kept(Code.DIFFERS, Message.of(sentence, line=line, **data))


def _result(statements: list[Node], waiting: _Waiting, source: Source) -> Node | None:
    """What the last statement of a callback gives; raises Kept if any other one returns."""
    last = statements[-1]
    returned = children(last) if last.type == NodeKind.RETURN_STATEMENT else []
    for node in _own(statements):
        if node.type == NodeKind.RETURN_STATEMENT and (node.id != last.id or not returned):
            raise _stays(Sentence.THEN_RETURNS, source.line(node.start_byte))
    start, end = waiting.written
    if not returned and start < end:
        raise _stays(Sentence.THEN_NO_VALUE, source.line(last.start_byte))
    return returned[0] if returned else None


def _own(nodes: list[Node]) -> Iterator[Node]:
    """Nodes that are no part of a function further in."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node
        if node.type not in FUNCTIONS:
            todo += node.named_children


def _check_function(callback: Node, source: Source) -> None:
    """Raises Kept if the code of a callback means something else outside of it."""
    line = source.line(callback.start_byte)
    if callback.type == NodeKind.ARROW_FUNCTION:
        return
    if callback.child_by_field_name("name") is not None:
        raise _stays(Sentence.THEN_OWN_THIS, line)
    todo = children(callback)
    while todo:
        node = todo.pop()
        is_own = node.type in (NodeKind.THIS, NodeKind.META_PROPERTY, NodeKind.SUPER)
        if is_own or (node.type == NodeKind.IDENTIFIER and node.text == b"arguments"):
            raise _stays(Sentence.THEN_OWN_THIS, line)
        if node.type not in THIS_FUNCTIONS:
            todo += node.named_children


def _check_names(callback: Node, statement: Node, source: Source) -> None:
    """Raises Kept if a name of a callback is one of the statements around it too."""
    scopes = source.scopes
    around = scopes.scope_at(statement.start_byte)
    inner = _scope_of(around, callback)
    body = callback.child_by_field_name("body")
    if inner is None or body is None:
        raise _stays(Sentence.THEN_NOT_IN_PLACE, source.line(callback.start_byte))
    bindings = [
        binding
        for scope in (inner, *(each for each in inner.children if each.node == body))
        for binding in scope.bindings.values()
        if binding.declarations
    ]
    for binding in bindings:
        line = source.line(binding.declarations[0].start_byte)
        used = scopes.named(binding.name, around.start, around.end)
        others = (use for use in used if not _holds(callback, use.node))
        means = any(use.binding is None or not _is_inside(use.binding.scope, around) for use in others)
        if binding.kind == VAR or means or _declares(around, binding.name, callback):
            raise _stays(Sentence.THEN_NAME, line, name=binding.name)


def _is_inside(scope: Scope, around: Scope) -> bool:
    """Whether a scope is one within another."""
    return scope is not around and around.start <= scope.start and scope.end <= around.end


def _scope_of(around: Scope, function: Node) -> Scope | None:
    todo = [around]
    while todo:
        scope = todo.pop()
        if scope.node == function and scope.kind == "function":
            return scope
        todo += scope.children
    return None


def _declares(around: Scope, name: str, apart: Node) -> bool:
    """Whether a scope declares a name anywhere but in a part of it, or a `var` of that name stands in it."""
    at: Scope | None = around
    while at is not None:
        binding = at.bindings.get(name)
        nodes = binding.declarations if binding is not None else []
        within = (node for node in nodes if at is around or (around.start <= node.start_byte < around.end))
        if any(not _holds(apart, node) for node in within):
            return True
        at = at.parent if at is not at.function else None
    return False


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _declaring(name: Node | None, source: Source) -> tuple[Part, ...]:
    """What gives the name of a callback the value that is waited for; nothing where it is not used."""
    binding = source.scopes.binding_at(name.start_byte) if name is not None else None
    if name is None or binding is None or not binding.references:
        return ()
    keyword = b"let " if binding.writes else b"const "
    return Added(keyword), Copied(name.start_byte, name.end_byte), Added(b" = ")


def _doing(result: Node, waiting: _Waiting, name: Node | None, source: Source) -> tuple[tuple[Part, ...], bytes]:
    """What stands before and behind the value of a callback: what is done with it, an `await`, and parentheses."""
    parts: list[Part] = [Copied(*waiting.written)]
    waits = _needs_await(result, waiting, name, source)
    if waits:
        parts.append(Added(b"await "))
    is_given = waiting.written[0] < waiting.written[1]
    opens = result.type == NodeKind.SEQUENCE_EXPRESSION or (not is_given and result.type in _OPENING)
    if not opens and (not waits or result.type in _PRIMARY):
        return tuple(parts), b""
    return (*parts, Added(b"(")), b")"


def _needs_await(result: Node, waiting: _Waiting, name: Node | None, source: Source) -> bool:
    """Whether what a callback gives may be a promise that has to be waited for."""
    if not waiting.is_awaited:
        return False
    if waiting.statement.type == NodeKind.RETURN_STATEMENT and not _is_tried(waiting.statement):
        return False
    node = unwrap(result)
    if node.type in _VALUES or (node.type == NodeKind.BINARY_EXPRESSION and operator(node) not in ("||", "&&", "??")):
        return False
    binding = source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
    if binding is not None and name is not None and name in binding.declarations:
        return bool(binding.writes)
    function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
    if function is None:
        return True
    called = source.text(function.start_byte, function.end_byte)
    is_method = function.type in MEMBERS and member_name(function, source.data) in _CONVERTING
    first = called.split(".")[0]
    return not is_method and not (called in _GIVING_VALUES and source.scopes.is_global(first, function.start_byte))


def _less_indented(source: Source, start: int, end: int, indent: str, body: Node) -> Iterator[Change]:
    """What takes from the lines of a callback the indentation that they have more than the statement around it."""
    line_start = source.line_start(start)
    own = source.data[line_start:start]
    if own.strip() or not own.startswith(indent.encode()) or len(own) <= len(indent):
        return
    texts = [(node.start_byte, node.end_byte) for node in below(body) if node.type == NodeKind.TEMPLATE_STRING]
    lines = source.line_starts
    for at in lines[bisect_right(lines, start) : bisect_left(lines, end)]:
        inside = not any(first < at <= last for first, last in texts)
        if inside and source.data.startswith(own, at):
            yield Change(at + len(indent), at + len(own), is_optional=True)

