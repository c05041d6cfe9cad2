"""The equivalences: what a program may be written with or without.

In this order: strings that stand as statements go; prints go; temporaries are written where they are read; keyword
arguments are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from migrator.model.term import Kind, PythonTerm, Symbol, Term, callee, expression, owner
from migrator.python.build import Builder
from migrator.python.effects import has_effect, may_change_places, never
from migrator.python.form import Dropped
from migrator.python.shape import comprehension, given, lone_assignment
from migrator.python.symbols import count, walk_python
from migrator.python.tokens import without_comments
from migrator.python.tree import AnyNode

_STRINGS: frozenset[Kind] = frozenset(("string", "bytes", "holestring"))
_COMPREHENSIONS: frozenset[Kind] = frozenset(("listcomp", "setcomp", "dictcomp", "generator"))
_STILL: frozenset[Kind] = frozenset({  # reads that commute with any effect, if all below does
    "name", "constant", "number", "string", "bytes", "ellipsis", "none", "module", "environment", "tuple",
    "list", "set", "dict", "pair", "binary", "unary", "boolop", "compare", "conditional", "slice", "keyword",
    "metavar", "anything",
})  # fmt: skip
# What looks into its operands.
_LOOKING: frozenset[Kind] = frozenset(("binary", "unary", "boolop", "compare", "conditional", "set", "dict"))
_HOLDING_BLOCKS: frozenset[Kind] = frozenset(("handler", "case"))
_CLOSED: frozenset[Kind] = frozenset(("hole", "block"))  # nothing is written inline in these
_ANYWHERE: frozenset[Kind] = frozenset(("walrus", "yield"))  # what is done there counts outside of the expression
_KNOWN: frozenset[Kind] = frozenset(("environment", "module", "metavar"))
_NAMES: frozenset[Kind] = frozenset(("name", "environment", "module"))
_VALUE_SECOND: frozenset[Kind] = frozenset(("for", "comp_for", "walrus"))
_TEST_FIRST: frozenset[Kind] = frozenset(("boolop", "conditional", "assert", "if", "lambda"))
_SORTED: frozenset[Kind] = frozenset(("keyword", "doublestar"))
_PRINT_OPTIONS = frozenset(("sep", "end", "flush"))
_PURE_FILES = frozenset(("sys.stdout", "sys.stderr"))


class Form(NamedTuple):
    """A body in normal form; ``stray`` holds the indexes of holes in dropped strings."""

    body: tuple[Term, ...]
    has_value: bool
    dropped: tuple[Dropped, ...]
    stray: tuple[int, ...]


class Temporaries(Enum):
    """Which values that are bound once and read once, in the next statement, are written where they are read.

    Only ``SAFE`` is the normal form. The others line programs up for a diagnosis: one that differs in an operand may
    keep a temporary that another need not keep, and would seem to differ everywhere.
    """

    SAFE = "safe"  # those that nothing comes between
    NONE = "none"
    ALL = "all"  # those too that something comes between


def normalise(
    body: Iterable[Term],
    builder: Builder,
    module: AnyNode,
    pure_hole: Callable[[Term], bool],
    temporaries: Temporaries = Temporaries.SAFE,
) -> Form:
    """Bring a resolved program to normal form; terms are changed in place."""
    root = PythonTerm("block", "", tuple(body))
    stray = _drop_strings(root, builder)
    count(root.children, builder.scopes)
    prints = _Prints(builder, module, pure_hole)
    prints.block(root)
    count(root.children, builder.scopes)
    if temporaries is not Temporaries.NONE:
        _Inliner(builder, pure_hole, temporaries is Temporaries.ALL).block(root)
    _sort_keywords(root, pure_hole)
    has_value = builder.last_has_value and not prints.dropped_last
    return Form(root.children, has_value, tuple(prints.dropped), tuple(stray))


def _blocks(statement: Term) -> Iterable[Term]:
    """The blocks of a compound statement."""
    for child in statement.children:
        if child.kind == "block":
            yield child
        elif child.kind in _HOLDING_BLOCKS:
            yield from _blocks(child)


def _drop_strings(block: Term, builder: Builder) -> list[int]:
    """Drop docstrings and other strings that stand as statements; gives the holes in them."""
    stray: list[int] = []
    kept = []
    for statement in block.children:
        if statement.kind == "expr" and expression(statement).kind in _STRINGS and statement is not builder.last:
            stray.extend(builder.index(below) for below in walk_python(statement) if below.kind == "hole")
            continue
        for inner in _blocks(statement):
            stray.extend(_drop_strings(inner, builder))
        kept.append(statement)
    block.children = tuple(kept)
    return stray


class _Prints:
    """Drops prints without effect, and the ``if``s that this empties."""

    def __init__(self, builder: Builder, module: AnyNode, pure_hole: Callable[[Term], bool]) -> None:
        self.dropped: list[Dropped] = []
        self.dropped_last = False
        self._builder = builder
        self._module = module
        self._pure_hole = pure_hole

    def block(self, block: Term) -> None:
        """Drop within a block."""
        kept: list[Term] = []
        for statement in block.children:
            before = len(self.dropped)
            for inner in _blocks(statement):
                self.block(inner)
            if self._is_print(statement) or (len(self.dropped) > before and self._is_empty_if(statement)):
                self.dropped.insert(before, self._record(statement))
                self.dropped_last = self.dropped_last or statement is self._builder.last
                while kept and self._is_only_for(kept[-1], statement):
                    statement = kept.pop()
                    self.dropped.insert(before, self._record(statement))
            else:
                kept.append(statement)
        block.children = tuple(kept)

    def _is_print(self, statement: Term) -> bool:
        call = expression(statement) if statement.kind == "expr" else statement
        if call.kind != "call":
            return False
        function, *arguments = call.children
        if function.kind != "name" or function.value != "print" or function.symbol is not None:
            return False
        return all(self._harmless(argument) for argument in arguments)

    def _harmless(self, argument: Term) -> bool:
        if argument.kind == "keyword" and argument.value not in _PRINT_OPTIONS:
            value = given(argument)
            return argument.value == "file" and value.kind == "module" and value.value in _PURE_FILES
        return argument.kind != "doublestar" and not has_effect(argument, self._pure_hole)

    def _is_only_for(self, assignment: Term, dropped: Term) -> bool:
        """Whether an assignment is a temporary of the dropped statement behind it: `x = E; print(x)` is `print(E)`."""
        assigned = lone_assignment(assignment)
        if assigned is None:
            return False
        target, value = assigned
        symbol = target.symbol
        if target.kind != "name" or symbol is None or symbol in self._builder.scopes.shared:
            return False
        if symbol.uses != 1 or symbol.writes != 1 or has_effect(value, self._pure_hole):
            return False
        return any(term.symbol is symbol for term in walk_python(dropped))

    def _is_empty_if(self, statement: Term) -> bool:
        if statement.kind != "if":
            return False
        test, *blocks = statement.children
        return not any(block.children for block in blocks) and not has_effect(test, self._pure_hole)

    def _record(self, statement: Term) -> Dropped:
        node = statement.origin
        if statement.kind == "if":
            text = f"if {self._code(node.test)}: …"
            shown, *_blocks = statement.children
        elif statement.kind == "assign":
            text = self._code(node)
            shown = statement
        else:
            text = self._code(node.value)
            shown = statement
        return Dropped(node, text, tuple(below for below in walk_python(shown) if below.kind == "hole"))

    def _code(self, node: AnyNode) -> str:
        code = without_comments(self._module.code_for_node(node))
        return " ".join(line.strip() for line in code.splitlines() if line.strip())


_MOST_INLINED = 100


class _Inliner:
    """Writes a value that is bound once and read once, in the next statement, where it is read; no more than
    ``_MOST_INLINED`` in one statement, which no page comes near: each value is looked through again.
    """

    def __init__(self, builder: Builder, pure_hole: Callable[[Term], bool], careless: bool) -> None:
        self._careless = careless
        self._stores = builder.scopes.stores
        self._shared = builder.scopes.shared
        self._pure_hole = pure_hole
        self._inlined: dict[Term, int] = {}  # how many values were written in a statement

    def block(self, block: Term, in_class: bool = False) -> None:
        """Inline within a block; names of a class body are its attributes and stay."""
        kept: list[Term] = []
        for statement in block.children:
            for inner in _blocks(statement):
                self.block(inner, statement.kind == "class")
            while kept and not in_class and self._inline(kept[-1], statement):
                kept.pop()
            kept.append(statement)
        block.children = tuple(kept)

    def _inline(self, assignment: Term, statement: Term) -> bool:
        """Replace the one use in ``statement`` of what ``assignment`` binds; False if that may not be."""
        assigned = lone_assignment(assignment)
        if assigned is None:
            return False
        target, value = assigned
        symbol = target.symbol
        if target.kind != "name" or symbol is None or symbol in self._shared:
            return False
        if symbol.uses != 1 or symbol.writes != 1 or statement.kind not in _READS_ONCE:
            return False
        inlined = self._inlined.get(statement, 0) + self._inlined.get(assignment, 0) + 1
        if inlined > _MOST_INLINED:
            return False
        path = self._path(statement, symbol)
        if not path or not (self._careless or self._reaches(path, value)):
            return False
        parent, index = path[-1]
        if value.kind == "hole" and parent.kind == "expr":
            return False  # a hole as a statement may be several
        parent.children = (*parent.children[:index], value, *parent.children[index + 1 :])
        self._inlined[statement] = inlined
        return True

    def _path(self, statement: Term, symbol: Symbol) -> list[tuple[Term, int]]:
        """From the statement to the parent of the use: each term with the index of the next one in it."""
        path: list[tuple[Term, int]] = []
        stack: list[tuple[Term, int, int]] = [
            (statement, index, 0) for index in reversed(range(len(statement.children)))
        ]
        while stack:
            parent, index, depth = stack.pop()
            del path[depth:]
            path.append((parent, index))
            child = parent.children[index]
            if child.kind == "name" and child.symbol is symbol and child not in self._stores:
                return path
            if child.kind not in _CLOSED:
                stack.extend((child, i, depth + 1) for i in reversed(range(len(child.children))))
        return []

    def _reaches(self, path: list[tuple[Term, int]], value: Term) -> bool:
        """Whether nothing comes between evaluating ``value`` before the statement and where the path leads."""
        free = not has_effect(value, self._pure_hole)
        if any(below.kind in _ANYWHERE for below in walk_python(value)):
            return False
        touched = _names(value)
        for parent, index in path:
            before = _evaluated_before(parent, index)
            if before is None:
                return False
            for child in before:
                if free and not has_effect(child, self._pure_hole):
                    continue
                if not self._still(child, parent.kind == "call" and child is callee(parent), touched):
                    return False
        return True

    def _still(self, term: Term, callee: bool, touched: set[object]) -> bool:
        """Whether evaluating a term before or after an effect on the objects that are ``touched`` is the same."""
        if callee and term.kind == "attribute":
            term = owner(term)
            return term.kind in _KNOWN or (term.kind == "name" and term.symbol not in self._shared)
        if any(below.kind in _LOOKING and not touched.isdisjoint(_names(below)) for below in walk_python(term)):
            return False
        return all(
            below.kind in _STILL and (below.symbol is None or below.symbol not in self._shared)
            for below in walk_python(term)
        )


def _names(term: Term) -> set[object]:
    """The names and the environment that a term holds; two sets meet if the same object may be in both."""
    found: set[object] = set()
    for below in walk_python(term):
        if below.kind in _NAMES:
            found.add(below.symbol if below.symbol is not None else (below.kind, below.value))
    return found


_READS_ONCE: frozenset[Kind] = frozenset(["expr", "assign", "augassign", "return", "raise", "assert", "if", "for"])


def _evaluated_before(parent: Term, index: int) -> tuple[Term, ...] | None:
    """The children of a term that are evaluated before the one at ``index``.

    None if that one is evaluated later, several times or not surely.
    """
    kind, children = parent.kind, parent.children
    if kind == "assign":
        return () if index == len(children) - 1 else None
    if kind == "augassign":
        return children[:1] if index == 1 and children[0].kind == "name" else None
    if kind in _VALUE_SECOND:
        return () if index == 1 else None
    if kind in _TEST_FIRST:
        return () if index == 0 else None
    if kind == "compare":
        return children[:index] if index <= 1 else None
    if kind in _COMPREHENSIONS:
        return () if index == len(comprehension(parent).elements) else None
    return children[:index]


def _sort_keywords(root: Term, pure_hole: Callable[[Term], bool]) -> None:
    """Bring keyword arguments in order where nobody notices in which order they are evaluated."""
    ranks: dict[Symbol, int] = {}
    calls = []
    for term in walk_python(root):
        if term.kind == "parameters":
            ranks.update({child.symbol: i for i, child in enumerate(term.children) if child.symbol is not None})
        elif term.kind == "call" and sum(child.kind in _SORTED for child in term.children) > 1:
            calls.append(term)

    def rank(keyword: Term) -> tuple[int, int, str]:
        if keyword.symbol is not None:
            return (0, ranks.get(keyword.symbol, 0), "")
        return (1, 0, keyword.value) if keyword.value else (2, 0, "")

    for call in calls:
        function, *arguments = call.children
        if not may_change_places(arguments, pure_hole, never):
            continue
        keywords = sorted((item for item in arguments if item.kind == "keyword"), key=rank)
        doubled = [item for item in arguments if item.kind == "doublestar"]
        plain = [item for item in arguments if item.kind not in _SORTED]
        call.children = (function, *plain, *keywords, *doubled)
