"""What is learned of one site: its most specific page, wider where nothing decides; and why nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.drafting.learning.learner import Learner
from migrator.drafting.learning.reproduction import open_settings
from migrator.model.settings import Settings
from migrator.rules.loader import load_page
from tests.drafting.learning.support import CLIENT, block_of, game, learned, lines, reasons

SEED = ("async seed(n) { await this.pyodide.runPythonAsync(`import random; random.seed(${n})`); }",)
SEEDED = ("async seed(n) { await this.worker.seed(n); }",)


# -- nothing is learned ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            "async f() { await this.pyodide.runPythonAsync(`env.turn(1)`); }",
            "async f(by) { await this.worker.turn(by); }",
            "the new code uses `by` (line 9), which no removed line has",
        ),
        (
            "async f() { await this.pyodide.runPythonAsync(`env.turn(1)`); }",
            "async f(client) { await client.turn(1); }",
            "if that is the worker, say so in the settings: `worker = \"client\"`",
        ),
        (
            "async f() { await this.pyodide.runPythonAsync(CODE); }",
            "async f() { await this.worker.turn(1); }",
            "the program does not stand in the call; it is `CODE`",
        ),
        (
            "async f() { await this.pyodide.runPythonAsync(`env.turn(1`); }",
            "async f() { await this.worker.turn(1); }",
            "the Python does not parse (line 9)",
        ),
        (
            "async f() { await this.pyodide.runPythonAsync(`env.turn(1)`); }",
            "async f() { await this.worker.fly(1); }",
            "its page cannot be applied: the worker `Client` has no method `fly`",
        ),
        (
            "async f() { const h = await this.pyodide.runPythonAsync(`hash(1)`); for (;;) { this.show(h); } }",
            "async f() { const h = await this.worker.digest(1); for (;;) { this.show(1, h); } }",
            "what it declares is used otherwise elsewhere (line 9), which no page says in one expression",
        ),
        (
            "async f() {\n const n = await this.pyodide.runPythonAsync(`env.n`);\n if (this.a) { this.show(1); }\n }",
            "async f() {\n const n = await this.worker.count();\n\n if (this.a) { this.show(1); this.show(n); }\n }",
            "what it declares is also used where there was nothing before (line 12 of the new file)",
        ),
    ],
)  # fmt: skip
def test_the_reason_is_told(tmp_path: Path, before: str, after: str, reason: str) -> None:
    lesson = learned(tmp_path, game(before), game(after))
    assert not lesson.pages
    assert reason in "; ".join(reasons(lesson))


def test_a_site_that_only_moved_is_no_example(tmp_path: Path) -> None:
    other = "other() { this.show(1); }"
    lesson = learned(tmp_path, game(*SEED, other), game(other, *SEED))
    assert (lesson.pages, lesson.missed, lesson.remaining) == ([], [], 1)


def test_a_program_that_is_still_there_is_no_example(tmp_path: Path) -> None:
    before = "async f() { await this.pyodide.runPythonAsync(`env.turn(1)`); }"
    after = "async f() { const one = await this.pyodide.runPythonAsync(`env.turn(1)`); this.show(one); }"
    lesson = learned(tmp_path, game(before), game(after))
    assert (lesson.pages, lesson.missed, lesson.remaining) == ([], [], 1)


def test_what_a_setting_keeps_refuses_the_page(tmp_path: Path) -> None:
    kept = "async performRollback(n) { await this.pyodide.runPythonAsync(`import random; random.seed(${n})`); }"
    lesson = learned(tmp_path, game(*SEED, kept), game(*SEEDED, kept))
    assert not lesson.pages
    assert reasons(lesson) == ["its page also takes line 10, which `performRollback` may keep"]


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    learned(tmp_path, game(*SEED), game(*SEEDED))
    (tmp_path / "after" / "game.js").unlink()
    from migrator.drafting.learning.change import of_folders

    lesson = Learner(lambda _: Settings()).learn([of_folders(tmp_path / "before", tmp_path / "after")])
    assert reasons(lesson) == ["its file is gone after the commit, so that nothing shows what took its place"]


def test_a_file_that_does_not_parse_is_told(tmp_path: Path) -> None:
    lesson = learned(tmp_path, game(*SEED), "class {")
    assert [path for path, _ in lesson.faults] == ["game.js"]


# -- the most specific page --------------------------------------------------------------------------------------------


def test_what_both_sides_have_is_a_metavariable(tmp_path: Path) -> None:
    before = """
        async f(state) {
            await this.pyodide.runPythonAsync(`
                import random   # for now
                random.seed(${this.config.seed || 'None'})
                env.note(${state.kind})
                print("seeded")
            `);
        }
    """
    lesson = learned(
        tmp_path, game(before), game("async f(state) { await this.worker.seed(this.config.seed || null); }")
    )
    assert block_of(lesson) == lines("""
        - await this.pyodide.runPythonAsync(`
        -     import random
        -     random.seed(${$SEED || 'None'})
        -     env.note(${state.kind})
        - `);
        + await this.worker.seed($SEED || null);
    """)


def test_a_value_keeps_its_name_and_what_is_new_is_fresh(tmp_path: Path) -> None:
    before = """
        async f() {
            const state = await this.pyodide.runPythonAsync(`env.hash()`);
            const text = state.toJs();
            this.show(text);
        }
    """
    after = """
        async f() {
            const result = await this.worker.count();
            const text = result.number;
            this.show(text);
        }
    """
    assert block_of(learned(tmp_path, game(before), game(after))) == lines("""
        - const $STATE = await this.pyodide.runPythonAsync(`env.hash()`);
        - const $TEXT = $STATE.toJs();
        + const result = await this.worker.count();
        + const $TEXT = result.number;
    """)


def test_a_name_of_which_no_use_is_left_is_fresh(tmp_path: Path) -> None:
    before = "async f() { const n = await this.pyodide.runPythonAsync(`env.n`); return n.toJs(); }"
    after = "async f() { const n = await this.worker.count(); return n.number; }"
    assert block_of(learned(tmp_path, game(before), game(after))) == lines("""
        - const $N = await this.pyodide.runPythonAsync(`env.n`);
        - return $N.toJs();
        + const n = await this.worker.count();
        + return n.number;
    """)


def test_a_statement_that_makes_what_a_hole_pastes_is_context(tmp_path: Path) -> None:
    head = "async f(state) { const json = JSON.stringify(state); this.began = 1; "
    before = head + "await this.pyodide.runPythonAsync(`env.load(json.loads('''${json}'''))`); }"
    lesson = learned(tmp_path, game(before), game(head + "await this.worker.load(json); }"))
    assert block_of(lesson) == lines("""
          const $JSON = JSON.stringify($STATE);
          ...
        - await this.pyodide.runPythonAsync(`env.load(json.loads('''${$JSON}'''))`);
        + await this.worker.load($JSON);
    """)


def test_statements_between_are_a_gap(tmp_path: Path) -> None:
    before = """
        async f() {
            const found = await this.pyodide.runPythonAsync(`env.all()`);
            this.drawn = 1;
            let [a, b] = found.toJs();
            this.show(a, b);
        }
    """
    after = before.replace("await this.pyodide.runPythonAsync(`env.all()`)", "await this.worker.count()").replace(
        "[a, b] = found.toJs()", "{ a, b } = found"
    )
    assert block_of(learned(tmp_path, game(before), game(after))) == lines("""
        - const $FOUND = await this.pyodide.runPythonAsync(`env.all()`);
        + const found = await this.worker.count();
          ...
        - let [$A, $B] = $FOUND.toJs();
        + let { a: $A, b: $B } = found;
    """)


def test_a_value_that_is_used_otherwise_later_has_a_nest(tmp_path: Path) -> None:
    before = """
        async f(list) {
            const h = await this.pyodide.runPythonAsync(`env.digest(${list})`);
            for (const one of list) { this.show(one, h); }
            this.draw(h);
        }
    """
    after = before.replace("pyodide.runPythonAsync(`env.digest(${list})`)", "worker.digest(list)").replace(
        "h);", "h.hash);"
    )
    lesson = learned(tmp_path, game(before), game(after))
    assert block_of(lesson) == lines("""
        - const $H = await this.pyodide.runPythonAsync(`env.digest(${$LIST})`);
        + const $H = await this.worker.digest($LIST);
          <...
        - $H
        + $H.hash
          ...>
    """)
    assert len(lesson.pages[0].blocks) == 1, "where the value goes elsewhere, the page does not know what becomes of it"


def test_a_log_line_that_goes_may_say_anything(tmp_path: Path) -> None:
    before = """
        async f() {
            const r = await this.pyodide.runPythonAsync(`env.check()`);
            log.debug(`checked: ${r} of ${this.all}`);
        }
    """
    lesson = learned(tmp_path, game(before), game("async f() { await this.worker.count(); }"))
    assert block_of(lesson) == lines("""
        - const $R = await this.pyodide.runPythonAsync(`env.check()`);
        - $LOG.$SAY(`...${$R}...${this.all}...`);
        + await this.worker.count();
    """)
    assert "loggers: [LOG]" in lesson.pages[0].text


def test_what_a_program_does_not_need_is_a_gap_of_it(tmp_path: Path) -> None:
    before = """
        async f(n) {
            await this.pyodide.runPythonAsync(`
                import time
                began = time.time()
                env.turn(${n})
                took = time.time() - began
                print(took)
            `);
        }
    """
    assert block_of(learned(tmp_path, game(before), game("async f(n) { await this.worker.turn(n); }"))) == lines("""
        - await this.pyodide.runPythonAsync(`
        -     import time
        -     ...
        -     env.turn(${$N})
        - `);
        + await this.worker.turn($N);
    """)


def test_an_import_of_the_new_code_is_the_page_s(tmp_path: Path) -> None:
    before = game("async f(n) { await this.pyodide.runPythonAsync(`env.turn(${n})`); }")
    after = game("async f(n) { await turn(n); }")
    after = after.replace("import { Client }", "import { turn } from './client.js';\nimport { Client }")
    client = f"{CLIENT}export async function turn(by) {{ return by; }}\n"
    lesson = learned(tmp_path, before, after, client=client)
    assert block_of(lesson) == lines("""
        + import { turn } from './client.js';
        - await this.pyodide.runPythonAsync(`env.turn(${$N})`);
        + await turn($N);
    """)


# -- wider -------------------------------------------------------------------------------------------------------------


def test_what_holds_for_a_value_that_is_declared_holds_for_one_that_is_returned(tmp_path: Path) -> None:
    before = "async f() { const n = await this.pyodide.runPythonAsync(`env.n`); this.show(n); }"
    after = "async f() { const result = await this.worker.count(); const n = result.number; this.show(n); }"
    lesson = learned(tmp_path, game(before), game(after))
    assert block_of(lesson, block=1) == lines("""
        - return await this.pyodide.runPythonAsync(`env.n`);
        + const result = await this.worker.count();
        + return result.number;
    """)


def test_other_statements_may_stand_between_what_prepares_a_program_and_it(tmp_path: Path) -> None:
    before = "async f(s) { const t = s.trim(); await this.pyodide.runPythonAsync(`env.load('${t}')`); }"
    lesson = learned(tmp_path, game(before), game("async f(s) { await this.worker.load(s); }"))
    assert block_of(lesson) == lines("""
        - const $T = $S.trim();
          ...
        - await this.pyodide.runPythonAsync(`env.load('${$T}')`);
        + await this.worker.load($S);
    """)


def test_two_sites_of_one_kind_are_one_page(tmp_path: Path) -> None:
    before = (
        "async left() { await this.pyodide.runPythonAsync(`env.turn(-1, 'fast')`); }",
        "async right() { await this.pyodide.runPythonAsync(`env.turn(1, 'fast')`); }",
        "async far() { await this.pyodide.runPythonAsync(`env.turn(2, 'fast')`); }",
        "async slowly() { await this.pyodide.runPythonAsync(`env.turn(3, 'slow')`); }",
    )
    after = (
        before[0],
        "async right() { await this.worker.turn(1); }",
        "async far() { await this.worker.turn(2); }",
        "async slowly() { await this.worker.turn(3); }",
    )
    lesson = learned(tmp_path, game(*before), game(*after))
    assert block_of(lesson) == lines("""
        - await this.pyodide.runPythonAsync(`env.turn($VALUE, 'fast')`);
        + await this.worker.turn($VALUE);
    """)
    assert [example.name for example in lesson.pages[0].examples] == ["right", "far"]
    [apart] = lesson.apart
    assert (apart.page, apart.other) == (lesson.pages[1].id, lesson.pages[0].id)
    assert {apart.difference.one, apart.difference.other} == {"fast", "slow"}


def test_programs_side_by_side_have_a_page_each(tmp_path: Path) -> None:
    before = """
        async f(x, y) {
            await this.pyodide.runPythonAsync(`env.seed(${x})`);
            const a = await this.pyodide.runPythonAsync(`env.count()`);
            const b = await this.pyodide.runPythonAsync(`env.mix(${a})`);
            this.show(a, b);
        }
    """
    after = """
        async f(x, y) {
            await this.worker.seed(x);
            const a = await this.worker.count();
            const b = await this.worker.turn(a);
            this.show(a, b);
        }
    """
    lesson = learned(tmp_path, game(before), game(after))
    assert [len(page.blocks[0]) for page in lesson.pages] == [2, 2, 2]
    assert not lesson.missed


def test_programs_that_become_one_command_are_one_block(tmp_path: Path) -> None:
    before = """
        async f(x) {
            await this.pyodide.runPythonAsync(`env.seed(${x})`);
            const p = await this.pyodide.runPythonAsync(`env.picture()`);
            this.show(p);
        }
    """
    after = "async f(x) { const result = await this.worker.restart(x); const p = result.picture; this.show(p); }"
    lesson = learned(tmp_path, game(before), game(after))
    assert block_of(lesson) == lines("""
        - await this.pyodide.runPythonAsync(`env.seed(${$X})`);
        - const $P = await this.pyodide.runPythonAsync(`env.picture()`);
        + const result = await this.worker.restart($X);
        + const $P = result.picture;
    """)


# -- the same commit, otherwise ----------------------------------------------------------------------------------------


MANY = """
    async f(state, frame) {
        const envState = JSON.stringify(state);
        const hash = await this.pyodide.runPythonAsync(`
            import json
            hash(json.loads('''${envState}'''))
        `);
        if (frame > 1) { this.show(hash, { frame, deep: [1, 2] }); }
        return hash;
    }
"""
MIGRATED = """
    async f(state, frame) {
        const result = await this.worker.digest(JSON.stringify(state));
        const hash = result.hash;
        if (frame > 1) { this.show(hash, { frame, deep: [1, 2] }); }
        return hash;
    }
"""
OTHER = "async g(items) { for (const item of items) { this.show(item => item.x); } }"


def pages_of(folder: Path, after: str) -> list[str]:
    folder.mkdir()
    lesson = learned(folder, game(MANY, OTHER), after)
    assert not lesson.missed, reasons(lesson)
    return [page.text for page in lesson.pages]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(game(MIGRATED.replace("hash;", "digested;").replace("hash =", "digested =").replace("(hash,", "(digested,")
                          .replace("result.digested", "result.hash"), OTHER), id="a variable is renamed"),
        pytest.param(game(MIGRATED.replace("frame", "time").replace("{ time,", "{ frame: time,"), OTHER), id="a parameter is renamed"),
        pytest.param(game(OTHER, MIGRATED), id="methods are moved"),
        pytest.param(game(MIGRATED.replace("async f(", "async digested("), OTHER), id="a method is renamed"),
        pytest.param(game(MIGRATED, OTHER).replace("'", '"').replace(";\n", "\n").replace("item =>", "(item) =>")
                     .replace("[1, 2]", "[\n1,\n2,\n]"), id="the file is formatted"),
        pytest.param(game(MIGRATED.replace("const result", "// as the worker has it\n const result"), OTHER), id="comments"),
    ],
)  # fmt: skip
def test_a_commit_that_also_renames_formats_or_moves_gives_the_same_pages(tmp_path: Path, after: str) -> None:
    plain = pages_of(tmp_path / "plain", game(MIGRATED, OTHER))
    assert pages_of(tmp_path / "other", after) == plain


def test_a_worker_that_comes_with_the_commit_is_known(tmp_path: Path) -> None:
    before = game(*SEED).replace("this.worker = new Client(); this.pyodide = this.worker;", "this.pyodide = load();")
    lesson = learned(tmp_path, before, game(*SEEDED))
    assert block_of(lesson).endswith("+ await this.worker.seed($N);\n")


def test_settings_for_the_state_before_a_commit_keep_nothing() -> None:
    assert open_settings(Settings(accept=("x",))).kept == ()


def test_each_page_loads_as_it_is(tmp_path: Path) -> None:
    lesson = learned(tmp_path, game(*SEED), game(*SEEDED))
    [page] = lesson.pages
    assert load_page(f"{page.id}.md", page.text).title == "Seed"
