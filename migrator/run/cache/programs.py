"""Programs in normal form, kept under their texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrator.javascript.disk import digest
from migrator.model.term import Term
from migrator.python.form import Program
from migrator.run.cache.forms import Reader, Writer
from migrator.run.cache.store import Store
from migrator.run.cache.version import program_digest

_KIND = "programs"


@dataclass
class Programs:
    """The normal forms that a store has; what it has not is lowered, and then it has it."""

    store: Store

    def form(
        self,
        text: str,
        holes: Mapping[str, Term],
        pure: list[bool],
        how: tuple[str, str],
        lowered: Callable[[], Program],
    ) -> Program:
        """The form of a text, which ``lowered`` makes. ``how`` names the environment and which temporaries are inline.

        Of what stands in the holes, only whether it is ``pure`` decides the form. Raises what ``lowered`` raises.
        """
        asked = json.dumps([program_digest(self.store), how, text, list(holes), pure])
        key = digest(asked.encode("utf-8", "surrogatepass"))
        outside = tuple(holes.values())
        value = self.store.get(_KIND, key)
        if value is not None:
            try:
                symbols, terms, program = json.loads(value)
                return Reader(terms, symbols, {}, outside=outside).program(program, lowered)
            except (ValueError, TypeError, LookupError):  # somebody else's, however it came there
                pass
        found = lowered()
        writer = Writer(outside)
        plain = writer.program(found, spans=how[1] != "safe")  # which is for who asks where something stands
        self.store.put(_KIND, key, json.dumps([writer.symbols, writer.terms, plain], separators=(",", ":")).encode())
        return found
