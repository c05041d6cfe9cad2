"""One file with all that a run has of it, for tests of the steps between."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.rewriting.rewriter import Rewritten
from migrator.run.parts import Parts
from migrator.sites.site import File
from tests.support import shipped_rules


@dataclass(frozen=True)
class Looked:
    """A file, and what the shipped rules make of its sites outside of kept methods."""

    parts: Parts
    file: File
    module: Module
    rewritten: Rewritten


def looked(text: str, settings: Settings | None = None) -> Looked:
    """Rewrite what rules fit in a text, as a run does."""
    held = settings or Settings()
    parts = Parts.make(held, lambda: list(shipped_rules()), Repository(Disk()))
    file = File(Source.read("a.js", text.encode()), held)
    module = parts.project.add(Path("a.js"), file.source)
    sites = [site for site in file.sites if parts.keepers.of(site.use, file.source) is None]
    return Looked(parts, file, module, parts.rewriter.rewrite(file, module, sites))
