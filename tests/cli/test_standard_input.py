"""`-`: one file from standard input, under the name that it is given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.cli.standard_input import Piped, text_of
from tests.report.formats import fixed, invoke, validated
from tests.support import GAME, ROOT, in_game

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
DONE = "await this.worker.render();"
LEFT = "this.pyodide.toPy(1);"
NAMED = ("-", "--stdin-filename", "a.js")

# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "migrate"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-"], "`-` needs `--stdin-filename NAME`: settings, imports and reports go by it"),
        (["-", "--stdin-filename", ""], "`-` needs `--stdin-filename NAME`: settings, imports and reports go by it"),
        (["--stdin-filename", "a.js"], "`--stdin-filename` goes with `-`, which reads standard input"),
        (["a.js", "--stdin-filename", "a.js"], "`--stdin-filename` goes with `-`, which reads standard input"),
        (
            ["-", "b.js", "--stdin-filename", "a.js"],
            "`-` reads one file from standard input; give no other path beside it",
        ),
        (
            ["-", "-", "--stdin-filename", "a.js"],
            "`-` reads one file from standard input; give no other path beside it",
        ),
    ],
)
def test_usage_that_does_not_fit_is_one_line(tmp_path: Path, command: str, arguments: list[str], message: str) -> None:
    result = invoke(tmp_path, command, *arguments, text=in_game(SITE).encode())
    assert (result.code, result.out, result.err) == (2, b"", f"migrator: {message}\n")


@pytest.mark.parametrize("form", ["json", "sarif", "github", "markdown"])
def test_the_new_text_and_a_report_cannot_share_the_output(tmp_path: Path, form: str) -> None:
    result = invoke(tmp_path, "migrate", "--write", "--format", form, *NAMED, text=in_game(SITE).encode())
    assert (result.code, result.out) == (2, b"")
    assert (
        result.err
        == "migrator: with `-` and `--write` the new text goes to standard output; a report cannot go there too\n"
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.astro", b"this.pyodide", "a.astro: error: Astro is only searched for calls that run Python"),
        ("a.txt", b"this.pyodide", "a.txt: error: is no file of JavaScript, TypeScript, Vue, Svelte or HTML"),
        ("a.js", b"class { this.pyodide", "a.js:1: error: cannot be parsed as JavaScript near `class { this.pyodide`"),
        ("a.js", b"this.pyodide; // \xff", "a.js:1: error: is not UTF-8"),
        ("a.js", b"this.pyodide;\n\0", "a.js:2: error: holds a NUL byte; is it text?"),
        ("a.js", "this.pyodide".encode("utf-16"), "a.js:1: error: is UTF-16; save it as UTF-8"),
        ("a.js", b"// this.pyodide\n" * 320_000, "a.js: error: is larger than 5 MB"),
    ],
)
def test_an_error_is_one_line_and_no_text(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    written = invoke(tmp_path, "migrate", "--write", "-", "--stdin-filename", name, text=data)
    assert (written.code, written.out) == (2, b"")
    assert written.err.splitlines()[0] == message
    found = invoke(tmp_path, "check", "-", "--stdin-filename", name, text=data)
    assert (found.code, found.text.splitlines()) == (2, [message])


def test_faulty_settings_of_the_name_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js/migrator.toml").write_text("receiver = 1\n", "utf-8")
    result = invoke(tmp_path, "migrate", "--write", "-", "--stdin-filename", "js/a.js", text=b"this.pyodide")
    assert (result.code, result.out) == (2, b"")
    assert result.err.splitlines()[0].startswith("js/migrator.toml:1: error: `receiver` must be")


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "migrator", "check", *NAMED]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with open(os.devnull, "wb") as unreadable:
        result = subprocess.run(
            command, cwd=tmp_path, stdin=unreadable, capture_output=True, env=environment, check=False, timeout=300
        )
    assert result.returncode == 2
    assert result.stderr == b"migrator: standard input cannot be read: Bad file descriptor\n"
    closed = " ".join(f'"{part}"' for part in command) + " <&-"
    result = subprocess.run(closed, shell=True, cwd=tmp_path, capture_output=True, env=environment, check=False, timeout=300)
    assert (result.returncode, result.stderr) == (2, b"migrator: standard input is closed\n")


# -- what comes out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "mark"])
@pytest.mark.parametrize("last", [True, False])
def test_the_new_text_is_byte_for_byte(tmp_path: Path, end: str, mark: bytes, last: bool) -> None:
    text = in_game(f"/* 🐍 */ {SITE}").replace("\n", end)
    text = text if last else text.removesuffix(end)
    result = invoke(tmp_path, "migrate", "--write", *NAMED, text=mark + text.encode())
    assert result.code == 0
    assert result.out == mark + text.replace(SITE, DONE).encode()
    assert list(tmp_path.iterdir()) == []


def test_a_real_process_is_given_and_gives_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + in_game(f"/* \xe9 */ {SITE}").replace("\n", "\r\n").encode()
    result = subprocess.run(
        [sys.executable, "-m", "migrator", "migrate", "-w", *NAMED],
        input=data,
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"},
        check=False,
        timeout=300,
    )
    assert (result.returncode, result.stdout) == (0, data.replace(SITE.encode(), DONE.encode()))


def test_without_write_the_diff_comes_out(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    text = in_game(SITE)
    result = invoke(tmp_path, "migrate", "-", "--stdin-filename", "js/a.js", text=text.encode())
    assert result.code == 1
    (tmp_path / "js/a.js").write_text(text, "utf-8")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=result.out, check=True, timeout=300)
    assert (tmp_path / "js/a.js").read_text("utf-8") == text.replace(SITE, DONE)


@pytest.mark.parametrize(
    ("statements", "code", "strict"),
    [("", 0, 0), (SITE, 0, 1), (LEFT, 1, 1), (f"{SITE}\n{LEFT}", 1, 1)],
    ids=["nothing", "all", "left", "both"],
)
def test_the_text_comes_out_whatever_is_left(tmp_path: Path, statements: str, code: int, strict: int) -> None:
    text = in_game(statements)
    result = invoke(tmp_path, "migrate", "--write", *NAMED, text=text.encode())
    assert (result.code, result.out.decode()) == (code, text.replace(SITE, DONE))
    strictly = invoke(tmp_path, "migrate", "--write", "--exit-non-zero-on-change", *NAMED, text=text.encode())
    assert (strictly.code, strictly.out) == (strict, result.out)
    assert invoke(tmp_path, "migrate", "--write", "--exit-zero", *NAMED, text=text.encode()).code == 0


@pytest.mark.parametrize("data", [b"", b"\n", b"const a = 1;", b"\xff\xfe no JavaScript, and no receiver"])
def test_text_without_the_receiver_comes_back(tmp_path: Path, data: bytes) -> None:
    result = invoke(tmp_path, "migrate", "--write", *NAMED, text=data)
    assert (result.code, result.out) == (0, data)
    assert invoke(tmp_path, "check", *NAMED, text=data).code == 0


# -- what the name says ------------------------------------------------------------------------------------------------


def test_what_is_on_disk_under_the_name_is_not_read_and_not_written(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class { broken this.pyodide", "utf-8")
    result = invoke(tmp_path, "migrate", "--write", *NAMED, text=in_game(SITE).encode())
    assert (result.code, result.out.decode()) == (0, in_game(DONE))
    assert (tmp_path / "a.js").read_text("utf-8") == "class { broken this.pyodide"


def test_a_kept_method_of_the_text_counts_and_not_one_on_disk(tmp_path: Path) -> None:
    kept = "async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }"
    bare = GAME.replace(kept, "")
    assert bare != GAME
    (tmp_path / "a.js").write_text(bare, "utf-8")
    assert invoke(tmp_path, "check", *NAMED, text=GAME.encode()).code == 0
    (tmp_path / "a.js").write_text(GAME, "utf-8")
    found = invoke(tmp_path, "check", *NAMED, text=bare.encode())
    assert found.code == 1
    assert "no use of `this.pyodide` is left" in found.text


def test_settings_and_imports_are_those_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "pkg/js").mkdir(parents=True)
    (tmp_path / "pkg/migrator.toml").write_text('receiver = "this.py"\n', "utf-8")
    (tmp_path / "migrator.toml").write_text('receiver = "this.pyodide"\n', "utf-8")
    (tmp_path / "pkg/js/base.js").write_text(
        "export " + GAME.replace("class Base", "export class Base").replace("this.pyodide", "this.py"), "utf-8"
    )
    text = "import { Base } from './base.js';\nexport class Game extends Base { async act() { %s } }\n"
    text %= SITE.replace("this.pyodide", "this.py")
    there = invoke(tmp_path, "migrate", "--write", "-", "--stdin-filename", "pkg/js/new.js", text=text.encode())
    assert (there.code, DONE in there.out.decode()) == (0, True)
    assert "pkg/js/base.js:1: no `new Worker(…)` is seen here; what answers `render` of `Commands`" in there.err
    here = invoke(tmp_path, "migrate", "--write", "-", "--stdin-filename", "new.js", text=text.encode())
    assert (here.code, here.out.decode()) == (0, text)
    assert 'no setting covers it: set `receiver = "this.py"` (it is `this.pyodide`)' in here.err


def test_what_is_excluded_comes_back_for_hooks_only(tmp_path: Path) -> None:
    (tmp_path / "migrator.toml").write_text('exclude = ["a.js"]\n', "utf-8")
    text = in_game(SITE).encode()
    assert DONE.encode() in invoke(tmp_path, "migrate", "--write", *NAMED, text=text).out
    forced = invoke(tmp_path, "migrate", "--write", "--force-exclude", *NAMED, text=text)
    assert (forced.code, forced.out) == (0, text)
    assert invoke(tmp_path, "check", "--force-exclude", *NAMED, text=text).code == 0


@pytest.mark.parametrize("command", ["check", "migrate"])
@pytest.mark.parametrize("name", ["a.js", "deep/er/a.js"])
def test_reports_are_those_of_the_file(tmp_path: Path, command: str, name: str) -> None:
    text = in_game(f"{SITE}\n{LEFT}").encode()
    forms = [
        invoke(tmp_path, command, "--format", form, "-", "--stdin-filename", name, text=text)
        for form in ("text", "json", "sarif", "github")
    ]
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(text)
    same = [invoke(tmp_path, command, "--format", form, name) for form in ("text", "json", "sarif", "github")]
    assert forms == same
    made = fixed(validated(json.loads(forms[2].out)))
    assert [path.relative_to(tmp_path).as_posix() for path in made] == [name]


# -- the parts ---------------------------------------------------------------------------------------------------------


def test_standard_input_that_is_closed_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SystemExit) as ended:
        text_of(("-",), "a.js")
    assert (ended.value.code, capsys.readouterr().err) == (2, "migrator: standard input is closed\n")


def test_paths_are_left_as_they_are_and_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert text_of(("a.js", "./-"), None) == (("a.js", "./-"), None)
    assert text_of((), None) == ((), None)


def test_the_text_stays_where_nothing_takes_its_place(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with Piped(b"old\r\n\xff") as piped:
        assert piped.finish() == []
        piped.print_text()
        assert capsysbinary.readouterr().out == b"old\r\n\xff"
        piped.add("a.js", b"old\r\n\xff", b"new")
    piped.print_text()
    assert capsysbinary.readouterr().out == b"new"
