"""`migrator report merge`: files, names and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from migrator.cli import merging
from tests.report.formats import invoke

ROOT = Path(__file__).parents[2]
USE = "class Game { async act() { return await this.pyodide.runPythonAsync(`env.tilt()`); } }\n"
NOTHING = "export const answer = 42;\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Reports of two repositories, one of them with a finding."""
    for name, text in (("game", USE), ("shop", NOTHING)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.js").write_text(text, "utf-8")
        made = invoke(tmp_path / name, "check", "--exit-zero", "--format", "json", ".")
        (tmp_path / f"{name}.json").write_text(made.text, "utf-8")
    return tmp_path


def test_the_merged_document_is_one_of_check(here: Path) -> None:
    result = invoke(here, "report", "merge", "game.json", "shop.json", "--format", "json")
    assert result.code == 1
    document = json.loads(result.text)
    Draft202012Validator(json.loads((ROOT / "docs/check.schema.json").read_text("utf-8"))).validate(document)
    assert [item["path"] for item in document["findings"]] == ["game/a.js"]
    assert document["summary"]["examined"] == 2


@pytest.mark.parametrize(("files", "code"), [(("shop.json",), 0), (("game.json",), 1), (("shop.json", "game.json"), 1)])
def test_the_exit_code_is_that_of_all(here: Path, files: tuple[str, ...], code: int) -> None:
    assert invoke(here, "report", "merge", *files).code == code


def test_an_error_of_a_run_is_one(here: Path) -> None:
    (here / "shop" / "b.js").write_text("this.pyodide. = ;", "utf-8")
    made = invoke(here / "shop", "check", "--format", "json", ".")
    assert made.code == 2
    (here / "shop.json").write_text(made.text, "utf-8")
    assert invoke(here, "report", "merge", "shop.json").code == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gone.json", None, "migrator: gone.json: cannot be read: No such file or directory"),
        ("cut.json", '{\n"version": 2,\n', "migrator: cut.json:3: is no JSON; a run that was stopped leaves such a file, so make it again"),
        ("bytes.json", "\udcff", "migrator: bytes.json: is no JSON; a run that was stopped leaves such a file, so make it again"),
        ("other.json", "{}", "migrator: other.json: is no report; `check --format json` and `migrate --format json` print one"),
        ("list.json", "[" * 100_000, "migrator: list.json: is no JSON; a run that was stopped leaves such a file, so make it again"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_told_by_its_file(here: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (here / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    result = invoke(here, "report", "merge", "game.json", name)
    assert (result.code, result.text, result.err.strip()) == (2, "", said)


def test_reports_of_one_name_are_told_apart_by_their_folders(here: Path) -> None:
    for name in ("game", "shop"):
        (here / f"{name}.json").rename(here / name / "report.json")
    result = invoke(here, "report", "merge", "game/report.json", "shop/report.json", "shop/report.json")
    assert [line.split()[0] for line in result.text.splitlines()[1:]] == ["game/report", "shop/report", "all"]


def test_names_are_as_short_as_they_can_be() -> None:
    assert merging._named(("a/x.json", "b/y.json")) == [("x", "a/x.json"), ("y", "b/y.json")]
    assert merging._named(("a/x.json", "b/x.json")) == [("a/x", "a/x.json"), ("b/x", "b/x.json")]
