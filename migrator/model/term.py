"""The one tree that both languages are lowered to, and that patterns are matched on.

A term says what decides a match and nothing else: layout, quotes, redundant parentheses and the like are gone by the
time a term exists. JavaScript and Python meet in it: a call that runs Python holds a ``program`` term, and a hole of
that program holds a JavaScript term again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple

Language = Literal["javascript", "python"]

# Kinds are literal types, which cost nothing at run time. mypy refuses a term of another kind, and a comparison with
# one. It does not look into a tuple behind `in`: a set of kinds has a name, and the type `frozenset[Kind]`.

# What holds for both languages, in patterns and sources.
_SharedKind = Literal[
    "anything", "array", "assign", "await", "binary", "block", "call", "conditional", "dots", "expr", "function", "gap",
    "if", "metavar", "name", "none", "number", "object", "pair", "parameters", "property", "return", "string", "text",
    "unary",
]  # fmt: skip
# JavaScript that no rule has needed to see through is called as the grammar calls it.
PlainKind = Literal[
    "ERROR", "arguments", "break_statement", "call_expression", "catch_clause", "class", "class_body",
    "class_declaration", "class_heritage", "class_static_block", "comment", "computed_property_name",
    "continue_statement", "debugger_statement", "decorator", "do_statement", "else_clause", "empty_statement",
    "escape_sequence", "export_clause", "export_specifier", "export_statement", "field_definition", "finally_clause",
    "for_statement", "formal_parameters", "hash_bang_line", "html_character_reference", "html_comment", "import",
    "import_attribute", "import_clause", "import_specifier", "import_statement", "jsx_attribute",
    "jsx_closing_element", "jsx_element", "jsx_expression", "jsx_namespace_name", "jsx_opening_element",
    "jsx_self_closing_element", "jsx_text", "labeled_statement", "member_expression", "meta_property", "named_imports",
    "namespace_export", "namespace_import", "optional_chain", "parenthesized_expression",
    "private_property_identifier", "program", "property_identifier", "regex_flags", "regex_pattern",
    "statement_identifier", "string_fragment", "subscript_expression", "switch_body", "switch_case", "switch_default",
    "switch_statement", "template_substitution", "throw_statement", "try_statement", "using_declaration",
    "while_statement", "with_statement", "yield_expression",
]  # fmt: skip
JavaScriptKind = Literal[
    _SharedKind,
    PlainKind,
    "arrow", "call?", "character", "computed", "declare", "declarator", "default", "elision", "false", "for-in",
    "function-expression", "group", "index", "index?", "member", "member?", "method", "new", "null", "program",
    "receiver", "regex", "sequence", "spread", "super", "tagged", "template", "this", "too-deep", "true", "update",
    "unknown",
]  # fmt: skip
PythonKind = Literal[
    _SharedKind,
    "annassign", "annotation", "assert", "async_def", "attribute", "augassign", "boolop", "break", "bytes", "case",
    "class", "comp_for", "compare", "constant", "continue", "decorator", "def", "delete", "dict", "dictcomp",
    "doublestar", "ellipsis", "environment", "field", "for", "fstring", "generator", "global", "handler", "hole",
    "holestring", "import", "item", "keyword", "lambda", "list", "listcomp", "match", "module", "nonlocal",
    "parameter", "program-body", "raise", "set", "setcomp", "slice", "star", "subscript", "try", "tuple", "walrus",
    "while", "with", "yield",
    # The patterns of `match` are called as libcst calls them.
    "MatchAs", "MatchClass", "MatchKeywordElement", "MatchList", "MatchMapping", "MatchMappingElement", "MatchOr",
    "MatchOrElement", "MatchSequenceElement", "MatchSingleton", "MatchStar", "MatchTuple", "MatchValue",
]  # fmt: skip
Kind = Literal[JavaScriptKind, PythonKind]

OPEN: frozenset[Kind] = frozenset({"gap", "dots"})  # any number of items of a list, in a pattern
WILD: frozenset[Kind] = frozenset({"metavar", "anything"})  # any one term, in a pattern
MEMBERS: frozenset[Kind] = frozenset({"member", "member?", "attribute"})
CALLS: frozenset[Kind] = frozenset({"call", "call?", "new"})  # what is called, then its arguments


@dataclass(slots=True, eq=False)
class Symbol:
    """A Python name that its program binds. Two symbols are the same name only if they are the same object.

    ``uses`` counts reads, ``writes`` counts bindings (an assignment, a ``def``, a parameter, a comprehension target).
    """

    name: str
    writes: int = 0
    uses: int = 0


@dataclass(slots=True, eq=False)
class Term:
    """A node of the common tree: a `JavaScriptTerm` or a `PythonTerm`.

    ``kind`` and ``value`` (operator, literal, name, ``""`` where there is none) are compared, then ``children`` in
    order. ``origin`` is the parser's node, for positions. ``symbol`` is set on Python names that the program binds, and
    on names of a page's JavaScript that mean the platform's.
    """

    language: ClassVar[Language]  # of the two classes; nothing is a plain `Term`

    kind: Kind
    value: str = ""
    children: tuple[Term, ...] = ()
    origin: Any = field(default=None, repr=False)
    symbol: Symbol | None = field(default=None, repr=False)

    def walk(self) -> Iterator[Term]:
        """This term and all below it, in source order. A stack, since source may nest deeply."""
        stack = [self]
        while stack:
            term = stack.pop()
            yield term
            stack.extend(reversed(term.children))


@dataclass(slots=True, eq=False)
class JavaScriptTerm(Term):
    """A term of JavaScript: of a file, of a page, or in a hole of a program."""

    language: ClassVar[Language] = "javascript"

    kind: JavaScriptKind


@dataclass(slots=True, eq=False)
class PythonTerm(Term):
    """A term of the Python of a program; what is below one of kind ``hole`` is JavaScript."""

    language: ClassVar[Language] = "python"

    kind: PythonKind


class Slice(NamedTuple):
    """Bytes of a file that no node of its own stands for: a character of a template, the place of an absent `else`."""

    start_byte: int
    end_byte: int


class Span(NamedTuple):
    """Where a node stood whose tree is no longer there."""

    start_byte: int
    end_byte: int


# The parts of terms that both languages have, by their names.


def callee(call: Term) -> Term:
    """What a call or a `new` calls."""
    return call.children[0]


def arguments(call: Term) -> tuple[Term, ...]:
    """What a call or a `new` is given."""
    return call.children[1:]


def owner(member: Term) -> Term:
    """What a member or an attribute is read from. Behind it stands a name that is a metavariable."""
    return member.children[0]


def expression(statement: Term) -> Term:
    """What a statement of kind ``expr`` evaluates."""
    return statement.children[0]


def content(hole: Term) -> Term:
    """The JavaScript in a hole of a program."""
    return hole.children[0]


def show(term: Term) -> str:
    """A one-line S-expression, for tests and debugging."""
    head = term.kind if not term.value else f"{term.kind}:{term.value}"
    return head if not term.children else f"({head} {' '.join(show(child) for child in term.children)})"
