"""The rows of the table: what is compared with what, and what it should cost at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.commands import Command, Commands
from benchmarks.corpus import GROWN, LONGER, MORE_SITES, TYPED
from benchmarks.games import TIMES
from benchmarks.growth import AT_MOST, KINDS, Kind
from benchmarks.growth import TIMES as AS_MUCH

Make = Callable[[Commands], Command]


@dataclass(frozen=True, slots=True)
class Row:
    """``runs`` processes are one measurement, where a single one is too short to be told from noise."""

    key: str
    work: str
    subject: Make
    reference: Make
    at_most: float
    runs: int = 1


def _check(commands: Commands) -> Command:
    return commands.check_all("warm")


ROWS = (
    Row("scan-rg", "check of 30,000 files", _check, Commands.ripgrep, 1.5),
    Row("scan-rg-ast-grep", "check of 30,000 files", _check, Commands.ripgrep_to_ast_grep, 0.8),
    Row("scan-ast-grep", "check of 30,000 files", _check, Commands.ast_grep_all, 0.05),
    Row(
        "scan-commit-rg",
        "check of 30,000 files after a commit",
        lambda commands: commands.check_all("warm", committed=True),
        Commands.ripgrep,
        1.5,
    ),
    Row(
        "scan-cold-rg",
        "check of 30,000 files, caches cold",
        lambda commands: commands.check_all("cold"),
        Commands.ripgrep,
        1.5,
    ),
    Row(
        "write-cold",
        "migrate --write of 8,000 lines, caches cold",
        lambda commands: commands.migrate(GROWN, "cold"),
        Commands.ast_grep_write,
        4,
    ),
    Row(
        "write-warm",
        "migrate --write of 8,000 lines, caches warm",
        lambda commands: commands.migrate(GROWN, "warm"),
        Commands.ast_grep_write,
        1.5,
    ),
    Row(
        "write-cold-semgrep",
        "migrate --write of 8,000 lines, caches cold",
        lambda commands: commands.migrate(GROWN, "cold"),
        Commands.semgrep_write,
        0.2,
    ),
    Row(
        "typescript-scan-rg",
        "check of 10,000 TypeScript files",
        lambda commands: commands.check_typescript("warm"),
        Commands.ripgrep_typescript,
        1.5,
    ),
    Row(
        "typescript-write-cold",
        "migrate --write of 8,000 lines as TypeScript, caches cold",
        lambda commands: commands.migrate(TYPED, "cold"),
        lambda commands: commands.migrate(GROWN, "cold"),
        1.5,
    ),
    Row(
        "typescript-write-warm",
        "migrate --write of 8,000 lines as TypeScript, caches warm",
        lambda commands: commands.migrate(TYPED, "warm"),
        lambda commands: commands.migrate(GROWN, "warm"),
        1.5,
    ),
    Row("hook-clean", "hook, one file without Pyodide", Commands.check_clean, Commands.import_click, 1.3, runs=5),
    Row(
        "hook-finding",
        "hook, one file with one finding, caches warm",
        Commands.check_finding,
        Commands.import_click,
        2,
        runs=5,
    ),
    Row(
        "longer-cold",
        "ten times the lines, the same sites, caches cold",
        lambda commands: commands.migrate(LONGER, "cold"),
        lambda commands: commands.migrate(GROWN, "cold"),
        11,
    ),
    Row(
        "longer-warm",
        "ten times the lines, the same sites, caches warm",
        lambda commands: commands.migrate(LONGER, "warm"),
        lambda commands: commands.migrate(GROWN, "warm"),
        11,
    ),
    Row(
        "sites-cold",
        "ten times the sites, caches cold",
        lambda commands: commands.migrate(MORE_SITES, "cold", TIMES),
        lambda commands: commands.migrate(GROWN, "cold"),
        11,
    ),
    Row(
        "sites-warm",
        "ten times the sites, caches warm",
        lambda commands: commands.migrate(MORE_SITES, "warm", TIMES),
        lambda commands: commands.migrate(GROWN, "warm"),
        11,
    ),
)


def _growth(kind: Kind) -> Row:
    small = kind.size // AS_MUCH
    return Row(
        f"growth-{kind.name}",
        f"{kind.work}, beside {small:,} of these",
        lambda commands: commands.growth(kind, kind.size),
        lambda commands: commands.growth(kind, small),
        AT_MOST,
    )


# Measured where they are asked for: `--rows 'growth-*'`.
GROWTH = tuple(map(_growth, KINDS))
