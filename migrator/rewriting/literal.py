"""What a literal is worth, in Python and in JavaScript: the two are the same where these texts are.

The text that `python.carry` writes for a literal is not compared with itself: each side is read by its own language.
"""

from __future__ import annotations

import ast
import math
import re

from migrator.javascript.shapes import View, view
from migrator.javascript.syntax import NodeKind
from migrator.model.term import Term

_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
_DECIMAL = re.compile(r"(?:0|[1-9](?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:[eE][+-]?\d(?:_?\d)*)?\Z")
_BASED = re.compile(r"0(?:[xX][0-9a-fA-F_]+|[oO][0-7_]+|[bB][01_]+)\Z")
_MOST = 2**53


def of_python(term: Term) -> str | None:
    """The worth of a literal of Python, None for what JavaScript has not."""
    if term.kind == "constant":
        return _CONSTANTS.get(term.value)
    if term.kind == "string":
        return repr(term.value)
    if term.kind == "number":
        return _python_number(term.value, 1)
    if term.kind == "unary" and term.value == "-" and term.children[0].kind == "number":
        return _python_number(term.children[0].value, -1)
    if term.kind == "list":
        return _together("[", [of_python(child) for child in term.children])
    if term.kind == "dict" and all(child.kind == "pair" for child in term.children):
        pairs = [child.children for child in term.children]
        if any(key.kind != "string" for key, _ in pairs):
            return None
        return _together("{", [_pair(key.value, of_python(value)) for key, value in pairs])
    return None


def of_javascript(literal: View) -> str | None:
    """The worth of a literal of JavaScript, None for any other expression."""
    kind = literal.kind
    if kind in (NodeKind.TRUE, NodeKind.FALSE, NodeKind.NULL):
        return kind
    if kind == "string":
        return repr(literal.value)
    if kind == "number":
        return _javascript_number(literal.value, 1)
    if kind == NodeKind.UNARY_EXPRESSION and literal.value == "-":
        operand = view(literal.parts[0])
        return _javascript_number(operand.value, -1) if operand.kind == "number" else None
    if kind == "array":
        return _together("[", [of_javascript(view(part)) for part in literal.parts])
    if kind == "object":
        pairs = [view(part) for part in literal.parts]
        if any(pair.kind != "pair" or pair.value.startswith("__proto__") for pair in pairs):
            return None
        return _together("{", [_pair(pair.value, of_javascript(view(pair.parts[0]))) for pair in pairs])
    return None


def _python_number(text: str, sign: int) -> str | None:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return (float(sign * value)).hex() if value <= _MOST else None
    return math.copysign(value, sign).hex() if isinstance(value, float) else None


def _javascript_number(text: str, sign: int) -> str | None:
    if _BASED.match(text):
        return math.copysign(float(int(text.replace("_", ""), 0)), sign).hex()
    if not _DECIMAL.match(text) or not any(char.isdigit() for char in text):
        return None
    return math.copysign(float(text.replace("_", "")), sign).hex()


def _pair(key: str, value: str | None) -> str | None:
    return None if value is None else f"{key!r}: {value}"


def _together(opening: str, parts: list[str | None]) -> str | None:
    return None if None in parts else opening + ", ".join(part for part in parts if part is not None)
