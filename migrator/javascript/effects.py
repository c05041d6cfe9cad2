"""Which JavaScript can be evaluated once more, once less, earlier or later without anybody noticing."""

from __future__ import annotations

from migrator.model.term import Kind, Term, arguments, callee, owner

# Names, literals, member reads and operators. Reading a member is taken to be free of effects: a game's state is plain
# data, and a getter that acts is rare enough to be a fault of the code.
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
_PATTERNS: frozenset[Kind] = frozenset({"regex", "string"})
_PURE_FUNCTIONS = frozenset({"String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN", "isFinite"})
_PURE_MEMBERS = frozenset(
    {
        "Array.isArray",
        "JSON.stringify",
        "Number.isInteger",
        "Number.isFinite",
        "Object.keys",
        "Object.values",
        "Object.entries",
        "Math.abs",
        "Math.ceil",
        "Math.floor",
        "Math.max",
        "Math.min",
        "Math.round",
        "Math.sign",
        "Math.trunc",
    }
)


def has_effect(term: Term) -> bool:
    """Whether evaluating ``term`` can be noticed, other than by its value."""
    stack = [term]
    while stack:
        term = stack.pop()
        if term.kind in _CLOSED:
            continue
        if term.kind == "call":
            if not _is_pure_call(term):
                return True
        elif term.kind == "unary":
            if term.value == "delete":
                return True
        elif term.kind not in _FREE:
            return True
        stack.extend(term.children)
    return False


def _is_pure_call(call: Term) -> bool:
    function = callee(call)
    if function.kind == "name":
        return function.value in _PURE_FUNCTIONS
    if function.kind != "member" or len(function.children) != 1:
        return False
    source = owner(function)
    if source.kind == "name" and f"{source.value}.{function.value}" in _PURE_MEMBERS:
        return True
    # The escape chain: text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")
    return function.value in ("replace", "replaceAll") and all(
        argument.kind in _PATTERNS for argument in arguments(call)
    )
