"""`migrate --interactive`: each site with what it changes, and a question."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import click

from migrator.cli.app import fail, style_for
from migrator.cli.commit import Commit
from migrator.cli.progress import watched
from migrator.javascript.source import Source
from migrator.model.ledger import Entry, FileEntry, Ledger, Skipped
from migrator.model.settings import Settings
from migrator.report import text
from migrator.report.sentences import words
from migrator.report.words import count, note_text, place, safe, safe_path
from migrator.run.entries import not_written
from migrator.run.review import Review

if TYPE_CHECKING:
    from migrator.api import Run
    from migrator.rules.loader import Rule

_HELP = """\
y  rewrite this site
n  leave it as it is
a  rewrite it and all others of this rule
d  leave it and all others of this rule as they are
e  edit the new text, and rewrite with that
q  ask no more; what was accepted is written
?  this help
(Ctrl-C writes nothing at all.)"""
_PART = re.compile(r"^// ---- line \d+ ----\n", re.MULTILINE)


@dataclass
class Interactive:
    """Asks for each site of a run; where settings say which changes are accepted, only for one that changes more.
    ``pages`` and ``settings`` are those of a path.
    """

    pages: Callable[[str], dict[str, Rule]]
    settings: Callable[[str], Settings] = lambda path: Settings()
    all_of: set[str] = field(default_factory=set)
    none_of: set[str] = field(default_factory=set)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # sites of a file: accepted, all
    ended: bool = False

    @property
    def written(self) -> int:
        """How many sites were rewritten."""
        return sum(accepted for accepted, _ in self.counts.values())

    @property
    def left(self) -> int:
        """How many sites stay that a rule takes."""
        return sum(sites for _, sites in self.counts.values()) - self.written

    def run(self, run: Run, commit: Commit) -> Ledger:
        """Ask, and write what was accepted."""
        files: list[FileEntry] = []
        skipped: list[Skipped] = []
        with commit:
            for item in watched(run, quiet=False):
                entry = item.entry
                if isinstance(entry, Skipped):
                    skipped.append(entry)
                    continue
                if entry.error is not None:
                    self._say(*text.migration_file(entry, style_for(sys.stderr)))
                elif item.data is not None and item.edits and entry.changes:
                    entry = self._file(entry, item.path, item.data, run, commit)
                files.append(entry)
            failed = commit.finish()
        if failed is None:
            self._stays(*self.counts)
        for entry in failed or ():
            files[[file.path for file in files].index(entry.path)] = self._not_written(entry)
        return Ledger(tuple(files), tuple(skipped))

    def _not_written(self, entry: FileEntry) -> FileEntry:
        self._say(*text.migration_file(entry, style_for(sys.stderr)))
        self._stays(entry.path)
        return entry

    def _stays(self, *paths: str) -> None:
        """What was accepted in files is not written after all."""
        for path in paths:
            self.counts[path] = 0, self.counts[path][1]

    def _file(self, item: FileEntry, path: str, data: bytes, run: Run, commit: Commit) -> FileEntry:
        review = Review(Source.read(path, data), item, partial(run.choosing, path, data))
        if not self.ended:
            self._say(style_for(sys.stderr)(safe_path(item.path), "bold"))
            for note in item.notes:
                self._say(style_for(sys.stderr)(f"  note: {safe(note_text(note))}", "yellow"))
        for site in review.sites:
            if review.is_open(site) and not self.ended:
                self._site(review, site)
        if review.accepted:
            doubt = review.doubt()
            if doubt is not None:
                self._say(style_for(sys.stderr)(f"  note: as edited, {safe(words(doubt))}", "yellow"))
        self.counts[item.path] = len(review.accepted), len(review.sites)
        if review.accepted:
            try:
                commit.add(path, data, review.data())
            except OSError as error:
                return self._not_written(not_written(path, error))
        # Without a site that is rewritten, nothing sends the commands of the rules.
        return item if review.accepted else item._replace(notes=item.own_notes)

    def _site(self, review: Review, site: Entry) -> None:
        group = review.group(site)
        if not group:
            self._say(f"{site.line}:{site.column}: `{site.rule}` is not possible beside what was left as it is")
            review.deny([site])
            return
        rules = {entry.rule or "" for entry in group}
        settings = self.settings(review.source.path)
        if settings.accept is not None and not any(settings.not_accepted(entry.changes) for entry in group):
            for entry in group:
                self._say(f"{entry.line}:{entry.column}  {entry.rule}  in {place(entry)}: all that changes is accepted")
            review.accept(group)
            return
        if rules <= self.all_of:
            review.accept(group)
            return
        if rules & self.none_of:
            review.deny(group)
            return
        self._show(review, group)
        while True:
            answer = _ask(f"Rewrite {'this site' if len(group) == 1 else 'these sites, which go together'}")
            if answer == "e" and not self._edit(review, group):
                continue
            if answer == "?":
                self._say(_HELP)
                continue
            if answer == "a":
                self.all_of |= rules
            elif answer == "d":
                self.none_of |= rules
            elif answer == "q":
                self.ended = True
            (review.accept if answer in ("y", "a", "e") else review.deny)(group)
            return

    def _show(self, review: Review, group: Sequence[Entry]) -> None:
        style = style_for(sys.stderr)
        pages, settings = self.pages(review.source.path), self.settings(review.source.path)
        self._say("")
        for entry in group:
            assert entry.rule is not None
            self._say(style(f"{entry.line}:{entry.column}  {entry.rule}  in {place(entry)}", "bold"))
        self._say(*text.diff_lines(review.diff(group).removesuffix(b"\n"), style))
        for rule in dict.fromkeys(entry.rule or "" for entry in group):
            for change in pages[rule].changes:
                mark = " (not accepted)" if settings.not_accepted((change.name,)) else ""
                self._say(f"  {style(f'changes: {change.name}', 'cyan')}{mark}: {safe(change.text)}")
        for entry in group:
            for item in (*entry.dropped, *entry.not_carried_over):
                what = "dropped" if item in entry.dropped else "not carried over"
                self._say(style(f"  {what} (line {item.line}): {safe(' '.join(item.text.split()))}", "dim"))

    def _edit(self, review: Review, group: Sequence[Entry]) -> bool:
        """Whether the new texts were edited, and parse."""
        edits = review.edits(group)
        heads = [f"// ---- line {review.source.line(edit.start)} ----\n" for edit in edits]
        texts = [re.sub("\r\n?", "\n", edit.text.decode("utf-8")) for edit in edits]
        given = "".join(f"{head}{one}\n" for head, one in zip(heads, texts, strict=True))
        try:
            edited = click.edit(given, extension=".js", require_save=False)
        except click.ClickException as error:
            self._say(f"  {safe(error.message)}")
            return False
        except UnicodeDecodeError:
            self._say("  the text is not UTF-8; nothing was taken over")
            return False
        except FileNotFoundError:
            self._say("  the text is not there any more; nothing was taken over")
            return False
        except ValueError as error:  # the quotes of $EDITOR
            self._say(f"  the editor cannot be started: {safe(str(error))}")
            return False
        parts = _PART.split(edited or "")
        if len(parts) != len(edits) + 1 or parts[0].strip():
            self._say("  the lines `// ---- line … ----` must stay; nothing was taken over")
            return False
        newline = review.source.newline
        made = [part.removesuffix("\n").replace("\n", newline).encode("utf-8", "replace") for part in parts[1:]]
        wrong = review.edit(group, made)
        if wrong is not None:
            self._say(f"  {safe(words(wrong))}; nothing was taken over")
        return wrong is None

    def _say(self, *lines: str) -> None:
        for line in lines:
            click.echo(line, err=True)


def ask_on_terminal() -> None:
    """Exits with 2 where nobody can be asked."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        fail("`--interactive` asks on a terminal, and here is none; `--write` writes all that rules fit")


def summary(review: Interactive, ledger: Ledger) -> str:
    """What was done, and what is left, in one line."""
    parts = [f"{count(review.written, 'site')} rewritten"]
    if review.left:
        parts.append(f"{review.left} left")
    others = sum(entry.is_left for file in ledger.files for entry in file.entries)
    told = f" {count(others, 'use')} that no rule takes: `migrator migrate` says why." if others else ""
    return f"{', '.join(parts)}.{told}"


def _ask(question: str) -> str:
    while True:
        click.echo(style_for(sys.stderr)(f"{question} [y,n,a,d,e,q,?]? ", "bold"), nl=False, err=True)
        line = sys.stdin.readline()
        if not line:  # the end of the input is the end of the questions
            click.echo(err=True)
            return "q"
        answer = line.strip().lower()
        if answer in ("y", "n", "a", "d", "e", "q", "?"):
            return answer
        if answer in ("yes", "no", "quit"):
            return answer[0]
        click.echo(_HELP, err=True)
