"""Sentences about workers: what a class lacks, what could not be looked at, and the duties of handlers."""

from __future__ import annotations

from migrator.model.ledger import Place
from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import PLACES, Template, names, places


def _not_assigned(looked: tuple[str, ...], worker: str) -> str:
    return f"no class of {names(looked)} assigns `{worker}`"


def _too_many_arguments(name: str, owner: str, most: int, given: int, file: str, line: int) -> str:
    takes = "no argument" if most == 0 else f"{most} argument{'s' if most > 1 else ''}"
    return f"`{name}` of `{owner}` takes {takes}, the rule gives {given} ({file}:{line})"


def _class_lacks(owner: str, name: str, looked: tuple[tuple[str, str, int], ...]) -> str:
    return f"`{owner}` has no method `{name}`; looked in {places(looked)}"


def _worker_lacks(owner: str, name: str, looked: tuple[tuple[str, str, int], ...]) -> str:
    return f"the worker {_class_lacks(owner, name, looked)}"


def _stated_by(what: str, pages: tuple[tuple[str, str], ...]) -> str:
    return f"{what} ({', '.join(f'`{duty}` of {rule}' for rule, duty in pages)})"


def _several_files(url: str, files: tuple[str, ...]) -> str:
    return f"`{url}` may be {names(files, ' and ')}; say which one with `worker-script` in the settings"


def _told(key: str, value: str) -> str:
    """A constant that a message holds, or that it is."""
    return f"`{key}: '{value}'`" if key else f"`'{value}'`"


def _not_answered(script: str, key: str, value: str, answered: tuple[str, ...]) -> str:
    own = names(answered, " and ")
    return f"the worker's script `{script}` answers no message with {_told(key, value)}; it answers {own}"


def _not_told(script: str, key: str, value: str) -> str:
    return f"the worker's script `{script}` does nothing for a message with {_told(key, value)} alone"


def _message_not_checked(key: str, value: str, why: str) -> str:
    what = f"whether the worker answers {_told(key, value)}" if value else "whether the worker answers the message"
    return f"{why}, so {what} was not checked"


def _takes_less(name: str, most: int, given: int, file: str, line: int) -> str:
    takes = "no argument" if most == 0 else f"{most} argument{'s' if most > 1 else ''}"
    return f"`{name}` takes {takes}, the rule gives {given} ({file}:{line})"


_MUST = "the handler of `{command}` must {must}"
_NOT_SEEN = _MUST + ", and nothing in it is seen to"
_COMMAND = "`{command}` of `{worker}`"


def _helper_without_class(name: str, place: Place) -> str:
    return f"the rule calls `{name}`, and the site stands in {PLACES.get(place, 'no class')}"


def _this_without_class(place: Place) -> str:
    return f"the rule writes `this`, and the site stands in {PLACES.get(place, 'no class')}"


TEMPLATES: dict[Sentence, Template] = {
    Sentence.FUNCTION_NOT_IN_SCOPE: "the rule calls `{name}`, which is not in scope here",
    Sentence.FUNCTION_SHADOWED: "the rule calls `{name}`, and line {line} declares another one in front of it",
    Sentence.FUNCTION_TAKES_LESS: _takes_less,
    Sentence.FUNCTION_NOT_CHECKED: "what `{name}` is was not found, so what it takes was not checked",
    Sentence.CLASSIC_SCRIPT: "the rule imports something, and a classic script has no imports",
    Sentence.COMMON_JS: "the rule imports something, and this file is no module: it requires what it needs",
    Sentence.NO_MODULE: "the rule imports something, and nothing shows that this file is a module: it has no `import` "
    "and no `export`",
    Sentence.IMPORTS_ITSELF: "the rule imports `{specifier}`, which is this file",
    Sentence.IMPORT_NOT_FOUND: "the rule imports `{specifier}`, which is no file, seen from `{base}`",
    Sentence.IMPORT_NOT_CHECKED: "`{specifier}` was not found, so whether it exports `{name}` was not checked",
    Sentence.EXPORTS_NO_SUCH_NAME: "the rule imports `{name}`, and `{file}` exports no such name",
    # What a class lacks for a rule, and what could not be looked at.
    Sentence.BASE_NOT_FOUND: "`{shown}`, which `{owner}` extends, cannot be found",
    Sentence.EXTENDS_ITSELF: "`{owner}` extends itself",
    Sentence.CHAIN_TOO_LONG: "the chain of classes is too long",
    Sentence.HAS_NO_COMMANDS: "`{worker}` of `{owner}` is `{shown}`, which has no commands",
    Sentence.WORKER_CLASS_NOT_FOUND: "the class `{shown}` of `{worker}` cannot be found, so its commands were not "
    "checked",
    Sentence.WORKER_GIVEN_NOTHING: "nothing on disk shows what `{worker}` is, so its commands were not checked",
    Sentence.MAY_BE_OVERRIDDEN: "`{called}` only runs what it is given; a class of another file that extends `{owner}` "
    "may have another one",
    Sentence.WRAPPER_NOT_SURE: "`{called}` may be the function of {file} that only runs what it is given (line "
    "{line}), or another one: what it runs here is not looked at",
    Sentence.WRAPPER_IS_VALUE: "`{called}` only runs what it is given ({file}, line {line}), and is used as a value "
    "here: what else calls it is not looked at",
    Sentence.WORKER_NOT_IN_SCOPE: "`{worker}` is the worker of the settings, and no `{name}` is in scope here: import "
    "or declare it",
    Sentence.WORKER_DECLARED_LATER: "`{worker}` is the worker of the settings, and `{name}` is declared below (line "
    "{line})",
    Sentence.WORKER_SHADOWED: "`{worker}` is the worker of the settings, and `{name}` is another variable here (line "
    "{line}) than that of the file (line {other})",
    Sentence.IS_PLATFORM_WORKER: "`{worker}` is a Worker of the platform, which has `postMessage` and no commands: "
    "post the messages that its script answers, or set `worker` to the object whose methods post to it",
    Sentence.NEEDS_PORT: "`{worker}` is a SharedWorker, which has no `{name}`: its `port` has",
    Sentence.HAS_NO_PORT: "`{worker}` is a {kind} of the platform, which has no `port`",
    Sentence.POST_GIVES_NOTHING: "`{worker}` is a Worker of the platform, whose `postMessage` gives nothing back, and "
    "the rule takes what it gives",
    Sentence.MESSAGE_NOT_ANSWERED: _not_answered,
    Sentence.MESSAGE_NOT_TOLD: _not_told,
    Sentence.MESSAGE_WITHOUT_NAME: "no constant of the message tells it from others",
    Sentence.MESSAGE_NOT_WRITTEN: "the page does not write the message out where it is posted",
    Sentence.MESSAGE_NOT_CHECKED: _message_not_checked,
    Sentence.NO_LISTENER: "nothing in `{script}` is seen to take messages",
    Sentence.ADDRESS_NOT_KNOWN: "the script that `{shown}` starts is not known",
    Sentence.OBJECT_NOT_WHOLE: "not all of `{owner}` ({file}:{line}) can be seen",
    Sentence.DUTIES_NOT_READ: "what `{rule}` asks of the worker script was not checked: what answers `{owner}` there "
    "is not found",
    Sentence.HELPER_WITHOUT_CLASS: _helper_without_class,
    Sentence.THIS_WITHOUT_CLASS: _this_without_class,
    Sentence.WORKER_NOT_FOLLOWED: "`{worker}` of `{owner}` is `{shown}`, so its commands were not checked",
    Sentence.WORKER_MADE_BY_METHOD: "`{worker}` is made by a method, so its commands were not checked",
    Sentence.WORKER_NOT_ASSIGNED: _not_assigned,
    Sentence.NOT_CHECKED: "{why}, so `{name}` was not checked",
    Sentence.TOO_MANY_ARGUMENTS: _too_many_arguments,
    Sentence.CLASS_LACKS_METHOD: _class_lacks,
    Sentence.WORKER_LACKS_METHOD: _worker_lacks,
    Sentence.UNKNOWN_REFUSED: "{what}; the settings refuse what cannot be found (`unknown-class`)",
    # Duties of handlers, and handlers that were not found.
    Sentence.DUTY_BROKEN: _MUST,
    Sentence.DUTY_NOT_SEEN: _NOT_SEEN,
    Sentence.DUTY_NOT_SEEN_UNREAD: _NOT_SEEN + "; {why}",
    Sentence.DUTY_UNREAD: _MUST + ", and was not read whole: {why}",
    Sentence.PYTHON_NOT_WRITTEN: "the Python of line {line} is not written in its call and was not read",
    Sentence.PROGRAM_NOT_PARSED: "the Python of line {line} does not parse and was not read",
    Sentence.MODULE_NOT_READ: "line {line} calls what is in `{shown}`, which was not found",
    Sentence.CHOICE_NOT_READ: "what line {line} calls for this message is not known",
    Sentence.BRANCH_NOT_READ: "whether the message leads to line {line} is not known",
    Sentence.MESSAGE_PASSED_ON: "line {line} gives the message to code that was not read",
    Sentence.LISTENER_NOT_READ: "a listener of the script stands in no file that was read",
    Sentence.TOO_MUCH_CODE: "the script has more code than is followed",
    Sentence.STATED_BY: _stated_by,
    Sentence.NOT_READ: "{why}; what answers " + _COMMAND + " was not read",
    Sentence.NO_MESSAGE_SEEN: "no message that "
    + _COMMAND
    + " sends is seen; what answers "
    + _COMMAND
    + " was not read",
    Sentence.NO_HANDLER_SEEN: "no code that takes a message with `{key}: '{value}'` (" + _COMMAND + ") is seen",
    Sentence.NO_METHOD_SEEN: "no method `{command}` of `{worker}`, which the script exposes, is seen",
    Sentence.NO_NEW_WORKER: "no `new Worker(…)` is seen here",
    Sentence.SCRIPT_UNREADABLE: "`{path}` cannot be read",
    Sentence.SCRIPT_IS_NO_FILE: "`{path}` is no file",
    Sentence.ADDRESS_NAMES_NO_FILE: "`{url}` names no file",
    Sentence.NO_FILE_OF_ADDRESS: "no file of the repository is `{url}`",
    Sentence.SEVERAL_FILES_OF_ADDRESS: _several_files,
}
