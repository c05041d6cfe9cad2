"""A sample of a learned page: the region of its example, as a file of its own.

A class around it extends one that no file shows, so that nothing is asked of its worker. What the region takes from the
code around are parameters, and what that code takes from the region is returned.
"""

from __future__ import annotations

import re

from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.variables import identifiers
from migrator.javascript.edits import statement_end
from migrator.javascript.parser import below
from migrator.javascript.syntax import NodeKind

_MARGIN = "        "  # of a method's body
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
    margin = source.text(source.data.rfind(b"\n", 0, start) + 1, start)
    inside = {
        row
        for term in (pair.before for pair in region.row.pairs if pair.before is not None)
        for node in below(term.origin)
        if node.type == NodeKind.TEMPLATE_STRING
        for row in range(node.start_point.row + 1, node.end_point.row + 1)
    }
    lines = source.text(start, end).split("\n")
    for index, line in enumerate(lines):
        if first.start_point.row + index not in inside and line.strip():
            lines[index] = _MARGIN + (line.removeprefix(margin) if not margin.strip() else line)
    taken: dict[str, None] = {}
    given: dict[str, None] = {}
    for term in (pair.before for pair in region.row.pairs):
        if term is None or not start <= term.origin.start_byte < end:
            continue
        for node in identifiers([term]):
            binding = source.scopes.binding_at(node.start_byte)
            if binding is None or binding.scope.parent is None:
                continue
            if not any(start <= declared.start_byte < end for declared in binding.declarations):
                taken.setdefault(binding.name)
            elif any(not start <= each.node.start_byte < end for each in binding.references):
                given.setdefault(binding.name)
    if given:
        lines.append(f"{_MARGIN}return [{', '.join(given)}];")
    name = example.name if re.fullmatch(r"[A-Za-z_$][\w$]*", example.name) else "run"
    name = "run" if name == "constructor" else name
    return _FILE.format(name=name, parameters=", ".join(taken), body="\n".join(lines))
