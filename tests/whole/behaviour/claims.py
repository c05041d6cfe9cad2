"""How each claim of a page shows: what the harness has to see, and what else comes of it.

A sign matches differences by regular expressions: of the whole path, and anywhere in the values before and after. What
`follows` from a claim is explained by it only in a scenario in which a sign of the claim is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.whole.behaviour.compare import Difference
from tests.whole.behaviour.harness import Seen


@dataclass(frozen=True)
class Sign:
    path: str
    what: str = "value"
    before: str = ""
    after: str = ""
    scenario: str = ""
    receiver: str = ""

    def fits(self, difference: Difference, seen: Seen) -> bool:
        return (
            difference.what in self.what.split()
            and re.fullmatch(self.path, difference.path) is not None
            and re.search(self.before, difference.before) is not None
            and re.search(self.after, difference.after) is not None
            and re.search(self.scenario, seen.scenario) is not None
            and self.receiver in ("", seen.receiver)
        )


@dataclass(frozen=True)
class Claim:
    """``worker`` names the fault of a worker with which alone the claim shows."""

    site: int
    name: str
    signs: tuple[Sign, ...]
    follows: tuple[Sign, ...] = ()
    worker: str = ""

    def shows(self, seen: Seen) -> bool:
        return any(sign.fits(difference, seen) for sign in self.signs for difference in seen.differences)


ANY = "value class keys order gone new count"


def anything(path: str = ".*", **more: str) -> Sign:
    return Sign(path, ANY, **more)


# Results of a reset or a frame, which an overlapping caller may hold in a list.
RESULT = r"result(\[\d\])?"


def _opening(site: int, maps: str, infos: str, scene: str) -> list[Claim]:
    """What sites 4, 5 and 10 share; the arguments say where their parts stand in the result."""
    keys = "result-keys-are-strings" if site == 10 else "obs-keys-are-strings"
    return [
        Claim(
            site,
            keys,
            (Sign(rf"{RESULT}\[{maps}\]", "keys", "number", "string"),),
            (Sign(rf"{RESULT}\[{maps}\]", "order"),),
        ),
        Claim(
            site,
            "maps-are-objects",
            (
                Sign(rf"{RESULT}\[{infos}\](\..*)?", "class", "Map", "Object"),
                Sign(rf"{RESULT}\[{maps}\]\..*", "class", "Map", "Object"),
                Sign(rf"{RESULT}\[{scene}\]\.game_state_objects\[.*", "class", "Map", "Object"),
            ),
            (Sign(rf"{RESULT}\[{infos}\](\..*)?", "keys order"),),
        ),
        Claim(
            site,
            "other-obs-accepted",
            (Sign("outcome", before="(AttributeError: .*'reshape'|IndexError)", after="^returned"),),
            (anything(),),
        ),
        Claim(
            site,
            "other-scenes-accepted",
            (Sign("outcome", before=r"^threw TypeError .*map", after="^returned"),),
            (anything(),),
        ),
        *(
            [
                Claim(
                    site,
                    "seed-is-a-value",
                    (
                        Sign(r"calls\.reset\.keywords\.seed", before="^int 7", after="^str 7"),
                        Sign(r"calls\.reset", "new", scenario="seed: (true|the text plum)"),
                    ),
                    (anything(scenario="seed: (true|the text)"),),
                )
            ]
            if site != 10
            else []
        ),
        Claim(
            site,
            "rgb-rows-are-typed-arrays",
            (
                Sign(rf"{RESULT}\[{scene}\]\.game_image_base64", before="^string data:", after="^null"),
                Sign(rf"{RESULT}\[{scene}\]\.game_state_objects", before="^null", after="Uint8Array"),
            ),
        ),
    ]


_HASH = "[0-9a-f]"

CLAIMS: Sequence[Claim] = (
    Claim(
        1,
        "state-goes-through-json",
        (Sign(r"sent\.state_reply\.env_state\..*", before="^undefined$", after="^null$"),),
    ),
    Claim(
        1,
        "keys-are-spelled-otherwise",
        (
            Sign(r"sent\.state_reply\.env_state\.(undefined|2)", "gone", "number 1"),
            Sign(r"sent\.state_reply\.env_state\.(null|2\.0)", "new", "", "number 1"),
        ),
    ),
    Claim(
        1,
        "large-integers-are-rounded",
        (Sign(r"sent\.state_reply\.env_state\..*", before="^bigint", after="^number"),),
    ),
    Claim(
        1,
        "state-must-be-json",
        (Sign(r"sent\.state_reply", "gone", scenario="not JSON"),),
        (
            Sign("logs", before="our state went", after="could not answer a request"),
            Sign(r"fields\.syncEpoch", before="1", after="0"),
            Sign(r"generators\..*"),
            Sign("asked", "count"),
        ),
    ),
    Claim(
        2,
        "get-state-is-called",
        (Sign(r"calls\.get_state", "new"),),
        (
            Sign(
                r"result|fields\.stateSyncSupported", before="true", after="false", scenario="get_state (fails|needs)"
            ),
            Sign("logs", before="state sync is on", after="state sync is off", scenario="get_state (fails|needs)"),
            # No snapshot is taken, no frame hashed: state sync is off without a word.
            Sign(r"fields\.(snapshots|ownHashes|hashesToSend).*", "gone count value", scenario="a whole game"),
            Sign(r"sent\.hashes", "gone", scenario="a whole game"),
            Sign(r"calls\.get_state", "gone", scenario="a whole game"),
            Sign("logs", "gone", "snapshot of frame", scenario="a whole game"),
            Sign("asked", "count", scenario="a whole game"),
        ),
    ),
    Claim(
        2,
        "set-state-is-not-asked",
        (Sign("result", before="false", after="true", scenario="no set_state"),),
        (Sign(r"fields\.stateSyncSupported"), Sign("logs", before="state sync is off", after="State sync enabled")),
    ),
    Claim(
        2,
        "state-must-be-json",
        (Sign("result", before="true", after="false", scenario="not JSON"),),
        (Sign(r"fields\.stateSyncSupported"), Sign("logs", before="state sync is on", after="state sync is off")),
    ),
    Claim(
        2,
        "messages-changed",
        (
            Sign("printed", "gone", "(can give and take|has no|kept in step)"),
            Sign("logs", before="state sync is on", after="State sync enabled"),
        ),
    ),
    Claim(3, "seed-line-not-printed", (Sign("printed", "gone", "^generators seeded with"),)),
    Claim(
        3,
        "seed-is-a-value",
        (Sign("outcome|result", scenario="^03 seed (boolean|object|undefined|number NaN|string)"),),
        (anything("fields.*|state.*|generators.*|logs"),),
    ),
    Claim(
        4,
        "obs-of-the-reset",
        (
            Sign(rf"{RESULT}\[0\]\..*", before="Array", after="Array"),
            Sign(r"calls\._?get_obs", "gone"),
            Sign("outcome", before="no view", after="^returned"),
        ),
        (anything("(fields|page|state).*", scenario="get_obs fails"),),
    ),
    Claim(
        4,
        "render-runs-twice",
        (
            Sign(r"calls\.render", "new"),
            Sign(r"calls\.set_state", "gone", scenario="render fails$"),
        ),
        (
            anything("state.*", scenario="render fails"),
            Sign("outcome", before="^returned", after="no canvas", scenario="render fails the second time"),
            Sign(r"calls\.render\.outcome", scenario="render fails"),
            anything("(fields|page).*", scenario="render fails the second time"),
        ),
    ),
    Claim(
        4,
        "three-messages",
        (
            Sign("asked", "count", "1", "[23]"),
            Sign("asked", "count", "2", "4"),
            # The other caller's message comes between the reset and the server's state.
            Sign(r"calls\.set_state", "gone new", scenario="beside another caller"),
            Sign(r"calls\.reset", "new", scenario="a BigInt"),
        ),
        (
            Sign("asked", "count", "0", "1", scenario="a BigInt"),
            Sign(r"result\[0\]", scenario="beside another caller"),
        ),
    ),
    *_opening(4, "0", "1", "2"),
    *_opening(5, "0", "1", "2"),
    Claim(
        6,
        "hash-function-changed",
        (Sign(r"sent\.episode_ready\.hash", before=f"^string {_HASH}{{8}}$", after=f"^string {_HASH}{{16}}$"),),
        (Sign(r"result|fields\.myOpening\.hash", before=f"^string {_HASH}{{8}}$", after=f"^string {_HASH}{{16}}$"),),
    ),
    Claim(
        6,
        "hash-is-longer",
        (Sign(r"sent\.episode_ready\.hash", before=f"^string {_HASH}{{8}}$", after=f"^string {_HASH}{{16}}$"),),
    ),
    Claim(
        7,
        "hash-function-changed",
        (Sign("logs", before=rf"opens at {_HASH}{{8}} with", after=rf"opens at {_HASH}{{16}} with"),),
    ),
    Claim(
        8,
        "hash-function-changed",
        (Sign("logs", before=rf"closes at {_HASH}{{8}}$", after=rf"closes at {_HASH}{{16}}$"),),
    ),
    Claim(
        9,
        "maps-are-objects",
        (
            Sign(r"result\.game_state_objects\[.*", "class", "Map", "Object"),
            Sign(r"result\[5\]\.game_state_objects\[.*", "class", "Map", "Object"),
        ),
        (Sign(r"result\.game_state_objects\[.*", "keys order"),),
    ),
    *_opening(10, "[0-3]", "4", "5"),
    Claim(
        10,
        "actions-are-values",
        (
            Sign(r"calls\.step\.arguments\[0\]\..*", "value new", scenario="^10 (an action that is|actions in a Map)"),
            Sign("outcome", before="(NameError|SyntaxError)", after="^returned", receiver="page"),
        ),
        (
            anything(
                "(fields|page|state|generators|calls|logs|result).*",
                scenario="^10 (an action that is|actions in a Map)",
            ),
        ),
    ),
    Claim(
        10,
        "step-code-of-the-start",
        (Sign(r"state\.t", before="int 51", after="int 41", scenario="changed later"),),
        (Sign(r"result\[0\]\..*", scenario="changed later"),),
    ),
    Claim(
        10,
        "action-keys-are-strings",
        (Sign(r"calls\.step\.arguments\[0\]", "keys", "int", "str"),),
        (anything("(result|fields|page|state|generators).*"),),
        worker="keys",
    ),
    Claim(
        10,
        "actions-with-quotes",
        (
            Sign(r"calls\.step\.arguments\[0\].*", "value gone new", scenario="^10 an (action|agent) with"),
            Sign("outcome", before="^returned", after="SyntaxError", scenario="^10 an (action|agent) with"),
            Sign("outcome", before="^returned", after="JSONDecodeError", scenario="^10 an (action|agent) with"),
        ),
        (anything(),),
        worker="pasted",
    ),
    Claim(
        12,
        "state-must-be-json",
        (Sign(r"fields\.desyncs\[0\]\.dump", before="^Object", after="^null", scenario="not JSON"),),
        (Sign("logs", "new", "", "no dump of the state"),),
    ),
    Claim(12, "keys-in-insertion-order", (Sign(r"fields\.desyncs\[0\]\.dump.*", "order"),)),
    Claim(
        12,
        "mixed-keys-are-dumped",
        (Sign(r"fields\.desyncs\[0\]\.dump", before="^null", after="^Object", scenario="key"),),
        (Sign("logs", "gone", "no dump of the state"),),
    ),
    Claim(
        14,
        "nan-becomes-none",
        (Sign("outcome", before="NameError: name '(nan|inf)'", after="^returned", receiver="page"),),
        (anything("(state|calls|logs).*"),),
    ),
    Claim(
        14,
        "undefined-is-left-out",
        (Sign(r"calls\.set_state\.arguments\[0\]\..*", "gone", "^None", scenario="undefined", receiver="page"),),
        (Sign(r"state\..*", "gone"),),
    ),
    Claim(
        14,
        "maps-are-empty",
        (
            Sign(r"calls\.set_state\.arguments\[0\]\.x\.a", "gone", scenario="a Map", receiver="page"),
            Sign(r"calls\.set_state\.arguments\[0\]\.x", "value", "^set", "^dict", receiver="page"),
        ),
        (Sign(r"state\..*", "value gone"),),
    ),
    Claim(
        14,
        "large-numbers-are-integers",
        (Sign(r"calls\.set_state\.arguments\[0\]\..*", "value", "^float", "^int", receiver="page"),),
        (Sign(r"state\..*", "value", "^float", "^int"),),
    ),
    Claim(
        14,
        "other-values-go-through-json",
        (
            Sign("outcome", before="SyntaxError", after="^returned", receiver="page"),
            Sign("outcome", before="^returned", after="BigInt", receiver="page"),
        ),
        (anything("(state|calls|logs).*"),),
    ),
    Claim(
        14,
        "missing-set-state",
        (Sign("result", before="RuntimeError", after="(AttributeError|TypeError)"),),
    ),
    Claim(14, "times-not-printed", (Sign("printed", "gone", "^server state: .* ms to read"),)),
    Claim(
        16,
        "undefined-is-another-error",
        (Sign("result", before="^TypeError", after="^PythonError .*KeyError: 'env_state'"),),
        (Sign("asked", "count", "0", "1"),),
    ),
    Claim(
        18,
        "get-state-is-not-called",
        (Sign(r"calls\.get_state", "gone"),),
        (
            Sign("result", before="false", after="true", scenario="get_state fails"),
            Sign("logs", "gone", "could not be loaded: .*ValueError: no$", scenario="get_state fails"),
            anything(r"(fields\.step_num|state.*|calls\.set_state)", scenario="get_state fails"),
        ),
    ),
    Claim(18, "comparison-not-logged", (Sign("logs", "gone", "restored t="),)),
    Claim(
        18,
        "other-states-are-restored",
        (Sign("logs", "gone", "could not be loaded: .*AttributeError: 'list'", scenario="a list"),),
        (Sign("result", before="false", after="true"),),
    ),
)


def explained(seen: Seen, claims: Iterable[Claim]) -> tuple[set[Claim], list[Difference]]:
    """The claims that show in a scenario, and the differences that none of them explains."""
    sites = {seen.site, *seen.through}
    showing = [claim for claim in claims if claim.site in sites and claim.shows(seen)]
    rest = [
        difference
        for difference in seen.differences
        if not any(sign.fits(difference, seen) for claim in showing for sign in (*claim.signs, *claim.follows))
    ]
    return set(showing), rest


def troubles(before: dict[str, object]) -> list[str]:
    """The errors that the side before met: thrown, or caught and logged."""
    outcome, logs = before["outcome"], before["logs"]
    assert isinstance(outcome, dict)
    assert isinstance(logs, list)
    thrown = [" ".join(outcome["value"])] if outcome["kind"] == "threw" else []
    return thrown + [text for level, text in logs if level != "log" or "Error: " in text]
