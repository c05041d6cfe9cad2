"""Texts that are put together: a hole stands for each part that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.strings import cook
from migrator.javascript.syntax import NodeKind, children
from migrator.worker.handlers.constants import binary
from migrator.worker.handlers.values import (
    UNDEFINED,
    UNKNOWN,
    Atom,
    Constant,
    Hole,
    Place,
    Text,
    Value,
    is_text,
    is_told,
    join,
    spelled,
    told,
)
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


_MOST_TEXTS = 8  # that one template may be


def template(walk: Walk, node: Node) -> Value:
    """A template: the texts that are known are a part of it, the other values are holes."""
    texts: list[tuple[str | Hole, ...]] = [()]
    spliced = has_holes = is_told_of = False
    data = walk.here.source.data
    end = node.start_byte + 1
    for child in node.children[1:]:
        if child.type not in (NodeKind.TEMPLATE_SUBSTITUTION, "`"):
            continue
        chunk = cook(data[end : child.start_byte].decode("utf-8", "replace"), template=True)
        texts = [(*parts, chunk) if chunk else parts for parts in texts]
        end = child.end_byte
        if child.type == "`":
            break
        inner = children(child)
        value = UNKNOWN
        for part in inner:
            value = walk.eval(part)
        place = Place(walk.here, inner[-1] if inner else child)
        pieces = _pieces(value, place)
        is_told_of = is_told_of or told(value)
        if pieces == [(Hole(place, told(value)),)]:
            has_holes = True
        else:
            spliced = True
        texts = [(*parts, *piece) for parts in texts for piece in pieces]
        if len(texts) > _MOST_TEXTS:
            texts, spliced = [(*texts[0][: -len(pieces[0]) or None], Hole(place, told(value)))], True
    whole = Place(walk.here, node)
    if not has_holes and not spliced:
        return (Constant("".join(part for part in texts[0] if isinstance(part, str)), is_told_of, whole),)
    return tuple(_made(parts, None if spliced else whole, is_told_of) for parts in texts)


def plus(walk: Walk, one: Value, other: Value, left: Node, right: Node) -> Value:
    """What `+` gives: a concatenation if one of the two is a text."""
    module = walk.here
    found: list[Atom] = []
    for a in one:
        for b in other:
            if is_text(a) or is_text(b):
                parts = [*_pieces((a,), Place(module, left))[0], *_pieces((b,), Place(module, right))[0]]
                found.append(_made(tuple(parts), None, is_told(a) or is_told(b)))
            else:
                found.append(binary("+", a, b))
    return join([tuple(found)])


def _pieces(value: Value, place: Place) -> list[tuple[str | Hole, ...]]:
    """The texts that a value may be as a part of another; a hole where one is not known."""
    found: list[tuple[str | Hole, ...]] = []
    for atom in value:
        if isinstance(atom, Text):
            found.append(atom.parts)
        elif isinstance(atom, Constant) and atom.value is not UNDEFINED:
            found.append((spelled(atom.value),))
        else:
            return [(Hole(place, told(value)),)]
    return found or [(Hole(place, told(value)),)]


def _made(parts: tuple[str | Hole, ...], place: Place | None, is_told_of: bool) -> Atom:
    joined: list[str | Hole] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        else:
            joined.append(part)
    if all(isinstance(part, str) for part in joined):
        return Constant("".join(part for part in joined if isinstance(part, str)), is_told_of)
    return Text(tuple(joined), place)
