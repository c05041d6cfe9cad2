"""Ways to spoil text: bytes, tokens, nodes and whole pieces, by chance and again the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from migrator.javascript.parser import parse

Mutation = Callable[[bytes, bytes, Random], bytes]

_TOKEN = re.compile(rb"[\w$]+|\s+|\$\{|[^\w\s]")
_ODD = (
    "\u2028", "\u2029", "\ufeff", "\u202e", "\0", "\x1b[2J", "\r", "\r\n", "\x85", "\u00a0", "é", "e\u0301", "𝒳", "\U0001f600", "ﬁ", "ß",
    "\\u{70}", "\\x70", "\\", "`", "${", "}", "'", '"', "'''", "#", "//", "/*", "*/", "<!--", "\t", "\f", "->", "=>", "?.", "...", "$_", "$A", "<<<<<<< a\n",
)  # fmt: skip
_BYTES = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xfe\xff", b"\x80", b"\x00")
_PYTHON = (
    "env", "import random", "import numpy as np", "from math import *", "lambda x: x", "yield", "await f()", "async def f(): pass", "global a", "del env",
    "raise", "try:\n    a\nexcept A as e:\n    pass", "with a as b: pass", "for a in b: pass", "match a:\n    case [b, *_]: pass", "type A = int", "class A: pass",
    "f'{a!r:>{b}}'", "rb'\\x41'", "'\\N{DIGIT ONE}'", "0o17", "1_0j", "(a := 1)", "a if b else c", "[*a, *b]", "{**a}", "print(a)", "print(env.get_state())", "x: int = 1",
    "a @ b", "not a", "a[1:2, ...]", "@a\ndef f(a, /, b, *, c=1, **d): return a", "a = b = c", "a, (b, *c) = d", "a += 1", "exec('')", "${a}", "'''${a}'''", "f'{${a}}'",
)  # fmt: skip


def flip(data: bytes, _other: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def insert_odd(data: bytes, _other: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    what = random.choice(_ODD).encode() if random.random() < 0.9 else random.choice(_BYTES)
    return data[:at] + what + data[at:]


def truncate(data: bytes, _other: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] if random.random() < 0.5 else data[at:]


def drop_bytes(data: bytes, _other: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    return data[:start] + data[start + random.randint(1, 80) :]


def repeat(data: bytes, _other: bytes, random: Random) -> bytes:
    start = random.randint(0, len(data))
    piece = data[start : start + random.randint(1, 200)]
    return data[:start] + piece * random.choice((2, 3, 50)) + data[start:]


def tokens(data: bytes, _other: bytes, random: Random) -> bytes:
    """Drop, double or swap tokens."""
    found = _TOKEN.findall(data)
    for _ in range(random.randint(1, 3)):
        if len(found) < 2:
            break
        one, two = random.randrange(len(found)), random.randrange(len(found))
        what = random.randrange(4)
        if what == 0:
            del found[one]
        elif what == 1:
            found.insert(one, found[one])
        elif what == 2:
            found[one], found[two] = found[two], found[one]
        else:
            found[one] = found[two]
    return b"".join(found)


def lines(data: bytes, other: bytes, random: Random) -> bytes:
    """Drop, double, move or bring in lines."""
    found = data.split(b"\n")
    at, to = random.randrange(len(found)), random.randrange(len(found))
    what = random.randrange(4)
    if what == 0:
        del found[at]
    elif what == 1:
        found.insert(to, found[at])
    elif what == 2:
        found[at], found[to] = found[to], found[at]
    else:
        found.insert(at, random.choice(other.split(b"\n")))
    return b"\n".join(found)


def line_ends(data: bytes, _other: bytes, random: Random) -> bytes:
    end = random.choice((b"\r\n", b"\r", b"\n\n", b" \\\n", b"\n\t"))
    return re.sub(rb"\n", lambda match: end if random.random() < 0.5 else match[0], data)


def nodes(data: bytes, other: bytes, random: Random) -> bytes:
    """Put a node of one file in the place of a node of another, mostly of the same kind."""
    mine, theirs = _nodes(data), _nodes(other)
    if not mine or not theirs:
        return data
    kind, start, end = random.choice(mine)
    alike = [node for node in theirs if node[0] == kind]
    _, first, last = random.choice(alike if alike and random.random() < 0.8 else theirs)
    return data[:start] + other[first:last] + data[end:]


def _nodes(data: bytes) -> list[tuple[str, int, int]]:
    found = []
    stack = [parse(data).root_node]
    while stack:
        node = stack.pop()
        if node.is_named and node.parent is not None:
            found.append((node.type, node.start_byte, node.end_byte))
        stack.extend(node.children)
    return found


def nest(data: bytes, _other: bytes, random: Random) -> bytes:
    """Put brackets, by tens or by thousands, around a node."""
    found = _nodes(data)
    if not found:
        return data
    _, start, end = random.choice(found)
    opening, closing = random.choice(
        (
            (b"(", b")"),
            (b"[", b"]"),
            (b"{", b"}"),
            (b"f(", b")"),
            (b"`${", b"}`"),
            (b"!", b""),
            (b"a + ", b""),
            (b"a => ", b""),
        )
    )
    times = random.choice((1, 2, 100, 130, 1_200))
    return data[:start] + opening * times + data[start:end] + closing * times + data[end:]


def python(data: bytes, other: bytes, random: Random) -> bytes:
    """Spoil one program: its text between the backticks, by the other mutations or by Python of all kinds."""
    programs = list(re.finditer(rb"runPython(?:Async)?\(\s*`([^`]*)`", data))
    if not programs:
        return data
    program = random.choice(programs)
    text = program[1]
    if random.random() < 0.5:
        found = text.split(b"\n")
        at = random.randrange(len(found))
        margin = found[at][: len(found[at]) - len(found[at].lstrip())]
        new = (
            (random.choice(_PYTHON) if random.random() < 0.9 else _deep(random)).encode().replace(b"\n", b"\n" + margin)
        )
        if random.random() < 0.5:
            found.insert(at, margin + new)
        else:
            pieces = _TOKEN.findall(found[at]) or [b""]
            pieces[random.randrange(len(pieces))] = new
            found[at] = b"".join(pieces)
        text = b"\n".join(found)
    else:
        text = random.choice((flip, insert_odd, drop_bytes, repeat, tokens, lines, truncate))(text, other, random)
    return data[: program.start(1)] + text + data[program.end(1) :]


def _deep(random: Random) -> str:
    """An expression that nests or goes on for long."""
    opening, closing = random.choice(
        (
            ("(", ")"),
            ("[", "]"),
            ("f(", ")"),
            ("not ", ""),
            ("a + ", ""),
            ("a if b else ", ""),
            ("-", ""),
            ("a.", ""),
            ("lambda: ", ""),
        )
    )
    times = random.choice((20, 90, 100, 400, 1_400, 5_000))
    return opening * times + "a" + closing * times


def encoding(data: bytes, _other: bytes, random: Random) -> bytes:
    if random.random() < 0.7:
        return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"#!/a\n")) + data
    return data.decode("utf-8", "replace").encode(
        random.choice(("utf-16", "utf-16-le", "utf-32", "latin-1")), "replace"
    )


MUTATIONS: dict[str, tuple[Mutation, int]] = {
    "flip": (flip, 2),
    "insert odd": (insert_odd, 3),
    "truncate": (truncate, 1),
    "drop bytes": (drop_bytes, 2),
    "repeat": (repeat, 1),
    "tokens": (tokens, 5),
    "lines": (lines, 4),
    "line ends": (line_ends, 1),
    "nodes": (nodes, 6),
    "nest": (nest, 1),
    "python": (python, 8),
    "encoding": (encoding, 1),
}
FOR_PAGES = ("flip", "insert odd", "truncate", "drop bytes", "repeat", "tokens", "lines", "line ends")


def mutate(data: bytes, other: bytes, random: Random, names: tuple[str, ...] = tuple(MUTATIONS)) -> tuple[bytes, list[str]]:  # fmt: skip
    """``data`` after one to three mutations, and their names."""
    chosen = random.choices(names, [MUTATIONS[name][1] for name in names], k=random.choice((1, 1, 1, 2, 3)))
    for name in chosen:
        data = MUTATIONS[name][0](data, other, random)
    return data, chosen
