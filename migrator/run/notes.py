"""Notes of a file: what somebody should look at beside the outcomes of its uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.javascript.modules import Module
from migrator.model.ledger import Message, Note, NoteCode, Sentence
from migrator.model.term import content, expression
from migrator.rewriting.rewriter import Rewritten
from migrator.run.parts import Parts
from migrator.sites.site import File


def environments(parts: Parts, file: File, module: Module, rewritten: Rewritten) -> Iterator[Note]:
    """A class whose kept methods run on the main thread while commands run in the worker has two environments."""
    if not any(verdict.taken for verdict in rewritten.verdicts):
        return
    seen: set[int] = set()
    for use in file.uses:
        node = use.owner.node
        if node is None or node.id in seen or not parts.is_kept(use):
            continue
        seen.add(node.id)
        if parts.contract.receiver_is_worker(module, node) is False:
            message = Message.of(
                Sentence.TWO_INTERPRETERS,
                owner=use.owner.class_name,
                method=use.owner.method,
                receiver=str(parts.settings.receiver),
                worker=str(parts.settings.worker),
            )
            yield Note(NoteCode.TWO_INTERPRETERS, message)


def unseen(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Code that a hole puts into a removed program shares the interpreter, and cannot be looked at."""
    for verdict in rewritten.verdicts:
        program = verdict.site.program
        if verdict.taken is None or program is None:
            continue
        lowered = program.variants[0]
        for statement in lowered.body:
            if statement.kind != "expr" or expression(statement).kind != "hole" or not lowered.binds:
                continue
            hole = content(expression(statement))
            names = [name for name in lowered.binds if not name.startswith("_")][:3] or list(lowered.binds)[:3]
            shown = file.source.text(hole.origin.start_byte, hole.origin.end_byte)
            message = Message.of(Sentence.CODE_UNSEEN, shown=shown, bound=tuple(names))
            yield Note(NoteCode.UNSEEN_CODE, message, file.source.line(hole.origin.start_byte))


def unfinished(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Comments of removed Python that somebody meant to come back to."""
    for verdict in rewritten.verdicts:
        program = verdict.site.program
        if verdict.taken is None or program is None:
            continue
        text = program.embedded.text
        for match in re.finditer(r"#[^\n]*\b(?:TODO|FIXME)\b[^\n]*", text):
            line = file.source.line(program.embedded.offsets[match.start()])
            message = Message.of(Sentence.PYTHON_COMMENT_GOES, comment=match[0].strip())
            yield Note(NoteCode.PYTHON_COMMENT, message, line)
