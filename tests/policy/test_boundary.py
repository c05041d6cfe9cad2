"""A boundary without classes: functions and files that may keep Pyodide, in every command that asks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support import commit, git, migrator, write

LOAD = "export async function load() {\n    await py.runPythonAsync(`boot()`);\n}\n"
ACT = "export async function act() {\n    await py.runPythonAsync(`tilt()`);\n}\n"
START = "const py = await loadPyodide();\n"


def found(folder: Path, *arguments: str) -> list[str]:
    return migrator(folder, "check", *arguments).stdout.decode().splitlines()


def outcomes(folder: Path, path: str) -> list[tuple[int, str, str | None]]:
    """What becomes of each program of a file, and what keeps it."""
    document = json.loads(migrator(folder, "migrate", "--format", "json").stdout)
    [file] = [file for file in document["files"] if file["path"] == path]
    return [(use["line"], use["outcome"], use.get("kept_by")) for use in file["uses"] if use["kind"] == "call"]


def repo(folder: Path, settings: str, **files: str) -> None:
    (folder / ".git").mkdir()
    write(folder, "migrator.toml", settings)
    for name, text in files.items():
        write(folder, name, text)


def test_a_function_keeps_what_stands_in_it_and_nothing_else(tmp_path: Path) -> None:
    repo(tmp_path, 'keep = ["function:load"]\n', **{"app.js": START + LOAD + ACT})
    assert outcomes(tmp_path, "app.js") == [(3, "kept", "function:load"), (6, "unmatched", None)]
    lines = found(tmp_path)
    [line] = [line for line in lines if line.startswith("app.js:6:")]
    assert line.startswith("app.js:6:11: `runPythonAsync`: only `function:load` may use Pyodide; ")
    assert line.endswith(" [act]")
    assert not any(line.startswith("app.js:3:") for line in lines)
    explained = migrator(tmp_path, "explain", "app.js:3").stdout.decode()
    assert "app.js:3: `runPythonAsync` in load" in explained
    assert "kept: `function:load` lets this function keep Pyodide" in explained
    html = migrator(tmp_path, "migrate", "--report", "out.html").returncode
    assert html == 1
    assert "`function:load`".strip("`") in (tmp_path / "out.html").read_text("utf-8")


def test_a_pattern_keeps_all_of_a_file_in_any_language(tmp_path: Path) -> None:
    repo(
        tmp_path,
        'keep = ["src/py/**"]\n',
        **{"src/py/app.js": START + ACT, "src/py/more.ts": ACT, "src/app.js": START + ACT, "src/more.ts": ACT},
    )
    assert outcomes(tmp_path, "src/py/app.js") == [(3, "kept", "src/py/**")]
    assert sorted({line.partition(":")[0] for line in found(tmp_path)}) == ["src/app.js", "src/more.ts"]
    assert "kept: `src/py/**` lets this file keep Pyodide" in migrator(tmp_path, "explain", "src/py/app.js:3").stdout.decode()
    held = migrator(tmp_path, "check", "src/py")
    assert (held.returncode, held.stdout) == (0, b"")
    assert b"in files that may keep Pyodide" in held.stderr


@pytest.mark.parametrize("keep", ["function:load", "app.js"])
def test_settings_that_name_a_receiver_keep_others_too(tmp_path: Path, keep: str) -> None:
    repo(tmp_path, f'receiver = "this.py"\nkeep = ["{keep}"]\n', **{"app.js": START + LOAD, "b.js": START + LOAD + ACT})
    assert outcomes(tmp_path, "app.js") == [(3, "kept", keep)]
    assert [line[:6] for line in found(tmp_path) if "[unread]" in line] == (
        ["b.js:6"] if keep != "app.js" else ["b.js:3", "b.js:6"]
    )


def test_what_is_kept_and_is_nowhere_is_a_finding(tmp_path: Path) -> None:
    settings = (
        'keep = ["load", "function:load", "function:lod", "function:Game", "py/**", "js/", "!js/x.js", "app.js"]\n\n'
        '[[facts]]\nmethod = "function:sett"\ncalls = ["f()"]\n'
    )
    repo(tmp_path, settings, **{"app.js": "function load() {}\nclass Game { set() {} }\n", "js/a.ts": "let a;\n"})
    assert found(tmp_path) == [
        "migrator.toml:1:1: `keep` names `load`, and no class has it [setting]",
        "migrator.toml:1:1: `keep` names `function:lod`, and no function is called that; did you mean `function:load`? [setting]",
        "migrator.toml:1:1: `keep` names `function:Game`, and no function is called that [setting]",
        "migrator.toml:1:1: `keep` names `py/**`, and no file fits it [setting]",
        "migrator.toml:1:1: `keep` names `!js/x.js`, and no file fits it [setting]",
        "migrator.toml:3:1: a fact is about `function:sett`, and no function is called that [setting]",
    ]
    assert found(tmp_path) == found(tmp_path, "--no-cache"), "the cache knows it"
    assert found(tmp_path, "app.js") == [], "another file may have it"


FACT = '[[facts]]\nmethod = "function:act"\n'
FACTS = {
    'calls = ["f()"]': ["app.js:1:8: `act` does not call `f()`, which migrator.toml:2 asks for [fact]"],
    'never = ["g(...)"]': ["app.js:2:5: `act` must not call `g(...)` (migrator.toml:2) [fact]"],
    'always = ["h()"]': ["app.js:1:8: a path reaches the end of `act` without `h()`, which migrator.toml:2 asks for on every path [fact]"],
    'always = ["g(1)"]\ncalls = ["h()"]': [],
}  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_about_a_function(tmp_path: Path, fact: str) -> None:
    repo(
        tmp_path,
        f"\n{FACT}{fact}\n",
        **{"app.js": "export function act() {\n    g(1);\n    if (a) h();\n}\nclass A { act() { g(); } }\n"},
    )
    assert found(tmp_path) == FACTS[fact]
    told = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)["findings"]
    assert [(item["class"], item["method"], item["function"]) for item in told] == [(None, None, "act")] * len(told)


def test_the_ratchet_knows_a_use_that_leaves_its_function(tmp_path: Path) -> None:
    repo(tmp_path, 'keep = ["function:load"]\n', **{"app.js": LOAD})
    assert migrator(tmp_path, "check", "--update-ratchet").returncode == 0
    assert found(tmp_path) == []
    write(tmp_path, "app.js", LOAD.replace("boot()", "tilt()"))
    [line] = found(tmp_path)
    assert line.startswith("app.js:2:11: `runPythonAsync` may stay in `load`, and is not in migrator-ratchet.json: ")
    write(tmp_path, "app.js", "function load() {}\n" + LOAD.replace("load", "act"))
    [line] = found(tmp_path)
    assert line.startswith("app.js:3:11: `runPythonAsync`: only `function:load` may use Pyodide; ")


def test_the_ratchet_knows_a_use_that_leaves_a_kept_file(tmp_path: Path) -> None:
    repo(tmp_path, 'keep = ["py/"]\n', **{"py/app.js": LOAD, "py/other.js": ""})
    assert migrator(tmp_path, "check", "--update-ratchet").returncode == 0
    os.rename(tmp_path / "py/app.js", tmp_path / "py/moved.js")
    assert found(tmp_path) == []
    os.rename(tmp_path / "py/moved.js", tmp_path / "app.js")
    [line] = found(tmp_path)
    assert line.startswith("app.js:2:11: `runPythonAsync`: only `py/` may use Pyodide; ")


def test_a_branch_is_held_to_its_boundary(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "migrator.toml", 'keep = ["function:load"]\n')
    write(tmp_path, "app.js", LOAD)
    commit(tmp_path)
    write(tmp_path, "app.js", LOAD.replace("load", "act") + "function load() {}\n")
    assert [line[:9] for line in found(tmp_path, "--since", "HEAD")] == ["app.js:2:"]
    write(tmp_path, "app.js", LOAD + ACT)
    assert [line[:9] for line in found(tmp_path, "--since", "HEAD")] == ["app.js:5:"]
    commit(tmp_path)
    assert found(tmp_path, "--since", "HEAD") == []


def test_a_comment_where_the_settings_keep_pyodide_keeps_nothing(tmp_path: Path) -> None:
    text = LOAD.replace("    await", "    // migrator-keep: not-in-place -- so\n    await")
    repo(tmp_path, 'keep = ["function:load"]\n', **{"app.js": text})
    [line] = found(tmp_path)
    assert "line 3 stands where `function:load` keeps Pyodide; remove it" in line
