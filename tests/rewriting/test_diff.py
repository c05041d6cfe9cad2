"""The unified diff of edits, which `git apply` takes as it is."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.rewriting.diff import unified


def test_no_change_is_no_diff() -> None:
    assert unified("a.js", b"a\n", []) == b""
    assert unified("a.js", b"a\n", [Edit(0, 1, b"a")]) == b""


def test_one_change_with_its_context() -> None:
    before = b"".join(b"%d\n" % number for number in range(1, 10))
    assert unified("a.js", before, [Edit(8, 9, b"x\ny")]) == (
        b"--- a/a.js\n+++ b/a.js\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+x\n+y\n 6\n 7\n 8\n"
    )


def test_changes_far_from_one_another_are_hunks_of_their_own() -> None:
    before = b"".join(b"%02d\n" % number for number in range(30))
    near = unified("a", before, [Edit(0, 2, b"x"), Edit(21, 23, b"y")])
    far = unified("a", before, [Edit(0, 2, b"x"), Edit(24, 26, b"y")])
    assert (near.count(b"@@ -"), far.count(b"@@ -")) == (1, 2)


def test_a_file_without_a_line_end_says_so() -> None:
    assert unified("a", b"a\nb", [Edit(2, 3, b"c")]).endswith(
        b"-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a b.js", b"a/a b.js\t"),
        ('a"b.js', b'"a/a\\"b.js"'),
        ("a\tb\\.js", b'"a/a\\tb\\\\.js"'),
        ("é.js", b'"a/\\303\\251.js"'),
        ("a\udce9.js", b'"a/a\\351.js"'),
    ],
)
def test_names_that_git_quotes(path: str, name: bytes) -> None:
    assert unified(path, b"a\n", [Edit(0, 1, b"b")]).startswith(b"--- " + name + b"\n")


@pytest.mark.parametrize("seed", range(8))
def test_git_makes_of_the_old_file_the_new_one(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = [chance.choice(["a", "b", "", "a\r", "\r", "  c"]) for _ in range(chance.randint(1, 40))]
    before = "\n".join(lines).encode() + chance.choice([b"", b"\n"])
    cuts = sorted(chance.sample(range(len(before) + 1), min(len(before) + 1, 2 * chance.randint(1, 3)) // 2 * 2))
    texts = [b"", b"\n", b"x", b"y\nz\n", b"\r\n"]
    edits = [Edit(start, end, chance.choice(texts)) for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    path = tmp_path / "a.js"
    path.write_bytes(before)
    diff = unified("a.js", before, edits)
    if diff:
        subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=tmp_path, input=diff, check=True, timeout=300)
    assert path.read_bytes() == apply(before, edits)
