"""What the tests of formats share: runs in this process, and readers of formats that are not the project's own.

`sarif-2.1.0.json` is the schema that the npm package `@microsoft/sarif-multitool-linux` 5.7.0 ships (MIT licence, as
the package says): that of OASIS, with every constraint on what a log of ours holds.
"""

from __future__ import annotations

import contextlib
import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import jsonschema
from click.testing import CliRunner

from migrator.cli.app import cli
from migrator.model.packs import first_pack
from migrator.rules.loader import Rule, load_rules
from tests.support import shipped_rules

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Ran:
    """What a run gave."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.out)


def invoke(folder: Path, *arguments: str, text: bytes | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run the command line in this process, with ``text`` as standard input; the shipped pages are read once."""
    with contextlib.chdir(folder), patch("migrator.rules.loader.load_rules", _load):
        result = CliRunner(env={"GITHUB_WORKSPACE": "", **(env or {})}).invoke(cli, arguments, input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout_bytes, result.stderr)


def _load(folders: Iterable[Path]) -> list[Rule]:
    return list(shipped_rules()) if list(folders) == [first_pack()] else load_rules(folders)


# -- SARIF -------------------------------------------------------------------------------------------------------------


@cache
def sarif_schema() -> Any:
    return json.loads((HERE / "sarif-2.1.0.json").read_text("utf-8"))


def validated(log: Any) -> Any:
    """The one run of a log that the published schema takes, addresses included."""
    jsonschema.Draft202012Validator(
        sarif_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(log)
    [run] = log["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        # 3.27.9 and 3.27.10 of the standard, which the schema cannot say.
        assert (result["level"] == "none") == (result["kind"] != "fail")
    return run


def path_of(location: Any, run: Any) -> Path:
    """The file that an artifact location leads to, by the rules for addresses alone."""
    base = run["originalUriBaseIds"][location["uriBaseId"]]["uri"] if "uriBaseId" in location else ""
    address = urlsplit(urljoin(base, location["uri"]))
    assert address.scheme == "file"
    assert not address.query
    assert not address.fragment
    return Path(unquote_to_bytes(address.path).decode("utf-8", "surrogateescape"))


def fixed(run: Any) -> dict[Path, bytes]:
    """The files that the fixes of all results make together, applied as the standard says and as the run declares."""
    assert run["columnKind"] == "unicodeCodePoints"
    changes: dict[Path, list[tuple[int, int, str]]] = {}
    texts: dict[Path, str] = {}
    for result in run["results"]:
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                path = path_of(change["artifactLocation"], run)
                texts[path] = path.read_bytes().decode(run["defaultEncoding"])
                lines = _Lines(texts[path], run["newlineSequences"])
                changes.setdefault(path, []).extend(
                    (*lines.span(item["deletedRegion"]), item["insertedContent"]["text"])
                    for item in change["replacements"]
                )
    return {path: _replaced(texts[path], own).encode("utf-8") for path, own in changes.items()}


class _Lines:
    """Where the lines of a text begin; the byte order mark is no column."""

    def __init__(self, text: str, ends: list[str]) -> None:
        self.starts = [int(text.startswith("\ufeff"))]
        at = 0
        while at < len(text):
            end = next((end for end in sorted(ends, key=len, reverse=True) if text.startswith(end, at)), "")
            at += len(end) or 1
            if end:
                self.starts.append(at)

    def span(self, region: Any) -> tuple[int, int]:
        start = self.starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = self.starts[region["endLine"] - 1] + region["endColumn"] - 1
        for offset, line in ((start, region["startLine"]), (end, region["endLine"])):
            assert bisect_right(self.starts, max(offset, self.starts[0])) == line, (
                "a column is past the end of its line"
            )
        return start, end


def _replaced(text: str, changes: list[tuple[int, int, str]]) -> str:
    at, parts = len(text), []
    for start, end, new in sorted(changes, reverse=True):
        assert start <= end <= at, "two fixes overlap"
        parts += [text[end:at], new]
        at = start
    return "".join(reversed([*parts, text[:at]]))


# -- workflow commands -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """A workflow command as the runner reads it."""

    name: str
    properties: tuple[tuple[str, str], ...]
    message: str

    def __getitem__(self, key: str) -> str:
        return dict(self.properties)[key]


def commands(output: str) -> list[Command]:
    """Every line as the runner reads it: the first `::` after the properties ends them."""
    return [_command(line) for line in output.split("\n") if line]


def _command(line: str) -> Command:
    assert line.startswith("::"), line
    head, message = line[2:].split("::", 1)
    name, _, listed = head.partition(" ")
    properties = []
    for item in listed.split(",") if listed else []:
        key, value = item.split("=", 1)
        properties.append((key, _unescaped(value, {"%3A": ":", "%2C": ","})))
    return Command(name, tuple(properties), _unescaped(message, {}))


def _unescaped(text: str, more: dict[str, str]) -> str:
    for escape, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(escape, char)
    return text
