"""What is checked of a block of a page: that each name comes from somewhere, and that each removal has a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.scopes import analyse
from migrator.javascript.syntax import IDENTIFIERS
from migrator.matching.notation import Code
from migrator.matching.pattern import Block, is_metavariable, metavariables
from migrator.model.ledger import Sentence
from migrator.model.settings import WORKER, Receiver
from migrator.model.term import CALLS, Term, arguments, owner
from migrator.sites.program import ProgramTerm

if TYPE_CHECKING:
    from migrator.model.ledger.message import Value


class Report(Protocol):
    """Takes a fault of a page: its line, its sentence, and the values of that."""

    def __call__(self, line: int, sentence: Sentence, **values: Value) -> None: ...


def check(block: Block, fault: Report) -> None:
    """Report what is wrong with a block of a page, with the page's lines."""
    _check_bound(block, fault)
    _check_free_names(block, fault)
    _check_tied(block, fault)
    _check_dots(block, fault)
    _check_namespaces(block, fault)
    _check_again(block, fault)


def _check_bound(block: Block, fault: Report) -> None:
    bound = {
        name for element in block.elements if element.term for name in metavariables(element.term)
    } | block.python
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
    declared = set(block.fresh)
    for insertion in block.insertions:
        scopes = analyse(insertion.code.root, insertion.code.data)
        for reference in scopes.globals:
            name = reference.name
            if name in declared or is_metavariable(name) or name in GLOBALS:
                continue
            fault(insertion.code.line(reference.node.start_byte), Sentence.FREE_NAME, name=name)


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


def _check_again(block: Block, fault: Report) -> None:
    from migrator.matching.matcher import Matcher

    matcher = Matcher(None)
    for insertion in block.insertions:
        for term in insertion.terms:
            for program in term.walk():
                if isinstance(program, ProgramTerm) and matcher.fits_program(block.program, program):
                    fault(insertion.code.line(program.origin.start_byte), Sentence.MATCHES_AGAIN)


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
