"""Code that stands elsewhere, or goes by another name, and means the same: constants, sums, promises, aliases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from migrator.javascript.edit import Edit, apply
from migrator.javascript.parentheses import outermost
from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import STATEMENT_LISTS, STATEMENTS, NodeKind, children
from migrator.sites.owner import owner_of

_CALL = b"runPythonAsync"


def _same(data: bytes) -> bytes:
    return data


@dataclass(frozen=True)
class Placing:
    """``of`` gives a file with its programs elsewhere, None where none can be; ``back`` puts the names that stay in the
    result back to those of the file as it was.
    """

    name: str
    of: Callable[[bytes], bytes | None]
    back: Callable[[bytes], bytes] = _same


def _calls(source: Source) -> Iterator[tuple[Node, Node, Node]]:
    """The calls that are given a template, each with its statement in a list and the template."""
    for node in below(source.root):
        function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        if function is None or not (function.text or b"").endswith(_CALL):
            continue
        given = children(node.child_by_field_name("arguments"))
        statement = node
        while statement.parent is not None and statement.type not in STATEMENTS:
            statement = statement.parent
        if given and given[0].type == NodeKind.TEMPLATE_STRING and statement.parent.type in STATEMENT_LISTS:
            yield node, statement, given[0]


def _constant(source: Source) -> list[Edit]:
    edits = []
    for index, (_, statement, template) in enumerate(_calls(source)):
        name = f"itsCode{index}".encode()
        at = source.start(statement.start_byte)
        indent = re.match(rb"[ \t]*", source.data[source.line_start(at) : at])[0]
        edits.append(Edit(at, at, b"const " + name + b" = " + (template.text or b"") + b";\n" + indent))
        edits.append(Edit(template.start_byte, template.end_byte, name))
    return edits


def _of_module(source: Source) -> list[Edit]:
    """Programs without holes as constants at the end of the file."""
    edits, constants = [], b""
    for index, (_, _, template) in enumerate(_calls(source)):
        if any(child.type == NodeKind.TEMPLATE_SUBSTITUTION for child in template.children):
            continue
        name = f"ITS_CODE_{index}".encode()
        constants += b"const " + name + b" = " + (template.text or b"") + b";\n"
        edits.append(Edit(template.start_byte, template.end_byte, name))
    return [*edits, Edit(len(source.data), len(source.data), constants)] if edits else []


def _lines(source: Source, template) -> list[bytes] | None:
    """The lines of a template as templates of their own; None where a line ends in a hole."""
    holes = [child for child in template.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    if any(b"\n" in (hole.text or b"") for hole in holes) or b"\r" in (template.text or b""):
        return None
    return [b"`" + line + b"`" for line in (template.text or b"")[1:-1].split(b"\n")]


def _joined(source: Source) -> list[Edit]:
    edits = []
    for _, _, template in _calls(source):
        lines = _lines(source, template)
        if lines is not None:
            edits.append(Edit(template.start_byte, template.end_byte, b"[" + b", ".join(lines) + b"].join('\\n')"))
    return edits


def _concatenated(source: Source) -> list[Edit]:
    edits = []
    for _, _, template in _calls(source):
        lines = _lines(source, template)
        if lines is not None and len(lines) > 1:
            edits.append(Edit(template.start_byte, template.end_byte, b" + '\\n' +\n".join(lines)))
    return edits


def _void(source: Source) -> list[Edit]:
    return [
        Edit(statement.start_byte, statement.start_byte, b"void ")
        for _, statement, _ in _calls(source)
        if statement.type == NodeKind.EXPRESSION_STATEMENT and (statement.text or b"").startswith(b"await this.")
    ]


def _then(source: Source) -> list[Edit]:
    """What comes after a declaration, in a callback."""
    edits = []
    for call, statement, _ in _calls(source):
        parts = children(statement) if statement.type == NodeKind.LEXICAL_DECLARATION else []
        declared = parts[0] if len(parts) == 1 else None
        value = declared.child_by_field_name("value") if declared is not None else None
        name = declared.child_by_field_name("name") if declared is not None else None
        if value is None or value.type != NodeKind.AWAIT_EXPRESSION or children(value)[0].id != outermost(call).id:
            continue
        rest = [each for each in children(statement.parent) if each.start_byte > statement.start_byte]
        returns = [node for each in rest for node in below(each) if node.type == NodeKind.RETURN_STATEMENT]
        # One in each file, and nothing that would be another program in the callback.
        is_plain = all(node.id == rest[-1].id and children(node) for node in returns)
        declares = any(each.type == NodeKind.VARIABLE_DECLARATION for each in rest)
        if edits or not rest or not is_plain or declares or statement.text.startswith(b"let"):
            continue
        if any(_CALL in (each.text or b"") for each in rest):
            continue
        if returns and b"try" in source.data:  # where it stands, what is returned is waited for
            continue
        word = b"return " if returns else b""
        edits.append(Edit(statement.start_byte, call.start_byte, word + b"await "))
        edits.append(Edit(call.end_byte, statement.end_byte, b".then((" + (name.text or b"") + b") => {"))
        awaits = any(node.type == NodeKind.AWAIT_EXPRESSION for each in rest for node in below(each))
        if awaits:
            edits[-1] = edits[-1]._replace(text=b".then(async (" + (name.text or b"") + b") => {")
        edits.append(Edit(rest[-1].end_byte, rest[-1].end_byte, b"\n});" if statement.text.endswith(b";") else b"\n})"))
    return edits


def _named(data: bytes, declared: str, meant: str, name: str) -> bytes | None:
    """A file whose methods begin with a declaration and say a name for what is meant; None where no method can."""
    if any(word in data for word in (b"py0", b"me0", b"one0")):
        return None
    source = Source.read("a.js", data)
    edits: list[tuple[int, int, bytes]] = []
    for method in _methods(source):
        body = method.child_by_field_name("body")
        assert body is not None
        text = data[body.start_byte : body.end_byte]
        if b"this.pyodide" not in text or re.search(rb"this\.pyodide\s*=[^=]", text) is not None:
            continue
        places = [node for node in below(body) if _is_meant(source, node, meant, method.id)]
        # What a template has in its holes moves with it.
        edits += [(node.start_byte, node.end_byte, name.encode()) for node in places]
        edits.append((body.start_byte + 1, body.start_byte + 1, f"\n{declared}".encode()))
    result = data
    for start, end, text in sorted(edits, reverse=True):
        result = result[:start] + text + result[end:]
    return result if edits else None


def _methods(source: Source) -> Iterator[Node]:
    return (node for node in below(source.root) if node.type == NodeKind.METHOD_DEFINITION)


def _is_meant(source: Source, node: Node, meant: str, method: int) -> bool:
    kind = NodeKind.THIS if meant == "this" else NodeKind.MEMBER_EXPRESSION
    if node.type != kind or source.text(node.start_byte, node.end_byte) != meant:
        return False
    definition = owner_of(node, source).definition
    return definition is not None and definition.id == method


def _unnamed(data: bytes, declared: str, meant: str, name: str) -> bytes:
    """The same file with what is meant in place of the names that stay; those of the receiver are to go."""
    if meant == "this":  # other members of it keep the name
        data = re.sub(rb"\bme0\b(?! = )", b"this", data).replace(f"{declared}\n".encode(), b"")
        return re.sub(rb"const me0 = this;\s*", b"", data)
    return data


def _assigned(data: bytes, declares: str) -> bytes | None:
    """A file in which each constant that a program gives its value is declared where its block begins; None where there
    is none. A ``var`` is one of the whole function, so that its name may be declared only once.
    """
    source = Source.read("a.js", data)
    text = data.decode()
    edits: list[tuple[int, int, bytes]] = []
    for node in below(source.root):
        if node.type != NodeKind.LEXICAL_DECLARATION or not source.text(node.start_byte, node.end_byte).startswith("const "):
            continue
        declarators = [child for child in node.named_children if child.type == NodeKind.VARIABLE_DECLARATOR]
        name, value = declarators[0].child_by_field_name("name"), declarators[0].child_by_field_name("value")
        if len(declarators) != 1 or name is None or value is None or name.type != NodeKind.IDENTIFIER:
            continue
        spelled = source.text(name.start_byte, name.end_byte)
        is_program = source.text(value.start_byte, value.end_byte).lstrip("(").startswith("await this.pyodide.runPython")
        others = len(re.findall(rf"\b(?:let|var|const) {spelled}\b", text))
        constants = len(re.findall(rf"\bconst {spelled} =", text))
        is_once = others == constants and (constants == 1 or declares.startswith("let"))
        if is_program and is_once and node.parent is not None and node.parent.type == NodeKind.STATEMENT_BLOCK:
            at = node.parent.start_byte + 1
            edits += [(at, at, f"\n{declares.format(spelled)}\n".encode()), (node.start_byte, name.start_byte, b"")]
    result = data
    for start, end, new in sorted(edits, reverse=True):
        result = result[:start] + new + result[end:]
    return result if edits else None


def _declared(data: bytes, declares: str) -> bytes:
    """The same file with each such variable declared where it is assigned."""
    text = data.decode()
    line = re.compile(re.escape(declares).replace(r"\{0\}", r"(\w+)") + r"\n")
    while (found := line.search(text)) is not None:
        name, rest = found.group(1), text[found.end() :]
        plain = re.search(rf"(?<![\w.])(?<!const )(?<!let )(?<!var ){name} =(?![=>])", rest)
        apart = re.search(rf"\((\{{[^\n]*\b{name}\b[^\n]*\}} = [^\n]*)\);", rest)
        if apart is not None and (plain is None or apart.start() <= plain.start()):
            rest = f"{rest[: apart.start()]}const {apart.group(1)};{rest[apart.end() :]}"
        elif plain is not None:
            rest = f"{rest[: plain.start()]}const {rest[plain.start() :]}"
        text = text[: found.start()] + rest
    return text.encode()


# What a method begins with, and what it says in place of the receiver; a sample that has these names is left out.
_NAMES = {
    "a constant": ("const py0 = this.pyodide;", "this.pyodide", "py0"),
    "a variable": ("let py0 = this.pyodide;", "this.pyodide", "py0"),
    "taken out of this": ("const { pyodide: py0 } = this;", "this.pyodide", "py0"),
    "a name of a name": ("const me0 = this, { pyodide: one0 } = me0, py0 = one0;", "this.pyodide", "py0"),
    "another name for this": ("const me0 = this;", "this", "me0"),
}
_VARIABLES = {"a variable": "let {0};", "a variable of the function": "var {0};"}


def _by(edits: Callable[[Source], list[Edit]]) -> Callable[[bytes], bytes | None]:
    def of(data: bytes) -> bytes | None:
        source = Source.read("a.js", data)
        made = edits(source)
        return apply(source.data, made) if made else None

    return of


PROGRAMS = (
    Placing("in a constant", _by(_constant)),
    Placing("in a constant of the module", _by(_of_module)),
    Placing("joined", _by(_joined)),
    Placing("concatenated", _by(_concatenated)),
    Placing("after void", _by(_void)),
    Placing("before then", _by(_then)),
)
NAMES = tuple(
    Placing(f"by {kind}", lambda data, words=words: _named(data, *words), lambda data, words=words: _unnamed(data, *words))
    for kind, words in _NAMES.items()
)
ASSIGNED = tuple(
    Placing(f"assigned to {kind}", lambda data, says=says: _assigned(data, says), lambda data, says=says: _declared(data, says))
    for kind, says in _VARIABLES.items()
)
PLACINGS = (*PROGRAMS, *NAMES, *ASSIGNED)
# What is rewritten by another block of its page, and why that is right: a function that was made before may read the
# variable before it is assigned.
OTHERWISE = {("07-pre-step-hash/earlier-closure", placing) for placing in ASSIGNED}
