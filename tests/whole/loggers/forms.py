"""Ways to write a logger: what its methods do, what holds them, and how that comes to the place of the call.

A case takes one of each. It is a logger exactly if its methods only log, whatever holds them, and whatever they are
called by on the way. Where nothing shows what an expression is, its name decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

# What stands before everything else in the file of the definition.
HEAD = """\
const LEVELS = { error: 0, warn: 1, info: 2, debug: 3 };
const tag = '[net]';
let count = 0;
const kept = [];
const socket = globalThis.openSocket();
function level() { return window.level ?? LEVELS.warn; }
function stamp() { return new Date().toISOString().slice(11); }
function format(parts) { return parts.map((part) => JSON.stringify(part)).join(' '); }
function write(...parts) { console.log(stamp(), ...parts); }
function send(text) { socket.send(text); return text; }
function twice(text) { return text + text; }
function deep(...parts) { write(send(parts[0])); }
"""

# The body of a method with the parameters `(...args)`.
LOGS = [
    "console.info(...args);",
    "console['log'](...args);",
    "globalThis.console.warn(...args);",
    "console.log.apply(console, args);",
    "console.info.call(console, tag, ...args);",
    "if (level() >= LEVELS.info) console.log(tag, ...args);",
    "if (level() < 2) { return; } console.debug(tag, stamp(), ...args);",
    "const text = format(args); console.log(text);",
    "write(...args);",
    "args.unshift(tag); console.log(...args);",
    "let line = ''; for (const part of args) { line += String(part); } console.log(line);",
    "args.forEach((part) => { console.log(part); });",
    "console.group(tag); console.log(...args); console.groupEnd();",
    "switch (args.length) { case 0: break; default: console.log(...args); }",
    "try { console.log(JSON.stringify(args)); } catch (error) { console.log(String(error)); }",
    "const [first, ...rest] = args; console.log(`${tag} ${first}`, ...rest);",
    "console.log(Date.now() - performance.now(), Math.round(1.5), ...args);",
    "return void console.trace(...args);",
    "const seen = new Map(); seen.set('a', args); console.log(seen);",
    "const print = console.log; print(...args);",
    "const { warn } = console; warn(...args);",
    "(level() > 2 ? console.info : console.log)(...args);",
    "window.silent || console.log(...args);",
    "window.silent?.flag ?? console.log(...args);",
    "[...args].map((part) => part.message ?? part).forEach((part) => console.log(part));",
]
DOES_MORE = [
    "socket.send(args[0]);",
    "console.log(...args); socket.send(args[0]);",
    "send(args[0]); console.log(...args);",
    "console.log(send(args[0]));",
    "deep(...args);",
    "count += 1; console.log(...args);",
    "count++; console.log(...args);",
    "kept.push(args); console.log(...args);",
    "window.last = args; console.log(...args);",
    "delete LEVELS.info; console.log(...args);",
    "if (!args.length) { throw new Error('none'); } console.log(...args);",
    "fetch('/log', { method: 'POST', body: args[0] }); console.log(...args);",
    "navigator.sendBeacon('/log', args[0]);",
    "new WebSocket('ws://x').send(args[0]); console.log(...args);",
    "args.forEach((part) => send(part)); console.log(...args);",
    "args.forEach(send); console.log(...args);",
    "localStorage.setItem('log', args[0]); console.log(...args);",
    "document.body.append(args[0]);",
    "setTimeout(() => socket.send(args[0]), 0); console.log(...args);",
    "const print = level() > 2 ? send : console.log; print(...args);",
    "[LEVELS.info] = args; console.log(...args);",
    "for (count of args) { console.log(count); }",
    "missing(...args); console.log(...args);",
    "args[0](); console.log(...args);",
    "args.map((part) => part.send()); console.log(...args);",
    "return twice(args[0]);",
    "return args.length;",
    "console.log(`${send(args[0])}`);",
    "console.log(...args, (kept[0] = args));",
    "Object.assign(LEVELS, args[0]); console.log(...args);",
    "const { [send('x')]: part } = args; console.log(part);",
    "(level() > 2 && socket.send)('x'); console.log(...args);",
]

# What holds the methods: a definition of `THING`; `BODY` is a body, `ONE` and `TWO` are names of methods.
HOLDERS = {
    "arrows": "const THING = { ONE: (...args) => { BODY }, TWO: (...args) => { BODY } };",
    "methods": "const THING = { ONE(...args) { BODY }, TWO(...args) { BODY } };",
    "functions": "const THING = { ONE: function (...args) { BODY }, 'TWO': function two(...args) { BODY } };",
    "shorthand": "function ONE(...args) { BODY }\nconst TWO = ONE;\nconst THING = { ONE, TWO };",
    "frozen": "const THING = Object.freeze({ ONE: (...args) => { BODY } });",
    "computed": "const key = 'ONE';\nconst THING = { [key]: (...args) => { BODY } };",
    "any key": "const THING = { [window.key]: (...args) => { BODY } };",
    "spread": "const THING = { ...console, ONE: (...args) => { BODY } };",
    "spread of another": "const base = { ONE: (...args) => { BODY } };\nconst THING = { ...base, tag };",
    "assigned": "const THING = {};\nTHING.ONE = (...args) => { BODY };",
    "assigned by key": "const THING = {};\nTHING['ONE'] = function (...args) { BODY };",
    "loop": "const THING = {};\nfor (const name of ['ONE', 'TWO']) { THING[name] = (...args) => { BODY }; }",
    "for each": "const THING = {};\n['ONE', 'TWO'].forEach((name) => { THING[name] = (...args) => { BODY }; });",
    "assign": "const THING = Object.assign({}, console, { ONE: (...args) => { BODY } });",
    "assign later": "const THING = {};\nObject.assign(THING, { ONE: (...args) => { BODY } });",
    "entries": "const THING = Object.fromEntries(['ONE', 'TWO'].map((name) => [name, (...args) => { BODY }]));",
    "reduce": "const THING = ['ONE'].reduce((made, name) => ({ ...made, [name]: (...args) => { BODY } }), {});",
    "getter": "const THING = { get ONE() { return (...args) => { BODY }; } };",
    "factory": "function make(name) {\n    return { ONE: (...args) => { BODY }, TWO: (...args) => { BODY } };\n}\n"
    "const THING = make('net');",
    "arrow factory": "const make = () => ({ ONE: (...args) => { BODY } });\nconst THING = make();",
    "closure factory": "function make() {\n    const at = (sink) => (...args) => { sink(...args); };\n"
    "    return { ONE: at((...args) => { BODY }) };\n}\nconst THING = make();",
    "built factory": "function make() {\n    const made = {};\n    made.ONE = (...args) => { BODY };\n    return made;\n}\n"
    "const THING = make();",
    "class": "class Made { ONE(...args) { BODY } TWO(...args) { BODY } }\nconst THING = new Made('x');",
    "class with a state": "class Made {\n    constructor(name) { this.name = name; this.debug = false; }\n"
    "    setLevel(to) { this.to = to; }\n    ONE(...args) { BODY }\n}\nconst THING = new Made('x');",
    "class fields": "class Made { ONE = (...args) => { BODY }; }\nconst THING = new Made();",
    "class assigned": "class Made { constructor() { this.ONE = (...args) => { BODY }; } }\nconst THING = new Made();",
    "class by loop": "class Made { constructor() { for (const name of ['ONE']) this[name] = (...args) => { BODY }; } }\n"
    "const THING = new Made();",
    "class of a sink": "class Made {\n    constructor(sink) { this.sink = sink; }\n    ONE(...args) { this.sink(...args); }\n"
    "}\nconst THING = new Made((...args) => { BODY });",
    "class that extends": "class Base { ONE(...args) { BODY } }\nclass Made extends Base {}\nconst THING = new Made();",
    "class that calls super": "class Base { ONE(...args) { BODY } }\n"
    "class Made extends Base { ONE(...args) { super.ONE(tag, ...args); } }\nconst THING = new Made();",
    "class of a base's sink": "class Base { constructor(sink) { this.sink = sink; } ONE(...args) { this.sink(...args); } }\n"
    "class Made extends Base { constructor() { super((...args) => { BODY }); } }\nconst THING = new Made();",
    "class by a private": "class Made { #write(...args) { BODY } ONE(...args) { this.#write(...args); } }\n"
    "const THING = new Made();",
    "static": "class THING { static ONE(...args) { BODY } }",
    "static field": "class THING { static ONE = (...args) => { BODY }; }",
    "prototype": "function Made() {}\nMade.prototype.ONE = function (...args) { BODY };\nconst THING = new Made();",
    "constructor function": "function Made() { this.ONE = function (...args) { BODY }; }\nconst THING = new Made();",
    "function with members": "function THING() {}\nTHING.ONE = (...args) => { BODY };",
    "one calls the other": "const THING = { ONE(...args) { this.TWO(...args); }, TWO(...args) { BODY } };",
    "bound": "function at(...args) { BODY }\nconst THING = { ONE: at.bind(null, tag) };",
    "singleton": "class Made { static #it; static get() { return (Made.#it ??= new Made()); } ONE(...args) { BODY } }\n"
    "const THING = Made.get();",
    "immediate": "const THING = (() => {\n    const at = (...args) => { BODY };\n    return { ONE: at };\n})();",
    "patched": "const THING = { ONE(...args) { console.log(...args); } };\nTHING.ONE = (...args) => { BODY };",
    "one of two": "const THING = window.fast ? console : { ONE: (...args) => { BODY } };",
    "else the console": "const THING = window.fast && { ONE: (...args) => { BODY } } || console;",
    "wrapped": "const wrap = (fn) => (...args) => fn(...args);\nconst THING = { ONE: wrap((...args) => { BODY }) };",
    "async factory": "async function make() { return { ONE: async (...args) => { BODY } }; }\nconst THING = await make();",
}


class Carrier(NamedTuple):
    """How a thing comes to a call: files, in which `DEFINE` stands for its definition, and the expression there."""

    files: dict[str, str]
    receiver: str


GAME = "export class Game {\n    run() { SITE; }\n}\n"
CARRIERS = {
    "here": Carrier({"game.js": "DEFINE\n" + GAME}, "THING"),
    "alias": Carrier({"game.js": "DEFINE\nconst other = THING;\n" + GAME}, "other"),
    "late": Carrier({"game.js": "DEFINE\nlet other = null;\nexport function init() { other = THING; }\n" + GAME}, "other"),
    "imported": Carrier(
        {"log.js": "DEFINE\nexport { THING };\n", "game.js": "import { THING } from './log.js';\n" + GAME}, "THING"
    ),
    "renamed": Carrier(
        {"log.js": "DEFINE\nexport { THING as given };\n", "game.js": "import { given as dot } from './log';\n" + GAME},
        "dot",
    ),
    "default": Carrier(
        {"log.js": "DEFINE\nexport default THING;\n", "game.js": "import dot from './log.js';\n" + GAME}, "dot"
    ),
    "namespace": Carrier(
        {"log.js": "DEFINE\nexport { THING };\n", "game.js": "import * as all from './log.js';\n" + GAME}, "all.THING"
    ),
    "again": Carrier(
        {
            "deep/log.js": "DEFINE\nexport { THING };\n",
            "index.js": "export { THING as dot } from './deep/log.js';\n",
            "game.js": "import { dot } from './index.js';\n" + GAME,
        },
        "dot",
    ),
    "all again": Carrier(
        {
            "deep/index.js": "DEFINE\nexport { THING };\n",
            "some.js": "export * from './deep';\n",
            "game.js": "import { THING } from './some.js';\n" + GAME,
        },
        "THING",
    ),
    "as a namespace": Carrier(
        {
            "log.js": "DEFINE\nexport { THING };\n",
            "some.js": "export * as given from './log.js';\n",
            "game.js": "import { given } from './some.js';\n" + GAME,
        },
        "given['THING']",
    ),
    "required": Carrier(
        {"log.js": "DEFINE\nmodule.exports = { THING };\n", "game.js": "const { THING } = require('./log');\n" + GAME},
        "THING",
    ),
    "required whole": Carrier(
        {"log.js": "DEFINE\nmodule.exports = THING;\n", "game.js": "const dot = require('./log.js');\n" + GAME}, "dot"
    ),
    "member": Carrier({"game.js": "DEFINE\nconst app = { dot: THING };\n" + GAME}, "app.dot"),
    "taken apart": Carrier({"game.js": "DEFINE\nconst { a: [dot] } = { a: [THING] };\n" + GAME}, "dot"),
    "with a default": Carrier({"game.js": "DEFINE\nconst { dot = THING } = {};\n" + GAME}, "dot"),
    "in the constructor": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    constructor() { this.dot = THING; }\n    run() { SITE; }\n}\n"},
        "this.dot",
    ),
    "in another method": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    run() { SITE; }\n    init() { this['dot'] ??= THING; }\n}\n"},
        "this.dot",
    ),
    "field": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    #dot = THING;\n    run() { () => { SITE; }; }\n}\n"}, "this.#dot"
    ),
    "getter": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    get dot() { return THING; }\n    run() { SITE; }\n}\n"}, "this.dot"
    ),
    "method": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    dot() { return THING; }\n    run() { SITE; }\n}\n"}, "this.dot()"
    ),
    "static": Carrier(
        {"game.js": "DEFINE\nexport class Game {\n    static dot = THING;\n    run() { SITE; }\n}\n"}, "Game.dot"
    ),
    "base class": Carrier(
        {
            "base.js": "DEFINE\nexport class Base { constructor() { this.dot = THING; } }\n",
            "game.js": "import { Base } from './base.js';\nexport class Game extends Base { run() { SITE; } }\n",
        },
        "this.dot",
    ),
    "given to the base": Carrier(
        {
            "base.js": "export class Root { constructor(dot) { this.dot = dot; } }\n",
            "game.js": "import { Root } from './base.js';\nDEFINE\n"
            "class Game extends Root {\n    constructor() { super(THING); }\n    run() { SITE; }\n}\n",
        },
        "this.dot",
    ),
    "inside": Carrier({"game.js": "export class Game {\n    run() {\n        DEFINE\n        SITE;\n    }\n}\n"}, "THING"),
    "given": Carrier(
        {"game.js": "DEFINE\nfunction run(dot) { SITE; }\nrun(THING);\n"},
        "dot",
    ),
    "immediate": Carrier({"game.js": "DEFINE\n(function (dot) { SITE; })(THING);\n"}, "dot"),
    "window": Carrier({"game.js": "DEFINE\nwindow.dot = THING;\n" + GAME}, "window.dot"),
    "loop": Carrier({"game.js": "DEFINE\nfor (const dot of [THING]) { SITE; }\n"}, "dot"),
}
# In a function, a class has no `await` around it.
_AT_TOP = frozenset({"async factory"})

# Where nothing shows what an expression is: a head, and the expression, `NAME` in it.
UNKNOWN = {
    "package": ("import NAME from 'somewhere';\n", "NAME"),
    "package member": ("import { NAME } from 'somewhere';\n", "NAME"),
    "parameter": ("function make(NAME) { SITE; }\nexport { make };\n", "NAME"),
    "global": ("", "NAME"),
    "window": ("", "window.NAME"),
    "member of this": ("class Part { run() { SITE; } }\n", "this.NAME"),
    "made elsewhere": ("import { make } from './absent.js';\nconst NAME = make('x');\n", "NAME"),
    "of options": ("export const make = (options) => { const NAME = options.sink; SITE; };\n", "NAME"),
    "member of a parameter": ("export const make = (options) => { SITE; };\n", "options['NAME']"),
}
NAMED = [
    "log", "logger", "Log", "LOG", "Logger", "_log", "log_", "$log", "p2pLog", "gameLogger", "game_log", "GAME_LOG", "HTTPLog",
    "__logger__", "netLOG",
]  # fmt: skip
NOT_NAMED = [
    "dialog", "catalog", "blog", "backlog", "Dialog", "DIALOG", "logs", "logging", "logout", "login", "prolog", "changelog",
    "logSocket", "log2", "loggerFactory", "net", "this_dialog", "analog",
]  # fmt: skip


class Case(NamedTuple):
    """Files, a call in `game.js`, and whether its receiver is a logger with its method."""

    name: str
    files: tuple[tuple[str, str], ...]
    receiver: str
    method: str
    is_logger: bool


METHODS = ("debug", "error", "info", "log", "trace", "warn")
# Names of things: none says anything, or each says the wrong thing.
NAMES = ("zed", "it", "log", "logger", "dialog", "netLog", "bus")


def known(body: str, holder: str, carrier: str, is_logger: bool, rng: random.Random) -> Case:
    """A case of what the code shows."""
    one, two = rng.sample(METHODS, 2)
    name = rng.choice([name for name in NAMES if name not in METHODS] if holder == "shorthand" else NAMES)
    definition = HOLDERS[holder].replace("BODY", body).replace("ONE", one).replace("TWO", two).replace("THING", name)
    files, receiver = CARRIERS[carrier]
    is_inside = carrier == "inside"
    texts = {}
    for path, text in files.items():
        has_head = "DEFINE" in text
        text = text.replace("DEFINE", definition).replace("THING", name)
        texts[path] = (HEAD if has_head else "") + text
    receiver = receiver.replace("THING", name)
    site = f"{receiver}.{one}('x')"
    if is_inside:
        texts["game.js"] = texts["game.js"].replace("run()", "async run()")
    files_of = tuple((path, text.replace("SITE", site)) for path, text in texts.items())
    return Case(f"{holder} / {carrier} / {body}", files_of, receiver, one, is_logger)


def unknown(way: str, name: str, is_logger: bool, rng: random.Random) -> Case:
    """A case of what the code does not show."""
    head, receiver = UNKNOWN[way]
    receiver, method = receiver.replace("NAME", name), rng.choice(METHODS)
    text = head.replace("NAME", name)
    text = text if "SITE" in text else text + GAME
    return Case(f"{way} / {name}", (("game.js", text.replace("SITE", f"{receiver}.{method}('x')")),), receiver, method, is_logger)


def cases(seed: int) -> Iterator[Case]:
    """All cases in an order of their own: each body, holder and carrier comes soon."""
    rng = random.Random(seed)
    plain = [unknown(way, name, name in NAMED, rng) for way in UNKNOWN for name in (*NAMED, *NOT_NAMED)]
    made = [
        known(body, holder, carrier, body in LOGS, rng)
        for holder in HOLDERS
        for carrier in CARRIERS
        if not (carrier == "required" and holder in _AT_TOP)
        for body in rng.sample((*LOGS, *DOES_MORE), 12)
    ]
    rng.shuffle(made)
    rng.shuffle(plain)
    while made or plain:
        yield from made[:4]
        yield from plain[:1]
        del made[:4], plain[:1]
