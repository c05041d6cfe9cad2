"""What ties the sites of a file together: names, `var`, globals of the interpreter, fresh names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrator.matching.matcher import Matcher
from migrator.model.ledger import Code, Outcome
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.conflicts import Choice, Globals, settle
from migrator.sites.accesses import accesses
from tests.rewriting.candidates import file, page
from tests.support import GAME, in_game, left_alone, rewritten, run, text_of

HASH = """const %s = await this.pyodide.runPythonAsync(`
    import hashlib, json
    hashlib.md5(json.dumps(env.get_state(), sort_keys=True).encode()).hexdigest()[:8]
`);"""
SNAPSHOT = "const %s = await this.pyodide.runPythonAsync(`\n    import json\n    json.dumps(env.get_state(), sort_keys=True, default=str)\n`);"


# -- names -------------------------------------------------------------------------------------------------------------


def test_a_name_that_is_gone_is_used_in_a_closure_before(tmp_path: Path) -> None:
    left_alone(
        tmp_path,
        "later(() => text);\n" + (SNAPSHOT % "text") + "\nlet dump = JSON.parse(text);",
        code="still-used",
        because="`text` is still used on line 25",
        parameters="later",
    )


def test_a_name_of_an_inner_scope_is_another(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        "later((text) => text);\n" + (SNAPSHOT % "text") + "\nlet dump = JSON.parse(text);",
        "later((text) => text);\nconst stateJson = await this.worker.getState();\nlet dump = JSON.parse(stateJson).env_state;",
        parameters="later",
        by="12-desync-dump",
    )


def test_what_another_rewritten_site_removes_is_no_use(tmp_path: Path) -> None:
    two = (SNAPSHOT % "text").replace("const", "var") + "\nlet one = JSON.parse(text);\n"
    two += (SNAPSHOT % "text").replace("const", "var") + "\nlet other = JSON.parse(text);"
    rewritten(
        tmp_path,
        two,
        "const stateJson = await this.worker.getState();\nlet one = JSON.parse(stateJson).env_state;\n"
        "const stateJson2 = await this.worker.getState();\nlet other = JSON.parse(stateJson2).env_state;",
        by="12-desync-dump",
    )


def test_a_var_that_ties_two_sites_refuses_both_if_one_stays(tmp_path: Path) -> None:
    one = (SNAPSHOT % "text").replace("const", "var") + "\nlet one = JSON.parse(text);\n"
    other = (SNAPSHOT % "text").replace("const", "var").replace(
        "sort_keys=True", "sort_keys=False"
    ) + "\nlet other = JSON.parse(text);"
    result = left_alone(tmp_path, one + other, code="still-used", because="`text` is still used")
    assert [entry.outcome for entry in result.programs] == [Outcome.UNMATCHED, Outcome.UNMATCHED]


def test_the_general_page_takes_what_a_special_one_cannot(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        (HASH % "hash") + "\nlog.debug(`hash ${hash}`);\nif (hash === other) return;",
        "const hashResult = await this.worker.computeHash();\nconst hash = hashResult.hash;\nlog.debug(`hash ${hash}`);\nif (hash === other) return;",
        parameters="log, other",
        by="06-episode-hash",
    )


# -- fresh names -------------------------------------------------------------------------------------------------------


def test_a_fresh_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    site = (HASH % "hash") + "\nreturn hash + '';"
    for before, parameters, name in [
        ("", "", "hashResult"),
        ("const hashResult = 1;\n", "", "hashResult2"),
        ("", "hashResult", "hashResult2"),
        ("const hashResult = 1, hashResult2 = 2;\n", "", "hashResult3"),
        ("if (a) { var hashResult = 1; }\n", "a", "hashResult2"),
        ("later(() => hashResult);\n", "later", "hashResult2"),
        ("later((hashResult) => hashResult);\n", "later", "hashResult"),
    ]:
        source = before + site
        text = (
            in_game(source, parameters).replace("export class", "const hashResult = 0;\nexport class", 1)
            if "later(() =>" in before
            else None
        )
        after = (
            before + f"const {name} = await this.worker.computeHash();\nconst hash = {name}.hash;\nreturn hash + '';"
        )
        if text is None:
            rewritten(tmp_path, source, after, parameters=parameters, by="06-episode-hash")
        else:
            assert f"const {name} = await this.worker.computeHash();" in run(tmp_path, text).after


def test_the_name_that_stays_may_be_the_fresh_one(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        (HASH % "hashResult") + "\nreturn hashResult + '';",
        "const hashResult2 = await this.worker.computeHash();\nconst hashResult = hashResult2.hash;\nreturn hashResult + '';",
    )


def test_two_sites_in_nested_scopes_get_two_names(tmp_path: Path) -> None:
    rewritten(
        tmp_path,
        (HASH % "one")
        + "\nkeep(one);\nif (again) {\n"
        + (HASH % "two").replace("\n", "\n    ").replace("const two", "    const two")
        + "\n    keep(two);\n}",
        "const hashResult = await this.worker.computeHash();\nconst one = hashResult.hash;\nkeep(one);\nif (again) {\n"
        "    const hashResult2 = await this.worker.computeHash();\n    const two = hashResult2.hash;\n    keep(two);\n}",
        parameters="keep, again",
    )


# -- globals of the interpreter ----------------------------------------------------------------------------------------


def test_a_global_that_goes_and_is_still_read(tmp_path: Path) -> None:
    site = "await this.pyodide.runPythonAsync(`\n    import random\n    import numpy as np\n    np.random.seed(${s})\n    random.seed(${s})\n`);"
    text = in_game(site, "s").replace("`env.t = 0`", "`env.t = np.random.rand()`")
    result = run(tmp_path, text)
    (entry,) = result.programs
    assert result.after == text
    assert entry.reason is not None
    assert entry.reason.code == "still-read"
    assert text_of(entry.reason) == "the Python global `np` goes, and the program on line 21 reads it"


def test_a_global_that_the_other_program_binds_itself(tmp_path: Path) -> None:
    site = "await this.pyodide.runPythonAsync(`\n    import random\n    import numpy as np\n    np.random.seed(${s})\n    random.seed(${s})\n`);"
    text = in_game(site, "s").replace("`env.t = 0`", "`import numpy as np; env.t = np.random.rand()`")
    assert "await this.worker.seedRng(s);" in run(tmp_path, text).after


def test_the_game_of_these_tests_has_one_kept_program(tmp_path: Path) -> None:
    assert [entry.outcome for entry in run(tmp_path, GAME).entry.entries if entry.is_program] == [Outcome.KEPT]


PAGE = "- const $T = await this.pyodide.runPythonAsync(`env.t`);\n+ await this.worker.t();"
DECLARED = "var t = await this.pyodide.runPythonAsync(`env.t`);"


def _choices(body: str, pages: Sequence[str] = (PAGE,)) -> list[Choice]:
    """The programs of a method, each with what the pages match there."""
    within = file(body, "g")
    rules = [page(text) for text in pages]
    sites = [site for site in within.sites if site.use.owner.method == "act"]
    return [
        Choice(
            site,
            [
                Checked(rule.id, rule.page, match)
                for rule in rules
                for block in rule.blocks
                for match in Matcher(within).match(block, site)
            ],
        )
        for site in sites
    ]


def _shared(choice: Choice) -> Globals:
    return Globals(accesses(choice.site.file), lambda site, names: ())


def test_a_site_that_ties_nothing_keeps_its_first_candidate() -> None:
    (choice,) = _choices(DECLARED, (PAGE, PAGE))
    settle([choice], _shared(choice))
    assert choice.taken is choice.candidates[0]
    assert choice.refusal is None


def test_a_site_moves_on_to_its_next_candidate_and_keeps_the_first_refusal() -> None:
    again = "- const $T = await this.pyodide.runPythonAsync(`env.t`);\n+ const $T = await this.worker.t();"
    (choice,) = _choices(f"{DECLARED}\ng(t);", (PAGE, again))
    settle([choice], _shared(choice))
    assert choice.taken is choice.candidates[-1]
    assert choice.refusal is not None
    assert choice.refusal[1].code is Code.STILL_USED
    assert choice.refusal[0] is choice.candidates[0]


def test_a_refusal_of_one_site_refuses_what_depended_on_it() -> None:
    one, two = _choices(f"{DECLARED}\n{DECLARED}\ng(t);")
    settle([one, two], _shared(one))
    assert (one.taken, two.taken) == (None, None)


def test_a_global_that_a_staying_program_reads_stays() -> None:
    sets = "- await this.pyodide.runPythonAsync(`x = env.t; env.u(x, x)`);\n+ await this.worker.t();"
    body = "await this.pyodide.runPythonAsync(`x = env.t; env.u(x, x)`);\nawait this.pyodide.runPythonAsync(`env.v(x)`);"
    found = _choices(body, (sets,))
    assert [len(choice.candidates) for choice in found] == [1, 0]
    settle(found, _shared(found[0]))
    assert found[0].taken is None
    assert found[0].refusal is not None
    assert found[0].refusal[1].code is Code.STILL_READ
