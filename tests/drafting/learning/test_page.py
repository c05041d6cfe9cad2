"""What a reviewer gets: the page with what it changes and leaves alone, its sample, and a page that is extended."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.drafting.learning.block import GAP, Block
from migrator.drafting.learning.claims import claims
from migrator.drafting.learning.consumers import alternatives, consumer
from migrator.drafting.learning.extending import Extended
from migrator.drafting.learning.learner import Learner, Lesson
from migrator.drafting.learning.merging import Difference, merged
from migrator.drafting.learning.outcome import samples
from migrator.drafting.learning.page import fence, meaning, spelled
from migrator.drafting.learning.reproduction import reproduce
from migrator.drafting.learning.sample import sample
from migrator.drafting.learning.values import Values
from migrator.drafting.samples import run_samples
from migrator.model.settings import Settings
from migrator.rules.loader import load_page, load_rules
from tests.drafting.learning.support import game, learned, lines

RUN = "await this.pyodide.runPythonAsync"


def claimed(lesson: Lesson) -> dict[str, str]:
    example = lesson.pages[0].examples[0]
    return {claim.name: claim.text for claim in claims(example, spelled(example)[1])}


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (f"{RUN}(`env.turn(1)`);", "await this.worker.turn(1);", []),
        (f"{RUN}(`env.turn(${{x}})`);", "await this.worker.turn(x);", ["text-is-a-value"]),
        (f"{RUN}(`print(1)\\nenv.turn(2)`);", "await this.worker.turn(2);", ["prints-are-gone"]),
        (f"const a = {RUN}(`env.n`); this.show(a);", "const a = await this.worker.count(); this.show(a);",
         ["answer-is-another"]),
        (f"const a = {RUN}(`env.n`); const b = a.toJs(); this.show(b);",
         "const r = await this.worker.count(); const b = r.number; this.show(b);", ["answer-is-plain-data"]),
        (f"const a = {RUN}(`env.n`); const b = clean(a); this.show(b);",
         "const r = await this.worker.count(); const b = r.number; this.show(b);", ["answer-is-another", "calls-are-gone"]),
        (f"{RUN}(`env.turn(1); env.seed(2)`);", "await this.worker.turn(1); await this.worker.seed(2);", ["several-messages"]),
        (f"{RUN}(`env.turn(1)`);", "", ["program-is-gone"]),
        (f"const t = x.trim(); this.show(2); {RUN}(`env.load('${{t}}')`);",
         "this.show(2); await this.worker.load(x);", ["read-later"]),
    ],
)  # fmt: skip
def test_a_page_says_what_its_lines_change(tmp_path: Path, before: str, after: str, names: list[str]) -> None:
    lesson = learned(tmp_path, game(f"async f(x) {{ {before} }}"), game(f"async f(x) {{ {after} }}"))
    assert lesson.pages, [str(each) for each in lesson.missed]
    assert [*claimed(lesson)] == names


def test_what_is_like_the_example_and_was_left_is_on_the_page(tmp_path: Path) -> None:
    other = f"async other(x) {{ {RUN}(`env.turn(${{x}}, 2)`); }}"
    before = game(f"async f(x) {{ {RUN}(`env.turn(${{x}})`); }}", other)
    lesson = learned(tmp_path, before, game("async f(x) { await this.worker.turn(x); }", other))
    assert "## Left alone" in lesson.pages[0].text
    assert "`env.turn(${x}, 2)`);   // in `other`" in lesson.pages[0].text


def test_the_sample_of_a_page_is_what_the_page_makes_of_it(tmp_path: Path) -> None:
    before = """
        async f(x) {
            if (x) {
                const a = await this.pyodide.runPythonAsync(`
                    env.count(${x})
                `);
                this.drawn = 1;
                this.show(a);
            }
        }
    """
    lesson = learned(
        tmp_path,
        game(before),
        game(
            before.replace(
                "pyodide.runPythonAsync(`\n                    env.count(${x})\n                `)", "worker.turn(x)"
            )
        ),
    )
    [page] = lesson.pages
    files = dict(samples(page))
    assert [*files] == ["learned.before.js", "learned.after.js"]
    assert files["learned.before.js"] == sample(page.examples[0])
    assert "async f(x) {" in files["learned.before.js"]
    out = tmp_path / "pages"
    (out / page.id).mkdir(parents=True)
    (out / f"{page.id}.md").write_text(page.text, "utf-8")
    for name, text in files.items():
        (out / page.id / name).write_text(text, "utf-8")
    rules = load_rules([out])
    assert [each.fault for _, tested in run_samples(rules, rules, Settings()) for each in tested] == [None]


def test_a_fence_is_longer_than_what_is_in_it() -> None:
    assert fence("diff", ["- ```", "+ x"]).startswith("````diff\n")


def test_two_blocks_mean_the_same_whatever_their_names() -> None:
    def said(*block: str) -> object:
        return meaning(load_page("01-x.md", "# X\n\n" + fence("diff", block)).blocks[0])

    one = said("- const $A = await this.pyodide.runPythonAsync(`f(${$B})`);", "+ const r = await this.worker.f($B);",
               "+ const $A = r.x;")  # fmt: skip
    two = said('- let $X = await this.pyodide.runPythonAsync("""f(${$Y})""");'.replace('"""', "`"),
               "+ const q = await this.worker.f($Y);", "+ const $X = q.x;")  # fmt: skip
    other = said("- const $A = await this.pyodide.runPythonAsync(`f(${$B})`);", "+ const r = await this.worker.f($B);",
                 "+ const $A = r.y;")  # fmt: skip
    assert one == two
    assert one != other


# -- two blocks --------------------------------------------------------------------------------------------------------


ONE = ["- await this.pyodide.runPythonAsync(`env.turn(1, 'a')`);", "+ await this.worker.turn(1);"]


@pytest.mark.parametrize(
    ("other", "block"),
    [
        (ONE, ONE),
        ([ONE[0].replace("1", "2"), "+ await this.worker.turn(2);"],
         ["- await this.pyodide.runPythonAsync(`env.turn($VALUE, 'a')`);", "+ await this.worker.turn($VALUE);"]),
        ([ONE[0].replace("1", "2"), ONE[1]], Difference("1", "2")),
        ([ONE[0].replace("'a'", "'b'"), ONE[1]], Difference("a", "b")),
        ([ONE[0].replace("turn", "step"), ONE[1]], Difference("turn", "step")),
        ([ONE[0], "+ await this.worker.step(1);"], None),
    ],
)  # fmt: skip
def test_a_literal_that_differs_in_both_is_what_the_command_is_given(other: list[str], block: object) -> None:
    assert merged(ONE, other) == block


def test_a_block_that_was_merged_takes_a_third() -> None:
    wide = merged(ONE, [each.replace("1", "2") for each in ONE])
    assert isinstance(wide, list)
    assert merged(wide, [each.replace("1", "7") for each in ONE]) == wide


def test_a_page_that_is_there_is_extended(tmp_path: Path) -> None:
    text = "# Turn\n\nMine.\n\n" + fence("diff", ONE) + "\n## What changes\n\n- `mine`: kept.\n"
    before, after = f"async f() {{ {RUN}(`env.turn(3, 'a')`); }}", "async f() { await this.worker.turn(3); }"
    other = (f"async g() {{ {RUN}(`env.dim()`); }}", "async g() { await this.worker.count(); }")
    lesson = learned(tmp_path, game(before, other[0]), game(after, other[1]))
    wide = Extended("01-turn.md", text)
    for page in lesson.pages:
        wide.add(page)
    assert wide.is_changed
    assert wide.page.text == lines("""
        # Turn

        Mine.

        ```diff
        - await this.pyodide.runPythonAsync(`env.turn($VALUE, 'a')`);
        + await this.worker.turn($VALUE);
        ```

        ```diff
        - await this.pyodide.runPythonAsync(`env.dim()`);
        + await this.worker.count();
        ```

        ## What changes

        - `mine`: kept.
    """)


def test_a_page_that_takes_all_is_not_changed(tmp_path: Path) -> None:
    learned(
        tmp_path, game(f"async f() {{ {RUN}(`env.turn(1, 'a')`); }}"), game("async f() { await this.worker.turn(1); }")
    )
    page = tmp_path / "01-turn.md"
    page.write_text("# Turn\n\n" + fence("diff", ONE), "utf-8")
    from migrator.drafting.learning.change import of_folders

    change = of_folders(tmp_path / "before", tmp_path / "after")
    lesson = Learner(lambda _: Settings()).extend([change], page)
    assert (lesson.pages, len(lesson.known)) == ([], 1)


# -- parts -------------------------------------------------------------------------------------------------------------


def test_a_consumer_is_what_the_value_is_given_to(tmp_path: Path) -> None:
    before = f"async f() {{ const a = {RUN}(`env.n`); return a.toJs(); }}"
    lesson = learned(
        tmp_path, game(before), game("async f() { const r = await this.worker.count(); return r.number; }")
    )
    example = lesson.pages[0].examples[0]
    block, values = spelled(example)
    found = consumer(example, values)
    assert found is not None
    assert (found.is_returned, found.target) == (True, None)
    [declared] = alternatives(example, values, block)
    assert declared[-1] == "+ const $VALUE = r.number;"
    assert isinstance(block, Block)
    assert isinstance(values, Values)
    assert GAP not in block.lines()


def test_a_page_that_gives_something_else_is_told(tmp_path: Path) -> None:
    lesson = learned(
        tmp_path, game(f"async f() {{ {RUN}(`env.turn(1)`); }}"), game("async f() { await this.worker.turn(1); }")
    )
    [example] = lesson.pages[0].examples
    wrong = load_page(
        "01-x.md", "# X\n\n" + fence("diff", [ONE[0].replace(", 'a'", ""), "+ await this.worker.turn(2);"])
    )
    path = tmp_path / "before/game.js"
    [refused] = reproduce(path, example.sides, [example], [wrong]).values()
    assert refused.message.sentence.value == "learned_other_result"
    assert reproduce(path, example.sides, [example], [lesson.pages[0].rule()]) == {}
