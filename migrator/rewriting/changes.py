"""From a candidate to edits of the bytes: what goes, what comes in its place, and what stays of comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.edit import Edit
from migrator.javascript.edits import (
    END,
    Follow,
    before_code,
    deletion,
    follow,
    is_open,
    is_risky,
    place_of,
    removal,
    statement_end,
)
from migrator.javascript.edits import Place as Where
from migrator.javascript.precedence import PROPERTY, shape_of, shape_of_text, shape_with
from migrator.javascript.source import Source
from migrator.javascript.strings import as_template_text
from migrator.javascript.syntax import STRINGS, NodeKind
from migrator.matching.pattern import Insertion, Role
from migrator.model.ledger import Message, Note, NoteCode, Sentence
from migrator.model.settings import Settings
from migrator.model.term import Kind, Term
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.conditions.nests import nest_target
from migrator.rewriting.emission import Emission, Names, Replacement
from migrator.rewriting.fresh import FreshNames
from migrator.rewriting.in_place import placed, replacement

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding


_LONE: frozenset[Kind] = frozenset({"expr", "return"})  # statements that may be a body without braces
_MORE = Follow("a", 0, False, False)


def changes(candidate: Checked, fresh: FreshNames, settings: Settings, notes: list[Note]) -> Iterator[Edit]:
    """The edits of a candidate: each run of removed statements, and each use that a nest covers. ``notes`` takes what a
    reader should know of them.
    """
    match = candidate.match
    source = candidate.source
    names = _names(candidate, fresh, settings)

    def goes(node: Node) -> bool:
        return fresh.taken.is_replaced(node.start_byte)

    if match.block.is_expression:
        yield replacement(candidate, names, settings, goes)
        return
    for first, nodes in _runs(candidate):
        insertions = [insertion for insertion in match.block.insertions if first <= insertion.at < first + len(nodes)]
        bare = match.statements.bare
        place = place_of(source, nodes)
        found = removal(source, nodes, candidate.staying if insertions else ())
        if not insertions:
            edit, lasting = deletion(source, nodes, goes)
            if bare:
                edit = Edit(found.start, found.end, _in_braces("", found.lasting, place).encode())
            yield edit
            notes.extend(_lasting_notes(source, nodes, lasting))
            continue
        joined = not place.own_lines or bare
        in_braces = bare and not _is_body(insertions)
        after = follow(source.data, found.end)
        if in_braces:
            # The parser takes `{ label: f() }` for an object.
            after = _MORE if insertions[-1].terms[-1].kind == NodeKind.LABELED_STATEMENT else END
        lines: list[str] = []
        for insertion in reversed(insertions):
            emission = Emission(insertion.code, names, settings, place, joined, after, match.block.repeats(insertion))
            lines[:0] = emission.lines()
            after = Follow("".join(lines).lstrip()[:1], 0, not joined, False)
        text = " ".join(lines) if joined else place.newline.join(lines)[len(place.indent) :]
        if not bare and is_risky(text) and is_open(nodes[0], goes):
            text = ";" + text
        if in_braces:
            text = _in_braces(text, found.lasting, place)
        elif joined:
            text = before_code(found.lasting, place) + text
        else:
            text = "".join(comment + place.newline + place.indent for comment in found.lasting) + text
        notes.extend(_lasting_notes(source, nodes, found.lasting))
        yield Edit(found.start, found.end, text.encode("utf-8"))
    for declaration in candidate.left_over:
        edit, lasting = deletion(source, [declaration], goes)
        yield edit
        notes.extend(_lasting_notes(source, [declaration], lasting))
    for nest in match.block.nests:
        binding = candidate.binding(nest.name)
        if binding is None or nest.code is None:
            continue
        for reference in binding.references:
            if fresh.taken.goes(reference.node.start_byte):
                continue
            node = nest_target(candidate, nest, reference)
            if node is None:
                continue
            text = Emission(nest.code, names, settings).expression()
            if reference.node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
                shape = shape_of_text(text)
                text = f"{reference.name}: ({text})" if shape.is_sequence else f"{reference.name}: {text}"
            else:
                text = placed(source, node, text, goes)
            yield Edit(node.start_byte, node.end_byte, text.encode("utf-8"))


def _names(candidate: Checked, fresh: FreshNames, settings: Settings) -> Names:
    from migrator.python.carry import as_javascript

    match = candidate.match
    replacements: dict[str, Replacement] = {}
    for name, term in match.javascript.items():
        replacements[name] = _replacement(candidate.source, term)
    for name, term in match.python.items():
        literal = as_javascript(term)
        if literal is not None:
            replacements.setdefault(name, Replacement(literal, shape_of_text(literal)))
    keywords, annotations = {}, {}
    for name in match.block.redeclared:
        binding = candidate.binding(name)
        if binding is not None and binding.kind in ("var", "let", "const"):
            keywords[name] = binding.kind
            annotation = _annotation(candidate, name, binding)
            if annotation is not None:
                annotations[name] = candidate.source.text(*annotation)
    held = candidate.receiver
    receiver = str(settings.receiver) if held is None else candidate.source.text(held.start_byte, held.end_byte)
    if held is not None and held.type == NodeKind.AWAIT_EXPRESSION:
        receiver = f"({receiver})"
    return Names(replacements, fresh.names(candidate), keywords, _dots(candidate), receiver, annotations)


def _runs(candidate: Checked) -> Iterator[tuple[int, list[Node]]]:
    """Runs of removed statements: the index of the first element, and the statements' nodes."""
    match = candidate.match
    starts = {insertion.at for insertion in match.block.insertions}
    first = -1
    nodes: list[Node] = []
    for index, element in enumerate(match.block.elements):
        if element.role is Role.REMOVED:
            if nodes and (index in starts or first + len(nodes) != index):
                yield first, nodes
                nodes = []
            if not nodes:
                first = index
            nodes.append(match.nodes[index])
        elif nodes:
            yield first, nodes
            nodes = []
    if nodes:
        yield first, nodes


def _in_braces(text: str, comments: tuple[str, ...], where: Where) -> str:
    """Statements as a block that stands where one without braces did."""
    inside = before_code(comments, where) + text
    return f"{{ {inside.rstrip()}{where.newline if _ends_line(inside) else ' '}}}" if inside else "{}"


def _ends_line(text: str) -> bool:
    """Whether text ends with a comment that takes the rest of its line."""
    return text.endswith("\n") or text.rstrip(" \t").endswith("\n")


def _is_body(insertions: list[Insertion]) -> bool:
    """Whether `+` lines can be the body of an `if` without braces: braces come where one statement is not enough."""
    terms = [term for insertion in insertions for term in insertion.terms]
    return len(terms) == 1 and terms[0].kind in _LONE


def _replacement(source: Source, term: Term) -> Replacement:
    """What a metavariable of JavaScript stands for, as text; the name of a property without its quotes."""
    node = term.origin
    if term.kind == "property":
        plain = node.type in (NodeKind.PROPERTY_IDENTIFIER, NodeKind.PRIVATE_PROPERTY_IDENTIFIER)
        return Replacement(source.text(node.start_byte, node.end_byte) if plain else term.value, PROPERTY)
    around = source.types.around(node.start_byte, node.end_byte) if source.types is not None else None
    if around is not None:
        return Replacement(source.text(around.start, around.end), shape_with(node, around.mark))
    return Replacement(source.text(node.start_byte, node.end_byte), shape_of(node))


def _annotation(candidate: Checked, name: str, binding: Binding) -> tuple[int, int] | None:
    """The type of a name that is declared once, as a span of the file; None where the page has another kind of value
    for the name, which it says in a nest.
    """
    types, nests = candidate.source.types, candidate.match.block.nests
    if types is None or len(binding.declarations) != 1 or any(nest.name == name for nest in nests):
        return None
    [node] = binding.declarations
    return types.annotation(node.start_byte, node.end_byte)


def dropped_types(candidate: Checked) -> Iterator[tuple[int, int]]:
    """The spans of types in the lines that a candidate removes, but for those that `+` lines write again."""
    source, match = candidate.source, candidate.match
    if source.types is None:
        return
    kept = []
    for name in candidate.emitted:
        term = match.javascript.get(name)
        if term is None:
            continue
        start, end = term.origin.start_byte, term.origin.end_byte
        around = source.types.around(start, end)
        kept.append((around.start, around.end) if around is not None else (start, end))
        binding = candidate.binding(name) if name in match.block.redeclared else None
        annotation = _annotation(candidate, name, binding) if binding is not None else None
        if annotation is not None:
            kept.append(annotation)
    for node in (*match.removed_nodes(), *candidate.left_over):
        for start, end in source.types.within(source.start(node.start_byte), statement_end(source, node)):
            if not any(first <= start and end <= last for first, last in kept):
                yield start, end


def _dots(candidate: Checked) -> tuple[tuple[str, ...], ...]:
    """The text of each `...` in the templates of removed lines, template by template, in their order."""
    match = candidate.match
    return tuple(
        tuple(
            _as_template(match.dots.get(dots, ()), candidate.source)
            for dots in template.children
            if dots.kind == "dots"
        )
        for template in match.block.dotted
    )


def _as_template(items: tuple[Term, ...], source: Source) -> str:
    """Items of a template or of a string as text of a template, holes with their `${` and `}`."""
    if items and items[0].kind == "character" and _literal(items[0], source).type == NodeKind.STRING:
        text = as_template_text("".join(item.value for item in items))
        return f"{text[:-1]}\\$" if text.endswith("$") else text  # the page may go on with `{`
    spans = [_template_span(item) for item in items]
    return source.text(spans[0][0], spans[-1][1]) if spans else ""


def _literal(character: Term, source: Source) -> Node:
    """The string or template that a character stands in."""
    start, end = character.origin.start_byte, character.origin.end_byte
    node = source.root.descendant_for_byte_range(start, end)
    while node is not None and node.type not in STRINGS:
        node = node.parent
    assert node is not None
    return node


def _template_span(item: Term) -> tuple[int, int]:
    node = item.origin
    while item.kind != "character" and node.type != NodeKind.TEMPLATE_SUBSTITUTION:
        node = node.parent
    return node.start_byte, node.end_byte


def _lasting_notes(source: Source, nodes: list[Node], lasting: tuple[str, ...]) -> list[Note]:
    line = source.line(nodes[0].start_byte)
    return [
        Note(NoteCode.COMMENT_STAYS, Message.of(Sentence.COMMENT_STAYS, comment=text), line)
        for text in lasting
        if text.startswith("/")  # else a statement of types, of which there is nothing to say
    ]
