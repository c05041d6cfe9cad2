"""A change of a small game, and what is learned from it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from migrator.drafting.learning.change import of_folders
from migrator.drafting.learning.learner import Learner, Lesson
from migrator.model.settings import Settings
from migrator.report.sentences import words

CLIENT = """\
export class Client {
    async seed(value) { return value; }
    async turn(by) { return by; }
    async digest(text) { return { hash: text }; }
    async count() { return { number: 1 }; }
    async restart(seed) { return { picture: [], seed }; }
    async load(json) { return json; }
    async runPythonAsync(code) { return code; }
    toPy(value) { return value; }
}
"""
_GAME = """\
import {{ Client }} from './client.js';

const log = {{ debug(text) {{ console.debug(text); }}, warn(text) {{ console.warn(text); }} }};

export class Game {{
    constructor() {{ this.worker = new Client(); this.pyodide = this.worker; }}
    show(value) {{ this.shown = value; }}
    draw(value) {{ this.drawn = value; }}
{body}
}}
"""


def game(*methods: str) -> str:
    """A game with methods, each with its head."""
    body = "\n".join(textwrap.indent(textwrap.dedent(method).strip("\n"), "    ") for method in methods)
    return _GAME.format(body=body)


def learned(
    folder: Path,
    before: str,
    after: str,
    more: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    client: str = CLIENT,
) -> Lesson:
    """What is learned from two versions of a file, beside the client; ``more`` are files that only the new one has."""
    for name, text in (("before", before), ("after", after)):
        (folder / name).mkdir()
        (folder / name / "client.js").write_text(client, "utf-8")
        (folder / name / "game.js").write_text(text, "utf-8")
    for path, text in (more or {}).items():
        (folder / "after" / path).write_text(text, "utf-8")
    chosen = settings or Settings()
    return Learner(lambda _: chosen).learn([of_folders(folder / "before", folder / "after")])


def block_of(lesson: Lesson, page: int = 0, block: int = 0) -> str:
    """The lines of a block that was learned."""
    assert not lesson.missed, reasons(lesson)
    return "\n".join(lesson.pages[page].blocks[block]) + "\n"


def reasons(lesson: Lesson) -> list[str]:
    """Why sites were not learned."""
    return [words(each.message) for each in lesson.missed]


def lines(text: str) -> str:
    """Lines of a page, as a test has them."""
    return textwrap.dedent(text).lstrip("\n")
