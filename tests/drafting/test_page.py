"""`rules new`: a page begun from a site fits it, says what it lacks, and rewrites it once it has its `+` lines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrator.drafting.page import DraftError, draft
from migrator.javascript.source import Source
from migrator.model.ledger import Code, Entry, FileEntry, Outcome
from migrator.model.settings import Receiver, Settings
from migrator.rules.loader import Rule, load_page
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from migrator.sites.keepers import Keepers
from migrator.sites.site import File, Site
from tests.support import FIXTURES, ROOT, in_game

SAMPLES = sorted(FIXTURES.glob("*/*.before.js"))


def programs(path: Path, settings: Settings | None = None) -> tuple[File, list[Site]]:
    """A file, and its programs outside of methods that keep Pyodide."""
    held = settings or Settings()
    file = File(Source.read(str(path), path.read_bytes()), held)
    return file, [
        site
        for site in file.sites
        if Keepers(held).of(site.use, file.source) is None
    ]


def entry_of(path: Path, rule: Rule, site: Site, settings: Settings | None = None) -> Entry:
    """What becomes of a site by one page alone, while all other programs stay."""
    start = site.use.whole.start_byte
    request = Request((str(path),), only=lambda use: use.whole.start_byte == start)
    run = Run(request, Configuration(lambda _: settings or Settings(), lambda _: [rule]))
    [file] = [item for item in run.entries() if isinstance(item, FileEntry)]
    line = site.file.source.position(start)
    [entry] = [use for use in file.entries if use.is_program and (use.line, use.column) == (line.line, line.column)]
    return entry


def finished(text: str) -> str:
    """A page that has a command: one that every worker of the samples has, and that takes one argument."""
    text = text.replace("`say-what-changes`", "`nothing`")
    return re.sub(r"this\.worker\.todo\((.*?)\)", lambda found: f"this.worker.step([{found[1]}])", text)


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_a_page_begun_from_a_sample_rewrites_it_once_it_has_a_command(tmp_path: Path, sample: Path) -> None:
    # Apart with the game that it imports from: for each page, all files around are looked at that run Python.
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    (tmp_path / "sample").mkdir()
    path = Path(shutil.copy(sample, tmp_path / "sample"))
    file, sites = programs(path)
    assert sites
    for site in sites:
        drafted = draft(file, site)
        assert drafted.fault is None, drafted.text
        unfinished = entry_of(path, load_page("19-new.md", drafted.text), site)
        assert unfinished.reason is not None
        assert unfinished.reason.code is Code.NO_COMMAND, unfinished.reason
        done = entry_of(path, load_page("19-new.md", finished(drafted.text)), site)
        assert (done.outcome, done.rule) == (Outcome.REWRITTEN, "19-new"), (done.reason, drafted.text)


def lines(path: Path, text: str, settings: Settings | None = None) -> list[str]:
    """The block of the page that is begun from the one program of a text."""
    path.write_text(text, "utf-8")
    file, [site] = programs(path, settings)
    drafted = draft(file, site)
    assert drafted.fault is None, drafted.text
    found = re.search(r"(?s)```diff\n(.*?)\n```", drafted.text)
    assert found is not None
    return found[1].split("\n")


DIALECTS = {
    "a.ts": "%s",
    "a.vue": "<template><b /></template>\n<script setup lang=\"ts\">\n%s</script>\n",
    "a.svelte": "<script lang=\"ts\">\n%s</script>\n<b />\n",
    "a.html": "<p>\n<script type=\"text/typescript\">\n%s</script>\n",
}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_page_is_javascript_whatever_the_site_is_written_in(tmp_path: Path, name: str) -> None:
    site = (
        "const rows: Row[] = (await this.pyodide!.runPythonAsync<Row[]>(`env.tilt(${speed as number}, ${this.now!.a})`)"
        ") as Row[];\nthis.show(rows);"
    )
    text = DIALECTS[name] % in_game(site, "speed").replace("(speed)", "(speed: number | null)")
    assert lines(tmp_path / name, text) == [
        "- const $ROWS = (await this.pyodide.runPythonAsync(`env.tilt(${$SPEED}, ${$A})`));",
        "+ const $ROWS = await this.worker.todo($SPEED, $A);",
    ]
    file, [drawn] = programs(tmp_path / name)
    rule = load_page("19-new.md", finished(draft(file, drawn).text))
    done = entry_of(tmp_path / name, rule, drawn)
    assert (done.outcome, done.rule) == (Outcome.REWRITTEN, "19-new"), done.reason


BLOCKS = {
    "names, members and calls of holes are what the command is given": (
        """
        await this.pyodide.runPythonAsync(`
            env.tilt(${this.board.angle || 'None'}, ${speed}, ${this.now()}, '${name.replace(/'/g, "\\\\'")}')
        `);
        """,
        """
        - await this.pyodide.runPythonAsync(`
        -     env.tilt(${$ANGLE || 'None'}, ${$SPEED}, ${$NOW}, '${$NAME.replace(/'/g, "\\\\'")}')
        - `);
        + await this.worker.todo($ANGLE, $SPEED, $NOW, $NAME);
        """,
    ),
    "what makes a text of a value is the page's, but for text between quotes": (
        """
        await this.pyodide.runPythonAsync(`
            env.tilt(${JSON.stringify(speed)}, '${JSON.stringify(this.board)}')
        `);
        """,
        """
        - await this.pyodide.runPythonAsync(`
        -     env.tilt(${JSON.stringify($SPEED)}, '${$STRINGIFY}')
        - `);
        + await this.worker.todo($SPEED, $STRINGIFY);
        """,
    ),
    "a text that was made before for the program alone goes": (
        """
        const quoted = name.replace(/'/g, "\\\\'");
        const twice = quoted.replace(/x/g, '\\\\');
        say('tilting');
        await this.pyodide.runPythonAsync(`env.tilt('${twice}', ${speed})`);
        """,
        """
        - const $QUOTED = $NAME.replace(/'/g, "\\\\'");
        - const $TWICE = $QUOTED.replace(/x/g, '\\\\');
          ...
        - await this.pyodide.runPythonAsync(`env.tilt('${$TWICE}', ${$SPEED})`);
        + await this.worker.todo($NAME, $SPEED);
        """,
    ),
    "a text that was made before and is used elsewhere stays": (
        """
        const text = speed ?? 'None';
        await this.pyodide.runPythonAsync(`env.tilt(${text})`);
        say(text);
        """,
        """
          const $TEXT = $SPEED ?? 'None';
        - await this.pyodide.runPythonAsync(`env.tilt(${$TEXT})`);
        + await this.worker.todo($SPEED);
        """,
    ),
    "texts that are made of one another are not": (
        """
        const one = two ?? 'None';
        const two = one ?? 'None';
        await this.pyodide.runPythonAsync(`env.tilt(${one}, ${two})`);
        """,
        """
          const $TWO = $ONE ?? 'None';
        - await this.pyodide.runPythonAsync(`env.tilt(${$ONE}, ${$TWO})`);
        + await this.worker.todo($ONE);
        """,
    ),
    "a value that was named before has its name": (
        """
        const angle = this.board.angle();
        await this.pyodide.runPythonAsync(`env.tilt(${angle})`);
        """,
        """
        - await this.pyodide.runPythonAsync(`env.tilt(${$ANGLE})`);
        + await this.worker.todo($ANGLE);
        """,
    ),
    "helpers of the result go, what stands between stays": (
        """
        const proxy = await this.pyodide.runPythonAsync(`env.tilt()`);
        say('tilted');
        const board = await this.pyodide.toPy(proxy).toJs();
        proxy.destroy();
        say(board);
        """,
        """
        - const $PROXY = await this.pyodide.runPythonAsync(`env.tilt()`);
        + const result = await this.worker.todo();
          ...
        - const $BOARD = await this.pyodide.toPy($PROXY).toJs();
        - $PROXY.destroy();
        + const $BOARD = result;
        """,
    ),
    "a name that is used later is declared again": (
        "let seen = await this.pyodide.runPythonAsync(`env.look()`);\nsay(seen);",
        "- let $SEEN = await this.pyodide.runPythonAsync(`env.look()`);\n+ let $SEEN = await this.worker.todo();",
    ),
    "a name that nothing uses is not": (
        "const seen = await this.pyodide.runPythonAsync(`env.look()`);",
        "- const $SEEN = await this.pyodide.runPythonAsync(`env.look()`);\n+ await this.worker.todo();",
    ),
    "a value that is more than the answer stays as it is around it": (
        "const seen = speed ? await this.pyodide.runPythonAsync(`env.look()`) : null;\nsay(seen);",
        "- const $SEEN = $SPEED ? await this.pyodide.runPythonAsync(`env.look()`) : null;\n"
        "+ const $SEEN = $SPEED ? await this.worker.todo() : null;",
    ),
    "of several declarators all stay": (
        "const one = 1, seen = await this.pyodide.runPythonAsync(`env.look()`);\nsay(one, seen);",
        "- const $ONE = 1, $SEEN = await this.pyodide.runPythonAsync(`env.look()`);\n"
        "+ const $ONE = 1, $SEEN = await this.worker.todo();",
    ),
    "what is declared beside the unwrapped value is not taken along": (
        """
        const proxy = await this.pyodide.runPythonAsync(`env.look()`);
        const seen = proxy.toJs(), one = 1;
        say(one, seen);
        """,
        """
        - const $PROXY = await this.pyodide.runPythonAsync(`env.look()`);
        + const $PROXY = await this.worker.todo();
        """,
    ),
    "unwrapping that is chained on it goes": (
        "const [seen] = (await this.pyodide.runPythonAsync(`env.look()`)).toJs();\nsay(seen);",
        "- const [$SEEN] = (await this.pyodide.runPythonAsync(`env.look()`)).toJs();\n"
        "+ const [$SEEN] = await this.worker.todo();",
    ),
    "a call of what has no name is a value": (
        "await this.pyodide.runPythonAsync(`env.tilt(${function () { return speed; }()})`);",
        "- await this.pyodide.runPythonAsync(`env.tilt(${$VALUE})`);\n+ await this.worker.todo($VALUE);",
    ),
    "a shorthand property is written out": (
        "say({ name, all: await this.pyodide.runPythonAsync(`env.look()`) });",
        "- $SAY({ name: $NAME, all: await this.pyodide.runPythonAsync(`env.look()`) });\n"
        "+ $SAY({ name: $NAME, all: await this.worker.todo() });",
    ),
    "prints and their holes are left out": (
        """
        await this.pyodide.runPythonAsync(`
            print("tilting", ${speed})
            env.tilt(); print("tilted")
        `);
        """,
        """
        - await this.pyodide.runPythonAsync(`
        -     env.tilt()
        - `);
        + await this.worker.todo();
        """,
    ),
    "what was there at once is waited for": (
        "seen = this.pyodide.runPython(`env.look()`);",
        "- $SEEN = this.pyodide.runPython(`env.look()`);\n+ $SEEN = await this.worker.todo();",
    ),
    "a member of what was there at once": (
        "say(this.pyodide.runPython(`env.name()`).trim());",
        "- $SAY(this.pyodide.runPython(`env.name()`).trim());\n+ $SAY((await this.worker.todo()).trim());",
    ),
    "a promise that is given on stays one": (
        "return this.pyodide.runPythonAsync(`env.name()`).then(say);",
        "- return this.pyodide.runPythonAsync(`env.name()`).then($SAY);\n+ return this.worker.todo().then($SAY);",
    ),
    "a string is written as a template": (
        "return await this.pyodide.runPythonAsync('env.say(\"`\\\\\\\\n`\")');",
        '- return await this.pyodide.runPythonAsync(`env.say("\\`\\\\\\\\n\\`")`);\n+ return await this.worker.todo();',
    ),
}


@pytest.mark.parametrize("case", BLOCKS)
def test_the_lines_of_a_page(tmp_path: Path, case: str) -> None:
    before, wanted = (textwrap.dedent(text).strip("\n") for text in BLOCKS[case])
    assert lines(tmp_path / "game.js", in_game(before, "say, name, speed")) == wanted.split("\n")


def test_a_page_speaks_of_what_the_settings_call_otherwise_by_the_names_of_pages(tmp_path: Path) -> None:
    settings = Settings(receiver=Receiver("py"), worker=Receiver("thread"), environment="world")
    text = in_game("await this.py.runPythonAsync(`world.tilt('the world')`);")
    assert lines(tmp_path / "game.js", text, settings) == [
        "- await this.pyodide.runPythonAsync(`env.tilt('the world')`);",
        "+ await this.worker.todo();",
    ]


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("`env.tilt()  # ${speed}`", "a `${…}` stands in a comment or a docstring, where no rule sees it"),
        ("`from board import *\nenv.tilt()`", "the program imports `*`"),
    ],
)
def test_a_page_that_cannot_fit_says_why(tmp_path: Path, program: str, fault: str) -> None:
    path = tmp_path / "game.js"
    path.write_text(in_game("HERE", "speed").replace("HERE", f"await this.pyodide.runPythonAsync({program});"), "utf-8")
    file, [site] = programs(path)
    found = draft(file, site).fault
    assert found is not None
    assert fault in found


@pytest.mark.parametrize("code", ["CODE", "codes.start", "makeCode(1)", "`if:`", "'a' + CODE"])
def test_code_that_stands_elsewhere_is_any_code(tmp_path: Path, code: str) -> None:
    path = tmp_path / "game.js"
    text = in_game(f"const seen = await this.pyodide.runPythonAsync({code});\nthis.keep(seen, code);", "code")
    assert lines(path, text) == [
        "- const $SEEN = await this.pyodide.runPythonAsync($CODE);",
        "+ const $SEEN = await this.worker.todo($CODE);",
    ]
    file, [site] = programs(path)
    rule = load_page("19-new.md", finished(draft(file, site).text))
    done = entry_of(path, rule, site)
    assert (done.outcome, done.rule) == (Outcome.REWRITTEN, "19-new"), done.reason


def test_any_code_has_a_name_of_its_own(tmp_path: Path) -> None:
    text = in_game("code(await this.pyodide.runPythonAsync(text, { locals: this.a }));", "code, text")
    assert lines(tmp_path / "game.js", text) == [
        "- $CODE(await this.pyodide.runPythonAsync($CODE_2, { locals: this.a }));",
        "+ $CODE(await this.worker.todo($CODE_2));",
    ]


def test_a_receiver_by_another_name_begins_no_page(tmp_path: Path) -> None:
    path = tmp_path / "game.js"
    path.write_text(in_game("let py = this.pyodide;\npy = a;\nawait py.runPythonAsync(CODE);", "a"), "utf-8")
    file, [site] = programs(path)
    with pytest.raises(DraftError, match="py"):
        draft(file, site)


# -- the command -------------------------------------------------------------------------------------------------------


def migrator(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "migrator", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=300)


@pytest.fixture
def game(tmp_path: Path) -> Path:
    (tmp_path / "game.js").write_text(
        in_game("await this.pyodide.runPythonAsync(`env.tilt(${speed})`);", "speed"), "utf-8"
    )
    return tmp_path


SITE = next(
    number
    for number, line in enumerate(in_game("await this.pyodide.runPythonAsync(`env.tilt(${speed})`);").split("\n"), 1)
    if "tilt" in line
)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["game.js"], "`game.js` is no place; write FILE:LINE"),
        (["game.js:1"], "game.js:1: nothing that a page could take is here; the nearest are on lines "),
        (["none.js:1"], "none.js: there is no such file or folder"),
        ([".:1"], ". is a folder; write FILE:LINE, as in ./game.js:120"),
        (["page.astro:1"], "page.astro: Astro is only searched for calls that run Python"),
        (["bad.js:1"], "bad.js:1: `)` is missing"),
        ([f"game.js:{SITE}", "--id", "Tilt It"], "`19-Tilt It` is no name of a page"),
        ([f"game.js:{SITE}", "--id", "\u0663-tilt"], "`19-\u0663-tilt` is no name of a page"),
        ([f"game.js:{SITE}", "--id", "03-seed"], "there is a page `03-seed`"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(game: Path, arguments: list[str], line: str) -> None:
    (game / "bad.js").write_text("tilt(;\n", "utf-8")
    (game / "page.astro").write_text("<p />\n", "utf-8")
    result = migrator(game, "rules", "new", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"migrator: {line}")
    assert result.stderr.count("\n") == 1


def test_a_page_is_printed_or_written_and_never_written_over(game: Path) -> None:
    printed = migrator(game, "rules", "new", f"game.js:{SITE}")
    assert printed.returncode == 0
    assert printed.stderr.startswith("\nThe worker has no `todo` yet.")
    assert (
        "- await this.pyodide.runPythonAsync(`env.tilt(${$SPEED})`);\n+ await this.worker.todo($SPEED);\n"
        in printed.stdout
    )
    written = migrator(game, "rules", "new", f"game.js:{SITE}", "--out", "pages")
    assert (written.returncode, written.stdout) == (0, "")
    begun = "pages/19-act.md is begun; write its `+` lines and say what changes\n"
    assert written.stderr == begun + printed.stderr
    page = game / "pages" / "19-act.md"
    assert page.read_text("utf-8") == printed.stdout
    assert migrator(game, "rules", "new", f"game.js:{SITE}", "--out", "pages", "--id", "19-act").returncode == 2
    again = migrator(game, "rules", "new", f"game.js:{SITE}", "--out", "pages", "--id", "tilt")
    assert again.stderr.startswith("pages/20-tilt.md is begun")
    (game / "pages/20-tilt.md").unlink()

    unfinished = migrator(game, "migrate", "--rules", "pages", "game.js")
    assert unfinished.returncode == 1
    assert "no-command" in unfinished.stderr
    page.write_text(finished(page.read_text("utf-8")), "utf-8")
    assert migrator(game, "migrate", "--write", "--rules", "pages", "game.js").returncode == 0
    assert (game / "game.js").read_text("utf-8") == in_game("await this.worker.step([speed]);", "speed")


RECEIVERS = {
    "log.info": "---\nloggers: [LOG]\n---\n\n#",
    "p2pLog.warn": "---\nloggers: [P2P_LOG]\n---\n\n#",
    "this._logger.debug": "#",
    "dialog.info": "#",
    "net.error": "#",
    "log.send": "#",
    "console.info": "#",
}


@pytest.mark.parametrize("called", RECEIVERS)
def test_what_is_called_a_logger_and_logs_is_declared_as_one(tmp_path: Path, called: str) -> None:
    path = tmp_path / "case.js"
    statements = f"const h = await this.pyodide.runPythonAsync(`env.f()`);\n{called}(h.toJs());\nh.destroy();"
    path.write_text(in_game(statements, "log, p2pLog, dialog, net"), "utf-8")
    file, [site] = programs(path)
    drafted = draft(file, site)
    assert drafted.fault is None
    assert drafted.text.startswith(RECEIVERS[called] + " Say what the rule does"), drafted.text


def test_what_a_function_gives_is_the_receiver_with_its_await(tmp_path: Path) -> None:
    settings = Settings(infers=False, receivers=(Receiver(expression="await get()"),))
    text = in_game("say((await get()).runPython(`env.name()`));", "say")
    assert lines(tmp_path / "game.js", text, settings) == [
        "- $SAY(this.pyodide.runPython(`env.name()`));",
        "+ $SAY(await this.worker.todo());",
    ]
