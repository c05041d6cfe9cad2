"""`explain`: the site beside the nearest rules, with the first difference marked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migrator.cli.explain import command
from tests.support import FIXTURES, migrator, write

SITE = FIXTURES / "17-save-snapshot" / "swapped-keys.stays.js"


def test_it_takes_one_place() -> None:
    assert [argument.name for argument in command.params if argument.param_type_name == "argument"] == ["place"]


def test_the_difference_is_marked_on_both_sides(tmp_path: Path) -> None:
    result = migrator(tmp_path, "explain", f"{SITE}:9", env={"COLUMNS": "120"})
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 0
    assert "fits `17-save-snapshot` up to line 14" in lines[1]
    marked = [line for line in lines if line.startswith(">")]
    page, source = marked[0].split(" │ ")
    assert page.startswith(">   14 -     snapshot = {'env_state': state, 'np_rng_stat")
    assert source.startswith(">   14             snapshot = {'env_state': state, 'py_rn")
    assert "  the rule has    'np_rng_state'" in lines
    assert "  the source has  'py_rng_state'" in lines


def test_a_site_that_is_rewritten_says_what_changes(tmp_path: Path) -> None:
    result = migrator(tmp_path, "explain", f"{FIXTURES / 'game/js/multiplayer.js'}:256")
    assert result.stdout.decode().splitlines()[1:3] == [
        "rewritten by 03-seed: Seed the random generators",
        "  seed-line-not-printed: a line that Python printed about the seed is gone.",
    ]


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("a.ts", "%s"),
        ("a.vue", "<template />\n<script lang='ts'>%s</script>\n"),
        ("a.html", "<p>\n<script>%s</script>\n<script type=module>\nlet a;\n</script>\n"),
    ],
)
def test_a_site_in_another_language(tmp_path: Path, name: str, around: str) -> None:
    text = SITE.read_text("utf-8").partition("\n")[2]
    write(tmp_path, name, around % text)
    line = (around % text).count("\n", 0, (around % text).index("runPythonAsync")) + 1
    result = migrator(tmp_path, "explain", f"{name}:{line}", env={"COLUMNS": "120"})
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 0, result.stderr
    assert lines[0].startswith(f"{name}:{line}: `runPythonAsync` in ")
    assert "fits `17-save-snapshot` up to line" in lines[1]
    assert "  the source has  'py_rng_state'" in lines


def test_a_kept_use(tmp_path: Path) -> None:
    result = migrator(tmp_path, "explain", f"{FIXTURES / 'game/js/multiplayer.js'}:1044")
    assert result.stdout.decode().splitlines()[1] == "kept: this method keeps Pyodide"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("nothing", "`nothing` is no place; write FILE:LINE"),
        ("a.js:x", "`a.js:x` is no place"),
        ("none.js:3", "none.js: there is no such file or folder"),
        ("a.js:\u00b2", "`a.js:\u00b2` is no place"),
        (f"a.js:{'1' * 5_000}", "is no place"),
        (f"{SITE.parent}:9", "is a folder; write FILE:LINE, as in "),
        ("a\nb.js:3", "a\\u{a}b.js: there is no such file or folder"),
        (f"{SITE}:1", "no use of the receiver is here; the nearest are on lines 6"),
    ],
)
def test_a_place_that_is_none(tmp_path: Path, place: str, line: str) -> None:
    result = migrator(tmp_path, "explain", place)
    assert result.returncode == 2
    assert line in result.stderr.decode()
    assert result.stderr.count(b"\n") == 1


def test_a_site_that_is_rewritten_says_what_its_worker_owes_and_what_nobody_does_any_more(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game" / "js", tmp_path / "js")
    script = tmp_path / "js" / "worker_script.js"
    script.write_text(script.read_text().replace("toJs({ dict_converter: Object.fromEntries })", "toJs({ depth: 2 })"))
    text = (tmp_path / "js" / "multiplayer.js").read_text().split("\n")
    line = next(number for number, part in enumerate(text, 1) if "env.reset(seed=" in part)
    shown = migrator(tmp_path, "explain", f"js/multiplayer.js:{line}").stdout.decode()
    assert "rewritten by 04-reset-from-server" in shown
    assert "note: js/worker_script.js:" in shown
    assert "`answers-can-be-cloned` of 04-reset-from-server" in shown
    assert "agent-keys-are-integers" not in shown
    assert "not carried over (line " in shown
