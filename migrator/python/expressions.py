"""The expressions of a libcst tree as raw terms; names wait for their symbols.

This is one module because there is a method for each kind of expression, and each calls the others for its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import libcst as cst

from migrator.model.ledger import Message, Sentence
from migrator.model.term import PythonKind, PythonTerm, Term
from migrator.python import strings
from migrator.python.parse import Unparsable
from migrator.python.symbols import Scopes

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
_CONSTANTS = frozenset(("True", "False", "None"))
_SEQUENCES: dict[type[cst.CSTNode], PythonKind] = {cst.Tuple: "tuple", cst.List: "list", cst.Set: "set"}
_COMPREHENSIONS: dict[type[cst.CSTNode], PythonKind] = {
    cst.ListComp: "listcomp",
    cst.SetComp: "setcomp",
    cst.DictComp: "dictcomp",
    cst.GeneratorExp: "generator",
}


def not_understood(what: str, node: object) -> Unparsable:
    """The error for a node of a class that nobody has named: libcst may learn new syntax, which must not be dropped."""
    return Unparsable(Message.of(Sentence.NODE_UNKNOWN, what=what, kind=type(node).__name__), None)


def operator(node: cst.CSTNode) -> str:
    """How an operator is spelled. Raises ``Unparsable``."""
    name = type(node).__name__
    found = _OPERATORS.get(name) or _OPERATORS.get(name.removesuffix("Assign"))
    if found is None:
        raise not_understood("operator", node)
    return found


class Expressions:
    """Builds expressions and targets; what it met on the way stands in its attributes.

    ``holes`` maps placeholders to JavaScript terms; ``marker`` is the letter that begins a metavariable.
    """

    def __init__(self, holes: Mapping[str, Term], pattern: bool, marker: str) -> None:
        self.scopes = Scopes()
        self.held: set[str] = set()  # placeholders that the tree holds
        self.placeholders: dict[Term, str] = {}
        self.attributes: list[Term] = []  # inner ones first
        self._holes = holes
        self._hole_names = re.compile("|".join(map(re.escape, sorted(holes, key=len, reverse=True)))) if holes else None
        self._pattern = pattern
        self._marker = marker
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
            cst.Ellipsis: lambda node: PythonTerm("ellipsis", origin=node),
            cst.Await: lambda node: PythonTerm("await", "", (self.expression(node.expression),), node),
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

    # Targets

    def _target(self, node: cst.BaseExpression) -> Term:
        """An expression that is written or deleted."""
        if isinstance(node, cst.Name):
            special = self._metavar(node) or self._hole(node)
            if special is not None:
                return special
            term = PythonTerm("name", self._spelling(node), (), node)
            self.scopes.bind(term.value, term, node)
            return term
        if isinstance(node, cst.Tuple | cst.List):
            return PythonTerm("tuple", "", tuple(self._target_element(element) for element in node.elements), node)
        return self.expression(node)

    def _target_element(self, element: cst.BaseElement) -> Term:
        target = self._target(element.value)
        return PythonTerm("star", "", (target,), element) if _is_starred(element) else target

    # Expressions

    def _or_none(self, node: cst.BaseExpression | None) -> Term:
        return self.expression(node) if node is not None else PythonTerm("none")

    def _optional(self, kind: PythonKind, node: cst.CSTNode, *parts: cst.BaseExpression | None) -> Term:
        return PythonTerm(kind, "", tuple(self.expression(part) for part in parts if part is not None), node)

    def expression(self, node: cst.BaseExpression) -> Term:
        """The term of an expression. Chains that lean to the left are walked, not recursed into."""
        spine: list[cst.BaseExpression] = []
        while type(node) in _SPINE:
            spine.append(node)
            node = getattr(node, _SPINE[type(node)])
        build = self._expressions.get(type(node))
        if build is None:
            raise not_understood("expression", node)
        term = build(node)
        for outer in reversed(spine):
            term = self._outer[type(outer)](outer, term)
        return term

    def _spelling(self, node: cst.CSTNode) -> str:
        assert isinstance(node, cst.Name)
        if self._marker and node.value.startswith(self._marker):
            raise Unparsable(Message.of(Sentence.METAVARIABLE_NOT_HERE, name=node.value[1:]), None)
        return node.value if node.value.isascii() else unicodedata.normalize("NFKC", node.value)

    def _metavar(self, node: cst.BaseExpression) -> Term | None:
        if not self._marker or not isinstance(node, cst.Name) or not node.value.startswith(self._marker):
            return None
        name = node.value[1:]
        return PythonTerm("anything", "", (), node) if name == "_" else PythonTerm("metavar", name, (), node)

    def _hole(self, node: cst.Name) -> Term | None:
        if node.value not in self._holes:
            return None
        return self._hold(node.value, node)

    def _hold(self, placeholder: str, origin: cst.CSTNode, held: bool = True) -> Term:
        term = PythonTerm("hole", "", (self._holes[placeholder],), origin)
        self.placeholders[term] = placeholder
        if held:
            self.held.add(placeholder)
        return term

    def _name(self, node: cst.Name) -> Term:
        special = self._metavar(node) or self._hole(node)
        if special is not None:
            return special
        if node.value in _CONSTANTS:
            return PythonTerm("constant", node.value, (), node)
        term = PythonTerm("name", self._spelling(node), (), node)
        self.scopes.read(term)
        return term

    def _binary(self, node: cst.BinaryOperation | cst.BooleanOperation, left: Term) -> Term:
        kind: PythonKind = "binary" if isinstance(node, cst.BinaryOperation) else "boolop"
        return PythonTerm(kind, operator(node.operator), (left, self.expression(node.right)), node)

    def _unary(self, node: cst.UnaryOperation) -> Term:
        return PythonTerm("unary", operator(node.operator), (self.expression(node.expression),), node)

    def _comparison(self, node: cst.Comparison) -> Term:
        operands = [self.expression(node.left)]
        operands.extend(self.expression(target.comparator) for target in node.comparisons)
        operators = " ".join(operator(target.operator) for target in node.comparisons)
        return PythonTerm("compare", operators, tuple(operands), node)

    def _conditional(self, node: cst.IfExp) -> Term:
        parts = (self.expression(node.test), self.expression(node.body), self.expression(node.orelse))
        return PythonTerm("conditional", "", parts, node)

    def _lambda(self, node: cst.Lambda) -> Term:
        parameters, bound = self._parameters(node.params)
        body: list[Term] = []
        self._inside(bound, lambda: body.append(self.expression(node.body)))
        return PythonTerm("lambda", "", (parameters, *body), node)

    def _sequence(self, node: cst.Tuple | cst.List | cst.Set) -> Term:
        return PythonTerm(_SEQUENCES[type(node)], "", tuple(self._element(element) for element in node.elements), node)

    def _element(self, element: cst.BaseElement) -> Term:
        value = self.expression(element.value)
        return PythonTerm("star", "", (value,), element) if _is_starred(element) else value

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
        terms: list[Term] = []
        bound: list[Term] = []
        for param, kind in listed:
            children = []
            metavar = self._metavar(param.name)
            if metavar is not None:
                children.append(metavar)
            if param.annotation is not None:
                where = param.annotation
                children.append(PythonTerm("annotation", "", (self.expression(where.annotation),), where))
            if param.default is not None:
                children.append(self.expression(param.default))
            terms.append(PythonTerm("parameter", kind, tuple(children), param))
            if metavar is None:
                bound.append(terms[-1])
        return PythonTerm("parameters", "", tuple(terms), node if terms else None), bound

    def _dict(self, node: cst.Dict) -> Term:
        items = []
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                pair = self.expression(element.key), self.expression(element.value)
                items.append(PythonTerm("pair", "", pair, element))
            elif isinstance(element, cst.StarredDictElement):
                items.append(PythonTerm("doublestar", "", (self.expression(element.value),), element))
            else:
                raise not_understood("part of a dict", element)
        return PythonTerm("dict", "", tuple(items), node)

    def _comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp) -> Term:
        first = self.expression(node.for_in.iter)
        self.scopes.enter("comprehension")
        clauses: list[Term] = []
        clause: cst.CompFor | None = node.for_in
        while clause is not None:
            iterable = first if clause is node.for_in else self.expression(clause.iter)
            target = self._target(clause.target)
            tests = (self.expression(item.test) for item in clause.ifs)
            value = "async" if clause.asynchronous else ""
            clauses.append(PythonTerm("comp_for", value, (target, iterable, *tests), clause))
            clause = clause.inner_for_in
        if isinstance(node, cst.DictComp):
            elements = [self.expression(node.key), self.expression(node.value)]
        else:
            elements = [self.expression(node.elt)]
        self.scopes.leave()
        return PythonTerm(_COMPREHENSIONS[type(node)], "", (*elements, *clauses), node)

    def _attribute(self, node: cst.Attribute, value: Term) -> Term:
        metavar = self._metavar(node.attr)
        if metavar is not None:
            return PythonTerm("attribute", "", (value, metavar), node)
        term = PythonTerm("attribute", self._spelling(node.attr), (value,), node)
        self.attributes.append(term)
        return term

    def _call(self, node: cst.Call, function: Term) -> Term:
        if self._pattern and len(node.args) == 1:
            only = node.args[0]
            if isinstance(only.value, cst.Ellipsis) and not only.star and only.keyword is None and not only.value.lpar:
                return PythonTerm("call", "", (function, PythonTerm("dots", origin=only)), node)
        arguments = [self._argument(argument, function) for argument in node.args]
        return PythonTerm("call", "", (function, *arguments), node)

    def _argument(self, node: cst.Arg, function: Term | None) -> Term:
        value = self.expression(node.value)
        if node.star:
            return PythonTerm("star" if node.star == "*" else "doublestar", "", (value,), node)
        if node.keyword is None:
            return value
        metavar = self._metavar(node.keyword)
        if metavar is not None:
            return PythonTerm("keyword", "", (metavar, value), node)
        term = PythonTerm("keyword", self._spelling(node.keyword), (value,), node)
        if function is not None and function.kind == "name":
            self.scopes.keyword(term, function)
        return term

    def _subscript(self, node: cst.Subscript, value: Term) -> Term:
        items = [self._index(element.slice) for element in node.slice]
        lone = len(items) == 1 and isinstance(node.slice[0].comma, cst.MaybeSentinel) and items[0].kind != "star"
        index = items[0] if lone else PythonTerm("tuple", "", tuple(items), node.slice[0])
        return PythonTerm("subscript", "", (value, index), node)

    def _index(self, node: cst.BaseSlice) -> Term:
        if isinstance(node, cst.Slice):
            parts = (self._or_none(part) for part in (node.lower, node.upper, node.step))
            return PythonTerm("slice", "", tuple(parts), node)
        if not isinstance(node, cst.Index):
            raise not_understood("subscript", node)
        value = self.expression(node.value)
        return PythonTerm("star", "", (value,), node) if node.star else value

    def _number(self, node: cst.Integer | cst.Float | cst.Imaginary) -> Term:
        digits = node.value.replace("_", "")
        try:
            if isinstance(node, cst.Integer):
                value = repr(int(digits, 0))
            else:
                value = repr(float(digits)) if isinstance(node, cst.Float) else repr(complex(digits))
        except ValueError:  # too many digits to print, or none that Python takes
            value = digits
        return PythonTerm("number", value, (), node)

    def _yield(self, node: cst.Yield) -> Term:
        if isinstance(node.value, cst.From):
            return PythonTerm("yield", "from", (self.expression(node.value.item),), node)
        return self._optional("yield", node, node.value)

    def _walrus(self, node: cst.NamedExpr) -> Term:
        value = self.expression(node.value)
        assert isinstance(node.target, cst.Name)
        target = self._metavar(node.target) or self._hole(node.target)
        if target is None:
            target = PythonTerm("name", self._spelling(node.target), (), node.target)
            self.scopes.bind(target.value, target, node, walrus=True)
        return PythonTerm("walrus", "", (target, value), node)

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
                raise not_understood("string", literal)
        parts = _merged(parts)
        if any(part.kind == "field" for part in parts) or any("f" in mark for mark in marks):
            return PythonTerm("fstring", ",".join(sorted(mark.replace("f", "") for mark in marks)), tuple(parts), node)
        if marks:
            return PythonTerm("holestring", ",".join(sorted(marks)), tuple(parts), node)
        return PythonTerm("bytes" if binary else "string", "".join(part.value for part in parts), (), node)

    def _text(self, raw: str, prefix: str, quote: str, node: cst.CSTNode, parts: list[Term], marks: set[str]) -> None:
        """Append the texts and holes of the raw text of one literal."""
        try:
            for piece in strings.pieces(raw, prefix, self._hole_names):
                if piece.hole is None:
                    parts.append(PythonTerm("text", piece.text, (), node))
                else:
                    parts.append(self._hold(piece.hole, node, piece.held))
                    marks.add(prefix + quote)
        except strings.BadEscape as fault:
            raise Unparsable(Message.of(Sentence.STRING_HOLDS, fault=fault.message), None) from None

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
            else:
                raise not_understood("part of a string", item)

    def _field(self, item: cst.FormattedStringExpression, prefix: str, quote: str, parts: list[Term]) -> None:
        conversion = item.conversion or ""
        before = len(self.held)
        children = [self.expression(item.expression)]
        if item.equal is not None:
            # `{x = }` is the text `x = ` and then `{x!r}`: its spelling shows in what it evaluates to.
            equal = item.equal
            code = cst.Module([]).code_for_node
            spelled = "".join(map(code, (item.whitespace_before_expression, item.expression, equal)))
            parts.append(PythonTerm("text", spelled + code(item.whitespace_after_expression), (), item))
            if not conversion and item.format_spec is None:
                conversion = "r"
            if len(self.held) > before:
                self.held -= set(self._hole_names.findall(spelled) if self._hole_names else ())
        if item.format_spec is not None:
            inner: list[Term] = []
            marks: set[str] = set()
            self._formatted(item.format_spec, prefix, quote, inner, marks)
            value = ",".join(sorted(mark.replace("f", "") for mark in marks))
            children.append(PythonTerm("fstring", value, tuple(_merged(inner)), item))
        parts.append(PythonTerm("field", conversion, tuple(children), item))


def _is_starred(element: cst.BaseElement) -> bool:
    if not isinstance(element, cst.Element | cst.StarredElement):
        raise not_understood("element", element)
    return isinstance(element, cst.StarredElement)


def _merged(parts: list[Term]) -> list[Term]:
    """Neighbouring texts joined, empty ones gone."""
    result: list[Term] = []
    for part in parts:
        if part.kind == "text" and result and result[-1].kind == "text":
            result[-1] = PythonTerm("text", result[-1].value + part.value, (), result[-1].origin)
        elif part.kind != "text" or part.value:
            result.append(part)
    return result
