"""Exceptions that nobody expects: a fault of migrator's own in one place, and what is said of it in one line."""

from __future__ import annotations

import os
import sys

# Set to anything, it has the traceback of such a fault printed.
TRACEBACK = "MIGRATOR_TRACEBACK"
_LONGEST = 200  # characters of what an exception says; a whole program may be quoted in it


class Stop(Exception):
    """What stops a whole run and says why in words of its own: faulty settings or pages, a rule that no page has."""


def is_fault(error: BaseException) -> bool:
    """Whether an exception is a fault that concerns what was being done, and neither an end that somebody asked for
    nor one that says itself what is wrong. A library in Rust raises its faults beside `Exception`.
    """
    return not isinstance(error, Stop | KeyboardInterrupt | SystemExit | GeneratorExit)


def described(error: BaseException) -> str:
    """What was raised, and the innermost line of migrator's own that it came through. The traceback goes to standard
    error where somebody wants to see it.
    """
    if os.environ.get(TRACEBACK) and sys.stderr is not None:
        import traceback

        sys.stderr.write("".join(traceback.format_exception(error)))
    said = " ".join(str(error).split())
    if len(said) > _LONGEST:
        said = said[: _LONGEST - 1] + "…"
    name = type(error).__name__
    return f"{name}{f': {said}' if said else ''} ({_where(error)})"


def _where(error: BaseException) -> str:
    own = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
    place, step = "", error.__traceback__
    while step is not None:
        file = os.path.abspath(step.tb_frame.f_code.co_filename)
        if file.startswith(own) or not place:
            place = f"{file.removeprefix(os.path.dirname(own[:-1]) + os.sep)}:{step.tb_lineno}"
        step = step.tb_next
    return place.replace(os.sep, "/") or "somewhere"
