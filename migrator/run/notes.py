"""Notes of a file: what somebody should look at beside the outcomes of its uses."""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from migrator.javascript.modules import Module
from migrator.model.ledger import Message, Note, NoteCode, Sentence
from migrator.model.settings import one_line, show_path
from migrator.model.term import Kind, Term, content, expression
from migrator.python.language import PYTHON
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.conflicts import Globals, Gone
from migrator.rewriting.rewriter import Rewritten, Verdict
from migrator.rewriting.taken import Taken
from migrator.run.parts import Parts
from migrator.sites.accesses import ITSELF
from migrator.sites.interpreter import Unparsed
from migrator.sites.namespaces import Spaces, meet
from migrator.sites.site import File, Use
from migrator.worker.side import Side

_SHOWN = 3  # of those that cannot be seen
_BUILTINS = frozenset(dir(builtins))
# What holds statements, or other blocks.
_BLOCKS: frozenset[Kind] = frozenset({"block", "handler", "case", "if", "for", "while", "try", "with"})


def environments(parts: Parts, file: File, module: Module, rewritten: Rewritten) -> Iterator[Note]:
    """A class of which a part goes to the worker, while the rest stays on the main thread's interpreter, whatever keeps
    it there: a method, a comment, the lack of a rule.
    """
    taken = {verdict.site.use for verdict in rewritten.verdicts if verdict.taken is not None}
    if not taken:
        return
    removed = Taken(dict.fromkeys(verdict.taken for verdict in rewritten.verdicts if verdict.taken is not None))
    plain = (use.owner.node for use in taken if use.key is None)
    gone = list({node.id: node for node in plain if node is not None}.values())
    rules = {verdict.taken.rule_id for verdict in rewritten.verdicts if verdict.taken is not None}
    is_worker = any(parts.rewriter.rule(each).writes_worker for each in rules)  # no functions that pages import
    worker = str(parts.settings.worker) if is_worker else None
    yield from _others_stay(file, worker, taken, removed)
    seen: set[int] = set()
    for use in file.uses:
        node = use.owner.node if use.key is None else None
        if node is None or node.id in seen or use in taken or not _works(use):
            continue
        if removed.goes(use.whole.start_byte):
            continue
        if not any(parts.interpreter.is_one(module, node, other) for other in gone):
            continue
        seen.add(node.id)
        if parts.contract.receiver_is_worker(module, node) is False:
            message = Message.of(
                Sentence.TWO_INTERPRETERS,
                owner=use.owner.class_name,
                method=use.owner.method,
                line=file.source.line(use.whole.start_byte),
                receiver=str(parts.settings.receiver),
                worker=str(parts.settings.worker),
            )
            yield Note(NoteCode.TWO_INTERPRETERS, message)


def _others_stay(file: File, worker: str | None, taken: Collection[Use], removed: Taken) -> Iterator[Note]:
    """The same of a receiver with a key, of which a part of the programs stays. ``worker`` is what takes the commands,
    None where pages call something else.
    """
    keys = {use.key for use in taken} - {None}
    for use in file.uses:
        if use.key not in keys or use in taken or not _works(use) or removed.goes(use.whole.start_byte):
            continue
        keys.remove(use.key)
        message = Message.of(
            Sentence.TWO_INTERPRETERS_OF_ONE,
            line=file.source.line(use.whole.start_byte),
            receiver=one_line(file.source.text(use.node.start_byte, use.node.end_byte), 60),
            worker=worker,
        )
        yield Note(NoteCode.TWO_INTERPRETERS, message)


def shims(parts: Parts, file: File, module: Module, rewritten: Rewritten) -> Iterator[Note]:
    """Methods of the worker's class that have the names of the interpreter's, where what gave the worker that part
    goes, and no other file of the page's side has a member of these names.
    """
    for verdict in rewritten.verdicts:
        use = verdict.site.use
        if verdict.taken is None or use.kind != "assign" or use.owner.node is None:
            continue
        for value in parts.contract.workers(module, use.owner.node):
            if value.info is None:
                continue
            own = value.info.module
            apart = {os.path.realpath(file.source.path), os.path.realpath(own.path)}
            lines = {
                name: own.source.line(value.info.methods[name].node.start_byte)
                for name in (*PYTHON.calls, PYTHON.converter)
                if name in value.info.methods and parts.spelled(Path(file.source.path), name, apart) is None
            }
            if lines:
                message = Message.of(
                    Sentence.SHIM_METHODS,
                    owner=value.info.name,
                    where=show_path(str(own.path)),
                    names=tuple(lines),
                    lines=tuple(lines.values()),
                )
                yield Note(NoteCode.SHIM_METHODS, message, file.source.line(use.whole.start_byte))


def both_sides(path: str, side: Side) -> Iterator[Note]:
    """A module that runs in a worker and on the page, of which the page's side counts."""
    if not side.is_both or side.worker is None or side.page is None:
        return
    own = os.path.realpath(path)

    def shown(other: str) -> str | None:
        """Seen from the file, so that it is the same from wherever the run was started; None for the file itself."""
        return os.path.relpath(other, os.path.dirname(own)).replace(os.sep, "/") if other != own else None

    names = {"worker": shown(side.worker), "page": shown(side.page), "word": side.word}
    yield Note(NoteCode.BOTH_SIDES, Message.of(Sentence.BOTH_SIDES, **names))


def _works(use: Use) -> bool:
    """Whether a use works on what the interpreter holds: it runs a program, or gets at its globals."""
    return use.is_program or use.member in (PYTHON.namespace, PYTHON.importer)


def unseen(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """What may read globals that go with a program, and cannot be seen: code that a hole puts into that program, and
    all that stays on the same interpreter and is not written out.
    """
    shared = rewritten.shared
    if shared is None:
        return
    left = _Left(file, rewritten, shared)
    for verdict in rewritten.verdicts:
        candidate, site = verdict.taken, verdict.site
        if candidate is None:
            continue
        gone = [each for each in shared.gone(candidate) if each.name != ITSELF]
        names = list(dict.fromkeys(each.name for each in gone))
        shown_names = tuple([name for name in names if not name.startswith("_")][:3] or names[:3])
        program = verdict.removed
        for hole in _code(program.variants[0].body) if program is not None and names else ():
            shown = file.source.text(hole.origin.start_byte, hole.origin.end_byte)
            message = Message.of(Sentence.CODE_UNSEEN, shown=shown, bound=shown_names)
            yield Note(NoteCode.UNSEEN_CODE, message, file.source.line(hole.origin.start_byte))
        if site is not candidate.match.site:  # told with the first of the sites that go together
            continue
        line = file.source.line(site.use.whole.start_byte)
        places, number = left.unseen(verdict, gone) if names else ((), 0)
        if places:
            message = Message.of(Sentence.GLOBALS_UNSEEN, places=places, number=number, bound=shown_names)
            yield Note(NoteCode.UNSEEN_CODE, message, line)
        for shown, reader, read in left.may_bind(candidate):
            message = Message.of(Sentence.CODE_MAY_BIND, shown=shown, line=reader, names=read)
            yield Note(NoteCode.UNSEEN_CODE, message, line)


# The file (None for the one that is looked at), the line, and what stands there.
_Place = tuple[str | None, int, str]


class _Left:
    """What stays of a file and of others, and cannot be seen."""

    def __init__(self, file: File, rewritten: Rewritten, shared: Globals) -> None:
        self._shared = shared
        taken = dict.fromkeys(verdict.taken for verdict in rewritten.verdicts if verdict.taken is not None)
        self._stays = shared.left(taken)
        self._left = [access for access in self._stays if access.unseen is not None]
        self._source = file.source
        self._environment = file.settings.environment
        self._told: dict[tuple[object, frozenset[Gone]], tuple[tuple[_Place, ...], int]] = {}

    def unseen(self, verdict: Verdict, gone: list[Gone]) -> tuple[tuple[_Place, ...], int]:
        """The first places where something may read one of some names, seen from a site, and how many there are."""
        node = verdict.site.use.owner.node
        key = node.id if node is not None else None, frozenset(gone)
        if key not in self._told:
            found = dict.fromkeys(self._all(verdict, gone))
            self._told[key] = tuple(islice(found, _SHOWN)), len(found)
        return self._told[key]

    def may_bind(self, candidate: Checked) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """What a site runs as any code and nobody can see, each with the first line that stays and reads globals which
        nothing that stays binds: the code may have bound them.
        """
        codes = {ran.site.use.whole.start_byte for ran in candidate.ran if ran.program is None}
        for index in self._shared.removed(candidate):
            access = self._shared.inside[index]
            if access.unseen is None or access.offset not in codes:
                continue
            bound = {name for each in self._stays for name in each.changes} | _BUILTINS | {self._environment}
            for reader in self._stays:
                names = [name for name in reader.reads if name and name not in bound]
                if names and reader.is_program and meet(reader.spaces, access.spaces):
                    yield access.unseen, self._source.line(reader.offset), tuple(names[:_SHOWN])
                    break

    def _all(self, verdict: Verdict, gone: list[Gone]) -> Iterator[_Place]:
        of = _by_spaces(gone)
        for access in self._left:
            if any(access.may_read(names) and meet(access.spaces, spaces) for spaces, names in of.items()):
                yield None, self._source.line(access.offset), access.unseen or ""
        for found in self._shared.elsewhere(verdict.site, {each.name for each in gone}):
            if isinstance(found, Unparsed):
                yield found.file, 0, ""
            elif any(found.access.may_read(names) and meet(found.access.spaces, on) for on, names in of.items()):
                yield found.file, found.line, found.access.unseen or ""


def _by_spaces(gone: Iterable[Gone]) -> dict[Spaces, set[str]]:
    """The names that go, by the globals that they may be of."""
    found: dict[Spaces, set[str]] = {}
    for each in gone:
        found.setdefault(each.spaces, set()).add(each.name)
    return found


def _code(body: Iterable[Term]) -> Iterator[Term]:
    """The JavaScript of holes that stand for statements."""
    for statement in body:
        if statement.kind == "expr" and expression(statement).kind == "hole":
            yield content(expression(statement))
        for block in statement.children:
            if block.kind in _BLOCKS:
                yield from _code(block.children)


def unfinished(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Comments of removed Python that somebody meant to come back to."""
    for verdict in rewritten.verdicts:
        program = verdict.removed
        if program is None:
            continue
        text = program.embedded.text
        for match in re.finditer(r"#[^\n]*", text):
            if re.search(r"\b(?:TODO|FIXME)\b", match[0]) is None:
                continue
            line = file.source.line(program.embedded.offsets[match.start()])
            message = Message.of(Sentence.PYTHON_COMMENT_GOES, comment=match[0].strip())
            yield Note(NoteCode.PYTHON_COMMENT, message, line)
