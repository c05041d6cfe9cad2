"""What the settings let keep Pyodide, and by which item a use stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.documents.kinds import ENDINGS
from migrator.javascript.source import Source
from migrator.model.boundary import keeper
from migrator.model.settings import Settings
from migrator.sites.keepers import Keepers
from migrator.sites.site import File

KEEP = ("roll", "Game.undo", "function:load", "function:boot")
USE = "await this.pyodide.runPythonAsync(`f()`);"
FREE = "await pyodide.runPythonAsync(`f()`);"

KEPT_BY: dict[str, str | None] = {
    # methods: `this` is an instance
    f"class Game {{ async other() {{ {USE} }} }}": None,
    f"class Game {{ static async roll() {{ {USE} }} }}": None,
    f"class Game {{ roll = async () => {{ {USE} }}; }}": None,
    f"class Game {{ get roll() {{ return async () => {{ {USE} }}; }} }}": None,
    f"class Game {{ async roll() {{ f(async function () {{ {USE} }}); }} }}": None,
    f"class Other {{ async undo() {{ {USE} }} }}": None,
    f"class Game {{ async roll() {{ {USE} }} }}": "roll",
    f"const game = new (class {{ async roll() {{ {USE} }} }})();": "roll",
    f"class Game {{ async undo() {{ {USE} }} }}": "Game.undo",
    f"class Game {{ async roll() {{ f(async () => {{ {USE} }}); }} }}": "roll",
    f"class Game {{ async act() {{ const load = async () => {{ {USE} }}; await load(); }} }}": "function:load",
    # methods: what is reached without `this` is the same wherever the method stands
    f"class Game {{ roll = async () => {{ {FREE} }}; }}": None,
    f"class Game {{ get roll() {{ return async () => {{ {FREE} }}; }} }}": None,
    f"class Game {{ static {{ roll(async () => {{ {FREE} }}); }} }}": None,
    f"class Other {{ static async undo() {{ {FREE} }} }}": None,
    f"class Game {{ static async roll() {{ {FREE} }} }}": "roll",
    f"class Game {{ async roll() {{ f(async function () {{ {FREE} }}); }} }}": "roll",
    f"class Game {{ async undo() {{ {FREE} }} }}": "Game.undo",
    # functions
    FREE: None,
    f"async function roll() {{ {FREE} }}": None,
    f"const o = {{ async roll() {{ {FREE} }} }};": None,
    f"async function reload() {{ {FREE} }}": None,
    f"async function load() {{ async function other() {{ {FREE} }} }}": None,
    f"function load() {{ const other = async () => {{ {FREE} }}; }}": None,
    f"function load() {{ return class {{ async act() {{ {FREE} }} }}; }}": None,
    f"class Game {{ async load() {{ {FREE} }} }}": None,
    f"export default async function () {{ {FREE} }}": None,
    f"async function load() {{ {FREE} }}": "function:load",
    f"export async function load() {{ {FREE} }}": "function:load",
    f"export const boot = async () => {{ {FREE} }};": "function:boot",
    f"window.boot = async () => {{ {FREE} }};": "function:boot",
    f"export default {{ load: async () => {{ {FREE} }} }};": "function:load",
    f"const o = {{ async load() {{ {USE} }} }};": "function:load",
    f"const load = useCallback(async () => {{ {FREE} }}, []);": "function:load",
    f"function load() {{ f(async () => {{ {FREE} }}); }}": "function:load",
    f"async function other() {{ async function load() {{ {FREE} }} }}": "function:load",
    f"function load() {{ for (const x of y) {{ f(async function () {{ {FREE} }}); }} }}": "function:load",
}


@pytest.mark.parametrize("text", KEPT_BY)
def test_what_a_use_stays_by(text: str) -> None:
    settings = Settings(kept=KEEP)
    source = Source.read("a.js", text.encode())
    [site] = File(source, settings).sites
    assert Keepers(settings).of(site.use, source) == KEPT_BY[text]


FILES: dict[str, tuple[str, ...]] = {
    "js/worker/py.js": ("js/worker/**", "worker/", "py.js", "/js/**/py.js", "*.js", "js/*/py.*", "js/worker"),
    "py.js": ("py.js", "/py.js"),
}
NOT_FILES: dict[str, tuple[str, ...]] = {
    "js/worker/py.js": ("worker/*.ts", "/worker/**", "js/*.js", "roll", "function:py", "!*.js"),
    "py.js": ("js/**", "y.js", "#/py.js"),
}


@pytest.mark.parametrize(("path", "pattern"), [(path, name) for path, names in FILES.items() for name in names])
def test_a_file_is_kept_by_a_pattern(tmp_path: Path, path: str, pattern: str) -> None:
    settings = Settings(kept=("roll", pattern), path=tmp_path / "migrator.toml")
    assert Keepers(settings).of_file(str(tmp_path / path)) == pattern


@pytest.mark.parametrize(("path", "pattern"), [(path, name) for path, names in NOT_FILES.items() for name in names])
def test_no_other_file_is(tmp_path: Path, path: str, pattern: str) -> None:
    settings = Settings(kept=("roll", pattern), path=tmp_path / "migrator.toml")
    assert Keepers(settings).of_file(str(tmp_path / path)) is None
    assert Keepers(settings).of_file(str(tmp_path.parent / path)) is None, "it stands elsewhere"
    assert Keepers(Settings(kept=(pattern,))).of_file(path) is None, "patterns are relative to a settings file"


def test_a_later_pattern_takes_a_file_out_again(tmp_path: Path) -> None:
    keepers = Keepers(Settings(kept=("js/**", "!js/page/**", "js/page/py.js"), path=tmp_path / "migrator.toml"))
    found = [keepers.of_file(str(tmp_path / name)) for name in ("js/a.js", "js/page/a.js", "js/page/py.js", "a.js")]
    assert found == ["js/**", None, "js/page/py.js", None]


def test_an_item_is_a_method_a_function_or_files() -> None:
    assert [keeper(name) for name in ("a", "#a", "A.b", "A.#b", "A.json")] == ["method"] * 5
    assert [keeper(name) for name in ("function:a", "function:a.js")] == ["function"] * 2
    assert [keeper(name) for name in ("a/", "/a", "*", "!a", "a/b.c", "*.worker")] == ["file"] * 6
    assert {keeper(f"py{ending}") for ending in ENDINGS} == {"file"}
