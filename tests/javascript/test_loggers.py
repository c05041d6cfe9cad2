"""Loggers: what only writes to the console, by whatever name; and where nothing shows what it is, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.loggers import Fault, Loggers, Why
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.project import Project
from migrator.javascript.syntax import NodeKind
from tests.support import write


def asked(folder: Path, code: str, methods: tuple[str, ...] = (), **files: str) -> Fault | None:
    """What is said of the last call of the file whose one argument is `'x'`."""
    for name, text in files.items():
        write(folder, f"{name}.js", text)
    write(folder, "game.js", code)
    project = Project()
    module = project.module(folder / "game.js")
    assert module is not None
    calls = [node for node in below(module.source.root) if node.type == NodeKind.CALL_EXPRESSION]
    call = [node for node in calls if module.text(node).endswith("('x')")][-1]
    function = unwrap(call.child_by_field_name("function") or call)
    held = function.child_by_field_name("object")
    name = module.member(function)
    assert held is not None
    assert name is not None
    return Loggers(project, module, methods).fault(held, name[1], taken=True)


def why(found: Fault | None) -> tuple[str, str]:
    return (found.why.value, found.place.text) if found is not None else ("a logger", "")


NO_LOGGERS = {
    "an unknown member": ("class A { run() { this.net.send('x'); } }", "unknown", "this.net"),
    "a member of that name that sends": (
        "class A { constructor() { this.log = new WebSocket('ws://x'); } run() { this.log.info('x'); } }",
        "thing",
        "new WebSocket('ws://x')",
    ),
    "a list": ("const log = [];\nlog.info('x');", "thing", "[]"),
    "a text": ("const log = 'a';\nlog.info('x');", "thing", "'a'"),
    "the global object": ("window.log('x');", "thing", "window"),
    "a proxy of the console": ("const log = new Proxy(console, {});\nlog.info('x');", "thing", "new Proxy(console, {})"),
    "a member of the platform": ("navigator.log('x');", "thing", "navigator"),
    "one that also sends": (
        "const log = { info(text) { console.info(text); socket.send(text); } };\nlog.info('x');",
        "does",
        "socket.send(text)",
    ),
    "another method that also sends": (
        "const log = { info: console.info, error: (text) => { report(text); } };\nlog.info('x');",
        "does",
        "report(text)",
    ),
    "one that keeps what it logs": (
        "class Log { lines = []; info(text) { this.lines.push(text); console.info(text); } }\nnew Log().info('x');",
        "does",
        "this.lines.push(text)",
    ),
    "one that counts": (
        "let n = 0; const log = { info(text) { n += 1; console.info(n, text); } };\nlog.info('x');",
        "does",
        "n += 1",
    ),
    "one that throws": (
        "const log = { error(text) { console.error(text); throw new Error(text); } };\nlog.error('x');",
        "does",
        "throw new Error(text);",
    ),
    "one that never calls the console": (
        "const log = { info(text) { return text.trim(); } };\nlog.info('x');",
        "silent",
        "info(text) { return text.trim(); }",
    ),
    "one without that method": ("const log = { info: console.info };\nlog.warn('x');", "without", "{ info: console.info }"),
    "what is imported and not known": (
        "import { send } from 'net';\nconst log = { info: send };\nlog.info('x');",
        "no-function",
        "send",
    ),
    "one of two": (
        "const log = window.quiet ? console : { info: (text) => { fetch(text); } };\nlog.info('x');",
        "does",
        "fetch(text)",
    ),
    "an element of a list": ("import { all } from 'all';\nall[0].info('x');", "unknown", "all[0]"),
    "what a call gives": ("import { getLogger } from 'x';\ngetLogger().info('x');", "unknown", "getLogger()"),
    "a console whose method is replaced": (
        "const was = console.info;\nconsole.info = (text) => { was(text); send(text); };\nconsole.info('x');",
        "does",
        "send(text)",
    ),
    "a console that is another": ("console = { info: (text) => send(text) };\nconsole.info('x');", "does", "send(text)"),
    "a local console": (
        "function f(net) { const console = { info(text) { net.post(text); } }; console.info('x'); }",
        "does",
        "net.post(text)",
    ),
    "a console in the parameters": ("export function f(console) { console.info('x'); }", "unknown", "console"),
    "a method of no logger": ("console.clear('x');", "method", "console"),
    "a member given later": (
        "const log = { info: console.info };\nlog.info = (text) => beacon(text);\nlog.info('x');",
        "does",
        "beacon(text)",
    ),
    "an argument of the call": (
        "function run(log) { log.info('x'); }\nrun({ info: (text) => beacon(text) });",
        "does",
        "beacon(text)",
    ),
    "an argument of the constructor": (
        "class A { constructor(log) { this.log = log; } run() { this.log.info('x'); } }\n"
        "export const a = new A({ info: (text) => beacon(text) });",
        "does",
        "beacon(text)",
    ),
    "a default": ("export function run(out = console) { out.info('x'); }", "unknown", "out"),
    "a generator": ("const log = { *info(text) { beacon(text); } };\nlog.info('x');", "does", "beacon(text)"),
    "one that calls what it is given": (
        "const log = { info(text) { console.info(text()); } };\nlog.info('x');",
        "does",
        "text()",
    ),
    "one that joins a room": (
        "import { room } from 'net';\nconst log = { info(text) { console.info(room.join(text)); } };\nlog.info('x');",
        "does",
        "room.join(text)",
    ),
}


@pytest.mark.parametrize(("code", "cause", "shown"), NO_LOGGERS.values(), ids=NO_LOGGERS)
def test_no_logger(tmp_path: Path, code: str, cause: str, shown: str) -> None:
    assert why(asked(tmp_path, code)) == (cause, shown)


LOGGERS = {
    "the console": "console.info('x');",
    "the console of the window": "window.console['warn']('x');",
    "a console that is kept": "window.console = window.console || {};\nconsole.info('x');",
    "one by a name that says another thing": "const dialog = console;\ndialog.info('x');",
    "a package": "import log from 'loglevel';\nlog.info('x');",
    "a member of a package": "import { logger as out } from 'winston';\nout.info('x');",
    "of the options": "export const f = (options) => { options.logger?.info('x'); };",
    "the console by default": "export function run(log = console) { log.info('x'); }",
    "one that does nothing": "const off = () => {};\nconst log = { info: off, warn: off };\nlog.info('x');",
    "one by its name": "class Log { constructor(log) { this.inner = log; } info(text) { this.log.info(text); } }\n"
    "export const a = new Log();\na.info('x');",
    "one with other methods": "const log = { info: console.info, level: 1, send(text) { beacon(text); } };\nlog.info('x');",
    "one with a flag": "class Log { constructor(debug) { this.debug = debug; } info(t) { if (this.debug) console.log(t); } }\n"
    "new Log(true).info('x');",
    "one that extends a package's": "import { Base } from 'base';\nclass Log extends Base {}\nconst log = new Log();\n"
    "log.info('x');",
    "one of a class without it": "export class A { run() { this._log.info('x'); } }",
    "one that calls itself": "const log = { info(text, n) { if (n) log.info(text, n - 1); console.info(text); } };\nlog.info('x');",
}


@pytest.mark.parametrize("code", LOGGERS.values(), ids=LOGGERS)
def test_a_logger(tmp_path: Path, code: str) -> None:
    assert why(asked(tmp_path, code)) == ("a logger", "")


def test_one_of_another_file_is_named_with_its_place(tmp_path: Path) -> None:
    code = "import { log as say } from './log.js';\nsay.info('x');"
    assert asked(tmp_path, code, log="export const log = {\n  info: (text) => console.info(text),\n};\n") is None
    found = asked(tmp_path, code, log="export const log = {\n  info: (text) => beacon(text),\n};\n")
    assert found is not None
    assert (found.why, found.method, found.does.value) == (Why.DOES, "info", "calls")
    assert (found.place.module.path.name, found.place.line, found.place.text) == ("log.js", 2, "beacon(text)")


def test_what_another_file_does_to_a_logger_is_not_seen(tmp_path: Path) -> None:
    defined, code = "export const log = { info: (text) => console.info(text) };", "import { log } from './log.js';\n"
    patch = "import { log } from './log.js';\nlog.info = (text) => beacon(text);"
    assert asked(tmp_path, f"{code}log.info('x');", log=defined, third=patch) is None
    assert asked(tmp_path, f"{code}log.info = (text) => beacon(text);\nlog.info('x');", log=defined) is None
    own = "const log = { info: (text) => console.info(text) };\nlog.info = (text) => beacon(text);\nlog.info('x');"
    assert why(asked(tmp_path, own)) == ("does", "beacon(text)")


def test_a_property_that_is_defined_is_not_seen(tmp_path: Path) -> None:
    code = "const log = { info: (text) => console.info(text) };\nObject.defineProperty(log, 'info', { value: beacon });"
    assert asked(tmp_path, f"{code}\nlog.info('x');") is None


def test_a_getter_that_acts_is_not_looked_at_where_a_member_is_read(tmp_path: Path) -> None:
    code = "const at = { get now() { beacon(); return 1; } };\nconst log = { info: (text) => console.info(at.now, text) };"
    assert asked(tmp_path, f"{code}\nlog.info('x');") is None


def test_settings_add_methods(tmp_path: Path) -> None:
    code = "const log = { success: (text) => console.log(text) };\nlog.success('x');"
    assert why(asked(tmp_path, code)) == ("method", "log")
    assert asked(tmp_path, code, ("success",)) is None
    code = "const log = { success: (text) => beacon(text) };\nlog.success('x');"
    assert why(asked(tmp_path, code, ("success",))) == ("does", "beacon(text)")


def test_what_takes_too_long_is_no_logger(tmp_path: Path) -> None:
    names = "".join(f"const a{n} = a{n - 1};\n" for n in range(1, 200))
    assert why(asked(tmp_path, f"const a0 = console;\n{names}a199.info('x');")) == ("too-far", "a199")


def test_what_is_its_own_value_goes_by_its_name(tmp_path: Path) -> None:
    assert why(asked(tmp_path, "let a = b; let b = a;\na.info('x');")) == ("unknown", "a")
