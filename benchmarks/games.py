"""Game files grown from the fixture game: longer, or with more sites; each class keeps its 18 sites and 2 methods."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks import typescript
from benchmarks.javascript import Writer

LINES = 8_000
TIMES = 10
_CLASS = "export class DuelGame extends Game {\n"
# Between two methods of a class: nothing within a template literal of the fixture looks like it.
_BETWEEN = re.compile(r"(?<=^    }\n)\n(?=    (?:async |get |/\*\*|// ----|[a-z_]))", re.MULTILINE)


def grown(fixture: Path) -> str:
    """The fixture's game for two, with ordinary methods between its own up to 8,000 lines."""
    return _with_methods(fixture.read_text("utf-8"), LINES, "grown")


def longer(fixture: Path) -> str:
    """The same sites in ten times as many lines."""
    return _with_methods(fixture.read_text("utf-8"), LINES * TIMES, "longer")


def more_sites(fixture: Path) -> str:
    """The grown file and nine classes more, each with the sites of the first and no other methods than its own."""
    class_text = _CLASS + fixture.read_text("utf-8").partition(_CLASS)[2]
    others = [class_text.replace("DuelGame", f"DuelGame{number}", 1) for number in range(2, TIMES + 1)]
    return "\n".join([grown(fixture), *others])


def typed(fixture: Path) -> str:
    """The grown file as TypeScript."""
    return typescript.typed(grown(fixture))


def _with_methods(text: str, lines: int, seed: str) -> str:
    """Methods spread evenly between those that the class has."""
    head, start, body = text.partition(_CLASS)
    places = _BETWEEN.findall(body)
    wanted = lines - text.count("\n")
    writer = Writer(f"game {seed}")
    # A gap is given methods until the lines so far are its share of all.
    put: list[str] = []
    so_far = 0
    for number in range(1, len(places) + 1):
        block = ""
        while so_far < wanted * number // len(places):
            method = "\n" + writer.method()
            block += method
            so_far += method.count("\n")
        put.append(block + "\n")
    gaps = iter(put)
    return head + start + _BETWEEN.sub(lambda _: next(gaps), body)
