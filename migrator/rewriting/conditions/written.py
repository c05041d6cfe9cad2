"""What `+` lines write of the source must be able to stand where they write it, and mean the same there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.parser import below
from migrator.javascript.precedence import PROPERTY, Role, Shape, fits, role_of, shape_of, shape_of_text
from migrator.javascript.syntax import (
    CLASS_MEMBERS,
    FUNCTIONS,
    PATHS,
    PROPERTY_NAMES,
    SHORTHANDS,
    THIS_FUNCTIONS,
    NodeKind,
)  # fmt: skip
from migrator.matching.notation import Code as PageCode
from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt

if TYPE_CHECKING:
    from tree_sitter import Node

_SENTENCES: dict[Role, Sentence] = {
    "name": Sentence.NO_PLAIN_NAME,
    "target": Sentence.NO_TARGET,
    "property": Sentence.NO_PROPERTY,
    "key": Sentence.NO_PROPERTY,
    "expression": Sentence.NO_EXPRESSION,
}
_NAMES = frozenset({NodeKind.IDENTIFIER}) | SHORTHANDS | PROPERTY_NAMES
# What has a `this`, an `arguments`, a `super` and a `new.target` of its own.
_OWNERS = THIS_FUNCTIONS | CLASS_MEMBERS | {NodeKind.CLASS_STATIC_BLOCK}


def suits_its_place(candidate: Checked) -> Iterator[Refusal]:
    """A name is declared, a target is given a value, a property stands behind a dot, and an expression elsewhere."""
    for _code, node, name in _written(candidate):
        role, shape = role_of(node), _shape(candidate, name)
        if shape is None or fits(role, shape) or _is_element(node, shape):
            continue
        term = candidate.match.javascript.get(name)
        if term is None:
            offset, shown = candidate.match.site.use.whole.start_byte, f"${name}"
        else:
            offset, shown = term.origin.start_byte, excerpt(candidate, term)
        yield Refusal(Code.DIFFERS, Message.of(_SENTENCES[role], shown=shown), offset)


def _written(candidate: Checked) -> Iterator[tuple[PageCode, Node, str]]:
    """Every metavariable that a `+` line writes, nests included."""
    block = candidate.match.block
    codes = [insertion.code for insertion in block.insertions]
    codes += [nest.code for nest in block.nests if nest.code is not None]
    for code in codes:
        for node in below(code.root):
            if node.type in _NAMES:
                text = code.data[node.start_byte : node.end_byte].decode("utf-8")
                if METAVARIABLE.match(text):
                    yield code, node, text[1:]


def _shape(candidate: Checked, name: str) -> Shape | None:
    term = candidate.match.javascript.get(name)
    if term is not None:
        return PROPERTY if term.kind == "property" else shape_of(term.origin)
    from migrator.python.carry import as_javascript

    python = candidate.match.python.get(name)
    literal = as_javascript(python) if python is not None else None
    return shape_of_text(literal) if literal is not None else None


def _is_element(node: Node, shape: Shape) -> bool:
    """Whether a path is the name of a JSX element."""
    parent = node.parent
    elements = (NodeKind.JSX_OPENING_ELEMENT, NodeKind.JSX_CLOSING_ELEMENT, NodeKind.JSX_SELF_CLOSING_ELEMENT)
    return parent is not None and parent.type in elements and shape.kind in PATHS


def keeps_its_function(candidate: Checked) -> Iterator[Refusal]:
    """`this`, `arguments`, `super`, `new.target`, `await` and `yield` belong to the function that they stand in."""
    for _code, node, name in _written(candidate):
        term = candidate.match.javascript.get(name)
        owned, inside = _functions_around(node)
        if term is None or not inside:
            continue
        word = next(_words_of_a_function(term.origin, owned), None)
        if word is not None:
            message = Message.of(Sentence.OTHER_FUNCTION, word=word, shown=excerpt(candidate, term))
            yield Refusal(Code.UNEXPLAINED, message, term.origin.start_byte)


def yields_in_a_generator(candidate: Checked) -> Iterator[Refusal]:
    """A `+` line that yields goes into a generator only."""
    if not any(_yields(insertion.code) for insertion in candidate.match.block.insertions):
        return
    node: Node | None = candidate.match.removed_nodes()[0]
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    if node is None or not any(child.type == "*" for child in node.children):
        offset = candidate.match.site.use.whole.start_byte
        yield Refusal(Code.UNEXPLAINED, Message.of(Sentence.NO_GENERATOR), offset)


def _yields(code: PageCode) -> bool:
    return any(
        node.type == NodeKind.YIELD_EXPRESSION and not _functions_around(node)[1] for node in below(code.root)
    )


def _functions_around(node: Node) -> tuple[bool, bool]:
    """Whether a place of a page stands in a function with a `this` of its own, and whether in any function."""
    owned = inside = False
    while node.parent is not None:
        node = node.parent
        owned |= node.type in _OWNERS
        inside |= node.type in FUNCTIONS or node.type in _OWNERS
    return owned, inside


def _words_of_a_function(node: Node, owned: bool) -> Iterator[str]:
    """The words in an expression that belong to the function around it; with ``owned`` those too that arrows share."""
    stack = [(node, False)]  # a node, and whether it stands in an arrow within the expression
    while stack:
        current, in_arrow = stack.pop()
        kind = current.type
        text = (current.text or b"").decode("utf-8", "replace")
        if kind in (NodeKind.AWAIT_EXPRESSION, NodeKind.YIELD_EXPRESSION) or (
            kind == NodeKind.IDENTIFIER and text == "await"
        ):
            if not in_arrow:
                yield text.split()[0].split("(")[0]
        elif owned and (
            kind in (NodeKind.THIS, NodeKind.SUPER)
            or (kind == NodeKind.IDENTIFIER and text == "arguments")
            or (kind == NodeKind.META_PROPERTY and text.startswith("new"))
        ):
            yield text
        if kind in THIS_FUNCTIONS or kind == NodeKind.METHOD_DEFINITION:
            continue
        inner = in_arrow or kind == NodeKind.ARROW_FUNCTION
        stack.extend((child, inner) for child in reversed(current.children))
