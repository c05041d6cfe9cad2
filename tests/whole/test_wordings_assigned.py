"""Samples whose variables are declared first and assigned later: the result is that of the sample as it is."""

from __future__ import annotations

import re

import pytest

from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from tests.whole.wordings.judge import Bench, inputs, near_misses, result_difference
from tests.whole.wordings.run import EVERY

# One of so many inputs in `make test`; all of them in `make test-long`.
SHARES = 4 if EVERY > 1 else 1
WAYS = {"a variable": "let {0};", "a variable of the function": "var {0};"}
# What is rewritten by another block of its page, and why that is right.
OTHERWISE = {"07-pre-step-hash/earlier-closure": "a function that was made before may read the variable before it is assigned"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("assigned"))


@pytest.mark.parametrize("way", WAYS)
def test_an_assignment_makes_no_difference(bench: Bench, way: str) -> None:
    judged, faults = 0, []
    share = list(WAYS).index(way) % SHARES
    for given in (*inputs(), *near_misses())[share::SHARES]:
        worded = assigned(given.data, WAYS[way])
        if worded is None or given.name in OTHERWISE:
            continue
        plain, other = bench.plain(given), bench.look(given, worded)
        assert plain is not None
        assert other is not None, given.name
        judged += 1
        if given.stays:
            wrong = "it was rewritten" if other.data != worded and plain.data == given.data else None
        else:
            wrong = result_difference(plain.data, declared(other.data, WAYS[way]))
        if wrong:
            faults.append(f"{given.name}: {wrong}")
    assert faults == []
    assert judged > 100 // SHARES


def assigned(data: bytes, declares: str) -> bytes | None:
    """A file in which each constant that a program gives its value is declared where its block begins; None where there
    is none. A ``var`` is one of the whole function, so that its name may be declared only once.
    """
    source = Source.read("a.js", data)
    text = data.decode()
    edits: list[tuple[int, int, bytes]] = []
    for node in below(source.root):
        if node.type != NodeKind.LEXICAL_DECLARATION or not source.text(node.start_byte, node.end_byte).startswith("const "):
            continue
        declarators = [child for child in node.named_children if child.type == NodeKind.VARIABLE_DECLARATOR]
        name, value = declarators[0].child_by_field_name("name"), declarators[0].child_by_field_name("value")
        if len(declarators) != 1 or name is None or value is None or name.type != NodeKind.IDENTIFIER:
            continue
        spelled = source.text(name.start_byte, name.end_byte)
        is_program = source.text(value.start_byte, value.end_byte).lstrip("(").startswith("await this.pyodide.runPython")
        others = len(re.findall(rf"\b(?:let|var|const) {spelled}\b", text))
        constants = len(re.findall(rf"\bconst {spelled} =", text))
        is_once = others == constants and (constants == 1 or declares.startswith("let"))
        if is_program and is_once and node.parent is not None and node.parent.type == NodeKind.STATEMENT_BLOCK:
            at = node.parent.start_byte + 1
            edits += [(at, at, f"\n{declares.format(spelled)}\n".encode()), (node.start_byte, name.start_byte, b"")]
    result = data
    for start, end, new in sorted(edits, reverse=True):
        result = result[:start] + new + result[end:]
    return result if edits else None


def declared(data: bytes, declares: str) -> bytes:
    """The same file with each such variable declared where it is assigned."""
    text = data.decode()
    line = re.compile(re.escape(declares).replace(r"\{0\}", r"(\w+)") + r"\n")
    while (found := line.search(text)) is not None:
        name, rest = found.group(1), text[found.end() :]
        plain = re.search(rf"(?<![\w.])(?<!const )(?<!let )(?<!var ){name} =(?![=>])", rest)
        apart = re.search(rf"\((\{{[^\n]*\b{name}\b[^\n]*\}} = [^\n]*)\);", rest)
        if apart is not None and (plain is None or apart.start() <= plain.start()):
            rest = f"{rest[: apart.start()]}const {apart.group(1)};{rest[apart.end() :]}"
        elif plain is not None:
            rest = f"{rest[: plain.start()]}const {rest[plain.start() :]}"
        text = text[: found.start()] + rest
    return text.encode()
