"""The messages that a page posts to its worker."""

from __future__ import annotations

import pytest

from migrator.rules.loader import load_page
from migrator.rules.posted import Fields, Posted, posted


def posts(plus: str, minus: str = "") -> tuple[Posted, ...]:
    page = f"# X\n\n```diff\n- {minus}await this.pyodide.runPythonAsync(`count(${{$X}})`);\n+ {plus}\n```\n"
    return load_page("01-x.md", page).posts


@pytest.mark.parametrize(
    "plus",
    [
        "await this.worker.count($X);",
        "this.postMessage({ type: 'count', data: $X });",
        "this.worker.inner.postMessage({ type: 'count', data: $X });",
        "this.worker.postMessage();",
    ],
)
def test_what_posts_nothing_to_the_worker(plus: str) -> None:
    assert posts(plus) == ()


@pytest.mark.parametrize(
    ("given", "held", "is_open"),
    [
        ("{ type: 'count', data: $X }", (("type", "count"), ("data", None)), False),
        ("{ type: `count`, 'n': 1 }", (("type", "count"), ("n", 1.0)), False),
        ("{ a: { type: 'count' } }", (("a", (("type", "count"),)),), False),
        ("{ type: 'one', type: 'count' }", (("type", "count"),), False),
        ("{ type: 'count', ...$X }", (("type", "count"),), True),
        ("{ type: 'count', $X }", (("type", "count"),), True),
        ("{ type: 'count', [$X]: 1 }", (("type", "count"),), True),
        ("'count'", "count", False),
        ("['count', $X]", (("0", "count"), ("1", None)), False),
        ("$X", None, True),
        ("JSON.stringify({ type: 'count' })", None, True),
    ],
)
def test_what_a_message_holds(given: str, held: str | Fields | None, is_open: bool) -> None:
    assert posts(f"this.worker.postMessage({given});") == (Posted(held, is_open),)


@pytest.mark.parametrize(
    ("plus", "minus", "is_used"),
    [
        ("await this.worker.postMessage('count');", "", False),
        ("void this.worker.postMessage('count');", "", False),
        ("[$X].forEach((x) => this.worker.postMessage('count'));", "", False),
        ("const $N = await this.worker.postMessage('count');", "const $N = ", True),
        ("console.log(this.worker.postMessage('count'));", "", True),
    ],
)
def test_whether_the_page_takes_what_the_call_gives(plus: str, minus: str, is_used: bool) -> None:
    assert [each.is_used for each in posts(plus, minus)] == [is_used]


def test_messages_through_the_port_of_a_shared_worker() -> None:
    (found,) = posts("this.worker.port.postMessage('count');")
    assert found.through_port


def test_no_statement_posts_nothing() -> None:
    assert list(posted([])) == []
