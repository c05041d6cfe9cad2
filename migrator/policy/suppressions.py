"""Comments that keep a use: `// migrator-keep: 05-reset -- the server of 2023 has no worker`.

A comment stands on a line of its own above the use, or the statement that holds it, or at the end of its line. It names
what is found there, a rule or the code of a reason, and says why. Each name keeps one use, with what goes with it, so
that a second one on the line does not slip in. A name that keeps nothing is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.prefilter import SUPPRESSES
from migrator.javascript.source import BOM, Source
from migrator.javascript.syntax import COMMENTS
from migrator.model.ledger import Breach, BreachKind, Code, Entry, Message, Outcome, Sentence, Suppression
from migrator.sites.fingerprint import part_around
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENING = re.compile(rb"(?:/{2,}|/\*[\s*]*|<!--)\s*")
_CODES = frozenset(code.value for code in Code)


class Names(NamedTuple):
    """What a comment may name: ``pages`` are the rules that there are, ``loaded`` gives those of this run."""

    pages: set[str]
    loaded: Callable[[], set[str]]

    def is_known(self, name: str) -> bool:
        return name in _CODES or name in self.pages or name in self.loaded()

    def is_left_out(self, name: str) -> bool:
        """Whether options leave this rule out of the run, so that nobody can say what it would find."""
        return name in self.pages and name not in self.loaded()

    def nearest(self, name: str) -> str | None:
        from difflib import get_close_matches

        known = sorted(_CODES | self.pages | self.loaded())
        # `3` means a page, as on the command line; there may be no end to the digits, and not all digits are of ASCII.
        is_number = name.isascii() and name.isdigit()
        number = [other for other in known if is_number and re.match(rf"0*{name.lstrip('0')}-", other)]
        return next(iter(number or get_close_matches(name, known, n=1)), None)


@dataclass(slots=True)
class _Comment:
    """One comment. ``at`` is the line that it speaks of, None where nothing stands there, ``is_above`` whether the
    comment stands above it; ``used`` are the indices of names that keep a use.
    """

    line: int
    column: int
    names: tuple[str, ...]
    reason: str
    fault: Message | None
    at: int | None
    is_above: bool
    used: set[int] = field(default_factory=set)


class Suppressions:
    """The comments of a file, and which of their names keep something."""

    def __init__(self, source: Source, comments: list[_Comment], names: Names) -> None:
        self._source = source
        self._comments = comments
        self._names = names
        # What stands on a line: indices of uses, for a comment above it, and for one at its end.
        self._above: dict[int, list[int]] = {}
        self._beside: dict[int, list[int]] = {}
        self._indexed = False

    @classmethod
    def read(cls, source: Source, names: Names) -> Suppressions:
        """Those that the parser calls comments and that begin with the word; strings and templates have none."""
        found = []
        known: dict[int, int | None] = {}
        for match in reversed(list(re.finditer(re.escape(SUPPRESSES), source.data))):
            node = source.root.descendant_for_byte_range(match.start(), match.end() - 1)
            if node is None or node.type not in COMMENTS:
                continue
            opening = _OPENING.match(source.data, node.start_byte)
            if opening is not None and opening.end() == match.start():
                found.append(_comment(source, node, known))
        return cls(source, found[::-1], names)

    def held(self, uses: Sequence[Use], entries: Sequence[Entry]) -> dict[Use, Suppression]:
        """What comments keep of what is still found; what goes with a site is kept with it."""
        kept: dict[Use, Suppression] = {}
        for comment in self._comments:
            here = [(uses[index], entries[index]) for index in self._at(comment, uses)]
            for index, name in enumerate(comment.names):
                if index in comment.used:
                    continue
                fits = (
                    entry
                    for use, entry in here
                    if entry.is_finding and use not in kept and self._means(name, entry)
                )
                entry = next(fits, None)
                if entry is None:
                    continue
                comment.used.add(index)
                suppression = Suppression(name, comment.line, comment.reason)
                for use, other in zip(uses, entries, strict=True):
                    if other.id == entry.id and other.is_finding:
                        kept[use] = suppression
        return kept

    def breaches(self, uses: Sequence[Use], entries: Sequence[Entry]) -> Iterator[Breach]:
        """Comments that are not as they should be, and names that keep nothing."""
        for comment in self._comments:
            for message in self._faults(comment, uses, entries):
                yield Breach(BreachKind.SUPPRESSION, comment.line, comment.column, message)

    def _faults(self, comment: _Comment, uses: Sequence[Use], entries: Sequence[Entry]) -> Iterator[Message]:
        if comment.fault is not None:
            yield comment.fault
            return
        for index, name in enumerate(comment.names):
            if index in comment.used:
                continue
            if not self._names.is_known(name):
                yield Message.of(Sentence.COMMENT_UNKNOWN_NAME, name=name, near=self._names.nearest(name))
            elif not self._names.is_left_out(name):
                why = self._why(comment, uses, entries)
                yield Message.of(Sentence.COMMENT_KEEPS_NOTHING, name=name, why=why)
        if not comment.reason:
            yield Message.of(Sentence.COMMENT_WITHOUT_REASON)

    def _why(self, comment: _Comment, uses: Sequence[Use], entries: Sequence[Entry]) -> Message:
        if comment.at is None:
            return Message.of(Sentence.NO_STATEMENT_BELOW)
        here = [entries[index] for index in self._at(comment, uses)]
        names = tuple(dict.fromkeys(name for entry in here if entry.is_finding for name in _named(entry)))
        if names:
            return Message.of(Sentence.FOUND_OTHERWISE, line=comment.at, found=names)
        if any(entry.suppression is not None for entry in here):
            return Message.of(Sentence.KEPT_ALREADY, line=comment.at)
        keepers = [entry.keeper for entry in here if entry.outcome is Outcome.KEPT]
        if keepers:
            return Message.of(Sentence.SETTINGS_KEEP, line=comment.at, keeper=keepers[0])
        return Message.of(Sentence.NOTHING_FOUND, line=comment.at)

    def _means(self, name: str, entry: Entry) -> bool:
        if self._names.is_known(name) and name in _named(entry):
            return True
        return entry.rule is None and self._names.is_left_out(name)

    def _at(self, comment: _Comment, uses: Sequence[Use]) -> Sequence[int]:
        """The uses that a comment speaks of, by their indices."""
        if not self._indexed:
            self._indexed = True
            for index, use in enumerate(uses):
                self._place(index, use)
        if comment.at is None:
            return ()
        return (self._above if comment.is_above else self._beside).get(comment.at, ())

    def _place(self, index: int, use: Use) -> None:
        line, part = self._source.line, part_around(use.whole)
        begins = {line(use.whole.start_byte), line(part.start_byte)}
        ends = {line(max(part.end_byte - 1, use.whole.start_byte))}
        if use.call is not None:
            ends.add(line(use.call.end_byte - 1))
        for number in begins:
            self._above.setdefault(number, []).append(index)
        for number in begins | ends:
            self._beside.setdefault(number, []).append(index)


def _named(entry: Entry) -> tuple[str, ...]:
    """What a comment may call a finding: the rule that takes it, or the nearest one, or the code of the reason."""
    if entry.rule is not None:
        return (entry.rule,) if entry.reason is None else (entry.rule, entry.reason.code.value)
    nearest = (entry.nearest[0].rule,) if entry.nearest else ()
    return (*nearest, entry.reason.code.value) if entry.reason is not None else nearest


def _comment(source: Source, node: Node, known: dict[int, int | None]) -> _Comment:
    start = source.position(node.start_byte)
    names, reason, fault = _said(source.text(node.start_byte, node.end_byte))
    at, is_above = _place(source, node, known)
    return _Comment(start.line, start.column, names, reason, fault, at, is_above)


def _said(text: str) -> tuple[tuple[str, ...], str, Message | None]:
    """The names of a comment, its reason, and what is wrong with its shape."""
    text = re.sub(r"^(?://+|/\*[\s*]*|<!--)|\*+/$|-->$", "", text.strip())
    text = " ".join(re.sub(r"(?m)^[ \t]*\*+", " ", text.replace("\r", "\n")).split())
    rest = text.removeprefix(SUPPRESSES.decode())
    if re.match(r"\s*:", rest) is None:
        return (), "", Message.of(Sentence.COMMENT_SHAPE)
    said, _, reason = re.sub(r"^\s*:", " ", f"{rest} ").partition(" -- ")
    names = tuple(name.strip(" `") for name in said.split(",") if name.strip(" `"))
    if not names:
        return (), "", Message.of(Sentence.COMMENT_NAMES_NO_RULE)
    return names, reason.strip() if re.search(r"\w", reason) else "", None


def _place(source: Source, node: Node, known: dict[int, int | None]) -> tuple[int | None, bool]:
    """The line that a comment speaks of, and whether it stands above it: its own, if there is code on it, else the next
    one that is not a comment; a blank line ends what it speaks of. ``known`` are the answers for comments below it.
    """
    if not _begins_its_line(source, node):
        return source.line(node.start_byte), False
    known[node.start_byte] = at = _below(source, node.end_byte, known)
    return at, True


def _below(source: Source, at: int, known: dict[int, int | None]) -> int | None:
    """The line of the first code from a byte on, None if there is a blank line before it."""
    data = source.data
    ended = 0  # lines that ended since the last comment
    while at < len(data):
        if data[at : at + 1].isspace():
            ended += data[at : at + 1] == b"\n" or (data[at : at + 1] == b"\r" and data[at + 1 : at + 2] != b"\n")
            at += 1
            if ended > 1:
                return None
            continue
        here = source.root.descendant_for_byte_range(at, at + 1)
        if here is None or here.type not in COMMENTS:
            return source.line(at)
        if here.start_byte in known:
            return known[here.start_byte]
        at, ended = max(here.end_byte, at + 1), 0
    return None


def _begins_its_line(source: Source, node: Node) -> bool:
    """Whether nothing but other comments stands before a comment on its line."""
    at = source.line_starts[source.line(node.start_byte) - 1]
    if source.data.startswith(BOM, at):
        at += len(BOM)
    while at < node.start_byte:
        if source.data[at : at + 1].isspace():
            at += 1
            continue
        here = source.root.descendant_for_byte_range(at, at + 1)
        if here is None or here.type not in COMMENTS:
            return False
        at = here.end_byte
    return True
