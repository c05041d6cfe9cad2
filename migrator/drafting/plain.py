"""The block of a page for a use that runs no program: its statement, and a command in the place of what is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.drafting.metavariables import Metavariables
from migrator.drafting.statements import NAMES
from migrator.drafting.untyped import lines
from migrator.javascript.edit import Edit
from migrator.javascript.edits import statement_end
from migrator.javascript.flow import arguments_of, is_field, literal_text, member_name
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import LINKS, MEMBERS, NodeKind
from migrator.model.settings import RECEIVER, WORKER
from migrator.python.language import PYTHON
from migrator.rules.unfinished import COMMAND
from migrator.sites.use import is_target

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.sites.site import File, Site
    from migrator.sites.use import Use

_CONVERTS = "toJs"
_WAITING = frozenset({"then", "catch", "finally"})


def called(use: Use, data: bytes) -> list[Node]:
    """The calls of what is taken of the receiver, from the inside out: those of `globals.get`, of what that gives and
    of `toJs` in `globals.get('f')(x).toJs()`; none where nothing is called.
    """
    node, found = use.call or use.whole, [use.call] if use.call is not None else []
    while True:
        outer = outermost(node)
        around = outer.parent
        if around is not None and around.type == NodeKind.CALL_EXPRESSION and is_field(around, "function", outer):
            found.append(around)
        elif around is None or not _goes_on(around, outer, data, is_called=bool(found)):
            return found
        node = around


def _goes_on(around: Node, value: Node, data: bytes, *, is_called: bool) -> bool:
    """Whether a member is taken of a value, and is a part of what a command takes over."""
    if around.type not in MEMBERS or not is_field(around, "object", value) or is_target(around):
        return False
    return not is_called or member_name(around, data) == _CONVERTS


class Plain:
    """Spells the statement of a use that runs no program, and the one that a command makes of it."""

    def __init__(self, file: File, site: Site, statement: Node, command: str = COMMAND) -> None:
        self._file = file
        self._statement = statement
        self._command = command
        self._data = file.source.data
        self._calls = called(site.use, self._data)
        self._metavariables = Metavariables(file.source, {})
        on_globals = self._calls[0] if site.use.member == PYTHON.namespace else None
        self._given = {
            unwrap(each).id
            for call in self._calls
            if self._method(call) != _CONVERTS
            for each in arguments_of(call)
            if each.type != NodeKind.SPREAD_ELEMENT
            # The name of a global says what the page takes.
            and not (call == on_globals and literal_text(unwrap(each), self._data) is not None)
        }

    def lines(self) -> Iterator[str]:
        """The lines of the block: what goes, and what comes."""
        edits = list(self._edits())
        yield from (f"- {line}".rstrip() for line in self._spelled(edits))
        whole = self._calls[-1]
        kept = [edit for edit in edits if not whole.start_byte <= edit.start < whole.end_byte]
        answer = Edit(whole.start_byte, whole.end_byte, self._answered(whole).encode())
        yield from (f"+ {line}".rstrip() for line in self._spelled([*kept, answer]))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The metavariables that the command is given, after `lines`."""
        return tuple(self._metavariables.arguments)

    @property
    def program(self) -> str:
        """What the command takes over, as the page has it."""
        whole = self._calls[-1]
        edits = [edit for edit in self._edits() if whole.start_byte <= edit.start < whole.end_byte]
        return "\n".join(lines(self._file.source, whole.start_byte, whole.end_byte, edits))

    def _method(self, call: Node) -> str | None:
        function = call.child_by_field_name("function")
        held = unwrap(function) if function is not None else None
        return member_name(held, self._data) if held is not None and held.type in MEMBERS else None

    def _answered(self, whole: Node) -> str:
        """The command in the place of the calls: it gives a promise, which is waited for as it was, or anew."""
        command = f"{WORKER}.{self._command}({', '.join(self._metavariables.arguments)})"
        outer = outermost(whole)
        around = outer.parent
        if around is None or around.type == NodeKind.AWAIT_EXPRESSION:
            return command
        if around.type in MEMBERS and member_name(around, self._data) in _WAITING:
            return command
        return f"(await {command})" if around.type in LINKS and outer.id == whole.id else f"await {command}"

    def _spelled(self, edits: list[Edit]) -> list[str]:
        end = statement_end(self._file.source, self._statement)
        return lines(self._file.source, self._statement.start_byte, end, edits, statement=True)

    def _edits(self) -> Iterator[Edit]:
        """What makes a pattern of the statement: names, the receiver, what the calls are given."""
        receivers = self._file.receivers
        stack = [self._statement]
        while stack:
            part = stack.pop()
            if part.id in receivers or unwrap(part).id in receivers:
                yield Edit(part.start_byte, part.end_byte, str(RECEIVER).encode())
            elif part.id in self._given:
                yield from self._metavariables.whole(part, "value")
            elif part.type in NAMES:
                edit = self._metavariables.name(part)
                if edit is not None:
                    yield edit
            else:
                stack.extend(reversed(part.children))
