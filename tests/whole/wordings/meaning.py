"""What a Python program does, found by running it on symbols: two programs of one meaning leave the same traces.

Every name that a program does not bind, every module and every hole is a symbol, which answers to all with another
symbol and writes down what is done to it. Tests go one way or the other by chance, the same way for the same test, so
a few runs see most branches. Neither the migrator nor libcst has a part in it.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import types
import zlib
from collections.abc import Generator, Iterator
from functools import cache
from typing import Any

_RUNS = 6
_LONGEST = 4_000  # of a run, in symbols
# What may be called once more or less, earlier or later.
_FREE = (
    "len isinstance issubclass str int float bool repr type abs min max round sorted sum list dict tuple set frozenset "
    "range enumerate zip any all hasattr getattr callable id format ord chr divmod reversed"
).split()
_HARMLESS = sys.stdlib_module_names | {"numpy"}


class _TooLong(Exception):
    """A run without an end."""


class _World:
    """One run: what was done, in order."""

    def __init__(self, salt: int) -> None:
        self.salt = salt
        self.done: list[str] = []
        self.imported: set[str] = set()
        self._made = 0
        self._answers: dict[str, int] = {}

    def symbol(self, name: str, *, free: bool = False) -> _Symbol:
        self._made += 1
        if self._made > _LONGEST:
            raise _TooLong
        return _Symbol(self, name if len(name) < 200 else f"#{zlib.crc32(name.encode())}", free)

    def answer(self, name: str) -> _Symbol:
        """What a call gives: another thing each time."""
        self.done.append(name)
        self._answers[name] = self._answers.get(name, 0) + 1
        return self.symbol(f"{name}#{self._answers[name]}")

    def is_true(self, name: str) -> bool:
        return zlib.crc32(f"{self.salt} {name}".encode()) % 7 < 3

    def load(
        self, name: str, _globals: object = None, _locals: object = None, wanted: object = (), _level: int = 0
    ) -> _Symbol:
        if name.partition(".")[0] not in _HARMLESS:
            self.imported.add(name)
        return self.symbol(name if wanted else name.partition(".")[0])


class _Symbol:
    """Something of which nothing is known but its name."""

    def __init__(self, world: _World, name: str, free: bool) -> None:
        self.__dict__.update(_world=world, _name=name, _free=free)

    def __getattr__(self, name: str) -> _Symbol:
        return self._world.symbol(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        self._world.done.append(f"{self._name}.{name} = {_show(value)}")

    def __delattr__(self, name: str) -> None:
        self._world.done.append(f"del {self._name}.{name}")

    def __getitem__(self, key: object) -> _Symbol:
        return self._world.symbol(f"{self._name}[{_show(key)}]")

    def __setitem__(self, key: object, value: object) -> None:
        self._world.done.append(f"{self._name}[{_show(key)}] = {_show(value)}")

    def __delitem__(self, key: object) -> None:
        self._world.done.append(f"del {self._name}[{_show(key)}]")

    def __call__(self, *arguments: object, **named: object) -> _Symbol:
        shown = [*map(_show, arguments), *(f"{name}={_show(named[name])}" for name in sorted(named))]
        text = f"{self._name}({', '.join(shown)})"
        return self._world.symbol(text) if self._free else self._world.answer(text)

    def __iter__(self) -> Iterator[_Symbol]:
        return iter([self[0], self[1]])

    def __contains__(self, item: object) -> bool:
        return self._world.is_true(f"{_show(item)} in {self._name}")

    def __bool__(self) -> bool:
        return self._world.is_true(self._name)

    def __len__(self) -> int:
        return 2

    def __index__(self) -> int:
        return 1

    def __hash__(self) -> int:
        return zlib.crc32(self._name.encode())

    def __repr__(self) -> str:
        return f"<{self._name}>"

    def __format__(self, spec: str) -> str:
        return f"<{self._name}:{spec}>"

    def __enter__(self) -> _Symbol:
        return self._world.answer(f"enter {self._name}")

    def __exit__(self, *_error: object) -> bool:
        self._world.done.append(f"exit {self._name}")
        return False

    def __await__(self) -> Generator[None, None, _Symbol]:
        yield from ()
        return self._world.answer(f"await {self._name}")


def _operator(word: str, *, swapped: bool = False) -> Any:
    def operate(self: _Symbol, other: object = "") -> _Symbol:
        sides = (_show(other), self._name) if swapped else (self._name, _show(other))
        return self._world.symbol(f"({sides[0]} {word} {sides[1]})")

    return operate


for _name in "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split():
    setattr(_Symbol, f"__{_name}__", _operator(_name))
    setattr(_Symbol, f"__r{_name}__", _operator(_name, swapped=True))
for _name in "eq ne lt le gt ge neg pos invert".split():
    setattr(_Symbol, f"__{_name}__", _operator(_name))


def _show(value: object) -> str:
    if isinstance(value, _Symbol):
        return value._name
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_show(key)}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return f"{type(value).__name__}({', '.join(map(_show, value))})"
    if isinstance(value, (types.FunctionType, types.GeneratorType, type)):
        return type(value).__name__
    return (
        repr(value)
        if isinstance(value, (str, int, float, bytes, slice, type(None), type(...)))
        else type(value).__name__
    )


class _Unpacked(ast.NodeTransformer):
    """Says how many parts an assignment to several names wants: a symbol has any number."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        target = node.targets[-1]
        if isinstance(target, (ast.Tuple, ast.List)) and not any(isinstance(item, ast.Starred) for item in target.elts):
            wanted = ast.Constant(len(target.elts))
            node.value = ast.Call(ast.Name(" unpack", ast.Load()), [node.value, wanted], [])
        return node


def _unpack(value: object, count: int) -> object:
    return [value[index] for index in range(count)] if isinstance(value, _Symbol) else value


@cache
def does(text: str, kept: frozenset[str] = frozenset()) -> tuple[object, ...]:
    """The traces of a program; ``kept`` are globals that others read afterwards. Raises SyntaxError."""
    tree = ast.parse(text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    body = _Unpacked().visit(tree).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    has_value = last is not None and not _ends_with_semicolon(text)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    first = compile(ast.fix_missing_locations(ast.Module(body, [])), "program", "exec", flags)
    value = compile(ast.fix_missing_locations(ast.Expression(last.value)), "program", "eval", flags) if last else None
    return tuple(_run(_World(salt), names, first, value, has_value, kept) for salt in range(_RUNS))


def _ends_with_semicolon(text: str) -> bool:
    import io
    import tokenize

    skipped = (tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER, tokenize.DEDENT, tokenize.INDENT)
    words = [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in skipped
    ]
    return words[-1:] == [";"]


def _run(
    world: _World,
    names: set[str],
    first: types.CodeType,
    value: types.CodeType | None,
    has_value: bool,
    kept: frozenset[str],
) -> tuple[object, ...]:
    known = dict(vars(builtins))
    known.update({name: world.symbol(name, free=True) for name in _FREE})
    known.update({"print": lambda *_items, **_options: None, "__import__": world.load, " unpack": _unpack})
    scope: dict[str, object] = {"__builtins__": known}
    scope.update({name: world.symbol(name) for name in names if name not in known})
    result: object = None
    try:
        _finish(eval(first, scope))
        if value is not None:
            result = _finish(eval(value, scope))
    except _TooLong:
        return ("without end", tuple(world.done[:50]))
    except Exception as error:
        result = f"raises {type(error).__name__}: {error}"
    left = tuple((name, _show(scope[name]) if name in scope else name) for name in sorted(kept - known.keys()))
    return (tuple(world.done), tuple(sorted(world.imported)), _show(result) if has_value else None, left)


def _finish(result: object) -> object:
    if not inspect.iscoroutine(result):
        return result
    try:
        result.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("waits for ever")
