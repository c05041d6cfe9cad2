"""The samples of the shipped pages with their programs in other places: the result is the same as with them in place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.javascript.parentheses import outermost
from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import STATEMENT_LISTS, STATEMENTS, NodeKind, children
from migrator.model.ledger import Outcome
from tests.support import Run, run
from tests.whole.test_samples import _name, _samples, _story, _text, tree  # noqa: F401
from tests.whole.wordings.run import EVERY

Node = object
_CALL = b"runPythonAsync"


def _calls(source: Source) -> Iterator[tuple]:
    """The calls that are given a template, each with its statement in a list and the template."""
    for node in below(source.root):
        function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        if function is None or not (function.text or b"").endswith(_CALL):
            continue
        given = children(node.child_by_field_name("arguments"))
        statement = node
        while statement.parent is not None and statement.type not in STATEMENTS:
            statement = statement.parent
        if given and given[0].type == NodeKind.TEMPLATE_STRING and statement.parent.type in STATEMENT_LISTS:
            yield node, statement, given[0]


def _constant(source: Source) -> list[Edit]:
    edits = []
    for index, (_, statement, template) in enumerate(_calls(source)):
        name = f"itsCode{index}".encode()
        at = source.start(statement.start_byte)
        indent = re.match(rb"[ \t]*", source.data[source.line_start(at) : at])[0]
        edits.append(Edit(at, at, b"const " + name + b" = " + (template.text or b"") + b";\n" + indent))
        edits.append(Edit(template.start_byte, template.end_byte, name))
    return edits


def _of_module(source: Source) -> list[Edit]:
    """Programs without holes as constants at the end of the file."""
    edits, constants = [], b""
    for index, (_, _, template) in enumerate(_calls(source)):
        if any(child.type == NodeKind.TEMPLATE_SUBSTITUTION for child in template.children):
            continue
        name = f"ITS_CODE_{index}".encode()
        constants += b"const " + name + b" = " + (template.text or b"") + b";\n"
        edits.append(Edit(template.start_byte, template.end_byte, name))
    return [*edits, Edit(len(source.data), len(source.data), constants)] if edits else []


def _lines(source: Source, template) -> list[bytes] | None:
    """The lines of a template as templates of their own; None where a line ends in a hole."""
    holes = [child for child in template.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    if any(b"\n" in (hole.text or b"") for hole in holes) or b"\r" in (template.text or b""):
        return None
    return [b"`" + line + b"`" for line in (template.text or b"")[1:-1].split(b"\n")]


def _joined(source: Source) -> list[Edit]:
    edits = []
    for _, _, template in _calls(source):
        lines = _lines(source, template)
        if lines is not None:
            edits.append(Edit(template.start_byte, template.end_byte, b"[" + b", ".join(lines) + b"].join('\\n')"))
    return edits


def _concatenated(source: Source) -> list[Edit]:
    edits = []
    for _, _, template in _calls(source):
        lines = _lines(source, template)
        if lines is not None and len(lines) > 1:
            edits.append(Edit(template.start_byte, template.end_byte, b" + '\\n' +\n".join(lines)))
    return edits


def _void(source: Source) -> list[Edit]:
    return [
        Edit(statement.start_byte, statement.start_byte, b"void ")
        for _, statement, _ in _calls(source)
        if statement.type == NodeKind.EXPRESSION_STATEMENT and (statement.text or b"").startswith(b"await this.")
    ]


def _then(source: Source) -> list[Edit]:
    """What comes after a declaration, in a callback."""
    edits = []
    for call, statement, _ in _calls(source):
        parts = children(statement) if statement.type == NodeKind.LEXICAL_DECLARATION else []
        declared = parts[0] if len(parts) == 1 else None
        value = declared.child_by_field_name("value") if declared is not None else None
        name = declared.child_by_field_name("name") if declared is not None else None
        if value is None or value.type != NodeKind.AWAIT_EXPRESSION or children(value)[0].id != outermost(call).id:
            continue
        rest = [each for each in children(statement.parent) if each.start_byte > statement.start_byte]
        returns = [node for each in rest for node in below(each) if node.type == NodeKind.RETURN_STATEMENT]
        # One in each file, and nothing that would be another program in the callback.
        is_plain = all(node.id == rest[-1].id and children(node) for node in returns)
        declares = any(each.type == NodeKind.VARIABLE_DECLARATION for each in rest)
        if edits or not rest or not is_plain or declares or statement.text.startswith(b"let"):
            continue
        if any(_CALL in (each.text or b"") for each in rest):
            continue
        if returns and b"try" in source.data:  # where it stands, what is returned is waited for
            continue
        word = b"return " if returns else b""
        edits.append(Edit(statement.start_byte, call.start_byte, word + b"await "))
        edits.append(Edit(call.end_byte, statement.end_byte, b".then((" + (name.text or b"") + b") => {"))
        awaits = any(node.type == NodeKind.AWAIT_EXPRESSION for each in rest for node in below(each))
        if awaits:
            edits[-1] = edits[-1]._replace(text=b".then(async (" + (name.text or b"") + b") => {")
        edits.append(Edit(rest[-1].end_byte, rest[-1].end_byte, b"\n});" if statement.text.endswith(b";") else b"\n})"))
    return edits


PLACES: dict[str, Callable[[Source], list[Edit]]] = {
    "in a constant": _constant,
    "in a constant of the module": _of_module,
    "joined": _joined,
    "concatenated": _concatenated,
    "after void": _void,
    "before then": _then,
}


# One of so many samples goes into each place in `make test`; all of them in `make test-long`.
SHARES = 6 if EVERY > 1 else 1


def _share(place: str, kind: str) -> list[Path]:
    return list(_samples(kind))[list(PLACES).index(place) % SHARES :: SHARES]


def _placed(sample: Path, place: str) -> bytes | None:
    source = Source.read(sample.name, sample.read_bytes())
    edits = PLACES[place](source)
    return apply(source.data, edits) if edits else None


def _differs(result: Run, expected: str) -> bool:
    # A comment above what declares a program goes with it.
    texts = (re.sub(r"//.*|/\*(?:[^*]|\*(?!/))*\*/", "", text) for text in (result.after, expected))
    one, two = (re.sub(r"\s+", "", text) for text in texts)
    return one != two


@pytest.mark.parametrize("place", PLACES)
def test_a_program_in_another_place_becomes_the_same(place: str, tree: Path) -> None:  # noqa: F811
    wrong, tried = [], 0
    for sample in _share(place, "before"):
        text = _placed(sample, place)
        if text is None:
            continue
        tried += 1
        expected = _text(sample.with_name(sample.name.replace(".before.", ".after.")))
        result = run(tree / sample.parent.name, text.decode(), name=sample.name)
        left = any(entry.outcome is not Outcome.REWRITTEN for entry in result.programs)
        if left or _differs(result, expected):
            lines = difflib.unified_diff(expected.splitlines(), result.after.splitlines(), lineterm="", n=1)
            wrong.append(f"{_name(sample)}: {_story(result)}\n" + "\n".join(lines))
    assert tried > 3 // SHARES
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong[:3])


@pytest.mark.parametrize("place", PLACES)
def test_a_near_miss_in_another_place_stays(place: str, tree: Path) -> None:  # noqa: F811
    for sample in _share(place, "stays"):
        text = _placed(sample, place)
        if text is not None:
            result = run(tree / sample.parent.name, text.decode(), name=sample.name)
            assert result.after == result.before, f"{_name(sample)}\n{result.after}"
