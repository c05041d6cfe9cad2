"""Settings: found, read, refused with every fault, and what each key does."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from migrator.config import schema
from migrator.config.find import FILE, Finder
from migrator.config.keys import KEYS
from migrator.config.reader import read
from migrator.model.packs import first_pack
from migrator.model.settings import Settings, SettingsError
from migrator.report.sentences import words
from tests.support import CLASS, GAME, PAGES, ROOT, SITE, migrator, write

FAULTS = {
    "an unknown key": ('recever = "this.py"', 1, "`recever` is no setting; did you mean `receiver`?"),
    "a key like no other": ('\nzzz = 1', 2, "`zzz` is no setting; there are `receiver`"),
    "a receiver that is `this`": ('receiver = "this"', 1, "`receiver` is `this`, which is not an expression, as in"),
    "a receiver with arguments": ('receiver = "get(1)"', 1, "`receiver` is `get(1)`, which is not an expression"),
    "a receiver that is any": ('receiver = "$_.py"', 1, "`receiver` is `$_.py`, which is not an expression"),
    "a receiver that is no string": ("receiver = 1", 1, "`receiver` must be an expression, as in `this.pyodide`"),
    "a receiver of several that is none": ('receiver = ["py", "[0]"]', 1, "`receiver` is `[0]`, which is not"),
    "a worker that is awaited": ('worker = "await get()"', 1, "`worker` is `await get()`, which is not an expression"),
    "a worker with any member": ('worker = "this.$_.worker"', 1, "`worker` is `this.$_.worker`, which is not"),
    "a kept name with a call": ('keep = ["a", "b()"]', 1, "`keep` is `b()`, which is not a method"),
    "a kept name alone": ('keep = "a"', 1, "`keep` must be a list"),
    "an environment with a dot": ('environment = "self.env"', 1, "not a name of Python"),
    "a choice": ('unknown-class = "guess"', 1, "must be one of `note`, `refuse`"),
    "a folder that is not there": ('rules = ["pages"]', 1, "`rules` names `pages`, which is no folder"),
    "a pack that is not shipped": (
        '\nrules = ["shipped:pyodide-wroker"]',
        2,
        "`rules` names `shipped:pyodide-wroker`, which is no pack; those that are shipped are `shipped:pyodide-worker`, `shipped:pyodide-worker-batch`",
    ),
    "a pack without a name": ('rules = ["shipped:"]', 1, "`rules` names `shipped:`, which is no pack"),
    "a pack that leads elsewhere": ('rules = ["shipped:../rules"]', 1, "`shipped:../rules`, which is no pack"),
    "a path with a NUL": ('ratchet = "a\\u0000b"', 1, "which is not a file"),
    "facts that are no tables": ('facts = ["a"]', 1, "must be a list of tables"),
    "a fact without a method": ('[[facts]]\ncalls = ["f()"]', 1, "a fact needs a `method`"),
    "a fact that says nothing": ('[[facts]]\nmethod = "a"', 1, "says nothing"),
    "a key of a fact": ('[[facts]]\nmethod = "a"\ncall = ["f()"]', 3, "`call` is no setting; did you mean `calls`?"),
    "the second fact": ('[[facts]]\nmethod = "a"\nnever = ["f()"]\n[[facts]]\nmethod = "b"\ncalls = 1', 6, "`calls` must be"),
    "a call that does not parse": ('[[facts]]\nmethod = "a"\ncalls = ["f("]', 3, "`f(`: this is not JavaScript"),
    "a call that is a statement": ('[[facts]]\nmethod = "a"\ncalls = ["let a = 1"]', 3, "not one expression"),
    "no TOML": ('keep = [\n"a"\n', 3, "is not TOML"),
    "a number of too many digits": ("keep = []\nworker = " + "9" * 5_000, 2, "a number has too many digits"),
    "lists in lists": ("keep = []\nworker = " + "[" * 5_000 + "\n\n", 2, "it nests deeply"),
    "tables in tables": ("keep = []\n" + "a." * 10_000 + "a = 1", 2, "it nests deeply"),
    "a script of a name that no file has": (f'worker-script = "{"a" * 5_000}"', 1, "`worker-script` names"),
    "a key twice": ('keep = []\nkeep = []', 2, "is not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_line_and_its_mend(tmp_path: Path, name: str) -> None:
    text, line, said = FAULTS[name]
    path = write(tmp_path, FILE, text)
    with pytest.raises(SettingsError) as error:
        read(path)
    assert [(fault.line, said in words(fault.message)) for fault in error.value.faults] == [(line, True)], error.value


def test_all_faults_are_said_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, FILE, 'worker = 1\nrecever = "a"\nkeep = [1]\n\n[[facts]]\nmethod = "a b"\n')
    with pytest.raises(SettingsError) as error:
        read(path)
    assert [fault.line for fault in error.value.faults] == [1, 2, 3, 6]


@pytest.mark.parametrize("data", [b"keep = ['\xff']", b"\x00", b"a = " + b"[" * 5_000])
def test_bytes_that_are_no_settings_are_one_fault(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SettingsError) as error:
        read(write(tmp_path, FILE, data))
    assert [fault.line for fault in error.value.faults] == [1]


def test_lines_of_pyproject_are_those_of_its_table(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "a"\nkeep = 1\n\n[tool.migrator]\nworker = "this.w"\nkeep = "a"\n\n[tool.other]\nkeep = 2\n'
    )
    path = write(tmp_path, "pyproject.toml", text)
    with pytest.raises(SettingsError) as error:
        read(path)
    assert [fault.line for fault in error.value.faults] == [7]


def test_facts_of_pyproject(tmp_path: Path) -> None:
    text = '[[tool.migrator.facts]]\nmethod = "a"\ncalls = ["f()"]\n[[tool.migrator.facts]]\nmethod = "b"\n'
    with pytest.raises(SettingsError) as error:
        read(write(tmp_path, "pyproject.toml", text))
    assert [(fault.line, "`b`" in words(fault.message)) for fault in error.value.faults] == [(4, True)]


@pytest.mark.parametrize("value", ["0", "51", "true", "4.5", '"5"', "[5]"])
def test_a_largest_file_that_is_none(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(write(tmp_path, FILE, f"keep = []\nlargest-file = {value}\n"))
    assert [(fault.line, words(fault.message)) for fault in error.value.faults] == [
        (2, "`largest-file` must be a whole number of megabytes, from 1 to 50")
    ]


def test_the_largest_file(tmp_path: Path) -> None:
    assert read(write(tmp_path, FILE, "largest-file = 50\n")).largest_file == 50


def test_the_nearest_settings_hold(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'receiver = "this.outer"')
    write(tmp_path, "a/b/pyproject.toml", '[tool.migrator]\nreceiver = "this.inner"')
    write(tmp_path, "a/c/pyproject.toml", '[tool.other]\nreceiver = "this.other"')
    write(tmp_path, "a/d/pyproject.toml", '[tool.migrator]\nreceiver = "this.second"')
    write(tmp_path, "a/d/migrator.toml", 'receiver = "this.first"')
    find = Finder()
    names = {place: str(find(str(tmp_path / place / "x.js")).receiver) for place in ("", "a", "a/b", "a/b/e", "a/c", "a/d")}
    assert names == {
        "": "this.outer", "a": "this.outer", "a/b": "this.inner", "a/b/e": "this.inner", "a/c": "this.outer",
        "a/d": "this.first",
    }  # fmt: skip


def test_settings_are_not_merged(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'receiver = "this.outer"\nkeep = []')
    write(tmp_path, "a/migrator.toml", 'worker = "this.w"')
    found = Finder()(str(tmp_path / "a" / "x.js"))
    assert (str(found.receiver), str(found.worker), found.kept) == ("this.pyodide", "this.w", Settings().kept)


def test_a_run_over_two_packages_uses_the_settings_of_each(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path, f"{name}/migrator.toml", f'receiver = "this.{name}"\n')
        write(tmp_path, f"{name}/game.js", "class A { f() { this.one.x(); this.two.x(); } }\n")
    report = json.loads(migrator(tmp_path, "check", "--format", "json").stdout)
    columns = [(finding["path"], finding["column"]) for finding in report["findings"]]
    assert columns == [("one/game.js", 17), ("two/game.js", 31)]


def test_faulty_settings_are_errors_and_the_other_package_is_done(tmp_path: Path) -> None:
    write(tmp_path, "one/migrator.toml", "keep = 1\nworker = 2\n")
    write(tmp_path, "one/game.js", CLASS % SITE)
    write(tmp_path, "two/game.js", CLASS % SITE)
    result = migrator(tmp_path, "migrate", "--write")
    assert result.returncode == 2
    assert result.stderr.decode().splitlines()[:2] == [
        "one/migrator.toml:1: error: `keep` must be a list, each item a method, `Class.method`, `function:name` or files, "
        "as in `src/worker/**`",
        "one/migrator.toml:2: error: `worker` must be an expression, as in `this.worker`, `worker` or `workerRef.current`, in quotes",
    ]
    assert (tmp_path / "one/game.js").read_text() == CLASS % SITE
    assert "this.worker.render()" in (tmp_path / "two/game.js").read_text()


@pytest.mark.parametrize("command", [["rules"], ["explain", "game.js:5"], ["check", "--rule", "03"]])
def test_every_command_refuses_faulty_settings_in_one_line(tmp_path: Path, command: list[str]) -> None:
    write(tmp_path, "migrator.toml", "keep = 1\n")
    write(tmp_path, "game.js", CLASS % SITE)
    result = migrator(tmp_path, *command)
    assert (result.returncode, result.stdout) == (2, b"")
    assert "migrator.toml:1: " in result.stderr.decode()
    assert len(result.stderr.decode().splitlines()) == 1


def test_config_names_the_settings_of_all_files(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'receiver = "this.near"')
    write(tmp_path, "far/other.toml", 'receiver = "this.far"')
    write(tmp_path, "game.js", "class A { f() { this.near.x(); this.far.x(); } }\n")
    result = migrator(tmp_path, "check", "--config", "far/other.toml")
    assert (result.returncode, result.stdout.decode().split(" ")[0]) == (1, "game.js:1:32:")
    gone = migrator(tmp_path, "check", "--config", "gone.toml")
    assert gone.returncode == 2
    assert b"gone.toml" in gone.stderr


# -- what each key does ------------------------------------------------------------------------------------------------

_RENAMED = GAME.replace("pyodide", "py").replace("worker", "remote")


def test_names_of_receiver_worker_and_environment(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'receiver = "this.py"\nworker = "this.remote"\nenvironment = "world"\n')
    text = (
        _RENAMED
        + "export class Game extends Base {\n    async draw() {\n        await this.py.runPythonAsync(`world.render()`);\n    }\n}\n"
    )
    path = write(tmp_path, "game.js", text)
    result = migrator(tmp_path, "migrate", "--write")
    assert result.returncode == 0, result.stderr.decode()
    assert path.read_text() == text.replace("this.py.runPythonAsync(`world.render()`)", "this.remote.render()")


def test_the_environment_is_the_one_that_is_named(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'environment = "world"\n')
    write(tmp_path, "game.js", CLASS % SITE)
    assert migrator(tmp_path, "migrate", "--write").returncode == 1


def test_keep(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'keep = ["A.f"]\n')
    write(
        tmp_path,
        "game.js",
        "class A { f() { this.pyodide.x(); } }\nclass B { f() { this.pyodide.x(); } performRollback() { this.pyodide.x(); } }\n",
    )
    result = migrator(tmp_path, "check", "game.js")
    assert [line.split(": ")[0] for line in result.stdout.decode().splitlines()] == ["game.js:2:17", "game.js:2:57"]


def test_rules_of_the_settings_stand_beside_them(tmp_path: Path) -> None:
    page = "# Draw\n\n```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.getState();\n```\n\n## What changes\n\nNothing that a caller can see.\n"
    write(tmp_path, "package/pages/01-draw.md", page)
    write(tmp_path, "package/migrator.toml", 'rules = ["pages"]\n')
    path = write(tmp_path, "package/game.js", CLASS % SITE)
    listed = migrator(tmp_path / "package", "rules")
    assert listed.stdout.decode().split() == ["01-draw", "Draw"]
    given = migrator(tmp_path, "rules", "--rules", str(ROOT / "rules" / "pyodide-worker"))
    assert len(given.stdout.decode().splitlines()) == len(PAGES)
    explained = migrator(tmp_path, "explain", f"{path}:{_line(path)}")
    assert "01-draw" in explained.stdout.decode()


def _line(path: Path) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if "env.render" in line)


def test_excluded_files_are_looked_at_only_if_they_are_named(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'exclude = ["old/", "*.gen.js", "!keep.gen.js"]\n')
    for name in ("old/a.js", "b.gen.js", "keep.gen.js", "c.js"):
        write(tmp_path, name, "class A { f() { this.pyodide.x(); } }\n")
    assert _paths(migrator(tmp_path, "check").stdout) == ["c.js", "keep.gen.js"]
    assert _paths(migrator(tmp_path, "check", "old/a.js", "c.js").stdout) == ["old/a.js", "c.js"]
    assert _paths(migrator(tmp_path, "check", "--force-exclude", "old/a.js", "b.gen.js", "c.js").stdout) == ["c.js"]


def test_force_exclude_leaves_out_what_is_left_out_below_a_folder(tmp_path: Path) -> None:
    for name in ("node_modules/x/a.js", "dist/b.js", "c.min.js", "d.js"):
        write(tmp_path, name, "class A { f() { this.pyodide.x(); } }\n")
    names = ("node_modules/x/a.js", "dist/b.js", "c.min.js", "d.js")
    assert _paths(migrator(tmp_path, "check", *names).stdout) == [*names]
    assert _paths(migrator(tmp_path, "check", "--force-exclude", *names).stdout) == ["d.js"]


def _paths(output: bytes) -> list[str]:
    return [line.split(":")[0] for line in output.decode().splitlines()]


_FAR = 'import { Base } from "./gone.js";\nexport class Game extends Base {\n    async act() {\n        await this.pyodide.runPythonAsync(`env.render()`);\n    }\n}\n'


@pytest.mark.parametrize(("setting", "code"), [("note", 0), ("refuse", 1)])
def test_a_class_that_cannot_be_found(tmp_path: Path, setting: str, code: int) -> None:
    write(tmp_path, "migrator.toml", f'unknown-class = "{setting}"\n')
    path = write(tmp_path, "game.js", _FAR)
    result = migrator(tmp_path, "migrate", "--write")
    assert result.returncode == code
    assert ("this.worker.render()" in path.read_text()) == (setting == "note")
    said = result.stderr.decode()
    assert "cannot be found" in said
    assert ("no-worker: " in said and "the settings refuse what cannot be found" in said) == (setting == "refuse")


@pytest.mark.parametrize("arguments", [["big.js"], ["."], ["--no-cache", "big.js"]])
def test_a_file_larger_than_the_settings_say_is_told_in_one_line(tmp_path: Path, arguments: list[str]) -> None:
    named = "big.js" in arguments
    path = write(tmp_path, "big.js", f"{CLASS % SITE}{f'// {chr(97) * 96}{chr(10)}' * 12_000}")
    for largest, is_looked_at in ((1, False), (2, True), (1, False)):  # what was found before is not taken for it
        write(tmp_path, FILE, f"largest-file = {largest}\n")
        result = migrator(tmp_path, "check", *arguments)
        said = (result.stdout + result.stderr).decode()
        assert ("big.js: error: is larger than 1 MB" in said) == (named and not is_looked_at), said
        assert ("skipped big.js: is larger than 1 MB" in said) == (not named and not is_looked_at), said
        assert ("big.js:25:" in said) == is_looked_at, said
        assert result.returncode == (1 if is_looked_at else 2 if named else 0)
    assert path.stat().st_size > 1_000_000


# -- the schema, and init ----------------------------------------------------------------------------------------------


def test_the_schema_speaks_of_every_key_and_its_default() -> None:
    document = schema()
    assert document["properties"].keys() == KEYS.keys()
    defaults = Settings()
    assert {name: item["default"] for name, item in document["properties"].items() if "default" in item} == {
        "receiver": str(defaults.receiver),
        "worker": str(defaults.worker),
        "environment": defaults.environment,
        "keep": list(defaults.kept),
        "rules": ["shipped:pyodide-worker"],
        "accept": ["all"],
        "exclude": [],
        "largest-file": defaults.largest_file,
        "unknown-class": "note",
        "log-methods": [],
        "dedent-tags": [],
        "facts": [],
    }


VALIDATED: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"receiver": "this.py", "keep": ["a", "A.b", "#c"], "unknown-class": "refuse"}, True),
    ({"facts": [{"method": "a", "calls": ["f()"]}]}, True),
    ({"largest-file": 50}, True),
    ({"largest-file": 51}, False),
    ({"recever": "this.py"}, False),
    ({"receiver": "py"}, True),
    ({"receiver": ["this.py", "pyRef.current", "await getPyodide()", "this.$_.py"]}, True),
    ({"receiver": []}, False),
    ({"receiver": "this"}, False),
    ({"receiver": "py[0]"}, False),
    ({"worker": "client"}, True),
    ({"worker": "await client"}, False),
    ({"worker": "this.$_.client"}, False),
    ({"keep": "a"}, False),
    ({"facts": [{"calls": ["f()"]}]}, False),
    ({"facts": [{"method": "a", "call": []}]}, False),
]


@pytest.mark.parametrize(("values", "fine"), VALIDATED, ids=[str(values) for values, _ in VALIDATED])
def test_the_schema_and_the_reader_agree(tmp_path: Path, values: dict[str, Any], fine: bool) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema())
    assert Draft202012Validator(schema()).is_valid(values) == fine
    path = write(tmp_path, FILE, _toml(values))
    assert tomllib.loads(path.read_text()) == values
    if fine:
        assert read(path).path == path
    else:
        with pytest.raises(SettingsError):
            read(path)


def _toml(values: dict[str, Any]) -> str:
    plain = [f"{name} = {json.dumps(value)}" for name, value in values.items() if name != "facts"]
    tables = [
        "\n".join(["[[facts]]", *(f"{name} = {json.dumps(value)}" for name, value in fact.items())])
        for fact in values.get("facts", [])
    ]
    return "\n".join([*plain, *tables]) + "\n"


def test_the_schema_is_in_the_docs() -> None:
    assert json.loads((ROOT / "docs" / "migrator.schema.json").read_text()) == schema()


def test_init_prints_the_schema(tmp_path: Path) -> None:
    result = migrator(tmp_path, "init", "--schema")
    assert json.loads(result.stdout) == schema()
    assert not (tmp_path / FILE).exists()


def test_init_writes_what_it_finds(tmp_path: Path) -> None:
    write(
        tmp_path,
        "src/game.js",
        "class Game {\n    constructor() {\n        this.remote = new GameWorker();\n    }\n\n    performRollback() {\n"
        "        return this.py.runPython('1');\n    }\n}\n",
    )
    result = migrator(tmp_path, "init")
    assert result.returncode == 0
    assert "`this.py` runs Python in 1 place" in result.stdout.decode()
    settings = read(tmp_path / FILE)
    assert (str(settings.receiver), str(settings.worker), settings.kept) == ("this.py", "this.remote", ("performRollback",))
    assert migrator(tmp_path, "check").returncode == 0
    text = (tmp_path / FILE).read_text()
    assert all(f"{name} = " in text or f"[[{name}]]" in text for name in KEYS)


def test_init_takes_the_worker_that_the_receiver_is_given(tmp_path: Path) -> None:
    """Not the member that a class of commands posts its messages through, though a worker class makes it."""
    write(tmp_path, "js/commands.js", "class Commands {\n    constructor() { this._thread = new Worker('w.js'); }\n}\n")
    write(
        tmp_path,
        "js/game.js",
        "class Game {\n    constructor() {\n        this.commands = new Commands();\n        this.py = this.commands\n"
        "        this.other = this.thing;\n    }\n    async act() { await this.py.runPythonAsync('1'); }\n}\n",
    )
    result = migrator(tmp_path, "init")
    assert "`this.py` is given `this.commands`" in result.stdout.decode()
    assert tomllib.loads((tmp_path / "migrator.toml").read_text())["worker"] == "this.commands"


def test_init_in_an_empty_folder_leaves_the_defaults(tmp_path: Path) -> None:
    assert migrator(tmp_path, "init").returncode == 0
    written = read(tmp_path / FILE)
    assert (written.receiver, written.kept, written.facts) == (Settings().receiver, Settings().kept, ())
    uncommented = (tmp_path / FILE).read_text().replace("# [[", "[[")
    lines = [
        line.removeprefix("# ") if " = " in line else line for line in uncommented.splitlines() if '"…"' not in line
    ]
    write(tmp_path, FILE, "\n".join(lines))
    assert read(tmp_path / FILE).facts[0].method == "stepWithActions"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    write(tmp_path, FILE, "keep = []\n")
    result = migrator(tmp_path, "init")
    assert (result.returncode, result.stderr.decode()) == (
        2,
        "migrator: migrator.toml is there already; nothing was written\n",
    )
    assert (tmp_path / FILE).read_text() == "keep = []\n"


def test_a_name_that_begins_with_two_dots_is_below_the_settings(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'exclude = ["..old/", "..gone.js"]\n')
    for name in ("..old/a.js", "..gone.js", "..kept.js"):
        write(tmp_path, name, "class A { f() { this.pyodide.x(); } }\n")
    assert _paths(migrator(tmp_path, "check").stdout) == ["..kept.js"]


# Paths that lead out of the repository


def outside_of(tmp_path: Path) -> Path:
    """A repository, and beside it pages, a script and a file."""
    here = tmp_path / "here"
    write(here, ".git/HEAD", "ref: refs/heads/main\n")
    write(here, "js/a.js", CLASS % SITE)
    write(tmp_path, "pages/01-a.md", PAGES[0].read_bytes())
    write(tmp_path, "worker.js", "")
    write(tmp_path, "ratchet.json", "{}")
    return here


LEADS_OUT = {
    "rules": ('rules = ["../pages"]', "pages"),
    "rules of a package": ('rules = ["../../pages"]', "pages"),
    "rules beside others": ('rules = ["own", "../pages"]', "pages"),
    "rules by a link": ('rules = ["link"]', "pages"),
    "a page that is a link": ('rules = ["own"]', "pages/01-a.md"),
    "a script": ('worker-script = "../worker.js"', "worker.js"),
    "a ratchet": ('ratchet = "../ratchet.json"', "ratchet.json"),
    "a ratchet that is not there": ('ratchet = "own/../../more.json"', "more.json"),
}


@pytest.mark.parametrize("case", LEADS_OUT)
def test_a_path_that_leads_out_of_the_repository_is_refused(tmp_path: Path, case: str) -> None:
    text, leads_to = LEADS_OUT[case]
    here = outside_of(tmp_path)
    (here / "link").symlink_to("../pages")
    write(here, "own/README.md", "")
    if case == "a page that is a link":
        (here / "own/01-a.md").symlink_to("../../pages/01-a.md")
    folder = "js/" if case == "rules of a package" else ""
    write(here, f"{folder}{FILE}", f"\n{text}\n")
    key = text.partition(" ")[0]
    said = (
        f"`{key}` leads to `../{leads_to}`, which is outside of the repository `{here}`; "
        "move it in there, or allow it with `--allow-outside`"
    )
    for command in (["check", "js"], ["migrate", "--write", "js"], ["check", "--update-ratchet", "js"]):
        ran = migrator(here, *command)
        assert ran.returncode == 2
        told = (ran.stdout + ran.stderr).decode()
        assert f"{folder}{FILE}:2: " in told
        assert said in told
    assert (tmp_path / "ratchet.json").read_text() == "{}"
    assert not (tmp_path / "more.json").exists()
    assert migrator(here, "check", "--allow-outside", "js").returncode < 2 or "ratchet" in case


def test_settings_that_are_named_stay_in_their_repository_too(tmp_path: Path) -> None:
    here = outside_of(tmp_path)
    own = write(tmp_path, "ci/migrator.toml", 'rules = ["../pages"]\n')
    write(tmp_path, "ci/.git/HEAD", "")
    ran = migrator(here, "check", "--config", str(own), "js")
    assert (ran.returncode, b"is outside of the repository" in ran.stderr) == (2, True)
    assert migrator(here, "check", "--config", str(own), "--allow-outside", "js").returncode == 1


def test_a_path_of_a_package_may_lead_to_its_repository(tmp_path: Path) -> None:
    here = outside_of(tmp_path)
    write(here, "pages/01-a.md", PAGES[0].read_bytes())
    write(here, f"js/{FILE}", 'rules = ["../pages"]\nratchet = "../ratchet.json"\n')
    assert migrator(here, "check", "--update-ratchet", "js").returncode == 0
    assert (here / "ratchet.json").exists()


def test_a_ratchet_that_is_a_link_leads_nowhere(tmp_path: Path) -> None:
    """No settings name it: a repository brings it."""
    here = outside_of(tmp_path)
    (here / "migrator-ratchet.json").symlink_to("../ratchet.json")
    ran = migrator(here, "check", "--update-ratchet", "js")
    said = f"migrator: migrator-ratchet.json is a link out of the repository {here}; `--allow-outside` allows that\n"
    assert (ran.returncode, ran.stderr.decode()) == (2, said)
    assert (tmp_path / "ratchet.json").read_text() == "{}"


# Packs


def test_the_first_pack_is_what_applies_without_the_setting(tmp_path: Path) -> None:
    named = read(write(tmp_path, FILE, 'rules = ["shipped:pyodide-worker"]\n'))
    assert named.rules == ()
    (tmp_path / "own").mkdir()
    both = read(write(tmp_path, FILE, 'rules = ["shipped:pyodide-worker", "own"]\n'))
    assert both.rules == (first_pack(), tmp_path / "own")


def test_a_pack_beside_pages_of_ones_own(tmp_path: Path) -> None:
    text = PAGES[0].read_text("utf-8")
    write(tmp_path, "own/77-mine.md", text)
    write(tmp_path, FILE, 'rules = ["shipped:pyodide-worker", "own"]\n')
    listed = migrator(tmp_path, "rules").stdout.decode().splitlines()
    assert len(listed) == len(PAGES) + 1
    assert listed[-1].startswith("77-mine")


def test_the_command_line_names_packs_as_settings_do(tmp_path: Path) -> None:
    assert migrator(tmp_path, "rules", "--rules", "shipped:pyodide-worker").stdout == migrator(tmp_path, "rules").stdout
    ran = migrator(tmp_path, "rules", "--rules", "shipped:mine")
    assert (ran.returncode, "'shipped:mine' is no pack; there is shipped:pyodide-worker" in ran.stderr.decode()) == (2, True)
