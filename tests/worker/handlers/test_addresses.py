"""The scripts that code starts workers with."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.addresses import addresses, spelled_addresses

from .modules import module


def found(text: str) -> list[str]:
    made = module(text)
    return list(addresses(made, made.source.root))


@pytest.mark.parametrize(
    "text",
    [
        "new Other('w.js');",
        "Worker('w.js');",
        "new Worker();",
        "new Worker(name);",
        "new this.Worker('w.js');",
        "new other.Worker('w.js');",
        "class Worker {} new Worker('w.js');",
        "import { Worker } from './pool.js'; new Worker('w.js');",
        "// new Worker('w.js')",
    ],
)
def test_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("new Worker('w.js');", "w.js"),
        ("new SharedWorker(`w.js`);", "w.js"),
        ("new window.Worker('w.js', { type: 'module' });", "w.js"),
        ("new Worker(new URL('./w.js', import.meta.url));", "./w.js"),
        ("const url = 'w.js'; new Worker(url);", "w.js"),
        ("const DIR = 'js/'; new Worker(DIR + 'w.js');", "js/w.js"),
        ("new Worker(`${'js'}/w.js`);", "js/w.js"),
        ("function start(url = 'w.js') { new Worker(url); }", "w.js"),
        ("function start(url) { new Worker(url); } start('w.js');", "w.js"),
        ("const url = () => 'w.js'; new Worker(url());", "w.js"),
        ("class A { url = 'w.js'; start() { new Worker(this.url); } }", "w.js"),
        ("class A extends Worker { constructor() { super('w.js'); } }", "w.js"),
        ("import { Worker } from 'node:worker_threads'; new Worker('w.js');", "w.js"),
        ("new Worker(path.join(__dirname, 'js', 'w.js'));", "js/w.js"),
    ],
)
def test_one(text: str, address: str) -> None:
    assert found(text) == [address]


def test_either_of_two() -> None:
    assert sorted(found("new Worker(old ? 'a.js' : 'b.js');")) == ["a.js", "b.js"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("const w: Worker = make();", []),
        ("new Worker(url)", []),
        ("new Worker('w.js')", ["w.js"]),
        ("const w: Worker = new Worker(new URL('w.ts', import.meta.url))", ["w.ts"]),
    ],
)
def test_addresses_of_languages_that_are_not_parsed(text: str, address: list[str]) -> None:
    assert list(spelled_addresses(text)) == address
