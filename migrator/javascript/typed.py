"""What a type stands for: a name of a package, an object with members, a function, a list, the value of something.

Names of types are looked up in their scopes, and followed through imports on disk. Only what TypeScript and the usual
frameworks have of generic types is known here: `Promise<T>` is as `T`, and `Ref<T>` has a member `value`.

This is one module because there is a method for each kind of type, and each calls the others for its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from migrator.javascript.annotated import annotated, around, plain_class, text, type_of, typed_class, typed_function
from migrator.javascript.exports import exported
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.scopes import IMPORT
from migrator.javascript.syntax import CLASSES, FUNCTIONS, READ_NAMES, NodeKind, TypeKind, children
from migrator.javascript.type_names import Import, TypeNames

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.exports import Exported
    from migrator.javascript.project import Project
    from migrator.javascript.scopes import Binding

# Types that name types; nobody writes longer rows, and this ends what goes in a circle.
_DEEPEST = 16
# What has members, by the kinds of forms.
_WITH_MEMBERS = frozenset({"both", "object", "static", "box", "module"})
_MOST_BASES = 30
# Generic types that are as what they are given.
_AS_GIVEN = frozenset({
    "Awaited", "DeepReadonly", "Exclude", "Extract", "MaybeRef", "MaybeRefOrGetter", "NonNullable", "Omit", "Partial",
    "Pick", "Promise", "PromiseLike", "PropType", "Raw", "Reactive", "Readonly", "Required", "ShallowReactive",
    "UnwrapNestedRefs", "UnwrapRef",
})  # fmt: skip
# Those that hold it in a member, as one of several, and as what a call gives.
_BOXES = {
    "ComputedRef": "value", "ModelRef": "value", "MutableRefObject": "current", "ReadonlySignal": "value",
    "Ref": "value", "RefObject": "current", "ShallowRef": "value", "Signal": "value", "WritableComputedRef": "value",
}  # fmt: skip
_LISTS = {
    "Array": 0, "ArrayLike": 0, "Iterable": 0, "Map": 1, "ReadonlyArray": 0, "ReadonlyMap": 1, "ReadonlySet": 0,
    "Record": 1, "Set": 0, "WeakMap": 1, "WeakSet": 0,
}  # fmt: skip
_CALLED = frozenset({"Accessor"})
# Those of functions that take it as their first parameter.
_TAKING = frozenset({"Component", "FC", "FunctionComponent", "ParentComponent", "VFC", "VoidComponent"})
# What stands for an object that runs elsewhere.
_REMOTE = frozenset({"Remote", "RemoteObject", "Wrapped"})
# What is a member with a name, and what declares one that is a function.
_FUNCTION_MEMBERS = frozenset({
    TypeKind.METHOD_SIGNATURE, TypeKind.ABSTRACT_METHOD_SIGNATURE, TypeKind.METHOD_DEFINITION,
})  # fmt: skip
_FIELDS = frozenset({TypeKind.PROPERTY_SIGNATURE, TypeKind.PUBLIC_FIELD_DEFINITION})
_TYPED_CLASSES = frozenset({TypeKind.CLASS_DECLARATION, TypeKind.ABSTRACT_CLASS_DECLARATION, TypeKind.CLASS})
# What has the types that stand in it.
_PASSED = frozenset({
    TypeKind.UNION_TYPE, TypeKind.PARENTHESIZED_TYPE, TypeKind.READONLY_TYPE,
    TypeKind.OPTIONAL_TYPE, TypeKind.REST_TYPE, TypeKind.TYPE_ANNOTATION,
})  # fmt: skip
_Given = tuple[tuple[str, "Type"], ...]


class Type(NamedTuple):
    """A type as it is written: a node of a file's TypeScript, and what type parameters are given in it."""

    module: Module
    node: Node
    given: tuple[tuple[str, Type], ...] = ()


class Form(NamedTuple):
    """What a type is. The nodes are of the TypeScript, where the file has any.

    - ``outside``: the name of a type that no file shows. ``specifier`` is what it is imported from, empty where it is
      not imported. ``value`` is the value of such a name, and ``result`` what that gives when it is called.
    - ``object``: ``node`` has the members: an interface, an object type, or a class; ``static`` is a class itself.
    - ``function``: ``node`` is its type, or the function.
    - ``taking``: a function whose first parameter has the one of ``types``; ``call``: one that gives it.
    - ``box``: an object whose member ``name`` has the one of ``types``; ``list``: one whose elements have one of them.
    - ``both``: all of ``types`` at once.
    - ``remote``: an object that stands for one of the type, which is elsewhere.
    - ``constant``: the value of ``node``, an expression of the JavaScript; ``module``: all that a file exports.
    """

    kind: Literal[
        "outside", "value", "result", "object", "static", "function", "taking", "call", "box", "list", "both",
        "remote", "constant", "module",
    ]  # fmt: skip
    module: Module
    node: Node
    name: str = ""
    specifier: str = ""
    types: tuple[Type, ...] = ()
    given: tuple[tuple[str, Type], ...] = ()


class Member(NamedTuple):
    """A member of an object: the node of its type or, where it ``is_function``, that of the function."""

    name: str
    module: Module
    node: Node
    given: tuple[tuple[str, Type], ...] = ()
    is_function: bool = False


@dataclass(eq=False)
class Typed:
    """Answers about types, for one file at a time. Without a ``project``, no import is followed."""

    project: Project | None = None
    _bases: dict[Form, list[Form]] = field(default_factory=dict, init=False, repr=False)

    # -- what a type is ------------------------------------------------------------------------------------------------

    def forms(self, stated: Type, depth: int = 0) -> Iterator[Form]:
        """What a type may be, each part of a union by itself."""
        module, node, given = stated
        kind = node.type
        if depth > _DEEPEST:
            return
        if kind in _PASSED:
            for part in _alternatives(node):
                yield from self.forms(stated._replace(node=part), depth + 1)
        elif kind == TypeKind.INTERSECTION_TYPE:
            yield Form("both", module, node, types=tuple(stated._replace(node=part) for part in _alternatives(node)))
        elif kind in (TypeKind.TYPE_IDENTIFIER, TypeKind.IDENTIFIER):
            yield from self._named(stated, text(node, module.source), (), depth)
        elif kind in (TypeKind.NESTED_TYPE_IDENTIFIER, TypeKind.MEMBER_EXPRESSION, TypeKind.GENERIC_TYPE):
            yield from self._qualified(stated, depth)
        elif kind in (TypeKind.ARRAY_TYPE, TypeKind.TUPLE_TYPE):
            yield Form("list", module, node, types=tuple(stated._replace(node=part) for part in children(node)))
        elif kind in (TypeKind.FUNCTION_TYPE, TypeKind.FUNCTION_SIGNATURE):
            yield Form("function", module, node, given=given)
        elif kind in (TypeKind.OBJECT_TYPE, TypeKind.INTERFACE_BODY, *_TYPED_CLASSES):
            yield Form("object", module, node, given=given)
        elif kind == TypeKind.TYPE_QUERY and children(node):
            yield from self._value(module, children(node)[0], depth)
        elif kind == TypeKind.LOOKUP_TYPE and len(children(node)) == 2:
            on, key = children(node)
            name = literal_text(children(key)[0], module.source.data) if children(key) else None
            for form in self.forms(stated._replace(node=on), depth + 1):
                yield from self.member(form, name, depth + 1) if name is not None else ()

    def generic(self, module: Module, name: str, types: Iterable[Node], at: Node) -> Iterator[Form]:
        """What `name<…>` is, of a name that TypeScript or a framework has."""
        yield from self._known(Form("outside", module, at, name, "", tuple(Type(module, each) for each in types)), 0)

    def _qualified(self, stated: Type, depth: int) -> Iterator[Form]:
        """`T<U>`, `ns.T`, `import('x').T`."""
        module, node, _ = stated
        types: tuple[Type, ...] = ()
        if node.type == TypeKind.GENERIC_TYPE:
            arguments = node.child_by_field_name("type_arguments")
            types = tuple(stated._replace(node=part) for part in children(arguments))
            node = node.child_by_field_name("name") or node
            if node.type == TypeKind.TYPE_IDENTIFIER:
                yield from self._named(stated._replace(node=node), text(node, module.source), types, depth)
                return
        on = node.child_by_field_name("module") or node.child_by_field_name("object")
        key = node.child_by_field_name("name") or node.child_by_field_name("property")
        specifier = self._module_named(module, on) if on is not None else None
        if specifier is not None and key is not None:
            taken = Import(specifier, text(key, module.source))
            yield from self._imported(module, taken, node, types, depth)

    @staticmethod
    def _module_named(module: Module, on: Node) -> str | None:
        """The specifier of what stands before the name of a type: `import('x')`, an import of all that a file has, or a
        name that is none of the file.
        """
        if on.type == TypeKind.CALL_EXPRESSION:
            return _specifier(module, on)
        name = text(on, module.source)
        names = TypeNames.of(module.source)
        taken = names.imports.get(name)
        if taken is not None:
            return taken.specifier if taken.name in ("*", "default") else None
        scopes = module.source.scopes
        is_own = name in names.namespaces or scopes.lookup(name, scopes.scope_at(on.start_byte)) is not None
        return None if is_own else ""

    def _named(self, stated: Type, name: str, types: tuple[Type, ...], depth: int) -> Iterator[Form]:
        """What the name of a type stands for where it stands."""
        module, at, given = stated
        names = TypeNames.of(module.source)
        for scope in around(at):
            parameter = _parameter(scope, name, module)
            if parameter is not None:
                known = dict(given).get(name)
                constraint = next(iter(children(parameter.child_by_field_name("constraint"))), None)
                if known is not None:
                    yield from self.forms(known, depth + 1)
                elif constraint is not None:
                    yield from self.forms(Type(module, constraint, given), depth + 1)
                return
            found = names.declared.get((scope.id, name))
            if found is not None:
                for declaration in found:
                    yield from self._declared(module, declaration, types, depth)
                return
        taken = names.imports.get(name)
        if taken is None:
            yield from self._known(Form("outside", module, at, name, "", types), depth)
        elif taken.name != "*":
            yield from self._imported(module, taken, at, types, depth)

    def _declared(self, module: Module, node: Node, types: tuple[Type, ...], depth: int) -> Iterator[Form]:
        """What a declaration makes of its name; its type parameters are given ``types``."""
        parameters = [
            text(name, module.source)
            for each in children(node.child_by_field_name("type_parameters"))
            if (name := each.child_by_field_name("name")) is not None
        ]
        given = tuple(zip(parameters, types, strict=False))
        if node.type == TypeKind.TYPE_ALIAS_DECLARATION:
            value = node.child_by_field_name("value")
            yield from self.forms(Type(module, value, given), depth + 1) if value is not None else ()
        elif node.type != TypeKind.ENUM_DECLARATION:
            yield Form("object", module, node, given=given)

    def _imported(
        self, module: Module, taken: Import, at: Node, types: tuple[Type, ...], depth: int
    ) -> Iterator[Form]:
        """What a name of another file stands for."""
        target = self._follow(module, taken.specifier)
        found = list(self._exported(target, taken.name, types, depth, set())) if target is not None else []
        yield from found or self._known(Form("outside", module, at, taken.name, taken.specifier, types), depth)

    def _follow(self, module: Module, specifier: str) -> Module | None:
        return self.project.follow(module, specifier) if self.project is not None and specifier else None

    def _exported(
        self, module: Module, name: str, types: tuple[Type, ...], depth: int, seen: set[tuple[str, str]]
    ) -> Iterator[Form]:
        """The types that a file exports under a name."""
        if (str(module.path), name) in seen or depth > _DEEPEST:
            return
        seen.add((str(module.path), name))
        names = TypeNames.of(module.source)
        passed_on = names.exports.get(name)
        local = passed_on.name if passed_on is not None and not passed_on.specifier else name
        if passed_on is not None and passed_on.specifier:
            target = self._follow(module, passed_on.specifier)
            if target is not None:
                yield from self._exported(target, passed_on.name, types, depth + 1, seen)
            else:
                at = module.source.root
                outside = Form("outside", module, at, passed_on.name, passed_on.specifier, types)
                yield from self._known(outside, depth + 1)
        elif names.root is not None and (names.root.id, local) in names.declared:
            for declaration in names.declared[names.root.id, local]:
                yield from self._declared(module, declaration, types, depth + 1)
        elif local in names.imports and names.imports[local].name != "*":
            yield from self._imported(module, names.imports[local], module.source.root, types, depth + 1)
        elif module.source.types is None and self.project is not None:
            info = self.project.exported_class(module, name)
            if info is not None:
                yield form_of(info)
        else:
            for specifier in names.wildcards:
                target = self._follow(module, specifier)
                yield from self._exported(target, name, types, depth + 1, seen) if target is not None else ()

    def _known(self, form: Form, depth: int) -> Iterator[Form]:
        """What a type is that no file shows, by its name."""
        name, types = form.name, form.types
        if name in _AS_GIVEN and types:
            yield from self.forms(types[0], depth + 1)
        elif name == "ReturnType" and types:
            for each in self.forms(types[0], depth + 1):
                yield from self.result(each, depth + 1)
        elif name == "InstanceType" and types:
            for each in self.forms(types[0], depth + 1):
                yield each._replace(kind="object") if each.kind == "static" else each
        elif name in _BOXES and types:
            yield form._replace(kind="box", name=_BOXES[name], types=types[:1])
        elif name in _LISTS and len(types) > _LISTS[name]:
            yield form._replace(kind="list", types=types[_LISTS[name] : _LISTS[name] + 1])
        elif name in _CALLED and types:
            yield form._replace(kind="call", types=types[:1])
        elif name in _TAKING and types:
            yield form._replace(kind="taking", types=types[:1])
        elif name in _REMOTE and types:
            yield form._replace(kind="remote", types=types[:1])
        else:
            yield form

    # -- values --------------------------------------------------------------------------------------------------------

    def _value(self, module: Module, node: Node, depth: int) -> Iterator[Form]:
        """`typeof x`."""
        if node.type == TypeKind.MEMBER_EXPRESSION:
            on, key = node.child_by_field_name("object"), node.child_by_field_name("property")
            if on is not None and key is not None:
                for form in self._value(module, on, depth + 1):
                    yield from self.member(form, text(key, module.source), depth + 1)
            return
        if node.type == TypeKind.CALL_EXPRESSION:
            specifier = _specifier(module, node)
            if specifier is not None:
                yield from self._imported_value(module, Import(specifier, "*"), node, depth)
            return
        name = text(node, module.source)
        scopes = module.source.scopes
        binding = scopes.lookup(name, scopes.scope_at(node.start_byte))
        taken = TypeNames.of(module.source).imports.get(name)
        if taken is not None and (binding is None or binding.kind == IMPORT):
            yield from self._imported_value(module, taken, node, depth)
        elif binding is not None:
            yield from self.of_variable(module, binding, depth)
        else:
            yield Form("value", module, node, name)

    def _imported_value(self, module: Module, taken: Import, at: Node, depth: int) -> Iterator[Form]:
        target = self._follow(module, taken.specifier)
        if target is None:
            yield Form("value", module, at, taken.name, taken.specifier)
        elif taken.name == "*":
            yield Form("module", target, target.source.root)
        elif self.project is not None:
            for item in exported(self.project, target, taken.name):
                yield from self._of_exported(item, depth + 1)

    def _of_exported(self, item: Exported, depth: int) -> Iterator[Form]:
        if item.whole:
            yield Form("module", item.module, item.module.source.root)
        elif item.binding is not None:
            yield from self.of_variable(item.module, item.binding, depth)
        elif item.node is not None and not item.member:
            yield from self._of_expression(item.module, item.node)

    def of_variable(self, module: Module, binding: Binding, depth: int = 0) -> Iterator[Form]:
        """What a variable of a file is, by its type or by what it is declared with."""
        for name in binding.declarations[:1] if depth <= _DEEPEST else ():
            stated = type_of(name, module.source)
            if stated is not None:
                yield from self.forms(Type(module, stated), depth + 1)
                return
            parent = name.parent
            value = parent.child_by_field_name("value") if parent is not None else None
            if parent is not None and parent.type in FUNCTIONS | CLASSES:
                yield from self._of_expression(module, parent)
            elif parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR and value is not None:
                yield from self._of_expression(module, unwrap(value), depth)

    def _of_expression(self, module: Module, node: Node, depth: int = 0) -> Iterator[Form]:
        """What an expression of the JavaScript is."""
        if node.type in FUNCTIONS:
            yield Form("function", module, typed_function(node, module.source) or node)
        elif node.type in CLASSES:
            yield Form("static", module, typed_class(node, module.source) or node)
        elif node.type in READ_NAMES and (binding := module.source.scopes.binding_at(node.start_byte)) is not None:
            yield from self.of_variable(module, binding, depth + 1)
        else:
            yield Form("constant", module, node)

    # -- from one to another -------------------------------------------------------------------------------------------

    def parts(self, form: Form, depth: int = 0) -> Iterator[Form]:
        """A form, or those that it is all at once."""
        if form.kind != "both":
            yield form
            return
        for each in form.types if depth <= _DEEPEST else ():
            for found in self.forms(each, depth + 1):
                yield from self.parts(found, depth + 1)

    @staticmethod
    def may_have_members(form: Form) -> bool:
        """Whether something of a form may have members of which anything is known, as `member` gives them."""
        return form.kind in _WITH_MEMBERS or (form.kind == "value" and form.name in ("*", "default"))

    def member(self, form: Form, name: str, depth: int = 0) -> Iterator[Form]:
        """What a member is of what has a form."""
        for part in self.parts(form, depth) if form.kind == "both" else ():
            yield from self.member(part, name, depth + 1)
        if form.kind in ("object", "static"):
            for one in self._lineage(form):
                for found in _named_members(one).get(name, ()):
                    yield from self.of_member(found, depth + 1)
        elif form.kind == "box" and form.name == name:
            yield from self.forms(form.types[0], depth + 1)
        elif form.kind == "value" and form.name in ("*", "default"):
            yield form._replace(name=name)
        elif form.kind == "module" and self.project is not None:
            for item in exported(self.project, form.module, name):
                yield from self._of_exported(item, depth + 1)

    def of_member(self, found: Member, depth: int = 0) -> Iterator[Form]:
        """What one of the members of an object is."""
        if found.is_function:
            yield Form("function", found.module, found.node, given=found.given)
        else:
            yield from self.forms(Type(found.module, found.node, found.given), depth + 1)

    def result(self, form: Form, depth: int = 0) -> Iterator[Form]:
        """What a call gives of what has a form."""
        for each in self.parts(form, depth) if form.kind == "both" else ():
            yield from self.result(each, depth + 1)
        if form.kind == "function":
            stated = form.node.child_by_field_name("return_type")
            yield from self.forms(Type(form.module, stated, form.given), depth + 1) if stated is not None else ()
        elif form.kind == "call":
            yield from self.forms(form.types[0], depth + 1)
        elif form.kind == "value":
            yield form._replace(kind="result")
        elif form.kind == "object":
            for part in _parts(form):
                stated = part.child_by_field_name("return_type") if part.type == TypeKind.CALL_SIGNATURE else None
                if stated is not None:
                    yield from self.forms(Type(form.module, stated, form.given), depth + 1)

    def element(self, form: Form, depth: int = 0) -> Iterator[Form]:
        """What an element is of what has a form."""
        for one in self.parts(form, depth) if form.kind == "both" else ():
            yield from self.element(one, depth + 1)
        for each in form.types if form.kind == "list" else ():
            yield from self.forms(each, depth + 1)
        for part in _parts(form) if form.kind == "object" else ():
            stated = part.child_by_field_name("type") if part.type == TypeKind.INDEX_SIGNATURE else None
            if stated is not None:
                yield from self.forms(Type(form.module, stated, form.given), depth + 1)

    def parameter(self, form: Form, at: int) -> Iterator[Form]:
        """What a parameter is of a function that has a form."""
        if form.kind == "taking" and at == 0:
            yield from self.forms(form.types[0])
        elif form.kind == "function" and form.module.source.types is not None:
            given = [each for each in children(form.node.child_by_field_name("parameters")) if not is_this(each)]
            stated = given[at].child_by_field_name("type") if at < len(given) else None
            yield from self.forms(Type(form.module, stated, form.given)) if stated is not None else ()

    def is_any(self, form: Form, is_wanted: Callable[[Form], bool]) -> bool:
        """Whether a form, or what it is all at once, is wanted, or an interface that extends what is."""
        return any(
            is_wanted(part) or any(map(is_wanted, self._extended(part))) for part in self.parts(form)
        )

    def _extended(self, form: Form) -> Iterator[Form]:
        """What an interface extends."""
        if form.kind == "object" and form.node.type == TypeKind.INTERFACE_DECLARATION:
            for each in _clauses(form.node, TypeKind.EXTENDS_TYPE_CLAUSE):
                yield from self.forms(Type(form.module, each, form.given), 1)

    # -- members -------------------------------------------------------------------------------------------------------

    def members(self, form: Form) -> Iterator[Member]:
        """The members of an object, or with ``static`` those of a class itself, with those that it inherits."""
        for one in self._lineage(form):
            yield from own_members(one)

    def _lineage(self, form: Form) -> Iterator[Form]:
        """An object and what it inherits members of."""
        todo, seen = [form], list[Form]()
        while todo and len(seen) < _MOST_BASES:
            one = todo.pop(0)
            if one in seen:
                continue
            seen.append(one)
            yield one
            if one not in self._bases:
                self._bases[one] = list(self.bases(one))
            todo += self._bases[one]

    def bases(self, form: Form) -> Iterator[Form]:
        """What an interface or a class extends, and what a class implements; of a class also the interfaces of its
        name.
        """
        module, node, given = form.module, form.node, form.given
        if module.source.types is None:
            heritage = module.class_at(node).heritage if node.type in CLASSES else None
            info = self.project.resolve_class(module, heritage) if heritage is not None and self.project else None
            if info is not None:
                yield form_of(info)._replace(kind=form.kind)
            return
        yield from (each for each in self._extended(form) if each.kind == "object")
        if node.type not in _TYPED_CLASSES:
            return
        heritage = next((part for part in node.children if part.type == TypeKind.CLASS_HERITAGE), None)
        for clause in children(heritage):
            if clause.type == TypeKind.IMPLEMENTS_CLAUSE and form.kind == "object":
                for each in children(clause):
                    yield from (
                        found for found in self.forms(Type(module, each, given), 1) if found.kind == "object"
                    )
            elif clause.type == TypeKind.EXTENDS_CLAUSE:
                yield from self._base_class(form, clause)
        name = node.child_by_field_name("name")
        if name is not None and form.kind == "object":
            for scope in around(node):
                for other in TypeNames.of(module.source).declared.get((scope.id, text(name, module.source)), ()):
                    if other.type == TypeKind.INTERFACE_DECLARATION:
                        yield form._replace(node=other)

    def _base_class(self, form: Form, clause: Node) -> Iterator[Form]:
        value, arguments = clause.child_by_field_name("value"), clause.child_by_field_name("type_arguments")
        if value is None:
            return
        module = form.module
        types = tuple(Type(module, each, form.given) for each in children(arguments))
        if value.type == TypeKind.IDENTIFIER:
            found = self._named(Type(module, value, form.given), text(value, module.source), types, 1)
            yield from (each._replace(kind=form.kind) for each in found if each.kind == "object")

    def is_open(self, form: Form) -> bool:
        """Whether an object may have members that are not seen: it extends what no file shows, or takes any name."""
        for one in (form, *self.bases(form)):
            if any(part.type == TypeKind.INDEX_SIGNATURE for part in _parts(one)):
                return True
            extended = list(_clauses(one.node, TypeKind.EXTENDS_TYPE_CLAUSE))
            found = [each for stated in extended for each in self.forms(Type(one.module, stated, one.given), 1)]
            if len(found) < len(extended) or any(each.kind != "object" for each in found):
                return True
        return False

    def info(self, form: Form) -> ClassInfo | None:
        """The class that an object is an instance of, if it is one that is written out in a file."""
        if form.node.type not in _TYPED_CLASSES or form.kind != "object":
            return None
        source = form.module.source
        node = plain_class(form.node, source) if source.types is not None else form.node
        return form.module.class_at(node) if node is not None else None


def _alternatives(node: Node) -> Iterator[Node]:
    """The types that another one consists of. The grammar nests them: a union of many is as deep as it is long."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.type == node.type:
            stack.extend(reversed(children(one)))
        else:
            yield one


def form_of(info: ClassInfo, *, static: bool = False) -> Form:
    """What the instances of a class are, or the class itself."""
    source = info.module.source
    return Form("static" if static else "object", info.module, typed_class(info.node, source) or info.node)


def own_members(form: Form) -> Iterator[Member]:
    """The members that an object type, an interface or a class declares itself."""
    yield from (member for members in _named_members(form).values() for member in members)


def _named_members(form: Form) -> dict[str, list[Member]]:
    """Those by their names."""

    def find() -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in _own_members(form):
            found.setdefault(member.name, []).append(member)
        return found

    return form.module.source.once(("members", form.kind, form.node.id, form.given), find)


def _own_members(form: Form) -> Iterator[Member]:
    module, source = form.module, form.module.source
    for part in _parts(form):
        if source.types is None:
            break
        words = {each.type for each in part.children if not each.is_named}
        if ("static" in words) != (form.kind == "static"):
            continue
        key = part.child_by_field_name("name")
        name = key_text(key, source.data) if key is not None else None
        stated = part.child_by_field_name("type")
        if name == "constructor" and part.type == TypeKind.METHOD_DEFINITION:
            yield from _declared_by_parameters(part, form)
        elif name is None:
            continue
        elif part.type in _FUNCTION_MEMBERS:
            given = part.child_by_field_name("return_type")
            if "get" not in words:
                yield Member(name, module, part, form.given, is_function="set" not in words)
            elif given is not None:
                yield Member(name, module, given, form.given)
        elif part.type in _FIELDS and stated is not None:
            yield Member(name, module, stated, form.given)
        elif part.type in _FIELDS:
            value = part.child_by_field_name("value")
            if value is not None and value.type in FUNCTIONS:
                yield Member(name, module, value, form.given, is_function=True)


def _declared_by_parameters(constructor: Node, form: Form) -> Iterator[Member]:
    """The fields that the parameters of a constructor declare."""
    fields = annotated(form.module.source).fields
    body = constructor.parent
    declared = fields.get(body.start_byte, {}) if body is not None else {}
    for part in children(constructor.child_by_field_name("parameters")):
        pattern, stated = part.child_by_field_name("pattern"), part.child_by_field_name("type")
        name = text(pattern, form.module.source) if pattern is not None else ""
        if name in declared and stated is not None:
            yield Member(name, form.module, stated, form.given)


def _parts(form: Form) -> list[Node]:
    """The parts of the body of an object type, an interface or a class."""
    if form.kind not in ("object", "static"):
        return []
    return children(form.node.child_by_field_name("body") or form.node)


def _clauses(node: Node, kind: str) -> Iterator[Node]:
    """The types in the clauses of a kind."""
    for clause in node.children:
        if clause.type == kind:
            yield from children(clause)


def is_this(parameter: Node) -> bool:
    """Whether a parameter only says what `this` is."""
    pattern = parameter.child_by_field_name("pattern")
    return pattern is not None and pattern.type == TypeKind.THIS


def most_arguments_of(function: Node, module: Module) -> int | None:
    """The most arguments that a function of the TypeScript takes, None where it takes any number."""
    given = [each for each in children(function.child_by_field_name("parameters")) if not is_this(each)]
    rest = (each.child_by_field_name("pattern") for each in given)
    if any(pattern is not None and pattern.type == TypeKind.REST_PATTERN for pattern in rest):
        return None
    body = function.child_by_field_name("body")
    if body is not None and b"arguments" in module.source.data[body.start_byte : body.end_byte]:
        return None
    single = function.child_by_field_name("parameter")
    return len(given) if single is None else 1


def _parameter(scope: Node, name: str, module: Module) -> Node | None:
    """The type parameter of a name that a declaration or a function has."""
    for each in children(scope.child_by_field_name("type_parameters")):
        own = each.child_by_field_name("name")
        if own is not None and text(own, module.source) == name:
            return each
    return None


def _specifier(module: Module, call: Node) -> str | None:
    """The specifier of `import('x')`."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or function.type != TypeKind.IMPORT or not children(arguments):
        return None
    return literal_text(children(arguments)[0], module.source.data)
