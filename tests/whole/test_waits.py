"""Every wait of the tests has a limit: a process that never ends fails one test, and does not hang the run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support import ROOT

_PROCESS = {"run", "check_output", "check_call", "call"}
# The position of the limit, where it can be given without its name.
_METHODS = {"wait": 0, "communicate": 1}
# A wait of `asyncio` within `asyncio.timeout`.
_WITHIN_A_LIMIT = {"tests/lsp/editor.py"}


def _unlimited(text: str) -> Iterator[int]:
    """The lines of calls that wait for another process, or thread, as long as it takes."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, on = node.func.attr, ast.unparse(node.func.value)
        if any(keyword.arg in ("timeout", None) for keyword in node.keywords):
            continue
        starts = on == "subprocess" and name in _PROCESS
        waits = name in _METHODS and len(node.args) <= _METHODS[name]
        if starts or waits or (name == "join" and not node.args):
            yield node.lineno


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("subprocess.run(['a'])", [1]),
        ("subprocess.run(['a'], timeout=5)", []),
        ("subprocess.check_output(['a'])", [1]),
        ("p.wait()\np.wait(3)\np.wait(timeout=3)", [1]),
        ("p.communicate()\np.communicate(b'')\np.communicate(b'', 3)\np.communicate(timeout=3)", [1, 2]),
        ("thread.join()\nthread.join(3)\n','.join(names)", [1]),
    ],
)
def test_what_is_found(text: str, lines: list[int]) -> None:
    assert list(_unlimited(text)) == lines


def test_every_wait_has_a_limit() -> None:
    paths = (path for path in sorted((ROOT / "tests").rglob("*.py")) if path.relative_to(ROOT).as_posix() not in _WITHIN_A_LIMIT)
    found = [f"{path.relative_to(ROOT)}:{line}" for path in paths for line in _unlimited(path.read_text("utf-8"))]
    assert found == []
