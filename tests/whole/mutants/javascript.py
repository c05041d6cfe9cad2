"""Steps in the JavaScript of an instance, the holes of its Python included, found in its tree-sitter tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.javascript.parser import parse
from tests.whole.mutants.instantiate import RUNNERS, Instance, Span, find_call, is_runner, text_of
from tests.whole.mutants.mutate import Step, around

if TYPE_CHECKING:
    from tree_sitter import Node

INSERTED = "counter.tick();"
# Statements of a gap may move a member path that is read on the other side, so they call nothing here.
IN_GAP = "const between = 1;"
GAPS = "`...` as a line of its own is a gap: any statements, or none; in JavaScript they stay where they are"
PLACED = "code that is joined or in `String.raw` is read as if it stood in its call"

_OPERATORS = {
    "&&": ("||", "??"), "||": ("&&", "??"), "+": ("-",), "-": ("+",), "===": ("!==", "=="), "==": ("!=",), "?": (),
    "=": ("+=", "??="),
}  # fmt: skip
_LITERALS = {"true": "false", "false": "true", "null": "undefined", "undefined": "null"}
_BLOCKS = ("program", "statement_block")
_THINGS = re.compile(
    r".*(_expression|_statement|_declaration|_declarator|_pattern|identifier|pair|_clause)\Z"
    r"|(string|number|regex|template_string|template_substitution|object|array|arguments|true|false|null|this|arrow_function)\Z"
)

_Found = tuple[str, int, int, str]


def javascript_steps(instance: Instance) -> Iterator[Step]:
    """All steps in the JavaScript of an instance."""
    root = parse(instance.text.encode()).root_node
    steps = _Steps(instance, root)
    things = _things(root)
    for node in _code(root):
        for kind, start, end, new in steps.of(node):
            same = None
            if kind == "statement inserted" and steps.is_in_gap(start):
                same, new = GAPS, new.replace(INSERTED, IN_GAP)
            elif is_runner(node) and is_the_same_code(instance.text[start:], kind, new):
                same = PLACED
            yield Step(kind, start, end, new, around(things, start, end), same)


def is_the_same_code(program: str, kind: str, new: str) -> bool:
    """Whether a step leaves a program, whose text begins with what it stands before, the same code."""
    if kind == "tagged template":
        text = re.sub(r"\$\{[^}]*\}", "", program).partition("`")[2].partition("`")[0]  # without its holes
        return new == "String.raw" and program.startswith("`") and "\\" not in text
    return kind == "program joined" and new == " + ''"


def _code(root: Node) -> Iterator[Node]:
    """All nodes of code: text of templates and what strings are made of is none."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if node.type not in ("string", "regex"):
            stack.extend(reversed(node.children))


def _fields(node: Node, *names: str) -> list[Node]:
    """Parts of a node that its grammar always has."""
    found = [part for name in names if (part := node.child_by_field_name(name)) is not None]
    assert len(found) == len(names), (node.type, names)
    return found


def _things(root: Node) -> list[Span]:
    """Extents of what an excerpt may show, the smallest first."""
    found = {Span(node.start_byte, node.end_byte) for node in _code(root) if _THINGS.match(node.type)}
    return sorted(found, key=lambda span: (span.end - span.start, span.start))


class _Steps:
    def __init__(self, instance: Instance, root: Node) -> None:
        self._text = instance.text
        self._call = find_call(root)
        self._gaps = instance.gaps

    def is_in_gap(self, at: int) -> bool:
        """Whether a statement that is put in at ``at`` stands in a gap of the page."""
        return any(not self._text[min(gap, at) : max(gap, at)].strip() for gap in self._gaps)

    def of(self, node: Node) -> Iterator[_Found]:
        method = getattr(self, f"_{node.type}", None)
        if method is not None:
            yield from method(node)
        if node.type in _BLOCKS:
            yield from self._statements(node)
        if not node.is_named and node.type in _OPERATORS and node.parent is not None:
            for new in _OPERATORS[node.type]:
                yield "operator changed", node.start_byte, node.end_byte, new
        if node.type in _LITERALS:
            yield "literal changed", node.start_byte, node.end_byte, _LITERALS[node.type]
        if node.type.endswith("_expression") or node.type in ("identifier", "string", "array", "object"):
            yield from self._expression(node)

    # -- leaves ----------------------------------------------------------------------------------------------------

    def _string(self, node: Node) -> Iterator[_Found]:
        yield "literal changed", node.end_byte - 1, node.end_byte - 1, "x"

    def _number(self, node: Node) -> Iterator[_Found]:
        yield "literal changed", node.start_byte, node.end_byte, str(int(text_of(node)) + 1)

    def _regex(self, node: Node) -> Iterator[_Found]:
        (pattern,), flags = _fields(node, "pattern"), node.child_by_field_name("flags")
        yield "regex changed", pattern.end_byte, pattern.end_byte, "+"
        if flags is not None:
            yield "regex changed", flags.start_byte, flags.end_byte, ""
            yield "regex changed", flags.end_byte, flags.end_byte, "i"

    def _identifier(self, node: Node) -> Iterator[_Found]:
        yield "name changed", node.start_byte, node.end_byte, "other"

    def _shorthand_property_identifier(self, node: Node) -> Iterator[_Found]:
        yield "name changed", node.start_byte, node.end_byte, "other"

    def _property_identifier(self, node: Node) -> Iterator[_Found]:
        text = text_of(node)
        parent = node.parent
        if parent is not None and parent.type == "pair":
            yield "key changed", node.start_byte, node.end_byte, f"{text}Other"
        elif text in RUNNERS:
            yield "method changed", node.start_byte, node.end_byte, next(name for name in RUNNERS if name != text)
            yield "method changed", node.start_byte, node.end_byte, "runOther"
        elif text == "pyodide":
            yield "receiver changed", node.start_byte, node.end_byte, "other"
        else:
            yield "property changed", node.start_byte, node.end_byte, f"{text}Other"

    def _template_substitution(self, node: Node) -> Iterator[_Found]:
        if not self._in_program(node):
            yield "hole dropped", node.start_byte, node.end_byte, ""
            yield "hole doubled", node.end_byte, node.end_byte, text_of(node)

    def _in_program(self, node: Node) -> bool:
        """Whether a hole is one of the Python itself: steps of Python speak of it."""
        template = node.parent
        call = template.parent.parent if template is not None and template.parent is not None else None
        return call is not None and call == self._call

    # -- expressions -----------------------------------------------------------------------------------------------

    def _expression(self, node: Node) -> Iterator[_Found]:
        """What can be done to any expression that is an argument, a value or a condition."""
        parent = node.parent
        text, start, end = text_of(node), node.start_byte, node.end_byte
        if parent is None:
            return
        field = next((parent.field_name_for_child(i) for i, c in enumerate(parent.children) if c == node), None)
        if parent.type == "arguments":
            yield "argument spread", start, start, "..."
        if field in ("value", "right") or parent.type in ("arguments", "return_statement"):
            if node.type != "await_expression":
                yield "await added", start, end, f"await {text}"
            yield "value changed", start, end, f"[{text}]"
        if parent.type == "expression_statement" and node.type not in ("assignment_expression",):
            yield "value assigned", start, start, "this.value = "

    def _call_expression(self, node: Node) -> Iterator[_Found]:
        arguments, function = _fields(node, "arguments", "function")
        if arguments.type == "template_string":
            return
        items = arguments.named_children
        at = arguments.end_byte - 1
        last = items[-1].end_byte if items else at
        yield "argument added", last, last, ", other" if items else "other"
        yield "call dropped", node.start_byte, node.end_byte, text_of(function)
        if items:
            yield "call dropped", node.start_byte, node.end_byte, text_of(items[0])
        for index in range(len(items)):
            yield self._drop("argument dropped", items, index)
        yield from self._swap("arguments swapped", items)
        owner = function.child_by_field_name("object") if function.type == "member_expression" else None
        if owner is not None and owner.type != "this":
            yield "call dropped", node.start_byte, node.end_byte, text_of(owner)
        yield "optional chain added", function.end_byte, function.end_byte, "?."
        if is_runner(node):
            program = items[0]
            yield "tagged template", arguments.start_byte, arguments.end_byte, text_of(program)
            yield "tagged template", program.start_byte, program.start_byte, "String.raw"
            yield "program joined", program.end_byte, program.end_byte, " + ''"
            yield "program joined", program.start_byte, program.end_byte, f"{text_of(program)}.trim()"
            yield "program parenthesised with a comma", program.start_byte, program.end_byte, f"(0, {text_of(program)})"
        else:
            yield "new added", node.start_byte, node.start_byte, "new "

    def _drop(self, kind: str, items: list[Node], index: int) -> _Found:
        if index + 1 < len(items):
            return kind, items[index].start_byte, items[index + 1].start_byte, ""
        start = items[index - 1].end_byte if index else items[index].start_byte
        return kind, start, items[index].end_byte, ""

    def _swap(self, kind: str, items: list[Node]) -> Iterator[_Found]:
        for first, second in pairwise(items):
            between = self._text[first.end_byte : second.start_byte]
            yield kind, first.start_byte, second.end_byte, text_of(second) + between + text_of(first)

    def _member_expression(self, node: Node) -> Iterator[_Found]:
        (owner,) = _fields(node, "object")
        dot = next(child for child in node.children if child.type in (".", "optional_chain"))
        if dot.type == "." and owner.type != "this":  # which is something in a method
            yield "optional chain added", dot.start_byte, dot.end_byte, "?."
        if owner.type == "this":
            yield "this replaced", owner.start_byte, owner.end_byte, "other"
        yield "member dropped", node.start_byte, node.end_byte, text_of(owner)
        yield "member added", owner.end_byte, owner.end_byte, ".other"

    def _subscript_expression(self, node: Node) -> Iterator[_Found]:
        (owner,) = _fields(node, "object")
        yield "subscript dropped", node.start_byte, node.end_byte, text_of(owner)
        yield "optional chain added", owner.end_byte, owner.end_byte, "?."

    def _await_expression(self, node: Node) -> Iterator[_Found]:
        yield "await dropped", node.start_byte, node.end_byte, text_of(node.named_children[0])

    def _binary_expression(self, node: Node) -> Iterator[_Found]:
        left, right = _fields(node, "left", "right")
        yield from self._swap("operands swapped", [left, right])
        yield "operand dropped", node.start_byte, node.end_byte, text_of(left)
        yield "operand dropped", node.start_byte, node.end_byte, text_of(right)

    def _ternary_expression(self, node: Node) -> Iterator[_Found]:
        condition, first, second = _fields(node, "condition", "consequence", "alternative")
        yield "condition negated", condition.start_byte, condition.end_byte, f"!({text_of(condition)})"
        yield from self._swap("branches swapped", [first, second])
        yield "branch dropped", node.start_byte, node.end_byte, text_of(first)
        yield "branch dropped", node.start_byte, node.end_byte, text_of(second)

    def _arrow_function(self, node: Node) -> Iterator[_Found]:
        parameter, (body,) = node.child_by_field_name("parameter"), _fields(node, "body")
        yield "arrow made async", node.start_byte, node.start_byte, "async "
        yield "value of an arrow dropped", body.start_byte, body.end_byte, f"{{ {text_of(body)}; }}"
        if parameter is not None:
            yield "parameter added", parameter.start_byte, parameter.end_byte, f"({text_of(parameter)}, other)"
            yield "parameter dropped", parameter.start_byte, parameter.end_byte, "()"
            yield "default added", parameter.start_byte, parameter.end_byte, f"({text_of(parameter)} = other)"

    def _object(self, node: Node) -> Iterator[_Found]:
        items = node.named_children
        for index in range(len(items)):
            yield self._drop("pair dropped", items, index)
        yield from self._swap("pairs swapped", items)
        yield "pair added", items[-1].end_byte, items[-1].end_byte, ", other: null"
        yield "pair added", items[0].start_byte, items[0].start_byte, "...other, "

    def _pair(self, node: Node) -> Iterator[_Found]:
        key, value = _fields(node, "key", "value")
        yield "key computed", key.start_byte, key.end_byte, "[other]"
        yield "value changed", value.start_byte, value.end_byte, "null"

    def _array_pattern(self, node: Node) -> Iterator[_Found]:
        items = node.named_children
        for index, item in enumerate(items):
            yield self._drop("element dropped", items, index)
            yield "element skipped", item.start_byte, item.end_byte, ""
            yield "default added", item.end_byte, item.end_byte, " = null"
        yield from self._swap("elements swapped", items)
        yield "element added", items[-1].end_byte, items[-1].end_byte, ", other"
        yield "rest added", items[-1].start_byte, items[-1].start_byte, "..."

    # -- statements ------------------------------------------------------------------------------------------------

    def _if_statement(self, node: Node) -> Iterator[_Found]:
        condition, first = _fields(node, "condition", "consequence")
        other = node.child_by_field_name("alternative")
        inner = condition.named_children[0]
        yield "condition negated", inner.start_byte, inner.end_byte, f"!({text_of(inner)})"
        yield "condition changed", inner.start_byte, inner.end_byte, f"{text_of(inner)} && other"
        if other is not None:
            yield "branch dropped", first.end_byte, other.end_byte, ""
            yield from self._swap("branches swapped", [first, other.named_children[0]])
        else:
            yield "branch added", first.end_byte, first.end_byte, f" else {{ {INSERTED} }}"

    def _return_statement(self, node: Node) -> Iterator[_Found]:
        yield "value of return dropped", node.start_byte, node.end_byte, "return;"
        yield "return dropped", node.start_byte, node.end_byte, f"{text_of(node.named_children[0])};"

    def _lexical_declaration(self, node: Node) -> Iterator[_Found]:
        last = node.named_children[-1]
        yield "declarators", last.end_byte, last.end_byte, ", other2 = 0"
        yield "declarators", last.start_byte, last.start_byte, "other2 = 0, "
        keyword = node.children[0]
        yield "assigned instead of declared", keyword.start_byte, last.start_byte, ""
        name = last.child_by_field_name("name")
        value = last.child_by_field_name("value")
        if name is not None and value is not None and name.type == "identifier":
            yield "destructured", name.start_byte, name.end_byte, f"[{text_of(name)}]"
            yield "destructured", name.start_byte, name.end_byte, f"{{ {text_of(name)} }}"

    def _statements(self, block: Node) -> Iterator[_Found]:
        items = [child for child in block.named_children if child.type != "comment"]
        if not items:
            return
        whole = block.type == "program"
        for index, item in enumerate(items):
            start, end = item.start_byte, item.end_byte
            if index or not whole:
                yield "statement inserted", start, start, f"{INSERTED}\n"
            if whole and len(items) == 1:
                continue  # all that a page takes, once more or in a block, is that page's again
            yield "statement dropped", start, items[index + 1].start_byte if index + 1 < len(items) else end, ""
            if item.type not in ("lexical_declaration",):
                yield "statement doubled", end, end, "\n" + text_of(item)
            if item.type == "lexical_declaration":
                continue  # in a block, what it declares is not known outside
            yield "statement wrapped", start, end, f"{{\n{text_of(item)}\n}}"
            yield "statement wrapped", start, end, f"if (other) {{\n{text_of(item)}\n}}"
            yield "statement wrapped", start, end, f"try {{\n{text_of(item)}\n}} finally {{\n{INSERTED}\n}}"
        end = items[-1].end_byte
        if not whole:
            yield "statement inserted", end, end, f"\n{INSERTED}"
        yield from self._swap("statements swapped", items)
