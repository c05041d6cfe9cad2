"""What the codes of reasons, the kinds of breaches and the other outcomes mean, in one sentence each."""

from __future__ import annotations

from migrator.model.ledger import BreachKind, Code, Outcome

CODES = {
    Code.NO_RULE: (
        "no page is for this code: none resembles the program and has a name that says what it works on; or it does "
        "nothing"
    ),
    Code.DIFFERS: "the nearest rule has something else here; `nearest` has both excerpts",
    Code.UNEXPLAINED: "no line of the rule explains this statement, argument or use",
    Code.STILL_USED: "a variable whose declaration goes is used elsewhere",
    Code.STILL_READ: "a Python global that goes is read by something that stays, here or in another file",
    Code.EFFECT: "something with an effect would be dropped, repeated or evaluated in another order",
    Code.HOLE: "a `${…}` stands where no rule can see it (in a comment, a docstring, a part of a name), or makes text "
    "for Python to read where the page takes a value",
    Code.NO_LITERAL: "a Python value that the rule writes into JavaScript is no literal of both",
    Code.NOT_IN_PLACE: (
        "the code of the call is not found or may have changed (the message says where), or rules are not tried on the "
        "receiver that it has there"
    ),
    Code.NOT_PYTHON: "the program does not parse",
    Code.NO_WORKER: "the class has no worker where it was looked for",
    Code.NO_COMMAND: "the worker lacks a command that the rule writes, where it was looked for",
    Code.NO_HELPER: "the class lacks a helper that the rule writes, where it was looked for",
    Code.NOT_ASYNC: "the rule writes `await`, and the function that the program stands in is not async",
    Code.NO_IMPORT: "the rule imports something, and the file is no module, or what it names is not there",
    Code.NO_LOGGER: "the page takes a logger there, and this is none: it does more than write to the console, or "
    "nothing shows what it is",
    Code.VERIFY: "the result would not parse, is not what the page says, would bind a name otherwise, or would declare "
    "one twice",
    Code.TOO_AMBIGUOUS: "matching takes more steps than a page may cost, or the program nests too deeply",
    Code.NOT_NEEDED: "on a `provided` assignment: no use of the receiver is left in its class, in one that inherits "
    "it, or in its object",
    Code.UNFINISHED_PAGE: "a page fits, and its author has not yet written all of it",
    Code.NOT_ACCEPTED: "a rule fits, and changes something for callers that neither `accept` nor `--accept` names",
}
BREACHES = {
    BreachKind.FACT: "a method or a function does not hold what the settings say of it",
    BreachKind.RATCHET: "a use that may stay is not in the ratchet file",
    BreachKind.SETTING: "the settings name a method, a function or files that are nowhere",
    BreachKind.SUPPRESSION: "a comment that keeps a use keeps none, names what does not exist, or gives no reason",
    BreachKind.UNREAD: "a call that runs Python and that no setting covers, so that nothing about it was checked",
    BreachKind.WORKER: "the worker script owes something for the commands that rules write",
}
OUTCOMES = {
    Outcome.KEPT: "a use in a method, a function or a file that may keep Pyodide",
    Outcome.IN_WORKER: "a use in a worker script, where Pyodide belongs",
    Outcome.PROVIDED: "an assignment that gives the receiver its value, on which uses that stay depend",
}
MEANINGS = {
    **{code.value: text for code, text in CODES.items()},
    **{kind.value: text for kind, text in BREACHES.items()},
    **{outcome.value: text for outcome, text in OUTCOMES.items()},
}
