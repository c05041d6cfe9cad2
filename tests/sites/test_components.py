"""Sites in components that are objects: whose methods they belong to, what may keep them, and which worker they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.source import Source
from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rules.loader import load_rules
from migrator.sites.uses import all_uses
from tests.report.formats import invoke
from tests.support import COUNT_PAGE, Run, run, text_of, write

WORKER = "class PyWorker { async count(n) { return n; } }\nclass Other {}\n"
SITE = "const n = await this.pyodide.runPythonAsync(`count(${1})`); this.n = n;"
DATA = "data() { return { worker: new PyWorker() }; }"
IMPORT = "import type { PyodideInterface } from 'pyodide';\n"
# The options of a component, the cause why the site is left, and a part of the message.
LEFT = {
    "no worker": (f"data() {{ return {{ n: 1 }}; }}, methods: {{ async run() {{ {SITE} }} }}", Code.NO_WORKER, "no class of `App` assigns `this.worker`"),
    "a worker without the command": (f"data() {{ return {{ worker: new Other() }}; }}, methods: {{ async run() {{ {SITE} }} }}", Code.NO_COMMAND, "`Other` has no method `count`"),
    "a worker of the platform": (f"created() {{ this.worker = new Worker('w.js'); }}, methods: {{ async run() {{ {SITE} }} }}", Code.NO_COMMAND, "which has no commands"),
    "a worker of another function": (f"methods: {{ a: () => {{ this.worker = new PyWorker(); }}, async run() {{ {SITE} }} }}", Code.NO_WORKER, "no class of `App`"),
    "setup, which has no this": (f"{DATA}, async setup() {{ {SITE} }}", Code.NO_WORKER, "object literal"),
    "a function in a method": (f"{DATA}, methods: {{ run() {{ f(async function () {{ {SITE} }}); }} }}", Code.NO_WORKER, "a function"),
    "a filter": (f"{DATA}, filters: {{ async run() {{ {SITE} }} }}", Code.NO_WORKER, "object literal"),
}  # fmt: skip
TAKEN = {
    "a method": (f"{DATA}, methods: {{ async run() {{ {SITE} }} }}", "run"),
    "a method that is a function": (f"{DATA}, methods: {{ run: async function () {{ {SITE} }} }}", "run"),
    "an arrow in a method": (f"{DATA}, methods: {{ run() {{ f(async () => {{ {SITE} }}); }} }}", "run"),
    "a hook": (f"{DATA}, async mounted() {{ {SITE} }}", "mounted"),
    "a watcher": (f"{DATA}, watch: {{ async 'a.b'() {{ {SITE} }} }}", "a.b"),
    "a watcher with options": (f"{DATA}, watch: {{ a: {{ deep: true, async handler() {{ {SITE} }} }} }}", "a"),
    "data that is an arrow": (f"data: () => ({{ worker: new PyWorker() }}), methods: {{ async run() {{ {SITE} }} }}", "run"),
    "a worker of a hook": (f"data() {{ return {{ worker: null }}; }}, created() {{ this.worker = new PyWorker(); }}, methods: {{ async run() {{ {SITE} }} }}", "run"),
}  # fmt: skip


def tried(folder: Path, options: str, *, settings: Settings | None = None) -> Run:
    rules = load_rules([write(folder, "pages/01-count.md", COUNT_PAGE).parent])
    text = f"<template><p/></template>\n<script>\n{WORKER}export default {{ {options} }};\n</script>\n"
    return run(folder, text, rules=rules, name="App.vue", settings=settings)


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_known_of_a_component_leaves_the_site(tmp_path: Path, name: str) -> None:
    options, code, because = LEFT[name]
    found = tried(tmp_path, options)
    assert found.after == found.before
    (entry,) = found.programs
    assert entry.reason is not None
    assert (entry.reason.code, because in text_of(entry.reason)) == (code, True)


@pytest.mark.parametrize("name", TAKEN)
def test_a_site_of_a_component_is_one_of_its_method(tmp_path: Path, name: str) -> None:
    options, method = TAKEN[name]
    found = tried(tmp_path, options)
    entries = [(entry.outcome, entry.class_name, entry.method) for entry in found.programs]
    assert entries == [(Outcome.REWRITTEN, "App", method)], [text_of(entry.reason) for entry in found.programs]
    assert "await this.worker.count(1)" in found.after
    assert found.entry.notes == ()


def test_what_a_component_takes_over_is_told(tmp_path: Path) -> None:
    found = tried(tmp_path, f"mixins: [game], methods: {{ async run() {{ {SITE} }} }}")
    assert ["`game`, which `App` extends, cannot be found" in words(note.message) for note in found.entry.notes] == [True]


def test_one_component_has_no_member_of_another(tmp_path: Path) -> None:
    text = f"{WORKER}const A = defineComponent({{ {DATA} }});\nconst B = defineComponent({{ methods: {{ async run() {{ {SITE} }} }} }});\n"
    rules = load_rules([write(tmp_path, "pages/01-count.md", COUNT_PAGE).parent])
    found = run(tmp_path, text, rules=rules)
    assert [(entry.outcome, entry.class_name) for entry in found.programs] == [(Outcome.UNMATCHED, "B")]


@pytest.mark.parametrize(
    ("keep", "options", "is_kept"),
    [
        ("run", f"computed: {{ run() {{ {SITE.replace('await ', '')} }} }}", False),
        ("run", f"methods: {{ async go() {{ {SITE} }} }}", False),
        ("Other.run", f"methods: {{ async run() {{ {SITE} }} }}", False),
        ("run", f"methods: {{ async run() {{ {SITE} }} }}", True),
        ("App.run", f"methods: {{ async run() {{ {SITE} }} }}", True),
        ("mounted", f"async mounted() {{ {SITE} }}", True),
    ],
)
def test_a_method_of_a_component_may_keep_pyodide(tmp_path: Path, keep: str, options: str, is_kept: bool) -> None:
    found = tried(tmp_path, options, settings=Settings(kept=(keep,)))
    assert [entry.outcome is Outcome.KEPT for entry in found.entry.entries if entry.is_program] == [is_kept]


def test_settings_that_name_a_method_of_a_component_name_one(tmp_path: Path) -> None:
    write(tmp_path, "App.vue", f"<script>\nexport default {{ methods: {{ async run() {{ {SITE} }} }} }};\n</script>\n")
    write(tmp_path, "migrator.toml", 'keep = ["run"]\n')
    assert invoke(tmp_path, "check", ".").code == 0
    write(tmp_path, "migrator.toml", 'keep = ["rum"]\n')
    assert "rum" in invoke(tmp_path, "check", ".").text


TYPES = {
    "state without a type": ("data() { return { py: 1 }; }, methods: { run() { this.py.version; } }", []),
    "state of another component's name": ("setup(props) { props.py.version; }, data() { return { py: null as PyodideInterface | null }; }", []),
    "state": ("data() { return { py: null as PyodideInterface | null }; }, methods: { run() { this.py!.version; } }", ["this.py!.version"]),
    "state by what data gives": ("data(): { py: PyodideInterface | null } { return { py: null }; }, methods: { run() { this.py!.version; } }", ["this.py!.version"]),
    "properties": ("props: { a: Object as PropType<PyodideInterface>, b: { type: Object as PropType<PyodideInterface> } }, mounted() { this.a.version; this.b.version; }", ["this.a.version", "this.b.version"]),
    "what is computed": ("computed: { py(): PyodideInterface { return get(); } }, mounted() { this.py.version; }", ["this.py.version"]),
    "a method": ("methods: { get(): PyodideInterface { return kept; } }, mounted() { this.get().version; }", ["this.get().version"]),
    "what is taken": ("computed: { py(): PyodideInterface { return get(); } }, mounted() { const { py } = this; py.version; }", ["py.version"]),
    "what is loaded": ("async mounted() { this.py = await loadPyodide(); }, methods: { run() { this.py.version; } }", ["this.py", "this.py.version"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_the_types_of_a_component(name: str) -> None:
    options, expected = TYPES[name]
    text = f'<script lang="ts">\n{IMPORT}export default defineComponent({{ {options} }});\n</script>\n'
    source = Source.read("App.vue", text.encode())
    found = all_uses(source, Settings())
    assert [source.text(use.whole.start_byte, use.whole.end_byte) for use in found] == expected
