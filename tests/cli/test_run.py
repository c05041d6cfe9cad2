"""What `check` and `migrate` share: their options as one value, exit codes, and the session that they make."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from migrator.api import UnknownRule
from migrator.cli.run import Job, Options, common
from migrator.model.ledger import FileEntry, FileError, Ledger
from tests.support import CLASS, SITE, saying, write

FAULTY = Ledger((FileEntry("a.js", error=FileError(saying("is gone"))),))


def options(*arguments: str) -> Options:
    """The options that a command is given for some arguments."""
    given: list[Options] = []

    @click.command()
    @common
    @click.option("--own", is_flag=True)
    def command(asked: Options, own: bool) -> None:
        assert own is ("--own" in arguments), "what is a command's own is left to it"
        given.append(asked)

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return given[0]


@pytest.mark.parametrize(
    ("ledger", "findings", "arguments", "code"),
    [
        (FAULTY, False, [], 2),
        (FAULTY, True, ["--exit-zero"], 2),
        (Ledger(()), True, [], 1),
        (Ledger(()), True, ["--exit-zero"], 0),
        (Ledger(()), False, [], 0),
    ],
)
def test_errors_come_before_findings_and_only_findings_are_let_pass(
    ledger: Ledger, findings: bool, arguments: list[str], code: int
) -> None:
    assert options(*arguments).exit_code(ledger, findings=findings) == code


def test_each_option_is_the_commands_or_shared() -> None:
    asked = options("a.js", "b", "--rule", "1", "--rule", "2", "--skip", "3", "-q", "-j", "4", "--no-cache", "--own")
    assert (asked.paths, asked.only, asked.skip) == (("a.js", "b"), ("1", "2"), ("3",))
    assert (asked.quiet, asked.jobs, asked.cache, asked.exit_zero, asked.force_exclude) == (
        True,
        4,
        False,
        False,
        False,
    )
    assert (asked.config, asked.folders, asked.stdin_name) == (None, (), None)
    assert (options().cache, options().jobs, options().paths) == (True, 0, ())


def test_a_rule_that_is_none_is_raised_before_any_file_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownRule, match="`99` is no rule"):
        Job(options("nothing.js", "--rule", "99"))


def test_a_job_looks_with_the_rules_that_were_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.js", CLASS % SITE)

    def rewritten(*arguments: str) -> int:
        entries = Job(options(*arguments, "-j", "1", "--no-cache")).migrate().entries()
        return Ledger(tuple(item for item in entries if isinstance(item, FileEntry))).summary.rewritten

    assert rewritten("a.js", "--skip", "15") == 0
    assert rewritten("a.js") == 1
    assert rewritten() == 1
