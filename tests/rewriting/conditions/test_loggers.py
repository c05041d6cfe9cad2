"""What a page takes for a logger must be one: a message that goes elsewhere is not deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.rewriting.conditions import loggers
from migrator.rules.loader import Rule, load_page
from tests.support import in_game, left_alone, migrate, rewritten, run, text_of, write

PAGE = """\
---
loggers: [LOG]
---

# Turn

The lamp turns, and nobody tells.

```diff
- const $ANGLE = await this.pyodide.runPythonAsync(`env.turn()`);
- $LOG.$SAY(`...${$ANGLE}...`);
+ await this.worker.step();
```
"""
BEFORE = "const angle = await this.pyodide.runPythonAsync(`env.turn()`);\n%s(`turned ${angle}`);"
AFTER = "await this.worker.step();"


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return [load_page("01-turn.md", PAGE)]


@pytest.mark.parametrize(
    ("call", "because"),
    [
        ("this.net.send", "`this.net` stands where the page takes a logger (`$LOG`), and is none: nothing shows what it"),
        ("net.info", "the last word of its name is not log or logger"),
        ("dialog.info", "the last word of its name is not log or logger"),
        ("console.clear", "`clear` is no method of a logger; those are `debug`, `error`, `info`, `log`, `trace`, `warn`,"),
        ("console['table']", "`table` is no method of a logger"),
        ("window.log", "`window` stands where the page takes a logger (`$LOG`), and is none: it is `window` (line 26)"),
        ("[].log", "it is `[]` (line 26)"),
        ("({ log: (text) => this.net.send(text) }).log", "its `log` also calls `this.net.send(text)` (line 26)"),
        ("({ log: () => { this.seen = true; } }).log", "its `log` also writes `this.seen = true` (line 26)"),
        ("({ warn: console.warn }).log", "has no method `log`"),
        ("({ log: () => 1 }).log", "its `log` (line 26) never calls the console"),
        ("({ log: this.told }).log", "its `log` is `this.told` (line 26), which is not known to log"),
    ],
)
def test_what_is_no_logger_stays(tmp_path: Path, rules: list[Rule], call: str, because: str) -> None:
    left_alone(tmp_path, BEFORE % call, code="no-logger", because=because, rules=rules, parameters="net, dialog")


@pytest.mark.parametrize(
    "call", ["console.log", "console['log']", "this.log.info", "this['log'].warn", "log.debug", "netLogger.trace"]
)
def test_what_is_a_logger_goes(tmp_path: Path, rules: list[Rule], call: str) -> None:
    rewritten(tmp_path, BEFORE % call, AFTER, rules=rules, parameters="log, netLogger")


def test_a_logger_by_another_name_goes(tmp_path: Path, rules: list[Rule]) -> None:
    alias = "const dialog = console;\n"
    rewritten(tmp_path, alias + BEFORE % "dialog.info", alias + AFTER, rules=rules)


def test_the_settings_add_methods(tmp_path: Path, rules: list[Rule]) -> None:
    text = in_game(BEFORE % "log.success", "log")
    assert run(tmp_path, text, rules=rules).after == text
    after = run(tmp_path, text, rules=rules, settings=Settings(log_methods=("success",))).after
    assert after == in_game(AFTER, "log")


def test_a_method_that_the_page_writes_out_is_its_own_responsibility(tmp_path: Path) -> None:
    rules = [load_page("01-turn.md", PAGE.replace("$LOG.$SAY", "$LOG.success"))]
    rewritten(tmp_path, BEFORE % "log.success", AFTER, rules=rules, parameters="log")
    left_alone(tmp_path, BEFORE % "net.success", code="no-logger", because="`net`", rules=rules, parameters="net")


def test_a_statement_that_the_page_writes_out_is_its_own_responsibility(tmp_path: Path) -> None:
    rules = [load_page("01-turn.md", PAGE.split("---\n\n")[1].replace("$LOG.$SAY(`...", "this.net.send(`..."))]
    rewritten(tmp_path, BEFORE % "this.net.send", AFTER, rules=rules)


def test_a_logger_of_another_file_is_told_with_its_place(tmp_path: Path, rules: list[Rule]) -> None:
    text = "import { say } from './log.js';\n" + in_game(BEFORE % "say.info")
    write(tmp_path, "log.js", "export const say = { info: (text) => console.log(text) };\n")
    entry, after = migrate(write(tmp_path, "case.js", text), rules)
    assert after != text
    assert [e.outcome for e in entry.entries if e.is_program][-1] is Outcome.REWRITTEN
    write(tmp_path, "log.js", "export const say = {\n  info: (text) => fetch('/log', { body: text }) };\n")
    entry, after = migrate(tmp_path / "case.js", rules)
    assert after == text
    reason = [item.reason for item in entry.entries if item.is_program][-1]
    assert "its `info` also calls `fetch('/log', { body: text })`" in text_of(reason)
    assert "log.js:2)" in text_of(reason)


@pytest.mark.parametrize("page", ["02", "07", "08", "18"])
def test_the_shipped_pages_that_have_one_say_so(page: str) -> None:
    from tests.support import shipped_rules

    assert [rule.loggers for rule in shipped_rules() if rule.id.startswith(page)] == [("LOG",)]


def test_a_page_without_loggers_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loggers, "Loggers", None)
    rules = [load_page("01-turn.md", PAGE.split("---\n\n")[1])]
    rewritten(tmp_path, BEFORE % "this.net.send", AFTER, rules=rules)


STEP = """\
# Step

```diff
- const $T = JSON.stringify($A);
  ...
- await this.pyodide.runPythonAsync(`env.step(${$T})`);
+ await this.worker.step($A);
```
"""


@pytest.mark.parametrize(("method", "stays"), [("info() { a.b = 1; }", True), ("info() { console.info(1); }", False)])
def test_a_log_between_the_statements_must_be_one_too(tmp_path: Path, method: str, stays: bool) -> None:
    logger = f"const log = {{ {method} }};\n"
    before = logger + "const t = JSON.stringify(a);\nlog.info();\nawait this.pyodide.runPythonAsync(`env.step(${t})`);"
    pages = [load_page("01-step.md", STEP)]
    if stays:
        left_alone(tmp_path, before, code="effect", because="other side", rules=pages, parameters="a")
    else:
        after = logger + "log.info();\nawait this.worker.step(a);"
        rewritten(tmp_path, before, after, rules=pages, parameters="a")
