"""tree-sitter nodes to terms: what never decides a match in JavaScript is dropped here, once.

Gone after this: layout, comments, quote style, semicolons, redundant parentheses, trailing commas, the keyword of a
declaration, shorthand and quoted keys, ``this['x']``, the parentheses of arrows, braces around one statement, and the
difference between a string and a template without holes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from migrator.javascript.parentheses import unwrap
from migrator.javascript.strings import cook
from migrator.javascript.syntax import COMMENTS, DECLARED_FUNCTIONS, LINKS, NO_STATEMENTS, Kind, children, operator
from migrator.term import Slice, Term

if TYPE_CHECKING:
    from tree_sitter import Node

GAP = "$$gap"
DOTS = "$$dots"
WILDCARD = "$_"
METAVARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*\Z")
NONE = Term("none")
# Deeper than any site that a rule could describe, and far from the limits of recursion.
_DEEPEST = 120
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")

Embed = Callable[["Node", "Node"], "Term | None"]


class Lowering:
    """Lowers the nodes of one file.

    ``receiver`` is the property of ``this`` that runs Python. ``embed(call, argument)`` gives the program term of a
    first
    argument that is Python, or None. With ``pattern`` the notation of rule pages is read: ``$NAME``, ``$_`` and the
    stand-ins of ``...``.
    """

    def __init__(self, data: bytes, receiver: str, embed: Embed | None = None, *, pattern: bool = False) -> None:
        self._data = data
        self._receiver = receiver
        self._embed = embed
        self._pattern = pattern
        self._depth = 0

    def text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def statements(self, nodes: list[Node]) -> tuple[Term, ...]:
        """The statements among ``nodes``; comments and lone semicolons are none."""
        return tuple(self.lower(node) for node in nodes if is_statement(node))

    def lower(self, node: Node) -> Term:
        if self._depth > _DEEPEST:
            return Term("too-deep", origin=node)
        self._depth += 1
        try:
            awaited = _misread_await(node, self._data)
            if awaited is not None:
                return self._reroot(node, awaited)
            handler = _HANDLERS.get(node.type)
            return handler(self, node) if handler else self._generic(node)
        finally:
            self._depth -= 1

    # -- helpers ---------------------------------------------------------------------------------------------------

    def _reroot(self, chain: Node, head: Node) -> Term:
        """``await (x).f()`` is read by the parser as a call of a function `await`; it awaits the whole chain."""
        inner = self._chain(chain, head)
        return Term("await", "", (inner,), chain)

    def _chain(self, node: Node, head: Node) -> Term:
        if node.id == head.id:
            if node.type == Kind.SUBSCRIPT_EXPRESSION:
                index = node.child_by_field_name("index")
                assert index is not None
                return Term("array", "", (self.lower(index),), node)
            arguments = node.child_by_field_name("arguments")
            assert arguments is not None
            return self.lower(children(arguments)[0])
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        assert below is not None
        return self._postfix(node, self._chain(below, head))

    def _postfix(self, node: Node, base: Term) -> Term:
        """A call, member or subscript whose left part is already lowered."""
        optional = "?" if any(child.type in (Kind.OPTIONAL_CHAIN, "?.") for child in node.children) else ""
        if node.type == Kind.CALL_EXPRESSION:
            arguments = node.child_by_field_name("arguments")
            assert arguments is not None
            if arguments.type == Kind.TEMPLATE_STRING:
                return Term("tagged", "", (base, self.lower(arguments)), node)
            return Term("call" + optional, "", (base, *self._arguments(node, arguments, base)), node)
        if node.type == Kind.MEMBER_EXPRESSION:
            prop = node.child_by_field_name("property")
            assert prop is not None
            return self._member(node, base, self._name_text(prop), optional)
        index = node.child_by_field_name("index")
        assert index is not None
        key = self.lower(index)
        if key.kind == "string" and _IDENTIFIER.match(key.value):
            return self._member(node, base, key.value, optional)
        return Term("index" + optional, "", (base, key), node)

    def _member(self, node: Node, base: Term, name: str, optional: str) -> Term:
        if self._pattern and METAVARIABLE.match(name):
            return Term("member" + optional, "", (base, Term("metavar", name[1:], origin=node)), node)
        if base.kind == "this" and name == self._receiver and not optional:
            return Term("receiver", "", (), node)
        return Term("member" + optional, name, (base,), node)

    def _arguments(self, call: Node, arguments: Node, function: Term) -> list[Term]:
        nodes = children(arguments)
        terms: list[Term] = []
        for index, node in enumerate(nodes):
            program = None
            if index == 0 and self._embed is not None and runs_python(function):
                program = self._embed(call, unwrap(node))
            terms.append(program if program is not None else self.lower(node))
        return terms

    def _name_text(self, node: Node) -> str:
        text = self.text(node)
        return cook(text) if "\\" in text else text

    def _key(self, node: Node) -> tuple[str, Term | None]:
        """A property key: its text, or the expression of a computed one."""
        if node.type == Kind.COMPUTED_PROPERTY_NAME:
            key = self.lower(children(node)[0])
            return (key.value, None) if key.kind == "string" else ("", key)
        if node.type == Kind.STRING:
            return cook(self.text(node)[1:-1]), None
        return self._name_text(node), None

    def _pair(self, node: Node, key: Node, value: Term) -> Term:
        text, computed = self._key(key)
        if computed is not None:
            return Term("computed", "", (computed, value), node)
        return Term("pair", text, (value,), node)

    def _body(self, node: Node | None) -> Term:
        """A body that may stand without braces, as a block."""
        if node is None:
            return NONE
        if node.type == Kind.STATEMENT_BLOCK:
            return Term("block", "", self.statements(node.children), node)
        return Term("block", "", self.statements([node]), node)

    def _field(self, node: Node, name: str) -> Term:
        child = node.child_by_field_name(name)
        return self.lower(child) if child is not None else NONE

    # -- expressions -----------------------------------------------------------------------------------------------

    def _identifier(self, node: Node) -> Term:
        name = self._name_text(node)
        if self._pattern:
            if METAVARIABLE.match(name):
                return Term("metavar", name[1:], origin=node)
            if name == WILDCARD:
                return Term("anything", origin=node)
            if name == DOTS:
                return Term("dots", origin=node)
        return Term("name", name, origin=node)

    def _leaf(self, node: Node) -> Term:
        return Term(node.type, origin=node)

    def _number(self, node: Node) -> Term:
        return Term("number", self.text(node), origin=node)

    def _string(self, node: Node) -> Term:
        return Term("string", cook(self.text(node)[1:-1]), origin=node)

    def _template(self, node: Node) -> Term:
        parts: list[Term] = []
        at = node.start_byte + 1
        for child in node.children:
            if child.type != Kind.TEMPLATE_SUBSTITUTION:
                continue
            self._template_text(parts, at, child.start_byte, node)
            inner = children(child)
            parts.append(self.lower(inner[0]) if inner else Term("none", origin=child))
            at = child.end_byte
        self._template_text(parts, at, node.end_byte - 1, node)
        if not parts:
            return Term("string", "", origin=node)
        if len(parts) == 1 and parts[0].kind == "text":
            return Term("string", parts[0].value, origin=node)
        return Term("template", "", tuple(parts), node)

    def _template_text(self, parts: list[Term], start: int, end: int, node: Node) -> None:
        text = cook(self._data[start:end].decode("utf-8", "replace"), template=True)
        if not self._pattern or "..." not in text:
            if text:
                parts.append(Term("text", text, origin=node))
            return
        for index, piece in enumerate(text.split("...")):
            if index:
                parts.append(Term("dots", origin=node))
            if piece:
                parts.append(Term("text", piece, origin=node))

    def _regex(self, node: Node) -> Term:
        return Term("regex", self.text(node), origin=node)

    def _parenthesized(self, node: Node) -> Term:
        inner = children(node)
        if not inner:
            return self._generic(node)
        term = self.lower(inner[0])
        # `(a?.b).c` raises where `a?.b.c` is undefined.
        ends_chain = node.parent is not None and node.parent.type in LINKS and _is_optional(term)
        return Term("group", "", (term,), node) if ends_chain else term

    def _chain_link(self, node: Node) -> Term:
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        if below is None:
            return self._generic(node)
        return self._postfix(node, self.lower(below))

    def _new(self, node: Node) -> Term:
        arguments = node.child_by_field_name("arguments")
        terms = [self.lower(child) for child in children(arguments)] if arguments is not None else []
        return Term("new", "", (self._field(node, "constructor"), *terms), node)

    def _await(self, node: Node) -> Term:
        return Term("await", "", (self.lower(children(node)[0]),), node)

    def _unary(self, node: Node) -> Term:
        return Term("unary", operator(node), (self._field(node, "argument"),), node)

    def _update(self, node: Node) -> Term:
        prefix = not node.children[0].is_named
        return Term(
            "update", ("prefix " if prefix else "postfix ") + operator(node), (self._field(node, "argument"),), node
        )

    def _binary(self, node: Node) -> Term:
        return Term("binary", operator(node), (self._field(node, "left"), self._field(node, "right")), node)

    def _assignment(self, node: Node) -> Term:
        return Term("assign", "=", (self._field(node, "left"), self._field(node, "right")), node)

    def _augmented(self, node: Node) -> Term:
        return Term("assign", operator(node), (self._field(node, "left"), self._field(node, "right")), node)

    def _ternary(self, node: Node) -> Term:
        fields = ("condition", "consequence", "alternative")
        return Term("conditional", "", tuple(self._field(node, name) for name in fields), node)

    def _sequence(self, node: Node) -> Term:
        return Term("sequence", "", tuple(self.lower(child) for child in children(node)), node)

    def _spread(self, node: Node) -> Term:
        return Term("spread", "", tuple(self.lower(child) for child in children(node)), node)

    def _array(self, node: Node) -> Term:
        """Elements in order; an elision (``[a, , b]``) is a term of its own, a trailing comma is none."""
        elements: list[Term] = []
        empty = True
        for child in node.children[1:-1]:
            if child.type in COMMENTS:
                continue
            if child.type == ",":
                if empty:
                    elements.append(Term("elision", origin=child))
                empty = True
            else:
                elements.append(self.lower(child))
                empty = False
        return Term("array", "", tuple(elements), node)

    def _object(self, node: Node) -> Term:
        return Term("object", "", tuple(self.lower(child) for child in children(node)), node)

    def _shorthand(self, node: Node) -> Term:
        name = self._name_text(node)
        key = name[1:] if self._pattern and METAVARIABLE.match(name) else name
        return Term("pair", key, (self._identifier(node),), node)

    def _pair_node(self, node: Node) -> Term:
        key = node.child_by_field_name("key")
        assert key is not None
        return self._pair(node, key, self._field(node, "value"))

    def _object_assignment(self, node: Node) -> Term:
        """``{ a = 1 }`` in a pattern: the same as ``{ a: a = 1 }``."""
        left = node.child_by_field_name("left")
        assert left is not None
        default = Term("default", "", (self._identifier(left), self._field(node, "right")), node)
        return Term("pair", self._name_text(left), (default,), node)

    def _default(self, node: Node) -> Term:
        return Term("default", "", (self._field(node, "left"), self._field(node, "right")), node)

    def _method(self, node: Node) -> Term:
        key = node.child_by_field_name("name")
        assert key is not None
        text, computed = self._key(key)
        flags = " ".join(child.type for child in node.children if not child.is_named)
        rest = (self._parameters(node), self._body(node.child_by_field_name("body")))
        return Term("method", f"{flags} {text}".strip(), ((computed,) if computed else ()) + rest, node)

    def _parameters(self, node: Node) -> Term:
        single = node.child_by_field_name("parameter")
        if single is not None:
            return Term("parameters", "", (self.lower(single),), single)
        many = node.child_by_field_name("parameters")
        return Term("parameters", "", tuple(self.lower(child) for child in children(many)) if many else (), many)

    def _arrow(self, node: Node) -> Term:
        body = node.child_by_field_name("body")
        assert body is not None
        lowered = self._body(body) if body.type == Kind.STATEMENT_BLOCK else self.lower(body)
        flag = "async" if node.children[0].type == "async" else ""
        return Term("arrow", flag, (self._parameters(node), lowered), node)

    def _function(self, node: Node) -> Term:
        flags = " ".join(child.type for child in node.children if child.type in ("async", "*"))
        kind = "function" if node.type in DECLARED_FUNCTIONS else "function-expression"
        body = self._body(node.child_by_field_name("body"))
        return Term(kind, flags, (self._field(node, "name"), self._parameters(node), body), node)

    # -- statements ------------------------------------------------------------------------------------------------

    def _expression_statement(self, node: Node) -> Term:
        expression = self.lower(children(node)[0])
        if self._pattern and expression.kind == "name" and expression.value == GAP:
            return Term("gap", origin=node)
        return Term("expr", "", (expression,), node)

    def _declaration(self, node: Node) -> Term:
        return Term("declare", "", tuple(self.lower(child) for child in children(node)), node)

    def _declarator(self, node: Node) -> Term:
        return Term("declarator", "", (self._field(node, "name"), self._field(node, "value")), node)

    def _if(self, node: Node) -> Term:
        alternative = node.child_by_field_name("alternative")
        if alternative is not None:
            otherwise = self._body(children(alternative)[0])
        else:
            otherwise = Term("none", origin=Slice(node.end_byte, node.end_byte))
        return Term(
            "if",
            "",
            (self._field(node, "condition"), self._body(node.child_by_field_name("consequence")), otherwise),
            node,
        )

    def _block(self, node: Node) -> Term:
        return Term("block", "", self.statements(node.children), node)

    def _return(self, node: Node) -> Term:
        return Term("return", "", tuple(self.lower(child) for child in children(node)), node)

    def _for_in(self, node: Node) -> Term:
        tokens = [child.type for child in node.children if child.type in ("of", "in", "await")]
        declared = "declared " if node.child_by_field_name("kind") is not None else ""
        parts = (self._field(node, "left"), self._field(node, "right"), self._body(node.child_by_field_name("body")))
        return Term("for-in", declared + " ".join(tokens), parts, node)

    def _generic(self, node: Node) -> Term:
        """Everything that no rule has needed to see through: type, tokens and children as they stand."""
        tokens = " ".join(c.type for c in node.children if not c.is_named and c.type not in "(){}[],;")
        parts = tuple(self.lower(child) for child in children(node))
        if not node.children:
            tokens = self.text(node)
        return Term(node.type, tokens, parts, node)


_HANDLERS: dict[str, Callable[[Lowering, Node], Term]] = {
    Kind.IDENTIFIER: Lowering._identifier,
    Kind.UNDEFINED: Lowering._identifier,
    Kind.SHORTHAND_PROPERTY_IDENTIFIER: Lowering._shorthand,
    Kind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN: Lowering._shorthand,
    Kind.THIS: Lowering._leaf,
    Kind.SUPER: Lowering._leaf,
    Kind.NULL: Lowering._leaf,
    Kind.TRUE: Lowering._leaf,
    Kind.FALSE: Lowering._leaf,
    Kind.NUMBER: Lowering._number,
    Kind.STRING: Lowering._string,
    Kind.TEMPLATE_STRING: Lowering._template,
    Kind.REGEX: Lowering._regex,
    Kind.PARENTHESIZED_EXPRESSION: Lowering._parenthesized,
    Kind.CALL_EXPRESSION: Lowering._chain_link,
    Kind.MEMBER_EXPRESSION: Lowering._chain_link,
    Kind.SUBSCRIPT_EXPRESSION: Lowering._chain_link,
    Kind.NEW_EXPRESSION: Lowering._new,
    Kind.AWAIT_EXPRESSION: Lowering._await,
    Kind.UNARY_EXPRESSION: Lowering._unary,
    Kind.UPDATE_EXPRESSION: Lowering._update,
    Kind.BINARY_EXPRESSION: Lowering._binary,
    Kind.ASSIGNMENT_EXPRESSION: Lowering._assignment,
    Kind.AUGMENTED_ASSIGNMENT_EXPRESSION: Lowering._augmented,
    Kind.TERNARY_EXPRESSION: Lowering._ternary,
    Kind.SEQUENCE_EXPRESSION: Lowering._sequence,
    Kind.SPREAD_ELEMENT: Lowering._spread,
    Kind.REST_PATTERN: Lowering._spread,
    Kind.ARRAY: Lowering._array,
    Kind.ARRAY_PATTERN: Lowering._array,
    Kind.OBJECT: Lowering._object,
    Kind.OBJECT_PATTERN: Lowering._object,
    Kind.PAIR: Lowering._pair_node,
    Kind.PAIR_PATTERN: Lowering._pair_node,
    Kind.OBJECT_ASSIGNMENT_PATTERN: Lowering._object_assignment,
    Kind.ASSIGNMENT_PATTERN: Lowering._default,
    Kind.METHOD_DEFINITION: Lowering._method,
    Kind.ARROW_FUNCTION: Lowering._arrow,
    Kind.FUNCTION_EXPRESSION: Lowering._function,
    Kind.FUNCTION_DECLARATION: Lowering._function,
    Kind.GENERATOR_FUNCTION: Lowering._function,
    Kind.GENERATOR_FUNCTION_DECLARATION: Lowering._function,
    Kind.EXPRESSION_STATEMENT: Lowering._expression_statement,
    Kind.LEXICAL_DECLARATION: Lowering._declaration,
    Kind.VARIABLE_DECLARATION: Lowering._declaration,
    Kind.VARIABLE_DECLARATOR: Lowering._declarator,
    Kind.IF_STATEMENT: Lowering._if,
    Kind.STATEMENT_BLOCK: Lowering._block,
    Kind.RETURN_STATEMENT: Lowering._return,
    Kind.THROW_STATEMENT: Lowering._generic,
    Kind.FOR_IN_STATEMENT: Lowering._for_in,
}


def is_statement(node: Node) -> bool:
    return node.is_named and node.type not in NO_STATEMENTS


def runs_python(function: Term) -> bool:
    """Whether calling this term runs Python on the receiver."""
    return (
        function.kind in ("member", "member?")
        and function.value in ("runPythonAsync", "runPython")
        and function.children[0].kind == "receiver"
    )


def _is_optional(term: Term) -> bool:
    """Whether a chain of members and calls has a `?.`."""
    while term.kind.rstrip("?") in ("member", "index", "call"):
        if term.kind.endswith("?"):
            return True
        term = term.children[0]
    return False


def _misread_await(node: Node, data: bytes) -> Node | None:
    """The innermost link of a postfix chain if that is `await (x)` or `await [x]` read as a call or subscript."""
    if node.type not in LINKS:
        return None
    parent = node.parent
    if parent is not None and parent.type in LINKS:
        below = parent.child_by_field_name("function") or parent.child_by_field_name("object")
        if below is not None and below.id == node.id:
            return None
    while True:
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        if below is None:
            return None
        if below.type == Kind.IDENTIFIER:
            if data[below.start_byte : below.end_byte] != b"await":
                return None
            if node.type == Kind.SUBSCRIPT_EXPRESSION:
                return node
            arguments = node.child_by_field_name("arguments") if node.type == Kind.CALL_EXPRESSION else None
            return node if arguments is not None and len(children(arguments)) == 1 else None
        if below.type not in LINKS:
            return None
        node = below
