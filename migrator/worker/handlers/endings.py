"""How a statement ends, and how branches and statements end that are put together from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Jump = tuple[str, str]  # `break`, `continue`, `return` or `throw`, and the label


class Flow(NamedTuple):
    """How a statement ends: whether the next one runs, which jumps leave it, and whether that is in doubt."""

    falls: bool = True
    jumps: frozenset[Jump] = frozenset()
    doubt: bool = False


FALLS = Flow()
THROWS = Flow(False, frozenset({("throw", "")}))


def leaves(flow: Flow) -> bool:
    """Whether a branch that does not go on leaves the function."""
    return all(word in ("return", "throw") for word, _ in flow.jumps)


def either(flows: Sequence[Flow | None], doubtful: bool) -> Flow:
    """One of several branches, None for one that throws; what follows is in doubt if only some of them lead there, and
    the message decides.
    """
    ends = [flow or THROWS for flow in flows]
    falls = any(flow.falls for flow in ends)
    partly = doubtful and falls and any(flow.jumps for flow in ends)
    jumps = frozenset(jump for flow in ends for jump in flow.jumps)
    return Flow(falls, jumps, partly or any(flow.doubt for flow in ends))


def without_jumps(flow: Flow, taken: set[Jump]) -> Flow:
    """A statement that takes some jumps: what follows it runs after them."""
    mine = flow.jumps & taken
    if not mine:
        return flow
    rest = flow.jumps - mine
    return Flow(True, rest, flow.doubt and bool(rest))
