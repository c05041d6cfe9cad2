"""What the code of one file does to Python's globals: each program that it runs, and each look at the interpreter's own
names for them (`globals.get('x')`, `globals.x`, `pyimport('x')`), on whatever object that is done.

A program is what its call is given: a literal, a tagged template, and what a name, a member, a concatenation or a
choice of the file stands for; constants of other files too, where there is a project to follow imports in. A hole that
a constant fills is filled. Where a part of a program is not known, the words of the known parts count as names that it
reads, and the rest is ``unseen``; so is code in a hole, Python that does not parse (of that, only the words that it
spells), and a name that is not a constant.

A namespace that a call gives its program (`sites.namespaces`) is another dictionary: what is done to that counts as an
access of it, from where it is made on. A program that has names of its own beside the globals has an access of each: it
binds the former and reads both.

Not followed: a name of the globals that leaves the file, a method of the interpreter that is handed on and called
elsewhere, and the interpreter itself where it is given to code of other packages.

This is one module because each way to a program may lead to any other: a constant to a template with holes, a hole to a
constant.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from migrator.javascript.constants import Constants
from migrator.javascript.flow import Flow, arguments_of, is_field, key_text, literal_text, spelling
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.strings import cook
from migrator.javascript.syntax import (
    MEMBERS,
    PATTERNS,
    STRING_PARTS,
    STRINGS,
    TARGET_NAMES,
    NodeKind,
    children,
)
from migrator.model.settings import one_line
from migrator.python.language import PYTHON
from migrator.sites.keys import keys_of
from migrator.sites.namespaces import ANY, MAIN, Ground, Namespaces, Spaces
from migrator.sites.owner import Owner, owner_of
from migrator.sites.site import File
from migrator.sites.use import is_target

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.embedded import Embedded
    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.python.flow import Flow as Does
    from migrator.python.form import Program

# Methods of the dictionary of globals that take a name, and what they do with it.
_READ, _BIND, _DELETE = frozenset({"get", "has"}), frozenset({"set"}), frozenset({"delete", "pop"})
# … and those that give or take all names.
_WHOLE = frozenset({
    "toJs", "keys", "values", "items", "entries", "copy", "update", "setdefault", "forEach", "popitem", "clear",
    "toString", "type",
})  # fmt: skip
_HARMLESS = frozenset({"destroy"})
_THROUGH = frozenset({"call", "apply", "bind"})
# What an interpreter may be called.
_NAMED = re.compile(rb"(?i:py)")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
_LONGEST = 60  # of code that is shown
# A program gets at the interpreter's own globals, at its globals past names of its own, and at these from within.
_OF_MAIN = re.compile(rf"\b{PYTHON.main}\b")
_OF_GLOBALS = re.compile(r"\b(?:globals?|exec|eval|eval_code\w*)\b")
_LOOP = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?for\b[^\n]*:[ \t]*(?:#[^\n]*)?$")
_INNER = re.compile(r"\b(?:def|lambda|class|for)\b")
# The name of a namespace itself: whoever works with one reads it, and who makes one binds it.
ITSELF = ""


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """One place that does something to globals.

    ``on`` is the expression that has the interpreter, ``owner`` where it stands, ``is_receiver`` whether it is the
    receiver or a name for it. ``reads`` and ``lasting`` are what `python.flow` says, ``changes`` are names that it
    binds or deletes, each with the one thing that it imports or None. ``unseen`` shows what cannot be seen, None where
    all is; where ``words`` is given, only these names may be meant there. ``spaces`` are the globals that it may be
    done to.
    """

    offset: int
    on: Any
    owner: Any
    is_program: bool = False
    is_receiver: bool = False
    reads: Mapping[str, Any] = field(default_factory=dict)
    lasting: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, str | None] = field(default_factory=dict)
    unseen: str | None = None
    words: frozenset[str] | None = None
    locate: Callable[[Any], int] | None = None
    spaces: Spaces = MAIN

    def place(self, name: str) -> int:
        """The byte offset at which a name is read."""
        origin = self.reads.get(name) or self.lasting.get(name)
        return self.locate(origin) if self.locate is not None and origin is not None else self.offset

    def takes(self, name: str, path: str | None) -> bool:
        """Whether this reads a name that another program binds, by importing ``path`` alone where that is given."""
        return name in self.reads or (name in self.lasting and (path is None or self.changes.get(name) != path))

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether this reads one of some names, or may."""
        return self.may_read(names) or not (
            self.reads.keys().isdisjoint(names) and self.lasting.keys().isdisjoint(names)
        )

    def may_read(self, names: Iterable[str]) -> bool:
        """Whether what cannot be seen may read one of some names."""
        return self.unseen is not None and (self.words is None or not self.words.isdisjoint(names))


def accesses(file: File, module: Module | None = None, project: Project | None = None) -> list[Access]:
    """Every access of a file, in source order."""
    finder = _Finder(file, module, project)
    return sorted(finder.all(), key=lambda access: access.offset)


@dataclass
class _Found:
    """What the texts do that may be run at one place."""

    reads: dict[str, Any] = field(default_factory=dict)
    lasting: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, str | None] = field(default_factory=dict)
    unseen: str | None = None
    words: frozenset[str] | None = None
    known: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)

    def add(self, does: Does | Program, shown: str) -> None:
        self.reads |= dict.fromkeys(does.reads)
        self.lasting |= dict.fromkeys(does.lasting)
        for name in (*does.binds, *does.deletes):
            self.changes[name] = does.imports.get(name)
        if does.unseen:
            self.hide(shown)

    def spell(self, text: str) -> None:
        """The words of a part of a program."""
        self.reads |= dict.fromkeys(_WORD.findall(text))

    def hide(self, shown: str, words: frozenset[str] | None = None) -> None:
        if self.unseen is None or self.words is not None:
            self.words = words if self.unseen is None or words is None else words | (self.words or frozenset())
            self.unseen = self.unseen or shown


class _Finder:
    def __init__(self, file: File, module: Module | None, project: Project | None) -> None:
        self._file = file
        self._source = file.source
        self._data = file.source.data
        self._module = module
        self._project = project
        self._flow = Flow(self._data)
        self._origins = Origins(file.source)
        self._constants: Constants | None = None
        self._owners: dict[int, Owner] = {}
        self._namespaces = Namespaces(file.source, frozenset(unwrap(use.node).id for use in file.uses))
        self._spaces = MAIN  # what is looked at

    def all(self) -> Iterator[Access]:
        done: set[int] = set()
        for word in (PYTHON.stem, PYTHON.namespace, PYTHON.importer):
            for key in spelling(self._source, word):
                found = list(self._at(key))
                yield from (access for access in found if access.offset not in done or word != PYTHON.stem)
                done.update(access.offset for access in found)
        for use in self._file.uses:
            given = arguments_of(use.call) if use.call is not None else []
            if use.inner is not None and given:
                on = use.inner.node if use.elsewhere is None else use.node
                yield from self._run(use.whole, on, given[0], Ground())
        for use in self._file.named_uses:
            if use.member is None and use.whole.type in MEMBERS and use.whole.id != use.node.id:
                yield self._make(use.whole, use.node, unseen=self._shown(use.whole), spaces=ANY)
        yield from self._of_namespaces()

    def _of_namespaces(self) -> Iterator[Access]:
        """What is done with the namespaces that programs are given, from where they are made on."""
        keys = keys_of(self._source)
        done: set[int] = set()
        for key in self._namespaces.held:
            for place in list(keys.places(key)):
                # A program takes it out of its options; what is assigned to it is looked at where that is made.
                if place.id in done or is_target(place) or self._namespaces.is_given(outermost(place)):
                    continue
                done.add(place.id)
                self._spaces = self._namespaces.of(place)
                if self._spaces != MAIN:
                    yield from self._globals(place, place, 0)
        for made in list(self._namespaces.made.values()):
            self._spaces = self._namespaces.made_at(made.node)
            names = dict.fromkeys(made.names or ())
            yield self._make(made.node, made.node, changes={ITSELF: None, **names})
        self._spaces = MAIN

    def _at(self, node: Node) -> Iterator[Access]:
        """What is done through a name, or a key, that spells a member of the interpreter."""
        name = literal_text(node, self._data) if node.type in STRINGS else key_text(node, self._data)
        if name not in (*PYTHON.calls, PYTHON.namespace, PYTHON.importer):
            return
        key = outermost(node) if node.type in STRINGS else node
        parent = key.parent
        if parent is None:
            return
        if parent.type in MEMBERS and any(is_field(parent, part, key) for part in ("property", "index")):
            on = parent.child_by_field_name("object")
            if on is None or is_target(parent):
                return
            if name in PYTHON.calls:
                yield from self._program(parent, on)
            elif name == PYTHON.namespace:
                yield from self._globals(parent, on, 0)
            else:
                yield from self._imported(parent, on)
        elif key.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN or parent.type == NodeKind.PAIR_PATTERN:
            yield from self._taken(key, parent, name)

    def _taken(self, key: Node, parent: Node, name: str | None) -> Iterator[Access]:
        """`const { globals } = this.pyodide`."""
        part = key if key.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN else parent
        target = part if part is key else parent.child_by_field_name("value")
        whole: Node | None = part.parent
        while whole is not None and (whole.type in PATTERNS or whole.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN):
            whole = whole.parent
        on = None
        if whole is not None:
            on = whole.child_by_field_name("value") or whole.child_by_field_name("right")
        if on is None or target is None:
            return
        if name == PYTHON.namespace:
            yield from self._through(target, on, 0)
        else:
            yield self._make(part, on, unseen=self._shown(whole or part))

    # -- programs ------------------------------------------------------------------------------------------------------

    def _program(self, member: Node, on: Node) -> Iterator[Access]:
        outer = self._flow.outermost(member)
        parent = outer.parent
        if parent is None:
            return
        arguments: Node | None = None
        at = 0
        if parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            arguments = parent.child_by_field_name("arguments")
        elif parent.type == NodeKind.MEMBER_EXPRESSION and is_field(parent, "object", outer):
            through = key_text(parent.child_by_field_name("property"), self._data)
            call = self._flow.outermost(parent).parent
            if through not in _THROUGH or call is None or call.type != NodeKind.CALL_EXPRESSION:
                return
            if through == "call":
                arguments, at = call.child_by_field_name("arguments"), 1
        elif _only_asks(parent, outer):
            return
        if arguments is None:
            yield self._make(member, on, unseen=self._shown(parent), spaces=ANY)
            return
        if arguments.type == NodeKind.TEMPLATE_STRING:
            yield from self._run(member, on, arguments, Ground())
            return
        given = children(arguments)
        if len(given) > at and given[at].type != NodeKind.SPREAD_ELEMENT:
            options = given[at + 1] if len(given) > at + 1 else None
            yield from self._run(member, on, given[at], self._namespaces.ground(options))
        elif given:
            yield self._make(member, on, unseen=self._shown(parent), spaces=ANY)

    def _run(self, member: Node, on: Node, argument: Node, ground: Ground) -> Iterator[Access]:
        """A program that is run: an access of each of the globals that it gets at."""
        access, text = self._program_of(member, on, argument)
        if _OF_MAIN.search(text):  # which names it means there is not told apart
            yield replace(access, spaces=MAIN)
        reads = access.reads if ground.local is None and ground.globals == MAIN else {ITSELF: None, **access.reads}
        if ground.local is None:
            yield replace(access, spaces=ground.globals, reads=reads)
            return
        yield replace(access, spaces=ground.local, reads=reads)
        is_seen = access.unseen is None
        if not is_seen or _INNER.search(_LOOP.sub("", text)):  # functions and comprehensions look past its own names
            behind = {**dict.fromkeys(access.changes), **reads}
        else:
            own = ground.held - access.changes.keys()
            behind = {name: origin for name, origin in reads.items() if name not in own}
        changes = access.changes if not is_seen or _OF_GLOBALS.search(text) else {}
        yield replace(access, spaces=ground.globals, reads=behind, changes=changes)

    def _program_of(self, member: Node, on: Node, argument: Node) -> tuple[Access, str]:
        """What a program does to whatever globals it has, and its text as far as that is known."""
        code = self._template(unwrap(argument))
        program = self._file.program_at(code) if code.type in STRINGS else None
        if program is not None and program.fault is None and program.variants:
            embedded = program.embedded
            lowered = program.variants[0]
            filled = self._filled(embedded.text, [(hole.placeholder, hole.node) for hole in embedded.holes])
            if filled == embedded.text:
                shown = self._shown(code)
                if lowered.unseen:
                    shown = self._line_of(embedded, lowered.position(lowered.unseen[0]))
                access = self._make(
                    member,
                    on,
                    reads=lowered.reads,
                    lasting=lowered.lasting,
                    changes={name: lowered.imports.get(name) for name in (*lowered.binds, *lowered.deletes)},
                    unseen=shown if lowered.unseen else None,
                    locate=lambda origin: embedded.offsets[lowered.position(origin)],
                )
                return access, embedded.text
            found = _Found()
            self._text(filled, found, self._shown(code))
            return self._make(member, on, found=found), filled
        found = _Found()
        self._expression(argument, found, 0)
        return self._make(member, on, found=found), "\n".join(found.texts)

    def _template(self, node: Node) -> Node:
        """The template of a tagged one."""
        if node.type == NodeKind.CALL_EXPRESSION:
            arguments = node.child_by_field_name("arguments")
            if arguments is not None and arguments.type == NodeKind.TEMPLATE_STRING:
                return arguments
        return node

    def _filled(self, text: str, holes: list[tuple[str, Node]]) -> str:
        """A program with the text of each hole that a constant fills."""
        for placeholder, node in reversed(holes):
            inside = children(node)
            filling = self._origins.text(inside[0]) if len(inside) == 1 else None
            if filling is not None:
                text = text.replace(placeholder, filling)
        return text

    def _expression(self, expression: Node, found: _Found, depth: int) -> None:
        """What the texts do that an expression may have."""
        whole = self._origins.text(expression)
        if whole is not None:
            self._text(whole, found, self._shown(expression))
            return
        for origin in self._origins.of(expression):
            node = self._template(unwrap(origin.node))
            text = self._origins.text(node) if not origin.keys else None
            if text is not None:
                self._text(text, found, self._shown(node))
            elif not origin.keys and node.type in STRINGS:
                self._literal(node, found)
            else:
                self._unknown(expression, node, found)

    def _literal(self, node: Node, found: _Found) -> None:
        program = self._file.program_at(node)
        if program is None or program.fault is not None or not program.variants:
            text = program.embedded.text if program is not None else ""
            found.texts.append(text)
            found.hide(self._shown(node), frozenset(_WORD.findall(text)))
            return
        embedded, lowered = program.embedded, program.variants[0]
        holes = [(hole.placeholder, hole.node) for hole in embedded.holes]
        filled = self._filled(embedded.text, holes)
        if filled != embedded.text:
            self._text(filled, found, self._shown(node))
            return
        found.texts.append(embedded.text)
        found.add(lowered, self._shown(node))

    def _unknown(self, expression: Node, node: Node, found: _Found) -> None:
        """An expression that is not known in all of its parts: the words of those that are."""
        texts = self._texts_of(expression)
        complete = bool(texts) and self._is_import(node)
        for text in texts:
            found.texts.append(text)
            does = self._does(text)
            if does is not None:
                found.add(does, self._shown(expression))
            else:
                found.spell(text)
                complete = False
        for part in _literals(node):
            found.spell(cook(part, template=True))
        if not complete:
            found.hide(self._shown(expression))

    def _texts_of(self, expression: Node) -> list[str]:
        if self._module is None:
            return []
        if self._constants is None:
            self._constants = Constants(self._module, self._project)
        return list(self._constants.of(expression))

    def _is_import(self, node: Node) -> bool:
        binding = self._source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
        return binding is not None and self._module is not None and binding.name in self._module.imports

    def _text(self, text: str, found: _Found, shown: str) -> None:
        does = self._does(text)
        found.texts.append(text)
        if does is not None:
            found.add(does, shown)
        else:
            found.hide(shown, frozenset(_WORD.findall(text)))

    def _does(self, text: str) -> Does | None:
        from migrator.python.flow import within

        return within(textwrap.dedent(text), self._file.settings.environment)

    # -- globals -------------------------------------------------------------------------------------------------------

    def _globals(self, member: Node, on: Node, depth: int) -> Iterator[Access]:
        """What is done with the dictionary of globals, which an expression is."""
        outer = self._flow.widest(member)
        parent = outer.parent
        if parent is None or depth > 4:
            return
        targets = [target for target in self._flow.targets(member) if target.type in (*TARGET_NAMES, *PATTERNS)]
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            yield self._member(parent, on)
        elif parent.type == NodeKind.BINARY_EXPRESSION and is_field(parent, "right", outer):
            left = parent.child_by_field_name("left")
            if any(part.type == "in" for part in parent.children) and left is not None:
                yield self._named(parent, on, left, reads=True)
        elif targets:
            for target in targets:
                yield from self._through(target, on, depth + 1)
        elif not _only_asks(parent, outer) and not self._is_given_to_program(outer):
            yield self._make(member, on, unseen=self._shown(parent))

    def _through(self, target: Node, on: Node, depth: int) -> Iterator[Access]:
        """What is done through a name that is given the dictionary, or a pattern that takes names out of it."""
        if target.type in PATTERNS:
            names = [part for part in target.named_children if part.type != NodeKind.COMMENT]
            for part in names:
                key = part.child_by_field_name("key") or part.child_by_field_name("left") or part
                text = key_text(key, self._data)
                if text is not None:
                    yield self._make(part, on, reads={text: None})
                else:
                    yield self._make(part, on, unseen=self._shown(part))
            return
        binding = self._source.scopes.binding_at(target.start_byte)
        for reference in binding.references if binding is not None else ():
            if reference.read:
                yield from self._globals(reference.node, on, depth + 1)

    def _member(self, access: Node, on: Node) -> Access:
        """A member of the dictionary: one of its methods, or a global."""
        name, index = None, access.child_by_field_name("index")
        if access.type == NodeKind.MEMBER_EXPRESSION:
            name = key_text(access.child_by_field_name("property"), self._data)
        elif index is not None:
            name = self._origins.text(index)
        if name is None:
            return self._make(access, on, unseen=self._shown(access))
        outer = self._flow.outermost(access)
        call = outer.parent
        is_called = call is not None and call.type == NodeKind.CALL_EXPRESSION and is_field(call, "function", outer)
        if name in _HARMLESS:
            return self._make(access, on)
        if name in _READ | _BIND | _DELETE:
            arguments = call.child_by_field_name("arguments") if call is not None and is_called else None
            given = children(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
            if not given:
                return self._make(access, on, unseen=self._shown(access))
            return self._named(access, on, given[0], reads=name not in _BIND, changes=name not in _READ)
        if name in _WHOLE:
            return self._make(access, on, unseen=self._shown(access))
        if is_target(access):
            return self._make(access, on, changes={name: None})
        return self._make(access, on, reads={name: None})

    def _named(self, whole: Node, on: Node, name: Node, *, reads: bool = False, changes: bool = False) -> Access:
        """An access by a name that an expression has."""
        text = self._origins.text(name)
        if text is None:
            return self._make(whole, on, unseen=self._shown(whole.parent or whole))
        return self._make(
            whole, on, reads={text: None} if reads else {}, changes={text: None} if changes else {}
        )

    def _imported(self, member: Node, on: Node) -> Iterator[Access]:
        """`pyimport('x')`, and `pyimport('__main__').x`."""
        outer = self._flow.outermost(member)
        call = outer.parent
        if call is None or call.type != NodeKind.CALL_EXPRESSION or not is_field(call, "function", outer):
            if call is not None and not _only_asks(call, outer):
                yield self._make(member, on, unseen=self._shown(call))
            return
        arguments = call.child_by_field_name("arguments")
        given = children(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []
        text = self._origins.text(given[0]) if given else None
        if text == PYTHON.main:
            yield from self._globals(call, on, 0)
        elif text is None:
            yield self._make(member, on, unseen=self._shown(call))
        else:
            yield self._make(member, on, reads={text: None})

    def _is_given_to_program(self, value: Node) -> bool:
        """`runPython(code, { globals: py.globals })`: the program is looked at by itself."""
        if self._namespaces.is_given(value):
            return True
        current = value.parent
        while current is not None and current.type in (NodeKind.PAIR, NodeKind.OBJECT, NodeKind.ARGUMENTS):
            if current.type == NodeKind.ARGUMENTS:
                call = current.parent
                function = call.child_by_field_name("function") if call is not None else None
                name = function.child_by_field_name("property") if function is not None else None
                return key_text(name, self._data) in PYTHON.calls
            current = current.parent
        return False

    # -- what is made --------------------------------------------------------------------------------------------------

    def _shown(self, node: Node) -> str:
        return one_line(self._source.text(node.start_byte, node.end_byte), _LONGEST)

    def _line_of(self, embedded: Embedded, at: int) -> str:
        """The line of a program on which something begins, from there on."""
        text = embedded.text[at:].split("\n", 1)[0]
        for hole in embedded.holes:
            text = text.replace(hole.placeholder, self._source.text(hole.node.start_byte, hole.node.end_byte))
        return one_line(text, _LONGEST)

    def _make(self, whole: Node, on: Node, found: _Found | None = None, **what: Any) -> Access:
        if found is not None:
            what = {
                "reads": found.reads, "lasting": found.lasting, "changes": found.changes, "unseen": found.unseen,
                "words": found.words,
            }  # fmt: skip
        is_program = key_text(whole.child_by_field_name("property"), self._data) in PYTHON.calls
        is_receiver = unwrap(on).id in self._receivers
        what.setdefault("spaces", self._spaces)
        is_run = is_program or whole.id in self._wrapped
        if self._spaces != MAIN:  # of a namespace that was given to a program
            if ITSELF not in what.get("changes", {}):
                what["reads"] = {ITSELF: None, **what.get("reads", {})}
        elif not (is_run or is_receiver or _NAMED.search(on.text or b"") or self._is_named(on)):
            what["unseen"] = None  # `config.globals`: of somebody else, unless a name says otherwise
        owner = owner_of(whole, self._source, self._owners)
        return Access(whole.start_byte, on, owner, is_program, is_receiver, **what)

    def _is_named(self, on: Node) -> bool:
        member = on.child_by_field_name("property")
        return key_text(member, self._data) == self._file.settings.receiver.member

    @cached_property
    def _wrapped(self) -> set[int]:
        return {use.whole.id for use in self._file.uses if use.inner is not None}

    @cached_property
    def _receivers(self) -> set[int]:
        return {unwrap(use.node).id for use in self._file.named_uses}


def _only_asks(parent: Node, value: Node) -> bool:
    """Whether an expression is only asked whether it is there."""
    if parent.type in (NodeKind.IF_STATEMENT, NodeKind.TERNARY_EXPRESSION, NodeKind.WHILE_STATEMENT):
        return is_field(parent, "condition", value)
    if parent.type == NodeKind.EXPRESSION_STATEMENT:
        return True
    if parent.type == NodeKind.UNARY_EXPRESSION:
        return True
    return parent.type == NodeKind.BINARY_EXPRESSION and not any(part.type == "in" for part in parent.children)


def _literals(node: Node) -> Iterator[str]:
    """The texts of the strings and templates that are written in an expression."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type in STRING_PARTS:
            yield (here.text or b"").decode("utf-8", "replace")
        stack.extend(here.named_children)
