"""A rule page begun from a site: its statements as `-` lines, with metavariables for names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.edits import statement_end
from migrator.javascript.parentheses import unwrap
from migrator.match import Matcher, TooAmbiguous
from migrator.pattern import ENVIRONMENT, RECEIVER, WORKER
from migrator.result import Edit, apply
from migrator.rules import RuleError, load_page
from migrator.sites import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Scopes

COMMAND = "todo"  # no worker has it, so a page that is not finished rewrites nothing and says why
_HELPERS = frozenset({"toJs", "toPy", "destroy"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_COMPUTED = frozenset(
    {
        "call_expression",
        "new_expression",
        "await_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "arrow_function",
        "function_expression",
        "yield_expression",
    }
)
_LINE_END = re.compile(rb"\r\n|\r")

_STUBS = """
## What changes

<!-- What a caller could notice, an item for each: its name, then what was seen before and what is seen now. Take the
section out if nothing changes. -->

- `say-what-changes`: what was seen before; what is seen now.

## The worker must

<!-- What the handler of the command has to have, an item for each; take the section out if it is nothing. For example:

- `answers-can-be-cloned`: convert its answer all the way down.

  ```js not
  $PROXY.toJs()
  ```
-->

## Left alone

<!-- Programs that look like this one and must stay, each in a fence ```js, with the cause in a comment. -->
"""


class DraftError(Exception):
    """Why no page can be begun from a site."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a page. ``fault`` says why it does not fit its own site, None if it does."""

    text: str
    fault: str | None


def draft(file: File, site: Site) -> Draft:
    """Begin a page from a site; prints go from its program, where the page then still fits. Raises DraftError."""
    if site.program is None or not site.program.variants:
        raise DraftError(site.fault or "the program cannot be read")
    found = site.statements(0)
    if found is None:
        raise DraftError("the call stands in no statement of a block")
    statements, index = found
    drafts = []
    for prints in (False, True):
        text = _page(_Drafter(file, site, statements.nodes[index:], prints=prints), site)
        drafts.append(Draft(text, _fault(file, site, text)))
        if drafts[-1].fault is None:
            break
    return next((item for item in drafts if item.fault is None), drafts[0])


def _fault(file: File, site: Site, text: str) -> str | None:
    """Why a page does not fit the site."""
    try:
        rule = load_page("1-draft.md", text)
    except RuleError as error:
        first = error.faults[0]
        return f"line {first.line}: {first.message}; {first.mend}"
    try:
        if any(True for block in rule.blocks for _ in Matcher(file).match(block, site)):
            return None
    except TooAmbiguous:
        return "it takes too many steps to match"
    assert site.program is not None
    program = site.program.variants[0]
    if program.star_import is not None:
        return "the program imports `*`, which hides what its names are; no rule matches it"
    if program.stray:
        return "a `${…}` stands in a comment or a docstring, where no rule sees it"
    return "its `-` lines do not match the site as they stand"


def _page(drafter: _Drafter, site: Site) -> str:
    place = ".".join(part for part in (site.use.owner.class_name, site.use.owner.method) if part is not None)
    head = "# Say what the rule does\n\nSay in a sentence what takes the place of the program"
    told = f"{head} (begun from `{place}`).\n" if place else f"{head}.\n"
    lines = "\n".join(drafter.lines())
    note = (
        f"<!-- Write the command of the worker for `{COMMAND}`, and make of its arguments and answer what it takes\n"
        "and gives. A `-` name that is declared again in a `+` line keeps its value for later uses. -->\n"
    )
    return f"{told}\n```diff\n{lines}\n```\n\n{note}{_STUBS}"


@dataclass(eq=False)
class _Drafter:
    """Spells statements of a file as lines of a page."""

    file: File
    site: Site
    following: list[Node]  # the statement of the call, and those after it
    prints: bool
    _given: dict[object, str] = field(default_factory=dict, init=False)
    _arguments: list[str] = field(default_factory=list, init=False)

    def lines(self) -> Iterator[str]:
        """The lines of the block: what goes, gaps between, and what comes."""
        assert self.site.use.call is not None
        self._tied = self._removed()
        spelled = [self._spelled(node) for node in self._tied]
        live = [node for node in self._tied if self._is_live(node)]
        together = all(self._adjacent(one, two) for one, two in pairwise(self._tied))
        answer = f"await this.{WORKER}.{COMMAND}({', '.join(self._arguments)})"
        comes: dict[int, list[str]] = {}
        own = self._tied[0]
        if own.type not in _DECLARATIONS:
            comes[own.id] = self._own(own)
        elif len(live) == 1 and (live[0] == own or together):
            comes[self._tied[-1].id if together else own.id] = [f"{self._target(live[0])} = {answer};"]
        elif live:
            comes[own.id] = [f"const result = {answer};"]
            for node in live:
                comes.setdefault(node.id, []).append(f"{self._target(node)} = result;")
        else:
            comes[own.id] = [f"{answer};"]
        held: list[str] = []
        for index, (node, lines) in enumerate(zip(self._tied, spelled, strict=True)):
            if index and not self._adjacent(self._tied[index - 1], node):
                yield from held
                held = []
                yield "  ..."
            yield from (f"- {line}".rstrip() for line in lines)
            held += [f"+ {line}".rstrip() for line in comes.get(node.id, ())]
        yield from held

    # -- which statements ----------------------------------------------------------------------------------------------

    def _removed(self) -> list[Node]:
        """The statement of the call, and those that unwrap or free its result by a helper."""
        taken = [self.following[0]]
        for node in self.following[1:]:
            if self._frees(node, taken) and not any(self._within(site.use.whole, node) for site in self.file.sites):
                taken.append(node)
        return taken

    def _frees(self, node: Node, taken: list[Node]) -> bool:
        """Whether a statement passes what ``taken`` declare or write to a helper, or calls one on it."""
        if node.type not in (*_DECLARATIONS, "expression_statement"):
            return False
        names = [
            reference.node
            for part in _walk(node)
            if part.type == "identifier" and (reference := self._scopes.reference_at(part.start_byte)) is not None
            if reference.binding is not None
            and any(self._within(place, one) for one in taken for place in self._sources(reference.binding))
        ]
        if not names:
            return False
        uses = [use for use in self.file.uses if self._within(use.whole, node)]
        called = [
            self.file.source.text(part.start_byte, part.end_byte)
            for part in _walk(node)
            if part.type == "property_identifier"
            and part.parent is not None
            and part.parent.type == "member_expression"
        ]
        return bool(uses) or any(name in _HELPERS for name in called)

    def _sources(self, binding: Binding) -> list[Node]:
        """Where a binding gets a value."""
        return [*binding.declarations, *(item.node for item in binding.references if item.write)]

    def _is_live(self, node: Node) -> bool:
        """Whether a name that a statement declares is used outside of what goes."""
        if node.type not in _DECLARATIONS:
            return False
        for part in _walk(node):
            binding = self._scopes.binding_at(part.start_byte) if part.type in _NAMES else None
            if binding is None or not any(self._within(one, node) for one in binding.declarations):
                continue
            if any(not any(self._within(use.node, gone) for gone in self._tied) for use in binding.references):
                return True
        return False

    def _adjacent(self, one: Node, two: Node) -> bool:
        at = self.following.index(one)
        return self.following[at + 1] == two

    @property
    def _scopes(self) -> Scopes:
        return self.file.source.scopes

    @staticmethod
    def _within(inner: Node, outer: Node) -> bool:
        return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)

    # -- how they are spelled ------------------------------------------------------------------------------------------

    def _spelled(self, node: Node) -> list[str]:
        end = statement_end(self.file.source, node)
        return self._text(node.start_byte, end, list(self._edits(node)), statement=True)

    def _own(self, node: Node) -> list[str]:
        """The statement of the call with a command in the place of the program."""
        call = self.site.use.call
        assert call is not None
        edits = [edit for edit in self._edits(node) if not call.start_byte <= edit.start < call.end_byte]
        text = f"this.{WORKER}.{COMMAND}({', '.join(self._arguments)})"
        edits.append(Edit(call.start_byte, call.end_byte, text.encode()))
        return self._text(node.start_byte, statement_end(self.file.source, node), edits, statement=True)

    def _target(self, node: Node) -> str:
        """The left side of a declaration, with its keyword."""
        declarator = next(child for child in node.named_children if child.type == "variable_declarator")
        name = declarator.child_by_field_name("name")
        assert name is not None
        edits = [edit for edit in self._edits(node) if name.start_byte <= edit.start < name.end_byte]
        keyword = self.file.source.text(node.children[0].start_byte, node.children[0].end_byte)
        return f"{keyword} {' '.join(self._text(name.start_byte, name.end_byte, edits))}"

    def _text(self, start: int, end: int, edits: list[Edit], *, statement: bool = False) -> list[str]:
        """A stretch of the file after edits, as lines without the indentation that they share."""
        data = self.file.source.data
        moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
        text = _LINE_END.sub(b"\n", apply(data[start:end], moved)).decode("utf-8")
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
        program = self.site.program
        assert program is not None
        receivers = {use.node.id: use.node for use in self.file.uses if use.through is None}
        stack = [node]
        while stack:
            part = stack.pop()
            if part.id in receivers:
                yield Edit(part.start_byte, part.end_byte, f"this.{RECEIVER}".encode())
            elif part == program.origin:
                yield Edit(part.start_byte, part.end_byte, self._program().encode())
            elif part.type in _NAMES:
                edit = self._name(part)
                if edit is not None:
                    yield edit
            else:
                stack.extend(reversed(part.children))

    def _name(self, node: Node) -> Edit | None:
        text = self.file.source.text(node.start_byte, node.end_byte)
        binding = self._scopes.binding_at(node.start_byte)
        if binding is None and (text in GLOBALS or text in ("undefined", "arguments", "await")):
            return None
        named = self._metavariable(id(binding) if binding is not None else text, text)
        if node.type != "identifier":
            named = f"{text}: {named}"
        return Edit(node.start_byte, node.end_byte, named.encode())

    def _metavariable(self, key: object, name: str) -> str:
        """The metavariable of a thing, made of its name when it is met first."""
        if key not in self._given:
            words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
            stem = re.sub(r"[^A-Z0-9_]", "", words).strip("_")
            stem = stem if stem[:1].isalpha() else "VALUE"
            taken, spelled, number = set(self._given.values()), f"${stem}", 2
            while spelled in taken:
                spelled, number = f"${stem}_{number}", number + 1
            self._given[key] = spelled
        return self._given[key]

    # -- the program ---------------------------------------------------------------------------------------------------

    def _program(self) -> str:
        """The literal of the program as a template, with its holes as patterns and without its prints."""
        program = self.site.program
        assert program is not None
        node, lowered, embedded = program.origin, program.variants[0], program.embedded
        if node.type != "template_string":
            text = embedded.text
            for place in sorted(self._environments(), reverse=True):
                text = text[:place] + ENVIRONMENT + text[place + len(self.file.settings.environment) :]
            text = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
            return f"`{text}`"
        data = self.file.source.data
        gone: list[Edit] = []
        for item in lowered.dropped if not self.prints else ():
            start = embedded.offsets[lowered.position(item.origin)]
            end = embedded.offsets[lowered.end_position(item.origin)]
            span = _with_line(data, start, end, node.start_byte + 1, node.end_byte - 1)
            if not any(edit.start <= span[0] and span[1] <= edit.end for edit in gone):
                gone = [edit for edit in gone if not (span[0] <= edit.start and edit.end <= span[1])]
                gone.append(Edit(*span, b""))
        edits = gone + [
            Edit(hole.node.start_byte + 2, hole.node.end_byte - 1, self._hole(hole.node).encode())
            for hole in embedded.holes
            if not any(edit.start <= hole.node.start_byte < edit.end for edit in gone)
        ]
        for place in self._environments():
            start = embedded.offsets[place]
            if not any(edit.start <= start < edit.end for edit in gone):
                end = embedded.offsets[place + len(self.file.settings.environment)]
                edits.append(Edit(start, end, ENVIRONMENT.encode()))
        moved = [Edit(edit.start - node.start_byte, edit.end - node.start_byte, edit.text) for edit in edits]
        return apply(data[node.start_byte : node.end_byte], moved).decode("utf-8")

    def _environments(self) -> set[int]:
        """Where the program names the environment, if pages call it otherwise."""
        program, environment = self.site.program, self.file.settings.environment
        assert program is not None
        if environment == ENVIRONMENT:
            return set()
        written = program.aligned(environment, "none", pattern=False)
        stack, found = list(written.body), set()
        while stack:
            term = stack.pop()
            if term.kind == "environment":
                found.add(written.position(term))
            elif term.kind != "hole":
                stack.extend(term.children)
        return found

    def _hole(self, substitution: Node) -> str:
        """What stands in a hole, as a pattern; its metavariables are what the command is given."""
        inner = [child for child in substitution.named_children if child.type != "comment"]
        if not inner:
            return ""
        edits = list(self._values(inner[0]))
        start, end = inner[0].start_byte, inner[-1].end_byte
        moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
        return apply(self.file.source.data[start:end], moved).decode("utf-8")

    def _values(self, node: Node) -> Iterator[Edit]:
        """A metavariable for each name, member path and call of a hole; the chain that escapes a text stays."""
        text = self.file.source.text
        node = unwrap(node)
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            name = function.child_by_field_name("property") if function is not None else None
            if name is not None and text(name.start_byte, name.end_byte) == "replace":
                assert function is not None
                head = function.child_by_field_name("object")
                assert head is not None
                yield from self._values(head)
                return
        if node.type == "member_expression" and _is_path(node):
            name = node.child_by_field_name("property")
            assert name is not None
            spelled = " ".join(text(node.start_byte, node.end_byte).split())
            yield self._value(node, spelled, text(name.start_byte, name.end_byte))
        elif node.type in _COMPUTED:
            called = unwrap(node).child_by_field_name("function")
            last = text(called.start_byte, called.end_byte).rpartition(".")[2] if called is not None else "value"
            yield self._value(node, node.id, last)
        elif node.type == "identifier":
            edit = self._name(node)
            if edit is not None:
                self._take(edit.text.decode())
                yield edit
        else:
            for child in node.named_children:
                yield from self._values(child)

    def _value(self, node: Node, key: object, name: str) -> Edit:
        spelled = self._metavariable(("value", key), name)
        self._take(spelled)
        return Edit(node.start_byte, node.end_byte, spelled.encode())

    def _take(self, spelled: str) -> None:
        if spelled not in self._arguments:
            self._arguments.append(spelled)


def _is_path(node: Node) -> bool:
    """Whether a node is a path of members from a name or `this`."""
    while node.type == "member_expression":
        head = node.child_by_field_name("object")
        assert head is not None
        node = unwrap(head)
    return node.type in ("identifier", "this")


def _with_line(data: bytes, start: int, end: int, least: int, most: int) -> tuple[int, int]:
    """A statement of Python with its line, if it is alone there, else with the `;` that parts it from another."""
    first = start
    while first > least and data[first - 1 : first] in (b" ", b"\t"):
        first -= 1
    last = end
    while last < most and data[last : last + 1] in (b" ", b"\t"):
        last += 1
    has_semicolon = data[last : last + 1] == b";"
    if has_semicolon:
        last += 1
        while last < most and data[last : last + 1] in (b" ", b"\t"):
            last += 1
    begins = first == least or data[first - 1 : first] in (b"\n", b"\r")
    ends = last == most or data[last : last + 1] in (b"\n", b"\r")
    if begins and ends:
        if last < most:
            last += 2 if data[last : last + 2] == b"\r\n" else 1
        return first, last
    if has_semicolon:
        return start, last
    if data[first - 1 : first] == b";" and first - 1 >= least:
        return first - 1, end
    return start, end


def _walk(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(reversed(part.children))
