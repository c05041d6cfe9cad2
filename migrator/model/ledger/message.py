"""What there is to say, without the words: the name of a sentence, and the values that stand in it.

One module, though it is long: the sentences are one list, by the parts of the program that say them.

Whoever finds something out says which sentence it is, and with what; `report.sentences` has the words of each. So a
program asks a message what happened by its sentence and its values, and nobody looks for words in a text.
"""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import NamedTuple


class Sentence(StrEnum):
    """The sentences that messages are made of. Each has its words in `report.sentences`, and a place for each value."""

    # What another program says, in its own words.
    QUOTED = auto()

    # Files: why one is not read, parsed or written.
    CANNOT_BE_READ = auto()
    CANNOT_BE_WRITTEN = auto()
    WIDE_ENCODING = auto()
    HOLDS_NUL = auto()
    NOT_UTF8 = auto()
    TOKEN_MISSING = auto()
    NOT_JAVASCRIPT = auto()
    FILE_TOO_DEEP = auto()
    FILE_RAISED = auto()
    NO_SUCH_FILE = auto()
    NO_REGULAR_FILE = auto()
    NO_JAVASCRIPT_FILE = auto()
    TOO_LARGE = auto()
    ONLY_SEARCHED = auto()
    OWN_REPOSITORY = auto()
    LINK_TO_FOLDER = auto()
    LINK_TO_FILE = auto()
    COPY_OF_PYODIDE = auto()
    LOOKS_GENERATED = auto()

    # Python, and the literals that it stands in.
    HOLE_NOT_CLOSED = auto()
    ESCAPE_AT_END = auto()
    NO_CODE_POINT = auto()
    OCTAL_ESCAPE = auto()
    ESCAPE_WITHOUT_DIGITS = auto()
    NO_SUCH_CHARACTER = auto()
    STRING_HOLDS = auto()
    PROGRAM_TOO_DEEP = auto()
    PROGRAM_TOO_LONG = auto()
    HALF_OF_PAIR = auto()
    BACKSLASH_BEGINS_LINE = auto()
    BLOCKS_TOO_DEEP = auto()
    TOO_MANY_ELIFS = auto()
    BRACKETS_TOO_DEEP = auto()
    TOO_MANY_OPERATORS = auto()
    TOO_MANY_NESTED = auto()
    NO_METAVARIABLE = auto()
    METAVARIABLE_NOT_HERE = auto()
    NODE_UNKNOWN = auto()
    TYPE_PARAMETERS = auto()

    # Pages: the file and its parts.
    PAGE_NOT_UTF8 = auto()
    PAGE_UNREADABLE = auto()
    PAGE_RAISED = auto()
    PAGE_TOO_DEEP = auto()
    NO_PAGES = auto()
    NO_TITLE = auto()
    NO_DIFF = auto()
    FRONT_MATTER_OPEN = auto()
    FRONT_MATTER_ALIAS = auto()
    FRONT_MATTER_NOT_YAML = auto()
    FRONT_MATTER_TOO_DEEP = auto()
    FRONT_MATTER_NO_MAPPING = auto()
    UNKNOWN_KEY = auto()
    AFTER_IS_NO_LIST = auto()
    AFTER_NAMES_NO_PAGE = auto()
    LOGGERS_IS_NO_LIST = auto()
    LOGGER_IS_NO_NAME = auto()
    LOGGER_TWICE = auto()
    LOGGER_NOT_ON_PAGE = auto()
    LOGGER_NOT_CALLED = auto()
    SAME_NAME = auto()
    CHANGE_WITHOUT_NAME = auto()
    CHANGE_TWICE = auto()
    CHANGE_IS_EVERY = auto()
    DUTY_WITHOUT_NAME = auto()
    DUTY_WITHOUT_PATTERN = auto()
    PATTERN_LANGUAGE = auto()
    PATTERN_WRONG = auto()
    PATTERN_NOT_PYTHON = auto()
    PATTERN_WITHOUT_VALUE = auto()
    PATTERN_STATEMENTS = auto()

    # Pages: the notation.
    NOT_JAVASCRIPT_HERE = auto()
    PAGE_SYNTAX_UNKNOWN = auto()
    DIFF_LINE = auto()
    NO_SUCH_FENCE = auto()
    NEST_OPEN = auto()
    NO_PROGRAM_REMOVED = auto()
    NOT_ONE_EXPRESSION = auto()
    GAP_MARKED = auto()
    MIXED_MARKERS = auto()
    BLOCK_NOT_PYTHON = auto()
    NEST_SHAPE = auto()
    NEST_METAVARIABLES = auto()
    NEST_NO_EXPRESSION = auto()
    ADDED_APART = auto()
    NOT_ONE_CALL = auto()
    CALL_STAYS = auto()
    UNBOUND_METAVARIABLE = auto()
    DECLARATION_GONE = auto()
    NEST_UNBOUND = auto()
    FREE_NAME = auto()
    UNTIED_STATEMENT = auto()
    DROPS_ARGUMENTS = auto()
    DOTS_UNPAIRED = auto()
    IN_BOTH_LANGUAGES = auto()
    MATCHES_AGAIN = auto()
    WRONG_TARGET = auto()
    PROPERTY_AS_VALUE = auto()
    NEVER_MATCHES = auto()
    PAGE_HOLE_HIDDEN = auto()
    PAGE_STAR_IMPORT = auto()

    # Settings.
    NOT_TOML = auto()
    TOML_TOO_DEEP = auto()
    TOML_NUMBER = auto()
    NO_TABLE = auto()
    RULES_NAME_NO_FOLDER = auto()
    RULES_NAME_NO_PACK = auto()
    SETTING_LEADS_OUT = auto()
    ACCEPT_NAMES_NO_CHANGE = auto()
    SCRIPT_SETTING_NO_FILE = auto()
    FACT_WITHOUT_METHOD = auto()
    FACT_SAYS_NOTHING = auto()
    FACT_NOTATION = auto()
    UNKNOWN_SETTING = auto()
    SETTING_WRONG = auto()
    NOT_IN_QUOTES = auto()
    NOT_OF_FORM = auto()
    NO_LIST = auto()
    NO_CHOICE = auto()
    NO_NUMBER = auto()
    NO_TABLES = auto()

    # Sites: what keeps a program from being read.
    TAGGED_TEMPLATE = auto()
    NO_ARGUMENT = auto()
    RECEIVER_REACHED_THROUGH = auto()
    PROGRAM_NOT_IN_CALL = auto()
    PYTHON_NOT_PARSED = auto()

    # Calls that run Python and that no setting covers.
    UNREAD_LANGUAGE = auto()
    UNREAD_MEMBER_OF_THIS = auto()
    UNREAD_THIS_OF_FILE = auto()
    UNREAD_IN_WORKER_STYLE = auto()
    UNREAD = auto()
    UNREAD_NOT_NAMED = auto()

    # The matcher: what a pattern has that a term has not.
    IN_NO_BLOCK = auto()
    BLOCK_ENDS = auto()
    BLOCK_BEGINS = auto()
    HAS_EFFECT = auto()
    ENDS_BEFORE = auto()
    TAKES_APART = auto()
    OTHER_VALUE_ELSEWHERE = auto()
    NOT_THE_GLOBAL = auto()
    GLOBAL_REPLACED = auto()
    NO_VALUE = auto()
    PAGE_HAS_NO_VALUE = auto()
    CHANGES_FOREIGN_LIST = auto()
    READ_OUTSIDE_OF_GAP = auto()

    # Explanations.
    NO_PAGE_FOR_THIS = auto()
    HIDDEN_HOLE = auto()
    STAR_IMPORT = auto()
    NOTHING_DONE = auto()
    NO_LINE_EXPLAINS = auto()
    FITS_UP_TO = auto()
    SOURCE_HAS_WHAT = auto()
    RULE_HAS_WHAT = auto()
    RULE_HAS_MORE = auto()
    RULE_HAS_MORE_IN = auto()
    RULE_HAS_OTHER = auto()
    OTHER_MODULE = auto()
    NOT_IMPORTED = auto()
    NOT_THE_ENVIRONMENT = auto()
    OTHER_NAME = auto()

    # Rewriting: one candidate.
    WORKER_NOT_KNOWN = auto()
    NAMES_IN_WITH = auto()
    SYNTAX_UNKNOWN = auto()
    TOO_MANY_STEPS = auto()
    TOO_DEEP = auto()
    NOT_ONE_NAME = auto()
    GONE_AND_USED = auto()
    UNKNOWN_THERE = auto()
    OTHER_THERE = auto()
    NOT_ASYNC = auto()
    NO_COMMON_LITERAL = auto()
    NO_TARGET = auto()
    NO_PLAIN_NAME = auto()
    NO_PROPERTY = auto()
    NO_EXPRESSION = auto()
    OTHER_FUNCTION = auto()
    NO_GENERATOR = auto()
    USE_NOT_COVERED = auto()
    EFFECT_DROPPED = auto()
    HOLE_IN_DOTS = auto()
    DROPPED_WRITES = auto()
    DROPPED_CALLS = auto()
    DROPPED_READS_THIS = auto()
    DROPPED_THROWS = auto()
    DROPPED_WAITS = auto()
    DROPPED_PRINTS = auto()
    DROPPED_NOT_FOLLOWED = auto()
    DROPPED_NOT_SEEN = auto()
    EFFECT_COUNT = auto()
    EFFECT_UNDER_CONDITION = auto()
    EFFECT_ORDER = auto()
    TEXT_FOR_PYTHON = auto()
    ESCAPED_FOR_PYTHON = auto()
    WRITTEN_BETWEEN = auto()
    READ_ACROSS = auto()
    READ_ACROSS_AWAIT = auto()
    READ_ACROSS_OTHER = auto()
    NO_LOGGER = auto()
    LOGGER_UNKNOWN = auto()
    LOGGER_IS = auto()
    LOGGER_HAS_NO_METHOD = auto()
    LOGGER_HAS_NO_FUNCTION = auto()
    LOGGER_IS_SILENT = auto()
    LOGGER_DOES_MORE = auto()
    LOGGER_METHOD = auto()
    LOGGER_TOO_FAR = auto()

    NOT_ACCEPTED = auto()

    # Rewriting: several sites.
    PART_OF_OTHER_SITE = auto()
    STILL_USED = auto()
    USED_BY_OTHER_SITE = auto()
    GLOBAL_STILL_READ = auto()
    GLOBAL_LOOKED_UP = auto()
    GLOBAL_READ_ELSEWHERE = auto()

    # Rewriting: the result.
    EDITS_OVERLAP = auto()
    RESULT_NOT_PARSED = auto()
    OPENS_BLOCK = auto()
    READ_OTHERWISE = auto()
    BOUND_BY_NOTHING = auto()
    DECLARED_TWICE = auto()
    CONSTANT_WRITTEN = auto()
    NO_NAME_ANY_MORE = auto()
    CAPTURED = auto()
    WRITTEN_OTHERWISE = auto()
    NEVER_WRITTEN = auto()
    NAME_OTHERWISE = auto()
    FUNCTION_OTHERWISE = auto()
    NEST_WRITES = auto()

    # Code that the parser takes and no engine does.
    AWAIT_NOT_HERE = auto()
    YIELD_NOT_HERE = auto()
    RETURN_OUTSIDE = auto()
    NO_ASSIGNMENT_TARGET = auto()
    UNARY_BEFORE_POWER = auto()
    MIXED_COALESCE = auto()
    NEEDS_PARENTHESES = auto()
    OPTIONAL_NOT_HERE = auto()
    DELETE_NAME = auto()
    NO_PRIVATE_NAME = auto()
    BEGINS_DECLARATION = auto()
    DECLARATION_AS_BODY = auto()
    LINE_ENDS_HERE = auto()
    LABEL_TWICE = auto()
    NOTHING_TO_LEAVE = auto()
    NO_INITIALISER = auto()
    PARAMETER_TWICE = auto()
    NO_ESCAPE = auto()
    OCTAL_NUMBER = auto()

    # The worker: what a class lacks, and what could not be looked at.
    BASE_NOT_FOUND = auto()
    EXTENDS_ITSELF = auto()
    CHAIN_TOO_LONG = auto()
    HAS_NO_COMMANDS = auto()
    WORKER_CLASS_NOT_FOUND = auto()
    WORKER_GIVEN_NOTHING = auto()
    WORKER_NOT_IN_SCOPE = auto()
    WORKER_DECLARED_LATER = auto()
    WORKER_SHADOWED = auto()
    IS_PLATFORM_WORKER = auto()
    OBJECT_NOT_WHOLE = auto()
    DUTIES_NOT_READ = auto()
    HELPER_WITHOUT_CLASS = auto()
    THIS_WITHOUT_CLASS = auto()
    WORKER_NOT_FOLLOWED = auto()
    WORKER_MADE_BY_METHOD = auto()
    WORKER_NOT_ASSIGNED = auto()
    NOT_CHECKED = auto()
    TOO_MANY_ARGUMENTS = auto()
    CLASS_LACKS_METHOD = auto()
    WORKER_LACKS_METHOD = auto()
    UNKNOWN_REFUSED = auto()

    # The worker: duties of handlers.
    DUTY_BROKEN = auto()
    DUTY_NOT_SEEN = auto()
    DUTY_NOT_SEEN_UNREAD = auto()
    DUTY_UNREAD = auto()
    PYTHON_NOT_WRITTEN = auto()
    PROGRAM_NOT_PARSED = auto()
    MODULE_NOT_READ = auto()
    CHOICE_NOT_READ = auto()
    BRANCH_NOT_READ = auto()
    TOO_MUCH_CODE = auto()
    STATED_BY = auto()
    NOT_READ = auto()
    NO_MESSAGE_SEEN = auto()
    NO_HANDLER_SEEN = auto()
    NO_NEW_WORKER = auto()
    SCRIPT_UNREADABLE = auto()
    SCRIPT_IS_NO_FILE = auto()
    ADDRESS_NAMES_NO_FILE = auto()
    NO_FILE_OF_ADDRESS = auto()
    SEVERAL_FILES_OF_ADDRESS = auto()

    # One file.
    TWO_INTERPRETERS = auto()
    TWO_INTERPRETERS_OF_ONE = auto()
    CODE_UNSEEN = auto()
    GLOBALS_UNSEEN = auto()
    PYTHON_COMMENT_GOES = auto()
    COMMENT_STAYS = auto()
    NO_USE_LEFT_IN_CLASS = auto()
    NO_USE_LEFT_IN_OBJECT = auto()
    NO_USE_LEFT_OF_NAME = auto()
    RECEIVER_RENAMED = auto()
    RECEIVER_NOT_NAMED = auto()
    RECEIVER_NOT_SET = auto()
    RECEIVER_OF_SEVERAL = auto()
    NO_SITE_EXPLAINS = auto()

    # Policies.
    FACT_SYNTAX_UNKNOWN = auto()
    FACT_CALL_MISSING = auto()
    FACT_CALL_FORBIDDEN = auto()
    FACT_RETURN_WITHOUT = auto()
    FACT_END_WITHOUT = auto()
    STATED_AT = auto()
    KEEP_NAMES_NO_METHOD = auto()
    FACT_NAMES_NO_METHOD = auto()
    NOT_IN_RATCHET = auto()
    COMMENT_UNKNOWN_NAME = auto()
    COMMENT_KEEPS_NOTHING = auto()
    COMMENT_WITHOUT_REASON = auto()
    COMMENT_SHAPE = auto()
    COMMENT_NAMES_NO_RULE = auto()
    NO_STATEMENT_BELOW = auto()
    FOUND_OTHERWISE = auto()
    KEPT_ALREADY = auto()
    METHOD_KEEPS = auto()
    NOTHING_FOUND = auto()


class Message(NamedTuple):
    """A sentence, and the values that stand in it, by name. A value may be a message of its own."""

    sentence: Sentence
    data: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, sentence: Sentence, **values: Value) -> Message:
        """A message with values by name, whatever their order."""
        return cls(sentence, tuple(sorted(values.items())))

    @property
    def key(self) -> str:
        """One text for all messages that say the same, for a fingerprint or an order: the values, then the sentence."""
        return "\0".join((*(_plain(value) for _, value in self.data), self.sentence.value))

    def without(self, name: str) -> Message:
        """The same without the values of a name, in the messages within it too."""
        left = ((key, value) for key, value in self.data if key != name)
        return Message(
            self.sentence,
            tuple((key, value.without(name) if isinstance(value, Message) else value) for key, value in left),
        )


def _plain(value: Value) -> str:
    if isinstance(value, Message):
        return value.key
    return "\0".join(map(_plain, value)) if isinstance(value, tuple) else str(value)


Value = str | int | Enum | Message | None | tuple["Value", ...]
