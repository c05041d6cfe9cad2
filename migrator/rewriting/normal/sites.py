"""The steps of the sites of a file."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.syntax import children
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import Settings
from migrator.rewriting.normal.code import Resolver
from migrator.rewriting.normal.pieces import Change
from migrator.rewriting.normal.promises import waited
from migrator.rewriting.normal.steps import Kept, Step
from migrator.rewriting.normal.texts import template_of
from migrator.sites.site import File, Site


def steps(file: File, module: Module, project: Project, sites: Sequence[Site], settings: Settings) -> list[Step]:
    """What the sites take to come to their normal form; none for those that are in it."""
    found = []
    for site in sites:
        step = Step(site)
        try:
            _in_place(step, module, project, settings)
            waited(step)
        except Kept as cause:
            step.kept, step.units, step.declared = cause, [], []
        found.append(step)
    _await_once(found)
    return [step for step in found if step.units or step.kept is not None]


def _await_once(found: Sequence[Step]) -> None:
    """Of a promise that a callback returns, which another site's `then` is given, that site writes the `await`."""
    given = {at for step in found for at in step.awaits}
    for step in found:
        call = step.site.use.call
        if call is not None and call.start_byte in given:
            step.units = [unit for unit in step.units if len(unit) > 1 or unit[0].start != call.start_byte]
            step.is_reason = False


def _in_place(step: Step, module: Module, project: Project, settings: Settings) -> None:
    """The code of a call as a template literal in the call."""
    site = step.site
    if site.fault is None or site.fault.sentence is not Sentence.PROGRAM_NOT_IN_CALL or site.use.call is None:
        return
    arguments = site.use.call.child_by_field_name("arguments")
    given = children(arguments)[0]
    resolver = Resolver(site.file, module, project, site.use.call, settings.dedent_tags)
    pieces = resolver.pieces(given)
    parts = template_of(pieces)
    if parts is None:
        raise Kept(Code.NOT_IN_PLACE, Message.of(Sentence.CODE_NOT_SPELLED))
    source = site.file.source
    step.units.append((Change(source.start(given.start_byte), source.end(given.end_byte), parts),))
    step.places_code = True
    step.declared += resolver.declared
    step.acting += resolver.acting
