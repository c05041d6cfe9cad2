"""The expressions of a tree as raw terms; names wait for their symbols.

This is one module because there is a method for each kind of expression, and each calls the others for its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrator.model.ledger import Message, Sentence
from migrator.model.term import PythonKind, PythonTerm, Term
from migrator.python import strings
from migrator.python.parse import Unparsable
from migrator.python.symbols import Scopes
from migrator.python.tree import AnyNode, kind_of

_OPERATORS = {
    "Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "FloorDivide": "//", "Modulo": "%", "Power": "**",
    "MatrixMultiply": "@", "LeftShift": "<<", "RightShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "And": "and", "Or": "or", "Not": "not", "Minus": "-", "Plus": "+", "BitInvert": "~",
    "Equal": "==", "NotEqual": "!=", "LessThan": "<", "LessThanEqual": "<=", "GreaterThan": ">",
    "GreaterThanEqual": ">=", "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not",
}  # fmt: skip
_SPINE = {
    "BinaryOperation": "left",
    "BooleanOperation": "left",
    "Attribute": "value",
    "Call": "func",
    "Subscript": "value",
}
_CONSTANTS = frozenset(("True", "False", "None"))
_SEQUENCES: dict[str, PythonKind] = {"Tuple": "tuple", "List": "list", "Set": "set"}
_COMPREHENSIONS: dict[str, PythonKind] = {
    "ListComp": "listcomp",
    "SetComp": "setcomp",
    "DictComp": "dictcomp",
    "GeneratorExp": "generator",
}


def not_understood(what: str, node: object) -> Unparsable:
    """The error for a node of a class that nobody has named: libcst may learn new syntax, which must not be dropped."""
    return Unparsable(Message.of(Sentence.NODE_UNKNOWN, what=what, kind=kind_of(node)), None)


def operator(node: AnyNode) -> str:
    """How an operator is spelled. Raises ``Unparsable``."""
    name = kind_of(node)
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
        self._expressions: dict[str, Callable[[Any], Term]] = {
            "Name": self._name,
            "Comparison": self._comparison,
            "UnaryOperation": self._unary,
            "IfExp": self._conditional,
            "Lambda": self._lambda,
            "Tuple": self._sequence,
            "List": self._sequence,
            "Set": self._sequence,
            "Dict": self._dict,
            "ListComp": self._comprehension,
            "SetComp": self._comprehension,
            "GeneratorExp": self._comprehension,
            "DictComp": self._comprehension,
            "SimpleString": self._string,
            "ConcatenatedString": self._string,
            "FormattedString": self._string,
            "Integer": self._number,
            "Float": self._number,
            "Imaginary": self._number,
            "Ellipsis": lambda node: PythonTerm("ellipsis", origin=node),
            "Await": lambda node: PythonTerm("await", "", (self.expression(node.expression),), node),
            "Yield": self._yield,
            "NamedExpr": self._walrus,
        }
        self._outer: dict[str, Callable[[Any, Term], Term]] = {
            "BinaryOperation": self._binary,
            "BooleanOperation": self._binary,
            "Attribute": self._attribute,
            "Call": self._call,
            "Subscript": self._subscript,
        }

    # Targets

    def _target(self, node: AnyNode) -> Term:
        """An expression that is written or deleted."""
        if kind_of(node) == "Name":
            special = self._metavar(node) or self._hole(node)
            if special is not None:
                return special
            term = PythonTerm("name", self._spelling(node), (), node)
            self.scopes.bind(term.value, term, node)
            return term
        if kind_of(node) in ("Tuple", "List"):
            return PythonTerm("tuple", "", tuple(self._target_element(element) for element in node.elements), node)
        return self.expression(node)

    def _target_element(self, element: AnyNode) -> Term:
        target = self._target(element.value)
        return PythonTerm("star", "", (target,), element) if _is_starred(element) else target

    # Expressions

    def _or_none(self, node: AnyNode) -> Term:
        return self.expression(node) if node is not None else PythonTerm("none")

    def _optional(self, kind: PythonKind, node: AnyNode, *parts: AnyNode) -> Term:
        return PythonTerm(kind, "", tuple(self.expression(part) for part in parts if part is not None), node)

    def expression(self, node: AnyNode) -> Term:
        """The term of an expression. Chains that lean to the left are walked, not recursed into."""
        spine: list[AnyNode] = []
        while kind_of(node) in _SPINE:
            spine.append(node)
            node = getattr(node, _SPINE[kind_of(node)])
        build = self._expressions.get(kind_of(node))
        if build is None:
            raise not_understood("expression", node)
        term = build(node)
        for outer in reversed(spine):
            term = self._outer[kind_of(outer)](outer, term)
        return term

    def _spelling(self, node: AnyNode) -> str:
        assert kind_of(node) == "Name"
        if self._marker and node.value.startswith(self._marker):
            raise Unparsable(Message.of(Sentence.METAVARIABLE_NOT_HERE, name=node.value[1:]), None)
        return node.value if node.value.isascii() else unicodedata.normalize("NFKC", node.value)

    def _metavar(self, node: AnyNode) -> Term | None:
        if not self._marker or kind_of(node) != "Name" or not node.value.startswith(self._marker):
            return None
        name = node.value[1:]
        return PythonTerm("anything", "", (), node) if name == "_" else PythonTerm("metavar", name, (), node)

    def _hole(self, node: AnyNode) -> Term | None:
        if node.value not in self._holes:
            return None
        return self._hold(node.value, node)

    def _hold(self, placeholder: str, origin: AnyNode, held: bool = True) -> Term:
        term = PythonTerm("hole", "", (self._holes[placeholder],), origin)
        self.placeholders[term] = placeholder
        if held:
            self.held.add(placeholder)
        return term

    def _name(self, node: AnyNode) -> Term:
        special = self._metavar(node) or self._hole(node)
        if special is not None:
            return special
        if node.value in _CONSTANTS:
            return PythonTerm("constant", node.value, (), node)
        term = PythonTerm("name", self._spelling(node), (), node)
        self.scopes.read(term)
        return term

    def _binary(self, node: AnyNode, left: Term) -> Term:
        kind: PythonKind = "binary" if kind_of(node) == "BinaryOperation" else "boolop"
        return PythonTerm(kind, operator(node.operator), (left, self.expression(node.right)), node)

    def _unary(self, node: AnyNode) -> Term:
        return PythonTerm("unary", operator(node.operator), (self.expression(node.expression),), node)

    def _comparison(self, node: AnyNode) -> Term:
        operands = [self.expression(node.left)]
        operands.extend(self.expression(target.comparator) for target in node.comparisons)
        operators = " ".join(operator(target.operator) for target in node.comparisons)
        return PythonTerm("compare", operators, tuple(operands), node)

    def _conditional(self, node: AnyNode) -> Term:
        parts = (self.expression(node.test), self.expression(node.body), self.expression(node.orelse))
        return PythonTerm("conditional", "", parts, node)

    def _lambda(self, node: AnyNode) -> Term:
        parameters, bound = self._parameters(node.params)
        body: list[Term] = []
        self._inside(bound, lambda: body.append(self.expression(node.body)))
        return PythonTerm("lambda", "", (parameters, *body), node)

    def _sequence(self, node: AnyNode) -> Term:
        elements = tuple(self._element(element) for element in node.elements)
        return PythonTerm(_SEQUENCES[kind_of(node)], "", elements, node)

    def _element(self, element: AnyNode) -> Term:
        value = self.expression(element.value)
        return PythonTerm("star", "", (value,), element) if _is_starred(element) else value

    def _inside(self, bound: Sequence[Term], build: Callable[[], None]) -> None:
        """Build in a new function scope that binds these parameters."""
        self.scopes.enter("function")
        for parameter in bound:
            self.scopes.bind(self._spelling(parameter.origin.name), parameter, parameter.origin)
        build()
        self.scopes.leave()

    def _parameters(self, node: AnyNode) -> tuple[Term, list[Term]]:
        """The ``parameters`` term, its defaults and annotations built outside, and those that bind a name."""
        listed: list[tuple[AnyNode, str]] = [(param, "posonly") for param in node.posonly_params]
        listed.extend((param, "") for param in node.params)
        if kind_of(node.star_arg) == "Param":
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

    def _dict(self, node: AnyNode) -> Term:
        items = []
        for element in node.elements:
            if kind_of(element) == "DictElement":
                pair = self.expression(element.key), self.expression(element.value)
                items.append(PythonTerm("pair", "", pair, element))
            elif kind_of(element) == "StarredDictElement":
                items.append(PythonTerm("doublestar", "", (self.expression(element.value),), element))
            else:
                raise not_understood("part of a dict", element)
        return PythonTerm("dict", "", tuple(items), node)

    def _comprehension(self, node: AnyNode) -> Term:
        first = self.expression(node.for_in.iter)
        self.scopes.enter("comprehension")
        clauses: list[Term] = []
        clause: AnyNode = node.for_in
        while clause is not None:
            iterable = first if clause is node.for_in else self.expression(clause.iter)
            target = self._target(clause.target)
            tests = (self.expression(item.test) for item in clause.ifs)
            value = "async" if clause.asynchronous else ""
            clauses.append(PythonTerm("comp_for", value, (target, iterable, *tests), clause))
            clause = clause.inner_for_in
        if kind_of(node) == "DictComp":
            elements = [self.expression(node.key), self.expression(node.value)]
        else:
            elements = [self.expression(node.elt)]
        self.scopes.leave()
        return PythonTerm(_COMPREHENSIONS[kind_of(node)], "", (*elements, *clauses), node)

    def _attribute(self, node: AnyNode, value: Term) -> Term:
        metavar = self._metavar(node.attr)
        if metavar is not None:
            return PythonTerm("attribute", "", (value, metavar), node)
        term = PythonTerm("attribute", self._spelling(node.attr), (value,), node)
        self.attributes.append(term)
        return term

    def _call(self, node: AnyNode, function: Term) -> Term:
        if self._pattern and len(node.args) == 1:
            only = node.args[0]
            if kind_of(only.value) == "Ellipsis" and not only.star and only.keyword is None and not only.value.lpar:
                return PythonTerm("call", "", (function, PythonTerm("dots", origin=only)), node)
        arguments = [self._argument(argument, function) for argument in node.args]
        return PythonTerm("call", "", (function, *arguments), node)

    def _argument(self, node: AnyNode, function: Term | None) -> Term:
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

    def _subscript(self, node: AnyNode, value: Term) -> Term:
        items = [self._index(element.slice) for element in node.slice]
        lone = len(items) == 1 and kind_of(node.slice[0].comma) == "MaybeSentinel" and items[0].kind != "star"
        index = items[0] if lone else PythonTerm("tuple", "", tuple(items), node.slice[0])
        return PythonTerm("subscript", "", (value, index), node)

    def _index(self, node: AnyNode) -> Term:
        if kind_of(node) == "Slice":
            parts = (self._or_none(part) for part in (node.lower, node.upper, node.step))
            return PythonTerm("slice", "", tuple(parts), node)
        if kind_of(node) != "Index":
            raise not_understood("subscript", node)
        value = self.expression(node.value)
        return PythonTerm("star", "", (value,), node) if node.star else value

    def _number(self, node: AnyNode) -> Term:
        digits = node.value.replace("_", "")
        try:
            if kind_of(node) == "Integer":
                value = repr(int(digits, 0))
            else:
                value = repr(float(digits)) if kind_of(node) == "Float" else repr(complex(digits))
        except ValueError:  # too many digits to print, or none that Python takes
            value = digits
        return PythonTerm("number", value, (), node)

    def _yield(self, node: AnyNode) -> Term:
        if kind_of(node.value) == "From":
            return PythonTerm("yield", "from", (self.expression(node.value.item),), node)
        return self._optional("yield", node, node.value)

    def _walrus(self, node: AnyNode) -> Term:
        value = self.expression(node.value)
        assert kind_of(node.target) == "Name"
        target = self._metavar(node.target) or self._hole(node.target)
        if target is None:
            target = PythonTerm("name", self._spelling(node.target), (), node.target)
            self.scopes.bind(target.value, target, node, walrus=True)
        return PythonTerm("walrus", "", (target, value), node)

    # Strings

    def _string(self, node: AnyNode) -> Term:
        """One term for a literal, or for several that stand side by side."""
        parts: list[Term] = []
        marks: set[str] = set()  # prefix and quote of the literals whose text holds a hole
        binary = False
        rest: AnyNode = node
        while rest is not None:
            literal = rest.left if kind_of(rest) == "ConcatenatedString" else rest
            rest = rest.right if kind_of(rest) == "ConcatenatedString" else None
            if kind_of(literal) == "FormattedString":
                prefix, quote = strings.split_start(literal.start)
                self._formatted(literal.parts, prefix, quote, parts, marks)
            elif kind_of(literal) == "SimpleString":
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

    def _text(self, raw: str, prefix: str, quote: str, node: AnyNode, parts: list[Term], marks: set[str]) -> None:
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
        content: Sequence[AnyNode],
        prefix: str,
        quote: str,
        parts: list[Term],
        marks: set[str],
    ) -> None:
        """Append the texts, holes and fields of an f-string, or of a format in one."""
        for item in content:
            if kind_of(item) == "FormattedStringText":
                self._text(item.value, prefix, quote, item, parts, marks)
            elif kind_of(item) == "FormattedStringExpression":
                self._field(item, prefix, quote, parts)
            else:
                raise not_understood("part of a string", item)

    def _field(self, item: AnyNode, prefix: str, quote: str, parts: list[Term]) -> None:
        conversion = item.conversion or ""
        before = len(self.held)
        children = [self.expression(item.expression)]
        if item.equal is not None:
            # `{x = }` is the text `x = ` and then `{x!r}`: its spelling shows in what it evaluates to.
            equal = item.equal
            from libcst import Module  # which has read the program, as `native` leaves such a field to it

            code = Module([]).code_for_node
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


def _is_starred(element: AnyNode) -> bool:
    if kind_of(element) not in ("Element", "StarredElement"):
        raise not_understood("element", element)
    return kind_of(element) == "StarredElement"


def _merged(parts: list[Term]) -> list[Term]:
    """Neighbouring texts joined, empty ones gone."""
    result: list[Term] = []
    for part in parts:
        if part.kind == "text" and result and result[-1].kind == "text":
            result[-1] = PythonTerm("text", result[-1].value + part.value, (), result[-1].origin)
        elif part.kind != "text" or part.value:
            result.append(part)
    return result
