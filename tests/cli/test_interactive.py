"""`migrate --interactive` on terminals that are real: what is asked, and what an answer writes."""

from __future__ import annotations

import io
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.api import Session as Api
from migrator.cli.commit import Commit
from migrator.cli.interactive import Interactive, summary
from migrator.model.ledger import Ledger
from tests.report.formats import invoke
from tests.support import ROOT, commit, git, in_game, shipped_rules
from tests.terminal import Terminal

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
SEED = "await this.pyodide.runPythonAsync(`\n    import random, numpy as np\n    np.random.seed(${s})\n    random.seed(${s})\n`);"
DONE = "await this.worker.render();"
ON_TERMINAL = "`--interactive` asks on a terminal: it takes neither `--format` nor `--report` nor `-`"

# Two rules of a reader: the first binds a Python global that the second reads, so one cannot go before the other.
BIND = "# Bind\n\n```diff\n- await this.pyodide.runPythonAsync(`\n-     shared = env.tilt()\n- `);\n+ await this.worker.render();\n```\n"
READ = "# Read\n\n```diff\n- await this.pyodide.runPythonAsync(`\n-     env.turn(shared)\n- `);\n+ await this.worker.getState();\n```\n"
# And one that has nothing to do with them.
SPIN = "# Spin\n\n```diff\n- await this.pyodide.runPythonAsync(`\n-     env.spin()\n- `);\n+ await this.worker.reset();\n```\n"
BINDS, READS, SPINS = (
    "await this.pyodide.runPythonAsync(`shared = env.tilt()`);",
    "await this.pyodide.runPythonAsync(`env.turn(shared)`);",
    "await this.pyodide.runPythonAsync(`env.spin()`);",
)


@dataclass(frozen=True)
class Session:
    code: int
    shown: str


def ask(
    folder: Path,
    answers: str | bytes,
    *arguments: str,
    editor: str = "false",
    stop: int = 0,
    encoding: str = "utf-8",
) -> Session:
    """Run on a terminal of its own and type answers; Ctrl-C at the question of this number."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "NO_COLOR": "1",
        "EDITOR": editor,
        "VISUAL": editor,
        "PYTHONIOENCODING": encoding,
    }
    command = [sys.executable, "-m", "migrator", "migrate", "--interactive", *arguments]
    terminal = Terminal(command, environment, folder=folder)
    terminal.type(answers if isinstance(answers, bytes) else answers.encode())
    if stop:
        terminal.until(re.compile(rb"(?s)(.*?\?\]\? ){%d}" % stop))
        terminal.type(b"\x03")
    return Session(terminal.end(), terminal.shown.decode("utf-8", "replace").replace("\r\n", "\n"))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a file of three sites, two of one rule."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "game.js").write_text(in_game(f"{RENDER}\n{SEED}\n{RENDER}", "s"), "utf-8")
    return folder


def expected(first: str, second: str, third: str) -> str:
    return in_game(f"{first}\n{second}\n{third}", "s")


SEEDED = "await this.worker.seedRng(s);"


# -- where nobody can be asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "`--interactive` asks on a terminal, and here is none; `--write` writes all that rules fit"),
        (["--format", "json"], ON_TERMINAL),
        (["--report", "page.html"], ON_TERMINAL),
        (["--stdin-filename", "a.js", "-"], ON_TERMINAL),
    ],
)
def test_it_asks_on_a_terminal_only(here: Path, arguments: list[str], line: str) -> None:
    before = (here / "game.js").read_bytes()
    result = invoke(here, "migrate", "-i", *arguments)
    assert (result.code, result.text, result.err) == (2, "", f"migrator: {line}\n")
    assert (here / "game.js").read_bytes() == before


# -- what is written ---------------------------------------------------------------------------------------------------


DIALECTS = {
    "game.ts": "%s",
    "game.vue": "<template><b /></template>\n<script lang=\"ts\">\n%s</script>\n",
    "game.html": "<p>\n<script>\n%s</script>\n<script type=\"module\">\nlet other = 1;\n</script>\n",
}


@pytest.mark.parametrize("name", DIALECTS)
def test_sites_in_other_languages_are_asked_about_one_by_one(tmp_path: Path, name: str) -> None:
    def text(*sites: str) -> str:
        code = in_game("\n".join(sites), "s")
        return DIALECTS[name] % (code if name.endswith("html") else code.replace("(s)", "(s: number)", 1))

    (tmp_path / name).write_text(text(RENDER, SEED, RENDER), "utf-8")
    session = ask(tmp_path, "n\ny\ny\n")
    assert (tmp_path / name).read_text("utf-8") == text(RENDER, "await this.worker.seedRng(s);", DONE), session.shown
    assert before_duties(session.shown).endswith("2 sites rewritten, 1 left.\n")


@pytest.mark.parametrize(
    ("answers", "after", "last"),
    [
        ("n\nn\nn\n", (RENDER, SEED, RENDER), "0 sites rewritten, 3 left."),
        ("y\nn\ny\n", (DONE, SEED, DONE), "2 sites rewritten, 1 left."),
        ("n\ny\nn\n", (RENDER, SEEDED, RENDER), "1 site rewritten, 2 left."),
        ("a\ny\n", (DONE, SEEDED, DONE), "3 sites rewritten."),
        ("d\ny\n", (RENDER, SEEDED, RENDER), "1 site rewritten, 2 left."),
        ("y\nq\n", (DONE, SEED, RENDER), "1 site rewritten, 2 left."),
        ("y\n\x04", (DONE, SEED, RENDER), "1 site rewritten, 2 left."),
        ("?\nwhat\nno\nq\n", (RENDER, SEED, RENDER), "0 sites rewritten, 3 left."),
    ],
)
def test_an_answer_decides_one_site(here: Path, answers: str, after: tuple[str, str, str], last: str) -> None:
    session = ask(here, answers)
    assert (here / "game.js").read_text("utf-8") == expected(*after), session.shown
    assert before_duties(session.shown).endswith(f"{last}\n")
    assert session.code == (0 if last == "3 sites rewritten." else 1)
    if answers.startswith("?"):
        assert session.shown.count("q  ask no more; what was accepted is written\n") == 2


def test_a_site_is_shown_with_its_own_diff_and_what_changes(here: Path) -> None:
    shown = ask(here, "n\nq\n").shown
    first, second = shown.split("?]? ")[:2]
    assert "25:15  15-render  in Game.act\n--- a/game.js\n+++ b/game.js\n" in first
    assert [line for line in first.splitlines() if re.match(r"[-+] ", line)] == [
        f"-        {RENDER}",
        f"+        {DONE}",
    ]
    assert "  changes: seed-line-not-printed: " not in first
    assert "03-seed  in Game.act" in second
    assert f"+        {SEEDED}" in second
    assert DONE not in second
    assert re.search(r"^  changes: [a-z-]+: \w", second, re.MULTILINE)


def test_undo_takes_it_back(here: Path) -> None:
    before = (here / "game.js").read_bytes()
    ask(here, "y\ny\ny\n")
    assert (here / "game.js").read_bytes() != before
    assert invoke(here, "undo").code == 0
    assert (here / "game.js").read_bytes() == before


def test_ctrl_c_writes_nothing(here: Path) -> None:
    (here / "second.js").write_text(in_game(SEED, "s"), "utf-8")
    before = (here / "game.js").read_bytes()
    session = ask(here, "a\nn\n", stop=3)
    assert session.code == 130
    assert "migrator: stopped; 2 files looked at; nothing was written\n" in session.shown
    assert (here / "game.js").read_bytes() == before
    assert sorted(os.listdir(here)) == ["game.js", "second.js"]


def before_duties(shown: str) -> str:
    """What a session showed before the open duties of the worker, which come last."""
    return shown.partition("1 duty of a worker script is open")[0]


def test_what_no_rule_takes_is_counted(here: Path) -> None:
    (here / "game.js").write_text(in_game(f"{RENDER}\nthis.pyodide.toPy(1);"), "utf-8")
    session = ask(here, "y\n")
    assert session.code == 1
    assert before_duties(session.shown).endswith(
        "1 site rewritten. 1 use that no rule takes: `migrator migrate` says why.\n"
    )


def test_a_file_that_goes_while_it_is_asked_about_is_an_error_and_not_counted(here: Path) -> None:
    session = ask(here, "e\na\nn\n", editor="sh -c 'rm -f game.js' sh")
    assert session.code == 2
    assert "game.js: error: cannot be written: No such file or directory\n" in session.shown
    assert before_duties(session.shown).endswith("\n0 sites rewritten, 3 left.\n")
    assert not (here / "game.js").exists()


def test_a_file_that_changes_after_it_was_asked_about_is_an_error_and_not_counted(here: Path) -> None:
    (here / "other.js").write_text(in_game(RENDER), "utf-8")
    session = ask(here, "y\nn\nn\ne\n", editor="sh -c 'echo >> game.js' sh")
    assert session.code == 2
    assert "game.js: error: cannot be written: game.js was changed while it was looked at\n" in session.shown
    assert before_duties(session.shown).endswith("\n1 site rewritten, 3 left.\n")
    assert (here / "game.js").read_text("utf-8") == expected(RENDER, SEED, RENDER) + "\n"
    assert (here / "other.js").read_text("utf-8") == in_game(DONE)


def test_bytes_that_are_no_text_are_no_answer(here: Path) -> None:
    session = ask(here, b"\xff\ny\nq\n", encoding="utf-8:strict")
    assert (session.code, session.shown.count("(Ctrl-C writes nothing at all.)")) == (1, 1)
    assert (here / "game.js").read_text("utf-8") == expected(DONE, SEED, RENDER)


def test_quiet_leaves_the_last_line_out(here: Path) -> None:
    session = ask(here, "y\nq\n", "--quiet")
    assert (session.code, "rewritten," in session.shown) == (1, False)


def test_changes_that_are_not_staged_are_asked_about(here: Path) -> None:
    git(here, "init", "-q")
    commit(here)
    text = expected(RENDER, SEED, RENDER) + "// more\n"
    (here / "game.js").write_text(text, "utf-8")
    session = ask(here, "y\nq\nn\n")
    assert "game.js has changes that are not staged. Write all the same? [y/N]: " in session.shown
    assert before_duties(session.shown).endswith("0 sites rewritten, 3 left.\n")
    assert (here / "game.js").read_text("utf-8") == text


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_stay(here: Path, end: str) -> None:
    path = here / "game.js"
    path.write_bytes(expected(RENDER, SEED, RENDER).replace("\n", end).encode())
    ask(here, "y\nn\ny\n")
    assert path.read_bytes() == expected(DONE, SEED, DONE).replace("\n", end).encode()


# -- sites that go together --------------------------------------------------------------------------------------------


def together(here: Path, statements: str, answers: str) -> str:
    pages = here / "pages"
    pages.mkdir()
    (pages / "01-bind.md").write_text(BIND, "utf-8")
    (pages / "02-read.md").write_text(READ, "utf-8")
    (pages / "03-spin.md").write_text(SPIN, "utf-8")
    (here / "game.js").write_text(in_game(statements), "utf-8")
    return ask(here, answers, "--rules", "pages", "game.js").shown


def test_sites_that_cannot_go_alone_are_asked_about_together(here: Path) -> None:
    shown = together(here, f"{BINDS}\n{READS}", "y\n")
    assert "01-bind  in Game.act\n26:15  02-read  in Game.act\n" in shown
    assert "Rewrite these sites, which go together [" in shown
    assert (here / "game.js").read_text("utf-8") == in_game(f"{DONE}\nawait this.worker.getState();")


def test_only_those_are_asked_about_together_that_need_each_other(here: Path) -> None:
    shown = together(here, f"{SPINS}\n{BINDS}\n{SPINS}\n{READS}", "n\ny\nn\n")
    assert "26:15  01-bind  in Game.act\n28:15  02-read  in Game.act\n" in shown
    assert shown.count("Rewrite this site [") == 2
    assert (here / "game.js").read_text("utf-8") == in_game(f"{SPINS}\n{DONE}\n{SPINS}\nawait this.worker.getState();")


def test_one_that_can_go_alone_is_asked_about_alone(here: Path) -> None:
    shown = together(here, f"{READS}\n{BINDS}", "y\nn\n")
    assert "go together" not in shown
    assert (here / "game.js").read_text("utf-8") == in_game(f"await this.worker.getState();\n{BINDS}")


def test_what_is_not_possible_without_a_denied_site_is_not_asked(here: Path) -> None:
    shown = together(here, f"{READS}\n{BINDS}", "n\n")
    assert "26:15: `01-bind` is not possible beside what was left as it is\n" in shown
    assert (here / "game.js").read_text("utf-8") == in_game(f"{READS}\n{BINDS}")


# -- edited ------------------------------------------------------------------------------------------------------------


def test_an_edited_text_is_written(here: Path) -> None:
    session = ask(here, "e\nn\nn\n", editor="sed -i s/render/draw/")
    assert (here / "game.js").read_text("utf-8") == expected("await this.worker.draw();", SEED, RENDER), session.shown


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("sed -i s/await/await(/", "  the result does not parse: "),
        ("sed -i /----/d", "  the lines `// ---- line … ----` must stay; nothing was taken over\n"),
        ("false", "  false: Editing failed\n"),
        ("rm", "  the text is not there any more; nothing was taken over\n"),
        ("cp latin.js", "  the text is not UTF-8; nothing was taken over\n"),
        ("'vi", "  the editor cannot be started: No closing quotation\n"),
    ],
)
def test_an_edit_that_does_not_hold_is_asked_about_again(here: Path, editor: str, said: str) -> None:
    (here / "latin.js").write_bytes(b"// ---- line 25 ----\nf('\xe4');\n")
    session = ask(here, "e\ny\nq\n", "game.js", editor=editor)
    assert said in session.shown
    assert (here / "game.js").read_text("utf-8") == expected(DONE, SEED, RENDER)


def test_what_an_edit_leaves_unbound_is_said(here: Path) -> None:
    session = ask(here, "e\nq\n", editor="sed -i s/this.worker/somebody/")
    assert "  note: as edited, `somebody` would be bound by nothing\n" in session.shown
    assert "await somebody.render();" in (here / "game.js").read_text("utf-8")


# -- without a terminal ------------------------------------------------------------------------------------------------


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, answers: str) -> tuple[Interactive, Ledger]:
    """Ask about the files of a folder, with answers that are there already."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    review = Interactive(lambda path: {rule.id: rule for rule in shipped_rules()})
    return review, review.run(Api().migrate(), Commit(allow_dirty=True))


def test_the_end_of_the_input_is_the_end_of_the_questions(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (here / "game.js").read_bytes()
    review, ledger = asked(monkeypatch, here, "")
    assert (review.ended, review.written, review.left) == (True, 0, 3)
    assert summary(review, ledger) == "0 sites rewritten, 3 left."
    assert (here / "game.js").read_bytes() == before


def test_an_answer_for_a_rule_holds_for_its_later_sites(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review, _ = asked(monkeypatch, here, "d\na\n")
    assert (review.none_of, review.all_of, review.counts) == ({"15-render"}, {"03-seed"}, {"game.js": (1, 3)})
    assert (here / "game.js").read_text("utf-8") == expected(RENDER, SEEDED, RENDER)


def test_notes_of_a_file_stand_before_its_questions(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    todo = RENDER.replace("env.render()", "env.render()  # TODO colours")
    (here / "game.js").write_text(in_game(todo), "utf-8")
    asked(monkeypatch, here, "n\n")
    first, *lines = capsys.readouterr().err.splitlines()
    notes = [line for line in lines if line.startswith("  note: ")]
    assert (first, notes) == ("game.js", lines[: len(notes)])
    assert "  note: line 25: the Python comment `# TODO colours` goes with its program" in notes
