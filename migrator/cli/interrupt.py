"""Ctrl-C is heard wherever it comes.

Python raises ``KeyboardInterrupt`` in whatever the main thread happens to run. Where nobody can catch it (the
callback of a weak reference, which each import has; a ``__del__``) Python drops it with a line on standard error, and
the command would go on. In an import it may also turn up as another error (CPython 3.11: ``RuntimeError`` out of a
class body).
"""

from __future__ import annotations

import _thread  # what runs while `threading` is imported may not import `threading`
import signal
import sys
import time
from types import CodeType, FrameType
from typing import Any

_SOON = 0.02  # seconds; most imports end in less


def heard(command: CodeType) -> None:
    """From now on Ctrl-C waits for the end of an import that goes on inside ``command``, and none is dropped.

    Nothing changes where Ctrl-C is ignored, as behind ``nohup``, or is somebody else's.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    main = _thread.get_ident()

    def repeat() -> None:
        _thread.start_new_thread(_send, (main,))

    def handle(number: int, frame: FrameType | None) -> None:
        if _is_importing(frame, command):
            repeat()
        else:
            signal.default_int_handler(number, frame)

    def unraisable(dropped: Any) -> None:
        if isinstance(dropped.exc_value, KeyboardInterrupt):
            repeat()
        else:
            sys.__unraisablehook__(dropped)

    try:
        signal.signal(signal.SIGINT, handle)
    except ValueError:  # not the main thread: Ctrl-C is not for us
        return
    sys.unraisablehook = unraisable


def _is_importing(frame: FrameType | None, command: CodeType) -> bool:
    while frame is not None and frame.f_code is not command:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _send(main: int) -> None:
    time.sleep(_SOON)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, signal.SIGINT)  # what the main thread waits for has to end, too
    else:
        signal.raise_signal(signal.SIGINT)
