"""One module a format. A report knows the ledger, prints, and decides nothing."""

from typing import Literal

from migrator.model.settings import RECEIVER

# Of the documents of `--format json`.
VERSION: Literal[2] = 2


# Here, so that a run that finds nothing needs nothing else.
def no_uses(files: int, searched: int) -> str:
    """What is said of a run that found no use of the receiver: what it examined, and what it looked for there."""
    if not files:
        return "0 files: nothing was examined."
    looked_for = f"nothing uses the receiver (`{RECEIVER}`, or what the settings name)"
    return f"{files_examined(files, searched)}, no uses: {looked_for}."


def files_examined(files: int, searched: int) -> str:
    """How many files a run examined, and how many of these it only searched."""
    told = f"{files} file{'' if files == 1 else 's'}"
    return f"{told} ({searched} only searched)" if searched else told
