"""Chains of declarations, of which a source has any inline: too many forms to list, and one of them is found."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from migrator.matching import variants
from migrator.matching.forms import matches
from migrator.matching.matcher import Matcher
from migrator.rules.loader import Rule
from tests.rewriting.candidates import file, page

RUN = "await this.pyodide.runPythonAsync(`env.f()`)"
LONG = 40


def chain(length: int, between: str = "") -> Rule:
    """A page with a chain of declarations after the program, each used in the next statement."""
    steps = [f"- const $T{number} = f({number}, $T{number - 1});" for number in range(1, length)]
    lines = [f"- const $T0 = {RUN};", *steps]
    return page((between + "\n").join(lines) + f"\n- this.g($T{length - 1});\n+ this.g(await this.worker.f());")


def written(length: int, inline: set[int]) -> str:
    """Such a chain in a source, some of its values inline."""
    value, lines = RUN, []
    for number in range(length):
        value = f"f({number}, {value})" if number else value
        if number not in inline:
            lines.append(f"const t{number} = {value};")
            value = f"t{number}"
    return "\n".join([*lines, f"this.g({value});"])


def found(rule: Rule, source: str) -> list[set[str]]:
    """What is inline, for each way in which a page fits the last program of a source."""
    within = file(source, "a, b, c, d, f, g")
    matcher = Matcher(within)
    return [set(match.block.inlined) for block in rule.blocks for match in matches(matcher, block, within.sites[-1])]


def test_no_other_form_fits() -> None:
    rule = chain(LONG)
    assert len(rule.blocks) == 1
    plain = written(LONG, set())
    assert found(rule, plain.replace("f(7, ", "f(8, ")) == []
    assert found(rule, plain.replace("const t7", "a();\nconst t7")) == []
    assert found(rule, plain.replace("t7)", "a)")) == []
    assert found(rule, plain.replace("const t7 =", "let t70;\nt70 =").replace("(8, t7)", "(8, t70)")) == []
    assert found(rule, written(LONG, {7}).replace("f(8, f(7, t6))", "f(8, f(7, t5))")) == []


@pytest.mark.parametrize("seed", range(4))
def test_any_of_a_long_chain_may_be_inline(seed: int) -> None:
    inline = {number for number in range(LONG) if Random(seed).random() < 0.5} if seed else set(range(LONG))
    assert found(chain(LONG), written(LONG, inline)) == [{f"T{number}" for number in inline}]


def test_a_gap_between_two_statements_is_nothing_once_they_are_one() -> None:
    rule = chain(10, "\n  ...")
    assert found(rule, written(10, {3}).replace("const t2", "a();\nconst t2")) == [{"T3"}]
    assert found(rule, written(10, {3}).replace("const t4", "a();\nconst t4")) == [{"T3"}]


def test_what_stands_before_the_program_may_be_inline_in_it() -> None:
    lines = [f"- const $T{number} = f({number}, {f'$T{number - 1}' if number else '$A'});" for number in range(LONG)]
    run = "await this.pyodide.runPythonAsync(`env.f(${%s})`)"
    rule = page("\n".join([*lines, f"- {run % f'$T{LONG - 1}'};", "+ await this.worker.f($A);"]))
    source = written(LONG, {5, 6, 20}).replace(RUN, "f(0, a)").replace(f"this.g(t{LONG - 1});", f"{run % f't{LONG - 1}'};")
    assert found(rule, source) == [{"T5", "T6", "T20"}]
    assert found(rule, source.replace("f(0, a)", "f(0, a, a)")) == []


def test_what_is_found_is_what_is_listed_where_both_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        f"- const $T0 = {RUN};\n- const $T1 = f(1, $T0);\n  ...\n- const $T2 = f(2);\n- this.g($T1, $T2);\n"
        "+ this.g(await this.worker.f());"
    )
    listed = page(text)
    with monkeypatch.context() as few:
        few.setattr(variants, "_FEW", 0)
        sought = page(text)
    assert (len(listed.blocks), len(sought.blocks)) == (6, 1)
    values = {0: RUN, 1: "f(1, t0)", 2: "f(2)"}
    for inline in (set(some) for size in range(4) for some in combinations(range(3), size)):
        lines, last = [], "this.g(t1, t2);"
        for number, value in values.items():
            given = value.replace("t0", RUN) if number == 1 and 0 in inline else value
            if number in inline:
                last = last.replace(f"t{number}", given)
            else:
                lines.append(f"const t{number} = {given};")
        for middle in ("", "a();\n"):
            source = "\n".join([*lines[:-1], middle + "\n".join(lines[-1:]), last])
            expected = found(listed, source)
            with monkeypatch.context() as few:
                few.setattr(variants, "_FEW", 0)
                assert found(sought, source) == expected, (inline, middle)
