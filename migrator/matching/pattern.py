"""A ``diff`` block, compiled: what is matched, what goes, what comes, and what each name means.

This is one module because a block is compiled at once: what a name means depends on the lines that go and that come,
and where lines come depends on what is matched around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from migrator.javascript.lower import METAVARIABLE, Lowering, is_statement
from migrator.javascript.syntax import NodeKind, children
from migrator.matching import anchors
from migrator.matching.dots import dots_in, pairs, templates_with_dots
from migrator.matching.imports import PageImport, take_imports
from migrator.matching.notation import Code, Line, NotationError, RawNest, Sides, parse_code, split
from migrator.model.settings import ENVIRONMENT, RECEIVER, Receiver
from migrator.model.term import MEMBERS, Kind, Term, callee, expression, owner
from migrator.python.language import PYTHON
from migrator.sites.program import ProgramTerm, program_argument, program_term, runs_program

if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARING: frozenset[Kind] = frozenset({"declarator", NodeKind.CATCH_CLAUSE, "parameters", "for-in"})
# What has its own name as its first part: the name is declared, for a value inside of it.
_NAMED: frozenset[Kind] = frozenset({
    "function", "function-expression", NodeKind.CLASS, NodeKind.CLASS_DECLARATION,
})  # fmt: skip
_NAMES: frozenset[Kind] = frozenset({"name", "metavar"})
_CALLED: frozenset[Kind] = frozenset({"call", "call?"})
_WITH_OPTIONS = 3  # what is called, the program, and they
_BY_NAME = frozenset({"get", "set", "has", "delete", "destroy"})  # methods of a namespace
_PARTS: frozenset[Kind] = frozenset({"array", "object", "pair", "spread"})  # of a pattern that takes a value apart


class Role(Enum):
    REMOVED = "-"
    KEPT = " "
    GAP = "..."
    NEST = "<...>"


@dataclass(frozen=True, slots=True, eq=False)
class Nest:
    """What becomes of the uses of a name: ``find`` is replaced by ``code``, uses like those in ``stays`` may stay."""

    name: str
    line: int
    find: Term | None
    code: Code | None
    stays: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One statement of the old side, a gap or a nest."""

    role: Role
    line: int
    term: Term | None = None
    nest: Nest | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Insertion:
    """``+`` lines. ``at`` is the element at which the adjacent ``-`` run begins."""

    at: int
    code: Code
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One alternative of a page. Sets hold names of metavariables, without their ``$``."""

    old: Code
    line: int
    elements: tuple[Element, ...]
    insertions: tuple[Insertion, ...]
    declared: frozenset[str]  # declared by a removed statement
    redeclared: frozenset[str]  # declared by a + line
    fresh: tuple[str, ...]  # plain names that + lines declare
    python: frozenset[str]  # bound in Python, outside of holes
    inlined: tuple[str, ...] = ()  # declarations that this variant expects to be written inline
    assigned: frozenset[str] = frozenset()  # what a source assigns in this form, having declared it before
    is_expression: bool = False  # its one element is an expression, wherever that stands
    imports: tuple[PageImport, ...] = ()  # what + lines at the top import
    at: anchors.Anchor = field(init=False)  # where a site of it is looked for
    programs: tuple[ProgramTerm, ...] = field(init=False)  # those that it names, in their order
    runs: frozenset[Term] = field(init=False)  # the calls that run these, or any code
    unordered: frozenset[Term] = field(init=False)  # objects that say by name what the program is given

    def __post_init__(self) -> None:
        removed = [
            (index, element.term)
            for index, element in enumerate(self.elements)
            if element.role is Role.REMOVED and element.term is not None
        ]
        at = anchors.anchor(removed)
        if at is None:
            raise NotationError(self.line, "NO_USE")
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "programs", tuple(each for _, term in removed for each in anchors.programs_in(term)))
        object.__setattr__(self, "runs", frozenset(call for _, term in removed for call in anchors.runs_in(term)))
        object.__setattr__(self, "unordered", frozenset(_arguments_by_name(self.elements)))

    @property
    def anchor(self) -> int:
        """The index of the element at which a site is looked for."""
        return self.at.element

    @property
    def depth(self) -> int:
        """The blocks between the statement of the anchor and the anchor."""
        return self.at.depth

    @property
    def program(self) -> ProgramTerm | None:
        """The first program that the block names, at which it is anchored; None where it names none."""
        return self.programs[0] if self.programs else None

    @property
    def is_any_code(self) -> bool:
        """Whether the block names no program and runs any code: it is tried after all that name one."""
        return bool(self.runs) and not self.programs

    @property
    def codes(self) -> frozenset[str]:
        """The metavariables that stand for any code."""
        return frozenset(name for call in self.runs for name in (anchors.code_of(call),) if name is not None)

    @property
    def gone(self) -> frozenset[str]:
        """Metavariables whose declaration goes and does not come back."""
        return self.declared - self.redeclared

    @property
    def nests(self) -> tuple[Nest, ...]:
        return tuple(element.nest for element in self.elements if element.nest is not None)

    @property
    def dotted(self) -> list[Term]:
        """Templates of removed lines whose text has `...`, in their order."""
        return [
            term
            for element in self.removed()
            if element.term is not None
            for term in element.term.walk()
            if term.kind == "template" and any(child.kind == "dots" for child in term.children)
        ]

    def repeats(self, insertion: Insertion) -> tuple[int, ...]:
        """For each template with dots of an insertion, which of ``dotted`` its dots repeat."""
        before = self.insertions[: self.insertions.index(insertion)]
        first = sum(len(templates_with_dots(other.code)) for other in before)
        own = len(templates_with_dots(insertion.code))
        found = self._pairs()
        assert found is not None, "checked when the page is read"
        return tuple(found[first : first + own])

    def unpaired(self) -> int | None:
        """The line of a `+` template with dots that no `-` template has, or None."""
        if self._pairs() is not None:
            return None
        lines = [
            code.line(node.start_byte)
            for code in (insertion.code for insertion in self.insertions)
            for node in templates_with_dots(code)
        ]
        return lines[-1]

    def _pairs(self) -> list[int] | None:
        old = [
            (self.old.data[node.start_byte : node.end_byte], sum(child.kind == "dots" for child in term.children))
            for term in self.dotted
            for node in (term.origin,)
        ]
        new = [
            (insertion.code.data[node.start_byte : node.end_byte], len(dots_in(insertion.code, node)))
            for insertion in self.insertions
            for node in templates_with_dots(insertion.code)
        ]
        return pairs(old, new)

    def removed(self) -> Iterator[Element]:
        return (element for element in self.elements if element.role is Role.REMOVED)


def compile_block(first_line: int, text: str, programs: dict[str, str], *, is_expression: bool = False) -> Block:
    """Compile the text of one ``diff`` fence, or of one ``diff expression``; raises NotationError with the page's
    line.
    """
    imports, text = take_imports(first_line, text)
    sides = split(first_line, text, programs)
    lower = _lowering(sides.old.data)
    elements = _elements(sides, lower)
    insertions = tuple(_insertion(index, code, sides, elements) for index, code in sides.runs)
    if is_expression:
        elements, insertions = _one_expression(elements, insertions, first_line)
    removed = [element.term for element in elements if element.role is Role.REMOVED and element.term is not None]
    added = [term for insertion in insertions for term in insertion.terms]
    declared_new = {name for term in added for name in declared_names(term)}
    lines = {role: [(e.line, e.term) for e in elements if e.role is role and e.term is not None] for role in Role}
    anchors.check(lines[Role.REMOVED], lines[Role.KEPT], first_line)
    return Block(
        old=sides.old,
        line=first_line,
        elements=tuple(elements),
        insertions=insertions,
        declared=frozenset(name for term in removed for name in _declared_metavariables(term)),
        redeclared=frozenset(name for term in added for name in _declared_metavariables(term)),
        fresh=tuple(sorted(declared_new)),
        python=frozenset(_python_metavariables(elements)),
        is_expression=is_expression,
        imports=imports,
    )


def lowered(code: Code) -> tuple[Term, ...]:
    """The statements of one side of a block."""
    return _lowering(code.data).statements(code.root.children)


def metavariables(term: Term) -> Iterator[str]:
    """Names of the JavaScript metavariables in a term, those in the holes of its programs included, once per
    occurrence.
    """
    stack = [(term, False)]
    while stack:
        current, python = stack.pop()
        if current.kind == "metavar" and not python:
            yield current.value
        elif isinstance(current, ProgramTerm):
            stack.extend((hole, False) for hole in reversed(current.holes))
        else:
            stack.extend((child, python) for child in reversed(current.children))


def called_metavariables(term: Term) -> Iterator[tuple[str, Term]]:
    """The metavariables in a term of which a method is called, each with the member that is called."""
    for current in term.walk():
        if current.kind in _CALLED and callee(current).kind in MEMBERS:
            held = owner(callee(current))
            if held.kind == "metavar":
                yield held.value, callee(current)


def chain_of(block: Block) -> tuple[str, ...]:
    """The members that a block which runs nothing takes of the receiver, and the first text that their calls are given:
    `globals`, `get`, `f`.
    """
    found: list[str] = []
    statement = block.elements[block.anchor].term
    at = block.at.term
    for term in reversed(list(statement.walk())) if statement is not None else ():
        if at in term.children[:1] and term.kind in MEMBERS | _CALLED:
            found.append(term.value if term.kind in MEMBERS else "")
            found += [each.value for each in term.children[1:2] if each.kind == "string"]
            at = term
    return tuple(found)


def written_properties(term: Term) -> Iterator[str]:
    """Names of the metavariables that stand behind a dot in a term."""
    for current in term.walk():
        if current.kind in MEMBERS and len(current.children) > 1:
            yield current.children[1].value


def declared_names(term: Term) -> Iterator[str]:
    """Plain names that a statement declares, at any depth (a `catch` clause's too)."""
    for current in term.walk():
        if current.kind in _DECLARING:
            targets = current.children if current.kind == "parameters" else current.children[:1]
            for target in targets:
                yield from (name.value for name in _targets(target) if name.kind == "name")
        elif current.kind in _NAMED and current.children and current.children[0].kind == "name":
            yield current.children[0].value


def _declared_metavariables(term: Term) -> Iterator[str]:
    for current in term.walk():
        if current.kind == "declarator":
            target, _value = current.children
            yield from (name.value for name in _targets(target) if name.kind == "metavar")


def _targets(pattern: Term) -> Iterator[Term]:
    """The names that a declaration's pattern binds; defaults are expressions."""
    stack = [pattern]
    while stack:
        current = stack.pop()
        if current.kind in _NAMES:
            yield current
        elif current.kind == "default":
            target, _default = current.children
            stack.append(target)
        elif current.kind == "computed":
            _key, target = current.children
            stack.append(target)
        elif current.kind in _PARTS:
            stack.extend(reversed(current.children))


def options_of(call: Term) -> Term | None:
    """What a call that runs a program gives it beside the program, None where that is nothing or any arguments."""
    if call.kind not in _CALLED or not runs_program(callee(call)) or len(call.children) < _WITH_OPTIONS:
        return None
    return call.children[_WITH_OPTIONS - 1]


def namespaces_in(options: Term) -> Iterator[Term]:
    """What options that are written out give a program as its globals or as names beside them."""
    for part in options.children if options.kind == "object" else ():
        if part.kind == "pair" and part.value in (PYTHON.namespace, PYTHON.local):
            yield part.children[0]


def is_given_globals(options: Term) -> bool:
    """Whether options give a program other globals, or names beside them, or may do so."""
    if options.kind != "object":
        return not (options.kind == "null" or (options.kind == "name" and options.value == "undefined"))
    return any(part.kind != "pair" or part.value in (PYTHON.namespace, PYTHON.local) for part in options.children)


def given_to(name: str, terms: Iterable[Term]) -> Iterator[Term]:
    """What statements of a page declare a metavariable with."""
    for current in (part for term in terms for part in term.walk()):
        if current.kind == "declarator" and current.children[0].kind == "metavar" and current.children[0].value == name:
            yield current.children[1]


def program_calls(term: Term) -> Iterator[Term]:
    """The calls in a term that run a program or any code."""
    return anchors.runs_in(term)


def _arguments_by_name(elements: tuple[Element, ...]) -> Iterator[Term]:
    """Objects in whose order nobody sees their names: options, and what makes a namespace that only names go into and
    come out of.
    """
    terms = [element.term for element in elements if element.term is not None]
    for call in (call for term in terms for call in program_calls(term)):
        options = options_of(call)
        if options is None or options.kind != "object":
            continue
        yield options
        if anchors.runs_code(call) or any(_lists_names(child) for child in call.children):
            continue
        for value in namespaces_in(options):
            made = [value]
            if value.kind == "metavar" and _is_asked_by_name(value.value, terms):
                made = list(given_to(value.value, terms))
            yield from (content for each in made for content in _converted(each))


def _lists_names(program: Term) -> bool:
    """Whether a program may look at all names that it has, in their order."""
    if not isinstance(program, ProgramTerm):
        return False
    from migrator.python.effects import lists_names

    return any(lists_names(variant.body) for variant in program.variants)


def _is_asked_by_name(name: str, terms: list[Term]) -> bool:
    """Whether each use of a metavariable in a page gives or takes one name of what it holds, or is an option."""
    every = sum(found == name for term in terms for found in metavariables(term))
    by_name = sum(
        part.value in _BY_NAME and owner(part).kind == "metavar" and owner(part).value == name
        for term in terms
        for part in term.walk()
        if part.kind in MEMBERS
    )
    declared = sum(1 for _ in given_to(name, terms))
    given = sum(
        value.kind == "metavar" and value.value == name
        for term in terms
        for call in program_calls(term)
        for options in [options_of(call)]
        if options is not None
        for value in namespaces_in(options)
    )
    return every == by_name + declared + given


def _converted(made: Term) -> Iterator[Term]:
    """The object of which `toPy({…})` makes a namespace."""
    if made.kind in _CALLED and callee(made).kind in MEMBERS and callee(made).value == PYTHON.converter:
        yield from (given for given in made.children[1:2] if given.kind == "object")


def compile_expression(text: str, receiver: Receiver = RECEIVER) -> Term:
    """An expression in the notation of the pages, as settings hold them; raises NotationError."""
    code = parse_code([Line(1, " ", text)])
    statements = _lowering(code.data, receiver).statements(code.root.children)
    if len(statements) != 1 or statements[0].kind != "expr":
        raise NotationError(1, "NOT_ONE_EXPRESSION")
    return expression(statements[0])


def _lowering(data: bytes, receiver: Receiver = RECEIVER) -> Lowering:
    def embed(function: Term, argument: Node) -> ProgramTerm | None:
        literal = program_argument(function, argument)
        return program_term(data, literal, lowering, ENVIRONMENT, pattern=True) if literal is not None else None

    lowering = Lowering(data, receiver, embed, pattern=True)
    return lowering


def _elements(sides: Sides, lowering: Lowering) -> list[Element]:
    placed: list[tuple[int, Element]] = []
    for node in sides.old.root.children:
        if not is_statement(node):
            continue
        first, last = node.start_point.row, node.end_point.row
        line = sides.lines[first].number
        markers = {item.marker for item in sides.lines[first : last + 1] if item.text.strip()}
        term = lowering.lower(node)
        if term.kind == "gap":
            if markers != {" "}:
                raise NotationError(line, "GAP_MARKED")
            placed.append((first, Element(Role.GAP, line)))
            continue
        if len(markers) != 1:
            raise NotationError(line, "MIXED_MARKERS")
        role = Role.REMOVED if markers == {"-"} else Role.KEPT
        placed.append((first, Element(role, line, term)))
        for program in anchors.programs_in(term):
            if program.fault is not None:
                fault, offset = program.fault
                raise NotationError(sides.old.line(offset), "BLOCK_NOT_PYTHON", fault=fault)
    placed.extend((row, Element(Role.NEST, nest.line, nest=_nest(nest))) for row, nest in sides.nests)
    return [element for _, element in sorted(placed, key=lambda item: item[0])]


def _nest(raw: RawNest) -> Nest:
    if bool(raw.old) != bool(raw.new) or len(raw.old) > 1 or len(raw.new) > 1 or not (raw.old or raw.stays):
        raise NotationError(raw.line, "NEST_SHAPE")
    find = _expression(parse_code(list(raw.old))) if raw.old else None
    stays = tuple(_expression(parse_code([line])) for line in raw.stays)
    names = {name for term in (*stays, *([find] if find else [])) for name in metavariables(term)}
    if len(names) != 1:
        raise NotationError(raw.line, "NEST_METAVARIABLES")
    return Nest(names.pop(), raw.line, find, _replacement(raw.new[0]) if raw.new else None, stays)


def _replacement(line: Line) -> Code:
    """The `+` line of a nest, in parentheses where it begins with what a statement takes for a block or a function."""
    return _in_parentheses(parse_code([line]))


def _in_parentheses(code: Code) -> Code:
    """An expression as a statement, in parentheses where that takes its beginning for something else."""
    statements = children(code.root)
    if len(statements) == 1 and statements[0].type == NodeKind.EXPRESSION_STATEMENT:
        return code
    rows = f"({code.data.decode('utf-8').rstrip().removesuffix(';')})".split("\n")
    return parse_code([Line(line, "+", row) for line, row in zip(code.lines, rows, strict=False)])


def _one_expression(
    elements: list[Element], insertions: tuple[Insertion, ...], line: int
) -> tuple[list[Element], tuple[Insertion, ...]]:
    """What a block under `diff expression` holds: one expression that goes, and one that comes."""
    if len(elements) != 1 or elements[0].role is not Role.REMOVED or len(insertions) != 1:
        raise NotationError(elements[1].line if len(elements) > 1 else line, "EXPRESSION_BLOCK")
    old, code = elements[0].term, insertions[0].code
    with suppress(NotationError):  # it is no expression in parentheses either
        code = _in_parentheses(code)
    terms = lowered(code)
    if old is None or old.kind != "expr":
        raise NotationError(elements[0].line, "EXPRESSION_BLOCK")
    if len(terms) != 1 or terms[0].kind != "expr":
        raise NotationError(code.lines[0], "EXPRESSION_BLOCK")
    return [replace(elements[0], term=expression(old))], (Insertion(0, code, terms),)


def _expression(code: Code) -> Term:
    statements = _lowering(code.data).statements(code.root.children)
    if len(statements) != 1 or statements[0].kind != "expr":
        raise NotationError(code.lines[0], "NEST_NO_EXPRESSION")
    return expression(statements[0])


def _insertion(index: int, code: Code, sides: Sides, elements: list[Element]) -> Insertion:
    """Tie ``+`` lines to the ``-`` run that they touch: the one above, else the one below."""
    above = [line for line in sides.lines[:index] if line.text.strip()]
    end = index + len(code.lines)
    below = [line for line in sides.lines[end:] if line.text.strip()]
    terms = _lowering(code.data).statements(code.root.children)
    if above and above[-1].marker == "-":
        first = max((i for i, element in enumerate(elements) if element.line <= above[-1].number), default=None)
        if first is not None and elements[first].role is Role.REMOVED:
            while (
                first > 0
                and elements[first - 1].role is Role.REMOVED
                and not _between(sides, elements[first - 1], elements[first])
            ):
                first -= 1
            return Insertion(first, code, terms)
    elif below and below[0].marker == "-":
        first = next((i for i, element in enumerate(elements) if element.line >= below[0].number), None)
        if first is not None and elements[first].role is Role.REMOVED:
            return Insertion(first, code, terms)
    raise NotationError(code.lines[0], "ADDED_APART")


def _between(sides: Sides, first: Element, second: Element) -> bool:
    """Whether ``+`` lines stand between two elements, which makes them two runs."""
    return any(line.marker == "+" and first.line < line.number < second.line for line in sides.lines)


def _python_metavariables(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        for program in anchors.programs_in(element.term) if element.term else ():
            for variant in program.variants:
                yield from _outside_holes(variant.body)


def _outside_holes(body: tuple[Term, ...]) -> Iterator[str]:
    stack = list(body)
    while stack:
        term = stack.pop()
        if term.kind == "metavar":
            yield term.value
        if term.kind != "hole":
            stack.extend(term.children)


def is_metavariable(name: str) -> bool:
    return METAVARIABLE.match(name) is not None
