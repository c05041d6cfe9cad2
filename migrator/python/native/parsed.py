"""What Python's own parser makes of a text, if nobody has to guess what a part of it means."""

from __future__ import annotations

import ast
from typing import Any

# The fields of each class of Python's tree that is read. A class that has another one may mean something else.
_FIELDS = {
    "Expr": "value", "Assign": "targets value type_comment", "AugAssign": "target op value",
    "AnnAssign": "target annotation value simple", "Return": "value", "Raise": "exc cause", "Assert": "test msg",
    "Delete": "targets", "Global": "names", "Nonlocal": "names", "Break": "", "Continue": "", "Pass": "",
    "Import": "names", "ImportFrom": "module names level", "If": "test body orelse",
    "For": "target iter body orelse type_comment", "AsyncFor": "target iter body orelse type_comment",
    "While": "test body orelse", "Try": "body handlers orelse finalbody",
    "TryStar": "body handlers orelse finalbody", "With": "items body type_comment",
    "AsyncWith": "items body type_comment",
    "FunctionDef": "name args body decorator_list returns type_comment type_params",
    "AsyncFunctionDef": "name args body decorator_list returns type_comment type_params",
    "ClassDef": "name bases keywords body decorator_list type_params", "Name": "id ctx", "Constant": "value kind",
    "BoolOp": "op values", "UnaryOp": "op operand", "Compare": "left ops comparators", "IfExp": "test body orelse",
    "Lambda": "args body", "Tuple": "elts ctx", "List": "elts ctx", "Set": "elts", "Dict": "keys values",
    "ListComp": "elt generators", "SetComp": "elt generators", "DictComp": "key value generators",
    "GeneratorExp": "elt generators", "Attribute": "value attr ctx", "Call": "func args keywords",
    "Subscript": "value slice ctx", "Await": "value", "Yield": "value", "YieldFrom": "value",
    "NamedExpr": "target value", "JoinedStr": "values", "FormattedValue": "value conversion format_spec",
    "BinOp": "left op right", "Starred": "value ctx",
    "Slice": "lower upper step", "comprehension": "target iter ifs is_async",
    "arguments": "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults",
    "arg": "arg annotation type_comment", "keyword": "arg value", "alias": "name asname",
    "withitem": "context_expr optional_vars", "ExceptHandler": "type name body",
}  # fmt: skip


class Odd(Exception):
    """The program has what is left to libcst."""


def parsed(text: str, mode: str) -> Any:
    """What Python's parser makes of a text, if all of it is known."""
    module = ast.parse(text, mode=mode)
    kinds: set[type[ast.AST]] = {type(node) for node in ast.walk(module)}
    if not all(_is_known(kind) for kind in kinds):
        raise Odd
    return module


def _is_known(kind: type[ast.AST]) -> bool:
    """Whether a class of the tree has no field that nobody has named; operators and contexts have none."""
    return set(kind._fields) <= set(_FIELDS.get(kind.__name__, "body type_ignores").split())
