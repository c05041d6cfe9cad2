"""What there is to say, without the words: the name of a sentence, and the values that stand in it.

One module, though it is long: the sentences are one list, by the parts of the program that say them.

Whoever finds something out says which sentence it is, and with what; `report.sentences` has the words of each. So a
program asks a message what happened by its sentence and its values, and nobody looks for words in a text.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from migrator.model.named import Named


class Sentence(Named):
    """The sentences that messages are made of. Each has its words in `report.sentences`, and a place for each value."""

    # What another program says, in its own words.
    QUOTED: Sentence

    # Files: why one is not read, parsed or written.
    CANNOT_BE_READ: Sentence
    CANNOT_BE_WRITTEN: Sentence
    WIDE_ENCODING: Sentence
    HOLDS_NUL: Sentence
    NOT_UTF8: Sentence
    TOKEN_MISSING: Sentence
    NOT_JAVASCRIPT: Sentence
    NOT_TYPESCRIPT: Sentence
    SCRIPT_LANGUAGE: Sentence
    SCRIPT_IN_MARKUP: Sentence
    ONLY_SEARCHED_SCRIPTS: Sentence
    FILE_TOO_DEEP: Sentence
    FILE_RAISED: Sentence
    NO_SUCH_FILE: Sentence
    NO_REGULAR_FILE: Sentence
    NO_SCRIPT_FILE: Sentence
    TOO_LARGE: Sentence
    ONLY_SEARCHED: Sentence
    OWN_REPOSITORY: Sentence
    LINK_TO_FOLDER: Sentence
    LINK_TO_FILE: Sentence
    COPY_OF_PYODIDE: Sentence
    LOOKS_GENERATED: Sentence

    # Python, and the literals that it stands in.
    HOLE_NOT_CLOSED: Sentence
    ESCAPE_AT_END: Sentence
    NO_CODE_POINT: Sentence
    OCTAL_ESCAPE: Sentence
    ESCAPE_WITHOUT_DIGITS: Sentence
    NO_SUCH_CHARACTER: Sentence
    STRING_HOLDS: Sentence
    PROGRAM_TOO_DEEP: Sentence
    PROGRAM_TOO_LONG: Sentence
    HALF_OF_PAIR: Sentence
    BACKSLASH_BEGINS_LINE: Sentence
    BLOCKS_TOO_DEEP: Sentence
    TOO_MANY_ELIFS: Sentence
    BRACKETS_TOO_DEEP: Sentence
    TOO_MANY_OPERATORS: Sentence
    TOO_MANY_NESTED: Sentence
    NO_METAVARIABLE: Sentence
    METAVARIABLE_NOT_HERE: Sentence
    NODE_UNKNOWN: Sentence
    TYPE_PARAMETERS: Sentence

    # Pages: the file and its parts.
    PAGE_NOT_UTF8: Sentence
    PAGE_UNREADABLE: Sentence
    PAGE_RAISED: Sentence
    PAGE_TOO_DEEP: Sentence
    PAGE_HAS: Sentence
    NO_PAGES: Sentence
    NO_TITLE: Sentence
    NO_DIFF: Sentence
    FRONT_MATTER_OPEN: Sentence
    FRONT_MATTER_ALIAS: Sentence
    FRONT_MATTER_NOT_YAML: Sentence
    FRONT_MATTER_TOO_DEEP: Sentence
    FRONT_MATTER_NO_MAPPING: Sentence
    UNKNOWN_KEY: Sentence
    AFTER_IS_NO_LIST: Sentence
    AFTER_NAMES_NO_PAGE: Sentence
    LOGGERS_IS_NO_LIST: Sentence
    LOGGER_IS_NO_NAME: Sentence
    LOGGER_TWICE: Sentence
    LOGGER_NOT_ON_PAGE: Sentence
    LOGGER_NOT_CALLED: Sentence
    SAME_NAME: Sentence
    CHANGE_WITHOUT_NAME: Sentence
    CHANGE_TWICE: Sentence
    CHANGE_IS_EVERY: Sentence
    DUTY_WITHOUT_NAME: Sentence
    DUTY_WITHOUT_PATTERN: Sentence
    PATTERN_LANGUAGE: Sentence
    PATTERN_WRONG: Sentence
    PATTERN_NOT_PYTHON: Sentence
    PATTERN_WITHOUT_VALUE: Sentence
    PATTERN_STATEMENTS: Sentence

    # Pages: what is still to be written.
    TO_DO_TITLE: Sentence
    TO_DO_SUMMARY: Sentence
    TO_DO_COMMAND: Sentence
    TO_DO_LINE: Sentence
    TO_DO_CHANGE: Sentence
    TO_DO_NO_CHANGES: Sentence

    # Pages: the notation.
    NOT_JAVASCRIPT_HERE: Sentence
    PAGE_SYNTAX_UNKNOWN: Sentence
    DIFF_LINE: Sentence
    NO_SUCH_FENCE: Sentence
    NEST_OPEN: Sentence
    NOT_ONE_EXPRESSION: Sentence
    GAP_MARKED: Sentence
    MIXED_MARKERS: Sentence
    BLOCK_NOT_PYTHON: Sentence
    NEST_SHAPE: Sentence
    NEST_METAVARIABLES: Sentence
    NEST_NO_EXPRESSION: Sentence
    ADDED_APART: Sentence
    NO_USE: Sentence
    NO_USE_REMOVED: Sentence
    CODE_NOT_NAMED: Sentence
    CODE_NOT_SENT: Sentence
    EXPRESSION_BLOCK: Sentence
    IMPORT_SHAPE: Sentence
    IMPORT_HIDES: Sentence
    IMPORT_HIDES_GLOBAL: Sentence
    IMPORT_UNUSED: Sentence
    IMPORT_NOT_AT_TOP: Sentence
    CALL_STAYS: Sentence
    UNBOUND_METAVARIABLE: Sentence
    DECLARATION_GONE: Sentence
    NEST_UNBOUND: Sentence
    FREE_NAME: Sentence
    UNTIED_STATEMENT: Sentence
    DROPS_ARGUMENTS: Sentence
    DOTS_UNPAIRED: Sentence
    IN_BOTH_LANGUAGES: Sentence
    MATCHES_AGAIN: Sentence
    WRONG_TARGET: Sentence
    PROPERTY_AS_VALUE: Sentence
    NEVER_MATCHES: Sentence
    PAGE_HOLE_HIDDEN: Sentence
    PAGE_STAR_IMPORT: Sentence

    # Settings.
    NOT_TOML: Sentence
    TOML_TOO_DEEP: Sentence
    TOML_NUMBER: Sentence
    NO_TABLE: Sentence
    RULES_NAME_NO_FOLDER: Sentence
    RULES_NAME_NO_PACK: Sentence
    SETTING_LEADS_OUT: Sentence
    ACCEPT_NAMES_NO_CHANGE: Sentence
    SCRIPT_SETTING_NO_FILE: Sentence
    FACT_WITHOUT_METHOD: Sentence
    FACT_SAYS_NOTHING: Sentence
    FACT_NOTATION: Sentence
    UNKNOWN_SETTING: Sentence
    SETTING_WRONG: Sentence
    NOT_IN_QUOTES: Sentence
    NOT_OF_FORM: Sentence
    NO_LIST: Sentence
    NO_CHOICE: Sentence
    NO_NUMBER: Sentence
    NO_TABLES: Sentence

    # Sites: what keeps a program from being read.
    TAGGED_TEMPLATE: Sentence
    NO_ARGUMENT: Sentence
    RECEIVER_REACHED_THROUGH: Sentence
    RECEIVER_NAME_WRITTEN: Sentence
    PROGRAM_NOT_IN_CALL: Sentence
    CODE_IS_NO_TEXT: Sentence
    CODE_PARAMETER: Sentence
    CODE_MAY_CHANGE: Sentence
    CODE_MAYBE_LATER: Sentence
    CODE_SHARED: Sentence
    CODE_HOLE_ACTS: Sentence
    CODE_HOLE_LATER: Sentence
    CODE_HOLE_CHANGED: Sentence
    CODE_NAME_HIDDEN: Sentence
    CODE_TAG_UNEVEN: Sentence
    CODE_OF_OTHER_FILE: Sentence
    CODE_NOT_FOUND: Sentence
    CODE_NOT_SPELLED: Sentence
    RETURNED_FROM_TRY: Sentence
    WAITS_NOT_ASYNC: Sentence
    THEN_NO_LIST: Sentence
    THEN_NOT_IN_PLACE: Sentence
    THEN_PARAMETERS: Sentence
    THEN_NO_VALUE: Sentence
    THEN_WITH_MORE: Sentence
    THEN_RETURNS: Sentence
    THEN_OWN_THIS: Sentence
    THEN_NAME: Sentence
    PYTHON_NOT_PARSED: Sentence

    # Calls that run Python and that no setting covers.
    UNREAD_LANGUAGE: Sentence
    UNREAD_MARKUP: Sentence
    UNREAD_SCRIPT: Sentence
    UNREAD_MEMBER_OF_THIS: Sentence
    UNREAD_THIS_OF_FILE: Sentence
    UNREAD_IN_WORKER_STYLE: Sentence
    UNREAD: Sentence
    UNREAD_NOT_NAMED: Sentence

    # The matcher: what a pattern has that a term has not.
    IN_NO_BLOCK: Sentence
    BLOCK_ENDS: Sentence
    BLOCK_BEGINS: Sentence
    HAS_EFFECT: Sentence
    ENDS_BEFORE: Sentence
    TAKES_APART: Sentence
    OTHER_VALUE_ELSEWHERE: Sentence
    NOT_THE_GLOBAL: Sentence
    GLOBAL_REPLACED: Sentence
    NO_VALUE: Sentence
    PAGE_HAS_NO_VALUE: Sentence
    CHANGES_FOREIGN_LIST: Sentence
    READ_OUTSIDE_OF_GAP: Sentence

    # Explanations.
    NO_PAGE_FOR_THIS: Sentence
    HIDDEN_HOLE: Sentence
    STAR_IMPORT: Sentence
    NOTHING_DONE: Sentence
    NO_LINE_EXPLAINS: Sentence
    PAGE_HAS_NO_NAMESPACE: Sentence
    PAGE_HAS_A_NAMESPACE: Sentence
    FITS_UP_TO: Sentence
    FITS_LATER_PROGRAM: Sentence
    SOURCE_HAS_WHAT: Sentence
    RULE_HAS_WHAT: Sentence
    RULE_HAS_MORE: Sentence
    RULE_HAS_MORE_IN: Sentence
    RULE_HAS_OTHER: Sentence
    OTHER_MODULE: Sentence
    NOT_IMPORTED: Sentence
    NOT_THE_ENVIRONMENT: Sentence
    OTHER_NAME: Sentence

    # Rewriting: one candidate.
    WORKER_NOT_KNOWN: Sentence
    NAMES_IN_WITH: Sentence
    SYNTAX_UNKNOWN: Sentence
    TOO_MANY_STEPS: Sentence
    TOO_DEEP: Sentence
    NOT_ONE_NAME: Sentence
    GONE_AND_USED: Sentence
    ASSIGNED_NO_VARIABLE: Sentence
    ASSIGNED_TWICE: Sentence
    ASSIGNED_OTHERWISE: Sentence
    ASSIGNED_ACROSS: Sentence
    ASSIGNED_AT_TOP: Sentence
    ASSIGNED_ELSEWHERE: Sentence
    ASSIGNED_TYPED: Sentence
    ASSIGNED_MAY_NOT_REACH: Sentence
    DECLARED_WITH_OTHERS: Sentence
    EXPRESSION_CALLED: Sentence
    EXPRESSION_WRITTEN: Sentence
    COMMENT_IN_EXPRESSION: Sentence
    HELD_ACROSS_AWAIT: Sentence
    PROGRAM_WITHIN: Sentence
    PROGRAM_AROUND: Sentence
    UNKNOWN_THERE: Sentence
    OTHER_THERE: Sentence
    NOT_ASYNC: Sentence
    NO_COMMON_LITERAL: Sentence
    NO_TARGET: Sentence
    NO_PLAIN_NAME: Sentence
    NO_PROPERTY: Sentence
    NO_EXPRESSION: Sentence
    OTHER_FUNCTION: Sentence
    NO_GENERATOR: Sentence
    USE_NOT_COVERED: Sentence
    EFFECT_DROPPED: Sentence
    HOLE_IN_DOTS: Sentence
    DROPPED_WRITES: Sentence
    DROPPED_CALLS: Sentence
    DROPPED_READS_THIS: Sentence
    DROPPED_THROWS: Sentence
    DROPPED_WAITS: Sentence
    DROPPED_PRINTS: Sentence
    DROPPED_NOT_FOLLOWED: Sentence
    DROPPED_NOT_SEEN: Sentence
    EFFECT_COUNT: Sentence
    EFFECT_UNDER_CONDITION: Sentence
    EFFECT_ORDER: Sentence
    TEXT_FOR_PYTHON: Sentence
    ESCAPED_FOR_PYTHON: Sentence
    NAMESPACE_NOT_WRITTEN: Sentence
    OPTIONS_NOT_TAKEN: Sentence
    PROGRAM_NOT_IN_RULE: Sentence
    PROGRAM_STAYS: Sentence
    RUNS_BETWEEN: Sentence
    LEAVES_BETWEEN: Sentence
    CARRIED_BY_SITE: Sentence
    CARRIED_BY_RULE: Sentence
    WRITTEN_BETWEEN: Sentence
    READ_ACROSS: Sentence
    READ_ACROSS_AWAIT: Sentence
    HELD_CHANGES_ACROSS: Sentence
    READ_ACROSS_OTHER: Sentence
    HELD_ACROSS_OTHER: Sentence
    NO_LOGGER: Sentence
    LOGGER_UNKNOWN: Sentence
    LOGGER_IS: Sentence
    LOGGER_HAS_NO_METHOD: Sentence
    LOGGER_HAS_NO_FUNCTION: Sentence
    LOGGER_IS_SILENT: Sentence
    LOGGER_DOES_MORE: Sentence
    LOGGER_METHOD: Sentence
    LOGGER_TOO_FAR: Sentence

    NOT_ACCEPTED: Sentence
    PAGE_NOT_FINISHED: Sentence

    # Rewriting: several sites.
    PART_OF_OTHER_SITE: Sentence
    STILL_USED: Sentence
    USED_BY_OTHER_SITE: Sentence
    GLOBAL_STILL_READ: Sentence
    GLOBAL_LOOKED_UP: Sentence
    GLOBAL_READ_ELSEWHERE: Sentence
    GLOBAL_WRITTEN_BETWEEN: Sentence
    NAMESPACE_STILL_USED: Sentence
    NAMESPACE_USED_ELSEWHERE: Sentence

    # Rewriting: the result.
    EDITS_OVERLAP: Sentence
    RESULT_NOT_PARSED: Sentence
    OPENS_BLOCK: Sentence
    READ_OTHERWISE: Sentence
    BOUND_BY_NOTHING: Sentence
    DECLARED_TWICE: Sentence
    CONSTANT_WRITTEN: Sentence
    NO_NAME_ANY_MORE: Sentence
    CAPTURED: Sentence
    WRITTEN_OTHERWISE: Sentence
    NEVER_WRITTEN: Sentence
    NAME_OTHERWISE: Sentence
    FUNCTION_OTHERWISE: Sentence
    NEST_WRITES: Sentence

    # Code that the parser takes and no engine does.
    AWAIT_NOT_HERE: Sentence
    YIELD_NOT_HERE: Sentence
    RETURN_OUTSIDE: Sentence
    NO_ASSIGNMENT_TARGET: Sentence
    UNARY_BEFORE_POWER: Sentence
    MIXED_COALESCE: Sentence
    NEEDS_PARENTHESES: Sentence
    OPTIONAL_NOT_HERE: Sentence
    DELETE_NAME: Sentence
    NO_PRIVATE_NAME: Sentence
    BEGINS_DECLARATION: Sentence
    DECLARATION_AS_BODY: Sentence
    LINE_ENDS_HERE: Sentence
    LABEL_TWICE: Sentence
    NOTHING_TO_LEAVE: Sentence
    NO_INITIALISER: Sentence
    PARAMETER_TWICE: Sentence
    NO_ESCAPE: Sentence
    OCTAL_NUMBER: Sentence

    # The worker: what a class lacks, and what could not be looked at.
    BASE_NOT_FOUND: Sentence
    EXTENDS_ITSELF: Sentence
    CHAIN_TOO_LONG: Sentence
    HAS_NO_COMMANDS: Sentence
    WORKER_CLASS_NOT_FOUND: Sentence
    WORKER_GIVEN_NOTHING: Sentence
    MAY_BE_OVERRIDDEN: Sentence
    WRAPPER_NOT_SURE: Sentence
    WRAPPER_IS_VALUE: Sentence
    WORKER_NOT_IN_SCOPE: Sentence
    WORKER_DECLARED_LATER: Sentence
    WORKER_SHADOWED: Sentence
    FUNCTION_NOT_IN_SCOPE: Sentence
    FUNCTION_SHADOWED: Sentence
    FUNCTION_TAKES_LESS: Sentence
    FUNCTION_NOT_CHECKED: Sentence
    CLASSIC_SCRIPT: Sentence
    COMMON_JS: Sentence
    NO_MODULE: Sentence
    IMPORTS_ITSELF: Sentence
    IMPORT_NOT_FOUND: Sentence
    IMPORT_NOT_CHECKED: Sentence
    EXPORTS_NO_SUCH_NAME: Sentence
    IS_PLATFORM_WORKER: Sentence
    NEEDS_PORT: Sentence
    HAS_NO_PORT: Sentence
    POST_GIVES_NOTHING: Sentence
    MESSAGE_NOT_ANSWERED: Sentence
    MESSAGE_NOT_TOLD: Sentence
    MESSAGE_WITHOUT_NAME: Sentence
    MESSAGE_NOT_WRITTEN: Sentence
    MESSAGE_NOT_CHECKED: Sentence
    NO_LISTENER: Sentence
    ADDRESS_NOT_KNOWN: Sentence
    OBJECT_NOT_WHOLE: Sentence
    DUTIES_NOT_READ: Sentence
    HELPER_WITHOUT_CLASS: Sentence
    THIS_WITHOUT_CLASS: Sentence
    WORKER_NOT_FOLLOWED: Sentence
    WORKER_MADE_BY_METHOD: Sentence
    WORKER_NOT_ASSIGNED: Sentence
    NOT_CHECKED: Sentence
    TOO_MANY_ARGUMENTS: Sentence
    CLASS_LACKS_METHOD: Sentence
    WORKER_LACKS_METHOD: Sentence
    UNKNOWN_REFUSED: Sentence

    # The worker: duties of handlers.
    DUTY_BROKEN: Sentence
    DUTY_NOT_SEEN: Sentence
    DUTY_NOT_SEEN_UNREAD: Sentence
    DUTY_UNREAD: Sentence
    PYTHON_NOT_WRITTEN: Sentence
    PROGRAM_NOT_PARSED: Sentence
    MODULE_NOT_READ: Sentence
    CHOICE_NOT_READ: Sentence
    BRANCH_NOT_READ: Sentence
    MESSAGE_PASSED_ON: Sentence
    LISTENER_NOT_READ: Sentence
    TOO_MUCH_CODE: Sentence
    STATED_BY: Sentence
    NOT_READ: Sentence
    NO_MESSAGE_SEEN: Sentence
    NO_HANDLER_SEEN: Sentence
    NO_METHOD_SEEN: Sentence
    NO_NEW_WORKER: Sentence
    SCRIPT_UNREADABLE: Sentence
    SCRIPT_IS_NO_FILE: Sentence
    ADDRESS_NAMES_NO_FILE: Sentence
    NO_FILE_OF_ADDRESS: Sentence
    SEVERAL_FILES_OF_ADDRESS: Sentence

    # One file.
    TWO_INTERPRETERS: Sentence
    TWO_INTERPRETERS_OF_ONE: Sentence
    BOTH_SIDES: Sentence
    SHIM_METHODS: Sentence
    CODE_UNSEEN: Sentence
    GLOBALS_UNSEEN: Sentence
    CODE_MAY_BIND: Sentence
    PYTHON_COMMENT_GOES: Sentence
    COMMENT_STAYS: Sentence
    MEMBER_SPELLED_ELSEWHERE: Sentence
    NO_USE_LEFT_IN_CLASS: Sentence
    NO_USE_LEFT_IN_OBJECT: Sentence
    NO_USE_LEFT_OF_NAME: Sentence
    RECEIVER_RENAMED: Sentence
    RECEIVER_NOT_NAMED: Sentence
    RECEIVER_NOT_SET: Sentence
    RECEIVER_NOT_SURE: Sentence
    RECEIVER_IS_ANOTHER: Sentence
    RECEIVER_OF_SEVERAL: Sentence
    NO_SITE_EXPLAINS: Sentence
    ANSWER_IS_PLAIN_DATA: Sentence

    # Pages that are learned.
    LEARNED_NOT_CHANGED: Sentence
    LEARNED_UNKNOWN_NAME: Sentence
    LEARNED_UNKNOWN_OBJECT: Sentence
    LEARNED_RECEIVER_MADE: Sentence
    LEARNED_USED_OTHERWISE: Sentence
    LEARNED_USED_ANEW: Sentence
    LEARNED_MEMBER_GONE: Sentence
    LEARNED_IN_NO_BLOCK: Sentence
    LEARNED_STILL_RUNS: Sentence
    LEARNED_LEAVES: Sentence
    LEARNED_MOVED: Sentence
    LEARNED_CONTRADICTED: Sentence
    LEARNED_PAGE_FAULT: Sentence
    LEARNED_NO_MATCH: Sentence
    LEARNED_NOT_APPLIED: Sentence
    LEARNED_STAYS: Sentence
    LEARNED_OTHER_RESULT: Sentence
    LEARNED_TAKES_AGAIN: Sentence
    LEARNED_TAKES_KEPT: Sentence
    LEARNED_TAKES_MUTANT: Sentence
    LEARNED_FILE_GONE: Sentence

    # Policies.
    FACT_SYNTAX_UNKNOWN: Sentence
    FACT_CALL_MISSING: Sentence
    FACT_CALL_FORBIDDEN: Sentence
    FACT_RETURN_WITHOUT: Sentence
    FACT_END_WITHOUT: Sentence
    STATED_AT: Sentence
    KEEP_NAMES_NO_METHOD: Sentence
    KEEP_NAMES_NO_FILE: Sentence
    FACT_NAMES_NO_METHOD: Sentence
    NOT_IN_RATCHET: Sentence
    COMMENT_UNKNOWN_NAME: Sentence
    COMMENT_KEEPS_NOTHING: Sentence
    COMMENT_WITHOUT_REASON: Sentence
    COMMENT_SHAPE: Sentence
    COMMENT_NAMES_NO_RULE: Sentence
    NO_STATEMENT_BELOW: Sentence
    FOUND_OTHERWISE: Sentence
    KEPT_ALREADY: Sentence
    SETTINGS_KEEP: Sentence
    NOTHING_FOUND: Sentence


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
