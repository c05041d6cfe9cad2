"""What the platform makes of constants: comparisons, operators, methods of texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import add, ge, gt, le, lt, mul, sub

from migrator.worker.handlers.values import (
    UNDEFINED,
    Atom,
    Bound,
    Constant,
    Function,
    Method,
    Plain,
    Text,
    Thing,
    Unknown,
    is_told,
    spelled,
    unsure,
)

_OBJECTS = (Thing, Function, Bound, Method)
_ORDERS = {"<": lt, ">": gt, "<=": le, ">=": ge}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {"-": sub, "*": mul, "+": add}


def same(one: Atom, other: Atom, *, loosely: bool) -> bool | None:
    """Whether two values are equal, None where that is not known."""
    if isinstance(one, Constant) and isinstance(other, Constant):
        if one.value == other.value and isinstance(one.value, bool) == isinstance(other.value, bool):
            return True
        if loosely and {one.value, other.value} <= {None, UNDEFINED}:
            return True
        if loosely and type(one.value) is not type(other.value):
            nothing = any(atom.value is None or atom.value is UNDEFINED for atom in (one, other))
            return False if nothing else None
        return False
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return None
    if isinstance(one, Text) or isinstance(other, Text):
        for text, constant in ((one, other), (other, one)):
            if isinstance(text, Text) and isinstance(constant, Constant) and not _may_be(text, constant.value):
                return False
        return None
    if isinstance(one, _OBJECTS) and isinstance(other, _OBJECTS):
        return True if one is other else None if isinstance(one, Bound | Method) else False
    return False


def _may_be(text: Text, value: Plain) -> bool:
    if not isinstance(value, str):
        return False
    first, last = text.parts[0], text.parts[-1]
    return not (isinstance(first, str) and not value.startswith(first)) and not (
        isinstance(last, str) and not value.endswith(last)
    )


def binary(operator: str, one: Atom, other: Atom) -> Atom:
    """What an operator gives for two values, other than a concatenation."""
    told, in_doubt = is_told(one) or is_told(other), unsure((one, other))
    if operator in ("===", "==", "!==", "!="):
        equal = same(one, other, loosely=len(operator) == 2)
        return Unknown(told=told) if equal is None else Constant(equal is (operator[0] == "="), told, unsure=in_doubt)
    if isinstance(one, Constant) and isinstance(other, Constant):
        found = _computed(operator, one.value, other.value)
        if found is not None:
            return Constant(found, told, unsure=in_doubt)
    return Unknown(told=told)


def _computed(operator: str, one: Plain, other: Plain) -> Plain:
    """What an operator gives for two numbers, or two texts; None where that is not known."""
    if isinstance(one, float) and isinstance(other, float):
        if operator in _ARITHMETIC:
            return _ARITHMETIC[operator](one, other)
        return _ORDERS[operator](one, other) if operator in _ORDERS else None
    if isinstance(one, str) and isinstance(other, str):
        return _ORDERS[operator](one, other) if operator in _ORDERS else None
    return None


def kind_of(atom: Atom) -> str | None:
    """What `typeof` says."""
    if isinstance(atom, Constant):
        value = atom.value
        if value is UNDEFINED:
            return "undefined"
        if isinstance(value, bool):
            return "boolean"
        return "string" if isinstance(value, str) else "number" if isinstance(value, float) else "object"
    if isinstance(atom, Text):
        return "string"
    if isinstance(atom, Thing):
        return "function" if atom.kind == "class" else "object"
    return None if isinstance(atom, Unknown) else "function"


# Members of every promise.
PASS_ON = frozenset({"then", "catch", "finally"})
# Members of every text.
TEXT_MEMBERS = frozenset({
    "at", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith", "includes", "indexOf", "lastIndexOf",
    "localeCompare", "match", "matchAll", "normalize", "padEnd", "padStart", "repeat", "replace", "replaceAll",
    "search", "slice", "split", "startsWith", "substr", "substring", "toLocaleLowerCase", "toLocaleUpperCase",
    "toLowerCase", "toString", "toUpperCase", "trim", "trimEnd", "trimStart", "valueOf", "hasOwnProperty",
})  # fmt: skip


def text_method(text: str, name: str, given: Sequence[Plain]) -> Plain | list[str]:
    """What a method of a text gives for constants; raises LookupError where that is not known."""
    first = given[0] if given else None
    if name in ("toLowerCase", "toLocaleLowerCase"):
        return text.lower()
    if name in ("toUpperCase", "toLocaleUpperCase"):
        return text.upper()
    if name in ("toString", "valueOf", "normalize"):
        return text
    if name in ("trim", "trimStart", "trimEnd"):
        return {"trim": text.strip, "trimStart": text.lstrip, "trimEnd": text.rstrip}[name]()
    if name == "concat":
        return text + "".join(map(spelled, given))
    if name in ("slice", "substring", "substr", "charAt", "at") and all(isinstance(part, float) for part in given):
        return _part(text, name, [int(part) for part in given if isinstance(part, float)])
    if isinstance(first, str):
        if name == "startsWith" and len(given) == 1:
            return text.startswith(first)
        if name == "endsWith" and len(given) == 1:
            return text.endswith(first)
        if name == "includes" and len(given) == 1:
            return first in text
        if name == "indexOf" and len(given) == 1:
            return float(text.find(first))
        if name == "split" and len(given) == 1:
            return text.split(first) if first else list(text)
        if name in ("replace", "replaceAll") and len(given) == 2 and isinstance(given[1], str) and "$" not in given[1]:
            return text.replace(first, given[1], 1 if name == "replace" else -1)
    raise LookupError(name)


def _part(text: str, name: str, at: list[int]) -> str:
    start = at[0] if at else 0
    if name in ("charAt", "at"):
        return text[start : start + 1] if name == "charAt" or start >= 0 else text[start:][:1]
    if name == "substr":
        begin = max(len(text) + start, 0) if start < 0 else start
        return text[begin : begin + at[1]] if len(at) > 1 else text[begin:]
    if name == "substring":
        ends = sorted((max(start, 0), max(at[1], 0) if len(at) > 1 else len(text)))
        return text[ends[0] : ends[1]]
    return text[start : at[1]] if len(at) > 1 else text[start:]
