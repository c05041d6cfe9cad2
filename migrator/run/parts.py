"""What files with the same settings share while they are examined: rules, the worker's contract, classes on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery.repository import Repository
from migrator.discovery.words import spelling
from migrator.javascript.project import Project
from migrator.model.settings import Settings
from migrator.rewriting.rewriter import Rewriter
from migrator.rules.loader import Rule
from migrator.run.spelled import spelled
from migrator.sites.interpreter import Interpreter
from migrator.sites.keepers import Keepers
from migrator.sites.kept import Dependents, Users
from migrator.sites.program import Forms
from migrator.sites.use import Use
from migrator.worker.contract import Contract
from migrator.worker.sides import Sides
from migrator.worker.unmet import Debts

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source


@dataclass(frozen=True)
class Parts:
    """Each answers for all files of a run that have these settings."""

    settings: Settings
    rewriter: Rewriter
    contract: Contract
    interpreter: Interpreter
    dependents: Dependents
    project: Project
    debts: Debts
    keepers: Keepers
    sides: Sides
    forms: Forms | None
    repository: Repository

    @classmethod
    def make(
        cls,
        settings: Settings,
        load: Callable[[], list[Rule]],
        repository: Repository,
        forms: Forms | None = None,
        project: Project | None = None,
        sides: Sides | None = None,
        users: Users | None = None,
    ) -> Parts:
        repository.expects(spelling(receiver.word for receiver in (settings.receiver, *settings.receivers)))
        project = project or Project(repository.disk)
        contract = Contract(project, settings, repository)
        sides = sides or Sides(repository)
        interpreter = Interpreter(project, settings, repository, partial(sides.in_worker, settings=settings), forms)
        return cls(
            settings,
            Rewriter(load, settings, contract, interpreter),
            contract,
            interpreter,
            Dependents(users or Users(project, repository), settings.receiver),
            project,
            Debts(project, contract, settings, repository, forms),
            Keepers(settings),
            sides,
            forms,
            repository,
        )

    def spelled(self, near: Path, name: str, apart: Collection[str] = ()) -> tuple[str, int] | None:
        """Where another object than `this` may have a member of a name, around a file and on the page's side: the path
        and the line. The real paths ``apart`` do not count.
        """

        def is_apart(path: str) -> bool:
            return os.path.realpath(path) in apart or self.sides.of(Path(path), self.settings).in_worker

        return spelled(self.repository, near, name, is_apart)

    def sender(self, use: Use) -> Node | None:
        """What has the worker that a use is given to: the class around or, where the settings name an expression for
        the worker, the place itself.
        """
        return use.owner.node if self.settings.worker.member else use.node

    def keeper(self, use: Use, source: Source) -> str | None:
        """The item of the settings by which a use stays; a call of a function that only runs what it is given stays
        where the function may.
        """
        found = self.keepers.of(use, source)
        if found is not None or use.inner is None:
            return found
        return self.keepers.of(use.inner, use.elsewhere or source)
