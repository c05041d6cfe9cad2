"""Messages that a page posts to a raw Worker: its script has to answer them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.syntax import NodeKind
from migrator.model.ledger import Outcome
from migrator.model.settings import Receiver, Settings
from migrator.report.words import note_text
from migrator.rules.loader import Rule, load_page
from migrator.worker.started import raw_worker
from tests.support import Run, run, text_of, write

SWITCH = "self.onmessage = (e) => { switch (e.data.type) { case 'reset': reset(); break; case 'count': count(e.data.data); } };\n"
GAME = """\
%s
class Game {
    constructor() { this.worker = %s; }
    async act(x) {
        await this.pyodide.runPythonAsync(`count(${x})`);
    }
}
"""


def page(posted: str, *, worker: str = "this.worker", takes: str = "") -> Rule:
    was = f"const $N = {takes}" if takes else ""
    return load_page(
        "01-count.md",
        f"# Count\n\nCounts.\n\n```diff\n- {'const $N = ' if takes else ''}await this.pyodide.runPythonAsync(`count(${{$X}})`);\n"
        f"+ {was}{worker}.postMessage({posted});\n```\n",
    )


COUNT = page("{ type: 'count', data: $X }")


def migrated(
    folder: Path, made: str = "new Worker('w.js')", *, top: str = "", rule: Rule = COUNT, settings: Settings | None = None, **scripts: str
) -> tuple[str, str]:
    """The outcome of the site, and what was said of it."""
    for name, text in (scripts or {"w": SWITCH}).items():
        write(folder, f"{name}.js", text)
    return outcome(run(folder, GAME % (top, made), rules=[rule], settings=settings))


def outcome(result: Run) -> tuple[str, str]:
    (entry,) = result.programs
    if entry.outcome is Outcome.REWRITTEN:
        assert "postMessage(" in result.after
        return "rewritten", " ".join(map(note_text, result.entry.notes))
    assert result.after == result.before
    assert entry.reason is not None
    return entry.reason.code.value, text_of(entry.reason)


def test_another_message_is_refused_with_the_names_that_are_answered(tmp_path: Path) -> None:
    code, message = migrated(tmp_path, rule=page("{ type: 'total', data: $X }"))
    assert code == "no-command"
    assert message.startswith("the worker's script `")
    assert message.endswith("w.js` answers no message with `type: 'total'`; it answers `count` and `reset`")


def test_a_name_in_another_property_is_refused(tmp_path: Path) -> None:
    code, message = migrated(tmp_path, rule=page("{ cmd: 'count', data: $X }"))
    assert (code, "does nothing for a message with `cmd: 'count'` alone" in message) == ("no-command", True)


def test_a_script_that_answers_by_default_only_is_refused(tmp_path: Path) -> None:
    text = "onmessage = (e) => { switch (e.data.type) { default: go(e.data.data); } };"
    code, message = migrated(tmp_path, w=text)
    assert (code, "does nothing for a message with `type: 'count'` alone" in message) == ("no-command", True)


def test_what_the_script_has_under_the_name_of_another_variable_is_refused(tmp_path: Path) -> None:
    text = "const type = 'x';\nonmessage = (e) => { const { type: kind } = e.data; { const kind = 'count'; if (kind === 'count') go(); } if (kind === 'reset') reset(); };"
    code, message = migrated(tmp_path, w=text)
    assert (code, message.endswith("it answers `reset`")) == ("no-command", True)


def test_each_of_two_workers_has_to_answer(tmp_path: Path) -> None:
    made = "first ? new Worker('a.js') : new Worker('b.js')"
    other = "onmessage = (e) => { if (e.data.type === 'reset') reset(); };"
    code, message = migrated(tmp_path, made, a=SWITCH, b=other)
    assert (code, "b.js` answers no message with `type: 'count'`; it answers `reset`" in message) == ("no-command", True)
    assert migrated(tmp_path, made, a=SWITCH, b=SWITCH) == ("rewritten", "")


def test_each_of_two_addresses_has_to_answer(tmp_path: Path) -> None:
    made = "new Worker(first ? 'a.js' : 'b.js')"
    assert migrated(tmp_path, made, a=SWITCH, b="onmessage = (e) => { go(); };")[0] == "no-command"
    assert migrated(tmp_path, made, a=SWITCH, b=SWITCH) == ("rewritten", "")
    told = "the script that `new Worker(first ? 'a.js' : other)` starts is not known, so whether the worker answers"
    assert migrated(tmp_path, "new Worker(first ? 'a.js' : other)", a=SWITCH)[1].startswith(told)


UNKNOWN = {
    "not on disk": ("new Worker('gone.js')", "", SWITCH, "no file of the repository is `gone.js`"),
    "not constant": ("new Worker(url)", "", SWITCH, "the script that `new Worker(url)` starts is not known"),
    "in no file": ("new Worker(URL.createObjectURL(new Blob([code])))", "", SWITCH, "is not known"),
    "no listener": ("new Worker('w.js')", "", "export const count = 1;", "w.js` is seen to take messages"),
    "a handler that is not found": ("new Worker('w.js')", "", "import { take } from './gone.js';\nonmessage = (e) => take(e);", "calls what is in `./gone.js`, which was not found"),
    "a handler of a package": ("new Worker('w.js')", "", "import { take } from 'pkg';\nonmessage = (e) => take(e.data);", "gives the message to code that was not read"),
    "a script that does not parse": ("new Worker('w.js')", "", "onmessage = (", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_read_is_a_note_or_a_refusal(name: str, tmp_path: Path) -> None:
    made, top, text, why = UNKNOWN[name]
    code, said = migrated(tmp_path, made, top=top, w=text)
    assert code == "rewritten"
    assert why in said
    assert said.endswith("so whether the worker answers `type: 'count'` was not checked")
    code, said = migrated(tmp_path, made, top=top, w=text, settings=Settings(refuse_unknown=True))
    assert (code, why in said) == ("no-command", True)


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        ("{ type: $X }", "no constant of the message tells it from others"),
        ("{ data: $X }", "no constant of the message tells it from others"),
    ],
)
def test_a_message_without_a_name_is_not_checked(posted: str, why: str, tmp_path: Path) -> None:
    code, said = migrated(tmp_path, rule=page(posted))
    assert (code, said) == ("rewritten", f"{why}, so whether the worker answers the message was not checked")


def test_a_message_that_is_built_elsewhere_is_not_checked(tmp_path: Path) -> None:
    code, said = migrated(tmp_path, rule=page("JSON.stringify({ type: 'count', data: $X })"))
    assert code == "rewritten"
    assert said.startswith("the page does not write the message out where it is posted")


def test_the_call_gives_nothing_back(tmp_path: Path) -> None:
    write(tmp_path, "w.js", SWITCH)
    text = (GAME % ("", "new Worker('w.js')")).replace("await this", "const n = await this")
    rule = page("{ type: 'count', data: $X }", takes="await ")
    code, said = outcome(run(tmp_path, text, rules=[rule]))
    assert (code, said.endswith("gives nothing back, and the rule takes what it gives")) == ("no-command", True)


def test_another_member_of_a_worker_is_no_command(tmp_path: Path) -> None:
    rule = load_page(
        "01-count.md",
        "# Count\n\nCounts.\n\n```diff\n- await this.pyodide.runPythonAsync(`count(${$X})`);\n+ this.worker.count($X);\n```\n",
    )
    code, said = migrated(tmp_path, rule=rule)
    assert (code, said) == ("no-command", "`this.worker` of `Game` is `new Worker('w.js')`, which has no commands")


def test_a_worker_class_of_the_files_own_is_none_of_the_platform(tmp_path: Path) -> None:
    code, said = migrated(tmp_path, top="class Worker { count() {} }")
    assert code == "no-command"
    assert "`Worker` has no method `postMessage`" in said


WORKERS = {
    "an address": ("new Worker('w.js')", ""),
    "a URL": ("new Worker(new URL('./w.js', import.meta.url), { type: 'module' })", ""),
    "a constant": ("new Worker(SCRIPT)", "const SCRIPT = './w.js';"),
    "a bundler's import": ("new Counter()", "import Counter from './w.js?worker';"),
    "a loader's import": ("new Counter()", "import Counter from 'worker-loader!./w.js';"),
    "a global": ("new window.Worker('w.js')", ""),
    "another name": ("new W('w.js')", "const W = Worker;"),
    "a function": ("start()", "const start = () => new Worker('w.js');"),
    "a variable": ("worker", "const worker = new Worker('w.js');"),
    "a port": ("new SharedWorker('w.js').port", ""),
    "a class that extends it": ("new Counter()", "class Counter extends Worker { constructor() { super('w.js'); } }"),
}


@pytest.mark.parametrize("name", WORKERS)
def test_the_workers_that_are_known(name: str, tmp_path: Path) -> None:
    made, top = WORKERS[name]
    assert migrated(tmp_path, made, top=top) == ("rewritten", "")
    code, message = migrated(tmp_path, made, top=top, rule=page("{ type: 'total' }"))
    assert (code, message.endswith("it answers `count` and `reset`")) == ("no-command", True)


def test_the_port_of_a_shared_worker(tmp_path: Path) -> None:
    shared = "onconnect = ({ ports: [port] }) => { port.onmessage = (e) => { if (e.data.type === 'count') count(); }; };"
    through = page("{ type: 'count', data: $X }", worker="this.worker.port")
    assert migrated(tmp_path, "new SharedWorker('w.js')", rule=through, w=shared) == ("rewritten", "")
    assert migrated(tmp_path, "new SharedWorker('w.js')", w=shared) == (
        "no-command",
        "`this.worker` is a SharedWorker, which has no `postMessage`: its `port` has",
    )
    assert migrated(tmp_path, "new Worker('w.js')", rule=through) == (
        "no-command",
        "`this.worker` is a Worker of the platform, which has no `port`",
    )
    other = page("{ type: 'total', data: $X }", worker="this.worker.port")
    assert migrated(tmp_path, "new SharedWorker('w.js')", rule=other, w=shared)[1].endswith("it answers `count`")


def test_the_script_of_the_settings_counts(tmp_path: Path) -> None:
    other = write(tmp_path, "other.js", SWITCH)
    settings = Settings(script=other)
    assert migrated(tmp_path, "new Worker(url)", settings=settings) == ("rewritten", "")
    assert migrated(tmp_path, w="onmessage = () => {};", settings=settings) == ("rewritten", "")


FUNCTION = """\
%s
export async function act(pyodide, x) {
    await pyodide.runPythonAsync(`count(${x})`);
}
"""


@pytest.mark.parametrize(
    "top",
    [
        "const worker = new Worker('w.js');",
        "const worker = new Worker(new URL('./w.js', import.meta.url));",
        "import { worker } from './made.js';",
        "import Counter from './w.js?worker';\nconst worker = new Counter();",
        "const worker = new SharedWorker('w.js').port;",
    ],
)
def test_the_worker_may_be_an_expression(top: str, tmp_path: Path) -> None:
    write(tmp_path, "w.js", SWITCH)
    write(tmp_path, "made.js", "export const worker = new Worker('./w.js');")
    settings = Settings(
        worker=Receiver(expression="worker"), infers=False, receivers=(Receiver(expression="pyodide"),)
    )
    assert outcome(run(tmp_path, FUNCTION % top, rules=[COUNT], settings=settings)) == ("rewritten", "")
    result = outcome(run(tmp_path, FUNCTION % top, rules=[page("{ type: 'total' }")], settings=settings))
    assert (result[0], result[1].endswith("it answers `count` and `reset`")) == ("no-command", True)


def test_a_shadowed_worker_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "w.js", SWITCH)
    settings = Settings(
        worker=Receiver(expression="worker"), infers=False, receivers=(Receiver(expression="pyodide"),)
    )
    text = FUNCTION.replace("(pyodide, x)", "(pyodide, worker, x)") % "const worker = new Worker('w.js');"
    code, message = outcome(run(tmp_path, text, rules=[COUNT], settings=settings))
    assert (code, "`worker` is another variable here" in message) == ("no-worker", True)


def test_what_makes_a_worker(tmp_path: Path) -> None:
    path = write(tmp_path, "a.js", "new Worker('w.js');\nnew SharedWorker('w.js');\nnew Other('w.js');\nf();\n")
    module = Project().module(path)
    assert module is not None
    made = [raw_worker(module, node) for node in below(module.source.root) if node.type == NodeKind.NEW_EXPRESSION]
    assert [raw and raw.is_shared for raw in made] == [False, True, None]
