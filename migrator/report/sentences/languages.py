"""Sentences about files that cannot be read or parsed, and about Python that cannot be understood."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template

TEMPLATES: dict[Sentence, Template] = {
    Sentence.QUOTED: "{said}",
    # Files.
    Sentence.CANNOT_BE_READ: "cannot be read: {why}",
    Sentence.CANNOT_BE_WRITTEN: "cannot be written: {why}",
    Sentence.WIDE_ENCODING: "is {encoding}; save it as UTF-8",
    Sentence.HOLDS_NUL: "holds a NUL byte; is it text?",
    Sentence.NOT_UTF8: "is not UTF-8",
    Sentence.TOKEN_MISSING: "`{token}` is missing near `{near}`",
    Sentence.NOT_JAVASCRIPT: "cannot be parsed as JavaScript near `{near}`",
    Sentence.NOT_TYPESCRIPT: "cannot be parsed as TypeScript near `{near}`",
    Sentence.SCRIPT_LANGUAGE: "`lang=\"{language}\"` is not read: scripts are JavaScript or TypeScript",
    Sentence.SCRIPT_IN_MARKUP: "this `<script>` does not end, or cannot be told from the markup around it",
    Sentence.ONLY_SEARCHED_SCRIPTS: (
        "the scripts of this file could not be parsed, and were only searched for calls that run Python: {fault}"
    ),
    Sentence.FILE_TOO_DEEP: "nests too deeply to be looked at",
    Sentence.FILE_RAISED: "could not be looked at, by a fault of migrator: {raised}; {variable}=1 shows the traceback",
    Sentence.NO_SUCH_FILE: "there is no such file or folder",
    Sentence.NO_REGULAR_FILE: "is no regular file",
    Sentence.NO_SCRIPT_FILE: "is no file of JavaScript, TypeScript, Vue, Svelte or HTML",
    Sentence.TOO_LARGE: "is larger than {most} MB",
    Sentence.ONLY_SEARCHED: "{language} is only searched for calls that run Python",
    Sentence.OWN_REPOSITORY: "is a repository of its own",
    Sentence.LINK_TO_FOLDER: "is a link to a folder outside of the paths given",
    Sentence.LINK_TO_FILE: "is a link to a file outside of the paths given",
    Sentence.COPY_OF_PYODIDE: "is a copy of Pyodide",
    Sentence.LOOKS_GENERATED: "looks generated (very long lines)",
    # Literals.
    Sentence.HOLE_NOT_CLOSED: "a ${{ that is not closed",
    Sentence.ESCAPE_AT_END: "a backslash at the end of the literal",
    Sentence.NO_CODE_POINT: "{spelled} is no code point",
    Sentence.OCTAL_ESCAPE: "{spelled} is an octal escape, which a template literal and strict code refuse",
    Sentence.ESCAPE_WITHOUT_DIGITS: "{spelled} without its digits",
    Sentence.NO_SUCH_CHARACTER: "{spelled} names no character",
    Sentence.STRING_HOLDS: "a string holds {fault}",
    # Programs.
    Sentence.PROGRAM_TOO_DEEP: "the program is nested too deeply",
    Sentence.PROGRAM_TOO_LONG: "the program has more than {most:,} characters",
    Sentence.HALF_OF_PAIR: "the program holds half of a surrogate pair",
    Sentence.BACKSLASH_BEGINS_LINE: (
        "a line begins with a backslash that continues it, so the block that it belongs to depends on who reads it"
    ),
    Sentence.BLOCKS_TOO_DEEP: "blocks are nested more than {most} deep",
    Sentence.TOO_MANY_ELIFS: "there are more than {most:,} elifs",
    Sentence.BRACKETS_TOO_DEEP: "brackets are nested more than {most} deep",
    Sentence.TOO_MANY_OPERATORS: "an expression has too many operators",
    Sentence.TOO_MANY_NESTED: "the program has too many nested expressions",
    Sentence.NO_METAVARIABLE: "${name} is no metavariable: its letters are capitals",
    Sentence.METAVARIABLE_NOT_HERE: "${name} cannot stand here",
    Sentence.NODE_UNKNOWN: "the {what} {kind} is not understood",
    Sentence.TYPE_PARAMETERS: "type parameters are not understood",
}
