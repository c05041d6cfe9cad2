"""What a use is, whatever it looks like and wherever it stands: a short name to know it by from one run to the next.

Two uses of one fingerprint stand in the same method or function and say the same: a run that counts them can tell a new
use from an old one that moved. What never decides a match decides no fingerprint: layout, lines, comments, quotes, the
names of local variables and of what a program binds. Bodies of functions beside a use are left out; their uses have
their own.

Of a program that a constant holds, whole or in part, the text decides too: a call says the same only if what its names
stand for says the same.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from migrator.javascript.constants import Constants
from migrator.javascript.modules import Module
from migrator.javascript.syntax import CLASSES, FUNCTIONS, LINKS, PLAIN_STATEMENTS, STATEMENT_LISTS, NodeKind, children
from migrator.sites.owner import function_around
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.term import Kind, Term

_DIGITS = 16
# Statements that hold no others; of any other, only the part that holds the use counts.
_SIMPLE = frozenset({
    NodeKind.EXPRESSION_STATEMENT, NodeKind.RETURN_STATEMENT, NodeKind.THROW_STATEMENT, NodeKind.EXPORT_STATEMENT,
})  # fmt: skip
_BOUNDARIES = FUNCTIONS | CLASSES | STATEMENT_LISTS | {
    NodeKind.CLASS_BODY, NodeKind.CLASS_STATIC_BLOCK, NodeKind.SWITCH_BODY, NodeKind.ELSE_CLAUSE, NodeKind.CATCH_CLAUSE,
    NodeKind.FINALLY_CLAUSE,
}  # fmt: skip

_CALLS: frozenset[Kind] = frozenset({"call", "call?", "tagged"})


def fingerprint(use: Use, file: File, constants: Constants | None = None) -> str:
    """16 hexadecimal digits: the class and method or the function, member and kind of a use, and what is said around
    it. ``constants`` knows those of other files.
    """
    form = _Form(use, file)
    if use.is_program and use.call is not None:
        form.call(use.call)
        form.constants(use.call, constants or Constants(Module(Path(file.source.path), file.source)))
    else:
        form.add(file.lowering.lower(part_around(use.whole)))
    said: list[object] = [use.owner.class_name, use.owner.method, use.member, use.kind, form.parts]
    if use.owner.node is None:
        said.append(function_around(use.whole, file.source))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_DIGITS]


def part_around(node: Node) -> Node:
    """The statement that a node stands in, or of a statement that holds others the part that it stands in."""
    while node.parent is not None:
        kind = node.parent.type
        if kind in _BOUNDARIES or (kind in PLAIN_STATEMENTS and kind not in _SIMPLE):
            break
        node = node.parent
    return node


class _Form:
    """Terms as a flat list: brackets, kinds and values; numbers for local names in the order of their first use."""

    def __init__(self, use: Use, file: File) -> None:
        self.parts: list[str | int] = []
        self._use = use
        self._file = file
        self._numbers: dict[object, int] = {}

    def call(self, call: Node) -> None:
        """A call that runs Python, its program in normal form even where a name stands for the receiver."""
        function, *given = self._term_of(call).children
        program = self._file.program_of(call)
        if program is not None and given:
            given[0] = program
        for term in (function, *given):
            self.add(term)

    def constants(self, call: Node, constants: Constants) -> None:
        """What the names in the program of a call stand for, as far as that is constant: Python in normal form where
        one literal is all of it, else its text without its indentation.
        """
        arguments = call.child_by_field_name("arguments")
        given = children(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
        if not given:
            return
        literal = constants.literal(given[0])
        program = self._file.program_at(literal) if literal is not None else None
        in_form = program is not None and bool(program.variants)
        texts = list(constants.of(literal if literal is not None and in_form else given[0]))
        if in_form or texts:
            self.parts.append("constants")
        if program is not None and in_form:
            self.add(program)
        self.parts += ["\n".join(line.rstrip() for line in dedent(text).strip().splitlines()) for text in texts]

    def _term_of(self, call: Node) -> Term:
        """The term of a call. `await (x).f().g()` is read as calls on one of a function `await`: it is lowered whole.

        A call too deep in such a chain to be lowered with it is lowered alone.
        """
        chain = call
        while chain.parent is not None and chain.parent.type in LINKS:
            chain = chain.parent
        lower = self._file.lowering.lower
        found = (term for term in lower(chain).walk() if getattr(term.origin, "id", None) == call.id)
        return next((term for term in found if term.kind in _CALLS), None) or lower(call)

    def add(self, term: Term) -> None:
        """A stack of terms and of closing brackets; source may nest deeply."""
        todo: list[Term | None] = [term]
        while todo:
            item = todo.pop()
            if item is None:
                self.parts.append(")")
                continue
            term = item
            self.parts += ["(", term.kind, self._value(term)]
            if term.origin is not None and getattr(term.origin, "id", None) == self._use.node.id:
                self.parts.append("this use")
            todo.append(None)
            if isinstance(term, ProgramTerm):
                below = self._program(term)
            elif term.kind == "block" and term.language == "javascript":
                below = ()
            else:
                below = term.children
            todo += reversed(below)

    def _program(self, program: ProgramTerm) -> tuple[Term, ...]:
        """The statements of a program; one that does not parse is its text, and what stands in its holes."""
        if program.variants:
            self.parts.append("value" if program.variants[0].has_value else "no value")
            return program.variants[0].body
        text = program.embedded.text
        for hole in program.embedded.holes:
            text = text.replace(hole.placeholder, "${}")
        self.parts.append(text)
        for term in program.holes:
            self.add(term)
        return ()

    def _value(self, term: Term) -> str | int:
        """The value of a term, or the number of a local name."""
        key: object = None
        if term.language == "python":
            key = term.symbol
        elif term.kind == "name":
            binding = self._file.source.scopes.binding_at(term.origin.start_byte)
            if binding is not None and binding.scope.parent is not None:
                key = binding
        return term.value if key is None else self._numbers.setdefault(key, len(self._numbers))
