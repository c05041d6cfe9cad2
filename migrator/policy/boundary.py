"""What settings say of methods and functions, held against a file that may have one: its facts, and what it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.boundary import keeper
from migrator.model.ledger import Breach
from migrator.model.settings import Settings
from migrator.policy.facts import Facts
from migrator.policy.methods import Methods
from migrator.sites.owner import functions_of
from migrator.sites.site import File


@dataclass
class Boundary:
    """Answers for one run."""

    _facts: dict[Settings, Facts] = field(default_factory=dict)

    def held(self, settings: Settings, source: Source) -> tuple[tuple[Breach, ...], tuple[Methods, ...]]:
        """Where a file does not hold what the settings say, the methods of its classes, and its functions where the
        settings name one.
        """
        module = Module(Path(source.path), source)
        if settings not in self._facts:
            self._facts[settings] = Facts(settings)
        functions = list(functions_of(source)) if any(keeper(name) == "function" for name in settings.stated) else []
        breaches = tuple(self._facts[settings].breaches(File(source, settings), module, functions))
        found = [Methods(info.name, tuple(info.methods)) for info in module.all_classes()]
        if functions:
            found.append(Methods(None, tuple(dict.fromkeys(name for names, _ in functions for name in names))))
        return breaches, tuple(found)
