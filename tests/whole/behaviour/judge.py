"""Whether pages state what their scenarios show: a line for each page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.whole.behaviour.claims import CLAIMS, explained
from tests.whole.behaviour.harness import Seen, compared

# What shows only with a faulty worker is tried by the tests, which put the fault in.
SOUND = [claim for claim in CLAIMS if not claim.worker]


@dataclass(frozen=True)
class Verdict:
    """What the scenarios of a site show, beside what its page states."""

    site: int
    scenarios: int
    stated: int
    unseen: tuple[str, ...]
    unstated: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The verdict, then each fault."""
        fine = not (self.unseen or self.unstated)
        state = "ok" if fine else "faulty"
        yield f"{self.site:02}: {self.scenarios} scenarios, {self.stated} statements: {state}"
        yield from (f"  `{name}` is stated and does not show" for name in self.unseen)
        yield from (f"  not stated: {text}" for text in self.unstated)

    @property
    def is_fine(self) -> bool:
        return not (self.unseen or self.unstated)


def judge(sites: Iterable[int]) -> Iterator[Verdict]:
    """Play all scenarios and judge those of some sites."""
    with tempfile.TemporaryDirectory() as folder:
        seen = compared(Path(folder))
    for site in sites:
        yield verdict(site, [one for one in seen if site in (one.site, *one.through)])


def verdict(site: int, seen: list[Seen]) -> Verdict:
    """What the scenarios that pass through a site show."""
    claims = [claim for claim in SOUND if claim.site == site]
    return Verdict(
        site,
        sum(one.receiver == "worker" for one in seen),
        len(claims),
        tuple(claim.name for claim in claims if not any(claim.shows(one) for one in seen)),
        tuple(f"{one.scenario}: {rest[0]}" for one in seen if (rest := explained(one, SOUND)[1])),
    )
