"""Sentences about faults of settings files."""

from __future__ import annotations

from migrator.model.ledger.message import Sentence
from migrator.report.sentences.template import Template, names


def _unknown_setting(name: str, near: str | None, known: tuple[str, ...]) -> str:
    mend = f"did you mean `{near}`?" if near is not None else f"there are {names(known)}"
    return f"`{name}` is no setting; {mend}"


def _no_change(name: str, near: tuple[str, ...]) -> str:
    mend = f"did you mean {names(near, ' or ')}?" if near else "`migrator rules` lists them"
    return f"`accept` has `{name}`, which is no change that a page names; {mend}"


def _no_pack(name: str, known: tuple[str, ...]) -> str:
    packs = "the one that is shipped is" if len(known) == 1 else "those that are shipped are"
    return f"`rules` names `{name}`, which is no pack; {packs} {names(known)}"


def _no_choice(choices: tuple[str, ...]) -> str:
    return f"must be one of {names(choices)}"


TEMPLATES: dict[Sentence, Template] = {
    Sentence.NOT_TOML: "is not TOML: {why}",
    Sentence.TOML_TOO_DEEP: "is not TOML: it nests deeply",
    Sentence.TOML_NUMBER: "is not TOML: a number has too many digits",
    Sentence.NO_TABLE: "`{name}` must be a table",
    Sentence.RULES_NAME_NO_FOLDER: "`rules` names `{name}`, which is no folder",
    Sentence.RULES_NAME_NO_PACK: _no_pack,
    Sentence.SETTING_LEADS_OUT: "`{key}` leads to `{place}`, which is outside of the repository `{top}`; "
    "move it in there, or allow it with `--allow-outside`",
    Sentence.ACCEPT_NAMES_NO_CHANGE: _no_change,
    Sentence.SCRIPT_SETTING_NO_FILE: "`worker-script` names `{name}`, which is no file",
    Sentence.FACT_WITHOUT_METHOD: "a fact needs a `method`",
    Sentence.FACT_SAYS_NOTHING: "the fact about `{method}` says nothing; give it `calls`, `always` or `never`",
    Sentence.FACT_NOTATION: "`{call}`: {fault}; {fault.mend}",
    Sentence.UNKNOWN_SETTING: _unknown_setting,
    Sentence.SETTING_WRONG: "`{name}` {wrong}",
    # What is wrong with a value, behind the name of the setting.
    Sentence.NOT_IN_QUOTES: "must be {what}, in quotes",
    Sentence.NOT_OF_FORM: "is `{value}`, which is not {what}",
    Sentence.NO_LIST: "must be a list, each item {what}",
    Sentence.NO_CHOICE: _no_choice,
    Sentence.NO_NUMBER: "must be a whole number of {what}, from {least} to {most}",
    Sentence.NO_TABLES: "must be a list of tables, each under `[[…]]`",
}
