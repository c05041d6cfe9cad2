"""Two versions of a file, aligned: which statements are the same, which are changed, and which were only moved.

Lists of statements are aligned by their longest common subsequence; what decides no match (layout, comments, quotes,
the layout of the Python) decides nothing here. A compound statement whose head is the same is paired with its
counterpart, and what stands in it is aligned in the same way. Functions, classes and methods are paired by their names,
wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrator.drafting.learning.keys import Keys, Spell, as_written, bodies, named, rows
from migrator.javascript.syntax import NodeKind
from migrator.model.term import Term

_SAME, _PAIRED = 3, 1  # what the alignment gains by two statements that are the same, and by two whose heads are
_LARGEST = 4_000_000  # cells of a table; two lists beyond that are aligned by their beginning and end alone
_ALIKE = 0.5  # the share of its statements by which a method is known again under another name


@dataclass(eq=False)
class Pair:
    """What stands at one place of a list: on both sides, or on one of them. ``rows`` are the lists within two
    statements that are not the same. With ``is_cut`` a run begins here, whatever stands before.
    """

    before: Term | None
    after: Term | None
    is_same: bool = False
    rows: list[Row] = field(default_factory=list)
    is_cut: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the statement as a whole goes or comes."""
        return not self.is_same and (self.before is None or self.after is None)


@dataclass(eq=False)
class Row:
    """A list of statements, aligned with its counterpart."""

    pairs: list[Pair]

    @property
    def runs(self) -> list[Run]:
        """What is changed in it, in order: statements side by side that go, and those that come."""
        found: list[Run] = []
        for index, pair in enumerate(self.pairs):
            if not pair.is_changed:
                continue
            if not found or found[-1].end != index or pair.is_cut:
                found.append(Run(self, index, index))
            found[-1].end = index + 1
        return found

    def walk(self) -> Iterator[Row]:
        """This list and all within."""
        yield self
        for pair in self.pairs:
            for row in pair.rows:
                yield from row.walk()


@dataclass(eq=False)
class Run:
    """Changed statements side by side: those of the pairs ``start`` to ``end`` of a list."""

    row: Row
    start: int
    end: int

    @property
    def before(self) -> list[Term]:
        """The statements that go."""
        return [pair.before for pair in self.row.pairs[self.start : self.end] if pair.before is not None]

    @property
    def after(self) -> list[Term]:
        """The statements that come."""
        return [pair.after for pair in self.row.pairs[self.start : self.end] if pair.after is not None]


class Aligner:
    """Aligns two files. The keys of both sides count what is renamed as one name."""

    def __init__(self, before: Spell = as_written, after: Spell = as_written) -> None:
        self._spell_before, self._spell_after = before, after
        self._before, self._after = Keys(before), Keys(after)

    def align(self, before: Sequence[Term], after: Sequence[Term]) -> Row:
        """Align the statements of two files."""
        row = self._row(before, after)
        self._moved(row)
        return row

    def _row(self, before: Sequence[Term], after: Sequence[Term]) -> Row:
        keys = [self._before.of(term) for term in before], [self._after.of(term) for term in after]
        start = 0
        while start < min(len(before), len(after)) and keys[0][start] == keys[1][start]:
            start += 1
        end = 0
        while end < min(len(before), len(after)) - start and keys[0][-1 - end] == keys[1][-1 - end]:
            end += 1
        first, last = len(before) - end, len(after) - end
        pairs = [Pair(one, two, is_same=True) for one, two in zip(before[:start], after[:start], strict=True)]
        pairs += self._differing(before[start:first], after[start:last])
        pairs += [Pair(one, two, is_same=True) for one, two in zip(before[first:], after[last:], strict=True)]
        return Row(pairs)

    def _differing(self, before: Sequence[Term], after: Sequence[Term]) -> list[Pair]:
        if len(before) * len(after) > _LARGEST:
            return [*(Pair(term, None) for term in before), *(Pair(None, term) for term in after)]
        found: list[Pair] = []
        i = j = 0
        table = self._table(before, after)
        while i < len(before) or j < len(after):
            gain = self._gain(before[i], after[j]) if i < len(before) and j < len(after) else 0
            if gain and table[i][j] == table[i + 1][j + 1] + gain:
                found.append(self._pair(before[i], after[j]))
                i, j = i + 1, j + 1
            elif i < len(before) and table[i][j] == table[i + 1][j]:
                found.append(Pair(before[i], None))
                i += 1
            else:
                found.append(Pair(None, after[j]))
                j += 1
        return found

    def _table(self, before: Sequence[Term], after: Sequence[Term]) -> list[list[int]]:
        """The most that an alignment of the rest gains, from each place of both lists."""
        table = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
        for i in range(len(before) - 1, -1, -1):
            for j in range(len(after) - 1, -1, -1):
                gain = self._gain(before[i], after[j])
                table[i][j] = max(table[i + 1][j], table[i][j + 1], table[i + 1][j + 1] + gain)
        return table

    def _gain(self, before: Term, after: Term) -> int:
        if before.kind != after.kind:
            return 0
        if self._before.of(before) == self._after.of(after):
            return _SAME
        return _PAIRED if self._is_counterpart(before, after) else 0

    def _is_counterpart(self, before: Term, after: Term) -> bool:
        """Whether two statements are the same but for what stands in their blocks."""
        name = named(before, self._spell_before)
        if name is not None and name[0] != "field":
            return name == named(after, self._spell_after)
        return any(True for _ in bodies(before)) and self._before.head(before) == self._after.head(after)

    def _pair(self, before: Term, after: Term) -> Pair:
        if self._before.of(before) == self._after.of(after):
            return Pair(before, after, is_same=True)
        inner = zip(bodies(before), bodies(after), strict=False)
        return Pair(before, after, rows=[self._row(rows(one), rows(two)) for one, two in inner])

    # -- what was moved ----------------------------------------------------------------------------------------------

    def _moved(self, whole: Row) -> None:
        """Pair functions, classes and methods that stand elsewhere now, or have another name."""
        while True:
            gone = [(row, pair, pair.before) for row in whole.walk() for pair in row.pairs if pair.after is None]
            come = [(row, pair, pair.after) for row in whole.walk() for pair in row.pairs if pair.before is None]
            found = next(self._counterparts(gone, come), None)
            if found is None:
                return
            (row, one), (other, two) = found
            assert one.before is not None
            assert two.after is not None
            paired = self._pair(one.before, two.after)
            row.pairs[row.pairs.index(one)] = paired
            other.pairs.remove(two)

    def _counterparts(
        self, gone: list[tuple[Row, Pair, Term | None]], come: list[tuple[Row, Pair, Term | None]]
    ) -> Iterator[tuple[tuple[Row, Pair], tuple[Row, Pair]]]:
        names = [(each, named(each[2], self._spell_before)) for each in gone if each[2] is not None]
        others = [(each, named(each[2], self._spell_after)) for each in come if each[2] is not None]
        # What a field is given has no statements that could be aligned.
        known = [(each, name) for each, name in names if name is not None and name[0] != "field"]
        for each, name in known:
            same = [other for other, called in others if called == name]
            if len(same) == 1 and sum(called == name for _, called in known) == 1:
                yield each[:2], same[0][:2]
        for each, name in known:
            alike = [
                (self._share(each[2], other[2]), index)
                for index, (other, called) in enumerate(others)
                if called is not None and called[0] == name[0] and each[2] is not None and other[2] is not None
            ]
            best = max(alike, default=(0.0, 0))
            if best[0] >= _ALIKE:
                yield each[:2], others[best[1]][0][:2]

    def _share(self, before: Term | None, after: Term | None) -> float:
        """How much of their statements two functions share."""
        assert before is not None
        assert after is not None
        ours = [self._before.of(term) for body in bodies(before) for term in rows(body)]
        theirs = [self._after.of(term) for body in bodies(after) for term in rows(body)]
        most = max(len(ours), len(theirs))
        if before.kind == NodeKind.CLASS_DECLARATION or not most:
            return 0.0
        return len({*ours} & {*theirs}) / most
