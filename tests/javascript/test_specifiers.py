"""The files that specifiers lead to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.javascript.disk import Disk
from migrator.javascript.specifiers import Specifiers, is_asset, is_module, is_own, path_of
from tests.worker.test_sends import made

TSCONFIG = """\
{
  // how modules are called
  "compilerOptions": {
    "baseUrl": ".", /* from here */
    "paths": {
      "@/*": ["src/*",],
      "@/py/*": ["python/*"],
      "~env": ["src/env.ts"],
    },
  },
}
"""
FILES = {
    "src/a.ts": "", "src/b.tsx": "", "src/c.mts": "", "src/d.cts": "", "src/e.js": "", "src/e.ts": "", "src/f.d.ts": "",
    "src/g/index.ts": "", "src/h.ts": "", "src/h/index.ts": "", "src/i.vue": "", "src/j.svelte": "", "src/env.ts": "",
    "src/m/package.json": '{"main": "lib.js"}', "src/m/lib.ts": "", "src/n.model.ts": "", "src/types.d.mts": "",
    "python/step.ts": "", "src/step.py": "", "page.html": "", "plain.js": "",
}  # fmt: skip


def leads(folder: Path, specifier: str, near: str = "src/x.ts") -> str | None:
    found = Specifiers(Disk()).file(folder / near, specifier)
    return found.relative_to(folder).as_posix() if found is not None else None


def _config(options: object, **others: object) -> str:
    return json.dumps({"compilerOptions": options, **others})


NOWHERE = [
    "./none", "./f", "./f.d.ts", "./f.js", "./types.d.mts", "./types.d", "react", "node:fs", "https://example.org/src/a.ts",
    "./\0", "./\ud800", "", "!", "?raw", "#x", "@/none", "/src/a", "./n.js", "..", "@/", "@/f", "~env/x",
]  # fmt: skip


@pytest.mark.parametrize("specifier", NOWHERE)
def test_what_leads_nowhere(tmp_path: Path, specifier: str) -> None:
    made(tmp_path, FILES | {"tsconfig.json": TSCONFIG})
    assert leads(tmp_path, specifier) is None


LEADS = {
    "./a": "src/a.ts", "./a.js": "src/a.ts", "./a.ts": "src/a.ts", "./b.js": "src/b.tsx", "./b.jsx": "src/b.tsx",
    "./c.mjs": "src/c.mts", "./c": "src/c.mts", "./d.cjs": "src/d.cts", "./e.js": "src/e.js", "./e": "src/e.ts",
    "./g": "src/g/index.ts", "./g/": "src/g/index.ts", "./h": "src/h.ts", "./h/": "src/h/index.ts",
    "./i": "src/i.vue", "./i.vue": "src/i.vue", "./j.svelte": "src/j.svelte", "./m": "src/m/lib.ts",
    "./n.model": "src/n.model.ts", "../plain": "plain.js", "./a?v=1#x": "src/a.ts", "./step.py?raw": "src/step.py",
    "worker-loader!./a": "src/a.ts", "@/a": "src/a.ts", "@/py/step": "python/step.ts", "~env": "src/env.ts",
    "src/a": "src/a.ts", "plain": "plain.js", "@/g": "src/g/index.ts", "@/a.js?worker": "src/a.ts",
}  # fmt: skip


@pytest.mark.parametrize("specifier", LEADS)
def test_where_a_specifier_leads(tmp_path: Path, specifier: str) -> None:
    made(tmp_path, FILES | {"tsconfig.json": TSCONFIG})
    assert leads(tmp_path, specifier) == LEADS[specifier]


def test_of_two_files_that_of_the_own_language_is_taken(tmp_path: Path) -> None:
    made(tmp_path, FILES)
    assert leads(tmp_path, "./e", "src/x.js") == "src/e.js"
    assert leads(tmp_path, "./e", "src/x.vue") == "src/e.ts"


# Configurations by which `@/a` leads nowhere: each is as if it had no paths, and none is a traceback.
BROKEN: dict[str, dict[str, str]] = {
    "none": {},
    "no JSON": {"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["src/*"]}'},
    "a list": {"tsconfig.json": "[]"},
    "empty": {"tsconfig.json": ""},
    "bytes": {"tsconfig.json": "\0\0"},
    "nested": {"tsconfig.json": "[" * 100_000},
    "quotes": {"tsconfig.json": '"\\"' * 50_000},
    "a comment without an end": {"tsconfig.json": "/*" * 50_000},
    "options of another kind": {"tsconfig.json": _config([])},
    "paths of another kind": {"tsconfig.json": _config({"paths": ["src/*"]})},
    "places of another kind": {"tsconfig.json": _config({"paths": {"@/*": "src/*"}})},
    "a place of another kind": {"tsconfig.json": _config({"paths": {"@/*": [1, None, "\0", "\ud800"]}})},
    "two stars": {"tsconfig.json": _config({"paths": {"@/**": ["src/*"], "@/*": ["src/**"]}})},
    "no places": {"tsconfig.json": _config({"paths": {"@/*": []}})},
    "paths that are taken back": {
        "tsconfig.json": _config({"paths": {}}, extends="./base.json"),
        "base.json": _config({"paths": {"@/*": ["src/*"]}}),
    },
    "a circle": {
        "tsconfig.json": _config({"paths": {"@/*": ["src/*"]}}, extends="./base.json"),
        "base.json": _config({}, extends="./tsconfig.json"),
    },
    "itself": {"tsconfig.json": _config({"paths": {"@/*": ["src/*"]}}, extends="./tsconfig")},
    "a nearer one": {"tsconfig.json": TSCONFIG, "src/tsconfig.json": "{}"},
    "a nearer one that is broken": {"tsconfig.json": TSCONFIG, "src/jsconfig.json": "{"},
    "another repository": {"../tsconfig.json": _config({"paths": {"@/*": ["repo/src/*"]}}), ".git/HEAD": ""},
    "references that differ": {
        "tsconfig.json": _config({}, references=[{"path": "./one.json"}, {"path": "./two.json"}, 1, {"path": 2}]),
        "one.json": _config({"paths": {"@/*": ["src/*"]}}),
        "two.json": _config({"paths": {"@/*": ["python/*"]}}),
        "python/a.ts": "",
    },
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_configuration_that_says_nothing(tmp_path: Path, case: str) -> None:
    made(tmp_path / "repo", {"src/a.ts": "", **BROKEN[case]})
    assert leads(tmp_path / "repo", "@/a") is None
    assert leads(tmp_path / "repo", "./a") == "src/a.ts"


PATHS = {"paths": {"@/*": ["src/*"]}}
# Configurations by which `@/a` leads to `src/a.ts`.
CONFIGURED: dict[str, dict[str, str]] = {
    "paths without baseUrl": {"tsconfig.json": _config(PATHS)},
    "of JavaScript": {"jsconfig.json": _config(PATHS)},
    "a mark at the beginning": {"tsconfig.json": "\ufeff" + _config(PATHS)},
    "the first of two": {"tsconfig.json": _config({"paths": {"@/*": ["none/*", "src/*"]}})},
    "the longest beginning": {"tsconfig.json": _config({"paths": {"*": ["none/*"], "@*": ["none/*"], "@/*": ["src/*"]}})},
    "the name itself": {"tsconfig.json": _config({"paths": {"@/*": ["none/*"], "@/a": ["src/a"]}})},
    "a place of the configuration": {"tsconfig.json": _config({"paths": {"@/*": ["${configDir}/src/*"]}})},
    "another folder": {"tsconfig.json": _config({"baseUrl": "./src", "paths": {"@/*": ["./*"]}})},
    "extends": {"tsconfig.json": '{"extends": "./base"}', "base.json": _config(PATHS)},
    "extends a folder's": {"tsconfig.json": '{"extends": "./c/base.json"}', "c/base.json": _config({"paths": {"@/*": ["../src/*"]}})},
    "extends several": {
        "tsconfig.json": '{"extends": ["./one.json", "@tsconfig/node18/tsconfig.json", "./two.json", "./none.json"]}',
        "one.json": _config({"paths": {"@/*": ["none/*"]}}),
        "two.json": _config(PATHS),
    },
    "the place of the one that extends": {
        "tsconfig.json": '{"extends": "./c/base.json"}',
        "c/base.json": _config({"paths": {"@/*": ["${configDir}/src/*"]}}),
    },
    "baseUrl of the base": {
        "tsconfig.json": _config({"paths": {"@/*": ["src/*"]}}, extends="./c/base.json"),
        "c/base.json": _config({"baseUrl": ".."}),
    },
    "references": {
        "tsconfig.json": '{"files": [], "references": [{"path": "./tsconfig.node.json"}, {"path": "./app"}]}',
        "tsconfig.node.json": _config({}),
        "app/tsconfig.json": _config({"paths": {"@/*": ["../src/*"]}}),
    },
    "imports of the package": {"package.json": '{"imports": {"#z": "./z"}, "name": "@"}', "tsconfig.json": _config(PATHS)},
}  # fmt: skip


@pytest.mark.parametrize("case", CONFIGURED)
def test_paths_of_a_configuration(tmp_path: Path, case: str) -> None:
    made(tmp_path, {"src/a.ts": "", **CONFIGURED[case]})
    assert leads(tmp_path, "@/a") == "src/a.ts"


ROOT = json.dumps({"name": "top", "workspaces": ["packages/*", "!packages/old", "apps/**"]})
WORKSPACE = {
    "package.json": ROOT,
    "packages/one/package.json": json.dumps({
        "name": "@acme/one",
        "exports": {
            ".": {"types": "./src/index.d.ts", "import": "./src/index.js", "require": "./old.js"},
            "./py/*": "./src/py/*.ts", "./py/private/*": None, "./out": "../../secret.js", "./built": ["./dist/x.js", "./src/x.js"],
        },
    }),
    "packages/one/src/index.ts": "", "packages/one/src/index.d.ts": "", "packages/one/src/py/a.ts": "", "packages/one/src/x.ts": "",
    "packages/one/src/py/private/b.ts": "", "packages/one/src/inner.ts": "", "secret.js": "",
    "packages/two/package.json": json.dumps({
        "name": "two", "module": "lib/main.js", "main": "lib/old.js",
        "imports": {"#py/*": "./lib/py/*.js", "#one": "@acme/one", "#loop": "#loop", "#none": 1}, "dependencies": {"three": "file:../../three"},
    }),
    "packages/two/lib/main.js": "", "packages/two/lib/old.js": "", "packages/two/lib/py/a.js": "", "packages/two/lib/x.js": "",
    "packages/old/package.json": '{"name": "old", "main": "a.js"}', "packages/old/a.js": "",
    "apps/web/site/package.json": '{"name": "site", "exports": "./a.js"}', "apps/web/site/a.js": "",
    "packages/broken/package.json": '{"name": ', "packages/broken/a.js": "",
    "three/package.json": '{"name": "3"}', "three/index.js": "",
    "elsewhere/package.json": '{"name": "elsewhere", "main": "a.js"}', "elsewhere/a.js": "",
}  # fmt: skip
PACKAGES = {
    "@acme/one": "packages/one/src/index.ts", "@acme/one/py/a": "packages/one/src/py/a.ts",
    "@acme/one/built": "packages/one/src/x.ts", "two": "packages/two/lib/main.js", "two/lib/x": "packages/two/lib/x.js",
    "site": "apps/web/site/a.js", "#py/a": "packages/two/lib/py/a.js", "#one": "packages/one/src/index.ts",
    "three": "three/index.js",
    "@acme/one/py/private/b": None, "@acme/one/src/inner": None, "@acme/one/out": None, "old": None, "elsewhere": None,
    "broken": None, "top": None, "@acme": None, "#loop": None, "#none": None, "#py": None, "site/a.js": None,
}  # fmt: skip


@pytest.mark.parametrize("specifier", PACKAGES)
def test_packages_of_the_repository(tmp_path: Path, specifier: str) -> None:
    made(tmp_path, WORKSPACE)
    assert leads(tmp_path, specifier, "packages/two/lib/x.js") == PACKAGES[specifier]


MANAGED = {
    "pnpm": {"pnpm-workspace.yaml": "packages:\n  # all\n  - 'packages/*'\n\ncatalog:\n  - x\n"},
    "pnpm in brackets": {"pnpm-workspace.yaml": 'packages: ["packages/*"]\n'},
    "lerna": {"lerna.json": '{"packages": ["packages/*"]}'},
    "yarn": {"package.json": '{"workspaces": {"packages": ["./packages/one/"]}}'},
}


@pytest.mark.parametrize("manager", MANAGED)
def test_workspaces_of_other_managers(tmp_path: Path, manager: str) -> None:
    made(tmp_path, {"packages/one/package.json": '{"name": "one"}', "packages/one/index.ts": "", **MANAGED[manager]})
    assert leads(tmp_path, "one") == "packages/one/index.ts"


def test_a_package_names_itself_by_its_exports_only(tmp_path: Path) -> None:
    made(tmp_path, {"package.json": '{"name": "me", "exports": "./a.js"}', "a.js": "", "b/package.json": "{}"})
    assert leads(tmp_path, "me", "src/x.js") == "a.js"
    assert leads(tmp_path, "me", "b/x.js") is None
    made(tmp_path, {"package.json": '{"name": "me", "main": "./a.js"}'})
    assert leads(tmp_path, "me", "src/x.js") is None


def test_what_a_specifier_says_by_itself() -> None:
    assert [path_of(text) for text in ("./a?raw", "#x#y", "a!b!./c?d")] == ["./a", "#x", "./c"]
    assert [is_asset(f"./a{query}") for query in ("", "?v=1", "?rawer", "?raw", "?worker&inline", "?v&url", "?inline")] == [
        False, False, False, True, True, True, True,
    ]  # fmt: skip
    assert [is_own(text) for text in ("vue", "@scope/x", "./a", "@/a", "~/a", "$lib/a", "#a", "/a")] == [
        False, False, True, True, True, True, True, True,
    ]  # fmt: skip
    names = ["a.css", "a.html", "a.astro", "a.py", "a.ts", "a.vue", "a.svelte", "a"]
    assert [is_module(name) for name in names] == [False] * 4 + [True] * 4


def test_what_was_looked_at_is_what_an_answer_depends_on(tmp_path: Path) -> None:
    made(tmp_path, FILES | {"tsconfig.json": TSCONFIG, ".git/HEAD": ""})
    disk = Disk()
    for _ in range(2):  # what was found before is noted again
        with disk.watch() as sight:
            assert Specifiers(disk).file(tmp_path / "src/x.ts", "@/none") is None
        seen = {Path(path).relative_to(tmp_path).as_posix(): found is not None for path, found in sight.files.items()}
        assert seen["tsconfig.json"]
        missing = {"src/tsconfig.json", "src/jsconfig.json", "src/.git/HEAD", "src/none.ts", "src/none/index.vue"}
        assert not any(seen[name] for name in missing)
        assert set(sight.packages) == {str(tmp_path / "src")}
