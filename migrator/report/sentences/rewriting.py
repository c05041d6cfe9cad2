"""Sentences about candidates and results: why a rewrite would do harm."""

from __future__ import annotations

from migrator.model.ledger import Function as Kind
from migrator.model.ledger import Place
from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import PLACES, Template, names, places


def _worker_not_known(place: Place, worker: str) -> str:
    return f"it stands in {PLACES.get(place, 'no class')}, where `{worker}` is not known"


def _effect_count(shown: str, before: int, after: int) -> str:
    return f"`{shown}` has an effect and is evaluated {_times(before)} and would be {_times(after)}"


def _dropped(why: str) -> Template:
    """A function that a page drops may not go, because of a place in it."""

    def said(name: str, shown: str, path: str, line: int) -> str:
        place = f"{path}:{line}" if path else f"line {line}"
        what = f"`{shown}` {why} ({place})" if shown else f"it {why} ({place})"
        return f"the call of `{name}` would go, and {what}"

    return said


def _text_for_python(shown: str, line: int, name: str, mend: str) -> str:
    says = f"`{shown}` (line {line}) makes text that Python reads as code"
    return f"{says}, and `{name}` takes a value; {_on_a_page(name, mend)}"


def _escaped_for_python(shown: str, line: int, name: str, mend: str) -> str:
    says = f"`{shown}` (line {line}) makes text whose escapes Python takes back"
    return f"{says}, and `{name}` takes the text as it is; {_on_a_page(name, mend)}"


def _on_a_page(name: str, mend: str) -> str:
    has = f"`{mend}` in place of `{name}`" if mend else "a line for that statement too"
    return f"a page that means it has {has}"


def _other_there(name: str, line: int | None) -> str:
    if line is None:
        return f"`{name}`, which the rule writes, is given another value in this file"
    return f"`{name}`, which the rule writes, would be the one that line {line} declares"


def _not_accepted(rule: str, changes: tuple[str, ...]) -> str:
    seen = f"`{rule}` fits, and a caller would see what is not accepted: {names(changes)}"
    return f"{seen}; add {'it' if len(changes) == 1 else 'them'} to `accept` in the settings or to `migrate --accept`"


_NO_ASYNC = {
    Kind.FUNCTION: "the function",
    Kind.ARROW: "the arrow function",
    Kind.METHOD: "the method",
    Kind.GETTER: "the getter",
    Kind.SETTER: "the setter",
    Kind.CONSTRUCTOR: "the constructor",
    Kind.GENERATOR: "the generator",
    Kind.FIELD: "the initial value of the field",
    Kind.STATIC: "the static block",
    Kind.PARAMETERS: "the parameters of the function",
    Kind.SCRIPT: "the script",
}


def _not_async(kind: Kind, name: str, line: int, callers: tuple[tuple[str, str, int], ...], more: int) -> str:
    named = f" `{name}`" if name else ""
    what = f"{_NO_ASYNC[kind]}{named} (line {line})"
    said = f"the rule writes `await`, and {what} " + ("is not async" if kind.can_be else "cannot wait")
    if kind in (Kind.FIELD, Kind.STATIC, Kind.PARAMETERS, Kind.SCRIPT):
        return said
    shown = places(callers) + (f" and {more} more" if more else "")
    return f"{said}; it is used in {shown}" if callers else f"{said}; nothing is seen that calls it"


_DOES = {
    "calls": "calls `{shown}`",
    "makes": "makes `{shown}`",
    "writes": "writes `{shown}`",
    "throws": "throws (`{shown}`)",
    "other": "holds `{shown}`, which is not followed",
}


def _at(file: str | None, line: int) -> str:
    return f"({file}:{line})" if file is not None else f"(line {line})"


def _logger_is(shown: str, file: str | None, line: int) -> str:
    return f"it is `{shown}` {_at(file, line)}"


def _logger_without(method: str, shown: str, file: str | None, line: int) -> str:
    return f"`{shown}` {_at(file, line)} has no method `{method}`"


def _no_function(method: str, shown: str, file: str | None, line: int) -> str:
    return f"its `{method}` is `{shown}` {_at(file, line)}, which is not known to log"


def _silent(method: str, file: str | None, line: int) -> str:
    return f"its `{method}` {_at(file, line)} never calls the console"


def _does_more(method: str, does: str, shown: str, file: str | None, line: int) -> str:
    return f"its `{method}` also {_DOES[does].format(shown=shown)} {_at(file, line)}"


def _logger_method(method: str, known: tuple[str, ...]) -> str:
    return f"`{method}` is no method of a logger; those are {names(known)}, and what `log-methods` of the settings adds"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


TEMPLATES: dict[Sentence, Template] = {
    # One candidate.
    Sentence.WORKER_NOT_KNOWN: _worker_not_known,
    Sentence.TOO_MANY_STEPS: "matching `{rule}` takes too many steps",
    Sentence.TOO_DEEP: "the program nests too deeply to be matched",
    Sentence.SYNTAX_UNKNOWN: "nothing is known of the syntax on line {line} (`{kind}`), which may change what names "
    "mean",
    Sentence.NAMES_IN_WITH: "names may mean properties of an object in the `with` on line {line}",
    Sentence.ASSIGNED_NO_VARIABLE: "the rule declares a variable here, and `{shown}` is assigned, which is none that "
    "`let`, `var` or a parameter declares",
    Sentence.ASSIGNED_TWICE: "`{name}` stands for both `${one}` and `${other}` of the rule",
    Sentence.ASSIGNED_OTHERWISE: "`{name}` would not be assigned once, as it is here",
    Sentence.ASSIGNED_ACROSS: "`{name}` would be assigned on the other side of a statement that stays, of a "
    "call or of an `await`",
    Sentence.ASSIGNED_AT_TOP: "`{name}` is declared at the top of the file (line {line}), where code that is not seen "
    "may use it, and the rule gives it a value of another kind or none",
    Sentence.ASSIGNED_ELSEWHERE: "`{name}` has another value too (line {line}), of which the rule says nothing",
    Sentence.ASSIGNED_TYPED: "`{name}` has a type (line {line}), and the rule gives it a value of another kind",
    Sentence.ASSIGNED_MAY_NOT_REACH: "`{name}` is read on line {line}, where it may not be assigned yet",
    Sentence.DECLARED_WITH_OTHERS: "`{name}` goes, and line {line} declares it together with others or where no "
    "declaration can go",
    Sentence.EXPRESSION_CALLED: "`{shown}` is called, and what the rule writes would be called on another `this`",
    Sentence.EXPRESSION_WRITTEN: "`{shown}` is given a value or deleted here, and the rule says what becomes of its "
    "value",
    Sentence.HELD_ACROSS_AWAIT: "`{shown}` would wait, and `{part}`, which is evaluated before it, may be another one "
    "by then",
    Sentence.PROGRAM_WITHIN: "another program runs within this one (line {line}); give its value a name first",
    Sentence.PROGRAM_AROUND: "it runs within the program on line {line}; give its value a name first",
    Sentence.COMMENT_IN_EXPRESSION: "the comment `{comment}` has to stay, and stands within an expression that goes",
    Sentence.NOT_ONE_NAME: "`{shown}` stands where the page declares one name",
    Sentence.GONE_AND_USED: "`{name}` is gone and `{shown}` still uses it",
    Sentence.UNKNOWN_THERE: "`{name}` is not known where the rule would write it",
    Sentence.OTHER_THERE: _other_there,
    Sentence.NOT_ASYNC: _not_async,
    Sentence.NO_COMMON_LITERAL: "the Python value is no literal that JavaScript has too",
    Sentence.NO_TARGET: "`{shown}` can be given no value, and the rule would write it as the target of one",
    Sentence.NO_PLAIN_NAME: "`{shown}` stands where the rule would write a name",
    Sentence.NO_PROPERTY: "`{shown}` stands where the rule would write the name of a property",
    Sentence.NO_EXPRESSION: "`{shown}` is the name of a property and stands where the rule would write an expression",
    Sentence.OTHER_FUNCTION: "`{word}` in `{shown}` would belong to another function where the rule would write it",
    Sentence.NO_GENERATOR: "the rule would write a `yield` into what is no generator",
    Sentence.USE_NOT_COVERED: "`{name}` is used in a way that the page does not cover",
    Sentence.EFFECT_DROPPED: "`{shown}` has an effect and is dropped",
    Sentence.DROPPED_WRITES: _dropped("writes to what the function is not given"),
    Sentence.DROPPED_CALLS: _dropped("runs code that is not seen"),
    Sentence.DROPPED_READS_THIS: _dropped("is read in it"),
    Sentence.DROPPED_THROWS: _dropped("ends the call with an error"),
    Sentence.DROPPED_WAITS: _dropped("waits"),
    Sentence.DROPPED_PRINTS: _dropped("prints"),
    Sentence.DROPPED_NOT_FOLLOWED: _dropped("is no plain name of a function, so what it does is not followed"),
    Sentence.DROPPED_NOT_SEEN: "`{name}` is not seen here, so whether its calls, which go, have an effect was not "
    "checked",
    Sentence.HOLE_IN_DOTS: "a hole in `{shown}`, which the page covers with `...`, would be dropped",
    Sentence.EFFECT_COUNT: _effect_count,
    Sentence.EFFECT_UNDER_CONDITION: "`{shown}` has an effect and is evaluated under a condition",
    Sentence.EFFECT_ORDER: "`{shown}` has an effect and would be evaluated in another order",
    Sentence.TEXT_FOR_PYTHON: _text_for_python,
    Sentence.ESCAPED_FOR_PYTHON: _escaped_for_python,
    Sentence.NAMESPACE_NOT_WRITTEN: "the program runs on the namespace in `{shown}`, and no line of the rule says what "
    "becomes of the values there: a page that means it writes them out, or makes the namespace in a `-` line",
    Sentence.OPTIONS_NOT_TAKEN: "`{called}` takes the program alone, and not `{shown}`",
    Sentence.PROGRAM_NOT_IN_RULE: "`{shown}` would go as well, and no line of the rule runs it",
    Sentence.PROGRAM_STAYS: "the rule takes the program on line {line} as well, and that one is kept",
    Sentence.RUNS_BETWEEN: "`{shown}` may run Python, and the rule moves other Python over it",
    Sentence.LEAVES_BETWEEN: "with `{shown}` the statements behind it do not run, and the rule moves Python over it",
    Sentence.CARRIED_BY_SITE: "the Python global `{name}` goes from one part of the site to another, and not in the "
    "rule",
    Sentence.CARRIED_BY_RULE: "in the rule the Python global `{name}` goes from one part to another, and not here",
    Sentence.WRITTEN_BETWEEN: "`{name}` is written between the statements of the rule",
    Sentence.READ_ACROSS: "`{shown}` would be read on the other side of statements that may change it",
    Sentence.READ_ACROSS_AWAIT: "`{shown}` would be read on the other side of an `await`, and `{part}` may be another "
    "by then",
    Sentence.HELD_CHANGES_ACROSS: "`{shown}` would be read on the other side of an `await`, and others may write to "
    "what `{part}` holds meanwhile",
    Sentence.READ_ACROSS_OTHER: "`{shown}` would be read on the other side of `{other}`, which may change it",
    Sentence.HELD_ACROSS_OTHER: "what `{shown}` holds would be read after `{other}`, which may change it",
    Sentence.NO_LOGGER: "`{shown}` stands where the page takes a logger (`${name}`), and is none: {why}",
    Sentence.LOGGER_UNKNOWN: "nothing shows what it is, and the last word of its name is not log or logger",
    Sentence.LOGGER_IS: _logger_is,
    Sentence.LOGGER_HAS_NO_METHOD: _logger_without,
    Sentence.LOGGER_HAS_NO_FUNCTION: _no_function,
    Sentence.LOGGER_IS_SILENT: _silent,
    Sentence.LOGGER_DOES_MORE: _does_more,
    Sentence.LOGGER_METHOD: _logger_method,
    Sentence.LOGGER_TOO_FAR: "what it is takes too many steps to find",
    Sentence.NOT_ACCEPTED: _not_accepted,
    Sentence.PAGE_NOT_FINISHED: "`{rule}` fits, and is not finished (`{shown}`): `migrator rules check {rule}` lists "
    "what is still to be written",
    # Several sites.
    Sentence.PART_OF_OTHER_SITE: "its statements are part of another site, which `{rule}` rewrites",
    Sentence.STILL_USED: "`{name}` is still used on line {line}",
    Sentence.USED_BY_OTHER_SITE: "`{name}` is used by the site on line {line}, which `{rule}` rewrites",
    Sentence.GLOBAL_STILL_READ: "the Python global `{name}` goes, and the program on line {line} reads it",
    Sentence.GLOBAL_LOOKED_UP: "the Python global `{name}` goes, and line {line} reads it from JavaScript",
    Sentence.GLOBAL_READ_ELSEWHERE: "the Python global `{name}` goes, and {file} reads it on line {line}",
    Sentence.GLOBAL_WRITTEN_BETWEEN: "line {line} may give the Python global `{name}` another value between the "
    "statements of the rule",
    Sentence.NAMESPACE_STILL_USED: "the namespace that is made here goes, and line {line} uses it",
    Sentence.NAMESPACE_USED_ELSEWHERE: "the namespace that is made here goes, and {file} uses it on line {line}",
    # The result.
    Sentence.EDITS_OVERLAP: "edits overlap at byte {at}",
    Sentence.RESULT_NOT_PARSED: "the result does not parse: {fault} (line {line})",
    Sentence.OPENS_BLOCK: "an expression would begin with `{{`, which opens a block there",
    Sentence.READ_OTHERWISE: "`{shown}` would be read otherwise",
    Sentence.BOUND_BY_NOTHING: "`{name}` would be bound by nothing",
    Sentence.DECLARED_TWICE: "`{name}` would be declared twice",
    Sentence.CONSTANT_WRITTEN: "`{name}` would be a constant that is written",
    Sentence.NO_NAME_ANY_MORE: "`{name}` would be no name any more",
    Sentence.CAPTURED: "`{name}` would be captured",
    Sentence.WRITTEN_OTHERWISE: "the result would have `{found}` for `{expected}`",
    Sentence.NEVER_WRITTEN: "`{shown}` would not be written",
    Sentence.NAME_OTHERWISE: "`{name}` would mean something else where it is written",
    Sentence.FUNCTION_OTHERWISE: "`{shown}` would belong to another function",
    Sentence.NEST_WRITES: "`{shown}` is given a value here, which the page does not cover",
    # Code that the parser takes and no engine does.
    Sentence.AWAIT_NOT_HERE: "`{shown}` would await where that is not allowed",
    Sentence.YIELD_NOT_HERE: "`{shown}` would yield where that is not allowed",
    Sentence.RETURN_OUTSIDE: "`{shown}` would return outside of a function",
    Sentence.NO_ASSIGNMENT_TARGET: "`{shown}` would be given a value, and cannot be",
    Sentence.UNARY_BEFORE_POWER: "`{shown}` would stand before `**` without parentheses",
    Sentence.MIXED_COALESCE: "`{shown}` would mix `??` with `||` or `&&` without parentheses",
    Sentence.NEEDS_PARENTHESES: "`{shown}` would need parentheses",
    Sentence.OPTIONAL_NOT_HERE: "`{shown}` would have a `?.` where none may be",
    Sentence.DELETE_NAME: "`{shown}` would delete a name",
    Sentence.NO_PRIVATE_NAME: "`{shown}` would be a private name that no class around it declares",
    Sentence.BEGINS_DECLARATION: "`{shown}` would be read as a declaration",
    Sentence.DECLARATION_AS_BODY: "`{shown}` would be a body without braces",
    Sentence.LINE_ENDS_HERE: "`{shown}` would have a line end where none may be",
    Sentence.LABEL_TWICE: "`{shown}` would have a label that is around it",
    Sentence.NOTHING_TO_LEAVE: "`{shown}` would have nothing to leave",
    Sentence.NO_INITIALISER: "`{shown}` would have no value",
    Sentence.PARAMETER_TWICE: "`{shown}` would have a parameter twice",
    Sentence.NO_ESCAPE: "`{shown}` would have an escape that is none",
    Sentence.OCTAL_NUMBER: "`{shown}` would be an octal number, which strict mode has not",
}
