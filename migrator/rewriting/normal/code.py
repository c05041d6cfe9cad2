"""The code that a call is given by a name or an expression, as the pieces of text that it is made of.

A name leads to its declaration, a member to the object or the class that has it, an import to its file. Wherever
anything else may have been put there, `Kept` says where.

This is one module because each way to write a text may hold any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from migrator.javascript.flow import arguments_of, elements, is_field, key_text, member_name
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.precedence import is_written
from migrator.javascript.project import Project
from migrator.javascript.scopes import CLASS, CONST, IMPORT, LET, PARAM, VAR, Binding, Reference
from migrator.javascript.source import Source
from migrator.javascript.specifiers import is_asset
from migrator.javascript.syntax import CLASSES, DECLARATIONS, MEMBERS, STRINGS, NodeKind, children, operator
from migrator.javascript.written import written_members
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.rewriting.normal.moments import acting, check_moved, comes_after
from migrator.rewriting.normal.steps import Kept
from migrator.rewriting.normal.texts import Chunk, Hole, Piece, Spelling
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST, _MOST = 30, 2_000  # nobody writes more, and this ends what goes in a circle
_RAW = re.compile(r"[^?]*\?(?:[^#]*&)?raw\b")
_PLAIN_NUMBER = re.compile(rb"(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?")
_FREEZE, _STRING_RAW = ("Object", "freeze"), ("String", "raw")
# Tags that take the common indentation away, by the package that they come from and their names there.
_DEDENT = {
    "dedent": {"default", "dedent"},
    "ts-dedent": {"default", "dedent"},
    "outdent": {"default", "outdent"},
    "string-dedent": {"default", "dedent"},
    "common-tags": {"stripIndent", "stripIndents"},
}


class NoText(Kept):
    """An expression that is no text which the source shows; as a part of a text it is a hole."""


class _Place(NamedTuple):
    """Where an expression is evaluated: in which file, by which declaration (None for the call itself)."""

    module: Module
    declared: Node | None
    depth: int = 0


class Resolver:
    """Finds the code of one call. ``declared`` are the nodes that name what it is held by, ``acting`` those
    parts of it, written there, that have an effect.
    """

    def __init__(self, file: File, module: Module, project: Project, call: Node, tags: Sequence[str] = ()) -> None:
        self._file, self._module, self._project, self._call = file, module, project, call
        self._tags = tags
        self.declared: list[Node] = []
        self.acting: list[Node] = []
        self._steps = 0

    def pieces(self, argument: Node) -> list[Piece]:
        """The pieces of the code that an argument is; raises Kept."""
        return self._text(argument, _Place(self._module, None))

    def _text(self, expression: Node, place: _Place) -> list[Piece]:
        node = unwrap(expression)
        kind = node.type
        self._steps += 1
        if place.depth > _DEEPEST or self._steps > _MOST:
            raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_NOT_SPELLED))
        if kind in STRINGS:
            return list(self._literal(node, place))
        if kind == NodeKind.BINARY_EXPRESSION and operator(node) == "+":
            return self._sum(node, place)
        if kind == NodeKind.CALL_EXPRESSION:
            return self._call_of(node, place)
        if kind == NodeKind.IDENTIFIER:
            return self._named(node, place)
        if kind in MEMBERS:
            return self._member(node, place)
        raise self._no_text(node, place)

    # -- what is written out -------------------------------------------------------------------------------------------

    def _literal(self, node: Node, place: _Place, *, is_raw: bool = False) -> Iterator[Piece]:
        is_template = node.type == NodeKind.TEMPLATE_STRING
        data, at = place.module.source.data, node.start_byte + 1
        spelling: Spelling = "raw" if is_raw else "template" if is_template else "string"
        for child in node.children if is_template else ():
            if child.type == NodeKind.TEMPLATE_SUBSTITUTION:
                yield self._chunk(data, at, child.start_byte, spelling, place)
                inside = children(child)
                if len(inside) != 1:
                    raise self._no_text(node, place)
                yield from self._hole(inside[0], place, child)
                at = child.end_byte
        yield self._chunk(data, at, node.end_byte - 1, spelling, place)

    def _chunk(self, data: bytes, start: int, end: int, spelling: Spelling, place: _Place) -> Chunk:
        own = start if place.module is self._module else None
        return Chunk(spelling, data[start:end], own)

    def _part(self, node: Node, place: _Place) -> list[Piece]:
        """A part of a text that is a text itself, or becomes a hole."""
        text = self._text_or_none(node, place)
        return text if text is not None else self._hole(node, place)

    def _hole(self, node: Node, place: _Place, whole: Node | None = None) -> list[Piece]:
        """A hole of a text; ``whole`` is the one in which a template has it."""
        source, bare = place.module.source, unwrap(node)
        number = source.data[bare.start_byte : bare.end_byte] if bare.type == NodeKind.NUMBER else b""
        if whole is None and _PLAIN_NUMBER.fullmatch(number):
            return [self._chunk(source.data, bare.start_byte, bare.end_byte, "template", place)]
        if place.module is not self._module:
            return self._foreign(node, place)
        if place.declared is not None and check_moved(self._file, node, place.declared, self._call):
            if any(node == other for other in self.acting):  # it would happen twice
                raise acting(self._file, node)
            self.acting.append(node)
        if whole is not None:
            return [Hole(node, whole.start_byte, whole.end_byte, True)]
        return [Hole(node, source.start(node.start_byte), source.end(node.end_byte), False)]

    def _foreign(self, node: Node, place: _Place) -> list[Piece]:
        """A hole of a text of another file: a constant of it."""
        try:
            return self._text(node, place)
        except NoText:
            raise self._of_other_file(self._shown(node, place), place) from None

    def _sum(self, node: Node, place: _Place) -> list[Piece]:
        operands: list[Node] = []
        while node.type == NodeKind.BINARY_EXPRESSION and operator(node) == "+":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            assert left is not None
            assert right is not None
            operands.append(right)
            node = left
        operands.append(node)
        operands.reverse()
        texts = [self._text_or_none(operand, place) for operand in operands]
        first = next((index for index, text in enumerate(texts) if text is not None), None)
        if first is None:
            raise self._no_text(operands[-1].parent or node, place)
        found: list[Piece] = []
        if first == 1:
            found += self._hole(operands[0], place)
        elif first > 1:  # a sum of what is no text, before the first text
            summed = operands[first - 1].parent
            assert summed is not None
            found += self._hole(summed, place)
        for operand, text in zip(operands[first:], texts[first:], strict=True):
            found += text if text is not None else self._hole(operand, place)
        return found

    def _text_or_none(self, node: Node, place: _Place) -> list[Piece] | None:
        kept = len(self.declared)
        try:
            return self._text(node, place)
        except NoText:
            del self.declared[kept:]
            return None

    def _call_of(self, call: Node, place: _Place) -> list[Piece]:
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None:
            raise self._no_text(call, place)
        if arguments.type == NodeKind.TEMPLATE_STRING:
            return self._tagged(call, unwrap(function), arguments, place)
        owner = function.child_by_field_name("object")
        name = member_name(function, place.module.source.data) if function.type in MEMBERS else None
        given = arguments_of(call)
        if any(part.type == NodeKind.SPREAD_ELEMENT for part in given) or owner is None or _is_optional(call, function):
            raise self._no_text(call, place)
        if name == "concat":
            found = self._text(owner, place)
            for part in given:
                found += self._part(part, place)
            return found
        if name == "join" and len(given) <= 1:
            return self._joined(call, unwrap(owner), given, place)
        raise self._no_text(call, place)

    def _joined(self, call: Node, owner: Node, given: list[Node], place: _Place) -> list[Piece]:
        between = self._text(given[0], place) if given else [Chunk("plain", b",", None)]
        if any(isinstance(piece, Hole) for piece in between):  # it would be evaluated more than once
            raise self._no_text(call, place)
        at = place
        if owner.type == NodeKind.IDENTIFIER:
            value, at = self._held(owner, place)
            self._check_only_read(owner, place, frozenset({"join", "length"}))
            owner = value
        if owner.type != NodeKind.ARRAY:
            raise self._no_text(call, place)
        found: list[Piece] = []
        for index, part in enumerate(elements(owner)):
            if part is None or part.type == NodeKind.SPREAD_ELEMENT:
                raise self._no_text(call, place)
            if index:
                found += between
            found += self._text(part, at)
        return found

    # -- tags ----------------------------------------------------------------------------------------------------------

    def _tagged(self, call: Node, tag: Node, template: Node, place: _Place) -> list[Piece]:
        if self._is_global(tag, _STRING_RAW, place):
            return list(self._literal(template, place, is_raw=True))
        stripped = self._takes_indentation(tag, place)
        if stripped is None:
            raise self._no_text(call, place)
        found = list(self._literal(template, place))
        text = "".join(piece.text if isinstance(piece, Chunk) else "x" for piece in found)
        escaped = any(isinstance(piece, Chunk) and b"\\" in piece.raw for piece in found)
        if escaped or not _is_even(text, every=stripped):
            line = place.module.source.line(template.start_byte)
            raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_TAG_UNEVEN, tag=self._shown(tag, place), line=line))
        return found

    def _is_global(self, node: Node, path: tuple[str, str], place: _Place) -> bool:
        owner = node.child_by_field_name("object")
        if node.type not in MEMBERS or owner is None or member_name(node, place.module.source.data) != path[1]:
            return False
        name = unwrap(owner)
        is_name = name.type == NodeKind.IDENTIFIER and place.module.text(name) == path[0]
        return is_name and place.module.source.scopes.is_global(path[0], name.start_byte)

    def _takes_indentation(self, tag: Node, place: _Place) -> bool | None:
        """Whether a tag takes all indentation away (True) or what the lines have in common (False); None for others."""
        if tag.type != NodeKind.IDENTIFIER:
            return None
        module, name = place.module, place.module.text(tag)
        binding = module.source.scopes.binding_at(tag.start_byte)
        at_top = binding is None or binding.scope is module.source.scopes.root
        taken = None
        if binding is not None and at_top:
            taken = module.imports.get(name) if binding.kind == IMPORT else module.required.get(name)
        if taken is not None and taken.name in _DEDENT.get(taken.specifier, ()):
            return taken.name == "stripIndents"
        is_module = taken is not None and taken.name == "*" and "default" in _DEDENT.get(taken.specifier, ())
        return False if is_module or name in self._tags else None

    # -- names ---------------------------------------------------------------------------------------------------------

    def _named(self, name: Node, place: _Place) -> list[Piece]:
        binding = place.module.source.scopes.binding_at(name.start_byte)
        if binding is not None and binding.kind == IMPORT and binding.scope.parent is None:
            return self._imported(name, binding, place)
        value, at = self._held(name, place)
        found = self._text(value, at)
        self._check_written(name, binding, place)
        return found

    def _held(self, name: Node, place: _Place) -> tuple[Node, _Place]:
        """What a variable is declared with; raises Kept for any other name."""
        binding = place.module.source.scopes.binding_at(name.start_byte)
        if binding is None:
            raise self._no_text(name, place)
        if binding.kind == PARAM:
            line = place.module.source.line(binding.declarations[0].start_byte) if binding.declarations else 0
            raise NoText(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_PARAMETER, name=binding.name, line=line))
        value = _initial(binding)
        if value is None:
            self._check_written(name, binding, place)
            raise self._no_text(name, place)
        return value, self._behind(binding, place)

    def _behind(self, binding: Binding, place: _Place) -> _Place:
        """The place of what a variable is declared with."""
        declaration = binding.declarations[0]
        if place.module is self._module:
            self.declared.append(declaration)
        declarator = declaration.parent
        return _Place(place.module, declarator.parent if declarator is not None else None, place.depth + 1)

    def _check_written(self, name: Node, binding: Binding | None, place: _Place) -> None:
        """Raises Kept if a variable may have another value than the one that it is declared with."""
        if binding is None or (binding.kind == CONST and len(binding.declarations) == 1):
            return
        source = place.module.source
        if binding.kind not in (LET, VAR, CONST):
            raise self._no_text(name, place)
        changing = _changing(binding, source)
        if changing is not None:
            self._raise_written(binding.name, changing.node, place)
        for declaration in binding.declarations[1:]:
            self._raise_written(binding.name, declaration, place)
        line = source.line(binding.declarations[0].start_byte)
        statement = binding.declarations[0].parent
        statement = statement.parent if statement is not None else None
        if binding.scope.parent is None:
            module = place.module
            if module is not self._module or binding.name in module.exposed or not is_module(module):
                self._raise_shared(binding, place)
        if binding.kind == VAR and (statement is None or not self._runs_before(statement, place)):
            raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_MAYBE_LATER, name=binding.name, line=line))

    def _runs_before(self, statement: Node, place: _Place) -> bool:
        """Whether a declaration surely has run before the call."""
        scopes = place.module.source.scopes
        here, there = (scopes.scope_at(node.start_byte).function for node in (statement, self._call))
        return here is there and comes_after(statement, self._call)

    def _raise_written(self, name: str, node: Node, place: _Place) -> NoReturn:
        if place.module is not self._module:
            raise self._of_other_file(name, place)
        line = place.module.source.line(node.start_byte)
        raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_MAY_CHANGE, name=name, line=line))

    def _raise_shared(self, binding: Binding, place: _Place) -> NoReturn:
        if place.module is not self._module:
            raise self._of_other_file(binding.name, place)
        line = place.module.source.line(binding.declarations[0].start_byte)
        raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_SHARED, name=binding.name, line=line))

    # -- members -------------------------------------------------------------------------------------------------------

    def _member(self, node: Node, place: _Place) -> list[Piece]:
        owner, name = node.child_by_field_name("object"), member_name(node, place.module.source.data)
        holder = unwrap(owner) if owner is not None else None
        if holder is None or name is None or holder.type != NodeKind.IDENTIFIER or _is_optional(node):
            raise self._no_text(node, place)
        binding = place.module.source.scopes.binding_at(holder.start_byte)
        if binding is None:
            raise self._no_text(node, place)
        if binding.kind == IMPORT and binding.scope.parent is None:
            return self._imported_member(node, holder, name, place)
        return self._member_of(node, binding, name, place)

    def _member_of(self, node: Node, binding: Binding, name: str, place: _Place) -> list[Piece]:
        """A member of what a name of a file is declared as: a class, or an object that is written out."""
        declared = binding.declarations[0] if len(binding.declarations) == 1 else None
        parent = declared.parent if declared is not None else None
        is_class = binding.kind == CLASS and parent is not None and parent.type in CLASSES
        value = parent if is_class else _initial(binding)
        source = place.module.source
        if value is None or parent is None or _changing(binding, source) is not None:
            raise self._no_text(node, place)
        if value.type in CLASSES:
            return self._static(node, value, binding, name, place)
        frozen = value.type == NodeKind.CALL_EXPRESSION and self._is_global(
            unwrap(value.child_by_field_name("function") or value), _FREEZE, place
        )
        given = arguments_of(value) if frozen else []
        held = unwrap(given[0]) if len(given) == 1 else value
        if held.type != NodeKind.OBJECT:
            raise self._no_text(node, place)
        found = source.once(("pairs", held.id), lambda: _pairs(held, source)).get(name)
        if found is None:
            raise self._no_text(node, place)
        text = self._text(found, self._behind(binding, place))
        if not frozen:
            self._check_unshared(binding, place)
        self._check_written(node, binding, place)
        return text

    def _check_unshared(self, binding: Binding, place: _Place, called: frozenset[str] = frozenset()) -> None:
        """Raises Kept if anything but a reading of a member is done with an object; only ``called`` may be called."""
        module = place.module
        if binding.scope.parent is None and (binding.name in module.exposed or not is_module(module)):
            self._raise_shared(binding, place)
        self._check_references(binding, place, called)

    def _check_only_read(self, name: Node, place: _Place, members: frozenset[str]) -> None:
        binding = place.module.source.scopes.binding_at(name.start_byte)
        if binding is not None:
            self._check_unshared(binding, place, members)
            self._check_written(name, binding, place)

    def _check_references(self, binding: Binding, place: _Place, called: frozenset[str]) -> None:
        """Raises Kept if a name stands anywhere but before a member that is read; only ``called`` may be called."""
        source = place.module.source
        key = "used otherwise", binding, called
        other = source.once(key, lambda: next(_used_otherwise(binding, called, source.data), None))
        if other is not None:
            self._raise_written(binding.name, other, place)

    def _static(self, node: Node, owner: Node, binding: Binding, name: str, place: _Place) -> list[Piece]:
        source = place.module.source
        members = source.once(("static members", owner.id), lambda: _static_members(owner, source)).get(name, [])
        value = members[0].child_by_field_name("value") if len(members) == 1 else None
        if value is None or members[0].type != NodeKind.FIELD_DEFINITION:
            raise self._no_text(node, place)
        if place.module is self._module:
            self.declared.append(members[0])
        found = self._text(value, _Place(place.module, members[0], place.depth + 1))
        # A class that is declared has its name once more inside.
        inside = source.scopes.lookup(binding.name, source.scopes.scope_at(members[0].start_byte))
        outside = source.scopes.binding_at(binding.declarations[0].start_byte)
        names = {each for each in (binding, inside, outside) if each is not None}
        written = written_members(source)
        for member in written.get(name, ()):
            self._raise_written(name, member, place)
        for member in written.get(None, ()):
            of_class = unwrap(member.child_by_field_name("object") or member)
            if source.scopes.binding_at(of_class.start_byte) in names:
                self._raise_written(name, member, place)
        for each in names:
            use = source.once(("given to the platform", each), partial(_given_to_platform, each, place.module))
            if use is not None:
                self._raise_written(name, use, place)
        return found

    # -- other files ---------------------------------------------------------------------------------------------------

    def _imported(self, name: Node, binding: Binding, place: _Place) -> list[Piece]:
        taken = place.module.imports.get(binding.name)
        if taken is None or taken.name == "*":
            raise self._no_text(name, place)
        if place.module is self._module:
            self.declared.append(binding.declarations[0])
        if is_asset(taken.specifier):
            if _RAW.match(taken.specifier) is None or taken.name != "default":
                raise self._no_text(name, place)
            path = self._project.file(place.module, taken.specifier)
            data = self._project.disk.read(path) if path is not None else None
            if data is None:
                raise self._not_found(name, taken.specifier, place)
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                raise self._not_found(name, taken.specifier, place) from None
            as_python_reads = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            return [Chunk("plain", as_python_reads, None)]
        target, value = self._exported(name, taken.specifier, taken.name, place)
        if isinstance(value, Binding):
            held = _initial(value)
            if held is None:
                raise self._no_text(name, place)
            there = _Place(target, None, place.depth + 1)
            found = self._text(held, there)
            self._check_written(name, value, there)
            return found
        return self._text(value, _Place(target, None, place.depth + 1))

    def _imported_member(self, node: Node, holder: Node, name: str, place: _Place) -> list[Piece]:
        """A member of an import: of all that a file exports, or of a class or an object of it."""
        taken = place.module.imports.get(place.module.text(holder))
        binding = place.module.source.scopes.binding_at(holder.start_byte)
        if taken is None or binding is None:
            raise self._no_text(node, place)
        if place.module is self._module:
            self.declared.append(binding.declarations[0])
        is_all = taken.name == "*"
        target, value = self._exported(node, taken.specifier, name if is_all else taken.name, place)
        there = _Place(target, None, place.depth + 1)
        if not is_all:
            if not isinstance(value, Binding):
                raise self._no_text(node, place)
            return self._member_of(node, value, name, there)
        if not isinstance(value, Binding):
            return self._text(value, there)
        held = _initial(value)
        if held is None:
            raise self._no_text(node, place)
        found = self._text(held, there)
        self._check_written(node, value, there)
        return found

    def _exported(self, node: Node, specifier: str, name: str, place: _Place) -> tuple[Module, Binding | Node]:
        """What a file exports under a name: a variable, or the expression that is its default."""
        target = self._project.follow(place.module, specifier)
        for _ in range(_DEEPEST):
            if target is None:
                break
            export = target.exports.get(name)
            if export is None:
                break
            if export.specifier is not None:
                target, name = self._project.follow(target, export.specifier), export.local or name
                if name == "*":
                    break
                continue
            binding = target.source.scopes.root.bindings.get(export.local or "")
            if binding is not None:
                return target, binding
            if export.node is not None:
                return target, export.node
            break
        raise self._not_found(node, specifier, place)

    # -- causes --------------------------------------------------------------------------------------------------------

    def _shown(self, node: Node, place: _Place) -> str:
        return one_line(place.module.source.text(node.start_byte, node.end_byte), 60)

    def _no_text(self, node: Node, place: _Place) -> NoText:
        line = place.module.source.line(node.start_byte)
        shown = self._shown(node, place)
        if place.module is not self._module:
            return NoText(Code.NOT_IN_PLACE, self._of_other_file(shown, place).message)
        if place.depth == 0:
            return NoText(Code.NOT_IN_PLACE, Message.of(Sentence.PROGRAM_NOT_IN_CALL, shown=shown))
        return NoText(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_IS_NO_TEXT, shown=shown, line=line))

    def _of_other_file(self, shown: str, place: _Place) -> Kept:
        message = Message.of(Sentence.CODE_OF_OTHER_FILE, shown=shown, file=place.module.path.name)
        return Kept(Code.NOT_IN_PLACE, message)

    def _not_found(self, node: Node, specifier: str, place: _Place) -> NoText:
        shown = self._shown(node, place)
        return NoText(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_NOT_FOUND, shown=shown, specifier=specifier))


def _changing(binding: Binding, source: Source) -> Reference | None:
    """The first use of a variable that gives it another value, or may."""
    uses = binding.references
    return source.once(("changing", binding), lambda: next((use for use in uses if use.write or use.outside), None))


def _used_otherwise(binding: Binding, called: frozenset[str], data: bytes) -> Iterator[Node]:
    """The uses of a name anywhere but before a member that is read; only ``called`` may be called."""
    for use in binding.references:
        outer = outermost(use.node)
        member = outer.parent
        is_read = member is not None and member.type in MEMBERS and is_field(member, "object", outer)
        if member is None or not is_read or use.outside or is_written(member):
            yield use.node
            continue
        whole = outermost(member)
        call = whole.parent
        is_called = call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", whole)
        if is_called and member_name(member, data) not in called:
            yield use.node


def _given_to_platform(binding: Binding, module: Module) -> Node | None:
    """Where a name is given to a function of `Object` or `Reflect`, which may give its members other values."""
    for use in binding.references:
        given = outermost(use.node).parent
        call = given.parent if given is not None and given.type == NodeKind.ARGUMENTS else None
        called = call.child_by_field_name("function") if call is not None else None
        if called is not None and module.text(called).startswith(("Object.", "Reflect.")):
            return use.node
    return None


def is_module(module: Module) -> bool:
    """Whether a file is a module: its names are its own."""
    return bool(
        module.imports or module.exports or module.wildcards or module.required or module.assigned_exports
    ) or module.path.suffix in (".mjs", ".cjs", ".mts", ".cts")


def _initial(binding: Binding) -> Node | None:
    """What a variable is declared with, parentheses taken off; None for anything but a variable with a value."""
    name = binding.declarations[0] if binding.declarations else None
    declarator = name.parent if name is not None else None
    if declarator is None or name is None or declarator.type != NodeKind.VARIABLE_DECLARATOR:
        return None
    value = declarator.child_by_field_name("value")
    statement = declarator.parent
    if value is None or not is_field(declarator, "name", name) or statement is None:
        return None
    return unwrap(value) if statement.type in DECLARATIONS else None


def _pairs(held: Node, source: Source) -> dict[str, Node | None]:
    """The values of the members of an object by their names, None for a name that it has twice; nothing where a member
    may take the place of any other.
    """
    found: dict[str, Node | None] = {}
    for part in children(held):
        key = key_text(part.child_by_field_name("key"), source.data) if part.type == NodeKind.PAIR else None
        if key is None or key == "__proto__":
            return {}
        found[key] = part.child_by_field_name("value") if key not in found else None
    return found


def _static_members(owner: Node, source: Source) -> dict[str | None, list[Node]]:
    """The static members of a class by their names; None has those whose names are not written out."""
    found: dict[str | None, list[Node]] = {}
    for member in children(owner.child_by_field_name("body")):
        if any(part.type == "static" for part in member.children):
            name = member.child_by_field_name("property") or member.child_by_field_name("name")
            found.setdefault(key_text(name, source.data), []).append(member)
    return found


def _is_optional(*nodes: Node) -> bool:
    return any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for node in nodes for child in node.children)


def _is_even(text: str, *, every: bool) -> bool:
    """Whether each way to take the common indentation of some lines away gives the same program: all lines have what
    the first one has, or (``every``) just that.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    indents = [line[: len(line) - len(line.lstrip())] for line in lines]
    if not lines:
        return True
    first = indents[0]
    if every or not first:
        return all(indent == first for indent in indents)
    return len(set(first)) == 1 and all(indent.startswith(first) for indent in indents)
