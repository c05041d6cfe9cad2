"""A page's `diff` block as source that it rewrites: the old side with a plain name for every metavariable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from migrator.javascript.lower import DOTS, GAP
from migrator.javascript.parser import parse
from migrator.matching.pattern import Block
from migrator.rules.loader import Rule
from tests.support import in_game

if TYPE_CHECKING:
    from tree_sitter import Node

RUNNERS = ("runPythonAsync", "runPython")
# What the parameter of the method that gives members to metavariables of the page is called.
GIVEN = "given"
# What methods of a logger are called.
_LOGGING = ("info", "warn", "debug")
_METAVARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)\Z")
_INDENT = 8  # of a method's body in a game


@dataclass(frozen=True)
class Span:
    """Characters of the statements, from ``start`` up to ``end``."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True)
class Instance:
    """A source that one block of a page rewrites.

    ``open`` are the parts that the page leaves open (what a metavariable or dots stand for), ``gaps`` and
    ``python_gaps`` the places in which statements may stand, ``names`` the page's metavariables as they are written
    here.
    """

    page: str
    block: int
    text: str
    parameters: str
    tail: str
    open: tuple[Span, ...]
    gaps: tuple[int, ...]
    python_gaps: tuple[int, ...]
    names: dict[str, str] = field(hash=False)

    @property
    def file(self) -> str:
        return self.in_file(self.text)

    def in_file(self, text: str) -> str:
        """The file in which ``text`` stands in the place of the statements."""
        return in_game(f"{text}\n{self.tail}", self.parameters)

    def line(self, text: str, offset: int) -> int:
        """The line in the file, from 1, of a character of ``text``."""
        return self._first_line + text.count("\n", 0, offset)

    def column(self, text: str, offset: int) -> int:
        """The column in the file, from 1, of a character of ``text``."""
        return offset - (text.rfind("\n", 0, offset) + 1) + 1 + _INDENT

    @cached_property
    def _first_line(self) -> int:
        marker = "this_is_the_first_line;"
        return in_game(marker, self.parameters).split(marker)[0].count("\n") + 1

    @cached_property
    def value_is_used(self) -> bool:
        """Whether the value of the call is: it is not where the call stands as a statement."""
        call = find_call(parse(self.text.encode()).root_node)
        assert call is not None
        return not (call.parent and call.parent.parent and call.parent.parent.type == "expression_statement")


def instances(rule: Rule, *, filled: bool = False, named: Mapping[str, str] = MappingProxyType({})) -> Iterator[Instance]:
    """An instance of each block of a page as it is written; with ``filled`` a statement stands in each gap. ``named``
    says what some metavariables are called.
    """
    written = [block for block in rule.blocks if not block.inlined]
    for number, block in enumerate(written, 1):
        yield _Maker(rule, number, block, filled, named).instance()


def find_call(root: Node) -> Node | None:
    """The call that runs Python."""
    return next((node for node in walk(root) if is_runner(node)), None)


def is_runner(node: Node) -> bool:
    """Whether a node is a call that runs Python on the receiver."""
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    return function is not None and text_of(function) in {f"this.pyodide.{name}" for name in RUNNERS}


def walk(root: Node) -> Iterator[Node]:
    """A node and all below, in the order of the source."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


class _Maker:
    def __init__(self, rule: Rule, number: int, block: Block, filled: bool, named: Mapping[str, str]) -> None:
        self._rule, self._number, self._block, self._filled = rule, number, block, filled
        data = block.old.data
        self._source = data.decode()
        assert self._source.isascii(), "offsets are bytes and characters at once"
        self._call = find_call(block.old.root)
        assert self._call is not None
        self._names = {name: named.get(name, spelled) for name, spelled in self._choose_names().items()}
        self._out = ""
        self._at = 0
        self._open: list[Span] = []
        self._gaps: list[int] = []
        self._python_gaps: list[int] = []

    def instance(self) -> Instance:
        for node in self._leaves():
            self._node(node)
        self._copy(len(self._source.rstrip()))
        kept = [self._names[name] for name in sorted(self._block.redeclared)]
        return Instance(
            page=self._rule.id,
            block=self._number,
            text=self._out,
            parameters=", ".join(self._parameters()),
            tail=f"this.seen({', '.join(kept)});\n" if kept else "",
            open=tuple(self._open),
            gaps=tuple(self._gaps),
            python_gaps=tuple(self._python_gaps),
            names=self._names,
        )

    # -- names -----------------------------------------------------------------------------------------------------

    def _choose_names(self) -> dict[str, str]:
        places: dict[str, list[Node]] = {}
        for node in walk(self._block.old.root):
            if "identifier" in node.type and (match := _METAVARIABLE.match(text_of(node))):
                places.setdefault(match[1], []).append(node)
        methods = iter(_LOGGING)
        return {
            name: next(methods)
            if all(map(self._is_logging, nodes))
            else f"{GIVEN}.{_camel(name)}"
            if all(map(_is_expression, nodes))
            else _camel(name)
            for name, nodes in places.items()
        }

    def _is_logging(self, node: Node) -> bool:
        """Whether a name is that of a method of what the page takes for a logger."""
        parent = node.parent
        held = parent.child_by_field_name("object") if parent is not None else None
        return node.type == "property_identifier" and held is not None and text_of(held)[1:] in self._rule.loggers

    def _parameters(self) -> Iterator[str]:
        """Names that the statements use and do not declare."""
        if any(spelled.startswith(f"{GIVEN}.") for spelled in self._names.values()):
            yield GIVEN
        for name, spelled in self._names.items():
            if not spelled.startswith(f"{GIVEN}.") and not any(
                text_of(node) == f"${name}" and (node.type == "property_identifier" or _declares(node))
                for node in walk(self._block.old.root)
            ):
                yield spelled

    # -- text ------------------------------------------------------------------------------------------------------

    def _leaves(self) -> list[Node]:
        """What is written otherwise in the source than on the page, in order."""
        return [
            node
            for node in walk(self._block.old.root)
            if ("identifier" in node.type and (_METAVARIABLE.match(text_of(node)) or text_of(node) in (GAP, DOTS)))
            or node.type == "string_fragment"
        ]

    def _node(self, node: Node) -> None:
        text = text_of(node)
        match = _METAVARIABLE.match(text)
        if match:
            self._copy(node.start_byte)
            once = sum(text_of(other) == text for other in self._leaves()) == 1
            self._write(self._names[match[1]], node.end_byte, is_open=once)
        elif text == GAP:
            self._copy(node.start_byte)
            self._gaps.append(len(self._out))
            if self._filled:
                self._write(f"const between{len(self._gaps)} = {len(self._gaps)}", node.end_byte)
            else:
                self._at = self._source.index("\n", node.end_byte) + 1
        elif node.parent is not None and node.parent.type == "template_string":
            assert self._call is not None
            runs = self._call.start_byte <= node.start_byte < self._call.end_byte and _argument(node) == self._call
            if runs:
                self._python(node)
            else:
                self._text(node)

    def _text(self, node: Node) -> None:
        """Dots in a template are any text."""
        for match in re.finditer(r"\.\.\.", text_of(node)):
            self._copy(node.start_byte + match.start())
            self._write("text", node.start_byte + match.end())

    def _python(self, node: Node) -> None:
        """A stretch of Python between holes. A program in one line gets lines of its own, so that one can be added."""
        text = text_of(node)
        assert "$" not in text.replace("${", ""), "a metavariable of Python needs a name here"
        assert "\\" not in text, "the text must be the Python, letter by letter"
        template = node.parent
        assert template is not None
        one_line = "\n" not in text_of(template)
        if one_line and node.prev_sibling is not None and node.prev_sibling.type == "`":
            self._copy(node.start_byte)
            self._out += "\n    "
        for match in re.finditer(r"(?m)^([ ]*)\.\.\.[ ]*\n|\(\.\.\.\)", text):
            start, end = node.start_byte + match.start(), node.start_byte + match.end()
            if match[1] is None:
                self._copy(start + 1)
                self._write("'given'", end - 1)
                continue
            self._copy(start)
            self._python_gaps.append(len(self._out))
            if self._filled:
                self._write(f"{match[1]}between{len(self._python_gaps)} = {len(self._python_gaps)}\n", end)
            else:
                self._at = end
        if one_line and node.next_sibling is not None and node.next_sibling.type == "`":
            self._copy(node.end_byte)
            self._out += "\n"

    def _copy(self, end: int) -> None:
        self._out += self._source[self._at : end]
        self._at = max(end, self._at)

    def _write(self, text: str, end: int, *, is_open: bool = True) -> None:
        if is_open:
            self._open.append(Span(len(self._out), len(self._out) + len(text)))
        self._out += text
        self._at = end


def _argument(fragment: Node) -> Node | None:
    """The call whose argument the template of a fragment is."""
    template = fragment.parent
    arguments = template.parent if template is not None else None
    return arguments.parent if arguments is not None else None


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def _is_expression(node: Node) -> bool:
    """Whether any expression may stand in the place of a metavariable: no declaration, callee, object or target."""
    parent = node.parent
    if parent is None or node.type != "identifier" or _declares(node):
        return False
    return parent.type in ("arguments", "binary_expression", "template_substitution")


def _declares(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "variable_declarator":
        return parent.child_by_field_name("name") == node
    if parent.type == "arrow_function":
        return parent.child_by_field_name("parameter") == node
    return parent.type in ("array_pattern", "formal_parameters")
