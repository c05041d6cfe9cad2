"""Pages: what is refused at load, with line and mend, and what a loaded rule knows."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from migrator.model.packs import first_pack
from migrator.report.sentences import words
from migrator.report.words import fault_text
from migrator.rules.loader import RuleError, load_page, load_rules
from tests.support import PAGES, said_of, text_of

SEED = """\
# Seed

One line.

```diff
- await this.pyodide.runPythonAsync(`
-     import random
-     random.seed(${$SEED})
- `);
+ await this.worker.seedRng($SEED);
```

## What changes

- `printed`: nothing is printed.
"""


def page(diff: str, *, front: str = "", changes: str = "- `a`: b.") -> str:
    body = textwrap.dedent(diff).strip("\n")
    return f"{front}# Title\n\nText.\n\n```diff\n{body}\n```\n\n## What changes\n\n{changes}\n"


def faults(text: str, name: str = "01-x.md") -> list[tuple[int, str]]:
    with pytest.raises(RuleError) as caught:
        load_page(name, text)
    for fault in caught.value.faults:
        assert fault.page == name
        assert words(fault.message).mend
    return [(fault.line, words(said_of(fault))) for fault in caught.value.faults]


def test_a_fault_has_what_is_written_on_its_line() -> None:
    with pytest.raises(RuleError) as caught:
        load_page("01-x.md", page(f"{CALL}\n- cleanUp();\n+ await this.worker.step($A);"))
    [fault] = caught.value.faults
    assert fault_text(fault.message) == (
        "`- cleanUp();`: this `-` statement shares no name with another; leave it out, "
        "let it stay without a marker, or tie it with a metavariable"
    )


def test_a_fault_that_names_what_is_wrong_has_it_once() -> None:
    with pytest.raises(RuleError) as caught:
        load_page("01-x.md", page(f"{CALL}\n+ await this.worker.step($B);"))
    [fault] = caught.value.faults
    assert text_of(fault) == "`$B` comes in a `+` line and no `-` or context line binds it"


CALL = "- await this.pyodide.runPythonAsync(`env.step(${$A})`);"

FAULTY = {
    "a name that nothing binds": (f"{CALL}\n+ await this.worker.step($B);", 7, "`$B` comes in a `+` line"),
    "a name that is gone": (
        "- const $R = await this.pyodide.runPythonAsync(`env.x()`);\n- $LOG($R);\n+ const r = await this.worker.render();\n+ $LOG($R);",
        9,
        "`$R` is used after its declaration is gone",
    ),
    "old side is no JavaScript": (f"- const = 1;\n{CALL}\n+ x();", 6, "this is not JavaScript"),
    "new side is no JavaScript": (f"{CALL}\n+ await this.worker.step(;", 7, "this is not JavaScript"),
    "the Python does not parse": ("- await this.pyodide.runPythonAsync(`\n-     env.step(\n- `);\n+ x();", 8, "the Python does not parse"),
    "a free name": (f"{CALL}\n+ await send.it($A);", 7, "`send` is a free name"),
    "an untied statement": (f"{CALL}\n- cleanUp();\n+ await this.worker.step($A);", 7, "shares no name"),
    "arguments dropped with no tie": (
        "- const $R = await this.pyodide.runPythonAsync(`env.x()`);\n- $R.log(run(...));\n+ await this.worker.render();",
        7,
        "`(...)` on a `-` line",
    ),
    "it would match again": (f"{CALL}\n+ await this.pyodide.runPythonAsync(`env.step(${{$A}})`);", 7, "the rule would match these `+` lines again"),
    "markers are mixed in a statement": ("- await this.pyodide.runPythonAsync(`\n      env.step(1)\n- `);\n+ x();", 6, "different markers"),
    "no use of the receiver": ("- pyodide.toPy($A);\n+ $A;", 6, "a block holds no use of `this.pyodide`"),
    "no use of the receiver that goes": ("  this.pyodide.toPy($A);\n- f($A);\n+ $A;", 6, "no use of `this.pyodide` in a `-` line"),
    "code that is no program": ("- await this.pyodide.runPythonAsync(CODE);\n+ await this.worker.step();", 6, "what runs is neither a program nor a metavariable"),
    "code that goes nowhere": (
        "- await this.pyodide.runPythonAsync($A);\n+ await this.worker.step();", 6,
        "`$A` is any code, and no `+` line sends it",
    ),
    "the call stays": (f"  {CALL[2:]}\n- $A;\n+ x();", 6, "the call that runs Python stays"),
    "a gap with a marker": (f"{CALL}\n- ...\n+ await this.worker.step($A);", 7, "a gap of JavaScript stays"),
    "no marker in the first column": (f"{CALL}\nawait x;\n", 7, "a line of a diff begins with"),
    "plus lines that touch nothing": (f"{CALL}\n  ...\n+ await this.worker.step($A);", 8, "touch no `-` line"),
    "a nest that does not end": (f"{CALL}\n  <...\n- $A\n+ $A.b", 7, "`<...` has no `...>`"),
    "half a nest": (f"{CALL}\n  <...\n- $A\n  ...>\n", 7, "a nest holds one `-` and one `+`"),
    "an unknown program": ("- await this.pyodide.runPythonAsync(`\n-     <<nothing>>\n- `);\n+ x();", 7, "there is no fence `python nothing`"),
    "a name of both languages": (
        "- await this.pyodide.runPythonAsync(`\n-     $X = ${$X}\n- `);\n+ await this.worker.step($X);",
        6,
        "`$X` stands in Python and in JavaScript",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_block_is_refused_with_its_line(case: str) -> None:
    diff, line, message = FAULTY[case]
    assert any(at == line and message in said for at, said in faults(page(diff))), faults(page(diff))


def test_an_unknown_key_names_the_known_ones() -> None:
    assert faults(page(f"{CALL}\n+ await this.worker.step($A);", front="---\nafterr: [02-x]\n---\n")) == [
        (2, "`afterr` is no key of a page")
    ]


def test_yaml_aliases_are_refused() -> None:
    text = page(f"{CALL}\n+ await this.worker.step($A);", front="---\nafter: &a [02-x]\n---\n")
    assert faults(text) == [(2, "the front matter has a YAML alias")]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("date: 2024-99-99", "`date` is no key of a page"),
        ("2024-99-99: a", "`2024-99-99` is no key of a page"),
        ("after: 2024-99-99", "`after` is a list of page ids"),
        ("after: 7", "`after` is a list of page ids"),
        ("after: yes", "`after` is a list of page ids"),
        ("after:", "`after` is a list of page ids"),
        ("? [a]\n: b", "the front matter is not YAML"),
        ("after: [", "the front matter is not YAML"),
        ("after: " + "[" * 20_000, "the front matter has lists in lists"),
        ("after: " + "- " * 20_000 + "a", "the front matter is not YAML"),
        ("- " * 20_000 + "a", "the front matter has lists in lists"),
        ("after: " + "9" * 5_000, "`after` is a list of page ids"),
        ("a\0", "the front matter is not YAML"),
    ],
)
def test_front_matter_is_text_whatever_yaml_takes_it_for(front: str, message: str) -> None:
    text = page(f"{CALL}\n+ await this.worker.step($A);", front=f"---\n{front}\n---\n")
    assert faults(text) == [(2, message)]


def test_a_page_id_is_the_text_that_stands_there() -> None:
    assert load_page("01-x.md", f"---\nafter: [2024-13-45, 007, yes]\n---\n{SEED}").after == ("2024-13-45", "007", "yes")


def test_after_that_names_no_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "01-seed.md").write_text("---\nafter: [07-nothing]\n---\n\n" + SEED)
    with pytest.raises(RuleError) as caught:
        load_rules([tmp_path])
    assert [text_of(fault) for fault in caught.value.faults] == ["`after` names `07-nothing`, which is no page"]


def test_a_page_without_changes_changes_nothing_that_shows() -> None:
    assert load_page("01-x.md", SEED.split("## What changes")[0]).changes == ()


def test_an_item_of_changes_without_a_name_is_refused() -> None:
    assert faults(SEED.replace("- `printed`: nothing", "- nothing")) == [
        (15, "an item of *What changes* begins with its name")
    ]


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ("- `printed`: more", "*What changes* has `printed` twice"),
        ("- `all`: it is all another", "`all` of *What changes* is what settings call all changes"),
    ],
)
def test_a_change_has_a_name_of_its_own(second: str, fault: str) -> None:
    assert faults(f"{SEED.rstrip()}\n{second}\n") == [(16, fault)]


LOGS = """
- const $R = await this.pyodide.runPythonAsync(`env.x()`);
- $LOG.$SAY($R);
- f($LOG, $OTHER);
+ await this.worker.step();
"""


@pytest.mark.parametrize(
    ("loggers", "message", "mend"),
    [
        ("LOG", "`loggers` is a list of metavariables", "write `loggers: [LOG]`"),
        ("", "`loggers` is a list of metavariables", "write `loggers: [LOG]`"),
        ("{LOG: 1}", "`loggers` is a list of metavariables", "write `loggers: [LOG]`"),
        ("[[LOG]]", "`loggers` is a list of metavariables", "write `loggers: [LOG]`"),
        ("[$LOG]", "`$LOG` of `loggers` is no name of a metavariable", "without the `$`"),
        ("[log]", "`log` of `loggers` is no name of a metavariable", "without the `$`"),
        ("[LOG, LOG]", "`loggers` has `LOG` twice", "take one out"),
        ("[LOG, LOGS]", "`loggers` has `LOGS`, and no `-` or context line has `$LOGS`", "mend the name"),
        ("[LOG, OTHER]", "`loggers` has `OTHER`, and no method of `$OTHER` is called", "`$OTHER.$SAY(...)`"),
        ("[LOG, R]", "`loggers` has `R`, and no method of `$R` is called", "`$R.$SAY(...)`"),
    ],
)
def test_loggers_of_a_page(loggers: str, message: str, mend: str) -> None:
    text = page(LOGS, front=f"---\nafter: []\nloggers: {loggers}\n---\n")
    assert faults(text) == [(3, message)]
    with pytest.raises(RuleError) as caught:
        load_page("01-x.md", text)
    assert mend in words(caught.value.faults[0].message).mend


def test_a_page_says_what_is_a_logger() -> None:
    assert load_page("01-x.md", page(LOGS, front="---\nloggers: [LOG]\n---\n")).loggers == ("LOG",)
    assert load_page("01-x.md", page(LOGS)).loggers == ()


def test_every_fault_of_every_page_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "01-a.md").write_text(page(f"{CALL}\n+ await send.it($A);\n+ await other.it($A);"))
    (tmp_path / "02-b.md").write_text(page(f"{CALL}\n+ await this.worker.step($B);"))
    with pytest.raises(RuleError) as caught:
        load_rules([tmp_path])
    assert [(fault.page, fault.line) for fault in caught.value.faults] == [
        ("01-a.md", 7),
        ("01-a.md", 8),
        ("02-b.md", 7),
    ]


def test_files_that_are_no_pages_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "01-seed.md").write_text(SEED)
    (tmp_path / "README.md").write_text("# Nothing")
    assert [rule.id for rule in load_rules([tmp_path])] == ["01-seed"]


def test_a_rule_knows_its_commands_and_helpers() -> None:
    rule = next(rule for rule in load_rules([first_pack()]) if rule.id == "10-step-with-actions")
    assert [(command.name, command.arguments) for command in rule.commands] == [("step", 1)]
    assert [(helper.name, helper.arguments) for helper in rule.helpers] == [
        ("_convertToMap", 1),
        ("_processRenderState", 1),
    ]


def test_the_shipped_pages_load_and_are_tried_in_order() -> None:
    ids = [rule.id for rule in load_rules([first_pack()])]
    assert sorted(ids) == [path.stem for path in PAGES]
    assert ids.index("06-episode-hash") > ids.index("08-post-step-hash") > ids.index("07-pre-step-hash")
    assert sorted(ids)[:5] == ids[:5]


@pytest.mark.parametrize(
    ("diff", "line", "message"),
    [
        (f"- // gone\n+ await this.worker.step(1);\n  f();\n{CALL}", 7, "these `+` lines"),
        (f"{CALL}\n  f();\n- // gone\n+ await this.worker.step(1);", 9, "these `+` lines"),
        (f"+ await this.worker.step(1);\n- // gone\n  f();\n{CALL}", 6, "these `+` lines"),
        ("- await this.pyodide.runPythonAsync(`'a' b'b'`);\n+ x();", 6, "the Python does not parse"),
    ],
)
def test_lines_that_stand_beside_nothing(diff: str, line: int, message: str) -> None:
    found = faults(page(diff))
    assert (line, message) in [(at, said[: len(message)]) for at, said in found], found


def test_a_block_at_which_a_fault_of_ours_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*given: object, is_expression: bool) -> None:
        raise KeyError("what")

    monkeypatch.setattr("migrator.rules.loader.compile_block", raising)
    (found,) = faults(page(CALL))
    assert found[0] == 6
    assert found[1].startswith("cannot be read, by a fault of migrator: KeyError: 'what'")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (SEED.encode() + b"\n\xff", SEED.count("\n") + 2, "is not UTF-8"),
        (SEED.encode() + b" " * 100_000, 1, "cannot be read: has more than 100,000 bytes"),
        (None, 1, "cannot be read: is no regular file"),
    ],
)
def test_a_file_that_is_no_page(tmp_path: Path, data: bytes | None, line: int, message: str) -> None:
    path = tmp_path / "01-x.md"
    if data is None:
        os.mkfifo(path)
    else:
        path.write_bytes(data)
    with pytest.raises(RuleError) as caught:
        load_rules([tmp_path])
    assert [(fault.line, words(fault.message)) for fault in caught.value.faults] == [(line, message)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_mark_say_nothing(tmp_path: Path, end: str, mark: bytes) -> None:
    text = f"---\nafter: [01-x]\n---\n\n{SEED}"
    (tmp_path / "01-x.md").write_bytes(SEED.encode())
    (tmp_path / "02-x.md").write_bytes(mark + text.replace("\n", end).encode())
    rule = load_rules([tmp_path])[1]
    assert (rule.text, rule.after, rule.title) == (text, ("01-x",), "Seed")
