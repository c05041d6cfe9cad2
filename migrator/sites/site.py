"""A file with the uses of its receiver, and the Python that they run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.discovery.prefilter import may_call
from migrator.javascript.lower import Lowering, is_statement
from migrator.javascript.parentheses import unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import BARE, BODIES, STATEMENT_LISTS, STATEMENTS, STRINGS, NodeKind, children
from migrator.model.ledger import Message, Sentence, Why
from migrator.model.settings import Receiver, Settings, one_line
from migrator.model.term import Term
from migrator.sites.key import Result, is_one_of_several
from migrator.sites.program import Forms, ProgramTerm, program_argument, program_term
from migrator.sites.renames import Renames
from migrator.sites.use import Use as Use  # part of a site
from migrator.sites.uses import all_uses, may_show

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.loggers import Loggers
    from migrator.javascript.objects import Effects


# What is wrong with a program that a page may take as any code: it is not written in its call, or it does not parse.
RUN_BY_ANY = frozenset({Sentence.PROGRAM_NOT_IN_CALL, Sentence.PYTHON_NOT_PARSED})


@dataclass(slots=True, eq=False)
class Statements:
    """A list of statements that stand in a row. ``bare`` is a body without braces, which holds one."""

    nodes: list[Node]
    bare: bool


@dataclass(eq=False)
class Site:
    """A call that runs Python, or another use that a rule may begin at, with the statement that it stands in."""

    use: Use
    file: File
    program: ProgramTerm | None
    fault: Message | None = None
    _lists: dict[int, tuple[Statements, int]] = field(default_factory=dict, repr=False)

    def statements(self, depth: int) -> tuple[Statements, int] | None:
        """The list in which the statement of the use stands, ``depth`` blocks further out, and the index of that
        statement.
        """
        if depth not in self._lists:
            found = self._climb(depth)
            if found is None:
                return None
            self._lists[depth] = found
        return self._lists[depth]

    @property
    def expressions(self) -> Iterator[Node]:
        """The call, or what is taken of the receiver, and the expressions around it, from the innermost one out."""
        node: Node | None = self.use.call or self.use.whole
        while node is not None and node.type not in STATEMENTS and node.type not in BODIES:
            if node.type != NodeKind.PARENTHESIZED_EXPRESSION:
                yield node
            node = node.parent

    def _climb(self, depth: int) -> tuple[Statements, int] | None:
        node: Node | None = self.use.call or self.use.whole
        while node is not None:
            found = self.file.statement_list(node)
            if found is not None:
                if depth == 0:
                    return found
                depth -= 1
            node = node.parent
        return None


@dataclass(eq=False)
class File:
    """A source with its uses and sites."""

    source: Source
    settings: Settings
    forms: Forms | None = None
    found: list[Use] | None = field(default=None, repr=False)  # the uses, where they are known
    loggers: Loggers | None = field(default=None, repr=False)  # those of the file, where other files can be seen
    _terms: dict[int, Term] = field(default_factory=dict, repr=False)
    _effects: dict[int, Effects] = field(default_factory=dict, repr=False)
    _lists: dict[int, tuple[Statements, dict[int, int]]] = field(default_factory=dict, repr=False)

    @cached_property
    def acting(self) -> frozenset[str]:
        """The names of members that run code when they are read or written; other files may add to them."""
        from migrator.javascript.accessors import acting  # for what a rule nearly fits

        return acting(self.source)

    def effects(self, function: Node) -> Effects:
        """What the code of a function does."""
        from migrator.javascript.objects import Effects

        if function.id not in self._effects:
            self._effects[function.id] = Effects(self.source, function, self.acting, self.loggers)
        return self._effects[function.id]

    @cached_property
    def lowering(self) -> Lowering:
        receiver, holders, wrappers = self.settings.receiver, self._holders | self.renames.receivers, self.wrappers
        this = self.renames.this
        return Lowering(self.source.data, receiver, self._embed, holders=holders, wrappers=wrappers, this=this)

    @cached_property
    def renames(self) -> Renames:
        """The names that only rename the receiver of the settings, or `this`."""
        return Renames(self.source, self.named_uses)

    @property
    def receivers(self) -> frozenset[int]:
        """The ids of the nodes that are a receiver, with the `await` before what a function gives."""
        plain = (use for use in self.uses if use.key is None and use.through is None and use.inner is None)
        return self._holders | self.renames.receivers | {use.node.id for use in plain}

    @cached_property
    def wrappers(self) -> dict[int, str]:
        """The method of the receiver for which a function stands that only runs what it is given, by the ids of the
        nodes that are called.
        """
        if self.found is None and not may_call(self.source.data):
            return {}
        return {use.node.id: use.member for use in self.uses if use.inner is not None and use.member is not None}

    @cached_property
    def _holders(self) -> frozenset[int]:
        """The nodes that are a receiver by their key."""
        if not may_show(self.source.data, self.settings):
            return frozenset()
        uses = (use for use in self.uses if use.key is not None and use.inner is None)
        found = [use for use in uses if not is_one_of_several(use.key)]
        return frozenset(node.id for use in found for node in (use.node, use.holder))

    def term(self, node: Node) -> Term:
        """The term of a statement, lowered once."""
        if node.id not in self._terms:
            self._terms[node.id] = self.lowering.lower(node)
        return self._terms[node.id]

    @cached_property
    def uses(self) -> list[Use]:
        return all_uses(self.source, self.settings) if self.found is None else self.found

    @property
    def named_uses(self) -> list[Use]:
        """The uses of the receiver of the settings, without those of what shows that it is Pyodide."""
        return [use for use in self.uses if use.key is None]

    @cached_property
    def _starts(self) -> list[int]:
        return [use.whole.start_byte for use in self.uses]

    def uses_in(self, start: int, end: int) -> list[Use]:
        """The uses that begin in a stretch of the file."""
        return self.uses[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def sites(self) -> list[Site]:
        return [self._site(use) for use in self.uses if use.is_program]

    @cached_property
    def others(self) -> list[Site]:
        """The uses that run nothing and that a rule may begin at: all but what gives the receiver its value, and what
        is done through a name that does more than rename it.
        """
        uses = (use for use in self.uses if not use.is_program and use.kind != "assign")
        return [Site(use, self, None) for use in uses if self._fault_of_receiver(use) is None]

    @cached_property
    def givings(self) -> list[Site]:
        """What gives a member of `this` its value: a rule may remove it where nothing needs it."""
        if not self.settings.receiver.member:
            return []
        return [Site(use, self, None) for use in self.named_uses if use.kind == "assign"]

    @cached_property
    def _by_call(self) -> dict[int, Site]:
        return {site.use.call.id: site for site in self.sites if site.use.call is not None}

    def site_of(self, call: Node) -> Site | None:
        """The site of a call, None where it runs no Python."""
        return self._by_call.get(call.id)

    @cached_property
    def _programs(self) -> dict[int, ProgramTerm]:
        return {}

    def _embed(self, function: Term, argument: Node) -> ProgramTerm | None:
        literal = program_argument(function, argument)
        return self.program_at(literal) if literal is not None else None

    def program_at(self, argument: Node) -> ProgramTerm | None:
        """The program in an expression that a call runs, None where it is not written there."""
        if argument.type not in STRINGS:
            return None
        if argument.id not in self._programs:
            self._programs[argument.id] = program_term(
                self.source.data, argument, self.lowering, self.settings.environment, forms=self.forms
            )
        program = self._programs[argument.id]
        if any(hole.kind == "unknown" for hole in program.holes):
            self.lowering.holds_unknown()
        return program

    def program_of(self, call: Node) -> ProgramTerm | None:
        """The program in the first argument of a call, None where it is not written there."""
        arguments = call.child_by_field_name("arguments")
        given = children(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
        return self.program_at(unwrap(given[0])) if given else None

    def statement_list(self, node: Node) -> tuple[Statements, int] | None:
        """The list that ``node`` is a statement of, or None if it is no statement."""
        parent = node.parent
        if parent is None or node.type not in STATEMENTS:
            return None
        if parent.type in STATEMENT_LISTS:
            if parent.id not in self._lists:
                nodes = [child for child in parent.named_children if is_statement(child)]
                if parent.type == NodeKind.SWITCH_CASE:
                    value = parent.child_by_field_name("value")
                    nodes = [child for child in nodes if value is None or child.id != value.id]
                self._lists[parent.id] = Statements(nodes, False), {child.id: i for i, child in enumerate(nodes)}
            statements, indexes = self._lists[parent.id]
            return (statements, indexes[node.id]) if node.id in indexes else None
        if parent.type in BARE and node.type != NodeKind.STATEMENT_BLOCK:
            return Statements([node], True), 0
        return None

    def _reached_through(self, use: Use) -> Message:
        """Why a name is not taken for the receiver."""
        other = self.renames.other_value(use)
        if other is None:
            return Message.of(Sentence.RECEIVER_REACHED_THROUGH, through=use.through)
        line = self.source.line(other.start_byte)
        return Message.of(Sentence.RECEIVER_NAME_WRITTEN, through=use.through, line=line)

    def _site(self, use: Use) -> Site:
        assert use.call is not None
        arguments = use.call.child_by_field_name("arguments")
        if arguments is None or arguments.type == NodeKind.TEMPLATE_STRING:
            return Site(use, self, None, Message.of(Sentence.TAGGED_TEMPLATE))
        given = children(arguments)
        if not given:
            return Site(use, self, None, Message.of(Sentence.NO_ARGUMENT))
        first = unwrap(given[0])
        fault_of_receiver = self._fault_of_receiver(use)
        if fault_of_receiver is not None:
            return Site(use, self, None, fault_of_receiver)
        if first.type not in STRINGS:
            shown = one_line(self.source.text(first.start_byte, first.end_byte), 60)
            return Site(use, self, None, Message.of(Sentence.PROGRAM_NOT_IN_CALL, shown=shown))
        program = self.program_at(first)
        if program is not None and program.fault is not None:
            fault, offset = program.fault
            line = self.source.line(offset)
            return Site(use, self, program, Message.of(Sentence.PYTHON_NOT_PARSED, line=line, fault=fault))
        return Site(use, self, program)

    def _fault_of_receiver(self, use: Use) -> Message | None:
        """Why rules are not tried on what a use is done to, or None."""
        held = use.inner or use  # what runs it: a function that only runs what it is given has no other receiver
        shown = one_line((use.elsewhere or self.source).text(held.node.start_byte, held.node.end_byte), 60)
        if is_one_of_several(use.key) or is_one_of_several(held.key):
            return Message.of(Sentence.RECEIVER_OF_SEVERAL, shown=shown)
        if isinstance(held.key, Result) and not (held.evidence is not None and held.evidence.why is Why.NAMED):
            can_be = Receiver.read(shown) is not None
            sentence = Sentence.RECEIVER_NOT_SET if can_be else Sentence.RECEIVER_NOT_NAMED
            return Message.of(sentence, shown=shown)
        if not use.is_sure:
            return Message.of(Sentence.RECEIVER_NOT_SURE, shown=shown)
        if use.through is not None and use.node.id not in self.renames.receivers:
            return self._reached_through(use)
        return None
