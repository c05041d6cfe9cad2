"""Whether a script shows by itself that it runs in a worker, and not on a page.

It listens on its own global scope, calls `importScripts`, uses `parentPort` of `worker_threads`, or calls `expose` of
Comlink without saying to whom. Code that holds a worker is on the page's side: a listener on a member of anything else
does not count, and of all these only `importScripts` counts beside `new Worker(…)`. A listener does not count beside
`document` or `window` either, which only a page has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS_ANYWHERE
from migrator.javascript.calls import Calls
from migrator.javascript.flow import key_text, literal_text
from migrator.javascript.origins import Origins
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import FUNCTIONS, MEMBERS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Reference
    from migrator.javascript.source import Source

_SCOPES = frozenset({"self", "globalThis"})
_PAGE = frozenset({"document", "window"})
_WORKERS = frozenset({"Worker", "SharedWorker"})
_HANDLERS = frozenset({"onmessage", "onconnect"})
_EVENTS = frozenset({"message", "connect"})
_DECLARED = frozenset({NodeKind.IMPORT_STATEMENT, NodeKind.VARIABLE_DECLARATOR, *FUNCTIONS})
_NAMES = frozenset({NodeKind.IDENTIFIER, NodeKind.PROPERTY_IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN})


def runs_in_worker(source: Source) -> bool:
    """Whether a script is one of a worker by what it says itself."""
    if not any(word in source.data for word in (b"message", b"connect", b"importScripts", b"parentPort", b"omlink")):
        return False
    listens = is_page = holds = False
    for reference in source.scopes.globals:
        node, name = reference.node, reference.name
        is_page = is_page or (name in _PAGE and not _is_asked_for(node))
        holds = holds or _starts(node, name)
        listens = listens or _listens(node, name, source)
    holds = holds or _starts_thread(source)
    listens = listens and not is_page
    return _imports(source) or (not holds and (listens or _is_thread(source) or _exposes(source)))


def of_page(source: Source) -> Reference | None:
    """The first thing in a script that only a page has or does: `document`, `window`, `new Worker(…)`. A name does not
    count where the script asks somewhere whether it is there.
    """
    asked = {reference.name for reference in source.scopes.globals if _is_asked_for(reference.node)}
    found = (
        reference
        for reference in source.scopes.globals
        if (reference.name in _PAGE and reference.name not in asked) or _starts(reference.node, reference.name)
    )
    return min(found, key=lambda reference: reference.node.start_byte, default=None)


def _starts(node: Node, name: str) -> bool:
    """Whether a global name is a worker that is made: `new Worker(…)`, `new window.Worker(…)`."""
    if name in GLOBALS_ANYWHERE:
        member = outermost(node).parent
        key = member.child_by_field_name("property") if member is not None else None
        if member is None or key is None or key.text is None or key.text.decode("utf-8", "replace") not in _WORKERS:
            return False
        node = member
    elif name not in _WORKERS:
        return False
    made = outermost(node).parent
    called = made.child_by_field_name("constructor") if made is not None else None
    return called is not None and unwrap(called).id == node.id


def _starts_thread(source: Source) -> bool:
    """Whether the script makes a `Worker` of `worker_threads`."""
    if b"worker_threads" not in source.data or b"Worker" not in source.data:
        return False
    for node in _named("Worker", source):
        member = node.parent
        is_member = member is not None and member.type == NodeKind.MEMBER_EXPRESSION
        made = outermost(member if is_member and member is not None else node).parent
        if made is not None and made.type == NodeKind.NEW_EXPRESSION:
            return True
    return False


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
    """Whether the script calls `expose` of Comlink on its own global scope: a page exposes to a port or a worker."""
    if b"omlink" not in source.data:
        return False
    for node in _named("expose", source):
        member = node.parent
        is_member = (
            member is not None
            and member.type == NodeKind.MEMBER_EXPRESSION
            and node.type == NodeKind.PROPERTY_IDENTIFIER
        )
        callee = member if is_member and member is not None else node
        given = _called(callee)
        owner = callee.child_by_field_name("object") or callee
        if given is None or not _is_of_comlink(unwrap(owner), source):
            continue
        if len(given) < 2 or source.text(given[1].start_byte, given[1].end_byte) in _SCOPES:
            return True
    return False


def _is_of_comlink(name: Node, source: Source) -> bool:
    """Whether a name is Comlink, or taken from it: a global of that name, or what is declared with that word."""
    if name.type != NodeKind.IDENTIFIER:
        return False
    binding = source.scopes.binding_at(name.start_byte)
    if binding is None:
        return key_text(name, source.data) == "Comlink"
    for declared in binding.declarations:
        around: Node | None = declared
        while around is not None and around.type not in _DECLARED:
            around = around.parent
        if around is not None and b"omlink" in source.data[around.start_byte : around.end_byte]:
            return True
    return False


def _named(name: str, source: Source) -> Iterator[Node]:
    """The names in code that are spelled like this; none in strings or comments."""
    for start, end in spelled(name, source.data):
        node = source.root.descendant_for_byte_range(start, end)
        if node is not None and node.type in _NAMES and key_text(node, source.data) == name:
            yield node
