"""What the worker script owes for the commands that rules write: read in the script, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from migrator.discovery.repository import Repository
from migrator.javascript.lower import Lowering
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Chain, Project
from migrator.javascript.syntax import COMMENTS, STRINGS, NodeKind
from migrator.matching.matcher import Matcher
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Settings, show_path
from migrator.python.language import PYTHON
from migrator.rules.loader import Rule
from migrator.rules.requirements import Duty, DutyPattern
from migrator.sites.program import Forms, ProgramTerm, everything, program_term
from migrator.worker.contract import Contract
from migrator.worker.debt import Debt, StatedBy
from migrator.worker.handlers.dispatch import Dispatcher, Handler
from migrator.worker.handlers.messages import message_of, script_url
from migrator.worker.handlers.script import locate
from migrator.worker.lost import deeds, lost, telling

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.ledger.message import Value
    from migrator.model.term import Term

# A script without any of these runs no Python, and loads nothing that may.
_MAY_RUN = re.compile(PYTHON.traces + rb"|\\[ux]|\bimport\b|\bimportScripts\b|\brequire\b")


@dataclass(eq=False)
class Debts:
    """Answers for one run; a script is found once, and read once for each command."""

    project: Project
    contract: Contract
    settings: Settings
    repository: Repository
    forms: Forms | None = None

    def of(self, module: Module, node: Node, rule: Rule) -> Iterator[Debt]:
        """What the worker of class ``node`` owes for ``rule``; nothing where its class is not known, as a note says."""
        for chain in self.contract.worker_chains(module, node) if rule.duties else ():
            asked = (duty.command for duty in rule.duties if duty.command is not None)
            for command in dict.fromkeys((*(item.name for item in rule.commands), *asked)):
                yield from self._owed(chain, command, rule)

    def of_command(self, module: Module, node: Node, command: str, rules: Iterable[Rule]) -> Iterator[Debt]:
        """What the worker of class ``node`` owes for a command that the class sends, by the pages that write it.

        Pages that no settings name are those of a worker that nobody may have here: they ask something of a handler
        only where it runs Python that calls what their programs call.
        """
        asking = [rule for rule in rules if rule.duties and any(command == item.name for item in rule.commands)]
        for chain in self.contract.worker_chains(module, node) if asking else ():
            if not any(command in info.methods for info in chain.classes):
                continue
            script = self._script(chain)
            if script.module is not None and not script.may_run_python:
                continue
            for rule in asking:
                if self.settings.rules or self._reading(chain, command).runs(rule):
                    yield from self._owed(chain, command, rule)

    def _owed(self, chain: Chain, command: str, rule: Rule) -> Iterator[Debt]:
        for duty in rule.duties:
            if duty.command in (None, command):
                yield from self._reading(chain, command).owed(duty, rule)

    def lost(self, module: Module, node: Node, rule: Rule, program: ProgramTerm) -> list[Term]:
        """Statements of a removed program that no handler of the rule's commands has, in the program as it is written;
        none where a handler was not read whole.
        """
        for chain in self.contract.worker_chains(module, node) if rule.commands else ():
            found = self._lost(chain, rule, program)
            if found:
                return found
        return []

    def _lost(self, chain: Chain, rule: Rule, program: ProgramTerm) -> list[Term]:
        known: frozenset[str] = frozenset()
        for command in rule.commands:
            done = self._reading(chain, command.name).deeds
            if done is None:
                return []
            known |= done
        if deeds(program.variants[0].body) <= known:
            return []
        written = program.aligned(self.settings.environment, "none", pattern=False, forms=self.forms)
        return list(lost(written.body, known))

    def _script(self, chain: Chain) -> _Script:
        make = partial(_Script, self.project, chain, self.settings, self.repository)
        return self.project.disk.once(self._key(chain), make)

    def _reading(self, chain: Chain, command: str) -> _Reading:
        script = self._script(chain)
        make = partial(_Reading, script, chain, command, self.settings.environment, self.forms)
        return self.project.disk.once((*self._key(chain), command), make)

    def _key(self, chain: Chain) -> tuple[Hashable, ...]:
        worker = chain.classes[0]
        return self, str(worker.module.path), worker.module.digest, worker.node.start_byte


class _Script:
    """The script that a worker class starts, or why it is not known."""

    def __init__(self, project: Project, chain: Chain, settings: Settings, repository: Repository) -> None:
        self.problem: Message | None = None
        self.dispatcher: Dispatcher | None = None
        self.module: Module | None = None
        address = script_url(chain)
        if address is None:
            self.problem = Message.of(Sentence.NO_NEW_WORKER)
            return
        located = locate(address, repository, settings.script)
        if located.path is None:
            self.problem = located.problem
            return
        self.module = project.module(located.path)
        if self.module is None:
            self.problem = Message.of(Sentence.SCRIPT_UNREADABLE, path=show_path(str(located.path)))
            return
        self.dispatcher = Dispatcher(self.module)

    @property
    def may_run_python(self) -> bool:
        return self.module is not None and _MAY_RUN.search(self.module.source.data) is not None


class _Reading:
    """The handler of one command, read."""

    def __init__(self, script: _Script, chain: Chain, command: str, environment: str, forms: Forms | None) -> None:
        self._command = command
        self._environment = environment
        self._forms = forms
        self._problem: Debt | None = None
        self._script = script.module
        self._handler: Handler | None = None
        self._terms: list[Term] = []
        self._programs: list[ProgramTerm] = []
        self._named: list[ProgramTerm] = []  # those that stand in a constant of the script
        self._unread: Node | None = None  # Python that is not written in its call
        self._find(script, chain)
        if self._handler is not None and self._script is not None:
            self._read(self._script, self._handler)

    @property
    def deeds(self) -> frozenset[str] | None:
        """What the Python of the handler does, None if it was not read whole."""
        if self._problem is not None or self._unread is not None:
            return None
        return deeds(statement for program in self._programs for statement in program.variants[0].body)

    def runs(self, rule: Rule) -> bool:
        """Whether the Python of the handler calls something that the rule's programs call."""
        bodies = (program.variants[0].body for program in (*self._programs, *self._named))
        done = deeds(statement for body in bodies for statement in body)
        return any(done & telling(deeds(block.program.variants[0].body)) for block in rule.blocks)

    def owed(self, duty: Duty, rule: Rule) -> Iterator[Debt]:
        """What is missing for one duty."""
        if self._problem is not None:
            yield self._problem
            return
        assert self._script is not None
        assert self._handler is not None
        pages = (StatedBy(rule.id, duty.name),)
        for pattern in duty.patterns:
            for place in self._places(pattern) if pattern.negative else ():
                at = self._script.source.position(place)
                broken = Message.of(Sentence.DUTY_BROKEN, command=self._command, must=duty.text)
                path = show_path(str(self._script.path))
                yield Debt(path, at.line, at.column, broken, pages, self._command, duty.name)
        wanted = [pattern for pattern in duty.patterns if not pattern.negative]
        if wanted and not any(next(self._fitting(pattern), None) is not None for pattern in wanted):
            unseen = Message.of(Sentence.DUTY_NOT_SEEN, command=self._command, must=duty.text)
            if self._unread is not None:
                line = self._script.source.line(self._unread.start_byte)
                unseen = Message.of(Sentence.DUTY_NOT_SEEN_UNREAD, command=self._command, must=duty.text, line=line)
            at = self._script.source.position(self._start(wanted[0].language))
            path = show_path(str(self._script.path))
            yield Debt(path, at.line, at.column, unseen, pages, self._command, duty.name)

    def _start(self, language: str) -> int:
        """Where a reader would look first: the Python that the handler runs, or the handler."""
        assert self._handler is not None
        if language == "python" and self._programs:
            return int(self._programs[0].origin.start_byte)
        return self._handler[0].start_byte

    # -- finding the handler ---------------------------------------------------------------------------------------

    def _find(self, script: _Script, chain: Chain) -> None:
        worker = chain.classes[0]
        if script.dispatcher is None or self._script is None:
            self._fail(worker.module, worker.node, self._about(worker, Sentence.NOT_READ, why=script.problem))
            return
        message = message_of(chain, self._command)
        if message is None:
            self._fail(worker.module, worker.node, self._about(worker, Sentence.NO_MESSAGE_SEEN))
            return
        self._handler = script.dispatcher.handler(message)
        if self._handler is None:
            unseen = self._about(worker, Sentence.NO_HANDLER_SEEN, key=message.key, value=message.value)
            self._fail(self._script, self._script.source.root, unseen)

    def _about(self, worker: ClassInfo, sentence: Sentence, **values: Value) -> Message:
        """A sentence about the command, as a method of its worker."""
        return Message.of(sentence, command=self._command, worker=worker.name, **values)

    def _fail(self, module: Module, node: Node, message: Message) -> None:
        place = module.source.position(node.start_byte)
        path = show_path(str(module.path))
        self._problem = Debt(path, place.line, place.column, message, command=self._command)

    # -- reading it ------------------------------------------------------------------------------------------------

    def _read(self, script: Module, handler: Handler) -> None:
        lowering = Lowering(script.source.data, None)
        for part in handler:
            self._terms.append(lowering.lower(part))
            stack = [part]
            while stack:
                node = stack.pop()
                argument = _python(script, node)
                if argument is not None and argument.type in STRINGS:
                    program = program_term(script.source.data, argument, lowering, self._environment, forms=self._forms)
                    if program.variants:
                        self._programs.append(program)
                    else:
                        self._unread = self._unread or argument
                elif argument is not None:
                    self._unread = self._unread or argument
                    constant = _constant(script, argument)
                    if constant is not None:
                        data = script.source.data
                        program = program_term(data, constant, lowering, self._environment, forms=self._forms)
                        self._named += [program] if program.variants else []
                stack.extend(reversed(node.named_children))

    def _places(self, pattern: DutyPattern) -> Iterator[int]:
        """The byte offsets of what a pattern fits."""
        seen: set[int] = set()
        for term, program in self._fitting(pattern):
            offset = _offset(term, program)
            if offset is not None and offset not in seen:
                seen.add(offset)
                yield offset

    def _fitting(self, pattern: DutyPattern) -> Iterator[tuple[Term, ProgramTerm | None]]:
        matcher = Matcher(None)
        for term, program in self._candidates(pattern.language):
            if any(matcher.fits(wanted, term) for wanted in pattern.terms):
                yield term, program

    def _candidates(self, language: str) -> Iterator[tuple[Term, ProgramTerm | None]]:
        """Terms of the handler, those of Python with the program that they stand in."""
        if language == "js":
            for term in self._terms:
                for part in everything(term):
                    yield part, None
            return
        for program in self._programs:
            for statement in program.variants[0].body:
                for part in statement.walk():
                    yield part, program


def _offset(term: Term, program: ProgramTerm | None) -> int | None:
    if program is None:
        return int(term.origin.start_byte) if term.origin is not None else None
    try:
        return program.offset(program.variants[0], term)
    except LookupError:
        return None


def _python(script: Module, node: Node) -> Node | None:
    """The argument of a call that runs Python, whatever it is called on."""
    callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
    arguments = node.child_by_field_name("arguments")
    member = script.member(callee) if callee is not None else None
    if member is None or arguments is None or member[1] not in PYTHON.calls:
        return None
    return next((child for child in arguments.named_children if child.type not in COMMENTS), None)


def _constant(script: Module, node: Node) -> Node | None:
    """The literal that a constant of the script holds."""
    binding = script.source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
    if binding is None or len(binding.declarations) != 1 or any(use.write for use in binding.references):
        return None
    declared = binding.declarations[0].parent
    value = declared.child_by_field_name("value") if declared is not None else None
    return unwrap(value) if value is not None and unwrap(value).type in STRINGS else None
