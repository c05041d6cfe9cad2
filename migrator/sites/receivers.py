"""Expressions that show that they hold Pyodide: what runs a program, what `loadPyodide` gives, and what has its type.

Evidence belongs to a key (`sites.keys`): each expression with that key is the receiver. From there the value is
followed: into names and members that are given it, parameters of functions of the file that are called with it,
callbacks of `then`, the state of React that a setter is given, what functions give back. A name alone is no evidence.

An object that the user's own code makes is no Pyodide (`sites.own`). Other files are asked through `Elsewhere`: whether
what they export holds Pyodide, or is an object of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import (
    Flow,
    arguments_of,
    elements,
    is_field,
    key_text,
    parameters_of,
    results,
    sources,
    spelling,
    targets_of,
)
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import FUNCTIONS, MEMBERS, NodeKind
from migrator.model.ledger import Evidence, Why
from migrator.python.language import PYTHON
from migrator.sites.key import Element, Key, Member, Result, This, Variable
from migrator.sites.keys import keys_of
from migrator.sites.own import Elsewhere, OwnObjects
from migrator.sites.runs import runs

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

_PROMISE = frozenset({"then", "catch", "finally"})
# The fields of what gives a value to a pattern: a declaration, and an assignment.
_GIVES = (("name", "value"), ("left", "right"))


class Found(NamedTuple):
    """An expression that holds Pyodide."""

    node: Node
    key: Key
    evidence: Evidence


class Receivers:
    """The receivers of one file, but for the member of `this` that the settings name.

    ``workers`` are expressions that are the worker: what runs a program on one of them runs it in the worker.
    ``named`` are expressions that the settings name; where ``infers`` is false, no other evidence counts. Without
    ``programs``, those that run on an expression are no evidence. ``member`` is the member of `this` that the settings
    name.
    """

    def __init__(
        self,
        source: Source,
        elsewhere: Elsewhere | None = None,
        workers: Collection[Node] = (),
        named: Iterable[Node] = (),
        *,
        infers: bool = True,
        programs: bool = True,
        member: str = "",
    ) -> None:
        self._member = member
        self._source = source
        self._named, self._infers, self._programs = list(named), infers, programs
        self._data = source.data
        self._elsewhere = elsewhere
        self._workers = sorted((node.start_byte, node.end_byte) for node in workers)
        self._flow = Flow(source.data)
        self._keys = keys_of(source)
        self.own = OwnObjects(source, elsewhere)
        self._evidence: dict[Key, Evidence] = {}
        self._todo: list[Key] = []
        self._is_seeded = False
        self._without: Receivers | None = None

    # -- what is found -------------------------------------------------------------------------------------------------

    def keys(self) -> dict[Key, Evidence]:
        """Each key that holds Pyodide, with the first evidence for it."""
        if not self._is_seeded:
            self._is_seeded = True
            self._seed()
        while self._todo:
            key = self._todo.pop()
            evidence = Evidence(Why.GIVEN, self._evidence[key].line)
            for node in self._keys.places(key):
                self._follow(node, evidence)
            if isinstance(key, Element):
                self._give(self._keys.drawn(key.on), evidence)
            elif isinstance(key, Member):
                self._give(self._keys.taken(key), evidence)
            field = self._keys.field(key) if self._source.types is not None else None
            if field is not None:
                self._add(field, evidence)
        return self._evidence

    def sure(self) -> Collection[Key]:
        """The keys of which more shows that they hold Pyodide than the programs that run on them."""
        if not (self._infers and self._programs):
            return self.keys()
        if self._without is None:  # files that import each other ask each other
            source, named, member = self._source, self._named, self._member
            self._without = Receivers(source, self._elsewhere, named=named, programs=False, member=member)
        return self._without.keys()

    def found(self) -> list[Found]:
        """Each expression that holds Pyodide by its key, in source order. A call that gives it is one only where a
        member is taken of it: elsewhere, what it is given to is one.
        """
        nodes = {
            node.id: Found(node, key, evidence)
            for key, evidence in self.keys().items()
            for node in (*self._keys.places(key), *self._keys.declared(key))
            if not isinstance(key, Result) or self._is_taken_from(node)
        }
        return sorted(nodes.values(), key=lambda item: (item.node.start_byte, item.node.end_byte))

    def holds(self, node: Node) -> bool:
        """Whether an expression holds Pyodide, by its key."""
        return self._keys.of(node) in self.keys()

    def gives(self, name: Node) -> bool:
        """Whether the function of a name gives Pyodide."""
        key = self._keys.of(name)
        return key is not None and Result(key) in self.keys()

    def _is_taken_from(self, call: Node) -> bool:
        """Whether a member of what a call gives is taken where it stands, other than one of its promise."""
        outer = self._flow.widest(call)
        around = outer.parent
        if around is None:
            return False
        for left, right in _GIVES:
            target = around.child_by_field_name(left) if is_field(around, right, outer) else None
            if target is not None and target.type == NodeKind.OBJECT_PATTERN:
                return True
        if around.type not in MEMBERS or not is_field(around, "object", outer):
            return False
        return self._keys.member(around) not in _PROMISE

    # -- evidence ------------------------------------------------------------------------------------------------------

    def _seed(self) -> None:
        for node in self._named:
            key = self._keys.of(node)
            if key is not None and not isinstance(key, This):
                self._add(key, Evidence(Why.NAMED, self._line(node)))
        if not self._infers:
            return
        self._seed_types()
        for run in runs(self._source) if self._programs else ():
            if self._is_worker(run.on):
                continue
            for node in sources(run.on):
                key = self._keys.of(node)
                if key is None or isinstance(key, This) or key in self._evidence:
                    continue
                if not self._is_known(key) and self.own.is_own_value(node, run.name):
                    continue
                evidence = Evidence(Why.PROGRAM, self._line(run.member))
                self._add(key, evidence)
                self._behind(key, run.name, evidence)
        for call in self._loaded():
            self._follow(call, Evidence(Why.LOADER, self._line(call)))
        for binding in self._source.scopes.root.bindings.values() if self._elsewhere is not None else ():
            self._import(binding)

    def _seed_types(self) -> None:
        """What has the type of Pyodide. What a value shows goes before that: an object of the user's own is none."""
        types = self.own.types
        for key, line in types.evidence() if types is not None else ():
            if not self.own.is_own_key(key, PYTHON.calls[0]):
                evidence = Evidence(Why.TYPE, line)
                self._add(key, evidence)
                self._behind(key, PYTHON.calls[0], evidence)
        for node, line in types.values() if types is not None else ():
            self._follow(node, Evidence(Why.TYPE, line))

    def _is_known(self, key: Key) -> bool:
        """Whether a key is the member of `this` that the settings name, or a constant that is given it: that is Pyodide
        whatever it is given, and a file may have thousands.
        """
        value = self._keys.constant(key) if isinstance(key, Variable) else None
        known = self._keys.of(value) if value is not None else key
        return isinstance(known, Member) and isinstance(known.on, This) and known.name == self._member

    def _is_worker(self, on: Node) -> bool:
        first, last = (bisect_left(self._workers, (at, -1)) for at in (on.start_byte, on.end_byte))
        return any(end <= on.end_byte for _, end in self._workers[first:last])

    def _loaded(self) -> Iterator[Node]:
        """The calls of the loader, which no function or object of the user's own is."""
        for node in spelling(self._source, PYTHON.loader):
            parent = node.parent
            if parent is None or key_text(node, self._data) != PYTHON.loader:
                continue
            if parent.type == NodeKind.IMPORT_SPECIFIER:
                local = parent.child_by_field_name("alias")
                key = self._keys.of(local) if local is not None else None
                yield from self._keys.places(Result(key)) if key is not None else ()
                continue
            callee = node if node.type == NodeKind.IDENTIFIER else parent
            if callee is parent and not (parent.type in MEMBERS and is_field(parent, "property", node)):
                continue
            on = callee.child_by_field_name("object")
            key = self._keys.of(callee)
            if (key is not None and self._keys.function(key) is not None) or (
                on is not None and self.own.is_own(on, PYTHON.loader)
            ):
                continue
            outer = outermost(callee)
            call = outer.parent
            if call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer):
                yield call

    def _import(self, binding: Binding) -> None:
        given = self.own.given(binding, PYTHON.calls[0])
        key = Variable(binding)
        if (given.is_receiver or given.is_maker) and (self._programs or given.is_sure):
            evidence = Evidence(Why.IMPORTED, self._line(binding.declarations[0]))
            self._add(key if given.is_receiver else Result(key), evidence)

    def _behind(self, key: Key, method: str, evidence: Evidence) -> None:
        """What a constant is given holds Pyodide, too: a variable, a member, or what a function of the file gives."""
        value = self._keys.constant(key)
        for node in sources(value) if value is not None else ():
            behind = self._keys.of(node)
            if behind is None or isinstance(behind, This) or self._is_worker(node):
                continue
            if isinstance(behind, Result) and self._keys.function(behind.function) is None:
                continue
            if not self.own.is_own_value(node, method):
                self._add(behind, evidence)

    def _add(self, key: Key, evidence: Evidence) -> None:
        if key not in self._evidence:
            self._evidence[key] = evidence
            self._todo.append(key)

    # -- where the value goes ------------------------------------------------------------------------------------------

    def _follow(self, node: Node, evidence: Evidence) -> None:
        """Adds what is given the value of an expression that holds Pyodide, or a promise of it."""
        self._give(self._flow.targets(node), evidence)
        outer = self._flow.widest(node)
        parent = outer.parent
        if parent is None:
            return
        if parent.type == NodeKind.ARGUMENTS:
            self._pass(parent, outer, evidence)
        elif parent.type == NodeKind.ARRAY:
            for target in self._flow.targets(parent):
                self._put(target, evidence)
        elif parent.type in MEMBERS and is_field(parent, "object", outer):
            self._then(parent, evidence)
        elif parent.type == NodeKind.RETURN_STATEMENT or (
            parent.type == NodeKind.ARROW_FUNCTION and is_field(parent, "body", outer)
        ):
            function: Node | None = parent
            while function is not None and function.type not in FUNCTIONS:
                function = function.parent
            for key in self._keys.called(function) if function is not None else ():
                self._add(Result(key), evidence)

    def _give(self, targets: Iterator[Node], evidence: Evidence) -> None:
        for target in targets:
            key = self._keys.of(target)
            if key is not None and not isinstance(key, This):
                self._add(key, evidence)

    def _put(self, listed: Node, evidence: Evidence) -> None:
        """A list is given the value."""
        key = self._keys.of(listed)
        if key is not None:
            self._add(Element(key), evidence)

    def _pass(self, arguments: Node, argument: Node, evidence: Evidence) -> None:
        """An argument of a call: the function of the file that is called has it."""
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        given = elements(arguments)
        at = next((i for i, item in enumerate(given) if item is not None and item.id == argument.id), None)
        if function is None or at is None:
            return
        if not any(item is not None and item.type == NodeKind.SPREAD_ELEMENT for item in given[:at]):
            self._call(function, at, evidence)
        listed = self._keys.put_into(function)
        if listed is not None:
            self._put(listed, evidence)

    def _call(self, callee: Node, at: int, evidence: Evidence) -> Node | None:
        """A function is called with the value in a place: its parameter has it, or the state that it sets. Gives the
        function, if it is one of the file.
        """
        callee = unwrap(callee)
        key = self._keys.of(callee)
        function = callee if callee.type in FUNCTIONS else self._keys.function(key) if key is not None else None
        if function is not None:
            parameters = parameters_of(function)
            self._give(targets_of(parameters[at]) if at < len(parameters) else iter(()), evidence)
        state = self._keys.state(key) if key is not None and at == 0 else None
        if state is not None:
            self._add(state, evidence)
        return function

    def _then(self, member: Node, evidence: Evidence) -> None:
        """`loadPyodide().then(py => …)`: the callback has the value, and what it gives back goes on."""
        call = outermost(member).parent
        if self._keys.member(member) != "then" or call is None or call.type != NodeKind.CALL_EXPRESSION:
            return
        given = arguments_of(call)
        function = self._call(given[0], 0, evidence) if given else None
        for result in results(function) if function is not None else ():
            if any(self._keys.of(node) in self._evidence for node in sources(result)):
                self._follow(call, evidence)

    def _line(self, node: Node) -> int:
        return self._source.line(node.start_byte)
