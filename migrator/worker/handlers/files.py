"""The files of a script: each runs once, when it is first asked for, and gives what it exports."""

from __future__ import annotations

from migrator.javascript.modules import Module
from migrator.javascript.scopes import FUNCTION
from migrator.javascript.specifiers import is_own
from migrator.worker.handlers.blocks import hoist
from migrator.worker.handlers.values import UNKNOWN, Frame, Thing, Unknown, Value
from migrator.worker.handlers.walk import Listener, Stop, TooMuch, Walk


def load(walk: Walk, module: Module, *, is_script: bool) -> Thing:
    """What a file exports; it runs when it is first asked for."""
    name = str(module.path)
    if name in walk.loaded:
        return walk.loaded[name]
    exported = walk.loaded[name] = Thing()
    frame = Frame(function=True, this=(walk.globals,))
    walk.commonjs[name] = Thing("object", {"exports": (Thing(),)})
    if is_script:
        walk.scripts.append((module, frame))
    before = (walk.module, walk.frame, walk.recording, walk.doubt, walk.trials)
    walk.module, walk.frame, walk.recording, walk.doubt, walk.trials = module, frame, False, 0, 0
    try:
        hoist(walk, module.source.root)
        for statement in module.source.root.named_children:
            try:
                walk.run(statement)
            except Stop:
                continue
        _export(walk, module, frame, exported)
        binding = module.source.scopes.root.bindings.get("onmessage")
        if binding is not None and binding.kind == FUNCTION and binding in frame.variables:
            walk.listeners.append(Listener(frame.variables[binding], False))
    except (TooMuch, RecursionError):
        walk.give_up()
    finally:
        walk.module, walk.frame, walk.recording, walk.doubt, walk.trials = before
    return exported


def _export(walk: Walk, module: Module, frame: Frame, exported: Thing) -> None:
    """Gives the namespace of a file that has run what it exports."""
    whole = walk.commonjs[str(module.path)].fields.get("exports", ())
    for atom in whole:
        if isinstance(atom, Thing):
            exported.fields.update(atom.fields)
    if whole and not (isinstance(whole[0], Thing) and not whole[0].fields):
        exported.fields["default"] = whole
    for specifier in module.wildcards:
        for name, value in imported(walk, module, specifier).fields.items():
            exported.fields.setdefault(name, value)
    for name, export in module.exports.items():
        if export.specifier is not None:
            target = imported(walk, module, export.specifier)
            whole_module = export.local == "*"
            exported.fields[name] = (target,) if whole_module else _of_export(target, export.local or name)
            continue
        binding = module.source.scopes.root.bindings.get(export.local or "")
        if binding is not None:
            is_imported = binding.name in module.imports
            given = frame.variables.get(binding, UNKNOWN)
            exported.fields[name] = import_(walk, module, binding.name) if is_imported else given
        elif export.node is not None:
            exported.fields[name] = walk.defaults.get(export.node.id, UNKNOWN)


def _of_export(target: Thing, name: str) -> Value:
    if name in target.fields:
        return target.fields[name]
    return target.slots.get("rest") or UNKNOWN


def imported(walk: Walk, module: Module, specifier: str, *, is_script: bool = False) -> Thing:
    """The namespace of another file; of one that is not found, an object whose members are lost."""
    target = walk.find(module, specifier, is_script)
    if target is None:
        lost = Unknown(lost=specifier if is_own(specifier) else "")
        return Thing("object", {}, {"rest": (lost,)}, open=True)
    return load(walk, target, is_script=is_script)


def import_(walk: Walk, module: Module, local: str) -> Value:
    """What an imported name is."""
    taken = module.imports[local]
    target = imported(walk, module, taken.specifier)
    return (target,) if taken.name == "*" else _of_export(target, taken.name)
