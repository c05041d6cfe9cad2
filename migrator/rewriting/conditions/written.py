"""What `+` lines write of the source must be able to stand where they write it, and mean the same there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.early import owner, yield_error
from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.parser import below
from migrator.javascript.precedence import PROPERTY, Role, Shape, fits, role_of, shape_of, shape_of_text
from migrator.javascript.syntax import PATHS, PROPERTY_NAMES, READ_NAMES, SHORTHANDS, NodeKind
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
_WAITING = frozenset({NodeKind.AWAIT_EXPRESSION, NodeKind.YIELD_EXPRESSION})
_ARROWS = frozenset({NodeKind.ARROW_FUNCTION})


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
        if term is None:
            continue
        for word, through in _words_of_functions(term.origin):
            own = owner(word, through).node
            is_copied = term.origin.start_byte <= own.start_byte and own.end_byte <= term.origin.end_byte
            if is_copied or owner(node, through).node.type == NodeKind.PROGRAM:
                continue
            said = re.match(r"[\w.]+", candidate.source.text(word.start_byte, word.end_byte))
            assert said is not None
            message = Message.of(Sentence.OTHER_FUNCTION, word=said[0], shown=excerpt(candidate, term))
            yield Refusal(Code.UNEXPLAINED, message, term.origin.start_byte)
            break


def yields_in_a_generator(candidate: Checked) -> Iterator[Refusal]:
    """A `+` line that yields goes into a generator only."""
    yields = any(_yields(insertion.code) for insertion in candidate.match.block.insertions)
    if yields and yield_error(candidate.match.removed_nodes()[0]) is not None:
        offset = candidate.match.site.use.whole.start_byte
        yield Refusal(Code.UNEXPLAINED, Message.of(Sentence.NO_GENERATOR), offset)


def _yields(code: PageCode) -> bool:
    return any(
        node.type == NodeKind.YIELD_EXPRESSION and owner(node).node.type == NodeKind.PROGRAM
        for node in below(code.root)
    )


def _words_of_functions(node: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """The words in an expression that belong to a function, each with the functions that share it with the one around
    them.
    """
    for word in below(node):
        kind, text = word.type, word.text or b""
        if kind in _WAITING or (kind == NodeKind.IDENTIFIER and text == b"await"):
            yield word, frozenset()
        elif (
            kind in (NodeKind.THIS, NodeKind.SUPER)
            or (kind in READ_NAMES and text == b"arguments")
            or (kind == NodeKind.META_PROPERTY and text.startswith(b"new"))
        ):
            yield word, _ARROWS
