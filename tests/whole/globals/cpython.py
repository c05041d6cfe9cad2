"""What CPython does with the globals of a program: it is run again and again, with other branches and errors each time.

Every name has a value of before; who reads one reads what another program has bound. Each instruction that reads, binds
or deletes a global is seen as it is run.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any, NamedTuple

from tests.whole.globals.programs import FUNCTIONS, NAMES
from tests.whole.globals.watch import compiled, is_of_program, watched

_MOST_ROUNDS = 12
WATCHED = frozenset((*NAMES, *FUNCTIONS))


class Done(NamedTuple):
    """Names that a program read where it had not bound them, bound, and deleted; ``later`` those that functions which
    it left behind read when another program had bound them.
    """

    reads: set[str]
    binds: set[str]
    deletes: set[str]
    later: set[str]


class _Ended(BaseException):
    """A loop that would go on for ever."""


class _Value:
    """Something that can be used in any way; now and then that raises an error."""

    def __init__(self, random: Random) -> None:
        object.__setattr__(self, "_random", random)

    def _next(self, *_: Any, **__: Any) -> _Value:
        if self._random.random() < 0.03:
            raise self._random.choice([ValueError, KeyError, TypeError])
        return _Value(self._random)

    def __bool__(self) -> bool:
        return bool(self._random.random() < 0.5)

    def __getattr__(self, name: str) -> _Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Value(self._random)

    def __setattr__(self, name: str, value: Any) -> None:
        pass

    def __delattr__(self, name: str) -> None:
        pass

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __delitem__(self, key: Any) -> None:
        pass

    def __eq__(self, other: object) -> Any:
        return self.__bool__()

    def __hash__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[_Value]:
        return iter([_Value(self._random), _Value(self._random)])

    def __lt__(self, other: object) -> Any:
        return _Value(self._random)

    __call__ = __getitem__ = __iadd__ = __add__ = _next


class _Globals:
    """What `globals()` gives: every look at it is told."""

    def __init__(self, run: _Run) -> None:
        self._run = run

    def __getitem__(self, name: str) -> Any:
        self._run.looked(name)
        return self._run.names[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._run.stored(name)
        self._run.names[name] = value

    def __delitem__(self, name: str) -> None:
        self._run.deleted(name)
        del self._run.names[name]

    def __contains__(self, name: str) -> bool:
        self._run.looked(name)
        return name in self._run.names

    def get(self, name: str, default: Any = None) -> Any:
        self._run.looked(name)
        return self._run.names.get(name, default)

    def pop(self, name: str, default: Any) -> Any:
        self._run.deleted(name)
        return self._run.names.pop(name, default)

    def setdefault(self, name: str, value: Any) -> Any:
        self._run.looked(name)
        self._run.stored(name)
        return self._run.names.setdefault(name, value)

    def update(self, **values: Any) -> None:
        for name, value in values.items():
            self[name] = value


class _Run:
    """One run of a program."""

    def __init__(self, code: types.CodeType, seed: int) -> None:
        self.done = Done(set(), set(), set(), set())
        self._random = random = Random(seed)
        self._code = code
        self._rounds = 0
        self._reads = self.done.reads
        self._others = set(WATCHED)  # names that have the value of another program, or none
        self.names: dict[str, Any] = {name: _Value(random) for name in WATCHED}
        self.names |= {
            "__builtins__": {
                "__build_class__": __build_class__, "__import__": __import__, "Exception": Exception,
                "ValueError": ValueError, "KeyError": KeyError, "AssertionError": AssertionError,
                "globals": lambda: _Globals(self), "exec": self._exec, "eval": self._eval,
            },
            "__name__": "__main__",
            "use": self._use,
            "value": lambda: _Value(random),
            "maybe": lambda value: random.random() < 0.5,
            "some": lambda value: [_Value(random) for _ in range(random.randint(0, 2))],
            "either": lambda value: random.choice([ValueError, KeyError, (ValueError, TypeError)]),
            "error": lambda: random.choice([ValueError, KeyError, TypeError])(),
            "entered": lambda value: _Entered(random),
            "subject": lambda value: random.choice([1, [_Value(random)], [1, 2], {"k": 1}, _Value(random)]),
            "decorated": lambda value: lambda function: (self._call(function), function)[1],
            "tick": self._tick,
        }  # fmt: skip

    def run(self) -> Done:
        if self._traced(lambda: exec(self._code, self.names)):
            left = [value for value in list(self.names.values()) if _is_left(value)]
            for function in left:
                self._traced(lambda function=function: self._call(function))
            self._reads = self.done.later
            for function in left:
                self.names |= {name: _Value(self._random) for name in NAMES}
                self._others = set(NAMES)
                self._traced(lambda function=function: self._call(function))
        return self.done

    def _traced(self, run: Any) -> bool:
        """Whether this came to its end."""
        try:
            with watched(self._step):
                run()
        except (Exception, _Ended):
            return False
        return True

    def _call(self, function: Any) -> None:
        function()

    def _use(self, *values: Any) -> _Value:
        for value in values:
            if _is_left(value):
                value()
        return _Value(self._random)._next()

    def _tick(self) -> None:
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            raise _Ended

    def _exec(self, text: str) -> None:
        exec(compiled(text), self.names)

    def _eval(self, text: str) -> Any:
        return eval(compiled(text, "eval"), self.names)

    # -- what is seen --------------------------------------------------------------------------------------------------

    def looked(self, name: str) -> None:
        if name in self._others:
            self._reads.add(name)

    def stored(self, name: str) -> None:
        self._others.discard(name)
        if name in WATCHED and self._reads is self.done.reads:
            self.done.binds.add(name)

    def deleted(self, name: str) -> None:
        self.looked(name)
        if name in WATCHED:
            self._others.add(name)
        if name in WATCHED and self._reads is self.done.reads:
            self.done.deletes.add(name)

    def _step(self, frame: types.FrameType, offset: int) -> None:
        found = _instructions(frame.f_code).get(offset)
        if found is None:
            return
        operation, name = found
        # In a comprehension that is inlined, the locals of a module are not its globals themselves.
        local = "NAME" in operation and frame.f_code.co_name != "<module>"
        if operation.startswith("LOAD"):
            if not (local and name in frame.f_locals):
                self.looked(name)
        elif not local:
            (self.stored if operation.startswith("STORE") else self.deleted)(name)


class _Entered:
    """A context that may swallow an error."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def __enter__(self) -> _Value:
        return _Value(self._random)

    def __exit__(self, kind: Any, *_: Any) -> bool:
        return kind is not _Ended and self._random.random() < 0.5


def _is_left(value: Any) -> bool:
    return isinstance(value, types.FunctionType) and is_of_program(value.__code__)


@cache
def _instructions(code: types.CodeType) -> dict[int, tuple[str, str]]:
    """The instructions of a code that concern names outside of functions, by their offsets."""
    return {
        item.offset: (item.opname, item.argval)
        for item in dis.get_instructions(code)
        if item.opname.endswith(("_NAME", "_GLOBAL")) and item.opname.startswith(("LOAD", "STORE", "DELETE"))
    }


def done(text: str, runs: int) -> Done:
    """What a program was seen to do in some runs."""
    code = compiled(text)
    whole = Done(set(), set(), set(), set())
    for seed in range(runs):
        for found, more in zip(whole, _Run(code, seed).run(), strict=True):
            found |= more
    _instructions.cache_clear()
    return whole
