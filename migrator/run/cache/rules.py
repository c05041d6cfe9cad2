"""Compiled rules, kept under the names and contents of their pages: in the user's cache, and in the wheel."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from migrator import FOLDER
from migrator.javascript.disk import digest
from migrator.matching.imports import PageImport
from migrator.matching.notation import Code
from migrator.matching.pattern import Block, Element, Insertion, Nest, Role
from migrator.model.packs import page_files
from migrator.model.settings import ENVIRONMENT
from migrator.python.form import Program
from migrator.python.language import PYTHON
from migrator.rules.loader import Change, Command, Rule, load_rules, samples_of
from migrator.rules.pages import pages_digest
from migrator.rules.requirements import Duty, DutyPattern
from migrator.run.cache.forms import Reader, Writer
from migrator.run.cache.store import Store
from migrator.run.cache.version import program_digest
from migrator.sites.program import ProgramTerm

_KIND = "rules"
_TEXTS = ("id", "title", "summary", "page", "text")
# What the wheel brings, compiled when it was built (hatch_build.py). It is no cache but a part of the program, and who
# wants no cache has it too. A checkout has none.
BROUGHT = os.path.join(FOLDER, "_compiled")


def cached_rules(store: Store | None, folders: Iterable[Path]) -> list[Rule]:
    """The rules of some folders as `load_rules` gives them; raises RuleError.

    They come from the store if it has them, else from what the package brought, else they are compiled.
    """
    folders = list(folders)
    stores = [] if store is None else [store]
    if os.path.isdir(BROUGHT):
        stores.append(Store(BROUGHT, swept=False, sealed=False))
    if not stores:
        return load_rules(folders)
    key = _key(store, folders)
    for held in stores:
        value = held.get(_KIND, key)
        if value is not None:
            try:
                return _read(json.loads(value), {path.name: path for path in page_files(folders)})
            except (ValueError, TypeError, LookupError, AssertionError):  # somebody else's, however it came there
                pass
    return load_rules(folders) if store is None else keep_rules(store, folders)


def keep_rules(store: Store, folders: list[Path]) -> list[Rule]:
    """Compile the rules of some folders, and keep them; raises RuleError."""
    key = _key(store, folders)
    rules = load_rules(folders)
    if _key(store, folders) == key:  # nobody has changed a page meanwhile
        store.put(_KIND, key, json.dumps(_plain(rules), separators=(",", ":")).encode())
    return rules


def _key(store: Store | None, folders: list[Path]) -> str:
    return digest(f"{program_digest(store)} {pages_digest(folders)}".encode())


# -- there -------------------------------------------------------------------------------------------------------------


def _plain(rules: list[Rule]) -> Any:
    writer = Writer()
    held = [_rule(rule, writer) for rule in rules]
    return [writer.symbols, writer.terms, writer.programs, held]


def _rule(rule: Rule, writer: Writer) -> Any:
    return [
        [getattr(rule, name) for name in _TEXTS],
        [_block(block, writer) for block in rule.blocks],
        [[change.name, change.text] for change in rule.changes],
        list(rule.after),
        list(rule.loggers),
        [[command.name, command.arguments] for command in rule.commands],
        [[helper.name, helper.arguments] for helper in rule.helpers],
        [
            [
                duty.name,
                duty.text,
                duty.command,
                [[p.language, p.negative, list(map(writer.term, p.terms))] for p in duty.patterns],
            ]
            for duty in rule.duties
        ],
    ]


def _block(block: Block, writer: Writer) -> Any:
    return [
        _code(block.old),
        block.line,
        [
            [
                element.role.value,
                element.line,
                writer.term(element.term) if element.term is not None else None,
                _nest(element.nest, writer) if element.nest is not None else None,
            ]
            for element in block.elements
        ],
        [[item.at, _code(item.code), list(map(writer.term, item.terms))] for item in block.insertions],
        sorted(block.declared),
        sorted(block.redeclared),
        list(block.fresh),
        sorted(block.python),
        list(block.inlined),
        block.is_expression,
        list(block.imports),
    ]


def _nest(nest: Nest, writer: Writer) -> Any:
    return [
        nest.name,
        nest.line,
        writer.term(nest.find) if nest.find is not None else None,
        _code(nest.code) if nest.code is not None else None,
        list(map(writer.term, nest.stays)),
    ]


def _code(code: Code) -> Any:
    return [code.data.decode("utf-8"), list(code.lines)]


# -- and back ----------------------------------------------------------------------------------------------------------


def _read(plain: Any, pages: dict[str, Path]) -> list[Rule]:
    symbols, terms, programs, held = plain
    reader = Reader(terms, symbols, programs, _again)
    return [_read_rule(rule, reader, pages) for rule in held]


def _again(term: ProgramTerm, index: int) -> Program:
    """A form of a page's program, lowered again; other holes change nothing of where things stand."""
    holes = {hole.placeholder: held for hole, held in zip(term.embedded.holes, term.holes, strict=True)}
    return PYTHON.lower_pattern(term.embedded.text, holes, environment=ENVIRONMENT)[index]


def _read_rule(plain: Any, reader: Reader, pages: dict[str, Path]) -> Rule:
    texts, blocks, changes, after, loggers, commands, helpers, duties = plain
    id_, title, summary, page, text = texts
    return Rule(
        id_,
        title,
        summary,
        page,
        text,
        tuple(_read_block(block, reader) for block in blocks),
        tuple(Change(*change) for change in changes),
        tuple(after),
        tuple(Command(*command) for command in commands),
        tuple(Command(*helper) for helper in helpers),
        tuple(
            Duty(
                name,
                said,
                command,
                tuple(
                    DutyPattern(language, negative, tuple(map(reader.term, terms)))
                    for language, negative, terms in patterns
                ),
            )
            for name, said, command, patterns in duties
        ),
        samples=samples_of(pages[page]),
        loggers=tuple(loggers),
    )


def _read_block(plain: Any, reader: Reader) -> Block:
    old, line, elements, insertions, declared, redeclared, fresh, python, inlined, is_expression, imports = plain
    return Block(
        _read_code(old),
        line,
        tuple(
            Element(
                Role(role),
                at,
                reader.term(term) if term is not None else None,
                _read_nest(nest, reader) if nest is not None else None,
            )
            for role, at, term, nest in elements
        ),
        tuple(Insertion(at, _read_code(code), tuple(map(reader.term, terms))) for at, code, terms in insertions),
        frozenset(declared),
        frozenset(redeclared),
        tuple(fresh),
        frozenset(python),
        tuple(inlined),
        is_expression=is_expression,
        imports=tuple(PageImport(*each) for each in imports),
    )


def _read_nest(plain: Any, reader: Reader) -> Nest:
    name, line, find, code, stays = plain
    return Nest(
        name,
        line,
        reader.term(find) if find is not None else None,
        _read_code(code) if code is not None else None,
        tuple(map(reader.term, stays)),
    )


def _read_code(plain: Any) -> Code:
    return Code(plain[0].encode("utf-8"), tuple(plain[1]))
