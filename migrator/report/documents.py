"""The documents of `--format json` as types, and the JSON Schema that follows from them.

The types are the one place: the type checker holds what is written to them, and the published schema is made of them.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints

from migrator.model.ledger import BreachKind, Code, NoteCode, Outcome, Place, Why

Line = Annotated[int, "From 1; LF, CRLF and CR end a line."]
Column = Annotated[int, "From 1, in code points."]
Path = Annotated[str, "With `/`, relative to the working directory."]
RuleId = Annotated[str, "The id of a rule page, as `migrator rules` lists it."]
UseKind = Literal["call", "read", "alias", "destructure", "assign"]


class SkippedFile(TypedDict):
    """A file that was not looked at; it leaves the exit code alone."""

    path: Path
    reason: str


class FileFault(TypedDict):
    """Why a file was not read, parsed or written."""

    message: str
    line: Line | None


class Cause(TypedDict):
    """Why a use is left."""

    code: Code
    message: Annotated[str, "In the words of the source."]
    line: Annotated[int | None, "Where the difference is, in the file."]
    page: Annotated[str | None, "The page that says otherwise."]
    page_line: int | None
    changes: NotRequired[Annotated[list[str], "With `not-accepted`: the changes that nobody accepted, by their names."]]


class NearestRule(TypedDict):
    """A rule that nearly fits, and the first difference."""

    rule: RuleId
    line: Line | None
    page_line: int | None
    expected: Annotated[str, "What the page has there."]
    found: Annotated[str, "What the source has there."]


class Statement(TypedDict):
    """A statement of the removed Python."""

    line: Line
    text: str


class Comment(TypedDict):
    """A comment that keeps a use."""

    name: Annotated[str, "What it names of the finding: a rule, or the code of a reason."]
    line: Line
    reason: str | None


class Shown(TypedDict):
    """What shows that an expression is a receiver, which no setting names."""

    kind: Annotated[
        Why,
        "A program runs on it, it was loaded, its type says so, it is given what is one, or it is imported from where "
        "it is.",
    ]
    line: Annotated[int, "Of the call that runs the program or loads what runs it, of the type, or of the import."]
    file: NotRequired[Annotated[str, "The file of that line, seen from this one, where it is another one."]]


Use = TypedDict(
    "Use",
    {
        "id": Annotated[int, "The same for all uses that one site takes with it."],
        "line": Line,
        "column": Column,
        "end_line": Line,
        "end_column": Annotated[int, "Exclusive."],
        "place": Annotated[Place, "What `this` is there."],
        "class": str | None,
        "method": str | None,
        "function": Annotated[str | None, "The innermost function with a name; null in a member of a class."],
        "member": Annotated[str | None, "The property taken of the receiver; null for an alias."],
        "kind": UseKind,
        "outcome": Outcome,
        "fingerprint": Annotated[str, "The same for a use that was only moved, laid out anew or renamed inside."],
        "rule": RuleId | None,
        "reason": Cause | None,
        "nearest": list[NearestRule],
        "dropped": Annotated[list[Statement], "What decides nothing."],
        "not_carried_over": Annotated[list[Statement], "What no handler of the worker does any more."],
        "suppression": Annotated[Comment | None, "On a use that a comment keeps."],
        "kept_by": NotRequired[Annotated[str, "What the settings say in `keep`, on a use that stays by it."]],
        "evidence": NotRequired[Annotated[Shown, "On a use of a receiver that no setting names."]],
    },
)


class FileNote(TypedDict):
    """What a reader should know, which changes no exit code."""

    code: NoteCode
    message: str
    path: Annotated[str, "The file that the note is about: this one or, for a duty, the worker's."]
    line: Line | None
    rules: Annotated[list[str], "The pages that say so."]


class File(TypedDict):
    """A file with a use or an error."""

    path: Path
    error: FileFault | None
    diff: Annotated[str, "As `git apply` takes it; empty where nothing changes."]
    notes: list[FileNote]
    uses: Annotated[list[Use], "Every use of the receiver, in order, in the file as it was."]


class Summary(TypedDict):
    """What a run came to: `rewritten`, `kept` and `unmatched` count programs (calls that run Python)."""

    examined: Annotated[int, "Files that were examined, by this run or, unchanged since then, by an earlier one."]
    searched: Annotated[int, "Those of them that were only searched, since their language is not parsed."]
    files: Annotated[int, "Files that are listed below: those with a use, a note or an error."]
    uses: Annotated[int, "Uses of the receiver, whatever became of them."]
    unread: Annotated[int, "Calls that run Python and that no setting covers."]
    rewritten: int
    kept: int
    unmatched: int
    errors: int


class Migration(TypedDict):
    """What `migrator migrate --format json` prints."""

    version: Literal[2]
    summary: Summary
    files: list[File]
    skipped: list[SkippedFile]


Finding = TypedDict(
    "Finding",
    {
        "path": Path,
        "line": Line,
        "column": Column,
        "kind": UseKind | BreachKind,
        "place": Annotated[Place | None, "Null for a finding that stands in no code of the file."],
        "class": str | None,
        "method": str | None,
        "function": Annotated[str | None, "The innermost function with a name; null in a member of a class."],
        "member": str | None,
        "message": str,
        "rule": Annotated[str | None, "The page that takes the use, or the nearest."],
    },
)


PlacedUse = TypedDict(
    "PlacedUse",
    {
        "path": Path,
        "line": Line,
        "column": Column,
        "kind": UseKind,
        "place": Annotated[Place, "What `this` is there."],
        "class": str | None,
        "method": str | None,
        "function": Annotated[str | None, "The innermost function with a name; null in a member of a class."],
        "member": Annotated[str | None, "The property taken of the receiver; null for an alias."],
    },
)


class Suppressed(PlacedUse):
    """A use that a comment keeps."""

    name: Annotated[str, "What the comment names of the finding: a rule, or the code of a reason."]
    comment_line: Line
    reason: str | None


class FoundFault(TypedDict):
    """A file that could not be read or parsed."""

    path: Path
    line: Line | None
    message: str


class RatchetFile(TypedDict):
    """A file of accepted uses."""

    path: Path
    accepted: Annotated[int, "Uses of this run that are in it."]
    fewer: Annotated[int, "Uses that are in it and are gone."]
    moved: Annotated[int, "Accepted uses that stand in another file now."]


class CheckSummary(TypedDict):
    """What a run came to."""

    examined: Annotated[int, "Files that were examined, by this run or, unchanged since then, by an earlier one."]
    searched: Annotated[int, "Those of them that were only searched, since their language is not parsed."]
    uses: Annotated[int, "Uses of the receiver, whatever is said of them."]
    findings: int
    errors: int


class Findings(TypedDict):
    """What `migrator check --format json` prints."""

    version: Literal[2]
    summary: CheckSummary
    findings: list[Finding]
    errors: list[FoundFault]
    skipped: list[SkippedFile]
    suppressed: Annotated[list[Suppressed], "Uses that comments keep; they are no findings."]
    ratchets: Annotated[list[RatchetFile], "Those that hold for files of this run."]
    older: Annotated[int, "Findings that `--since` leaves out."]
    in_worker: NotRequired[Annotated[list[PlacedUse], "Uses in worker scripts, where Pyodide belongs."]]
    notes: NotRequired[Annotated[list[FileNote], "Files on both sides, which are judged as the page's."]]


DOCUMENTS: dict[str, Any] = {"migrate": Migration, "check": Findings}


def schema(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command prints."""
    definitions: dict[str, Any] = {}
    top = _object(DOCUMENTS[command], definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}


def _object(document: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = get_type_hints(document, include_extras=True)
    optional = {name for name, hint in fields.items() if get_origin(hint) is NotRequired}
    described = (document.__doc__ or "").strip()
    return {
        "title": document.__name__,
        **({"description": described} if described and not described.startswith("dict(") else {}),
        "type": "object",
        "properties": {name: _type(hint, definitions) for name, hint in fields.items()},
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _type(arguments[0], definitions)
    if origin is Annotated:
        return {**_type(arguments[0], definitions), "description": arguments[1]}
    if origin in (Union, UnionType):
        return _union([_type(argument, definitions) for argument in arguments])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _type(arguments[0], definitions)}
    if isinstance(hint, type) and issubclass(hint, (Code, Outcome, BreachKind, NoteCode, Place, Why)):
        return {"enum": [member.value for member in hint]}
    if hint in (int, str, NoneType):
        return {"type": {int: "integer", str: "string", NoneType: "null"}[hint]}
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        definitions[hint.__name__] = _object(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _union(options: list[dict[str, Any]]) -> dict[str, Any]:
    if all("enum" in option for option in options):
        return {"enum": [value for option in options for value in option["enum"]]}
    return {"anyOf": options}
