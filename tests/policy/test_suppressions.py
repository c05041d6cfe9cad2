"""Comments that keep a use: what they keep, what they do not, and every one that keeps nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from migrator.javascript.source import Source
from migrator.model.ledger import BreachKind, FileEntry, Ledger, Outcome
from migrator.model.settings import Settings
from migrator.policy.suppressions import Names, Suppressions
from migrator.report.sentences import words
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from tests.report.formats import invoke, validated
from tests.support import FIXTURES, GAME_SITES, in_game, shipped_rules, text_of

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
ODD = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
LET = "const odd = await this.pyodide.runPythonAsync(`env.tilt(4)`);"
KEEP = "// migrator-keep: 15-render -- the server of 2023 has no worker"


def checked(folder: Path, statements: str, *, end: str = "\n", rules: tuple[str, ...] = ()) -> FileEntry:
    """What `check` finds of a file in which statements are the body of a method."""
    path = folder / "case.js"
    path.write_bytes(in_game(statements).replace("\n", end).encode())
    loaded = [rule for rule in shipped_rules() if not rules or rule.id in rules]
    run = Run(Request((str(path),), boundary=True), Configuration(lambda _: Settings(), lambda _: loaded))
    entry = next(item for item in run.entries() if isinstance(item, FileEntry))
    assert entry.error is None
    return entry


def said(entry: FileEntry) -> list[str]:
    return [text_of(breach) for breach in entry.breaches if breach.kind is BreachKind.SUPPRESSION]


def kept(entry: FileEntry) -> list[tuple[str, str]]:
    return [(item.suppression.name, item.suppression.reason) for item in entry.entries if item.suppression is not None]


# -- what keeps nothing ------------------------------------------------------------------------------------------------

NOTHING = {
    "a rule that is not the one": (
        f"// migrator-keep: 05-reset -- because\n{SITE}",
        "the comment keeps nothing by `05-reset`: what is found on line 26 is `15-render`; remove it",
    ),
    "a name that is none": (
        f"// migrator-keep: 15-rendr -- because\n{SITE}",
        "the comment keeps nothing: `15-rendr` is no rule and no reason's code; did you mean `15-render`?",
    ),
    "a number": (
        f"// migrator-keep: 15 -- because\n{SITE}",
        "the comment keeps nothing: `15` is no rule and no reason's code; did you mean `15-render`?",
    ),
    "no name at all": (
        f"// migrator-keep: -- because\n{SITE}",
        "the comment names no rule, and there is none for all: write `migrator-keep: RULE -- why`",
    ),
    "a digit that is no number": (
        f"// migrator-keep: \u00b2 -- because\n{SITE}",
        "the comment keeps nothing: `\u00b2` is no rule and no reason's code; `migrator rules` lists the rules",
    ),
    "a number without end": (
        f"// migrator-keep: {'1' * 5_000} -- because\n{SITE}",
        "the comment keeps nothing: `11111",
    ),
    "no colon": (
        f"// migrator-keep 15-render -- because\n{SITE}",
        "the comment keeps nothing: write `migrator-keep: RULE -- why`",
    ),
    "a word of its own making": (
        f"// migrator-keep-file: 15-render -- because\n{SITE}",
        "the comment keeps nothing: write `migrator-keep: RULE -- why`",
    ),
    "every use": (
        f"// migrator-keep: * -- because\n{SITE}",
        "the comment keeps nothing: `*` is no rule and no reason's code; `migrator rules` lists the rules",
    ),
    "a code that is not the one": (
        f"// migrator-keep: hole -- because\n{ODD}",
        "the comment keeps nothing by `hole`: what is found on line 26 is ",
    ),
    "a blank line between": (
        f"{KEEP}\n\n{SITE}",
        "the comment keeps nothing by `15-render`: no statement stands on the next line; remove it",
    ),
    "a statement between": (
        f"{KEEP}\nf();\n{SITE}",
        "the comment keeps nothing by `15-render`: nothing is found on line 26; remove it",
    ),
    "the end of the method": (
        f"{SITE}\n{KEEP}",
        "the comment keeps nothing by `15-render`: nothing is found on line 27; remove it",
    ),
    "the head of a block is not its body": (
        f"{KEEP}\nif (f()) {{\n    {SITE}\n}}",
        "the comment keeps nothing by `15-render`: nothing is found on line 26; remove it",
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_comment_that_keeps_nothing_is_a_finding_beside_the_use(tmp_path: Path, name: str) -> None:
    statements, message = NOTHING[name]
    entry = checked(tmp_path, statements)
    assert [found[: len(message)] for found in said(entry)] == [message]
    assert kept(entry) == []
    assert len(entry.findings) == 1, "the use is found as ever"


@pytest.mark.parametrize(
    "text",
    [
        f"const a = '{KEEP}';\n{SITE}",
        f"const a = `\n{KEEP}\n`; {SITE}",
        f"const a = /{KEEP.replace('/', '')}/;\n{SITE}",
        f"// see also {KEEP}\n{SITE}",
        f"/* a list\n * migrator-keep: 15-render -- because */\n{SITE}",
        "await this.pyodide.runPythonAsync(`\n    # migrator-keep: 15-render -- because\n    env.render()\n`);",
    ],
)
def test_what_is_no_comment_of_javascript_or_does_not_begin_one_is_nothing(tmp_path: Path, text: str) -> None:
    entry = checked(tmp_path, text)
    assert (said(entry), kept(entry)) == ([], [])
    assert [item.rule for item in entry.findings] == ["15-render"]


def test_what_no_longer_keeps_anything_is_found_where_no_use_is_left(tmp_path: Path) -> None:
    path = tmp_path / "case.js"
    path.write_text(f"{KEEP}\nexport const answer = 42;\n", "utf-8")
    for _ in range(2):  # from the cache, too
        result = invoke(tmp_path, "check", "case.js")
        assert result.code == 1
        assert result.text.startswith(
            "case.js:1:1: the comment keeps nothing by `15-render`: nothing is found on line 2"
        )
    assert invoke(tmp_path, "migrate", "case.js").code == 0, "nothing is left to rewrite"


def test_a_comment_in_a_method_that_keeps_pyodide_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "case.js"
    text = in_game("f();").replace("{ await this.pyodide.runPythonAsync(`env.t = 0`)", f"{{\n{KEEP}\n{ODD}")
    path.write_text(text, "utf-8")
    assert "line 23 stands where `performRollback` keeps Pyodide; remove it" in invoke(tmp_path, "check", "case.js").text


def test_a_reason_is_required(tmp_path: Path) -> None:
    for comment in (
        "// migrator-keep: 15-render",
        "// migrator-keep: 15-render --",
        "// migrator-keep: 15-render -- ?!",
    ):
        entry = checked(tmp_path, f"{comment}\n{SITE}")
        assert said(entry) == ["the comment says no reason; add one behind ` -- `"]
        assert kept(entry) == [("15-render", "")], "until then it is not rewritten behind somebody's back"


def test_a_second_use_on_the_line_does_not_slip_in(tmp_path: Path) -> None:
    two = f"{KEEP}\n[this.pyodide.toPy(1), this.pyodide.toPy(2)];".replace("15-render", "unexplained")
    entry = checked(tmp_path, two)
    assert len(kept(entry)) == 1
    assert [item.column for item in entry.findings] == [32]
    entry = checked(tmp_path, two.replace("unexplained", "unexplained, unexplained"))
    assert (len(kept(entry)), said(entry), entry.findings) == (2, [], ())
    entry = checked(tmp_path, two.replace("unexplained", "unexplained, unexplained, unexplained"))
    assert said(entry) == [
        "the comment keeps nothing by `unexplained`: what is found on line 26 is kept already; remove it"
    ]


# -- what keeps --------------------------------------------------------------------------------------------------------

KEEPS = {
    "above": f"{KEEP}\n{SITE}",
    "at its end": f"{SITE} {KEEP}",
    "at the end of its last line": f"await this.pyodide.runPythonAsync(`\n    env.render()\n`); {KEEP}",
    "at the end of its first line": f"await this.pyodide.runPythonAsync( {KEEP}\n`env.render()`);",
    "in a block, above": f"/* {KEEP[3:]} */\n{SITE}",
    "in a block, before it on its line": f"/* {KEEP[3:]} */ {SITE}",
    "in a block over lines": "/**\n * migrator-keep: 15-render -- the server\n * of 2023 has no worker\n */\n" + SITE,
    "another comment between": f"{KEEP}\n// eslint-disable-next-line\n{SITE}",
    "above a statement that begins on another line": f"{KEEP}\nf(\n    {SITE.replace(';', ',')}\n);".replace(
        "15-render", "differs"
    ),
    "behind a call that is one argument of several": f"f(\n    {SITE[:-1]} {KEEP}\n    , 1,\n    2);".replace(
        "15-render", "differs"
    ),
    "in a nested arrow": f"f(async () => {{\n    {KEEP}\n    {SITE}\n}});",
    "several names on one line": f"{KEEP.replace('15-render', '15-render, unexplained')}\n"
    + SITE.replace(";", "; this.pyodide.toPy(1);"),
    "several comments on one line": f"/* migrator-keep: unexplained -- old */ /* {KEEP[3:]} */\n"
    + SITE.replace(";", "; this.pyodide.toPy(1);"),
    "by the nearest rule": f"// migrator-keep: 01-socket-state -- the server of 2023 has no worker\n{ODD}",
    "by the code": f"// migrator-keep: differs -- the server of 2023 has no worker\n{ODD}",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", KEEPS)
def test_a_comment_keeps_what_it_names(tmp_path: Path, name: str, end: str) -> None:
    entry = checked(tmp_path, KEEPS[name], end=end)
    assert said(entry) == []
    assert entry.findings == ()
    assert (entry.diff, entry.edits) == (b"", ())
    assert "the server of 2023 has no worker" in [reason for _, reason in kept(entry)]
    assert {item.outcome for item in entry.entries if item.suppression is not None} == {Outcome.KEPT}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_comment_at_the_very_beginning(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "game.js"
    held = "class Game { act() { return this.pyodide.toPy(1); } }"
    path.write_text(f"{mark}// migrator-keep: unexplained -- so\n{held}\n", "utf-8")
    result = invoke(tmp_path, "check", "game.js")
    assert (result.code, result.text) == (0, "")
    path.write_text(f"{mark}/* so */ // migrator-keep: unexplained -- so\n{held}\n", "utf-8")
    assert invoke(tmp_path, "check", "game.js").code == 0


def test_what_goes_with_a_site_is_kept_with_it(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    path = tmp_path / "game" / "js" / "multiplayer.js"
    before = json.loads(invoke(tmp_path, "migrate", "--format", "json", "game").text)["files"]
    step = [use for file in before for use in file["uses"] if use["rule"] == "10-step-with-actions"]
    assert len(step) == 3
    line = next(use["line"] for use in step if use["member"] == "runPythonAsync")
    lines = path.read_text("utf-8").split("\n")
    lines.insert(line - 1, "// migrator-keep: 10-step-with-actions -- the bots run here")
    path.write_text("\n".join(lines), "utf-8")
    found = json.loads(invoke(tmp_path, "check", "--format", "json", "game").text)
    assert [item["name"] for item in found["suppressed"]] == ["10-step-with-actions"] * 3
    assert {item["kind"] for item in found["findings"]} & {"suppression", "read"} == set()
    after = json.loads(invoke(tmp_path, "migrate", "--format", "json", "game").text)
    assert after["summary"]["rewritten"] == GAME_SITES - 1


def test_a_name_that_a_kept_use_goes_through_is_kept_too(tmp_path: Path) -> None:
    text = "let p = this.pyodide; p ||= a;\n// migrator-keep: not-in-place -- why not\np.runPython(`env.tilt(4)`);"
    entry = checked(tmp_path, text)
    assert entry.findings == ()
    assert [(item.kind, item.outcome) for item in entry.entries[-2:]] == [("alias", "kept"), ("call", "kept")]
    entry = checked(tmp_path, f"{text}\np.toPy(1);")
    assert [item.line for item in entry.findings] == [28]
    assert entry.entries[-3].is_told, "it is mended with what is still found"


def test_what_a_kept_site_reads_stays_as_well(tmp_path: Path) -> None:
    # The program that is kept reads a global that the other one binds: that one is refused, as it says.
    other = "await this.pyodide.runPythonAsync(`\n    import random\n    import numpy as np\n    np.random.seed(${1})\n    random.seed(${1})\n`);"
    keeps = "// migrator-keep: no-rule -- why\nawait this.pyodide.runPythonAsync(`random.tilt(4)`);"
    entry = checked(tmp_path, f"{other}\n{keeps}")
    [left] = entry.findings
    assert left.reason is not None
    assert left.reason.code == "still-read"
    entry = checked(tmp_path, f"// migrator-keep: still-read -- so\n{other}\n{keeps}")
    assert (entry.findings, said(entry)) == ((), [])


def test_a_rule_that_options_leave_out_is_not_called_unused(tmp_path: Path) -> None:
    entry = checked(tmp_path, f"{KEEP}\n{SITE}", rules=("03-seed",))
    assert (said(entry), kept(entry), entry.findings) == (
        [],
        [("15-render", "the server of 2023 has no worker")],
        (),
    )
    assert said(checked(tmp_path, f"{KEEP}\nf();\n{SITE}", rules=("03-seed",))) == []


def test_many_of_them_take_no_longer_than_their_number(tmp_path: Path) -> None:
    # One above the other, each with a use; what is asked of the parser grows with the comments, not with their square.
    number = 400
    names = ", ".join(["unexplained"] * number)
    uses = " ".join(["this.pyodide.toPy(1);"] * number)
    comments = "\n".join([f"// migrator-keep: {names} -- so"] + ["// migrator-keep: hole -- so"] * number)
    entry = checked(tmp_path, f"{comments}\n{uses}")
    assert (len(kept(entry)), entry.findings) == (number, ())
    assert len(said(entry)) == number


# -- in reports --------------------------------------------------------------------------------------------------------


@pytest.fixture
def game(tmp_path: Path) -> Path:
    (tmp_path / "game.js").write_text(
        in_game(f"{KEEP}\n{SITE}\nawait this.pyodide.runPythonAsync(`env.render()`);"), "utf-8"
    )
    return tmp_path


def test_migrate_leaves_it_and_says_why(game: Path) -> None:
    result = invoke(game, "migrate", "--write", "game.js")
    assert result.code == 0
    text = (game / "game.js").read_text("utf-8")
    assert text == in_game(f"{KEEP}\n{SITE}\nawait this.worker.render();")
    reason = "the comment on line 25 keeps it from `15-render`: the server of 2023 has no worker"
    assert f"`runPythonAsync`  in Game.act: {reason}" in result.err
    explained = invoke(game, "explain", "game.js:26")
    assert explained.text.splitlines()[1] == f"kept: {reason}"
    assert f"kept, {reason}" in invoke(game, "migrate", "--format", "markdown", "game.js").text.replace("\\", "")
    assert invoke(game, "check", "game.js").err == (
        "The boundary holds. 1 file, 3 uses: 1 in methods that may keep Pyodide, 1 that others depend on, 1 kept by comments.\n"
        "1 use kept by comments.\n"
    )


def test_in_json(game: Path) -> None:
    found = json.loads(invoke(game, "check", "--format", "json", "game.js").text)
    assert [item["line"] for item in found["findings"]] == [27, 1]
    assert found["suppressed"] == [
        {
            "path": "game.js",
            "line": 26,
            "column": 15,
            "kind": "call",
            "place": "method",
            "class": "Game",
            "method": "act",
            "function": None,
            "member": "runPythonAsync",
            "name": "15-render",
            "comment_line": 25,
            "reason": "the server of 2023 has no worker",
        }
    ]
    migrated = json.loads(invoke(game, "migrate", "--format", "json", "game.js").text)
    assert [use["suppression"] for use in migrated["files"][0]["uses"]][-2:] == [
        {"name": "15-render", "line": 25, "reason": "the server of 2023 has no worker"},
        None,
    ]
    assert migrated["summary"] == {
        "examined": 1, "searched": 0, "files": 1, "uses": 4, "unread": 0, "rewritten": 1, "kept": 2, "unmatched": 0, "errors": 0,
    }  # fmt: skip


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_in_sarif(game: Path, command: str) -> None:
    run = validated(invoke(game, command, "--format", "sarif", "game.js").json())
    [result] = [result for result in run["results"] if "suppressions" in result]
    assert (result["ruleId"], result["level"]) == ("15-render", "error")
    [suppression] = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "the server of 2023 has no worker"
    assert "fixes" not in result


def test_the_ledger_counts_them(tmp_path: Path) -> None:
    assert Ledger((checked(tmp_path, f"{KEEP}\n{SITE}"),)).suppressed == 1


# -- comments by themselves ------------------------------------------------------------------------------------------

NAMES = Names({"03-seed", "10-step"}, lambda: {"03-seed"})


def faults(text: str) -> list[tuple[int, str]]:
    """What is wrong with the comments of a text without a use."""
    source = Source.read("a.js", text.encode())
    return [(breach.line, words(breach.message)) for breach in Suppressions.read(source, NAMES).breaches([], [])]


@pytest.mark.parametrize("text", ["f();", "// keep: 03-seed", "'// migrator-keep: 03-seed'", "`/* migrator-keep: 03-seed */`", "// see migrator-keep: x"])
def test_no_comment(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("// migrator-keep 03-seed -- why\nf();", "the comment keeps nothing"),
        ("// migrator-keep: -- why\nf();", "the comment names no rule"),
        ("/* migrator-keep: 03-sead -- why */ f();", "03-seed"),
        ("// migrator-keep: 03-seed -- why\n\nf();", "no statement stands on the next line"),
    ],
)
def test_a_comment_that_keeps_nothing(text: str, message: str) -> None:
    ((line, said),) = faults(text)
    assert line == 1
    assert message in said


@pytest.mark.parametrize(("name", "nearest"), [("3", "03-seed"), ("003", "03-seed"), ("03-sed", "03-seed"), ("difers", "differs"), ("zzz", None), ("٣", None)])
def test_the_nearest_name(name: str, nearest: str | None) -> None:
    assert NAMES.nearest(name) == nearest


def test_names_that_are_known_and_those_that_options_leave_out() -> None:
    assert [NAMES.is_known(name) for name in ("03-seed", "10-step", "differs", "other")] == [True, True, True, False]
    assert [NAMES.is_left_out(name) for name in ("03-seed", "10-step", "differs")] == [False, True, False]
