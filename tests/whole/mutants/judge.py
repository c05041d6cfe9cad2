"""What became of a mutant, and whether the ledger names its difference as the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.model.ledger import Code, Entry, FileEntry, Outcome
from tests.support import text_of
from tests.whole.mutants.mutate import Mutant

_NO_VALUE = ((Code.DIFFERS, "the program has no value"),)
_HOLE = ((Code.HOLE, "`${this.other}`"),)
# What the ledger says of steps that change no excerpt, but what the program is.
_WORDS = {
    "value ended by `;`": _NO_VALUE,
    "value followed by a print": _NO_VALUE,
    "hole in a comment": _HOLE,
    "hole in a docstring": _HOLE,
    "receiver changed": ((Code.NOT_IN_PLACE, "only the programs that it runs show that `this.other` is Pyodide"),),
    "assigned instead of declared": ((Code.DIFFERS, "is assigned, which is none that `let`, `var` or a parameter"),),
    "argument dropped": ((Code.NOT_IN_PLACE, "the call has no argument"),),
    "tagged template": (
        (Code.NOT_IN_PLACE, "tagged template"),
        (Code.NOT_IN_PLACE, "the program does not stand in the call; it is `String.raw`"),
    ),
    "program joined": ((Code.NOT_IN_PLACE, "the program does not stand in the call; it is `` "),),
    "program parenthesised with a comma": (
        (Code.NOT_IN_PLACE, "the program does not stand in the call; it is `0, ` "),
    ),
    "this replaced": ((Code.NOT_IN_PLACE, "only the programs that it runs show that `other."),),
    "member added": ((Code.NOT_IN_PLACE, "only the programs that it runs show that `this.other."),),
    "name rebound": ((Code.NO_RULE, "no page is for this code"),),
    "call dropped": ((Code.NO_RULE, "no page is for this code"),),
    "statement dropped": (
        (Code.NO_RULE, "the program has no effect and no value that is used"),
        (Code.NO_RULE, "no page is for this code"),
    ),
    "statement wrapped": ((Code.DIFFERS, "the block ends here"), (Code.DIFFERS, "the block begins here")),
}


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

    def is_rewritten_by(self, rule: str) -> bool:
        program = self.program
        return program is not None and program.outcome is Outcome.REWRITTEN and program.rule == rule

    @property
    def story(self) -> str:
        """The mutant and what the ledger says of it."""
        program = self.program
        if program is None or program.reason is None:
            return f"{self.mutant}\n      rewritten by {program and program.rule}"
        nearest = f"{program.nearest[0].expected!r} / {program.nearest[0].found!r}" if program.nearest else ""
        reason = program.reason
        return f"{self.mutant}\n      {reason.code.value}, line {reason.line}: {text_of(reason)}  [{nearest}]"

    @property
    def names_the_cause(self) -> bool:
        """Whether the reason shows what was changed, or what is directly around it, on its line."""
        program = self.program
        if program is None:
            return self._is_explained_without_program()
        reason = program.reason
        if reason is None or not text_of(reason):
            return False
        words = _WORDS.get(self.mutant.kind)
        if words is not None and any(code is reason.code and said in text_of(reason) for code, said in words):
            return reason.code is Code.NO_RULE or reason.line in self._lines()  # that is told with the call
        if reason.code is Code.STILL_USED:
            return reason.line in self._lines()
        found, expected = (program.nearest[0].found, program.nearest[0].expected) if program.nearest else ("", "")
        found, expected = _plain(found), self._spelled(_plain(expected))
        if self._is_about_a_name(text_of(reason), found):
            return True
        if found == expected:
            return False  # the same words on both sides tell nothing
        for excerpt, line in self._excerpts(self._in_mutant()):
            if reason.line == line and (_agree(excerpt, found) or f"`{excerpt}`" in _flat(text_of(reason))):
                return True
        step, before = self.mutant.step, self.mutant.before
        if reason.line not in self._lines():
            return False
        return (
            any(_agree(_dotted(excerpt), expected) for excerpt, _ in self._excerpts(self._in_original()))
            or (found not in ("", "…") and _is_part(found, step.new))
            or (expected != "" and _is_part(expected, _dotted(before)))
        )

    def _is_about_a_name(self, message: str, found: str) -> bool:
        """Whether the ledger says that a name means something else now, at any place where it stands."""
        before, after = self.mutant.before, self.mutant.after
        if "the rule means" in message:
            return "import" in before or self.mutant.kind == "import replaced"
        if "is another name than" in message or "is bound by the program" in message:
            return found in re.findall(r"\w+", f"{before} {after}")
        return "stands for elsewhere" in message and found in self.mutant.instance.names.values()

    def _is_explained_without_program(self) -> bool:
        """Where no program runs on the receiver any more, each use of it that is left has a reason of its own."""
        left = [entry for entry in self.entry.entries if entry.method == "act"]
        return all(entry.outcome is Outcome.UNMATCHED and entry.reason and text_of(entry.reason) for entry in left)

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
        return range(first, line(mutant.text, end) + 2)

    def _spelled(self, excerpt: str) -> str:
        """An excerpt of the page with the names that stand here for its metavariables."""
        if excerpt.endswith("…"):
            excerpt = re.sub(r"\$\w*…\Z", "…", excerpt)  # a name that is cut
        for name, spelled in sorted(self.mutant.instance.names.items(), key=lambda item: -len(item[0])):
            excerpt = excerpt.replace(f"${name}", spelled)
        return excerpt


def _agree(excerpt: str, shown: str) -> bool:
    """Whether the ledger shows an excerpt, cut where it is long."""
    if shown.endswith("…"):
        return len(shown) > 1 and excerpt.startswith(shown[:-1])
    return excerpt == shown


def _dotted(excerpt: str) -> str:
    """An excerpt of an instance with the dots of the page where they stand for what is written."""
    return _plain(excerpt).replace("'given'", "...").replace("text${", "...${").replace("}text", "}...")


def _is_part(excerpt: str, text: str) -> bool:
    """Whether an excerpt is a part of what was changed: the ledger may be more exact than the step."""
    return excerpt.removesuffix("…") in _flat(text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return _flat(text).strip(",; ")
