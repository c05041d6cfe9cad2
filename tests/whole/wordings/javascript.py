"""Other wordings of JavaScript: each changes what never decides a match, and keeps the meaning.

What a wording gives is parsed again. That it means the same is tested with esbuild, which prints both files alike
(see `formatters`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from migrator.javascript.scopes import Binding
from migrator.javascript.source import Source
from migrator.javascript.strings import cook
from tests.whole.wordings.edits import Edit, apply

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({
    "function_declaration", "function_expression", "generator_function", "generator_function_declaration",
    "arrow_function", "method_definition", "class_static_block", "field_definition",
})  # fmt: skip
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
# Words that an old parser or a strict one does not take for a plain key or name.
_WORDS = frozenset({"__proto__", "constructor", "prototype"})


@dataclass
class File:
    """A file, and the edits of one wording. Edits that meet another are left out."""

    source: Source
    random: Random
    often: float = 0.8
    edits: list[Edit[bytes]] = field(default_factory=list)

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node in source order; none below a literal but the holes of templates."""
        stack = [self.source.root]
        while stack:
            node = stack.pop()
            yield node
            if node.type not in ("string", "regex"):
                stack.extend(reversed(node.children))

    def text(self, node: Node) -> str:
        return self.source.text(node.start_byte, node.end_byte)

    def replace(self, node: Node, text: str) -> None:
        self.edits.append((node.start_byte, node.end_byte, text.encode()))

    def insert(self, at: int, text: str) -> None:
        self.edits.append((at, at, text.encode()))

    def chance(self) -> bool:
        return self.random.random() < self.often


def wording(change: Callable[[File], None], often: float = 0.8) -> Callable[[bytes, Random], bytes | None]:
    """The wording of a file that makes this change, at most but not all places."""

    def apply_to(data: bytes, random: Random) -> bytes | None:
        file = File(Source.read("wording", data), random, often)
        change(file)
        if not file.edits:
            return None
        result = apply(data, file.edits)
        Source.read("wording", result)
        return result

    apply_to.__name__ = change.__name__
    apply_to.__doc__ = change.__doc__
    return apply_to


def _children(node: Node | None) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []


def _parent_type(node: Node) -> str:
    return node.parent.type if node.parent is not None else ""


def _token_before(source: Source, at: int) -> str:
    """The last character before a place that is neither white space nor in a comment; "" where that is unsure."""
    before = source.data[:at].rstrip()
    return "" if before.endswith(b"*/") or b"//" in before.rpartition(b"\n")[2] else chr(before[-1]) if before else ""


def _holds_chain(node: Node) -> bool:
    """Whether an optional chain in this may end it early: then parentheses would end that chain."""
    at: Node | None = node
    while at is not None and at.type in ("member_expression", "call_expression", "subscript_expression"):
        if any(child.type in ("optional_chain", "?.") for child in at.children):
            return True
        at = at.child_by_field_name("object") or at.child_by_field_name("function")
    return False


def _is_misread_await(file: File, node: Node) -> bool:
    """Whether this begins with what the parser takes for a call of a function `await`."""
    at: Node | None = node
    while at is not None and at.type in ("member_expression", "call_expression", "subscript_expression"):
        at = at.child_by_field_name("object") or at.child_by_field_name("function")
    return at is not None and file.text(at) == "await"


# -- parentheses -------------------------------------------------------------------------------------------------------


# esbuild keeps parentheses around functions, as a hint to engines.
_NEVER_WRAPPED = frozenset({
    "spread_element", "super", "import", "comment", "parenthesized_expression", "arrow_function", "function_expression",
})  # fmt: skip


def parentheses(file: File) -> None:
    """Values stand in parentheses: of variables, arguments, members, operators, conditions, holes."""
    _wrap(file, _values)


def awaited_parentheses(file: File) -> None:
    """What is awaited stands in parentheses: `await (f())`."""
    _wrap(file, lambda file, node: _children(node) if node.type == "await_expression" else [])


def receiver_parentheses(file: File) -> None:
    """Objects stand in parentheses: `(this.pyodide).run()`."""
    _wrap(file, _objects)


def callee_parentheses(file: File) -> None:
    """What is called stands in parentheses: `(a.b)(c)`."""
    _wrap(file, _callees)


def _wrap(file: File, places: Callable[[File, Node], list[Node]]) -> None:
    wrapped = [
        (part.start_byte, part.end_byte)
        for node in file.nodes
        for part in places(file, node)
        if part.type not in _NEVER_WRAPPED and file.chance() and not _opens_statement(file, part)
    ]
    # Of two that end or begin at one place, the outer one is around the inner one either way.
    ends = sorted([(end, 0, b")") for _, end in wrapped] + [(start, 1, b"(") for start, _ in wrapped])
    file.edits += [(at, at, text) for at, _, text in ends]


_VALUES = {
    "variable_declarator": ("value",), "pair": ("value",), "assignment_pattern": ("right",),
    "assignment_expression": ("right",), "augmented_assignment_expression": ("right",),
    "binary_expression": ("left", "right"), "ternary_expression": ("condition", "consequence", "alternative"),
    "subscript_expression": ("index",),
}  # fmt: skip
_VALUE_LISTS = frozenset(
    {"arguments", "array", "template_substitution", "return_statement", "parenthesized_expression"}
)


def _values(_file: File, node: Node) -> list[Node]:
    if node.type in _VALUE_LISTS:
        return _children(node)
    if node.type == "arrow_function":
        body = node.child_by_field_name("body")
        return [body] if body is not None and body.type != "statement_block" else []
    found = [node.child_by_field_name(name) for name in _VALUES.get(node.type, ())]
    return [child for child in found if child is not None and child.type != "private_property_identifier"]


def _objects(file: File, node: Node) -> list[Node]:
    below = node.child_by_field_name("object") if node.type == "member_expression" else None
    # `(a?.b).c` is not `a?.b.c`.
    if below is None or _holds_chain(below) or _is_misread_await(file, below) or below.type == "identifier":
        return []
    return [below]


def _callees(file: File, node: Node) -> list[Node]:
    below = node.child_by_field_name("function") if node.type == "call_expression" else None
    if below is None or below.type != "member_expression" or _holds_chain(node) or _is_misread_await(file, below):
        return []
    return [below] if node.child_by_field_name("arguments").type == "arguments" else []  # type: ignore[union-attr]


def _opens_statement(file: File, part: Node) -> bool:
    """Whether a parenthesis before this might be taken for a call of what stands on the line before."""
    at: Node | None = part
    while at is not None and at.start_byte == part.start_byte:
        if at.type in ("expression_statement", "class_static_block"):
            return _token_before(file.source, part.start_byte) != ";"
        at = at.parent
    return False


# -- declarations ------------------------------------------------------------------------------------------------------


def let_for_const(file: File) -> None:
    """`let` for every `const` within functions."""
    _redeclared(file, "const", "let", lambda _node, _names: True)


def const_for_let(file: File) -> None:
    """`const` for every `let` that nothing writes again."""

    def never_written(node: Node, bindings: list[Binding]) -> bool:
        has_values = all(child.child_by_field_name("value") is not None for child in _children(node))
        return has_values and not any(reference.write for binding in bindings for reference in binding.references)

    _redeclared(file, "let", "const", never_written)


def var_for_const(file: File) -> None:
    """`var` for every `const` and `let` where a function has one variable of that name, outside of loops."""
    for keyword in ("const", "let"):
        _redeclared(file, keyword, "var", lambda node, bindings: _may_be_var(file, node, bindings))


def let_for_var(file: File) -> None:
    """`let` for every `var` that stands in the body of its function, declared once and used behind."""

    def plain(node: Node, bindings: list[Binding]) -> bool:
        block = node.parent
        if (
            block is None
            or block.type != "statement_block"
            or block.parent is None
            or block.parent.type not in _FUNCTIONS
        ):
            return False
        return all(
            len(binding.declarations) == 1
            and all(reference.node.start_byte > node.start_byte for reference in binding.references)
            and _function_of(node) == _function_of(binding.declarations[0])
            for binding in bindings
        )

    _redeclared(file, "var", "let", plain)


def _redeclared(file: File, old: str, new: str, may: Callable[[Node, list[Binding]], bool]) -> None:
    for node in file.nodes:
        if node.type not in ("lexical_declaration", "variable_declaration") or node.children[0].type != old:
            continue
        if _parent_type(node) not in ("statement_block", "switch_case", "switch_default") or _function_of(node) is None:
            continue
        if may(node, _bindings(file, node)) and file.chance():
            file.replace(node.children[0], new)


def _bindings(file: File, declaration: Node) -> list[Binding]:
    """The variables that a declaration declares."""
    found = []
    for declarator in _children(declaration):
        stack = [declarator.child_by_field_name("name")]
        while stack:
            node = stack.pop()
            if node is None:
                continue
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                binding = file.source.scopes.binding_at(node.start_byte)
                if binding is not None and any(item.start_byte == node.start_byte for item in binding.declarations):
                    found.append(binding)
            stack.extend(node.children)
    return found


def _function_of(node: Node) -> Node | None:
    at = node.parent
    while at is not None and at.type not in _FUNCTIONS:
        at = at.parent
    return at


def _may_be_var(file: File, node: Node, bindings: list[Binding]) -> bool:
    function = _function_of(node)
    at = node.parent
    while at is not None and at.id != (function.id if function is not None else -1):
        if at.type in _LOOPS or at.type == "catch_clause":
            return False
        at = at.parent
    if function is None:
        return False
    scopes = file.source.scopes
    for binding in bindings:
        if any(reference.node.start_byte < node.start_byte for reference in binding.references):
            return False
        others = [
            reference
            for reference in scopes.references
            if reference.name == binding.name
            and reference.binding is not binding
            and function.start_byte <= reference.node.start_byte < function.end_byte
        ]
        if others or _declared_in(file, function).get(binding.name, 0) > 1:
            return False
    return True


def _declared_in(file: File, function: Node) -> dict[str, int]:
    """How many variables of each name are declared in a function and in the functions below."""
    found: dict[str, int] = {}
    stack = [file.source.scopes.root]
    while stack:
        scope = stack.pop()
        stack.extend(scope.children)
        for binding in scope.bindings.values():
            if any(function.start_byte <= item.start_byte < function.end_byte for item in binding.declarations):
                found[binding.name] = found.get(binding.name, 0) + 1
    return found


# -- members and keys --------------------------------------------------------------------------------------------------


def bracket_members(file: File) -> None:
    """`this['x']` for `this.x` where it is read."""
    _bracketed(file, writes=False)


def bracket_assignments(file: File) -> None:
    """`this['x'] = …` for `this.x = …`."""
    _bracketed(file, writes=True)


def _bracketed(file: File, *, writes: bool) -> None:
    for node in file.nodes:
        if node.type != "member_expression":
            continue
        below, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if below is None or name is None or below.type != "this" or name.type != "property_identifier":
            continue
        dot = next((child for child in node.children if child.type == "."), None)
        parent = node.parent
        written = parent is not None and parent.type == "assignment_expression" and parent.children[0].id == node.id
        if dot is not None and written == writes and file.chance():
            quote = file.random.choice(("'", '"', "`"))
            file.edits.append((dot.start_byte, name.end_byte, f"[{quote}{file.text(name)}{quote}]".encode()))


def dotted_members(file: File) -> None:
    """`this.x` for `this['x']`."""
    for node in file.nodes:
        if node.type != "subscript_expression":
            continue
        below, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        if below is None or index is None or below.type != "this" or index.type != "string":
            continue
        name = file.text(index)[1:-1]
        if _NAME.match(name) and file.chance() and not _holds_chain(node):
            file.edits.append((below.end_byte, node.end_byte, f".{name}".encode()))


def long_properties(file: File) -> None:
    """`{ a: a }` for `{ a }`."""
    for node in file.nodes:
        if node.type in ("shorthand_property_identifier", "shorthand_property_identifier_pattern") and file.chance():
            file.insert(node.start_byte, f"{file.text(node)}: ")


def quoted_keys(file: File) -> None:
    """Keys of objects and of patterns have quotes."""
    for node in file.nodes:
        key = node.child_by_field_name("key") if node.type in ("pair", "pair_pattern") else None
        if key is not None and key.type == "property_identifier" and file.text(key) not in _WORDS and file.chance():
            quote = file.random.choice("'\"")
            file.replace(key, f"{quote}{file.text(key)}{quote}")


def plain_keys(file: File) -> None:
    """Keys of objects have no quotes where they need none."""
    for node in file.nodes:
        key = node.child_by_field_name("key") if node.type in ("pair", "pair_pattern") else None
        name = file.text(key)[1:-1] if key is not None and key.type == "string" else ""
        if key is not None and _NAME.match(name) and name not in _WORDS:
            file.replace(key, name)


# -- punctuation -------------------------------------------------------------------------------------------------------

_LISTS = frozenset({"arguments", "array", "object", "formal_parameters", "object_pattern", "array_pattern"})


def trailing_commas(file: File) -> None:
    """Lists end with a comma."""
    for node in file.nodes:
        items = _children(node) if node.type in _LISTS else []
        tokens = [child for child in node.children if child.type != "comment"]
        if not items or tokens[-2].type == "," or items[-1].type == "rest_pattern" or not file.chance():
            continue
        if node.type in ("arguments", "formal_parameters") and _parent_type(node) == "import":
            continue
        if node.type == "arguments" and node.parent is not None and node.parent.children[0].type == "import":
            continue
        if node.type == "arguments" and node.parent is not None and file.text(node.parent.children[0]) == "await":
            continue  # what the parser takes for a call of `await` may be parentheses
        file.insert(items[-1].end_byte, ",")


def no_trailing_commas(file: File) -> None:
    """Lists do not end with a comma."""
    for node in file.nodes:
        if node.type not in _LISTS:
            continue
        tokens = [child for child in node.children if child.type != "comment"]
        if len(tokens) > 3 and tokens[-2].type == "," and tokens[-3].type != ",":
            file.replace(tokens[-2], "")


def arrow_parentheses(file: File) -> None:
    """`(x) => …` for `x => …`."""
    for node in file.nodes:
        single = node.child_by_field_name("parameter") if node.type == "arrow_function" else None
        if single is not None:
            file.replace(single, f"({file.text(single)})")


def bare_arrows(file: File) -> None:
    """`x => …` for `(x) => …`."""
    for node in file.nodes:
        many = node.child_by_field_name("parameters") if node.type == "arrow_function" else None
        if many is None or len(many.named_children) != 1 or many.named_children[0].type != "identifier":
            continue
        space = "" if file.source.data[many.start_byte - 1 : many.start_byte] in (b" ", b"(", b",") else " "
        file.replace(many, space + file.text(many.named_children[0]))


def braces(file: File) -> None:
    """Bodies of one statement have braces."""
    opens: list[tuple[int, int, bytes]] = []
    for node in file.nodes:
        for body in _bodies(node):
            if body.type not in ("statement_block", "empty_statement") and file.chance():
                if body.type == "if_statement" and _parent_type(body) == "else_clause" and file.random.random() < 0.5:
                    continue
                opens += [(body.end_byte, 0, b" }"), (body.start_byte, 1, b"{ ")]
    file.edits += [(at, at, text) for at, _, text in sorted(opens)]


def no_braces(file: File) -> None:
    """Bodies of one statement have no braces, where that leaves no question of whose `else` it is."""
    for node in file.nodes:
        for body in _bodies(node):
            inner = [child for child in body.named_children if child.type not in ("comment", "empty_statement")]
            if body.type != "statement_block" or len(inner) != 1 or not file.chance():
                continue
            if inner[0].type not in ("expression_statement", "return_statement", "throw_statement"):
                continue
            before = file.source.data[body.start_byte - 1 : body.start_byte]
            file.replace(body.children[0], " " if before not in (b" ", b"\n", b")") else "")
            file.replace(body.children[-1], "" if file.text(inner[0]).endswith(";") else ";")


def _bodies(node: Node) -> list[Node]:
    if node.type == "if_statement":
        found = [node.child_by_field_name("consequence")]
    elif node.type in ("for_statement", "for_in_statement", "while_statement"):
        found = [node.child_by_field_name("body")]
    elif node.type == "else_clause":
        found = _children(node)[:1]
    else:
        found = []
    return [body for body in found if body is not None]


# -- literals ----------------------------------------------------------------------------------------------------------


def strings_for_templates(file: File) -> None:
    """Strings for templates that have no holes."""
    for node in file.nodes:
        if node.type != "template_string" or any(child.type == "template_substitution" for child in node.children):
            continue
        if _parent_type(node) == "call_expression" or not file.chance():  # a tagged one
            continue
        value = cook(file.text(node)[1:-1], template=True)
        quote = file.random.choice("'\"")
        file.replace(node, _string(value, quote))


def templates_for_strings(file: File) -> None:
    """Templates for strings, where a string is a value."""
    for node in file.nodes:
        if node.type != "string" or _parent_type(node) not in (
            "arguments", "variable_declarator", "array", "return_statement", "binary_expression", "ternary_expression",
            "template_substitution",
        ):  # fmt: skip
            continue
        raw = file.text(node)[1:-1]
        if file.chance() and not re.search(r"\\[0-9]|\\[\r\n]", raw):
            file.replace(node, "`" + raw.replace("`", "\\`").replace("${", "\\${") + "`")


def quotes(file: File) -> None:
    """Strings in single quotes have double ones, and the other way round."""
    for node in file.nodes:
        if node.type == "string" and file.chance():
            old = file.text(node)
            new = '"' if old[0] == "'" else "'"
            file.replace(node, f"{new}{_requoted(old[1:-1], old[0], new)}{new}")


def _requoted(inner: str, old: str, new: str) -> str:
    def escape(match: re.Match[str]) -> str:
        if match[2] is not None:
            return f"\\{new}" if match[2] == new else match[2]
        return old if match[1] == old else match.group()

    return re.sub(r"\\(.)|(['\"])", escape, inner, flags=re.DOTALL)


def _string(value: str, quote: str) -> str:
    special = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029", quote: f"\\{quote}"}
    return quote + "".join(special.get(char, char) for char in value) + quote


# -- layout between tokens ---------------------------------------------------------------------------------------------


def broken_members(file: File) -> None:
    """A line break before the dot of members."""
    for node in file.nodes:
        if node.type != "member_expression":
            continue
        dot = next((child for child in node.children if child.type in (".", "optional_chain", "?.")), None)
        below = node.child_by_field_name("object")
        if dot is None or below is None or below.type in ("number", "import", "meta_property"):
            continue
        if file.chance():
            file.insert(dot.start_byte, "\n" + " " * file.random.choice((0, 4, 12)))


_TOKEN_COMMENTS = ("/* one */", "/**/", "/* this.pyodide.runPythonAsync(`env.t`) */", "/* it's ` */", "/* // */")


def comments_between_tokens(file: File) -> None:
    """Comments stand between tokens."""
    for node in _tokens(file):
        if file.chance():
            file.insert(node.start_byte, f" {file.random.choice(_TOKEN_COMMENTS)} ")


def comments_at_line_ends(file: File) -> None:
    """Comments stand at the end of lines."""
    seen = set()
    for node in _tokens(file):
        data = file.source.data
        end = max(data.rfind(b"\n", 0, node.start_byte), data.rfind(b"\r", 0, node.start_byte))
        if end < 0 or data[end : node.start_byte].strip() or end in seen or not file.chance():
            continue
        seen.add(end)
        end -= data[end - 1 : end + 1] == b"\r\n"
        line = data[max(data.rfind(b"\n", 0, end), data.rfind(b"\r", 0, end)) + 1 : end]
        if b"//" in line or not line.strip():
            continue
        file.insert(end, file.random.choice(("  // why", " //", "  // it's `this`", " // await this.pyodide")))


def comments_above_statements(file: File) -> None:
    """Comments stand above statements."""
    for node in file.nodes:
        is_statement = node.type.endswith(("_statement", "_declaration")) and node.type != "empty_statement"
        if is_statement and _parent_type(node) == "statement_block" and file.chance():
            file.insert(node.start_byte, file.random.choice(("// above\n", "/* above */ ", "/**\n * above\n */\n")))


def _tokens(file: File) -> Iterator[Node]:
    """Tokens before which a comment may stand: none within literals."""
    stack = [file.source.root]
    while stack:
        node = stack.pop()
        if node.type in ("comment", "hash_bang_line", "template_chars", "string_fragment", "escape_sequence"):
            continue
        if node.type == "template_string":
            yield node
            for hole in (child for child in node.children if child.type == "template_substitution"):
                stack.extend(reversed(hole.children[1:]))
        elif node.child_count and node.type not in ("string", "regex"):
            stack.extend(reversed(node.children))
        elif node.end_byte > node.start_byte:
            yield node
