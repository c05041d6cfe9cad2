"""Settings for a repository, from what its scripts show, and a report of what they leave out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from migrator.config import keys
from migrator.config.survey.look import survey
from migrator.config.survey.seen import Assigned, Called, Kind, Place, Survey
from migrator.model.settings import RECEIVER, RECEIVER_FORM, WORKER, Receiver, Settings
from migrator.python.language import PYTHON
from migrator.report.sentences import words

# What is said of a worker that is not seen to start one.
_SURE = {
    Kind.GUESS: ", by its name alone",
    Kind.NAMED: ", by its name alone",
    Kind.POSTS: ", since its class posts messages",
}
_MOST = 8  # lines about one kind of thing that is left out


@dataclass(frozen=True)
class Proposal:
    """Values for some keys, what they were taken from, and what they leave out: a line each."""

    values: dict[str, Any]
    seen: tuple[str, ...]
    left_out: tuple[str, ...]


def propose() -> Proposal:
    """Look through the scripts at and below the working directory."""
    return _Proposer(survey(Settings().kept)).proposal()


class _Proposer:
    def __init__(self, seen: Survey) -> None:
        self._survey = seen
        self._default = Settings()
        self._values: dict[str, Any] = {}
        self._seen = [f"{_count(seen.files, 'file')} examined"]
        self._left_out: list[str] = []

    def proposal(self) -> Proposal:
        receiver = self._receiver()
        self._worker(receiver)
        self._keep(receiver)
        self._not_examined()
        if not self._values:
            self._seen.append("every key stands there with its default")
        return Proposal(self._values, tuple(self._seen), tuple(self._left_out))

    # -- the receiver ----------------------------------------------------------------------------------------------

    def _receiver(self) -> str | None:
        called = {each.shown for each in self._survey.receivers.values()}
        # Nothing runs Python on these here, which another file may do that is not read.
        loaded = [_of_loaded(shown) for shown in self._survey.loaded if shown not in called]
        receivers = sorted(
            [*self._survey.receivers.values(), *loaded],
            key=lambda each: (-len(each.places), each.shown != str(self._default.receiver), each.shown),
        )
        refused = [(each, self._refused(each)) for each in receivers]
        chosen = [each for each, reason in refused if reason is None]
        if not chosen:
            self._seen.append(f"no receiver found; `receiver` stays `{self._default.receiver}`")
        else:
            named = [each.shown for each in chosen]
            other = next((name for name in named if name in self._survey.others), None)
            if other is None:
                self._values["receiver"] = named if len(named) > 1 else named[0]
            self._seen += map(self._told, chosen)
            if other is not None:
                self._seen.append(
                    f"`{other}` is another thing elsewhere ({self._survey.others[other]}), so `receiver` names none: "
                    "whatever shows that it is Pyodide is one"
                )
        self._other_receivers([(each, reason) for each, reason in refused if reason is not None])
        return next((each.member for each in chosen if each.member is not None), None)

    def _other_receivers(self, others: list[tuple[Called, str]]) -> None:
        for each, reason in others[:_MOST]:
            self._left_out.append(f"{self._told(each)}: {reason}")
        if others[_MOST:]:
            places = sum(len(each.places) for each, _ in others[_MOST:])
            self._left_out.append(
                f"{_count(len(others) - _MOST, 'other receiver')} run Python in {_count(places, 'place')}"
            )

    def _told(self, receiver: Called) -> str:
        if receiver.places:
            return f"`{receiver.shown}` runs Python in {_found(receiver.places)}"
        return f"`{receiver.shown}` is what `{PYTHON.loader}` returns ({self._survey.loaded[receiver.shown]})"

    def _refused(self, receiver: Called) -> str | None:
        """Why an expression cannot be the receiver."""
        if receiver.shown in ("this", "super"):
            return "this is a method of the object itself"
        named = Receiver.read(receiver.shown)
        if named is None:
            return f"settings take {RECEIVER_FORM}"
        if receiver.member is None:
            return "`this` is no instance of a class there" if named.member else None
        own = [each for each in self._survey.assigned if each.member == receiver.member and each.runs_python]
        if own:
            made = own[0].source
            return f"this is a client that runs Python in a worker (`{made.shown if made else ''}`, {own[0].place})"
        return None

    # -- the worker ------------------------------------------------------------------------------------------------

    def _worker(self, receiver: str | None) -> None:
        candidates: dict[str, list[Assigned]] = {}
        raw: dict[str, Assigned] = {}
        for each in self._survey.assigned:
            if each.source is not None and each.source.kind is Kind.RAW:
                raw.setdefault(each.member, each)
            elif each.source is not None and self._is_candidate(each, receiver):
                candidates.setdefault(each.member, []).append(each)
        given = self._given(receiver, raw)
        names = sorted({*candidates, *given}, key=lambda name: self._rank(name, candidates.get(name, []), given))
        usable = [name for name in names if keys.KEYS["worker"].value.wrong(str(Receiver(name))) is None]
        chosen = usable[0] if usable else None
        variable = self._variable() if chosen is None else None
        if variable is not None:
            self._values["worker"] = variable
            self._seen.append(f"`{variable}` is a worker with commands ({self._survey.variables[variable]})")
        if chosen is not None:
            self._values["worker"] = str(Receiver(chosen))
            self._seen.append(
                f"`{Receiver(receiver)}` is given `{Receiver(chosen)}` ({given[chosen].place})"
                if receiver is not None and chosen in given
                else _is(chosen, self._best(candidates[chosen])) + _SURE.get(self._best(candidates[chosen]).kind, "")
            )
        elif variable is None and (raw or self._survey.variables):
            self._seen.append(f"no worker with commands found; `worker` stays `{self._default.worker}`")
        for name in [name for name in names if name != chosen][:_MOST]:
            if name in candidates:
                why = "settings take one worker" if name in usable else "settings take no private member"
                self._left_out.append(f"{_is(name, self._best(candidates[name]))}: {why}")
        for name, place in [item for item in self._survey.variables.items() if item[0] != variable][:_MOST]:
            why = "one function alone sees it" if name in self._survey.local else "settings take one worker"
            self._left_out.append(f"`{name}` is a worker with commands ({place}): {why}")
        for name, each in list(raw.items())[:_MOST]:
            found = chosen is not None or variable is not None
            inside = found and each.owner not in self._survey.related  # a client's own
            if name != chosen and not inside:
                self._left_out.append(f"{_is(name, each)}: {self._posts(str(Receiver(name)))}")
        for name, place in list(self._survey.raw.items())[:_MOST] if chosen is None and variable is None else []:
            self._left_out.append(f"`{name}` is a Worker of the platform ({place}): {self._posts(name)}")

    def _posts(self, name: str) -> str:
        """What pages can do with a Worker of the platform."""
        said = "the platform's own worker has no commands, but pages may post the messages that its script answers"
        return said if name == str(self._default.worker) else f'{said} (`worker = "{name}"`)'

    def _variable(self) -> str | None:
        """The client that is no member of `this`, and that more than one function sees."""
        for name in self._survey.variables:
            if name not in self._survey.local and keys.KEYS["worker"].value.wrong(name) is None:
                return name
        return None

    def _is_candidate(self, each: Assigned, receiver: str | None) -> bool:
        """Whether commands may go through a member: a name alone says little outside of a class that runs Python."""
        assert each.source is not None
        if each.member == receiver:
            return each.source.kind >= Kind.CLIENT
        return each.source.kind > Kind.GUESS or each.owner in self._survey.related

    def _given(self, receiver: str | None, raw: dict[str, Assigned]) -> dict[str, Assigned]:
        """The members that the receiver is assigned from, which says outright what takes its place."""
        found: dict[str, Assigned] = {}
        for each in self._survey.assigned:
            if each.member == receiver and each.given not in (None, receiver) and each.given not in raw:
                assert each.given is not None
                found.setdefault(each.given, each)
        return found

    def _best(self, made: list[Assigned]) -> Assigned:
        return max(made, key=lambda each: (each.kind, each.owner in self._survey.related))

    def _rank(self, name: str, made: list[Assigned], given: dict[str, Assigned]) -> tuple[Any, ...]:
        """Smaller is better: given to the receiver, in a class that runs Python, sure, of the usual name."""
        kind = max((each.kind for each in made), default=Kind.GUESS)
        related = any(each.owner in self._survey.related for each in made)
        usual = name == self._default.worker.member
        return name not in given, not (related and kind > Kind.GUESS), -kind, not related, not usual, -len(made), name

    # -- the rest --------------------------------------------------------------------------------------------------

    def _keep(self, receiver: str | None) -> None:
        seen = self._survey
        kept = [name for name in self._default.kept if name in seen.methods]
        functions = [f"function:{name}" for name in seen.loaders]
        if receiver is None and not kept and not functions and not seen.tests:
            return
        self._values["keep"] = [*kept, *functions, *seen.tests]
        self._seen += [f"`{name}` may keep Pyodide" for name in kept]
        self._seen += [f"`{name}` loads Pyodide, and may keep it ({place})" for name, place in seen.loaders.items()]
        self._seen += [f"`{tests}` runs Python in {_found(places)}: tests may" for tests, places in seen.tests.items()]
        absent = [name for name in self._default.kept if name not in seen.methods]
        if receiver is not None:
            self._seen += [f"no class has `{name}`, so `keep` leaves it out" for name in absent]

    def _not_examined(self) -> None:
        for path, places in list(self._survey.scripts.items())[:_MOST]:
            self._left_out.append(
                f"{path} runs Python in {_found(places)}: it is a worker script, where Pyodide belongs"
            )
        self._left_out += [f"{path}: {words(reason)}" for path, reason in self._survey.skipped[:_MOST]]
        if self._survey.skipped[_MOST:]:
            self._left_out.append(f"{_count(len(self._survey.skipped) - _MOST, 'other path')} for such reasons")
        if self._survey.unparsed:
            shown = self._survey.unparsed[0]
            self._left_out.append(f"{_count(len(self._survey.unparsed), 'file')} cannot be parsed, for example {shown}")
        for language, files in self._survey.unread.items():
            runs = [places for places in files if places]
            calls = [place for places in runs for place in places]
            which = "it runs" if len(files) == 1 else f"{len(runs)} of them {_verb(len(runs))}"
            more = f"; {which} Python in {_found(calls)}" if runs else ""
            self._left_out.append(f"{_count(len(files), f'{language} file')} {_be(len(files))} only searched{more}")
        if self._survey.markup:
            self._left_out.append(f"markup runs Python in {_found(self._survey.markup)}: it is only searched")


def _of_loaded(shown: str) -> Called:
    receiver = Receiver.read(shown)
    return Called(shown, receiver.member if receiver is not None else None)


def _is(name: str, made: Assigned) -> str:
    assert made.source is not None
    return f"`{Receiver(name)}` is `{made.source.shown}` ({made.place})"


def _found(places: list[Place]) -> str:
    example = f", for example {places[0]}" if len(places) > 1 else f" ({places[0]})"
    return f"{_count(len(places), 'place')}{example}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _verb(number: int) -> str:
    return "runs" if number == 1 else "run"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def render(proposal: Proposal) -> str:
    """The text of a settings file: each key with its help, those without a value commented out."""
    lines = ["# Settings of migrator. A key that is commented out has the value that stands here.", ""]
    for name, key in keys.KEYS.items():
        if isinstance(key.value, keys.Tables):
            continue
        lines.append(f"# {key.help}")
        mark = "" if name in proposal.values else "# "
        value = proposal.values.get(name, "…" if key.default is None else key.default)
        lines += [f"{mark}{name} = {json.dumps(value, ensure_ascii=False)}", ""]
    lines.append(f"# {keys.KEYS['facts'].help} Calls are written as in the rule pages.")
    lines += [
        "# [[facts]]",
        '# method = "stepWithActions"',
        f'# always = ["{WORKER}.step(...)"]   # on every path to its end',
        f'# calls = ["{Receiver("_convertToMap")}(...)"]  # somewhere',
        f'# never = ["{RECEIVER}.toPy(...)"]',
    ]
    return "\n".join(lines) + "\n"
