"""What the code of one function does to names and to objects: what it reads, what it writes, what it calls, what it
owns.

Objects are told apart by where they come from. What a function makes itself (an array, an object, what a function of
the platform gives back) is its own, one object for each place that makes one, until somebody else may have it: it is
stored outside, given to code that cannot be seen, thrown or yielded. `this` is one object. What comes from other
functions, modules and members of `this` is one crowd: any of it may be any other of it. What a parameter holds may be
of that crowd, or be held by another parameter, where something is written; but code that cannot be seen writes to it
only once the function has given it, or a part of it, away. Each object has one bag of contents, whatever the member is
called, and the order of statements counts only for what is given away. What runs later (a closure that unseen code may
have) counts as run at each call that cannot be seen.

`Effects.of` says what a statement does: the names that it gives a value, the objects that it writes to, the first code
that it runs and that cannot be seen. Writing is an assignment in any form (also through parentheses, a pattern, the
head of a loop), `delete`, a method that is known to write (`push`), `Object.assign` and the like, and whatever a
function of the same function does that is called. `changes` says whether what a statement does may give an expression
another value, and `lost_across_wait` whether that may be another once the function has waited.

Not followed: what iterating, converting to text and taking apart may run (an iterator, `toString`, `toJSON`), a proxy,
accessors that no code of the file defines, and prototypes that are changed. `join`, `map` and the like are taken for
those of arrays on any object but `this`.

This is one module because all that it knows of objects it learns at once, in rounds, until nothing is new: what a call
does depends on what its arguments hold, and that on what calls have done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.builtins import GLOBAL_OBJECTS
from migrator.javascript.flow import arguments_of, elements, is_field, key_text, member_name, parameters_of
from migrator.javascript.log_names import METHODS, is_named_logger
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.parser import below
from migrator.javascript.precedence import is_written
from migrator.javascript.scopes import CONST, FUNCTION, IMPLICIT
from migrator.javascript.standard import (
    CALLING,
    GIVING_VALUES,
    LIST_CALLING,
    LIST_LOOKING,
    LIST_WRITING,
    MADE,
    MAP_LOOKING,
    OF_TEXTS,
    SEARCHING,
    TEXTS,
    WRITING,
)
from migrator.javascript.syntax import (
    CALLS,
    CLASSES,
    DEFAULTS,
    FUNCTION_VALUES,
    FUNCTIONS,
    LOOPS,
    MEMBERS,
    READ_NAMES,
    SPREADS,
    TAKING_APART,
    THIS_FUNCTIONS,
    NodeKind,
    children,
    operator,
)
from migrator.javascript.written import written_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from migrator.javascript.loggers import Loggers
    from migrator.javascript.scopes import Binding
    from migrator.javascript.source import Source

# Objects that a function does not make; those that it makes have the number of the node that makes them.
OUTSIDE, THIS, ANY = -1, -2, -3
_FIRST_GIVEN = -10  # what the first parameter holds; the second one has the number below
Objects = frozenset[int]
_NONE: Objects = frozenset()
_OUTSIDE, _ANY = frozenset({OUTSIDE}), frozenset({ANY})
_FOREIGN = frozenset({OUTSIDE, THIS, ANY})
_PARTS = re.compile(r"[\w$#]+|\[[^\]]*\]")  # of a path of members
_MOST_ROUNDS = 30

_DEEP = frozenset({"JSON.parse", "structuredClone"})  # nothing that these give back is in what they are given
# These write to their first argument, and give it back.
_WRITING_FIRST = frozenset({
    "Object.assign", "Object.defineProperties", "Object.defineProperty", "Object.freeze", "Object.preventExtensions",
    "Object.seal", "Object.setPrototypeOf", "Reflect.defineProperty", "Reflect.deleteProperty", "Reflect.set",
    "Reflect.setPrototypeOf", "Reflect.preventExtensions",
})  # fmt: skip
# On anything but `this`, a method of a list is named like these.
_LIST_READING = LIST_CALLING | LIST_LOOKING
# Methods of what is known to be of the platform.
_READING = _LIST_READING | MAP_LOOKING | SEARCHING | {
    "difference", "hasOwnProperty", "intersection", "normalize", "propertyIsEnumerable", "subarray", "toJSON", "union",
    "valueOf",
}  # fmt: skip
_ONE = frozenset({"at", "find", "findLast", "get", "reduce", "reduceRight", "valueOf"})  # give one of the elements
_CALLING_METHODS = LIST_CALLING | {"sort", "replace", "replaceAll"}
_SHORT_CIRCUITS = frozenset({"||", "&&", "??"})
_SHORT_ASSIGNMENTS = frozenset({"||=", "&&=", "??="})
_LITERALS = frozenset({
    NodeKind.STRING, NodeKind.NUMBER, NodeKind.TRUE, NodeKind.FALSE, NodeKind.NULL, NodeKind.UNDEFINED, NodeKind.REGEX,
    NodeKind.TEMPLATE_STRING, NodeKind.UNARY_EXPRESSION, NodeKind.UPDATE_EXPRESSION, NodeKind.META_PROPERTY,
})  # fmt: skip

# What a value is put into on its way to a call.
_GIVING = frozenset({NodeKind.ARGUMENTS, NodeKind.ARRAY, NodeKind.OBJECT, NodeKind.PAIR, NodeKind.SPREAD_ELEMENT})


@dataclass
class Effect:
    """What some code does: ``names`` that it gives a value (a global by its name), ``objects`` that it writes to, each
    with the first place that does so, and the first places that run code which cannot be seen, and that wait.
    """

    names: dict[Binding | str, Node] = field(default_factory=dict)
    objects: dict[int, Node] = field(default_factory=dict)
    calls: list[Node] = field(default_factory=list)  # all that run code which cannot be seen
    unseen: Node | None = None
    waits: Node | None = None
    everything: Node | None = None  # a direct `eval`


class Call(NamedTuple):
    """What a call does: the objects that it may give back, those that it writes to, the functions of this function
    that it runs, whether it runs code that cannot be seen, and whether it is a line of a log.
    """

    result: Objects = _NONE
    writes: Objects = _NONE
    runs: tuple[Node, ...] = ()
    unseen: bool = False
    prints: bool = False


class Effects:
    """Effects of the code of one function. ``accessors`` are the names of members that run code which acts when they
    are read or written. ``loggers`` knows the loggers of the file; without it, they are told by their names. What
    parameters hold is taken for plain data where it is ``trusted``: its methods are those of the platform.
    """

    def __init__(
        self,
        source: Source,
        function: Node,
        accessors: frozenset[str] = frozenset(),
        loggers: Loggers | None = None,
        *,
        trusted: bool = False,
    ) -> None:
        self._source = source
        self._data = source.data
        self._scopes = source.scopes
        self.function = function
        self._accessors = accessors
        self._held: dict[Binding, set[int]] = {}
        self._content: dict[int, set[int]] = {}
        self._returned: dict[int, set[int]] = {}
        self._trusted = trusted
        self._loggers = loggers
        self._logging: dict[int, bool] = {}  # of each call's function
        self._escaped: set[int] = set()
        self._away: dict[int, int] = {}  # where the function first gives away what a parameter holds
        self._at = 0
        self._plain: set[int] = set()  # objects that are written out, and may have methods of their own
        self._open: set[int] = set()  # functions that unseen code may call
        self._calls: dict[int, Call] = {}  # of one step, since what is known grows
        self._grew = False
        self._nodes = list(below(function))
        self._functions = [node for node in self._nodes if node.type in FUNCTIONS and node.id != function.id]
        for index, parameter in enumerate(parameters_of(function)):
            self._give(parameter, frozenset({_FIRST_GIVEN - index}))
        for _ in range(_MOST_ROUNDS):
            self._grew = False
            for node in self._nodes:
                self._calls.clear()
                self._at = node.start_byte
                self._step(node)
            if not self._grew:
                break
        else:  # give up: anything may be anything
            for held in self._held.values():
                held.add(ANY)
        self._calls.clear()

    # -- questions -----------------------------------------------------------------------------------------------------

    def of(self, node: Node) -> Effect:
        """What evaluating a node does, functions that are made in it included."""
        found = Effect()
        self._collect(node, found, set())
        if found.unseen is not None:
            for name in self.closures.names:
                found.names.setdefault(name, found.unseen)
            for one in self.closures.objects:
                found.objects.setdefault(one, found.unseen)
        return found

    def changes(self, effect: Effect, read: Node, *, inside: bool = True) -> Node | None:
        """Where an effect may give an expression another value, or None. ``inside`` says whether what the objects hold
        that it gives counts as a part of its value.
        """
        if effect.everything is not None:
            return effect.everything
        touched: Objects = _NONE
        bare = unwrap(read)
        for node in below(read):
            if node.type in READ_NAMES:
                at = self._changed_name(node, effect)
                if at is not None:
                    return at
            is_held = node.type == NodeKind.THIS or (node.type in READ_NAMES and not self._is_platform(node))
            if is_held and (node.id != bare.id or inside):
                touched |= self.value(node)
        reached = self._reach(touched)
        written = self._written(effect, reached)
        if written is not None:
            return written
        if effect.unseen is not None and reached & self._hidden(effect, read, effect.unseen):
            return effect.unseen
        return None

    def changes_inside(self, effect: Effect, read: Node, acting: Node) -> Node | None:
        """Where an effect, that of another expression, may change what the objects hold that an expression gives, or
        None. Code that cannot be seen changes what it is given, and what it is a method of.
        """
        if effect.everything is not None:
            return effect.everything
        written = self._written(effect, self._reach(self.value(unwrap(read))))
        if written is not None:
            return written
        if effect.unseen is not None and any(self._may_hold(given, read) for given in _handed(acting)):
            return effect.unseen
        return None

    def _written(self, effect: Effect, objects: Objects) -> Node | None:
        """Where an effect writes to one of some objects, or None."""
        places = (at for one, at in effect.objects.items() if self._meets(frozenset({one}), objects))
        return next(places, None)

    def _may_hold(self, given: Node, read: Node) -> bool:
        """Whether what is given to unseen code may hold what an expression gives, or be a part of it. Two members of
        `this` are two things where both are written out by name and neither is a part of the other.
        """
        value = self.value(unwrap(read))
        if (self._reach(self.value(given)) & value) - _FOREIGN:
            return True
        mine, theirs = (self._steps(unwrap(node)) for node in (given, read))
        if mine and theirs and mine[0] == theirs[0]:
            return all(one == other or "[" in one + other for one, other in zip(mine, theirs, strict=False))
        return bool(value & (self.value(given) if mine else self._reach(self.value(given))))

    def _steps(self, node: Node) -> list[str]:
        """The parts of a name, or of members that are taken of one or of `this`; nothing for anything else. Another
        name of `this` counts as `this`.
        """
        root = node
        while root.type in MEMBERS:
            root = unwrap(root.child_by_field_name("object") or root)
        if root.type not in READ_NAMES and root.type != NodeKind.THIS:
            return []
        parts = _PARTS.findall(self._text(node))
        return ["this", *parts[1:]] if self.value(root) == frozenset({THIS}) else parts

    def _hidden(self, effect: Effect, read: Node, unseen: Node) -> Objects:
        """The objects that code which cannot be seen may write to."""
        given = {one for held in self._held.values() for one in held if one <= _FIRST_GIVEN}
        if effect.waits is None and unwrap(read).type in READ_NAMES and not self._repeats(read):
            given = {one for one in given if self._away.get(one, unseen.end_byte) < unseen.end_byte}
        elif effect.waits is None and unwrap(read).type in READ_NAMES:
            given &= set(self._away)
        return _FOREIGN | self._escaped | given

    def _repeats(self, node: Node) -> bool:
        at: Node | None = node
        while at is not None and at.id != self.function.id:
            if at.type in LOOPS:
                return True
            at = at.parent
        return False

    def _changed_name(self, name: Node, effect: Effect) -> Node | None:
        """Where an effect may give a name another value."""
        binding = self._scopes.binding_at(name.start_byte)
        if binding is None:
            at = effect.names.get(self._text(name))
            return at if at is not None or self._is_platform(name) else effect.unseen
        if binding in effect.names:
            return effect.names[binding]
        return None if self.is_local(binding) or self.is_constant(binding) else effect.unseen

    def lost_across_wait(self, read: Node) -> Node | None:
        """The part of an expression that may be another one when the function has waited, or None.

        A variable of the function stays what it is, and the page that reads it later says that it does; but not if
        another function gives it a value, or writes to what it holds. Members of `this` and names of others may change.
        A `const` that is called is the same function.
        """
        for node in below(read):
            if node.type == NodeKind.THIS:
                return _longest(node, read)
            if node.type in READ_NAMES:
                binding = self._scopes.binding_at(node.start_byte)
                if binding is None:
                    if not self._is_platform(node):
                        return _longest(node, read)
                elif self.is_constant(binding) or (binding.kind == CONST and _is_callee(node, read)):
                    continue
                elif not self.is_local(binding) or THIS in self.value(node) or self._is_written_later(binding):
                    return _longest(node, read)
        return None

    def target_lost_across_wait(self, target: Node) -> Node | None:
        """The part of what is given a value that may be another one when the function has waited, or None: that of
        `this.a.b = x` is `this.a`, where anything but a constructor gives an `a` a value.
        """
        owner = unwrap(target).child_by_field_name("object") if unwrap(target).type in MEMBERS else None
        if owner is None or self.lost_across_wait(owner) is None:
            return None
        node, names = unwrap(owner), set[str | None]()
        while node.type in MEMBERS:
            names.add(self.key(node))
            node = unwrap(node.child_by_field_name("object") or node)
        if node.type != NodeKind.THIS and self.value(node) != frozenset({THIS}):
            return self.lost_across_wait(owner)
        written = written_members(self._source) if names else {}
        members = (member for name in names for member in written.get(name, ()))
        return None if all(self._is_in_constructor(member) for member in members) else owner

    def _is_in_constructor(self, node: Node) -> bool:
        at: Node | None = node
        while at is not None and at.type != NodeKind.METHOD_DEFINITION:
            at = at.parent
        return at is not None and key_text(at.child_by_field_name("name"), self._data) == "constructor"

    def _is_written_later(self, binding: Binding) -> bool:
        """Whether another function that stands in this one writes to what a variable holds, or gives it away."""
        held = self._reach(frozenset(self._held.get(binding, _NONE)))
        written = set(self.closures.objects)
        if (held & written) - {ANY} or (OUTSIDE in held and written & (self._escaped | set(self._away))):
            return True
        home = binding.scope.function
        return any(self._may_write(use.node) for use in binding.references if use.scope.function is not home)

    def _may_write(self, name: Node) -> bool:
        """Whether a use of a name writes to what it holds: a member, a method, a call that is given it."""
        node = outermost(name)
        while node.parent is not None and node.parent.type in MEMBERS and is_field(node.parent, "object", node):
            member = node.parent
            if is_written(member):
                return True
            node = outermost(member)
        parent = node.parent
        while parent is not None and parent.type in _GIVING:
            parent = parent.parent
        if parent is None or parent.type not in CALLS:
            return False
        called = self.call(parent)
        return called.unseen or bool(called.writes & self.value(name)) or bool(called.runs)

    def is_local(self, binding: Binding) -> bool:
        """Whether a name is a variable of this function itself, and no other function gives it a value."""
        home = binding.scope.function
        if home.node.id != self.function.id:
            return False
        return not any(use.scope.function is not home for use in binding.writes)

    def is_constant(self, binding: Binding) -> bool:
        """Whether a name has one value, which can never change: a literal, or a function that is declared."""
        if len(binding.declarations) != 1 or binding.writes:
            return False
        parent = binding.declarations[0].parent
        if parent is None or binding.kind == FUNCTION:
            return binding.kind == FUNCTION
        value = parent.child_by_field_name("value") if parent.type == NodeKind.VARIABLE_DECLARATOR else None
        return binding.kind == CONST and value is not None and unwrap(value).type in _LITERALS - {
            NodeKind.REGEX, NodeKind.TEMPLATE_STRING, NodeKind.UNARY_EXPRESSION, NodeKind.UPDATE_EXPRESSION,
        }  # fmt: skip

    @cached_property
    def closures(self) -> Effect:
        """What the functions that stand in this one do, whenever they are called."""
        found = Effect()
        for function in self._functions:
            body = function.child_by_field_name("body")
            if body is not None:
                self._collect(body, found, set())
        return found

    # -- values --------------------------------------------------------------------------------------------------------

    def value(self, expression: Node | None) -> Objects:
        """The objects that an expression may give; none where it gives a text, a number or the like."""
        if expression is None:
            return _NONE
        node = unwrap(expression)
        kind = node.type
        if kind in READ_NAMES:
            return self._named(node)
        if kind == NodeKind.THIS:
            return frozenset({THIS}) if self._is_own_this(node) else _ANY
        if kind in MEMBERS:
            return self._inside(self.value(node.child_by_field_name("object")))
        if kind in (NodeKind.ARRAY, NodeKind.OBJECT):
            return frozenset({node.id})
        if kind in CALLS:
            return self.call(node).result
        if kind == NodeKind.ASSIGNMENT_EXPRESSION:
            return self.value(node.child_by_field_name("right"))
        if kind == NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION:
            if operator(node) not in _SHORT_ASSIGNMENTS:
                return _NONE
            return self.value(node.child_by_field_name("left")) | self.value(node.child_by_field_name("right"))
        if kind == NodeKind.TERNARY_EXPRESSION:
            return self.value(node.child_by_field_name("consequence")) | self.value(
                node.child_by_field_name("alternative")
            )
        if kind == NodeKind.BINARY_EXPRESSION:
            if operator(node) not in _SHORT_CIRCUITS:
                return _NONE
            return self.value(node.child_by_field_name("left")) | self.value(node.child_by_field_name("right"))
        if kind == NodeKind.SEQUENCE_EXPRESSION:
            return self.value(children(node)[-1])
        if kind == NodeKind.AWAIT_EXPRESSION:
            held = self.value(next(iter(children(node)), None))
            return _OUTSIDE | held | self._inside(held)
        if kind == NodeKind.SPREAD_ELEMENT:
            return self._inside(self.value(next(iter(children(node)), None)))
        return _NONE if kind in _LITERALS or kind in FUNCTIONS else _OUTSIDE

    def _named(self, node: Node) -> Objects:
        binding = self._scopes.binding_at(node.start_byte)
        if binding is None:
            return _NONE if node.type == NodeKind.UNDEFINED else _OUTSIDE
        if binding.kind == FUNCTION or self._function_of(binding) is not None:
            return _NONE
        if not self.is_inside(binding):
            return _NONE if self.is_constant(binding) else _OUTSIDE
        return frozenset(self._held.get(binding, _NONE)) if binding.kind != IMPLICIT else _OUTSIDE

    def is_inside(self, binding: Binding) -> bool:
        """Whether a name is declared in this function."""
        return self.function.start_byte <= binding.scope.start and binding.scope.end <= self.function.end_byte

    def _inside(self, objects: Objects) -> Objects:
        found: set[int] = set()
        for one in objects:
            if one in (OUTSIDE, THIS) or one in self._escaped:
                found.add(OUTSIDE)
            if one == ANY or one <= _FIRST_GIVEN:
                found.add(one)
            found |= self._content.get(one, set())
        return frozenset(found)

    def _reach(self, objects: Objects) -> Objects:
        """Objects, and all that they hold."""
        found: set[int] = set()
        todo = set(objects)
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo |= self._inside(frozenset({one}))
        return frozenset(found)

    def _meets(self, changed: Objects, reached: Objects) -> bool:
        if not changed or not reached:
            return False
        if ANY in changed or ANY in reached:
            return True
        return bool(self._others(changed) & self._others(reached))

    def _others(self, objects: Objects) -> Objects:
        """Objects and what may be one of them under another name."""
        shared = objects & self._escaped or any(one <= _FIRST_GIVEN for one in objects)
        return objects | _OUTSIDE if shared else objects

    def _is_own_this(self, node: Node) -> bool:
        at = node.parent
        while at is not None and at.id != self.function.id:
            if at.type in THIS_FUNCTIONS or at.type in CLASSES or at.type == NodeKind.METHOD_DEFINITION:
                return False
            at = at.parent
        return at is not None

    # -- one node ------------------------------------------------------------------------------------------------------

    def _step(self, node: Node) -> None:
        kind = node.type
        if kind == NodeKind.VARIABLE_DECLARATOR:
            self._give(node.child_by_field_name("name"), self.value(node.child_by_field_name("value")))
        elif kind == NodeKind.ASSIGNMENT_EXPRESSION or kind in DEFAULTS:
            self._give(node.child_by_field_name("left"), self.value(node.child_by_field_name("right")))
        elif kind == NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION:
            if operator(node) in _SHORT_ASSIGNMENTS:
                self._give(node.child_by_field_name("left"), self.value(node.child_by_field_name("right")))
        elif kind == NodeKind.FOR_IN_STATEMENT:
            held = self.value(node.child_by_field_name("right"))
            self._give(node.child_by_field_name("left"), self._inside(held) if operator(node) == "of" else _NONE)
        elif kind == NodeKind.CATCH_CLAUSE:
            self._give(node.child_by_field_name("parameter"), _OUTSIDE)
        elif kind in CALLS:
            self.call(node)
        elif kind in (NodeKind.ARRAY, NodeKind.OBJECT):
            if kind == NodeKind.OBJECT:
                self._plain.add(node.id)
            for part in children(node):
                part_of = part.child_by_field_name("value") if part.type == NodeKind.PAIR else part
                self._put(frozenset({node.id}), self.value(part_of))
        elif kind == NodeKind.RETURN_STATEMENT:
            self._return(node, next(iter(children(node)), None))
        elif kind == NodeKind.ARROW_FUNCTION:
            body = node.child_by_field_name("body")
            if body is not None and body.type != NodeKind.STATEMENT_BLOCK:
                self._return(body, body)
        elif kind in (NodeKind.THROW_STATEMENT, NodeKind.YIELD_EXPRESSION):
            self._escape(self.value(next(iter(children(node)), None)))
        elif kind in CLASSES:
            for inner in below(node):
                if inner.type in FUNCTIONS:
                    self._let_out(inner)
        if kind in FUNCTIONS and node.id != self.function.id and not self._is_called_here(node):
            self._let_out(node)
        elif kind in READ_NAMES and self._is_read(node):
            binding = self._scopes.binding_at(node.start_byte)
            function = self._function_of(binding) if binding is not None else None
            if function is not None and not self._is_argument_or_callee(node):
                self._let_out(function)

    def _is_read(self, name: Node) -> bool:
        use = self._scopes.reference_at(name.start_byte)
        return use is not None and use.read

    def _return(self, at: Node, value: Node | None) -> None:
        function = at.parent
        while function is not None and function.type not in FUNCTIONS:
            function = function.parent
        if function is None or value is None:
            return
        held = self.value(value)
        before = self._returned.setdefault(function.id, set())
        self._grew = self._grew or not before >= held
        before |= held
        if function.id in self._open:
            self._escape(held)

    def _let_out(self, function: Node) -> None:
        """Unseen code may call a function, with anything."""
        if function.id == self.function.id:
            return
        if function.id not in self._open:
            self._open.add(function.id)
            self._grew = True
        for parameter in parameters_of(function):
            self._give(parameter, _ANY)
        self._escape(frozenset(self._returned.get(function.id, _NONE)))

    def _is_argument_or_callee(self, name: Node) -> bool:
        """Whether a name stands where `call` looks at what it means."""
        outer = outermost(name)
        parent = outer.parent
        if parent is None:
            return False
        if parent.type == NodeKind.ARGUMENTS:
            return True
        return parent.type in CALLS and (is_field(parent, "function", outer) or is_field(parent, "constructor", outer))

    def _is_called_here(self, function: Node) -> bool:
        """Whether a function is declared under a name, called where it stands, or an argument."""
        if function.type in FUNCTION_VALUES:
            outer = outermost(function)
            parent = outer.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                name = parent.child_by_field_name("name")
                binding = self._scopes.binding_at(name.start_byte) if name is not None else None
                return binding is not None and self._function_of(binding) is not None
            return self._is_argument_or_callee(function)
        return function.type != NodeKind.METHOD_DEFINITION and function.parent is not None

    def _function_of(self, binding: Binding) -> Node | None:
        """The function of this function, or this function, that a name stands for and nothing else."""
        if len(binding.declarations) != 1 or binding.writes:
            return None
        parent = binding.declarations[0].parent
        if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
            value = parent.child_by_field_name("value")
            parent = unwrap(value) if value is not None and is_field(parent, "name", binding.declarations[0]) else None
        elif parent is not None and not is_field(parent, "name", binding.declarations[0]):
            return None
        if parent is None or parent.type not in FUNCTIONS:
            return None
        inside = self.function.start_byte <= parent.start_byte and parent.end_byte <= self.function.end_byte
        return parent if inside else None

    def _give(self, target: Node | None, held: Objects) -> None:
        """Give a name, a member or the parts of a pattern objects."""
        if target is None:
            return
        node = unwrap(target)
        if node.type in DEFAULTS:
            self._give(node.child_by_field_name("left"), held)
        elif node.type in SPREADS:
            self._give(next(iter(children(node)), None), held | self._inside(held))
        elif node.type in TAKING_APART:
            inner = self._inside(held)
            for part in children(node):
                value = part.child_by_field_name("value") if part.type == NodeKind.PAIR_PATTERN else part
                self._give(value, inner | (held if part.type in SPREADS else _NONE))
        elif node.type in MEMBERS:
            self._put(self.value(node.child_by_field_name("object")), held)
        else:
            binding = self._scopes.binding_at(node.start_byte)
            if binding is None or not self.is_inside(binding):
                self._escape(held)
                return
            before = self._held.setdefault(binding, set())
            self._grew = self._grew or not before >= held
            before |= held

    def _put(self, holders: Objects, held: Objects) -> None:
        """Put objects into others."""
        for one in holders:
            if one in _FOREIGN:
                self._escape(held)
                continue
            before = self._content.setdefault(one, set())
            self._grew = self._grew or not before >= held
            before |= held
            if one in self._escaped:
                self._escape(held)

    def _escape(self, held: Objects) -> None:
        """Somebody else may have objects, and all that they hold."""
        for one in self._reach(held) - self._escaped - _FOREIGN:
            if one > _FIRST_GIVEN:
                self._escaped.add(one)
                self._grew = True
            elif self._at < self._away.get(one, self._at + 1):
                self._away[one] = self._at
                self._grew = True

    # -- calls ---------------------------------------------------------------------------------------------------------

    def call(self, node: Node) -> Call:
        """What a call does."""
        if node.id not in self._calls:
            self._calls[node.id] = self._call(node)
        return self._calls[node.id]

    def _call(self, node: Node) -> Call:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if function is None:
            return Call(_OUTSIDE, unseen=True)
        function = unwrap(function)
        is_new = node.type == NodeKind.NEW_EXPRESSION
        if arguments is not None and arguments.type == NodeKind.TEMPLATE_STRING:
            holes = [children(part)[0] for part in children(arguments) if part.type == NodeKind.TEMPLATE_SUBSTITUTION]
            return self._unseen(function, holes)
        given = [part for part in elements(arguments) if part is not None] if arguments is not None else []
        if function.type in MEMBERS and self._logs(function):
            return Call(prints=True)
        path = self._path(function)
        if path is not None:
            known = self._of_platform(node, ".".join(path), given, is_new)
            return known if known is not None else self._unseen(function, given)
        local = self._local(function)
        if local is not None and not is_new:
            return self._runs(local, [self.value(part) for part in given])
        if function.type in MEMBERS and not is_new:
            known = self._method(node, function, given)
            if known is not None:
                return known
        return self._unseen(function, given)

    def _unseen(self, function: Node, given: list[Node]) -> Call:
        if function.type in MEMBERS:
            self._escape(self.value(function.child_by_field_name("object")))
        for part in given:
            self._escape(self.value(part))
        self._let_out_arguments(given)
        return Call(_OUTSIDE, unseen=True)

    def _let_out_arguments(self, given: list[Node]) -> None:
        """Functions among the arguments are put away, so unseen code may call them."""
        for part in given:
            for inner in self._functions_in(part):
                self._let_out(inner)

    def _functions_in(self, argument: Node) -> list[Node]:
        """The functions of this function that an argument is."""
        node = unwrap(argument)
        if node.type in FUNCTION_VALUES:
            return [node]
        local = self._local(node)
        return [local] if local is not None else []

    def _local(self, function: Node) -> Node | None:
        """The function of this function that is called, this function itself included."""
        if function.type in FUNCTION_VALUES:
            return function
        binding = self._scopes.binding_at(function.start_byte) if function.type == NodeKind.IDENTIFIER else None
        return self._function_of(binding) if binding is not None else None

    def _runs(self, function: Node, given: list[Objects]) -> Call:
        parameters = parameters_of(function)
        everything = frozenset[int]().union(*given)
        for index, parameter in enumerate(parameters):
            exact = index < len(given) and parameter.type not in SPREADS
            self._give(parameter, given[index] if exact else everything)
        if any(child.type in ("async", "*") for child in function.children):
            return Call(frozenset(self._returned.get(function.id, _NONE)) | _OUTSIDE, runs=(function,), unseen=True)
        return Call(frozenset(self._returned.get(function.id, _NONE)), runs=(function,))

    def _of_platform(self, node: Node, name: str, given: list[Node], is_new: bool) -> Call | None:
        values = [self.value(part) for part in given]
        everything = frozenset[int]().union(*values)
        if name in ("eval", "Function"):
            return None
        if is_new:
            if name not in MADE:
                return None
            self._put(frozenset({node.id}), self._reach(everything))
            return Call(frozenset({node.id}))
        if name.startswith("console."):
            return Call(prints=True)
        if name in _WRITING_FIRST and given:
            self._let_out_arguments(given)
            held = frozenset[int]().union(*values[1:])
            self._put(values[0], held | self._inside(held))
            return Call(values[0], writes=values[0])
        called: Call | None = Call()
        self._let_out_arguments(given[:1] + given[2:] if name in CALLING else given)
        if name in CALLING:
            called = self._callbacks(given[1:2], everything | self._inside(everything))
        if called is None or name not in GIVING_VALUES:
            return None
        if name in TEXTS:
            return Call(runs=called.runs)
        held = frozenset({node.id}) if name in _DEEP else self._reach(everything)
        self._put(frozenset({node.id}), held | called.result)
        return Call(frozenset({node.id}), runs=called.runs)

    def _callbacks(self, given: list[Node], held: Objects) -> Call | None:
        """What it does that a known function calls its arguments with some objects; None where that is not seen."""
        runs: list[Node] = []
        result: Objects = _NONE
        for part in given:
            inner = self._functions_in(part)
            if inner:
                called = self._runs(inner[0], [held] * max(len(parameters_of(inner[0])), 1))
                runs += called.runs
                result |= called.result
            elif unwrap(part).type not in _LITERALS:
                path = self._path(unwrap(part))
                if path is None or ".".join(path) not in TEXTS:
                    return None
        return Call(result, runs=tuple(runs))

    def _method(self, node: Node, function: Node, given: list[Node]) -> Call | None:
        owner = function.child_by_field_name("object")
        name = self.key(function)
        if owner is None or name is None:
            return None
        receiver = self.value(owner)
        if name in OF_TEXTS:
            return Call()
        is_given = any(one <= _FIRST_GIVEN for one in receiver)
        is_known = not receiver & (_FOREIGN | self._plain) and (self._trusted or not is_given)
        known = is_known or self._is_table(owner)
        listed = not receiver & {THIS, ANY} and not receiver & self._plain
        values = frozenset[int]().union(*(self.value(part) for part in given))
        called: Call | None = Call()
        place = 1 if name in ("replace", "replaceAll") else 0
        asked = given[place : place + 1] if name in _CALLING_METHODS else []
        self._let_out_arguments([part for part in given if part not in asked])
        if (known and name in _READING) or (listed and name in _LIST_READING):
            if asked:
                called = self._callbacks(asked, receiver | self._inside(receiver) | values)
            if called is None:
                return None
            held = self._inside(receiver) | called.result | values
            self._put(frozenset({node.id}), held | self._inside(held))
            return Call(held if name in _ONE else frozenset({node.id}), runs=called.runs)
        if (known and name in WRITING) or (listed and name in LIST_WRITING):
            if asked:
                called = self._callbacks(asked, receiver | self._inside(receiver))
            if called is None:
                return None
            self._put(receiver, values)
            return Call(receiver | self._inside(receiver) | values, writes=receiver, runs=called.runs)
        return None

    def _logs(self, function: Node) -> bool:
        """Whether a method is one of a logger."""
        if function.id not in self._logging:
            owner, name = function.child_by_field_name("object"), self.key(function)
            if owner is None or name is None:
                self._logging[function.id] = False
            elif self._loggers is not None:
                self._logging[function.id] = self._loggers.logs(owner, name)
            else:
                self._logging[function.id] = name in METHODS and is_named_logger(self._last_name(owner))
        return self._logging[function.id]

    def _is_table(self, owner: Node) -> bool:
        """Whether an expression is a constant of the file that is written out as a list, a set, a map or a pattern."""
        node = unwrap(owner)
        if node.type == NodeKind.REGEX:
            return True
        binding = self._scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
        if binding is None or binding.kind != CONST or len(binding.declarations) != 1:
            return False
        parent = binding.declarations[0].parent
        value = parent.child_by_field_name("value") if parent is not None else None
        if value is None or parent is None or not is_field(parent, "name", binding.declarations[0]):
            return False
        value = unwrap(value)
        if value.type == NodeKind.NEW_EXPRESSION:
            made = value.child_by_field_name("constructor")
            path = self._path(unwrap(made)) if made is not None else None
            return path is not None and ".".join(path) in MADE
        return value.type in (NodeKind.ARRAY, NodeKind.REGEX)

    def _path(self, function: Node) -> tuple[str, ...] | None:
        """The names that lead from a global to a function; None where it does not begin at one."""
        names: list[str] = []
        node = function
        while node.type in MEMBERS:
            name, owner = self.key(node), node.child_by_field_name("object")
            if name is None or owner is None:
                return None
            names.append(name)
            node = unwrap(owner)
        if node.type not in READ_NAMES or self._scopes.binding_at(node.start_byte) is not None:
            return None
        first = self._text(node)
        if not self._scopes.is_global(first, node.start_byte):
            return None
        path = (first, *reversed(names))
        while len(path) > 1 and path[0] in GLOBAL_OBJECTS:
            if not self._scopes.is_member_global(path[1]):
                return None
            path = path[1:]
        return path

    def key(self, member: Node) -> str | None:
        """The name of the member that `x.name` or `x['name']` takes, None where it is not known."""
        return member_name(member, self._data)

    def _last_name(self, owner: Node) -> str:
        node = unwrap(owner)
        return (self.key(node) or "") if node.type in MEMBERS else self._text(node) if node.type in READ_NAMES else ""

    def _is_platform(self, name: Node) -> bool:
        """Whether a global is called, or holds what is called, and is known."""
        node = outermost(name)
        while node.parent is not None and node.parent.type in MEMBERS and is_field(node.parent, "object", node):
            node = outermost(node.parent)
        parent = node.parent
        if parent is None or parent.type not in CALLS:
            return False
        path = self._path(unwrap(node))
        name_of = ".".join(path) if path is not None else ""
        return name_of in GIVING_VALUES | MADE | _WRITING_FIRST or name_of.startswith("console.")

    def _text(self, node: Node) -> str:
        return self._source.text(node.start_byte, node.end_byte)

    # -- what a node does ----------------------------------------------------------------------------------------------

    def _collect(self, node: Node, found: Effect, seen: set[int]) -> None:
        if node.id in seen:
            return
        seen.add(node.id)
        for use in self._scopes.within(node.start_byte, node.end_byte):
            if use.write:
                found.names.setdefault(use.binding if use.binding is not None else use.name, use.node)
        for at in below(node):
            kind = at.type
            if kind == NodeKind.VARIABLE_DECLARATOR:
                for name in below(at.child_by_field_name("name") or at):
                    binding = self._scopes.binding_at(name.start_byte) if name.child_count == 0 else None
                    if binding is not None and name in binding.declarations:
                        found.names.setdefault(binding, name)
            elif kind in CALLS:
                self._collect_call(at, found, seen)
            elif kind in (NodeKind.AWAIT_EXPRESSION, NodeKind.YIELD_EXPRESSION, NodeKind.USING_DECLARATION) or (
                kind == NodeKind.FOR_IN_STATEMENT and any(child.type == "await" for child in at.children)
            ):
                found.unseen = found.unseen or at
                found.waits = found.waits or at
                found.calls.append(at)
            elif kind in MEMBERS:
                name_of = self.key(at)
                if name_of in self._accessors:
                    self._collect_accessor(at, found)
                if is_written(at):
                    for one in self.value(at.child_by_field_name("object")):
                        found.objects.setdefault(one, at)
            elif kind in TAKING_APART and self._accessors:
                keys = (key_text(part.child_by_field_name("key") or part, self._data) for part in children(at))
                if any(key in self._accessors for key in keys):
                    self._collect_accessor(at, found)

    def _collect_accessor(self, at: Node, found: Effect) -> None:
        found.unseen = found.unseen or at
        found.calls.append(at)
        for one in (OUTSIDE, THIS):
            found.objects.setdefault(one, at)

    def _collect_call(self, at: Node, found: Effect, seen: set[int]) -> None:
        called = self.call(at)
        for one in called.writes:
            found.objects.setdefault(one, at)
        if called.unseen:
            found.calls.append(at)
            found.unseen = found.unseen or at
            function = at.child_by_field_name("function")
            if function is not None and self._path(unwrap(function)) == ("eval",):
                found.everything = found.everything or at
        for function in called.runs:
            body = function.child_by_field_name("body")
            if body is not None:
                self._collect(body, found, seen)


def _handed(acting: Node) -> Iterator[Node]:
    """What calls in an expression are given, and what they are methods of."""
    for call in below(acting):
        if call.type not in (NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION):
            continue
        yield from arguments_of(call)
        function = call.child_by_field_name("function")
        if function is not None and unwrap(function).type in MEMBERS:
            held = unwrap(function).child_by_field_name("object")
            if held is not None:
                yield held


def _longest(node: Node, within: Node) -> Node:
    """The longest path of members that begins with a name, in an expression."""
    path = node
    while path.id != within.id and path.parent is not None:
        parent = path.parent
        if parent.type not in MEMBERS or not is_field(parent, "object", path):
            break
        path = parent
    return path


def _is_callee(name: Node, read: Node) -> bool:
    """Whether an expression is a name that is called."""
    outer = outermost(name)
    call = outer.parent
    is_called = call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer)
    return is_called and name.id == unwrap(read).id
