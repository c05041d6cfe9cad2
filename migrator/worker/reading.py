"""The handler of one command, read: its JavaScript and the Python that it runs, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.lower import Lowering
from migrator.javascript.modules import Module
from migrator.javascript.parser import below
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import STRINGS
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import Settings
from migrator.model.term import JavaScriptTerm
from migrator.sites.program import Forms, ProgramTerm, everything, program_term
from migrator.worker.fitting import asked_only, pasted_names
from migrator.worker.handlers.dispatch import Call, Handler
from migrator.worker.handlers.values import Atom, Constant, Hole, Place, Text, Thing, Unknown, Value
from migrator.worker.started import unread

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.term import Kind, Term


# Arguments whose value is looked at, and how many different calls one may be.
_SEEN_THROUGH: frozenset[Kind] = frozenset({"name", "member", "member?", "index", "object", "conditional", "binary"})
_MOST_CHOICES = 8


class Found(NamedTuple):
    """A term of the handler, where it is, and whether the message surely leads there."""

    term: Term
    module: Module
    offset: int
    firm: bool
    program: Program | None = None


class Gap(NamedTuple):
    """Something that could not be read: its place, and why. ``brought`` is code that comes with a message as it is."""

    module: Module
    offset: int
    why: Message
    brought: bool = False


class Program:
    """Python that the handler runs. ``at`` is its place where it is put together, None where it is a literal's."""

    def __init__(self, module: Module, term: ProgramTerm, at: int | None, firm: bool) -> None:
        self.module = module
        self.term = term
        self.firm = firm
        self._at = at
        self.body = term.variants[0].body
        self.pasted = pasted_names(self.body)
        self.asked = frozenset(id(term) for term in asked_only(self.body))

    @property
    def start(self) -> int:
        return self._at if self._at is not None else int(self.term.origin.start_byte)

    def offset(self, term: Term) -> int:
        if self._at is not None:
            return self._at
        try:
            return self.term.offset(self.term.variants[0], term)
        except LookupError:
            return self.start


class Reading:
    """What the handlers of the messages of one command do."""

    def __init__(self, handlers: Iterable[Handler], settings: Settings, forms: Forms | None) -> None:
        self._settings = settings
        self._forms = forms
        self._lowerings: dict[int, Lowering] = {}
        self.javascript: list[Found] = []
        self.programs: list[Program] = []
        self.gaps: list[Gap] = []
        self.start: Place | None = None
        for handler in handlers:
            self._read(handler)

    def python(self) -> Iterator[Found]:
        for program in self.programs:
            for statement in program.body:
                for part in statement.walk():
                    yield Found(part, program.module, -1, program.firm, program)

    def _lowering(self, module: Module) -> Lowering:
        if id(module.source) not in self._lowerings:
            self._lowerings[id(module.source)] = Lowering(module.source.data, None)
        return self._lowerings[id(module.source)]

    def _read(self, handler: Handler) -> None:
        first = handler.own or tuple(run.call for run in handler.programs) or handler.roots
        if self.start is None and first:
            self.start = first[0]
        seen: set[int] = set()
        for module, node in ((place.module, place.node) for place in handler.roots):
            for term in everything(self._lowering(module).lower(node)):
                at = getattr(term.origin, "id", None)
                if at is None or at not in handler.reached:
                    continue
                offset = int(term.origin.start_byte)
                self.javascript.append(Found(term, module, offset, handler.reached[at]))
                call = handler.calls.get(at)
                if call is not None and at not in seen and len(term.children) == len(call.arguments) + 1:
                    seen.add(at)
                    for known in _with_values(term, call):
                        self.javascript.append(Found(known, module, offset, handler.reached[at]))
        for run in handler.programs:
            self._python(run.call, run.argument, run.value, run.firm)
        for found in handler.unread:
            self.gaps.append(Gap(found.place.module, found.place.node.start_byte, unread(found)))

    # -- Python ----------------------------------------------------------------------------------------------------

    def _python(self, call: Place, argument: Place, value: Value, firm: bool) -> None:
        for atom in value:
            if isinstance(atom, Unknown):
                self._not_written(argument, brought=(atom.given or atom.other) and not atom.name.startswith("."))
            elif isinstance(atom, Constant) and not isinstance(atom.value, str):
                if len(value) == 1:
                    self._not_written(argument, brought=False)
            elif isinstance(atom, Constant | Text):
                self._text(argument, atom, firm)
            else:
                self._not_written(argument, brought=False)

    def _not_written(self, argument: Place, *, brought: bool) -> None:
        offset = argument.node.start_byte
        line = argument.module.source.line(offset)
        self.gaps.append(Gap(argument.module, offset, Message.of(Sentence.PYTHON_NOT_WRITTEN, line=line), brought))

    def _text(self, argument: Place, atom: Constant | Text, firm: bool) -> None:
        place = atom.place
        if isinstance(atom, Constant) and not str(atom.value).strip():
            return
        if place is not None and place.node.type in STRINGS:
            term = self._program(place.module.source.data, place.node, self._lowering(place.module))
            self._keep(argument, term, place.module, None, firm)
            return
        made = _written(atom)
        if made is None:
            self._not_written(argument, brought=False)
            return
        data, node = made
        term = self._program(data, node, Lowering(data, None))
        self._keep(argument, term, argument.module, argument.node.start_byte, firm)

    def _program(self, data: bytes, node: Node, lowering: Lowering) -> ProgramTerm:
        return program_term(data, node, lowering, self._settings.environment, forms=self._forms)

    def _keep(self, argument: Place, term: ProgramTerm, module: Module, at: int | None, firm: bool) -> None:
        if term.variants:
            self.programs.append(Program(module, term, at, firm))
            return
        line = argument.module.source.line(argument.node.start_byte)
        why = Message.of(Sentence.PROGRAM_NOT_PARSED, line=line)
        self.gaps.append(Gap(argument.module, argument.node.start_byte, why))


def _with_values(term: Term, call: Call) -> Iterator[Term]:
    """A call with what its arguments may be in the place of names."""
    choices: list[list[Term]] = []
    for argument, value in zip(term.children[1:], call.arguments, strict=True):
        known = _terms(value) if argument.kind in _SEEN_THROUGH else []
        choices.append(known or [argument])
    if all(choice == [argument] for choice, argument in zip(choices, term.children[1:], strict=True)):
        return
    for given in islice(product(*choices), _MOST_CHOICES):
        yield term.holding((term.children[0], *given))


def _terms(value: Value) -> list[Term]:
    """What a value may be, as terms; none where one of them is not known."""
    places: dict[object, Atom] = {}
    for atom in value:
        places.setdefault(atom.place if isinstance(atom, Thing) and atom.place is not None else atom, atom)
    found = [_as_term((atom,)) for atom in places.values()]
    return [term for term in found if term is not None]


def _as_term(value: Value) -> Term | None:
    """A value as a term, where it is a constant or an object of the script, whose members need not be known."""
    only = value[0] if len(value) == 1 else None
    is_whole = isinstance(only, Thing) and not only.open and not only.slots.get("rest")
    if isinstance(only, Thing) and only.kind == "object" and is_whole and not only.told:
        pairs = [JavaScriptTerm("pair", key, (_held(held),)) for key, held in only.fields.items()]
        return JavaScriptTerm("object", "", tuple(pairs))
    return _held(value) if isinstance(only, Constant) and not only.told else None


def _held(value: Value) -> Term:
    only = value[0] if len(value) == 1 else None
    if isinstance(only, Constant):
        held = only.value
        if held is None:
            return JavaScriptTerm("null")
        if isinstance(held, bool):
            return JavaScriptTerm("true" if held else "false")
        if isinstance(held, float):
            number = str(int(held)) if held.is_integer() else str(held)
            return JavaScriptTerm("number", number)
        return JavaScriptTerm("string", held) if isinstance(held, str) else JavaScriptTerm("name", "undefined")
    nested = _as_term(value) if isinstance(only, Thing) else None
    return nested if nested is not None else JavaScriptTerm("name", "?")


def _written(atom: Atom) -> tuple[bytes, Node] | None:
    """A text that is put together, as one template."""
    parts = atom.parts if isinstance(atom, Text) else (str(atom.value),) if isinstance(atom, Constant) else ()
    chunks: list[str] = []
    for part in parts:
        if isinstance(part, Hole):
            node = part.place.node
            chunks.append("${" + part.place.module.source.text(node.start_byte, node.end_byte) + "}")
        else:
            chunks.append(part.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${"))
    data = ("`" + "".join(chunks) + "`").encode()
    try:
        root = Source.read("python", data).root
    except (SourceError, RecursionError):
        return None
    written = next((node for node in below(root) if node.type in STRINGS), None)
    return (data, written) if written is not None and written.end_byte == len(data) else None
