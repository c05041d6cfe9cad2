"""The wordings with types added: the same ledger, and the same result once the types are erased."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.whole.typed import eraser
from tests.whole.typed.additions import ADDITIONS, EVERYTHING, Addition, named, typed
from tests.whole.typed.judge import ENDINGS, Bench, Case, judge
from tests.whole.wordings.catalogue import WORDINGS
from tests.whole.wordings.judge import inputs, near_misses, result_difference
from tests.whole.wordings.run import EVERY, HALF, prime, sampled, sampled_misses

# Of so many shares of the wordings, one goes with types in `make test`; all of them in `make test-long`.
SHARES = 8
# The same types at each commit: what is put in by chance finds rare faults still, for which `make test-long` searches.
TURN = 0
# So many samples of each kind of types.
FEW = 3 if EVERY > 1 else 1_000


def everything(ending: str) -> tuple[Addition, ...]:
    return tuple(named(name) for name in EVERYTHING if ending != ".tsx" or not named(name).casts)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("typed"))


# -- what adds types, and what takes them out again --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"const a: T = <T>b as U;", b"const a    =    b     ;"),
        (b"type T = 1;\nf<T>(a!, b satisfies T);", b";          \nf   (a , b            );"),
        (b"class A { private a!: T; declare b: T; m(this: A): void {} }", b"class A {         a    ;              ; m(       )       {} }"),
    ],
)
def test_the_eraser_leaves_javascript(text: bytes, code: bytes) -> None:
    assert eraser.erased("a.ts", text).replace(b";", b" ").split() == code.replace(b";", b" ").split()


@pytest.mark.parametrize("text", [b"enum A { B }", b"namespace A { export const b = 1; }", b"class A { constructor(private a) {} }"])
def test_what_is_more_than_types_is_not_erased(text: bytes) -> None:
    with pytest.raises(eraser.NotErasable, match="more than types"):
        eraser.erased("a.ts", text)


def test_what_is_no_typescript_is_not_erased() -> None:
    with pytest.raises(eraser.NotErasable, match="line 2: "):
        eraser.erased("a.ts", b"const a = 1;\nconst b: = 2;")


def test_a_file_with_types_means_the_same_without_them() -> None:
    pairs = []
    for at, given in enumerate((*inputs(), *near_misses())[TURN % HALF :: HALF * HALF]):
        ending = ".tsx" if at % 3 == 0 else ".ts"
        additions = everything(ending) if at % 2 else (ADDITIONS[(at // 2 + TURN) % len(ADDITIONS)],)
        made = typed(given.data, additions, TURN)
        if made is not None and not (ending == ".tsx" and any(item.casts for item in additions)):
            pairs.append((f"a{ending}", given, made))
    eraser.prime((name, made.data) for name, _, made in pairs)
    wrong = [
        (given.name, told)
        for name, given, made in pairs
        if (told := result_difference(given.data, eraser.erased(name, made.data))) is not None
    ]
    assert wrong == []
    assert len(pairs) > 30


# -- what becomes of it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition.name)
def test_types_make_no_difference(addition: Addition, bench: Bench) -> None:
    offset = ADDITIONS.index(addition)
    given = [each for share in range(offset, offset + EVERY) for each in sampled(share, TURN)]
    given = [*sorted(given, key=lambda each: each.is_game), *near_misses()]
    fitting = (case for each in given if (case := Case(each, (), (addition,), ".ts", TURN)).texts(each.path)[1])
    told = judge(bench, list(islice(fitting, FEW)))
    assert [fault for fault in told if fault] == []
    assert told


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_types_at_once_make_no_difference(ending: str, bench: Bench) -> None:
    # `./game.js`, which the game imports, is none of `game.mts`.
    chosen = [given for given in sampled(ENDINGS.index(ending), TURN) if not given.is_game or ending in (".ts", ".tsx")][:FEW]
    cases = [Case(given, (), everything(ending), ending, TURN) for given in chosen]
    assert [fault for fault in judge(bench, cases) if fault] == []


def test_a_near_miss_stays_for_the_same_cause(bench: Bench) -> None:
    chosen = sampled_misses(0, 5 if EVERY > 1 else 1, TURN)[: 4 * FEW]
    cases = [Case(given, (), everything(".ts"), ".ts", TURN) for given in chosen]
    assert [fault for fault in judge(bench, cases) if fault] == []


@pytest.mark.parametrize("share", range(SHARES) if EVERY == 1 else [TURN % SHARES])
def test_the_wordings_with_types_make_no_difference(share: int, bench: Bench) -> None:
    samples = [given for given in inputs() if not given.is_game]
    cases = [
        Case(given, (wording,), everything(".ts"), ".ts", TURN, 0.4)
        for at, wording in enumerate(WORDINGS[share::SHARES])
        for given in (samples if EVERY == 1 else [samples[(share * 7 + at * 11) % len(samples)]])
    ]
    for case in cases:
        prime([(case.wordings, case.given)], case.seed)
    assert [fault for fault in judge(bench, cases) if fault] == []


def test_nearly_all_of_it_is_read(bench: Bench) -> None:
    cases = [Case(given, (), everything(".ts"), ".ts", TURN) for given in inputs()[2:22]]
    told = judge(bench, cases)
    unread = [name for name in bench.unread if any(name.startswith(case.name) for case in cases)]
    assert [fault for fault in told if fault] == []
    assert len(unread) < len(cases) / 2, unread
