"""Whether a script shows by itself that it runs in a worker, and not on a page.

It listens on its own global scope, calls `importScripts`, uses `parentPort` of `worker_threads`, or calls `expose` of
Comlink. Code that holds a worker is on the page's side, so a listener on a member of anything else does not count, nor
does one beside `document` or `window`, which only a page has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.calls import Calls
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import MEMBERS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_SCOPES = frozenset({"self", "globalThis"})
_PAGE = frozenset({"document", "window"})
_HANDLERS = frozenset({"onmessage", "onconnect"})
_EVENTS = frozenset({"message", "connect"})
_NAMES = frozenset({NodeKind.IDENTIFIER, NodeKind.PROPERTY_IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN})


def runs_in_worker(source: Source) -> bool:
    """Whether a script is one of a worker by what it says itself."""
    if not any(word in source.data for word in (b"message", b"connect", b"importScripts", b"parentPort", b"omlink")):
        return False
    listens = is_page = False
    for reference in source.scopes.globals:
        node, name = reference.node, reference.name
        is_page = is_page or (name in _PAGE and not _is_asked_for(node))
        listens = listens or _listens(node, name, source)
    return (listens and not is_page) or _imports(source) or _is_thread(source) or _exposes(source)


def _listens(node: Node, name: str, source: Source) -> bool:
    """Whether a global name is, or begins, `onmessage = …` or `addEventListener('message', …)`, or those of a shared
    worker."""
    if name in _SCOPES:
        member = outermost(node).parent
        if member is None or member.type not in MEMBERS:
            return False
        key = member.child_by_field_name("property") or member.child_by_field_name("index")
        node, name = member, key_text(key, source.data) or ""
    if name in _HANDLERS:
        place = outermost(node).parent
        left = place.child_by_field_name("left") if place is not None else None
        is_assignment = place is not None and place.type == NodeKind.ASSIGNMENT_EXPRESSION
        return is_assignment and left is not None and unwrap(left).id == node.id
    if name != "addEventListener":
        return False
    given = _called(node)
    return bool(given) and given is not None and literal_text(unwrap(given[0]), source.data) in _EVENTS


def _is_asked_for(node: Node) -> bool:
    """Whether code only asks whether there is a global name: `typeof window`."""
    asks = outermost(node).parent
    operator = (
        asks.child_by_field_name("operator") if asks is not None and asks.type == NodeKind.UNARY_EXPRESSION else None
    )
    return operator is not None and operator.type == "typeof"


def _called(node: Node) -> list[Node] | None:
    """The arguments that an expression is called with, None where it is not called."""
    function = outermost(node)
    call = function.parent
    if call is None or call.type != NodeKind.CALL_EXPRESSION:
        return None
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    return children(arguments) if callee is not None and callee.id == function.id else None


def _imports(source: Source) -> bool:
    """Whether the script calls the platform's `importScripts`, however the code reaches it."""
    places = list(spelled("importScripts", source.data))
    if not places or "importScripts" in source.scopes.replaced:
        return False
    calls = Calls(source, Origins(source))
    for start, end in places:
        node = source.root.descendant_for_byte_range(start, end)
        while node is not None and node.type != NodeKind.CALL_EXPRESSION:
            node = node.parent
        if node is not None and any(called.path == ("importScripts",) for called in calls.of(node)):
            return True
    return False


def _is_thread(source: Source) -> bool:
    """Whether the script takes `parentPort` of `worker_threads`."""
    return any(name in source.data for name in (b"'worker_threads'", b'"worker_threads"', b":worker_threads")) and any(
        True for _ in _named("parentPort", source)
    )


def _exposes(source: Source) -> bool:
    """Whether the script calls `expose` of Comlink."""
    if b"omlink" not in source.data:
        return False
    for node in _named("expose", source):
        member = node.parent
        is_member = (
            member is not None
            and member.type == NodeKind.MEMBER_EXPRESSION
            and node.type == NodeKind.PROPERTY_IDENTIFIER
        )
        if _called(member if is_member and member is not None else node) is not None:
            return True
    return False


def _named(name: str, source: Source) -> Iterator[Node]:
    """The names in code that are spelled like this; none in strings or comments."""
    for start, end in spelled(name, source.data):
        node = source.root.descendant_for_byte_range(start, end)
        if node is not None and node.type in _NAMES and key_text(node, source.data) == name:
            yield node
