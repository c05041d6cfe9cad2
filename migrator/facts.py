"""What settings say that methods hold: calls that they make on some path, on every path, or never."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.modules import Method, Module
from migrator.javascript.paths import ends_without
from migrator.ledger import Breach, BreachKind
from migrator.match import Matcher
from migrator.pattern import compile_expression
from migrator.program import ProgramTerm
from migrator.settings import Fact, Settings, names_method
from migrator.sites import File
from migrator.term import Term

if TYPE_CHECKING:
    from tree_sitter import Node

# A function of its own has another `this`; a class has methods of its own.
_OTHERS = frozenset({"function_declaration", "generator_function_declaration", "function_expression",
                     "generator_function", "class", "class_declaration", "method_definition"})  # fmt: skip


class Facts:
    """The facts of some settings, compiled once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._patterns: dict[str, Term] = {}

    def breaches(self, file: File, module: Module) -> Iterator[Breach]:
        """Where a file does not hold what the facts say of its methods."""
        for info in module.all_classes():
            for method in info.methods.values():
                for fact in self._settings.facts:
                    if names_method(fact.method, info.name, method.name):
                        yield from self._fact(file, fact, info.name, method)

    def _fact(self, file: File, fact: Fact, class_name: str, method: Method) -> Iterator[Breach]:
        function = method.node.child_by_field_name("value") or method.node
        body = function.child_by_field_name("body")
        if body is None:
            return

        def breach(node: Node, message: str) -> Breach:
            place = file.source.position(node.start_byte)
            return Breach(BreachKind.FACT, place.line, place.column, message, class_name, method.name)

        for call in fact.calls:
            if not self._found(file, call, function):
                yield breach(method.node, f"`{method.name}` does not call `{call}`, which {self._where(fact)} asks for")
        for call in fact.never:
            for node in self._found(file, call, function):
                yield breach(node, f"`{method.name}` must not call `{call}` ({self._where(fact)})")
        for call in fact.always:
            found = self._found(file, call, function)
            if not found:
                yield breach(method.node, f"`{method.name}` does not call `{call}`, which {self._where(fact)} asks for")
                continue
            for end in ends_without(body, {node.id for node in found}):
                how = "this `return` leaves" if end.type == "return_statement" else "a path reaches the end of"
                yield breach(
                    end if end.type == "return_statement" else method.node,
                    f"{how} `{method.name}` without `{call}`, which {self._where(fact)} asks for on every path",
                )

    def _found(self, file: File, call: str, function: Node) -> list[Node]:
        """The nodes of a function that a pattern fits, those of functions with a `this` of their own left out."""
        pattern = self._pattern(call)
        matcher = Matcher(file)
        found = []
        stack = [file.term(function)]
        while stack:
            term = stack.pop()
            if matcher.fits(pattern, term):
                found.append(term.origin)
            below = (*term.children, *term.holes) if isinstance(term, ProgramTerm) else term.children
            stack.extend(child for child in reversed(below) if getattr(child.origin, "type", "") not in _OTHERS)
        return found

    def _pattern(self, call: str) -> Term:
        if call not in self._patterns:
            self._patterns[call] = compile_expression(call, self._settings.receiver_name)
        return self._patterns[call]

    def _where(self, fact: Fact) -> str:
        name = self._settings.path.name if self._settings.path is not None else "the settings"
        return f"{name}:{fact.line}"
