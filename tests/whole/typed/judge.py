"""Whether types make a difference: the same ledger, the same result once they are erased, and none of them harmed."""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source, SourceError
from migrator.model.ledger import Dropped, FileEntry, Sentence
from migrator.run.examine import Examiner
from tests import support
from tests.support import FIXTURES, Examined, shipped_rules
from tests.whole.typed import eraser
from tests.whole.typed.additions import ADDITIONS, EVERYTHING, Addition, Insertion, Typed, named, typed
from tests.whole.wordings.catalogue import Wording
from tests.whole.wordings.judge import GAME, Input, difference, result_difference
from tests.whole.wordings.run import worded

ENDINGS = (".ts", ".tsx", ".mts", ".cts")


@dataclass(frozen=True)
class Case:
    """An input in some wordings and with some types. ``often`` scales how many places get one."""

    given: Input
    wordings: tuple[Wording, ...] = ()
    additions: tuple[Addition, ...] = ()
    ending: str = ".ts"
    seed: int = 0
    often: float = 1.0

    @property
    def name(self) -> str:
        words = " + ".join((*(wording.name for wording in self.wordings), *(item.name for item in self.additions)))
        return f"{self.given.name}{self.ending}, {words}, seed {self.seed}"

    def texts(self, path: Path) -> tuple[bytes, Typed | None]:
        """A file in the wordings, and the same with types."""
        data, _ = worded(self.wordings, path.read_bytes(), self.seed)
        return data, typed(data, self.additions, self.seed, self.often)


@dataclass(frozen=True)
class _Found:
    """What became of a file: its entry, its edits, and its text after them."""

    entry: FileEntry | None
    edits: tuple[Edit, ...]
    data: bytes

    @property
    def examined(self) -> Examined | None:
        return Examined(self.entry, self.data) if self.entry is not None else None


@dataclass(frozen=True)
class _Look:
    """Both runs of a case."""

    case: Case
    base: bytes
    typed: Typed
    plain: _Found
    found: _Found | str


class Bench:
    """Looks at files among the fixtures, in a copy of the game, as JavaScript and as TypeScript.

    What the grammar cannot read is an error with its line, which is right, and counted: there may be little of it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = 0
        self.unread: list[str] = []  # cases that the grammar cannot read, each with its line
        shutil.copytree(FIXTURES / "game" / "js", root / "game" / "js")
        for rule in shipped_rules():
            (root / rule.id).mkdir()
        self._examiner = support.examiner()

    def look(self, case: Case) -> _Look | None:
        """What becomes of a case, None where nothing is typed, or cannot be read."""
        base, with_types = case.texts(case.given.path)
        if with_types is None:
            return None
        place = case.given.path.relative_to(FIXTURES)
        if case.given.is_game:
            plain = self._game(case, place, base)
            found = self._game(case, place.with_suffix(case.ending), with_types.data)
        else:
            plain = _examined(self._examiner, self._root / place, base)
            found = _examined(self._examiner, self._root / place.with_suffix(case.ending), with_types.data)
        assert isinstance(plain, _Found), f"{case.name}: {plain}"
        if isinstance(found, str) and repr(Sentence.NOT_TYPESCRIPT) in found:
            self.unread.append(f"{case.name}: {found}")
            return None
        return _Look(case, base, with_types, plain, found)

    def _game(self, case: Case, place: Path, data: bytes) -> _Found | str:
        """A file of the game in a copy in which the classes that it extends and runs are worded alike."""
        self._count += 1
        root = self._root / f"other{self._count}"
        shutil.copytree(FIXTURES / "game" / "js", root / "game" / "js")
        for name in GAME:
            (root / "game" / "js" / name).write_bytes(case.texts(FIXTURES / "game" / "js" / name)[0])
        path = root / place
        path.with_suffix(".js").unlink()
        path.write_bytes(data)
        try:
            return _examined(support.examiner(), path, data)
        finally:
            shutil.rmtree(root)


def _examined(examiner: Examiner, path: Path, data: bytes) -> _Found | str:
    try:
        result = examiner.examine(Source.read(str(path), data))
    except SourceError as error:
        return f"is not read: line {error.line}, {error.message}"
    return _Found(result.entry, tuple(result.edits), apply(data, result.edits))


def judge(bench: Bench, cases: Sequence[Case]) -> list[str]:
    """What is wrong with each of these cases, "" for nothing; those in which nothing can be typed are left out."""
    looks = [look for case in cases if (look := bench.look(case)) is not None]
    texts = [(f"a{look.case.ending}", text) for look in looks for text in (look.base, look.typed.data)]
    results = [(f"a{look.case.ending}", look.found.data) for look in looks if isinstance(look.found, _Found)]
    eraser.prime([*texts, *results])
    return [f"{look.case.name}: {wrong}" if (wrong := _wrong(look)) else "" for look in looks]


def _wrong(look: _Look) -> str | None:
    name = f"a{look.case.ending}"
    try:
        eraser.erased(name, look.base)
    except eraser.NotErasable:
        return None  # a wording that is no TypeScript
    try:
        before = eraser.erased(name, look.typed.data)
    except eraser.NotErasable:
        return None  # types that are none where they were put
    if (told := result_difference(look.base, before)) is not None:
        return f"the generator is wrong: {told}"
    if isinstance(look.found, str):
        return look.found
    try:
        after = eraser.erased(name, look.found.data)
    except eraser.NotErasable as error:
        return f"the result is no TypeScript: {error}"
    plain, found = look.plain.examined, look.found.examined
    told = difference(plain, Examined(_without_types(found.entry), after) if found is not None else None)
    return told or _harmed(look, look.found) or _lost(look, look.found)


def _is_type(dropped: Dropped) -> bool:
    return dropped.text.startswith("type `")


def _without_types(entry: FileEntry) -> FileEntry:
    """The ledger of a file without the types that go with what is removed: JavaScript has none."""
    uses = (
        use._replace(dropped=tuple(item for item in use.dropped if not _is_type(item))) for use in entry.entries
    )
    return entry._replace(entries=tuple(uses))


def _told(found: _Found) -> list[str]:
    """The types that the ledger lists as dropped, without white space."""
    return [
        "".join(item.text.removeprefix("type `").removesuffix("`").split())
        for use in (found.entry.entries if found.entry is not None else ())
        for item in use.dropped
        if _is_type(item)
    ]


def _lost(look: _Look, found: _Found) -> str | None:
    """The first type that is gone and not in the ledger, or is in the ledger and was nowhere."""
    told = _told(found)
    before = "".join(look.typed.data.decode().split())
    written = "".join("".join(edit.text.decode().split()) for edit in found.edits)
    for text in told:
        if text not in before:
            return f"{text!r} is dropped, and was nowhere"
    for insertion, start in _placed(look.typed):
        text = "".join(insertion.text.decode().split())
        goes = any(edit.start <= start and start + len(insertion.text) <= edit.end for edit in found.edits)
        if not goes or insertion.stays or not any(map(str.isalpha, text)):
            continue
        bare = text.strip("()")
        if bare not in written and not any(bare.strip("!?") in each for each in told):
            return f"the type in {insertion.text.decode()!r} is gone, and the ledger does not tell"
    return None


def _harmed(look: _Look, found: _Found) -> str | None:
    """The first type that an edit takes or changes, though it is on a line that stays, or is a statement of its own."""
    source = Source.read("base", look.base)
    starts = [*source.line_starts, len(look.base)]
    touched = {
        line
        for edit in look.plain.edits
        for line in range(bisect_right(starts, edit.start), bisect_right(starts, max(edit.start, edit.end - 1)) + 1)
    }
    for insertion, start in _placed(look.typed):
        end = start + len(insertion.text)
        line = bisect_right(starts, insertion.at)
        if not insertion.stays and line in touched:
            continue
        if any(edit.start < end and start < edit.end for edit in found.edits):
            text = insertion.text.strip()
            is_told = any("".join(text.decode().split()) in each for each in _told(found))
            if insertion.stays and (text in found.data or is_told):
                continue  # it was moved, or went with the block that it stood in
            return f"line {line}: the type in {insertion.text.decode()!r} is edited"
    return None


def _placed(given: Typed) -> list[tuple[Insertion, int]]:
    """What was put in, each with where it stands in the file with types."""
    found, shift = [], 0
    for insertion in given.insertions:
        found.append((insertion, insertion.at + shift))
        shift += len(insertion.text)
    return found


def drawn(given: Input, wordings: Sequence[Wording], random: Random) -> Case:
    """A case by chance."""
    # `./game.js`, which the game imports, is none of `game.mts`.
    ending = random.choice((".ts", ".ts", ".ts", ".tsx", *((".mts", ".cts") if not given.is_game else ())))
    names = EVERYTHING if random.random() < 0.4 else [item.name for item in random.sample(ADDITIONS, random.randint(1, 4))]
    chosen = tuple(named(name) for name in names if ending != ".tsx" or not named(name).casts)
    often = random.choice((1.0, 0.6, 0.2))
    return Case(given, tuple(wordings), chosen, ending, random.randrange(1_000_000), often)
