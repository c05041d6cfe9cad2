"""Samples beside a page: each is as its name says, or has a fault that says what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrator.drafting.samples import run_samples
from migrator.model.settings import Settings
from tests.rewriting.candidates import page
from tests.support import in_game, write

RULE = page("- await this.pyodide.runPythonAsync(`env.step(${$A})`);\n+ await this.worker.step($A);")
BEFORE = in_game("await this.pyodide.runPythonAsync(`env.step(${a})`);", "a")
AFTER = in_game("await this.worker.step(a);", "a")
OTHER = BEFORE.replace("env.step", "env.other")


def fault(folder: Path, **files: str) -> str | None:
    """What is wrong with the one sample in a folder."""
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.js").write_text(text, "utf-8")
    ((_, (tested,)),) = run_samples([replace(RULE, samples=folder)], [RULE], Settings())
    return tested.fault


def test_a_page_without_samples_has_none(tmp_path: Path) -> None:
    pages = [RULE, replace(RULE, samples=tmp_path / "none")]
    assert list(run_samples(pages, [RULE], Settings())) == [(page, []) for page in pages]


def test_each_sample_has_its_own_result(tmp_path: Path) -> None:
    """Those without a use too, of which a run says nothing; a page that comes later has samples that sort before."""
    late, early = (replace(RULE, samples=tmp_path / name) for name in "ba")
    for name, text in {"b/a.before": BEFORE, "b/a.after": AFTER, "b/b.stays": "// left alone: differs: x\n"}.items():
        write(tmp_path, f"{name}.js", text)
    write(tmp_path, "a/a.stays.js", "// left alone: differs: env.other\n" + OTHER)
    write(tmp_path, "a/b.before.js", BEFORE)
    faults = [[tested.fault for tested in samples] for _, samples in run_samples([late, early], [RULE], Settings())]
    assert faults == [[None, "it stays for another cause: nothing"], [None, "there is no b.after.js beside it"]]


def test_a_sample_that_is_rewritten(tmp_path: Path) -> None:
    assert fault(tmp_path, a_before=BEFORE, a_after=AFTER) is None


@pytest.mark.parametrize("ending", ["ts", "mts", "tsx"])
def test_a_sample_may_be_typescript(tmp_path: Path, ending: str) -> None:
    write(tmp_path, f"a.before.{ending}", BEFORE.replace("async act(a)", "async act(a: number): Promise<void>"))
    write(tmp_path, f"a.after.{ending}", AFTER.replace("async act(a)", "async act(a: number): Promise<void>"))
    write(tmp_path, f"b.stays.{ending}", "// left alone: differs: env.other\n" + OTHER.replace("(a)", "(a: any)", 1))
    write(tmp_path, "a.before.css", "")
    ((_, tested),) = run_samples([replace(RULE, samples=tmp_path)], [RULE], Settings())
    assert [(item.stays, item.fault) for item in tested] == [(False, None), (True, None)]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a_before": BEFORE}, "there is no a.after.js beside it"),
        ({"a_before": OTHER, "a_after": AFTER}, "line 25 is left alone: "),
        ({"a_before": BEFORE, "a_after": AFTER.replace("step(a)", "step(b)")}, "the result differs from a.after.js in line 25"),
        ({"a_before": BEFORE, "a_after": AFTER + "\n"}, "the result differs from a.after.js in length"),
        ({"a_before": "(", "a_after": ""}, ""),
    ],
)
def test_a_sample_that_is_not_rewritten_as_written(tmp_path: Path, files: dict[str, str], message: str) -> None:
    said = fault(tmp_path, **files)
    assert said is not None
    assert said.startswith(message)


def test_a_sample_that_stays(tmp_path: Path) -> None:
    assert fault(tmp_path, a_stays="// left alone: differs: env.other\n" + OTHER) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OTHER, "its first line does not say why it stays"),
        ("// left alone: differs: env.step\n" + BEFORE, "it is rewritten by 01-x"),
        ("// left alone: effect: env.other\n" + OTHER, "it stays for another cause: differs: "),
        ("// left alone: differs: no such text\n" + OTHER, "it stays for another cause: differs: "),
        ("// left alone: differs: x\n", "it stays for another cause: nothing"),
    ],
)
def test_a_sample_that_does_not_stay_for_its_cause(tmp_path: Path, text: str, message: str) -> None:
    said = fault(tmp_path, a_stays=text)
    assert said is not None
    assert said.startswith(message)


LOAD = page("- await this.pyodide.loadPackage($A);\n+ await this.worker.step($A);")
LOADS = in_game("await this.pyodide.loadPackage('a');")


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"a.before": LOADS, "a.after": in_game("await this.worker.step('a');")}, None),
        ({"a.stays": f"// left alone: unexplained: `loadFiles`\n{LOADS.replace('loadPackage', 'loadFiles')}"}, None),
        (
            {"a.before": LOADS.replace("await this.pyodide", "this.pyodide"), "a.after": LOADS},
            "line 25 is left alone: fits `01-x` up to line 25: the rule has `await this.pyodide.loadPackage($A)`, the source has "
            "`this.pyodide.loadPackage('a')`",
        ),
        ({"a.stays": f"// left alone: unexplained: x\n{LOADS}"}, "it is rewritten by 01-x"),
    ],
)
def test_samples_of_a_page_without_a_program(tmp_path: Path, files: dict[str, str], fault: str | None) -> None:
    for name, text in files.items():
        write(tmp_path, f"{name}.js", text)
    ((_, (tested,)),) = run_samples([replace(LOAD, samples=tmp_path)], [LOAD], Settings())
    assert tested.fault == fault
