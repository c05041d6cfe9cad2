"""`action.yml`: what GitHub's own schema takes, with every input used, and its scripts run by a real bash."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from tests.report.formats import commands, samples, validated
from tests.support import ROOT, in_game

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


def schema(name: str) -> Any:
    """A schema of GitHub's files, from a package that keeps them."""
    path = distribution("check-jsonschema").locate_file(f"check_jsonschema/builtin_schemas/vendor/{name}.json")
    return json.loads(Path(str(path)).read_text("utf-8"))


def faults(document: Any, name: str) -> list[str]:
    known = schema(name)
    return [error.message for error in validator_for(known)(known).iter_errors(document)]


def script(name: str) -> dict[str, Any]:
    [step] = [step for step in STEPS if step.get("name") == name]
    return step


def run(name: str, folder: Path, contexts: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does: bash with its flags, expressions replaced in the variables."""
    step = script(name)
    defaults = {f"inputs.{key}": value["default"] for key, value in ACTION["inputs"].items()}
    known = {**defaults, **contexts}
    variables = {
        key: _EXPRESSION.sub(lambda found: known[found[1]], value) for key, value in step.get("env", {}).items()
    }
    path = folder / "step.sh"
    path.write_text(step["run"], "utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(path)],
        cwd=folder / "work",
        env={**os.environ, "GITHUB_WORKSPACE": str(folder / "work"), **variables, **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder with a checkout in `work`, and programs in `bin` that stand for those of the runner."""
    (tmp_path / "work/js files").mkdir(parents=True)
    (tmp_path / "work/js files/a.js").write_text(in_game(SITE), "utf-8")
    (tmp_path / "work/b.js").write_text(in_game("this.pyodide.toPy(1);"), "utf-8")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    migrator = f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m migrator "$@"\n'
    # Makes a folder with a python that tells how it is called, in place of an environment.
    python = (
        '#!/bin/sh\nif [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; else printf "%s\\n" "$@"; fi\n'
    )
    for name, text in (("migrator", migrator), ("python", python)):
        (bin_ / name).write_text(text, "utf-8")
        (bin_ / name).chmod(0o755)
    return tmp_path


def check(runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    path = f"{runner / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return run("Check", runner, {f"inputs.{key}": value for key, value in inputs.items()}, PATH=path)


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_schema_of_actions_takes_it_and_not_just_anything() -> None:
    assert faults(ACTION, "github-actions") == []
    assert faults({**ACTION, "runs": {**ACTION["runs"], "using": "nothing"}}, "github-actions") != []
    assert faults({key: value for key, value in ACTION.items() if key != "description"}, "github-actions") != []


def test_every_input_is_used_described_and_documented() -> None:
    used = {name for step in STEPS for name in re.findall(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}", json.dumps(step))}
    assert used == set(ACTION["inputs"])
    rows = re.findall(r"^\| `([\w-]+)` \| (?:`([^`]*)`)? ?\| ", _section("GitHub Action"), re.MULTILINE)
    assert dict(rows) == {name: value["default"] for name, value in ACTION["inputs"].items()}


def test_no_input_is_pasted_into_a_script() -> None:
    assert [step["run"] for step in STEPS if "run" in step and "${{" in step["run"]] == []
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_the_workflows_of_the_docs_are_workflows() -> None:
    shown = [
        yaml.load(text, yaml.BaseLoader)
        for path in (ROOT / "docs/formats.md", ROOT / "README.md")
        for text in re.findall(r"^```yaml\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    ]
    workflows = [document for document in shown if "jobs" in document]
    assert len(workflows) >= 3
    for workflow in workflows:
        assert faults(workflow, "github-workflows") == []
        for step in workflow["jobs"]["check"]["steps"]:
            if "/migrator@" in step.get("uses", ""):
                assert set(step.get("with", {})) <= set(ACTION["inputs"])


def _section(title: str) -> str:
    page = samples.PAGE.read_text("utf-8")
    return page[page.index(f"## {title}") :].split("\n## ")[0]


# -- its scripts -------------------------------------------------------------------------------------------------------


def test_findings_fail_the_step_and_are_annotations(runner: Path) -> None:
    result = check(runner, paths="js files\nb.js\n")
    assert (result.returncode, result.stderr) == (1, "")
    told = [(item.name, item["title"], item["file"]) for item in commands(result.stdout)]
    assert told == [
        ("error", "15-render", "js files/a.js"),
        ("error", "unexplained", "b.js"),
        ("error", "worker", "js files/a.js"),
    ]


def test_a_path_is_no_option_and_no_script(runner: Path) -> None:
    (runner / "work/--exit-zero").mkdir()
    (runner / "work/--exit-zero/a.js").write_text(in_game("this.pyodide.toPy(1);"), "utf-8")
    result = check(runner, paths="--exit-zero")
    assert result.returncode == 1
    assert [item["file"] for item in commands(result.stdout)] == ["--exit-zero/a.js"]
    result = check(runner, paths='$(touch pwned)"; touch pwned; "', format="json")
    assert result.returncode == 2
    assert "there is no such file or folder" in result.stdout
    assert not (runner / "work/pwned").exists()


def test_the_default_is_the_whole_checkout(runner: Path) -> None:
    result = check(runner)
    assert result.returncode == 1
    assert {item["file"] for item in commands(result.stdout)} == {"js files/a.js", "b.js"}


def test_a_path_that_settings_exclude_is_left_out_although_it_is_named(runner: Path) -> None:
    (runner / "work/migrator.toml").write_text('exclude = ["js files/"]\n', "utf-8")
    result = check(runner, paths="js files/a.js\nb.js\n")
    assert (result.returncode, {item["file"] for item in commands(result.stdout)}) == (1, {"b.js"})
    result = check(runner, paths="js files/a.js", format="text", args="--quiet")
    assert (result.returncode, result.stdout) == (0, "")


def test_other_options_are_given_on(runner: Path) -> None:
    assert check(runner, args="--exit-zero\n").returncode == 0
    (runner / "our settings.toml").write_text('receiver = "this.other"\n', "utf-8")
    other = check(runner, args=f"--config={runner / 'our settings.toml'}")
    assert (other.returncode, "(it is `this.other`)" in other.stdout) == (1, True)
    assert check(runner, args="--nothing").returncode == 2


def test_a_report_may_go_to_a_file(runner: Path) -> None:
    result = check(runner, format="sarif", output="out put.sarif", args="--exit-zero")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    log = json.loads((runner / "work/out put.sarif").read_text("utf-8"))
    assert len(validated(log)["results"]) == 3


@pytest.mark.parametrize(
    ("version", "wanted"), [("", "{source}"), ("1.2.3", "pyodide-worker-migrator==1.2.3")], ids=["its own", "a release"]
)
def test_what_is_installed(runner: Path, version: str, wanted: str) -> None:
    (runner / "temp").mkdir()
    (runner / "path").touch()
    contexts = {
        "inputs.version": version,
        "github.action_path": str(runner / "action"),
        "runner.temp": str(runner / "temp"),
        "steps.python.outputs.python-path": str(runner / "bin/python"),
    }
    result = run("Install migrator", runner, contexts, GITHUB_PATH=str(runner / "path"))
    assert result.returncode == 0, result.stderr
    wanted = wanted.format(source=runner / "action")
    assert result.stdout.splitlines() == ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    assert (runner / "path").read_text("utf-8").splitlines() == [str(runner / "temp/migrator/bin")]
