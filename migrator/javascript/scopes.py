"""Which name means what: the lexical scopes of a script, as ECMAScript has them.

A removed declaration may leave uses behind, an inserted name may hide another, and two variables of one name are not
one variable. All three are questions about scopes, so they are answered here, once, for the whole file.

Two passes. The first walks the tree and notes scopes, declarations and references; the second goes down the scopes
with a table of what is visible and ties each reference to its binding. They are apart because a declaration may stand
after its use. Both keep a stack of their own, since source may nest deeper than Python recurses, and both are linear,
since a check runs over every file of a repository. They are in one module, because the first builds the tables that
only the second reads. On their way they find what no engine lets a file declare or write (`Scopes.problems`).

What names mean in a `with`, and around syntax of a kind that nobody has named, is not known: such places are listed
(`Scopes.unclear`). What is not modelled: a direct `eval` (it adds names that no parser sees), the second, hoisted life
that sloppy mode gives to a function declared in a block, `yield` as a name, and `let` followed by a line break and a
name (the parser takes that for two statements).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.builtins import CONFUSING, GLOBAL_OBJECTS
from migrator.javascript.syntax import DECLARED_FUNCTIONS, DEFAULTS, PATTERNS, VARIABLES, NodeKind, is_known

if TYPE_CHECKING:
    from tree_sitter import Node

VAR = "var"
LET = "let"
CONST = "const"
FUNCTION = "function"
CLASS = "class"
PARAM = "param"
CATCH = "catch"
IMPORT = "import"
IMPLICIT = "implicit"

# Roles of a target in a pattern that declares nothing. A declaring pattern has the kind of its bindings as its role.
_WRITE = "="
_UPDATE = "+="

# A name of one of these kinds can be declared only once in its scope.
_ONCE = frozenset({LET, CONST, CLASS, IMPORT})
_CONSTANT = frozenset({CONST, IMPORT})
# What default values of parameters see of their own function (or `catch`). The rest of it belongs to the body.
_BEFORE_BODY = frozenset({PARAM, CATCH})


@dataclass(slots=True, eq=False)
class Binding:
    """One variable. ``kind`` is that of its first declaration; an implicit one (``arguments``) has no declaration.
    ``writes`` are those of its ``references`` that write: who asks for these alone need not go over all.
    """

    name: str
    kind: str
    scope: Scope = field(repr=False)
    declarations: list[Node] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list, repr=False)
    writes: list[Reference] = field(default_factory=list, repr=False)

    def refer(self, reference: Reference) -> None:
        """Note a reference, behind those that are known."""
        self.references.append(reference)
        if reference.write:
            self.writes.append(reference)


@dataclass(slots=True, eq=False)
class Reference:
    """One use of a name that is no declaration of it. ``binding`` is None where the name is global.

    The initialiser of a declaration is no reference: ``var x = 1`` declares ``x`` and nothing more.

    A reference ``outside`` is one of code that is not parsed, which may do anything with the name (`outside`). Only its
    binding lists it. Its node stands in a tree of its own, at its place in the file, as what an unknown function is
    given.
    """

    name: str
    node: Node
    scope: Scope = field(repr=False)
    write: bool
    read: bool
    binding: Binding | None = field(default=None, repr=False)
    outside: bool = False


@dataclass(slots=True, eq=False)
class Scope:
    """A stretch of source with names of its own.

    ``kind`` is one of ``module``, ``function`` (a field's initialiser too, which runs as a method does), ``name`` (what
    a named function expression puts around itself), ``block``, ``class``, ``catch``, ``for``, ``switch``, ``static``.

    ``start`` and ``end`` are where the names hold, which may be less than ``node``: a function's own name and a
    method's computed key stand outside of the function.
    """

    kind: str
    node: Node
    start: int
    end: int
    parent: Scope | None = field(repr=False)
    children: list[Scope] = field(default_factory=list, repr=False)
    bindings: dict[str, Binding] = field(default_factory=dict, repr=False)
    function: Scope = field(init=False, repr=False)
    body: int = 0  # of a function or `catch`: where the body begins. What stands before it sees parameters only.
    home: Scope | None = field(default=None, repr=False)  # nearest scope with its own `this` and `arguments`


class Problem(NamedTuple):
    """Something that no engine would load or run, although the parser takes it.

    ``kind`` is ``duplicate`` or ``const-write``; ``node`` is the later declaration, or the write. Two functions of one
    name are no problem here: scripts allow them, except for async ones and generators in a block, and modules do not.
    """

    kind: str
    name: str
    node: Node


class Unclear(NamedTuple):
    """A construct because of which the names from ``start`` to ``end`` may not mean what they seem to.

    It is a `with`, which hides names behind the properties of an object, or of a kind that nobody has named.
    """

    node: Node
    start: int
    end: int


@dataclass
class Scopes:
    """The scopes of one file. ``references`` and ``globals`` are in source order.

    ``undefined`` is a reference only where something binds it: otherwise it is a value like ``null``. ``around`` are
    names that code around the script spells, and would mean what the script declares at its top.
    """

    root: Scope
    references: list[Reference]
    globals: list[Reference]
    problems: list[Problem]
    unclear: list[Unclear]
    _referenced: dict[int, Reference] = field(repr=False)
    _declared: dict[int, Binding] = field(repr=False)
    around: frozenset[str] = field(default=frozenset(), repr=False)

    def scope_at(self, offset: int) -> Scope:
        """The innermost scope whose range holds the byte at ``offset``."""
        scope = self.root
        while True:
            index = bisect_right(scope.children, offset, key=_start) - 1
            if index < 0 or offset >= scope.children[index].end:
                return scope
            scope = scope.children[index]

    def within(self, start: int, end: int) -> list[Reference]:
        """The references whose identifiers begin at ``start`` or later, and before ``end``, in source order."""
        first = bisect_left(self.references, start, key=_begin)
        return self.references[first : bisect_left(self.references, end, lo=first, key=_begin)]

    def named(self, name: str, start: int, end: int) -> list[Reference]:
        """Those among them that have a name."""
        found = self._named.get(name, [])
        first = bisect_left(found, start, key=_begin)
        return found[first : bisect_left(found, end, lo=first, key=_begin)]

    @cached_property
    def _named(self) -> dict[str, list[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self.references:
            found.setdefault(reference.name, []).append(reference)
        return found

    def reference_at(self, start_byte: int) -> Reference | None:
        """The reference whose identifier begins at ``start_byte``."""
        return self._referenced.get(start_byte)

    def binding_at(self, start_byte: int) -> Binding | None:
        """What the identifier at ``start_byte`` refers to or declares.

        The name of a class declaration declares two bindings; this is the outer one.
        """
        reference = self._referenced.get(start_byte)
        return self._declared.get(start_byte) if reference is None else reference.binding

    def is_global(self, name: str, start_byte: int) -> bool:
        """Whether the identifier at ``start_byte`` means the platform's ``name``: nothing declares or replaces it."""
        return self.binding_at(start_byte) is None and name not in self.replaced

    def is_member_global(self, name: str) -> bool:
        """Whether the member ``name`` of the global object is the platform's: a `var` or a function at the top of a
        script is a member too.
        """
        binding = self.root.bindings.get(name)
        return name not in self.replaced and (binding is None or binding.kind not in (VAR, FUNCTION))

    @cached_property
    def replaced(self) -> frozenset[str]:
        """Globals that the file gives another value: `JSON = x`, `window.JSON = x`. What is made of the old value, as
        `window.console = window.console || {}`, is the global still, and so is what one writes (`location`).
        """
        found: set[str] = set()
        for reference in self.globals:
            target, name = reference.node, reference.name
            parent = target.parent
            if name in GLOBAL_OBJECTS and parent is not None and parent.type == NodeKind.MEMBER_EXPRESSION:
                key = parent.child_by_field_name("property")
                if key is None or parent.child_by_field_name("object") != target or not _is_assigned(parent):
                    continue
                target, name = parent, (key.text or b"").decode("utf-8", "replace")
            elif not reference.write:
                continue
            if name not in CONFUSING and not name.startswith("on") and not _is_made_of(target, name):
                found.add(name)
        return frozenset(found)

    def unclear_in(self, start: int, end: int) -> Unclear | None:
        """The first construct that makes it unclear what names mean which stand, or are declared, in some bytes."""
        for unclear in self.unclear:
            if start <= unclear.node.start_byte < end or (unclear.start < end and start < unclear.end):
                return unclear
        return None

    def lookup(self, name: str, scope: Scope) -> Binding | None:
        """What ``name`` would mean if it stood in ``scope`` (in its body, where it is a function)."""
        below = None
        at: Scope | None = scope
        while at is not None:
            binding = at.bindings.get(name)
            if binding is not None and (below is None or below.start >= at.body or _before_body(binding)):
                return binding
            below, at = at, at.parent
        return None


class Outward(NamedTuple):
    """A name that a function takes from outside: where it stands, and what is done with it."""

    name: str
    start: int
    write: bool
    read: bool


# What a function takes from outside, None where that has to be looked up.
Known = Callable[["Node"], list[Outward] | None]


def analyse(root_node: Node, source: bytes, known: Known | None = None) -> Scopes:
    """The scopes of the tree under ``root_node``, which was parsed from ``source``. Errors in the tree are walked.

    Functions that are ``known`` are not: they have no scopes and problems of their own in the result, and the node of
    each reference in one is the whole function.
    """
    return _Analysis(root_node, source, known).run()


def _is_assigned(target: Node) -> bool:
    parent = target.parent
    return (
        parent is not None
        and parent.type == NodeKind.ASSIGNMENT_EXPRESSION
        and parent.child_by_field_name("left") == target
    )


def _is_made_of(target: Node, name: str) -> bool:
    """Whether what is assigned mentions a name."""
    value = target.parent.child_by_field_name("right") if target.parent is not None else None
    return value is not None and re.search(rf"\b{re.escape(name)}\b".encode(), value.text or b"") is not None


def _start(scope: Scope) -> int:
    return scope.start


def _begin(reference: Reference) -> int:
    return reference.node.start_byte


def _before_body(binding: Binding) -> bool:
    return binding.kind in _BEFORE_BODY or binding.name == "arguments"


_ESCAPE = re.compile(r"\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))")


def _unescape(name: str) -> str:
    """The name that an identifier with escapes spells: ``\\u0061bc`` is ``abc``."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, name)


_Handler = Callable[["Node", Scope], None]

# Named nodes that neither hold a reference nor lead to one. (Tokens without a name are left out altogether.)
_NOTHING = frozenset({
    NodeKind.PROPERTY_IDENTIFIER, NodeKind.PRIVATE_PROPERTY_IDENTIFIER, NodeKind.STATEMENT_IDENTIFIER, NodeKind.NUMBER,
    NodeKind.STRING, NodeKind.STRING_FRAGMENT, NodeKind.ESCAPE_SEQUENCE, NodeKind.COMMENT, NodeKind.HTML_COMMENT,
    NodeKind.HASH_BANG_LINE, NodeKind.REGEX, NodeKind.REGEX_PATTERN, NodeKind.REGEX_FLAGS, NodeKind.THIS,
    NodeKind.SUPER, NodeKind.NULL, NodeKind.TRUE, NodeKind.FALSE, NodeKind.IMPORT, NodeKind.META_PROPERTY,
    NodeKind.OPTIONAL_CHAIN, NodeKind.EMPTY_STATEMENT, NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT,
    NodeKind.DEBUGGER_STATEMENT, NodeKind.JSX_TEXT, NodeKind.JSX_NAMESPACE_NAME, NodeKind.HTML_CHARACTER_REFERENCE,
    NodeKind.NAMESPACE_EXPORT, NodeKind.IMPORT_ATTRIBUTE,
})  # fmt: skip

# Nodes whose parts mean what they mean anywhere.
_PLAIN = frozenset({
    NodeKind.ARGUMENTS, NodeKind.ARRAY, NodeKind.ARRAY_PATTERN, NodeKind.ASSIGNMENT_PATTERN, NodeKind.AWAIT_EXPRESSION,
    NodeKind.BINARY_EXPRESSION, NodeKind.CALL_EXPRESSION, NodeKind.CLASS_BODY, NodeKind.CLASS_HERITAGE,
    NodeKind.COMPUTED_PROPERTY_NAME, NodeKind.DECORATOR, NodeKind.DO_STATEMENT, NodeKind.EXPORT_CLAUSE,
    NodeKind.EXPRESSION_STATEMENT, NodeKind.FINALLY_CLAUSE, NodeKind.FORMAL_PARAMETERS, NodeKind.IMPORT_CLAUSE,
    NodeKind.IMPORT_SPECIFIER, NodeKind.JSX_ATTRIBUTE, NodeKind.JSX_ELEMENT, NodeKind.JSX_EXPRESSION,
    NodeKind.LABELED_STATEMENT, NodeKind.MEMBER_EXPRESSION, NodeKind.NAMED_IMPORTS, NodeKind.NAMESPACE_IMPORT,
    NodeKind.NEW_EXPRESSION, NodeKind.OBJECT, NodeKind.OBJECT_ASSIGNMENT_PATTERN, NodeKind.OBJECT_PATTERN,
    NodeKind.PAIR, NodeKind.PAIR_PATTERN, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.PROGRAM, NodeKind.REST_PATTERN,
    NodeKind.RETURN_STATEMENT, NodeKind.SEQUENCE_EXPRESSION, NodeKind.SPREAD_ELEMENT, NodeKind.SUBSCRIPT_EXPRESSION,
    NodeKind.SWITCH_CASE, NodeKind.SWITCH_DEFAULT, NodeKind.SWITCH_STATEMENT, NodeKind.TEMPLATE_STRING,
    NodeKind.TEMPLATE_SUBSTITUTION, NodeKind.TERNARY_EXPRESSION, NodeKind.THROW_STATEMENT, NodeKind.TRY_STATEMENT,
    NodeKind.UNARY_EXPRESSION, NodeKind.VARIABLE_DECLARATOR, NodeKind.WHILE_STATEMENT, NodeKind.YIELD_EXPRESSION,
})  # fmt: skip

_ENTER, _BODY, _LEAVE = range(3)


class _Analysis:
    def __init__(self, root_node: Node, source: bytes, known: Known | None) -> None:
        self._source = source
        self._known = known
        self._todo: list[tuple[Node, _Handler, Scope]] = []
        self._references: dict[int, Reference] = {}
        self._declared: dict[int, Binding] = {}
        self._own: defaultdict[Scope, list[Reference]] = defaultdict(list)
        self._problems: list[Problem] = []
        self._unclear: list[Unclear] = []
        # `var`s that stand in a scope which they do not belong to, and so pass through it
        self._passing: defaultdict[Scope, list[tuple[str, Node]]] = defaultdict(list)
        # functions in which `await` is a keyword
        self._awaits: set[Scope] = set()
        # functions whose `arguments` somebody uses
        self._arguments: dict[Scope, None] = {}
        # `catch` clauses that take the error apart
        self._destructuring: set[Scope] = set()
        # What to do with a node, by the number of its kind: comparing numbers is faster than making strings. Filled as
        # kinds are met, so that the grammar need not be loaded here.
        self._handlers: dict[int, _Handler | None] = {}
        # A bound method is a new object each time it is asked for; these two are compared by identity.
        self._on_name: _Handler = self._name
        self._on_any: _Handler = self._plain
        self._by_type: dict[str, _Handler] = {
            NodeKind.FUNCTION_DECLARATION: self._function,
            NodeKind.GENERATOR_FUNCTION_DECLARATION: self._function,
            NodeKind.FUNCTION_EXPRESSION: self._function,
            NodeKind.GENERATOR_FUNCTION: self._function,
            NodeKind.ARROW_FUNCTION: self._function,
            NodeKind.METHOD_DEFINITION: self._function,
            NodeKind.CLASS_DECLARATION: self._class,
            NodeKind.CLASS: self._class,
            NodeKind.FIELD_DEFINITION: self._field,
            NodeKind.CLASS_STATIC_BLOCK: self._static_block,
            NodeKind.STATEMENT_BLOCK: self._block,
            NodeKind.SWITCH_BODY: self._switch,
            NodeKind.FOR_STATEMENT: self._for,
            NodeKind.FOR_IN_STATEMENT: self._for_in,
            NodeKind.CATCH_CLAUSE: self._catch,
            NodeKind.IF_STATEMENT: self._branch,
            NodeKind.ELSE_CLAUSE: self._branch,
            NodeKind.VARIABLE_DECLARATION: self._declaration,
            NodeKind.LEXICAL_DECLARATION: self._declaration,
            NodeKind.USING_DECLARATION: self._declaration,
            NodeKind.ASSIGNMENT_EXPRESSION: self._assignment,
            NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: self._assignment,
            NodeKind.UPDATE_EXPRESSION: self._update,
            NodeKind.IMPORT_STATEMENT: self._import,
            NodeKind.EXPORT_STATEMENT: self._export,
            NodeKind.EXPORT_SPECIFIER: self._export_specifier,
            NodeKind.JSX_OPENING_ELEMENT: self._jsx_tag,
            NodeKind.JSX_CLOSING_ELEMENT: self._jsx_tag,
            NodeKind.JSX_SELF_CLOSING_ELEMENT: self._jsx_tag,
            NodeKind.WITH_STATEMENT: self._with,
        }
        self._root = Scope("module", root_node, 0, len(source), None)
        self._root.function = self._root
        self._awaits.add(self._root)

    def run(self) -> Scopes:
        self._walk(self._root)
        for scope in self._arguments:
            scope.bindings.setdefault("arguments", Binding("arguments", IMPLICIT, scope))
        self._resolve(self._root)
        references: list[Reference] = []
        free: list[Reference] = []
        for start in sorted(self._references):
            reference = self._references[start]
            binding = reference.binding
            if binding is None:
                if reference.name == "undefined" and not reference.write:
                    del self._references[start]
                    continue
                free.append(reference)
            else:
                binding.refer(reference)
                if reference.write and binding.kind in _CONSTANT:
                    self._problems.append(Problem("const-write", reference.name, reference.node))
            references.append(reference)
        self._problems.sort(key=lambda problem: problem.node.start_byte)
        self._unclear.sort(key=lambda unclear: unclear.node.start_byte)
        return Scopes(self._root, references, free, self._problems, self._unclear, self._references, self._declared)

    # ---- first pass: scopes, declarations, references

    def _walk(self, root: Scope) -> None:
        todo = self._todo
        plain = self._on_any
        name = self._on_name
        handlers = self._handlers
        push = todo.append
        todo.append((root.node, plain, root))
        while todo:
            node, handler, scope = todo.pop()
            if handler is not plain:
                handler(node, scope)
                continue
            # `_visit_all`, written out: nine of ten nodes come through here.
            for child in reversed(node.named_children):
                try:
                    handler_of_child = handlers[child.kind_id]
                except KeyError:
                    handler_of_child = self._learn(child)
                if handler_of_child is None:
                    continue
                if handler_of_child is name:
                    self._use(child, scope)
                else:
                    push((child, handler_of_child, scope))

    def _learn(self, node: Node) -> _Handler | None:
        """What to do with nodes of this kind."""
        kind = node.type
        handler: _Handler | None
        if not node.is_named:
            handler = None
        elif not is_known(kind):
            handler = self._on_any if node.is_error else self._unknown
        elif kind in _NOTHING:
            handler = None
        elif kind in VARIABLES:
            handler = self._on_name
        elif kind in _PLAIN:
            handler = self._on_any
        else:
            handler = self._by_type[kind]
        self._handlers[node.kind_id] = handler
        return handler

    def _visit(self, node: Node, scope: Scope) -> None:
        """Read ``node`` in ``scope``: a name at once, anything else when its turn comes."""
        try:
            handler = self._handlers[node.kind_id]
        except KeyError:
            handler = self._learn(node)
        if handler is self._on_name:
            self._use(node, scope)
        elif handler is not None:
            self._todo.append((node, handler, scope))

    def _visit_all(self, nodes: Iterable[Node], scope: Scope) -> None:
        """Read ``nodes``, given in source order. What is pushed last is read first, hence backwards."""
        for node in reversed(list(nodes)):
            self._visit(node, scope)

    def _open(self, kind: str, node: Node, parent: Scope, start: int, end: int) -> Scope:
        scope = Scope(kind, node, start, end, parent)
        if kind in ("function", "static"):
            scope.function = scope.home = scope
        else:
            scope.function, scope.home = parent.function, parent.home
        parent.children.append(scope)
        return scope

    def _text(self, node: Node, start: int) -> str:
        text = self._source[start : node.end_byte].decode("utf-8", "surrogateescape")
        return _unescape(text) if "\\" in text else text

    def _use(self, node: Node, scope: Scope, write: bool = False, read: bool = True) -> None:
        start = node.start_byte
        name = self._text(node, start)
        if not name:  # the parser made it up to go on
            return
        if name == "await" and scope.function in self._awaits and node.type == NodeKind.IDENTIFIER:
            return  # `await (x).f()` is read as a call of a function `await`
        self._refer(name, node, start, scope, write, read)

    def _refer(self, name: str, node: Node, start: int, scope: Scope, write: bool, read: bool) -> None:
        if name == "arguments" and scope.home is not None:
            self._arguments[scope.home] = None
        reference = Reference(name, node, scope, write, read)
        self._references[start] = reference
        self._own[scope].append(reference)

    def _declare(self, node: Node, scope: Scope, kind: str) -> None:
        start = node.start_byte
        name = self._text(node, start)
        if not name:
            return
        if kind == VAR and scope is not scope.function:
            self._passing[scope].append((name, node))
            scope = scope.function
        binding = scope.bindings.get(name)
        if binding is None:
            binding = scope.bindings[name] = Binding(name, kind, scope)
        elif kind in _ONCE or binding.kind in _ONCE or (scope.kind == "catch" and binding.kind == CATCH):
            self._problems.append(Problem("duplicate", name, node))
        binding.declarations.append(node)
        # The name of a class is declared around it first, then inside of it.
        self._declared.setdefault(start, binding)

    def _pattern(self, pattern: Node, scope: Scope, role: str) -> None:
        """A target: of a declaration of kind ``role``, or of an assignment."""
        parts = [pattern]
        while parts:
            node = parts.pop()
            kind = node.type
            if kind in VARIABLES:
                if role == _WRITE:
                    self._use(node, scope, write=True, read=False)
                elif role == _UPDATE:
                    self._use(node, scope, write=True)
                else:
                    self._declare(node, scope, role)
            elif kind in PATTERNS or kind == NodeKind.PARENTHESIZED_EXPRESSION:
                parts.extend(reversed(node.named_children))
            elif kind in DEFAULTS:
                self._split(node, "left", parts, scope)
            elif kind == NodeKind.PAIR_PATTERN:
                self._split(node, "value", parts, scope)
            else:  # `[a.b] = c`, comments, errors
                self._visit(node, scope)

    def _split(self, node: Node, field_name: str, parts: list[Node], scope: Scope) -> None:
        """The child in the field is a target and joins ``parts``; the others (a default, a computed key) are read."""
        target = node.child_by_field_name(field_name)
        for child in node.named_children:
            if child == target:
                parts.append(child)
            else:
                self._visit(child, scope)

    def _plain(self, node: Node, scope: Scope) -> None:
        self._visit_all(node.named_children, scope)

    def _name(self, node: Node, scope: Scope) -> None:
        self._use(node, scope)

    def _unknown(self, node: Node, scope: Scope) -> None:
        # It may declare names in the function around it, and what it does with those that stand in it is not known.
        self._unclear.append(Unclear(node, scope.function.start, scope.function.end))
        self._plain(node, scope)

    def _with(self, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body") or node
        self._unclear.append(Unclear(node, body.start_byte, body.end_byte))
        self._plain(node, scope)

    def _block(self, node: Node, scope: Scope) -> None:
        self._visit_all(node.named_children, self._open("block", node, scope, node.start_byte, node.end_byte))

    def _switch(self, node: Node, scope: Scope) -> None:
        self._visit_all(node.named_children, self._open("switch", node, scope, node.start_byte, node.end_byte))

    def _for(self, node: Node, scope: Scope) -> None:
        self._visit_all(node.named_children, self._open("for", node, scope, node.start_byte, node.end_byte))

    def _branch(self, node: Node, scope: Scope) -> None:
        """``if (a) function f() {}``, which sloppy mode takes as if the function stood in braces."""
        for child in reversed(node.named_children):
            if child.type in DECLARED_FUNCTIONS:
                self._visit(child, self._open("block", child, scope, child.start_byte, child.end_byte))
            else:
                self._visit(child, scope)

    def _for_in(self, node: Node, scope: Scope) -> None:
        # The loop's names hold in the part after `of` too: `for (const x of x)` fails, whatever an outer `x` is.
        inner = self._open("for", node, scope, node.start_byte, node.end_byte)
        target = node.child_by_field_name("left")
        role = _WRITE
        others = []
        for child in node.children:
            kind = child.type
            if child == target:
                self._pattern(child, inner, role)
            elif kind in (VAR, LET, CONST):
                role = kind
            elif kind == "using":
                role = CONST
            else:
                others.append(child)
        self._visit_all(others, inner)

    def _declaration(self, node: Node, scope: Scope) -> None:
        role = VAR
        for child in node.children:
            kind = child.type
            if kind == NodeKind.VARIABLE_DECLARATOR:
                target = child.child_by_field_name("name")
                for part in child.named_children:
                    if part == target:
                        self._pattern(part, scope, role)
                    else:
                        self._visit(part, scope)
            elif kind in (LET, CONST):
                role = kind
            elif kind == "using":
                role = CONST
            else:
                self._visit(child, scope)

    def _assignment(self, node: Node, scope: Scope) -> None:
        target = node.child_by_field_name("left")
        role = _WRITE if node.type == NodeKind.ASSIGNMENT_EXPRESSION else _UPDATE
        for child in node.named_children:
            if child == target:
                self._pattern(child, scope, role)
            else:
                self._visit(child, scope)

    def _update(self, node: Node, scope: Scope) -> None:
        target = node.child_by_field_name("argument")
        for child in node.named_children:
            if child == target:
                self._pattern(child, scope, _UPDATE)
            else:
                self._visit(child, scope)

    def _function(self, node: Node, scope: Scope) -> None:
        kind = node.type
        name = node.child_by_field_name("name")
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        body = node.child_by_field_name("body")
        outside = scope
        if name is not None and kind != NodeKind.METHOD_DEFINITION:
            if kind in DECLARED_FUNCTIONS:
                self._declare(name, scope, FUNCTION)
            else:
                scope = self._open("name", node, scope, name.start_byte, node.end_byte)
                self._declare(name, scope, FUNCTION)
            name = None
        start = next((part.start_byte for part in (parameters, body) if part is not None), node.start_byte)
        inner = self._open("function", node, scope, start, node.end_byte)
        inner.body = node.end_byte if body is None else body.start_byte
        if kind == NodeKind.ARROW_FUNCTION:
            inner.home = scope.home
        outward = self._known(node) if self._known is not None else None
        for use in outward or ():
            self._refer(use.name, node, use.start, inner, use.write, use.read)
        for child in reversed(node.children):
            if outward is not None and child.start_byte >= start:
                continue
            if child == body:
                if (
                    child.type == NodeKind.STATEMENT_BLOCK
                ):  # not a scope of its own: `let` in it may not repeat a parameter
                    self._visit_all(child.named_children, inner)
                else:
                    self._visit(child, inner)
            elif child == parameters:
                for parameter in child.named_children if child.type == NodeKind.FORMAL_PARAMETERS else [child]:
                    self._pattern(parameter, inner, PARAM)
            elif child == name or child.start_byte < start:  # a method's key, decorators, `async`
                if child.type == "async":
                    self._awaits.add(inner)
                elif child.type != NodeKind.IDENTIFIER:
                    self._visit(child, outside)
            else:
                self._visit(child, inner)

    def _class(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        declared = node.type == NodeKind.CLASS_DECLARATION
        if name is not None and declared:
            self._declare(name, scope, CLASS)
        start = node.end_byte
        if name is not None and not declared:
            start = name.start_byte
        outside, inside = [], []
        for child in node.named_children:
            kind = child.type
            if kind == NodeKind.DECORATOR:
                outside.append(child)
            elif child != name:
                inside.append(child)
                start = min(start, child.start_byte)
        inner = self._open("class", node, scope, start, node.end_byte)
        if name is not None:
            self._declare(name, inner, CLASS)
        self._visit_all(inside, inner)
        self._visit_all(outside, scope)

    def _field(self, node: Node, scope: Scope) -> None:
        value = node.child_by_field_name("value")
        key = node.child_by_field_name("property")
        accessor = key is not None and self._text(key, key.start_byte) == "accessor"
        for child in node.named_children:
            if child == value:
                inner = self._open("function", node, scope, child.start_byte, child.end_byte)
                self._awaits.add(inner)  # `await` is no name there
                self._visit(child, inner)
            elif accessor and child.is_error:
                pass  # `accessor x = 1`: the parser knows no accessors and trips over `x`
            else:
                self._visit(child, scope)

    def _static_block(self, node: Node, scope: Scope) -> None:
        inner = self._open("static", node, scope, node.start_byte, node.end_byte)
        self._awaits.add(inner)
        for child in reversed(node.named_children):
            if child.type == NodeKind.STATEMENT_BLOCK:
                self._visit_all(child.named_children, inner)
            else:
                self._visit(child, inner)

    def _catch(self, node: Node, scope: Scope) -> None:
        # Parameter and block are one scope: `let e` in the block may not repeat `catch (e)`.
        inner = self._open("catch", node, scope, node.start_byte, node.end_byte)
        parameter = node.child_by_field_name("parameter")
        body = node.child_by_field_name("body")
        for child in reversed(node.named_children):
            if child == body:
                inner.body = child.start_byte
                self._visit_all(child.named_children, inner)
            elif child != parameter:
                self._visit(child, inner)
        if parameter is not None:
            self._pattern(parameter, inner, CATCH)
            if parameter.type in PATTERNS:
                self._destructuring.add(inner)

    def _import(self, node: Node, scope: Scope) -> None:
        """Only what the specifiers bind. ``assert {…}``, ``defer`` and ``source`` are errors to the parser: no uses."""
        parts = [node]
        while parts:
            part = parts.pop()
            if part.type == NodeKind.IDENTIFIER:
                self._declare(part, scope, IMPORT)
            elif part.type == NodeKind.IMPORT_SPECIFIER:
                name = part.child_by_field_name("alias") or part.child_by_field_name("name")
                if name is not None and name.type == NodeKind.IDENTIFIER:
                    self._declare(name, scope, IMPORT)
            elif part.type in (
                NodeKind.IMPORT_STATEMENT,
                NodeKind.IMPORT_CLAUSE,
                NodeKind.NAMED_IMPORTS,
                NodeKind.NAMESPACE_IMPORT,
            ):
                parts.extend(reversed(part.named_children))

    def _export(self, node: Node, scope: Scope) -> None:
        if node.child_by_field_name("source") is None:
            self._visit_all(node.named_children, scope)

    def _export_specifier(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self._visit(name, scope)

    def _jsx_tag(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        for child in node.named_children:
            if child == name and child.type == NodeKind.IDENTIFIER:
                text = self._text(child, child.start_byte)
                # `<div>` and `<my-element>` are elements of the page; `<Foo>`, `<_foo>` and `<$foo>` are values.
                if not ("a" <= text[:1] <= "z" or "-" in text):
                    self._use(child, scope)
            else:
                self._visit(child, scope)

    # ---- second pass: what each reference means

    def _resolve(self, root: Scope) -> None:
        """Go down the scopes with a table of what is visible: each name's bindings, the innermost last."""
        visible: defaultdict[str, list[Binding]] = defaultdict(list)
        todo = [(_ENTER, root)]
        while todo:
            step, scope = todo.pop()
            if step == _LEAVE:
                for name in scope.bindings:
                    visible[name].pop()
                continue
            bindings: Iterable[Binding] = scope.bindings.values()
            references = self._own.get(scope, [])
            children = scope.children
            if step == _ENTER:
                children.sort(key=_start)
                todo.append((_LEAVE, scope))
            if scope.body and not all(map(_before_body, bindings)):
                # Default values do not see what the body declares, so the function is gone through in two steps.
                entering, border = step == _ENTER, scope.body
                bindings = [binding for binding in bindings if _before_body(binding) == entering]
                references = [use for use in references if (use.node.start_byte < border) == entering]
                children = [child for child in children if (child.start < border) == entering]
                if entering:
                    todo.append((_BODY, scope))
            for binding in bindings:
                visible[binding.name].append(binding)
            for reference in references:
                found = visible.get(reference.name)
                if found:
                    reference.binding = found[-1]
            for name, node in self._passing.get(scope, ()):
                self._check_passage(name, node, scope.function, visible[name])
            todo.extend((_ENTER, child) for child in children)

    def _check_passage(self, name: str, node: Node, function: Scope, found: list[Binding]) -> None:
        """A ``var`` may not pass a declaration of its name on the way up to its function, except ``catch (name)``."""
        for binding in reversed(found):
            if binding.scope is function:
                return
            if binding.kind != CATCH or binding.scope in self._destructuring:
                self._problems.append(Problem("duplicate", name, node))
                return
