"""What the grammar of TypeScript does not know, put right before it parses: other bytes of the same length.

Only the tree stands on these bytes, and only the places of its nodes count. Of what is no JavaScript the caller is told
that it is to go. A rewording is kept if the tree has no errors then.

- `import('x')` in a type is a name: the grammar knows no `import('x').T[]`, and takes `f<typeof import('x')>(y)` for
  two comparisons.
- Type arguments before a template go (``styled.div<{ on: boolean }>`…` ``), and those before a call that the grammar
  takes for comparisons (`f<A & (B | C), D<E>>(x)`).
- `in` and `out` before a type parameter, `accessor` behind other modifiers, and `static` before an index signature go.
- Methods and fields named `accessor` or `abstract`, members of types named `in` or `in2`, parameters named `string`,
  and a variable of a loop that is declared by `using`, have another word in their place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from migrator.documents.scripts import blanked
from migrator.javascript.parser import errors, parse, with_elements
from migrator.javascript.syntax import TSX, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Tree

_IMPORT = rb"import\(\s*+(?:'[^'\n]*+'|\"[^\"\n]*+\")\s*+\)"
# Where no error says that the grammar reads a type otherwise. An expression that looks like one is a name as well then.
_WITHIN = rb"(?:[^()]|\((?:[^()]|\([^()]*+\))*+\)){0,300}?"
_MISREAD = re.compile(
    rb"(?<=[\w$)\]!.])<" + _WITHIN + rb"(?<![\w$.])(?P<name>" + _IMPORT + rb")" + _WITHIN + rb">\s*+[(`]"
)
_UNKNOWN = re.compile(
    rb"""
    \b (?P<name> """ + _IMPORT + rb""" )
    | (?<= [<,] ) \s* (?: const \s+ )? (?P<variance> (?: in \s+ out | in | out ) ) (?= \s+ [A-Za-z_$] )
    | \b (?: static | override | abstract | declare | readonly | public | private | protected ) \s+
        (?P<modifier> accessor ) (?= \s+ [\w$\#\[] )
    | (?P<index> \b static ) (?= (?: \s+ readonly )? \s* \[ \s* [\w$]+ \s* : )
    | (?<! [.\w$] ) (?P<word>
        (?: accessor | abstract ) (?= \s* [(<=;?!:] ) | (?: in | instanceof ) (?= (?: [\d_$] [\w$]* )? \s* \?? : )
        | (?<= [(,] ) (?: any | bigint | boolean | never | number | object | string | symbol | unknown ) (?= \s* [,)] )
      )
    | \b for \s* (?: await \s* )? \( \s* (?P<using> (?: await \s+ )? using ) (?= \s+ [\w$]+ \s+ of \b )
    """,
    re.VERBOSE,
)  # fmt: skip
_MOST_ROUNDS = 50  # one for each line


_GENERIC = re.compile(rb"(?<!=)>\s*+[`(]")
_GIVEN = frozenset({NodeKind.TEMPLATE_STRING, NodeKind.PARENTHESIZED_EXPRESSION})
_MOST_ARGUMENTS = 2_000  # bytes of type arguments


class Read(NamedTuple):
    """A tree, and the spans of what is no JavaScript, though no node of types says so: ``gone`` are words, and
    ``arguments`` lists of types.
    """

    tree: Tree
    gone: list[tuple[int, int]]
    arguments: list[tuple[int, int]]


def read(data: bytes, grammar: str) -> Read:
    """The tree of a script of TypeScript; with its errors where these cannot be put right."""
    text = bytearray(data)
    gone: list[tuple[int, int]] = []
    at = 0
    while (match := _MISREAD.search(text, at)) is not None:  # one `<` may have several
        at = match.start()
        _reword(text, "name", match.span("name"))
    tree = parse(bytes(text), None, grammar)
    arguments = _arguments(bytes(text), tree, grammar)
    for start, end in arguments:
        text[start:end] = blanked(bytes(text[start:end]))
    if arguments:
        tree = parse(bytes(text), None, grammar)
    first = tree
    for _ in range(_MOST_ROUNDS):
        if not tree.root_node.has_error:
            return Read(tree, gone, arguments)
        places = _places(bytes(text), tree)
        if not places:
            break
        for kind, span in places:
            _reword(text, kind, span)
            gone += [span] if kind in ("modifier", "index") else []
        tree = parse(bytes(text), None, grammar)
    if grammar == TSX:
        tree = with_elements(bytes(text), tree, grammar)
    return Read(tree, gone, arguments) if not tree.root_node.has_error else Read(first, [], arguments)


def _arguments(text: bytes, tree: Tree, grammar: str) -> list[tuple[int, int]]:
    """Where a tag, or what is called, has type arguments that the tree does not show, from their `<` to behind their
    `>`. TypeScript takes what stands there for types if it can be.
    """
    found = []
    for match in _GENERIC.finditer(text):
        at = match.end() - 1
        given = tree.root_node.descendant_for_byte_range(at, at + 1)
        given = given.parent if given is not None and not given.is_named else given
        if given is None or given.type not in _GIVEN or given.start_byte != at:
            continue
        start = _opening(text, match.start())
        if start is not None and _are_types(text[start : match.start() + 1], grammar):
            found.append((start, match.start() + 1))
    return found


def _opening(text: bytes, at: int) -> int | None:
    """The `<` behind a name that belongs to a `>`."""
    depth, least = 0, max(0, at - _MOST_ARGUMENTS)
    while at >= least:
        byte = text[at : at + 1]
        if byte in (b"'", b'"'):
            at = text.rfind(byte, least, at)
            if at < 0:
                return None
        elif byte == b">" and text[at - 1 : at] != b"=":
            depth += 1
        elif byte == b"<":
            depth -= 1
            if not depth:
                return at if re.match(rb"[\w$)\]!]", text[at - 1 : at]) is not None else None
        at -= 1
    return None


def _are_types(arguments: bytes, grammar: str) -> bool:
    """Whether a text from `<` to `>` is a list of types."""
    root = parse(b"f" + arguments + b"();", None, grammar).root_node
    calls = [part for statement in children(root)[:1] for part in children(statement)[:1]]
    return not root.has_error and any(call.child_by_field_name("type_arguments") is not None for call in calls)


def _places(text: bytes, tree: Tree) -> list[tuple[str, tuple[int, int]]]:
    """What the grammar does not know on the lines of errors."""
    found: dict[tuple[int, int], str] = {}
    for error in errors(tree.root_node):
        start = text.rfind(b"\n", 0, error.start_byte) + 1
        end = text.find(b"\n", error.end_byte)
        for match in _UNKNOWN.finditer(text, start, end if end >= 0 else len(text)):
            kind = match.lastgroup or ""
            found[match.span(kind)] = kind
    return [(kind, span) for span, kind in found.items()]


def _reword(text: bytearray, kind: str, span: tuple[int, int]) -> None:
    start, end = span
    if kind == "name":
        text[start:end] = b"_" * (end - start)
    elif kind == "word":
        text[start] = 0x5F
    elif kind == "using":
        text[start:end] = b"const".ljust(end - start)
    else:
        text[start:end] = b" " * (end - start)
