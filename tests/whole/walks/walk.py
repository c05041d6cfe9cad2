"""One walk: edits, and the questions after each, whose answers must be the same."""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.report.formats import Ran, invoke
from tests.whole.walks.edits import EDITS, World

Step = tuple[str, int]  # an edit and its seed
_HEADS = ("--- ", "+++ ")  # of a diff: paths as they are seen from the working directory
_SHRINKING = 40.0  # seconds


class Difference(AssertionError):
    """Two ways to ask gave two answers; ``kind`` says which ways."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.kind = message.partition(":")[0]


@dataclass(frozen=True)
class Asker:
    """Asks in one world, with a cache that all steps share."""

    world: World
    cache: Path

    def ask(self, command: str, folder: Path, paths: list[Path], *more: str, warm: bool = False) -> dict[str, Any]:
        """The document of a command, with every path as it is seen from the top of the world."""
        given = [os.path.relpath(path, os.path.realpath(folder)) for path in paths]
        options = () if warm else ("--no-cache",)
        ran = invoke(
            folder, command, "--format", "json", *options, *more, *given, env={"MIGRATOR_CACHE": str(self.cache)}
        )
        return self._document(ran, folder)

    def piped(self, command: str, folder: Path, path: Path) -> dict[str, Any]:
        """The document of a command that reads a file from standard input."""
        name = os.path.relpath(path, os.path.realpath(folder))
        options = ("--format", "json", "--no-cache", "--stdin-filename", name, "-")
        return self._document(invoke(folder, command, *options, text=path.read_bytes()), folder)

    def _document(self, ran: Ran, folder: Path) -> dict[str, Any]:
        if not ran.out:
            return {"refused": self._told(ran.err, folder)}
        told: dict[str, Any] = self._told(ran.json(), folder)
        return {**told, "code": ran.code}

    def _told(self, value: Any, folder: Path) -> Any:
        """A value without the folder that the question was asked in."""
        if isinstance(value, dict):
            told = {key: self._told(held, folder) for key, held in value.items()}
            if isinstance(value.get("path"), str):
                told["path"] = self._path(value["path"], folder)
            if "diff" in value:
                told["diff"] = [line for line in (value["diff"] or "").splitlines() if not line.startswith(_HEADS)]
            return told
        if isinstance(value, list):
            return [self._told(held, folder) for held in value]
        if isinstance(value, str):
            # A message has paths as they are seen from the working directory.
            return re.sub(r"[^`\s]*/([^`\s/]+\.[a-z]+)", r"\1", value)
        return value

    def _path(self, path: str, folder: Path) -> str:
        whole = os.path.normpath(os.path.join(os.path.realpath(folder), path))
        return os.path.relpath(whole, os.path.realpath(self.world.root)) if os.path.lexists(whole) else path


def by_file(document: dict[str, Any]) -> dict[str, list[str]]:
    """What is said of each file, in no order of the files."""
    found: dict[str, list[str]] = {}
    for kind, items in document.items():
        if isinstance(items, list):
            for item in items:
                place = str(item.get("path"))
                found.setdefault(place, []).append(f"{kind}: {json.dumps(item, sort_keys=True)}")
        else:
            found.setdefault("", []).append(f"{kind}: {json.dumps(items, sort_keys=True)}")
    return {path: sorted(said) for path, said in found.items()}


def same(what: str, one: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    """Raises Difference where two answers are two."""
    for path in sorted(one.keys() | other.keys()):
        first, second = one.get(path, []), other.get(path, [])
        if first != second:
            one_only, other_only = Counter(first) - Counter(second), Counter(second) - Counter(first)
            raise Difference(f"{what}: {path}\n  one:   {[*one_only]}\n  other: {[*other_only]}")


def compare(asker: Asker, rng: random.Random) -> None:
    """All ways to ask, once each."""
    world = asker.world
    paths = _paths(world, rng)
    folder = world.repo
    cold = {command: asker.ask(command, folder, paths) for command in ("check", "migrate")}
    for command, document in cold.items():
        warm = asker.ask(command, folder, paths, warm=True)
        if warm != document:
            same(f"warm or not: {command} {_shown(world, paths)}", by_file(warm), by_file(document))
            raise Difference(f"warm or not: {command} {_shown(world, paths)}: another order")
    command = rng.choice(("check", "migrate"))
    reference = by_file(cold[command])
    if len(paths) > 1:
        turned = rng.sample(paths, len(paths))
        what = f"order: {command} {_shown(world, paths)} and {_shown(world, turned)}"
        same(what, reference, by_file(asker.ask(command, folder, turned)))
    elsewhere = rng.choice([path for path in (*world.folders(), world.root) if path != folder])
    is_warm = rng.random() < 0.5
    what = f"folder: {command} {_shown(world, paths)} from repo and from {elsewhere.relative_to(world.root)}"
    same(what, reference, by_file(asker.ask(command, elsewhere, paths, warm=is_warm)))
    files = [file["path"] for file in cold["migrate"].get("files", []) if file["path"].endswith(("js", "mjs"))]
    for path in rng.sample(files, min(2, len(files))):
        alone = asker.ask("migrate", folder, [world.root / path], warm=is_warm)
        within = {path: by_file(cold["migrate"]).get(path, [])}
        same(f"alone: {path} alone and in {_shown(world, paths)}", {path: by_file(alone).get(path, [])}, within)
        if not (world.root / path).is_file():  # a link that leads nowhere
            continue
        piped = asker.piped("migrate", folder, world.root / path)
        same(
            f"text: {path} from standard input and in {_shown(world, paths)}",
            {path: by_file(piped).get(path, [])},
            within,
        )
    if (folder / ".git").exists() and rng.random() < 0.2:
        since = ("--since", "HEAD")
        first, again = (asker.ask("check", folder, paths, *since, warm=warm) for warm in (False, True))
        same(f"since: check --since HEAD {_shown(world, paths)}, warm or not", by_file(again), by_file(first))


def _paths(world: World, rng: random.Random) -> list[Path]:
    """What is given to a run; mostly all, or some folders, files and links of it."""
    if rng.random() < 0.4:
        return [world.repo]
    choice: list[Path] = [*world.folders(), *world.files()]
    choice = [path for path in choice if path.is_dir() or path.suffix in (".js", ".mjs")]
    return rng.sample(choice, min(len(choice), rng.randrange(1, 4)))


def _shown(world: World, paths: list[Path]) -> str:
    return " ".join(str(path.relative_to(world.root)) for path in paths)


def steps_of(seed: int, number: int) -> list[Step]:
    """The edits of a walk."""
    rng = random.Random(seed)
    names, weights = list(EDITS), [weight for _, weight in EDITS.values()]
    return [(name, rng.randrange(1 << 30)) for name in rng.choices(names, weights, k=number)]


def walk(seed: int, steps: list[Step]) -> Iterator[int]:
    """Take steps one by one and ask after each; raises Difference."""
    with TemporaryDirectory() as name:
        root = Path(name).resolve()
        world = World(root / "world", git=seed % 4 != 3)
        asker = Asker(world, root / "cache")
        compare(asker, random.Random(seed))
        for number, (edit, own) in enumerate(steps):
            EDITS[edit][0](world, random.Random(own))
            compare(asker, random.Random(own))
            yield number


def failure(seed: int, steps: list[Step]) -> tuple[int, Difference] | None:
    """The number of the step after which two answers differ, None if none do."""
    number = -1
    try:
        for number in walk(seed, steps):  # noqa: B007
            pass
    except Difference as difference:
        return number + 1, difference
    return None


def shortest(seed: int, steps: list[Step], kind: str) -> list[Step]:
    """Fewer steps that still give a difference of a kind, as few as are found in a while."""
    until = time.monotonic() + _SHRINKING
    size = max(1, len(steps) // 2)
    while True:
        at = 0
        while at < len(steps):
            if time.monotonic() > until:
                return steps
            fewer = steps[:at] + steps[at + size :]
            found = failure(seed, fewer)
            if found is not None and found[1].kind == kind:
                steps = fewer[: found[0] + 1]
            else:
                at += size
        if size == 1:
            return steps
        size //= 2


def check(seed: int, number: int) -> None:
    """Walk, and say of a difference what leads to it."""
    steps = steps_of(seed, number)
    found = failure(seed, steps)
    if found is None:
        return
    least = shortest(seed, steps[: found[0] + 1], found[1].kind)
    told = "\n".join(f"    {edit!r}, {own}" for edit, own in least)
    last = failure(seed, least)
    raise Difference(
        f"seed {seed}, step {found[0]}, {found[1]}\n  as short: {last[1] if last else '(it comes and goes)'}\n{told}"
    )
