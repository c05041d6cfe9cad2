"""What settings say that methods and functions hold: calls that they make on some path, on every path, or never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.modules import Module
from migrator.javascript.paths import ends_without
from migrator.javascript.syntax import BEFORE_MEMBERS, THIS_FUNCTIONS, NodeKind, is_known
from migrator.matching.matcher import Matcher
from migrator.matching.pattern import compile_expression
from migrator.model.boundary import of_function
from migrator.model.ledger import Breach, BreachKind, Message, Sentence
from migrator.model.settings import Fact, Settings
from migrator.model.term import Kind, Term
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

# A function of its own has another `this`; of a method of an object or a class, only what computes its key is outside.
_RECEIVERS: frozenset[Kind] = frozenset({"this", "receiver", "super"})


class Facts:
    """The facts of some settings, compiled once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._patterns: dict[str, Term] = {}
        self._of: dict[str, list[int]] = {}  # by the name that a fact has for its method
        for index, fact in enumerate(settings.facts):
            self._of.setdefault(fact.method, []).append(index)

    def breaches(
        self, file: File, module: Module, functions: Iterable[tuple[tuple[str, ...], Node]] = ()
    ) -> Iterator[Breach]:
        """Where a file does not hold what the facts say of its methods, and of its functions by their names."""
        for info in module.all_classes():
            for method in info.methods.values():
                names = {method.name, f"{info.name}.{method.name}"}
                for index in sorted(index for name in names for index in self._of.get(name, ())):
                    yield from self._fact(file, self._settings.facts[index], method.node, method.name, info.name)
        for known, node in functions:
            about = {index: name for name in known for index in self._of.get(of_function(name), ())}
            for index in sorted(about):
                yield from self._fact(file, self._settings.facts[index], node, about[index])

    def _fact(
        self, file: File, fact: Fact, member: Node, name: str, class_name: str | None = None
    ) -> Iterator[Breach]:
        """``member`` is the method of a class, or a function."""
        function = (member.child_by_field_name("value") or member) if class_name is not None else member
        body = function.child_by_field_name("body")
        if body is None:
            return

        def breach(node: Node, sentence: Sentence, **data: str) -> Breach:
            place = file.source.position(node.start_byte)
            message = Message.of(sentence, method=name, where=self._where(fact), **data)
            at = BreachKind.FACT, place.line, place.column, message
            return Breach(*at, class_name, name) if class_name is not None else Breach(*at, function=name)

        for unclear in file.source.scopes.unclear:
            kind = unclear.node.type
            if not is_known(kind) and function.start_byte <= unclear.node.start_byte < function.end_byte:
                yield breach(unclear.node, Sentence.FACT_SYNTAX_UNKNOWN, kind=kind)
        for call in fact.calls:
            if not self._found(file, call, function):
                yield breach(member, Sentence.FACT_CALL_MISSING, call=call)
        for call in fact.never:
            for node in self._found(file, call, function):
                yield breach(node, Sentence.FACT_CALL_FORBIDDEN, call=call)
        for call in fact.always:
            found = self._found(file, call, function)
            if not found:
                yield breach(member, Sentence.FACT_CALL_MISSING, call=call)
                continue
            for end in ends_without(body, {node.id for node in found}):
                if end.type == NodeKind.RETURN_STATEMENT:
                    yield breach(end, Sentence.FACT_RETURN_WITHOUT, call=call)
                else:
                    yield breach(member, Sentence.FACT_END_WITHOUT, call=call)

    def _found(self, file: File, call: str, function: Node) -> list[Node]:
        """The nodes of a function that a pattern fits, those of functions with a `this` of their own left out.

        What a class evaluates where it stands belongs to the function around. In its static fields and blocks `this` is
        the class, so a pattern with `this` fits nothing there.
        """
        pattern = self._pattern(call)
        has_this = any(term.kind in _RECEIVERS for term in pattern.walk())
        matcher = Matcher(file)
        found = []
        stack = [(file.term(function), False)]
        while stack:
            term, is_static = stack.pop()
            if not (is_static and has_this) and matcher.fits(pattern, term):
                found.append(term.origin)
            below = (*term.children, *term.holes) if isinstance(term, ProgramTerm) else term.children
            for child in reversed(below):
                if getattr(child.origin, "type", "") not in THIS_FUNCTIONS:
                    stack.extend(_evaluated(child, function, is_static))
        return found

    def _pattern(self, call: str) -> Term:
        if call not in self._patterns:
            self._patterns[call] = compile_expression(call, self._settings.receiver)
        return self._patterns[call]

    def _where(self, fact: Fact) -> Message:
        file = self._settings.path.name if self._settings.path is not None else None
        return Message.of(Sentence.STATED_AT, file=file, number=fact.line)


def _evaluated(term: Term, function: Node, is_static: bool) -> Iterator[tuple[Term, bool]]:
    """A term, or of a member of a class or an object what is evaluated where that stands, and whether it is static."""
    node = term.origin
    kind = getattr(node, "type", "")
    if kind == NodeKind.CLASS_STATIC_BLOCK:
        yield term, True
    elif kind == NodeKind.FIELD_DEFINITION:
        value = node.child_by_field_name("value")
        words = {part.type for part in node.children}
        for child in term.children:
            if value is None or getattr(child.origin, "id", None) != value.id:
                yield child, is_static
            elif "static" in words:
                yield child, True
    elif kind == NodeKind.METHOD_DEFINITION and node.id != function.id:
        keys = {part.id for part in node.named_children if part.type in BEFORE_MEMBERS}
        inside = {part.id for key in node.named_children if key.id in keys for part in key.named_children}
        for child in term.children:
            if getattr(child.origin, "id", None) in keys | inside:
                yield child, is_static
    else:
        yield term, is_static
