"""Steps in the Python of an instance, found in its libcst tree."""

from __future__ import annotations

import ast
import warnings
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider

from migrator.javascript.embedded import embed
from migrator.javascript.parser import parse
from tests.whole.mutants.instantiate import Instance, Span, find_call, text_of
from tests.whole.mutants.mutate import Step, around

INSERTED = ("env.step({})", "counter.tick()")
IMPORTS = "order and spelling of imports never decide"
VALUE = "where the call stands as a statement the value does not decide (nor a `;` after it)"
TEMPORARY = "a temporary bound once and read once in the next statement before any other effect there is its value"
NAMES = "a name that the pattern itself binds stands for any name that the source binds"
KEYWORDS = "order of keyword arguments never decides"
COVERED = "a Python gap covers assignments of pure values to plain names, pure expressions"

_BINARY: dict[Any, str] = {
    cst.Add: "-", cst.Subtract: "+", cst.Multiply: "/", cst.Divide: "*", cst.Modulo: "//", cst.And: "or",
    cst.Or: "and", cst.Equal: "!=", cst.NotEqual: "==", cst.LessThan: "<=", cst.LessThanEqual: "<",
    cst.GreaterThan: ">=", cst.GreaterThanEqual: ">", cst.In: "not in", cst.NotIn: "in", cst.Is: "is not",
    cst.IsNot: "is", cst.Not: "-", cst.Minus: "+",
}  # fmt: skip
# Free functions without effect that the pages call; for telling pure temporaries only.
_PURE = frozenset({"hasattr", "callable", "getattr", "type", "isinstance", "len", "rounded"})


def python_steps(instance: Instance) -> Iterator[Step]:
    """All steps in the Python of an instance, as changes of its statements."""
    program = Program(instance)
    for kind, start, end, new, spans, equivalent in _Steps(program).all():
        changed = program.text[:start] + new + program.text[end:]
        if changed != program.text and _parses(changed):
            yield program.step(kind, start, end, new, spans, equivalent)


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some mutants are worth one
            compile(text, "mutant", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)  # as Pyodide runs it
    except (SyntaxError, ValueError):
        return False
    return True


class Program:
    """The Python of an instance with names for its holes, and the way back to the statements."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        call = find_call(parse(instance.text.encode()).root_node)
        assert call is not None
        arguments = call.child_by_field_name("arguments")
        assert arguments is not None
        template = arguments.named_children[0]
        embedded = embed(instance.text.encode(), template)
        assert embedded.error is None
        lead = len(embedded.text) - len(embedded.text.lstrip("\n"))
        self.text = embedded.text[lead:]
        self.offsets: array[int] = embedded.offsets[lead:]
        self.holes = {hole.placeholder: text_of(hole.node) for hole in embedded.holes}
        self.margin = self.offsets[0] - (instance.text.rfind("\n", 0, self.offsets[0]) + 1)

    def step(self, kind: str, start: int, end: int, new: str, around: Sequence[Span], equivalent: str | None) -> Step:
        spans = tuple(Span(self.offsets[span.start], self._end(span.end)) for span in around)
        return Step(kind, self.offsets[start], self._end(end, start), self.raw(new), spans, equivalent)

    def _end(self, end: int, start: int = -1) -> int:
        """Where what ends at ``end`` ends in the statements: an indentation before the next character stays."""
        if end in (0, start):
            return self.offsets[end]
        if start >= 0 and self.text[start - 1 : start] in ("", "\n") and self.text[end - 1] == "\n":
            return self.offsets[end]  # whole lines, with the indentation of the next
        last = next((name for name in self.holes if self.text.endswith(name, 0, end)), None)
        return self.offsets[end - 1] + (len(self.holes[last]) if last is not None else 1)

    def raw(self, text: str) -> str:
        """Python as it is written in the template."""
        text = text.replace("\\", "\\\\").replace("`", "\\`").replace("\n", "\n" + " " * self.margin)
        for name, hole in self.holes.items():
            text = text.replace(name, hole)
        return text.replace(_HOLE, "${this.other}")


_Found = tuple[str, int, int, str, tuple[Span, ...], str | None]


class _Steps:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._text = program.text
        wrapper = MetadataWrapper(cst.parse_module(self._text), unsafe_skip_copy=True)
        self._spans: Any = wrapper.resolve(ByteSpanPositionProvider)
        self._parents: Any = wrapper.resolve(ParentNodeProvider)
        self._module = wrapper.module
        self._nodes = list(_walk(self._module))
        self._last: Any = self._module.body[-1]
        things = {Span(*self._span(node)) for node in self._nodes if _counts(node) and not self._is_inner(node)}
        self._things = sorted(things, key=lambda span: (span.end - span.start, span.start))
        self._reads: dict[str, int] = {}
        self._imported = {
            (alias.asname.name.value if alias.asname else alias.name.value)  # type: ignore[union-attr]
            for node in self._nodes
            if isinstance(node, cst.Import)
            for alias in node.names
        }
        for node in self._nodes:
            if isinstance(node, cst.Name) and self._is_variable(node):
                self._reads[node.value] = self._reads.get(node.value, 0) + 1

    def all(self) -> Iterator[_Found]:
        for node in self._nodes:
            for found in self._of(node):
                if isinstance(found[3], _Changed):
                    kind, start, end, new, _, equivalent = found
                    yield kind, start, end, str(new), self._around(start, end), equivalent
        yield from self._whole()

    # -- positions -------------------------------------------------------------------------------------------------

    def _span(self, node: cst.CSTNode) -> tuple[int, int]:
        span = self._spans[node]
        return span.start, span.start + span.length

    def _code(self, node: cst.CSTNode) -> str:
        start, end = self._span(node)
        return self._text[start:end]

    def _outer(self, node: Any) -> tuple[int, int]:
        """The span of an expression with its parentheses."""
        start, end = self._span(node)
        if getattr(node, "lpar", ()):
            start, end = self._text.rindex("(", 0, start), self._text.index(")", end) + 1
        return start, end

    def _is_inner(self, node: Any) -> bool:
        """Whether a node is the inner part of a dotted path, which the ledger shows as one."""
        parent = self._parents.get(node)
        return isinstance(node, cst.Attribute) and isinstance(parent, cst.Attribute)

    def _around(self, start: int, end: int) -> tuple[Span, ...]:
        """The two smallest things that hold a change."""
        return around(self._things, start, end)

    def _edit(self, kind: str, start: int, end: int, new: str, equivalent: str | None = None) -> _Found:
        return kind, start, end, _Changed(new), (), equivalent

    def _replace(self, kind: str, node: cst.CSTNode, new: str, equivalent: str | None = None) -> _Found:
        return self._edit(kind, *self._span(node), new, equivalent)

    # -- steps -----------------------------------------------------------------------------------------------------

    def _of(self, node: Any) -> Iterator[_Found]:
        for cls in type(node).__mro__:
            method = getattr(self, f"_of_{cls.__name__}", None)
            if method is not None:
                yield from method(node)
        new = _BINARY.get(type(node))
        if new is not None:
            start, end = self._token(node)
            yield self._edit("operator changed", start, end, new)

    def _token(self, node: Any) -> tuple[int, int]:
        """The operator itself, without the spaces that belong to its node."""
        start, end = self._span(node)
        text = self._text[start:end]
        return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())

    def _of_Name(self, node: cst.Name) -> Iterator[_Found]:
        text = node.value
        if text in ("True", "False", "None"):
            for other in ("True", "False", "None"):
                if other != text:
                    yield self._replace("literal changed", node, other)
        elif text in self._program.holes:
            yield self._replace("hole dropped", node, "None")
            yield self._replace("hole quoted", node, f"'{text}'")
            yield self._replace("hole doubled", node, f"{text}{text}")
            yield self._replace("name changed", node, "other")
        elif self._is_variable(node):
            bound_once = self._reads[text] == 1 and not self._is_read(node)
            yield self._replace("name changed", node, "other", NAMES if bound_once else None)

    def _is_variable(self, node: cst.Name) -> bool:
        parent = self._parents.get(node)
        if isinstance(parent, cst.Attribute):
            return parent.value is node
        if isinstance(parent, cst.Arg):
            return parent.value is node
        return not isinstance(parent, (cst.ImportAlias, cst.AsName))

    def _is_read(self, node: cst.Name) -> bool:
        parent: Any = self._parents.get(node)
        while isinstance(parent, (cst.Element, cst.Tuple)):
            parent = self._parents.get(parent)
        return not isinstance(parent, (cst.AssignTarget, cst.Param, cst.FunctionDef, cst.CompFor))

    def _of_SimpleString(self, node: cst.SimpleString) -> Iterator[_Found]:
        start, end = self._span(node)
        quotes = len(node.quote)
        holes = [name for name in self._program.holes if name in node.value]
        yield self._edit("literal changed", end - quotes, end - quotes, "x")
        for name in holes:
            at = self._text.index(name, start)
            yield self._edit("hole dropped", at, at + len(name), "")
            other = node.quote.translate(str.maketrans("'\"", "\"'"))
            yield self._replace("quotes of a hole", node, other + self._text[start + quotes : end - quotes] + other)
            yield self._replace("prefix of a hole", node, "r" + node.value)
            yield self._replace("hole unquoted", node, name)
            yield self._edit("text before a hole", at, at, "x")
        if not holes:
            yield self._edit("hole added", end - quotes, end - quotes, _HOLE)
            yield self._replace("literal changed", node, "b" + node.value)

    def _of_Integer(self, node: cst.Integer) -> Iterator[_Found]:
        yield self._replace("literal changed", node, str(int(node.value) + 1))
        yield self._replace("literal changed", node, f"{node.value}.0")
        yield self._replace("literal changed", node, f"-{node.value}")

    def _of_Attribute(self, node: cst.Attribute) -> Iterator[_Found]:
        parent = self._parents.get(node)
        is_call = isinstance(parent, cst.Call) and parent.func is node
        yield self._replace("function changed" if is_call else "attribute changed", node.attr, "other")
        if not is_call:
            yield self._replace("attribute dropped", node, self._code(node.value))

    def _of_Call(self, node: cst.Call) -> Iterator[_Found]:
        function = self._code(node.func)
        start, end = self._span(node)
        if node.args:
            yield self._replace("call dropped", node, self._code(node.args[0].value))
        if isinstance(node.func, cst.Attribute):
            yield self._replace("call dropped", node, self._code(node.func.value))
        if not (node.args and isinstance(self._parents.get(node), cst.Raise)):
            yield self._edit("call dropped", start, end, function)
        if isinstance(node.func, cst.Name):
            yield self._replace("function changed", node.func, "abs" if function != "abs" else "len")
        yield self._edit("argument added", end - 1, end - 1, ", None" if node.args else "None")
        yield self._edit("argument added", end - 1, end - 1, ", other=None" if node.args else "other=None")
        yield self._replace("call awaited", node, f"(await {self._code(node)})")
        arguments = [self._span(argument) for argument in node.args]
        for index, argument in enumerate(node.args):
            yield self._drop_item("argument dropped", [self._item(argument) for argument in node.args], index)
            if argument.keyword is not None:
                yield self._replace("keyword changed", argument.keyword, "other")
                yield self._replace("value of a keyword", argument.value, "other")
                yield self._edit("keyword dropped", arguments[index][0], self._span(argument.value)[0], "")
            elif not argument.star:
                yield self._edit("argument starred", arguments[index][0], arguments[index][0], "*")
        for first, second in pairwise(node.args):
            same = KEYWORDS if first.keyword is not None and second.keyword is not None else None
            yield from self._swap_items("arguments swapped", [self._item(first), self._item(second)], same)

    def _item(self, node: Any) -> tuple[int, int]:
        """An argument or element without its comma."""
        start, _ = self._span(node)
        return start, self._outer(node.value)[1]

    def _drop_item(self, kind: str, items: list[tuple[int, int]], index: int) -> _Found:
        start, end = items[index]
        if index + 1 < len(items):
            return self._edit(kind, start, items[index + 1][0], "")
        return self._edit(kind, items[index - 1][1] if index else start, end, "")

    def _swap_items(self, kind: str, items: list[tuple[int, int]], same: str | None = None) -> Iterator[_Found]:
        for (start, end), (other, last) in pairwise(items):
            between = self._text[end:other]
            yield self._edit(kind, start, last, self._text[other:last] + between + self._text[start:end], same)

    def _of_Subscript(self, node: cst.Subscript) -> Iterator[_Found]:
        inside = node.slice[0].slice
        yield self._replace(
            "cut dropped" if isinstance(inside, cst.Slice) else "subscript dropped", node, self._code(node.value)
        )
        if not isinstance(inside, cst.Slice):
            yield self._replace("subscript changed", inside, "other")

    def _of_Slice(self, node: cst.Slice) -> Iterator[_Found]:
        lower = self._code(node.lower) if node.lower else ""
        upper = self._code(node.upper) if node.upper else ""
        yield self._replace("cut changed", node, f"{upper}:{lower}")
        yield self._replace("cut changed", node, f"{lower}:{upper}:2")
        yield self._replace("cut changed", node, f"{lower or 1}:{upper}")
        yield self._replace("cut changed", node, f"{lower}:-{upper or 1}")
        if upper:
            yield self._replace("cut changed", node, upper)

    def _of_BinaryOperation(self, node: Any) -> Iterator[_Found]:
        yield from self._swap_items("operands swapped", [self._outer(node.left), self._outer(node.right)])
        yield self._replace("operand dropped", node, self._code(node.left))
        yield self._replace("operand dropped", node, self._code(node.right))

    _of_BooleanOperation = _of_BinaryOperation

    def _of_Comparison(self, node: cst.Comparison) -> Iterator[_Found]:
        other = node.comparisons[0].comparator
        yield from self._swap_items("operands swapped", [self._outer(node.left), self._outer(other)])
        yield self._replace("comparison dropped", node, self._code(node.left))
        _, end = self._span(node)
        yield self._edit("comparison added", end, end, " > 0")

    def _of_UnaryOperation(self, node: cst.UnaryOperation) -> Iterator[_Found]:
        yield self._replace("operator dropped", node, self._code(node.expression))

    def _of_IfExp(self, node: cst.IfExp) -> Iterator[_Found]:
        body, test, other = (self._code(part) for part in (node.body, node.test, node.orelse))
        yield self._replace("branches swapped", node, f"{other} if {test} else {body}")
        yield self._replace("condition negated", node.test, f"not ({test})")
        yield self._replace("branch dropped", node, body)
        yield self._replace("branch dropped", node, other)

    def _of_Dict(self, node: cst.Dict) -> Iterator[_Found]:
        items = [(self._outer(item.key)[0], self._outer(item.value)[1]) for item in node.elements]  # type: ignore[attr-defined]
        for index, item in enumerate(node.elements):
            assert isinstance(item, cst.DictElement)
            yield self._replace("key changed", item.key, "'other'")
            yield self._replace("value changed", item.value, "other")
            yield self._drop_item("pair dropped", items, index)
        yield from self._swap_items("pairs swapped", items)
        at = items[-1][1]
        yield self._edit("pair added", at, at, ", 'other': None")

    def _of_Tuple(self, node: Any) -> Iterator[_Found]:
        items = [self._item(item) for item in node.elements]
        for index in range(len(items)):
            yield self._drop_item("element dropped", items, index)
        yield from self._swap_items("elements swapped", items)
        if items:
            at = items[-1][1]
            yield self._edit("element added", at, at, ", other")
        start, end = self._outer(node)
        inside = self._text[items[0][0] : items[-1][1]] if items else ""
        is_list = isinstance(node, cst.List)
        if not isinstance(self._parents.get(node), (cst.AssignTarget, cst.CompFor)):  # `[a, b] = c` is `a, b = c`
            yield self._edit("container changed", start, end, f"({inside},)" if is_list else f"[{inside}]")

    _of_List = _of_Tuple

    def _of_StarredElement(self, node: cst.StarredElement) -> Iterator[_Found]:
        yield self._replace("star dropped", node, self._code(node.value))

    def _of_CompFor(self, node: cst.CompFor) -> Iterator[_Found]:
        _, end = self._span(node)
        yield self._edit("filter added", end, end, " if True")
        yield self._edit("loop added", end, end, " for _ in (1,)")
        yield self._replace("iterable changed", node.iter, f"list({self._code(node.iter)})")
        for condition in node.ifs:
            yield self._replace("filter dropped", condition, "")

    def _of_DictComp(self, node: cst.DictComp) -> Iterator[_Found]:
        yield self._replace("value changed", node.value, "other")
        yield self._replace("key changed", node.key, f"str({self._code(node.key)})")

    def _of_ListComp(self, node: cst.ListComp) -> Iterator[_Found]:
        start, end = self._span(node)
        yield self._replace("container changed", node, f"({self._text[start + 1 : end - 1]})")
        yield self._replace("container changed", node, f"{{{self._text[start + 1 : end - 1]}}}")

    def _of_If(self, node: cst.If) -> Iterator[_Found]:
        start, _ = self._span(node)
        if self._text.startswith("elif", start):
            yield self._edit("elif to if", start, start + 4, "if")
        yield self._replace("condition negated", node.test, f"not ({self._code(node.test)})")
        yield self._replace("condition changed", node.test, f"{self._code(node.test)} and other")
        if isinstance(node.orelse, cst.Else):
            begin, end = self._else(node.orelse)
            yield self._edit("branch dropped", begin, end, "")
            yield from self._swap_items("branches swapped", [self._lines(node.body), self._lines(node.orelse.body)])
        elif isinstance(node.orelse, cst.If):
            yield from self._swap_items("branches swapped", [self._lines(node.body), self._lines(node.orelse.body)])
            begin, end = self._else(node.orelse)
            yield self._edit("branch dropped", begin, end, "")
        else:
            end = self._lines(node.body)[1]
            indent = self._indent(start)
            yield self._edit("branch added", end, end, f"\n{indent}else:\n{indent}    counter.tick()")

    def _else(self, node: Any) -> tuple[int, int]:
        start, _ = self._span(node)
        return self._line_before(start), self._last_end(node)

    def _line_before(self, start: int) -> int:
        """The end of the line before."""
        return self._text.rindex("\n", 0, start)

    def _last_end(self, node: Any) -> int:
        while getattr(node, "orelse", None) is not None:
            node = node.orelse
        return self._lines(node.body)[1]

    def _indent(self, start: int) -> str:
        return " " * (start - (self._text.rfind("\n", 0, start) + 1))

    def _of_Return(self, node: cst.Return) -> Iterator[_Found]:
        if node.value is not None:
            yield self._replace("value of return dropped", node, "return")
            yield self._replace("return dropped", node, self._code(node.value))

    def _of_Raise(self, node: cst.Raise) -> Iterator[_Found]:
        assert isinstance(node.exc, cst.Call)
        yield self._replace("raise dropped", node, self._code(node.exc))
        yield self._edit("cause added", self._span(node)[1], self._span(node)[1], " from None")

    def _of_Param(self, node: cst.Param) -> Iterator[_Found]:
        if node.default is not None:
            yield self._edit("default dropped", self._span(node.name)[1], self._span(node.default)[1], "")

    def _of_FunctionDef(self, node: cst.FunctionDef) -> Iterator[_Found]:
        start, _ = self._span(node)
        at = self._span(node.params.params[-1].default or node.params.params[-1].name)[1]
        yield self._edit("parameter added", at, at, ", other=None")
        yield self._edit("function made async", start, start, "async ")
        yield self._edit("decorator added", start, start, f"@other\n{self._indent(start)}")

    def _of_Import(self, node: cst.Import) -> Iterator[_Found]:
        for alias in node.names:
            yield self._replace("import replaced", alias.name, "zlib" if alias.asname is None else "zlib.other")
            if alias.asname is None:
                yield self._replace("import replaced", alias, f"zlib as {self._code(alias.name)}")
            else:
                yield self._replace("import replaced", alias, self._code(alias.name))
        yield self._edit("star import", self._span(node)[0], self._span(node)[0], "from json import *\n")

    def _of_Assign(self, node: cst.Assign) -> Iterator[_Found]:
        start, _ = self._span(node)
        value_start = self._outer(node.value)[0]
        target = node.targets[0].target
        yield self._edit("target added", start, start, "other = ")
        if isinstance(target, cst.Name):
            yield self._edit("operator changed", self._span(target)[1], value_start, " += ")
            yield self._edit("assignment dropped", start, value_start, "")
            yield self._edit("element added", self._span(target)[1], self._span(target)[1], ", other")

    # -- statements ------------------------------------------------------------------------------------------------

    def _of_Module(self, node: cst.Module) -> Iterator[_Found]:
        yield from self._statements(node.body)

    def _of_IndentedBlock(self, node: cst.IndentedBlock) -> Iterator[_Found]:
        yield from self._statements(node.body)

    def _lines(self, block: Any) -> tuple[int, int]:
        """The statements of a block, from the first letter of the first to the end of the last."""
        return self._extent(block.body[0])[0], self._extent(block.body[-1])[1]

    def _extent(self, statement: Any) -> tuple[int, int]:
        start, end = self._span(statement)
        if isinstance(statement, cst.If):
            end = self._last_end(statement)
        elif isinstance(statement, cst.BaseCompoundStatement):
            end = self._lines(statement.body)[1]
        return start, end

    def _statements(self, body: Sequence[Any]) -> Iterator[_Found]:
        extents = [self._extent(statement) for statement in body]
        indent = self._indent(extents[0][0])
        for index, (statement, (start, end)) in enumerate(zip(body, extents, strict=True)):
            is_import = _is_import(statement)
            text = self._text[start:end]
            if len(body) == 1:
                yield self._edit("statement dropped", start, end, "pass")
            elif index + 1 < len(body):
                yield self._edit("statement dropped", start, extents[index + 1][0], "")
            else:
                yield self._edit("statement dropped", extents[index - 1][1], end, "")
            same = IMPORTS if is_import else None
            if self._is_in_gap(start) and _is_expression(statement) and not self._acts(statement):
                same = COVERED
            yield self._edit("statement doubled", end, end, f"\n{indent}{text}", same)
            for inserted in INSERTED:
                yield self._edit("statement inserted", start, start, f"{inserted}\n{indent}")
            inner = text.replace("\n", "\n    ")
            yield self._edit("statement wrapped", start, end, f"if other:\n{indent}    {inner}")
            handler = f"except Exception:\n{indent}    pass"
            yield self._edit("statement wrapped", start, end, f"try:\n{indent}    {inner}\n{indent}{handler}")
            if index + 1 < len(body):
                yield self._swap(statement, body[index + 1])
        end = extents[-1][1]
        for inserted in INSERTED:
            yield self._edit("statement inserted", end, end, f"\n{indent}{inserted}")

    def _is_in_gap(self, start: int) -> bool:
        """Whether a gap of the page ends where a statement begins."""
        text, at = self._program.instance.text, self._program.offsets[start]
        return any(gap <= at and not text[gap:at].strip() for gap in self._program.instance.python_gaps)

    def _swap(self, first: Any, second: Any) -> _Found:
        (start, end), (other, last) = self._extent(first), self._extent(second)
        new = self._text[other:last] + self._text[end:other] + self._text[start:end]
        same = None
        if _is_import(second) or (_is_import(first) and not self._uses(first, second)):
            same = IMPORTS
        elif self._is_pure_temporary(first) and self._is_pure_temporary(second) and not self._uses(first, second):
            same = TEMPORARY
        return self._edit("statements swapped", start, last, new, same)

    def _uses(self, binding: Any, statement: Any) -> bool:
        """Whether a statement reads what another one, an import or an assignment to a name, binds."""
        small = binding.body[0]
        if isinstance(small, cst.Import):
            names = {self._code(alias.asname.name if alias.asname else alias.name) for alias in small.names}
        else:
            names = {self._code(target.target) for target in small.targets}
        return any(isinstance(node, cst.Name) and node.value in names for node in _walk(statement))

    def _is_pure_temporary(self, statement: Any) -> bool:
        """Whether a statement binds a name, read once, to a value that nobody notices being computed."""
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        if not isinstance(small, cst.Assign) or not isinstance(small.targets[0].target, cst.Name):
            return False
        return self._reads[small.targets[0].target.value] == 2 and not self._acts(statement)

    def _acts(self, statement: Any) -> bool:
        """Whether a statement touches the environment or calls what may have an effect."""
        return any(
            (isinstance(node, cst.Call) and self._code(node.func) not in _PURE)
            or (isinstance(node, cst.Name) and node.value == "env")
            for node in _walk(statement)
        )

    # -- the program as a whole ------------------------------------------------------------------------------------

    def _whole(self) -> Iterator[_Found]:
        everything = (Span(0, len(self._text.rstrip())),)
        free = sorted(
            {
                node.value
                for node in self._nodes
                if isinstance(node, cst.Name) and self._is_variable(node) and self._is_read(node)
            }
            - self._bound()
            - {"True", "False", "None"}
            - set(self._program.holes)
        )
        for name in free:
            yield "name rebound", 0, 0, f"{name} = other\n", everything, None
            yield "name rebound", 0, 0, f"def {name}(*given): pass\n", everything, None
        yield "hole in a comment", 0, 0, f"# {_HOLE}\n", everything, None
        yield "hole in a docstring", 0, 0, f"'''{_HOLE}'''\n", everything, None
        yield "hole inserted", 0, 0, f"{_HOLE}\n", everything, None
        start, end = self._extent(self._last)
        if not _is_expression(self._last):
            return
        same = None if self._program.instance.value_is_used else VALUE
        spans = (Span(start, end), *everything)
        yield "value ended by `;`", end, end, ";", spans, same
        yield "value followed by a print", end, end, "\nprint('done')", spans, same
        yield "value assigned", start, start, "value = ", spans, None
        yield "value negated", start, end, f"not ({self._text[start:end]})", spans, None
        yield "value in a tuple", start, end, f"({self._text[start:end]}),", spans, None

    def _bound(self) -> set[Any]:
        return self._imported | {
            node.value
            for node in self._nodes
            if isinstance(node, cst.Name) and self._is_variable(node) and not self._is_read(node)
        }


class _Changed(str):
    """New text of a step."""


_HOLE = "__added_hole__"


def _is_import(statement: Any) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Import)


def _is_expression(statement: Any) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Expr)


def _counts(node: Any) -> bool:
    """Whether a node is a thing that an excerpt may show: an expression, an argument, a pair, a statement."""
    if isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement, cst.BaseCompoundStatement, cst.Slice)):
        return True
    return isinstance(node, (cst.DictElement, cst.Param, cst.ImportAlias, cst.Arg, cst.CompFor))


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))
