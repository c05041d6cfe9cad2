"""What the worker script owes for the commands that rules write: read in the script, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from migrator.discovery.repository import Repository
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.matching.matcher import Matcher
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Settings, show_path
from migrator.python.language import PYTHON
from migrator.rules.loader import Rule
from migrator.rules.posted import POST, Posted
from migrator.rules.requirements import Duty, DutyPattern
from migrator.sites.program import Forms, ProgramTerm
from migrator.sites.site import File
from migrator.worker.answering import Answering, name_of, of_class, of_exposed, of_message
from migrator.worker.contract import Contract
from migrator.worker.debt import Debt, StatedBy
from migrator.worker.fitting import adapted, plain, with_pasted
from migrator.worker.handlers.answers import told
from migrator.worker.handlers.messages import fields_of
from migrator.worker.lost import deeds, lost, telling
from migrator.worker.reading import Found, Gap, Reading
from migrator.worker.sends import Sent
from migrator.worker.started import Raw, raw_class
from migrator.worker.values import Value

if TYPE_CHECKING:
    from tree_sitter import Node

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
        """What the worker of class ``node`` owes for ``rule``; nothing where it is not known, as a note says."""
        asked = (duty.command for duty in rule.duties if duty.command is not None)
        commands = tuple(dict.fromkeys((*(item.name for item in rule.commands), *asked)))
        for value in self.contract.workers(module, node) if rule.duties else ():
            for command, reading in self._readings(value, commands, rule.posts):
                yield from _owed(reading, command, rule)

    def of_command(self, module: Module, sent: Sent, rules: Iterable[Rule]) -> Iterator[Debt]:
        """What the worker of a class owes for a command that the class sends, by the pages that write it.

        Pages that no settings name are those of a worker that nobody may have here: they ask something of a handler
        only where it runs Python that calls what their programs call.
        """
        asking = [rule for rule in rules if rule.duties and any(sent.command == item.name for item in rule.commands)]
        asking += [rule for rule in rules if rule.duties and sent.command == POST and rule not in asking and rule.posts]
        for value in self.contract.workers(module, sent.node) if asking else ():
            if not self._has(value, sent.command) and (sent.command != POST or self._raw(value) is None):
                continue
            for rule in asking:
                posts = tuple(posted for posted in rule.posts if sends(sent, posted))
                for command, reading in self._readings(value, (sent.command,), posts):
                    script = reading.script
                    if script is not None and _MAY_RUN.search(script.source.data) is None:
                        continue
                    if self.settings.rules or reading.runs(rule):
                        yield from _owed(reading, command, rule)

    def lost(self, module: Module, node: Node, rule: Rule, program: ProgramTerm) -> list[Term]:
        """Statements of a removed program that no handler of the rule's commands has, in the program as it is written;
        none where a handler was not read whole.
        """
        commands = tuple(command.name for command in rule.commands)
        for value in self.contract.workers(module, node) if commands else ():
            found = self._lost([reading for _, reading in self._readings(value, commands, rule.posts)], program)
            if found:
                return found
        return []

    def _lost(self, readings: list[_Reading], program: ProgramTerm) -> list[Term]:
        known: frozenset[str] = frozenset()
        for reading in readings:
            done = reading.deeds
            if done is None:
                return []
            known |= done
        if not readings or deeds(program.variants[0].body) <= known:
            return []
        written = program.aligned(self.settings.environment, "none", pattern=False, forms=self.forms)
        return list(lost(written.body, known))

    # -- what answers --------------------------------------------------------------------------------------------------

    def _has(self, value: Value, command: str) -> bool:
        if value.info is not None:
            return any(command in info.methods for info in self.project.chain(value.info).classes)
        return value.methods is not None and command in value.methods.methods

    def _raw(self, value: Value) -> Raw | None:
        """The Worker of the platform that a value is; an instance of a class that extends it may be one."""
        if value.info is None or self._has(value, POST):
            return value.raw
        return raw_class(self.project.chain(value.info))

    def _readings(
        self, value: Value, commands: tuple[str, ...], posts: tuple[Posted, ...]
    ) -> Iterator[tuple[str, _Reading]]:
        """For each command of a worker, or message of a raw one, what answers it, as far as it is found."""
        raw = self._raw(value)
        if raw is not None:
            for posted in posts:
                for at, script in enumerate(self.contract.scripts.of(raw) if name_of(posted) else ()):
                    name = name_of(posted)
                    make = partial(of_message, script, raw, posted, str(self.settings.worker))
                    yield name, self._read((*raw.place, posted, at), name, make)
        for command in commands if value.raw is None else ():
            if raw is not None and not self._has(value, command):
                continue
            if value.exposed is not None:
                make = partial(of_exposed, self.contract.scripts, value.exposed, command)
                yield command, self._read((str(value.exposed.script.path), value.exposed.owner), command, make)
            elif value.info is not None:
                worker = value.info
                make = partial(of_class, self.contract.scripts, self.project.chain(worker), command)
                key = str(worker.module.path), worker.module.digest, worker.node.start_byte
                yield command, self._read(key, command, make)
            elif value.methods is not None:
                found = self.contract.of_methods(value.methods, command)
                if found is not None:
                    key = value.methods.owner, value.methods.file, value.methods.line
                    yield command, self._read(key, command, partial(_same, found))

    def _read(self, key: tuple[Hashable, ...], command: str, find: Callable[[], Answering]) -> _Reading:
        make = partial(_Reading.of, find, command, self.settings, self.forms)
        return self.project.disk.once((self, *key, command), make)


def _same(found: Answering) -> Answering:
    return found


def _owed(reading: _Reading, command: str, rule: Rule) -> Iterator[Debt]:
    for duty in rule.duties:
        if duty.command in (None, command):
            yield from reading.owed(duty, rule)


def sends(sent: Sent, posted: Posted) -> bool:
    """Whether a class sends a message of a page: one of its own has the constant that tells it."""
    names = told(posted.held)
    return bool(names) and any(names[0] in told(fields_of(module, node)) for module, node in sent.posts)


class _Reading:
    """What the handler of one command lacks."""

    def __init__(self, found: Answering, command: str, settings: Settings, forms: Forms | None) -> None:
        self._command = command
        self._settings = settings
        self._problem = self._fault(found)
        self._reading = Reading(found.handlers, settings, forms) if found.handlers else None
        self._matchers: dict[int, Matcher] = {}
        self.script = found.script

    @classmethod
    def of(
        cls, find: Callable[[], Answering], command: str, settings: Settings, forms: Forms | None
    ) -> _Reading:
        """The reading of what is found."""
        return cls(find(), command, settings, forms)

    def _fault(self, found: Answering) -> Debt | None:
        if found.problem is None or found.module is None or found.node is None:
            return None
        place = found.module.source.position(found.node.start_byte)
        path = show_path(str(found.module.path))
        return Debt(path, place.line, place.column, found.problem, command=self._command)

    @property
    def deeds(self) -> frozenset[str] | None:
        """What the Python of the handler does, None if it was not read whole."""
        if self._reading is None or self._reading.gaps:
            return None
        return deeds(statement for program in self._reading.programs for statement in program.body)

    def runs(self, rule: Rule) -> bool:
        """Whether the Python of the handler calls something that the rule's programs call."""
        programs = self._reading.programs if self._reading is not None else []
        done = deeds(statement for program in programs for statement in program.body)
        named = {program: None for block in rule.blocks for program in block.programs}
        return any(done & telling(deeds(program.variants[0].body)) for program in named)

    def owed(self, duty: Duty, rule: Rule) -> Iterator[Debt]:
        """What is missing for one duty."""
        if self._problem is not None:
            yield self._problem
            return
        assert self._reading is not None
        page = StatedBy(rule.id, duty.name)
        broken = Message.of(Sentence.DUTY_BROKEN, command=self._command, must=duty.text)
        unseen = Message.of(Sentence.DUTY_NOT_SEEN, command=self._command, must=duty.text)
        forbidden = [pattern for pattern in duty.patterns if pattern.negative]
        wanted = [pattern for pattern in duty.patterns if not pattern.negative]
        is_broken = False
        for pattern in forbidden:
            for module, offset in self._places(pattern):
                is_broken = True
                yield self._debt(module, offset, broken, duty, page)
        found = [place for pattern in wanted for place in self._fitting(pattern)]
        if wanted and not any(place.firm for place in found):
            gap = next(iter(self._doubts(found) or self._reading.gaps), None)
            if gap is not None:
                unread = Message.of(Sentence.DUTY_NOT_SEEN_UNREAD, command=self._command, must=duty.text, why=gap.why)
                yield self._debt(gap.module, gap.offset, unread, duty, page)
            else:
                module, offset = self._start(wanted[0].language)
                yield self._debt(module, offset, unseen, duty, page)
        elif forbidden and not is_broken:
            gap = next(self._open(forbidden), None)
            if gap is not None:
                unread = Message.of(Sentence.DUTY_UNREAD, command=self._command, must=duty.text, why=gap.why)
                yield self._debt(gap.module, gap.offset, unread, duty, page)

    def _debt(self, module: Module, offset: int, message: Message, duty: Duty, page: StatedBy) -> Debt:
        at = module.source.position(offset)
        return Debt(show_path(str(module.path)), at.line, at.column, message, (page,), self._command, duty.name)

    def _start(self, language: str) -> tuple[Module, int]:
        """Where a reader would look first: the Python that the handler runs, or the handler."""
        assert self._reading is not None
        assert self._reading.start is not None
        if language == "python" and self._reading.programs:
            first = self._reading.programs[0]
            return first.module, first.start
        return self._reading.start.module, self._reading.start.node.start_byte

    def _open(self, forbidden: list[DutyPattern]) -> Iterator[Gap]:
        """What could not be read and may have something that must not be there."""
        assert self._reading is not None
        in_python = all(pattern.language == "python" for pattern in forbidden)
        for pattern in forbidden:
            yield from self._doubts([place for place in self._fitting(pattern) if not place.firm])
        for gap in self._reading.gaps:
            is_python = gap.why.sentence in (Sentence.PYTHON_NOT_WRITTEN, Sentence.PROGRAM_NOT_PARSED)
            if not gap.brought and (in_python or not is_python):
                yield gap

    def _doubts(self, found: list[Found]) -> list[Gap]:
        """The places of terms that the message may not lead to."""
        gaps = []
        for place in found:
            line = place.module.source.line(place.offset)
            gaps.append(Gap(place.module, place.offset, Message.of(Sentence.BRANCH_NOT_READ, line=line)))
        return gaps

    # -- looking for patterns --------------------------------------------------------------------------------------

    def _places(self, pattern: DutyPattern) -> Iterator[tuple[Module, int]]:
        """The places of what a pattern surely fits, each once."""
        seen: set[tuple[str, int]] = set()
        for found in self._fitting(pattern):
            key = str(found.module.path), found.offset
            if found.firm and key not in seen:
                seen.add(key)
                yield found.module, found.offset

    def _fitting(self, pattern: DutyPattern) -> Iterator[Found]:
        assert self._reading is not None
        if pattern.language == "js":
            for found in self._reading.javascript:
                matcher = self._matcher(found.module)
                if any(matcher.fits(plain(wanted), adapted(wanted, found.term)) for wanted in pattern.terms):
                    yield found
            return
        for found in self._reading.python():
            program = found.program
            assert program is not None
            if not pattern.negative and id(found.term) in program.asked:
                continue
            matcher = self._matcher(found.module)
            for wanted in pattern.terms:
                term = with_pasted(wanted, found.term, program.pasted) if pattern.negative else found.term
                if matcher.fits(wanted, term):
                    yield found._replace(offset=program.offset(found.term))
                    break

    def _matcher(self, module: Module) -> Matcher:
        """The matcher of a file, in which names of the platform mean the platform's."""
        if id(module.source) not in self._matchers:
            self._matchers[id(module.source)] = Matcher(File(module.source, self._settings))
        return self._matchers[id(module.source)]
