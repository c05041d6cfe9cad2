"""Expressions that show that they hold Pyodide: what runs a program, and what `loadPyodide` gives.

Evidence belongs to a *key*: a variable, a global, a member of the objects of a class or of another key
(`this.py`, `ref.current`), or the result of a function. Each expression with such a key is the receiver. From there
the value is followed: into names and members that are given it, parameters of functions of the file that are called
with it, callbacks of `then`, the state of React that a setter is given, what functions give back. A name alone is no
evidence. An object that the file makes itself, of a class or as a literal, is no Pyodide: its `runPython` is a method
of the user's own.

Other files are asked through `Elsewhere`: whether what they export holds Pyodide, or is an object of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from migrator.javascript.flow import Flow, elements, is_field, key_text, literal_text, results, sources, targets_of
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.scopes import IMPORT
from migrator.javascript.source import Source
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASSES,
    FUNCTIONS,
    MEMBERS,
    STRING_PARTS,
    STRINGS,
    NodeKind,
    children,
)
from migrator.model.ledger import Evidence, Why
from migrator.python.language import PYTHON
from migrator.sites.names import References
from migrator.sites.owner import Owner, owner_of
from migrator.sites.runs import runs

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# What holds the global names as its members, in any script.
_GLOBAL = frozenset({"globalThis", "window", "self", "global"})
# A key that is longer is none of a person's.
_DEEPEST = 8
_NOTHING = frozenset({NodeKind.NULL, NodeKind.UNDEFINED})
_STATE = frozenset({"useState", "createSignal"})
_THEN = frozenset({"then"})
_PROMISE = frozenset({"then", "catch", "finally"})

Key = tuple[Hashable, ...]


class Found(NamedTuple):
    """An expression that holds Pyodide."""

    node: Node
    key: Key
    evidence: Evidence


class Elsewhere(Protocol):
    """What other files say of the names that a file imports."""

    def gives(self, local: str) -> Given:
        """What a name that is imported stands for."""


class Given(NamedTuple):
    """What a name stands for that another file exports: Pyodide, a function that gives it, or neither, being an object
    of the user's own.
    """

    is_receiver: bool = False
    is_maker: bool = False
    is_own: bool = False


class Receivers:
    """The receivers of one file that no setting names."""

    def __init__(
        self,
        source: Source,
        elsewhere: Elsewhere | None = None,
        has_method: Callable[[Node, str], bool] | None = None,
        workers: Collection[Node] = (),
    ) -> None:
        self._source = source
        self._data = source.data
        self._elsewhere = elsewhere
        self._has_method = has_method
        self._workers = workers
        self._flow = Flow(source.data)
        self._references = References(source)
        self._owners: dict[int, Owner] = {}
        self._evidence: dict[Key, Evidence] = {}
        self._todo: list[Key] = []
        # A file may take thousands of programs from one receiver, and a name may be that of thousands of members.
        self._own: dict[tuple[Key, str], bool] = {}
        self._by_key: dict[str, dict[Key | None, list[Node]]] = {}
        self._is_seeded = False

    # -- what is found -------------------------------------------------------------------------------------------------

    def keys(self) -> dict[Key, Evidence]:
        """Each key that holds Pyodide, with the first evidence for it."""
        if not self._is_seeded:
            self._is_seeded = True
            self._seed()
        while self._todo:
            key = self._todo.pop()
            evidence = Evidence(Why.GIVEN, self._evidence[key].line)
            for node in self._places(key):
                self._follow(node, evidence)
        return self._evidence

    def found(self) -> list[Found]:
        """Each expression that holds Pyodide by its key, in source order. A call that gives it is none: what it is
        given to is.
        """
        nodes = {
            node.id: Found(node, key, evidence)
            for key, evidence in self.keys().items()
            for node in (*self._places(key), *self._declared(key))
            if key[0] != "result" or self._is_taken_from(node)
        }
        return sorted(nodes.values(), key=lambda item: (item.node.start_byte, item.node.end_byte))

    def is_own(self, on: Node, method: str) -> bool:
        """Whether what a method is taken of is an object that the user's own code makes, whichever of several it is."""
        return all(self._is_own_object(node, method) for node in sources(on))

    def _is_taken_from(self, call: Node) -> bool:
        """Whether a member of what a call gives is taken where it stands, other than what its promise gives."""
        outer = self._flow.widest(call)
        member = outer.parent
        if member is None or member.type not in MEMBERS or not is_field(member, "object", outer):
            return False
        return self._member(member) not in _PROMISE

    # -- evidence ------------------------------------------------------------------------------------------------------

    def _seed(self) -> None:
        workers = sorted((node.start_byte, node.end_byte) for node in self._workers)
        for run in runs(self._source):
            first, last = (bisect_left(workers, (at, -1)) for at in (run.on.start_byte, run.on.end_byte))
            if any(end <= run.on.end_byte for _, end in workers[first:last]):
                continue
            for node in sources(run.on):
                if self._is_own_object(node, run.name):
                    continue
                key = self.key(node)
                if key is not None and key[0] != "this" and key not in self._evidence:
                    self._add(key, Evidence(Why.PROGRAM, self._line(run.member)))
                    self._behind(key, run.name)
        for call in self._loaded():
            self._follow(call, Evidence(Why.LOADER, self._line(call)))
        if self._elsewhere is not None:
            self._import(self._elsewhere)

    def _loaded(self) -> Iterator[Node]:
        """The calls of the loader, which no function of the file is."""
        for offset, _ in spelled(PYTHON.loader, self._data):
            node = self._source.root.descendant_for_byte_range(offset, offset + 1)
            if node is None or key_text(node, self._data) != PYTHON.loader:
                continue
            if node.parent is not None and node.parent.type == NodeKind.IMPORT_SPECIFIER:
                local = node.parent.child_by_field_name("alias")
                binding = self._source.scopes.binding_at(local.start_byte) if local is not None else None
                if binding is not None:
                    yield from self._places(("result", ("name", binding)))
                continue
            if node.type == NodeKind.IDENTIFIER:
                binding = self._source.scopes.binding_at(node.start_byte)
                if binding is not None and self._function(("name", binding)) is not None:
                    continue
                callee = outermost(node)
            elif node.parent is not None and node.parent.type in MEMBERS and is_field(node.parent, "property", node):
                callee = outermost(node.parent)
            else:
                continue
            call = callee.parent
            if call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", callee):
                yield call

    def _import(self, elsewhere: Elsewhere) -> None:
        for name, binding in self._source.scopes.root.bindings.items():
            if not self._is_imported(binding):
                continue
            given = elsewhere.gives(name)
            key: Key = ("name", binding)
            evidence = Evidence(Why.IMPORTED, self._line(binding.declarations[0]))
            if given.is_receiver:
                self._add(key, evidence)
            if given.is_maker:
                self._add(("result", key), evidence)

    @staticmethod
    def _is_imported(binding: Binding) -> bool:
        return bool(binding.declarations) and (binding.kind == IMPORT or _is_required(binding.declarations[0]))

    def _is_own_object(self, node: Node, method: str) -> bool:
        """Whether an expression is an object that the user's own code makes: its method is no run of Pyodide."""
        if node.type in (NodeKind.NEW_EXPRESSION, NodeKind.OBJECT, NodeKind.CLASS, *FUNCTIONS):
            return True
        if node.type in (NodeKind.THIS, NodeKind.SUPER):
            owner = owner_of(node, self._source, self._owners)
            if owner.node is None:
                return True  # the object that holds the function: Pyodide itself is none
            return self._has_method is None or self._has_method(owner.node, method)
        key = self.key(node)
        if key is None:
            return False
        if (key, method) not in self._own:
            values = self.values(key)
            made = (*CLASSES, NodeKind.NEW_EXPRESSION, NodeKind.OBJECT)
            self._own[key, method] = (
                all(value.type in made for value in values) if values else self._is_own_import(key)
            )
        return self._own[key, method]

    def values(self, key: Key) -> list[Node]:
        """What the file gives a key, and the class that is declared under a name; nothing stands for nothing."""
        given = [value for place in (*self._places(key), *self._declared(key)) for value in self._given_at(place)]
        found = [node for value in given for node in sources(value) if node.type not in _NOTHING]
        for name in getattr(key[1], "declarations", ()) if key[0] == "name" else ():
            parent = name.parent
            if parent is not None and parent.type in (*CLASSES, *FUNCTIONS) and is_field(parent, "name", name):
                found.append(parent)
        return found

    def _is_own_import(self, key: Key) -> bool:
        if self._elsewhere is None or key[0] != "name":
            return False
        binding: Binding = key[1]  # type: ignore[assignment]
        return self._is_imported(binding) and self._elsewhere.gives(binding.name).is_own

    def _behind(self, key: Key, method: str) -> None:
        """What a name is given once holds Pyodide, too: the variable and the function that it comes from."""
        if key[0] != "name":
            return
        values = [value for place in self._declared(key) for value in self._given_at(place)]
        if len(values) != 1 or any(reference.write for reference in self._references.of(key[1])):  # type: ignore[arg-type]
            return
        for node in sources(values[0]):
            behind = self.key(node)
            if behind is None or behind in self._evidence or self._is_own_object(node, method):
                continue
            if behind[0] == "result" and self._function(behind[1]) is None:  # type: ignore[arg-type]
                continue
            self._add(behind, Evidence(Why.PROGRAM, self._evidence[key].line))

    def _add(self, key: Key, evidence: Evidence) -> None:
        if key not in self._evidence:
            self._evidence[key] = evidence
            self._todo.append(key)

    # -- where the value goes ------------------------------------------------------------------------------------------

    def _follow(self, node: Node, evidence: Evidence) -> None:
        """Adds what is given the value of an expression that holds Pyodide, or a promise of it."""
        for target in self._flow.targets(node):
            for each in targets_of(target):
                key = self.key(each)
                if key is not None:
                    self._add(key, evidence)
        outer = self._flow.widest(node)
        parent = outer.parent
        if parent is None:
            return
        if parent.type == NodeKind.ARGUMENTS and parent.parent is not None:
            self._pass(parent, outer, evidence)
        elif parent.type in MEMBERS and is_field(parent, "object", outer):
            self._then(parent, evidence)
        elif parent.type == NodeKind.RETURN_STATEMENT or (
            parent.type == NodeKind.ARROW_FUNCTION and is_field(parent, "body", outer)
        ):
            for key in self._returned(outer):
                self._add(("result", key), evidence)

    def _pass(self, arguments: Node, argument: Node, evidence: Evidence) -> None:
        """An argument: the parameter of a function of the file, or the state that a setter sets."""
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        if function is None:
            return
        given = elements(arguments)
        at = next((i for i, item in enumerate(given) if item is not None and item.id == argument.id), None)
        if at is None or any(item is not None and item.type == NodeKind.SPREAD_ELEMENT for item in given[:at]):
            return
        callee = unwrap(function)
        key = self.key(callee)
        if key is None:
            return
        target = self._function(key)
        if target is not None:
            self._give(target, at, evidence)
        state = self._state(key)
        if state is not None and at == 0:
            self._add(state, evidence)

    def _then(self, member: Node, evidence: Evidence) -> None:
        """`loadPyodide().then(py => …)`: the callback has the value, and what it gives back goes on."""
        name = key_text(member.child_by_field_name("property"), self._data)
        call = outermost(member).parent
        if name not in _THEN or call is None or call.type != NodeKind.CALL_EXPRESSION:
            return
        arguments = call.child_by_field_name("arguments")
        given = elements(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
        if not given or given[0] is None:
            return
        callback = unwrap(given[0])
        function = callback if callback.type in FUNCTIONS else None
        key = self.key(callback)
        if function is None and key is not None:
            function = self._function(key)
            state = self._state(key)
            if state is not None:
                self._add(state, evidence)
        if function is None:
            return
        self._give(function, 0, evidence)
        for result in results(function):
            for node in sources(result):
                found = self.key(node)
                if found is not None and found in self._evidence:
                    self._follow(call, evidence)

    def _give(self, function: Node, at: int, evidence: Evidence) -> None:
        many = function.child_by_field_name("parameters")
        single = function.child_by_field_name("parameter")
        parameters = elements(many) if many is not None else [single]
        for target in targets_of(parameters[at]) if at < len(parameters) else ():
            key = self.key(target)
            if key is not None:
                self._add(key, evidence)

    def _returned(self, node: Node) -> Iterator[Key]:
        """The keys of the function that gives a value back."""
        at = node.parent
        while at is not None and at.type not in FUNCTIONS:
            at = at.parent
        if at is None:
            return
        name = at.child_by_field_name("name")
        if at.type == NodeKind.METHOD_DEFINITION:
            owner = self._this_of(at)
            if owner is not None and name is not None:
                yield ("member", owner, key_text(name, self._data))
            return
        if name is not None:
            key = self.key(name)
            if key is not None:
                yield key
        for target in self._flow.targets(at):
            key = self.key(target)
            if key is not None:
                yield key
        # `useCallback(async () => …)` gives the function that it is given.
        around = outermost(at).parent
        call = around.parent if around is not None and around.type == NodeKind.ARGUMENTS else None
        if call is not None and self._text(call.child_by_field_name("function")).rpartition(".")[2] == "useCallback":
            for target in self._flow.targets(call):
                key = self.key(target)
                if key is not None:
                    yield key

    # -- keys ----------------------------------------------------------------------------------------------------------

    def key(self, node: Node, depth: int = 0) -> Key | None:
        """What an expression is known by, None for one that stands for nothing that lasts."""
        node = unwrap(node)
        while node.type == NodeKind.AWAIT_EXPRESSION and children(node):
            node = unwrap(children(node)[-1])
        if depth > _DEEPEST:
            return None
        if node.type in (NodeKind.IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN):
            binding = self._source.scopes.binding_at(node.start_byte)
            if binding is not None:
                return ("name", binding)
            name = key_text(node, self._data)
            return ("global", name) if name != "undefined" else None
        if node.type == NodeKind.THIS:
            return self._this(node)
        if node.type in MEMBERS:
            owner, name = node.child_by_field_name("object"), self._member(node)
            base = self.key(owner, depth + 1) if owner is not None else None
            if base is None or name is None:
                return None
            is_global = base[0] == "global" and base[1] in _GLOBAL
            return ("global", name) if is_global else ("member", base, name)
        if node.type == NodeKind.CALL_EXPRESSION:
            function = node.child_by_field_name("function")
            base = self.key(function, depth + 1) if function is not None else None
            return ("result", base) if base is not None else None
        return None

    def _this(self, node: Node) -> Key | None:
        owner = owner_of(node, self._source, self._owners)
        if owner.node is not None:
            return ("this", owner.node.id, owner.place == "static")
        return ("this", owner.definition.id, False) if owner.definition is not None else None

    def _this_of(self, method: Node) -> Key | None:
        """The object that a method is one of."""
        body = method.parent
        if body is None or body.type != NodeKind.CLASS_BODY or body.parent is None:
            return None
        return ("this", body.parent.id, any(part.type == "static" for part in method.children))

    def _member(self, access: Node) -> str | None:
        name = access.child_by_field_name("property")
        if name is not None:
            return key_text(name, self._data)
        index = access.child_by_field_name("index")
        return literal_text(unwrap(index), self._data) if index is not None else None

    def _places(self, key: Key) -> Iterator[Node]:
        """Every expression with a key."""
        kind = key[0]
        if kind == "name":
            binding: Binding = key[1]  # type: ignore[assignment]
            yield from (reference.node for reference in self._references.of(binding))
        elif kind == "global":
            name = str(key[1])
            yield from (reference.node for reference in self._references.of(name))
            yield from self._members_named(name, key)
        elif kind == "member":
            yield from self._members_named(str(key[2]), key)
        elif kind == "result":
            for node in self._places(key[1]):  # type: ignore[arg-type]
                outer = outermost(node)
                call = outer.parent
                if call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer):
                    yield call

    def _members_named(self, name: str, key: Key) -> Iterator[Node]:
        if name not in self._by_key:
            found = self._by_key[name] = {}
            seen: set[int] = set()
            for offset, _ in spelled(name, self._data):
                node = self._source.root.descendant_for_byte_range(offset, offset + 1)
                if node is not None and node.type in STRING_PARTS:
                    node = node.parent
                member = outermost(node).parent if node is not None and node.type in STRINGS else node and node.parent
                if member is not None and member.type in MEMBERS and member.id not in seen:
                    seen.add(member.id)
                    found.setdefault(self.key(member), []).append(member)
        yield from self._by_key[name].get(key, ())

    def _declared(self, key: Key) -> Iterator[Node]:
        """Where a variable is declared with a value, which is no reference to it."""
        if key[0] != "name":
            return
        for name in getattr(key[1], "declarations", ()):
            parent = name.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "name", name):
                value = parent.child_by_field_name("value")
                if value is not None and unwrap(value).type not in _NOTHING:
                    yield name

    def _given_at(self, name: Node) -> Iterator[Node]:
        """What a declaration or an assignment gives a name or a member."""
        outer = outermost(name)
        parent = outer.parent
        if parent is None:
            return
        if parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "name", outer):
            value = parent.child_by_field_name("value")
        elif parent.type in ASSIGNMENTS and is_field(parent, "left", outer):
            value = parent.child_by_field_name("right")
        else:
            return
        if value is not None:
            yield value

    def _function(self, key: Key) -> Node | None:
        """The function of the file that a key stands for."""
        if key[0] == "name":
            for name in getattr(key[1], "declarations", ()):
                parent = name.parent
                if parent is None:
                    continue
                if parent.type in FUNCTIONS and is_field(parent, "name", name):
                    return parent  # type: ignore[no-any-return]
                for value in self._given_at(name):
                    inner = unwrap(value)
                    if inner.type in FUNCTIONS:
                        return inner
                    arguments = inner.child_by_field_name("arguments")  # `useCallback(() => …)`
                    first = children(arguments)[:1] if arguments is not None else []
                    if first and unwrap(first[0]).type in FUNCTIONS:
                        return unwrap(first[0])
        if key[0] == "member" and isinstance(key[1], tuple) and key[1][0] == "this":
            return self._method(key[1], str(key[2]))
        return None

    def _method(self, this: Key, name: str) -> Node | None:
        for offset, _ in spelled(name, self._data):
            node = self._source.root.descendant_for_byte_range(offset, offset + 1)
            method = node.parent if node is not None else None
            if method is not None and method.type == NodeKind.METHOD_DEFINITION and self._this_of(method) == this:
                return method
        return None

    def _state(self, key: Key) -> Key | None:
        """The state that a setter sets: `const [py, setPy] = useState()`."""
        if key[0] != "name":
            return None
        for name in getattr(key[1], "declarations", ()):
            pattern = name.parent
            if pattern is None or pattern.type != NodeKind.ARRAY_PATTERN:
                continue
            items = elements(pattern)
            for value in self._given_at(pattern):
                call = unwrap(value)
                called = self._text(call.child_by_field_name("function")).rpartition(".")[2]
                if called in _STATE and len(items) == 2 and items[0] is not None and items[1].id == name.id:  # type: ignore[union-attr]
                    return self.key(items[0])
        return None

    def _text(self, node: Node | None) -> str:
        return self._source.text(node.start_byte, node.end_byte) if node is not None else ""

    def _line(self, node: Node) -> int:
        return self._source.line(node.start_byte)


def _is_required(name: Node) -> bool:
    """Whether a variable is given what `require` gives."""
    at: Node | None = name
    while at is not None and at.type != NodeKind.VARIABLE_DECLARATOR:
        at = at.parent
    value = at.child_by_field_name("value") if at is not None else None
    return value is not None and b"require(" in (value.text or b"")
