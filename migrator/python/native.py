"""The tree of a program, read by Python's own parser: in a tenth of the time that libcst takes, and without it.

Only what both read in the same way is read here. Whatever else a program has, `tree_of` gives None, and libcst reads
it: `match`, type parameters, semicolons, carriage returns, what an f-string spells that only a full lexer knows, and
anything that this Python refuses or that another Python would read otherwise.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from migrator.python.tokens import Token, tokens
from migrator.python.tree import ABSENT, Node, Tree

_BINARY = {
    "Add": "Add", "Sub": "Subtract", "Mult": "Multiply", "Div": "Divide", "FloorDiv": "FloorDivide", "Mod": "Modulo",
    "Pow": "Power", "MatMult": "MatrixMultiply", "LShift": "LeftShift", "RShift": "RightShift", "BitAnd": "BitAnd",
    "BitOr": "BitOr", "BitXor": "BitXor",
}  # fmt: skip
_UNARY = {"Not": "Not", "USub": "Minus", "UAdd": "Plus", "Invert": "BitInvert"}
_COMPARED = {
    "Eq": "Equal", "NotEq": "NotEqual", "Lt": "LessThan", "LtE": "LessThanEqual", "Gt": "GreaterThan",
    "GtE": "GreaterThanEqual", "In": "In", "NotIn": "NotIn", "Is": "Is", "IsNot": "IsNot",
}  # fmt: skip
_ODD = re.compile(r"[\r\f\0]")
# The fields of each class of Python's tree that is read. A class that has another one may mean something else.
_FIELDS = {
    "Expr": "value", "Assign": "targets value type_comment", "AugAssign": "target op value",
    "AnnAssign": "target annotation value simple", "Return": "value", "Raise": "exc cause", "Assert": "test msg",
    "Delete": "targets", "Global": "names", "Nonlocal": "names", "Break": "", "Continue": "", "Pass": "",
    "Import": "names", "ImportFrom": "module names level", "If": "test body orelse",
    "For": "target iter body orelse type_comment", "AsyncFor": "target iter body orelse type_comment",
    "While": "test body orelse", "Try": "body handlers orelse finalbody",
    "TryStar": "body handlers orelse finalbody", "With": "items body type_comment",
    "AsyncWith": "items body type_comment",
    "FunctionDef": "name args body decorator_list returns type_comment type_params",
    "AsyncFunctionDef": "name args body decorator_list returns type_comment type_params",
    "ClassDef": "name bases keywords body decorator_list type_params", "Name": "id ctx", "Constant": "value kind",
    "BoolOp": "op values", "UnaryOp": "op operand", "Compare": "left ops comparators", "IfExp": "test body orelse",
    "Lambda": "args body", "Tuple": "elts ctx", "List": "elts ctx", "Set": "elts", "Dict": "keys values",
    "ListComp": "elt generators", "SetComp": "elt generators", "DictComp": "key value generators",
    "GeneratorExp": "elt generators", "Attribute": "value attr ctx", "Call": "func args keywords",
    "Subscript": "value slice ctx", "Await": "value", "Yield": "value", "YieldFrom": "value",
    "NamedExpr": "target value", "JoinedStr": "values", "FormattedValue": "value conversion format_spec",
    "BinOp": "left op right", "Starred": "value ctx",
    "Slice": "lower upper step", "comprehension": "target iter ifs is_async",
    "arguments": "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults",
    "arg": "arg annotation type_comment", "keyword": "arg value", "alias": "name asname",
    "withitem": "context_expr optional_vars", "ExceptHandler": "type name body",
}  # fmt: skip
_LITERAL = re.compile(r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")")
_PLAIN_ENDS = {
    "'''": re.compile(r"(?:[^\\]|\\.)*?'''", re.DOTALL),
    '"""': re.compile(r'(?:[^\\]|\\.)*?"""', re.DOTALL),
    "'": re.compile(r"(?:[^\\'\n]|\\.)*'", re.DOTALL),
    '"': re.compile(r'(?:[^\\"\n]|\\.)*"', re.DOTALL),
}
_KEYWORDS = frozenset({
    "and", "or", "in", "is", "await", "not", "lambda", "if", "else", "for", "return", "yield", "from", "assert", "del",
    "raise", "elif", "while", "with", "as", "async", "import", "except", "global", "nonlocal", "try", "finally",
    "class", "def",
})  # fmt: skip


class _Odd(Exception):
    """The program has what is left to libcst."""


def tree_of(text: str) -> Tree | None:
    """The tree of a program; None where libcst has to read it."""
    if _ODD.search(text) is not None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that are none
            module = _parsed(text, "exec")
            reader = _Reader(text)
            return Tree(text, reader.body(module.body), reader.outer)
    except (_Odd, SyntaxError, ValueError, LookupError, MemoryError, RecursionError):
        return None


def _parsed(text: str, mode: str) -> Any:
    """What Python's parser makes of a text, if all of it is known."""
    module = ast.parse(text, mode=mode)
    kinds: set[type[ast.AST]] = {type(node) for node in ast.walk(module)}
    if not all(_is_known(kind) for kind in kinds):
        raise _Odd
    return module


def _is_known(kind: type[ast.AST]) -> bool:
    """Whether a class of the tree has no field that nobody has named; operators and contexts have none."""
    return set(kind._fields) <= set(_FIELDS.get(kind.__name__, "body type_ignores").split())


class _Reader:
    """Reads what Python's parser found in a text, which begins at ``base`` of the program."""

    def __init__(self, text: str, base: int = 0) -> None:
        self._text = text
        self._base = base
        self._tokens: list[Token] = []
        self._first: set[int] = set()  # where tokens stand that begin a line of code
        self._read_tokens()
        self._starts = [token.start for token in self._tokens]
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._is_ascii = text.isascii()

    def _read_tokens(self) -> None:
        depth, is_first = 0, True
        for token in tokens(self._text):
            if token.kind == "op":
                if token.text == ";":
                    raise _Odd
                depth += (token.text in "([{") - (token.text in ")]}")
            if token.kind == "newline":
                is_first = is_first or not depth
            elif token.kind != "comment":
                if is_first:
                    self._first.add(token.start)
                is_first = False
                self._tokens.append(token)

    # -- places ------------------------------------------------------------------------------------------------------

    def _at(self, line: int, column: int) -> int:
        """The offset in the text of a place that the parser gives: columns count bytes."""
        start = self._lines[line - 1]
        if self._is_ascii:
            return start + column
        end = self._lines[line] if line < len(self._lines) else len(self._text)
        return start + len(self._text[start:end].encode()[:column].decode())

    def _span(self, node: Any) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def _node(self, kind: str, span: tuple[int, int], **parts: Any) -> Node:
        return Node(kind, span[0] + self._base, span[1] + self._base, **parts)

    def _before(self, at: int) -> Token | None:
        """The last token that begins before a place."""
        found = bisect_left(self._starts, at)
        return self._tokens[found - 1] if found else None

    def _from(self, at: int) -> Token | None:
        """The first token at or behind a place."""
        found = bisect_left(self._starts, at)
        return self._tokens[found] if found < len(self._tokens) else None

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """A stretch with the brackets around it that belong to the expression."""
        while True:
            before, after = self._before(start), self._from(end)
            if before is None or after is None or before.text != "(" or after.text != ")":
                return start, end
            opener = self._before(before.start)
            if opener is not None and _ends_operand(opener) and before.start not in self._first:
                return start, end
            start, end = before.start, after.start + 1

    def _between(self, elements: Sequence[ast.expr]) -> tuple[int, int]:
        """From the first of some elements to the last, with a comma behind it."""
        start, end = self._outer_span(elements[0])[0], self._outer_span(elements[-1])[1]
        after = self._from(end)
        return start, after.start + 1 if after is not None and after.text == "," else end

    def _outer_span(self, node: Any) -> tuple[int, int]:
        return self.outer(*self._span(node))

    def _token(self, text: str, at: int) -> int:
        """Where the last token of a text begins before a place."""
        number = bisect_right(self._starts, at) - 1
        while number >= 0 and (self._tokens[number].text != text or self._tokens[number].start >= at):
            number -= 1
        if number < 0:
            raise _Odd
        return self._tokens[number].start

    # -- statements --------------------------------------------------------------------------------------------------

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
            raise _Odd
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
        operator = Node(_BINARY[type(node.op).__name__] + "Assign", 0, 0)
        target, value = self.expression(node.target), self.expression(node.value)
        return self._small(node, "AugAssign", target=target, operator=operator, value=value)

    def _annotated(self, node: ast.AnnAssign) -> Node:
        if self._text[self._span(node)[0]] == "(":
            raise _Odd  # which libcst refuses
        value = self._maybe(node.value)
        annotation = self._annotation(node.annotation)
        return self._small(node, "AnnAssign", target=self.expression(node.target), annotation=annotation, value=value)

    def _annotation(self, node: ast.expr | None) -> Node | None:
        if node is None:
            return None
        start, end = self._outer_span(node)
        before = self._before(start)
        if before is None or before.text not in (":", "->"):
            raise _Odd
        return self._node("Annotation", (start, end), annotation=self.expression(node))

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
                raise _Odd
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
            raise _Odd  # which only later Pythons take
        name = None
        if node.name is not None and node.type is not None:
            token = self._from(self._outer_span(node.type)[1])
            token = self._from(token.start + 1) if token is not None else None
            if token is None or token.text != node.name:
                raise _Odd
            name = Node("AsName", 0, 0, name=self._name(node.name, (token.start, token.start + len(node.name))))
        body = self._block(node.body)
        return self._node("ExceptHandler", self._span(node), type=self._maybe(node.type), name=name, body=body)

    def _with(self, node: ast.With | ast.AsyncWith) -> Node:
        items = []
        for item in node.items:
            start, end = self._outer_span(item.context_expr)
            before = self._before(start)
            if before is None or before.text == "(":
                raise _Odd  # brackets around all items
            asname = None
            if item.optional_vars is not None:
                asname = Node("AsName", 0, 0, name=self.expression(item.optional_vars))
                end = self._outer_span(item.optional_vars)[1]
            items.append(self._node("WithItem", (start, end), item=self.expression(item.context_expr), asname=asname))
        first = self._before(self._outer_span(node.items[0].context_expr)[0])
        if first is None or first.text != "with" or self._text[first.start + 4 :].lstrip().startswith("("):
            raise _Odd
        is_async = isinstance(node, ast.AsyncWith)
        return self._node("With", self._span(node), items=items, body=self._block(node.body), asynchronous=is_async)

    def _def(self, node: Any) -> Node:
        if getattr(node, "type_params", None) or node.type_comment:
            raise _Odd
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
                raise _Odd
            found.append(self._node("Decorator", (at.start, end), decorator=self.expression(decorator)))
        return found

    def _class(self, node: ast.ClassDef) -> Node:
        has_star = any(isinstance(base, ast.Starred) for base in node.bases)
        if getattr(node, "type_params", None) or (node.keywords and has_star):
            raise _Odd
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

    # -- expressions -------------------------------------------------------------------------------------------------

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
            raise _Odd
        found: Node = read(self, node)
        for outer in reversed(spine):
            operator = Node(_BINARY[type(outer.op).__name__], 0, 0)
            right = self.expression(outer.right)
            found = self._node("BinaryOperation", self._span(outer), left=found, operator=operator, right=right)
        return found

    def _name(self, name: str, span: tuple[int, int]) -> Node:
        return self._node("Name", span, value=name)

    def _read_name(self, node: ast.Name) -> Node:
        start, end = self._span(node)
        if self._text[start:end] != node.id:
            raise _Odd  # spelled otherwise: a placeholder is one by its spelling
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
                raise _Odd  # where these begin and end is told by more than by their names
            end = after.start + self._base
        return Node(
            "Parameters", start, end,
            posonly_params=before, params=plain, star_arg=star, kwonly_params=named, star_kwarg=others,
        )  # fmt: skip

    def _parameter(self, node: ast.arg, default: ast.expr | None, star: str = "") -> Node:
        start = begins = self._span(node)[0]
        whole = end = start + len(node.arg)
        if not self._text.startswith(node.arg, start):
            raise _Odd  # spelled otherwise
        if star:
            begins = self._token(star, start)
        for part in (node.annotation, default):
            whole = self._outer_span(part)[1] if part is not None else whole
        parts = {"annotation": self._annotation(node.annotation), "default": self._maybe(default)}
        name = Node("Name", 0, 0, value=node.arg)
        return self._node("Param", (begins, end), name=name, whole=whole + self._base, **parts)

    # -- strings -----------------------------------------------------------------------------------------------------

    def _joined(self, node: ast.JoinedStr) -> Node:
        return self._strings(self._span(node))

    def _strings(self, span: tuple[int, int]) -> Node:
        """The literals of a stretch, one beside the other."""
        at, end = span
        literals = []
        while at < end:
            match = _LITERAL.match(self._text, at)
            if match is None:
                raise _Odd
            literals.append(self._literal(match))
            at = literals[-1].ends - self._base
            token = self._from(at)
            at = token.start if token is not None and token.start < end else end
        node = literals[-1]
        for literal in reversed(literals[:-1]):
            node = Node("ConcatenatedString", literal.begins, node.ends, left=literal, right=node)
        return node

    def _literal(self, match: re.Match[str]) -> Node:
        quote = match["quote"]
        if "f" not in match["prefix"].lower():
            if "t" in match["prefix"].lower():
                raise _Odd
            ended = _PLAIN_ENDS[quote].match(self._text, match.end())
            if ended is None:
                raise _Odd
            span = match.start(), ended.end()
            return self._node("SimpleString", span, value=self._text[span[0] : span[1]])
        parts, at = self._parts(match.end(), quote, is_raw="r" in match["prefix"].lower(), in_format=False)
        return self._node("FormattedString", (match.start(), at + len(quote)), start=match[0], parts=parts)

    def _parts(self, at: int, quote: str, *, is_raw: bool, in_format: bool) -> tuple[list[Node], int]:
        """The texts and fields of an f-string from a place on, and where it ends."""
        parts: list[Node] = []
        text = self._text
        begins = at

        def close(to: int) -> None:
            if to > begins:
                parts.append(self._node("FormattedStringText", (begins, to), value=text[begins:to]))

        while at < len(text):
            if text.startswith(quote, at):
                if in_format:
                    raise _Odd
                close(at)
                return parts, at
            char = text[at]
            if char == "}" and in_format:
                close(at)
                return parts, at
            if char == "\n" and (len(quote) == 1 or in_format):
                raise _Odd
            if char == "\\":
                if in_format or (not is_raw and text.startswith("N{", at + 1)):
                    raise _Odd
                if text[at + 1 : at + 2] in ("{", "}"):
                    raise _Odd
                at += 2
            elif char in "{}" and text[at + 1 : at + 2] == char:
                if in_format:
                    raise _Odd
                at += 2
            elif char == "}":
                raise _Odd
            elif char == "{":
                close(at)
                field, at = self._field(at, quote, is_raw=is_raw)
                parts.append(field)
                begins = at
            else:
                at += 1
        raise _Odd

    def _field(self, at: int, quote: str, *, is_raw: bool) -> tuple[Node, int]:
        """The field of an f-string whose brace stands at a place, and where it ends."""
        text, start, depth = self._text, at, 0
        at += 1
        first = at
        while True:
            char = text[at : at + 1]
            if char in ("", "\n", "\\", "#") or (char in "'\"" and char == quote[0]):
                raise _Odd
            if char in "'\"":
                ended = _PLAIN_ENDS[char].match(text, at + 1)
                if ended is None or "{" in ended[0] or "\\" in ended[0] or text.startswith(char * 3, at):
                    raise _Odd
                at = ended.end()
                continue
            if char in "([{":
                depth += 1
            elif char in ")]}" and depth:
                depth -= 1
            elif char == "!" and text[at + 1 : at + 2] == "=":
                at += 1
            elif not depth and char in "}!:":
                break
            elif not depth and char == "=" and text[at + 1 : at + 2] != "=" and text[at - 1] not in "=!<>":
                raise _Odd  # `{x = }` spells its text
            at += 1
        expression = self._within(first, at)
        conversion = None
        if text[at] == "!":
            conversion = text[at + 1 : at + 2]
            at += 2
            if conversion not in ("r", "s", "a") or text[at : at + 1] not in ("}", ":"):
                raise _Odd
        spec = None
        if text[at] == ":":
            spec, at = self._parts(at + 1, quote, is_raw=is_raw, in_format=True)
        span = start, at + 1
        parts = {"expression": expression, "conversion": conversion, "format_spec": spec, "equal": None}
        return self._node("FormattedStringExpression", span, **parts), at + 1

    def _within(self, start: int, end: int) -> Node:
        """The expression in a field, which older Pythons give no place for."""
        inner = f"({self._text[start:end]})"
        module = _parsed(inner, "eval")
        return _Reader(inner, self._base + start - 1).expression(module.body)


def _is_small(node: Node) -> bool:
    """Whether a statement stands in a line with others."""
    return "semicolon" in node.__dict__


def _ends_operand(token: Token) -> bool:
    """Whether a bracket behind a token belongs to a call, a class or a definition."""
    if token.kind == "name":
        return token.text not in _KEYWORDS
    return token.kind in ("string", "number") or token.text in (")", "]", "}")


_STATEMENTS: dict[str, Callable[[_Reader, Any], Node]] = {
    "Expr": _Reader._expr,
    "Assign": _Reader._assign,
    "AugAssign": _Reader._augmented,
    "AnnAssign": _Reader._annotated,
    "Return": _Reader._return,
    "Raise": _Reader._raise,
    "Assert": _Reader._assert,
    "Delete": _Reader._delete,
    "Global": _Reader._global,
    "Nonlocal": _Reader._global,
    "Break": _Reader._simple,
    "Continue": _Reader._simple,
    "Pass": _Reader._simple,
    "Import": _Reader._import,
    "ImportFrom": _Reader._import_from,
    "If": _Reader._if,
    "For": _Reader._for,
    "AsyncFor": _Reader._for,
    "While": _Reader._while,
    "Try": _Reader._try,
    "TryStar": _Reader._try,
    "With": _Reader._with,
    "AsyncWith": _Reader._with,
    "FunctionDef": _Reader._def,
    "AsyncFunctionDef": _Reader._def,
    "ClassDef": _Reader._class,
}
_EXPRESSIONS: dict[str, Callable[[_Reader, Any], Node]] = {
    "Name": _Reader._read_name,
    "Constant": _Reader._constant,
    "BoolOp": _Reader._boolean,
    "UnaryOp": _Reader._unary,
    "Compare": _Reader._comparison,
    "IfExp": _Reader._conditional,
    "Lambda": _Reader._lambda,
    "Tuple": _Reader._tuple,
    "List": _Reader._list,
    "Set": _Reader._list,
    "Dict": _Reader._dict,
    "ListComp": _Reader._comprehension,
    "SetComp": _Reader._comprehension,
    "DictComp": _Reader._comprehension,
    "GeneratorExp": _Reader._comprehension,
    "Attribute": _Reader._attribute,
    "Call": _Reader._call,
    "Subscript": _Reader._subscript,
    "Await": _Reader._await,
    "Yield": _Reader._yield,
    "YieldFrom": _Reader._yield_from,
    "NamedExpr": _Reader._walrus,
    "JoinedStr": _Reader._joined,
}
