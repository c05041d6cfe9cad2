"""Sentences about what may stay: facts that settings state, the ratchet, and comments that keep a use."""

from __future__ import annotations

from migrator.model.boundary import keeper
from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template, names


def _stated_at(file: str | None, number: int) -> str:
    return f"{file or 'the settings'}:{number}"


def _keep_names(name: str, near: str | None) -> str:
    return f"`keep` names `{name}`, and {_nowhere(name)}{_did_you_mean(near)}"


def _fact_names(name: str, near: str | None) -> str:
    return f"a fact is about `{name}`, and {_nowhere(name)}{_did_you_mean(near)}"


def _nowhere(name: str) -> str:
    return "no function is called that" if keeper(name) == "function" else "no class has it"


def _did_you_mean(near: str | None) -> str:
    return f"; did you mean `{near}`?" if near is not None else ""


def _not_in_ratchet(member: str | None, kind: str, place: str | None, ratchet: str) -> str:
    what = f"`{member}`" if member is not None else f"this {kind} of the receiver"
    stays = "may stay" if place is None else f"may stay in `{place}`"
    return (
        f"{what} {stays}, and is not in {ratchet}: it is new, or says something else than before; "
        "`--update-ratchet --allow-growth` takes it in"
    )


def _unknown_name(name: str, near: str | None) -> str:
    mend = f"did you mean `{near}`?" if near is not None else "`migrator rules` lists the rules"
    return f"the comment keeps nothing: `{name}` is no rule and no reason's code; {mend}"


def _found_otherwise(line: int, found: tuple[str, ...]) -> str:
    return f"what is found on line {line} is {names(found, ' or ')}"


_SHAPE = "write `migrator-keep: RULE -- why`"
_ASKED = "which {where} asks for"

TEMPLATES: dict[Sentence, Template] = {
    Sentence.FACT_CALL_MISSING: "`{method}` does not call `{call}`, " + _ASKED,
    Sentence.FACT_CALL_FORBIDDEN: "`{method}` must not call `{call}` ({where})",
    Sentence.FACT_RETURN_WITHOUT: "this `return` leaves `{method}` without `{call}`, " + _ASKED + " on every path",
    Sentence.FACT_END_WITHOUT: "a path reaches the end of `{method}` without `{call}`, " + _ASKED + " on every path",
    Sentence.FACT_SYNTAX_UNKNOWN: "nothing is known of this syntax (`{kind}`), so it is not known what `{method}` does "
    "({where})",
    Sentence.STATED_AT: _stated_at,
    Sentence.KEEP_NAMES_NO_METHOD: _keep_names,
    Sentence.KEEP_NAMES_NO_FILE: "`keep` names `{name}`, and no file fits it",
    Sentence.FACT_NAMES_NO_METHOD: _fact_names,
    Sentence.NOT_IN_RATCHET: _not_in_ratchet,
    Sentence.COMMENT_UNKNOWN_NAME: _unknown_name,
    Sentence.COMMENT_KEEPS_NOTHING: "the comment keeps nothing by `{name}`: {why}; remove it",
    Sentence.COMMENT_WITHOUT_REASON: "the comment says no reason; add one behind ` -- `",
    Sentence.COMMENT_SHAPE: f"the comment keeps nothing: {_SHAPE}",
    Sentence.COMMENT_NAMES_NO_RULE: f"the comment names no rule, and there is none for all: {_SHAPE}",
    Sentence.NO_STATEMENT_BELOW: "no statement stands on the next line",
    Sentence.FOUND_OTHERWISE: _found_otherwise,
    Sentence.KEPT_ALREADY: "what is found on line {line} is kept already",
    Sentence.SETTINGS_KEEP: "line {line} stands where `{keeper}` keeps Pyodide",
    Sentence.NOTHING_FOUND: "nothing is found on line {line}",
}
