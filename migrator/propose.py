"""What the settings of a repository probably are, from the text of its JavaScript."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from migrator.config import keys
from migrator.scan import Found, scan
from migrator.settings import Settings

_RUNS = re.compile(rb"\bthis\s*\??\.\s*([A-Za-z_$][\w$]*)\s*\??\.\s*runPython(?:Async)?\b")
_WORKER = re.compile(rb"\bthis\s*\.\s*([A-Za-z_$][\w$]*)\s*=\s*(?:await\s+)?new\s+[\w$.]*Worker[\w$]*\s*\(")
_GIVEN = re.compile(rb"\bthis\s*\.\s*([A-Za-z_$][\w$]*)\s*=\s*this\s*\.\s*([A-Za-z_$][\w$]*)\s*(?:;|$)", re.MULTILINE)
_METHOD = re.compile(rb"(?m)^[ \t]*(?:(?:static|async|get|set)\s+|\*\s*)*(#?[A-Za-z_$][\w$]*)\s*\([^()]*\)\s*\{")


@dataclass(frozen=True)
class Proposal:
    """Values for some keys, and what they were taken from, a line each."""

    values: dict[str, Any]
    seen: tuple[str, ...]


def propose() -> Proposal:
    """Look through the JavaScript at and below the working directory."""
    receivers: Counter[str] = Counter()
    workers: Counter[str] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    methods: set[str] = set()
    files = 0
    for item in scan((".",), sure=True):
        if not isinstance(item, Found) or item.language is not None:
            continue
        try:
            with open(item.path, "rb") as handle:
                data = handle.read()
        except OSError:
            continue
        files += 1
        receivers.update(match.decode() for match in _RUNS.findall(data))
        workers.update(match.decode() for match in _WORKER.findall(data))
        given.update((member.decode(), value.decode()) for member, value in _GIVEN.findall(data))
        methods.update(match.decode() for match in _METHOD.findall(data))
    return _proposal(files, receivers, workers, given, methods)


def _proposal(
    files: int,
    receivers: Counter[str],
    workers: Counter[str],
    given: Counter[tuple[str, str]],
    methods: set[str],
) -> Proposal:
    default = Settings()
    values: dict[str, Any] = {}
    seen = [f"{files} JavaScript file{'' if files == 1 else 's'} looked at"]
    receiver = _most(receivers)
    if receiver is None:
        seen.append("nothing runs Python on a member of `this`")
    else:
        values["receiver"] = f"this.{receiver}"
        places = f"{receivers[receiver]} place{'' if receivers[receiver] == 1 else 's'}"
        seen.append(f"`this.{receiver}` runs Python in {places}")
    named = [name for name in workers if name != receiver] or list(workers)
    # What the receiver is given says it outright; a member made of a worker class may be what commands go through.
    source = _most(Counter({value: count for (member, value), count in given.items() if member == receiver != value}))
    if source is not None:
        values["worker"] = f"this.{source}"
        seen.append(f"`this.{receiver}` is given `this.{source}`")
    elif named:
        worker = max(named, key=lambda name: (workers[name], f"this.{name}" == default.worker))
        values["worker"] = f"this.{worker}"
        seen.append(f"`this.{worker}` is made of a worker class")
    kept = [name for name in default.kept if name in methods]
    if receiver is not None or kept:
        values["keep"] = kept
        absent = [name for name in default.kept if name not in methods]
        seen += [f"`{name}` keeps Pyodide" for name in kept]
        seen += [f"no class has `{name}`, so `keep` leaves it out" for name in absent]
    return Proposal(values, tuple(seen))


def _most(names: Counter[str]) -> str | None:
    return max(names, key=lambda name: names[name]) if names else None


def render(proposal: Proposal) -> str:
    """The text of a settings file: each key with its help, those without a value commented out."""
    lines = ["# Settings of migrator. A key that is commented out has the value that stands here.", ""]
    for name, key in keys.KEYS.items():
        if isinstance(key.value, keys.Tables):
            continue
        lines.append(f"# {key.help}")
        mark = "" if name in proposal.values else "# "
        value = proposal.values.get(name, "…" if key.default is None else key.default)
        lines += [f"{mark}{name} = {json.dumps(value, ensure_ascii=False)}", ""]
    lines.append(f"# {keys.KEYS['facts'].help} Calls are written as in the rule pages.")
    lines += [
        "# [[facts]]",
        '# method = "stepWithActions"',
        '# always = ["this.worker.step(...)"]   # on every path to its end',
        '# calls = ["this._convertToMap(...)"]  # somewhere',
        '# never = ["this.pyodide.toPy(...)"]',
    ]
    return "\n".join(lines) + "\n"
