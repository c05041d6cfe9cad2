"""What is checked of a block of a page: that each name comes from somewhere, and that each removal has a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.scopes import analyse
from migrator.javascript.syntax import ASSIGNMENTS, IDENTIFIERS, MEMBERS, PATTERNS, READ_NAMES, TARGET_NAMES, NodeKind
from migrator.matching.anchors import runs_in
from migrator.matching.free import free_names
from migrator.matching.notation import Code
from migrator.matching.pattern import Block, is_metavariable, metavariables, written_properties
from migrator.model.ledger import Sentence
from migrator.model.settings import WORKER, Receiver
from migrator.model.term import CALLS, Term, arguments, owner
from migrator.sites.program import ProgramTerm

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.ledger.message import Value

_TARGETS = TARGET_NAMES | PATTERNS


class Report(Protocol):
    """Takes a fault of a page: its line, its sentence, and the values of that."""

    def __call__(self, line: int, sentence: Sentence, **values: Value) -> None: ...


def check(block: Block, fault: Report) -> None:
    """Report what is wrong with a block of a page, with the page's lines."""
    told: list[int] = []

    def tell(line: int, sentence: Sentence, **values: Value) -> None:
        told.append(line)
        fault(line, sentence, **values)

    for look in (
        _check_bound,
        _check_free_names,
        _check_imports,
        _check_tied,
        _check_dots,
        _check_namespaces,
        _check_code,
        _check_again,
        _check_targets,
        _check_properties,
    ):
        look(block, tell)
    if not told:
        _check_matches(block, tell)


def _check_bound(block: Block, fault: Report) -> None:
    bound = {name for element in block.elements if element.term for name in metavariables(element.term)} | block.python
    for code in _codes(block):
        for reference in _identifiers(code):
            name, line = reference
            if is_metavariable(name) and name[1:] not in bound:
                fault(line, Sentence.UNBOUND_METAVARIABLE, name=name)
            elif is_metavariable(name) and name[1:] in block.gone:
                fault(line, Sentence.DECLARATION_GONE, name=name)
    for nest in block.nests:
        if nest.name not in bound:
            fault(nest.line, Sentence.NEST_UNBOUND, name=nest.name)


def _check_free_names(block: Block, fault: Report) -> None:
    for free in free_names(block):
        if not free.is_called:  # a function that is called may be in scope at a site
            fault(free.line, Sentence.FREE_NAME, name=free.name)


def _check_imports(block: Block, fault: Report) -> None:
    scopes = (analyse(code.root, code.data) for code in _codes(block))
    used = {reference.name for each in scopes for reference in each.references}
    for index, item in enumerate(block.imports):
        others = {other.local for other in block.imports[:index]} | set(block.fresh)
        if item.name and (is_metavariable(item.local) or item.local in others):
            fault(item.line, Sentence.IMPORT_HIDES, name=item.local)
        elif item.name and item.local in GLOBALS:
            fault(item.line, Sentence.IMPORT_HIDES_GLOBAL, name=item.local)
        elif item.name and item.local not in used:
            fault(item.line, Sentence.IMPORT_UNUSED, name=item.local)
    for insertion in block.insertions:
        for term in insertion.terms:
            if term.kind == NodeKind.IMPORT_STATEMENT:
                fault(insertion.code.line(term.origin.start_byte), Sentence.IMPORT_NOT_AT_TOP)


def _check_tied(block: Block, fault: Report) -> None:
    """A removed statement that shares no name with another would be removed for no reason that the page gives."""
    removed = list(block.removed())
    names = [_names(element.term) for element in removed if element.term]
    for index, element in enumerate(removed):
        others: set[str] = set().union(*(names[:index] + names[index + 1 :]))
        holds_receiver = element.term is not None and any(term.kind == "receiver" for term in element.term.walk())
        if not holds_receiver and not names[index] & others:
            fault(element.line, Sentence.UNTIED_STATEMENT)


def _check_dots(block: Block, fault: Report) -> None:
    unpaired = block.unpaired()
    if unpaired is not None:
        fault(unpaired, Sentence.DOTS_UNPAIRED)
    for element in block.removed():
        assert element.term is not None
        for call in element.term.walk():
            if call.kind not in CALLS or not any(child.kind == "dots" for child in call.children):
                continue
            tied = any(True for child in arguments(call) for _ in metavariables(child))
            if not tied and not any(term.kind == "receiver" for term in call.walk()):
                fault(element.line, Sentence.DROPS_ARGUMENTS)


def _check_namespaces(block: Block, fault: Report) -> None:
    javascript = {name for element in block.elements if element.term for name in metavariables(element.term)}
    for name in sorted(block.python & javascript):
        fault(block.line, Sentence.IN_BOTH_LANGUAGES, name=name)


def _check_code(block: Block, fault: Report) -> None:
    """Any code is sent as it is: what a page drops, it names."""
    written = {name for insertion in block.insertions for term in insertion.terms for name in metavariables(term)}
    for name in sorted(block.codes - written):
        fault(block.elements[block.anchor].line, Sentence.CODE_NOT_SENT, name=f"${name}")


def _check_again(block: Block, fault: Report) -> None:
    """What is written must be no site again: a program that the block names, any code, or the use that it begins at."""
    for insertion in block.insertions:
        for term in insertion.terms:
            for part in term.walk():
                if _is_site_again(block, part):
                    fault(insertion.code.line(part.origin.start_byte), Sentence.MATCHES_AGAIN)


def _is_site_again(block: Block, part: Term) -> bool:
    from migrator.matching.matcher import Matcher

    if isinstance(part, ProgramTerm) and block.programs:
        return any(Matcher(None).fits_program(program, part) for program in block.programs)
    if block.is_any_code:
        return any(True for _ in runs_in(part)) and part.kind in CALLS
    statement = block.elements[block.anchor].term
    return not block.runs and statement is not None and part.kind == statement.kind and _is_same(statement, part)


def _is_same(statement: Term, part: Term) -> bool:
    """Whether the statement of a use fits another one of the page, which uses the receiver."""
    from migrator.matching.matcher import Matcher

    return any(each.kind == "receiver" for each in part.walk()) and Matcher(None).fits(statement, part)


def _check_targets(block: Block, fault: Report) -> None:
    """Nothing can be assigned to what is no variable, member or pattern."""
    for code in (block.old, *_codes(block)):
        for node in below(code.root):
            target = None
            if node.type in ASSIGNMENTS:
                target = node.child_by_field_name("left")
            elif node.type == NodeKind.UPDATE_EXPRESSION:
                target = node.child_by_field_name("argument")
            elif node.type == NodeKind.FOR_IN_STATEMENT and node.child_by_field_name("kind") is None:
                target = node.child_by_field_name("left")
            if target is not None and not _is_target(unwrap(target)):
                fault(code.line(target.start_byte), Sentence.WRONG_TARGET)


def _is_target(node: Node) -> bool:
    if node.type in MEMBERS:
        return not any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children)
    return node.type in _TARGETS


def _check_properties(block: Block, fault: Report) -> None:
    """A metavariable that stands behind a dot in the source is the name of a property, and no value."""
    old = [element.term for element in block.elements if element.term is not None]
    properties = {name for term in old for name in written_properties(term)}
    for code in _codes(block):
        for node in below(code.root):
            name = code.data[node.start_byte : node.end_byte].decode() if node.type in READ_NAMES else ""
            if is_metavariable(name) and name[1:] in properties:
                fault(code.line(node.start_byte), Sentence.PROPERTY_AS_VALUE, name=name)


def _check_matches(block: Block, fault: Report) -> None:
    from migrator.rules.specimen import mismatch

    for term in block.programs:
        program = term.variants[0] if term.variants else None
        if program is not None and (program.stray or program.star_import is not None):
            line = block.old.line(term.origin.start_byte)
            fault(line, Sentence.PAGE_HOLE_HIDDEN if program.stray else Sentence.PAGE_STAR_IMPORT)
            return
    found = mismatch(block)
    if found is not None:
        fault(found.line, Sentence.NEVER_MATCHES, shown=found.shown)


def _codes(block: Block) -> Iterator[Code]:
    yield from (insertion.code for insertion in block.insertions)
    yield from (nest.code for nest in block.nests if nest.code is not None)


def _identifiers(code: Code) -> Iterator[tuple[str, int]]:
    stack = [code.root]
    while stack:
        node = stack.pop()
        if node.child_count == 0 and node.type in IDENTIFIERS:
            yield code.data[node.start_byte : node.end_byte].decode(), code.line(node.start_byte)
        stack.extend(node.children)


def _names(term: Term) -> set[str]:
    """Names by which a statement can be tied to another: metavariables, plain names, members of `this`."""
    names = {f"${name}" for name in metavariables(term)}
    for current in term.walk():
        if current.kind == "name" and current.value not in GLOBALS:
            names.add(current.value)
        elif current.kind == "member" and owner(current).kind == "this" and current.value != WORKER.member:
            names.add(str(Receiver(current.value)))
    return names
