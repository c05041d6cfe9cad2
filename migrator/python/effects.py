"""Which terms have no effect, and what a gap in a pattern may cover.

No effect means: evaluating it again, elsewhere or not at all makes no difference that we care for. Names, literals,
member reads, operators, containers, comprehensions and a fixed list of calls have none. Errors that an operator may
raise are not counted. Whatever touches the environment or a random generator has one, and so has a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from migrator.model.term import Kind, Symbol, Term, callee, content, expression, owner
from migrator.python.shape import given, targets
from migrator.python.symbols import FUNCTIONS, walk_python

PURE_BUILTINS = frozenset({
    "len", "isinstance", "issubclass", "str", "int", "float", "bool", "repr", "type", "abs", "min", "max",
    "round", "sorted", "sum", "list", "dict", "tuple", "set", "frozenset", "range", "enumerate", "zip", "any",
    "all", "hasattr", "getattr", "callable", "id", "format", "ord", "chr", "divmod", "reversed",
})  # fmt: skip
PURE_PATHS = frozenset(
    ("time.time", "time.perf_counter", "time.monotonic", "time.process_time", "time.time_ns", "json.dumps")
)
PURE_PACKAGES = ("math.",)
GENERATORS = ("random", "numpy.random")
_PLAIN: frozenset[Kind] = frozenset({  # without effect if all below is
    "name", "constant", "number", "string", "bytes", "ellipsis", "attribute", "subscript", "slice", "none",
    "tuple", "list", "set", "dict", "pair", "binary", "unary", "boolop", "compare", "conditional", "fstring",
    "field", "text", "holestring", "listcomp", "setcomp", "dictcomp", "generator", "comp_for", "lambda",
    "parameters", "parameter", "keyword", "star", "doublestar", "metavar", "anything", "dots",
})  # fmt: skip
_ACTING: frozenset[Kind] = frozenset(("environment", "await", "yield", "walrus"))
_TEXTS: frozenset[Kind] = frozenset(("string", "fstring"))
# What is the same before a call of something else as after it: objects, not what is in them.
_FIXED: frozenset[Kind] = frozenset((
    "name", "constant", "number", "string", "bytes", "ellipsis", "none", "module", "environment", "tuple", "list",
    "keyword", "metavar", "anything", "text", "property",
))  # fmt: skip
_KNOWN: frozenset[Kind] = frozenset(("constant", "lambda", "metavar", "anything"))  # what they do when they are called
_ASSIGNING: frozenset[Kind] = frozenset(("assign", "annassign"))
_LISTS: frozenset[Kind] = frozenset(("list", "listcomp"))
_HOLDING_BLOCKS: frozenset[Kind] = frozenset(("handler", "case"))
_STRING_METHODS = frozenset(name for name in dir(str) if not name.startswith("_"))
_ASKING = frozenset(("type", "isinstance", "hasattr", "callable", "id"))
_NAMING: frozenset[Kind] = frozenset(("name", "attribute"))
_LISTING = frozenset(("globals", "locals", "vars", "dir", "exec", "eval", "eval_code", "eval_code_async", "__dict__"))
_CALLED = frozenset(("key", "default", "cls"))  # keyword arguments that are called


def may_change_places(
    arguments: Iterable[Term],
    pure_hole: Callable[[Term], bool],
    fixed_hole: Callable[[Term], bool],
) -> bool:
    """Whether nobody notices in which order the arguments of a call are evaluated.

    None has an effect, or one has and nothing that the others read can have another value before it than after it.
    Holes are evaluated before the program: ``fixed_hole`` says of one what no other hole changes.
    """
    given = list(arguments)
    acting = [term for term in given if has_effect(term, pure_hole)]
    if not acting:
        return True
    if len(acting) > 1:
        return False
    hole_acts = any(below.kind == "hole" and not pure_hole(content(below)) for below in walk_python(acting[0]))
    program_acts = has_effect(acting[0], lambda hole: True)
    return all(
        (below.kind == "hole" and (not hole_acts or fixed_hole(content(below))))
        or (below.kind in _FIXED or (not program_acts and below.kind != "hole"))
        for term in given
        if term is not acting[0]
        for below in walk_python(term)
    )


def lists_names(body: Iterable[Term]) -> bool:
    """Whether a program may look at all the names that it has, and so at their order."""
    terms = (term for statement in body for term in walk_python(statement))
    return any(term.kind in _NAMING and term.symbol is None and term.value in _LISTING for term in terms)


def never(hole: Term) -> bool:
    """No hole is free of effects."""
    return False


def has_effect(term: Term, pure_hole: Callable[[Term], bool] = never, *, asks: bool = False) -> bool:
    """Whether evaluating an expression does more than give a value; True for what is no expression.

    ``pure_hole`` says of the JavaScript term in a hole that it has none. A metavariable has none. With ``asks``, what
    asks for the kind of the environment (`type(env)`) has none either.
    """
    stack = [(term, False)]
    while stack:
        here, called = stack.pop()
        if here.kind == "hole":
            if not pure_hole(content(here)):
                return True
        elif here.kind == "module":
            if is_generator(here.value):
                return True
        elif here.kind == "call":
            if not _pure_call(here):
                return True
            asked = asks and here.children[0].value in _ASKING
            stack.extend((child, True) for child in here.children if not (asked and child.kind == "environment"))
        elif here.kind == "lambda" and not called:
            # Making a function runs its defaults only, but what it holds must not be about the environment.
            parameters, body = here.children
            stack.append((parameters, False))
            if any(_forbidden(below, pure_hole) for below in walk_python(body)):
                return True
        elif here.kind not in _PLAIN or here.value == "async":
            return True
        else:
            stack.extend((child, called) for child in here.children)
    return False


def is_generator(path: str) -> bool:
    """Whether a dotted path is a random generator's, or one's package."""
    return any(path == package or path.startswith(package + ".") for package in GENERATORS)


def _forbidden(term: Term, pure_hole: Callable[[Term], bool]) -> bool:
    if term.kind == "hole":
        return not pure_hole(content(term))
    return term.kind in _ACTING or (term.kind == "module" and is_generator(term.value))


def _pure_call(call: Term) -> bool:
    """Whether a call is on the list; its arguments are looked at by the caller."""
    function, *arguments = call.children
    builtin = function.kind == "name" and function.symbol is None and function.value in PURE_BUILTINS
    path = function.kind == "module" and (function.value in PURE_PATHS or function.value.startswith(PURE_PACKAGES))
    method = function.kind == "attribute" and function.value in _STRING_METHODS and owner(function).kind in _TEXTS
    if not (builtin or path or method):
        return False
    return all(_harmless(argument, function.value) for argument in arguments if argument.kind == "keyword")


def _harmless(keyword: Term, function: str) -> bool:
    """Whether a keyword argument that the function calls is one of the known functions."""
    if keyword.value not in _CALLED or (keyword.value == "default" and function in ("min", "max")):
        return True
    value = given(keyword)
    if value.kind == "name":
        return value.symbol is None and value.value in PURE_BUILTINS
    return value.kind in _KNOWN


def is_gap_statement(term: Term) -> bool:
    """Whether a gap in a pattern may cover a statement, but for who else uses the names that it binds."""
    if term.kind == "expr":
        return not has_effect(expression(term)) or _grown(term) is not None or _grows_nothing(term)
    if term.kind == "assign":
        *places, value = term.children
        return all(map(_plain, places)) and not has_effect(value)
    if term.kind == "annassign":
        target, annotation, *values = term.children
        (meant,) = annotation.children
        return _plain(target) and not has_effect(meant) and not any(map(has_effect, values))
    if term.kind == "if":
        test, *blocks = term.children
        return not has_effect(test) and all(is_gap_statement(inner) for block in blocks for inner in block.children)
    return False


def bound_names(term: Term) -> list[Symbol]:
    """The symbols that a gap statement assigns, in order, each once."""
    found: list[Symbol] = []
    for below in walk_python(term):
        if below.kind in _ASSIGNING:
            found.extend(target.symbol for target in targets(below) if target.symbol is not None)
    return list(dict.fromkeys(found))


def changes_foreign_list(body: Iterable[Term], covered: Collection[Term]) -> Term | None:
    """The first statement of a gap that appends to a list which no gap has surely made before it, or None.

    ``covered`` holds the statements of a program's ``body`` that gaps cover, and what is below them.
    """
    return _foreign(body, covered, set())


def _foreign(body: Iterable[Term], covered: Collection[Term], own: set[Symbol]) -> Term | None:
    """Follow statements in order. ``own`` has the names that hold a list which a gap has made, on every way here."""
    for statement in body:
        if statement.kind in FUNCTIONS or statement.kind == "class":  # when it runs is not known
            inner = [set[Symbol]() for _ in _blocks(statement)]
        else:
            inner = [set(own) for _ in _blocks(statement)]
        for block, names in zip(_blocks(statement), inner, strict=True):
            found = _foreign(block.children, covered, names)
            if found is not None:
                return found
        if statement.kind == "expr" and statement in covered:
            grown = _grown(statement)
            if grown is not None and grown.symbol not in own:
                return statement
        bound = set(bound_names(statement))
        if statement.kind == "if" and len(inner) > 1:
            common = set.intersection(*inner)
            own.clear()
            own.update(common)
        elif inner:
            own -= bound
        else:
            own -= bound
            *_, value = statement.children or (statement,)
            if statement.kind in _ASSIGNING and statement in covered and _makes_list(value):
                own |= bound
    return None


def _blocks(statement: Term) -> list[Term]:
    """The blocks of a statement, those of its handlers and cases included."""
    found = []
    for child in statement.children:
        if child.kind == "block":
            found.append(child)
        elif child.kind in _HOLDING_BLOCKS:
            found.extend(_blocks(child))
    return found


def _makes_list(value: Term) -> bool:
    """Whether an expression makes a list that nobody else has."""
    if value.kind == "call":
        function = callee(value)
        return function.kind == "name" and function.symbol is None and function.value in ("list", "sorted")
    return value.kind in _LISTS


def _plain(target: Term) -> bool:
    return target.kind == "name" and target.symbol is not None


def _grown(statement: Term) -> Term | None:
    """The name of the list that an ``expr`` statement appends to or extends, if it does just that."""
    receiver = _receiver(statement)
    return receiver if receiver is not None and _plain(receiver) else None


def _grows_nothing(statement: Term) -> bool:
    """Whether a list is made, appended to and lost: what is left of a list that nothing reads."""
    receiver = _receiver(statement)
    return receiver is not None and receiver.kind == "list" and not has_effect(receiver)


def _receiver(statement: Term) -> Term | None:
    """What an ``expr`` statement calls ``append`` or ``extend`` of, with one argument without effect."""
    call = expression(statement)
    if call.kind != "call":
        return None
    function, *arguments = call.children
    if function.kind != "attribute" or function.value not in ("append", "extend") or len(arguments) != 1:
        return None
    if arguments[0].kind == "keyword" or has_effect(arguments[0]):
        return None
    return owner(function)
