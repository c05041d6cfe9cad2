"""Whether an object is the user's own, and so no Pyodide: an instance of a class, a literal or a class that has the
method. Where that is not seen, a program counts.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from migrator.javascript.builtins import PLATFORM
from migrator.javascript.flow import elements, key_text, results, sources
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.scopes import IMPORT
from migrator.javascript.source import Source
from migrator.javascript.syntax import CLASSES, FUNCTIONS, NodeKind, children
from migrator.sites.key import Key, Variable
from migrator.sites.keys import keys_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.sites.typed import TypedKeys

# What makes an object: a worker's proxy, or whatever a function gives that is called once.
_MAKES = re.compile(rb"(?:[\w$]+\s*\.\s*)?(wrap|useMemo|computed)")


class Given(NamedTuple):
    """What a name stands for that another file exports: Pyodide, a function that gives it, or neither, being an object
    of the user's own. It is sure where more shows that than the programs that run on it.
    """

    is_receiver: bool = False
    is_maker: bool = False
    is_own: bool = False
    is_sure: bool = False


class Elsewhere(Protocol):
    """What takes other files to know."""

    def gives(self, local: str, method: str) -> Given:
        """What a name that is imported stands for; an object of the user's own has a method of the name."""

    def has_method(self, node: Node, name: str) -> bool:
        """Whether a class of the file, or one that it extends, declares a method."""

    def makes(self, on: Node, method: str) -> bool:
        """Whether a method of an expression is a function of the user's own, whichever of several it is."""

    def types(self) -> TypedKeys:
        """What the types of the file say, with those of other files that it names."""


class OwnObjects:
    """Answers for one file, each question about a key once: a file may run thousands of programs on one object."""

    def __init__(self, source: Source, elsewhere: Elsewhere | None = None) -> None:
        self._source = source
        self._data = source.data
        self._elsewhere = elsewhere
        self._keys = keys_of(source)
        self._own: dict[tuple[Key, str], bool] = {}
        self._made: dict[tuple[Key, str], bool] = {}

    def is_own(self, on: Node, method: str) -> bool:
        """Whether what a method is taken of is an object that the user's own code makes, whichever of several it is."""
        return all(self.is_own_value(node, method) for node in sources(on))

    def is_own_name(self, binding: Binding, method: str) -> bool:
        """The same for a variable of the file."""
        return self.is_own_key(Variable(binding), method)

    def given(self, binding: Binding, method: str) -> Given:
        """What other files say of a variable; nothing of one that is not imported."""
        names = binding.declarations[:1] if self._elsewhere is not None else []
        is_imported = binding.kind == IMPORT or any(_is_required(name) for name in names)
        return self._elsewhere.gives(binding.name, method) if self._elsewhere is not None and is_imported else Given()

    def is_own_value(self, node: Node, method: str) -> bool:
        """Whether an expression is such an object, by this file or by what all files say of its method."""
        if self._is_own_object(node, method):
            return True
        if self._elsewhere is None:
            return False
        key = self._keys.of(node)
        if key is None:
            return self._elsewhere.makes(node, method)
        if (key, method) not in self._made:
            self._made[key, method] = self._elsewhere.makes(node, method)
        return self._made[key, method]

    def _is_own_object(self, node: Node, method: str) -> bool:
        if node.type in (NodeKind.THIS, NodeKind.SUPER):
            owner = self._keys.owner(node).node
            return owner is not None and self._declares(owner, method)
        if node.type in CLASSES:  # whatever it has, it is not what the loader gives
            return True
        if node.type == NodeKind.OBJECT:
            return any(self._is_of_object(part, method) for part in children(node))
        if node.type == NodeKind.NEW_EXPRESSION:
            return self._is_own_instance(node, method)
        if node.type == NodeKind.CALL_EXPRESSION and self._is_made(node, method):
            return True
        key = self._keys.of(node)
        return key is not None and self.is_own_key(key, method)

    def _is_made(self, call: Node, method: str) -> bool:
        """Whether a call gives a worker as an object (`Comlink.wrap`), or what a function makes that is given to it."""
        called = call.child_by_field_name("function")
        match = _MAKES.fullmatch(called.text or b"") if called is not None else None
        arguments = call.child_by_field_name("arguments")
        if match is None or arguments is None:
            return False
        if match[1] == b"wrap":
            return b"omlink" in self._data
        made = unwrap(first) if (first := next(iter(elements(arguments)), None)) is not None else None
        given = list(results(made)) if made is not None and made.type in FUNCTIONS else []
        return bool(given) and all(self.is_own_value(node, method) for value in given for node in sources(value))

    def is_own_key(self, key: Key, method: str) -> bool:
        """Whether all that the file gives a key is such an object."""
        if (key, method) not in self._own:
            self._own[key, method] = False  # what goes in a circle is none
            values = self._keys.values(key)
            own = bool(values) and all(self.is_own_value(value, method) for value in values)
            imported = not values and isinstance(key, Variable) and self.given(key.binding, method).is_own
            self._own[key, method] = own or imported or self._is_of_own_type(key, method)
        return self._own[key, method]

    def _is_of_own_type(self, key: Key, method: str) -> bool:
        """Whether the type of a key is a class that has the method, or what stands for an object of a worker. An
        interface may be what somebody wrote down of Pyodide.
        """
        types = self.types
        return types is not None and types.is_own(key, method)

    @cached_property
    def types(self) -> TypedKeys | None:
        """What the types of the file say, None where it has none."""
        if self._source.types is None:
            return None
        if self._elsewhere is not None:
            return self._elsewhere.types()
        from migrator.sites.typed import typed_keys  # scripts of JavaScript have no types

        return typed_keys(Module(Path(self._source.path), self._source))

    def _declares(self, node: Node, method: str) -> bool:
        if self._elsewhere is not None:
            return self._elsewhere.has_method(node, method)
        return method in Module(Path(self._source.path), self._source).class_at(node).methods

    def _is_of_object(self, part: Node, method: str) -> bool:
        """Whether a part of a literal is a method of the name, or may bring one."""
        if part.type == NodeKind.SPREAD_ELEMENT:
            return True
        name = part.child_by_field_name("key") or part.child_by_field_name("name")
        return key_text(name if name is not None else part, self._data) == method

    def _is_own_instance(self, new: Node, method: str) -> bool:
        """Whether `new` makes an object of the user's own: of a class that declares the method, or of one that is not
        seen. The platform's classes are none of those: a `Proxy` may stand for Pyodide.
        """
        called = new.child_by_field_name("constructor")
        key = self._keys.of(called) if called is not None else None
        if called is None or key is None:
            return False
        if called.type == NodeKind.IDENTIFIER and not isinstance(key, Variable):
            return self._source.text(called.start_byte, called.end_byte) not in PLATFORM
        classes = [value for value in self._keys.values(key) if value.type in CLASSES]
        return all(self._declares(node, method) for node in classes)


def _is_required(name: Node) -> bool:
    """Whether a variable is given what `require` gives."""
    at: Node | None = name
    while at is not None and at.type != NodeKind.VARIABLE_DECLARATOR:
        at = at.parent
    value = at.child_by_field_name("value") if at is not None else None
    return value is not None and b"require(" in (value.text or b"")
