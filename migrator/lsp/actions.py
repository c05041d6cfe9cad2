"""The edits of the rules as actions that an editor offers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator

from lsprotocol import types

from migrator.lsp.diagnostics import of_use
from migrator.lsp.positions import Text
from migrator.model.ledger import Entry, FileEntry, Outcome, TextEdit

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.migrator"
QUICK_FIX = types.CodeActionKind.QuickFix.value

# What an editor is given to change: edits of the text that it holds.
Wrap = Callable[[list[types.TextEdit]], types.WorkspaceEdit]


async def actions(
    entry: FileEntry | None,
    text: Text,
    where: types.Range,
    kinds: list[str] | None,
    alone: Callable[[Entry], Awaitable[tuple[TextEdit, ...]]],
    wrap: Wrap,
) -> AsyncIterator[types.CodeAction]:
    """What can be done at a place: a site rewritten alone, if it can be, and all sites of the file.

    ``kinds`` are the kinds that are asked for, None for any. ``alone`` gives the edits of a site while the others stay.
    A site that changes what nobody accepted is rewritten alone only, and the title says what it changes.
    """
    if entry is None:
        return
    whole = wrap(_edits(entry.edits, text))
    if _wanted(QUICK_FIX, kinds):
        for site in _sites(entry, where):
            told = [of_use(use, text) for use in entry.findings if use.id == site.id]
            edits = await alone(site)
            if edits and site.pending:
                changes = ", ".join(f"`{name}`" for name in site.pending)
                title = f"Rewrite by `{site.rule}`, and accept {changes} here"
                yield _fix(title, told, wrap(_edits(edits, text)), is_preferred=False)
            elif edits:
                yield _fix(f"Rewrite by `{site.rule}`", told, wrap(_edits(edits, text)))
            elif not site.pending:
                # What another site removes is what lets this one go.
                yield _fix(f"Rewrite all sites of this file; `{site.rule}` needs another one to go too", told, whole)
    if entry.edits and _wanted(FIX_ALL, kinds):
        yield types.CodeAction(title="Rewrite all sites of this file", kind=FIX_ALL, edit=whole)


def _fix(
    title: str, told: list[types.Diagnostic], edit: types.WorkspaceEdit, *, is_preferred: bool = True
) -> types.CodeAction:
    return types.CodeAction(
        title=title, kind=types.CodeActionKind.QuickFix, diagnostics=told, is_preferred=is_preferred, edit=edit
    )


def _sites(entry: FileEntry, where: types.Range) -> Iterator[Entry]:
    """The programs that rules fit on whose lines, or whose helpers' lines, a range lies."""
    first, last = where.start.line + 1, where.end.line + 1
    ids = {
        use.id
        for use in entry.entries
        if use.outcome is Outcome.REWRITTEN or use.pending
        if use.line <= last and first <= max(use.last_line, use.end_line)
    }
    # Several programs that go together are one site.
    sites: dict[int, Entry] = {}
    for use in entry.entries:
        if use.id in ids and use.is_site:
            sites.setdefault(use.id, use)
    return iter(sites.values())


def _edits(edits: Iterable[TextEdit], text: Text) -> list[types.TextEdit]:
    return [
        types.TextEdit(text.range(edit.line, edit.column, edit.end_line, edit.end_column), edit.text) for edit in edits
    ]


def _wanted(kind: str, kinds: list[str] | None) -> bool:
    """Whether an action is of a kind that is asked for: one of them, or below one."""
    return kinds is None or any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in kinds)
