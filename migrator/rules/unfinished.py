"""What is still to be written on a page that `rules new` began: the places that it left for its author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.model.ledger import Message, Sentence
from migrator.rules.loader import Rule
from migrator.rules.pages import CHANGES

COMMAND = "todo"  # no worker has it, so a page that is not finished rewrites nothing and says why
CHANGE = "say-what-changes"
TITLE, SUMMARY = "Say what the rule does", "Say in a sentence what takes the place of the program"

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TODO = re.compile(r"\bTODO\b")
_COMMAND = re.compile(rf"\.{COMMAND}\s*\(")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)[\s#]*\Z")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})\s*(\S*)")


class ToDo(NamedTuple):
    """A line of a page that is still to be written, and what it needs."""

    line: int
    message: Message


def is_unfinished(rule: Rule) -> bool:
    """Whether a page does not yet say what it changes: nobody can have accepted that."""
    return any(change.name == CHANGE for change in rule.changes)


def to_do(text: str) -> list[ToDo]:
    """What is still to be written of a page, in the order of its lines."""
    return sorted(_found(text), key=lambda item: item.line)


def _found(text: str) -> Iterator[ToDo]:
    # Comments of the page are hints: what they say is not yet written, or was and they were left.
    plain = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    fence, language = "", ""
    section: tuple[str, int, bool] | None = None  # its title and line, and whether there is anything in it
    for number, line in enumerate(plain.split("\n"), 1):
        mark = _FENCE.match(line)
        if mark is not None and (not fence or (mark[1].startswith(fence) and not mark[2])):
            fence, language = ("", "") if fence else (mark[1], mark[2])
            section = section and (*section[:2], True)
        elif fence:
            if language == "diff":
                yield from _of_diff(line, number)
        else:
            heading = _HEADING.match(line)
            if heading is not None:
                yield from _empty(section)
                section = (heading[2], number, False)
                if heading[2] == TITLE:
                    yield ToDo(number, Message.of(Sentence.TO_DO_TITLE, shown=TITLE))
            elif line.strip():
                section = section and (*section[:2], True)
                yield from _of_prose(line, number)
    yield from _empty(section)


def _of_diff(line: str, number: int) -> Iterator[ToDo]:
    if line.startswith("+") and _COMMAND.search(line) is not None:
        yield ToDo(number, Message.of(Sentence.TO_DO_COMMAND, shown=line[1:].strip(), command=COMMAND))
    elif _TODO.search(line) is not None and line.startswith(("+", "-")) and "//" in line:
        yield ToDo(number, Message.of(Sentence.TO_DO_LINE, shown=line.strip()))


def _of_prose(line: str, number: int) -> Iterator[ToDo]:
    if f"`{CHANGE}`" in line:
        yield ToDo(number, Message.of(Sentence.TO_DO_CHANGE, name=CHANGE))
    elif line.startswith(SUMMARY):
        yield ToDo(number, Message.of(Sentence.TO_DO_SUMMARY))
    elif _TODO.search(line) is not None:
        yield ToDo(number, Message.of(Sentence.TO_DO_LINE, shown=line.strip()))


def _empty(section: tuple[str, int, bool] | None) -> Iterator[ToDo]:
    if section is not None and section[0] == CHANGES and not section[2]:
        yield ToDo(section[1], Message.of(Sentence.TO_DO_NO_CHANGES, title=CHANGES))
