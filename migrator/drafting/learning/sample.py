"""A sample of a learned page: the region of its example, as a file of its own.

A class around it extends one that no file shows, so that nothing is asked of its worker. What the region takes from the
code around are parameters, and what that code takes from the region is returned.
"""

from __future__ import annotations

import re

from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.region import identifiers
from migrator.javascript.edits import statement_end

_FILE = """\
import {{ Base }} from './base.js';

export class Sample extends Base {{
    async {name}({parameters}) {{
{body}
    }}
}}
"""


def sample(example: Example) -> str:
    """The text of the sample before the page."""
    region = example.region
    assert region is not None
    source = example.sides.before.source
    terms = [term for part in region.parts for term in part.before]
    first, last = terms[0].origin, terms[-1].origin
    start, end = first.start_byte, statement_end(source, last)
    text = source.text(start, end)
    margin = source.text(source.data.rfind(b"\n", 0, start) + 1, start)
    lines = text.split("\n")
    if not margin.strip():
        lines = [line.removeprefix(margin) for line in lines]
    taken: dict[str, None] = {}
    given: dict[str, None] = {}
    for term in (pair.before for pair in region.row.pairs):
        if term is None or not start <= term.origin.start_byte < end:
            continue
        for node in identifiers([term]):
            binding = source.scopes.binding_at(node.start_byte)
            if binding is None or binding.scope.parent is None:
                continue
            inside = [start <= declared.start_byte < end for declared in binding.declarations]
            if not any(inside):
                taken.setdefault(binding.name)
            elif any(not start <= each.node.start_byte < end for each in binding.references):
                given.setdefault(binding.name)
    if given:
        lines.append(f"return [{', '.join(given)}];")
    name = example.name if re.fullmatch(r"[A-Za-z_$][\w$]*", example.name) else "run"
    name = "run" if name == "constructor" else name
    body = "\n".join(lines)
    return _FILE.format(name=name, parameters=", ".join(taken), body=_indented(body))


def _indented(text: str) -> str:
    """Lines as those of a method, but for those within template literals."""
    shown, is_open = [], False
    for line in text.split("\n"):
        shown.append(line if is_open or not line.strip() else f"        {line}")
        if len(re.findall(r"(?<!\\)`", line)) % 2:
            is_open = not is_open
    return "\n".join(shown)
