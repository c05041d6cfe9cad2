"""The samples beside each shipped page: rewritten as written by hand, or left alone with the cause that their first line names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.source import Source
from migrator.model.ledger import Outcome
from migrator.rules.loader import Rule
from tests.support import FIXTURES, Run, in_game, run, shipped_rules, text_of

FEWEST_PAIRS = 3
FEWEST_NEAR_MISSES = 4
# `// left alone: CODE: part of the message`
_HEADER = re.compile(r"// left alone: ([a-z-]+): (.+?)\r?\n")


@cache
def _folders() -> tuple[Path, ...]:
    return tuple(sorted(path for path in FIXTURES.iterdir() if path.is_dir() and re.match(r"\d\d-", path.name)))


def _samples(kind: str) -> list[Path]:
    return [path for folder in _folders() for path in sorted(folder.glob(f"*.{kind}.js"))]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.split('.')[0]}"


def _left_alone(rule: Rule) -> list[str]:
    """The JavaScript that a page shows as left alone."""
    section = rule.text.partition("\n## Left alone\n")[2].partition("\n## ")[0]
    return re.findall(r"^```js\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def _fences() -> list[tuple[str, str]]:
    return [(rule.id, text) for rule in shipped_rules() for text in _left_alone(rule)]


def _run(tree: Path, sample: Path) -> Run:
    return run(tree / sample.parent.name, _text(sample), name=sample.name)


def _text(path: Path) -> str:
    # Not read_text: it would bring CRLF to LF.
    return path.read_bytes().decode("utf-8")


def _story(result: Run) -> str:
    return "\n".join(
        f"line {entry.line}: {entry.outcome} {entry.rule} {entry.reason and (entry.reason.code.value, text_of(entry.reason))}"
        for entry in result.programs
    )


# -- left alone --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", _samples("stays"), ids=_name)
def test_a_near_miss_stays_and_the_ledger_says_why(sample: Path, tree: Path) -> None:
    header = _HEADER.match(_text(sample))
    assert header is not None, "the first line is no `// left alone: CODE: part of the message`"
    result = _run(tree, sample)
    assert result.after == result.before, _story(result)
    assert result.entry.diff == b""
    assert {entry.outcome for entry in result.programs} == {Outcome.UNMATCHED}, _story(result)
    reasons = [entry.reason for entry in result.programs if entry.reason is not None]
    assert any(reason.code.value == header[1] and header[2] in text_of(reason) for reason in reasons), _story(result)


@pytest.mark.parametrize(("page", "fence"), _fences(), ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(_fences())])
def test_a_near_miss_of_a_page_stays(page: str, fence: str, tree: Path) -> None:
    result = run(tree / page, in_game(fence, ", ".join(_free_names(fence))), name="fence.js")
    assert result.after == result.before, _story(result)
    assert len(result.programs) == 1
    for entry in result.programs:
        assert entry.outcome is Outcome.UNMATCHED
        assert entry.reason is not None
        assert text_of(entry.reason)


def _free_names(statements: str) -> list[str]:
    """Names that statements use and neither declare nor find in every JavaScript: a method gets them as parameters."""
    scopes = Source.read("fence.js", in_game(statements).encode()).scopes
    return sorted({reference.name for reference in scopes.globals} - GLOBALS)


# -- rewritten ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", _samples("before"), ids=_name)
def test_a_sample_becomes_its_other_half(sample: Path, tree: Path) -> None:
    expected = _text(sample.with_name(sample.name.replace(".before.", ".after.")))
    result = _run(tree, sample)
    assert result.after == expected, _story(result)
    assert result.programs, "no program stands in the sample"
    for entry in result.programs:
        assert entry.outcome is Outcome.REWRITTEN
        assert entry.rule == sample.parent.name
    assert [entry for entry in result.entry.entries if entry.is_left] == []


# -- the collection ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.id)
def test_a_page_has_samples_enough(rule: Rule) -> None:
    folder = FIXTURES / rule.id
    assert len(list(folder.glob("*.before.js"))) >= FEWEST_PAIRS
    assert len(list(folder.glob("*.stays.js"))) >= FEWEST_NEAR_MISSES
    assert _left_alone(rule), "the page shows no near miss"


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: folder.name)
def test_a_folder_of_samples_has_a_page(folder: Path) -> None:
    assert folder.name in {rule.id for rule in shipped_rules()}


def test_every_file_is_half_of_a_pair_or_a_near_miss() -> None:
    strays = [
        path.relative_to(FIXTURES).as_posix()
        for folder in _folders()
        for path in sorted(folder.iterdir())
        if not (
            path.name.endswith(".stays.js")
            or (path.name.endswith(".before.js") and path.with_name(path.name.replace(".before.", ".after.")).exists())
            or (path.name.endswith(".after.js") and path.with_name(path.name.replace(".after.", ".before.")).exists())
        )
    ]
    assert strays == []


def test_some_pairs_have_crlf_and_some_end_without_a_newline() -> None:
    texts = [_text(path) for path in _samples("before")]
    assert any("\r\n" in text and "\n" not in text.replace("\r\n", "") for text in texts)
    assert any(not text.endswith("\n") for text in texts)
