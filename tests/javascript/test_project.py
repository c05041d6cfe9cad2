"""Names that lead from one file to another on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.project import Chain, Project
from migrator.model.ledger import Sentence


def chain(folder: Path, files: dict[str, str]) -> Chain:
    """The chain of the class `A` of `a.js`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    project = Project()
    module = project.module(folder / "a.js")
    assert module is not None
    return project.chain(module.classes["A"])


LEADS = {
    "the file itself": {"a.js": "class B {} class A extends B {}"},
    "a named import": {"a.js": "import { B } from './b.js'; class A extends B {}", "b.js": "export class B {}"},
    "a default": {"a.js": "import C from './b.js'; class A extends C {}", "b.js": "class B {} export default B;"},
    "a namespace": {"a.js": "import * as b from './b.js'; class A extends b.B {}", "b.js": "export class B {}"},
    "no extension": {"a.js": "import { B } from './b'; class A extends B {}", "b.mjs": "export class B {}"},
    "a folder": {"a.js": "import { B } from './b'; class A extends B {}", "b/index.js": "export class B {}"},
    "a query": {"a.js": "import { B } from './b.js?v=1#x'; class A extends B {}", "b.js": "export class B {}"},
    "TypeScript": {"a.js": "import { B } from './b.js'; class A extends B {}", "b.ts": "export class B<T> { private a!: T }"},
    "a component of Vue": {
        "a.js": "import { B } from './b.vue'; class A extends B {}",
        "b.vue": "<script lang='ts'>\nexport class B {}\n</script>\n<script setup>\nlet a\n</script>",
    },
    "a module script of Svelte": {
        "a.js": "import { B } from './b.svelte'; class A extends B {}",
        "b.svelte": "<script>\nlet a\n</script>\n<script lang='ts' module>\nexport class B {}\n</script>",
    },
    "an older one": {
        "a.js": "import { B } from './b.svelte'; class A extends B {}",
        "b.svelte": "<script context='module'>\nexport class B {}\n</script>\n<p>export</p>",
    },
    "paths": {
        "a.js": "import { B } from '@/b'; class A extends B {}",
        "jsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["c/*"]}}}',
        "c/b.ts": "export class B {}",
    },
    "a package": {
        "a.js": "import { B } from 'b'; class A extends B {}",
        "package.json": '{"workspaces": ["b"]}',
        "b/package.json": '{"name": "b"}',
        "b/index.js": "export class B {}",
    },
    "another name": {
        "a.js": "import { D } from './c.js'; class A extends D {}",
        "c.js": "export { B as D } from './b.js';",
        "b.js": "export class B {}",
    },
    "all of a module": {
        "a.js": "import { B } from './c.js'; class A extends B {}",
        "c.js": "export * from './d.js'; export * from './b.js';",
        "b.js": "export class B {}",
    },
}


@pytest.mark.parametrize("case", LEADS)
def test_a_name_leads_to_the_class_that_it_means(tmp_path: Path, case: str) -> None:
    found = chain(tmp_path, LEADS[case])
    assert [info.name for info in found.classes] == ["A", "B"]
    assert found.complete


LEAVES = {
    "a package": {"a.js": "import { B } from 'b'; class A extends B {}"},
    "what a script of a component of Svelte takes": {
        "a.js": "import { B } from './b.svelte'; class A extends B {}",
        "b.svelte": "<script>\nexport class B {}\n</script>\n<script module>\nexport let a\n</script>",
    },
    "a component itself": {"a.js": "import B from './b.vue'; class A extends B {}", "b.vue": "<script setup>class B {}</script>"},
    "a declaration": {"a.js": "import { B } from './b.js'; class A extends B {}", "b.d.ts": "export class B {}"},
    "a worker of it": {"a.js": "import { B } from './b.js?worker'; class A extends B {}", "b.js": "export class B {}"},
    "its text": {"a.js": "import { B } from './b.js?raw'; class A extends B {}", "b.js": "export class B {}"},
    "what a loader makes": {"a.js": "import { B } from './x!./b.js'; class A extends B {}", "b.js": "export class B {}"},
    "a page": {"a.js": "import { B } from './b.html'; class A extends B {}", "b.html": "<script>export class B {}</script>"},
    "paths of another configuration": {
        "a.js": "import { B } from '@/b'; class A extends B {}",
        "c/tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}',
        "c/b.ts": "export class B {}",
    },
    "no file": {"a.js": "import { B } from './b.js'; class A extends B {}"},
    "no export": {"a.js": "import { B } from './b.js'; class A extends B {}", "b.js": "class B {}"},
    "no JavaScript": {"a.js": "import { B } from './b.js'; class A extends B {}", "b.js": "export class B {"},
    "an expression": {"a.js": "class B {} class A extends mixed(B) {}"},
    "exports in a circle": {
        "a.js": "import { B } from './b.js'; class A extends B {}",
        "b.js": "export { B } from './c.js';",
        "c.js": "export { B } from './b.js';",
    },
}


@pytest.mark.parametrize("case", LEAVES)
def test_a_chain_ends_where_its_base_is_not_found(tmp_path: Path, case: str) -> None:
    found = chain(tmp_path, LEAVES[case])
    assert [info.name for info in found.classes] == ["A"]
    assert found.missing is not None
    assert found.missing.sentence is Sentence.BASE_NOT_FOUND


def test_a_chain_that_is_a_circle_or_too_long_ends(tmp_path: Path) -> None:
    circle = chain(tmp_path, {"a.js": "class A extends B {} class B extends A {}"})
    assert circle.missing is not None
    assert circle.missing.sentence is Sentence.EXTENDS_ITSELF
    classes = "".join(f"class C{number} extends C{number + 1} {{}} " for number in range(40))
    long = chain(tmp_path, {"a.js": f"class A extends C0 {{}} {classes}"})
    assert long.missing is not None
    assert long.missing.sentence is Sentence.CHAIN_TOO_LONG


@pytest.mark.parametrize(
    ("taken", "given"),
    [
        ("const B = require('./b.js');", "class B {} module.exports = B;"),
        ("const { B } = require('./b.js');", "class B {} module.exports = { B };"),
        ("const { B } = require('./b.js');", "exports.B = class B {};"),
        ("const B = require('./b.js').B;", "class B {} module.exports = { B };"),
        ("const { B } = require('./b.js');", "module.exports.B = require('./c.js');"),
    ],
)
def test_a_class_that_is_required(tmp_path: Path, taken: str, given: str) -> None:
    for name, text in {"a.js": f"{taken} class A extends B {{}}", "b.js": given}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "c.js").write_text("module.exports = class B {};", "utf-8")
    project = Project()
    module = project.module(tmp_path / "a.js")
    assert module is not None
    heritage = module.classes["A"].heritage
    assert heritage is not None
    found = project.required_class(module, heritage)
    assert found is not None
    assert found.name == "B"


def test_a_file_is_parsed_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class A {}", "utf-8")
    project = Project()
    assert project.module(tmp_path / "a.js") is project.module(tmp_path / "a.js")
    assert project.module(tmp_path / "b.js") is None
