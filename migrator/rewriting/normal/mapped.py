"""The normal form of a source, parsed, which answers with the lines of the file on disk."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.javascript.source import Position, Source
from migrator.rewriting.normal.pieces import Layout


@dataclass
class Mapped(Source):
    """A source that is made of another one. Its bytes are its own; `line` and `position` are those of the other."""

    written: tuple[Source, Layout] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, source: Source, layout: Layout) -> Mapped:
        """The source that a layout makes of one; raises SourceError as `Source.read` does."""
        edits = [each.edit for each in layout.composed([], lambda _: True)]
        made = cls.read(source.path, layout.data, source.moved(edits, layout.data))
        assert isinstance(made, Mapped)
        made.written = source, layout
        return made

    def position(self, offset: int) -> Position:
        if self.written is None:
            return super().position(offset)
        source, layout = self.written
        return source.position(layout.origin(offset))

    def line(self, offset: int) -> int:
        if self.written is None:
            return super().line(offset)
        source, layout = self.written
        return source.line(layout.origin(offset))
