"""Which files are looked at: every one that git or a walk shows, once, in order, and without waiting for what is no file."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrator.discovery.prefilter import may_hold
from migrator.discovery.scan import (
    LARGEST,
    Found,
    LeftOut,
    followed,
    given_text,
    is_declaration,
    is_left_out,
    is_listed,
    is_wanted,
    scan,
)
from migrator.javascript import strings
from migrator.javascript.strings import escapes, spellings
from migrator.model.settings import RECEIVER, Receiver
from migrator.report.sentences import words
from tests.support import git


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def repo(here: Path) -> Path:
    git(".", "init", "-q", ".")
    return here


def write(name: str | bytes, text: str = "this.pyodide;\n") -> None:
    path = os.fsencode(name)
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as handle:
        handle.write(text.encode())


def looked_at(*paths: str) -> list[str]:
    """What a scan comes to once every file was opened: paths that were read, and `path: reason` of the others."""
    shown = []
    for item in scan(paths or (".",)):
        result = item.read() if isinstance(item, Found) else item
        if isinstance(result, LeftOut):
            shown.append(f"{result.path}: {words(result.reason)}")
        elif result is not None:
            shown.append(item.path)
    return shown


def surely(*paths: str) -> list[str]:
    """The same of a scan that looks at each file."""
    items = scan(paths or (".",), sure=True)
    return [item.path if isinstance(item, Found) else f"{item.path}: {words(item.reason)}" for item in items]


Look = Callable[..., list[str]]
BOTH = pytest.mark.parametrize("look", [looked_at, surely])


# -- what became of what git lists -------------------------------------------------------------------------------------


@BOTH
def test_what_was_deleted_or_replaced_since_it_was_added(repo: Path, tmp_path: Path, look: Look) -> None:
    for name in (
        "a.js",
        "folder.js",
        "gone.js",
        "gone.ts",
        "in/x.js",
        "link.js",
        "out.js",
        "pipe.js",
        "same.js",
        "z.js",
    ):
        write(name)
    write("was/a.js")
    git(".", "add", ".")
    for name in ("folder.js", "gone.js", "gone.ts", "link.js", "out.js", "pipe.js", "in/x.js", "was/a.js"):
        os.unlink(name)
    os.rmdir("in")
    write("in", "a file\n")
    os.rmdir("was")
    write("folder.js/inner.js")
    os.symlink("same.js", "link.js")
    (tmp_path / "outside.js").write_text("")
    os.symlink(tmp_path / "outside.js", "out.js")
    os.mkfifo("pipe.js")
    assert look() == [
        "a.js",
        "folder.js/inner.js",
        "out.js: is a link to a file outside of the paths given",
        "pipe.js: is no regular file",
        "same.js",
        "z.js",
    ]


def test_a_pipe_with_a_writer_keeps_what_is_in_it(repo: Path) -> None:
    write("pipe.js")
    git(".", "add", ".")
    os.unlink("pipe.js")
    os.mkfifo("pipe.js")
    handle = os.open("pipe.js", os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(handle, b"this.pyodide;")
        assert looked_at() == ["pipe.js: is no regular file"]
        assert os.read(handle, 100) == b"this.pyodide;"
    finally:
        os.close(handle)


@BOTH
@pytest.mark.parametrize("name", ["pipe.js", "below/pipe.mjs"])
def test_a_pipe_below_a_folder_is_not_waited_for(here: Path, name: str, look: Look) -> None:
    write("a.js")
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    os.mkfifo(name)
    done: list[list[str]] = []
    thread = threading.Thread(target=lambda: done.append(look()), daemon=True)
    thread.start()
    thread.join(20)
    assert done == [["a.js", f"{name}: is no regular file"]]


@BOTH
@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_is_told_not_to_look_at_is_looked_at_if_it_is_there(repo: Path, flag: str, look: Look) -> None:
    write("a.js")
    write("b.js")
    git(".", "add", ".")
    git(".", "update-index", flag, "a.js", "b.js")
    write("a.js", "changed();\n")
    os.unlink("b.js")
    assert look() == ["a.js"]


@BOTH
def test_a_sparse_checkout(repo: Path, look: Look) -> None:
    for name in ("in/a.js", "out/b.js", "top.js"):
        write(name)
    git(".", "add", ".")
    git(".", "commit", "-qm", "all")
    git(".", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert not os.path.exists("out")
    assert look() == ["in/a.js", "top.js"]


@BOTH
def test_a_submodule_is_named_whether_or_not_it_is_there(repo: Path, tmp_path: Path, look: Look) -> None:
    other = tmp_path / "other"
    git(".", "init", "-q", str(other))
    (other / "a.js").write_text("")
    git(".", "-C", str(other), "add", ".")
    git(".", "-C", str(other), "commit", "-qm", "one")
    for name in ("here.js", "missing"):
        git(".", "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), name)
    git(".", "rm", "-q", "--cached", ".gitmodules")
    subprocess.run(["rm", "-r", "missing", ".gitmodules"], check=True, timeout=300)
    write("i.js")
    assert look() == ["here.js: is a repository of its own", "i.js"]


@BOTH
def test_a_conflict_is_one_file(repo: Path, look: Look) -> None:
    write("a.js", "1;\n")
    write("b.js", "1;\n")
    git(".", "add", ".")
    git(".", "commit", "-qm", "one")
    git(".", "checkout", "-qb", "other")
    write("a.js", "2;\n")
    git(".", "commit", "-qam", "two")
    git(".", "checkout", "-q", "-")
    write("a.js", "3;\n")
    git(".", "commit", "-qam", "three")
    assert (
        subprocess.run(["git", "merge", "-q", "other"], check=False, capture_output=True, timeout=300).returncode == 1
    )
    assert look() == ["a.js", "b.js"]


# -- order -------------------------------------------------------------------------------------------------------------

NAMES = [
    "B.js",
    "a-b.js",
    "a.js",
    "a/b.js",
    "a/b/c.js",
    "a/b0.js",
    "a0.js",
    "new\nline.js",
    "é.js",
    "z.mjs",
    "\U0001f600.js",
]


@BOTH
@pytest.mark.parametrize("how", ["walk", "tracked", "untracked", "odd ones tracked"])
def test_names_are_in_the_order_of_their_bytes(here: Path, how: str, look: Look) -> None:
    for name in NAMES:
        write(name)
    if how != "walk":
        git(".", "init", "-q", ".")
    if how == "tracked":
        git(".", "add", ".")
    elif how.startswith("odd"):
        git(".", "add", *NAMES[1::2])
    assert look() == sorted(NAMES, key=str.encode)
    assert look("a") == ["a/b.js", "a/b/c.js", "a/b0.js"]


@BOTH
@pytest.mark.parametrize("git_", [False, True], ids=["walk", "git"])
def test_a_name_that_is_no_utf_8(here: Path, git_: bool, look: Look) -> None:
    if git_:
        git(".", "init", "-q", ".")
    name = b"bad\xff.js"
    try:
        write(name)
    except OSError:
        pytest.skip("the file system takes no such name")
    assert look() == [os.fsdecode(name)]


@BOTH
@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ((".", "js"), ["a.js", "js/b.js", "js/deep/c.js"]),
        (("js", "."), ["js/b.js", "js/deep/c.js", "a.js"]),
        (("js/deep", "js", "js/b.js"), ["js/deep/c.js", "js/b.js"]),
        (("js/b.js", "js"), ["js/b.js", "js/deep/c.js"]),
        (("js", "js/b.js", "ignored"), ["js/b.js", "js/deep/c.js", "ignored/d.js"]),
        ((".", "ignored", "ignored/d.js"), ["a.js", "js/b.js", "js/deep/c.js", "ignored/d.js"]),
        (("js", "j", "js"), ["js/b.js", "js/deep/c.js", "j: there is no such file or folder"]),
        (("j", "j"), ["j: there is no such file or folder"] * 2),
        (("js/b.js", "./js/b.js", "js/../js/b.js"), ["js/b.js"]),
        (("js/b.js", "link.js"), ["js/b.js"]),
        (("link.js", "js/b.js"), ["js/b.js"]),
        (("./js/deep/", "js"), ["js/deep/c.js", "js/b.js"]),
    ],
)
def test_paths_that_overlap_give_each_file_once(
    repo: Path, paths: tuple[str, ...], found: list[str], look: Look
) -> None:
    for name in ("a.js", "js/b.js", "js/deep/c.js", "ignored/d.js"):
        write(name)
    write(".gitignore", "ignored/\nlink.js\n")
    os.symlink("js/b.js", "link.js")
    git(".", "add", "js/b.js")
    assert look(*paths) == found
    assert look(*paths, *map(os.path.abspath, paths)) == found + [
        f"{os.path.abspath(path)}: there is no such file or folder" for path in paths if path == "j"
    ]
    if "j" not in paths:
        absolute = [os.path.abspath(path) for path in found]
        assert look(*map(os.path.abspath, paths), *paths) == absolute


@BOTH
def test_a_folder_inside_of_a_repository(repo: Path, look: Look) -> None:
    for name in ("js/a.js", "js/node_modules/b.js", "js/c/vendor/d.js", "js/c/e.js", "other.js"):
        write(name)
    git(".", "add", ".")
    assert look("js") == ["js/a.js", "js/c/e.js"]
    assert look("js/node_modules") == ["js/node_modules/b.js"]
    os.chdir("js/c")
    assert look() == ["e.js"]
    assert look("..") == ["../a.js", "../c/e.js"]


# -- size --------------------------------------------------------------------------------------------------------------


@BOTH
def test_a_file_is_read_to_its_last_byte_up_to_the_largest(repo: Path, look: Look) -> None:
    sizes = {"empty.js": 0, "chunk.js": 65_536, "longer.js": 200_001, "most.js": LARGEST, "too-large.js": LARGEST + 1}
    for name, size in sizes.items():
        write(name, "x" * size)
    assert look() == [*list(sizes)[1:2], "empty.js", "longer.js", "most.js", "too-large.js: is larger than 5 MB"]
    read = {item.path: item.read() for item in scan((".",)) if isinstance(item, Found)}
    assert {name: len(data) for name, data in read.items() if isinstance(data, bytes)} == dict(list(sizes.items())[:4])


def test_a_named_file_is_read_to_its_last_byte_up_to_what_settings_say(here: Path) -> None:
    for size in (9, 10):
        write("a.js", "x" * size)
        [found] = scan(("a.js",))
        assert isinstance(found, Found)
        data = found.read(9)
        assert words(data.reason) == "is larger than 0 MB" if isinstance(data, LeftOut) else data == b"x" * 9
        assert isinstance(data, LeftOut) is (size == 10)


def test_memory_does_not_grow_with_the_number_of_files(repo: Path) -> None:
    def peak() -> int:
        tracemalloc.start()
        assert sum(1 for _ in scan((".",))) > 0
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    def add(start: int, end: int) -> None:
        data = b"".join(b"100644 %s 0\tfolder-%03d/a-file-of-a-name-%05d.js\0" % (b"1" * 40, n // 100, n) for n in range(start, end))  # fmt: skip
        subprocess.run(["git", "update-index", "-z", "--add", "--index-info"], input=data, check=True, timeout=300)

    add(0, 4_000)
    peak()
    few = peak()
    add(4_000, 40_000)
    assert peak() < few + 100_000


# -- bytes -------------------------------------------------------------------------------------------------------------


def slow_may_hold(data: bytes, receiver: str) -> bool:
    """What `may_hold` means, said plainly."""
    if b"\0" in data:
        data = data.replace(b"\0", b"")
        return receiver.encode() in data or (b"\\u" in data and b"this" in data)
    if re.search(rb"(?<![\w$])" + re.escape(receiver.encode()) + rb"(?![\w$])", data):
        return True
    return b"\\" in data and spellings(receiver).search(data) is not None


RECEIVERS = ["pyodide", "py", "xu", "n0", "é", "p\U0001d4d0", "$", "_0x", "dd"]


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A receiver, and bytes that nearly or wholly spell it."""
    receiver = draw(st.sampled_from(RECEIVERS))
    parts = [draw(st.sampled_from([b"", b"x", b"$", b".", b"\\", b"\\u", b"this.", b"\0"]))]
    for char in receiver:
        code = ord(char)
        ways = [
            char.encode(),
            b"\\" + char.encode(),
            b"\\u{%x}" % code,
            b"\\u{00%X}" % code,
            b"\\u%04x" % code,
            b"\\x%02X" % code,
        ]
        ways += [
            b"\\\n" + char.encode(),
            b"\\\r\n\\\xe2\x80\xa8" + char.encode(),
            b"\\\xe2\x80\xa7" + char.encode(),
            b"\\x7",
            b"",
        ]
        parts.append(draw(st.sampled_from(ways[:1] * 12 + ways)))
    parts.append(draw(st.sampled_from([b"", b"s", b"$", b";", b"\\n", b"\\"])))
    return receiver, b"".join(parts * draw(st.integers(1, 2)))


@given(spelled())
@example(("pyodide", b"ppyodide \\d"))
@example(("pyodide", b"pyo\\\ndide"))
def test_the_quick_look_at_bytes_says_what_the_slow_one_says(case: tuple[str, bytes]) -> None:
    receiver, data = case
    assert may_hold(data, Receiver(receiver)) is slow_may_hold(data, receiver)
    if spellings(receiver).search(data) and receiver.encode() not in data:
        assert escapes(receiver).search(data)


@given(spelled())
def test_each_spelling_is_found_where_it_stands(case: tuple[str, bytes]) -> None:
    receiver, data = case
    spans = [match.span() for match in spellings(receiver).finditer(data)]
    assert list(strings.spelled(receiver, data)) == spans
    for start in range(len(data)):
        found = [match.span() for match in spellings(receiver).finditer(data, start, len(data) - 1)]
        assert list(strings.spelled(receiver, data, start, len(data) - 1)) == found


@pytest.mark.parametrize(
    "text",
    [
        "this.pyodide",
        "this['py\\x6fdide']",
        "this['p\\yodide']",
        "this['pyo\\dide']",
        "this['pyodi\\de']",
        "this.py\\u{6F}dide",
        "this['pyo\\\ndide']",
        "\\d mypyodide",
    ],
)
def test_what_may_hold_a_use(text: str) -> None:
    assert may_hold(text.encode(), RECEIVER)


@pytest.mark.parametrize("text", ["mypyodide", "pyodides", "'py\\x6fdid'", "\\u0070", "/\\p\\y\\o/", "pyo\\\n"])
def test_what_holds_none(text: str) -> None:
    assert not may_hold(text.encode(), RECEIVER)


# -- one path by itself ------------------------------------------------------------------------------------------------

WANTED = {
    "a.js": True, "in/a.MJS": True, "a.ts": True, "a.vue": True, "a.astro": True, "a.txt": False, "a.min.js": False, "a.d.ts": False,
    "node_modules/a.js": False, "in/node_modules/b/a.js": False, "dist/a.js": False, "in/distance/a.js": True,
}  # fmt: skip


@pytest.mark.parametrize("name", WANTED)
def test_a_name_says_whether_a_scan_finds_a_file(here: Path, name: str) -> None:
    write(name)
    assert is_wanted(name.encode()) is WANTED[name]
    assert [item.path for item in scan((".",)) if isinstance(item, Found)] == [name] * WANTED[name]


@pytest.mark.parametrize(
    ("name", "declares"),
    [("a.d.ts", True), ("a.d.CTS", True), ("a.d.json.ts", True), ("a.ts", False), ("a.d.js", False), ("d.ts", False)],
)
def test_a_declaration_is_known_by_its_name(name: str, declares: bool) -> None:
    assert is_declaration(name.encode()) is declares


def test_a_file_that_a_scan_of_its_repository_leaves_out(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("dist/in/a.js")
    write("in/a.js")
    monkeypatch.chdir("dist/in")
    given = ["a.js", "../../in/a.js", "../../in/a.min.js"]
    assert [is_left_out(path) for path in given] == [True, False, True]


def test_a_file_that_a_scan_of_its_folder_finds(here: Path) -> None:
    write("a.js")
    write("a.ts")
    write("a.astro")
    write("a.txt")
    (here / "b.js").mkdir()
    assert [is_listed(name) for name in ("a.js", "a.ts", "a.astro", "a.txt", "b.js", "none.js")] == [
        *(True, True, False, False, False, False)
    ]


def test_a_text_at_hand_is_taken_for_a_file_of_that_name(here: Path) -> None:
    found = given_text("in/a.js")
    assert isinstance(found, Found)
    assert (found.path, found.named) == ("in/a.js", True)
    left = given_text("a.txt")
    assert isinstance(left, LeftOut)
    assert words(left.reason) == "is no file of JavaScript, TypeScript, Vue, Svelte or HTML"


def test_a_link_is_followed_to_the_path_that_a_scan_gives_its_file(here: Path) -> None:
    write("in/a.js")
    (here / "b.js").symlink_to("in/a.js")
    (here / "c.txt").symlink_to("in/a.js")
    write("in/a.txt")
    (here / "d.js").symlink_to("in/a.txt")
    assert [followed(name) for name in ("in/a.js", "b.js", "c.txt", "none.js")] == [
        "in/a.js",
        "in/a.js",
        "in/a.js",
        "none.js",
    ]
    assert followed("d.js") == "d.js", "it would not be looked at under the other name"
