"""Ways through a function: its ends that are reached without one of some expressions.

Whether a condition holds is not looked at: each branch is a way, and a loop may run no time. Leaving by an error is no
end. What is evaluated only under a condition (`a && b()`, `a ? b() : c`, `a?.b(c())`, a function of its own) is not
surely evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({
    "function_declaration", "generator_function_declaration", "function_expression", "generator_function",
    "arrow_function", "method_definition", "class", "class_declaration",
})  # fmt: skip
_LAZY = frozenset({"&&", "||", "??"})
_LAZY_ASSIGNMENTS = frozenset({"&&=", "||=", "??="})
_LINKS = frozenset({"call_expression", "member_expression", "subscript_expression"})
_LOOPS = frozenset({"while_statement", "for_statement", "for_in_statement"})

# What is known at a point: True if one of the expressions was surely evaluated, None where no way leads there.
_State = bool | None
_Runner = Callable[[], _State]


def ends_without(body: Node, wanted: Collection[int]) -> list[Node]:
    """The `return` statements, and ``body`` itself for its closing brace, that are reached without evaluating any of
    the nodes whose ids are ``wanted``.
    """
    return _Paths(wanted).ends(body)


class _Paths:
    def __init__(self, wanted: Collection[int]) -> None:
        self._wanted = wanted
        self._missing: list[Node] = []
        self._breaks: list[tuple[str, list[_State]]] = []  # what may be left by `break`, by its label

    def ends(self, body: Node) -> list[Node]:
        if body.type != "statement_block":  # an arrow's expression
            return [] if self._evaluates(body) else [body]
        if self._run(body, False) is False:
            self._missing.append(body)
        return self._missing

    # -- statements ------------------------------------------------------------------------------------------------

    def _run(self, node: Node | None, state: _State, label: str = "") -> _State:
        if node is None or state is None:
            return state
        kind = node.type
        if kind in ("statement_block", "else_clause"):
            for child in node.named_children:
                state = self._run(child, state)
            return state
        if kind == "return_statement":
            if not (state or any(map(self._evaluates, node.named_children))):
                self._missing.append(node)
            return None
        if kind == "throw_statement":
            return None
        if kind == "if_statement":
            state = state or self._field(node, "condition")
            return _join(
                self._run(node.child_by_field_name("consequence"), state),
                self._run(node.child_by_field_name("alternative"), state),
            )
        if kind == "labeled_statement":
            name = _text(node.child_by_field_name("label"))
            return self._left(name, lambda: self._run(node.child_by_field_name("body"), state, name))
        if kind in ("break_statement", "continue_statement"):
            self._leave(_text(node.child_by_field_name("label")), state if kind == "break_statement" else None)
            return None
        if kind in _LOOPS or kind == "do_statement":
            return self._left("", lambda: self._loop(node, state))
        if kind == "switch_statement":
            return self._left("", lambda: self._switch(node, state))
        if kind == "try_statement":
            return self._try(node, state)
        if kind in _FUNCTIONS:
            return state
        return state or any(map(self._evaluates, node.named_children))

    def _left(self, label: str, run: _Runner) -> _State:
        """The state behind a statement that `break` may leave."""
        states: list[_State] = []
        self._breaks.append((label, states))
        state = run()
        self._breaks.pop()
        for other in states:
            state = _join(state, other)
        return state

    def _leave(self, label: str, state: _State) -> None:
        for name, states in reversed(self._breaks):
            if name == label:
                states.append(state)
                return

    def _loop(self, node: Node, state: _State) -> _State:
        body = node.child_by_field_name("body")
        if node.type == "do_statement":
            return self._run(body, state) or self._field(node, "condition")
        first = ("right",) if node.type == "for_in_statement" else ("initializer", "condition")
        state = state or any(self._field(node, name) for name in first)
        self._run(body, state)
        condition = node.child_by_field_name("condition")
        forever = node.type != "for_in_statement" and (
            _text(condition).strip("() ;") == "true" or (node.type == "for_statement" and _is_empty(condition))
        )
        return None if forever else state

    def _switch(self, node: Node, state: _State) -> _State:
        state = state or self._field(node, "value")
        body = node.child_by_field_name("body")
        cases = [child for child in body.named_children if child.type != "comment"] if body is not None else []
        through: _State = None
        for case in cases:
            through = _join(through, state)
            value = case.child_by_field_name("value")
            for child in case.named_children:
                if value is None or child.id != value.id:
                    through = self._run(child, through)
        has_default = any(case.type == "switch_default" for case in cases)
        return through if has_default else _join(through, state)

    def _try(self, node: Node, state: _State) -> _State:
        finalizer = node.child_by_field_name("finalizer")
        last = finalizer.child_by_field_name("body") if finalizer is not None else None
        missing = len(self._missing)
        done = self._run(node.child_by_field_name("body"), state)
        handler = node.child_by_field_name("handler")
        if handler is not None:
            done = _join(done, self._run(handler.child_by_field_name("body"), state))
        if last is not None:
            inside = self._missing[missing:]
            if _Paths(self._wanted)._run(last, False) is True:
                del self._missing[missing : missing + len(inside)]  # their way out leads through `finally`
            done = self._run(last, done) if done is not None else None
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
        if kind in _FUNCTIONS:
            return False
        if kind == "ternary_expression":
            both = self._field(node, "consequence") and self._field(node, "alternative")
            return both or self._field(node, "condition")
        operator = _text(node.child_by_field_name("operator"))
        if (kind == "binary_expression" and operator in _LAZY) or operator in _LAZY_ASSIGNMENTS:
            return self._field(node, "left")
        if kind in ("assignment_pattern", "object_assignment_pattern"):
            return False
        before = _before_optional(node)
        if before is not None:
            return self._evaluates(before)
        return any(map(self._evaluates, node.named_children))


def _before_optional(node: Node) -> Node | None:
    """What stands before the first `?.` of the chain that ends at ``node``; None if there is none."""
    found = None
    current: Node | None = node
    while current is not None and current.type in _LINKS:
        inner = current.child_by_field_name("function") or current.child_by_field_name("object")
        if any(child.type == "optional_chain" for child in current.children):
            found = inner
        current = inner
    return found


def _join(one: _State, other: _State) -> _State:
    if one is None or other is None:
        return other if one is None else one
    return one and other


def _text(node: Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""


def _is_empty(node: Node | None) -> bool:
    return node is None or node.type == "empty_statement"
