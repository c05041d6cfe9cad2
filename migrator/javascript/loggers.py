"""Which expressions are loggers: what writes to the console, and does nothing else, whatever it is called.

A logger is `console`, or a thing of the code (`evaluation`) with methods that only call it: of those that loggers have,
each that is there. Methods of other names are not looked at, since a page does not call them. Where nothing shows what
an expression is, it is a logger by its name: the last word is *log* or *logger* (`p2pLog`, `game_log`, `this._log`, not
`dialog`). What is known to be no logger is none by any name.

A method only logs if all that it calls, also under a condition, is

- a method of the console, or of a logger,
- a function of the code that only logs in turn, or that has no effect,
- a standard function without effect (`JSON.stringify`, `Date.now`, `args.map`), and what that is given to call,

and if it writes only to its own variables. It must reach the console, or be empty. Reading a member is taken to have no
effect, as elsewhere (`effects`); so getters are looked at only where a method comes from one.

This is one module because it is one definition: whether a method only logs depends on whether what it calls does.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.callers import arguments_of
from migrator.javascript.evaluation import Evaluation
from migrator.javascript.flow import elements
from migrator.javascript.log_names import METHODS, is_named_logger
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.scopes import Binding
from migrator.javascript.standard import (
    GIVING_VALUES,
    LIST_CALLING,
    LIST_LOOKING,
    MADE,
    MAP_LOOKING,
    OF_TEXTS,
    SEARCHING,
    WRITING,
)
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASSES,
    DEFAULTS,
    FUNCTIONS,
    MEMBERS,
    NO_STATEMENTS,
    READ_NAMES,
    STRINGS,
    TARGET_NAMES,
    NodeKind,
    children,
    is_known,
    operator,
)
from migrator.javascript.things import Argument, Place, Thing, TooFar

if TYPE_CHECKING:
    from tree_sitter import Node

# Functions without effect, beside those that give a value.
_PURE = GIVING_VALUES | {
    "Date", "Date.UTC", "Error", "Error.captureStackTrace", "Object.freeze", "RegExp", "String.raw", "URLSearchParams",
    "localStorage.getItem", "sessionStorage.getItem",
}  # fmt: skip
# Methods that texts, numbers and dates have, and nothing that acts.
_TEXTUAL = OF_TEXTS | {"includes", "indexOf", "lastIndexOf", "slice", "toJSON", "valueOf"}
# Methods that data has as well, and that change nothing.
_READING = _TEXTUAL | LIST_LOOKING | SEARCHING | {"format"}
# What the platform made where the call stands has these too.
_LOOKING = MAP_LOOKING | {"getAll"}
# What is no code that runs where it stands.
_APART = FUNCTIONS | CLASSES
_FRESH = frozenset({NodeKind.ARRAY, NodeKind.OBJECT, NodeKind.NEW_EXPRESSION})
_WRITTEN_OUT = STRINGS | {NodeKind.ARRAY, NodeKind.REGEX, NodeKind.NUMBER}


class Does(StrEnum):
    """What a method does beside logging."""

    CALLS = "calls"
    MAKES = "makes"
    WRITES = "writes"
    THROWS = "throws"
    OTHER = "other"


class Why(StrEnum):
    """Why an expression is no logger."""

    UNKNOWN = "unknown"  # nothing shows what it is, and its name does not say so
    THING = "thing"  # it is something else
    WITHOUT = "without"  # it has no such method
    NO_FUNCTION = "no-function"  # what it has under the name of a method is no function
    SILENT = "silent"  # its method never reaches the console
    DOES = "does"  # its method does something else
    METHOD = "method"  # the method is none of a logger
    TOO_FAR = "too-far"


class Fault(NamedTuple):
    """Why an expression is no logger, what shows that, and of which method; ``does`` says what that does."""

    why: Why
    place: Place
    method: str = ""
    does: Does = Does.OTHER


class _Effect(NamedTuple):
    does: Does
    place: Place


class _Judged(NamedTuple):
    """What a function does: its first effect other than logging, and whether it logs."""

    effect: _Effect | None
    logs: bool


class Loggers:
    """Says of the expressions of one file whether they are loggers. ``methods`` are those that settings add."""

    def __init__(self, project: Project, module: Module, methods: tuple[str, ...] = ()) -> None:
        self._project = project
        self.module = module
        self.methods = (*METHODS, *(name for name in methods if name not in METHODS))

    def fault(self, receiver: Node, method: str, *, taken: bool) -> Fault | None:
        """Why an expression is no logger with a method, or None. A method that a page takes from the source
        (``taken``) must be one that loggers have.
        """
        place = Place(self.module, unwrap(receiver))
        try:
            found = _Question(self._project, self.methods).fault(place, method)
        except (TooFar, RecursionError):
            return Fault(Why.TOO_FAR, place)
        if found is None and taken and method not in self.methods:
            return Fault(Why.METHOD, place, method)
        return found

    def logs(self, receiver: Node, method: str) -> bool:
        """Whether a call of a method of an expression is a line of a log."""
        return method in self.methods and self.fault(receiver, method, taken=True) is None


class _Question:
    """One question about one expression."""

    def __init__(self, project: Project, methods: tuple[str, ...]) -> None:
        self._evaluation = Evaluation(project)
        self._methods = methods
        self._judging: list[Place] = []

    def fault(self, receiver: Place, method: str) -> Fault | None:
        things = self._evaluation.of(receiver)
        known = [thing for thing in things if thing.kind != "nothing"]
        if not known:  # the code gives it no value, so another file does, or none
            known = [Thing("unknown", receiver)]
        for thing in known:
            found = self._fault_of(thing, receiver, method)
            if found is not None:
                return found
        return None

    def _fault_of(self, thing: Thing, receiver: Place, method: str) -> Fault | None:
        if thing.kind == "unknown":
            named = (self._name(receiver), self._name(thing.place), thing.name)
            return None if any(map(is_named_logger, named)) else Fault(Why.UNKNOWN, thing.place)
        if thing.kind in ("platform", "value", "printer", "globals"):
            return Fault(Why.THING, thing.place)
        for name in dict.fromkeys((method, *self._methods)):
            found = self._fault_of_method(thing, receiver, name, is_called=name == method)
            if found is not None:
                return found
        return None

    def _fault_of_method(self, thing: Thing, receiver: Place, name: str, *, is_called: bool) -> Fault | None:
        members = list(self._evaluation.member(thing, name, thing.place))
        if not any(member.kind != "nothing" for member in members):
            return Fault(Why.WITHOUT, thing.place, name) if is_called else None
        for member in members:
            if member.kind in ("printer", "nothing") or self._is_method_of_named(member):
                continue
            if member.kind == "function":
                judged = self._judge(member, None)
                if judged.effect is not None:
                    return Fault(Why.DOES, judged.effect.place, name, judged.effect.does)
                if not judged.logs and not _is_empty(member.place.node):
                    return Fault(Why.SILENT, member.place, name)
            elif member.kind == "unknown" and member.place.node.id == thing.place.node.id:
                # It is inherited from what is not known.
                if is_called and not is_named_logger(self._name(receiver)):
                    return Fault(Why.UNKNOWN, thing.place)
            elif is_called or member.kind == "platform":  # `debug: true` is not called
                return Fault(Why.NO_FUNCTION, member.place, name)
        return None

    def _name(self, place: Place) -> str:
        """The name of what an expression takes: that of a variable, or of a member."""
        node = unwrap(place.node)
        if node.type in MEMBERS:
            return self._evaluation.key(place.at(node)) or ""
        return place.module.text(node) if node.type in READ_NAMES | TARGET_NAMES else ""

    def _is_method_of_named(self, thing: Thing) -> bool:
        """Whether something unknown is a method of a logger by its name: `logger.info`."""
        node = unwrap(thing.place.node)
        if node.type == NodeKind.CALL_EXPRESSION:  # logger.info.bind(logger)
            function = node.child_by_field_name("function")
            inner = unwrap(function) if function is not None else node
            if inner.type not in MEMBERS or self._evaluation.key(thing.place.at(inner)) != "bind":
                return False
            node = unwrap(inner.child_by_field_name("object") or inner)
        if thing.kind != "unknown" or node.type not in MEMBERS:
            return False
        held, key = node.child_by_field_name("object"), self._evaluation.key(thing.place.at(node))
        if held is None or key not in self._methods:
            return False
        owner = thing.place.at(unwrap(held))
        owners = [item for item in self._evaluation.of(owner) if item.kind != "nothing"]
        return all(self._fault_of(item, owner, key) is None for item in owners or [Thing("unknown", owner)])

    # -- what a function does ------------------------------------------------------------------------------------------

    def _judge(self, function: Thing, arguments: tuple[Argument, ...] | None) -> _Judged:
        if any(place.node.id == function.place.node.id for place in self._judging):
            return _Judged(None, False)  # it calls itself: that does nothing more
        self._judging.append(function.place)
        try:
            inside = self._evaluation.entered(function, arguments)
            logs = False
            for part in _run_in(function.place.node):
                judged = self._judge_part(inside.at(part))
                if judged.effect is not None:
                    return judged
                logs = logs or judged.logs
            return _Judged(None, logs)
        finally:
            self._judging.pop()

    def _judge_part(self, part: Place) -> _Judged:
        """What one node does by itself, the nodes in it apart."""
        node, kind = part.node, part.node.type
        if kind == NodeKind.CALL_EXPRESSION and unwrap(node).id == node.id:
            return self._judge_call(part)
        does = None
        if kind == NodeKind.NEW_EXPRESSION:
            made = node.child_by_field_name("constructor")
            things = self._evaluation.of(part.at(made)) if made is not None else []
            is_plain = bool(things) and all(thing.kind == "platform" and thing.name in MADE for thing in things)
            does = None if is_plain else Does.MAKES
        elif kind == NodeKind.THROW_STATEMENT:
            does = Does.THROWS
        elif any(not self._is_own(part.at(target)) for target in _targets(node)):
            does = Does.WRITES
        elif not is_known(kind) or kind in _OTHER or kind in CLASSES:
            does = Does.OTHER
        return _Judged(_Effect(does, part) if does is not None else None, False)

    def _is_own(self, target: Place) -> bool:
        """Whether what is written is a variable of a function that runs, or a member of what that has made."""
        node = unwrap(target.node)
        is_member = node.type in MEMBERS
        while node.type in MEMBERS:
            held = node.child_by_field_name("object")
            if held is None:
                return False
            node = unwrap(held)
        binding = self._inner(target.at(node))
        return binding is not None and (not is_member or self._is_fresh(target.module, binding))

    def _inner(self, name: Place) -> Binding | None:
        """The variable that a name means, if it belongs to a function that runs."""
        if name.node.type not in READ_NAMES | TARGET_NAMES:
            return None
        binding = name.module.source.scopes.binding_at(name.node.start_byte)
        is_inner = binding is not None and any(
            place.module is name.module and _is_inside(binding.scope.node, place.node) for place in self._judging
        )
        return binding if is_inner else None

    def _is_fresh(self, module: Module, binding: Binding) -> bool:
        """Whether a variable only ever holds what was made for it."""
        origins = self._evaluation.origins(module)
        for name in (*binding.declarations, *(use.node for use in binding.writes)):
            whole, keys, defaults = origins.climb(name)
            parent = whole.parent
            if parent is not None and parent.type == NodeKind.REST_PATTERN:
                continue
            value = None
            if parent is not None and (parent.type == NodeKind.VARIABLE_DECLARATOR or parent.type in ASSIGNMENTS):
                value = parent.child_by_field_name("value") or parent.child_by_field_name("right")
            if value is None or keys or defaults or unwrap(value).type not in _FRESH:
                return False
        return bool(binding.declarations)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _judge_call(self, call: Place) -> _Judged:
        called = call.node.child_by_field_name("function")
        inner = unwrap(called) if called is not None else call.node
        effect = _Judged(_Effect(Does.CALLS, call), False)
        held, key = inner.child_by_field_name("object"), None
        if inner.type in MEMBERS and held is not None:
            key = self._evaluation.key(call.at(inner))
            if key == "bind" or (key in WRITING and self._is_own(call.at(inner))):
                return _Judged(None, False)
            if key in _READING | LIST_CALLING and self._is_data(call.at(unwrap(held)), key):
                return self._judge_callbacks(call, effect, is_calling=key in LIST_CALLING)
        logs = False
        callees = list(self._evaluation.callees(call)) or [(Thing("unknown", call.at(inner)), None)]
        for thing, arguments in callees:
            judged = self._judge_callee(call, thing, arguments, effect)
            if judged.effect is not None:
                return judged
            logs = logs or judged.logs
        return _Judged(None, logs)

    def _judge_callee(
        self, call: Place, thing: Thing, arguments: tuple[Argument, ...] | None, effect: _Judged
    ) -> _Judged:
        if thing.kind == "printer" or self._is_method_of_named(thing):
            return _Judged(None, True)
        if thing.kind == "function":
            return self._judge(thing, arguments)
        if thing.kind == "platform":
            name, _, key = thing.name.rpartition(".")
            if thing.name in _PURE or name == "Math" or (_is_made(name) and key in _READING | _LOOKING):
                return self._judge_callbacks(call, effect, is_calling=False)
        return effect

    def _is_data(self, owner: Place, key: str) -> bool:
        """Whether what a method is called on is plain data, as a function is given it, and no object that acts."""
        for thing in self._evaluation.of(owner):
            if thing.kind == "unknown":
                root = _root(owner.node)
                is_inner = root.type in _WRITTEN_OUT or self._inner(owner.at(root)) is not None
                if key not in _TEXTUAL and not is_inner:
                    return False
            elif thing.kind == "platform":
                if not _is_made(thing.name):
                    return False
            elif thing.kind not in ("value", "nothing") and list(self._evaluation.member(thing, key, owner)):
                return False
        return True

    def _judge_callbacks(self, call: Place, effect: _Judged, *, is_calling: bool) -> _Judged:
        """What the functions do that a standard function is given, which may call them, and does if it is such."""
        logs = False
        for index, argument in enumerate(arguments_of(call)):
            for thing in (thing for place in argument.places for thing in self._evaluation.of(place)):
                if thing.kind == "function":
                    judged = self._judge(thing, None)
                    if judged.effect is not None:
                        return judged
                    logs = logs or judged.logs
                elif is_calling and index == 0:
                    if thing.kind != "printer" and not (thing.kind == "platform" and thing.name in _PURE):
                        return effect
                    logs = logs or thing.kind == "printer"
        return _Judged(None, logs)


_OTHER = frozenset(
    {
        NodeKind.WITH_STATEMENT,
        NodeKind.USING_DECLARATION,
        NodeKind.YIELD_EXPRESSION,
        NodeKind.JSX_OPENING_ELEMENT,
        NodeKind.JSX_SELF_CLOSING_ELEMENT,
        NodeKind.DECORATOR,
    }
)


def _is_made(name: str) -> bool:
    """Whether a thing of the platform was made by a constructor or a function, as far as its name says."""
    return name.startswith("new ") or name.endswith(")")


def _root(node: Node) -> Node:
    """What a chain of members and calls begins with."""
    while True:
        node = unwrap(node)
        inner = node.child_by_field_name("object") if node.type in MEMBERS else node.child_by_field_name("function")
        if inner is None:
            return node
        node = inner


def _is_empty(function: Node) -> bool:
    """Whether a function does nothing, and says so: its body is empty."""
    body = function.child_by_field_name("body")
    if body is None or body.type != NodeKind.STATEMENT_BLOCK:
        return body is not None and (body.type in (NodeKind.UNDEFINED, NodeKind.NULL) or operator(body) == "void")
    return all(part.type in NO_STATEMENTS for part in body.named_children)


def _is_inside(inner: Node, outer: Node) -> bool:
    return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)


def _run_in(function: Node) -> Iterator[Node]:
    """What runs when a function is called, what it makes to run later apart."""
    parts = ("parameters", "parameter", "body")
    stack = [part for field in reversed(parts) if (part := function.child_by_field_name(field)) is not None]
    while stack:
        node = stack.pop()
        yield node
        if node.type not in _APART:
            stack.extend(reversed(children(node)))


def _targets(node: Node) -> Iterator[Node]:
    """The names and members that an expression or a loop writes by itself, and what it deletes."""
    target = None
    if node.type in ASSIGNMENTS:
        target = node.child_by_field_name("left")
    elif node.type == NodeKind.UPDATE_EXPRESSION or (
        node.type == NodeKind.UNARY_EXPRESSION and operator(node) == "delete"
    ):
        target = node.child_by_field_name("argument")
    elif node.type == NodeKind.FOR_IN_STATEMENT and node.child_by_field_name("kind") is None:
        target = node.child_by_field_name("left")
    stack = [target] if target is not None else []
    while stack:
        part = unwrap(stack.pop())
        if part.type == NodeKind.ARRAY_PATTERN:
            stack.extend(item for item in elements(part) if item is not None)
        elif part.type in (NodeKind.OBJECT_PATTERN, NodeKind.REST_PATTERN):
            stack.extend(children(part))
        elif part.type in DEFAULTS or part.type == NodeKind.PAIR_PATTERN:
            inner = part.child_by_field_name("left") or part.child_by_field_name("value")
            stack.extend([inner] if inner is not None else [])
        else:
            yield part
