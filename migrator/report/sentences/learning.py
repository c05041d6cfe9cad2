"""Sentences about pages that are learned: why there is none of a site."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template

TEMPLATES: dict[Sentence, Template] = {
    Sentence.LEARNED_NOT_CHANGED: "the statement around it is not changed as a whole",
    Sentence.LEARNED_UNKNOWN_NAME: "the new code uses `{name}` (line {line}), which no removed line has",
    Sentence.LEARNED_UNKNOWN_OBJECT: (
        "the new code uses `{name}` (line {line}), which no removed line has; "
        'if that is the worker, say so in the settings: `worker = "{name}"`'
    ),
    Sentence.LEARNED_RECEIVER_MADE: (
        "the removed lines also give the receiver its value (line {line}), which is no site"
    ),
    Sentence.LEARNED_USED_OTHERWISE: (
        "what it declares is used otherwise elsewhere (line {line}), which no page says in one expression"
    ),
    Sentence.LEARNED_USED_ANEW: (
        "what it declares is also used where there was nothing before (line {line} of the new file), "
        "which no line that goes shows"
    ),
    Sentence.LEARNED_MEMBER_GONE: (
        "`{name}` is gone as a whole, so that nothing shows what took the place of its program"
    ),
    Sentence.LEARNED_IN_NO_BLOCK: "it stands in no statement of a block; write it as a statement first",
    Sentence.LEARNED_STILL_RUNS: "the new code still runs Python there (line {line} of the new file)",
    Sentence.LEARNED_LEAVES: (
        "`{shown}` leaves its function or loop on one side only, which is not the same in other functions"
    ),
    Sentence.LEARNED_MOVED: (
        "nothing is left in its place, and a command of no site was written elsewhere (line {line} of the new file)"
    ),
    Sentence.LEARNED_CONTRADICTED: "its page also takes line {line}, of which the commit made something else",
    Sentence.LEARNED_PAGE_FAULT: "no page can say it: {fault}",
    Sentence.LEARNED_NO_MATCH: "its page does not match it",
    Sentence.LEARNED_NOT_APPLIED: "its page cannot be applied: {why}",
    Sentence.LEARNED_STAYS: "its page does not take it: it is {outcome}",
    Sentence.LEARNED_OTHER_RESULT: "its page gives `{page}`, and the commit has `{commit}`",
    Sentence.LEARNED_TAKES_KEPT: "its page also takes line {line}, which `{keeper}` may keep",
    Sentence.LEARNED_TAKES_MUTANT: "its page also takes code with `{after}` in the place of `{before}`",
    Sentence.LEARNED_FILE_GONE: "its file is gone after the commit, so that nothing shows what took its place",
    Sentence.LEARNED_TAKES_AGAIN: "its page takes line {line} of its own result again",
}
