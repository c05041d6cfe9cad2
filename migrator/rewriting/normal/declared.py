"""What holds the code of sites and may go with the last of them: nothing else can use it then."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.edits import deletion
from migrator.javascript.effects import has_effect
from migrator.javascript.flow import key_text
from migrator.javascript.imports import Import
from migrator.javascript.lower import Lowering
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.project import Project
from migrator.javascript.scopes import IMPORT, Binding
from migrator.javascript.specifiers import is_asset
from migrator.javascript.syntax import (
    CLASSES,
    COMMENTS,
    DECLARATIONS,
    DECLARED_FUNCTIONS,
    NO_STATEMENTS,
    STATEMENTS,
    NodeKind,
    children,
)
from migrator.rewriting.normal.code import is_module
from migrator.rewriting.normal.pieces import Added, Change
from migrator.rewriting.normal.steps import Step
from migrator.rewriting.taken import Taken
from migrator.rewriting.unused import Declared, Unused, deletions, whole
from migrator.sites.renames import declared_alone
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node


_OF_CLASSES = frozenset({NodeKind.NEW_EXPRESSION, NodeKind.MEMBER_EXPRESSION})


class Removal(NamedTuple):
    """What takes a declaration, and the sites that have used it, by where these begin."""

    change: Change
    sites: frozenset[int]


def removals(file: File, module: Module, project: Project, found: Sequence[Step], kept: Set[int]) -> Iterator[Removal]:
    """What takes the declarations that some steps leave without a use, but those that a site of ``kept`` has used."""
    spans = [(change.start, change.end) for step in found for change in step.changes]
    users: dict[int, set[int]] = defaultdict(set)
    for step in found:
        for node in step.declared:
            users[node.start_byte].add(step.site.use.whole.start_byte)
    going = [each for each in declared(file, module, project, users, spans) if not each.sites & kept]
    while True:
        around = _Stretches((*spans, *((each.node.start_byte, each.node.end_byte) for each in going)))
        left = [each for each in going if not _is_used(each, around)]
        if len(left) == len(going):
            break
        going = left
    going.sort(key=_start)
    gone = whole(Unused(each.node, None, each.holder) for each in going)
    # Statements in a row go by one edit, with what is between them.
    parts = [each for each in gone if each.node.type not in STATEMENTS]
    alone = {each.node.id: edit for each, edit in deletions(file, parts, Taken())}
    rows: list[list[Unused]] = []
    for each in gone:
        if rows and each.node.type in STATEMENTS and _next(rows[-1][-1].node) == each.node:
            rows[-1].append(each)
        else:
            rows.append([each])
    for row in rows:
        first = bisect_left(going, row[0].node.start_byte, key=_start)
        last = bisect_left(going, row[-1].node.end_byte, key=_start)
        sites = frozenset(site for each in going[first:last] for site in each.sites)
        if row[0].node.type in STATEMENTS:
            edit: Edit | None = deletion(file.source, [each.node for each in row])[0]
        else:
            edit = alone.get(row[0].node.id)
        if edit is not None:
            yield Removal(Change(edit.start, edit.end, (Added(edit.text),) if edit.text else ()), sites)


def _start(each: Declared) -> int:
    return each.node.start_byte


class _Stretches:
    """Stretches of a file, of which one may hold others."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, offset: int) -> bool:
        """Whether a byte stands in one of them."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]


def _is_used(each: Declared, around: _Stretches) -> bool:
    """Whether a use of a name stands outside of some stretches."""
    references = each.binding.references if each.binding is not None else ()
    return any(reference.outside or not around.hold(reference.node.start_byte) for reference in references)


def _next(statement: Node) -> Node | None:
    following = statement.next_named_sibling
    while following is not None and following.type in COMMENTS:
        following = following.next_named_sibling
    return following


def declared(
    file: File,
    module: Module,
    project: Project,
    users: Mapping[int, Set[int]],
    replaced: Sequence[tuple[int, int]] = (),
) -> Iterator[Declared]:
    """The declarations of a file that nobody outside of it can use, by where they begin, with where those begin that
    have used them. What is ``replaced`` uses nothing any more.
    """
    scopes, stretches = file.source.scopes, _Stretches(replaced)
    for start, sites in users.items():
        binding = scopes.binding_at(start)
        if binding is None:
            field = _field(file, start)
            if field is not None and _is_own(field, file, module, stretches):
                yield Declared(field, None, frozenset(sites))
        elif len(binding.declarations) == 1 and binding.declarations[0].start_byte == start:
            yield from _of_name(binding, module, project, frozenset(sites))


def _of_name(binding: Binding, module: Module, project: Project, sites: frozenset[int]) -> Iterator[Declared]:
    name = binding.declarations[0]
    if binding.kind == IMPORT:
        taken = module.imports.get(binding.name)
        statement: Node | None = name
        while statement is not None and statement.type != NodeKind.IMPORT_STATEMENT:
            statement = statement.parent
        if taken is None or statement is None:
            return
        whole = statement if is_asset(taken.specifier) or _does_nothing(module, taken, project) else None
        clause = next((child for child in children(statement) if child.type == NodeKind.IMPORT_CLAUSE), None)
        parts = children(clause)
        if len(parts) == 1 and parts[0].type == NodeKind.NAMED_IMPORTS:
            yield Declared(_part(name, parts[0]), binding, sites, whole)
        elif len(parts) == 1 and whole is not None:
            yield Declared(whole, binding, sites)
    elif (binding.scope.parent is not None or is_module(module)) and not _drops(name, module):
        alone = declared_alone(name)
        if alone is not None:
            holder = alone.parent if alone.type == NodeKind.VARIABLE_DECLARATOR else None
            yield Declared(alone, binding, sites, holder)


def _part(name: Node, parts: Node) -> Node:
    """The part of a list in which a name stands."""
    while name.parent is not None and name.parent.id != parts.id:
        name = name.parent
    return name


def _drops(name: Node, module: Module) -> bool:
    """Whether more goes with the declaration of a variable than its text: another member of an object whose value has
    an effect, or a use in a type.
    """
    source = module.source
    declarator = name.parent
    value = declarator.child_by_field_name("value") if declarator is not None else None
    is_object = value is not None and unwrap(value).type == NodeKind.OBJECT
    if value is not None and is_object and has_effect(Lowering(source.data, None).lower(value), source.scopes):
        return True
    word = re.compile(rb"(?<![\w$])%s(?![\w$])" % re.escape(name.text or b""))
    spans = source.types.erased if source.types is not None else ()
    return any(word.search(source.data, start, end) for start, end in spans)


def _does_nothing(module: Module, taken: Import, project: Project) -> bool:
    """Whether to load the file of an import only declares functions and values."""
    target = project.follow(module, taken.specifier)
    return target is not None and target.source.once("only declares", lambda: _only_declares(target))


def _only_declares(target: Module) -> bool:
    lowering = Lowering(target.source.data, None)
    for node in target.source.root.named_children:
        statement = node.child_by_field_name("declaration") if node.type == NodeKind.EXPORT_STATEMENT else node
        if node.child_by_field_name("source") is not None:
            return False
        if statement is None:  # `export { x }`, or a default
            value = node.child_by_field_name("value")
            values = [value] if value is not None else []
        elif statement.type in DECLARATIONS:
            given = (each.child_by_field_name("value") for each in children(statement))
            values = [value for value in given if value is not None]
        elif statement.type in DECLARED_FUNCTIONS or statement.type in NO_STATEMENTS:
            continue
        else:
            return False
        if any(has_effect(lowering.lower(value), target.source.scopes) for value in values):
            return False
    return True


# -- members of classes ------------------------------------------------------------------------------------------------


def _field(file: File, start: int) -> Node | None:
    node = file.source.root.descendant_for_byte_range(start, start + 1)
    while node is not None and node.type != NodeKind.FIELD_DEFINITION:
        node = node.parent
    return node if node is not None and node.start_byte == start else None


def _is_own(field: Node, file: File, module: Module, replaced: _Stretches) -> bool:
    """Whether nobody can read a static member but by its name, and nobody does: the file spells that once, and has its
    class for itself.
    """
    source = file.source
    owner = field.parent.parent if field.parent is not None else None
    name = key_text(field.child_by_field_name("property"), source.data)
    named = owner.child_by_field_name("name") if owner is not None else None
    if owner is None or name is None or named is None or owner.type not in CLASSES:
        return False
    spelled = source.once("words", lambda: _words(source.data)).get(name.encode(), [])
    if sum(not replaced.hold(at) for at in spelled) != 1:
        return False
    if name.startswith("#"):
        return True
    outer = source.scopes.binding_at(named.start_byte)
    inner = source.scopes.lookup(module.text(named), source.scopes.scope_at(field.start_byte))
    if outer is None or (outer.scope.parent is None and (outer.name in module.exposed or not is_module(module))):
        return False
    return all(
        source.once(("only makes", each), partial(_only_makes, each)) for each in (outer, inner) if each is not None
    )


def _only_makes(of_class: Binding) -> bool:
    """Whether each use of the name of a class makes an instance, or takes a member that is written out."""
    around = (outermost(use.node).parent for use in of_class.references)
    return all(each is not None and each.type in _OF_CLASSES for each in around)


def _words(data: bytes) -> dict[bytes, list[int]]:
    """Where a file has each word."""
    found: dict[bytes, list[int]] = {}
    for match in re.finditer(rb"#?[\w$\x80-\xff]+", data):
        found.setdefault(match[0], []).append(match.start())
    return found
