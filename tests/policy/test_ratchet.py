"""`check` with a ratchet: what is accepted once, and what a use must not do after."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from migrator.policy.ratchet import RatchetError, Record, read, written
from tests.report.formats import Ran, invoke, validated
from tests.support import git, in_game

ODD = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
OTHER = "await this.pyodide.runPythonAsync(`env.tilt(5)`);"
RATCHET = "migrator-ratchet.json"


def check(folder: Path, *arguments: str) -> Ran:
    return invoke(folder, "check", *arguments)


def uses(folder: Path) -> list[dict[str, str]]:
    found = json.loads((folder / RATCHET).read_text("utf-8"))["uses"]
    assert isinstance(found, list)
    return found


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with one file, one use that no rule fits, and a ratchet that has accepted it."""
    folder = tmp_path / "here"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "game.js").write_text(in_game(ODD), "utf-8")
    assert check(folder).code == 1
    assert check(folder, "--update-ratchet").code == 0
    return folder


def edit(folder: Path, old: str, new: str, name: str = "js/game.js") -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


# -- what it does not let in -------------------------------------------------------------------------------------------


def test_a_new_use_is_found(here: Path) -> None:
    edit(here, ODD, f"{ODD}\n        {OTHER}")
    result = check(here)
    assert result.code == 1
    assert [line.split(": ")[0] for line in result.text.splitlines()] == ["js/game.js:26:15"]


def test_a_swap_is_found_though_the_count_is_the_same(here: Path) -> None:
    edit(here, ODD, OTHER)
    result = check(here)
    assert result.code == 1
    assert result.text.startswith("js/game.js:25:15: ")
    assert "2 uses in migrator-ratchet.json, 1 fewer: run `migrator check --update-ratchet`." in result.err


# Each: how a game has a program of another file, and that file. `swapped` stands for what is put in its place.
ELSEWHERE = {
    "a name": ("import { CODE } from './codes.js';", "CODE", "codes.js", "export const CODE = `env.first()`;"),
    "a name under another": (
        "import { A as B } from './codes';", "B", "codes.js", "const C = `env.first()`;\nexport { C as A };",
    ),
    "the default": ("import code from './codes.js';", "code", "codes.js", "export default `env.first()`;"),
    "a member of all": ("import * as codes from './codes.js';", "codes.CODE", "codes.js", "export const CODE = 'env.first()';"),
    "a member of an object": (
        "import { CODES } from './codes.js';", "CODES.step", "codes.js",
        "export const CODES = Object.freeze({ step: `env.first()`, reset: `env.reset()` });",
    ),
    "a static field": (
        "import { Codes } from './codes.js';", "Codes.STEP", "codes.js", "export class Codes { static STEP = 'env.first()'; }",
    ),
    "a hole": ("import { NAME } from './codes.js';", "`env.${NAME}()`", "codes.js", "export const NAME = 'first';"),
    "a part": ("import { CODE } from './codes.js';", "'import os\\n' + CODE", "codes.js", "export const CODE = 'env.first()';"),
    "a function": ("import { code } from './codes.js';", "code", "codes.js", "export const code = ['env.first()'].join('\\n');"),
    "a function that is called": ("import { code } from './codes.js';", "code(1)", "codes.js", "export function code() { return 'env.first()'; }"),
    "a function of an object": ("import { CODES } from './codes.js';", "CODES.a()", "codes.js", "export const CODES = { a: () => 'env.first()' };"),
    "a default of a function": ("import { code } from './codes.js';", "code()", "codes.js", "export function code(x = 'env.first()') { return x; }"),
    "a member that is assigned": ("import { CODES } from './codes.js';", "CODES.a", "codes.js", "export const CODES = {}; CODES.a = 'env.first()';"),
    "lines that are pushed": ("import { LINES } from './codes.js';", "LINES.join('')", "codes.js", "export const LINES = []; LINES.push('env.first()');"),
    "an object that is taken apart": ("import { CODE } from './codes.js';", "CODE", "codes.js", "export const { CODE } = { CODE: 'env.first()' };"),
    "an object that is taken apart under another name": ("import { CODE } from './codes.js';", "CODE", "codes.js", "export const { a: CODE = 1 } = { a: 'env.first()' };"),
    "an array that is taken apart": ("import { CODE } from './codes.js';", "CODE", "codes.js", "export const [, CODE] = ['', 'env.first()'];"),
    "a script of Python": ("import code from './step.py?raw';", "code", "step.py", "env.first()"),
    "a name that is required": ("const { CODE } = require('./c.js');", "CODE", "c.js", "const CODE = 'env.first()';\nmodule.exports = { CODE };"),
    "another name for what is required": ("const { CODE: X } = require('./c');", "X", "c.js", "exports.CODE = 'env.first()';"),
    "a member of what is required": ("const c = require('./c.js');", "c.CODE", "c.js", "module.exports.CODE = 'env.first()';"),
    "a member of the call of require": ("", "require('./c.js').CODE", "c.js", "module.exports = { CODE: `env.first()` };"),
    "what is required as a whole": ("const code = require('./c.js');", "code", "c.js", "module.exports = 'env.first()';"),
    "two exports at once": ("const c = require('./c.js');", "c.a.b", "c.js", "exports = module.exports = { a: { b: 'env.first()' } };"),
    "a member that the module assigns later": ("const c = require('./c.js');", "c.a", "c.js", "const C = {};\nC.a = 'env.first()';\nmodule.exports = C;"),
    "a function that is required": ("const { code } = require('./c.js');", "code()", "c.js", "exports.code = () => 'env.first()';"),
    "an import of a module of Node": ("import { CODE } from './c.js';", "CODE", "c.js", "module.exports = { CODE: 'env.first()' };"),
    "its default": ("import c from './c.js';", "c.CODE", "c.js", "module.exports = { CODE: 'env.first()' };"),
    "a module that is required": ("const { CODE } = require('./c.js');", "CODE", "c.js", "export const CODE = 'env.first()';"),
    "an import that is called": ("const { CODE } = await import('./c.js');", "CODE", "c.js", "export const CODE = 'env.first()';"),
    "a hole that is required": ("const c = require('./c.js');", "`env.${c.NAME}()`", "c.js", "exports.NAME = 'first';"),
    "a static field that is required": ("const { C } = require('./c.js');", "C.A", "c.js", "class C { static A = 'env.first()'; }\nmodule.exports = { C };"),
    "a field of an instance": ("import { C } from './c.js';", "new C().a", "c.js", "export class C { a = 'env.first()'; }"),
    "a field of an instance that has a name": ("import { C } from './c.js';\nconst c = new C();", "c.a", "c.js", "export class C { constructor() { this.a = 'env.first()'; } }"),
    "a field of an instance of what is required": ("const { C } = require('./c.js');", "new C().a", "c.js", "module.exports = { C: class { a = 'env.first()'; } };"),
    "a field that an instance inherits": ("import { C } from './c.js';\nclass D extends C {}", "new D().a", "c.js", "export class C { a = 'env.first()'; }"),
    "an accessor of an instance": ("import { C } from './c.js';", "new C().a", "c.js", "export class C { get a() { return 'env.first()'; } }"),
    "a method of an instance": ("import { C } from './c.js';", "new C().a()", "c.js", "export class C { a() { return 'env.first()'; } }"),
    "an instance that a module gives": ("import { c } from './c.js';", "c.a", "c.js", "class C { a = 'env.first()'; }\nexport const c = new C();"),
    "an instance of a module of Node": ("const c = require('./c.js');", "c.a", "c.js", "class C { a = 'env.first()'; }\nmodule.exports = new C();"),
    "a field of the required class that it extends": ("const { Codes } = require('./c.js');", "this.code", "c.js", "exports.Codes = class { code = 'env.first()'; };"),
    "a field of the class that it extends": ("import { Codes } from './codes.js';", "this.code", "codes.js", "export class Codes { code = 'env.first()'; }"),
}  # fmt: skip


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_program_that_is_swapped_in_another_file_is_found(tmp_path: Path, case: str) -> None:
    line, program, name, text = ELSEWHERE[case]
    base = " extends Codes" if "extends" in case else ""
    (tmp_path / "game.js").write_text(
        f"{line}\nclass Game{base} {{ async act() {{ await this.pyodide.runPythonAsync({program}); }} }}\n", "utf-8"
    )
    (tmp_path / name).write_text(text, "utf-8")
    assert check(tmp_path, "--update-ratchet").code == 0
    assert check(tmp_path).code == check(tmp_path).code == 0
    edit(tmp_path, "first", "second", name)
    assert check(tmp_path).code == check(tmp_path).code == check(tmp_path, "--no-cache").code == 1
    edit(tmp_path, "second", "first", name)
    assert check(tmp_path).code == 0


def test_a_program_that_is_swapped_in_a_file_behind_another_is_found(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text(
        "import { CODE } from './all.js';\nclass Game { act() { this.pyodide.runPython(CODE); } }\n", "utf-8"
    )
    (tmp_path / "all.js").write_text("export * from './none.js';\nexport * from './codes.js';\n", "utf-8")
    (tmp_path / "codes.js").write_text(
        "import { NAME } from './name.js';\nexport const CODE = `env.${NAME}()`;\n", "utf-8"
    )
    (tmp_path / "name.js").write_text("export const NAME = 'first';\n", "utf-8")
    assert check(tmp_path, "--update-ratchet").code == 0
    edit(tmp_path, "first", "second", "name.js")
    assert check(tmp_path).code == 1
    edit(tmp_path, "second", "first", "name.js")
    assert check(tmp_path).code == 0
    (tmp_path / "none.js").write_text("export const CODE = 'env.third()';\n", "utf-8")
    assert check(tmp_path).code == 1


def test_modules_that_require_each_other_end(tmp_path: Path) -> None:
    text = "class Game {{ act() {{ this.pyodide.runPython(new X().a); }} }}\nmodule.exports = X;\n"
    for name, other in ("ab", "ba"):
        (tmp_path / f"{name}.js").write_text(f"const X = require('./{other}.js');\n{text.format()}", "utf-8")
    result = check(tmp_path)
    assert (result.code, len(result.text.splitlines()), result.err.count("Error")) == (1, 2, 0)


def test_a_swap_in_a_method_that_keeps_pyodide_is_found(here: Path) -> None:
    edit(here, "env.t = 0", "env.t = 1")
    result = check(here)
    assert result.code == 1
    assert result.text == (
        "js/game.js:21:37: `runPythonAsync` may stay in `performRollback`, and is not in migrator-ratchet.json: it is new, "
        "or says something else than before; `--update-ratchet --allow-growth` takes it in [ratchet]\n"
    )
    [found] = json.loads(check(here, "--format", "json").text)["findings"]
    assert (found["kind"], found["class"], found["method"]) == ("ratchet", "Base", "performRollback")


def test_the_same_use_twice_is_two(here: Path) -> None:
    edit(here, ODD, f"{ODD}\n        {ODD}")
    assert [line.split(": ")[0] for line in check(here).text.splitlines()] == ["js/game.js:26:15"]
    assert check(here, "--update-ratchet", "--allow-growth").code == 0
    assert len([use for use in uses(here) if use["method"] == "act"]) == 2
    assert check(here).code == 0


def test_a_copy_of_a_file_is_new(here: Path) -> None:
    (here / "js" / "copy.js").write_text((here / "js" / "game.js").read_text("utf-8"), "utf-8")
    assert {line.split(":")[0] for line in check(here).text.splitlines()} == {"js/copy.js"}


def test_updating_takes_nothing_new_in(here: Path) -> None:
    edit(here, ODD, OTHER)
    result = check(here, "--update-ratchet")
    assert result.code == 1
    assert "1 use not taken in; `--allow-growth` does that, after a review." in result.err
    assert [use["method"] for use in uses(here)] == ["constructor", "performRollback"]
    edit(here, OTHER, ODD)
    assert check(here).code == 1, "what went does not come back"


def test_what_was_not_looked_at_is_not_taken_out(here: Path) -> None:
    (here / "js" / "other.js").write_text(in_game(OTHER), "utf-8")
    assert check(here, "--update-ratchet", "--allow-growth").code == 0
    before = uses(here)
    edit(here, ODD, "f();")
    assert check(here, "--update-ratchet", "js/other.js").code == 0
    assert uses(here) == before
    assert "fewer" not in check(here, "js/other.js").err
    assert check(here, "--update-ratchet", "js").code == 0
    assert len(uses(here)) == len(before) - 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--allow-growth"], "migrator: `--allow-growth` goes with `--update-ratchet`"),
        (["--update-ratchet", "--rule", "5"], "migrator: `--update-ratchet` needs files as they are and all rules"),
        (["--update-ratchet", "--skip", "5"], "migrator: `--update-ratchet` needs files as they are and all rules"),
    ],
)
def test_wrong_usage_is_one_line(here: Path, arguments: list[str], line: str) -> None:
    result = check(here, *arguments)
    assert result.code == 2
    assert result.err.startswith(line)
    assert result.err.count("\n") == 1


def test_a_file_that_cannot_be_read_takes_nothing_out(here: Path) -> None:
    before = (here / RATCHET).read_bytes()
    (here / "js" / "game.js").write_text(in_game(ODD) + "class {", "utf-8")
    result = check(here, "--update-ratchet")
    assert (result.code, (here / RATCHET).read_bytes()) == (2, before)
    assert result.err.startswith(f"migrator: js/game.js:{in_game(ODD).count(chr(10)) + 1}: ")
    assert result.err.endswith("; the ratchet was not written\n")
    assert "fewer" not in check(here).err


FAULTS = {
    "not JSON": ("{", "migrator-ratchet.json:1: is not JSON: "),
    "a merge": (
        '{"uses": [\n<<<<<<< HEAD\n{}\n=======\n>>>>>>> other\n]}',
        "migrator-ratchet.json:2: holds the marks of a merge; keep the lines of both sides and remove the marks",
    ),
    "a list": ("[]", "migrator-ratchet.json:1: is no ratchet: it must hold `version` and a list `uses`"),
    "a later version": (
        '{"version": 2, "uses": []}',
        "migrator-ratchet.json:1: is of version 2; this program knows 1",
    ),
    "a use without a fingerprint": (
        '{"version": 1, "uses": [{"path": "a.js"}]}',
        "migrator-ratchet.json:1: is no ratchet: the 1. of `uses` lacks a `path` or a `fingerprint`",
    ),
    "a number without end": (f'{{"version": {"1" * 5_000}}}', "migrator-ratchet.json:1: is not JSON: "),
    "no number": ('{"version": true, "uses": []}', "migrator-ratchet.json:1: is of version true; this program knows 1"),
    "deep": ("[" * 100_000, "migrator-ratchet.json:1: is "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_one_line(here: Path, fault: str) -> None:
    text, line = FAULTS[fault]
    (here / RATCHET).write_text(text, "utf-8")
    for arguments in ([], ["--update-ratchet"]):
        result = check(here, *arguments)
        assert (result.code, result.text) == (2, "")
        assert result.err.startswith(f"migrator: {line}")
        assert result.err.count("\n") == 1
    assert (here / RATCHET).read_text("utf-8") == text


def test_a_mark_at_its_beginning_is_no_fault(here: Path) -> None:
    (here / RATCHET).write_bytes(b"\xef\xbb\xbf" + (here / RATCHET).read_bytes())
    assert (check(here).code, check(here).text) == (0, "")


def test_one_that_is_named_must_be_there(here: Path) -> None:
    (here / "migrator.toml").write_text('ratchet = "lists/accepted.json"\n', "utf-8")
    result = check(here)
    assert result.code == 2
    assert result.err == (
        "migrator: lists/accepted.json: the settings name it, and it is not there; `--update-ratchet` writes it\n"
    )
    result = check(here, "--update-ratchet")
    assert (result.code, result.err) == (
        2,
        "migrator: lists/accepted.json cannot be written: No such file or directory\n",
    )
    (here / "lists").mkdir()
    assert check(here, "--update-ratchet").code == 0
    assert {use["path"] for use in json.loads((here / "lists" / "accepted.json").read_text("utf-8"))["uses"]} == {
        "../js/game.js"
    }
    assert check(here).code == 0


# -- what it accepts ---------------------------------------------------------------------------------------------------


def test_every_use_is_in_it_on_a_line_of_its_own(here: Path) -> None:
    text = (here / RATCHET).read_text("utf-8")
    assert [(use["class"], use["method"], use["rule"]) for use in uses(here)] == [
        ("Game", "act", "01-socket-state"),
        ("Base", "constructor", None),
        ("Base", "performRollback", None),
    ]
    assert {use["path"] for use in uses(here)} == {"js/game.js"}
    assert text.count('{"path"') == text.count("\n") - 5
    assert check(here).err == (
        "No new findings. 1 file, 3 uses: 1 in methods that may keep Pyodide, 1 that others depend on, 1 accepted by the ratchet.\n"
        "3 uses in migrator-ratchet.json.\n"
    )


def test_what_moved_or_was_laid_out_anew_is_the_same(here: Path) -> None:
    edit(here, ODD, "const later = 1;\n\n        " + ODD.replace("env.tilt(4)", "\n  env.tilt( 4 )  # four\n"))
    assert check(here).code == 0


def test_a_renamed_file_is_accepted_and_said_so(here: Path) -> None:
    (here / "js" / "game.js").rename(here / "js" / "play.js")
    result = check(here, "js/play.js")
    assert result.code == 0
    assert "3 uses in migrator-ratchet.json, 3 moved: run `migrator check --update-ratchet`." in result.err
    assert check(here, "--update-ratchet").code == 0
    assert {use["path"] for use in uses(here)} == {"js/play.js"}


def test_writing_it_keeps_its_mode_and_the_link_that_leads_to_it(here: Path) -> None:
    elsewhere = here / "accepted.json"
    (here / RATCHET).rename(elsewhere)
    (here / RATCHET).symlink_to(elsewhere.name)
    elsewhere.chmod(0o640)
    edit(here, ODD, "")
    assert check(here, "--update-ratchet").code == 0
    assert (here / RATCHET).is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o640
    assert len(uses(here)) == 2
    assert sorted(path.name for path in here.iterdir()) == ["accepted.json", "js", RATCHET]


def test_a_path_through_a_link_is_the_same_file(here: Path) -> None:
    (here / "link").symlink_to("js")
    for path in ("link", "link/game.js", str(here / "link" / "game.js")):
        result = check(here, path)
        assert (result.code, result.text) == (0, "")
        assert "fewer" not in result.err
        assert "moved" not in result.err
    edit(here, ODD, "")
    assert "1 fewer" in check(here, "link/game.js").err


def test_what_is_gone_is_said_and_taken_out(here: Path) -> None:
    (here / "js" / "game.js").write_text("export const done = true;\n", "utf-8")
    result = check(here)
    assert (result.code, result.text) == (0, "")
    assert "0 uses in migrator-ratchet.json, 3 fewer: run `migrator check --update-ratchet`." in result.err
    [ratchet] = json.loads(check(here, "--format", "json").text)["ratchets"]
    assert ratchet == {"path": RATCHET, "accepted": 0, "fewer": 3, "moved": 0}
    assert check(here, "--update-ratchet").code == 0
    assert (here / RATCHET).read_text("utf-8") == '{\n  "version": 1,\n  "uses": []\n}\n'


def test_what_a_comment_keeps_is_not_in_it(here: Path) -> None:
    edit(here, ODD, f"// migrator-keep: differs -- so\n        {ODD}")
    assert "2 uses in migrator-ratchet.json, 1 fewer" in check(here).err


def test_a_name_that_is_told_with_a_finding_is_not_in_it(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text(
        in_game(f"const runner = this.pyodide;\n{ODD.replace('this.pyodide', 'runner')}"), "utf-8"
    )
    assert check(tmp_path, "--update-ratchet").code == 0
    assert [(use["method"], use["member"]) for use in uses(tmp_path)] == [
        ("act", "runPythonAsync"),
        ("constructor", None),
        ("performRollback", "runPythonAsync"),
    ]


def test_a_site_that_a_rule_fits_is_accepted_like_any(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text(in_game("await this.pyodide.runPythonAsync(`env.render()`);"), "utf-8")
    check(tmp_path, "--update-ratchet")
    found = [(use["rule"], use.get("kind")) for use in uses(tmp_path)]
    assert sorted(found, key=str) == [("15-render", None), (None, "worker"), (None, None), (None, None)]
    assert "[Game.act]" not in check(tmp_path).text


def test_it_stands_at_the_root_of_the_repository_or_beside_the_settings(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=300)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "game.js").write_text(in_game(ODD), "utf-8")
    (tmp_path / "b" / "migrator.toml").write_text('worker = "this.worker"\n', "utf-8")
    assert check(tmp_path / "a", "--update-ratchet").code == 0
    assert {use["path"] for use in uses(tmp_path)} == {"a/game.js"}
    assert check(tmp_path, "--update-ratchet").code == 0
    assert {use["path"] for use in uses(tmp_path)} == {"a/game.js"}
    assert {use["path"] for use in uses(tmp_path / "b")} == {"game.js"}
    assert check(tmp_path).code == 0


def test_two_branches_that_make_it_shorter_merge(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    path = tmp_path / RATCHET
    records = [Record("a.js", f"{number:016x}", "A", f"method{number}") for number in range(9)]
    path.write_text(written(records), "utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    git(tmp_path, "checkout", "-qb", "other")
    path.write_text(written(records[:2] + records[3:]), "utf-8")
    git(tmp_path, "commit", "-qam", "fewer")
    git(tmp_path, "checkout", "-q", "main")
    path.write_text(written(records[:6] + records[7:]), "utf-8")
    git(tmp_path, "commit", "-qam", "fewer here")
    git(tmp_path, "merge", "-q", "other")
    assert read(str(path)) == tuple(records[:2] + records[3:6] + records[7:])


def test_in_sarif_it_is_a_suppression_from_outside(here: Path) -> None:
    run = validated(check(here, "--format", "sarif").json())
    [result] = run["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted"}]


def test_reading_gives_what_was_written(tmp_path: Path) -> None:
    records = (Record("a\udc80.js", "1"), Record("ü.js", "2", "A", "b", "c", "05-reset"))
    path = tmp_path / RATCHET
    path.write_text(written(records), "utf-8")
    assert read(str(path)) == records
    with pytest.raises(RatchetError, match="cannot be read: Is a directory"):
        read(str(tmp_path))
