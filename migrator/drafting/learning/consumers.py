"""What a region does with the answer of its program, and the blocks for code that does something else with it.

A commit shows one consumer: it declares a variable, returns the value, or gives it to a call. What the page says of the
value holds for the others too, so that a page gets a block for each: where the value is declared (which an assignment
matches as well), and where it is returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrator.drafting.learning.block import GAP, Block
from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.keys import Keys
from migrator.drafting.learning.values import Values
from migrator.javascript.syntax import NodeKind
from migrator.model.term import Kind, Term

_VALUE = "$VALUE"
_WHOLE: frozenset[Kind] = frozenset({"expr", "declare", "return"})
_STATEMENTS: frozenset[Kind] = frozenset({
    "declare", "declarator", "expr", "return", "if", "block", "for-in", "function", NodeKind.TRY_STATEMENT,
    NodeKind.FOR_STATEMENT, NodeKind.WHILE_STATEMENT, NodeKind.THROW_STATEMENT, NodeKind.SWITCH_STATEMENT,
    NodeKind.CATCH_CLAUSE, "pair", "spread", "parameters", "none",
})  # fmt: skip


class Consumer(NamedTuple):
    """The last statements of both sides, and the value in each: ``target`` is what it is given to, as the page spells
    it, None where it is returned or stands in another expression.
    """

    old: Term
    new: Term
    old_value: Term
    new_value: Term
    target: str | None
    is_returned: bool


def consumer(example: Example, values: Values) -> Consumer | None:
    """What becomes of the value of an example, None where both sides do not end alike."""
    region = example.region
    if region is None or not region.before or not region.after or region.used:
        return None
    changed = [part for part in region.parts if not part.stays]
    old, new = changed[-1].before[-1], changed[-1].after[-1:]
    if not new:
        return None
    found = _alike(old, new[0], values)
    if found is not None:
        is_answer = _is_answer(found[0], old, region.before) and not _is_declared(old, region.before)
        return Consumer(old, new[0], *found) if is_answer else None
    if _given(old) is not None:
        return None
    one = _difference(old, new[0], example.sides.keys)
    if one is None or not _is_answer(one[0], old, region.before):
        return None
    return Consumer(old, new[0], *one, None, False)


def _is_declared(statement: Term, region: list[Term]) -> bool:
    """Whether a statement assigns what the region declares: the value is one step of several."""
    if statement.kind != "expr":
        return False
    target = statement.children[0].children[0].value
    return any(
        part.kind == "name" and part.value == target
        for term in region
        if term.kind == "declare"
        for declarator in term.children
        for part in declarator.children[0].walk()
    )


def _is_answer(value: Term, statement: Term, region: list[Term]) -> bool:
    """Whether an expression is made of what the program answers, and something is done with it."""
    if value.kind in _STATEMENTS:
        return False
    if statement.kind == "expr":
        whole = statement.children[0]
        while whole.kind == "await":
            whole = whole.children[0]
        if value in (statement.children[0], whole):
            return False  # the answer goes nowhere
    declared = {
        part.children[0].value
        for term in region
        for part in term.walk()
        if part.kind == "declarator" and part.children[0].kind == "name"
    }
    return any(part.kind == "program" or (part.kind == "name" and part.value in declared) for part in value.walk())


def _alike(old: Term, new: Term, values: Values) -> tuple[Term, Term, str | None, bool] | None:
    if old.kind == new.kind == "return" and old.children and new.children:
        return old.children[0], new.children[0], None, True
    targets = _given(old), _given(new)
    if targets[0] is None or targets[1] is None or old.kind != new.kind:
        return None
    (target, value), (other, result) = targets[0], targets[1]
    names = values.before.get(target.origin.id), values.after.get(other.origin.id)
    if names[0] is None or names[0] != names[1]:
        return None
    return value, result, names[0], False


def _given(statement: Term) -> tuple[Term, Term] | None:
    """The name that a statement declares or assigns, and its value."""
    if statement.kind == "declare" and len(statement.children) == 1:
        name, value = statement.children[0].children
        return (name, value) if name.kind == "name" and value.kind != "none" else None
    if statement.kind == "expr" and statement.children[0].kind == "assign" and statement.children[0].value == "=":
        name, value = statement.children[0].children
        return (name, value) if name.kind == "name" else None
    return None


def _difference(old: Term, new: Term, keys: tuple[Keys, Keys]) -> tuple[Term, Term] | None:
    """The one expression in which two statements differ."""
    if keys[0].of(old) == keys[1].of(new):
        return None
    if old.kind != new.kind or old.value != new.value or len(old.children) != len(new.children) or old.kind == "await":
        return old, new
    differing = [
        (one, two) for one, two in zip(old.children, new.children, strict=True) if keys[0].of(one) != keys[1].of(two)
    ]
    if len(differing) != 1 or old.kind == "receiver":
        return (old, new) if old.kind not in _WHOLE else None
    return _difference(*differing[0], keys)


class Blocks:
    """Spells the blocks of other consumers."""

    def __init__(self, example: Example, block: Block) -> None:
        region = example.region
        assert region is not None
        self._sides = region.before, region.after
        self._kept = region.kept
        self._layouts = block.layouts

    def declared(self, found: Consumer) -> list[str]:
        """The block whose value a variable is declared with."""
        target = found.target or _VALUE
        return self._ended(found, f"const {target} = ", ";", target)

    def returned(self, found: Consumer) -> list[str]:
        """The block whose value is returned."""
        return self._ended(found, "return ", ";", None)

    # -- statements --------------------------------------------------------------------------------------------------

    def _ended(self, found: Consumer, begin: str, end: str, target: str | None) -> list[str]:
        """The statements of both sides, the last ones with another beginning."""
        lines: list[str] = []
        for each in self._kept:
            lines += [f"  {line}".rstrip() for line in self._layouts[0].statement(each.origin)]
            lines.append(GAP)
        for side, (statement, value) in enumerate(((found.old, found.old_value), (found.new, found.new_value))):
            marker = "-+"[side]
            layout = self._layouts[side]
            statements = self._sides[side][:-1]
            text = layout.of(value.origin)
            if (
                side == 0
                and statements
                and target is not None
                and value.kind == "name"
                and _is_temporary(statements[-1], value)
            ):
                # A variable that is only passed on is the variable itself.
                held = _parts(statements[-1])[1]
                statements, text = statements[:-1], layout.of(held.origin)
            for each in statements:
                lines += [f"{marker} {line}".rstrip() for line in layout.statement(each.origin)]
            lines += [f"{marker} {line}".rstrip() for line in f"{begin}{text}{end}".split("\n")]
            assert statement is self._sides[side][-1]
        return lines


def _is_temporary(statement: Term, name: Term) -> bool:
    """Whether a statement declares nothing but a name."""
    if statement.kind != "declare" or len(statement.children) != 1:
        return False
    return statement.children[0].children[0].value == name.value


def _parts(statement: Term) -> tuple[Term, Term]:
    name, value = statement.children[0].children
    return name, value


def alternatives(example: Example, values: Values, block: Block) -> Iterator[list[str]]:
    """The blocks of other consumers."""
    found = consumer(example, values)
    if found is None:
        return
    blocks = Blocks(example, block)
    yield blocks.declared(found)
    if not found.is_returned:
        yield blocks.returned(found)
