"""What pairs of measurements say together: the median of their ratios, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers of a sample."""

    least: float
    lower: float
    median: float
    upper: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Least, quartiles and most; between two values a quartile lies as far along as its rank says."""
    if not values:
        raise ValueError("a spread of nothing")
    ordered = sorted(values)
    return Spread(*(_at(ordered, share) for share in (0, 0.25, 0.5, 0.75, 1)))


def paired_ratios(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """The ratio within each pair, so that a machine that is busy for a while slows both sides of it."""
    return [a / b for a, b in zip(first, second, strict=True)]


def _at(ordered: Sequence[float], share: float) -> float:
    rank = share * (len(ordered) - 1)
    below = int(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)
