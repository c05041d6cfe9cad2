"""The block of a page: lines that go, gaps between them, and lines that come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.drafting.escaped import escaped
from migrator.drafting.metavariables import Metavariables
from migrator.drafting.program import literal
from migrator.drafting.statements import NAMES, Removed
from migrator.drafting.untyped import untyped
from migrator.javascript.edit import Edit
from migrator.javascript.edits import statement_end
from migrator.javascript.flow import arguments_of
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.syntax import DECLARATIONS, LINKS, NodeKind
from migrator.model.settings import RECEIVER, WORKER
from migrator.sites.site import RUN_BY_ANY, File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

COMMAND = "todo"  # no worker has it, so a page that is not finished rewrites nothing and says why
_UNWRAPPING = frozenset(
    {NodeKind.AWAIT_EXPRESSION, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.MEMBER_EXPRESSION, NodeKind.CALL_EXPRESSION}
)
_LINE_END = re.compile(r"\r\n|\r")


def runs_any_code(site: Site) -> bool:
    """Whether the page of a site can name no program, and runs any code."""
    return site.fault is not None and site.fault.sentence in RUN_BY_ANY


class Block:
    """Spells the statements of a site: that of its call, those after it that go, and those before it that make text."""

    def __init__(self, file: File, site: Site, statements: list[Node], index: int, *, prints: bool) -> None:
        self._file = file
        self._site = site
        self._prints = prints
        # The code that the site runs, where its page names no program.
        self._code = arguments_of(site.use.call)[0] if site.use.call is not None and runs_any_code(site) else None
        self._escaped = escaped(file, site, statements[:index]) if self._code is None else []
        self._metavariables = Metavariables(file.source, {text.binding: text.value for text in self._escaped})
        self._removed = Removed(file, statements, index, [text.statement for text in self._escaped])

    def lines(self) -> Iterator[str]:
        """The lines of the block: what goes, gaps between, and what comes."""
        assert self._site.use.call is not None
        tied = self._removed.nodes
        spelled = [self._spelled(node) for node in tied]
        live = [node for node in tied if self._removed.is_live(node)]
        together = all(self._removed.are_adjacent(one, two) for one, two in pairwise(tied))
        answer = f"await {WORKER}.{COMMAND}({', '.join(self._metavariables.arguments)})"
        comes: dict[int, list[str]] = {}
        own = tied[0]
        if not self._is_the_answer(own):
            comes[own.id] = self._own(own)
        elif len(live) == 1 and (live[0] == own or together):
            comes[tied[-1].id if together else own.id] = [f"{self._target(live[0])} = {answer};"]
        elif live:
            comes[own.id] = [f"const result = {answer};"]
            for node in live:
                comes.setdefault(node.id, []).append(f"{self._target(node)} = result;")
        else:
            comes[own.id] = [f"{answer};"]
        held: list[str] = []
        before = self._removed.before
        whole = [*((node, self._spelled(node)) for node in before), *zip(tied, spelled, strict=True)]
        for index, (node, lines) in enumerate(whole):
            if index and not self._removed.are_adjacent(whole[index - 1][0], node):
                yield from held
                held = []
                yield "  ..."
            marker = " " if node in before and self._removed.is_live(node) else "-"
            yield from (f"{marker} {line}".rstrip() for line in lines)
            held += [f"+ {line}".rstrip() for line in comes.get(node.id, ())]
        yield from held

    def _is_the_answer(self, node: Node) -> bool:
        """Whether the statement of the call declares nothing but what the program gives, unwrapped or as it is."""
        call = self._site.use.call
        assert call is not None
        if node.type not in DECLARATIONS or len(node.named_children) != 1:
            return False
        part = call.parent
        while part is not None and part.type in _UNWRAPPING:
            part = part.parent
        return part is not None and part.parent == node

    def _spelled(self, node: Node) -> list[str]:
        end = statement_end(self._file.source, node)
        return self._text(node.start_byte, end, list(self._edits(node)), statement=True)

    def _own(self, node: Node) -> list[str]:
        """The statement of the call with a command in the place of the program."""
        call = self._site.use.call
        assert call is not None
        edits = [edit for edit in self._edits(node) if not call.start_byte <= edit.start < call.end_byte]
        text = self._answered(f"{WORKER}.{COMMAND}({', '.join(self._metavariables.arguments)})")
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
        text = _LINE_END.sub("\n", untyped(self._file.source, start, end, edits))
        if statement and not text.endswith((";", "}")):
            text += ";"
        first, *rest = text.split("\n")
        margins = [line[: len(line) - len(line.lstrip())] for line in rest if line.strip()]
        margin = min(margins, key=len, default="")
        if not all(line.startswith(margin) for line in margins):
            margin = ""
        return [first, *(line.removeprefix(margin) if line.strip() else "" for line in rest)]

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
