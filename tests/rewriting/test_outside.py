"""Sites in files with markup: what the markup does with the names of the script."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Receiver, Settings
from migrator.rules.loader import load_rules
from tests.support import Run, run, text_of, write

PAGE = """\
# Count

Counts.

```diff
- const $T = await this.pyodide.runPythonAsync(`text(${$X})`);
- const $N = JSON.parse($T);
+ const $N = await this.worker.count($X);
```
"""
WORKER = "class PyWorker { async count(n) { return n; } }\n"
PYODIDE = "const pyodide = await loadPyodide();\n"
SITE = "const t = await pyodide.runPythonAsync(`text(${1})`);\nconst n = JSON.parse(t);\nuse(n);\n"
AROUND = {
    "a.vue": ("<script setup>\nimport a from 'b';\n", "</script>\n<template>{}</template>\n"),
    "a.svelte": ("<script>\nimport a from 'b';\n", "</script>\n{}\n"),
    "a.html": ("<script>\nimport a from 'b';\n", "</script>\n{}\n"),
}


def tried(folder: Path, name: str, script: str, markup: str, *, unknown: bool = False) -> Run:
    rules = load_rules([write(folder, "pages/01-count.md", PAGE).parent])
    worker = Receiver.read("worker")
    assert worker is not None
    before, behind = AROUND[name]
    text = before + script + behind.replace("{}", markup)
    settings = Settings(worker=worker, refuse_unknown=unknown)
    return run(folder, text, rules=rules, name=name, settings=settings)


READ = {"a.vue": "<p>{{ t }}</p>", "a.svelte": "<p>{t}</p>", "a.html": "<p onclick='f(t)'>"}
WRITE = {"a.vue": "<p @click='worker = b' />", "a.svelte": "<p on:click={() => worker = b} />", "a.html": "<p onclick='worker = b'>"}


@pytest.mark.parametrize("name", AROUND)
def test_what_the_markup_uses_is_not_removed(tmp_path: Path, name: str) -> None:
    found = tried(tmp_path, name, f"{WORKER}{PYODIDE}const worker = new PyWorker();\n{SITE}", READ[name])
    assert found.after == found.before
    (entry,) = found.programs
    assert entry.reason is not None
    assert entry.reason.code == Code.STILL_USED
    line = found.before.count("\n", 0, found.before.index(READ[name])) + 1
    assert text_of(entry.reason) == f"`t` is still used on line {line}"


@pytest.mark.parametrize("name", AROUND)
def test_what_the_markup_only_says_is(tmp_path: Path, name: str) -> None:
    found = tried(tmp_path, name, f"{WORKER}{PYODIDE}const worker = new PyWorker();\n{SITE}", "<p class='t'>t</p>")
    assert [entry.outcome for entry in found.programs] == [Outcome.REWRITTEN], found.after
    assert "const n = await worker.count(1);" in found.after
    assert found.entry.notes == ()


@pytest.mark.parametrize("name", AROUND)
def test_a_worker_that_the_markup_may_replace_is_not_known(tmp_path: Path, name: str) -> None:
    script = f"{WORKER}{PYODIDE}let worker = new PyWorker();\n{SITE}"
    found = tried(tmp_path, name, script, WRITE[name])
    assert ["`worker` of `worker` cannot be found" in text_of(note) for note in found.entry.notes] == [True]
    refused = tried(tmp_path, name, script, WRITE[name], unknown=True)
    assert [entry.reason and entry.reason.code for entry in refused.programs] == [Code.NO_COMMAND]
    known = tried(tmp_path, name, script, "<p/>", unknown=True)
    assert [entry.outcome for entry in known.programs] == [Outcome.REWRITTEN]


def test_a_worker_that_a_component_is_given_is_not_known(tmp_path: Path) -> None:
    script = f"{WORKER}{PYODIDE}export let worker = new PyWorker();\n{SITE}"
    found = tried(tmp_path, "a.svelte", script, "", unknown=True)
    assert [entry.reason and entry.reason.code for entry in found.programs] == [Code.NO_COMMAND]


@pytest.mark.parametrize("name", AROUND)
def test_what_is_loaded_later_is_pyodide_all_the_same(tmp_path: Path, name: str) -> None:
    script = (
        f"{WORKER}let pyodide;\nconst worker = new PyWorker();\n"
        f"onMounted(async () => {{\npyodide = await loadPyodide();\n{SITE}}});\n"
    )
    markup = {"a.vue": "<p v-if='pyodide' />", "a.svelte": "{#if pyodide}{/if}", "a.html": "<p onclick='f(pyodide)'>"}
    found = tried(tmp_path, name, script, markup[name])
    assert [entry.outcome for entry in found.programs] == [Outcome.REWRITTEN], found.after
    (provided,) = [entry for entry in found.entry.entries if entry.outcome is Outcome.PROVIDED]
    assert provided.reason is None  # the markup uses it


def test_what_only_the_markup_gives_is_no_other_use(tmp_path: Path) -> None:
    script = f"{WORKER}{PYODIDE}const worker = new PyWorker();\n"
    found = tried(tmp_path, "a.svelte", script, "{pyodide}{pyodide.version}<p on:click={() => pyodide = 1} />")
    assert [entry.outcome for entry in found.entry.entries] == [Outcome.PROVIDED]


@pytest.mark.parametrize("name", AROUND)
def test_a_name_that_the_markup_spells_is_not_declared(tmp_path: Path, name: str) -> None:
    page = PAGE.replace("+ const $N = await this.worker.count($X);", "+ const r = await this.worker.count($X);\n+ const $N = r.n;")
    rules = load_rules([write(tmp_path, "pages/01-count.md", page).parent])
    before, behind = AROUND[name]
    worker = Receiver.read("worker")
    assert worker is not None
    script = f"{WORKER}{PYODIDE}const worker = new PyWorker();\n{SITE}"
    for markup, wanted in ((READ[name].replace("t", "r"), "r2"), ("<p>r</p>", "r")):
        text = before + script + behind.replace("{}", markup)
        found = run(tmp_path, text, rules=rules, name=name, settings=Settings(worker=worker))
        assert f"const {wanted} = await worker.count(1);" in found.after, markup
