"""What the wheel brings beside its sources: compiled rules, so that nobody's first run compiles the pages."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Puts the store that `migrator.run.cache.rules` looks into beside the user's into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # program and pages change beneath it
            return
        self._folder = TemporaryDirectory(prefix="compiled-rules-")  # removed with this object
        held = self._compile(Path(self._folder.name))
        if held is None:
            self.app.abort("the compiled rules could not be written; is there room for temporary files?")
        build_data["force_include"][str(held)] = "migrator/_compiled/rules"

    def _compile(self, folder: Path) -> Path | None:
        """The folder of the compiled rules, None where nothing could be written. Ends the build if a page is faulty."""
        sys.path.insert(0, self.root)
        written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # sources are left as they are
        try:
            from migrator.model.packs import packs
            from migrator.report.words import page_fault
            from migrator.rules.loader import RuleError
            from migrator.run.cache.rules import keep_rules
            from migrator.run.cache.store import Store

            store = Store(str(folder), sealed=False)
            for pack in packs().values():
                keep_rules(store, [pack])
        except RuleError as error:
            self.app.abort("\n".join(page_fault(*fault) for fault in error.faults))
        finally:
            sys.path.remove(self.root)
            sys.dont_write_bytecode = written
        held = folder / "rules"
        return held if held.is_dir() else None
