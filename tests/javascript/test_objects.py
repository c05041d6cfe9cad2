"""What code writes to, what it runs, and what is its own: whether a value can be another one after a statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.accessors import acting
from migrator.javascript.loggers import Loggers
from migrator.javascript.objects import Effects
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind

from .nodes import find_all, read


def changed(parameters: str, before: str, between: str, value: str, *, inside: bool = True, members: str = "") -> str | None:
    """The code in a row of statements that may change a value, after others have run, or None."""
    method = f"async m({parameters}) {{\n{before}\nA: {{ ({value}); }}\nB: {{\n{between}\n}}\n}}"
    source = read(f"const LIST = [1]; const NUMBER = 1; let count = 1;\nclass C {{ {members}\n{method} }}")
    labels = find_all(source.root, NodeKind.LABELED_STATEMENT)
    method_node = find_all(source.root, NodeKind.METHOD_DEFINITION)[-1]
    first, second = (label.child_by_field_name("body") for label in labels[:2])
    assert first is not None
    assert second is not None
    effects = Effects(source, method_node, accessors=acting(source))
    at = effects.changes(effects.of(second), first.named_children[0].named_children[0], inside=inside)
    return source.text(at.start_byte, at.end_byte) if at is not None else None


@pytest.mark.parametrize(
    ("between", "place"),
    [
        ("s.x = 1;", "s.x"),
        ("(s).x = 1;", "(s).x"),
        ("((s)).x.y = 1;", "((s)).x.y"),
        ("s['x'] = 1;", "s['x']"),
        ("s.x += 1;", "s.x"),
        ("s.x ??= 1;", "s.x"),
        ("s.x++;", "s.x"),
        ("delete s.x;", "s.x"),
        ("delete (s).x;", "(s).x"),
        ("[s.x] = [1];", "s.x"),
        ("[, ...s.x] = [1];", "s.x"),
        ("({ a: s.x } = o);", "s.x"),
        ("({ a: s.x = 1 } = o);", "s.x"),
        ("for (s.x of [1]);", "s.x"),
        ("for (s.x in o);", "s.x"),
        ("for ([s.x] of [[1]]);", "s.x"),
        ("const t = s; t.x = 1;", "t.x"),
        ("let t; t = o ? s : 1; t.x = 1;", "t.x"),
        ("const [t] = [s]; t.x = 1;", "t.x"),
        ("const { t } = { t: s }; t.x = 1;", "t.x"),
        ("const { list } = s; list.push(1);", "list.push(1)"),
        ("const { a: { b } } = s; b.x = 1;", "b.x"),
        ("for (const part of s.parts) part.x = 1;", "part.x"),
        ("const all = [...s.parts]; all[0].x = 1;", "all[0].x"),
        ("const copy = { ...s }; copy.part.x = 1;", "copy.part.x"),
        ("s.parts.forEach((part) => { part.x = 1; });", "part.x"),
        ("s.parts.forEach(function (part) { part.x = 1; });", "part.x"),
        ("const turn = (t) => { t.x = 1; }; turn(s);", "t.x"),
        ("(() => { s.x = 1; })();", "s.x"),
        ("s.list.push(1);", "s.list.push(1)"),
        ("s.list.sort();", "s.list.sort()"),
        ("Object.assign(s, o);", "Object.assign(s, o)"),
        ("window.Object.assign(s, o);", "window.Object.assign(s, o)"),
        ("Object.defineProperty(s, 'x', {});", "Object.defineProperty(s, 'x', {})"),
        ("Reflect.set(s, 'x', 1);", "Reflect.set(s, 'x', 1)"),
        ("Object.entries(s).forEach(([, part]) => { part.x = 1; });", "part.x"),
        ("mutate(s);", "mutate(s)"),
        ("this.mutate(s);", "this.mutate(s)"),
        ("new Mutation(s);", "new Mutation(s)"),
        ("tagged`${s}`;", "tagged`${s}`"),
        ("s.mutate();", "s.mutate()"),
        ("s.normalize();", "s.normalize()"),
        ("mutate(s.parts);", "mutate(s.parts)"),
        ("mutate([s]);", "mutate([s])"),
        ("this.s = s; work();", "work()"),
        ("o.s = s; work(o);", "o.s"),
        ("s.set(1);", "s.set(1)"),
        ("o.x = 1;", "o.x"),
        ("this.part.x = 1;", "this.part.x"),
        ("await o;", "await o"),
        ("this.next;", "this.next"),
        ("const { next } = this;", "{ next }"),
        ("this.into = 1;", "this.into"),
        ("s = o;", "s"),
        ("[s] = [o];", "s"),
        ("for (s of [1]);", "s"),
        ("({ s } = o);", "s"),
        ("eval('s = 1');", "eval('s = 1')"),
        ("arguments[0].x = 1;", "arguments[0].x"),
    ],
)
def test_what_writes_to_a_parameter(between: str, place: str) -> None:
    members = "get next() { return this.n++; } set into(x) { this.other.x = x; }"
    assert changed("s, o", "", between, "s", members=members) == place


@pytest.mark.parametrize(
    "between",
    [
        "",
        "const t = s; const { x } = t;",
        "work(); this.work();",
        "work(o);",
        "const copy = { ...s }; copy.x = 1;",
        "const copy = structuredClone(s); copy.part.x = 1;",
        "const copy = JSON.parse(JSON.stringify(s)); copy.part.x = 1;",
        "const all = [...s.parts]; all.sort(); all.push(o);",
        "const names = s.parts.map((part) => part.name).join(', ');",
        "const began = performance.now(); const took = (performance.now() - began).toFixed(1);",
        "const seen = new Set(); seen.add(s.x);",
        "console.log(s);",
        "log.debug(`state ${s.x}`);",
        "this.gameLog.info(s);",
        "this.t = 1;",
        "this.t += 1;",
        "o = 1;",
        "if (!o) return;",
        "if (o.x === LIST.indexOf(o)) throw o;",
        "this.plain;",
    ],
)
def test_what_leaves_a_parameter_alone(between: str) -> None:
    assert changed("s, o", "", between, "s", members="get plain() { return this.n + 1; }") is None


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("this.s = s;", "work();"),
        ("keep(s);", "work();"),
        ("keep(s.parts);", "work();"),
        ("const t = [s]; keep(t);", "work();"),
        ("this.change = () => { s.a = 2; };", "work();"),
        ("this.get = () => s;", "work();"),
        ("const { parts } = s; this.parts = parts;", "work();"),
    ],
)
def test_what_a_function_has_given_away(before: str, between: str) -> None:
    assert changed("s, o", before, between, "s") is not None


def test_what_a_function_gives_away_later() -> None:
    assert changed("s", "", "work();", "s") is None
    assert changed("s", "", "work(); } keep(s); {", "s") is None
    assert changed("s", "while (this.n) {", "work(); } keep(s); } {", "s") == "work()"


def test_a_member_of_a_parameter() -> None:
    assert changed("s", "", "work();", "s.x") == "work()"
    assert changed("s", "", "work();", "[s]") == "work()"


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("const s = { a: 1 };", "s.a = 1;"),
        ("const s = { a: 1 }; this.s = s;", "this.work();"),
        ("const s = { a: 1 }; this.s = s;", "this.s.a = 2;"),
        ("const s = { a: 1 }; keep(s);", "work();"),
        ("const s = { a: 1 }; const t = [s]; keep(t);", "work();"),
        ("const s = { a: 1 }; const change = () => { s.a = 2; };", "change();"),
        ("const s = { a: 1 }; this.change = () => { s.a = 2; };", "this.change();"),
        ("const s = { a: 1 }; const t = [s];", "t[0].a = 2;"),
        ("const s = { a: 1 }; const t = new Map([[1, s]]);", "t.get(1).a = 2;"),
        ("let s = { a: 1 }; work(() => { s = 1; });", "work();"),
        ("const s = { a() { this.b = 1; } };", "s.a();"),
    ],
)
def test_what_writes_to_what_is_made_here(before: str, between: str) -> None:
    assert changed("o", before, between, "s") is not None


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("const s = { a: 1 };", "this.work(); work(o); o.x = 1;"),
        ("const s = [1];", "this.work();"),
        ("const s = new Map();", "this.work();"),
        ("const s = Object.keys(o);", "this.work();"),
        ("const s = { a: 1 }; const t = [s];", "t.push(o);"),
        ("const s = { a: 1 }; const change = () => { o.a = 2; };", "this.work();"),
        ("const s = JSON.stringify(o);", "work(s); this.work();"),
    ],
)
def test_what_leaves_what_is_made_here_alone(before: str, between: str) -> None:
    assert changed("o", before, between, "s") is None


def test_the_value_of_a_name_alone() -> None:
    assert changed("s", "", "s.x = 1; work(s);", "s", inside=False) is None
    assert changed("s", "", "s = 1;", "s", inside=False) == "s"
    assert changed("s", "", "s.x = 1;", "s.x", inside=False) == "s.x"


def test_names_of_others() -> None:
    assert changed("", "", "work();", "count") == "work()"
    assert changed("", "", "count = 2;", "count") == "count"
    assert changed("", "", "work();", "NUMBER") is None
    assert changed("", "", "work();", "somewhere") == "work()"
    assert changed("", "", "somewhere = 1;", "somewhere") == "somewhere"
    assert changed("", "", "const x = 1;", "somewhere") is None


def test_members_of_this() -> None:
    assert changed("", "const me = this;", "me.t = 1;", "this.t") == "me.t"
    assert changed("", "const me = this;", "this.t = 1;", "me") == "this.t"
    assert changed("", "", "work();", "this.t") == "work()"
    assert changed("", "const own = [];", "own.push(1);", "this.t") is None


LOGS = "const say = console, log = { info(x) { n = x; } }; let n;"


@pytest.mark.parametrize(
    ("call", "prints", "by_name"),
    [
        ("log.info(1)", False, True),
        ("say.info(1)", True, False),
        ("this.log.info(1)", True, True),
        ("CATALOG.info(1)", False, False),
        ("HTTPLog.info(1)", True, True),
        ("this.log.clear()", False, False),
    ],
)
def test_what_a_logger_is_the_loggers_of_the_file_say(tmp_path: Path, call: str, prints: bool, by_name: bool) -> None:
    project = Project()
    source = Source.read(str(tmp_path / "a.js"), f"{LOGS} class C {{ m() {{ {call}; }} }}".encode())
    module = project.add(tmp_path / "a.js", source)
    method = find_all(source.root, NodeKind.METHOD_DEFINITION)[-1]
    node = find_all(method, NodeKind.CALL_EXPRESSION)[-1]
    assert Effects(source, method, loggers=Loggers(project, module)).call(node).prints is prints
    assert Effects(source, method).call(node).prints is by_name
