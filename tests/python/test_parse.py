"""Text that would end the process, or take minutes, is refused; tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from migrator.python.lower import Unparsable, lower
from migrator.python.parse import MAX_BRACKETS, MAX_CHAIN, MAX_CHARS, MAX_ELIFS, parse
from migrator.report.sentences import words

SCRIPT = """
import sys
from migrator.python.lower import Unparsable, lower
for text in sys.stdin.read().split("\\0"):
    try:
        program = lower(text, {})
        for statement in program.body:
            program.position(statement), program.end_position(statement)
        print("ok")
    except Unparsable as fault:
        print("refused")
"""

NESTED: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "(" * n + "a" + ")" * n,
    "lists": lambda n: "[" * n + "]" * n,
    "dicts": lambda n: "{a:" * n + "a" + "}" * n,
    "calls": lambda n: "f(" * n + ")" * n,
    "calls with an error": lambda n: "f(" * n + "a a" + ")" * n,
    "defaults": lambda n: "(lambda x=" * n + "1" + ": x)" * n,
    "generators": lambda n: "(a for a in " * n + "a" + ")" * n,
    "indices": lambda n: "a[" * n + "0" + "]" * n,
    "walruses": lambda n: "(a:=" * n + "1" + ")" * n,
    "f-strings": lambda n: "f'{" * n + "a" + "}'" * n,
    "formats": lambda n: "f'" + "{a:" * n + "}" * n + "'",
    "not": lambda n: "not " * n + "a",
    "minus": lambda n: "-" * n + "a",
    "powers": lambda n: "**".join(["a"] * n),
    "negative powers": lambda n: "a**-" * n + "a",
    "conditionals": lambda n: "a if b else " * n + "c",
    "lambdas": lambda n: "lambda: " * n + "c",
    "lambdas with parameters": lambda n: "lambda a, b: " * n + "c",
    "sums": lambda n: "+".join(["a"] * n),
    "ands": lambda n: " and ".join(["a"] * n),
    "comparisons": lambda n: " < ".join(["a"] * n),
    "attributes": lambda n: ".".join(["a"] * n),
    "calls of calls": lambda n: "a" + "()" * n,
    "indices of indices": lambda n: "a" + "[0]" * n,
    "strings": lambda n: '"a" ' * n,
    "clauses": lambda n: "[a " + "for a in b " * n + "]",
    "elifs": lambda n: "if a: b\n" + "elif a: b\n" * n,
    "imports": lambda n: "import " + ".".join(["a"] * n),
    "blocks": lambda n: "".join(" " * i + "if a:\n" for i in range(n)) + " " * n + "b",
    "statements": lambda n: "a\n" * n,
    "list of attributes": lambda n: "[" + "a.b, " * n + "]",
    "targets": lambda n: "a = " * n + "b",
    "decorators": lambda n: "@a\n" * n + "def f(): pass",
    "sums in calls": lambda n: "f(a + " * n + "a" + ")" * n,
    "conditionals in brackets": lambda n: "(a if b else " * n + "c" + ")" * n,
    "nothing closed": lambda n: "f(" * n,
    "quotes": lambda n: "f'" * n,
}
# At 50 levels a program is read, whatever it nests.
SIZES = (50, 100, 300, 1_500, 20_000)


@pytest.mark.parametrize("name", NESTED)
def test_process_survives(name: str) -> None:
    texts = [NESTED[name](size) for size in SIZES if len(NESTED[name](size)) < 60_000]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input="\0".join(texts), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = done.stdout.split()
    assert len(answers) == len(texts)
    assert answers[0] == "ok" or name in ("calls with an error", "nothing closed", "quotes")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("f(\n" + "(" * 100 + "\n1", "brackets", 2),
        ("f()\nx = " + "+".join(["a"] * (MAX_CHAIN + 2)), "operators", 2),
        ("\n".join(" " * i + "if a:" for i in range(102)), "blocks", 102),
        ("x = 1\n" * 40_000, "characters", None),
        ("f()\nx = 'a\ud800'", "surrogate", 2),
        ("f()\nx = = 1", "expected", 2),
        ("if a:\nf()", "INDENT", 2),
        ("f()\nx = '\\x4'", "digits", None),
        ("x = '\\N{no such}'", "names no character", None),
        ("type A = int", "not understood", None),
        ("def f[T](a): pass", "not understood", None),
        ("a\0b", "", None),
    ],
)
def test_refused(text: str, message: str, line: int | None) -> None:
    with pytest.raises(Unparsable) as caught:
        lower(text, {})
    assert message in words(caught.value.message)
    assert "\n" not in words(caught.value.message)
    if line is not None:
        assert caught.value.line == line


def test_brackets_in_strings_and_comments_do_not_count() -> None:
    text = f"f({'(' * 300!r})  # {'[' * 300}\ng(f'{'(' * 300}{{a}}')"
    assert len(lower(text, {}).body) == 2


def test_long_sum_is_read() -> None:
    text = "x = " + "+".join(["a"] * (MAX_CHAIN - 100))
    program = lower(text, {})
    assert program.position(program.body[0]) == 0
    assert program.end_position(program.body[0]) == len(text)


@pytest.mark.parametrize(
    ("within", "beyond", "message"),
    [
        ("(" * MAX_BRACKETS + ")" * MAX_BRACKETS, "(" * (MAX_BRACKETS + 1), "brackets are nested more than 100 deep"),
        ("a" * MAX_CHARS, "a" * (MAX_CHARS + 1), "the program has more than 200,000 characters"),
        (
            "if a: b\n" + "elif a: b\n" * MAX_ELIFS,
            "if a: b\n" + "elif a: b\n" * (MAX_ELIFS + 1),
            "there are more than 1,000 elifs",
        ),
    ],
    ids=["brackets", "characters", "elifs"],
)
def test_the_bounds_are_exact(within: str, beyond: str, message: str) -> None:
    assert parse(within).body
    with pytest.raises(Unparsable) as caught:
        parse(beyond)
    assert words(caught.value.message) == message


def test_the_same_text_is_parsed_once() -> None:
    assert parse("kept = 1") is parse("kept = 1")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("if a:\n    x = 1\n\\\nb = 2", 3),
        ("if a:\n    x = 1\n    \\\nb = 2", 3),
        ("if a:\n    x = 1\n\n\\\n    b = 2", 4),
        ("if a:\n  x\n  # c\n\t\\\r\nb", 4),
        ("\\\nx = 1", 1),
        ("if a:\n  x\n\\\n\ny", 3),
    ],
)
def test_a_line_of_only_a_backslash_is_refused(text: str, line: int) -> None:
    with pytest.raises(Unparsable) as raised:
        parse(text)
    assert raised.value.line == line
    assert words(raised.value.message).startswith("a line begins with a backslash")


@pytest.mark.parametrize(
    "text",
    ["x = \\\n  1", "f(\n\\\n1)", "'''\n\\\n'''", "x = 1 \\\n\n", "# a \\\nx", "f(1,\n  \\\n  2)", "f'''\n\\\n{\n\\\nx}'''"],
)
def test_a_backslash_within_a_line_is_read(text: str) -> None:
    assert parse(text)
