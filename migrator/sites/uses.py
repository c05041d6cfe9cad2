"""Every use of the receivers of a file: members of `this`, expressions that the settings name, what shows that it is
Pyodide, and calls of functions that only run what they are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.discovery.prefilter import may_hold, may_reveal
from migrator.javascript.flow import Flow, is_field
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.model.settings import Settings
from migrator.sites.key import Variable
from migrator.sites.members import find_uses
from migrator.sites.names import References
from migrator.sites.use import Classifier, Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.sites.own import Elsewhere
    from migrator.sites.receivers import Receivers


def all_uses(source: Source, settings: Settings, found: Receivers | None = None) -> list[Use]:
    """Every use of the receivers of the settings and, where they name none, of what shows that it is Pyodide, in source
    order. ``found`` are those, where they are known with what other files say.
    """
    uses = find_uses(source, settings.receiver) if may_hold(source.data, settings.receiver) else []
    if found is None and may_show(source.data, settings):
        found = receivers(source, settings)
    if found is None:
        return _with_wrapped(source, uses)
    uses = _without_named(source, uses, found)
    shown = _shown(source, uses, found)
    return _with_wrapped(source, sorted((*uses, *shown), key=_place))


def _with_wrapped(source: Source, uses: list[Use]) -> list[Use]:
    """The uses with those that are calls of functions which only run what they are given."""
    if not any(use.is_program for use in uses):
        return uses
    from migrator.sites.wrappers import through_wrappers

    wrapped = through_wrappers(source, uses)
    return sorted((*uses, *wrapped), key=_place) if wrapped else uses


def _place(use: Use) -> tuple[int, int]:
    return use.whole.start_byte, use.whole.end_byte


def _without_named(source: Source, uses: list[Use], found: Receivers) -> list[Use]:
    """The uses without those through a name that the settings name as well: it is a receiver of its own."""
    from migrator.model.ledger import Why  # few files need it

    named = {
        key.binding for key, evidence in found.keys().items() if isinstance(key, Variable) and evidence.why is Why.NAMED
    }
    if not named:
        return uses
    for use in uses:
        if use.alias in named:
            use.kind, use.alias = "read", None
    return [use for use in uses if use.through is None or source.scopes.binding_at(use.node.start_byte) not in named]


def receivers(source: Source, settings: Settings, elsewhere: Elsewhere | None = None) -> Receivers:
    """What the settings name beside a member of `this` and, where they name nothing, what shows that it is Pyodide."""
    from migrator.sites.named import written  # few files need these
    from migrator.sites.receivers import Receivers

    named = (node for receiver in settings.receivers for node in written(source, receiver))
    member = settings.receiver.member
    return Receivers(source, elsewhere, workers(source, settings), named, infers=settings.infers, member=member)


def workers(source: Source, settings: Settings) -> list[Node]:
    """The expressions of a file that are the worker of the settings."""
    if settings.worker.member:
        return [use.node for use in find_uses(source, settings.worker)]
    from migrator.sites.named import written

    return list(written(source, settings.worker))


def may_show(data: bytes, settings: Settings) -> bool:
    """Whether a file may have a receiver that is no member of `this` which the settings name, by its bytes."""
    if any(may_hold(data, receiver) for receiver in settings.receivers):
        return True
    return settings.infers and may_reveal(data)


def _shown(source: Source, uses: list[Use], found: Receivers) -> Iterator[Use]:
    """The uses of what shows that it is Pyodide, and is neither the receiver of the settings, nor a name for it, nor a
    member of it.
    """
    classifier = Classifier(source, Flow(source.data), References(source), {})
    binding_at = source.scopes.binding_at
    names = {binding_at(use.node.start_byte) for use in uses if use.through is not None} | {use.alias for use in uses}
    ends = {use.node.start_byte: use.node.end_byte for use in uses}
    seen = {(use.whole.id, use.kind) for use in uses}
    for node, key, evidence in found.found():
        is_receiver = ends.get(node.start_byte, node.end_byte + 1) <= node.end_byte
        if is_receiver or (isinstance(key, Variable) and key.binding in names):
            continue
        parent = node.parent
        is_declarator = parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR
        is_declared = parent is not None and is_declarator and is_field(parent, "name", node)
        use = classifier.make(node, "assign") if is_declared else classifier.use(node)
        use.key, use.evidence = key, evidence
        use.is_sure = not use.is_program or key in found.sure()
        if (use.whole.id, use.kind) not in seen:  # `(a || b).version` is one use
            seen.add((use.whole.id, use.kind))
            yield use
