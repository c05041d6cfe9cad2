"""A Python literal as JavaScript writes it."""

from __future__ import annotations

import json

from migrator.model.term import Term

_CONSTANTS = {"True": "true", "False": "false", "None": "null"}


def as_javascript(term: Term) -> str | None:
    """The JavaScript text of a Python literal, or None if it is no literal that both languages have.

    A tuple has no counterpart, and a complex number neither; an integer over 2^53 would be rounded.
    """
    if term.kind == "constant":
        return _CONSTANTS.get(term.value)
    if term.kind == "number":
        return _number(term.value)
    if term.kind == "string":
        return _string(term.value)
    if term.kind == "unary" and term.value == "-":
        (operand,) = term.children
        number = _number(operand.value) if operand.kind == "number" else None
        return None if number is None else f"-{number}"
    if term.kind == "list":
        items = [as_javascript(child) for child in term.children]
        return None if None in items else f"[{', '.join(item for item in items if item)}]"
    if term.kind == "dict":
        return _dict(term)
    return None


def _number(text: str) -> str | None:
    if text.endswith("j"):
        return None
    if text.isdigit() and int(text) > 2**53:
        return None
    return text if text not in ("inf", "nan") else None


def _string(value: str) -> str:
    has_surrogate = any("\ud800" <= char <= "\udfff" for char in value)
    return json.dumps(value, ensure_ascii=has_surrogate)


def _dict(term: Term) -> str | None:
    pairs = []
    for pair in term.children:
        if pair.kind != "pair":
            return None
        key, given = pair.children
        value = as_javascript(given) if key.kind == "string" else None
        if value is None:
            return None
        name = _string(key.value)
        # `__proto__: x` sets the prototype.
        pairs.append(f"[{name}]: {value}" if key.value == "__proto__" else f"{name}: {value}")
    return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
