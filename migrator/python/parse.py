"""The text of a program as a tree, after guards: libcst ends the process where text is nested too deeply."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.model.ledger import Message, Sentence
from migrator.model.unexpected import is_fault
from migrator.python import native
from migrator.python.form import Unparsable as Unparsable  # part of parsing
from migrator.python.tokens import Token, tokens

if TYPE_CHECKING:
    import libcst as cst

    from migrator.python.tree import Tree

MAX_CHARS = 200_000
MAX_BRACKETS = 100  # libcst 1.9 ends the process between 300 and 1,500
MAX_INDENTS = 100
MAX_ELIFS = 1_000  # between 5,000 and 20,000
# Operators of one expression that lean to the left, brackets around it counted. Python 3.12 has a limit of its own for
# calls through C, of which libcst makes two for each when it says where things stand.
MAX_CHAIN = 700 if sys.version_info[:2] == (3, 12) else 1_500
MAX_COST = 4_000_000  # some two seconds: the time grows with the square of a chain

_KEPT_TREES = 32

_RIGHT = 5  # the weight of an operator that leans to the right: each is a level of recursion, here too
_WEIGHTS = dict.fromkeys(["and", "or", "in", "is", "await"], 1) | dict.fromkeys(
    ["not", "lambda", "if", "else", "for"], _RIGHT
)
_BRACKET_COST = 30  # in units of one operator, for each bracket around
_PLACE = re.compile(r"(?:parser|tokenizer) error: (?:error at \d+:\d+: )?")
_LONGEST = 80
_LINE = re.compile(r"error at (\d+):\d+")
_KEYWORDS = frozenset({
    "and", "or", "in", "is", "await", "not", "lambda", "if", "else", "for", "return", "yield", "from", "assert",
    "del", "raise", "elif", "while",
})  # fmt: skip


@lru_cache(_KEPT_TREES)
def parse(text: str, *, whole: bool = False) -> Tree | cst.Module:
    """The tree of ``text``, which nobody changes: the last ones are kept, since a program is lowered for its match, for
    what differs and for what it calls. One that is ``whole`` has its white space and comments. Raises ``Unparsable``.
    """
    _guard(text)
    tree = native.tree_of(text) if not whole else None
    return tree if tree is not None else _by_libcst(text)


def _by_libcst(text: str) -> cst.Module:
    import libcst as cst  # takes longer than a small run without it

    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as fault:
        message = " ".join(fault.message.split())
        found = _LINE.search(message)
        told = Message.of(Sentence.QUOTED, said=_shortened(message))
        raise Unparsable(told, int(found[1]) if found else fault.raw_line) from None
    except RecursionError:  # libcst looks at long dotted names in imports
        raise Unparsable(Message.of(Sentence.PROGRAM_TOO_DEEP), None) from None
    except BaseException as fault:  # it parses some of what no Python takes, and then checks its own nodes
        if not is_fault(fault):
            raise
        raise Unparsable(Message.of(Sentence.QUOTED, said=_shortened(" ".join(str(fault).split()))), None) from None


def _shortened(message: str) -> str:
    """Without the place, which counts in the program and not in the file, and without most of what was expected."""
    message = _PLACE.sub("", message)
    return message if len(message) <= _LONGEST else message[:_LONGEST].rpartition(" ")[0] + " …"


def _guard(text: str) -> None:
    """Refuse what libcst does not survive, or takes too long for."""
    if len(text) > MAX_CHARS:
        raise Unparsable(Message.of(Sentence.PROGRAM_TOO_LONG, most=MAX_CHARS), None)
    for index, char in enumerate(text) if not text.isascii() else ():
        if "\ud800" <= char <= "\udfff":
            raise Unparsable(Message.of(Sentence.HALF_OF_PAIR), text.count("\n", 0, index) + 1)
    nesting = _Nesting()
    begins: int | None = 0  # of the line, where no token of it was met yet
    for token in tokens(text):
        if begins is not None and "\\" in text[begins : token.start]:
            # Python takes its indentation from the line below, libcst that of the line above.
            raise Unparsable(Message.of(Sentence.BACKSLASH_BEGINS_LINE), text.count("\n", 0, begins) + 1)
        fault = nesting.take(token)
        if fault is not None:
            raise Unparsable(fault, text.count("\n", 0, token.start) + 1)
        begins = token.start + len(token.text) if token.kind == "newline" and not nesting.is_open else None
    indents = [""]
    for number, line in enumerate(text.split("\n"), 1):
        body = line.lstrip(" \t\f")
        indent = line[: len(line) - len(body)]
        while len(indents) > 1 and len(indent) < len(indents[-1]):
            indents.pop()
        if body and len(indent) > len(indents[-1]):
            indents.append(indent)
        if len(indents) > MAX_INDENTS + 1:
            raise Unparsable(Message.of(Sentence.BLOCKS_TOO_DEEP, most=MAX_INDENTS), number)


class _Nesting:
    """How deep the expression is nested that the tokens so far lead into; an upper bound."""

    def __init__(self) -> None:
        self._chains = [0]  # for each open bracket, the weight of the operators since the last comma
        self._total = 0
        self._lambdas = [False]  # for each open bracket, whether commas may belong to a lambda
        self._elifs = 0
        self._cost = 0
        self._operand = False  # whether the token before ends an operand
        self._string = False

    @property
    def is_open(self) -> bool:
        """Whether a bracket is open: a line that ends there is no end of anything."""
        return len(self._chains) > 1

    def take(self, token: Token) -> Message | None:
        """Count one token; gives the fault, if there is one."""
        kind, text = token.kind, token.text
        if kind == "comment":
            return None
        operand, self._operand = self._operand, False
        string, self._string = self._string, kind == "string"
        if kind == "string":
            self._operand = True
            return self._add(1) if string else None
        if kind == "number":
            self._operand = True
            return None
        if kind == "name":
            self._operand = text not in _KEYWORDS
            if text == "elif":
                self._elifs += 1
                return Message.of(Sentence.TOO_MANY_ELIFS, most=MAX_ELIFS) if self._elifs > MAX_ELIFS else None
            if text == "lambda":
                self._lambdas[-1] = True
            weight = _WEIGHTS.get(text, 0)
            return self._add(weight) if weight else None
        if kind == "newline":
            if len(self._chains) == 1:
                self._reset()
            else:
                self._operand, self._string = operand, string
            return None
        return self._operator(text, operand)

    def _operator(self, text: str, operand: bool) -> Message | None:
        if text in ("(", "[", "{"):
            fault = self._add(2) if operand else None
            self._chains.append(0)
            self._lambdas.append(False)
            self._cost += _BRACKET_COST * len(self._chains)
            if len(self._chains) > MAX_BRACKETS + 1:
                return Message.of(Sentence.BRACKETS_TOO_DEEP, most=MAX_BRACKETS)
            return fault or self._too_costly()
        if text in (")", "]", "}"):
            self._operand = True
            if len(self._chains) > 1:
                self._total -= self._chains.pop()
                self._lambdas.pop()
            return None
        if (text == "," and not self._lambdas[-1]) or text == ";":
            self._reset()
            return None
        if text in (",", ":", "=", "...", "->", "!"):
            self._operand = text == "..."
            return None
        return self._add(1 if operand and text != "**" else _RIGHT)

    def _reset(self) -> None:
        self._total -= self._chains[-1]
        self._chains[-1] = 0
        self._lambdas[-1] = False

    def _add(self, weight: int) -> Message | None:
        self._chains[-1] += weight
        self._total += weight
        self._cost += self._total
        if self._total > MAX_CHAIN:
            return Message.of(Sentence.TOO_MANY_OPERATORS)
        return self._too_costly()

    def _too_costly(self) -> Message | None:
        return Message.of(Sentence.TOO_MANY_NESTED) if self._cost > MAX_COST else None
