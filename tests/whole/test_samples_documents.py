"""The samples of every page as TypeScript, and in files of Vue, Svelte and HTML: the same ledger and result.

`make test` takes every other one, others in each round; `make test-long` takes all of them.
"""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.model.ledger import FileEntry
from migrator.run.examine import Examiner
from tests import support
from tests.support import FIXTURES, examine, shipped_rules
from tests.whole.wordings.run import EVERY, ROUND

# What stands around a script. Markup may hold what looks like code, and code of others.
AROUND = {
    ".vue": (
        '<template>\n  <button :disabled="a < b && c" @click="run">{{ a > b ? `${a}` : "</p>" }}</button>\n</template>\n\n',
        "<script{attributes}>\n",
        "</script>\n\n<style scoped>\n.a > .b::after { content: '</script'; }\n</style>\n",
    ),
    ".svelte": (
        "<svelte:options runes />\n\n",
        "<script{attributes}>\n",
        "</script>\n\n{{#if ready}}\n  <button onclick={{() => run(`pyodide`)}}>{{@html text}}</button>\n{{/if}}\n\n<style>p {{ color: red }}</style>\n",
    ),
    ".html": (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<!-- <script>const pyodide = 1;</script> -->\n<script src="a.js"></script>\n'
        '<script type="application/json">{{"code": "x"}}</script>\n</head>\n<body onload="start()">\n',
        '<script type="module"{attributes}>\n',
        "</script>\n<p>é 🐍 this.pyodide</p>\n</body>\n</html>\n",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """How a script stands in its file. ``language`` is that of a component."""

    indent: str = ""
    newline: str = "\n"
    language: str = ""

    def of(self, text: str) -> str:
        """A script as it is written in such a file."""
        ends = text if text.endswith(("\n", "\r")) else text + "\n"
        return textwrap.indent(ends, self.indent).replace("\r\n", "\n").replace("\n", self.newline)

    def around(self, ending: str) -> tuple[str, str]:
        before, opens, behind = (part.replace("{{", "{").replace("}}", "}") for part in AROUND[ending])
        attributes = f' lang="{self.language}"' if self.language and ending != ".html" else ""
        opens = opens.replace("{attributes}", attributes)
        return (before + opens).replace("\n", self.newline), behind.replace("\n", self.newline)


SHAPES = (Shape(), Shape("    "), Shape("", "\r\n"), Shape("\t", "\n", "ts"), Shape("  ", "\r\n", "ts"))
PAGES = tuple(rule.id for rule in shipped_rules())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the game that the samples import."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(FIXTURES / "game" / "js", folder / "game" / "js")
    for page in PAGES:
        (folder / page).mkdir()
    return folder


@pytest.fixture(scope="module")
def by(root: Path) -> Examiner:
    return support.examiner()


def samples(page: str) -> list[Path]:
    paths = sorted(path for path in (FIXTURES / page).iterdir() if path.name.endswith((".before.js", ".stays.js")))
    assert len(paths) >= 7
    return paths[ROUND % 2 :: 2] if EVERY > 1 else paths


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8").removeprefix("\ufeff")


def after_of(path: Path) -> str:
    """What a sample becomes."""
    return text_of(path.with_name(path.name.replace(".before.", ".after.")))


def ledger(entry: FileEntry | None, lines: int = 0, columns: int = 0) -> list[tuple[object, ...]]:
    """What the ledger tells of each use, with its place in the script."""
    return [
        (
            use.line - lines, use.column - columns, use.id, use.class_name, use.method, use.member, use.kind, use.outcome,
            use.rule, use.reason.code if use.reason is not None else None,
            [(drop.line - lines, drop.text) for drop in use.dropped],
        )
        for use in (entry.entries if entry is not None else ())
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ending", [".ts", ".tsx"])
def test_a_sample_is_the_same_in_typescript(ending: str, page: str, root: Path, by: Examiner) -> None:
    for at, path in enumerate(samples(page)):
        given = path.read_bytes()
        if ending == ".tsx" and at % 4:
            continue
        plain = examine(by, str(root / page / path.name), given)
        found = examine(by, str(root / page / path.with_suffix(ending).name), given)
        assert plain is not None
        assert found is not None, path
        assert ledger(found.entry) == ledger(plain.entry), path
        assert found.data == plain.data, path


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ending", AROUND)
def test_a_sample_is_the_same_in_markup(ending: str, page: str, root: Path, by: Examiner) -> None:
    for at, path in enumerate(samples(page)):
        shape = SHAPES[at % len(SHAPES)]
        script = shape.of(text_of(path))
        alone = examine(by, str(root / page / path.name), script.encode())
        before, behind = shape.around(ending)
        found = examine(by, str(root / page / path.with_suffix(ending).name), (before + script + behind).encode())
        assert alone is not None
        assert found is not None, path
        lines = before.count("\n")
        assert ledger(found.entry, lines) == ledger(alone.entry), (path, shape)
        assert found.data.startswith(before.encode()), (path, shape)
        assert found.data.endswith(behind.encode()), (path, shape)
        result = found.data[len(before.encode()) : -len(behind.encode())]
        assert result == alone.data, (path, shape)
        if ".before." in path.name and not shape.indent:
            assert result.decode() == shape.of(after_of(path)), (path, shape)
