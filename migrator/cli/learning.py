"""What `migrator rules learn` does with its arguments, and how it shows what was learned."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.app import FINDINGS, fail, style_for
from migrator.cli.drafting import print_page, settings_of
from migrator.drafting.learning.change import Change, ChangeError, of_commits, of_folders, revision, root_of
from migrator.drafting.learning.learner import Learner, Lesson
from migrator.drafting.learning.outcome import samples, taken_today
from migrator.drafting.learning.page import Page
from migrator.model.packs import page_files
from migrator.model.settings import one_line, show_path
from migrator.report.sentences import words
from migrator.report.words import safe
from migrator.rules.loader import load_rules
from migrator.writing import atomic

if TYPE_CHECKING:
    from migrator.api import Options

_WIDTH = 40  # of code in a message


def run(
    asked: Options,
    given: tuple[str, ...],
    before: Path | None,
    after: Path | None,
    out: Path | None,
    extended: Path | None,
    *,
    with_diff: bool,
) -> int:
    """Learn, write or print the pages, and tell what became of each site; the exit code."""
    from migrator.api import Session

    if extended is not None and out is not None:
        fail("--extend changes a page where it is, and --out writes new ones: give one of them")
    session = Session(asked)
    settings = partial(settings_of, session)  # the folder of pages need not be there
    changes = _changes(given, before, after)
    known = [*settings("").rules, *((out,) if out is not None else ())]
    ids = [path.stem for folder in known if folder.exists() for path in page_files([folder])]
    first = max((int(name.split("-", 1)[0]) for name in ids), default=0) + 1
    with _Bar() as bar:
        rules = [rule for rule in session.rules(settings("")) if rule.id in ids] if ids and settings("").rules else []
        rules += load_rules([out]) if out is not None and out.exists() and page_files([out]) else []
        learner = Learner(settings, first if out is not None else 1, ids, bar.step, rules)
        try:
            lesson = learner.learn(changes) if extended is None else learner.extend(changes, extended)
        except ChangeError as error:
            fail(str(error))
        except OSError as error:
            fail(f"what is learned from cannot be put into a temporary folder: {error.strerror or error}")
        except UnicodeDecodeError:
            fail(f"{show_path(str(extended))} is not UTF-8; save it as UTF-8")
    today = taken_today(lesson.pages, settings) if lesson.pages else None
    _tell(changes, lesson)
    if extended is not None and lesson.pages:
        _rewrite(extended, lesson.pages[0])
    elif out is not None:
        _write(out, lesson.pages)
    else:
        for page in lesson.pages:
            print_page(f"<!-- {page.id}.md -->\n\n{page.text}\n")
    if today is not None:
        click.echo(_today(today.counts), err=True)
        if with_diff and today.diff:
            click.echo(today.diff, nl=False)
    return FINDINGS if lesson.missed or lesson.faults else 0


def _changes(given: tuple[str, ...], before: Path | None, after: Path | None) -> list[Change]:
    try:
        if before is not None or after is not None:
            if before is None or after is None:
                fail("--before and --after go together: give both folders")
            if given:
                fail(f"`{given[0]}`: with --before and --after there is no commit to name")
            return [of_folders(before, after)]
        names = list(given)
        revisions: list[str] = []
        root = root_of(given[0]) if given else ""
        while names and _is_revision(names[0]):
            revisions.append(names.pop(0))
        if not revisions:
            shown = f"`{given[0]}` names no commit" if given else "name a commit"
            fail(f"{shown}; as in `migrator rules learn HEAD`")
        paths = [os.path.relpath(os.path.abspath(name), root).replace(os.sep, "/") for name in names]
        changes = [of_commits(name, tuple(paths)) for name in revisions]
        for name, path in zip(names, paths, strict=True):
            known = (part for change in changes for each in change.files for part in (each.path, each.new_path))
            if not Path(name).exists() and not any(part is not None and part.startswith(path) for part in known):
                fail(f"`{name}` names no commit and no path")
        return changes
    except ChangeError as error:
        fail(str(error))


def _is_revision(name: str) -> bool:
    start, dots, end = name.partition("..")
    if dots and "/" not in f"{start[-1:]}{end[:1]}" and (start or end):
        return True
    return revision(name) is not None


# -- what is told ------------------------------------------------------------------------------------------------------


def _tell(changes: list[Change], lesson: Lesson) -> None:
    style = style_for(sys.stderr)
    learned = sum(len(page.examples) for page in lesson.pages)
    for line in _summary(changes, lesson, learned):
        click.echo(line, err=True)
    width = max((len(page.id) for page in lesson.pages), default=0)
    for page in lesson.pages:
        for index, example in enumerate(page.examples):
            name = page.id if not index else ""
            place = f"{show_path(example.path)}:{example.line}"
            click.echo(f"  {style(name.ljust(width), 'bold')}  {safe(place)}  {safe(example.name)}", err=True)
    for apart in lesson.apart:
        here, there = one_line(apart.difference.other, _WIDTH), one_line(apart.difference.one, _WIDTH)
        here, there = f"`{here}`" if here else "nothing", f"`{there}`" if there else "nothing"
        differs = f"it has {here} where {apart.other} has {there}, and the new code does not say which"
        click.echo(f"  {safe(apart.page)} is a page of its own: {safe(differs)}.", err=True)
    for page in lesson.known:
        for example in page.examples:
            click.echo(f"  {safe(show_path(example.path))}:{example.line}: {safe(page.id)} takes it already.", err=True)
    if lesson.missed or lesson.faults:
        click.echo("Not learned:", err=True)
    for path, message in lesson.faults:
        click.echo(f"  {style(safe(path), 'bold')}: {safe(words(message))}", err=True)
    for each in lesson.missed:
        place = f"{each.path}:{each.line}"
        click.echo(f"  {style(safe(place), 'bold')} {safe(each.name)}: {safe(words(each.message))}", err=True)


def _summary(changes: list[Change], lesson: Lesson, learned: int) -> Iterator[str]:
    names = ", ".join(safe(change.name) for change in changes)
    gone = learned + len(lesson.missed) + sum(len(page.examples) for page in lesson.known)
    if not gone and not lesson.faults:
        yield f"{names}: no site was migrated; nothing is to be learned."
        return
    pages = f" as {len(lesson.pages)} page{'s' if len(lesson.pages) != 1 else ''}" if learned else ""
    were = "1 site is" if lesson.remaining == 1 else f"{lesson.remaining} sites are"
    left = f" {were} as before." if lesson.remaining else ""
    yield f"{names}: {gone} site{'s' if gone != 1 else ''} migrated, {learned} learned{pages}.{left}"


def _today(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    if not total:
        return "The files of today have no more sites that these pages take."
    each = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    return f"Of the files of today, these pages would take {total} site{'s' if total != 1 else ''}: {each}."


# -- files -------------------------------------------------------------------------------------------------------------


def _write(out: Path, pages: list[Page]) -> None:
    for page in pages:
        files = {f"{page.id}.md": page.text}
        files |= {f"{page.id}/{name}": text for name, text in samples(page)}
        for name, text in files.items():
            path = out / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                atomic.create(str(path), text.encode("utf-8"))
            except OSError as error:
                fail(f"{show_path(str(path))} cannot be written: {error.strerror or error}")
    if pages:
        count = f"{len(pages)} page{'s' if len(pages) != 1 else ''}"
        click.echo(
            f"{count} written to {safe(show_path(str(out)))}, with samples; read what each one changes.", err=True
        )


def _rewrite(path: Path, page: Page) -> None:
    try:
        atomic.replace(str(path), page.text.encode("utf-8"))
    except OSError as error:
        fail(f"{show_path(str(path))} cannot be written: {error.strerror or error}")
    click.echo(f"{safe(show_path(str(path)))} is wider now; read its new blocks.", err=True)


class _Bar:
    """A bar on a terminal: how many of the steps of learning are done."""

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    @property
    def _is_shown(self) -> bool:
        return sys.stderr is not None and sys.stderr.isatty()

    def step(self, what: str, done: int, total: int) -> None:
        """Show what is being done, and how far it is."""
        if self._is_shown:
            filled = round(20 * done / max(total, 1))
            sys.stderr.write(f"\r\x1b[K[{'#' * filled}{' ' * (20 - filled)}] {what}")
            sys.stderr.flush()
