"""The block of a page: lines that go, gaps between them, and lines that come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.drafting.escaped import escaped
from migrator.drafting.globals import converted, set_before, taken_after
from migrator.drafting.metavariables import Metavariables
from migrator.drafting.program import literal
from migrator.drafting.statements import NAMES, Removed, member_taken
from migrator.drafting.untyped import lines
from migrator.javascript.edit import Edit
from migrator.javascript.edits import statement_end
from migrator.javascript.flow import arguments_of
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import DECLARATIONS, LINKS, NodeKind, children
from migrator.model.settings import RECEIVER, WORKER
from migrator.rules.unfinished import COMMAND
from migrator.sites.site import RUN_BY_ANY, File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

_UNWRAPPING = frozenset(
    {NodeKind.AWAIT_EXPRESSION, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.MEMBER_EXPRESSION, NodeKind.CALL_EXPRESSION}
)


def runs_any_code(site: Site) -> bool:
    """Whether the page of a site can name no program, and runs any code."""
    return site.fault is not None and site.fault.sentence in RUN_BY_ANY


class Block:
    """Spells the statements of a site: that of its call, those after it that go, and those before it that make text or
    set globals.
    """

    def __init__(
        self, file: File, site: Site, statements: list[Node], index: int, *, prints: bool, command: str = COMMAND
    ) -> None:
        self._file = file
        self._site = site
        self._prints = prints
        self._command = command
        # The code that the site runs, where its page names no program.
        self._code = arguments_of(site.use.call)[0] if site.use.call is not None and runs_any_code(site) else None
        self._escaped = escaped(file, site, statements[:index]) if self._code is None else []
        self._metavariables = Metavariables(file.source, {text.binding: text.value for text in self._escaped})
        given = set_before(file, site, statements[:index])
        made = {each.name for each in given if each.statement.type in DECLARATIONS}
        sets = [each for each in given if each.statement.type in DECLARATIONS or each.name not in made]
        self._given = {converted(file, each.value).id: each.name for each in sets}
        statements_ahead = [*(text.statement for text in self._escaped), *(each.statement for each in given)]
        ahead = {node.id: node for node in statements_ahead}
        before = sorted(ahead.values(), key=lambda node: node.start_byte)
        held = [each.statement for each in given if each.statement.type in DECLARATIONS]
        self._removed = Removed(file, statements, index, before, held, site)

    def lines(self) -> Iterator[str]:
        """The lines of the block: what goes, gaps between, and what comes."""
        assert self._site.use.call is not None
        tied = self._removed.nodes
        spelled = [self._spelled(node) for node in tied]
        before = self._removed.before
        ahead = [self._spelled(node) for node in before]
        own = tied[0]
        live = [node for node in tied if self._removed.is_live(node) or self._removed.taken_in(node)]
        together = all(self._removed.are_adjacent(one, two) for one, two in pairwise(tied))
        answer = f"await {WORKER}.{self._command}({', '.join(self._metavariables.arguments)})"
        comes: dict[int, list[str]] = {}
        if not self._is_the_answer(own) and not (live and self._is_alone(own)):
            comes[own.id] = self._own(own)
        elif len(live) == 1 and (live[0] == own or together):
            comes[tied[-1].id if together else own.id] = self._taking(live[0], answer)
        elif live:
            names = {node.id: taken_after(self._file, self._site, node) for node in live}
            several = len({name for name in names.values() if name is not None}) > 1
            comes[own.id] = [f"const result = {answer};"]
            for node in live:
                part = f".{names[node.id]}" if several and names[node.id] is not None else ""
                comes.setdefault(node.id, []).extend(self._taking(node, f"result{part}"))
        else:
            comes[own.id] = [f"{answer};"]
        held: list[str] = []
        whole = [*zip(before, ahead, strict=True), *zip(tied, spelled, strict=True)]
        for index, (node, own_lines) in enumerate(whole):
            if index and not self._removed.are_adjacent(whole[index - 1][0], node):
                yield from held
                held = []
                yield "  ..."
            marker = " " if node in before and self._removed.is_live(node) else "-"
            yield from (f"{marker} {line}".rstrip() for line in own_lines)
            held += [f"+ {line}".rstrip() for line in comes.get(node.id, ())]
        yield from held

    @property
    def arguments(self) -> tuple[str, ...]:
        """The metavariables that the command is given, after `lines`."""
        return tuple(self._metavariables.arguments)

    @property
    def program(self) -> str:
        """The template of the program, as the page has it; what the command runs where that is any code."""
        if self._code is not None:
            return f"`{self._metavariables.code(self._code).text.decode()}`"
        return literal(self._file, self._site, self._metavariables, prints=self._prints)

    def _is_the_answer(self, node: Node) -> bool:
        """Whether the statement of the call declares nothing but what the program gives, unwrapped or as it is."""
        call = self._site.use.call
        assert call is not None
        if node.type not in DECLARATIONS or len(children(node)) != 1:
            return False
        part = call.parent
        while part is not None and part.type in _UNWRAPPING:
            part = part.parent
        return part is not None and part.parent == node

    def _is_alone(self, node: Node) -> bool:
        """Whether a statement is nothing but the call, so that what the program gives is not used there."""
        call = self._site.use.call
        assert call is not None
        if node.type != NodeKind.EXPRESSION_STATEMENT:
            return False
        value = unwrap(children(node)[0])
        while value.type == NodeKind.AWAIT_EXPRESSION:
            value = unwrap(children(value)[-1])
        return value.id == call.id

    def _spelled(self, node: Node) -> list[str]:
        end = statement_end(self._file.source, node)
        return self._text(node.start_byte, end, list(self._edits(node)), statement=True)

    def _own(self, node: Node) -> list[str]:
        """The statement of the call with a command in the place of the program."""
        call = self._site.use.call
        assert call is not None
        edits = [edit for edit in self._edits(node) if not call.start_byte <= edit.start < call.end_byte]
        text = self._answered(f"{WORKER}.{self._command}({', '.join(self._metavariables.arguments)})")
        edits.append(Edit(call.start_byte, call.end_byte, text.encode()))
        return self._text(node.start_byte, statement_end(self._file.source, node), edits, statement=True)

    def _answered(self, command: str) -> str:
        """A command in the place of the call: it gives a promise, also where the call gave a value at once."""
        call = self._site.use.call
        assert call is not None
        outer = outermost(call)
        around = outer.parent
        if self._site.use.gives_promise or around is None or around.type == NodeKind.AWAIT_EXPRESSION:
            return command
        return f"(await {command})" if around.type in LINKS and outer.id == call.id else f"await {command}"

    def _taking(self, node: Node, answer: str) -> list[str]:
        """A statement that takes what the program gives with an expression in the place of that."""
        taken = self._removed.taken_in(node)
        if not taken:
            member = member_taken(self._file, node) if node != self._removed.nodes[0] else None
            if member is not None:
                key = f".{member}" if member.isidentifier() else f"[{json.dumps(member, ensure_ascii=False)}]"
                answer = f"({answer}){key}" if " " in answer else f"{answer}{key}"
            return [f"{self._target(node)} = {answer};"]
        edits = [
            edit
            for edit in self._edits(node)
            if not any(part.start_byte <= edit.start < part.end_byte for part in taken)
        ]
        for part in taken:
            around = outermost(part).parent
            text = f"({answer})" if around is not None and around.type in LINKS and " " in answer else answer
            edits.append(Edit(part.start_byte, part.end_byte, text.encode()))
        return self._text(node.start_byte, statement_end(self._file.source, node), edits, statement=True)

    def _target(self, node: Node) -> str:
        """The left side of a declaration, with its keyword."""
        declarator = next(child for child in node.named_children if child.type == NodeKind.VARIABLE_DECLARATOR)
        name = declarator.child_by_field_name("name")
        assert name is not None
        edits = [edit for edit in self._edits(node) if name.start_byte <= edit.start < name.end_byte]
        keyword = self._file.source.text(node.children[0].start_byte, node.children[0].end_byte)
        return f"{keyword} {' '.join(self._text(name.start_byte, name.end_byte, edits))}"

    def _text(self, start: int, end: int, edits: list[Edit], *, statement: bool = False) -> list[str]:
        """A stretch of the file after edits, as lines without the indentation that they share."""
        return lines(self._file.source, start, end, edits, statement=statement)

    def _edits(self, node: Node) -> Iterator[Edit]:
        """What makes a pattern of a statement: names, the receiver, the program."""
        program = self._site.program
        receivers = self._file.receivers
        values = {text.value.id for text in self._escaped}
        stack = [node]
        while stack:
            part = stack.pop()
            if part.id in receivers or unwrap(part).id in receivers:
                yield Edit(part.start_byte, part.end_byte, str(RECEIVER).encode())
            elif part.id in self._file.wrappers:
                yield Edit(part.start_byte, part.end_byte, f"{RECEIVER}.{self._file.wrappers[part.id]}".encode())
            elif part.id in self._given:
                yield from self._metavariables.whole(part, self._given[part.id])
            elif part.id in values:
                yield from self._metavariables.values(part)
            elif self._code is not None and part.id == self._code.id:
                yield self._metavariables.code(part)
            elif self._code is None and program is not None and part == program.origin:
                text = literal(self._file, self._site, self._metavariables, prints=self._prints)
                yield Edit(part.start_byte, part.end_byte, text.encode())
            elif part.type in NAMES:
                edit = self._metavariables.name(part)
                if edit is not None:
                    yield edit
            else:
                stack.extend(reversed(part.children))
