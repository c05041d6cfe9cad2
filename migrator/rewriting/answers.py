"""What stays after a rewrite and takes the answer of a worker for a PyProxy, or for the Map that `toJs` made of it.

An answer is plain data: it was sent as a message. A page says what becomes of the lines that it has; what the code does
with the value further down is looked at here, in the file as it was. The value is followed through names, patterns and
members, in the order of the code.

This is one module because where a value goes and what is wrong with a use are asked of the same expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import (
    GIVEN_TO,
    Flow,
    arguments_of,
    elements,
    given_by,
    is_field,
    key_text,
    member_name,
    parameters_of,
    spelling,
    targets_of,
)
from migrator.javascript.order import Order
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.parser import below
from migrator.javascript.precedence import is_written
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    FUNCTION_VALUES,
    MEMBERS,
    NOTHING,
    TARGET_NAMES,
    NodeKind,
    children,
    operator,
)
from migrator.matching.pattern import Role
from migrator.model.ledger import Message, Note, NoteCode, Sentence
from migrator.model.settings import one_line
from migrator.model.term import Kind, Term, arguments, callee, owner
from migrator.python.result import Given, Result, result_of
from migrator.rewriting.conditions.checked import Checked, Ran
from migrator.rewriting.taken import Taken
from migrator.rules.loader import is_worker
from migrator.sites.owner import owner_of
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

_SHOWN = 60
_MOST = 5_000  # expressions that one value is followed through
_CALLED: frozenset[Kind] = frozenset({"call", "call?"})
_TERM_MEMBERS: frozenset[Kind] = frozenset({"member", "member?", "index", "index?"})
_GIVING: frozenset[Kind] = frozenset({"declarator", "assign"})
_NAMES: frozenset[Kind] = frozenset({"metavar", "name"})
_TAKING_APART: frozenset[Kind] = frozenset({"array", "object", "pair", "spread"})
_EITHER: frozenset[Kind] = frozenset({"conditional", "binary"})

# Methods of a PyProxy that plain data has not, whatever it is.
_OF_PROXIES = frozenset(
    {"toJs", "destroy", "callKwargs", "callPromising", "callWithOptions", "captureThis", "getBuffer"}
)
# Those that a proxy of something else has than an answer may be: a text has no copy, but nobody calls one there.
_OF_UNCONVERTED = frozenset({"copy", "items", "update"})
_BY_KEY = {"get": 1, "has": 1, "set": 2, "delete": 1}  # methods of a proxy or a Map, and what they are given
_OF_ENTRIES = frozenset({"entries"})
_OF_MAPPINGS = frozenset({"keys", "values", "forEach"})  # arrays have them too
_EACH = frozenset({"forEach", "map", "filter", "some", "every", "find", "findIndex", "flatMap"})
_GIVING_PARTS = frozenset({"get", "at", "find", "pop", "shift", "entries", "values", "filter", "slice"})
LOOP, CALL, ENTRIES = "for", "call", "new Map"  # uses that are no member
_TESTING = frozenset({"PyProxy", "Map", "PyDict", "PyCallable"})  # behind `instanceof`


class Value(NamedTuple):
    """An expression of the file that has an answer, or a part of it; how JavaScript had it, and what Python gave."""

    node: Node
    was: Result
    given: Given
    is_part: bool = False

    def at(self, node: Node) -> Value:
        """The same value, where another expression has it."""
        return self._replace(node=node)

    def part(self, node: Node) -> Value:
        """A part of the value, of which nothing is known."""
        return Value(node, self.was, Given.OTHER, is_part=True)


class Wrong(NamedTuple):
    """Code that stays and takes an answer for what it was. ``use`` is the member, or what else is done with it."""

    node: Node
    value: Node
    use: str

    @property
    def end(self) -> int:
        """Where what is shown of it ends: of a loop that is what it goes through."""
        node: Node = outermost(self.value) if self.use == LOOP else self.node
        return node.end_byte


def answers(file: File, taken: Iterable[Checked]) -> Iterator[Note]:
    """A note for each use of an answer that stays and is none of plain data, with the rule that made the answer so."""
    candidates = list(taken)
    every = Taken(candidates)
    for candidate in candidates:
        source = candidate.source
        at = source.line(candidate.match.site.use.whole.start_byte)
        found = {wrong.node.id: wrong for wrong in _Answers(file, candidate, every).wrong()}
        for wrong in sorted(found.values(), key=lambda wrong: (wrong.node.start_byte, wrong.node.end_byte)):
            shown = source.text(wrong.node.start_byte, wrong.end)
            message = Message.of(
                Sentence.ANSWER_IS_PLAIN_DATA,
                shown=one_line(f"{shown})" if wrong.use == LOOP else shown, _SHOWN),
                use=wrong.use,
                site=at,
            )
            line = source.line(wrong.node.start_byte)
            yield Note(NoteCode.ANSWER_IS_PLAIN_DATA, message, line, rules=(candidate.rule_id,), site=at)


class _Answers:
    """The answers of one site, and where they go."""

    def __init__(self, file: File, candidate: Checked, taken: Taken) -> None:
        self._file = file
        self._candidate = candidate
        self._source = candidate.source
        self._scopes = candidate.source.scopes
        self._taken = taken
        self._flow = Flow(candidate.source.data)
        self._order = Order()
        match = candidate.match
        self._context = [node for at, node in match.nodes.items() if match.block.elements[at].role is Role.KEPT]
        self._tests: dict[Binding, set[str]] = {}

    def wrong(self) -> Iterator[Wrong]:
        seen: set[int] = set()
        todo = list(self._seeds())
        while todo and len(seen) < _MOST:
            value = todo.pop()
            if value.node.id in seen:
                continue
            seen.add(value.node.id)
            wrong = self._wrong(value)
            if wrong is not None and self._is_left(wrong) and not self._is_tested(value, wrong):
                yield wrong
            todo.extend(self._onward(value))

    # -- what `+` lines give an answer to ------------------------------------------------------------------------------

    def _seeds(self) -> Iterator[Value]:
        """The uses of what `+` lines give an answer to, and `-` lines the result of the program."""
        block = self._candidate.match.block
        nests = {nest.name for nest in block.nests}
        for kind, name in self._given():
            if kind == "metavar" and name not in nests:  # a nest says what becomes of every use
                term = self._candidate.match.javascript.get(name)
                if term is not None:
                    yield from self._seed(term.origin)
            elif kind == "this":
                for left in self._assigned_members(name):
                    yield from self._seed(left)

    def _given(self) -> Iterator[tuple[str, str]]:
        """What `+` lines give an answer to: metavariables, and members of `this`."""
        known: set[tuple[Kind, str]] = set()
        for insertion in self._candidate.match.block.insertions:
            for term in (part for statement in insertion.terms for part in statement.walk()):
                if term.kind not in _GIVING or not _is_answer(term.children[-1], known):
                    continue
                target = term.children[0]
                if term.kind == "assign" and term.value != "=":
                    continue
                if target.kind == "member" and owner(target).kind == "this":
                    yield "this", target.value
                for name in _names(target):
                    known.add((name.kind, name.value))
                    if name.kind == "metavar":
                        yield "metavar", name.value

    def _assigned_members(self, name: str) -> Iterator[Node]:
        for removed in self._candidate.match.removed_nodes():
            for node in below(removed):
                if node.type == NodeKind.ASSIGNMENT_EXPRESSION:
                    left = node.child_by_field_name("left")
                    if left is not None and self._member_of_this(left) == name:
                        yield left

    def _seed(self, target: Node) -> Iterator[Value]:
        """The uses of a name, or of a member of `this`, that the removed lines give what the program gives."""
        declared = self._scopes.binding_at(target.start_byte) if target.type in TARGET_NAMES else None
        for place in (target, *(declared.declarations if declared is not None else ())):
            value = self._given_at(place)
            if value is None:
                continue
            yield from self._members(value) if declared is None else self._named(value)
            return

    def _given_at(self, place: Node) -> Value | None:
        """What a name or a member in the removed lines is given, None where that is nothing of the program's."""
        if not any(span.holds(place.start_byte) for span in self._candidate.removed):
            return None
        at: Node | None = place
        while at is not None and at.type not in (NodeKind.VARIABLE_DECLARATOR, NodeKind.ASSIGNMENT_EXPRESSION):
            at = at.parent
        if at is None:
            return None
        left, right = GIVEN_TO[at.type][::-1]
        whole, value = at.child_by_field_name(left), at.child_by_field_name(right)
        if whole is None or value is None or not (whole.start_byte <= place.start_byte < whole.end_byte):
            return None
        found = self._was(value)
        if found is None:
            return None
        was, given = found
        return Value(place, was, given) if unwrap(whole).id == place.id else Value(place, was, Given.OTHER, True)

    @cached_property
    def _ran(self) -> dict[int, Ran]:
        """The calls that run code and that the page takes, by their nodes."""
        calls = ((ran, ran.site.use.call) for ran in self._candidate.ran)
        return {call.id: ran for ran, call in calls if call is not None}

    def _was(self, expression: Node, depth: int = 0) -> tuple[Result, Given] | None:
        """What an expression of the removed lines has of what the program gives, None for anything else."""
        node = unwrap(expression)
        if depth > 20:
            return None
        ran = self._ran.get(node.id)
        if ran is not None:  # of any code nobody knows what it gives
            program = ran.site.program if ran.program is not None else None
            given, was = result_of(program.variants[0].body) if program is not None else (Given.OTHER, Result.PROXY)
            return None if was is Result.PLAIN or given is Given.SCALAR else (was, given)
        if node.type == NodeKind.AWAIT_EXPRESSION:
            return self._was(children(node)[-1], depth + 1)
        if node.type in MEMBERS:
            held = node.child_by_field_name("object")
            found = self._was(held, depth + 1) if held is not None else None
            return (found[0], Given.OTHER) if found is not None else None
        if node.type == NodeKind.CALL_EXPRESSION:
            function = node.child_by_field_name("function")
            if function is None or function.type not in MEMBERS:
                return None
            held = function.child_by_field_name("object")
            found = self._was(held, depth + 1) if held is not None else None
            if found is None:
                return None
            name = member_name(function, self._source.data)
            if name == "toJs":
                return None if self._makes_objects(node) else (Result.CONVERTED, found[1])
            return (found[0], Given.OTHER) if name == "get" else found if name == "copy" else None
        if node.type == NodeKind.IDENTIFIER:
            binding = self._scopes.binding_at(node.start_byte)
            declared = binding.declarations if binding is not None else []
            for place in declared:
                if place.start_byte < node.start_byte:
                    value = self._given_at(place)
                    return (value.was, value.given) if value is not None else None
        return None

    def _makes_objects(self, call: Node) -> bool:
        """Whether `toJs` is told what to make of dictionaries, or to convert what is on top only."""
        return any(
            part.type != NodeKind.OBJECT
            or any(key_text(pair.child_by_field_name("key"), self._source.data) == "dict_converter"
                   for pair in children(part) if pair.type == NodeKind.PAIR)
            or any(pair.type != NodeKind.PAIR for pair in children(part))
            for part in map(unwrap, arguments_of(call))
        )  # fmt: skip

    # -- names and members ---------------------------------------------------------------------------------------------

    def _named(self, value: Value) -> Iterator[Value]:
        """The uses of a name that stay and that may see what it is given here."""
        name = value.node
        binding = self._scopes.binding_at(name.start_byte)
        if binding is None:
            return
        is_ordered = self._order.is_worth(binding)
        for use in binding.references:
            if not use.read or use.outside or not self._stays(use.node):
                continue
            if not is_ordered or self._order.reaches(binding, name, use.node):
                yield value.at(use.node)

    def _is_left(self, wrong: Wrong) -> bool:
        """Whether all of a use stays, where a site is around it that writes a part of its lines again."""
        start, end = wrong.node.start_byte, wrong.node.end_byte
        return all(
            any(span.start <= start and end <= span.end for span in candidate.staying)
            for candidate in self._taken.holding(start)
        )

    def _stays(self, node: Node) -> bool:
        """Whether code is there after the rewrite, and no line of the page has it."""
        if any(line.start_byte <= node.start_byte < line.end_byte for line in self._context):
            return False
        return not self._taken.goes(node.start_byte)

    def _member_of_this(self, node: Node) -> str | None:
        if node.type != NodeKind.MEMBER_EXPRESSION:
            return None
        held = node.child_by_field_name("object")
        return member_name(node, self._source.data) if held is not None and held.type == NodeKind.THIS else None

    def _members(self, value: Value) -> Iterator[Value]:
        """The uses of a member of `this` in its class, where nothing else that the function writes comes between."""
        written = value.node
        name = self._member_of_this(written)
        home = owner_of(written, self._source)
        if name is None or home.node is None or home.place not in ("method", "field"):
            return
        accesses = []
        for spelled in spelling(self._source, name):
            access = spelled.parent
            if access is None or self._member_of_this(access) != name:
                access = self._taken_of_this(spelled)
            if access is None:
                continue
            where = owner_of(access, self._source)
            if where.node is not None and where.node.id == home.node.id and where.place in ("method", "field"):
                accesses.append((access, where.definition))
        for access, definition in accesses:
            if is_written(access) or not self._stays(access):
                continue
            same = definition is not None and home.definition is not None and definition.id == home.definition.id
            first = written.start_byte if same and written.start_byte < access.start_byte else -1
            between = any(
                first < other.start_byte < access.start_byte and self._is_written_anew(other, access)
                for other, place in accesses
                if place is not None and definition is not None and place.id == definition.id
            )
            if not between:
                is_name = access.type in TARGET_NAMES
                yield from self._named(value.at(access)) if is_name else [value.at(access)]

    def _taken_of_this(self, spelled: Node) -> Node | None:
        """The name that is given a member in `const { member: name } = this`."""
        around = spelled.parent
        part = around if around is not None and around.type == NodeKind.PAIR_PATTERN else spelled
        pattern = part.parent
        around = pattern.parent if pattern is not None and pattern.type == NodeKind.OBJECT_PATTERN else None
        value = around.child_by_field_name("value") if around is not None else None
        if value is None or unwrap(value).type != NodeKind.THIS:
            return None
        if part.type == NodeKind.PAIR_PATTERN:
            name = part.child_by_field_name("value")
            return name if name is not None and name.type in TARGET_NAMES and is_field(part, "key", spelled) else None
        return part if part.type in TARGET_NAMES else None

    def _is_written_anew(self, other: Node, access: Node) -> bool:
        """Whether a statement that stays, in a row with one around an access, gives the member something else."""
        parent = other.parent
        if parent is None or parent.type not in ASSIGNMENTS or not is_field(parent, "left", other):
            return False
        value = parent.child_by_field_name("right")
        if value is None or unwrap(value).type in NOTHING or self._taken.is_replaced(other.start_byte):
            return False
        statement = outermost(parent).parent
        around = statement.parent if statement is not None else None
        return around is not None and around.start_byte <= access.start_byte < around.end_byte

    # -- one step ------------------------------------------------------------------------------------------------------

    def _onward(self, value: Value) -> Iterator[Value]:
        """What has the value, or a part of it, next."""
        around = self._flow.passes_on(value.node)
        if around is not None:
            yield value.at(around)
        outer = self._flow.outermost(value.node)
        parent = outer.parent
        if parent is None:
            return
        for target in given_by(parent, outer, around is not None):
            yield from self._taken_apart(value.at(target))
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            yield from self._part(value, parent)
        elif parent.type == NodeKind.SPREAD_ELEMENT and parent.parent is not None:
            if parent.parent.type == NodeKind.ARRAY:
                yield value.part(parent.parent)
        elif parent.type == NodeKind.FOR_IN_STATEMENT and is_field(parent, "right", outer) and operator(parent) == "of":
            for target in targets_of(parent.child_by_field_name("left")):
                yield from self._taken_apart(value.part(target))

    def _taken_apart(self, value: Value) -> Iterator[Value]:
        """The uses of the names that a target gives the value, or parts of it."""
        target = value.node
        if target.type in TARGET_NAMES:
            if self._stays(target):
                yield from self._named(value)
        elif target.type in (NodeKind.OBJECT_PATTERN, NodeKind.ARRAY_PATTERN):
            for name in below(target):
                binding = self._scopes.binding_at(name.start_byte) if name.type in TARGET_NAMES else None
                reference = self._scopes.reference_at(name.start_byte)
                if binding is not None and (reference is None or reference.write):
                    yield from self._named(value.part(name))

    def _part(self, value: Value, access: Node) -> Iterator[Value]:
        """A member of the value, what a method gives of it, and what a function is given for each element."""
        call = _call_of(access)
        if call is None:
            yield value.part(access)
            return
        name, passed = member_name(access, self._source.data), arguments_of(call)
        if name in _GIVING_PARTS:
            yield value.part(call)
        if name == "copy" or (name == "toJs" and not self._makes_objects(call)):
            yield value.at(call)._replace(was=value.was if name == "copy" else Result.CONVERTED)
        elif name in _EACH and passed and unwrap(passed[0]).type in FUNCTION_VALUES:
            for parameter in parameters_of(unwrap(passed[0]))[:1]:
                for target in targets_of(parameter):
                    yield from self._taken_apart(value.part(target))

    # -- what is wrong with a use --------------------------------------------------------------------------------------

    def _wrong(self, value: Value) -> Wrong | None:
        outer = self._flow.outermost(value.node)
        parent = outer.parent
        if parent is None:
            return None
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            return self._wrong_member(value, parent)
        if parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            return Wrong(parent, value.node, CALL) if value.was is Result.PROXY else None
        if parent.type == NodeKind.FOR_IN_STATEMENT and is_field(parent, "right", outer):
            left = parent.child_by_field_name("left")
            if value.given is not Given.SEQUENCE and operator(parent) == "of" and left is not None and _is_pair(left):
                return Wrong(parent, value.node, LOOP)
            return None
        if parent.type == NodeKind.ARGUMENTS and parent.parent is not None and value.given is not Given.SEQUENCE:
            return self._wrong_argument(value, outer, parent.parent)
        return None

    def _wrong_argument(self, value: Value, argument: Node, call: Node) -> Wrong | None:
        """`new Map(x)` and `Object.fromEntries(x)` take entries."""
        passed = arguments_of(call)
        if not passed or passed[0].id != argument.id:
            return None
        if call.type == NodeKind.NEW_EXPRESSION:
            called = call.child_by_field_name("constructor")
            name = called.text if called is not None and called.type == NodeKind.IDENTIFIER else None
            is_platform = called is not None and self._scopes.is_global("Map", called.start_byte)
            return Wrong(call, value.node, ENTRIES) if name == b"Map" and is_platform else None
        function = call.child_by_field_name("function")
        if function is None or function.text != b"Object.fromEntries":
            return None
        return Wrong(call, value.node, ENTRIES)

    def _wrong_member(self, value: Value, access: Node) -> Wrong | None:
        name = member_name(access, self._source.data)
        call = _call_of(access)
        if call is None:
            is_type = name == "type" and value.was is Result.PROXY and not value.is_part
            is_size = name == "size" and value.was is Result.CONVERTED and value.given is Given.MAPPING
            return Wrong(access, value.node, name or "") if (is_type or is_size) and not is_written(access) else None
        passed = len(arguments_of(call))
        if name is None or self._is_optional(call, name):
            return None
        unconverted = value.was is Result.PROXY
        wrong = (
            name in _OF_PROXIES
            or (name in _OF_UNCONVERTED and unconverted)
            or (name in _BY_KEY and passed >= _BY_KEY[name])
            or (name in _OF_ENTRIES and value.given is not Given.SEQUENCE)
            or (name in _OF_MAPPINGS and value.given is Given.MAPPING)
        )
        return Wrong(call, value.node, name) if wrong else None

    def _is_optional(self, call: Node, name: str) -> bool:
        """Whether a call only happens where the method is there, and nothing is lost where it is not."""
        if not any(part.type in (NodeKind.OPTIONAL_CHAIN, "?.") for part in call.children):
            return False
        around = outermost(call).parent
        if around is None or around.type == NodeKind.EXPRESSION_STATEMENT:
            return True
        return around.type == NodeKind.BINARY_EXPRESSION and operator(around) in ("??", "||")

    # -- code that asks first ------------------------------------------------------------------------------------------

    def _is_tested(self, value: Value, wrong: Wrong) -> bool:
        """Whether the code asks whether the value has the method, or what it is, before it calls it."""
        binding = self._scopes.binding_at(value.node.start_byte)
        if binding is None or value.node.type != NodeKind.IDENTIFIER:
            return False
        if binding not in self._tests:
            self._tests[binding] = {test for use in binding.references for test in self._test(use.node)}
        return bool(self._tests[binding] & {wrong.use, "instanceof"})

    def _test(self, node: Node) -> Iterator[str]:
        """What a use of a name asks: for a member, which it does not call, or for a class."""
        outer = outermost(node)
        parent = outer.parent
        if parent is None:
            return
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            name = member_name(parent, self._source.data)
            known = (*_OF_PROXIES, *_OF_UNCONVERTED, *_BY_KEY, *_OF_ENTRIES)
            if name is not None and name in known and _call_of(parent) is None:
                yield name
        elif parent.type == NodeKind.BINARY_EXPRESSION and operator(parent) in ("instanceof", "in"):
            left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
            if operator(parent) == "instanceof" and right is not None:
                name = member_name(right, self._source.data) if right.type in MEMBERS else (right.text or b"").decode()
                if name in _TESTING:
                    yield "instanceof"
            elif left is not None and right is not None and right.id == outer.id:
                spelled = key_text(left, self._source.data) if left.type == NodeKind.STRING else None
                if spelled is not None:
                    yield spelled
        elif parent.type == NodeKind.ARGUMENTS and parent.parent is not None:
            function = parent.parent.child_by_field_name("function")
            last = (
                member_name(function, self._source.data) if function is not None and function.type in MEMBERS
                else (function.text or b"").decode() if function is not None
                else ""
            )  # fmt: skip
            if last == "isPyProxy":
                yield "instanceof"


def _call_of(access: Node) -> Node | None:
    """The call of a method, None where the member is not called."""
    outer = outermost(access)
    call = outer.parent
    is_called = call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer)
    return call if is_called else None


def _is_pair(left: Node) -> bool:
    """Whether a loop takes each element apart into a key and a value."""
    return any(
        target.type == NodeKind.ARRAY_PATTERN and len(elements(target)) == 2 for target in targets_of(left)
    )


def _is_answer(term: Term, known: set[tuple[Kind, str]]) -> bool:
    """Whether a value of a `+` line is what a command answers, or a part of it."""
    stack = [term]
    while stack:
        part = stack.pop()
        if part.kind == "await" or part.kind in _TERM_MEMBERS:
            stack.append(part.children[0])
        elif part.kind in _EITHER and part.value in ("", "??", "||"):
            stack.extend(part.children[-2:])
        elif part.kind in _CALLED:
            function = callee(part)
            if function.kind in _TERM_MEMBERS and is_worker(owner(function)):
                return True
            if function.kind == "member" and function.value == "parse" and owner(function).value == "JSON":
                stack.extend(arguments(part)[:1])
        elif (part.kind, part.value) in known:
            return True
    return False


def _names(target: Term) -> Iterator[Term]:
    """The names and metavariables that a target gives a value to; those in its defaults are none."""
    stack = [target]
    while stack:
        part = stack.pop()
        if part.kind in _NAMES:
            yield part
        elif part.kind == "default":
            stack.append(part.children[0])
        elif part.kind == "computed":
            stack.append(part.children[-1])
        elif part.kind in _TAKING_APART:
            stack.extend(part.children)
