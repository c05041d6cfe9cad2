"""The class, its worker and its helpers: followed through `extends` and imports on disk, and named where they lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.ledger import Outcome
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.report.words import note_text
from migrator.rules.loader import load_page
from migrator.worker.contract import Contract, Lack
from tests.support import GAME, Run, run, text_of

SITE = "async seed(value) { await this.pyodide.runPythonAsync(`\n    import random\n    import numpy\n    numpy.random.seed(${value})\n    random.seed(${value})\n`); }"


def outcome(result: Run) -> tuple[str, str]:
    (entry,) = result.programs
    if entry.outcome is Outcome.REWRITTEN:
        assert "this.worker.seedRng(value)" in result.after
        return "rewritten", " ".join(map(note_text, result.entry.notes))
    assert result.after == result.before
    assert entry.reason is not None
    return entry.reason.code.value, text_of(entry.reason)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)


def migrated(folder: Path, text: str) -> tuple[str, str]:
    return outcome(run(folder, text))


WORKER = "export class Commands { async seedRng(seed) {} }\n"
BASE = "import { Commands } from './worker.js';\nexport class Base { start() { this.worker = new Commands(); this.pyodide = this.worker; } }\n"


def test_a_class_without_a_worker(tmp_path: Path) -> None:
    assert migrated(tmp_path, f"class Game {{ {SITE} }}") == (
        "no-worker",
        "no class of `Game` assigns `this.worker`",
    )


def test_a_worker_of_another_class_in_the_file_is_none(tmp_path: Path) -> None:
    code, message = migrated(tmp_path, f"{GAME}class Timer {{ {SITE} }}")
    assert (code, message) == ("no-worker", "no class of `Timer` assigns `this.worker`")


def test_a_worker_that_is_only_set_to_null_is_none(tmp_path: Path) -> None:
    assert migrated(tmp_path, f"class Game {{ constructor() {{ this.worker = null; }} {SITE} }}")[0] == "no-worker"


def test_a_web_worker_has_no_commands(tmp_path: Path) -> None:
    code, message = migrated(tmp_path, f"class Game {{ constructor() {{ this.worker = new Worker('x.js'); }} {SITE} }}")
    assert code == "no-command"
    assert "`new Worker('x.js')`, which has no commands" in message


def test_a_worker_class_without_the_command(tmp_path: Path) -> None:
    write(tmp_path, worker="export class Commands { step() {} }")
    text = f"import {{ Commands }} from './worker.js';\nclass Game {{ constructor() {{ this.worker = new Commands(); }} {SITE} }}"
    code, message = migrated(tmp_path, text)
    assert code == "no-command"
    assert "the worker `Commands` has no method `seedRng`; looked in `Commands` (worker.js:1)" in message


def test_a_command_that_takes_too_few_arguments(tmp_path: Path) -> None:
    write(tmp_path, worker="export class Commands { async seedRng() {} }")
    text = f"import {{ Commands }} from './worker.js';\nclass Game {{ constructor() {{ this.worker = new Commands(); }} {SITE} }}"
    code, message = migrated(tmp_path, text)
    assert code == "no-command"
    assert "`seedRng` of `Commands` takes no argument, the rule gives 1" in message


HELPED = load_page(
    "01-x.md",
    "# X\n\n```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ this._show(await this.worker.render());\n```\n",
)


def test_a_class_without_a_helper(tmp_path: Path) -> None:
    text = f"{GAME}class Game extends Base {{ async act() {{ await this.pyodide.runPythonAsync(`env.render()`); }} }}"
    (entry,) = run(tmp_path, text, rules=[HELPED]).programs
    assert entry.reason is not None
    assert entry.reason.code == "no-helper"
    assert text_of(entry.reason) == "`Game` has no method `_show`; looked in `Game` (case.js:23), `Base` (case.js:13)"
    (entry,) = run(tmp_path, text.replace("async act()", "_show() {} async act()"), rules=[HELPED]).programs
    assert entry.reason is not None
    assert text_of(entry.reason) == "`_show` of `Game` takes no argument, the rule gives 1 (case.js:23)"
    (entry,) = run(tmp_path, text.replace("async act()", "_show(state) {} async act()"), rules=[HELPED]).programs
    assert entry.rule == "01-x"


def test_a_site_in_an_object_literal_or_a_function_has_no_class(tmp_path: Path) -> None:
    for text, place in [
        (f"const game = {{ {SITE} }};", "an object literal"),
        (
            f"function {SITE.removeprefix('async ')}".replace("function seed", "async function seed"),
            "a function of its own",
        ),
    ]:
        code, message = migrated(tmp_path, text)
        assert (code, place in message) == ("no-worker", True), message


def test_a_function_inside_a_method_has_another_this(tmp_path: Path) -> None:
    inner = SITE.replace("async seed(value) {", "async function inner(value) {")
    code, message = migrated(tmp_path, f"{GAME}class Game extends Base {{ act() {{ {inner} }} }}")
    assert (code, "a function of its own" in message) == ("no-worker", True)


def test_an_arrow_inside_a_method_has_the_class(tmp_path: Path) -> None:
    arrow = SITE.replace("async seed(value) {", "run(async (value) => {").removesuffix("}") + "});"
    assert migrated(tmp_path, f"{GAME}class Game extends Base {{ act(run) {{ {arrow} }} }}")[0] == "rewritten"


IMPORTS = {
    "named": ("import { Base } from './base.js';", "Base", BASE),
    "renamed": ("import { Base as B } from './base.js';", "B", BASE),
    "namespace": ("import * as base from './base.js';", "base.Base", BASE),
    "default": ("import Base from './base.js';", "Base", BASE.replace("export class", "export default class")),
    "default by name": ("import Anything from './base.js';", "Anything", BASE.replace("export class", "class") + "export default Base;\n"),
    "exported under another name": ("import { Game as G } from './base.js';", "G", BASE.replace("export class", "class") + "export { Base as Game };\n"),
    "re-exported": ("import { Base } from './all.js';", "Base", BASE),
    "re-exported with a star": ("import { Base } from './star.js';", "Base", BASE),
    "a class expression": ("import { Base } from './base.js';", "Base", BASE.replace("export class Base", "export const Base = class")),
    "without an ending": ("import { Base } from './base';", "Base", BASE),
    "with a query": ("import { Base } from './base.js?v=3';", "Base", BASE),
}  # fmt: skip


@pytest.mark.parametrize("form", IMPORTS)
def test_a_base_class_is_found_through_imports_of_every_form(tmp_path: Path, form: str) -> None:
    line, name, base = IMPORTS[form]
    write(
        tmp_path, worker=WORKER, base=base, all="export { Base } from './base.js';", star="export * from './base.js';"
    )
    assert migrated(tmp_path, f"{line}\nclass Game extends {name} {{ {SITE} }}") == ("rewritten", "")
    lacking = WORKER.replace("seedRng", "seed")
    write(tmp_path, worker=lacking)
    assert migrated(tmp_path, f"{line}\nclass Game extends {name} {{ {SITE} }}")[0] == "no-command"


def test_a_base_class_that_cannot_be_found_is_a_note(tmp_path: Path) -> None:
    text = f"import {{ Base }} from 'somewhere';\nclass Game extends Base {{ {SITE} }}"
    assert migrated(tmp_path, text) == (
        "rewritten",
        "`Base`, which `Game` extends, cannot be found, so `this.worker` was not checked",
    )


def test_a_worker_class_that_cannot_be_found_is_a_note(tmp_path: Path) -> None:
    text = (
        f"import {{ Commands }} from 'pkg';\nclass Game {{ constructor() {{ this.worker = new Commands(); }} {SITE} }}"
    )
    assert migrated(tmp_path, text) == (
        "rewritten",
        "the class `Commands` of `this.worker` cannot be found, so its commands were not checked",
    )


def test_a_worker_that_is_handed_in_is_a_note(tmp_path: Path) -> None:
    text = f"class Game {{ constructor(worker) {{ this.worker = worker; }} {SITE} }}"
    assert migrated(tmp_path, text) == (
        "rewritten",
        "`this.worker` of `Game` is `worker`, so its commands were not checked",
    )


def test_commands_may_be_inherited_and_fields(tmp_path: Path) -> None:
    text = (
        "class Root { seedRng = async (seed) => {}; }\nclass Commands extends Root {}\n"
        f"class Game {{ worker = new Commands(); {SITE} }}"
    )
    assert migrated(tmp_path, text) == ("rewritten", "")


def test_a_chain_that_bites_its_tail_ends(tmp_path: Path) -> None:
    write(tmp_path, base="import { Game } from './case.js';\nexport class Base extends Game {}")
    text = f"import {{ Base }} from './base.js';\nexport class Game extends Base {{ {SITE} }}"
    code, message = migrated(tmp_path, text)
    assert (code, "extends itself" in message) == ("rewritten", True)


# -- provided ----------------------------------------------------------------------------------------------------------

KEPT = "export class Duel extends Base { async performRollback() { await this.pyodide.runPythonAsync(`env.t`); } }"


def provided(folder: Path, **files: str) -> tuple[str, str | None]:
    write(folder, **files)
    (entry,) = [
        e for e in run(folder, (folder / "base.js").read_text(), name="base.js").entry.entries if e.kind == "assign"
    ]
    return entry.outcome.value, entry.reason.code.value if entry.reason else None


def test_an_assignment_is_provided_while_a_kept_method_lives_on_it(tmp_path: Path) -> None:
    duel = f"import {{ Base }} from './base.js';\n{KEPT}"
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=duel) == ("provided", None)


def test_an_assignment_that_nothing_depends_on_is_left(tmp_path: Path) -> None:
    duel = "import { Base } from './base.js';\nexport class Duel extends Base { start() { this.pyodide = null; } }"
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=duel) == ("provided", "not-needed")


OTHER = KEPT.replace("performRollback", "other")
COMMENT = OTHER.replace("{ await", "{\n// migrator-keep: no-rule -- the code is the user's\nawait")
DEPENDS = {
    "no rule": OTHER,
    "a comment": COMMENT,
    "an alias": OTHER.replace("await this.pyodide.runPythonAsync(`env.t`);", "const { pyodide } = this; pyodide.a();"),
    "a read": OTHER.replace("await this.pyodide.runPythonAsync(`env.t`);", "return this.pyodide.version;"),
    "a rule, until that file is migrated": f"class Duel extends Base {{ {SITE} }}",
    "a field": "class Duel extends Base { run = () => this.pyodide.runPythonAsync(`env.t`); }",
    "a function in a method": "class Duel extends Base { act() { const me = this; f(function () { me.pyodide.a(); }); } }",
    "a class between": f"class Middle extends Base {{}}\n{OTHER.replace('Base', 'Middle')}",
}


@pytest.mark.parametrize("use", DEPENDS)
def test_an_assignment_is_needed_whatever_keeps_a_use_in_another_file(tmp_path: Path, use: str) -> None:
    duel = f"import {{ Base }} from './base.js';\n{DEPENDS[use]}"
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=duel) == ("provided", None)


@pytest.mark.parametrize("use", DEPENDS)
def test_a_use_in_a_class_that_does_not_inherit_needs_nothing(tmp_path: Path, use: str) -> None:
    duel = f"class Base {{}}\n{DEPENDS[use]}"
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=duel) == ("provided", "not-needed")


@pytest.mark.parametrize("use", [use for use in DEPENDS if use != "a rule, until that file is migrated"])
def test_an_assignment_is_needed_whatever_keeps_a_use_in_its_file(tmp_path: Path, use: str) -> None:
    text = BASE + DEPENDS[use].replace("export ", "")
    assert provided(tmp_path, base=text, worker=WORKER) == ("provided", None)


def test_a_use_that_a_rule_takes_in_the_file_of_the_assignment_needs_nothing(tmp_path: Path) -> None:
    text = f"{BASE}\nclass Duel extends Base {{ {SITE} }}"
    assert provided(tmp_path, base=text, worker=WORKER) == ("provided", "not-needed")


KEEP = "// migrator-keep: not-in-place -- the code is the user's\nthis.pyodide.runPython(code);"
SET = "this.pyodide = await loadPyodide();"
# An assignment, and a use that a comment keeps, in one object; `other` is another object.
OBJECTS = {
    "an object": "const game = { async load() { %s }, run() {\n%s\n} };",
    "functions of an object": "start({ load: async function () { %s }, run: function () {\n%s\n} });",
    "an arrow in a method": "const game = { load() { then(async () => { %s }); }, run() { f(() => {\n%s\n}); } };",
    "a prototype": "function G() {}\nG.prototype.load = async function () { %s };\nG.prototype.run = function () {\n%s\n};",
    "a constructor": "const G = async function () { %s };\nG.prototype.run = function () {\n%s\n};",
    "an object that is the prototype": "function G() {}\nG.prototype = { async load() { %s }, run() {\n%s\n} };",
    "a part of a prototype": "Object.assign(G.prototype, { async load() { %s } });\nG.prototype.run = function () {\n%s\n};",
    "a prototype of a class": "class G { async load() { %s } }\nG.prototype.run = function () {\n%s\n};",
    "a class's method": "class G { run() {\n%s\n} }\nG.prototype.load = async function () { %s };",
    "a name": "const game = { async load() { %s } };\ngame.run = function () {\n%s\n};",
    "an object of a method": "class A { m() { return { async load() { %s }, run() {\n%s\n} }; } }",
}


def filled(text: str, use: str) -> str:
    return text % ((use, SET) if text.startswith("class G { run") else (SET, use))


@pytest.mark.parametrize("text", OBJECTS.values(), ids=OBJECTS)
def test_an_assignment_of_an_object_is_needed_by_a_use_that_stays_there(tmp_path: Path, text: str) -> None:
    assert provided(tmp_path, base=filled(text, KEEP)) == ("provided", None)
    assert provided(tmp_path, base=filled(text, "return 1;")) == ("provided", "not-needed")
    other = f"const other = {{ run() {{\n{KEEP}\n}} }};\nfunction Other() {{}}\nOther.prototype.run = other.run;\n"
    assert provided(tmp_path, base=other + filled(text, "return 1;")) == ("provided", "not-needed")


def test_an_assignment_is_needed_by_the_class_that_its_own_class_extends(tmp_path: Path) -> None:
    above = f"export class Ground {{ {OTHER[OTHER.index('async') :]}"
    base = "import { Ground } from './ground.js';\nexport class Base extends Ground { start(w) { this.pyodide = w; } }"
    assert provided(tmp_path, base=base, ground=above) == ("provided", None)
    assert provided(tmp_path, base=base, ground="export class Ground {}") == ("provided", "not-needed")


def test_a_static_use_needs_no_assignment_of_an_instance(tmp_path: Path) -> None:
    text = "class Base { start(w) { this.pyodide = w; } static act() { return this.pyodide.version; } }"
    assert provided(tmp_path, base=text) == ("provided", "not-needed")
    assert provided(tmp_path, base=text.replace("start", "static start")) == ("provided", None)


def test_a_kept_name_that_does_not_use_pyodide_keeps_nothing(tmp_path: Path) -> None:
    duel = f"import {{ Base }} from './base.js';\n{KEPT.replace('await this.pyodide.runPythonAsync(`env.t`);', '')}"
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=duel) == ("provided", "not-needed")


def test_a_kept_method_of_an_unrelated_class_keeps_nothing(tmp_path: Path) -> None:
    assert provided(tmp_path, base=BASE, worker=WORKER, duel=f"class Base {{}}\n{KEPT}") == ("provided", "not-needed")


def test_two_environments_are_said_before_anything_else(tmp_path: Path) -> None:
    text = GAME.replace("this.pyodide = this.worker;", "this.load();").replace(
        "async performRollback", "async load() { this.pyodide = await loadPyodide(); }\n    async performRollback"
    )
    result = run(tmp_path, f"{text}class Game extends Base {{ {SITE} }}")
    assert outcome(result)[0] == "rewritten"
    assert note_text(result.entry.notes[0]) == (
        "`Base` still runs Python in `performRollback` (line 22), and its `this.pyodide` is not its `this.worker`: "
        "what stays and the commands work on two environments"
    )


def lack(game: str, *, command: str = "step", worker: str = "class Commands { step(a) {} }", settings: Settings | None = None) -> tuple[Lack | None, list[str]]:
    """What a class, of a file with its worker's class, lacks for a page that writes a command with one argument."""
    rule = load_page("01-x.md", f"# X\n\n```diff\n- await this.pyodide.runPythonAsync(`f(${{$A}})`);\n+ await this.worker.{command}($A);\n```\n")
    module = Module(Path("a.js"), Source.read("a.js", f"{worker}\n{game}".encode()))
    return Contract(Project(), settings or Settings()).lack(module, module.classes["Game"].node, rule)


MADE = "class Game { constructor() { this.worker = %s; } }"


@pytest.mark.parametrize(
    ("game", "code", "message"),
    [
        ("class Game {}", "no-worker", "no class of `Game` assigns `this.worker`"),
        (MADE % "null", "no-worker", "no class of `Game` assigns `this.worker`"),
        (MADE % "new Worker('x.js')", "no-command", "`this.worker` of `Game` is `new Worker('x.js')`, which has no commands"),
        (MADE % "new Commands()", "no-command", "the worker `Commands` has no method `fly`; looked in `Commands` (a.js:1)"),
    ],
)
def test_a_lack(game: str, code: str, message: str) -> None:
    found, notes = lack(game, command="fly")
    assert found is not None
    assert (found.code.value, words(found.message)) == (code, message)
    assert notes == []


def test_a_command_that_takes_no_argument() -> None:
    found, _ = lack(MADE % "new Commands()", worker="class Commands { step() {} }")
    assert found is not None
    assert words(found.message) == "`step` of `Commands` takes no argument, the rule gives 1 (a.js:1)"


@pytest.mark.parametrize("made", ["make()", "workers.first", "new Elsewhere()"])
def test_what_cannot_be_followed_is_a_note_or_by_the_settings_a_lack(made: str) -> None:
    found, notes = lack(MADE % made)
    assert found is None
    assert len(notes) == 1
    assert "commands were not checked" in words(notes[0])
    refused, told = lack(MADE % made, settings=Settings(refuse_unknown=True))
    assert refused is not None
    assert refused.code.value == "no-worker"
    assert told == []


@pytest.mark.parametrize("made", ["new Commands()", "old ? null : new Commands()", "this.make()"])
def test_a_worker_that_has_the_command(made: str) -> None:
    game = (MADE % made).replace("} }", "} make() { return new Commands(); } }")
    assert lack(game) == (None, [])
    assert lack(game, command="fly")[0] is not None


TWO = "class A { step(a) {} fly(a) {} }\nclass B { step(a) {} }"
OWN = "class Base { constructor() { this.worker = new %s(); } }\nclass Game extends Base { constructor() { super(); this.worker = %s; } }"


@pytest.mark.parametrize(
    "game",
    [
        "class Game { constructor(x) { if (x) this.worker = new A(); else this.worker = new B(); } }",
        MADE % "x ? new A() : new B()",
        MADE % "x ? new B() : new A()",
        f"function make(x) {{ if (x) return new A(); return new B(); }}\n{MADE % 'make(1)'}",
        f"function make() {{ return new B(); }}\n{OWN % ('A', 'make()')}",
        OWN % ("A", "new B()"),
        (OWN % ("A", "new B()")).replace("constructor() { super();", "later() {"),
        (OWN % ("B", "new A()")).replace("constructor() { super();", "later() {"),
    ],
)
def test_every_worker_that_a_class_may_have_is_examined(game: str) -> None:
    found, _ = lack(game, command="fly", worker=TWO)
    assert found is not None
    assert words(found.message) == "the worker `B` has no method `fly`; looked in `B` (a.js:2)"


@pytest.mark.parametrize("game", [OWN % ("B", "new A()"), OWN % ("Worker", "new A()")])
def test_what_a_class_gives_its_worker_itself_counts(game: str) -> None:
    assert lack(game, command="fly", worker=TWO) == (None, [])


def test_a_class_whose_own_worker_is_not_known_has_no_other() -> None:
    found, notes = lack(OWN % ("A", "make()"), command="fly", worker=TWO)
    assert found is None
    assert list(map(words, notes)) == ["`this.worker` of `Game` is `make()`, so its commands were not checked"]


@pytest.mark.parametrize(
    "game",
    [
        "const Mixin = (Base) => class Game extends Base {};",
        "function f(Base) { class Game extends Base {} }",
        "{ class Base {} }\nclass Game extends Base {}".replace("{ class Base {} }", ""),
        "let Other = Base; Other = f(Other); class Game extends Other {}",
    ],
)
def test_a_class_is_what_its_name_stands_for(game: str) -> None:
    base = "class Base { constructor() { this.worker = new A(); } }"
    is_base = "(Base)" not in game and "Other" not in game
    found, notes = lack(f"{base}\n{game}", command="fly", worker=TWO)
    assert found is None
    assert bool(notes) is not is_base


def test_the_worker_of_an_imported_function(tmp_path: Path) -> None:
    (tmp_path / "make.js").write_text("class Commands { step() {} }\nexport function make() { return new Commands(); }")
    text = f"import {{ make }} from './make.js';\nclass Game {{ constructor() {{ this.worker = make(); }} {SITE} }}"
    code, message = migrated(tmp_path, text)
    assert (code, message) == ("no-command", "the worker `Commands` has no method `seedRng`; looked in `Commands` (make.js:1)")


@pytest.mark.parametrize(
    ("game", "is_worker"),
    [
        ("class Game {}", None),
        ("class Game { a() { this.pyodide = null; } }", None),
        ("class Game { a() { this.pyodide = loadPyodide(); } }", False),
        ("class Game { a() { this.pyodide = this.worker; } }", True),
    ],
)
def test_whether_the_receiver_is_the_worker(game: str, is_worker: bool | None) -> None:
    module = Module(Path("a.js"), Source.read("a.js", game.encode()))
    contract = Contract(Project(), Settings())
    assert contract.receiver_is_worker(module, module.classes["Game"].node) is is_worker
