"""tree-sitter nodes to terms: what never decides a match in JavaScript is dropped here, once.

Gone after this: layout, comments, quote style, semicolons, redundant parentheses, trailing commas, the keyword of a
declaration, shorthand and quoted keys, ``this['x']``, the parentheses of arrows, braces around one statement, and the
difference between a string and a template without holes.

This is one module because the normal form is one decision: there is a method for each kind of node, and each calls the
others for the nodes below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from migrator.javascript.builtins import PLATFORM
from migrator.javascript.scopes import Scopes, analyse
from migrator.javascript.strings import cook
from migrator.javascript.syntax import (
    COMMENTS,
    DECLARED_FUNCTIONS,
    KINDS,
    LINKS,
    NO_STATEMENTS,
    NodeKind,
    children,
    is_known,
    operator,
)
from migrator.model.settings import Receiver
from migrator.model.term import JavaScriptKind, JavaScriptTerm, Kind, Slice, Symbol, Term

if TYPE_CHECKING:
    from tree_sitter import Node

GAP = "$$gap"
DOTS = "$$dots"
WILDCARD = "$_"
METAVARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*\Z")
NONE = JavaScriptTerm("none")
# Deeper than any site that a rule could describe, and far from the limits of recursion.
_DEEPEST = 120
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")

Embed = Callable[[Term, "Node"], "Term | None"]


class Lowering:
    """Lowers the nodes of one file.

    ``holders`` are the ids of nodes that are the receiver beside the member of `this`, ``wrappers``
    those of functions that stand for a method of it, and ``this`` those of names that stand for `this`.
    ``embed(function, argument)`` gives the program term of the first argument of a call, None where it is no program.
    With ``pattern`` the notation of rule pages is read: ``$NAME``, ``$_`` and the stand-ins of ``...``. A name that
    means the platform's (`JSON`) has a symbol then, which says so.
    """

    def __init__(
        self,
        data: bytes,
        receiver: Receiver | None,
        embed: Embed | None = None,
        *,
        pattern: bool = False,
        holders: Collection[int] = (),
        wrappers: Mapping[int, str] | None = None,
        this: Collection[int] = (),
    ) -> None:
        self._this = this
        self._data = data
        self._receiver = receiver.member if receiver is not None else None
        self._holders = holders
        self._wrappers = wrappers or {}
        self._embed = embed
        self._pattern = pattern
        self._depth = 0
        self._unknown = 0  # nodes so far that nothing is known of
        self._scopes: Scopes | None = None  # of a pattern

    def text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def holds_unknown(self) -> None:
        """What is lowered now holds something that nothing is known of: a program whose holes were lowered before."""
        self._unknown += 1

    def statements(self, nodes: list[Node]) -> tuple[Term, ...]:
        """The statements among ``nodes``; comments and lone semicolons are none."""
        return tuple(self.lower(node) for node in nodes if is_statement(node))

    def lower(self, node: Node) -> Term:
        if self._holders and node.id in self._holders:
            return JavaScriptTerm("receiver", "", (), node)
        if self._this and node.id in self._this:
            return JavaScriptTerm("this", origin=node)
        if self._wrappers and node.id in self._wrappers:
            return JavaScriptTerm("member", self._wrappers[node.id], (JavaScriptTerm("receiver", origin=node),), node)
        if self._depth > _DEEPEST:
            return JavaScriptTerm("too-deep", origin=node)
        self._depth += 1
        unknown = self._unknown
        try:
            awaited = _misread_await(node, self._data)
            if awaited is not None:
                term = self._reroot(node, awaited)
            else:
                handler = _HANDLERS.get(node.type)
                term = handler(self, node) if handler else self._generic(node)
        finally:
            self._depth -= 1
        # Nobody knows what a node does that holds something unknown.
        return term if self._unknown == unknown else JavaScriptTerm("unknown", "", term.children, node)

    # -- helpers ---------------------------------------------------------------------------------------------------

    def _reroot(self, chain: Node, head: Node) -> Term:
        """``await (x).f()`` is read by the parser as a call of a function `await`; it awaits the whole chain."""
        inner = self._chain(chain, head)
        return JavaScriptTerm("await", "", (inner,), chain)

    def _chain(self, node: Node, head: Node) -> Term:
        if node.id == head.id:
            if node.type == NodeKind.SUBSCRIPT_EXPRESSION:
                index = node.child_by_field_name("index")
                assert index is not None
                return JavaScriptTerm("array", "", (self.lower(index),), node)
            arguments = node.child_by_field_name("arguments")
            assert arguments is not None
            return self.lower(children(arguments)[0])
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        assert below is not None
        return self._postfix(node, self._chain(below, head))

    def _postfix(self, node: Node, base: Term) -> Term:
        """A call, member or subscript whose left part is already lowered."""
        optional = any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children)
        if node.type == NodeKind.CALL_EXPRESSION:
            arguments = node.child_by_field_name("arguments")
            assert arguments is not None
            if arguments.type == NodeKind.TEMPLATE_STRING:
                return JavaScriptTerm("tagged", "", (base, self.lower(arguments)), node)
            kind: JavaScriptKind = "call?" if optional else "call"
            return JavaScriptTerm(kind, "", (base, *self._arguments(arguments, base)), node)
        if node.type == NodeKind.MEMBER_EXPRESSION:
            prop = node.child_by_field_name("property")
            assert prop is not None
            return self._member(node, base, self._name_text(prop), optional)
        index = node.child_by_field_name("index")
        assert index is not None
        key = self.lower(index)
        if key.kind == "string" and _IDENTIFIER.match(key.value):
            return self._member(node, base, key.value, optional)
        return JavaScriptTerm("index?" if optional else "index", "", (base, key), node)

    def _member(self, node: Node, base: Term, name: str, optional: bool) -> Term:
        kind: JavaScriptKind = "member?" if optional else "member"
        if self._pattern and METAVARIABLE.match(name):
            return JavaScriptTerm(kind, "", (base, JavaScriptTerm("metavar", name[1:], origin=node)), node)
        if base.kind == "this" and name == self._receiver and not optional:
            return JavaScriptTerm("receiver", "", (), node)
        return JavaScriptTerm(kind, name, (base,), node)

    def _arguments(self, arguments: Node, function: Term) -> list[Term]:
        nodes = children(arguments)
        terms: list[Term] = []
        for index, node in enumerate(nodes):
            program = None
            if index == 0 and self._embed is not None:
                program = self._embed(function, node)
            terms.append(program if program is not None else self.lower(node))
        return terms

    def _name_text(self, node: Node) -> str:
        text = self.text(node)
        return cook(text) if "\\" in text else text

    def _key(self, node: Node) -> tuple[str, Term | None]:
        """A property key: its text, or the expression of a computed one."""
        if node.type == NodeKind.COMPUTED_PROPERTY_NAME:
            key = self.lower(children(node)[0])
            return (key.value, None) if key.kind == "string" else ("", key)
        if node.type == NodeKind.STRING:
            return cook(self.text(node)[1:-1]), None
        return self._name_text(node), None

    def _pair(self, node: Node, key: Node, value: Term) -> Term:
        text, computed = self._key(key)
        if computed is not None:
            return JavaScriptTerm("computed", "", (computed, value), node)
        return JavaScriptTerm("pair", text, (value,), node)

    def _body(self, node: Node | None) -> Term:
        """A body that may stand without braces, as a block."""
        if node is None:
            return NONE
        if node.type == NodeKind.STATEMENT_BLOCK:
            return JavaScriptTerm("block", "", self.statements(node.children), node)
        return JavaScriptTerm("block", "", self.statements([node]), node)

    def _field(self, node: Node, name: str) -> Term:
        child = node.child_by_field_name(name)
        return self.lower(child) if child is not None else NONE

    # -- expressions -----------------------------------------------------------------------------------------------

    def _identifier(self, node: Node) -> Term:
        name = self._name_text(node)
        if self._pattern:
            if METAVARIABLE.match(name):
                return JavaScriptTerm("metavar", name[1:], origin=node)
            if name == WILDCARD:
                return JavaScriptTerm("anything", origin=node)
            if name == DOTS:
                return JavaScriptTerm("dots", origin=node)
            if name in PLATFORM and self._is_free(node):
                return JavaScriptTerm("name", name, origin=node, symbol=Symbol(name))
        return JavaScriptTerm("name", name, origin=node)

    def _is_free(self, node: Node) -> bool:
        """Whether nothing of a pattern declares the name at a node."""
        if self._scopes is None:
            root = node
            while root.parent is not None:
                root = root.parent
            self._scopes = analyse(root, self._data)
        return self._scopes.binding_at(node.start_byte) is None

    def _leaf(self, node: Node) -> Term:
        return JavaScriptTerm(_LEAVES[node.type], origin=node)

    def _number(self, node: Node) -> Term:
        return JavaScriptTerm("number", self.text(node), origin=node)

    def _string(self, node: Node) -> Term:
        return JavaScriptTerm("string", cook(self.text(node)[1:-1]), origin=node)

    def _template(self, node: Node) -> Term:
        parts: list[Term] = []
        at = node.start_byte + 1
        for child in node.children:
            if child.type != NodeKind.TEMPLATE_SUBSTITUTION:
                continue
            self._template_text(parts, at, child.start_byte, node)
            inner = children(child)
            parts.append(self.lower(inner[0]) if inner else JavaScriptTerm("none", origin=child))
            at = child.end_byte
        self._template_text(parts, at, node.end_byte - 1, node)
        if not parts:
            return JavaScriptTerm("string", "", origin=node)
        if len(parts) == 1 and parts[0].kind == "text":
            return JavaScriptTerm("string", parts[0].value, origin=node)
        return JavaScriptTerm("template", "", tuple(parts), node)

    def _template_text(self, parts: list[Term], start: int, end: int, node: Node) -> None:
        text = cook(self._data[start:end].decode("utf-8", "replace"), template=True)
        if not self._pattern or "..." not in text:
            if text:
                parts.append(JavaScriptTerm("text", text, origin=node))
            return
        for index, piece in enumerate(text.split("...")):
            if index:
                parts.append(JavaScriptTerm("dots", origin=node))
            if piece:
                parts.append(JavaScriptTerm("text", piece, origin=node))

    def _regex(self, node: Node) -> Term:
        return JavaScriptTerm("regex", self.text(node), origin=node)

    def _parenthesized(self, node: Node) -> Term:
        inner = children(node)
        if not inner:
            return self._generic(node)
        term = self.lower(inner[0])
        # `(a?.b).c` raises where `a?.b.c` is undefined.
        ends_chain = node.parent is not None and node.parent.type in LINKS and _is_optional(term)
        return JavaScriptTerm("group", "", (term,), node) if ends_chain else term

    def _chain_link(self, node: Node) -> Term:
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        if below is None:
            return self._generic(node)
        return self._postfix(node, self.lower(below))

    def _new(self, node: Node) -> Term:
        arguments = node.child_by_field_name("arguments")
        terms = [self.lower(child) for child in children(arguments)] if arguments is not None else []
        return JavaScriptTerm("new", "", (self._field(node, "constructor"), *terms), node)

    def _await(self, node: Node) -> Term:
        return JavaScriptTerm("await", "", (self.lower(children(node)[0]),), node)

    def _unary(self, node: Node) -> Term:
        return JavaScriptTerm("unary", operator(node), (self._field(node, "argument"),), node)

    def _update(self, node: Node) -> Term:
        prefix = not node.children[0].is_named
        return JavaScriptTerm(
            "update", ("prefix " if prefix else "postfix ") + operator(node), (self._field(node, "argument"),), node
        )

    def _binary(self, node: Node) -> Term:
        return JavaScriptTerm("binary", operator(node), (self._field(node, "left"), self._field(node, "right")), node)

    def _assignment(self, node: Node) -> Term:
        return JavaScriptTerm("assign", "=", (self._field(node, "left"), self._field(node, "right")), node)

    def _augmented(self, node: Node) -> Term:
        return JavaScriptTerm("assign", operator(node), (self._field(node, "left"), self._field(node, "right")), node)

    def _ternary(self, node: Node) -> Term:
        fields = ("condition", "consequence", "alternative")
        return JavaScriptTerm("conditional", "", tuple(self._field(node, name) for name in fields), node)

    def _sequence(self, node: Node) -> Term:
        return JavaScriptTerm("sequence", "", tuple(self.lower(child) for child in children(node)), node)

    def _spread(self, node: Node) -> Term:
        return JavaScriptTerm("spread", "", tuple(self.lower(child) for child in children(node)), node)

    def _array(self, node: Node) -> Term:
        """Elements in order; an elision (``[a, , b]``) is a term of its own, a trailing comma is none."""
        elements: list[Term] = []
        empty = True
        for child in node.children[1:-1]:
            if child.type in COMMENTS:
                continue
            if child.type == ",":
                if empty:
                    elements.append(JavaScriptTerm("elision", origin=child))
                empty = True
            else:
                elements.append(self.lower(child))
                empty = False
        return JavaScriptTerm("array", "", tuple(elements), node)

    def _object(self, node: Node) -> Term:
        return JavaScriptTerm("object", "", tuple(self.lower(child) for child in children(node)), node)

    def _shorthand(self, node: Node) -> Term:
        name = self._name_text(node)
        key = name[1:] if self._pattern and METAVARIABLE.match(name) else name
        return JavaScriptTerm("pair", key, (self._identifier(node),), node)

    def _pair_node(self, node: Node) -> Term:
        key = node.child_by_field_name("key")
        assert key is not None
        return self._pair(node, key, self._field(node, "value"))

    def _object_assignment(self, node: Node) -> Term:
        """``{ a = 1 }`` in a pattern: the same as ``{ a: a = 1 }``."""
        left = node.child_by_field_name("left")
        assert left is not None
        default = JavaScriptTerm("default", "", (self._identifier(left), self._field(node, "right")), node)
        return JavaScriptTerm("pair", self._name_text(left), (default,), node)

    def _default(self, node: Node) -> Term:
        return JavaScriptTerm("default", "", (self._field(node, "left"), self._field(node, "right")), node)

    def _method(self, node: Node) -> Term:
        key = node.child_by_field_name("name")
        assert key is not None
        text, computed = self._key(key)
        flags = " ".join(child.type for child in node.children if not child.is_named)
        decorators = tuple(self.lower(child) for child in node.named_children if child.type == NodeKind.DECORATOR)
        rest = (self._parameters(node), self._body(node.child_by_field_name("body")))
        parts = (*decorators, *((computed,) if computed else ()), *rest)
        return JavaScriptTerm("method", f"{flags} {text}".strip(), parts, node)

    def _parameters(self, node: Node) -> Term:
        single = node.child_by_field_name("parameter")
        if single is not None:
            return JavaScriptTerm("parameters", "", (self.lower(single),), single)
        many = node.child_by_field_name("parameters")
        return JavaScriptTerm("parameters", "", tuple(self.lower(child) for child in children(many)), many)

    def _arrow(self, node: Node) -> Term:
        body = node.child_by_field_name("body")
        assert body is not None
        lowered = self._body(body) if body.type == NodeKind.STATEMENT_BLOCK else self.lower(body)
        flag = "async" if node.children[0].type == "async" else ""
        return JavaScriptTerm("arrow", flag, (self._parameters(node), lowered), node)

    def _function(self, node: Node) -> Term:
        flags = " ".join(child.type for child in node.children if child.type in ("async", "*"))
        kind: JavaScriptKind = "function" if node.type in DECLARED_FUNCTIONS else "function-expression"
        body = self._body(node.child_by_field_name("body"))
        return JavaScriptTerm(kind, flags, (self._field(node, "name"), self._parameters(node), body), node)

    # -- statements ------------------------------------------------------------------------------------------------

    def _expression_statement(self, node: Node) -> Term:
        expression = self.lower(children(node)[0])
        if self._pattern and expression.kind == "name" and expression.value == GAP:
            return JavaScriptTerm("gap", origin=node)
        return JavaScriptTerm("expr", "", (expression,), node)

    def _declaration(self, node: Node) -> Term:
        return JavaScriptTerm("declare", "", tuple(self.lower(child) for child in children(node)), node)

    def _declarator(self, node: Node) -> Term:
        return JavaScriptTerm("declarator", "", (self._field(node, "name"), self._field(node, "value")), node)

    def _if(self, node: Node) -> Term:
        alternative = node.child_by_field_name("alternative")
        if alternative is not None:
            otherwise = self._body(children(alternative)[0])
        else:
            otherwise = JavaScriptTerm("none", origin=Slice(node.end_byte, node.end_byte))
        return JavaScriptTerm(
            "if",
            "",
            (self._field(node, "condition"), self._body(node.child_by_field_name("consequence")), otherwise),
            node,
        )

    def _block(self, node: Node) -> Term:
        return JavaScriptTerm("block", "", self.statements(node.children), node)

    def _return(self, node: Node) -> Term:
        return JavaScriptTerm("return", "", tuple(self.lower(child) for child in children(node)), node)

    def _for_in(self, node: Node) -> Term:
        tokens = [child.type for child in node.children if child.type in ("of", "in", "await")]
        words = {child.type for child in node.children}
        # What `using` declares, it also disposes of.
        declared = "using " if "using" in words else "declared " if node.child_by_field_name("kind") is not None else ""
        parts = (self._field(node, "left"), self._field(node, "right"), self._body(node.child_by_field_name("body")))
        return JavaScriptTerm("for-in", declared + " ".join(tokens), parts, node)

    def _generic(self, node: Node) -> Term:
        """Everything that no rule has needed to see through: type, tokens and children as they stand."""
        kind: JavaScriptKind = _PLAIN.get(node.type, "unknown") if is_known(node.type) else "unknown"
        if kind == "unknown":
            self._unknown += 1
        tokens = " ".join(c.type for c in node.children if not c.is_named and c.type not in "(){}[],;")
        parts = tuple(self.lower(child) for child in children(node))
        if not node.children:
            tokens = self.text(node)
        return JavaScriptTerm(kind, tokens, parts, node)


_HANDLERS: dict[str, Callable[[Lowering, Node], Term]] = {
    NodeKind.IDENTIFIER: Lowering._identifier,
    NodeKind.UNDEFINED: Lowering._identifier,
    NodeKind.SHORTHAND_PROPERTY_IDENTIFIER: Lowering._shorthand,
    NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN: Lowering._shorthand,
    NodeKind.THIS: Lowering._leaf,
    NodeKind.SUPER: Lowering._leaf,
    NodeKind.NULL: Lowering._leaf,
    NodeKind.TRUE: Lowering._leaf,
    NodeKind.FALSE: Lowering._leaf,
    NodeKind.NUMBER: Lowering._number,
    NodeKind.STRING: Lowering._string,
    NodeKind.TEMPLATE_STRING: Lowering._template,
    NodeKind.REGEX: Lowering._regex,
    NodeKind.PARENTHESIZED_EXPRESSION: Lowering._parenthesized,
    NodeKind.CALL_EXPRESSION: Lowering._chain_link,
    NodeKind.MEMBER_EXPRESSION: Lowering._chain_link,
    NodeKind.SUBSCRIPT_EXPRESSION: Lowering._chain_link,
    NodeKind.NEW_EXPRESSION: Lowering._new,
    NodeKind.AWAIT_EXPRESSION: Lowering._await,
    NodeKind.UNARY_EXPRESSION: Lowering._unary,
    NodeKind.UPDATE_EXPRESSION: Lowering._update,
    NodeKind.BINARY_EXPRESSION: Lowering._binary,
    NodeKind.ASSIGNMENT_EXPRESSION: Lowering._assignment,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: Lowering._augmented,
    NodeKind.TERNARY_EXPRESSION: Lowering._ternary,
    NodeKind.SEQUENCE_EXPRESSION: Lowering._sequence,
    NodeKind.SPREAD_ELEMENT: Lowering._spread,
    NodeKind.REST_PATTERN: Lowering._spread,
    NodeKind.ARRAY: Lowering._array,
    NodeKind.ARRAY_PATTERN: Lowering._array,
    NodeKind.OBJECT: Lowering._object,
    NodeKind.OBJECT_PATTERN: Lowering._object,
    NodeKind.PAIR: Lowering._pair_node,
    NodeKind.PAIR_PATTERN: Lowering._pair_node,
    NodeKind.OBJECT_ASSIGNMENT_PATTERN: Lowering._object_assignment,
    NodeKind.ASSIGNMENT_PATTERN: Lowering._default,
    NodeKind.METHOD_DEFINITION: Lowering._method,
    NodeKind.ARROW_FUNCTION: Lowering._arrow,
    NodeKind.FUNCTION_EXPRESSION: Lowering._function,
    NodeKind.FUNCTION_DECLARATION: Lowering._function,
    NodeKind.GENERATOR_FUNCTION: Lowering._function,
    NodeKind.GENERATOR_FUNCTION_DECLARATION: Lowering._function,
    NodeKind.EXPRESSION_STATEMENT: Lowering._expression_statement,
    NodeKind.LEXICAL_DECLARATION: Lowering._declaration,
    NodeKind.VARIABLE_DECLARATION: Lowering._declaration,
    NodeKind.VARIABLE_DECLARATOR: Lowering._declarator,
    NodeKind.IF_STATEMENT: Lowering._if,
    NodeKind.STATEMENT_BLOCK: Lowering._block,
    NodeKind.RETURN_STATEMENT: Lowering._return,
    NodeKind.THROW_STATEMENT: Lowering._generic,
    NodeKind.FOR_IN_STATEMENT: Lowering._for_in,
}

_LEAVES: dict[str, JavaScriptKind] = {
    NodeKind.THIS: "this",
    NodeKind.SUPER: "super",
    NodeKind.NULL: "null",
    NodeKind.TRUE: "true",
    NodeKind.FALSE: "false",
}
# What no handler lowers is called as the grammar calls it: a `model.kinds.PlainKind`, as tests hold.
_PLAIN: dict[str, Any] = {kind: kind for kind in KINDS | {"ERROR"}}
_CHAIN: frozenset[Kind] = frozenset({"member", "index", "call"})
_OPTIONAL: frozenset[Kind] = frozenset({"member?", "index?", "call?"})


def is_statement(node: Node) -> bool:
    return node.is_named and node.type not in NO_STATEMENTS


def _is_optional(term: Term) -> bool:
    """Whether a chain of members and calls has a `?.`."""
    while term.kind in _CHAIN:
        term = term.children[0]  # the link before
    return term.kind in _OPTIONAL


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
        if below.type == NodeKind.IDENTIFIER:
            if data[below.start_byte : below.end_byte] != b"await":
                return None
            if node.type == NodeKind.SUBSCRIPT_EXPRESSION:
                return node
            arguments = node.child_by_field_name("arguments") if node.type == NodeKind.CALL_EXPRESSION else None
            return node if arguments is not None and len(children(arguments)) == 1 else None
        if below.type not in LINKS:
            return None
        node = below
