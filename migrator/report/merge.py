"""The JSON documents of several runs as one: what a run over many repositories came to.

All are of one command. The merged document has the same fields, so whatever reads one reads the other; each path begins
with the name of the run that it is from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from migrator.report import VERSION

# The lists of each document, and what counts as left in its summary.
_LISTS = {
    "migrate": ("files", "skipped"),
    "check": ("findings", "errors", "skipped", "suppressed", "ratchets", "in_worker", "notes"),
}
_OPTIONAL = ("in_worker", "notes")
_COLUMNS = {
    "migrate": ("files", "uses", "rewritten", "kept", "unmatched", "unread", "errors"),
    "check": ("examined", "uses", "findings", "errors"),
}
_LEFT = {"migrate": ("unmatched", "unread"), "check": ("findings",)}


class NotMergedError(Exception):
    """Why a document cannot be one of those that are merged. ``name`` is that of the run."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name
        self.why = why


class Run(NamedTuple):
    """The document of one run, with the name under which its paths stand in the merged one."""

    name: str
    document: Mapping[str, Any]


class Merged(NamedTuple):
    """Several runs of one ``command``, `check` or `migrate`, in one document."""

    command: str
    runs: tuple[Run, ...]
    document: dict[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """What is counted of each run."""
        return _COLUMNS[self.command]

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Each run with its counts, the one with most to do first, and last what all came to."""
        counts = [(run.name, self._counts(run.document)) for run in self.runs]
        counts.sort(key=lambda row: (-_left(self.command, dict(zip(self.columns, row[1], strict=True))), row[0]))
        return [*counts, ("all", self._counts(self.document))]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left in any of them."""
        return not _left(self.command, self.document["summary"])

    @property
    def has_errors(self) -> bool:
        """Whether a run met an error."""
        return bool(self.document["summary"]["errors"])

    def _counts(self, document: Mapping[str, Any]) -> list[int]:
        return [document["summary"][column] for column in self.columns]


def merge(runs: Sequence[Run]) -> Merged:
    """The documents of some runs as one. Raises NotMergedError for the first that is none, or of another command."""
    command = _command(runs[0])
    for run in runs:
        if _command(run) != command:
            other = "migrate" if command == "check" else "check"
            raise NotMergedError(run.name, f"is of `{other}`, and the first is of `{command}`; merge each apart")
    lists: dict[str, list[Any]] = {}
    for name in _LISTS[command]:
        found = [_under(run.name, item) for run in runs for item in run.document.get(name, ())]
        if found or name not in _OPTIONAL:
            lists[name] = found
    summary = {key: sum(run.document["summary"][key] for run in runs) for key in runs[0].document["summary"]}
    document: dict[str, Any] = {"version": VERSION, "summary": summary, **lists}
    if command == "check":
        document["older"] = sum(run.document["older"] for run in runs)
    return Merged(command, tuple(runs), document)


def _command(run: Run) -> str:
    """The command whose document a run has."""
    document = run.document
    if not isinstance(document, Mapping) or "version" not in document:
        raise NotMergedError(run.name, "is no report; `check --format json` and `migrate --format json` print one")
    if document["version"] != VERSION:
        raise NotMergedError(
            run.name, f"is a report of version {document['version']}, and this is {VERSION}; make it with this migrator"
        )
    for command in _LISTS:
        if _has_fields(document, command):
            return command
    raise NotMergedError(run.name, "has not all fields of a report; it may have been cut off, so make it again")


def _has_fields(document: Mapping[str, Any], command: str) -> bool:
    """Whether a document has what one of a command has, as far as it is merged."""
    summary = document.get("summary")
    lists = (name for name in _LISTS[command] if name not in _OPTIONAL)
    counts = (*_COLUMNS[command], "searched")
    return (
        all(isinstance(document.get(name), list) for name in lists)
        and isinstance(summary, Mapping)
        and all(isinstance(summary.get(name), int) for name in counts)
        and (command != "check" or isinstance(document.get("older"), int))
    )


def _under(name: str, item: Any) -> Any:
    """A part of a document, its paths below the name of its run."""
    if isinstance(item, Mapping):
        return {
            key: f"{name}/{value}" if key == "path" and isinstance(value, str) else _under(name, value)
            for key, value in item.items()
        }
    return [_under(name, each) for each in item] if isinstance(item, list) else item


def _left(command: str, summary: Mapping[str, int]) -> int:
    return sum(summary[name] for name in (*_LEFT[command], "errors"))


def as_text(merged: Merged) -> str:
    """A table for a terminal: a line for each run, its counts right-aligned."""
    head = ["", *merged.columns]
    rows = [[name, *map(str, counts)] for name, counts in merged.rows]
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    text = ""
    for name, *counts in (head, *rows):
        cells = [count.rjust(width) for count, width in zip(counts, widths[1:], strict=True)]
        text += "  ".join((name.ljust(widths[0]), *cells)) + "\n"
    return text


def as_markdown(merged: Merged) -> str:
    """The same as a table of Markdown, as the summary of a CI job takes it."""
    from migrator.report.markup import cell, path

    lines = ["| repository | " + " | ".join(merged.columns) + " |", "|---|" + "--:|" * len(merged.columns)]
    for name, counts in merged.rows:
        lines.append(f"| {cell(path(name))} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines) + "\n"
