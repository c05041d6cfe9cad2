"""Generated JavaScript as TypeScript: types on the parameters, the results and the variables of its methods."""

from __future__ import annotations

import re

_HEAD = re.compile(r"^(?P<before>    (?:static |async )*[\w$]+)\((?P<given>[^()\n]*)\) \{$", re.MULTILINE)
_PARAMETER = re.compile(r"(?P<name>[\w$]+)(?P<value> = [^,]+)?(?=,|\Z)")
_VARIABLE = re.compile(r"^(?P<before> {8}(?:const|let) [\w$]+) = ", re.MULTILINE)
_WORDS = frozenset({"if", "for", "while", "switch", "catch", "constructor"})


def typed(text: str) -> str:
    """The same program with types that decide nothing. Lines stay lines."""
    return _VARIABLE.sub(r"\g<before>: any = ", _HEAD.sub(_typed_head, text))


def _typed_head(match: re.Match[str]) -> str:
    name = match["before"].split()[-1]
    if name in _WORDS - {"constructor"} or any(mark in match["given"] for mark in "{[."):
        return match[0]
    given = _PARAMETER.sub(r"\g<name>: any\g<value>", match["given"])
    result = "" if name == "constructor" else ": Promise<any>" if " async " in f" {match['before']} " else ": any"
    return f"{match['before']}({given}){result} {{"
