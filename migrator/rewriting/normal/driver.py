"""A file rewritten as it is and, where a site is not in its normal form, as if it were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.javascript.modules import Module
from migrator.model.ledger import Code, Reason
from migrator.rewriting.normal.view import Find, View, takes_any
from migrator.rewriting.rewriter import Rewriter, Verdict
from migrator.sites.site import File, Site
from migrator.sites.uses import all_uses

if TYPE_CHECKING:
    from migrator.rewriting.normal.steps import Step


def rewrite(rewriter: Rewriter, file: File, module: Module, sites: list[Site], find: Find | None = None) -> View:
    """``sites`` may be rewritten. ``find`` finds the uses of a source that is made of the one of the file."""
    rewritten = rewriter.rewrite(file, module, sites)
    plain = View(file, module, rewritten)
    # A page that takes any code is the last one: another one may be for the code.
    left = {verdict.site for verdict in rewritten.verdicts if verdict.taken is None or takes_any(verdict)}
    if not left:
        return plain
    from migrator.rewriting.normal.attempt import Attempt  # most files have each site in its normal form
    from migrator.rewriting.normal.sites import steps

    found = steps(file, module, rewriter.contract.project, sites, rewriter.settings)
    if not any(step.site in left for step in found):
        return plain
    normal = Attempt(rewriter, file, module, sites, find or (lambda source: all_uses(source, file.settings)))
    view = normal.view([step for step in found if step.units])
    view = _with_causes(plain, view, found) if view is not None else plain
    kept = {step.site.use: step.kept for step in found if step.kept is not None}
    originals = {view.of(use): use for use in file.uses}
    for verdict in view.rewritten.verdicts:
        use = originals[verdict.site.use]
        if verdict.taken is None and use in normal.causes:
            verdict.reason, verdict.nearest = normal.causes[use]
        cause = kept.get(use)
        if cause is not None and _is_true(cause.code, verdict):
            line = view.file.source.line(verdict.site.use.whole.start_byte)
            verdict.reason, verdict.nearest = Reason(cause.code, cause.message, line), ()
    return view


def _with_causes(plain: View, normal: View, found: Iterable[Step]) -> View:
    """What became of the normal form, if it has rewritten a site that is not rewritten without; else what became of
    the file as it is, with the causes that the normal form shows.
    """
    verdicts = {verdict.site.use: verdict for verdict in normal.rewritten.verdicts}
    moved = {step.site.use: verdicts[normal.of(step.site.use)] for step in found if step.units}
    if any(verdict.taken is not None or verdict.pending is not None for verdict in moved.values()):
        return normal
    for verdict in plain.rewritten.verdicts:
        if verdict.site.use in moved and verdict.taken is None:
            verdict.reason, verdict.nearest = moved[verdict.site.use].reason, moved[verdict.site.use].nearest
    return plain


def _is_true(code: Code, verdict: Verdict) -> bool:
    """Whether that a site has no normal form is why it stays."""
    if verdict.reason is None or verdict.taken is not None:
        return False
    if code is Code.NOT_IN_PLACE:
        return verdict.reason.code is code
    return verdict.reason.code is Code.DIFFERS
