"""Does the class that a rule writes into have the worker, the commands and the helpers that the rule uses?

This is one module because it is one question with one order of doubts: what a value shows, then what a type says, then
what settings want done with what nobody can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.repository import Repository
from migrator.javascript.builtins import GLOBALS_ANYWHERE
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.project import Chain, Project
from migrator.javascript.syntax import NOTHING, NodeKind
from migrator.model.ledger import Code, Message, Place, Sentence
from migrator.model.settings import Receiver, Settings, one_line
from migrator.rules.loader import Command, Rule
from migrator.rules.posted import POST
from migrator.sites.key import Global, Key, Member, This, Variable
from migrator.sites.owner import Owner, owner_of
from migrator.sites.use import Use
from migrator.worker.answering import Answering, of_methods
from migrator.worker.held import is_settled, made_by, values_of
from migrator.worker.importing import Importing
from migrator.worker.started import Raw, Scripts, answer_of, raw_class, raw_worker
from migrator.worker.values import Methods, Value, Workers, key_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Scope
    from migrator.javascript.source import Source
    from migrator.worker.typed import WorkerTypes

_WIDEST = 50  # of code that is shown
# What every Worker of the platform has, and the port of a shared one; a game's own commands are not among it.
_OF_TARGETS = frozenset({"addEventListener", "removeEventListener", "dispatchEvent"})
_OF_PLATFORM = _OF_TARGETS | {POST, "terminate"}
_OF_PORTS = _OF_TARGETS | {POST, "start", "close"}


class Lack(NamedTuple):
    """What a class lacks for a rule."""

    code: Code
    message: Message


@dataclass(eq=False)
class Contract:
    """Answers for one run; the worker of a class is looked for once."""

    project: Project
    settings: Settings
    repository: Repository | None = None

    def lack_at(self, module: Module, use: Use, scope: Scope, rule: Rule) -> tuple[Lack | None, list[Message]]:
        """The same as `lack` where the worker is an expression that is no member of `this`: in ``scope``, the one of
        the site.
        """
        notes: list[Message] = []
        if rule.commands or rule.writes_worker:
            lack = self._at(module, use, scope, rule, notes)
            if lack is not None:
                return lack, []
            if notes and self.settings.refuse_unknown:
                return Lack(Code.NO_COMMAND, _unknown(notes)), []
        node = use.owner.node if use.owner.place in ("method", "field") else None
        if node is not None:
            return self._with_helpers(self.project.chain(module.class_at(node)), rule, notes)
        if rule.helpers:
            helper, place = str(Receiver(rule.helpers[0].name)), Place(use.owner.place)
            message = Message.of(Sentence.HELPER_WITHOUT_CLASS, name=helper, place=place)
            return Lack(Code.NO_HELPER, message), []
        return None, notes

    def _at(self, module: Module, use: Use, scope: Scope, rule: Rule, notes: list[Message]) -> Lack | None:
        """What the worker lacks that an expression names at a site."""
        worker = str(self.settings.worker)
        key = self._key(module, use.whole, use.owner, scope)
        if isinstance(key, Lack):
            return key
        found = self._values(module, key)
        for value in found:
            lack = self._lacking(value, rule, notes)
            if lack is not None:
                return lack
        if not found:
            notes.append(Message.of(Sentence.WORKER_GIVEN_NOTHING, worker=worker))
        return None

    def _values(self, module: Module, key: Key) -> list[Value]:
        """What the worker's expression may be: what it is given and, where that is not seen, what its type says."""
        found = self._workers.values(module, key)
        seen = [value for value in found if value.unseen is None]
        if seen and len(seen) == len(found):
            return seen
        stated = self._by_type(module, key)
        return [*seen, *stated] if stated else found

    def _lacking(self, value: Value, rule: Rule, notes: list[Message]) -> Lack | None:
        """What one value of the worker lacks for a rule."""
        worker = str(self.settings.worker)
        if value.info is not None:
            return self._class(self.project.chain(value.info), rule, notes)
        if value.methods is not None:
            lack = self._methods(value.methods, rule.commands, notes)
            if rule.duties and not self._is_answered(value, rule):
                notes.append(Message.of(Sentence.DUTIES_NOT_READ, rule=rule.id, owner=value.methods.owner))
            return lack
        if value.raw is not None:
            return self._raw(value.raw, rule, Message.of(Sentence.IS_PLATFORM_WORKER, worker=worker), notes)
        shown = one_line(value.unseen or "", _WIDEST)
        notes.append(Message.of(Sentence.WORKER_CLASS_NOT_FOUND, shown=shown, worker=worker))
        return None

    def _is_answered(self, value: Value, rule: Rule) -> bool:
        """Whether what answers the commands of a rule is found for an object."""
        return value.exposed is not None or all(
            self.of_methods(value.methods, command.name) is not None for command in rule.commands if value.methods
        )

    def of_methods(self, methods: Methods, command: str) -> Answering | None:
        """What answers a method of an object, or a function of a file; None where it is not found."""
        return of_methods(self.project, self.scripts, self._workers, methods, command)

    def _key(self, module: Module, place: Node, owner: Owner, scope: Scope) -> Key | Lack:
        """The key of the worker's expression at a place, or why it means nothing there."""
        worker = str(self.settings.worker)
        base = self.settings.worker.base
        if base == "this":
            if owner.node is None or owner.place not in ("method", "field"):
                message = Message.of(Sentence.WORKER_NOT_KNOWN, place=Place(owner.place), worker=worker)
                return Lack(Code.NO_WORKER, message)
            return key_of(self.settings.worker, This(owner.node.id, is_static=False))
        binding = module.source.scopes.lookup(base, scope)
        if binding is None:
            # Scripts of one page share their globals, so another file may declare it.
            if base in GLOBALS_ANYWHERE or not (module.imports or module.exports or module.required):
                return key_of(self.settings.worker, Global(base))
            return Lack(Code.NO_WORKER, Message.of(Sentence.WORKER_NOT_IN_SCOPE, worker=worker, name=base))
        outer = self._outer(binding)
        if outer is not None:
            line, other = (_line_of(each, module.source) for each in (binding, outer))
            hidden = Message.of(Sentence.WORKER_SHADOWED, worker=worker, name=base, line=line, other=other)
            return Lack(Code.NO_WORKER, hidden)
        declared = binding.declarations[0].start_byte if binding.declarations else -1
        is_later = binding.scope.function is scope.function and declared > place.start_byte
        if is_later and binding.kind in ("const", "let", "class"):
            line = module.source.line(declared)
            return Lack(Code.NO_WORKER, Message.of(Sentence.WORKER_DECLARED_LATER, worker=worker, name=base, line=line))
        return key_of(self.settings.worker, Variable(binding))

    @staticmethod
    def _outer(binding: Binding) -> Binding | None:
        """A variable of the same name further out, which the settings mean if any: this one only hides it."""
        at = binding.scope.parent
        while at is not None:
            if binding.name in at.bindings:
                return at.bindings[binding.name]
            at = at.parent
        return None

    @cached_property
    def _workers(self) -> Workers:
        return Workers(self.project, self._around, self.settings)

    def _by_type(self, module: Module, key: Key) -> list[Value]:
        """What a key of a file may be by its type; nothing where no type says so."""
        return self._types.values(module, key) if module.source.types is not None else []

    @cached_property
    def _types(self) -> WorkerTypes:
        from migrator.worker.typed import WorkerTypes  # scripts of JavaScript have no types

        return WorkerTypes(self._workers)

    @cached_property
    def scripts(self) -> Scripts:
        """The scripts of workers."""
        return Scripts(self.project, self._around, self.settings)

    @cached_property
    def importing(self) -> Importing:
        """What files can import."""
        return Importing(self.project, self.settings, self._around)

    @cached_property
    def _around(self) -> Repository:
        return self.repository or Repository(self.project.disk)

    def _methods(self, worker: Methods, commands: tuple[Command, ...], notes: list[Message]) -> Lack | None:
        """What an object that is no instance of a class lacks for some commands."""
        where = (worker.owner, worker.file, worker.line)
        for command in commands:
            if command.name not in worker.methods:
                if worker.is_open:
                    why = Message.of(Sentence.OBJECT_NOT_WHOLE, owner=worker.owner, file=worker.file, line=worker.line)
                    notes.append(Message.of(Sentence.NOT_CHECKED, why=why, name=command.name))
                    continue
                looked = (where,)
                lacks = Message.of(Sentence.WORKER_LACKS_METHOD, owner=worker.owner, name=command.name, looked=looked)
                return Lack(Code.NO_COMMAND, lacks)
            most = worker.methods[command.name]
            if most is not None and command.arguments > most:
                return Lack(Code.NO_COMMAND, _too_many(command, most, where))
        return None

    def lack(self, module: Module, node: Node, rule: Rule) -> tuple[Lack | None, list[Message]]:
        """The first thing that class ``node`` lacks for ``rule``, and notes on what could not be looked at."""
        chain = self.project.chain(module.class_at(node))
        notes: list[Message] = []
        if rule.commands or rule.posts:
            worker = self._worker(chain)
            if worker.lack is not None:
                return worker.lack, []
            if worker.note is not None:
                notes.append(worker.note)
            lacks = [
                *(self._class(found, rule, notes) for found in worker.chains),
                *(self._raw(raw, rule, held, notes) for raw, held in worker.raws),
                *(self._lacking(value, rule, notes) for value in worker.stated),
            ]
            lack = next((each for each in lacks if each is not None), None)
            if lack is not None:
                return lack, []
            if notes and self.settings.refuse_unknown:
                return Lack(Code.NO_WORKER if worker.note is not None else Code.NO_COMMAND, _unknown(notes)), []
        return self._with_helpers(chain, rule, notes)

    def _with_helpers(self, chain: Chain, rule: Rule, notes: list[Message]) -> tuple[Lack | None, list[Message]]:
        """The helper that a class lacks, where the worker lacks nothing, and all notes."""
        lack = self._helpers(chain, rule.helpers, notes)
        if lack is None and notes and self.settings.refuse_unknown:
            lack = Lack(Code.NO_HELPER, _unknown(notes))
        return lack, notes

    def workers(self, module: Module, node: Node) -> list[Value]:
        """What the worker may be, as far as it is known: that of class ``node`` or, where the settings name an
        expression, the one at ``node``.
        """
        if not self.settings.worker.member:
            key = self._key(module, node, owner_of(node, module.source), module.source.scopes.scope_at(node.start_byte))
            return self._values(module, key) if not isinstance(key, Lack) else []
        worker = self._worker(self.project.chain(module.class_at(node)))
        classes = [Value(info=chain.classes[0]) for chain in worker.chains]
        return [*classes, *(Value(raw=raw) for raw, _ in worker.raws), *worker.stated]

    def receiver_is_worker(self, module: Module, node: Node) -> bool | None:
        """Whether the receiver of a class is assigned from its worker; None where no assignment is seen."""
        from migrator.javascript.origins import Origins

        seen = False
        worker = self.settings.worker.member
        for info in self.project.chain(module.class_at(node)).classes:
            origins = Origins(info.module.source)
            workers = {origin.node.id for value in info.assigned(worker) for origin in origins.of(value)}
            for value in info.assigned(self.settings.receiver.member):
                if value.type in NOTHING:
                    continue
                seen = True
                for origin in origins.of(value):
                    is_member = origin.node.type == NodeKind.THIS and origin.keys == (worker,)
                    if is_member or (not origin.keys and origin.node.id in workers):
                        return True
        return False if seen else None

    def _worker(self, chain: Chain) -> _Worker:
        info = chain.classes[0]
        key = (self, str(info.module.path), info.module.digest, info.node.start_byte)
        return self.project.disk.once(key, lambda: self._find_worker(chain))

    def _find_worker(self, chain: Chain) -> _Worker:
        """What the worker of a class may be: what the class gives it, and, unless it surely does, what its bases do."""
        name = self.settings.worker.member
        chains: list[Chain] = []
        raws: dict[tuple[str, int], tuple[Raw, Message]] = {}
        note: Message | None = None
        seen: list[tuple[ClassInfo, Node]] = []
        for info in chain.classes:
            values = values_of(info, name)
            for value in values:
                seen.append((info, value))
                found, made, told = self._examined(info, value)
                raws |= {raw.place: (raw, self._held(Sentence.HAS_NO_COMMANDS, info, value)) for raw in made}
                chains += [each for each in found if all(each.classes[0] != other.classes[0] for other in chains)]
                note = note or told
            if any(is_settled(value) for value in values):
                break
        stated = self._stated(chain, seen) if note is not None or not (chains or raws) else []
        if stated:
            chains += [self.project.chain(value.info) for value in stated if value.info is not None]
            others = tuple(value for value in stated if value.info is None)
            return _Worker(chains=tuple(chains), raws=tuple(raws.values()), stated=others)
        if chains or raws or note is not None:
            return _Worker(chains=tuple(chains), raws=tuple(raws.values()), note=note)
        if any(name in info.methods for info in chain.classes):
            return _Worker(note=Message.of(Sentence.WORKER_MADE_BY_METHOD, worker=str(self.settings.worker)))
        if chain.missing is None:
            looked = tuple(info.name for info in chain.classes)
            missing = Message.of(Sentence.WORKER_NOT_ASSIGNED, looked=looked, worker=str(self.settings.worker))
            return _Worker(Lack(Code.NO_WORKER, missing))
        return _Worker(note=Message.of(Sentence.NOT_CHECKED, why=chain.missing, name=str(self.settings.worker)))

    def _stated(self, chain: Chain, values: list[tuple[ClassInfo, Node]]) -> list[Value]:
        """What the worker of a class is by its type: that of the member, else those of what it is given."""
        for info in chain.classes:
            this = This(info.node.id, is_static=False)
            found = self._by_type(info.module, Member(this, self.settings.worker.member))
            if found:
                return found
        given = []
        for info, value in values:
            key = self._workers.keys(info.module).of(value)
            given += self._by_type(info.module, key) if key is not None else []
        return given

    def _examined(self, info: ClassInfo, value: Node) -> tuple[list[Chain], list[Raw], Message | None]:
        """What one value of the worker is: one of some classes, or of the platform's Workers, or not known."""
        found: list[Chain] = []
        raws: list[Raw] = []
        note: Message | None = None
        for module, created, new, is_port in made_by(self.project, info, value):
            raw = raw_worker(module, new)
            resolved = self.project.resolve_class(module, created) if raw is None and not is_port else None
            if resolved is not None:
                found.append(self.project.chain(resolved))
            elif raw is not None and raw.is_shared >= is_port:
                raws.append(raw._replace(is_port=is_port))
            else:
                shown, worker = module.text(created), str(self.settings.worker)
                note = Message.of(Sentence.WORKER_CLASS_NOT_FOUND, shown=shown, worker=worker)
        if not found and not raws and note is None:
            note = self._held(Sentence.WORKER_NOT_FOLLOWED, info, value)
        return found, raws, note

    def _held(self, sentence: Sentence, info: ClassInfo, value: Node) -> Message:
        """A sentence about what the worker of a class is."""
        shown = one_line(info.module.text(value), _WIDEST)
        return Message.of(sentence, worker=str(self.settings.worker), owner=info.name, shown=shown)

    def _class(self, chain: Chain, rule: Rule, notes: list[Message]) -> Lack | None:
        """What a class lacks for a rule; one that extends a Worker of the platform has what that has."""
        base = raw_class(chain)
        if base is None:
            return self._commands(chain, rule.commands, notes)
        own = {name for info in chain.classes for name in info.methods}
        of_class = [command for command in rule.commands if command.name in own or command.name not in _OF_PLATFORM]
        lack = self._commands(chain, tuple(of_class), notes)
        return lack or (self._messages(base, rule, notes) if POST not in own else None)

    def _raw(self, raw: Raw, rule: Rule, no_commands: Message, notes: list[Message]) -> Lack | None:
        """What a Worker of the platform lacks for a rule: it has what the platform gives it, and the messages that its
        script answers.
        """
        worker = str(self.settings.worker)
        known = _OF_PORTS if raw.is_port else _OF_TARGETS if raw.is_shared else _OF_PLATFORM
        for command in rule.commands:
            if command.name not in known:
                if raw.is_shared and command.name in _OF_PORTS and not raw.is_port:
                    no_commands = Message.of(Sentence.NEEDS_PORT, worker=worker, name=command.name)
                return Lack(Code.NO_COMMAND, no_commands)
        if any(posted.through_port for posted in rule.posts) and (raw.is_port or not raw.is_shared):
            kind = "MessagePort" if raw.is_port else "Worker"
            return Lack(Code.NO_COMMAND, Message.of(Sentence.HAS_NO_PORT, worker=worker, kind=kind))
        return self._messages(raw, rule, notes)

    def _messages(self, raw: Raw, rule: Rule, notes: list[Message]) -> Lack | None:
        """Whether the script of a Worker answers the messages that a rule posts."""
        for posted in rule.posts:
            if posted.is_used:
                message = Message.of(Sentence.POST_GIVES_NOTHING, worker=str(self.settings.worker))
                return Lack(Code.NO_COMMAND, message)
        scripts = self.scripts.of(raw) if rule.posts else []
        for posted in rule.posts:
            for script in scripts:
                found = answer_of(script, posted)
                if found is None:
                    continue
                if found.sentence is not Sentence.MESSAGE_NOT_CHECKED:
                    return Lack(Code.NO_COMMAND, found)
                if found not in notes:
                    notes.append(found)
        return None

    def _commands(self, worker: Chain, commands: tuple[Command, ...], notes: list[Message]) -> Lack | None:
        for command in commands:
            lack = self._member(worker, command, Code.NO_COMMAND, Sentence.WORKER_LACKS_METHOD, notes)
            if lack is not None:
                return lack
        return None

    def _helpers(self, chain: Chain, helpers: tuple[Command, ...], notes: list[Message]) -> Lack | None:
        for helper in helpers:
            lack = self._member(chain, helper, Code.NO_HELPER, Sentence.CLASS_LACKS_METHOD, notes)
            if lack is not None:
                return lack
        return None

    def _member(self, chain: Chain, wanted: Command, code: Code, lacks: Sentence, notes: list[Message]) -> Lack | None:
        """What the classes of a chain lack for one call; ``lacks`` is the sentence where none has the method."""
        for info in chain.classes:
            method = info.methods.get(wanted.name)
            declared = _declared(info) if method is None else {}
            if method is None and wanted.name not in declared:
                continue
            most = method.most if method is not None else declared[wanted.name]
            if most is not None and wanted.arguments > most:
                return Lack(code, _too_many(wanted, most, _where(info)))
            return None
        if chain.missing is not None:
            notes.append(Message.of(Sentence.NOT_CHECKED, why=chain.missing, name=wanted.name))
            return None
        looked = tuple(map(_where, chain.classes))
        return Lack(code, Message.of(lacks, owner=chain.classes[0].name, name=wanted.name, looked=looked))


class _Worker(NamedTuple):
    lack: Lack | None = None
    chains: tuple[Chain, ...] = ()
    raws: tuple[tuple[Raw, Message], ...] = ()
    note: Message | None = None
    stated: tuple[Value, ...] = ()  # what its type says, where that is no class


def _declared(info: ClassInfo) -> dict[str, int | None]:
    """The methods that a class declares and does not write out, with the most arguments of each."""
    if info.module.source.types is None:
        return {}
    from migrator.worker.typed import declared_methods  # scripts of JavaScript have no types

    return declared_methods(info)


def _where(info: ClassInfo) -> tuple[str, str, int]:
    """The name of a class, its file, and the line where it begins."""
    return info.name, info.module.path.name, info.module.source.line(info.node.start_byte)


def _line_of(binding: Binding, source: Source) -> int:
    return source.line(binding.declarations[0].start_byte if binding.declarations else binding.scope.start)


def _too_many(wanted: Command, most: int, where: tuple[str, str, int]) -> Message:
    owner, file, line = where
    return Message.of(
        Sentence.TOO_MANY_ARGUMENTS,
        name=wanted.name,
        owner=owner,
        most=most,
        given=wanted.arguments,
        file=file,
        line=line,
    )


def _unknown(notes: list[Message]) -> Message:
    return Message.of(Sentence.UNKNOWN_REFUSED, what=notes[0])
