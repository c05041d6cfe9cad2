"""Where a file writes an expression that the settings name: `pyodide`, `self.pyodide`, `pyodideRef.current`,
`this.#pyodide`, `this.$_.pyodide`, `await getPyodide()`.

The trees of the two are compared. `$_` as a member is any member; parentheses, `?.` and `['x']` for `.x` do not matter,
and an `await` is looked for where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import key_text, member_name, spelling
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import MEMBERS, READ_NAMES, TARGET_NAMES, NodeKind, children
from migrator.model.settings import Receiver

if TYPE_CHECKING:
    from tree_sitter import Node

_ANY = "$_"
_NAMES = READ_NAMES | TARGET_NAMES


class _Form(NamedTuple):
    """An expression: a name or `this`, a member of an expression, a call of one without arguments, or one awaited."""

    kind: str
    name: str = ""
    of: _Form | None = None


def written(source: Source, receiver: Receiver) -> Iterator[Node]:
    """The expressions of a file that are written as the receiver is, each once, in source order."""
    form = _form(receiver)
    seen: set[int] = set()
    for word in spelling(source, receiver.word):
        node: Node | None = word
        # From the name up to the whole expression, which is not far.
        for _ in range(_length(form)):
            if node is None:
                break
            if node.id not in seen and _fits(node, form, source.data):
                seen.add(node.id)
                yield node
                break
            node = outermost(node).parent


@lru_cache(maxsize=64)
def _form(receiver: Receiver) -> _Form:
    text = str(receiver)
    awaited = text.startswith("await ")
    first, *rest = text.removeprefix("await ").replace("()", ".()").split(".")
    form = _Form("this") if first == "this" else _Form("name", first)
    for part in rest:
        form = _Form("call", of=form) if part == "()" else _Form("member", part, form)
    return _Form("await", of=form) if awaited else form


def _length(form: _Form | None) -> int:
    return 2 + (2 * _length(form.of) if form is not None and form.of is not None else 0)


def _fits(node: Node, form: _Form, data: bytes) -> bool:
    node = unwrap(node)
    if form.of is None:
        if form.kind == "this":
            return node.type == NodeKind.THIS
        return node.type in _NAMES and key_text(node, data) == form.name
    inner: Node | None = None
    if form.kind == "member" and node.type in MEMBERS:
        if form.name in (_ANY, member_name(node, data)):
            inner = node.child_by_field_name("object")
    elif form.kind == "call" and node.type == NodeKind.CALL_EXPRESSION:
        given = node.child_by_field_name("arguments")
        if given is not None and given.type == NodeKind.ARGUMENTS and not children(given):
            inner = node.child_by_field_name("function")
    elif form.kind == "await" and node.type == NodeKind.AWAIT_EXPRESSION and children(node):
        inner = children(node)[-1]
    return inner is not None and _fits(inner, form.of, data)
