"""Sentences about faults of pages, each with what mends it."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.model.settings import RECEIVER, WORKER
from migrator.python.language import PYTHON
from migrator.report.sentences.template import Template, Words


def _no_such_fence(name: str, known: tuple[str, ...]) -> str:
    return f"there is no fence `python {name}` (there is: {', '.join(known) or 'none'})"


def _known_keys(key: str, known: tuple[str, ...]) -> str:
    return f"the keys are: {', '.join(known)}"


def _did_you_mean(name: str, near: tuple[str, ...]) -> str:
    return f"did you mean {', '.join(near)}?"


def _never_matches(shown: str) -> str:
    return f"no source can match `{shown}`" if shown else "no source can match this block"


def _mend_of(written: str, fault: Words) -> str:
    return fault.mend


TEMPLATES: dict[Sentence, Template] = {
    # The file and its parts.
    Sentence.PAGE_NOT_UTF8: "is not UTF-8",
    Sentence.PAGE_UNREADABLE: "cannot be read: {why}",
    Sentence.PAGE_RAISED: "cannot be read, by a fault of migrator: {raised}",
    Sentence.PAGE_TOO_DEEP: "nests too deeply",
    Sentence.PAGE_HAS: "`{written}`: {fault}",
    Sentence.NO_PAGES: "holds no rule page",
    Sentence.NO_TITLE: "the page has no title",
    Sentence.NO_DIFF: "the page has no `diff` block",
    Sentence.FRONT_MATTER_OPEN: "the front matter does not end",
    Sentence.FRONT_MATTER_ALIAS: "the front matter has a YAML alias",
    Sentence.FRONT_MATTER_NOT_YAML: "the front matter is not YAML",
    Sentence.FRONT_MATTER_TOO_DEEP: "the front matter has lists in lists",
    Sentence.FRONT_MATTER_NO_MAPPING: "the front matter is no mapping",
    Sentence.UNKNOWN_KEY: "`{key}` is no key of a page",
    Sentence.AFTER_IS_NO_LIST: "`after` is a list of page ids",
    Sentence.AFTER_NAMES_NO_PAGE: "`after` names `{name}`, which is no page",
    Sentence.LOGGERS_IS_NO_LIST: "`loggers` is a list of metavariables",
    Sentence.LOGGER_IS_NO_NAME: "`{name}` of `loggers` is no name of a metavariable",
    Sentence.LOGGER_TWICE: "`loggers` has `{name}` twice",
    Sentence.LOGGER_NOT_ON_PAGE: "`loggers` has `{name}`, and no `-` or context line has `${name}`",
    Sentence.LOGGER_NOT_CALLED: "`loggers` has `{name}`, and no method of `${name}` is called",
    Sentence.SAME_NAME: "`{page}` is a page of the same name",
    Sentence.CHANGE_WITHOUT_NAME: "an item of *What changes* begins with its name",
    Sentence.CHANGE_TWICE: "*What changes* has `{name}` twice",
    Sentence.CHANGE_IS_EVERY: "`{name}` of *What changes* is what settings call all changes",
    Sentence.DUTY_WITHOUT_NAME: "an item of *The worker must* begins with its name",
    Sentence.DUTY_WITHOUT_PATTERN: "`{name}` has no pattern",
    Sentence.PATTERN_LANGUAGE: "`{info}` is no language of a pattern",
    Sentence.PATTERN_WRONG: "{fault}",
    Sentence.PATTERN_NOT_PYTHON: "the Python does not parse: {fault}",
    Sentence.PATTERN_WITHOUT_VALUE: "the Python does not parse: it has no value",
    Sentence.PATTERN_STATEMENTS: "the pattern has {number} statements",
    # What is still to be written.
    Sentence.TO_DO_TITLE: "the title is still `{shown}`",
    Sentence.TO_DO_SUMMARY: "the first sentence is still the one that the page was begun with",
    Sentence.TO_DO_COMMAND: "`{shown}` calls `{command}`, which stands for a command of your worker",
    Sentence.TO_DO_LINE: "`{shown}` is still to be done",
    Sentence.TO_DO_CHANGE: "`{name}` stands for what a caller could notice",
    Sentence.TO_DO_NO_CHANGES: "*{title}* is empty",
    # The notation.
    Sentence.NOT_JAVASCRIPT_HERE: "this is not JavaScript",
    Sentence.PAGE_SYNTAX_UNKNOWN: "nothing is known of this syntax (`{kind}`)",
    Sentence.DIFF_LINE: "a line of a diff begins with `-`, `+` or a space, and a second space",
    Sentence.NO_SUCH_FENCE: _no_such_fence,
    Sentence.NEST_OPEN: "`<...` has no `...>`",
    Sentence.NOT_ONE_EXPRESSION: "this is not one expression",
    Sentence.GAP_MARKED: "a gap of JavaScript stays where it is",
    Sentence.MIXED_MARKERS: "a statement has lines of different markers",
    Sentence.BLOCK_NOT_PYTHON: "the Python does not parse: {fault}",
    Sentence.NEST_SHAPE: "a nest holds one `-` and one `+` expression, or uses that stay",
    Sentence.NEST_METAVARIABLES: "a nest speaks of one metavariable",
    Sentence.NEST_NO_EXPRESSION: "a nest holds an expression",
    Sentence.ADDED_APART: "these `+` lines touch no `-` line",
    Sentence.NO_USE: f"a block holds no use of `{RECEIVER}`",
    Sentence.NO_USE_REMOVED: f"a block holds no use of `{RECEIVER}` in a `-` line",
    Sentence.CODE_NOT_NAMED: "what runs is neither a program nor a metavariable",
    Sentence.CODE_NOT_SENT: "`{name}` is any code, and no `+` line sends it",
    Sentence.IMPORT_SHAPE: "this import has no form that a page can have",
    Sentence.IMPORT_HIDES: "`{name}` is imported, and is another name too",
    Sentence.IMPORT_HIDES_GLOBAL: "`{name}` is imported, and browsers have a global of this name",
    Sentence.IMPORT_UNUSED: "`{name}` is imported, and no `+` line has it",
    Sentence.IMPORT_NOT_AT_TOP: "an import stands at the top of its block",
    Sentence.EXPRESSION_BLOCK: "a block under `diff expression` holds one `-` and one `+` expression",
    Sentence.CALL_STAYS: "the call that runs Python stays",
    Sentence.UNBOUND_METAVARIABLE: "`{name}` comes in a `+` line and no `-` or context line binds it",
    Sentence.DECLARATION_GONE: "`{name}` is used after its declaration is gone",
    Sentence.NEST_UNBOUND: "`${name}` of the nest is not bound",
    Sentence.FREE_NAME: "`{name}` is a free name",
    Sentence.UNTIED_STATEMENT: "this `-` statement shares no name with another",
    Sentence.DOTS_UNPAIRED: "a `...` of this template stands for the text of no template on a `-` line",
    Sentence.DROPS_ARGUMENTS: "`(...)` on a `-` line drops arguments that the rule does not name",
    Sentence.IN_BOTH_LANGUAGES: "`${name}` stands in Python and in JavaScript",
    Sentence.MATCHES_AGAIN: "the rule would match these `+` lines again",
    Sentence.WRONG_TARGET: "nothing can be assigned to this",
    Sentence.PROPERTY_AS_VALUE: "`{name}` is the name of a property in the `-` lines, and a value here",
    Sentence.NEVER_MATCHES: _never_matches,
    Sentence.PAGE_HOLE_HIDDEN: "a `${{…}}` stands in a comment or a docstring, where no rule sees it",
    Sentence.PAGE_STAR_IMPORT: "the program imports `*`, which binds names that cannot be seen",
}

_ONE_PATTERN = "write one expression or one statement"
_KEY_VALUE = "write `key: value` lines"

MENDS: dict[Sentence, Template] = {
    Sentence.PAGE_NOT_UTF8: "save it as UTF-8",
    Sentence.PAGE_UNREADABLE: "mend the file",
    Sentence.PAGE_RAISED: "{variable}=1 shows the traceback",
    Sentence.PAGE_HAS: _mend_of,
    Sentence.PAGE_TOO_DEEP: "write it with less nesting",
    Sentence.NO_PAGES: "a page's name is like `01-what-it-does.md`",
    Sentence.NO_TITLE: "begin with `# What the rule does`",
    Sentence.NO_DIFF: "write the rule as a fence ```diff",
    Sentence.FRONT_MATTER_OPEN: "close it with a line `---`",
    Sentence.FRONT_MATTER_ALIAS: "write the values out",
    Sentence.FRONT_MATTER_NOT_YAML: _KEY_VALUE,
    Sentence.FRONT_MATTER_TOO_DEEP: _KEY_VALUE,
    Sentence.FRONT_MATTER_NO_MAPPING: _KEY_VALUE,
    Sentence.UNKNOWN_KEY: _known_keys,
    Sentence.AFTER_IS_NO_LIST: "write `after: [07-name]`",
    Sentence.AFTER_NAMES_NO_PAGE: _did_you_mean,
    Sentence.LOGGERS_IS_NO_LIST: "write `loggers: [LOG]`",
    Sentence.LOGGER_IS_NO_NAME: "write it as in `$LOG`, without the `$`: `loggers: [LOG]`",
    Sentence.LOGGER_TWICE: "take one out",
    Sentence.LOGGER_NOT_ON_PAGE: "mend the name, or take it out",
    Sentence.LOGGER_NOT_CALLED: "write a call, as in `${name}.$SAY(...)`, or take it out",
    Sentence.SAME_NAME: "rename one",
    Sentence.CHANGE_WITHOUT_NAME: "write ``- `obs-keys-are-strings`: …``",
    Sentence.CHANGE_TWICE: "write one item, or give each a name of its own",
    Sentence.CHANGE_IS_EVERY: "give it a name that says what changes",
    Sentence.DUTY_WITHOUT_NAME: "write ``- `answers-can-be-cloned` (`step`): …``, the command only if one of several "
    "is meant",
    Sentence.DUTY_WITHOUT_PATTERN: "give it a fence ```python or ```js, or `… not`",
    Sentence.PATTERN_LANGUAGE: "write ```python, ```js, or one with `not`",
    Sentence.PATTERN_WRONG: _ONE_PATTERN,
    Sentence.PATTERN_NOT_PYTHON: _ONE_PATTERN,
    Sentence.PATTERN_WITHOUT_VALUE: _ONE_PATTERN,
    Sentence.PATTERN_STATEMENTS: _ONE_PATTERN,
    Sentence.TO_DO_TITLE: "say what the rule does",
    Sentence.TO_DO_SUMMARY: "say what takes the place of the program",
    Sentence.TO_DO_COMMAND: "write that in its place, and make of its arguments and answer what it takes and gives",
    Sentence.TO_DO_LINE: "do it, and take the mark out",
    Sentence.TO_DO_CHANGE: "name each change and say what was seen before and is seen now, or take the section out if "
    "nothing changes",
    Sentence.TO_DO_NO_CHANGES: "write an item for each change, or take the section out if nothing changes",
    Sentence.NOT_JAVASCRIPT_HERE: "write statements as they would stand in the file",
    Sentence.PAGE_SYNTAX_UNKNOWN: "write it another way",
    Sentence.DIFF_LINE: "put the marker in the first column",
    Sentence.NO_SUCH_FENCE: "add it, or mend the name",
    Sentence.NEST_OPEN: "close the nest",
    Sentence.NOT_ONE_EXPRESSION: f"write one, as in `{WORKER}.step(...)`",
    Sentence.GAP_MARKED: "write `...` without a marker",
    Sentence.MIXED_MARKERS: "a marker holds for a whole statement",
    Sentence.BLOCK_NOT_PYTHON: "mend the program",
    Sentence.NEST_SHAPE: "write both, or neither",
    Sentence.NEST_METAVARIABLES: "write a nest for each",
    Sentence.NEST_NO_EXPRESSION: "write one expression on the line",
    Sentence.ADDED_APART: "put them beside the lines that they replace",
    Sentence.NO_USE: f"write what goes as `- await {RECEIVER}.{PYTHON.calls[0]}(...)`; whatever the settings call it, "
    f"it is `{RECEIVER}` on a page",
    Sentence.NO_USE_REMOVED: "mark its statement with `-`",
    Sentence.CODE_NOT_NAMED: "write the program in the call, or a metavariable for any code",
    Sentence.CODE_NOT_SENT: f"write it, as in `{WORKER}.run({{name}})`, or write the program in the call",
    Sentence.IMPORT_SHAPE: "write `import {{ name }} from './file.js'`",
    Sentence.IMPORT_HIDES: "import it under another name: `{{ {name} as mine }}`",
    Sentence.IMPORT_HIDES_GLOBAL: "import it under another name: `{{ {name} as mine }}`",
    Sentence.IMPORT_UNUSED: "take it out, or use it",
    Sentence.IMPORT_NOT_AT_TOP: "move it up, before all other lines",
    Sentence.EXPRESSION_BLOCK: "write one of each, or a block of statements under `diff`",
    Sentence.CALL_STAYS: "mark its statement with `-`",
    Sentence.UNBOUND_METAVARIABLE: "bind it, or write another name",
    Sentence.DECLARATION_GONE: "declare it again in a `+` line, or bind its value",
    Sentence.NEST_UNBOUND: "bind it in a `-` or context line",
    Sentence.FREE_NAME: "declare it in a `+` line, make it a metavariable, or a member of `this`",
    Sentence.UNTIED_STATEMENT: "leave it out, let it stay without a marker, or tie it with a metavariable",
    Sentence.DOTS_UNPAIRED: "write `...` in as many templates of `-` lines, or the text that is meant",
    Sentence.DROPS_ARGUMENTS: "write `(... $X ...)`",
    Sentence.IN_BOTH_LANGUAGES: "use two names; they meet in holes only",
    Sentence.MATCHES_AGAIN: "write another program, or a command",
    Sentence.WRONG_TARGET: "assign to a variable or a member",
    Sentence.PROPERTY_AS_VALUE: "write it behind a dot",
    Sentence.PAGE_HOLE_HIDDEN: "take it out",
    Sentence.PAGE_STAR_IMPORT: "name what is imported",
    Sentence.NEVER_MATCHES: "write it as it would stand in the file; a metavariable stands for an expression, "
    "a name or a property",
}
