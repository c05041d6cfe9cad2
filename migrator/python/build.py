"""The statements of a tree as raw terms: nothing is dropped yet but ``pass``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from migrator.model.ledger import Message, Sentence
from migrator.model.term import PythonKind, PythonTerm, Term
from migrator.python.expressions import Expressions, not_understood, operator
from migrator.python.parse import Unparsable
from migrator.python.tree import AnyNode, kind_of

_CASE_PARTS: dict[str, PythonKind] = {
    "MatchAs": "MatchAs",
    "MatchClass": "MatchClass",
    "MatchKeywordElement": "MatchKeywordElement",
    "MatchList": "MatchList",
    "MatchMapping": "MatchMapping",
    "MatchMappingElement": "MatchMappingElement",
    "MatchOr": "MatchOr",
    "MatchOrElement": "MatchOrElement",
    "MatchSequenceElement": "MatchSequenceElement",
    "MatchSingleton": "MatchSingleton",
    "MatchStar": "MatchStar",
    "MatchTuple": "MatchTuple",
    "MatchValue": "MatchValue",
}

# What a pattern holds besides its parts.
_CASE_TOKENS = frozenset({
    "Comma", "Dot", "LeftParen", "RightParen", "LeftSquareBracket", "RightSquareBracket", "LeftCurlyBrace",
    "RightCurlyBrace", "BitOr", "SimpleWhitespace", "ParenthesizedWhitespace",
})  # fmt: skip


class Builder(Expressions):
    """Builds the statements of one program; what it met on the way stands in its attributes.

    ``removed`` are the nodes of gaps to leave out.
    """

    def __init__(
        self, holes: Mapping[str, Term], pattern: bool, marker: str, removed: frozenset[AnyNode] = frozenset()
    ) -> None:
        super().__init__(holes, pattern, marker)
        self.gaps: list[AnyNode] = []
        self.star_import: AnyNode = None
        self.last: Term | None = None  # the last statement of the module as it is written
        self.last_has_value = False
        self._removed = removed
        self._statements: dict[str, Callable[[Any], Iterable[Term]]] = {
            "Expr": self._expression_statement,
            "Assign": self._assign,
            "AugAssign": self._augmented,
            "AnnAssign": self._annotated,
            "Return": lambda node: [self._optional("return", node, node.value)],
            "Raise": self._raise,
            "Assert": lambda node: [self._optional("assert", node, node.test, node.msg)],
            "Del": self._delete,
            "Global": self._global,
            "Nonlocal": self._global,
            "Break": lambda node: [PythonTerm("break", origin=node)],
            "Continue": lambda node: [PythonTerm("continue", origin=node)],
            "Pass": lambda node: [],
            "Import": self._import,
            "ImportFrom": self._import_from,
            "If": lambda node: [self._if(node)],
            "For": self._for,
            "While": self._while,
            "Try": self._try,
            "TryStar": self._try,
            "With": self._with,
            "FunctionDef": self._def,
            "ClassDef": self._class,
            "Match": self._match,
        }

    # Statements

    def module(self, module: AnyNode) -> list[Term]:
        """The statements of the program. Raises ``Unparsable``."""
        return self._body(module.body, top=True)

    def index(self, hole: Term) -> int:
        """The index of a hole among the holes given."""
        return list(self._holes).index(self.placeholders[hole])

    def _body(self, nodes: Sequence[AnyNode], top: bool = False) -> list[Term]:
        result: list[Term] = []
        for node in nodes:
            if kind_of(node) == "SimpleStatementLine":
                if self._pattern and self._is_gap(node):
                    self.gaps.append(node)
                    if node not in self._removed:
                        result.append(PythonTerm("gap", origin=node))
                        self.last, self.last_has_value = (result[-1], False) if top else (self.last, False)
                    continue
                for small in node.body:
                    result.extend(self._statement(small, top))
            else:
                result.extend(self._statement(node, top))
        return result

    def _statement(self, node: AnyNode, top: bool) -> Iterable[Term]:
        build = self._statements.get(kind_of(node))
        if build is None:
            raise not_understood("statement", node)
        terms = list(build(node))
        if top:
            self.last = terms[-1] if terms else None
            self.last_has_value = kind_of(node) == "Expr" and kind_of(node.semicolon) == "MaybeSentinel"
        return terms

    @staticmethod
    def _is_gap(line: AnyNode) -> bool:
        only: AnyNode = line.body[0] if len(line.body) == 1 else None
        return (
            kind_of(only) == "Expr"
            and kind_of(only.value) == "Ellipsis"
            and not only.value.lpar
            and kind_of(only.semicolon) == "MaybeSentinel"
        )

    def _block(self, suite: AnyNode) -> Term:
        if suite is None:
            return PythonTerm("block")
        return PythonTerm("block", "", tuple(self._body(suite.body)), suite)

    def _else(self, node: AnyNode) -> Term:
        return self._block(node.body if node is not None else None)

    def _expression_statement(self, node: AnyNode) -> list[Term]:
        return [PythonTerm("expr", "", (self.expression(node.value),), node)]

    def _assign(self, node: AnyNode) -> list[Term]:
        value = self.expression(node.value)
        targets = tuple(self._target(target.target) for target in node.targets)
        return [PythonTerm("assign", "", (*targets, value), node)]

    def _augmented(self, node: AnyNode) -> list[Term]:
        target = self.expression(node.target)
        value = self.expression(node.value)
        if target.kind == "name":
            self.scopes.bind(target.value, target, node)
            self.scopes.updates.add(target)
        return [PythonTerm("augassign", operator(node.operator), (target, value), node)]

    def _annotated(self, node: AnyNode) -> list[Term]:
        annotation = PythonTerm("annotation", "", (self.expression(node.annotation.annotation),), node.annotation)
        value = (self.expression(node.value),) if node.value is not None else ()
        target = self._target(node.target)
        return [PythonTerm("annassign", "", (target, annotation, *value), node)]

    def _raise(self, node: AnyNode) -> list[Term]:
        cause = node.cause.item if node.cause is not None else None
        return [self._optional("raise", node, node.exc, cause)]

    def _delete(self, node: AnyNode) -> list[Term]:
        target = self._target(node.target)
        return [PythonTerm("delete", "", target.children if target.kind == "tuple" else (target,), node)]

    def _global(self, node: AnyNode) -> list[Term]:
        kind: PythonKind = "global" if kind_of(node) == "Global" else "nonlocal"
        names = tuple(PythonTerm("name", self._spelling(item.name), (), item.name) for item in node.names)
        if self.scopes.current is not self.scopes.module:
            self.scopes.declare(names, kind)
        return [PythonTerm(kind, "", names, node)]

    def _if(self, node: AnyNode) -> Term:
        test = self.expression(node.test)
        body = self._block(node.body)
        if kind_of(node.orelse) == "If":
            orelse: Term = PythonTerm("block", "", (self._if(node.orelse),), node.orelse)
        else:
            orelse = self._else(node.orelse)
        return PythonTerm("if", "", (test, body, orelse), node)

    def _for(self, node: AnyNode) -> list[Term]:
        iterable = self.expression(node.iter)
        target = self._target(node.target)
        children = (target, iterable, self._block(node.body), self._else(node.orelse))
        return [PythonTerm("for", "async" if node.asynchronous else "", children, node)]

    def _while(self, node: AnyNode) -> list[Term]:
        children = (self.expression(node.test), self._block(node.body), self._else(node.orelse))
        return [PythonTerm("while", "", children, node)]

    def _try(self, node: AnyNode) -> list[Term]:
        body = self._block(node.body)
        handlers = []
        for handler in node.handlers:
            caught = self._or_none(handler.type)
            name = self._target(handler.name.name) if handler.name is not None else PythonTerm("none")
            handlers.append(PythonTerm("handler", "", (caught, name, self._block(handler.body)), handler))
        children = (body, *handlers, self._else(node.orelse), self._else(node.finalbody))
        return [PythonTerm("try", "*" if kind_of(node) == "TryStar" else "", children, node)]

    def _with(self, node: AnyNode) -> list[Term]:
        items: list[Term] = []
        for item in node.items:
            parts = [self.expression(item.item)]
            if item.asname is not None:
                parts.append(self._target(item.asname.name))
            items.append(PythonTerm("item", "", tuple(parts), item))
        return [PythonTerm("with", "async" if node.asynchronous else "", (*items, self._block(node.body)), node)]

    def _def(self, node: AnyNode) -> list[Term]:
        if node.type_parameters is not None:
            raise Unparsable(Message.of(Sentence.TYPE_PARAMETERS), None)
        children = self._decorators(node)
        parameters, bound = self._parameters(node.params)
        children.append(parameters)
        if node.returns is not None:
            children.append(PythonTerm("annotation", "", (self.expression(node.returns.annotation),), node.returns))
        term = self._named("async_def" if node.asynchronous else "def", node.name, node)
        self._inside(bound, lambda: children.append(self._block(node.body)))
        term.children = (*term.children, *children)
        return [term]

    def _decorators(self, node: AnyNode) -> list[Term]:
        return [PythonTerm("decorator", "", (self.expression(item.decorator),), item) for item in node.decorators]

    def _class(self, node: AnyNode) -> list[Term]:
        if node.type_parameters is not None:
            raise Unparsable(Message.of(Sentence.TYPE_PARAMETERS), None)
        children = self._decorators(node)
        children.extend(self._argument(argument, None) for argument in (*node.bases, *node.keywords))
        self.scopes.enter("class")
        children.append(self._block(node.body))
        self.scopes.leave()
        term = self._named("class", node.name, node)
        term.children = (*term.children, *children)
        return [term]

    def _named(self, kind: PythonKind, name: AnyNode, node: AnyNode) -> Term:
        """A definition; a metavariable as its name is its first child."""
        metavar = self._metavar(name)
        if metavar is not None:
            return PythonTerm(kind, "", (metavar,), node)
        spelled = self._spelling(name)
        term = PythonTerm(kind, spelled, (), node)
        self.scopes.bind(spelled, term, node)
        return term

    def _import(self, node: AnyNode) -> list[Term]:
        terms = []
        for alias in node.names:
            path = self._dotted(alias.name)
            if alias.asname is not None:
                terms.append(self._imported(f"import {path}", path, alias.asname.name, alias))
            else:
                terms.append(self._imported(f"import {path}", path.split(".")[0], path.split(".")[0], alias))
        return terms

    def _import_from(self, node: AnyNode) -> list[Term]:
        package = self._dotted(node.module) if node.module is not None else ""
        dots = "." * len(node.relative)
        if kind_of(node.names) == "ImportStar":
            self.star_import = self.star_import or node
            return [PythonTerm("import", f"from {dots}{package} import *", (), node)]
        if package == "__future__" and not dots:
            return []
        terms = []
        for alias in node.names:
            name = self._dotted(alias.name)
            bound = alias.asname.name if alias.asname is not None else name
            path = f"{package}.{name}" if not dots else None
            terms.append(self._imported(f"from {dots}{package} import {name}", path, bound, alias))
        return terms

    def _imported(self, text: str, path: str | None, bound: Any, node: AnyNode) -> Term:
        """An ``import`` term whose child is the name that it binds."""
        name = PythonTerm("name", bound if isinstance(bound, str) else self._spelling(bound), (), node)
        self.scopes.bind(name.value, name, node, path)
        return PythonTerm("import", text, (name,), node)

    def _dotted(self, node: AnyNode) -> str:
        parts = []
        while kind_of(node) == "Attribute":
            parts.append(self._spelling(node.attr))
            node = node.value
        if kind_of(node) != "Name":
            raise not_understood("name of a module", node)
        parts.append(self._spelling(node))
        return ".".join(reversed(parts))

    def _match(self, node: AnyNode) -> list[Term]:
        subject = self.expression(node.subject)
        cases = []
        for case in node.cases:
            pattern = self._case_pattern(case.pattern)
            guard = self._or_none(case.guard)
            cases.append(PythonTerm("case", "", (pattern, guard, self._block(case.body)), case))
        return [PythonTerm("match", "", (subject, *cases), node)]

    def _case_pattern(self, node: AnyNode) -> Term:
        """A pattern of a ``match`` statement, or a part of one, which libcst has read. Raises ``Unparsable``."""
        from libcst import BaseExpression

        kind = _CASE_PARTS.get(kind_of(node))
        if kind is None:
            raise not_understood("pattern", node)
        value, children = "", []
        for part in node.children:
            if kind_of(part) in _CASE_PARTS:
                children.append(self._case_pattern(part))
            elif kind_of(part) in _CASE_TOKENS:
                continue
            elif isinstance(part, BaseExpression):
                binds = kind_of(node) in ("MatchAs", "MatchStar") or part is getattr(node, "rest", None)
                if kind_of(node) == "MatchKeywordElement" and part is node.key:
                    value = self._spelling(node.key)
                else:
                    children.append(self._target(part) if binds else self.expression(part))
            else:
                raise not_understood("part of a pattern", part)
        return PythonTerm(kind, value, tuple(children), node)
