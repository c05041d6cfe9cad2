"""What a match must also satisfy before it may change anything: nothing lost, nothing evaluated otherwise.

Each check gives refusals in the words of the source. What ties several sites of a file together is in `conflicts`.
"""

from __future__ import annotations

from migrator.rewriting.conditions import (
    assigned,
    expressions,
    gaps,
    names,
    namespaces,
    nests,
    order,
    programs,
    texts,
    written,
)
from migrator.rewriting.conditions.checked import Checked, Refusal

_CHECKS = (
    assigned.are_variables,
    expressions.are_values,
    expressions.hold_no_other_program,
    names.are_names,
    texts.are_values,
    namespaces.are_arguments,
    order.same_effects,
    order.read_where_they_were,
    order.held_as_they_were,
    order.dropped_text,
    order.dropped_python,
    expressions.wait_for_nothing_else,
    gaps.undisturbed,
    names.visible,
    names.mean_the_same,
    assigned.where_they_were,
    assigned.hold_nothing_else,
    nests.covered,
    names.have_literals,
    written.suits_its_place,
    written.keeps_its_function,
    written.yields_in_a_generator,
    programs.are_named,
    programs.carry_the_same,
    programs.keep_their_order,
)


def check(candidate: Checked) -> Refusal | None:
    """The first condition that a match breaks, or None."""
    for refusals in _CHECKS:
        for refusal in refusals(candidate):
            return refusal
    return None
