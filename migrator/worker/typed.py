"""What the worker is by its type, where no value shows it: a class, the methods of an interface, or no commands at all.

A type says which methods there are, and nothing of how they run: what rules ask of a worker script is only looked for
where the type is a class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.syntax import TypeKind
from migrator.javascript.typed import Form, Typed, form_of, most_arguments_of, own_members
from migrator.sites.key import Key
from migrator.sites.typed import typed_keys
from migrator.worker.started import Raw
from migrator.worker.values import Methods, Value, Workers

if TYPE_CHECKING:
    from migrator.javascript.modules import ClassInfo, Module
    from migrator.javascript.typed import Member

_PLATFORM = frozenset({"Worker", "SharedWorker", "MessagePort"})


@dataclass(eq=False)
class WorkerTypes:
    """Looks at the types of the files of a run; ``workers`` looks at values that types name."""

    workers: Workers

    def values(self, module: Module, key: Key) -> list[Value]:
        """What a key of a file may be by its type; nothing where no type says so."""
        typed = Typed(self.workers.project)
        forms = typed_keys(module, self.workers.project).forms(key)
        return [value for form in forms for value in self._of(typed, form)]

    def _of(self, typed: Typed, form: Form) -> Iterator[Value]:
        if form.kind == "remote":
            for each in typed.forms(form.types[0]):
                yield from self._of(typed, each)
        elif form.kind == "constant":
            yield from self.workers.of_node(form.module, form.node)
        elif form.kind == "module":
            yield Value(methods=self.workers.of_module(form.module))
        elif form.kind in ("object", "both"):
            info = typed.info(form)
            yield Value(info=info) if info is not None else Value(methods=self._methods(typed, form))
        elif form.kind == "static":
            info = typed.info(form._replace(kind="object"))
            yield Value(methods=self.workers.of_class(info)) if info is not None else Value(unseen=_text(form))
        elif form.kind == "outside" and form.name in _PLATFORM and not form.specifier:
            is_port = form.name == "MessagePort"
            yield Value(raw=Raw(form.module, form.node, is_port or form.name == "SharedWorker", is_port))
        else:
            yield Value(unseen=_text(form))

    def _methods(self, typed: Typed, form: Form) -> Methods:
        """The methods of an interface or an object type, with those that it inherits."""
        methods: dict[str, int | None] = {}
        is_open = False
        for part in typed.parts(form):
            if part.kind != "object":
                is_open = True
                continue
            is_open = is_open or typed.is_open(part)
            for member in typed.members(part):
                if member.name not in methods:
                    methods[member.name] = most_arguments(typed, member)
        name = form.node.child_by_field_name("name")
        owner = form.module.text(name) if name is not None else _text(form)
        line = form.module.source.line(form.node.start_byte)
        return Methods(owner, form.module.path.name, line, methods, is_open)


def declared_methods(info: ClassInfo) -> dict[str, int | None]:
    """The methods that a class declares and does not write out, with the most arguments of each: abstract ones, and
    fields that have the type of a function.
    """
    source = info.module.source
    if source.types is None:
        return {}
    return source.once(("declared-methods", info.node.id), lambda: _declared(info))


def _declared(info: ClassInfo) -> dict[str, int | None]:
    typed = Typed()
    return {
        member.name: most_arguments(typed, member)
        for member in own_members(form_of(info))
        if member.is_function or any(form.kind == "function" for form in typed.of_member(member))
    }


def most_arguments(typed: Typed, member: Member) -> int | None:
    """The most arguments that a member takes, None where that is not seen."""
    forms = list(typed.of_member(member))
    if len(forms) != 1 or forms[0].kind != "function":
        return None
    return most_arguments_of(forms[0].node, forms[0].module)


def _text(form: Form) -> str:
    if form.kind == "outside":
        return form.name
    return "an object type" if form.node.type == TypeKind.OBJECT_TYPE else form.module.text(form.node)
