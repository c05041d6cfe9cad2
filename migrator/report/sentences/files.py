"""Sentences about one file: its uses beside the programs, and what a reader should know about the result."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template
from migrator.report.sentences.template import names as code


def _shim_methods(owner: str, where: str, names: tuple[str, ...], lines: tuple[int, ...]) -> str:
    shown = ", ".join(f"`{name}` ({where}:{line})" for name, line in zip(names, lines, strict=True))
    them = "it" if len(names) == 1 else "them"
    return f"what goes was all that needed {shown} of `{owner}`; nothing else calls {them}"


def _both_sides(worker: str | None, page: str | None, word: str | None) -> str:
    one = f"`{worker}` imports it in a worker" if worker is not None else "a worker runs it"
    who = f"`{page}`, which imports it," if page is not None else "it"
    if word == "Worker":
        other = f"{who} starts a worker, as code on the page does"
    elif word is not None:
        other = f"{who} uses `{word}`, which only a page has"
    else:
        other = f"`{page}` imports it on the page"
    return f"this file is on both sides, and is judged as the page's: {one}, and {other}"


def _two_interpreters(owner: str | None, method: str | None, line: int, receiver: str, worker: str) -> str:
    where = f"in `{method}` (line {line})" if method is not None else f"on line {line}"
    stays = f"`{owner}` still runs Python {where}" if owner is not None else f"Python is still run {where}"
    other = f"its `{receiver}` is not its `{worker}`"
    return f"{stays}, and {other}: what stays and the commands work on two environments"


def _two_interpreters_of_one(receiver: str, line: int, worker: str | None) -> str:
    rest = f"`{worker}` runs the rest" if worker is not None else "what the pages call instead runs the rest"
    stays = f"`{receiver}` still runs Python on line {line}, and {rest}"
    return f"{stays}: what stays and the commands work on two environments"


def _code_unseen(shown: str, bound: tuple[str, ...]) -> str:
    return (
        f"the code in `${{{shown}}}` cannot be seen; "
        f"if it reads a Python global that the removed program bound ({code(bound)}, …), it finds none"
    )


def _globals_unseen(places: tuple[tuple[str | None, int, str], ...], number: int, bound: tuple[str, ...]) -> str:
    def place(file: str | None, line: int, shown: str) -> str:
        if not line:
            return f"{file}"
        return f"`{shown}` on line {line}" + (f" of {file}" if file is not None else "")

    first = [place(*each) for each in places]
    rest = f" and {number - len(places)} more" if number > len(places) else ""
    return (
        f"the Python that {', '.join(first)}{rest} runs cannot be seen; "
        f"if it reads a Python global that this program bound ({code(bound)}, …), it finds none"
    )


def _code_may_bind(shown: str, line: int, names: tuple[str, ...]) -> str:
    return (
        f"the Python that `{shown}` runs cannot be seen, and goes to the worker; "
        f"if it binds {code(names)}, what stays on line {line} does not find it"
    )


def _receiver_renamed(name: str | None) -> str:
    through = f"`{name}`" if name is not None else "it"
    return f"the receiver gets another name; what is done through {through} is not rewritten"


def _no_site_explains(member: str | None) -> str:
    what = f"`{member}` of the receiver" if member is not None else "this use of the receiver"
    return f"no rewritten site explains {what}"


# What to do about a use that took an answer for a PyProxy, or for the Map that `toJs` made of it.
_INSTEAD = {
    "toJs": "take the call out",
    "destroy": "take the call out; there is nothing to free",
    "copy": "use `structuredClone`",
    "get": "read the member instead",
    "has": "ask with `in` instead",
    "set": "assign to the member instead",
    "delete": "use `delete` on the member instead",
    "type": "it is no member of the answer, unless the worker sends one",
    "call": "functions are not sent; let the worker have a command for it",
    "size": "count `Object.keys` of it",
}
_OBJECT = "iterate over `Object.entries` of it if the worker answers an object"


def _answer_is_plain_data(shown: str, use: str, site: int) -> str:
    what = f"`{shown}` takes what the worker answers (line {site}) for a PyProxy or a Map, and it is plain data"
    return f"{what}; {_INSTEAD.get(use, _OBJECT)}"


TEMPLATES: dict[Sentence, Template] = {
    Sentence.BOTH_SIDES: _both_sides,
    Sentence.SHIM_METHODS: _shim_methods,
    Sentence.TWO_INTERPRETERS: _two_interpreters,
    Sentence.TWO_INTERPRETERS_OF_ONE: _two_interpreters_of_one,
    Sentence.CODE_UNSEEN: _code_unseen,
    Sentence.GLOBALS_UNSEEN: _globals_unseen,
    Sentence.CODE_MAY_BIND: _code_may_bind,
    Sentence.PYTHON_COMMENT_GOES: "the Python comment `{comment}` goes with its program",
    Sentence.COMMENT_STAYS: "the comment `{comment}` stays; see whether it still applies",
    Sentence.MEMBER_SPELLED_ELSEWHERE: "{fact}; but what stands at {path}:{line} may read it of another object",
    Sentence.NO_USE_LEFT_IN_CLASS: "no use of `{receiver}` is left in a class that inherits `{owner}`, or in `{owner}` "
    "itself",
    Sentence.NO_USE_LEFT_OF_NAME: "no use of `{name}` is left",
    Sentence.NO_USE_LEFT_IN_OBJECT: "it stands in no class, and no use of `{receiver}` is left in the same object",
    Sentence.ANSWER_IS_PLAIN_DATA: _answer_is_plain_data,
    Sentence.RECEIVER_RENAMED: _receiver_renamed,
    Sentence.NO_SITE_EXPLAINS: _no_site_explains,
}
