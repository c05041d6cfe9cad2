"""What became of a mutant, and whether the ledger names its difference as the cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.ledger import Entry, FileEntry, Outcome
from tests.mutants.mutate import Mutant

_LONGEST = 100  # of an excerpt in the ledger


@dataclass(frozen=True)
class Judged:
    """A mutant, its entry of the ledger and its new text."""

    mutant: Mutant
    entry: FileEntry
    after: str

    @property
    def program(self) -> Entry | None:
        """The program that the page would have rewritten; None where the mutant runs none on the receiver."""
        found = [entry for entry in self.entry.entries if entry.is_program and entry.outcome is not Outcome.KEPT]
        return found[0] if found else None

    @property
    def is_left_alone(self) -> bool:
        return self.after == self.mutant.file

    @property
    def story(self) -> str:
        """The mutant and what the ledger says of it."""
        program = self.program
        if program is None or program.reason is None:
            return f"{self.mutant}\n      rewritten by {program and program.rule}"
        nearest = f"{program.nearest[0].expected!r} / {program.nearest[0].found!r}" if program.nearest else ""
        reason = program.reason
        return f"{self.mutant}\n      {reason.code.value}, line {reason.line}: {reason.message}  [{nearest}]"

    @property
    def names_the_cause(self) -> bool:
        """Whether the reason shows what was changed, or what is directly around it, on its line."""
        program = self.program
        assert program is not None
        reason = program.reason
        assert reason is not None
        found, expected = (program.nearest[0].found, program.nearest[0].expected) if program.nearest else ("", "")
        for excerpt, line in self._excerpts(self._in_mutant()):
            if reason.line == line and (excerpt == _plain(found) or f"`{excerpt}`" in _flat(reason.message)):
                return True
        lines = self._lines()
        return reason.line in lines and any(
            excerpt == self._spelled(expected) for excerpt, _ in self._excerpts(self._in_original())
        )

    def _in_mutant(self) -> Iterator[tuple[str, int, int]]:
        """Texts and extents, in the mutant, of the change and of what holds it."""
        mutant, step = self.mutant, self.mutant.step
        delta = len(step.new) - (step.end - step.start)
        yield mutant.text, step.start, step.start + len(step.new)
        for span in step.around:
            yield mutant.text, span.start, span.end + delta

    def _in_original(self) -> Iterator[tuple[str, int, int]]:
        mutant, step = self.mutant, self.mutant.step
        text = mutant.instance.text
        yield text, step.start, step.end
        for span in step.around:
            yield text, span.start, span.end

    def _excerpts(self, places: Iterator[tuple[str, int, int]]) -> Iterator[tuple[str, int]]:
        for text, start, end in places:
            piece = text[start:end]
            skipped = len(piece) - len(piece.lstrip(" \n,;"))
            if piece.strip(" \n,;"):
                yield _plain(piece), self.mutant.instance.line(text, start + skipped)

    def _lines(self) -> range:
        """Lines of the mutant on which the change is, with those just before and after it."""
        mutant, step = self.mutant, self.mutant.step
        line = mutant.instance.line
        start = len(mutant.text[: step.start].rstrip())
        rest = mutant.text[step.start + len(step.new) :]
        end = step.start + len(step.new) + len(rest) - len(rest.lstrip(" \n"))
        first = min([line(mutant.text, start), *(line(mutant.text, span.start) for span in step.around[:1])])
        return range(first, line(mutant.text, end) + 1)

    def _spelled(self, excerpt: str) -> str:
        """An excerpt of the page with the names that stand here for its metavariables."""
        for name, spelled in sorted(self.mutant.instance.names.items(), key=lambda item: -len(item[0])):
            excerpt = excerpt.replace(f"${name}", spelled)
        return _plain(excerpt)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """An excerpt as the ledger shows it."""
    flat = _flat(text).strip(",; ")
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
