"""What the types of a file say of its keys: which hold Pyodide, and what the type of each is.

A type belongs to the key of what it is written at: a variable, a parameter, what a function gives, a member of the
instances of a class. From there it leads to members, results and elements. References and state of frameworks are
typed where they are made: `useRef<PyodideInterface>()` has it as its member `current`.

This is one module because it is one walk: the type of a name leads to members, these to parameters and results, and all
of them to names again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.annotated import annotated
from migrator.javascript.components import all_state, part_of, properties, states
from migrator.javascript.flow import (
    Flow,
    arguments_of,
    elements,
    given_to,
    is_field,
    parameters_of,
    pattern_key,
    targets_of,
)
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import FUNCTIONS, MEMBERS, NodeKind, TypeKind, children
from migrator.javascript.type_names import TypeNames
from migrator.javascript.typed import Form, Type, Typed, form_of
from migrator.python.language import PYTHON
from migrator.sites.key import Element, Global, Key, Member, Result, This, Variable
from migrator.sites.keys import keys_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.annotated import Called
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.javascript.scopes import Binding

# Members of members; nobody writes longer rows.
_FARTHEST = 6
_WORD = re.compile(rb"[\w$]+")
_Forms = Callable[[], Iterable[Form]]
# Calls that are given the type of what they make: where it has that, and those that give the value itself.
_MEMBERS = {
    "computed": "value", "createRef": "current", "customRef": "value", "ref": "value", "shallowRef": "value",
    "signal": "value", "useComputed": "value", "useRef": "current", "useSignal": "value", "useTemplateRef": "value",
}  # fmt: skip
_CALLED = frozenset({"computed", "createMemo", "signal"})
_STATE: dict[str, Callable[[Key], Key]] = {"createSignal": Result, "useState": lambda key: key}
_STORES = frozenset({"derived", "readable", "readonly", "writable"})
_GIVEN = frozenset({
    "$derived", "$props", "$state", "defineProps", "inject", "reactive", "shallowReactive", "useContext", "useMemo",
    "withDefaults",
})  # fmt: skip
# Those whose types are of the first parameter of the function that they are given: by the place of the type.
_TAKING = {"defineComponent": 0, "forwardRef": 1, "memo": 0, "observer": 0}
_CONTEXTS, _USES_CONTEXT = frozenset({"createContext"}), frozenset({"use", "useContext"})
# Types of stores, whose value a component has under the name with a `$`.
_STORE_TYPES = frozenset({"Readable", "Writable"})
# Base classes of components, whose types are those of two members.
_COMPONENTS, _OF_COMPONENTS = frozenset({"Component", "PureComponent"}), ("props", "state")
_GLOBAL_OBJECTS = ("Window", "WorkerGlobalScope", "DedicatedWorkerGlobalScope")
_DECLARATION_FILE = (".d.ts", ".d.mts", ".d.cts")


class Declared(NamedTuple):
    """A key with the type that is written for it, at an offset of the file."""

    key: Key
    forms: _Forms
    offset: int


def typed_keys(module: Module, project: Project | None = None) -> TypedKeys:
    """What the types of a file say, found once; with a ``project`` they are followed into other files."""
    return module.source.once(("types", project), lambda: TypedKeys(module, Typed(project)))


class TypedKeys:
    """Answers for one file. ``typed`` follows types into other files, where it may."""

    def __init__(self, module: Module, typed: Typed) -> None:
        self._module = module
        self._source = module.source
        self._data = module.source.data
        self._typed = typed
        self._keys = keys_of(module.source)
        self._flow = Flow(module.source.data)

    # -- what holds Pyodide --------------------------------------------------------------------------------------------

    def evidence(self) -> Iterator[tuple[Key, int]]:
        """The keys that hold Pyodide by their types, with the line that says so."""
        for key, forms, offset in self._declared:
            yield from ((found, self._source.line(offset)) for found in self._holding(key, list(forms()), 0))

    def _holding(self, key: Key, forms: list[Form], depth: int) -> Iterator[Key]:
        """The keys that hold Pyodide among those that the code reaches from one whose type is known."""
        if any(self._typed.is_any(form, is_pyodide) for form in forms):
            if not isinstance(key, This):
                yield key
        elif forms and depth < _FARTHEST:
            for name in dict.fromkeys(self._members_of(key, forms)):
                onward = [found for form in forms for found in self._typed.member(form, name)]
                yield from self._holding(Member(key, name), onward, depth + 1)
            given = [found for form in forms for found in self._typed.result(form)]
            yield from self._holding(Result(key), given, depth + 1)
            held = [found for form in forms for found in self._typed.element(form)]
            for element in (Element(key), Result(Member(key, "get"))) if held else ():  # of a list, and of a map
                yield from self._holding(element, held, depth + 1)

    def _members_of(self, key: Key, forms: list[Form]) -> Iterator[str]:
        """The members of a key that the code may reach and whose types may be known."""
        if isinstance(key, This):
            return self._names_of(forms)
        return self._taken(key) if any(map(self._typed.may_have_members, forms)) else iter(())

    def _names_of(self, forms: list[Form]) -> Iterator[str]:
        """The members of an object that the file may spell."""
        for form in forms:
            yield from (member.name for member in self._typed.members(form) if self._may_name(member.name))

    def _taken(self, key: Key) -> Iterator[str]:
        """The members that the file takes of a key."""
        for node in self._keys.places(key):
            outer = self._flow.widest(node)
            access = outer.parent
            if access is not None and access.type in MEMBERS and is_field(access, "object", outer):
                name = self._keys.member(access)
                if name is not None:
                    yield name
            for target in self._flow.targets(node):
                parts = children(target) if target.type == NodeKind.OBJECT_PATTERN else []
                yield from (name for part in parts if (name := pattern_key(part, self._data)) is not None)

    def values(self) -> Iterator[tuple[Node, int]]:
        """The expressions that are said to hold Pyodide where they stand, with the line."""
        for node, stated in annotated(self._source).asserted:
            if self._holds(self._forms(stated)):
                yield node, self._source.line(stated.start_byte)
        for store, offset in self._stores:
            for call in self._got(store):
                yield call, self._source.line(offset)

    def _holds(self, forms: _Forms) -> bool:
        return any(is_pyodide(part) for form in forms() for part in self._typed.parts(form))

    def _may_name(self, name: str) -> bool:
        return name.encode() in self._words or not name.isidentifier()

    @cached_property
    def _words(self) -> frozenset[bytes]:
        """The words of the file: what it does not spell it does not take of anything."""
        return frozenset(_WORD.findall(self._data))

    # -- what a key is -------------------------------------------------------------------------------------------------

    def forms(self, key: Key) -> list[Form]:
        """What a key is by its type; nothing where no type says so."""
        stated = [form for each in self._by_key.get(key, ()) for form in each.forms()]
        if stated:
            return stated
        if isinstance(key, Member):
            return [found for form in self.forms(key.on) for found in self._typed.member(form, key.name)]
        if isinstance(key, Result):
            return [found for form in self.forms(key.function) for found in self._typed.result(form)]
        if isinstance(key, Element):
            return [found for form in self.forms(key.on) for found in self._typed.element(form)]
        return []

    def is_own(self, key: Key, method: str) -> bool:
        """Whether the type of a key is a class with such a method, or what stands for an object of a worker."""
        forms = [any(self._is_own(part, method) for part in self._typed.parts(form)) for form in self.forms(key)]
        return bool(forms) and all(forms)

    def _is_own(self, form: Form, method: str) -> bool:
        return form.kind == "remote" or self._has_method(form, method)

    def _has_method(self, form: Form, method: str) -> bool:
        if form.kind not in ("object", "static"):
            return False
        if form.module.source.types is None:
            info = self._typed.info(form)
            return info is not None and method in info.methods
        found = (each for each in self._typed.members(form) if each.name == method and each.is_function)
        return any(each.node.child_by_field_name("body") is not None for each in found)

    @cached_property
    def _by_key(self) -> dict[Key, list[Declared]]:
        found: dict[Key, list[Declared]] = {}
        for each in self._declared:
            found.setdefault(each.key, []).append(each)
        return found

    # -- where types are written ---------------------------------------------------------------------------------------

    @cached_property
    def _declared(self) -> list[Declared]:
        if self._source.types is None:
            return []
        plain = [*self._annotated(), *self._of_classes(), *self._ambient(), *self._called(), *self._asserted()]
        return [*plain, *self._of_stores(plain)]

    def _forms(self, stated: Node) -> _Forms:
        return lambda: self._typed.forms(Type(self._module, stated))

    def _annotated(self) -> Iterator[Declared]:
        """Variables, parameters and functions."""
        found = annotated(self._source)
        for target, stated in found.targets:
            yield from self._take(target, self._forms(stated), stated.start_byte)
            declarator = target.parent
            value = declarator.child_by_field_name("value") if declarator is not None else None
            if declarator is not None and declarator.type == NodeKind.VARIABLE_DECLARATOR and value is not None:
                yield from self._parameters(unwrap(value), self._forms(stated), stated.start_byte)
        for function, stated in found.functions:
            around = function.parent
            part = part_of(function, self._source)
            if part is not None and part.place == "field":
                key = Member(This(part.component.id, is_static=False), part.name)
                yield Declared(key, self._forms(stated), stated.start_byte)
            elif around is not None and around.type != NodeKind.CLASS_BODY:  # that is said of the class
                for called in self._keys.called(function):
                    yield Declared(Result(called), self._forms(stated), stated.start_byte)
        for name, signature in found.signatures:
            binding = self._binding(self._text(name), name.start_byte)
            if binding is not None:
                yield Declared(Variable(binding), self._forms(signature), signature.start_byte)

    def _take(self, target: Node, forms: _Forms, offset: int) -> Iterator[Declared]:
        """What a name, a member or the parts of a pattern are, which are given a value of a type."""
        if target.type == NodeKind.OBJECT_PATTERN:
            for part in children(target):
                name = pattern_key(part, self._data)
                inner = part.child_by_field_name("value") if part.type == NodeKind.PAIR_PATTERN else part
                for each in targets_of(inner) if name is not None else ():
                    yield from self._take(each, self._stepped(forms, name or ""), offset)
        elif target.type == NodeKind.ARRAY_PATTERN:
            for at, element in enumerate(elements(target)):
                for each in targets_of(element):
                    yield from self._take(each, self._element(forms, at), offset)
        else:
            key = self._keys.of(target)
            if key is not None and not isinstance(key, This):
                yield Declared(key, forms, offset)

    def _stepped(self, forms: _Forms, name: str) -> _Forms:
        return lambda: (found for form in forms() for found in self._typed.member(form, name))

    def _element(self, forms: _Forms, at: int) -> _Forms:
        def found() -> Iterator[Form]:
            for form in forms():
                one = form.node.type == TypeKind.TUPLE_TYPE and at < len(form.types)
                yield from self._typed.element(form._replace(types=form.types[at : at + 1]) if one else form)

        return found

    def _parameters(self, function: Node, forms: _Forms, offset: int) -> Iterator[Declared]:
        """The parameters of a function that is given where its type is known."""
        if function.type not in FUNCTIONS:
            return
        for at, parameter in enumerate(parameters_of(function)):
            for target in targets_of(parameter):
                yield from self._take(target, self._parameter(forms, at), offset)

    def _parameter(self, forms: _Forms, at: int) -> _Forms:
        return lambda: (found for form in forms() for found in self._typed.parameter(form, at))

    def _of_classes(self) -> Iterator[Declared]:
        """The members of the instances of classes, and of classes themselves."""
        for info in self._module.all_classes():
            if info.node.type == NodeKind.OBJECT:
                yield from self._of_object(info.node)
                continue
            for is_static in (False, True):
                forms = _only(form_of(info, static=is_static))
                yield Declared(This(info.node.id, is_static), forms, info.node.start_byte)
                name = info.node.child_by_field_name("name")
                key = self._keys.of(name) if name is not None and is_static else None
                if key is not None:
                    yield Declared(key, forms, info.node.start_byte)
            yield from self._of_component(This(info.node.id, is_static=False), form_of(info).node)

    def _of_object(self, component: Node) -> Iterator[Declared]:
        """The members of a component that is an object: its state, and its properties."""
        this = This(component.id, is_static=False)
        for state in states(component, self._source):
            given = self._given_types.get(state.id)
            if given is not None:
                yield Declared(this, self._forms(given), given.start_byte)
        for name, value in (*all_state(component, self._source), *properties(component, self._source)):
            stated = self._given_types.get(value.id)
            if stated is not None:
                yield Declared(Member(this, name), self._forms(stated), stated.start_byte)

    @cached_property
    def _given_types(self) -> dict[int, Node]:
        """What functions give, and what expressions are said to be."""
        found = annotated(self._source)
        return {unwrap(node).id: stated for node, stated in (*found.functions, *found.asserted)}

    def _of_component(self, this: This, node: Node) -> Iterator[Declared]:
        """The properties and the state of a component that is a class."""
        heritage = next((part for part in node.children if part.type == TypeKind.CLASS_HERITAGE), None)
        for clause in children(heritage):
            base = clause.child_by_field_name("value")
            given = children(clause.child_by_field_name("type_arguments"))
            if base is not None and self._text(base).rpartition(".")[2] in _COMPONENTS:
                for name, stated in zip(_OF_COMPONENTS, given, strict=False):
                    yield Declared(Member(this, name), self._forms(stated), stated.start_byte)

    def _ambient(self) -> Iterator[Declared]:
        """Globals that are declared and stand elsewhere."""
        for name, stated in annotated(self._source).ambient:
            if self._source.scopes.root.bindings.get(name) is None:
                yield Declared(Global(name), self._forms(stated), stated.start_byte)
        names = TypeNames.of(self._source)
        root = names.root.id if names.root is not None else 0
        for holder in _GLOBAL_OBJECTS:
            for node in names.ambient.get(holder, names.declared.get((root, holder), ())):
                form = Form("object", self._module, node)
                for member in self._typed.members(form):
                    yield Declared(Global(member.name), self._stepped(_only(form), member.name), member.node.start_byte)

    def _called(self) -> Iterator[Declared]:
        """What calls give that types are given to."""
        for called in annotated(self._source).calls:
            node, name, types = called
            if not types:
                continue
            forms, offset = self._forms(types[0]), types[0].start_byte
            if node.type == NodeKind.NEW_EXPRESSION:
                yield from self._given(node, self._generic(called), offset)
            for key in self._given_keys(node) if name in _MEMBERS else ():
                yield Declared(Member(key, _MEMBERS[name]), forms, offset)
            for key in self._given_keys(node) if name in _CALLED else ():
                yield Declared(Result(key), forms, offset)
            if name in _STATE:
                yield from self._state(node, name, forms, offset)
            if name in _GIVEN:
                yield from self._given(node, forms, offset)
            if name in _TAKING and len(types) > _TAKING[name]:
                for function in arguments_of(node)[:1]:
                    for target in (each for part in parameters_of(unwrap(function))[:1] for each in targets_of(part)):
                        stated = types[_TAKING[name]]
                        yield from self._take(target, self._forms(stated), stated.start_byte)
            if name in _CONTEXTS:
                for target in self._flow.targets(node):
                    yield from self._contexts(target, forms, offset)

    def _generic(self, called: Called) -> _Forms:
        return lambda: self._typed.generic(self._module, called.name, called.types, called.types[0])

    def _given(self, node: Node, forms: _Forms, offset: int) -> Iterator[Declared]:
        """What is given the value of an expression."""
        call = given_to(node)
        if call is not None and self._text(call[1]) == "withDefaults":
            node = call[0]
        for target in self._flow.targets(node):
            yield from self._take(target, forms, offset)

    def _given_keys(self, node: Node) -> Iterator[Key]:
        """The names and members that are given the value of an expression."""
        for target in self._flow.targets(node):
            key = self._keys.of(target)
            if key is not None:
                yield key

    def _state(self, node: Node, name: str, forms: _Forms, offset: int) -> Iterator[Declared]:
        for pattern in self._flow.targets(node):
            first = next(iter(elements(pattern)), None) if pattern.type == NodeKind.ARRAY_PATTERN else None
            key = self._keys.of(first) if first is not None else None
            if key is not None:
                yield Declared(_STATE[name](key), forms, offset)

    def _contexts(self, context: Node, forms: _Forms, offset: int) -> Iterator[Declared]:
        """What `useContext` gives of a context."""
        key = self._keys.of(context)
        for node in self._keys.places(key) if key is not None else ():
            call = given_to(node)
            if call is not None and self._text(call[1]).rpartition(".")[2] in _USES_CONTEXT:
                yield from self._given(call[0], forms, offset)

    def _asserted(self) -> Iterator[Declared]:
        """What is taken of an expression that is said to have a type: `(window as App).pyodide`."""
        for node, stated in annotated(self._source).asserted:
            yield from self._given(node, self._forms(stated), stated.start_byte)
            outer = outermost(node)
            access = outer.parent
            if access is not None and access.type in MEMBERS and is_field(access, "object", outer):
                name, key = self._keys.member(access), self._keys.of(access)
                if name is not None and key is not None:
                    yield Declared(key, self._stepped(self._forms(stated), name), stated.start_byte)

    # -- stores of Svelte ----------------------------------------------------------------------------------------------

    def _of_stores(self, declared: Iterable[Declared]) -> Iterator[Declared]:
        """What a component has of a store, under its name with a `$`."""
        for key, forms, offset in declared:
            if isinstance(key, Variable) and b"$" + key.binding.name.encode() in self._words:
                yield Declared(Global("$" + key.binding.name), self._of_store(forms), offset)
        for node, name, types in annotated(self._source).calls:
            for store in self._given_keys(node) if name in _STORES and types else ():
                if isinstance(store, Variable):
                    yield Declared(Global("$" + store.binding.name), self._forms(types[0]), types[0].start_byte)

    def _of_store(self, forms: _Forms) -> _Forms:
        def found() -> Iterator[Form]:
            for form in forms():
                if form.kind == "outside" and form.name in _STORE_TYPES and form.types:
                    yield from self._typed.forms(form.types[0])

        return found

    @cached_property
    def _stores(self) -> list[tuple[Variable, int]]:
        """The stores of the file that hold Pyodide."""
        found: list[tuple[Variable, int]] = []
        taken = TypeNames.of(self._source).imports.get("get")
        if taken is None or taken.specifier != "svelte/store":
            return found
        for key, forms, offset in self._declared:
            if isinstance(key, Variable) and self._holds(self._of_store(forms)):
                found.append((key, offset))
        for node, name, types in annotated(self._source).calls:
            if name in _STORES and types and self._holds(self._forms(types[0])):
                stores = (key for key in self._given_keys(node) if isinstance(key, Variable))
                found += [(store, types[0].start_byte) for store in stores]
        return found

    def _got(self, store: Variable) -> Iterator[Node]:
        """The calls that get the value of a store."""
        for node in self._keys.places(store):
            call = given_to(node)
            if call is not None and self._text(call[1]) == "get":
                yield call[0]

    # -- helpers -------------------------------------------------------------------------------------------------------

    def _text(self, node: Node) -> str:
        return self._source.text(node.start_byte, node.end_byte)

    def _binding(self, name: str, offset: int) -> Binding | None:
        scopes = self._source.scopes
        return scopes.lookup(name, scopes.scope_at(offset))


def _only(form: Form) -> _Forms:
    return lambda: (form,)


def is_pyodide(form: Form) -> bool:
    """Whether a type is that of Pyodide: a name of its own that no file declares as anything else, or what the type of
    its loader gives. A file of declarations says what stands elsewhere.
    """
    if form.kind == "result":
        return form.name == PYTHON.loader
    if form.kind in ("outside", "value"):
        return form.name in PYTHON.types
    if form.kind == "object" and form.module.path.name.endswith(_DECLARATION_FILE):
        name = form.node.child_by_field_name("name")
        return name is not None and (name.text or b"").decode() in PYTHON.types
    return False
