"""The boundary in TypeScript: `boundary/typescript.py`, and all of `boundary/cases.py` again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.boundary.typescript import FILES, NOT_TYPESCRIPT, STATEMENTS, TSX, UNREADABLE
from tests.sites.test_members import CASES as JAVASCRIPT
from tests.sites.test_members import Expected, read, shown
from tests.support import migrate, migrator, shipped_rules
from tests.whole.typed import eraser

CASES: dict[str, tuple[str, list[Expected], str]] = {
    **{f"{name}, in a method": (*read(case, in_method=True), ".ts") for name, case in STATEMENTS.items()},
    **{name: (*read(case, in_method=False), ".ts") for name, case in FILES.items()},
    **{f"{name}, in TSX": (*read(case, in_method=False), ".tsx") for name, case in TSX.items()},
}


@pytest.mark.parametrize("name", CASES)
def test_the_ledger_has_every_use_and_no_other(tmp_path: Path, name: str) -> None:
    text, expected, ending = CASES[name]
    _assert_found(tmp_path / f"case{ending}", text, expected)


@pytest.mark.parametrize("name", [name for name in JAVASCRIPT if name not in NOT_TYPESCRIPT])
def test_what_is_javascript_is_the_same_in_typescript(tmp_path: Path, name: str) -> None:
    text, expected = JAVASCRIPT[name]
    _assert_found(tmp_path / "case.ts", text, expected)


def _assert_found(path: Path, text: str, expected: list[Expected]) -> None:
    path.write_bytes(text.encode())
    entry, after = migrate(path, list(shipped_rules()))
    assert entry.error is None
    assert [shown(use) for use in entry.entries] == expected
    assert after == text


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_an_error_with_its_line(tmp_path: Path, name: str) -> None:
    text, line = UNREADABLE[name]
    path = tmp_path / "case.ts"
    path.write_text(text, "utf-8")
    entry, after = migrate(path, list(shipped_rules()))
    assert entry.error is not None
    assert entry.error.line == line
    assert after == text


def test_every_case_is_typescript() -> None:
    """So says its compiler; that it means more than its types is no matter here."""
    given = {name: (f"a{ending}", text.encode()) for name, (text, _, ending) in CASES.items()}
    eraser.prime(given.values())
    wrong = {}
    for name, (path, data) in given.items():
        try:
            eraser.erased(path, data)
        except eraser.NotErasable as error:
            if "more than types" not in str(error):
                wrong[name] = str(error)
    assert wrong == {}


def test_check_reports_what_migrate_leaves(tmp_path: Path) -> None:
    for at, (text, _, ending) in enumerate(CASES.values()):
        (tmp_path / f"{at:03}{ending}").write_bytes(text.encode())
    ran = migrator(tmp_path, "check", ".")
    assert ran.returncode == 1
    for at, (name, (_, expected, ending)) in enumerate(CASES.items()):
        found = f"{at:03}{ending}:".encode() in ran.stdout
        assert found == any(use.is_finding for use in expected), name
    assert b"only searched" not in ran.stdout


def test_the_table_is_as_large_as_it_is_said_to_be() -> None:
    assert len(CASES) >= 80
    assert sum(not expected for _, expected, _ in CASES.values()) >= 20
