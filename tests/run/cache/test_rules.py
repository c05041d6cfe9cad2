"""Compiled rules that a package brought are taken only where compiling would give the same, and are left as they are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from migrator import FOLDER
from migrator.model.packs import first_pack
from migrator.rules import loader as rules
from migrator.rules.loader import Rule, RuleError, overlaps
from migrator.run.cache import rules as cached
from migrator.run.cache import version
from migrator.run.cache.rules import cached_rules, keep_rules
from migrator.run.cache.store import Store
from tests.support import shipped_rules, text_of


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """What the package brings in this test: the shipped rules."""
    store = Store(str(tmp_path / "brought"), sealed=False)
    keep_rules(store, [first_pack()])
    monkeypatch.setattr(cached, "BROUGHT", store.root)
    return store


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders whose pages are compiled in this test."""
    seen: list[str] = []

    def load(folders: list[Path]) -> list[Rule]:
        seen.extend(map(str, folders))
        return rules.load_rules(folders)

    monkeypatch.setattr(cached, "load_rules", load)
    return seen


def files(store: Store) -> list[Path]:
    """The rules that a store holds."""
    return [path for path in Path(store.root, "rules").rglob("*") if path.is_file()]


def titles(found: list[Rule]) -> list[str]:
    return [rule.title for rule in found]


# ---- What is not taken ----


def test_a_page_that_differs_is_compiled(brought: Store, compiled: list[str], tmp_path: Path) -> None:
    shutil.copytree(first_pack(), tmp_path / "own")
    page = next((tmp_path / "own").rglob("03-*.md"))
    page.write_text(page.read_text("utf-8").replace("# Seed", "# Plant", 1), "utf-8")
    assert any(title.startswith("Plant") for title in titles(cached_rules(None, [tmp_path / "own"])))
    assert compiled == [str(tmp_path / "own")]


def test_a_page_more_is_compiled(brought: Store, compiled: list[str], tmp_path: Path) -> None:
    shutil.copy(next(first_pack().rglob("03-*.md")), tmp_path / "99-more.md")
    assert len(cached_rules(None, [first_pack(), tmp_path / "99-more.md"])) == len(shipped_rules()) + 1
    assert compiled != []


def test_another_program_compiles(brought: Store, compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "program_digest", lambda store: "another")
    assert titles(cached_rules(None, [first_pack()])) == titles(list(shipped_rules()))
    assert compiled == [str(first_pack())]


@pytest.mark.parametrize("value", [b"", b"[]", b"[[],[],{},[[]]]", b"null", b"[[1],2,3,4]", b"{"])
def test_a_value_of_another_shape_is_none(brought: Store, compiled: list[str], value: bytes) -> None:
    [path] = files(brought)
    brought.put("rules", path.parent.name + path.name, value)
    assert titles(cached_rules(None, [first_pack()])) == titles(list(shipped_rules()))
    assert compiled == [str(first_pack())]


@pytest.mark.parametrize("change", ["cut short", "one letter", "removed", "a folder"])
def test_a_value_that_is_not_whole_is_none(brought: Store, compiled: list[str], change: str) -> None:
    [path] = files(brought)
    data = path.read_bytes()
    path.unlink()
    if change == "cut short":
        path.write_bytes(data[:-1])
    elif change == "one letter":
        path.write_bytes(data.replace(b"Seed the", b"Feed the", 1))
    elif change == "a folder":
        path.mkdir()
    assert titles(cached_rules(None, [first_pack()])) == titles(list(shipped_rules()))
    assert compiled == [str(first_pack())]


def test_a_faulty_page_is_said(brought: Store, tmp_path: Path) -> None:
    (tmp_path / "01-broken.md").write_text("# Broken\n\n```diff\n- let (\n```\n", "utf-8")
    with pytest.raises(RuleError) as caught:
        cached_rules(None, [tmp_path])
    assert [text_of(fault) for fault in caught.value.faults] == ["`- let (`: this is not JavaScript"]


@pytest.mark.parametrize("when", ["before it is read", "after it was read"])
def test_a_page_that_changes_while_it_is_compiled_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    page = Path(shutil.copy(next(first_pack().rglob("03-*.md")), tmp_path))
    text = page.read_text("utf-8")

    def load(folders: list[Path]) -> list[Rule]:
        if when == "before it is read":
            page.write_text(text.replace("# Seed", "# Plant", 1), "utf-8")
        found = rules.load_rules(folders)
        page.write_text(text.replace("# Seed", "# Plant", 1), "utf-8")
        return found

    monkeypatch.setattr(cached, "load_rules", load)
    store = Store(str(tmp_path / "user"))
    cached_rules(store, [tmp_path])
    assert files(store) == []


# ---- What is taken ----


def test_nothing_is_compiled_with_an_empty_cache_or_none(brought: Store, compiled: list[str], tmp_path: Path) -> None:
    empty = Store(str(tmp_path / "user"))
    for store in (empty, None):
        assert titles(cached_rules(store, [first_pack()])) == titles(list(shipped_rules()))
    assert compiled == []
    assert files(empty) == [], "reading it again is as quick"


def test_the_same_pages_elsewhere_are_the_same(brought: Store, compiled: list[str], tmp_path: Path) -> None:
    shutil.copytree(first_pack(), tmp_path / "own")
    found = cached_rules(None, [tmp_path / "own"])
    assert compiled == []
    assert {rule.samples for rule in found} == {None}, "samples are those beside the pages that were asked for"


def test_what_was_brought_is_left_as_it_is(brought: Store) -> None:
    [path] = files(brought)
    before = path.read_bytes()
    os.utime(path, (0, 0))
    cached_rules(None, [first_pack()])
    assert (path.stat().st_mtime, path.read_bytes()) == (0, before)


def test_rules_that_share_a_program_are_the_same(brought: Store, compiled: list[str]) -> None:
    shared = overlaps(cached_rules(None, [first_pack()]))
    assert compiled == []
    assert any(shared.values())
    assert shared == overlaps(list(shipped_rules()))


# ---- Which program this is ----

PACKAGES = (
    "libcst-1.9.0",
    "tree_sitter-0.26.1",
    "tree_sitter_javascript-0.25.0",
    "markdown_it_py-4.3.0",
    "PyYAML-6.0.3",
)


def installed(folder: Path, *names: str, ending: str = ".dist-info") -> str:
    """A folder of the path in which packages are installed, and some that do not matter."""
    for name in (*names, "tree_sitter_python-0.25.0", "libcst_extras-1.0", "click-8.1.8"):
        (folder / f"{name}{ending}").mkdir(parents=True)
    (folder / "libcst").mkdir()
    return str(folder)


def digest_of(monkeypatch: pytest.MonkeyPatch, *path: str) -> str:
    """The digest of this program in a process that has a path and has not asked yet."""
    monkeypatch.setattr(version, "_found", {})
    monkeypatch.setattr(sys, "path", list(path))
    return version.program_digest(None)


OTHERS = {
    "another version": [*PACKAGES[:-1], "PyYAML-6.0.4"],
    "another version of what begins another name": [*PACKAGES[:1], "tree_sitter-0.26.2", *PACKAGES[2:]],
    "one that is not there": [*PACKAGES[:-1]],
    "two versions": [*PACKAGES, "PyYAML-6.0.2"],
}


@pytest.mark.parametrize("case", OTHERS)
def test_other_libraries_make_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    ours, theirs = installed(tmp_path / "ours", *PACKAGES), installed(tmp_path / "theirs", *OTHERS[case])
    assert digest_of(monkeypatch, ours) != digest_of(monkeypatch, theirs)


def test_a_library_without_a_version_is_another_in_each_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = installed(tmp_path, *PACKAGES[1:])
    here = digest_of(monkeypatch, path)
    monkeypatch.setattr(sys, "prefix", "/elsewhere")
    assert digest_of(monkeypatch, path) != here


def test_the_library_that_is_imported_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = installed(tmp_path / "ours", *PACKAGES), installed(tmp_path / "other", "libcst-1.8.0")
    here = digest_of(monkeypatch, ours)
    assert digest_of(monkeypatch, ours, other) == here
    assert digest_of(monkeypatch, other, ours) != here


def test_where_and_how_libraries_are_installed_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = digest_of(monkeypatch, installed(tmp_path / "ours", *PACKAGES))
    spelled = [name.lower().replace("_", "-") for name in reversed(PACKAGES)]
    first, second = installed(tmp_path / "1", *spelled[:2]), installed(tmp_path / "2", *spelled[2:], ending=".egg-info")
    assert digest_of(monkeypatch, str(tmp_path / "nowhere"), second, first, second) == ours


def test_python_counts_as_for_bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = installed(tmp_path, *PACKAGES)
    here = digest_of(monkeypatch, path)
    monkeypatch.setattr(sys, "version", "3.11.99 (another build)")
    assert digest_of(monkeypatch, path) == here
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert digest_of(monkeypatch, path) != here


def test_a_store_has_the_digest_that_is_found_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "_found", {})
    store = Store(str(tmp_path))
    anew = version.program_digest(None)
    assert version.program_digest(store) == anew
    version._found.clear()
    assert version.program_digest(store) == anew, "as the store has kept it"


def test_a_checkout_brings_nothing() -> None:
    assert not os.path.exists(cached.BROUGHT)
    assert os.path.dirname(cached.BROUGHT) == FOLDER
