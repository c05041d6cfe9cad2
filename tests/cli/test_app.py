"""The command line as people and scripts use it: output, exit codes, bytes, errors in one line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import CLASS, FIXTURES, GAME_KEPT, GAME_SITES, PAGES, ROOT, SITE, migrator, write
from tests.whole.wordings.run import ROUND


def started(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, as people and scripts do: for what a process is needed to see."""
    return subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=300,
    )


@pytest.fixture
def game(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    return tmp_path


# -- exit codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("const a = 1;\n", ["migrate"], 0),
        ("const a = 1;\n", ["check"], 0),
        (CLASS % SITE, ["migrate"], 1),
        (CLASS % SITE, ["migrate", "--write"], 0),
        (CLASS % SITE, ["check"], 1),
        (CLASS % "this.pyodide.toPy(1);", ["migrate", "--write"], 1),
        (CLASS % "", ["check"], 0),
        ("class { this.pyodide", ["migrate"], 2),
        ("class { this.pyodide", ["check"], 2),
    ],
)
def test_exit_codes(tmp_path: Path, text: str, arguments: list[str], code: int) -> None:
    write(tmp_path, "a.js", text)
    result = started(tmp_path, *arguments, "a.js")
    assert result.returncode == code, result.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["migrate", "nothing.js"], "nothing.js: error: there is no such file or folder"),
        (["check", "nothing.js"], "nothing.js: error: there is no such file or folder"),
        (["migrate", "--rule", "99", "a.js"], "migrator: `99` is no rule; `migrator rules` lists them"),
        (["check", "--rule", "\u00b2"], "migrator: `\u00b2` is no rule; `migrator rules` lists them"),
        (["check", "--skip", "0" * 5_000], "` is no rule; `migrator rules` lists them"),
        (["check", "--skip", "a\nb"], "migrator: `a\\u{a}b` is no rule; `migrator rules` lists them"),
        (["rules", "show", "6-hash"], "migrator: `6-hash` is no rule"),
        (["migrat"], "Did you mean"),
        (["migrate", "--fromat", "json"], "No such option '--fromat'"),
    ],
)
def test_errors_of_use_are_one_line_and_2(tmp_path: Path, arguments: list[str], line: str) -> None:
    write(tmp_path, "a.js", "")
    result = migrator(tmp_path, *arguments)
    assert result.returncode == 2
    shown = (result.stdout + result.stderr).decode()
    assert line in shown
    assert "Traceback" not in shown


def test_a_file_that_does_not_parse_never_hides_the_others(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.js", "const a = 1;\nthis.pyodide.run(;\n")
    good = write(tmp_path, "good.js", CLASS % SITE)
    result = migrator(tmp_path, "migrate", "--write", ".")
    assert result.returncode == 2
    assert "bad.js:2: error: `)` is missing near `this.pyodide.run(;`" in result.stderr.decode()
    assert bad.read_text() == "const a = 1;\nthis.pyodide.run(;\n"
    assert "await this.worker.render();" in good.read_text()


def test_a_folder_without_a_page_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "rules/turn-lamp.md", "# A page whose name has no number\n")
    write(tmp_path, "a.js", CLASS % SITE)
    result = migrator(tmp_path, "migrate", "--rules", "rules", "a.js")
    assert result.returncode == 2
    assert (
        result.stderr.decode() == "migrator: `rules` holds no rule page; a page's name is like `01-what-it-does.md`\n"
    )


def test_two_pages_of_one_name(tmp_path: Path) -> None:
    page = (ROOT / "rules/pyodide-worker/15-render.md").read_text()
    write(tmp_path, "rules/a/15-render.md", page)
    write(tmp_path, "rules/b/15-render.md", page)
    (tmp_path / "rules/16-other.md").write_bytes(b"\xff")
    result = migrator(tmp_path, "rules", "--rules", "rules")
    assert result.returncode == 2
    assert result.stderr.decode().splitlines() == [
        "migrator: rules/16-other.md:1: is not UTF-8; save it as UTF-8",
        "rules/b/15-render.md:1: `rules/a/15-render.md` is a page of the same name; rename one",
    ]


def test_a_faulty_page_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    page = (ROOT / "rules/pyodide-worker/15-render.md").read_text()
    write(tmp_path, "rules/15-render.md", page.replace("this.worker.render()", "this.worker.render(drawn)"))
    file = write(tmp_path, "a.js", CLASS % SITE)
    result = migrator(tmp_path, "migrate", "--write", "--rules", "rules", "a.js")
    assert result.returncode == 2
    assert result.stderr.decode().strip() == (
        "migrator: rules/15-render.md:7: `drawn` is a free name; declare it in a `+` line, make it a metavariable, or a member of `this`"
    )
    assert file.read_text() == CLASS % SITE


# -- what is written ---------------------------------------------------------------------------------------------------


def test_the_printed_diff_gives_the_bytes_that_write_gives(game: Path) -> None:
    shutil.copytree(game / "game", game / "applied" / "game")
    diff = started(game, "migrate", "game")
    assert diff.returncode == 1
    subprocess.run(["git", "apply", "-"], cwd=game / "applied", input=diff.stdout, check=True, timeout=300)
    assert started(game, "migrate", "--write", "game").returncode == 0
    for path in sorted((game / "game").rglob("*.*")):
        assert path.read_bytes() == (game / "applied" / path.relative_to(game)).read_bytes(), path


def test_a_second_run_changes_no_byte(game: Path) -> None:
    migrator(game, "migrate", "--write", "game")
    first = {path: path.read_bytes() for path in (game / "game").rglob("*.js")}
    result = migrator(game, "migrate", "--write", "game")
    assert result.returncode == 0
    assert {path: path.read_bytes() for path in (game / "game").rglob("*.js")} == first


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_bom_stay(tmp_path: Path, end: str, bom: bytes) -> None:
    text = CLASS % f"// é “x”\n\t\t{SITE}  // trailing\t"
    file = write(tmp_path, "a.js", bom + text.replace("\n", end).encode())
    diff = migrator(tmp_path, "migrate", "a.js").stdout
    assert migrator(tmp_path, "migrate", "--write", "a.js").returncode == 0
    wanted = bom + text.replace(SITE, "await this.worker.render();").replace("\n", end).encode()
    assert file.read_bytes() == wanted
    write(tmp_path, "b/a.js", bom + text.replace("\n", end).encode())
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=tmp_path / "b", input=diff, check=True, timeout=300)
    assert (tmp_path / "b/a.js").read_bytes() == wanted


@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
def test_the_last_newline_stays(tmp_path: Path, last: str) -> None:
    text = (CLASS % "").rstrip("\n") + f"\nclass Other extends Base {{ async act() {{ {SITE} }} }}{last}"
    file = write(tmp_path, "a.js", text)
    diff = migrator(tmp_path, "migrate", "a.js").stdout
    migrator(tmp_path, "migrate", "--write", "a.js")
    assert file.read_text() == text.replace(SITE, "await this.worker.render();")
    write(tmp_path, "b/a.js", text)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path / "b", input=diff, check=True, timeout=300)
    assert (tmp_path / "b/a.js").read_text() == file.read_text()


def test_mode_and_links_stay(tmp_path: Path) -> None:
    target = write(tmp_path, "real/a.js", CLASS % SITE)
    target.chmod(0o754)
    (tmp_path / "link.js").symlink_to(target)
    assert migrator(tmp_path, "migrate", "--write", "link.js").returncode == 0
    assert (tmp_path / "link.js").is_symlink()
    assert target.stat().st_mode & 0o777 == 0o754
    assert "this.worker.render()" in target.read_text()
    assert sorted(path.name for path in target.parent.iterdir()) == ["a.js"]


def test_names_that_a_diff_must_quote(tmp_path: Path) -> None:
    for name in ["with space.js", "é.js", 'quo"te.js', "tab\there.js"]:
        folder = tmp_path / "repo"
        write(folder, name, CLASS % SITE)
        diff = migrator(folder, "migrate", name).stdout
        subprocess.run(["git", "apply", "-"], cwd=folder, input=diff, check=True, timeout=300)
        assert "this.worker.render()" in (folder / name).read_text()
        shutil.rmtree(folder)


# -- reports -----------------------------------------------------------------------------------------------------------


def test_json_is_one_document_and_nothing_else(game: Path) -> None:
    result = migrator(game, "migrate", "--format", "json", "game")
    assert result.stderr == b""
    document = json.loads(result.stdout)
    assert document["version"] == 2
    assert document["summary"] == {
        "examined": 11, "searched": 0, "files": 3, "uses": 44, "unread": 0,
        "rewritten": GAME_SITES, "kept": GAME_KEPT, "unmatched": 0, "errors": 0,
    }  # fmt: skip
    base, duel, worker = document["files"]
    assert {use["outcome"] for use in worker["uses"]} == {"in-worker"}
    assert base["path"] == "game/js/game.js"
    assert [(use["kind"], use["outcome"], use["reason"]) for use in base["uses"]] == [("assign", "provided", None)]
    uses = duel["uses"]
    assert [use["line"] for use in uses] == sorted(use["line"] for use in uses)
    seed = next(use for use in uses if use["rule"] == "03-seed")
    assert set(seed) == {
        "id", "line", "column", "end_line", "end_column", "place", "class", "method", "function", "member", "kind", "outcome", "fingerprint", "rule", "reason",
        "nearest", "dropped", "not_carried_over", "suppression",
    }  # fmt: skip
    assert (seed["class"], seed["method"], seed["member"], seed["kind"]) == (
        "DuelGame",
        "seedPythonEnvironment",
        "runPythonAsync",
        "call",
    )
    line = (game / duel["path"]).read_text().splitlines()[seed["line"] - 1]
    assert line[seed["column"] - 1 : seed["end_column"] - 1] == "this.pyodide.runPythonAsync"
    assert [item["text"].startswith("print(") for item in seed["dropped"]] == [True]
    step = [use for use in uses if use["rule"] == "10-step-with-actions"]
    assert [use["member"] for use in step] == ["toPy", "runPythonAsync", "toPy"]
    assert len({use["id"] for use in step}) == 1
    assert duel["diff"].startswith("--- a/game/js/multiplayer.js\n+++ b/game/js/multiplayer.js\n@@ ")


def test_json_of_check(tmp_path: Path) -> None:
    write(tmp_path, "a.js", CLASS % f"{SITE}\n        this.pyodide.toPy(1);")
    write(tmp_path, "b.js", "this.pyodide = (;")
    write(tmp_path, "c.astro", "this.pyodide")
    result = migrator(tmp_path, "check", "--format", "json", ".")
    assert result.returncode == 2
    document = json.loads(result.stdout)
    assert [(f["line"], f["column"], f["kind"], f["member"], f["rule"]) for f in document["findings"]] == [
        (25, 15, "call", "runPythonAsync", "15-render"),
        (26, 9, "call", "toPy", None),
        (1, 1, "worker", "render", None),
    ]
    assert document["errors"] == [
        {"path": "b.js", "line": 1, "message": "cannot be parsed as JavaScript near `this.pyodide = (;`"}
    ]
    assert document["skipped"] == [{"path": "c.astro", "reason": "Astro is only searched for calls that run Python"}]


def test_a_skipped_file_that_is_named_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "c.astro", "this.pyodide")
    assert migrator(tmp_path, "check", ".").returncode == 0
    result = migrator(tmp_path, "check", "c.astro")
    assert result.returncode == 2
    assert "c.astro: error: Astro is only searched for calls that run Python" in result.stdout.decode()


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_many_files_that_are_skipped_for_one_reason_are_a_line(tmp_path: Path, command: str) -> None:
    for number in range(5):
        write(tmp_path, f"{number}.astro", "")
    write(tmp_path, "9.js", "this.pyodide.runPython('1');" + "x();" * 2000)
    few = migrator(tmp_path, command).stderr.decode().splitlines()[:-1]
    assert few == [
        *(f"skipped {number}.astro: Astro is only searched for calls that run Python" for number in range(4)),
        "skipped 4.astro: Astro is only searched for calls that run Python",
        "skipped 9.js: looks generated (very long lines)",
    ]
    write(tmp_path, "5.astro", "")
    assert migrator(tmp_path, command).stderr.decode().splitlines()[:-1] == [
        "skipped 0.astro, 1.astro, 2.astro and 3 more (`--format json` names them): Astro is only searched for calls that run Python",
        "skipped 9.js: looks generated (very long lines)",
    ]
    document = json.loads(migrator(tmp_path, command, "--format", "json").stdout)
    assert len(document["skipped"]) == 7


def test_a_finding_is_a_line_that_editors_know(tmp_path: Path) -> None:
    write(tmp_path, "a.js", CLASS % SITE)
    result = migrator(tmp_path, "check", "a.js")
    assert result.stdout.decode() == (
        "a.js:25:15: `runPythonAsync`: only `performRollback` and `_performFastForward` may use Pyodide; `migrator migrate --write` rewrites it by `15-render` "
        "[Game.act]\n"
        "a.js:1:1: no `new Worker(…)` is seen here; what answers `render` of `Commands` was not read [worker]\n"
    )
    assert result.stderr.decode() == "2 findings in 1 file. Examined 1 file, 3 uses.\n"


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    write(tmp_path, "a.js", CLASS % SITE)
    assert b"\x1b" not in started(tmp_path, "migrate", "a.js").stdout
    script = shutil.which("script")
    if script is None:
        return
    command = f"{sys.executable} -m migrator migrate a.js"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    shown = subprocess.run(
        [script, "-qec", command, "/dev/null"], cwd=tmp_path, capture_output=True, check=False, env=environment, timeout=300
    )
    assert b"\x1b[32m" in shown.stdout
    environment["NO_COLOR"] = "1"
    shown = subprocess.run(
        [script, "-qec", command, "/dev/null"], cwd=tmp_path, capture_output=True, check=False, env=environment, timeout=300
    )
    assert b"\x1b" not in shown.stdout


def test_control_characters_of_a_file_are_shown_not_obeyed(tmp_path: Path) -> None:
    write(tmp_path, "a.js", CLASS % "await this.pyodide.runPythonAsync(`env.render('\x1b[31m')`);")
    result = started(tmp_path, "migrate", "a.js")
    assert b"\x1b" not in result.stderr
    assert "\\u{1b}[31m" in result.stderr.decode()


def test_rules_are_listed_and_shown(tmp_path: Path) -> None:
    listed = migrator(tmp_path, "rules").stdout.decode().splitlines()
    assert len(listed) == len(PAGES)
    assert listed[2].startswith("03-seed ")
    page = (ROOT / "rules/pyodide-worker/03-seed.md").read_text()
    assert migrator(tmp_path, "rules", "show", "3").stdout.decode() == page
    assert migrator(tmp_path, "rules", "show", "03-seed").stdout.decode() == page


def test_rules_may_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, "a.js", CLASS % SITE)
    assert migrator(tmp_path, "migrate", "--rule", "3", "a.js").stdout == b""
    assert migrator(tmp_path, "migrate", "--skip", "15-render", "a.js").stdout == b""
    assert b"this.worker.render()" in migrator(tmp_path, "migrate", "--rule", "15", "a.js").stdout


# -- output that cannot be written -------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize(
    "arguments", [["check"], ["migrate"], ["check", "--format", "json"], ["rules"], ["explain", "a.js:25"]]
)
def test_a_full_disk_behind_the_output_is_one_line_and_an_error(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, "a.js", CLASS % SITE)
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "migrator", *arguments],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=300,
        )
    last = result.stderr.decode().splitlines()[-1]
    assert (result.returncode, last) == (2, "migrator: the output cannot be written: No space left on device")


@pytest.mark.parametrize(("command", "code"), [("check", 1), ("migrate", 1), ("rules", 0)])
def test_a_closed_output_changes_no_exit_code(tmp_path: Path, command: str, code: int) -> None:
    write(tmp_path, "a.js", CLASS % SITE)
    line = f'"{sys.executable}" -m migrator {command} >&-'
    result = subprocess.run(
        line, shell=True, cwd=tmp_path, stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300
    )
    assert result.returncode == code
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_documents_are_utf_8_whatever_the_console_takes(tmp_path: Path, form: str) -> None:
    write(tmp_path, "\U0001f3b2.js", CLASS % SITE)
    results = [
        started(tmp_path, "check", "--format", form, env={"PYTHONIOENCODING": encoding})
        for encoding in ("utf-8", "cp1252")
    ]
    assert [result.returncode for result in results] == [1, 1]
    assert results[0].stdout.decode("utf-8").count("\n") >= 1
    assert results[0].stdout == results[1].stdout


def test_what_a_console_cannot_show_is_written_out(tmp_path: Path) -> None:
    place = f"{FIXTURES / '17-save-snapshot' / 'swapped-keys.stays.js'}:9"
    plain = started(tmp_path, "explain", place).stdout.decode("utf-8")
    result = started(tmp_path, "explain", place, env={"PYTHONIOENCODING": "cp1252"})
    assert "\u2502" in plain
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("cp1252") == plain.replace("\u2502", "\\u2502").replace(
        "\u2026", "\x85".encode("latin-1").decode("cp1252")
    )


@pytest.mark.parametrize("arguments", [["check"], ["migrate", "--write"], ["undo"], ["rules"], ["init"]])
def test_a_working_directory_that_is_gone_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    script = 'rmdir ../gone && exec "$@"'
    command = ["sh", "-c", script, "sh", sys.executable, "-m", "migrator", *arguments]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300
    )
    said = "migrator: the working directory is gone: No such file or directory\n"
    assert (result.returncode, result.stdout, result.stderr.decode()) == (2, b"", said)


def test_an_error_obeys_no_escape_of_its_path(tmp_path: Path) -> None:
    result = started(tmp_path, "explain", "a\x1b[31m.js:1")
    assert result.returncode == 2
    assert b"\x1b" not in result.stderr
    assert b"a\\u{1b}[31m.js" in result.stderr


def test_explain_counts_lines_as_the_ledger_does(tmp_path: Path) -> None:
    """A line separator is no line end, and the mark of a file is none of its text."""
    text = "\ufeff/* one\u2028still one\u0085and one */\n" + CLASS % "await this.pyodide.runPythonAsync(`env.rendr()`);"
    write(tmp_path, "a.js", text)
    line = next(number for number, part in enumerate(text.split("\n"), 1) if "rendr" in part)
    result = migrator(tmp_path, "explain", f"a.js:{line}")
    assert result.returncode == 0
    assert any("rendr" in part and str(line) in part for part in result.stdout.decode().splitlines()), (
        result.stdout.decode()
    )


# -- rules test --------------------------------------------------------------------------------------------------------


def test_the_samples_of_shipped_pages_are_as_they_should_be(tmp_path: Path) -> None:
    """Of every third page, others in each round: `whole.test_samples` runs all samples."""
    pages = [page.stem for page in PAGES[ROUND % 3 :: 3]]
    result = migrator(tmp_path, "rules", "test", *pages)
    lines = result.stdout.decode().splitlines()
    assert (result.returncode, len(lines)) == (0, len(pages)), result.stdout.decode()
    assert all(line.endswith(": ok") and " 0 rewritten" not in line and " 0 left alone" not in line for line in lines)


def test_a_sample_that_is_not_as_it_should_be_is_named(tmp_path: Path) -> None:
    page = (
        "# Draw\n\n```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.render();\n```\n"
    )
    write(tmp_path, "pages/01-draw.md", page)
    write(tmp_path, "pages/01-draw/good.before.js", CLASS % SITE)
    write(tmp_path, "pages/01-draw/good.after.js", CLASS % "await this.worker.render();")
    write(tmp_path, "pages/01-draw/bad.before.js", CLASS % SITE)
    write(tmp_path, "pages/01-draw/bad.after.js", CLASS % "await this.worker.draw();")
    write(tmp_path, "pages/01-draw/alone.before.js", CLASS % SITE)
    write(tmp_path, "pages/01-draw/gone.stays.js", CLASS % SITE)
    write(
        tmp_path, "pages/01-draw/other.stays.js", "// left alone: effect: a\n" + CLASS % SITE.replace("render", "show")
    )
    write(
        tmp_path,
        "pages/01-draw/right.stays.js",
        "// left alone: differs: env.render\n" + CLASS % SITE.replace("render", "show"),
    )
    result = migrator(tmp_path, "rules", "--rules", "pages", "test", "1")
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 1
    assert lines[0] == "01-draw: 3 rewritten, 3 left alone: faulty"
    said = {line.split(": ")[0].split("/")[-1]: line.split(": ", 1)[1] for line in lines[1:]}
    assert said.keys() == {"bad.before.js", "alone.before.js", "gone.stays.js", "other.stays.js"}
    assert said["bad.before.js"] == "the result differs from bad.after.js in line 25"
    assert said["alone.before.js"] == "there is no alone.after.js beside it"
    assert said["gone.stays.js"].startswith("its first line does not say why it stays")
    assert said["other.stays.js"].startswith("it stays for another cause: differs: ")
    assert migrator(tmp_path, "rules", "--rules", "pages", "test", "7").returncode == 2
    none = migrator(tmp_path, "rules", "--rules", "pages", "test", "--run")
    assert none.returncode == 2
    assert "there are no scenarios here" in none.stderr.decode()


@pytest.mark.parametrize("arguments", [["rules"], ["--help"], ["completion", "bash"]])
def test_output_that_nobody_reads_is_an_error_and_no_finding(tmp_path: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=300,
    )
    os.close(writing)
    assert (result.returncode, result.stderr) == (2, b"")
