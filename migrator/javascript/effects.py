"""Which JavaScript can be evaluated once more, once less, earlier or later without anybody noticing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBAL_OBJECTS
from migrator.javascript.standard import REPEATABLE
from migrator.model.term import Kind, Term, arguments, callee, owner

if TYPE_CHECKING:
    from migrator.javascript.scopes import Scopes

# Names, literals, member reads and operators. Reading a member is free of effects, unless the file defines a getter of
# its name that acts.
_FREE: frozenset[Kind] = frozenset(
    {
        "name",
        "string",
        "text",
        "number",
        "regex",
        "this",
        "super",
        "null",
        "true",
        "false",
        "receiver",
        "none",
        "template",
        "member",
        "member?",
        "index",
        "index?",
        "binary",
        "conditional",
        "array",
        "elision",
        "object",
        "pair",
        "computed",
        "property",
        "group",
        "spread",
        "sequence",
        "arrow",
        "function-expression",
    }
)
# A function that is only made runs nothing; its body is not looked at.
_CLOSED: frozenset[Kind] = frozenset({"arrow", "function-expression"})
_MEMBERS: frozenset[Kind] = frozenset({"member", "member?"})
_PATTERNS: frozenset[Kind] = frozenset({"regex", "string"})
_TEXTS: frozenset[Kind] = frozenset({"string", "template"})
_READ: frozenset[Kind] = frozenset({"name", "member", "member?"})


def has_effect(term: Term, scopes: Scopes | None = None, accessors: frozenset[str] = frozenset()) -> bool:
    """Whether evaluating ``term`` can be noticed, other than by its value. Names mean what they mean in ``scopes``; in
    those of a page, which has none, they mean the platform's. Reading one of the ``accessors`` runs code that acts.
    """
    stack = [term]
    while stack:
        term = stack.pop()
        if term.kind in _CLOSED:
            continue
        if term.kind == "call":
            if not _is_pure_call(term, scopes):
                return True
        elif term.kind == "unary":
            if term.value == "delete":
                return True
        elif term.kind not in _FREE or (term.kind in _MEMBERS and term.value in accessors):
            return True
        stack.extend(term.children)
    return False


def _is_pure_call(call: Term, scopes: Scopes | None) -> bool:
    function = callee(call)
    name = global_name(function, scopes)
    if name is not None:
        return name in REPEATABLE
    if function.kind != "member" or len(function.children) != 1:
        return False
    source = owner(function)
    name = global_name(source, scopes)
    if name is not None and f"{name}.{function.value}" in REPEATABLE:
        return True
    if function.value not in ("replace", "replaceAll") or len(arguments(call)) != 2:
        return False
    # The escape chain: text.replace(/\\/g, '\\\\').replace(/'/g, "\\'"). What is searched for tells a text from what
    # else has a `replace`: a router takes strings, and so does `location`, whatever it is given.
    pattern, replacement = arguments(call)
    if replacement.kind != "string" or pattern.kind not in _PATTERNS or _is_location(source):
        return False
    return pattern.kind == "regex" or _is_text(source, scopes)


def global_name(term: Term, scopes: Scopes | None) -> str | None:
    """The name of the platform's that a term means: `JSON` of `JSON` and of `window.JSON`; None for anything else."""
    if term.kind == "name":
        return term.value if scopes is None or scopes.is_global(term.value, term.origin.start_byte) else None
    if term.kind == "member" and len(term.children) == 1 and owner(term).kind == "name":
        holder = global_name(owner(term), scopes)
        if holder in GLOBAL_OBJECTS and (scopes is None or scopes.is_member_global(term.value)):
            return term.value
    return None


def _is_location(term: Term) -> bool:
    return term.kind in _READ and term.value == "location"


def _is_text(term: Term, scopes: Scopes | None) -> bool:
    """Whether a term is surely a text."""
    if term.kind != "call":
        return term.kind in _TEXTS
    name = global_name(callee(term), scopes)
    if name is not None:
        return name == "String"
    function = callee(term)
    if function.kind != "member" or len(function.children) != 1:
        return False
    if function.value == "stringify":
        return global_name(owner(function), scopes) == "JSON"
    return _is_pure_call(term, scopes) and function.value in ("replace", "replaceAll")
