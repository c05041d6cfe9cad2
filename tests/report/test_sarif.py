"""SARIF: taken by the published schema, and fixes that make of each file what `--write` makes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from migrator.model.ledger import Code, Entry, FileEntry, FileError, Ledger, Note, NoteCode, Outcome, Reason, Skipped
from migrator.report import sarif
from migrator.report.invocation import Invocation
from tests.report.formats import HERE, fixed, invoke, path_of, validated
from tests.support import FIXTURES, GAME, GAME_SITES, ROOT, in_game, saying

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
SEED = "await this.pyodide.runPythonAsync(`\n    import random, numpy as np\n    np.random.seed(${seed})\n    random.seed(${seed})\n`);"
HASH = "const h = await this.pyodide.runPythonAsync(`\n    import hashlib, json\n    hashlib.md5(json.dumps(env.get_state(), sort_keys=True).encode()).hexdigest()[:8]\n`);"


def assert_fixes_are_the_rewrite(folder: Path, name: str, data: bytes, command: str) -> None:
    """The fixes of the log of a file, applied by a reader of SARIF, give what `--write` gives."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    run = validated(invoke(folder, command, "--format", "sarif", name).json())
    made = fixed(run)
    assert path.read_bytes() == data
    assert invoke(folder, "migrate", "--write", name).code in (0, 1)
    assert path.read_bytes() != data, "nothing was rewritten"
    assert made == {path: path.read_bytes()}


# -- what must not be in it --------------------------------------------------------------------------------------------


def test_what_no_rule_takes_has_no_fix(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(f"this.pyodide.toPy(1);\n{SITE}"), "utf-8")
    for command in ("check", "migrate"):
        run = validated(invoke(tmp_path, command, "--format", "sarif", "a.js").json())
        fixes = {result["ruleId"]: "fixes" in result for result in run["results"]}
        assert fixes["unexplained"] is False
        assert fixes["15-render"] is True


def test_after_writing_nothing_is_left_to_fix(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    run = validated(invoke(tmp_path, "migrate", "--write", "--format", "sarif", "a.js").json())
    [done] = [result for result in run["results"] if result["ruleId"] == "15-render"]
    assert "fixes" not in done
    assert (done["kind"], done["level"]) == ("informational", "none")
    assert done["message"]["text"].startswith("`runPythonAsync` was rewritten by `15-render`")


def test_a_use_that_goes_with_a_site_has_no_fix_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    run = validated(invoke(tmp_path, "check", "--format", "sarif", "game").json())
    step = [result for result in run["results"] if result["ruleId"] == "10-step-with-actions"]
    assert ["fixes" in result for result in step] == [False, True, False]
    told = [item["message"]["text"] for item in step[0]["relatedLocations"]]
    assert told == ["it goes with this program, whose fix removes both"]


def test_a_file_that_cannot_be_read_is_a_notification_and_no_result(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class A {\n  b() { this.pyodide = (; }\n}\n", "utf-8")
    (tmp_path / "b.astro").write_text("this.pyodide", "utf-8")
    for command in ("check", "migrate"):
        result = invoke(tmp_path, command, "--format", "sarif")
        run = validated(result.json())
        [invocation] = run["invocations"]
        assert (result.code, invocation["exitCode"], invocation["executionSuccessful"]) == (2, 2, False)
        assert run["results"] == []
        told = [
            (item["descriptor"]["id"], item["level"], path_of(place["artifactLocation"], run).name, place.get("region"))
            for item in invocation["toolExecutionNotifications"]
            for place in [item["locations"][0]["physicalLocation"]]
        ]
        assert told == [("error", "error", "a.js", {"startLine": 2}), ("skipped", "note", "b.astro", None)]
        known = {item["id"] for item in run["tool"]["driver"]["notifications"]}
        assert {item[0] for item in told} <= known


def test_hostile_text_is_text() -> None:
    cause = Reason(Code.DIFFERS, saying("the source has [here](https://example.org)\x1b[31m\u202e and `{0}`"), 1)
    entry = Entry(1, 1, 1, 1, 2, "A", "b\x1b", "x", "call", Outcome.UNMATCHED, True, reason=cause)
    file = FileEntry("a\udce9.js", (entry,), notes=(Note(NoteCode.COMMENT, saying("see [x](y)")),), error=FileError(saying("bad \x07")))
    ledger = Ledger((file,), (Skipped("c\n.ts", saying("TypeScript")),))
    for write in (sarif.findings, sarif.migration):
        text = write(ledger, Invocation(2, folder="/x y"))

        run = validated(json.loads(text.encode("utf-8")))
        said = [run["results"][0]["message"]["text"]]
        said += [item["message"]["text"] for item in run["invocations"][0]["toolExecutionNotifications"]]
        assert all("](" not in item and "\x1b" not in item and "\x07" not in item for item in said)
        assert "{0}" in said[0]
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\udce9"}
        location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert path_of(location, run) == Path("/x y/a\udce9.js")


# -- fixes -------------------------------------------------------------------------------------------------------------

TEXTS = {
    "plain": in_game(SITE),
    "two sites on a line": in_game(f"{SITE} {SITE}"),
    "no last newline": in_game(SITE).rstrip("\n"),
    "letters beyond the first plane before the site": in_game(f"/* 🐍🐍é */ {SITE} /* 🐍 */"),
    "a site that spans lines": in_game(SEED, "seed"),
    "a nest further down": in_game(f"{HASH}\nthis.note(h, '🐍', h);"),
    "names taken": in_game(f"{HASH}\n{HASH.replace('const h', 'const g')}\nthis.note(h, g);"),
    "separators that end no line": "/* \u2028 \u2029 \u0085 \x0c */" + in_game(f"/* \u2028 */ {SITE}"),
}
ENDS = {"LF": ("", "\n"), "a mark and CRLF": ("\ufeff", "\r\n"), "CR": ("", "\r")}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("end", ENDS)
def test_fixes_are_what_write_writes(tmp_path: Path, text: str, end: str) -> None:
    mark, newline = ENDS[end]
    data = (mark + TEXTS[text].replace("\n", newline)).encode("utf-8")
    assert_fixes_are_the_rewrite(tmp_path, "a.js", data, "check" if mark else "migrate")


def test_a_mix_of_line_ends(tmp_path: Path) -> None:
    lines = in_game(SEED, "seed").split("\n")
    data = "".join(line + ("\n", "\r\n", "\r")[number % 3] for number, line in enumerate(lines)).encode()
    assert_fixes_are_the_rewrite(tmp_path, "a.js", data, "check")


def test_a_site_on_the_first_line_behind_a_mark(tmp_path: Path) -> None:
    text = (
        "\ufeff" + GAME.replace("\n", " ") + f"/* 🐍 */ export class Game extends Base {{ async act() {{ {SITE} }} }}\n"
    )
    assert_fixes_are_the_rewrite(tmp_path, "a.js", text.encode(), "check")


@pytest.mark.parametrize(
    "name", ["with space.js", "é.js", "a%20b.js", "a#b?c.js", "a:b.js", "deep/a+b&c.js", "q\"u'o.js"]
)
def test_names_that_an_address_must_spell(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a folder %41"
    folder.mkdir()
    assert_fixes_are_the_rewrite(folder, name, in_game(SITE).encode(), "check")


def test_a_file_outside_of_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    run = validated(invoke(tmp_path / "here", "check", "--format", "sarif", "../a.js").json())
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert "uriBaseId" not in location
    assert path_of(location, run) == tmp_path / "a.js"


def test_the_fixture_game(tmp_path: Path) -> None:
    for name in ("theirs", "ours"):
        shutil.copytree(FIXTURES / "game", tmp_path / name / "game")
    run = validated(invoke(tmp_path / "theirs", "check", "--format", "sarif", "game").json())
    assert sum("fixes" in result for result in run["results"]) == GAME_SITES
    invoke(tmp_path / "ours", "migrate", "--write", "game")
    for path, data in fixed(run).items():
        assert (tmp_path / "ours" / path.relative_to(tmp_path / "theirs")).read_bytes() == data


# -- what else is in it ------------------------------------------------------------------------------------------------


def test_a_result_knows_its_place_and_its_use(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    run = validated(invoke(tmp_path, "check", "--format", "sarif", "a.js").json())
    use = invoke(tmp_path, "migrate", "--format", "json", "a.js").json()["files"][0]["uses"][-1]
    [result] = [result for result in run["results"] if result["ruleId"] == "15-render"]
    [location] = result["locations"]
    assert location["physicalLocation"]["region"] == {
        "startLine": use["line"],
        "startColumn": use["column"],
        "endLine": use["end_line"],
        "endColumn": use["end_column"],
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "Game.act", "kind": "function"}]
    assert result["partialFingerprints"] == {"migratorUse/v1": use["fingerprint"]}
    [worker] = [result for result in run["results"] if result["ruleId"] == "worker"]
    assert worker["level"] == "error"


def test_a_fingerprint_outlives_a_move(tmp_path: Path) -> None:
    def prints(text: str) -> list[str]:
        (tmp_path / "a.js").write_text(text, "utf-8")
        run = validated(invoke(tmp_path, "check", "--format", "sarif", "a.js").json())
        return [
            item["partialFingerprints"]["migratorUse/v1"] for item in run["results"] if "partialFingerprints" in item
        ]

    assert prints(in_game(SITE)) == prints("// moved\n\n" + in_game(SITE))
    assert prints(in_game(SITE)) != prints(in_game(SITE.replace("render", "tilt")))


def test_rules_have_their_pages_as_help(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(f"{HASH}\nthis.note(h);\nthis.pyodide.toPy(1);"), "utf-8")
    run = validated(invoke(tmp_path, "check", "--format", "sarif", "a.js").json())
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    page = (ROOT / "rules/pyodide-worker/06-episode-hash.md").read_text("utf-8")
    assert rules["06-episode-hash"]["shortDescription"]["text"] == "Hash the state."
    assert rules["06-episode-hash"]["help"]["text"].rstrip() == page.rstrip()
    assert "`hash-is-longer`" in rules["06-episode-hash"]["help"]["markdown"]
    assert rules["unexplained"]["help"]["text"].startswith("No line of the rule explains")
    assert all({"shortDescription", "fullDescription", "help"} <= rule.keys() for rule in rules.values())


def test_two_runs_give_the_same_log(tmp_path: Path) -> None:
    shutil.copytree(HERE / "sample", tmp_path / "game")
    first, second = (invoke(tmp_path, "migrate", "--format", "sarif", "game").out for _ in range(2))
    assert first == second
    assert b"03-seed" in first
