"""The statements of a program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from migrator.python.native.expressions import BINARY, Expressions
from migrator.python.native.parsed import Odd
from migrator.python.tree import ABSENT, Node


class Statements(Expressions):
    """Reads statements; each method takes one class of Python's tree."""

    def body(self, statements: Sequence[ast.stmt]) -> list[Node]:
        found = []
        for statement in statements:
            node = self._statement(statement)
            if _is_small(node):
                found.append(Node("SimpleStatementLine", node.begins, node.ends, body=[node]))
            else:
                found.append(node)
        return found

    def _block(self, statements: Sequence[ast.stmt]) -> Node:
        body = self.body(statements)
        return Node("IndentedBlock", body[0].begins, body[-1].ends, body=body)

    def _else(self, statements: Sequence[ast.stmt], kind: str = "Else") -> Node | None:
        if not statements:
            return None
        block = self._block(statements)
        return Node(kind, block.begins, block.ends, body=block)

    def _statement(self, node: ast.stmt) -> Node:
        read = _STATEMENTS.get(type(node).__name__)
        if read is None:
            raise Odd
        found: Node = read(self, node)
        return found

    def _small(self, node: Any, kind: str, **parts: Any) -> Node:
        return self._node(kind, self._span(node), semicolon=ABSENT, **parts)

    def _expr(self, node: ast.Expr) -> Node:
        return self._small(node, "Expr", value=self.expression(node.value))

    def _assign(self, node: ast.Assign) -> Node:
        targets = [Node("AssignTarget", 0, 0, target=self.expression(target)) for target in node.targets]
        return self._small(node, "Assign", targets=targets, value=self.expression(node.value))

    def _augmented(self, node: ast.AugAssign) -> Node:
        operator = Node(BINARY[type(node.op).__name__] + "Assign", 0, 0)
        target, value = self.expression(node.target), self.expression(node.value)
        return self._small(node, "AugAssign", target=target, operator=operator, value=value)

    def _annotated(self, node: ast.AnnAssign) -> Node:
        if self._text[self._span(node)[0]] == "(":
            raise Odd  # which libcst refuses
        value = self._maybe(node.value)
        annotation = self._annotation(node.annotation)
        return self._small(node, "AnnAssign", target=self.expression(node.target), annotation=annotation, value=value)

    def _return(self, node: ast.Return) -> Node:
        return self._small(node, "Return", value=self._maybe(node.value))

    def _raise(self, node: ast.Raise) -> Node:
        cause = Node("From", 0, 0, item=self.expression(node.cause)) if node.cause is not None else None
        return self._small(node, "Raise", exc=self._maybe(node.exc), cause=cause)

    def _assert(self, node: ast.Assert) -> Node:
        return self._small(node, "Assert", test=self.expression(node.test), msg=self._maybe(node.msg))

    def _delete(self, node: ast.Delete) -> Node:
        if len(node.targets) == 1:
            return self._small(node, "Del", target=self.expression(node.targets[0]))
        spans = [self._outer_span(target) for target in node.targets]
        elements = [self._element(target) for target in node.targets]
        target = self._node("Tuple", (spans[0][0], spans[-1][1]), elements=elements)
        return self._small(node, "Del", target=target)

    def _global(self, node: ast.Global | ast.Nonlocal) -> Node:
        start, end = self._span(node)
        names = []
        at = start
        for name in node.names:
            token = self._from(at + 1)
            while token is not None and token.start < end and token.text != name:
                token = self._from(token.start + 1)
            if token is None or token.start >= end:
                raise Odd
            at = token.start
            names.append(Node("NameItem", 0, 0, name=self._name(name, (at, at + len(name)))))
        return self._small(node, type(node).__name__, names=names)

    def _simple(self, node: ast.stmt) -> Node:
        return self._small(node, type(node).__name__)

    def _import(self, node: ast.Import) -> Node:
        return self._small(node, "Import", names=[self._alias(alias) for alias in node.names])

    def _import_from(self, node: ast.ImportFrom) -> Node:
        is_star = len(node.names) == 1 and node.names[0].name == "*"
        names = Node("ImportStar", 0, 0) if is_star else [self._alias(alias) for alias in node.names]
        module = self._dotted(node.module) if node.module is not None else None
        return self._small(node, "ImportFrom", module=module, names=names, relative=[None] * node.level)

    def _alias(self, alias: ast.alias) -> Node:
        span = self._span(alias)
        asname = None
        if alias.asname is not None:
            asname = Node("AsName", 0, 0, name=self._name(alias.asname, (span[1] - len(alias.asname), span[1])))
        return self._node("ImportAlias", span, name=self._dotted(alias.name), asname=asname)

    def _dotted(self, name: str) -> Node:
        first, *others = name.split(".")
        node = Node("Name", 0, 0, value=first)
        for other in others:
            node = Node("Attribute", 0, 0, value=node, attr=Node("Name", 0, 0, value=other))
        return node

    def _if(self, node: ast.If) -> Node:
        orelse: Node | None
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and self._is_elif(node.orelse[0]):
            orelse = self._if(node.orelse[0])
        else:
            orelse = self._else(node.orelse)
        test = self.expression(node.test)
        return self._node("If", self._span(node), test=test, body=self._block(node.body), orelse=orelse)

    def _is_elif(self, node: ast.If) -> bool:
        return self._text.startswith("elif", self._at(node.lineno, node.col_offset))

    def _for(self, node: ast.For | ast.AsyncFor) -> Node:
        return self._node(
            "For",
            self._span(node),
            target=self.expression(node.target),
            iter=self.expression(node.iter),
            body=self._block(node.body),
            orelse=self._else(node.orelse),
            asynchronous=isinstance(node, ast.AsyncFor),
        )

    def _while(self, node: ast.While) -> Node:
        test, body = self.expression(node.test), self._block(node.body)
        return self._node("While", self._span(node), test=test, body=body, orelse=self._else(node.orelse))

    def _try(self, node: Any) -> Node:
        return self._node(
            type(node).__name__,
            self._span(node),
            body=self._block(node.body),
            handlers=[self._handler(handler) for handler in node.handlers],
            orelse=self._else(node.orelse),
            finalbody=self._else(node.finalbody, "Finally"),
        )

    def _handler(self, node: ast.ExceptHandler) -> Node:
        if isinstance(node.type, ast.Tuple) and self._text[self._span(node.type)[0]] != "(":
            raise Odd  # which only later Pythons take
        name = None
        if node.name is not None and node.type is not None:
            token = self._from(self._outer_span(node.type)[1])
            token = self._from(token.start + 1) if token is not None else None
            if token is None or token.text != node.name:
                raise Odd
            name = Node("AsName", 0, 0, name=self._name(node.name, (token.start, token.start + len(node.name))))
        body = self._block(node.body)
        return self._node("ExceptHandler", self._span(node), type=self._maybe(node.type), name=name, body=body)

    def _with(self, node: ast.With | ast.AsyncWith) -> Node:
        items = []
        for item in node.items:
            start, end = self._outer_span(item.context_expr)
            before = self._before(start)
            if before is None or before.text == "(":
                raise Odd  # brackets around all items
            asname = None
            if item.optional_vars is not None:
                asname = Node("AsName", 0, 0, name=self.expression(item.optional_vars))
                end = self._outer_span(item.optional_vars)[1]
            items.append(self._node("WithItem", (start, end), item=self.expression(item.context_expr), asname=asname))
        first = self._before(self._outer_span(node.items[0].context_expr)[0])
        if first is None or first.text != "with" or self._text[first.start + 4 :].lstrip().startswith("("):
            raise Odd
        is_async = isinstance(node, ast.AsyncWith)
        return self._node("With", self._span(node), items=items, body=self._block(node.body), asynchronous=is_async)

    def _def(self, node: Any) -> Node:
        if getattr(node, "type_params", None) or node.type_comment:
            raise Odd
        return self._node(
            "FunctionDef",
            self._span(node),
            name=Node("Name", 0, 0, value=node.name),
            params=self._parameters(node.args),
            body=self._block(node.body),
            decorators=self._decorators(node),
            returns=self._annotation(node.returns),
            asynchronous=isinstance(node, ast.AsyncFunctionDef),
            type_parameters=None,
        )

    def _decorators(self, node: Any) -> list[Node]:
        found = []
        for decorator in node.decorator_list:
            start, end = self._outer_span(decorator)
            at = self._before(start)
            if at is None or at.text != "@":
                raise Odd
            found.append(self._node("Decorator", (at.start, end), decorator=self.expression(decorator)))
        return found

    def _class(self, node: ast.ClassDef) -> Node:
        has_star = any(isinstance(base, ast.Starred) for base in node.bases)
        if getattr(node, "type_params", None) or (node.keywords and has_star):
            raise Odd
        return self._node(
            "ClassDef",
            self._span(node),
            name=Node("Name", 0, 0, value=node.name),
            bases=[self._argument(base) for base in node.bases],
            keywords=[self._keyword(keyword) for keyword in node.keywords],
            body=self._block(node.body),
            decorators=self._decorators(node),
            type_parameters=None,
        )


def _is_small(node: Node) -> bool:
    """Whether a statement stands in a line with others."""
    return "semicolon" in node.__dict__


_STATEMENTS: dict[str, Callable[[Statements, Any], Node]] = {
    "Expr": Statements._expr,
    "Assign": Statements._assign,
    "AugAssign": Statements._augmented,
    "AnnAssign": Statements._annotated,
    "Return": Statements._return,
    "Raise": Statements._raise,
    "Assert": Statements._assert,
    "Delete": Statements._delete,
    "Global": Statements._global,
    "Nonlocal": Statements._global,
    "Break": Statements._simple,
    "Continue": Statements._simple,
    "Pass": Statements._simple,
    "Import": Statements._import,
    "ImportFrom": Statements._import_from,
    "If": Statements._if,
    "For": Statements._for,
    "AsyncFor": Statements._for,
    "While": Statements._while,
    "Try": Statements._try,
    "TryStar": Statements._try,
    "With": Statements._with,
    "AsyncWith": Statements._with,
    "FunctionDef": Statements._def,
    "AsyncFunctionDef": Statements._def,
    "ClassDef": Statements._class,
}
