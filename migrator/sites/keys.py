"""What an expression is known by in its file, wherever it stands: a variable, a member of something, what a call gives.

Two expressions of one key may have one value. A key belongs to one variable, one global, one member of the objects of a
class or of another key, or to the elements of one list, whichever they are; what has none (the value of an operator)
stands for nothing that lasts. Names that are given one another have keys of their own.

This is one module because the key of an expression is that of its parts: each kind of node has its own few lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS_ANYWHERE
from migrator.javascript.components import component_by, part_of, state_of
from migrator.javascript.flow import (
    Flow,
    arguments_of,
    elements,
    given_to,
    is_field,
    key_text,
    member_name,
    parameters_of,
    pattern_key,
    results,
    sources,
    spelling,
    targets_of,
)
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASSES,
    FUNCTIONS,
    MEMBERS,
    NOTHING,
    READ_NAMES,
    STRINGS,
    TARGET_NAMES,
    NodeKind,
    children,
)
from migrator.sites.key import Element, Global, Key, Member, Result, This, Variable
from migrator.sites.names import References, bare_this
from migrator.sites.owner import Owner, owner_of

if TYPE_CHECKING:
    from tree_sitter import Node


# A key that is longer is none of a person's.
_DEEPEST = 8
_NAMES = READ_NAMES | TARGET_NAMES
_PROPERTIES = frozenset({NodeKind.PAIR, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER, NodeKind.METHOD_DEFINITION})
# Functions that give state and what sets it; functions that give back the function that they are given; functions that
# give an object with a member for what they are given.
_STATE, _CALLBACK = frozenset({"useState", "createSignal"}), frozenset({"useCallback"})
_CALLS_FIRST = frozenset({"useState"})  # a function that it is given, for the value to begin with
_REFERENCES = {"useRef": "current", "ref": "value", "shallowRef": "value"}
# Methods of lists and maps: they give one element, have functions called with each, or are given some.
_ONE_OF = frozenset({"at", "find", "findLast", "pop", "shift"})
_EACH = frozenset({"every", "filter", "find", "findLast", "flatMap", "forEach", "map", "some"})
_PUTS = frozenset({"add", "fill", "push", "set", "unshift"})


class Keys:
    """The keys of one file, and the expressions that have them."""

    def __init__(self, source: Source, flow: Flow) -> None:
        self._source = source
        self._data = source.data
        self._flow = flow
        self._references = References(source)
        self._owners: dict[int, Owner] = {}
        # A name may be that of thousands of members, of as many classes.
        self._values: dict[Key, list[Node]] = {}
        self._members: dict[str, dict[Key | None, list[Node]]] = {}
        self._all_this: dict[Key | None, list[Node]] | None = None

    def of(self, node: Node, depth: int = 0) -> Key | None:
        """What an expression is known by, None for one that has no key."""
        node = unwrap(node)
        while node.type == NodeKind.AWAIT_EXPRESSION and children(node):
            node = unwrap(children(node)[-1])
        if depth > _DEEPEST:
            return None
        if node.type in _NAMES:
            binding = self._source.scopes.binding_at(node.start_byte)
            if binding is not None:
                return Variable(binding)
            name = key_text(node, self._data)
            return Global(name) if name is not None and name != "undefined" else None
        if node.type == NodeKind.THIS:
            owner = self.owner(node)
            whose = owner.node or owner.definition
            return This(whose.id, owner.node is not None and owner.place == "static") if whose is not None else None
        if node.type in MEMBERS:
            on, name = node.child_by_field_name("object"), self.member(node)
            base = self.of(on, depth + 1) if on is not None else None
            if base is None:
                return None
            if name is None:
                return Element(base)
            return Global(name) if isinstance(base, Global) and base.name in GLOBALS_ANYWHERE else Member(base, name)
        if node.type == NodeKind.CALL_EXPRESSION:
            function = node.child_by_field_name("function")
            listed = self._listed(function, _ONE_OF) if function is not None else None
            if listed is not None:
                base = self.of(listed, depth + 1)
                return Element(base) if base is not None else None
            base = self.of(function, depth + 1) if function is not None else None
            return Result(base) if base is not None else None
        return None

    def owner(self, node: Node) -> Owner:
        """The class and the method around a node."""
        return owner_of(node, self._source, self._owners)

    def member(self, access: Node) -> str | None:
        """The name of the member that an expression takes, None where it is not written out."""
        return member_name(access, self._data)

    # -- expressions of a key ------------------------------------------------------------------------------------------

    def places(self, key: Key) -> Iterator[Node]:
        """Every expression with a key; of a variable, the references to it."""
        if isinstance(key, Variable):
            yield from (reference.node for reference in self._references.of(key.binding))
        elif isinstance(key, Global):
            yield from (reference.node for reference in self._references.of(key.name))
            yield from self._members_named(key.name).get(key, ())
        elif isinstance(key, Member):
            yield from self._members_named(key.name).get(key, ())
        elif isinstance(key, Element):
            for node in self.places(key.on):
                yield from self._element_of(node)
        elif isinstance(key, Result):
            for node in self.places(key.function):
                outer = outermost(node)
                call = outer.parent
                if call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer):
                    yield call

    def _element_of(self, listed: Node) -> Iterator[Node]:
        """The element that is taken of a list where it stands."""
        outer = outermost(listed)
        access = outer.parent
        if access is None or access.type not in MEMBERS or not is_field(access, "object", outer):
            return
        name = self.member(access)
        if name is None:
            yield access
        elif name in _ONE_OF:
            called = outermost(access)
            if called.parent is not None and called.parent.type == NodeKind.CALL_EXPRESSION:
                yield called.parent

    def _listed(self, function: Node, methods: frozenset[str]) -> Node | None:
        """The list of which a call calls one of some methods."""
        access = unwrap(function)
        if access.type not in MEMBERS or self.member(access) not in methods:
            return None
        return access.child_by_field_name("object")

    def put_into(self, function: Node) -> Node | None:
        """The list that a call of a function gives its arguments to."""
        return self._listed(function, _PUTS)

    def drawn(self, listed: Key) -> Iterator[Node]:
        """What is given the elements of a list, one after the other: variables of loops, parameters of functions that
        are called with each.
        """
        for node in self.places(listed):
            outer = self._flow.widest(node)
            around = outer.parent
            if around is not None and around.type == NodeKind.FOR_IN_STATEMENT and is_field(around, "right", outer):
                yield from targets_of(around.child_by_field_name("left"))
            elif around is not None and around.type in MEMBERS and self.member(around) in _EACH:
                call = outermost(around).parent
                first = arguments_of(call)[:1] if call is not None else []
                if first and unwrap(first[0]).type in FUNCTIONS:
                    yield from targets_of(_first_parameter(unwrap(first[0])))

    def _drawn_from(self, name: Node) -> Node | None:
        """The list whose elements a variable is given."""
        around = name.parent
        if around is not None and around.type == NodeKind.FOR_IN_STATEMENT and is_field(around, "left", name):
            return around.child_by_field_name("right")
        function = around if around is not None and around.type in FUNCTIONS else around and around.parent
        if function is None or function.type not in FUNCTIONS or _first_parameter(function) != name:
            return None
        call = given_to(function)
        return self._listed(call[1], _EACH) if call is not None else None

    def _members_named(self, name: str) -> dict[Key | None, list[Node]]:
        if name not in self._members:
            found = self._members[name] = {}
            seen: set[int] = set()
            for node in spelling(self._source, name):
                member = outermost(node).parent if node.type in STRINGS else node.parent
                if member is not None and member.type in MEMBERS and member.id not in seen:
                    seen.add(member.id)
                    found.setdefault(self.of(member), []).append(member)
        return self._members[name]

    def declared(self, key: Key) -> Iterator[Node]:
        """Where a variable is declared with a value, which is no reference to it."""
        for name in self._declarations(key):
            if any(unwrap(value).type not in NOTHING for value in self._given_at(name)):
                yield name

    @staticmethod
    def _declarations(key: Key) -> list[Node]:
        return key.binding.declarations if isinstance(key, Variable) else []

    def taken(self, member: Member) -> Iterator[Node]:
        """What is given a member by a pattern that takes it out of its object: `const { member } = o`."""
        on = member.on
        objects = self.places(on) if not isinstance(on, This) else self._bare_this(on)
        for node in objects:
            for pattern in self._flow.targets(node):
                for part in children(pattern) if pattern.type == NodeKind.OBJECT_PATTERN else ():
                    inner = part.child_by_field_name("value") if part.type == NodeKind.PAIR_PATTERN else part
                    if pattern_key(part, self._data) == member.name:
                        yield from targets_of(inner)

    def _bare_this(self, this: This) -> Iterator[Node]:
        if self._all_this is None:
            self._all_this = {}
            for node, _ in bare_this(self._source):
                self._all_this.setdefault(self.of(node), []).append(node)
        yield from self._all_this.get(this, ())

    def field(self, key: Key) -> Member | None:
        """The member of the instances of a class that a parameter of its constructor declares and is given to."""
        if self._source.types is None:
            return None
        from migrator.javascript.annotated import field_of  # scripts of JavaScript have no types

        for name in self._declarations(key):
            owner = field_of(name, self._source)
            if owner is not None:
                return Member(This(owner.id, is_static=False), key_text(name, self._data) or "")
        return None

    # -- what a key stands for -----------------------------------------------------------------------------------------

    def values(self, key: Key) -> list[Node]:
        """What the file gives a key, and the function or class that is declared under a name; `null` is nothing."""
        if key not in self._values:
            self._values[key] = []  # what goes in a circle is none
            given = (node for value in self._all_given(key) for node in sources(value))
            self._values[key] = [node for node in given if node.type not in NOTHING]
        return self._values[key]

    def _all_given(self, key: Key) -> Iterator[Node]:
        for place in (*self.places(key), *self.declared(key)):
            yield from self._given_at(place)
        for name in self._declarations(key):
            parent = name.parent
            if parent is not None and parent.type in FUNCTIONS | CLASSES and is_field(parent, "name", name):
                yield parent
            yield from self._stated(name)
            listed = self._drawn_from(name)
            drawn = self.of(listed) if listed is not None else None
            yield from self._elements_of(drawn) if drawn is not None else ()
        if isinstance(key, Element):
            yield from self._elements_of(key.on)
        elif isinstance(key, Member):
            for value in self._held(key.on):
                yield from self.property(value, key.name)
            if isinstance(key.on, This) and not key.on.is_static:
                yield from self._at_first(key.on, key.name)
        elif isinstance(key, Variable):  # any value, by code around the script
            yield from (each.node for each in key.binding.writes if each.outside)
        elif isinstance(key, Result):
            if isinstance(key.function, Member) and key.function.name == "get":
                yield from self._elements_of(key.function.on)
            function = self.function(key.function)
            yield from results(function) if function is not None else ()

    def may_be_nothing(self, key: Key) -> bool:
        """Whether the file gives a key `null` or `undefined`, or declares a variable without a value."""
        if any(node.type in NOTHING for value in self._all_given(key) for node in sources(value)):
            return True
        for name in self._declarations(key):
            around = outermost(name).parent
            if around is None or around.type != NodeKind.VARIABLE_DECLARATOR:
                continue
            value = around.child_by_field_name("value")
            if value is None or any(node.type in NOTHING for node in sources(value)):
                return True
        return False

    def _at_first(self, this: This, name: str) -> Iterator[Node]:
        """What a member has that a parameter of the constructor declares, or the state of a component."""
        parameter = self._parameters.get((this.owner, name))
        if parameter is not None:
            yield parameter
        component = component_by(this.owner, self._source)
        if component is not None:
            yield from state_of(component, self._source, name)

    @cached_property
    def _parameters(self) -> dict[tuple[int, str], Node]:
        """The parameters that declare fields, by their class and name."""
        found: dict[tuple[int, str], Node] = {}
        if self._source.types is None:
            return found
        from migrator.javascript.annotated import annotated, field_of  # scripts of JavaScript have no types

        for fields in annotated(self._source).fields.values():
            for name, parameter in fields.items():
                owner = field_of(parameter, self._source)
                if owner is not None:
                    found[owner.id, name] = parameter
        return found

    def _held(self, key: Key) -> Iterator[Node]:
        """What a key is given, whatever names lead to it."""
        seen, todo = {key}, [key]
        while todo:
            for value in self.values(todo.pop()):
                yield value
                onward = self.of(value)
                if onward is not None and onward not in seen:
                    seen.add(onward)
                    todo.append(onward)

    def _elements_of(self, listed: Key) -> Iterator[Node]:
        """What a list or a map is given, written out or later."""
        for value in self._held(listed):
            if value.type == NodeKind.ARRAY:
                yield from (item for item in elements(value) if item is not None)
        for node in self.places(listed):
            access = outermost(node).parent
            if access is None or access.type not in MEMBERS or self.member(access) not in _PUTS:
                continue
            call = outermost(access).parent
            given = arguments_of(call) if call is not None else []
            if self.member(access) in ("set", "fill"):
                given = given[1:] if self.member(access) == "set" else given[:1]
            yield from given

    def property(self, value: Node, name: str) -> Iterator[Node]:
        """What an object that is written out has under a name, and what a reference is made with."""
        if value.type == NodeKind.OBJECT:
            for part in children(value):
                key = part.child_by_field_name("key") or part.child_by_field_name("name") or part
                if part.type in _PROPERTIES and key_text(key, self._data) == name:
                    yield part.child_by_field_name("value") or part
        elif value.type == NodeKind.CALL_EXPRESSION and _REFERENCES.get(self._last(value)) == name:
            yield from arguments_of(value)[:1]

    def _stated(self, name: Node) -> Iterator[Node]:
        """What state is given: at first, and by the function that sets it."""
        pattern = name.parent
        if pattern is None or pattern.type != NodeKind.ARRAY_PATTERN:
            return
        first, second, *_ = (*elements(pattern), None, None)
        if first is None or first.id != name.id:
            return
        for value in self._given_at(pattern):
            hook = self._last(unwrap(value))
            if hook in _STATE:
                for given in arguments_of(unwrap(value))[:1]:
                    yield from self._kept(given) if hook in _CALLS_FIRST else (given,)
                setter = self.of(second) if second is not None else None
                if setter is not None:
                    for call in self.places(Result(setter)):
                        for given in arguments_of(call)[:1]:
                            yield from self._kept(given)

    def _kept(self, given: Node) -> Iterator[Node]:
        """What state is where it is given a value: of a function what that gives back, since it is called."""
        key = self.of(given)
        function = unwrap(given) if unwrap(given).type in FUNCTIONS else self.function(key) if key is not None else None
        if function is None or any(part.type == "async" for part in function.children):
            yield given
        else:
            yield from results(function)

    def constant(self, key: Key) -> Node | None:
        """The one value that a variable has from its declaration on."""
        if not isinstance(key, Variable) or key.binding.writes:
            return None
        values = [value for name in self.declared(key) for value in self._given_at(name)]
        return values[0] if len(values) == 1 else None

    def _given_at(self, target: Node) -> Iterator[Node]:
        """What a declaration or an assignment gives a name, a pattern or a member."""
        outer = outermost(target)
        parent = outer.parent
        value = None
        if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "name", outer):
            value = parent.child_by_field_name("value")
        elif parent is not None and parent.type in ASSIGNMENTS and is_field(parent, "left", outer):
            value = parent.child_by_field_name("right")
        if value is not None:
            yield value

    def function(self, key: Key) -> Node | None:
        """The function of the file that a key stands for."""
        if isinstance(key, Member) and isinstance(key.on, This):
            return self._method(key.on, key.name)
        if not isinstance(key, Variable):
            return None
        for value in self.values(key):
            if value.type in FUNCTIONS:
                return value
            if value.type == NodeKind.CALL_EXPRESSION and self._last(value) in _CALLBACK:
                first = arguments_of(value)[:1]
                if first and unwrap(first[0]).type in FUNCTIONS:
                    return unwrap(first[0])
        return None

    def _method(self, this: This, name: str) -> Node | None:
        for node in spelling(self._source, name):
            method = node.parent
            if method is not None and method.type == NodeKind.METHOD_DEFINITION and self._this_of(method) == this:
                return method
        return None

    def _this_of(self, method: Node) -> This | None:
        """The object that a method is one of."""
        part = part_of(method, self._source)
        if part is not None:
            return This(part.component.id, is_static=False)
        body = method.parent
        if body is None or body.type != NodeKind.CLASS_BODY or body.parent is None:
            return None
        return This(body.parent.id, any(part.type == "static" for part in method.children))

    def called(self, function: Node) -> Iterator[Key]:
        """What a function of the file is called by."""
        name = function.child_by_field_name("name")
        if function.type == NodeKind.METHOD_DEFINITION:
            this, spelled_name = self._this_of(function), key_text(name, self._data)
            if this is not None and spelled_name is not None:
                yield Member(this, spelled_name)
            return
        call = given_to(function)
        given = call[0] if call is not None and self._last(call[0]) in _CALLBACK else function
        for target in (*([name] if name is not None else ()), *self._flow.targets(given)):
            key = self.of(target)
            if key is not None:
                yield key

    def state(self, key: Key) -> Key | None:
        """The state that a setter sets: `const [py, setPy] = useState()`."""
        for name in self._declarations(key):
            pattern = name.parent
            if pattern is None or pattern.type != NodeKind.ARRAY_PATTERN:
                continue
            first, second, *_ = (*elements(pattern), None, None)
            if first is None or second is None or second.id != name.id:
                continue
            if any(self._last(unwrap(value)) in _STATE for value in self._given_at(pattern)):
                return self.of(first)
        return None

    def _last(self, call: Node) -> str:
        """The last name of what a call calls."""
        function = call.child_by_field_name("function")
        text = self._source.text(function.start_byte, function.end_byte) if function is not None else ""
        return text.rpartition(".")[2]


def keys_of(source: Source) -> Keys:
    """The keys of a file, made once: what one asks of them another need not."""
    return source.once("keys", lambda: Keys(source, Flow(source.data)))


def _first_parameter(function: Node) -> Node | None:
    return next(iter(parameters_of(function)), None)
