"""What the program makes of a case, and what must hold of it.

- It raises nothing, and reports no error of a file that Node compiles.
- Each planted use has an entry at its line and column, and nothing else has one.
- Only planted sites change, and each into what its page makes of it where it stands alone.
- Nothing is rewritten where no `await` may stand, or inside of a `with`.
- The result compiles, each name means what it meant, and a second run changes nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from migrator.javascript.edit import Edit, apply
from migrator.javascript.parser import parse
from migrator.javascript.source import BOM, Source
from migrator.javascript.worker_scope import runs_in_worker
from migrator.model.ledger import Code, Entry, FileEntry, NoteCode, Outcome
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rules.loader import Rule
from migrator.run import engine
from migrator.run.request import Configuration, Request
from tests.support import text_of
from tests.whole.packages.cases import Case, Planted
from tests.whole.packages.places import is_outside
from tests.whole.packages.sites import uses

PLAY = Path(__file__).with_name("judge.mjs")
_TOKEN = re.compile(r"`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[\w$]+|[^\w\s]", re.DOTALL)
_COMMENT = re.compile(r"//[^\r\n]*")
_SPACES_BEFORE = re.compile(rb"(?<=[\r\n])[ \t]+\Z")
_END_OF_LINE = re.compile(rb"[ \t]*(?:\r\n|\r|\n)")
# What is never wrong with what a page is made of.
_NEVER = (Code.VERIFY, Code.TOO_AMBIGUOUS, Code.NOT_PYTHON)
_NUMBER = re.compile(r"(?<=[A-Za-z])\d+$")
_KNOWN = frozenset({"JSON", "Object", "Array", "Map"})


class Fault(NamedTuple):
    """What must not be: its kind, by which a smaller case is known to be the same, and what was seen."""

    kind: str
    seen: str


@dataclass
class Verdict:
    """What became of the sites of a case, by their places; and the first thing that must not be."""

    outcomes: list[tuple[str, str]] = field(default_factory=list)
    fault: Fault | None = None
    refused: str = ""  # why Node does not compile it, or why what its names mean was not compared


class Node:
    """A process of Node that compiles texts, and compares what their names mean."""

    def __init__(self, packages: Path | None) -> None:
        command = ["node", "--experimental-vm-modules", "--no-warnings", str(PLAY), *([str(packages)] if packages else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def __enter__(self) -> Node:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def fault(self, data: bytes, *, is_module: bool) -> str | None:
        """Why a text does not compile."""
        found: str | None = self._ask({"text": _text(data), "isModule": is_module})["fault"]
        return found

    def compare(self, before: bytes, after: bytes, edits: list[Edit], *, is_module: bool) -> dict[str, Any]:
        spans = [[_units(before, start), _units(before, end), _units(new, len(new))] for start, end, new in edits]
        return self._ask({"text": _text(after), "before": _text(before), "edits": spans, "isModule": is_module})

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _text(data: bytes) -> str:
    return data.removeprefix(BOM).decode("utf-8")


def _units(data: bytes, end: int) -> int:
    """How many units of UTF-16 stand before a byte."""
    return len(data[:end].removeprefix(BOM).decode("utf-8").encode("utf-16-le")) // 2


class Found(NamedTuple):
    """What the program says of a file, and its edits."""

    entry: FileEntry
    edits: tuple[Edit, ...]


def examined(case: Case, data: bytes) -> Found:
    """The whole engine on a file on disk."""
    return _found(case.pages.rules, data)


def _found(rules: tuple[Rule, ...], data: bytes) -> Found:
    path = _here() / "case.js"
    path.write_bytes(data)
    items = list(engine.Run(Request((str(path),)), Configuration(lambda _: Settings(), lambda _: list(rules))).items())
    entries = [item for item in items if isinstance(item.entry, FileEntry)]
    if not entries:
        return Found(FileEntry(str(path)), ())
    return Found(entries[0].entry, tuple(entries[0].edits or ()))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="packages-")


def _here() -> Path:
    return Path(_folder().name).resolve()


def judge(case: Case, node: Node) -> Verdict:
    verdict = Verdict()
    try:
        verdict.fault = _judged(case, node, verdict)
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "migrator/migrator" in frame.filename]
        where = f" in {frames[-1].name}" if frames else ""
        verdict.fault = Fault(f"raised {type(error).__name__}{where}", "".join(traceback.format_exception(error))[-1500:])
    return verdict


def _judged(case: Case, node: Node, verdict: Verdict) -> Fault | None:
    refused = node.fault(case.data, is_module=case.is_module)
    verdict.refused = refused or ""
    result = examined(case, case.data)
    if result.entry.error is not None:
        verdict.outcomes += [(site.label, "no JavaScript") for site in case.sites]
        return None if refused else Fault("an error of a file that Node compiles", words(result.entry.error.message))
    entries = result.entry.entries
    regions = case.regions()
    fault = _all_are_there(case, result.entry, regions)
    if fault is not None:
        return fault
    starts = {_position(case.data, at): (start, site) for start, end, site in regions for at in _uses(case.data, start, end)}
    for entry in entries:
        if (entry.line, entry.column) not in starts:
            return Fault("a use in code that was not planted", f"{entry.line}:{entry.column} {entry.outcome}")
    verdict.outcomes += [
        (starts[entry.line, entry.column][1].label, "no JavaScript" if refused else _outcome(entry))
        for entry in entries
        if entry.is_program
    ]
    if refused:
        return _rewritten_in_vain(entries, starts)
    for entry in entries:
        site = starts[entry.line, entry.column][1]
        if entry.outcome is Outcome.REWRITTEN and site.is_unclear:
            return Fault("rewritten in a `with`", site.label)
        if entry.outcome is Outcome.UNMATCHED and (entry.reason is None or not text_of(entry.reason)):
            return Fault("no reason", site.label)
        if entry.reason is not None and entry.reason.code in _NEVER:
            return Fault(f"refused by {entry.reason.code.value}", text_of(entry.reason))
    if not result.edits:
        rewritten = [entry for entry in entries if entry.outcome is Outcome.REWRITTEN]
        return Fault("said to be rewritten, and is not", str(rewritten[0])) if rewritten else None
    return _changes(case, result, entries, regions, starts, node, verdict)


def _rewritten_in_vain(entries: tuple[Entry, ...], starts: dict[tuple[int, int], tuple[int, Planted]]) -> Fault | None:
    for entry in entries:
        site = starts[entry.line, entry.column][1]
        if entry.outcome is Outcome.REWRITTEN and not site.may_await:
            return Fault("rewritten where no `await` may stand", site.label)
    return None


def _all_are_there(case: Case, entry: FileEntry, regions: list[tuple[int, int, Planted]]) -> Fault | None:
    """Each use has an entry. Where `this` is that of the file, a call that runs Python has a note."""
    found = Counter((use.line, use.column) for use in entry.entries)
    noted = {note.line for note in entry.notes if note.code is NoteCode.UNREAD}
    in_worker = any(use.outcome is Outcome.IN_WORKER for use in entry.entries) or runs_in_worker(Source.read("case", case.data))
    wanted: Counter[tuple[int, int]] = Counter()
    root = parse(case.data).root_node
    for start, end, _ in regions:
        for at in _uses(case.data, start, end):
            position = _position(case.data, at)
            runs = case.data.startswith(b"this.pyodide.runPython", at)
            if not is_outside(root, at) or (runs and position[0] not in noted and not in_worker) or found[position]:
                wanted[position] += 1
    if wanted - found:
        return Fault("missed", str(sorted(wanted - found)))
    if len(_uses(case.data, 0, len(case.data))) != sum(len(_uses(case.data, start, end)) for start, end, _ in regions):
        return Fault("a region was not found", "")
    if found - wanted:
        return Fault("a use that is none", str(sorted(found - wanted)))
    return None


def _uses(data: bytes, start: int, end: int) -> list[int]:
    text = data[start:end].decode("utf-8")
    return [start + len(text[:at].encode()) for at in uses(text)]


def _position(data: bytes, at: int) -> tuple[int, int]:
    """Line and column of a byte, counted here."""
    before = re.split(r"\r\n|\r|\n", data[:at].decode("utf-8"))
    return len(before), len(before[-1].removeprefix("\ufeff") if len(before) == 1 else before[-1]) + 1


def _outcome(entry: Entry) -> str:
    if entry.outcome is Outcome.UNMATCHED and entry.reason is not None:
        return f"refused: {entry.reason.code.value}"
    return entry.outcome.value


def _changes(
    case: Case,
    result: Found,
    entries: tuple[Entry, ...],
    regions: list[tuple[int, int, Planted]],
    starts: dict[tuple[int, int], tuple[int, Planted]],
    node: Node,
    verdict: Verdict,
) -> Fault | None:
    edits = sorted(result.edits)
    data, after = case.data, apply(case.data, list(result.edits))
    regions = [(*_with_its_lines(data, first, last), site) for first, last, site in regions]
    for start, end, new in edits:
        if not any(first <= start and end <= last for first, last, _ in regions):
            return Fault("a change outside of what was planted", f"{start}-{end}: {data[start:end]!r} to {new!r}")
    for first, last, site in regions:
        own = [edit for edit in edits if first <= edit[0] and edit[1] <= last]
        rules = {entry.rule for entry in entries if entry.outcome is Outcome.REWRITTEN and first <= starts[entry.line, entry.column][0] < last}
        if bool(own) != bool(rules):
            return Fault("the ledger says something else than the edits", f"{rules} {own}")
        if own:
            made = apply(data[first:last], [Edit(start - first, end - first, new) for start, end, new in own]).decode()
            fault = _is_of_the_page(case, site, made, rules)
            if fault is not None:
                return fault
    answer = node.compare(data, after, edits, is_module=case.is_module)
    verdict.refused = f"names not compared: {answer['unjudged']}" if "unjudged" in answer else ""
    if answer["fault"]:
        return Fault("does not compile", answer["fault"])
    if answer["meant"]:
        return Fault("a name means something else", "; ".join(answer["meant"][:4]))
    return _names(data, after) or _is_stable(case, after)


def _with_its_lines(data: bytes, first: int, last: int) -> tuple[int, int]:
    """What goes with a statement that goes: the spaces before it on its line, and the end of the line."""
    before = _SPACES_BEFORE.search(data, 0, first)
    after = _END_OF_LINE.match(data, last)
    return (before.start() if before is not None else first), (after.end() if after is not None else last)


def _names(data: bytes, after: bytes) -> Fault | None:
    before, now = Source.read("before", data), Source.read("after", after)
    free = {reference.name for reference in now.scopes.globals} - {reference.name for reference in before.scopes.globals}
    return Fault("a name that is declared nowhere", str(free - _KNOWN)) if free - _KNOWN else None


def _is_stable(case: Case, after: bytes) -> Fault | None:
    again = examined(case, after)
    if again.edits:
        return Fault("a second run changes something", str(again.edits[0]))
    return None


def _is_of_the_page(case: Case, site: Planted, made: str, rules: set[str | None]) -> Fault | None:
    """Whether what was written is what the page writes where the site stands alone, but for numbers of new names."""
    wanted = _alone(tuple(rule for rule in case.pages.rules if rule.id in rules), site.site.alone)
    if wanted is None:
        return Fault("rewritten, though it is not where it stands alone", f"{rules}: {made}")
    mine, theirs = _tokens(made.replace(site.site.lead.strip(), "", 1) if site.site.lead else made), _tokens(wanted)
    if mine[:1] == ["{"]:
        mine = mine[1:-1]  # several statements in the place of one
    if mine != theirs and not _ends_alike(mine, theirs):
        return Fault("other text than the page writes", f"{made}\nand alone:\n{wanted}")
    return None


def _ends_alike(mine: list[str], theirs: list[str]) -> bool:
    """An expression is a part of what the statement becomes; a layout may leave the tail out, or have its lead."""
    text, whole = " ".join(mine), " ".join(theirs)
    return bool(text) and (whole.startswith(text) or whole.endswith(text) or text.endswith(whole))


@cache
def _alone(rules: tuple[Rule, ...], file: str) -> str | None:
    """What some pages make of the statements of a method in a file of their own."""
    result = _found(rules, file.encode())
    after = apply(file.encode(), list(result.edits)).decode()
    first, last = file.index("\n", file.index("    async act(")) + 1, len("\n    }\n}\n")
    return after[first:-last] if result.edits else None


def _tokens(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n")
    found = [_template(token) for token in _TOKEN.findall(_COMMENT.sub("", plain)) if token != ";"]
    return [_NUMBER.sub("", token) for token in found]


def _template(token: str) -> str:
    return re.sub(r"\s+", " ", token) if token.startswith("`") else token

