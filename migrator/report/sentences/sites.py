"""Sentences about sites: what keeps a program from being read, and calls that no setting covers."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.model.settings import RECEIVER_FORM
from migrator.python.language import PYTHON
from migrator.report.sentences.template import Template, names

_ACCEPT = "add the file to `exclude`, or accept the call with `migrator check --update-ratchet`"
_RUNS = f"`{{on}}.{{member}}` runs {PYTHON.name}"
_APART = "the program does not stand in the call; "
_THEN = "`.then` cannot be read as an `await` "
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
    Sentence.CODE_IS_NO_TEXT: _APART + "in line {line} it is `{shown}`",
    Sentence.CODE_PARAMETER: _APART + "`{name}` is a parameter (line {line})",
    Sentence.CODE_MAY_CHANGE: _APART + "`{name}` may be given another value in line {line}",
    Sentence.CODE_MAYBE_LATER: _APART + "`{name}` need not have its value of line {line} there yet",
    Sentence.CODE_SHARED: _APART + "another file may give `{name}` of line {line} another value",
    Sentence.CODE_HOLE_ACTS: _APART + "`{shown}`, of which it is made in line {line}, has an effect",
    Sentence.CODE_HOLE_LATER: _APART + "`{shown}`, of which it is made in line {line}, may have another value there",
    Sentence.CODE_HOLE_CHANGED: (
        _APART + "`{shown}`, of which it is made in line {line}, may get another value in line {at}"
    ),
    Sentence.CODE_NAME_HIDDEN: _APART + "`{name}` of line {line} means something else there",
    Sentence.CODE_TAG_UNEVEN: (
        _APART + "the lines of the template in line {line} have no common indentation that `{tag}` surely takes away"
    ),
    Sentence.CODE_OF_OTHER_FILE: _APART + "`{shown}` of `{file}` is no text that never changes",
    Sentence.CODE_NOT_FOUND: _APART + "`{specifier}` leads to no file that shows what `{shown}` is",
    Sentence.CODE_NOT_SPELLED: _APART + "no template literal spells it",
    Sentence.RETURNED_FROM_TRY: (
        "the promise is returned from a `try` (line {line}): with an `await`, its errors would be caught there"
    ),
    Sentence.WAITS_NOT_ASYNC: "the promise is waited for in line {line}, and the function around is not async",
    Sentence.THEN_NO_LIST: _THEN + "(line {line}): the statement is a body without braces",
    Sentence.THEN_NOT_IN_PLACE: _THEN + "(line {line}): what it is given is not one function in its place",
    Sentence.THEN_PARAMETERS: _THEN + "(line {line}): its function takes more than one name",
    Sentence.THEN_NO_VALUE: _THEN + "(line {line}): its function gives no value",
    Sentence.THEN_WITH_MORE: _THEN + "(line {line}): a comment, a type or a lone value stands at its function",
    Sentence.THEN_RETURNS: _THEN.rstrip() + ": its function returns in line {line}, before its end",
    Sentence.THEN_OWN_THIS: _THEN + "(line {line}): its function has a `this`, `arguments` or name of its own",
    Sentence.THEN_NAME: _THEN.rstrip() + ": the function around has a `{name}` too (line {line}), or it is a `var`",
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
