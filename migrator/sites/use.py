"""A use of the receiver: what is done with it, and the names that it is given there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.flow import Flow, arguments_of, is_field, key_text, member_name
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import ASSIGNMENTS, MEMBERS, TARGET_NAMES, NodeKind
from migrator.python.language import PYTHON
from migrator.sites.names import References
from migrator.sites.owner import Owner, owner_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.model.ledger import Evidence
    from migrator.sites.key import Key


@dataclass(slots=True, eq=False)
class Use:
    """One use of the receiver.

    ``node`` is the receiver itself, ``whole`` the member access or pattern that shows the use.
    ``through`` names the alias by which the receiver is reached, None where it is written out; ``given`` is the use
    that gave it that name. A receiver that no setting names has a ``key``, the same for all that is one receiver in a
    file, and ``evidence`` that it is Pyodide. A call of a function that only runs what it
    is given has the use in that function as ``inner``, and where that is in another file its source as ``elsewhere``.
    A program is not sure to run on Pyodide where nothing but programs shows it.
    """

    node: Node
    whole: Node
    kind: str
    member: str | None
    owner: Owner
    call: Node | None = None
    through: str | None = None
    alias: Binding | None = None
    given: Use | None = None
    key: Key | None = None
    evidence: Evidence | None = None
    inner: Use | None = None
    elsewhere: Source | None = None
    is_sure: bool = True

    @property
    def is_program(self) -> bool:
        """Whether this is a call that runs Python."""
        return self.call is not None and self.member in PYTHON.calls

    @property
    def is_converter(self) -> bool:
        """Whether it takes the function that makes Python of a value."""
        return self.member == PYTHON.converter

    @property
    def is_of_globals(self) -> bool:
        """Whether it takes the globals of the interpreter."""
        return self.member == PYTHON.namespace

    @property
    def holder(self) -> Node:
        """The receiver as an expression: what a function gives is one with the `await` before it."""
        node = unwrap(self.node)
        around = outermost(node).parent if node.type == NodeKind.CALL_EXPRESSION else None
        return around if around is not None and around.type == NodeKind.AWAIT_EXPRESSION else node

    @property
    def options(self) -> Node | None:
        """What a call is given after the program."""
        given = arguments_of(self.call)[1:2] if self.call is not None else []
        return unwrap(given[0]) if given else None

    @property
    def gives_promise(self) -> bool:
        """Whether what the call gives has to be waited for."""
        return self.member == PYTHON.calls[0]


@dataclass(slots=True)
class Alias:
    """A name that holds the receiver: a variable of the file or, with ``binding`` None, a global."""

    name: str
    binding: Binding | None
    given: Use


class Classifier:
    """What is done with expressions that are the receiver. It keeps the names that they give the receiver."""

    def __init__(self, source: Source, flow: Flow, references: References, owners: dict[int, Owner]) -> None:
        self._source = source
        self._data = source.data
        self._flow = flow
        self._references = references
        self._owners = owners
        self._aliases: list[Alias] = []

    def make(self, node: Node, kind: str, alias: Alias | None = None) -> Use:
        return Use(
            node,
            node,
            kind,
            None,
            owner_of(node, self._source, self._owners),
            through=alias.name if alias is not None else None,
            given=alias.given if alias is not None else None,
        )

    def use(self, receiver: Node, alias: Alias | None = None) -> Use:
        """What is done with the receiver expression ``receiver``."""
        use = self.make(receiver, "read", alias)
        given = list(self._flow.targets(receiver))
        for target in given:
            self.alias(use, target)
        if alias is None and is_target(receiver):
            use.kind = "assign"
            outer = outermost(receiver)
            if outer.parent is not None and outer.parent.type in ASSIGNMENTS:
                for target in self._flow.targets(outer.parent):
                    self.alias(use, target)
            return use
        outer = self._flow.widest(receiver)
        parent = outer.parent
        if parent is None:
            return use
        if parent.type in MEMBERS and is_field(parent, "object", outer):
            self._member(use, parent)
        elif parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            use.kind = "call"
        elif given:
            use.kind = "alias"
        return use

    def _member(self, use: Use, access: Node) -> None:
        """A member of the receiver is taken, and called or not."""
        use.member = member_name(access, self._data)
        use.whole = access
        outer = outermost(access)
        parent = outer.parent
        if parent is not None and parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer):
            use.kind, use.call = "call", parent

    def alias(self, use: Use, target: Node) -> None:
        """Another name for the receiver, if the target is a name."""
        if target.type not in TARGET_NAMES:
            return
        binding = self._source.scopes.binding_at(target.start_byte)
        name = binding.name if binding is not None else key_text(target, self._data)
        assert name is not None
        use.alias = use.alias or binding
        self._aliases.append(Alias(name, binding, use))

    def aliased(self) -> Iterator[Use]:
        """Uses through names that hold the receiver, and through names that hold those."""
        done: set[Binding | str] = set()
        at = 0
        while at < len(self._aliases):
            alias = self._aliases[at]
            at += 1
            key = alias.binding or alias.name
            if key in done:
                continue
            done.add(key)
            for reference in self._references.of(key):
                if not reference.read:
                    continue
                use = self.use(reference.node, alias)
                # `py += 1` reads the name and does nothing with the receiver.
                if use.kind != "read" or use.member is not None or not is_target(reference.node):
                    yield use


def is_target(node: Node) -> bool:
    """Whether an expression is written: assigned, counted up, or a target in a pattern or the head of a loop."""
    outer = outermost(node)
    parent = outer.parent
    if parent is None:
        return False
    if parent.type in (
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.ASSIGNMENT_PATTERN,
        NodeKind.FOR_IN_STATEMENT,
    ):
        return is_field(parent, "left", outer)
    if parent.type == NodeKind.PAIR_PATTERN:
        return is_field(parent, "value", outer)
    return parent.type in (NodeKind.ARRAY_PATTERN, NodeKind.REST_PATTERN, NodeKind.UPDATE_EXPRESSION)
