"""What pages hold, before one is parsed; `tests.run.test_acceptance` compares it with what they say."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from migrator.rules.pages import CHANGES, DUTIES, MOST, changes_spelled, commands_with_duties, pages_digest, read


def page(folder: Path, text: str, name: str = "01-a.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_what_is_no_page_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="more than 100,000 bytes") as large:
        read(page(tmp_path, "a" * (MOST + 1)))
    assert large.value.errno == errno.EFBIG
    with pytest.raises(IsADirectoryError):
        read(tmp_path)
    assert read(page(tmp_path, "a" * MOST)) == b"a" * MOST


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "01-a.md")
    with pytest.raises(OSError, match="no regular file") as refused:
        read(tmp_path / "01-a.md")
    assert refused.value.errno == errno.EINVAL
    assert changes_spelled([tmp_path]) == commands_with_duties([tmp_path]) == frozenset()


def test_the_digest_is_that_of_names_and_texts(tmp_path: Path) -> None:
    made = page(tmp_path, "one")
    first = pages_digest([tmp_path])
    page(tmp_path, "no page", "README.md")
    assert pages_digest([tmp_path]) == pages_digest([made]) == first
    page(tmp_path, "two")
    assert pages_digest([tmp_path]) != first
    page(tmp_path, "one").rename(tmp_path / "02-a.md")
    assert pages_digest([tmp_path]) != first


def test_changes_are_those_of_their_section(tmp_path: Path) -> None:
    listed = f"## {CHANGES}\n\n- `slower`: it waits\n* `later`\n\n## More\n\n- `other`\n"
    assert changes_spelled([page(tmp_path, f"- `before`\n\n{listed}")]) == {"slower", "later"}


def test_commands_are_those_of_pages_with_duties(tmp_path: Path) -> None:
    page(tmp_path, f"+ await this.worker.seed($X);\n\n## {DUTIES}\n")
    page(tmp_path, "+ await this.worker.step($X);\n", "02-b.md")
    assert commands_with_duties([tmp_path]) == {b"seed"}
