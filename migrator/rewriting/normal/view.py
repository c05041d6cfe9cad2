"""What became of a file, seen as it is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.rewriting.rewriter import Rewritten, Verdict
from migrator.sites.site import File, Use

Find = Callable[[Source], list[Use]]  # the uses of a source


@dataclass
class View:
    """What became of a file. ``file`` is the one whose sites the verdicts are of, in its normal form where that was
    needed; the edits are those of the file on disk. ``counterparts`` are the uses on disk with those of ``file``.
    """

    file: File
    module: Module
    rewritten: Rewritten
    counterparts: Mapping[Use, Use] = field(default_factory=dict)

    def of(self, use: Use) -> Use:
        """The use of ``file`` that a use on disk is."""
        return self.counterparts.get(use, use)


def takes_any(verdict: Verdict) -> bool:
    """Whether a site is rewritten by a block that takes any code."""
    return verdict.taken is not None and verdict.taken.match.block.is_any_code
