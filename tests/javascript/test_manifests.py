"""What the files beside code say of specifiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.disk import Disk
from migrator.javascript.manifests import Config, Manifests, Pattern, is_path, words
from tests.worker.test_sends import made

TEXT = '''\
/* "not": */ {
  "compilerOptions": { // a comment, }
    "baseUrl": "./src", "verbatimModuleSyntax": true,
    "paths": {"//": ["/*.ts", "a,]", "*/b"], },
  }, }
'''


def test_comments_and_commas_are_none_of_the_texts(tmp_path: Path) -> None:
    made(tmp_path, {"tsconfig.json": TEXT, "src/deep/a.ts": ""})
    [config] = Manifests(Disk()).configs(str(tmp_path / "src/deep"))
    src = f"{tmp_path}/src"
    assert config == Config(src, (Pattern("//", ("/*.ts", f"{src}/a,]", f"{src}/*/b")),), keeps_imports=True)


def test_what_is_held_takes_the_place_of_the_file(tmp_path: Path) -> None:
    made(tmp_path, {"tsconfig.json": TEXT})
    disk = Disk({str(tmp_path / "tsconfig.json"): b"{}"})
    assert Manifests(disk).configs(str(tmp_path)) == (Config(),)


@pytest.mark.parametrize(
    ("pattern", "place", "said"),
    [
        ("@/*", "src/*", set()),
        ("@/*", "src/*/index.ts", set()),
        ("@/*", "src/*.ts", set()),
        ("@/py", "src/py.ts", set()),
        ("@/py", "src/py/index.ts", set()),
        ("@/py", "src/engine.ts", {"@/py"}),
        ("@/py/*", "src/*/main.ts", {"@/py"}),
        ("@/*/py", "src/*", {"@"}),
    ],
)
def test_what_files_are_called_otherwise_than_by_their_names(pattern: str, place: str, said: set[str]) -> None:
    assert set(words(Config(None, (Pattern(pattern, (place,)),)))) == said


def test_packages_are_the_same_in_each_checkout(tmp_path: Path) -> None:
    files = {"package.json": '{"workspaces": ["a"]}', "a/package.json": '{"name": "one", "version": "1"}'}
    for name in ("x", "y"):
        made(tmp_path / name, files)
    first, second = (Manifests(Disk()).packages_seen(str(tmp_path / name)) for name in ("x", "y"))
    assert first == second
    made(tmp_path / "y", {"a/package.json": '{"name": "one", "version": "2"}'})
    assert Manifests(Disk()).packages_seen(str(tmp_path / "y")) == first, "another version"
    made(tmp_path / "y", {"a/package.json": '{"name": "two"}'})
    assert Manifests(Disk()).packages_seen(str(tmp_path / "y")) != first


def test_only_names_of_packages_are_noted(tmp_path: Path) -> None:
    made(tmp_path, {"package.json": '{"workspaces": ["a"]}', "a/package.json": '{"name": "one"}'})
    disk = Disk()
    with disk.watch() as sight:
        assert Manifests(disk).packages(str(tmp_path)) == {"one": str(tmp_path / "a")}
    assert (sight.files, set(sight.packages)) == ({}, {str(tmp_path)})


def test_patterns_of_workspaces_lead_through_so_many_folders_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.javascript.manifests._MOST_FOLDERS", 3)
    made(tmp_path, {"package.json": '{"workspaces": ["**"]}', "a/b/c/d/e/package.json": '{"name": "deep"}'})
    assert Manifests(Disk()).packages(str(tmp_path)) == {}


@pytest.mark.parametrize("value", [None, 1, [], "", "a\0", "\ud800"])
def test_what_is_no_path(value: object) -> None:
    assert not is_path(value)
