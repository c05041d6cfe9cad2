"""Objects and functions of the platform, as far as a worker script dispatches with them: arrays, Maps, `Object.keys`.

A call gives a value, or None where nothing is known of it. Functions that are given to it are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from migrator.worker.handlers.constants import same
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Constant,
    Plain,
    Thing,
    Unknown,
    Value,
    constant,
    is_told,
    join,
    key_of,
    truth,
)

Given = Sequence[Value]


class Runs(Protocol):
    """What walks the script."""

    def call(self, callee: Value, given: Given, this: Value = ()) -> Value: ...

    def get(self, owner: Value, key: Value) -> Value: ...

    def set(self, owner: Value, key: Value, value: Value) -> None: ...

    def put(self, slots: dict[str, Value], key: str, value: Value) -> None: ...

    def maybe(self, callee: Value, given: Given) -> Value: ...


def array(items: Sequence[Value], rest: Value = ()) -> Thing:
    made = Thing("array", {str(index): item for index, item in enumerate(items)})
    if rest:
        made.slots["rest"] = rest
    return made


def items(thing: Thing) -> list[Value] | None:
    """The elements of an array, or of a Set; None where there may be others."""
    if thing.kind not in ("array", "set") or thing.slots.get("rest") or thing.open:
        return None
    return list(thing.fields.values())


def names(thing: Thing) -> list[str] | None:
    """The names that `for (… in thing)` goes through, without those of a class; None if they are not known."""
    if thing.open or thing.slots.get("rest"):
        return None
    found = list(thing.fields)
    for atom in thing.slots.get("proto", ()):
        inherited = names(atom) if isinstance(atom, Thing) else None
        if inherited is None:
            return None
        found += [] if isinstance(atom, Thing) and atom.slots.get("class") else inherited
    return list(dict.fromkeys(found))


def held(thing: Thing) -> Value:
    """Whatever an object holds under any name."""
    return join([*thing.fields.values(), thing.slots.get("rest", ())])


def elements(value: Value) -> list[Value] | None:
    """What a loop over a value is given, one after the other; None where that is not known."""
    if len(value) != 1 or not isinstance(value[0], Thing):
        return None
    thing = value[0]
    if thing.kind == "map" and not thing.slots.get("rest"):
        return [(array([constant(key), one]),) for key, one in thing.fields.items()]
    return items(thing)


def any_element(value: Value) -> Value:
    """What any element of a value may be."""
    found: list[Value] = []
    for atom in value:
        if isinstance(atom, Thing):
            if atom.kind == "map":
                found.append((array([UNKNOWN, held(atom)]),))
            else:
                found.append(held(atom) or UNKNOWN)
        elif isinstance(atom, Unknown):
            found.append((Unknown(told=atom.told, given=atom.given, other=atom.other),))
    return join(found) or UNKNOWN


def has(thing: Thing, key: Atom) -> Atom:
    """Whether an object, a Map or a Set has a key, or an array an element."""
    told = is_told(key)
    name = key_of(key)
    rest = thing.slots.get("rest", ())
    if name is None:
        return Unknown(told=told)
    if thing.kind in ("array", "set"):
        found = [same(key, atom, loosely=False) for value in thing.fields.values() for atom in value]
        if any(answer is True for answer in found):
            return Constant(True, told)
        if any(answer is None for answer in found):
            return Unknown(told=told)
    elif name in thing.fields:
        return Constant(True, told)
    if rest:  # what other messages have put there
        return Unknown(told=told and not all(isinstance(atom, Unknown) and atom.other for atom in rest))
    return Unknown(told=told) if thing.open else Constant(False, told)


def call_global(runs: Runs, path: str, given: Given) -> Value | None:
    """A function of the platform that a name or a path of two names is."""
    first: Value = given[0] if given else NOTHING
    things = [atom for atom in first if isinstance(atom, Thing)]
    if path in ("Object.freeze", "Object.seal", "Promise.resolve", "structuredClone", "Object.preventExtensions"):
        return first
    if path in ("Array.from", "Array.of"):
        found = elements(first)
        if len(given) > 1:
            return (array([], runs.maybe(given[1], [any_element(first)])),)
        return (array(found),) if found is not None else (array([], any_element(first)),)
    if path in ("Promise.all", "Promise.allSettled", "Promise.race", "Promise.any"):
        found = elements(first)
        if path in ("Promise.race", "Promise.any"):
            return any_element(first)
        return (array(found),) if found is not None else (array([], any_element(first)),)
    if path == "Object.assign" and first:
        for source in given[1:]:
            _copy(runs, first, source)
        return first
    if path == "Object.create":
        made = Thing()
        if things:
            made.slots["proto"] = tuple(things)
        return (made,)
    if path in ("Object.keys", "Object.values", "Object.entries", "Reflect.ownKeys", "Object.getOwnPropertyNames"):
        if len(first) == 1 and things and not things[0].open and not things[0].slots.get("rest"):
            thing = things[0]
            if path == "Object.values":
                return (array(list(thing.fields.values())),)
            if path == "Object.entries":
                return (array([(array([constant(key), value]),) for key, value in thing.fields.items()]),)
            return (array([constant(key) for key in thing.fields]),)
        if path == "Object.entries":
            return (array([], (array([UNKNOWN, any_element(first)]),)),)
        return (array([], any_element(first) if path == "Object.values" else UNKNOWN),)
    if path == "Object.fromEntries":
        return (_from_entries(Thing(), first),)
    if path == "Object.hasOwn" and things and len(given) > 1:
        return join([(has(thing, key),) for thing in things for key in given[1]])
    if path == "Reflect.get" and len(given) > 1:
        return runs.get(first, given[1])
    if path == "Reflect.apply" and len(given) > 2:
        found = elements(given[2])
        return runs.call(first, found if found is not None else [any_element(given[2])], given[1])
    if path == "Array.isArray":
        kinds = {atom.kind == "array" if isinstance(atom, Thing) else None for atom in first}
        return constant(True in kinds) if len(kinds) == 1 and None not in kinds else UNKNOWN
    if path == "Boolean":
        return tuple(Constant(known, is_told(a)) if (known := truth(a)) is not None else Unknown(told=is_told(a))
                     for a in first)  # fmt: skip
    if path == "String":
        return first
    return None


def make(path: str, given: Given) -> Value | None:
    """What `new X(…)` makes for a class of the platform."""
    first: Value = given[0] if given else ()
    if path in ("Map", "WeakMap"):
        return (_from_entries(Thing("map"), first),)
    if path in ("Set", "WeakSet"):
        found = elements(first) if first else []
        made = Thing("set", {str(at): item for at, item in enumerate(found or [])})
        if found is None:
            made.slots["rest"] = any_element(first)
        return (made,)
    if path == "Array":
        return (array([]),)
    if path == "Object":
        return (Thing(),)
    return None


def _from_entries(made: Thing, entries: Value) -> Thing:
    known = elements(entries) if entries else []
    rest: list[Value] = []
    for entry in known if known is not None else [any_element(entries)]:
        pairs = [atom for atom in entry if isinstance(atom, Thing)]
        for pair in pairs:
            keys, value = pair.fields.get("0", ()), pair.fields.get("1", UNKNOWN)
            names = [key_of(key) for key in keys]
            if len(names) == 1 and names[0] is not None:
                made.fields[names[0]] = value
            else:
                rest.append(value)
        if not pairs:
            rest.append(UNKNOWN)
    if rest:
        made.slots["rest"] = join(rest)
    return made


def _copy(runs: Runs, target: Value, source: Value) -> None:
    for atom in source:
        if isinstance(atom, Thing):
            for key, value in atom.fields.items():
                runs.set(target, constant(key), value)
            for thing in target:
                if isinstance(thing, Thing) and atom.slots.get("rest"):
                    runs.put(thing.slots, "rest", join([thing.slots.get("rest", ()), atom.slots["rest"]]))
        elif isinstance(atom, Unknown):
            for thing in target:
                if isinstance(thing, Thing):
                    runs.put(thing.slots, "rest", join([thing.slots.get("rest", ()), UNKNOWN]))


METHODS = frozenset({
    "get", "set", "has", "add", "delete", "clear", "forEach", "keys", "values", "entries", "push", "unshift", "pop",
    "shift", "find", "findLast", "filter", "map", "flatMap", "some", "every", "includes", "indexOf", "findIndex",
    "slice", "concat", "at", "join", "reduce", "reverse", "sort", "splice", "flat",
})  # fmt: skip
OBJECT_METHODS = frozenset({"hasOwnProperty", "propertyIsEnumerable", "toString", "valueOf"})


def call_method(runs: Runs, thing: Thing, name: str, given: Given) -> Value:
    """A method of an array, a Map, a Set or any object."""
    first: Value = given[0] if given else NOTHING
    if name in OBJECT_METHODS:
        return join([(has(thing, key),) for key in first]) if name.startswith("has") else UNKNOWN
    if name in ("has", "includes"):
        return join([(has(thing, key),) for key in first])
    if name == "get":
        return runs.get((Thing("object", thing.fields, thing.slots),), first)
    if name == "set" and len(given) > 1:
        keys = [key_of(key) for key in first]
        if len(keys) == 1 and keys[0] is not None:
            runs.put(thing.fields, keys[0], given[1])
        else:
            runs.put(thing.slots, "rest", join([thing.slots.get("rest", ()), given[1]]))
        return (thing,)
    if name in ("push", "unshift", "add"):
        for value in given:
            if name == "push" and not thing.slots.get("rest"):
                runs.put(thing.fields, str(len(thing.fields)), value)
            elif name == "add" and all(isinstance(atom, Constant) for atom in value):
                runs.put(thing.fields, "|".join(str(key_of(atom)) for atom in value), value)
            else:
                runs.put(thing.slots, "rest", join([thing.slots.get("rest", ()), value]))
        return (thing,) if name == "add" else UNKNOWN
    if name in ("pop", "shift", "find", "findLast", "at", "filter", "some", "every", "findIndex"):
        return _chosen(runs, thing, name, given)
    if name in ("forEach", "map", "flatMap"):
        known = elements((thing,))
        if known is not None and thing.kind != "map" and name != "flatMap":
            results = [runs.call(first, [item, constant(float(at))]) for at, item in enumerate(known)]
            return (array(results),) if name == "map" else NOTHING
        if thing.kind == "map":
            for key, value in list(thing.fields.items()):
                runs.maybe(first, [value, constant(key)])
        result = runs.maybe(first, [held(thing) or UNKNOWN]) if thing.slots.get("rest") or thing.kind != "map" else ()
        return (array([], result or UNKNOWN),) if name != "forEach" else NOTHING
    if name == "reduce":
        start = given[1] if len(given) > 1 else held(thing)
        known = items(thing)
        if known is not None and len(given) > 1:
            for item in known:
                start = runs.call(first, [start, item])
            return start
        return join([start, runs.maybe(first, [start, held(thing)])])
    if name in ("entries", "keys", "values", "slice", "concat", "reverse", "sort", "flat"):
        return _listed(thing, name, given)
    if name == "join":
        return _joined(thing, first if given else constant(","))
    return join([held(thing), UNKNOWN]) if name == "splice" else UNKNOWN


def _chosen(runs: Runs, thing: Thing, name: str, given: Given) -> Value:
    """Methods that give some of the elements."""
    if name in ("pop", "shift"):
        result = join([held(thing), NOTHING])
        runs.put(thing.slots, "rest", held(thing))  # which ones are left is not known
        return result
    if name == "at":
        return join([held(thing), UNKNOWN])
    known = items(thing)
    test = given[0] if given else NOTHING
    answers = [(item, runs.call(test, [item])) for item in known] if known is not None else []
    surely: list[Value] = []
    is_told_of = False
    open_ended = known is None
    for item, answer in answers:
        truths = {truth(atom) for atom in answer}
        told = any(is_told(atom) for atom in answer)
        is_told_of = is_told_of or told
        if truths == {False}:
            continue
        surely.append(item)
        if truths != {True}:
            open_ended = True
        elif name in ("find", "some", "findIndex") and not open_ended:
            break
    if known is None:
        runs.maybe(test, [held(thing)])
        surely.append(held(thing))
    if name == "filter":
        return (array(surely) if not open_ended else array([], join(surely)),)
    if name in ("some", "findIndex", "every"):
        if open_ended or name == "findIndex":
            return (Unknown(told=is_told_of),)
        return constant(bool(surely) if name == "some" else len(surely) == len(answers), told=is_told_of)
    if not surely:
        return constant(UNDEFINED, told=is_told_of)
    return join([*surely, (Unknown(told=is_told_of),)]) if open_ended else join(surely)


def _listed(thing: Thing, name: str, given: Given) -> Value:
    if name == "keys" and thing.kind == "map" and not thing.slots.get("rest"):
        return (array([constant(key) for key in thing.fields]),)
    if name == "entries":
        known = elements((thing,)) if thing.kind == "map" else None
        return (array(known),) if known is not None else (array([], (array([UNKNOWN, held(thing)]),)),)
    if name == "slice" and given:
        return (array([], held(thing) or UNKNOWN),)
    parts: list[Value] = list(thing.fields.values())
    rest = thing.slots.get("rest", ())
    for value in given if name == "concat" else ():
        known = elements(value)
        if known is None:
            rest = join([rest, any_element(value)])
        else:
            parts += known
    if name == "flat":
        return (array([], join([any_element(part) for part in parts])),)
    return (array(parts, rest),)


def _joined(thing: Thing, by: Value) -> Value:
    known = items(thing)
    if known is None or len(by) != 1:
        return UNKNOWN
    texts: list[str] = []
    told = False
    for item in known:
        if len(item) != 1 or not isinstance(item[0], Constant):
            return UNKNOWN
        texts.append(str(key_of(item[0])))
        told = told or item[0].told
    separator = key_of(by[0])
    return constant(separator.join(texts), told=told) if separator is not None else UNKNOWN


def plain(values: Given) -> list[Plain] | None:
    """The constants that arguments are, None where one is not known."""
    found: list[Plain] = []
    for value in values:
        if len(value) != 1 or not isinstance(value[0], Constant):
            return None
        found.append(value[0].value)
    return found
