"""What a program gives to JavaScript, as far as its last line shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from migrator.model.term import Kind, Term, arguments, callee, expression
from migrator.python.shape import targets

_MAPPINGS: frozenset[Kind] = frozenset({"dict", "dictcomp"})
_SEQUENCES: frozenset[Kind] = frozenset({"list", "listcomp", "tuple", "set", "setcomp"})
_SCALARS: frozenset[Kind] = frozenset({"number", "string", "fstring", "holestring", "constant", "compare", "bytes"})
_CALLED: frozenset[Kind] = frozenset({"name", "attribute", "module"})
_MAPPING_CALLS = frozenset({"dict"})
_SEQUENCE_CALLS = frozenset({"list", "tuple", "sorted", "set", "frozenset", "tolist"})
_SCALAR_CALLS = frozenset(
    {"str", "int", "float", "bool", "len", "repr", "hash", "dumps", "hexdigest", "round", "isinstance", "join"}
)
_CONVERTS, _CONVERTER = "to_js", "dict_converter"
_DEEPEST = 6  # names that are given names


class Given(Enum):
    """The kind of a value of Python. A ``SCALAR`` is a number, a text or the like, which JavaScript gets as its own."""

    MAPPING = "mapping"
    SEQUENCE = "sequence"
    SCALAR = "scalar"
    OTHER = "other"


class Result(Enum):
    """How JavaScript gets a value that is no scalar: as a proxy, converted to maps and arrays, or to plain objects."""

    PROXY = "proxy"
    CONVERTED = "converted"
    PLAIN = "plain"


def result_of(body: Sequence[Term]) -> tuple[Given, Result]:
    """What a program gives whose normal form has these statements."""
    if not body or body[-1].kind != "expr":
        return Given.OTHER, Result.PROXY
    value = _followed(expression(body[-1]), body)
    if value.kind == "call" and _last_name(callee(value)) == _CONVERTS and arguments(value):
        is_plain = any(part.kind == "keyword" and part.value == _CONVERTER for part in arguments(value))
        return _kind(_followed(arguments(value)[0], body)), Result.PLAIN if is_plain else Result.CONVERTED
    return _kind(value), Result.PROXY


def _kind(value: Term) -> Given:
    called = _last_name(callee(value)) if value.kind == "call" else None
    if value.kind in _MAPPINGS or called in _MAPPING_CALLS:
        return Given.MAPPING
    if value.kind in _SEQUENCES or called in _SEQUENCE_CALLS:
        return Given.SEQUENCE
    return Given.SCALAR if value.kind in _SCALARS or called in _SCALAR_CALLS else Given.OTHER


def _last_name(function: Term) -> str | None:
    """The last name of what is called; what an import binds is one term with the whole path."""
    return function.value.rpartition(".")[2] if function.kind in _CALLED else None


def _followed(value: Term, body: Iterable[Term]) -> Term:
    """What a name is given that is bound once, by a plain assignment of the program."""
    for _ in range(_DEEPEST):
        if value.kind != "name" or value.symbol is None or value.symbol.writes != 1:
            return value
        given = [
            statement.children[-1]
            for statement in body
            if statement.kind == "assign"
            if [target.symbol for target in targets(statement)] == [value.symbol]
        ]
        if len(given) != 1:
            return value
        value = given[0]
    return value
