"""Calls of Pyodide, planted in the JavaScript of packages: a sample, and that what must not be is found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from migrator.javascript.edit import Edit
from tests.whole.packages.cases import Case, Planted
from tests.whole.packages.corpus import AT_HAND, HERE
from tests.whole.packages.judge import Node, judge
from tests.whole.packages.run import WAYS, run
from tests.whole.packages.sites import Site, documented, shipped

SEED = int(os.environ.get("PACKAGES_SEED", "18"))
MOST = int(os.environ.get("PACKAGES_CASES", "16"))  # thousands by `make test-long`, in the files of fifty packages
SITE = Site("await this.pyodide.runPythonAsync(`env.render()`);", "", "", "")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node(None) as found:
        yield found


def case(text: str, *, may_await: bool = True, is_unclear: bool = False) -> Case:
    sites = (Planted("here", SITE.text, SITE, may_await, is_unclear),)
    return Case("case.js", text.replace("@", SITE.text).encode(), b"", sites, shipped(), is_module=False)


@pytest.mark.parametrize(
    ("given", "outcome", "fault"),
    [
        (case("class A extends B { async m() { @ } }"), "rewritten", None),
        (case("function f() { @ }"), "no JavaScript", None),
        (case("async function f() { @ }"), "refused: no-worker", None),
        (case("class A extends B { async performRollback() { @ } }"), "kept", None),
        (case("with (x) { class A extends B { async m() { @ } } }"), "refused: unexplained", None),
        # What the judge is told wrongly is what it finds.
        (case("class A extends B { async m() { @ } }", is_unclear=True), "rewritten", "rewritten in a `with`"),
        (case("this.pyodide; class A extends B { async m() { @ } }"), None, "a region was not found"),
        (case("class A extends B { async m() { /* @ */ } }"), None, "missed"),
    ],
)
def test_a_case_is_judged(given: Case, outcome: str | None, fault: str | None, node: Node) -> None:
    verdict = judge(given, node)
    assert (verdict.fault.kind if verdict.fault else None) == fault
    assert [found for _, found in verdict.outcomes] == ([outcome] if outcome else [])


def test_node_is_asked(node: Node) -> None:
    assert node.fault(b"await x;", is_module=True) is None
    assert node.fault(b"await x;", is_module=False) is not None
    assert node.compare(b"a;", b"ab;", [Edit(0, 1, b"ab")], is_module=True) == {"fault": None, "meant": []}


def test_there_are_pages_and_packages_enough() -> None:
    assert len(documented()) >= 12
    assert len(json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]) >= 50


def test_nobody_elses_registry_is_in_the_lock() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, package in lock.items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock.items() if name)


def test_nothing_is_missed_and_nothing_else_changes() -> None:
    tally = run(SEED, MOST, AT_HAND, together=4, ways=(WAYS[3], WAYS[3]), longest=15_000, compare=False)
    story = [f"{given.name}: {fault.kind}: {fault.seen}\n{given.data.decode()}" for given, fault in tally.failures[:3]]
    assert not tally.failures, f"seed {SEED}\n" + "\n\n".join(story)
    assert tally.outcomes["rewritten"] > MOST / 10
    assert tally.answers
