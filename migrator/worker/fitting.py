"""Whether a pattern of *The worker must* fits code of a handler: the matcher of pages, and what holds for duties alone.

In JavaScript, `?.` counts as `.`. An object stands for one that has these keys, whatever else it has. Arguments at the
end that say nothing (`{}`, `undefined`, `null`) count as left out, and so does an option that has its default
(`depth: -1`). In Python, a text with a hole stands for any text that a value is pasted into: in any quotes, beside
other text, through a name. What an `assert` asks, or an `if not` that only raises, is not handled: it counts for no
pattern that must be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.model.term import JavaScriptTerm, PythonTerm, Term

if TYPE_CHECKING:
    from migrator.model.term import JavaScriptKind, Kind

_PLAIN: Mapping[str, JavaScriptKind] = {"member?": "member", "call?": "call", "index?": "index"}
_CALLS: frozenset[Kind] = frozenset({"call", "new"})
_PASTED: frozenset[Kind] = frozenset({"holestring", "fstring"})
_JOINS: frozenset[Kind] = frozenset({"binary", "holestring", "fstring", "text", "string"})
_NOTHING = frozenset({"undefined", "null"})
_MOST_DEPTH = 60
_ANYTHING: frozenset[Kind] = frozenset({"metavar", "anything"})
# Options of the platform that say what holds without them.
_DEFAULTS = {"depth": "-1"}


def adapted(pattern: Term, term: Term, depth: int = 0) -> Term:
    """JavaScript of a handler as the pattern's own matcher takes it."""
    if depth > _MOST_DEPTH or pattern.language != "javascript" or not isinstance(term, JavaScriptTerm):
        return term
    if pattern.kind in _ANYTHING:
        return term
    kind = _PLAIN.get(term.kind, term.kind)
    children = term.children
    if kind in _CALLS:
        wanted = len(pattern.children)
        while len(children) > max(wanted, 1) and _says_nothing(children[-1]):
            children = children[:-1]
    if kind == "object" and pattern.kind == "object":
        keys = [pair.value for pair in pattern.children if pair.kind == "pair"]
        held = {pair.value: pair for pair in children if pair.kind == "pair" and not _is_default(pair)}
        if len(keys) == len(pattern.children) and all(key in held for key in keys):
            children = tuple(held[key] for key in keys)
    if len(children) == len(pattern.children):
        pairs = zip(pattern.children, children, strict=True)
        children = tuple(adapted(part, child, depth + 1) for part, child in pairs)
    if kind == term.kind and children == term.children:
        return term
    return JavaScriptTerm(kind, term.value, children, term.origin, term.symbol)


def plain(pattern: Term) -> Term:
    """A pattern with `.` for `?.`."""
    if not isinstance(pattern, JavaScriptTerm):
        return pattern
    children = tuple(map(plain, pattern.children))
    kind = _PLAIN.get(pattern.kind, pattern.kind)
    if kind == pattern.kind and children == pattern.children:
        return pattern
    return JavaScriptTerm(kind, pattern.value, children, pattern.origin, pattern.symbol)


def _says_nothing(argument: Term) -> bool:
    if argument.kind == "object":
        pairs = [pair for pair in argument.children if pair.kind == "pair"]
        says = (pair for pair in pairs if not _is_default(pair) and not _is_nothing(pair.children[0]))
        return len(pairs) == len(argument.children) and next(says, None) is None
    return _is_nothing(argument)


def _is_nothing(term: Term) -> bool:
    return (
        term.kind in _NOTHING
        or (term.kind == "name" and term.value == "undefined")
        or (term.kind == "unary" and term.value == "void")
    )


def _is_default(pair: Term) -> bool:
    """Whether a property says what holds without it."""
    default = _DEFAULTS.get(pair.value)
    value = pair.children[0] if pair.children else None
    if default is None or value is None:
        return False
    if value.kind == "unary":
        return default == value.value + (value.children[0].value if value.children else "")
    return value.value == default


# -- Python ------------------------------------------------------------------------------------------------------------


def pasted_names(body: Iterable[Term]) -> dict[object, Term]:
    """The names of a program that hold a text which a value is pasted into."""
    found: dict[object, Term] = {}
    for statement in body:
        for term in statement.walk():
            if term.kind == "assign" and len(term.children) == 2 and term.children[0].kind == "name":
                pasted = _pasted(term.children[1], found)
                if pasted is not None:
                    found[_name(term.children[0])] = pasted
    return found


def _name(term: Term) -> object:
    return term.symbol if term.symbol is not None else term.value


def _pasted(term: Term, names: Mapping[object, Term]) -> Term | None:
    """The hole in a text that a value is pasted into."""
    if term.kind == "name":
        return names.get(_name(term))
    if term.kind not in _JOINS:
        return None
    for part in term.children:
        if part.kind == "hole" and term.kind in _PASTED:
            return part
        found = _pasted(part, names)
        if found is not None:
            return found
    return None


def with_pasted(pattern: Term, term: Term, names: Mapping[object, Term], depth: int = 0) -> Term:
    """Python of a handler in which a text that something is pasted into is as the pattern writes one."""
    if depth > _MOST_DEPTH or term.language != "python" or pattern.language != "python":
        return term
    if pattern.kind == "holestring" and len(pattern.children) == 1 and pattern.children[0].kind == "hole":
        hole = _pasted(term, names)
        return PythonTerm("holestring", pattern.value, (hole,), term.origin) if hole is not None else term
    if len(pattern.children) != len(term.children):
        return term
    pairs = zip(pattern.children, term.children, strict=True)
    children = tuple(with_pasted(part, child, names, depth + 1) for part, child in pairs)
    if all(one is other for one, other in zip(children, term.children, strict=True)):
        return term
    return term.holding(children)


def asked_only(body: Iterable[Term]) -> Iterator[Term]:
    """What is asked only to raise an error: the test of an `assert`, and of an `if not` that only raises."""
    for statement in body:
        for term in statement.walk():
            if term.kind == "assert":
                yield from term.walk()
            elif term.kind == "if" and len(term.children) > 1 and _is_negative(term.children[0]) and _raises(term):
                yield from term.children[0].walk()


def _is_negative(test: Term) -> bool:
    return (test.kind == "unary" and test.value == "not") or (test.kind == "compare" and test.value == "not in")


def _raises(statement: Term) -> bool:
    body = statement.children[1].children
    rest = [part for block in statement.children[2:] for part in block.children]
    return bool(body) and body[-1].kind == "raise" and not rest
