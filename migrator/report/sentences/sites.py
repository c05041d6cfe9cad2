"""Sentences about sites: what keeps a program from being read, and calls that no setting covers."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.model.settings import RECEIVER_FORM
from migrator.python.language import PYTHON
from migrator.report.sentences.template import Template, names

_ACCEPT = "add the file to `exclude`, or accept the call with `migrator check --update-ratchet`"
_RUNS = f"`{{on}}.{{member}}` runs {PYTHON.name}"
_UNREAD = _RUNS + ", and no setting covers it"


def _unread_not_named(on: str, member: str, whole: str, known: tuple[str, ...]) -> str:
    said = f"`{on}.{member}` runs {PYTHON.name}, and no setting covers it"
    return f"{said}: add `{whole}` to `receiver`, which has {names(known)}"


TEMPLATES: dict[Sentence, Template] = {
    Sentence.TAGGED_TEMPLATE: "the program is a tagged template, which a function reads",
    Sentence.NO_ARGUMENT: "the call has no argument",
    Sentence.RECEIVER_NOT_NAMED: "`{shown}` gives Pyodide, and may do more: rules are tried on a call only where the "
    "settings name it, and they take none with arguments",
    Sentence.RECEIVER_NOT_SURE: "only the programs that it runs show that `{shown}` is Pyodide: name it in `receiver` "
    "to have rules tried on it",
    Sentence.RECEIVER_IS_ANOTHER: "`{shown}` is another receiver than that of the program, `{receiver}`",
    Sentence.RECEIVER_NOT_SET: "`{shown}` gives Pyodide, and may do more: name it in `receiver` to have rules tried "
    "on it",
    Sentence.RECEIVER_OF_SEVERAL: "`{shown}` is one of several interpreters: rules are tried on a receiver that is one",
    Sentence.RECEIVER_REACHED_THROUGH: "the receiver is reached through `{through}`",
    Sentence.RECEIVER_NAME_WRITTEN: (
        "the receiver is reached through `{through}`, which is given another value in line {line}"
    ),
    Sentence.PROGRAM_NOT_IN_CALL: "the program does not stand in the call; it is `{shown}`",
    Sentence.PYTHON_NOT_PARSED: "the Python does not parse (line {line}): {fault}",
    Sentence.UNREAD_LANGUAGE: _RUNS + ", and nothing checked it: {language} is only searched; " + _ACCEPT,
    Sentence.UNREAD_MARKUP: _RUNS + ", and nothing checked it: the markup of {language} is only searched; " + _ACCEPT,
    Sentence.UNREAD_SCRIPT: _RUNS + ", and nothing checked it: this file could not be parsed; " + _ACCEPT,
    Sentence.UNREAD_MEMBER_OF_THIS: _UNREAD + ': set `receiver = "{whole}"` (it is `{receiver}`)',
    Sentence.UNREAD_THIS_OF_FILE: _UNREAD
    + ": outside of functions and classes, `this` is that of the file; "
    + _ACCEPT,
    Sentence.UNREAD_IN_WORKER_STYLE: _UNREAD
    + ": if this file is the worker's script, set `worker-script` to it; otherwise "
    + _ACCEPT,
    Sentence.UNREAD_NOT_NAMED: _unread_not_named,
    Sentence.UNREAD: _UNREAD + ": nothing shows what `{on}` is, and `receiver` takes " + RECEIVER_FORM + "; " + _ACCEPT,
}
