"""Which globals a program runs on: the interpreter's own, or a namespace that its call gives it.

    runPython(code)                                      the interpreter's own
    runPython(code, { globals: ns })                     those of `ns`
    runPython(code, { locals: py.toPy({ x }) })          names of its own, and behind them the interpreter's

A namespace is known by where it is made (`toPy({…})`, `globals.get('dict')()`) and by the members that hold it, through
the names that it is given in the file. One that cannot be told from others may be any, the interpreter's own included:
what a parameter, a call or another file gives, and what options have that are not written out.

Not followed: a namespace that another file gives a member which has one in this file, and what `Object.assign` and its
like do to a member or to options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import (
    Flow,
    arguments_of,
    given_to,
    is_field,
    key_text,
    literal_text,
    member_name,
    sources,
    spelling,
)
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    MEMBERS,
    NOTHING,
    READ_NAMES,
    STRINGS,
    TARGET_NAMES,
    NodeKind,
    children,
)
from migrator.python.language import PYTHON
from migrator.sites.key import Key, Member, Variable
from migrator.sites.keys import keys_of

if TYPE_CHECKING:
    from tree_sitter import Node

_MAKES_EMPTY = frozenset({f"{PYTHON.dictionary}()", "{}"})  # programs
_NAMED = b"py"  # is in what an interpreter is called


class Space(NamedTuple):
    """Globals: the interpreter's own, those that are made at a place of a file, those that a member of a name holds, or
    any. Code that is not seen never has those that are private.
    """

    what: str
    name: str = ""
    at: int = 0
    is_private: bool = False


Spaces = frozenset[Space]

_ANY = Space("any")
MAIN: Spaces = frozenset({Space("main")})
ANY: Spaces = frozenset({_ANY})


def meet(ours: Spaces, theirs: Spaces) -> bool:
    """Whether two sets of what globals may be have one in common."""
    return not ours.isdisjoint(theirs) or _may_be_any(ours, theirs) or _may_be_any(theirs, ours)


def _may_be_any(ours: Spaces, theirs: Spaces) -> bool:
    return _ANY in ours and any(not space.is_private for space in theirs)


class Ground(NamedTuple):
    """What a program runs on. ``local`` are the names of its own that it has beside the globals, None where it has none
    but these; ``held`` are those that are surely there when it begins.
    """

    globals: Spaces = MAIN
    local: Spaces | None = None
    held: frozenset[str] = frozenset()


class Made(NamedTuple):
    """A namespace that the file makes, with the names that it has then; None where these are not written out."""

    node: Node
    names: frozenset[str] | None


class Namespaces:
    """The namespaces of one file. ``receivers`` are the ids of the nodes that are an interpreter."""

    def __init__(self, source: Source, receivers: frozenset[int]) -> None:
        self._source = source
        self._data = source.data
        self._receivers = receivers
        self._keys = keys_of(source)
        self._origins = Origins(source)
        self._flow = Flow(source.data)
        self._held: dict[Key, None] = {}
        self._given: set[int] = set()  # objects that are options of programs
        self.made: dict[int, Made] = {}  # those that something holds

    @property
    def held(self) -> list[Key]:
        """What holds the namespaces that were asked for."""
        return [*self._held]

    def is_given(self, value: Node) -> bool:
        """Whether a value stands in the options of a program, which has been looked at."""
        node = value.parent
        while node is not None and node.type in (NodeKind.PAIR, NodeKind.PARENTHESIZED_EXPRESSION):
            node = node.parent
        return node is not None and node.id in self._given

    # -- options -------------------------------------------------------------------------------------------------------

    def ground(self, options: Node | None) -> Ground:
        """What a program runs on whose call has these options, or none."""
        written = unwrap(options) if options is not None else None
        if written is None or written.type in NOTHING:
            return Ground()
        if written.type == NodeKind.IDENTIFIER:
            constant = self._constant(written)
            written = constant if constant is not None else written
        if written.type != NodeKind.OBJECT:
            return Ground(ANY)
        self._given.add(written.id)
        found, local, held = MAIN, None, frozenset[str]()
        for part in children(written):
            name = self._name(part)
            if name is None:  # a spread, or a name that is not written out
                found, local, held = ANY, ANY, frozenset()
            elif name == PYTHON.namespace:
                found = self._option(part)
            elif name == PYTHON.local:
                value = part.child_by_field_name("value")
                local = None if value is not None and unwrap(value).type in NOTHING else self._option(part)
                held = (self._names(unwrap(value)) if value is not None else None) or frozenset()
        return Ground(found, local, held)

    def _name(self, part: Node) -> str | None:
        if part.type == NodeKind.SPREAD_ELEMENT:
            return None
        key = part.child_by_field_name("key") or part.child_by_field_name("name") or part
        return key_text(key, self._data)

    def _option(self, part: Node) -> Spaces:
        """What the part of options stands for that names a namespace."""
        if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            return self.of(part)
        value = part.child_by_field_name("value") if part.type == NodeKind.PAIR else None
        if value is None:
            return ANY  # a getter
        made = self._make(unwrap(value))
        if made is not None:  # nothing else has it
            return frozenset({self._space(made.node, is_private=True)})
        return self.of(value)

    def _constant(self, name: Node) -> Node | None:
        """The object that a constant holds which is nothing but options of programs."""
        key = self._keys.of(name)
        value = self._keys.constant(key) if isinstance(key, Variable) else None
        if not isinstance(key, Variable) or value is None or key.binding.scope.parent is None:
            return None
        is_given = all(self._is_argument(reference.node) for reference in key.binding.references)
        return unwrap(value) if is_given and unwrap(value).type == NodeKind.OBJECT else None

    def _is_argument(self, node: Node) -> bool:
        """Whether an expression is an argument of a call that runs a program."""
        call = given_to(node)
        return call is not None and member_name(unwrap(call[1]), self._data) in PYTHON.calls

    # -- namespaces ----------------------------------------------------------------------------------------------------

    def of(self, expression: Node) -> Spaces:
        """What globals an expression may be, by all that the names in it are given."""
        found: set[Space] = set()
        seen: set[Key] = set()
        todo = list(sources(expression))
        while todo:
            value = todo.pop()
            made = self._make(value)
            if value.type in NOTHING:
                found |= MAIN  # an option without a value
            elif made is not None:
                self.made[value.id] = made
                found.add(self._space(value, is_private=self._is_private(value)))
            elif value.type in MEMBERS and self._is_own(value):
                found |= MAIN
            else:
                key = self._keys.of(value) if value.type in READ_NAMES | MEMBERS else None
                if not isinstance(key, Variable | Member):
                    found |= ANY
                elif key not in seen:
                    seen.add(key)
                    values = self._values(key)
                    todo += values
                    found |= self._besides(key) if values else self._besides(key) | ANY
        self._held |= dict.fromkeys(seen)
        return frozenset(found)

    def made_at(self, node: Node) -> Spaces:
        """A namespace where it is made, and what is given it there."""
        targets = (target for target in self._flow.targets(node) if target.type in MEMBERS)
        names = (member_name(target, self._data) for target in targets)
        return self.of(node) | frozenset(Space("held", name) for name in names if name is not None)

    def _values(self, key: Variable | Member) -> list[Node]:
        """What the file gives a variable or a member, and a field of a class that has the name of the member."""
        found = list(self._keys.values(key))
        for node in spelling(self._source, key.name) if isinstance(key, Member) else ():
            around = node.parent
            if around is not None and around.type == NodeKind.FIELD_DEFINITION and is_field(around, "property", node):
                value = around.child_by_field_name("value")
                found += sources(value) if value is not None else ()
        return found

    def _besides(self, key: Variable | Member) -> Spaces:
        """What globals a variable or a member may be beside the values that it is given."""
        found: set[Space] = set()
        if not self._is_seen(key):
            found |= ANY
        if self._keys.may_be_nothing(key):
            found |= MAIN
        if isinstance(key, Member):
            found.add(Space("held", key.name))
        return frozenset(found)

    def _is_seen(self, key: Variable | Member) -> bool:
        """Whether each place that gives a variable or a member a value gives it one that is written there."""
        places = [*self._keys.places(key)]
        if isinstance(key, Variable):
            places = [*key.binding.declarations, *(each.node for each in key.binding.writes)]
        for place in places:
            outer = outermost(place)
            parent = outer.parent
            if parent is None or (parent.type in ASSIGNMENTS and is_field(parent, "left", outer)):
                continue
            if parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "name", outer):
                continue
            if isinstance(key, Variable) or _is_taken_apart(parent, outer):
                return False
        return True

    def _is_private(self, made: Node) -> bool:
        """Whether what makes a namespace gives it to one variable of a function alone, and that to programs alone."""
        outer = outermost(made)
        while outer.parent is not None and outer.parent.type == NodeKind.AWAIT_EXPRESSION:
            outer = outermost(outer.parent)
        parent = outer.parent
        target = None
        if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "value", outer):
            target = parent.child_by_field_name("name")
        elif parent is not None and parent.type == NodeKind.ASSIGNMENT_EXPRESSION and is_field(parent, "right", outer):
            around = outermost(parent).parent
            is_statement = around is not None and around.type == NodeKind.EXPRESSION_STATEMENT
            target = parent.child_by_field_name("left") if is_statement else None
        key = self._keys.of(target) if target is not None and target.type in TARGET_NAMES else None
        if not isinstance(key, Variable) or key.binding.scope.parent is None:
            return False
        for reference in key.binding.references:
            outer = outermost(reference.node)
            parent = outer.parent
            if parent is None or not (
                (parent.type in MEMBERS and is_field(parent, "object", outer))
                or (parent.type in ASSIGNMENTS and is_field(parent, "left", outer))
                or self._is_option(parent, outer)
            ):
                return False
        return True

    def _is_option(self, parent: Node, value: Node) -> bool:
        """Whether a value is one of the options that are written in a call that runs a program."""
        holder = parent.parent if parent.type == NodeKind.PAIR and is_field(parent, "value", value) else parent
        return holder is not None and holder.type == NodeKind.OBJECT and self._is_argument(holder)

    def _is_own(self, access: Node) -> bool:
        """Whether a member is the globals of an interpreter."""
        on = access.child_by_field_name("object")
        if on is None or member_name(access, self._data) != PYTHON.namespace:
            return False
        return unwrap(on).id in self._receivers or _NAMED in (on.text or b"").lower()

    # -- what makes one ------------------------------------------------------------------------------------------------

    def _space(self, node: Node, *, is_private: bool = False) -> Space:
        return Space("made", self._source.path, node.start_byte, is_private)

    def _make(self, node: Node) -> Made | None:
        """A namespace that an expression makes: `toPy({…})`, `globals.get('dict')()`, `runPython('{}')`."""
        while node.type == NodeKind.AWAIT_EXPRESSION and children(node):
            node = unwrap(children(node)[-1])
        function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        if function is None:
            return None
        callee, given = unwrap(function), arguments_of(node)
        name = member_name(callee, self._data) if callee.type in MEMBERS else None
        if name == PYTHON.converter:
            names = self._names(node)
            return Made(node, names) if names is not None or self._is_plain(given) else None
        if name in PYTHON.calls and len(given) == 1 and given[0].type in STRINGS:
            text = literal_text(given[0], self._data)
            return Made(node, frozenset()) if text is not None and text.strip() in _MAKES_EMPTY else None
        if given or not self._is_dictionary(callee):
            return None
        return Made(node, frozenset())

    def _names(self, node: Node) -> frozenset[str] | None:
        """The names of what `toPy({…})` makes, where all are written out."""
        if node.type != NodeKind.CALL_EXPRESSION:
            return None
        function, given = node.child_by_field_name("function"), arguments_of(node)
        if function is None or member_name(unwrap(function), self._data) != PYTHON.converter or not given:
            return None
        written = unwrap(given[0])
        names = [self._name(part) for part in children(written)] if written.type == NodeKind.OBJECT else [None]
        return frozenset(name for name in names if name is not None) if None not in names else None

    def _is_plain(self, given: list[Node]) -> bool:
        """Whether an argument is an object or a map that the file writes out: `toPy` gives anything else back as it
        is, where that is a namespace already.
        """
        if not given:
            return False
        found = list(self._origins.of(given[0]))
        return bool(found) and all(not each.keys and self._is_written(unwrap(each.node)) for each in found)

    def _is_written(self, node: Node) -> bool:
        made = node.child_by_field_name("constructor") if node.type == NodeKind.NEW_EXPRESSION else None
        return node.type == NodeKind.OBJECT or (made is not None and made.text == b"Map")

    def _is_dictionary(self, callee: Node) -> bool:
        """`globals.get('dict')`, or a name for it."""
        found = list(self._origins.of(callee))
        for origin in found:
            node = unwrap(origin.node)
            function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
            given = arguments_of(node) if function is not None else []
            if origin.keys or function is None or len(given) != 1:
                return False
            access = unwrap(function)
            on = access.child_by_field_name("object") if access.type in MEMBERS else None
            if (
                on is None
                or member_name(access, self._data) != "get"
                or member_name(unwrap(on), self._data) != PYTHON.namespace
                or self._origins.text(given[0]) != PYTHON.dictionary
            ):
                return False
        return bool(found)


def _is_taken_apart(parent: Node, target: Node) -> bool:
    """Whether a member is given a part of a value, or one of several: `[this.ns] = x`, `for (this.ns of x)`."""
    if parent.type == NodeKind.PAIR_PATTERN:
        return is_field(parent, "value", target)
    if parent.type in (NodeKind.FOR_IN_STATEMENT, NodeKind.ASSIGNMENT_PATTERN):
        return is_field(parent, "left", target)
    return parent.type in (NodeKind.ARRAY_PATTERN, NodeKind.REST_PATTERN)
