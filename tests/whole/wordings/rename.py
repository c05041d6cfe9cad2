"""Other names for everything that has a name of its own: one file in another wording, with the same meaning.

`rename_javascript` gives every local name of a file a new one: variables, parameters, functions, classes, the local
names of imports, and module-level names that are not exported. Two variables of one name get two names, so that nothing
can hang on how a name is spelled, but for a parameter that is a logger by its name: that ends with `Log`.
`rename_python_in` does the same in the Python that the file runs.

    const seed = 1; f({ seed });          const n1 = 1; f({ seed: n1 });
    import { a } from './a.js';           import { a as n2 } from './a.js';
    import json; x = json.dumps(y)        import json as p1; p2 = p1.dumps(y)

JavaScript keeps: what other files see (exports; in a script, all that stands at the top), properties, labels,
`arguments`, what a direct `eval` sees, and functions in a block that sloppy mode lifts out of it. Names in comments and
strings stay as well, and so do names that a file uses inside of `with`.

Python keeps: attributes, what a class body binds, names of keyword arguments and parameters that are given by keyword
(all parameters, where a call has `**`), `env`, `import a.b` without `as`, dunder and mangled names, names that
`f"{x=}"` prints, globals that a program of the file may read before it binds them or that JavaScript asks for by name,
and all of a program that looks at its own names (`exec`, `globals()`, `import *`). A hole is taken for a value: code
that is pasted in by one does not know the new names.

Not handled: names that other files read from the interpreter, and type parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from migrator.javascript.embedded import Embedded, embed
from migrator.javascript.log_names import is_named_logger
from migrator.javascript.scopes import IMPLICIT, PARAM, Binding, Scope, Scopes
from migrator.javascript.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

Edit = tuple[int, int, str]


def rename_javascript(data: bytes) -> bytes:
    """``data`` with other names for all that no other file sees. Raises SourceError where it is no JavaScript."""
    source = Source.read("wording", data)
    scopes = source.scopes
    kept = _kept_bindings(source, scopes)
    fresh = _Fresh(data, "n", {reference.name for reference in scopes.references})
    names: dict[int, str] = {}  # by where a declaration begins: the name of a class declares two bindings
    edits: dict[int, Edit] = {}
    for binding in _bindings(scopes.root):
        starts = [node.start_byte for node in binding.declarations]
        if binding.kind == IMPLICIT or binding.name in ("arguments", "undefined") or not kept.isdisjoint(starts):
            continue
        known = next((names[start] for start in starts if start in names), None)
        # A parameter is a logger by the last word of its name, and by nothing else.
        ending = "Log" if binding.kind == PARAM and is_named_logger(binding.name) else ""
        name = known or fresh.name(binding.name) + ending
        for node in (*binding.declarations, *(reference.node for reference in binding.references)):
            names.setdefault(node.start_byte, name)
            edits[node.start_byte] = _javascript_edit(source, node, name)
    result = _apply(data, edits.values())
    Source.read("wording", result)
    return result


def rename_python_in(data: bytes, receiver: str = "pyodide") -> bytes:
    """``data`` with other names in the Python that ``….receiver.runPythonAsync`` (or ``runPython``) is given.

    Raises SourceError where the file is no JavaScript. A program that is no Python stays as it is.
    """
    source = Source.read("wording", data)
    programs = list(_programs(source, receiver))
    asked = {name.decode() for name in _ASKED.findall(data)}
    read = {name for program in programs for name in program.open_reads}
    keywords = {name for program in programs for name in program.keywords}
    fresh = _Fresh(data, "p", set())
    edits = [edit for program in programs for edit in program.edits(fresh, asked | read, keywords)]
    result = _apply(data, edits)
    Source.read("wording", result)
    return result


def programs_in(data: bytes, receiver: str = "pyodide") -> list[Embedded]:
    """The programs that a file runs on the receiver, in source order."""
    return [embedded for _, embedded in literals_in(Source.read("wording", data), receiver)]


def literals_in(source: Source, receiver: str = "pyodide") -> list[tuple[Node, Embedded]]:
    """The programs that a file runs on the receiver, in source order, each with the literal that it stands in."""
    return [(argument, embed(source.data, argument)) for argument in _arguments(source, receiver)]


@lru_cache(maxsize=200)
def names_read_elsewhere(data: bytes, receiver: str = "pyodide") -> frozenset[str]:
    """Python globals that a program may read before it binds them, or that JavaScript asks for by name."""
    asked = frozenset(name.decode() for name in _ASKED.findall(data))
    programs = _programs(Source.read("wording", data), receiver)
    return asked.union(*(program.open_reads for program in programs))


class _Fresh:
    """Names that a file does not hold: a stem and a number, with the case of the old first letter, which JSX reads."""

    def __init__(self, data: bytes, letter: str, others: set[str]) -> None:
        words = others | set(re.findall(r"[\w$]+", data.decode("utf-8")))
        self._stem = letter
        while any(re.match(rf"{self._stem}\d", word, re.IGNORECASE) for word in words):
            self._stem += letter
        self._count = 0

    def name(self, old: str) -> str:
        self._count += 1
        stem = self._stem.capitalize() if old[:1].isupper() else self._stem
        return f"{stem}{self._count}"


def _apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    pieces, at = [], 0
    for start, end, text in sorted(edits):
        pieces += [data[at:start], text.encode()]
        at = end
    return b"".join((*pieces, data[at:]))


# -- JavaScript --------------------------------------------------------------------------------------------------------


def _bindings(root: Scope) -> Iterator[Binding]:
    """Every binding, those of outer scopes first."""
    stack = [root]
    while stack:
        scope = stack.pop()
        yield from scope.bindings.values()
        stack.extend(reversed(scope.children))


def _kept_bindings(source: Source, scopes: Scopes) -> set[int]:
    """Where the declarations begin that keep their name."""
    kept: set[int] = set()

    def keep(binding: Binding) -> None:
        kept.update(node.start_byte for node in binding.declarations)

    statements = source.root.named_children
    module = any(node.type in ("import_statement", "export_statement") for node in statements)
    for binding in scopes.root.bindings.values():
        if not module or any(_is_exported(node) for node in binding.declarations) or any(
            reference.node.parent is not None and reference.node.parent.type == "export_specifier"
            for reference in binding.references
        ):
            keep(binding)
    free = {reference.name for reference in scopes.globals}
    for reference in scopes.globals:
        parent = reference.node.parent
        if reference.name == "eval" and parent is not None and parent.type == "call_expression":
            scope: Scope | None = reference.scope
            while scope is not None:
                for binding in scope.bindings.values():
                    keep(binding)
                scope = scope.parent
    for binding in _bindings(scopes.root):
        if binding.kind == "function" and binding.scope.kind in ("block", "switch") and binding.name in free:
            keep(binding)
    for reference in scopes.references:
        if reference.binding is not None and in_with(reference.node):
            keep(reference.binding)
    return kept


def _is_exported(node: Node) -> bool:
    at: Node | None = node
    while at is not None and at.type not in ("export_statement", "class_body", "statement_block"):
        at = at.parent
    return at is not None and at.type == "export_statement"


def in_with(node: Node) -> bool:
    """Whether a node stands in a `with`, where a name may be that of a member."""
    at: Node | None = node
    while at is not None:
        if at.type == "with_statement":
            return True
        at = at.parent
    return False


def _javascript_edit(source: Source, node: Node, name: str) -> Edit:
    old = source.text(node.start_byte, node.end_byte)
    if node.type in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
        return node.start_byte, node.end_byte, f"{old}: {name}"
    parent = node.parent
    if parent is not None and parent.type == "import_specifier" and parent.child_by_field_name("alias") is None:
        return node.start_byte, node.end_byte, f"{old} as {name}"
    return node.start_byte, node.end_byte, name


# -- Python ------------------------------------------------------------------------------------------------------------

_RUNS = ("runPythonAsync", "runPython")
_ASKED = re.compile(rb"""globals\s*\??\.\s*(?:get|set|has|delete)\(\s*['"`](\w+)""")
_INTROSPECTION = frozenset({"exec", "eval", "globals", "locals", "vars", "dir"})


def _arguments(source: Source, receiver: str) -> Iterator[Node]:
    """The literals that hold programs."""
    stack = [source.root]
    while stack:
        node = stack.pop()
        stack.extend(reversed(node.children))
        if node.type != "call_expression":
            continue
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or function.type != "member_expression" or arguments is None:
            continue
        below, member = function.child_by_field_name("object"), function.child_by_field_name("property")
        if below is None or member is None or source.text(member.start_byte, member.end_byte) not in _RUNS:
            continue
        given = [child for child in arguments.named_children if child.type != "comment"]
        named = re.search(rf"\b{receiver}\b", source.text(below.start_byte, below.end_byte))
        if named and given and given[0].type in ("template_string", "string"):
            yield given[0]


def _programs(source: Source, receiver: str) -> Iterator[_Program]:
    for argument in _arguments(source, receiver):
        embedded = embed(source.data, argument)
        if embedded.error is not None:
            continue
        try:
            module = cst.parse_module(embedded.text)
        except cst.ParserSyntaxError:
            continue
        yield _Program(embedded, module)


@dataclass(eq=False)
class _PythonScope:
    kind: str  # module, function, class, comprehension
    parent: _PythonScope | None
    bound: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)  # bound in a way that leaves no choice of name
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)

    def binds(self, name: str) -> bool:
        return name in self.bound and name not in self.nonlocal_names

    def owner(self, name: str) -> _PythonScope | None:
        """The scope whose variable ``name`` is here, None for a name that the program does not bind."""
        scope: _PythonScope | None = self
        if name in self.global_names:
            scope = self._module()
        elif name in self.nonlocal_names:
            scope = self.parent
            while scope is not None and not (scope.kind == "function" and scope.binds(name)):
                scope = scope.parent
        first = scope
        while scope is not None:
            if name in scope.global_names:
                scope = self._module()
            if scope.binds(name) and (scope is first or scope.kind != "class"):
                return scope
            scope = scope.parent
        return None

    def _module(self) -> _PythonScope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


class _Program:
    """One program: which names it holds, and what each is called afterwards."""

    def __init__(self, embedded: Embedded, module: cst.Module) -> None:
        self._embedded = embedded
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self._positions = wrapper.resolve(PositionProvider)
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", embedded.text))]
        self._names = _Names()
        wrapper.module.visit(self._names)
        self.keywords = self._names.keywords
        self.open_reads = self._open_reads()

    def _open_reads(self) -> set[str]:
        """Names of globals that the program may read before it binds them, what it never binds included."""
        module = self._names.module
        return {
            use.node.value
            for use in self._names.uses
            if use.reads_unbound and use.scope.owner(use.node.value) in (None, module)
        }

    def edits(self, fresh: _Fresh, globals_kept: set[str], keywords: set[str]) -> Iterator[Edit]:
        if self._names.looks_at_names or any(
            use.node.value in _INTROSPECTION and use.scope.owner(use.node.value) is None for use in self._names.uses
        ):
            return
        new: dict[tuple[_PythonScope, str], str] = {}
        for use in self._names.uses:
            name = use.node.value
            owner = use.scope.owner(name)
            if owner is None or self._stays(owner, name, globals_kept, keywords):
                continue
            key = (owner, name)
            if key not in new:
                new[key] = fresh.name(name)
            yield self._edit(use.node, f"{name} as {new[key]}" if use.imported else new[key])

    def _stays(self, owner: _PythonScope, name: str, globals_kept: set[str], keywords: set[str]) -> bool:
        return (
            name == "env"
            or name.startswith("__")
            or any(hole.placeholder in name for hole in self._embedded.holes)
            or name in owner.fixed
            or owner.kind == "class"
            or (name in owner.parameters and (name in keywords or self._names.spreads))
            or (owner.kind == "module" and name in globals_kept)
            or name in self._names.printed
        )

    def _edit(self, node: cst.Name, text: str) -> Edit:
        span = self._positions[node]
        start = self._starts[span.start.line - 1] + span.start.column
        end = start + len(node.value)
        assert self._embedded.text[start:end] == node.value
        return self._embedded.offsets[start], self._embedded.offsets[end], text


@dataclass(frozen=True, slots=True)
class _Use:
    """One name where it stands. ``reads_unbound`` says that a global may be read before the program binds it."""

    node: cst.Name
    scope: _PythonScope
    reads_unbound: bool = False
    imported: bool = False  # without an `as`


class _Names(cst.CSTVisitor):
    """Collects the names of a module in the order in which they are evaluated."""

    def __init__(self) -> None:
        super().__init__()
        self.module = _PythonScope("module", None)
        self.uses: list[_Use] = []
        self.keywords: set[str] = set()
        self.printed: set[str] = set()  # by `f"{x=}"`
        self.spreads = False
        self.looks_at_names = False
        self._scope = self.module
        self._surely: set[str] = set()  # globals that are bound by now, on whatever way the program came here

    # what binds

    def _bind(self, node: cst.BaseExpression | None, scope: _PythonScope | None = None) -> None:
        """A target: names in it are bound, the rest is read."""
        if isinstance(node, cst.Name):
            where = scope or self._scope
            self._note_bound(node.value, where)
            self.uses.append(_Use(node, where))
        elif isinstance(node, (cst.Tuple, cst.List)):
            for element in node.elements:
                self._bind(element.value, scope)
        elif node is not None:
            node.visit(self)

    def _note_bound(self, name: str, scope: _PythonScope) -> None:
        scope.bound.add(name)
        if scope is self.module:
            self._surely.add(name)

    def _read(self, node: cst.Name) -> None:
        self.uses.append(_Use(node, self._scope, node.value not in self._surely))

    def _see(self, *nodes: cst.CSTNode | object) -> None:
        for node in nodes:
            if isinstance(node, cst.CSTNode):
                node.visit(self)

    def visit_Assign(self, node: cst.Assign) -> bool:
        self._see(node.value)
        for target in node.targets:
            self._bind(target.target)
        return False

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:
        self._see(node.annotation, node.value)
        self._bind(node.target)
        return False

    def visit_AugAssign(self, node: cst.AugAssign) -> bool:
        self._see(node.target, node.value)  # `x += 1` reads it first, and one name is edited once
        if isinstance(node.target, cst.Name):
            self._note_bound(node.target.value, self._scope)
        return False

    def visit_NamedExpr(self, node: cst.NamedExpr) -> bool:
        self._see(node.value)
        scope = self._scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        known = node.target.value in self._surely if isinstance(node.target, cst.Name) else True
        self._bind(node.target, scope)
        if not known:  # `a and (b := c)` may pass it by
            self._surely.discard(cst.ensure_type(node.target, cst.Name).value)
        return False

    def visit_Del(self, node: cst.Del) -> bool:
        self._bind(node.target)
        targets = node.target.elements if isinstance(node.target, cst.Tuple) else [node]
        for target in targets:
            at = target.value if isinstance(target, cst.BaseElement) else node.target
            if isinstance(at, cst.Name):
                self._surely.discard(at.value)
        return False

    def visit_AsName(self, node: cst.AsName) -> bool:
        self._bind(node.name)
        return False

    def visit_Global(self, node: cst.Global) -> bool:
        return self._declared(node, self._scope.global_names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> bool:
        return self._declared(node, self._scope.nonlocal_names)

    def _declared(self, node: cst.Global | cst.Nonlocal, names: set[str]) -> bool:
        for item in node.names:
            names.add(item.name.value)
            if isinstance(node, cst.Global):
                self.module.bound.add(item.name.value)
            self.uses.append(_Use(item.name, self._scope))
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        for alias in node.names:
            self._alias(alias)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        if isinstance(node.names, cst.ImportStar):
            self.looks_at_names = True
            return False
        for alias in node.names:
            self._alias(alias)
        return False

    def _alias(self, alias: cst.ImportAlias) -> None:
        if alias.asname is not None:
            self._bind(alias.asname.name)
        elif isinstance(alias.name, cst.Name):
            self._note_bound(alias.name.value, self._scope)
            self.uses.append(_Use(alias.name, self._scope, imported=True))
        else:
            top: cst.BaseExpression = alias.name
            while isinstance(top, cst.Attribute):
                top = top.value
            self._bind(top)
            assert isinstance(top, cst.Name)
            self._scope.fixed.add(top.value)

    # what branches

    def visit_If(self, node: cst.If) -> bool:
        self._see(node.test)
        return self._branch(node.body, node.orelse)

    def visit_While(self, node: cst.While) -> bool:
        self._see(node.test)
        return self._branch(node.body, node.orelse)

    def visit_For(self, node: cst.For) -> bool:
        self._see(node.iter)
        before = set(self._surely)
        self._bind(node.target)
        self._branch(node.body)
        self._surely = before
        return self._branch(node.orelse)

    def visit_Try(self, node: cst.Try) -> bool:
        return self._branch(node.body, *node.handlers, node.orelse, node.finalbody)

    def visit_TryStar(self, node: cst.TryStar) -> bool:
        return self._branch(node.body, *node.handlers, node.orelse, node.finalbody)

    def visit_With(self, node: cst.With) -> bool:
        self._see(*node.items)
        return self._branch(node.body)  # a context manager may swallow what ended the body early

    def visit_Match(self, node: cst.Match) -> bool:
        self._see(node.subject)
        return self._branch(*node.cases)

    def _branch(self, *nodes: cst.CSTNode | None) -> bool:
        """Parts of which any may be passed by, or end early."""
        for node in nodes:
            before = set(self._surely)
            self._see(node)
            self._surely = before
        return False

    def visit_MatchAs(self, node: cst.MatchAs) -> bool:
        self._see(node.pattern)
        self._bind(node.name)
        return False

    def visit_MatchStar(self, node: cst.MatchStar) -> bool:
        self._bind(node.name)
        return False

    def visit_MatchMapping(self, node: cst.MatchMapping) -> bool:
        self._see(*node.elements)
        self._bind(node.rest)
        return False

    def visit_MatchKeywordElement(self, node: cst.MatchKeywordElement) -> bool:
        self._see(node.pattern)
        return False

    # what has names of its own

    def _enter(self, kind: str) -> _PythonScope:
        outer, self._scope = self._scope, _PythonScope(kind, self._scope)
        return outer

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self._see(*node.decorators)
        self._defaults(node.params)
        self._see(node.returns)
        self._bind(node.name)
        self._function(node.params, node.body)
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        self._defaults(node.params)
        self._function(node.params, node.body)
        return False

    def _function(self, parameters: cst.Parameters, body: cst.CSTNode) -> None:
        outer = self._enter("function")
        for parameter in _parameters(parameters):
            self._scope.parameters.add(parameter.name.value)
            self._bind(parameter.name)
        before = set(self._surely)
        self._see(body)
        self._surely = before
        self._scope = outer

    def _defaults(self, parameters: cst.Parameters) -> None:
        for parameter in _parameters(parameters):
            self._see(parameter.default, parameter.annotation)

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self._see(*node.decorators, *node.bases, *node.keywords)
        outer = self._enter("class")
        self._see(node.body)
        # A class body that reads such a name before it binds it gets the global of that name.
        self.module.fixed |= self._scope.bound
        self._scope = outer
        self._bind(node.name)
        return False

    def visit_ListComp(self, node: cst.ListComp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_SetComp(self, node: cst.SetComp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_DictComp(self, node: cst.DictComp) -> bool:
        return self._comprehension(node.for_in, node.key, node.value)

    def _comprehension(self, loop: cst.CompFor, *values: cst.BaseExpression) -> bool:
        self._see(loop.iter)
        outer = self._enter("comprehension")
        at: cst.CompFor | None = loop
        while at is not None:
            if at is not loop:
                self._see(at.iter)
            self._bind(at.target)
            self._see(*at.ifs)
            at = at.inner_for_in
        self._see(*values)
        self._scope = outer
        return False

    # what is read, and what is no variable

    def visit_Name(self, node: cst.Name) -> None:
        self._read(node)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        self._see(node.value)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        if node.keyword is not None:
            self.keywords.add(node.keyword.value)
        self.spreads |= node.star == "**"
        self._see(node.value)
        return False

    def visit_FormattedStringExpression(self, node: cst.FormattedStringExpression) -> bool:
        before = len(self.uses)
        self._see(node.expression)
        if node.equal is not None:
            self.printed.update(use.node.value for use in self.uses[before:])
        self._see(*(node.format_spec or ()))
        return False


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from parameters.posonly_params
    yield from parameters.params
    if isinstance(parameters.star_arg, cst.Param):
        yield parameters.star_arg
    yield from parameters.kwonly_params
    if parameters.star_kwarg is not None:
        yield parameters.star_kwarg
