"""What removed Python did that no code of the worker's handlers does: statements whose calls nobody makes any more.

A statement is carried over if every function that it calls, every error that it raises and every question that it asks
(`hasattr(env, 'get_obs')`) is in the Python of the handlers too, under whatever names and with whatever arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.model.term import arguments, callee, owner
from migrator.python.symbols import walk_python

if TYPE_CHECKING:
    from migrator.model.term import Kind, Term

_COMPOUND: frozenset[Kind] = frozenset({"if", "for", "while", "with", "try"})
_BLOCKS: frozenset[Kind] = frozenset({"block", "handler"})
_NAMES: frozenset[Kind] = frozenset({"name", "module"})
# Looking at the clock, or filling a list of one's own, does nothing by itself.
_CLOCKS = frozenset({"time.time", "time.perf_counter", "time.monotonic", "time.process_time"})
_COLLECTING = frozenset({"append", "extend"})
_ALIKE = {"isdigit": "isnumeric", "isdecimal": "isnumeric"}
# Questions about names: what is asked decides, not that something is asked.
_ASKING = frozenset({"hasattr", "getattr", "isinstance"})


def deeds(terms: Iterable[Term]) -> frozenset[str]:
    """What statements do, by name: `env.step`, `numpy.random.seed`, `.reshape`, `hasattr get_obs`, `raise KeyError`."""
    return frozenset(deed for term in terms for part in walk_python(term) if (deed := _deed(part)) is not None)


def telling(done: frozenset[str]) -> frozenset[str]:
    """Those of some deeds by which a program is known: what it asks of the environment or, where it asks nothing of
    it, of modules.
    """
    environment = frozenset(deed for deed in done if deed.startswith("env."))
    return environment or frozenset(deed for deed in done if "." in deed and not deed.startswith("."))


def _deed(part: Term) -> str | None:
    if part.kind == "raise":
        named = [inner.value for inner in part.walk() if inner.kind in _NAMES and inner.symbol is None]
        return f"raise {named[0]}" if named else "raise"
    if part.kind != "call":
        return None
    function = callee(part)
    if function.kind == "module":
        return None if function.value in _CLOCKS else function.value
    if function.kind == "attribute" and function.children:
        source = owner(function)
        if source.kind == "environment":
            return f"env.{function.value}"
        if function.value in _COLLECTING and source.symbol is not None:
            return None
        return f".{_ALIKE.get(function.value, function.value)}"
    if function.kind != "name" or function.symbol is not None:
        return None
    if function.value in _ASKING and len(arguments(part)) > 1:
        return f"{function.value} {arguments(part)[1].value}"
    return function.value


def lost(body: Iterable[Term], known: frozenset[str]) -> Iterator[Term]:
    """The innermost statements of a removed program that do something which is not ``known``, in order."""
    for statement in body:
        blocks = [child for child in statement.children if child.kind in _BLOCKS]
        if statement.kind not in _COMPOUND:
            if deeds([statement]) - known:
                yield statement
            continue
        head = [child for child in statement.children if child.kind not in _BLOCKS]
        if deeds(head) - known:
            yield statement
            continue
        for block in blocks:
            yield from lost(block.children, known)
