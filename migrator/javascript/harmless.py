"""Functions whose calls may go, because nobody notices: they write only to what they are given or have made, and call
only themselves, functions like them, and functions of the platform that only give a value.

A name is followed to what it stands for, across imports. What no file on disk shows is not seen. What is given to such
a function is taken for plain data: the methods of a list that it calls are those of lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.accessors import acting
from migrator.javascript.builtins import PLATFORM
from migrator.javascript.exports import exported
from migrator.javascript.loggers import Loggers
from migrator.javascript.objects import ANY, OUTSIDE, THIS, Effects
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import unwrap
from migrator.javascript.scopes import IMPORT
from migrator.javascript.standard import GIVING_VALUES
from migrator.javascript.syntax import CALLS, FUNCTIONS, SHORTHANDS, NodeKind, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from migrator.javascript.modules import Module
    from migrator.javascript.project import Project
    from migrator.javascript.scopes import Binding

_DEEPEST = 12  # names that lead to names, and functions that call functions
_FOREIGN = frozenset({OUTSIDE, THIS, ANY})
_WAITING = frozenset({NodeKind.AWAIT_EXPRESSION, NodeKind.YIELD_EXPRESSION})


class Harm(Enum):
    """Why the calls of a function may not go."""

    WRITES = "writes"
    CALLS = "calls"
    THIS = "this"
    THROWS = "throws"
    WAITS = "waits"
    PRINTS = "prints"
    OTHER = "other"  # it is no function that is written out: a member, what a call gives


class Fault(NamedTuple):
    """A place that does harm, and the file in which it stands."""

    harm: Harm
    module: Module
    node: Node


class Meaning(NamedTuple):
    """What a name stands for: a function, or another expression."""

    module: Module
    node: Node


@dataclass
class Harmless:
    """Answers for one file and the files that its names lead to. ``unseen`` gathers names that no file shows. What the
    functions are given may be written to, unless it ``stays``.
    """

    project: Project
    stays: bool = False
    unseen: list[str] = field(default_factory=list)
    _known: dict[tuple[Path, int], Fault | None] = field(default_factory=dict)

    def fault(self, module: Module, called: Node, depth: int = 0) -> Fault | None:
        """The first thing that makes the calls of an expression matter, or None."""
        node = unwrap(called)
        if node.type in FUNCTIONS:
            return self._of_function(module, node, depth)
        if node.type != NodeKind.IDENTIFIER:
            return Fault(Harm.OTHER, module, node)
        for meaning in self._meanings(module, node, 0):
            if meaning is None:
                name = module.text(node)
                if depth:
                    return Fault(Harm.CALLS, module, node)
                self.unseen.append(name)
            elif meaning.node.type in FUNCTIONS:
                found = self._of_function(meaning.module, meaning.node, depth)
                if found is not None:
                    return found
            elif not self._is_of_platform(meaning):
                scopes = meaning.module.source.scopes
                start = meaning.node.start_byte
                is_known = meaning.module.text(meaning.node) in PLATFORM and scopes.binding_at(start) is None
                return Fault(Harm.CALLS if is_known else Harm.OTHER, meaning.module, meaning.node)
        return None

    # -- what a name stands for ----------------------------------------------------------------------------------------

    def _meanings(self, module: Module, name: Node, depth: int) -> Iterator[Meaning | None]:
        """What a name may stand for; None where nothing shows it."""
        for node, keys in Origins(module.source).of(name):
            node = unwrap(node)
            if keys:
                yield from self._required(module, node, depth, keys)
            elif node.type == NodeKind.IDENTIFIER:
                yield from self._unresolved(module, node, depth)
            elif module.requires(node) is not None:
                yield from self._required(module, node, depth, ())
            else:
                yield Meaning(module, node)

    def _unresolved(self, module: Module, name: Node, depth: int) -> Iterator[Meaning | None]:
        binding = module.source.scopes.binding_at(name.start_byte)
        text = module.text(name)
        if binding is None:
            yield Meaning(module, name) if text in PLATFORM else None
        elif binding.kind != IMPORT:
            yield None
        elif text in module.imports and module.imports[text].name == "*":
            yield Meaning(module, name)
        else:
            yield from self._imported(module, text, depth)

    def _imported(self, module: Module, local: str, depth: int) -> Iterator[Meaning | None]:
        taken = module.imports.get(local)
        target = self.project.follow(module, taken.specifier) if taken is not None else None
        wanted = taken.name if taken is not None else ""
        yield from self._exported(target, wanted, depth + 1) if target is not None else [None]

    def _exported(self, module: Module, name: str, depth: int) -> Iterator[Meaning | None]:
        if depth > _DEEPEST:
            yield None
            return
        found = exported(self.project, module, name)
        for each in found:
            if each.whole or not each.is_seen:
                yield None
            elif each.binding is not None:
                yield from self._bound(each.module, each.binding, depth)
            elif each.node is not None:
                nodes = list(each.module.held(each.node, each.name)) if each.member else [each.node]
                for node in nodes:
                    yield from self._expression(each.module, node, depth)
                if not nodes:
                    yield None
        if not found:
            yield None

    def _bound(self, module: Module, binding: Binding, depth: int) -> Iterator[Meaning | None]:
        """What a variable may stand for."""
        if depth > _DEEPEST:
            yield None
        elif binding.kind == IMPORT:
            yield from self._imported(module, binding.name, depth)
        else:
            given = Origins(module.source).given(binding)
            for origin in given:
                if origin.keys:
                    yield from self._required(module, unwrap(origin.node), depth, origin.keys)
                else:
                    yield from self._expression(module, origin.node, depth)
            if not given:
                yield None

    def _expression(self, module: Module, node: Node, depth: int) -> Iterator[Meaning | None]:
        node = unwrap(node)
        binding = module.source.scopes.binding_at(node.start_byte) if node.type in SHORTHANDS else None
        if binding is not None:
            yield from self._bound(module, binding, depth + 1)
        elif node.type == NodeKind.IDENTIFIER:
            yield from self._meanings(module, node, depth + 1) if depth <= _DEEPEST else [None]
        else:
            yield Meaning(module, node)

    def _required(
        self, module: Module, origin: Node, depth: int, keys: tuple[str | None, ...]
    ) -> Iterator[Meaning | None]:
        """A name that takes a member of what `require` gives, or all of it."""
        specifier = module.requires(origin)
        if specifier is None or len(keys) > 1:
            yield Meaning(module, origin)
            return
        target = self.project.follow(module, specifier)
        wanted = (keys[0] or "") if keys else "default"
        yield from self._exported(target, wanted, depth + 1) if target is not None else [None]

    def _is_of_platform(self, meaning: Meaning) -> bool:
        module, node = meaning
        if node.type != NodeKind.IDENTIFIER or module.source.scopes.binding_at(node.start_byte) is not None:
            return False
        return module.text(node) in GIVING_VALUES

    # -- what a function does ------------------------------------------------------------------------------------------

    def _of_function(self, module: Module, function: Node, depth: int) -> Fault | None:
        key = module.path, function.start_byte
        if key not in self._known:
            self._known[key] = None  # what calls itself does no harm by that
            self._known[key] = self._examined(module, function, depth)
        return self._known[key]

    def _examined(self, module: Module, function: Node, depth: int) -> Fault | None:
        if any(child.type in ("async", "*") for child in function.children):
            return Fault(Harm.WAITS, module, function)
        effects = Effects(module.source, function, acting(module.source), Loggers(self.project, module), trusted=True)
        return self._forbidden(module, function, effects) or self._written(module, function, effects, depth)

    def _forbidden(self, module: Module, function: Node, effects: Effects) -> Fault | None:
        stack = [function]
        while stack:
            node = stack.pop()
            if node.type in (NodeKind.THIS, NodeKind.SUPER):
                return Fault(Harm.THIS, module, node)
            if node.type == NodeKind.THROW_STATEMENT:
                return Fault(Harm.THROWS, module, node)
            if node.type in _WAITING:
                return Fault(Harm.WAITS, module, node)
            if node.type in CALLS and effects.call(node).prints:
                return Fault(Harm.PRINTS, module, node)
            stack.extend(reversed(node.named_children))
        return None

    def _written(self, module: Module, function: Node, effects: Effects, depth: int) -> Fault | None:
        effect = effects.of(function)
        for name, node in effect.names.items():
            if isinstance(name, str) or not effects.is_inside(name):
                return Fault(Harm.WRITES, module, node)
        for node in effect.calls:
            found = self._called(module, node, effects, depth)
            if found is not None:
                return found
        for one, node in effect.objects.items():
            if one in _FOREIGN or (self.stays and one < 0):
                return Fault(Harm.WRITES, module, node)
        return None

    def _called(self, module: Module, node: Node, effects: Effects, depth: int) -> Fault | None:
        """A call that is not seen in the function: of another function like it, with what it was given."""
        called = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        arguments = node.child_by_field_name("arguments")
        if called is None or unwrap(called).type != NodeKind.IDENTIFIER or depth > _DEEPEST:
            return Fault(Harm.CALLS, module, node)
        if any(effects.value(part) & _FOREIGN for part in children(arguments)):
            return Fault(Harm.CALLS, module, node)
        return self.fault(module, called, depth + 1)
