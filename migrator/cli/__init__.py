"""The command line."""

import os
import sys


def main() -> None:
    """Run the command; output that cannot be written is an error of one line, exit code 2."""
    try:
        from migrator.cli.app import cli

        try:
            cli(complete_var="_MIGRATOR_COMPLETE")  # however it is started
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
            what = "the output cannot be written" if error.filename is None else repr(error.filename)
            sys.stderr.write(f"migrator: {what}: {error.strerror or error}\n")
        sys.exit(2)
