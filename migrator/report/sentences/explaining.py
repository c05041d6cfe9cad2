"""Sentences about what a page has and a source has not, or the other way round."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template

TEMPLATES: dict[Sentence, Template] = {
    # What the matcher met; each goes on behind what differs.
    Sentence.IN_NO_BLOCK: "stands in no statement of a block",
    Sentence.BLOCK_ENDS: "after it, and the block ends here",
    Sentence.BLOCK_BEGINS: "before it, and the block begins here",
    Sentence.HAS_EFFECT: "has an effect",
    Sentence.ENDS_BEFORE: "ends before this",
    Sentence.TAKES_APART: "takes a value apart, where the page has one name",
    Sentence.OTHER_VALUE_ELSEWHERE: "is not what `${name}` stands for elsewhere",
    Sentence.NOT_THE_GLOBAL: "is the one that line {line} declares, not the global that the page means",
    Sentence.GLOBAL_REPLACED: "is given another value in this file, and is not the platform's any more",
    Sentence.NO_VALUE: "the program has no value: a `;` or a print ends it",
    Sentence.PAGE_HAS_NO_VALUE: "the page's program has no value",
    Sentence.CHANGES_FOREIGN_LIST: "changes a list that it has not made",
    Sentence.READ_OUTSIDE_OF_GAP: "is read outside of what the page leaves open",
    # What a reader is told of it.
    Sentence.NO_PAGE_FOR_THIS: "no page is for this code: `migrator rules new {begin}` begins one",
    Sentence.HIDDEN_HOLE: "a hole stands in a comment, a docstring or a part of a name: `{shown}`",
    Sentence.STAR_IMPORT: "`import *` binds names that cannot be seen",
    Sentence.NOTHING_DONE: "the program has no effect and no value that is used",
    Sentence.NO_LINE_EXPLAINS: "no line of `{rule}` explains `{found}`",
    Sentence.PAGE_HAS_NO_NAMESPACE: "`{rule}` runs its program on the interpreter's own globals, and this one has "
    "`{found}`",
    Sentence.PAGE_HAS_A_NAMESPACE: "`{rule}` runs its program with `{expected}`, and this one runs on the "
    "interpreter's own globals",
    Sentence.FITS_LATER_PROGRAM: "`{rule}` takes this (line {line} of the page) with the program that it begins with, "
    "and does not take that one here",
    Sentence.FITS_UP_TO: "fits `{rule}` up to line {line}: {then}",
    Sentence.SOURCE_HAS_WHAT: "`{found}` {what}",
    Sentence.RULE_HAS_WHAT: "the rule has `{expected}` {what}",
    Sentence.RULE_HAS_MORE: "the rule has `{expected}`, and nothing is there",
    Sentence.RULE_HAS_MORE_IN: "the rule has `{expected}`, which is missing in `{holder}`",
    Sentence.RULE_HAS_OTHER: "the rule has `{expected}`, the source has `{found}`",
    Sentence.OTHER_MODULE: "`{found}` is `{module}` here, the rule means `{means}`",
    Sentence.NOT_IMPORTED: "`{found}` is not imported here, the rule means `{means}`",
    Sentence.NOT_THE_ENVIRONMENT: "`{found}` is bound by the program, and is not the environment any more",
    Sentence.OTHER_NAME: "`{found}` is another name than the rule's `{expected}`",
}
