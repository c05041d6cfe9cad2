"""Input that nobody means to give: each file has its finding, or one clear line and 2; no file is harmed, and the others of the
run are done.

Every case stands beside a good file, goes through `migrate`, `migrate --write` and `check`, and is held to the exact line.
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click.testing
import pytest

import migrator.run.selection
from migrator.cli.app import cli
from migrator.discovery.scan import Found, scan
from migrator.python.parse import MAX_CHAIN
from tests.support import ROOT, in_game
from tests.terminal import Terminal

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
DONE = "await this.worker.render();"
GAME = in_game(SITE)
KEPT = "The boundary holds. 1 file, 2 uses: 1 in methods that may keep Pyodide, 1 that others depend on.\n"
FINDING = "`runPythonAsync`: only `performRollback` and `_performFastForward` may use Pyodide"
ROOTED = "`migrator migrate --write` rewrites it by `15-render` [Game.act]"


@dataclass(frozen=True)
class Ran:
    """What a run of a command gave."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return (self.out + self.err).splitlines()

    def errors(self) -> list[str]:
        return [line for line in self.lines if ": error: " in line]


def _without_debts(output: bytes) -> str:
    """What is said of the files: no worker script stands beside them, and each command that is written owes one."""
    text = output.decode("utf-8", "surrogateescape")
    return "".join(line for line in text.splitlines(keepends=True) if not line.endswith(" was not read [worker]\n"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, which is no repository."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Ran:
    """The command line in this process; an exception that it lets through fails the test."""
    result = click.testing.CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return Ran(result.exit_code, _without_debts(result.stdout_bytes), result.stderr)


def process(folder: Path, *arguments: str, before: tuple[str, ...] = (), **options: object) -> Ran:
    """The command line in a process of its own, for what may end a process."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "migrator", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **options,  # type: ignore[call-overload]
    )
    ran = Ran(done.returncode, _without_debts(done.stdout), done.stderr.decode())
    assert "Traceback" not in ran.err, ran.err[-2000:]
    assert ran.code in (0, 1, 2), ran
    return ran


def cut_short(folder: Path, limit: int, *arguments: str) -> Ran:
    """The command line where no file gets more than ``limit`` bytes. Python writes no bytecode meanwhile: it would keep
    half a file, and every later run would trip over it.
    """
    return process(
        folder,
        *arguments,
        before=("env", "PYTHONDONTWRITEBYTECODE=1"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def is_done(path: Path) -> bool:
    return path.read_text() == GAME.replace(SITE, DONE)


def refused(name: str, line: str, given: Callable[[], bytes | None]) -> None:
    """Assert that all three commands say one line about ``name`` and end with 2, leave it, and do the good file."""
    before = given()
    for arguments in (["migrate"], ["check"], ["migrate", "--write"], ["check"]):
        ran = run(*arguments, "--", ".")
        assert ran.code == 2, ran
        assert ran.errors() == [line]
    assert given() == before
    assert is_done(Path("good.js"))
    named = run("check", "--", name)
    assert (named.code, named.errors()) == (2, [line])


# -- bytes that are no JavaScript --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (GAME.encode() + b"// \xff\n", "bad.js:28: error: is not UTF-8"),
        (GAME.encode() + "// é\n".encode("latin-1"), "bad.js:28: error: is not UTF-8"),
        (GAME.encode() + b"// \xed\xa0\x80\n", "bad.js:28: error: is not UTF-8"),
        (GAME.encode() + b"// \xc0\xaf\n", "bad.js:28: error: is not UTF-8"),
        (GAME.encode("utf-16"), "bad.js:1: error: is UTF-16; save it as UTF-8"),
        (b"\xfe\xff" + GAME.encode("utf-16-be"), "bad.js:1: error: is UTF-16; save it as UTF-8"),
        (GAME.encode("utf-16-le"), "bad.js:1: error: is UTF-16; save it as UTF-8"),
        (GAME.encode("utf-16-be"), "bad.js:1: error: is UTF-16; save it as UTF-8"),
        ("this.p\\u0079odide".encode("utf-16"), "bad.js:1: error: is UTF-16; save it as UTF-8"),
        (GAME.encode("utf-32"), "bad.js:1: error: is UTF-32; save it as UTF-8"),
        (GAME.encode("utf-32-be"), "bad.js:1: error: is UTF-32; save it as UTF-8"),
        (GAME.encode() + b"// \0\n", "bad.js:28: error: holds a NUL byte; is it text?"),
        (b"this.pyo\0dide", "bad.js:1: error: holds a NUL byte; is it text?"),
        (GAME + "\x1a", "bad.js:28: error: cannot be parsed as JavaScript near `\\u{1a}`"),
        (in_game("x = `${this.pyodide}"), "bad.js:25: error: cannot be parsed as JavaScript near `x = `${this.pyodide}`"),
        (in_game("x = `${this.pyodide"), "bad.js:25: error: cannot be parsed as JavaScript near `x = `${this.pyodide`"),
        (in_game("x = 'this.pyodide"), "bad.js:25: error: cannot be parsed as JavaScript near `x = 'this.pyodide`"),
        (in_game("/* this.pyodide"), "bad.js:25: error: cannot be parsed as JavaScript near `/* this.pyodide`"),
        (in_game("x = /this.pyodide\n"), "bad.js:25: error: cannot be parsed as JavaScript near `x = /this.pyodide`"),
        (in_game(f"f();\n<<<<<<< HEAD\n{SITE}\n=======\n{DONE}\n>>>>>>> theirs"), "bad.js:26: error: cannot be parsed as JavaScript near `<<<<<<< HEAD`"),
        (in_game(f"f();\n<<<<<<< HEAD\n{SITE}\n||||||| base\n=======\n>>>>>>> theirs"), "bad.js:26: error: cannot be parsed as JavaScript near `<<<<<<< HEAD`"),
        (in_game("let x: number = 1;"), "bad.js:25: error: cannot be parsed as JavaScript near `let x: number = 1;`"),
        (in_game(f"f('\\07');\n{SITE}"), "bad.js:25: error: \\07 is an octal escape, which a template literal and strict code refuse"),
        (in_game(f"{SITE}\nf(`${{a}}\\1`);"), "bad.js:26: error: \\1 is an octal escape, which a template literal and strict code refuse"),
        (in_game(f"{SITE}\nf('\\u{{110000}}');"), "bad.js:26: error: \\u{110000} is no code point"),
        ("this.pyodide(\x1b[31m\x07);", "bad.js:1: error: cannot be parsed as JavaScript near `this.pyodide(\\u{1b}[31m\\u{7});`"),
        (in_game("f(;\u202e##[stop-commands]x"), "bad.js:25: error: cannot be parsed as JavaScript near `f(;\\u{202e}#\\u{23}[stop-commands]x`"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_javascript(here: Path, data: str | bytes, line: str) -> None:
    write(here / "good.js", GAME)
    bad = write(here / "bad.js", data)
    refused("bad.js", line, bad.read_bytes)


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", "#!/usr/bin/env node", "\0", "const a = '\0';"])
def test_a_file_without_a_use_says_nothing(here: Path, text: str) -> None:
    write(here / "a.js", text)
    told = "1 file, no uses: nothing uses the receiver (`this.pyodide`, or what the settings name)."
    assert run("check", "a.js") == Ran(0, "", f"{told}\n")
    assert run("migrate", "--write", "a.js") == Ran(0, "", f"{told} `migrator init` looks for its name.\n")
    assert (here / "a.js").read_text() == text


@pytest.mark.parametrize("name", ["a.js", "a.mjs", "a.cjs", "a.jsx", "A.JS"])
@pytest.mark.parametrize(
    "text",
    [
        GAME,
        "#!/usr/bin/env node\n" + GAME,
        "\ufeff#!/usr/bin/env node\n" + GAME,
        "\ufeff\ufeff" + GAME,
        GAME.replace("\n", "\r"),
        GAME.replace(SITE, "// a\u2028 " + SITE),
        GAME.replace(SITE, "f('a\u2028b\u2029c');\u2028" + SITE + "\u2029"),
        GAME.replace(" async", " \v\f\u00a0\ufeffasync"),
        GAME.replace(SITE, "const a = <div>{b}</div>;\n" + SITE),
        GAME.replace(SITE, "const a = '" + "a" * 200_000 + "'; " + SITE),
        "<!-- a\n" + GAME + "--> b\n",
    ],
    ids=["plain", "hashbang", "BOM and hashbang", "two BOMs", "lone CR", "U+2028 ends a comment", "U+2028", "spaces", "JSX", "200 KB string", "HTML comments"],
)  # fmt: skip
def test_odd_and_right(here: Path, name: str, text: str) -> None:
    write(here / name, text)
    assert run("migrate", "--write", name).code == 0
    assert (here / name).read_bytes() == text.replace(SITE, DONE).encode()
    assert run("check", name) == Ran(0, "", KEPT)


@pytest.mark.parametrize(
    ("python", "why"),
    [
        ("env.render()\u2028", 'the Python does not parse (line 25): "\\u{2028}" is not a valid identifier'),
        ("'\\ud800'", "the Python does not parse (line 25): the program holds half of a surrogate pair"),
        ("env.render()\\0", "the Python does not parse (line 25): '\\0' is not a valid character in this position"),
        ("f()\n<<<<<<< HEAD\nenv.render()", "the Python does not parse (line 26): expected one of (, *, +, -, "),
        ("env.render('\x1b[31m\x07')", "no line of `09-fresh-render` explains `'\\u{1b}[31m\\u{7}'`"),
        ("env.render('\u202e')", "no line of `09-fresh-render` explains `'\\u{202e}'`"),
        ("env.render('##[stop-commands]x')", "no line of `09-fresh-render` explains `'#\\u{23}[stop-commands]x'`"),
        ("(" * 5_000 + "1" + ")" * 5_000, "the Python does not parse (line 25): brackets are nested more than 100 deep"),
        ("[" * 5_000 + "]" * 5_000, "the Python does not parse (line 25): brackets are nested more than 100 deep"),
        ("f(" * 5_000 + ")" * 5_000, "the Python does not parse (line 25): brackets are nested more than 100 deep"),
        ("f'{" * 5_000 + "a" + "}'" * 5_000, "the Python does not parse (line 25): brackets are nested more than 100 deep"),
        ("+".join(["a"] * 5_000), "the Python does not parse (line 25): an expression has too many operators"),
        ("env" + ".a" * 5_000, "the Python does not parse (line 25): an expression has too many operators"),
        ('"a" ' * 5_000, "the Python does not parse (line 25): an expression has too many operators"),
        ("\n".join(" " * depth + "if a:" for depth in range(102)), "the Python does not parse (line 126): blocks are nested more than 100 deep"),
        ("\n".join(" " * depth + "if a:" for depth in range(95)) + "\n" + " " * 95 + "b", "no page is for this code: `migrator rules new a.js:25` begins one"),
        ("(" * 95 + "1" + ")" * 95, "no page is for this code: `migrator rules new a.js:25` begins one"),
        ("(" * 95 + "env" + ")" * 95, "fits `01-socket-state` up to line 25: the rule has `env.get_state()`, the source has `env`"),
        ("#" * 100_000, "the program has no effect and no value that is used"),
        ("a = 1\n" * 40_000, "the Python does not parse (line 25): the program has more than 200,000 characters"),
    ],
)  # fmt: skip
def test_python_that_is_left(here: Path, python: str, why: str) -> None:
    text = in_game(SITE).replace(SITE, f"await this.pyodide.runPythonAsync(`{python}`);\n        {SITE}")
    write(here / "a.js", text)
    write(here / "good.js", GAME)
    assert run("migrate", "a.js", "good.js").code == 1
    assert run("migrate", "--write", "a.js", "good.js").code == 1
    assert (here / "a.js").read_text() == text.replace(SITE, DONE)
    assert is_done(here / "good.js")
    ran = run("check", "a.js", "good.js")
    assert (ran.code, len(ran.lines)) == (1, 2), ran
    assert ran.lines[0].startswith(f"a.js:25:15: {FINDING}; {why}"), ran.lines[0]


# -- nesting -----------------------------------------------------------------------------------------------------------

# Deeper than Python calls functions; `make test-long` nests twice as deep, which takes up to four times as long.
N = int(os.environ.get("NESTED_DEEPLY", "1500"))
RECEIVER = "this.pyodide"
# The use stands in the innermost place; the column is where.
NESTED = {
    "blocks": "{" * N + RECEIVER + "}" * N,
    "parentheses": "x = (" + "(" * N + RECEIVER + ")" * N + ", 1);",
    "arrays": "x = " + "[" * N + RECEIVER + "]" * N,
    "calls": "f(" * N + RECEIVER + ")" * N,
    "templates": "`${" * N + RECEIVER + "}`" * N,
    "members": RECEIVER + ".a" * N,
    "calls of calls": RECEIVER + "()" * N,
    "else-ifs": "if (a) {} else " * N + RECEIVER,
    "operators": "x = " + "a + " * N + RECEIVER,
    "powers": "x = " + "a ** " * N + RECEIVER,
    "arrows": "x = " + "a => " * N + RECEIVER,
    "conditionals": "x = " + "a ? b : " * N + RECEIVER,
    "not": "x = " + "!" * N + RECEIVER,
    "awaits": "x = " + "await " * N + RECEIVER,
    "sequences": "x = (" + "a, " * N + RECEIVER + ", 1)",
    "objects": "x = " + "{a:" * N + RECEIVER + "}" * N,
}


@pytest.mark.parametrize("name", NESTED)
def test_nested_deeply(here: Path, name: str) -> None:
    text = in_game(NESTED[name] + ";\n" + SITE)
    write(here / "a.js", text)
    write(here / "good.js", GAME)
    ran = process(here, "migrate", "--write", "--format", "json", "a.js", "good.js")
    assert ran.code == 1, ran.err[-2000:]
    assert (here / "a.js").read_text() == text.replace(SITE, DONE)
    assert is_done(here / "good.js")
    uses = json.loads(ran.out)["files"][0]["uses"]
    left = [(use["line"], use["column"]) for use in uses if use["outcome"] == "unmatched"]
    assert left == [(25, 9 + NESTED[name].index(RECEIVER))]
    if name in ("blocks", "arrays", "arrows"):  # looked at in the same way
        assert len(process(here, "check", "a.js", "good.js").out.splitlines()) == 1


@pytest.mark.parametrize("opening", ["(", "[", "{", "f(", "`${", "if (a) {", "class { a = "])
def test_nothing_is_closed(here: Path, opening: str) -> None:
    text = in_game(opening * N + RECEIVER)
    write(here / "a.js", text)
    write(here / "good.js", GAME)
    for arguments in (["migrate"], ["check"], ["migrate", "--write"]):
        ran = process(here, *arguments, "a.js", "good.js")
        assert (ran.code, len(ran.errors())) == (2, 1), ran
        assert re.match(r"a\.js:\d+: error: .{1,140}\Z", ran.errors()[0]), ran.errors()
    assert (here / "a.js").read_text() == text
    assert is_done(here / "good.js")


def test_a_chain_of_aliases_is_followed_to_its_end(here: Path) -> None:
    aliases = "".join(f"const a{index + 1} = a{index}; " for index in range(N))
    write(here / "a.js", in_game(f"const a0 = this; {aliases}\na{N}.pyodide.b();"))
    ran = process(here, "check", "a.js")
    assert ran.code == 1
    assert ran.out.startswith("a.js:26:9: `b`: only `performRollback` and `_performFastForward` may use Pyodide; "), ran.out[:300]


# -- size --------------------------------------------------------------------------------------------------------------


def test_twenty_megabytes(here: Path) -> None:
    big = write(here / "big.js", GAME + ("// " + "a" * 96 + "\n") * 200_000)
    write(here / "good.js", GAME)
    size = big.stat().st_size
    for arguments in (["migrate"], ["check"], ["migrate", "--write"]):
        ran = run(*arguments, ".")
        assert (ran.code, ran.errors()) == (0 if "--write" in arguments else 1, [])
        assert "skipped big.js: is larger than 5 MB" in ran.lines
        ran = run(*arguments, "big.js")
        assert (ran.code, ran.errors()) == (2, ["big.js: error: is larger than 5 MB"])
    assert is_done(here / "good.js")
    assert big.stat().st_size == size


def test_long_lines_are_left_out_of_a_folder_and_done_when_named(here: Path) -> None:
    text = GAME.replace(SITE, "a();" * 50_000 + SITE).replace("\n", " ")
    file = write(here / "a.js", text)
    assert run("check", ".") == Ran(0, "", "skipped a.js: looks generated (very long lines)\n0 files: nothing was examined.\n")
    assert run("migrate", "--write", "a.js").code == 0
    assert file.read_text() == text.replace(SITE, DONE)


# -- languages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.ts", "a.tsx", "a.mts", "a.cts", "a.vue", "a.svelte", "a.html", "a.HTM"])
def test_a_language_that_is_read_is_rewritten(here: Path, name: str) -> None:
    around = "%s" if "ts" in name else "<script>\n%s</script>\n"
    write(here / name, around % GAME)
    assert run("check", ".").code == 1
    assert run("migrate", "--write", name).code == 0
    assert (here / name).read_text() == around % GAME.replace(SITE, DONE)


@pytest.mark.parametrize("name", ["a.ts", "a.tsx", "a.vue", "a.svelte", "a.html"])
def test_what_is_none_of_its_language_is_told_and_stays(here: Path, name: str) -> None:
    text = ("%s" if "ts" in name else "<script>\n%s</script>\n") % f"let a = = 1;\n{GAME}"
    write(here / name, text)
    for arguments in (["check"], ["migrate"], ["migrate", "--write"]):
        for path in (".", name):
            ran = run(*arguments, path)
            assert "could not be parsed" in ran.err or "cannot be parsed as TypeScript" in ran.err + ran.out
            assert "Traceback" not in ran.err + ran.out
    assert (here / name).read_text() == text


@pytest.mark.parametrize(("name", "language"), [("a.astro", "Astro")])
def test_a_language_that_is_not_read_is_named(here: Path, name: str, language: str) -> None:
    write(here / name, GAME)
    write(here / "good.js", GAME)
    for arguments in (["check"], ["migrate"], ["migrate", "--write"]):
        ran = run(*arguments, ".")
        assert ran.code == (0 if "--write" in arguments else 1)
        assert f"skipped {name}: {language} is only searched for calls that run Python" in ran.lines
        ran = run(*arguments, name)
        assert (ran.code, ran.errors()) == (2, [f"{name}: error: {language} is only searched for calls that run Python"])
    assert (here / name).read_text() == GAME
    assert is_done(here / "good.js")
    assert json.loads(run("migrate", "--format", "json", ".").out)["skipped"] == [
        {"path": name, "reason": f"{language} is only searched for calls that run Python"}
    ]


# -- links and other files that are none -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "target", "line"),
    [
        ("broken.js", "nowhere.js", "broken.js: error: cannot be read: No such file or directory"),
        ("loop.js", "loop.js", "loop.js: error: cannot be read: Too many levels of symbolic links"),
        ("deep.js", "good.js/a.js", "deep.js: error: cannot be read: Not a directory"),
    ],
)
def test_a_link_that_leads_nowhere(here: Path, name: str, target: str, line: str) -> None:
    write(here / "good.js", GAME)
    (here / name).symlink_to(target)
    refused(name, line, lambda: str((here / name).readlink()).encode())


def test_folders_that_loop(here: Path) -> None:
    write(here / "js/good.js", GAME)
    (here / "js/self").symlink_to(".")
    (here / "js/up").symlink_to("..")
    (here / "a").symlink_to("b")
    (here / "b").symlink_to("a")
    assert run("migrate", "--write", ".").err.splitlines().count("1 file: 1 rewritten, 1 kept, 0 unmatched.") == 1
    assert is_done(here / "js/good.js")
    assert run("check", "a").errors() == ["a: error: cannot be read: Too many levels of symbolic links"]


def test_the_lock_of_an_editor_is_no_file(here: Path) -> None:
    write(here / "good.js", GAME)
    (here / ".#good.js").symlink_to("somebody@host.1:2")
    assert run("migrate", "--write", ".").code == 0


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_a_folder_with_the_name_of_a_file(here: Path, git: bool) -> None:
    if git:
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
    write(here / "x.js/y.js", GAME)
    assert run("migrate", "--write", ".").code == 0
    assert is_done(here / "x.js/y.js")
    assert run("check", "x.js") == Ran(0, "", KEPT)


def test_what_is_no_regular_file_is_not_opened(here: Path) -> None:
    os.mkfifo(here / "pipe.js")
    (here / "zero.js").symlink_to("/dev/zero")
    write(here / "good.js", GAME)
    ran = run("migrate", "--write", ".")
    assert (ran.code, is_done(here / "good.js")) == (0, True)
    assert "skipped pipe.js: is no regular file" in ran.lines
    for name in ("pipe.js", "zero.js"):
        assert run("check", name).errors() == [f"{name}: error: is no regular file"]


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_no_link_leads_a_write_out_of_the_paths_given(here: Path, tmp_path: Path, git: bool) -> None:
    outside = write(tmp_path / "outside/o.js", GAME)
    below = write(tmp_path / "outside/folder/p.js", GAME)
    beside = write(here / "other/q.js", GAME)
    good = write(here / "js/good.js", GAME)
    if git:
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
    (here / "js/link.js").symlink_to(outside)
    (here / "js/beside.js").symlink_to("../other/q.js")
    (here / "js/folder").symlink_to(below.parent)
    (here / "js/again.js").symlink_to("good.js")
    ran = run("migrate", "--write", "js")
    assert ran.code == 0
    assert [line for line in ran.lines if "skipped" in line] == [
        "skipped js/beside.js: is a link to a file outside of the paths given",
        "skipped js/folder: is a link to a folder outside of the paths given",
        "skipped js/link.js: is a link to a file outside of the paths given",
    ]
    assert [path.read_text() for path in (outside, below, beside)] == [GAME] * 3
    assert is_done(good)
    assert ran.err.splitlines().count("1 file: 1 rewritten, 1 kept, 0 unmatched.") == 1  # once, under its own name
    assert (here / "js/again.js").is_symlink()
    # Somebody who gives both gets both, once each; so does somebody who names the link.
    told = run("migrate", "--write", "js", "other").err.splitlines()
    assert any(line.startswith("2 files: 1 rewritten") for line in told)
    assert is_done(beside)
    assert run("migrate", "--write", "js/link.js").code == 0
    assert is_done(outside)
    assert (here / "js/link.js").is_symlink()


def test_only_the_hard_link_that_is_given_changes(here: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.js", GAME)
    (here / "a.js").hardlink_to(outside)
    assert run("migrate", "--write", ".").code == 0
    assert is_done(here / "a.js")
    assert outside.read_text() == GAME


def test_a_repository_inside_of_one_is_named(here: Path) -> None:
    subprocess.run(["git", "init", "-q", ".", "inner"], check=False, capture_output=True, timeout=300)
    for folder in (".", "inner"):
        subprocess.run(["git", "init", "-q", folder], check=True, timeout=300)
    write(here / "inner/a.js", GAME)
    write(here / "good.js", GAME)
    assert "skipped inner: is a repository of its own" in run("migrate", "--write", ".").lines
    assert is_done(here / "good.js")
    assert run("check", "inner").code == 1


# -- names -------------------------------------------------------------------------------------------------------------

NAMES = {
    "with space.js": "with space.js",
    "-w.js": "-w.js",
    "new\nline.js": "new\\u{a}line.js",
    "esc\x1b[31m\x07.js": "esc\\u{1b}[31m\\u{7}.js",
    "per%cent%0A.js": "per%cent%0A.js",
    "::error::a.js": "./::error::a.js",
    " ::notice::a.js": "./ ::notice::a.js",
    "##[error]a.js": "#\\u{23}[error]a.js",
    "a:12:3.js": "a:12:3.js",
    "\u202etxt.js": "\\u{202e}txt.js",
    "\x9b31m.js": "\\u{9b}31m.js",
    os.fsdecode(b"bad\xff.js"): "bad\\u{dcff}.js",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_names_are_shown_and_not_obeyed(here: Path, name: str, git: bool) -> None:
    if git:
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
    write(here / name, GAME)
    shown = NAMES[name]
    expected = f"{shown}:25:15: {FINDING}; {ROOTED}"
    for path in (".", f"./{name}"):
        assert run("check", path).out == expected + "\n"
        assert shown in run("migrate", path).err.splitlines()
    found = json.loads(run("check", "--format", "json", ".").out)
    assert [finding["path"] for finding in found["findings"] if finding["kind"] == "call"] == [name]
    diff = run("migrate", "--", name).out
    assert "\x1b" not in diff
    assert len([line for line in diff.splitlines() if line.startswith(("--- ", "+++ "))]) == 2
    assert run("migrate", "--write", "--", name).code == 0
    assert is_done(here / name)
    write(here / name, "this.pyodide = (;")
    assert run("check", "--", name).errors() == [f"{shown}:1: error: cannot be parsed as JavaScript near `this.pyodide = (;`"]  # fmt: skip


def test_json_has_nothing_that_a_terminal_obeys(here: Path) -> None:
    write(here / "\x9b\u202e\u2028a.js", in_game("this.pyodide['\x9b\u202e\x1b\x7f\U000e0001']();"))
    for command in ("check", "migrate"):
        out = run(command, "--format", "json", ".").out
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\U000e0001]", out)
    member = json.loads(run("check", "--format", "json", ".").out)["findings"][0]["member"]
    assert member == "\x9b\u202e\x1b\x7f\U000e0001"


@pytest.mark.parametrize("arguments", [["migrate"], ["check"], ["migrate", "--write"]])
def test_a_terminal_gets_colours_and_no_other_escapes(here: Path, arguments: list[str]) -> None:
    write(
        here / "esc\x1b]0;x\x07.js",
        GAME.replace(SITE, f"f('\x1b[2J\x9b');\n{SITE}\nthis.pyodide['\x1b[2J\\x1b[2J']();"),
    )
    write(here / "bad\x1b[2J.js", "this.pyodide = (\x1b[2J;")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    terminal = Terminal([sys.executable, "-m", "migrator", *arguments, "."], environment)
    assert terminal.end() == 2
    shown = terminal.shown
    assert b"\x1b[31m" in shown or b"\x1b[1m" in shown
    rest = re.sub(rb"\x1b\[\d+m", b"", shown)
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]", rest), rest
    assert b"\\u{1b}]0;x\\u{7}.js" in rest


# -- reading and writing that fails ------------------------------------------------------------------------------------


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".tmp"))


def test_a_file_that_vanishes_before_it_is_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "a.js", GAME)
    write(here / "good.js", GAME)

    def vanishing(paths: tuple[str, ...], **options: Any) -> Iterator[object]:
        for item in scan(paths, **options):
            if isinstance(item, Found) and item.path == "a.js":
                os.unlink(item.path)
            yield item

    monkeypatch.setattr(migrator.run.selection, "scan", vanishing)
    ran = run("migrate", "--write", ".")
    assert (ran.code, ran.errors()) == (2, ["a.js: error: cannot be read: No such file or directory"])
    assert is_done(here / "good.js")


@pytest.mark.parametrize("arguments", [["migrate"], ["check"], ["migrate", "--write"]])
def test_a_file_that_may_not_be_read(here: Path, arguments: list[str]) -> None:
    write(here / "a.js", GAME).chmod(0)
    good = write(here / "good.js", GAME)
    ran = process(here, *arguments, ".", before=unprivileged())
    assert (ran.code, ran.errors()) == (2, ["a.js: error: cannot be read: Permission denied"])
    assert is_done(good) is ("--write" in arguments)


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_a_folder_that_may_not_be_read(here: Path, git: bool) -> None:
    good = write(here / "good.js", GAME)
    inner = write(here / "inner/a.js", GAME).parent
    write(here / "inner/deep/b.js", GAME)
    if git:  # which lists what it tracks, whether anybody may look at it or not
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
        subprocess.run(["git", "add", "."], check=True, timeout=300)
    inner.chmod(0)
    try:
        ran = process(here, "migrate", "--write", ".", before=unprivileged())
    finally:
        inner.chmod(0o755)
    assert (ran.code, ran.errors()) == (2, ["inner: error: cannot be read: Permission denied"])
    assert is_done(good)


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_a_folder_that_may_be_listed_and_not_entered(here: Path, git: bool) -> None:
    good = write(here / "good.js", GAME)
    write(here / "inner/a.txt", "")
    write(here / "inner/deep/b.js", GAME)
    inner = write(here / "inner/a.js", GAME).parent
    if git:
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
        subprocess.run(["git", "add", "."], check=True, timeout=300)
    inner.chmod(0o444)
    try:
        ran = process(here, "migrate", "--write", ".", before=unprivileged())
    finally:
        inner.chmod(0o755)
    assert (ran.code, ran.errors()) == (2, ["inner: error: cannot be read: Permission denied"])
    assert is_done(good)


@pytest.mark.parametrize("named", ["inner", "inner/a.js", "settings"])
def test_what_is_named_and_may_not_be_read_is_an_error_of_that_path(here: Path, named: str) -> None:
    """The others of the run are done."""
    good = write(here / "good.js", GAME)
    inner = write(here / "inner/a.js", GAME).parent
    paths, line = ("good.js", named), f"{named}: error: cannot be read: Permission denied"
    if named == "settings":  # it may have a table of ours
        write(here / "inner/pyproject.toml", "").chmod(0)
        paths, line = ("good.js", "inner/a.js"), "inner/pyproject.toml:1: error: cannot be read: Permission denied"
    else:
        inner.chmod(0)
    try:
        ran = process(here, "migrate", "--write", *paths, before=unprivileged())
    finally:
        inner.chmod(0o755)
    assert (ran.code, ran.errors()) == (2, [line])
    assert is_done(good)


def test_a_file_that_may_not_be_written(here: Path) -> None:
    locked = write(here / "a.js", GAME)
    good = write(here / "good.js", GAME)
    locked.chmod(0o444)
    assert process(here, "migrate", ".", before=unprivileged()).code == 1
    ran = process(here, "migrate", "--write", ".", before=unprivileged())
    assert (ran.code, ran.errors()) == (2, ["a.js: error: cannot be written: Permission denied"])
    assert locked.read_text() == GAME
    assert is_done(good)


def test_a_folder_that_may_not_be_written(here: Path) -> None:
    locked = write(here / "locked/a.js", GAME)
    good = write(here / "good.js", GAME)
    locked.parent.chmod(0o555)
    try:
        ran = process(here, "migrate", "--write", ".", before=unprivileged())
    finally:
        locked.parent.chmod(0o755)
    assert (ran.code, ran.errors()) == (2, ["locked/a.js: error: cannot be written: Permission denied"])
    assert locked.read_text() == GAME
    assert is_done(good)


def unprivileged() -> tuple[str, ...]:
    """What to start a command with so that permissions bind it, even where the tests run as root."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("permissions do not bind root, and there is no setpriv to give its rights up")
    command = (setpriv, "--bounding-set=-dac_override,-dac_read_search", "--")
    if subprocess.run([*command, "true"], check=False, capture_output=True, timeout=300).returncode != 0:
        pytest.skip("permissions do not bind root, and its rights cannot be given up here")
    return command


@pytest.mark.parametrize("change", ["other bytes", "gone", "a folder"])
def test_a_file_that_changes_between_reading_and_writing(
    here: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    file = write(here / "a.js", GAME)
    write(here / "good.js", GAME)
    flush = os.fsync

    def changing(handle: int) -> None:
        flush(handle)
        if file.is_file() and file.read_text() == GAME:
            file.unlink()
            if change == "other bytes":
                file.write_text("mine();\n")
            elif change == "a folder":
                file.mkdir()

    monkeypatch.setattr(os, "fsync", changing)
    ran = run("migrate", "--write", "a.js", "good.js")
    why = {
        "other bytes": "a.js was changed while it was looked at",
        "gone": "No such file or directory",
        "a folder": "Is a directory",
    }[change]
    assert (ran.code, ran.errors()) == (2, [f"a.js: error: cannot be written: {why}"])
    if change == "other bytes":
        assert file.read_text() == "mine();\n"
    assert is_done(here / "good.js")
    assert leftovers(here) == []


@pytest.mark.parametrize("name", ["fsync", "chmod"])
def test_a_full_disk(here: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = write(here / "a.js", GAME)
    write(here / "good.js", GAME)
    real = getattr(os, name)
    calls: list[object] = []

    def full(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)

    monkeypatch.setattr(os, name, full)
    ran = run("migrate", "--write", "a.js", "good.js")
    assert (ran.code, ran.errors()) == (2, ["a.js: error: cannot be written: No space left on device"])
    assert file.read_text() == GAME
    assert is_done(here / "good.js")
    assert leftovers(here) == []


def test_a_write_that_the_system_cuts_short(here: Path) -> None:
    file = write(here / "a.js", GAME + "// " + "a" * 20_000 + "\n")
    before = file.read_bytes()
    good = write(here / "good.js", GAME)
    ran = cut_short(here, 10_000, "migrate", "--write", "a.js", "good.js")
    assert (ran.code, ran.errors()) == (2, ["a.js: error: cannot be written: File too large"])
    assert file.read_bytes() == before
    assert is_done(good)
    assert leftovers(here) == []


def test_an_earlier_report_stays_where_a_new_one_finds_no_room(here: Path) -> None:
    write(here / "a.js", GAME)
    arguments = ("migrate", "--quiet", "--no-cache", "--report", "out.html", "a.js")
    assert process(here, *arguments).code == 1
    report = here / "out.html"
    report.chmod(0o640)
    before = report.read_bytes()
    write(here / "a.js", GAME.replace("render", "draw"))
    ran = cut_short(here, 16, *arguments)
    assert (ran.code, ran.err) == (2, "migrator: out.html: the report cannot be written: File too large\n")
    assert report.read_bytes() == before
    assert sorted(path.name for path in here.iterdir()) == ["a.js", "out.html"]
    assert process(here, *arguments).code == 1
    assert report.read_bytes() != before
    assert report.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("migrate", "--quiet", "--no-cache", "--report", "out.html", "a.js"), "out.html"),
        (("init",), "migrator.toml"),
        (("rules", "new", "a.js:25", "--out", "pages"), "pages/19-act.md"),
        (("check", "--no-cache", "--update-ratchet", "a.js"), "migrator-ratchet.json"),
    ],
    ids=["report", "settings", "page", "ratchet"],
)
def test_a_file_that_is_begun_and_finds_no_room_is_not_left(here: Path, arguments: tuple[str, ...], name: str) -> None:
    write(here / "a.js", GAME)
    ran = cut_short(here, 16, *arguments)
    assert ran.code == 2
    assert ran.err.startswith(f"migrator: {name}")
    assert ran.err.endswith(" cannot be written: File too large\n")
    assert [path.name for path in here.rglob("*") if path.is_file()] == ["a.js"]
    assert process(here, *arguments).code in (0, 1)
    assert (here / name).is_file()


def test_a_working_directory_that_is_gone(here: Path) -> None:
    file = write(here.parent / "good.js", GAME)
    here.rmdir()
    ran = run("check", str(file))
    assert ran.code == 1
    assert ran.out.startswith(f"{file}:25:15: {FINDING}")


# -- pages that make matching explode ----------------------------------------------------------------------------------

PAGE = "# Explode\n\nToo many ways.\n\n```diff\n{}- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.render();\n```\n\n## What changes\n\n- `nothing`: nothing.\n"


@pytest.mark.parametrize(
    ("context", "source"),
    [
        ("  before();\n" + "  ...\n  g($_);\n" * 6, "g(1);\n" * 60),
        ("  log(`" + "...a" * 8 + "b`);\n", f"log('{'a' * 300}');\n"),
        ("  log(" + "..., " * 0 + "f(... $A ...), f(... $A ...), f(... $B ...), f(... $B ...), g($A, $B));\n", "log(" + f"f({', '.join(f'a{n}' for n in range(800))}), " * 4 + "g(1, 2));\n"),
    ],
    ids=["gaps", "dots of a template", "dots of arguments"],
)  # fmt: skip
def test_a_page_that_makes_matching_explode(here: Path, context: str, source: str) -> None:
    write(here / "pages/01-explode.md", PAGE.format(context))
    text = in_game(source + SITE)
    write(here / "a.js", text)
    line = text[: text.index(SITE)].count("\n") + 1
    for arguments in (["migrate"], ["migrate", "--write"]):
        ran = run(*arguments, "--rules", "pages", "a.js")
        assert ran.code == 1
        assert "too-ambiguous: matching `01-explode` takes too many steps" in ran.err
    ran = run("check", "--rules", "pages", "a.js")
    assert ran.out == f"a.js:{line}:15: {FINDING}; matching `01-explode` takes too many steps [Game.act]\n"
    assert (here / "a.js").read_text() == text


# -- programs and folders that only the whole program stumbles over ----------------------------------------------------


DEEP = MAX_CHAIN - 50


@pytest.mark.parametrize("program", ["+".join(["env"] * DEEP), "env" + ".a" * DEEP, "env" + ".a" * 600])
def test_python_that_parses_and_nests_too_deeply_to_be_compared_is_left_alone(here: Path, program: str) -> None:
    text = in_game(f"await this.pyodide.runPythonAsync(`{program}`);")
    (here / "a.js").write_text(text)
    ran = run("migrate", "--write", "a.js")
    assert ran.code == 1
    assert any("too-ambiguous: the program nests too deeply to be matched" in line for line in ran.lines)
    assert (here / "a.js").read_text() == text


def test_a_link_to_itself_in_the_repository_stops_nobody(here: Path) -> None:
    """The whole repository is searched for classes that inherit an assignment."""
    (here / "loop.js").symlink_to("loop.js")
    (here / "a.js").write_text(GAME)
    ran = run("migrate", "--write", "a.js")
    assert (ran.code, ran.errors()) == (0, [])
    assert (here / "a.js").read_text() == GAME.replace(SITE, DONE)


def test_a_repository_in_a_folder_that_is_no_utf_8(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(os.fsdecode(os.fsencode(here) + b"/b\xff "))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("the file system takes no such name")
    subprocess.run(["git", "init", "-q", os.fsencode(folder)], check=True, timeout=300)
    monkeypatch.chdir(folder)
    (folder / "a.js").write_text(GAME)
    assert run("migrate", "--write", "a.js").code == 0
    assert (folder / "a.js").read_text() == GAME.replace(SITE, DONE)
