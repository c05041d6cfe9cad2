"""`+ import` lines at the top of a block: what the file has to import for the other `+` lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.strings import cook
from migrator.javascript.syntax import NodeKind, children
from migrator.matching.notation import Line, NotationError, parse_code

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.matching.notation import Code

WHOLE, DEFAULT, NOTHING = "*", "default", ""


class PageImport(NamedTuple):
    """A name that `+` lines import. ``name`` is what the module calls it: `*` is the whole module, `default` its
    default, and nothing where the module is only run.
    """

    local: str
    specifier: str
    name: str
    line: int


def take_imports(first_line: int, text: str) -> tuple[tuple[PageImport, ...], str]:
    """The imports at the top of a block, and its text with empty lines in their place; raises NotationError."""
    rows = text.splitlines()
    top = next((at for at, row in enumerate(rows) if row.strip()), len(rows))
    end = top
    while end < len(rows) and (not rows[end].strip() or rows[end].startswith("+ ")):
        end += 1
    while end > top:
        code = _imports_only([Line(first_line + at, "+", rows[at][2:]) for at in range(top, end)])
        if code is not None:
            found = tuple(each for node in children(code.root) for each in _of(node, code))
            return found, "\n".join([*rows[:top], *("" for _ in range(top, end)), *rows[end:]])
        end -= 1
    return (), text


def _imports_only(lines: list[Line]) -> Code | None:
    if not any(line.text.lstrip().startswith("import") for line in lines):
        return None
    try:
        code = parse_code(lines)
    except NotationError:
        return None
    statements = children(code.root)
    return code if statements and all(node.type == NodeKind.IMPORT_STATEMENT for node in statements) else None


def _of(statement: Node, code: Code) -> list[PageImport]:
    line = code.line(statement.start_byte)
    found = imported(statement, code.data)
    if found is None or any(child.type == NodeKind.IMPORT_ATTRIBUTE for child in statement.named_children):
        raise NotationError(line, "IMPORT_SHAPE")
    specifier, names = found
    return [PageImport(local, specifier, name, line) for local, name in names or [("", NOTHING)]]


def imported(statement: Node, data: bytes) -> tuple[str, list[tuple[str, str]]] | None:
    """The specifier of an import, and its local names with those that the module gives them; None where it has none."""
    source = statement.child_by_field_name("source")
    if source is None:
        return None

    def text(node: Node) -> str:
        spelled = data[node.start_byte : node.end_byte].decode("utf-8")
        return cook(spelled[1:-1]) if node.type == NodeKind.STRING else spelled

    names: list[tuple[str, str]] = []
    clause = next((child for child in statement.named_children if child.type == NodeKind.IMPORT_CLAUSE), None)
    for part in children(clause):
        if part.type == NodeKind.IDENTIFIER:
            names.append((text(part), DEFAULT))
        elif part.type == NodeKind.NAMESPACE_IMPORT:
            names += [(text(child), WHOLE) for child in children(part)]
        else:
            for each in children(part):
                name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
                if name is not None:
                    names.append((text(alias or name), text(name)))
    return text(source), names
