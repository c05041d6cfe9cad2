"""What a name of a script stands for: a variable, an import, something of the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.scopes import IMPLICIT
from migrator.worker.handlers import library
from migrator.worker.handlers.files import import_
from migrator.worker.handlers.values import NOTHING, UNKNOWN, Unknown, Value
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_GLOBAL = frozenset({"self", "globalThis", "window", "global"})


def name_of(walk: Walk, node: Node) -> Value:
    """What a name stands for."""
    module, name, binding = walk.here, walk.text(node), walk.binding(node)
    if binding is None:
        return global_of(walk, name)
    if name in module.imports and binding.name == name and binding.scope is module.source.scopes.root:
        return import_(walk, module, name)
    holder = walk.holder(binding)
    if holder is not None:
        return holder.variables[binding]
    if binding.kind == IMPLICIT and name == "arguments":
        given = next((frame.arguments for frame in walk.frame.outward() if frame.arguments), ())
        return (library.array(given),)
    return UNKNOWN


def global_of(walk: Walk, name: str) -> Value:
    """What a name stands for that the file does not bind."""
    if name in _GLOBAL:
        return (walk.globals,)
    if name in walk.globals.fields:
        return walk.globals.fields[name]
    for script, frame in walk.scripts:
        binding = script.source.scopes.root.bindings.get(name)
        if binding is not None and binding in frame.variables:
            return frame.variables[binding]
        if binding is not None and name in script.imports:
            return import_(walk, script, name)
    module = walk.here
    if name in ("module", "exports") and str(module.path) in walk.commonjs:
        whole = walk.commonjs[str(module.path)]
        return (whole,) if name == "module" else whole.fields["exports"]
    if name == "undefined":
        return NOTHING
    return (Unknown(name=name, is_global=True),)
