"""JavaScript in one layout, whatever that of the file is: a commit that also formats its code gives the same pages.

Comments go, and so do parentheses around the one parameter of an arrow. Strings have single quotes where their text has
none. What is not known here is spelled as it stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source
from migrator.javascript.strings import cook
from migrator.javascript.syntax import COMMENTS, DECLARATIONS, SHORTHANDS, NodeKind, children, operator

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH = 100
_INDENT = "    "
_WORD = re.compile(r"[\w$]")


class Layout:
    """Spells nodes of a file. ``instead`` has what stands in the place of nodes, by their ids. The texts of templates
    and strings whose ids are ``opened`` may be any.
    """

    def __init__(self, source: Source, instead: Mapping[int, str], opened: Collection[int] = ()) -> None:
        self._source = source
        self._instead = instead
        self._opened = opened

    def statement(self, node: Node) -> list[str]:
        """A statement, as lines."""
        return self.of(node).split("\n")

    def of(self, node: Node) -> str:
        """A node, with line ends in it where it is a block or long."""
        if node.id in self._instead:
            text = self._instead[node.id]
            return f"{self._text(node)}: {text}" if node.type in SHORTHANDS else text
        handler = _HANDLERS.get(node.type)
        return handler(self, node) if handler is not None else self._as_it_stands(node)

    def _text(self, node: Node) -> str:
        return self._source.text(node.start_byte, node.end_byte)

    def _as_it_stands(self, node: Node) -> str:
        """The text of the file, with what is spelled otherwise put there."""
        edits, stack = list[Edit](), list(node.children)
        while stack:
            part = stack.pop()
            if part.id in self._instead or part.type in _HANDLERS:
                edits.append(
                    Edit(part.start_byte - node.start_byte, part.end_byte - node.start_byte, self.of(part).encode())
                )
            elif part.type in COMMENTS:
                edits.append(Edit(part.start_byte - node.start_byte, part.end_byte - node.start_byte, b""))
            else:
                stack.extend(part.children)
        code = self._source.code[node.start_byte : node.end_byte]
        return apply(code, edits).decode("utf-8")

    def _field(self, node: Node, name: str) -> str:
        child = node.child_by_field_name(name)
        return self.of(child) if child is not None else ""

    # -- expressions -----------------------------------------------------------------------------------------------

    def _string(self, node: Node) -> str:
        if node.id in self._opened:
            return "`...`"
        text = self._text(node)
        inner = text[1:-1]
        if text[0] == "'" or "'" in inner or '\\"' in inner:
            return text
        return f"'{inner}'"

    def _template(self, node: Node) -> str:
        parts = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
        if node.id in self._opened:
            holes = ("${" + self.of(children(part)[0]) + "}" for part in parts)
            return f"`...{''.join(f'{hole}...' for hole in holes)}`"
        at, out = node.start_byte, ""
        for part in parts:
            held = children(part)
            out += self._source.text(at, part.start_byte) + "${" + (self.of(held[0]) if held else "") + "}"
            at = part.end_byte
        out += self._source.text(at, node.end_byte)
        is_tagged = node.parent is not None and node.parent.type == NodeKind.CALL_EXPRESSION
        if not parts and "\n" not in out and not is_tagged:
            text = cook(out[1:-1], template=True)
            if not any(sign in text for sign in "'\\\n\r") and text.isprintable():
                return f"'{text}'"
        return out

    def _member(self, node: Node) -> str:
        held = self._field(node, "object")
        return f"{held}{' ' if held.isdigit() else ''}{_optional(node) or '.'}{self._field(node, 'property')}"

    def _subscript(self, node: Node) -> str:
        return f"{self._field(node, 'object')}{_optional(node)}[{self._field(node, 'index')}]"

    def _call(self, node: Node) -> str:
        return f"{self._field(node, 'function')}{_optional(node)}{self._field(node, 'arguments')}"

    def _new(self, node: Node) -> str:
        return f"new {self._field(node, 'constructor')}{self._field(node, 'arguments') or '()'}"

    def _unary(self, node: Node) -> str:
        sign, value = operator(node), self._field(node, "argument")
        return f"{sign} {value}" if _WORD.match(sign) or value.startswith(sign) else f"{sign}{value}"

    def _update(self, node: Node) -> str:
        value = self._field(node, "argument")
        return f"{operator(node)}{value}" if not node.children[0].is_named else f"{value}{operator(node)}"

    def _binary(self, node: Node) -> str:
        return f"{self._field(node, 'left')} {operator(node)} {self._field(node, 'right')}"

    def _assignment(self, node: Node) -> str:
        return f"{self._field(node, 'left')} {operator(node) or '='} {self._field(node, 'right')}"

    def _ternary(self, node: Node) -> str:
        condition, first, other = (self._field(node, name) for name in ("condition", "consequence", "alternative"))
        return f"{condition} ? {first} : {other}"

    def _await(self, node: Node) -> str:
        return f"await {self.of(children(node)[0])}"

    def _spread(self, node: Node) -> str:
        return f"...{self.of(children(node)[0])}"

    def _parenthesized(self, node: Node) -> str:
        around, inner = node.parent, self.of(children(node)[0])
        is_whole = around is not None and (
            (around.type == NodeKind.VARIABLE_DECLARATOR and children(node)[0].type != NodeKind.SEQUENCE_EXPRESSION)
            or around.type in (NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.RETURN_STATEMENT)
        )
        return inner if is_whole else f"({inner})"

    def _sequence(self, node: Node) -> str:
        return ", ".join(map(self.of, children(node)))

    def _arguments(self, node: Node) -> str:
        return self._listed("(", ")", [self.of(child) for child in children(node)])

    def _array(self, node: Node) -> str:
        items, empty = list[str](), True
        for child in node.children[1:-1]:
            if child.type in COMMENTS:
                continue
            if child.type != ",":
                items.append(self.of(child))
            elif empty:
                items.append("")
            empty = child.type == ","
        text = self._listed("[", "]", items)
        return f"{text[:-1]},]" if items and not items[-1] else text

    def _listed(self, begin: str, end: str, items: list[str]) -> str:
        return f"{begin}{', '.join(items)}{end}"

    def _object(self, node: Node) -> str:
        items = [self.of(child) for child in children(node)]
        if not items:
            return "{}"
        flat = f"{{ {', '.join(items)} }}"
        if len(flat) <= _WIDTH and "\n" not in flat:
            return flat
        return "{\n" + "".join(f"{_indented(item)},\n" for item in items) + "}"

    def _pair(self, node: Node) -> str:
        return f"{self._key(node, 'key')}: {self._field(node, 'value')}"

    def _key(self, node: Node, name: str) -> str:
        """A key, without the quotes that it does not need."""
        text = self._field(node, name)
        plain = text[1:-1] if text[:1] in ("'", '"') else text
        return plain if plain.isidentifier() else text

    def _default(self, node: Node) -> str:
        return f"{self._field(node, 'left')} = {self._field(node, 'right')}"

    def _computed(self, node: Node) -> str:
        return f"[{self.of(children(node)[0])}]"

    def _arrow(self, node: Node) -> str:
        single, many = node.child_by_field_name("parameter"), node.child_by_field_name("parameters")
        given = children(many)
        if many is not None and len(given) == 1 and given[0].type == NodeKind.IDENTIFIER:
            single = given[0]
        shown = self.of(single) if single is not None else self.of(many) if many is not None else "()"
        is_async = "async " if node.children[0].type == "async" else ""
        return f"{is_async}{shown} => {self._field(node, 'body')}"

    def _function(self, node: Node) -> str:
        words = [child.type for child in node.children if child.type in ("async", "function", "*")]
        head = " ".join(words).replace("function *", "function*")
        name = self._field(node, "name")
        return f"{head}{f' {name}' if name else ''}{self._field(node, 'parameters')} {self._field(node, 'body')}"

    # -- statements ------------------------------------------------------------------------------------------------

    def _expression(self, node: Node) -> str:
        return f"{self.of(children(node)[0])};"

    def _declaration(self, node: Node) -> str:
        return f"{self._text(node.children[0])} {', '.join(map(self.of, children(node)))};"

    def _declarator(self, node: Node) -> str:
        value = self._field(node, "value")
        return f"{self._field(node, 'name')}{f' = {value}' if value else ''}"

    def _block(self, node: Node) -> str:
        return self._braced([self.of(child) for child in children(node) if child.type != NodeKind.EMPTY_STATEMENT])

    def _braced(self, statements: list[str]) -> str:
        return "{\n" + "".join(f"{_indented(text)}\n" for text in statements) + "}" if statements else "{}"

    def _body(self, node: Node) -> str:
        """A body, in braces."""
        return self.of(node) if node.type == NodeKind.STATEMENT_BLOCK else self._braced([self.of(node)])

    def _if(self, node: Node) -> str:
        first, other = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        assert first is not None
        text = f"if {self._field(node, 'condition')} {self._body(first)}"
        if other is None:
            return text
        inside = children(other)[0]
        return f"{text} else {self.of(inside) if inside.type == NodeKind.IF_STATEMENT else self._body(inside)}"

    def _keyword(self, node: Node) -> str:
        """`return`, `throw`, `break`, `continue`, with what stands behind."""
        held = children(node)
        return f"{node.children[0].type}{f' {self.of(held[0])}' if held else ''};"

    def _try(self, node: Node) -> str:
        parts = [self._field(node, name) for name in ("body", "handler", "finalizer")]
        return f"try {' '.join(part for part in parts if part)}"

    def _catch(self, node: Node) -> str:
        name = self._field(node, "parameter")
        return f"catch {f'({name}) ' if name else ''}{self._field(node, 'body')}"

    def _finally(self, node: Node) -> str:
        return f"finally {self._field(node, 'body')}"

    def _for(self, node: Node) -> str:
        body = node.child_by_field_name("body")
        assert body is not None
        parts = [node.child_by_field_name(name) for name in ("initializer", "condition", "increment")]
        head = "; ".join(
            self.of(part).removesuffix(";") if part is not None and part.is_named else "" for part in parts
        )
        return f"for ({head.rstrip() if head.strip(' ;') else ';;'}) {self._body(body)}"

    def _for_in(self, node: Node) -> str:
        body, kind = node.child_by_field_name("body"), node.child_by_field_name("kind")
        assert body is not None
        words = " ".join(child.type for child in node.children if child.type in ("in", "of"))
        is_await = " await" if any(child.type == "await" for child in node.children) else ""
        left = f"{self._text(kind)} " if kind is not None else ""
        head = f"{left}{self._field(node, 'left')} {words} {self._field(node, 'right')}"
        return f"for{is_await} ({head}) {self._body(body)}"

    def _switch(self, node: Node) -> str:
        return f"switch {self._field(node, 'value')} {self._field(node, 'body')}"

    def _case(self, node: Node) -> str:
        value = node.child_by_field_name("value")
        head = f"case {self.of(value)}:" if value is not None else "default:"
        held = [child for child in children(node) if value is None or child.id != value.id]
        return "\n".join([head, *(_indented(self.of(child)) for child in held)])

    def _while(self, node: Node) -> str:
        body = node.child_by_field_name("body")
        assert body is not None
        return f"while {self._field(node, 'condition')} {self._body(body)}"


def _optional(node: Node) -> str:
    """The sign by which a member is taken, or a call made, only of what is there."""
    return "?." if any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children) else ""


def _indented(text: str) -> str:
    """Lines one step further in; what is in a template literal stays where it is."""
    lines = text.split("\n")
    shown, stack = [], list[str]()
    for line in lines:
        shown.append(line if stack[-1:] == ["`"] or not line else f"{_INDENT}{line}")
        _follow(line, stack)
    return "\n".join(shown)


def _follow(line: str, stack: list[str]) -> None:
    """What is open at the end of a line: template literals and their holes, and quotes within a line."""
    at = 0
    while at < len(line):
        sign, top = line[at], stack[-1] if stack else ""
        if sign == "\\":
            at += 1
        elif top in ("'", '"', "`"):
            if sign == top:
                stack.pop()
            elif top == "`" and line.startswith("${", at):
                stack.append("{")
                at += 1
        elif sign in ("'", '"', "`", "{"):
            stack.append(sign)
        elif sign == "}" and top == "{":
            stack.pop()
        at += 1
    while stack and stack[-1] in ("'", '"'):
        stack.pop()  # the quote of a regular expression


_HANDLERS: dict[str, Callable[[Layout, Node], str]] = {
    NodeKind.STRING: Layout._string,
    NodeKind.TEMPLATE_STRING: Layout._template,
    NodeKind.MEMBER_EXPRESSION: Layout._member,
    NodeKind.SUBSCRIPT_EXPRESSION: Layout._subscript,
    NodeKind.CALL_EXPRESSION: Layout._call,
    NodeKind.NEW_EXPRESSION: Layout._new,
    NodeKind.UNARY_EXPRESSION: Layout._unary,
    NodeKind.UPDATE_EXPRESSION: Layout._update,
    NodeKind.BINARY_EXPRESSION: Layout._binary,
    NodeKind.ASSIGNMENT_EXPRESSION: Layout._assignment,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: Layout._assignment,
    NodeKind.TERNARY_EXPRESSION: Layout._ternary,
    NodeKind.AWAIT_EXPRESSION: Layout._await,
    NodeKind.SPREAD_ELEMENT: Layout._spread,
    NodeKind.REST_PATTERN: Layout._spread,
    NodeKind.PARENTHESIZED_EXPRESSION: Layout._parenthesized,
    NodeKind.SEQUENCE_EXPRESSION: Layout._sequence,
    NodeKind.ARGUMENTS: Layout._arguments,
    NodeKind.FORMAL_PARAMETERS: Layout._arguments,
    NodeKind.ARRAY: Layout._array,
    NodeKind.ARRAY_PATTERN: Layout._array,
    NodeKind.OBJECT: Layout._object,
    NodeKind.OBJECT_PATTERN: Layout._object,
    NodeKind.PAIR: Layout._pair,
    NodeKind.PAIR_PATTERN: Layout._pair,
    NodeKind.OBJECT_ASSIGNMENT_PATTERN: Layout._default,
    NodeKind.ASSIGNMENT_PATTERN: Layout._default,
    NodeKind.COMPUTED_PROPERTY_NAME: Layout._computed,
    NodeKind.ARROW_FUNCTION: Layout._arrow,
    NodeKind.FUNCTION_EXPRESSION: Layout._function,
    NodeKind.FUNCTION_DECLARATION: Layout._function,
    NodeKind.GENERATOR_FUNCTION: Layout._function,
    NodeKind.GENERATOR_FUNCTION_DECLARATION: Layout._function,
    NodeKind.EXPRESSION_STATEMENT: Layout._expression,
    NodeKind.VARIABLE_DECLARATOR: Layout._declarator,
    NodeKind.STATEMENT_BLOCK: Layout._block,
    NodeKind.IF_STATEMENT: Layout._if,
    NodeKind.TRY_STATEMENT: Layout._try,
    NodeKind.CATCH_CLAUSE: Layout._catch,
    NodeKind.FINALLY_CLAUSE: Layout._finally,
    NodeKind.WHILE_STATEMENT: Layout._while,
    NodeKind.FOR_STATEMENT: Layout._for,
    NodeKind.FOR_IN_STATEMENT: Layout._for_in,
    NodeKind.SWITCH_STATEMENT: Layout._switch,
    NodeKind.SWITCH_BODY: Layout._block,
    NodeKind.SWITCH_CASE: Layout._case,
    NodeKind.SWITCH_DEFAULT: Layout._case,
    **dict.fromkeys(DECLARATIONS, Layout._declaration),
    **dict.fromkeys(
        (NodeKind.RETURN_STATEMENT, NodeKind.THROW_STATEMENT, NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT),
        Layout._keyword,
    ),
}
