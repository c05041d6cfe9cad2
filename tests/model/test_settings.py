"""What settings call things: a receiver is spelled in one module, and the calls of the embedded language in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator
from migrator.model.packs import packs
from migrator.model.settings import (
    RECEIVER,
    RECEIVER_PATTERN,
    WORKER,
    Fact,
    Receiver,
    Settings,
    one_line,
    shortened,
    show_path,
)
from migrator.python.language import PYTHON

PACKAGE = Path(migrator.__file__).parent
SPELLS = {"model/settings.py", "python/language.py"}
# The name of the distribution says nothing of a receiver.
SPELLED = re.compile(r"\bthis\.|pyodide(?!-worker)|runPython|loadPyodide")


@pytest.mark.parametrize(
    ("text", "member", "word", "base"),
    [
        ("this.pyodide", "pyodide", "pyodide", "this"),
        ("this.$py_1", "$py_1", "$py_1", "this"),
        ("this.#py", "", "py", "this"),
        ("this.py.inner", "", "inner", "this"),
        ("this.$_.pyodide", "", "pyodide", "this"),
        ("self.py", "", "py", "self"),
        ("pyodide", "", "pyodide", "pyodide"),
        ("pyodideRef.current", "", "pyodideRef", "pyodideRef"),
        ("await getPyodide()", "", "getPyodide", "getPyodide"),
    ],
)
def test_a_receiver_is_an_expression(text: str, member: str, word: str, base: str) -> None:
    receiver = Receiver.read(text)
    assert receiver == (Receiver(member) if member else Receiver(expression=text))
    assert receiver is not None
    assert (str(receiver), receiver.word, receiver.base) == (text, word, base)
    assert re.fullmatch(RECEIVER_PATTERN, text) is not None


@pytest.mark.parametrize(
    "text", ["this", "", "this.ünder", "py[0]", "get(1)", "$_.py", "await", "a b", "py.", "await await py", "new Py()"]
)
def test_no_receiver(text: str) -> None:
    assert Receiver.read(text) is None
    assert re.fullmatch(RECEIVER_PATTERN, text) is None


def test_pages_call_things_as_the_default_settings_do() -> None:
    assert (Settings().receiver, Settings().worker) == (RECEIVER, WORKER)
    assert (f"{RECEIVER}", f"{WORKER}") == ("this.pyodide", "this.worker")


def literals(path: Path) -> Iterator[str]:
    """The texts and bytes of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("latin-1")


def test_nothing_else_spells_a_receiver_or_a_call_of_the_embedded_language() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): spelled
        for path in PACKAGE.rglob("*.py")
        if (spelled := [text for text in literals(path) if SPELLED.search(text)])
    }
    assert found.keys() == SPELLS, found


@pytest.mark.parametrize("call", PYTHON.calls)
def test_the_calls_of_the_embedded_language_begin_alike(call: str) -> None:
    assert call.startswith(PYTHON.stem)
    assert re.search(PYTHON.traces, call.encode()) is not None


@pytest.mark.parametrize(
    ("path", "data", "is_copy"),
    [
        ("lib/pyodide.js", b"var languagePluginLoader = 1;", True),
        ("lib\\Pyodide.asm.min.mjs", b"_createPyodideModule", True),
        ("lib/pyodide.js", b"export const pyodide = null;", False),
        ("lib/my_pyodide.js", b"var languagePluginLoader = 1;", False),
    ],
)
def test_a_copy_of_the_interpreter_is_known_by_its_name_and_its_loader(path: str, data: bytes, is_copy: bool) -> None:
    assert PYTHON.is_interpreter(path, data) is is_copy


@pytest.mark.parametrize(
    ("class_name", "method", "kept"),
    [("A", "f", True), (None, "f", True), ("B", "g", True), ("A", "g", False), (None, "g", False), ("A", None, False)],
)
def test_a_method_is_kept_by_its_name_or_by_that_of_its_class_too(
    class_name: str | None, method: str | None, kept: bool
) -> None:
    assert (Settings(kept=("f", "B.g")).keeps(class_name, method) is not None) is kept


def test_methods_that_a_settings_file_names() -> None:
    assert Settings(kept=("f",), facts=(Fact("g"),)).stated == {"g"}, "those of the defaults are named by nobody"
    assert Settings(kept=("f",), facts=(Fact("g"),), kept_line=1).stated == {"f", "g"}


def test_the_first_pack_applies_where_no_settings_name_pages() -> None:
    assert Settings().pages == (packs()["shipped:pyodide-worker"],)
    assert Settings(rules=(Path("own"), Path("more"))).pages == (Path("own"), Path("more"))


def test_a_path_is_shown_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["a/b.js", "./a.js", "a//b.js", "a/../b.js", "../b.js", str(tmp_path.resolve() / "a" / "b.js"), "a/.b.js"]
    assert [show_path(path) for path in given] == ["a/b.js", "a.js", "a/b.js", "b.js", "../b.js", "a/b.js", "a/.b.js"]


def test_a_text_in_a_message_has_one_line_and_a_width() -> None:
    assert [shortened(text, 4) for text in ("abcd", "abcde")] == ["abcd", "abc…"]
    assert [one_line(text, 5) for text in (" a\n\t b ", "a\n  b  cd")] == ["a b", "a b …"]
