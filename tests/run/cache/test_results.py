"""What an earlier run found is told again only where it is still so, and then without looking."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.discovery.prefilter import Asks
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk, Sight
from migrator.model.ledger import FileEntry, FileError, Outcome, Skipped
from migrator.model.settings import Settings
from migrator.run.cache.codec import Codec
from migrator.run.cache.results import Results
from migrator.run.cache.store import Store
from migrator.run.result import Result
from migrator.worker.side import said as said_of
from migrator.worker.sides import Sides
from tests.support import FIXTURES, in_game, migrator, write
from tests.whole.test_imports import HEAVY, LATE, loaded

SETTINGS = 'keep = ["performRollback", "_performFastForward"]\n[[fact]]\nmethod = "reset"\ncalls = ["this.seed()"]\n'


@pytest.fixture
def game(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    return tmp_path


Said = tuple[int, bytes, bytes]


def said(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Said:
    result = migrator(folder, *arguments, env=env)
    return result.returncode, result.stdout, result.stderr


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory, compiled_pages: Path) -> tuple[Said, Path]:
    """What a run says of the game, and what it has kept."""
    folder = tmp_path_factory.mktemp("looked-at")
    shutil.copytree(FIXTURES / "game", folder / "game")
    shutil.copytree(compiled_pages, folder / "cache")
    return said(folder, "migrate", "game", env={"MIGRATOR_CACHE": str(folder / "cache")}), folder / "cache"


@pytest.fixture
def first(game: Path, own_cache: Path, looked_at: tuple[Said, Path]) -> Said:
    """What that run said, as if it had looked at the game of this test and kept in this cache what it found."""
    result, kept = looked_at
    shutil.copytree(kept, own_cache, dirs_exist_ok=True)
    return result


def test_what_a_run_kept_elsewhere_is_told_again(game: Path, first: Said) -> None:
    code, modules = loaded(game, "migrate", "game")
    assert (code, "libcst" in modules) == (first[0], False)


COMMANDS = {
    "migrate": ["migrate", "game"],
    "migrate as JSON": ["migrate", "--format", "json", "game"],
    "check": ["check", "game"],
    "check as JSON": ["check", "--format", "json", "game"],
    "one rule": ["migrate", "--rule", "03", "game"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_told_again_is_what_was_found(game: Path, command: str) -> None:
    (game / "migrator.toml").write_text(SETTINGS, "utf-8")
    (game / "rules").mkdir()
    anew = said(game, *COMMANDS[command], "--no-cache")
    assert said(game, *COMMANDS[command]) == anew, "nothing was kept yet"
    assert said(game, *COMMANDS[command]) == anew, "all is kept"


def test_a_second_run_reads_no_page_and_parses_nothing(game: Path) -> None:
    for command in ("check", "migrate"):
        first, _ = loaded(game, command, "game")
        code, modules = loaded(game, command, "game")
        assert code == first == 1
        assert modules & (HEAVY | LATE | {"migrator.rules.loader", "migrator.javascript.parser"}) == set()


def test_what_is_told_again_is_written_as_it_would_be(game: Path) -> None:
    shutil.copytree(game / "game", game / "other" / "game")
    said(game, "migrate", "game")
    assert said(game, "migrate", "--write", "game")[0] == 0
    assert said(game / "other", "migrate", "--write", "--no-cache", "game")[0] == 0
    for path in sorted((game / "game" / "js").iterdir()):
        assert path.read_bytes() == (game / "other" / "game" / "js" / path.name).read_bytes()


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / "game" / "js" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


def _settings(text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / "migrator.toml").write_text(text, "utf-8")

    return change


def _page(root: Path) -> None:
    shutil.copytree(FIXTURES.parent / "rules", root / "pages")
    (root / "migrator.toml").write_text('rules = ["pages"]\n', "utf-8")
    said(root, "migrate", "game")
    next((root / "pages").rglob("03-*.md")).unlink()


def _second_script(root: Path) -> None:
    # Its path is more like the address that the worker class starts than that of the first.
    folder = root / "game" / "static" / "js"
    folder.mkdir(parents=True)
    (folder / "worker_script.js").write_text("self.onmessage = () => {};\n", "utf-8")


def _kept_methods_are_gone(root: Path) -> None:
    for path in (root / "game" / "js").iterdir():
        text = path.read_text("utf-8")
        path.write_text(text.replace("performRollback", "rollBack").replace("_performFastForward", "forward"), "utf-8")


# What is changed between two runs, and what the second one says.
CHANGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a command of the worker": (_replace("game_worker.js", "seedRng", "seedAll"), "has no method `seedRng`"),
    "a helper of the base class": (_replace("game.js", "class ", "class Other"), "OtherGame"),
    "what may stay": (_settings('keep = ["performRollback"]\n'), "_performFastForward"),
    "the receiver": (_settings('receiver = "this.python"\n'), 'set `receiver = "this.pyodide"`'),
    "a page": (_page, "03"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_changed_is_looked_at_anew(game: Path, first: Said, name: str) -> None:
    change, words = CHANGED[name]
    change(game)
    after = said(game, "migrate", "game")
    assert after != first
    assert after == said(game, "migrate", "game", "--no-cache")
    assert words in (after[1] + after[2]).decode()


OTHERS = {"a likelier script of the name": _second_script, "the methods that keep it": _kept_methods_are_gone}


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_changes_what_is_said_of_one(game: Path, name: str) -> None:
    before = said(game, "check", "game")
    OTHERS[name](game)
    after = said(game, "check", "game")
    assert after != before
    assert after == said(game, "check", "game", "--no-cache")


def test_a_logger_of_another_file_is_looked_at_anew(tmp_path: Path) -> None:
    body = "const hash = await this.pyodide.runPythonAsync(`import json, hashlib; state = env.get_state(); "
    body += "hashlib.md5(json.dumps(state, sort_keys=True).encode()).hexdigest()[:8]`);\nsay.info(`${hash} is after`);"
    write(tmp_path, "game.js", "import { say } from './again.js';\n" + in_game(body))
    write(tmp_path, "again.js", "export { say } from './log.js';\n")
    logs = "export const say = { info: (text) => console.info(text) };\n"
    write(tmp_path, "log.js", logs)
    for _ in range(2):
        assert b"rewritten  08-post-step-hash" in said(tmp_path, "migrate", "game.js")[2]
    write(tmp_path, "log.js", logs.replace("console.info", "fetch"))
    for _ in range(2):
        assert b"rewritten  06-episode-hash" in said(tmp_path, "migrate", "game.js")[2], "which has no logger"
    (tmp_path / "log.js").unlink()
    assert b"rewritten  06-episode-hash" in said(tmp_path, "migrate", "game.js")[2], "nothing shows what it is"
    write(tmp_path, "log.js", logs)
    assert b"rewritten  08-post-step-hash" in said(tmp_path, "migrate", "game.js")[2]


def test_a_module_that_was_missing_is_found(tmp_path: Path) -> None:
    (tmp_path / "game.js").write_text(
        "import { Base } from './base.js';\nexport class Game extends Base {\n    async m() {\n"
        "        await this.pyodide.runPythonAsync(`env.tilt(4)`);\n    }\n"
        "    async performRollback() { this.pyodide.globals; }\n}\n",
        "utf-8",
    )
    before = said(tmp_path, "migrate")
    (tmp_path / "base.js").write_text("export class Base { setup() { this.worker = new Worker('w.js'); } }\n", "utf-8")
    after = said(tmp_path, "migrate")
    assert after == said(tmp_path, "migrate", "--no-cache")
    assert said(tmp_path, "migrate") == after
    assert before[1] == after[1]  # no diff in either


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "other text": lambda data: b"not ours\n",
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_cache_is_none(game: Path, own_cache: Path, first: Said, name: str) -> None:
    kept = [path for path in (own_cache / "results").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        path.write_bytes(SPOILT[name](path.read_bytes()))
    assert said(game, "migrate", "game") == first
    # and it is made anew
    _, modules = loaded(game, "migrate", "game")
    assert "libcst" not in modules


@pytest.mark.parametrize(
    "value", [b"[]", b"{}", b"7", b'["Result"]', b'["_Kept",null,["",["",1]],[""]]', b'["Popen","ls"]', b"[" * 100_000]
)
def test_a_whole_value_that_is_none_of_ours_is_none(game: Path, own_cache: Path, first: Said, value: bytes) -> None:
    store = Store(str(own_cache))
    for path in [path for path in (own_cache / "results").rglob("*") if path.is_file()]:
        store.put("results", path.parent.name + path.name, value)
    assert said(game, "migrate", "game") == first


def test_a_cache_that_cannot_be_written_is_none(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (game / "file").write_text("", "utf-8")
    monkeypatch.setenv("MIGRATOR_CACHE", str(game / "file"))
    code, out, err = said(game, "migrate", "game")
    why = (
        f"migrator: the cache folder {game / 'file'} is no folder, so no cache is used; MIGRATOR_CACHE may name another"
    )
    told = f"{why} folder\n".encode()
    assert err.endswith(told)
    assert (code, out, err.removesuffix(told)) == said(game, "migrate", "game", "--no-cache")
    assert (game / "file").read_bytes() == b""


@pytest.mark.parametrize("compiled_pages", [None])
def test_an_empty_name_keeps_nothing(game: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(game, "migrate", "--no-cache", "game")
    monkeypatch.setenv("MIGRATOR_CACHE", "")
    said(game, "migrate", "game")
    assert list(own_cache.iterdir()) == []


def test_a_copy_of_a_checkout_shares_what_was_found(game: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(game / "game", game / name / "game")
        (game / name / "migrator.toml").write_text(SETTINGS, "utf-8")
    loaded(game / "one", "check", "game")
    _, modules = loaded(game / "two", "check", "game")
    assert "libcst" not in modules


def test_a_value_is_read_as_it_was_written() -> None:
    codec = Codec(FileEntry, FileError, Outcome)
    value = FileEntry("ä\ud800.js", (), ("a", "b"), FileError("x", 3), b"\0\xff\n", (), ())
    assert codec.loads(codec.dumps(value)) == value
    assert codec.loads(codec.dumps((Outcome.KEPT, None, 1.5, True))) == (Outcome.KEPT, None, 1.5, True)
    with pytest.raises(TypeError, match="a list cannot be kept"):
        codec.dumps([])


def test_a_named_tuple_is_no_plain_one() -> None:
    codec = Codec(FileEntry, FileError, Outcome)
    with pytest.raises(TypeError, match="a Skipped cannot be kept"):
        codec.dumps((Skipped("a.ts", "no JavaScript"),))
    read = codec.loads(codec.dumps((FileEntry("a.js", error=FileError("x", 3)), ("x", 3))))
    assert [type(item) for item in (*read, read[0].error)] == [FileEntry, tuple, FileError]


def test_two_processes_at_once(game: Path) -> None:
    import sys

    command = [sys.executable, "-m", "migrator", "check", "--format", "json", "game"]
    running = [subprocess.Popen(command, cwd=game, stdout=subprocess.PIPE) for _ in range(3)]
    outputs = {process.communicate(timeout=300)[0] for process in running}
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["findings"]


# -- the store of results by itself ------------------------------------------------------------------------------------

FOUND = Result(FileEntry("a.js", diff=b"found"))


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    repository = Repository(Disk())
    return Results(
        Store(str(tmp_path / "cache")), repository, lambda path, script: said_of(Sides(repository).seen(path, script))
    )


def test_what_was_never_kept_is_not_known(results: Results) -> None:
    assert results.recall("0" * 64) is None


def test_a_key_is_another_for_whatever_a_result_depends_on(results: Results) -> None:
    plain = ("a.js", b"text", Settings(), "rules", Asks(uses=True))
    others = (
        ("b.js", *plain[1:]),
        (plain[0], b"other", *plain[2:]),
        (*plain[:2], Settings(environment="game"), *plain[3:]),
        (*plain[:3], "others", plain[4]),
        (*plain[:4], Asks(uses=True, calls=True)),
    )
    keys = {results.key(*given) for given in (plain, *others)}
    assert len(keys) == len(others) + 1
    assert results.key(*plain) in keys


def test_what_the_whole_repository_was_searched_for_is_not_kept(results: Results) -> None:
    sight = Sight()
    sight.boundless = True
    results.keep("0" * 64, FOUND, sight)
    assert results.recall("0" * 64) is None


@pytest.mark.parametrize("change", ["nothing", "another text", "gone"])
def test_a_result_holds_as_long_as_each_file_that_was_read(results: Results, change: str) -> None:
    other = Path("other.js")
    other.write_text("one", "utf-8")
    disk = Disk()
    with disk.watch() as sight:
        assert disk.read(other.resolve()) == b"one"
    results.keep("0" * 64, FOUND, sight)
    if change == "another text":
        other.write_text("two", "utf-8")
    elif change == "gone":
        other.unlink()
    assert results.recall("0" * 64) == (FOUND if change == "nothing" else None)


def test_a_file_of_which_there_is_nothing_to_say_is_kept_in_a_word(results: Results) -> None:
    results.keep("0" * 64, Result(), Sight())
    assert results.store.get("results", "0" * 64) == b"nothing"
    assert results.recall("0" * 64) == Result()


@pytest.mark.parametrize("value", [b"", b"null", b"{", b"[1]"])
def test_a_value_of_somebody_else_is_no_result(results: Results, value: bytes) -> None:
    results.store.put("results", "0" * 64, value)
    assert results.recall("0" * 64) is None


# A call of what another file holds, and what leads there.
CALLED = """\
import { CODE } from '%s';
class Game {
    pyodide!: PyodideInterface;
    async run() { return await this.pyodide.runPythonAsync(CODE); }
}
"""
PLACES = {"src/code.ts": "export const CODE = `a()`;\n", "lib/code.ts": "export const CODE = `b()`;\n"}
PATHS = '{"compilerOptions": {"paths": {"@/*": ["%s/*"]}}}'
# A specifier, the files by which it leads to one of the two, and those by which it leads to the other or to none.
MANIFESTS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "other paths": ("@/code", {"tsconfig.json": PATHS % "src"}, {"tsconfig.json": PATHS % "lib"}),
    "no more paths": ("@/code", {"tsconfig.json": PATHS % "src"}, {"tsconfig.json": "{"}),
    "a configuration that was not there": ("@/code", {}, {"tsconfig.json": PATHS % "src"}),
    "a nearer one": ("@/code", {"tsconfig.json": PATHS % "src"}, {"app/jsconfig.json": PATHS % "../lib"}),
    "a base": (
        "@/code",
        {"tsconfig.json": '{"extends": "./base.json"}', "base.json": PATHS % "src"},
        {"base.json": PATHS % "lib"},
    ),
    "a file that was not there": ("@/code", {"tsconfig.json": PATHS % "lib/none"}, {"lib/none/code.ts": PLACES["lib/code.ts"]}),
    "the imports of the package": (
        "#code",
        {"package.json": '{"imports": {"#code": "./src/code.js"}}'},
        {"package.json": '{"imports": {"#code": "./lib/code.js"}}'},
    ),
    "a package that was not there": (
        "code",
        {"package.json": '{"workspaces": ["*"]}'},
        {"lib/package.json": '{"name": "code", "main": "code.ts"}'},
    ),
    "a package that is called otherwise": (
        "code",
        {"package.json": '{"workspaces": ["*"]}', "lib/package.json": '{"name": "code", "main": "code.ts"}'},
        {"lib/package.json": '{"name": "other", "main": "code.ts"}'},
    ),
    "exports of a package": (
        "code",
        {"package.json": '{"workspaces": ["*"]}', "lib/package.json": '{"name": "code", "exports": "./code.ts"}'},
        {"lib/package.json": '{"name": "code", "exports": null}'},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MANIFESTS)
def test_what_a_specifier_leads_to_is_looked_for_anew(tmp_path: Path, case: str) -> None:
    specifier, before, after = MANIFESTS[case]
    for name, text in {"app/game.ts": CALLED % specifier, ".git/HEAD": "", **PLACES, **before}.items():
        write(tmp_path, name, text)

    def found(*options: str) -> Said:
        return said(tmp_path, "migrate", "--format", "json", *options, "app/game.ts")

    first = found()
    assert first == found() == found("--no-cache")
    for name, text in after.items():
        write(tmp_path, name, text)
    again = found()
    assert again != first
    assert again == found("--no-cache")


def test_another_version_of_a_package_around_changes_nothing(tmp_path: Path) -> None:
    for name, text in {"a.ts": CALLED % "pyodide", "package.json": '{"version": "1"}', ".git/HEAD": ""}.items():
        write(tmp_path, name, text)
    first, _ = loaded(tmp_path, "check", "a.ts")
    write(tmp_path, "package.json", '{"version": "2"}')
    code, modules = loaded(tmp_path, "check", "a.ts")
    assert code == first
    assert "migrator.javascript.parser" not in modules
