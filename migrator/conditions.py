"""What a match must also satisfy before it may change anything: nothing lost, nothing evaluated otherwise.

Each check gives refusals in the words of the source. What ties several sites of a file together is in `joint`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.effects import has_effect
from migrator.javascript.source import Source
from migrator.ledger import Code
from migrator.match import Match
from migrator.pattern import Nest, Role, metavariables
from migrator.program import ProgramTerm
from migrator.term import Term

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Reference, Scope


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a match is not taken. ``offset`` is a byte of the file."""

    code: Code
    message: str
    offset: int


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int

    def holds(self, offset: int) -> bool:
        return self.start <= offset < self.end


@dataclass(eq=False)
class Checked:
    """A match with what the checks and the edits need to know of it."""

    rule_id: str
    page: str
    match: Match

    @property
    def source(self) -> Source:
        return self.match.site.file.source

    @cached_property
    def removed(self) -> list[Span]:
        return [Span(node.start_byte, node.end_byte) for node in self.match.removed_nodes()]

    @cached_property
    def scope(self) -> Scope:
        """The scope in which the site's statements stand."""
        node = self.match.statements.nodes[0].parent
        assert node is not None
        return self.source.scopes.scope_at(self.match.removed_nodes()[0].start_byte)

    @cached_property
    def emitted(self) -> frozenset[str]:
        """JavaScript metavariables whose text `+` lines write."""
        block = self.match.block
        return frozenset(
            name for insertion in block.insertions for term in insertion.terms for name in metavariables(term)
        )

    @cached_property
    def staying(self) -> list[Span]:
        """Source text inside the removed statements that `+` lines write again."""
        spans = []
        for name in self.emitted:
            term = self.match.javascript.get(name)
            if term is not None and name not in self.match.block.redeclared:
                spans.append(Span(term.origin.start_byte, term.origin.end_byte))
        return spans

    def binding(self, name: str) -> Binding | None:
        """The declaration that metavariable ``name`` stands for, where it stands for a name."""
        term = self.match.javascript.get(name)
        if term is None or term.kind != "name":
            return None
        return self.source.scopes.binding_at(term.origin.start_byte)

    def goes(self, offset: int) -> bool:
        """Whether the source at ``offset`` is removed and not written again."""
        return any(span.holds(offset) for span in self.removed) and not any(span.holds(offset) for span in self.staying)

    @cached_property
    def gone(self) -> dict[str, Binding]:
        """Declarations that go, by the name in the source."""
        found = {}
        for name in sorted(self.match.block.gone):
            binding = self.binding(name)
            if binding is not None:
                found[binding.name] = binding
        return found


def check(candidate: Checked) -> Refusal | None:
    """The first condition that a match breaks, or None."""
    for refusals in (_names_are_names, _effects, _dropped_text, _gaps, _emitted_names, _nests, _python_values):
        for refusal in refusals(candidate):
            return refusal
    return None


def _names_are_names(candidate: Checked) -> Iterator[Refusal]:
    block = candidate.match.block
    for name in sorted(block.declared | block.redeclared):
        term = candidate.match.javascript.get(name)
        if term is not None and (term.kind != "name" or candidate.binding(name) is None):
            shown = _text(candidate, term)
            yield Refusal(Code.DIFFERS, f"`{shown}` stands where the page declares one name", term.origin.start_byte)


# -- effects -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happens while a run of statements is evaluated: a metavariable is read, or `await` gives way."""

    name: str  # "" for an await
    conditional: bool


def _effects(candidate: Checked) -> Iterator[Refusal]:
    """What a metavariable binds is evaluated as often as before and in the same order relative to awaits, or it is
    pure.
    """
    match = candidate.match
    acting = {name for name, term in match.javascript.items() if has_effect(term)}
    if not acting:
        return
    stretches = _stretches(match)
    before: dict[int, list[_Event]] = {}
    for index, element in enumerate(match.block.elements):
        if element.role is Role.REMOVED and element.term is not None:
            before.setdefault(stretches[index], []).extend(_events(element.term, acting))
    after: dict[int, list[_Event]] = {}
    for insertion in match.block.insertions:
        for term in insertion.terms:
            after.setdefault(stretches[insertion.at], []).extend(_events(term, acting))
    for name in sorted(acting):
        old = [
            (run, at, event) for run, events in before.items() for at, event in enumerate(events) if event.name == name
        ]
        new = [
            (run, at, event) for run, events in after.items() for at, event in enumerate(events) if event.name == name
        ]
        if not old and not new:
            continue
        term = match.javascript[name]
        shown = _text(candidate, term)
        offset = term.origin.start_byte
        if len(new) != len(old) or len(old) != 1:
            times = "is dropped" if not new else f"is evaluated {_times(len(old))} and would be {_times(len(new))}"
            yield Refusal(Code.EFFECT, f"`{shown}` has an effect and {times}", offset)
        elif old[0][2].conditional or new[0][2].conditional:
            yield Refusal(Code.EFFECT, f"`{shown}` has an effect and is evaluated under a condition", offset)
        elif old[0][0] != new[0][0] or _before(before[old[0][0]], old[0][1]) != _before(after[new[0][0]], new[0][1]):
            yield Refusal(Code.EFFECT, f"`{shown}` has an effect and would be evaluated in another order", offset)


def _stretches(match: Match) -> dict[int, int]:
    """For each element, the stretch of statements that it stands in; what stays between two ends a stretch."""
    covered = {gap.element for gap in match.gaps if gap.nodes}
    stretch = 0
    found = {}
    for index, element in enumerate(match.block.elements):
        if element.role is Role.KEPT or index in covered:
            stretch += 1
        found[index] = stretch
        if element.role is Role.KEPT or index in covered:
            stretch += 1
    return found


def _before(events: list[_Event], at: int) -> list[str]:
    return [event.name for event in events[:at]]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _events(term: Term, acting: set[str]) -> Iterator[_Event]:
    """Events of one statement in the order in which they happen."""
    stack: list[tuple[Term, bool, bool]] = [(term, False, False)]
    while stack:
        current, conditional, done = stack.pop()
        if done:
            yield _Event("", conditional)
        elif current.kind == "metavar":
            if current.value in acting:
                yield _Event(current.value, conditional)
        elif isinstance(current, ProgramTerm):
            stack.extend((hole, conditional, False) for hole in reversed(current.holes))
        else:
            if current.kind == "await":
                stack.append((current, conditional, True))
            later = conditional or current.kind in ("conditional", "arrow", "function-expression", "block")
            if current.kind == "binary" and current.value in ("&&", "||", "??"):
                stack.append((current.children[1], True, False))
                stack.append((current.children[0], conditional, False))
                continue
            if current.kind == "conditional":
                stack.extend((child, True, False) for child in reversed(current.children[1:]))
                stack.append((current.children[0], conditional, False))
                continue
            stack.extend((child, later, False) for child in reversed(current.children))


def _dropped_text(candidate: Checked) -> Iterator[Refusal]:
    """What dots stand for on a removed line goes: it must be free of effects."""
    match = candidate.match
    removed = {id(term) for element in match.block.removed() if element.term for term in element.term.walk()}
    for dots, matched in match.dots.items():
        if dots not in removed:
            continue
        for term in matched:
            if term.kind != "character" and has_effect(term):
                yield Refusal(
                    Code.EFFECT, f"`{_text(candidate, term)}` has an effect and is dropped", term.origin.start_byte
                )


# -- gaps --------------------------------------------------------------------------------------------------------------


def _gaps(candidate: Checked) -> Iterator[Refusal]:
    match = candidate.match
    between = [(gap.element, node) for gap in match.gaps for node in gap.nodes]
    between += [(index, node) for index, node in match.nodes.items() if match.block.elements[index].role is Role.KEPT]
    if not between:
        return
    bound = {binding: name for name in match.javascript if (binding := candidate.binding(name)) is not None}
    for index, node in between:
        if match.block.elements[index].role is Role.KEPT:
            continue
        for reference in _references(candidate.source, node):
            if reference.write and reference.binding in bound:
                yield Refusal(
                    Code.EFFECT,
                    f"`{reference.name}` is written between the statements of the rule",
                    reference.node.start_byte,
                )
    for name in sorted(candidate.emitted):
        term = match.javascript.get(name)
        if term is None or name in match.block.redeclared or name in match.block.declared:
            continue
        yield from _moved(candidate, name, term, between)


def _moved(candidate: Checked, name: str, term: Term, between: list[tuple[int, Node]]) -> Iterator[Refusal]:
    """An expression that is read on the other side of statements that stay must mean the same there."""
    match = candidate.match
    old = [
        i
        for i, e in enumerate(match.block.elements)
        if e.role is Role.REMOVED and e.term and name in set(metavariables(e.term))
    ]
    new = [
        insertion.at
        for insertion in match.block.insertions
        if name in {n for t in insertion.terms for n in metavariables(t)}
    ]
    if not old or not new:
        return
    crossed = [
        node for index, node in between if any(min(o, n) <= index <= max(o, n) for n in new for o in [_nearest(old, n)])
    ]
    if not crossed:
        return
    shown = _text(candidate, term)
    refusal = Refusal(
        Code.EFFECT,
        f"`{shown}` would be read on the other side of statements that may change it",
        crossed[0].start_byte,
    )
    scopes = candidate.source.scopes
    local = [scopes.binding_at(part.origin.start_byte) for part in term.walk() if part.kind == "name"]
    for node in crossed:
        acts = _acts(candidate, node)
        for binding in local:
            if binding is not None and (_is_written(binding, node, acts) or _is_changed(candidate, binding, node)):
                yield refusal
                return
        if any(
            binding is not None and any(node.start_byte <= d.start_byte < node.end_byte for d in binding.declarations)
            for binding in local
        ):
            yield refusal
            return
        if acts and any(part.kind not in _FIXED for part in term.walk()):
            yield refusal
            return


_FIXED = frozenset({"name", "string", "number", "null", "true", "false"})


def _is_written(binding: Binding, node: Node, acts: bool) -> bool:
    """Whether a statement gives a local name another value: itself, or through a closure that it may call."""
    for reference in binding.references:
        inside = node.start_byte <= reference.node.start_byte < node.end_byte
        if reference.write and (inside or (acts and reference.scope.function is not binding.scope.function)):
            return True
    return False


def _is_changed(candidate: Checked, binding: Binding, node: Node) -> bool:
    """Whether a statement assigns to a member of what the name holds, or calls one of its methods."""
    for reference in binding.references:
        if not node.start_byte <= reference.node.start_byte < node.end_byte:
            continue
        target = reference.node
        while target.parent is not None and target.parent.type in ("member_expression", "subscript_expression"):
            held = target.parent.child_by_field_name("object")
            if held is None or held.id != target.id:
                break
            target = target.parent
        parent = target.parent
        if target.id == reference.node.id or parent is None:
            continue
        place = {
            "call_expression": "function",
            "assignment_expression": "left",
            "augmented_assignment_expression": "left",
        }
        held = parent.child_by_field_name(place.get(parent.type, "argument"))
        if held is not None and held.id == target.id and parent.type != "await_expression":
            return parent.type != "unary_expression" or parent.children[0].type == "delete"
    return False


def _nearest(places: list[int], target: int) -> int:
    return min(places, key=lambda place: abs(place - target))


def _acts(candidate: Checked, node: Node) -> bool:
    """Whether a statement calls or assigns anything, so that a member path may have another value after it."""
    acting = {
        "call_expression",
        "new_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "await_expression",
        "yield_expression",
    }
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in acting or (current.type == "unary_expression" and current.children[0].type == "delete"):
            return True
        stack.extend(current.children)
    return False


# -- names -------------------------------------------------------------------------------------------------------------


def _emitted_names(candidate: Checked) -> Iterator[Refusal]:
    """Text that is written again must mean the same where it is written: its names must be visible there, and not
    gone.
    """
    scopes = candidate.source.scopes
    gone = set(candidate.gone.values())
    for name in sorted(candidate.emitted):
        term = candidate.match.javascript.get(name)
        if term is None or name in candidate.match.block.redeclared:
            continue
        for part in term.walk():
            if part.kind != "name":
                continue
            binding = scopes.binding_at(part.origin.start_byte)
            if binding is None:
                continue
            inside = term.origin.start_byte <= binding.scope.start and binding.scope.end <= term.origin.end_byte
            if binding in gone:
                yield Refusal(
                    Code.STILL_USED,
                    f"`{binding.name}` is gone and `{_text(candidate, term)}` still uses it",
                    part.origin.start_byte,
                )
            elif not inside and not _is_around(binding.scope, candidate.scope):
                yield Refusal(
                    Code.UNEXPLAINED,
                    f"`{binding.name}` is not known where the rule would write it",
                    part.origin.start_byte,
                )


def _is_around(outer: Scope, inner: Scope | None) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False


def _nests(candidate: Checked) -> Iterator[Refusal]:
    for nest in candidate.match.block.nests:
        binding = candidate.binding(nest.name)
        if binding is None:
            continue
        for reference in binding.references:
            if candidate.goes(reference.node.start_byte):
                continue
            if nest_target(candidate, nest, reference) is None and not _may_stay(candidate, nest, reference):
                yield Refusal(
                    Code.STILL_USED,
                    f"`{reference.name}` is used in a way that the page does not cover",
                    reference.node.start_byte,
                )


# Where a use of the whole value may stand: parent's type and the field that the use is in ("" for any place).
_WHOLE_VALUE = {
    "arguments": "",
    "template_substitution": "",
    "pair": "value",
    "variable_declarator": "value",
    "return_statement": "",
    "assignment_expression": "right",
    "array": "",
    "spread_element": "-",
    "arrow_function": "body",
}


def nest_target(candidate: Checked, nest: Nest, reference: Reference) -> Node | None:
    """The node that a nest replaces for one use, or None where it does not cover the use."""
    if nest.find is None or reference.write:
        return None
    node: Node = reference.node
    if nest.find.kind == "metavar":
        if node.type == "shorthand_property_identifier":
            return node
        while node.parent is not None and node.parent.type == "parenthesized_expression":
            node = node.parent
        parent = node.parent
        if parent is None:
            return None
        place = _WHOLE_VALUE.get(parent.type)
        if place is None or place == "-":
            return None
        if place:
            held = parent.child_by_field_name(place)
            if held is None or held.id != node.id:
                return None
        return reference.node
    return _enclosing(candidate, nest.find, nest.name, reference)


def _may_stay(candidate: Checked, nest: Nest, reference: Reference) -> bool:
    return any(_enclosing(candidate, stay, nest.name, reference) is not None for stay in nest.stays)


def _enclosing(candidate: Checked, pattern: Term, name: str, reference: Reference) -> Node | None:
    """The smallest expression around a use that has the shape of ``pattern``."""
    node: Node | None = reference.node
    lowering = candidate.match.site.file.lowering
    for _ in range(6):
        if node is None or node.type.endswith("_statement"):
            return None
        if _fits(pattern, lowering.lower(node), name, reference.name):
            return node
        node = node.parent
    return None


def _fits(pattern: Term, source: Term, metavariable: str, name: str) -> bool:
    if pattern.kind == "metavar" and pattern.value == metavariable:
        return source.kind == "name" and source.value == name
    if pattern.kind == "anything":
        return not has_effect(source)
    if pattern.kind != source.kind or pattern.value != source.value:
        return False
    if any(child.kind == "dots" for child in pattern.children):
        return _fits(pattern.children[0], source.children[0], metavariable, name)
    return len(pattern.children) == len(source.children) and all(
        _fits(one, two, metavariable, name) for one, two in zip(pattern.children, source.children, strict=True)
    )


# -- values that Python binds ------------------------------------------------------------------------------------------


def _python_values(candidate: Checked) -> Iterator[Refusal]:
    """A metavariable of Python that `+` lines write must be a literal that JavaScript has too."""
    from migrator.python.carry import as_javascript

    for name in sorted(candidate.emitted - set(candidate.match.javascript)):
        term = candidate.match.python.get(name)
        if term is not None and as_javascript(term) is None:
            yield Refusal(
                Code.NO_LITERAL,
                "the Python value is no literal that JavaScript has too",
                candidate.match.site.use.whole.start_byte,
            )


def _references(source: Source, node: Node) -> Iterator[Reference]:
    return (
        reference
        for reference in source.scopes.references
        if node.start_byte <= reference.node.start_byte < node.end_byte
    )


def _text(candidate: Checked, term: Term) -> str:
    text = " ".join(candidate.source.text(term.origin.start_byte, term.origin.end_byte).split())
    return text if len(text) <= 60 else text[:57] + "…"
