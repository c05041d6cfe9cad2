"""Parsing again from the old tree, and looking only where it changed, finds what a look at everything finds."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.javascript.scopes import Scopes, analyse
from migrator.javascript.source import Source, SourceError
from migrator.javascript.unchanged import Unchanged
from migrator.report.sentences import words
from migrator.report.sentences import words as spelled
from migrator.rewriting import verification as verify
from tests.support import FIXTURES

if TYPE_CHECKING:
    from tree_sitter import Node

TRIALS = 40
# Texts that change how what follows is read, among some that do not.
TEXTS = (
    b"",
    b"x",
    b"{ a: 1 }",
    b"\n",
    b"await f();",
    b"// c\n",
    b"`",
    b"/*",
    b"*/",
    b"(",
    b"if (a) b()",
    b"\n[1]",
    b"++",
)
FILES = sorted(FIXTURES.glob("*/*.before.js"))[::4] + sorted((FIXTURES / "game" / "js").glob("*.js"))


def edited(data: bytes, seed: str) -> Iterator[tuple[list[Edit], bytes]]:
    chance = random.Random(seed)
    for _ in range(TRIALS):
        cuts = sorted(chance.sample(range(len(data) + 1), 2 * chance.randint(1, 4)))
        edits = [
            Edit(start, end if end - start < 400 else start, chance.choice(TEXTS))
            for start, end in zip(cuts[::2], cuts[1::2], strict=True)
        ]
        yield edits, apply(data, edits)


def nodes(root: Node) -> list[tuple[str, int, int, bool]]:
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        found.append((node.type, node.start_byte, node.end_byte, node.is_named))
        stack.extend(node.children)
    return found


def again(before: Source, edits: list[Edit], data: bytes) -> Source:
    return before.edited(edits, data)[0]


def outcome(read: Callable[[], Source]) -> list[tuple[str, int, int, bool]] | str:
    """All nodes, or why there are none."""
    try:
        return nodes(read().root)
    except SourceError as error:
        return f"{error.line}: {words(error.message)}"


def test_a_tree_from_the_old_one_is_a_tree_from_nothing() -> None:
    parsed = refused = 0
    for path in FILES:
        before = Source.read(str(path), path.read_bytes())
        for edits, data in edited(before.data, path.name):
            whole = outcome(partial(Source.read, "new", data))
            assert outcome(partial(again, before, edits, data)) == whole
            refused += isinstance(whole, str)
            parsed += not isinstance(whole, str)
    assert parsed > TRIALS
    assert refused > TRIALS


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r", b"\r\n"])
def test_what_the_parser_is_given_otherwise_is_edited_otherwise_too(mark: bytes) -> None:
    text = b"class A {\n  go() {\n    first();\n    second('\xc3\xa4');\n  }\n}\n"
    data = mark + text if mark[:1] == b"\xef" else text.replace(b"\n", mark)
    before = Source.read("a.js", data)
    at = data.index(b"first();")
    edits = [Edit(at, at + 8, b"if (x) {" + (b"\n" if mark[:1] == b"\xef" else mark) + b"}")]
    after, _ = before.edited(edits, apply(data, edits))
    assert nodes(after.root) == nodes(Source.read("a.js", apply(data, edits)).root)


# Without semicolons, a tree from the old one may end a statement before a comment, and one from nothing behind it.
LOOSE = b"""export class A {
    go() {
        first() // one
        return this.x // two
    }
}
const first = () => 1 // three
const last = 2 /* four */
let text = `five` // six

export { first, last }
"""


def test_what_is_said_of_a_result_is_what_is_said_of_it_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(path.name, path.read_bytes()) for path in FILES[::3]] + [(f"loose {n}", LOOSE * n) for n in (1, 7)]
    texts += [(f"{name}, loose", data.replace(b";\n", b" // end\n")) for name, data in texts]
    wrong = right = 0
    for name, text in texts:
        try:
            before = Source.read(name, text)
        except SourceError:
            continue
        for edits, data in edited(text, name):
            said = verify.verify(before, edits, data)
            with monkeypatch.context() as patched:
                patched.setattr(Source, "edited", _never)
                assert verify.verify(before, edits, data) == said, (name, edits)
            wrong += said is not None
            right += said is None
    assert wrong > TRIALS
    assert right > TRIALS // 2


def _never(*_: object) -> None:
    raise SourceError("asked for a tree from the old one")


Look = Callable[[Source, list[Edit], Source, list[tuple[int, int]]], str | None]


def looked(
    look: Look, before: Source, trials: Iterator[tuple[list[Edit], bytes]]
) -> Iterator[tuple[list[Edit], str | None, str | None]]:
    """Edits whose result parses, with what a look near what changed says of it, and a look at everything."""
    for edits, data in trials:
        try:
            after, changed = before.edited(edits, data)
        except SourceError:
            continue
        yield edits, look(before, edits, after, changed), look(before, edits, after, [(0, len(data))])


def test_what_is_read_otherwise_is_found_where_the_tree_changed() -> None:
    otherwise = alike = 0
    for path in FILES:
        before = Source.read(str(path), path.read_bytes())
        for edits, found, everywhere in looked(verify._statements, before, edited(before.data, path.name)):
            assert (found is None) == (everywhere is None), (path.name, edits)
            otherwise += found is not None
            alike += found is None
    assert otherwise > 5
    assert alike > TRIALS


# Declarations, writes and uses of names, some of which the functions around take from outside or have themselves.
NAMED = b"""import { shared, other } from './shared.js';
let count = 0;
const LIMIT = 3;
function outer(first, { second = shared } = {}) {
    var lifted = first;
    const inner = (value) => { count += value; return arguments.length + second; };
    if (count > LIMIT) { let count = 1; lifted += count; }
    try { inner(LIMIT); } catch (error) { console.log(error, missing); }
    return function again(n) { return n ? again(n - 1) : lifted; };
}
class Game extends other.Base {
    static made = 0;
    field = () => { this.used = shared(count); };
    async play(first = LIMIT) {
        for (const shared of first) { await this.step(shared); }
        const twice = 1;
        { const twice = 2; Game.made += twice; }
        return outer(first, undefined);
    }
    step(x) { undefinedLater(x); LIMITED = x; return count; }
    odd() { let spare; let spare; }
    [LIMIT]() { const LIMIT = 0; return LIMIT; }
}
export { outer, Game };
"""
NAMES = (
    b"var count; ",
    b"let count = 1; ",
    b"const shared = 2; ",
    b"let first; ",
    b"var twice; ",
    b"const missing = 1; ",
    b"LIMIT = 4; ",
    b"count = 1; ",
    b"function outer() {} ",
    b"arguments; ",
    b"let arguments; ",
    b"undefinedLater(); ",
    b"let spare; let spare; ",
    b"class other {} ",
    b"const undefined = 1; ",
    b"{ ",
    b"} ",
    b"lifted; ",
    b"",
)


def renamed(data: bytes, seed: str) -> Iterator[tuple[list[Edit], bytes]]:
    """Statements put at the beginning of lines, lines and words taken away."""
    chance = random.Random(seed)
    lines = [at for at in range(len(data)) if at == 0 or data[at - 1 : at] == b"\n"]
    words = [match.span() for match in re.finditer(rb"\w+", data)]
    for _ in range(12 * TRIALS):
        edits = []
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(lines) - 1)
            line, word = (lines[at], lines[at + 1]), chance.choice(words)
            start, end = chance.choice([(line[0], line[0]), (line[0], line[0]), (line[0], line[0]), line, word])
            edits.append(Edit(start, end, chance.choice(NAMES)))
        edits.sort()
        if all(one.end < other.start for one, other in pairwise(edits)):
            yield edits, apply(data, edits)


def test_names_mean_what_a_look_at_every_function_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that is as it was is not gone through again; of the names that it takes from outside, each is."""
    said: Counter[str] = Counter()
    looked_at: list[int] = []

    def counted(*arguments: Any) -> Scopes:
        scopes = analyse(*arguments)
        looked_at.append(len(scopes.references))
        return scopes

    monkeypatch.setattr(verify, "analyse", counted)
    for path in [None, *FILES[::4]]:
        text = NAMED if path is None else path.read_bytes()
        before = Source.read("a.js", text)
        for edits, found, everywhere in looked(partial(verify._names, written=None), before, renamed(text, str(path and path.name))):
            assert found == everywhere, (path, edits)
            said[re.sub("`.*?`", "", spelled(found) if found is not None else "nothing")] += 1
    assert sum(looked_at[::2]) < sum(looked_at[1::2]) * 0.8
    kinds = ("bound by nothing", "declared twice", "a constant that is written", "captured")
    assert all(said[f" would be {kind}"] > 5 for kind in kinds), said
    assert said["nothing"] > TRIALS


def kept(text: str, *changed: str) -> tuple[Source, Unchanged]:
    """The functions of a text that stay where they are, all but those that are named."""
    source = Source.read("a.js", text.encode())

    def stays(node: Node) -> int | None:
        name = node.child_by_field_name("name")
        return None if name is not None and name.text is not None and name.text.decode() in changed else node.start_byte

    return source, Unchanged(source.scopes, stays)


def test_of_an_unchanged_function_only_what_it_takes_from_outside_is_looked_at() -> None:
    source, unchanged = kept("let a; function f(b) { let c; return a + b + c + d; } a;")
    function = next(child for child in source.root.children if child.type == "function_declaration")
    assert [(found.name, found.write, found.read) for found in unchanged.outward(function) or ()] == [
        ("a", False, True),
        ("d", False, True),
    ]
    assert [found.name for found in unchanged.references()] == ["a", "d", "a"]


def test_a_function_that_changed_is_looked_at_whole_and_one_within_it_is_not() -> None:
    source, unchanged = kept("function f(b) { b; function g(c) { c; e; } }", "f")
    function = source.root.children[0]
    assert unchanged.outward(function) is None
    assert [found.name for found in unchanged.references()] == ["b", "e"]


def test_problems_within_an_unchanged_function_stay_as_they_were() -> None:
    text = "const a = 1; function f() { let b; let b; a = 2; } function g() { let c; let c; }"
    _, unchanged = kept(text, "g")
    assert [problem.name for problem in unchanged.problems()] == ["a", "c"]
