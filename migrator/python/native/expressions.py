"""The expressions of a program, and what stands in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from migrator.python.native.parsed import Odd
from migrator.python.native.strings import Strings
from migrator.python.tree import ABSENT, Node

BINARY = {
    "Add": "Add", "Sub": "Subtract", "Mult": "Multiply", "Div": "Divide", "FloorDiv": "FloorDivide", "Mod": "Modulo",
    "Pow": "Power", "MatMult": "MatrixMultiply", "LShift": "LeftShift", "RShift": "RightShift", "BitAnd": "BitAnd",
    "BitOr": "BitOr", "BitXor": "BitXor",
}  # fmt: skip
_UNARY = {"Not": "Not", "USub": "Minus", "UAdd": "Plus", "Invert": "BitInvert"}
_COMPARED = {
    "Eq": "Equal", "NotEq": "NotEqual", "Lt": "LessThan", "LtE": "LessThanEqual", "Gt": "GreaterThan",
    "GtE": "GreaterThanEqual", "In": "In", "NotIn": "NotIn", "Is": "Is", "IsNot": "IsNot",
}  # fmt: skip


class Expressions(Strings):
    """Reads expressions; each method takes one class of Python's tree."""

    def _maybe(self, node: ast.expr | None) -> Node | None:
        return self.expression(node) if node is not None else None

    def expression(self, node: ast.expr) -> Node:
        """An expression. Operators that lean to the left are not recursed into."""
        spine: list[ast.BinOp] = []
        while isinstance(node, ast.BinOp):
            spine.append(node)
            node = node.left
        read = _EXPRESSIONS.get(type(node).__name__)
        if read is None:
            raise Odd
        found: Node = read(self, node)
        for outer in reversed(spine):
            operator = Node(BINARY[type(outer.op).__name__], 0, 0)
            right = self.expression(outer.right)
            found = self._node("BinaryOperation", self._span(outer), left=found, operator=operator, right=right)
        return found

    def _name(self, name: str, span: tuple[int, int]) -> Node:
        return self._node("Name", span, value=name)

    def _read_name(self, node: ast.Name) -> Node:
        start, end = self._span(node)
        if self._text[start:end] != node.id:
            raise Odd  # spelled otherwise: a placeholder is one by its spelling
        return self._name(node.id, (start, end))

    def _constant(self, node: ast.Constant) -> Node:
        span = self._span(node)
        value = node.value
        if isinstance(value, str | bytes):
            return self._strings(span)
        if value is None or isinstance(value, bool):
            return self._name(str(value), span)
        if value is Ellipsis:
            return self._node("Ellipsis", span, lpar=[])
        kinds = {int: "Integer", float: "Float", complex: "Imaginary"}
        return self._node(kinds[type(value)], span, value=self._text[span[0] : span[1]])

    def _boolean(self, node: ast.BoolOp) -> Node:
        operator = type(node.op).__name__
        start = self._outer_span(node.values[0])[0]
        found = self.expression(node.values[0])
        for value in node.values[1:]:
            span = start, self._outer_span(value)[1]
            right = self.expression(value)
            found = self._node("BooleanOperation", span, left=found, operator=Node(operator, 0, 0), right=right)
        return found

    def _unary(self, node: ast.UnaryOp) -> Node:
        operator, operand = Node(_UNARY[type(node.op).__name__], 0, 0), self.expression(node.operand)
        return self._node("UnaryOperation", self._span(node), operator=operator, expression=operand)

    def _comparison(self, node: ast.Compare) -> Node:
        pairs = zip(node.ops, node.comparators, strict=True)
        left = self.expression(node.left)
        targets = [
            Node(
                "ComparisonTarget", 0, 0,
                operator=Node(_COMPARED[type(operator).__name__], 0, 0), comparator=self.expression(value),
            )
            for operator, value in pairs
        ]  # fmt: skip
        return self._node("Comparison", self._span(node), left=left, comparisons=targets)

    def _conditional(self, node: ast.IfExp) -> Node:
        test, body, orelse = self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        return self._node("IfExp", self._span(node), test=test, body=body, orelse=orelse)

    def _lambda(self, node: ast.Lambda) -> Node:
        params = self._parameters(node.args)
        return self._node("Lambda", self._span(node), params=params, body=self.expression(node.body))

    def _tuple(self, node: ast.Tuple) -> Node:
        span = self._span(node)
        if self._is_bracketed(node, span):
            span = self._between(node.elts) if node.elts else (span[0] + 1, span[0] + 1)
        return self._node("Tuple", span, elements=[self._element(element) for element in node.elts])

    def _is_bracketed(self, node: ast.Tuple, span: tuple[int, int]) -> bool:
        """Whether a tuple has brackets of its own: its first element may begin with one."""
        if not node.elts:
            return True
        return self._text[span[0]] == "(" and self._outer_span(node.elts[0])[0] > span[0]

    def _list(self, node: ast.List | ast.Set) -> Node:
        elements = [self._element(element) for element in node.elts]
        return self._node(type(node).__name__, self._span(node), elements=elements)

    def _element(self, node: ast.expr) -> Node:
        if isinstance(node, ast.Starred):
            return self._node("StarredElement", self._span(node), value=self.expression(node.value))
        return self._node("Element", self._span(node), value=self.expression(node))

    def _dict(self, node: ast.Dict) -> Node:
        elements = []
        for key, value in zip(node.keys, node.values, strict=True):
            end = self._outer_span(value)[1]
            if key is None:
                start = self._token("**", self._outer_span(value)[0])
                elements.append(self._node("StarredDictElement", (start, end), value=self.expression(value)))
            else:
                span = self._outer_span(key)[0], end
                read_key = self.expression(key)
                elements.append(self._node("DictElement", span, key=read_key, value=self.expression(value)))
        return self._node("Dict", self._span(node), elements=elements)

    def _comprehension(self, node: Any) -> Node:
        kind = type(node).__name__
        span = self._span(node)
        element: ast.expr = node.value if kind == "DictComp" else node.elt
        start, at = self._outer_span(element)
        clauses = self._clauses(node.generators, at)
        if kind == "GeneratorExp":  # the brackets around it may be those of a call
            span = start, clauses.ends - self._base
        parts: dict[str, Any] = (
            {"key": self.expression(node.key), "value": self.expression(node.value)}
            if kind == "DictComp"
            else {"elt": self.expression(node.elt)}
        )
        return self._node(kind, span, for_in=clauses, **parts)

    def _clauses(self, clauses: Sequence[ast.comprehension], at: int) -> Node:
        """The clauses behind an element that ends at a place; the white space before each is its own."""
        inner: Node | None = None
        ends = [self._outer_span(clause.ifs[-1] if clause.ifs else clause.iter)[1] for clause in clauses]
        for clause, start, end in reversed([*zip(clauses, [at, *ends], ends, strict=False)]):
            ifs = [Node("CompIf", 0, 0, test=self.expression(test)) for test in clause.ifs]
            inner = self._node(
                "CompFor",
                (start, end),
                target=self.expression(clause.target),
                iter=self.expression(clause.iter),
                ifs=ifs,
                inner_for_in=inner,
                asynchronous=bool(clause.is_async),
            )
            if inner.inner_for_in is not None:
                inner.ends = inner.inner_for_in.ends
        assert inner is not None
        return inner

    def _attribute(self, node: ast.Attribute) -> Node:
        value = self.expression(node.value)
        return self._node("Attribute", self._span(node), value=value, attr=Node("Name", 0, 0, value=node.attr))

    def _call(self, node: ast.Call) -> Node:
        func = self.expression(node.func)
        arguments: list[Any] = sorted([*node.args, *node.keywords], key=lambda each: (each.lineno, each.col_offset))
        read = [self._keyword(each) if isinstance(each, ast.keyword) else self._argument(each) for each in arguments]
        return self._node("Call", self._span(node), func=func, args=read)

    def _argument(self, node: ast.expr) -> Node:
        star = isinstance(node, ast.Starred)
        value = node.value if isinstance(node, ast.Starred) else node
        return self._node("Arg", self._span(node), star="*" if star else "", keyword=None, value=self.expression(value))

    def _keyword(self, node: ast.keyword) -> Node:
        span = self._span(node)[0], self._outer_span(node.value)[1]
        keyword = Node("Name", 0, 0, value=node.arg) if node.arg is not None else None
        star = "**" if node.arg is None else ""
        return self._node("Arg", span, star=star, keyword=keyword, value=self.expression(node.value))

    def _subscript(self, node: ast.Subscript) -> Node:
        value = self.expression(node.value)
        span = self._span(node)
        index = node.slice
        parts, comma = [index], ABSENT
        if isinstance(index, ast.Tuple) and not self._is_bracketed(index, self._span(index)):
            parts, last = index.elts, self._before(span[1] - 1)
            comma = Node("Comma", 0, 0) if last is not None and last.text == "," else ABSENT
        elements = [self._index(part, comma) for part in parts]
        return self._node("Subscript", span, value=value, slice=elements)

    def _index(self, node: ast.expr, comma: Node) -> Node:
        span = self._span(node) if isinstance(node, ast.Slice) else self._outer_span(node)
        if isinstance(node, ast.Slice):
            parts = {"lower": self._maybe(node.lower), "upper": self._maybe(node.upper), "step": self._maybe(node.step)}
            return self._node("SubscriptElement", span, slice=self._node("Slice", span, **parts), comma=comma)
        star = "*" if isinstance(node, ast.Starred) else None
        value = self.expression(node.value if isinstance(node, ast.Starred) else node)
        index = self._node("Index", span, value=value, star=star)
        return self._node("SubscriptElement", span, slice=index, comma=comma)

    def _await(self, node: ast.Await) -> Node:
        return self._node("Await", self._span(node), expression=self.expression(node.value))

    def _yield(self, node: ast.Yield) -> Node:
        return self._node("Yield", self._span(node), value=self._maybe(node.value))

    def _yield_from(self, node: ast.YieldFrom) -> Node:
        return self._node("Yield", self._span(node), value=Node("From", 0, 0, item=self.expression(node.value)))

    def _walrus(self, node: ast.NamedExpr) -> Node:
        target = self.expression(node.target)
        return self._node("NamedExpr", self._span(node), target=target, value=self.expression(node.value))

    def _parameters(self, node: ast.arguments) -> Node:
        defaults: dict[ast.arg, ast.expr | None] = {}
        positional = [*node.posonlyargs, *node.args]
        given = node.defaults
        for parameter, default in zip(positional[len(positional) - len(given) :], given, strict=True):
            defaults[parameter] = default
        for parameter, value in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            defaults[parameter] = value

        def read(items: Sequence[ast.arg]) -> list[Node]:
            return [self._parameter(item, defaults.get(item)) for item in items]

        star: Any = ABSENT
        if node.vararg is not None:
            star = self._parameter(node.vararg, None, "*")
        elif node.kwonlyargs:
            star = Node("ParamStar", 0, 0)
        before, plain, named = read(node.posonlyargs), read(node.args), read(node.kwonlyargs)
        others = self._parameter(node.kwarg, None, "**") if node.kwarg is not None else None
        every = [*before, *plain, *([star] if star.kind == "Param" else []), *named, *([others] if others else [])]
        start, end = (every[0].begins, every[-1].whole) if every else (0, 0)
        if every:
            after = self._from(end - self._base)
            if after is None or after.text not in (")", ":") or (star.kind == "ParamStar" and not before and not plain):
                raise Odd  # where these begin and end is told by more than by their names
            end = after.start + self._base
        return Node(
            "Parameters", start, end,
            posonly_params=before, params=plain, star_arg=star, kwonly_params=named, star_kwarg=others,
        )  # fmt: skip

    def _annotation(self, node: ast.expr | None) -> Node | None:
        if node is None:
            return None
        start, end = self._outer_span(node)
        before = self._before(start)
        if before is None or before.text not in (":", "->"):
            raise Odd
        return self._node("Annotation", (start, end), annotation=self.expression(node))

    def _parameter(self, node: ast.arg, default: ast.expr | None, star: str = "") -> Node:
        start = begins = self._span(node)[0]
        whole = end = start + len(node.arg)
        if not self._text.startswith(node.arg, start):
            raise Odd  # spelled otherwise
        if star:
            begins = self._token(star, start)
        for part in (node.annotation, default):
            whole = self._outer_span(part)[1] if part is not None else whole
        parts = {"annotation": self._annotation(node.annotation), "default": self._maybe(default)}
        name = Node("Name", 0, 0, value=node.arg)
        return self._node("Param", (begins, end), name=name, whole=whole + self._base, **parts)


_EXPRESSIONS: dict[str, Callable[[Expressions, Any], Node]] = {
    "Name": Expressions._read_name,
    "Constant": Expressions._constant,
    "BoolOp": Expressions._boolean,
    "UnaryOp": Expressions._unary,
    "Compare": Expressions._comparison,
    "IfExp": Expressions._conditional,
    "Lambda": Expressions._lambda,
    "Tuple": Expressions._tuple,
    "List": Expressions._list,
    "Set": Expressions._list,
    "Dict": Expressions._dict,
    "ListComp": Expressions._comprehension,
    "SetComp": Expressions._comprehension,
    "DictComp": Expressions._comprehension,
    "GeneratorExp": Expressions._comprehension,
    "Attribute": Expressions._attribute,
    "Call": Expressions._call,
    "Subscript": Expressions._subscript,
    "Await": Expressions._await,
    "Yield": Expressions._yield,
    "YieldFrom": Expressions._yield_from,
    "NamedExpr": Expressions._walrus,
    "JoinedStr": Expressions._joined,
}
