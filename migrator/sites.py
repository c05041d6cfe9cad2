"""Every use of the receiver in a file: where it stands, what it does, and the Python that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.lower import Lowering, is_statement
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.strings import cook
from migrator.program import LITERALS, ProgramTerm, program_term
from migrator.settings import Settings
from migrator.term import Term

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

RUNS_PYTHON = frozenset({"runPythonAsync", "runPython"})
_CONTAINERS = frozenset({"program", "statement_block", "switch_case", "switch_default"})
# Statements whose body may stand without braces.
_BARE = frozenset(
    {
        "if_statement",
        "else_clause",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "labeled_statement",
        "with_statement",
    }
)
_OWN_THIS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
        "field_definition",
        "class_static_block",
    }
)
_CLASSES = frozenset({"class_declaration", "class"})


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """What a use belongs to. ``place`` is ``method``, ``field``, ``static``, ``object``, ``function`` or ``module``.

    In the first two `this` is an instance of ``node``, the class; in what is static it is the class itself.
    ``method`` is the nearest method's name all the same.
    """

    place: str
    node: Node | None = None
    class_name: str | None = None
    method: str | None = None


@dataclass(slots=True, eq=False)
class Use:
    """One use of the receiver.

    ``node`` is the receiver itself, ``whole`` the member access or pattern that shows the use.
    ``through`` names the alias by which the receiver is reached, None where it is written out.
    """

    node: Node
    whole: Node
    kind: str
    member: str | None
    owner: Owner
    call: Node | None = None
    through: str | None = None
    alias: Binding | None = None

    @property
    def is_program(self) -> bool:
        """Whether this is a call that runs Python."""
        return self.call is not None and self.member in RUNS_PYTHON


@dataclass(slots=True, eq=False)
class Statements:
    """A list of statements that stand in a row. ``bare`` is a body without braces, which holds one."""

    nodes: list[Node]
    bare: bool


@dataclass(eq=False)
class Site:
    """A call that runs Python, with the statement that it stands in."""

    use: Use
    file: File
    program: ProgramTerm | None
    fault: str | None = None
    _lists: dict[int, tuple[Statements, int]] = field(default_factory=dict, repr=False)

    def statements(self, depth: int) -> tuple[Statements, int] | None:
        """The list in which the call's statement stands, ``depth`` blocks further out, and the index of that
        statement.
        """
        if depth not in self._lists:
            found = self._climb(depth)
            if found is None:
                return None
            self._lists[depth] = found
        return self._lists[depth]

    def _climb(self, depth: int) -> tuple[Statements, int] | None:
        node: Node | None = self.use.call
        while node is not None:
            found = statement_list(node)
            if found is not None:
                if depth == 0:
                    return found
                depth -= 1
            node = node.parent
        return None


@dataclass(eq=False)
class File:
    """A source with its uses and sites."""

    source: Source
    settings: Settings
    _terms: dict[int, Term] = field(default_factory=dict, repr=False)

    @cached_property
    def lowering(self) -> Lowering:
        return Lowering(self.source.data, self.settings.receiver_name, self._embed)

    def term(self, node: Node) -> Term:
        """The term of a statement, lowered once."""
        if node.id not in self._terms:
            self._terms[node.id] = self.lowering.lower(node)
        return self._terms[node.id]

    @cached_property
    def uses(self) -> list[Use]:
        return sorted(_uses(self.source, self.settings), key=lambda use: (use.whole.start_byte, use.whole.end_byte))

    @cached_property
    def sites(self) -> list[Site]:
        return [self._site(use) for use in self.uses if use.is_program]

    @cached_property
    def _programs(self) -> dict[int, ProgramTerm]:
        return {}

    def _embed(self, call: Node, argument: Node) -> ProgramTerm | None:
        if argument.type not in LITERALS:
            return None
        if argument.id not in self._programs:
            self._programs[argument.id] = program_term(
                self.source.data, argument, self.lowering, self.settings.environment
            )
        return self._programs[argument.id]

    def _site(self, use: Use) -> Site:
        assert use.call is not None
        arguments = use.call.child_by_field_name("arguments")
        if arguments is None or arguments.type == "template_string":
            return Site(use, self, None, "the program is a tagged template, which a function reads")
        given = [child for child in arguments.named_children if child.type != "comment"]
        if not given:
            return Site(use, self, None, "the call has no argument")
        first = unwrap(given[0])
        if use.through is not None:
            return Site(use, self, None, f"the receiver is reached through `{use.through}`")
        if first.type not in LITERALS:
            shown = " ".join(self.source.text(first.start_byte, first.end_byte).split())
            shown = shown if len(shown) <= 60 else shown[:59] + "…"
            return Site(use, self, None, f"the program does not stand in the call; it is `{shown}`")
        program = self._embed(use.call, first)
        if program is not None and program.fault is not None:
            message, offset = program.fault
            return Site(use, self, program, f"the Python does not parse (line {self.source.line(offset)}): {message}")
        return Site(use, self, program)


def statement_list(node: Node) -> tuple[Statements, int] | None:
    """The list that ``node`` is a statement of, or None if it is no statement."""
    parent = node.parent
    if parent is None or not (node.type.endswith(("_statement", "_declaration")) or node.type == "statement_block"):
        return None
    if parent.type in _CONTAINERS:
        nodes = [child for child in parent.named_children if is_statement(child)]
        if parent.type == "switch_case":
            value = parent.child_by_field_name("value")
            nodes = [child for child in nodes if value is None or child.id != value.id]
        index = next((i for i, child in enumerate(nodes) if child.id == node.id), None)
        return (Statements(nodes, False), index) if index is not None else None
    if parent.type in _BARE and node.type != "statement_block":
        return Statements([node], True), 0
    return None


def owner_of(node: Node, source: Source) -> Owner:
    """The class and method that a node belongs to: arrows are passed through, a function of its own is not."""
    place: str | None = None
    method: str | None = None
    current = node.parent
    child = node
    while current is not None:
        kind = current.type
        if kind in _OWN_THIS and not _outside_of_body(child, current):
            is_member = current.parent is not None and current.parent.type == "class_body"
            static = is_member and any(part.type == "static" for part in current.children)
            if kind == "method_definition":
                place = place or ("static" if static else "method" if is_member else "object")
                method = method or _key_text(current.child_by_field_name("name"), source)
            elif kind == "field_definition":
                place = place or ("static" if static else "field")
                method = method or _key_text(current.child_by_field_name("property"), source)
            elif kind == "class_static_block":
                place = place or "static"
            else:
                place = place or "function"
        elif kind in _CLASSES and place is not None:
            name = current.child_by_field_name("name")
            return Owner(
                place,
                current,
                source.text(name.start_byte, name.end_byte) if name else _assigned_name(current, source),
                method,
            )
        child, current = current, current.parent
    return Owner(place or "module", None, None, method)


def _outside_of_body(child: Node, definition: Node) -> bool:
    """A computed key or a decorator of a member is evaluated outside of it."""
    key = definition.child_by_field_name("name") or definition.child_by_field_name("property")
    return key is not None and child.id == key.id and child.type == "computed_property_name"


def _assigned_name(node: Node, source: Source) -> str | None:
    """The name of `const Game = class { … }`."""
    parent = node.parent
    if parent is not None and parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
        return source.text(name.start_byte, name.end_byte) if name is not None else None
    return None


def _key_text(node: Node | None, source: Source) -> str | None:
    if node is None:
        return None
    text = source.text(node.start_byte, node.end_byte)
    if node.type == "string":
        return cook(text[1:-1])
    if node.type == "computed_property_name":
        inner = node.named_children[0] if node.named_children else None
        return _key_text(inner, source) if inner is not None and inner.type == "string" else None
    return cook(text) if "\\" in text else text


# -- finding the uses --------------------------------------------------------------------------------------------------


def _uses(source: Source, settings: Settings) -> Iterator[Use]:
    finder = _Finder(source, settings.receiver_name)
    yield from finder.direct()
    yield from finder.aliased()


class _Finder:
    """Climbs from every place where the bytes spell the receiver's property, which costs nearly nothing."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self._aliases: list[tuple[Node, Binding]] = []
        self._this_aliases: list[Binding] | None = None

    def direct(self) -> Iterator[Use]:
        seen: set[int] = set()
        for offset in self._anchors():
            node = self._source.root.descendant_for_byte_range(offset, offset + 1)
            if node is None or node.id in seen:
                continue
            seen.add(node.id)
            yield from self._at(node)

    def _anchors(self) -> Iterator[int]:
        data = self._source.data
        pattern = re.escape(self._name.encode())
        if b"\\" in data:
            pattern += rb"|\\[ux]"
        last = -1
        for match in re.finditer(pattern, data):
            if match.start() > last:
                yield match.start()
                last = match.start()

    def _at(self, node: Node) -> Iterator[Use]:
        if node.type in ("string_fragment", "escape_sequence"):
            node = node.parent or node
        parent = node.parent
        if parent is None or self._text(node) != self._name:
            return
        if node.type == "property_identifier" and parent.type == "member_expression":
            owner = parent.child_by_field_name("object")
            prop = parent.child_by_field_name("property")
            if owner is not None and prop is not None and prop.id == node.id and self._is_this(owner):
                yield self._use(parent, None)
        elif node.type in ("string", "template_string") and self._subscript_of(node) is not None:
            access = self._subscript_of(node)
            owner = access.child_by_field_name("object") if access is not None else None
            if access is not None and owner is not None and self._is_this(owner):
                yield self._use(access, None)
        elif node.type == "shorthand_property_identifier_pattern":
            holder = parent if parent.type == "object_pattern" else parent.parent
            if holder is not None and self._destructures_this(holder):
                yield self._destructure(node, node, holder)
        elif parent.type == "pair_pattern" or (
            parent.type == "computed_property_name"
            and parent.parent is not None
            and parent.parent.type == "pair_pattern"
        ):
            pair = parent if parent.type == "pair_pattern" else parent.parent
            assert pair is not None
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is None or value is None or not (key.start_byte <= node.start_byte < key.end_byte):
                return
            if pair.parent is not None and self._destructures_this(pair.parent):
                target = value.child_by_field_name("left") if value.type == "assignment_pattern" else value
                yield self._destructure(pair, target or value, pair.parent)

    def _subscript_of(self, key: Node) -> Node | None:
        """The access `x[key]`, also with parentheses around the key."""
        key = outermost(key)
        access = key.parent
        if access is None or access.type != "subscript_expression" or not self._is_field(access, "index", key):
            return None
        return access

    def _text(self, node: Node) -> str:
        text = self._source.text(node.start_byte, node.end_byte)
        if node.type in ("string", "template_string"):
            text = text[1:-1]
        return cook(text) if "\\" in text else text

    def _is_this(self, node: Node) -> bool:
        node = unwrap(node)
        if node.type in ("this", "super"):
            return True
        if node.type != "identifier":
            return False
        if self._this_aliases is None:
            self._this_aliases = list(self._find_this_aliases())
        return bool(self._this_aliases) and self._source.scopes.binding_at(node.start_byte) in self._this_aliases

    def _find_this_aliases(self) -> Iterator[Binding]:
        """Names that are declared as `this` (`const self = this`), or as such a name."""
        data = self._source.data
        found: list[Binding] = []
        for match in re.finditer(rb"=\s*\(*\s*this\b(?!\s*[.\[?(])", data):
            node = self._source.root.descendant_for_byte_range(match.end() - 4, match.end())
            if node is None or node.type != "this":
                continue
            binding = self._declared_as(outermost(node))
            if binding is not None:
                found.append(binding)
        for binding in found:
            yield binding
            for reference in binding.references:
                again = self._declared_as(outermost(reference.node))
                if again is not None and again not in found:
                    found.append(again)

    def _declared_as(self, value: Node) -> Binding | None:
        """The binding of `const x = <value>` or `x = <value>`."""
        parent = value.parent
        if parent is None:
            return None
        if parent.type == "variable_declarator":
            name = parent.child_by_field_name("name")
        elif parent.type == "assignment_expression":
            name = parent.child_by_field_name("left")
        else:
            return None
        if name is None or name.type != "identifier" or name.id == value.id:
            return None
        return self._source.scopes.binding_at(name.start_byte)

    def _destructures_this(self, pattern: Node) -> bool:
        parent = pattern.parent
        if parent is None:
            return False
        if parent.type == "variable_declarator":
            value = parent.child_by_field_name("value")
        elif parent.type in ("assignment_expression", "assignment_pattern"):
            value = parent.child_by_field_name("right")
        else:
            return False
        return value is not None and self._is_this(value)

    def _destructure(self, whole: Node, target: Node, pattern: Node) -> Use:
        binding = None
        if target.type in ("identifier", "shorthand_property_identifier_pattern"):
            binding = self._source.scopes.binding_at(target.start_byte)
            if binding is not None:
                self._aliases.append((target, binding))
        return Use(whole, whole, "destructure", None, owner_of(whole, self._source), alias=binding)

    def _use(self, receiver: Node, through: str | None) -> Use:
        """What is done with the receiver expression ``receiver``."""
        owner = owner_of(receiver, self._source)
        outer = outermost(receiver)
        parent = outer.parent
        if parent is None:
            return Use(receiver, receiver, "read", None, owner, through=through)
        if parent.type in ("member_expression", "subscript_expression"):
            if self._is_field(parent, "object", outer):
                return self._member_use(receiver, parent, owner, through)
        elif parent.type in ("assignment_expression", "augmented_assignment_expression") and self._is_field(
            parent, "left", outer
        ):
            return Use(receiver, receiver, "assign", None, owner, through=through)
        elif parent.type == "variable_declarator" and self._is_field(parent, "value", outer):
            return self._alias(receiver, parent.child_by_field_name("name"), owner, through)
        elif parent.type == "assignment_expression" and self._is_field(parent, "right", outer):
            return self._alias(receiver, parent.child_by_field_name("left"), owner, through)
        return Use(receiver, receiver, "read", None, owner, through=through)

    def _alias(self, receiver: Node, target: Node | None, owner: Owner, through: str | None) -> Use:
        binding = None
        if target is not None and target.type == "identifier":
            binding = self._source.scopes.binding_at(target.start_byte)
            if binding is not None:
                self._aliases.append((target, binding))
        return Use(receiver, receiver, "alias", None, owner, through=through, alias=binding)

    def _member_use(self, receiver: Node, access: Node, owner: Owner, through: str | None) -> Use:
        if access.type == "member_expression":
            prop = access.child_by_field_name("property")
            member = self._text(prop) if prop is not None else None
        else:
            index = access.child_by_field_name("index")
            member = self._text(index) if index is not None and index.type in ("string", "template_string") else None
        outer = outermost(access)
        parent = outer.parent
        call = None
        if parent is not None and parent.type == "call_expression" and self._is_field(parent, "function", outer):
            call = parent
        return Use(receiver, access, "call" if call is not None else "read", member, owner, call, through)

    @staticmethod
    def _is_field(parent: Node, name: str, child: Node) -> bool:
        found = parent.child_by_field_name(name)
        return found is not None and found.id == child.id

    def aliased(self) -> Iterator[Use]:
        """Uses through names that hold the receiver, and through names that hold those."""
        done: list[Binding] = []
        while self._aliases:
            _, binding = self._aliases.pop(0)
            if binding in done:
                continue
            done.append(binding)
            for reference in binding.references:
                if not reference.read:
                    continue
                if reference.node.type == "identifier":
                    yield self._use(reference.node, binding.name)
                else:
                    yield Use(
                        reference.node,
                        reference.node,
                        "read",
                        None,
                        owner_of(reference.node, self._source),
                        through=binding.name,
                    )
