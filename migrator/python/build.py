"""A libcst tree as raw terms: nothing is dropped yet but ``pass``, and names wait for their symbols."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import libcst as cst

from migrator.python import strings
from migrator.python.parse import Unparsable
from migrator.python.symbols import Scopes
from migrator.term import Term

_OPERATORS = {
    "Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "FloorDivide": "//", "Modulo": "%", "Power": "**",
    "MatrixMultiply": "@", "LeftShift": "<<", "RightShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "And": "and", "Or": "or", "Not": "not", "Minus": "-", "Plus": "+", "BitInvert": "~",
    "Equal": "==", "NotEqual": "!=", "LessThan": "<", "LessThanEqual": "<=", "GreaterThan": ">",
    "GreaterThanEqual": ">=", "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not",
}  # fmt: skip
_SPINE = {
    cst.BinaryOperation: "left",
    cst.BooleanOperation: "left",
    cst.Attribute: "value",
    cst.Call: "func",
    cst.Subscript: "value",
}
_CASE_PARTS = (
    cst.MatchPattern,
    cst.MatchOrElement,
    cst.MatchSequenceElement,
    cst.MatchMappingElement,
    cst.MatchKeywordElement,
)
_CONSTANTS = frozenset(("True", "False", "None"))


def operator(node: cst.CSTNode) -> str:
    """How an operator is spelled."""
    name = type(node).__name__
    return _OPERATORS.get(name) or _OPERATORS[name.removesuffix("Assign")]


class Builder:
    """Builds the terms of one program; what it met on the way stands in its attributes.

    ``holes`` maps placeholders to JavaScript terms; ``marker`` is the letter that begins a metavariable; ``removed``
    are the nodes of gaps to leave out.
    """

    def __init__(
        self, holes: Mapping[str, Term], pattern: bool, marker: str, removed: frozenset[cst.CSTNode] = frozenset()
    ) -> None:
        self.scopes = Scopes()
        self.held: set[str] = set()  # placeholders that the tree holds
        self.placeholders: dict[Term, str] = {}
        self.attributes: list[Term] = []  # inner ones first
        self.gaps: list[cst.CSTNode] = []
        self.star_import: cst.CSTNode | None = None
        self.last: Term | None = None  # the last statement of the module as it is written
        self.last_has_value = False
        self._holes = holes
        self._hole_names = re.compile("|".join(map(re.escape, sorted(holes, key=len, reverse=True)))) if holes else None
        self._pattern = pattern
        self._marker = marker
        self._removed = removed
        self._expressions: dict[type[cst.CSTNode], Callable[[Any], Term]] = {
            cst.Name: self._name,
            cst.Comparison: self._comparison,
            cst.UnaryOperation: self._unary,
            cst.IfExp: self._conditional,
            cst.Lambda: self._lambda,
            cst.Tuple: self._sequence,
            cst.List: self._sequence,
            cst.Set: self._sequence,
            cst.Dict: self._dict,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.DictComp: self._comprehension,
            cst.SimpleString: self._string,
            cst.ConcatenatedString: self._string,
            cst.FormattedString: self._string,
            cst.Integer: self._number,
            cst.Float: self._number,
            cst.Imaginary: self._number,
            cst.Ellipsis: lambda node: Term("ellipsis", origin=node),
            cst.Await: lambda node: Term("await", "", (self.expression(node.expression),), node),
            cst.Yield: self._yield,
            cst.NamedExpr: self._walrus,
        }
        self._outer: dict[type[cst.CSTNode], Callable[[Any, Term], Term]] = {
            cst.BinaryOperation: self._binary,
            cst.BooleanOperation: self._binary,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
            cst.Subscript: self._subscript,
        }
        self._statements: dict[type[cst.CSTNode], Callable[[Any], Iterable[Term]]] = {
            cst.Expr: self._expression_statement,
            cst.Assign: self._assign,
            cst.AugAssign: self._augmented,
            cst.AnnAssign: self._annotated,
            cst.Return: lambda node: [self._optional("return", node, node.value)],
            cst.Raise: self._raise,
            cst.Assert: lambda node: [self._optional("assert", node, node.test, node.msg)],
            cst.Del: self._delete,
            cst.Global: self._global,
            cst.Nonlocal: self._global,
            cst.Break: lambda node: [Term("break", origin=node)],
            cst.Continue: lambda node: [Term("continue", origin=node)],
            cst.Pass: lambda node: [],
            cst.Import: self._import,
            cst.ImportFrom: self._import_from,
            cst.If: lambda node: [self._if(node)],
            cst.For: self._for,
            cst.While: self._while,
            cst.Try: self._try,
            cst.TryStar: self._try,
            cst.With: self._with,
            cst.FunctionDef: self._def,
            cst.ClassDef: self._class,
            cst.Match: self._match,
        }

    # Statements

    def module(self, module: cst.Module) -> list[Term]:
        """The statements of the program. Raises ``Unparsable``."""
        return self._body(module.body, top=True)

    def index(self, hole: Term) -> int:
        """The index of a hole among the holes given."""
        return list(self._holes).index(self.placeholders[hole])

    def _body(self, nodes: Sequence[cst.BaseStatement | cst.BaseSmallStatement], top: bool = False) -> list[Term]:
        result: list[Term] = []
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                if self._pattern and self._is_gap(node):
                    self.gaps.append(node)
                    if node not in self._removed:
                        result.append(Term("gap", origin=node))
                        self.last, self.last_has_value = (result[-1], False) if top else (self.last, False)
                    continue
                for small in node.body:
                    result.extend(self._statement(small, top))
            else:
                result.extend(self._statement(node, top))
        return result

    def _statement(self, node: cst.CSTNode, top: bool) -> Iterable[Term]:
        build = self._statements.get(type(node))
        if build is None:
            raise Unparsable(f"the statement {type(node).__name__} is not understood", None)
        terms = list(build(node))
        if top:
            self.last = terms[-1] if terms else None
            self.last_has_value = isinstance(node, cst.Expr) and isinstance(node.semicolon, cst.MaybeSentinel)
        return terms

    @staticmethod
    def _is_gap(line: cst.SimpleStatementLine) -> bool:
        only = line.body[0] if len(line.body) == 1 else None
        return (
            isinstance(only, cst.Expr)
            and isinstance(only.value, cst.Ellipsis)
            and not only.value.lpar
            and isinstance(only.semicolon, cst.MaybeSentinel)
        )

    def _block(self, suite: cst.BaseSuite | None) -> Term:
        if suite is None:
            return Term("block")
        return Term("block", "", tuple(self._body(suite.body)), suite)

    def _else(self, node: cst.Else | cst.Finally | None) -> Term:
        return self._block(node.body if node is not None else None)

    def _optional(self, kind: str, node: cst.CSTNode, *parts: cst.BaseExpression | None) -> Term:
        return Term(kind, "", tuple(self.expression(part) for part in parts if part is not None), node)

    def _expression_statement(self, node: cst.Expr) -> list[Term]:
        return [Term("expr", "", (self.expression(node.value),), node)]

    def _assign(self, node: cst.Assign) -> list[Term]:
        value = self.expression(node.value)
        targets = tuple(self._target(target.target) for target in node.targets)
        return [Term("assign", "", (*targets, value), node)]

    def _augmented(self, node: cst.AugAssign) -> list[Term]:
        target = self.expression(node.target)
        value = self.expression(node.value)
        if target.kind == "name":
            self.scopes.bind(target.value, target, node)
            self.scopes.updates.add(target)
        return [Term("augassign", operator(node.operator), (target, value), node)]

    def _annotated(self, node: cst.AnnAssign) -> list[Term]:
        annotation = Term("annotation", "", (self.expression(node.annotation.annotation),), node.annotation)
        value = (self.expression(node.value),) if node.value is not None else ()
        target = self._target(node.target)
        return [Term("annassign", "", (target, annotation, *value), node)]

    def _raise(self, node: cst.Raise) -> list[Term]:
        cause = node.cause.item if node.cause is not None else None
        return [self._optional("raise", node, node.exc, cause)]

    def _delete(self, node: cst.Del) -> list[Term]:
        target = self._target(node.target)
        return [Term("delete", "", target.children if target.kind == "tuple" else (target,), node)]

    def _global(self, node: cst.Global | cst.Nonlocal) -> list[Term]:
        kind = "global" if isinstance(node, cst.Global) else "nonlocal"
        names = tuple(Term("name", self._spelling(item.name), (), item.name) for item in node.names)
        if self.scopes.current is not self.scopes.module:
            self.scopes.declare(names, kind)
        return [Term(kind, "", names, node)]

    def _if(self, node: cst.If) -> Term:
        test = self.expression(node.test)
        body = self._block(node.body)
        if isinstance(node.orelse, cst.If):
            orelse = Term("block", "", (self._if(node.orelse),), node.orelse)
        else:
            orelse = self._else(node.orelse)
        return Term("if", "", (test, body, orelse), node)

    def _for(self, node: cst.For) -> list[Term]:
        iterable = self.expression(node.iter)
        target = self._target(node.target)
        children = (target, iterable, self._block(node.body), self._else(node.orelse))
        return [Term("for", "async" if node.asynchronous else "", children, node)]

    def _while(self, node: cst.While) -> list[Term]:
        return [Term("while", "", (self.expression(node.test), self._block(node.body), self._else(node.orelse)), node)]

    def _try(self, node: cst.Try | cst.TryStar) -> list[Term]:
        body = self._block(node.body)
        handlers = []
        for handler in node.handlers:
            caught = self.expression(handler.type) if handler.type is not None else Term("none")
            name = self._target(handler.name.name) if handler.name is not None else Term("none")
            handlers.append(Term("handler", "", (caught, name, self._block(handler.body)), handler))
        children = (body, *handlers, self._else(node.orelse), self._else(node.finalbody))
        return [Term("try", "*" if isinstance(node, cst.TryStar) else "", children, node)]

    def _with(self, node: cst.With) -> list[Term]:
        items = []
        for item in node.items:
            parts = [self.expression(item.item)]
            if item.asname is not None:
                parts.append(self._target(item.asname.name))
            items.append(Term("item", "", tuple(parts), item))
        return [Term("with", "async" if node.asynchronous else "", (*items, self._block(node.body)), node)]

    def _def(self, node: cst.FunctionDef) -> list[Term]:
        if node.type_parameters is not None:
            raise Unparsable("type parameters are not understood", None)
        children = [Term("decorator", "", (self.expression(item.decorator),), item) for item in node.decorators]
        parameters, bound = self._parameters(node.params)
        children.append(parameters)
        if node.returns is not None:
            children.append(Term("annotation", "", (self.expression(node.returns.annotation),), node.returns))
        term = self._named("async_def" if node.asynchronous else "def", node.name, node)
        self._inside(bound, lambda: children.append(self._block(node.body)))
        term.children = (*term.children, *children)
        return [term]

    def _class(self, node: cst.ClassDef) -> list[Term]:
        if node.type_parameters is not None:
            raise Unparsable("type parameters are not understood", None)
        children = [Term("decorator", "", (self.expression(item.decorator),), item) for item in node.decorators]
        children.extend(self._argument(argument, None) for argument in (*node.bases, *node.keywords))
        self.scopes.enter("class")
        children.append(self._block(node.body))
        self.scopes.leave()
        term = self._named("class", node.name, node)
        term.children = (*term.children, *children)
        return [term]

    def _named(self, kind: str, name: cst.Name, node: cst.CSTNode) -> Term:
        """A definition; a metavariable as its name is its first child."""
        metavar = self._metavar(name)
        if metavar is not None:
            return Term(kind, "", (metavar,), node)
        spelled = self._spelling(name)
        term = Term(kind, spelled, (), node)
        self.scopes.bind(spelled, term, node)
        return term

    def _inside(self, bound: Sequence[Term], build: Callable[[], None]) -> None:
        """Build in a new function scope that binds these parameters."""
        self.scopes.enter("function")
        for parameter in bound:
            self.scopes.bind(self._spelling(parameter.origin.name), parameter, parameter.origin)
        build()
        self.scopes.leave()

    def _parameters(self, node: cst.Parameters) -> tuple[Term, list[Term]]:
        """The ``parameters`` term, its defaults and annotations built outside, and those that bind a name."""
        listed: list[tuple[cst.Param, str]] = [(param, "posonly") for param in node.posonly_params]
        listed.extend((param, "") for param in node.params)
        if isinstance(node.star_arg, cst.Param):
            listed.append((node.star_arg, "*"))
        listed.extend((param, "kwonly") for param in node.kwonly_params)
        if node.star_kwarg is not None:
            listed.append((node.star_kwarg, "**"))
        terms, bound = [], []
        for param, kind in listed:
            children = []
            metavar = self._metavar(param.name)
            if metavar is not None:
                children.append(metavar)
            if param.annotation is not None:
                where = param.annotation
                children.append(Term("annotation", "", (self.expression(where.annotation),), where))
            if param.default is not None:
                children.append(self.expression(param.default))
            terms.append(Term("parameter", kind, tuple(children), param))
            if metavar is None:
                bound.append(terms[-1])
        return Term("parameters", "", tuple(terms), node if terms else None), bound

    def _import(self, node: cst.Import) -> list[Term]:
        terms = []
        for alias in node.names:
            path = self._dotted(alias.name)
            if alias.asname is not None:
                terms.append(self._imported(f"import {path}", path, alias.asname.name, alias))
            else:
                terms.append(self._imported(f"import {path}", path.split(".")[0], path.split(".")[0], alias))
        return terms

    def _import_from(self, node: cst.ImportFrom) -> list[Term]:
        package = self._dotted(node.module) if node.module is not None else ""
        dots = "." * len(node.relative)
        if isinstance(node.names, cst.ImportStar):
            self.star_import = self.star_import or node
            return [Term("import", f"from {dots}{package} import *", (), node)]
        if package == "__future__" and not dots:
            return []
        terms = []
        for alias in node.names:
            name = self._dotted(alias.name)
            bound = alias.asname.name if alias.asname is not None else name
            path = f"{package}.{name}" if not dots else None
            terms.append(self._imported(f"from {dots}{package} import {name}", path, bound, alias))
        return terms

    def _imported(self, text: str, path: str | None, bound: Any, node: cst.CSTNode) -> Term:
        """An ``import`` term whose child is the name that it binds."""
        name = Term("name", bound if isinstance(bound, str) else self._spelling(bound), (), node)
        self.scopes.bind(name.value, name, node, path)
        return Term("import", text, (name,), node)

    def _dotted(self, node: cst.CSTNode) -> str:
        parts = []
        while isinstance(node, cst.Attribute):
            parts.append(self._spelling(node.attr))
            node = node.value
        assert isinstance(node, cst.Name)
        parts.append(self._spelling(node))
        return ".".join(reversed(parts))

    def _match(self, node: cst.Match) -> list[Term]:
        subject = self.expression(node.subject)
        cases = []
        for case in node.cases:
            pattern = self._case_pattern(case.pattern)
            guard = self.expression(case.guard) if case.guard is not None else Term("none")
            cases.append(Term("case", "", (pattern, guard, self._block(case.body)), case))
        return [Term("match", "", (subject, *cases), node)]

    def _case_pattern(self, node: cst.CSTNode) -> Term:
        """A pattern of a ``match`` statement: its kind is the name of its libcst class."""
        kind, value, children = type(node).__name__, "", []
        for part in node.children:
            if isinstance(part, _CASE_PARTS):
                children.append(self._case_pattern(part))
            elif isinstance(part, cst.BaseExpression):
                binds = isinstance(node, cst.MatchAs | cst.MatchStar) or part is getattr(node, "rest", None)
                if isinstance(node, cst.MatchKeywordElement) and part is node.key:
                    value = self._spelling(node.key)
                else:
                    children.append(self._target(part) if binds else self.expression(part))
        return Term(kind, value, tuple(children), node)

    # Targets

    def _target(self, node: cst.BaseExpression) -> Term:
        """An expression that is written or deleted."""
        if isinstance(node, cst.Name):
            special = self._metavar(node) or self._hole(node)
            if special is not None:
                return special
            term = Term("name", self._spelling(node), (), node)
            self.scopes.bind(term.value, term, node)
            return term
        if isinstance(node, cst.Tuple | cst.List):
            return Term("tuple", "", tuple(self._target_element(element) for element in node.elements), node)
        return self.expression(node)

    def _target_element(self, element: cst.BaseElement) -> Term:
        target = self._target(element.value)
        return Term("star", "", (target,), element) if isinstance(element, cst.StarredElement) else target

    # Expressions

    def expression(self, node: cst.BaseExpression) -> Term:
        """The term of an expression. Chains that lean to the left are walked, not recursed into."""
        spine: list[cst.BaseExpression] = []
        while type(node) in _SPINE:
            spine.append(node)
            node = getattr(node, _SPINE[type(node)])
        build = self._expressions.get(type(node))
        if build is None:
            raise Unparsable(f"the expression {type(node).__name__} is not understood", None)
        term = build(node)
        for outer in reversed(spine):
            term = self._outer[type(outer)](outer, term)
        return term

    def _spelling(self, node: cst.CSTNode) -> str:
        assert isinstance(node, cst.Name)
        if self._marker and node.value.startswith(self._marker):
            raise Unparsable(f"${node.value[1:]} cannot stand here", None)
        return node.value if node.value.isascii() else unicodedata.normalize("NFKC", node.value)

    def _metavar(self, node: cst.BaseExpression) -> Term | None:
        if not self._marker or not isinstance(node, cst.Name) or not node.value.startswith(self._marker):
            return None
        name = node.value[1:]
        return Term("anything", "", (), node) if name == "_" else Term("metavar", name, (), node)

    def _hole(self, node: cst.Name) -> Term | None:
        if node.value not in self._holes:
            return None
        return self._hold(node.value, node)

    def _hold(self, placeholder: str, origin: cst.CSTNode, held: bool = True) -> Term:
        term = Term("hole", "", (self._holes[placeholder],), origin)
        self.placeholders[term] = placeholder
        if held:
            self.held.add(placeholder)
        return term

    def _name(self, node: cst.Name) -> Term:
        special = self._metavar(node) or self._hole(node)
        if special is not None:
            return special
        if node.value in _CONSTANTS:
            return Term("constant", node.value, (), node)
        term = Term("name", self._spelling(node), (), node)
        self.scopes.read(term)
        return term

    def _binary(self, node: cst.BinaryOperation | cst.BooleanOperation, left: Term) -> Term:
        kind = "binary" if isinstance(node, cst.BinaryOperation) else "boolop"
        return Term(kind, operator(node.operator), (left, self.expression(node.right)), node)

    def _unary(self, node: cst.UnaryOperation) -> Term:
        return Term("unary", operator(node.operator), (self.expression(node.expression),), node)

    def _comparison(self, node: cst.Comparison) -> Term:
        operands = [self.expression(node.left)]
        operands.extend(self.expression(target.comparator) for target in node.comparisons)
        operators = " ".join(operator(target.operator) for target in node.comparisons)
        return Term("compare", operators, tuple(operands), node)

    def _conditional(self, node: cst.IfExp) -> Term:
        parts = (self.expression(node.test), self.expression(node.body), self.expression(node.orelse))
        return Term("conditional", "", parts, node)

    def _lambda(self, node: cst.Lambda) -> Term:
        parameters, bound = self._parameters(node.params)
        body: list[Term] = []
        self._inside(bound, lambda: body.append(self.expression(node.body)))
        return Term("lambda", "", (parameters, *body), node)

    def _sequence(self, node: cst.Tuple | cst.List | cst.Set) -> Term:
        kind = type(node).__name__.lower()
        return Term(kind, "", tuple(self._element(element) for element in node.elements), node)

    def _element(self, element: cst.BaseElement) -> Term:
        value = self.expression(element.value)
        return Term("star", "", (value,), element) if isinstance(element, cst.StarredElement) else value

    def _dict(self, node: cst.Dict) -> Term:
        items = []
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                items.append(Term("pair", "", (self.expression(element.key), self.expression(element.value)), element))
            else:
                items.append(Term("doublestar", "", (self.expression(element.value),), element))
        return Term("dict", "", tuple(items), node)

    def _comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp) -> Term:
        kind = {"ListComp": "listcomp", "SetComp": "setcomp", "DictComp": "dictcomp"}.get(type(node).__name__)
        first = self.expression(node.for_in.iter)
        self.scopes.enter("comprehension")
        clauses: list[Term] = []
        clause: cst.CompFor | None = node.for_in
        while clause is not None:
            iterable = first if clause is node.for_in else self.expression(clause.iter)
            target = self._target(clause.target)
            tests = (self.expression(item.test) for item in clause.ifs)
            value = "async" if clause.asynchronous else ""
            clauses.append(Term("comp_for", value, (target, iterable, *tests), clause))
            clause = clause.inner_for_in
        if isinstance(node, cst.DictComp):
            elements = [self.expression(node.key), self.expression(node.value)]
        else:
            elements = [self.expression(node.elt)]
        self.scopes.leave()
        return Term(kind or "generator", "", (*elements, *clauses), node)

    def _attribute(self, node: cst.Attribute, value: Term) -> Term:
        metavar = self._metavar(node.attr)
        if metavar is not None:
            return Term("attribute", "", (value, metavar), node)
        term = Term("attribute", self._spelling(node.attr), (value,), node)
        self.attributes.append(term)
        return term

    def _call(self, node: cst.Call, function: Term) -> Term:
        if self._pattern and len(node.args) == 1:
            only = node.args[0]
            if isinstance(only.value, cst.Ellipsis) and not only.star and only.keyword is None and not only.value.lpar:
                return Term("call", "", (function, Term("dots", origin=only)), node)
        arguments = [self._argument(argument, function) for argument in node.args]
        return Term("call", "", (function, *arguments), node)

    def _argument(self, node: cst.Arg, function: Term | None) -> Term:
        value = self.expression(node.value)
        if node.star:
            return Term("star" if node.star == "*" else "doublestar", "", (value,), node)
        if node.keyword is None:
            return value
        metavar = self._metavar(node.keyword)
        if metavar is not None:
            return Term("keyword", "", (metavar, value), node)
        term = Term("keyword", self._spelling(node.keyword), (value,), node)
        if function is not None and function.kind == "name":
            self.scopes.keyword(term, function)
        return term

    def _subscript(self, node: cst.Subscript, value: Term) -> Term:
        items = [self._index(element.slice) for element in node.slice]
        lone = len(items) == 1 and isinstance(node.slice[0].comma, cst.MaybeSentinel) and items[0].kind != "star"
        index = items[0] if lone else Term("tuple", "", tuple(items), node.slice[0])
        return Term("subscript", "", (value, index), node)

    def _index(self, node: cst.BaseSlice) -> Term:
        if isinstance(node, cst.Slice):
            parts = (node.lower, node.upper, node.step)
            return Term("slice", "", tuple(self.expression(p) if p is not None else Term("none") for p in parts), node)
        assert isinstance(node, cst.Index)
        value = self.expression(node.value)
        return Term("star", "", (value,), node) if node.star else value

    def _number(self, node: cst.Integer | cst.Float | cst.Imaginary) -> Term:
        digits = node.value.replace("_", "")
        try:
            if isinstance(node, cst.Integer):
                value = repr(int(digits, 0))
            else:
                value = repr(float(digits)) if isinstance(node, cst.Float) else repr(complex(digits))
        except ValueError:  # too many digits to print, or none that Python takes
            value = digits
        return Term("number", value, (), node)

    def _yield(self, node: cst.Yield) -> Term:
        if isinstance(node.value, cst.From):
            return Term("yield", "from", (self.expression(node.value.item),), node)
        return self._optional("yield", node, node.value)

    def _walrus(self, node: cst.NamedExpr) -> Term:
        value = self.expression(node.value)
        assert isinstance(node.target, cst.Name)
        target = self._metavar(node.target) or self._hole(node.target)
        if target is None:
            target = Term("name", self._spelling(node.target), (), node.target)
            self.scopes.bind(target.value, target, node, walrus=True)
        return Term("walrus", "", (target, value), node)

    # Strings

    def _string(self, node: cst.SimpleString | cst.ConcatenatedString | cst.FormattedString) -> Term:
        """One term for a literal, or for several that stand side by side."""
        parts: list[Term] = []
        marks: set[str] = set()  # prefix and quote of the literals whose text holds a hole
        binary = False
        rest: cst.BaseExpression | None = node
        while rest is not None:
            literal = rest.left if isinstance(rest, cst.ConcatenatedString) else rest
            rest = rest.right if isinstance(rest, cst.ConcatenatedString) else None
            if isinstance(literal, cst.FormattedString):
                prefix, quote = strings.split_start(literal.start)
                self._formatted(literal.parts, prefix, quote, parts, marks)
            elif isinstance(literal, cst.SimpleString):
                prefix, quote, raw = strings.split_literal(literal.value)
                binary = binary or "b" in prefix
                self._text(raw, prefix, quote, literal, parts, marks)
            else:
                raise Unparsable(f"the expression {type(literal).__name__} is not understood", None)
        parts = _merged(parts)
        if any(part.kind == "field" for part in parts) or any("f" in mark for mark in marks):
            return Term("fstring", ",".join(sorted(mark.replace("f", "") for mark in marks)), tuple(parts), node)
        if marks:
            return Term("holestring", ",".join(sorted(marks)), tuple(parts), node)
        return Term("bytes" if binary else "string", "".join(part.value for part in parts), (), node)

    def _text(self, raw: str, prefix: str, quote: str, node: cst.CSTNode, parts: list[Term], marks: set[str]) -> None:
        """Append the texts and holes of the raw text of one literal."""
        try:
            for piece in strings.pieces(raw, prefix, self._hole_names):
                if piece.hole is None:
                    parts.append(Term("text", piece.text, (), node))
                else:
                    parts.append(self._hold(piece.hole, node, piece.held))
                    marks.add(prefix + quote)
        except ValueError as fault:
            raise Unparsable(f"a string holds {fault}", None) from None

    def _formatted(
        self,
        content: Sequence[cst.BaseFormattedStringContent],
        prefix: str,
        quote: str,
        parts: list[Term],
        marks: set[str],
    ) -> None:
        """Append the texts, holes and fields of an f-string, or of a format in one."""
        for item in content:
            if isinstance(item, cst.FormattedStringText):
                self._text(item.value, prefix, quote, item, parts, marks)
            elif isinstance(item, cst.FormattedStringExpression):
                self._field(item, prefix, quote, parts)

    def _field(self, item: cst.FormattedStringExpression, prefix: str, quote: str, parts: list[Term]) -> None:
        conversion = item.conversion or ""
        before = len(self.held)
        children = [self.expression(item.expression)]
        if item.equal is not None:
            # `{x = }` is the text `x = ` and then `{x!r}`: its spelling shows in what it evaluates to.
            equal = item.equal
            code = cst.Module([]).code_for_node
            spelled = "".join(map(code, (item.whitespace_before_expression, item.expression, equal)))
            parts.append(Term("text", spelled + code(item.whitespace_after_expression), (), item))
            if not conversion and item.format_spec is None:
                conversion = "r"
            if len(self.held) > before:
                self.held -= set(self._hole_names.findall(spelled) if self._hole_names else ())
        if item.format_spec is not None:
            inner: list[Term] = []
            marks: set[str] = set()
            self._formatted(item.format_spec, prefix, quote, inner, marks)
            value = ",".join(sorted(mark.replace("f", "") for mark in marks))
            children.append(Term("fstring", value, tuple(_merged(inner)), item))
        parts.append(Term("field", conversion, tuple(children), item))


def _merged(parts: list[Term]) -> list[Term]:
    """Neighbouring texts joined, empty ones gone."""
    result: list[Term] = []
    for part in parts:
        if part.kind == "text" and result and result[-1].kind == "text":
            result[-1] = Term("text", result[-1].value + part.value, (), result[-1].origin)
        elif part.kind != "text" or part.value:
            result.append(part)
    return result
