"""TypeScript as the JavaScript that it runs as, at the same offsets: what is only types is blanked out.

All else of the program reads the JavaScript, so types decide nothing. What they say is kept beside it (`types`). The
few constructs of TypeScript that are more than types become JavaScript that takes no more room:

- an enum is an object of its members that are literals: `var E={ A : 'a' };`; one that has none, or a namespace, is a
  variable of an unknown value, and the body of a namespace is a block: `var[N]=0;{ … }`;
- `import x = …` is `const  x = …`;
- `export = x` is the expression alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Query

from migrator.documents.scripts import blanked
from migrator.javascript.grammar_gaps import read
from migrator.javascript.parser import below, captured, language
from migrator.javascript.syntax import COMMENTS, TSX, TypeKind, children
from migrator.javascript.types import Asserted, Types

if TYPE_CHECKING:
    from tree_sitter import Node

# What nothing but types is made of; each is blanked out where it stands.
_PARTS = f"""
[
  ({TypeKind.TYPE_ANNOTATION}) ({TypeKind.TYPE_PREDICATE_ANNOTATION}) ({TypeKind.ASSERTS_ANNOTATION})
  ({TypeKind.TYPE_ARGUMENTS}) ({TypeKind.TYPE_PARAMETERS})
  ({TypeKind.ACCESSIBILITY_MODIFIER}) ({TypeKind.OVERRIDE_MODIFIER}) ({TypeKind.IMPLEMENTS_CLAUSE})
] @part
({TypeKind.VARIABLE_DECLARATOR} "!" @part)
({TypeKind.PUBLIC_FIELD_DEFINITION} ["?" "!" "readonly" "accessor"] @part)
({TypeKind.REQUIRED_PARAMETER} "readonly" @part)
({TypeKind.OPTIONAL_PARAMETER} ["?" "readonly"] @part)
({TypeKind.REQUIRED_PARAMETER} ({TypeKind.DECORATOR}) @part)
({TypeKind.OPTIONAL_PARAMETER} ({TypeKind.DECORATOR}) @part)
({TypeKind.METHOD_DEFINITION} "?" @part)
({TypeKind.ABSTRACT_CLASS_DECLARATION} "abstract" @part)
"""
# Whole statements and members of classes.
_STATEMENTS = f"""
[
  ({TypeKind.INTERFACE_DECLARATION}) ({TypeKind.TYPE_ALIAS_DECLARATION}) ({TypeKind.AMBIENT_DECLARATION})
  ({TypeKind.FUNCTION_SIGNATURE})
] @statement
({TypeKind.CLASS_BODY} [
  ({TypeKind.ABSTRACT_METHOD_SIGNATURE}) ({TypeKind.METHOD_SIGNATURE}) ({TypeKind.INDEX_SIGNATURE})
] @statement)
({TypeKind.PUBLIC_FIELD_DEFINITION} ["declare" "abstract"]) @statement
({TypeKind.IMPORT_STATEMENT} "type") @statement
({TypeKind.EXPORT_STATEMENT} "type") @statement
({TypeKind.EXPORT_STATEMENT} "as" "namespace") @statement
"""
_OTHERS = f"""
[
  ({TypeKind.AS_EXPRESSION}) ({TypeKind.SATISFIES_EXPRESSION}) ({TypeKind.NON_NULL_EXPRESSION})
] @assertion
({TypeKind.IMPORT_SPECIFIER} "type") @item
({TypeKind.EXPORT_SPECIFIER} "type") @item
({TypeKind.REQUIRED_PARAMETER} pattern: ({TypeKind.THIS})) @item
({TypeKind.IMPORT_REQUIRE_CLAUSE}) @require
({TypeKind.IMPORT_ALIAS}) @alias
({TypeKind.EXPORT_STATEMENT} "=") @assigned
({TypeKind.ENUM_DECLARATION}) @enum
[({TypeKind.INTERNAL_MODULE}) ({TypeKind.MODULE})] @namespace
({TypeKind.BINARY_EXPRESSION}
  left: ({TypeKind.BINARY_EXPRESSION} operator: "<" @misread) operator: ">" right: ({TypeKind.TEMPLATE_STRING}))
[({TypeKind.LOOKUP_TYPE}) ({TypeKind.ARRAY_TYPE})] @indexed
({TypeKind.ERROR}) @error
(MISSING) @error
"""
# A line that goes on after a statement without a semicolon, as JavaScript reads it.
_GOES_ON = re.compile(rb"(?>\s|/\*.*?\*/|//[^\n]*+)*+(?:[(\[`+\-*,.<>=&|?:^%]|/(?![/*]))", re.DOTALL)
# What stands behind a statement in its line, if that does not end a block.
_MORE = re.compile(rb"[ \t]*(?!//)[^\s;}]")
_BLANKS = re.compile(rb"\s*")
_SEMICOLON = re.compile(rb"[ \t]*;")


class Misread(Exception):
    """What is no TypeScript, or what the grammar takes for something else; ``offset`` is where it stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Erased(NamedTuple):
    """The JavaScript, of the same length, and the types that are not in it."""

    text: bytes
    types: Types


@cache
def _query(grammar: str) -> Query:
    assertions = f"({TypeKind.TYPE_ASSERTION}) @assertion\n" if grammar != TSX else ""  # `<T>x` is an element there
    return Query(language(grammar), _PARTS + _STATEMENTS + _OTHERS + assertions)


def erase(data: bytes, grammar: str) -> Erased:
    """The JavaScript of a script. Raises `Misread` where it is no TypeScript, or none that the grammar can read."""
    tree, gone, arguments = read(data, grammar)
    found = captured(_query(grammar), tree.root_node)
    wrong = _unknown_errors(found.get("error", []))
    if wrong is not None:
        raise Misread(wrong.start_byte)
    blank = _Blank(data)
    for span in gone:
        blank.blank(*span)
        blank.leading.append(span)
    for span in arguments:
        blank.blank(*span)
        blank.trailing.append(span)
    for node in found.get("error", []):
        blank.statement(node.parent)
    for node in found.get("part", []):
        blank.part(node)
    end = 0
    for node in found.get("statement", []):
        if node.start_byte < end:  # what is declared in one that stands elsewhere
            continue
        end = node.end_byte
        parent = node.parent
        blank.statement(parent if parent is not None and parent.type == TypeKind.EXPORT_STATEMENT else node)
    for node in found.get("assertion", []):
        blank.assertion(node)
    for node in found.get("item", []):
        blank.item(node)
    lists = (node.parent for node in found.get("item", []) if node.type == TypeKind.IMPORT_SPECIFIER)
    for names in {names.id: names for names in lists if names is not None}.values():
        if _imports_types_alone(names):
            blank.emptied_import(names)
    for node in found.get("indexed", []):
        if b"\n" in data[node.children[0].end_byte : node.children[1].start_byte]:
            raise Misread(node.start_byte)  # the type ends with its line, and an array begins in the next
    for node in found.get("misread", []):  # a tag with what may be types, though nobody knows such ones
        raise Misread(node.start_byte)
    _more_than_types(blank, found)
    types = Types(
        data, tree, blank.spans(), blank.leading, blank.trailing, blank.asserted, blank.statements, blank.emptied
    )
    return Erased(bytes(blank.text), types)


def _with_semicolon(data: bytes, end: int) -> int:
    """Where a statement ends with its `;`, which the grammar may take for another one."""
    found = _SEMICOLON.match(data, end)
    return found.end() if found is not None else end


def _unknown_errors(nodes: list[Node]) -> Node | None:
    """The first error that is none of TypeScript: the grammar does not know `export type * from`."""
    for node in nodes:
        parent = node.parent
        if parent is None or parent.type != TypeKind.EXPORT_STATEMENT or node.text != b"type":
            return node
    return None


def _more_than_types(blank: _Blank, found: dict[str, list[Node]]) -> None:
    for node in found.get("require", []):
        if node.parent is not None and not any(child.type == "type" for child in node.parent.children):
            blank.put(node.parent.start_byte, b"const ")
    for node in found.get("alias", []):
        blank.put(node.start_byte, b"const ")
    for node in found.get("assigned", []):
        blank.blank(node.start_byte, next(child.end_byte for child in node.children if child.type == "="))
    for node in found.get("enum", []):
        if _is_ambient(node):
            continue
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None:
            continue
        if any(_is_literal_member(member) for member in children(body)):
            blank.members(node, name, body)
        else:
            blank.unknown(node.start_byte, name, body.end_byte, is_ended=True)
    for node in found.get("namespace", []):
        _namespace(blank, node)


def _is_literal_member(member: Node) -> bool:
    """Whether a member of an enum is given what is made of literals alone: a name in it may be another member."""
    value = member.child_by_field_name("value") if member.type == TypeKind.ENUM_ASSIGNMENT else None
    return value is not None and all(part.type not in _NAMED_VALUES for part in below(value))


def _is_ambient(node: Node) -> bool:
    """Whether something is declared and stands elsewhere."""
    return node.parent is not None and node.parent.type == TypeKind.AMBIENT_DECLARATION


def _namespace(blank: _Blank, node: Node) -> None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None or name.type == TypeKind.STRING or _is_ambient(node):
        return
    blank.unknown(node.start_byte, name, body.start_byte)
    for statement in children(body):
        if statement.type == TypeKind.EXPORT_STATEMENT:
            blank.blank(statement.start_byte, statement.children[0].end_byte)


class _Blank:
    """The text that is made. Line ends stay, but for those in types that JavaScript lets no line end before `=>`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.text = bytearray(data)
        self.leading: list[tuple[int, int]] = []
        self.trailing: list[tuple[int, int]] = []
        self.asserted: dict[tuple[int, int], Asserted] = {}
        self.statements: dict[int, int] = {}
        self.emptied: list[tuple[int, int]] = []
        self._spans: list[tuple[int, int]] = []

    def spans(self) -> list[tuple[int, int]]:
        """What was blanked out: outermost spans in the order of the source."""
        result: list[tuple[int, int]] = []
        for start, end in sorted(self._spans, key=lambda span: (span[0], -span[1])):
            if not result or start >= result[-1][1]:
                result.append((start, end))
            elif end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        return result

    def blank(self, start: int, end: int, *, line_ends: bool = True) -> None:
        self.text[start:end] = blanked(bytes(self.text[start:end])) if line_ends else b" " * (end - start)
        self._spans.append((start, end))

    def put(self, start: int, text: bytes) -> None:
        self.text[start : start + len(text)] = text

    def part(self, node: Node) -> None:
        """Something within a statement."""
        parent = node.parent
        within = parent.type if parent is not None else ""
        # A line that ends before `=>`, or behind the `return` before an assertion, would end what stands there.
        self.blank(node.start_byte, node.end_byte, line_ends=within not in _IN_ONE_LINE)
        if within == TypeKind.TYPE_ASSERTION:
            behind = _BLANKS.match(self.data, node.end_byte)
            assert behind is not None
            self.put(node.end_byte, b" " * len(behind[0]))
        if within in _MEMBERS and parent is not None and _begins_computed(parent, node):
            self.text[node.start_byte] = 0x3B  # else `a = b` in the line before would go on with `[c]`
        leads = node.type in _LEADING or within == TypeKind.TYPE_ASSERTION
        (self.leading if leads else self.trailing).append((node.start_byte, node.end_byte))
        self._end(node)

    def statement(self, node: Node | None) -> None:
        if node is not None:
            if node.parent is not None and node.parent.type != TypeKind.CLASS_BODY:
                self.statements[node.start_byte] = _with_semicolon(self.data, node.end_byte)
            self.blank(node.start_byte, node.end_byte)
            self.text[node.start_byte] = 0x3B  # what stands before it ends here

    def assertion(self, node: Node) -> None:
        inner = asserted(node)
        mark = next((child.type for child in node.children if child.type in _MARKS), "<")
        span = node.start_byte, node.end_byte
        self.asserted[inner.start_byte, inner.end_byte] = Asserted(*span, mark)
        if node.type == TypeKind.TYPE_ASSERTION:  # its type arguments are a part
            return
        start = node.end_byte - len(self.data[inner.end_byte : node.end_byte].lstrip())
        self.trailing.append((start, node.end_byte))
        self.blank(inner.end_byte, node.end_byte)
        parent = node.parent
        if node.type in _LOOSE and parent is not None and parent.type in _TIGHT and parent.children[0] == node:
            # `x as T` in one line and `(y)` in the next: a statement ends between them.
            following = [child for child in parent.children[1:] if child.type not in COMMENTS]
            if b"\n" not in self.data[node.end_byte : following[0].start_byte]:
                raise Misread(node.start_byte)
            self.text[node.end_byte - 1] = 0x3B
            return
        self._end(node)

    def item(self, node: Node) -> None:
        """One of a list, with the comma behind it."""
        following = node.next_sibling
        end = following.end_byte if following is not None and following.type == "," else node.end_byte
        self.blank(node.start_byte, end)

    def emptied_import(self, names: Node) -> None:
        """An import of nothing but types, by its list of names."""
        clause = names.parent
        statement = clause.parent if clause is not None else None
        if statement is not None:
            self.statement(statement)
            self.emptied.append((statement.start_byte, statement.end_byte))

    def unknown(self, start: int, name: Node, end: int, *, is_ended: bool = False) -> None:
        """A variable of an unknown value in place of what stands from ``start`` to ``end``. The name is the first of
        `A.B`. What ``is_ended`` by itself needs no semicolon.
        """
        text = b"var[" + (name.text or b"").split(b".")[0].strip() + b"]=0;"
        self.blank(start, end)
        if is_ended and len(text) > end - start:
            text = text[:-1]
        if len(text) > end - start:
            raise Misread(start)
        self.put(start, text)

    def members(self, node: Node, name: Node, body: Node) -> None:
        """An object in place of an enum. Members that are no literals are left out: their values are not known."""
        header = b"var " + (name.text or b"") + b"="
        self.blank(node.start_byte, body.start_byte)
        self.put(body.start_byte - len(header), header)
        for member in children(body):
            following = member.next_sibling
            end = following.end_byte if following is not None and following.type == "," else member.end_byte
            if not _is_literal_member(member):
                self.blank(member.start_byte, end)
                continue
            sign = next(child for child in member.children if child.type == "=")
            self.put(sign.start_byte, b":")
        if _MORE.match(self.data, body.end_byte) is not None or _GOES_ON.match(self.data, body.end_byte) is not None:
            self._end_object(node, body)

    def _end_object(self, node: Node, body: Node) -> None:
        """`};` in place of a last comma, or a blank, and `}`."""
        end = body.end_byte - 1
        last = next(child for child in reversed(body.children[:-1]) if child.type not in COMMENTS)
        at = last.start_byte if last.type == "," else end - 1
        if last.type != "," and self.text[at] not in b" \t\r\n":
            raise Misread(node.start_byte)
        self.text[at], self.text[end] = 0x7D, 0x3B

    def _end(self, node: Node) -> None:
        """A semicolon where a statement ends with a type and JavaScript would read on in the next line."""
        end = node.end_byte
        if _GOES_ON.match(self.data, end) is None:
            return
        parent = node.parent
        while parent is not None and parent.end_byte == end:
            if parent.type in _ENDED:
                self.text[end - 1] = 0x3B
                return
            parent = parent.parent


def _begins_computed(member: Node, modifier: Node) -> bool:
    """Whether a member of a class begins with a modifier of types and, without these, with `[` or `*`."""
    first = next((child for child in member.children if child.type not in _LEADING), None)
    before = member.prev_named_sibling
    is_first = member.children[0].id == modifier.id and (before is None or before.type != TypeKind.DECORATOR)
    return is_first and first is not None and (first.text or b"")[:1] in (b"[", b"*")


_IN_ONE_LINE = frozenset({TypeKind.ARROW_FUNCTION, TypeKind.TYPE_ASSERTION})
_MEMBERS = frozenset({TypeKind.METHOD_DEFINITION, TypeKind.PUBLIC_FIELD_DEFINITION})
# What a literal is not, nor what is made of literals.
_NAMED_VALUES = frozenset({
    TypeKind.IDENTIFIER, TypeKind.MEMBER_EXPRESSION, TypeKind.SUBSCRIPT_EXPRESSION, TypeKind.CALL_EXPRESSION,
})  # fmt: skip
# What stands before the name or the expression that it says something of.
_LEADING = frozenset({
    TypeKind.ACCESSIBILITY_MODIFIER, TypeKind.OVERRIDE_MODIFIER, TypeKind.TYPE_PARAMETERS, TypeKind.DECORATOR,
    "readonly", "declare", "abstract", "accessor",
})  # fmt: skip
_MARKS = frozenset({"as", "satisfies", "!"})
# Assertions behind which no call and no member can stand, and what the grammar reads there.
_LOOSE = frozenset({TypeKind.AS_EXPRESSION, TypeKind.SATISFIES_EXPRESSION})
_TIGHT = frozenset({TypeKind.CALL_EXPRESSION, TypeKind.MEMBER_EXPRESSION, TypeKind.SUBSCRIPT_EXPRESSION})
# What ends at a line end.
_ENDED = frozenset({
    TypeKind.EXPRESSION_STATEMENT, TypeKind.LEXICAL_DECLARATION, TypeKind.VARIABLE_DECLARATION,
    TypeKind.RETURN_STATEMENT, TypeKind.THROW_STATEMENT, TypeKind.PUBLIC_FIELD_DEFINITION, TypeKind.EXPORT_STATEMENT,
})  # fmt: skip


def asserted(node: Node) -> Node:
    """The expression of an assertion: `x` of `x as T`, `x!`, `<T>x`."""
    return [child for child in node.named_children if child.type not in COMMENTS][
        -1 if node.type == TypeKind.TYPE_ASSERTION else 0
    ]


def _imports_types_alone(names: Node) -> bool:
    """Whether an import, by its list of names, names nothing but types."""
    clause = names.parent
    if clause is None or clause.type != TypeKind.IMPORT_CLAUSE or len(children(clause)) != 1:
        return False
    return all(_is_type(child) for child in children(names))


def _is_type(specifier: Node) -> bool:
    return bool(specifier.children) and specifier.children[0].type == "type"
