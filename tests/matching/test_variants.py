"""Blocks with their temporaries written inline."""

from __future__ import annotations

import textwrap

import pytest

from migrator.matching import variants as module
from migrator.matching.pattern import Block, compile_block
from migrator.matching.variants import variants


def block(text: str) -> Block:
    return compile_block(10, textwrap.dedent(text).strip("\n"), {})


def test_a_declaration_that_is_used_once_may_be_written_inline() -> None:
    whole = block("""
    - const $T = await this.pyodide.runPythonAsync(`env.f()`);
    - const $U = g($T);
    + const $U = await this.worker.f();
    """)
    found = variants(whole)
    assert found[0] is whole
    assert [variant.inlined for variant in found] == [(), ("T",)]
    assert len(found[1].elements) == 1
    twice = block("- const $T = await this.pyodide.runPythonAsync(`env.f()`);\n- g($T, $T);")
    assert variants(twice) == [twice]


RUN = "await this.pyodide.runPythonAsync(`env.f()`)"


@pytest.mark.parametrize(
    "text",
    [
        f"- const $T = {RUN};\n+ const $T = await this.worker.f();\n- g($T);",  # comes back
        f"- const $T = {RUN};\n  g();\n- h($T);",  # a statement between that stays
        f"- const $T = {RUN};\n- g();\n- h($T);",  # the use is not next
        f"- const $T = {RUN}, $U = 1;\n- g($T);",  # declared beside another
    ],
)
def test_other_declarations_are_not(text: str) -> None:
    whole = block(text)
    assert variants(whole) == [whole]


def test_a_temporary_of_a_hole_is_written_into_the_program() -> None:
    whole = block("- const $T = f($A);\n- await this.pyodide.runPythonAsync(`env.f(${$T})`);")
    _, inline = variants(whole)
    (hole,) = inline.program.holes
    (former,) = whole.program.holes
    assert (former.kind, former.value) == ("metavar", "T")
    assert hole.kind == "call"


def chain(length: int) -> Block:
    """A block of so many declarations, each used in the next statement."""
    steps = [f"- const $T{number} = f{number}($T{number - 1});" for number in range(1, length)]
    return block("\n".join([f"- const $T0 = {RUN};", *steps, f"- g($T{length - 1});"]))


def test_each_set_of_declarations_is_written_inline_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[str, ...]] = []
    inline = module._inline

    def counted(of: Block, index: int) -> Block | None:
        tried.append(of.inlined)
        return inline(of, index)

    monkeypatch.setattr(module, "_inline", counted)
    found = variants(chain(5))
    assert len({frozenset(variant.inlined) for variant in found}) == len(found) == 2**5
    assert len(set(tried)) == 2**5
