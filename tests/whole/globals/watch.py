"""The instructions of a program, each just before CPython runs it.

A trace function is not told all of them after Python 3.11: it can ask for those of a code object only once that runs,
and CPython then begins to tell them with its next run (3.13), or after the next `sys.settrace` (3.12). What binds a name
in its first run was missed, so that a later read seemed to be one of what another program had bound. Monitoring is asked
for before a program runs.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_FILE = "<program>"

# Is given the frame, and the offset of the instruction.
See = Callable[[types.FrameType, int], None]


def compiled(text: str, mode: str = "exec") -> types.CodeType:
    """A program whose instructions, and those of its functions and classes, are told while it is watched."""
    code: types.CodeType = compile(text, _FILE, mode, dont_inherit=True)
    if sys.version_info >= (3, 12):
        for part in _parts(code):
            sys.monitoring.set_local_events(_tool(), part, sys.monitoring.events.INSTRUCTION)
    return code


def is_of_program(code: types.CodeType) -> bool:
    """Whether some code is of a program that is compiled here."""
    return code.co_filename == _FILE


@contextmanager
def watched(see: See) -> Iterator[None]:
    """Tell each instruction that is run in the meantime."""
    if sys.version_info >= (3, 12):
        _seers.append(see)
        try:
            yield
        finally:
            _seers.pop()
        return

    def entered(frame: types.FrameType, event: str, argument: Any) -> Any:
        if not is_of_program(frame.f_code):
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return step

    def step(frame: types.FrameType, event: str, argument: Any) -> Any:
        if event == "opcode":
            see(frame, frame.f_lasti)
        return step

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield
    finally:
        sys.settrace(before)


_seers: list[See] = []  # the last one is told


@cache
def _tool() -> int:
    """Our number among the tools that monitor this process."""
    tool = next(number for number in range(6) if sys.monitoring.get_tool(number) is None)
    sys.monitoring.use_tool_id(tool, __name__)
    sys.monitoring.register_callback(tool, sys.monitoring.events.INSTRUCTION, _tell)
    return tool


def _tell(code: types.CodeType, offset: int) -> None:
    if _seers:
        _seers[-1](sys._getframe(1), offset)


def _parts(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and all inside of it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _parts(part)
