"""What an expression is: an object, a function, a class, an instance, `console`, across files and under any name.

`origins` says which expressions of one file give a name its value. This goes on from there: into the files that names
are imported from, into what functions give back, what constructors keep of their arguments, what members hold, wherever
they are given it. A *thing* is what is found, and everything that a name is given counts, without regard to order.

A function is evaluated in a *frame*: what it was called with, and what `this` is. So the `sink` of `at('warn',
console.warn)` is `console.warn`. Where no call is being followed, a parameter has the arguments of the calls of its
function that the file shows, its default, and what is not known.

Not followed, and so an `unknown` thing: packages, what other files do with what they import, elements that an array or
a map is given later, methods that standard functions call, `Object.defineProperty`, generators. A `Proxy`, and whatever
else the platform makes, is a thing of the platform.

This is one module because a name leads to a call, a call to a class, a class to its members, and these to names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS_ANYWHERE, PLATFORM
from migrator.javascript.callers import arguments_of, calls_of
from migrator.javascript.exports import exported
from migrator.javascript.flow import elements, is_field, key_text, literal_text, parameters_of, results, sources
from migrator.javascript.modules import Module
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.project import Project
from migrator.javascript.scopes import IMPORT, PARAM, Binding
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASSES,
    FUNCTIONS,
    MEMBERS,
    READ_NAMES,
    NodeKind,
    children,
    is_known,
)
from migrator.javascript.things import Argument, Frame, Place, Thing, TooFar, frame_of

if TYPE_CHECKING:
    from tree_sitter import Node

    _WriteBelow = tuple[tuple[Node, ...], Node]  # the accesses from a name to the member that is assigned; its value

CONSOLE = "console"
# Names that lead to names, calls in calls: nobody writes more, and this ends what goes in a circle.
_DEEPEST, _MOST = 60, 20_000
# Standard functions that give back their first argument.
_SAME = frozenset({"Object.freeze", "Object.seal", "Object.preventExtensions", "structuredClone", "Promise.resolve"})
_NOTHING = frozenset({NodeKind.NULL, NodeKind.UNDEFINED, NodeKind.FALSE})
# What may hold, or be, anything: its own value is not that of the parts that are looked at here.
_OPEN = frozenset({NodeKind.YIELD_EXPRESSION, NodeKind.META_PROPERTY, NodeKind.SUPER})
_GENERATORS = frozenset({NodeKind.GENERATOR_FUNCTION, NodeKind.GENERATOR_FUNCTION_DECLARATION})

_Keys = tuple[str | None, ...]


class Evaluation:
    """Answers questions about the expressions of some files. Raises TooFar where an answer takes too long."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._origins: dict[Module, Origins] = {}
        self._left = _MOST
        self._open: list[tuple[int, int]] = []
        self._called: list[int] = []

    def of(self, place: Place) -> list[Thing]:
        """Everything that an expression may be."""
        return list(self._of(place))

    def _of(self, place: Place) -> Iterator[Thing]:
        for node in sources(place.node, copies=False):
            key = (node.id, id(place.frame))
            self._left -= 1
            if self._left < 0 or len(self._open) > _DEEPEST:
                raise TooFar
            if key in self._open:  # what is given its own value has no other by that
                continue
            self._open.append(key)
            try:
                found = list(self._one(place.at(node)))
            finally:
                self._open.pop()
            yield from found

    def _all(self, places: Iterable[Place]) -> Iterator[Thing]:
        for place in places:
            yield from self._of(place)

    def _one(self, place: Place) -> Iterator[Thing]:
        kind = place.node.type
        if kind in READ_NAMES:
            yield from self._named(place)
        elif kind == NodeKind.THIS:
            yield from self._this(place)
        elif kind in MEMBERS:
            yield from self._access(place)
        elif kind == NodeKind.CALL_EXPRESSION:
            yield from self._call(place)
        elif kind == NodeKind.NEW_EXPRESSION:
            yield from self._new(place)
        elif kind == NodeKind.OBJECT:
            yield Thing("record", place)
        elif kind in FUNCTIONS:
            yield Thing("function", place)
        elif kind in CLASSES:
            yield Thing("blueprint", place)
        elif kind in _NOTHING:
            yield Thing("nothing", place)
        elif kind in _OPEN or not is_known(kind):
            yield Thing("unknown", place)
        else:
            yield Thing("value", place)

    def origins(self, module: Module) -> Origins:
        """The origins of values in one file."""
        if module not in self._origins:
            self._origins[module] = Origins(module.source)
        return self._origins[module]

    def key(self, place: Place) -> str | None:
        """The name of the member that an expression takes, None where it is not known."""
        return self.origins(place.module).key(place.node)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _named(self, place: Place) -> Iterator[Thing]:
        module, node = place.module, place.node
        binding = module.source.scopes.binding_at(node.start_byte)
        if binding is None:
            yield from self._global(place, module.text(node))
        else:
            yield from self._bound(place, binding)

    def _bound(self, place: Place, binding: Binding) -> Iterator[Thing]:
        """What a variable may be; ``place`` is where it is asked for."""
        module = place.module
        if binding.kind == IMPORT:
            yield from self._imported(place, binding)
            return
        required = module.required.get(binding.name) if binding.scope is module.source.scopes.root else None
        if required is not None:
            target = self._project.follow(module, required.specifier)
            yield from self._taken(target, required.name) if target is not None else [Thing("unknown", place)]
            return
        if not binding.declarations:
            yield Thing("unknown", place)
        has_value = False
        for name in (*binding.declarations, *(use.node for use in binding.writes)):
            for thing in self._given(place.at(name), binding):
                has_value = True
                yield thing
        if not has_value:
            yield Thing("nothing", place)

    def _given(self, place: Place, binding: Binding) -> Iterator[Thing]:
        """What a declaration of a name, or an assignment to it, gives the name."""
        origins = self.origins(place.module)
        whole, keys, defaults = origins.climb(place.node)
        parent = whole.parent
        frame = frame_of(place.frame, binding.scope.function.node)
        here = Place(place.module, whole, frame)
        for default in defaults:
            yield from self._members(self._of(here.at(default.node)), default.keys, here)
        if parent is None:
            return
        if parent.type in FUNCTIONS | CLASSES and is_field(parent, "name", whole):
            yield from self._of(here.at(parent))
        elif parent.type == NodeKind.VARIABLE_DECLARATOR or parent.type in ASSIGNMENTS:
            field = "value" if parent.type == NodeKind.VARIABLE_DECLARATOR else "right"
            value = parent.child_by_field_name(field)
            if value is not None:
                yield from self._members(self._of(here.at(value)), keys, here)
        elif parent.type == NodeKind.FOR_IN_STATEMENT:
            yield from self._members(self._elements(here, parent), keys, here)
        elif binding.kind == PARAM:
            yield from self._members(self._parameter(place, whole, binding), keys, here)
        else:
            yield Thing("unknown", place)

    def _elements(self, place: Place, loop: Node) -> Iterator[Thing]:
        """What the variable of a loop is given: the elements of a list that is written out."""
        listed = loop.child_by_field_name("right")
        for thing in self._of(place.at(listed)) if listed is not None else ():
            if thing.kind == "value" and thing.place.node.type == NodeKind.ARRAY:
                yield from self._of_elements(thing.place)
            else:
                yield Thing("unknown", place)

    def _of_elements(self, place: Place) -> Iterator[Thing]:
        for item in elements(place.node):
            if item is not None and item.type != NodeKind.SPREAD_ELEMENT:
                yield from self._of(place.at(item))
            elif item is not None:
                yield Thing("unknown", place.at(item))

    def _members(self, things: Iterable[Thing], keys: _Keys, place: Place) -> Iterator[Thing]:
        """What is taken out of things by a pattern."""
        found = list(things)
        for key in keys:
            found = [member for thing in found for member in self.member(thing, key, place)]
        yield from found

    # -- parameters ----------------------------------------------------------------------------------------------------

    def _parameter(self, place: Place, whole: Node, binding: Binding) -> Iterator[Thing]:
        """What a parameter is given, its default apart."""
        function = binding.scope.function.node
        name = Place(place.module, place.node)
        if whole.parent is not None and whole.parent.type == NodeKind.REST_PATTERN:
            listed = whole.parent.parent
            is_list = listed is not None and listed.type == NodeKind.FORMAL_PARAMETERS
            yield Thing("value" if is_list else "unknown", name)
            return
        at = _place_of(whole, function)
        frame = frame_of(place.frame, function)
        if at is None:
            yield Thing("unknown", name)
        elif frame is not None and frame.function.id == function.id and frame.arguments is not None:
            yield from self._passed(frame.arguments, at, name)
        else:
            given, is_complete = calls_of(Place(place.module, function), self.key)
            for arguments in given:
                yield from self._passed(arguments, at, name)
            if not is_complete:
                yield Thing("unknown", name)

    def _passed(self, arguments: tuple[Argument, ...], at: int, name: Place) -> Iterator[Thing]:
        for index, argument in enumerate(arguments[: at + 1]):
            if argument.rest:
                yield Thing("unknown", name)
                return
            if index == at:
                yield from self._all(argument.places)
                return
        yield Thing("nothing", name)

    # -- globals, imports and exports ----------------------------------------------------------------------------------

    def _global(self, place: Place, name: str) -> Iterator[Thing]:
        """What a name is that the file does not declare, or a member of the global object."""
        scopes = place.module.source.scopes
        given = list(self._given_globals(place, name)) if name in scopes.replaced or name not in PLATFORM else []
        yield from given
        if name in scopes.replaced:
            return
        if name == CONSOLE:
            yield Thing("console", place)
        elif name in GLOBALS_ANYWHERE:
            yield Thing("globals", place)
        elif name == "undefined":
            yield Thing("nothing", place)
        elif name in PLATFORM:
            yield Thing("platform", place, name)
        elif not given:
            yield Thing("unknown", place)

    def _given_globals(self, place: Place, name: str) -> Iterator[Thing]:
        """What the file gives a global: `name = x`, `window.name = x`."""
        module = place.module
        for reference in module.source.scopes.globals:
            if reference.name == name and reference.write:
                origins = self.origins(module)
                for origin in origins.given_at(reference.node):
                    yield from self._members(self._of(Place(module, origin.node)), origin.keys, place)
            elif reference.name in GLOBALS_ANYWHERE:
                for value in self._assigned_below(module, reference.node, (name,)):
                    yield from self._of(Place(module, value))

    def _imported(self, place: Place, binding: Binding) -> Iterator[Thing]:
        taken = place.module.imports.get(binding.name)
        target = self._project.follow(place.module, taken.specifier) if taken is not None else None
        if taken is None or target is None:
            yield Thing("unknown", place, taken.name if taken is not None else "")
        elif taken.name == "*":
            yield Thing("module", Place(target, target.source.root))
        else:
            yield from self._exported(target, taken.name)

    def _taken(self, module: Module, name: str) -> Iterator[Thing]:
        """What `require` takes: all of a module (`*`), or a member."""
        whole = [node for given, node in module.assigned_exports if given == "*"]
        if name == "*" and whole:
            for node in whole:
                yield from self._of(Place(module, node))
        elif name == "*":
            yield Thing("module", Place(module, module.source.root))
        else:
            yield from self._exported(module, name)

    def _exported(self, module: Module, name: str) -> Iterator[Thing]:
        for found in exported(self._project, module, name):
            root = Place(found.module, found.module.source.root)
            if found.whole:
                yield Thing("module", root)
            elif found.binding is not None:
                yield from self._bound(root, found.binding)
            elif found.node is None:
                yield Thing("unknown", root, found.name)
            elif found.member:
                for thing in self._of(root.at(found.node)):
                    yield from self.member(thing, found.name, root)
            else:
                yield from self._of(root.at(found.node))

    # -- `this` --------------------------------------------------------------------------------------------------------

    def _this(self, place: Place) -> Iterator[Thing]:
        at: Node | None = place.node.parent
        while at is not None and at.type != NodeKind.PROGRAM:
            if at.type in (NodeKind.FIELD_DEFINITION, NodeKind.CLASS_STATIC_BLOCK):
                yield from self._this_of_member(place, at)
                return
            if at.type in FUNCTIONS and at.type != NodeKind.ARROW_FUNCTION:
                frame = frame_of(place.frame, at)
                if frame is not None and frame.function.id == at.id and frame.this is not None:
                    yield frame.this
                else:
                    yield from self._this_of_member(place, at)
                return
            at = at.parent
        yield Thing("unknown", place)

    def _this_of_member(self, place: Place, member: Node) -> Iterator[Thing]:
        """What `this` is in a member of a class or an object, whoever calls it."""
        holder = member.parent
        if holder is not None and holder.type == NodeKind.PAIR:
            holder = holder.parent
        around = Place(place.module, member, frame_of(place.frame, member))
        if holder is not None and holder.type == NodeKind.CLASS_BODY and holder.parent is not None:
            frame = frame_of(place.frame, member)
            owner = Thing("blueprint", around.at(holder.parent))
            is_static = member.type == NodeKind.CLASS_STATIC_BLOCK or _is_static(member)
            if frame is not None and frame.function.id == member.id and frame.this is not None:
                yield frame.this
            else:
                yield owner if is_static else Thing("instance", owner.place, of=owner, arguments=None)
        elif holder is not None and holder.type == NodeKind.OBJECT:
            yield Thing("record", around.at(holder))
        else:
            yield Thing("unknown", place)

    # -- members -------------------------------------------------------------------------------------------------------

    def _access(self, place: Place) -> Iterator[Thing]:
        held = place.node.child_by_field_name("object")
        key = self.key(place)
        if held is None:
            return
        owner = unwrap(held)
        if owner.type == NodeKind.SUPER:
            for thing in self._super(place.at(owner)):
                yield from self.member(thing, key, place)
            return
        if owner.type in READ_NAMES:  # what this file gives a member of what it imports
            binding = place.module.source.scopes.binding_at(owner.start_byte)
            if binding is not None and binding.kind == IMPORT:
                yield from self._all(Place(place.module, node) for node in self._patches(place.module, binding, (key,)))
        for thing in self.of(place.at(held)):
            yield from self.member(thing, key, place)

    def member(self, thing: Thing, key: str | None, place: Place) -> Iterator[Thing]:
        """What a thing has under a name (None: any); nothing at all where it has no such member."""
        kind = thing.kind
        if kind == "console":
            yield from self._of_console(thing, key, place)
        elif kind in ("unknown", "nothing"):
            yield thing if kind == "nothing" else Thing("unknown", place)
        elif kind == "globals":
            yield from self._global(thing.place, key) if key is not None else [Thing("unknown", place)]
        elif kind in ("platform", "printer"):
            yield Thing("platform", place, f"{thing.name}.{key or '…'}")
        elif kind == "module":
            names = [key] if key is not None else [*thing.place.module.exports]
            for name in names:
                yield from self._exported(thing.place.module, name)
        elif kind == "joined":
            yield from self._of_joined(thing, key, place)
        elif kind == "entries":
            yield from thing.parts
        elif kind == "record":
            yield from self._of_object(thing, key, place)
        elif kind == "blueprint":
            yield from self._of_class(thing, key, place, set())
        elif kind == "instance":
            yield from self._of_instance(thing, key, place)
        elif kind == "function":
            yield from self._patched(thing, (key,))
        elif thing.place.node.type == NodeKind.ARRAY and (key is None or key.isdigit()):
            items = elements(thing.place.node)
            at = int(key) if key is not None else len(items)
            item = items[at] if at < len(items) else None
            yield from self._of(thing.place.at(item)) if item is not None else self._of_elements(thing.place)

    def _of_console(self, thing: Thing, key: str | None, place: Place) -> Iterator[Thing]:
        """A method of the console, and what this file puts in its place."""
        module = thing.place.module
        for reference in module.source.scopes.globals:
            if reference.name == CONSOLE:
                yield from self._all(Place(module, n) for n in self._assigned_below(module, reference.node, (key,)))
            elif reference.name in GLOBALS_ANYWHERE:
                values = self._assigned_below(module, reference.node, (CONSOLE, key))
                yield from self._all(Place(module, node) for node in values)
        yield Thing("printer", place, key or "")

    def _of_joined(self, thing: Thing, key: str | None, place: Place) -> Iterator[Thing]:
        for part in reversed(thing.parts):
            found = list(self.member(part, key, place))
            yield from found
            if found and key is not None and not any(item.kind == "unknown" for item in found):
                return

    def _of_object(self, thing: Thing, key: str | None, place: Place) -> Iterator[Thing]:
        yield from self._patched(thing, (key,))
        for part in reversed(thing.place.node.named_children):
            at = thing.place.at(part)
            if part.type == NodeKind.SPREAD_ELEMENT:
                spread = self._all(map(at.at, children(part)))
                found = [member for held in spread for member in self.member(held, key, place)]
            elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
                found = list(self._of(at)) if _may_be(key_text(part, at.module.source.data), key) else []
            elif part.type in (NodeKind.PAIR, NodeKind.METHOD_DEFINITION):
                name = self._key_of(at)
                found = list(self._held_by(at, thing)) if _may_be(name, key) else []
                if name is None:
                    yield from found
                    continue
            else:
                continue
            yield from found
            if found and key is not None and not any(item.kind == "unknown" for item in found):
                return

    def _key_of(self, member: Place) -> str | None:
        """The name of a member of an object or a class, None where it is not known."""
        key = next(filter(None, map(member.node.child_by_field_name, ("key", "property", "name"))), None)
        if key is not None and key.type == NodeKind.COMPUTED_PROPERTY_NAME:
            inside = children(key)
            return self.origins(member.module).text(inside[0]) if inside else None
        return key_text(key, member.module.source.data)

    def _held_by(self, member: Place, this: Thing) -> Iterator[Thing]:
        """What a member of an object or a class holds."""
        node = member.node
        if node.type != NodeKind.METHOD_DEFINITION:
            value = node.child_by_field_name("value")
            if value is None:
                yield Thing("nothing", member)
                return
            for thing in self.of(member.at(value)) or [Thing("unknown", member.at(value))]:
                is_own = thing.kind == "function" and thing.place.node.id == unwrap(value).id
                yield thing._replace(this=this) if is_own else thing
            return
        accessor = next((part.type for part in node.children if part.type in ("get", "set")), "")
        function = Thing("function", member, this=this)
        if accessor == "get":
            yield from self.result(function, ())
        elif accessor != "set":
            yield function

    # -- classes and instances -----------------------------------------------------------------------------------------

    def _of_class(self, thing: Thing, key: str | None, place: Place, seen: set[int]) -> Iterator[Thing]:
        """A static member, of the class or of one that it extends."""
        owner = thing.place
        found = list(self._patched(thing, (key,)))
        for member in _members_of(owner.node):
            if member.type == NodeKind.CLASS_STATIC_BLOCK or _is_static(member):
                found += self._assigned_to_this(owner.at(member), key, thing)
                if member.type != NodeKind.CLASS_STATIC_BLOCK and _may_be(self._key_of(owner.at(member)), key):
                    found += self._held_by(owner.at(member), thing)
        yield from found
        if not found and owner.node.id not in seen:
            for base in self._bases(thing):
                if base.kind == "blueprint":
                    yield from self._of_class(base, key, place, seen | {owner.node.id})
                else:
                    yield from self.member(base, key, place)

    def _bases(self, thing: Thing) -> list[Thing]:
        """What a class extends."""
        for child in thing.place.node.children:
            if child.type == NodeKind.CLASS_HERITAGE:
                return [base for part in children(child)[:1] for base in self.of(thing.place.at(part))]
        return []

    def _of_instance(self, thing: Thing, key: str | None, place: Place) -> Iterator[Thing]:
        """A member of an instance: what is assigned to it anywhere in its classes, else a method of the nearest."""
        own = thing.this or thing
        assigned: list[Thing] = []
        methods: list[Thing] = []
        is_open = False
        todo, seen = [thing], set[int]()
        while todo:
            level = todo.pop(0)
            maker = level.of
            if maker is None or maker.place.node.id in seen:
                continue
            seen.add(maker.place.node.id)
            if maker.kind == "function":
                assigned += self._assigned_to_this(self._entered(maker, level.arguments, own), key, own)
                methods = methods or list(self._of_prototype(maker, key, own))
                continue
            here: list[Thing] = []
            constructor = self._constructor(maker)
            for member in _members_of(maker.place.node):
                at = maker.place.at(member)
                if member.type == NodeKind.CLASS_STATIC_BLOCK or _is_static(member):
                    continue
                if member.type == NodeKind.METHOD_DEFINITION:
                    is_first = constructor is not None and member.id == constructor.place.node.id
                    function = Thing("function", at)
                    inside = self._entered(function, level.arguments if is_first else None, own)
                    assigned += self._assigned_to_this(inside, key, own)
                if _may_be(self._key_of(at), key) and self._key_of(at) != "constructor":
                    (assigned if member.type == NodeKind.FIELD_DEFINITION else here).extend(
                        self._held_by(self._in_field(at, own), own)
                    )
            here += self._of_prototype(maker, key, own)
            methods = methods or here
            for base in self._bases(maker):
                if base.kind in ("blueprint", "function"):
                    arguments = self._passed_on(constructor, level, own)
                    todo.append(Thing("instance", base.place, of=base, arguments=arguments, this=own))
                elif base.kind != "nothing":
                    is_open = True
        yield from assigned
        yield from methods
        if is_open and not methods:
            yield Thing("unknown", place)

    def _in_field(self, member: Place, this: Thing) -> Place:
        """The value of a field is evaluated with the instance as `this`."""
        if member.node.type != NodeKind.FIELD_DEFINITION:
            return member
        return member._replace(frame=Frame(member.node, (), this, member.frame))

    def _of_prototype(self, maker: Thing, key: str | None, this: Thing) -> Iterator[Thing]:
        """`Log.prototype.info = …`, `Log.prototype = { … }`."""
        for thing in self._patched(maker, ("prototype", key)):
            yield thing._replace(this=this) if thing.kind == "function" else thing
        for whole in self._patched(maker, ("prototype",)):
            for thing in self.member(whole, key, whole.place):
                yield thing._replace(this=this) if thing.kind == "function" else thing

    @staticmethod
    def _constructor(owner: Thing) -> Thing | None:
        for member in _members_of(owner.place.node):
            name = key_text(member.child_by_field_name("name"), owner.place.module.source.data)
            if member.type == NodeKind.METHOD_DEFINITION and not _is_static(member) and name == "constructor":
                return Thing("function", owner.place.at(member))
        return None

    def _passed_on(self, constructor: Thing | None, level: Thing, this: Thing) -> tuple[Argument, ...] | None:
        """What a class gives the constructor of the one that it extends."""
        if constructor is None:
            return level.arguments
        inside = self._entered(constructor, level.arguments, this)
        for node in _below(inside.node):
            function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
            if function is not None and function.type == NodeKind.SUPER:
                return arguments_of(inside.at(node))
        return None

    def _super(self, place: Place) -> Iterator[Thing]:
        """What `super` is in a method: the instance as the class above has it."""
        owner = _class_around(place.node)
        this = next(iter(self._this(place)), None)
        if owner is None or this is None:
            return
        for base in self._bases(Thing("blueprint", Place(place.module, owner, frame_of(place.frame, owner)))):
            if this.kind == "blueprint":
                yield base
            elif base.kind in ("blueprint", "function"):
                yield Thing("instance", base.place, of=base, arguments=None, this=this.this or this)
            else:
                yield Thing("unknown", place)

    def _assigned_to_this(self, inside: Place, key: str | None, this: Thing) -> list[Thing]:
        """What a method gives `this.<key>`."""
        module, found = inside.module, list[Thing]()
        if b"this" not in module.source.data[inside.node.start_byte : inside.node.end_byte]:
            return found
        for node in _below(inside.node, FUNCTIONS - {NodeKind.ARROW_FUNCTION} | CLASSES):
            if node.type not in ASSIGNMENTS:
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            target = unwrap(left) if left is not None else node
            held = target.child_by_field_name("object") if target.type in MEMBERS else None
            if right is None or held is None or unwrap(held).type != NodeKind.THIS:
                continue
            if _may_be(self.key(inside.at(target)), key):
                for thing in self._of(inside.at(right)):
                    is_own = thing.kind == "function" and thing.this is None
                    found.append(thing._replace(this=this) if is_own else thing)
        return found

    # -- what members are given later ----------------------------------------------------------------------------------

    def _patched(self, thing: Thing, keys: _Keys) -> Iterator[Thing]:
        """What the file gives a member of what is held by a name: `log.info = …`, `Object.assign(log, { … })`."""
        module, node = thing.place.module, thing.place.node
        names = [node.child_by_field_name("name")] if node.type != NodeKind.OBJECT else []
        outer = outermost(node)
        parent = outer.parent
        if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
            names.append(parent.child_by_field_name("name"))
        elif parent is not None and parent.type in ASSIGNMENTS:
            names.append(parent.child_by_field_name("left"))
        for name in names:
            if name is None or name.type != NodeKind.IDENTIFIER:
                continue
            binding = module.source.scopes.binding_at(name.start_byte)
            if binding is None:
                continue
            for value in self._patches(module, binding, keys):
                for found in self._of(thing.place.at(value)):
                    is_own = found.kind == "function" and found.this is None and len(keys) == 1
                    yield found._replace(this=thing) if is_own else found
            if len(keys) == 1:
                for held in self._mixed_in(thing.place, binding):
                    yield from self.member(held, keys[0], thing.place)

    def _patches(self, module: Module, binding: Binding, keys: _Keys) -> Iterator[Node]:
        names = (use.node for use in binding.references)
        writes = module.source.once(("writes below", binding), lambda: _writes_below(names))
        for written in writes:
            yield from self._given_under(module, written, keys)

    def _assigned_below(self, module: Module, name: Node, keys: _Keys) -> Iterator[Node]:
        """What is assigned to a member, or a member of one, of a name where it stands."""
        for written in _writes_below([name]):
            yield from self._given_under(module, written, keys)

    def _given_under(self, module: Module, written: _WriteBelow, keys: _Keys) -> Iterator[Node]:
        """What an assignment gives, where it may be to the member with these names."""
        accesses, value = written
        if len(accesses) == len(keys) and all(
            _may_be(self.key(Place(module, access)), key) for access, key in zip(accesses, keys, strict=True)
        ):
            yield value

    def _mixed_in(self, place: Place, binding: Binding) -> Iterator[Thing]:
        """What `Object.assign` adds to what a name holds."""
        added = place.module.source.once(("added", binding), lambda: _added(use.node for use in binding.references))
        yield from self._all(map(place.at, added))

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _entered(self, function: Thing, arguments: tuple[Argument, ...] | None, this: Thing | None) -> Place:
        """The inside of a function that is called."""
        place = function.place
        return place._replace(frame=Frame(place.node, arguments, this, place.frame))

    def entered(self, function: Thing, arguments: tuple[Argument, ...] | None) -> Place:
        """The inside of a function that is called with some arguments, after those that are bound to it."""
        bound = function.arguments or ()
        return self._entered(function, None if arguments is None else (*bound, *arguments), function.this)

    def result(self, function: Thing, arguments: tuple[Argument, ...] | None) -> Iterator[Thing]:
        """What a call of a function gives back."""
        node = function.place.node
        if node.type in _GENERATORS or any(part.type == "*" for part in node.children):
            yield Thing("unknown", function.place)
            return
        if self._called.count(node.id) > 1:  # it calls itself: what it gives in the end, it gives without that
            return
        self._called.append(node.id)
        try:
            inside = self.entered(function, arguments)
            found = [thing for given in results(node) for thing in self._of(inside.at(given))]
        finally:
            self._called.pop()
        yield from found or [Thing("nothing", function.place)]

    def callees(self, call: Place) -> Iterator[tuple[Thing, tuple[Argument, ...] | None]]:
        """What a call calls, each with its arguments; `f.call(x, a)` and the like call `f`."""
        function = call.node.child_by_field_name("function")
        if function is None:
            return
        arguments: tuple[Argument, ...] | None = arguments_of(call)
        inner = unwrap(function)
        key = self.key(call.at(inner)) if inner.type in MEMBERS else None
        held = inner.child_by_field_name("object")
        if key in ("call", "apply") and held is not None:
            for thing in self.of(call.at(held)):
                if thing.kind in ("function", "printer", "platform"):
                    this = self._first(arguments)
                    rest = (arguments or ())[1:] if key == "call" else None
                    yield (thing._replace(this=this) if thing.kind == "function" else thing), rest
                else:
                    for member in self.member(thing, key, call.at(inner)):
                        yield member, arguments
            return
        for thing in self.of(call.at(function)):
            yield thing, arguments

    def _first(self, arguments: tuple[Argument, ...] | None) -> Thing | None:
        for argument in (arguments or ())[:1]:
            for thing in self._all(argument.places):
                return thing
        return None

    def _call(self, place: Place) -> Iterator[Thing]:
        function = place.node.child_by_field_name("function")
        if function is None:
            return
        inner = unwrap(function)
        if inner.type == NodeKind.IMPORT:
            yield from self._of_file(place)
            return
        specifier = place.module.requires(place.node)
        if specifier is not None:
            target = self._project.follow(place.module, specifier)
            yield from self._taken(target, "*") if target is not None else [Thing("unknown", place)]
            return
        held = inner.child_by_field_name("object")
        key = self.key(place.at(inner)) if inner.type in MEMBERS else None
        if key == "bind" and held is not None:
            yield from self._bind(place, place.at(held))
            return
        if key == "reduce" and held is not None:
            yield from self._reduced(place)
            return
        for thing, arguments in self.callees(place):
            if thing.kind == "function":
                yield from self.result(thing, arguments)
            elif thing.kind == "platform":
                yield from self._of_platform(place, thing)
            elif thing.kind in ("printer", "nothing"):
                yield Thing("nothing", place)
            else:
                yield Thing("unknown", place)

    def _of_file(self, place: Place) -> Iterator[Thing]:
        """`import('./log.js')`."""
        given = [argument for item in arguments_of(place)[:1] for argument in item.places]
        specifier = literal_text(unwrap(given[0].node), place.module.source.data) if given else None
        target = self._project.follow(place.module, specifier) if specifier is not None else None
        if target is None:
            yield Thing("unknown", place)
        else:
            yield Thing("module", Place(target, target.source.root))

    def _bind(self, place: Place, held: Place) -> Iterator[Thing]:
        arguments = arguments_of(place)
        for thing in self.of(held):
            if thing.kind == "function":
                bound = (*(thing.arguments or ()), *arguments[1:])
                yield thing._replace(this=self._first(arguments), arguments=bound)
            elif thing.kind == "printer":
                yield thing
            else:
                yield from self.member(thing, "bind", place)

    def _of_platform(self, place: Place, thing: Thing) -> Iterator[Thing]:
        """What a standard function gives back."""
        arguments = arguments_of(place)
        given = [self._all(argument.places) for argument in arguments if not argument.rest]
        if thing.name in _SAME and given:
            yield from given[0]
        elif thing.name in ("Object.assign", "Object.create") and given and len(given) == len(arguments):
            used = given if thing.name == "Object.assign" else given[:1]
            parts = [item for things in used for item in things if item.kind != "nothing"]
            yield Thing("joined", place, parts=tuple(parts))
        elif thing.name == "Object.fromEntries" and given:
            yield from self._from_entries(place, arguments[0])
        else:
            yield Thing("platform", place, f"{thing.name}()")

    def _from_entries(self, place: Place, argument: Argument) -> Iterator[Thing]:
        """`Object.fromEntries(levels.map(level => [level, …]))`."""
        for given in argument.places:
            call = unwrap(given.node)
            function = call.child_by_field_name("function") if call.type == NodeKind.CALL_EXPRESSION else None
            if function is None or function.type not in MEMBERS or self.key(given.at(function)) != "map":
                yield Thing("unknown", place)
                continue
            parts: list[Thing] = []
            for item in arguments_of(given.at(call))[:1]:
                for made in self._all(item.places):
                    pairs = list(self.result(made, None)) if made.kind == "function" else [Thing("unknown", place)]
                    for pair in pairs:
                        is_list = pair.kind == "value" and pair.place.node.type == NodeKind.ARRAY
                        parts += self.member(pair, "1", place) if is_list else [Thing("unknown", place)]
            yield Thing("entries", place, parts=tuple(parts))

    def _reduced(self, place: Place) -> Iterator[Thing]:
        """`levels.reduce((log, level) => …, {})`; what an empty list gives is not looked at."""
        arguments = arguments_of(place)
        for function in self._all(arguments[0].places) if arguments else ():
            if function.kind != "function":
                yield Thing("unknown", place)
                continue
            first = arguments[1] if len(arguments) > 1 else Argument((), rest=True)
            yield from self.result(function, (first, Argument((), rest=True)))

    def _new(self, place: Place) -> Iterator[Thing]:
        maker = place.node.child_by_field_name("constructor")
        for thing in self.of(place.at(maker)) if maker is not None else ():
            if thing.kind in ("blueprint", "function"):
                arguments = arguments_of(place)
                made = Thing("instance", place, of=thing, arguments=arguments)
                yield made
                constructor = self._constructor(thing) if thing.kind == "blueprint" else thing
                for given in results(constructor.place.node) if constructor is not None else ():
                    inside = self._entered(constructor or thing, arguments, made)
                    yield from (item for item in self._of(inside.at(given)) if item.kind != "nothing")
            elif thing.kind == "platform":
                yield Thing("platform", place, f"new {thing.name}")
            else:
                yield Thing("unknown", place)


def _writes_below(names: Iterable[Node]) -> list[_WriteBelow]:
    """The assignments to members of a name, and to the name itself, at the places where it stands."""
    found = []
    for name in names:
        at, accesses = outermost(name), []
        while (access := at.parent) is not None and access.type in MEMBERS and is_field(access, "object", at):
            accesses.append(access)
            at = outermost(access)
        parent = at.parent
        if parent is not None and parent.type in ASSIGNMENTS and is_field(parent, "left", at):
            value = parent.child_by_field_name("right")
            if value is not None:
                found.append((tuple(accesses), value))
    return found


def _added(names: Iterable[Node]) -> list[Node]:
    """What `Object.assign` adds to what a name holds, where the name stands."""
    found: list[Node] = []
    for name in names:
        arguments = name.parent
        call = arguments.parent if arguments is not None and arguments.type == NodeKind.ARGUMENTS else None
        function = call.child_by_field_name("function") if call is not None else None
        if arguments is None or function is None or function.text != b"Object.assign":
            continue
        items = elements(arguments)
        if items and items[0] is not None and items[0].id == name.id:
            found += [item for item in items[1:] if item is not None]
    return found


def _place_of(whole: Node, function: Node) -> int | None:
    """The place of a parameter among those of its function."""
    return next((at for at, parameter in enumerate(parameters_of(function)) if parameter.id == whole.id), None)


def _class_around(node: Node) -> Node | None:
    at: Node | None = node
    while at is not None and at.type not in CLASSES:
        at = at.parent
    return at


def _is_static(member: Node) -> bool:
    return any(part.type == "static" for part in member.children)


def _members_of(owner: Node) -> list[Node]:
    return children(owner.child_by_field_name("body"))


def _below(node: Node, apart: frozenset[str] = frozenset()) -> Iterator[Node]:
    """A node and what is in it, functions and classes of some kinds left out."""
    stack = [node]
    while stack:
        part = stack.pop()
        if part is node or part.type not in apart:
            yield part
            stack.extend(reversed(part.named_children))


def _may_be(name: str | None, key: str | None) -> bool:
    return name is None or key is None or name == key
