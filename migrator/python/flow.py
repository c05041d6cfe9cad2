"""What a program does to the globals of its interpreter: which it binds and deletes, and which it reads where it has
not surely bound them.

The walk goes through the statements as CPython runs them, with the names that are bound there whatever happened before.
Branches, loops, handlers and patterns that may not run bind nothing for sure, and what is deleted in one is not bound
behind it. A class body looks a name up among its own, then among the globals. The body of a function runs where the
function is first named, since from there on it may be called, and once more at the end, for whoever calls it later.

`globals()`, `vars()`, `exec`, `eval` and `__main__` are followed as far as the names in them are written out; code and
names that are not are ``unseen``. Not followed: an exception that ends the program half-way, what other programs do
while this one awaits, and other ways to a module's names than these (`sys._getframe`, `gc`, `ctypes`).

This is one module because one walk evaluates everything: statements lead to expressions, both to bodies of functions,
and programs in strings back to statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from migrator.model.term import Kind, Symbol, Term
from migrator.python.build import Builder
from migrator.python.parse import Unparsable, parse
from migrator.python.shape import comprehension, loop
from migrator.python.symbols import Binding, Scopes, walk_python

_COMPREHENSIONS: frozenset[Kind] = frozenset(("listcomp", "setcomp", "dictcomp", "generator"))
_NAMES: frozenset[Kind] = frozenset(("name", "environment"))
_LOOPS: frozenset[Kind] = frozenset(("for", "while"))
_DEFINITIONS: frozenset[Kind] = frozenset(("def", "async_def"))
_DECLARATIONS: frozenset[Kind] = frozenset(("global", "nonlocal"))
_SHORT: frozenset[Kind] = frozenset(("boolop", "compare"))  # what may not evaluate all of its operands
_LEAVING: frozenset[Kind] = frozenset(("return", "raise", "break", "continue"))
_INNER: frozenset[Kind] = frozenset(("def", "async_def", "lambda"))
_SEQUENCES: frozenset[Kind] = frozenset(("tuple", "star"))
_SPREAD: frozenset[Kind] = frozenset(("keyword", "star", "doublestar"))
_CALLED: frozenset[Kind] = frozenset(("name", "attribute"))
_HOOKS: frozenset[Kind] = frozenset(("decorator", "keyword"))  # of a class: what may call its methods at once
_KEYED: frozenset[Kind] = frozenset(("subscript", "call"))

_NAMESPACES = frozenset(("globals", "vars", "locals"))
_LISTING = frozenset(("dir",))
_RUNS = frozenset(("exec", "eval", "eval_code", "eval_code_async"))
_READ_BY = frozenset(("get", "__getitem__", "__contains__"))
_BOUND_BY = frozenset(("__setitem__",))
_TAKEN_BY = frozenset(("pop", "__delitem__"))
_MAIN = "__main__"
_DEEPEST = 3  # of programs in strings in programs

_Sure = set[Symbol]


class Flow(NamedTuple):
    """Global names, each with the first libcst node that does it.

    ``binds`` are bound and ``deletes`` deleted if all goes that way. ``reads`` are read where they are not surely
    bound, builtins too, since a global of that name comes first. ``lasting`` are names that the program binds and that
    its functions read, which others may call when somebody else has bound them. ``imports`` are those of ``binds`` that
    are bound by importing one thing alone, with its path. ``unseen`` are the places where code or a name is not
    written out.
    """

    binds: Mapping[str, Any]
    reads: Mapping[str, Any]
    deletes: Mapping[str, Any] = {}
    lasting: Mapping[str, Any] = {}
    imports: Mapping[str, str] = {}
    unseen: tuple[Any, ...] = ()
    surely: frozenset[str] = frozenset()


def analyse(body: Iterable[Term], scopes: Scopes, environment: str, depth: int = 0) -> Flow:
    """What the raw statements of a program, resolved, do."""
    statements = list(body)
    analysis = _Analysis(scopes, environment, depth)
    analysis.prepare(statements)
    analysis.run(statements)
    binds: dict[str, Any] = {}
    imports: dict[str, str] = {}
    for name, bindings in scopes.module.bindings.items():
        bound = [binding for binding in bindings if binding.term not in analysis.unbinding]
        if bound:
            binds[name] = bound[0].node
            path = _imported(bound)
            if path is not None:
                imports[name] = path
    for name, node in analysis.bound.items():
        binds.setdefault(name, node)
        imports.pop(name, None)
    lasting = {name: node for name, node in analysis.lasting.items() if name in binds}
    unseen = tuple(dict.fromkeys(analysis.unseen))
    return Flow(binds, analysis.reads, analysis.deletes, lasting, imports, unseen, analysis.surely)


def _imported(bindings: list[Binding]) -> str | None:
    """The one thing that all bindings of a name import, None where there is no such thing."""
    paths = {binding.path for binding in bindings}
    return paths.pop() if len(paths) == 1 else None


class _Function(NamedTuple):
    """The body of a function that may be called."""

    body: Term
    is_expression: bool


class _Analysis:
    """A walk in the order of evaluation. ``sure`` are the symbols that are bound whatever happened before."""

    def __init__(self, scopes: Scopes, environment: str, depth: int) -> None:
        self.reads: dict[str, Any] = {}
        self.deletes: dict[str, Any] = {}
        self.lasting: dict[str, Any] = {}
        self.bound: dict[str, Any] = {}  # by other means than a statement
        self.unseen: list[Any] = []
        self.surely: frozenset[str] = frozenset()
        self.unbinding: set[Term] = set()  # names of `del` and annotations without a value, which bind nothing
        self._scopes = scopes
        self._environment = environment
        self._depth = depth
        self._globals = {symbol: name for name, symbol in scopes.module.symbols.items()}
        self._of_classes = {
            symbol: name for scope in scopes.all if scope.kind == "class" for name, symbol in scope.symbols.items()
        }
        self._unwritten: dict[str, Symbol] = {}  # names that are bound by other means than a statement
        self._never: _Sure = set()  # deleted by functions, which anything may call
        self._deleted: _Sure = set()  # deleted anywhere
        self._mains: _Sure = set()  # names of the module whose globals these are
        self._functions: dict[Symbol, list[_Function]] = {}
        self._all: list[_Function] = []
        self._seen: dict[_Function, list[frozenset[Symbol]]] = {}
        self._classes: list[list[_Function]] = []
        self._breaks: list[list[_Sure]] = []
        self._inside = 0  # of how many functions the walk is in the bodies
        self._told = self.reads

    def prepare(self, body: Iterable[Term]) -> None:
        """Look for what is deleted anywhere."""
        for statement in body:
            for term, inner in _with_functions(statement):
                found = self._unbinds(term)
                self._deleted |= found
                if inner:
                    self._never |= found
                if term.kind == "delete":
                    self.unbinding |= set(_deleted_names(term))
                elif term.kind == "annassign" and len(term.children) == 2:
                    self.unbinding.add(term.children[0])
                elif term.kind == "import" and term.value == f"import {_MAIN}":
                    self._mains |= {child.symbol for child in term.children if child.symbol is not None}
                for name in _unbound(term):
                    if name.symbol in self._globals:
                        self.deletes.setdefault(name.value, name.origin)

    def run(self, body: Iterable[Term]) -> None:
        """Run the program, and then the functions that it leaves behind."""
        sure: _Sure = set()
        statements = list(body)
        self.statements(statements, sure)
        self.surely = frozenset(self._globals[symbol] for symbol in sure if symbol in self._globals)
        self._classes = []
        for function in self._all:
            self._call(function, sure)
        self._told, self._seen = self.lasting, {}
        own = self._only_called(statements)
        for function in self._all:
            self._call(function, {symbol for symbol in own if self._functions[symbol] == [function]})

    def _only_called(self, body: list[Term]) -> _Sure:
        """Functions that nobody has under another name: while one runs that was called later, its name means itself."""
        terms = [term for statement in body for term in walk_python(statement)]
        called = {term.children[0] for term in terms if term.kind == "call"}
        taken = {term.symbol for term in terms if term.kind == "name" and term not in called}
        taken |= {term.symbol for term in terms if any(child.kind == "decorator" for child in term.children)}
        return {
            symbol
            for symbol, functions in self._functions.items()
            if symbol in self._globals
            and len(functions) == len(self._scopes.module.bindings.get(self._globals[symbol], ())) == 1
            and symbol not in taken
        }

    def _read(self, name: str, origin: Any) -> None:
        self._told.setdefault(name, origin)

    def read(self, term: Term, sure: _Sure) -> None:
        """A name is read where ``sure`` is bound."""
        symbol = term.symbol
        if term.kind == "environment":
            self._read(self._environment, term.origin)
        elif symbol is None:
            if self._unwritten.get(term.value) not in sure:
                self._read(term.value, term.origin)
        elif symbol not in sure:
            if symbol in self._globals:
                self._read(term.value, term.origin)
            elif symbol in self._of_classes:
                known = self._scopes.module.symbols.get(term.value)
                if known is None or known not in sure:
                    self._read(term.value, term.origin)
        for function in tuple(self._functions.get(symbol, ())) if symbol is not None else ():
            self._call(function, sure)

    def _bind(self, symbol: Symbol | None, sure: _Sure) -> None:
        if symbol is not None and symbol not in self._never:
            sure.add(symbol)

    # -- functions -----------------------------------------------------------------------------------------------------

    def _define(self, function: _Function, symbol: Symbol | None) -> None:
        """A function is there from now on, under a name."""
        self._all.append(function)
        if symbol is not None:
            self._functions.setdefault(symbol, []).append(function)
        for inside in self._classes[-1:]:
            inside.append(function)

    def _call(self, function: _Function, sure: _Sure) -> None:
        """A function may be called, now or later. With more names bound, it reads no others."""
        known = frozenset(sure - self._deleted)
        seen = self._seen.setdefault(function, [])
        if any(before <= known for before in seen):
            return
        seen.append(known)
        classes, breaks, self._classes, self._breaks = self._classes, self._breaks, [], []
        self._inside += 1
        if function.is_expression:
            self._use(function.body, set(known))
        else:
            self.statements(function.body.children, set(known))
        self._inside -= 1
        self._classes, self._breaks = classes, breaks

    # -- statements ----------------------------------------------------------------------------------------------------

    def statements(self, body: Iterable[Term], sure: _Sure) -> bool:
        """Run statements, adding to ``sure`` what they bind; False if the end is not reached."""
        return all(self._statement(term, sure) for term in body)  # what follows one that leaves does not run

    def _statement(self, term: Term, sure: _Sure) -> bool:
        kind, children = term.kind, term.children
        if kind == "assign":
            self._assign(term, sure)
        elif kind == "augassign":
            target, value = children
            self._use(target, sure)  # it is read, then the value
            self._use(value, sure)
            self._write(target, sure)
        elif kind == "annassign":
            target, annotation, *values = children
            for value in values:
                self._use(value, sure)
            if values:
                self._write(target, sure)
            elif target.kind != "name":
                for part in target.children:
                    self._use(part, sure)
            if not self._inside:
                self._use(annotation, sure)
        elif kind == "delete":
            for child in children:
                self._delete(child, sure)
        elif kind == "if":
            test, *blocks = children
            self._use(test, sure)
            return self._join([self._branch(block, sure) for block in blocks], sure)
        elif kind in _LOOPS:
            return self._loop(term, sure)
        elif kind == "try":
            return self._try(term, sure)
        elif kind == "with":
            *items, body = children
            for item in items:
                self._use(item.children[0], sure)
                for target in item.children[1:]:
                    self._write(target, sure)
            self._branch(body, sure)  # what it enters may swallow an exception
            sure -= self._kills(body)
        elif kind == "match":
            return self._match(term, sure)
        elif kind in _DEFINITIONS:
            self._def(term, sure)
        elif kind == "class":
            self._class(term, sure)
        elif kind == "import":
            self._import(term, sure)
        elif kind not in _DECLARATIONS:
            if kind == "expr" and children[0].kind == "hole":
                self.unseen.append(children[0].origin)
            if kind == "assert":
                self._use(children[0], sure)
                for message in children[1:]:
                    self._use(message, set(sure))  # evaluated where the test fails, and then the end is not reached
            else:
                for child in children:
                    self._use(child, sure)
        if kind == "break" and self._breaks:
            self._breaks[-1].append(set(sure))
        return kind not in _LEAVING

    def _assign(self, term: Term, sure: _Sure) -> None:
        *targets, value = term.children
        if value.kind == "lambda" and all(target.kind == "name" for target in targets):
            parameters, body = value.children
            self._use(parameters, sure)
            function = _Function(body, True)
            self._define(function, targets[0].symbol)
            for target in targets[1:]:
                if target.symbol is not None:
                    self._functions.setdefault(target.symbol, []).append(function)
        else:
            self._use(value, sure)
        for target in targets:
            self._write(target, sure)

    def _import(self, term: Term, sure: _Sure) -> None:
        for child in term.children:
            self._write(child, sure)
        source, _, name = term.value.partition(" import ")
        if source == f"from {_MAIN}":
            if name == "*":
                self.unseen.append(term.origin)
            else:
                self._read(name, term.origin)
        elif name == "*":
            self.unseen.append(term.origin)

    def _delete(self, target: Term, sure: _Sure) -> None:
        if target.kind in _NAMES:
            self.read(target, sure)
            if target.symbol is not None:
                sure.discard(target.symbol)
        elif target.kind in _SEQUENCES:
            for child in target.children:
                self._delete(child, sure)
        elif self._named(target) is not None:
            name = self._named(target)
            assert name is not None
            self._look(name, target, sure)
            self._unbind(name, target, sure)
        else:
            for child in target.children:
                self._use(child, sure)

    def _def(self, term: Term, sure: _Sure) -> None:
        *head, body = term.children
        for part in head:
            self._use(part, sure)
        function = _Function(body, False)
        self._define(function, term.symbol)
        if any(part.kind == "decorator" for part in head):
            self._call(function, sure)
        self._bind(term.symbol, sure)

    def _class(self, term: Term, sure: _Sure) -> None:
        *head, body = term.children
        for part in head:
            self._use(part, sure)
        own: list[_Function] = []
        self._classes.append(own)
        inside, self._inside = self._inside, 0  # annotations are evaluated in a class, wherever it stands
        self.statements(body.children, sure)
        self._inside = inside
        self._classes.pop()
        for outer in self._classes[-1:]:
            outer.extend(own)
        if any(part.kind in _HOOKS for part in head):
            for function in own:
                self._call(function, sure)
        if term.symbol is not None:
            self._functions.setdefault(term.symbol, []).extend(own)
        self._bind(term.symbol, sure)

    def _branch(self, block: Term, sure: _Sure) -> _Sure | None:
        """What is bound at the end of a block that may run, None if its end is not reached."""
        inner = set(sure)
        return inner if self.statements(block.children, inner) else None

    @staticmethod
    def _join(ends: Iterable[_Sure | None], sure: _Sure) -> bool:
        """Leave in ``sure`` what is bound at every end that is reached; False if none is."""
        reached = [end for end in ends if end is not None]
        if reached:
            common = set.intersection(*reached)
            sure.clear()
            sure |= common
        return bool(reached)

    def _loop(self, term: Term, sure: _Sure) -> bool:
        parts = loop(term)
        self._ahead(parts.body)
        self._use(parts.value, sure)
        killed = self._kills(parts.body)
        again = sure - killed  # in the second round
        if parts.target is None and killed:
            self._use(parts.value, again)
        inner = set(again)
        if parts.target is not None:
            self._write(parts.target, inner)
        self._breaks.append([])
        self.statements(parts.body.children, inner)
        breaks = self._breaks.pop()
        ends: list[_Sure | None] = [*breaks]
        if parts.target is not None or not _is_true(parts.value):
            ends.append(self._branch(parts.orelse, again))
        return self._join(ends, sure)

    def _ahead(self, body: Term) -> None:
        """Functions that a loop defines are there in its second round."""
        for statement in body.children:
            for term, inner in _with_functions(statement):
                if inner:
                    continue
                if term.kind in _DEFINITIONS and term.symbol is not None:
                    self._functions.setdefault(term.symbol, []).append(_Function(term.children[-1], False))
                elif term.kind == "class" and term.symbol is not None:
                    self._functions.setdefault(term.symbol, []).extend(
                        _Function(below.children[-1], below.kind == "lambda")
                        for below, nested in _with_functions(term)
                        if below.kind in _INNER and not nested
                    )
                elif term.kind == "assign" and term.children[-1].kind == "lambda":
                    for target in term.children[:-1]:
                        if target.symbol is not None:
                            function = _Function(term.children[-1].children[-1], True)
                            self._functions.setdefault(target.symbol, []).append(function)

    def _try(self, term: Term, sure: _Sure) -> bool:
        body, *handlers, orelse, final = term.children
        begun = [len(states) for states in self._breaks[-1:]]
        inner = set(sure)
        ends: list[_Sure | None] = []
        if self.statements(body.children, inner):
            ends.append(self._branch(orelse, inner))
        asked = sure - self._kills(body)  # what is asked of one handler after the other
        for handler in handlers:
            error, name, block = handler.children
            self._use(error, asked)
            caught = set(asked)
            if name.kind != "none":
                self._write(name, caught)
            end = self._branch(block, caught)
            if end is not None and name.symbol is not None:
                end.discard(name.symbol)
            ends.append(end)
            if term.value == "*":  # the next one may run as well
                asked -= self._kills(handler)
        if term.value == "*":
            killed = set[Symbol]().union(*map(self._kills, handlers))
            ends = [end - killed if end is not None else None for end in ends]
        anyhow = sure - set[Symbol]().union(*map(self._kills, (body, *handlers, orelse)))
        done = self._branch(final, anyhow)
        reached = self._join(ends, sure)
        if done is None:
            for states, count in zip(self._breaks[-1:], begun, strict=True):
                del states[count:]
            return False
        killed = self._kills(final)
        for states, count in zip(self._breaks[-1:], begun, strict=True):
            for state in states[count:]:
                state -= killed
                state |= done
        sure -= killed
        sure |= done
        return reached

    def _match(self, term: Term, sure: _Sure) -> bool:
        subject, *cases = term.children
        self._use(subject, sure)
        ends: list[_Sure | None] = []
        for case in cases:
            pattern, guard, body = case.children
            inner = set(sure)
            self._pattern(pattern, inner)
            self._use(guard, inner)
            ends.append(self._branch(body, inner))
            if guard.kind == "none" and _takes_all(pattern):
                return self._join(ends, sure)
        return self._join([*ends, set(sure)], sure)

    def _pattern(self, pattern: Term, sure: _Sure) -> None:
        """What it compares with is read, and then its names are bound."""
        stores = self._scopes.stores
        below = [name for name in walk_python(pattern) if name.kind in _NAMES]
        for name in below:
            if name not in stores:
                self.read(name, sure)
        for name in below:
            if name in stores:
                self._bind(name.symbol, sure)

    def _kills(self, block: Term) -> _Sure:
        """What a block may delete, without what functions do."""
        if not self._deleted:
            return set()
        found: _Sure = set()
        for term, inner in _with_functions(block):
            if not inner:
                found |= self._unbinds(term)
        return found

    def _unbinds(self, term: Term) -> _Sure:
        """What a term itself deletes, by whatever name it has for it."""
        if term.kind == "delete" or term.kind == "handler":
            found = {name.symbol for name in _unbound(term) if name.symbol is not None}
            named = [self._named(child) for child in term.children] if term.kind == "delete" else []
        elif term.kind == "call" and term.children[0].kind == "attribute" and len(term.children) > 1:
            function = term.children[0]
            found, named = set(), []
            if function.value in _TAKEN_BY and self._is_namespace(function.children[0]):
                named.append(_text(term.children[1]))
        elif term.kind == "call":
            code = _code(term)
            ran = within(code, self._environment, self._depth + 1) if code is not None else None
            found, named = set(), [*ran.deletes] if ran is not None else []
        else:
            return set()
        found |= {self._symbol(name) for name in named if name is not None}
        return found

    # -- expressions ---------------------------------------------------------------------------------------------------

    def _write(self, target: Term, sure: _Sure) -> None:
        """Give a target its value."""
        if target.kind == "name":
            self._bind(target.symbol, sure)
        elif target.kind in _SEQUENCES:
            for child in target.children:
                self._write(child, sure)
        else:
            name = self._named(target)
            if name is not None:
                self._store(name, target, sure)
            else:
                for child in target.children if target.kind != "hole" else ():
                    self._use(child, sure)

    def _use(self, term: Term, sure: _Sure) -> None:
        """Evaluate an expression."""
        scopes = self._scopes
        stack: list[Term] = [term]
        while stack:
            here = stack.pop()
            kind = here.kind
            if kind == "name":
                if here in scopes.stores and here not in scopes.updates:
                    self._bind(here.symbol, sure)
                elif here.symbol in self._mains:
                    self.unseen.append(here.origin)
                else:
                    self.read(here, sure)
            elif kind == "environment":
                self.read(here, sure)
            elif kind == "lambda":
                parameters, body = here.children
                self._use(parameters, sure)
                function = _Function(body, True)
                self._define(function, None)
                self._call(function, sure)
            elif kind == "walrus":
                target, value = here.children
                self._use(value, sure)
                self._write(target, sure)
            elif kind in _SHORT and len(here.children) > 1 and _walrus_below(here):
                always = 2 if kind == "compare" else 1
                operands = _operands(here)
                for part in operands[:always]:
                    self._use(part, sure)
                inner = set(sure)
                for part in operands[always:]:
                    self._use(part, inner)
            elif kind == "conditional" and _walrus_below(here):
                test, *others = here.children
                self._use(test, sure)
                ends = []
                for part in others:
                    inner = set(sure)
                    self._use(part, inner)
                    ends.append(inner)
                self._join(ends, sure)
            elif kind in _COMPREHENSIONS:
                self._comprehension(here, sure)
            elif not self._namespace(here, sure) and kind != "hole":
                stack.extend(reversed(here.children))

    def _comprehension(self, term: Term, sure: _Sure) -> None:
        elements, clauses = comprehension(term)
        inner = sure
        for index, clause in enumerate(clauses):
            target, iterable, *tests = clause.children
            self._use(iterable, inner)
            if not index:  # only this one is sure to be evaluated
                inner = set(sure - self._deleted) if term.kind == "generator" else set(sure)
            self._write(target, inner)
            for test in tests:
                self._use(test, inner)
        for element in elements:
            self._use(element, inner)

    # -- names in strings ----------------------------------------------------------------------------------------------

    def _is_namespace(self, term: Term) -> bool:
        """Whether an expression is the dictionary of the globals."""
        if term.kind != "call" or len(term.children) != 1:
            return False
        function = term.children[0]
        if function.kind != "name" or function.symbol is not None or function.value not in _NAMESPACES:
            return False
        return function.value == "globals" or (not self._inside and not self._classes)

    def _is_main(self, term: Term) -> bool:
        return term.kind == "name" and term.symbol in self._mains

    def _named(self, term: Term) -> str | None:
        """The global that an expression means by its name: `globals()['x']`, `__main__.x`."""
        if term.kind == "subscript" and self._is_namespace(term.children[0]):
            return _text(term.children[1])
        if term.kind == "attribute" and self._is_main(term.children[0]):
            return term.value
        return None

    def _namespace(self, term: Term, sure: _Sure) -> bool:
        """Evaluate what gets at globals in another way than by their names; False for anything else."""
        kind, children = term.kind, term.children
        name = self._named(term)
        if name is not None:
            self._look(name, term, sure)
            return True
        if kind == "compare" and term.value in ("in", "not in") and self._is_namespace(children[1]):
            name = _text(children[0])
            if name is not None:
                self._look(name, term, sure)
                return True
        if self._is_namespace(term):
            self.unseen.append(term.origin)
            return True
        if kind in _KEYED and any(_text(child) == _MAIN for child in children[1:]):
            self.unseen.append(term.origin)  # `sys.modules['__main__']`, `import_module('__main__')`
            return False
        return kind == "call" and self._called(term, sure)

    def _look(self, name: str, term: Term, sure: _Sure) -> None:
        symbol = self._symbol(name)
        if symbol not in sure:
            self._read(name, term.origin)
        for function in tuple(self._functions.get(symbol, ())):
            self._call(function, sure)

    def _store(self, name: str, term: Term, sure: _Sure) -> None:
        """A name is bound that is not written as one."""
        self.bound.setdefault(name, term.origin)
        self._bind(self._symbol(name), sure)

    def _symbol(self, name: str) -> Symbol:
        """The symbol of a global, also of one that no statement binds."""
        known = self._scopes.module.symbols.get(name)
        return known if known is not None else self._unwritten.setdefault(name, Symbol(name))

    def _unbind(self, name: str, term: Term, sure: _Sure) -> None:
        """A name is deleted that is not written as one."""
        self.deletes.setdefault(name, term.origin)
        sure.discard(self._symbol(name))

    def _called(self, term: Term, sure: _Sure) -> bool:
        function, *arguments = term.children
        if function.kind == "attribute" and self._is_namespace(function.children[0]):
            return self._method(term, function.value, arguments, sure)
        name = function.value if function.kind in _CALLED and function.symbol is None else ""
        if name in _LISTING and not arguments and not self._inside and function.kind == "name":
            self.unseen.append(term.origin)
            return True
        is_run = name in _RUNS and (function.kind == "name" or name not in ("exec", "eval"))
        if not is_run or not arguments or arguments[0].kind in _SPREAD:
            return False
        for argument in arguments:
            if not self._is_namespace(argument):
                self._use(argument, sure)
        if len(arguments) > 1 and not self._is_namespace(arguments[1]) and arguments[1].kind != "keyword":
            return True  # it has globals of its own
        self._run_text(_code(term), term, sure)
        return True

    def _method(self, term: Term, method: str, arguments: list[Term], sure: _Sure) -> bool:
        """A method of the dictionary of the globals."""
        for argument in arguments:
            self._use(argument, sure)
        name = _text(arguments[0]) if arguments else None
        if method == "update":
            for argument in arguments:
                if argument.kind == "keyword":
                    self._store(argument.value, term, sure)
                elif argument.kind == "dict":
                    for pair in argument.children:
                        key = _text(pair.children[0]) if pair.kind == "pair" else None
                        if key is None:
                            self.unseen.append(term.origin)
                        else:
                            self._store(key, term, sure)
                else:
                    self.unseen.append(term.origin)
        elif name is None or method not in _READ_BY | _BOUND_BY | _TAKEN_BY | {"setdefault"}:
            self.unseen.append(term.origin)
        else:
            if method not in _BOUND_BY:
                self._look(name, term, sure)
            if method in _BOUND_BY or method == "setdefault":
                self._store(name, term, sure)
            if method in _TAKEN_BY:
                self._unbind(name, term, sure)
        return True

    def _run_text(self, text: str | None, term: Term, sure: _Sure) -> None:
        """A program in a string, run where ``sure`` is bound."""
        found = within(text, self._environment, self._depth + 1) if text is not None else None
        if found is None:
            self.unseen.append(term.origin)
            return
        for name in found.reads:
            self._look(name, term, sure)
        for name in found.lasting:
            self.lasting.setdefault(name, term.origin)
        for name in found.binds:
            if name in found.surely:
                self._store(name, term, sure)
            self.bound.setdefault(name, term.origin)
        for name in found.deletes:
            self._unbind(name, term, sure)
        if found.unseen:
            self.unseen.append(term.origin)


def within(text: str, environment: str, depth: int = 0) -> Flow | None:
    """What a text does that a program, or JavaScript, runs as one; None where that cannot be seen."""
    if depth > _DEEPEST:
        return None
    try:
        builder = Builder({}, False, "")
        body = builder.module(parse(text.lstrip(" \t") if "\n" not in text else text))
        builder.scopes.resolve()
        for read in builder.scopes.reads:
            if read.term.symbol is None and read.term.value == environment:
                read.term.kind, read.term.value = "environment", ""
        return analyse(body, builder.scopes, environment, depth)
    except (Unparsable, RecursionError):
        return None


def _code(call: Term) -> str | None:
    """The text that `exec` and its like run, where it is written out."""
    if call.children[0].value not in _RUNS or len(call.children) < 2:
        return None
    code = call.children[1]
    if code.kind == "call" and len(code.children) > 1 and code.children[0].value == "compile":
        code = code.children[1]
    return _text(code)


def _text(term: Term) -> str | None:
    return term.value if term.kind == "string" else None


def _with_functions(term: Term) -> Iterator[tuple[Term, bool]]:
    """A term and all below it, each with whether it stands in the body of a function."""
    stack = [(term, False)]
    while stack:
        here, inner = stack.pop()
        yield here, inner
        if here.kind == "hole":
            continue
        for child in here.children:
            stack.append((child, inner or (here.kind in _INNER and child is here.children[-1])))


def _unbound(term: Term) -> Iterator[Term]:
    """The names that a term itself deletes: `del x`, `except E as x`."""
    if term.kind == "delete":
        yield from _deleted_names(term)
    elif term.kind == "handler" and term.children[1].kind == "name":
        yield term.children[1]


def _deleted_names(term: Term) -> Iterator[Term]:
    stack = [*term.children]
    while stack:
        here = stack.pop()
        if here.kind == "name":
            yield here
        elif here.kind in _SEQUENCES:
            stack.extend(here.children)


def _operands(term: Term) -> list[Term]:
    """The operands of a comparison, or of a row of one `and` or `or`: each is evaluated if all before it were."""
    found: list[Term] = []
    while term.kind == "boolop" and term.children[0].kind == "boolop" and term.children[0].value == term.value:
        found.append(term.children[1])
        term = term.children[0]
    return [*term.children, *reversed(found)]


def _is_true(test: Term) -> bool:
    """Whether a loop's test never ends it."""
    return (test.kind == "constant" and test.value == "True") or (test.kind == "number" and test.value == "1")


def _takes_all(pattern: Term) -> bool:
    """Whether a pattern fits anything."""
    if pattern.kind == "MatchOr":
        return any(_takes_all(part.children[0]) for part in pattern.children if part.children)
    if pattern.kind != "MatchAs":
        return False
    return all(child.kind == "name" or _takes_all(child) for child in pattern.children)


def _walrus_below(term: Term) -> bool:
    return any(below.kind == "walrus" for below in walk_python(term))
