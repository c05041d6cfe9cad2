"""A walk through a worker script: which of its code is reached, and with which values, as far as the source tells.

The machine runs code as an engine would, with values that may be several or unknown (`values`). Where a condition is
not known, both branches run, each from the same state, and what they change is joined. What is asynchronous runs at
once: `await` gives the value itself, and a callback that the platform is given runs with unknown arguments. `try` may
fail anywhere, so its handler runs too. A loop over what is not known runs twice.

A branch that depends on the message in a way that has no answer is *doubtful*, and so is what follows it if only one
branch leaves. A node that is only reached in doubt is not surely reached.

This is one module, and one class, because statements, expressions and calls run one another and share one state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from migrator.javascript.flow import elements as listed
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.modules import Module
from migrator.javascript.scopes import FUNCTION, IMPLICIT, VAR
from migrator.javascript.strings import cook
from migrator.javascript.syntax import (
    CASES,
    CLASSES,
    COMMENTS,
    DECLARATIONS,
    DECLARED_FUNCTIONS,
    DEFAULTS,
    FUNCTION_VALUES,
    MEMBERS,
    TARGET_NAMES,
    NodeKind,
    children,
    is_known,
    operator,
)
from migrator.python.language import PYTHON
from migrator.worker.handlers import library
from migrator.worker.handlers.constants import TEXT_MEMBERS, binary, kind_of, same, text_method
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Bound,
    Constant,
    Frame,
    Function,
    Hole,
    Method,
    Place,
    Text,
    Thing,
    Unknown,
    Value,
    constant,
    is_told,
    join,
    key_of,
    spelled,
    told,
    truth,
    unsure,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# More than any worker script that a person wrote; what is beyond is not read, and said.
_MOST_STEPS = 60_000
_DEEPEST_CALLS = 40
_MOST_RUNS_OF_ONE = 2  # of a function that calls itself
_MOST_TURNS = 60  # of a loop over elements that are known
_GLOBAL = frozenset({"self", "globalThis", "window", "global"})
_LISTENS = frozenset({"addEventListener", "on", "once", "addListener"})
# What else sends messages to a script, from where no command comes.
_OTHER_SENDERS = frozenset({"Worker", "SharedWorker", "WebSocket", "EventSource", "BroadcastChannel"})
_LOGIC = frozenset({"&&", "||", "??"})
_PASS_ON = frozenset({"then", "catch", "finally"})
_CONSOLE = "console"

Result = TypeVar("Result")
Jump = tuple[str, str]  # `break`, `continue`, `return` or `throw`, and the label
Run = Callable[[], "Flow"]
_MISSING: Value = ()


class Stop(Exception):
    """The code goes no further: it throws."""


class TooMuch(Exception):
    """There is more code than the walk follows."""


class Flow(NamedTuple):
    """How a statement ends: whether the next one runs, which jumps leave it, and whether that is in doubt."""

    falls: bool = True
    jumps: frozenset[Jump] = frozenset()
    doubt: bool = False


_FALLS = Flow()
_THROWS = Flow(False, frozenset({("throw", "")}))


class Unread(NamedTuple):
    """A call of something that was not found, and so not read."""

    place: Place
    what: str  # `module`: the file of an import; `handler`: what the message chooses; `much`: too much code
    shown: str
    firm: bool


class Ran(NamedTuple):
    """A call that runs Python: the call, its argument, what that may be."""

    call: Place
    argument: Place
    value: Value
    firm: bool


class Listener(NamedTuple):
    callee: Value
    is_plain: bool  # it is given the message itself


class Machine:
    """Runs the code of some files. ``find`` gives the module that a specifier (an address, by the flag) leads to."""

    def __init__(self, find: Callable[[Module, str, bool], Module | None]) -> None:
        self._find = find
        self.globals = Thing("global")
        self.listeners: list[Listener] = []
        self._timers: list[Value] = []
        self._scripts: list[tuple[Module, Frame]] = []
        self._loaded: dict[str, Thing] = {}
        self._frames: dict[str, Frame] = {}
        self._commonjs: dict[str, Thing] = {}
        self._journal: list[tuple[dict[object, Value], object, Value]] = []
        self._module: Module | None = None
        self._frame = Frame()
        self._returns: list[list[Value]] = []
        self._started: list[int] = []  # the doubt in which each running function began
        self._active: list[int] = []
        self._doubt = 0
        self._steps = 0
        self._recording = False
        self._trials = 0  # `try` blocks around, in the running function
        self.reached: dict[int, bool] = {}
        self.roots: dict[int, Place] = {}
        self.calls: dict[int, tuple[Place, list[Value]]] = {}
        self.programs: dict[int, Ran] = {}
        self.unread: dict[tuple[int, str], Unread] = {}

    # -- running ---------------------------------------------------------------------------------------------------

    def start(self, module: Module) -> None:
        """Runs the top of a script."""
        self._load(module, is_script=True)

    def mark(self) -> tuple[int, int, int]:
        """The state of now, for `back`."""
        return len(self._journal), len(self.listeners), len(self._timers)

    def back(self, mark: tuple[int, int, int]) -> None:
        """As it was at a mark, and nothing recorded."""
        self._undo(mark[0])
        del self.listeners[mark[1] :]
        del self._timers[mark[2] :]
        self.reached, self.roots, self.calls, self.programs, self.unread = {}, {}, {}, {}, {}

    def send(self, message: Value, *, record: bool) -> None:
        """Gives every listener a message."""
        self._recording = record
        if record:
            self._steps = 0
        done = 0
        while done < len(self.listeners):
            callee, is_plain = self.listeners[done]
            done += 1
            event: Value = (Thing("object", {"data": message}, open=True, told=True),)
            if is_plain:
                event = join([message, event]) if not self._is_thing(message) else self._hybrid(message)
            try:
                self.call(callee, [event])
            except Stop:
                pass
            except (TooMuch, RecursionError):
                self._give_up()
                break
        for callee in self._timers:  # what they do with what a listener keeps
            try:
                self.call(callee, [])
            except Stop:
                pass
            except (TooMuch, RecursionError):
                self._give_up()
        self._recording = False

    @staticmethod
    def _is_thing(value: Value) -> bool:
        return any(isinstance(atom, Thing) for atom in value)

    @staticmethod
    def _hybrid(message: Value) -> Value:
        """`port.on('message', f)` gives the data itself, or an event, as the library wants."""
        found: list[Atom] = []
        for atom in message:
            if isinstance(atom, Thing):
                fields = {"data": message, **atom.fields}
                found.append(Thing(atom.kind, fields, dict(atom.slots), atom.open, atom.told))
        return tuple(found)

    def _give_up(self) -> None:
        self._doubt = 0
        self._returns.clear()
        self._started.clear()
        self._active.clear()
        self._trials = 0
        if self._recording and self._scripts:
            module = self._scripts[0][0]
            place = Place(module, module.source.root)
            self.unread[(module.source.root.id, "much")] = Unread(place, "much", "", True)

    def _load(self, module: Module, *, is_script: bool) -> Thing:
        """What a file exports; it runs when it is first asked for."""
        name = str(module.path)
        if name in self._loaded:
            return self._loaded[name]
        exported = self._loaded[name] = Thing()
        frame = self._frames[name] = Frame(function=True, this=(self.globals,))
        self._commonjs[name] = Thing("object", {"exports": (Thing(),)})
        if is_script:
            self._scripts.append((module, frame))
        before = (self._module, self._frame, self._recording, self._doubt, self._trials)
        self._module, self._frame, self._recording, self._doubt, self._trials = module, frame, False, 0, 0
        try:
            self._hoist(module.source.root)
            for statement in module.source.root.named_children:
                try:
                    self._run(statement)
                except Stop:
                    continue
            self._export(module, frame, exported)
            binding = module.source.scopes.root.bindings.get("onmessage")
            if binding is not None and binding.kind == FUNCTION and binding in frame.variables:
                self.listeners.append(Listener(frame.variables[binding], False))
        except (TooMuch, RecursionError):
            self._give_up()
        finally:
            self._module, self._frame, self._recording, self._doubt, self._trials = before
        return exported

    def _export(self, module: Module, frame: Frame, exported: Thing) -> None:
        whole = self._commonjs[str(module.path)].fields.get("exports", ())
        for atom in whole:
            if isinstance(atom, Thing):
                exported.fields.update(atom.fields)
        if whole and not (isinstance(whole[0], Thing) and not whole[0].fields):
            exported.fields["default"] = whole
        for specifier in module.wildcards:
            for name, value in self._imported(module, specifier).fields.items():
                exported.fields.setdefault(name, value)
        for name, export in module.exports.items():
            if export.specifier is not None:
                target = self._imported(module, export.specifier)
                whole_module = export.local == "*"
                exported.fields[name] = (target,) if whole_module else self._of_export(target, export.local or name)
                continue
            binding = module.source.scopes.root.bindings.get(export.local or "")
            if binding is not None:
                imported = module.imports.get(binding.name)
                given = frame.variables.get(binding, UNKNOWN)
                exported.fields[name] = self._import(module, binding.name) if imported is not None else given
            elif export.node is not None:
                exported.fields[name] = frame.variables.get(export.node.id, UNKNOWN)  # type: ignore[call-overload]

    def _of_export(self, target: Thing, name: str) -> Value:
        if name in target.fields:
            return target.fields[name]
        return target.slots.get("rest") or UNKNOWN

    def _imported(self, module: Module, specifier: str, *, is_script: bool = False) -> Thing:
        """The namespace of another file; of one that is not found, an object whose members are lost."""
        target = self._find(module, specifier, is_script)
        if target is None:
            is_own = specifier.startswith((".", "/"))
            lost = Unknown(lost=specifier if is_own else "", name="")
            return Thing("object", {}, {"rest": (lost,)}, open=True)
        return self._load(target, is_script=is_script)

    def _import(self, module: Module, local: str) -> Value:
        """What an imported name is."""
        taken = module.imports[local]
        target = self._imported(module, taken.specifier)
        return (target,) if taken.name == "*" else self._of_export(target, taken.name)

    # -- state -----------------------------------------------------------------------------------------------------

    def put(self, slots: dict[str, Value], key: str, value: Value) -> None:
        self._put(slots, key, value)  # type: ignore[arg-type]

    def _put(self, slots: dict[object, Value], key: object, value: Value) -> None:
        if self._doubt and self._recording:
            value = _telling(value)
        self._journal.append((slots, key, slots.get(key, _MISSING)))
        slots[key] = value

    def _undo(self, mark: int) -> dict[tuple[int, object], tuple[dict[object, Value], Value]]:
        """What was changed since a point, which is as it was again."""
        found: dict[tuple[int, object], tuple[dict[object, Value], Value]] = {}
        while len(self._journal) > mark:
            slots, key, before = self._journal.pop()
            found.setdefault((id(slots), key), (slots, slots.get(key, _MISSING)))
            if before == _MISSING:
                slots.pop(key, None)
            else:
                slots[key] = before
        return found

    def _merge(self, changes: Sequence[dict[tuple[int, object], tuple[dict[object, Value], Value]]],
               ended: Sequence[bool]) -> None:  # fmt: skip
        """Joins what several branches changed. What one that leaves the function changed of its own is gone."""
        own = self._own() if any(ended) and not all(ended) and not self._trials else frozenset()
        keys = {key: slots for change in changes for key, (slots, _) in change.items()}
        for (address, key), slots in keys.items():
            values = []
            for change, has_ended in zip(changes, ended, strict=True):
                if has_ended and address in own:
                    continue
                values.append(change[(address, key)][1] if (address, key) in change else slots.get(key, _MISSING))
            self._journal.append((slots, key, slots.get(key, _MISSING)))
            joined = join(values)
            if joined:
                slots[key] = joined

    def _own(self) -> frozenset[int]:
        """The variables of the running function."""
        found = set()
        frame: Frame | None = self._frame
        while frame is not None:
            found.add(id(frame.variables))
            if frame.function:
                break
            frame = frame.parent
        return frozenset(found)

    def _fork(self, doubtful: bool, *runs: Callable[[], Result]) -> list[Result | None]:
        """Runs branches from the same state, and joins what they change. None is for one that throws, as if all do."""
        results: list[Result | None] = []
        changes, ended = [], []
        self._doubt += doubtful
        frame, trials = self._frame, self._trials
        try:
            for run in runs:
                mark = len(self._journal)
                try:
                    result: Result | None = run()
                except Stop:
                    result = None
                    self._frame, self._trials = frame, trials
                results.append(result)
                changes.append(self._undo(mark))
                is_over = isinstance(result, Flow) and not result.falls and _leaves(result)
                ended.append(result is None or is_over)
        finally:
            self._doubt -= doubtful
        self._merge(changes, ended)
        if all(result is None for result in results):
            raise Stop
        return results

    # -- names -----------------------------------------------------------------------------------------------------

    def _here(self) -> Module:
        assert self._module is not None
        return self._module

    def _text(self, node: Node) -> str:
        return self._here().text(node)

    def _declare(self, binding: Binding, value: Value) -> None:
        frame = self._frame
        while binding.kind == VAR and not frame.function and frame.parent is not None:
            frame = frame.parent
        self._put(frame.variables, binding, value)  # type: ignore[arg-type]

    def _holder(self, binding: Binding) -> Frame | None:
        frame: Frame | None = self._frame
        while frame is not None and binding not in frame.variables:
            frame = frame.parent
        return frame

    def _name(self, node: Node) -> Value:
        """What a name stands for."""
        module, name = self._here(), self._text(node)
        binding = module.source.scopes.binding_at(node.start_byte)
        if binding is None:
            return self._global(name)
        if name in module.imports and binding.name == name and binding.scope is module.source.scopes.root:
            return self._import(module, name)
        holder = self._holder(binding)
        if holder is not None:
            return holder.variables[binding]
        if binding.kind == IMPLICIT and name == "arguments":
            frame: Frame | None = self._frame
            while frame is not None and not frame.arguments and frame.parent is not None:
                frame = frame.parent
            return (library.array(frame.arguments if frame is not None else ()),)
        return UNKNOWN

    def _global(self, name: str) -> Value:
        if name in _GLOBAL:
            return (self.globals,)
        if name in self.globals.fields:
            return self.globals.fields[name]
        for script, frame in self._scripts:
            binding = script.source.scopes.root.bindings.get(name)
            if binding is not None and binding in frame.variables:
                return frame.variables[binding]
            if binding is not None and name in script.imports:
                return self._import(script, name)
        module = self._here()
        if name in ("module", "exports") and str(module.path) in self._commonjs:
            whole = self._commonjs[str(module.path)]
            return (whole,) if name == "module" else whole.fields["exports"]
        if name == "undefined":
            return NOTHING
        return (Unknown(name=name, is_global=True),)

    def _assign(self, target: Node, value: Value, *, declares: bool = False) -> None:
        """Gives a value to a name, a member, or the parts of a pattern."""
        target = _bare(target)
        kind = target.type
        if kind in TARGET_NAMES or kind == NodeKind.UNDEFINED:
            self._assign_name(target, value, declares)
        elif kind in DEFAULTS:
            left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
            if left is not None and right is not None:
                self._assign(left, self._or_default(value, right), declares=declares)
        elif kind == NodeKind.OBJECT_PATTERN:
            self._take_apart(target, value, declares)
        elif kind == NodeKind.ARRAY_PATTERN:
            for index, part in enumerate(listed(target)):
                if part is not None and part.type == NodeKind.REST_PATTERN:
                    rest = library.array([], library.any_element(value))
                    self._assign(children(part)[0], (rest,), declares=declares)
                elif part is not None:
                    self._assign(part, self._element(value, index), declares=declares)
        elif kind in MEMBERS:
            owner = target.child_by_field_name("object")
            if owner is not None:
                self.set(self._eval(owner), self._key(target), value)

    def _assign_name(self, target: Node, value: Value, declares: bool) -> None:
        binding = self._here().source.scopes.binding_at(target.start_byte)
        if binding is None:
            self.set((self.globals,), constant(self._text(target)), value)
            return
        holder = None if declares else self._holder(binding)
        if holder is None:
            self._declare(binding, value)
        else:
            self._put(holder.variables, binding, value)  # type: ignore[arg-type]

    def _or_default(self, value: Value, default: Node) -> Value:
        """A value, or its default where it may be undefined."""
        kept = tuple(atom for atom in value if not (isinstance(atom, Constant) and atom.value is UNDEFINED))
        if len(kept) == len(value) and not any(isinstance(atom, Unknown) for atom in value):
            return value
        if not kept:
            return self._eval(default)
        [given, _] = self._fork(False, lambda: self._eval(default), lambda: kept)
        return join([kept, given or ()])

    def _take_apart(self, pattern: Node, value: Value, declares: bool) -> None:
        data = self._here().source.data
        taken: set[str] = set()
        for part in children(pattern):
            if part.type == NodeKind.REST_PATTERN:
                self._assign(children(part)[0], self._without(value, taken), declares=declares)
                continue
            key, target = part.child_by_field_name("key"), part.child_by_field_name("value")
            if part.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN:
                key = part.child_by_field_name("left")
                target = part
            elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
                key = target = part
            if key is None or target is None:
                continue
            name: Value
            if key.type == NodeKind.COMPUTED_PROPERTY_NAME and children(key):
                name = self._eval(children(key)[0])
            else:
                text = key_text(key, data)
                taken.add(text or "")
                name = constant(text) if text is not None else UNKNOWN
            self._assign(target, self.get(value, name), declares=declares)

    @staticmethod
    def _without(value: Value, taken: set[str]) -> Value:
        found: list[Atom] = []
        for atom in value:
            if isinstance(atom, Thing):
                fields = {key: held for key, held in atom.fields.items() if key not in taken}
                found.append(Thing("object", fields, dict(atom.slots), atom.open, atom.told))
            elif isinstance(atom, Unknown):
                found.append(atom)
        return tuple(found) or UNKNOWN

    def _element(self, value: Value, index: int) -> Value:
        found: list[Value] = []
        for atom in value:
            if isinstance(atom, Thing) and atom.kind == "array":
                held = atom.fields.get(str(index))
                found.append(held if held is not None else atom.slots.get("rest") or NOTHING)
            elif isinstance(atom, Unknown):
                found.append((Unknown(told=atom.told, given=atom.given, other=atom.other),))
        return join(found) or UNKNOWN

    # -- members ---------------------------------------------------------------------------------------------------

    def _key(self, access: Node) -> Value:
        """The name of the member that `x.name` or `x[index]` takes."""
        prop = access.child_by_field_name("property")
        if prop is not None:
            return constant(self._here().key(prop))
        index = access.child_by_field_name("index")
        return self._eval(index) if index is not None else UNKNOWN

    def get(self, owner: Value, key: Value) -> Value:
        holders = _chosen(owner)
        there = [atom for atom in holders if not isinstance(atom, Constant) or isinstance(atom.value, str)]
        return join([self._member(holder, name) for holder in there or holders for name in _chosen(key)]) or UNKNOWN

    def _member(self, owner: Atom, key: Atom) -> Value:
        name = key_of(key)
        is_key_told = is_told(key)
        if isinstance(owner, Thing):
            return self._of_thing(owner, key)
        if isinstance(owner, Function):
            if name is not None and name in owner.fields:
                return owner.fields[name]
            if name == "prototype":
                owner.fields["prototype"] = (Thing(),)
                return owner.fields["prototype"]
            return (Method(owner, name),) if name is not None else UNKNOWN
        if isinstance(owner, Bound | Method):
            return (Method(owner, name),) if name is not None else UNKNOWN
        if isinstance(owner, Unknown):
            if name is None:
                return (Unknown(told=owner.told or is_key_told, given=owner.given, other=owner.other),)
            dotted = f"{owner.name}.{name}" if owner.is_global and owner.name else name
            return (
                Unknown(
                    name=dotted,
                    told=owner.told or is_key_told,
                    given=owner.given,
                    other=owner.other,
                    lost=owner.lost,
                ),
            )
        if _is_text(owner):
            if name == "length":
                is_text = isinstance(owner, Constant) and isinstance(owner.value, str)
                length = float(len(owner.value)) if is_text else None  # type: ignore[arg-type, union-attr]
                return constant(length, told=is_told(owner)) if length is not None else UNKNOWN
            if name in TEXT_MEMBERS or name in _PASS_ON:
                return (Method(owner, name),)
            is_index = name is None or name.isdigit()
            return (Unknown(told=is_told(owner) or is_key_told),) if is_index else NOTHING
        return (Unknown(name=name or "", told=is_key_told),)

    def _of_thing(self, owner: Thing, key: Atom) -> Value:
        name, is_key_told = key_of(key), is_told(key)
        if name is None:
            held = library.held(owner)
            at = owner
            while any(isinstance(atom, Thing) for atom in at.slots.get("proto", ())):
                at = next(atom for atom in at.slots["proto"] if isinstance(atom, Thing))
                held = join([held, library.held(at)])
            if is_key_told:
                held = tuple(Bound(a, (owner,), maybe=True) if isinstance(a, Function) else a for a in held)
                return (*held, Unknown(told=True))
            is_other = isinstance(key, Unknown) and key.other
            return held if is_other and held else join([held, UNKNOWN])
        if name in owner.fields:
            return self._gotten(owner.fields[name], owner)
        if owner.kind == "global":
            return self._global(name)
        if owner.kind == "array" and name == "length":
            known = library.items(owner)
            return constant(float(len(known))) if known is not None else UNKNOWN
        if owner.kind == "array" and name.isdigit() and owner.slots.get("rest"):
            return join([owner.slots["rest"], NOTHING])
        for atom in owner.slots.get("proto", ()):
            if isinstance(atom, Thing):
                found = self._of_thing(atom, Constant(name, is_key_told))
                if found != (Constant(UNDEFINED, is_key_told),):
                    return self._gotten(found, owner)
            elif isinstance(atom, Unknown):
                return (Unknown(name=name, told=is_key_told, lost=atom.lost),)
        if owner.kind in ("array", "map", "set") and name in library.METHODS:
            return (Method(owner, name),)
        if owner.kind in ("map", "set") and name == "size":
            return UNKNOWN
        if name in library.OBJECT_METHODS or name in _PASS_ON:
            return (Method(owner, name),)
        rest = owner.slots.get("rest", ())
        if rest:
            named = (atom if not isinstance(atom, Unknown) else _named(atom, name, is_key_told) for atom in rest)
            return tuple(named)
        if owner.open:
            return (Unknown(name=name, told=is_key_told, given=owner.told),)
        return constant(UNDEFINED, told=is_key_told)

    def _gotten(self, value: Value, owner: Thing) -> Value:
        """What a member gives: a getter is called."""
        if not any(isinstance(atom, Function) and atom.getter for atom in value):
            return value
        found: list[Value] = []
        for atom in value:
            is_getter = isinstance(atom, Function) and atom.getter
            found.append(self.call((atom,), [], (owner,)) if is_getter else (atom,))
        return join(found)

    def set(self, owner: Value, key: Value, value: Value) -> None:
        names = {key_of(atom) for atom in key}
        name = names.pop() if len(names) == 1 else None
        if name == "onmessage" and not any(isinstance(atom, Unknown) and atom.made in _OTHER_SENDERS for atom in owner):
            self._listen(value, is_plain=False)
        elif name == "onconnect":  # of a shared worker, whose ports listen
            self._callbacks([value])
        for atom in owner:
            if isinstance(atom, Thing):
                if name is None:
                    self.put(atom.slots, "rest", join([atom.slots.get("rest", ()), value]))
                elif len(owner) == 1:
                    self.put(atom.fields, name, value)
                else:
                    self.put(atom.fields, name, join([atom.fields.get(name, ()), value]))
            elif isinstance(atom, Function) and name is not None:
                self.put(atom.fields, name, value)

    def _listen(self, value: Value, *, is_plain: bool) -> None:
        found: list[Value] = []
        for atom in value:
            if isinstance(atom, Thing) and atom.kind != "class":
                handler = self.get((atom,), constant("handleEvent"))
                found.append(tuple(Bound(inner, (atom,)) for inner in handler))
            elif not isinstance(atom, Constant):
                found.append((atom,))
        callee = join(found)
        if callee and all(callee != known.callee for known in self.listeners):
            self.listeners.append(Listener(callee, is_plain))

    # -- statements ------------------------------------------------------------------------------------------------

    def _hoist(self, block: Node) -> None:
        """Functions are there before anything runs."""
        for child in block.named_children:
            node = child
            if child.type == NodeKind.EXPORT_STATEMENT:
                inner = child.child_by_field_name("declaration") or child.child_by_field_name("value")
                if inner is None:
                    continue
                node = inner
            if node.type in DECLARED_FUNCTIONS:
                name = node.child_by_field_name("name")
                binding = self._here().source.scopes.binding_at(name.start_byte) if name is not None else None
                if binding is not None:
                    self._put(self._frame.variables, binding, (self._function(node),))  # type: ignore[arg-type]

    def _sequence(self, statements: Sequence[Node], *, skip: Node | None = None) -> Flow:
        jumps: frozenset[Jump] = frozenset()
        before, doubt = self._doubt, False
        try:
            for statement in statements:
                if skip is not None and statement.id == skip.id:
                    continue
                try:
                    flow = self._run(statement)
                except Stop:
                    flow = _THROWS
                jumps |= flow.jumps
                if flow.doubt and not doubt:
                    doubt = True
                    self._doubt += 1
                if not flow.falls:
                    return Flow(False, jumps, doubt)
        finally:
            self._doubt = before
        return Flow(True, jumps, doubt)

    def _block(self, node: Node, frame: Frame | None = None) -> Flow:
        outer = self._frame
        self._frame = frame or Frame(outer)
        try:
            self._hoist(node)
            return self._sequence(node.named_children)
        finally:
            self._frame = outer

    def _run(self, node: Node, labels: tuple[str, ...] = ()) -> Flow:
        kind = node.type
        if kind in COMMENTS:
            return _FALLS
        if kind == NodeKind.STATEMENT_BLOCK:
            return self._block(node)
        if kind == NodeKind.EXPRESSION_STATEMENT:
            for child in children(node):
                self._root(child)
            return _FALLS
        if kind in DECLARATIONS or kind == NodeKind.USING_DECLARATION:
            for declarator in children(node):
                self._declarator(declarator)
            return _FALLS
        if kind == NodeKind.RETURN_STATEMENT:
            value = NOTHING
            for child in children(node):
                value = self._root(child)
            if self._returns:
                in_doubt = self._doubt > self._started[-1]
                self._returns[-1].append(_telling(value) if in_doubt else value)
            return Flow(False, frozenset({("return", "")}))
        if kind == NodeKind.THROW_STATEMENT:
            for child in children(node):
                self._root(child)
            return _THROWS
        if kind in (NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT):
            label = node.child_by_field_name("label")
            word = "break" if kind == NodeKind.BREAK_STATEMENT else "continue"
            return Flow(False, frozenset({(word, self._text(label) if label is not None else "")}))
        runs = _STATEMENTS.get(kind)
        if runs is not None:
            return runs(self, node, labels)
        if kind in DECLARED_FUNCTIONS or kind in (NodeKind.EMPTY_STATEMENT, NodeKind.IMPORT_STATEMENT):
            if kind == NodeKind.IMPORT_STATEMENT:
                self._run_import(node)
            return _FALLS
        self._root(node)
        return _FALLS

    def _run_import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        text = literal_text(source, self._here().source.data) if source is not None else None
        if text is not None:
            self._imported(self._here(), text)

    def _exporting(self, node: Node, labels: tuple[str, ...]) -> Flow:
        source = node.child_by_field_name("source")
        if source is not None:
            self._run_import(node)
        declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
        if declaration is not None:
            self._run(declaration)
        if value is not None:
            made = self._root(value)
            self._frame.variables[value.id] = made  # type: ignore[index]
        return _FALLS

    def _declarator(self, node: Node) -> None:
        target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type != NodeKind.VARIABLE_DECLARATOR or target is None:
            return
        if value is None:
            binding = self._here().source.scopes.binding_at(target.start_byte)
            if binding is not None and not (binding.kind == VAR and self._holder(binding) is not None):
                self._declare(binding, NOTHING)
            return
        self._assign(target, self._root(value), declares=True)

    def _class_statement(self, node: Node, labels: tuple[str, ...]) -> Flow:
        self._eval(node)
        return _FALLS

    def _if(self, node: Node, labels: tuple[str, ...]) -> Flow:
        condition, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        other = node.child_by_field_name("alternative")
        value = self._root(condition) if condition is not None else UNKNOWN
        return self._either(
            value,
            lambda: self._run(then) if then is not None else _FALLS,
            lambda: self._run(other) if other is not None else _FALLS,
        )

    def _else(self, node: Node, labels: tuple[str, ...]) -> Flow:
        return self._sequence(children(node))

    def _either(self, value: Value, then: Run, other: Run) -> Flow:
        """A condition and what follows if it holds, and if it does not."""
        answers = {truth(atom) for atom in _chosen(value)}
        if answers == {True}:
            return then()
        if answers == {False}:
            return other()
        doubtful = unsure(value)
        flows = [flow or _THROWS for flow in self._fork(doubtful, then, other)]
        return _joined(flows, doubtful)

    def _switch(self, node: Node, labels: tuple[str, ...]) -> Flow:
        value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
        wanted = self._root(value) if value is not None else UNKNOWN
        cases = [case for case in children(body) if case.type in CASES]
        outer = self._frame
        self._frame = Frame(outer)
        try:
            for case in cases:
                self._hoist(case)
            return self._cases(cases, wanted)
        finally:
            self._frame = outer

    def _cases(self, cases: list[Node], wanted: Value) -> Flow:
        entries: list[int | None] = []
        doubtful = is_sure = False
        for index, case in enumerate(cases):
            value = case.child_by_field_name("value")
            if value is None:
                continue
            held = self._root(value)
            pairs = [(one, other) for one in _chosen(wanted) for other in _chosen(held)]
            answers = {same(one, other, loosely=False) for one, other in pairs}
            if answers == {False}:
                continue
            entries.append(index)
            if answers == {True}:
                is_sure = True
                break
            undecided = [pair for pair in pairs if same(*pair, loosely=False) is None] or pairs
            doubtful = doubtful or any(unsure(pair) or (told(pair) and None in answers) for pair in undecided)
        if not is_sure:
            default = next((i for i, case in enumerate(cases) if case.type == NodeKind.SWITCH_DEFAULT), None)
            entries.append(default)
        runs = [lambda at=entry: self._from_case(cases, at) for entry in entries]
        if len(runs) == 1:
            flow = runs[0]()
        else:
            flow = _joined([each or _THROWS for each in self._fork(doubtful, *runs)], doubtful)
        return _without_jumps(flow, {("break", "")})

    def _from_case(self, cases: list[Node], at: int | None) -> Flow:
        """Runs a case and those that it runs on into."""
        jumps: frozenset[Jump] = frozenset()
        before, doubt = self._doubt, False
        try:
            for case in cases[at:] if at is not None else ():
                flow = self._sequence(case.named_children, skip=case.child_by_field_name("value"))
                jumps |= flow.jumps
                if flow.doubt and not doubt:
                    doubt = True
                    self._doubt += 1
                if not flow.falls:
                    return Flow(False, jumps, doubt)
        finally:
            self._doubt = before
        return Flow(True, jumps, doubt)

    def _labelled(self, node: Node, labels: tuple[str, ...]) -> Flow:
        label, body = node.child_by_field_name("label"), node.child_by_field_name("body")
        name = self._text(label) if label is not None else ""
        flow = self._run(body, (*labels, name)) if body is not None else _FALLS
        return _without_jumps(flow, {("break", name)})

    def _loop(self, node: Node, labels: tuple[str, ...]) -> Flow:
        outer = self._frame
        self._frame = Frame(outer)
        try:
            flow = self._for_in(node) if node.type == NodeKind.FOR_IN_STATEMENT else self._repeat(node)
        finally:
            self._frame = outer
        return _without_jumps(flow, {("break", ""), ("continue", ""), *(("continue", label) for label in labels)})

    def _repeat(self, node: Node) -> Flow:
        """`for (;;)`, `while`, `do`: run twice, unless it is known how often."""
        initializer = node.child_by_field_name("initializer")
        if initializer is not None and initializer.type != NodeKind.EMPTY_STATEMENT:
            self._run(initializer)
        condition, increment = node.child_by_field_name("condition"), node.child_by_field_name("increment")
        body = node.child_by_field_name("body")
        asks_first = node.type != NodeKind.DO_STATEMENT
        jumps: frozenset[Jump] = frozenset()
        doubt = False
        for turn in range(_MOST_TURNS):
            answer: set[bool | None] = {True}
            value: Value = ()
            if condition is not None and condition.type != NodeKind.EMPTY_STATEMENT and (asks_first or turn):
                inner = children(condition)[0] if condition.type == NodeKind.EXPRESSION_STATEMENT else condition
                value = self._root(inner)
                answer = {truth(atom) for atom in _chosen(value)}
            if answer == {False}:
                return Flow(True, jumps, doubt)

            def turned() -> Flow:
                flow = self._run(body) if body is not None else _FALLS
                if (flow.falls or ("continue", "") in flow.jumps) and increment is not None:
                    self._root(increment)
                return flow

            if answer == {True}:
                flow = turned()
            else:
                flows = [each or _THROWS for each in self._fork(unsure(value), turned, lambda: _FALLS)]
                flow = _joined(flows, unsure(value))
            jumps |= flow.jumps
            doubt = doubt or flow.doubt
            if not flow.falls and not any(word == "continue" for word, _ in flow.jumps):
                return Flow(any(word == "break" for word, _ in flow.jumps), jumps, doubt)
            if answer != {True} and turn:
                break
            if answer == {True} and not value and turn:  # an endless loop ends by a jump
                break
        return Flow(True, jumps, doubt)

    def _for_in(self, node: Node) -> Flow:
        left, right, body = (node.child_by_field_name(name) for name in ("left", "right", "body"))
        over = self._root(right) if right is not None else UNKNOWN
        known = library.elements(over)
        rest: Value = library.any_element(over)
        if operator(node) == "in":
            rest = UNKNOWN
            names = library.names(over[0]) if len(over) == 1 and isinstance(over[0], Thing) else None
            known = [constant(name) for name in names] if names is not None else None
        declares = node.child_by_field_name("kind") is not None

        def turned(value: Value) -> Flow:
            outer = self._frame
            self._frame = Frame(outer)
            try:
                if left is not None:
                    self._assign(left, value, declares=declares)
                return self._run(body) if body is not None else _FALLS
            finally:
                self._frame = outer

        jumps: frozenset[Jump] = frozenset()
        doubt = False
        if known is not None and len(known) <= _MOST_TURNS:
            before = self._doubt
            try:
                for value in known:
                    flow = turned(value)
                    jumps |= flow.jumps
                    if flow.doubt and not doubt:
                        doubt = True
                        self._doubt += 1
                    if not flow.falls and not any(word == "continue" for word, _ in flow.jumps):
                        return Flow(any(word == "break" for word, _ in flow.jumps), jumps, doubt)
            finally:
                self._doubt = before
            return Flow(True, jumps, doubt)
        for _ in range(2):
            flow = _joined([each or _THROWS for each in self._fork(False, lambda: turned(rest), lambda: _FALLS)], False)
            jumps |= flow.jumps
        return Flow(True, jumps, doubt)

    def _try(self, node: Node, labels: tuple[str, ...]) -> Flow:
        body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
        finalizer = node.child_by_field_name("finalizer")
        frame = self._frame

        def attempt() -> Flow:
            self._trials += 1
            try:
                return self._run(body) if body is not None else _FALLS
            except Stop:
                return _THROWS
            finally:
                self._trials -= 1
                self._frame = frame

        if handler is None:
            flow = attempt()
        else:
            mark = len(self._journal)
            done = attempt()
            change = self._undo(mark)

            def caught() -> Flow:
                for (_, key), (slots, after) in change.items():
                    self._put(slots, key, join([slots.get(key, _MISSING), after]))
                return self._catch(handler)

            mark = len(self._journal)
            try:
                failed = caught()
            except Stop:
                failed = _THROWS
                self._frame = frame
            other = self._undo(mark)
            self._merge([change, other], [not done.falls and _leaves(done), not failed.falls and _leaves(failed)])
            own = frozenset(jump for jump in done.jumps if jump[0] != "throw")
            flow = Flow(done.falls or failed.falls, own | failed.jumps, done.doubt or failed.doubt)
        if finalizer is not None:
            last = finalizer.child_by_field_name("body")
            ending = self._run(last) if last is not None else _FALLS
            if not ending.falls:
                return ending
            flow = flow._replace(jumps=flow.jumps | ending.jumps)
        return flow

    def _catch(self, handler: Node) -> Flow:
        parameter, body = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
        outer = self._frame
        self._frame = Frame(outer)
        try:
            if parameter is not None:
                self._assign(parameter, UNKNOWN, declares=True)
            return self._run(body) if body is not None else _FALLS
        finally:
            self._frame = outer

    def _with(self, node: Node, labels: tuple[str, ...]) -> Flow:
        owner, body = node.child_by_field_name("object"), node.child_by_field_name("body")
        if owner is not None:
            self._root(owner)
        return self._run(body) if body is not None else _FALLS

    # -- expressions -----------------------------------------------------------------------------------------------

    def _root(self, node: Node) -> Value:
        """Evaluates an expression that stands in no other."""
        if self._recording:
            self.roots.setdefault(node.id, Place(self._here(), node))
        return self._eval(node)

    def _eval(self, node: Node) -> Value:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooMuch
        if self._recording:
            self.reached[node.id] = not self._doubt or self.reached.get(node.id, False)
        evaluate = _EXPRESSIONS.get(node.type)
        if evaluate is not None:
            return evaluate(self, node)
        if is_known(node.type) and node.type not in DECLARED_FUNCTIONS:
            for child in children(node):
                self._eval(child)
        return UNKNOWN

    def _parentheses(self, node: Node) -> Value:
        value = NOTHING
        for child in children(node):
            value = self._eval(child)
        return value

    def _string(self, node: Node) -> Value:
        text = literal_text(node, self._here().source.data)
        return (Constant(text, place=Place(self._here(), node)),) if text is not None else UNKNOWN

    def _number(self, node: Node) -> Value:
        text = self._text(node).replace("_", "")
        try:
            return constant(float(int(text, 0)) if text[:1] == "0" and text[1:2].isalpha() else float(text))
        except ValueError:
            return UNKNOWN

    def _literal(self, node: Node) -> Value:
        return constant({NodeKind.TRUE: True, NodeKind.FALSE: False, NodeKind.NULL: None}[node.type])

    def _undefined(self, node: Node) -> Value:
        bound = self._here().source.scopes.binding_at(node.start_byte) is not None
        return UNKNOWN if bound else NOTHING

    def _this(self, node: Node) -> Value:
        frame: Frame | None = self._frame
        while frame is not None and not frame.this and frame.parent is not None:
            frame = frame.parent
        return frame.this if frame is not None and frame.this else UNKNOWN

    def _template(self, node: Node) -> Value:
        """A template: the texts that are known are a part of it, the other values are holes."""
        texts: list[tuple[str | Hole, ...]] = [()]
        spliced = has_holes = is_told_of = False
        data = self._here().source.data
        end = node.start_byte + 1
        for child in [*node.children[1:]]:
            if child.type not in (NodeKind.TEMPLATE_SUBSTITUTION, "`"):
                continue
            chunk = cook(data[end : child.start_byte].decode("utf-8", "replace"), template=True)
            texts = [(*parts, chunk) if chunk else parts for parts in texts]
            end = child.end_byte
            if child.type == "`":
                break
            inner = children(child)
            value = UNKNOWN
            for part in inner:
                value = self._eval(part)
            place = Place(self._here(), inner[-1] if inner else child)
            pieces = _pieces(value, place)
            is_told_of = is_told_of or told(value)
            if pieces == [(Hole(place, told(value)),)]:
                has_holes = True
            else:
                spliced = True
            texts = [(*parts, *piece) for parts in texts for piece in pieces]
            if len(texts) > 8:
                texts, spliced = [(*texts[0][: -len(pieces[0]) or None], Hole(place, told(value)))], True
        whole = Place(self._here(), node)
        if not has_holes and not spliced:
            return (Constant("".join(part for part in texts[0] if isinstance(part, str)), is_told_of, whole),)
        return tuple(_made(parts, None if spliced else whole, is_told_of) for parts in texts)

    def _sequence_expression(self, node: Node) -> Value:
        return self._parentheses(node)

    def _array(self, node: Node) -> Value:
        items: list[Value] = []
        rest: list[Value] = []
        for item in listed(node):
            if item is None:
                items.append(NOTHING)
            elif item.type == NodeKind.SPREAD_ELEMENT:
                value = self._eval(children(item)[0])
                known = library.elements(value)
                if known is None:
                    rest.append(library.any_element(value))
                else:
                    items += known
            elif rest:
                rest.append(self._eval(item))
            else:
                items.append(self._eval(item))
        return (library.array(items, join(rest)),)

    def _object(self, node: Node) -> Value:
        made = Thing(place=Place(self._here(), node))
        data = self._here().source.data
        for part in children(node):
            if part.type == NodeKind.SPREAD_ELEMENT:
                self._spread_into(made, self._eval(children(part)[0]))
            elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
                if self._recording:
                    self.reached[part.id] = not self._doubt or self.reached.get(part.id, False)
                made.fields[self._text(part)] = self._name(part)
            elif part.type == NodeKind.PAIR:
                key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is not None and value is not None:
                    self._give(made, key, data, self._eval(value))
            elif part.type == NodeKind.METHOD_DEFINITION:
                key = part.child_by_field_name("name")
                if key is not None:
                    self._give(made, key, data, (self._function(part, made),))
        return (made,)

    def _spread_into(self, made: Thing, value: Value) -> None:
        for atom in value:
            if isinstance(atom, Thing):
                made.fields.update(atom.fields)
                if atom.slots.get("rest"):
                    made.slots["rest"] = join([made.slots.get("rest", ()), atom.slots["rest"]])
                made.open = made.open or atom.open
            elif isinstance(atom, Unknown):
                made.open = True
                made.slots["rest"] = join([made.slots.get("rest", ()), (Unknown(given=atom.given, lost=atom.lost),)])

    def _give(self, made: Thing, key: Node, data: bytes, value: Value) -> None:
        """Gives a new object a member."""
        if key.type == NodeKind.COMPUTED_PROPERTY_NAME:
            inside = children(key)
            names = [key_of(atom) for atom in self._eval(inside[0])] if inside else [None]
        else:
            names = [key_text(key, data)]
        if len(names) == 1 and names[0] is not None:
            made.fields[names[0]] = value
        else:
            made.slots["rest"] = join([made.slots.get("rest", ()), value])

    def _function(self, node: Node, home: Thing | None = None) -> Function:
        is_arrow = node.type == NodeKind.ARROW_FUNCTION
        getter = any(child.type == "get" for child in node.children) and node.type == NodeKind.METHOD_DEFINITION
        this = self._this(node) if is_arrow else ()
        return Function(self._here(), node, self._frame, this, {}, home, getter)

    def _function_value(self, node: Node) -> Value:
        made = self._function(node)
        name = node.child_by_field_name("name")
        if name is not None:
            binding = self._here().source.scopes.binding_at(name.start_byte)
            made.frame = Frame(self._frame)
            if binding is not None:
                made.frame.variables[binding] = (made,)
        return (made,)

    def _class(self, node: Node) -> Value:
        module = self._here()
        made, prototype = Thing("class", place=Place(module, node)), Thing()
        body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
        heritage = next((part for part in node.children if part.type == NodeKind.CLASS_HERITAGE), None)
        base = self._eval(children(heritage)[0]) if heritage is not None and children(heritage) else ()
        if base:
            made.slots["proto"] = base
            prototype.slots["proto"] = self.get(base, constant("prototype"))
        made.fields["prototype"] = (prototype,)
        prototype.slots["class"] = (made,)
        outer = self._frame
        self._frame = Frame(outer, this=(made,))
        try:
            if name is not None and body is not None:
                scopes = module.source.scopes
                inside = scopes.lookup(module.text(name), scopes.scope_at(body.start_byte))
                for binding in (scopes.binding_at(name.start_byte), inside):
                    if binding is not None:
                        self._put(self._frame.variables, binding, (made,))  # type: ignore[arg-type]
                outside = scopes.binding_at(name.start_byte)
                if outside is not None and node.type == NodeKind.CLASS_DECLARATION:
                    self._put(outer.variables, outside, (made,))  # type: ignore[arg-type]
            self._members(body, made, prototype)
        finally:
            self._frame = outer
        return (made,)

    def _members(self, body: Node | None, made: Thing, prototype: Thing) -> None:
        data = self._here().source.data
        for member in children(body):
            is_static = any(child.type == "static" for child in member.children)
            holder = made if is_static else prototype
            if member.type == NodeKind.METHOD_DEFINITION:
                key = member.child_by_field_name("name")
                function = self._function(member, holder)
                if key is not None and key_text(key, data) == "constructor" and not is_static:
                    made.function = function
                elif key is not None:
                    self._give(holder, key, data, (function,))
            elif member.type == NodeKind.FIELD_DEFINITION and is_static:
                key, value = member.child_by_field_name("property"), member.child_by_field_name("value")
                if key is not None:
                    self._give(made, key, data, self._root(value) if value is not None else NOTHING)
            elif member.type == NodeKind.CLASS_STATIC_BLOCK:
                inner = member.child_by_field_name("body")
                if inner is not None:
                    self._run(inner)
        made.slots["frame"] = (Function(self._here(), body, self._frame),) if body is not None else ()

    def _assignment(self, node: Node) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return UNKNOWN
        value = self._eval(right)
        if self._recording and _bare(left).type in MEMBERS:
            self.reached[_bare(left).id] = not self._doubt or self.reached.get(_bare(left).id, False)
        self._assign(left, value)
        return value

    def _augmented(self, node: Node) -> Value:
        left, right, word = node.child_by_field_name("left"), node.child_by_field_name("right"), operator(node)
        if left is None or right is None:
            return UNKNOWN
        before = self._eval(left)
        if word[:-1] in _LOGIC:
            value = self._logic(word[:-1], before, right)
        else:
            value = self._operate(word[:-1], before, self._eval(right), left, right)
        self._assign(left, value)
        return value

    def _update(self, node: Node) -> Value:
        argument = node.child_by_field_name("argument")
        if argument is not None:
            before = self._eval(argument)
            step = constant(1.0)
            word = "+" if operator(node) == "++" else "-"
            self._assign(argument, join([(binary(word, one, step[0]),) for one in before]))
            return before
        return UNKNOWN

    def _binary(self, node: Node) -> Value:
        left, right, word = node.child_by_field_name("left"), node.child_by_field_name("right"), operator(node)
        if left is None or right is None:
            return UNKNOWN
        one = self._eval(left) if left.type != NodeKind.PRIVATE_PROPERTY_IDENTIFIER else UNKNOWN
        if word in _LOGIC:
            return self._logic(word, one, right)
        return self._operate(word, one, self._eval(right), left, right)

    def _logic(self, word: str, one: Value, right: Node) -> Value:
        kept: list[Atom] = []
        asks: set[bool | None] = set()
        for atom in _chosen(one):
            known = truth(atom)
            if word == "??":
                nothing = isinstance(atom, Constant) and (atom.value is None or atom.value is UNDEFINED)
                known = nothing if not isinstance(atom, Unknown) else None
            elif word == "||" and known is not None:
                known = not known
            asks.add(known)
            if known is None and word == "&&":  # what is kept counts as false
                kept.append(Constant(False, is_told(atom), unsure=is_told(atom)))
            elif known is not True:
                kept.append(atom)
        if asks == {True}:
            return self._eval(right)
        if asks == {False}:
            return one
        [value, _] = self._fork(unsure(one), lambda: self._eval(right), lambda: one)
        value = value or ()
        if unsure(one):
            value = _telling(value)
        return join([tuple(kept), value])

    def _operate(self, word: str, one: Value, other: Value, left: Node, right: Node) -> Value:
        one, other = _chosen(one), _chosen(other)
        if word == "+":
            return self._plus(one, other, left, right)
        if word == "in":
            found: list[Atom] = []
            for owner in other:
                if isinstance(owner, Thing):
                    found += [self._has(owner, key) for key in one]
                else:
                    found.append(Unknown(told=told(one)))
            return join([tuple(found)])
        return join([(binary(word, a, b),) for a in one for b in other])

    def _has(self, owner: Thing, key: Atom) -> Atom:
        """What `key in owner` says: members of the class count too."""
        found = library.has(owner, key)
        if isinstance(found, Constant) and found.value is False and owner.slots.get("proto"):
            value = self._of_thing(owner, key)
            if not (isinstance(value[0], Constant) and value[0].value is UNDEFINED):
                return Unknown(told=is_told(key)) if isinstance(value[0], Unknown) else Constant(True, is_told(key))
        return found

    def _plus(self, one: Value, other: Value, left: Node, right: Node) -> Value:
        module = self._here()
        found: list[Atom] = []
        for a in one:
            for b in other:
                if _is_text(a) or _is_text(b):
                    parts = [*_pieces((a,), Place(module, left))[0], *_pieces((b,), Place(module, right))[0]]
                    found.append(_made(tuple(parts), None, is_told(a) or is_told(b)))
                else:
                    found.append(binary("+", a, b))
        return join([tuple(found)])

    def _unary(self, node: Node) -> Value:
        argument, word = node.child_by_field_name("argument"), operator(node)
        value = self._eval(argument) if argument is not None else UNKNOWN
        value = _chosen(value)
        if word == "!":
            return join([(_negated(atom),) for atom in value])
        if word == "typeof":
            kinds = [(kind_of(atom), is_told(atom)) for atom in value]
            return join([constant(kind, told=of) if kind is not None else (Unknown(told=of),) for kind, of in kinds])
        if word == "void":
            return NOTHING
        if word == "-" and all(isinstance(atom, Constant) and isinstance(atom.value, float) for atom in value):
            return tuple(Constant(-atom.value) for atom in value if isinstance(atom, Constant))  # type: ignore[operator]
        return (Unknown(told=told(value)),)

    def _ternary(self, node: Node) -> Value:
        condition, then, other = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
        value = self._eval(condition) if condition is not None else UNKNOWN
        if then is None or other is None:
            return UNKNOWN
        answers = {truth(atom) for atom in _chosen(value)}
        if answers == {True}:
            return self._eval(then)
        if answers == {False}:
            return self._eval(other)
        first, second = then, other
        results = self._fork(unsure(value), lambda: self._eval(first), lambda: self._eval(second))
        joined = join([result or () for result in results])
        return _telling(joined) if unsure(value) else joined

    def _member_value(self, node: Node) -> Value:
        owner = node.child_by_field_name("object")
        if owner is None:
            return UNKNOWN
        if owner.type == NodeKind.SUPER:
            return self._super_member(node)
        index = node.child_by_field_name("index")
        if index is not None and owner.type == NodeKind.IDENTIFIER and self._text(owner) == "await":
            parts = children(index) if index.type == NodeKind.SEQUENCE_EXPRESSION else [index]
            return (library.array([self._eval(part) for part in parts]),)  # the parser's way with `await [x]`
        return self.get(self._eval(owner), self._key(node))

    def _super_member(self, node: Node) -> Value:
        home = self._home()
        base = home.slots.get("proto", ()) if home is not None else ()
        return self.get(base, self._key(node)) if base else UNKNOWN

    def _home(self) -> Thing | None:
        frame: Frame | None = self._frame
        while frame is not None and frame.home is None and frame.parent is not None:
            frame = frame.parent
        return frame.home if frame is not None else None

    def _identifier(self, node: Node) -> Value:
        return self._name(node)

    def _passed(self, node: Node) -> Value:
        """`await x` is `x`."""
        value = NOTHING
        for child in children(node):
            value = self._eval(child)
        return value

    def _yield(self, node: Node) -> Value:
        value = self._passed(node)
        if self._returns:
            self._returns[-1].append(value)
        return UNKNOWN

    # -- calls -----------------------------------------------------------------------------------------------------

    def _arguments(self, node: Node | None) -> list[Value]:
        if node is None or node.type != NodeKind.ARGUMENTS:
            if node is not None:
                self._eval(node)  # a tagged template
            return []
        given: list[Value] = []
        for item in listed(node):
            if item is None:
                continue
            if item.type == NodeKind.SPREAD_ELEMENT:
                value = self._eval(children(item)[0])
                known = library.elements(value)
                given += known if known is not None else [library.any_element(value)]
            else:
                given.append(self._eval(item))
        return given

    def _call(self, node: Node) -> Value:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None:
            return UNKNOWN
        target = _bare(function)
        if target.type == NodeKind.IMPORT:
            return self._dynamic_import(node, self._arguments(arguments))
        if target.type == NodeKind.SUPER:
            return self._super_call(self._arguments(arguments))
        this: Value = ()
        if target.type in MEMBERS:
            if self._recording:
                self.reached[target.id] = not self._doubt or self.reached.get(target.id, False)
            owner = target.child_by_field_name("object")
            if owner is not None and owner.type == NodeKind.SUPER:
                callee, this = self._super_member(target), self._this(target)
            else:
                this = self._eval(owner) if owner is not None else ()
                callee = self.get(this, self._key(target))
        else:
            callee = self._eval(target)
        given = self._arguments(arguments)
        if target.type == NodeKind.IDENTIFIER and self._text(target) == "await":  # the parser's way with `await (x)`
            return given[-1] if given else UNKNOWN
        if self._recording:
            place, before = self.calls.get(node.id, (Place(self._here(), node), []))
            width = max(len(before), len(given))
            merged = [join([*before[i : i + 1], *given[i : i + 1]]) for i in range(width)]
            self.calls[node.id] = (place, merged)
        optional = any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children)
        chain = any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in target.children)
        return self._apply(callee, given, this, node, optional=optional or chain)

    def _apply(
        self, callee: Value, given: Sequence[Value], this: Value, node: Node | None, *, optional: bool = False
    ) -> Value:
        """Calls whatever a value may be."""
        callee = _chosen(callee)
        runs: list[Callable[[], Value]] = []
        has_told_nothing = False
        for atom in callee:
            if isinstance(atom, Constant):
                if atom.told and not optional and atom.value in (UNDEFINED, None):
                    has_told_nothing = True
                continue
            runs.append(lambda a=atom: self._call_one(a, given, this, node))  # type: ignore[misc]
        if not runs:
            if has_told_nothing:
                raise Stop
            return NOTHING if optional else self._callbacks(given)
        if len(runs) == 1:
            return runs[0]()
        return join([result or () for result in self._fork(False, *runs)])

    def call(self, callee: Value, given: Sequence[Value], this: Value = ()) -> Value:
        return self._apply(callee, given, this, None)

    def maybe(self, callee: Value, given: Sequence[Value]) -> Value:
        """Calls something that may not be called, or more than once."""
        result: Value = ()
        for _ in range(2):
            [value, _nothing] = self._fork(False, lambda: self.call(callee, given), lambda: NOTHING)
            result = join([result, value or ()])
        return result

    def _call_one(self, atom: Atom, given: Sequence[Value], this: Value, node: Node | None) -> Value:
        if isinstance(atom, Bound):
            self._doubt += atom.maybe
            try:
                return self._call_one(atom.target, [*atom.arguments, *given], atom.this or this, node)
            finally:
                self._doubt -= atom.maybe
        if isinstance(atom, Function):
            return self._invoke(atom, given, this)
        if isinstance(atom, Method):
            return self._call_method(atom, given, node)
        if isinstance(atom, Unknown):
            return self._call_unknown(atom, given, this, node)
        if isinstance(atom, Thing):
            settled = atom.slots.get("resolve")
            if atom.kind == "cell" and settled is not None:
                self.put(atom.slots, "value", join([atom.slots.get("value", ()), given[0] if given else NOTHING]))
                return NOTHING
            return self._callbacks(given)
        return UNKNOWN

    def _call_method(self, method: Method, given: Sequence[Value], node: Node | None) -> Value:
        owner, name = method.owner, method.name
        if name in _PASS_ON:  # of the promise of it
            return self._then(name, given, (owner,))
        if isinstance(owner, Thing):
            return library.call_method(self, owner, name, given)
        if isinstance(owner, Constant | Text):
            return self._text_method(owner, name, given)
        if name == "call":
            return self._call_one(owner, given[1:], given[0] if given else (), node)
        if name == "apply":
            listed_ = library.elements(given[1]) if len(given) > 1 else []
            rest = listed_ if listed_ is not None else [library.any_element(given[1])]
            return self._call_one(owner, rest, given[0] if given else (), node)
        if name == "bind":
            return (Bound(owner, given[0] if given else (), tuple(given[1:])),)
        return self._callbacks(given)

    def _text_method(self, owner: Atom, name: str, given: Sequence[Value]) -> Value:
        of_told = is_told(owner) or any(told(value) for value in given)
        known = library.plain(given)
        if isinstance(owner, Constant) and isinstance(owner.value, str) and known is not None:
            try:
                found = text_method(owner.value, name, known)
            except LookupError:
                return (Unknown(told=of_told),)
            if isinstance(found, list):
                return (library.array([constant(part, told=of_told) for part in found]),)
            return constant(found, told=of_told)
        self._callbacks(given)
        if name in ("trim", "toString", "valueOf", "trimStart", "trimEnd") and isinstance(owner, Text):
            return (owner,)
        return (Unknown(told=of_told),)

    def _callbacks(self, given: Sequence[Value]) -> Value:
        """The platform, or a package, may call the functions that it is given."""
        for value in given:
            for atom in value:
                if isinstance(atom, Function | Bound):
                    self.maybe((atom,), [UNKNOWN, UNKNOWN])
        return UNKNOWN

    def _call_unknown(self, atom: Unknown, given: Sequence[Value], this: Value, node: Node | None) -> Value:
        name = atom.name
        last = name.rpartition(".")[2]
        first: Value = given[0] if given else NOTHING
        if last in PYTHON.calls and node is not None:
            self._python(node, first)
            return UNKNOWN
        if last in ("call", "apply", "bind") and name.count(".") == 0:
            owner = next((held for held in this if isinstance(held, Unknown)), None)
            if owner is not None and owner.name.rpartition(".")[2] in PYTHON.calls:
                if last == "bind":
                    return (owner,)
                if last == "call" and node is not None and len(given) > 1:
                    self._python(node, given[1], at=1)
                    return UNKNOWN
        if last in _LISTENS and len(given) > 1:
            return self._add_listener(last, first, given, this)
        if last == "setInterval" and given and self._doubt == 0:
            self._timers.append(first)
        if name == "importScripts":
            for value in given:
                for text in value:
                    if isinstance(text, Constant) and isinstance(text.value, str):
                        self._imported(self._here(), text.value, is_script=True)
            return NOTHING
        if name == "require" and isinstance(first[0], Constant) and isinstance(first[0].value, str):
            target = self._imported(self._here(), first[0].value)
            whole = target.fields.get("default")
            return whole if whole is not None and not target.slots.get("rest") else (target,)
        if last in _PASS_ON and this:
            return self._then(last, given, this)
        if atom.is_global or name.partition(".")[0] in ("Object", "Promise", "Array", "Reflect"):
            found = library.call_global(self, name, given)
            if found is not None:
                return found
            if name == "Object.prototype.hasOwnProperty.call" and len(given) > 1:
                things = [thing for thing in first if isinstance(thing, Thing)]
                return join([(library.has(thing, key),) for thing in things for key in given[1]]) or UNKNOWN
        if atom.lost:
            self._not_read(node, "module", atom.lost)
        elif atom.told and not atom.given and self._recording:
            self._not_read(node, "handler", "")
        self._callbacks(given)
        is_told_of = any(told(value) for value in given) or atom.told
        return (Unknown(told=is_told_of and last not in ("postMessage",)),)

    def _not_read(self, node: Node | None, what: str, shown: str) -> None:
        if self._recording and node is not None:
            key = (node.id, what)
            firm = not self._doubt or (key in self.unread and self.unread[key].firm)
            self.unread[key] = Unread(Place(self._here(), node), what, shown, firm)

    def _add_listener(self, word: str, event: Value, given: Sequence[Value], this: Value) -> Value:
        names = {key_of(atom) for atom in event}
        if any(isinstance(atom, Unknown) and atom.made in _OTHER_SENDERS for atom in this):
            return self._callbacks(given)
        if "message" in names or None in names:
            self._listen(given[1], is_plain=word != "addEventListener")
        else:
            self._callbacks(given[1:])
        return UNKNOWN

    def _then(self, word: str, given: Sequence[Value], this: Value) -> Value:
        """`x.then(f)` calls `f` with what `x` gives."""
        if word == "finally":
            for value in given:
                self.call(value, [])
            return this
        if word == "catch":
            return join([this, self._perhaps(given[0]) if given else ()])
        held = tuple(Unknown(told=a.told, given=a.given, other=a.other) if isinstance(a, Unknown) else a for a in this)
        if not given:
            return this
        result = self.call(given[0], [held])
        return join([result, self._perhaps(given[1])]) if len(given) > 1 else result

    def _perhaps(self, failed: Value) -> Value:
        """What takes an error, if there is one."""
        [value, _] = self._fork(False, lambda: self.call(failed, [UNKNOWN]), lambda: NOTHING)
        return value or ()

    def _python(self, node: Node, value: Value, at: int = 0) -> None:
        if not self._recording:
            return
        arguments = node.child_by_field_name("arguments")
        given = listed(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
        argument = given[at] if at < len(given) and given[at] is not None else node
        assert argument is not None
        here = self._here()
        before = self.programs.get(node.id)
        firm = not self._doubt or (before is not None and before.firm)
        joined = join([before.value if before is not None else (), value])
        self.programs[node.id] = Ran(Place(here, node), Place(here, argument), joined, firm)

    def _dynamic_import(self, node: Node, given: list[Value]) -> Value:
        first = given[0] if given else ()
        if len(first) == 1 and isinstance(first[0], Constant) and isinstance(first[0].value, str):
            return (self._imported(self._here(), first[0].value),)
        if told(first):
            self._not_read(node, "module", "")
        return UNKNOWN

    def _new(self, node: Node) -> Value:
        constructor, arguments = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
        if constructor is None:
            return UNKNOWN
        made = self._eval(constructor)
        given = self._arguments(arguments)
        return join([self._make(atom, given, node) for atom in _chosen(made)]) or UNKNOWN

    def _make(self, atom: Atom, given: list[Value], node: Node | None) -> Value:
        if isinstance(atom, Thing) and atom.kind == "class":
            instance = Thing("object", {}, {"proto": atom.fields["prototype"]})
            self._construct(atom, instance, given)
            return (instance,)
        if isinstance(atom, Function):
            instance = Thing("object", {}, {"proto": self._member(atom, Constant("prototype"))})
            result = self._invoke(atom, given, (instance,))
            things = tuple(held for held in result if isinstance(held, Thing))
            return things or (instance,)
        if isinstance(atom, Unknown):
            if atom.name == "Promise" and given:
                cell = Thing("cell", {}, {"resolve": UNKNOWN})
                self.call(given[0], [(cell,), UNKNOWN])
                return cell.slots.get("value") or UNKNOWN
            if atom.name == "Proxy" and given:
                return join([given[0], UNKNOWN])
            if atom.name == "Function" or atom.name == "URL":
                return UNKNOWN
            known = library.make(atom.name, given) if atom.is_global else None
            if known is not None:
                return known
            self._callbacks(given)
            return (Unknown(made=atom.name if atom.is_global else ""),)
        return UNKNOWN

    def _construct(self, made: Thing, instance: Thing, given: Sequence[Value]) -> None:
        bases = [atom for atom in made.slots.get("proto", ()) if isinstance(atom, Thing)]
        if not bases:
            if any(isinstance(atom, Unknown) for atom in made.slots.get("proto", ())):
                instance.open = True
            self._initialise(made, instance)
        if made.function is not None:
            self._invoke(made.function, given, (instance,))
        elif bases:
            self._construct(bases[0], instance, given)
        if bases and not instance.slots.get(f"made {id(made)}"):
            self._initialise(made, instance)

    def _super_call(self, given: Sequence[Value]) -> Value:
        home = self._home()
        this = self._this(self._here().source.root)
        made = self._class_of(home) if home is not None else None
        for atom in this:
            if isinstance(atom, Thing) and made is not None:
                for base in made.slots.get("proto", ()):
                    if isinstance(base, Thing):
                        self._construct(base, atom, given)
                self._initialise(made, atom)
                atom.slots[f"made {id(made)}"] = UNKNOWN
        return UNKNOWN

    def _class_of(self, prototype: Thing) -> Thing | None:
        for atom in prototype.slots.get("class", ()):
            if isinstance(atom, Thing):
                return atom
        return None

    def _initialise(self, made: Thing, instance: Thing) -> None:
        """Gives an instance the fields of its class."""
        for holder in made.slots.get("frame", ()):
            if not isinstance(holder, Function):
                continue
            before = (self._module, self._frame)
            self._module = holder.module
            self._frame = Frame(holder.frame, function=True, this=(instance,))
            try:
                for member in children(holder.node):
                    if member.type != NodeKind.FIELD_DEFINITION or any(c.type == "static" for c in member.children):
                        continue
                    key, value = member.child_by_field_name("property"), member.child_by_field_name("value")
                    if key is not None:
                        held = self._root(value) if value is not None else NOTHING
                        self._give(instance, key, holder.module.source.data, held)
            finally:
                self._module, self._frame = before

    def _invoke(self, function: Function, given: Sequence[Value], this: Value) -> Value:
        """Runs a function of a file."""
        node = function.node
        if len(self._active) >= _DEEPEST_CALLS or self._active.count(node.id) >= _MOST_RUNS_OF_ONE:
            return UNKNOWN
        frame = Frame(function.frame, function=True, this=function.this or this, arguments=tuple(given))
        if node.type == NodeKind.ARROW_FUNCTION:
            frame.arguments = ()
        frame.home = function.home
        before = (self._module, self._frame, self._trials, self._doubt)
        self._module, self._frame, self._trials = function.module, frame, 0
        self._active.append(node.id)
        self._returns.append([])
        self._started.append(self._doubt)
        try:
            self._parameters(node, given)
            body = node.child_by_field_name("body")
            if body is None:
                return UNKNOWN
            if body.type != NodeKind.STATEMENT_BLOCK:
                return self._root(body)
            flow = self._block(body, frame)
            results = self._returns[-1]
            if not flow.falls and not results:
                raise Stop
            is_generator = node.type in (NodeKind.GENERATOR_FUNCTION, NodeKind.GENERATOR_FUNCTION_DECLARATION)
            if is_generator or any(child.type == "*" for child in node.children):
                return (library.array([], join(results) or UNKNOWN),)
            ended = NOTHING if flow.falls else ()
            return join([*results, _telling(ended) if flow.doubt else ended])
        finally:
            self._module, self._frame, self._trials, self._doubt = before
            self._active.pop()
            self._returns.pop()
            self._started.pop()

    def _parameters(self, node: Node, given: Sequence[Value]) -> None:
        single, many = node.child_by_field_name("parameter"), node.child_by_field_name("parameters")
        parameters = [single] if single is not None else listed(many) if many is not None else []
        for index, parameter in enumerate(parameters):
            if parameter is None:
                continue
            if parameter.type == NodeKind.REST_PATTERN:
                self._assign(children(parameter)[0], (library.array(given[index:]),), declares=True)
            else:
                self._assign(parameter, given[index] if index < len(given) else NOTHING, declares=True)


def _bare(node: Node) -> Node:
    while node.type == NodeKind.PARENTHESIZED_EXPRESSION and len(children(node)) == 1:
        node = children(node)[0]
    return node


def _chosen(value: Value) -> Value:
    """What a value is for this message: what other messages have left aside, if anything else is there."""
    if any(isinstance(atom, Constant | Thing) and atom.told for atom in value):
        return tuple(atom for atom in value if not (isinstance(atom, Unknown) and atom.other))
    return value


def _named(atom: Unknown, name: str, is_key_told: bool) -> Unknown:
    return Unknown(name, atom.told or is_key_told, atom.given, atom.other, atom.made, atom.lost)


def _negated(atom: Atom) -> Atom:
    known = truth(atom)
    if known is None:
        return Unknown(told=is_told(atom))
    return Constant(not known, is_told(atom), unsure=isinstance(atom, Constant) and atom.unsure)


def _telling(value: Value) -> Value:
    """A value that was chosen in a way that depends on the message and is not known."""
    found: list[Atom] = []
    for atom in value:
        if isinstance(atom, Constant):
            found.append(Constant(atom.value, True, atom.place, unsure=True))
        elif isinstance(atom, Unknown):
            found.append(Unknown(atom.name, True, atom.given, atom.other, atom.made, atom.lost, atom.is_global))
        elif isinstance(atom, Function):
            found.append(Bound(atom, maybe=True))
        else:
            found.append(atom)
    return tuple(found)


def _is_text(atom: Atom) -> bool:
    return isinstance(atom, Text) or (isinstance(atom, Constant) and isinstance(atom.value, str))


def _pieces(value: Value, place: Place) -> list[tuple[str | Hole, ...]]:
    """The texts that a value may be as a part of another; a hole where one is not known."""
    found: list[tuple[str | Hole, ...]] = []
    for atom in value:
        if isinstance(atom, Text):
            found.append(atom.parts)
        elif isinstance(atom, Constant) and atom.value is not UNDEFINED:
            found.append((spelled(atom.value),))
        else:
            return [(Hole(place, told(value)),)]
    return found or [(Hole(place, told(value)),)]


def _made(parts: tuple[str | Hole, ...], place: Place | None, is_told_of: bool) -> Atom:
    joined: list[str | Hole] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        else:
            joined.append(part)
    if all(isinstance(part, str) for part in joined):
        return Constant("".join(part for part in joined if isinstance(part, str)), is_told_of)
    return Text(tuple(joined), place)


def _leaves(flow: Flow) -> bool:
    """Whether a branch that does not go on leaves the function."""
    return all(word in ("return", "throw") for word, _ in flow.jumps)


def _joined(flows: Sequence[Flow], doubtful: bool) -> Flow:
    """One of several branches; what follows is in doubt if only some of them lead there, and the message decides."""
    falls = any(flow.falls for flow in flows)
    partly = doubtful and falls and any(flow.jumps for flow in flows)
    jumps = frozenset(jump for flow in flows for jump in flow.jumps)
    return Flow(falls, jumps, partly or any(flow.doubt for flow in flows))


def _without_jumps(flow: Flow, taken: set[Jump]) -> Flow:
    """A statement that takes some jumps: what follows it runs after them."""
    mine = flow.jumps & taken
    if not mine:
        return flow
    rest = flow.jumps - mine
    return Flow(flow.falls or any(word == "break" for word, _ in mine) or bool(mine), rest, flow.doubt and bool(rest))


def places_of(value: Value) -> Iterator[Place]:
    """The literals that a value may be."""
    for atom in value:
        if isinstance(atom, Constant | Text | Thing) and atom.place is not None:
            yield atom.place


_STATEMENTS: dict[str, Callable[[Machine, Node, tuple[str, ...]], Flow]] = {
    NodeKind.EXPORT_STATEMENT: Machine._exporting,
    NodeKind.CLASS_DECLARATION: Machine._class_statement,
    NodeKind.IF_STATEMENT: Machine._if,
    NodeKind.ELSE_CLAUSE: Machine._else,
    NodeKind.SWITCH_STATEMENT: Machine._switch,
    NodeKind.LABELED_STATEMENT: Machine._labelled,
    NodeKind.FOR_STATEMENT: Machine._loop,
    NodeKind.FOR_IN_STATEMENT: Machine._loop,
    NodeKind.WHILE_STATEMENT: Machine._loop,
    NodeKind.DO_STATEMENT: Machine._loop,
    NodeKind.TRY_STATEMENT: Machine._try,
    NodeKind.WITH_STATEMENT: Machine._with,
}
_EXPRESSIONS: dict[str, Callable[[Machine, Node], Value]] = {
    NodeKind.PARENTHESIZED_EXPRESSION: Machine._parentheses,
    NodeKind.SEQUENCE_EXPRESSION: Machine._sequence_expression,
    NodeKind.STRING: Machine._string,
    NodeKind.NUMBER: Machine._number,
    NodeKind.TRUE: Machine._literal,
    NodeKind.FALSE: Machine._literal,
    NodeKind.NULL: Machine._literal,
    NodeKind.UNDEFINED: Machine._undefined,
    NodeKind.THIS: Machine._this,
    NodeKind.TEMPLATE_STRING: Machine._template,
    NodeKind.ARRAY: Machine._array,
    NodeKind.OBJECT: Machine._object,
    NodeKind.CLASS: Machine._class,
    NodeKind.CLASS_DECLARATION: Machine._class,
    NodeKind.ASSIGNMENT_EXPRESSION: Machine._assignment,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: Machine._augmented,
    NodeKind.UPDATE_EXPRESSION: Machine._update,
    NodeKind.BINARY_EXPRESSION: Machine._binary,
    NodeKind.UNARY_EXPRESSION: Machine._unary,
    NodeKind.TERNARY_EXPRESSION: Machine._ternary,
    NodeKind.MEMBER_EXPRESSION: Machine._member_value,
    NodeKind.SUBSCRIPT_EXPRESSION: Machine._member_value,
    NodeKind.IDENTIFIER: Machine._identifier,
    NodeKind.SHORTHAND_PROPERTY_IDENTIFIER: Machine._identifier,
    NodeKind.AWAIT_EXPRESSION: Machine._passed,
    NodeKind.YIELD_EXPRESSION: Machine._yield,
    NodeKind.CALL_EXPRESSION: Machine._call,
    NodeKind.NEW_EXPRESSION: Machine._new,
    **dict.fromkeys(FUNCTION_VALUES, Machine._function_value),
}
assert CLASSES  # a class is a statement and an expression
