"""The keys of a settings file: what each is for and what it must be; from these come the faults and the JSON Schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from migrator.model.boundary import FILES_PATTERN, FUNCTION_PATTERN, METHOD_PATTERN
from migrator.model.settings import (
    CHANGE_PATTERN,
    DEFAULT_KEPT,
    ENVIRONMENT,
    EVERY_CHANGE,
    LARGEST_FILE,
    MOST_LARGEST_FILE,
    RECEIVER,
    RECEIVER_FORM,
    RECEIVER_PATTERN,
    WORKER,
    WORKER_FORM,
    WORKER_PATTERN,
)
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from migrator.model.ledger import Message


class Text(NamedTuple):
    """A string of some form; ``what`` names the form."""

    pattern: str
    what: str

    def wrong(self, value: Any) -> Message | None:
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return None
        from migrator.model.ledger import Message, Sentence  # most settings are as they should be

        if not isinstance(value, str):
            return Message.of(Sentence.NOT_IN_QUOTES, what=self.what)
        return Message.of(Sentence.NOT_OF_FORM, value=value, what=self.what)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$" if "|" in self.pattern else f"^{self.pattern}$"}


class Texts(NamedTuple):
    """A list of strings."""

    item: Text

    def wrong(self, value: Any) -> Message | None:
        if not isinstance(value, list):
            from migrator.model.ledger import Message, Sentence

            return Message.of(Sentence.NO_LIST, what=self.item.what)
        return next((wrong for wrong in map(self.item.wrong, value) if wrong is not None), None)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema()}


class TextOrTexts(NamedTuple):
    """A string, or a list of some."""

    item: Text

    def wrong(self, value: Any) -> Message | None:
        return (Texts(self.item) if isinstance(value, list) and value else self.item).wrong(value)

    def schema(self) -> dict[str, Any]:
        several = {**Texts(self.item).schema(), "minItems": 1}
        return {"anyOf": [self.item.schema(), several]}


class Number(NamedTuple):
    """A whole number between two others; ``what`` says of what."""

    least: int
    most: int
    what: str

    def wrong(self, value: Any) -> Message | None:
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return None
        from migrator.model.ledger import Message, Sentence

        return Message.of(Sentence.NO_NUMBER, what=self.what, least=self.least, most=self.most)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Choice(NamedTuple):
    """One of some words."""

    words: tuple[str, ...]

    def wrong(self, value: Any) -> Message | None:
        if value in self.words:
            return None
        from migrator.model.ledger import Message, Sentence

        return Message.of(Sentence.NO_CHOICE, choices=self.words)

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


class Tables(NamedTuple):
    """A list of tables with keys of their own; ``required`` must be there."""

    keys: dict[str, Key]
    required: str

    def wrong(self, value: Any) -> Message | None:
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return None
        from migrator.model.ledger import Message, Sentence

        return Message.of(Sentence.NO_TABLES)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [self.required],
                "properties": _properties(self.keys),
            },
        }


class Key(NamedTuple):
    """A key of the settings: what it must be, what it is for, and its default (None where it has none)."""

    value: Text | Texts | TextOrTexts | Number | Choice | Tables
    help: str
    default: Any = None


_METHOD = Text(f"{METHOD_PATTERN}|{FUNCTION_PATTERN}", "a method, `Class.method` or `function:name`")
_KEPT = Text(
    f"{METHOD_PATTERN}|{FUNCTION_PATTERN}|{FILES_PATTERN}",
    "a method, `Class.method`, `function:name` or files, as in `src/worker/**`",
)
_ANY = r"[\s\S]+"
_PATH = r"[^\0]+"
_CALLS = Texts(Text(_ANY, f"a call, as in `{WORKER}.step(...)`"))
FACT: dict[str, Key] = {
    "method": Key(_METHOD, "The method, or as `function:name` the function, that the fact is about."),
    "calls": Key(_CALLS, "Calls that the method makes somewhere, in the notation of the rule pages."),
    "always": Key(_CALLS, "Calls that the method makes on every path to its end."),
    "never": Key(_CALLS, "Calls that the method does not make."),
}
KEYS: dict[str, Key] = {
    "receiver": Key(
        TextOrTexts(Text(RECEIVER_PATTERN, RECEIVER_FORM)),
        f"What runs {PYTHON.name}: one expression, or a list of several, as they are written; `$_` is any member."
        f" Without it, whatever shows that it is {PYTHON.interpreter} is one. Pages call each of them `{RECEIVER}`.",
        str(RECEIVER),
    ),
    "worker": Key(
        Text(WORKER_PATTERN, WORKER_FORM),
        f"What takes the commands, as it is to be written. Pages call it `{WORKER}`.",
        str(WORKER),
    ),
    "environment": Key(Text(r"[A-Za-z_]\w*", "a name of Python"), "The Python name of the environment.", ENVIRONMENT),
    "keep": Key(
        Texts(_KEPT),
        "Methods, functions (`function:name`) and files (as in a .gitignore, relative to this file) that may keep "
        "Pyodide; `Class.method` narrows a name to one class.",
        list(DEFAULT_KEPT),
    ),
    "rules": Key(
        Texts(Text(_PATH, "a folder, or a pack as `shipped:pyodide-worker`")),
        "Folders of rule pages, relative to this file, and packs that come with the program, as `shipped:NAME`.",
        ["shipped:pyodide-worker"],
    ),
    "accept": Key(
        Texts(Text(CHANGE_PATTERN, "the name of a change, as in `maps-are-objects`")),
        "Changes for callers that are taken without asking, as `migrator rules` names them for each page; a site that "
        "changes more is left, with that as its reason. `[]` takes none of them, `all` every one.",
        [EVERY_CHANGE],
    ),
    "exclude": Key(
        Texts(Text(_ANY, "a pattern")),
        "Files to leave out below a folder, as in a .gitignore; a file that is named is looked at all the same.",
        [],
    ),
    "largest-file": Key(
        Number(1, MOST_LARGEST_FILE, "megabytes"),
        "The megabytes (millions of bytes) that a file may have; a larger one is not looked at, and a line says so. "
        "To look at a file takes some 100 times its size of memory.",
        LARGEST_FILE,
    ),
    "unknown-class": Key(
        Choice(("note", "refuse")),
        "Where the class of the worker, or a base class, cannot be found: go on with a note, or leave the site alone.",
        "note",
    ),
    "log-methods": Key(
        Texts(Text(r"[A-Za-z_$][\w$]*", "a method, as in `success`")),
        "Methods of loggers beside debug, error, info, log, trace and warn.",
        [],
    ),
    "dedent-tags": Key(
        Texts(Text(r"[A-Za-z_$][\w$]*", "a tag, as in `py`")),
        "Tags of templates that only take the common indentation away, beside those of dedent, ts-dedent, outdent, "
        "string-dedent and common-tags.",
        [],
    ),
    "worker-script": Key(
        Text(_PATH, "a file"),
        "The script that the worker runs, relative to this file, where its address does not say which file it is.",
    ),
    "ratchet": Key(
        Text(_PATH, "a file"),
        "The file of accepted uses, relative to this file, in place of migrator-ratchet.json beside it.",
    ),
    "facts": Key(Tables(FACT, "method"), "What methods must hold; `migrator check` reports where they do not.", []),
}


def schema() -> dict[str, Any]:
    """The JSON Schema of a settings file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of migrator (migrator.toml)",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(KEYS),
    }


def _properties(keys: dict[str, Key]) -> dict[str, Any]:
    return {
        name: {
            "description": key.help,
            **key.value.schema(),
            **({} if key.default is None else {"default": key.default}),
        }
        for name, key in keys.items()
    }
