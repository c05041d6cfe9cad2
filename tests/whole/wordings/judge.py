"""Whether two wordings of one file come to the same: the same ledger, and the same result once both are printed alike."""

from __future__ import annotations

import ast
import re
import shutil
import tokenize
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.javascript.embedded import Embedded, embed
from migrator.javascript.lower import Lowering
from migrator.javascript.scopes import Binding
from migrator.javascript.source import Source
from migrator.javascript.strings import cook
from migrator.model.ledger import Entry
from migrator.model.settings import RECEIVER
from migrator.model.term import JavaScriptTerm, Term
from migrator.python.lower import lower, structure
from migrator.python.parse import Unparsable
from migrator.report.words import note_text
from migrator.run.examine import Examiner
from migrator.sites.program import program_argument
from tests import support
from tests.support import FIXTURES, Examined, shipped_rules, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

GAME = ("multiplayer.js", "game.js", "game_worker.js")


@dataclass(frozen=True)
class Input:
    """A file of the fixtures. ``stays`` marks a near miss, of which nothing may be rewritten."""

    name: str
    path: Path
    stays: bool = False

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_game(self) -> bool:
        return self.path.parent.name == "js"


@cache
def inputs() -> tuple[Input, ...]:
    """The game's own files that use the receiver, and all samples that are rewritten."""
    game = [Input(f"game/{name}", FIXTURES / "game" / "js" / name) for name in GAME[:2]]
    return (*game, *(Input(_name(path), path) for path in sorted(FIXTURES.glob("[0-9][0-9]-*/*.before.js"))))


@cache
def near_misses() -> tuple[Input, ...]:
    """All samples that are left alone."""
    return tuple(Input(_name(path), path, True) for path in sorted(FIXTURES.glob("[0-9][0-9]-*/*.stays.js")))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.partition('.')[0]}"


class Bench:
    """Looks at files as if they stood among the fixtures, in a copy of the game."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._plain: dict[str, Examined | None] = {}
        self._count = 0
        self._game: tuple[dict[str, bytes], dict[str, Examined | None]] = ({}, {})
        self._examiner = self._copy(root, {})
        for rule in shipped_rules():
            (root / rule.id).mkdir()

    def _copy(self, root: Path, others: dict[str, bytes]) -> Examiner:
        shutil.copytree(FIXTURES / "game" / "js", root / "game" / "js")
        for name, data in others.items():
            (root / "game" / "js" / name).write_bytes(data)
        return support.examiner()

    def plain(self, given: Input) -> Examined | None:
        """What becomes of an input as it is."""
        if given.name not in self._plain:
            self._plain[given.name] = self.look(given, given.data)
        return self._plain[given.name]

    def look(self, given: Input, data: bytes) -> Examined | None:
        """What becomes of other bytes in the place of an input."""
        return support.examine(self._examiner, str(self._root / self._place(given)), data)

    def game(self, files: dict[str, bytes]) -> dict[str, Examined | None]:
        """What becomes of the game if it is written like this: each file that uses the receiver. Both are inputs, under
        one wording after the other.
        """
        if self._game[0] == files:
            return self._game[1]
        self._count += 1
        root = self._root / f"other{self._count}"
        examiner = self._copy(root, files)
        found = {
            name: support.examine(examiner, str(root / "game" / "js" / name), files[name])
            for name in GAME[:2]
            if name in files
        }
        shutil.rmtree(root)
        self._game = files, found
        return found

    def _place(self, given: Input) -> Path:
        return given.path.relative_to(FIXTURES)


def difference(
    plain: Examined | None, other: Examined | None, *, prints: str = "same", comments: bool = True
) -> str | None:
    """In what two runs differ, in words; None where they come to the same.

    ``prints`` says whether the other has the "same", "more", "fewer" or "reworded" prints; ``comments`` that the comments in
    JavaScript are the same as well.
    """
    if plain is None or other is None:
        return None if plain is other else "one of them has no use of the receiver"
    return (
        _ledger_difference(plain, other, prints, comments)
        or result_difference(plain.data, other.data)
        or (_comments_difference(plain.data, other.data) if comments else None)
    )


# -- the ledger --------------------------------------------------------------------------------------------------------


def _ledger_difference(plain: Examined, other: Examined, prints: str, comments: bool) -> str | None:
    mine, theirs = plain.entry.entries, other.entry.entries
    for left, right in zip(mine, theirs, strict=False):
        if _facts(left) != _facts(right):
            return f"line {right.line}: {_facts(right)}, not {_facts(left)}{_cause(right)}"
    if len(mine) != len(theirs):
        return f"{len(theirs)} uses, not {len(mine)}"
    for left, right in zip(mine, theirs, strict=True):
        expected, found = [[_printed(drop.text) for drop in entry.dropped] for entry in (left, right)]
        if prints == "same" and expected != found:
            return f"line {right.line}: dropped {found}, not {expected}"
        if prints == "reworded" and _prints(expected) != _prints(found):
            return f"line {right.line}: dropped {found}, not {expected}"
        if prints in ("more", "fewer"):
            lacking = Counter(expected) - Counter(found) if prints == "more" else Counter(found) - Counter(expected)
            if lacking:
                return f"line {right.line}: dropped {found} and not {expected}"
    if _notes(plain, comments) != _notes(other, comments):
        return f"notes {[*map(note_text, other.entry.notes)]}, not {[*map(note_text, plain.entry.notes)]}"
    return None


def _prints(dropped: list[str]) -> int:
    """How many prints are among the dropped statements; the others are temporaries that only these read."""
    return sum(text.startswith("print(") for text in dropped)


def _facts(entry: Entry) -> tuple[object, ...]:
    """What must be the same; a class may have another name."""
    reason = entry.reason.code.value if entry.reason is not None else None
    return (
        entry.id, entry.method, entry.member, entry.kind, entry.outcome.value, entry.is_program, entry.rule, reason,
    )  # fmt: skip


def _cause(entry: Entry) -> str:
    near = [f" [{item.rule}: {item.expected!r} / {item.found!r}]" for item in entry.nearest[:1]]
    return f": {text_of(entry.reason)}{''.join(near)}" if entry.reason is not None else ""


def _notes(examined: Examined, comments: bool) -> list[str]:
    """The notes without what they quote, those on comments only if these are to be the same."""
    notes = [note for note in map(note_text, examined.entry.notes) if comments or "the comment" not in note]
    return [re.sub(r"`\$\{(?s:.*)\}`|`[^`]*`(?:, `[^`]*`)*|\d+", "_", note) for note in notes]


def _printed(text: str) -> str:
    """A dropped statement without the names of its variables, the quotes of its strings and its line breaks."""
    text = re.sub(r"\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "_hole_", cook(text, template=True))
    text = text.replace(": …", ": pass")
    try:
        tree = ast.parse(text)
    except (SyntaxError, tokenize.TokenError):
        return " ".join(text.split())
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id != "print":
            node.id = "_"
        if isinstance(node, ast.Call):
            node.keywords.sort(key=lambda keyword: keyword.arg or "")
    return ast.unparse(tree)


# -- the result --------------------------------------------------------------------------------------------------------


def result_difference(one: bytes, other: bytes) -> str | None:
    """The first place at which two files are not the same but for what never decides a match, and for local names."""
    left, right = _File(one), _File(other)
    forth: dict[Binding, Binding] = {}
    back: dict[Binding, Binding] = {}
    stack = [(left.term, right.term)]
    while stack:
        mine, theirs = stack.pop()
        mine, theirs = _plain(mine), _plain(theirs)
        if "block" in (mine.kind, theirs.kind) and mine.kind != theirs.kind:
            mine, theirs = _without_braces(mine), _without_braces(theirs)
        if mine.kind == "import_specifier" == theirs.kind:  # `a` is `a as a`
            stack.append((mine.children[-1], theirs.children[-1]))
            if left.text(mine.children[0]) != right.text(theirs.children[0]):
                return f"the result imports {right.shown(theirs)}, not {left.shown(mine)}"
            continue
        if mine.kind == "name" == theirs.kind:
            here, there = left.binding(mine), right.binding(theirs)
            if here is None or there is None:
                same = here is there and mine.value == theirs.value
            else:
                same = forth.setdefault(here, there) is there and back.setdefault(there, here) is here
        else:
            same = (mine.kind, mine.value, len(mine.children)) == (theirs.kind, theirs.value, len(theirs.children))
            if same and mine.kind == "program":
                same = left.structure(mine) == right.structure(theirs)
        if not same:
            return f"the result has {right.shown(theirs)}, not {left.shown(mine)}"
        stack.extend(reversed(list(zip(mine.children, theirs.children, strict=mine.kind != "name"))))
    return None


def _plain(term: Term) -> Term:
    """A term as esbuild and prettier spell it: `void 0` for undefined, numbers by their value."""
    if term.kind == "unary" and term.value == "void" and term.children[0].kind == "number":
        return JavaScriptTerm("name", "undefined", origin=term.origin)
    if term.kind == "number" and re.fullmatch(r"[\d.]+(?:[eE][+-]?\d+)?", term.value):
        return JavaScriptTerm("number", str(float(term.value)), origin=term.origin)
    return term


def _without_braces(term: Term) -> Term:
    return term.children[0] if term.kind == "block" and len(term.children) == 1 else term


class _File:
    """A file as one term, in which a program is a term of its own with its holes below."""

    def __init__(self, data: bytes) -> None:
        self._source = Source.read("result", data)
        self._programs: dict[int, Embedded] = {}
        self._lowering = Lowering(data, RECEIVER, self._embed)
        self.term = JavaScriptTerm("block", "", self._lowering.statements(self._source.root.children))

    def _embed(self, function: Term, argument: Node) -> Term | None:
        literal = program_argument(function, argument)
        if literal is None:
            return None
        embedded = embed(self._source.data, literal)
        self._programs[literal.id] = embedded
        holes = []
        for hole in embedded.holes:
            inner = [child for child in hole.node.named_children if child.type != "comment"]
            holes.append(self._lowering.lower(inner[0]) if inner else JavaScriptTerm("none"))
        return JavaScriptTerm("program", "", tuple(holes), literal)

    def binding(self, term: Term) -> Binding | None:
        return self._source.scopes.binding_at(term.origin.start_byte)

    def structure(self, term: Term) -> object:
        """The normal form of a program, with the numbers of its holes."""
        embedded = self._programs[term.origin.id]
        holes = {hole.placeholder: _hole(hole.index) for hole in embedded.holes}
        try:
            return structure(lower(embedded.text, holes))
        except Unparsable:
            return embedded.text

    def text(self, term: Term) -> str:
        return self._source.text(term.origin.start_byte, term.origin.end_byte)

    def shown(self, term: Term) -> str:
        if term.origin is None:
            return "nothing"
        text = self._source.text(term.origin.start_byte, term.origin.end_byte)
        return f"line {self._source.line(term.origin.start_byte)} `{' '.join(text.split())[:80]}`"


@cache
def _hole(index: int) -> Term:
    return JavaScriptTerm("name", str(index))


# -- comments ----------------------------------------------------------------------------------------------------------


def _comments_difference(one: bytes, other: bytes) -> str | None:
    mine, theirs = _comments(one), _comments(other)
    return None if mine == theirs else f"comments {list((theirs - mine) or ())} for {list((mine - theirs) or ())}"


def _comments(data: bytes) -> Counter[str]:
    source = Source.read("result", data)
    found: Counter[str] = Counter()
    stack = [source.root]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            found[" ".join(source.text(node.start_byte, node.end_byte).split())] += 1
        stack.extend(node.children)
    return found
