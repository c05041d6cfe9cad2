"""The state of a walk through a worker script, and what its parts ask of one another.

The parts run one another: a statement has expressions, a call runs the statements of a function. Each is given the
walk, which has what they share and leads to the others (`eval`, `run`, `apply`, `get`, `set`); `machine` puts them
together. Where a branch is not known, `fork` runs all from the same state and joins what they change.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from migrator.javascript.modules import Module
from migrator.javascript.scopes import VAR
from migrator.worker.handlers.endings import Flow, leaves
from migrator.worker.handlers.journal import AnySlot, Changes, Journal, Slot
from migrator.worker.handlers.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    Frame,
    Place,
    Thing,
    Value,
    carries_told,
    is_told,
    join,
    key_of,
    telling,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding


_MOST_BASES = 12  # of a class whose members a message may choose

Find = Callable[[Module, str, bool], "Module | None"]
Result = TypeVar("Result")


class Stop(Exception):
    """The code goes no further: it throws."""


class TooMuch(Exception):
    """There is more code than the walk follows."""


class Unread(NamedTuple):
    """A call of something that was not found, and so not read."""

    place: Place
    what: str  # `module`: the file of an import; `handler`: what the message chooses; `much`: too much code; `listener`
    shown: str
    firm: bool


class Ran(NamedTuple):
    """A call that runs Python: the call, its argument, what that may be."""

    call: Place
    argument: Place
    value: Value
    firm: bool


class Act(NamedTuple):
    """Something that is done, and whether that is sure."""

    place: Place
    firm: bool


class Listener(NamedTuple):
    callee: Value
    is_plain: bool  # it is given the message itself


class Walk(ABC):
    """Where a walk is, what it knows, and what it has reached.

    ``find`` gives the module that a specifier (an address, by the flag) leads to.
    """

    def __init__(self, find: Find) -> None:
        self.find = find
        self.journal = Journal()
        self.globals = Thing("global")
        self.listeners: list[Listener] = []
        self.timers: list[Value] = []
        self.exposed: list[Value] = []
        self.connecting: list[Value] = []  # what a shared worker does when a page connects, after its top has run
        # Files: those that are scripts, and of each its exports, its variables, its `module`, its `export default`.
        self.scripts: list[tuple[Module, Frame]] = []
        self.loaded: dict[str, Thing] = {}
        self.commonjs: dict[str, Thing] = {}
        self.defaults: dict[int, Value] = {}
        # Where the walk is.
        self.module: Module | None = None
        self.frame = Frame()
        self.returns: list[list[Value]] = []  # of each running function
        self.started: list[int] = []  # the doubt in which it began
        self.active: list[int] = []
        self.trials = 0  # `try` blocks around, in the running function
        self.doubt = 0
        self.steps = 0
        # What it has reached.
        self.recording = False
        self.forget()

    def forget(self) -> None:
        """Nothing is reached."""
        self.reached: dict[int, bool] = {}
        self.roots: dict[int, Place] = {}
        self.calls: dict[int, tuple[Place, list[Value]]] = {}
        self.programs: dict[int, Ran] = {}
        self.unread: dict[tuple[int, str], Unread] = {}
        self.acts: dict[int, Act] = {}
        self.asked: dict[str, None] = {}  # texts that the message is compared with, and names of what it may choose
        self.passed: dict[int, Place] = {}  # code that is not read and is given what tells the message

    # -- the parts -------------------------------------------------------------------------------------------------

    @abstractmethod
    def eval(self, node: Node) -> Value:
        """Evaluates an expression."""

    @abstractmethod
    def run(self, node: Node, labels: tuple[str, ...] = ()) -> Flow:
        """Runs a statement that has labels."""

    @abstractmethod
    def apply(
        self, callee: Value, given: Sequence[Value], this: Value, node: Node | None, *, optional: bool = False
    ) -> Value:
        """Calls whatever a value may be; ``node`` is the call, if the script has one."""

    @abstractmethod
    def get(self, owner: Value, key: Value) -> Value:
        """A member."""

    @abstractmethod
    def set(self, owner: Value, key: Value, value: Value) -> None:
        """Gives a member a value."""

    def root(self, node: Node) -> Value:
        """Evaluates an expression that stands in no other."""
        if self.recording:
            self.roots.setdefault(node.id, Place(self.here, node))
        return self.eval(node)

    def call(self, callee: Value, given: Sequence[Value], this: Value = ()) -> Value:
        return self.apply(callee, given, this, None)

    def maybe(self, callee: Value, given: Sequence[Value]) -> Value:
        """Calls something that may not be called, or more than once."""
        result: Value = ()
        for _ in range(2):
            [value, _nothing] = self.fork(False, lambda: self.call(callee, given), lambda: NOTHING)
            result = join([result, value or ()])
        return result

    # -- what is reached -------------------------------------------------------------------------------------------

    def reach(self, node: Node) -> None:
        if self.recording:
            self.reached[node.id] = not self.doubt or self.reached.get(node.id, False)

    def act(self, node: Node) -> None:
        """Something is done, to its end."""
        if self.recording:
            before = self.acts.get(node.id)
            self.acts[node.id] = Act(Place(self.here, node), not self.doubt or (before is not None and before.firm))

    def ask(self, *names: str) -> None:
        if self.recording:
            self.asked.update(dict.fromkeys(names))

    def compare(self, one: Value, other: Value) -> None:
        """What tells the message is compared with texts."""
        for tells, held in ((one, other), (other, one)):
            if self.recording and any(isinstance(atom, Constant) and atom.told for atom in tells):
                self.ask(*(name for atom in held if not is_told(atom) and (name := key_of(atom)) is not None))

    def choose(self, owner: Thing, key: Atom) -> None:
        """What tells the message may choose a member of an object, or an element of a list."""
        if not self.recording or not is_told(key):
            return
        if owner.kind in ("array", "set"):
            self.ask(*(name for held in owner.fields.values() for atom in held if (name := key_of(atom)) is not None))
            return
        seen: list[Thing] = []
        todo = [owner]
        while todo and len(seen) < _MOST_BASES:
            seen.append(todo.pop())
            self.ask(*seen[-1].fields)
            todo += [atom for atom in seen[-1].slots.get("proto", ()) if isinstance(atom, Thing)]

    def pass_on(self, node: Node | None, given: Sequence[Value]) -> None:
        """What is not read is given some values."""
        if self.recording and node is not None and any(carries_told(value) for value in given):
            self.passed.setdefault(node.id, Place(self.here, node))

    def not_read(self, node: Node | None, what: str, shown: str) -> None:
        if self.recording and node is not None:
            key = (node.id, what)
            firm = not self.doubt or (key in self.unread and self.unread[key].firm)
            self.unread[key] = Unread(Place(self.here, node), what, shown, firm)

    def listener_not_read(self) -> None:
        """What takes messages stands in none of the files."""
        if self.recording and self.scripts:
            module = self.scripts[0][0]
            root = module.source.root
            self.unread[(root.id, "listener")] = Unread(Place(module, root), "listener", "", True)

    def give_up(self) -> None:
        """There is too much code: no function runs any more."""
        self.doubt = 0
        self.returns.clear()
        self.started.clear()
        self.active.clear()
        self.trials = 0
        if self.recording and self.scripts:
            module = self.scripts[0][0]
            place = Place(module, module.source.root)
            self.unread[(module.source.root.id, "much")] = Unread(place, "much", "", True)

    # -- state -----------------------------------------------------------------------------------------------------

    @property
    def here(self) -> Module:
        assert self.module is not None
        return self.module

    def text(self, node: Node) -> str:
        return self.here.text(node)

    def binding(self, name: Node) -> Binding | None:
        return self.here.source.scopes.binding_at(name.start_byte)

    def put(self, slots: dict[str, Value], key: str, value: Value) -> None:
        """Gives a member a value: one that is told, if it is in doubt whether it is given."""
        self.change(Slot(slots, key), value)

    def bind(self, frame: Frame, binding: Binding, value: Value) -> None:
        """Gives a variable a value, likewise."""
        self.change(Slot(frame.variables, binding), value)

    def change(self, slot: AnySlot, value: Value) -> None:
        self.journal.put(slot, telling(value) if self.doubt and self.recording else value)

    def declare(self, binding: Binding, value: Value) -> None:
        """Gives a variable its first value. It is no doubt that it is given: whatever reads a variable of a block or a
        function stands behind its declaration, in the same doubt. A `var` can be read elsewhere.
        """
        if binding.kind != VAR:
            self.journal.put(Slot(self.frame.variables, binding), value)
            return
        self.bind(self._of_function()[-1], binding, value)

    def holder(self, binding: Binding) -> Frame | None:
        """The frame that has a variable."""
        return next((frame for frame in self.frame.outward() if binding in frame.variables), None)

    @property
    def this(self) -> Value:
        return next((frame.this for frame in self.frame.outward() if frame.this), UNKNOWN)

    @contextmanager
    def inside(self, frame: Frame) -> Iterator[None]:
        """What runs meanwhile has the variables of a frame."""
        outer, self.frame = self.frame, frame
        try:
            yield
        finally:
            self.frame = outer

    def _of_function(self) -> list[Frame]:
        """The frames of the running function, its own last."""
        frames = []
        for frame in self.frame.outward():
            frames.append(frame)
            if frame.function:
                break
        return frames

    # -- branches --------------------------------------------------------------------------------------------------

    def fork(self, doubtful: bool, *runs: Callable[[], Result]) -> list[Result | None]:
        """Runs branches from the same state, and joins what they change. None is for one that throws, as if all do."""
        results: list[Result | None] = []
        changes: list[Changes] = []
        ended: list[bool] = []
        self.doubt += doubtful
        try:
            for run in runs:
                mark = len(self.journal)
                try:
                    result: Result | None = run()
                except Stop:
                    result = None
                results.append(result)
                changes.append(self.journal.undo(mark))
                is_over = isinstance(result, Flow) and not result.falls and leaves(result)
                ended.append(result is None or is_over)
        finally:
            self.doubt -= doubtful
        self.merge(changes, ended)
        if all(result is None for result in results):
            raise Stop
        return results

    def merge(self, changes: Sequence[Changes], ended: Sequence[bool]) -> None:
        """Joins what several branches changed. What one that leaves the function changed of its own is gone."""
        is_left = any(ended) and not all(ended) and not self.trials
        own = self._of_function() if is_left else []
        self.journal.merge(changes, ended, frozenset(id(frame.variables) for frame in own))
