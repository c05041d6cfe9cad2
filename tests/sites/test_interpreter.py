"""Who shares an interpreter across files, and that what is found there is a dependency of a cached result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.interpreter import Elsewhere, Interpreter, Unparsed
from migrator.sites.site import File
from tests.support import git, migrator, write

OWN = "constructor() { this.pyodide = await_(); }".replace("await_()", "loadPyodide()")
GIVEN = "constructor(o) { this.pyodide = o; }"
READS = "m() { this.pyodide.runPython('rows'); }"


def around(folder: Path, text: str, files: dict[str, str], worker: str = "") -> list[Elsewhere | Unparsed]:
    """What other files have, seen from the first class of `a.js`."""
    git(folder, "init", "-q")
    for name, other in {**files, "a.js": text}.items():
        write(folder, name, other)
    disk = Disk()
    project = Project(disk)
    module = project.module(folder / "a.js")
    assert module is not None
    interpreter = Interpreter(project, Settings(), Repository(disk), lambda path: path.name == worker)
    (use, *_) = File(module.source, Settings()).uses
    return list(interpreter.around(module, use, ["rows"]))


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (f"class A {{ {OWN} {READS} }}", {}),
        (f"class A {{ {OWN} }}", {"b.js": f"class B {{ {OWN} {READS} }}"}),
        (f"class A {{ {OWN} }}", {"b.js": "const py = loadPyodide(); py.runPython('rows');"}),
        (f"export class A {{ {OWN} }}", {"b.js": f"import {{ A }} from './a.js'; class B extends A {{ {READS} }}"[:-60] + "}"}),
        (f"class A {{ {GIVEN} }}", {"b.js": "class B { m() { this.pyodide.runPython('columns'); } }"}),
        (f"class A {{ {GIVEN} }}", {"b.js": "class B { m() { this.pyodide.runPython('rows = 1'); } }"}),
        (f"class A {{ {GIVEN} }}", {"worker.js": "self.py.runPython('rows');"}),
        (f"class A {{ {GIVEN} }}", {"b.ts": "o.runPython('columns')"}),
        (f"class A {{ {GIVEN} }}", {"b.html": "<p>rows</p><script>o.runPython('columns')</script>"}),
        (f"class A {{ {GIVEN} }}", {"b.astro": "---\no.runPython('columns')\n---\n"}),
    ],
)
def test_nothing_is_shared(tmp_path: Path, text: str, files: dict[str, str]) -> None:
    assert around(tmp_path, text, files, "worker.js") == []


@pytest.mark.parametrize(
    ("text", "files", "shown"),
    [
        (f"class A {{ {GIVEN} }}", {"b.js": f"class B {{ {GIVEN} {READS} }}"}, "b.js"),
        (f"class A {{ {GIVEN} }}", {"b.js": f"class B {{ {OWN} {READS} }}"}, "b.js"),
        (f"class A {{ {OWN} }}", {"c/b.js": f"class B {{ {GIVEN} {READS} }}"}, "c/b.js"),
        (f"class A {{ {OWN} }}", {"b.js": f"class B {{ static {READS} }}"}, "b.js"),
        (f"export class A {{ {OWN} }}", {"b.js": f"import {{ A }} from './a.js'; class B extends A {{ {READS} }}"}, "b.js"),
        (f"import {{ B }} from './b.js'; class A extends B {{ {OWN} }}", {"b.js": f"export class B {{ {READS} }}"}, "b.js"),
        (f"class A {{ {OWN} }}", {"b.js": "function f(py) { py.runPython('rows'); }"}, "b.js"),
        (f"class A {{ {OWN} }}", {"b.js": "function f(game) { game.pyodide.runPython('rows'); }"}, "b.js"),
        (f"class A {{ {OWN} }}", {"b.vue": "<script>f.runPython('rows')</script>"}, "b.vue"),
        (f"class A {{ {OWN} }}", {"b.vue": "<template><b @click=\"f.runPython('rows')\" /></template>"}, "b.vue"),
        (f"class A {{ {OWN} }}", {"b.html": "<script>{% if %}f.runPython('rows')</script>"}, "b.html"),
        (f"class A {{ {OWN} }}", {"b.tsx": "const a = <B on={() => py!.runPython('rows')} />;"}, "b.tsx"),
        (f"class A {{ {OWN} }}", {"b.astro": "---\nf.runPython('rows')\n---\n"}, "b.astro"),
    ],
)  # fmt: skip
def test_what_is_shared(tmp_path: Path, text: str, files: dict[str, str], shown: str) -> None:
    (found,) = around(tmp_path, text, files)
    assert found.file == shown


def test_another_script_of_the_same_page_is_another_file_of_the_interpreter(tmp_path: Path) -> None:
    def found(*scripts: str) -> list[int]:
        page = "\n".join(f'<script type="module">{script}</script>' for script in scripts)
        path = write(tmp_path, "page.html", page)
        disk = Disk()
        project, repository = Project(disk), Repository(disk)
        source = Source.read_all(str(path), page.encode())[0]
        module = project.add(path, source)
        (use, *_) = File(source, Settings()).uses
        others = Interpreter(project, Settings(), repository).around(module, use, ["rows"])
        return [other.line for other in others if isinstance(other, Elsewhere)]

    git(tmp_path, "init", "-q")
    first = f"class A {{ {GIVEN} {READS} }}"
    assert found(first) == []
    assert found(first, f"class B {{ {GIVEN} }}") == []
    assert found(first, f"class B {{ {GIVEN} {READS} }}") == [2]


# -- what is found is a dependency -------------------------------------------------------------------------------------

RULE = """\
# Load

Loads rows.

```diff
- await this.pyodide.runPythonAsync(`rows = parse(${$X})`);
+ await this.worker.load($X);
```
"""
A = """\
class Client { load(x) { return x; } }
export class A {
    constructor() { this.worker = new Client(); this.pyodide = loadPyodide(); }
    async load(x) {
        await this.pyodide.runPythonAsync(`rows = parse(${x})`);
    }
}
"""
SUB = "import { A } from './a.js';\nclass B extends A { m() { this.pyodide.runPython('%s'); } }\n"
WAYS = {
    "the folder": (["."], "."),
    "one file": (["a.js"], "."),
    "from below": (["../a.js"], "below"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    write(tmp_path, "migrator.toml", 'rules = ["rules"]\nkeep = []\n')
    write(tmp_path, "rules/01-x.md", RULE)
    write(tmp_path, "a.js", A)
    write(tmp_path, "below/c.js", "f();\n")
    return tmp_path


def outcome(folder: Path, way: str) -> str:
    """What becomes of the site, and the files that are named in its reason."""
    paths, place = WAYS[way]
    ran = migrator(folder / place, "migrate", "--format", "json", *paths)
    files = json.loads(ran.stdout)["files"]
    (use,) = (use for file in files if file["path"].endswith("a.js") for use in file["uses"] if use["member"])
    return use["outcome"] if use["reason"] is None else use["reason"]["code"]


@pytest.mark.parametrize("way", WAYS)
def test_another_file_that_is_edited_changes_the_outcome(repository: Path, way: str) -> None:
    assert outcome(repository, way) == "rewritten"
    assert outcome(repository, way) == "rewritten", "from the cache"
    write(repository, "b.js", SUB % "len(rows)")
    assert outcome(repository, way) == "still-read"
    assert outcome(repository, way) == "still-read", "from the cache"
    write(repository, "b.js", SUB % "len(columns)")
    assert outcome(repository, way) == "rewritten"
    write(repository, "page.html", "<b onclick=\"p.runPython('rows')\">")
    assert "page.html" in str(migrator(repository, "migrate", "--format", "json", "a.js").stdout)
    (repository / "page.html").unlink()
    write(repository, "b.js", "import { text } from './text.js';\n" + (SUB % "x").replace("'x'", "text"))
    write(repository, "text.js", "export const text = `columns`;\n")
    assert outcome(repository, way) == "rewritten"
    write(repository, "text.js", "export const text = `rows`;\n")
    assert outcome(repository, way) == "still-read", "what another file imports is a dependency too"
    (repository / "b.js").unlink()
    assert outcome(repository, way) == "rewritten"


def test_a_check_of_what_a_branch_adds_sees_the_other_file(repository: Path) -> None:
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "one")
    write(repository, "b.js", SUB % "len(rows)")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    write(repository, "a.js", A.replace("async load(x) {", "async load(x) {\n        this.log(x);"))
    ran = migrator(repository, "check", "--since", "HEAD", "--format", "json", "a.js")
    assert "runPythonAsync" not in str(ran.stdout), "the use is not a new one"
    ran = migrator(repository, "check", "--format", "json", "a.js")
    assert "reads it on line 2" in ran.stdout.decode()
