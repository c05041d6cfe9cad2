"""One file under review: which sites go together, what each would change, and the bytes that the chosen ones make.

A part of the edits is never applied as it is: whatever was chosen is found anew, as if the other sites had no rule, so
that it is checked like any result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source, SourceError
from migrator.model.ledger import Entry, FileEntry, Message, Outcome, Sentence
from migrator.rewriting.diff import unified
from migrator.rewriting.verification import verify
from migrator.run.result import Result

Place = tuple[int, int]  # line and column of a site
Derive = Callable[[frozenset[Place]], Result]


@dataclass
class Review:
    """``derive`` gives what rewriting some sites of the file gives. Sites are known by where they begin."""

    source: Source
    entry: FileEntry
    derive: Derive
    accepted: set[Place] = field(default_factory=set)
    denied: set[Place] = field(default_factory=set)
    _edited: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _known: dict[frozenset[Place], Result] = field(default_factory=dict)

    @property
    def sites(self) -> list[Entry]:
        """The sites that rules take, in order."""
        return [entry for entry in self.entry.entries if entry.outcome is Outcome.REWRITTEN and entry.is_site]

    def is_open(self, site: Entry) -> bool:
        return _place(site) not in self.accepted | self.denied

    def group(self, site: Entry) -> list[Entry]:
        """A site with those that it cannot be rewritten without; empty if it cannot be without one that was denied."""
        own = {_place(site)}
        rest = [_place(other) for other in self.sites if self.is_open(other) and other is not site]
        if not self._stands(own):
            if not self._stands(own | self._taken(own | {*rest})) or not own <= self._taken(own | {*rest}):
                return []
            needed = [place for place in rest if place in self._taken(own | {*rest})]
            for place in list(needed):
                fewer = own | {other for other in needed if other != place}
                if self._stands(fewer):
                    needed.remove(place)
            own |= {*needed}
        return [other for other in self.sites if _place(other) in own]

    def accept(self, group: Iterable[Entry]) -> None:
        self.accepted |= {_place(site) for site in group}

    def deny(self, group: Iterable[Entry]) -> None:
        self.denied |= {_place(site) for site in group}

    def diff(self, group: Sequence[Entry]) -> bytes:
        """What a group changes, and nothing else."""
        return unified(self.entry.path, self.source.data, self.edits(group))

    def edits(self, group: Sequence[Entry]) -> list[Edit]:
        """The edits of a group, where those accepted so far are made too."""
        places = {_place(site) for site in group}
        result = self._derived(self.accepted | places)
        assert result.entry is not None
        ids = {entry.id for entry in result.entry.entries if _place(entry) in places}
        regions = {
            (edit.line, edit.column, edit.end_line, edit.end_column)
            for edit in result.entry.edits
            if not ids.isdisjoint((edit.site, *edit.also))
        }
        return sorted(edit for edit in result.edits if self._region(edit) in regions)

    def edit(self, group: Sequence[Entry], texts: Sequence[bytes]) -> Message | None:
        """Give the edits of a group other texts; what is wrong with the result, in which case they keep theirs."""
        edits = self.edits(group)
        before = dict(self._edited)
        self._edited.update({(edit.start, edit.end): text for edit, text in zip(edits, texts, strict=True)})
        try:
            Source.read(self.source.path, self._made(self.accepted | {_place(site) for site in group})[1])
        except SourceError as error:
            self._edited = before
            return Message.of(Sentence.RESULT_NOT_PARSED, fault=error.message, line=error.line)
        return None

    def data(self) -> bytes:
        """The bytes that the accepted sites make."""
        return self._made(self.accepted)[1]

    def doubt(self) -> Message | None:
        """What `migrate` would not have written in the texts that somebody edited."""
        if not self._edited:
            return None
        edits, data = self._made(self.accepted)
        return verify(self.source, edits, data)

    def _made(self, places: set[Place]) -> tuple[list[Edit], bytes]:
        if not places:
            return [], self.source.data
        edits = [
            Edit(edit.start, edit.end, self._edited.get((edit.start, edit.end), edit.text))
            for edit in self._derived(places).edits
        ]
        return edits, apply(self.source.data, edits)

    def _stands(self, more: set[Place]) -> bool:
        """Whether these can be rewritten beside the accepted ones, and nothing else."""
        return self._taken(more) == self.accepted | more

    def _taken(self, more: set[Place]) -> set[Place]:
        entry = self._derived(self.accepted | more).entry
        entries = entry.entries if entry is not None else ()
        return {_place(item) for item in entries if item.outcome is Outcome.REWRITTEN and item.is_site}

    def _derived(self, places: set[Place]) -> Result:
        key = frozenset(places)
        if key not in self._known:
            self._known[key] = self.derive(key)
        return self._known[key]

    def _region(self, edit: Edit) -> tuple[int, int, int, int]:
        start, end = self.source.position(edit.start), self.source.position(edit.end)
        return start.line, start.column, end.line, end.column


def _place(entry: Entry) -> Place:
    return entry.line, entry.column
