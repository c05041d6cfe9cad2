"""A file of a package with some calls planted in it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import NamedTuple

from migrator.javascript.source import BOM, Source
from tests.whole.packages.places import Place, Places
from tests.whole.packages.sites import Pages, Site, documented, draw, joined, shipped

_ASYNC = "await this.pyodide.runPythonAsync("
_SYNC = "this.pyodide.runPython("


class Planted(NamedTuple):
    """What was planted: the text of the site in the file, and the site as it stands alone."""

    label: str
    text: str
    site: Site
    may_await: bool
    is_unclear: bool


class Case(NamedTuple):
    """``data`` is the file, ``base`` what it was. Where sites stand is found in the text: `regions`."""

    name: str
    data: bytes
    base: bytes
    sites: tuple[Planted, ...]
    pages: Pages
    is_module: bool

    def regions(self) -> list[tuple[int, int, Planted]]:
        """Every stretch of the file that a site is, in bytes."""
        found: list[tuple[int, int, Planted]] = []
        for site in sorted(self.sites, key=lambda item: -len(item.text)):
            text, at = site.text.encode(), 0
            while (start := self.data.find(text, at)) >= 0:
                at = start + len(text)
                if not any(start < last and first < at for first, last, _ in found):
                    found.append((start, at, site))
        return sorted(found, key=lambda item: item[0])


def make(random: Random, path: Path, base: bytes, *, is_module: bool) -> Case:
    """A case of a file whose bytes are ``base``."""
    pages = shipped() if random.random() < 0.6 else random.choice(documented())
    text = base.decode("utf-8").replace("\r\n", "\n")
    base = text.encode()
    places = Places(base, is_module=is_module)
    scopes = Source.read("base", base).scopes
    edits: dict[int, list[str]] = {}
    marks: dict[int, None] = {}
    planted: list[Planted] = []
    count = random.choice((1, 1, 2, 3, 5))
    for number in range(1, count + 1):
        place = places.draw(random)
        scope = scopes.scope_at(place.at)
        around: list[str] = []
        here = frozenset(scope.bindings)
        while scope is not None and len(around) < 40:
            around += [name for name in scope.bindings if name.isidentifier() and name not in around and name != "arguments"]
            scope = scope.parent
        site = draw(random, pages, number, around, here)
        expression = site.expression
        if place.is_expression:
            if expression is None:
                continue
            written = expression
        elif place.is_bare:
            if not site.is_one_statement:
                continue
            written = site.text
        else:
            written = "\n".join(part for part in (site.lead.strip(), site.text, site.tail) if part)
        may_await = place.may_await
        if place.makes_async is not None and random.random() < 0.9:
            marks[place.makes_async] = None
            may_await = True
        if random.random() < (0.1 if may_await else 0.5):
            written = written.replace(_ASYNC, _SYNC)
        elif not may_await and (count > 1 or random.random() < 0.5):
            continue  # a file that does not compile says little of what else is in it
        written = _laid_out(random, written, place)
        if place.body is not None and random.random() < 0.7:
            edits.setdefault(place.body, []).append(_equipment(pages))
        edits.setdefault(place.at, []).append(place.before + written + place.after)
        if place.closes is not None:
            edits.setdefault(place.closes, []).insert(0, ")")
        planted.append(Planted(place.label, written, site, may_await, place.is_unclear))
    data = _applied(base, edits, marks)
    return _in_layout(random, Case(path.as_posix(), data, base, tuple(planted), pages, is_module))


def _applied(base: bytes, edits: dict[int, list[str]], marks: dict[int, None]) -> bytes:
    pieces, at = [], 0
    for offset in sorted({*edits, *marks}):
        pieces += [base[at:offset], *(text.encode() for text in edits.get(offset, ())), b"async " if offset in marks else b""]
        at = offset
    return b"".join((*pieces, base[at:]))


def _laid_out(random: Random, text: str, place: Place) -> str:
    if place.indent is None:
        return joined(text) if random.random() < 0.8 else text
    if random.random() < 0.2:
        return joined(text)
    if random.random() < 0.1:
        text = text.replace(";\n", "\n")
    return text.replace("\n", "\n" + place.indent)


def _equipment(pages: Pages) -> str:
    """Members that give a class the worker and the helpers that pages write."""
    commands = sorted({command.name for rule in pages.rules for command in rule.commands})
    helpers = sorted({helper.name for rule in pages.rules for helper in rule.helpers})
    worker = " ".join(f"async {name}(...given) {{ return given; }}" for name in commands)
    own = " ".join(f"{name}(...given) {{ return given; }}" for name in helpers)
    return f" worker = new (class {{ {worker} }})(); {own} "


def _in_layout(random: Random, case: Case) -> Case:
    """The same file with other line ends, without its last one, with tabs, or with a mark."""

    def each(change: object) -> Case:
        assert callable(change)
        sites = tuple(site._replace(text=change(site.text)) for site in case.sites)
        return case._replace(data=change(case.data.decode()).encode(), base=change(case.base.decode()).encode(), sites=sites)

    way = random.random()
    if way < 0.12 and b"\r" not in case.data:
        case = each(lambda text: text.replace("\n", "\r\n"))
    elif way < 0.2:
        case = each(lambda text: text.replace("    ", "\t"))
    if random.random() < 0.3:
        case = case._replace(data=case.data.rstrip(), base=case.base.rstrip())
    if random.random() < 0.03 and not case.data.startswith((BOM, b"#!")):
        case = case._replace(data=BOM + case.data, base=BOM + case.base)
    return case
