"""What was found of one file: plain values, so that it can be kept from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from migrator.javascript.edit import Edit
    from migrator.model.ledger import FileEntry, FileError
    from migrator.policy.methods import Methods
    from migrator.worker.debt import Debt


class Result(NamedTuple):
    """The entry of a file, None where there is nothing to say of it; the edits that make its new bytes; what worker
    scripts owe for it; and its classes, where the settings name methods.
    """

    entry: FileEntry | None = None
    edits: tuple[Edit, ...] = ()
    debts: tuple[Debt, ...] = ()
    classes: tuple[Methods, ...] = ()


def raised(error: BaseException) -> FileError:
    """The error of a file that a fault of our own kept from being looked at, whatever was raised."""
    from migrator.model.ledger import FileError, Message, Sentence
    from migrator.model.unexpected import TRACEBACK, described

    return FileError(Message.of(Sentence.FILE_RAISED, raised=described(error), variable=TRACEBACK))
