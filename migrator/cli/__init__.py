"""The command line."""

import gc
import os
import sys
from io import TextIOWrapper

# Trees, scopes and terms stay until their file is done, and modules for good: looking among them for garbage after each
# 700 objects, as Python does, takes a tenth of a run, and finds none.
_YOUNG = 25_000


def main() -> None:
    """Run the command. Output that cannot be written is an error of one line, exit code 2, and so is whatever else is
    raised that no command answers for: `MIGRATOR_TRACEBACK=1` shows where that came from.
    """
    gc.set_threshold(_YOUNG)
    try:
        from migrator.cli.interrupt import heard

        heard(main.__code__)
        from migrator.cli.app import cli

        # A character that a console or a pipe of another encoding cannot show is written out there.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # bytes that are no text are no answer to a question
        try:
            cli(complete_var="_MIGRATOR_COMPLETE")  # however it is started
        except SystemExit as ended:
            # Where nobody reads on, click ends with 1, the code of findings, and leaves this in place of the output.
            if ended.code == 1 and type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
                sys.exit(2)
            raise
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except KeyboardInterrupt:  # before a command began; one that did says what it did
        sys.stderr.write("migrator: stopped\n")
        sys.exit(130)
    except OSError as error:
        # What is still buffered would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if sys.stderr is not None:
            sys.stderr.write(f"migrator: {_what(error)}: {error.strerror or error}\n")
        sys.exit(2)
    except BaseException as error:
        from migrator.model.unexpected import TRACEBACK, described, is_fault

        if not is_fault(error):
            raise
        said = described(error).encode("ascii", "backslashreplace").decode()
        if sys.stderr is not None:
            sys.stderr.write(f"migrator: stopped by a fault of its own: {said}; {TRACEBACK}=1 shows the traceback\n")
        sys.exit(2)


def _what(error: OSError) -> str:
    """What an error that no command answers for is about."""
    if error.filename is not None:
        return repr(error.filename)
    return "the output cannot be written" if _is_somewhere() else "the working directory is gone"


def _is_somewhere() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True
