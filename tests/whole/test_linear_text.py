"""Texts on which a pattern that reads a stretch again from each of its places takes hours, and one that does not an
instant: the limit is of minutes.
"""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path

import pytest

from migrator.config import reader
from migrator.discovery.roots import settings_file
from migrator.documents.scripts import UnreadableMarkup, scripts, without
from migrator.javascript.source import Source, SourceError
from migrator.model.settings import SettingsError
from migrator.sites.unread.lexer import hidden
from migrator.worker.handlers.addresses import spelled_addresses
from migrator.worker.signs import started

pytestmark = pytest.mark.timeout(120)

MANY = 60_000
REPEATED = ['\\"', "\\'", "`\\", "(/[", "</[", "<a ", "<!--", "/*", "{{", "${", "new Worker<", "import\t", "from '?&", "x?"]
REPEATED += ["import  (", "import ", "'?", "&worker", "runPython<", "<script ", "<style <script ", "<template ", " on=", "\n", " ", "\t", "[", "("]


@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("ending", [".vue", ".svelte", ".html", ".astro"])
def test_text_that_is_searched(unit: str, ending: str) -> None:
    for _ in hidden(f"import{unit * MANY}", ending):
        pass


@pytest.mark.parametrize("unit", REPEATED)
def test_addresses_of_workers(unit: str) -> None:
    text = f"new import '{unit * MANY}\nimport{unit * MANY}"
    list(spelled_addresses(text))
    list(started("a.html", text.encode()))


def test_addresses_that_names_stand_for() -> None:
    """Each name stands for many expressions, and each of those for others."""
    members = "".join(f"a.m{i % 40} = b.m{i // 40};\n" for i in range(1600))
    text = f"new Worker(x.m0);\n{members}a.m39 = 'w.js';\n"
    assert list(started("a.js", text.encode())) == ["w.js"]


@pytest.mark.parametrize("unit", [*REPEATED, "<script>f()</script>", "<script type=module>f()</script>", "<!-- -->"])
@pytest.mark.parametrize("name", ["a.vue", "a.html"])
def test_markup_around_scripts(unit: str, name: str) -> None:
    data = f"<p>{unit * (MANY // 20)}<script>g()</script>".encode()
    try:
        found = scripts(name, data)
    except UnreadableMarkup:
        return
    without(data, [span for script in found for span in script.spans])
    with contextlib.suppress(SourceError):
        Source.read(name, data)


SETTINGS = {
    "blank lines": "\n" * MANY,
    "comments": "# [a] = b\n" * MANY,
    "a long line": f"# {' [' * 500_000}\n",
    "blanks": f"{' ' * MANY}\nkeep = ['a']{' ' * MANY}\n",
    "methods": "keep = [\n" + "  'a',\n" * MANY + "]\n",
}


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("table", ["", "[tool.migrator]\n", "[tool.other]\nwrong =\n"])
def test_settings(tmp_path: Path, text: str, table: str) -> None:
    name = "pyproject.toml" if table else "migrator.toml"
    (tmp_path / name).write_text(f"{table}{text}", "utf-8")
    assert (settings_file(f"{tmp_path}/") is not None) is (table != "[tool.other]\nwrong =\n")
    if table != "[tool.other]\nwrong =\n":
        reader.read(tmp_path / name)


def test_each_of_many_settings_that_are_none_has_its_line(tmp_path: Path) -> None:
    text = "\n".join(["keep = [", "  'key5',", "]", *(f"key{number} = 1" for number in range(3_000))])
    assert len(tomllib.loads(text)) == 3_001
    path = tmp_path / "migrator.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as raised:
        reader.read(path)
    assert [fault.line for fault in raised.value.faults] == list(range(4, 3_004))
