"""What stands for the names and expressions of a region on its page.

A metavariable stands for each variable that the region declares, and for the largest expressions of code that goes
which the new code has too. A name that only the new code declares, or of which no use is left, is fresh and stays as it
is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.drafting.learning.keys import Key, Keys, binding_of
from migrator.drafting.learning.layout import Layout
from migrator.drafting.learning.names import Renames
from migrator.drafting.learning.region import Region
from migrator.drafting.words import apart
from migrator.javascript.builtins import GLOBALS
from migrator.javascript.log_names import METHODS, is_named_logger
from migrator.javascript.scopes import IMPORT
from migrator.javascript.syntax import NodeKind
from migrator.javascript.texts import Texts
from migrator.matching.imports import DEFAULT, WHOLE, imported
from migrator.model.settings import RECEIVER, WORKER
from migrator.model.term import CALLS, MEMBERS, Kind, Term, arguments, callee, owner
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# Expressions that a metavariable may stand for as a whole.
_VALUES: frozenset[Kind] = frozenset({
    "name", "member", "member?", "index", "index?", "call", "call?", "new", "binary", "conditional", "template",
    "unary", "group",
})  # fmt: skip
_NO_VALUES: frozenset[Kind] = frozenset({
    "receiver", "await", "arrow", "function-expression", "program", "assign", "update",
})  # fmt: skip
_TEXTS: frozenset[Kind] = frozenset({"string", "template"})
_WRITING: frozenset[Kind] = frozenset({"assign", "update"})
# Of what stays: a value that is computed says what the statement is for.
_PATHS: frozenset[Kind] = frozenset({"name", "member"})
_IMPORTED = {WHOLE: "* as {local}", DEFAULT: "{local}"}
_TARGETS: frozenset[Kind] = frozenset({"assign", "update", "declarator", "parameters", "for-in"})


class Values:
    """``before`` and ``after`` have what stands in the place of nodes, by their ids. ``unknown`` are names of the new
    code that no statement of the page has.
    """

    def __init__(
        self, files: tuple[File, File], region: Region, keys: tuple[Keys, Keys], renames: Renames, worker: Key | None
    ) -> None:
        self._files, self._region, self._keys, self._renames, self._worker = files, region, keys, renames, worker
        self.before: dict[int, str] = {}
        self.after: dict[int, str] = {}
        self.unknown: list[Term] = []
        self.imports: list[str] = []  # what the new code takes from other files
        self.opened: set[int] = set()  # texts of log lines that go
        self._texts = {self._texts_of(part) for term in region.after for part in term.walk()}
        self._arguments = {
            (keys[1].of(callee(part)), index, keys[1].of(each))
            for term in region.after
            for part in term.walk()
            if part.kind == "call"
            for index, each in enumerate(arguments(part))
            if each.kind == "string"
        }
        self._spans = [(term.origin.start_byte, term.origin.end_byte) for term in (*region.before, *region.kept)]
        self._new_spans = [(term.origin.start_byte, term.origin.end_byte) for term in region.after]
        self._given: dict[object, str] = {}
        self._makes_text = Texts(files[0].source)
        self._named: dict[str, Binding] = {}  # what the region declares, by name
        written = {*_written(region.before, keys[0]), *_written(region.after, keys[1])}
        called = {keys[1].of(part.children[0]) for term in region.after for part in term.walk() if part.kind == "expr"}
        self._shared = {keys[1].of(part) for term in region.after for part in term.walk() if part.kind in _VALUES}
        self._shared -= written | called
        for term in region.before:
            self._old(term)
        for term in region.kept:
            self._shared |= {keys[0].of(part) for part in term.walk() if part.kind in _PATHS}
            self._old(term)
        for term in region.after:
            self._new(term)

    @property
    def metavariables(self) -> list[str]:
        """All of them, in the order in which they are met."""
        return list(self._given.values())

    # -- what goes ---------------------------------------------------------------------------------------------------

    def _old(self, term: Term, *, is_target: bool = False) -> None:
        if self._spelled(term, self.before):
            return
        if isinstance(term, ProgramTerm):
            for hole in term.holes:
                self._old(hole)
            return
        if term.kind == "name":
            binding = binding_of(term, self._files[0].source.scopes)
            if binding is not None and self._is_declared(binding):
                self._named.setdefault(binding.name, binding)
                self.before[term.origin.id] = self._metavariable(binding, binding.name)
                return
        key = self._keys[0].of(term)
        if key in self._shared and self._is_value(term) and (not is_target or term.kind == "name"):
            self.before[term.origin.id] = self._metavariable(key, _called(term))
            return
        if term.kind == "call":
            self._texts_given(term)
        for index, child in enumerate(term.children):
            if child.origin is not None and getattr(child.origin, "id", None) in self.before:
                continue
            if index == 0 and term.kind in CALLS and child.kind == "name" and not self._is_local(child):
                continue  # a function is called by its name
            if index == 0 and term.kind in CALLS and child.kind in MEMBERS:
                self._callee(child)
                continue
            self._old(child, is_target=index == 0 and term.kind in _TARGETS)

    def _callee(self, member: Term) -> None:
        """What is called on something: that may be a value, the method is not."""
        if self._spelled(member, self.before):
            return
        on = owner(member)
        if self._is_logger(on, member.value):
            self._level(member, self.before)
            self.before[on.origin.id] = self._metavariable(
                self._keys[0].of(on), "log" if on.value == "console" else on.value
            )
        else:
            self._old(on)

    def _level(self, member: Term, instead: dict[int, str]) -> None:
        """How loud a log line is decides nothing."""
        name = member.origin.child_by_field_name("property")
        if name is not None:
            instead[name.id] = self._metavariable(("level", member.value), "say")

    def _texts_given(self, call: Term) -> None:
        """A text that the new code gives to the same function may be any; so may that of a log line that goes."""
        function = callee(call)
        is_log = function.kind == "member" and self._is_logger(owner(function), function.value)
        for index, given in enumerate(arguments(call)):
            key = self._keys[0].of(given)
            if (self._keys[0].of(function), index, key) in self._arguments:
                self.before[given.origin.id] = self._metavariable(key, "text")
            elif is_log and given.kind in _TEXTS and self._texts_of(given) not in self._texts:
                self.opened.add(given.origin.id)

    @staticmethod
    def _texts_of(term: Term) -> tuple[str, ...]:
        if term.kind == "string":
            return (term.value,)
        return tuple(part.value for part in term.children if part.kind == "text") if term.kind == "template" else ()

    def _is_logger(self, on: Term, method: str) -> bool:
        """Whether something is a logger by its name: another one will do, as the front matter of the page says."""
        if on.kind not in _PATHS or method not in {*METHODS, *self._files[0].settings.log_methods}:
            return False
        return on.value == "console" or is_named_logger(on.value)

    def _is_value(self, term: Term) -> bool:
        """Whether a metavariable may stand for a term: it is made of variables and members, and of nothing that the
        region declares.
        """
        if term.kind not in _VALUES or self._keys[0].of(term) == self._worker:
            return False
        if term.kind not in _PATHS and self._makes_text.made(term.origin, quoted=False) is not None:
            return False  # text for Python to read is no value, and the page says what makes it
        scopes, varies = self._files[0].source.scopes, False
        for part in term.walk():
            if part.kind in _NO_VALUES:
                return False
            if part.kind == "this" and term.kind != "this":
                varies = True
            if part.kind == "name":
                binding = binding_of(part, scopes)
                if binding is not None and self._is_declared(binding):
                    return False
                varies = varies or binding is not None or part.value not in GLOBALS
        return varies and not (term.kind == "name" and term.value in ("undefined", "arguments"))

    def _is_local(self, name: Term) -> bool:
        """Whether a name is a variable of a function, which means nothing elsewhere."""
        binding = binding_of(name, self._files[0].source.scopes)
        return binding is not None and binding.scope.parent is not None

    def _is_declared(self, binding: Binding) -> bool:
        return any(start <= node.start_byte < end for node in binding.declarations for start, end in self._spans)

    # -- what comes --------------------------------------------------------------------------------------------------

    def _new(self, term: Term, *, is_called: bool = False) -> None:
        if self._spelled(term, self.after):
            return
        if isinstance(term, ProgramTerm):
            for hole in term.holes:
                self._new(hole)
            return
        key = self._keys[1].of(term)
        if key in self._given and not self._has_new(term):
            self.after[term.origin.id] = self._given[key]
            return
        if term.kind == "name":
            self._new_name(term, is_called=is_called)
            return
        if term.kind == "member" and (name := self._renames.member(term.value)) is not None:
            node = term.origin.child_by_field_name("property")
            if node is not None:
                self.after[node.id] = name
        if term.kind == "call" and callee(term).kind == "member":
            function = callee(term)
            if ("level", function.value) in self._given and self._keys[1].of(owner(function)) in self._given:
                self._level(function, self.after)
        for index, child in enumerate(term.children):
            self._new(child, is_called=index == 0 and term.kind in CALLS and child.kind == "name")

    def _has_new(self, term: Term) -> bool:
        """Whether a term has a name that the new code declares: it means something else than before."""
        bindings = (binding_of(part, self._files[1].source.scopes) for part in term.walk() if part.kind == "name")
        return any(binding is not None and self._is_new(binding) for binding in bindings)

    def _is_new(self, binding: Binding) -> bool:
        return any(start <= node.start_byte < end for node in binding.declarations for start, end in self._new_spans)

    def _new_name(self, term: Term, *, is_called: bool) -> None:
        binding = binding_of(term, self._files[1].source.scopes)
        if binding is None:
            if term.value not in GLOBALS and not is_called:
                self.unknown.append(term)
            return
        old = self._named.get((self._renames.counterpart(binding) or binding).name)
        is_new = self._is_new(binding)
        if old is not None and (not is_new or self._is_used_outside(old)):
            self.after[term.origin.id] = self._given[old]
        elif not is_new and binding.kind == IMPORT:
            self._import(binding)
        elif not is_new and not is_called:
            self.unknown.append(term)

    def _import(self, binding: Binding) -> None:
        """A line that imports a name of the new code."""
        statement: Node | None = binding.declarations[0]
        while statement is not None and statement.type != NodeKind.IMPORT_STATEMENT:
            statement = statement.parent
        found = imported(statement, self._files[1].source.data) if statement is not None else None
        for local, name in found[1] if found is not None else ():
            if local == binding.name and found is not None:
                line = f"import {_IMPORTED.get(name, '{{ {name} as {local} }}').format(name=name, local=local)}"
                line = f"{line} from '{found[0]}';".replace(f"{{ {local} as {local} }}", f"{{ {local} }}")
                if line not in self.imports:
                    self.imports.append(line)

    def nests(self) -> Iterator[tuple[str, str]]:
        """What becomes of later uses of what the region declares: the metavariable, and what stands in its place."""
        for binding, term in self._region.used.items():
            name = self._given[binding]
            instead = {part.origin.id: name for part in term.walk() if part.kind == "name" and part.origin is not None}
            yield name, Layout(self._files[1].source, instead).of(term.origin)

    def _is_used_outside(self, binding: Binding) -> bool:
        """Whether a variable is used beside the statements that go."""
        gone = [(term.origin.start_byte, term.origin.end_byte) for term in self._region.before]
        nodes = [reference.node for reference in binding.references]
        return any(not any(start <= node.start_byte < end for start, end in gone) for node in nodes)

    # -- both --------------------------------------------------------------------------------------------------------

    def _spelled(self, term: Term, instead: dict[int, str]) -> bool:
        """Spell the receiver, the worker and other names of `this` as pages do."""
        if term.kind == "receiver":
            instead[term.origin.id] = str(RECEIVER)
        elif term.kind == "member" and owner(term).kind == "receiver" and owner(term).origin == term.origin:
            instead[term.origin.id] = f"{RECEIVER}.{term.value}"
        elif term.kind == "this" and term.origin.type != NodeKind.THIS:
            instead[term.origin.id] = "this"
        elif self._worker is not None and term.kind in _VALUES and self._is_worker(term, instead):
            instead[term.origin.id] = str(WORKER)
        else:
            return False
        return True

    def _is_worker(self, term: Term, instead: dict[int, str]) -> bool:
        keys = self._keys[1] if instead is self.after else self._keys[0]
        return keys.of(term) == self._worker

    def _metavariable(self, key: object, name: str) -> str:
        """The metavariable of a thing, made of its name when it is met first."""
        if key not in self._given:
            stem = re.sub(r"[^A-Z0-9_]", "", apart(name, "_").upper()).strip("_")
            stem = stem if stem[:1].isalpha() else f"VALUE_{stem}".strip("_")
            taken, spelled, number = set(self._given.values()), f"${stem}", 2
            while spelled in taken:
                spelled, number = f"${stem}_{number}", number + 1
            self._given[key] = spelled
        return self._given[key]


def _written(terms: list[Term], keys: Keys) -> Iterator[Key]:
    """The members that statements write: which member that is belongs to the page."""
    for part in (part for term in terms for part in term.walk()):
        if part.kind in _WRITING and part.children[0].kind != "name":
            yield keys.of(part.children[0])


def _called(term: Term) -> str:
    """A name for an expression: that of the variable, the member or the function."""
    at = term
    while at.kind in CALLS or at.kind == "group":
        at = callee(at)
    return at.value if at.value.isidentifier() else "value"
