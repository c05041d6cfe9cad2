"""Two examples of one kind as one block: a literal that differs in both languages, and in the new code alike, is what
the command is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"""\$[A-Z][A-Z0-9_]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\d+(?:\.\d+)?|\w+|[^\S\n]+|\n|.""")
_METAVARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*\Z")
_WIDE = re.compile(r"\$VALUE(?:_\d+)?\Z")  # what stands for a literal in a block that was merged before
_LITERAL = re.compile(r"""["'\d]|\$VALUE(?:_\d+)?\Z""")
_FRESH = re.compile(r"(?m)^\+ (?:const|let|var) (\w+) =")
_ALIKE = 0.75  # the share of its tokens from which a block is of the kind of another one


class Difference(NamedTuple):
    """The first token in which two blocks of one kind differ, and that no metavariable can stand for."""

    one: str
    other: str


def merged(one: Sequence[str], other: Sequence[str]) -> list[str] | Difference | None:
    """One block for both, as lines; the first difference, where they are of one kind and there is none; None for blocks
    of two kinds.
    """
    texts = "\n".join(one), "\n".join(other)
    tokens = [_TOKEN.findall(text) for text in texts]
    shapes = [list(_shape(found, text)) for found, text in zip(tokens, texts, strict=True)]
    added = [[_hidden(token) for token in _added(found, shape)] for found, shape in zip(tokens, shapes, strict=True)]
    if added[0] != added[1]:
        return None
    if len(shapes[0]) != len(shapes[1]):
        return _difference(tokens, shapes)
    markers = list(_markers(tokens[0]))
    pairs: dict[str, set[tuple[str, str]]] = {"-": set(), "+": set(), " ": set()}
    differing: dict[int, tuple[str, str]] = {}
    for index, (mine, theirs) in enumerate(zip(*shapes, strict=True)):
        if mine == theirs:
            continue
        if not _LITERAL.match(mine) or not _LITERAL.match(theirs):
            return _difference(tokens, shapes)
        pair = _value(mine), _value(theirs)
        pairs[markers[index]].add(pair)
        differing[index] = pair
    if pairs[" "] or pairs["-"] != pairs["+"]:
        only = sorted(pairs[" "] | (pairs["-"] ^ pairs["+"]))
        return Difference(*only[0])
    if not differing:
        return list(one)
    names = dict(_names(sorted(pairs["-"]), tokens[0]))
    found = [names[differing[index]] if index in differing else token for index, token in enumerate(tokens[0])]
    return "".join(found).split("\n")


def _names(pairs: list[tuple[str, str]], tokens: list[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """A metavariable for each pair of literals."""
    taken, number = {*tokens}, 1
    for pair in pairs:
        if _WIDE.match(pair[0]):
            yield pair, pair[0]
            continue
        while (name := "$VALUE" if number == 1 else f"$VALUE_{number}") in taken:
            number += 1
        taken.add(name)
        yield pair, name


def _shape(tokens: list[str], text: str) -> Iterator[str]:
    """Tokens with the names that a block may choose numbered."""
    fresh, numbers = {*_FRESH.findall(text)}, dict[str, str]()
    for token in tokens:
        is_chosen = token in fresh or (_METAVARIABLE.match(token) is not None and not _WIDE.match(token))
        yield numbers.setdefault(token, f"#{len(numbers)}") if is_chosen else token


def _markers(tokens: list[str]) -> Iterator[str]:
    """The marker of the line that each token stands in."""
    marker, begins = " ", True
    for token in tokens:
        if begins:
            marker = token[0] if token[0] in "-+" else " "
        begins = token == "\n"
        yield marker


def _value(literal: str) -> str:
    return literal[1:-1] if literal[0] in "\"'" else literal


def _added(tokens: list[str], shape: list[str]) -> Iterator[str]:
    """The tokens of the lines that come, by their shape."""
    return (each for each, marker in zip(shape, _markers(tokens), strict=True) if marker == "+")


def _hidden(token: str) -> str:
    return "0" if _LITERAL.match(token) else "#" if token.startswith("#") else token


def _difference(tokens: list[list[str]], shapes: list[list[str]]) -> Difference | None:
    """The first difference of two blocks that are alike, None of others."""
    alike = SequenceMatcher(None, shapes[0], shapes[1], autojunk=False)
    if alike.ratio() < _ALIKE:
        return None
    for what, start, end, first, last in alike.get_opcodes():
        if what != "equal":
            return Difference("".join(tokens[0][start:end]).strip(), "".join(tokens[1][first:last]).strip())
    return None
