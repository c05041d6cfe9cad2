"""Other wordings of the Python that a file runs: each changes what never decides a match, and keeps the meaning.

A wording of one program takes its text, in which each hole is an identifier, and gives another text or None. What it
gives is looked at again, with Python's own parser, before it goes into the file: a wording of the layout must leave the
syntax tree alone, any other must leave what the program does alone (see `meaning`).
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from migrator.javascript.source import Source
from tests.whole.wordings.edits import Edit, apply
from tests.whole.wordings.meaning import does
from tests.whole.wordings.rename import literals_in, names_read_elsewhere

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.embedded import Embedded

HOLE = re.compile(r"__hole(?:_x)*_\d+__")
_STANDARD = sorted(sys.stdlib_module_names)
_SIMPLE = (
    ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Raise, ast.Assert, ast.Delete, ast.Pass,
    ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Break, ast.Continue,
)  # fmt: skip


# -- a program and its file --------------------------------------------------------------------------------------------


@dataclass
class Program:
    """One program: its text, its tree, and what the rest of the file means for it."""

    text: str
    random: Random
    kept: frozenset[str]  # names that others read from the interpreter
    words: set[str]  # names of the whole file, which a new one must not be
    tree: ast.Module = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.text)
        self._starts = [0]
        for line in self.text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._lines = self.text.splitlines(keepends=True)

    def at(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: a line from 1 and a column in UTF-8 bytes."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        return self._starts[line - 1] + len(text.encode()[:column].decode())

    def start(self, node: ast.AST) -> int:
        return self.at(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self.at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def code(self, node: ast.AST) -> str:
        return self.text[self.start(node) : self.end(node)]

    def indent(self, node: ast.AST) -> str | None:
        """The indentation of a statement that begins its line; None for one that does not."""
        start = self.start(node)
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return before if not before.strip() else None

    @property
    def tokens(self) -> list[tokenize.TokenInfo]:
        return list(_whole_strings(tokenize.generate_tokens(io.StringIO(self.text).readline), self))

    def offset(self, place: tuple[int, int]) -> int:
        """The offset of a place that `tokenize` gives."""
        return self._starts[place[0] - 1] + place[1]

    @property
    def blocks(self) -> Iterator[list[ast.stmt]]:
        """Every list of statements, those of classes left out."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                continue
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    yield block

    @property
    def value(self) -> ast.stmt | None:
        """The last statement, whose value the caller may get."""
        return self.tree.body[-1] if self.tree.body else None

    def fresh(self, stem: str) -> str:
        number = 1
        while f"{stem}{number}" in self.words:
            number += 1
        self.words.add(f"{stem}{number}")
        return f"{stem}{number}"

    def chance(self) -> bool:
        return self.random.random() < 0.7


def _removed(program: Program, node: ast.AST) -> Edit[str] | None:
    """The edit that takes a statement out; None where what shares its line makes that hard."""
    text = program.text
    start, end = program.start(node), program.end(node)
    behind = re.compile(r"[ \t]*;[ \t]*(?=[^\s#])").match(text, end)
    if behind:
        return start, behind.end(), ""
    before = re.search(r";[ \t]*\Z", text[:start])
    if before:
        return before.start(), end, ""
    line_end = re.compile(r"[ \t]*;?[ \t]*(?:#[^\n]*)?(?:\n|\Z)").match(text, end)
    indent = program.indent(node)
    if indent is None or line_end is None or HOLE.search(line_end.group()):
        return None
    return start - len(indent), line_end.end(), ""


def _apply_some(program: Program, edits: list[Edit[str]]) -> str:
    """Those of the edits that do not overlap."""
    chosen: list[Edit[str]] = []
    for edit in sorted(edits):
        if not chosen or edit[0] >= chosen[-1][1]:
            chosen.append(edit)
    return apply(program.text, chosen)


# Where Python 3.12 begins and ends a string with fields, which is one token before.
_BEGIN, _END = getattr(tokenize, "FSTRING_START", None), getattr(tokenize, "FSTRING_END", None)


def _whole_strings(tokens: Iterable[tokenize.TokenInfo], program: Program) -> Iterator[tokenize.TokenInfo]:
    """The tokens, with each string that has fields as one."""
    begun: list[tokenize.TokenInfo] = []
    for token in tokens:
        if token.type == _BEGIN:
            begun.append(token)
        elif token.type == _END and len(begun) > 1:
            begun.pop()
        elif token.type == _END:
            text = program.text[program.offset(begun[0].start) : program.offset(token.end)]
            yield tokenize.TokenInfo(tokenize.STRING, text, begun.pop().start, token.end, token.line)
        elif not begun:
            yield token


Change = Callable[[Program], "str | None"]


def wording(change: Change, *, layout: bool = False) -> Callable[[bytes, Random], bytes | None]:
    """The wording of a file that makes this change in each of its programs."""

    def apply_to(data: bytes, random: Random) -> bytes | None:
        source = Source.read("wording", data)
        kept = names_read_elsewhere(data)
        words = set(re.findall(r"[^\W\d]\w*", data.decode("utf-8")))
        edits: list[Edit[bytes]] = []
        for node, embedded in literals_in(source):
            try:
                program = Program(embedded.text, random, kept, words)
                text = change(program)
            except (SyntaxError, tokenize.TokenError):
                continue
            if text is None or text == embedded.text:
                continue
            same = same_text(embedded.text, text) if layout else same_program(embedded.text, text, kept)
            assert same, f"a wording changes the meaning:\n{embedded.text}\n--\n{text}"
            edits.append((node.start_byte, node.end_byte, _literal(source, node, embedded, text)))
        return _with(data, edits)

    apply_to.__doc__ = change.__doc__
    apply_to.__name__ = change.__name__
    return apply_to


def margin(new: str) -> Callable[[bytes, Random], bytes | None]:
    """The wording that gives every line of each program this indentation, besides its own."""

    def apply_to(data: bytes, _random: Random) -> bytes | None:
        source = Source.read("wording", data)
        edits = []
        for node, embedded in literals_in(source):
            if not embedded.text.strip() or not _is_python(embedded.text):
                continue
            text = embedded.text if embedded.text.startswith("\n") else "\n" + embedded.text
            literal = _literal(source, node, embedded, text, new)
            if literal != data[node.start_byte : node.end_byte]:
                edits.append((node.start_byte, node.end_byte, literal))
        return _with(data, edits)

    return apply_to


def _with(data: bytes, edits: list[Edit[bytes]]) -> bytes | None:
    if not edits:
        return None
    result = apply(data, edits)
    Source.read("wording", result)
    return result if result != data else None


def _literal(source: Source, node: Node, embedded: Embedded, text: str, indent: str | None = None) -> bytes:
    """``text`` as a template literal that stands for ``node``, with its indentation or with ``indent``."""
    raw = source.text(node.start_byte + 1, node.end_byte - 1)
    if indent is None:
        first = re.search(r"(?:^|[\r\n])([ \t]*)[^\s]", raw) if re.match(r"\s*[\r\n]", raw) else None
        own = re.search(r"^([ \t]*)\S", embedded.text, re.MULTILINE)
        indent = first[1].removesuffix(own[1]) if first and own else ""
    spelled = _spelled(
        source, embedded, "\n".join(indent + line if line.strip() else line for line in text.split("\n"))
    )
    tail = re.search(r"[\r\n]([ \t]*)\Z", raw)
    if tail and text.endswith("\n"):
        spelled += tail[1]
    return f"`{spelled.replace(chr(10), source.newline)}`".encode()


def _spelled(source: Source, embedded: Embedded, text: str) -> str:
    """Cooked text as it is written in a template literal, each hole as it was."""
    holes = {hole.placeholder: source.text(hole.node.start_byte, hole.node.end_byte) for hole in embedded.holes}
    pieces = []
    at = 0
    for match in HOLE.finditer(text):
        pieces += [_escaped(text[at : match.start()]), holes[match.group()]]
        at = match.end()
    return "".join((*pieces, _escaped(text[at:])))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r")


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


# -- that the meaning stays --------------------------------------------------------------------------------------------


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same syntax tree; strings that stand as statements, as comments, aside."""
    try:
        return _dump(one) == _dump(other)
    except SyntaxError:
        return False


def same_program(one: str, other: str, kept: frozenset[str]) -> bool:
    """Whether two programs do the same, give the same and leave the same globals to those who read them."""
    return does(one, kept) == does(other, kept)


def _dump(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, [item for item in block if not _is_comment(item, tree.body)])
    return ast.dump(tree)


def _is_comment(statement: ast.AST, top: list[ast.stmt]) -> bool:
    """Whether a statement is a string and nothing more; the last one is the value."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and not (top and statement is top[-1])
        and not HOLE.search(statement.value.value)
    )


# -- strings -----------------------------------------------------------------------------------------------------------


def _strings(program: Program) -> Iterator[tuple[int, int, str]]:
    """The plain strings without holes: where each stands, and its value."""
    for token in program.tokens:
        if token.type == tokenize.STRING and re.match(r"[rRuU]?['\"]", token.string) and not HOLE.search(token.string):
            yield program.offset(token.start), program.offset(token.end), ast.literal_eval(token.string)


def _spell(value: str, quote: str) -> str:
    """A string literal with these quotes, on one line."""
    special = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", quote[0]: f"\\{quote[0]}"}
    plain = (char if char.isprintable() else repr(char)[1:-1] for char in value)
    inner = "".join(special.get(old, new) for old, new in zip(value, plain, strict=True))
    return f"{quote}{inner}{quote}"


def quotes(program: Program) -> str:
    """Every string has other quotes."""
    edits = []
    for start, end, value in _strings(program):
        old = program.text[start:end].lstrip("rRuU")
        styles = [
            quote for quote in ("'", '"', "'''", '"""') if not (old.startswith(quote) and old[len(quote)] != quote)
        ]
        edits.append((start, end, _spell(value, program.random.choice(styles))))
    return apply(program.text, edits)


def swapped_quotes(program: Program) -> str:
    """Strings in single quotes have double ones, and the other way round."""
    edits = []
    for start, end, value in _strings(program):
        style = '"' if program.text[start:end].lstrip("rRuU")[0] == "'" else "'"
        edits.append((start, end, _spell(value, style)))
    return apply(program.text, edits)


def raw_strings(program: Program) -> str:
    """Strings have an `r` where they are the same with it."""
    edits = [
        (start, start, "r")
        for start, end, value in _strings(program)
        if program.text[start] in "'\"" and ast.literal_eval("r" + program.text[start:end]) == value
    ]
    return apply(program.text, edits)


def split_strings(program: Program) -> str:
    """Strings are written as two that stand side by side."""
    edits = []
    for start, end, value in _strings(program):
        if len(value) > 1:
            cut = program.random.randrange(1, len(value))
            edits.append((start, end, f"{_spell(value[:cut], chr(39))} {_spell(value[cut:], chr(34))}"))
    return apply(program.text, edits)


def field_quotes(program: Program) -> str:
    """Strings with fields have other quotes."""
    edits = []
    for token in program.tokens:
        match = re.fullmatch(r"([fF])('|\")([^'\"\\\n]*)\2", token.string)
        if token.type == tokenize.STRING and match and not HOLE.search(token.string):
            other = '"' if match[2] == "'" else "'"
            edits.append((program.offset(token.start), program.offset(token.end), f"f{other}{match[3]}{other}"))
    return apply(program.text, edits)


# -- layout ------------------------------------------------------------------------------------------------------------

_REMARKS = (
    "# why not", "#", "# it's", '# """', "# env.set_state(x)", "# `code`", "# ${seed}", "# import torch; x = 1", "# \\", "#! é",
)  # fmt: skip


def _line_ends(program: Program) -> Iterator[int]:
    """Offsets of the ends of lines at which a comment may stand."""
    ends = {tokenize.NEWLINE, tokenize.NL}
    for token in program.tokens:
        if token.type in ends and token.string:
            yield program.offset(token.start)


def comments_behind(program: Program) -> str:
    """Comments at the end of lines."""
    ends = [end for end in _line_ends(program) if "#" not in program.text[program.text.rfind("\n", 0, end) + 1 : end]]
    return apply(program.text, [(end, end, "  " + program.random.choice(_REMARKS)) for end in ends])


def comments_above(program: Program) -> str:
    """Comments on lines of their own, indented anyhow."""
    remark = program.random.choice
    edits = [(0, 0, "# first\n")] if program.text.startswith("\n") else []
    for end in _line_ends(program):
        edits.append((end, end, f"\n{remark(('', '  ', '        '))}{remark(_REMARKS)}"))
    return apply(program.text, edits)


def no_comments(program: Program) -> str:
    """No comments."""
    return apply(
        program.text,
        [
            (program.offset(token.start), program.offset(token.end), "")
            for token in program.tokens
            if token.type == tokenize.COMMENT and not HOLE.search(token.string)
        ],
    )


def blank_lines(program: Program) -> str:
    """Empty lines between any two lines."""
    return apply(program.text, [(end, end, program.random.choice(("", "\n", "\n  \n"))) for end in _line_ends(program)])


def trailing_spaces(program: Program) -> str:
    """Spaces at the end of lines."""
    return apply(program.text, [(end, end, program.random.choice((" ", "\t", "   "))) for end in _line_ends(program)])


def joined_by_semicolons(program: Program) -> str | None:
    """Small statements stand on one line, with semicolons."""
    edits = []
    for block in program.blocks:
        for one, other in pairwise(block):
            if isinstance(one, _SIMPLE) and isinstance(other, _SIMPLE) and program.chance():
                start, end = program.end(one), program.start(other)
                if re.fullmatch(r"\s*", program.text[start:end]):
                    edits.append((start, end, program.random.choice(("; ", ";", " ; "))))
    return apply(program.text, edits)


def closed_by_semicolons(program: Program) -> str:
    """Small statements end with a semicolon; not the last one, where that would take the value away."""
    edits = [
        (program.end(statement), program.end(statement), ";")
        for block in program.blocks
        for statement in block
        if isinstance(statement, _SIMPLE)
        and statement is not program.value
        and re.match(r"[ \t]*(?:\n|#|$)", program.text[program.end(statement) :])
    ]
    return apply(program.text, edits)


def one_statement_a_line(program: Program) -> str:
    """No semicolons: each statement has a line of its own."""
    edits = []
    for block in program.blocks:
        for one, other in pairwise(block):
            start, end = program.end(one), program.start(other)
            line = program.text[program.text.rfind("\n", 0, start) + 1 :]
            if re.fullmatch(r"[ \t]*;[ \t]*", program.text[start:end]) and program.indent(block[0]) is not None:
                edits.append((start, end, "\n" + line[: len(line) - len(line.lstrip(" \t"))]))
    return apply(program.text, edits)


def broken_lines(program: Program) -> str:
    """Lines are broken after commas and brackets."""
    edits = []
    depth = 0
    for token in program.tokens:
        if token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if depth and token.string in "([{,":
            end = program.offset(token.end)
            if program.random.random() < 0.4:
                edits.append((end, end, program.random.choice(("\n", "\n        "))))
    return apply(program.text, edits)


def joined_lines(program: Program) -> str:
    """What stands in brackets stands on one line."""
    edits = []
    depth = 0
    for token in program.tokens:
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.COMMENT and depth and not HOLE.search(token.string):
            edits.append((program.offset(token.start), program.offset(token.end), ""))
        elif token.type == tokenize.NL and depth:
            start = program.offset(token.start)
            following = re.compile(r"\n[ \t]*").match(program.text, start)
            edits.append((start, following.end() if following else start + 1, " "))
    return apply(program.text, edits)


def spaced(program: Program) -> str:
    """Spaces on both sides of operators and brackets."""
    edits = []
    for token in program.tokens:
        if token.type == tokenize.OP and token.string not in ";":
            start, end = program.offset(token.start), program.offset(token.end)
            if program.text[:start].rpartition("\n")[2].strip():  # else it would be indentation
                edits.append((start, start, " "))
            edits.append((end, end, " "))
    return apply(program.text, edits)


def other_depth(program: Program) -> str | None:
    """Blocks are indented by three spaces."""
    if any(token.type == tokenize.STRING and "\n" in token.string for token in program.tokens):
        return None
    text = re.sub(r"^(?: {4})+", lambda match: match.group().replace("    ", "   "), program.text, flags=re.MULTILINE)
    return text if same_text(program.text, text) else None


def suites_on_the_line(program: Program) -> str:
    """A block of one small statement stands on the line of its head."""
    edits = []
    for node in ast.walk(program.tree):
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(block, list) or len(block) != 1 or not isinstance(block[0], _SIMPLE):
                continue
            start = program.start(block[0])
            gap = re.search(r":(\s*\n\s*)\Z", program.text[:start])
            if gap:
                edits.append((gap.start(1), gap.end(1), " "))
    return apply(program.text, edits)


# -- docstrings --------------------------------------------------------------------------------------------------------

_TEXTS = ("'''Why.'''", '"""Reads `env`,\nand says: env.get_state()."""', "'one'", 'r"""\\d"""')


def docstrings(program: Program) -> str | None:
    """The program and its functions have docstrings."""
    edits = []
    for node in ast.walk(program.tree):
        if not isinstance(node, (ast.Module, ast.FunctionDef)) or ast.get_docstring(node) is not None:
            continue
        if isinstance(node, ast.Module) and not node.body:
            continue
        if isinstance(node.body[0], ast.ImportFrom) and node.body[0].module == "__future__":
            continue
        indent = program.indent(node.body[0])
        start = program.start(node.body[0])
        text = program.random.choice(_TEXTS)
        edits.append(
            (start, start, f"{text}\n{indent}" if indent is not None else f"{text.splitlines()[0][:1]}doc{text[0]}; ")
        )
    return apply(program.text, edits)


def no_docstrings(program: Program) -> str:
    """No docstrings."""
    edits = []
    for node in ast.walk(program.tree):
        if not isinstance(node, (ast.Module, ast.FunctionDef)) or ast.get_docstring(node) is None or len(node.body) < 2:
            continue
        if _is_comment(node.body[0], program.tree.body):
            removed = _removed(program, node.body[0])
            edits += [removed] if removed else []
    return apply(program.text, edits)


def strings_as_comments(program: Program) -> str:
    """Strings stand as statements, where others write comments."""
    return _between(program, lambda _names: program.random.choice(_TEXTS[::2]), 0.4)


# -- imports -----------------------------------------------------------------------------------------------------------


def _imports(program: Program) -> list[ast.Import | ast.ImportFrom]:
    """The imports at the top that stand on lines of their own and are no `import *`."""
    return [
        node
        for node in program.tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and node is not program.value
        and not any(alias.name == "*" for alias in node.names)
        and getattr(node, "module", "") != "__future__"
    ]


def _import_text(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> str:
    listed = ", ".join(f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in names)
    return (
        f"import {listed}"
        if isinstance(node, ast.Import)
        else f"from {'.' * node.level}{node.module or ''} import {listed}"
    )


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _runs(program: Program) -> Iterator[list[ast.Import | ast.ImportFrom]]:
    """Imports that stand one after the other, and bind each name once."""
    listed = _imports(program)
    run: list[ast.Import | ast.ImportFrom] = []
    for statement in [*program.tree.body, None]:
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and statement in listed:
            run.append(statement)
            continue
        names = [_bound(alias) for node in run for alias in node.names if alias.asname or "." not in alias.name]
        if len(run) > 0 and len(set(names)) == len(names):
            yield run
        run = []


def imports_reordered(program: Program) -> str:
    """Imports in another order."""
    edits = []
    for run in _runs(program):
        order = list(reversed(run)) if len(run) == 2 else program.random.sample(run, len(run))
        edits += [
            (program.start(old), program.end(old), program.code(new)) for old, new in zip(run, order, strict=True)
        ]
    return apply(program.text, edits)


def imports_merged(program: Program) -> str:
    """`import a, b` for two imports."""
    edits: list[Edit[str]] = []
    for run in _runs(program):
        if len(run) < 2 or not all(isinstance(node, ast.Import) for node in run):
            continue
        between = [program.text[program.end(one) : program.start(other)] for one, other in pairwise(run)]
        if not all(re.fullmatch(r"\s*;?\s*", text) for text in between):
            continue
        names = [alias for node in run for alias in node.names]
        edits.append((program.start(run[0]), program.end(run[-1]), _import_text(run[0], names)))
    return apply(program.text, edits)


def imports_split(program: Program) -> str:
    """One import for each name."""
    edits = []
    for node in _imports(program):
        if len(node.names) < 2:
            continue
        indent = program.indent(node)
        glue = "; " if indent is None else f"\n{indent}"
        edits.append(
            (program.start(node), program.end(node), glue.join(_import_text(node, [alias]) for alias in node.names))
        )
    return apply(program.text, edits)


_MODULES = frozenset({"numpy.random", "os.path"})


def imports_respelled(program: Program) -> str | None:
    """Imports in another spelling: `import numpy` for `import numpy as np`, `from hashlib import md5`, other aliases."""
    stored = _stored(program.tree)
    parents = {child: node for node in ast.walk(program.tree) for child in ast.iter_child_nodes(node)}
    edits: list[Edit[str]] = []
    for node in _imports(program):
        texts = []
        for alias in node.names:
            text, changes = _respelled(program, node, alias, stored, parents)
            texts.append(text)
            edits += changes
        glue = "; " if program.indent(node) is None else f"\n{program.indent(node)}"
        edits.append((program.start(node), program.end(node), glue.join(texts)))
    return apply(program.text, edits)


def _stored(tree: ast.Module) -> dict[str, int]:
    """How often each name is bound."""
    found: dict[str, int] = {}

    def note(name: str | None) -> None:
        if name:
            found[name] = found.get(name, 0) + 1

    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            note(node.id)
        elif isinstance(node, ast.arg):
            note(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)):
            note(node.name)
        elif isinstance(node, ast.alias):
            note(_bound(node))
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            for name in node.names:
                note(name)
                note(name)
    return found


def _respelled(
    program: Program,
    node: ast.Import | ast.ImportFrom,
    alias: ast.alias,
    stored: dict[str, int],
    parents: dict[ast.AST, ast.AST],
) -> tuple[str, list[Edit[str]]]:
    """An import in another spelling, and what its uses become."""
    same = _import_text(node, [alias])
    name = _bound(alias)
    foreign = _package(node, alias) not in (*_STANDARD, "numpy")
    if foreign or stored.get(name) != 1 or name in program.kept or (isinstance(node, ast.ImportFrom) and node.level):
        return same, []
    uses = [use for use in ast.walk(program.tree) if isinstance(use, ast.Name) and use.id == name]
    if any(isinstance(parents.get(use), ast.FormattedValue) for use in uses):
        return same, []
    path = alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
    if isinstance(node, ast.ImportFrom) or (alias.asname is None and "." in path):
        return _plain_import(program, node, path, name, uses, parents)
    choice = program.random.choice(("other alias", "no alias", "members", "members"))
    if choice == "members" and uses:
        members = [parents[use] for use in uses]
        if all(isinstance(member, ast.Attribute) and isinstance(member.ctx, ast.Load) for member in members):
            return _member_imports(program, path, members, parents)
    top = path.partition(".")[0]
    free = top not in program.words - {path} and top not in stored and path not in program.kept
    if choice == "no alias" and alias.asname is not None and free:
        return f"import {path}", [(program.start(use), program.end(use), path) for use in uses]
    fresh = program.fresh("mod")
    return f"import {path} as {fresh}", [(program.start(use), program.end(use), fresh) for use in uses]


def _plain_import(
    program: Program,
    node: ast.Import | ast.ImportFrom,
    path: str,
    name: str,
    uses: list[ast.Name],
    parents: dict[ast.AST, ast.AST],
) -> tuple[str, list[Edit[str]]]:
    if isinstance(node, ast.Import):  # `import a.b` binds `a`
        fresh = program.fresh("mod")
        whole = [parents[use] for use in uses]
        if not all(isinstance(use, ast.Attribute) and f"{name}.{use.attr}" == path for use in whole):
            return f"import {path}", []
        return f"import {path} as {fresh}", [(program.start(use), program.end(use), fresh) for use in whole]
    fresh = program.fresh("mod")
    module, _, member = path.rpartition(".")
    edits = [(program.start(use), program.end(use), f"{fresh}.{member}") for use in uses]
    return f"import {module} as {fresh}", edits


def _member_imports(
    program: Program, path: str, members: list[ast.AST], parents: dict[ast.AST, ast.AST]
) -> tuple[str, list[Edit[str]]]:
    """`from path import member` for each member that is used; a module within a module is gone through."""
    if len({getattr(member, "attr", "") for member in members}) == 1:
        inner = f"{path}.{getattr(members[0], 'attr', '')}"
        outer = [parents[member] for member in members]
        if inner in _MODULES and all(isinstance(at, ast.Attribute) for at in outer) and program.chance():
            return _member_imports(program, inner, outer, parents)
    names: dict[str, str] = {}
    edits = []
    for member in members:
        attribute = getattr(member, "attr", "")
        free = attribute not in program.words | set(dir(builtins))
        names.setdefault(attribute, attribute if free else program.fresh("part"))
        edits.append((program.start(member), program.end(member), names[attribute]))
    listed = ", ".join(old if old == new else f"{old} as {new}" for old, new in names.items())
    return f"from {path} import {listed}", edits


_UNUSED = (
    ("math", "pi"), ("os.path", "join"), ("collections", "deque"), ("functools", "partial"), ("numpy", "float32"),
    ("typing", "Any"), ("numpy.random", "default_rng"),
)  # fmt: skip


def unused_imports(program: Program) -> str:
    """Modules of the standard library and NumPy are imported for nothing."""

    def text(_names: list[str]) -> str:
        module, member = program.random.choice(_UNUSED)
        spellings = (
            f"import {module} as {program.fresh('mod')}",
            f"from {module} import {member} as {program.fresh('part')}",
        )
        return program.random.choice(spellings)

    return _between(program, text, 0.4)


def no_unused_imports(program: Program) -> str:
    """Imports of the standard library and NumPy that nothing reads are gone."""
    read = {node.id for node in ast.walk(program.tree) if isinstance(node, ast.Name)}
    edits = []
    for node in _imports(program):
        if len(program.tree.body) < 2 or not all(
            _bound(alias) not in read | program.kept and _package(node, alias) in (*_STANDARD, "numpy")
            for alias in node.names
        ):
            continue
        removed = _removed(program, node)
        edits += [removed] if removed else []
    return _apply_some(program, edits)


def _package(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    return (alias.name if isinstance(node, ast.Import) else node.module or "").partition(".")[0]


# -- calls -------------------------------------------------------------------------------------------------------------


def keyword_order(program: Program) -> str:
    """Keyword arguments in another order, where at most one of them has an effect."""
    edits: list[Edit[str]] = []
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.Call) or len(node.keywords) < 2 or any(item.arg is None for item in node.keywords):
            continue
        extents = [(program.start(item), program.end(item)) for item in node.keywords]
        if sum(_may_act(item.value) for item in node.keywords) > 1:
            continue
        if any(a <= start < b for a, b, _ in edits for start, _ in extents):
            continue
        values = [program.text[start:end] for start, end in extents]
        order = list(reversed(values)) if len(values) == 2 else program.random.sample(values, len(values))
        edits += [(start, end, text) for (start, end), text in zip(extents, order, strict=True)]
    return apply(program.text, edits)


def _may_act(expression: ast.expr) -> bool:
    """Whether an expression holds a call, a hole or anything else that may have an effect."""
    return any(
        isinstance(node, (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr))
        or (isinstance(node, ast.Name) and HOLE.search(node.id))
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and HOLE.search(node.value))
        for node in ast.walk(expression)
    )


# -- temporaries -------------------------------------------------------------------------------------------------------


def _evaluated(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions below and with a node in the order in which they are evaluated, up to where that is not sure."""
    below: list[ast.expr]
    if isinstance(node, (ast.Expr, ast.Return, ast.Assign)):
        below = [node.value] if node.value else []
    elif isinstance(node, ast.Raise):
        below = [node.exc] if node.exc else []
    elif isinstance(node, (ast.Assert, ast.If)):
        below = [node.test]
    elif isinstance(node, ast.For):
        below = [node.iter]
    elif isinstance(node, ast.Call):
        below = [node.func]
        if all(not isinstance(item, ast.Starred) for item in node.args) and all(item.arg for item in node.keywords):
            below += [*node.args, *(item.value for item in node.keywords)]
    elif isinstance(node, (ast.Attribute, ast.Await)):
        below = [node.value]
    elif isinstance(node, ast.Subscript):
        below = [node.value, node.slice]
    elif isinstance(node, ast.Slice):
        below = [item for item in (node.lower, node.upper, node.step) if item]
    elif isinstance(node, ast.BinOp):
        below = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp):
        below = [node.operand]
    elif isinstance(node, ast.Compare):
        below = [node.left, node.comparators[0]]
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        below = node.elts if not any(isinstance(item, ast.Starred) for item in node.elts) else []
    elif isinstance(node, ast.Dict):
        below = [part for pair in zip(node.keys, node.values, strict=True) for part in pair if part]
        below = below if all(node.keys) else []
    elif isinstance(node, ast.BoolOp):
        below = node.values[:1]
    elif isinstance(node, ast.IfExp):
        below = [node.test]
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        below = [node.generators[0].iter]
    else:
        below = []
    sure = not isinstance(node, (ast.BoolOp, ast.IfExp, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))
    for item in below:
        for inner in _evaluated(item):
            yield inner
            if inner is _UNSURE:
                return
    if isinstance(node, ast.expr):
        if sure and not isinstance(node, (ast.Lambda, ast.JoinedStr, ast.NamedExpr, ast.Yield)):
            yield node
        else:
            yield _UNSURE


_UNSURE = ast.expr()


def temporaries(program: Program) -> str:
    """What a statement evaluates first is bound to a name in a statement before; what is printed aside."""
    return _with_temporaries(program, lambda statement: not _prints(statement))


def printed_temporaries(program: Program) -> str:
    """What is printed is bound to a name in the statement before."""
    return _with_temporaries(program, _prints)


def _prints(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and _is_print(statement.value)


def _with_temporaries(program: Program, chosen: Callable[[ast.stmt], bool]) -> str:
    edits = []
    for block in program.blocks:
        for statement in block:
            indent = program.indent(statement)
            if indent is None or not isinstance(statement, (*_SIMPLE, ast.If, ast.For)) or not program.chance():
                continue
            if not chosen(statement):
                continue
            if isinstance(statement, ast.If) and program.text.startswith("elif", program.start(statement)):
                continue
            if _is_comment(statement, program.tree.body):
                continue
            found = _first_parts(statement)
            if not found:
                continue
            part = program.random.choice(found)
            name = program.fresh("tmp")
            start = program.start(statement)
            edits += [
                (start, start, f"{name} = {_in_brackets(program, part)}\n{indent}"),
                (program.start(part), program.end(part), name),
            ]
    return apply(program.text, edits)


def _first_parts(statement: ast.stmt) -> list[ast.expr]:
    """Parts of a statement that are evaluated before all else but names, their members and literals."""
    found = []
    acted: list[ast.expr] = []
    for node in _evaluated(statement):
        if node is _UNSURE:
            break
        if isinstance(node, ast.Constant) or _is_path(node):
            continue
        below = set(ast.walk(node))
        if below.issuperset(acted) and not isinstance(node, ast.Slice) and not _is_print(node):
            found.append(node)
        acted.append(node)
    return found


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def _is_path(node: ast.expr) -> bool:
    """Whether an expression is a name, or members of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _in_brackets(program: Program, node: ast.expr) -> str:
    code = program.code(node)
    return f"({code})" if "\n" in code else code


def no_temporaries(program: Program) -> str | None:
    """A name that is bound once and read once, by the next statement before all else, is written where it is read."""
    text = program.text
    changed = False
    for _ in range(40):
        current = Program(text, program.random, program.kept, program.words)
        after = _without_one(current)
        if after is None:
            return text if changed else None
        text, changed = after, True
    return text


def _without_one(program: Program) -> str | None:
    stored = _stored(program.tree)
    reads: dict[str, int] = {}
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            reads[node.id] = reads.get(node.id, 0) + 1
    for block in program.blocks:
        for one, other in pairwise(block):
            if not isinstance(one, ast.Assign) or len(one.targets) != 1 or not isinstance(one.targets[0], ast.Name):
                continue
            name = one.targets[0].id
            if stored.get(name) != 1 or reads.get(name) != 1 or name in program.kept or name == "env":
                continue
            if isinstance(other, ast.If) and program.text.startswith("elif", program.start(other)):
                continue
            if isinstance(one.value, ast.Name) and HOLE.fullmatch(one.value.id) and isinstance(other, ast.Expr):
                continue  # a hole that stands as a statement may be several
            place = _only_still_before(other, name)
            if place is None:
                continue
            removed = _removed(program, one)
            if removed is None or removed[1] > program.start(place):
                continue
            value = (program.start(place), program.end(place), f"({program.code(one.value)})")
            return apply(program.text, [removed, value])
    return None


def _only_still_before(statement: ast.stmt, name: str) -> ast.Name | None:
    """Where a statement reads a name, if it reads nothing but names, members and literals before."""
    for node in _evaluated(statement):
        if node is _UNSURE:
            return None
        if isinstance(node, ast.Name) and node.id == name:
            return node
        if not (isinstance(node, ast.Constant) or _is_path(node)):
            return None
    return None


# -- prints ------------------------------------------------------------------------------------------------------------


def _between(program: Program, text: Callable[[list[str]], str], chance: float) -> str:
    """``text`` (given names that are bound by now) as a statement before others; never as the last of the program."""
    edits = []
    for block in program.blocks:
        names: list[str] = []
        for index, statement in enumerate(block):
            indent = program.indent(statement)
            elif_ = isinstance(statement, ast.If) and program.text.startswith("elif", program.start(statement))
            future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            docstring = index == 0 and _is_comment(statement, program.tree.body)
            if not (elif_ or future or docstring) and program.random.random() < chance:
                start = program.start(statement)
                new = text(names)
                if indent is not None:
                    edits.append((start, start, f"{new}\n{indent}"))
                elif isinstance(statement, _SIMPLE) and "\n" not in new:
                    edits.append((start, start, f"{new}; "))
            if isinstance(statement, ast.Assign):
                names += [
                    node.id
                    for target in statement.targets
                    for node in ast.walk(target)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                ]
    return apply(program.text, edits)


def prints(program: Program) -> str:
    """Lines are printed between statements."""

    def text(names: list[str]) -> str:
        random = program.random
        if names and random.random() < 0.6:
            name = random.choice(names)
            return random.choice(
                (
                    f'print(f"{{{name}}}")',
                    f"print('{name}:', {name})",
                    f"print({name}, flush=True)",
                    f"print('%s' % len({name}))",
                )
            )
        return random.choice(('print("here")', "print()", 'print("a", 1, sep="")', "print('env.get_state()')"))

    return _between(program, text, 0.5)


def no_prints(program: Program) -> str:
    """Lines that only print are gone, with the branches that held nothing else."""
    edits: list[Edit[str]] = []

    bound = set(_stored(program.tree))

    def is_print(node: ast.AST) -> bool:
        # One that reads a global of another program would take a reader of that global away.
        read = {below.id for below in ast.walk(node) if isinstance(below, ast.Name) and not HOLE.search(below.id)}
        return (
            isinstance(node, ast.Expr)
            and _is_print(node.value)
            and all(_is_still(below) for below in ast.iter_child_nodes(node.value))
            and read <= bound | set(dir(builtins))
        )

    def prints_only(node: ast.AST) -> bool:
        return isinstance(node, ast.If) and _is_still(node.test) and all(map(goes, (*node.body, *node.orelse)))

    def goes(node: ast.AST) -> bool:
        return is_print(node) or prints_only(node)

    def is_elif(node: ast.AST) -> bool:
        return isinstance(node, ast.If) and program.text.startswith("elif", program.start(node))

    def walk(block: list[ast.stmt]) -> None:
        for node in block:
            if node is program.value:
                pass
            elif goes(node) and not is_elif(node) and (not all(map(goes, block)) or block is program.tree.body):
                removed = _removed(program, node)
                edits.extend([removed] if removed else [])
                continue
            for name in ("body", "orelse", "finalbody"):
                inner = getattr(node, name, None)
                if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
                    walk(inner)

    walk(program.tree.body)
    return _apply_some(program, edits)


def _is_still(node: ast.AST) -> bool:
    """Whether an expression has no effect: no call but a few, no hole but alone."""
    for below in ast.walk(node):
        if isinstance(below, ast.Call):
            listed = isinstance(below.func, ast.Name) and below.func.id in (
                "len",
                "str",
                "type",
                "isinstance",
                "hasattr",
            )
            joined = isinstance(below.func, ast.Attribute) and isinstance(below.func.value, ast.Constant)
            if not listed and not joined:
                return False
        if isinstance(below, (ast.Await, ast.NamedExpr, ast.Yield)):
            return False
        if isinstance(below, ast.Name) and below.id == "env":
            return False
    return True
