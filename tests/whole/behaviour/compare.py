"""What differs between two traces of one scenario, as paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# A node is [type, items, pairs or text]; a trace is what play.mjs writes.
Node = list[Any]
Trace = dict[str, Any]

MAPPINGS = frozenset({"Map", "Object", "dict"})
SEQUENCES = frozenset({"Array", "list", "tuple", "Set", "set", "frozenset"})
LONGEST = 160
_HASH = re.compile(r"\b(?:[0-9a-f]{16}|[0-9a-f]{8})\b")


@dataclass(frozen=True)
class Difference:
    """One thing that a caller sees otherwise.

    ``what`` is `value`, `class` (of a container), `keys` (their type), `order` (of keys), `gone`, `new` or `count`.
    """

    path: str
    what: str
    before: str
    after: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "what": self.what, "before": self.before, "after": self.after}


def differences(before: Trace, after: Trace) -> list[Difference]:
    return list(_differences(before, after))


def _differences(before: Trace, after: Trace) -> Iterator[Difference]:
    if before["outcome"]["kind"] != after["outcome"]["kind"]:
        yield Difference("outcome", "value", *(_outcome(trace) for trace in (before, after)))
    else:
        yield from nodes("result", before["outcome"]["value"], after["outcome"]["value"])
    for name in ("fields", "page", "state"):
        yield from nodes(name, before[name], after[name])
    for name in ("python", "numpy"):
        if before["generators"][name] != after["generators"][name]:
            yield Difference(f"generators.{name}", "value", before["generators"][name], after["generators"][name])
    if None not in (before["asked"], after["asked"]) and before["asked"] != after["asked"]:
        yield Difference("asked", "count", str(before["asked"]), str(after["asked"]))
    yield from _aligned("sent", before["sent"], after["sent"], _body)
    yield from _aligned("calls", before["calls"], after["calls"], _call)
    yield from _lines("logs", [f"{level}: {text}" for level, text in before["logs"]], after["logs"])
    yield from _lines("printed", before["printed"], after["printed"])


def _outcome(trace: Trace) -> str:
    return f"{trace['outcome']['kind']} {brief(trace['outcome']['value'])}"


def nodes(path: str, before: Node, after: Node) -> Iterator[Difference]:
    """What differs between two values; containers of two classes are compared inside all the same."""
    if before == after:
        return
    if before[0] in MAPPINGS and after[0] in MAPPINGS:
        if before[0] != after[0]:
            yield Difference(path, "class", before[0], after[0])
        yield from _mappings(path, before[1], after[1])
    elif before[0] in SEQUENCES and after[0] in SEQUENCES:
        if before[0] != after[0]:
            yield Difference(path, "class", before[0], after[0])
        if len(before[1]) != len(after[1]):
            yield Difference(path, "count", str(len(before[1])), str(len(after[1])))
        for i, (old, new) in enumerate(zip(before[1], after[1], strict=False)):
            yield from nodes(f"{path}[{i}]", old, new)
    else:
        yield Difference(path, "value", brief(before), brief(after))


def _mappings(path: str, before: Sequence[Sequence[Node]], after: Sequence[Sequence[Node]]) -> Iterator[Difference]:
    old, new = ({_text(key): (key, value) for key, value in pairs} for pairs in (before, after))
    shared = [name for name in old if name in new]
    kinds = sorted({(old[name][0][0], new[name][0][0]) for name in shared if old[name][0][0] != new[name][0][0]})
    for kind_before, kind_after in kinds:
        yield Difference(path, "keys", kind_before, kind_after)
    if shared != [name for name in new if name in old]:
        yield Difference(path, "order", " ".join(old), " ".join(new))
    for name in old:
        if name not in new:
            yield Difference(f"{path}.{name}", "gone", brief(old[name][1]), "")
        else:
            yield from nodes(f"{path}.{name}", old[name][1], new[name][1])
    for name in new:
        if name not in old:
            yield Difference(f"{path}.{name}", "new", "", brief(new[name][1]))


def _text(key: Node) -> str:
    return key[1] if isinstance(key[1], str) and key[1] else brief(key)


def _aligned(
    path: str,
    before: list[list[Any]],
    after: list[list[Any]],
    inside: Callable[[str, list[Any], list[Any]], Iterator[Difference]],
) -> Iterator[Difference]:
    """Two runs of named things: those of one name are compared, the others are gone or new."""
    matcher = SequenceMatcher(None, [item[0] for item in before], [item[0] for item in after], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            for k in range(i_end - i):
                yield from inside(f"{path}.{before[i + k][0]}", before[i + k], after[j + k])
            continue
        for item in before[i:i_end]:
            yield Difference(f"{path}.{item[0]}", "gone", brief(item[1]), "")
        for item in after[j:j_end]:
            yield Difference(f"{path}.{item[0]}", "new", "", brief(item[1]))


def _body(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    yield from nodes(path, before[1], after[1])


def _call(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    yield from nodes(f"{path}.arguments", before[1], after[1])
    yield from nodes(f"{path}.keywords", before[2], after[2])
    if before[3] != after[3]:
        yield Difference(f"{path}.outcome", "value", before[3], after[3])


def _lines(path: str, before: list[str], after: list[Any]) -> Iterator[Difference]:
    new = [line if isinstance(line, str) else f"{line[0]}: {line[1]}" for line in after]
    # Two lines that differ in a hash only are one line.
    old_keys, new_keys = ([_HASH.sub("#", line) for line in lines] for lines in (before, new))
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            for k in range(i_end - i):
                if before[i + k] != new[j + k]:
                    yield Difference(path, "value", before[i + k], new[j + k])
            continue
        paired = min(i_end - i, j_end - j) if tag == "replace" else 0
        for k in range(paired):
            yield Difference(path, "value", before[i + k], new[j + k])
        for line in before[i + paired : i_end]:
            yield Difference(path, "gone", line, "")
        for line in new[j + paired : j_end]:
            yield Difference(path, "new", "", line)


def brief(node: Node) -> str:
    """A value for a reader, with its type."""
    kind, held = node
    if isinstance(held, str):
        text = f"{kind} {held}".strip()
    elif kind in MAPPINGS:
        text = f"{kind} {{{', '.join(f'{brief(key)}: {brief(value)}' for key, value in held)}}}"
    else:
        text = f"{kind} [{', '.join(brief(item) for item in held)}]"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
