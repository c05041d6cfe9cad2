"""`if`, `switch` and `try`."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.branches import if_, switch, try_
from migrator.worker.handlers.endings import Flow

from .walks import at, given

THROWN, RETURNED = frozenset({("throw", "")}), frozenset({("return", "")})


@pytest.mark.parametrize(
    ("script", "flow"),
    [
        ("if (1) { throw 1; }", Flow(False, THROWN)),
        ("if (0) { throw 1; }", Flow()),
        ("if (x) { throw 1; }", Flow(True, THROWN)),
        ("if (x) { throw 1; } else { throw 2; }", Flow(False, THROWN)),
    ],
)
def test_if(script: str, flow: Flow) -> None:
    walk, node = at(f"try {{ {script} }} catch {{}}", "if_statement")
    assert if_(walk, node, ()) == flow


@pytest.mark.parametrize(
    ("cases", "flow"),
    [
        ("case 1: throw 1; case 2: break;", Flow(False, THROWN)),
        ("case 2: throw 1; default: break;", Flow()),
        ("case x: throw 1; default: break;", Flow(True, THROWN)),
        ("case 1: case 3: throw 1;", Flow(False, THROWN)),
    ],
)
def test_switch(cases: str, flow: Flow) -> None:
    walk, node = at(f"try {{ switch (1) {{ {cases} }} }} catch {{}}", "switch_statement")
    assert switch(walk, node, ()) == flow


@pytest.mark.parametrize(
    ("script", "flow"),
    [
        ("try { throw 1; } catch {}", Flow()),
        ("try { throw 1; } catch { throw 2; }", Flow(False, THROWN)),
        ("try { throw 1; } finally { f(); }", Flow(False, THROWN)),
        ("try { throw 1; } finally { return; }", Flow(False, RETURNED)),
    ],
)
def test_try(script: str, flow: Flow) -> None:
    walk, node = at(f"function f() {{ {script} }}", "try_statement")
    assert try_(walk, node, ()) == flow


def test_the_branches_are_joined() -> None:
    assert given("y", "let y = 1; if (x) { y = 2; }") == [2.0, 1.0]
    assert given("y", "let y; switch (x) { case 1: y = 1; break; case 2: y = 2; }") == [1.0, 2.0, "undefined"]
    assert given("y", "let y = 1; try { y = 2; f(); } catch { y = 3; }") == [2.0, 3.0]
