"""What holds for any file: samples, near misses and mutants are taken apart, mixed with other code, worded otherwise, and migrated.

Nothing here knows what a rule should do. Each property is a count or a comparison that another walk of the tree makes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.javascript.parser import parse
from migrator.javascript.source import Source
from migrator.model.ledger import Entry, Outcome
from tests import support
from tests.support import FIXTURES, Examined
from tests.whole.mutants.mutate import mutants
from tests.whole.mutants.run import all_instances
from tests.whole.wordings.catalogue import WORDINGS
from tests.whole.wordings.run import worded

if TYPE_CHECKING:
    from tree_sitter import Node

# The same examples on every machine and in every run; PROPERTIES=1000 tries more of them.
EXAMPLES = int(os.environ.get("PROPERTIES", "20"))
profile = settings(
    derandomize=True, max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
_ORDER = ("python", "names", "javascript", "layout")
CHANGES = [wording for wording in WORDINGS if wording.kind in _ORDER]
# Code that no rule is about, and that looks as if one were.
OTHERS = (
    "    says() { return 'await this.pyodide.runPythonAsync(`env.render()`)'; }",
    "    tells() { return `${this.name} this.pyodide ${`inner ${this.frame}`}`; }",
    "    // this.pyodide.runPythonAsync(`env.render()`)\n    get pyodides() { return /this.pyodide/g; }",
    "    static pyodide(pyodide) { return pyodide.version; }",
    "    other(peer) { return peer.pyodide?.version; }",
    "    #pyodide = 1;\n    hidden() { return this.#pyodide; }",
    "    async *list() { for await (const [a, { b = 1, ...c }] of this.all) yield* [a, b, c]; }",
    "    // eslint-disable-next-line\n    field = async (hash, json) => { label: for (;;) { if (hash) break label; json++; } };",
    "    render() { const statePayload = 1, hashResult = 2, resetResult = 3; return [statePayload, hashResult, resetResult]; }",
)


@dataclass(frozen=True)
class Part:
    """What a sample is made of: what stands around its classes, and the members of those."""

    around: str
    members: tuple[str, ...]


@cache
def parts() -> tuple[Part, ...]:
    paths = sorted(FIXTURES.glob("[0-9][0-9]-*/*.before.js")) + sorted(FIXTURES.glob("[0-9][0-9]-*/*.stays.js"))
    samples = [_part(path.read_bytes().replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")) for path in paths]
    spoiled = (mutant.file for instance in all_instances().values() for mutant in islice(mutants(instance), 0, 60, 29))
    return tuple(part for part in (*samples, *map(_act, spoiled)) if part.members)


def _part(data: bytes) -> Part:
    root = parse(data).root_node
    bodies = [node for node in _walk(root) if node.type == "class_body" and _depth(node, "class_body") == 0]
    imports = [node.text.decode() for node in root.named_children if node.type == "import_statement"]
    return Part("\n".join(imports), tuple(text for body in bodies for text in _members(body, data)))


def _act(file: str) -> Part:
    """The one method of a mutant; its base class stands in for the game's."""
    return Part("", _part(file.encode()).members[-1:])


def _members(body: Node, data: bytes) -> Iterator[str]:
    """Members with what stands above each, so that comments come along."""
    at = body.start_byte + 1
    for child in body.named_children:
        if child.type != "comment":
            end = child.end_byte + (data[child.end_byte : child.end_byte + 1] == b";")
            yield data[at:end].decode().strip("\n")
            at = end


def _depth(node: Node, kind: str) -> int:
    found = 0
    while node.parent is not None:
        node = node.parent
        found += node.type == kind
    return found


def _walk(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file of one or two classes with the members of some samples in any order, other code between, in other words."""
    chosen = draw(st.lists(st.sampled_from(range(len(parts()))), min_size=1, max_size=5))
    others = draw(st.lists(st.sampled_from(OTHERS), max_size=3, unique=True))
    wordings = draw(st.lists(st.sampled_from(range(len(CHANGES))), max_size=4, unique=True))
    seed = draw(st.integers(0, 2**16))
    random = Random(seed)
    taken = [parts()[index] for index in chosen]
    members = [*others, *(member for part in taken for member in part.members)]
    random.shuffle(members)
    cut = random.choice((0, len(members) // 2))
    imports = dict.fromkeys(line for part in taken for line in part.around.split("\n") if line)
    imports.pop("import { Game } from '../game/js/game.js'", None)
    text = "\n".join(dict.fromkeys(["import { Game } from '../game/js/game.js';", *imports]))
    for name, own in (("One", members[:cut]), ("Two", members[cut:])):
        if own:
            text += f"\n\nexport class {name} extends Game {{\n" + "\n\n".join(own) + "\n}\n"
    ordered = sorted((CHANGES[index] for index in wordings), key=lambda wording: _ORDER.index(wording.kind))
    return worded(ordered, text.encode(), seed)[0]


_numbers = count()


def examine(data: bytes) -> Examined | None:
    return support.examine(_examiner(), str(FIXTURES / "mixed" / f"{next(_numbers)}.js"), data)


_examiner = cache(support.examiner)


def test_what_holds_for_any_file() -> None:
    outcomes: Counter[Outcome] = Counter()

    @profile
    @given(files())
    def holds(data: bytes) -> None:
        before = Source.read("before", data)
        found = examine(data)
        assert found is not None or not uses(before)
        if found is None:
            return
        outcomes.update(entry.outcome for entry in found.entry.entries)
        every_use_is_in_the_ledger(before, found.entry.entries)
        after = Source.read("after", found.data)  # parses
        every_name_binds(before, after)
        other_bytes_are_the_same(before, after, found.entry.entries)
        a_second_run_changes_nothing(found.data)

    holds()
    # Examples in which nothing happens would prove nothing.
    assert outcomes[Outcome.REWRITTEN] >= EXAMPLES // 2, outcomes
    assert outcomes[Outcome.UNMATCHED] >= EXAMPLES // 2, outcomes


def uses(source: Source) -> Counter[int]:
    """How often the receiver stands on each line, found by its name alone: `pyodide` as a property of `this`, and as
    a member that a class declares.
    """
    found: Counter[int] = Counter()
    for node in _walk(source.root):
        if node.type in ("method_definition", "field_definition") and node.parent and node.parent.type == "class_body":
            name = node.child_by_field_name("name") or node.child_by_field_name("property")
            if name is not None and _plain(name, source) == "pyodide":
                found[source.line(name.start_byte)] += 1
        if node.type not in ("member_expression", "subscript_expression"):
            continue
        part = node.child_by_field_name("property") or node.child_by_field_name("index")
        base = node.child_by_field_name("object")
        if part is None or base is None or part.type == "private_property_identifier":
            continue
        if _plain(part, source).strip("'\"`") == "pyodide" and _plain(base, source).removeprefix("await") == "this":
            found[source.line(_this(base).start_byte)] += 1
    return found


def _plain(node: Node, source: Source) -> str:
    """The text of a node without comments, spaces and parentheses."""
    text = source.text(node.start_byte, node.end_byte)
    return re.sub(r"/\*.*?\*/|//[^\r\n]*|[()\s]", "", text, flags=re.DOTALL)


def _this(node: Node) -> Node:
    return next(inner for inner in _walk(node) if inner.type == "this")


def every_use_is_in_the_ledger(source: Source, entries: tuple[Entry, ...]) -> None:
    assert sum(uses(source).values()) == len(entries)
    lines = {line for entry in entries for line in range(entry.line, entry.end_line + 1)}
    assert set(uses(source)) <= lines
    assert all(entry.rule for entry in entries if entry.outcome is Outcome.REWRITTEN)
    assert all(entry.reason for entry in entries if entry.outcome is Outcome.UNMATCHED)


def every_name_binds(before: Source, after: Source) -> None:
    known = {reference.name for reference in before.scopes.globals} | {"JSON"}
    assert {reference.name for reference in after.scopes.globals} <= known
    assert Counter((problem.kind, problem.name) for problem in after.scopes.problems) <= Counter(
        (problem.kind, problem.name) for problem in before.scopes.problems
    )


def other_bytes_are_the_same(before: Source, after: Source, entries: tuple[Entry, ...]) -> None:
    """Members in which no use is rewritten are the same, and so is all that stands between members."""
    lines = {entry.line for entry in entries if entry.outcome is Outcome.REWRITTEN}
    old, new = list(_pieces(before)), list(_pieces(after))
    assert len(old) == len(new)
    for (start, end), (first, last) in zip(old, new, strict=True):
        if not any(before.line(start) <= line <= before.line(end) for line in lines):
            assert before.data[start:end] == after.data[first:last]


def _pieces(source: Source) -> Iterator[tuple[int, int]]:
    """The members of the file's own classes, and what stands between them."""
    at = 0
    for body in _walk(source.root):
        if body.type != "class_body" or _depth(body, "class_body"):
            continue
        for member in body.named_children:
            if member.type != "comment":
                yield at, member.start_byte
                yield member.start_byte, member.end_byte
                at = member.end_byte
    yield at, len(source.data)


def a_second_run_changes_nothing(data: bytes) -> None:
    again = examine(data)
    assert again is None or again.data == data
    assert again is None or not any(entry.outcome is Outcome.REWRITTEN for entry in again.entry.entries)
