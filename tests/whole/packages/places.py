"""Where calls are planted: every position of a statement, expressions of many kinds, and new members.

A place says whether an `await` may stand there, which the parser of the program does not decide.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.parser import parse
from tests.whole.wordings.rename import in_with

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTS = frozenset({"program", "statement_block", "switch_case", "switch_default"})
_FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "generator_function", "generator_function_declaration", "arrow_function",
     "method_definition"}
)  # fmt: skip
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_EXPRESSIONS = {
    "template_substitution": "a template's hole",
    "array": "an array",
    "arguments": "an argument",
    "return_statement": "what is returned",
    "parenthesized_expression": "parentheses",
}
# Text around a site at the position of a statement; `@` is the site. Whether it may await is said, or as outside (None).
WRAPPED: tuple[tuple[str, str, bool | None], ...] = (
    ("one-line block", "{ @ }", None), ("if", "if (this.ready) { @ }", None), ("else", "if (this.x) {} else { @ }", None),
    ("for", "for (let i0 = 0; i0 < 2; i0++) { @ }", None), ("for of", "for (const k0 of [1]) { @ }", None),
    ("while", "while (this.ready) { @ break; }", None), ("do", "do { @ } while (0);", None),
    ("case", "switch (this.kind) { case 1: @ break; default: }", None), ("default", "switch (1) { default: @ }", None),
    ("try", "try { @ } finally { this.x = 1; }", None), ("catch", "try { this.x(); } catch { @ }", None),
    ("finally", "try { this.x(); } finally { @ }", None), ("labelled", "here: { @ }", None),
    ("after break", "while (1) { break; @ }", None), ("after throw", "if (0) { throw 1; @ }", None),
    ("async arrow", ";(async () => { @ })();", True), ("async function", "const run0 = async function () { @ };", True),
    ("async generator", "const run0 = async function* () { @ };", True), ("arrow", ";(() => { @ })();", False),
    ("function", "const run0 = function () { @ };", False), ("generator", "const run0 = function* () { @ };", False),
    ("with", "with (this.scope) { @ }", None), ("with outside", "with (this.scope) { (async () => { @ })(); }", True),
    ("class", "class K0 extends Missing0 { async m() { @ } }", True), ("after return", "return; @", None),
    ("expression of a class", "const k0 = new (class extends Missing0 { async m() { @ } })();", True),
    ("static block", "class K0 extends Missing0 { static { @ } }", False),
    ("getter", "class K0 extends Missing0 { get m() { @ } }", False),
    ("constructor", "class K0 extends Missing0 { constructor() { super(); @ } }", False),
    ("object", "const o0 = { async m() { @ } };", True), ("sloppy let", "var let0 = 1; { @ }", None),
)  # fmt: skip
# One statement without braces.
BARE: tuple[tuple[str, str, bool | None], ...] = (
    ("if, bare", "if (this.ready) @", None), ("else, bare", "if (this.x) ; else @", None), ("for, bare", "for (;this.x;) @", None),
    ("while, bare", "while (this.x) @", None), ("do, bare", "do @ while (0);", None), ("label, bare", "here: @", None),
    ("for of, bare", "for (const k0 of [1]) @", None), ("before else", "if (this.x) @ else this.y();", None),
    ("with, bare", "with (this.scope) @", None), ("for in, bare", "for (var k0 in {}) @", None),
)  # fmt: skip
# An expression in a statement; `^` is the expression.
SPOTS: tuple[tuple[str, str, bool | None], ...] = (
    ("async arrow without a block", "const f0 = async () => ^;", True), ("arrow without a block", "const f0 = () => ^;", False),
    ("hole", "const t0 = `a${^}b`;", None), ("object", "const o0 = { k: ^, l: 1 };", None), ("spread", "use0(...[^]);", None),
    ("default of a parameter", "const f0 = (a = ^) => a;", False), ("default of a pattern", "const { a0 = ^ } = {};", None),
    ("default in async", "async function f0(a = ^) {}", False), ("test", "if (^) ;", None), ("argument", "use0(1, ^);", None),
    ("comma", "use0(), ^;", None), ("and", "this.ready && (^);", None), ("conditional", "this.ready ? ^ : 0;", None),
    ("head of for", "for (let i0 = ^; i0 < 1; i0++) ;", None), ("step of for", "for (; this.x; ^) ;", None),
    ("iterated", "for (const i0 of [^]) ;", None), ("subject of switch", "switch (^) {}", None),
    ("case of switch", "switch (1) { case ^: }", None), ("return", "return ^;", None), ("throw", "throw ^;", None),
    ("member", "(^).x;", None), ("optional", "(^)?.x;", None), ("assigned", "this.x = ^;", None), ("or assigned", "this.x ??= ^;", None),
    ("void", "void (^);", None), ("new", "new Missing0(^);", None), ("tagged", "tag0`a${^}`;", None), ("array", "use0([, ^]);", None),
    ("computed key", "use0({ [^]: 1 });", None), ("generator's yield", "const g0 = async function* () { yield ^; };", True),
    ("field", "class K0 extends Missing0 { x = ^; }", False), ("key of a member", "class K0 extends Missing0 { [^]() {} }", None),
    ("static field", "class K0 extends Missing0 { static x = ^; }", False), ("heritage", "class K0 extends (^) {}", None),
)  # fmt: skip
MEMBERS: tuple[tuple[str, str, bool], ...] = (
    ("method", "async m0() { @ }", True), ("static method", "static async m0() { @ }", True),
    ("generator method", "async *m0() { @ }", True), ("sync method", "m0() { @ }", False), ("setter", "set m0(v0) { @ }", False),
    ("arrow in a field", "m0 = async () => { @ };", True), ("function in a field", "m0 = async function () { @ };", True),
    ("private method", "async #m0() { @ }", True), ("quoted method", "async 'm 0'() { @ }", True), ("number", "async 0() { @ }", True),
    ("computed method", "async ['m' + 0]() { @ }", True), ("static block", "static { @ }", False), ("getter", "get m0() { @ }", False),
    ("method named get", "async get() { @ }", True), ("method named async", "async async() { @ }", True),
)  # fmt: skip
class Place(NamedTuple):
    """Where something is put: what stands before and after the site, and where. ``may_await`` is None where a function
    around may be made async at ``makes_async``.
    """

    label: str
    at: int
    before: str
    after: str
    may_await: bool
    is_expression: bool = False
    is_bare: bool = False
    makes_async: int | None = None
    body: int | None = None  # of the class around: where a member may be put
    closes: int | None = None  # an expression that is kept after the site: where it ends
    is_unclear: bool = False  # in a `with`
    indent: str | None = None  # None on a line with other code


class Places:
    """The places of one file."""

    def __init__(self, data: bytes, *, is_module: bool) -> None:
        self.data = data
        self.is_module = is_module
        self.lists: dict[str, list[tuple[Node, int]]] = defaultdict(list)
        self.spots: dict[str, list[Node]] = defaultdict(list)
        self.bodies: list[Node] = []
        self.objects: list[Node] = []
        self.tree = parse(data)
        stack = [self.tree.root_node]
        while stack:
            node = stack.pop()
            self._note(node)
            stack.extend(node.children)

    def draw(self, random: Random) -> Place:
        if self.bodies and random.random() < 0.35:
            return self._member(random, random.choice(self.bodies))
        if self.objects and random.random() < 0.06:
            node = random.choice(self.objects)
            wrapped = random.choice([item for item in MEMBERS if item[1].startswith(("async", "m0()", "get", "set"))])
            if "#" not in wrapped[1]:
                comma = ", " if node.named_children else ""
                return self._in(f"{wrapped[0]} of an object", node.start_byte + 1, *_around(wrapped[1] + comma), node, wrapped[2])
        if any(self.spots.values()) and random.random() < 0.25:
            kind = random.choice(sorted(name for name, nodes in self.spots.items() if nodes))
            node = random.choice(self.spots[kind])
            place = self._in(kind, node.start_byte, "(", ", ", node, None)
            return place._replace(is_expression=True, closes=node.end_byte)
        kind = random.choice(sorted(self.lists))
        found = self.lists[kind]
        if self.bodies and random.random() < 0.6:
            own = [name for name, items in self.lists.items() if any(_body(item[0]) for item in items)]
            if own:
                kind = random.choice(sorted(own))
                found = [item for item in self.lists[kind] if _body(item[0])]
        node, index = random.choice(found)
        return self._statement(random, kind, node, index)

    def _note(self, node: Node) -> None:
        if node.type in _LISTS:
            kind = _kind(node)
            statements = _statements(node)
            for index in range(len(statements) + 1):
                after = index > 0 and statements[index - 1].type in ("return_statement", "throw_statement", "break_statement")
                told = index > 0 and _is_directive(statements[index - 1])
                own = "after a return" if after else f"{kind}, after a directive" if told else kind
                self.lists[own].append((node, index))
        elif node.type == "class_body":
            self.bodies.append(node)
        elif node.type == "object":
            self.objects.append(node)
        elif node.type in _EXPRESSIONS:
            self.spots[_EXPRESSIONS[node.type]] += [c for c in node.named_children if c.type not in ("spread_element", "comment")]
        elif node.type == "pair" and (value := node.child_by_field_name("value")):
            self.spots["a property"].append(value)
        elif node.type == "field_definition" and (value := node.child_by_field_name("value")):
            self.spots["a field"].append(value)
        elif node.type == "assignment_pattern" and (value := node.child_by_field_name("right")):
            self.spots["a default value"].append(value)
        elif node.type == "arrow_function" and (value := node.child_by_field_name("body")) and value.type != "statement_block":
            self.spots["the body of an arrow"].append(value)

    def _statement(self, random: Random, kind: str, node: Node, index: int) -> Place:
        statements = _statements(node)
        at = statements[index].start_byte if index < len(statements) else statements[-1].end_byte if statements else None
        before, after = "", " "
        if at is None:
            colon = next((child for child in node.children if child.type in ("{", ":")), None)
            at = colon.end_byte if colon is not None else node.end_byte
            before = " "
        elif index == len(statements):
            before, after = ("; " if self.data[at - 1 : at] != b";" else " "), ""
        indent = self._indent(statements[min(index, len(statements) - 1)]) if statements else None
        if indent is not None:
            line = "\n" + indent
            before, after = (before.rstrip() + line, "") if index == len(statements) else (before, line)
        way = random.random()
        wrapped: tuple[str, str, bool | None] = ("plain", "@", None)
        place_kind = {"is_expression": False, "is_bare": False}
        if way < 0.1 or (way < 0.5 and not self.bodies):
            wrapped = random.choice([item for item in WRAPPED if "class " in item[1]])
        elif way < 0.25:
            wrapped = random.choice(WRAPPED)
        elif way < 0.4:
            wrapped, place_kind = random.choice(BARE), {"is_bare": True}
        elif way < 0.6:
            wrapped, place_kind = random.choice(SPOTS), {"is_expression": True}
        first, last = _around(wrapped[1])
        place = self._in(f"{wrapped[0]} in {kind}", at, before + first, last + after, node, wrapped[2], inside=True)
        unclear = place.is_unclear or wrapped[1].startswith("with")
        own = None if "class " in wrapped[1] else place.body
        return place._replace(**place_kind, is_unclear=unclear, indent=indent if wrapped[1] == "@" else None, body=own)

    def _member(self, random: Random, body: Node) -> Place:
        label, text, may = random.choice(MEMBERS)
        place = self._in(label, body.start_byte + 1, *_around(f" {text} "), body, may)
        return place._replace(body=body.start_byte + 1)

    def _in(
        self, label: str, at: int, before: str, after: str, node: Node, may: bool | None, *, inside: bool = False
    ) -> Place:
        """A place in a node, with what the functions and classes around it say of it."""
        function, can, makes = self._function(node, inside)
        return Place(
            label, at, before, after, may if may is not None else function, makes_async=makes if may is None and can else None,
            body=_body(node), is_unclear=in_with(node),
        )  # fmt: skip

    def _function(self, node: Node, inside: bool) -> tuple[bool, bool, int | None]:
        """Whether `await` may stand in a node; whether it might; and where `async` would be written."""
        before: Node = node
        at: Node | None = node if inside else node.parent
        while at is not None:
            if at.type in ("class_static_block", "field_definition") and before.type != "computed_property_name":
                return False, False, None
            if at.type == "formal_parameters" or (at.type in _FUNCTIONS and at.child_by_field_name("parameter") == before):
                return False, False, None
            if at.type in _FUNCTIONS and (at.child_by_field_name("body") == before or before == at):
                words = [child.type for child in at.children]
                if "async" in words:
                    return True, False, None
                name = at.child_by_field_name("name")
                if {"get", "set"} & set(words) or (name is not None and name.text == b"constructor"):
                    return False, False, None
                start = at.start_byte
                if at.type == "method_definition":
                    first = next(child for child in at.children if child.type not in ("static", "decorator"))
                    start = first.start_byte
                return False, True, start
            before, at = at, at.parent
        return self.is_module, False, None

    def _indent(self, node: Node) -> str | None:
        """What stands before a node on its line, if that is nothing but spaces."""
        start = max(self.data.rfind(b"\n", 0, node.start_byte), self.data.rfind(b"\r", 0, node.start_byte)) + 1
        before = self.data[start : node.start_byte].decode("utf-8", "replace")
        return before if not before.strip() and start > 0 else None


def _around(pattern: str) -> tuple[str, str]:
    mark = "@" if "@" in pattern else "^"
    first, _, last = pattern.partition(mark)
    return first, last


def _statements(node: Node) -> list[Node]:
    value = node.child_by_field_name("value") if node.type == "switch_case" else None
    return [c for c in node.named_children if c.type not in ("comment", "hash_bang_line", "html_comment") and c != value]


def _is_directive(node: Node) -> bool:
    return node.type == "expression_statement" and bool(node.named_children) and node.named_children[0].type == "string"


def _kind(node: Node) -> str:
    parent = node.parent
    if node.type != "statement_block" or parent is None:
        return {"program": "the file", "switch_case": "a case", "switch_default": "a default"}.get(node.type, "a block")
    if parent.type in _LOOPS:
        return "a loop"
    if parent.type == "method_definition":
        name = parent.child_by_field_name("name")
        words = {child.type for child in parent.children}
        if name is not None and name.text == b"constructor":
            return "a constructor"
        return "a getter or setter" if words & {"get", "set"} else "an async method" if "async" in words else "a method"
    if parent.type in _FUNCTIONS:
        kind = "an arrow" if parent.type == "arrow_function" else "a generator" if "generator" in parent.type else "a function"
        return f"{kind} that is async" if any(child.type == "async" for child in parent.children) else kind
    return {"class_static_block": "a static block", "try_statement": "a try", "catch_clause": "a catch",
            "finally_clause": "a finally", "if_statement": "an if", "else_clause": "an else"}.get(parent.type, "a block")  # fmt: skip


def _body(node: Node) -> int | None:
    """Where a member may be put into the class around."""
    at: Node | None = node
    while at is not None and at.type != "class_body":
        at = at.parent
    return at.start_byte + 1 if at is not None else None


def is_outside(root: Node, at: int) -> bool:
    """Whether `this` at a byte is that of the file: no function, but for arrows, and no member is around."""
    node: Node | None = root.descendant_for_byte_range(at, at + 1)
    while node is not None and node.parent is not None:
        parent, field = node.parent, node.type
        if parent.type in _FUNCTIONS - {"arrow_function"} and field != "computed_property_name":
            return False
        if parent.type in ("class_static_block", "field_definition") and field != "computed_property_name":
            return False
        node = parent
    return True
