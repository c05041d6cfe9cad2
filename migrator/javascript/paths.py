"""Ways through a function: its ends that are reached without one of some expressions.

Whether a condition holds is not looked at, unless it is a constant of an endless loop (`while (1)`): each branch is a
way, and a loop that asks first may run no time. Leaving by an error is no end, but any statement of a `try` may raise
one, which `catch` and `finally` then take. What is evaluated only under a condition (`a && b()`, `a ? b() : c`,
`a?.b(c())`, a function of its own) is not surely evaluated. A class evaluates what it extends, computed keys, static
fields and static blocks where it stands.

And ways past the statements that follow: `jump_out`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import (
    BEFORE_MEMBERS,
    BODIES,
    CLASSES,
    DEFAULTS,
    FREE_FUNCTIONS,
    LINKS,
    LOOPS,
    NodeKind,
    children,
    is_known,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_LAZY = frozenset({"&&", "||", "??"})
_LAZY_ASSIGNMENTS = frozenset({"&&=", "||=", "??="})
_JUMPS = frozenset({NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT})
_TRUE = frozenset(
    {
        NodeKind.TRUE,
        NodeKind.ARRAY,
        NodeKind.OBJECT,
        NodeKind.REGEX,
        NodeKind.ARROW_FUNCTION,
        NodeKind.FUNCTION_EXPRESSION,
        NodeKind.CLASS,
    }
)
_FALSE = frozenset({NodeKind.FALSE, NodeKind.NULL, NodeKind.UNDEFINED})

# What is known at a point: True if one of the expressions was surely evaluated, None where no way leads there.
_State = bool | None


class _Exit(NamedTuple):
    """A way out of a statement other than its end: a `return`, or a `break` or `continue` and its label."""

    node: Node
    label: str
    state: bool


def ends_without(body: Node, wanted: Collection[int]) -> list[Node]:
    """The `return` statements, and ``body`` itself for its closing brace, that are reached without evaluating any of
    the nodes whose ids are ``wanted``.
    """
    return _Paths(wanted).ends(body)


def jump_out(statement: Node) -> Node | None:
    """The first jump by which the statements behind one may not run: a `return`, a `throw` that it does not catch, a
    `break` or a `continue` out of it. Errors that calls raise are none.
    """
    stack = [statement]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind in BODIES:
            continue
        if kind == NodeKind.RETURN_STATEMENT:
            return node
        if kind == NodeKind.THROW_STATEMENT and not _is_taken(node, statement, _catches):
            return node
        if kind in _JUMPS and not _is_taken(node, statement, _takes):
            return node
        stack += reversed(node.children)
    return None


def _is_taken(jump: Node, statement: Node, takes: Callable[[Node, Node, Node], bool]) -> bool:
    """Whether something in a statement takes a jump: the statement itself, or one between."""
    inner = jump
    while inner.id != statement.id:
        around = inner.parent
        if around is None:
            return False
        if takes(around, inner, jump):
            return True
        inner = around
    return False


def _catches(around: Node, inner: Node, _: Node) -> bool:
    handler = around.child_by_field_name("handler") if around.type == NodeKind.TRY_STATEMENT else None
    body = around.child_by_field_name("body")
    return handler is not None and body is not None and body.id == inner.id


def _takes(around: Node, _: Node, jump: Node) -> bool:
    label = jump.child_by_field_name("label")
    if label is not None:
        own = around.child_by_field_name("label") if around.type == NodeKind.LABELED_STATEMENT else None
        return own is not None and own.text == label.text
    is_switch = around.type == NodeKind.SWITCH_STATEMENT and jump.type == NodeKind.BREAK_STATEMENT
    return is_switch or around.type in LOOPS


class _Paths:
    def __init__(self, wanted: Collection[int]) -> None:
        self._wanted = wanted
        self._exits: list[_Exit] = []  # of what was run, those that nothing has taken yet

    def ends(self, body: Node) -> list[Node]:
        if body.type != NodeKind.STATEMENT_BLOCK:  # an arrow's expression
            return [] if self._evaluates(body) else [body]
        state = self._run(body, False)
        missing = {leave.node.id: leave.node for leave in self._exits if not leave.state}
        found = sorted(missing.values(), key=lambda node: node.start_byte)
        return [*found, body] if state is False else found

    # -- statements ------------------------------------------------------------------------------------------------

    def _run(self, node: Node | None, state: _State, labels: tuple[str, ...] = ()) -> _State:
        """The state behind a statement. ``labels`` are its own."""
        if node is None or state is None:
            return state
        kind = node.type
        if not is_known(kind):  # it may leave, and may not evaluate what stands in it
            self._exits.append(_Exit(node, "", state))
            return state
        if kind in (NodeKind.STATEMENT_BLOCK, NodeKind.ELSE_CLAUSE):
            for child in node.named_children:
                state = self._run(child, state)
            return state
        if kind == NodeKind.RETURN_STATEMENT:
            self._exits.append(_Exit(node, "", state or any(map(self._evaluates, node.named_children))))
            return None
        if kind in _JUMPS:
            self._exits.append(_Exit(node, _text(node.child_by_field_name("label")), state))
            return None
        if kind == NodeKind.THROW_STATEMENT:
            return None
        if kind == NodeKind.IF_STATEMENT:
            state = state or self._field(node, "condition")
            return _join(
                self._run(node.child_by_field_name("consequence"), state),
                self._run(node.child_by_field_name("alternative"), state),
            )
        if kind == NodeKind.LABELED_STATEMENT:
            name = _text(node.child_by_field_name("label"))
            before = len(self._exits)
            state = self._run(node.child_by_field_name("body"), state, (*labels, name))
            return _join(state, self._taken(before, NodeKind.BREAK_STATEMENT, (name,)))
        if kind in LOOPS:
            return self._loop(node, state, labels)
        if kind == NodeKind.SWITCH_STATEMENT:
            return self._switch(node, state)
        if kind == NodeKind.TRY_STATEMENT:
            return self._try(node, state)
        if kind == NodeKind.WITH_STATEMENT:
            return self._run(node.child_by_field_name("body"), state or self._field(node, "object"))
        return state or self._evaluates(node)

    def _taken(self, before: int, kind: str, labels: tuple[str, ...]) -> _State:
        """The state of the jumps of a kind to some labels since a point; nothing else takes them."""
        state: _State = None
        rest = []
        for leave in self._exits[before:]:
            if leave.node.type == kind and leave.label in labels:
                state = _join(state, leave.state)
            else:
                rest.append(leave)
        self._exits[before:] = rest
        return state

    def _loop(self, node: Node, state: bool, labels: tuple[str, ...]) -> _State:
        asks_last = node.type == NodeKind.DO_STATEMENT
        condition = node.child_by_field_name("condition")
        first = {NodeKind.FOR_IN_STATEMENT: ("right",), NodeKind.FOR_STATEMENT: ("initializer", "condition")}.get(
            node.type, () if asks_last else ("condition",)
        )
        state = state or any(self._field(node, name) for name in first)
        before = len(self._exits)
        inside = self._run(node.child_by_field_name("body"), state)
        inside = _join(inside, self._taken(before, NodeKind.CONTINUE_STATEMENT, ("", *labels)))
        after: _State = state
        if asks_last:
            after = None if inside is None else inside or self._field(node, "condition")
        if _is_endless(node, condition):
            after = None
        return _join(after, self._taken(before, NodeKind.BREAK_STATEMENT, ("",)))

    def _switch(self, node: Node, state: bool) -> _State:
        """Cases are asked in order, the default last, and run on into the next one."""
        state = state or self._field(node, "value")
        body = node.child_by_field_name("body")
        cases = children(body) if body is not None else []
        asked, entries = state, dict[int, bool]()
        for case in cases:
            asked = asked or self._field(case, "value")
            entries[case.id] = asked
        before = len(self._exits)
        through: _State = None
        for case in cases:
            is_default = case.type == NodeKind.SWITCH_DEFAULT
            through = _join(through, asked if is_default else entries[case.id])
            value = case.child_by_field_name("value")
            for child in case.named_children:
                if value is None or child.id != value.id:
                    through = self._run(child, through)
        if not any(case.type == NodeKind.SWITCH_DEFAULT for case in cases):
            through = _join(through, asked)
        return _join(through, self._taken(before, NodeKind.BREAK_STATEMENT, ("",)))

    def _try(self, node: Node, state: bool) -> _State:
        """Anything in the block may raise an error before it evaluates anything; the handler begins there."""
        before = len(self._exits)
        done = self._run(node.child_by_field_name("body"), state)
        handler = node.child_by_field_name("handler")
        if handler is not None:
            done = _join(done, self._run(handler.child_by_field_name("body"), state))
        finalizer = node.child_by_field_name("finalizer")
        last = finalizer.child_by_field_name("body") if finalizer is not None else None
        if last is None:
            return done
        leaving = self._exits[before:]
        del self._exits[before:]
        # Every way leads through it, that of an error included, and where it leaves by itself nothing else counts.
        self._run(last, state)
        for leave in leaving:
            own = len(self._exits)
            behind = self._run(last, leave.state)
            del self._exits[own:]
            if behind is not None:
                self._exits.append(leave._replace(state=behind))
        own = len(self._exits)
        done = self._run(last, done)
        del self._exits[own:]
        return done

    # -- expressions -----------------------------------------------------------------------------------------------

    def _field(self, node: Node, name: str) -> bool:
        child = node.child_by_field_name(name)
        return child is not None and self._evaluates(child)

    def _evaluates(self, node: Node) -> bool:
        """Whether evaluating ``node`` surely evaluates one of those that are wanted."""
        if node.id in self._wanted:
            return True
        kind = node.type
        if kind in FREE_FUNCTIONS or not is_known(kind):
            return False
        if kind in CLASSES:
            return any(map(self._made, node.named_children))
        if kind == NodeKind.METHOD_DEFINITION:  # of an object
            return self._keys(node)
        if kind == NodeKind.TERNARY_EXPRESSION:
            both = self._field(node, "consequence") and self._field(node, "alternative")
            return both or self._field(node, "condition")
        operator = _text(node.child_by_field_name("operator"))
        if (kind == NodeKind.BINARY_EXPRESSION and operator in _LAZY) or operator in _LAZY_ASSIGNMENTS:
            return self._field(node, "left")
        if kind in DEFAULTS:
            return False
        before = _before_optional(node)
        if before is not None:
            return self._evaluates(before)
        return any(map(self._evaluates, node.named_children))

    def _made(self, part: Node) -> bool:
        """Whether making a class surely evaluates something in a part of it."""
        if part.type != NodeKind.CLASS_BODY:
            return self._evaluates(part)  # what it extends, a decorator; its name
        for member in part.named_children:
            is_static = any(child.type == "static" for child in member.children)
            if member.type == NodeKind.CLASS_STATIC_BLOCK:
                paths = _Paths(self._wanted)
                if paths._run(member.child_by_field_name("body"), False) in (True, None):
                    return True
            elif self._keys(member) or (is_static and self._field(member, "value")):
                return True
        return False

    def _keys(self, member: Node) -> bool:
        """Computed keys and decorators of a member stand outside of it."""
        outside = (child for child in member.named_children if child.type in BEFORE_MEMBERS)
        return any(map(self._evaluates, outside))


def _is_endless(loop: Node, condition: Node | None) -> bool:
    if loop.type == NodeKind.FOR_IN_STATEMENT:
        return False
    if condition is None or condition.type == NodeKind.EMPTY_STATEMENT:
        return loop.type == NodeKind.FOR_STATEMENT
    return _constant(condition) is True


def _constant(condition: Node) -> bool | None:
    """Whether a condition always holds or never does; None where that is not plain."""
    negated = False
    node = _inside(condition)
    while node.type == NodeKind.UNARY_EXPRESSION and _text(node.child_by_field_name("operator")) == "!":
        argument = node.child_by_field_name("argument")
        if argument is None:
            return None
        node, negated = _inside(argument), not negated
    value: bool | None = True if node.type in _TRUE else False if node.type in _FALSE else None
    if node.type == NodeKind.NUMBER:
        value = bool(_text(node).strip("0.xXbBoOn_"))
    elif node.type == NodeKind.STRING:
        value = len(_text(node)) > 2
    return None if value is None else value is not negated


def _inside(node: Node) -> Node:
    """What stands in parentheses, and before the semicolon of a loop's head."""
    if node.type == NodeKind.EXPRESSION_STATEMENT and len(children(node)) == 1:
        node = children(node)[0]
    return unwrap(node)


def _before_optional(node: Node) -> Node | None:
    """What stands before the first `?.` of the chain that ends at ``node``; None if there is none."""
    found = None
    current: Node | None = node
    while current is not None and current.type in LINKS:
        inner = current.child_by_field_name("function") or current.child_by_field_name("object")
        if any(child.type == NodeKind.OPTIONAL_CHAIN for child in current.children):
            found = inner
        current = inner
    return found


def _join(one: _State, other: _State) -> _State:
    if one is None or other is None:
        return other if one is None else one
    return one and other


def _text(node: Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""
