"""Messages carry facts: every sentence has its words and is said with its values, and nobody looks into words."""

from __future__ import annotations

import ast
import inspect
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import AREAS, templates, words
from tests.support import ROOT

PACKAGE = ROOT / "migrator"
MODULES = sorted(PACKAGE.rglob("*.py"))
ASKING = {"startswith", "endswith", "find", "index", "count", "partition", "rpartition", "removeprefix"}
PATTERNS = {"search", "match", "fullmatch", "sub", "split", "findall", "finditer"}


# What makes a message of one sentence and its values, where it is given the sentence or the name of it.
MAKERS = {"of", "fault", "_failure", "_fault", "_made", "_message", "LeftOut", "NotationError"}
NAMES = {sentence.name for sentence in Sentence.members()}
NO_VALUES = {"named", "folder", "searched"}  # of `LeftOut`


def fields(sentence: str) -> set[str]:
    """The names of the values that a sentence, or what mends it, takes."""
    found: set[str] = set()
    for template in filter(None, templates(Sentence.named(sentence))):
        if isinstance(template, str):
            taken = (name for _, name, _, _ in string.Formatter().parse(template) if name is not None)
            found |= {name.partition(".")[0] for name in taken}
        else:
            found |= set(inspect.signature(template).parameters)
    return found


def sentences_of(node: ast.AST) -> Iterator[str]:
    """The sentences that an expression names, by themselves or in quotes."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "Sentence":
            yield from [part.attr] if part.attr.isupper() else []
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value in NAMES:
            yield part.value


def made(tree: ast.AST) -> Iterator[tuple[int, str, set[str]]]:
    """Where a message is made of a sentence: the line, the sentence, and the names of the values."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in MAKERS or any(item.arg is None for item in node.keywords):
            continue
        given = {item.arg for item in node.keywords if item.arg is not None} - NO_VALUES
        for argument in node.args:
            if isinstance(argument, ast.Attribute | ast.Constant):
                for name in sentences_of(argument):
                    yield node.lineno, name, given


def test_every_sentence_has_words() -> None:
    areas = [import_module(f"migrator.report.sentences.{area}") for area in AREAS]
    held = [sentence for area in areas for sentence in area.TEMPLATES]
    assert sorted(held) == sorted(Sentence.members())
    assert all(set(getattr(area, "MENDS", {})) <= set(area.TEMPLATES) for area in areas)


def test_every_sentence_is_said_somewhere() -> None:
    saying = [path for path in MODULES if "sentences" not in path.parts and path.parent.name != "ledger"]
    told = {name for path in saying for name in sentences_of(parsed(path))}
    assert told == NAMES


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(PACKAGE).as_posix() for path in MODULES])
def test_messages_have_the_values_of_their_sentences(path: Path) -> None:
    wrong = [(line, name, given) for line, name, given in made(parsed(path)) if given != fields(name)]
    assert wrong == []


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def is_words(node: ast.expr) -> bool:
    """Whether an expression is a message, or the words of one."""
    if isinstance(node, ast.Call):
        named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return named in ("words", "note_text")
    return isinstance(node, ast.Attribute) and node.attr in ("message", "fault", "problem", "missing")


def looks_into_words(tree: ast.AST) -> Iterator[int]:
    """Lines on which something is decided by what the words of a message are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asks = any(isinstance(operator, ast.In | ast.NotIn | ast.Eq | ast.NotEq) for operator in node.ops)
            if asks and any(map(is_words, sides)):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            looked_at = [node.func.value] if node.func.attr in ASKING else []
            looked_at += node.args if node.func.attr in PATTERNS else []
            if any(map(is_words, looked_at)):
                yield node.lineno


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(PACKAGE).as_posix() for path in MODULES])
def test_nothing_is_decided_by_words(path: Path) -> None:
    assert list(looks_into_words(parsed(path))) == []


@pytest.mark.parametrize(
    "code",
    [
        'reason.message == "no rule"',
        '"line" in breach.message',
        'words(reason.message) != "no rule"',
        'site.fault.startswith("the Python")',
        'words(note.message).endswith("checked")',
        're.sub("line", "", breach.message)',
        '_PATTERN.search(words(breach.message))',
    ],
)  # fmt: skip
def test_a_look_into_words_is_seen(code: str) -> None:
    assert list(looks_into_words(ast.parse(code))) == [1]


def test_a_message_within_a_message_comes_as_its_words() -> None:
    why = Message.of(Sentence.EXTENDS_ITSELF, owner="Game")
    assert words(Message.of(Sentence.NOT_CHECKED, why=why, name="step")) == "`Game` extends itself, so `step` was not checked"


def test_values_may_come_in_any_order_and_hold_braces() -> None:
    one = Message.of(Sentence.STILL_USED, name="{line}", line=3)
    assert one == Message.of(Sentence.STILL_USED, line=3, name="{line}")
    assert words(one) == "`{line}` is still used on line 3"


def test_a_message_without_its_lines_is_the_same_on_another_line() -> None:
    def kept(line: int, name: str = "03-seed") -> Message:
        why = Message.of(Sentence.NOTHING_FOUND, line=line)
        return Message.of(Sentence.COMMENT_KEEPS_NOTHING, name=name, why=why)

    assert kept(3) != kept(5)
    assert kept(3).without("line") == kept(5).without("line")
    assert kept(3).without("line") != kept(3, "04-get-state").without("line")
    assert kept(3).key != kept(5).key


def test_a_fault_says_what_mends_it() -> None:
    fault = words(Message.of(Sentence.UNKNOWN_KEY, key="befor", known=("after",)))
    assert (fault, fault.mend) == ("`befor` is no key of a page", "the keys are: after")
    within = Message.of(Sentence.FACT_NOTATION, call="f(", fault=Message.of(Sentence.NOT_JAVASCRIPT_HERE))
    assert words(within) == "`f(`: this is not JavaScript; write statements as they would stand in the file"
