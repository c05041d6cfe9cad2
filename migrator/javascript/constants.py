"""The texts that constants put into an expression, wherever they stand: what a name in a call stands for.

A text is followed back through names, members of objects and classes, concatenations, templates, `join` and functions
that make texts out of texts, and through imports to files on disk. What is no constant has no text here: a parameter
without a default, what a call fetches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import elements, is_field, results
from migrator.javascript.modules import ClassInfo, Module
from migrator.javascript.origins import Origin, Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.project import Project
from migrator.javascript.specifiers import is_asset, is_module, is_own
from migrator.javascript.strings import cook
from migrator.javascript.syntax import ASSIGNMENTS, CLASSES, FUNCTIONS, MEMBERS, PATHS, STRINGS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

# Methods that make a text of texts.
_MAKES = frozenset(
    {
        "concat", "join", "trim", "trimStart", "trimEnd", "replace", "replaceAll", "repeat", "slice", "substring",
        "toString", "padStart", "padEnd", "toLowerCase", "toUpperCase", "raw", "normalize", "filter", "reverse",
    }
)  # fmt: skip
_ADDS = frozenset({"push", "unshift"})
# Expressions that are made of what stands in them.
_MADE_OF = ASSIGNMENTS | {
    NodeKind.BINARY_EXPRESSION, NodeKind.ARRAY, NodeKind.SEQUENCE_EXPRESSION, NodeKind.AWAIT_EXPRESSION,
    NodeKind.TERNARY_EXPRESSION, NodeKind.SPREAD_ELEMENT,
}  # fmt: skip
_SCOPES = FUNCTIONS | CLASSES
# Texts of names that lead to names in other files; nobody writes longer rows, and this ends what goes in a circle.
_DEEPEST, _MOST = 40, 5_000


class _Place(NamedTuple):
    """An expression in a module. ``is_named`` says that a name led there, ``is_program`` that it is no hole of one."""

    module: Module
    node: Node
    is_named: bool
    is_program: bool
    depth: int
    keys: tuple[str | None, ...] = ()


class Constants:
    """The constants of one file, and of those that it imports them from where ``project`` says how to get there."""

    def __init__(self, module: Module, project: Project | None = None) -> None:
        self._module = module
        self._project = project
        self._origins: dict[Module, Origins] = {}

    def of(self, expression: Node) -> Iterator[str]:
        """The texts that an expression does not write itself, in the order in which it takes them."""
        seen: dict[tuple[Module, int, tuple[str | None, ...]], int] = {}
        todo: list[str | _Place] = [_Place(self._module, expression, False, True, 0)]
        while todo:
            place = todo.pop()
            if isinstance(place, str):
                yield place
                continue
            key = (place.module, place.node.id, place.keys)
            if key in seen:
                yield f"{seen[key]} again"
            elif place.depth <= _DEEPEST and len(seen) < _MOST:
                seen[key] = len(seen)
                todo += reversed(list(self._parts(place)))

    def literal(self, expression: Node) -> Node | None:
        """The one literal of the file that an expression is a name for, None where it is anything else."""
        found = list(self._of(self._module).of(expression))
        if len(found) != 1 or found[0].keys or found[0].node.type not in STRINGS:
            return None
        return found[0].node if found[0].node.id != unwrap(expression).id else None

    def _of(self, module: Module) -> Origins:
        if module not in self._origins:
            self._origins[module] = Origins(module.source)
        return self._origins[module]

    def _parts(self, place: _Place) -> Iterator[str | _Place]:
        """The texts in an expression and the expressions that it takes more from, in order."""
        node = unwrap(place.node)
        kind = node.type
        data = place.module.source.data
        loaded = self._loaded(place.module, node)
        if loaded is not None and is_own(loaded):
            yield from self._taken(place, place.module, loaded, "*", place.keys)
        elif place.keys:
            yield from self._members(place, node)
        elif kind == NodeKind.STRING or kind == NodeKind.NUMBER:
            if place.is_named:
                text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
                yield cook(text[1:-1]) if kind == NodeKind.STRING else text
        elif kind == NodeKind.TEMPLATE_STRING:
            yield from self._template(place, node)
        elif kind in PATHS:
            for origin in self._of(place.module).of(node):
                yield from self._origin(place, node, origin)
            for value in self._added(place.module, node):
                yield _Place(place.module, value, True, place.is_program, place.depth + 1)
        elif kind in _MADE_OF:
            for child in children(node):
                yield self._inside(place, child)
        elif kind == NodeKind.CALL_EXPRESSION:
            yield from self._call(place, node)
        elif place.is_program and kind == NodeKind.OBJECT:  # given to a call that takes out what it wants
            for member in node.named_children:
                yield self._inside(place, member.child_by_field_name("value") or member)
        elif place.is_program and kind == NodeKind.NEW_EXPRESSION:  # `new Map([…])`
            given = node.child_by_field_name("arguments")
            for value in children(given) if given is not None else ():
                if value.type not in _SCOPES:
                    yield self._inside(place, value)
        elif kind in FUNCTIONS:
            for value in results(node):
                yield self._inside(place, value)

    def _loaded(self, module: Module, node: Node) -> str | None:
        """The specifier of `require(…)` or `import(…)`, None for anything else and without files to follow it to."""
        if node.type != NodeKind.CALL_EXPRESSION or self._project is None:
            return None
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != NodeKind.IMPORT:
            return module.requires(node)
        given = children(arguments)
        return self._of(module).text(given[0]) if given else None

    @staticmethod
    def _inside(place: _Place, node: Node, *, is_program: bool = True) -> _Place:
        return place._replace(node=node, is_program=place.is_program and is_program, keys=())

    def _template(self, place: _Place, node: Node) -> Iterator[str | _Place]:
        data, at = place.module.source.data, node.start_byte + 1
        holes = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
        for hole in [*holes, None]:
            end = hole.start_byte if hole is not None else node.end_byte - 1
            if place.is_named and end > at:
                yield cook(data[at:end].decode("utf-8", "replace"), template=True)
            if hole is not None:
                for child in children(hole):
                    yield self._inside(place, child, is_program=False)
                at = hole.end_byte

    def _origin(self, place: _Place, node: Node, origin: Origin) -> Iterator[str | _Place]:
        """What a name or a member comes from."""
        if origin.node.id != node.id or origin.keys:
            yield _Place(place.module, origin.node, True, place.is_program, place.depth + 1, origin.keys)
        elif node.type == NodeKind.IDENTIFIER:
            yield from self._imported(place, node, ())

    def _added(self, module: Module, node: Node) -> Iterator[Node]:
        """What a name's array is given by `push`, and what is assigned to a member of a name's object."""
        holder = node if node.type == NodeKind.IDENTIFIER else node.child_by_field_name("object")
        owner = unwrap(holder) if holder is not None else None
        binding = module.source.scopes.binding_at(owner.start_byte) if owner is not None else None
        if owner is None or owner.type != NodeKind.IDENTIFIER or binding is None:
            return
        if node.type == NodeKind.IDENTIFIER:
            yield from self._given_later(module, binding)
        else:
            yield from self._given_later(module, binding, (self._of(module).key(node),))

    def _given_later(self, module: Module, binding: Binding, keys: tuple[str | None, ...] = ()) -> Iterator[Node]:
        """What the array of a binding is given by `push`; with keys, what is assigned to the first member of them."""
        origins = self._of(module)
        for use in binding.references:
            access = use.node.parent
            if access is None or access.type not in MEMBERS:
                continue
            outer, name = access.parent, origins.key(access)
            if outer is None or not is_field(access, "object", use.node):
                continue
            if not keys:
                arguments = outer.child_by_field_name("arguments")
                if name in _ADDS and arguments is not None and is_field(outer, "function", access):
                    yield from children(arguments)
            elif outer.type == NodeKind.ASSIGNMENT_EXPRESSION and is_field(outer, "left", access):
                right = outer.child_by_field_name("right")
                if right is not None and name == keys[0]:
                    yield right

    def _members(self, place: _Place, node: Node) -> Iterator[str | _Place]:
        """What is taken out of something that is no object of the file by itself."""
        first, *rest = place.keys
        if node.type in PATHS:
            for origin in self._of(place.module).of(node, 0, place.keys):
                if origin != Origin(node, place.keys):
                    yield place._replace(node=origin.node, keys=origin.keys, is_named=True, depth=place.depth + 1)
            if node.type == NodeKind.IDENTIFIER:
                yield from self._imported(place, node, place.keys)
        elif node.type == NodeKind.THIS and first is not None:
            info = _class_around(place.module, node)
            holder = _object_around(node)
            if holder is not None:
                yield place._replace(node=holder, depth=place.depth + 1)
            elif info is not None and first == "constructor" and rest:
                yield place._replace(node=info.node, keys=tuple(rest), depth=place.depth + 1)
            elif info is not None and _is_static(node):
                yield place._replace(node=info.node, depth=place.depth + 1)
            elif info is not None:
                for owner in self._chain(info):
                    for value in owner.assigned(first):
                        yield _Place(owner.module, value, True, place.is_program, place.depth + 1, tuple(rest))
        elif node.type == NodeKind.OBJECT and first is None:
            for member in node.named_children:
                held = member.child_by_field_name("value")
                if held is not None:
                    yield place._replace(node=held, is_named=True, keys=tuple(rest), depth=place.depth + 1)
        elif node.type in (*CLASSES, NodeKind.OBJECT, NodeKind.ARRAY, NodeKind.CALL_EXPRESSION):
            for origin in self._of(place.module).of(node, 0, place.keys):
                if origin != Origin(node, place.keys):
                    yield _Place(place.module, origin.node, True, place.is_program, place.depth + 1, origin.keys)
                elif node.type in (NodeKind.ARRAY, NodeKind.CALL_EXPRESSION):  # whatever is taken out of it is in there
                    yield place._replace(keys=(), depth=place.depth + 1)
        elif node.type == NodeKind.NEW_EXPRESSION:
            yield from self._of_instance(place, node)
            yield place._replace(keys=(), depth=place.depth + 1)

    def _of_instance(self, place: _Place, node: Node) -> Iterator[str | _Place]:
        """What a field, a method or an accessor of `new Codes()` gives."""
        first, *rest = place.keys
        constructor = node.child_by_field_name("constructor")
        if constructor is None or first is None:
            return
        info = self._class(place.module, unwrap(constructor))
        for owner in self._chain(info) if info is not None else ():
            for value in owner.assigned(first):
                yield _Place(owner.module, value, True, place.is_program, place.depth + 1, tuple(rest))
            method = owner.methods.get(first)
            if method is not None and method.node.type == NodeKind.METHOD_DEFINITION:
                yield _Place(owner.module, method.node, True, place.is_program, place.depth + 1)

    def _class(self, module: Module, name: Node) -> ClassInfo | None:
        if self._project is not None:
            return self._project.resolve_class(module, name) or self._project.required_class(module, name)
        if name.type in CLASSES:
            return module.class_at(name)
        found = module.class_of(module.source.scopes.binding_at(name.start_byte))
        return found if isinstance(found, ClassInfo) else None

    def _chain(self, info: ClassInfo) -> list[ClassInfo]:
        """A class and those that it extends, also those that `require` gives."""
        found = [info]
        while (heritage := found[-1].heritage) is not None and len(found) < _DEEPEST:
            above = self._class(found[-1].module, unwrap(heritage))
            if above is None or above in found:
                break
            found.append(above)
        return found

    def _call(self, place: _Place, call: Node) -> Iterator[str | _Place]:
        """A method that makes a text of texts; in the place of the program any function that is given one, or has one
        to give, in whichever file it stands.
        """
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        is_method = function.type in MEMBERS
        makes = is_method and self._of(place.module).key(function) in _MAKES
        owner = function.child_by_field_name("object")
        if owner is not None and (makes or place.is_program):
            yield self._inside(place, owner)
        if not makes and place.is_program:
            yield place._replace(node=function, is_named=True, depth=place.depth + 1, keys=())
        if makes or place.is_program:
            given = elements(arguments) if arguments.type == NodeKind.ARGUMENTS else [arguments]
            for item in given:
                if item is not None and item.type not in FUNCTIONS:
                    yield self._inside(place, item)

    # -- other files ---------------------------------------------------------------------------------------------------

    def _imported(self, place: _Place, name: Node, keys: tuple[str | None, ...]) -> Iterator[str | _Place]:
        binding = place.module.source.scopes.binding_at(name.start_byte)
        taken = place.module.imports.get(place.module.text(name))
        if self._project is None or taken is None or binding is None or binding.scope.parent is not None:
            return
        yield from self._taken(place, place.module, taken.specifier, taken.name, keys)

    def _taken(
        self, place: _Place, module: Module, specifier: str, name: str, keys: tuple[str | None, ...]
    ) -> Iterator[str | _Place]:
        """What a module gives under a name."""
        assert self._project is not None
        found = self._project.file(module, specifier)
        if found is not None and (is_asset(specifier) or not is_module(str(found))):
            data = self._project.disk.read(found)
            if data is not None:  # `./step.py?raw`: a bundler gives its text
                yield data.decode("utf-8", "replace")
                return
        target = self._project.follow(module, specifier)
        if target is None or place.depth > _DEEPEST:
            return
        yield from self._assigned_exports(place, target, name, keys)
        if name == "*":
            if not keys or keys[0] is None:
                return
            name, keys = keys[0], keys[1:]
        export = target.exports.get(name)
        deeper = place._replace(depth=place.depth + 1)
        if export is None:
            for other in target.wildcards:
                yield from self._taken(deeper, target, other, name, keys)
        elif export.specifier is not None:
            yield from self._taken(deeper, target, export.specifier, export.local or name, keys)
        elif export.local is not None:
            binding = target.source.scopes.root.bindings.get(export.local)
            taken = target.imports.get(export.local)
            if taken is not None:
                yield from self._taken(deeper, target, taken.specifier, taken.name, keys)
            if binding is None:
                return
            for origin in self._of(target).given(binding):
                yield _Place(target, origin.node, True, place.is_program, deeper.depth, (*origin.keys, *keys))
            for value in self._given_later(target, binding, keys):
                yield _Place(target, value, True, place.is_program, deeper.depth, keys[1:])
        elif export.node is not None:
            yield _Place(target, export.node, True, place.is_program, deeper.depth, keys)

    def _assigned_exports(
        self, place: _Place, target: Module, name: str, keys: tuple[str | None, ...]
    ) -> Iterator[str | _Place]:
        """What a module of Node gives: `module.exports = …`, `exports.a = …`."""
        wanted = keys if name in ("*", "default") else (name, *keys)
        deeper = _Place(target, target.source.root, True, place.is_program, place.depth + 1)
        for given, node in target.assigned_exports:
            if given == "*":
                left = wanted
            elif wanted and wanted[0] in (given, None):
                left = wanted[1:]
            else:
                continue
            for origin in self._of(target).of(node, 0, left):
                yield deeper._replace(node=origin.node, keys=origin.keys)
            held = unwrap(node)
            binding = target.source.scopes.binding_at(held.start_byte) if held.type == NodeKind.IDENTIFIER else None
            for value in self._given_later(target, binding, left) if binding is not None else ():
                yield deeper._replace(node=value, keys=left[1:])


def _class_around(module: Module, node: Node) -> ClassInfo | None:
    at: Node | None = node
    while at is not None and at.type not in CLASSES:
        at = at.parent
    return module.class_at(at) if at is not None else None


def _object_around(this: Node) -> Node | None:
    """The object literal that has the method or the function in which `this` stands."""
    at: Node | None = this
    while at is not None and (at.type not in FUNCTIONS or at.type == NodeKind.ARROW_FUNCTION):
        at = None if at.type in CLASSES else at.parent
    around = at.parent if at is not None else None
    if around is not None and around.type == NodeKind.PAIR:
        around = around.parent
    return around if around is not None and around.type == NodeKind.OBJECT else None


def _is_static(this: Node) -> bool:
    at: Node | None = this
    while at is not None and at.parent is not None and at.parent.type != NodeKind.CLASS_BODY:
        at = at.parent
    return at is not None and (
        at.type == NodeKind.CLASS_STATIC_BLOCK or any(child.type == "static" for child in at.children)
    )
