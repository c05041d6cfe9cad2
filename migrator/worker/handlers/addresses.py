"""The addresses of the scripts that code starts in workers: what `new Worker(…)` and its like are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.flow import literal_text, results, sources
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.parser import below
from migrator.javascript.specifiers import is_own
from migrator.javascript.syntax import (
    ASSIGNMENTS,
    CLASS_MEMBERS,
    CLASSES,
    DEFAULTS,
    PLAIN_FUNCTION_VALUES,
    PROPERTY_NAMES,
    STRING_PARTS,
    NodeKind,
    children,
)

if TYPE_CHECKING:
    from tree_sitter import Node

WORKERS = frozenset({"Worker", "SharedWorker"})
# Names and constants in one another; nobody writes more, and deeper ones end the recursion.
_DEEPEST = 6
_GLOBALS = frozenset({"globalThis", "window", "self", "global", "frames", "top", "parent"})
# Calls that give back the address that they are given, those that put a path together, and a file's own folder.
_RESOLVES = frozenset({"require.resolve", "import.meta.resolve", "String", "encodeURI"})
_PATHS = frozenset({"join", "resolve"})
_FOLDERS = frozenset({"__dirname", "import.meta.dirname"})
_DECLARED = frozenset({NodeKind.FUNCTION_DECLARATION, NodeKind.VARIABLE_DECLARATOR})
_LOCATED = frozenset({"href", "pathname"})  # of a URL


def addresses(module: Module, node: Node) -> Iterator[str]:
    """The text of every address that code at or below ``node`` starts a worker with, as far as it is constant."""
    search = _Search(module)
    for call in below(node):
        constructor = call.child_by_field_name("constructor") if call.type == NodeKind.NEW_EXPRESSION else None
        arguments = call.child_by_field_name("arguments")
        function = call.child_by_field_name("function") if call.type == NodeKind.CALL_EXPRESSION else None
        if function is not None and function.type == NodeKind.SUPER:
            constructor = _base(call)
        if constructor is not None and arguments is not None and platform_worker(module, constructor) is not None:
            given = children(arguments)
            yield from search.texts(given[0]) if given else ()


def is_constant(module: Module, node: Node) -> bool:
    """Whether each address that a `new Worker(…)` may be given is a text that is known."""
    arguments = node.child_by_field_name("arguments")
    given = children(arguments) if arguments is not None else []
    search = _Search(module)
    return bool(given) and all(search.texts(part) for part in sources(given[0]))


def _may_be_platform(module: Module, owner: Node) -> bool:
    """Whether what holds a `Worker` may be the platform: not `this`, another global, or a file of the repository."""
    if owner.type != NodeKind.IDENTIFIER:
        return owner.type != NodeKind.THIS
    name = module.text(owner)
    if module.source.scopes.binding_at(owner.start_byte) is None:
        return name in _GLOBALS
    taken = module.imports.get(name)
    return taken is None or not is_own(taken.specifier)


def _base(node: Node) -> Node | None:
    """What the class around extends."""
    at = node.parent
    while at is not None and at.type not in CLASSES:
        at = at.parent
    heritage = (
        next((part for part in at.children if part.type == NodeKind.CLASS_HERITAGE), None) if at is not None else None
    )
    return children(heritage)[0] if children(heritage) else None


def platform_worker(module: Module, node: Node, depth: int = 0) -> str | None:
    """Which worker of the platform an expression is: `Worker`, `window.SharedWorker`, what `worker_threads` gives."""
    if depth > _DEEPEST:
        return None
    for part in sources(node):
        member = module.member(part)
        if member is not None:
            if member[1] in WORKERS and _may_be_platform(module, member[0]):
                return member[1]
            continue
        if part.type != NodeKind.IDENTIFIER:
            continue
        name = module.text(part)
        binding = module.source.scopes.binding_at(part.start_byte)
        if binding is None:
            if name in WORKERS:
                return name
            continue
        taken = module.imports.get(name)
        if taken is not None:  # a class of the repository is none of the platform's
            if taken.name in WORKERS and not is_own(taken.specifier):
                return taken.name
            continue
        for declared in binding.declarations:
            parent = declared.parent
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                value = parent.child_by_field_name("value")
                found = platform_worker(module, value, depth + 1) if value is not None else None
                if found is not None:
                    return found
            elif declared.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN and name in WORKERS:
                return name  # const { Worker } = require('worker_threads')
            elif parent is not None and parent.type == NodeKind.PAIR_PATTERN:  # const { Worker: W } = window
                key = parent.child_by_field_name("key")
                if key is not None and module.key(key) in WORKERS:
                    return module.key(key)
    return None


class _Search:
    """Looks for addresses in a file. What is found of an expression is kept: in a large file a name stands for many
    expressions, each of them for others, and all ways through them are far more than there are expressions.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self._found: dict[tuple[int, int], tuple[str, ...]] = {}

    def texts(self, node: Node, depth: int = 0) -> tuple[str, ...]:
        """The texts that an address may be."""
        if depth > _DEEPEST:
            return ()
        key = node.id, depth
        if key not in self._found:
            self._found[key] = tuple(dict.fromkeys(_texts(self, node, depth)))
        return self._found[key]

    def named(self, name: str) -> Iterator[Node]:
        """The nodes that spell a name."""
        root = self.module.source.root
        word = name.encode()
        for start in self._places.get(word, ()):
            node = root.descendant_for_byte_range(start, start + len(word))
            if node is not None:
                yield node

    @cached_property
    def _places(self) -> dict[bytes, list[int]]:
        """Where each word of the file stands."""
        places: dict[bytes, list[int]] = {}
        for match in re.finditer(rb"[\w$\x80-\xff]+", self.module.source.data):
            places.setdefault(match[0], []).append(match.start())
        return places


def _texts(search: _Search, node: Node, depth: int) -> Iterator[str]:
    """The texts that an address may be: literals, what is put together of them, `new URL(text, …)`, constants."""
    for part in sources(node):
        text = literal_text(part, search.module.source.data)
        if text is not None:
            yield text
        elif part.type == NodeKind.TEMPLATE_STRING:
            yield from _joined(search, list(_pieces(part)), depth)
        elif part.type == NodeKind.BINARY_EXPRESSION and any(child.type == "+" for child in part.children):
            yield from _joined(search, children(part), depth)
        elif part.type == NodeKind.NEW_EXPRESSION:
            arguments = part.child_by_field_name("arguments")
            constructor = part.child_by_field_name("constructor")
            given = children(arguments) if arguments is not None else []
            if given and constructor is not None and search.module.text(constructor).rpartition(".")[2] == "URL":
                yield from search.texts(given[0], depth + 1)
        elif part.type == NodeKind.IDENTIFIER:
            binding = search.module.source.scopes.binding_at(part.start_byte)
            for declared in binding.declarations if binding is not None else ():
                yield from _held(search, declared, depth)
            for reference in binding.writes if binding is not None else ():
                assigned = outermost(reference.node).parent
                value = assigned.child_by_field_name("right") if assigned is not None else None
                if assigned is not None and assigned.type in ASSIGNMENTS and value is not None:
                    yield from search.texts(value, depth + 1)
        elif part.type == NodeKind.CALL_EXPRESSION:  # require.resolve('./x.js'), url.toString()
            callee, arguments = part.child_by_field_name("function"), part.child_by_field_name("arguments")
            member = search.module.member(callee) if callee is not None else None
            given = children(arguments) if arguments is not None else []
            if member is not None and member[1] == "toString":
                yield from search.texts(member[0], depth + 1)
            elif (
                given
                and callee is not None
                and (search.module.text(callee) in _RESOLVES or (member is not None and member[1] == "createScriptURL"))
            ):
                yield from search.texts(given[0], depth + 1)
            elif member is not None and member[1] in _PATHS and given:
                yield from _path(search, given, depth)
            elif callee is not None:
                yield from _results(search, callee, member, depth)
        else:
            member = search.module.member(part)
            if member is not None and member[1] in _LOCATED:
                yield from search.texts(member[0], depth + 1)
            elif member is not None:
                yield from _members(search, member[1], depth)


def _path(search: _Search, given: list[Node], depth: int) -> Iterator[str]:
    """`path.join(__dirname, 'js', 'x.js')`: the folder of the file itself is the beginning of a relative address."""
    if search.module.text(given[0]) in _FOLDERS:
        given = given[1:]
    parts = [next(iter(search.texts(part, depth + 1)), None) for part in given]
    if parts and None not in parts:
        yield "/".join(part for part in parts if part is not None)


def _results(search: _Search, callee: Node, member: tuple[Node, str] | None, depth: int) -> Iterator[str]:
    """The texts that a function of the file, or a method of the name, gives back."""
    name = member[1] if member is not None else search.module.text(unwrap(callee))
    for function in _functions(search, name, is_member=member is not None):
        for result in results(function):
            yield from search.texts(result, depth + 1)


def _functions(search: _Search, name: str, *, is_member: bool) -> Iterator[Node]:
    """Functions that are declared, or are members, under a name."""
    for node in search.named(name):
        parent = node.parent
        if parent is None:
            continue
        kinds = CLASS_MEMBERS if is_member else _DECLARED
        key = parent.child_by_field_name("name") or parent.child_by_field_name("property")
        if parent.type in kinds and key is not None and key.id == node.id:
            value = parent.child_by_field_name("value")
            if value is None or unwrap(value).type in PLAIN_FUNCTION_VALUES:
                yield parent if value is None else unwrap(value)


def _pieces(template: Node) -> Iterator[Node]:
    for child in template.named_children:
        if child.type == NodeKind.TEMPLATE_SUBSTITUTION:
            yield from children(child)[:1]
        else:
            yield child


def _joined(search: _Search, parts: list[Node], depth: int) -> Iterator[str]:
    """What is put together of constants. Of one that begins with an unknown text, the path that follows is told."""
    text = ""
    for part in parts:
        if part.type in STRING_PARTS:
            piece: str | None = search.module.text(part)
        else:
            piece = next(iter(search.texts(part, depth + 1)), None)
        if piece is not None:
            text += piece
        elif "?" in text or "#" in text:  # the rest is no part of the path
            break
        elif text and text != "\0":
            return
        else:
            text = "\0"  # an unknown beginning
    known = text.removeprefix("\0")
    if known == text or known.startswith("/"):
        yield known


def _held(search: _Search, declared: Node, depth: int) -> Iterator[str]:
    """What a declared name holds: its value, or its default."""
    parent = declared.parent
    if parent is None:
        return
    value = None
    if parent.type == NodeKind.VARIABLE_DECLARATOR:
        value = parent.child_by_field_name("value")
    elif parent.type in DEFAULTS:
        value = parent.child_by_field_name("right")
    elif parent.type in (NodeKind.FORMAL_PARAMETERS, NodeKind.ARROW_FUNCTION):
        for given in _arguments(search, parent, declared):
            yield from search.texts(given, depth + 1)
    if value is not None:
        yield from search.texts(value, depth + 1)


def _arguments(search: _Search, parameters: Node, parameter: Node) -> Iterator[Node]:
    """What calls of the file give a parameter of a function that has a name, by its place."""
    function = parameters if parameters.type == NodeKind.ARROW_FUNCTION else parameters.parent
    if function is None:
        return
    at = 0
    if parameters.type == NodeKind.FORMAL_PARAMETERS:
        at = next((i for i, child in enumerate(children(parameters)) if child.id == parameter.id), 0)
    holder = function
    if function.type not in (NodeKind.FUNCTION_DECLARATION, NodeKind.METHOD_DEFINITION):
        outer = outermost(function).parent
        if outer is None or outer.type not in (NodeKind.VARIABLE_DECLARATOR, NodeKind.FIELD_DEFINITION):
            return
        holder = outer
    name = holder.child_by_field_name("name") or holder.child_by_field_name("property")
    called = search.module.text(name) if name is not None else ""
    for node in search.named(called):
        callee = node.parent if node.type in PROPERTY_NAMES else node
        call = outermost(callee).parent if callee is not None else None
        function_of = call.child_by_field_name("function") if call is not None else None
        if call is None or function_of is None or callee is None or unwrap(function_of).id != callee.id:
            continue
        arguments = call.child_by_field_name("arguments")
        given = children(arguments) if arguments is not None else []
        if at < len(given):
            yield given[at]


def _members(search: _Search, name: str, depth: int) -> Iterator[str]:
    """What members of this name are given in the file: fields, properties of objects, assignments."""
    for node in search.named(name):
        parent = node.parent
        if parent is None:
            continue
        value = None
        if parent.type in (NodeKind.PAIR, NodeKind.FIELD_DEFINITION):
            value = parent.child_by_field_name("value")
        else:
            outer = parent.parent
            left = outer.child_by_field_name("left") if outer is not None else None
            if outer is not None and left is not None and left.id == parent.id:
                value = outer.child_by_field_name("right") if outer.type == NodeKind.ASSIGNMENT_EXPRESSION else None
        if parent.type == NodeKind.METHOD_DEFINITION and any(part.type == "get" for part in parent.children):
            for result in results(parent):
                yield from search.texts(result, depth + 1)
        if value is not None and not value.start_byte <= node.start_byte < value.end_byte:
            yield from search.texts(unwrap(value), depth + 1)


# -- in files of other languages ---------------------------------------------------------------------------------------

# Comments and strings are passed over; the rest of the language does not matter.
_TOKENS = re.compile(
    r"""(?<!:)//[^\n]*
    |\bnew\s++(?:[\w$.]+\.)?(?:Shared)?Worker\s*+(?:<[^>()]{0,400}+>\s*+)?\(\s*+(?:new\s++URL\s*+\(\s*+)?
        (?:'(?P<a>[^'\\\n]+)'|"(?P<b>[^"\\\n]+)"|`(?P<c>[^`\\$\n]+)`)
    |(?P<opens><!--|/\*|['"`])""",
    re.DOTALL | re.VERBOSE,
)
# What opens, up to its end, or to where none can come any more.
_ENDS = {
    "<!--": re.compile(r".*?(-->|\Z)", re.DOTALL),
    "/*": re.compile(r".*?(\*/|\Z)", re.DOTALL),
    "'": re.compile(r"(?:[^'\\\n]|\\.)*+('?)", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]|\\.)*+("?)', re.DOTALL),
    "`": re.compile(r"(?:[^`\\]|\\.)*+(`?)", re.DOTALL),
}


def spelled_addresses(text: str) -> Iterator[str]:
    """The addresses that a text in a language near JavaScript writes in the call; nothing of it is parsed."""
    at = 0
    unclosed = dict.fromkeys(_ENDS, -1)  # up to where none closes: no stretch is read again from each that opens
    while (match := _TOKENS.search(text, at)) is not None:
        at = match.end()
        found, opens = match["a"] or match["b"] or match["c"], match["opens"]
        if found is not None:
            yield found
        elif opens is not None and at > unclosed[opens]:
            end = _ENDS[opens].match(text, at)
            assert end is not None  # each takes nothing, too
            if end[1]:
                at = end.end()
            else:
                unclosed[opens] = end.end()
