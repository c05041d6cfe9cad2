"""The seeds of generators: one that is given repeats a run, and without one each run is another."""

from __future__ import annotations

import secrets


def new_seed() -> int:
    return secrets.randbelow(1_000_000)


def seed_of(arguments: list[str], at: int = 0) -> int:
    """The seed among arguments of a command line, at a place."""
    return int(arguments[at]) if len(arguments) > at else new_seed()
