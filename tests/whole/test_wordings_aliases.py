"""Samples whose receiver, or whose `this`, has another name: the result is that of the sample as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tree_sitter import Node

from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.sites.owner import owner_of
from tests.whole.wordings.judge import Bench, Input, inputs, near_misses, result_difference
from tests.whole.wordings.run import EVERY

# One of so many inputs goes with each name in `make test`; all of them in `make test-long`.
SHARES = 5 if EVERY > 1 else 1
# What a method begins with, and what it says in place of the receiver; a sample that has these names is left out.
NAMES = {
    "a constant": ("const py0 = this.pyodide;", "this.pyodide", "py0"),
    "a variable": ("let py0 = this.pyodide;", "this.pyodide", "py0"),
    "taken out of this": ("const { pyodide: py0 } = this;", "this.pyodide", "py0"),
    "a name of a name": ("const me0 = this, { pyodide: one0 } = me0, py0 = one0;", "this.pyodide", "py0"),
    "another name for this": ("const me0 = this;", "this", "me0"),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("aliases"))


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_makes_no_difference(bench: Bench, kind: str) -> None:
    judged, faults = 0, []
    share = list(NAMES).index(kind) % SHARES
    for given in (*(each for each in inputs() if not each.is_game), *near_misses())[share::SHARES]:
        worded = named(given.data, *NAMES[kind])
        if worded is None:
            continue
        plain, other = bench.plain(given), bench.look(given, worded)
        assert plain is not None
        assert other is not None, given.name
        judged += 1
        wrong = _difference(given, plain.data, other.data, NAMES[kind])
        if wrong:
            faults.append(f"{given.name}: {wrong}")
    assert faults == []
    assert judged > 200 // SHARES


def _difference(given: Input, plain: bytes, other: bytes, names: tuple[str, str, str]) -> str | None:
    """In what the results differ, once the names that stay are put back; a near miss stays as it is."""
    declared, meant, name = names
    if given.stays:
        return "it was rewritten" if b"this.worker." in other.replace(plain, b"") and plain == given.data else None
    if meant == "this":  # other members of it keep the name
        other = re.sub(rb"\bme0\b(?! = )", b"this", other).replace(f"{declared}\n".encode(), b"")
        other = re.sub(rb"const me0 = this;\s*", b"", other)
    elif name.encode() in other:
        return f"`{name}` is left"
    return result_difference(plain, other)


def named(data: bytes, declared: str, meant: str, name: str) -> bytes | None:
    """A file whose methods begin with a declaration and say a name for what is meant; None where no method can."""
    if any(word in data for word in (b"py0", b"me0", b"one0")):
        return None
    source = Source.read("a.js", data)
    edits: list[tuple[int, int, bytes]] = []
    for method in _methods(source):
        body = method.child_by_field_name("body")
        assert body is not None
        text = data[body.start_byte : body.end_byte]
        if b"this.pyodide" not in text or re.search(rb"this\.pyodide\s*=[^=]", text) is not None:
            continue
        places = [node for node in below(body) if _is_meant(source, node, meant, method.id)]
        # What a template has in its holes moves with it.
        edits += [(node.start_byte, node.end_byte, name.encode()) for node in places]
        edits.append((body.start_byte + 1, body.start_byte + 1, f"\n{declared}".encode()))
    result = data
    for start, end, text in sorted(edits, reverse=True):
        result = result[:start] + text + result[end:]
    return result if edits else None


def _methods(source: Source) -> Iterator[Node]:
    return (node for node in below(source.root) if node.type == NodeKind.METHOD_DEFINITION)


def _is_meant(source: Source, node: Node, meant: str, method: int) -> bool:
    kind = NodeKind.THIS if meant == "this" else NodeKind.MEMBER_EXPRESSION
    if node.type != kind or source.text(node.start_byte, node.end_byte) != meant:
        return False
    definition = owner_of(node, source).definition
    return definition is not None and definition.id == method
