"""What the bytes of a file say before anything parses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.discovery.prefilter import may_call, may_load


@pytest.mark.parametrize(("look", "word"), [(may_call, "runPython"), (may_load, "loadPyodide")])
def test_a_word_counts_however_it_is_spelled(look: Callable[[bytes], bool], word: str) -> None:
    escaped = f"\\u{ord(word[0]):04x}{word[1:]}"
    assert not look(b"const pyodide = window.pyodide; f('\\n');")
    assert not look(f"f('\\u0041'); {word[:-1]};".encode())
    for data in (f"a.{word}();".encode(), f"a.{escaped}();".encode(), f"a.{word}();".encode("utf-16-le")):
        assert look(data)
