"""What settings say of methods, held against a file that may have one: its facts, and the methods that it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.ledger import Breach
from migrator.model.settings import Settings
from migrator.policy.facts import Facts
from migrator.policy.methods import Methods
from migrator.sites.site import File


@dataclass
class Boundary:
    """Answers for one run."""

    _facts: dict[Settings, Facts] = field(default_factory=dict)

    def held(self, settings: Settings, source: Source) -> tuple[tuple[Breach, ...], tuple[Methods, ...]]:
        """Where a file does not hold what the settings say, and the methods of its classes."""
        module = Module(Path(source.path), source)
        if settings not in self._facts:
            self._facts[settings] = Facts(settings)
        breaches = tuple(self._facts[settings].breaches(File(source, settings), module))
        return breaches, tuple(Methods(info.name, tuple(info.methods)) for info in module.all_classes())
